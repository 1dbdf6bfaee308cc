//! The quick way of reading a record and the thorough one agree on whatever the quick one takes.

use super::super::row::{AuditCells, Row};
use super::super::scan::FIELDS;
use super::super::{Field, Reader};
use super::*;
use std::collections::BTreeMap;

/// What the cells of one audit come to.
#[derive(Debug, PartialEq)]
struct Read {
    texts: Vec<String>,
    several: Vec<Vec<String>>,
    many: u32,
    actions: Vec<Vec<(bool, String)>>,
    damaged: usize,
}

impl Read {
    fn of(cells: &AuditCells<'_>) -> Read {
        let several = [Field::FailureCause, Field::PartnerCause];
        let plain = Field::ALL.into_iter().take(FIELDS).filter(|field| !several.contains(field));
        let named = |field| cells.several(field).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let blank = |action: &Vec<(bool, String)>| action.iter().all(|cell| *cell == (false, String::new()));
        let actions = cells.actions().map(|action| action.iter().map(|of| (of.many, of.text.to_owned())).collect());
        Read {
            texts: plain.map(|field| cells.text(field).to_owned()).collect(),
            several: several.map(|field| named(field).collect()).to_vec(),
            many: cells.many(),
            // The first is that of columns, of which this record has none.
            actions: actions.filter(|action| !blank(action)).collect(),
            damaged: cells.damaged_letters(),
        }
    }
}

fn row() -> Row {
    let fields = [
        (Field::AuditId, "id"),
        (Field::AuditDate, "date"),
        (Field::Office, "office"),
        (Field::OverallGrade, "grade"),
        (Field::Team, "team"),
        (Field::FailureCause, "causes"),
        (Field::PartnerCause, "partner"),
        (Field::ActionDue, "actions[].due"),
        (Field::ActionCompleted, "actions[].closed"),
    ];
    let fields: BTreeMap<Field, String> = fields.into_iter().map(|(field, name)| (field, name.to_owned())).collect();
    let mut row = Row::new(&[fields], &[]);
    // Keys that are met and not wanted.
    row.read(br#"{"notes":1,"x":2,"value":3,"":4}"#).unwrap();
    row
}

/// Compares the two on the record that these bytes begin with; whether the quick way took it.
fn agree(row: &mut Row, bytes: &[u8]) -> bool {
    let Some(scanned) = row.scan(bytes) else { return false };
    let quick = Read::of(&AuditCells::of_scanned(&scanned));
    let (length, line_ends) = (scanned.bytes, scanned.line_ends);
    row.take_back(scanned);
    let record = &bytes[..length];
    row.read(record).unwrap_or_else(|error| panic!("{}: {error}", String::from_utf8_lossy(record)));
    assert!(row.new_keys.is_empty() && row.new_areas.is_empty());
    let audits: Vec<_> = row.audits().collect();
    let [thorough] = audits.as_slice() else { panic!("{} audits", audits.len()) };
    assert_eq!(quick, Read::of(thorough), "{}", String::from_utf8_lossy(record));
    assert_eq!(line_ends, record.iter().filter(|byte| **byte == b'\n').count() as u64);
    true
}

const USUAL: &str = r#"{"id":"A 1","date":"2024-04-02","notes":"as \"said\" \u00e9\\","office":" Bala ","grade":"Good","causes":["Drift"," plan; visit"],
    "actions":[{"due":"2024-05-01","closed":null,"who":[1,-2.5e3,{"a":true}]},{}],"x":{"y":[[],{}]},"team":7,"partner":"Police"}"#;

