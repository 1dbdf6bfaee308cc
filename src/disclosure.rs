//! Hides what must not travel. From the counts by month, office, service and cause to what is fit to be shared: each count is shown, or hidden
//! where it is small, or where it would give away one that is.
//!
//! The exact rule, the attacker that it withstands and the reason why it does are in `docs/disclosure.md`. [`control`] proves each hidden count as it goes: for
//! each it finds other audits, with which everything that is shown would be the same, and the count as small and as large as the rule promises.

mod basis;
mod control;
mod counts;
mod shared;

pub use basis::{Actions, Basis, Cases, Done, Moderation, Part, Partners, Risk, rounded};
pub use control::{Controlled, Controlling, Lost, Reasons, Refused, Why, WhyCount, control};
pub use counts::Counts;
pub use shared::{
    Cause, Count, JudgedOffice, JudgedWhole, Office, Period, Profile, ProfileKind, Service, Shared, SharedScale, Told,
};

use serde::{Deserialize, Serialize};

/// How finely the figures are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grain {
    /// Months in a period: 1, 3, 6 or 12.
    pub months: u8,
    /// Whether offices too small to be shown are put together as [`OTHER_OFFICES`].
    pub merge_offices: bool,
}

/// What offices that are put together are called.
pub const OTHER_OFFICES: &str = "Other offices";

impl Grain {
    /// From the finest to the coarsest, in the order in which they are offered.
    pub const ALL: [Grain; 8] = [
        Grain { months: 1, merge_offices: false },
        Grain { months: 1, merge_offices: true },
        Grain { months: 3, merge_offices: false },
        Grain { months: 3, merge_offices: true },
        Grain { months: 6, merge_offices: false },
        Grain { months: 6, merge_offices: true },
        Grain { months: 12, merge_offices: false },
        Grain { months: 12, merge_offices: true },
    ];
}
