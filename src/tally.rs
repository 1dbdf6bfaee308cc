//! From table and settings to counts: the sufficient statistics of every view. It knows no statistics.

mod calendar;
mod cells;
mod facets;
mod lateness;
mod remedy;
mod risk;
mod rows;
#[cfg(test)]
mod slowly;
mod trust;
mod why;

pub use facets::Facets;
pub use lateness::Lateness;
pub use remedy::{ActionCounts, Around, AroundAudit, AuditTaken, Cases, ReauditCounts, Remedy, Taken};
pub use risk::Risk;
pub use trust::{FirstGrade, Graders, Moderated, Trust};
pub use why::{AreaTally, MOST_NAMED, NameTally, NamedAudit, NamedTally, WhyTally};

use crate::audit::{AuditKind, Day, Grade, Granularity, Period, Scale};
use crate::order::InOrder as _;
use crate::settings::{GradeBasis, Settings};
use crate::table::{AuditTable, NameColumn};
use calendar::Calendar;
use cells::Cells;
use rows::Rated;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::ops::AddAssign;

/// Under so many audits in the middle month, months scatter so widely that quarters are shown, unless the reader chooses.
const FEW_A_MONTH: u32 = 10;

/// So many inadequate audits out of so many graded ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Graded audits: the denominator.
    pub n: u32,
    /// Those graded inadequate: the numerator, at most `n`.
    pub inadequate: u32,
}

impl Tally {
    /// What is left of this tally when `part` of it is taken away.
    pub fn without(self, part: Tally) -> Tally {
        Tally { n: self.n.saturating_sub(part.n), inadequate: self.inadequate.saturating_sub(part.inadequate) }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.n += other.n;
        self.inadequate += other.inadequate;
    }
}

/// How many audits were given each grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GradeTally {
    by_level: [u32; Scale::MOST_LEVELS],
    tally: Tally,
}

impl GradeTally {
    /// The tally of inadequate work among these grades.
    pub fn tally(self) -> Tally {
        self.tally
    }

    /// How many audits were given each grade of a scale, the best first.
    pub fn by_level(self, scale: &Scale) -> Vec<u32> {
        self.by_level.into_iter().take(scale.levels.len()).collect()
    }
}

impl AddAssign for GradeTally {
    fn add_assign(&mut self, other: GradeTally) {
        self.by_level.iter_mut().zip(other.by_level).for_each(|(count, more)| *count += more);
        self.tally += other.tally;
    }
}

/// The audits that are in the table but not in the rate, each counted once, under the first of these that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeftOut {
    /// Outside the dates, services, teams or offices that the reader chose, or drawn at random while another type was chosen.
    pub outside_filters: u32,
    /// Second audits of a case after remedial work.
    pub re_audits: u32,
    /// Cases chosen because something was thought to be wrong, or right.
    pub targeted: u32,
    /// Cases chosen to look at one theme.
    pub thematic: u32,
    /// Second gradings of an audit.
    pub moderations: u32,
    /// Audits of a kind that this page does not know.
    pub unrecognised_kind: u32,
    /// Audits that were given no overall grade, or none by the moderator where only the moderator's counts.
    pub ungraded: u32,
}

impl LeftOut {
    /// All of them together.
    pub fn total(self) -> u32 {
        let LeftOut { outside_filters, re_audits, targeted, thematic, moderations, unrecognised_kind, ungraded } = self;
        outside_filters + re_audits + targeted + thematic + moderations + unrecognised_kind + ungraded
    }
}

/// One period and its grades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodTally {
    /// The month or quarter.
    pub period: Period,
    /// Its grades; all nought in a period without audits.
    pub grades: GradeTally,
}

/// One named group of audits (an office or a service) and its grades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTally {
    /// Its name.
    pub name: String,
    /// Its grades over the whole of the chosen time.
    pub grades: GradeTally,
    /// Its tally in each period, in the order of [`Tallies::periods`].
    pub by_period: Vec<Tally>,
    /// Its tally in each month, in the order of [`Tallies::months`].
    pub by_month: Vec<Tally>,
}

