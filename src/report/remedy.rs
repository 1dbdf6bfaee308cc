//! Whether what was to be done after the audits was done, how long it took, and what was found when cases were looked at again.

use super::{CONFIDENCE, Part, Rate, Verdict, sum};
use crate::audit::{Day, Granularity, Period};
use crate::stats::{self, Followed, Interval};
use crate::tally::{self, ActionCounts, AuditTaken, Taken, Tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The days by which the share of closed actions is told.
const CLOSED_BY: [u32; 2] = [28, 42];

/// An office's verdict is "too few" where a share of overdue actions so many times that of the others would more likely be missed than found.
const NOTABLE: f64 = 2.0;

/// Remedial work as at one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remedy {
    /// The day as at which everything is counted; `null` without any audit.
    pub as_at: Option<Day>,
    /// Whether that is the day of the export; otherwise it is the newest day in the file.
    pub as_at_export: bool,
    /// Audits inside the filters of dates and names, of any type.
    pub audits: u32,
    /// Actions of the whole file; nought where it records none.
    pub actions_in_file: u32,
    /// Re-audits of the whole file.
    pub reaudits_in_file: u32,
    /// The actions of those audits; `null` without any.
    pub actions: Option<Actions>,
    /// What became of the inadequate cases among those audits.
    pub cases: Cases,
    /// What re-audits found; `null` where none is inside the filters.
    pub reaudits: Option<Reaudits>,
    /// First-time audits of teams after their first re-audit against before; `null` where no team has both.
    pub generalises: Option<Generalises>,
}

/// Actions, and how far they were done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Actions {
    /// All of them: `closed + open + unclear`.
    pub raised: u32,
    /// Those that were done.
    pub closed: u32,
    /// Those that are still to be done.
    pub open: u32,
    /// Those of which it cannot be read when, and so whether, they were done.
    pub unclear: u32,
    /// Those that are overdue, of the open ones.
    pub overdue_of_open: Part,
    /// Those that are overdue, of those that had fallen due before the day as at which is counted.
    pub overdue: Part,
    /// Those that were closed by the day on which they were due, of the same.
    pub in_time: Part,
    /// Open ones without a day by which they are due.
    pub open_without_due: u32,
    /// Actions without the day on which they were raised: they have no time.
    pub no_raised: u32,
    /// Actions said to be done before they were raised: likewise.
    pub before_raised: u32,
    /// For how long the open ones have been open.
    pub ages: Ages,
    /// How long it takes, with those that are not done counted; `null` where no action has a time.
    pub time: Option<Time>,
    /// Those raised in the earlier half of the months against the later half; `null` with under two months.
    pub cohorts: Option<Cohorts>,
    /// Each office, by name.
    pub offices: Vec<OfficeActions>,
    /// Each role of an owner, by name; "" where none is said.
    pub roles: Vec<RoleActions>,
}

/// For how long open actions have been open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// Up to 28 days.
    pub to_28: u32,
    /// 29 to 56 days.
    pub to_56: u32,
    /// 57 to 84 days.
    pub to_84: u32,
    /// Longer.
    pub over_84: u32,
    /// Those without the day on which they were raised.
    pub unknown: u32,
    /// The longest, in days.
    pub oldest: Option<u32>,
    /// The middle one.
    pub median: Option<u32>,
}

/// How long actions take to be closed, by Kaplan and Meier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// Actions that have a time.
    pub followed: u32,
    /// Those of them that were closed.
    pub closed: u32,
    /// The days in which half are closed; `null` where that is not reached.
    pub median: Option<f64>,
    /// The shortest such time that is compatible with the actions (95%, log-log); `null` where there is no such end.
    pub median_from: Option<f64>,
    /// The longest.
    pub median_to: Option<f64>,
    /// The share closed by 28 and by 42 days.
    pub closed_by: Vec<ClosedBy>,
    /// The staircase: one step for each day on which an action was closed.
    pub steps: Vec<TimeStep>,
    /// The longest time for which one was followed.
    pub longest: u32,
}

/// The share of actions that are closed by a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClosedBy {
    /// The day, from when they were raised.
    pub days: u32,
    /// The share, between 0 and 1.
    pub share: f64,
    /// Its 95% interval (log-log); `null` while none is closed, and once all are.
    pub interval95: Option<Interval>,
}

/// The staircase from one day on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TimeStep {
    /// The day, from when they were raised.
    pub days: u32,
    /// Those that were still open just before it.
    pub at_risk: u32,
    /// Those that were closed on it.
    pub closed: u32,
    /// The share that is still open after it.
    pub open: f64,
    /// Its 95% interval (log-log).
    pub interval95: Option<Interval>,
}

