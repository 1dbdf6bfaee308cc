//! How far apart the groups' true rates lie.

use crate::{
    stats::{Difference, Interval, bisection::first_share, heterogeneity::SpreadByChance, proportion},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// The spread of true rates between groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The standard deviation τ of the groups' true rates, as a difference of proportions, at least 0.
    pub deviation: f64,
    /// What standard deviations are compatible with the counts.
    pub interval: Interval,
    /// The mean of the groups' true rates, in (0, 1).
    pub mean: f64,
}

/// The standard deviation of the true rates of groups, with an interval at `confidence` in (0, 1).
///
/// A group's share varies by μ(1 − μ)/n · (1 + (n − 1)ρ), where τ² = ρμ(1 − μ): so much from its audits and so much from its
/// own rate (Kleinman 1973, J. Am. Stat. Assoc. 68, 46-54; Williams 1982, Applied Statistics 31, 144-148). The estimate is
/// the ρ at which Q(ρ), the squared distances from the mean by these variances, is what chance makes (Paule & Mandel
/// 1982, J. Res. Natl. Bur. Stand. 87, 377-385); the interval holds every ρ at which it is not too far from that (the Q-profile:
/// Viechtbauer 2007, Stat. Med. 26, 37-52), for which Q's distribution is taken as in [`heterogeneity`](super::heterogeneity),
/// with the variance that small groups have. It is bounded by a sample's variance around μ rather than by shares of their
/// own, so that 0 of n and n of n are fine.
///
/// Where the groups lie as near to each other as chance allows the deviation is 0, and where they lie nearer still so is the
/// whole interval, which is chance's doing and no proof that they are equal. Few groups leave it wide: where nothing bounds it
/// above, the upper end is that of groups which are all or nothing. `None` where [`heterogeneity`](super::heterogeneity) is: fewer than two
/// groups with audits, fewer than four audits, no difference of grade; and where every group has one audit, which tells nothing.
///
/// ```
/// use plumbline::{stats::spread, tally::Tally};
/// let offices = [(2, 10), (0, 6), (5, 12), (9, 20), (1, 9), (20, 30), (3, 14)];
/// let spread = spread(&offices.map(|(inadequate, n)| Tally { n, inadequate }), 0.95).unwrap();
/// assert!((spread.deviation - 0.1937).abs() < 1e-4);
/// assert!(spread.interval.lower > 0.07 && spread.interval.upper < 0.46);
/// ```
pub fn spread(tallies: &[Tally], confidence: f64) -> Option<Spread> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let groups: Vec<_> = tallies.iter().copied().filter(|&tally| proportion(tally).is_some()).collect();
    if groups.len() < 2 {
        return None;
    }
    let chance = SpreadByChance::new(&groups)?;
    let tail = (1.0 - confidence) / 2.0;
    let estimate = first_share(|share| Weighted::at(&groups, share).q <= chance.mean());
    let lower = first_share(|share| chance.at_least(Weighted::at(&groups, share).q) >= tail);
    let upper = first_share(|share| chance.at_least(Weighted::at(&groups, share).q) > 1.0 - tail);
    let deviation = |share: f64| {
        let mean = Weighted::at(&groups, share).mean;
        (share * mean * (1.0 - mean)).sqrt()
    };
    let middle = deviation(estimate);
    Some(Spread {
        deviation: middle,
        // The mean moves a little with the share, and must not turn the ends round.
        interval: Interval { lower: deviation(lower).min(middle), upper: deviation(upper).max(middle) },
        mean: Weighted::at(&groups, estimate).mean,
    })
}

