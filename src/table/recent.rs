//! What was worked out of a short text, kept for the next time it comes: the cells of a column repeat few texts.

/// Texts of more bytes are not kept.
const LONGEST: usize = 32;
/// So many pairs of places there are; a text has one that it may stand in.
const PAIRS: usize = 1024;

/// A text of at most [`LONGEST`] bytes as numbers: two texts have the same ones only if they are the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    words: [u64; 4],
    length: u8,
}

impl PartialEq for Key {
    #[inline]
    fn eq(&self, other: &Key) -> bool {
        let ([a, b, c, d], [e, f, g, h]) = (self.words, other.words);
        (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) == 0 && self.length == other.length
    }
}

impl Eq for Key {}

impl Key {
    /// `None` of a longer text.
    #[inline]
    pub(crate) fn of(text: &[u8]) -> Option<Key> {
        let length = u8::try_from(text.len()).ok()?;
        // The first and the last bytes overlap where the text is shorter than both.
        let words = match text.len() {
            0 => [0; 4],
            1..=3 => {
                let (first, last) = (*text.first()?, *text.last()?);
                let middle = *text.get(text.len() / 2)?;
                [u64::from(u32::from_le_bytes([first, middle, last, 0])), 0, 0, 0]
            }
            4..=8 => {
                let (first, last) = (text.first_chunk::<4>()?, text.last_chunk::<4>()?);
                let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                [u64::from(first) << 32 | u64::from(last), 0, 0, 0]
            }
            9..=16 => {
                let (first, last) = (text.first_chunk::<8>()?, text.last_chunk::<8>()?);
                [u64::from_le_bytes(*first), u64::from_le_bytes(*last), 0, 0]
            }
            17..=LONGEST => {
                // In the middle are 1 to 16 bytes: the first eight after the first ones, and the last eight before the last ones.
                let (first, rest) = text.split_first_chunk::<8>()?;
                let (before, last) = text.split_last_chunk::<8>()?;
                let (second, third) = (rest.first_chunk::<8>()?, before.last_chunk::<8>()?);
                [first, last, second, third].map(|word| u64::from_le_bytes(*word))
            }
            _ => return None,
        };
        Some(Key { words, length })
    }

    #[inline]
    fn pair(&self) -> usize {
        let [a, b, c, d] = self.words;
        let mixed = (a ^ b.rotate_left(24) ^ c.rotate_left(40) ^ d.rotate_left(52) ^ u64::from(self.length))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::try_from(mixed >> 48).unwrap_or_default() % PAIRS
    }
}

/// What was worked out of texts, as far as it is still kept.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    pairs: Vec<[Option<(Key, T)>; 2]>,
}

impl<T> Default for Recent<T> {
    fn default() -> Recent<T> {
        Recent { pairs: Vec::new() }
    }
}

impl<T: Copy> Recent<T> {
    /// What was worked out of this text, or else what `work_out` gives, which must depend on nothing but the text.
    #[inline]
    pub(crate) fn get_or(&mut self, text: &str, work_out: impl FnOnce() -> T) -> T {
        let Some(key) = Key::of(text.as_bytes()) else { return work_out() };
        let at = key.pair();
        if let Some(pair) = self.pairs.get(at)
            && let Some((_, value)) = pair.iter().flatten().find(|(known, _)| *known == key)
        {
            return *value;
        }
        let value = work_out();
        if self.pairs.is_empty() {
            self.pairs.resize(PAIRS, [None; 2]);
        }
        if let Some([first, second]) = self.pairs.get_mut(at) {
            *second = first.replace((key, value));
        }
        value
    }
}

/// A number of 64 bits for a text: the same one on every platform, and of two different texts the same one about as often as by chance.
#[inline]
pub(crate) fn number_of(text: &[u8]) -> u64 {
    // Mixed by itself: else a length and the first bytes could make up for each other.
    let mut number = mixed(0x243F_6A88_85A3_08D3, u64::try_from(text.len()).unwrap_or_default());
    if let Some(key) = Key::of(text) {
        let used = if text.len() > 16 {
            4
        } else if text.len() > 8 {
            2
        } else {
            1
        };
        key.words.iter().take(used).for_each(|word| number = mixed(number, *word));
    } else {
        let (words, rest) = text.as_chunks::<8>();
        words.iter().for_each(|word| number = mixed(number, u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| number = mixed(number, (*byte).into()));
    }
    mixed(number, 0)
}

/// One more number taken into a mixture. For each mixture the step is one to one, so that two numbers that differ stay apart.
#[inline]
fn mixed(mixture: u64, number: u64) -> u64 {
    let product = (mixture ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let product = (product ^ (product >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    product ^ (product >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_have_one_key_only_if_they_are_one(a in ".{0,34}", b in ".{0,34}", at in 0..34_usize, byte in 0_u8..128) {
            let differ = a != b;
            if let (Some(first), Some(second)) = (Key::of(a.as_bytes()), Key::of(b.as_bytes())) {
                prop_assert_eq!(first != second, differ);
            }
            prop_assert_eq!(number_of(a.as_bytes()) != number_of(b.as_bytes()), differ);
            // One byte of difference, wherever it stands.
            let mut other = a.clone().into_bytes();
            if let Some(changed) = other.get_mut(at) {
                let same = *changed == byte;
                *changed = byte;
                if let (Some(first), Some(second)) = (Key::of(a.as_bytes()), Key::of(&other)) {
                    prop_assert_eq!(first == second, same);
                }
                prop_assert_eq!(number_of(a.as_bytes()) == number_of(&other), same);
            }
            prop_assert_eq!(Key::of(a.as_bytes()).is_some(), a.len() <= LONGEST);
        }
    }

    #[test]
    fn short_texts_have_numbers_of_their_own() {
        let mut numbers: Vec<u64> = (0..300_000_u32).map(|at| number_of(at.to_string().as_bytes())).collect();
        numbers.extend((0..100_000_u32).map(|at| number_of(format!("{at:08}").as_bytes())));
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
    }

    #[test]
    fn what_was_worked_out_is_found_again() {
        let mut recent = Recent::default();
        let names: Vec<String> = (0..3000).map(|at| format!("team {at} of the whole authority")).collect();
        for _ in 0..2 {
            for (at, name) in names.iter().enumerate() {
                assert_eq!(recent.get_or(name, || at), at);
            }
        }
        assert_eq!(recent.get_or("team 2999 of the whole authority", || 0), 2999);
    }
}
