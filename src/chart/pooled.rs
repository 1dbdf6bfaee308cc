//! Each office's rate as counted beside its partially pooled one, all on one scale, by name.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, line, text, tick_step, width_of};
use super::ink::Ink;
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::report::{OfficeRate, Report, Tone, wording};

const NARROW_PX: u32 = 560;
const NAME_PX: f64 = 13.0;
/// A name takes at most so much of a wide chart's width.
const MOST_NAME_PX: f64 = 300.0;
/// How far apart the two marks of an office stand, so that both can be reached where they say the same.
const APART_PX: f64 = 13.0;

/// Raw and pooled rates of a report's offices, laid out for a width in pixels; `None` with fewer than two offices, and while nothing is pooled.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn raw_beside_pooled(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let offices: Vec<&OfficeRate> = report.offices.iter().filter(|office| office.rate.n > 0).collect();
    let Some(pooling) = report.pooling.filter(|_| offices.len() > 1) else { return Ok(None) };
    // In a narrow chart the name stands above its row, in a wide one beside it.
    let narrow = width_px < NARROW_PX;
    let widest = offices.iter().map(|office| width_of(&office.office, NAME_PX)).fold(0.0, f64::max);
    let name_px = if narrow { f64::from(width_px) - 12.0 } else { widest.min(MOST_NAME_PX) };
    let row_px = if narrow { 52.0 } else { 38.0 };
    let row_top_px = if narrow { 20.0 } else { 2.0 };
    let top_px = 8.0;
    let (rows_px, height_px) = rows_and_height(offices.len(), row_px, top_px);
    let upper = |office: &&OfficeRate| office.rate.interval95.map(|interval| interval.upper);
    let rates = offices.iter().filter_map(|office| office.rate.rate).fold(0.0, f64::max);
    // An office with a few audits has an interval that reaches far; it must not press the others together.
    let mut uppers: Vec<f64> = offices.iter().filter_map(upper).collect();
    uppers.sort_by(f64::total_cmp);
    let usual = uppers.get(uppers.len() * 3 / 4).copied().unwrap_or(0.5);
    let frame = Frame {
        left_px: if narrow { 10.0 } else { name_px + 16.0 },
        right_px: f64::from(width_px) - 18.0,
        top_px,
        bottom_px: top_px + rows_px,
        highest: axis::rounded_up(rates.max(usual) * 1.05),
    };
    let x_px = |rate: f64| frame.x_px((rate / frame.highest).clamp(0.0, 1.0));
    let raw_px = |at: usize| {
        let row = u32::try_from(at).map_or(0.0, f64::from) * row_px;
        top_px + row + row_top_px + (row_px - row_top_px - APART_PX) / 2.0
    };

    // Upright lines stop beneath a name that stands above its row.
    let lines = |area: &axis::Area<'_>, x: f64, ink: Ink, width_px: f64| {
        if !narrow {
            return line(area, &[(x, frame.top_px), (x, frame.bottom_px)], ink, width_px);
        }
        (0..offices.len()).try_for_each(|at| {
            let y = raw_px(at);
            line(area, &[(x, y - 9.0), (x, y + APART_PX + 9.0)], ink, width_px)
        })
    };

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        let step = tick_step(frame.highest);
        let mut rate = 0.0;
        while rate <= frame.highest + 1e-9 {
            let x = x_px(rate);
            let ink = if rate == 0.0 { Ink::Axis } else { Ink::Grid };
            lines(area, x, ink, 1.0)?;
            text(area, &wording::tick(rate), (x, frame.bottom_px + 14.0), 13.0, HPos::Center, VPos::Center)?;
            rate += step;
        }
        let mean = x_px(pooling.mean);
        lines(area, mean, Ink::Centre, 1.4)?;
        for (at, office) in offices.iter().enumerate() {
            let y = raw_px(at);
            if let Some(interval) = office.rate.interval95 {
                line(area, &[(x_px(interval.lower), y), (x_px(interval.upper), y)], Ink::Line, 1.8)?;
                // What goes on beyond the edge does not end there.
                let ends = [interval.lower, interval.upper].into_iter().filter(|end| *end <= frame.highest);
                for end in ends {
                    line(area, &[(x_px(end), y - 4.0), (x_px(end), y + 4.0)], Ink::Line, 1.4)?;
                }
            }
        }
        Ok(())
    })?;

    let mut marks = Vec::new();
    let mut notes = Vec::new();
    for (at, office) in offices.iter().enumerate() {
        let y = raw_px(at);
        let mark = |rate: f64, y_px: f64, shape: Shape, label: String| Mark {
            x_px: x_px(rate),
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
        let (note_y, anchor_x) = if narrow { (y - 13.0, 4.0) } else { (y + APART_PX / 2.0 + 4.5, 2.0) };
        notes.push(Note {
            x_px: anchor_x,
            y_px: note_y,
            anchor: Anchor::Start,
            text: shortened(&office.office, name_px),
            tone: Tone::Common,
        });
    }
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes }))
}

/// The height of so many rows, and of the chart around them.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of some tens of pixels")]
fn rows_and_height(offices: usize, row_px: f64, top_px: f64) -> (f64, u32) {
    let rows_px = u32::try_from(offices).map_or(0.0, f64::from) * row_px;
    (rows_px, (top_px + rows_px + 28.0).ceil() as u32)
}

/// A name cut to a width: the table and the mark's own words have the whole of it.
pub(super) fn shortened(name: &str, width_px: f64) -> String {
    if width_of(name, NAME_PX) <= width_px {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let fits = (1..letters.len()).rev().find(|count| {
        let cut: String = letters.iter().take(*count).collect();
        width_of(&cut, NAME_PX) + NAME_PX <= width_px
    });
    let cut: String = letters.iter().take(fits.unwrap_or(1)).collect();
    format!("{}\u{2026}", cut.trim_end())
}
