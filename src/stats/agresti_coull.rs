//! The adjusted Wald interval of a proportion.

use crate::{
    stats::{Interval, normal_quantile, proportion},
    tally::Tally,
};

/// The rates that are compatible with `tally`, at `confidence` in (0, 1), within [0, 1]: what a reader may check by hand.
///
/// Agresti & Coull (1998), Am. Stat. 52, 119-126: with z as in [`wilson`](super::wilson), add z²/2 inadequate and z²/2 other
/// audits and take p̃ ± z √(p̃(1 − p̃)/ñ), clipped. It has Wilson's centre and is never narrower. `None` for n = 0.
///
/// ```
/// use plumbline::{stats::agresti_coull, tally::Tally};
/// let interval = agresti_coull(Tally { n: 12, inadequate: 3 }, 0.95).unwrap();
/// assert!((interval.lower - 0.0827).abs() < 1e-4);
/// assert!((interval.upper - 0.5385).abs() < 1e-4);
/// ```
pub fn agresti_coull(tally: Tally, confidence: f64) -> Option<Interval> {
    proportion(tally)?;
    if !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let z = normal_quantile(0.5 + confidence / 2.0);
    let n = f64::from(tally.n) + z * z;
    let p = (f64::from(tally.inadequate) + z * z / 2.0) / n;
    let half = z * (p * (1.0 - p) / n).sqrt();
    Some(Interval { lower: (p - half).max(0.0), upper: (p + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::wilson;

    #[test]
    fn refuses_what_has_no_interval() {
        assert_eq!(agresti_coull(Tally::default(), 0.95), None);
        assert_eq!(agresti_coull(Tally { n: 3, inadequate: 4 }, 0.95), None);
        assert_eq!(agresti_coull(Tally { n: 3, inadequate: 1 }, 0.0), None);
    }

    #[test]
    fn holds_wilsons_interval() {
        for (n, inadequate) in [(1, 0), (1, 1), (12, 3), (40, 40), (1_000_000, 250_000)] {
            let tally = Tally { n, inadequate };
            let (wide, narrow) = (agresti_coull(tally, 0.95).unwrap(), wilson(tally, 0.95).unwrap());
            assert!(wide.lower <= narrow.lower + 1e-12 && narrow.upper <= wide.upper + 1e-12);
        }
    }
}
