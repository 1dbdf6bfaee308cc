//! Meaning: joins names, counts and statistics into what the page shows and the figures file holds.
//!
//! A [`Report`] is one value with everything that a view needs, and nothing about pixels. Serialised, it **is** the figures
//! file: `docs/figures.md` describes its keys, which do not change within a version.

mod basis;
mod capacity;
mod choices;
mod comparison;
mod context;
mod counted;
mod findings;
mod from_shared;
mod held;
mod judging;
mod mix;
mod now;
mod part;
mod parts;
mod phases;
mod pooling;
mod questions;
mod remedy;
mod remedy_sheets;
mod shared_findings;
mod sheet;
mod since;
mod spread;
mod trust;
mod verdicts;
mod view_sheets;
mod why;
mod why_sheets;
pub mod wording;

pub use capacity::{Capacity, CapacityEvent, PlaceExcess, PlaceVerdict};
pub use choices::{Choice, Choices};
pub use comparison::{Comparison, Window};
pub use context::{Completion, MonthContext, PeriodContext};
pub use counted::{Counted, Hidden, Rate};
pub use from_shared::{FromShared, NO_OFFICE, NO_SERVICE};
pub use held::{MixHeld, OnModerated};
pub use mix::{MixVerdict, OfficeMix, ServiceShare};
pub use now::NowAndLater;
pub use part::Part;
pub use parts::OfficeParts;
pub use phases::PhaseLine;
pub use pooling::{Estimate, FixedMix, Pooling};
pub use questions::{Answer, Assurance, Evidence, Question, StandsIn};
pub use remedy::{
    Actions, AfterVerdict, Ages, AroundReaudit, Cases, ClosedBy, Cohort, Cohorts, Generalises, OfficeActions,
    PaceVerdict, Reaudits, Remedy, RoleActions, SameQuarters, Time, TimeStep,
};
pub use spread::{OfficeSpread, SpreadChange, SpreadChangeVerdict, SpreadVerdict, SpreadWindow};
pub use why::{
    Area, DifferingOffice, Moved, MovedVerdict, Named, NamedCause, NamedGroup, NamedShare, Places, PlacesVerdict,
    SharesOf, Why, WhyRead, WhyWindows,
};

pub use trust::{
    AgreementCoefficient, ChosenForModeration, CorrectedRate, Direction, Drift, GradeModeration, GraderSpread,
    GradesAgree, Moderation, OfficeCompletion, OfficeModeration, PeriodModeration, Shift, ShiftVerdict, Trust,
};

pub use findings::{About, Finding, Tone};
pub use judging::{Judging, LEVEL};
pub use sheet::{Cell, Sheet};
pub use since::SinceVisit;
pub use verdicts::{
    Ahead, ChangeOf, ChangeVerdict, GoodShare, GoodTargetOf, GoodVerdict, HeldApart, HowSoon, Judged, Steps, TargetOf,
    TargetVerdict, TeamChange,
};

use crate::audit::{Day, Event, Granularity, Level, Period};
use crate::disclosure::Basis;
use crate::import::{Import, Problems, Source, Targets};
use crate::layout::laid_out;
use crate::order::InOrder as _;
use crate::settings::Settings;
use crate::stats::{self, Band, Interval, Marks, Side};
use crate::tally::{GroupTally, Lateness, LeftOut, PeriodTally, Tallies, Tally};
use serde::{Deserialize, Serialize};

const CONFIDENCE: f64 = 0.95;

/// A report names so many places of each problem; the list of problems, which is made from the import, names all.
const PLACES_SHOWN: usize = 1000;

/// A period is closed when the file was exported so many days after its end.
const CLOSED_AFTER_DAYS: i32 = 30;

