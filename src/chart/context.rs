//! What is known of an office beside its audits: small charts one beneath another, each on a scale of its own, all on the axis of months of
//! the rate above them. Never two scales in one chart: where their lines cross would be ours to choose, and would be read as a finding.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, bar, line, text};
use super::events::placed;
use super::ink::Ink;
use super::rate::draw_periods;
use super::scene::{Mark, Scene, Shape};
use crate::report::{Completion, PeriodContext, Report, Tone, wording};

const NARROW_PX: u32 = 560;
/// The height of one small chart, and what its name takes above it.
const STRIP_PX: f64 = 58.0;
const NAME_PX: f64 = 30.0;

/// What one small chart shows.
struct Strip {
    name: &'static str,
    values: Values,
    /// The number at the top of its scale.
    highest: f64,
    tick: fn(f64) -> String,
}

enum Values {
    Points(Vec<Option<f64>>),
    /// A bar of what was done, and a line at what was expected.
    Audits(Vec<Option<Completion>>),
}

/// The charts of an office's context, or of the whole authority's, laid out for a width in pixels; `None` if the file has none.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn context_over_time(report: &Report, office: Option<&str>, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let Some(periods) = report.context_of(office) else { return Ok(None) };
    let narrow = width_px < NARROW_PX;
    let strips = strips(&periods);
    let (left_px, right_px) = (if narrow { 44.0 } else { 48.0 }, f64::from(width_px) - 6.0);
    let count = u32::try_from(periods.len()).unwrap_or(u32::MAX).max(1);
    let slot_px = (right_px - left_px) / f64::from(count);
    let middle_px = |at: usize| left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
    let any_change = report.staff_changes(office).next().is_some();
    let head_px = if any_change { if narrow { 22.0 } else { 36.0 } } else { 4.0 };
    let strip_frame = |at: usize, highest: f64| {
        let top_px = head_px + (NAME_PX + STRIP_PX) * u32::try_from(at).map_or(0.0, f64::from) + NAME_PX;
        Frame { left_px, right_px, top_px, bottom_px: top_px + STRIP_PX, highest }
    };
    let foot_px = strip_frame(strips.len().saturating_sub(1), 1.0).bottom_px;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "four small charts are a few hundred pixels high"
    )]
    let height_px = (foot_px + 34.0) as u32;
    let whole = Frame { left_px, right_px, top_px: head_px + 4.0, bottom_px: foot_px, highest: 1.0 };
    let (events, notes) = placed(report, report.staff_changes(office), &whole, narrow);

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        for (at, strip) in strips.iter().enumerate() {
            let frame = strip_frame(at, strip.highest);
            let name_px = if narrow { 6.0 } else { left_px };
            text(area, strip.name, (name_px, frame.top_px - 14.0), 13.0, HPos::Left, VPos::Center)?;
            for value in [0.0, strip.highest] {
                let y = frame.y_px(value);
                let ink = if value == 0.0 { Ink::Axis } else { Ink::Grid };
                line(area, &[(left_px, y), (right_px, y)], ink, 1.0)?;
                text(area, &(strip.tick)(value), (left_px - 8.0, y), 12.0, HPos::Right, VPos::Center)?;
            }
        }
        for x in &events {
            // Not through the names of the small charts.
            line(area, &[(*x, whole.top_px - 6.0), (*x, whole.top_px + 4.0)], Ink::Event, 1.0)?;
            for at in 0..strips.len() {
                let frame = strip_frame(at, 1.0);
                line(area, &[(*x, frame.top_px), (*x, frame.bottom_px)], Ink::Event, 1.0)?;
            }
        }
        for (at, strip) in strips.iter().enumerate() {
            strip.draw(area, &strip_frame(at, strip.highest), slot_px)?;
        }
        draw_periods(area, report, &whole)
    })?;
    let marks = periods.iter().enumerate().map(|(at, period)| Mark {
        x_px: middle_px(at),
        y_px: foot_px,
        shape: Shape::Column { width_px: (slot_px * 0.9).min(40.0), height_px: foot_px - head_px - NAME_PX + 8.0 },
        tone: Tone::Common,
        label: wording::context_label(period),
        office: None,
    });
    Ok(Some(Scene { width_px, height_px, backdrop, marks: marks.collect(), notes, unnamed: Vec::new() }))
}

/// The small charts for which there is a value.
fn strips(periods: &[PeriodContext]) -> Vec<Strip> {
    let points = |name, of: fn(&PeriodContext) -> Option<f64>, least: f64, tick| {
        let values: Vec<Option<f64>> = periods.iter().map(of).collect();
        let most = values.iter().flatten().copied().reduce(f64::max)?;
        Some(Strip { name, values: Values::Points(values), highest: round_number(most.max(least)), tick })
    };
    let audits: Vec<Option<Completion>> = periods.iter().map(|period| period.audits).collect();
    let most = audits.iter().flatten().map(|audits| audits.done.max(audits.expected)).max();
    let audits = most.map(|most| Strip {
        name: "Audits done (bars), expected (lines)",
        values: Values::Audits(audits),
        highest: round_number(f64::from(most.max(1))),
        tick: wording::cases,
    });
    let strips = [
        points("Caseload: cases a worker holds", |period| period.caseload, 1.0, wording::cases),
        points("Posts that are vacant", |period| period.vacancy_rate, 0.05, wording::tick),
        points("Workers who come from agencies", |period| period.agency_rate, 0.05, wording::tick),
        audits,
    ];
    strips.into_iter().flatten().collect()
}

/// The next number that can be written in a digit or two: the top of a scale.
fn round_number(most: f64) -> f64 {
    const STEPS: [f64; 10] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let mut power = 0.01;
    while power * 10.0 < most {
        power *= 10.0;
    }
    STEPS.into_iter().map(|step| step * power).find(|top| *top >= most - 1e-9).unwrap_or(most)
}

impl Strip {
    fn draw(&self, area: &axis::Area<'_>, frame: &Frame, slot_px: f64) -> Result<(), ChartError> {
        let middle_px = |at: usize| frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
        match &self.values {
            Values::Points(values) => {
                let points: Vec<Option<(f64, f64)>> =
                    values.iter().enumerate().map(|(at, value)| Some((middle_px(at), frame.y_px((*value)?)))).collect();
                // A period without a value breaks the line.
                for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
                    let places: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
                    line(area, &places, Ink::Line, 1.6)?;
                }
                let half = if slot_px < 14.0 { 1.6 } else { 2.4 };
                for (x, y) in points.into_iter().flatten() {
                    bar(area, [(x - half, y - half), (x + half, y + half)], Ink::Line)?;
                }
            }
            Values::Audits(values) => {
                for (at, audits) in values.iter().enumerate() {
                    let Some(audits) = audits else { continue };
                    let (x, half) = (middle_px(at), (slot_px * 0.32).min(12.0));
                    if audits.done > 0 {
                        let y = frame.y_px(f64::from(audits.done));
                        bar(area, [(x - half, y), (x + half, frame.bottom_px)], Ink::Bar)?;
                    }
                    let (y, wide) = (frame.y_px(f64::from(audits.expected)), (slot_px * 0.46).min(17.0));
                    line(area, &[(x - wide, y), (x + wide, y)], Ink::Line, 2.0)?;
                }
            }
        }
        Ok(())
    }
}
