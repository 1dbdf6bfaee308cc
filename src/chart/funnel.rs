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
    let Names { notes, leads, unnamed } = Names::of(&offices, &marks, &frame, centre_px);

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
/// Offices at one place are named together. Those that differ come first, and of one of them the beginning stands where the whole has no room.
#[derive(Default)]
struct Names {
    notes: Vec<Note>,
    leads: Vec<[(f64, f64); 2]>,
    unnamed: Vec<String>,
}

/// Left, top, right, bottom.
type Place = [f64; 4];

/// What is taken, and by what.
struct Taken<'a> {
    frame: &'a Frame,
    marks: &'a [Mark],
    places: Vec<Place>,
    leads: Vec<[(f64, f64); 2]>,
}

impl Names {
    fn of(offices: &[&OfficeRate], marks: &[Mark], frame: &Frame, centre_px: f64) -> Names {
        let mut places: Vec<Place> =
            marks.iter().map(|mark| [mark.x_px - 7.0, mark.y_px - 7.0, mark.x_px + 7.0, mark.y_px + 7.0]).collect();
        places.push([frame.left_px, centre_px - 1.0, frame.right_px, centre_px + 1.0]);
        let mut taken = Taken { frame, marks, places, leads: Vec::new() };
        let mut names = Names::default();

        let differs = |mark: &Mark| matches!(mark.tone, Tone::Concern | Tone::Improvement);
        let name_all = offices.len() <= 20;
        let mut wanted: Vec<(String, &Mark)> = Vec::new();
        for (office, mark) in offices.iter().zip(marks).filter(|(_, mark)| name_all || differs(mark)) {
            match wanted.iter_mut().find(|(_, other)| is_at(mark, other) && mark.tone == other.tone) {
                Some((name, _)) => *name = format!("{name}, {}", office.office),
                None => wanted.push((office.office.clone(), mark)),
            }
        }
        // Whoever has the fewest places chooses first.
        wanted.sort_by_key(|(name, mark)| (!differs(mark), taken.beside(name, mark).count()));
        let mut further = Vec::new();
        for (name, mark) in wanted {
            let beside = taken.beside(&name, mark).next();
            match beside {
                Some(note) => names.put(note, &name, mark, None, &mut taken),
                None => further.push((name, mark)),
            }
        }
        for (name, mark) in further {
            let begun = format!("{}\u{2026}", name.chars().take(BEGUN_LETTERS).collect::<String>().trim_end());
            let beginning = || Some(taken.beside(&begun, mark).next()?).filter(|_| differs(mark));
            if let Some((note, lead)) = taken.further(&name, mark) {
                names.put(note, &name, mark, Some(lead), &mut taken);
            } else if let Some(note) = beginning() {
                names.put(note, &begun, mark, None, &mut taken);
            } else {
                names.unnamed.push(name);
            }
        }
        names.leads = taken.leads;
        names
    }

    fn put(
        &mut self,
        (x_px, y_px, anchor): Spot,
        text: &str,
        mark: &Mark,
        lead: Option<[(f64, f64); 2]>,
        taken: &mut Taken<'_>,
    ) {
        taken.places.push(place_of(text, (x_px, y_px, anchor)));
        taken.leads.extend(lead);
        self.notes.push(Note { x_px, y_px, anchor, text: text.to_owned(), tone: mark.tone });
    }
}

/// Where the anchor of a text stands.
type Spot = (f64, f64, Anchor);

const SIZE_PX: f64 = 13.0;

fn place_of(text: &str, (x_px, y_px, anchor): Spot) -> Place {
    let width = width_of(text, SIZE_PX);
    let left = match anchor {
        Anchor::Start => x_px,
        Anchor::Middle => x_px - width / 2.0,
        Anchor::End => x_px - width,
    };
    [left, y_px - SIZE_PX, left + width, y_px + 3.0]
}

/// Whether two marks look like one.
fn is_at(mark: &Mark, other: &Mark) -> bool {
    (mark.x_px - other.x_px).hypot(mark.y_px - other.y_px) < 3.0
}

