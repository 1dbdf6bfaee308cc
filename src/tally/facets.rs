//! What each choice of a filter would leave, every other filter staying as it is.

use super::calendar::Calendar;
use super::rows::Rows;
use super::{by_name, grade_by};
use crate::audit::{AuditKind, Granularity, Period};
use crate::order::InOrder as _;
use crate::settings::{GradeBasis, Settings};
use crate::table::{AuditTable, NameColumn};

/// For each filter, what it can be set to and how many audits that choice alone would leave in the rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Each month from the file's first audit to its last.
    pub months: Vec<(Period, u32)>,
    /// Each service of the file, by name.
    pub services: Vec<(String, u32)>,
    /// Each team, by name.
    pub teams: Vec<(String, u32)>,
    /// Each office, by name.
    pub offices: Vec<(String, u32)>,
    /// Each type of audit that the file has.
    pub types: Vec<(AuditKind, u32)>,
    /// Each basis of the grade.
    pub bases: Vec<(GradeBasis, u32)>,
}

/// The order in which types of audit are offered.
const TYPES: [AuditKind; 7] = [
    AuditKind::Random,
    AuditKind::Unstated,
    AuditKind::Thematic,
    AuditKind::Targeted,
    AuditKind::ReAudit,
    AuditKind::Moderation,
    AuditKind::Unrecognised,
];

/// One filter of names.
struct ByName<'a> {
    column: &'a NameColumn,
    /// For each code, whether it was chosen; `None` where all are.
    chosen: Option<Vec<bool>>,
    left: Vec<u32>,
}

impl<'a> ByName<'a> {
    fn of(column: &'a NameColumn, names: &[String]) -> ByName<'a> {
        let chosen =
            (!names.is_empty()).then(|| column.names().iter().map(|name| names.contains(name)).collect::<Vec<bool>>());
        ByName { column, chosen, left: vec![0; column.names().len()] }
    }

    #[inline]
    fn admits(&self, code: Option<u32>) -> bool {
        let Some(chosen) = &self.chosen else { return true };
        code.and_then(|code| chosen.get(usize::try_from(code).ok()?)).copied().unwrap_or(false)
    }

    #[inline]
    fn leave(&mut self, code: Option<u32>) {
        if let Some(left) = code.and_then(|code| self.left.get_mut(usize::try_from(code).ok()?)) {
            *left += 1;
        }
    }

    fn by_name(self) -> Vec<(String, u32)> {
        let mut names: Vec<(String, u32)> = self.column.names().iter().cloned().zip(self.left).collect();
        names.order_by(|(a, _), (b, _)| by_name(a, b));
        names
    }
}

/// What an audit can fail to be, a bit each: in the time that was chosen, of a type that counts, graded, and of the services, teams and offices
/// that were chosen. An audit that fails in nothing is left by each choice; one that fails in one alone, by another choice of that.
const TIME: u8 = 1;
const TYPE: u8 = 1 << 1;
const GRADE: u8 = 1 << 2;
const NAMES: [u8; 3] = [1 << 3, 1 << 4, 1 << 5];

/// The facets, and the audits that are inside the filters of dates and names.
pub(super) fn facets(table: &AuditTable, settings: &Settings, calendar: &Calendar) -> (Facets, Rows) {
    let mut services = ByName::of(&table.service, &settings.services);
    let mut teams = ByName::of(&table.team, &settings.teams);
    let mut offices = ByName::of(&table.office, &settings.offices);
    let mut months = months_of(calendar);
    let first_month = calendar.days().map_or(0, |(first, _)| calendar.month(first));
    let counts = AuditKind::ALL.map(|kind| settings.counts(kind));
    let (mut types, mut has) = ([0_u32; AuditKind::ALL.len()], [false; AuditKind::ALL.len()]);
    let mut bases = GradeBasis::ALL.map(|basis| (basis, 0_u32));

    let rows = table.date.iter().zip(&table.kind).zip(table.grade.iter().zip(&table.moderated_grade));
    let codes = table.service.codes().iter().zip(table.team.codes()).zip(table.office.codes());
    let inside = rows
        .zip(codes)
        .map(|(((day, kind), (grade, moderated)), ((service, team), office))| {
            let bit = |bit: u8, admits: bool| if admits { 0 } else { bit };
            let at = *kind as usize;
            let in_time = settings.from.is_none_or(|from| from <= *day) && settings.to.is_none_or(|to| *day <= to);
            let [of_services, of_teams, of_offices] = NAMES;
            let not_named = bit(of_services, services.admits(*service))
                | bit(of_teams, teams.admits(*team))
                | bit(of_offices, offices.admits(*office));
            let fails = not_named
                | bit(TIME, in_time)
                | bit(TYPE, counts.get(at) == Some(&true))
                | bit(GRADE, grade_by(settings.grade_basis, *grade, *moderated).is_some());
            has.get_mut(at).into_iter().for_each(|has| *has = true);

            // Who fails in more than one thing is left by no choice.
            if fails & fails.wrapping_sub(1) == 0 {
                let but_for = |bit: u8| fails & !bit == 0;
                if but_for(of_services) {
                    services.leave(*service);
                }
                if but_for(of_teams) {
                    teams.leave(*team);
                }
                if but_for(of_offices) {
                    offices.leave(*office);
                }
                if but_for(TIME) {
                    let month =
                        usize::try_from(calendar.month(*day) - first_month).ok().and_then(|at| months.get_mut(at));
                    month.into_iter().for_each(|(_, left)| *left += 1);
                }
                if but_for(TYPE) {
                    types.get_mut(at).into_iter().for_each(|left| *left += 1);
                }
                if but_for(GRADE) {
                    for (basis, left) in &mut bases {
                        *left += u32::from(grade_by(*basis, *grade, *moderated).is_some());
                    }
                }
            }
            in_time && not_named == 0
        })
        .collect();

    let of = |kind: AuditKind| types.get(kind as usize).copied().unwrap_or_default();
    let types = TYPES.into_iter().filter(|kind| has.get(*kind as usize) == Some(&true));
    let types = types.map(|kind| (kind, of(kind))).collect();
    let [services, teams, offices] = [services, teams, offices].map(ByName::by_name);
    (Facets { months, services, teams, offices, types, bases: bases.to_vec() }, Rows::of(inside))
}

/// Each month from the first audit of the file to its last.
fn months_of(calendar: &Calendar) -> Vec<(Period, u32)> {
    let Some((first, last)) = calendar.days() else { return Vec::new() };
    let last = Period::of(last, Granularity::Month);
    std::iter::successors(Some(Period::of(first, Granularity::Month)), |month| Some(month.next()))
        .take_while(|month| *month <= last)
        .map(|month| (month, 0))
        .collect()
}
