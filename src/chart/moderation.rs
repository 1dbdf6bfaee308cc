//! How many of the audits were moderated, over time.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, bar, draw_rate_axis, line, text, width_of};
use super::ink::Ink;
use super::rate::{period_step, short_month};
use super::scene::{Mark, Scene, Shape};
use crate::report::{PeriodModeration, Report, Tone, wording};

const NARROW_PX: u32 = 560;
const BAR_PX: f64 = 22.0;

/// The share of a report's audits that were moderated in each period, laid out for a width in pixels; `None` with fewer than two periods, and
/// where none was moderated.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn moderation_over_time(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let trust = report.trust.as_ref().filter(|trust| trust.moderated.k > 0 && trust.periods.len() > 1);
    let Some(periods) = trust.map(|trust| &trust.periods) else { return Ok(None) };
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 290 } else { 320 };
    let share = |period: &PeriodModeration| period.of.moderated.share;
    let points = periods.iter().filter_map(share).fold(0.02, f64::max);
    let mut uppers: Vec<f64> =
        periods.iter().filter_map(|period| period.of.moderated.interval95).map(|of| of.upper).collect();
    uppers.sort_by(f64::total_cmp);
    let usual = uppers.get(uppers.len() * 3 / 4).copied().unwrap_or(0.5);
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 52.0 },
        right_px: f64::from(width_px) - 6.0,
        top_px: 28.0,
        bottom_px: f64::from(height_px) - 74.0,
        highest: axis::rounded_up(points.max(usual) * 1.05),
    };
    let count = u32::try_from(periods.len()).unwrap_or(u32::MAX).max(1);
    let slot_px = (frame.right_px - frame.left_px) / f64::from(count);
    let middle_px = |at: usize| frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        draw_rate_axis(area, &frame)?;
        text(area, "moderated", (frame.left_px - 30.0, 11.0), 13.0, HPos::Left, VPos::Center)?;
        if let Some(all) = trust.and_then(|trust| trust.moderated.share) {
            line(area, &[(frame.left_px, frame.y_px(all)), (frame.right_px, frame.y_px(all))], Ink::Centre, 1.4)?;
        }
        for (at, period) in periods.iter().enumerate() {
            let Some(interval) = period.of.moderated.interval95 else { continue };
            let x = middle_px(at);
            line(area, &[(x, frame.y_px(interval.lower)), (x, frame.y_px(interval.upper))], Ink::Line, 1.4)?;
        }
        draw_foot(area, periods, &frame, slot_px, middle_px)
    })?;
    let marks = periods.iter().enumerate().filter_map(|(at, period)| {
        let few = period.of.moderated.n < 5;
        Some(Mark {
            x_px: middle_px(at),
            y_px: frame.y_px(share(period)?),
            shape: if few { Shape::Ring } else { Shape::Circle },
            tone: if few { Tone::Few } else { Tone::Common },
            label: wording::moderation_label(period),
            office: None,
        })
    });
    let marks = marks.collect();
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes: Vec::new(), unnamed: Vec::new() }))
}

/// The names of the periods, the year where it changes, and the number of graded audits.
fn draw_foot(
    area: &axis::Area<'_>,
    periods: &[PeriodModeration],
    frame: &Frame,
    slot_px: f64,
    middle_px: impl Fn(usize) -> f64,
) -> Result<(), ChartError> {
    let most = periods.iter().map(|period| period.of.moderated.n).max().unwrap_or(0).max(1);
    let foot_px = frame.bottom_px + 56.0;
    let every_number = period_step(width_of(&wording::number(most), 11.0) + 4.0, slot_px);
    let every_name = period_step(30.0, slot_px);
    let mut year_shown = String::new();
    for (at, period) in periods.iter().enumerate() {
        let (middle, n) = (middle_px(at), period.of.moderated.n);
        let (half, height) = ((slot_px * 0.4).min(15.0), BAR_PX * f64::from(n) / f64::from(most));
        if n > 0 {
            bar(area, [(middle - half, foot_px - height), (middle + half, foot_px)], Ink::Bar)?;
        }
        if at % every_number == 0 {
            text(area, &wording::number(n), (middle, foot_px + 10.0), 11.0, HPos::Center, VPos::Center)?;
        }
        if at % every_name != 0 {
            continue;
        }
        let (year, part) = period.period.split_once('-').unwrap_or((&period.period, ""));
        let name = part.parse::<u8>().map_or_else(|_| part.to_owned(), |month| short_month(month).to_owned());
        axis::under(area, frame, middle, &name, (year != year_shown).then_some(year))?;
        year.clone_into(&mut year_shown);
    }
    Ok(())
}
