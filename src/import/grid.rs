//! Rows of cells, from whatever format, to a header and the records beneath it. The first rows are kept until it is clear which of
//! them holds the names: exports have titles and notes above it, and some have two rows of names.

use super::date::{DateCell, read_date};
use super::{Field, ImportError, Place};
use crate::audit::{GradeCell, Scale};
use crate::order::InOrder as _;
use std::collections::{BTreeMap, BTreeSet};

/// The rows, blank ones not counted, among which the header must be.
const ROWS_KEPT: usize = 40;
/// The text of so many bytes decides as well: a row may be very long.
const BYTES_KEPT: usize = 4 << 20;
/// No spreadsheet is wider; columns beyond are not named, and so not read.
const COLUMNS: usize = 16_384;
/// A name of a column, even a whole question with its guidance, is not longer than this.
const NAME_BYTES: usize = 2000;

/// Takes what a grid of cells turns out to be.
pub(super) trait GridSink {
    /// Columns that are known to be called so: the row that holds several of them is the header.
    fn called(&self) -> Vec<String> {
        Vec::new()
    }
    /// The columns, once the header is known: unique, non-empty names.
    fn header(&mut self, names: &[String]) -> Result<(), ImportError>;
    /// A row beneath the header. `cells` may be shorter or longer than the header. Wholly blank rows are not handed on, nor counted.
    fn cells(&mut self, place: Place, cells: &[&str]) -> Result<(), ImportError>;
}

/// Finds the header of a grid that comes row by row.
#[derive(Debug, Default)]
pub(super) struct Grid {
    kept: Vec<Row>,
    kept_bytes: usize,
    /// The line of the header, once it is known.
    header: Option<u64>,
    records: u64,
}

impl Grid {
    /// Takes the next row; `line` is where it begins, from 1.
    ///
    /// # Errors
    /// If no row can be the header, and what the sink makes of it.
    pub(super) fn row(&mut self, line: u64, cells: &[&str], sink: &mut impl GridSink) -> Result<(), ImportError> {
        if cells.iter().all(|cell| trimmed(cell).is_empty()) {
            return Ok(());
        }
        if self.header.is_some() {
            self.records += 1;
            return sink.cells(Place { record: self.records, line, item: None }, cells);
        }
        let row = Row::new(line, cells);
        self.kept_bytes += row.cells.iter().map(|cell| cell.len() + size_of::<String>()).sum::<usize>();
        self.kept.push(row);
        if self.kept.len() >= ROWS_KEPT || self.kept_bytes >= BYTES_KEPT { self.decide(sink) } else { Ok(()) }
    }

    /// Ends the grid.
    ///
    /// # Errors
    /// If it has no rows, no header, or none but the header; and what the sink makes of it.
    pub(super) fn finish(&mut self, sink: &mut impl GridSink) -> Result<(), ImportError> {
        if self.header.is_none() {
            self.decide(sink)?;
        }
        match self.header {
            Some(line) if self.records == 0 => Err(ImportError::HeaderAlone { line }),
            _ => Ok(()),
        }
    }

    fn decide(&mut self, sink: &mut impl GridSink) -> Result<(), ImportError> {
        let kept = std::mem::take(&mut self.kept);
        if kept.is_empty() {
            return Err(ImportError::Empty);
        }
        let header = Header::find(&kept, &sink.called()).ok_or(ImportError::NoHeader { rows: kept.len() })?;
        let body = kept.get(header.body..).unwrap_or_default();
        sink.header(&unique_names(&header.names, body))?;
        self.header = Some(header.line);
        for row in body {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            self.records += 1;
            sink.cells(Place { record: self.records, line: row.line, item: None }, &cells)?;
        }
        Ok(())
    }
}

/// What a cell of the first rows can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    /// Words, which a name is made of; but so is much data.
    Words,
    /// A number, or a reference with one. A year or the number of a question may be a name.
    Number,
    /// A date, a grade, an answer or a web or e-mail address, which no name is.
    Data,
}

