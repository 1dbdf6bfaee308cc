//! A change looked at once more: with the mix of what is audited held as it was, and on moderated audits alone.

use super::{CONFIDENCE, Estimate, Rate, sum};
use crate::audit::Period;
use crate::stats::{self, Interval, Row};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// Rates before and since the month from which a change is clearest, with the mix of all complete months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MixHeld {
    /// Before that month.
    pub before: Estimate,
    /// From that month on.
    pub after: Estimate,
    /// Audits of what was audited on one side of it alone, which are in neither.
    pub left_out: u32,
    /// Audits in both.
    pub audits: u32,
}

/// Moderated audits alone, by the moderators' grades, before and since the same month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OnModerated {
    /// Before that month.
    pub before: Rate,
    /// From that month on.
    pub after: Rate,
}

impl OnModerated {
    /// How much higher the rate is after than before, with 95% confidence (Newcombe 1998, method 10); `None` of fewer than ten audits on either side.
    pub fn difference(&self) -> Option<Interval> {
        let enough = self.before.n.min(self.after.n) >= LEAST;
        let found = stats::newcombe_difference(self.after.tally(), self.before.tally(), CONFIDENCE).filter(|_| enough);
        found.map(|found| found.interval)
    }
}

/// Of fewer moderated audits nothing is said.
const LEAST: u32 = 10;

/// The rates of these rows with the mix of all their months; `None` for one row, and where more than one audit in ten is of a row without audits on one side.
pub(super) fn with_the_mix_held(rows: &[Row], from: usize) -> Option<MixHeld> {
    let sides: Vec<(Tally, Tally)> = rows
        .iter()
        .map(|row| {
            let (before, after) = row.tallies.split_at_checked(from).unwrap_or_default();
            (sum(before), sum(after))
        })
        .collect();
    let audits = |kept: bool| -> u32 {
        let is = |(before, after): &&(Tally, Tally)| (before.n > 0 && after.n > 0) == kept;
        sides.iter().filter(is).map(|(before, after)| before.n + after.n).sum()
    };
    let (kept, left_out) = (audits(true), audits(false));
    if rows.len() < 2 || left_out > (kept + left_out) / 10 {
        return None;
    }
    let rate = |of: fn(&(Tally, Tally)) -> Tally| {
        let both = sides.iter().filter(|(before, after)| before.n > 0 && after.n > 0);
        let strata: Vec<(Tally, f64)> = both.map(|side| (of(side), f64::from(side.0.n + side.1.n))).collect();
        let found = stats::standardised_rate(&strata, CONFIDENCE)?;
        Some(Estimate { rate: found.rate, interval95: found.interval })
    };
    Some(MixHeld { before: rate(|side| side.0)?, after: rate(|side| side.1)?, left_out, audits: kept })
}

/// The moderated audits of these months, of which some are before `from`.
pub(super) fn on_moderated(months: &[Period], from: usize, moderated: &[(Period, Tally)]) -> OnModerated {
    let of = |months: Option<&[Period]>| -> Rate {
        let months = months.unwrap_or_default();
        let of_months = moderated.iter().filter(|(month, _)| months.contains(month));
        sum(of_months.map(|(_, tally)| tally)).into()
    };
    OnModerated { before: of(months.get(..from)), after: of(months.get(from..)) }
}
