//! Children found at immediate risk: a flag of its own, never a fifth grade.

use super::rows::Rows;
use crate::audit::Day;
use crate::table::{Action, AuditTable};
use std::collections::BTreeSet;

/// Audits that say whether a child was at immediate risk, whatever their type and grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Risk {
    /// Those that say so, either way.
    pub asked: u32,
    /// Those in which a child was.
    pub at_risk: u32,
    /// Those of them of which an action is still to be done.
    pub open: u32,
    /// Those of them of which one was due before the day as at which is counted.
    pub overdue: u32,
}

/// Counts the audits inside the filters, as at a day.
pub(super) fn risk(table: &AuditTable, inside: &Rows, as_at: Option<Day>) -> Risk {
    let mut risk = Risk::default();
    let said = |row: usize| table.immediate_risk.get(row).copied().flatten();
    let is_at_risk = |row: usize| inside.has(row) && said(row) == Some(true);
    for at_risk in inside.iter().filter_map(said) {
        risk.asked += 1;
        risk.at_risk += u32::from(at_risk);
    }
    if risk.at_risk > 0 {
        let is_open = |action: &Action<'_>| action.completed.is_none() && !action.unclear && is_at_risk(action.row);
        let is_overdue = |action: &Action<'_>| action.due.zip(as_at).is_some_and(|(due, as_at)| due < as_at);
        let count = |of: &dyn Fn(&Action<'_>) -> bool| {
            let rows: BTreeSet<usize> =
                table.actions.iter().filter(|action| of(action)).map(|action| action.row).collect();
            u32::try_from(rows.len()).unwrap_or(u32::MAX)
        };
        risk.open = count(&is_open);
        risk.overdue = count(&|action| is_open(action) && is_overdue(action));
    }
    risk
}