/// Everything that the page shows of one file under one choice of settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What this is: `plumbline-figures`.
    pub format: String,
    /// The version of the keys.
    pub version: u32,
    /// What was read, and what was taken for what.
    pub file: File,
    /// What the reader chose.
    pub settings: Settings,
    /// How many audits there are, and why some are not in the rate.
    pub audits: Audits,
    /// All audits in the rate.
    pub overall: Rate,
    /// The scale of the grades, best first, and which of them count as inadequate.
    pub scale: Vec<Level>,
    /// How many were given each grade, in the order of `scale`; `null` where shared figures hide it.
    pub grades: Vec<Option<u32>>,
    /// The centre line of the chart over time, and what it was taken from; `None` if nothing is in the rate.
    pub centre: Option<Centre>,
    /// How long the periods are: as the reader chose, or quarters where months hold few audits, else months.
    pub period: Granularity,
    /// Each period in order, without gaps.
    pub periods: Vec<PeriodRate>,
    /// The stretches of the series that have a centre line of their own; one, unless the reader set phases.
    pub phases: Vec<PhaseLine>,
    /// The two windows that the reader compares.
    pub comparison: Option<Comparison>,
    /// Each office by name.
    pub offices: Vec<OfficeRate>,
    /// What each office's audits are made of, in the order of `offices`.
    pub office_parts: Vec<OfficeParts>,
    /// Whether there is more spread between offices than chance makes, and whether it is narrowing; `None` with fewer than two offices.
    pub spread: Option<OfficeSpread>,
    /// How the offices' rates are partially pooled; `None` while that is being worked out, with fewer than two offices, and with so many audits that it
    /// would change nothing.
    pub pooling: Option<Pooling>,
    /// The funnel that the offices are drawn in; `None` with fewer than two offices.
    pub funnel: Option<Funnel>,
    /// Each service by name.
    pub services: Vec<NamedRate>,
    /// Each cause of failure by name: how many audits in the rate have it, and how many of those are inadequate.
    pub causes: Vec<CauseCount>,
    /// Why the work failed, as far as the audits say; `None` of shared figures, which do not hold it.
    #[serde(default)]
    pub why: Option<Why>,
    /// Dated events of the file, in order.
    pub events: Vec<Event>,
    /// What the file knows of the offices beside their audits, by month and office.
    #[serde(default)]
    pub context: Vec<MonthContext>,
    /// Each office that was visited or inspected, since the last time.
    #[serde(default)]
    pub since_visits: Vec<SinceVisit>,
    /// Whether each office's audits are of the same services as before, by name; empty in shared figures, and with fewer than two complete months.
    #[serde(default)]
    pub mixes: Vec<OfficeMix>,
    /// Where the excess of inadequate work lies, and what followed the events by which capacity was added; `null` in shared figures, and where no
    /// audit names an office.
    #[serde(default)]
    pub capacity: Option<Capacity>,
    /// Counts of the whole authority beside its rate, on which the seven questions rest; of shared figures to the nearest five. `null` where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The targets that the file names; that which is used is in `settings`.
    #[serde(default)]
    pub targets_of_file: Targets,
    /// How late audits arrive, where the file says when they were recorded.
    pub lateness: Option<Lateness>,
    /// Whether what was to be done after the audits was done; shared figures have none.
    #[serde(default)]
    pub remedy: Option<Remedy>,
    /// How far the grades can be trusted; shared figures have none.
    #[serde(default)]
    pub trust: Option<Trust>,
    /// What can be said of change, target and what comes next; `null` while it is being worked out.
    pub judged: Option<Judged>,
    /// What there is to say, most important first.
    pub findings: Vec<Finding>,
    /// What the filters can be set to.
    pub choices: Choices,
    /// Of shared figures: how they were shared. A report of audits has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<FromShared>,
}

/// What was read of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct File {
    /// Where the audits stood and what was taken for what.
    pub source: Source,
    /// Each row that was not used, or not wholly, grouped by the reason.
    pub problems: Problems,
}

/// How many audits there are, and why some are not in the rate: `read = in_rate + ` everything in `left_out`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audits {
    /// Audits read from the file.
    pub read: u32,
    /// Audits in the rate.
    pub in_rate: u32,
    /// Audits not in the rate, each under one reason.
    pub left_out: LeftOut,
    /// The first month of an audit in the rate, in words.
    pub first_period: Option<String>,
    /// The last.
    pub last_period: Option<String>,
    /// Audits in the rate that name no office, and so are in no office's figures.
    pub no_office: u32,
    /// Audits in the rate that name no service.
    pub no_service: u32,
}

