//! A record of JSON read in one pass over its bytes, where it has the shape of those before it: the quick way for the many.
//!
//! [`Scanner::scan`] takes a record only if it is sure that [`Row::read`](super::row::Row::read) would give the same cells of it. Whatever is not
//! usual (an escape in a cell, a key that was not met before, a group where a value is usual, a fraction, bytes that are not UTF-8, the end
//! of what is at hand) it leaves to that.

use super::Field;
use crate::table::Key;

/// A record with more actions is left to the other way.
const MOST_ACTIONS: usize = 64;
/// Keys that are followed; a record with more is left to the other way.
const MOST_KEYS: usize = 256;
/// Groups within groups, in what is passed over. serde_json stops at 128.
const DEEPEST: usize = 100;

/// Fields of an audit that are not those of an action.
pub(super) const FIELDS: usize = Field::ALL.len() - Field::OF_ACTION.len();

/// What stands under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The cell of a field.
    Cell(Field),
    /// A list of actions.
    Actions,
    /// A cell of an action, by its place in [`Field::OF_ACTION`].
    OfAction(usize),
    /// Nothing that is read.
    Nothing,
    /// Something that only the other way can read.
    Else,
}

/// A text of a record, or of one of its actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Text<'a> {
    /// Whether several values stand where one is usual.
    pub(super) many: bool,
    /// The text without the spaces around it.
    pub(super) text: &'a str,
}

/// The cells of one action, in the order of [`Field::OF_ACTION`].
pub(super) type ActionTexts<'a> = [Text<'a>; Field::OF_ACTION.len()];

/// What was scanned.
#[derive(Debug)]
pub(super) struct Scanned<'a> {
    /// By field; "" where the record has none.
    pub(super) texts: [&'a str; FIELDS],
    /// A bit for each field whose text is the inside of a list of texts: they stand between its quotation marks.
    pub(super) lists: u32,
    pub(super) actions: Vec<ActionTexts<'a>>,
    /// Whether every cell is of ASCII.
    pub(super) ascii: bool,
    /// How many bytes the record has.
    pub(super) bytes: usize,
    /// How many line ends are among them.
    pub(super) line_ends: u64,
}

/// The keys of records in the order in which they came last.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    of_record: Vec<Learned>,
    of_action: Vec<Learned>,
    /// Memory for the actions of the next record.
    spare: Vec<ActionTexts<'static>>,
}

/// A key with its quotation marks and colon.
#[derive(Debug)]
struct Learned {
    written: Box<[u8]>,
    key: Option<Key>,
    what: What,
}

impl Learned {
    #[inline]
    fn is_at(&self, bytes: &[u8]) -> bool {
        let Some(there) = bytes.get(..self.written.len()) else { return false };
        match &self.key {
            Some(key) => Key::of(there).as_ref() == Some(key),
            None => *there == *self.written,
        }
    }
}

/// Where a scan is.
struct At<'a> {
    bytes: &'a [u8],
    at: usize,
    line_ends: u64,
    ascii: bool,
}

impl Scanner {
    /// Forgets the keys, since what is read of a record has changed.
    pub(super) fn forget(&mut self) {
        self.of_record.clear();
        self.of_action.clear();
    }

    /// Gives back the memory of what was scanned.
    pub(super) fn take_back(&mut self, mut actions: Vec<ActionTexts<'_>>) {
        actions.clear();
        self.spare = actions.into_iter().map(|_| ActionTexts::default()).collect();
    }