#[test]
fn what_is_usual_is_taken_and_the_rest_is_left() {
    let mut row = row();
    for record in [
        USUAL,
        "{}",
        "{ }",
        r#"{"id":1,"grade":null}"#,
        r#"{"grade":"Good","id":-12}"#,
        r#"{"office":"Ynys M\u00f4n"}"#.replace("\\u00f4", "ô").as_str(),
        r#"{"office":"Ynys M�n","causes":[],"actions":[]}"#,
        r#"{"actions":null,"causes":"Drift|Plan"}"#,
        r#"{"causes":["",  "a" ,"b"],"team":true}"#,
        r#"{"notes":1.5e-3,"x":[0,-0,1E5]}"#,
    ] {
        assert!(agree(&mut row, record.as_bytes()), "{record}");
        // Whatever follows is not looked at.
        assert!(agree(&mut row, format!("{record},\n{{").as_bytes()), "{record}");
    }
    for record in [
        "",
        "{",
        "[]",
        "{]",
        r#"{"id":1"#,
        r#"{"id":1,}"#,
        r#"{"id" 1}"#,
        r#"{"id":01}"#,
        r#"{"id":-0}"#,
        r#"{"id":1.5}"#,
        r#"{"id":1234567890123456789}"#,
        r#"{"id":"a","id":"b"}"#,
        r#"{"id":{"value":1}}"#,
        r#"{"id":["a"]}"#,
        r#"{"id":"\u0041"}"#,
        r#"{"office":"a
            "}"#,
        r#"{"new":1}"#,
        r#"{"notes":"\x"}"#,
        r#"{"notes":"\u12g4"}"#,
        r#"{"notes":.5}"#,
        r#"{"notes":01}"#,
        r#"{"notes":nul}"#,
        r#"{"causes":[1]}"#,
        r#"{"causes":["\n"]}"#,
        r#"{"actions":[null]}"#,
        r#"{"actions":{}}"#,
        r#"{"actions":[{"due":"a","due":"b"}]}"#,
        r#"{"actions":[{"due":["a"]}]}"#,
        r#"{"actions":[{"value":1}]}"#,
        r#"{"actions":[],"actions":[]}"#,
    ] {
        assert!(!agree(&mut row, record.as_bytes()), "{record}");
    }
    assert!(!agree(&mut row, b"{\"office\":\"\xff\"}"));
    assert!(agree(&mut row, b"{\"notes\":\"\xff\"}"), "what is not read need not be text");
}

#[test]
fn a_record_is_taken_only_whole() {
    let mut row = row();
    for end in 0..USUAL.len() {
        assert!(!agree(&mut row, &USUAL.as_bytes()[..end]), "{end}");
    }
    assert!(agree(&mut row, USUAL.as_bytes()));
}

/// A value of JSON as it may be written.
fn value() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        4 => "[ -~é\u{fffd}\u{2003}]{0,12}".prop_map(|text| text.replace(['"', '\\'], "")),
        1 => r#"[a-z]{0,2}(\\["\\/bfnrtu]|\\u[0-9a-fdD]{4}|\\ud83d\\ude00)[a-z]{0,9}"#,
    ];
    let leaf = prop_oneof![
        6 => text.prop_map(|text| format!("\"{text}\"")),
        1 => "-?[0-9]{1,20}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        1 => prop_oneof![Just("null"), Just("true"), Just("false"), Just("nul")].prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            group(inner)
        ]
    })
}

