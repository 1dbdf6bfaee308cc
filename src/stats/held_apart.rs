//! Has a share changed, if what is audited is held apart?

use super::normal_two_sided;
use crate::tally::Tally;

/// Whether a share differs between two windows when parts (offices, services) are held apart: how much more there is in the later one than expected, and
/// the two-sided p value of no change within any part, in [0, 1].
///
/// Pairs of the earlier and the later tally of each part. Given what each part has in both windows, the later count is hypergeometric; the excess over all
/// parts, less a half for continuity, over its standard deviation is taken as normal (Mantel & Haenszel 1959, J. Natl. Cancer Inst. 22, 719-748). So a
/// part with a high share that is audited more often in one window is no change.
///
/// `None` where no part has audits in both windows of which some count and some do not.
///
/// ```
/// use plumbline::{stats::change_held_apart, tally::Tally};
/// let tally = |inadequate, n| Tally { n, inadequate };
/// // 10% in one office and 50% in the other, before and after; but the other is audited five times as much.
/// let mix = [(tally(5, 50), tally(1, 10)), (tally(5, 10), tally(25, 50))];
/// assert!(change_held_apart(&mix).unwrap().1 > 0.9);
/// let (more, p) = change_held_apart(&[(tally(5, 50), tally(20, 50))]).unwrap();
/// assert!((more - 7.5).abs() < 1e-9 && p < 0.002);
/// ```
pub fn change_held_apart(parts: &[(Tally, Tally)]) -> Option<(f64, f64)> {
    let (mut more, mut variance) = (0.0, 0.0);
    for (earlier, later) in parts {
        let (n, m) = (f64::from(earlier.n), f64::from(later.n));
        let all = n + m;
        let counted = f64::from(earlier.inadequate) + f64::from(later.inadequate);
        if all < 2.0 {
            continue;
        }
        more += f64::from(later.inadequate) - m * counted / all;
        variance += m * n * counted * (all - counted) / (all * all * (all - 1.0));
    }
    if variance <= 0.0 {
        return None;
    }
    let distance = (more.abs() - 0.5).max(0.0) / variance.sqrt();
    Some((more, normal_two_sided(distance)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    #[test]
    fn nothing_to_compare() {
        let tally = |inadequate, n| Tally { n, inadequate };
        for parts in [
            vec![],
            vec![(tally(0, 0), tally(3, 9))],
            vec![(tally(0, 9), tally(0, 9))],
            vec![(tally(4, 4), tally(2, 2))],
        ] {
            assert_eq!(change_held_apart(&parts), None);
        }
    }

    #[test]
    fn what_does_not_change_is_rarely_said_to() {
        let mut random = Random::seeded(5);
        let files = 1_000_u32;
        let alarms: u32 = (0..files)
            .map(|_| {
                let parts: Vec<_> = (1..5_u32)
                    .map(|part| {
                        let (n, m, rate) = (10 * part, 12, 0.1 * f64::from(part));
                        let of = |n, random: &mut Random| Tally { n, inadequate: random.binomial(n, rate) };
                        (of(n, &mut random), of(m, &mut random))
                    })
                    .collect();
                u32::from(change_held_apart(&parts).is_some_and(|(_, p)| p <= 0.05))
            })
            .sum();
        assert!(alarms < 65, "{alarms} of {files}");
    }
}
