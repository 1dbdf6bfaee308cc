//! From shared figures to a report: what the counts that are shown can support, and nothing that a hidden one would change.

use super::phases::starts;
use super::verdicts::{ChangeOf, ChangeVerdict, HeldApart, Judged, TargetOf, TargetVerdict};
use super::{
    Audits, CauseCount, Centre, Choices, Counted, File, Funnel, NamedRate, OfficeRate, PeriodRate, PhaseLine, Rate,
    Report, Verdict, funnel_of, is_in_baseline, shared_findings,
};
use crate::audit::{Granularity, Period};
use crate::disclosure::{Count, JudgedOffice, JudgedWhole, Shared};
use crate::import::{Problems, Source, Targets};
use crate::order::InOrder as _;
use crate::settings::Settings;
use crate::stats::{self, Interval, PPoint, Role, TwoInThree};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

/// What audits are called that name no office.
pub const NO_OFFICE: &str = "No office named";
/// What audits are called that name no service.
pub const NO_SERVICE: &str = "No service named";

/// No authority has an office of more audits; numbers made up to be larger would keep the page busy with a funnel for ever.
const MOST_IN_FUNNEL: u32 = 1_000_000;

/// How the figures were shared that a report was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromShared {
    /// Months in a period.
    pub months: u8,
    /// Counts that are shared, hidden ones among them.
    pub counts: u32,
    /// Those of them that are hidden.
    pub hidden: u32,
    /// Which of the seven questions they leave unanswered, a bit for each; `None` where nobody has said.
    pub unanswered: Option<u8>,
}

impl Report {
    /// The report of shared figures. It has no verdict that the sender's page had not, and no number that would be another if a hidden one were known: spread,
    /// pooling, teams and what was counted since a visit are left out.
    ///
    /// ```
    /// use plumbline::disclosure::{Counts, Grain, Profile, control};
    /// use plumbline::report::{Report, wording::k_of_n};
    /// use plumbline::tally::Tally;
    /// let months = vec![vec![0, 20, 20, 3], vec![0, 30, 22, 8], vec![0, 30, 20, 10]];
    /// let north = [(43, 3), (60, 8), (60, 10)].map(|(n, inadequate)| Tally { n, inadequate });
    /// let offices = vec![("North".into(), north.to_vec())];
    /// let counts = Counts { scale: plumbline::audit::Scale::default().levels, first_month: 2024 * 12, months, offices, ..Counts::default() };
    /// let shared = control(&counts, Profile::PUBLIC, Grain { months: 1, merge_offices: false }, None).unwrap().shared;
    /// let report = Report::from_shared(&shared);
    /// assert_eq!(k_of_n(&report.overall), "21 of 163 (13%)");
    /// assert_eq!(k_of_n(&report.periods[0].rate), "c of 43");
    /// ```
    pub fn from_shared(shared: &Shared) -> Report {
        let settings = Settings { period: None, still_open: None, compare: None, ..shared.settings.clone() };
        let period = granularity(shared);
        let periods = named_periods(shared, period);
        let (lines, rates) = over_time(shared, &settings, &periods);
        let whole = whole(shared);
        let overall = Rate::from(shared.total.count);
        let offices = offices(shared, &periods);
        let month_name = |month: i32| Period::starting(month, Granularity::Month).in_words();
        let last_month = |period: &Period| {
            let (year, month) = period.last_year_month();
            year * 12 + i32::from(month) - 1
        };
        let mut events = shared.events.clone();
        events.order_by(|a, b| a.date.cmp(&b.date).then_with(|| a.label.cmp(&b.label)));
        let mut report = Report {
            format: "plumbline-figures".into(),
            version: 3,
            file: File { source: source(shared), problems: Problems::default() },
            audits: Audits {
                read: overall.n,
                in_rate: overall.n,
                left_out: Default::default(),
                first_period: periods.first().map(|_| month_name(shared.first_month)),
                last_period: periods.last().map(|last| month_name(last_month(last))),
                no_office: 0,
                no_service: 0,
            },
            centre: centre(shared, &settings, &periods, whole),
            overall,
            scale: shared.scale.clone(),
            grades: shared.total.grades.clone(),
            period,
            periods: rates,
            phases: lines,
            comparison: None,
            offices,
            office_parts: Vec::new(),
            spread: None,
            pooling: None,
            funnel: funnel(shared),
            services: shared
                .services
                .iter()
                .map(|service| NamedRate { name: named(&service.name, NO_SERVICE), rate: service.total.into() })
                .collect(),
            causes: shared
                .causes
                .iter()
                .map(|cause| CauseCount {
                    cause: cause.name.clone(),
                    audits: cause.total.n,
                    inadequate: cause.total.inadequate,
                })
                .collect(),
            why: None,
            events,
            context: Vec::new(),
            since_visits: Vec::new(),
            capacity: None,
            mixes: Vec::new(),
            basis: shared.basis.clone(),
            targets_of_file: Targets::default(),
            lateness: None,
            remedy: None,
            trust: None,
            judged: shared.judged.as_ref().map(|said| judged(shared, said, &periods, settings.target().is_some())),
            findings: Vec::new(),
            choices: Choices::default(),
            shared: Some(from(shared)),
            settings,
        };
        report.findings = shared_findings::findings(&report);
        report
    }

