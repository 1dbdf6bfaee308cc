//! Tails of the gamma and the chi-squared distributions.

use special::Gamma;

/// P(X >= x) of a chi-squared variable with `degrees` of freedom (a whole number or not), in [0, 1].
///
/// Abramowitz & Stegun (1964), 26.4.19, by the incomplete gamma function. Good to about 1e-14 absolutely, so a probability
/// below that is told as 0 or nearly so. 1 for x at or below 0; NaN where `degrees` is not above 0.
///
/// ```
/// use plumbline::stats::chi_squared_at_least;
/// assert!((chi_squared_at_least(3.841_458_820_694_124, 1.0) - 0.05).abs() < 1e-13);
/// assert_eq!(chi_squared_at_least(0.0, 7.0), 1.0);
/// ```
pub fn chi_squared_at_least(x: f64, degrees: f64) -> f64 {
    gamma_at_least(x / 2.0, degrees / 2.0)
}

/// P(X >= x) of a gamma variable of this shape and scale 1.
pub(super) fn gamma_at_least(x: f64, shape: f64) -> f64 {
    if !(shape > 0.0 && shape.is_finite()) || x.is_nan() {
        f64::NAN
    } else if x <= 0.0 {
        1.0
    } else if x == f64::INFINITY {
        0.0
    } else {
        (1.0 - x.inc_gamma(shape)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edges() {
        assert!(chi_squared_at_least(1.0, 0.0).is_nan() && chi_squared_at_least(f64::NAN, 1.0).is_nan());
        assert_eq!((chi_squared_at_least(-1.0, 2.0), chi_squared_at_least(f64::INFINITY, 2.0)), (1.0, 0.0));
        assert_eq!(chi_squared_at_least(1e6, 3.0), 0.0);
    }

    proptest! {
        /// Poisson sums for an even number of degrees, erfc for one.
        #[test]
        fn agrees_with_closed_forms(x in 0.001..400.0_f64, half in 1..120_u32) {
            let mut term = libm::exp(-x / 2.0);
            let mut sum = term;
            for k in 1..half {
                term *= x / 2.0 / f64::from(k);
                sum += term;
            }
            prop_assert!((chi_squared_at_least(x, f64::from(2 * half)) - sum).abs() < 1e-12);
            prop_assert!((chi_squared_at_least(x, 1.0) - libm::erfc((x / 2.0).sqrt())).abs() < 1e-13);
        }
    }
}
