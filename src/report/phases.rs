//! Where the centre line starts anew: each phase has the line and the limits of its own periods.

use super::{Centre, PeriodRate, Rate, is_in_baseline};
use crate::audit::Granularity;
use crate::settings::{Baseline, Settings};
use crate::stats::{self, Interval};
use crate::tally::{PeriodTally, Tallies, Tally};
use serde::{Deserialize, Serialize};

/// One stretch of the series with a centre line of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseLine {
    /// What the reader called it; empty for what was before the first.
    pub name: String,
    /// Why the line starts anew here.
    pub reason: String,
    /// Its first period, as in `periods`.
    pub first: String,
    /// Its last period.
    pub last: String,
    /// Its centre line, between 0 and 1; `null` without audits.
    pub centre: Option<f64>,
    /// The tally that the line comes from.
    pub baseline: Rate,
    /// All of its periods together.
    pub all: Rate,
}

/// The phases of the series, the newest `open` of whose periods are still being filled. Where the reader set any, the limits of the
/// periods become those of their own phase.
pub(super) fn phases(
    tallies: &Tallies,
    settings: &Settings,
    open: usize,
    centre: Option<&Centre>,
    periods: &mut [PeriodRate],
) -> Vec<PhaseLine> {
    if tallies.period == Granularity::Rolling {
        // Neighbouring windows share audits: limits and tests of months do not hold for them.
        for period in periods.iter_mut() {
            (period.limits, period.outside, period.adjusted_p, period.differs) = (None, None, None, false);
        }
    }
    let starts = starts(tallies, settings);
    let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([tallies.periods.len()]);
    let closed = tallies.periods.len().saturating_sub(open);
    let mut lines = Vec::new();
    for ((start, name, reason), end) in starts.iter().zip(ends) {
        let counts: Vec<Tally> =
            tallies.periods.iter().take(end).skip(*start).map(|period| period.grades.tally()).collect();
        let own = |at: usize| at + start;
        let in_baseline = |at: usize| match settings.baseline {
            Some(_) if *start == 0 => {
                tallies.periods.get(at).is_some_and(|period| is_in_baseline(period.period, settings))
            }
            _ => own(at) < closed,
        };
        let any = counts.iter().enumerate().any(|(at, tally)| tally.n > 0 && in_baseline(at));
        let chart = stats::p_chart(&counts, |at| !any || in_baseline(at));
        if let Some(chart) = chart.as_ref().filter(|_| starts.len() > 1 && tallies.period != Granularity::Rolling) {
            for (period, point) in periods.iter_mut().skip(*start).zip(&chart.points) {
                period.limits = point.map(|point| Interval { lower: point.lower3, upper: point.upper3 });
                period.outside = point.and_then(|point| point.signal);
            }
        }
        let sum = |take: &dyn Fn(usize) -> bool| {
            let mut sum = Tally::default();
            counts.iter().enumerate().filter(|(at, _)| take(*at)).for_each(|(_, tally)| sum += *tally);
            Rate::from(sum)
        };
        let key = |at: usize| tallies.periods.get(at).map(|period| period.period.key()).unwrap_or_default();
        let only = starts.len() == 1;
        lines.push(PhaseLine {
            name: name.clone(),
            reason: reason.clone(),
            first: key(*start),
            last: key(end.saturating_sub(1)),
            centre: if only { centre.map(|centre| centre.rate) } else { chart.map(|chart| chart.centre) },
            baseline: sum(&|at| !any || in_baseline(at)),
            all: sum(&|_| true),
        });
    }
    lines
}

/// The place of each phase's first period, with its name and reason: the first begins with the series, and a phase of which no period
/// is left is none.
fn starts(tallies: &Tallies, settings: &Settings) -> Vec<(usize, String, String)> {
    let mut phases = settings.phases.clone();
    phases.sort_by_key(|phase| phase.from);
    let mut starts = vec![(0, String::new(), String::new())];
    for phase in phases {
        let ends_after = |period: &PeriodTally| period.period.last_day().is_some_and(|last| phase.from <= last);
        let Some(at) = tallies.periods.iter().position(ends_after) else { continue };
        // Two that begin in one period are the later one.
        starts.retain(|(start, ..)| *start < at);
        starts.push((at, phase.name, phase.reason));
    }
    if tallies.periods.is_empty() { Vec::new() } else { starts }
}

/// The tally of the whole months that begin inside a window.
pub(super) fn tally_in(tallies: &Tallies, window: Baseline) -> Tally {
    let mut sum = Tally::default();
    let inside = |month: &&PeriodTally| month.period.first_day().is_some_and(|first| window.contains(first));
    tallies.months.iter().filter(inside).for_each(|month| sum += month.grades.tally());
    sum
}
