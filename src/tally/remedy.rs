//! What was to be done after the audits and whether it was; which cases were looked at again, and what was found. Counts, without judgement.

use super::calendar::Calendar;
use super::cells::Cells;
use super::rows::{Rated, Rows};
use super::{Tally, by_name, inadequate_levels};
use crate::audit::{AuditKind, Day, Grade, Granularity, Period};
use crate::order::InOrder as _;
use crate::table::{Action, AuditTable, NameColumn};
use std::collections::BTreeMap;

/// Actions of some audits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActionCounts {
    /// All of them: `closed + open + unclear`.
    pub raised: u32,
    /// Those that were done.
    pub closed: u32,
    /// Those that are still to be done.
    pub open: u32,
    /// Those of which the file says when they were done in a way that cannot be read, so that nobody knows.
    pub unclear: u32,
    /// Those that had fallen due before the day as at which is counted, without the unclear ones.
    pub due: u32,
    /// Those of `due` that were done by then.
    pub in_time: u32,
    /// Those of `due` that are still to be done.
    pub overdue: u32,
    /// Those of `open` without a day by which they are to be done.
    pub open_without_due: u32,
}

/// One action, as far as time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// For how many days it was followed: from when it was raised to when it was done, or to the day as at which is counted.
    pub days: u32,
    /// Whether it was done.
    pub ended: bool,
    /// In which month it was raised.
    pub month: Period,
}

/// All actions of one audit together: from the first that was raised to the last that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditTaken {
    /// The time of all of them.
    pub taken: Taken,
    /// Whether the audit is inadequate by the auditor's grade.
    pub inadequate: bool,
    /// How many actions it has, up to three.
    pub actions: u8,
}

/// Audits with more actions than this are counted with those of so many.
pub(super) const MOST_APART: u8 = 3;

/// What became of audits that were graded inadequate by the auditor and are no re-audits; each under one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cases {
    /// The last re-audit is not inadequate.
    pub better_at_reaudit: u32,
    /// The last re-audit is inadequate.
    pub still_inadequate: u32,
    /// No graded re-audit; every action was done.
    pub all_closed: u32,
    /// No graded re-audit; an action is still to be done.
    pub open: u32,
    /// Those of `open` of which an action is overdue.
    pub overdue: u32,
    /// No graded re-audit; it cannot be read whether every action was done.
    pub unclear: u32,
    /// No graded re-audit, and no action is recorded.
    pub no_action: u32,
}

/// Re-audits and their first audits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReauditCounts {
    /// By the first audit's grade, the best first, and then by the re-audit's.
    pub before_after: Vec<Vec<u32>>,
    /// Pairs of which one has no grade.
    pub ungraded: u32,
    /// Pairs of which the re-audit is dated before the first audit; they are nowhere else.
    pub before_first: u32,
    /// Re-audits of which the file names no first audit that was read.
    pub unlinked: u32,
    /// The days between the two, in order.
    pub days: Vec<u32>,
}

/// The audits in the rate of a team (of an office, where no team is named) before and from the day of its first re-audit on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// The team, or the office.
    pub name: String,
    /// Its first re-audit.
    pub first: Option<Day>,
    /// Before it.
    pub before: Tally,
    /// From it on.
    pub after: Tally,
    /// Each of those audits, in order of the days.
    pub audits: Vec<AroundAudit>,
    /// The first re-audit that does not follow one of these audits.
    pub fixed: Option<Day>,
}

/// One audit of a team that was ever audited again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AroundAudit {
    /// When it was done.
    pub day: Day,
    /// Whether it is inadequate.
    pub inadequate: bool,
    /// After how many days it was followed by a re-audit, if it was.
    pub again: Option<u32>,
}

