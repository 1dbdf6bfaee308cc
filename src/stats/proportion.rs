//! The share of a tally.

use crate::tally::Tally;

/// The share x/n of inadequate audits, in [0, 1]. `None` for n = 0, and for a tally that counts more inadequate audits
/// than audits.
///
/// ```
/// use plumbline::{stats::proportion, tally::Tally};
/// assert_eq!(proportion(Tally { n: 12, inadequate: 3 }), Some(0.25));
/// assert_eq!(proportion(Tally { n: 0, inadequate: 0 }), None);
/// ```
pub fn proportion(tally: Tally) -> Option<f64> {
    (tally.n > 0 && tally.inadequate <= tally.n).then(|| f64::from(tally.inadequate) / f64::from(tally.n))
}
