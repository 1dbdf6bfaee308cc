//! The binomial distribution, exactly.

use super::exact::{binomial_mass, sum_outwards};

/// The number of inadequate audits among `n` independent ones, each inadequate with probability `p`.
///
/// Single probabilities by Loader (2000), Fast and Accurate Computation of Binomial Probabilities; tails by summing
/// outwards from x with the ratio of neighbouring terms, about √n terms in all. Good to about 12 figures for n up to a
/// million, and the same to the last bit on every platform. p = 0 and p = 1 are certainties, and n = 0 is certainly 0.
///
/// ```
/// use plumbline::stats::Binomial;
/// let tosses = Binomial::new(10, 0.3);
/// assert!((tosses.at_most(2) - 0.382_782_786_4).abs() < 1e-12);
/// assert!((tosses.at_least(3) - 0.617_217_213_6).abs() < 1e-12);
/// assert_eq!(tosses.quantile(0.5), 3);
/// assert_eq!(Binomial::new(10, 0.0).at_least(1), 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    n: u32,
    p: f64,
    q: f64,
}

impl Binomial {
    /// `n` trials of probability `p`, which is clamped to [0, 1].
    pub fn new(n: u32, p: f64) -> Self {
        let p = p.clamp(0.0, 1.0);
        Self { n, p, q: 1.0 - p }
    }

    /// P(X = x); 0 for x above n.
    pub fn exactly(&self, x: u32) -> f64 {
        binomial_mass(x, self.n, self.p, self.q)
    }

    /// P(X <= x); exactly 1 from x = n on.
    pub fn at_most(&self, x: u32) -> f64 {
        if x >= self.n {
            1.0
        } else if f64::from(x) < self.mean() {
            self.sum_down(x)
        } else {
            1.0 - self.sum_up(x + 1)
        }
    }

    /// P(X >= x); exactly 1 for x = 0 and exactly 0 above n.
    pub fn at_least(&self, x: u32) -> f64 {
        if x > self.n {
            0.0
        } else if f64::from(x) > self.mean() {
            self.sum_up(x)
        } else {
            x.checked_sub(1).map_or(1.0, |below| 1.0 - self.sum_down(below))
        }
    }

    /// The smallest x with P(X <= x) >= `probability`, in 0..=n. A shortfall of 1e-12 of it is taken for rounding.
    pub fn quantile(&self, probability: f64) -> u32 {
        let wanted = probability * (1.0 - 1e-12);
        let (mut low, mut high) = (0, self.n);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at_most(middle) >= wanted {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        high
    }

    fn mean(&self) -> f64 {
        f64::from(self.n) * self.p
    }

    /// P(X <= x) for x below the mean.
    fn sum_down(&self, x: u32) -> f64 {
        let (n, odds) = (f64::from(self.n), self.q / self.p);
        let ratios = (1..=x).rev().map(|k| {
            let k = f64::from(k);
            k * odds / (n - k + 1.0)
        });
        sum_outwards(self.exactly(x), ratios)
    }

    /// P(X >= x) for x above the mean.
    fn sum_up(&self, x: u32) -> f64 {
        let (n, odds) = (f64::from(self.n), self.p / self.q);
        let ratios = (x..self.n).map(|k| {
            let k = f64::from(k);
            (n - k) * odds / (k + 1.0)
        });
        sum_outwards(self.exactly(x), ratios)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Relative to the expected value.
    #[track_caller]
    fn close(got: f64, expected: f64, tolerance: f64) {
        assert!((got / expected - 1.0).abs() < tolerance, "{got} is not {expected}");
    }

    #[test]
    fn agrees_with_whole_numbers() {
        // C(n, x) 3^x 7^(n-x) / 10^n in integers.
        for n in 1..=25_u32 {
            let mut ways = 1_u128;
            for x in 0..=n {
                let expected = (ways * 3_u128.pow(x) * 7_u128.pow(n - x)) as f64 / 10_f64.powi(n.cast_signed());
                close(Binomial::new(n, 0.3).exactly(x), expected, 1e-13);
                ways = ways * u128::from(n - x) / u128::from(x + 1);
            }
        }
    }

    #[test]
    fn agrees_with_sixty_digits_at_a_hundred_thousand() {
        let many = Binomial::new(100_000, 0.3);
        close(many.exactly(30_000), 0.002_752_954_648_397_428, 1e-12);
        close(many.at_most(29_700), 0.019_307_730_636_606_478, 1e-12);
        close(many.at_most(29_990), 0.474_047_950_221_829_7, 1e-12);
    }

    #[test]
    fn certainties() {
        for n in [0, 1, 7, 1_000_000] {
            let never = Binomial::new(n, 0.0);
            assert_eq!(
                (never.exactly(0), never.at_most(0), never.at_least(0), never.quantile(0.9)),
                (1.0, 1.0, 1.0, 0)
            );
            let always = Binomial::new(n, 1.0);
            assert_eq!((always.exactly(n), always.at_least(n), always.at_most(n)), (1.0, 1.0, 1.0));
            assert_eq!(always.quantile(0.1), n);
        }
        assert_eq!(Binomial::new(7, 1.0).at_most(6), 0.0);
        assert_eq!(Binomial::new(7, 0.5).at_least(8), 0.0);
        assert_eq!(Binomial::new(7, 0.5).exactly(8), 0.0);
        assert!(Binomial::new(7, f64::NAN).at_most(3).is_nan());
    }

    #[test]
    fn a_quantile_on_a_step_is_that_step() {
        assert_eq!(Binomial::new(1, 0.5).quantile(0.5), 0);
        assert_eq!(Binomial::new(3, 0.5).quantile(0.875), 2);
    }

    proptest! {
        #[test]
        fn the_tails_share_one_term(n in 0..3_000_u32, share in 0.0..=1.0_f64, p in 0.0..=1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of n is at most n")]
            let x = (share * f64::from(n)) as u32;
            let d = Binomial::new(n, p);
            prop_assert!((d.at_most(x) + d.at_least(x) - d.exactly(x) - 1.0).abs() < 1e-12);
        }

        #[test]
        fn the_tails_share_one_term_near_the_mean_of_a_million(offset in 0..8_000_u32, p in 0.02..0.98_f64) {
            let d = Binomial::new(1_000_000, p);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of n is at most n")]
            let x = (1e6 * p) as u32 + offset - 4_000;
            prop_assert!((d.at_most(x) + d.at_least(x) - d.exactly(x) - 1.0).abs() < 1e-11);
        }

        #[test]
        fn a_tail_is_the_sum_of_its_terms(n in 0..200_u32, x in 0..200_u32, p in 0.001..0.999_f64) {
            let d = Binomial::new(n, p);
            let sum: f64 = (0..=x.min(n)).map(|k| d.exactly(k)).sum();
            prop_assert!((d.at_most(x) - sum).abs() < 1e-12);
        }

        #[test]
        fn the_quantile_is_the_first_to_reach(n in 1..2_000_u32, p in 0.0..=1.0_f64, probability in 0.001..0.999_f64) {
            let d = Binomial::new(n, p);
            let x = d.quantile(probability);
            prop_assert!(d.at_most(x) >= probability * (1.0 - 1e-11));
            prop_assert!(x == 0 || d.at_most(x - 1) < probability);
        }
    }
}