/// The audits of one office, team and service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindTally {
    /// The office, as its place in [`Tallies::offices`]; `None` for audits that name none.
    pub office: Option<usize>,
    /// The team, or "".
    pub team: String,
    /// The service, or "".
    pub service: String,
    /// The tally in each month, in the order of [`Tallies::months`].
    pub by_month: Vec<Tally>,
}

/// The audits of one office and service, and why those that are inadequate are so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The office.
    pub office: String,
    /// The service, or "".
    pub service: String,
    /// The tally in each month, in the order of [`Tallies::months`].
    pub by_month: Vec<Tally>,
    /// How many of its inadequate audits name each cause, by name; causes that none names are left out.
    pub causes: Vec<(String, u32)>,
}

impl Place {
    /// All its audits.
    pub fn tally(&self) -> Tally {
        self.by_month.iter().fold(Tally::default(), |mut sum, month| {
            sum += *month;
            sum
        })
    }
}

/// What one office's audits are made of: teams, services and causes by name, each with its tally.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeParts {
    /// Teams that its audits name.
    pub teams: Vec<(String, Tally)>,
    /// Services that its audits name.
    pub services: Vec<(String, Tally)>,
    /// Causes of failure that its audits have.
    pub causes: Vec<(String, Tally)>,
}

/// Every count that the report is made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tallies {
    /// The scale of the grades.
    pub scale: Scale,
    /// Audits in the table.
    pub audits: u32,
    /// The first and last day of an audit in the rate; `None` if there is none.
    pub days: Option<(Day, Day)>,
    /// What is not in the rate, and why.
    pub left_out: LeftOut,
    /// All audits in the rate.
    pub overall: GradeTally,
    /// How long the periods are: as the reader chose, or as the number of audits suggests.
    pub period: Granularity,
    /// Each period from the first to the last that has an audit in the rate, without gaps.
    pub periods: Vec<PeriodTally>,
    /// Each month from the first to the last that has an audit in the rate, without gaps: what is judged is counted by month, however
    /// it is drawn, so that another period cannot change a verdict.
    pub months: Vec<PeriodTally>,
    /// Each office that has an audit in the rate, by name.
    pub offices: Vec<GroupTally>,
    /// Audits in the rate that name no office.
    pub no_office: Tally,
    /// Each service that has an audit in the rate, by name.
    pub services: Vec<GroupTally>,
    /// Audits in the rate that name no service.
    pub no_service: Tally,
    /// The audits of each office, team and service apart, in the order of their names: what a change must not be mistaken for is a change of what is
    /// audited.
    pub kinds: Vec<KindTally>,
    /// Each cause of failure that an audit in the rate has, by name, with the tally of the audits that have it.
    pub causes: Vec<(String, Tally)>,
    /// What each office's audits are made of, in the order of [`offices`](Self::offices).
    pub office_parts: Vec<OfficeParts>,
    /// The audits of each office and service, in the order of their names; those that name no office are in none.
    pub places: Vec<Place>,
    /// Children found at immediate risk.
    pub risk: Risk,
    /// Why the work failed, as far as the audits say.
    pub why: WhyTally,
    /// How late audits arrive, where the file says.
    pub lateness: Option<Lateness>,
    /// What each choice of a filter would leave.
    pub facets: Facets,
    /// What was to be done after the audits, and whether it was.
    pub remedy: Remedy,
    /// First and second grades, and the graders.
    pub trust: Trust,
}

