//! Dated events above a chart: where their lines stand, and their names where these have room.

use super::axis::{Frame, width_of};
use super::scene::{Anchor, Note};
use crate::audit::{Event, Period};
use crate::report::{Report, Tone};

/// Where each event stands, in the middle of its period, and the names that fit in one row or, with room, two.
pub(super) fn placed<'a>(
    report: &Report,
    events: impl Iterator<Item = &'a Event>,
    frame: &Frame,
    narrow: bool,
) -> (Vec<f64>, Vec<Note>) {
    let count = u32::try_from(report.periods.len()).unwrap_or(u32::MAX).max(1);
    let slot_px = (frame.right_px - frame.left_px) / f64::from(count);
    let mut places = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    let mut free_from = [f64::MIN; 2];
    for event in events {
        let key = Period::of(event.date, report.period).key();
        let Some(at) = report.periods.iter().position(|period| period.period == key) else { continue };
        let x_px = frame.left_px + (u32::try_from(at).map_or(0.0, f64::from) + 0.5) * slot_px;
        places.push(x_px);
        let width = width_of(&event.label, 12.0);
        let start = if x_px + width > frame.right_px { frame.right_px - width } else { x_px };
        let rows = if narrow { 1 } else { 2 };
        if let Some((row, free)) = free_from.iter_mut().enumerate().take(rows).find(|(_, free)| **free <= start)
            && start >= frame.left_px
        {
            *free = start + width + 14.0;
            let y_px = frame.top_px - 10.0 - if row == 0 { 0.0 } else { 14.0 };
            notes.push(Note {
                x_px: start,
                y_px,
                anchor: Anchor::Start,
                text: event.label.clone(),
                tone: Tone::Common,
            });
        }
    }
    (places, notes)
}
