//! The funnel plot for proportions: curves for drawing, tail probabilities for judging.

use super::Binomial;
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// The funnel's limits at one number of trials, each between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimits {
    /// 2.5% of units lie below this if none differs.
    pub lower95: f64,
    /// 2.5% lie above this.
    pub upper95: f64,
    /// 0.1% lie below this.
    pub lower998: f64,
    /// 0.1% lie above this.
    pub upper998: f64,
}

/// The exact binomial limits of the funnel at `n` trials around `theta`, interpolated so that the curve is smooth: with r the
/// smallest count whose cumulative probability F(r) reaches the tail p, limit = (r − (F(r) − p)/f(r)) / n, clipped.
///
/// **For drawing only.** Because the limit lies below r/n, a unit at r would be called outside although at least r occurs
/// more often than p; [`funnel_tail`] judges. At `n` = 0 the limits are 0 and 1.
///
/// Spiegelhalter DJ (2005) Stat Med 24:1185, appendix A.1.1.
///
/// ```
/// use plumbline::stats::funnel_limits;
/// let limits = funnel_limits(100, 0.08);
/// assert!((limits.lower95 - 0.0253973754675934).abs() < 1e-9);
/// assert!((limits.upper95 - 0.132165999580427).abs() < 1e-9);
/// ```
pub fn funnel_limits(n: u32, theta: f64) -> FunnelLimits {
    let binomial = Binomial::new(n, theta);
    let limit = |p: f64, without_trials: f64| {
        if n == 0 {
            return without_trials;
        }
        let r = binomial.quantile(p);
        let alpha = (binomial.at_most(r) - p) / binomial.mass(r);
        ((f64::from(r) - alpha) / f64::from(n)).clamp(0.0, 1.0)
    };
    FunnelLimits {
        lower95: limit(0.025, 0.0),
        upper95: limit(0.975, 1.0),
        lower998: limit(0.001, 0.0),
        upper998: limit(0.999, 1.0),
    }
}

/// How surprising a unit is if its true proportion is the funnel's target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// P(X ≤ x).
    pub at_most: f64,
    /// P(X ≥ x).
    pub at_least: f64,
    /// The two-sided mid-p: min(1, 2·min(P(X < x) + ½P(X = x), P(X > x) + ½P(X = x))).
    pub mid_p: f64,
}

/// The tail probabilities of `tally` under the proportion `theta`. Without trials nothing is surprising: all are 1.
///
/// Spiegelhalter DJ (2005) Stat Med 24:1185; mid-p: Lancaster HO (1961) J Am Stat Assoc 56:223.
///
/// ```
/// use plumbline::{stats::{Band, funnel_tail}, tally::Tally};
/// let tail = funnel_tail(Tally { n: 60, inadequate: 12 }, 0.3);
/// assert!((tail.mid_p - 0.0862459255737558).abs() < 1e-9);
/// assert_eq!(tail.band(), Band::Inside);
/// ```
pub fn funnel_tail(tally: Tally, theta: f64) -> Tail {
    let binomial = Binomial::new(tally.n, theta);
    let (at_most, at_least) = (binomial.at_most(tally.inadequate), binomial.at_least(tally.inadequate));
    let half = binomial.mass(tally.inadequate) / 2.0;
    Tail { at_most, at_least, mid_p: (2.0 * (at_most - half).min(at_least - half)).clamp(0.0, 1.0) }
}

/// Where a unit lies in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Within the 95% limits.
    Inside,
    /// Above the 95% limits.
    Above95,
    /// Above the 99.8% limits.
    Above998,
    /// Below the 95% limits.
    Below95,
    /// Below the 99.8% limits.
    Below998,
}

impl Tail {
    /// The band by the strict rule: above if P(X ≥ x) is at most 0.025 (0.001), below if P(X ≤ x) is.
    pub fn band(&self) -> Band {
        match self {
            Tail { at_least, .. } if *at_least <= 0.001 => Band::Above998,
            Tail { at_most, .. } if *at_most <= 0.001 => Band::Below998,
            Tail { at_least, .. } if *at_least <= 0.025 => Band::Above95,
            Tail { at_most, .. } if *at_most <= 0.025 => Band::Below95,
            _ => Band::Inside,
        }
    }
}
