//! The audits as columns: one row an audit, one short code a cell. It knows no file format and no setting.

mod recent;

pub(crate) use recent::{Key, Recent, number_of};

use crate::audit::{AuditKind, Day, Grade, Scale};
use std::collections::{HashMap, HashSet};

/// The audits that were read, as columns of equal length. It holds mapped fields only: nothing else of the file is kept.
#[derive(Debug, Default)]
pub struct AuditTable {
    /// The scale of the grades.
    pub scale: Scale,
    /// The day of each audit.
    pub date: Vec<Day>,
    /// The office of each audit.
    pub office: NameColumn,
    /// The service of each audit.
    pub service: NameColumn,
    /// The team of each audit.
    pub team: NameColumn,
    /// Why each case was audited.
    pub kind: Vec<AuditKind>,
    /// The auditor's overall grade; `None` where the file gives none.
    pub grade: Vec<Option<Grade>>,
    /// The moderator's grade, where there was one.
    pub moderated_grade: Vec<Option<Grade>>,
    /// When each audit was recorded; empty where the file does not say of any.
    pub recorded: Vec<Option<Day>>,
    /// Why the work failed, where the file says so.
    pub causes: Causes,
    /// Whose part failed among the partner agencies, where the file says so.
    pub partner_causes: Causes,
    /// The grades of practice areas, where the file has them.
    pub areas: AreaGrades,
    /// Whether a child was found at immediate risk; empty where the file does not say of any audit.
    pub immediate_risk: Vec<Option<bool>>,
    /// What was to be done after the audits, where the file says so.
    pub actions: Actions,
    /// Which audits are second ones of which first audits.
    pub reaudits: Reaudits,
    /// The role of whoever audited; empty where the file does not say of any.
    pub auditor_role: NameColumn,
    /// An opaque code for whoever audited, likewise. It is for spreads alone: no code leaves the worker.
    pub auditor_code: NameColumn,
    /// The day on which the file says that it was exported.
    pub exported_on: Option<Day>,
}

/// Pairs of a re-audit and its first audit, in the order of the re-audits.
#[derive(Debug, Default)]
pub struct Reaudits {
    rows: Vec<u32>,
    firsts: Vec<u32>,
}

impl Reaudits {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a pair by their rows; an audit that names itself is no pair.
    pub fn push(&mut self, row: usize, first: usize) {
        // A table of more rows than this does not fit into memory.
        let (Ok(row), Ok(first)) = (u32::try_from(row), u32::try_from(first)) else { return };
        if row != first {
            self.rows.push(row);
            self.firsts.push(first);
        }
    }

    /// Each pair: the row of the re-audit, and that of its first audit.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        let row = |row: &u32| usize::try_from(*row).ok();
        self.rows.iter().zip(&self.firsts).filter_map(move |(again, first)| Some((row(again)?, row(first)?)))
    }
}

/// The actions that followed the audits, as columns of equal length: none, one or several of each audit.
#[derive(Debug, Default)]
pub struct Actions {
    rows: Vec<u32>,
    raised: Vec<Option<Day>>,
    due: Vec<Option<Day>>,
    completed: Vec<Option<Day>>,
    unclear: Vec<bool>,
    owner_role: NameColumn,
}

/// One action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action<'a> {
    /// The row of its audit.
    pub row: usize,
    /// When it was raised.
    pub raised: Option<Day>,
    /// When it is due.
    pub due: Option<Day>,
    /// When it was done; `None` if it is open.
    pub completed: Option<Day>,
    /// Whether the file says when it was done in a way that cannot be read or meant: then nobody knows whether it is open.
    pub unclear: bool,
    /// The role of whoever is to do it, or "".
    pub owner_role: &'a str,
}

impl Action<'_> {
    /// How long it took; `None` while it is open, and where it is said to be done before it was raised.
    pub fn days_taken(&self) -> Option<i32> {
        let days = self.completed?.days_since(self.raised?);
        (days >= 0).then_some(days)
    }
}

impl Actions {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds an action.
    pub fn push(&mut self, action: Action<'_>) {
        // A table of more rows than this does not fit into memory.
        let Ok(row) = u32::try_from(action.row) else { return };
        self.rows.push(row);
        self.raised.push(action.raised);
        self.due.push(action.due);
        self.completed.push(action.completed);
        self.unclear.push(action.unclear);
        self.owner_role.push(action.owner_role);
    }

