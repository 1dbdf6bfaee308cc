//! Many tests at once: p values adjusted for their number.

use crate::order::InOrder as _;

/// Holm's adjusted p values, in the order given: those at most 0.05 hold one false finding or more in at most 5% of pages
/// where nothing differs, however the tests hang together.
///
/// Holm (1979), Scand. J. Stat. 6, 65-70: the i-th smallest of m becomes the greatest of (m − j + 1) p₍ⱼ₎ over j <= i, at
/// most 1.
///
/// No p values give none; one is left as it is. A NaN counts as 1, so that it cannot become a finding.
///
/// ```
/// use plumbline::stats::holm;
/// assert_eq!(holm(&[0.5, 0.125, 0.25]), [0.5, 0.375, 0.5]);
/// assert_eq!(holm(&[0.04]), [0.04]);
/// assert!(holm(&[]).is_empty());
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut ranked = ranked(p_values);
    let mut greatest = 0.0_f64;
    let remaining = (1..=ranked.len()).rev();
    for ((_, p), tests) in ranked.iter_mut().zip(remaining) {
        greatest = greatest.max((*p * tests as f64).min(1.0));
        *p = greatest;
    }
    in_input_order(ranked)
}

/// Benjamini & Hochberg's adjusted p values, in the order given: of those at most 0.05, at most 5% are false on average.
///
/// Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289-300, for independent or positively dependent tests: the i-th
/// smallest of m becomes the least of m p₍ⱼ₎/j over j >= i, at most 1.
///
/// No p values give none; one is left as it is. A NaN counts as 1.
///
/// ```
/// use plumbline::stats::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[0.5, 0.125, 0.25]), [0.5, 0.375, 0.375]);
/// assert!(benjamini_hochberg(&[]).is_empty());
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut ranked = ranked(p_values);
    let (tests, ranks) = (ranked.len() as f64, 1..=ranked.len());
    let mut least = 1.0_f64;
    for ((_, p), rank) in ranked.iter_mut().rev().zip(ranks.rev()) {
        least = least.min(*p * tests / rank as f64);
        *p = least;
    }
    in_input_order(ranked)
}

/// Each p value with its place, the smallest first.
fn ranked(p_values: &[f64]) -> Vec<(usize, f64)> {
    let usable = |&p: &f64| if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
    let mut ranked: Vec<_> = p_values.iter().map(usable).enumerate().collect();
    ranked.order_by(|(_, a), (_, b)| a.total_cmp(b));
    ranked
}

fn in_input_order(mut ranked: Vec<(usize, f64)>) -> Vec<f64> {
    ranked.order_by_key(|&(place, _)| place);
    ranked.into_iter().map(|(_, p)| p).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_number_is_no_finding() {
        assert_eq!(holm(&[f64::NAN, 0.25]), [1.0, 0.5]);
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.25]), [1.0, 0.5]);
    }

    #[test]
    fn ties_stay_ties() {
        assert_eq!(holm(&[0.02, 0.02, 0.02, 0.02]), [0.08; 4]);
        assert_eq!(benjamini_hochberg(&[0.02, 0.02, 0.02, 0.02]), [0.02; 4]);
    }

    proptest! {
        #[test]
        fn never_smaller_and_never_out_of_order(raw in proptest::collection::vec(0.0..=1.0_f64, 0..60)) {
            let (holm, bh) = (holm(&raw), benjamini_hochberg(&raw));
            prop_assert_eq!((holm.len(), bh.len()), (raw.len(), raw.len()));
            for i in 0..raw.len() {
                // Where the factor is m/m it is still a product and a quotient: one rounding below is no finding.
                prop_assert!(raw[i] <= bh[i] * (1.0 + 1e-15) && bh[i] <= holm[i] * (1.0 + 1e-15) && holm[i] <= 1.0);
                for j in 0..raw.len() {
                    prop_assert!(raw[i] > raw[j] || (holm[i] <= holm[j] && bh[i] <= bh[j]));
                }
            }
        }
    }
}
