//! Do differences lean to one side?

use crate::stats::Binomial;

/// The p value of "of those that differ, as many lie on one side as on the other": exact and two-sided, in [0, 1].
///
/// The sign test (Dixon & Mood 1946, J. Am. Stat. Assoc. 41, 557-566); of two outcomes it is McNemar's (1947, Psychometrika 12, 153-157) in its exact
/// form. Those that do not differ say nothing. `None` where none differ, or more than a count can hold.
///
/// ```
/// use plumbline::stats::sign_test;
/// assert!((sign_test(9, 1).unwrap() - 22.0 / 1024.0).abs() < 1e-12);
/// assert_eq!((sign_test(4, 4), sign_test(0, 0)), (Some(1.0), None));
/// ```
pub fn sign_test(one_side: u32, other_side: u32) -> Option<f64> {
    let differ = one_side.checked_add(other_side).filter(|&differ| differ > 0)?;
    Some((2.0 * Binomial::new(differ, 0.5).at_most(one_side.min(other_side))).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_differs_says_nothing() {
        assert_eq!(sign_test(0, 0), None);
        assert_eq!(sign_test(u32::MAX, 1), None);
        assert_eq!(sign_test(0, 1), Some(1.0));
        assert!((sign_test(0, 8).unwrap() - 2.0 / 256.0).abs() < 1e-12);
    }
}
