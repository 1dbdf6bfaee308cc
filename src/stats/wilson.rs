//! The score interval of a proportion.

use crate::{
    stats::{Interval, normal_quantile, proportion},
    tally::Tally,
};

/// The rates that are compatible with `tally`, at `confidence` in (0, 1): the score interval, within [0, 1].
///
/// Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; method 3 of Newcombe (1998), Stat. Med. 17, 857-872; recommended for
/// n up to 40 by Brown, Cai & DasGupta (2001), Stat. Sci. 16, 101-133. With z = Φ⁻¹((1 + confidence) / 2) it is
/// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
///
/// 0 of n has the lower end exactly 0, n of n the upper end exactly 1. `None` for n = 0, where there is nothing to be
/// confident about.
///
/// ```
/// use plumbline::{stats::wilson, tally::Tally};
/// let interval = wilson(Tally { n: 12, inadequate: 3 }, 0.95).unwrap();
/// assert!((interval.lower - 0.0889).abs() < 1e-4);
/// assert!((interval.upper - 0.5323).abs() < 1e-4);
/// assert_eq!(wilson(Tally { n: 0, inadequate: 0 }, 0.95), None);
/// ```
pub fn wilson(tally: Tally, confidence: f64) -> Option<Interval> {
    let p = proportion(tally)?;
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let n = f64::from(tally.n);
    let z = normal_quantile(0.5 + confidence / 2.0);
    let z2 = z * z;
    let centre = p + z2 / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    Some(Interval {
        lower: if tally.inadequate == 0 { 0.0 } else { ((centre - half) / scale).clamp(0.0, p) },
        upper: if tally.inadequate == tally.n { 1.0 } else { ((centre + half) / scale).clamp(p, 1.0) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_has_no_interval() {
        assert_eq!(wilson(Tally { n: 3, inadequate: 4 }, 0.95), None);
        for confidence in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
            assert_eq!(wilson(Tally { n: 3, inadequate: 1 }, confidence), None);
        }
    }

    #[test]
    fn a_million_audits() {
        let i = wilson(Tally { n: 1_000_000, inadequate: 250_000 }, 0.95).unwrap();
        // The score interval meets the normal one here: 1.96 sqrt(.25 * .75 / 1e6) on either side.
        assert!((i.lower - 0.249_151).abs() < 2e-6 && (i.upper - 0.250_849).abs() < 2e-6);
    }

    proptest! {
        #[test]
        fn holds_the_proportion_and_mirrors(n in 1..2_000_000_u32, share in 0.0..=1.0_f64, confidence in 0.01..0.9999_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of n is at most n")]
            let inadequate = (share * f64::from(n)) as u32;
            let p = f64::from(inadequate) / f64::from(n);
            let i = wilson(Tally { n, inadequate }, confidence).unwrap();
            prop_assert!(0.0 <= i.lower && i.lower <= p && p <= i.upper && i.upper <= 1.0);
            let mirror = wilson(Tally { n, inadequate: n - inadequate }, confidence).unwrap();
            prop_assert!((i.lower - (1.0 - mirror.upper)).abs() < 1e-14 && (i.upper - (1.0 - mirror.lower)).abs() < 1e-14);
        }
    }
}
