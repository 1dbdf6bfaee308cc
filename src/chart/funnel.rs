//! The funnel of offices: each office's rate against its number of audits, within the limits that chance would draw.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, area_of, draw_rate_axis, line, text, width_of};
use super::ink::Ink;
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::report::{FunnelPoint, NO_OFFICE, OfficeRate, Report, Tone, Verdict, wording};
use crate::stats::Interval;

const NARROW_PX: u32 = 560;
/// A name stands so far from the middle of its mark: the ring around a chosen one ends at 12 pixels.
const AWAY_PX: f64 = 15.0;
/// So many letters stand for a long name.
const BEGUN_LETTERS: usize = 14;

/// The funnel of a report's offices, laid out for a width in pixels; `None` with fewer than two offices.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn funnel(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let Some(funnel) = &report.funnel else { return Ok(None) };
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 330 } else { 400 };
    // An office whose rate is hidden has no place; audits that name none are no office.
    let offices: Vec<&OfficeRate> =
        report.offices.iter().filter(|office| office.rate.shown().is_some() && office.office != NO_OFFICE).collect();
    let most = offices.iter().map(|office| office.rate.n).max().unwrap_or(1).max(1);
    let step = round_step(most);
    let end = f64::from(most) * 1.06 + 1.0;
    let highest = offices.iter().filter_map(|office| office.rate.rate).fold(0.0, f64::max);
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 48.0 },
        right_px: f64::from(width_px) - 10.0,
        top_px: 14.0,
        bottom_px: f64::from(height_px) - 52.0,
        highest: axis::rounded_up((highest * 1.1).max(funnel.target * 2.2)),
    };
    let x_px = |n: f64| frame.x_px(n / end);
    let centre_px = frame.y_px(funnel.target);
    let marks: Vec<Mark> = offices
        .iter()
        .map(|office| {
            let (shape, tone) = look(office);
            Mark {
                x_px: x_px(f64::from(office.rate.n)),
                y_px: frame.y_px(office.rate.rate.unwrap_or_default()),
                shape,
                tone,
                label: wording::office_label(office),
                office: Some(office.office.clone()),
            }
        })
        .collect();
    let Names { notes, leads, unnamed, .. } = Names::of(&marks, &frame, centre_px);

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        band(area, &funnel.limits, |point| point.limits998, &frame, end, Ink::Band)?;
        band(area, &funnel.limits, |point| point.limits95, &frame, end, Ink::InnerBand)?;
        draw_rate_axis(area, &frame)?;
        line(area, &[(frame.left_px, centre_px), (frame.right_px, centre_px)], Ink::Centre, 1.4)?;
        for lead in &leads {
            line(area, lead, Ink::Axis, 1.0)?;
        }
        let mut n = 0;
        while f64::from(n) <= end {
            let label = wording::number(n);
            text(area, &label, (x_px(f64::from(n)), frame.bottom_px + 14.0), 13.0, HPos::Center, VPos::Center)?;
            n += step;
        }
        let middle = (frame.left_px + frame.right_px) / 2.0;
        text(area, "audits in the rate", (middle, frame.bottom_px + 36.0), 13.0, HPos::Center, VPos::Center)
    })?;
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes, unnamed }))
}

fn look(office: &OfficeRate) -> (Shape, Tone) {
    match office.verdict {
        Verdict::DiffersAbove => (Shape::TriangleUp, Tone::Concern),
        Verdict::DiffersBelow => (Shape::TriangleDown, Tone::Improvement),
        Verdict::NoMoreThanChance | Verdict::NotYetJudged | Verdict::NotShared => (Shape::Circle, Tone::Common),
        Verdict::TooFew => (Shape::Ring, Tone::Few),
    }
}

fn band(
    area: &axis::Area<'_>,
    points: &[FunnelPoint],
    limits: impl Fn(&FunnelPoint) -> Interval,
    frame: &Frame,
    end: f64,
    ink: Ink,
) -> Result<(), ChartError> {
    let place = |n: u32, rate: f64| (frame.x_px((f64::from(n) / end).min(1.0)), frame.y_px(rate));
    let mut outline: Vec<(f64, f64)> = points.iter().map(|point| place(point.n, limits(point).upper)).collect();
    outline.extend(points.iter().rev().map(|point| place(point.n, limits(point).lower)));
    area_of(area, &outline, ink)
}

/// A round distance between ticks of numbers of audits: four to eight of them.
fn round_step(most: u32) -> u32 {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if most / (step * factor) <= 7 {
                return step * factor;
            }
        }
        step *= 10;
    }
}

/// The names of offices: each beside its mark where it covers nothing and is nearer to it than to any other, else further away with a line that leads to it.
/// Those that differ come first, and of one of them the beginning stands where the whole has no room.
struct Names<'a> {
    frame: &'a Frame,
    marks: &'a [Mark],
    /// What names may not cover: marks, the centre line, and names.
    taken: Vec<Place>,
    notes: Vec<Note>,
    leads: Vec<Lead>,
    unnamed: Vec<String>,
}

/// Left, top, right, bottom.
type Place = [f64; 4];

/// From a mark to its name.
type Lead = [(f64, f64); 2];

const SIZE_PX: f64 = 13.0;