    /// Whether anything is hidden in it.
    pub fn hides(&self) -> bool {
        self.shared.is_some_and(|shared| shared.hidden > 0)
    }
}

/// How many counts there are, and how many of them are hidden.
fn from(shared: &Shared) -> FromShared {
    let (mut counts, mut hidden) = (0_u32, 0_u32);
    let mut count = |value: Option<u32>| {
        counts = counts.saturating_add(1);
        hidden = hidden.saturating_add(value.is_none().into());
    };
    for period in shared.periods.iter().chain([&shared.total]) {
        count(period.count.n);
        count(period.count.inadequate);
        period.grades.iter().for_each(|grade| count(*grade));
    }
    let groups = shared.services.iter().map(|service| service.total).chain(shared.causes.iter().map(|of| of.total));
    let offices = shared.offices.iter().flat_map(|office| office.by_period.iter().chain([&office.total]).copied());
    for of in offices.chain(groups) {
        count(of.n);
        count(of.inadequate);
    }
    FromShared { months: shared.grain.months, counts, hidden, unanswered: shared.unanswered }
}

fn granularity(shared: &Shared) -> Granularity {
    match shared.grain.months {
        3 => Granularity::Quarter,
        6 => Granularity::HalfYear,
        12 => Granularity::Year,
        _ => Granularity::Month,
    }
}

fn named_periods(shared: &Shared, granularity: Granularity) -> Vec<Period> {
    let first = Period::starting(shared.first_month, granularity);
    std::iter::successors(Some(first), |period| Some(period.next())).take(shared.periods.len()).collect()
}

fn named(name: &str, nameless: &str) -> String {
    if name.is_empty() { nameless.to_owned() } else { name.to_owned() }
}

fn source(shared: &Shared) -> Source {
    let authority = &shared.told.authority;
    Source {
        authority: Some(authority.clone()).filter(|name| !name.is_empty()),
        invented: shared.told.invented,
        ..Source::default()
    }
}

fn shown(count: Count) -> Option<Tally> {
    Some(Tally { n: count.n?, inadequate: count.inadequate? })
}

/// The sum, if every count is shown.
fn sum_of(counts: impl IntoIterator<Item = Count>) -> Option<Tally> {
    counts.into_iter().try_fold(Tally::default(), |sum, count| {
        let more = shown(count)?;
        Some(Tally { n: sum.n.checked_add(more.n)?, inadequate: sum.inadequate.checked_add(more.inadequate)? })
    })
}

