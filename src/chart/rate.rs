//! The rate over time: a p chart with the number of audits beneath every point.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, area_of, bar, draw_rate_axis, line, text, width_of};
use super::ink::Ink;
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::audit::{Day, Granularity, Period, month_name};
use crate::report::{Hidden, PeriodRate, Report, Tone, wording};
use crate::stats::Side;

const NARROW_PX: u32 = 560;
const BAR_PX: f64 = 22.0;

/// The chart of a report's periods, laid out for a width in pixels.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn rate_over_time(report: &Report, width_px: u32) -> Result<Scene, ChartError> {
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 300 } else { 380 };
    let count = u32::try_from(report.periods.len()).unwrap_or(u32::MAX).max(1);
    let highest_rate = report.periods.iter().filter_map(|period| period.rate.rate).fold(0.0, f64::max);
    // A month with very few audits has limits that reach to 1; they must not flatten the rest of the chart.
    let usual_limit = middle_of(report.periods.iter().filter_map(|period| period.limits.map(|limits| limits.upper)));
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 48.0 },
        right_px: f64::from(width_px) - 6.0,
        top_px: if report.events.is_empty() && report.phases.len() < 2 { 14.0 } else { 40.0 },
        bottom_px: f64::from(height_px) - 74.0,
        highest: axis::rounded_up(
            (highest_rate * 1.08).max(usual_limit * 1.1).max(report.settings.target().unwrap_or_default() * 1.2),
        ),
    };
    let slot_px = (frame.right_px - frame.left_px) / f64::from(count);
    let middle_px = |at: usize| frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
    let place_of = |key: &str| report.periods.iter().position(|period| period.period == key);
    let (events, notes, unnamed) = events(report, &frame, slot_px);
    let windows = windows(report);

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        for run in runs(&report.periods, |period| period.limits) {
            let edge = |at: usize, side: f64| middle_px(at) + side * slot_px / 2.0;
            let along = |upper: bool| {
                run.iter().flat_map(move |(at, limits)| {
                    let y = frame.y_px(if upper { limits.upper } else { limits.lower });
                    [(edge(*at, -1.0), y), (edge(*at, 1.0), y)]
                })
            };
            let mut outline: Vec<(f64, f64)> = along(true).collect();
            let mut lower: Vec<(f64, f64)> = along(false).collect();
            lower.reverse();
            outline.extend(lower);
            area_of(area, &outline, Ink::Band)?;
        }
        draw_rate_axis(area, &frame)?;
        for x in &events {
            line(area, &[(*x, frame.top_px - 6.0), (*x, frame.bottom_px)], Ink::Event, 1.0)?;
        }
        for (at, phase) in report.phases.iter().enumerate() {
            let (Some(first), Some(last)) = (place_of(&phase.first), place_of(&phase.last)) else { continue };
            let (from, to) = (middle_px(first) - slot_px / 2.0, middle_px(last) + slot_px / 2.0);
            if let Some(centre) = phase.centre {
                let y = frame.y_px(centre);
                line(area, &[(from, y), (to, y)], Ink::Centre, 1.4)?;
            }
            if at > 0 {
                line(area, &[(from, frame.top_px - 6.0), (from, frame.bottom_px)], Ink::Phase, 1.4)?;
            }
        }
        if let Some(target) = report.settings.target() {
            let y = frame.y_px(target);
            line(area, &[(frame.left_px, y), (frame.right_px, y)], Ink::Target, 1.6)?;
        }
        for (first, last) in &windows {
            let (from, to) = (middle_px(*first) - slot_px * 0.42, middle_px(*last) + slot_px * 0.42);
            let y = frame.bottom_px - 3.0;
            line(area, &[(from, y), (to, y)], Ink::Window, 5.0)?;
        }
        for run in runs(&report.periods, |period| period.rate.rate) {
            let places: Vec<_> = run.iter().map(|(at, rate)| (middle_px(*at), frame.y_px(*rate))).collect();
            if places.len() > 1 {
                line(area, &places, Ink::Line, 1.8)?;
            }
        }
        draw_numbers(area, report, &frame, slot_px)?;
        draw_periods(area, report, &frame)
    })?;

    let marks = report
        .periods
        .iter()
        .enumerate()
        .filter_map(|(at, period)| {
            if period.rate.hidden != Hidden::Nothing {
                return Some(hidden_mark(middle_px(at), &frame, wording::period_label(period)));
            }
            let rate = period.rate.rate?;
            let (shape, tone) = match period.outside {
                _ if period.provisional => (Shape::Ring, Tone::Few),
                // Windows that overlap are drawn without a judgement, and so without its marks.
                None if period.marks.any() => (
                    Shape::Diamond,
                    match period.marks.sides().next() {
                        Some(Side::Below) => Tone::Improvement,
                        _ => Tone::Concern,
                    },
                ),
                None if report.period == Granularity::Rolling => (Shape::Dot, Tone::Common),
                Some(Side::Above) => (Shape::TriangleUp, Tone::Concern),
                Some(Side::Below) => (Shape::TriangleDown, Tone::Improvement),
                None => (Shape::Circle, Tone::Common),
            };
            Some(Mark {
                x_px: middle_px(at),
                y_px: frame.y_px(rate),
                shape,
                tone,
                label: format!("{}{}", label(period), wording::rules_that_mark(&period.marks)),
                office: None,
            })
        })
        .collect();
    Ok(Scene { width_px, height_px, backdrop, marks, notes, unnamed })
}