/// Counts the audits of a table as the settings ask.
pub fn tally(table: &AuditTable, settings: &Settings) -> Tallies {
    let calendar = Calendar::of(&table.date);
    let (facets, inside) = facets::facets(table, settings, &calendar);
    let mut tallies = Tallies {
        scale: table.scale.clone(),
        audits: u32::try_from(table.len()).unwrap_or(u32::MAX),
        lateness: lateness::lateness(table),
        facets,
        ..Tallies::default()
    };

    let counts = AuditKind::ALL.map(|kind| settings.counts(kind));
    let mut rated = Rated::none_of(table.len());
    let left_out = &mut tallies.left_out;
    left_out.outside_filters = u32::try_from(table.len() - inside.len()).unwrap_or(u32::MAX);
    for row in inside.iter() {
        let (Some(kind), Some(grade), Some(moderated)) =
            (table.kind.get(row), table.grade.get(row), table.moderated_grade.get(row))
        else {
            continue;
        };
        match (counts.get(*kind as usize), grade_by(settings.grade_basis, *grade, *moderated)) {
            (Some(true), Some(grade)) => rated.push(row, grade),
            (Some(true), None) => left_out.ungraded += 1,
            _ => match kind {
                AuditKind::ReAudit => left_out.re_audits += 1,
                AuditKind::Targeted => left_out.targeted += 1,
                AuditKind::Thematic => left_out.thematic += 1,
                AuditKind::Moderation => left_out.moderations += 1,
                AuditKind::Unrecognised => left_out.unrecognised_kind += 1,
                AuditKind::Random | AuditKind::Unstated => left_out.outside_filters += 1,
            },
        }
    }
    tallies.remedy = remedy::remedy(table, &inside, &rated, &calendar);
    tallies.risk = risk::risk(table, &inside, tallies.remedy.as_at);
    tallies.trust = trust::trust(table, settings, &inside, &calendar);

    let days = rated.iter().filter_map(|(row, _)| table.date.get(row).copied());
    let ends = days.fold(None, |ends: Option<(Day, Day)>, day| {
        Some(ends.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
    });
    let Some((first, last)) = ends else { return tallies };
    tallies.days = Some((first, last));

    tallies.months = empty_periods(first, last, Granularity::Month);
    let first_month = calendar.month(first);
    let month_of = |day: Day| usize::try_from(calendar.month(day) - first_month).ok();

    let is_inadequate = inadequate_levels(&table.scale);
    let mut by_month = Levels::of(tallies.months.len());
    let mut by_office = Levels::of(table.office.names().len() + 1);
    let mut by_service = Levels::of(table.service.names().len() + 1);
    let mut kinds = Kinds::of(table, tallies.months.len());
    for (row, grade) in rated.iter() {
        let Some(month) = table.date.get(row).and_then(|day| month_of(*day)) else { continue };
        let codes = [&table.office, &table.team, &table.service].map(|column| column.code_of(row));
        let [office, _, service] = codes;
        by_month.count(month, grade);
        by_office.count(place_of(office), grade);
        by_service.count(place_of(service), grade);
        kinds.count(codes, month, is_inadequate.get(grade.level()) == Some(&true));
    }
    for (month, grades) in tallies.months.iter_mut().zip(by_month.grades(&is_inadequate)) {
        month.grades = grades;
        tallies.overall += grades;
    }
    let offices = Groups::of(&table.office, by_office, &is_inadequate, kinds.by(|[office, ..]| *office));
    let services = Groups::of(&table.service, by_service, &is_inadequate, kinds.by(|[.., service]| *service));

    let sizes = [table.office.names().len(), table.service.names().len(), table.causes.names().len()];
    let mut cells = Cells::of(sizes);
    let mut causes = vec![Tally::default(); table.causes.names().len()];
    for (row, cause) in table.causes.iter() {
        let (Some(grade), Some(tally)) =
            (rated.grade(row), usize::try_from(cause).ok().and_then(|cause| causes.get_mut(cause)))
        else {
            continue;
        };
        let inadequate = is_inadequate.get(grade.level()) == Some(&true);
        let one = Tally { n: 1, inadequate: inadequate.into() };
        *tally += one;
        if let Some(office) = table.office.code_of(row) {
            cells.add([Some(office), table.service.code_of(row), Some(cause)], one);
        }
    }
    let mut office_causes = OfficeCauses::default();
    let mut place_causes = PlaceCauses::default();
    for (codes, tally) in cells.into_sorted() {
        let [Some(office), service, Some(cause)] = codes else { continue };
        *office_causes.entry((office, cause)).or_default() += tally;
        if tally.inadequate > 0 {
            place_causes.insert((office, service, cause), tally.inadequate);
        }
    }
    tallies.causes = table.causes.names().iter().cloned().zip(causes).filter(|(_, tally)| tally.n > 0).collect();
    tallies.causes.order_by(|(a, _), (b, _)| by_name(a, b));
    tallies.period = settings.period.unwrap_or_else(|| usual_period(&tallies.months));
    tallies.periods = empty_periods(first, last, tallies.period);
    let months_of_period: Vec<Vec<usize>> = tallies
        .periods
        .iter()
        .map(|period| {
            let inside = |month: &PeriodTally| month.period.first_day().is_some_and(|day| period.period.contains(day));
            tallies.months.iter().enumerate().filter(|(_, month)| inside(month)).map(|(at, _)| at).collect()
        })
        .collect();
    for (period, months) in tallies.periods.iter_mut().zip(&months_of_period) {
        months.iter().filter_map(|at| tallies.months.get(*at)).for_each(|month| period.grades += month.grades);
    }
    (tallies.offices, tallies.no_office) = offices.by_name(&months_of_period);
    (tallies.services, tallies.no_service) = services.by_name(&months_of_period);
    tallies.kinds = kinds.by_name(table, &tallies.offices);
    tallies.office_parts = office_parts(&tallies, table, &office_causes);
    tallies.places = places(&tallies, table, &place_causes);
    tallies.why = why::why(table, &rated, &tallies, &calendar);
    tallies
}

/// Audits by month (`2024-04`) and office; under no office, all of the month.
pub type Done = BTreeMap<(String, Option<String>), u32>;

/// How many audits the table has of each month and office, of whatever type and grade: what was done, not what enters the rate. A second grading is no
/// audit of its own.
pub fn audits_done(table: &AuditTable) -> Done {
    let mut counts: BTreeMap<(Period, Option<u32>), u32> = BTreeMap::new();
    let audits = table.date.iter().zip(table.office.codes()).zip(&table.kind);
    for ((day, office), _) in audits.filter(|(_, kind)| **kind != AuditKind::Moderation) {
        *counts.entry((Period::of(*day, Granularity::Month), *office)).or_default() += 1;
    }
    let mut done = Done::new();
    for ((month, office), count) in counts {
        let name = office.and_then(|code| table.office.names().get(usize::try_from(code).ok()?).cloned());
        *done.entry((month.key(), None)).or_default() += count;
        if name.is_some() {
            *done.entry((month.key(), name)).or_default() += count;
        }
    }
    done
}

/// The tally of each pair of an office and a cause, by their codes.
type OfficeCauses = BTreeMap<(u32, u32), Tally>;

/// How many inadequate audits of an office and a service name a cause, by their codes.
type PlaceCauses = BTreeMap<(u32, Option<u32>, u32), u32>;

/// The kinds of audits of each office with its teams put together, and the causes of each.
fn places(tallies: &Tallies, table: &AuditTable, causes: &PlaceCauses) -> Vec<Place> {
    let mut places: BTreeMap<(&str, &str), Place> = BTreeMap::new();
    for kind in &tallies.kinds {
        let Some(office) = kind.office.and_then(|at| tallies.offices.get(at)) else { continue };
        let place = places.entry((&office.name, &kind.service)).or_insert_with(|| Place {
            office: office.name.clone(),
            service: kind.service.clone(),
            by_month: vec![Tally::default(); tallies.months.len()],
            causes: Vec::new(),
        });
        place.by_month.iter_mut().zip(&kind.by_month).for_each(|(sum, month)| *sum += *month);
    }
    fn name(names: &[String], code: u32) -> &str {
        usize::try_from(code).ok().and_then(|code| names.get(code)).map_or("", String::as_str)
    }
    for ((office, service, cause), inadequate) in causes {
        let service = service.map_or("", |code| name(table.service.names(), code));
        if let Some(place) = places.get_mut(&(name(table.office.names(), *office), service)) {
            place.causes.push((name(table.causes.names(), *cause).to_owned(), *inadequate));
        }
    }
    let mut places: Vec<Place> = places.into_values().collect();
    for place in &mut places {
        place.causes.order_by(|(a, _), (b, _)| by_name(a, b));
    }
    places.order_by(|a, b| by_name(&a.office, &b.office).then_with(|| by_name(&a.service, &b.service)));
    places
}

/// What each office's audits are made of.
fn office_parts(tallies: &Tallies, table: &AuditTable, causes: &OfficeCauses) -> Vec<OfficeParts> {
    let offices = tallies.offices.iter().enumerate();
    offices
        .map(|(at, office)| {
            let mut parts = OfficeParts::default();
            for kind in tallies.kinds.iter().filter(|kind| kind.office == Some(at)) {
                let tally = kind.by_month.iter().fold(Tally::default(), |mut sum, month| {
                    sum += *month;
                    sum
                });
                add_named(&mut parts.teams, &kind.team, tally);
                add_named(&mut parts.services, &kind.service, tally);
            }
            let code = table.office.names().iter().position(|name| *name == office.name);
            if let Some(code) = code.and_then(|code| u32::try_from(code).ok()) {
                for ((_, cause), tally) in causes.range((code, 0)..=(code, u32::MAX)) {
                    let name = usize::try_from(*cause).ok().and_then(|cause| table.causes.names().get(cause));
                    add_named(&mut parts.causes, name.map_or("", String::as_str), *tally);
                }
            }
            for named in [&mut parts.teams, &mut parts.services, &mut parts.causes] {
                named.order_by(|(a, _), (b, _)| by_name(a, b));
            }
            parts
        })
        .collect()
}

/// Adds a tally under its name; audits without a name are in none.
fn add_named(named: &mut Vec<(String, Tally)>, name: &str, tally: Tally) {
    if name.is_empty() {
        return;
    }
    match named.iter_mut().find(|(other, _)| other == name) {
        Some((_, sum)) => *sum += tally,
        None => named.push((name.to_owned(), tally)),
    }
}

/// The grade that counts on this basis.
fn grade_by(basis: GradeBasis, auditor: Option<Grade>, moderator: Option<Grade>) -> Option<Grade> {
    match basis {
        GradeBasis::Auditor => auditor,
        GradeBasis::Moderated => moderator,
        GradeBasis::Final => moderator.or(auditor),
    }
}

/// Quarters where the middle month has few audits, else months. Under four months quarters would leave nothing to compare.
fn usual_period(months: &[PeriodTally]) -> Granularity {
    let mut counts: Vec<u32> = months.iter().map(|month| month.grades.tally().n).collect();
    counts.sort_unstable();
    let middle = counts.get(counts.len() / 2).copied().unwrap_or_default();
    if counts.len() > 3 && middle < FEW_A_MONTH { Granularity::Quarter } else { Granularity::Month }
}

/// Each period from that of the first day to that of the last, still without audits. A rolling period is one only if it is whole: the
/// first ends with the third month, or with the last one of fewer.
fn empty_periods(first: Day, last: Day, granularity: Granularity) -> Vec<PeriodTally> {
    let end = Period::of(last, granularity);
    let mut begin = Period::of(first, granularity);
    if granularity == Granularity::Rolling {
        begin = begin.next().next().min(end);
    }
    std::iter::successors(Some(begin), |period| Some(period.next()))
        .take_while(|period| *period <= end)
        .map(|period| PeriodTally { period, grades: GradeTally::default() })
        .collect()
}

/// Whether each level of a scale counts as inadequate, from the best.
fn inadequate_levels(scale: &Scale) -> [bool; Scale::MOST_LEVELS] {
    let mut levels = [false; Scale::MOST_LEVELS];
    levels.iter_mut().zip(&scale.levels).for_each(|(inadequate, level)| *inadequate = level.inadequate);
    levels
}

/// Where a code stands among tallies of which the first is that of audits without a name.
#[inline]
fn place_of(code: Option<u32>) -> usize {
    code.map_or(0, |code| usize::try_from(code).map_or(usize::MAX, |code| code.saturating_add(1)))
}

/// How many audits of each place were given each grade, while they are being counted.
struct Levels(Vec<[u32; Scale::MOST_LEVELS]>);

impl Levels {
    fn of(places: usize) -> Levels {
        Levels(vec![[0; Scale::MOST_LEVELS]; places])
    }

    #[inline]
    fn count(&mut self, place: usize, grade: Grade) {
        if let Some(count) = self.0.get_mut(place).and_then(|of| of.get_mut(grade.level())) {
            *count += 1;
        }
    }

    fn grades<'a>(&'a self, is_inadequate: &'a [bool]) -> impl Iterator<Item = GradeTally> + 'a {
        self.0.iter().map(move |by_level| {
            let inadequate = by_level.iter().zip(is_inadequate).filter(|(_, inadequate)| **inadequate);
            let tally = Tally { n: by_level.iter().sum(), inadequate: inadequate.map(|(count, _)| count).sum() };
            GradeTally { by_level: *by_level, tally }
        })
    }
}

/// The tallies of offices, teams and services together while they are being counted.
struct Kinds {
    months: usize,
    /// How many codes offices, teams and services have, and one more each for audits without a name.
    sizes: [usize; 3],
    /// Of three codes the place among the kinds, counted from 1: in a block where that is small, in a map where not.
    block: Vec<u32>,
    map: HashMap<[Option<u32>; 3], u32>,
    kinds: Vec<([Option<u32>; 3], Vec<Tally>)>,
}

/// A block of more places takes more memory than the audits do.
const MOST_IN_A_BLOCK: usize = 1 << 20;

impl Kinds {
    fn of(table: &AuditTable, months: usize) -> Kinds {
        let sizes = [&table.office, &table.team, &table.service].map(|column| column.names().len() + 1);
        let all = sizes.iter().try_fold(1_usize, |all, size| all.checked_mul(*size));
        let block = all.filter(|all| *all <= MOST_IN_A_BLOCK).map(|all| vec![0; all]).unwrap_or_default();
        Kinds { months, sizes, block, map: HashMap::new(), kinds: Vec::new() }
    }

    #[inline]
    fn count(&mut self, codes: [Option<u32>; 3], month: usize, inadequate: bool) {
        let place = if self.block.is_empty() {
            self.map.entry(codes).or_default()
        } else {
            let [_, teams, services] = self.sizes;
            let [office, team, service] = codes.map(place_of);
            let Some(place) = self.block.get_mut((office * teams + team) * services + service) else { return };
            place
        };
        if *place == 0 {
            self.kinds.push((codes, vec![Tally::default(); self.months]));
            *place = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        }
        let kind = usize::try_from(*place - 1).ok().and_then(|at| self.kinds.get_mut(at));
        if let Some(tally) = kind.and_then(|(_, by_month)| by_month.get_mut(month)) {
            *tally += Tally { n: 1, inadequate: inadequate.into() };
        }
    }

    /// The tallies by month of the kinds that have the same code, by that; those without it first.
    fn by(&self, code: impl Fn(&[Option<u32>; 3]) -> Option<u32>) -> BTreeMap<Option<u32>, Vec<Tally>> {
        let mut sums: BTreeMap<Option<u32>, Vec<Tally>> = BTreeMap::new();
        for (codes, by_month) in &self.kinds {
            let sum = sums.entry(code(codes)).or_insert_with(|| vec![Tally::default(); self.months]);
            sum.iter_mut().zip(by_month).for_each(|(sum, month)| *sum += *month);
        }
        sums
    }

    fn by_name(self, table: &AuditTable, offices: &[GroupTally]) -> Vec<KindTally> {
        let name = |column: &NameColumn, code: Option<u32>| {
            let code = code.and_then(|code| usize::try_from(code).ok());
            code.and_then(|code| column.names().get(code)).cloned().unwrap_or_default()
        };
        let mut kinds: Vec<KindTally> = self
            .kinds
            .into_iter()
            .map(|([office, team, service], by_month)| {
                let office = name(&table.office, office);
                KindTally {
                    office: offices.iter().position(|group| group.name == office),
                    team: name(&table.team, team),
                    service: name(&table.service, service),
                    by_month,
                }
            })
            .collect();
        kinds.order_by(|a, b| {
            let names = by_name(&a.team, &b.team).then_with(|| by_name(&a.service, &b.service));
            a.office.cmp(&b.office).then(names)
        });
        kinds
    }
}

/// The tallies of the groups of one column that have audits, in the order of the column's codes.
struct Groups {
    groups: Vec<GroupTally>,
    unnamed: Tally,
}

impl Groups {
    fn of(
        column: &NameColumn,
        levels: Levels,
        is_inadequate: &[bool],
        mut by_month: BTreeMap<Option<u32>, Vec<Tally>>,
    ) -> Groups {
        let mut grades = levels.grades(is_inadequate);
        let unnamed = grades.next().unwrap_or_default().tally();
        let named = column.names().iter().zip(0_u32..).zip(grades).filter(|(_, grades)| grades.tally().n > 0);
        let group = |((name, code), grades): ((&String, u32), GradeTally)| GroupTally {
            name: name.clone(),
            grades,
            by_period: Vec::new(),
            by_month: by_month.remove(&Some(code)).unwrap_or_default(),
        };
        Groups { groups: named.map(group).collect(), unnamed }
    }

    /// The groups that have audits, by name, with their months put together into periods; and the audits that name none.
    fn by_name(self, months_of_period: &[Vec<usize>]) -> (Vec<GroupTally>, Tally) {
        let mut groups = self.groups;
        for group in &mut groups {
            let sum = |months: &Vec<usize>| {
                let mut sum = Tally::default();
                months.iter().filter_map(|at| group.by_month.get(*at)).for_each(|tally| sum += *tally);
                sum
            };
            group.by_period = months_of_period.iter().map(sum).collect();
        }
        groups.order_by(|a, b| by_name(&a.name, &b.name));
        (groups, self.unnamed)
    }
}

/// Alphabetical whatever the case; names that differ in case alone keep a fixed order.
fn by_name(a: &str, b: &str) -> std::cmp::Ordering {
    a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::AuditRow;

    fn table(rows: &[(&str, &str, AuditKind, Option<Grade>)]) -> AuditTable {
        let mut table = AuditTable::default();
        for (date, office, kind, grade) in rows {
            table.push(AuditRow {
                date: date.parse().unwrap(),
                office,
                service: "",
                team: "",
                kind: *kind,
                grade: *grade,
                moderated_grade: None,
            });
        }
        table
    }

    fn example() -> AuditTable {
        use AuditKind::{ReAudit, Targeted, Unstated};
        table(&[
            ("2024-01-03", "South", Unstated, Some(Grade::INADEQUATE)),
            ("2024-01-09", "North", Unstated, Some(Grade::GOOD)),
            ("2024-03-01", "North", Unstated, Some(Grade::OUTSTANDING)),
            ("2024-03-02", "North", ReAudit, Some(Grade::INADEQUATE)),
            ("2024-03-02", "", Unstated, Some(Grade::REQUIRES_IMPROVEMENT)),
            ("2024-05-02", "North", Targeted, Some(Grade::INADEQUATE)),
            ("2024-05-03", "North", Unstated, None),
        ])
    }

    #[test]
    fn only_graded_audits_drawn_at_random_are_in_the_rate() {
        let tallies = tally(&example(), &Settings::default());
        assert_eq!(tallies.overall.tally(), Tally { n: 4, inadequate: 1 });
        assert_eq!(tallies.left_out, LeftOut { re_audits: 1, targeted: 1, ungraded: 1, ..LeftOut::default() });
        assert_eq!(tallies.audits, tallies.overall.tally().n + tallies.left_out.total());
    }

    #[test]
    fn a_month_without_audits_keeps_its_place() {
        let tallies = tally(&example(), &Settings::default());
        let months: Vec<_> = tallies.periods.iter().map(|p| (p.period.key(), p.grades.tally().n)).collect();
        assert_eq!(months, [("2024-01".into(), 2), ("2024-02".into(), 0), ("2024-03".into(), 2)]);
        let quarters = tally(&example(), &Settings { period: Some(Granularity::Quarter), ..Settings::default() });
        assert_eq!(quarters.periods.len(), 1);
    }

    #[test]
    fn offices_come_by_name_and_the_unnamed_are_counted_apart() {
        let tallies = tally(&example(), &Settings::default());
        let offices: Vec<_> = tallies.offices.iter().map(|o| (o.name.as_str(), o.grades.tally().n)).collect();
        assert_eq!(offices, [("North", 2), ("South", 1)]);
        assert_eq!(tallies.no_office, Tally { n: 1, inadequate: 0 });
    }

    #[test]
    fn kinds_of_audits_add_up_to_the_months() {
        let tallies = tally(&example(), &Settings::default());
        let kinds: Vec<_> = tallies.kinds.iter().map(|kind| (kind.office, kind.by_month.len())).collect();
        assert_eq!(kinds, [(None, 3), (Some(0), 3), (Some(1), 3)]);
        for (at, month) in tallies.months.iter().enumerate() {
            let n: u32 = tallies.kinds.iter().map(|kind| kind.by_month[at].n).sum();
            assert_eq!(n, month.grades.tally().n);
        }
    }

    #[test]
    fn what_the_filters_leave_out_is_counted_once() {
        let settings = Settings { offices: vec!["North".into()], ..Settings::default() };
        let tallies = tally(&example(), &settings);
        assert_eq!((tallies.overall.tally().n, tallies.left_out.outside_filters), (2, 2));
        assert_eq!(tallies.audits, tallies.overall.tally().n + tallies.left_out.total());
        // What each choice would leave, the others staying as they are.
        assert_eq!(tallies.facets.offices, [("North".into(), 2), ("South".into(), 1)]);
    }

    #[test]
    fn another_type_or_grade_is_counted_only_when_it_is_chosen() {
        use AuditKind::{ReAudit, Unstated};
        let mut table = table(&[
            ("2024-01-03", "South", Unstated, Some(Grade::INADEQUATE)),
            ("2024-01-09", "North", ReAudit, Some(Grade::GOOD)),
        ]);
        table.moderated_grade[0] = Some(Grade::GOOD);
        let of = |settings| tally(&table, &settings).overall.tally();
        assert_eq!(of(Settings::default()), Tally { n: 1, inadequate: 1 });
        assert_eq!(of(Settings { types: vec![ReAudit], ..Settings::default() }), Tally { n: 1, inadequate: 0 });
        for (grade_basis, n) in [(GradeBasis::Moderated, 1), (GradeBasis::Final, 2)] {
            let types = vec![Unstated, ReAudit];
            assert_eq!(of(Settings { types, grade_basis, ..Settings::default() }), Tally { n, inadequate: 0 });
        }
        let facets = tally(&table, &Settings::default()).facets;
        assert_eq!(facets.types, [(Unstated, 1), (ReAudit, 1)]);
        assert_eq!(facets.bases, [(GradeBasis::Auditor, 1), (GradeBasis::Moderated, 1), (GradeBasis::Final, 1)]);
    }

    #[test]
    fn rolling_windows_overlap_and_only_whole_ones_are_shown() {
        let rolling = tally(&example(), &Settings { period: Some(Granularity::Rolling), ..Settings::default() });
        let windows: Vec<_> = rolling.periods.iter().map(|p| (p.period.key(), p.grades.tally().n)).collect();
        assert_eq!(windows, [("2024-01/2024-03".into(), 4)]);
        assert_eq!(rolling.offices.iter().map(|o| o.by_period[0].n).sum::<u32>(), 3);
    }

    #[test]
    fn months_of_few_audits_are_shown_by_quarter_unless_the_reader_chooses() {
        let rows: Vec<_> = (1..=8).map(|month| format!("2024-{month:02}-03")).collect();
        let rows: Vec<_> = rows.iter().map(|day| (day.as_str(), "", AuditKind::Unstated, Some(Grade::GOOD))).collect();
        assert_eq!(tally(&table(&rows), &Settings::default()).period, Granularity::Quarter);
        assert_eq!(tally(&table(&rows[..3]), &Settings::default()).period, Granularity::Month);
        let chosen = Settings { period: Some(Granularity::Month), ..Settings::default() };
        assert_eq!(tally(&table(&rows), &chosen).periods.len(), 8);
    }
}