/// Actions raised in the earlier half of the months against those raised in the later half.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cohorts {
    /// Those of the earlier half.
    pub earlier: Cohort,
    /// Those of the later half.
    pub later: Cohort,
    /// The p value of the log-rank test by audits; `null` where nothing could differ.
    pub p_value: Option<f64>,
    /// What can be said.
    pub verdict: PaceVerdict,
}

/// Actions raised in one stretch of months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cohort {
    /// Its months, in words.
    pub name: String,
    /// Actions that have a time.
    pub followed: u32,
    /// Those of them that were closed.
    pub closed: u32,
    /// The days in which half are closed; `null` where that is not reached.
    pub median: Option<f64>,
    /// The share closed by 28 and by 42 days.
    pub closed_by: Vec<ClosedBy>,
}

/// Whether remedial work takes as long as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaceVerdict {
    /// What was raised later is closed sooner.
    Quicker,
    /// It is closed later.
    Slower,
    /// Neither can be told from chance.
    CannotTell,
    /// Too few audits to say.
    TooFew,
}

/// The actions of one office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeActions {
    /// Its name; "" for audits that name none.
    pub office: String,
    /// All of them.
    pub raised: u32,
    /// Those that were done.
    pub closed: u32,
    /// Those that are still to be done.
    pub open: u32,
    /// Those that are overdue, of those that had fallen due.
    pub overdue: Part,
    /// Those that were closed in time, of the same.
    pub in_time: Part,
    /// Audits with an overdue action, of those with an action that had fallen due: what the verdict is made on.
    pub audits_overdue: Part,
    /// The p value against the offices that do not differ, adjusted over all offices (Holm); `null` where it could not differ.
    pub adjusted_p: Option<f64>,
    /// Whether it differs from the others.
    pub verdict: Verdict,
}

/// The actions that are for one role to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleActions {
    /// The role, as in the file; "" where none is said.
    pub role: String,
    /// All of them.
    pub raised: u32,
    /// Those that were done.
    pub closed: u32,
    /// Those that are still to be done.
    pub open: u32,
    /// Those that are overdue, of those that had fallen due.
    pub overdue: Part,
}

/// What became of audits that were graded inadequate by the auditor and are no re-audits, each under one: `inadequate` is their sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cases {
    /// All of them.
    pub inadequate: u32,
    /// The last re-audit is not inadequate.
    pub better_at_reaudit: u32,
    /// The last re-audit is inadequate.
    pub still_inadequate: u32,
    /// Not re-audited; every action was done.
    pub all_closed: u32,
    /// Not re-audited; an action is still to be done.
    pub open: u32,
    /// Those of `open` of which an action is overdue.
    pub overdue: u32,
    /// Not re-audited; it cannot be read whether every action was done.
    pub unclear: u32,
    /// Not re-audited, and no action is recorded.
    pub no_action: u32,
}

impl Cases {
    /// Those that a re-audit found better, and those of which every action was done.
    pub fn put_right(&self) -> u32 {
        self.better_at_reaudit + self.all_closed
    }
}

/// Re-audits beside their first audits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reaudits {
    /// Pairs that both have a grade.
    pub pairs: u32,
    /// How many, by the first audit's grade (the best first), and then by the re-audit's.
    pub before_after: Vec<Vec<u32>>,
    /// Those that are no longer inadequate, of the pairs whose first audit was.
    pub no_longer: Part,
    /// Pairs of which one has no grade.
    pub ungraded: u32,
    /// Pairs of which the re-audit is dated before the first audit: they are counted nowhere else.
    pub before_first: u32,
    /// Re-audits without a first audit that was read.
    pub unlinked: u32,
    /// The middle of the days between the two.
    pub median_days: Option<u32>,
}

/// First-time audits after remedial work against before: the audits in the rate of each team (of an office, where no team is named) from the
/// day of its first re-audit on, and before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Generalises {
    /// Teams or offices that were ever re-audited and have audits in the rate, by name.
    pub teams: Vec<AroundReaudit>,
    /// How many of them have audits on both sides: what is compared.
    pub compared: u32,
    /// All audits before, of the teams that are compared.
    pub before: Rate,
    /// All audits after.
    pub after: Rate,
    /// The rate after less the rate before with teams held apart (Mantel and Haenszel), between -1 and 1.
    pub difference: Option<f64>,
    /// Its 95% interval (Sato).
    pub interval95: Option<Interval>,
    /// What the difference would be on average if nothing had changed: teams are re-audited after an inadequate audit, which stands on the side of "before". By
    /// dealing each team's audits out anew over their days; `null` of very many audits.
    pub by_itself: Option<f64>,
    /// The chance of a difference as far on its side if nothing had changed, likewise.
    pub chance: Option<f64>,
    /// What can be said.
    pub verdict: AfterVerdict,
    /// Teams that had been re-audited beside those that had not, in the same quarters; `null` where no quarter has both.
    pub same_quarters: Option<SameQuarters>,
}