impl<'a> Names<'a> {
    fn of(marks: &'a [Mark], frame: &'a Frame, centre_px: f64) -> Names<'a> {
        let mut names =
            Names { frame, marks, taken: Vec::new(), notes: Vec::new(), leads: Vec::new(), unnamed: Vec::new() };
        for mark in marks {
            names.taken.push([mark.x_px - 7.0, mark.y_px - 7.0, mark.x_px + 7.0, mark.y_px + 7.0]);
        }
        names.taken.push([frame.left_px, centre_px - 1.0, frame.right_px, centre_px + 1.0]);

        let name_all = marks.len() <= 20;
        for is_first in [true, false] {
            for is_far in [false, true] {
                for mark in marks {
                    let Some(name) = mark.office.as_deref().filter(|_| name_all || is_first) else { continue };
                    if differs(mark) == is_first && !(is_far && names.notes.iter().any(|note| note.text == name)) {
                        let is_named = names.put(name, mark, is_far);
                        if is_far && !is_named {
                            let begun = name.chars().take(BEGUN_LETTERS).collect::<String>();
                            if !(is_first && names.put(&format!("{}…", begun.trim_end()), mark, false)) {
                                names.unnamed.push(name.to_owned());
                            }
                        }
                    }
                }
            }
        }
        names
    }

    /// Puts a name in the best free place beside its mark, or in one further away to which a line leads that touches nothing else; whether there is one.
    fn put(&mut self, name: &str, mark: &Mark, is_far: bool) -> bool {
        let (width, half) = (width_of(name, SIZE_PX), width_of(name, SIZE_PX) / 2.0);
        let middle_px = mark.x_px.min(self.frame.right_px + 8.0 - half).max(self.frame.left_px + half);
        let spots = [
            (mark.x_px + AWAY_PX, 4.5, Anchor::Start),
            (mark.x_px - AWAY_PX, 4.5, Anchor::End),
            (middle_px, -AWAY_PX, Anchor::Middle),
            (middle_px, AWAY_PX + 10.0, Anchor::Middle),
            (mark.x_px + 6.0, -AWAY_PX, Anchor::End),
            (mark.x_px + 6.0, AWAY_PX + 10.0, Anchor::End),
            (mark.x_px - 6.0, -AWAY_PX, Anchor::Start),
            (mark.x_px - 6.0, AWAY_PX + 10.0, Anchor::Start),
        ];
        for rows in 0..if is_far { 8_u8 } else { 1 } {
            for (x_px, down_px, anchor) in spots.into_iter().skip(if is_far { 2 } else { 0 }) {
                let y_px = mark.y_px + down_px + (f64::from(rows) * 17.0).copysign(down_px);
                let left = match anchor {
                    Anchor::Start => x_px,
                    Anchor::Middle => x_px - half,
                    Anchor::End => x_px - width,
                };
                let place = [left, y_px - SIZE_PX, left + width, y_px + 3.0];
                let lead = lead(mark, &place);
                let own = away(&place, mark) + 5.0;
                // The mark itself is in the line's way, and so may be the centre line.
                let is_its_own = if is_far {
                    self.taken
                        .iter()
                        .enumerate()
                        .all(|(at, place)| at == self.marks.len() || away(place, mark) == 0.0 || !crosses(&lead, place))
                } else {
                    self.marks.iter().all(|other| std::ptr::eq(other, mark) || own <= away(&place, other))
                };
                if is_its_own && self.is_free(&place) {
                    self.taken.push(place);
                    self.leads.extend(is_far.then_some(lead));
                    self.notes.push(Note { x_px, y_px, anchor, text: name.to_owned(), tone: mark.tone });
                    return true;
                }
            }
        }
        false
    }

    fn is_free(&self, place: &Place) -> bool {
        let [left, top, right, bottom] = *place;
        left >= self.frame.left_px
            && right <= self.frame.right_px + 8.0
            && top >= 0.0
            && bottom <= self.frame.bottom_px + 1.0
            && !self.taken.iter().any(|other| overlap(other, place))
            && !self.leads.iter().any(|lead| crosses(lead, place))
    }
}

fn differs(mark: &Mark) -> bool {
    matches!(mark.tone, Tone::Concern | Tone::Improvement)
}

/// From a mark to the nearest side of a place above it or below.
fn lead(mark: &Mark, [left, top, right, bottom]: &Place) -> Lead {
    let end_px = if *top > mark.y_px { *top } else { *bottom };
    [(mark.x_px, mark.y_px), (mark.x_px.max(left + 3.0).min(right - 3.0), end_px)]
}

/// How far a mark lies from a place.
fn away([left, top, right, bottom]: &Place, mark: &Mark) -> f64 {
    let across = (left - mark.x_px).max(mark.x_px - right).max(0.0);
    let down = (top - mark.y_px).max(mark.y_px - bottom).max(0.0);
    (across * across + down * down).sqrt()
}

/// Whether a line touches a place, at any of its tenths.
fn crosses([from, to]: &Lead, place: &Place) -> bool {
    (0..=10_u8).any(|tenth| {
        let part = f64::from(tenth) / 10.0;
        let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
        overlap(place, &[x - 1.0, y - 1.0, x + 1.0, y + 1.0])
    })
}

/// Whether two rectangles share any place. A mark's own rectangle ends before its name begins.
fn overlap(a: &Place, b: &Place) -> bool {
    let [a_left, a_top, a_right, a_bottom] = a;
    let [b_left, b_top, b_right, b_bottom] = b;
    a_left < b_right && b_left < a_right && a_top < b_bottom && b_top < a_bottom
}
