//! Logarithms of factorials, from a table.

/// ln 0!, ln 1!, ... as far as a simulation meets them often; Stirling's series beyond.
#[derive(Debug)]
pub(super) struct LnFactorials(Vec<f64>);

/// The table is no longer than this (half a megabyte).
const LONGEST: u32 = 65_536;

impl LnFactorials {
    pub(super) fn up_to(greatest: u32) -> LnFactorials {
        let mut table = vec![0.0];
        let mut sum = 0.0;
        for n in 1..=greatest.min(LONGEST) {
            sum += libm::log(f64::from(n));
            table.push(sum);
        }
        LnFactorials(table)
    }

    fn of(&self, n: u32) -> f64 {
        usize::try_from(n).ok().and_then(|at| self.0.get(at)).copied().unwrap_or_else(|| stirling(f64::from(n)))
    }

    /// ln of the number of ways to choose `k` of `n`; `k` is at most `n`.
    pub(super) fn choose(&self, n: u32, k: u32) -> f64 {
        self.of(n) - self.of(k) - self.of(n.saturating_sub(k))
    }
}

/// Abramowitz & Stegun 1972, equation 6.1.41: three terms are exact to a double from a thousand on.
fn stirling(n: f64) -> f64 {
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    (n + 0.5) * libm::log(n) - n + HALF_LN_TWO_PI + 1.0 / (12.0 * n) - 1.0 / (360.0 * n * n * n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_series_meet() {
        let ln = LnFactorials::up_to(5_000);
        assert!((ln.choose(20, 7) - libm::log(77_520.0)).abs() < 1e-12);
        for n in [1_000, 4_999] {
            assert!((ln.of(n) / stirling(f64::from(n)) - 1.0).abs() < 1e-13);
        }
        assert!(LnFactorials::up_to(9).choose(1_000_000, 1) > 13.8);
    }
}
