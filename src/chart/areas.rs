//! Each practice area over time, in small charts side by side on one scale.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, line, text, width_of};
use super::ink::Ink;
use super::office::short;
use super::rows::shortened;
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::report::{Area, Counted, Rate, Report, Tone, wording};

/// The least width of one chart.
const LEAST_PX: u32 = 300;
const PANEL_PX: f64 = 132.0;
const NAME_PX: f64 = 13.0;
/// A rate of fewer audits than this does not stretch the scale that all share.
const FEWEST_FOR_SCALE: u32 = 5;

/// The rate of each practice area in each period; `None` where no audit grades one.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn areas_over_time(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let areas: &[Area] = report.why.as_ref().map_or(&[], |why| &why.areas);
    if areas.is_empty() || report.periods.is_empty() {
        return Ok(None);
    }
    let across = (width_px / LEAST_PX).clamp(1, 3).min(u32::try_from(areas.len()).unwrap_or(1));
    let down = u32::try_from(areas.len()).unwrap_or(u32::MAX).div_ceil(across);
    let gap_px = 22.0;
    let panel_px = (f64::from(width_px) - gap_px * f64::from(across - 1)) / f64::from(across);
    let height_px = height(f64::from(down) * PANEL_PX + 4.0);
    let highest = axis::rounded_up(highest(areas) * 1.05);
    let panels: Vec<Panel<'_>> = (0_u32..)
        .zip(areas)
        .map(|(at, area)| {
            let (column, row) = (f64::from(at % across), f64::from(at / across));
            let (left, top) = (column * (panel_px + gap_px), row * PANEL_PX);
            let frame = Frame {
                left_px: left + 36.0,
                right_px: left + panel_px - 6.0,
                top_px: top + 30.0,
                bottom_px: top + PANEL_PX - 24.0,
                highest,
            };
            Panel { area, frame, left_px: left, top_px: top, width_px: panel_px }
        })
        .collect();
    let slots = u32::try_from(report.periods.len()).map_or(1.0, f64::from);
    let x_px = |frame: &Frame, at: usize| frame.x_px((u32::try_from(at).map_or(0.0, f64::from) + 0.5) / slots);

    let backdrop = axis::backdrop((width_px, height_px), |surface| {
        for Panel { area, frame, .. } in &panels {
            for rate in [0.0, highest / 2.0, highest] {
                let y = frame.y_px(rate);
                let ink = if rate == 0.0 { Ink::Axis } else { Ink::Grid };
                line(surface, &[(frame.left_px, y), (frame.right_px, y)], ink, 1.0)?;
                text(surface, &wording::tick(rate), (frame.left_px - 6.0, y), 11.0, HPos::Right, VPos::Center)?;
            }
            if let Some(rate) = area.rate.rate {
                let y = frame.y_px(rate);
                line(surface, &[(frame.left_px, y), (frame.right_px, y)], Ink::Centre, 1.2)?;
            }
            for run in runs(&area.by_period).iter().filter(|run| run.len() > 1) {
                let places: Vec<(f64, f64)> =
                    run.iter().map(|(at, rate)| (x_px(frame, *at), frame.y_px(*rate))).collect();
                line(surface, &places, Ink::Line, 1.4)?;
            }
            let y = frame.bottom_px + 11.0;
            let ends = [
                (report.periods.first(), frame.left_px, HPos::Left),
                (report.periods.last(), frame.right_px, HPos::Right),
            ];
            for (period, x, side) in ends.into_iter().take(report.periods.len().min(2)) {
                let name = period.map(|period| short(&period.period)).unwrap_or_default();
                text(surface, &name, (x, y), 11.0, side, VPos::Center)?;
            }
        }
        Ok(())
    })?;

    let mut marks = Vec::new();
    let mut notes = Vec::new();
    for Panel { area, frame, left_px, top_px, width_px } in &panels {
        let counts = wording::k_of_n(&area.rate);
        let room = width_px - width_of(&counts, NAME_PX) - 14.0;
        let note = |x_px: f64, anchor: Anchor, text: String| Note {
            x_px,
            y_px: top_px + 15.0,
            anchor,
            text,
            tone: Tone::Common,
        };
        notes.push(note(left_px + 2.0, Anchor::Start, shortened(&area.area, room)));
        notes.push(note(left_px + width_px - 4.0, Anchor::End, counts));
        for (at, (counted, period)) in area.by_period.iter().zip(&report.periods).enumerate() {
            let Some(rate) = Rate::from(*counted).rate else { continue };
            marks.push(Mark {
                x_px: x_px(frame, at),
                y_px: frame.y_px(rate),
                shape: if period.provisional { Shape::Ring } else { Shape::Dot },
                tone: if period.provisional { Tone::Few } else { Tone::Common },
                label: wording::area_label(&area.area, &period.name, *counted),
                office: None,
            });
        }
    }
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes, unnamed: Vec::new() }))
}

/// One practice area and its place.
struct Panel<'a> {
    area: &'a Area,
    frame: Frame,
    left_px: f64,
    top_px: f64,
    width_px: f64,
}

/// The stretches of neighbouring periods that have a rate.
fn runs(by_period: &[Counted]) -> Vec<Vec<(usize, f64)>> {
    let mut runs: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
    for (at, counted) in by_period.iter().enumerate() {
        match (Rate::from(*counted).rate, runs.last_mut()) {
            (Some(rate), Some(run)) => run.push((at, rate)),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs
}

fn highest(areas: &[Area]) -> f64 {
    let mut rates: Vec<f64> = areas
        .iter()
        .flat_map(|area| &area.by_period)
        .filter(|counted| counted.n >= FEWEST_FOR_SCALE)
        .filter_map(|counted| Rate::from(*counted).rate)
        .collect();
    rates.sort_by(f64::total_cmp);
    rates.last().copied().or(areas.iter().filter_map(|area| area.rate.rate).reduce(f64::max)).unwrap_or(0.2)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of some tens of pixels")]
fn height(px: f64) -> u32 {
    px.ceil() as u32
}
