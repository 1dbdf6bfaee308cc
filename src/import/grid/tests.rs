use super::*;
use proptest::prelude::*;

/// What a grid came to.
#[derive(Debug, Default)]
pub(in super::super) struct Seen {
    pub(in super::super) names: Vec<String>,
    pub(in super::super) rows: Vec<(Place, Vec<String>)>,
}

impl GridSink for Seen {
    fn header(&mut self, names: &[String]) -> Result<(), ImportError> {
        assert!(self.names.is_empty() && self.rows.is_empty(), "one header, before the rows");
        assert!(is_unique(names) && names.iter().all(|name| !trimmed(name).is_empty()), "{names:?}");
        self.names = names.to_vec();
        Ok(())
    }
    fn cells(&mut self, place: Place, cells: &[&str]) -> Result<(), ImportError> {
        assert_eq!(place.record, self.rows.len() as u64 + 1);
        assert!(cells.iter().any(|cell| !trimmed(cell).is_empty()), "no blank row is handed on");
        self.rows.push((place, cells.iter().map(|cell| (*cell).to_owned()).collect()));
        Ok(())
    }
}

/// Reads a grid written with "|" between cells, "⏎" for a line break within one, and gives the header, the number of records and the
/// line of the first; or the error.
fn check(grid: &[&str], expected: Result<(&str, usize, u64), &str>) {
    let (mut reader, mut seen) = (Grid::default(), Seen::default());
    let read = grid.iter().zip(1..).try_for_each(|(row, line)| {
        let row = row.replace('⏎', "\n");
        reader.row(line, &row.split('|').collect::<Vec<_>>(), &mut seen)
    });
    let got = read.and_then(|()| reader.finish(&mut seen));
    match (got, expected) {
        (Ok(()), Ok((names, records, line))) => {
            assert_eq!(seen.names.join("|"), names, "{grid:#?}");
            assert_eq!((seen.rows.len(), seen.rows[0].0.line), (records, line), "{grid:#?}");
        }
        (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{grid:#?}: {error}"),
        (got, _) => panic!("{grid:#?}: {got:?}, {:?}", seen.names),
    }
}

const BODY: &str = "1|02/04/2024|North|Good|Good";

#[test]
fn the_header_is_found_beneath_titles_and_notes() {
    check(&["Ref|Date|Office|Grade|Moderated grade", BODY], Ok(("Ref|Date|Office|Grade|Moderated grade", 1, 2)));
    check(
        &["Audits 2024||||", "", "Ref|Date|Office|Grade|Outcome", "||||", BODY, BODY],
        Ok(("Ref|Date|Office|Grade|Outcome", 2, 5)),
    );
    check(
        &["Exported by|Jane", "Exported on|02/05/2024", "Ref|Date|Office|Grade|Outcome", BODY],
        Ok(("Ref|Date|Office|Grade|Outcome", 1, 4)),
    );
    check(
        &["Office|North|Service|Fostering", "Ref|Date|Office|Grade|Outcome", BODY],
        Ok(("Ref|Date|Office|Grade|Outcome", 1, 3)),
    );
    check(&["\u{feff}⏎Date of  audit|⏎Overall⏎grade ", "02/04/2024|Good"], Ok(("Date of audit|Overall grade", 1, 2)));
    // A title of two cells is as wide as a body of two, and is none the less no header.
    check(&["Exported by|Jane", "Date|Grade", "02/04/2024|Good"], Ok(("Date|Grade", 1, 3)));
}

#[test]
fn a_header_that_no_name_gives_away_is_known_by_its_shape() {
    let body = "7|4/2/24 9:12|4/2/24 9:40|jane@example.org|Good|Yes|The plan was clear.";
    let header = "Id|Start time|Completion time|Email|How good was the plan, on the whole?|Was the child seen?|Why?";
    check(&[header, body, body], Ok((header, 2, 2)));
    check(&["Audit form (answers)", header, body, body], Ok((header, 2, 3)));
    check(&["Audit form|North|Answers", header, body, body], Ok((header, 2, 3)));
    // The second row is words throughout, but is a row like the others.
    check(&["Who|Which|What", "Jane|North|all well", "Jane|North|2024-04-02"], Ok(("Who|Which|What", 2, 2)));
    check(&["When|2023|2024|2025|Where|Who|What", "2024-04-02|1|2|3|North|Jane|Good"], Err("looked at"));
    check(
        &["When|How|2025|Where|Who|What", "2024-04-02|1|2|North|Jane|Good"],
        Ok(("When|How|2025|Where|Who|What", 1, 2)),
    );
    // A later row that happens to hold known words is none.
    check(
        &["When|Where|What|How", "2024-04-02|North|Good|x", "|Office|Team|", "2024-04-02|Site|Good|x"],
        Ok(("When|Where|What|How", 3, 2)),
    );
}

#[test]
fn two_rows_of_names_are_joined_where_that_tells_more() {
    check(
        &["Audit||Grade|", "Id|Date|Overall|Moderated", "1|02/04/2024|Good|Good"],
        Ok(("Audit Id|Audit Date|Overall Grade|Moderated Grade", 1, 3)),
    );
    check(
        &["Audits||||", "Audit||Moderation|", "Date|Grade|Date|Grade", "02/04/2024|Good|03/04/2024|Good"],
        Ok(("Audit Date|Audit Grade|Moderation Date|Moderation Grade", 1, 4)),
    );
    check(
        &["Audit|Audit|Moderation|Moderation", "Date|Grade|Date|Grade", "02/04/2024|Good|03/04/2024|Good"],
        Ok(("Audit Date|Audit Grade|Moderation Date|Moderation Grade", 1, 3)),
    );
    // Unjoined, the grade of one part would pass for the overall one.
    check(
        &["Case||Plan||Visits|", "Ref|Date|Score|Grade|Score|Grade", "1|02/04/2024|3|Good|4|Good"],
        Ok(("Case Ref|Case Date|Plan Score|Plan Grade|Visits Score|Visits Grade", 1, 3)),
    );
    // The second row says it all.
    check(
        &["Audit||Grades|", "Date|Office|Overall grade|Moderated grade", "02/04/2024|North|Good|Good"],
        Ok(("Date|Office|Overall grade|Moderated grade", 1, 3)),
    );
    check(
        &["Ref|Audit||Grades|", "|Date|Office|Overall grade|Moderated grade", "1|02/04/2024|North|Good|Good"],
        Ok(("Ref|Date|Office|Overall grade|Moderated grade", 1, 3)),
    );
    // Cells that are merged downwards.
    check(
        &["Ref|Office|Team|Date|Grade|", "||||Overall|Moderated", "1|North|A|02/04/2024|Good|Good"],
        Ok(("Ref|Office|Team|Date|Overall Grade|Moderated Grade", 1, 3)),
    );
    check(
        &["Who|Findings|", "|Strengths|Needs", "Jane|02/04/2024|Good", "Jane|02/04/2024|Good"],
        Ok(("Who|Findings Strengths|Findings Needs", 2, 3)),
    );
    check(
        &["Audit||Team|", "Audit date|Grade|Name|Manager", "02/04/2024|Good|A|B"],
        Ok(("Audit date|Audit Grade|Team Name|Team Manager", 1, 3)),
    );
}

#[test]
fn rows_that_only_look_like_a_second_header_are_rows() {
    for row in ["|North||", "|||a comment", "|North|see note|a comment", "|North|n/a|n/a"] {
        let body = "02/04/2024|North|Good|x";
        check(&["Date|Office|Grade|", row, body, body], Ok(("Date|Office|Grade|Column D", 3, 2)));
    }
    check(&["Exported by|Jane", "Date|Grade|Grade", "02/04/2024|Good|Good"], Ok(("Date|Grade|Grade (2)", 1, 3)));
    let body = "B|02/04/2024|Good";
    check(&["Ref|Notes|Notes", "A|b|c", body, body], Ok(("Ref|Notes|Notes (2)", 3, 2)));
    check(&["Our audits", "Date|Grade|Grade", "02/04/2024|Good|Good"], Ok(("Date|Grade|Grade (2)", 1, 3)));
}

#[test]
fn every_column_has_a_name_of_its_own() {
    check(
        &["|Date|Grade|Grade||Grade (2)|Grade", "1|02/04/2024|Good|Good|x|Good|Good"],
        Ok(("Column A|Date|Grade|Grade (3)|Column E|Grade (2)|Grade (4)", 1, 2)),
    );
    check(&["Column B||Date|Grade", "1|2|02/04/2024|Good"], Ok(("Column B|Column B (2)|Date|Grade", 1, 2)));
    // Columns without a name or content at the end are none; a stray comma makes none either.
    check(&["Date|Grade|||", "02/04/2024|Good|||"], Ok(("Date|Grade", 1, 2)));
    let row = "02/04/2024|Good";
    check(&["Date|Grade", row, row, "02/04/2024|Good|stray"], Ok(("Date|Grade", 3, 2)));
    check(&["Date|Grade", "02/04/2024|Good||x", "02/04/2024|Good||x"], Ok(("Date|Grade|Column C|Column D", 2, 2)));
    assert_eq!([0, 25, 26, 701, 702, 16_383].map(letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
}

#[test]
fn what_has_no_header_or_no_rows_is_told_apart() {
    check(&[], Err("empty"));
    check(&["||", " |\u{feff}|"], Err("empty"));
    check(&["Date|Office|Grade"], Err("line 1) but no row beneath"));
    check(&["Title", "", "Date|Office|Grade", "||"], Err("line 3) but no row beneath"));
    check(&["2024-04-02|North|Good", "2024-04-03|South|Inadequate"], Err("(2 looked at)"));
    check(&["North|a|b|c|d|e|f|g|h|14 January 2025", "North|a|b|c|d|e|f|g|h|Tue 14-Jan-25"], Err("looked at"));
    check(&["A title", "A note", "Another"], Err("(3 looked at)"));
    check(&["Title"; 50], Err("(40 looked at)"));
    check(&["Who|Where|Total", "Total||"], Ok(("Who|Where|Total", 1, 2)));
}

#[test]
fn rows_beyond_those_that_are_kept_are_counted_on() {
    let mut grid = vec!["Title", "Ref|Date|Office|Grade|Moderated grade"];
    grid.extend([BODY; 500]);
    grid.push("Total|500|||");
    check(&grid, Ok(("Ref|Date|Office|Grade|Moderated grade", 501, 3)));
    let mut late = vec!["A note"; 39];
    late.extend(["Date|Grade", "02/04/2024|Good"]);
    check(&late, Ok(("Date|Grade", 1, 41)));
}

#[test]
fn a_row_of_any_length_decides() {
    let (mut reader, mut seen) = (Grid::default(), Seen::default());
    let wide = vec!["Grade"; 100_000];
    reader.row(1, &wide, &mut seen).unwrap();
    reader.row(2, &wide, &mut seen).unwrap();
    reader.row(3, &["x".repeat(BYTES_KEPT).as_str(), "y"], &mut seen).unwrap();
    assert_eq!((seen.names.len(), seen.rows.len()), (COLUMNS, 2));
}

#[test]
fn cells_are_taken_for_what_they_are() {
    for (cell, kind) in [
        (" \u{feff}\n", Kind::Blank),
        ("Date of audit", Kind::Words),
        ("1. Was the plan clear?", Kind::Words),
        ("Address 2", Kind::Words),
        ("Q12", Kind::Words),
        ("#", Kind::Words),
        ("March 2024 audits", Kind::Words),
        ("May", Kind::Words),
        ("2024", Kind::Number),
        ("£1,200.50", Kind::Number),
        ("14/01/2025", Kind::Data),
        ("14 January 2025", Kind::Data),
        ("1st Feb 24", Kind::Data),
        ("2025-01-14T10:00:00Z", Kind::Data),
        ("Requires improvement", Kind::Data),
        ("Yes", Kind::Data),
        ("CF-00123", Kind::Number),
        ("jane@example.org", Kind::Data),
        ("https://example.org/a", Kind::Data),
    ] {
        assert_eq!(Kind::of(cell), kind, "{cell}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_grid_is_read_or_refused(
        grid in prop::collection::vec(
            prop::collection::vec(
                prop::sample::select(
                    ["", "", "Date", "Grade", "Office", "Audit", "Column B", "Grade (2)", "words", "2024-04-02", "Good", "7"]
                        .as_slice(),
                ),
                0..6,
            ),
            0..50,
        ),
    ) {
        let (mut reader, mut seen) = (Grid::default(), Seen::default());
        let read = grid.iter().zip(1..).try_for_each(|(cells, line)| reader.row(line, cells, &mut seen));
        let read = read.and_then(|()| reader.finish(&mut seen));
        // Every row that is not blank is above the body or in it, in order, and as it came.
        let filled = (1..).zip(&grid).filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
        let filled: Vec<(u64, &Vec<&str>)> = filled.collect();
        let body = &filled[filled.len() - seen.rows.len()..];
        for ((line, cells), (place, seen)) in body.iter().zip(&seen.rows) {
            prop_assert_eq!((*line, *cells), (place.line, &seen.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        prop_assert_eq!(read.is_ok(), !seen.rows.is_empty());
    }
}