    /// Each action; in no order.
    pub fn iter(&self) -> impl Iterator<Item = Action<'_>> {
        self.rows
            .iter()
            .zip(&self.raised)
            .zip(&self.due)
            .zip(self.completed.iter().zip(&self.unclear))
            .enumerate()
            .filter_map(|(at, (((row, raised), due), (completed, unclear)))| {
                Some(Action {
                    row: usize::try_from(*row).ok()?,
                    raised: *raised,
                    due: *due,
                    completed: *completed,
                    unclear: *unclear,
                    owner_role: self.owner_role.name_at(at),
                })
            })
    }

    /// The newest day on which one was raised or done.
    pub fn newest_day(&self) -> Option<Day> {
        self.raised.iter().chain(&self.completed).copied().flatten().max()
    }

    /// The role of each action's owner.
    pub fn owner_roles(&self) -> &NameColumn {
        &self.owner_role
    }
}

/// The causes of failure of the audits: none, one or several of each.
///
/// ```
/// use plumbline::table::Causes;
/// let mut causes = Causes::default();
/// assert!(causes.push(0, "Drift") && causes.push(2, "Plan") && causes.push(0, "Plan"));
/// assert!(!causes.push(0, "Drift") && !causes.push(0, "Plan"));
/// let mut all: Vec<_> = causes.iter().collect();
/// all.sort();
/// assert_eq!((all, causes.names()), (vec![(0, 0), (0, 1), (2, 1)], &["Drift".to_owned(), "Plan".to_owned()][..]));
/// ```
#[derive(Debug, Default)]
pub struct Causes {
    /// Each cause of an audit, by row and code, in the order of the rows.
    in_order: Vec<(u32, u32)>,
    /// Those that came when a later row had one; in no order.
    late: Vec<(u32, u32)>,
    late_met: HashSet<(u32, u32)>,
    names: NameColumn,
}

impl Causes {
    /// Adds a cause to the audit in a row; false if it has it already, and of a blank one.
    pub fn push(&mut self, row: usize, cause: &str) -> bool {
        // A table of more rows than this does not fit into memory.
        let Ok(row) = u32::try_from(row) else { return false };
        let Some(code) = self.names.code(cause) else { return false };
        let one = (row, code);
        if self.in_order.last().is_none_or(|(last, _)| *last <= row) {
            let met = self.in_order.iter().rev().take_while(|(other, _)| *other == row).any(|known| *known == one);
            if met || !self.late.is_empty() && self.late_met.contains(&one) {
                return false;
            }
            self.in_order.push(one);
            return true;
        }
        let from = self.in_order.partition_point(|(other, _)| *other < row);
        let mut in_order = self.in_order.iter().skip(from).take_while(|(other, _)| *other == row);
        if in_order.any(|known| *known == one) || !self.late_met.insert(one) {
            return false;
        }
        self.late.push(one);
        true
    }

    /// Each cause of each audit, in no order: the row, and the code of the cause in [`names`](Self::names).
    pub fn iter(&self) -> impl Iterator<Item = (usize, u32)> {
        let both = self.in_order.iter().chain(&self.late);
        both.filter_map(|(row, code)| Some((usize::try_from(*row).ok()?, *code)))
    }

    /// Each cause once, in the order in which the file first has it.
    pub fn names(&self) -> &[String] {
        self.names.names()
    }

    /// Those of the rows that stay, each under its new number.
    fn moved(&self, row_after: &[Option<usize>]) -> Causes {
        let mut moved = Causes::default();
        for (row, code) in self.iter() {
            let name = usize::try_from(code).ok().and_then(|code| self.names().get(code));
            if let (Some(Some(row)), Some(name)) = (row_after.get(row), name) {
                moved.push(*row, name);
            }
        }
        moved
    }
}

/// The grades of practice areas, such as planning or risk: a column of levels for each area.
///
/// ```
/// use plumbline::audit::Grade;
/// use plumbline::table::AreaGrades;
/// let mut areas = AreaGrades::default();
/// let risk = areas.area("Risk");
/// areas.set(risk, 2, Grade::GOOD);
/// assert_eq!(areas.names(), ["Risk"]);
/// assert_eq!((areas.grade(risk, 0), areas.grade(risk, 2)), (None, Some(Grade::GOOD)));
/// ```
#[derive(Debug, Default)]
pub struct AreaGrades {
    names: Vec<String>,
    /// For each area the grade of each row, as far as it goes: rows beyond have none.
    grades: Vec<Vec<Option<Grade>>>,
}

