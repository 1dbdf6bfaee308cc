//! The interval of a proportion by Jeffreys's prior.

use crate::{
    stats::{Interval, beta_quantile, proportion},
    tally::Tally,
};

/// The middle of what the rate may be, at `confidence` in (0, 1), if nothing was known before: within [0, 1].
///
/// Brown, Cai & DasGupta (2001), Stat. Sci. 16, 101-133, section 3.1.3: the quantiles of the beta distribution with x + ½ and
/// n − x + ½, after Jeffreys (1946). Without their change at the ends: 0 of n has a lower end just above 0, and n of n an
/// upper end just below 1. `None` for n = 0, where it would only repeat the prior.
///
/// ```
/// use plumbline::{stats::jeffreys, tally::Tally};
/// let interval = jeffreys(Tally { n: 12, inadequate: 3 }, 0.95).unwrap();
/// assert!((interval.lower - 0.0759).abs() < 1e-4);
/// assert!((interval.upper - 0.5292).abs() < 1e-4);
/// ```
pub fn jeffreys(tally: Tally, confidence: f64) -> Option<Interval> {
    proportion(tally)?;
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let a = f64::from(tally.inadequate) + 0.5;
    let b = f64::from(tally.n - tally.inadequate) + 0.5;
    let tail = (1.0 - confidence) / 2.0;
    Some(Interval { lower: beta_quantile(tail, a, b), upper: beta_quantile(1.0 - tail, a, b) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_has_no_interval() {
        assert_eq!(jeffreys(Tally::default(), 0.95), None);
        assert_eq!(jeffreys(Tally { n: 3, inadequate: 4 }, 0.95), None);
        assert_eq!(jeffreys(Tally { n: 3, inadequate: 1 }, 1.0), None);
    }

    #[test]
    fn mirrors() {
        for x in 0..=9 {
            let i = jeffreys(Tally { n: 9, inadequate: x }, 0.9).unwrap();
            let mirror = jeffreys(Tally { n: 9, inadequate: 9 - x }, 0.9).unwrap();
            assert!((i.lower + mirror.upper - 1.0).abs() < 1e-12 && i.lower < i.upper);
        }
    }
}
