//! Do two groups take equally long?

use crate::stats::{Followed, chi_squared_at_least};
use serde::{Deserialize, Serialize};

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
    let mut times: Vec<u32> = a.iter().chain(b).filter(|one| one.ended).map(|one| one.time).collect();
    times.sort_unstable();
    times.dedup();
    let [mut observed, mut expected, mut endings, mut variance] = [0.0; 4];
    for time in times {
        let at_risk = |group: &[Followed]| group.iter().filter(|one| one.time >= time).count() as f64;
        let ended = |group: &[Followed]| group.iter().filter(|one| one.ended && one.time == time).count() as f64;
        let (risk_a, risk) = (at_risk(a), at_risk(a) + at_risk(b));
        let ends = ended(a) + ended(b);
        observed += ended(a);
        endings += ends;
        expected += ends * risk_a / risk;
        if risk > 1.0 {
            variance += ends * (risk_a / risk) * (1.0 - risk_a / risk) * (risk - ends) / (risk - 1.0);
        }
    }
    let chi_squared = (observed - expected) * (observed - expected) / variance;
    (variance > 0.0).then(|| LogRank {
        chi_squared,
        p_value: chi_squared_at_least(chi_squared, 1.0),
        observed: [observed, endings - observed],
        expected: [expected, endings - expected],
    })
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
