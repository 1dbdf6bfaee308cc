//! From table and settings to counts: the sufficient statistics of every view. It knows no statistics.

use serde::{Deserialize, Serialize};

/// So many inadequate audits out of so many graded ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Graded audits: the denominator.
    pub n: u32,
    /// Those graded inadequate: the numerator, at most `n`.
    pub inadequate: u32,
}
