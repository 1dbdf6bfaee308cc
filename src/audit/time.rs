//! Days, and the months and quarters that they are counted in.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroI32;
use time::{Date, Month};

/// A civil day between 1 January 1900 and 31 December 2199, written `2024-04-02`.
///
/// ```
/// use plumbline::audit::Day;
/// let day = Day::new(2024, 2, 29).unwrap();
/// assert_eq!(day.to_string(), "2024-02-29");
/// assert_eq!(Day::new(2023, 2, 29), None);
/// assert_eq!("2024-02-29".parse::<Day>(), Ok(day));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NonZeroI32);

impl Day {
    /// The day with this year, month (1 to 12) and day of the month; `None` if the calendar has no such day or the year
    /// is not one in which a case file can have been audited (1900 to 2199).
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        if !(1900..2200).contains(&year) {
            return None;
        }
        let month = Month::try_from(month).ok()?;
        // No day since 1900 is day nought, so that a day that may be missing takes no more room than one that is there.
        NonZeroI32::new(Date::from_calendar_date(year, month, day).ok()?.to_julian_day()).map(Day)
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn year_month_day(self) -> (i32, u8, u8) {
        let (year, month, day) = Date::from_julian_day(self.0.get()).unwrap_or(Date::MIN).to_calendar_date();
        (year, u8::from(month), day)
    }

    /// The day `days` later (or earlier, if negative), within the range that a day can have.
    pub fn plus(self, days: i32) -> Option<Day> {
        let later = Date::from_julian_day(self.0.get().checked_add(days)?).ok()?;
        Day::new(later.year(), u8::from(later.month()), later.day())
    }

    /// How many days after `earlier` this one is.
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0.get().saturating_sub(earlier.0.get())
    }

    /// The day in words, `2 April 2024`.
    pub fn in_words(self) -> String {
        let (year, month, day) = self.year_month_day();
        format!("{day} {} {year}", month_name(month))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.year_month_day();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Day, String> {
        text.parse()
    }
}

impl std::str::FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Day, String> {
        let mut parts = text.splitn(3, '-');
        let day = (|| {
            let year = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
            let month = parts.next().filter(|m| m.len() == 2)?.parse().ok()?;
            let day = parts.next().filter(|d| d.len() == 2)?.parse().ok()?;
            Day::new(year, month, day)
        })();
        day.ok_or_else(|| "a day is written as year-month-day, for example 2024-04-02".to_owned())
    }
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Calendar months.
    #[default]
    Month,
    /// Calendar quarters: January to March is the first.
    Quarter,
    /// Each month with the two before it. Neighbouring windows share two months of three, so they are drawn and never judged.
    Rolling,
    /// Halves of calendar years, in which figures may be shared.
    HalfYear,
    /// Calendar years, likewise.
    Year,
}

/// One calendar month or quarter, or one window of three months. Periods of one granularity are ordered in time.
///
/// ```
/// use plumbline::audit::{Day, Granularity, Period};
/// let april = Period::of(Day::new(2024, 4, 2).unwrap(), Granularity::Month);
/// assert_eq!((april.key(), april.in_words()), ("2024-04".into(), "April 2024".into()));
/// let quarter = Period::of(Day::new(2024, 4, 2).unwrap(), Granularity::Quarter);
/// assert_eq!((quarter.key(), quarter.in_words()), ("2024-Q2".into(), "April to June 2024".into()));
/// let rolling = Period::of(Day::new(2024, 1, 2).unwrap(), Granularity::Rolling);
/// assert_eq!((rolling.key(), rolling.in_words()), ("2023-11/2024-01".into(), "November 2023 to January 2024".into()));
/// assert_eq!(rolling.next().key(), "2023-12/2024-02");
/// let half = Period::of(Day::new(2024, 8, 2).unwrap(), Granularity::HalfYear);
/// assert_eq!((half.key(), half.in_words()), ("2024-H2".into(), "July to December 2024".into()));
/// let year = Period::of(Day::new(2024, 8, 2).unwrap(), Granularity::Year);
/// assert_eq!((year.key(), year.in_words()), ("2024".into(), "January to December 2024".into()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Months since January of year 0, of the period's first month.
    first_month: i32,
    months: u8,
    /// After how many months the next one begins: fewer than `months` where periods overlap.
    step: u8,
}

