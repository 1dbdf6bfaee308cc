//! Cuts the records out of a stream of JSON. It follows the structure around the lists of records; each record itself is handed
//! on as a slice of bytes, whole, whatever the chunks that it came in.

use super::{ImportError, LooksLike, Place};

/// No audit is longer than this.
const RECORD_BYTES: usize = 16 << 20;
/// The beginning that is kept to see whether a file is one object or one object a line.
const HEAD_BYTES: usize = 1 << 20;
const DEEPEST: usize = 64;

/// Takes what the framer finds.
pub(super) trait Sink {
    /// A record of the list at `path` ("" where the file itself is the list).
    fn record(&mut self, path: &str, place: Place, record: &[u8]) -> Result<(), ImportError>;
    /// The record that begins at the first of these bytes, if it ends among them and can be taken as it is: how far it goes then. If not, it comes as a
    /// [`record`](Sink::record) when it has been cut out.
    fn scan(&mut self, path: &str, place: Place, bytes: &[u8]) -> Option<Scan>;
    /// Something in the list at `path` that is no record.
    fn stray(&mut self, path: &str, place: Place);
    /// A single value at the top of the file, as JSON, with its line; or one of a group there, as `group.name`.
    fn value(&mut self, name: &str, line: u64, json: &[u8]);
    /// The whole file, if it is one object and short: it may itself be the only record.
    fn document(&mut self, object: &[u8]);
}

/// A record that was taken where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scan {
    /// How many bytes it has.
    pub(super) bytes: usize,
    /// How many line ends are among them.
    pub(super) line_ends: u64,
}

/// The framer.
#[derive(Debug, Default)]
pub(super) struct Framer {
    line: u64,
    stage: Stage,
    head: Vec<u8>,
    open: Vec<Open>,
    expect: Expect,
    /// The record, key or value that is being gathered.
    held: Vec<u8>,
    held_line: u64,
    /// How deep the record that is being gathered is at this byte; 0 if none is.
    depth: usize,
    in_text: bool,
    escaped: bool,
    records: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing but spaces yet.
    #[default]
    Start,
    /// The first object, of which it is not known whether it is the file or one line of it.
    FirstObject,
    /// That object has ended; what comes next tells.
    AfterFirstObject,
    /// One value around lists of records.
    Document,
    /// One record a line.
    Lines,
}

