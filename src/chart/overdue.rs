//! The share of overdue actions of each office, all on one scale, by name.

use super::ChartError;
use super::axis;
use super::ink::Ink;
use super::rows::{self, Rows};
use super::scene::{Mark, Scene, Shape};
use crate::report::{OfficeActions, Report, Tone, Verdict, wording};

/// Overdue actions by office of a report, laid out for a width in pixels; `None` with fewer than two offices whose actions had fallen due.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn overdue_by_office(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let Some(actions) = report.remedy.as_ref().and_then(|remedy| remedy.actions.as_ref()) else { return Ok(None) };
    let offices: Vec<&OfficeActions> =
        actions.offices.iter().filter(|of| of.overdue.n > 0 && !of.office.is_empty()).collect();
    if offices.len() < 2 {
        return Ok(None);
    }
    // A chart in which nothing is overdue still has a scale.
    let shares = offices.iter().filter_map(|of| of.overdue.share).chain([0.02]);
    let uppers = offices.iter().filter_map(|of| Some(of.overdue.interval95?.upper));
    let rows = Rows {
        count: offices.len(),
        heights_px: [(42.0, 20.0), (30.0, 0.0)],
        apart_px: 0.0,
        most_name_px: 300.0,
        right_px: 18.0,
        highest: rows::highest(shares, uppers, 75) * 1.05,
    };
    let rows = rows.laid_out(offices.iter().map(|of| of.office.as_str()), width_px);
    let backdrop = axis::backdrop(rows.size_px, |area| {
        rows.draw_axis(area)?;
        if let Some(all) = actions.overdue.share {
            rows.draw_upright(area, all, Ink::Centre, 1.4)?;
        }
        offices.iter().enumerate().try_for_each(|(at, of)| {
            of.overdue
                .interval95
                .map_or(Ok(()), |interval| rows.draw_interval(area, rows.y_px(at), interval, Ink::Line))
        })
    })?;

    let marks = offices.iter().enumerate().map(|(at, office)| {
        let (shape, tone) = match office.verdict {
            Verdict::DiffersAbove => (Shape::TriangleUp, Tone::Concern),
            Verdict::DiffersBelow => (Shape::TriangleDown, Tone::Improvement),
            Verdict::TooFew => (Shape::Ring, Tone::Few),
            _ => (Shape::Circle, Tone::Common),
        };
        Mark {
            x_px: rows.x_px(office.overdue.share.unwrap_or_default()),
            y_px: rows.y_px(at),
            shape,
            tone,
            label: wording::overdue_label(office),
            office: Some(office.office.clone()),
        }
    });
    let notes = offices.iter().enumerate().map(|(at, office)| rows.name(at, &office.office));
    let (width_px, height_px) = rows.size_px;
    let (marks, notes) = (marks.collect(), notes.collect());
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes, unnamed: Vec::new() }))
}
