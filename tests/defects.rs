//! Small files with one defect each, named for it: what is said of it, and how many audits are used all the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use plumbline::import::{self, Reader};

/// The file; how many audits are used, or `None` if it is refused as a whole; and part of what is said, "" if nothing is.
const DEFECTS: &[(&str, Option<usize>, &str)] = &[
    ("action_completed_before_raised.csv", Some(2), "An action was completed before it was raised"),
    (
        "action_completed_in_the_future.json",
        Some(1),
        "was raised or completed after the day on which the file was exported",
    ),
    ("action_date_in_words.csv", Some(2), "A date of an action cannot be read"),
    ("action_dates_both_ways.csv", Some(3), "Dates of actions are written both day first and month first"),
    ("another_scale.csv", None, "The grade is not on the scale"),
    ("broken_first_line.jsonl", Some(1), "not a record"),
    ("broken_first_line_without_end.jsonl", Some(2), "not a record"),
    ("broken_line.jsonl", Some(2), "not a record"),
    ("conflicting_repeat.csv", Some(1), "The same audit id appears again"),
    ("control_characters.csv", Some(3), ""),
    ("damaged_utf8.csv", Some(2), "Letters were damaged"),
    ("damaged_utf8.json", Some(2), "Letters were damaged"),
    ("date_after_export.json", Some(1), "after the day on which the file was exported, or read"),
    ("date_before_2000.csv", Some(2), "before the year 2000"),
    ("date_in_words.csv", Some(2), "The date cannot be read"),
    ("date_missing.csv", Some(2), "There is no date, or a placeholder"),
    ("date_not_in_the_calendar.csv", Some(2), "not in the calendar"),
    ("date_placeholder.csv", Some(2), "There is no date, or a placeholder"),
    ("dates_both_ways.csv", None, "day first in record 1 (line 2), month first in record 2 (line 3)"),
    ("empty.csv", None, "This file is empty"),
    ("empty_list_in_a_record.json", Some(1), "holds no audit"),
    ("every_date_missing.csv", None, "None of the 2 records"),
    ("exact_repeat.csv", Some(2), ""),
    ("extra_comma.json", None, "something in it is not."),
    ("field_given_twice.json", Some(1), "given twice"),
    ("first_audit_missing.csv", Some(2), "The first audit of this re-audit is not in the file"),
    ("grade_blank.csv", Some(3), ""),
    ("grade_is_a_sentence.csv", Some(2), "The grade is not on the scale"),
    ("grade_misspelt_beyond_doubt.csv", Some(2), "The grade is not on the scale"),
    ("header_alone.csv", None, "has a header (line 1) but no row beneath it"),
    ("id_missing.csv", Some(3), "There is no audit id"),
    ("list_of_numbers.json", None, "holds no list of audits"),
    ("list_where_one_value_belongs.json", Some(1), "a list or a group where one value should stand"),
    ("missing_bracket.json", None, "stops in the middle"),
    ("no_audits.json", None, "holds no list of audits"),
    ("no_date_column.csv", None, "could be recognised as the date of the audit"),
    ("no_grade_column.csv", None, "could be recognised as the overall grade"),
    ("no_header.csv", None, "(2 looked at) names its columns"),
    ("not_a_table.txt", None, "not a file that Plumbline can read"),
    ("number_among_the_records.json", Some(1), "not a record"),
    ("office_missing.csv", Some(3), "No office is given"),
    ("pdf.csv", None, "This is a PDF"),
    ("quote_closed_by_another_rows.csv", None, "opens in line 2 is never closed"),
    ("quote_closed_by_one_before_a_line_break.csv", None, "opens in line 2 is never closed"),
    ("quote_closed_by_one_before_a_line_break_in_the_last_column.csv", None, "opens in line 2 is never closed"),
    ("quote_not_closed.csv", None, "opens in line 2 is never closed"),
    ("row_too_short.csv", Some(3), "No office is given"),
    ("spaces_only.json", None, "This file is empty"),
    ("truncated.json", None, "stops in the middle, at line 1, after 1 complete records"),
    ("type_unknown.csv", Some(2), "The type of audit is not one that is known"),
    ("web_page.csv", None, "a web page or XML"),
];

#[test]
fn each_defect_is_said_and_costs_no_more_than_it_must() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/defects");
    let mut faults = Vec::new();
    for (name, used, said) in DEFECTS {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let (found, message) = match import::read(&bytes, None) {
            Ok(import) => {
                let source = &import.source;
                assert_eq!(
                    source.rows_used + source.exact_repeats + source.further_findings + import.problems.rows_not_used(),
                    source.records,
                    "{name}"
                );
                let reasons: Vec<&str> = import.problems.groups.iter().map(|group| group.reason.what()).collect();
                (Some(import.table.len()), reasons.join(" "))
            }
            Err(error) => (None, error.to_string()),
        };
        let as_expected = found == *used && message.contains(said) && (!said.is_empty() || message.is_empty());
        if !as_expected {
            faults.push(format!("{name}: {found:?} {message}"));
        }
        // The same, a byte at a time.
        let mut reader = Reader::new(None);
        let dripped = bytes.iter().try_for_each(|byte| reader.push(&[*byte])).and_then(|()| reader.finish());
        assert_eq!(dripped.map(|import| import.table.len()).ok(), found, "{name}");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), DEFECTS.len());
}