/// The audits in the rate of teams that had been re-audited beside those of teams that had not (yet), in quarters that have both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SameQuarters {
    /// Of teams that had been.
    pub had_been: Rate,
    /// Of teams that had not.
    pub had_not: Rate,
    /// The rate of those that had been less that of the others, with quarters held apart, between -1 and 1.
    pub difference: f64,
    /// Its 95% interval.
    pub interval95: Interval,
}

/// One team around its first re-audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AroundReaudit {
    /// The team, or the office.
    pub name: String,
    /// The day of its first re-audit.
    pub first: Option<Day>,
    /// Before it.
    pub before: Rate,
    /// From it on.
    pub after: Rate,
}

/// Whether first-time audits were less often inadequate after re-audits began. It is no verdict on remedial work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterVerdict {
    /// Less often, by more than a fortieth of files in which nothing changed would show.
    Lower,
    /// More often.
    Higher,
    /// Neither can be told from chance.
    CannotTell,
    /// Even a halving would more likely be missed than found.
    TooFew,
    /// It is not worked out for so many audits.
    TooMany,
}

pub(super) fn remedy(counts: &tally::Remedy) -> Remedy {
    let of = counts.reaudits.days.len();
    let pairs = u32::try_from(of).unwrap_or(u32::MAX);
    let again = &counts.reaudits;
    let any_reaudit = pairs + again.ungraded + again.before_first + again.unlinked > 0;
    let tally::Cases { better_at_reaudit, still_inadequate, all_closed, open, overdue, unclear, no_action } =
        counts.cases;
    Remedy {
        as_at: counts.as_at,
        as_at_export: counts.as_at_export,
        audits: counts.audits,
        actions_in_file: counts.in_file,
        reaudits_in_file: counts.reaudits_in_file,
        actions: (counts.actions.raised > 0).then(|| actions(counts)),
        cases: Cases {
            inadequate: better_at_reaudit + still_inadequate + all_closed + open + unclear + no_action,
            better_at_reaudit,
            still_inadequate,
            all_closed,
            open,
            overdue,
            unclear,
            no_action,
        },
        reaudits: any_reaudit.then(|| Reaudits {
            pairs,
            before_after: again.before_after.clone(),
            no_longer: Part::default(),
            ungraded: again.ungraded,
            before_first: again.before_first,
            unlinked: again.unlinked,
            median_days: middle(&again.days),
        }),
        generalises: generalises(counts),
    }
}

impl Remedy {
    /// The same with it said which levels of the scale, the best first, are inadequate.
    pub(super) fn on_scale(mut self, inadequate: &[bool]) -> Remedy {
        if let Some(again) = &mut self.reaudits {
            let is_bad = |level: usize| inadequate.get(level) == Some(&true);
            let first = again.before_after.iter().enumerate().filter(|(level, _)| is_bad(*level));
            let (mut better, mut all) = (0, 0);
            for (level, count) in first.flat_map(|(_, after)| after.iter().enumerate()) {
                all += count;
                better += if is_bad(level) { 0 } else { *count };
            }
            again.no_longer = Part::of(better, all);
        }
        self
    }
}

