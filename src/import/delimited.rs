//! Delimited text (CSV, TSV), streamed: finds its encoding and its delimiter, and cuts it into rows. `csv-core` does the cutting.

use super::collect::Collector;
use super::grid::Grid;
use super::{Field, ImportError, LooksLike};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The beginning that is kept to find the delimiter.
const HEAD_BYTES: usize = 64 << 10;
/// No row is longer than this.
const ROW_BYTES: usize = 16 << 20;

/// A reader of delimited text. UTF-8 and Windows-1252 are told apart row by row, for both are ASCII where a row is cut.
#[derive(Debug)]
pub(super) struct Delimited {
    head: Vec<u8>,
    reader: Option<Reader>,
    grid: Grid,
    text: Vec<u8>,
    text_len: usize,
    ends: Vec<usize>,
    ends_len: usize,
    line: u64,
    row_line: u64,
    /// Whether a row has begun and not ended.
    in_row: bool,
    row_bytes: usize,
    quotes: Quotes,
    /// Whether lines end in a carriage return alone.
    returns_alone: bool,
    encoding: Encoding,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Nothing but ASCII so far.
    Ascii,
    Utf8,
    Windows1252,
}

impl Default for Delimited {
    fn default() -> Delimited {
        Delimited {
            head: Vec::new(),
            reader: None,
            grid: Grid::default(),
            text: vec![0; 1 << 12],
            text_len: 0,
            ends: vec![0; 64],
            ends_len: 0,
            line: 1,
            row_line: 1,
            in_row: false,
            row_bytes: 0,
            quotes: Quotes::default(),
            returns_alone: false,
            encoding: Encoding::Ascii,
        }
    }
}

impl Delimited {
    pub(super) fn push(&mut self, chunk: &[u8], to: &mut Collector) -> Result<(), ImportError> {
        if self.reader.is_some() {
            return self.rows(chunk, to);
        }
        self.head.extend_from_slice(chunk);
        if self.head.len() < HEAD_BYTES { Ok(()) } else { self.begin(to) }
    }

    pub(super) fn finish(&mut self, to: &mut Collector) -> Result<(), ImportError> {
        if self.reader.is_none() {
            self.begin(to)?;
        }
        if self.in_row {
            // A quote that was never closed has swallowed the rest of the file.
            if self.quotes.state == Quote::Inside {
                return Err(self.quotes.not_closed());
            }
            // Nothing more comes: this ends the last row.
            self.rows(&[], to)?;
        }
        self.grid.finish(to)
    }

    fn begin(&mut self, to: &mut Collector) -> Result<(), ImportError> {
        let head = std::mem::take(&mut self.head);
        let mut text = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(&head);
        if text.len() < head.len() {
            self.encoding = Encoding::Utf8;
        }
        // Excel writes, and obeys, a first line that names the delimiter.
        let first_line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
        let delimiter = match first_line {
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => {
                text = text.get(first_line.len()..).unwrap_or_default();
                *delimiter
            }
            _ => delimiter_of(text).ok_or(ImportError::NotReadable { line: 1, looks_like: LooksLike::Unknown })?,
        };
        self.returns_alone = text.contains(&b'\r') && !text.contains(&b'\n');
        self.reader = Some(ReaderBuilder::new().delimiter(delimiter).build());
        self.quotes.delimiter = delimiter;
        self.rows(text, to)
    }

    fn rows(&mut self, mut input: &[u8], to: &mut Collector) -> Result<(), ImportError> {
        let line_end = if self.returns_alone { b'\r' } else { b'\n' };
        let ending = input.is_empty();
        loop {
            if !self.in_row {
                // Between rows: what is left of the line's end, and blank lines.
                let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                let (skipped, rest) = input.split_at_checked(blank).unwrap_or((input, &[]));
                self.line += count(skipped, line_end);
                input = rest;
                if input.is_empty() {
                    return Ok(());
                }
                (self.in_row, self.row_line, self.row_bytes) = (true, self.line, 0);
                self.quotes.state = Quote::Begin;
            }
            if input.is_empty() && !ending {
                return Ok(());
            }
            let Some(reader) = &mut self.reader else { return Ok(()) };
            let (result, read, written, ended) = reader.read_record(
                input,
                self.text.get_mut(self.text_len..).unwrap_or_default(),
                self.ends.get_mut(self.ends_len..).unwrap_or_default(),
            );
            let (taken, rest) = input.split_at_checked(read).unwrap_or((input, &[]));
            self.quotes.follow(taken, self.line, line_end)?;
            self.line += count(taken, line_end);
            self.row_bytes += read;
            // Cells cost memory even where they are blank, so it is the bytes of the file that are counted.
            if self.row_bytes > ROW_BYTES {
                return Err(ImportError::RecordTooLong { line: self.row_line });
            }
            input = rest;
            self.text_len += written;
            self.ends_len += ended;
            match result {
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty if !ending => return Ok(()),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => self.end_of_row(to)?,
                ReadRecordResult::End => {
                    self.in_row = false;
                    return Ok(());
                }
            }
        }
    }

