//! Dates as files write them.

use crate::audit::Day;

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

/// Reads a date: year-month-day with or without a time, two numbers and a year, or seconds or milliseconds since 1970.
pub(super) fn read_date(cell: &str) -> DateCell {
    let cell = cell.trim();
    if cell.is_empty() || matches!(cell, "null" | "NULL" | "N/A" | "n/a") {
        return DateCell::Missing;
    }
    if !cell.is_ascii() {
        return DateCell::Unreadable;
    }
    if let Ok(number) = cell.parse::<i64>() {
        return from_epoch(number, cell.trim_start_matches('-').len());
    }
    // The time of day, if there is one, follows a T or a space.
    let date = cell.split(['T', ' ']).next().unwrap_or_default();
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
        return day.map_or(DateCell::Unreadable, |(year, month, day)| known(year, month, day));
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

/// The days that systems write where there is none.
fn is_placeholder(year: i32, month: u8, day: u8) -> bool {
    matches!(year, 1 | 1900 | 1901) && month == 1 && day == 1
}

/// Seconds (9 or 10 digits) or milliseconds (12 or 13) since 1970, in universal time.
fn from_epoch(number: i64, digits: usize) -> DateCell {
    let seconds = match digits {
        9 | 10 => number,
        12 | 13 => number.div_euclid(1000),
        _ => return DateCell::Unreadable,
    };
    let days = i32::try_from(seconds.div_euclid(86_400)).ok();
    let day = days.and_then(|days| Day::new(1970, 1, 1)?.plus(days));
    day.map_or(DateCell::Unreadable, DateCell::Day)
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
            ("14 January 2025", DateCell::Unreadable),
            ("7", DateCell::Unreadable),
            ("１４/01/2025", DateCell::Unreadable),
        ] {
            assert_eq!(read_date(cell), expected, "{cell}");
        }
    }
}
