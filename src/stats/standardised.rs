//! A rate as it would be with another mix of work.

use crate::{
    stats::{Interval, proportion, wilson},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// A rate with a fixed mix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StandardisedRate {
    /// The weighted mean of the strata's rates, in [0, 1].
    pub rate: f64,
    /// Its estimated variance.
    pub variance: f64,
    /// The rates that are compatible with the counts, within [0, 1].
    pub interval: Interval,
}

/// The rate that strata (services, say) would give together if they were mixed by fixed weights, at `confidence` in (0, 1), of pairs (tally,
/// weight): so that two offices, or two windows, are not told apart by their mix alone.
///
/// Direct standardisation: Σ wᵢpᵢ with weights that sum to 1, whatever they were given as (numbers of audits of the whole authority, say), and
/// variance Σ wᵢ²pᵢ(1 − pᵢ)/nᵢ (Breslow & Day 1987, Statistical Methods in Cancer Research II, section 2.2). The interval is from the strata's Wilson
/// intervals (lᵢ, uᵢ): rate − √Σ wᵢ²(pᵢ − lᵢ)² to rate + √Σ wᵢ²(uᵢ − pᵢ)² (Zou, Huang & Zhang 2009, Comput. Stat. Data Anal. 53, 1080-1085), which is
/// Newcombe's way and stands for 0 of n and n of n. Dobson et al.'s (1991) is not used: it takes rare events, and inadequate audits are not rare.
///
/// A stratum of weight 0 takes no part. `None` where a stratum with a weight has no audits (nothing tells its rate), where no weight is
/// above 0, or for one that is negative or not finite. One stratum gives its Wilson interval.
///
/// ```
/// use plumbline::{stats::standardised_rate, tally::Tally};
/// // Half the authority's audits are of each service; this office does four of one to one of the other.
/// let strata = [(Tally { n: 40, inadequate: 16 }, 50.0), (Tally { n: 10, inadequate: 1 }, 50.0)];
/// let standardised = standardised_rate(&strata, 0.95).unwrap();
/// assert!((standardised.rate - 0.25).abs() < 1e-12, "not 17 of 50");
/// assert!((standardised.interval.lower - 0.1703).abs() < 1e-4 && (standardised.interval.upper - 0.4205).abs() < 1e-4);
/// ```
pub fn standardised_rate(strata: &[(Tally, f64)], confidence: f64) -> Option<StandardisedRate> {
    let usable = strata.iter().all(|(_, weight)| weight.is_finite() && *weight >= 0.0);
    let whole: f64 = strata.iter().map(|(_, weight)| weight).sum();
    if !(usable && whole > 0.0 && whole.is_finite()) {
        return None;
    }
    let [mut rate, mut variance, mut below, mut above] = [0.0; 4];
    for &(tally, weight) in strata.iter().filter(|(_, weight)| *weight > 0.0) {
        let (p, own, weight) = (proportion(tally)?, wilson(tally, confidence)?, weight / whole);
        let square = |x: f64| weight * weight * x * x;
        rate += weight * p;
        variance += weight * weight * p * (1.0 - p) / f64::from(tally.n);
        below += square(p - own.lower);
        above += square(own.upper - p);
    }
    let interval = Interval { lower: (rate - below.sqrt()).max(0.0), upper: (rate + above.sqrt()).min(1.0) };
    Some(StandardisedRate { rate, variance, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: Tally = Tally { n: 40, inadequate: 16 };

    #[test]
    fn no_answer() {
        assert_eq!(standardised_rate(&[], 0.95), None);
        assert_eq!(standardised_rate(&[(SOME, 1.0), (Tally::default(), 1.0)], 0.95), None);
        for weight in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(standardised_rate(&[(SOME, weight)], 0.95), None);
        }
        assert_eq!(standardised_rate(&[(SOME, 1.0)], 1.0), None);
    }

    #[test]
    fn one_stratum_has_its_wilson_interval() {
        let one = standardised_rate(&[(SOME, 7.0), (Tally::default(), 0.0)], 0.95).unwrap();
        let own = wilson(SOME, 0.95).unwrap();
        assert!((one.interval.lower - own.lower).abs() < 1e-15 && (one.interval.upper - own.upper).abs() < 1e-15);
    }

    #[test]
    fn none_and_all_still_have_a_width() {
        for all in [0, 1] {
            let strata = [(Tally { n: 9, inadequate: all * 9 }, 1.0), (Tally { n: 20, inadequate: all * 20 }, 2.0)];
            let found = standardised_rate(&strata, 0.95).unwrap();
            assert!(found.variance == 0.0 && found.interval.upper - found.interval.lower > 0.1);
        }
    }

    /// The same sums over statsmodels 0.15's Wilson intervals.
    #[test]
    fn agrees_with_other_software() {
        let counts = |inadequate, n, weight| (Tally { n, inadequate }, weight);
        let three = [counts(3, 12, 120.0), counts(0, 7, 45.0), counts(9, 30, 200.0)];
        let two = [counts(5, 5, 1.0), counts(2, 20, 3.0)];
        for (strata, confidence, expected) in [
            (
                &three[..],
                0.95,
                [0.246_575_342_465_753_4, 0.003_790_579_846_124_976, 0.156_336_873_716_859_86, 0.388_408_519_898_170_7],
            ),
            (&two[..], 0.9, [0.325, 0.002_531_25, 0.224_101_564_592_374_01, 0.446_247_284_745_150_2]),
        ] {
            let found = standardised_rate(strata, confidence).unwrap();
            let got = [found.rate, found.variance, found.interval.lower, found.interval.upper];
            for (got, expected) in got.into_iter().zip(expected) {
                assert!((got - expected).abs() < 1e-9, "{got} {expected}");
            }
        }
    }
}