/// How much wider the spread `a` is than `b`: less than 0 where it has narrowed, as a difference of proportions.
///
/// From the two intervals by the method of variance estimates recovery (Zou & Donner 2008, Stat. Med. 27, 1693-1702),
/// which for proportions is Newcombe's. Both must have been made at the same confidence, from audits of which none is in both.
///
/// ```
/// use plumbline::stats::{Interval, Spread, spread_difference};
/// let spread = |deviation, lower, upper| Spread { deviation, interval: Interval { lower, upper }, mean: 0.3 };
/// let change = spread_difference(&spread(0.05, 0.0, 0.12), &spread(0.15, 0.08, 0.25));
/// assert!((change.difference - -0.1).abs() < 1e-12);
/// assert!(change.interval.upper < 0.0 && change.interval.lower < -0.2, "it has narrowed");
/// ```
pub fn spread_difference(a: &Spread, b: &Spread) -> Difference {
    let difference = a.deviation - b.deviation;
    let below = libm::hypot(a.deviation - a.interval.lower, b.interval.upper - b.deviation);
    let above = libm::hypot(a.interval.upper - a.deviation, b.deviation - b.interval.lower);
    Difference { difference, interval: Interval { lower: difference - below, upper: difference + above } }
}

/// The chance, nearly, with which a spread is found: that the interval at `confidence` leaves out 0 where the groups' true rates lie with a standard deviation
/// of `times` their mean about it, and the audits are as many as these.
///
/// With ρ = τ²/(μ(1 − μ)) a group's squared distance is 1 + (n − 1)ρ times what chance makes (as in [`spread`]); their mean stretches the
/// distribution that Q has by chance. `None` as for [`spread`].
///
/// ```
/// use plumbline::{stats::spread_power, tally::Tally};
/// let offices = |n| [Tally { n, inadequate: n / 5 }; 8];
/// assert!(spread_power(&offices(10), 0.5, 0.95).unwrap() < 0.3);
/// assert!(spread_power(&offices(100), 0.5, 0.95).unwrap() > 0.9);
/// ```
pub fn spread_power(tallies: &[Tally], times: f64, confidence: f64) -> Option<f64> {
    let groups: Vec<_> = tallies.iter().copied().filter(|&tally| proportion(tally).is_some()).collect();
    if groups.len() < 2 || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let chance = SpreadByChance::new(&groups)?;
    let mean = Weighted::at(&groups, 0.0).mean;
    let share = (times * times * mean / (1.0 - mean)).min(1.0);
    let stretch =
        groups.iter().map(|tally| 1.0 + (f64::from(tally.n) - 1.0) * share).sum::<f64>() / groups.len() as f64;
    Some(chance.at_least(chance.reached_with((1.0 - confidence) / 2.0) / stretch))
}

/// The groups, weighted as they deserve where this share ρ of the variance of one audit lies between groups.
struct Weighted {
    mean: f64,
    q: f64,
}

