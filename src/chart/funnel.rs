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
    let most = report.offices.iter().map(|office| office.rate.n).max().unwrap_or(1).max(1);
    let step = round_step(most);
    let end = f64::from(most) * 1.06 + 1.0;
    let highest = report.offices.iter().filter_map(|office| office.rate.rate).fold(0.0, f64::max);
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 48.0 },
        right_px: f64::from(width_px) - 10.0,
        top_px: 14.0,
        bottom_px: f64::from(height_px) - 52.0,
        highest: axis::rounded_up((highest * 1.1).max(funnel.target * 2.2)),
    };
    let x_px = |n: f64| frame.x_px(n / end);

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        band(area, &funnel.limits, |point| point.limits998, &frame, end, Ink::Band)?;
        band(area, &funnel.limits, |point| point.limits95, &frame, end, Ink::InnerBand)?;
        draw_rate_axis(area, &frame)?;
        let y = frame.y_px(funnel.target);
        line(area, &[(frame.left_px, y), (frame.right_px, y)], Ink::Centre, 1.4)?;
        let mut n = 0;
        while f64::from(n) <= end {
            let label = wording::number(n);
            text(area, &label, (x_px(f64::from(n)), frame.bottom_px + 14.0), 13.0, HPos::Center, VPos::Center)?;
            n += step;
        }
        let middle = (frame.left_px + frame.right_px) / 2.0;
        text(area, "audits in the rate", (middle, frame.bottom_px + 36.0), 13.0, HPos::Center, VPos::Center)
    })?;

    // An office whose rate is hidden has no place; audits that name none are no office.
    let offices: Vec<&OfficeRate> =
        report.offices.iter().filter(|office| office.rate.shown().is_some() && office.office != NO_OFFICE).collect();
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
    let centre_px = frame.y_px(funnel.target);
    let notes = names(&offices, &marks, &frame, centre_px);
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes }))
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

/// The names of offices, those that differ first, each where it covers no mark, no other name and not the centre line. Of an office that differs the
/// beginning stands where the whole has no room; other names without room are left to the status line and the table.
fn names(offices: &[&OfficeRate], marks: &[Mark], frame: &Frame, centre_px: f64) -> Vec<Note> {
    let mut taken: Vec<[f64; 4]> =
        marks.iter().map(|mark| [mark.x_px - 7.0, mark.y_px - 7.0, mark.x_px + 7.0, mark.y_px + 7.0]).collect();
    taken.push([frame.left_px, centre_px - 1.0, frame.right_px, centre_px + 1.0]);
    let differs = |mark: &Mark| matches!(mark.tone, Tone::Concern | Tone::Improvement);
    let mut order: Vec<(&OfficeRate, &Mark)> = offices.iter().copied().zip(marks).collect();
    order.sort_by_key(|(_, mark)| !differs(mark));
    let name_all = offices.len() <= 20;

    let mut notes = Vec::new();
    for (office, mark) in order.into_iter().filter(|(_, mark)| name_all || differs(mark)) {
        let begun = || format!("{}…", office.office.chars().take(BEGUN_LETTERS).collect::<String>().trim_end());
        let is_long = office.office.chars().count() > BEGUN_LETTERS + 2;
        let whole = room_for(&office.office, mark, frame, &taken).map(|room| (office.office.clone(), room));
        let beginning = || {
            let begun = Some(begun()).filter(|_| is_long && differs(mark))?;
            room_for(&begun, mark, frame, &taken).map(|room| (begun, room))
        };
        if let Some((text, (x_px, y_px, anchor, place))) = whole.or_else(beginning) {
            taken.push(place);
            notes.push(Note { x_px, y_px, anchor, text, tone: mark.tone });
        }
    }
    notes
}

/// Where a name has room beside its mark: the anchor of its text, and the place that it takes.
fn room_for(name: &str, mark: &Mark, frame: &Frame, taken: &[[f64; 4]]) -> Option<(f64, f64, Anchor, [f64; 4])> {
    const SIZE_PX: f64 = 13.0;
    let width = width_of(name, SIZE_PX);
    let (above_px, below_px) = (mark.y_px - AWAY_PX, mark.y_px + AWAY_PX + 10.0);
    let spots = [
        (mark.x_px + AWAY_PX, mark.y_px + 4.5, Anchor::Start),
        (mark.x_px - AWAY_PX, mark.y_px + 4.5, Anchor::End),
        (mark.x_px, above_px, Anchor::Middle),
        (mark.x_px, below_px, Anchor::Middle),
        (mark.x_px + 6.0, above_px, Anchor::End),
        (mark.x_px + 6.0, below_px, Anchor::End),
        (mark.x_px - 6.0, above_px, Anchor::Start),
        (mark.x_px - 6.0, below_px, Anchor::Start),
    ];
    spots.into_iter().find_map(|(x_px, y_px, anchor)| {
        let left = match anchor {
            Anchor::Start => x_px,
            Anchor::Middle => x_px - width / 2.0,
            Anchor::End => x_px - width,
        };
        let place = [left, y_px - SIZE_PX, left + width, y_px + 3.0];
        let inside = left >= frame.left_px && left + width <= frame.right_px + 8.0 && y_px <= frame.bottom_px - 2.0;
        (inside && y_px - SIZE_PX >= 0.0 && !taken.iter().any(|other| overlap(other, &place)))
            .then_some((x_px, y_px, anchor, place))
    })
}

/// Whether two rectangles (left, top, right, bottom) share any place. A mark's own rectangle ends before its name begins.
fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    let [a_left, a_top, a_right, a_bottom] = a;
    let [b_left, b_top, b_right, b_bottom] = b;
    a_left < b_right && b_left < a_right && a_top < b_bottom && b_top < a_bottom
}
