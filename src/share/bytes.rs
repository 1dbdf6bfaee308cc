//! Numbers and texts as bytes: seven bits of a number in each (LEB128), a text after its length.

#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, number: u32) {
        let mut rest = number;
        while rest >= 128 {
            self.0.push(u8::try_from(rest & 127).unwrap_or(0) | 128);
            rest >>= 7;
        }
        self.0.push(u8::try_from(rest).unwrap_or(0));
    }

    pub(super) fn size(&mut self, size: usize) {
        self.number(u32::try_from(size).unwrap_or(u32::MAX));
    }

    /// A number that may be missing.
    pub(super) fn maybe(&mut self, number: Option<u32>) {
        self.number(number.map_or(0, |number| number.saturating_add(1)));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        let mut number = 0_u64;
        for at in 0..5 {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << (7 * at);
            if byte < 128 {
                // One number has one form, so that the same figures have the same fingerprint.
                return u32::try_from(number).ok().filter(|_| byte != 0 || at == 0);
            }
        }
        None
    }

    pub(super) fn size(&mut self) -> Option<usize> {
        // Whatever is counted takes a byte or more: a number larger than what is left is none.
        usize::try_from(self.number()?).ok().filter(|size| *size <= self.0.len())
    }

    pub(super) fn maybe(&mut self) -> Option<Option<u32>> {
        Some(self.number()?.checked_sub(1))
    }

    pub(super) fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let size = self.size()?;
        String::from_utf8(self.take(size)?.to_vec()).ok()
    }

    pub(super) fn list<T>(&mut self, mut item: impl FnMut(&mut Reader<'a>) -> Option<T>) -> Option<Vec<T>> {
        (0..self.size()?).map(|_| item(self)).collect()
    }
}
