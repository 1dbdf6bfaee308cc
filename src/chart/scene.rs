//! A chart as data: a backdrop, marks and names, each with its place in pixels.

use super::axis::width_of;
use crate::report::Tone;
use std::fmt::Write as _;

/// plotters' units in a pixel.
pub(super) const UNITS: u32 = 10;

/// One chart, laid out for one width.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Its width in CSS pixels.
    pub width_px: u32,
    /// Its height in CSS pixels.
    pub height_px: u32,
    /// SVG elements in tenths of a pixel, to be drawn under `transform="scale(0.1)"`. It holds no uploaded text.
    pub backdrop: String,
    /// What can be pointed at, in reading order.
    pub marks: Vec<Mark>,
    /// Names beside marks. They may be uploaded text, so they are drawn as text nodes.
    pub notes: Vec<Note>,
    /// What would have been named as well, had there been room. Uploaded text too.
    pub unnamed: Vec<String>,
}

/// A point with its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its centre.
    pub x_px: f64,
    /// Its centre.
    pub y_px: f64,
    /// Its shape, which says what its colour says.
    pub shape: Shape,
    /// How it is to be taken.
    pub tone: Tone,
    /// Everything there is to say of it.
    pub label: String,
    /// The office that it stands for, if it stands for one: choosing it marks that office everywhere. Uploaded text.
    pub office: Option<String>,
}

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// Within its limits.
    Circle,
    /// Above them.
    TriangleUp,
    /// Below them.
    TriangleDown,
    /// Too few audits to say.
    Ring,
    /// Within its limits, and marked by a rule of runs.
    Diamond,
    /// A small `c`: the rate is hidden, so that there is no point.
    Hidden,
    /// A dot, where many small charts stand side by side.
    Dot,
    /// A whole column of the backdrop, outlined while it is pointed at.
    Column {
        /// Its width.
        width_px: f64,
        /// Its height, above the place of the mark.
        height_px: f64,
    },
}

/// A piece of text at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Where its anchor stands.
    pub x_px: f64,
    /// Its baseline.
    pub y_px: f64,
    /// Which part of it stands there.
    pub anchor: Anchor,
    /// What it says.
    pub text: String,
    /// How it is to be taken.
    pub tone: Tone,
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    /// The value of SVG's `text-anchor`.
    pub fn svg(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

impl Mark {
    /// The mark's outline as the data of an SVG path, in pixels.
    pub fn path(&self) -> String {
        let (x, y) = (self.x_px, self.y_px);
        match self.shape {
            Shape::Circle | Shape::Ring => {
                format!("M{:.1},{y:.1}a4.6,4.6 0 1,0 9.2,0a4.6,4.6 0 1,0 -9.2,0z", x - 4.6)
            }
            Shape::Diamond => format!("M{x:.1},{:.1}l6,6.4l-6,6.4l-6,-6.4z", y - 6.4),
            Shape::Hidden => format!("M{:.1},{:.1}a3.6,3.6 0 1,0 0,5.2", x + 2.5, y - 2.6),
            Shape::Dot => format!("M{:.1},{y:.1}a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0z", x - 2.6),
            Shape::Column { width_px, height_px } => {
                format!("M{:.1},{y:.1}h{width_px:.1}v{:.1}h{:.1}z", x - width_px / 2.0, -height_px, -width_px)
            }
            Shape::TriangleUp => format!("M{x:.1},{:.1}l6.5,11h-13z", y - 7.0),
            Shape::TriangleDown => format!("M{x:.1},{:.1}l-6.5,-11h13z", y + 7.0),
        }
    }

    /// The class by which the style sheet colours it.
    pub fn class(&self) -> &'static str {
        match (self.shape, self.tone) {
            (Shape::Column { .. }, _) => "mark column",
            (Shape::Hidden, _) => "mark hidden",
            (Shape::Ring, _) | (_, Tone::Few) => "mark few",
            (_, Tone::Improvement) => "mark good",
            (_, Tone::Concern) => "mark bad",
            (_, Tone::Common) => "mark",
        }
    }
}

impl Scene {
    /// The whole chart as an SVG file of its own, in light colours. Names are escaped.
    pub fn to_svg(&self, title: &str) -> String {
        let (width, height) = (self.width_px, self.height_px);
        format!("{}{}</svg>\n", opening(title, (width, height)), self.drawing())
    }

    /// The same with its finding and what it counts written above it, so that it can stand in a paper by itself; and its size in pixels.
    pub fn to_captioned_svg(&self, finding: &str, window: &str) -> (String, (u32, u32)) {
        let mut caption = String::new();
        let mut y_px = 4_u32;
        for (text, class, size_px, line_px) in [(finding, "finding", 18.0, 24), (window, "window", 13.0, 18)] {
            for line in wrapped(text, f64::from(self.width_px), size_px) {
                y_px += line_px;
                let _ = writeln!(caption, "<text class=\"{class}\" x=\"4\" y=\"{y_px}\">{}</text>", escaped(&line));
            }
        }
        let head_px = y_px + 14;
        let size_px = (self.width_px, self.height_px + head_px);
        let svg = format!(
            "{}{caption}<g transform=\"translate(0 {head_px})\">\n{}</g>\n</svg>\n",
            opening(finding, size_px),
            self.drawing()
        );
        (svg, size_px)
    }

    /// Backdrop, marks and names.
    fn drawing(&self) -> String {
        let mut svg = format!("<g transform=\"scale(0.1)\">{}</g>\n", self.backdrop);
        for mark in &self.marks {
            let _ = writeln!(
                svg,
                "<path class=\"{}\" d=\"{}\"><title>{}</title></path>",
                mark.class(),
                mark.path(),
                escaped(&mark.label)
            );
        }
        for note in &self.notes {
            let _ = writeln!(
                svg,
                "<text class=\"note\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{}\">{}</text>",
                note.x_px,
                note.y_px,
                note.anchor.svg(),
                escaped(&note.text)
            );
        }
        svg
    }
}

/// An SVG file as far as its white ground.
fn opening(title: &str, (width, height): (u32, u32)) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"system-ui, sans-serif\"><title>{}</title>\n\
         <style>{EXPORT_STYLE}</style>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n",
        escaped(title)
    )
}

/// The text in lines that are about so wide; a word that is wider stands alone.
fn wrapped(text: &str, width_px: f64, size_px: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line, size_px) + width_of(word, size_px) + size_px < width_px - 8.0 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

const EXPORT_STYLE: &str = ".mark{fill:#4c5666;stroke:#fff;stroke-width:1.5}.mark.good{fill:#005eb8}.mark.bad{fill:#b84a00}\
.mark.column{fill:none;stroke:none}.mark.hidden{fill:none;stroke:#586274;stroke-width:1.7}.mark.few{fill:#fff;stroke:#6c7686;stroke-width:1.8}.note{font-size:13px;fill:#3a4454}\
.finding{font-size:18px;font-weight:600;fill:#1b2330}.window{font-size:13px;fill:#586274}\
[stroke=\"#1B2331\"]{stroke-dasharray:1 50;stroke-linecap:round;stroke-width:26}[stroke=\"#6C7686\"]{stroke-dasharray:10 30}";

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // Control characters have no place in XML, escaped or not.
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