    /// Scans the record that begins at the first of these bytes. `of_record` and `of_action` say what stands under a key that is new here; `None`
    /// where the other way has to look at it.
    pub(super) fn scan<'a>(
        &mut self,
        bytes: &'a [u8],
        of_record: impl Fn(&str) -> Option<What>,
        of_action: impl Fn(&str) -> Option<What>,
    ) -> Option<Scanned<'a>> {
        let mut at = At { bytes, at: 0, line_ends: 0, ascii: true };
        let mut met = 0_u32;
        let mut scanned = Scanned {
            texts: [""; FIELDS],
            lists: 0,
            actions: std::mem::take(&mut self.spare),
            ascii: true,
            bytes: 0,
            line_ends: 0,
        };
        let Scanner { of_record: order, of_action: order_of_action, .. } = self;
        let whole = at.group(|at, number| {
            match at.key(order, number, &of_record)? {
                What::Nothing => at.pass(DEEPEST),
                What::Cell(field) => {
                    let bit = 1 << field as u32;
                    // A field that is given twice has no one value.
                    if met & bit != 0 {
                        return None;
                    }
                    met |= bit;
                    let text = scanned.texts.get_mut(field as usize)?;
                    match at.peek()? {
                        b'[' if field.may_be_several() => {
                            scanned.lists |= bit;
                            *text = at.texts()?;
                        }
                        _ => *text = at.cell()?.unwrap_or_default(),
                    }
                    Some(())
                }
                What::Actions => {
                    if met & ACTIONS_MET != 0 {
                        return None;
                    }
                    met |= ACTIONS_MET;
                    if at.peek()? == b'n' {
                        return at.word(b"null");
                    }
                    at.list(|at| {
                        if scanned.actions.len() >= MOST_ACTIONS {
                            return None;
                        }
                        let mut action = ActionTexts::default();
                        let mut met = 0_u32;
                        at.group(|at, number| {
                            let field = match at.key(order_of_action, number, &of_action)? {
                                What::OfAction(field) => field,
                                What::Nothing => return at.pass(DEEPEST),
                                _ => return None,
                            };
                            if met & 1 << field != 0 {
                                return None;
                            }
                            met |= 1 << field;
                            action.get_mut(field)?.text = at.cell()?.unwrap_or_default();
                            Some(())
                        })?;
                        scanned.actions.push(action);
                        Some(())
                    })
                }
                What::OfAction(_) | What::Else => None,
            }
        });
        if whole.is_none() {
            self.take_back(scanned.actions);
            return None;
        }
        (scanned.bytes, scanned.line_ends, scanned.ascii) = (at.at, at.line_ends, at.ascii);
        Some(scanned)
    }
}

/// Beyond the bits of the fields.
const ACTIONS_MET: u32 = 1 << 31;

