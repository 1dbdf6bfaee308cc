//! How likely the next bit is: by what followed in each of several contexts, each weighed by how well it has guessed so far (logistic mixing; Mahoney 2005). Whole numbers alone, so
//! that every machine guesses alike.

use super::bits::Bits;

/// Contexts are told apart by so many bits of their hash.
const PLACES: u32 = 19;
/// After so many bits in one context, new ones count as one in so many.
const MEMORY: u32 = 250;
/// Contexts of one guess, at most, and one guess that is made elsewhere.
const INPUTS: usize = 8;
/// An input has a weight for how often its context was met: never, once, up to 3 times, up to 15 times, more often.
const TRUSTS: usize = 5;
/// The weights to begin with, of 65,536; and how fast they learn.
const START: i64 = 14_000;
const RATE: i64 = 70;
/// Sets of weights.
const SETS: usize = 8;

/// The logistic curve: 2^30 / (1 + exp(-x / 128)), for x from -2048 to 2047; and its inverse.
#[derive(Clone)]
pub(super) struct Logistic {
    curve: Vec<u32>,
    inverse: Vec<i32>,
}

impl Default for Logistic {
    fn default() -> Logistic {
        // exp(-1 / 128) of 2^40, so that each is had from the one before.
        const STEP: u128 = 1_090_955_160_405;
        const ONE: u128 = 1 << 40;
        let mut falls = vec![ONE];
        for at in 0..2048 {
            falls.extend(falls.get(at).map(|fall| (fall * STEP) >> 40));
        }
        let half = |fall: &u128| u32::try_from((ONE << 30) / (ONE + fall)).unwrap_or(u32::MAX);
        let upper: Vec<u32> = falls.iter().map(half).collect();
        let curve: Vec<u32> =
            upper.iter().skip(1).rev().map(|upper| (1 << 30) - upper).chain(upper.iter().take(2048).copied()).collect();
        let mut inverse = Vec::with_capacity(4096);
        let mut at = 0;
        for chance in 0..4096_u32 {
            while curve.get(at + 1).is_some_and(|curve| (curve >> 18) <= chance) {
                at += 1;
            }
            inverse.push(i32::try_from(at).unwrap_or(0) - 2048);
        }
        Logistic { curve, inverse }
    }
}

impl Logistic {
    /// Of 2^30.
    pub(super) fn chance(&self, x: i64) -> u64 {
        usize::try_from(x.clamp(-2048, 2047) + 2048)
            .ok()
            .and_then(|at| self.curve.get(at))
            .map_or(1 << 29, |chance| u64::from(*chance))
    }

    /// The x of a chance of 65,536.
    pub(super) fn x(&self, chance: u32) -> i64 {
        usize::try_from(chance >> 4).ok().and_then(|at| self.inverse.get(at)).map_or(0, |x| i64::from(*x))
    }
}

/// What was met so far.
#[derive(Clone)]
pub(super) struct Guess {
    /// For each context how likely the bit is (16 bits, the highest turned so that nought is one half), and how often it was met.
    met: Vec<u32>,
    /// For each set, input and trust in it.
    weights: Vec<[[i64; TRUSTS]; INPUTS]>,
}

impl Default for Guess {
    fn default() -> Guess {
        Guess { met: vec![0; 1 << PLACES], weights: vec![[[START; TRUSTS]; INPUTS]; SETS] }
    }
}

impl Guess {
    /// A bit in these contexts, with a guess (an `x` of the curve) made elsewhere, by the weights of a set.
    pub(super) fn bit(
        &mut self,
        logistic: &Logistic,
        bits: &mut impl Bits,
        contexts: &[u32],
        elsewhere: i64,
        set: usize,
        bit: bool,
    ) -> Option<bool> {
        let mut inputs = [0; INPUTS];
        let mut trusts = [0; INPUTS];
        let places = contexts.iter().map(|context| hash(*context));
        for ((input, trust), place) in inputs.iter_mut().zip(&mut trusts).zip(places.clone()) {
            let met = self.met.get(place).copied().unwrap_or(0);
            *input = logistic.x((met >> 16) ^ (1 << 15));
            *trust = match met & 0xffff {
                0 => 0,
                1 => 1,
                2..4 => 2,
                4..16 => 3,
                _ => 4,
            };
        }
        if let Some(last) = inputs.get_mut(contexts.len()) {
            *last = elsewhere;
        }
        let weights = self.weights.get_mut(set)?;
        let sum: i64 = inputs
            .iter()
            .zip(weights.iter())
            .zip(trusts)
            .map(|((input, weight), trust)| input * weight.get(trust).copied().unwrap_or(0))
            .sum();
        let likely = u32::try_from(logistic.chance(sum >> 16) >> 14).unwrap_or(0).clamp(24, 65_536 - 24);
        let bit = bits.bit(likely, bit)?;
        let missed = (if bit { 65_536 } else { 0 }) - i64::from(likely);
        for ((input, weight), trust) in inputs.iter().zip(weights).zip(trusts) {
            if let Some(weight) = weight.get_mut(trust) {
                *weight += (input * missed * RATE) >> 20;
            }
        }
        for place in places {
            if let Some(met) = self.met.get_mut(place) {
                let (likely, times) = ((*met >> 16) ^ (1 << 15), *met & 0xffff);
                let by = times * 5 + 6;
                let likely = if bit { likely + (65_535 - likely) * 5 / by } else { likely - likely * 5 / by };
                *met = ((likely ^ (1 << 15)) << 16) | (times + 1).min(MEMORY);
            }
        }
        Some(bit)
    }

    /// Whether a bit was met in this context.
    pub(super) fn has_met(&self, context: u32) -> bool {
        self.met.get(hash(context)).is_some_and(|met| met & 0xffff > 0)
    }
}

fn hash(context: u32) -> usize {
    let mixed = (context ^ (context >> 15)).wrapping_mul(0x2c1b_3c6d);
    usize::try_from((mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39) >> (32 - PLACES)).unwrap_or(0)
}

/// A context of several parts.
pub(super) fn context(parts: &[u32]) -> u32 {
    parts.iter().fold(0x9e37_79b9, |hash, part| (hash ^ part).wrapping_mul(0x0100_0193).rotate_left(11))
}
