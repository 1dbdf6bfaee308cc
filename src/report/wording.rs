//! Every sentence that the page says about figures, and the only place where a per cent sign is written.

use super::{OfficeRate, PeriodRate, Rate, Verdict};
use crate::stats::Side;

/// A proportion as a per cent: whole numbers when `n` is below 1,000, else one decimal.
///
/// ```
/// use plumbline::report::wording::per_cent;
/// assert_eq!(per_cent(0.2258, 62), "23%");
/// assert_eq!(per_cent(0.04029, 3946), "4.0%");
/// assert_eq!(per_cent(0.003, 62), "under 1%");
/// ```
pub fn per_cent(proportion: f64, n: u32) -> String {
    let hundredths = proportion * 100.0;
    if n >= 1000 {
        return format!("{hundredths:.1}%");
    }
    match hundredths {
        small if small > 0.0 && small < 0.5 => "under 1%".into(),
        large if large < 100.0 && large > 99.5 => "over 99%".into(),
        rounded => format!("{rounded:.0}%"),
    }
}

/// A tick on an axis of rates: `0`, `10%`.
pub fn tick(proportion: f64) -> String {
    let hundredths = proportion * 100.0;
    if hundredths == 0.0 { "0".into() } else { format!("{}%", trimmed(hundredths)) }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// `14 of 62 (23%)`. Below five audits a per cent would say more than they can: `1 of 3`.
///
/// ```
/// use plumbline::{report::wording::k_of_n, tally::Tally};
/// assert_eq!(k_of_n(&Tally { n: 62, inadequate: 14 }.into()), "14 of 62 (23%)");
/// assert_eq!(k_of_n(&Tally { n: 3, inadequate: 1 }.into()), "1 of 3");
/// assert_eq!(k_of_n(&Tally { n: 0, inadequate: 0 }.into()), "no audits");
/// ```
pub fn k_of_n(rate: &Rate) -> String {
    match rate.rate {
        None => "no audits".into(),
        Some(_) if rate.n < 5 => format!("{} of {}", number(rate.inadequate), number(rate.n)),
        Some(share) => format!("{} of {} ({})", number(rate.inadequate), number(rate.n), per_cent(share, rate.n)),
    }
}

/// A count with thousands marked: `3,946`.
pub fn number(count: impl Into<u64>) -> String {
    let digits = count.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 audit`, `3,946 audits`.
pub fn count_of(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// `A`, `A and B`, `A, B and C`; from `most` on, `A, B and 4 more`.
///
/// ```
/// use plumbline::report::wording::listed;
/// assert_eq!(listed(&["A", "B", "C"], 3), "A, B and C");
/// assert_eq!(listed(&["A", "B", "C", "D"], 2), "A, B and 2 more");
/// ```
pub fn listed(names: &[&str], most: usize) -> String {
    let shown: Vec<&str> = names.iter().take(most).copied().collect();
    let more = names.len().saturating_sub(shown.len());
    match (shown.split_last(), more) {
        (None, _) => String::new(),
        (Some((last, [])), 0) => (*last).to_owned(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        (Some(_), more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A number of things in words up to ten, to begin or sit in a sentence: `two`, `12`.
pub fn in_words(count: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The sentence with its first letter in upper case.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A verdict in the page's closed vocabulary.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::DiffersAbove | Verdict::DiffersBelow => "Differs from the others",
        Verdict::NoMoreThanChance => "No more different than chance",
        Verdict::TooFew => "Too few audits to say",
    }
}

/// The full label of one period's point: what a screen reader says and the status line shows.
pub fn period_label(period: &PeriodRate) -> String {
    let Some(limits) = period.limits else { return format!("{}: no audits", period.name) };
    let n = period.rate.n;
    let place = match period.outside {
        Some(Side::Above) => "above the upper limit",
        Some(Side::Below) => "below the lower limit",
        None => "within the limits",
    };
    let newest = if period.provisional { "; not judged, audits may still be arriving" } else { "" };
    format!(
        "{}: {} inadequate; {place} ({} to {}){newest}",
        period.name,
        k_of_n(&period.rate),
        per_cent(limits.lower, n),
        per_cent(limits.upper, n),
    )
}

/// The full label of one office's point.
pub fn office_label(office: &OfficeRate) -> String {
    format!("{}: {} inadequate; {}", office.office, k_of_n(&office.rate), verdict(office.verdict).to_lowercase())
}

/// The interval in words: `between 9% and 19%`.
pub fn between(rate: &Rate) -> String {
    rate.interval95
        .map(|interval| {
            format!("between {} and {}", per_cent(interval.lower, rate.n), per_cent(interval.upper, rate.n))
        })
        .unwrap_or_default()
}

/// An office's verdict with its side: `Differs from the others: more`.
pub fn verdict_of(office: &OfficeRate) -> String {
    let side = match office.verdict {
        Verdict::DiffersAbove => ": more inadequate work",
        Verdict::DiffersBelow => ": less inadequate work",
        Verdict::NoMoreThanChance | Verdict::TooFew => "",
    };
    format!("{}{side}", verdict(office.verdict))
}
