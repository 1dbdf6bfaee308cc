//! What the seven questions rest on beside the rate, gathered from the other parts of a report.

use super::{Completion, Report};
use crate::disclosure::{Basis, Done};

pub(super) fn basis(report: &Report) -> Basis {
    Basis { expected: expected(report), ..Basis::default() }
}

/// The audits that were expected in the complete periods, and those that were done.
fn expected(report: &Report) -> Option<Done> {
    let periods = report.context_of(None)?;
    let complete = periods.iter().filter(|period| !period.provisional).filter_map(|period| period.audits);
    let sum = complete.reduce(|sum, more| Completion {
        done: sum.done.saturating_add(more.done),
        expected: sum.expected.saturating_add(more.expected),
    })?;
    Some(Done { expected: sum.expected, done: sum.done })
}