impl Kind {
    fn of(cell: &str) -> Kind {
        let cell = trimmed(cell);
        if cell.is_empty() {
            return Kind::Blank;
        }
        if cell.len() > NAME_BYTES {
            return Kind::Data;
        }
        let answer = ["yes", "no", "true", "false"].iter().any(|word| cell.eq_ignore_ascii_case(word));
        if answer || is_date(cell) || matches!(Scale::default().read(cell), GradeCell::Grade(_)) {
            return Kind::Data;
        }
        let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        let one_word = !cell.contains(char::is_whitespace);
        match () {
            () if letters == 0 && digits > 0 => Kind::Number,
            // "#" and "%" are names; a dash stands for nothing.
            () if letters == 0 => Kind::Words,
            () if one_word && (cell.contains("://") || cell.contains('@')) => Kind::Data,
            // A reference such as CF-00123.
            () if one_word && digits >= 3 && digits >= letters => Kind::Number,
            () => Kind::Words,
        }
    }
}

/// A date; a bare number may be one too, but is a number first.
fn is_date(cell: &str) -> bool {
    let bare = cell.bytes().all(|byte| byte.is_ascii_digit());
    !bare && matches!(read_date(cell), DateCell::Day(_) | DateCell::Slashed { .. })
}

/// A row that is kept until the header is known.
#[derive(Debug)]
struct Row {
    line: u64,
    /// As they came.
    cells: Vec<String>,
    /// As a name would be written: one space between words, none around.
    names: Vec<String>,
    filled: usize,
    numbers: usize,
    data: usize,
    /// How many fields its names are known to be.
    known: usize,
    /// Whether the date and the grade are among them.
    knows_required: bool,
}

impl Row {
    fn new(line: u64, cells: &[&str]) -> Row {
        let cells: Vec<String> = cells.iter().take(COLUMNS).map(|cell| (*cell).to_owned()).collect();
        let kinds: Vec<Kind> = cells.iter().map(|cell| Kind::of(cell)).collect();
        let count = |kind| kinds.iter().filter(|other| **other == kind).count();
        let names: Vec<String> = cells.iter().map(|cell| name_of(cell)).collect();
        let fields = fields(&names);
        Row {
            line,
            known: fields.len(),
            knows_required: [Field::AuditDate, Field::OverallGrade].iter().all(|field| fields.contains(field)),
            filled: kinds.len() - count(Kind::Blank),
            numbers: count(Kind::Number),
            data: count(Kind::Data),
            cells,
            names,
        }
    }

    fn is_words(&self) -> bool {
        self.numbers == 0 && self.data == 0
    }

    /// Whether it can hold names of groups of columns: words, and not one title alone.
    fn may_group(&self) -> bool {
        let first = self.names.iter().find(|name| !name.is_empty());
        self.is_words() && self.names.iter().any(|name| !name.is_empty() && Some(name) != first)
    }
}

/// The header as it was found.
struct Header {
    names: Vec<String>,
    line: u64,
    /// The first of the kept rows beneath it.
    body: usize,
}