    fn end_of_row(&mut self, to: &mut Collector) -> Result<(), ImportError> {
        self.quotes.end_of_row(self.ends_len)?;
        let text = self.text.get(..self.text_len).unwrap_or_default();
        let ends = self.ends.get(..self.ends_len).unwrap_or_default();
        let bounds = || std::iter::once(0).chain(ends.iter().copied()).zip(ends.iter().copied());
        match std::str::from_utf8(text) {
            Ok(text) if self.encoding != Encoding::Windows1252 || text.is_ascii() => {
                if self.encoding == Encoding::Ascii && !text.is_ascii() {
                    self.encoding = Encoding::Utf8;
                }
                let cells: Vec<&str> = bounds().map(|(from, to)| text.get(from..to).unwrap_or_default()).collect();
                self.grid.row(self.row_line, &cells, to)?;
            }
            _ => {
                if self.encoding == Encoding::Ascii {
                    self.encoding = Encoding::Windows1252;
                }
                let cells: Vec<String> = bounds()
                    .map(|(from, to)| {
                        let cell = text.get(from..to).unwrap_or_default();
                        match self.encoding {
                            Encoding::Windows1252 => cell.iter().map(|byte| windows_1252(*byte)).collect(),
                            // A damaged letter in a file of UTF-8 is shown as such.
                            _ => String::from_utf8_lossy(cell).into_owned(),
                        }
                    })
                    .collect();
                let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                self.grid.row(self.row_line, &cells, to)?;
            }
        }
        (self.text_len, self.ends_len, self.in_row) = (0, 0, false);
        Ok(())
    }
}

/// Follows the quotes of a row, to see what `csv-core` passes over: a quote that is not closed is closed by the next one of another row,
/// and takes all the rows between them into one cell. They would be lost without a word.
///
/// The quote that closes it is then one that was meant to open. Most are followed by text, which shows it. One that is followed by a
/// line's end or a delimiter, as where a cell begins with a line break, looks like a quote that closes: it is in doubt until the next
/// quotes, or the number of cells, tell.
#[derive(Debug, Default)]
struct Quotes {
    delimiter: u8,
    state: Quote,
    /// The line on which the last quote opened.
    line: u64,
    /// Whether a line has ended since.
    holds_lines: bool,
    holds_delimiters: bool,
    /// The byte before this one, inside quotes.
    before: u8,
    /// Whether the byte before this one is the quote that opened.
    just_opened: bool,
    /// Whether the quote that closed last stands where one would open.
    may_open: bool,
    /// The line on which a quote opened that may have been closed by another's.
    doubt: Option<u64>,
    /// Whether that was in the row that is being read.
    doubt_in_row: bool,
    /// The most cells that a row has had.
    widest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Quote {
    /// Where a cell begins, and a quote would open.
    #[default]
    Begin,
    /// In a cell without quotes, where they mean themselves.
    Plain,
    Inside,
    /// Just after a quote that closes, or is the first of two; or in spaces after that.
    After,
}

impl Quotes {
    /// Takes the next bytes of a row, which begin on this line.
    ///
    /// # Errors
    /// If a quoted cell with lines in it goes on after its closing quote: no program writes that, and the quote was another cell's.
    fn follow(&mut self, bytes: &[u8], mut line: u64, line_end: u8) -> Result<(), ImportError> {
        let is_end = |byte: u8| byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        if matches!(self.state, Quote::Begin | Quote::Plain) && !bytes.contains(&b'"') {
            if let Some(last) = bytes.last() {
                self.state = if is_end(*last) { Quote::Begin } else { Quote::Plain };
            }
            return Ok(());
        }
        for byte in bytes.iter().copied() {
            self.state = match self.state {
                Quote::Begin if byte == b'"' => {
                    (self.line, self.holds_lines, self.holds_delimiters) = (line, false, false);
                    (self.before, self.just_opened) = (b'"', true);
                    Quote::Inside
                }
                Quote::Inside if byte == b'"' => {
                    self.may_open = self.holds_lines && is_end(self.before);
                    (self.before, self.just_opened) = (b'"', false);
                    Quote::After
                }
                Quote::Inside => {
                    // Text right after a quote that opens: nothing of the kind follows a quote that closes.
                    if std::mem::take(&mut self.just_opened) && !is_end(byte) {
                        self.doubt = None;
                    }
                    self.holds_lines |= matches!(byte, b'\r' | b'\n');
                    self.holds_delimiters |= byte == self.delimiter;
                    self.before = byte;
                    Quote::Inside
                }
                Quote::After if byte == b'"' => Quote::Inside,
                Quote::After if is_end(byte) => {
                    // Without a delimiter inside, it was the last cell of one row and the quote begins the next.
                    if self.may_open && (self.holds_delimiters || byte != self.delimiter) {
                        self.doubt = self.doubt.or(Some(self.line));
                        self.doubt_in_row = true;
                    }
                    Quote::Begin
                }
                _ if is_end(byte) => Quote::Begin,
                Quote::After if byte == b' ' => Quote::After,
                Quote::After if self.holds_lines || self.doubt.is_some() => return Err(self.not_closed()),
                Quote::Plain if byte == b'"' && self.doubt.is_some() => return Err(self.not_closed()),
                _ => Quote::Plain,
            };
            line += u64::from(byte == line_end);
        }
        Ok(())
    }

