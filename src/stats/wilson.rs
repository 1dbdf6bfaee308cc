//! The score interval for one proportion.

use super::{Interval, normal_quantile};
use crate::tally::Tally;

/// Wilson's score interval for the proportion behind `tally`, at `confidence` (0 to 1).
///
/// Centre (p + z²/2n) / (1 + z²/n), half-width z/(1 + z²/n) · √(p(1−p)/n + z²/4n²). With none of n its lower end is exactly
/// 0, with n of n its upper end exactly 1; without trials there is no interval.
///
/// Wilson EB (1927) J Am Stat Assoc 22:209; method 3 of Newcombe RG (1998) Stat Med 17:857; recommended for n ≤ 40 by
/// Brown, Cai & DasGupta (2001) Stat Sci 16:101.
///
/// ```
/// use plumbline::{stats::wilson, tally::Tally};
/// let interval = wilson(Tally { n: 263, inadequate: 81 }, 0.95).unwrap();
/// assert!((interval.lower - 0.2553).abs() < 5e-5 && (interval.upper - 0.3662).abs() < 5e-5);
/// assert_eq!(wilson(Tally { n: 0, inadequate: 0 }, 0.95), None);
/// ```
pub fn wilson(tally: Tally, confidence: f64) -> Option<Interval> {
    if tally.n == 0 {
        return None;
    }
    let n = f64::from(tally.n);
    let p = f64::from(tally.inadequate) / n;
    let z = normal_quantile(0.5 + confidence / 2.0);
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Some(Interval {
        lower: if tally.inadequate == 0 { 0.0 } else { (centre - half).max(0.0) },
        upper: if tally.inadequate >= tally.n { 1.0 } else { (centre + half).min(1.0) },
    })
}
