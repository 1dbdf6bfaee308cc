//! How far the grades can be trusted: whether a second grader agrees, in which direction he does not, what the rate would be by his grades, and how far
//! graders lie apart. No grader is named, and none can be told.

use super::{CONFIDENCE, Estimate, MonthContext, Part, Rate, SpreadVerdict, sum};
use crate::audit::{Granularity, Level, Period};
use crate::order::InOrder as _;
use crate::settings::Settings;
use crate::stats::{self, Interval, TwiceGraded};
use crate::tally::{self, Graders, Moderated, Tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Under so many pairs of grades no coefficient of agreement is told.
const LEAST_PAIRS: u32 = 10;

/// A grader of fewer audits than this has few.
const FEW_AUDITS: u32 = 5;

/// A spread between graders worth finding: half of the average rate either side of it.
const NOTABLE: f64 = 0.5;

/// Whether the grades can be trusted. By whose grade the reader counts does not change it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    /// Whether the file holds any moderated grade.
    pub in_file: bool,
    /// Audits that were moderated, of those inside the filters that an auditor graded: of all types but second gradings, unless the reader chose types.
    pub moderated: Part,
    /// Audits with a moderator's grade and none of the auditor's; they are in no other figure here.
    pub second_alone: u32,
    /// Each office, by name.
    pub offices: Vec<OfficeModeration>,
    /// Each month or quarter.
    pub periods: Vec<PeriodModeration>,
    /// Each grade of the auditors, the best first.
    pub by_grade: Vec<GradeModeration>,
    /// Whether inadequate audits were moderated more often than the others; `null` without either.
    pub chosen: Option<ChosenForModeration>,
    /// How far the two grades agree; `null` where no audit was moderated.
    pub agreement: Option<GradesAgree>,
    /// The rate by the auditors' grades beside that of moderated audits, and as it would be by the moderators' grades; `null` where none in the rate was moderated.
    pub rate: Option<CorrectedRate>,
    /// Moderation in the earlier half of the months against the later half; `null` with under two months.
    pub drift: Option<Drift>,
    /// Audits done and expected, where the file says how many were; by office, and of the whole authority under "".
    pub completion: Vec<OfficeCompletion>,
    /// How far those who graded the audits in the rate lie apart; `null` where the file does not say who graded.
    pub graders: Option<GraderSpread>,
    /// How far their roles lie apart, likewise.
    pub roles: Option<GraderSpread>,
}

/// Moderation in one office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeModeration {
    /// Its name; "" for audits that name none.
    pub office: String,
    /// What was moderated, and what became of it.
    #[serde(flatten)]
    pub of: Moderation,
}

/// Moderation in one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodModeration {
    /// `2024-04`, or `2024-Q2`.
    pub period: String,
    /// In words.
    pub name: String,
    /// What was moderated, and what became of it.
    #[serde(flatten)]
    pub of: Moderation,
}

/// Moderation of one grade of the auditors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradeModeration {
    /// The grade, as the file calls it.
    pub grade: String,
    /// What was moderated, and what became of it.
    #[serde(flatten)]
    pub of: Moderation,
}

/// How many of some audits were moderated, and how many grades moderation lowered and raised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moderation {
    /// Moderated, of those graded.
    pub moderated: Part,
    /// Given a worse grade by the moderator, of those moderated.
    pub lowered: Part,
    /// Given a better one.
    pub raised: Part,
}

impl From<Moderated> for Moderation {
    fn from(of: Moderated) -> Moderation {
        Moderation {
            moderated: Part::of(of.moderated, of.graded),
            lowered: Part::of(of.lowered, of.moderated),
            raised: Part::of(of.raised, of.moderated),
        }
    }
}

/// Whether audits were moderated because of their grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChosenForModeration {
    /// Moderated, of the audits that the auditor graded inadequate.
    pub inadequate: Part,
    /// Moderated, of the others.
    pub others: Part,
    /// The p value of "equally often" (Fisher).
    pub p_value: Option<f64>,
}

