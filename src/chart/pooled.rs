//! Each office's rate as counted beside its partially pooled one, all on one scale, by name.

use super::ChartError;
use super::axis;
use super::ink::Ink;
use super::rows::{self, APART_PX, Rows};
use super::scene::{Mark, Scene, Shape};
use crate::report::{OfficeRate, Report, Tone, wording};

/// Raw and pooled rates of a report's offices, laid out for a width in pixels; `None` with fewer than two offices, and while nothing is pooled.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn raw_beside_pooled(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let offices: Vec<&OfficeRate> = report.offices.iter().filter(|office| office.rate.n > 0).collect();
    let Some(pooling) = report.pooling.filter(|_| offices.len() > 1) else { return Ok(None) };
    let rates = offices.iter().filter_map(|office| office.rate.rate);
    let uppers = offices.iter().filter_map(|office| Some(office.rate.interval95?.upper));
    let rows = Rows {
        count: offices.len(),
        heights_px: [(52.0, 20.0), (38.0, 2.0)],
        apart_px: APART_PX,
        most_name_px: 300.0,
        right_px: 18.0,
        highest: rows::highest(rates, uppers, 75) * 1.05,
    };
    let rows = rows.laid_out(offices.iter().map(|office| office.office.as_str()), width_px);
    let backdrop = axis::backdrop(rows.size_px, |area| {
        rows.draw_axis(area)?;
        rows.draw_upright(area, pooling.mean, Ink::Centre, 1.4)?;
        offices.iter().enumerate().try_for_each(|(at, office)| {
            office
                .rate
                .interval95
                .map_or(Ok(()), |interval| rows.draw_interval(area, rows.y_px(at), interval, Ink::Line))
        })
    })?;

    let mut marks = Vec::new();
    let mut notes = Vec::new();
    for (at, office) in offices.iter().enumerate() {
        let y = rows.y_px(at);
        let mark = |rate: f64, y_px: f64, shape: Shape, label: String| Mark {
            x_px: rows.x_px(rate),
            y_px,
            shape,
            tone: Tone::Common,
            label,
            office: Some(office.office.clone()),
        };
        let raw = office.rate.rate.unwrap_or_default();
        marks.push(mark(raw, y, Shape::Circle, wording::raw_label(office)));
        if let Some(pooled) = &office.pooled {
            let label = wording::pooled_label(office, pooled);
            marks.push(mark(pooled.rate, y + APART_PX, Shape::Diamond, label));
        }
        notes.push(rows.name(at, &office.office));
    }
    let (width_px, height_px) = rows.size_px;
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes, unnamed: Vec::new() }))
}
