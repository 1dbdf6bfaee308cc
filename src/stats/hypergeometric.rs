//! The hypergeometric distribution, exactly.

use super::exact::{binomial_mass, sum_outwards};

/// The number of inadequate audits in a group, if a population with a known number of them were dealt out by lot.
///
/// Single probabilities as Loader (2000) has them, from three binomial ones of p = draws/population, which cancels; tails
/// as for [`Binomial`](super::Binomial), and as exact.
///
/// ```
/// use plumbline::stats::Hypergeometric;
/// // 20 audits, 7 of them inadequate; a group made 10 of the 20.
/// let group = Hypergeometric::new(20, 7, 10).unwrap();
/// assert!((group.exactly(1) - 2_100.0 / 77_520.0).abs() < 1e-14);
/// assert!((group.at_most(1) - 2_220.0 / 77_520.0).abs() < 1e-14);
/// assert_eq!(group.at_least(8), 0.0);
/// assert_eq!(Hypergeometric::new(20, 21, 10), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypergeometric {
    population: u32,
    successes: u32,
    draws: u32,
}

impl Hypergeometric {
    /// `draws` from a `population` of which `successes` count. `None` where either is more than the population.
    pub fn new(population: u32, successes: u32, draws: u32) -> Option<Self> {
        (successes <= population && draws <= population).then_some(Self { population, successes, draws })
    }

    /// P(X = x); 0 where that cannot be.
    pub fn exactly(&self, x: u32) -> f64 {
        let Some(failures_drawn) = self.draws.checked_sub(x) else { return 0.0 };
        if x < self.least() || x > self.greatest() {
            return 0.0;
        }
        if self.least() == self.greatest() {
            return 1.0;
        }
        let population = f64::from(self.population);
        let p = f64::from(self.draws) / population;
        let q = f64::from(self.population - self.draws) / population;
        binomial_mass(x, self.successes, p, q)
            * (binomial_mass(failures_drawn, self.population - self.successes, p, q)
                / binomial_mass(self.draws, self.population, p, q))
    }

    /// P(X <= x); exactly 1 from the greatest possible x on.
    pub fn at_most(&self, x: u32) -> f64 {
        if x >= self.greatest() {
            1.0
        } else if x < self.least() {
            0.0
        } else if f64::from(x) < self.mean() {
            self.sum_down(x)
        } else {
            1.0 - self.sum_up(x + 1)
        }
    }

    /// P(X >= x); exactly 1 up to the least possible x.
    pub fn at_least(&self, x: u32) -> f64 {
        if x <= self.least() {
            1.0
        } else if x > self.greatest() {
            0.0
        } else if f64::from(x) > self.mean() {
            self.sum_up(x)
        } else {
            1.0 - self.sum_down(x - 1)
        }
    }