/// Every count of remedial work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remedy {
    /// The day as at which is counted: the day of the export, or else the newest day in the file.
    pub as_at: Option<Day>,
    /// Whether that is the day of the export.
    pub as_at_export: bool,
    /// Actions of the whole file.
    pub in_file: u32,
    /// Re-audits of the whole file, linked or not.
    pub reaudits_in_file: u32,
    /// Audits inside the filters, of any type.
    pub audits: u32,
    /// All actions of those.
    pub actions: ActionCounts,
    /// Each office that has an action, by name; without a name last.
    pub offices: Vec<(String, ActionCounts)>,
    /// Each role of an owner, likewise.
    pub roles: Vec<(String, ActionCounts)>,
    /// For how many days the open ones have been open, in order; without those that have no day.
    pub ages: Vec<u32>,
    /// How long each took or has taken.
    pub times: Vec<Taken>,
    /// Actions without the day on which they were raised: they have no time.
    pub no_raised: u32,
    /// Actions said to be done before they were raised: likewise.
    pub before_raised: u32,
    /// How long each audit's actions took together.
    pub audit_times: Vec<AuditTaken>,
    /// Audits with an action that has fallen due, and those of them with one that is overdue: for each month of raising and number of such actions, in
    /// the order of `offices`.
    pub overdue_strata: Vec<Vec<Tally>>,
    /// What became of the inadequate cases.
    pub cases: Cases,
    /// Re-audits.
    pub reaudits: ReauditCounts,
    /// Teams and offices around their first re-audit, by name.
    pub around: Vec<Around>,
    /// For each quarter, the audits in the rate of teams that had been re-audited by then, and of those that had not.
    pub around_by_quarter: Vec<[Tally; 2]>,
}

/// The actions of one audit while they are being counted.
#[derive(Debug, Clone, Copy, Default)]
struct OfAudit {
    row: usize,
    first_raised: Option<Day>,
    last_completed: Option<Day>,
    number: u32,
    due: u32,
    overdue: u32,
    open: bool,
    unclear: bool,
    untimed: bool,
}

/// Counts the remedial work of the audits that are `inside` the filters; `rated` are those in the rate.
pub(super) fn remedy(table: &AuditTable, inside: &Rows, rated: &Rated, calendar: &Calendar) -> Remedy {
    let as_at = table.exported_on.or_else(|| newest_day(table, calendar));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut remedy = Remedy {
        as_at,
        as_at_export: table.exported_on.is_some(),
        in_file: count(table.actions.len()),
        reaudits_in_file: count(table.kind.iter().filter(|kind| **kind == AuditKind::ReAudit).count()),
        audits: count(inside.len()),
        ..Remedy::default()
    };
    let Some(as_at) = as_at else { return remedy };
    let mut offices = ByName::of(&table.office);
    let mut roles = ByName::of(table.actions.owner_roles());
    let mut place = vec![0_u32; if table.actions.is_empty() { 0 } else { table.len() }];
    let mut audits: Vec<OfAudit> = Vec::new();
    for (at, action) in table.actions.iter().enumerate() {
        if !inside.has(action.row) {
            continue;
        }
        let Some(place) = place.get_mut(action.row) else { continue };
        if *place == 0 {
            audits.push(OfAudit { row: action.row, ..OfAudit::default() });
            *place = count(audits.len());
        }
        let own = usize::try_from(*place - 1).ok().and_then(|at| audits.get_mut(at));
        let one = counts_of(&action, as_at);
        remedy.take(&action, one, as_at, own, calendar);
        offices.add(table.office.code_of(action.row), one);
        roles.add(table.actions.owner_roles().code_of(at), one);
        remedy.actions += one;
    }
    remedy.ages.sort_unstable();
    let office_places;
    (remedy.offices, office_places) = offices.by_name();
    (remedy.roles, _) = roles.by_name();
    remedy.of_audits(table, &audits, as_at, &office_places, calendar);
    remedy.cases = cases(table, inside, &audits, &place);
    remedy.reaudits = reaudits(table, inside);
    (remedy.around, remedy.around_by_quarter) = around(table, rated, calendar);
    remedy
}

/// The newest day on which something was: what is due is still to come.
fn newest_day(table: &AuditTable, calendar: &Calendar) -> Option<Day> {
    let recorded = table.recorded.iter().copied().flatten().max();
    [calendar.days().map(|(_, last)| last), recorded, table.actions.newest_day()].into_iter().flatten().max()
}

fn counts_of(action: &Action<'_>, as_at: Day) -> ActionCounts {
    let one = u32::from;
    let (closed, open) = (action.completed.is_some(), action.completed.is_none() && !action.unclear);
    let due = action.due.is_some_and(|due| due < as_at) && !action.unclear;
    let in_time = action.completed.zip(action.due).is_some_and(|(done, due)| done <= due);
    ActionCounts {
        raised: 1,
        closed: one(closed),
        open: one(open),
        unclear: one(action.unclear),
        due: one(due),
        in_time: one(due && in_time),
        overdue: one(due && open),
        open_without_due: one(open && action.due.is_none()),
    }
}

