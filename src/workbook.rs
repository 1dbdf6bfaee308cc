//! The sheets of an Excel (XLSX) or OpenDocument (ODS) workbook as rows of text. `calamine` reads them; this says what each cell is
//! as text, and keeps within limits that are stated. In the page it is a module of its own (`src/bin/workbook.rs`), which is compiled only
//! when a workbook is opened; so it uses nothing else of the library.

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xlsx};
use serde::{Deserialize, Serialize};
use std::io::Cursor;
use zip::ZipArchive;

/// A workbook is read in memory, unlike a text file: a larger one may not fit.
pub const LARGEST_FILE_BYTES: usize = 100 << 20;
/// So much XML makes a worksheet of some five million cells; a small file that says it holds more is a trap.
pub const LARGEST_UNPACKED_BYTES: u128 = 1 << 30;
/// The most columns that a spreadsheet has.
const MOST_COLUMNS: usize = 16_384;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether whoever made the workbook hid it.
    pub hidden: bool,
}

/// Why a workbook could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// A ZIP archive of something else.
    #[error(
        "This is a ZIP archive, but no Excel or OpenDocument workbook. If it holds the export, unpack it and choose what is inside."
    )]
    NotAWorkbook,
    /// A binary workbook.
    #[error(
        "This is a binary Excel workbook (.xlsb). Save it in Excel as an ordinary workbook (.xlsx) or as CSV, and choose that."
    )]
    Binary,
    /// The container of old Excel files, and of new ones with a password.
    #[error(
        "This is an old Excel file (.xls), or a workbook with a password. Open it in Excel, save it as .xlsx without a password (or as CSV), and choose that."
    )]
    OldOrEncrypted,
    /// Something in it is broken.
    #[error(
        "This workbook is damaged or was cut short, so nothing of it was used. Open it in Excel, save it again, and choose the copy."
    )]
    Damaged,
    /// Larger than can be read.
    #[error(
        "This workbook is too large: {} at most, since a workbook is read in memory. Save the sheet of audits as CSV, which has no such limit.",
        "100 MB (1 GB unpacked)"
    )]
    TooLarge,
    /// No sheet of that name.
    #[error("This workbook has no sheet of that name any more. Choose another below, or open the workbook anew.")]
    NoSuchSheet,
}

/// The sheets that hold cells (not charts), in the order of the workbook.
///
/// # Errors
/// If it is no workbook that can be read.
pub fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    let metadata = match open(bytes)? {
        Workbook::Xlsx(book) => book.sheets_metadata().to_vec(),
        Workbook::Ods(book) => book.sheets_metadata().to_vec(),
    };
    let cells = metadata.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    Ok(cells.map(|sheet| Sheet { hidden: sheet.visible != SheetVisible::Visible, name: sheet.name }).collect())
}

/// Calls `row` with each row of a sheet that is not blank: its number in the sheet, from 1, and its cells as text from column A on.
///
/// Text is given as it is; dates as `2024-04-02`, with `T10:30:00` after it where there is a time of day; numbers as the shortest decimal that
/// reads back the same; truth as `TRUE` or `FALSE`; errors and blanks as "".
///
/// # Errors
/// If it is no workbook that can be read, or has no such sheet.
pub fn rows(bytes: &[u8], sheet: &str, mut row: impl FnMut(u64, &[&str])) -> Result<(), WorkbookError> {
    let mut current = Row::default();
    match open(bytes)? {
        Workbook::Xlsx(mut book) => {
            if !book.sheet_names().iter().any(|name| name == sheet) {
                return Err(WorkbookError::NoSuchSheet);
            }
            // Cell by cell: a sheet that claims a million columns and holds three cells costs three cells.
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| WorkbookError::Damaged)?;
            while let Some(cell) = cells.next_cell().map_err(|_| WorkbookError::Damaged)? {
                let (number, column) = cell.get_position();
                if number != current.number {
                    current.tell(&mut row);
                    current.number = number;
                }
                current.put(column, &as_text(cell.get_value()));
            }
        }
        Workbook::Ods(mut book) => {
            let range = book.worksheet_range(sheet).map_err(|_| WorkbookError::NoSuchSheet)?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            for (number, cells) in (first_row..).zip(range.rows()) {
                current.tell(&mut row);
                current.number = number;
                for (column, cell) in (first_column..).zip(cells) {
                    current.put(column, &as_text(&as_ref(cell)));
                }
            }
        }
    }
    current.tell(&mut row);
    Ok(())
}

enum Workbook<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>),
    Ods(Box<Ods<Cursor<&'a [u8]>>>),
}

fn open(bytes: &[u8]) -> Result<Workbook<'_>, WorkbookError> {
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(WorkbookError::OldOrEncrypted);
    }
    if bytes.len() > LARGEST_FILE_BYTES {
        return Err(WorkbookError::TooLarge);
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?;
    if archive.decompressed_size().is_none_or(|size| size > LARGEST_UNPACKED_BYTES) {
        return Err(WorkbookError::TooLarge);
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let holds = |name: &str| names.iter().any(|file| file == name);
    if holds("xl/workbook.bin") {
        return Err(WorkbookError::Binary);
    }
    if holds("xl/workbook.xml") || names.iter().any(|name| name.starts_with("xl/worksheets/")) {
        let book = Xlsx::new(Cursor::new(bytes)).map_err(|_| WorkbookError::Damaged)?;
        return Ok(Workbook::Xlsx(Box::new(book)));
    }
    if holds("content.xml") {
        let book = Ods::new(Cursor::new(bytes)).map_err(|_| WorkbookError::NotAWorkbook)?;
        return Ok(Workbook::Ods(Box::new(book)));
    }
    Err(WorkbookError::NotAWorkbook)
}

/// A row while its cells come.
#[derive(Default)]
struct Row {
    /// Counted from nought.
    number: u32,
    cells: Vec<String>,
    used: usize,
}

impl Row {
    fn put(&mut self, column: u32, text: &str) {
        let Ok(column) = usize::try_from(column) else { return };
        if text.is_empty() || column >= MOST_COLUMNS {
            return;
        }
        while self.cells.len() <= column {
            self.cells.push(String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            cell.push_str(text);
        }
        self.used = self.used.max(column + 1);
    }

    fn tell(&mut self, row: &mut impl FnMut(u64, &[&str])) {
        if self.used > 0 {
            let cells: Vec<&str> = self.cells.iter().take(self.used).map(String::as_str).collect();
            row(u64::from(self.number) + 1, &cells);
        }
        self.cells.iter_mut().for_each(String::clear);
        self.used = 0;
    }
}

fn as_text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(date) => date_as_text(*date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn as_ref(cell: &Data) -> DataRef<'_> {
    match cell {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        _ => DataRef::Empty,
    }
}

/// A date as year-month-day. A day number below one is a time of day alone, which no audit is dated by.
fn date_as_text(date: ExcelDateTime) -> String {
    if date.is_duration() || date.as_f64() < 1.0 {
        return date.as_f64().to_string();
    }
    let (year, month, day, hours, minutes, seconds, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hours, minutes, seconds) == (0, 0, 0) { day } else { format!("{day}T{hours:02}:{minutes:02}:{seconds:02}") }
}