/// The middle one of some numbers in order; the lower of two middle ones.
fn middle(sorted: &[u32]) -> Option<u32> {
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

fn actions(counts: &tally::Remedy) -> Actions {
    let ActionCounts { raised, closed, open, unclear, due, in_time, overdue, open_without_due } = counts.actions;
    let verdicts = verdicts(&counts.overdue_strata, &counts.offices);
    let audits_due = |at: usize| sum(counts.overdue_strata.iter().filter_map(|stratum| stratum.get(at)));
    let offices =
        counts.offices.iter().enumerate().zip(verdicts).map(|((at, (office, own)), (verdict, adjusted_p))| {
            let audits = audits_due(at);
            OfficeActions {
                office: office.clone(),
                raised: own.raised,
                closed: own.closed,
                open: own.open,
                overdue: Part::of(own.overdue, own.due),
                in_time: Part::of(own.in_time, own.due),
                audits_overdue: Part::of(audits.inadequate, audits.n),
                adjusted_p,
                verdict,
            }
        });
    let roles = counts.roles.iter().map(|(role, own)| RoleActions {
        role: role.clone(),
        raised: own.raised,
        closed: own.closed,
        open: own.open,
        overdue: Part::of(own.overdue, own.due),
    });
    Actions {
        raised,
        closed,
        open,
        unclear,
        overdue_of_open: Part::of(overdue, open),
        overdue: Part::of(overdue, due),
        in_time: Part::of(in_time, due),
        open_without_due,
        no_raised: counts.no_raised,
        before_raised: counts.before_raised,
        ages: ages(&counts.ages, open),
        time: time(counts.times.iter()),
        cohorts: cohorts(&counts.times, &counts.audit_times),
        offices: offices.collect(),
        roles: roles.collect(),
    }
}

fn ages(days: &[u32], open: u32) -> Ages {
    let mut ages = Ages {
        to_28: 0,
        to_56: 0,
        to_84: 0,
        over_84: 0,
        unknown: open.saturating_sub(u32::try_from(days.len()).unwrap_or(u32::MAX)),
        oldest: days.last().copied(),
        median: middle(days),
    };
    for days in days {
        *match days {
            0..=28 => &mut ages.to_28,
            29..=56 => &mut ages.to_56,
            57..=84 => &mut ages.to_84,
            _ => &mut ages.over_84,
        } += 1;
    }
    ages
}

fn followed(taken: &Taken) -> Followed {
    Followed { time: taken.days, ended: taken.ended }
}

fn time<'a>(times: impl Iterator<Item = &'a Taken>) -> Option<Time> {
    let all: Vec<Followed> = times.map(followed).collect();
    let survival = stats::kaplan_meier(&all, CONFIDENCE)?;
    let closed_by = CLOSED_BY.map(|days| {
        let (open, interval) = survival.at(days);
        ClosedBy {
            days,
            share: 1.0 - open,
            // Before the first is closed there is no interval to tell.
            interval95: interval
                .filter(|of| of.lower < 1.0)
                .map(|of| Interval { lower: 1.0 - of.upper, upper: 1.0 - of.lower }),
        }
    });
    let steps = survival.steps.iter().filter(|step| step.ended > 0).map(|step| TimeStep {
        days: step.time,
        at_risk: step.at_risk,
        closed: step.ended,
        open: step.survival,
        interval95: step.interval,
    });
    Some(Time {
        followed: u32::try_from(all.len()).unwrap_or(u32::MAX),
        closed: survival.steps.iter().map(|step| step.ended).sum(),
        median: survival.median,
        median_from: survival.median_lower,
        median_to: survival.median_upper,
        closed_by: closed_by.to_vec(),
        steps: steps.collect(),
        longest: survival.steps.last().map_or(0, |step| step.time),
    })
}

/// So many audits would have to be finished in either half, if both took equally long, for the two to be compared.
const LEAST_FINISHED: f64 = 5.0;

fn cohorts(times: &[Taken], audits: &[AuditTaken]) -> Option<Cohorts> {
    let first = times.iter().map(|taken| taken.month).min()?;
    let last = times.iter().map(|taken| taken.month).max()?;
    let months = last.steps_since(first) + 1;
    if months < 2 {
        return None;
    }
    let is_earlier = |month: Period| month.steps_since(first) < months / 2;
    let cohort = |earlier: bool, name: String| {
        let own = time(times.iter().filter(|taken| is_earlier(taken.month) == earlier));
        Some(Cohort {
            name,
            followed: own.as_ref()?.followed,
            closed: own.as_ref()?.closed,
            median: own.as_ref()?.median,
            closed_by: own?.closed_by,
        })
    };
    let starting = |after: i32| {
        let (year, month) = first.year_month();
        Period::starting(year * 12 + i32::from(month) - 1 + after, Granularity::Month)
    };
    let (earlier_end, later_start) = (starting(months / 2 - 1), starting(months / 2));
    // Strata: what was found, and how many actions it brought.
    let mut strata: BTreeMap<(bool, u8), (Vec<Followed>, Vec<Followed>)> = BTreeMap::new();
    for own in audits {
        let (earlier, later) = strata.entry((own.inadequate, own.actions)).or_default();
        let of = if is_earlier(own.taken.month) { earlier } else { later };
        of.push(followed(&own.taken));
    }
    let test = stats::log_rank_within(&strata.into_values().collect::<Vec<_>>());
    let verdict = match test {
        Some(test) if test.expected.iter().all(|finished| *finished >= LEAST_FINISHED) => {
            match (test.p_value < 1.0 - CONFIDENCE, test.observed[1] > test.expected[1]) {
                (true, true) => PaceVerdict::Quicker,
                (true, false) => PaceVerdict::Slower,
                (false, _) => PaceVerdict::CannotTell,
            }
        }
        _ => PaceVerdict::TooFew,
    };
    Some(Cohorts {
        earlier: cohort(true, first.to_in_words(earlier_end))?,
        later: cohort(false, later_start.to_in_words(last))?,
        p_value: test.map(|test| test.p_value),
        verdict,
    })
}

