//! The months of a file's days, looked up: to work one out for each audit takes longer than to count the audit.

use crate::audit::{Day, Granularity, Period};

/// The month of each day between the first and the last of some days.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    days: Option<(Day, Day)>,
    /// In months since January of year 0, from the first day on.
    months: Vec<i32>,
}

impl Calendar {
    /// The calendar of these days.
    pub(super) fn of(days: &[Day]) -> Calendar {
        let mut all = days.iter().copied();
        let Some(day) = all.next() else { return Calendar::default() };
        let (first, last) = all.fold((day, day), |(first, last), day| (first.min(day), last.max(day)));
        let months = (0..=last.days_since(first)).filter_map(|days| first.plus(days)).map(month_of);
        Calendar { days: Some((first, last)), months: months.collect() }
    }

    /// The first of the days and the last.
    pub(super) fn days(&self) -> Option<(Day, Day)> {
        self.days
    }

    /// The month of a day, in months since January of year 0.
    #[inline]
    pub(super) fn month(&self, day: Day) -> i32 {
        let at = self.days.and_then(|(first, _)| usize::try_from(day.days_since(first)).ok());
        at.and_then(|at| self.months.get(at)).copied().unwrap_or_else(|| month_of(day))
    }
}

fn month_of(day: Day) -> i32 {
    let (year, month) = Period::of(day, Granularity::Month).year_month();
    year * 12 + i32::from(month) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_the_month_that_it_has_without_a_calendar() {
        let days = ["2024-02-28", "2023-11-30", "2024-03-01"].map(|day| day.parse().unwrap());
        let calendar = Calendar::of(&days);
        assert_eq!(calendar.days(), Some((days[1], days[2])));
        for after in -40..140 {
            let day = days[1].plus(after).unwrap();
            let (year, month, _) = day.year_month_day();
            assert_eq!(calendar.month(day), year * 12 + i32::from(month) - 1, "{day}");
        }
        assert_eq!((Calendar::of(&[]).days(), Calendar::of(&[]).month(days[0])), (None, 2024 * 12 + 1));
    }
}
