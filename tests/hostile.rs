//! Files made to do harm do none: what is read of them can be shown anywhere, and is nowhere longer than a name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

#[path = "hostile/files.rs"]
mod files;

use plumbline::audit::{Day, visible};
use plumbline::disclosure::{Counts, Grain, Profile, control};
use plumbline::import::{Import, Reader, read};
use plumbline::report::{Report, Sheet};
use plumbline::session::{Address, State};
use plumbline::settings::Settings;
use plumbline::share::{Opened, board_file, for_page, link, open, open_board_file};
use plumbline::tally::tally;
use std::collections::BTreeSet;

fn import() -> Import {
    read(&files::json_file(3), None).unwrap()
}

/// Every text in a value.
fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
        serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.push(key.clone());
            texts(value, found);
        }),
        _ => {}
    }
}

#[test]
fn every_name_is_read_and_shown_without_what_cannot_be_seen() {
    let import = import();
    assert_eq!(import.source.rows_used + import.problems.rows_not_used(), import.source.records);
    assert_eq!(import.problems.rows_not_used(), 2, "{:?}", import.problems);
    let mut expected: BTreeSet<String> = files::names().into_iter().map(|(_, shown)| shown).collect();
    expected.insert("Long".into());
    for names in [import.table.office.names(), import.table.service.names(), import.table.team.names()] {
        assert!(names.iter().all(|name| expected.contains(name)), "{names:?}");
    }
    assert_eq!(import.table.office.names().iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert!(import.source.names_cleaned >= 7 * 4);
    let mut found = Vec::new();
    texts(&serde_json::to_value(&import.events).unwrap(), &mut found);
    found.extend(import.table.causes.names().iter().chain(import.table.areas.names()).cloned());
    found.extend(import.source.authority.clone());
    assert!(found.iter().all(|text| *text == visible(text) && text.chars().count() <= 200));
}

#[test]
fn a_name_of_a_megabyte_stands_nowhere_in_the_report() {
    let report = Report::of(&import(), &Settings::default());
    let mut found = Vec::new();
    let mut value: serde_json::Value = serde_json::from_str(&report.figures().unwrap()).unwrap();
    // The names of columns are kept as they are, for a mapping has to find them again.
    texts(&value["file"].take(), &mut found);
    assert!(found.iter().all(|text| text.len() <= 1000), "{:?}", found.iter().map(String::len).max());
    found.clear();
    texts(&value, &mut found);
    assert!(found.len() > 100);
    for text in &found {
        assert!(*text == visible(text), "{text:?}");
        assert!(text.chars().count() < 1500, "{} characters", text.chars().count());
    }
}

#[test]
fn no_cell_of_a_table_runs_as_a_formula() {
    let report = Report::of(&import(), &Settings::default());
    for sheet in [
        Sheet::of_offices(&report),
        Sheet::of_pooled(&report),
        Sheet::of_offices_over_time(&report),
        Sheet::of_periods(&report),
    ] {
        let csv = sheet.to_csv();
        let mut cells = 0;
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        for row in reader.records() {
            for cell in row.unwrap().iter() {
                cells += 1;
                let begins =
                    cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
                assert!(!begins || cell.parse::<f64>().is_ok(), "{cell:?}");
            }
        }
        assert!(cells > 20);
    }
}

#[test]
fn what_is_shared_of_such_a_file_opens_and_cannot_end_the_element_that_holds_it() {
    let import = import();
    let counts = Counts::of(&tally(&import.table, &Settings::default()));
    let mut shared =
        control(&counts, Profile::PUBLIC, Grain { months: 12, merge_offices: false }, None).unwrap().shared;
    shared.told.authority = files::names()[2].0.clone();
    assert!(shared.offices.len() >= files::names().len());
    let page = for_page(&shared).to_lowercase();
    assert!(!page.contains("</script") && !page.contains("<script") && !page.contains("<!--"));
    assert_eq!(open_board_file(&board_file(&shared)).unwrap(), shared);
    if let Ok(link) = link(&shared) {
        assert_eq!(open(&link).unwrap(), Opened::Clear(Box::new(shared)));
    }
}

#[test]
fn a_link_whose_words_turn_the_text_around_is_shown_without_that() {
    let import = import();
    let counts = Counts::of(&tally(
        &import.table,
        &Settings { offices: vec!["+1+1".into(), "ABC".into()], ..Settings::default() },
    ));
    let mut shared =
        control(&counts, Profile::PUBLIC, Grain { months: 12, merge_offices: false }, None).unwrap().shared;
    shared.told.prepared_by = "\u{202e}reganaM .A".into();
    shared.offices[0].name = "+1\u{200b}+1".into();
    let open = State::of_page(None, Address::read(&format!("#{}", link(&shared).unwrap())));
    let board = open.open_board().unwrap();
    assert_eq!(board.shared.told.prepared_by, "reganaM .A");
    assert_eq!(board.shared.offices[0].name, "+1+1");
    assert_eq!(board.fingerprint, plumbline::share::fingerprint(&shared));
    // Where two names then look the same, nobody could tell which figures are whose.
    shared.offices[1].name = "+1+1".into();
    let refused = State::of_page(None, Address::read(&format!("#{}", link(&shared).unwrap())));
    assert!(refused.open_board().is_none() && refused.board.is_some());
}

#[test]
fn escapes_that_are_no_letters_are_listed_or_replaced_and_cost_nothing_else() {
    for escape in [r"\ud800", r"\udc00x", r"\ud800\ud800", r"\u0000", r"\u001b[31m"] {
        let file = format!(
            r#"[{{"audit_id":"1","audit_date":"2024-04-02","office":"North","overall_grade":"Good"}},
                {{"audit_id":"2","audit_date":"2024-04-03","office":"A{escape}B","overall_grade":"Good"}},
                {{"audit_id":"3","audit_date":"2024-04-04","office":"South","overall_grade":"Inadequate"}}]"#
        );
        let import = read(file.as_bytes(), None).unwrap();
        assert_eq!(import.source.records, 3, "{escape}");
        assert_eq!(import.source.rows_used + import.problems.rows_not_used(), 3, "{escape}");
        assert!(import.source.rows_used >= 2, "{escape}");
        assert!(import.table.office.names().iter().all(|name| *name == visible(name)), "{escape}");
    }
}