/// For each office, whether more or fewer of its audits have an overdue action than of the others.
///
/// The office that differs most is tested against all others together, within months of raising and numbers of actions; if it differs it no longer
/// is one of the others, and the next is tested: or else one office would make all others differ from it. At each step the p values are multiplied by the
/// number of offices that are left, so that at most one file in twenty in which none differs tells of any (Holm 1979).
fn verdicts(strata: &[Vec<Tally>], offices: &[(String, ActionCounts)]) -> Vec<(Verdict, Option<f64>)> {
    let total = |at: usize| sum(strata.iter().filter_map(|stratum| stratum.get(at)));
    let mut verdicts: Vec<(Verdict, Option<f64>)> = vec![(Verdict::TooFew, None); offices.len()];
    let mut left: Vec<usize> = (0..offices.len()).filter(|at| total(*at).n > 0).collect();
    let is_named = |at: &usize| offices.get(*at).is_some_and(|(name, _)| !name.is_empty());
    loop {
        let rest_of =
            |own: usize, stratum: &[Tally]| sum(left.iter().filter(|at| **at != own).filter_map(|at| stratum.get(*at)));
        let pairs = |own: usize| -> Vec<(Tally, Tally)> {
            strata.iter().map(|of| (of.get(own).copied().unwrap_or_default(), rest_of(own, of))).collect()
        };
        let tested: Vec<(usize, Option<stats::WithinStrata>)> = left
            .iter()
            .copied()
            .filter(is_named)
            .map(|own| (own, stats::against_the_rest_within(&pairs(own))))
            .collect();
        // Of two, one differs from the other if the other does.
        let tests = if left.len() == 2 { 1 } else { tested.len() };
        let times = f64::from(u32::try_from(tests).unwrap_or(u32::MAX));
        let clearest = tested
            .iter()
            .filter_map(|(own, test)| Some((*own, (*test)?)))
            .min_by(|(_, a), (_, b)| a.p_value.total_cmp(&b.p_value));
        let found = clearest.filter(|(_, test)| test.p_value * times <= 1.0 - CONFIDENCE);
        let side = |test: stats::WithinStrata| {
            if test.excess > 0.0 { Verdict::DiffersAbove } else { Verdict::DiffersBelow }
        };
        let mut set = |own: usize, said: (Verdict, Option<f64>)| {
            verdicts.get_mut(own).into_iter().for_each(|slot| *slot = said);
        };
        match found {
            Some(_) if left.len() == 2 => {
                for (own, test) in &tested {
                    test.iter().for_each(|test| set(*own, (side(*test), Some(test.p_value))));
                }
                return verdicts;
            }
            Some((own, test)) => {
                set(own, (side(test), Some((test.p_value * times).min(1.0))));
                left.retain(|at| *at != own);
            }
            None => {
                let p_values: Vec<f64> = tested.iter().map(|(_, test)| test.map_or(1.0, |test| test.p_value)).collect();
                for ((own, test), adjusted) in tested.iter().zip(stats::holm(&p_values)) {
                    let rest = sum(left.iter().filter(|at| *at != own).map(|at| total(*at)).collect::<Vec<_>>().iter());
                    let level = (1.0 - CONFIDENCE) / times.max(1.0);
                    let power = stats::power_against_the_rest(total(*own).n, rest, level, NOTABLE);
                    let verdict = if power.is_some_and(|power| power >= 0.5) {
                        Verdict::NoMoreThanChance
                    } else {
                        Verdict::TooFew
                    };
                    set(*own, (verdict, test.map(|_| adjusted)));
                }
                return verdicts;
            }
        }
    }
}

/// The audits are dealt out so often, unless there are very many.
const MOST_DEALS: u32 = 499;
/// And so many audits in all; no fewer than [`LEAST_DEALS`] times.
const MOST_DEALT: u32 = 2_000_000;
/// Of fewer deals none could be clear enough.
const LEAST_DEALS: u32 = 39;