#[derive(Debug)]
struct Open {
    is_object: bool,
    /// The key whose value is being read, in an object.
    key: String,
    /// Values met so far, in a list.
    values: u64,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Expect {
    #[default]
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    /// Inside a key.
    InKey,
    /// Inside a text that is a value.
    InText,
    /// Inside a number, true, false or null.
    InWord,
    /// The document has ended.
    Nothing,
}

impl Framer {
    pub(super) fn push(&mut self, chunk: &[u8], sink: &mut impl Sink) -> Result<(), ImportError> {
        let mut rest = chunk;
        while let [byte, after @ ..] = rest {
            match self.stage {
                Stage::Start | Stage::FirstObject | Stage::AfterFirstObject => {
                    rest = after;
                    self.begin(*byte, sink)?;
                }
                Stage::Document if self.depth > 0 => rest = self.gather(rest, sink)?,
                Stage::Document => {
                    rest = self.scan(rest, sink);
                    let [byte, after @ ..] = rest else { break };
                    rest = after;
                    self.structure(*byte, sink)?;
                }
                Stage::Lines => {
                    let line = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                    let (inside, behind) = rest.split_at_checked(line).unwrap_or((rest, &[]));
                    self.hold(inside)?;
                    rest = behind;
                    if let [_, after @ ..] = behind {
                        rest = after;
                        self.end_of_line(sink)?;
                        self.line += 1;
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, sink: &mut impl Sink) -> Result<(), ImportError> {
        match self.stage {
            Stage::Start if self.head.is_empty() => return Err(ImportError::Empty),
            Stage::Start => return Err(self.not_json()),
            Stage::FirstObject if self.is_lines() => {
                self.replay(Stage::Lines, sink)?;
                return self.end_of_line(sink);
            }
            Stage::FirstObject => return Err(self.truncated()),
            // One object alone: it is the document. If it turns out to hold no list, it may be a single line of JSON Lines.
            Stage::AfterFirstObject => {
                sink.document(&self.head);
                self.replay(Stage::Document, sink)?;
            }
            Stage::Document => {}
            Stage::Lines => return self.end_of_line(sink),
        }
        if self.expect == Expect::Nothing { Ok(()) } else { Err(self.truncated()) }
    }

    /// The beginning of the file, until it is known what kind of file it is.
    fn begin(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), ImportError> {
        self.head.push(byte);
        match self.stage {
            Stage::Start => {
                if matches!(self.head.as_slice(), [0xEF] | [0xEF, 0xBB]) {
                    return Ok(());
                }
                if self.head == [0xEF, 0xBB, 0xBF] || byte.is_ascii_whitespace() && self.head.len() == 1 {
                    if byte == b'\n' {
                        self.line += 1;
                    }
                    self.head.clear();
                    return Ok(());
                }
                match byte {
                    b'{' => {
                        self.stage = Stage::FirstObject;
                        self.depth = 1;
                    }
                    b'[' => self.replay(Stage::Document, sink)?,
                    // A little more of it tells what it is instead.
                    _ if self.head.len() < 256 && byte != b'\n' => {}
                    _ => return Err(self.not_json()),
                }
                Ok(())
            }
            Stage::FirstObject => {
                self.step_inside(byte);
                if self.depth == 0 {
                    self.stage = Stage::AfterFirstObject;
                } else if self.head.len() >= HEAD_BYTES {
                    let stage = if self.is_lines() { Stage::Lines } else { Stage::Document };
                    self.replay(stage, sink)?;
                }
                Ok(())
            }
            _ if byte.is_ascii_whitespace() => Ok(()),
            _ => self.replay(if byte == b'{' { Stage::Lines } else { Stage::Document }, sink),
        }
    }

    /// Whether an object that does not end is only a broken first line: most of the lines after it are records by themselves.
    fn is_lines(&self) -> bool {
        let mut lines = self.head.split(|byte| *byte == b'\n').skip(1).filter(|line| !line.trim_ascii().is_empty());
        let (mut records, mut others) = (0, 0);
        // The last line may itself be cut short by the end of what is kept.
        for line in lines.by_ref().take(200) {
            let is_record = line.trim_ascii_start().starts_with(b"{")
                && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
            if is_record { records += 1 } else { others += 1 }
        }
        records > 0 && records >= others
    }

    /// Reads the kept beginning again, now that its kind is known.
    fn replay(&mut self, stage: Stage, sink: &mut impl Sink) -> Result<(), ImportError> {
        let head = std::mem::take(&mut self.head);
        (self.stage, self.depth, self.in_text, self.escaped) = (stage, 0, false, false);
        self.push(&head, sink)
    }

    /// Follows texts and brackets inside a value whose inside is of no interest yet.
    fn step_inside(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            _ if self.in_text => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
    }

    /// Gathers a record until its end, or the chunk's; what is left of the chunk comes back.
    fn gather<'a>(&mut self, chunk: &'a [u8], sink: &mut impl Sink) -> Result<&'a [u8], ImportError> {
        let mut taken = 0;
        for byte in chunk {
            taken += 1;
            self.step_inside(*byte);
            if *byte == b'\n' {
                self.line += 1;
            }
            if self.depth == 0 {
                break;
            }
        }
        let (inside, rest) = chunk.split_at_checked(taken).unwrap_or((chunk, &[]));
        self.held.extend_from_slice(inside);
        if self.held.len() > RECORD_BYTES {
            return Err(ImportError::RecordTooLong { line: self.held_line + 1 });
        }
        if self.depth == 0 {
            let record = std::mem::take(&mut self.held);
            let values = self.open.last().map_or(0, |open| open.values);
            let place = Place { record: values, line: self.held_line + 1, item: None };
            self.records += 1;
            sink.record(&self.path(), place, &record)?;
            self.held = record;
            self.held.clear();
            self.expect = Expect::CommaOrEnd;
        }
        Ok(rest)
    }

    /// Hands on the records of a list where they stand, as far as that goes; what is left of the chunk comes back.
    fn scan<'a>(&mut self, chunk: &'a [u8], sink: &mut impl Sink) -> &'a [u8] {
        let is_between = |expect| matches!(expect, Expect::Value | Expect::ValueOrEnd | Expect::CommaOrEnd);
        if !is_between(self.expect) || !self.is_in(false) {
            return chunk;
        }
        let path = self.path();
        let mut rest = chunk;
        while let [byte, after @ ..] = rest {
            match (self.expect, *byte) {
                (_, b'\n') => self.line += 1,
                (_, b' ' | b'\t' | b'\r') => {}
                (Expect::CommaOrEnd, b',') => self.expect = Expect::Value,
                (Expect::Value | Expect::ValueOrEnd, b'{') => {
                    let values = self.open.last().map_or(0, |open| open.values);
                    let place = Place { record: values + 1, line: self.line + 1, item: None };
                    let Some(scan) = sink.scan(&path, place, rest) else { break };
                    self.open.last_mut().into_iter().for_each(|open| open.values += 1);
                    self.line += scan.line_ends;
                    self.records += 1;
                    self.expect = Expect::CommaOrEnd;
                    rest = rest.get(scan.bytes..).unwrap_or_default();
                    continue;
                }
                _ => break,
            }
            rest = after;
        }
        rest
    }