    /// The smallest x with P(X <= x) >= `probability`. A shortfall of 1e-12 of it is taken for rounding.
    pub fn quantile(&self, probability: f64) -> u32 {
        let wanted = probability * (1.0 - 1e-12);
        let (mut low, mut high) = (self.least(), self.greatest());
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

    /// The most probable count; of two that are equally so, the greater.
    pub(super) fn mode(&self) -> u32 {
        let mode = (u64::from(self.draws) + 1) * (u64::from(self.successes) + 1) / (u64::from(self.population) + 2);
        u32::try_from(mode).unwrap_or(u32::MAX).clamp(self.least(), self.greatest())
    }

    fn least(&self) -> u32 {
        self.draws.saturating_sub(self.population - self.successes)
    }

    fn greatest(&self) -> u32 {
        self.draws.min(self.successes)
    }

    fn mean(&self) -> f64 {
        f64::from(self.draws) * f64::from(self.successes) / f64::from(self.population).max(1.0)
    }

    /// P(X <= x) for x below the mean.
    fn sum_down(&self, x: u32) -> f64 {
        let ratios = (self.least() + 1..=x).rev().map(|k| 1.0 / self.ratio_to_next(k - 1));
        sum_outwards(self.exactly(x), ratios)
    }

    /// P(X >= x) for x above the mean.
    fn sum_up(&self, x: u32) -> f64 {
        let ratios = (x..self.greatest()).map(|k| self.ratio_to_next(k));
        sum_outwards(self.exactly(x), ratios)
    }

    /// P(X = k + 1) / P(X = k), for both possible.
    fn ratio_to_next(&self, k: u32) -> f64 {
        let k = f64::from(k);
        let (draws, successes) = (f64::from(self.draws), f64::from(self.successes));
        let spare = f64::from(self.population) - successes - draws;
        (successes - k) * (draws - k) / ((k + 1.0) * (spare + k + 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn close(got: f64, expected: f64, tolerance: f64) {
        assert!((got / expected - 1.0).abs() < tolerance, "{got} is not {expected}");
    }

    fn choose(n: u32, k: u32) -> u128 {
        if k > n { 0 } else { (0..k).fold(1, |ways, i| ways * u128::from(n - i) / u128::from(i + 1)) }
    }

    #[test]
    fn agrees_with_whole_numbers() {
        for population in 1..=18 {
            for successes in 0..=population {
                for draws in 0..=population {
                    let d = Hypergeometric::new(population, successes, draws).unwrap();
                    for x in 0..=draws {
                        let ways = choose(successes, x) * choose(population - successes, draws - x);
                        let expected = ways as f64 / choose(population, draws) as f64;
                        assert!((d.exactly(x) - expected).abs() <= 1e-13 * expected, "{d:?} {x}");
                    }
                }
            }
        }
    }

    #[test]
    fn agrees_with_sixty_digits_at_two_hundred_thousand() {
        let many = Hypergeometric::new(200_000, 50_000, 100_000).unwrap();
        close(many.exactly(25_000), 0.004_120_235_836_909_463, 1e-12);
        close(many.at_least(25_300), 0.000_989_891_512_040_772_5, 1e-12);
        assert_eq!(many.quantile(0.5), 25_000);
    }

    #[test]
    fn certainties() {
        for (population, successes, draws, x) in [(0, 0, 0, 0), (9, 0, 4, 0), (9, 9, 4, 4), (9, 5, 9, 5), (9, 5, 0, 0)]
        {
            let d = Hypergeometric::new(population, successes, draws).unwrap();
            assert_eq!((d.exactly(x), d.at_most(x), d.at_least(x), d.quantile(0.5)), (1.0, 1.0, 1.0, x));
            assert_eq!((d.exactly(x + 1), d.at_least(x + 1)), (0.0, 0.0));
        }
        assert_eq!(Hypergeometric::new(3, 1, 4), None);
    }

    proptest! {
        #[test]
        fn the_tails_share_one_term(a in 0..2_000_u32, b in 0..2_000_u32, c in 0..2_000_u32, x in 0..2_000_u32) {
            let population = a.max(b).max(c);
            let d = Hypergeometric::new(population, a, b).unwrap();
            let x = x % (b + 1);
            prop_assert!((d.at_most(x) + d.at_least(x) - d.exactly(x) - 1.0).abs() < 1e-12, "{:?} {}", d, x);
        }

        #[test]
        fn a_tail_is_the_sum_of_its_terms(a in 0..150_u32, b in 0..150_u32, more in 0..150_u32, x in 0..150_u32) {
            let d = Hypergeometric::new(a.max(b) + more, a, b).unwrap();
            let sum: f64 = (0..=x).map(|k| d.exactly(k)).sum();
            prop_assert!((d.at_most(x) - sum).abs() < 1e-12, "{:?} {}", d, x);
        }

        #[test]
        fn the_tails_share_one_term_in_a_population_of_millions(offset in 0..4_000_u32, successes in 100_000..1_900_000_u32) {
            let d = Hypergeometric::new(2_000_000, successes, 1_000_000).unwrap();
            let x = successes / 2 + offset - 2_000;
            prop_assert!((d.at_most(x) + d.at_least(x) - d.exactly(x) - 1.0).abs() < 1e-11);
        }

        #[test]
        fn the_quantile_is_the_first_to_reach(a in 0..900_u32, b in 0..900_u32, more in 0..90_u32, probability in 0.001..0.999_f64) {
            let d = Hypergeometric::new(a.max(b) + more, a, b).unwrap();
            let x = d.quantile(probability);
            prop_assert!(d.at_most(x) >= probability * (1.0 - 1e-11));
            prop_assert!(x == 0 || d.at_most(x - 1) < probability);
        }
    }
}
