//! Names that hold what cannot be seen, or that are too long for names, before anything is counted by them.

use crate::audit::legible;
use crate::table::{Action, Actions, AreaGrades, AuditTable, Causes, NameColumn};
use std::collections::{BTreeMap, BTreeSet};

/// What became of such names.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    /// How many were changed.
    pub(super) names: u64,
    offices: BTreeMap<String, String>,
}

impl Cleaned {
    /// The name under which an office of this name is counted.
    pub(super) fn office(&self, name: &str) -> String {
        self.offices.get(name).cloned().unwrap_or_else(|| legible(name).into_owned())
    }
}

/// Gives every name of the table as it may be shown. Names that look the same then are the same; those that were cut and only then look the same stay apart.
pub(super) fn clean(table: &mut AuditTable) -> Cleaned {
    let mut cleaned = Cleaned { offices: changes(table.office.names()), ..Cleaned::default() };
    let mut names = cleaned.offices.len();
    rename(&mut table.office, &cleaned.offices);
    for column in [&mut table.service, &mut table.team, &mut table.auditor_role] {
        let to = changes(column.names());
        names += to.len();
        rename(column, &to);
    }
    for causes in [&mut table.causes, &mut table.partner_causes] {
        let to = changes(causes.names());
        names += to.len();
        if !to.is_empty() {
            *causes = with_causes(causes, &to);
        }
    }
    let to = changes(table.areas.names());
    names += to.len();
    if !to.is_empty() {
        table.areas = with_areas(&table.areas, &to);
    }
    let to = changes(table.actions.owner_roles().names());
    names += to.len();
    if !to.is_empty() {
        let mut actions = Actions::default();
        for action in table.actions.iter() {
            actions.push(Action { owner_role: in_place_of(action.owner_role, &to), ..action });
        }
        table.actions = actions;
    }
    cleaned.names = u64::try_from(names).unwrap_or(u64::MAX);
    cleaned
}

/// The names that cannot stay as they are, with what stands in place of each.
fn changes(names: &[String]) -> BTreeMap<String, String> {
    let mut to = BTreeMap::new();
    let mut cut = BTreeSet::new();
    for name in names {
        let mut shown = legible(name).into_owned();
        if shown == *name {
            continue;
        }
        if shown.ends_with('…') {
            let beginning = shown.clone();
            for number in 2_u32.. {
                if cut.insert(shown.clone()) {
                    break;
                }
                shown = format!("{beginning} ({number})");
            }
        }
        to.insert(name.clone(), shown);
    }
    to
}

fn in_place_of<'a>(name: &'a str, to: &'a BTreeMap<String, String>) -> &'a str {
    to.get(name).map_or(name, String::as_str)
}

fn rename(column: &mut NameColumn, to: &BTreeMap<String, String>) {
    if !to.is_empty() {
        *column = column.renamed(|name| in_place_of(name, to).to_owned());
    }
}

fn with_causes(causes: &Causes, to: &BTreeMap<String, String>) -> Causes {
    let mut renamed = Causes::default();
    for (row, code) in causes.iter() {
        let name = usize::try_from(code).ok().and_then(|code| causes.names().get(code));
        if let Some(name) = name.map(|name| in_place_of(name, to)).filter(|name| !name.is_empty()) {
            renamed.push(row, name);
        }
    }
    renamed
}

fn with_areas(areas: &AreaGrades, to: &BTreeMap<String, String>) -> AreaGrades {
    let mut renamed = AreaGrades::default();
    for (number, name) in areas.names().iter().enumerate() {
        let area = renamed.area(in_place_of(name, to));
        for (row, grade) in areas.of(number).iter().enumerate().filter(|(_, grade)| grade.is_some()) {
            renamed.set(area, row, *grade);
        }
    }
    renamed
}