/// The centre line of the p chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Centre {
    /// The pooled rate of the baseline, between 0 and 1.
    pub rate: f64,
    /// The tally that it comes from.
    pub baseline: Rate,
    /// First and last period of the baseline, in words.
    pub from: String,
    /// Last period of the baseline, in words.
    pub to: String,
    /// Whether the baseline is every period that is not provisional, rather than the reader's choice.
    pub whole_series: bool,
}

/// One month or quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodRate {
    /// `2024-04`, or `2024-Q2`.
    pub period: String,
    /// `April 2024`, or `April to June 2024`.
    pub name: String,
    /// Its rate.
    #[serde(flatten)]
    pub rate: Rate,
    /// Its rate with the mix of services of the whole time; `null` where the file names fewer than two services.
    pub fixed_mix: Option<FixedMix>,
    /// How many were given each grade, in the order of `scale`; `null` where shared figures hide it.
    pub grades: Vec<Option<u32>>,
    /// The 3-sigma limits of the p chart at this n, clipped to 0 and 1; `null` without audits.
    pub limits: Option<Interval>,
    /// The side on which the point lies outside its limits, if it does: the conventional signal.
    pub outside: Option<Side>,
    /// Which of the conventional rules ("Making Data Count", 2023) mark it, and on which side. They are marks, not verdicts: one series in
    /// five that does not change has one.
    pub marks: Marks,
    /// Whether audits and grades of it may still be arriving: the reader says so; or it is the newest, or one of the newest with far fewer
    /// audits than usual, and the file does not say that it was exported a month or more after its end. It is drawn, but not judged.
    pub provisional: bool,
}

/// One office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeRate {
    /// Its name, as in the file.
    pub office: String,
    /// Its rate.
    #[serde(flatten)]
    pub rate: Rate,
    /// The rate of all the other offices together.
    pub others: Rate,
    /// The band of the funnel in which it lies, by exact tail probability against the other offices' rate.
    pub band: Option<Band>,
    /// The two-sided mid-p of that; between 0 and 1.
    pub mid_p: Option<f64>,
    /// The chance that the page of an authority in which nothing changes and no office differs shows anything, anywhere, as strong as this
    /// office's difference from the others in the complete months.
    pub chance: Option<f64>,
    /// What can be said of it.
    pub verdict: Verdict,
    /// Whether it has changed; `null` while that is being worked out, and for the only office.
    pub change: Option<ChangeOf>,
    /// Its last year against the authority's target, if there is one.
    pub target: Option<TargetOf>,
    /// Its partially pooled rate: drawn towards the rate of all by as much as its few audits deserve; `null` where `pooling` is.
    pub pooled: Option<Estimate>,
    /// Its rate with the authority's mix of services; `null` where the file names fewer than two services.
    pub fixed_mix: Option<FixedMix>,
    /// Its audits in each period, in the order of `periods`.
    pub by_period: Vec<Counted>,
}

/// What can be said of one office against the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It has more inadequate work than the others, by more than chance explains.
    DiffersAbove,
    /// It has less.
    DiffersBelow,
    /// The difference is one that chance could make.
    NoMoreThanChance,
    /// Even a rate twice that of the others would more likely be missed than found.
    TooFew,
    /// It is still being worked out.
    NotYetJudged,
    /// Shared figures hold no verdict on it.
    NotShared,
}

/// The funnel plot's centre and limits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// The pooled rate of all offices: the centre of the drawn funnel.
    pub target: f64,
    /// The limits at growing numbers of audits.
    pub limits: Vec<FunnelPoint>,
}

/// The funnel's limits at one number of audits (exact binomial, interpolated: for drawing only).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FunnelPoint {
    /// The number of audits.
    pub n: u32,
    /// Within this, 95% of offices lie if none differs.
    pub limits95: Interval,
    /// Within this, 99.8%.
    pub limits998: Interval,
}