/// How far first and second grades agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GradesAgree {
    /// How many, by the auditor's grade (the best first), and then by the moderator's.
    pub table: Vec<Vec<u32>>,
    /// The same grade, of all pairs.
    pub exact: Part,
    /// At most one grade apart.
    pub within_one: Part,
    /// The moderator's is the worse.
    pub lowered: Part,
    /// The moderator's is the better.
    pub raised: Part,
    /// Made inadequate by the moderator.
    pub to_inadequate: u32,
    /// Made other than inadequate by the moderator.
    pub from_inadequate: u32,
    /// The p value of "as often lowered as raised" (sign test, exact); `null` where no grade was changed.
    pub direction_p: Option<f64>,
    /// What can be said of the direction.
    pub direction: Direction,
    /// Weighted kappa with weights that fall evenly with the distance; `null` with under ten pairs, and where both use one grade alone.
    pub weighted_kappa: Option<AgreementCoefficient>,
    /// Gwet's AC2 with the same weights; `null` with under ten pairs.
    pub ac2: Option<AgreementCoefficient>,
}

/// Which way moderation leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Moderators are harsher than auditors.
    Harsher,
    /// They are kinder.
    Kinder,
    /// Neither can be told from chance.
    NeitherWay,
    /// So few grades were changed that no lean could be told.
    TooFew,
}

/// A coefficient of agreement: 1 where all grades are the same, 0 where they agree as often as chance would make them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AgreementCoefficient {
    /// Its value, at most 1.
    pub value: f64,
    /// Its 95% interval; `null` where all pairs agree, from which none can be worked out.
    pub interval95: Option<Interval>,
}

/// The rate of inadequate work by one and the other grade. All of audits in the rate, whatever grade the reader counts by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectedRate {
    /// All audits, by the auditors' grades.
    pub raw: Rate,
    /// Those that were moderated, by the auditors' grades.
    pub moderated_first: Rate,
    /// The same, by the moderators'.
    pub moderated_second: Rate,
    /// All audits, those that were not moderated taken as those of the same auditor's grade came out that were.
    pub corrected: Estimate,
    /// Audits with a grade of which none was moderated: they are taken as the auditor graded them.
    pub taken_as_graded: u32,
}

/// Moderation in two halves of the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// The months of the earlier half, in words.
    pub earlier_name: String,
    /// The earlier half.
    pub earlier: Moderation,
    /// The months of the later half.
    pub later_name: String,
    /// The later half.
    pub later: Moderation,
    /// How the share that was moderated moved.
    pub moderated: Shift,
    /// How the share that was lowered moved, of those moderated.
    pub lowered: Shift,
    /// How the share that was raised moved.
    pub raised: Shift,
}

/// How a share moved from the earlier half to the later.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// The later share less the earlier, between -1 and 1; `null` where a half has none.
    pub difference: Option<f64>,
    /// Newcombe's 95% interval for it.
    pub interval95: Option<Interval>,
    /// Fisher's exact p value, adjusted over the three shares that are looked at (Holm).
    pub adjusted_p: Option<f64>,
    /// What can be said.
    pub verdict: ShiftVerdict,
}

/// What can be said of a share that may have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftVerdict {
    /// It is larger than it was.
    Larger,
    /// It is smaller.
    Smaller,
    /// Neither can be told from chance.
    CannotTell,
    /// There is nothing in one of the halves.
    TooFew,
}

/// Audits done and expected in one office over the months of which the file says how many were expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeCompletion {
    /// Its name; "" for the whole authority.
    pub office: String,
    /// Months of which the file says how many were expected.
    pub months: u32,
    /// Those of them in which fewer were done.
    pub months_short: u32,
    /// Audits done in them, of whatever type.
    pub done: u32,
    /// Audits expected in them.
    pub expected: u32,
}