/// Whether any period has limits to be drawn. Around an average of nought, or of all, they have no width: they would call the first other audit a signal.
pub fn has_limits(report: &Report) -> bool {
    report.periods.iter().any(have_width)
}

fn have_width(period: &PeriodRate) -> bool {
    period.limits.is_some_and(|limits| limits.lower < limits.upper)
}

/// What there is to say of a period: where its limits have no width, how far its own audits go.
fn label(period: &PeriodRate) -> String {
    if period.limits.is_none() || have_width(period) || period.rate.hidden != Hidden::Nothing {
        return wording::period_label(period);
    }
    let label = wording::period_label(period);
    let of_itself = label.rsplit_once(';').map_or(label.as_str(), |(of_itself, _limits)| of_itself);
    format!("{of_itself}; as far as chance goes, the rate lies {}", wording::between(&period.rate))
}

/// Stands at the foot of the chart for a rate that is hidden: at no height that could be read as one.
pub(super) fn hidden_mark(x_px: f64, frame: &Frame, label: String) -> Mark {
    let y_px = frame.bottom_px - 8.0;
    Mark { x_px, y_px, shape: Shape::Hidden, tone: Tone::Few, label, office: None }
}

/// The stretches of neighbouring periods that have a value, with their places: a month without audits breaks the line.
fn runs<T>(periods: &[PeriodRate], value: impl Fn(&PeriodRate) -> Option<T>) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    let mut open = false;
    for (at, period) in periods.iter().enumerate() {
        let Some(value) = value(period) else {
            open = false;
            continue;
        };
        match runs.last_mut() {
            Some(run) if open => run.push((at, value)),
            _ => runs.push(vec![(at, value)]),
        }
        open = true;
    }
    runs
}

fn middle_of(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The number of audits of each period: a bar, and the number itself where it has room.
fn draw_numbers(area: &axis::Area<'_>, report: &Report, frame: &Frame, slot_px: f64) -> Result<(), ChartError> {
    let most = report.periods.iter().map(|period| period.rate.n).max().unwrap_or(0).max(1);
    let foot_px = frame.bottom_px + 56.0;
    let size_px = if slot_px < 24.0 { 10.0 } else { 11.0 };
    let widest = width_of(&most.to_string(), size_px) + 2.0;
    let every = period_step(widest, slot_px);
    for (at, period) in report.periods.iter().enumerate() {
        let middle = frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
        let height = BAR_PX * f64::from(period.rate.n) / f64::from(most);
        let half = (slot_px * 0.4).min(15.0);
        if period.rate.n > 0 {
            bar(area, [(middle - half, foot_px - height), (middle + half, foot_px)], Ink::Bar)?;
        }
        if at % every == 0 {
            let number = period.rate.audits().map_or_else(|| wording::HIDDEN.to_owned(), |n| n.to_string());
            text(area, &number, (middle, foot_px + 10.0), size_px, HPos::Center, VPos::Center)?;
        }
    }
    Ok(())
}

/// The names of the periods beneath a chart, and the year where it changes.
pub(super) fn draw_periods(area: &axis::Area<'_>, report: &Report, frame: &Frame) -> Result<(), ChartError> {
    let count = u32::try_from(report.periods.len()).unwrap_or(u32::MAX).max(1);
    let slot_px = (frame.right_px - frame.left_px) / f64::from(count);
    let quarters = report.period == Granularity::Quarter;
    let every = period_step(if quarters { 28.0 } else { 30.0 }, slot_px);
    let mut year_shown = String::new();
    for (at, period) in report.periods.iter().enumerate().step_by(every) {
        let middle = frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
        // A window of three months is named by its last.
        let key = period.period.rsplit('/').next().unwrap_or_default();
        let (year, part) = key.split_once('-').unwrap_or((key, ""));
        let name = part.parse::<u8>().map_or_else(|_| part.to_owned(), |month| short_month(month).to_owned());
        axis::under(area, frame, middle, &name, (year != year_shown).then_some(year))?;
        year.clone_into(&mut year_shown);
    }
    Ok(())
}

pub(super) fn short_month(month: u8) -> &'static str {
    month_name(month).get(..3).unwrap_or("")
}

