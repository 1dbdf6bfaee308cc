//! Workbooks as Excel and LibreOffice would save them, made by other programs (`data/make_workbooks.py`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use plumbline::import::{self, Import};
use plumbline::report::Report;
use plumbline::settings::Settings;
use plumbline::workbook::{self, WorkbookError};
use proptest::prelude::*;
use std::error::Error;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/workbooks/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(bytes: &[u8]) -> Result<Import, Box<dyn Error>> {
    let sheets = workbook::sheets(bytes)?;
    import::read_sheets(&sheets, None, &[], None, |sheet, row| Ok(workbook::rows(bytes, sheet, row)?))
}

fn rows(bytes: &[u8], sheet: &str) -> Vec<(u64, Vec<String>)> {
    let mut rows = Vec::new();
    workbook::rows(bytes, sheet, |number, cells| {
        rows.push((number, cells.iter().map(|cell| (*cell).to_owned()).collect()))
    })
    .unwrap();
    rows
}

#[test]
fn a_forms_export_is_read_without_a_word_whatever_its_date_system() {
    for name in ["forms.xlsx", "forms_1904.xlsx"] {
        let import = read(&file(name)).unwrap();
        assert_eq!(import.source.sheet.as_deref(), Some("Form responses"), "{name}");
        assert_eq!(import.survey.sheets, ["Read me", "Lists", "Form responses"]);
        let report = Report::of(&import, &Settings::default());
        assert_eq!(
            (report.overall.n, report.overall.inadequate, report.audits.left_out.ungraded),
            (50, 10, 10),
            "{name}"
        );
        // No audit of December is graded.
        assert_eq!(report.audits.last_period.as_deref(), Some("November 2024"));
        let offices: Vec<&str> = report.choices.offices.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(offices, ["Cheltenham", "Gloucester", "Stroud"]);
        assert_eq!(import.table.date[1].to_string(), "2024-02-02");
        let private =
            |path: &str| import.survey.columns.iter().find(|column| column.path == path).unwrap().private.is_some();
        assert!(private("Name") && private("Email") && private("3. What is the child's case number?"));
    }
}

#[test]
fn cells_are_text_as_their_reader_sees_them() {
    let rows = rows(&file("edges.xlsx"), "Audits");
    let near: Vec<(u64, Vec<&str>)> = rows
        .iter()
        .filter(|(number, _)| *number < 100)
        .map(|(number, cells)| (*number, cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        near,
        [
            (1, vec!["", "Audits of the county"]),
            (3, vec!["", "Audit ID", "Audit date", "Office", "Overall grade", "Checked"]),
            (4, vec!["", "1", "02/04/2024", "Stroud", "Good", "TRUE"]),
            (5, vec!["", "2.5", "2024-04-30", "Stroud", "Inadequate", "FALSE"]),
            (6, vec!["", "3", "45383", "Gloucester"]),
            (8, vec!["", "4", "2024-05-02T09:30:00", "Gloucester", "RI"]),
        ]
    );
    // The far corner of the sheet costs its one cell, and is where it is.
    let (number, cells) = rows.last().unwrap();
    assert_eq!((*number, cells.len(), cells.last().map(String::as_str)), (1_048_576, 16_384, Some("far")));

    let import = read(&file("edges.xlsx")).unwrap();
    let dates: Vec<String> = import.table.date.iter().map(ToString::to_string).collect();
    assert_eq!(dates, ["2024-04-02", "2024-04-30", "2024-04-01", "2024-05-02"]);
    let places: Vec<u64> =
        import.problems.groups.iter().flat_map(|group| group.places.iter().map(|place| place.line)).collect();
    assert!(places.contains(&1_048_576), "{places:?}");
}

#[test]
fn open_document_sheets_are_read() {
    let rows = rows(&file("audits.ods"), "Audits");
    assert_eq!(rows.len(), 13);
    assert_eq!(rows[3], (4, vec!["2024-03-03".into(), "Cheltenham".into(), "Inad".into(), "0.5".into()]));
    let import = read(&file("audits.ods")).unwrap();
    assert_eq!(Report::of(&import, &Settings::default()).overall.tally().n, 10);
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    for (name, expected) in [
        ("letter.docx", WorkbookError::NotAWorkbook),
        ("cut.xlsx", WorkbookError::Damaged),
        ("password.xlsx", WorkbookError::OldOrEncrypted),
    ] {
        assert_eq!(workbook::sheets(&file(name)), Err(expected), "{name}");
    }
    assert_eq!(workbook::rows(&file("forms.xlsx"), "Gone", |_, _| ()), Err(WorkbookError::NoSuchSheet));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_damaged_workbook_never_panics(flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), which in 0_usize..3) {
        let mut bytes = file(["forms.xlsx", "edges.xlsx", "audits.ods"][which]);
        for (at, to) in flips {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        let _ = read(&bytes);
    }
}
