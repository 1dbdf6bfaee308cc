//! One office over time: small, side by side with the others on one scale; or large, with its own events.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, area_of, bar, draw_rate_axis, line, text, width_of};
use super::events::placed;
use super::ink::Ink;
use super::rate::{draw_periods, hidden_mark};
use super::scene::{Mark, Scene, Shape};
use crate::audit::Granularity;
use crate::report::{Counted, OfficeRate, Report, Tone, wording};
use crate::stats::{self, PPoint, Side};
use crate::tally::Tally;

const NARROW_PX: u32 = 560;

/// A rate of fewer audits than this does not stretch the scale that every office shares.
const FEWEST_FOR_SCALE: u32 = 5;

/// The top of the one scale on which all offices are drawn side by side.
pub fn shared_highest(report: &Report) -> f64 {
    let mut rates: Vec<f64> = report
        .offices
        .iter()
        .flat_map(|office| &office.by_period)
        .filter_map(|counted| counted.shown())
        .filter(|tally| tally.n >= FEWEST_FOR_SCALE)
        .filter_map(stats::proportion)
        .collect();
    rates.sort_by(f64::total_cmp);
    // A few extreme points, drawn at the upper edge, must not flatten a hundred offices.
    let most = rates.len().saturating_sub(1 + rates.len() / 50);
    axis::rounded_up(rates.get(most).copied().unwrap_or(0.5) * 1.1)
}

/// The chart of one office among many, on a scale up to `highest`.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn office_panel(report: &Report, office: &OfficeRate, width_px: u32, highest: f64) -> Result<Scene, ChartError> {
    let height_px = 118;
    let frame = Frame {
        left_px: 40.0,
        right_px: f64::from(width_px) - 4.0,
        top_px: 8.0,
        bottom_px: f64::from(height_px) - 18.0,
        highest,
    };
    let series = Series::of(report, office, &frame);
    let backdrop = axis::backdrop((width_px, height_px), |area| {
        series.draw_band(area, &frame)?;
        for rate in [0.0, highest / 2.0, highest] {
            let y = frame.y_px(rate);
            let ink = if rate == 0.0 { Ink::Axis } else { Ink::Grid };
            line(area, &[(frame.left_px, y), (frame.right_px, y)], ink, 1.0)?;
            text(area, &wording::tick(rate), (frame.left_px - 6.0, y), 11.0, HPos::Right, VPos::Center)?;
        }
        series.draw_lines(area, &frame, report)?;
        let end =
            |period: Option<&crate::report::PeriodRate>| period.map(|period| short(&period.period)).unwrap_or_default();
        let y = frame.bottom_px + 10.0;
        text(area, &end(report.periods.first()), (frame.left_px, y), 11.0, HPos::Left, VPos::Center)?;
        if report.periods.len() > 1 {
            text(area, &end(report.periods.last()), (frame.right_px, y), 11.0, HPos::Right, VPos::Center)?;
        }
        Ok(())
    })?;
    Ok(Scene {
        width_px,
        height_px,
        backdrop,
        marks: series.marks(report, office, &frame, true),
        notes: Vec::new(),
        unnamed: Vec::new(),
    })
}

