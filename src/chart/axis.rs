//! Axes of rates: where they end, where their ticks stand, and how a rate becomes a height.

use super::ChartError;
use super::ink::Ink;
use super::scene::UNITS;
use crate::report::wording;
use plotters::coord::Shift;
use plotters::prelude::*;

/// The drawing surface of a whole chart, in tenths of a pixel.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The frame within which points are placed, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left_px: f64,
    pub(super) right_px: f64,
    pub(super) top_px: f64,
    pub(super) bottom_px: f64,
    /// The rate at the top.
    pub(super) highest: f64,
}

impl Frame {
    pub(super) fn y_px(&self, rate: f64) -> f64 {
        let share = (rate / self.highest).clamp(0.0, 1.0);
        self.bottom_px - share * (self.bottom_px - self.top_px)
    }

    /// Where a share (0 to 1) of the width stands.
    pub(super) fn x_px(&self, share: f64) -> f64 {
        self.left_px + share * (self.right_px - self.left_px)
    }
}

/// The distance between ticks for an axis up to `highest`: four to six of them, on round numbers.
pub(super) fn tick_step(highest: f64) -> f64 {
    const STEPS: [f64; 9] = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5];
    STEPS.into_iter().find(|step| highest / step <= 6.0).unwrap_or(0.5)
}

/// The end of an axis that has room for `highest`: a whole number of ticks, at most 1. One on which everything stands at nought ends at a tenth.
pub(super) fn rounded_up(highest: f64) -> f64 {
    let highest = if highest > 0.0 { highest.clamp(0.01, 1.0) } else { 0.1 };
    let step = tick_step(highest);
    ((highest / step - 1e-9).ceil() * step).min(1.0)
}

/// Grid and ticks of the axis of rates.
pub(super) fn draw_rate_axis(area: &Area<'_>, frame: &Frame) -> Result<(), ChartError> {
    draw_axis(area, frame, wording::tick)
}

/// Grid and ticks of an axis whose ticks are named so.
pub(super) fn draw_axis(area: &Area<'_>, frame: &Frame, name: fn(f64) -> String) -> Result<(), ChartError> {
    let step = tick_step(frame.highest);
    let mut rate = 0.0;
    while rate <= frame.highest + 1e-9 {
        let y = frame.y_px(rate);
        let ink = if rate == 0.0 { Ink::Axis } else { Ink::Grid };
        line(area, &[(frame.left_px, y), (frame.right_px, y)], ink, 1.0)?;
        text(area, &name(rate), (frame.left_px - 8.0, y), 13.0, HPos::Right, VPos::Center)?;
        rate += step;
    }
    Ok(())
}

/// What stands under the middle of a period, and its year where that changes: far enough below the axis to be clear of a point at nought.
pub(super) fn under(
    area: &Area<'_>,
    frame: &Frame,
    x_px: f64,
    name: &str,
    year: Option<&str>,
) -> Result<(), ChartError> {
    for (words, away_px) in [(Some(name), 13.0), (year, 27.0)] {
        if let Some(words) = words {
            text(area, words, (x_px, frame.bottom_px + away_px), 12.0, HPos::Center, VPos::Center)?;
        }
    }
    Ok(())
}

/// A place in pixels as plotters' whole units.
#[expect(clippy::cast_possible_truncation, reason = "a chart is a few thousand pixels wide")]
pub(super) fn units(place_px: (f64, f64)) -> (i32, i32) {
    let units = |px: f64| (px * f64::from(UNITS)).round() as i32;
    (units(place_px.0), units(place_px.1))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "line widths are one or two pixels")]
fn width_units(width_px: f64) -> u32 {
    (width_px * f64::from(UNITS)).round() as u32
}

pub(super) fn line(area: &Area<'_>, places_px: &[(f64, f64)], ink: Ink, width_px: f64) -> Result<(), ChartError> {
    let places: Vec<(i32, i32)> = places_px.iter().map(|place| units(*place)).collect();
    Ok(area.draw(&PathElement::new(places, ink.stroke(width_units(width_px))))?)
}

pub(super) fn area_of(area: &Area<'_>, places_px: &[(f64, f64)], ink: Ink) -> Result<(), ChartError> {
    let places: Vec<(i32, i32)> = places_px.iter().map(|place| units(*place)).collect();
    Ok(area.draw(&Polygon::new(places, ink.fill()))?)
}

pub(super) fn bar(area: &Area<'_>, corners_px: [(f64, f64); 2], ink: Ink) -> Result<(), ChartError> {
    Ok(area.draw(&Rectangle::new(corners_px.map(units), ink.fill()))?)
}

/// A piece of our own text (never uploaded text).
pub(super) fn text(
    area: &Area<'_>,
    text: &str,
    place_px: (f64, f64),
    size_px: f64,
    across: HPos,
    down: VPos,
) -> Result<(), ChartError> {
    // plotters writes a font's size divided by this, the height of a line of it.
    let style = ("sans-serif", size_px * f64::from(UNITS) * 1.24)
        .into_font()
        .color(&Ink::Text.colour())
        .pos(plotters::style::text_anchor::Pos::new(across, down));
    Ok(area.draw(&Text::new(text.to_owned(), units(place_px), style))?)
}

pub(super) use plotters::style::text_anchor::{HPos, VPos};

/// Draws on a surface of this size, and gives the elements without the `svg` element around them.
pub(super) fn backdrop(
    size_px: (u32, u32),
    draw: impl FnOnce(&Area<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (size_px.0 * UNITS, size_px.1 * UNITS)).into_drawing_area();
        draw(&area)?;
        area.present()?;
    }
    let inside = svg.split_once('>').map_or("", |(_, rest)| rest);
    Ok(inside.trim().trim_end_matches("</svg>").trim().to_owned())
}

/// How wide a text of this size is, about: enough to keep names apart, on any platform the same.
pub(super) fn width_of(text: &str, size_px: f64) -> f64 {
    f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) * size_px * 0.55
}
