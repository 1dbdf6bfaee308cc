//! A cumulative sum of log likelihood ratios. Not used on the page: its limit would have to be calibrated for every rate.

use serde::{Deserialize, Serialize};

/// The two arms of the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cusum {
    /// The arm that grows as the odds rise: 0 or more, one value an audit.
    pub up: Vec<f64>,
    /// The arm that falls as they fall: 0 or less.
    pub down: Vec<f64>,
    /// Where the upper arm reached the limit and began anew.
    pub signals_up: Vec<usize>,
    /// Where the lower arm did.
    pub signals_down: Vec<usize>,
}

/// The chart of single audits in time order, true for inadequate, against odds `odds_ratio` times those of `rate` and 1/`odds_ratio` times.
///
/// Steiner, Cook, Farewell & Treasure (2000), Biostatistics 1, 441-452; Neuburger et al. (2017), BMJ Qual. Saf. 26, 919-928: S ← max(0, S + W), W the
/// log likelihood ratio ln(R/(1 − p + Rp)) of an inadequate audit and ln(1/(1 − p + Rp)) of another. At `limit` or beyond
/// it signals and returns to 0, and the 0 is what is told of that place. **Not used on the page.**
///
/// No audits give empty arms. `None` unless `rate` lies in (0, 1), and `odds_ratio` and `limit` above 0.
///
/// ```
/// use plumbline::stats::bernoulli_cusum;
/// let chart = bernoulli_cusum(&[false, true, true], 0.3, 2.0, 2.0).unwrap();
/// assert!((chart.up[2] - 0.8616).abs() < 1e-4);
/// assert!((chart.down[0] - -0.1625).abs() < 1e-4);
/// ```
pub fn bernoulli_cusum(inadequate: &[bool], rate: f64, odds_ratio: f64, limit: f64) -> Option<Cusum> {
    if !(rate > 0.0 && rate < 1.0 && odds_ratio > 0.0 && odds_ratio.is_finite() && limit > 0.0) {
        return None;
    }
    let (up, signals_up) = arm(inadequate, rate, odds_ratio, limit);
    let (down, signals_down) = arm(inadequate, rate, 1.0 / odds_ratio, limit);
    Some(Cusum { up, down: down.into_iter().map(|sum| 0.0 - sum).collect(), signals_up, signals_down })
}

fn arm(inadequate: &[bool], rate: f64, odds_ratio: f64, limit: f64) -> (Vec<f64>, Vec<usize>) {
    let (mut sum, mut signals) = (0.0_f64, Vec::new());
    let base = libm::log(1.0 - rate + odds_ratio * rate);
    let walk = inadequate.iter().enumerate().map(|(place, &is_inadequate)| {
        let gain = if is_inadequate { libm::log(odds_ratio) } else { 0.0 };
        sum = (sum + gain - base).max(0.0);
        if sum >= limit {
            signals.push(place);
            sum = 0.0;
        }
        sum
    });
    (walk.collect(), signals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        let empty = bernoulli_cusum(&[], 0.3, 2.0, 2.0).unwrap();
        assert!(empty.up.is_empty() && empty.signals_up.is_empty());
        for (rate, odds_ratio, limit) in [(0.0, 2.0, 2.0), (1.0, 2.0, 2.0), (0.3, 0.0, 2.0), (0.3, 2.0, 0.0)] {
            assert_eq!(bernoulli_cusum(&[true], rate, odds_ratio, limit), None);
        }
    }

    #[test]
    fn no_change_of_odds_never_moves() {
        let chart = bernoulli_cusum(&[true, false, true], 0.3, 1.0, 2.0).unwrap();
        assert_eq!((chart.up, chart.down), (vec![0.0; 3], vec![0.0; 3]));
    }
}
