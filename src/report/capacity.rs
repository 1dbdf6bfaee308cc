//! Where the excess of inadequate work lies, and what was added to the authority's capacity when: the values, without words.

use super::since::{self, SinceVisit};
use super::{CauseCount, Rate, Report, sum};
use crate::audit::{Event, Period};
use crate::order::InOrder as _;
use crate::stats;
use crate::tally::{Place, Tallies, Tally};
use serde::{Deserialize, Serialize};

/// At most this share of authorities in which no place differs is told that one does.
const LEVEL: f64 = 0.05;
/// So many causes of a place are named.
const MOST_CAUSES: usize = 3;
/// The months that tell how many audits are done in one.
const PACE_MONTHS: usize = 6;

/// Where inadequate work lies above the rate of all, and what followed the events by which capacity was added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capacity {
    /// The audits in the rate that name an office: what each place is measured against.
    pub all: Rate,
    /// Each office and service in order of name. Where the file names no service, each office.
    pub places: Vec<PlaceExcess>,
    /// How many inadequate audits fewer there would be if each place that lies above the rate of all were at it.
    pub fewer_in_all: f64,
    /// What was counted before and after each event by which capacity was added, in order of date.
    pub events: Vec<CapacityEvent>,
}

/// The audits of one office and service against the rate of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceExcess {
    /// The office.
    pub office: String,
    /// The service; "" for audits that name none.
    pub service: String,
    /// Its rate.
    #[serde(flatten)]
    pub rate: Rate,
    /// Its inadequate audits less those that it would have at the rate of all: how many fewer there would be. Below nought where it has fewer already.
    pub fewer: f64,
    /// The same at the lower end of the 95% interval of its rate (Wilson).
    pub fewer_from: f64,
    /// And at the upper end.
    pub fewer_to: f64,
    /// What can be said of it.
    pub verdict: PlaceVerdict,
    /// The chance of its count if it did not differ from the others, adjusted (Holm) over all places; `null` without others.
    pub adjusted_p: Option<f64>,
    /// The causes that its inadequate audits name most often, at most three.
    pub causes: Vec<CauseCount>,
}

/// Whether a place has more inadequate work than the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceVerdict {
    /// It has more, by more than chance explains, with each month held apart as well.
    More,
    /// The difference is one that chance could make, or it has less.
    NoMoreThanChance,
    /// Even a rate twice that of the others would more likely be missed than found.
    TooFew,
}

/// What was counted before and after capacity was added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CapacityEvent {
    /// The office that it is of, or "" for the whole authority, and what was counted.
    #[serde(flatten)]
    pub since: SinceVisit,
    /// Audits a month there: the middle of the last six complete months.
    pub audits_a_month: u32,
}

/// The places of these counts, and the events of capacity; of the months, the first `complete` are.
pub(super) fn capacity(tallies: &Tallies, events: &[Event], complete: usize) -> Option<Capacity> {
    let events: Vec<CapacityEvent> =
        events.iter().filter(is_of_capacity).filter_map(|event| followed(tallies, event, complete)).collect();
    if tallies.places.is_empty() && events.is_empty() {
        return None;
    }
    let all = sum(&tallies.places.iter().map(Place::tally).collect::<Vec<_>>());
    let places = places(tallies, all);
    let fewer_in_all = places.iter().map(|place| place.fewer.max(0.0)).sum();
    Some(Capacity { all: all.into(), places, fewer_in_all, events })
}

impl Capacity {
    /// The places that have more inadequate work than the others.
    pub fn more(&self) -> impl Iterator<Item = &PlaceExcess> {
        self.places.iter().filter(|place| place.verdict == PlaceVerdict::More)
    }
}

impl Report {
    /// Whether it holds an event by which capacity was added.
    pub fn dates_capacity(&self) -> bool {
        self.events.iter().any(|event| is_of_capacity(&event))
    }
}

fn is_of_capacity(event: &&Event) -> bool {
    event.kind.trim().eq_ignore_ascii_case("capacity")
}