/// All audits, if they are shown, or can be had from periods that all are.
fn whole(shared: &Shared) -> Option<Tally> {
    shown(shared.total.count).or_else(|| sum_of(shared.periods.iter().map(|period| period.count)))
}

fn centre(shared: &Shared, settings: &Settings, periods: &[Period], whole: Option<Tally>) -> Option<Centre> {
    let inside = |at: &usize| periods.get(*at).is_some_and(|period| is_in_baseline(*period, settings));
    let mut places: Vec<usize> = (0..periods.len()).filter(inside).collect();
    let counts = || places.iter().filter_map(|at| Some(shared.periods.get(*at)?.count));
    let chosen = settings.baseline.is_some() && counts().any(|count| count.n != Some(0));
    let tally = if chosen { sum_of(counts())? } else { whole? };
    if !chosen {
        places = (0..periods.len()).collect();
    }
    let name = |at: Option<&usize>| at.and_then(|at| Some(periods.get(*at)?.in_words())).unwrap_or_default();
    let baseline = Rate::from(tally);
    Some(Centre {
        rate: baseline.rate?,
        baseline,
        from: name(places.first()),
        to: name(places.last()),
        whole_series: settings.baseline.is_none(),
    })
}

/// The phases and the periods. A phase has a centre line where what it is taken from is shown, a period limits where its number of audits is, and marks of the
/// rules of runs only where nothing could have broken a run.
fn over_time(shared: &Shared, settings: &Settings, periods: &[Period]) -> (Vec<PhaseLine>, Vec<PeriodRate>) {
    let starts = starts(periods, settings);
    let count = |at: usize| shared.periods.get(at).map(|period| period.count).unwrap_or_default();
    let range = |phase: usize| {
        let start = starts.get(phase).map_or(periods.len(), |(at, ..)| *at);
        start..starts.get(phase + 1).map_or(periods.len(), |(at, ..)| *at)
    };
    let in_baseline = |at: &usize| periods.get(*at).is_some_and(|period| is_in_baseline(*period, settings));
    // What each phase's centre line is taken from.
    let members = |phase: usize| -> Vec<usize> {
        let chosen: Vec<usize> = range(phase).filter(|at| phase > 0 || in_baseline(at)).collect();
        if chosen.iter().any(|at| count(*at).n != Some(0)) { chosen } else { range(phase).collect() }
    };
    let baselines: Vec<Option<Tally>> = (0..starts.len())
        .map(|phase| match (starts.len(), settings.baseline) {
            (1, None) => whole(shared),
            _ => sum_of(members(phase).into_iter().map(count)),
        })
        .collect();
    let tallies: Option<Vec<Tally>> = shared.periods.iter().map(|period| shown(period.count)).collect();
    let marks = tallies.map(|tallies| {
        let places: Vec<usize> = starts.iter().map(|(at, ..)| *at).collect();
        let all_members: Vec<usize> = (0..starts.len()).flat_map(members).collect();
        let role = |at: usize| if all_members.contains(&at) { Role::Baseline } else { Role::Judged };
        stats::p_chart_in_phases(&tallies, &places, role, TwoInThree::From2023).marks
    });
    let mut rates = Vec::with_capacity(periods.len());
    for (phase, baseline) in baselines.iter().enumerate() {
        for at in range(phase) {
            let (Some(of), Some(period)) = (shared.periods.get(at), periods.get(at)) else { continue };
            let limits = baseline.and_then(|baseline| limits_of(of.count, baseline));
            rates.push(PeriodRate {
                period: period.key(),
                name: period.in_words(),
                rate: of.count.into(),
                fixed_mix: None,
                grades: of.grades.clone(),
                limits: limits.map(|point| Interval { lower: point.lower3, upper: point.upper3 }),
                outside: limits.filter(|_| of.count.inadequate.is_some()).and_then(|point| point.signal),
                marks: marks.as_ref().and_then(|marks| marks.get(at).copied()).unwrap_or_default(),
                provisional: false,
            });
        }
    }
    let key = |at: usize| periods.get(at).map(|period| period.key()).unwrap_or_default();
    let lines = starts.iter().zip(&baselines).enumerate().map(|(phase, ((_, name, reason), baseline))| {
        let range = range(phase);
        let baseline = baseline.map_or(Rate::HIDDEN, Rate::from);
        PhaseLine {
            name: name.clone(),
            reason: reason.clone(),
            first: key(range.start),
            last: key(range.end.saturating_sub(1)),
            centre: baseline.rate,
            baseline,
            all: sum_of(range.map(count)).map_or(Rate::HIDDEN, Rate::from),
        }
    });
    (lines.collect(), rates)
}

