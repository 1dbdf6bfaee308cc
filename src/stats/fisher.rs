//! Fisher's exact test as R does it.

use super::exact::first;
use crate::{stats::against_the_rest::chance_given_totals, tally::Tally};

/// The two-sided p value of "the rates of `a` and `b` are the same", in [0, 1], by R's rule.
///
/// Fisher (1935), J. R. Stat. Soc. 98, 39-82; Freeman & Halton (1951), Biometrika 38, 141-149: of all counts that the totals
/// admit, the probabilities of those no more probable than the one seen, with a tolerance of 1e-7 for ties, as R's
/// `fisher.test` has it. [`against_the_rest`](super::against_the_rest) doubles one tail instead, so that a finding has a
/// direction: that is the page's test, this one is for a table without direction.
///
/// `None` where either has no audits.
///
/// ```
/// use plumbline::{stats::fisher_two_sided, tally::Tally};
/// let p = fisher_two_sided(Tally { n: 10, inadequate: 1 }, Tally { n: 10, inadequate: 6 }).unwrap();
/// assert!((p - 0.0573).abs() < 1e-4);
/// ```
pub fn fisher_two_sided(a: Tally, b: Tally) -> Option<f64> {
    let chance = chance_given_totals(a, b)?;
    let seen = chance.exactly(a.inadequate) * (1.0 + 1e-7);
    let is_as_rare = |x: u32| chance.exactly(x) <= seen;
    let top = chance.mode();
    if is_as_rare(top) {
        return Some(1.0);
    }
    // Probabilities rise up to the most probable count and fall from there on: those that are summed are two tails, of which either may be empty.
    let below = first(0, top, |x| !is_as_rare(x)).checked_sub(1).map_or(0.0, |last| chance.at_most(last));
    let above = first(top, a.n + 1, is_as_rare);
    Some((below + chance.at_least(above)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_to_compare() {
        let some = Tally { n: 9, inadequate: 2 };
        assert_eq!(fisher_two_sided(some, Tally::default()), None);
        assert_eq!(fisher_two_sided(Tally { n: 3, inadequate: 4 }, some), None);
    }

    #[test]
    fn none_or_all_inadequate_do_not_differ() {
        for all in [0, 1] {
            let p = fisher_two_sided(Tally { n: 9, inadequate: all * 9 }, Tally { n: 5, inadequate: all * 5 });
            assert_eq!(p, Some(1.0));
        }
    }

    proptest! {
        #[test]
        fn is_the_sum_of_all_that_is_no_more_probable(n1 in 1..90_u32, n2 in 1..90_u32, x1 in 0..90_u32, x2 in 0..90_u32) {
            let (a, b) = (Tally { n: n1, inadequate: x1.min(n1) }, Tally { n: n2, inadequate: x2.min(n2) });
            let chance = chance_given_totals(a, b).unwrap();
            let seen = chance.exactly(a.inadequate) * (1.0 + 1e-7);
            let all: f64 = (0..=a.n).map(|x| chance.exactly(x)).filter(|mass| *mass <= seen).sum();
            prop_assert!((fisher_two_sided(a, b).unwrap() - all.min(1.0)).abs() < 1e-12);
        }

        #[test]
        fn is_the_same_from_either_side(n1 in 1..60_u32, n2 in 1..60_u32, x1 in 0..60_u32, x2 in 0..60_u32) {
            let (a, b) = (Tally { n: n1, inadequate: x1.min(n1) }, Tally { n: n2, inadequate: x2.min(n2) });
            let (there, back) = (fisher_two_sided(a, b).unwrap(), fisher_two_sided(b, a).unwrap());
            prop_assert!((there - back).abs() < 1e-9);
        }
    }
}