/// How often a cause of failure was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseCount {
    /// Its name, as in the file.
    pub cause: String,
    /// Audits in the rate that have it; an audit may have several causes. `null` where shared figures hide it.
    pub audits: Option<u32>,
    /// Those of them that are inadequate; `null` likewise.
    pub inadequate: Option<u32>,
}

/// A named group and its rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedRate {
    /// Its name, as in the file.
    pub name: String,
    /// Its rate.
    #[serde(flatten)]
    pub rate: Rate,
}

/// A report holds nothing that is not equal to itself: JSON has no such number. So one that is shared is seen to be the same without being read through.
impl Eq for Report {}

impl Report {
    /// The report of an imported file under these settings.
    pub fn of(import: &Import, settings: &Settings) -> Report {
        let (mut report, judging) = Report::begin(import, settings);
        judging.judge(&mut report);
        report
    }

    /// The report without its verdicts, and those still to be worked out.
    pub fn begin(import: &Import, settings: &Settings) -> (Report, Judging) {
        let tallies = crate::tally::tally(&import.table, settings);
        let problems = import.problems.with_first_places(PLACES_SHOWN);
        let file = File { source: import.source.clone(), problems };
        let (mut report, judging) = Report::from_tallies(&tallies, settings, file, import.events.clone());
        (report.context, report.targets_of_file) = (context::with_audits_done(import), import.targets);
        if let Some(trust) = &mut report.trust {
            trust.completion = trust::completion(&report.context, settings);
        }
        report.basis = Some(basis::basis(&report, &tallies)).filter(|basis| !basis.is_empty());
        (report, judging)
    }

    /// The report of counts alone without its verdicts, and those still to be worked out.
    pub fn from_tallies(
        tallies: &Tallies,
        settings: &Settings,
        file: File,
        mut events: Vec<Event>,
    ) -> (Report, Judging) {
        let overall = tallies.overall.tally();
        let open_from = first_open_day(tallies, settings, file.source.exported_on);
        let is_closed = |period: &&PeriodTally| is_closed(period.period, open_from);
        let open = tallies.periods.len() - tallies.periods.iter().take_while(is_closed).count();
        let closed_months = tallies.months.iter().take_while(is_closed).count();
        let judging = Judging::of(tallies, closed_months, settings);
        let centre = centre(tallies, settings, open);
        let (periods, phases) = phases::over_time(tallies, settings, open, centre.as_ref());
        events.order_by(|a, b| a.date.cmp(&b.date).then_with(|| a.label.cmp(&b.label)));
        let month_name = |at: Option<&PeriodTally>| at.map(|month| month.period.in_words());
        let inadequate: Vec<bool> = tallies.scale.levels.iter().map(|level| level.inadequate).collect();
        let mut report = Report {
            format: "plumbline-figures".into(),
            version: 3,
            audits: Audits {
                read: tallies.audits,
                in_rate: overall.n,
                left_out: tallies.left_out,
                first_period: month_name(tallies.months.first()),
                last_period: month_name(tallies.months.last()),
                no_office: tallies.no_office.n,
                no_service: tallies.no_service.n,
            },
            overall: overall.into(),
            scale: tallies.scale.levels.clone(),
            grades: shown(tallies.overall.by_level(&tallies.scale)),
            centre,
            period: tallies.period,
            periods,
            phases,
            comparison: comparison::comparison(tallies, settings, open_from),
            offices: offices(tallies),
            office_parts: parts::office_parts(tallies),
            spread: spread::office_spread(tallies, closed_months),
            pooling: None,
            funnel: funnel(&tallies.offices),
            services: tallies
                .services
                .iter()
                .map(|group| NamedRate { name: group.name.clone(), rate: group.grades.tally().into() })
                .collect(),
            causes: tallies
                .causes
                .iter()
                .map(|(cause, tally)| CauseCount {
                    cause: cause.clone(),
                    audits: Some(tally.n),
                    inadequate: Some(tally.inadequate),
                })
                .collect(),
            why: Some(why::why(tallies, settings, &file, closed_months)),
            since_visits: since::since_visits(tallies, &events, closed_months),
            capacity: capacity::capacity(tallies, &events, closed_months),
            mixes: mix::mixes(tallies, closed_months),
            events,
            context: Vec::new(),
            basis: None,
            targets_of_file: Targets::default(),
            lateness: tallies.lateness,
            remedy: Some(remedy::remedy(&tallies.remedy).on_scale(&inadequate)),
            trust: Some(trust::trust(&tallies.trust, &tallies.scale.levels, tallies.period)),
            judged: None,
            findings: Vec::new(),
            choices: (&tallies.facets).into(),
            shared: None,
            settings: settings.clone(),
            file,
        };
        report.findings = findings::findings(&report);
        let of_capacity = report.capacity.iter().flat_map(|capacity| &capacity.events);
        let judging = judging.with_visits(report.since_visits.iter().chain(of_capacity.map(|event| &event.since)));
        (report, judging)
    }

