//! Where the centre line starts anew: each phase has the line and the limits of its own periods.

use super::pooling::period_with_fixed_mix;
use super::{Centre, PeriodRate, Rate, is_in_baseline, shown};
use crate::audit::{Granularity, Period};
use crate::order::InOrder as _;
use crate::settings::{Baseline, Settings};
use crate::stats::{self, Interval, Marks, Role, TwoInThree};
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

/// The periods and the phases of the series, of which the newest `open` periods are still being filled. Each phase has the centre line, the limits and the
/// marks of its own periods.
pub(super) fn over_time(
    tallies: &Tallies,
    settings: &Settings,
    open: usize,
    centre: Option<&Centre>,
) -> (Vec<PeriodRate>, Vec<PhaseLine>) {
    let places: Vec<Period> = tallies.periods.iter().map(|period| period.period).collect();
    let mut starts = starts(&places, settings);
    if tallies.period == Granularity::Rolling {
        // A window that lies in two phases belongs to neither.
        starts.truncate(1);
    }
    let counts: Vec<Tally> = tallies.periods.iter().map(|period| period.grades.tally()).collect();
    let closed = counts.len().saturating_sub(open);
    let first_phase_ends = starts.get(1).map_or(counts.len(), |(at, ..)| *at);
    let mut roles: Vec<Role> = tallies
        .periods
        .iter()
        .enumerate()
        .map(|(at, period)| match settings.baseline {
            _ if at >= closed => Role::Excluded,
            Some(_) if at < first_phase_ends && !is_in_baseline(period.period, settings) => Role::Judged,
            _ => Role::Baseline,
        })
        .collect();
    let phase_at = |at: usize| {
        let begins = starts.get(at).map_or(counts.len(), |(start, ..)| *start);
        begins..starts.get(at + 1).map_or(counts.len(), |(next, ..)| *next)
    };
    let with_audits = |range: std::ops::Range<usize>, roles: &[Role], wanted: Role| {
        let inside = counts.iter().zip(roles).take(range.end).skip(range.start);
        inside.filter(|(tally, role)| tally.n > 0 && **role == wanted).count() > 0
    };
    for at in 0..starts.len() {
        if !with_audits(phase_at(at), &roles, Role::Baseline) {
            // Nothing else can give a centre line: what is there then serves, and the page says so.
            roles.iter_mut().take(phase_at(at).end).skip(phase_at(at).start).for_each(|role| *role = Role::Baseline);
        }
    }
    let places: Vec<usize> = starts.iter().map(|(start, ..)| *start).collect();
    let role = |at: usize| roles.get(at).copied().unwrap_or(Role::Baseline);
    let chart = stats::p_chart_in_phases(&counts, &places, role, TwoInThree::From2023);
    // Neighbouring rolling windows share audits: the limits and rules of months do not hold for them.
    let drawn_only = tallies.period == Granularity::Rolling;
    let points = tallies.periods.iter().zip(&chart.points).zip(&chart.marks).enumerate();
    let periods = points.map(|(at, ((period, point), marks))| {
        let point = point.filter(|_| !drawn_only);
        PeriodRate {
            period: period.period.key(),
            name: period.period.in_words(),
            rate: period.grades.tally().into(),
            fixed_mix: period_with_fixed_mix(tallies, at),
            grades: shown(period.grades.by_level(&tallies.scale)),
            limits: point.map(|point| Interval { lower: point.lower3, upper: point.upper3 }),
            outside: point.and_then(|point| point.signal).filter(|_| at < closed),
            marks: if drawn_only || at >= closed { Marks::default() } else { *marks },
            provisional: at >= closed,
        }
    });
    let lines = starts.iter().enumerate().map(|(at, (_, name, reason))| {
        let range = phase_at(at);
        let sum = |take: &dyn Fn(usize) -> bool| {
            let mut sum = Tally::default();
            let inside = counts.iter().enumerate().take(range.end).skip(range.start);
            inside.filter(|(at, _)| take(*at)).for_each(|(_, tally)| sum += *tally);
            Rate::from(sum)
        };
        let key = |at: usize| tallies.periods.get(at).map(|period| period.period.key()).unwrap_or_default();
        let baseline = match centre {
            Some(centre) if drawn_only => centre.baseline,
            _ => sum(&|at| role(at) == Role::Baseline),
        };
        PhaseLine {
            name: name.clone(),
            reason: reason.clone(),
            first: key(range.start),
            last: key(range.end.saturating_sub(1)),
            centre: baseline.rate,
            baseline,
            all: sum(&|_| true),
        }
    });
    (periods.collect(), lines.collect())
}

/// The place of each phase's first period, with its name and reason: the first begins with the series, and a phase of which no period
/// is left is none.
pub(super) fn starts(periods: &[Period], settings: &Settings) -> Vec<(usize, String, String)> {
    let mut phases = settings.phases.clone();
    phases.order_by_key(|phase| phase.from);
    let mut starts = vec![(0, String::new(), String::new())];
    for phase in phases {
        let ends_after = |period: &Period| period.last_day().is_some_and(|last| phase.from <= last);
        let Some(at) = periods.iter().position(ends_after) else { continue };
        // Two that begin in one period are the later one.
        starts.retain(|(start, ..)| *start < at);
        starts.push((at, phase.name, phase.reason));
    }
    if periods.is_empty() { Vec::new() } else { starts }
}

/// The tally of the whole months that begin inside a window.
pub(super) fn tally_in(tallies: &Tallies, window: Baseline) -> Tally {
    let mut sum = Tally::default();
    let inside = |month: &&PeriodTally| month.period.first_day().is_some_and(|first| window.contains(first));
    tallies.months.iter().filter(inside).for_each(|month| sum += month.grades.tally());
    sum
}
