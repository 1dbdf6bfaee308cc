//! Columns that come when it is decided already what the columns are.

use super::*;

/// A list of records: 70 of the first kind, each with a number for its `#`, and ten of the second.
fn document(first: &str, later: &str) -> String {
    let records: Vec<String> =
        (1..=80).map(|at| if at <= 70 { first } else { later }.replace('#', &at.to_string())).collect();
    format!("[{}]", records.join(",\n"))
}

const FIRST: &str = r#"{"n":#,"audit_date":"2024-04-02","overall_grade":"Good"}"#;

/// The first record with more in it.
fn with(more: &str) -> String {
    FIRST.replacen('{', &format!("{{{more},"), 1)
}

fn column_of(import: &Import, field: Field) -> Option<&str> {
    import.source.mapped.iter().find(|column| column.field == field).map(|column| column.column.as_str())
}

#[test]
fn a_key_is_met_though_another_begins_with_its_letters() {
    for (known, key, field) in [
        ("audit_type_notes", "audit_type", Field::AuditType),
        ("team_email", "team", Field::Team),
        ("office_code", "office", Field::Office),
        ("moderated_grade_reason", "moderated_grade", Field::ModeratedGrade),
    ] {
        let known = format!("\"{known}\":null");
        let document = document(&with(&known), &with(&format!("{known},\"{key}\":\"Good\"")));
        let import = read(document.as_bytes(), None).unwrap();
        assert_eq!(column_of(&import, field), Some(key));
    }
}

#[test]
fn a_key_that_is_first_met_in_a_record_that_cannot_be_read_is_met_in_the_next() {
    let later = with(r#""office":"North","remark":1"#);
    let whole = document(FIRST, &later);
    let broken = whole.replacen(r#""office":"North""#, r#""office":"North","x":NaN"#, 1);
    let import = read(broken.as_bytes(), None).unwrap();
    assert_eq!((column_of(&import, Field::Office), import.table.office.names().len()), (Some("office"), 1));
    assert!(import.source.columns_unread.contains(&"remark".to_owned()));
    assert_eq!((import.source.rows_used, import.problems.rows_not_used()), (79, 1));
    // So where letters are damaged.
    let mut damaged = whole.replacen("North", "N#rth", 1).into_bytes();
    damaged.iter_mut().filter(|byte| **byte == b'#').for_each(|byte| *byte = 0xF6);
    let import = read(&damaged, None).unwrap();
    assert_eq!((column_of(&import, Field::Office), import.table.office.names().len()), (Some("office"), 2));
    assert!(import.source.columns_unread.contains(&"remark".to_owned()));
    assert_eq!((import.source.rows_used, import.source.letters_damaged), (80, 1));
}