fn generalises(counts: &tally::Remedy) -> Option<Generalises> {
    let both = || counts.around.iter().filter(|team| team.before.n > 0 && team.after.n > 0);
    let compared = u32::try_from(both().count()).ok().filter(|compared| *compared > 0)?;
    let before = Rate::from(sum(both().map(|team| &team.before)));
    let after = Rate::from(sum(both().map(|team| &team.after)));
    let strata: Vec<(Tally, Tally)> = both().map(|team| (team.after, team.before)).collect();
    let found = stats::mantel_haenszel_difference(&strata, CONFIDENCE);
    let audits = counts.around.iter().map(|team| u32::try_from(team.audits.len()).unwrap_or(u32::MAX));
    let deals = (MOST_DEALT / audits.fold(1_u32, u32::saturating_add)).min(MOST_DEALS);
    let dealt = found.filter(|_| deals >= LEAST_DEALS).map(|found| dealt_anew(&counts.around, found.difference, deals));
    let half = before.rate.unwrap_or_default() / 2.0;
    let verdict = match (found, dealt) {
        (Some(found), Some(dealt)) => {
            match (dealt.chance <= (1.0 - CONFIDENCE) / 2.0, found.difference < dealt.by_itself) {
                (true, true) if found.difference < 0.0 => AfterVerdict::Lower,
                (true, false) if found.difference > 0.0 => AfterVerdict::Higher,
                _ if found.interval.upper > found.interval.lower
                    && (found.interval.upper - found.interval.lower) / 2.0 <= half =>
                {
                    AfterVerdict::CannotTell
                }
                _ => AfterVerdict::TooFew,
            }
        }
        (Some(_), None) => AfterVerdict::TooMany,
        (None, _) => AfterVerdict::TooFew,
    };
    Some(Generalises {
        teams: counts
            .around
            .iter()
            .map(|team| AroundReaudit {
                name: team.name.clone(),
                first: team.first,
                before: team.before.into(),
                after: team.after.into(),
            })
            .collect(),
        compared,
        before,
        after,
        difference: found.map(|found| found.difference),
        interval95: found.map(|found| found.interval),
        by_itself: dealt.map(|dealt| dealt.by_itself),
        chance: dealt.map(|dealt| dealt.chance),
        verdict,
        same_quarters: same_quarters(&counts.around_by_quarter),
    })
}

/// Whether an audit is inadequate, and after how many days it was audited again.
type Graded = (bool, Option<u32>);

/// What differences there are where nothing has changed.
#[derive(Debug, Clone, Copy)]
struct Dealt {
    by_itself: f64,
    chance: f64,
}

/// Deals each team's grades out anew over the days of its audits, each with the re-audit that followed it, so often; and looks at the difference each time.
/// Where the work of a team is the same throughout, every such deal is as likely as the file.
fn dealt_anew(around: &[tally::Around], difference: f64, deals: u32) -> Dealt {
    let mut random = stats::Random::seeded(20_190_911);
    let mut teams: Vec<(&tally::Around, Vec<Graded>)> = around
        .iter()
        .map(|team| (team, team.audits.iter().map(|audit| (audit.inadequate, audit.again)).collect()))
        .collect();
    let (mut total, mut as_low, mut as_high) = (0.0, 1_u32, 1_u32);
    for _ in 0..deals {
        let strata: Vec<(Tally, Tally)> =
            teams.iter_mut().map(|(team, grades)| deal(team, grades, &mut random)).collect();
        let found = stats::mantel_haenszel_difference(&strata, CONFIDENCE).map_or(0.0, |found| found.difference);
        total += found;
        as_low += u32::from(found <= difference + 1e-12);
        as_high += u32::from(found >= difference - 1e-12);
    }
    let by_itself = total / f64::from(deals.max(1));
    let as_far = if difference < by_itself { as_low } else { as_high };
    Dealt { by_itself, chance: f64::from(as_far) / f64::from(deals + 1) }
}

/// One deal of a team: its audits after its first re-audit, and before it.
fn deal(team: &tally::Around, grades: &mut [Graded], random: &mut stats::Random) -> (Tally, Tally) {
    for at in (1..grades.len()).rev() {
        let other = u32::try_from(at + 1).map_or(at, |end| usize::try_from(random.below(end)).unwrap_or(at));
        grades.swap(at, other);
    }
    let days = || team.audits.iter().map(|audit| audit.day);
    let followed = days().zip(grades.iter()).filter_map(|(day, (_, again))| day.plus(i32::try_from((*again)?).ok()?));
    let first = followed.chain(team.fixed).min();
    let (mut after, mut before) = (Tally::default(), Tally::default());
    for (day, (inadequate, _)) in days().zip(grades.iter()) {
        let side = if first.is_some_and(|first| first <= day) { &mut after } else { &mut before };
        *side += Tally { n: 1, inadequate: (*inadequate).into() };
    }
    (after, before)
}