impl Header {
    fn find(rows: &[Row], called: &[String]) -> Option<Header> {
        let named = rows.iter().position(|row| row.names.iter().filter(|name| called.contains(name)).count() >= 2);
        if let Some(at) = named
            && let Some(own) = rows.get(at)
        {
            return Some(Header { names: own.names.clone(), line: own.line, body: at + 1 });
        }
        let at = header_row(rows)?;
        let own = rows.get(at)?;
        let above = at.checked_sub(1).and_then(|above| rows.get(above)).filter(|above| above.may_group());
        if let Some(above) = above
            && let Some(joined) = joined(&above.names, &own.names)
        {
            let names = match (is_unique(&own.names), own.known, known(&joined)) {
                (true, own_known, joined_known) if own_known >= joined_known => filled_from(&own.names, &joined),
                (_, own_known, joined_known) if joined_known > own_known || is_unique(&joined) => joined,
                _ => own.names.clone(),
            };
            return Some(Header { names, line: own.line, body: at + 1 });
        }
        let body = rows.get(at + 2..).unwrap_or_default();
        let beneath = rows.get(at + 1).filter(|beneath| {
            // A row of words is a second row of names only where the rows beneath it are not words alone.
            beneath.is_words() && own.may_group() && body.iter().filter(|row| !row.is_words()).count() * 2 > body.len()
        });
        if let Some(beneath) = beneath
            && let Some(joined) = joined(&own.names, &beneath.names)
            && is_unique(&joined)
            && known(&joined) >= own.known
            && leaves_the_ungrouped_blank(&own.names, &beneath.names)
        {
            let names_as_many = count_filled(&beneath.names) >= count_filled(&joined);
            let alone = names_as_many && is_unique(&beneath.names) && beneath.known >= known(&joined);
            let names = if alone { beneath.names.clone() } else { joined };
            return Some(Header { names, line: beneath.line, body: at + 2 });
        }
        Some(Header { names: own.names.clone(), line: own.line, body: at + 1 })
    }
}

/// Which of the rows holds the names, or the lower row of them.
fn header_row(rows: &[Row]) -> Option<usize> {
    let mut best: Option<(usize, &Row)> = None;
    let mut data_met = false;
    for (at, row) in rows.iter().enumerate() {
        let mut beneath: Vec<usize> = rows.iter().skip(at + 1).map(|row| row.filled).collect();
        beneath.order_by(Ord::cmp);
        // Four fifths of the cells that the rows beneath usually fill: a column or two may have no name.
        let usual = beneath.get(beneath.len() / 2).copied().unwrap_or_default();
        let is_wide = row.filled * 5 >= usual * 4;
        // Of two rows of names neither may be wide by itself.
        let is_wide_with_next = || {
            let next =
                rows.get(at + 1).filter(|next| row.may_group() && next.is_words() && next.filled * 5 < usual * 4);
            let joined = next.and_then(|next| joined(&row.names, &next.names));
            joined.is_some_and(|names| count_filled(&names) * 5 >= usual * 4)
        };
        let may_be = row.filled >= 2
            && if row.known >= 2 {
                // Beneath data stand other rows of data, which may hold a known word or two.
                (row.data + row.numbers) * 2 <= row.filled && (!data_met || row.knows_required)
            } else {
                // No name tells what it is, so its shape must: words throughout, above the first row of data.
                row.data == 0 && row.numbers * 5 <= row.filled && !data_met && (is_wide || is_wide_with_next())
            };
        let is_better = best.is_none_or(|(_, best)| {
            row.known > best.known || !data_met && row.known == best.known && row.known > 0 && row.filled > best.filled
        });
        if may_be && is_better {
            best = Some((at, row));
        }
        data_met |= is_wide && row.data + row.numbers > 0 && row.filled >= 2;
    }
    best.map(|(at, _)| at)
}

/// The names of two rows of names as one, if the upper one groups the columns of the lower one.
fn joined(upper: &[String], lower: &[String]) -> Option<Vec<String>> {
    let width = upper.len().max(lower.len());
    let cell = |row: &[String], at| row.get(at).cloned().unwrap_or_default();
    let (mut names, mut group, mut has_groups) = (Vec::with_capacity(width), String::new(), false);
    for at in 0..width {
        let (above, below) = (cell(upper, at), cell(lower, at));
        if below.is_empty() {
            // A name that stands alone, as a cell that is merged downwards does, groups nothing to its right.
            if !above.is_empty() {
                group.clear();
            }
            names.push(above);
            continue;
        }
        if above.is_empty() || above == group {
            has_groups |= !group.is_empty();
        } else {
            group = above;
        }
        names.push(name_in_group(&group, below));
    }
    has_groups.then_some(names)
}