impl AreaGrades {
    /// The number of an area, which is added if it is new.
    pub fn area(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.grades.push(Vec::new());
            self.names.len() - 1
        })
    }

    /// Gives the audit in a row this grade for an area.
    pub fn set(&mut self, area: usize, row: usize, grade: impl Into<Option<Grade>>) {
        let Some(column) = self.grades.get_mut(area) else { return };
        if column.len() <= row {
            column.resize(row + 1, None);
        }
        if let Some(cell) = column.get_mut(row) {
            *cell = grade.into();
        }
    }

    /// The grade of the audit in a row for an area.
    pub fn grade(&self, area: usize, row: usize) -> Option<Grade> {
        self.grades.get(area)?.get(row).copied().flatten()
    }

    /// The areas, each by its number.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The grades of an area from the first row on, as far as there are any.
    pub fn of(&self, area: usize) -> &[Option<Grade>] {
        self.grades.get(area).map_or(&[], Vec::as_slice)
    }
}

/// One audit, ready to be added to a table. A blank name is a missing name.
#[derive(Debug, Clone, Copy)]
pub struct AuditRow<'a> {
    /// The day of the audit.
    pub date: Day,
    /// Its office, or "".
    pub office: &'a str,
    /// Its service, or "".
    pub service: &'a str,
    /// Its team, or "".
    pub team: &'a str,
    /// Why the case was audited.
    pub kind: AuditKind,
    /// The auditor's grade.
    pub grade: Option<Grade>,
    /// The moderator's grade.
    pub moderated_grade: Option<Grade>,
}

/// How much of a file has been read, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) read: u64,
    pub(crate) all: u64,
}

/// Makes room in a column for as much as the rest of the file will bring, if it goes on as it began.
pub(crate) fn room_for<T>(column: &mut Vec<T>, of: Expected) {
    let now = u64::try_from(column.len()).unwrap_or_default();
    // A little more: parts of a file differ.
    let all = now.saturating_mul(of.all).checked_div(of.read).unwrap_or_default() / 50 * 51;
    // Where there is no room, it is found later whether the file needs it.
    let _ = usize::try_from(all.saturating_sub(now)).map(|more| column.try_reserve_exact(more));
}

impl AuditTable {
    /// How many audits it holds.
    pub fn len(&self) -> usize {
        self.date.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.date.is_empty()
    }

    /// The table without the rows for which `dropped` is true.
    pub fn without(&self, dropped: &[bool]) -> AuditTable {
        let mut kept = AuditTable { scale: self.scale.clone(), exported_on: self.exported_on, ..AuditTable::default() };
        for (at, (((date, kind), grade), moderated_grade)) in
            self.date.iter().zip(&self.kind).zip(&self.grade).zip(&self.moderated_grade).enumerate()
        {
            if dropped.get(at) == Some(&true) {
                continue;
            }
            kept.recorded.extend(self.recorded.get(at));
            kept.immediate_risk.extend(self.immediate_risk.get(at));
            for (kept, column) in
                [(&mut kept.auditor_role, &self.auditor_role), (&mut kept.auditor_code, &self.auditor_code)]
            {
                if at < column.codes().len() {
                    kept.push(column.name_at(at));
                }
            }
            kept.push(AuditRow {
                date: *date,
                office: self.office.name_at(at),
                service: self.service.name_at(at),
                team: self.team.name_at(at),
                kind: *kind,
                grade: *grade,
                moderated_grade: *moderated_grade,
            });
        }
        let mut row_after: Vec<Option<usize>> = Vec::with_capacity(self.len());
        let mut next = 0;
        for at in 0..self.len() {
            let stays = dropped.get(at) != Some(&true);
            row_after.push(stays.then_some(next));
            next += usize::from(stays);
        }
        kept.causes = self.causes.moved(&row_after);
        kept.partner_causes = self.partner_causes.moved(&row_after);
        for (name, grades) in self.areas.names.iter().zip(&self.areas.grades) {
            let area = kept.areas.area(name);
            for (grade, row) in grades.iter().zip(&row_after) {
                if let Some(row) = row {
                    kept.areas.set(area, *row, *grade);
                }
            }
        }
        for action in self.actions.iter() {
            if let Some(Some(row)) = row_after.get(action.row) {
                kept.actions.push(Action { row: *row, ..action });
            }
        }
        for (row, first) in self.reaudits.iter() {
            if let (Some(Some(row)), Some(Some(first))) = (row_after.get(row), row_after.get(first)) {
                kept.reaudits.push(*row, *first);
            }
        }
        kept
    }