/// How far those who graded lie apart: a spread, and never who they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GraderSpread {
    /// How many there are.
    pub graders: u32,
    /// Those of them who graded fewer than five audits in the rate.
    pub few: u32,
    /// Audits in the rate of which it is said who graded them, and how many of them are inadequate.
    pub rate: Rate,
    /// Audits in the rate of which it is not said.
    pub unsaid: u32,
    /// The middle number of audits of a grader.
    pub median_audits: u32,
    /// The standard deviation of their own rates, as a difference of proportions, with chance's part taken away.
    pub deviation: Option<f64>,
    /// Its 95% interval.
    pub deviation95: Option<Interval>,
    /// The p value of "all grade alike" with office, service and half-year held apart; `null` where it cannot be said.
    pub p_within: Option<f64>,
    /// What can be said.
    pub verdict: SpreadVerdict,
}

pub(super) fn trust(counts: &tally::Trust, scale: &[Level], period: Granularity) -> Trust {
    let is_bad = |level: usize| scale.get(level).is_some_and(|level| level.inadequate);
    let moderation = Moderation::from(counts.all);
    Trust {
        in_file: counts.in_file,
        moderated: moderation.moderated,
        second_alone: counts.second_alone,
        offices: counts
            .offices
            .iter()
            .map(|(office, of)| OfficeModeration { office: office.clone(), of: (*of).into() })
            .collect(),
        periods: periods(&counts.months, period),
        by_grade: scale
            .iter()
            .zip(&counts.by_grade)
            .map(|(level, of)| GradeModeration { grade: level.name.clone(), of: (*of).into() })
            .collect(),
        chosen: chosen(&counts.by_grade, is_bad),
        agreement: (counts.all.moderated > 0).then(|| agree(counts, is_bad)).flatten(),
        rate: corrected(&counts.in_rate, is_bad),
        drift: drift(&counts.months),
        completion: Vec::new(),
        graders: spread_of(&counts.graders),
        roles: spread_of(&counts.roles),
    }
}

fn moderated_sum<'a>(of: impl IntoIterator<Item = &'a Moderated>) -> Moderated {
    let mut total = Moderated::default();
    of.into_iter().for_each(|one| total += *one);
    total
}

/// Months put together; windows that overlap are months here.
fn periods(months: &[(Period, Moderated)], period: Granularity) -> Vec<PeriodModeration> {
    let period = if period == Granularity::Rolling { Granularity::Month } else { period };
    let mut sums: BTreeMap<Period, Moderated> = BTreeMap::new();
    for (month, of) in months {
        if let Some(day) = month.first_day() {
            *sums.entry(Period::of(day, period)).or_default() += *of;
        }
    }
    let one = |(period, of): (Period, Moderated)| PeriodModeration {
        period: period.key(),
        name: period.in_words(),
        of: of.into(),
    };
    sums.into_iter().map(one).collect()
}

fn chosen(by_grade: &[Moderated], is_bad: impl Fn(usize) -> bool) -> Option<ChosenForModeration> {
    let part = |bad: bool| {
        let of =
            moderated_sum(by_grade.iter().enumerate().filter(|(level, _)| is_bad(*level) == bad).map(|(_, of)| of));
        Part::of(of.moderated, of.graded)
    };
    let (inadequate, others) = (part(true), part(false));
    (inadequate.n > 0 && others.n > 0 && inadequate.k + others.k > 0).then(|| ChosenForModeration {
        inadequate,
        others,
        p_value: stats::fisher_two_sided(inadequate.tally(), others.tally()),
    })
}

fn agree(counts: &tally::Trust, is_bad: impl Fn(usize) -> bool) -> Option<GradesAgree> {
    let found = stats::agreement(&counts.pairs)?;
    let crossing = |to: bool| {
        let cells =
            counts.pairs.iter().enumerate().flat_map(|(i, row)| row.iter().enumerate().map(move |(j, n)| (i, j, *n)));
        cells.filter(|(i, j, _)| is_bad(*i) != to && is_bad(*j) == to).map(|(.., n)| n).sum()
    };
    let direction_p = stats::sign_test(found.harsher, found.softer);
    // The clearest that so many changed grades could be is that all go one way.
    let could_be_told = stats::sign_test(found.harsher + found.softer, 0).is_some_and(|p| p <= 1.0 - CONFIDENCE);
    let direction = match direction_p {
        Some(p) if p <= 1.0 - CONFIDENCE && found.harsher > found.softer => Direction::Harsher,
        Some(p) if p <= 1.0 - CONFIDENCE => Direction::Kinder,
        _ if could_be_told => Direction::NeitherWay,
        _ => Direction::TooFew,
    };
    let enough = found.pairs >= LEAST_PAIRS;
    Some(GradesAgree {
        table: counts.pairs.clone(),
        exact: Part::of(found.exact, found.pairs),
        within_one: Part::of(found.within_one, found.pairs),
        lowered: Part::of(found.harsher, found.pairs),
        raised: Part::of(found.softer, found.pairs),
        to_inadequate: crossing(true),
        from_inadequate: crossing(false),
        direction_p,
        direction,
        weighted_kappa: found.kappa_linear.filter(|_| enough).map(AgreementCoefficient::from),
        ac2: Some(found.ac2_linear).filter(|_| enough).map(AgreementCoefficient::from),
    })
}

