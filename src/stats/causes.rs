//! Have the causes of failure changed?

use crate::{
    stats::{Difference, against_the_rest, benjamini_hochberg, chi_squared_at_least, newcombe_difference},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// How one cause has changed between two windows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CauseChange {
    /// Its share after less its share before. `None` where either window has no audits.
    pub difference: Option<Difference>,
    /// The exact two-sided p value of "no change", in [0, 1]; 1 where there is nothing to compare.
    pub p_value: f64,
    /// The same adjusted for the number of causes: of those at most 0.05, at most 5% are false on average.
    pub adjusted_p: f64,
}

/// The change of each cause between two windows, of pairs (before, after): `n` audits, of which `inadequate` name the cause.
///
/// An audit may have several causes, so the causes are no shares of a whole, and each is compared by itself: the interval of
/// [`newcombe_difference`] at `confidence` in (0, 1), the p value of [`against_the_rest`], adjusted over the causes by
/// [`benjamini_hochberg`], which stands for causes that go together.
///
/// `n` may be all audits, or the inadequate ones alone; which must be said beside the figures. No causes give none.
///
/// ```
/// use plumbline::{stats::cause_changes, tally::Tally};
/// let counts = |inadequate, n| Tally { n, inadequate };
/// let changes = cause_changes(&[(counts(30, 60), counts(9, 50)), (counts(12, 60), counts(11, 50))], 0.95);
/// assert!(changes[0].adjusted_p < 0.01 && changes[0].difference.unwrap().interval.upper < 0.0);
/// assert!(changes[1].adjusted_p > 0.5);
/// ```
pub fn cause_changes(causes: &[(Tally, Tally)], confidence: f64) -> Vec<CauseChange> {
    let p_values: Vec<f64> =
        causes.iter().map(|&(before, after)| against_the_rest(after, before).unwrap_or(1.0)).collect();
    let adjusted = benjamini_hochberg(&p_values);
    causes
        .iter()
        .zip(&p_values)
        .zip(adjusted)
        .map(|((&(before, after), &p_value), adjusted_p)| CauseChange {
            difference: newcombe_difference(after, before, confidence),
            p_value,
            adjusted_p,
        })
        .collect()
}

/// Whether the main causes are mixed as before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MainCauseShift {
    /// Pearson's chi-squared.
    pub chi_squared: f64,
    /// Causes that were named, less one.
    pub degrees: u32,
    /// The p value of "the same mix", in [0, 1].
    pub p_value: f64,
    /// For each cause, in the order given, how often it would be named before and after if the mix were the same.
    pub expected: Vec<[f64; 2]>,
    /// For each cause, how many standard errors it lies from that, before and after; 0 for one never named.
    pub residuals: Vec<[f64; 2]>,
    /// Cramér's V: 0 for the same mix, 1 for nothing in common.
    pub cramers_v: f64,
}

/// Whether the mix of main causes has changed between two windows, of pairs (before, after): how often each was named.
///
/// Pearson (1900), with the adjusted residuals of Haberman (1973), Biometrics 29, 205-220. Only where each audit has exactly one main
/// cause; otherwise [`cause_changes`]. The chi-squared distribution wants expected counts of about five.
///
/// A cause that was never named takes no part. `None` where fewer than two were named, or a window has none.
///
/// ```
/// use plumbline::stats::main_cause_shift;
/// let shift = main_cause_shift(&[(30, 12), (22, 20), (18, 25), (10, 15)]).unwrap();
/// assert!((shift.chi_squared - 9.5545).abs() < 1e-4 && shift.degrees == 3);
/// assert!((shift.p_value - 0.0228).abs() < 1e-4);
/// ```
pub fn main_cause_shift(causes: &[(u32, u32)]) -> Option<MainCauseShift> {
    let counts: Vec<[f64; 2]> = causes.iter().map(|&(before, after)| [f64::from(before), f64::from(after)]).collect();
    let [before, after] = counts.iter().fold([0.0, 0.0], |[a, b], [x, y]| [a + x, b + y]);
    let named = counts.iter().filter(|[x, y]| x + y > 0.0).count();
    let degrees = u32::try_from(named).ok()?.checked_sub(1).filter(|&df| df > 0)?;
    if before == 0.0 || after == 0.0 {
        return None;
    }
    let all = before + after;
    let shares = [before / all, after / all];
    let expected: Vec<[f64; 2]> = counts.iter().map(|[x, y]| shares.map(|share| share * (x + y))).collect();
    let chi_squared = counts
        .iter()
        .zip(&expected)
        .flat_map(|(seen, expected)| seen.iter().zip(expected))
        .filter(|&(_, &expected)| expected > 0.0)
        .map(|(seen, expected)| (seen - expected) * (seen - expected) / expected)
        .sum::<f64>();
    let residual = |seen: &[f64; 2], expected: &[f64; 2]| {
        let [[before, after], [expected_before, expected_after]] = [*seen, *expected];
        let share = (before + after) / all;
        let [of_before, of_after] = shares;
        let adjusted = |seen: f64, expected: f64, other: f64| {
            if expected > 0.0 && share < 1.0 {
                (seen - expected) / (expected * (1.0 - share) * other).sqrt()
            } else {
                0.0
            }
        };
        [adjusted(before, expected_before, of_after), adjusted(after, expected_after, of_before)]
    };
    Some(MainCauseShift {
        chi_squared,
        degrees,
        p_value: chi_squared_at_least(chi_squared, f64::from(degrees)),
        residuals: counts.iter().zip(&expected).map(|(seen, expected)| residual(seen, expected)).collect(),
        expected,
        cramers_v: (chi_squared / all).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_causes_and_no_audits() {
        assert!(cause_changes(&[], 0.95).is_empty());
        let nothing = cause_changes(&[(Tally::default(), Tally { n: 4, inadequate: 1 })], 0.95);
        assert_eq!((nothing[0].difference, nothing[0].adjusted_p), (None, 1.0));
    }

    #[test]
    fn no_mix() {
        for causes in [&[][..], &[(3, 4)], &[(3, 4), (0, 0)], &[(3, 0), (4, 0)], &[(0, 3), (0, 1)]] {
            assert_eq!(main_cause_shift(causes), None, "{causes:?}");
        }
    }

    #[test]
    fn a_cause_never_named_takes_no_part() {
        let with = main_cause_shift(&[(5, 9), (0, 0), (8, 3)]).unwrap();
        let without = main_cause_shift(&[(5, 9), (8, 3)]).unwrap();
        assert_eq!((with.chi_squared, with.degrees, with.residuals[1]), (without.chi_squared, 1, [0.0, 0.0]));
    }

    #[test]
    fn nothing_in_common() {
        let shift = main_cause_shift(&[(9, 0), (0, 7)]).unwrap();
        assert!((shift.cramers_v - 1.0).abs() < 1e-12);
    }
}
