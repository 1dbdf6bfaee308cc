//! Will the process meet its target if it goes on like this?

use crate::stats::{Interval, Side};
use serde::{Deserialize, Serialize};

/// How a target lies to the limits of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// All that chance makes of the process meets the target.
    ConsistentPass,
    /// All of it misses the target.
    ConsistentFail,
    /// The target lies within the limits, or on one: hit and miss by chance.
    Inconsistent,
}

/// Whether a process with these limits meets `target` in any case, in none, or by chance; `better` is the side of the target to be on.
///
/// NHS England, Making Data Count: the assurance icon, by the limits of the newest point. Everything is in one unit. A target that is
/// no number lies within any limits.
///
/// ```
/// use plumbline::stats::{Assurance, Interval, Side, assurance};
/// let limits = Interval { lower: 0.25, upper: 0.35 };
/// assert_eq!(assurance(limits, 0.2, Side::Below), Assurance::ConsistentFail);
/// assert_eq!(assurance(limits, 0.35, Side::Below), Assurance::Inconsistent);
/// ```
pub fn assurance(limits: Interval, target: f64, better: Side) -> Assurance {
    let all_below = limits.upper < target;
    let all_above = limits.lower > target;
    match better {
        Side::Below if all_below => Assurance::ConsistentPass,
        Side::Above if all_above => Assurance::ConsistentPass,
        _ if all_below || all_above => Assurance::ConsistentFail,
        _ => Assurance::Inconsistent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_and_no_width() {
        let limits = Interval { lower: 0.3, upper: 0.3 };
        assert_eq!(assurance(limits, f64::NAN, Side::Below), Assurance::Inconsistent);
        assert_eq!(assurance(limits, 0.3, Side::Above), Assurance::Inconsistent);
        assert_eq!(assurance(limits, 0.2, Side::Above), Assurance::ConsistentPass);
    }
}