    /// The figures file: this report as JSON, the same bytes wherever it is made.
    ///
    /// # Errors
    /// None is known: every value of a report has a form in JSON.
    pub fn figures(&self) -> serde_json::Result<String> {
        serde_json::to_string(self).map(|json| laid_out(&json) + "\n")
    }
}

/// The first and the last of these months that are complete, by the same rule as what is judged; `None` if none is.
pub fn complete_months(tallies: &Tallies, settings: &Settings, exported_on: Option<Day>) -> Option<(Period, Period)> {
    let open_from = first_open_day(tallies, settings, exported_on);
    let mut closed = tallies.months.iter().map(|month| month.period).take_while(|month| is_closed(*month, open_from));
    let first = closed.next()?;
    Some((first, closed.last().unwrap_or(first)))
}

fn is_closed(period: Period, open_from: Option<Day>) -> bool {
    open_from.is_none_or(|open| period.last_day().is_some_and(|last| last < open))
}

/// The centre line of the whole series, of which the newest `open` periods are still being filled.
fn centre(tallies: &Tallies, settings: &Settings, open: usize) -> Option<Centre> {
    // Windows that overlap would count an audit up to three times: the average is that of the months, of which each ends one window.
    let series = if tallies.period == Granularity::Rolling { &tallies.months } else { &tallies.periods };
    let closed = series.len().saturating_sub(open);
    let inside = |(at, period): &(usize, &PeriodTally)| match settings.baseline {
        Some(_) => is_in_baseline(period.period, settings),
        None => *at < closed,
    };
    let mut baseline: Vec<&PeriodTally> = series.iter().enumerate().filter(inside).map(|(_, period)| period).collect();
    if baseline.iter().all(|period| period.grades.tally().n == 0) {
        // A baseline without a single audit gives no centre line; the whole series then serves, and the page says so.
        baseline = series.iter().collect();
    }
    let pooled = Rate::from(sum(&baseline.iter().map(|period| period.grades.tally()).collect::<Vec<_>>()));
    let name = |period: Option<&&PeriodTally>| period.map(|period| period.period.in_words()).unwrap_or_default();
    Some(Centre {
        rate: pooled.rate?,
        baseline: pooled,
        from: name(baseline.first()),
        to: name(baseline.last()),
        whole_series: settings.baseline.is_none(),
    })
}

/// The first day whose audits may still be arriving: as the reader says; or as the days on which audits were recorded tell; or else the first of the newest month, and of those before it in which far fewer
/// audits were done than is usual, unless the file was exported long after their end. `None` where every month is complete.
fn first_open_day(tallies: &Tallies, settings: &Settings, exported_on: Option<Day>) -> Option<Day> {
    if let Some(open) = settings.still_open {
        // Rolling windows are one a month.
        let series = if tallies.period == Granularity::Rolling { &tallies.months } else { &tallies.periods };
        let first = series.len().saturating_sub(usize::from(open));
        return series.get(first).and_then(|period| period.period.first_day());
    }
    if let Some(late) = tallies.lateness {
        let as_of = exported_on.unwrap_or(late.as_of);
        let complete =
            |month: &&PeriodTally| month.period.last_day().is_some_and(|end| as_of.days_since(end) >= late.days);
        return tallies.months.iter().find(|month| !complete(month)).and_then(|month| month.period.first_day());
    }
    let closed = |period: Period| {
        exported_on.zip(period.last_day()).is_some_and(|(day, end)| day.days_since(end) > CLOSED_AFTER_DAYS)
    };
    let counts: Vec<f64> = tallies.months.iter().map(|month| f64::from(month.grades.tally().n)).collect();
    let usual = usual_count(&counts);
    let newest_first = tallies.months.iter().zip(&counts).rev().take(MOST_OPEN).enumerate();
    let open = newest_first.take_while(|(back, (month, count))| {
        let far_fewer = usual.is_some_and(|usual| **count < usual - 2.0 * usual.sqrt() && **count * 1.5 < usual);
        !closed(month.period) && (*back == 0 || far_fewer)
    });
    open.last().and_then(|(_, (month, _))| month.period.first_day())
}

