//! Is there more spread between offices than chance makes, and is it narrowing? The values, without words.

use super::{CONFIDENCE, Rate, sum};
use crate::stats::{self, Interval};
use crate::tally::{PeriodTally, Tallies, Tally};
use serde::{Deserialize, Serialize};

/// The windows that are tried, in months: the shortest of which at least three in four have enough audits is taken.
const WINDOW_MONTHS: [usize; 3] = [3, 6, 12];

/// A spread worth finding: the offices' own rates typically lie half of the average rate from it.
const NOTABLE: f64 = 0.5;

/// The spread between offices in the complete months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeSpread {
    /// What can be said of it.
    pub verdict: SpreadVerdict,
    /// How many months are complete.
    pub months: u32,
    /// All complete months together.
    pub whole: SpreadWindow,
    /// The probability of so much spread if all offices share one rate in each month, whatever it is then; `null` where it cannot be said.
    pub p_within_months: Option<f64>,
    /// How many months each window has: 3, 6 or 12.
    pub window_months: u32,
    /// Windows of complete months, counted back from the newest: two or more, or none where there are too few months.
    pub windows: Vec<SpreadWindow>,
    /// The earlier half of the complete months against the later half; `null` without windows.
    pub change: Option<SpreadChange>,
}

/// Whether there is more spread than chance makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpreadVerdict {
    /// The 95% interval leaves out 0, in the whole and when each month is held apart.
    MoreThanChance,
    /// Chance alone could have made it.
    NoMoreThanChance,
    /// Even a spread of half of the average rate would more likely be missed than found.
    TooFew,
}

/// Whether the spread has become another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpreadChangeVerdict {
    /// There is less spread than before: the 95% interval of the difference lies below 0.
    Narrower,
    /// There is more.
    Wider,
    /// Neither can be told from chance.
    CannotTell,
    /// In one of the two stretches even a spread of half of the average rate would more likely be missed than found.
    TooFew,
}

/// The spread between offices in one stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpreadWindow {
    /// Its first month: `2024-04`.
    pub first: String,
    /// Its last month.
    pub last: String,
    /// Its months, in words.
    pub name: String,
    /// Offices with audits in it.
    pub offices: u32,
    /// All their audits together.
    #[serde(flatten)]
    pub rate: Rate,
    /// Pearson's sum of squared z scores; `null` where nothing could lie apart.
    pub q: Option<f64>,
    /// The probability of a sum at least as great if all offices share one rate.
    pub p_value: Option<f64>,
    /// The standard deviation of the offices' true rates, as a difference of proportions.
    pub deviation: Option<f64>,
    /// The standard deviations that are compatible with the audits (95%).
    pub deviation95: Option<Interval>,
    /// Whether a spread of half of the average rate would more likely be missed than found.
    pub too_few: bool,
}

/// The spread in the earlier half of the complete months against that in the later half.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpreadChange {
    /// What can be said.
    pub verdict: SpreadChangeVerdict,
    /// The earlier half.
    pub earlier: SpreadWindow,
    /// As many months, up to the newest.
    pub later: SpreadWindow,
    /// How many months are in each; the middle one of an odd number is in neither.
    pub months: u32,
    /// The later standard deviation less the earlier, as a difference of proportions.
    pub difference: Option<f64>,
    /// Its 95% interval.
    pub interval95: Option<Interval>,
}

