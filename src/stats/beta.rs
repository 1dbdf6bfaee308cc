//! The beta distribution.

/// P(X <= x) of a beta variable, in [0, 1]; `a` and `b` are above 0. NaN where they are not.
///
/// The incomplete beta function by its continued fraction (DLMF 8.17.22 and 8.17.23), from whichever end it converges the sooner: some √(a + b)
/// terms at most, where a series in x or 1 − x (as Algorithm AS 63's) may take millions for a near 0.
pub(super) fn beta_at_most(x: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) || x.is_nan() {
        f64::NAN
    } else if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
        let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta);
        let from_below = x <= (a + 1.0) / (a + b + 2.0);
        let tail = if from_below { front / a * fraction(x, a, b) } else { 1.0 - front / b * fraction(1.0 - x, b, a) };
        tail.clamp(0.0, 1.0)
    }
}

/// 1/(1 + d₁/(1 + d₂/(1 + ...))) by Lentz's method (1976, Appl. Opt. 15, 668-671).
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const MOST_TERMS: u32 = 20_000;
    // In place of a nought that would be divided by.
    const TINY: f64 = 1e-300;
    let away_from_nought = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut above, mut below, mut product) = (1.0, 0.0, 1.0);
    for term in 1..MOST_TERMS {
        let m = f64::from(term / 2);
        let d = if term % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        below = 1.0 / away_from_nought(1.0 + d * below);
        above = away_from_nought(1.0 + d / above);
        let factor = above * below;
        product *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 / product
}

/// The value that a beta variable stays below with this `probability` in [0, 1]: the inverse of its distribution function.
///
/// By bisection of the incomplete beta function, down to neighbouring numbers: slower than Newton's method
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
        if middle <= low || middle >= high {
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

    /// A prior that hardly counts and many audits: where a series would take millions of terms.
    #[test]
    fn far_from_the_middle() {
        // SciPy's beta.ppf.
        for (probability, a, b, expected) in [
            (0.999_9, 3e-4, 4_880.0, 0.000_156_029_768_511_246_74),
            (0.025, 12.000_1, 238.000_9, 0.025_146_766_770_308_315),
            (0.975, 200_000.5, 300_000.5, 0.401_358_478_526_525_4),
            (0.3, 7_000.0, 0.4, 0.999_943_248_155_107_9),
        ] {
            let x = beta_quantile(probability, a, b);
            assert!((x - expected).abs() < 1e-9, "{a} {b} {x}");
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
