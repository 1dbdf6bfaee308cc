//! From counts to verdicts: the page's statements are judged together, in steps, since it takes some thousands of simulated pages.

use super::pooling::pool;
use super::since::{Halvings, SinceVisit};
use super::verdicts::{
    Ahead, ChangeOf, ChangeVerdict, GoodShare, GoodTargetOf, GoodVerdict, HeldApart, HowSoon, Judged, Steps, TargetOf,
    TargetVerdict, TeamChange,
};
use super::why::Dealings;
use super::{OfficeRate, Rate, Report, Verdict, findings, held, sum, wording, wording::in_words};
use crate::audit::{Granularity, Level, Period};
use crate::order::InOrder as _;
use crate::settings::{GradeBasis, Settings};
use crate::stats::{
    self, Binomial, Changes, Family, Grid, PartialPooling, Row, Scores, Simulation, WholePage, changes_from,
    newcombe_difference, normal_two_sided, power_against_the_rest,
};
use crate::tally::{KindTally, PeriodTally, Tallies, Tally};
use std::collections::BTreeMap;

/// At most this share (as a proportion) of authorities in which nothing changes and no office differs may see any false verdict on the page. A little
/// under the one in twenty that is promised: what is simulated is itself uncertain.
pub const LEVEL: f64 = 0.04;

/// Pages that are simulated to know what chance makes of the audits as they are.
const MOST_PAGES: usize = 2_999;
/// Of very large authorities fewer, so that the verdicts take seconds there too; with a thousand the level is still known to half a point.
const LEAST_PAGES: usize = 999;
/// Cells (a row in a month) that are dealt out in all.
const CELLS: usize = 8_000_000;
/// Cells that are dealt out in one step of the work.
const CELLS_A_STEP: usize = 100_000;
const SEED: u64 = 20_190_911;

/// What is held apart has at least so many audits on average: of finer parts most would have too few to tell anything.
const LEAST_HELD_APART: u32 = 10;
/// So many rows and months are simulated in well under a second.
const MOST_HELD_APART: usize = 3_000;
/// So far from where it is expected a count is looked for that would change a verdict.
const MOST_STEPS: u32 = 4;
/// A rate that moved back again by so many standard deviations is not said to have changed.
const TURNED_SCORE: f64 = 2.5;
/// An office whose rate is so many times that of the others ought to be found more likely than not, or it has too few audits.
const NOTABLE_RATIO: f64 = 2.0;
/// Of fewer audits nothing is said of an office, even where all audits are alike: the others' rate, and twice it, would hardly show in them.
const LEAST_ALIKE: u32 = 30;
/// The chance with which a fall is to be confirmed.
const POWER: f64 = 0.8;
/// Months that the pace of auditing is taken from, and those that are held against the target.
const PACE_MONTHS: usize = 6;
const TARGET_MONTHS: usize = 12;
/// The whole, and the offices together, are wrongly said to be off the target in at most this share of authorities that meet it exactly. Where there is a
/// target for good work too, the whole's share of it is halved between the two.
const TARGET_LEVEL: f64 = 0.025;

/// So many months on, and how many of their audits are inadequate.
type Later = (u8, u32);

/// The verdicts of one report while they are being worked out.
#[derive(Debug)]
pub struct Judging {
    months: Vec<Period>,
    grid: Grid,
    held_apart: HeldApart,
    /// The office, from 0, and the name of each part of the grid.
    teams: Vec<(usize, String)>,
    offices: Vec<String>,
    target: Option<f64>,
    /// The target for good or better work, and the audits so graded in each complete month, as `inadequate` of a tally is counted; `None` without a target, or a grade
    /// that is called good.
    good: Option<(f64, Vec<GoodTally>)>,
    /// Months in the reader's own period, which is what "the next period" is to them.
    period_months: u8,
    simulation: Option<Simulation>,
    done: usize,
    page: Option<WholePage>,
    ahead: Option<Ahead>,
    /// The authority as it may be some months on, by their number and how many of their audits are inadequate, with its page; and the one that is being simulated.
    later: BTreeMap<Later, Judging>,
    simulating: Option<Box<(Later, Judging)>>,
    /// The offices' rates, of complete months and others.
    rates: Vec<Tally>,
    /// Pooled, once that is worked out; within, `None` where they are not.
    pooled: Option<Option<PartialPooling>>,
    halvings: Halvings,
    dealings: Dealings,
    /// The moderated audits of each month that has any, by the moderators' grades; none where the whole page is of these.
    moderated: Vec<(Period, Tally)>,
}