/// Whether the lower row names nothing beneath a name that groups nothing: such cells are merged downwards, and a row of data would
/// fill them.
fn leaves_the_ungrouped_blank(upper: &[String], lower: &[String]) -> bool {
    let name = |at: usize| upper.get(at).map_or("", String::as_str);
    let groups = |at: usize| {
        let goes_on = at + 1 < lower.len() && (name(at + 1).is_empty() || name(at + 1) == name(at));
        goes_on || name(at).is_empty() || at.checked_sub(1).is_some_and(|before| name(before) == name(at))
    };
    lower.iter().enumerate().all(|(at, below)| below.is_empty() || groups(at))
}

fn name_in_group(group: &str, name: String) -> String {
    let repeats_it = name.to_lowercase().starts_with(&group.to_lowercase());
    if group.is_empty() || repeats_it {
        return name;
    }
    // "Grade" above "Overall" is an overall grade.
    let (joined, turned) = (format!("{group} {name}"), format!("{name} {group}"));
    let is_known = |name: &str| Field::recognise(name).is_some();
    if !is_known(&joined) && is_known(&turned) { turned } else { joined }
}

/// The names of a row that needs no joining; what it leaves blank is named by the row above.
fn filled_from(own: &[String], joined: &[String]) -> Vec<String> {
    let own = own.iter().map(String::as_str).chain(std::iter::repeat(""));
    joined.iter().zip(own).map(|(joined, own)| if own.is_empty() { joined } else { own }.to_owned()).collect()
}

/// The names as columns are called: without a name, by the spreadsheet's letter; repeated, with a number. Columns at the end that
/// have no name are left out, unless most rows fill them: a stray comma makes no column.
fn unique_names(names: &[String], body: &[Row]) -> Vec<String> {
    let fills = |row: &Row, at: usize| row.names.get(at).is_some_and(|name| !name.is_empty());
    let widest = body.iter().map(|row| row.names.len()).max().unwrap_or_default();
    let named = names.iter().rposition(|name| !name.is_empty()).map_or(0, |at| at + 1);
    let width = (named..widest)
        .rev()
        .find(|at| body.iter().filter(|row| fills(row, *at)).count() * 2 > body.len())
        .map_or(named, |at| at + 1);
    let mut taken: BTreeSet<String> = names.iter().filter(|name| !name.is_empty()).cloned().collect();
    let mut times: BTreeMap<&str, u64> = BTreeMap::new();
    let column = |at: usize| match names.get(at).map_or("", String::as_str) {
        "" => numbered(&format!("Column {}", letters(at)), &mut 1, &mut taken),
        name => match times.get_mut(name) {
            Some(times) => numbered(name, times, &mut taken),
            None => {
                times.insert(name, 2);
                name.to_owned()
            }
        },
    };
    (0..width).map(column).collect()
}

/// The name with the first number from this one on that makes it one of its own; 1 is not written.
fn numbered(name: &str, number: &mut u64, taken: &mut BTreeSet<String>) -> String {
    loop {
        let candidate = if *number == 1 { name.to_owned() } else { format!("{name} ({number})") };
        *number += 1;
        if taken.insert(candidate.clone()) {
            return candidate;
        }
    }
}

/// The letters of a column, counted from nought, as a spreadsheet writes them: A, B, … Z, AA.
fn letters(at: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = at + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(('A'..='Z').nth(rest % 26).unwrap_or_default());
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The fields that are known by these names.
fn fields(names: &[String]) -> BTreeSet<Field> {
    let fields = names.iter().filter(|name| name.len() <= 200).filter_map(|name| Field::recognise(name));
    fields.map(|(field, _)| field).collect()
}

fn known(names: &[String]) -> usize {
    fields(names).len()
}

fn is_unique(names: &[String]) -> bool {
    let mut met = BTreeSet::new();
    names.iter().filter(|name| !name.is_empty()).all(|name| met.insert(name))
}

fn count_filled(names: &[String]) -> usize {
    names.iter().filter(|name| !name.is_empty()).count()
}

/// White space, and the marks that some programs leave in its place.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

fn trimmed(cell: &str) -> &str {
    cell.trim_matches(is_blank)
}

fn name_of(cell: &str) -> String {
    cell.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(super) mod tests;
