//! Bytes to table, streamed. Every row is used, or listed with its place and the reason; a cell's text never leaves the table.
//!
//! [`Reader::push`] takes the file in chunks that may end anywhere. `frame` cuts the records out of JSON, `delimited` the rows out of a table
//! of text, of which `grid` finds the header. The collector (`collect`) decides which list holds the audits and, with `survey`, which column is
//! which field; it reads each record's cells (`row`) and adds the audits.

mod action;
mod beside;
mod collect;
mod date;
mod delimited;
mod error;
mod frame;
mod grid;
mod legible;
mod mapping;
mod names;
mod problem;
mod repeats;
mod row;
mod scan;
mod survey;

pub use error::{ImportError, LooksLike};
pub use mapping::{DateOrder, DeclaredScale, Field, How, MappedColumn, Mapping};
pub use names::{Merge, MergeOffer, OfferedName};
pub use problem::{Place, ProblemGroup, Problems, Reason};
pub use survey::{Looks, Private, Survey, SurveyedColumn};

use crate::audit::{Context, Day, Event};
use crate::table::{AuditTable, Expected};
use crate::workbook::Sheet;
use collect::Collector;
use delimited::{Delimited, Utf16};
use frame::Framer;
use grid::Grid;
use serde::{Deserialize, Serialize};

/// A file that was read.
#[derive(Debug)]
pub struct Import {
    /// The audits.
    pub table: AuditTable,
    /// Dated events beside the audits.
    pub events: Vec<Event>,
    /// What is known of the offices beside the audits, by month and office.
    pub context: Vec<Context>,
    /// The targets that the file names: they are offered, and never used unasked.
    pub targets: Targets,
    /// What was not used, or not wholly.
    pub problems: Problems,
    /// The mapping that the file was read by: save it, and next month's export needs no work.
    pub mapping: Mapping,
    /// Where the audits stood, and what was taken for what.
    pub source: Source,
    /// What the columns look like, for a reader who wants to say which is which.
    pub survey: Survey,
}

/// The authority's targets, as the file names them; each between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Targets {
    /// At most this share of audits inadequate.
    pub inadequate_at_most: Option<f64>,
    /// At least this share good or better.
    pub good_or_better_at_least: Option<f64>,
}

/// Where the audits stood in the file, and what was taken for what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// The list that holds the audits (`audits`, `data.rows`); `null` where the file itself is the list.
    pub list: Option<String>,
    /// The sheet of a workbook that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Records met in it; where a record may hold several audits, the audits met.
    pub records: u64,
    /// Records that those audits stand in, where they are not as many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objects: Option<u64>,
    /// Records that became audits.
    pub rows_used: u64,
    /// Exact repeats of an audit, dropped.
    pub exact_repeats: u64,
    /// Rows that told of one more finding of an audit, and are counted with it.
    #[serde(default)]
    pub further_findings: u64,
    /// Actions of the audits that were used.
    #[serde(default)]
    pub actions: u64,
    /// Letters, in the columns that were read, that had been damaged before the file came here.
    #[serde(default)]
    pub letters_damaged: u64,
    /// Names that held what cannot be seen, or were too long for names: they are shown without it, or by their beginning.
    #[serde(default, skip_serializing_if = "is_none")]
    pub names_cleaned: u64,
    /// The authority that the file names.
    pub authority: Option<String>,
    /// The day on which the file says that it was exported.
    pub exported_on: Option<Day>,
    /// Whether the file says that its figures are invented.
    pub invented: bool,
    /// Which column was taken for which field, and why.
    pub mapped: Vec<MappedColumn>,
    /// Columns that were not read.
    pub columns_unread: Vec<String>,
    /// Other lists of records in the file, which were not read.
    pub lists_unread: Vec<UnreadList>,
    /// Fields for which the file has no column.
    pub missing_fields: Vec<Field>,
    /// How dates with slashes were read, if there are any.
    pub date_rule: Option<DateRule>,
    /// Names that were counted under another, because the mapping says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merges: Vec<Merge>,
    /// Names that look like spellings of one, and were not merged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merge_offers: Vec<MergeOffer>,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Source {
    /// The column that is called an office and was not taken for one, because of what its cells look like.
    pub fn office_left_unread(&self) -> Option<&str> {
        let is_office = |column: &&String| matches!(Field::recognise(column), Some((Field::Office, _)));
        let reads_one = self.mapped.iter().any(|column| column.field == Field::Office);
        self.columns_unread.iter().find(is_office).map(String::as_str).filter(|_| !reads_one)
    }
}

