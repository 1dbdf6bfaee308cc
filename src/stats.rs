//! Pure mathematics on numbers; one method a function, each with its paper. It knows no office, no date and no word.
//!
//! Logarithms and exponentials come from `libm`, compiled from the same source for every platform, so that a figure is the
//! same to the last bit in the browser and natively.

mod adjust;
mod binomial;
mod funnel;
mod hypergeometric;
mod normal;
mod p_chart;
mod rest;
mod wilson;

pub use adjust::holm;
pub use binomial::Binomial;
pub use funnel::{Band, FunnelLimits, Tail, funnel_limits, funnel_tail};
pub use hypergeometric::Hypergeometric;
pub use normal::normal_quantile;
pub use p_chart::{PChart, PPoint, Side, p_chart};
pub use rest::{against_the_rest, power_against_the_rest};
pub use wilson::wilson;

use serde::{Deserialize, Serialize};

/// A range of proportions, both ends between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Its lower end.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}