impl Period {
    /// The period that a day falls in; of rolling ones, that which ends with the day's month.
    pub fn of(day: Day, granularity: Granularity) -> Period {
        let (year, month, _) = day.year_month_day();
        let month_index = year * 12 + i32::from(month) - 1;
        match granularity {
            Granularity::Month => Period { first_month: month_index, months: 1, step: 1 },
            Granularity::Quarter => Period { first_month: month_index - month_index.rem_euclid(3), months: 3, step: 3 },
            Granularity::Rolling => Period { first_month: month_index - 2, months: 3, step: 1 },
            Granularity::HalfYear => {
                Period { first_month: month_index - month_index.rem_euclid(6), months: 6, step: 6 }
            }
            Granularity::Year => Period { first_month: month_index - month_index.rem_euclid(12), months: 12, step: 12 },
        }
    }

    /// The period that begins with a month, in months since January of year 0, and is so long.
    pub fn starting(first_month: i32, granularity: Granularity) -> Period {
        let (months, step) = match granularity {
            Granularity::Month => (1, 1),
            Granularity::Quarter => (3, 3),
            Granularity::Rolling => (3, 1),
            Granularity::HalfYear => (6, 6),
            Granularity::Year => (12, 12),
        };
        Period { first_month, months, step }
    }

    /// The period that follows.
    pub fn next(self) -> Period {
        Period { first_month: self.first_month + i32::from(self.step), ..self }
    }

    /// How many periods this one is after `earlier` (negative if it is before), both of one granularity.
    pub fn steps_since(self, earlier: Period) -> i32 {
        (self.first_month - earlier.first_month) / i32::from(self.step.max(1))
    }

    /// A short key that sorts in time: `2024-04`, `2024-Q2`, `2024-H1`, `2024`, or `2023-11/2024-01`.
    pub fn key(self) -> String {
        let (year, month) = self.year_month();
        match (self.months, self.step) {
            (1, _) => format!("{year:04}-{month:02}"),
            (_, 1) => {
                let (last_year, last_month) = self.last_year_month();
                format!("{year:04}-{month:02}/{last_year:04}-{last_month:02}")
            }
            (12, _) => format!("{year:04}"),
            (6, _) => format!("{year:04}-H{}", (month - 1) / 6 + 1),
            _ => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
        }
    }

    /// The period in words: `April 2024`, or `April to June 2024`.
    pub fn in_words(self) -> String {
        self.to_in_words(self)
    }

    /// The time from this period to the end of a later one in words: `April to September 2024`.
    pub fn to_in_words(self, last: Period) -> String {
        let (year, month) = self.year_month();
        let (last_year, last_month) = last.last_year_month();
        match last_year == year {
            true if last_month == month => format!("{} {year}", month_name(month)),
            true => format!("{} to {} {year}", month_name(month), month_name(last_month)),
            false => format!("{} {year} to {} {last_year}", month_name(month), month_name(last_month)),
        }
    }

    /// Year and first month (1 to 12).
    pub fn year_month(self) -> (i32, u8) {
        year_and_month(self.first_month)
    }

    /// Year and last month (1 to 12).
    pub fn last_year_month(self) -> (i32, u8) {
        year_and_month(self.first_month + i32::from(self.months) - 1)
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        let (year, month, _) = day.year_month_day();
        let index = year * 12 + i32::from(month) - 1;
        (self.first_month..self.first_month + i32::from(self.months)).contains(&index)
    }

    /// The first day of the period, if it is one that a [`Day`] can hold.
    pub fn first_day(self) -> Option<Day> {
        let (year, month) = self.year_month();
        Day::new(year, month, 1)
    }

    /// The last day of the period.
    pub fn last_day(self) -> Option<Day> {
        let (year, month) = year_and_month(self.first_month + i32::from(self.months));
        Day::new(year, month, 1)?.plus(-1)
    }
}

fn year_and_month(months_since_year_nought: i32) -> (i32, u8) {
    let month = u8::try_from(months_since_year_nought.rem_euclid(12) + 1).unwrap_or(1);
    (months_since_year_nought.div_euclid(12), month)
}

/// The English name of a month, 1 to 12.
pub fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("")
}