impl std::ops::AddAssign for ActionCounts {
    fn add_assign(&mut self, other: ActionCounts) {
        self.raised += other.raised;
        self.closed += other.closed;
        self.open += other.open;
        self.unclear += other.unclear;
        self.due += other.due;
        self.in_time += other.in_time;
        self.overdue += other.overdue;
        self.open_without_due += other.open_without_due;
    }
}

impl Remedy {
    /// Takes account of one action, and with it of its audit's.
    fn take(
        &mut self,
        action: &Action<'_>,
        counts: ActionCounts,
        as_at: Day,
        own: Option<&mut OfAudit>,
        calendar: &Calendar,
    ) {
        let open = action.completed.is_none() && !action.unclear;
        let days = action.raised.map(|raised| action.completed.unwrap_or(as_at).days_since(raised));
        let days = days.map(u32::try_from);
        match (action.raised, days) {
            _ if action.unclear => {}
            (Some(raised), Some(Ok(days))) => {
                let month = Period::starting(calendar.month(raised), Granularity::Month);
                self.times.push(Taken { days, ended: !open, month });
                if open {
                    self.ages.push(days);
                }
            }
            (Some(_), _) => self.before_raised += 1,
            (None, _) => self.no_raised += 1,
        }
        let Some(own) = own else { return };
        own.number += 1;
        own.due += counts.due;
        own.overdue += counts.overdue;
        own.open |= open;
        own.unclear |= action.unclear;
        own.untimed |= !matches!(days, Some(Ok(_)));
        own.first_raised = match (own.first_raised, action.raised) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        own.last_completed = own.last_completed.max(action.completed);
    }

    /// What is counted by audit: actions of one audit are not independent of each other.
    fn of_audits(
        &mut self,
        table: &AuditTable,
        audits: &[OfAudit],
        as_at: Day,
        office_places: &[usize],
        calendar: &Calendar,
    ) {
        // What does not say when it was raised was raised with its audit, as far as anybody knows.
        let raised = |own: &OfAudit| own.first_raised.or_else(|| table.date.get(own.row).copied());
        let months = || audits.iter().filter_map(raised).map(|raised| calendar.month(raised));
        let first_month = months().min().unwrap_or_default();
        let all_months = months().max().map_or(0, |last| usize::try_from(last - first_month + 1).unwrap_or_default());
        // By month of raising, number of actions and office.
        let mut strata = Cells::of([all_months, usize::from(MOST_APART) + 1, self.offices.len()]);
        for own in audits.iter().filter(|own| !own.unclear) {
            let most = u32::from(MOST_APART);
            let end = if own.open { Some(as_at) } else { own.last_completed };
            let days = own.first_raised.zip(end).and_then(|(raised, end)| u32::try_from(end.days_since(raised)).ok());
            let Some(raised) = raised(own) else { continue };
            let month = calendar.month(raised);
            if let Some(days) = days.filter(|_| !own.untimed) {
                let grade = table.grade.get(own.row).copied().flatten();
                self.audit_times.push(AuditTaken {
                    taken: Taken { days, ended: !own.open, month: Period::starting(month, Granularity::Month) },
                    inadequate: grade.is_some_and(|grade| table.scale.is_inadequate(grade)),
                    actions: u8::try_from(own.number.min(most)).unwrap_or(MOST_APART),
                });
            }
            if own.due > 0 {
                let code = table.office.code_of(own.row);
                let office = place_of(code, office_places);
                let place = |at: usize| u32::try_from(at).ok();
                let month = u32::try_from(month - first_month).ok();
                if let Some(office) = office.and_then(place) {
                    let one = Tally { n: 1, inadequate: u32::from(own.overdue > 0) };
                    strata.add([month, Some(own.due.min(most)), Some(office)], one);
                }
            }
        }
        let mut last = None;
        for ([month, due, office], tally) in strata.into_sorted() {
            if last != Some((month, due)) {
                last = Some((month, due));
                self.overdue_strata.push(vec![Tally::default(); self.offices.len()]);
            }
            let office = office.and_then(|office| usize::try_from(office).ok());
            let by_office = self.overdue_strata.last_mut();
            if let Some(own) = by_office.zip(office).and_then(|(by_office, office)| by_office.get_mut(office)) {
                *own += tally;
            }
        }
    }
}

/// Where a code stands among the places; one that is missing stands behind all codes.
fn place_of(code: Option<u32>, places: &[usize]) -> Option<usize> {
    let at = code.map_or(places.len().checked_sub(1), |code| usize::try_from(code).ok())?;
    places.get(at).copied()
}

