//! Dates as files write them.

use crate::audit::{Day, month_name, says_nothing};

/// What a cell says of the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateCell {
    /// This day.
    Day(Day),
    /// Two numbers and a year: which number is the month is decided for the whole file.
    Slashed { first: u8, second: u8, year: i32 },
    /// None, or a placeholder for none.
    Missing,
    /// Something else.
    Unreadable,
}

/// Reads a date: year-month-day with or without a time, two numbers and a year, a day with the name of its month, an Excel day
/// number, or seconds or milliseconds since 1970.
///
/// A moment in universal time (`2024-06-30T23:00:00Z`, as SharePoint writes midnight of 1 July) is the day that it was in the United
/// Kingdom.
pub(super) fn read_date(cell: &str) -> DateCell {
    let cell = cell.trim();
    // By far the most usual one.
    if let [y, e, a, r, b'-', m, o, b'-', d, t] = cell.as_bytes()
        && [y, e, a, r, m, o, d, t].iter().all(|digit| digit.is_ascii_digit())
    {
        let two = |tens: &u8, ones: &u8| (tens - b'0') * 10 + (ones - b'0');
        return known(i32::from(two(y, e)) * 100 + i32::from(two(a, r)), two(m, o), two(d, t));
    }
    if says_nothing(cell) {
        return DateCell::Missing;
    }
    if !cell.is_ascii() {
        return DateCell::Unreadable;
    }
    if let Ok(number) = cell.parse::<i64>() {
        return from_number(number, cell.trim_start_matches('-').len());
    }
    if let Some(number) =
        cell.strip_prefix("/Date(").and_then(|rest| rest.split([')', '+']).next()?.parse::<i64>().ok())
    {
        return uk_day(number.div_euclid(1000));
    }
    // An Excel day number with a time of day.
    if let Some((whole, part)) = cell.split_once('.')
        && whole.len() == 5
        && part.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(number) = whole.parse::<i64>()
    {
        return from_number(number, 5);
    }
    if let Some(day) = with_month_name(cell) {
        return day;
    }
    // The time of day, if there is one, follows a T or a space.
    let (date, time) = cell.split_once(['T', ' ']).unwrap_or((cell, ""));
    let separator = if date.contains('/') {
        '/'
    } else if date.contains('.') {
        '.'
    } else {
        '-'
    };
    let parts: Vec<&str> = date.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return DateCell::Unreadable };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if ![first, second, third].into_iter().all(|part| digits(part) && !part.is_empty()) {
        return DateCell::Unreadable;
    }
    if first.len() == 4 {
        let day = (|| Some((first.parse::<i32>().ok()?, second.parse::<u8>().ok()?, third.parse::<u8>().ok()?)))();
        let day = day.map_or(DateCell::Unreadable, |(year, month, day)| known(year, month, day));
        // A time with no offset, or another one, is that of the place where the audit was done.
        let universal_time = ["Z", "z", "+00:00", "+0000", "+00"].into_iter().find_map(|zone| time.strip_suffix(zone));
        return match (day, universal_time) {
            (DateCell::Day(day), Some(time)) => universal(day, time),
            (day, _) => day,
        };
    }
    let numbers = (|| Some((first.parse::<u8>().ok()?, second.parse::<u8>().ok()?, third.parse::<i32>().ok()?)))();
    let Some((first, second, year)) = numbers else { return DateCell::Unreadable };
    let year = match third.len() {
        4 => year,
        2 => 2000 + year,
        _ => return DateCell::Unreadable,
    };
    if is_placeholder(year, first, second) {
        return DateCell::Missing;
    }
    DateCell::Slashed { first, second, year }
}

