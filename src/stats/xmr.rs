//! The XmR chart of single values.

use crate::stats::{
    RulePoint,
    moving_range::{mean, mean_moving_range},
};
use serde::{Deserialize, Serialize};

/// The centre and the limits of an XmR chart, in the unit of its values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct XmrChart {
    /// The mean of the baseline.
    pub centre: f64,
    /// The lower process limit.
    pub lower: f64,
    /// The upper process limit.
    pub upper: f64,
}

/// The XmR chart of `values` in time order (medians of days, say; not proportions, whose limits depend on n); centre and
/// limits are from those for whose place `in_baseline` answers true.
///
/// Shewhart (1931); Wheeler & Chambers (1992), Understanding Statistical Process Control: mean ± 2.66 mean |yᵢ − yᵢ₋₁|. `screened`
/// leaves out the greatest moving ranges once (Nelson 1982), as NHS England's Making Data Count does.
///
/// A gap is `None`, and no moving range reaches over it. The lower limit may lie below 0, where days cannot be. `None` where
/// no two neighbours are in the baseline.
///
/// ```
/// use plumbline::stats::xmr;
/// let days = [21.0, 25.0, 19.0, 30.0, 22.0, 24.0, 27.0, 20.0].map(Some);
/// let chart = xmr(&days, |_| true, false).unwrap();
/// assert!((chart.centre - 23.5).abs() < 1e-12);
/// assert!((chart.upper - 39.08).abs() < 1e-12);
/// ```
pub fn xmr(values: &[Option<f64>], in_baseline: impl Fn(usize) -> bool, screened: bool) -> Option<XmrChart> {
    let baseline: Vec<f64> =
        values.iter().enumerate().filter(|&(place, _)| in_baseline(place)).filter_map(|(_, value)| *value).collect();
    let centre = mean(&baseline)?;
    let three_sigma = 2.66 * mean_moving_range(values, in_baseline, screened)?;
    Some(XmrChart { centre, lower: centre - three_sigma, upper: centre + three_sigma })
}

impl XmrChart {
    /// `values` with these limits, as [`run_rules`](super::run_rules) takes them.
    pub fn rule_points(&self, values: &[Option<f64>]) -> Vec<Option<RulePoint>> {
        let two_sigma = (self.upper - self.centre) * 2.0 / 3.0;
        let rule_point = |value| RulePoint {
            value,
            centre: self.centre,
            lower2: self.centre - two_sigma,
            upper2: self.centre + two_sigma,
            lower3: self.lower,
            upper3: self.upper,
        };
        values.iter().map(|value| value.map(rule_point)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Side, TwoInThree, run_rules};

    #[test]
    fn no_neighbours_no_chart() {
        assert_eq!(xmr(&[], |_| true, true), None);
        assert_eq!(xmr(&[Some(1.0)], |_| true, true), None);
        assert_eq!(xmr(&[Some(1.0), None, Some(2.0)], |_| true, true), None);
        assert_eq!(xmr(&[Some(1.0), Some(2.0)], |_| false, true), None);
    }

    #[test]
    fn a_constant_series_has_no_width_and_no_marks() {
        let values = [Some(5.0); 9];
        let chart = xmr(&values, |_| true, true).unwrap();
        assert_eq!((chart.lower, chart.upper), (5.0, 5.0));
        assert!(run_rules(&chart.rule_points(&values), TwoInThree::From2023).iter().all(|m| !m.any()));
    }

    #[test]
    fn the_rules_hold_on_it() {
        let values: Vec<_> = [21.0, 25.0, 19.0, 30.0, 22.0, 24.0, 27.0, 20.0, 80.0].map(Some).into();
        let chart = xmr(&values, |place| place < 8, false).unwrap();
        let marks = run_rules(&chart.rule_points(&values), TwoInThree::From2023);
        assert_eq!(marks[8].astronomical, Some(Side::Above));
    }
}
