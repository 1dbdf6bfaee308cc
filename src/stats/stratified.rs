//! Two groups against each other while something else is held apart.

use super::change::moments;
use super::normal_score::normal_score;
use crate::{
    stats::{Difference, Interval, normal_quantile, normal_two_sided},
    tally::Tally,
};

/// How far a group lies from the rest within strata.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WithinStrata {
    /// The p value of "within each stratum the group has the rate of the rest", two-sided, in [0, 1].
    pub p_value: f64,
    /// How many more the group has than would be expected of it; less than 0 for fewer.
    pub excess: f64,
}

/// Whether a group differs from the rest within strata, which are held apart: pairs of the group's tally and that of the rest.
///
/// In each stratum all are dealt out by lot; differences, variances and third moments are summed over strata (Mantel & Haenszel 1959, J. Natl.
/// Cancer Inst. 22, 719-748, with their correction of one half for whole numbers), and the standardised difference is made normal by its
/// skewness. Of one stratum it is nearly [`against_the_rest`](super::against_the_rest).
///
/// `None` where no stratum could show a difference.
///
/// ```
/// use plumbline::{stats::{against_the_rest, against_the_rest_within}, tally::Tally};
/// let tally = |inadequate, n| Tally { n, inadequate };
/// let (group, rest) = (tally(12, 30), tally(40, 200));
/// let within = against_the_rest_within(&[(group, rest)]).unwrap();
/// assert!(within.excess > 5.0 && (within.p_value - against_the_rest(group, rest).unwrap()).abs() < 0.01);
/// // Held apart there is no difference: the group has most of the harder kind.
/// assert_eq!(against_the_rest_within(&[(tally(8, 16), tally(2, 4)), (tally(1, 10), tally(10, 100))]).unwrap().p_value, 1.0);
/// ```
pub fn against_the_rest_within(strata: &[(Tally, Tally)]) -> Option<WithinStrata> {
    let [mut excess, mut variance, mut third] = [0.0; 3];
    for (group, rest) in strata {
        let (own, n) = (f64::from(group.n), f64::from(group.n) + f64::from(rest.n));
        let x = f64::from(group.inadequate) + f64::from(rest.inadequate);
        if n < 2.0 {
            continue;
        }
        let (of_variance, of_skewness) = moments(n, own);
        let here = of_variance * x * (n - x);
        excess += f64::from(group.inadequate) - own * x / n;
        variance += here;
        third += here * of_skewness * (n - 2.0 * x);
    }
    if variance <= 1e-12 {
        return None;
    }
    let corrected = (excess.abs() - 0.5).max(0.0).copysign(excess);
    let deviation = variance.sqrt();
    let score =
        if corrected == 0.0 { 0.0 } else { normal_score(corrected / deviation, third / (variance * deviation)) };
    Some(WithinStrata { p_value: normal_two_sided(score).min(1.0), excess })
}

