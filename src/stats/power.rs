//! Could a difference have been found at all?

use super::against_the_rest::chance_given_totals;
use super::exact;
use crate::{
    stats::{Binomial, proportion},
    tally::Tally,
};

/// The greatest true rate that is ever supposed of a group.
const GREATEST_RATE: f64 = 0.95;

/// The chance, in [0, 1], that [`against_the_rest`](super::against_the_rest) finds a group of `n` audits at the two-sided
/// `level` in (0, 1), if its true rate is `ratio` times that of the rest (at most 0.95). Where it is small the group has
/// too few audits to say.
///
/// Exact, taking the rest's counts as they are: the critical counts of Fisher's test (1935) are found by bisection, since
/// either tail only falls as the group's count moves outwards, and the power is the binomial probability beyond them (on
/// such power: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, chapter 4). A find on the wrong
/// side counts too. It matters near `ratio` = 1, where the answer is the test's true false-alarm rate, and for a rest
/// above 0.95, which the supposed rate then lies below.
///
/// Adjusting for several groups: give `level` divided by their number, which is what Holm's first step asks. `None` where
/// either has no audits, or for a `level` or `ratio` out of range (`ratio` is finite and at least 0). A rest without an
/// inadequate audit gives 0, since no multiple of nothing can be found.
///
/// ```
/// use plumbline::{stats::power_against_the_rest, tally::Tally};
/// let rest = Tally { n: 200, inadequate: 40 };
/// let twice = |n| power_against_the_rest(n, rest, 0.05, 2.0).unwrap();
/// assert!((twice(4) - 0.0256).abs() < 1e-12, "only four of four would be found");
/// assert!((twice(60) - 0.8214).abs() < 1e-4);
/// ```
pub fn power_against_the_rest(n: u32, rest: Tally, level: f64, ratio: f64) -> Option<f64> {
    if n == 0 || !(level > 0.0 && level < 1.0) || !(ratio.is_finite() && ratio >= 0.0) {
        return None;
    }
    let truth = Binomial::new(n, (ratio * proportion(rest)?).min(GREATEST_RATE));
    chance_given_totals(Tally { n, inadequate: n }, rest)?;
    let tail = |inadequate, upper: bool| {
        let chance = chance_given_totals(Tally { n, inadequate }, rest);
        chance.map_or(1.0, |c| if upper { c.at_least(inadequate) } else { c.at_most(inadequate) })
    };
    let first_high = first(n, |x| tail(x, true) <= level / 2.0);
    let first_not_low = first(n, |x| tail(x, false) > level / 2.0);
    let high = first_high.map_or(0.0, |x| truth.at_least(x));
    let low = first_not_low.map_or(1.0, |x| x.checked_sub(1).map_or(0.0, |last_low| truth.at_most(last_low)));
    Some((high + low).min(1.0))
}

/// The first of 0..=n for which `holds`, which then holds for all that follow.
fn first(n: u32, holds: impl Fn(u32) -> bool) -> Option<u32> {
    Some(exact::first(0, n.saturating_add(1), holds)).filter(|at| *at <= n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::against_the_rest;
    use proptest::prelude::*;

    const REST: Tally = Tally { n: 200, inadequate: 40 };

    #[test]
    fn agrees_with_whole_numbers() {
        // Every outcome tried in turn, in exact fractions.
        for (n, ratio, expected) in [
            (4, 1.0, 0.0016),
            (4, 0.5, 0.0001),
            (12, 2.0, 0.334_791_442_432),
            (12, 1.0, 0.019_405_279_232),
            (30, 2.0, 0.568_914_143_171_866_7),
            (30, 0.5, 0.183_710_303_684_389_76),
            (60, 2.0, 0.821_429_802_378_790_3),
            (60, 0.5, 0.437_166_033_402_590_3),
        ] {
            let power = power_against_the_rest(n, REST, 0.05, ratio).unwrap();
            assert!((power - expected).abs() < 1e-11, "{n} {ratio} {power}");
        }
    }

    #[test]
    fn no_answer() {
        assert_eq!(power_against_the_rest(0, REST, 0.05, 2.0), None);
        assert_eq!(power_against_the_rest(9, Tally::default(), 0.05, 2.0), None);
        assert_eq!(power_against_the_rest(u32::MAX, REST, 0.05, 2.0), None);
        for (level, ratio) in [(0.0, 2.0), (1.0, 2.0), (f64::NAN, 2.0), (0.05, f64::NAN), (0.05, -1.0)] {
            assert_eq!(power_against_the_rest(9, REST, level, ratio), None);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(power_against_the_rest(50, Tally { n: 200, inadequate: 0 }, 0.05, 2.0), Some(0.0));
        assert_eq!(power_against_the_rest(1, REST, 0.05, 2.0), Some(0.0));
        // All the rest inadequate: a group at the greatest rate may still be found below it.
        assert!(power_against_the_rest(50, Tally { n: 200, inadequate: 200 }, 0.05, 2.0).unwrap() > 0.3);
    }

    #[test]
    fn two_hundred_groups_of_a_hundred_thousand() {
        for group in 0..200 {
            let rest = Tally { n: 19_900_000, inadequate: 4_000_000 + group };
            assert!(power_against_the_rest(100_000, rest, 0.05, 1.05).unwrap() > 0.999);
        }
        assert!(power_against_the_rest(1_000_000, REST, 0.05, 2.0).unwrap() > 0.999);
    }

    proptest! {
        #[test]
        fn is_the_probability_of_the_outcomes_that_are_found(
            n in 1..60_u32, m in 1..200_u32, x in 0..200_u32, ratio in 0.0..3.0_f64, level in 0.001..0.3_f64,
        ) {
            let rest = Tally { n: m, inadequate: x.min(m) };
            let truth = Binomial::new(n, (ratio * proportion(rest).unwrap()).min(GREATEST_RATE));
            let found = |&x: &u32| against_the_rest(Tally { n, inadequate: x }, rest).unwrap() <= level;
            let expected: f64 = (0..=n).filter(found).map(|x| truth.exactly(x)).sum();
            let power = power_against_the_rest(n, rest, level, ratio).unwrap();
            prop_assert!((power - expected).abs() < 1e-11, "{} {}", power, expected);
        }
    }
}