/// `14-Jan-2025`, `14 January 2025`, `January 14, 2025`, with or without the name of the weekday and a time, which may stand before the
/// year (`Tue Jan 14 10:30:00 GMT 2025`); `None` if no month is named.
fn with_month_name(cell: &str) -> Option<DateCell> {
    if !cell.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    // Before the first colon stands an hour, which is no year.
    let (date, time) = match cell.split_once(':') {
        Some((before, time)) => {
            let date = before.trim_end_matches(|c: char| c.is_ascii_digit());
            (if before.len() - date.len() > 2 { before } else { date }, time)
        }
        None => (cell, ""),
    };
    let mut words = date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    if words.peek().is_some_and(|word| {
        word.len() >= 3 && WEEKDAYS.iter().any(|day| day.get(..3) == word.to_ascii_lowercase().get(..3))
    }) {
        words.next();
    }
    let day_of = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u8>().ok();
    let (first, second) = (words.next()?, words.next()?);
    let (day, month) = match (month_named(first), month_named(second)) {
        (Some(month), None) => (day_of(second)?, month),
        (None, Some(month)) => (day_of(first)?, month),
        _ => return None,
    };
    let year = match words.next() {
        Some(word) => year_of(word)?,
        None => time.split_whitespace().filter(|word| word.len() == 4).find_map(year_of)?,
    };
    Some(known(year, month, day))
}

/// The first day of a month that is written as one: `2024-04`, `Apr-24`, `April 2024`.
pub(super) fn read_month(cell: &str) -> DateCell {
    let Some((first, second)) = cell.trim().split_once(['-', ' ']) else { return DateCell::Unreadable };
    let second = second.trim();
    let written = match month_named(first) {
        Some(month) => year_of(second).map(|year| (year, month)),
        None if first.len() == 4 && second.bytes().all(|byte| byte.is_ascii_digit()) => {
            year_of(first).zip(second.parse().ok())
        }
        None => None,
    };
    written.map_or(DateCell::Unreadable, |(year, month)| known(year, month, 1))
}

/// The number of the month that a word names.
fn month_named(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    (1..=12).find(|month| {
        word.len() >= 3
            && (month_name(*month).to_lowercase() == word
                || word == "sept" && *month == 9
                || word.len() == 3 && month_name(*month).to_lowercase().starts_with(&word))
    })
}