/// The limits of a period around the rate of a baseline; its own point is of no meaning where its inadequate audits are hidden.
fn limits_of(count: Count, baseline: Tally) -> Option<PPoint> {
    let tally = Tally { n: count.n?, inadequate: count.inadequate.unwrap_or(0) };
    stats::p_chart(&[baseline, tally], |at| at == 0)?.points.pop().flatten()
}

/// The audits of all offices together, if that is known; those that name none are in no office.
fn all_offices(shared: &Shared) -> Option<Tally> {
    let named = shared.offices.iter().filter(|office| !office.name.is_empty()).map(|office| office.total);
    sum_of(named).or_else(|| {
        let nameless = shared.offices.iter().filter(|office| office.name.is_empty()).map(|office| office.total);
        Some(shown(shared.total.count)?.without(sum_of(nameless)?))
    })
}

fn offices(shared: &Shared, periods: &[Period]) -> Vec<OfficeRate> {
    let all = all_offices(shared);
    let has_target = shared.settings.target().is_some();
    shared
        .offices
        .iter()
        .map(|office| {
            let others = match (office.name.is_empty(), all, shown(office.total)) {
                (true, Some(all), _) => all.into(),
                (false, Some(all), Some(own)) => all.without(own).into(),
                _ => Rate::HIDDEN,
            };
            let judged = office.judged.as_ref().filter(|_| office.total.n.is_some());
            let counts: Vec<Count> = office.by_period.clone();
            OfficeRate {
                office: named(&office.name, NO_OFFICE),
                rate: office.total.into(),
                others,
                band: None,
                mid_p: None,
                chance: None,
                verdict: judged.map_or(Verdict::NotShared, verdict),
                change: judged.map(|said| change(shared, &said.change, periods, &counts)),
                target: judged.and_then(|said| target(&said.change)).filter(|_| has_target),
                pooled: None,
                fixed_mix: None,
                by_period: counts.into_iter().map(Counted::from).collect(),
            }
        })
        .collect()
}

fn verdict(said: &JudgedOffice) -> Verdict {
    match said.differs {
        0 => Verdict::DiffersAbove,
        1 => Verdict::DiffersBelow,
        2 => Verdict::NoMoreThanChance,
        _ => Verdict::TooFew,
    }
}

/// The funnel around the rate of all audits, with two offices or more to stand in it.
fn funnel(shared: &Shared) -> Option<Funnel> {
    let drawn = || shared.offices.iter().filter(|office| !office.name.is_empty()).filter_map(|o| shown(o.total));
    let largest = drawn().map(|tally| tally.n).max().filter(|most| *most <= MOST_IN_FUNNEL && drawn().count() > 1)?;
    let target = stats::proportion(whole(shared)?)?;
    Some(funnel_of(target, largest))
}

fn judged(shared: &Shared, said: &JudgedWhole, periods: &[Period], has_target: bool) -> Judged {
    let counts: Vec<Count> = shared.periods.iter().map(|period| period.count).collect();
    Judged {
        // How many months the sender's page judged, and how many pages it simulated, does not travel.
        months: 0,
        from: None,
        to: None,
        rate: Rate::HIDDEN,
        level: super::LEVEL,
        simulated: 0,
        held_apart: HeldApart::Office,
        change: change(shared, said, periods, &counts),
        // Neither travels.
        mix_held: None,
        moderated: None,
        steps: None,
        target: target(said).filter(|_| has_target),
        // No verdict on good work travels.
        good_target: None,
        teams: Vec::new(),
        ahead: None,
        how_soon: None,
    }
}