impl Weighted {
    fn at(groups: &[Tally], share: f64) -> Self {
        let weighted = groups.iter().map(|tally| {
            let n = f64::from(tally.n);
            (n / (1.0 + (n - 1.0) * share), f64::from(tally.inadequate) / n)
        });
        let (sum, weight) = weighted.clone().fold((0.0, 0.0), |(sum, weight), (w, p)| (sum + w * p, weight + w));
        let mean = sum / weight;
        let squares: f64 = weighted.map(|(w, p)| w * (p - mean) * (p - mean)).sum();
        Self { mean, q: squares / (mean * (1.0 - mean)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Random, heterogeneity};

    fn groups(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    /// As the example in its description says.
    #[test]
    fn power_grows_with_audits() {
        let offices = |n| [Tally { n, inadequate: n / 5 }; 8];
        let power = |n, times| spread_power(&offices(n), times, 0.95).unwrap();
        assert!(power(10, 0.5) < 0.3 && power(100, 0.5) > 0.9);
        // Half the distance with four times the audits is the same but for the audits that a group has by itself.
        assert!((power(400, 0.25) - power(100, 0.5)).abs() < 0.02);
    }

    /// Where there is no spread it is found as often as chance alone reaches the upper end of the interval.
    #[test]
    fn power_without_spread() {
        for confidence in [0.9, 0.95, 0.99] {
            let power = spread_power(&[Tally { n: 40, inadequate: 8 }; 8], 0.0, confidence).unwrap();
            assert!((power - (1.0 - confidence) / 2.0).abs() < 1e-9, "{confidence}: {power}");
        }
    }

    #[test]
    fn nothing_to_say() {
        for counts in [&[][..], &[(1, 9)], &[(0, 9), (0, 9)], &[(9, 9), (4, 4)], &[(1, 1), (0, 1), (0, 1), (0, 1)]] {
            assert_eq!(spread(&groups(counts), 0.95), None, "{counts:?}");
        }
        assert_eq!(spread(&groups(&[(1, 9), (3, 9)]), 1.0), None);
    }

    #[test]
    fn equal_groups_have_none() {
        let s = spread(&groups(&[(30, 100); 6]), 0.95).unwrap();
        assert_eq!((s.deviation, s.interval.lower, s.interval.upper), (0.0, 0.0, 0.0));
    }

    #[test]
    fn huge_groups_have_the_deviation_of_their_shares() {
        let s = spread(&groups(&[(100_000, 1_000_000), (200_000, 1_000_000), (300_000, 1_000_000)]), 0.95).unwrap();
        assert!((s.deviation - 0.1).abs() < 1e-3, "{s:?}");
        // The chi-squared limits of a standard deviation of three.
        assert!((s.interval.lower - 0.052).abs() < 2e-3, "{s:?}");
    }

    /// The roots of Q(ρ) by SciPy's brentq, against quantiles of its gamma distribution.
    #[test]
    fn agrees_with_other_software() {
        let tallies = groups(&[(2, 10), (0, 6), (5, 12), (9, 20), (1, 9), (20, 30), (3, 14)]);
        let s = spread(&tallies, 0.95).unwrap();
        assert!((s.deviation - 0.193_677_881_890_230_1).abs() < 1e-9);
        assert!((s.mean - 0.319_780_615_844_410_4).abs() < 1e-9);
        assert!((s.interval.lower - 0.079_156_784_865_206_14).abs() < 1e-9);
        assert!((heterogeneity(&tallies).unwrap().p_value - 0.002_189_031_527_839_922).abs() < 1e-12);
    }

    #[test]
    fn two_groups_leave_it_wide() {
        let s = spread(&groups(&[(2, 20), (9, 20)]), 0.95).unwrap();
        assert!(s.interval.lower < 0.1 && s.interval.upper > 0.4, "{s:?}");
    }

    #[test]
    fn the_interval_leaves_nought_when_the_test_finds_a_difference() {
        for x in 0..=20 {
            let tallies = groups(&[(x, 20), (6, 20), (5, 18), (9, 30)]);
            let (test, s) = (heterogeneity(&tallies).unwrap(), spread(&tallies, 0.95).unwrap());
            assert_eq!(test.p_value < 0.025, s.interval.lower > 0.0, "{x}");
        }
    }

    /// At the sizes that authorities have, and with 149 groups of a few audits.
    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let mut random = Random::seeded(20_240_517);
        for (count, least_n, mean, deviation, at_least) in
            [(8, 30, 0.3, 0.0, 0.94), (8, 30, 0.3, 0.08, 0.92), (149, 2, 0.1, 0.0, 0.94), (149, 2, 0.2, 0.1, 0.9)]
        {
            const AUTHORITIES: u32 = 400;
            let mut holds = 0_u32;
            for _ in 0..AUTHORITIES {
                let tallies: Vec<_> = (0..count)
                    .map(|i| {
                        let rate = if random.unit() < 0.5 { mean - deviation } else { mean + deviation };
                        let n = least_n + i % 9;
                        Tally { n, inadequate: random.binomial(n, rate) }
                    })
                    .collect();
                let s = spread(&tallies, 0.95).unwrap();
                holds += u32::from(s.interval.lower <= deviation && deviation <= s.interval.upper);
            }
            let seen = f64::from(holds) / f64::from(AUTHORITIES);
            assert!(seen >= at_least - 0.03, "{count} groups, deviation {deviation}: {seen}");
        }
    }
}
