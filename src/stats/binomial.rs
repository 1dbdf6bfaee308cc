//! The binomial distribution, exact.

/// The number of successes in `n` trials of probability `p`.
///
/// ```
/// use plumbline::stats::Binomial;
/// let coin = Binomial::new(10, 0.5);
/// assert!((coin.at_most(4) - 386.0 / 1024.0).abs() < 1e-14);
/// assert!((coin.at_least(5) - 638.0 / 1024.0).abs() < 1e-14);
/// assert_eq!(Binomial::new(10, 0.0).at_least(1), 0.0);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Binomial {
    n: u32,
    p: f64,
}

impl Binomial {
    /// The distribution for `n` trials of probability `p`, which is brought within 0 and 1.
    pub fn new(n: u32, p: f64) -> Binomial {
        Binomial { n, p: p.clamp(0.0, 1.0) }
    }

    /// P(X = k).
    pub fn mass(&self, k: u32) -> f64 {
        if k > self.n {
            return 0.0;
        }
        if self.p == 0.0 {
            return if k == 0 { 1.0 } else { 0.0 };
        }
        if self.p == 1.0 {
            return if k == self.n { 1.0 } else { 0.0 };
        }
        let (n, x) = (f64::from(self.n), f64::from(k));
        libm::exp(ln_choose(n, x) + x * libm::log(self.p) + (n - x) * libm::log1p(-self.p))
    }

    /// P(X ≤ k).
    pub fn at_most(&self, k: u32) -> f64 {
        if k >= self.n {
            return 1.0;
        }
        // The shorter tail is summed; the other follows from it, so that neither loses digits.
        if f64::from(k) > f64::from(self.n) * self.p {
            return (1.0 - self.sum_up(k + 1)).max(0.0);
        }
        self.sum_down(k)
    }

    /// P(X ≥ k).
    pub fn at_least(&self, k: u32) -> f64 {
        match k {
            0 => 1.0,
            k if k > self.n => 0.0,
            k if f64::from(k) < f64::from(self.n) * self.p => (1.0 - self.sum_down(k - 1)).max(0.0),
            k => self.sum_up(k),
        }
    }

    /// The smallest k with P(X ≤ k) ≥ `probability`.
    pub fn quantile(&self, probability: f64) -> u32 {
        let (mut low, mut high) = (0, self.n);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at_most(middle) >= probability {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// P(X = k) + P(X = k − 1) + …, by the ratio of neighbours, until what is left is too small to count.
    fn sum_down(&self, from: u32) -> f64 {
        let odds = (1.0 - self.p) / self.p;
        sum(self.mass(from), (1..=from).rev(), |k| f64::from(k) / f64::from(self.n - k + 1) * odds)
    }

    fn sum_up(&self, from: u32) -> f64 {
        let odds = self.p / (1.0 - self.p);
        sum(self.mass(from), from..self.n, |k| f64::from(self.n - k) / f64::from(k + 1) * odds)
    }
}

/// A first term and the terms that follow it, each a ratio of the last.
pub(super) fn sum(first: f64, steps: impl Iterator<Item = u32>, ratio: impl Fn(u32) -> f64) -> f64 {
    let (mut term, mut total) = (first, first);
    for k in steps {
        let ratio = ratio(k);
        term *= ratio;
        total += term;
        if ratio < 1.0 && term < total * 1e-18 {
            break;
        }
    }
    total.min(1.0)
}

/// ln (n choose k).
pub(super) fn ln_choose(n: f64, k: f64) -> f64 {
    libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)
}
