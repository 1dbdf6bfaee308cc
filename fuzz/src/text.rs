//! JSON and delimited text: whatever the bytes, nothing panics, every record is used or listed once, no action is without its audit, and
//! where the chunks end makes no difference; whether the columns are recognised or a mapping names them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plumbline::import::{Mapping, Reader};

/// A mapping of everything that a mapping can name: lists, several audits in a record, further actions.
const MAPPING: &str = r#"{ "plumbline": "mapping", "version": 2,
    "fields": { "audit_id": "audit_id", "audit_date": "a[].date", "overall_grade": "a[].grade", "office": "office", "failure_cause": "c",
        "partner_cause": "p", "immediate_risk": "r", "action_raised": "a[].actions[].raised", "action_due": "actions[].due", "action_completed": "done", "action_owner_role": "actions.role" },
    "domain_grades": { "Risk": "a[].areas.Risk", "Planning": "plan" },
    "also": [{ "audit_date": "date", "overall_grade": "grade", "action_raised": "raised" }],
    "actions": [{ "action_raised": "Action 2 raised", "action_completed": "Action 2 completed" }] }"#;

fuzz_target!(|data: &[u8]| {
    check(data, None);
    check(data, Mapping::parse(MAPPING).ok());
});

fn check(data: &[u8], mapping: Option<Mapping>) {
    let read = |pieces: &[&[u8]]| {
        let mut reader = Reader::new(mapping.clone());
        pieces.iter().try_for_each(|piece| reader.push(piece)).and_then(|()| reader.finish())
    };
    let (first, second) = data.split_at(data.len() / 3);
    match (read(&[data]), read(&[first, second])) {
        (Ok(whole), Ok(cut)) => {
            assert_eq!((&whole.source, &whole.problems), (&cut.source, &cut.problems));
            let source = &whole.source;
            let accounted = source.rows_used + source.exact_repeats + source.further_findings + whole.problems.rows_not_used();
            assert_eq!(accounted, source.records);
            // No action without its audit, and every one counted.
            assert!(whole.table.actions.iter().all(|action| action.row < whole.table.len()));
            assert_eq!(u64::try_from(whole.table.actions.iter().count()), Ok(source.actions));
        }
        (Err(whole), Err(cut)) => assert_eq!(whole.to_string(), cut.to_string()),
        _ => panic!("where the chunks end makes a difference"),
    }
}
