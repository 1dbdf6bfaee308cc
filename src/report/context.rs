//! What is known of the offices beside their audits: caseloads, vacancies, agency workers, and the audits that were to be done.
//!
//! It is drawn beneath the rate and never joined with it: that two lines move together does not show that one moves the other.

use super::{PeriodRate, Report, wording};
use crate::audit::{Context, Day, Event, Granularity, Period};
use crate::import::Import;
use crate::tally;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the file knows of one month and office, and the audits that were done in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthContext {
    /// What the file says.
    #[serde(flatten)]
    pub context: Context,
    /// How many audits of this month and office the file has, of whatever type and grade and whatever the reader chose to count; only
    /// where a number was expected.
    pub audits_done: Option<u32>,
}

/// The context of one period of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodContext {
    /// The period in words.
    pub name: String,
    /// Cases that a worker holds: the mean of the months that say.
    pub caseload: Option<f64>,
    /// The share of posts that are vacant, likewise.
    pub vacancy_rate: Option<f64>,
    /// The share of workers from agencies, likewise.
    pub agency_rate: Option<f64>,
    /// Audits done and audits expected, in the months that say how many were expected.
    pub audits: Option<Completion>,
    /// Whether audits of it may still be arriving.
    pub provisional: bool,
    /// What changed of managers and workers in it, as the file calls it.
    pub changes: Vec<String>,
}

/// Audits that were done, of those that were to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Completion {
    /// Audits done, of whatever type.
    pub done: u32,
    /// Audits expected.
    pub expected: u32,
}

pub(super) fn with_audits_done(import: &Import) -> Vec<MonthContext> {
    let asked = import.context.iter().any(|context| context.audits_expected.is_some());
    let done = if asked { tally::audits_done(&import.table) } else { tally::Done::default() };
    let of = |context: &Context| done.get(&(context.month.clone(), context.office.clone())).copied().unwrap_or(0);
    let month = |context: &Context| MonthContext {
        audits_done: context.audits_expected.map(|_| of(context)),
        context: context.clone(),
    };
    import.context.iter().map(month).collect()
}

impl Report {
    /// The context of an office, or of the whole authority, in each period; `None` where the file has none.
    ///
    /// What the file says of the whole authority goes first. Without it, the middle office stands for the authority: how many workers each
    /// office has is not in the file, so that no mean of them can be told. Where offices are chosen, it is of these.
    pub fn context_of(&self, office: Option<&str>) -> Option<Vec<PeriodContext>> {
        let of_all = self.middle_office_stands_for_all();
        let months: Vec<(&MonthContext, Vec<String>)> = self
            .context
            .iter()
            .filter(|month| match month.context.office.as_deref() {
                Some(of) if of_all && office.is_none() => self.settings.has_office(of),
                of => of == office,
            })
            .map(|month| (month, keys_of(&month.context.month, self.period)))
            .collect();
        let series: Vec<PeriodContext> =
            self.periods.iter().map(|period| self.in_period(period, &months, office)).collect();
        let any = series.iter().any(|period| period.has_values());
        any.then_some(series)
    }

    /// Whether the middle of the offices is shown for them all: of some, or of the whole authority where the file says nothing of it.
    pub fn middle_office_stands_for_all(&self) -> bool {
        !self.settings.offices.is_empty() || self.context.iter().all(|month| month.context.office.is_some())
    }

    fn in_period(
        &self,
        period: &PeriodRate,
        months: &[(&MonthContext, Vec<String>)],
        office: Option<&str>,
    ) -> PeriodContext {
        let inside: Vec<&MonthContext> =
            months.iter().filter(|(_, keys)| keys.contains(&period.period)).map(|(month, _)| *month).collect();
        let value = |of: fn(&Context) -> Option<f64>| mean_of_months(&inside, of);
        let counted = inside.iter().filter_map(|month| Some((month.audits_done?, month.context.audits_expected?)));
        let audits = counted.fold(None, |sum: Option<Completion>, (done, expected)| {
            let sum = sum.unwrap_or_default();
            Some(Completion { done: sum.done.saturating_add(done), expected: sum.expected.saturating_add(expected) })
        });
        let in_it = |event: &&Event| {
            keys_of(&Period::of(event.date, Granularity::Month).key(), self.period).first() == Some(&period.period)
        };
        PeriodContext {
            name: period.name.clone(),
            caseload: value(|context| context.caseload),
            vacancy_rate: value(|context| context.vacancy_rate),
            agency_rate: value(|context| context.agency_rate),
            audits,
            provisional: period.provisional,
            changes: self.staff_changes(office).filter(in_it).map(wording::change_of_staff).collect(),
        }
    }

    /// The offices of which the file knows something beside their audits, and of which no audit is in the rate though the reader did not leave them out, by name.
    pub fn offices_without_audits(&self) -> Vec<&str> {
        let counted: BTreeSet<&str> = self.offices.iter().map(|office| office.office.as_str()).collect();
        let known: BTreeSet<&str> = self.context.iter().filter_map(|month| month.context.office.as_deref()).collect();
        known.difference(&counted).copied().filter(|office| self.settings.has_office(office)).collect()
    }

    /// The changes of managers and workers that the file tells of an office, or of the whole authority.
    pub fn staff_changes<'a>(&'a self, office: Option<&'a str>) -> impl Iterator<Item = &'a Event> {
        let of_staff =
            |event: &&Event| ["leadership", "staffing"].iter().any(|kind| event.kind.trim().eq_ignore_ascii_case(kind));
        self.events.iter().filter(of_staff).filter(move |event| event.office.as_deref() == office)
    }
}

impl PeriodContext {
    /// Whether anything is known of it.
    pub fn has_values(&self) -> bool {
        self.caseload.or(self.vacancy_rate).or(self.agency_rate).is_some() || self.audits.is_some()
    }
}

/// The keys of the periods that a month lies in; that which is named for it first.
fn keys_of(month: &str, period: Granularity) -> Vec<String> {
    let Some(first) = format!("{month}-01").parse::<Day>().ok().map(|day| Period::of(day, period)) else {
        return Vec::new();
    };
    let more = if period == Granularity::Rolling { 2 } else { 0 };
    std::iter::successors(Some(first), |period| Some(period.next())).take(1 + more).map(Period::key).collect()
}

/// The mean of the months; in each of them that of the office, or the middle of several.
fn mean_of_months(inside: &[&MonthContext], of: fn(&Context) -> Option<f64>) -> Option<f64> {
    let mut months: Vec<(&str, Vec<f64>)> = Vec::new();
    for month in inside {
        let Some(value) = of(&month.context) else { continue };
        match months.iter_mut().find(|(name, _)| *name == month.context.month) {
            Some((_, values)) => values.push(value),
            None => months.push((&month.context.month, vec![value])),
        }
    }
    let middles: Vec<f64> = months.into_iter().filter_map(|(_, values)| middle(values)).collect();
    let count = u32::try_from(middles.len()).ok().filter(|count| *count > 0)?;
    Some(middles.iter().sum::<f64>() / f64::from(count))
}

/// The median.
fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    let lower = values.get(values.len().saturating_sub(1) / 2)?;
    Some((lower + upper) / 2.0)
}
