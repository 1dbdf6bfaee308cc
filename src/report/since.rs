//! What was counted before and after the last visit to an office. It is no verdict: that one is made on the page as a whole, and does not know of visits.

use super::{CONFIDENCE, Rate, Window, wording};
use crate::audit::{Event, Granularity, Period};
use crate::stats::{self, Interval};
use crate::tally::{GroupTally, PeriodTally, Tallies, Tally};
use serde::{Deserialize, Serialize};

/// With this chance, a halving is to be told once the audits are there.
const POWER: f64 = 0.8;

/// An office since it was last visited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SinceVisit {
    /// The office.
    pub office: String,
    /// The last visit or inspection of it; of the whole authority, where the file has none of the office itself.
    pub visit: Event,
    /// Complete months before that of the visit: as many as there are since, or as the file has; `null` without any.
    pub before: Option<Window>,
    /// Complete months after that of the visit; `null` while there is none.
    pub after: Option<Window>,
    /// The rate since, less the rate before, between -1 and 1.
    pub difference: Option<f64>,
    /// Newcombe's 95% interval for it.
    pub interval95: Option<Interval>,
    /// All complete months before that of the visit.
    pub all_before: Rate,
    /// How many audits since the visit would tell a fall to half of the rate in all of those months, with a chance of four in five; `null`
    /// where no number would.
    pub audits_to_tell_a_halving: Option<u32>,
    /// What there is to say.
    pub sentence: String,
}

/// Each office that was visited; of the months, the first `complete` are.
pub(super) fn since_visits(tallies: &Tallies, events: &[Event], complete: usize) -> Vec<SinceVisit> {
    let complete = tallies.months.get(..complete).unwrap_or(&tallies.months);
    tallies
        .offices
        .iter()
        .filter_map(|office| {
            let visit = last_visit(events, Some(&office.name)).or_else(|| last_visit(events, None))?;
            Some(since(office, visit, complete))
        })
        .collect()
}

fn last_visit<'a>(events: &'a [Event], office: Option<&str>) -> Option<&'a Event> {
    let is_visit = |event: &&Event| {
        ["visit", "inspection"].iter().any(|kind| event.kind.trim().eq_ignore_ascii_case(kind))
            && event.office.as_deref() == office
    };
    events.iter().filter(is_visit).max_by_key(|event| event.date)
}

fn since(office: &GroupTally, visit: &Event, complete: &[PeriodTally]) -> SinceVisit {
    let month = Period::of(visit.date, Granularity::Month);
    let months: Vec<(Period, Tally)> =
        complete.iter().map(|month| month.period).zip(office.by_month.iter().copied()).collect();
    let (before, rest) = months.split_at(months.partition_point(|(at, _)| *at < month));
    // The visit's own month is partly before it and partly after.
    let after = rest.get(rest.partition_point(|(at, _)| *at <= month)..).unwrap_or_default();
    let mut all_before = Tally::default();
    before.iter().for_each(|(_, tally)| all_before += *tally);
    // Until a month has passed, a year tells what was there before.
    let length = if after.is_empty() { 12 } else { after.len() };
    let before = before.get(before.len().saturating_sub(length)..).unwrap_or_default();
    let (before, after) = (window(before), window(after));
    let difference = before
        .as_ref()
        .zip(after.as_ref())
        .and_then(|(before, after)| stats::newcombe_difference(after.rate.tally(), before.rate.tally(), CONFIDENCE));
    let audits_to_tell_a_halving = stats::proportion(all_before)
        .filter(|rate| *rate > 0.0)
        .and_then(|rate| stats::audits_until_told(all_before, rate / 2.0, 1.0 - CONFIDENCE, POWER));
    SinceVisit {
        office: office.name.clone(),
        visit: visit.clone(),
        sentence: wording::since_visit(before.as_ref(), after.as_ref(), difference.map(|found| found.interval)),
        before,
        after,
        difference: difference.map(|found| found.difference),
        interval95: difference.map(|found| found.interval),
        all_before: all_before.into(),
        audits_to_tell_a_halving,
    }
}

fn window(months: &[(Period, Tally)]) -> Option<Window> {
    let (first, last) = (months.first()?.0.in_words(), months.last()?.0.in_words());
    let mut sum = Tally::default();
    months.iter().for_each(|(_, tally)| sum += *tally);
    Some(Window { name: if first == last { first } else { format!("{first} to {last}") }, rate: Rate::from(sum) })
}
