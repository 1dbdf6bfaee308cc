//! One group against all the others together.

use super::{Binomial, Hypergeometric};
use crate::tally::Tally;

/// The two-sided p value of "this group has the proportion of the rest": twice the smaller hypergeometric tail given both
/// totals, at most 1. It needs no estimate of the common proportion, so it is right however few and however unequal the
/// groups are. `None` if either has no trials.
///
/// Fisher RA (1935) *The Design of Experiments*; doubling: Yates F (1984) J R Stat Soc A 147:426.
///
/// ```
/// use plumbline::{stats::against_the_rest, tally::Tally};
/// let p = against_the_rest(Tally { n: 10, inadequate: 1 }, Tally { n: 10, inadequate: 6 }).unwrap();
/// assert!((p - 0.0572755417956657).abs() < 1e-12);
/// ```
pub fn against_the_rest(group: Tally, rest: Tally) -> Option<f64> {
    if group.n == 0 || rest.n == 0 {
        return None;
    }
    let given = Hypergeometric::new(group.n + rest.n, group.inadequate + rest.inadequate, group.n);
    Some((2.0 * given.at_most(group.inadequate).min(given.at_least(group.inadequate))).min(1.0))
}

/// The chance that [`against_the_rest`] finds, at the two-sided `level`, a group of `n` trials whose true proportion is
/// `ratio` times that of the rest (at most 0.95). `None` if either has no trials; 0 if the rest has no successes, since
/// then no multiple of its proportion can be told from it.
///
/// ```
/// use plumbline::{stats::power_against_the_rest, tally::Tally};
/// let rest = Tally { n: 1500, inadequate: 300 };
/// assert!(power_against_the_rest(20, rest, 0.01, 2.0).unwrap() < 0.5);
/// assert!(power_against_the_rest(200, rest, 0.01, 2.0).unwrap() > 0.99);
/// ```
pub fn power_against_the_rest(n: u32, rest: Tally, level: f64, ratio: f64) -> Option<f64> {
    if n == 0 || rest.n == 0 {
        return None;
    }
    if rest.inadequate == 0 {
        return Some(0.0);
    }
    let share = f64::from(rest.inadequate) / f64::from(rest.n);
    let found = |k: u32| {
        let group = Tally { n, inadequate: k };
        f64::from(k) / f64::from(n) > share && against_the_rest(group, rest).is_some_and(|p| p <= level)
    };
    // The test is monotone above the rest's share: the smallest count that it finds, by halving.
    let (mut low, mut high) = (0, n + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if middle > n || found(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(Binomial::new(n, (share * ratio).min(0.95)).at_least(low))
}
