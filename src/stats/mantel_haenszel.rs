//! A group against the others, with strata held apart.

use super::change::moments;
use super::normal_score::normal_score;
use crate::tally::Tally;

/// How far a group's inadequate audits lie from what they would be if, in each stratum, all audits had been dealt out by lot: about standard normal, and
/// above 0 where the group has more. Pairs of the group's tally and that of all audits of the stratum, the group's among them.
///
/// Mantel & Haenszel (1959), J. Natl. Cancer Inst. 22, 719-748, without their correction for continuity; the standardised difference is
/// made normal by its skewness. `None` where no stratum could show a difference.
///
/// ```
/// use plumbline::{stats::mantel_haenszel, tally::Tally};
/// let tally = |inadequate, n| Tally { n, inadequate };
/// // 9 of 20 and 6 of 20, where all have 20 of 80 and 12 of 80.
/// let score = mantel_haenszel([(tally(9, 20), tally(20, 80)), (tally(6, 20), tally(12, 80))]).unwrap();
/// assert!((score - 3.02).abs() < 0.03);
/// assert_eq!(mantel_haenszel([(tally(0, 20), tally(0, 80))]), None);
/// ```
pub fn mantel_haenszel(strata: impl IntoIterator<Item = (Tally, Tally)>) -> Option<f64> {
    let [mut difference, mut variance, mut third] = [0.0; 3];
    for (group, all) in strata {
        let (total, drawn, inadequate) = (f64::from(all.n), f64::from(group.n), f64::from(all.inadequate));
        if inadequate <= 0.0 || inadequate >= total {
            continue;
        }
        let (of_variance, of_skewness) = moments(total, drawn);
        let here = inadequate * (total - inadequate) * of_variance;
        difference += f64::from(group.inadequate) - inadequate * drawn / total;
        variance += here;
        third += here * (total - 2.0 * inadequate) * of_skewness;
    }
    let deviation = variance.sqrt();
    (variance > 0.0).then(|| normal_score(difference / deviation, third / (variance * deviation)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is inadequate might as well be what is not: so the skewness changes its sign with the difference.
    #[test]
    fn turns_round_with_what_is_counted() {
        let tally = |inadequate, n| Tally { n, inadequate };
        let strata = [(tally(9, 20), tally(20, 80)), (tally(6, 30), tally(12, 90))];
        let turned = strata
            .map(|(group, all)| (tally(group.n - group.inadequate, group.n), tally(all.n - all.inadequate, all.n)));
        let (there, back) = (mantel_haenszel(strata).unwrap(), mantel_haenszel(turned).unwrap());
        assert!(there > 2.0 && (there + back).abs() < 1e-12, "{there} {back}");
    }
}
