//! Causes and partners as rows on one scale: how often each is named, and how often before.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, bar, line, text, tick_step, width_of};
use super::ink::Ink;
use super::pooled::shortened;
use super::scene::{Anchor, Mark, Note, Scene, Shape};
use crate::report::wording::{self, Naming};
use crate::report::{Area, Moved, MovedVerdict, Named, NamedShare, Report, Tone, WhyWindows};

const NARROW_PX: u32 = 560;
const NAME_PX: f64 = 13.0;
/// A name takes at most so much of a wide chart's width.
const MOST_NAME_PX: f64 = 290.0;
/// How far apart the two marks of a row stand.
const APART_PX: f64 = 13.0;
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
    // In a narrow chart the name stands above its row, in a wide one beside it.
    let narrow = width_px < NARROW_PX;
    let widest =
        |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| width_of(text, NAME_PX)).fold(0.0, f64::max);
    let (row_px, row_top_px) = if narrow { (56.0, 22.0) } else { (44.0, 2.0) };
    let top_px = 8.0;
    let rows_px = u32::try_from(rows.len()).map_or(0.0, f64::from) * row_px;
    let width = f64::from(width_px);
    let counts_px = widest(&mut rows.iter().flat_map(|row| row.counts.iter().map(|(long, _)| long)));
    let name_px = if narrow { width - 12.0 } else { widest(&mut rows.iter().map(|row| &row.name)).min(MOST_NAME_PX) };
    let frame = Frame {
        left_px: if narrow { 10.0 } else { name_px + 16.0 },
        right_px: if narrow { width - 18.0 } else { width - counts_px - 22.0 },
        top_px,
        bottom_px: top_px + rows_px,
        highest: axis::rounded_up(highest(rows)),
    };
    let x_px = |share: f64| frame.x_px((share / frame.highest).clamp(0.0, 1.0));
    let y_px = |at: usize| {
        let row = u32::try_from(at).map_or(0.0, f64::from) * row_px;
        top_px + row + row_top_px + (row_px - row_top_px - APART_PX) / 2.0
    };
    let height_px = height(top_px + rows_px + 28.0);

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        let step = tick_step(frame.highest);
        let mut share = 0.0;
        while share <= frame.highest + 1e-9 {
            let x = x_px(share);
            let ink = if share == 0.0 { Ink::Axis } else { Ink::Grid };
            if narrow {
                // Upright lines leave out the names that stand above their rows.
                for at in 0..rows.len() {
                    line(area, &[(x, y_px(at) - 9.0), (x, y_px(at) + APART_PX + 9.0)], ink, 1.0)?;
                }
            } else {
                line(area, &[(x, frame.top_px), (x, frame.bottom_px)], ink, 1.0)?;
            }
            text(area, &wording::tick(share), (x, frame.bottom_px + 14.0), 13.0, HPos::Center, VPos::Center)?;
            share += step;
        }
        for (at, row) in rows.iter().enumerate() {
            for (point, y) in row.points.iter().zip([y_px(at), y_px(at) + APART_PX]) {
                let Some(share) = point.share.share else { continue };
                if row.has_bar && point.interval {
                    bar(area, [(x_px(0.0), y - 6.0), (x_px(share), y + 6.0)], Ink::Bar)?;
                }
                let Some(interval) = point.share.interval95.filter(|_| point.interval && point.share.of >= 5) else {
                    continue;
                };
                line(area, &[(x_px(interval.lower), y), (x_px(interval.upper), y)], Ink::Line, 1.8)?;
                // What goes on beyond the edge does not end there.
                for end in [interval.lower, interval.upper].into_iter().filter(|end| *end <= frame.highest) {
                    line(area, &[(x_px(end), y - 4.0), (x_px(end), y + 4.0)], Ink::Line, 1.4)?;
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
        let middle = y_px(at) + APART_PX / 2.0 + 4.5;
        if narrow {
            let above = y_px(at) - 13.0;
            let [(_, short), _] = &row.counts;
            let room = width - 12.0 - width_of(short, NAME_PX) - NAME_PX;
            notes.push(note(4.0, above, Anchor::Start, shortened(&row.name, room)));
            notes.push(note(width - 4.0, above, Anchor::End, short.clone()));
        } else {
            notes.push(note(2.0, middle, Anchor::Start, shortened(&row.name, name_px)));
            for ((long, _), y) in row.counts.iter().zip([y_px(at), y_px(at) + APART_PX + 3.0]) {
                notes.push(note(width - 2.0, y + 3.0, Anchor::End, long.clone()));
            }
        }
    }
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes }))
}

/// The greatest share to be drawn; an interval of few audits reaches far, and must not press the others together.
fn highest(rows: &[Row]) -> f64 {
    let points = || rows.iter().flat_map(|row| &row.points);
    let shares = points().filter_map(|point| point.share.share).fold(0.0, f64::max);
    let mut uppers: Vec<f64> = points()
        .filter(|point| point.interval && point.share.of >= 5)
        .filter_map(|point| Some(point.share.interval95?.upper))
        .collect();
    uppers.sort_by(f64::total_cmp);
    let usual = uppers.get(uppers.len() * 9 / 10).copied().unwrap_or(0.2);
    shares.max(usual) * 1.03
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of some tens of pixels")]
fn height(px: f64) -> u32 {
    px.ceil() as u32
}