/// A list of records that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadList {
    /// Where it stands.
    pub path: String,
    /// How many records it has.
    pub records: u64,
}

/// How the dates of a file that are written with slashes were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateRule {
    /// Day first, as is usual here; this row proves it, if any does.
    DayFirst(Option<Place>),
    /// Month first: this row proves it, or else the mapping says so.
    MonthFirst(Option<Place>),
}

/// Reads a file in chunks.
///
/// ```
/// use plumbline::import::Reader;
/// let mut reader = Reader::new(None);
/// reader.push(br#"[{"audit_id":"1","audit_date":"2024-04-02","office":"North","overall_"#).unwrap();
/// reader.push(br#"grade":"Good"}]"#).unwrap();
/// let import = reader.finish().unwrap();
/// assert_eq!(import.table.len(), 1);
/// assert!(import.problems.groups.is_empty());
/// ```
#[derive(Debug)]
pub struct Reader {
    format: Format,
    utf16: Option<Utf16>,
    collector: Collector,
    /// Bytes that were pushed, and how many there are in all, as long as that is of use.
    pushed: u64,
    all: Option<u64>,
}

/// How the bytes are cut into records, found from the first of them.
#[derive(Debug)]
enum Format {
    /// Not found yet.
    Unknown(Vec<u8>),
    Json(Box<Framer>),
    Delimited(Box<Delimited>),
    /// A sheet of a workbook, which comes as rows of cells.
    Sheet(Grid),
}

/// When so many bytes were read, room is made for what comes.
const ROOM_AFTER_BYTES: u64 = 4 << 20;

/// So many bytes tell JSON from text, and text from what is neither.
const TELLING_BYTES: usize = 512;

impl Reader {
    /// A reader that takes its columns from a saved mapping alone, or recognises them if there is none.
    pub fn new(mapping: Option<Mapping>) -> Reader {
        Reader::remembering(mapping, Vec::new())
    }

    /// A reader that, without a saved mapping, takes the first of these that fits the file's columns.
    pub fn remembering(mapping: Option<Mapping>, remembered: Vec<Mapping>) -> Reader {
        let collector = Collector::new(mapping, remembered);
        Reader { format: Format::Unknown(Vec::new()), utf16: None, collector, pushed: 0, all: None }
    }

    /// Says how many bytes there are, so that the columns need not be moved as they grow. It need not be right.
    pub fn of_bytes(self, all: u64) -> Reader {
        Reader { all: Some(all), ..self }
    }

    /// Says on which day the file is read. Without it, and without a day of export in the file, dates in the future are taken as they are.
    pub fn on(mut self, today: Option<Day>) -> Reader {
        self.collector.today = today;
        self
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// As soon as it is known that the file cannot be read; the reader is of no further use then.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), ImportError> {
        self.push_chunk(chunk)?;
        self.pushed += u64::try_from(chunk.len()).unwrap_or_default();
        if let Some(all) = self.all.filter(|_| self.pushed >= ROOM_AFTER_BYTES) {
            self.collector.make_room(Expected { read: self.pushed, all });
            self.all = None;
        }
        Ok(())
    }

    fn push_chunk(&mut self, chunk: &[u8]) -> Result<(), ImportError> {
        let decoded;
        let chunk = match &mut self.utf16 {
            Some(utf16) => {
                decoded = utf16.decode(chunk);
                decoded.as_bytes()
            }
            None => chunk,
        };
        match &mut self.format {
            Format::Unknown(head) => {
                head.extend_from_slice(chunk);
                if head.len() < TELLING_BYTES { Ok(()) } else { self.begin() }
            }
            Format::Json(framer) => framer.push(chunk, &mut self.collector),
            Format::Delimited(delimited) => delimited.push(chunk, &mut self.collector),
            Format::Sheet(_) => Ok(()),
        }
    }

    /// Takes the next row of a sheet, whose number in the sheet is `row`, from 1. A reader takes either bytes or rows.
    ///
    /// # Errors
    /// If the sheet has no header.
    pub fn push_row(&mut self, row: u64, cells: &[&str]) -> Result<(), ImportError> {
        if !matches!(self.format, Format::Sheet(_)) {
            self.format = Format::Sheet(Grid::default());
        }
        let Format::Sheet(grid) = &mut self.format else { return Ok(()) };
        grid.row(row, cells, &mut self.collector)
    }

