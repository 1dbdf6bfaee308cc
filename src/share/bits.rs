//! Bits as bytes and back: a binary arithmetic coder (Witten, Neal and Cleary 1987). What is likely takes little room.

/// A coder's numbers end so far past the end of its bytes.
const AHEAD: usize = 8;

/// One way or the other: a bit is written, or the one that was written is read.
pub(super) trait Bits {
    /// The bit, which is set with a chance of `likely` in 65,536. A reader passes over the given one; `None` past its end.
    fn bit(&mut self, likely: u32, bit: bool) -> Option<bool>;
}

/// What is left of the numbers between nought and one.
#[derive(Clone)]
struct Range {
    low: u32,
    high: u32,
}

impl Default for Range {
    fn default() -> Range {
        Range { low: 0, high: u32::MAX }
    }
}

impl Range {
    /// Where the part ends in which the bit is set.
    fn middle(&self, likely: u32) -> u32 {
        let part = (u64::from(self.high - self.low) * u64::from(likely)) >> 16;
        self.low + u32::try_from(part).unwrap_or(0)
    }

    fn narrow(&mut self, middle: u32, bit: bool) {
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
    }

    /// The highest byte, once it is the same in the whole range.
    fn settled(&mut self) -> Option<u8> {
        let byte = self.low.to_be_bytes().first().copied().filter(|_| (self.low ^ self.high) >> 24 == 0)?;
        (self.low, self.high) = (self.low << 8, (self.high << 8) | 255);
        Some(byte)
    }
}

/// Writes.
#[derive(Default, Clone)]
pub(super) struct Packer {
    range: Range,
    bytes: Vec<u8>,
}

impl Packer {
    /// The fewest bytes that, with noughts after them, lie in the range.
    pub(super) fn finish(self) -> Vec<u8> {
        let (Range { low, high }, mut bytes) = (self.range, self.bytes);
        for (kept, rest) in [(0, u32::MAX), (1, 0x00ff_ffff), (2, 0xffff), (3, 255), (4, 0)] {
            let rounded = (u64::from(low) + u64::from(rest)) & !u64::from(rest);
            if rounded <= u64::from(high) {
                let last = u32::try_from(rounded).unwrap_or(low);
                bytes.extend(last.to_be_bytes().iter().take(kept));
                break;
            }
        }
        bytes
    }
}

impl Bits for Packer {
    fn bit(&mut self, likely: u32, bit: bool) -> Option<bool> {
        self.range.narrow(self.range.middle(likely), bit);
        while let Some(byte) = self.range.settled() {
            self.bytes.push(byte);
        }
        Some(bit)
    }
}

/// Reads.
pub(super) struct Unpacker<'a> {
    range: Range,
    bytes: &'a [u8],
    next: usize,
    code: u32,
}

impl Unpacker<'_> {
    pub(super) fn new(bytes: &[u8]) -> Unpacker<'_> {
        let mut unpacker = Unpacker { range: Range::default(), bytes, next: 0, code: 0 };
        (0..4).for_each(|_| unpacker.pull());
        unpacker
    }

    fn pull(&mut self) {
        self.code = (self.code << 8) | u32::from(self.bytes.get(self.next).copied().unwrap_or(0));
        self.next += 1;
    }
}

impl Bits for Unpacker<'_> {
    fn bit(&mut self, likely: u32, _: bool) -> Option<bool> {
        let middle = self.range.middle(likely);
        let bit = self.code <= middle;
        self.range.narrow(middle, bit);
        while self.range.settled().is_some() {
            self.pull();
        }
        (self.next <= self.bytes.len() + AHEAD).then_some(bit)
    }
}
