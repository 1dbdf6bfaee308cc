//! The p chart.

use crate::{stats::proportion, tally::Tally};
use serde::{Deserialize, Serialize};

/// A difference this small between a proportion and a limit is rounding, not a signal.
const TOLERANCE: f64 = 1e-12;

/// The centre line and, for each subgroup, its proportion and limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PChart {
    /// The pooled rate of the baseline, in [0, 1].
    pub centre: f64,
    /// One entry a subgroup, in the order given; `None` where nothing was audited.
    pub points: Vec<Option<PPoint>>,
}

/// One subgroup of a p chart. Everything is a proportion in [0, 1], the limits clipped to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PPoint {
    /// Its share of inadequate audits.
    pub proportion: f64,
    /// Two sigma below the centre.
    pub lower2: f64,
    /// Two sigma above the centre.
    pub upper2: f64,
    /// The lower control limit, three sigma below the centre.
    pub lower3: f64,
    /// The upper control limit, three sigma above the centre.
    pub upper3: f64,
    /// The control limit that it lies beyond, if any: an astronomical point.
    pub signal: Option<Side>,
}

/// A side of the centre line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// More inadequate audits.
    Above,
    /// Fewer inadequate audits.
    Below,
}

/// The p chart of subgroups in time order; the centre line is the pooled rate of those for whose place `in_baseline`
/// answers true.
///
/// Shewhart (1931); Montgomery, Introduction to Statistical Quality Control, section 7.2. The limits of a subgroup of n
/// are p̄ ± 3 √(p̄(1 − p̄)/n), so they are wider where fewer were audited.
///
/// A subgroup with n = 0 is a gap: no point, no limits, no part in the centre. A signal lies strictly beyond a limit; a
/// limit clipped at 0 or 1 cannot be crossed, and a centre of exactly 0 or 1 never signals, since its limits have no
/// width. `None` if the baseline holds no audit.
///
/// ```
/// use plumbline::{stats::{Side, p_chart}, tally::Tally};
/// let months = [(6, 20), (5, 20), (0, 0), (7, 20), (15, 20)].map(|(inadequate, n)| Tally { n, inadequate });
/// let chart = p_chart(&months, |month| month < 4).unwrap();
/// assert!((chart.centre - 0.3).abs() < 1e-15);
/// assert_eq!(chart.points[2], None);
/// assert_eq!(chart.points[4].unwrap().signal, Some(Side::Above));
/// ```
pub fn p_chart(tallies: &[Tally], in_baseline: impl Fn(usize) -> bool) -> Option<PChart> {
    let centre = pooled_rate(tallies, in_baseline)?;
    Some(PChart { centre, points: tallies.iter().map(|&tally| point(tally, centre, 1.0)).collect() })
}

/// The rate of the baseline's audits all together.
pub(super) fn pooled_rate(tallies: &[Tally], in_baseline: impl Fn(usize) -> bool) -> Option<f64> {
    let (n, inadequate) = tallies
        .iter()
        .enumerate()
        .filter(|&(place, &tally)| in_baseline(place) && proportion(tally).is_some())
        .fold((0.0, 0.0), |(n, x), (_, t)| (n + f64::from(t.n), x + f64::from(t.inadequate)));
    (n > 0.0).then(|| inadequate / n)
}

/// A subgroup with limits `widened` by this factor.
pub(super) fn point(tally: Tally, centre: f64, widened: f64) -> Option<PPoint> {
    let proportion = proportion(tally)?;
    let sigma = widened * (centre * (1.0 - centre) / f64::from(tally.n)).sqrt();
    let limit = |sigmas: f64| (centre + sigmas * sigma).clamp(0.0, 1.0);
    let (lower3, upper3) = (limit(-3.0), limit(3.0));
    let signal = if centre == 0.0 || centre == 1.0 {
        None
    } else if proportion > upper3 + TOLERANCE {
        Some(Side::Above)
    } else if proportion < lower3 - TOLERANCE {
        Some(Side::Below)
    } else {
        None
    };
    Some(PPoint { proportion, lower2: limit(-2.0), upper2: limit(2.0), lower3, upper3, signal })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    #[test]
    fn needs_a_baseline() {
        assert_eq!(p_chart(&[], |_| true), None);
        assert_eq!(p_chart(&months(&[(0, 0), (1, 4)]), |month| month == 0), None);
        assert_eq!(p_chart(&months(&[(1, 4)]), |_| false), None);
    }

    #[test]
    fn a_centre_without_width_never_signals() {
        for baseline in [(0, 10), (10, 10)] {
            let chart = p_chart(&months(&[baseline, (5, 10)]), |month| month == 0).unwrap();
            assert!(chart.points.iter().flatten().all(|p| p.signal.is_none()));
        }
    }

    #[test]
    fn a_point_on_its_limit_is_no_signal() {
        // Centre 1/2 and n = 36: sigma is 1/12 and the upper limit 3/4, which is 27 of 36.
        let chart = p_chart(&months(&[(18, 36), (27, 36), (28, 36), (9, 36), (8, 36)]), |month| month == 0).unwrap();
        let signals: Vec<_> = chart.points.iter().map(|p| p.unwrap().signal).collect();
        assert_eq!(signals, [None, None, Some(Side::Above), None, Some(Side::Below)]);
    }

    #[test]
    fn one_point_and_a_million_audits() {
        assert_eq!(p_chart(&months(&[(1, 1)]), |_| true).unwrap().points.len(), 1);
        let chart = p_chart(&months(&[(250_000, 1_000_000); 2]), |_| true).unwrap();
        let point = chart.points[1].unwrap();
        assert!((point.upper3 - 0.251_299).abs() < 1e-6 && point.signal.is_none());
    }

    #[test]
    fn counts_beyond_the_width_of_one_count_still_pool() {
        let chart = p_chart(&months(&[(1 << 31, u32::MAX), (1 << 31, u32::MAX)]), |_| true).unwrap();
        assert!((chart.centre - 0.5).abs() < 1e-9);
    }
}
