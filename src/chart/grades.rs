//! The mix of grades in each period: columns of equal height, the best grade at the top, on the axis of the rate over time.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, bar, draw_rate_axis, text};
use super::ink::Ink;
use super::rate::draw_periods;
use super::scene::{Mark, Scene, Shape};
use crate::audit::Level;
use crate::report::{Report, Tone, wording};

const NARROW_PX: u32 = 560;

/// The chart of the grades of a report's periods, laid out for a width in pixels.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn grades_over_time(report: &Report, width_px: u32) -> Result<Scene, ChartError> {
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 200 } else { 230 };
    let count = u32::try_from(report.periods.len()).unwrap_or(u32::MAX).max(1);
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 48.0 },
        right_px: f64::from(width_px) - 6.0,
        top_px: 12.0,
        bottom_px: f64::from(height_px) - 34.0,
        highest: 1.0,
    };
    let slot_px = (frame.right_px - frame.left_px) / f64::from(count);
    let half = (slot_px * 0.42).min(20.0);
    let middle_px = |at: usize| frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
    let inks = inks(&report.scale);

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        draw_rate_axis(area, &frame)?;
        for (at, period) in report.periods.iter().enumerate().filter(|(_, period)| period.rate.n > 0) {
            let n = f64::from(period.rate.n);
            let place = |below: f64, above: f64, ink: Ink| {
                let (foot, head) = (frame.y_px(below / n), frame.y_px(above / n));
                // A hair's breadth between grades, so that colour alone need not part them.
                let head = if foot - head > 3.0 { head + 1.0 } else { head };
                bar(area, [(middle_px(at) - half, head), (middle_px(at) + half, foot)], ink)
            };
            let mut below = 0.0;
            // From the foot upwards, so that inadequate work stands on one line and can be compared.
            let shown = |(count, ink): (&Option<u32>, &Ink)| count.map(|count| (f64::from(count), *ink));
            let grades = || period.grades.iter().zip(&inks);
            for (count, ink) in grades().rev().map_while(shown).filter(|(count, _)| *count > 0.0) {
                place(below, below + count, ink)?;
                below += count;
            }
            // Where a grade is hidden, those above it are placed from the top, and between them is a gap.
            if period.grades.iter().any(Option::is_none) {
                let mut above = n;
                for (count, ink) in grades().map_while(shown).filter(|(count, _)| *count > 0.0) {
                    place((above - count).max(below), above, ink)?;
                    above -= count;
                }
                let (foot, head) = (frame.y_px(below / n), frame.y_px(above / n));
                if foot - head > 13.0 && half > 4.0 {
                    let middle = (middle_px(at), (foot + head) / 2.0);
                    text(area, wording::HIDDEN, middle, 12.0, HPos::Center, VPos::Center)?;
                }
            }
        }
        for (at, _) in report.periods.iter().enumerate().filter(|(_, period)| period.rate.audits().is_none()) {
            text(area, wording::HIDDEN, (middle_px(at), frame.bottom_px - 9.0), 12.0, HPos::Center, VPos::Center)?;
        }
        draw_periods(area, report, &frame)
    })?;

    let marks =
        report.periods.iter().enumerate().filter(|(_, period)| !period.rate.is_of_none()).map(|(at, period)| Mark {
            x_px: middle_px(at),
            y_px: frame.bottom_px,
            shape: Shape::Column { width_px: half * 2.0, height_px: frame.bottom_px - frame.top_px },
            tone: Tone::Common,
            label: wording::grades_label(period, &report.scale),
            office: None,
        });
    Ok(Scene { width_px, height_px, backdrop, marks: marks.collect(), notes: Vec::new(), unnamed: Vec::new() })
}

/// The ink of each level of a scale, which has any number of them: `grade_class` in the page's key has the same order.
fn inks(scale: &[Level]) -> Vec<Ink> {
    let passing = scale.iter().filter(|level| !level.inadequate).count();
    scale
        .iter()
        .enumerate()
        .map(|(at, level)| match at {
            _ if level.inadequate => Ink::Inadequate,
            0 => Ink::Best,
            last if last + 1 == passing && passing > 2 => Ink::Weak,
            _ => Ink::Fair,
        })
        .collect()
}