impl From<stats::Coefficient> for AgreementCoefficient {
    fn from(found: stats::Coefficient) -> AgreementCoefficient {
        let half = stats::normal_quantile(0.5 + CONFIDENCE / 2.0) * found.standard_error;
        AgreementCoefficient {
            value: found.value,
            interval95: (half > 1e-9)
                .then(|| Interval { lower: (found.value - half).max(-1.0), upper: (found.value + half).min(1.0) }),
        }
    }
}

fn corrected(grades: &[tally::FirstGrade], is_bad: impl Fn(usize) -> bool) -> Option<CorrectedRate> {
    let bad = |level: usize, n: u32| Tally { n, inadequate: if is_bad(level) { n } else { 0 } };
    let twice: Vec<TwiceGraded> = grades
        .iter()
        .enumerate()
        .map(|(level, of)| TwiceGraded {
            all: of.all,
            again: of.again,
            otherwise: if is_bad(level) { 1.0 } else { 0.0 },
        })
        .collect();
    let found = stats::double_sampling(&twice, CONFIDENCE)?;
    let tallies = |of: fn(&tally::FirstGrade) -> u32| -> Rate {
        let all: Vec<Tally> = grades.iter().enumerate().map(|(level, grade)| bad(level, of(grade))).collect();
        sum(&all).into()
    };
    Some(CorrectedRate {
        raw: tallies(|grade| grade.all),
        moderated_first: tallies(|grade| grade.again.n),
        moderated_second: sum(grades.iter().map(|grade| &grade.again)).into(),
        corrected: Estimate { rate: found.rate, interval95: found.interval },
        taken_as_graded: grades.iter().filter(|grade| grade.again.n == 0).map(|grade| grade.all).sum(),
    })
}

fn drift(months: &[(Period, Moderated)]) -> Option<Drift> {
    let half = months.len() / 2;
    let (earlier, later) = (months.get(..half)?, months.get(months.len() - half..)?);
    let name = |of: &[(Period, Moderated)]| Some(of.first()?.0.to_in_words(of.last()?.0));
    let (earlier_name, later_name) = (name(earlier)?, name(later)?);
    let of = |half: &[(Period, Moderated)]| Moderation::from(moderated_sum(half.iter().map(|(_, of)| of)));
    let (earlier, later) = (of(earlier), of(later));
    if earlier.moderated.k + later.moderated.k == 0 {
        return None;
    }
    let parts: [fn(&Moderation) -> Part; 3] = [|of| of.moderated, |of| of.lowered, |of| of.raised];
    let tests: Vec<Option<f64>> =
        parts.iter().map(|part| stats::fisher_two_sided(part(&later).tally(), part(&earlier).tally())).collect();
    let adjusted = stats::holm(&tests.iter().map(|p| p.unwrap_or(1.0)).collect::<Vec<_>>());
    let shift = |at: usize, part: fn(&Moderation) -> Part| {
        let difference = stats::newcombe_difference(part(&later).tally(), part(&earlier).tally(), CONFIDENCE);
        let adjusted_p = tests.get(at).copied().flatten().and(adjusted.get(at).copied());
        Shift {
            difference: difference.map(|of| of.difference),
            interval95: difference.map(|of| of.interval),
            adjusted_p,
            verdict: match (difference, adjusted_p) {
                (Some(of), Some(p)) if p <= 1.0 - CONFIDENCE && of.difference > 0.0 => ShiftVerdict::Larger,
                (Some(_), Some(p)) if p <= 1.0 - CONFIDENCE => ShiftVerdict::Smaller,
                (Some(_), _) => ShiftVerdict::CannotTell,
                (None, _) => ShiftVerdict::TooFew,
            },
        }
    };
    let [moderated, lowered, raised] = [0, 1, 2].map(|at| parts.get(at).map(|part| shift(at, *part)));
    Some(Drift { moderated: moderated?, lowered: lowered?, raised: raised?, earlier_name, earlier, later_name, later })
}

