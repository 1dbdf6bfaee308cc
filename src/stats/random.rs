//! Chance, seeded: the same seed gives the same draws on every machine.

use super::at_mode::{AtMode, chance_of};
use super::ln_factorial::LnFactorials;

/// Groups of at most so many are dealt to one by one, which costs less than a logarithm.
pub(super) const ONE_BY_ONE: u32 = 3;

/// SplitMix64 (Steele, Lea & Flood 2014, OOPSLA, 453-472): small, fast, and good enough for simulating counts.
///
/// ```
/// use plumbline::stats::Random;
/// let (mut a, mut b) = (Random::seeded(7), Random::seeded(7));
/// assert_eq!(a.unit(), b.unit());
/// assert!(a.below(6) < 6);
/// ```
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The generator that begins with this seed.
    pub fn seeded(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in [0, 1), of 53 random bits.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what a double holds")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// A whole number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u32) -> u32 {
        // The product's upper half (Lemire 2019): its bias, under 2^-32, is far below what any simulation here can see.
        let product = (self.next() >> 32) * u64::from(end);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// How many of `n` audits are inadequate if each is so with this probability in [0, 1].
    pub fn binomial(&mut self, n: u32, probability: f64) -> u32 {
        (0..n).map(|_| u32::from(self.unit() < probability)).sum()
    }

    /// How many of the `inadequate` audits of a `population` fall to a group of `n` if all are dealt out by lot; the counts must be
    /// possible. By inversion outwards from the mode (Kachitvichyanukul & Schmeiser 1985, J. Stat. Comput. Simul. 22, 127-145: HIN).
    pub(super) fn hypergeometric(&mut self, population: u32, inadequate: u32, n: u32, ln: &LnFactorials) -> u32 {
        self.outwards_from_mode(population, inadequate, n, |mode| chance_of(population, inadequate, n, mode, ln))
    }

    /// The same at a draw that comes many times.
    pub(super) fn dealt(
        &mut self,
        population: u32,
        inadequate: u32,
        n: u32,
        ln: &LnFactorials,
        draw: usize,
        kept: &mut AtMode,
    ) -> u32 {
        let chance = |mode| chance_of(population, inadequate, n, mode, ln);
        self.outwards_from_mode(population, inadequate, n, |mode| kept.get_or(draw, inadequate, || chance(mode)))
    }

    fn outwards_from_mode(&mut self, population: u32, inadequate: u32, n: u32, chance: impl FnOnce(u32) -> f64) -> u32 {
        if n == 0 || inadequate == 0 {
            return 0;
        }
        if n >= population || inadequate >= population {
            return n.min(inadequate);
        }
        if n <= ONE_BY_ONE {
            let mut left = inadequate;
            for drawn in 0..n {
                left -= u32::from(self.below(population - drawn) < left);
            }
            return inadequate - left;
        }
        let sound = population - inadequate;
        let least = n.saturating_sub(sound);
        let greatest = n.min(inadequate);
        let mode = u64::from(n + 1) * u64::from(inadequate + 1) / (u64::from(population) + 2);
        let mode = u32::try_from(mode).unwrap_or(greatest).clamp(least, greatest);
        let at_mode = chance(mode);
        let mut left = self.unit() - at_mode;
        let (mut low, mut high) = (mode, mode);
        let (mut p_low, mut p_high) = (at_mode, at_mode);
        let f = |count: u32| f64::from(count);
        while left >= 0.0 && (low > least || high < greatest) {
            if high < greatest {
                // sound - (n - high) cannot be negative from the least possible count on.
                p_high *= f(inadequate - high) * f(n - high) / (f(high + 1) * f(sound + high + 1 - n));
                high += 1;
                left -= p_high;
                if left < 0.0 {
                    return high;
                }
            }
            if low > least {
                p_low *= f(low) * f(sound + low - n) / (f(inadequate - low + 1) * f(n - low + 1));
                low -= 1;
                left -= p_low;
                if left < 0.0 {
                    return low;
                }
            }
            if p_low + p_high < 1e-18 {
                break;
            }
        }
        mode
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Hypergeometric;

    #[test]
    fn draws_are_hypergeometric() {
        let mut random = Random::seeded(20_190_911);
        for (population, inadequate, n) in
            [(40, 9, 3), (40, 9, 17), (300, 250, 120), (5_000, 700, 900), (12, 6, 10), (5_000, 4_900, 60)]
        {
            let ln = LnFactorials::up_to(population);
            let chance = Hypergeometric::new(population, inadequate, n).unwrap();
            const DRAWS: u32 = 20_000;
            let mut counts = vec![0_u32; n as usize + 1];
            for _ in 0..DRAWS {
                counts[random.hypergeometric(population, inadequate, n, &ln) as usize] += 1;
            }
            // Pearson's chi-squared over cells with at least 5 expected: at most its mean and five standard deviations.
            let (mut chi, mut cells) = (0.0_f64, 0.0_f64);
            for (x, count) in counts.iter().enumerate() {
                let expected = f64::from(DRAWS) * chance.exactly(u32::try_from(x).unwrap());
                if expected >= 5.0 {
                    chi += (f64::from(*count) - expected).powi(2) / expected;
                    cells += 1.0;
                }
            }
            assert!(chi < cells + 5.0 * (2.0 * cells).sqrt(), "{population} {inadequate} {n}: {chi} of {cells}");
        }
    }

    #[test]
    fn what_must_be_is() {
        let (mut random, ln) = (Random::seeded(1), LnFactorials::up_to(10));
        assert_eq!(random.hypergeometric(10, 10, 4, &ln), 4);
        assert_eq!(random.hypergeometric(10, 0, 4, &ln), 0);
        assert_eq!(random.hypergeometric(10, 3, 10, &ln), 3);
        assert_eq!(random.below(0), 0);
        assert_eq!(random.binomial(9, 1.0), 9);
    }
}