/// How far the first of two groups lies above the second with strata held apart, at `confidence` in (0, 1), of pairs of their tallies.
///
/// The risk difference of Mantel and Haenszel, Σ (x₁n₀ − x₀n₁)/N over Σ n₁n₀/N, with the variance of Sato (1989, Biometrics 45, 1323-1324), which stands both
/// for few large strata and for many small ones (Greenland & Robins 1985, Biometrics 41, 55-68, have the estimate). Strata in which one group has
/// nothing take no part. `None` where that is so of all.
///
/// ```
/// use plumbline::{stats::mantel_haenszel_difference, tally::Tally};
/// let tally = |inadequate, n| Tally { n, inadequate };
/// let found = mantel_haenszel_difference(&[(tally(5, 44), tally(14, 42)), (tally(2, 20), tally(6, 21))], 0.95).unwrap();
/// assert!((found.difference - -0.209).abs() < 1e-3);
/// assert!(found.interval.upper < 0.0);
/// ```
pub fn mantel_haenszel_difference(strata: &[(Tally, Tally)], confidence: f64) -> Option<Difference> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let [mut above, mut weights, mut of_difference, mut by_itself] = [0.0; 4];
    for (a, b) in strata.iter().filter(|(a, b)| a.n > 0 && b.n > 0) {
        let [n1, x1, n0, x0] = [a.n, a.inadequate.min(a.n), b.n, b.inadequate.min(b.n)].map(f64::from);
        let n = n1 + n0;
        above += (x1 * n0 - x0 * n1) / n;
        weights += n1 * n0 / n;
        of_difference += (n1 * n1 * x0 - n0 * n0 * x1 + n1 * n0 * (n0 - n1) / 2.0) / (n * n);
        by_itself += (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2.0 * n);
    }
    if weights <= 0.0 {
        return None;
    }
    let difference = above / weights;
    let error = (difference * of_difference + by_itself).max(0.0).sqrt() / weights;
    let half = normal_quantile(0.5 + confidence / 2.0) * error;
    Some(Difference {
        difference,
        interval: Interval { lower: (difference - half).max(-1.0), upper: (difference + half).min(1.0) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    fn tally(inadequate: u32, n: u32) -> Tally {
        Tally { n, inadequate }
    }

    #[test]
    fn nothing_to_compare() {
        assert_eq!(against_the_rest_within(&[]), None);
        assert_eq!(against_the_rest_within(&[(tally(0, 9), tally(0, 50)), (tally(4, 4), tally(9, 9))]), None);
        assert_eq!(against_the_rest_within(&[(tally(3, 9), Tally::default())]), None);
        assert_eq!(mantel_haenszel_difference(&[(tally(3, 9), Tally::default())], 0.95), None);
        assert_eq!(mantel_haenszel_difference(&[(tally(3, 9), tally(1, 2))], 1.0), None);
    }

    #[test]
    fn one_stratum_is_the_plain_difference() {
        let found = mantel_haenszel_difference(&[(tally(20, 50), tally(10, 50))], 0.95).unwrap();
        assert!((found.difference - 0.2).abs() < 1e-12);
        // 1.96 sqrt(.4 * .6 / 50 + .2 * .8 / 50), which Sato's is in one stratum.
        assert!((found.interval.upper - 0.2 - 0.175_3).abs() < 5e-4, "{found:?}");
    }

    /// The differences of strata that have one, or none: the interval holds it about nineteen times in twenty, and a difference that is
    /// not there is found at most one time in twenty.
    #[test]
    fn the_intervals_hold_the_truth() {
        let mut random = Random::seeded(20_190_911);
        for (strata, n1, n0, difference) in [(6, 40, 30, -0.1), (20, 8, 3, 0.0), (3, 120, 15, 0.0), (12, 20, 20, 0.15)]
        {
            const FILES: u32 = 1_500;
            let mut missed = 0;
            for _ in 0..FILES {
                let pairs: Vec<(Tally, Tally)> = (0..strata)
                    .map(|at| {
                        let rate = 0.15 + 0.2 * f64::from(at % 3) / 2.0;
                        (tally(random.binomial(n1, rate + difference), n1), tally(random.binomial(n0, rate), n0))
                    })
                    .collect();
                let found = mantel_haenszel_difference(&pairs, 0.95).unwrap().interval;
                missed += u32::from(!(found.lower..=found.upper).contains(&difference));
            }
            let missed = f64::from(missed) / f64::from(FILES);
            assert!((0.03..0.075).contains(&missed), "{strata} of {n1} and {n0}: {missed}");
        }
    }

    #[test]
    fn the_score_is_rarely_wrong() {
        let mut random = Random::seeded(5);
        for (strata, own, rest, rate) in [(1, 12, 150, 0.1), (24, 1, 6, 0.1), (24, 3, 40, 0.3), (8, 5, 5, 0.05)] {
            const FILES: u32 = 3_000;
            let mut found = 0;
            for _ in 0..FILES {
                let pairs: Vec<(Tally, Tally)> = (0..strata)
                    .map(|_| (tally(random.binomial(own, rate), own), tally(random.binomial(rest, rate), rest)))
                    .collect();
                found += u32::from(against_the_rest_within(&pairs).is_some_and(|within| within.p_value <= 0.05));
            }
            let share = f64::from(found) / f64::from(FILES);
            assert!(share < 0.055, "{strata} of {own} and {rest}: {share}");
        }
    }
}
