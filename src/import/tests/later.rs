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

/// Everything that an import comes to, but for why its columns were taken.
fn outcome(import: &Import) -> String {
    let mut mapped: Vec<_> = import.source.mapped.iter().map(|column| (column.field, column.column.clone())).collect();
    mapped.sort();
    let mut source = import.source.clone();
    source.mapped.clear();
    source.columns_unread.sort_unstable();
    let whole = format!("{mapped:?} {source:?} {:?} {:?} {:?}", import.problems, import.mapping, import.table);
    // What is kept of words for the next time that they come is no part of it.
    let mut parts = whole.split(", code_of: {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once("] }")).fold(first, |all, (_, after)| all + after)
}

/// Reads a document by its own columns and then by the mapping that came of it, whole and in pieces: the same must come of both.
fn twice(document: &str) -> Import {
    let import = read(document.as_bytes(), None).unwrap();
    for chunk in [usize::MAX, 100] {
        let mut reader = Reader::new(Some(import.mapping.clone()));
        document.as_bytes().chunks(chunk).try_for_each(|piece| reader.push(piece)).unwrap();
        let (saved, recognised) = (outcome(&reader.finish().unwrap()), outcome(&import));
        let same = saved.bytes().zip(recognised.bytes()).take_while(|(a, b)| a == b).count();
        let part = |text: &str| text.chars().skip(same.saturating_sub(200)).take(400).collect::<String>();
        assert_eq!(part(&saved), part(&recognised), "{}", document.rsplit('\n').next().unwrap());
    }
    import
}