/// The spread between the offices of these counts, of which the first `closed` months are complete; `None` with fewer than two offices.
pub(super) fn office_spread(tallies: &Tallies, closed: usize) -> Option<OfficeSpread> {
    if tallies.offices.len() < 2 || closed == 0 {
        return None;
    }
    let window = |from: usize, to: usize| SpreadWindow::of(tallies, from, to);
    let whole = window(0, closed);
    let windows_of = |months: usize| -> Vec<SpreadWindow> {
        let count = closed / months;
        (0..count).map(|at| closed - (count - at) * months).map(|from| window(from, from + months)).collect()
    };
    let tried = WINDOW_MONTHS.map(|months| (months, windows_of(months)));
    let is_possible = |(_, windows): &&(usize, Vec<SpreadWindow>)| windows.len() >= 2;
    let has_enough =
        |windows: &[SpreadWindow]| windows.iter().filter(|window| window.too_few).count() * 4 <= windows.len();
    let chosen = tried.iter().find(|tried| is_possible(tried) && has_enough(&tried.1));
    let (months, windows) = chosen.or(tried.iter().rfind(is_possible)).cloned().unwrap_or_default();
    // Halves of all complete months, whatever the windows: the first and last windows alone would leave most audits unused.
    let half = closed / 2;
    let change = (!windows.is_empty()).then(|| SpreadChange::of(window(0, half), window(closed - half, closed), half));
    let by_month: Vec<Vec<Tally>> = (0..closed)
        .map(|month| {
            tallies.offices.iter().map(|office| office.by_month.get(month).copied().unwrap_or_default()).collect()
        })
        .collect();
    let p_within_months = stats::heterogeneity_within(&by_month);
    let verdict = match whole.deviation95 {
        // Held apart by month the audits must say the same: offices that were audited at different times are not spread by what changed for all.
        Some(interval) if interval.lower > 0.0 && p_within_months.is_some_and(|p| p < (1.0 - CONFIDENCE) / 2.0) => {
            SpreadVerdict::MoreThanChance
        }
        _ if whole.too_few && !whole.is_all_alike() => SpreadVerdict::TooFew,
        _ => SpreadVerdict::NoMoreThanChance,
    };
    Some(OfficeSpread {
        verdict,
        months: u32::try_from(closed).unwrap_or(u32::MAX),
        whole,
        p_within_months,
        window_months: u32::try_from(months).unwrap_or(0),
        windows,
        change,
    })
}

impl OfficeSpread {
    /// Whether there is anything to draw over time.
    pub fn can_be_drawn(&self) -> bool {
        let drawn = self.windows.len() > 1 && self.windows.iter().any(|window| window.deviation.is_some());
        drawn && !self.is_of_two_and_says_nothing()
    }

    /// Whether it is of two offices, of which nothing can be said: distances would read as a description of them.
    pub fn is_of_two_and_says_nothing(&self) -> bool {
        self.whole.offices == 2 && self.verdict == SpreadVerdict::TooFew && !self.says_something()
    }

    /// Whether anything was found: the summary speaks of spread only then.
    pub fn says_something(&self) -> bool {
        let changed = self.change.as_ref().map(|change| change.verdict);
        self.verdict == SpreadVerdict::MoreThanChance
            || matches!(changed, Some(SpreadChangeVerdict::Narrower | SpreadChangeVerdict::Wider))
    }
}

impl SpreadWindow {
    /// Whether none of its audits are inadequate, or all: then no office can lie apart.
    pub fn is_all_alike(&self) -> bool {
        self.rate.n > 0 && (self.rate.inadequate == 0 || self.rate.inadequate == self.rate.n)
    }

    /// The months `from` to before `to`.
    fn of(tallies: &Tallies, from: usize, to: usize) -> SpreadWindow {
        let months = tallies.months.get(from..to).unwrap_or_default();
        let offices: Vec<Tally> =
            tallies.offices.iter().map(|office| sum(office.by_month.get(from..to).unwrap_or_default())).collect();
        let name = match (months.first(), months.last()) {
            (Some(first), Some(last)) => first.period.to_in_words(last.period),
            _ => String::new(),
        };
        let key = |month: Option<&PeriodTally>| month.map(|month| month.period.key()).unwrap_or_default();
        let test = stats::heterogeneity(&offices);
        let spread = stats::spread(&offices, CONFIDENCE);
        SpreadWindow {
            first: key(months.first()),
            last: key(months.last()),
            name,
            offices: u32::try_from(offices.iter().filter(|tally| tally.n > 0).count()).unwrap_or(u32::MAX),
            rate: sum(&offices).into(),
            q: test.map(|test| test.q),
            p_value: test.map(|test| test.p_value),
            deviation: spread.map(|spread| spread.deviation),
            deviation95: spread.map(|spread| spread.interval),
            too_few: stats::spread_power(&offices, NOTABLE, CONFIDENCE).is_none_or(|power| power < 0.5),
        }
    }

    fn spread(&self) -> Option<stats::Spread> {
        let (deviation, interval) = self.deviation.zip(self.deviation95)?;
        Some(stats::Spread { deviation, interval, mean: self.rate.rate? })
    }
}

