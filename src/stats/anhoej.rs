//! Anhøj's rules for a run chart.

use crate::stats::Binomial;
use serde::{Deserialize, Serialize};

/// The runs of a series about its median.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    /// The median of the baseline, in the unit of the values.
    pub median: f64,
    /// The points that are not on it.
    pub useful: u32,
    /// What they show. `None` where there are none.
    pub found: Option<RunsFound>,
}

/// What the useful points of a run chart show, and what they may show by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunsFound {
    /// The most points in a row on one side of the median.
    pub longest_run: u32,
    /// The longest run that is no signal.
    pub longest_run_limit: u32,
    /// How often the line crosses the median.
    pub crossings: u32,
    /// The fewest crossings that are no signal.
    pub crossings_limit: u32,
}

impl RunsFound {
    /// Whether a run is too long, or the crossings are too few, for chance.
    pub fn signals(&self) -> bool {
        self.longest_run > self.longest_run_limit || self.crossings < self.crossings_limit
    }
}

/// The longest run that `useful` points, one or more, may have, and the fewest crossings, before a signal.
///
/// round(log₂ n) + 3 (Schilling 2012, Math. Mag. 85, 196-200), and the 5% point of Binomial(n − 1, ½) (Chen 2010, Amer. Stat. Assoc.
/// JSM Proc., Quality and Productivity); together Anhøj & Olesen (2014), PLoS ONE 9, e113825. `None` for no points.
///
/// ```
/// use plumbline::stats::runs_limits;
/// assert_eq!(runs_limits(24), Some((8, 8)));
/// assert_eq!(runs_limits(0), None);
/// ```
pub fn runs_limits(useful: u32) -> Option<(u32, u32)> {
    let steps = useful.checked_sub(1)?;
    // log₂ n rounds up from √2 times a power of two on, and n² is never twice the square of one: no tie.
    let doublings = useful.ilog2();
    let square = u64::from(useful) * u64::from(useful);
    let rounded = doublings + u32::from(square > 1_u64 << (2 * doublings + 1));
    Some((rounded + 3, Binomial::new(steps, 0.5).quantile(0.05)))
}

/// The runs of `values` in time order about the median of those for whose place `in_baseline` answers true.
///
/// Anhøj & Olesen (2014), PLoS ONE 9, e113825. A gap is `None` and ends no run; a point on the median is passed over. Below ten
/// useful points it is weak. With the whole series as its own baseline a late step may be missed, since it moves the median.
///
/// `None` where the baseline holds no value, or one that is not a number.
///
/// ```
/// use plumbline::stats::anhoej_runs;
/// let values: Vec<_> = [9.0, 8.0, 9.0, 7.0, 8.0, 9.0, 8.0, 7.0, 2.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 2.0].map(Some).into();
/// let runs = anhoej_runs(&values, |_| true).unwrap();
/// assert_eq!(runs.median, 5.0);
/// let found = runs.found.unwrap();
/// assert_eq!((found.longest_run, found.crossings), (8, 1));
/// assert!(found.signals());
/// ```
pub fn anhoej_runs(values: &[Option<f64>], in_baseline: impl Fn(usize) -> bool) -> Option<Runs> {
    let baseline =
        values.iter().enumerate().filter(|&(place, _)| in_baseline(place)).filter_map(|(_, value)| *value).collect();
    let median = median(baseline)?;
    let above: Vec<bool> =
        values.iter().flatten().filter(|&&value| value != median).map(|&value| value > median).collect();
    let runs: Vec<usize> = above.chunk_by(|a, b| a == b).map(<[bool]>::len).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let useful = count(above.len());
    let found = runs_limits(useful).map(|(longest_run_limit, crossings_limit)| RunsFound {
        longest_run: count(runs.iter().copied().max().unwrap_or_default()),
        longest_run_limit,
        crossings: count(runs.len().saturating_sub(1)),
        crossings_limit,
    });
    Some(Runs { median, useful, found })
}

/// The middle value, or the mean of the middle two.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
    let median = if low == high { *low } else { low + (high - low) / 2.0 };
    median.is_finite().then_some(median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_no_median() {
        assert_eq!(anhoej_runs(&[], |_| true), None);
        assert_eq!(anhoej_runs(&[None, Some(1.0)], |place| place == 0), None);
        assert_eq!(anhoej_runs(&[Some(f64::NAN)], |_| true), None);
    }

    #[test]
    fn a_point_on_the_median_or_missing_ends_no_run() {
        let values: Vec<_> = [1.0, 2.0, 3.0, 3.0, 2.0, 3.0].into_iter().map(Some).chain([None, Some(1.0)]).collect();
        let runs = anhoej_runs(&values, |_| true).unwrap();
        assert_eq!((runs.median, runs.useful), (2.0, 5));
        assert_eq!(runs.found.map(|f| (f.longest_run, f.crossings)), Some((3, 2)));
    }

    #[test]
    fn a_frozen_median_sees_the_step() {
        let values: Vec<_> = (0..24).map(|i| Some(if i < 12 { f64::from(i % 2) } else { -1.0 })).collect();
        assert!(anhoej_runs(&values, |place| place < 12).unwrap().found.unwrap().signals());
    }

    #[test]
    fn one_point_signals_nothing() {
        assert_eq!(runs_limits(1), Some((3, 0)));
    }
}