#[test]
fn two_long_names_that_begin_alike_stay_two() {
    let long = |end: &str| format!("{}{end}", "Long ".repeat(100));
    let office = |number: usize| match number % 10 {
        0 => long("one"),
        1 => long("two"),
        other => format!("Office {other}"),
    };
    let rows = (0..60).map(|number| format!("2024-04-{:02},Good,{}\n", number % 28 + 1, office(number)));
    let file = rows.fold("Date,Grade,Office\n".to_owned(), |file, row| file + &row);
    let import = read(file.as_bytes(), None).unwrap();
    let names = import.table.office.names();
    assert_eq!(names.len(), 10);
    assert!(names[0].ends_with('…') && names[1].ends_with("… (2)"), "{names:?}");
    assert_eq!(import.source.names_cleaned, 2);
}

#[test]
fn the_same_file_gives_the_same_bytes_whatever_day_it_is_and_however_it_is_cut() {
    let file = files::json_file(3);
    let on = |day: &str, piece: usize| {
        let mut reader = Reader::new(None).on(day.parse::<Day>().ok());
        file.chunks(piece).for_each(|chunk| reader.push(chunk).unwrap());
        let import = reader.finish().unwrap();
        let counts = Counts::of(&tally(&import.table, &Settings::default()));
        let shared =
            control(&counts, Profile::PUBLIC, Grain { months: 12, merge_offices: false }, None).unwrap().shared;
        (Report::of(&import, &Settings::default()).figures().unwrap(), for_page(&shared))
    };
    let first = on("2026-03-01", file.len());
    assert_eq!(first, on("2026-03-01", 65_537));
    assert_eq!(first, on("2031-12-31", 1_000_003));
}
