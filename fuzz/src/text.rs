//! JSON and delimited text: whatever the bytes, nothing panics, every record is used or listed once, no action is without its audit, and
//! where the chunks end makes no difference; whether the columns are recognised or a mapping names them. Records of JSON that are read in one pass come to
//! what they come to by the thorough way.
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
    if matches!(data.iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'[' | b'{')) {
        let (plain, escaped) = (read(&[data]), read(&[&escaped(data)]));
        match (plain, escaped) {
            (Ok(plain), Ok(escaped)) => {
                assert_eq!((&plain.source, &plain.problems), (&escaped.source, &escaped.problems));
                assert_eq!((&plain.table.date, &plain.table.grade), (&escaped.table.date, &escaped.table.grade));
                assert_eq!(plain.table.office.names(), escaped.table.office.names());
                assert_eq!(plain.table.office.codes(), escaped.table.office.codes());
                let causes = |table: &plumbline::table::AuditTable| table.causes.iter().collect::<Vec<_>>();
                assert_eq!(causes(&plain.table), causes(&escaped.table));
                assert!(plain.table.actions.iter().eq(escaped.table.actions.iter()));
            }
            (Err(plain), Err(escaped)) => assert_eq!(plain.to_string(), escaped.to_string()),
            _ => panic!("it makes a difference in which way a record is read"),
        }
    }
}

/// The same JSON with the first letter of each text written as an escape, so that no record is of a usual shape.
fn escaped(data: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(data.len() * 2);
    let (mut inside, mut first, mut after_backslash) = (false, false, false);
    for byte in data {
        let is_first = std::mem::take(&mut first);
        match byte {
            _ if after_backslash => after_backslash = false,
            b'\\' if inside => after_backslash = true,
            b'"' => {
                inside = !inside;
                first = inside;
            }
            _ if inside && is_first && byte.is_ascii_alphanumeric() => {
                written.extend_from_slice(format!("\\u00{byte:02x}").as_bytes());
                continue;
            }
            _ => {}
        }
        written.push(*byte);
    }
    written
}
