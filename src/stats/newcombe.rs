//! The interval of a difference between two proportions.

use crate::{
    stats::{Interval, proportion, wilson},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// A difference between two rates, in [-1, 1], and the differences that are compatible with the counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The first rate less the second.
    pub difference: f64,
    /// The interval around it.
    pub interval: Interval,
}

/// How far the rate of `a` lies above that of `b`, at `confidence` in (0, 1): the hybrid score interval, within [-1, 1].
///
/// Newcombe (1998), Stat. Med. 17, 873-890, method 10. With the Wilson intervals (l, u) of each and d = p₁ − p₂ it is
/// d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²).
///
/// It stands for 0 of n and n of n; two tallies without an inadequate audit still give an interval with a width. `None`
/// where either n is 0. It treats `a` and `b` as independent: no audit may be in both.
///
/// ```
/// use plumbline::{stats::newcombe_difference, tally::Tally};
/// let recent = Tally { n: 44, inadequate: 5 };
/// let baseline = Tally { n: 42, inadequate: 14 };
/// let fall = newcombe_difference(recent, baseline, 0.95).unwrap();
/// assert!((fall.difference - -0.2197).abs() < 1e-4);
/// assert!(fall.interval.upper < 0.0, "all of it below nought: the rate fell");
/// ```
pub fn newcombe_difference(a: Tally, b: Tally, confidence: f64) -> Option<Difference> {
    let (p1, p2) = (proportion(a)?, proportion(b)?);
    let (i1, i2) = (wilson(a, confidence)?, wilson(b, confidence)?);
    let difference = p1 - p2;
    let below = libm::hypot(p1 - i1.lower, i2.upper - p2);
    let above = libm::hypot(i1.upper - p1, p2 - i2.lower);
    Some(Difference {
        difference,
        interval: Interval { lower: (difference - below).max(-1.0), upper: (difference + above).min(1.0) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn needs_both() {
        let (some, none) = (Tally { n: 3, inadequate: 1 }, Tally { n: 0, inadequate: 0 });
        assert_eq!(newcombe_difference(some, none, 0.95), None);
        assert_eq!(newcombe_difference(none, some, 0.95), None);
    }

    proptest! {
        #[test]
        fn turns_round_with_its_arguments(n1 in 1..500_u32, n2 in 1..500_u32, x1 in 0..500_u32, x2 in 0..500_u32) {
            let (a, b) = (Tally { n: n1, inadequate: x1.min(n1) }, Tally { n: n2, inadequate: x2.min(n2) });
            let (there, back) = (newcombe_difference(a, b, 0.95).unwrap(), newcombe_difference(b, a, 0.95).unwrap());
            prop_assert_eq!(there.difference, -back.difference);
            prop_assert!((there.interval.lower + back.interval.upper).abs() < 1e-15);
            prop_assert!(-1.0 <= there.interval.lower && there.interval.lower <= there.difference);
            prop_assert!(there.difference <= there.interval.upper && there.interval.upper <= 1.0);
        }
    }
}
