//! So many of so many, with what the share may be.

use super::CONFIDENCE;
use crate::stats::{self, Interval};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// `k` of `n` things that are not inadequate audits: actions, cases, moderated audits.
///
/// ```
/// use plumbline::report::Part;
/// let part = Part::of(3, 12);
/// assert_eq!((part.k, part.n, part.share), (3, 12, Some(0.25)));
/// assert_eq!(Part::of(0, 0).share, None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Part {
    /// How many.
    pub k: u32,
    /// Of how many.
    pub n: u32,
    /// `k / n`, between 0 and 1; `null` of none.
    pub share: Option<f64>,
    /// Wilson's 95% interval for the share; `null` of none.
    pub interval95: Option<Interval>,
}

impl Part {
    /// So many of so many.
    pub fn of(k: u32, n: u32) -> Part {
        let tally = Tally { n, inadequate: k };
        Part { k, n, share: stats::proportion(tally), interval95: stats::wilson(tally, CONFIDENCE) }
    }

    /// The same as a tally, for a test.
    pub(super) fn tally(self) -> Tally {
        Tally { n: self.n, inadequate: self.k }
    }
}
