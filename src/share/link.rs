//! The link: `s1.`, `s2.` or `s3.` (`p1.` and so on with a passphrase), then a checksum, a length and the figures as letters that survive in an address.
//!
//! No view's name has a full stop in it, so that no place in the page is taken for a share.

use super::ShareError;
use super::base64url;
use super::wire::{VERSION, checksum, payload, shared_of_payload, version_of};
use crate::disclosure::Shared;

/// What a link of usual figures stays under, in characters after the `#`.
pub const USUAL_CHARS: usize = 900;
/// No link is longer: mail programs damage those that are.
pub const MOST_CHARS: usize = 1900;

/// Keys are stretched by so many rounds at least; a link that asks for fewer was not made by this page.
const LEAST_ITERATIONS: u32 = 600_000;
/// More rounds than this would only keep the reader waiting.
const MOST_ITERATIONS: u32 = 10_000_000;
/// Bytes of the checksum and the length.
const HEAD: usize = 6;
/// What an escape in an address begins with.
const ESCAPE: char = b'%' as char;

/// What a link holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// The figures.
    Clear(Box<Shared>),
    /// The figures, to be opened by a passphrase.
    Sealed(Sealed),
}

/// Encrypted figures: AES-256-GCM, its key from the passphrase by PBKDF2-HMAC-SHA-256. The browser encrypts and decrypts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The version of the figures, as the link says it.
    pub version: u32,
    /// The salt of the key.
    pub salt: [u8; 16],
    /// The nonce of the encryption.
    pub nonce: [u8; 12],
    /// Rounds by which the key is stretched.
    pub iterations: u32,
    /// The encrypted [`payload`], with its tag.
    pub ciphertext: Vec<u8>,
}

impl Sealed {
    /// Rounds by which the key of a new link is stretched.
    pub const ITERATIONS: u32 = LEAST_ITERATIONS;

    /// What is authenticated beside the figures: a link cannot be passed off as one of another format or version.
    pub fn context(&self) -> Vec<u8> {
        Sealed::context_of(self.version)
    }

    /// The same for a version.
    pub fn context_of(version: u32) -> Vec<u8> {
        format!("plumbline p{version}").into_bytes()
    }

    /// What stands after the `#`.
    ///
    /// # Errors
    /// [`ShareError::TooLong`].
    pub fn link(&self) -> Result<String, ShareError> {
        let mut bytes = Vec::from(self.salt);
        bytes.extend(self.nonce);
        bytes.extend(self.iterations.to_be_bytes());
        bytes.extend(&self.ciphertext);
        text('p', self.version, &bytes)
    }

    fn of(version: u32, bytes: &[u8]) -> Option<Sealed> {
        let (salt, rest) = bytes.split_first_chunk()?;
        let (nonce, rest) = rest.split_first_chunk()?;
        let (iterations, ciphertext) = rest.split_first_chunk()?;
        let iterations = u32::from_be_bytes(*iterations);
        (LEAST_ITERATIONS..=MOST_ITERATIONS).contains(&iterations).then(|| Sealed {
            version,
            salt: *salt,
            nonce: *nonce,
            iterations,
            ciphertext: ciphertext.to_vec(),
        })
    }
}

/// What stands after the `#` of a link to these figures.
///
/// # Errors
/// [`ShareError::TooLong`]: share them more coarsely, or as a file.
pub fn link(shared: &Shared) -> Result<String, ShareError> {
    text('s', version_of(shared), &payload(shared))
}

/// The first of these shares, from the finest to the coarsest, that fits into a link, and its link.
pub fn first_that_fits(shares: impl IntoIterator<Item = Shared>) -> Option<(Shared, String)> {
    shares.into_iter().find_map(|shared| link(&shared).ok().map(|link| (shared, link)))
}

fn text(kind: char, version: u32, bytes: &[u8]) -> Result<String, ShareError> {
    let mut all = checksum(bytes).to_vec();
    all.extend(u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes());
    all.extend(bytes);
    let text = format!("{kind}{version}.{}", base64url::encode(&all));
    if text.len() > MOST_CHARS { Err(ShareError::TooLong(text.len())) } else { Ok(text) }
}

/// Whether an address, or part of one, seems to hold shared figures. The names of the views never do.
///
/// ```
/// use plumbline::share::is_share;
/// assert!(is_share("#s1.AbC") && is_share("#p2.x") && !is_share("#over-time?office=s1.x") && !is_share("#summary"));
/// ```
pub fn is_share(fragment: &str) -> bool {
    marker(fragment.trim_start_matches('#')).is_some()
}

/// The kind, the version and what follows, if this begins a share.
fn marker(text: &str) -> Option<(char, u32, &str)> {
    let mut letters = text.chars();
    let kind = letters.next().filter(|kind| matches!(kind, 's' | 'p'))?;
    let (version, rest) = letters.as_str().split_once('.')?;
    let digits = !version.is_empty() && version.len() <= 4 && version.bytes().all(|digit| digit.is_ascii_digit());
    digits.then(|| version.parse().ok()).flatten().map(|version| (kind, version, rest))
}