    /// Finds the format from the first bytes, and reads them.
    fn begin(&mut self) -> Result<(), ImportError> {
        let Format::Unknown(head) = &mut self.format else { return Ok(()) };
        let mut head = std::mem::take(head);
        if self.utf16.is_none()
            && let Some(mut utf16) = Utf16::of(&head)
        {
            // A byte-order mark in front is the same letter in UTF-8, and is skipped there.
            head = utf16.decode(&head).into_bytes();
            self.utf16 = Some(utf16);
        }
        let text = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&head);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        match (first, LooksLike::of(&head)) {
            (None | Some(b'{' | b'['), _) => {
                let mut framer = Box::new(Framer::default());
                framer.push(&head, &mut self.collector)?;
                self.format = Format::Json(framer);
            }
            (_, LooksLike::Unknown) => {
                let mut delimited = Box::new(Delimited::default());
                delimited.push(&head, &mut self.collector)?;
                self.format = Format::Delimited(delimited);
            }
            (_, looks_like) => return Err(ImportError::NotReadable { line: 1, looks_like }),
        }
        Ok(())
    }

    /// How many records of audits were met so far.
    pub fn records(&self) -> u64 {
        self.collector.records()
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If the file ends too early, holds no audits, or lacks a date or a grade.
    pub fn finish(mut self) -> Result<Import, ImportError> {
        if matches!(self.format, Format::Unknown(_)) {
            self.begin()?;
        }
        match &mut self.format {
            Format::Unknown(_) => return Err(ImportError::Empty),
            Format::Json(framer) => framer.finish(&mut self.collector)?,
            Format::Delimited(delimited) => delimited.finish(&mut self.collector)?,
            Format::Sheet(grid) => grid.finish(&mut self.collector)?,
        }
        self.collector.finish()
    }
}

/// Reads the sheet of a workbook that the mapping names, or else the first that holds audits; hidden sheets last. `rows` hands on the rows
/// of a sheet, as [`Reader::push_row`] takes them.
///
/// # Errors
/// Those of `rows`; those of [`Reader::finish`] for the first sheet, if none holds audits.
pub fn read_sheets<E: From<ImportError>>(
    sheets: &[Sheet],
    mapping: Option<Mapping>,
    remembered: &[Mapping],
    today: Option<Day>,
    rows: impl Fn(&str, &mut dyn FnMut(u64, &[&str])) -> Result<(), E>,
) -> Result<Import, E> {
    let named = mapping.as_ref().and_then(|mapping| mapping.sheet.as_deref());
    let named = sheets.iter().find(|sheet| Some(sheet.name.as_str()) == named);
    let mut order: Vec<&Sheet> = named.into_iter().collect();
    if named.is_none() {
        order.extend(sheets.iter().filter(|sheet| !sheet.hidden));
        order.extend(sheets.iter().filter(|sheet| sheet.hidden));
    }
    let all: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut first_error = None;
    for sheet in order {
        let mut reader = Reader::remembering(mapping.clone(), remembered.to_vec()).on(today);
        let mut refused = None;
        rows(&sheet.name, &mut |row, cells| {
            if refused.is_none() {
                refused = reader.push_row(row, cells).err();
            }
        })?;
        match refused.map_or_else(|| reader.finish(), Err) {
            Ok(mut import) => {
                (import.survey.sheets, import.survey.sheet) = (all, Some(sheet.name.clone()));
                import.source.sheet = Some(sheet.name.clone());
                return Ok(import);
            }
            Err(mut error) => {
                if let Some(survey) = error.survey_mut() {
                    (survey.sheets, survey.sheet) = (all.clone(), Some(sheet.name.clone()));
                }
                // A sheet that the page can ask about says more than one that is blank.
                let better = first_error
                    .as_ref()
                    .is_none_or(|first: &ImportError| first.ask().is_none() && error.ask().is_some());
                if better {
                    first_error = Some(error);
                }
            }
        }
    }
    Err(first_error.unwrap_or(ImportError::Empty).into())
}

/// Reads a file that is in memory.
///
/// # Errors
/// As [`Reader::push`] and [`Reader::finish`].
pub fn read(bytes: &[u8], mapping: Option<Mapping>) -> Result<Import, ImportError> {
    let mut reader = Reader::new(mapping);
    reader.push(bytes)?;
    reader.finish()
}

#[cfg(test)]
mod tests;
