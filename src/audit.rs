//! The vocabulary: grade, kind of audit, day and period. It knows no file and no screen.

mod grade;
mod kind;
mod name;
mod time;

pub(crate) use grade::letters_and_digits_of;
pub use grade::{Grade, GradeCell, Level, Scale, same_word, says_nothing};
pub use kind::AuditKind;
pub use name::{legible, visible};
pub use time::{Day, Granularity, Period, month_name};

use serde::{Deserialize, Serialize};

/// Something dated that may explain a change: a visit, an inspection, extra capacity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The day it happened, or began.
    pub date: Day,
    /// The office it concerns; `None` for the whole authority.
    pub office: Option<String>,
    /// What sort of event, as the file has it: `visit`, `inspection`, `review`, `leadership`, `capacity`, `staffing`.
    pub kind: String,
    /// What the file calls it. Uploaded text: shown as text, never as markup.
    pub label: String,
    /// What the file says was expected of it. Uploaded text as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

/// What is known of an office, or of the whole authority, in one month, beside its audits. Each value may be missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// The month, as `2024-04`.
    pub month: String,
    /// The office; `None` for the whole authority.
    pub office: Option<String>,
    /// Cases that a worker holds.
    pub caseload: Option<f64>,
    /// The share of posts that are vacant, between 0 and 1.
    pub vacancy_rate: Option<f64>,
    /// The share of workers who come from agencies, between 0 and 1.
    pub agency_rate: Option<f64>,
    /// How many audits were to be done.
    pub audits_expected: Option<u32>,
}

impl Context {
    /// Whether it holds no value.
    pub fn is_empty(&self) -> bool {
        self.caseload.or(self.vacancy_rate).or(self.agency_rate).is_none() && self.audits_expected.is_none()
    }
}