impl SpreadChange {
    fn of(earlier: SpreadWindow, later: SpreadWindow, months: usize) -> SpreadChange {
        let difference =
            later.spread().zip(earlier.spread()).map(|(later, earlier)| stats::spread_difference(&later, &earlier));
        // An interval of nothing but 0 is chance's doing, and no measure of how near the offices lie.
        let nearer_than_chance =
            |window: &SpreadWindow| window.deviation95.is_some_and(|interval| interval.upper <= 0.0);
        let can_tell = !nearer_than_chance(&earlier) && !nearer_than_chance(&later);
        let verdict = match difference.map(|difference| difference.interval) {
            Some(interval) if can_tell && interval.upper < 0.0 => SpreadChangeVerdict::Narrower,
            Some(interval) if can_tell && interval.lower > 0.0 => SpreadChangeVerdict::Wider,
            // A stretch without any spread to measure has not too few audits, and cannot be compared.
            _ if earlier.is_all_alike() || later.is_all_alike() => SpreadChangeVerdict::CannotTell,
            _ if earlier.too_few || later.too_few => SpreadChangeVerdict::TooFew,
            _ => SpreadChangeVerdict::CannotTell,
        };
        SpreadChange {
            verdict,
            earlier,
            later,
            months: u32::try_from(months).unwrap_or(u32::MAX),
            difference: difference.map(|difference| difference.difference),
            interval95: difference.map(|difference| difference.interval),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Day, Granularity, Period};
    use crate::stats::Random;
    use crate::tally::GroupTally;

    /// Offices by month: audits and the true rate of each, by its place and the month.
    #[derive(Clone, Copy)]
    struct Shape {
        offices: usize,
        months: usize,
        /// Audits of an office in a month, of which one office in three has half and one in three twice as many.
        n: u32,
        rate: f64,
    }

    fn tallies(counts: &[Vec<Tally>]) -> Tallies {
        let first = Period::of(Day::new(2023, 1, 1).unwrap(), Granularity::Month);
        let months = std::iter::successors(Some(first), |month| Some(month.next()));
        let group = |by_month: &Vec<Tally>| GroupTally {
            name: String::new(),
            grades: Default::default(),
            by_period: Vec::new(),
            by_month: by_month.clone(),
        };
        Tallies {
            months: months
                .take(counts[0].len())
                .map(|period| PeriodTally { period, grades: Default::default() })
                .collect(),
            offices: counts.iter().map(group).collect(),
            ..Tallies::default()
        }
    }

    impl Shape {
        fn audits(self, office: usize, month: usize) -> u32 {
            match (office % 3, self.n) {
                (0, n) => n,
                // A half of an odd number: now more, now less.
                (1, n) => (n + u32::from(month.is_multiple_of(2))) / 2,
                (_, n) => n * 2,
            }
        }

        fn spread(
            self,
            random: &mut Random,
            n: impl Fn(usize, usize) -> u32,
            rate: impl Fn(usize, usize) -> f64,
        ) -> OfficeSpread {
            let counts: Vec<Vec<Tally>> = (0..self.offices)
                .map(|office| {
                    let month = |month| {
                        let n = n(office, month);
                        Tally { n, inadequate: random.binomial(n, rate(office, month).clamp(0.0, 1.0)) }
                    };
                    (0..self.months).map(month).collect()
                })
                .collect();
            office_spread(&tallies(&counts), self.months).unwrap()
        }
    }

    const SHAPES: [Shape; 8] = [
        Shape { offices: 2, months: 24, n: 13, rate: 0.2 },
        Shape { offices: 6, months: 12, n: 2, rate: 0.15 },
        Shape { offices: 6, months: 24, n: 5, rate: 0.3 },
        Shape { offices: 6, months: 24, n: 40, rate: 0.15 },
        Shape { offices: 12, months: 24, n: 5, rate: 0.05 },
        Shape { offices: 12, months: 24, n: 13, rate: 0.3 },
        Shape { offices: 149, months: 12, n: 1, rate: 0.15 },
        Shape { offices: 149, months: 24, n: 2, rate: 0.05 },
    ];

    /// With 2,000 of each shape, "more" was said of 2.0% to 3.1% where no office lies apart, and of 1.2% to 2.8% where the whole changes and audits shift; a
    /// change of the spread was said of 0% to 0.8% without a spread, and of 0% to 5.2% where it stays (149 offices had most).
    const AUTHORITIES: u32 = 200;

    fn found(spread: &OfficeSpread) -> bool {
        spread.verdict == SpreadVerdict::MoreThanChance
    }

    fn changed(spread: &OfficeSpread) -> bool {
        let verdict = spread.change.as_ref().map(|change| change.verdict);
        matches!(verdict, Some(SpreadChangeVerdict::Narrower | SpreadChangeVerdict::Wider))
    }

    fn share(mut authority: impl FnMut() -> OfficeSpread, holds: impl Fn(&OfficeSpread) -> bool) -> f64 {
        let count: u32 = (0..AUTHORITIES).map(|_| u32::from(holds(&authority()))).sum();
        f64::from(count) / f64::from(AUTHORITIES)
    }

    /// How far each office lies from the average in units of the standard deviation: half above and half below, or from a wide distribution.
    fn away(random: &mut Random, offices: usize) -> Vec<f64> {
        (0..offices).map(|_| (random.unit() + random.unit() + random.unit() - 1.5) * 2.0).collect()
    }

    /// 5% of 200 is 10; 22 would be seen less than once in two thousand seeds.
    const MOST: f64 = 0.11;

    #[test]
    fn where_no_office_lies_apart_little_is_said() {
        for (at, shape) in SHAPES.into_iter().enumerate() {
            let mut random = Random::seeded(20_190_911);
            let mut next = || shape.spread(&mut random, |office, month| shape.audits(office, month), |_, _| shape.rate);
            let alarms = share(&mut next, found);
            let changes = share(&mut next, changed);
            assert!(alarms < MOST && changes < MOST, "{at}: {alarms} {changes}");
        }
    }

    #[test]
    fn a_spread_that_stays_is_not_said_to_change() {
        for (at, shape) in SHAPES.into_iter().enumerate() {
            for times in [0.2, 0.5] {
                for redrawn in [false, true] {
                    let mut random = Random::seeded(7 + at as u64);
                    let next = || {
                        let first = away(&mut random, shape.offices);
                        let second = if redrawn { away(&mut random, shape.offices) } else { first.clone() };
                        let rate = |office: usize, month: usize| {
                            let away = if month * 2 < shape.months { &first } else { &second };
                            shape.rate * (1.0 + times * away[office])
                        };
                        shape.spread(&mut random, |office, month| shape.audits(office, month), rate)
                    };
                    let changes = share(next, changed);
                    assert!(changes < MOST, "{at} {times} {redrawn}: {changes}");
                }
            }
        }
    }

    #[test]
    fn a_change_of_all_and_a_shift_of_audits_make_no_spread() {
        for (at, shape) in SHAPES.into_iter().enumerate() {
            let mut random = Random::seeded(11);
            let next = || {
                let half = |month: usize| month * 2 >= shape.months;
                // Every other office is audited mostly before, the others mostly after.
                let n = |office: usize, month: usize| {
                    if office.is_multiple_of(2) == half(month) {
                        shape.audits(office, month) * 3
                    } else {
                        shape.audits(office, month)
                    }
                };
                shape.spread(&mut random, n, |_, month| if half(month) { shape.rate * 0.4 } else { shape.rate })
            };
            let alarms = share(next, found);
            assert!(alarms < MOST, "{at}: {alarms}");
        }
    }

    #[test]
    fn a_spread_is_found_and_so_is_its_end() {
        for (at, shape) in SHAPES.into_iter().enumerate() {
            for times in [0.5, 0.8] {
                let mut random = Random::seeded(13);
                let mut next = |end: f64| {
                    let away = away(&mut random, shape.offices);
                    let rate = |office: usize, month: usize| {
                        let times = if month * 2 < shape.months { times } else { times * end };
                        shape.rate * (1.0 + times * away[office])
                    };
                    shape.spread(&mut random, |office, month| shape.audits(office, month), rate)
                };
                let seen = share(|| next(1.0), found);
                let told = share(|| next(0.0), changed);
                if at == 5 {
                    assert!(told > 0.9, "{at}: {told}");
                }
                if shape.n >= 13 && shape.offices > 2 {
                    assert!(seen > 0.8, "{at}: {seen}");
                }
            }
        }
    }
}