impl<'a> Taken<'a> {
    /// The places beside a mark that are free, the best first.
    fn beside(&self, name: &str, mark: &'a Mark) -> impl Iterator<Item = Spot> {
        let (above_px, below_px) = (mark.y_px - AWAY_PX, mark.y_px + AWAY_PX + 10.0);
        let half = width_of(name, SIZE_PX) / 2.0;
        let middle_px = mark.x_px.min(self.frame.right_px + 8.0 - half).max(self.frame.left_px + half);
        let spots = [
            (mark.x_px + AWAY_PX, mark.y_px + 4.5, Anchor::Start),
            (mark.x_px - AWAY_PX, mark.y_px + 4.5, Anchor::End),
            (middle_px, above_px, Anchor::Middle),
            (middle_px, below_px, Anchor::Middle),
            (mark.x_px + 6.0, above_px, Anchor::End),
            (mark.x_px + 6.0, below_px, Anchor::End),
            (mark.x_px - 6.0, above_px, Anchor::Start),
            (mark.x_px - 6.0, below_px, Anchor::Start),
        ];
        let free: Vec<Spot> = spots
            .into_iter()
            .filter(|spot| {
                let place = place_of(name, *spot);
                let own = away(&place, mark) + 5.0;
                self.is_free(&place) && self.marks.iter().all(|other| is_at(mark, other) || own <= away(&place, other))
            })
            .collect();
        free.into_iter()
    }

    /// A free place further from a mark, and the line that leads there without touching anything else.
    fn further(&self, name: &str, mark: &Mark) -> Option<(Spot, [(f64, f64); 2])> {
        let spots = (2..9_u8).flat_map(|rows| {
            [1.0, -1.0].into_iter().flat_map(move |side| {
                [Anchor::Start, Anchor::End, Anchor::Middle].map(|anchor| (f64::from(rows) * 17.0 * side, anchor))
            })
        });
        spots.map(|(down_px, anchor)| (mark.x_px, mark.y_px + down_px, anchor)).find_map(|spot| {
            let place = place_of(name, spot);
            let end = if spot.1 > mark.y_px { place[1] } else { place[3] };
            let lead = [(mark.x_px, mark.y_px), (mark.x_px.clamp(place[0] + 3.0, place[2] - 3.0), end)];
            let others = self.marks.iter().zip(&self.places).filter(|(other, _)| !is_at(mark, other));
            let names = self.places.iter().skip(self.marks.len() + 1);
            let mut in_its_way = others.map(|(_, place)| place).chain(names);
            (self.is_free(&place) && !in_its_way.any(|place| crosses(&lead, place))).then_some((spot, lead))
        })
    }

    fn is_free(&self, place: &Place) -> bool {
        let [left, top, right, bottom] = *place;
        left >= self.frame.left_px
            && right <= self.frame.right_px + 8.0
            && top >= 0.0
            && bottom <= self.frame.bottom_px + 1.0
            && !self.places.iter().any(|other| overlap(other, place))
            && !self.leads.iter().any(|lead| crosses(lead, place))
    }
}

/// How far a mark lies from a place.
fn away([left, top, right, bottom]: &Place, mark: &Mark) -> f64 {
    (mark.x_px - mark.x_px.clamp(*left, *right)).hypot(mark.y_px - mark.y_px.clamp(*top, *bottom))
}

/// Whether a line touches a place, at any of its tenths.
fn crosses([from, to]: &[(f64, f64); 2], place: &Place) -> bool {
    (0..=10_u8).map(|tenth| f64::from(tenth) / 10.0).any(|part| {
        let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
        overlap(place, &[x - 1.0, y - 1.0, x + 1.0, y + 1.0])
    })
}

/// Whether two rectangles (left, top, right, bottom) share any place. A mark's own rectangle ends before its name begins.
fn overlap(a: &Place, b: &Place) -> bool {
    let [a_left, a_top, a_right, a_bottom] = a;
    let [b_left, b_top, b_right, b_bottom] = b;
    a_left < b_right && b_left < a_right && a_top < b_bottom && b_top < a_bottom
}
