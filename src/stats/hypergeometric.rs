//! The hypergeometric distribution, exact.

use super::binomial::{ln_choose, sum};

/// The number of successes among `draws` taken without return from `population`, of which `successes` are successes.
///
/// ```
/// use plumbline::stats::Hypergeometric;
/// // Four of ten are red; three are drawn: all three are red in 1 of 30 draws.
/// let urn = Hypergeometric::new(10, 4, 3);
/// assert!((urn.at_least(3) - 1.0 / 30.0).abs() < 1e-14);
/// assert!((urn.at_most(0) - 1.0 / 6.0).abs() < 1e-14);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Hypergeometric {
    population: u32,
    successes: u32,
    draws: u32,
}

impl Hypergeometric {
    /// The distribution; `successes` and `draws` are brought to at most `population`.
    pub fn new(population: u32, successes: u32, draws: u32) -> Hypergeometric {
        Hypergeometric { population, successes: successes.min(population), draws: draws.min(population) }
    }

    /// The fewest and the most successes that can be drawn.
    pub fn range(&self) -> (u32, u32) {
        let failures = self.population - self.successes;
        (self.draws.saturating_sub(failures), self.successes.min(self.draws))
    }

    /// P(X = k).
    pub fn mass(&self, k: u32) -> f64 {
        let (least, most) = self.range();
        if k < least || k > most {
            return 0.0;
        }
        let (population, successes) = (f64::from(self.population), f64::from(self.successes));
        let (draws, x) = (f64::from(self.draws), f64::from(k));
        libm::exp(ln_choose(successes, x) + ln_choose(population - successes, draws - x) - ln_choose(population, draws))
    }

    /// P(X ≤ k).
    pub fn at_most(&self, k: u32) -> f64 {
        let (least, most) = self.range();
        if k < least {
            return 0.0;
        }
        if k >= most {
            return 1.0;
        }
        let failures = self.population - self.successes;
        sum(self.mass(k), (least + 1..=k).rev(), |k| {
            let (up, down) = (f64::from(k), f64::from(self.successes - k + 1));
            up / down * f64::from(failures + k - self.draws) / f64::from(self.draws - k + 1)
        })
    }

    /// P(X ≥ k).
    pub fn at_least(&self, k: u32) -> f64 {
        let (least, most) = self.range();
        if k <= least {
            return 1.0;
        }
        if k > most {
            return 0.0;
        }
        let failures = self.population - self.successes;
        sum(self.mass(k), k..most, |k| {
            let (up, down) = (f64::from(self.successes - k), f64::from(k + 1));
            up / down * f64::from(self.draws - k) / f64::from(failures + k + 1 - self.draws)
        })
    }
}