    /// Makes room for the audits of a file of which a part has been read, so that no column has to be moved as they come.
    pub(crate) fn make_room(&mut self, of: Expected) {
        room_for(&mut self.date, of);
        room_for(&mut self.kind, of);
        room_for(&mut self.grade, of);
        room_for(&mut self.moderated_grade, of);
        room_for(&mut self.immediate_risk, of);
        for column in
            [&mut self.office, &mut self.service, &mut self.team, &mut self.auditor_role, &mut self.auditor_code]
        {
            room_for(&mut column.cells, of);
        }
        room_for(&mut self.causes.in_order, of);
        room_for(&mut self.partner_causes.in_order, of);
    }

    /// Adds one audit.
    pub fn push(&mut self, row: AuditRow<'_>) {
        self.date.push(row.date);
        self.office.push(row.office);
        self.service.push(row.service);
        self.team.push(row.team);
        self.kind.push(row.kind);
        self.grade.push(row.grade);
        self.moderated_grade.push(row.moderated_grade);
    }
}

/// A column of names, each stored once; a cell is the code of its name.
///
/// ```
/// use plumbline::table::NameColumn;
/// let mut offices = NameColumn::default();
/// for cell in ["North", "South", "", "North"] {
///     offices.push(cell);
/// }
/// assert_eq!(offices.codes(), [Some(0), Some(1), None, Some(0)]);
/// assert_eq!(offices.names(), ["North", "South"]);
/// ```
#[derive(Debug, Default)]
pub struct NameColumn {
    cells: Vec<Option<u32>>,
    names: Vec<String>,
    code_of: HashMap<String, u32>,
    recent: Recent<Option<u32>>,
}

impl NameColumn {
    /// Adds a cell; a blank one is a missing name.
    pub fn push(&mut self, name: &str) {
        let code = self.code(name);
        self.cells.push(code);
    }

    /// Adds missing names up to a length.
    pub fn pad(&mut self, length: usize) {
        if self.cells.len() < length {
            self.cells.resize(length, None);
        }
    }

    /// The code of a name, which is added to the names and to no row; `None` for a blank one.
    pub fn code(&mut self, name: &str) -> Option<u32> {
        let NameColumn { names, code_of, recent, .. } = self;
        recent.get_or(name, || {
            let name = name.trim();
            if name.is_empty() {
                return None;
            }
            if let Some(&code) = code_of.get(name) {
                return Some(code);
            }
            let code = u32::try_from(names.len()).ok()?;
            names.push(name.to_owned());
            code_of.insert(name.to_owned(), code);
            Some(code)
        })
    }

    /// The column with each name replaced as `name_for` says.
    pub fn renamed(&self, name_for: impl Fn(&str) -> String) -> NameColumn {
        let names: Vec<String> = self.names.iter().map(|name| name_for(name)).collect();
        let mut renamed = NameColumn::default();
        for code in &self.cells {
            let name = code.and_then(|code| names.get(usize::try_from(code).ok()?));
            renamed.push(name.map_or("", String::as_str));
        }
        renamed
    }

    /// The code of each cell: an index into [`names`](Self::names); `None` where the name is missing.
    pub fn codes(&self) -> &[Option<u32>] {
        &self.cells
    }

    /// The code of a row; `None` where the name is missing, and past the end.
    #[inline]
    pub fn code_of(&self, row: usize) -> Option<u32> {
        self.cells.get(row).copied().flatten()
    }

    /// The name in a row; "" where it is missing.
    pub fn name_at(&self, row: usize) -> &str {
        let code = self.code_of(row).and_then(|code| usize::try_from(code).ok());
        code.and_then(|code| self.names.get(code)).map_or("", String::as_str)
    }

    /// Each name once, in the order in which the file first has it.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}
