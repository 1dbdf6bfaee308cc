//! The trend of rates over ordered groups.

use crate::{
    stats::{normal_two_sided, proportion},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// A test for trend.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TrendTest {
    /// Above 0 where the rate rises with the score, below 0 where it falls; its square is chi-squared with one degree of freedom.
    pub z: f64,
    /// The two-sided p value of "no trend", in [0, 1].
    pub p_value: f64,
}

/// The test for a trend of the rate with a score (a month's number, say), of pairs (score, tally) in any order.
///
/// Cochran (1954), Biometrics 10, 417-451; Armitage (1955), Biometrics 11, 375-386: z = Σ sᵢ(xᵢ − nᵢp̄) / √(p̄(1 − p̄)(Σ nᵢsᵢ² − (Σ nᵢsᵢ)²/N)).
/// It needs no fit, and so answers where separation leaves [`logistic_slope`](super::logistic_slope) without a slope.
///
/// A gap (n = 0) is passed over. `None` where all or none are inadequate, where there is one score only, and for a score that is
/// not finite.
///
/// ```
/// use plumbline::{stats::cochran_armitage, tally::Tally};
/// let months = [(0.0, 3), (1.0, 2), (2.0, 1)].map(|(score, inadequate)| (score, Tally { n: 10, inadequate }));
/// let trend = cochran_armitage(&months).unwrap();
/// assert!((trend.z - -1.1180).abs() < 1e-4);
/// assert!((trend.p_value - 0.2636).abs() < 1e-4);
/// ```
pub fn cochran_armitage(points: &[(f64, Tally)]) -> Option<TrendTest> {
    let points: Vec<(f64, f64, f64)> = points
        .iter()
        .filter(|(_, tally)| proportion(*tally).is_some())
        .map(|&(score, tally)| (score, f64::from(tally.inadequate), f64::from(tally.n)))
        .collect();
    let (x, n, scores) = points.iter().fold((0.0, 0.0, 0.0), |(a, b, c), (s, x, n)| (a + x, b + n, c + n * s));
    let (rate, origin) = (x / n, scores / n);
    // About their mean the scores' squares do not cancel.
    let (covariance, squares) = points.iter().fold((0.0, 0.0), |(covariance, squares), &(score, x, n)| {
        let s = score - origin;
        (covariance + s * (x - n * rate), squares + n * s * s)
    });
    let z = covariance / (rate * (1.0 - rate) * squares).sqrt();
    z.is_finite().then(|| TrendTest { z, p_value: normal_two_sided(z) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(counts: &[(f64, u32, u32)]) -> Vec<(f64, Tally)> {
        counts.iter().map(|&(t, inadequate, n)| (t, Tally { n, inadequate })).collect()
    }

    #[test]
    fn no_trend_can_be_told() {
        for counts in [
            &[][..],
            &[(0.0, 1, 4)],
            &[(0.0, 0, 4), (1.0, 0, 9)],
            &[(0.0, 4, 4), (1.0, 9, 9)],
            &[(2.0, 1, 4), (2.0, 3, 4)],
            &[(f64::INFINITY, 1, 4), (2.0, 3, 4)],
        ] {
            assert_eq!(cochran_armitage(&points(counts)), None, "{counts:?}");
        }
    }

    #[test]
    fn a_gap_does_not_matter_and_separation_is_no_hindrance() {
        let trend = cochran_armitage(&points(&[(0.0, 0, 9), (1.0, 0, 0), (2.0, 9, 9)])).unwrap();
        // Two groups: the square is Pearson's chi-squared, which here is N.
        assert!((trend.z * trend.z - 18.0).abs() < 1e-12);
    }

    #[test]
    fn where_time_begins_does_not_matter() {
        let here = cochran_armitage(&points(&[(0.0, 3, 9), (1.0, 2, 9), (2.0, 1, 7)])).unwrap();
        let later = cochran_armitage(&points(&[(19_000.0, 3, 9), (19_001.0, 2, 9), (19_002.0, 1, 7)])).unwrap();
        assert!((here.z - later.z).abs() < 1e-9);
    }
}
