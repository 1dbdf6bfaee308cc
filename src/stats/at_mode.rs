//! What a simulation would work out again and again, kept.

use super::ln_factorial::LnFactorials;
use super::random::ONE_BY_ONE;
use std::ops::Range;

/// So many chances are kept at most, but for rounding at each draw (two megabytes).
const MOST: f64 = 262_144.0;
/// As far from what is expected as draws usually lie, in standard deviations.
const USUALLY: f64 = 4.0;

/// The chance, in [0, 1], that exactly `count` of the `inadequate` audits of a `population` fall to a group of `n`, by lot; the counts must be possible.
pub(super) fn chance_of(population: u32, inadequate: u32, n: u32, count: u32, ln: &LnFactorials) -> f64 {
    let sound = population - inadequate;
    libm::exp(ln.choose(inadequate, count) + ln.choose(sound, n - count) - ln.choose(population, n))
}

/// The chance of the likeliest count at each draw of audits that are dealt out to the same groups many times. It depends only on how many inadequate ones
/// are left, and most often these are about as many as expected.
#[derive(Debug)]
pub(super) struct AtMode {
    draws: Vec<Kept>,
    /// Not a number where it has yet to be worked out.
    chances: Vec<f64>,
}

#[derive(Debug)]
struct Kept {
    /// The least number of inadequate ones for which the chance is kept.
    first: u32,
    chances: Range<usize>,
}

impl AtMode {
    /// For groups of these sizes, dealt to in this order, and so many inadequate audits; nothing is worked out yet.
    pub(super) fn of(n: &[u32], inadequate: u32) -> AtMode {
        let all = n.iter().map(|n| f64::from(*n)).sum::<f64>();
        let share = f64::from(inadequate) / all;
        let mut left = all;
        let expected: Vec<(f64, f64)> = n
            .iter()
            .map(|n| {
                // Those that are left are themselves a draw from all.
                let variance = left * share * (1.0 - share) * (all - left) / (all - 1.0).max(1.0);
                // Nothing is asked of a group that is too small for it.
                let either_side = if *n <= ONE_BY_ONE { 0.0 } else { USUALLY * libm::sqrt(variance.max(0.0)) + 1.0 };
                let usual = (left * share, either_side);
                left -= f64::from(*n);
                usual
            })
            .collect();
        let wanted = expected.iter().map(|(_, either_side)| 2.0 * either_side).sum::<f64>();
        let part = (MOST / wanted).min(1.0);
        let mut until = 0;
        let draws = expected
            .iter()
            .map(|(middle, either_side)| {
                let place = |at: f64| {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a number of audits, or no number, which is nought"
                    )]
                    let place = at as u32;
                    place
                };
                let (first, end) = (place(middle - either_side * part), place(middle + either_side * part));
                let from = until;
                until += usize::try_from(end.saturating_sub(first)).unwrap_or(0);
                Kept { first, chances: from..until }
            })
            .collect();
        AtMode { draws, chances: vec![f64::NAN; until] }
    }

    /// The chance at this draw if so many inadequate audits are left, which `work_out` gives.
    pub(super) fn get_or(&mut self, draw: usize, inadequate: u32, work_out: impl FnOnce() -> f64) -> f64 {
        let AtMode { draws, chances } = self;
        let kept = draws.get(draw).and_then(|kept| {
            let at = usize::try_from(inadequate.checked_sub(kept.first)?).ok()?;
            chances.get_mut(kept.chances.clone())?.get_mut(at)
        });
        match kept {
            None => work_out(),
            Some(chance) => {
                if chance.is_nan() {
                    *chance = work_out();
                }
                *chance
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_kept_changes_no_draw(n in prop::collection::vec(0_u32..60, 0..12), parts in 0_u32..=16, seed in any::<u64>()) {
            let all: u32 = n.iter().sum();
            let inadequate = all * parts / 16;
            let ln = LnFactorials::up_to(all);
            let (mut random, mut other, mut kept) = (Random::seeded(seed), Random::seeded(seed), AtMode::of(&n, inadequate));
            for _ in 0..50 {
                let (mut audits, mut left) = (all, inadequate);
                for (draw, n) in n.iter().enumerate() {
                    let dealt = random.dealt(audits, left, *n, &ln, draw, &mut kept);
                    prop_assert_eq!(dealt, other.hypergeometric(audits, left, *n, &ln));
                    (audits, left) = (audits - n, left - dealt);
                }
                prop_assert_eq!((audits, left), (0, 0));
            }
        }
    }

    #[test]
    fn most_of_what_is_usual_is_kept_and_no_more_than_there_is_room_for() {
        let (n, ln) = ([20; 90], LnFactorials::up_to(1800));
        let (mut random, mut kept, mut worked_out) = (Random::seeded(3), AtMode::of(&n, 300), 0);
        for _ in 0..2000 {
            let (mut audits, mut left) = (1800, 300);
            for (draw, n) in n.iter().enumerate() {
                kept.get_or(draw, left, || {
                    worked_out += 1;
                    0.5
                });
                let dealt = random.hypergeometric(audits, left, *n, &ln);
                (audits, left) = (audits - n, left - dealt);
            }
        }
        assert!(worked_out < 90 * 2000 / 20, "{worked_out}");
        for n in [vec![5; 60_000], vec![4_000_000; 12], Vec::new(), vec![0], vec![3; 40]] {
            let room = AtMode::of(&n, n.iter().sum::<u32>() / 3).chances.len();
            assert!(f64::from(u32::try_from(room.saturating_sub(n.len())).unwrap()) <= MOST, "{room}");
        }
    }
}
