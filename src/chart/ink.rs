//! What a line or area of the backdrop is for. plotters writes a colour into the SVG and no class, so each purpose has a
//! colour of its own, and the page's style sheet (for dark mode, forced colours and print) finds it by that colour.

use plotters::style::{RGBColor, ShapeStyle};

/// The purpose of what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Lines of the grid.
    Grid,
    /// The line at nought.
    Axis,
    /// The area within the outer limits.
    Band,
    /// The area within the inner limits.
    InnerBand,
    /// The centre line.
    Centre,
    /// The line that joins the points.
    Line,
    /// Bars of numbers of audits.
    Bar,
    /// Ticks and numbers.
    Text,
    /// A dated event.
    Event,
    /// The authority's own target.
    Target,
    /// The beginning of a phase.
    Phase,
    /// A window that is compared.
    Window,
    /// The best grade.
    Best,
    /// Grades between the best and those that are nearly inadequate.
    Fair,
    /// The last grade that is not inadequate.
    Weak,
    /// Inadequate grades.
    Inadequate,
}

impl Ink {
    /// The colour that stands for the purpose; `assets/style.css` has the same list.
    pub(super) fn colour(self) -> RGBColor {
        match self {
            Ink::Grid => RGBColor(0xD8, 0xDD, 0xE4),
            Ink::Axis => RGBColor(0x58, 0x62, 0x74),
            Ink::Band => RGBColor(0xE6, 0xEB, 0xF1),
            Ink::InnerBand => RGBColor(0xD6, 0xDE, 0xE8),
            Ink::Centre => RGBColor(0x57, 0x62, 0x74),
            Ink::Line => RGBColor(0x4C, 0x56, 0x66),
            Ink::Bar => RGBColor(0xC4, 0xCC, 0xD6),
            Ink::Text => RGBColor(0x58, 0x62, 0x75),
            Ink::Event => RGBColor(0x6C, 0x76, 0x86),
            Ink::Target => RGBColor(0x1B, 0x23, 0x31),
            Ink::Phase => RGBColor(0x6C, 0x76, 0x87),
            Ink::Window => RGBColor(0x0B, 0x5C, 0xAB),
            Ink::Best => RGBColor(0x1F, 0x5F, 0xA8),
            Ink::Fair => RGBColor(0x8D, 0xB8, 0xE2),
            Ink::Weak => RGBColor(0xF0, 0xB2, 0x7A),
            Ink::Inadequate => RGBColor(0x8C, 0x2D, 0x04),
        }
    }

    pub(super) fn fill(self) -> ShapeStyle {
        ShapeStyle { color: self.colour().into(), filled: true, stroke_width: 0 }
    }

    /// A line of this width, in tenths of a pixel.
    pub(super) fn stroke(self, width_tenths: u32) -> ShapeStyle {
        ShapeStyle { color: self.colour().into(), filled: false, stroke_width: width_tenths }
    }
}
