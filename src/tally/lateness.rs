//! How late audits arrive, where the file says when each was recorded.

use crate::audit::Day;
use crate::table::AuditTable;
use serde::{Deserialize, Serialize};

/// Of each kind of grade one audit in so many may still be missing from a month that is taken as complete.
const ONE_IN: usize = 100;
/// Nothing is waited for longer: a lag of half a year is a correction, not late entry.
const LONGEST_DAYS: i32 = 184;

/// How late audits arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// The newest day on which an audit was recorded: what was known then is in the file.
    pub as_of: Day,
    /// After so many days all but one in a hundred audits have been recorded, of the inadequate ones and of the others: grades that are disputed or
    /// checked come later, and a month without them looks like improvement.
    pub days: i32,
}

/// How late the audits of a table were recorded; `None` if it does not say.
pub(super) fn lateness(table: &AuditTable) -> Option<Lateness> {
    let as_of = table.recorded.iter().copied().flatten().max()?;
    let mut days: [Vec<i32>; 2] = [Vec::new(), Vec::new()];
    for ((recorded, audited), grade) in table.recorded.iter().zip(&table.date).zip(&table.grade) {
        let (Some(recorded), Some(grade)) = (recorded, grade) else { continue };
        let of = if table.scale.is_inadequate(*grade) { &mut days[0] } else { &mut days[1] };
        of.push(recorded.days_since(*audited));
    }
    let late = days.into_iter().filter_map(|mut days| {
        // The nearest rank: of fewer than a hundred it is the latest.
        let at = days.len().checked_sub(1 + days.len() / ONE_IN)?;
        Some(*days.select_nth_unstable(at).1)
    });
    Some(Lateness { as_of, days: late.max()?.min(LONGEST_DAYS) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{AuditKind, Grade};
    use crate::table::AuditRow;

    fn table(lags: &[(Option<i32>, Grade)]) -> AuditTable {
        let mut table = AuditTable::default();
        let date = Day::new(2024, 4, 1).unwrap();
        for (lag, grade) in lags {
            table.recorded.push(lag.and_then(|lag| date.plus(lag)));
            table.push(AuditRow {
                date,
                office: "",
                service: "",
                team: "",
                kind: AuditKind::Unstated,
                grade: Some(*grade),
                moderated_grade: None,
            });
        }
        table
    }

    #[test]
    fn the_slower_grade_decides() {
        let mut lags = vec![(Some(10), Grade::GOOD); 500];
        lags.extend([(Some(90), Grade::INADEQUATE), (Some(40), Grade::INADEQUATE), (None, Grade::INADEQUATE)]);
        // Two of five hundred that are very late are a correction, not how late audits arrive.
        lags.extend([(Some(150), Grade::GOOD); 2]);
        let late = lateness(&table(&lags)).unwrap();
        assert_eq!((late.as_of.to_string().as_str(), late.days), ("2024-08-29", 90));
    }

    #[test]
    fn nothing_is_waited_for_longer_than_half_a_year() {
        assert_eq!(lateness(&table(&[(Some(900), Grade::GOOD)])).unwrap().days, LONGEST_DAYS);
        assert_eq!(lateness(&table(&[(None, Grade::GOOD)])), None);
        assert_eq!(lateness(&AuditTable::default()), None);
    }
}
