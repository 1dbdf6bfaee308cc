//! Why a whole file could not be read: what, where, and what to do next, in plain words and without any of its text.

use super::{Field, Mapping, Place, Reason, Survey};

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No bytes, or spaces only.
    #[error(
        "This file is empty. Export the audits again, and check that the export has finished before you choose it."
    )]
    Empty,
    /// Neither JSON nor a table of text, or JSON that is broken.
    #[error("{} (line {line}). Nothing was read from it.", looks_like.in_words())]
    NotReadable {
        /// The line, from 1, where that was seen.
        line: u64,
        /// What it looks like.
        looks_like: LooksLike,
    },
    /// The file ends in the middle.
    #[error(
        "This file stops in the middle, at line {line}, after {records} complete records: it looks cut off. Export or copy it again; nothing of it was used."
    )]
    Truncated {
        /// The line, from 1, where it ends.
        line: u64,
        /// Complete records before that.
        records: u64,
    },
    /// A table of text in which no row can be the header.
    #[error(
        "No row at the top of this table ({rows} looked at) names its columns, and without names nothing tells a date from a grade. Put a row of names (such as Date, Office, Grade) above the first audit, then choose the file again."
    )]
    NoHeader {
        /// How many rows were looked at.
        rows: usize,
    },
    /// A header with nothing beneath it.
    #[error(
        "This table has a header (line {line}) but no row beneath it. Check that the export was not filtered down to nothing."
    )]
    HeaderAlone {
        /// The line of the header, from 1.
        line: u64,
    },
    /// A quotation mark that is opened and never closed.
    #[error(
        "A quotation mark that opens in line {line} is never closed, so that the rows after it would be taken for one cell. Export the file again, or correct that line; nothing was used."
    )]
    QuoteNotClosed {
        /// The line on which it opens, from 1.
        line: u64,
    },
    /// JSON, but without a list of records.
    #[error(
        "This file is JSON but holds no list of audits. Plumbline looks for a list of records, one for each audit: check that the right export was chosen."
    )]
    NoAudits,
    /// No column could be taken for a required field.
    #[error(
        "No column of this file could be recognised as the {}. Its columns are: {}. Say below which it is, or choose a saved mapping.",
        field.in_words(), listed(columns)
    )]
    FieldNotFound {
        /// The field.
        field: Field,
        /// The columns that there are.
        columns: Vec<String>,
        /// What there is to choose from, and what was recognised.
        ask: Box<(Survey, Mapping)>,
    },
    /// The saved mapping names a column that is not there.
    #[error(
        "The mapping takes the {} from a column called \"{column}\", which this file does not have. Its columns are: {}. Correct the mapping, or choose the file that it was made for.",
        field.in_words(), listed(columns)
    )]
    MappingColumnNotFound {
        /// The field.
        field: Field,
        /// The column that the mapping names.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
        /// What there is to choose from, and what was recognised.
        ask: Box<(Survey, Mapping)>,
    },
    /// Dates written both ways.
    #[error(
        "This file writes dates in two ways: day first in {day_first}, month first in {month_first}. Nothing can tell which way the others are meant. Correct them to one way (year-month-day is safest) and choose the file again."
    )]
    MixedDates {
        /// A row that must be day first.
        day_first: Place,
        /// A row that must be month first.
        month_first: Place,
    },
    /// One record, or what stands for one, has no end.
    #[error(
        "At line {line} one record goes on for more than 16 million characters, which no audit does. Check that this is the export of audits."
    )]
    RecordTooLong {
        /// The line, from 1, where it begins.
        line: u64,
    },
    /// Lists within lists without end.
    #[error("At line {line} this file is nested more than 64 levels deep, which no export of audits is.")]
    TooDeep {
        /// The line, from 1.
        line: u64,
    },
    /// Records, none of them usable.
    #[error("None of the {records} records in this file could be used. Most often: {what} {what_to_do}")]
    NothingUsable {
        /// How many there are.
        records: u64,
        /// The commonest reason.
        what: String,
        /// What to do about it.
        what_to_do: String,
        /// What there is to choose from, and what was taken for what.
        ask: Box<(Survey, Mapping)>,
    },
}

