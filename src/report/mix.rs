//! Whether an office's audits are of the same services as before: a rate can move by that alone.

use crate::stats;
use crate::tally::{Tallies, Tally};
use serde::{Deserialize, Serialize};

/// At most this share of authorities in which no office's mix changes is told that one does.
const LEVEL: f64 = 0.05;
/// Of fewer audits in a half, nothing is said.
const LEAST_AUDITS: u32 = 20;
/// Services of fewer audits in both halves together are put together: the chi-squared distribution wants counts of about five.
const LEAST_OF_SERVICE: u32 = 10;

/// The services that an office's audits are of, in the earlier and in the later half of the complete months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeMix {
    /// The office.
    pub office: String,
    /// The months of the earlier half, in words.
    pub earlier_name: String,
    /// Those of the later half; of an odd number of months the middle one is in neither.
    pub later_name: String,
    /// Each service by name, with its audits in the earlier and in the later half.
    pub services: Vec<ServiceShare>,
    /// What can be said.
    pub verdict: MixVerdict,
    /// Pearson's chi-squared test of the two halves, adjusted (Holm) over the offices; `null` where there are too few audits.
    pub adjusted_p: Option<f64>,
}

/// One service's part of an office's audits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceShare {
    /// Its name.
    pub service: String,
    /// Its audits in the earlier half.
    pub earlier: u32,
    /// And in the later half.
    pub later: u32,
}

/// Whether a mix has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MixVerdict {
    /// It has, by more than chance explains.
    Changed,
    /// Chance could have made the difference.
    NoChange,
    /// There are too few audits, or all are of one service.
    TooFew,
}

impl OfficeMix {
    /// All audits of the earlier and of the later half.
    pub fn totals(&self) -> (u32, u32) {
        self.services.iter().fold((0, 0), |(earlier, later), of| (earlier + of.earlier, later + of.later))
    }

    /// The service whose part has moved most.
    pub fn most_moved(&self) -> Option<&ServiceShare> {
        let (earlier, later) = self.totals();
        let share = |k: u32, n: u32| f64::from(k) / f64::from(n.max(1));
        let moved = |of: &ServiceShare| (share(of.later, later) - share(of.earlier, earlier)).abs();
        self.services.iter().reduce(|most, of| if moved(of) > moved(most) { of } else { most })
    }
}

/// The mix of each office, by name; of the months, the first `complete` are.
pub(super) fn mixes(tallies: &Tallies, complete: usize) -> Vec<OfficeMix> {
    let half = complete / 2;
    let name = |from: usize, to: usize| {
        let month = |at: usize| tallies.months.get(at).map(|month| month.period.in_words()).unwrap_or_default();
        format!("{} to {}", month(from), month(to.saturating_sub(1)))
    };
    if half == 0 {
        return Vec::new();
    }
    let later = complete - half;
    let sum = |months: Option<&[Tally]>| months.unwrap_or_default().iter().map(|tally| tally.n).sum::<u32>();
    let mut mixes: Vec<OfficeMix> = tallies
        .offices
        .iter()
        .map(|office| {
            let places = tallies.places.iter().filter(|place| place.office == office.name && !place.service.is_empty());
            let services = places.map(|place| ServiceShare {
                service: place.service.clone(),
                earlier: sum(place.by_month.get(..half)),
                later: sum(place.by_month.get(later..complete)),
            });
            OfficeMix {
                office: office.name.clone(),
                earlier_name: name(0, half),
                later_name: name(later, complete),
                services: services.filter(|of| of.earlier + of.later > 0).collect(),
                verdict: MixVerdict::TooFew,
                adjusted_p: None,
            }
        })
        .collect();
    let raw: Vec<Option<f64>> = mixes.iter().map(chance_of).collect();
    let adjusted = stats::holm(&raw.iter().copied().flatten().collect::<Vec<f64>>());
    let tested = mixes.iter_mut().zip(&raw).filter(|(_, raw)| raw.is_some()).map(|(mix, _)| mix);
    for (mix, adjusted_p) in tested.zip(adjusted) {
        mix.adjusted_p = Some(adjusted_p);
        mix.verdict = if adjusted_p <= LEVEL { MixVerdict::Changed } else { MixVerdict::NoChange };
    }
    mixes
}

/// The chance of so different halves if both are of the same work; `None` where it cannot be said.
fn chance_of(mix: &OfficeMix) -> Option<f64> {
    let (earlier, later) = mix.totals();
    if earlier < LEAST_AUDITS || later < LEAST_AUDITS {
        return None;
    }
    let (large, small): (Vec<&ServiceShare>, Vec<&ServiceShare>) =
        mix.services.iter().partition(|of| of.earlier + of.later >= LEAST_OF_SERVICE);
    let others = small.iter().fold((0, 0), |(earlier, later), of| (earlier + of.earlier, later + of.later));
    let counts: Vec<(u32, u32)> =
        large.iter().map(|of| (of.earlier, of.later)).chain((others.0 + others.1 > 0).then_some(others)).collect();
    stats::main_cause_shift(&counts).map(|shift| shift.p_value)
}