/// The year that a word of two or four digits is.
fn year_of(word: &str) -> Option<i32> {
    let year = word.parse::<i32>().ok().filter(|_| word.bytes().all(|byte| byte.is_ascii_digit()))?;
    match word.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The day of a date of two numbers and a year.
pub(super) fn slashed_day(first: u8, second: u8, year: i32, month_first: bool) -> Option<Day> {
    if month_first { Day::new(year, first, second) } else { Day::new(year, second, first) }
}

fn known(year: i32, month: u8, day: u8) -> DateCell {
    if is_placeholder(year, month, day) {
        return DateCell::Missing;
    }
    Day::new(year, month, day).map_or(DateCell::Unreadable, DateCell::Day)
}

/// 0001-01-01, which .NET writes where there is no date.
const FIRST_SECOND_OF_YEAR_1: i64 = -62_135_596_800;

/// The days that systems write where there is none.
fn is_placeholder(year: i32, month: u8, day: u8) -> bool {
    matches!(year, 1 | 1900 | 1901) && month == 1 && day == 1
}

/// A number by how many digits it has: an Excel day number (5), `yyyymmdd` (8), or seconds (9 to 11) or milliseconds (12 to 14)
/// since 1970.
fn from_number(number: i64, digits: usize) -> DateCell {
    match digits {
        // Excel counts the days since 30 December 1899, since it has a 29 February 1900. From 1954 to 2173.
        5 if (20_000..=99_999).contains(&number) => {
            let days = i32::try_from(number).ok();
            let day = days.and_then(|days| Day::new(1900, 1, 1)?.plus(days - 2));
            day.map_or(DateCell::Unreadable, DateCell::Day)
        }
        8 => {
            let part = |value: i64| u8::try_from(value % 100).unwrap_or(0);
            i32::try_from(number / 10_000)
                .map_or(DateCell::Unreadable, |year| known(year, part(number / 100), part(number)))
        }
        9..=11 => uk_day(number),
        12..=14 => uk_day(number.div_euclid(1000)),
        _ => DateCell::Unreadable,
    }
}

/// The day in the United Kingdom at a time of day in universal time, `23:00:00.000`.
fn universal(day: Day, time: &str) -> DateCell {
    let clock = time.split('.').next().unwrap_or_default();
    let mut parts = clock.split(':').map(str::parse::<i64>);
    let (Some(Ok(hours)), Some(Ok(minutes))) = (parts.next(), parts.next()) else { return DateCell::Day(day) };
    let seconds = parts.next().and_then(Result::ok).unwrap_or(0);
    let can_be = (0..=24).contains(&hours) && [minutes, seconds].iter().all(|part| (0..60).contains(part));
    let Some(epoch) = Day::new(1970, 1, 1).filter(|_| can_be) else { return DateCell::Unreadable };
    uk_day(i64::from(day.days_since(epoch)) * 86_400 + hours * 3600 + minutes * 60)
}

/// The day in the United Kingdom at so many seconds after 1970 began in universal time. Summer time, an hour ahead, has been from the
/// last Sunday of March to the last Sunday of October, at 1 in the morning of universal time, since 1996 (Summer Time Order 2002).
fn uk_day(seconds: i64) -> DateCell {
    let day_at =
        |seconds: i64| i32::try_from(seconds.div_euclid(86_400)).ok().and_then(|days| Day::new(1970, 1, 1)?.plus(days));
    if seconds == FIRST_SECOND_OF_YEAR_1 {
        return DateCell::Missing;
    }
    let Some(day) = day_at(seconds) else { return DateCell::Unreadable };
    let (year, _, _) = day.year_month_day();
    let last_sunday = |month: u8| {
        let end = Day::new(year, month, 31)?;
        let epoch = Day::new(1970, 1, 1)?;
        // 1 January 1970 was a Thursday: four days after a Sunday.
        let since_sunday = (end.days_since(epoch) + 4).rem_euclid(7);
        Some(i64::from(end.plus(-since_sunday)?.days_since(epoch)) * 86_400 + 3600)
    };
    let summer = last_sunday(3).zip(last_sunday(10)).is_some_and(|(from, to)| (from..to).contains(&seconds));
    let day = day_at(seconds + if summer { 3600 } else { 0 });
    match day.map(|day| (day, day.year_month_day())) {
        Some((_, (year, month, number))) if is_placeholder(year, month, number) => DateCell::Missing,
        Some((day, _)) => DateCell::Day(day),
        None => DateCell::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_files_write_them() {
        let day = |year, month, day| DateCell::Day(Day::new(year, month, day).unwrap());
        for (cell, expected) in [
            ("2025-01-14", day(2025, 1, 14)),
            ("2025-01-14 00:00:00", day(2025, 1, 14)),
            ("2025-01-14T23:30:00.000Z", day(2025, 1, 14)),
            (" 2025/01/14 ", day(2025, 1, 14)),
            ("14/01/2025", DateCell::Slashed { first: 14, second: 1, year: 2025 }),
            ("4/1/25", DateCell::Slashed { first: 4, second: 1, year: 2025 }),
            ("14.01.2025 10:00", DateCell::Slashed { first: 14, second: 1, year: 2025 }),
            ("1736812800", day(2025, 1, 14)),
            ("1736812800000", day(2025, 1, 14)),
            ("", DateCell::Missing),
            ("0001-01-01", DateCell::Missing),
            ("01/01/1900", DateCell::Missing),
            ("1901-01-01T00:00:00", DateCell::Missing),
            ("2025-02-30", DateCell::Unreadable),
            ("last week", DateCell::Unreadable),
            ("14 January 2025", day(2025, 1, 14)),
            ("Tue 14-Jan-25 10:00", day(2025, 1, 14)),
            ("January 14, 2025", day(2025, 1, 14)),
            ("14th Sept 2025", day(2025, 9, 14)),
            ("14 Janissary 2025", DateCell::Unreadable),
            ("Good", DateCell::Unreadable),
            ("45671", day(2025, 1, 14)),
            ("45671.5", day(2025, 1, 14)),
            ("20250114", day(2025, 1, 14)),
            ("/Date(1736812800000)/", day(2025, 1, 14)),
            // Midnight of 1 July, as SharePoint writes it; and the hours at which summer time begins and ends.
            ("2024-06-30T23:00:00Z", day(2024, 7, 1)),
            ("2024-06-30T22:59:59Z", day(2024, 6, 30)),
            ("2024-06-30T23:00:00", day(2024, 6, 30)),
            ("2024-03-30T23:30:00Z", day(2024, 3, 30)),
            ("2024-03-31T23:30:00Z", day(2024, 4, 1)),
            ("2024-10-26T23:30:00Z", day(2024, 10, 27)),
            ("2024-10-27T23:30:00Z", day(2024, 10, 27)),
            ("2024-06-30T23:00:00+00:00", day(2024, 7, 1)),
            ("2024-06-30 23:00:00+00", day(2024, 7, 1)),
            ("2024-07-01T00:00:00+01:00", day(2024, 7, 1)),
            ("2024-06-30T24:00:00Z", day(2024, 7, 1)),
            ("2024-06-30T22:00.5Z", day(2024, 6, 30)),
            ("2024-06-30T25:00:00Z", DateCell::Unreadable),
            ("2024-06-30T22:60:00Z", DateCell::Unreadable),
            ("2024-06-30T22:59:99Z", DateCell::Unreadable),
            ("2024-06-30T-1:00:00Z", DateCell::Unreadable),
            ("2024-06-30T9223372036854775807:00Z", DateCell::Unreadable),
            ("-62135596800000", DateCell::Missing),
            ("/Date(-62135596800000)/", DateCell::Missing),
            ("-62135596800", DateCell::Missing),
            ("99999999999999", DateCell::Unreadable),
            // The year behind the time, as Java, C and Unix write it; and none.
            ("Tue Jan 14 10:30:00 GMT 2025", day(2025, 1, 14)),
            ("Wed Jul 03 00:00:00 BST 2024", day(2024, 7, 3)),
            ("Tue Jan 14 23:30:00 2025", day(2025, 1, 14)),
            ("Tue 14 Jan 10:30:00 UTC 2025", day(2025, 1, 14)),
            ("Tue Jan 14 10:30:00 +0000 2025", day(2025, 1, 14)),
            ("Tue Jan 14 10:30:00 GMT+01:00 2025", day(2025, 1, 14)),
            ("Tue Jan 14 10:30:00 2025 +0100", day(2025, 1, 14)),
            ("Tue Jan 14 2025 10:30:00 GMT+0000 (Greenwich Mean Time)", day(2025, 1, 14)),
            ("Jan 14 2025 10:30PM", day(2025, 1, 14)),
            ("14/Jan/2025:10:30:00 +0000", day(2025, 1, 14)),
            ("25 Apr 10:00", DateCell::Unreadable),
            ("Apr 25 10:00:00 +0000", DateCell::Unreadable),
            ("25 Apr 9:00", DateCell::Unreadable),
            ("Apr 10:00 2025", DateCell::Unreadable),
            ("N/A", DateCell::Missing),
            ("7", DateCell::Unreadable),
            ("１４/01/2025", DateCell::Unreadable),
        ] {
            assert_eq!(read_date(cell), expected, "{cell}");
        }
    }

    #[test]
    fn months_as_files_write_them() {
        let month = |year, month| DateCell::Day(Day::new(year, month, 1).unwrap());
        for (cell, expected) in [
            ("2024-04", month(2024, 4)),
            (" 2024-4 ", month(2024, 4)),
            ("Apr-24", month(2024, 4)),
            ("Sept-2024", month(2024, 9)),
            ("April 2024", month(2024, 4)),
            ("apr 24", month(2024, 4)),
            ("2024-13", DateCell::Unreadable),
            ("2024-04-01", DateCell::Unreadable),
            ("2024-+4", DateCell::Unreadable),
            ("04-24", DateCell::Unreadable),
            ("24-Apr", DateCell::Unreadable),
            ("Apr-124", DateCell::Unreadable),
            ("Apr", DateCell::Unreadable),
            ("1900-01", DateCell::Missing),
            ("20é-04", DateCell::Unreadable),
        ] {
            assert_eq!(read_month(cell), expected, "{cell}");
        }
    }
}