/// What a link holds, whatever mail programs and gateways have added to it or broken in it.
///
/// # Errors
/// What is wrong with it, and what to ask the sender for.
pub fn open(text: &str) -> Result<Opened, ShareError> {
    let repaired = repair(text).ok_or(ShareError::NotShared)?;
    let (kind, version, letters) = marker(&repaired).ok_or(ShareError::NotShared)?;
    if !(1..=VERSION).contains(&version) {
        return Err(if version > VERSION { ShareError::Newer(version) } else { ShareError::Damaged });
    }
    let bytes = base64url::decode(letters).ok_or(ShareError::Damaged)?;
    let cut_short = |missing: usize| ShareError::CutShort { missing, of: repaired.len().saturating_add(missing) };
    let (sum, rest) = bytes.split_first_chunk::<4>().ok_or_else(|| cut_short(1))?;
    let (size, rest) = rest.split_first_chunk().ok_or_else(|| cut_short(1))?;
    let size = usize::from(u16::from_be_bytes(*size));
    // A length beyond what any link can hold was damaged, not cut short.
    if size > MOST_CHARS {
        return Err(ShareError::Damaged);
    }
    let Some(bytes) = rest.get(..size) else {
        return Err(cut_short(chars_of(size).saturating_sub(letters.len())));
    };
    if checksum(bytes) != *sum {
        return Err(ShareError::Damaged);
    }
    if kind == 'p' {
        return Sealed::of(version, bytes).map(Opened::Sealed).ok_or(ShareError::Damaged);
    }
    shared_of_payload(version, bytes).map(|shared| Opened::Clear(Box::new(shared)))
}

/// The share in a text, without what mail added: escapes of the `#`, line breaks, blanks and soft hyphens, marks of quoted lines, parameters after it. `None` if
/// there is none.
pub fn repair(text: &str) -> Option<String> {
    // More than any mail makes of a link is not looked through.
    if text.len() > 64 * MOST_CHARS {
        return None;
    }
    // A quoted-printable line ends with a sign of equality, a quoted one begins with angle brackets.
    let mut joined = String::with_capacity(text.len());
    for (at, line) in text.split(['\n', '\r']).enumerate() {
        let line = line.trim();
        let line = if at > 0 { line.trim_start_matches(['>', ' ', '|']) } else { line };
        joined.push_str(line.strip_suffix('=').unwrap_or(line));
    }
    let invisible = |letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let mut text: String = joined.chars().filter(|letter| !invisible(*letter)).collect();
    // The sign may have been escaped, and its escape again.
    for _ in 0..3 {
        if let Some(share) = found(&text) {
            return Some(share);
        }
        text = unescaped(&text)?.chars().filter(|letter| !invisible(*letter)).collect();
    }
    None
}

fn found(text: &str) -> Option<String> {
    // After the sign first: the address of a host may have something like a share in it.
    let after_sign = text.match_indices('#').map(|(at, _)| at + 1);
    let starts = after_sign.chain(std::iter::once(0));
    starts.filter_map(|at| text.get(at..)).find_map(|rest| {
        let (kind, version, letters) = marker(rest)?;
        let end = letters.find(|letter| !base64url::is_letter(letter) && letter != ESCAPE).unwrap_or(letters.len());
        let letters = letters.get(..end).filter(|letters| !letters.contains(ESCAPE))?;
        Some(format!("{kind}{version}.{}", without_tail(letters)))
    })
}

/// How many letters stand for so many bytes, with their checksum and length.
fn chars_of(size: usize) -> usize {
    ((HEAD + size) * 4).div_ceil(3)
}

/// The letters without those that do not belong to the figures, such as the words of a mail that followed.
fn without_tail(letters: &str) -> &str {
    let size = || {
        // The checksum and the length are in the first eight letters.
        let head = base64url::decode(letters.get(..8)?)?;
        let size = head.get(4..)?.first_chunk()?;
        Some(chars_of(usize::from(u16::from_be_bytes(*size))))
    };
    size().and_then(|size| letters.get(..size)).unwrap_or(letters)
}

/// The text with its escapes of plain signs written out once; `None` if there are none.
fn unescaped(text: &str) -> Option<String> {
    let (first, rest) = text.split_once(ESCAPE)?;
    let mut plain = first.to_owned();
    for part in rest.split(ESCAPE) {
        let escape = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii);
        match escape.zip(part.get(2..)) {
            Some((letter, rest)) => {
                plain.push(char::from(letter));
                plain.push_str(rest);
            }
            None => {
                plain.push(ESCAPE);
                plain.push_str(part);
            }
        }
    }
    Some(plain)
}