impl<'a> At<'a> {
    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' {
                return Some(byte);
            }
            match byte {
                b' ' | b'\t' | b'\r' => {}
                b'\n' => self.line_ends += 1,
                _ => return None,
            }
            self.at += 1;
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// An object; `value` reads each key and its value, and is told the number of the key.
    #[inline]
    fn group(&mut self, mut value: impl FnMut(&mut Self, &mut usize) -> Option<()>) -> Option<()> {
        self.take(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        let mut number = 0;
        loop {
            if self.peek()? != b'"' {
                return None;
            }
            value(self, &mut number)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    #[inline]
    fn list(&mut self, mut value: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.take(b'[')?;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            value(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// What stands under the key that begins here, which is most often the one that came here in the record before; goes on to its value.
    #[inline]
    fn key(
        &mut self,
        order: &mut Vec<Learned>,
        number: &mut usize,
        what: impl Fn(&str) -> Option<What>,
    ) -> Option<What> {
        let rest = self.rest();
        if let Some(learned) = order.get(*number).filter(|learned| learned.is_at(rest)) {
            *number += 1;
            self.at += learned.written.len();
            return Some(learned.what);
        }
        // A key is missing, or came before.
        let found = order.iter().enumerate().find(|(_, learned)| learned.is_at(rest));
        if let Some((at, learned)) = found {
            *number = at + 1;
            self.at += learned.written.len();
            return Some(learned.what);
        }
        let from = self.at;
        let name = self.text()?;
        if self.bytes.get(self.at) != Some(&b':') || order.len() >= MOST_KEYS {
            return None;
        }
        let what = what(name)?;
        self.at += 1;
        let written = self.bytes.get(from..self.at)?;
        order.insert((*number).min(order.len()), Learned { written: written.into(), key: Key::of(written), what });
        *number += 1;
        Some(what)
    }

    /// A text without escapes, from its quotation mark to behind the other one.
    #[inline]
    fn text(&mut self) -> Option<&'a str> {
        let from = self.at + 1;
        let (to, ascii) = self.end_of_plain(from)?;
        if self.bytes.get(to) != Some(&b'"') {
            return None;
        }
        self.at = to + 1;
        self.ascii &= ascii;
        std::str::from_utf8(self.bytes.get(from..to)?).ok()
    }

    /// Where the first quotation mark, backslash or control character stands; and whether everything before it is of ASCII.
    #[inline]
    fn end_of_plain(&self, from: usize) -> Option<(usize, bool)> {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        let mut at = from;
        let mut high = 0;
        while let Some(eight) = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_le_bytes(*eight);
            // The highest bit of each byte that is nought, or under 32; the lowest one that is set is right.
            let quote = word ^ (ONES * 0x22);
            let backslash = word ^ (ONES * 0x5C);
            let ends = (quote.wrapping_sub(ONES) & !quote
                | backslash.wrapping_sub(ONES) & !backslash
                | word.wrapping_sub(ONES * 0x20) & !word)
                & HIGH;
            if ends != 0 {
                let bits = ends.trailing_zeros() & !7;
                let before = word & ((1_u64 << bits) - 1);
                return Some((at + usize::try_from(bits / 8).ok()?, (high | before) & HIGH == 0));
            }
            high |= word;
            at += 8;
        }
        let mut ascii = high & HIGH == 0;
        loop {
            let byte = *self.bytes.get(at)?;
            if matches!(byte, b'"' | b'\\' | 0..=0x1F) {
                return Some((at, ascii));
            }
            ascii &= byte.is_ascii();
            at += 1;
        }
    }

    /// The text of one value, without the spaces around it; `Some(None)` of null.
    #[inline]
    fn cell(&mut self) -> Option<Option<&'a str>> {
        match self.peek()? {
            b'"' => {
                let text = self.text()?;
                let has_spaces = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ' || !byte.is_ascii());
                let bytes = text.as_bytes();
                Some(Some(if has_spaces(bytes.first()) || has_spaces(bytes.last()) { text.trim() } else { text }))
            }
            b'n' => self.word(b"null").map(|()| None),
            b't' => self.word(b"true").map(|()| Some("true")),
            b'f' => self.word(b"false").map(|()| Some("false")),
            b'-' | b'0'..=b'9' => self.whole_number().map(Some),
            _ => None,
        }
    }

    /// A whole number that is told as it is written.
    fn whole_number(&mut self) -> Option<&'a str> {
        let from = self.at;
        let digits_from = from + usize::from(self.bytes.get(from) == Some(&b'-'));
        let digits = self.bytes.get(digits_from..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let to = digits_from + digits;
        let begins_with_nought = self.bytes.get(digits_from) == Some(&b'0');
        let ends = matches!(self.bytes.get(to)?, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        if !(1..=18).contains(&digits) || begins_with_nought && (digits > 1 || digits_from > from) || !ends {
            return None;
        }
        self.at = to;
        std::str::from_utf8(self.bytes.get(from..to)?).ok()
    }

    /// A list of texts: everything between its first and its last quotation mark; "" of an empty one.
    fn texts(&mut self) -> Option<&'a str> {
        let (mut from, mut to) = (0, 0);
        self.list(|at| {
            if at.peek()? != b'"' {
                return None;
            }
            let begin = at.at + 1;
            at.text()?;
            if to == 0 {
                from = begin;
            }
            to = at.at - 1;
            Some(())
        })?;
        std::str::from_utf8(self.bytes.get(from..to)?).ok()
    }

    /// Passes over a value.
    fn pass(&mut self, deepest: usize) -> Option<()> {
        match self.peek()? {
            b'"' => loop {
                let (to, _) = self.end_of_plain(self.at + 1)?;
                self.at = to;
                match self.bytes.get(to)? {
                    b'"' => {
                        self.at += 1;
                        return Some(());
                    }
                    b'\\' => {
                        self.at += 1;
                        match self.bytes.get(self.at)? {
                            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                            b'u' => {
                                let hex = self.bytes.get(self.at + 1..self.at + 5)?;
                                if !hex.iter().all(u8::is_ascii_hexdigit) {
                                    return None;
                                }
                                self.at += 4;
                            }
                            _ => return None,
                        }
                    }
                    _ => return None,
                }
            },
            b'{' => {
                let deeper = deepest.checked_sub(1)?;
                self.group(|at, _| {
                    at.pass(0)?;
                    at.take(b':')?;
                    at.pass(deeper)
                })
            }
            b'[' => {
                let deeper = deepest.checked_sub(1)?;
                self.list(|at| at.pass(deeper))
            }
            b'n' => self.word(b"null"),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    /// Passes over a number.
    fn number(&mut self) -> Option<()> {
        let digits = |at: &mut Self| {
            let count = at.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
            at.at += count;
            (count > 0).then_some(count)
        };
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        let begins_with_nought = self.bytes.get(self.at) == Some(&b'0');
        if digits(self)? > 1 && begins_with_nought {
            return None;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            digits(self)?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            digits(self)?;
        }
        // At the end of what is at hand a number may go on.
        self.bytes.get(self.at).map(|_| ())
    }
}