/// More months than this are not taken for late entry: that would be a change.
const MOST_OPEN: usize = 3;

/// The median number of audits of the year before the newest months; `None` with under six months to tell from.
fn usual_count(counts: &[f64]) -> Option<f64> {
    let mut before: Vec<f64> = counts.iter().rev().skip(MOST_OPEN).take(12).copied().collect();
    before.sort_by(f64::total_cmp);
    before.get(before.len() / 2).copied().filter(|_| before.len() >= 6)
}

fn is_in_baseline(period: Period, settings: &Settings) -> bool {
    settings.baseline.is_none_or(|baseline| {
        period.first_day().is_some_and(|first| baseline.from <= first)
            && period.last_day().is_some_and(|last| last <= baseline.to)
    })
}

fn offices(tallies: &Tallies) -> Vec<OfficeRate> {
    let groups = &tallies.offices;
    let total = sum(&groups.iter().map(|group| group.grades.tally()).collect::<Vec<_>>());
    groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let tally = group.grades.tally();
            let others = Rate::from(total.without(tally));
            let tail = others.rate.map(|theta| stats::funnel_tail(tally, theta));
            OfficeRate {
                office: group.name.clone(),
                rate: tally.into(),
                others,
                band: tail.map(|tail| tail.band()),
                mid_p: tail.map(|tail| tail.mid_p),
                chance: None,
                verdict: Verdict::NotYetJudged,
                change: None,
                target: None,
                pooled: None,
                fixed_mix: pooling::office_with_fixed_mix(tallies, at),
                by_period: group.by_period.iter().map(|tally| (*tally).into()).collect(),
            }
        })
        .collect()
}

fn sum<'a>(tallies: impl IntoIterator<Item = &'a Tally>) -> Tally {
    let mut total = Tally::default();
    tallies.into_iter().for_each(|tally| total += *tally);
    total
}

fn funnel(groups: &[GroupTally]) -> Option<Funnel> {
    if groups.len() < 2 {
        return None;
    }
    let mut total = Tally::default();
    groups.iter().for_each(|group| total += group.grades.tally());
    let largest = groups.iter().map(|group| group.grades.tally().n).max()?;
    Some(funnel_of(Rate::from(total).rate?, largest))
}

/// The funnel around this rate, as far as the largest office.
fn funnel_of(target: f64, largest: u32) -> Funnel {
    let limits = funnel_steps(largest)
        .into_iter()
        .map(|n| {
            let limits = stats::funnel_limits(n, target);
            FunnelPoint {
                n,
                limits95: Interval { lower: limits.lower95, upper: limits.upper95 },
                limits998: Interval { lower: limits.lower998, upper: limits.upper998 },
            }
        })
        .collect();
    Funnel { target, limits }
}

/// Counts of which none is hidden.
fn shown(counts: Vec<u32>) -> Vec<Option<u32>> {
    counts.into_iter().map(Some).collect()
}

/// Numbers of audits from 1 to a little over the largest office: every one while they are few, then about sixty steps,
/// closer together where the funnel is steep.
fn funnel_steps(largest: u32) -> Vec<u32> {
    let end = largest.saturating_add(largest / 10).saturating_add(2);
    let mut steps = vec![1];
    let mut n = 1_u32;
    while n < end {
        n = n.saturating_add((n / 16).max(1)).min(end);
        steps.push(n);
    }
    steps
}
