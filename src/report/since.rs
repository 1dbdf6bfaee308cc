//! What was counted before and after the last visit to an office. It is no verdict: that one is made on the page as a whole, and does not know of visits.

use super::{CONFIDENCE, Rate, Window, wording};
use crate::audit::{Event, Granularity, Period};
use crate::stats::{self, Interval};
use crate::tally::{Tallies, Tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// where no number would, and as long as `judged` is.
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
            let series: Vec<(Period, Tally)> =
                complete.iter().map(|month| month.period).zip(office.by_month.iter().copied()).collect();
            Some(since(&office.name, visit, &series))
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

/// What was counted before and after an event in these complete months.
pub(super) fn since(office: &str, visit: &Event, months: &[(Period, Tally)]) -> SinceVisit {
    let month = Period::of(visit.date, Granularity::Month);
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
    SinceVisit {
        office: office.to_owned(),
        visit: visit.clone(),
        sentence: wording::since_event(visit, before.as_ref(), after.as_ref(), difference.map(|found| found.interval)),
        before,
        after,
        difference: difference.map(|found| found.difference),
        interval95: difference.map(|found| found.interval),
        all_before: all_before.into(),
        audits_to_tell_a_halving: None,
    }
}

/// So many numbers of audits are sought in one step of the work: each takes a millisecond or two.
const A_STEP: usize = 8;

/// How many audits would tell a halving of each rate that was there before a visit. Each is an exact search, so they are worked out beside the verdicts.
#[derive(Debug, Default)]
pub(super) struct Halvings {
    waiting: Vec<Tally>,
    /// By audits, and by inadequate ones.
    known: BTreeMap<(u32, u32), Option<u32>>,
}

impl Halvings {
    /// Those that these visits ask for; what another report had worked out is kept.
    pub(super) fn of<'a>(visits: impl IntoIterator<Item = &'a SinceVisit>) -> Halvings {
        let waiting = visits.into_iter().map(|since| since.all_before.tally()).collect();
        Halvings { waiting, known: BTreeMap::new() }
    }

    /// Takes what was worked out for another report.
    pub(super) fn reusing(&mut self, other: &Halvings) {
        self.known.extend(other.known.iter().map(|(tally, audits)| (*tally, *audits)));
        self.waiting.retain(|tally| !self.known.contains_key(&key(*tally)));
    }

    /// Works out some of them; false when there is none left.
    pub(super) fn step(&mut self) -> bool {
        let some = self.waiting.split_off(self.waiting.len().saturating_sub(A_STEP));
        let any = !some.is_empty();
        for before in some {
            self.known.entry(key(before)).or_insert_with(|| audits_to_tell_a_halving(before));
        }
        any
    }

    /// Whether none is left to be worked out.
    pub(super) fn are_known(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Puts them where they are asked for.
    pub(super) fn put_into<'a>(&self, visits: impl IntoIterator<Item = &'a mut SinceVisit>) {
        for since in visits {
            since.audits_to_tell_a_halving = self.known.get(&key(since.all_before.tally())).copied().flatten();
        }
    }
}

fn key(tally: Tally) -> (u32, u32) {
    (tally.n, tally.inadequate)
}

fn audits_to_tell_a_halving(before: Tally) -> Option<u32> {
    let rate = stats::proportion(before).filter(|rate| *rate > 0.0)?;
    stats::audits_until_told(before, rate / 2.0, 1.0 - CONFIDENCE, POWER)
}

fn window(months: &[(Period, Tally)]) -> Option<Window> {
    let (first, last) = (months.first()?.0.in_words(), months.last()?.0.in_words());
    let mut sum = Tally::default();
    months.iter().for_each(|(_, tally)| sum += *tally);
    Some(Window { name: if first == last { first } else { format!("{first} to {last}") }, rate: Rate::from(sum) })
}
