//! The one walk through the figures (`wire.rs`) is passed over in three ways: to write their plain bytes, to pack them, and to unpack them.

use super::bits::{Bits, Packer, Unpacker};
use super::guess::{Guess, Logistic, context};
use super::spread::{Expected, Spread, Widths};
use std::sync::OnceLock;

/// No share holds more numbers and letters, whatever its bytes claim.
const MOST: u32 = 1 << 16;
/// Ends a text: no byte of UTF-8.
const END: u8 = 0xff;
/// What texts and numbers are first expected to be like: words of the field, and what is often said.
const EXAMPLES: &str = include_str!("examples.txt");

/// Kinds of counts: those of one kind spread alike.
pub(super) const KINDS: usize = 18;

/// What is known of a count before it is read.
pub(super) struct Outlook {
    pub(super) kind: usize,
    pub(super) expected: Expected,
    /// Whether those around it are hidden, a bit for each.
    pub(super) around: u32,
}

/// What is done with each part of the figures, in their order. All give back what they are given, but for a reader, which gives what it reads.
pub(super) trait Pass {
    /// A number of a kind, likely near another one.
    fn number(&mut self, kind: u8, near: u32, number: u32) -> Option<u32>;
    /// A number that may be missing.
    fn maybe(&mut self, kind: u8, near: u32, number: Option<u32>) -> Option<Option<u32>>;
    /// A text of a kind.
    fn text(&mut self, kind: u8, text: &str) -> Option<String>;
    /// A text of a kind that is likely one of those that are known.
    fn one_of(&mut self, kind: u8, known: &[String], text: &str) -> Option<String>;
    /// A count, or that it is hidden.
    fn count(&mut self, outlook: &Outlook, count: Option<u32>) -> Option<Option<u32>>;
    /// What follows from the figures, and helps to pack them.
    fn aside(&mut self, said: bool) -> Option<bool>;
    /// Whether there may be so many more numbers and letters.
    fn has_room(&self, _: usize) -> bool {
        true
    }
}

/// The plain bytes: what the fingerprint is taken of.
#[derive(Default)]
pub(super) struct Plain(pub(super) Vec<u8>);

impl Plain {
    fn leb(&mut self, number: u32) {
        let mut rest = number;
        while rest >= 128 {
            self.0.push(u8::try_from(rest & 127).unwrap_or(0) | 128);
            rest >>= 7;
        }
        self.0.push(u8::try_from(rest).unwrap_or(0));
    }
}

impl Pass for Plain {
    fn maybe(&mut self, _: u8, _: u32, number: Option<u32>) -> Option<Option<u32>> {
        self.leb(number.map_or(0, |number| number.saturating_add(1)));
        Some(number)
    }

    fn number(&mut self, _: u8, _: u32, number: u32) -> Option<u32> {
        self.leb(number);
        Some(number)
    }

    fn text(&mut self, _: u8, text: &str) -> Option<String> {
        self.leb(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.0.extend(text.bytes());
        Some(text.to_owned())
    }

    fn one_of(&mut self, kind: u8, _: &[String], text: &str) -> Option<String> {
        self.text(kind, text)
    }

    fn count(&mut self, _: &Outlook, count: Option<u32>) -> Option<Option<u32>> {
        self.leb(count.map_or(0, |count| count.saturating_add(1)));
        Some(count)
    }

    fn aside(&mut self, said: bool) -> Option<bool> {
        Some(said)
    }
}

/// Packs or unpacks.
#[derive(Clone)]
pub(super) struct Packed<B> {
    bits: B,
    guess: Guess,
    logistic: Logistic,
    widths: [Widths; KINDS],
    left: u32,
}

/// What has learnt from the examples, once.
static BEGINNER: OnceLock<Packed<Packer>> = OnceLock::new();

impl Packed<Packer> {
    pub(super) fn packer() -> Packed<Packer> {
        BEGINNER.get_or_init(Packed::beginner).clone()
    }

    fn beginner() -> Packed<Packer> {
        let mut packer = Packed {
            bits: Packer::default(),
            guess: Guess::default(),
            logistic: Logistic::default(),
            widths: [const { Widths::new() }; KINDS],
            left: MOST,
        };
        // The examples are packed into nothing.
        for line in EXAMPLES.lines() {
            packer.example(line);
        }
        Packed { bits: Packer::default(), left: MOST, ..packer }
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bits.finish()
    }

    /// A text after its kind; or a number, what it is near to, and its kind, after `=`, or `?` if it might be missing.
    fn example(&mut self, line: &str) -> Option<()> {
        let (kind, rest) = line.split_at_checked(1)?;
        let mut numbers = rest.split(' ').map(|number| number.parse().ok());
        match kind {
            "=" => drop(self.number(u8::try_from(numbers.next()??).ok()?, numbers.next()??, numbers.next()??)),
            "?" => drop(self.maybe(u8::try_from(numbers.next()??).ok()?, numbers.next()??, numbers.next()?)),
            _ => drop(self.text(kind.bytes().next()?, rest)),
        }
        Some(())
    }
}

impl Packed<Unpacker<'_>> {
    pub(super) fn unpacker(bytes: &[u8]) -> Packed<Unpacker<'_>> {
        let Packed { guess, logistic, widths, left, .. } = Packed::packer();
        Packed { bits: Unpacker::new(bytes), guess, logistic, widths, left }
    }
}