/// The chart of one office alone.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn office_over_time(report: &Report, office: &OfficeRate, width_px: u32) -> Result<Scene, ChartError> {
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 290 } else { 340 };
    let highest = office
        .by_period
        .iter()
        .filter_map(|counted| counted.shown())
        .filter(|tally| tally.n >= FEWEST_FOR_SCALE)
        .filter_map(stats::proportion)
        .chain(report.centre.as_ref().map(|centre| centre.rate * 1.5))
        .fold(0.2, f64::max);
    let mut frame = Frame {
        left_px: if narrow { 44.0 } else { 48.0 },
        right_px: f64::from(width_px) - 6.0,
        top_px: 14.0,
        bottom_px: f64::from(height_px) - 74.0,
        highest: axis::rounded_up((highest * 1.1).max(report.settings.target().unwrap_or_default() * 1.2)),
    };
    let concerns = |event: &&crate::audit::Event| event.office.as_ref().is_none_or(|named| *named == office.office);
    let events: Vec<_> = report.events.iter().filter(concerns).collect();
    if !events.is_empty() {
        frame.top_px = 40.0;
    }
    let series = Series::of(report, office, &frame);
    let (places, notes) = placed(report, events.into_iter(), &frame, narrow);
    let backdrop = axis::backdrop((width_px, height_px), |area| {
        series.draw_band(area, &frame)?;
        draw_rate_axis(area, &frame)?;
        for x in &places {
            line(area, &[(*x, frame.top_px - 6.0), (*x, frame.bottom_px)], Ink::Event, 1.0)?;
        }
        if let Some(target) = report.settings.target() {
            let y = frame.y_px(target);
            line(area, &[(frame.left_px, y), (frame.right_px, y)], Ink::Target, 1.6)?;
        }
        series.draw_lines(area, &frame, report)?;
        series.draw_numbers(area, &frame, office)?;
        draw_periods(area, report, &frame)
    })?;
    Ok(Scene {
        width_px,
        height_px,
        backdrop,
        marks: series.marks(report, office, &frame, false),
        notes,
        unnamed: Vec::new(),
    })
}

/// The end of a period, short: `Apr 2024`, `Q2 2024`.
pub(super) fn short(period: &str) -> String {
    let key = period.rsplit('/').next().unwrap_or_default();
    let (year, part) = key.split_once('-').unwrap_or((key, ""));
    let month = part.parse::<u8>().ok().and_then(|month| crate::audit::month_name(month).get(..3));
    format!("{} {year}", month.unwrap_or(part))
}

/// An office's points with its own centre line and limits.
struct Series {
    slot_px: f64,
    left_px: f64,
    centre: Option<f64>,
    points: Vec<Point>,
}

/// One period of an office; where its rate is hidden, its limits may be known, and where its own average is, its rate alone.
#[derive(Clone, Copy)]
struct Point {
    rate: Option<f64>,
    limits: Option<PPoint>,
}

impl Series {
    fn of(report: &Report, office: &OfficeRate, frame: &Frame) -> Series {
        let count = u32::try_from(report.periods.len()).unwrap_or(u32::MAX).max(1);
        let open = |at: usize| report.periods.get(at).is_some_and(|period| period.provisional);
        let baseline = office.own_baseline(|at| !open(at));
        let point = |counted: &Counted| {
            let of = Tally { n: counted.n, inadequate: counted.inadequate };
            let chart = baseline.and_then(|baseline| stats::p_chart(&[baseline, of], |at| at == 0));
            Point {
                rate: counted.shown().and_then(stats::proportion),
                limits: chart.and_then(|mut chart| chart.points.pop().flatten()),
            }
        };
        Series {
            slot_px: (frame.right_px - frame.left_px) / f64::from(count),
            left_px: frame.left_px,
            centre: baseline.and_then(stats::proportion),
            points: office.by_period.iter().map(point).collect(),
        }
    }

    fn middle_px(&self, at: usize) -> f64 {
        self.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * self.slot_px
    }