    /// Takes account of a row that has ended with so many cells.
    ///
    /// # Errors
    /// If a quote in doubt has left it with fewer cells than others have.
    fn end_of_row(&mut self, cells: usize) -> Result<(), ImportError> {
        if std::mem::take(&mut self.doubt_in_row) && cells < self.widest {
            return Err(self.not_closed());
        }
        self.widest = self.widest.max(cells);
        Ok(())
    }

    fn not_closed(&self) -> ImportError {
        ImportError::QuoteNotClosed { line: self.doubt.unwrap_or(self.line) }
    }
}

fn count(bytes: &[u8], wanted: u8) -> u64 {
    u64::try_from(bytes.iter().filter(|byte| **byte == wanted).count()).unwrap_or(u64::MAX)
}

/// The delimiter that cuts the beginning of a file into rows of one width, or whose cells name fields; `None` if none does.
fn delimiter_of(head: &[u8]) -> Option<u8> {
    if head.contains(&0) {
        return None;
    }
    let candidates = [b',', b';', b'\t', b'|'].into_iter().filter_map(|delimiter| {
        let rows = rows_of(head, delimiter);
        let known =
            rows.iter().map(|cells| cells.iter().filter(|cell| Field::recognise(cell).is_some()).count()).max()?;
        let widths: Vec<usize> = rows.iter().map(Vec::len).filter(|width| *width > 1).collect();
        let alike = widths.iter().map(|width| widths.iter().filter(|other| *other == width).count()).max()?;
        Some(((known, alike), delimiter))
    });
    // Of equals, the first: the comma.
    candidates
        .fold(
            None::<((usize, usize), u8)>,
            |best, next| if best.is_some_and(|best| best.0 >= next.0) { best } else { Some(next) },
        )
        .map(|(_, delimiter)| delimiter)
}

/// The first rows, cut by this delimiter.
fn rows_of(head: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut text, mut ends) = (vec![0; head.len() + 1], vec![0; head.len() + 1]);
    let mut input = head;
    while rows.len() < 40 {
        let (result, read, _, ended) = reader.read_record(input, &mut text, &mut ends);
        input = input.get(read..).unwrap_or_default();
        if result != ReadRecordResult::Record {
            // The last row is cut short by the end of what was kept, unless the file itself is that short.
            break;
        }
        let ends = ends.get(..ended).unwrap_or_default();
        let bounds = std::iter::once(0).chain(ends.iter().copied()).zip(ends.iter().copied());
        rows.push(
            bounds
                .map(|(from, to)| String::from_utf8_lossy(text.get(from..to).unwrap_or_default()).into_owned())
                .collect(),
        );
    }
    rows
}

/// A byte of Windows-1252 (the table of the WHATWG Encoding Standard: bytes that it leaves undefined are control characters).
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|at| FROM_80.get(usize::from(at))).copied().unwrap_or(char::from(byte))
}

/// UTF-16, as chunks of it come, to UTF-8.
#[derive(Debug)]
pub(super) struct Utf16 {
    little_endian: bool,
    odd: Option<u8>,
    high: Option<u16>,
}

impl Utf16 {
    /// The decoder for a file that begins so, if it is UTF-16: a byte-order mark, or every other byte nought.
    pub(super) fn of(head: &[u8]) -> Option<Utf16> {
        let little_endian = match head {
            [0xFF, 0xFE, ..] => true,
            [0xFE, 0xFF, ..] => false,
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => true,
            [0, first, 0, second, ..] if *first != 0 && *second != 0 => false,
            _ => return None,
        };
        Some(Utf16 { little_endian, odd: None, high: None })
    }

    /// The next bytes as UTF-8; a half character waits for its other half.
    pub(super) fn decode(&mut self, chunk: &[u8]) -> String {
        let mut text = String::with_capacity(chunk.len());
        let bytes = self.odd.take().into_iter().chain(chunk.iter().copied());
        let mut first = None;
        for byte in bytes {
            let Some(before) = first.take() else {
                first = Some(byte);
                continue;
            };
            let unit = if self.little_endian {
                u16::from_le_bytes([before, byte])
            } else {
                u16::from_be_bytes([before, byte])
            };
            if self.high.is_none() && (0xD800..0xDC00).contains(&unit) {
                self.high = Some(unit);
                continue;
            }
            let units = self.high.take().into_iter().chain([unit]);
            text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        self.odd = first;
        text
    }
}