fn spread_of(graders: &Graders) -> Option<GraderSpread> {
    let middle = graders.tallies.get(graders.tallies.len().saturating_sub(1) / 2)?;
    let found = stats::spread(&graders.tallies, CONFIDENCE);
    let p_within = stats::heterogeneity_within_numbered(&graders.strata);
    let rate = Rate::from(sum(&graders.tallies));
    let too_few = stats::spread_power(&graders.tallies, NOTABLE, CONFIDENCE).is_none_or(|power| power < 0.5);
    let verdict = match found {
        // Held apart by where and when, the audits must say the same: some grade what is harder.
        Some(found) if found.interval.lower > 0.0 && p_within.is_some_and(|p| p < (1.0 - CONFIDENCE) / 2.0) => {
            SpreadVerdict::MoreThanChance
        }
        _ if too_few => SpreadVerdict::TooFew,
        _ => SpreadVerdict::NoMoreThanChance,
    };
    let few = graders.tallies.iter().filter(|tally| tally.n < FEW_AUDITS).count();
    Some(GraderSpread {
        graders: u32::try_from(graders.tallies.len()).unwrap_or(u32::MAX),
        few: u32::try_from(few).unwrap_or(u32::MAX),
        rate,
        unsaid: graders.unsaid,
        median_audits: middle.n,
        deviation: found.map(|found| found.deviation),
        deviation95: found.map(|found| found.interval),
        p_within,
        verdict,
    })
}

/// Audits done and expected of one month and office, where both are inside the filters and the file says how many were expected.
pub(super) fn done_and_expected(month: &MonthContext, settings: &Settings) -> Option<(u32, u32)> {
    let chosen = settings.has_office(month.context.office.as_deref().unwrap_or_default());
    let period = Period::of(format!("{}-01", month.context.month).parse().ok()?, Granularity::Month);
    let in_time = settings.from.is_none_or(|from| period.first_day().is_some_and(|day| from <= day))
        && settings.to.is_none_or(|to| period.last_day().is_some_and(|day| day <= to));
    month.audits_done.zip(month.context.audits_expected).filter(|_| chosen && in_time)
}

