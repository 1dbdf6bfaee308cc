//! Two windows of time against each other, as the reader chose them. It is no verdict: a window that was chosen because it stood out
//! will stand out.

use super::phases::tally_in;
use super::{CONFIDENCE, Rate, wording};
use crate::audit::{Day, Granularity, Period};
use crate::settings::{Baseline, Settings};
use crate::stats::{self, Interval};
use crate::tally::Tallies;
use serde::{Deserialize, Serialize};

/// The rates of two windows and their difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The one that is the measure.
    pub earlier: Window,
    /// The one that is measured.
    pub later: Window,
    /// The later rate less the earlier one, between -1 and 1; `null` where they share months, or one has no audits.
    pub difference: Option<f64>,
    /// Newcombe's 95% interval for it.
    pub interval95: Option<Interval>,
    /// Whether audits of a month in one of them may still be arriving.
    #[serde(default)]
    pub still_open: bool,
    /// What there is to say.
    pub sentence: String,
}

/// One stretch of months and its rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Its months in words.
    pub name: String,
    /// Its rate.
    #[serde(flatten)]
    pub rate: Rate,
}

pub(super) fn comparison(tallies: &Tallies, settings: &Settings, open_from: Option<Day>) -> Option<Comparison> {
    let chosen = settings.compare?;
    let window = |window: Baseline| Window { name: name(window), rate: tally_in(tallies, window).into() };
    let (earlier, later) = (window(chosen.earlier), window(chosen.later));
    let share_months = chosen.earlier.from <= chosen.later.to && chosen.later.from <= chosen.earlier.to;
    let difference = if share_months {
        None
    } else {
        stats::newcombe_difference(later.rate.tally(), earlier.rate.tally(), CONFIDENCE)
    };
    let sentence = match difference {
        Some(difference) => wording::difference_of(&earlier, &later, difference.interval),
        None if share_months => "The two windows share months, so there is no difference to read".into(),
        None => "One of the two windows has no audits, so there is no difference to read".into(),
    };
    Some(Comparison {
        earlier,
        later,
        difference: difference.map(|difference| difference.difference),
        interval95: difference.map(|difference| difference.interval),
        still_open: open_from.is_some_and(|open| chosen.earlier.to >= open || chosen.later.to >= open),
        sentence,
    })
}

fn name(window: Baseline) -> String {
    let month = |day| Period::of(day, Granularity::Month).in_words();
    let (first, last) = (month(window.from), month(window.to));
    if first == last { first } else { format!("{first} to {last}") }
}
