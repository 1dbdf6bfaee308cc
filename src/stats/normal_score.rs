//! A skewed score made normal.

/// The normal score of a standardised value `z` of a distribution with this skewness.
///
/// Wilson & Hilferty (1931, Proc. Natl. Acad. Sci. 17, 684-688): the cube root of a gamma variable is nearly normal; the gamma variable
/// here is the one with the same mean, variance and skewness (Pearson's type III). Odd: the score of `-z` at `-skewness` is the negative. Beyond the
/// gamma variable's own end the score is that of the end.
pub(super) fn normal_score(z: f64, skewness: f64) -> f64 {
    if skewness.abs() < 1e-6 {
        return z;
    }
    // libm's own cube root is right to the last bit, and takes several times as long: more than all else that the simulation does.
    let root = libm::exp(libm::log((skewness * z / 2.0 + 1.0).max(0.0)) / 3.0);
    6.0 / skewness * (root - 1.0) + skewness / 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_odd_and_grows() {
        for (z, skewness) in [(1.0, 0.4), (-2.5, 0.7), (0.0, -0.3), (3.0, 1e-9)] {
            assert!((normal_score(z, skewness) + normal_score(-z, -skewness)).abs() < 1e-12);
            assert!(normal_score(z + 0.1, skewness) > normal_score(z, skewness));
        }
        assert_eq!(normal_score(2.0, 0.0), 2.0);
        assert!(normal_score(-1e9, 0.5).is_finite());
    }

    #[test]
    fn agrees_with_the_chi_squared_distribution() {
        // Eight degrees of freedom: mean 8, variance 16, skewness 1; upper 2.5% point 17.5345, lower 2.1797 (any table).
        for (point, score) in [(17.534_5, 1.959_96), (2.179_7, -1.959_96)] {
            assert!((normal_score((point - 8.0) / 4.0, 1.0) - score).abs() < 0.02);
        }
    }
}
