//! Causes and partners as rows on one scale: how often each is named, and how often before.

use super::ChartError;
use super::axis::{self, bar, width_of};
use super::ink::Ink;
use super::rows::{self, APART_PX, NAME_PX, Rows, shortened};
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::report::wording::{self, Naming};
use crate::report::{Area, Moved, MovedVerdict, Named, NamedShare, Report, Tone, WhyWindows};

/// So many rows are drawn; the table has the rest.
const MOST_ROWS: usize = 15;

/// How often each cause or partner is named: of inadequate audits as a bar with its interval, of all audits as a diamond. `None` without any.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn named_in_order(named: &Named, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let rows: Vec<Row> = named
        .in_inadequate()
        .take(MOST_ROWS)
        .map(|name| Row {
            name: name.name.clone(),
            counts: [name.inadequate, name.all].map(counts),
            has_bar: true,
            points: [
                Point {
                    share: name.inadequate,
                    shape: Shape::Circle,
                    tone: Tone::Common,
                    label: wording::named_label(name),
                    interval: true,
                },
                Point {
                    share: name.all,
                    shape: Shape::Diamond,
                    tone: Tone::Common,
                    label: wording::named_in_all_label(name),
                    interval: false,
                },
            ],
        })
        .collect();
    rows_scene(&rows, width_px)
}

/// How often each cause or partner is named in the later window and in the earlier one. `None` without windows.
///
/// # Errors
/// As [`named_in_order`].
pub fn named_moves(report: &Report, naming: Naming, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let Some(why) = &report.why else { return Ok(None) };
    let named = match naming {
        Naming::Causes => &why.causes,
        Naming::Partners => &why.partners,
    };
    let (Some(windows), Some(named)) = (&why.windows, named) else { return Ok(None) };
    // A cause that is named less often among what failed is no improvement by itself: its share is no rate of bad work.
    let rows: Vec<Row> = named
        .in_inadequate()
        .filter_map(|name| Some(moved_row(&name.name, name.moved.as_ref()?, windows, [Tone::Common; 2])))
        .take(MOST_ROWS)
        .collect();
    rows_scene(&rows, width_px)
}

/// How often each practice area is graded inadequate in the later window and in the earlier one. `None` without windows.
///
/// # Errors
/// As [`named_in_order`].
pub fn area_moves(areas: &[Area], windows: &WhyWindows, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let rows: Vec<Row> = areas
        .iter()
        .filter_map(|area| {
            Some(moved_row(&area.area, area.moved.as_ref()?, windows, [Tone::Concern, Tone::Improvement]))
        })
        .collect();
    rows_scene(&rows, width_px)
}

/// A row of two windows; how more often and less often are to be taken.
fn moved_row(name: &str, moved: &Moved, windows: &WhyWindows, [more, less]: [Tone; 2]) -> Row {
    let (shape, tone) = match moved.verdict {
        MovedVerdict::MoreOften => (Shape::TriangleUp, more),
        MovedVerdict::LessOften => (Shape::TriangleDown, less),
        MovedVerdict::NoChange => (Shape::Circle, Tone::Common),
        MovedVerdict::TooFew => (Shape::Ring, Tone::Few),
    };
    Row {
        // Only what was found stands beside a name: that nothing was is what the shapes say.
        name: match moved.verdict {
            MovedVerdict::MoreOften | MovedVerdict::LessOften => {
                format!("{name}: {}", wording::moved_verdict(moved.verdict).to_lowercase())
            }
            MovedVerdict::NoChange | MovedVerdict::TooFew => name.to_owned(),
        },
        counts: [moved.later, moved.earlier].map(counts),
        has_bar: false,
        points: [
            Point {
                share: moved.later,
                shape,
                tone,
                label: wording::later_label(name, moved, windows),
                interval: true,
            },
            Point {
                share: moved.earlier,
                shape: Shape::Diamond,
                tone: Tone::Common,
                label: wording::earlier_label(name, moved, windows),
                interval: true,
            },
        ],
    }
}

