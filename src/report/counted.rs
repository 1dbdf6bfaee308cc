//! Counts that may be hidden. In a report of audits nothing is; in one of shared figures, what the sender did not show is `null`, and `c` on the page.

use super::CONFIDENCE;
use crate::disclosure::Count;
use crate::stats::{self, Interval};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// What of a count is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hidden {
    /// Nothing: both numbers are what they say.
    #[default]
    Nothing,
    /// How many are inadequate; the number of audits is shown.
    Inadequate,
    /// The number of audits, and so how many of them are inadequate.
    Audits,
}

/// A rate of inadequate work.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireRate", into = "WireRate")]
pub struct Rate {
    /// Graded audits; nought where that is hidden.
    pub n: u32,
    /// Those graded inadequate; nought where that is hidden.
    pub inadequate: u32,
    /// `inadequate / n`, between 0 and 1; `None` without audits, and where either is hidden.
    pub rate: Option<f64>,
    /// Wilson's 95% interval for the rate; `None` likewise.
    pub interval95: Option<Interval>,
    /// What of it is hidden.
    pub hidden: Hidden,
}

/// A number of audits and the inadequate ones among them, in one office and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "WireCount", into = "WireCount")]
pub struct Counted {
    /// Graded audits; nought where that is hidden.
    pub n: u32,
    /// Those graded inadequate; nought where that is hidden.
    pub inadequate: u32,
    /// What of it is hidden.
    pub hidden: Hidden,
}

/// A rate as it is written: what is hidden is `null`.
#[derive(Serialize, Deserialize)]
struct WireRate {
    n: Option<u32>,
    inadequate: Option<u32>,
    rate: Option<f64>,
    interval95: Option<Interval>,
}

#[derive(Serialize, Deserialize)]
struct WireCount {
    n: Option<u32>,
    inadequate: Option<u32>,
}

impl Rate {
    /// A rate of which nothing is shown.
    pub const HIDDEN: Rate = Rate { n: 0, inadequate: 0, rate: None, interval95: None, hidden: Hidden::Audits };

    /// The counts behind it, of which nothing is hidden in a report of audits.
    pub fn tally(&self) -> Tally {
        Tally { n: self.n, inadequate: self.inadequate }
    }

    /// The counts behind it, if both are shown.
    ///
    /// ```
    /// use plumbline::{disclosure::Count, report::Rate};
    /// assert_eq!(Rate::from(Count { n: Some(62), inadequate: None }).shown(), None);
    /// ```
    pub fn shown(&self) -> Option<Tally> {
        (self.hidden == Hidden::Nothing).then(|| self.tally())
    }

    /// The number of audits, if it is shown.
    pub fn audits(&self) -> Option<u32> {
        (self.hidden != Hidden::Audits).then_some(self.n)
    }

    /// Whether it is known to be of no audits.
    pub fn is_of_none(&self) -> bool {
        self.audits() == Some(0)
    }
}

impl Counted {
    /// Both numbers, if both are shown.
    pub fn shown(self) -> Option<Tally> {
        (self.hidden == Hidden::Nothing).then_some(Tally { n: self.n, inadequate: self.inadequate })
    }

    /// The number of audits, if it is shown.
    pub fn audits(self) -> Option<u32> {
        (self.hidden != Hidden::Audits).then_some(self.n)
    }
}

impl From<Tally> for Rate {
    fn from(tally: Tally) -> Rate {
        Rate {
            n: tally.n,
            inadequate: tally.inadequate,
            rate: (tally.n > 0).then(|| f64::from(tally.inadequate) / f64::from(tally.n)),
            interval95: stats::wilson(tally, CONFIDENCE),
            hidden: Hidden::Nothing,
        }
    }
}

impl From<Tally> for Counted {
    fn from(tally: Tally) -> Counted {
        Counted { n: tally.n, inadequate: tally.inadequate, hidden: Hidden::Nothing }
    }
}

impl From<Count> for Counted {
    fn from(count: Count) -> Counted {
        match (count.n, count.inadequate) {
            (Some(n), Some(inadequate)) => Counted { n, inadequate, hidden: Hidden::Nothing },
            (Some(n), None) => Counted { n, inadequate: 0, hidden: Hidden::Inadequate },
            (None, _) => Counted { n: 0, inadequate: 0, hidden: Hidden::Audits },
        }
    }
}

impl From<Counted> for Rate {
    fn from(counted: Counted) -> Rate {
        match counted.shown() {
            Some(tally) => tally.into(),
            None => Rate { n: counted.n, hidden: counted.hidden, ..Rate::HIDDEN },
        }
    }
}

impl From<Count> for Rate {
    fn from(count: Count) -> Rate {
        Counted::from(count).into()
    }
}

impl From<Rate> for WireRate {
    fn from(rate: Rate) -> WireRate {
        WireRate {
            n: rate.audits(),
            inadequate: rate.shown().map(|tally| tally.inadequate),
            rate: rate.rate,
            interval95: rate.interval95,
        }
    }
}

impl From<WireRate> for Rate {
    fn from(wire: WireRate) -> Rate {
        let counted = Counted::from(Count { n: wire.n, inadequate: wire.inadequate });
        let Counted { n, inadequate, hidden } = counted;
        Rate { n, inadequate, rate: wire.rate, interval95: wire.interval95, hidden }
    }
}

impl From<Counted> for WireCount {
    fn from(counted: Counted) -> WireCount {
        WireCount { n: counted.audits(), inadequate: counted.shown().map(|tally| tally.inadequate) }
    }
}

impl From<WireCount> for Counted {
    fn from(wire: WireCount) -> Counted {
        Count { n: wire.n, inadequate: wire.inadequate }.into()
    }
}