    /// The stretches of neighbouring periods that have a value.
    fn runs<T>(&self, value: impl Fn(&Point) -> Option<T>) -> Vec<Vec<(usize, T)>> {
        let mut runs: Vec<Vec<(usize, T)>> = vec![Vec::new()];
        for (at, point) in self.points.iter().enumerate() {
            match (value(point), runs.last_mut()) {
                (Some(value), Some(run)) => run.push((at, value)),
                (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
                _ => {}
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn draw_band(&self, area: &axis::Area<'_>, frame: &Frame) -> Result<(), ChartError> {
        for run in self.runs(|point| point.limits) {
            let along = |upper: bool| {
                run.iter().flat_map(move |(at, point)| {
                    let y = frame.y_px(if upper { point.upper3 } else { point.lower3 });
                    [-0.5, 0.5].map(|side| (self.middle_px(*at) + side * self.slot_px, y))
                })
            };
            let mut outline: Vec<(f64, f64)> = along(true).collect();
            let mut lower: Vec<(f64, f64)> = along(false).collect();
            lower.reverse();
            outline.extend(lower);
            area_of(area, &outline, Ink::Band)?;
        }
        Ok(())
    }

    fn draw_lines(&self, area: &axis::Area<'_>, frame: &Frame, report: &Report) -> Result<(), ChartError> {
        if let Some(centre) = self.centre {
            let y = frame.y_px(centre);
            line(area, &[(frame.left_px, y), (frame.right_px, y)], Ink::Centre, 1.2)?;
        }
        let thick = if report.periods.len() > 40 { 1.2 } else { 1.6 };
        for run in self.runs(|point| point.rate).iter().filter(|run| run.len() > 1) {
            let places: Vec<_> = run.iter().map(|(at, rate)| (self.middle_px(*at), frame.y_px(*rate))).collect();
            line(area, &places, Ink::Line, thick)?;
        }
        Ok(())
    }

    fn draw_numbers(&self, area: &axis::Area<'_>, frame: &Frame, office: &OfficeRate) -> Result<(), ChartError> {
        let most = office.by_period.iter().map(|tally| tally.n).max().unwrap_or(0).max(1);
        let foot_px = frame.bottom_px + 56.0;
        let step_px = width_of(&most.to_string(), 11.0) + 2.0;
        let every = (1..).find(|every| f64::from(*every) * self.slot_px >= step_px).unwrap_or(1_u32);
        for (at, tally) in office.by_period.iter().enumerate() {
            let (middle, half) = (self.middle_px(at), (self.slot_px * 0.4).min(15.0));
            let height = 22.0 * f64::from(tally.n) / f64::from(most);
            if tally.n > 0 {
                bar(area, [(middle - half, foot_px - height), (middle + half, foot_px)], Ink::Bar)?;
            }
            if u32::try_from(at).is_ok_and(|at| at.is_multiple_of(every)) {
                let number = tally.audits().map_or_else(|| wording::HIDDEN.to_owned(), |n| n.to_string());
                text(area, &number, (middle, foot_px + 10.0), 11.0, HPos::Center, VPos::Center)?;
            }
        }
        Ok(())
    }

    fn marks(&self, report: &Report, office: &OfficeRate, frame: &Frame, small: bool) -> Vec<Mark> {
        let points = self.points.iter().zip(&office.by_period).zip(&report.periods).enumerate();
        points
            .filter_map(|(at, ((point, tally), period))| {
                if tally.shown().is_none() {
                    let label = wording::office_in_period(&office.office, &period.name, *tally);
                    return Some(hidden_mark(self.middle_px(at), frame, label));
                }
                let rate = point.rate?;
                let judged = !period.provisional && report.period != Granularity::Rolling;
                let (shape, tone) = match point.limits.and_then(|point| point.signal).filter(|_| judged) {
                    Some(Side::Above) => (Shape::TriangleUp, Tone::Concern),
                    Some(Side::Below) => (Shape::TriangleDown, Tone::Improvement),
                    None if period.provisional && !small => (Shape::Ring, Tone::Few),
                    None if small || report.period == Granularity::Rolling => (Shape::Dot, Tone::Common),
                    None => (Shape::Circle, Tone::Common),
                };
                Some(Mark {
                    x_px: self.middle_px(at),
                    y_px: frame.y_px(rate),
                    shape,
                    tone,
                    label: wording::office_in_period(&office.office, &period.name, *tally),
                    // All marks are of one office: what stands around the chart chooses it.
                    office: None,
                })
            })
            .collect()
    }
}
