//! The exact interval of a proportion.

use crate::{
    stats::{Binomial, Interval, bisection::first_share, proportion},
    tally::Tally,
};

/// The rates that an exact test of neither side rejects, at `confidence` in (0, 1): within [0, 1].
///
/// Clopper & Pearson (1934), Biometrika 26, 404-413: the lower end is the rate at which so many inadequate audits or more have
/// probability (1 − confidence)/2, the upper that at which so many or fewer have. It holds the truth at least as often as
/// it says, and so is wider than [`wilson`](super::wilson)'s.
///
/// 0 of n has the lower end exactly 0, n of n the upper end exactly 1. `None` for n = 0.
///
/// ```
/// use plumbline::{stats::clopper_pearson, tally::Tally};
/// let interval = clopper_pearson(Tally { n: 10, inadequate: 0 }, 0.95).unwrap();
/// assert_eq!(interval.lower, 0.0);
/// assert!((interval.upper - 0.3085).abs() < 1e-4);
/// assert_eq!(clopper_pearson(Tally { n: 0, inadequate: 0 }, 0.95), None);
/// ```
pub fn clopper_pearson(tally: Tally, confidence: f64) -> Option<Interval> {
    proportion(tally)?;
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let (x, tail) = (tally.inadequate, (1.0 - confidence) / 2.0);
    let under = |rate| Binomial::new(tally.n, rate);
    Some(Interval {
        lower: if x == 0 { 0.0 } else { first_share(|rate| under(rate).at_least(x) >= tail) },
        upper: if x == tally.n { 1.0 } else { first_share(|rate| under(rate).at_most(x) < tail) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::beta_quantile;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_has_no_interval() {
        assert_eq!(clopper_pearson(Tally { n: 3, inadequate: 4 }, 0.95), None);
        for confidence in [0.0, 1.0, f64::NAN] {
            assert_eq!(clopper_pearson(Tally { n: 3, inadequate: 1 }, confidence), None);
        }
    }

    #[test]
    fn a_million_audits() {
        let i = clopper_pearson(Tally { n: 1_000_000, inadequate: 250_000 }, 0.95).unwrap();
        assert!((i.lower - 0.249_151).abs() < 2e-6 && (i.upper - 0.250_850).abs() < 2e-6);
    }

    proptest! {
        /// The same limits by the beta distribution, which shares no code with the binomial one.
        #[test]
        fn agrees_with_the_beta_distribution(n in 1..800_u32, x in 0..800_u32) {
            let x = x.min(n);
            let i = clopper_pearson(Tally { n, inadequate: x }, 0.95).unwrap();
            let (a, b) = (f64::from(x), f64::from(n - x));
            prop_assert!(x == 0 || (i.lower - beta_quantile(0.025, a, b + 1.0)).abs() < 1e-10);
            prop_assert!(x == n || (i.upper - beta_quantile(0.975, a + 1.0, b)).abs() < 1e-10);
        }
    }
}
