//! The vocabulary: grade, kind of audit, day and period. It knows no file and no screen.

mod grade;
mod kind;
mod time;

pub(crate) use grade::letters_and_digits_of;
pub use grade::{Grade, GradeCell, Level, Scale, same_word, says_nothing};
pub use kind::AuditKind;
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
}
