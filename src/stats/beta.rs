//! The beta distribution.

use special::Beta;

/// P(X <= x) of a beta variable, in [0, 1]; `a` and `b` are above 0. NaN where they are not.
///
/// Majumder & Bhattacharjee (1973), Algorithm AS 63, Applied Statistics 22, 409-411.
pub(super) fn beta_at_most(x: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) || x.is_nan() {
        f64::NAN
    } else {
        x.clamp(0.0, 1.0).inc_beta(a, b, a.ln_beta(b)).clamp(0.0, 1.0)
    }
}

/// The value that a beta variable stays below with this `probability` in [0, 1]: the inverse of its distribution function.
///
/// By bisection of the incomplete beta function (Algorithm AS 63), down to neighbouring numbers: slower than Newton's method
/// by a factor that no reader sees, and it cannot miss. 0 gives 0 and 1 gives 1; NaN for `a` or `b` not above 0.
///
/// ```
/// use plumbline::stats::beta_quantile;
/// assert!((beta_quantile(0.5, 1.0, 1.0) - 0.5).abs() < 1e-15);
/// // 1 - (1 - x)^10 = 0.975
/// assert!((beta_quantile(0.975, 1.0, 10.0) - 0.308_497_1).abs() < 1e-7);
/// ```
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    if !(0.0..=1.0).contains(&probability) || beta_at_most(0.5, a, b).is_nan() {
        return f64::NAN;
    }
    if probability == 0.0 || probability == 1.0 {
        return probability;
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high || high - low < 1e-17 {
            return middle;
        }
        if beta_at_most(middle, a, b) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Binomial;
    use proptest::prelude::*;

    #[test]
    fn edges() {
        assert_eq!((beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0)), (0.0, 1.0));
        for (probability, a, b) in [(0.5, 0.0, 1.0), (0.5, 1.0, f64::NAN), (-0.1, 1.0, 1.0), (f64::NAN, 1.0, 1.0)] {
            assert!(beta_quantile(probability, a, b).is_nan());
        }
    }

    proptest! {
        /// I(p; x, n − x + 1) is P(X >= x) of the binomial, which is summed quite otherwise.
        #[test]
        fn agrees_with_the_binomial(n in 1..3_000_u32, x in 1..3_000_u32, p in 0.001..0.999_f64) {
            let x = x.min(n);
            let (a, b) = (f64::from(x), f64::from(n - x + 1));
            prop_assert!((beta_at_most(p, a, b) - Binomial::new(n, p).at_least(x)).abs() < 1e-11);
        }

        #[test]
        fn the_quantile_inverts(a in 0.05..300.0_f64, b in 0.05..300.0_f64, probability in 0.001..0.999_f64) {
            let x = beta_quantile(probability, a, b);
            // Next to 1 neighbouring numbers lie too far apart to tell their probabilities from each other.
            if x < 1.0 - 1e-9 {
                prop_assert!((beta_at_most(x, a, b) - probability).abs() < 1e-6, "{} {}", x, beta_at_most(x, a, b));
            }
        }
    }
}
