//! Numbers and texts as few bytes: seven bits of a number in each (LEB128), a text after its length; then each bit of them by how often it was so before, among
//! bytes of its kind (adaptive binary arithmetic coding; Witten, Neal and Cleary 1987). On tables of small counts this takes a third less
//! than deflate, and small tables are what links are for.

/// What a byte is part of: bytes of one kind resemble each other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Other,
    Text,
    Audits,
    Inadequate,
    Grade,
    OfficeAudits,
    OfficeInadequate,
}

const KINDS: usize = 7;
/// No share is larger, whatever its bytes claim.
const MOST_BYTES: usize = 1 << 17;
/// After so many bits of one kind, new ones count as one in so many.
const MEMORY: u32 = 60;
/// A coder's numbers end so far past the end of its bytes.
const AHEAD: usize = 8;

/// For each kind and each beginning of a byte, how likely its next bit is set, out of 65,536, and how many were seen.
struct Model(Vec<(u32, u32)>);

impl Model {
    fn new() -> Model {
        Model(vec![(1 << 15, 0); KINDS * 256])
    }

    fn likely(&self, place: usize) -> u32 {
        self.0.get(place).map_or(1 << 15, |(likely, _)| *likely)
    }

    fn learn(&mut self, place: usize, bit: bool) {
        if let Some((likely, seen)) = self.0.get_mut(place) {
            *likely = if bit { *likely + (65_535 - *likely) / (*seen + 2) } else { *likely - *likely / (*seen + 2) };
            *likely = (*likely).clamp(64, 65_536 - 64);
            *seen = (*seen + 1).min(MEMORY);
        }
    }
}

/// Where the part of a range ends in which the next bit is set.
fn middle(low: u32, high: u32, likely: u32) -> u32 {
    let part = (u64::from(high - low) * u64::from(likely)) >> 16;
    low + u32::try_from(part).unwrap_or(0)
}

fn place(kind: Kind, beginning: usize) -> usize {
    kind as usize * 256 + beginning
}

#[derive(Default)]
pub(super) struct Writer(Vec<(Kind, u8)>);

impl Writer {
    pub(super) fn number(&mut self, kind: Kind, number: u32) {
        let mut rest = number;
        while rest >= 128 {
            self.0.push((kind, u8::try_from(rest & 127).unwrap_or(0) | 128));
            rest >>= 7;
        }
        self.0.push((kind, u8::try_from(rest).unwrap_or(0)));
    }

    pub(super) fn size(&mut self, size: usize) {
        self.number(Kind::Other, u32::try_from(size).unwrap_or(u32::MAX));
    }

    /// A number that may be missing.
    pub(super) fn maybe(&mut self, kind: Kind, number: Option<u32>) {
        self.number(kind, number.map_or(0, |number| number.saturating_add(1)));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.0.extend(text.bytes().map(|byte| (Kind::Text, byte)));
    }

    /// The bytes as they are: what the fingerprint is taken of.
    pub(super) fn plain(&self) -> Vec<u8> {
        self.0.iter().map(|(_, byte)| *byte).collect()
    }

    /// The bytes made few.
    pub(super) fn packed(&self) -> Vec<u8> {
        let mut model = Model::new();
        let (mut low, mut high) = (0_u32, u32::MAX);
        let mut packed = Vec::new();
        for (kind, byte) in &self.0 {
            let mut beginning = 1;
            for at in (0..8).rev() {
                let (bit, place) = ((byte >> at) & 1 > 0, place(*kind, beginning));
                let middle = middle(low, high, model.likely(place));
                if bit {
                    high = middle
                } else {
                    low = middle + 1
                }
                model.learn(place, bit);
                beginning = (beginning << 1) | usize::from(bit);
                while (low ^ high) >> 24 == 0 {
                    packed.extend(low.to_be_bytes().first());
                    (low, high) = (low << 8, (high << 8) | 255);
                }
            }
        }
        // The fewest bytes that, with noughts after them, lie in the range.
        for (kept, rest) in [(0, u32::MAX), (1, 0x00ff_ffff), (2, 0xffff), (3, 255), (4, 0)] {
            let rounded = (u64::from(low) + u64::from(rest)) & !u64::from(rest);
            if rounded <= u64::from(high) {
                let last = u32::try_from(rounded).unwrap_or(low);
                packed.extend(last.to_be_bytes().iter().take(kept));
                break;
            }
        }
        packed
    }
}

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    next: usize,
    model: Model,
    low: u32,
    high: u32,
    code: u32,
    read: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        let mut reader = Reader { bytes, next: 0, model: Model::new(), low: 0, high: u32::MAX, code: 0, read: 0 };
        (0..4).for_each(|_| reader.pull());
        reader
    }

    fn pull(&mut self) {
        self.code = (self.code << 8) | u32::from(self.bytes.get(self.next).copied().unwrap_or(0));
        self.next += 1;
    }

    /// `None` past the end, and past what any share can hold.
    fn byte(&mut self, kind: Kind) -> Option<u8> {
        self.read += 1;
        if self.read > MOST_BYTES || self.next > self.bytes.len() + AHEAD {
            return None;
        }
        let mut beginning = 1;
        for _ in 0..8 {
            let place = place(kind, beginning);
            let middle = middle(self.low, self.high, self.model.likely(place));
            let bit = self.code <= middle;
            if bit {
                self.high = middle
            } else {
                self.low = middle + 1
            }
            self.model.learn(place, bit);
            beginning = (beginning << 1) | usize::from(bit);
            while (self.low ^ self.high) >> 24 == 0 {
                (self.low, self.high) = (self.low << 8, (self.high << 8) | 255);
                self.pull();
            }
        }
        u8::try_from(beginning & 255).ok()
    }

    pub(super) fn number(&mut self, kind: Kind) -> Option<u32> {
        let mut number = 0_u64;
        for at in 0..5 {
            let byte = self.byte(kind)?;
            number |= u64::from(byte & 127) << (7 * at);
            if byte < 128 {
                // One number has one form, so that the same figures have the same fingerprint.
                return u32::try_from(number).ok().filter(|_| byte != 0 || at == 0);
            }
        }
        None
    }

    pub(super) fn small(&mut self, end: u32) -> Option<u32> {
        self.number(Kind::Other).filter(|number| *number < end)
    }

    pub(super) fn maybe(&mut self, kind: Kind) -> Option<Option<u32>> {
        Some(self.number(kind)?.checked_sub(1))
    }

    /// How many of something there are: each takes a byte or more.
    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number(Kind::Other)?).ok().filter(|size| *size <= MOST_BYTES)
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let size = self.size()?;
        String::from_utf8((0..size).map(|_| self.byte(Kind::Text)).collect::<Option<_>>()?).ok()
    }

    pub(super) fn list<T>(&mut self, mut item: impl FnMut(&mut Reader<'a>) -> Option<T>) -> Option<Vec<T>> {
        (0..self.size()?).map(|_| item(self)).collect()
    }
}