/// Every how many periods a label of this width has room: 1, 2, 3, 4, 6 or a multiple of 12.
pub(super) fn period_step(label_px: f64, slot_px: f64) -> usize {
    [1_usize, 2, 3, 4, 6, 12, 24, 48]
        .into_iter()
        .find(|step| u32::try_from(*step).map_or(0.0, f64::from) * slot_px >= label_px)
        .unwrap_or(120)
}

/// The first and last period of each window that is compared.
fn windows(report: &Report) -> Vec<(usize, usize)> {
    let Some(compare) = report.settings.compare else { return Vec::new() };
    let place = |day: Day| {
        let key = Period::of(day, report.period).key();
        report.periods.iter().position(|period| period.period == key)
    };
    let last = report.periods.len().saturating_sub(1);
    [compare.earlier, compare.later]
        .into_iter()
        .map(|window| (place(window.from).unwrap_or(0), place(window.to).unwrap_or(last)))
        .collect()
}

/// Where the authority's own events stand, the names of phases and events where these have room in two rows, and those that have none.
fn events(report: &Report, frame: &Frame, slot_px: f64) -> (Vec<f64>, Vec<Note>, Vec<String>) {
    let mut places = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    let place_of = |key: &str| report.periods.iter().position(|known| known.period == key);
    let left_px = |at: usize| frame.left_px + u32::try_from(at).map_or(0.0, f64::from) * slot_px;
    // Phases first: they are the reader's own, and change what is drawn.
    let mut named: Vec<(usize, f64, &str)> = Vec::new();
    for phase in report.phases.iter().skip(1) {
        named.extend(place_of(&phase.first).map(|at| (at, left_px(at), phase.name.as_str())));
    }
    for event in report.events.iter().filter(|event| event.office.is_none()) {
        let Some(at) = place_of(&Period::of(event.date, report.period).key()) else { continue };
        let x_px = left_px(at) + slot_px / 2.0;
        places.push(x_px);
        named.push((at, x_px, &event.label));
    }
    let mut taken: [Vec<(f64, f64)>; 2] = [Vec::new(), Vec::new()];
    let mut unnamed = Vec::new();
    for (at, x_px, label) in named {
        let width = width_of(label, 12.0);
        let start = if x_px + width > frame.right_px { frame.right_px - width } else { x_px };
        let end = start + width + 14.0;
        let is_free = |row: &Vec<(f64, f64)>| row.iter().all(|(from, to)| end <= *from || *to <= start);
        if let Some((row, places)) = taken.iter_mut().enumerate().find(|(_, row)| is_free(row))
            && start >= frame.left_px
        {
            places.push((start, end));
            let lift = if row == 0 { 0.0 } else { 14.0 };
            notes.push(Note {
                x_px: start,
                y_px: frame.top_px - 10.0 - lift,
                anchor: Anchor::Start,
                text: label.to_owned(),
                tone: Tone::Common,
            });
        } else {
            let period = report.periods.get(at).map_or("", |period| &period.name);
            unnamed.push(format!("{label} ({period})"));
        }
    }
    (places, notes, unnamed)
}