#[test]
fn a_late_column_is_the_same_by_the_mapping_that_came_of_it() {
    // The same id in all of them, the dates of two kinds: exact repeats, and conflicts.
    let import = twice(&document(FIRST, &with(r#""audit_id":"A""#)));
    assert_eq!((import.source.rows_used, import.source.exact_repeats), (71, 9));
    let odd = document(FIRST, &with(r#""audit_id":"A","office":"North #""#)).replace("North 75", "South");
    let import = twice(&odd);
    assert!(import.source.rows_used < 80 && import.problems.rows_not_used() > 0);
    for more in [
        r#""audit_id":null"#,
        r#""audit_id":"R#","reaudit_of":"R71""#,
        r#""audit_id":"R#","re_audit_of":"R1""#,
        r#""audit_id":"R#","audit_id":"S#""#,
        r#""immediate_risk":"yes""#,
        r#""immediate_risk":"perhaps""#,
        r#""recorded_on":"2024-05-02""#,
        r#""recorded_on":"never""#,
        r#""office":"North""#,
        r#""office":"""#,
        r#""office":null,"team":{"Value":"Blue"}"#,
        r#""office":{},"team":["Blue"]"#,
        r#""auditor_role":"Manager","failure_causes":["Drift","Plan"]"#,
        r#""partner_failure":"Police","audit_type":"thematic","moderated_grade":"Inadequate""#,
        r#""actions":[{"raised":"2024-04-03","due":"2024-05-01","completed":null,"owner_role":"Manager"}]"#,
        r#""actions":{"due":"2024-05-01"}"#,
        r#""domain_grades":{"planning":"Good","visits":"Inadequate"}"#,
        r#""domain_grades":{"planning":{"grade":"Good"}}"#,
        r#""remark":"x","office":"North""#,
    ] {
        twice(&document(FIRST, &with(more)));
    }
}

#[test]
fn a_list_that_is_blank_at_first_is_the_same_by_the_mapping_that_came_of_it() {
    for (blank, more) in [
        (r#""actions":[]"#, r#""actions":[{"raised":"2024-04-03","due":"2024-05-01"}]"#),
        (r#""actions":null"#, r#""actions":[{"raised":"2024-04-03","due":"2024-05-01"}]"#),
        (r#""domain_grades":{}"#, r#""domain_grades":{"planning":"Good"}"#),
        (r#""domain_grades":null"#, r#""domain_grades":{"planning":"Good","visits":"RI"}"#),
        (r#""domain_grades":{"planning":"RI"}"#, r#""domain_grades":{"planning":"Good","visits":"RI"}"#),
    ] {
        twice(&document(&with(blank), &with(more)));
        let import = twice(&document(FIRST, &with(more)).replacen(more, blank, 3));
        assert!(import.source.actions > 0 || !import.table.areas.names().is_empty());
    }
}

#[test]
fn a_column_of_a_mapping_that_the_file_never_has_is_missing() {
    let mut mapping = read(document(FIRST, FIRST).as_bytes(), None).unwrap().mapping;
    mapping.fields.insert(Field::AuditId, "audit_id".into());
    mapping.fields.insert(Field::ImmediateRisk, "risk".into());
    let later = with(r#""x":NaN,"audit_id":"A""#);
    for (later, is_missing) in [(FIRST, true), (later.as_str(), true), (&with(r#""audit_id":"A""#), false)] {
        let import = read(document(FIRST, later).as_bytes(), Some(mapping.clone())).unwrap();
        assert_eq!(import.source.missing_fields.contains(&Field::AuditId), is_missing);
        assert!(import.source.missing_fields.contains(&Field::ImmediateRisk));
    }
}

#[test]
fn keys_of_a_group_that_come_late_are_met_as_those_of_the_record() {
    let first = r#"{"id":#,"fields":{"audit_date":"2024-04-02","overall_grade":"Good","note":"x"}}"#;
    let later =
        first.replace("\"note\":", "\"audit_id\":\"A\",\"office\":{\"Value\":\"North\"},\"remark\":1,\"note\":");
    let import = twice(&document(first, &later));
    assert_eq!(column_of(&import, Field::AuditId), Some("fields.audit_id"));
    assert_eq!(column_of(&import, Field::Office), Some("fields.office"));
    assert_eq!((import.source.rows_used, import.source.exact_repeats), (71, 9));
    assert_eq!(import.source.columns_unread, ["id", "fields.note", "fields.remark"]);
}

#[test]
fn an_audit_that_is_written_in_another_way_is_the_same() {
    let first = r#"{"audit_id":"1","audit_date":"2024-04-02","office":"North","audit_type":"random","overall_grade":"Good","moderated_grade":null,"reaudit_of":""}"#;
    let same = [
        first.to_owned(),
        first.replace("2024-04-02", "2 April 2024").replace("Good", " good").replace("\"\"", "null"),
        first.replace("North", " North ").replace("null", "\"N/A\"").replace("\"\"", "\"none\""),
    ];
    let import = read(format!("[{}]", same.join(",")).as_bytes(), None).unwrap();
    assert_eq!((import.table.len(), import.source.exact_repeats), (1, 2));
    assert!(import.problems.groups.is_empty(), "{:?}", import.problems);
    for (from, to) in [
        ("2024-04-02", "2024-04-03"),
        ("2024-04-02", "02/04/2024"),
        ("North", "South"),
        ("North", ""),
        ("\"random\"", "\"thematic\""),
        ("Good", "Outstanding"),
        ("Good", ""),
        ("null", "\"Good\""),
        ("\"\"", "\"7\""),
    ] {
        let other = first.replace(from, to);
        for file in [[first, &other], [&other, first]] {
            let import =
                read(format!("[{},{}]", file.join(","), first.replace("\"1\"", "\"2\"")).as_bytes(), None).unwrap();
            let conflicts = import.problems.groups.iter().find(|group| group.reason == Reason::ConflictingRepeat);
            assert_eq!(conflicts.map(|group| group.count), Some(2), "{other}");
            assert_eq!(import.table.len(), 1, "{other}");
        }
    }
}

#[test]
fn what_a_file_is_said_to_be_long_changes_nothing() {
    let audit = |at: usize| {
        format!(r#"{{"audit_id":"{at}","audit_date":"2024-04-02","overall_grade":"Good","notes":"{:600}"}}"#, "")
    };
    let file = format!("[{}]", (0..9000).map(audit).collect::<Vec<_>>().join(","));
    for all in [0, 1, 5_000_000, 6_000_000, 1 << 45, u64::MAX] {
        let mut reader = Reader::new(None).of_bytes(all);
        file.as_bytes().chunks(1 << 18).try_for_each(|chunk| reader.push(chunk)).unwrap();
        let import = reader.finish().unwrap();
        assert_eq!((import.table.len(), import.table.office.codes().len()), (9000, 9000), "{all}");
    }
}

#[test]
fn keys_of_an_action_that_come_late_are_read() {
    // As an exporter writes them that leaves out what is null: the newest audits come first, and none of their actions is completed yet.
    let first = with(r#""audit_id":"A#","actions":[{"due":"2024-05-01","text":"x"}]"#);
    let more = r#"{"completed":"2024-05-20","due":"2024-05-02","owner_role":"Manager","raised":"2024-04-03","office":"Nowhere","remark":1}"#;
    for actions in [format!("[{{\"due\":\"2024-05-01\"}},{more}]"), more.to_owned()] {
        let later = with(&format!("\"audit_id\":\"A#\",\"actions\":{actions}"));
        let import = twice(&document(&first, &later));
        for (field, column) in Field::OF_ACTION.into_iter().zip(["raised", "due", "completed", "owner_role"]) {
            assert_eq!(column_of(&import, field), Some(format!("actions[].{column}").as_str()), "{actions}");
        }
        let completed: Vec<_> = import.table.actions.iter().filter(|action| action.completed.is_some()).collect();
        assert_eq!(completed.len(), 10, "{actions}");
        assert!(completed.iter().all(|action| action.owner_role == "Manager" && action.raised.is_some()));
        assert_eq!(column_of(&import, Field::Office), None, "{actions}");
        assert_eq!(import.source.columns_unread, ["actions[].text", "n", "actions[].office", "actions[].remark"]);
    }
}

#[test]
fn keys_of_audits_in_a_list_that_come_late_are_read() {
    let first = r#"{"case":#,"audits":[{"audit_date":"2024-04-02","overall_grade":"Good","note":"x"}]}"#;
    let later = first.replace(
        r#""note":"x""#,
        r#""note":"x","audit_id":"B#","moderated_grade":"Inadequate","office":"North","due":"2024-05-01","remark":1"#,
    );
    let import = twice(&document(first, &later));
    for (field, column) in
        [(Field::AuditId, "audit_id"), (Field::ModeratedGrade, "moderated_grade"), (Field::Office, "office")]
    {
        assert_eq!(column_of(&import, field), Some(format!("audits[].{column}").as_str()));
    }
    assert_eq!(import.table.office.codes().iter().flatten().count(), 10);
    assert_eq!(import.table.moderated_grade.iter().flatten().count(), 10);
    assert_eq!(column_of(&import, Field::ActionDue), None);
    assert_eq!(import.source.columns_unread, ["case", "audits[].note", "audits[].due", "audits[].remark"]);
}

#[test]
fn keys_of_an_action_are_read_though_the_list_itself_comes_late() {
    let action = |more: &str| {
        with(&format!(r#""audit_id":"A#","actions":[{{"raised":"2024-04-03","due":"2024-05-01"{more}}}]"#))
    };
    let (empty, open) = (with(r#""audit_id":"A#","actions":[]"#), action(""));
    for (key, value, completed) in [
        ("completed", "\"2024-05-20\"", 14),
        ("date_closed", "\"2024-05-20\"", 14),
        ("closed_at", "null", 0),
        ("notes_of_closure", "\"closed on the phone\"", 0),
    ] {
        let done = action(&format!(",\"{key}\":{value}"));
        let records: Vec<String> = (1..=80)
            .map(|at| match at {
                ..65 => &empty,
                65 => &open,
                _ => &done,
            })
            .zip(1..)
            .map(|(record, at)| record.replace('#', &at.to_string()))
            .collect();
        // Blank at first.
        let blank_first = records.join(",\n").replacen(value, "null", 1);
        let import = twice(&format!("[{blank_first}]"));
        assert_eq!(import.table.actions.len(), 16, "{key}");
        let is_done = import.table.actions.iter().filter(|action| action.completed.is_some()).count();
        assert_eq!(is_done, completed, "{key}");
        let unread = import.source.columns_unread.contains(&format!("actions[].{key}"));
        assert_eq!(unread, completed == 0, "{key}");
    }
}

#[test]
fn a_late_key_is_no_field_of_another_list_and_no_field_if_it_has_no_one_value() {
    let audit = r#""audit_date":"2024-04-02","overall_grade":"Good""#;
    let first =
        format!(r#"{{"case":#,"audits":[{{{audit},"actions":[{{"raised":"2024-04-03","due":"2024-05-01"}}]}}]}}"#);
    for more in [
        r#""actions_completed":"2024-06-30""#,
        r#""action_closed":"2024-06-30""#,
        r#""team":{"id":3,"label":"Blue"}"#,
        r#""recorded_on":"soon""#,
        r#""auditor_role":"jane.smith@example.org""#,
    ] {
        let later = first.replacen("\"audit_date\"", &format!("{more},\"audit_date\""), 1);
        let import = twice(&document(&first, &later));
        assert_eq!((import.table.len(), import.table.actions.len()), (80, 80), "{more}");
        assert!(import.table.actions.iter().all(|action| action.completed.is_none()), "{more}");
        assert!(import.problems.groups.is_empty(), "{more}: {:?}", import.problems);
    }
    // Nor is a flat key beside a list of actions one of an action more.
    let first = with(r#""actions":[{"raised":"2024-04-03","due":"2024-05-01"}]"#);
    let import = twice(&document(&first, &first.replacen('{', r#"{"actions_completed":"2024-06-30","#, 1)));
    assert_eq!(import.table.actions.len(), 80);
}
