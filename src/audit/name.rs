//! Names as they may be shown.

use std::borrow::Cow;

/// A longer name is a text, and would fill the page.
const LONGEST_CHARS: usize = 200;

/// A name without what cannot be seen and could still change what is read: control characters, marks that turn the direction of the text around, and
/// signs of no width. At most 200 characters of it.
///
/// Joiners stay between letters that are not ASCII: several scripts are written with them.
///
/// ```
/// use plumbline::audit::legible;
/// assert_eq!(legible("North & <East>"), "North & <East>");
/// assert_eq!(legible("No\u{200b}rth\u{202e}\u{0}"), "North");
/// assert_eq!(legible("A\tB\u{2028}C"), "A B C");
/// assert_eq!(legible("می\u{200c}خواهم"), "می\u{200c}خواهم");
/// assert_eq!(legible(&"x".repeat(1_000_000)), format!("{}…", "x".repeat(199)));
/// ```
pub fn legible(name: &str) -> Cow<'_, str> {
    cleaned(name, LONGEST_CHARS)
}

/// The same of a text of any length, on one line.
///
/// ```
/// use plumbline::audit::visible;
/// assert_eq!(visible("Ask the police\u{202e}.\nIn March."), "Ask the police. In March.");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    cleaned(text, usize::MAX)
}

fn cleaned(name: &str, longest: usize) -> Cow<'_, str> {
    if name.len() <= longest && name.bytes().all(|byte| (b' '..0x7F).contains(&byte)) {
        return Cow::Borrowed(name);
    }
    let mut cleaned = String::new();
    let mut letters = name.chars().peekable();
    let mut length = 0;
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            '\u{200c}' | '\u{200d}' if joins(&cleaned, letters.peek().copied()) => letter,
            letter if letter.is_control() || is_unseen(letter) => continue,
            letter => letter,
        };
        length += 1;
        if length > longest {
            cleaned.pop();
            cleaned.push('…');
            break;
        }
        cleaned.push(letter);
    }
    let trimmed = cleaned.trim();
    if trimmed == name { Cow::Borrowed(name) } else { Cow::Owned(trimmed.to_owned()) }
}

fn joins(before: &str, after: Option<char>) -> bool {
    let is_of_such_a_script = |letter: char| !letter.is_ascii() && !is_unseen(letter);
    before.chars().next_back().is_some_and(is_of_such_a_script) && after.is_some_and(is_of_such_a_script)
}

/// Characters of Unicode's category "format", and others that show nothing.
fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