fn places(tallies: &Tallies, all: Tally) -> Vec<PlaceExcess> {
    let county = stats::proportion(all).unwrap_or_default();
    let count = tallies.places.len();
    let in_month = |at: usize| sum(tallies.places.iter().filter_map(|place| place.by_month.get(at)));
    let months: Vec<Tally> = (0..tallies.months.len()).map(in_month).collect();
    let raw: Vec<f64> = tallies.places.iter().map(|place| chance_of_more(place, &months, all)).collect();
    let adjusted = stats::holm(&raw);
    let share = 1.0 / f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
    tallies
        .places
        .iter()
        .zip(adjusted)
        .map(|(place, adjusted_p)| {
            let tally = place.tally();
            let n = f64::from(tally.n);
            let rate = Rate::from(tally);
            let fewer_at = |rate: Option<f64>| n * (rate.unwrap_or(county) - county);
            let rest = all.without(tally);
            let power = stats::power_against_the_rest(tally.n, rest, LEVEL * share, 2.0);
            let verdict = match adjusted_p {
                p if p <= LEVEL => PlaceVerdict::More,
                _ if power.is_some_and(|power| power >= 0.5) => PlaceVerdict::NoMoreThanChance,
                _ => PlaceVerdict::TooFew,
            };
            PlaceExcess {
                office: place.office.clone(),
                service: place.service.clone(),
                fewer: fewer_at(rate.rate),
                fewer_from: fewer_at(rate.interval95.map(|interval| interval.lower)),
                fewer_to: fewer_at(rate.interval95.map(|interval| interval.upper)),
                rate,
                verdict,
                adjusted_p: (rest.n > 0).then_some(adjusted_p),
                causes: causes(place),
            }
        })
        .collect()
}

fn causes(place: &Place) -> Vec<CauseCount> {
    let mut causes = place.causes.clone();
    // The names are in order already, which decides between those that are named as often.
    causes.order_by_key(|(_, inadequate)| std::cmp::Reverse(*inadequate));
    causes.truncate(MOST_CAUSES);
    let count = |(cause, inadequate)| CauseCount { cause, audits: None, inadequate: Some(inadequate) };
    causes.into_iter().map(count).collect()
}

/// The chance of so much inadequate work in a place, or as far the other way, if it does not differ from the others: the greater of that of all months
/// together, and of that with each month held apart. 1 where it has no more than they.
fn chance_of_more(place: &Place, months: &[Tally], all: Tally) -> f64 {
    let tally = place.tally();
    let rest = all.without(tally);
    let (Some(own), Some(others)) = (stats::proportion(tally), stats::proportion(rest)) else { return 1.0 };
    if own <= others {
        return 1.0;
    }
    let together = stats::against_the_rest(tally, rest).unwrap_or(1.0);
    let strata = place.by_month.iter().copied().zip(months.iter().copied());
    together.max(stats::mantel_haenszel(strata).map_or(1.0, stats::normal_two_sided))
}

/// What was counted before and after one event.
fn followed(tallies: &Tallies, event: &Event, complete: usize) -> Option<CapacityEvent> {
    let months = tallies.months.get(..complete)?;
    let by_month: Vec<Tally> = match &event.office {
        None => months.iter().map(|month| month.grades.tally()).collect(),
        Some(name) => {
            let office = tallies.offices.iter().find(|office| office.name == *name)?;
            office.by_month.iter().take(complete).copied().collect()
        }
    };
    let series: Vec<(Period, Tally)> = months.iter().map(|month| month.period).zip(by_month).collect();
    let mut last: Vec<u32> = series.iter().rev().take(PACE_MONTHS).map(|(_, tally)| tally.n).collect();
    last.sort_unstable();
    Some(CapacityEvent {
        since: since::since(event.office.as_deref().unwrap_or_default(), event, &series),
        audits_a_month: last.get(last.len() / 2).copied().unwrap_or_default(),
    })
}
