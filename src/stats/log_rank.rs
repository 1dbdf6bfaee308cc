//! Do two groups take equally long?

use crate::stats::kaplan_meier::by_time;
use crate::stats::{Followed, chi_squared_at_least};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Two groups' endings, as seen and as expected if both took equally long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LogRank {
    /// Chi-squared with one degree of freedom.
    pub chi_squared: f64,
    /// The p value of "equally long", in [0, 1].
    pub p_value: f64,
    /// How many ended in each group.
    pub observed: [f64; 2],
    /// How many would be expected to.
    pub expected: [f64; 2],
}

/// The log-rank test of two groups.
///
/// Mantel (1966), Cancer Chemother. Rep. 50, 163-170; Peto & Peto (1972), J. R. Stat. Soc. A 135, 185-207: at each time the endings are dealt
/// out among those still followed, hypergeometrically; ties count as in R's `survdiff`.
///
/// `None` where nothing could differ: no endings, or never two groups at risk of one.
///
/// ```
/// use plumbline::stats::{Followed, log_rank};
/// let ended = |times: &[u32]| times.iter().map(|&time| Followed { time, ended: true }).collect::<Vec<_>>();
/// let test = log_rank(&ended(&[1, 2, 3, 4, 5]), &ended(&[20, 30, 40, 50, 60])).unwrap();
/// assert!(test.p_value < 0.01 && test.observed[0] > test.expected[0]);
/// ```
pub fn log_rank(a: &[Followed], b: &[Followed]) -> Option<LogRank> {
    log_rank_within(&[(a.to_vec(), b.to_vec())])
}

/// The log-rank test of two groups within strata, which are held apart: pairs of the two groups' times. So a group that holds more of what takes
/// long anyway is not slower for that.
///
/// The differences and variances of the strata are summed (Mantel 1966; Peto et al. 1977, Br. J. Cancer 35, 1-39). One stratum is
/// [`log_rank`]. `None` where no stratum could show a difference.
///
/// ```
/// use plumbline::stats::{Followed, log_rank_within};
/// let ended = |times: &[u32]| times.iter().map(|&time| Followed { time, ended: true }).collect::<Vec<_>>();
/// // Each kind takes as long in both groups; the second group has more of the slow kind.
/// let (quick, slow) = ([2, 4, 6, 8], [40, 50, 60, 70]);
/// let strata = [
///     (ended(&[2, 4, 6, 8, 2, 4, 6, 8, 2, 4, 6, 8]), ended(&quick)),
///     (ended(&slow), ended(&[40, 50, 60, 70, 40, 50, 60, 70, 40, 50, 60, 70])),
/// ];
/// assert!(log_rank_within(&strata).unwrap().p_value > 0.9);
/// ```
pub fn log_rank_within(strata: &[(Vec<Followed>, Vec<Followed>)]) -> Option<LogRank> {
    let mut sums = Sums::default();
    strata.iter().for_each(|(a, b)| sums.add(a, b));
    let Sums { observed, expected, endings, variance } = sums;
    let chi_squared = (observed - expected) * (observed - expected) / variance;
    (variance > 0.0).then(|| LogRank {
        chi_squared,
        p_value: chi_squared_at_least(chi_squared, 1.0),
        observed: [observed, endings - observed],
        expected: [expected, endings - expected],
    })
}

#[derive(Default)]
struct Sums {
    observed: f64,
    expected: f64,
    endings: f64,
    variance: f64,
}

/// Those of a group that were followed for just so long: how many ended then, and how many were last seen.
#[derive(Default, Clone, Copy)]
struct AtTime {
    ended: f64,
    gone: f64,
}

impl Sums {
    fn add(&mut self, a: &[Followed], b: &[Followed]) {
        let mut times: BTreeMap<u32, [AtTime; 2]> = BTreeMap::new();
        for (group, followed) in [a, b].into_iter().enumerate() {
            for (time, [ended, gone]) in by_time(followed) {
                if let Some(at) = times.entry(time).or_default().get_mut(group) {
                    *at = AtTime { ended: ended.into(), gone: gone.into() };
                }
            }
        }
        let (mut risk_a, mut risk_b) = (a.len() as f64, b.len() as f64);
        for [a, b] in times.into_values() {
            let (risk, ends) = (risk_a + risk_b, a.ended + b.ended);
            if ends > 0.0 {
                self.observed += a.ended;
                self.endings += ends;
                self.expected += ends * risk_a / risk;
                if risk > 1.0 {
                    self.variance += ends * (risk_a / risk) * (1.0 - risk_a / risk) * (risk - ends) / (risk - 1.0);
                }
            }
            risk_a -= a.ended + a.gone;
            risk_b -= b.ended + b.gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(times: &[(u32, bool)]) -> Vec<Followed> {
        times.iter().map(|&(time, ended)| Followed { time, ended }).collect()
    }

    #[test]
    fn nothing_could_differ() {
        let some = followed(&[(3, true), (5, false)]);
        assert_eq!(log_rank(&[], &[]), None);
        assert_eq!(log_rank(&some, &[]), None);
        assert_eq!(log_rank(&followed(&[(3, false)]), &followed(&[(5, false)])), None);
        assert_eq!(log_rank(&followed(&[(1, false)]), &followed(&[(5, true)])), None);
    }

    #[test]
    fn equal_groups_do_not_differ_and_turn_round() {
        let (a, b) = (followed(&[(3, true), (5, false), (9, true)]), followed(&[(2, true), (7, true)]));
        assert!((log_rank(&a, &a).unwrap().p_value - 1.0).abs() < 1e-6);
        let (there, back) = (log_rank(&a, &b).unwrap(), log_rank(&b, &a).unwrap());
        assert!((there.chi_squared - back.chi_squared).abs() < 1e-12);
    }
}
