//! The audits as columns: one row an audit, one short code a cell. It knows no file format and no setting.

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
}

/// The actions that followed the audits, as columns of equal length: none, one or several of each audit.
#[derive(Debug, Default)]
pub struct Actions {
    rows: Vec<u32>,
    raised: Vec<Option<Day>>,
    due: Vec<Option<Day>>,
    completed: Vec<Option<Day>>,
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
        self.owner_role.push(action.owner_role);
    }

    /// Each action; in no order.
    pub fn iter(&self) -> impl Iterator<Item = Action<'_>> {
        self.rows.iter().zip(&self.raised).zip(&self.due).zip(&self.completed).enumerate().filter_map(
            |(at, (((row, raised), due), completed))| {
                Some(Action {
                    row: usize::try_from(*row).ok()?,
                    raised: *raised,
                    due: *due,
                    completed: *completed,
                    owner_role: self.owner_role.name_at(at),
                })
            },
        )
    }

    /// The role of each action's owner.
    pub fn owner_roles(&self) -> &NameColumn {
        &self.owner_role
    }
}

/// The causes of failure of the audits: none, one or several of each.
#[derive(Debug, Default)]
pub struct Causes {
    /// For each cause of an audit, its row; in no order.
    rows: Vec<usize>,
    causes: NameColumn,
    met: HashSet<(usize, u32)>,
}

impl Causes {
    /// Adds a cause to the audit in a row; false if it has it already.
    pub fn push(&mut self, row: usize, cause: &str) -> bool {
        let code = self.causes.code_of(cause);
        if !self.met.insert((row, code)) {
            return false;
        }
        self.rows.push(row);
        self.causes.push(cause);
        true
    }

    /// Each cause of each audit: the row, and the code of the cause in [`names`](Self::names).
    pub fn iter(&self) -> impl Iterator<Item = (usize, u32)> {
        self.rows.iter().copied().zip(self.causes.codes().iter().copied().flatten())
    }

    /// Each cause once, in the order in which the file first has it.
    pub fn names(&self) -> &[String] {
        self.causes.names()
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
        let mut kept = AuditTable { scale: self.scale.clone(), ..AuditTable::default() };
        for (at, (((date, kind), grade), moderated_grade)) in
            self.date.iter().zip(&self.kind).zip(&self.grade).zip(&self.moderated_grade).enumerate()
        {
            if dropped.get(at) == Some(&true) {
                continue;
            }
            kept.recorded.extend(self.recorded.get(at));
            kept.immediate_risk.extend(self.immediate_risk.get(at));
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
        kept
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
}

impl NameColumn {
    /// Adds a cell; a blank one is a missing name.
    pub fn push(&mut self, name: &str) {
        let code = self.code(name);
        self.cells.push(code);
    }

    /// The code of a name, which is added to the names and to no row; `None` for a blank one.
    pub fn code(&mut self, name: &str) -> Option<u32> {
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        if let Some(&code) = self.code_of.get(name) {
            return Some(code);
        }
        let code = u32::try_from(self.names.len()).ok()?;
        self.names.push(name.to_owned());
        self.code_of.insert(name.to_owned(), code);
        Some(code)
    }

    /// The code that a name has, or would have if it were added now.
    fn code_of(&self, name: &str) -> u32 {
        self.code_of.get(name.trim()).copied().unwrap_or_else(|| u32::try_from(self.names.len()).unwrap_or(u32::MAX))
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

    /// The name in a row; "" where it is missing.
    pub fn name_at(&self, row: usize) -> &str {
        let code = self.cells.get(row).copied().flatten().and_then(|code| usize::try_from(code).ok());
        code.and_then(|code| self.names.get(code)).map_or("", String::as_str)
    }

    /// Each name once, in the order in which the file first has it.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}