/// What the sender's page said of a change; with the rates before and after it where every period of both is shown.
fn change(shared: &Shared, said: &JudgedWhole, periods: &[Period], counts: &[Count]) -> ChangeOf {
    let each = i32::from(shared.grain.months.max(1));
    // A change within a period has no before and after in these counts.
    let at = said.since_month.and_then(|month| {
        let months = month.checked_sub(shared.first_month)?;
        let at = usize::try_from(months / each).ok()?;
        (months % each == 0 && at > 0 && at < periods.len()).then_some(at)
    });
    let sides = at.and_then(|at| {
        let before = sum_of(counts.iter().take(at).copied())?;
        Some((before, sum_of(counts.iter().skip(at).copied())?))
    });
    let difference = sides.and_then(|(before, after)| stats::newcombe_difference(after, before, super::CONFIDENCE));
    let verdict = match said.change {
        0 => ChangeVerdict::Improved,
        1 => ChangeVerdict::Worse,
        2 => ChangeVerdict::NoChange,
        _ => ChangeVerdict::TooFew,
    };
    // Counts that go the other way than the verdict would be read against it: the sender's page has more months than are shared.
    let agree = difference.is_none_or(|difference| match verdict {
        ChangeVerdict::Improved => difference.difference < 0.0,
        ChangeVerdict::Worse => difference.difference > 0.0,
        ChangeVerdict::NoChange | ChangeVerdict::TooFew => true,
    });
    let (sides, difference) = (sides.filter(|_| agree), difference.filter(|_| agree));
    let rate = |tally: Option<Tally>| tally.map_or(Rate::HIDDEN, Rate::from);
    ChangeOf {
        verdict,
        since: said.since_month.map(|month| Period::starting(month, Granularity::Month).in_words()),
        before: rate(sides.map(|(before, _)| before)),
        after: rate(sides.map(|(_, after)| after)),
        difference: difference.map(|difference| difference.difference),
        interval95: difference.map(|difference| difference.interval),
        chance: said.chance_hundredths.map(|hundredths| f64::from(hundredths) / 100.0),
        turned: None,
    }
}

fn target(said: &JudgedWhole) -> Option<TargetOf> {
    let verdict = match said.target? {
        0 => TargetVerdict::BelowTarget,
        1 => TargetVerdict::AboveTarget,
        _ => TargetVerdict::CannotTell,
    };
    Some(TargetOf { verdict, rate: Rate::HIDDEN, adjusted_p: None })
}

impl OfficeRate {
    /// Whether there is a period of which its rate is shown, or known to be of no audits: only shared figures may have none.
    pub fn shows_a_period(&self) -> bool {
        self.by_period.is_empty() || self.by_period.iter().any(|counted| counted.shown().is_some())
    }

    /// The tally that the centre line of its own chart comes from: its periods for which `closed` holds where none is hidden, else its total.
    pub fn own_baseline(&self, closed: impl Fn(usize) -> bool) -> Option<Tally> {
        let shown: Option<Vec<Tally>> = self.by_period.iter().map(|count| count.shown()).collect();
        match shown {
            Some(tallies) => {
                let inside = || tallies.iter().enumerate().filter(|(at, tally)| closed(*at) && tally.n > 0);
                let all = inside().next().is_none();
                tallies.iter().enumerate().filter(|(at, _)| all || closed(*at)).try_fold(
                    Tally::default(),
                    |sum, (_, more)| {
                        Some(Tally {
                            n: sum.n.checked_add(more.n)?,
                            inadequate: sum.inadequate.checked_add(more.inadequate)?,
                        })
                    },
                )
            }
            None => self.rate.shown(),
        }
    }
}