fn same_quarters(quarters: &[[Tally; 2]]) -> Option<SameQuarters> {
    let both: Vec<(Tally, Tally)> = quarters
        .iter()
        .filter(|[had, had_not]| had.n > 0 && had_not.n > 0)
        .map(|[had, had_not]| (*had, *had_not))
        .collect();
    let found = stats::mantel_haenszel_difference(&both, CONFIDENCE)?;
    Some(SameQuarters {
        had_been: sum(both.iter().map(|(had, _)| had)).into(),
        had_not: sum(both.iter().map(|(_, had_not)| had_not)).into(),
        difference: found.difference,
        interval95: found.interval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    fn offices(count: usize) -> Vec<(String, ActionCounts)> {
        (0..count).map(|at| (format!("Office {at}"), ActionCounts::default())).collect()
    }

    /// Audits of offices by month of raising and number of actions, each with an overdue action by chance: the more so, the newer it is and the more
    /// actions it has, but the same in every office.
    fn null_strata(random: &mut Random, sizes: &[u32], months: u32, rate: f64) -> Vec<Vec<Tally>> {
        let mut strata = Vec::new();
        for month in 0..months {
            for actions in 1..=2_u32 {
                let newer = 0.5 + f64::from(month) / f64::from(months);
                let chance = (rate * newer * f64::from(actions)).min(0.95);
                let office = |size: &u32| {
                    let n = random.below(size + 1);
                    Tally { n, inadequate: random.binomial(n, chance) }
                };
                strata.push(sizes.iter().map(office).collect());
            }
        }
        strata
    }

    #[test]
    fn where_no_office_differs_few_are_told_apart() {
        let mut random = Random::seeded(20_190_911);
        let shapes: [(&[u32], u32, f64); 6] = [
            (&[8, 8], 12, 0.2),
            (&[12, 10, 7, 2, 8, 9], 24, 0.08),
            (&[12, 10, 7, 2, 8, 9], 24, 0.3),
            (&[40, 3, 3, 3], 6, 0.1),
            (&[2; 12], 24, 0.1),
            (&[1; 60], 12, 0.15),
        ];
        for (sizes, months, rate) in shapes {
            const FILES: u32 = 400;
            let mut told = 0;
            for _ in 0..FILES {
                let found = verdicts(&null_strata(&mut random, sizes, months, rate), &offices(sizes.len()));
                told +=
                    u32::from(found.iter().any(|(of, _)| matches!(of, Verdict::DiffersAbove | Verdict::DiffersBelow)));
            }
            // 5 in 100 of 400 are 20; 33 would be seen about once in three hundred seeds.
            assert!(told < 33, "{sizes:?}: {told} of {FILES}");
        }
    }

    #[test]
    fn one_office_that_differs_makes_no_other_differ() {
        let mut random = Random::seeded(7);
        let (mut found, mut others) = (0, 0);
        for _ in 0..200 {
            let mut strata = null_strata(&mut random, &[12, 10, 7, 2, 8, 9], 24, 0.06);
            for stratum in &mut strata {
                stratum[1].inadequate = random.binomial(stratum[1].n, 0.4);
            }
            let said: Vec<Verdict> = verdicts(&strata, &offices(6)).into_iter().map(|(of, _)| of).collect();
            found += u32::from(said[1] == Verdict::DiffersAbove);
            let differs = |of: &Verdict| matches!(of, Verdict::DiffersAbove | Verdict::DiffersBelow);
            others += u32::from(said.iter().enumerate().any(|(at, of)| at != 1 && differs(of)));
        }
        assert!(found > 195 && others < 20, "{found} {others}");
    }

    #[test]
    fn of_two_offices_both_differ_or_neither() {
        let tally = |inadequate, n| Tally { n, inadequate };
        let said = verdicts(&[vec![tally(30, 60), tally(4, 60)]], &offices(2));
        assert_eq!([said[0].0, said[1].0], [Verdict::DiffersAbove, Verdict::DiffersBelow]);
        let said = verdicts(&[vec![tally(3, 6), tally(2, 6)]], &offices(2));
        assert_eq!([said[0].0, said[1].0], [Verdict::TooFew; 2]);
        assert_eq!(verdicts(&[], &offices(1)), [(Verdict::TooFew, None)]);
        // Nothing overdue anywhere, of many: a rate twice nothing cannot be found.
        assert_eq!(verdicts(&[vec![tally(0, 900), tally(0, 900)]], &offices(2))[0].0, Verdict::TooFew);
    }

    fn month(at: i32) -> Period {
        Period::starting(2023 * 12 + at, Granularity::Month)
    }

    /// Audits whose actions take as long in every month; later on fewer of them are inadequate, and those have the slower actions.
    #[test]
    fn where_nothing_slows_down_little_is_said() {
        let mut random = Random::seeded(20_190_911);
        for (a_month, last_day) in [(8_u32, 720_u32), (25, 740), (3, 900)] {
            const FILES: u32 = 400;
            let mut told = 0;
            for _ in 0..FILES {
                let mut audits = Vec::new();
                for at in 0..24_u32 {
                    for _ in 0..a_month {
                        let inadequate = random.unit() < 0.5 - 0.015 * f64::from(at);
                        let took = if random.unit() < 0.15 {
                            4_000
                        } else {
                            random.below(40) + if inadequate { 25 } else { 3 }
                        };
                        let seen = last_day - 30 * at;
                        let taken = Taken { days: took.min(seen), ended: took <= seen, month: month(at.cast_signed()) };
                        audits.push(AuditTaken { taken, inadequate, actions: 1 + u8::from(inadequate) });
                    }
                }
                let times: Vec<Taken> = audits.iter().map(|own| own.taken).collect();
                let verdict = cohorts(&times, &audits).unwrap().verdict;
                told += u32::from(matches!(verdict, PaceVerdict::Quicker | PaceVerdict::Slower));
            }
            assert!(told < 33, "{a_month}: {told} of {FILES}");
        }
    }

    /// An authority in which nothing changes: some inadequate audits are followed by a re-audit eight weeks later, which parts each team's time.
    /// By the interval alone, a fall would be told of a quarter of the authorities of the last shape.
    #[test]
    fn where_nothing_changes_little_is_said_of_re_audits() {
        let mut random = Random::seeded(20_190_911);
        for (teams, a_month, chance, most) in [(21_usize, 3_u32, 0.45, 13), (6, 12, 0.45, 13), (40, 2, 0.15, 13)] {
            const FILES: u32 = 150;
            let [mut lower, mut higher] = [0; 2];
            for _ in 0..FILES {
                let counts = authority(&mut random, teams, a_month, chance, 1.0);
                let verdict = generalises(&counts).map(|of| of.verdict);
                lower += u32::from(verdict == Some(AfterVerdict::Lower));
                higher += u32::from(verdict == Some(AfterVerdict::Higher));
            }
            // 5 in 100 of 150 are 7.5.
            assert!(lower + higher <= most, "{teams} teams: {lower} lower, {higher} higher of {FILES}");
        }
    }

    #[test]
    fn a_halving_after_re_audits_is_found() {
        let mut random = Random::seeded(3);
        let found = (0..20)
            .filter_map(|_| generalises(&authority(&mut random, 21, 4, 0.3, 0.5)))
            .filter(|of| of.verdict == AfterVerdict::Lower)
            .count();
        assert!(found >= 14, "{found} of 20");
    }

    /// Teams with rates of their own over two years; after its first re-audit a team's rate is so many times what it was.
    fn authority(random: &mut Random, teams: usize, a_month: u32, chance: f64, times: f64) -> tally::Remedy {
        let day_nought = Day::new(2023, 1, 1).unwrap();
        let day = |at: u32| day_nought.plus(at.cast_signed()).unwrap();
        let mut around = Vec::new();
        for _ in 0..teams {
            let rate = 0.08 + 0.2 * random.unit();
            let mut first: Option<u32> = None;
            let (mut team, mut audits) = ([Tally::default(); 2], Vec::new());
            for at in 0..24 * a_month {
                let on = at * 30 / a_month;
                let is_after = first.is_some_and(|first| first <= on);
                let inadequate = random.unit() < rate * if is_after { times } else { 1.0 };
                team[usize::from(is_after)] += Tally { n: 1, inadequate: inadequate.into() };
                let again = (inadequate && random.unit() < chance && on + 56 <= 720).then_some(56);
                first = first.or(again.map(|days| on + days));
                audits.push(tally::AroundAudit { day: day(on), inadequate, again });
            }
            let [before, after] = team;
            if let Some(first) = first {
                around.push(tally::Around {
                    name: String::new(),
                    first: Some(day(first)),
                    before,
                    after,
                    audits,
                    fixed: None,
                });
            }
        }
        tally::Remedy { around, ..tally::Remedy::default() }
    }
}