fn group(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let key = proptest::sample::select(vec![
        "id", "date", "office", "grade", "team", "causes", "partner", "actions", "notes", "x", "value", "due",
        "closed", "", "new",
    ]);
    let space = proptest::sample::select(vec!["", "", "", " ", "\n", "\r\n\t"]);
    let pair = (key, space.clone(), space, value)
        .prop_map(|(key, before, after, value)| format!("{before}\"{key}\":{after}{value}"));
    proptest::collection::vec(pair, 0..6).prop_map(|pairs| format!("{{{}}}", pairs.join(",")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_two_ways_agree(records in proptest::collection::vec(group(value()), 1..4), at in 0..200_usize, byte in any::<u8>(), cut in 0..200_usize) {
        let mut row = row();
        for record in &records {
            agree(&mut row, record.as_bytes());
            let mut damaged = record.clone().into_bytes();
            damaged.get_mut(at).into_iter().for_each(|place| *place = byte);
            agree(&mut row, &damaged);
            damaged.insert(at.min(damaged.len()), byte);
            damaged.truncate(cut);
            agree(&mut row, &damaged);
        }
    }

    /// The same file with the first letter of each text escaped, which the quick way leaves to the other one, is the same to the last figure.
    #[test]
    fn a_file_is_the_same_whichever_way_it_is_read(
        records in proptest::collection::vec((0..40_u32, 0..3_usize, 0..4_usize, 0..3_usize, any::<bool>(), 0..5_usize), 1..100),
        cut in 1..2000_usize,
    ) {
        let grades = ["Good", "Inadequate", "RI", "goodish"];
        let records: Vec<String> = records
            .into_iter()
            .enumerate()
            .map(|(at, (id, office, grade, causes, closed, day))| {
                // Columns that come when the others are decided.
                let late = if at < 66 { "" } else { "\"immediate_risk\":\"yes\",\"team\":\"Blue\"," };
                let (office, grade) = (["North", "Ynys Môn", ""][office], grades[grade]);
                let causes = ["[]", "[\"drift\"]", "[\"drift\",\"plan; visit\"]"][causes];
                let closed = if closed { "\"2024-06-01\"" } else { "null" };
                let date = ["2024-04-02", "02/04/2024", "2024-13-01", "", "n/a"][day];
                format!("{{{late}\"id\":\"a{id}\",\"audit_date\":\"{date}\",\"office\":\"{office}\",\"grade\":\"{grade}\",\"causes\":{causes},\
                    \"actions\":[{{\"due\":\"2024-05-01\",\n\"closed\":{closed}}}],\"case_ref\":null}}")
            })
            .collect();
        let document = format!("[{}]", records.join(",\n"));
        let escaped = escaped(&document);
        let read = |document: &str, mapping: Option<Mapping>| {
            let mut reader = Reader::new(mapping);
            document.as_bytes().chunks(cut).try_for_each(|chunk| reader.push(chunk)).and_then(|()| reader.finish())
        };
        match (read(&document, None), read(&escaped, None)) {
            (Ok(plain), Ok(escaped_too)) => {
                prop_assert_eq!((&plain.source, &plain.problems, &plain.survey), (&escaped_too.source, &escaped_too.problems, &escaped_too.survey));
                prop_assert_eq!(tables(&plain), tables(&escaped_too));
                // And by the mapping that came of it.
                for document in [&document, &escaped] {
                    let saved = read(document, Some(plain.mapping.clone())).unwrap();
                    prop_assert_eq!((&plain.problems, &plain.mapping, &plain.source.missing_fields), (&saved.problems, &saved.mapping, &saved.source.missing_fields));
                    prop_assert_eq!((tables(&plain), &plain.table.immediate_risk), (tables(&saved), &saved.table.immediate_risk));
                }
            }
            (plain, escaped) => prop_assert_eq!(plain.err().map(|error| error.to_string()), escaped.err().map(|error| error.to_string())),
        }
    }
}

/// The document with the first letter of each text written as an escape.
fn escaped(document: &str) -> String {
    let mut inside = false;
    let mut first = false;
    let mut written = String::new();
    for letter in document.chars() {
        if letter == '"' {
            inside = !inside;
            first = inside;
            written.push(letter);
        } else if std::mem::take(&mut first) {
            written += &format!("\\u{:04x}", u32::from(letter));
        } else {
            written.push(letter);
        }
    }
    written
}

fn tables(import: &Import) -> String {
    let table = &import.table;
    let mut causes: Vec<_> = table.causes.iter().collect();
    causes.sort_unstable();
    let actions: Vec<_> = table.actions.iter().collect();
    let names = (table.office.names(), table.office.codes(), table.causes.names());
    format!("{:?} {:?} {:?} {causes:?} {actions:?} {names:?}", table.date, table.grade, table.kind)
}