struct Row {
    name: String,
    /// The counts of each point, long and short: our own words and numbers.
    counts: [(String, String); 2],
    /// Whether a bar reaches from nought to the first point.
    has_bar: bool,
    points: [Point; 2],
}

/// `121 of 291 (42 in a hundred)` as the page writes it, and in short `121 of 291`.
fn counts(share: NamedShare) -> (String, String) {
    let long = wording::named_of(share);
    let short = long.split_once(" (").map_or(long.as_str(), |(counts, _)| counts).to_owned();
    (long, short)
}

struct Point {
    share: NamedShare,
    shape: Shape,
    tone: Tone,
    label: String,
    /// Whether its interval is drawn.
    interval: bool,
}

fn rows_scene(rows: &[Row], width_px: u32) -> Result<Option<Scene>, ChartError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let width = f64::from(width_px);
    let counts = rows.iter().flat_map(|row| row.counts.iter().map(|(long, _)| width_of(long, NAME_PX)));
    let points = || rows.iter().flat_map(|row| &row.points);
    let shares = points().filter_map(|point| point.share.share);
    let uppers = points().filter(|point| has_interval(point)).filter_map(|point| Some(point.share.interval95?.upper));
    let laid_out = Rows {
        count: rows.len(),
        heights_px: [(56.0, 22.0), (44.0, 2.0)],
        apart_px: APART_PX,
        // A name takes at most so much of a wide chart's width.
        most_name_px: 290.0,
        right_px: counts.fold(0.0, f64::max) + 22.0,
        highest: rows::highest(shares, uppers, 90) * 1.03,
    };
    let laid_out = laid_out.laid_out(rows.iter().map(|row| row.name.as_str()), width_px);
    let (x_px, y_px) = (|share: f64| laid_out.x_px(share), |at: usize| laid_out.y_px(at));

    let backdrop = axis::backdrop(laid_out.size_px, |area| {
        laid_out.draw_axis(area)?;
        for (at, row) in rows.iter().enumerate() {
            for (point, y) in row.points.iter().zip([y_px(at), y_px(at) + APART_PX]) {
                let Some(share) = point.share.share else { continue };
                if row.has_bar && point.interval {
                    bar(area, [(x_px(0.0), y - 6.0), (x_px(share), y + 6.0)], Ink::Bar)?;
                }
                if let Some(interval) = point.share.interval95.filter(|_| has_interval(point)) {
                    laid_out.draw_interval(area, y, interval, Ink::Line)?;
                }
            }
        }
        Ok(())
    })?;

    let mut marks = Vec::new();
    let mut notes = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (point, y) in row.points.iter().zip([y_px(at), y_px(at) + APART_PX]) {
            let Some(share) = point.share.share else { continue };
            marks.push(Mark {
                x_px: x_px(share),
                y_px: y,
                shape: point.shape,
                tone: point.tone,
                label: point.label.clone(),
                office: None,
            });
        }
        let note =
            |x_px: f64, y_px: f64, anchor: Anchor, text: String| Note { x_px, y_px, anchor, text, tone: Tone::Common };
        if laid_out.narrow {
            let above = y_px(at) - 13.0;
            let [(_, short), _] = &row.counts;
            let room = width - 12.0 - width_of(short, NAME_PX) - NAME_PX;
            notes.push(note(4.0, above, Anchor::Start, shortened(&row.name, room)));
            notes.push(note(width - 4.0, above, Anchor::End, short.clone()));
        } else {
            notes.push(laid_out.name(at, &row.name));
            for ((long, _), y) in row.counts.iter().zip([y_px(at), y_px(at) + APART_PX + 3.0]) {
                notes.push(note(width - 2.0, y + 3.0, Anchor::End, long.clone()));
            }
        }
    }
    let (width_px, height_px) = laid_out.size_px;
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes, unnamed: Vec::new() }))
}

/// Whether a point's interval is drawn: of under five audits it would say nothing.
fn has_interval(point: &Point) -> bool {
    point.interval && point.share.of >= 5
}
