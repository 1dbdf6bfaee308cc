//! The spread between offices over time: the standard deviation of their rates in each window, with its interval.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, bar, draw_axis, line, text, width_of};
use super::ink::Ink;
use super::rate::{period_step, short_month};
use super::scene::{Mark, Scene, Shape};
use crate::report::{OfficeSpread, Report, SpreadWindow, Tone, wording};

const NARROW_PX: u32 = 560;
const BAR_PX: f64 = 22.0;

/// The spread of a report's offices in each window, laid out for a width in pixels; `None` where there are no two windows, or nothing in
/// any of them could lie apart.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn spread_over_time(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let Some(spread) = report.spread.as_ref().filter(|spread| spread.can_be_drawn()) else { return Ok(None) };
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 290 } else { 340 };
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 48.0 },
        right_px: f64::from(width_px) - 6.0,
        top_px: 34.0,
        bottom_px: f64::from(height_px) - 74.0,
        highest: axis::rounded_up(highest(spread) * 1.08),
    };
    let count = u32::try_from(spread.windows.len()).unwrap_or(u32::MAX).max(1);
    let slot_px = (frame.right_px - frame.left_px) / f64::from(count);
    let middle_px = |at: usize| frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        draw_axis(area, &frame, wording::points_tick)?;
        text(area, "points either side", (frame.left_px - 28.0, 12.0), 13.0, HPos::Left, VPos::Center)?;
        draw_compared(area, spread, &frame)?;
        for (at, window) in spread.windows.iter().enumerate() {
            let Some(interval) = window.deviation95 else { continue };
            let (x, low, high) = (middle_px(at), frame.y_px(interval.lower), frame.y_px(interval.upper));
            line(area, &[(x, low), (x, high)], Ink::Line, 1.8)?;
            line(area, &[(x - 5.0, low), (x + 5.0, low)], Ink::Line, 1.4)?;
            // What goes on beyond the upper edge does not end there.
            if interval.upper <= frame.highest {
                line(area, &[(x - 5.0, high), (x + 5.0, high)], Ink::Line, 1.4)?;
            }
        }
        draw_months(area, spread, &frame, slot_px, middle_px)
    })?;
    let mark = |(at, window): (usize, &SpreadWindow)| {
        Some(Mark {
            x_px: middle_px(at),
            y_px: frame.y_px(window.deviation?),
            shape: if window.too_few { Shape::Ring } else { Shape::Circle },
            tone: if window.too_few { Tone::Few } else { Tone::Common },
            label: wording::spread_label(window),
            office: None,
        })
    };
    let marks = spread.windows.iter().enumerate().filter_map(mark).collect();
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes: Vec::new(), unnamed: Vec::new() }))
}

/// The top of the axis: the widest interval of windows with enough audits; one that has few must not flatten the others.
fn highest(spread: &OfficeSpread) -> f64 {
    let most = |few_too: bool| {
        let windows = spread.windows.iter().filter(|window| few_too || !window.too_few);
        windows.filter_map(|window| window.deviation95).map(|interval| interval.upper).reduce(f64::max)
    };
    let points = spread.windows.iter().filter_map(|window| window.deviation).fold(0.02, f64::max);
    most(false).or_else(|| most(true)).unwrap_or(0.0).max(points)
}

/// The standard deviation of the earlier half of the months, and of the later half, each over its own months.
fn draw_compared(area: &axis::Area<'_>, spread: &OfficeSpread, frame: &Frame) -> Result<(), ChartError> {
    let Some(change) = &spread.change else { return Ok(()) };
    let shown = spread.window_months * u32::try_from(spread.windows.len()).unwrap_or(0);
    let share = f64::from(change.months) / f64::from(shown.max(1));
    // Months before the first window have no place here, and the earlier half may hold some.
    let earlier_end = spread.months.saturating_sub(shown).min(change.months);
    let earlier = (0.0, f64::from(change.months - earlier_end) / f64::from(shown.max(1)));
    for (window, (from, to)) in [(&change.earlier, earlier), (&change.later, (1.0 - share, 1.0))] {
        if let Some(deviation) = window.deviation.filter(|_| to > from) {
            let y = frame.y_px(deviation);
            line(area, &[(frame.x_px(from) + 3.0, y), (frame.x_px(to) - 3.0, y)], Ink::Centre, 1.4)?;
        }
    }
    Ok(())
}

/// The first and last month of each window, its year or both of its years where they change, and the number of audits.
fn draw_months(
    area: &axis::Area<'_>,
    spread: &OfficeSpread,
    frame: &Frame,
    slot_px: f64,
    middle_px: impl Fn(usize) -> f64,
) -> Result<(), ChartError> {
    let most = spread.windows.iter().map(|window| window.rate.n).max().unwrap_or(0).max(1);
    let foot_px = frame.bottom_px + 56.0;
    let every_number = period_step(width_of(&wording::number(most), 11.0) + 4.0, slot_px);
    let every_name = period_step(58.0, slot_px);
    let mut years_shown = String::new();
    for (at, window) in spread.windows.iter().enumerate() {
        let middle = middle_px(at);
        let (half, height) = ((slot_px * 0.4).min(15.0), BAR_PX * f64::from(window.rate.n) / f64::from(most));
        if window.rate.n > 0 {
            bar(area, [(middle - half, foot_px - height), (middle + half, foot_px)], Ink::Bar)?;
        }
        if at % every_number == 0 {
            let number = wording::number(window.rate.n);
            text(area, &number, (middle, foot_px + 10.0), 11.0, HPos::Center, VPos::Center)?;
        }
        if at % every_name != 0 {
            continue;
        }
        let (name, years) = named(window);
        axis::under(area, frame, middle, &name, (years != years_shown).then_some(&years))?;
        years_shown = years;
    }
    Ok(())
}

/// The months of a window, `Nov–Jan`, and the years that they lie in: `2023`, or `2023–24`. A whole year is named by its months as well: it may begin
/// with any.
fn named(window: &SpreadWindow) -> (String, String) {
    let ((from, first), (to, last)) = (parts(&window.first), parts(&window.last));
    let years = match to.get(2..) {
        Some(end) if from != to => format!("{from}\u{2013}{end}"),
        _ => to.to_owned(),
    };
    (format!("{first}\u{2013}{last}"), years)
}

/// Year and short name of a month's key.
fn parts(key: &str) -> (&str, &'static str) {
    let (year, month) = key.split_once('-').unwrap_or((key, ""));
    (year, month.parse().map_or("", short_month))
}
