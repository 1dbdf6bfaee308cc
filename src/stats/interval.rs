//! A range of values.

use serde::{Deserialize, Serialize};

/// A range that holds both its ends; `lower` is at most `upper`. In the unit of what it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The least value.
    pub lower: f64,
    /// The greatest value.
    pub upper: f64,
}
