//! Is there more spread between groups than chance makes?

use crate::{
    stats::{gamma::gamma_at_least, proportion},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// Whether groups share one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// The rate of all groups together, strictly between 0 and 1.
    pub rate: f64,
    /// The sum of squared z scores around it (Pearson's X²).
    pub q: f64,
    /// Groups with audits, less one.
    pub degrees: u32,
    /// P(Q >= q) by the chi-squared distribution: the textbook's answer, which cries wolf where groups are small.
    pub chi_squared_p: f64,
    /// P(Q >= q) by the gamma distribution with Q's exact mean and variance: the one to judge by.
    pub p_value: f64,
}

/// The test that all groups have the same rate.
///
/// Q = Σ (pᵢ − p̄)² nᵢ / (p̄(1 − p̄)) (Pearson 1900; Cochran 1954, Biometrics 10, 417-451). Many groups of a few audits are not
/// chi-squared: so the p value is that of a gamma distribution with the mean and variance which Q has exactly when all
/// audits are dealt out by lot (Haldane 1940, Biometrika 31, 346-355).
///
/// Groups with n = 0 are passed over; 0 of n and n of n are fine. `None` for fewer than two groups, for fewer than four
/// audits, and where all or none are inadequate: then there is nothing that could differ.
///
/// ```
/// use plumbline::{stats::heterogeneity, tally::Tally};
/// let offices = [(2, 10), (0, 6), (5, 12), (9, 20), (1, 9), (20, 30), (3, 14)];
/// let test = heterogeneity(&offices.map(|(inadequate, n)| Tally { n, inadequate })).unwrap();
/// assert!((test.q - 19.980).abs() < 1e-3 && test.degrees == 6);
/// assert!((test.chi_squared_p - 0.002_79).abs() < 1e-5);
/// assert!((test.p_value - 0.002_2).abs() < 3e-4);
/// ```
pub fn heterogeneity(tallies: &[Tally]) -> Option<Heterogeneity> {
    let groups: Vec<_> = tallies.iter().copied().filter(|&tally| proportion(tally).is_some()).collect();
    let degrees = u32::try_from(groups.len()).ok()?.checked_sub(1).filter(|&df| df > 0)?;
    let (n, x) = groups.iter().fold((0.0, 0.0), |(n, x), t| (n + f64::from(t.n), x + f64::from(t.inadequate)));
    let rate = x / n;
    if rate <= 0.0 || rate >= 1.0 {
        return None;
    }
    let q = groups.iter().map(|&tally| squared_z(tally, rate)).sum();
    let chance = SpreadByChance::new(&groups)?;
    let chi_squared_p = gamma_at_least(q / 2.0, f64::from(degrees) / 2.0);
    Some(Heterogeneity { rate, q, degrees, chi_squared_p, p_value: chance.at_least(q) })
}

fn squared_z(tally: Tally, rate: f64) -> f64 {
    let (n, x) = (f64::from(tally.n), f64::from(tally.inadequate));
    let distance = x - n * rate;
    distance * distance / (n * rate * (1.0 - rate))
}

/// P(as much spread or more) if all groups share one rate in each period, whatever that is: pairs of a group's tally and period, all of one period in one
/// slice. So a change of the whole, with groups audited at different times, is no spread.
///
/// Each group's inadequate audits less those expected of it, Σ nᵢₜp̄ₜ, squared and over their exact variance by lot within each period (Mantel &
/// Haenszel 1959, J. Natl. Cancer Inst. 22, 719-748, for each group against the rest), summed; and judged by the same distribution as
/// [`heterogeneity`], which it nearly is where there is one period. `None` where that is, or where no period could show a difference.
///
/// ```
/// use plumbline::{stats::{heterogeneity, heterogeneity_within}, tally::Tally};
/// let tally = |inadequate, n| Tally { n, inadequate };
/// // Both offices fell from 50% to 10%, but one was mostly audited before and the other after.
/// let periods = [vec![tally(20, 40), tally(4, 8)], vec![tally(1, 8), tally(4, 40)]];
/// let totals = [tally(21, 48), tally(8, 48)];
/// assert!(heterogeneity(&totals).unwrap().p_value < 0.01);
/// assert!(heterogeneity_within(&periods).unwrap() > 0.5);
/// ```
pub fn heterogeneity_within(periods: &[Vec<Tally>]) -> Option<f64> {
    let numbered: Vec<Vec<(usize, Tally)>> =
        periods.iter().map(|period| period.iter().copied().enumerate().collect()).collect();
    heterogeneity_within_numbered(&numbered)
}

/// The same of groups by their numbers, where most groups are in few of the periods.
pub fn heterogeneity_within_numbered(periods: &[Vec<(usize, Tally)>]) -> Option<f64> {
    let groups = periods.iter().flatten().map(|(group, _)| group + 1).max()?;
    let (mut excess, mut variance) = (vec![0.0; groups], vec![0.0; groups]);
    let mut totals = vec![Tally::default(); groups];
    for period in periods {
        let (n, x) = period.iter().fold((0.0, 0.0), |(n, x), (_, t)| (n + f64::from(t.n), x + f64::from(t.inadequate)));
        let rate = x / n;
        for (group, tally) in period {
            totals.get_mut(*group).into_iter().for_each(|total| *total += *tally);
            let Some((excess, variance)) = excess.get_mut(*group).zip(variance.get_mut(*group)) else { continue };
            if n < 2.0 {
                continue;
            }
            let own = f64::from(tally.n);
            *excess += f64::from(tally.inadequate) - own * rate;
            *variance += own * (n - own) / (n - 1.0) * rate * (1.0 - rate);
        }
    }
    totals.retain(|tally| tally.n > 0);
    if totals.len() < 2 {
        return None;
    }
    let chance = SpreadByChance::new(&totals)?;
    let squares: Vec<f64> =
        excess.iter().zip(&variance).filter(|(_, v)| **v > 1e-12).map(|(excess, v)| excess * excess / v).collect();
    // Each has a mean of 1; together they are put on the scale of Q.
    (!squares.is_empty()).then(|| {
        let count = squares.len() as f64;
        chance.at_least(squares.iter().sum::<f64>() / count * chance.mean())
    })
}