/// Audits done and expected by office, in months that lie inside the chosen dates; of the whole authority under "".
pub(super) fn completion(context: &[MonthContext], settings: &Settings) -> Vec<OfficeCompletion> {
    let mut offices: BTreeMap<Option<&str>, OfficeCompletion> = BTreeMap::new();
    for month in context {
        let name = month.context.office.as_deref();
        let Some((done, expected)) = done_and_expected(month, settings) else { continue };
        let own = offices.entry(name).or_insert_with(|| OfficeCompletion {
            office: name.unwrap_or_default().to_owned(),
            months: 0,
            months_short: 0,
            done: 0,
            expected: 0,
        });
        own.months += 1;
        own.months_short += u32::from(done < expected);
        own.done = own.done.saturating_add(done);
        own.expected = own.expected.saturating_add(expected);
    }
    let mut completion: Vec<OfficeCompletion> = offices.into_values().collect();
    completion.order_by_key(|of| (of.office.is_empty(), of.office.to_lowercase()));
    completion
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    const FILES: u32 = 200;
    /// 5% of 200 is 10; 20 would be seen about once in four hundred seeds.
    const MOST: u32 = 20;

    fn share_told(mut told: impl FnMut() -> bool) -> u32 {
        (0..FILES).map(|_| u32::from(told())).sum()
    }

    fn is_bad(level: usize) -> bool {
        level == 3
    }

    /// Moderators who move as many audits out of inadequate as into it: the corrected rate is that of the auditors.
    #[test]
    fn where_moderators_grade_alike_the_rate_is_not_told_to_be_another() {
        let mut random = Random::seeded(20_190_911);
        for (audits, again) in [(400_u32, 0.25), (1_600, 0.1), (120, 0.5)] {
            let told = share_told(|| {
                let mut grades = [tally::FirstGrade::default(); 4];
                for _ in 0..audits {
                    // A tenth of a third is as many as a sixth of a fifth.
                    let draw = random.unit();
                    let level = if draw < 0.2 {
                        3
                    } else if draw < 0.5 {
                        2
                    } else {
                        1
                    };
                    let bad = [0.0, 0.0, 0.1, 0.85][level];
                    grades[level].all += 1;
                    if random.unit() < again {
                        grades[level].again += Tally { n: 1, inadequate: u32::from(random.unit() < bad) };
                    }
                }
                let found = corrected(&grades, is_bad).unwrap();
                let (raw, of) = (found.raw.rate.unwrap(), found.corrected.interval95);
                !(of.lower..=of.upper).contains(&raw)
            });
            assert!(told < MOST, "{audits} {again}: {told} of {FILES}");
        }
    }

    #[test]
    fn where_moderation_stays_as_it_is_no_drift_is_told() {
        let mut random = Random::seeded(20_190_911);
        for (a_month, share, lowered) in [(70_u32, 0.25, 0.12), (12, 0.5, 0.05), (200, 0.1, 0.3)] {
            let told = share_told(|| {
                let months: Vec<(Period, Moderated)> = (0..24)
                    .map(|at| {
                        let moderated = random.binomial(a_month, share);
                        let lowered = random.binomial(moderated, lowered);
                        let raised = random.binomial(moderated - lowered, 0.04);
                        (
                            Period::starting(24_000 + at, Granularity::Month),
                            Moderated { graded: a_month, moderated, lowered, raised },
                        )
                    })
                    .collect();
                let drift = drift(&months).unwrap();
                let is_told = |of: &Shift| matches!(of.verdict, ShiftVerdict::Larger | ShiftVerdict::Smaller);
                [drift.moderated, drift.lowered, drift.raised].iter().any(is_told)
            });
            assert!(told < MOST, "{a_month}: {told} of {FILES}");
        }
    }

    /// Graders who grade alike, in offices that do not: each grader looks at two of four offices.
    #[test]
    fn graders_who_look_at_other_work_are_not_told_to_differ() {
        let mut random = Random::seeded(20_190_911);
        for (graders, each) in [(18_usize, 40_u32), (60, 8), (5, 200)] {
            let told = share_told(|| {
                let mut strata = vec![Vec::new(); 4];
                let mut tallies = Vec::new();
                for grader in 0..graders {
                    let mut own = Tally::default();
                    for office in [grader % 4, (grader + 1) % 4] {
                        let n = random.below(each + 1);
                        let tally = Tally { n, inadequate: random.binomial(n, 0.1 + 0.1 * (office as f64)) };
                        own += tally;
                        strata[office].push((grader, tally));
                    }
                    tallies.push(own);
                }
                let found = spread_of(&Graders { tallies, unsaid: 0, strata }).unwrap();
                found.verdict == SpreadVerdict::MoreThanChance
            });
            assert!(told < MOST, "{graders}: {told} of {FILES}");
        }
    }

    #[test]
    fn halves_are_named_and_one_month_has_none() {
        let of = Moderated { graded: 10, moderated: 5, lowered: 1, raised: 0 };
        let month = |at| (Period::starting(24_000 + at, Granularity::Month), of);
        assert_eq!(drift(&[month(0)]), None);
        let drift = drift(&[month(0), month(1), month(2)]).unwrap();
        assert_eq!((drift.earlier_name.as_str(), drift.later_name.as_str()), ("January 2000", "March 2000"));
        assert_eq!(drift.lowered.verdict, ShiftVerdict::CannotTell);
    }
}
