//! The share of overdue actions of each office, all on one scale, by name.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, line, text, tick_step, width_of};
use super::ink::Ink;
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::report::{OfficeActions, Report, Tone, Verdict, wording};

const NARROW_PX: u32 = 560;
const NAME_PX: f64 = 13.0;
/// A name takes at most so much of a wide chart's width.
const MOST_NAME_PX: f64 = 300.0;

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
    // In a narrow chart the name stands above its row, in a wide one beside it.
    let narrow = width_px < NARROW_PX;
    let widest = offices.iter().map(|of| width_of(&of.office, NAME_PX)).fold(0.0, f64::max);
    let name_px = if narrow { f64::from(width_px) - 12.0 } else { widest.min(MOST_NAME_PX) };
    let (row_px, row_top_px) = if narrow { (42.0, 20.0) } else { (30.0, 0.0) };
    let top_px = 8.0;
    let rows_px = u32::try_from(offices.len()).map_or(0.0, f64::from) * row_px;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of some tens of pixels")]
    let height_px = (top_px + rows_px + 28.0).ceil() as u32;
    let shares = offices.iter().filter_map(|of| of.overdue.share).fold(0.02, f64::max);
    // An office with a few actions has an interval that reaches far; it must not press the others together.
    let mut uppers: Vec<f64> = offices.iter().filter_map(|of| of.overdue.interval95).map(|of| of.upper).collect();
    uppers.sort_by(f64::total_cmp);
    let usual = uppers.get(uppers.len() * 3 / 4).copied().unwrap_or(0.5);
    let frame = Frame {
        left_px: if narrow { 10.0 } else { name_px + 16.0 },
        right_px: f64::from(width_px) - 18.0,
        top_px,
        bottom_px: top_px + rows_px,
        highest: axis::rounded_up(shares.max(usual) * 1.05),
    };
    let x_px = |share: f64| frame.x_px((share / frame.highest).clamp(0.0, 1.0));
    let y_px = |at: usize| {
        let row = u32::try_from(at).map_or(0.0, f64::from) * row_px;
        top_px + row + row_top_px + (row_px - row_top_px) / 2.0
    };
    // Upright lines stop beneath a name that stands above its row.
    let lines = |area: &axis::Area<'_>, x: f64, ink: Ink, width_px: f64| {
        if !narrow {
            return line(area, &[(x, frame.top_px), (x, frame.bottom_px)], ink, width_px);
        }
        (0..offices.len()).try_for_each(|at| line(area, &[(x, y_px(at) - 9.0), (x, y_px(at) + 9.0)], ink, width_px))
    };

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        let step = tick_step(frame.highest);
        let mut share = 0.0;
        while share <= frame.highest + 1e-9 {
            let x = x_px(share);
            lines(area, x, if share == 0.0 { Ink::Axis } else { Ink::Grid }, 1.0)?;
            text(area, &wording::tick(share), (x, frame.bottom_px + 14.0), 13.0, HPos::Center, VPos::Center)?;
            share += step;
        }
        if let Some(all) = actions.overdue.share {
            lines(area, x_px(all), Ink::Centre, 1.4)?;
        }
        for (at, office) in offices.iter().enumerate() {
            let Some(interval) = office.overdue.interval95 else { continue };
            let y = y_px(at);
            line(area, &[(x_px(interval.lower), y), (x_px(interval.upper), y)], Ink::Line, 1.8)?;
            // What goes on beyond the edge does not end there.
            for end in [interval.lower, interval.upper].into_iter().filter(|end| *end <= frame.highest) {
                line(area, &[(x_px(end), y - 4.0), (x_px(end), y + 4.0)], Ink::Line, 1.4)?;
            }
        }
        Ok(())
    })?;

    let marks = offices.iter().enumerate().map(|(at, office)| {
        let (shape, tone) = match office.verdict {
            Verdict::DiffersAbove => (Shape::TriangleUp, Tone::Concern),
            Verdict::DiffersBelow => (Shape::TriangleDown, Tone::Improvement),
            Verdict::TooFew => (Shape::Ring, Tone::Few),
            _ => (Shape::Circle, Tone::Common),
        };
        Mark {
            x_px: x_px(office.overdue.share.unwrap_or_default()),
            y_px: y_px(at),
            shape,
            tone,
            label: wording::overdue_label(office),
            office: Some(office.office.clone()),
        }
    });
    let notes = offices.iter().enumerate().map(|(at, office)| {
        let (x_px, y_px) = if narrow { (4.0, y_px(at) - 13.0) } else { (2.0, y_px(at) + 4.5) };
        let text = shortened(&office.office, name_px);
        Note { x_px, y_px, anchor: Anchor::Start, text, tone: Tone::Common }
    });
    let (marks, notes) = (marks.collect(), notes.collect());
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes }))
}

/// A name cut to a width: the table and the mark's own words have the whole of it.
fn shortened(name: &str, width_px: f64) -> String {
    if width_of(name, NAME_PX) <= width_px {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let cut = |count: usize| letters.iter().take(count).collect::<String>();
    let fits = (1..letters.len()).rev().find(|count| width_of(&cut(*count), NAME_PX) + NAME_PX <= width_px);
    format!("{}\u{2026}", cut(fits.unwrap_or(1)).trim_end())
}