/// Counts by the names of a column while they are being counted; what has no name stands behind all names.
struct ByName<'a> {
    names: &'a [String],
    counts: Vec<ActionCounts>,
}

impl<'a> ByName<'a> {
    fn of(column: &'a NameColumn) -> ByName<'a> {
        ByName { names: column.names(), counts: vec![ActionCounts::default(); column.names().len() + 1] }
    }

    fn add(&mut self, code: Option<u32>, one: ActionCounts) {
        let at = code.map_or(Some(self.names.len()), |code| usize::try_from(code).ok());
        if let Some(counts) = at.and_then(|at| self.counts.get_mut(at)) {
            *counts += one;
        }
    }

    /// Those that have an action, by name; and for each code its place among them, which is past the end for those that have none.
    fn by_name(self) -> (Vec<(String, ActionCounts)>, Vec<usize>) {
        let names = self.names.iter().cloned().chain([String::new()]);
        let mut named: Vec<(usize, (String, ActionCounts))> =
            names.zip(self.counts).enumerate().filter(|(_, (_, counts))| counts.raised > 0).collect();
        named.order_by(|(_, (a, _)), (_, (b, _))| a.is_empty().cmp(&b.is_empty()).then_with(|| by_name(a, b)));
        let mut places = vec![usize::MAX; self.names.len() + 1];
        for (place, (code, _)) in named.iter().enumerate() {
            if let Some(slot) = places.get_mut(*code) {
                *slot = place;
            }
        }
        (named.into_iter().map(|(_, named)| named).collect(), places)
    }
}

/// What became of the cases that were graded inadequate.
fn cases(table: &AuditTable, inside: &Rows, audits: &[OfAudit], place: &[u32]) -> Cases {
    let first_of: BTreeMap<usize, usize> = table.reaudits.iter().collect();
    let mut last: BTreeMap<usize, (Day, Grade)> = BTreeMap::new();
    for (row, first) in table.reaudits.iter() {
        let (Some(day), Some(Some(grade))) = (table.date.get(row), table.grade.get(row)) else { continue };
        if table.date.get(first).is_none_or(|before| day < before) {
            continue;
        }
        // A re-audit of a re-audit is one of the first audit.
        let root = std::iter::successors(Some(first), |row| first_of.get(row).copied()).take(20).last();
        let known = last.entry(root.unwrap_or(first)).or_insert((*day, *grade));
        if *day >= known.0 {
            *known = (*day, *grade);
        }
    }
    let mut cases = Cases::default();
    for row in inside.iter() {
        let (Some(kind), Some(grade)) = (table.kind.get(row), table.grade.get(row)) else { continue };
        let is_case = !matches!(kind, AuditKind::ReAudit | AuditKind::Moderation)
            && grade.is_some_and(|grade| table.scale.is_inadequate(grade));
        if !is_case {
            continue;
        }
        let own = place.get(row).and_then(|place| audits.get(usize::try_from(place.checked_sub(1)?).ok()?));
        match (last.get(&row), own) {
            (Some((_, grade)), _) if table.scale.is_inadequate(*grade) => cases.still_inadequate += 1,
            (Some(_), _) => cases.better_at_reaudit += 1,
            (None, None) => cases.no_action += 1,
            (None, Some(own)) if own.open => {
                cases.open += 1;
                cases.overdue += u32::from(own.overdue > 0);
            }
            (None, Some(own)) if own.unclear => cases.unclear += 1,
            (None, Some(_)) => cases.all_closed += 1,
        }
    }
    cases
}

fn reaudits(table: &AuditTable, inside: &Rows) -> ReauditCounts {
    let levels = table.scale.levels.len();
    let mut found = ReauditCounts { before_after: vec![vec![0; levels]; levels], ..ReauditCounts::default() };
    let mut linked = 0_u32;
    for (row, first) in table.reaudits.iter().filter(|(row, _)| inside.has(*row)) {
        linked += 1;
        let days = table.date.get(row).zip(table.date.get(first)).map(|(again, first)| again.days_since(*first));
        let Some(days) = days.and_then(|days| u32::try_from(days).ok()) else {
            found.before_first += 1;
            continue;
        };
        let grade = |row: usize| table.grade.get(row).copied().flatten().map(Grade::level);
        let Some((before, after)) = grade(first).zip(grade(row)) else {
            found.ungraded += 1;
            continue;
        };
        if let Some(cell) = found.before_after.get_mut(before).and_then(|of| of.get_mut(after)) {
            *cell += 1;
            found.days.push(days);
        }
    }
    let again = inside.iter().filter(|row| table.kind.get(*row) == Some(&AuditKind::ReAudit)).count();
    found.unlinked = u32::try_from(again).unwrap_or(u32::MAX).saturating_sub(linked);
    found.days.sort_unstable();
    found
}

/// The audits in the rate of each team or office that was ever audited again.
fn around(table: &AuditTable, rated: &Rated, calendar: &Calendar) -> (Vec<Around>, Vec<[Tally; 2]>) {
    let is_inadequate = inadequate_levels(&table.scale);
    let teams = table.team.names().len();
    let group = |row: usize| {
        let code = |column: &NameColumn| column.code_of(row).and_then(|c| usize::try_from(c).ok());
        code(&table.team).or_else(|| code(&table.office).map(|office| teams + office))
    };
    let in_rate = |row: usize| {
        let kind = table.kind.get(row).filter(|kind| !matches!(kind, AuditKind::ReAudit | AuditKind::Moderation));
        rated.grade(row).filter(|_| kind.is_some())
    };
    let names = table.team.names().iter().chain(table.office.names());
    let groups = teams + table.office.names().len();
    let (mut first, mut fixed): (Vec<Option<Day>>, Vec<Option<Day>>) = (vec![None; groups], vec![None; groups]);
    let first_of: BTreeMap<usize, usize> = table.reaudits.iter().collect();
    let mut again: BTreeMap<usize, u32> = BTreeMap::new();
    let earlier = |slot: Option<&mut Option<Day>>, day: Day| {
        if let Some(slot) = slot {
            *slot = Some(slot.map_or(day, |known| known.min(day)));
        }
    };
    for (row, (_, day)) in
        table.kind.iter().zip(&table.date).enumerate().filter(|(_, (kind, _))| **kind == AuditKind::ReAudit)
    {
        let Some(at) = group(row) else { continue };
        let of = first_of.get(&row).copied().filter(|of| in_rate(*of).is_some() && group(*of) == Some(at));
        let days = of.and_then(|of| u32::try_from(day.days_since(*table.date.get(of)?)).ok());
        match of.zip(days) {
            Some((of, days)) => {
                again.entry(of).and_modify(|known| *known = days.min(*known)).or_insert(days);
            }
            None => earlier(fixed.get_mut(at), *day),
        }
        earlier(first.get_mut(at), *day);
    }
    let mut found: Vec<Around> = names
        .zip(first.iter().zip(&fixed))
        .map(|(name, (first, fixed))| Around {
            name: name.clone(),
            first: *first,
            before: Tally::default(),
            after: Tally::default(),
            audits: Vec::new(),
            fixed: *fixed,
        })
        .collect();
    let first_quarter = calendar.days().map_or(0, |(first, _)| calendar.month(first).div_euclid(3));
    let mut quarters: Vec<[Tally; 2]> = Vec::new();
    for (row, _) in rated.iter() {
        let (Some(day), Some(grade), Some(at)) = (table.date.get(row), in_rate(row), group(row)) else { continue };
        let inadequate = is_inadequate.get(grade.level()) == Some(&true);
        let one = Tally { n: 1, inadequate: inadequate.into() };
        let Some((own, first)) = found.get_mut(at).zip(first.get(at)) else { continue };
        let is_after = first.is_some_and(|first| first <= *day);
        *(if is_after { &mut own.after } else { &mut own.before }) += one;
        if first.is_some() {
            own.audits.push(AroundAudit { day: *day, inadequate, again: again.get(&row).copied() });
        }
        let Ok(quarter) = usize::try_from(calendar.month(*day).div_euclid(3) - first_quarter) else { continue };
        if quarters.len() <= quarter {
            quarters.resize(quarter + 1, Default::default());
        }
        if let Some([had_been, had_not]) = quarters.get_mut(quarter) {
            *(if is_after { had_been } else { had_not }) += one;
        }
    }
    found.retain(|own| !own.audits.is_empty());
    found.iter_mut().for_each(|own| own.audits.sort_unstable());
    found.order_by(|a, b| by_name(&a.name, &b.name));
    quarters.retain(|[had_been, had_not]| had_been.n + had_not.n > 0);
    (found, quarters)
}
