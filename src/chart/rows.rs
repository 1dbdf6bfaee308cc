//! Rows of marks on one scale from nought, each with its name: above its row in a narrow chart, beside it in a wide one.

use super::ChartError;
use super::axis::{self, Area, Frame, HPos, VPos, line, text, tick_step, width_of};
use super::ink::Ink;
use super::scene::{Anchor, Note};
use crate::report::{Tone, wording};
use crate::stats::Interval;

/// The size of names and counts.
pub(super) const NAME_PX: f64 = 13.0;
/// How far apart the two marks of a row stand, so that both can be reached where they say the same.
pub(super) const APART_PX: f64 = 13.0;

const NARROW_PX: u32 = 560;

/// What rows are like.
pub(super) struct Rows {
    /// How many.
    pub(super) count: usize,
    /// The height of a row, and the room at its top, in a narrow chart and in a wide one.
    pub(super) heights_px: [(f64, f64); 2],
    /// How far apart the marks of a row stand; nought where it has one.
    pub(super) apart_px: f64,
    /// A name takes at most so much of a wide chart's width.
    pub(super) most_name_px: f64,
    /// What stands to the right of a wide chart takes so much.
    pub(super) right_px: f64,
    /// The greatest share to be drawn.
    pub(super) highest: f64,
}

/// Rows laid out for a width.
pub(super) struct LaidOut {
    rows: Rows,
    pub(super) narrow: bool,
    /// What a name may take.
    pub(super) name_px: f64,
    pub(super) size_px: (u32, u32),
    row_px: f64,
    row_top_px: f64,
    frame: Frame,
}

impl Rows {
    pub(super) fn laid_out<'a>(self, names: impl Iterator<Item = &'a str>, width_px: u32) -> LaidOut {
        let narrow = width_px < NARROW_PX;
        let width = f64::from(width_px);
        let widest = names.map(|name| width_of(name, NAME_PX)).fold(0.0, f64::max);
        let name_px = if narrow { width - 12.0 } else { widest.min(self.most_name_px) };
        let [in_narrow, in_wide] = self.heights_px;
        let (row_px, row_top_px) = if narrow { in_narrow } else { in_wide };
        let top_px = 8.0;
        let rows_px = u32::try_from(self.count).map_or(0.0, f64::from) * row_px;
        let frame = Frame {
            left_px: if narrow { 10.0 } else { name_px + 16.0 },
            right_px: if narrow { width - 18.0 } else { width - self.right_px },
            top_px,
            bottom_px: top_px + rows_px,
            highest: axis::rounded_up(self.highest),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of some tens of pixels")]
        let height_px = (top_px + rows_px + 28.0).ceil() as u32;
        LaidOut { rows: self, narrow, name_px, size_px: (width_px, height_px), row_px, row_top_px, frame }
    }
}

impl LaidOut {
    /// Where a share stands; what is beyond the edge stands at it.
    pub(super) fn x_px(&self, share: f64) -> f64 {
        self.frame.x_px((share / self.frame.highest).clamp(0.0, 1.0))
    }

    /// Where the first mark of a row stands.
    pub(super) fn y_px(&self, at: usize) -> f64 {
        let row = u32::try_from(at).map_or(0.0, f64::from) * self.row_px;
        self.frame.top_px + row + self.row_top_px + (self.row_px - self.row_top_px - self.rows.apart_px) / 2.0
    }

    /// Grid and ticks.
    pub(super) fn draw_axis(&self, area: &Area<'_>) -> Result<(), ChartError> {
        let step = tick_step(self.frame.highest);
        let mut share = 0.0;
        while share <= self.frame.highest + 1e-9 {
            self.draw_upright(area, share, if share == 0.0 { Ink::Axis } else { Ink::Grid }, 1.0)?;
            let place = (self.x_px(share), self.frame.bottom_px + 14.0);
            text(area, &wording::tick(share), place, 13.0, HPos::Center, VPos::Center)?;
            share += step;
        }
        Ok(())
    }

    /// An upright line at a share; it leaves out the names that stand above their rows.
    pub(super) fn draw_upright(&self, area: &Area<'_>, share: f64, ink: Ink, width_px: f64) -> Result<(), ChartError> {
        let x = self.x_px(share);
        if !self.narrow {
            return line(area, &[(x, self.frame.top_px), (x, self.frame.bottom_px)], ink, width_px);
        }
        (0..self.rows.count).try_for_each(|at| {
            let y = self.y_px(at);
            line(area, &[(x, y - 9.0), (x, y + self.rows.apart_px + 9.0)], ink, width_px)
        })
    }

    /// An interval at this height. What goes on beyond the edge does not end there.
    pub(super) fn draw_interval(
        &self,
        area: &Area<'_>,
        y: f64,
        interval: Interval,
        ink: Ink,
    ) -> Result<(), ChartError> {
        line(area, &[(self.x_px(interval.lower), y), (self.x_px(interval.upper), y)], ink, 1.8)?;
        let ends = [interval.lower, interval.upper].into_iter().filter(|end| *end <= self.frame.highest);
        for end in ends {
            line(area, &[(self.x_px(end), y - 4.0), (self.x_px(end), y + 4.0)], ink, 1.4)?;
        }
        Ok(())
    }

    /// The name of a row, cut to its room; the table and the mark's own words have the whole of it.
    pub(super) fn name(&self, at: usize, name: &str) -> Note {
        let (x_px, y_px) = if self.narrow {
            (4.0, self.y_px(at) - 13.0)
        } else {
            (2.0, self.y_px(at) + self.rows.apart_px / 2.0 + 4.5)
        };
        Note { x_px, y_px, anchor: Anchor::Start, text: shortened(name, self.name_px), tone: Tone::Common }
    }
}

/// The greatest share to be drawn: that of the marks, or of as many of their intervals in a hundred. An interval of few audits reaches far, and must not press
/// the others together.
pub(super) fn highest(shares: impl Iterator<Item = f64>, uppers: impl Iterator<Item = f64>, of_100: usize) -> f64 {
    let mut uppers: Vec<f64> = uppers.collect();
    uppers.sort_by(f64::total_cmp);
    let usual = uppers.get(uppers.len() * of_100 / 100).copied().unwrap_or(0.2);
    shares.fold(usual, f64::max)
}

/// A name cut to a width.
pub(super) fn shortened(name: &str, width_px: f64) -> String {
    if width_of(name, NAME_PX) <= width_px {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let cut = |count: usize| letters.iter().take(count).collect::<String>();
    let fits = (1..letters.len()).rev().find(|count| width_of(&cut(*count), NAME_PX) + NAME_PX <= width_px);
    format!("{}\u{2026}", cut(fits.unwrap_or(1)).trim_end())
}
