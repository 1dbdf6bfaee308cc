//! Rows of cells, from whatever format: finds the header among the first of them, and hands on the others as records.

use super::collect::Collector;
use super::date::{DateCell, read_date};
use super::{Field, ImportError, Place};
use crate::audit::{GradeCell, Scale};
use std::collections::HashSet;

/// Rows among which the header is looked for: titles, notes and blank lines may stand above it.
const ROWS_KEPT: usize = 40;

/// Finds the header, then numbers the records.
#[derive(Debug, Default)]
pub(super) struct Grid {
    kept: Vec<(u64, Vec<String>)>,
    decided: bool,
    records: u64,
}

impl Grid {
    /// Takes the row that begins on this line of the file, or is this row of the sheet, from 1.
    pub(super) fn row(&mut self, line: u64, cells: &[&str], to: &mut Collector) -> Result<(), ImportError> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        if self.decided {
            self.records += 1;
            to.grid_row(Place { record: self.records, line, item: None }, cells);
            return Ok(());
        }
        self.kept.push((line, cells.iter().map(|cell| (*cell).to_owned()).collect()));
        if self.kept.len() >= ROWS_KEPT { self.decide(to) } else { Ok(()) }
    }

    pub(super) fn finish(&mut self, to: &mut Collector) -> Result<(), ImportError> {
        if self.decided { Ok(()) } else { self.decide(to) }
    }

    fn decide(&mut self, to: &mut Collector) -> Result<(), ImportError> {
        let rows = std::mem::take(&mut self.kept);
        let Some(Header { at, names }) = header(&rows, &to.named_columns()) else { return Err(ImportError::NoHeader) };
        if rows.len() <= at + 1 {
            return Err(ImportError::HeaderAlone { line: rows.get(at).map_or(1, |(line, _)| *line) });
        }
        to.grid_columns(&names);
        self.decided = true;
        for (line, cells) in rows.into_iter().skip(at + 1) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            self.row(line, &cells, to)?;
        }
        Ok(())
    }
}

struct Header {
    /// Which of the rows it is, or the second where it has two.
    at: usize,
    names: Vec<String>,
}

/// The row that names most fields; where none names two, the first that is as wide as those beneath it and holds words alone.
fn header(rows: &[(u64, Vec<String>)], named: &HashSet<&str>) -> Option<Header> {
    let known_fields = |cells: &[String]| {
        let by_mapping = cells.iter().filter(|cell| named.contains(one_line(cell).as_str())).count();
        known_fields(cells).max(by_mapping)
    };
    let by_name = rows
        .iter()
        .enumerate()
        .map(|(at, (_, cells))| (known_fields(cells), at))
        .filter(|(known, _)| *known >= 2)
        // Of rows that name as many, the first.
        .max_by_key(|(known, at)| (*known, usize::MAX - at));
    let at = by_name.map(|(_, at)| at).or_else(|| by_shape(rows))?;
    let cells = &rows.get(at)?.1;
    let above = at.checked_sub(1).and_then(|above| rows.get(above)).map(|(_, cells)| cells);
    let joined = above.filter(|above| filled(above) >= 2).map(|above| under_groups(above, cells));
    let names = match joined {
        // Titles above a header fill one cell. Groups of columns fill several, and are needed only if the names beneath them are
        // not enough by themselves.
        Some(joined) if repeats(cells) || known_fields(&joined) > known_fields(cells) => joined,
        _ => cells.clone(),
    };
    Some(Header { at, names: unique(names) })
}

fn by_shape(rows: &[(u64, Vec<String>)]) -> Option<usize> {
    let widest = rows.iter().map(|(_, cells)| filled(cells)).max()?;
    let at = rows.iter().position(|(_, cells)| filled(cells) * 10 >= widest * 7 && filled(cells) >= 2)?;
    // A row of data stands here where the file has no header at all.
    let words = rows.get(at)?.1.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).all(is_a_name);
    words.then_some(at)
}