impl ImportError {
    /// What the reader can choose from to read the file after all, where that may help, and the mapping as far as it is known.
    pub fn ask(&self) -> Option<&(Survey, Mapping)> {
        match self {
            ImportError::FieldNotFound { ask, .. }
            | ImportError::MappingColumnNotFound { ask, .. }
            | ImportError::NothingUsable { ask, .. } => Some(ask),
            _ => None,
        }
    }

    pub(super) fn survey_mut(&mut self) -> Option<&mut Survey> {
        match self {
            ImportError::FieldNotFound { ask, .. }
            | ImportError::MappingColumnNotFound { ask, .. }
            | ImportError::NothingUsable { ask, .. } => Some(&mut ask.0),
            _ => None,
        }
    }

    /// The same to a reader who has what there is to choose from before them.
    pub fn question(&self) -> String {
        match self {
            ImportError::FieldNotFound { field, .. } => {
                format!("No column could be recognised as the {}. Which is it?", field.in_words())
            }
            ImportError::MappingColumnNotFound { field, column, .. } => {
                let column: String = column.chars().take(60).collect();
                format!(
                    "The mapping takes the {} from a column called \"{column}\", which this file does not have. Which is it?",
                    field.in_words()
                )
            }
            ImportError::NothingUsable { what, .. } if what == Reason::GradeUnknown.what() => {
                "The grades in this file are none of the four usual ones. Say below what they mean.".into()
            }
            other => other.to_string(),
        }
    }
}

/// What a file that is not JSON looks like by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksLike {
    /// A PDF.
    Pdf,
    /// A ZIP archive, which is what an Excel workbook is.
    ZipOrExcel,
    /// A gzip archive.
    Gzip,
    /// A web page or XML.
    Markup,
    /// JSON that breaks off being JSON.
    BrokenJson,
    /// None of these.
    Unknown,
}

impl LooksLike {
    /// What the first bytes of a file look like.
    pub(super) fn of(head: &[u8]) -> LooksLike {
        match head {
            [b'%', b'P', b'D', b'F', ..] => LooksLike::Pdf,
            [b'P', b'K', ..] => LooksLike::ZipOrExcel,
            [0x1F, 0x8B, ..] => LooksLike::Gzip,
            [b'<', ..] => LooksLike::Markup,
            [b'{' | b'[', ..] => LooksLike::BrokenJson,
            _ => LooksLike::Unknown,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            LooksLike::Pdf => {
                "This is a PDF, which holds pages and not records. Export the audits as CSV, Excel or JSON instead"
            }
            LooksLike::ZipOrExcel => {
                "This is a ZIP archive, or a workbook that cannot be read here. Save the sheet of audits as CSV instead"
            }
            LooksLike::Gzip => "This is a compressed file. Unpack it first, then choose what it holds",
            LooksLike::Markup => {
                "This is a web page or XML, not an export of audits. Export the audits as CSV, Excel or JSON instead"
            }
            LooksLike::BrokenJson => {
                "This file begins as JSON, but something in it is not. It may have been edited by hand: export it again"
            }
            LooksLike::Unknown => "This is not a file that Plumbline can read. Export the audits as CSV, Excel or JSON",
        }
    }
}

/// The names of at most 30 columns, each cut short: a name, even a hostile one, must not fill the page.
fn listed(columns: &[String]) -> String {
    let mut names: Vec<String> =
        columns.iter().take(30).map(|name| format!("\"{}\"", name.chars().take(60).collect::<String>())).collect();
    if columns.len() > 30 {
        names.push(format!("and {} more", columns.len() - 30));
    }
    names.join(", ")
}