impl Judging {
    /// The verdicts of these counts, of which the first `closed` months are complete.
    pub(super) fn of(tallies: &Tallies, closed: usize, settings: &Settings) -> Judging {
        let (grid, held_apart, teams) = grid(tallies, closed);
        Judging {
            months: tallies.months.iter().take(closed).map(|month| month.period).collect(),
            simulation: Some(Simulation::of(&grid, SEED)),
            grid,
            held_apart,
            teams,
            offices: tallies.offices.iter().map(|office| office.name.clone()).collect(),
            target: settings.target(),
            good: settings.good_target().zip(good_by_month(tallies, closed)),
            period_months: if tallies.period == Granularity::Quarter { 3 } else { 1 },
            done: 0,
            page: None,
            ahead: None,
            later: BTreeMap::new(),
            simulating: None,
            rates: tallies.offices.iter().map(|office| office.grades.tally()).collect(),
            pooled: None,
            halvings: Halvings::default(),
            dealings: Dealings::of(tallies),
            moderated: match settings.grade_basis {
                GradeBasis::Moderated => Vec::new(),
                _ => tallies.trust.again.clone(),
            },
        }
    }

    /// The same, with what is asked about these visits and other events.
    pub(super) fn with_visits<'a>(mut self, visits: impl IntoIterator<Item = &'a SinceVisit>) -> Judging {
        self.halvings = Halvings::of(visits);
        self
    }

    /// Takes the pages that were simulated for another report, if they are pages of as many audits.
    #[must_use]
    pub fn reusing(mut self, other: Option<&Judging>) -> Judging {
        let page = other.and_then(|other| other.page.as_ref()?.for_audits(&self.grid));
        if let Some(other) = other.filter(|other| other.rates == self.rates) {
            self.pooled = other.pooled.clone();
        }
        if let Some(other) = other {
            self.halvings.reusing(&other.halvings);
            self.dealings.reusing(&other.dealings);
        }
        if let (Some(page), Some(other)) = (page, other) {
            (self.page, self.simulation, self.done) = (Some(page), None, self.pages());
            let same = other.grid == self.grid && other.period_months == self.period_months;
            self.ahead = other.ahead.clone().filter(|_| same);
        }
        self
    }

    /// Does a part of the work, some hundredths of a second; false when there is none left.
    pub fn step(&mut self) -> bool {
        // First: it takes little, and verdicts that are told early then have it beside them.
        if self.pooled.is_none() {
            self.pooled = Some(pool(&self.rates));
            return true;
        }
        if self.halvings.step() || self.dealings.step() {
            return true;
        }
        if let Some(mut simulation) = self.simulation.take() {
            let pages = (CELLS_A_STEP / self.cells()).clamp(1, self.pages() - self.done);
            simulation.run(pages);
            self.done += pages;
            if self.done < self.pages() {
                self.simulation = Some(simulation);
            } else {
                self.page = Some(simulation.finish());
            }
            return true;
        }
        if let Some(simulating) = self.simulating.take() {
            let (of, mut later) = *simulating;
            later.step();
            if later.page.is_some() {
                self.later.insert(of, later);
            } else {
                self.simulating = Some(Box::new((of, later)));
            }
            return true;
        }
        if self.ahead.is_none() {
            match self.look_ahead() {
                Ok(ahead) => {
                    self.ahead = Some(ahead);
                    self.later.clear();
                }
                // A page of what may be is needed, and is simulated in steps as well.
                Err((months, inadequate)) => {
                    self.simulating = Some(Box::new(((months, inadequate), self.with(months, inadequate))));
                }
            }
            return true;
        }
        false
    }

    fn cells(&self) -> usize {
        (self.grid.rows.len() * self.months.len()).max(1)
    }

    /// How many pages are simulated.
    fn pages(&self) -> usize {
        (CELLS / self.cells()).clamp(LEAST_PAGES, MOST_PAGES)
    }

    /// Whether the verdicts are known, and what is stated in advance will take so long that they should not wait for it.
    pub fn has_verdicts_early(&self) -> bool {
        self.page.is_some() && self.halvings.are_known() && self.ahead.is_none() && self.cells() * self.pages() >= CELLS
    }

    /// All audits that are judged: those of the complete months.
    pub fn tally(&self) -> Tally {
        sum(self.grid.rows.iter().flat_map(|row| &row.tallies))
    }

    /// How much of the work is done, between 0 and 1.
    pub fn part_done(&self) -> f64 {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        number(self.done) / number(self.pages())
    }

    /// Works out all of it and puts the verdicts into the report.
    pub fn judge(mut self, report: &mut Report) {
        while self.step() {}
        self.put_into(report);
    }

    /// Puts the verdicts into the report, once there is no work left.
    pub fn put_into(&self, report: &mut Report) {
        let Some(page) = &self.page else { return };
        let all_alike = wording::all_alike(&sum(self.grid.rows.iter().flat_map(|row| &row.tallies)).into());
        for (at, office) in report.offices.iter_mut().enumerate() {
            self.judge_office(page, at, office, all_alike);
        }
        if let Some(pooled) = self.pooled.as_ref().and_then(Option::as_ref) {
            report.pooling = Some(pooled.into());
            for (office, rate) in report.offices.iter_mut().zip(&pooled.groups) {
                office.pooled = rate.map(Into::into);
            }
        }
        report.why.iter_mut().for_each(|why| self.dealings.put_into(why));
        let of_capacity = report.capacity.iter_mut().flat_map(|capacity| &mut capacity.events);
        self.halvings.put_into(report.since_visits.iter_mut().chain(of_capacity.map(|event| &mut event.since)));
        let whole: Vec<&Row> = self.grid.rows.iter().collect();
        let change = self.change(page, Family::Whole, &page.scores.whole, &whole);
        let teams = self.teams.iter().zip(&page.scores.part_changes).enumerate();
        let teams = teams.map(|(part, ((office, team), changes))| {
            let rows: Vec<&Row> = self.grid.rows.iter().filter(|row| row.part == Some(part)).collect();
            TeamChange {
                office: self.offices.get(*office).cloned().unwrap_or_default(),
                team: team.clone(),
                rate: sum(&by_month(&rows)).into(),
                change: self.change(page, Family::PartChange, changes, &rows),
            }
        });
        let series = by_month(&whole);
        let since = |month: &Period| Some(month.in_words()) == change.since;
        let from = self.months.iter().position(since);
        let judged = Judged {
            mix_held: from.and_then(|from| held::with_the_mix_held(&self.grid.rows, from)),
            moderated: from
                .filter(|_| !self.moderated.is_empty())
                .map(|from| held::on_moderated(&self.months, from, &self.moderated)),
            months: u32::try_from(self.months.len()).unwrap_or(u32::MAX),
            from: self.months.first().map(|month| month.in_words()),
            to: self.months.last().map(|month| month.in_words()),
            rate: sum(&series).into(),
            level: LEVEL,
            simulated: u32::try_from(self.pages()).unwrap_or(u32::MAX),
            held_apart: self.held_apart,
            steps: self.steps(&series),
            target: self.target.map(|target| against_target(&series, target, self.level_of_whole())),
            good_target: self.good_target(),
            teams: teams.collect(),
            // Of a series that is still too short nothing can be said in advance either.
            ahead: self.ahead.clone().filter(|ahead| {
                let months = self.months.len() + usize::from(ahead.months);
                ahead.audits > 0 && months >= stats::LEAST_BEFORE + stats::LEAST_AFTER
            }),
            how_soon: self.how_soon(page, &change, &series),
            change,
        };
        if let Some(target) = self.target {
            self.judge_against_target(report, target);
        }
        report.judged = Some(judged);
        report.findings = findings::findings(report);
    }

    fn judge_office(&self, page: &WholePage, at: usize, office: &mut OfficeRate, all_alike: bool) {
        let rows: Vec<&Row> = self.grid.rows.iter().filter(|row| row.group == Some(at)).collect();
        office.change =
            page.scores.group_changes.get(at).map(|changes| self.change(page, Family::GroupChange, changes, &rows));
        let score = page.scores.differences.get(at).copied().flatten();
        office.chance = score.map(|score| page.chance_of(Family::GroupDifference, score.abs()));
        let found = office.chance.is_some_and(|chance| chance <= LEVEL);
        let level = page.critical_score(Family::GroupDifference, LEVEL).map(normal_two_sided);
        let n = sum(&by_month(&rows)).n;
        let power = level.and_then(|level| power_against_the_rest(n, office.others.tally(), level, NOTABLE_RATIO));
        // What is drawn holds the months that are still being filled as well: where it says the opposite, nothing is said.
        let above = office.rate.rate > office.others.rate;
        office.verdict = match score {
            Some(score) if found && score > 0.0 && above => Verdict::DiffersAbove,
            Some(score) if found && score < 0.0 && !above => Verdict::DiffersBelow,
            Some(_) if power.is_some_and(|power| power >= 0.5) => Verdict::NoMoreThanChance,
            // Where no audit is inadequate anywhere, or all are, no number of audits would tell an office apart.
            None if all_alike && n >= LEAST_ALIKE => Verdict::NoMoreThanChance,
            _ => Verdict::TooFew,
        };
    }

    /// What can be said of a change.
    fn change(&self, page: &WholePage, family: Family, changes: &Changes, rows: &[&Row]) -> ChangeOf {
        let series = by_month(rows);
        let all = sum(&series);
        let nothing = ChangeOf {
            verdict: ChangeVerdict::TooFew,
            since: None,
            before: all.into(),
            after: Tally::default().into(),
            difference: None,
            interval95: None,
            chance: None,
            turned: None,
        };
        let clearest = match (changes.worse, changes.improved) {
            (Some(worse), Some(improved)) => Some(if worse.score > improved.score { worse } else { improved }),
            (worse, improved) => worse.or(improved),
        };
        let (Some(clearest), Some(critical)) = (clearest, page.critical_score(family, LEVEL)) else {
            let all_alike = all.inadequate == 0 || all.inadequate == all.n;
            let long_enough =
                series.iter().filter(|tally| tally.n > 0).count() >= stats::LEAST_BEFORE + stats::LEAST_AFTER;
            let verdict = if all_alike && long_enough { ChangeVerdict::NoChange } else { ChangeVerdict::TooFew };
            return ChangeOf { verdict, ..nothing };
        };
        let worse = changes.worse == Some(clearest);
        let before = sum(series.iter().take(clearest.from));
        let after = sum(series.iter().skip(clearest.from));
        let chance = page.chance_of(family, clearest.score);
        let later: Vec<Vec<Tally>> =
            rows.iter().map(|row| row.tallies.iter().skip(clearest.from).copied().collect()).collect();
        let later: Vec<&[Tally]> = later.iter().map(Vec::as_slice).collect();
        let back = changes_back(&later, worse).map(|at| at + clearest.from);
        let difference = newcombe_difference(after, before, super::CONFIDENCE);
        // Held apart the audits may say one thing and put together another: then nothing is claimed.
        let agree = difference.is_some_and(|difference| (difference.difference > 0.0) == worse);
        let verdict = match (chance <= LEVEL, back) {
            (true, None) if agree && worse => ChangeVerdict::Worse,
            (true, None) if agree => ChangeVerdict::Improved,
            (true, _) => ChangeVerdict::NoChange,
            _ if would_find_a_halving(all, normal_two_sided(critical)) => ChangeVerdict::NoChange,
            _ => ChangeVerdict::TooFew,
        };
        let name = |at: usize| self.months.get(at).map(|month| month.in_words());
        ChangeOf {
            verdict,
            since: name(clearest.from),
            before: before.into(),
            after: after.into(),
            difference: difference.map(|difference| difference.difference),
            interval95: difference.map(|difference| difference.interval),
            chance: Some(chance),
            turned: back.filter(|_| chance <= LEVEL).and_then(name),
        }
    }

    /// The months up to the last complete one in which the rate moved the same way, if two or more did.
    fn steps(&self, series: &[Tally]) -> Option<Steps> {
        let rates: Vec<Option<f64>> = series.iter().map(|tally| stats::proportion(*tally)).collect();
        let moves: Vec<std::cmp::Ordering> = rates
            .windows(2)
            .rev()
            .map_while(|pair| match pair {
                [Some(earlier), Some(later)] => later.partial_cmp(earlier),
                _ => None,
            })
            .collect();
        let first = *moves.first().filter(|order| order.is_ne())?;
        let count = moves.iter().take_while(|order| **order == first).count();
        let periods = series.get(series.len().checked_sub(count + 1)?..)?;
        let rising = first.is_gt();
        Some(Steps {
            rising,
            months: self.months.iter().skip(series.len() - count).map(|month| month.in_words()).collect(),
            chance: stats::chance_of_steps(periods, rising)?,
        })
        .filter(|_| count >= 2)
    }

    /// How many audits, from now on, a fall to the target would need; or, without one, a fall to half.
    fn how_soon(&self, page: &WholePage, change: &ChangeOf, series: &[Tally]) -> Option<HowSoon> {
        let has_changed = matches!(change.verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
        let now = if has_changed { change.after.tally() } else { sum(series) };
        let rate = stats::proportion(now).filter(|rate| *rate > 0.0)?;
        let to = match self.target {
            Some(target) if target < rate => target,
            Some(_) => return None,
            None => rate / 2.0,
        };
        let level = normal_two_sided(page.critical_score(Family::Whole, LEVEL)?);
        let audits = if to > 0.0 { stats::audits_until_told(now, to, level, POWER) } else { None };
        let pace = pace(series);
        let least = u32::try_from(stats::LEAST_AFTER).unwrap_or(3);
        let months = audits.filter(|_| pace > 0).map(|audits| audits.div_ceil(pace).max(least));
        Some(HowSoon { to, is_target: self.target.is_some(), audits, months })
    }

    /// The level at which the whole is held against each of its targets.
    fn level_of_whole(&self) -> f64 {
        if self.target.is_some() && self.good.is_some() { TARGET_LEVEL / 2.0 } else { TARGET_LEVEL }
    }

    /// Good or better work in the last year of complete months against the target for it, and the year before.
    fn good_target(&self) -> Option<GoodTargetOf> {
        let (target, months) = self.good.as_ref()?;
        let year_from = months.len().saturating_sub(TARGET_MONTHS);
        let year = self.good_share(months, year_from..months.len())?;
        let p = (year.n > 0).then(|| two_sided_p(year.n, year.good, *target));
        let verdict = match p {
            Some(p) if p <= self.level_of_whole() && f64::from(year.good) < f64::from(year.n) * target => {
                GoodVerdict::BelowTarget
            }
            Some(p) if p <= self.level_of_whole() => GoodVerdict::AboveTarget,
            _ => GoodVerdict::CannotTell,
        };
        let before = self.good_share(months, year_from.saturating_sub(TARGET_MONTHS)..year_from);
        Some(GoodTargetOf { verdict, year, before, p })
    }

    fn good_share(&self, months: &[GoodTally], inside: std::ops::Range<usize>) -> Option<GoodShare> {
        let name = |at: usize| self.months.get(at).map(|month| month.in_words());
        let (first, last) = (name(inside.start)?, name(inside.end.checked_sub(1)?)?);
        let sum = months
            .get(inside)?
            .iter()
            .fold(GoodTally::default(), |sum, month| GoodTally { n: sum.n + month.n, good: sum.good + month.good });
        Some(GoodShare {
            name: if first == last { first } else { format!("{first} to {last}") },
            n: sum.n,
            good: sum.good,
            interval95: stats::wilson(Tally { n: sum.n, inadequate: sum.good }, super::CONFIDENCE),
        })
    }

    fn judge_against_target(&self, report: &mut Report, target: f64) {
        let offices: Vec<TargetOf> = (0..report.offices.len())
            .map(|at| {
                let rows: Vec<&Row> = self.grid.rows.iter().filter(|row| row.group == Some(at)).collect();
                against_target(&by_month(&rows), target, TARGET_LEVEL)
            })
            .collect();
        let raw: Vec<f64> = offices.iter().map(|office| office.adjusted_p.unwrap_or(1.0)).collect();
        for ((office, mut of), adjusted_p) in report.offices.iter_mut().zip(offices).zip(stats::holm(&raw)) {
            of.adjusted_p = of.adjusted_p.map(|_| adjusted_p);
            if adjusted_p > TARGET_LEVEL {
                of.verdict = TargetVerdict::CannotTell;
            }
            office.target = Some(of);
        }
    }

    /// What the page would say of the next period, or, where a single month could not show it, of the next three together; or what has to be simulated first to
    /// know it.
    fn look_ahead(&self) -> Result<Ahead, Later> {
        let first = self.look_so_far_ahead(self.period_months)?;
        if self.period_months == 1 && first.worse_from.is_none() { self.look_so_far_ahead(3) } else { Ok(first) }
    }

    fn look_so_far_ahead(&self, months: u8) -> Result<Ahead, Later> {
        let audits = self.audits_in(months);
        let name = self.name_ahead(months).unwrap_or_default();
        let nothing = Ahead { months, name, audits, worse_from: None, improved_to: None };
        let Some(rate) = stats::proportion(self.tally()) else { return Ok(nothing) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is one")]
        let expected = (rate * f64::from(audits)).round() as u32;
        // Where none was inadequate, or every one, such a page would have nothing to measure; one that differs by two audits has.
        let expected = expected.clamp(2, audits.saturating_sub(2).max(2));
        let (_, page) = self.page_later(months, expected)?;
        let critical = page.critical_score(Family::Whole, LEVEL).unwrap_or(f64::INFINITY);
        Ok(Ahead {
            worse_from: self.first_that_counts(months, true, critical)?,
            improved_to: self.first_that_counts(months, false, critical)?,
            ..nothing
        })
    }

    /// The first count of inadequate audits in the next months that would make the verdict `worse` (or `improved`); about `critical` is the score that it takes.
    fn first_that_counts(&self, months: u8, rising: bool, critical: f64) -> Result<Option<u32>, Later> {
        let audits = self.audits_in(months);
        let near = first_count(audits, rising, |inadequate| {
            let whole = Scores::of(&self.grid_with(months.into(), audits, inadequate)).whole;
            let (clear, other) = if rising { (whole.worse, whole.improved) } else { (whole.improved, whole.worse) };
            let score = |change: Option<stats::Change>| change.map_or(f64::NEG_INFINITY, |change| change.score);
            score(clear) >= critical && score(clear) > score(other)
        });
        // With so many inadequate audits chance would make another page as well: from near it the count is sought by the page that would be shown then.
        let wanted = if rising { ChangeVerdict::Worse } else { ChangeVerdict::Improved };
        let is_so = |inadequate: u32| -> Result<bool, Later> {
            let (later, page) = self.page_later(months, inadequate)?;
            let whole: Vec<&Row> = later.grid.rows.iter().collect();
            Ok(later.change(page, Family::Whole, &page.scores.whole, &whole).verdict == wanted)
        };
        let up = |count: u32| count.checked_add(1).filter(|more| *more <= audits);
        let further = |count: u32| if rising { up(count) } else { count.checked_sub(1) };
        let nearer = |count: u32| if rising { count.checked_sub(1) } else { up(count) };
        let Some(mut count) = near else { return Ok(None) };
        let mut steps = 0;
        while !is_so(count)? {
            steps += 1;
            match further(count).filter(|_| steps < MOST_STEPS) {
                Some(next) => count = next,
                None => return Ok(None),
            }
        }
        if steps == 0 {
            while let Some(next) = nearer(count) {
                if !is_so(next)? {
                    break;
                }
                count = next;
            }
        }
        Ok(Some(count))
    }

    /// Audits that are expected in so many months.
    fn audits_in(&self, months: u8) -> u32 {
        pace(&by_month(&self.grid.rows.iter().collect::<Vec<_>>())).saturating_mul(months.into())
    }

    /// The authority some months on and the page that would be shown then, if it was simulated already.
    fn page_later(&self, months: u8, inadequate: u32) -> Result<(&Judging, &WholePage), Later> {
        let later = self.later.get(&(months, inadequate)).ok_or((months, inadequate))?;
        Ok((later, later.page.as_ref().ok_or((months, inadequate))?))
    }

    /// The same authority some months on, if so many of the expected audits were inadequate.
    fn with(&self, months: u8, inadequate: u32) -> Judging {
        let grid = self.grid_with(months.into(), self.audits_in(months), inadequate);
        let next = std::iter::successors(self.months.last().map(|month| month.next()), |month| Some(month.next()));
        Judging {
            months: self.months.iter().copied().chain(next.take(months.into())).collect(),
            simulation: Some(Simulation::of(&grid, SEED)),
            grid,
            held_apart: self.held_apart,
            teams: Vec::new(),
            offices: Vec::new(),
            target: None,
            good: None,
            period_months: self.period_months,
            done: 0,
            page: None,
            ahead: None,
            later: BTreeMap::new(),
            simulating: None,
            rates: Vec::new(),
            pooled: None,
            halvings: Halvings::default(),
            dealings: Dealings::default(),
            moderated: Vec::new(),
        }
    }

    /// The months after the last complete one, in words.
    fn name_ahead(&self, months: u8) -> Option<String> {
        let first = self.months.last()?.next();
        let last = (1..months).fold(first, |month, _| month.next());
        Some(if months == 1 {
            first.in_words()
        } else {
            format!("the {} months {} to {}", in_words(months.into()), first.in_words(), last.in_words())
        })
    }

    /// The grid with some more months, in which the audits, and the inadequate ones, fall to the rows as the last year's did.
    fn grid_with(&self, months: u32, audits: u32, inadequate: u32) -> Grid {
        let recent: Vec<u32> =
            self.grid.rows.iter().map(|row| sum(row.tallies.iter().rev().take(TARGET_MONTHS)).n).collect();
        let mut grid = self.grid.clone();
        for month in 0..months {
            let part = |count: u32| count * (month + 1) / months - count * month / months;
            let n = shared_out(part(audits), &recent);
            let x = shared_out(part(inadequate), &n);
            for ((row, n), inadequate) in grid.rows.iter_mut().zip(n).zip(x) {
                row.tallies.push(Tally { n, inadequate: inadequate.min(n) });
            }
        }
        grid
    }
}

/// The smallest count (or, falling, the largest) of 0 to `audits` that is found, as all beyond it are.
fn first_count(audits: u32, rising: bool, is_found: impl Fn(u32) -> bool) -> Option<u32> {
    let at = |step: u32| if rising { step } else { audits - step };
    // The furthest count is found if any is; from there the first is sought by halving.
    let (mut low, mut high) = (0, audits);
    if !is_found(at(high)) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if is_found(at(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(at(high))
}

/// The month from which the rate has clearly moved back, if it has.
fn changes_back(later: &[&[Tally]], was_worse: bool) -> Option<usize> {
    let changes = changes_from(later, stats::LEAST_AFTER);
    let back = if was_worse { changes.improved } else { changes.worse };
    back.filter(|back| back.score >= TURNED_SCORE).map(|back| back.from)
}

/// Whether a halving of the rate half-way through so many audits would more likely be found at this two-sided level than missed.
fn would_find_a_halving(all: Tally, level: f64) -> bool {
    let half = all.n / 2;
    // Two thirds of all inadequate work would then stand in the first half.
    let before = Tally { n: all.n - half, inadequate: (all.inadequate * 2).div_ceil(3).min(all.n - half) };
    power_against_the_rest(half, before, level, 0.5).is_some_and(|power| power >= 0.5)
}

/// The last year of a series against the target.
fn against_target(series: &[Tally], target: f64, level: f64) -> TargetOf {
    let rate = Rate::from(sum(series.iter().rev().take(TARGET_MONTHS)));
    let below = rate.rate.is_some_and(|rate| rate < target);
    let p = two_sided_p(rate.n, rate.inadequate, target);
    let verdict = match rate.rate {
        Some(_) if p <= level && below => TargetVerdict::BelowTarget,
        Some(_) if p <= level => TargetVerdict::AboveTarget,
        _ => TargetVerdict::CannotTell,
    };
    TargetOf { verdict, rate, adjusted_p: (rate.n > 0).then_some(p) }
}

/// The chance of a count at least so far from a target share as `count` of `n`, on its side, if the target were met exactly; both sides are looked at.
fn two_sided_p(n: u32, count: u32, target: f64) -> f64 {
    let chance = Binomial::new(n, target);
    let below = f64::from(count) < f64::from(n) * target;
    let tail = if below { chance.at_most(count) } else { chance.at_least(count) };
    (2.0 * tail).min(1.0)
}

/// Audits that are graded, and those that are graded good or better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct GoodTally {
    n: u32,
    good: u32,
}

/// Good or better work in each complete month; `None` where no grade of the scale is called good.
fn good_by_month(tallies: &Tallies, closed: usize) -> Option<Vec<GoodTally>> {
    let levels = Level::good_or_better(&tallies.scale.levels)?;
    let of = |month: &PeriodTally| GoodTally {
        n: month.grades.tally().n,
        good: month.grades.by_level(&tallies.scale).iter().take(levels).sum(),
    };
    Some(tallies.months.iter().take(closed).map(of).collect())
}

/// Audits in the middle month of the last six.
fn pace(series: &[Tally]) -> u32 {
    let mut recent: Vec<u32> = series.iter().rev().take(PACE_MONTHS).map(|tally| tally.n).collect();
    recent.sort_unstable();
    recent.get(recent.len() / 2).copied().unwrap_or(0)
}

/// A count shared out in proportion to weights, none of them by more than the weight where the count is no more than their sum: the largest remainders
/// are rounded up.
fn shared_out(count: u32, weights: &[u32]) -> Vec<u32> {
    let total: u64 = weights.iter().copied().map(u64::from).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u32| u64::from(count) * u64::from(weight);
    let mut shares: Vec<u32> =
        weights.iter().map(|weight| u32::try_from(exact(*weight) / total).unwrap_or(u32::MAX)).collect();
    let left = count.saturating_sub(shares.iter().sum());
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.order_by_key(|at| std::cmp::Reverse(weights.get(*at).map_or(0, |weight| exact(*weight) % total)));
    for at in by_remainder.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

/// The tally of several rows together in each month.
fn by_month(rows: &[&Row]) -> Vec<Tally> {
    let months = rows.iter().map(|row| row.tallies.len()).max().unwrap_or(0);
    let mut series = vec![Tally::default(); months];
    for row in rows {
        series.iter_mut().zip(&row.tallies).for_each(|(sum, tally)| *sum += *tally);
    }
    series
}

/// The audits of the complete months, held apart as finely as their number allows, and the teams among them.
fn grid(tallies: &Tallies, closed: usize) -> (Grid, HeldApart, Vec<(usize, String)>) {
    let total: u32 = tallies.months.iter().take(closed).map(|month| month.grades.tally().n).sum();
    let has_teams = tallies.kinds.iter().any(|kind| !kind.team.is_empty());
    let has_services = tallies.kinds.iter().any(|kind| !kind.service.is_empty());
    let choices = [
        (HeldApart::OfficeTeamAndService, true, true),
        (HeldApart::OfficeAndTeam, true, false),
        (HeldApart::OfficeAndService, false, true),
    ];
    for (held_apart, by_team, by_service) in choices {
        if by_team && !has_teams || by_service && !has_services {
            continue;
        }
        let rows = rows(&tallies.kinds, closed, by_team, by_service);
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if count.saturating_mul(LEAST_HELD_APART) <= total && rows.len() * closed <= MOST_HELD_APART {
            return with_parts(rows, tallies.offices.len(), held_apart);
        }
    }
    with_parts(rows(&tallies.kinds, closed, false, false), tallies.offices.len(), HeldApart::Office)
}

/// A row's office and team, and its series.
type NamedRow = (Option<usize>, String, Row);

fn rows(kinds: &[KindTally], closed: usize, by_team: bool, by_service: bool) -> Vec<NamedRow> {
    let mut rows: Vec<(Option<usize>, &str, &str, Row)> = Vec::new();
    for kind in kinds {
        let (team, service) =
            (if by_team { kind.team.as_str() } else { "" }, if by_service { kind.service.as_str() } else { "" });
        let months = kind.by_month.iter().take(closed);
        match rows.iter_mut().rev().find(|(office, t, s, _)| (*office, *t, *s) == (kind.office, team, service)) {
            Some((.., row)) => row.tallies.iter_mut().zip(months).for_each(|(sum, tally)| *sum += *tally),
            None => {
                let row = Row { group: kind.office, part: None, tallies: months.copied().collect() };
                rows.push((kind.office, team, service, row));
            }
        }
    }
    rows.into_iter()
        .filter(|(.., row)| row.tallies.iter().any(|tally| tally.n > 0))
        .map(|(office, team, _, row)| (office, team.to_owned(), row))
        .collect()
}

/// The grid of these rows, in which each team of an office with several is a part.
fn with_parts(
    mut rows: Vec<NamedRow>,
    offices: usize,
    held_apart: HeldApart,
) -> (Grid, HeldApart, Vec<(usize, String)>) {
    let mut teams: Vec<(usize, String)> = Vec::new();
    for (office, team, _) in &rows {
        if let Some(office) = office.filter(|_| !team.is_empty()) {
            let other = rows.iter().any(|(other, name, _)| *other == Some(office) && name != team);
            let team = (office, team.clone());
            if other && !teams.contains(&team) {
                teams.push(team);
            }
        }
    }
    for (office, team, row) in &mut rows {
        row.part = teams.iter().position(|(of, name)| Some(*of) == *office && name == team);
    }
    let rows = rows.into_iter().map(|(.., row)| row).collect();
    (Grid { groups: offices, parts: teams.len(), rows }, held_apart, teams)
}
