//! What each choice of a filter would leave, every other filter staying as it is.

use super::{by_name, grade_by};
use crate::audit::{AuditKind, Day, Granularity, Period};
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

    fn code(&self, row: usize) -> Option<usize> {
        self.column.codes().get(row).copied().flatten().and_then(|code| usize::try_from(code).ok())
    }

    fn admits(&self, row: usize) -> bool {
        let Some(chosen) = &self.chosen else { return true };
        self.code(row).and_then(|code| chosen.get(code)).copied().unwrap_or(false)
    }

    fn leave(&mut self, row: usize) {
        if let Some(left) = self.code(row).and_then(|code| self.left.get_mut(code)) {
            *left += 1;
        }
    }

    fn by_name(self) -> Vec<(String, u32)> {
        let mut names: Vec<(String, u32)> = self.column.names().iter().cloned().zip(self.left).collect();
        names.sort_by(|(a, _), (b, _)| by_name(a, b));
        names
    }
}

/// The facets, and for each audit whether it is inside the filters of dates and names.
pub(super) fn facets(table: &AuditTable, settings: &Settings) -> (Facets, Vec<bool>) {
    let mut by_name = [
        ByName::of(&table.service, &settings.services),
        ByName::of(&table.team, &settings.teams),
        ByName::of(&table.office, &settings.offices),
    ];
    let mut months = months_of(&table.date);
    let first_month = months.first().map(|(month, _)| *month);
    let mut types = TYPES.map(|kind| (kind, 0_u32));
    let mut bases = GradeBasis::ALL.map(|basis| (basis, 0_u32));

    let rows = table.date.iter().zip(&table.kind).zip(table.grade.iter().zip(&table.moderated_grade)).enumerate();
    let inside = rows
        .map(|(row, ((day, kind), (grade, moderated)))| {
            let in_time = settings.from.is_none_or(|from| from <= *day) && settings.to.is_none_or(|to| *day <= to);
            let counted = settings.counts(*kind);
            let graded = grade_by(settings.grade_basis, *grade, *moderated).is_some();
            let named = [0, 1, 2].map(|at| by_name.get(at).is_none_or(|filter| filter.admits(row)));
            let all_named = named.iter().all(|admits| *admits);

            for (at, filter) in by_name.iter_mut().enumerate() {
                let others = named.iter().enumerate().all(|(other, admits)| other == at || *admits);
                if in_time && counted && graded && others {
                    filter.leave(row);
                }
            }
            if counted && graded && all_named {
                let at = first_month.map(|first| Period::of(*day, Granularity::Month).steps_since(first));
                let month = at.and_then(|at| months.get_mut(usize::try_from(at).ok()?));
                month.into_iter().for_each(|(_, left)| *left += 1);
            }
            if in_time && graded && all_named {
                types.iter_mut().filter(|(known, _)| known == kind).for_each(|(_, left)| *left += 1);
            }
            if in_time && counted && all_named {
                for (basis, left) in &mut bases {
                    *left += u32::from(grade_by(*basis, *grade, *moderated).is_some());
                }
            }
            in_time && all_named
        })
        .collect();

    let [services, teams, offices] = by_name.map(ByName::by_name);
    let has = |kind: AuditKind| table.kind.contains(&kind);
    let types = types.into_iter().filter(|(kind, _)| has(*kind)).collect();
    (Facets { months, services, teams, offices, types, bases: bases.to_vec() }, inside)
}

/// Each month from the first audit of the file to its last.
fn months_of(days: &[Day]) -> Vec<(Period, u32)> {
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Vec::new() };
    let last = Period::of(*last, Granularity::Month);
    std::iter::successors(Some(Period::of(*first, Granularity::Month)), |month| Some(month.next()))
        .take_while(|month| *month <= last)
        .map(|month| (month, 0))
        .collect()
}