/// How many different fields the names in a row are recognised as.
fn known_fields(cells: &[String]) -> usize {
    let known = cells.iter().map(|cell| one_line(cell)).filter(|cell| !cell.is_empty() && cell.chars().count() <= 200);
    let fields =
        known.filter_map(|cell| Field::recognise(&cell).map(|(field, _)| field).or_else(|| Field::suggested(&cell)));
    // A title such as "Audits of the North office, overall grades" names fields as well, but in one cell.
    fields.collect::<HashSet<Field>>().len()
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Whether a cell can be the name of a column: no date, number or grade.
fn is_a_name(cell: &str) -> bool {
    cell.parse::<f64>().is_err()
        && matches!(read_date(cell), DateCell::Unreadable)
        && matches!(Scale::default().read(cell), GradeCell::Unknown)
}

fn repeats(cells: &[String]) -> bool {
    let mut met = HashSet::new();
    cells.iter().map(|cell| one_line(cell)).filter(|name| !name.is_empty()).any(|name| !met.insert(name))
}

/// The names of a row with the groups above them, each of which stands over the blank cells to its right as well.
fn under_groups(above: &[String], cells: &[String]) -> Vec<String> {
    let mut group = String::new();
    let groups = above.iter().map(Some).chain(std::iter::repeat(None));
    let joined = cells.iter().zip(groups).map(|(cell, above)| {
        let above = above.map(|above| one_line(above)).unwrap_or_default();
        if !above.is_empty() {
            group = above;
        }
        format!("{group} {}", one_line(cell)).trim().to_owned()
    });
    joined.collect()
}

/// A name without line breaks and needless spaces.
fn one_line(name: &str) -> String {
    name.trim_start_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names of which none is blank or like another.
fn unique(names: Vec<String>) -> Vec<String> {
    let mut met: HashSet<String> = HashSet::new();
    let unique = names.into_iter().enumerate().map(|(at, name)| {
        let name = one_line(&name);
        let name = if name.is_empty() { format!("Column {}", letters(at)) } else { name };
        let mut candidate = name.clone();
        for number in 2.. {
            if met.insert(candidate.clone()) {
                break;
            }
            candidate = format!("{name} ({number})");
        }
        candidate
    });
    unique.collect()
}

/// The letters by which spreadsheets call a column, counted from nought: A, B, … Z, AA.
fn letters(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of the columns and how many rows stand beneath them; `None` if there is no header.
    fn check(rows: &[&[&str]], expected: Option<(&[&str], usize)>) {
        let owned: Vec<(u64, Vec<String>)> = rows
            .iter()
            .zip(1..)
            .map(|(row, line)| (line, row.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect();
        let found = header(&owned, &HashSet::new());
        let found = found.as_ref().map(|header| (header.names.clone(), rows.len() - header.at - 1));
        let expected = expected.map(|(names, rows)| (names.iter().map(|name| (*name).to_owned()).collect(), rows));
        assert_eq!(found, expected, "{rows:?}");
    }

    const DATA: &[&str] = &["02/04/2024", "North", "Good"];

    #[test]
    fn the_header_is_found() {
        let names: &[&str] = &["Date", "Office", "Grade"];
        check(&[names, DATA], Some((names, 1)));
        check(&[&["Audits in 2024"], &["Office: all", "", "Grade: all"], names, DATA, DATA], Some((names, 2)));
        check(
            &[&["\u{feff}Date", "\nOffice ", "Overall\n grade"], DATA],
            Some((&["Date", "Office", "Overall grade"], 1)),
        );
        check(&[&["Date", "", "Grade", "Grade"], DATA], Some((&["Date", "Column B", "Grade", "Grade (2)"], 1)));
    }

    #[test]
    fn a_header_of_questions_is_found_by_its_shape() {
        let questions: &[&str] = &["On what occasion was this looked at?", "Where?", "How good was it?"];
        check(&[&["Responses"], questions, DATA], Some((questions, 1)));
        check(&[DATA, DATA], None);
        check(&[], None);
    }

    #[test]
    fn groups_above_the_names_are_joined_to_them_only_where_they_are_needed() {
        check(
            &[
                &["Audit", "", "Grades", ""],
                &["Date", "Office", "Overall", "Moderated"],
                &["02/04/2024", "North", "Good", "Good"],
            ],
            Some((&["Audit Date", "Audit Office", "Grades Overall", "Grades Moderated"], 1)),
        );
        check(
            &[
                &["When", "", "First", ""],
                &["Date", "Office", "Grade", "Grade"],
                &["02/04/2024", "North", "Good", "Good"],
            ],
            Some((&["When Date", "When Office", "First Grade", "First Grade (2)"], 1)),
        );
        check(&[&["Audit", "", "Result"], &["Date", "Office", "Grade"], DATA], Some((&["Date", "Office", "Grade"], 1)));
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