/// Contexts of numbers, of hidden counts, and of letters.
const NUMBERS: u32 = 1;
const HIDDEN: u32 = 2;
const LETTERS: u32 = 3;
/// Of numbers: whether there is one, has more digits, is less than what it is near to; and its digits.
const THERE: u32 = 11;
const MORE: u32 = 12;
const LESS: u32 = 13;
const DIGIT: u32 = 14;
/// The sets of weights of numbers and of hidden counts. Letters have one for each number of letters before that was met.
const SET_OF_NUMBERS: usize = 6;
const SET_OF_HIDDEN: usize = 7;

impl<B: Bits> Packed<B> {
    fn one_fewer(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    /// A bit of a number of a kind.
    fn choice(&mut self, kind: u8, of: &[u32], bit: bool) -> Option<bool> {
        let of = context(of);
        let contexts = [context(&[NUMBERS, of, kind.into()]), context(&[NUMBERS, of])];
        self.guess.bit(&self.logistic, &mut self.bits, &contexts, 0, SET_OF_NUMBERS, bit)
    }

    /// A byte of a text after others, and after the kind of the text.
    fn letter(&mut self, before: &[u8], letter: u8) -> Option<u8> {
        let last = |count: usize| before.get(before.len().saturating_sub(count)..).unwrap_or(before);
        let is_of_word = |letter: &u8| letter.is_ascii_alphanumeric() || *letter >= 128;
        let word = before.iter().rposition(|letter| !is_of_word(letter)).map_or(0, |at| at + 1);
        let of = |at: u32, letters: &[u8]| {
            letters.iter().fold(context(&[LETTERS, at]), |of, letter| context(&[of, u32::from(*letter)]))
        };
        let kind = before.first().copied().unwrap_or_default();
        let word = context(&[of(7, before.get(word..).unwrap_or_default()), kind.into()]);
        let orders = [of(0, &[]), of(1, last(1)), of(2, last(2)), of(3, last(3)), of(4, last(4)), of(6, last(6)), word];
        let mut read = 1_u32;
        for at in (0..8).rev() {
            let contexts = orders.map(|order| context(&[order, read]));
            let known = contexts.iter().take(6).rposition(|of| self.guess.has_met(*of)).unwrap_or(0);
            let bit = self.guess.bit(&self.logistic, &mut self.bits, &contexts, 0, known, letter >> at & 1 > 0)?;
            read = read << 1 | u32::from(bit);
        }
        u8::try_from(read & 255).ok()
    }
}

impl<B: Bits> Pass for Packed<B> {
    fn number(&mut self, kind: u8, near: u32, number: u32) -> Option<u32> {
        self.one_fewer()?;
        let off = i64::from(number) - i64::from(near);
        let size = off.unsigned_abs();
        let mut digits = 0;
        while digits < 32 && self.choice(kind, &[MORE, digits], size >> digits > 0)? {
            digits += 1;
        }
        let is_less = digits > 0 && self.choice(kind, &[LESS], off < 0)?;
        let mut read = u32::from(digits > 0);
        for at in (0..digits.saturating_sub(1)).rev() {
            let bit = self.choice(kind, &[DIGIT, digits, at, read.min(64)], size >> at & 1 > 0)?;
            read = read << 1 | u32::from(bit);
        }
        if is_less { near.checked_sub(read) } else { near.checked_add(read) }
    }

    fn maybe(&mut self, kind: u8, near: u32, number: Option<u32>) -> Option<Option<u32>> {
        match self.choice(kind, &[THERE], number.is_some())? {
            true => self.number(kind, near, number.unwrap_or(near)).map(Some),
            false => Some(None),
        }
    }

    fn text(&mut self, kind: u8, text: &str) -> Option<String> {
        let mut before = vec![kind];
        let mut given = text.bytes();
        loop {
            self.one_fewer()?;
            match self.letter(&before, given.next().unwrap_or(END))? {
                END => return String::from_utf8(before.split_off(1)).ok(),
                letter => before.push(letter),
            }
        }
    }

    fn one_of(&mut self, kind: u8, known: &[String], text: &str) -> Option<String> {
        let place = known.iter().position(|known| known == text).and_then(|at| u32::try_from(at).ok());
        match self.maybe(kind, 0, place)? {
            Some(place) => known.get(usize::try_from(place).ok()?).cloned(),
            None => self.text(kind, text),
        }
    }

    fn count(&mut self, outlook: &Outlook, count: Option<u32>) -> Option<Option<u32>> {
        self.one_fewer()?;
        let Outlook { kind, expected, around } = outlook;
        let (of, widths) = (u32::try_from(*kind).ok()?, self.widths.get_mut(*kind)?);
        let spread = Spread::new(&self.logistic, *widths, *expected);
        let never = self.logistic.x(spread.never());
        let level = u32::try_from((never + 1024).clamp(0, 2047) / 128).ok()?;
        let contexts = [
            context(&[HIDDEN, of]),
            context(&[HIDDEN, of, 1, level]),
            context(&[HIDDEN, of, 2, *around]),
            context(&[HIDDEN, of, 3, *around, level]),
            context(&[HIDDEN, 4, level]),
        ];
        if self.guess.bit(&self.logistic, &mut self.bits, &contexts, never, SET_OF_HIDDEN, count.is_none())? {
            return Some(None);
        }
        let (count, after) = spread.code(&mut self.bits, count.unwrap_or(0))?;
        *widths = after;
        Some(Some(count))
    }

    fn aside(&mut self, said: bool) -> Option<bool> {
        self.bits.bit(64_000, said)
    }

    fn has_room(&self, more: usize) -> bool {
        u32::try_from(more).is_ok_and(|more| more <= self.left)
    }
}