    /// One byte of the structure around the records.
    fn structure(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), ImportError> {
        if byte == b'\n' {
            self.line += 1;
        }
        match self.expect {
            Expect::InKey | Expect::InText => {
                self.hold(&[byte])?;
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' if self.expect == Expect::InKey => {
                        let key = serde_json::from_slice::<String>(&self.held).map_err(|_| self.broken())?;
                        self.held.clear();
                        if let Some(open) = self.open.last_mut() {
                            open.key = key;
                        }
                        self.expect = Expect::Colon;
                    }
                    b'"' => self.end_of_value(sink)?,
                    _ => {}
                }
                return Ok(());
            }
            Expect::InWord => {
                if !matches!(byte, b',' | b'}' | b']') && !byte.is_ascii_whitespace() {
                    return self.hold(&[byte]);
                }
                if serde_json::from_slice::<serde::de::IgnoredAny>(&self.held).is_err() {
                    return Err(self.broken());
                }
                self.end_of_value(sink)?;
            }
            _ => {}
        }
        if byte.is_ascii_whitespace() {
            return Ok(());
        }
        match (self.expect, byte) {
            (Expect::ValueOrEnd | Expect::CommaOrEnd, b']') if self.is_in(false) => self.close(),
            (Expect::KeyOrEnd | Expect::CommaOrEnd, b'}') if self.is_in(true) => self.close(),
            (Expect::CommaOrEnd, b',') => {
                self.expect = if self.is_in(true) { Expect::Key } else { Expect::Value };
            }
            (Expect::Colon, b':') => self.expect = Expect::Value,
            (Expect::Key | Expect::KeyOrEnd, b'"') => {
                self.held.push(byte);
                self.expect = Expect::InKey;
            }
            (Expect::Value | Expect::ValueOrEnd, _) => {
                self.value(byte)?;
                self.tell_stray(byte, sink);
            }
            _ => return Err(self.broken()),
        }
        Ok(())
    }

    /// Tells of a value in a list that is no record, by its first byte. A list within a list has been opened by then.
    fn tell_stray(&self, byte: u8, sink: &mut impl Sink) {
        let mut around = self.open.iter().rev().skip(usize::from(byte == b'['));
        let (list, above) = (around.next(), around.next());
        let in_a_list_within_a_list = above.is_some_and(|open| !open.is_object);
        if let Some(list) = list.filter(|open| !open.is_object && byte != b'{' && !in_a_list_within_a_list) {
            sink.stray(&self.path(), Place { record: list.values, line: self.line + 1, item: None });
        }
    }

    /// The first byte of a value.
    fn value(&mut self, byte: u8) -> Result<(), ImportError> {
        let in_list = self.is_in(false);
        if let Some(open) = self.open.last_mut() {
            open.values += 1;
        }
        match byte {
            b'{' if in_list => {
                self.held.push(byte);
                self.held_line = self.line;
                self.depth = 1;
            }
            b'{' | b'[' => {
                if self.open.len() >= DEEPEST {
                    return Err(ImportError::TooDeep { line: self.line + 1 });
                }
                self.open.push(Open { is_object: byte == b'{', key: String::new(), values: 0 });
                self.expect = if byte == b'{' { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
            }
            b'"' => {
                self.held.push(byte);
                self.expect = Expect::InText;
            }
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                self.held.push(byte);
                self.expect = Expect::InWord;
            }
            _ => return Err(self.broken()),
        }
        Ok(())
    }

    fn end_of_value(&mut self, sink: &mut impl Sink) -> Result<(), ImportError> {
        let line = self.line + 1;
        match self.open.as_slice() {
            [Open { is_object: true, key, .. }] => sink.value(key, line, &self.held),
            [Open { is_object: true, key: group, .. }, Open { is_object: true, key, .. }] => {
                sink.value(&format!("{group}.{key}"), line, &self.held);
            }
            _ => {}
        }
        self.held.clear();
        self.expect = if self.open.is_empty() { Expect::Nothing } else { Expect::CommaOrEnd };
        Ok(())
    }

    fn close(&mut self) {
        self.open.pop();
        self.expect = if self.open.is_empty() { Expect::Nothing } else { Expect::CommaOrEnd };
    }

    fn end_of_line(&mut self, sink: &mut impl Sink) -> Result<(), ImportError> {
        let record = std::mem::take(&mut self.held);
        if !record.iter().all(u8::is_ascii_whitespace) {
            self.records += 1;
            sink.record("", Place { record: self.records, line: self.line + 1, item: None }, &record)?;
        }
        self.held = record;
        self.held.clear();
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        self.held.extend_from_slice(bytes);
        if self.held.len() > RECORD_BYTES {
            return Err(ImportError::RecordTooLong { line: self.line + 1 });
        }
        Ok(())
    }

    fn is_in(&self, object: bool) -> bool {
        self.open.last().is_some_and(|open| open.is_object == object)
    }

    /// The keys that lead to the innermost open list.
    fn path(&self) -> String {
        let keys: Vec<&str> = self.open.iter().filter(|open| open.is_object).map(|open| open.key.as_str()).collect();
        keys.join(".")
    }

    fn broken(&self) -> ImportError {
        ImportError::NotReadable { line: self.line + 1, looks_like: LooksLike::BrokenJson }
    }

    fn not_json(&self) -> ImportError {
        ImportError::NotReadable { line: self.line + 1, looks_like: LooksLike::of(&self.head) }
    }

    fn truncated(&self) -> ImportError {
        ImportError::Truncated { line: self.line + 1, records: self.records }
    }
}