/// The distribution of Q if the inadequate audits were dealt out by lot.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpreadByChance {
    mean: f64,
    variance: f64,
}

impl SpreadByChance {
    /// Of groups that all have audits. `None` where a lot leaves no spread: below four audits, or all of one kind.
    ///
    /// Haldane (1940), as Lewis, Saunders & Westcott (1984), Biometrika 71, 515-522, give it for tables of any size.
    pub(super) fn new(groups: &[Tally]) -> Option<Self> {
        let (n, x) = groups.iter().fold((0.0, 0.0), |(n, x), t| (n + f64::from(t.n), x + f64::from(t.inadequate)));
        if n < 4.0 || x <= 0.0 || x >= n {
            return None;
        }
        let k = groups.len() as f64;
        let unequal_groups = (n * groups.iter().map(|t| 1.0 / f64::from(t.n)).sum::<f64>() - k * k) / (n - 2.0);
        let unequal_grades = (n * (1.0 / x + 1.0 / (n - x)) - 4.0) / (n - 2.0);
        let (groups_free, grades_free) = ((k - 1.0) * (n - k) / (n - 1.0), (n - 2.0) / (n - 1.0));
        let variance = 2.0 * n / (n - 3.0) * (groups_free - unequal_groups) * (grades_free - unequal_grades)
            + n * n / (n - 1.0) * unequal_groups * unequal_grades;
        let mean = n * (k - 1.0) / (n - 1.0);
        // One audit a group: Q is the same however they are dealt.
        (variance > 1e-9 * mean).then_some(Self { mean, variance })
    }

    /// P(Q >= q), nearly.
    pub(super) fn at_least(&self, q: f64) -> f64 {
        gamma_at_least(q * self.mean / self.variance, self.mean * self.mean / self.variance)
    }

    /// The Q that chance reaches with this probability in (0, 1).
    pub(super) fn reached_with(&self, probability: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.mean);
        while self.at_least(high) > probability && high < 1e12 {
            high *= 2.0;
        }
        for _ in 0..60 {
            let middle = low + (high - low) / 2.0;
            if self.at_least(middle) > probability {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    fn groups(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    /// Of one period in which all groups have equally many audits the two are one statistic.
    #[test]
    fn within_one_period_of_equal_groups_is_as_without() {
        let all = groups(&[(2, 30), (6, 30), (9, 30), (3, 30)]);
        let (whole, within) = (heterogeneity(&all).unwrap(), heterogeneity_within(std::slice::from_ref(&all)).unwrap());
        assert!((whole.p_value - within).abs() < 1e-9, "{whole:?} {within}");
    }

    #[test]
    fn nothing_that_could_differ() {
        for counts in [&[][..], &[(1, 9)], &[(1, 9), (0, 0)], &[(0, 9), (0, 9)], &[(9, 9), (4, 4)], &[(1, 1), (0, 2)]] {
            assert_eq!(heterogeneity(&groups(counts)), None, "{counts:?}");
        }
        assert_eq!(heterogeneity(&groups(&[(1, 1), (0, 1), (1, 1), (0, 1), (0, 1)])), None, "one audit each");
    }

    #[test]
    fn mean_and_variance_by_counting() {
        // Two groups of 2 and 3 audits, 2 of 5 inadequate: 0, 1 or 2 in the first in 3, 6 and 1 of 10 deals.
        let chance = SpreadByChance::new(&groups(&[(2, 2), (0, 3)])).unwrap();
        let q = |x: u32| {
            let of = |x, n| squared_z(Tally { n, inadequate: x }, 0.4);
            of(x, 2) + of(2 - x, 3)
        };
        let mean = 0.3 * q(0) + 0.6 * q(1) + 0.1 * q(2);
        let variance = 0.3 * q(0) * q(0) + 0.6 * q(1) * q(1) + 0.1 * q(2) * q(2) - mean * mean;
        assert!((chance.mean - mean).abs() < 1e-12 && (chance.variance - variance).abs() < 1e-12);
    }

    /// One level of 5% holds from two offices to 149 that have a few audits each.
    #[test]
    fn equal_groups_are_rarely_told_apart() {
        const AUTHORITIES: u32 = 2_000;
        let mut random = Random::seeded(20_240_518);
        for (count, least_n, rate) in [(2, 40, 0.3), (6, 8, 0.3), (12, 30, 0.15), (149, 1, 0.1), (149, 5, 0.3)] {
            let mut alarms = 0_u32;
            for _ in 0..AUTHORITIES {
                let sizes = (0..count).map(|i| least_n + i % 12);
                let tallies: Vec<_> = sizes.map(|n| Tally { n, inadequate: random.binomial(n, rate) }).collect();
                alarms += u32::from(heterogeneity(&tallies).is_some_and(|test| test.p_value <= 0.05));
            }
            let seen = f64::from(alarms) / f64::from(AUTHORITIES);
            assert!((0.03..=0.065).contains(&seen), "{count} groups of {least_n} or more: {seen}");
        }
    }

    #[test]
    fn many_audits_meet_the_textbook() {
        let test = heterogeneity(&groups(&[(3_000, 10_000), (3_120, 10_000), (2_950, 10_000)])).unwrap();
        assert!((test.p_value - test.chi_squared_p).abs() < 1e-4);
    }
}
