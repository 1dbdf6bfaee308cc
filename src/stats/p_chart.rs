//! The control chart for proportions with a varying number of trials.

use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// How far beyond a limit a proportion must lie to be outside it: rounding is not a signal.
const TOLERANCE: f64 = 1e-12;

/// A p chart.
#[derive(Debug, Clone, PartialEq)]
pub struct PChart {
    /// The centre line: the pooled proportion of the baseline, between 0 and 1.
    pub centre: f64,
    /// One point a subgroup, in order; `None` where there were no trials.
    pub points: Vec<Option<PPoint>>,
}

/// One subgroup of a p chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PPoint {
    /// Its proportion, between 0 and 1.
    pub proportion: f64,
    /// Two standard errors below the centre, at least 0.
    pub lower2: f64,
    /// Two standard errors above the centre, at most 1.
    pub upper2: f64,
    /// Three standard errors below the centre, at least 0: the lower control limit.
    pub lower3: f64,
    /// Three standard errors above the centre, at most 1: the upper control limit.
    pub upper3: f64,
    /// The side on which it lies outside the control limits, if it does.
    pub signal: Option<Side>,
}

/// A side of the centre line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// More than the centre.
    Above,
    /// Less than the centre.
    Below,
}

/// The p chart of these subgroups, with limits centre ± 3√(centre(1 − centre)/n) clipped to 0 and 1, its centre taken from
/// the subgroups for which `in_baseline` is true.
///
/// `None` if the baseline has no trials. A subgroup without trials has no point and no part in the centre. With a centre of
/// 0 or 1 the limits collapse onto it and nothing is ever outside them. A limit that is clipped cannot be crossed.
///
/// Shewhart's chart for fraction defective: Montgomery DC, *Introduction to Statistical Quality Control*, section 7.2.
///
/// ```
/// use plumbline::{stats::{Side, p_chart}, tally::Tally};
/// let months: Vec<Tally> = [20, 21, 19, 20, 45].map(|inadequate| Tally { n: 100, inadequate }).into();
/// let chart = p_chart(&months, &[true, true, true, true, false]).unwrap();
/// assert_eq!(chart.centre, 0.2);
/// let last = chart.points[4].unwrap();
/// assert!((last.upper3 - 0.32).abs() < 1e-12);
/// assert_eq!(last.signal, Some(Side::Above));
/// ```
pub fn p_chart(subgroups: &[Tally], in_baseline: &[bool]) -> Option<PChart> {
    let mut baseline = Tally::default();
    for (subgroup, _) in subgroups.iter().zip(in_baseline).filter(|(_, inside)| **inside) {
        baseline += *subgroup;
    }
    if baseline.n == 0 {
        return None;
    }
    let centre = f64::from(baseline.inadequate) / f64::from(baseline.n);
    let can_signal = baseline.inadequate > 0 && baseline.inadequate < baseline.n;
    let point = |subgroup: &Tally| {
        if subgroup.n == 0 {
            return None;
        }
        let proportion = f64::from(subgroup.inadequate) / f64::from(subgroup.n);
        let sigma = (centre * (1.0 - centre) / f64::from(subgroup.n)).sqrt();
        let (lower, upper) = (|z: f64| (centre - z * sigma).max(0.0), |z: f64| (centre + z * sigma).min(1.0));
        let (lower3, upper3) = (lower(3.0), upper(3.0));
        let signal = match proportion {
            high if can_signal && high > upper3 + TOLERANCE => Some(Side::Above),
            low if can_signal && low < lower3 - TOLERANCE => Some(Side::Below),
            _ => None,
        };
        Some(PPoint { proportion, lower2: lower(2.0), upper2: upper(2.0), lower3, upper3, signal })
    };
    Some(PChart { centre, points: subgroups.iter().map(point).collect() })
}
