//! From records to rows: decides which list holds the audits, reads each record's fields, and keeps account of every one.

use super::date::{DateCell, read_date, slashed_day};
use super::frame::Sink;
use super::mapping::Columns;
use super::problem::ProblemLog;
use super::row::{Content, Row};
use super::{DateRule, Field, Import, ImportError, Mapping, Place, Reason, Source, UnreadList};
use crate::audit::{AuditKind, Day, Event, Grade};
use crate::table::{AuditRow, AuditTable};
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Records kept until it is decided what their columns are.
const RECORDS_KEPT: usize = 64;
/// What is no record is kept until then as well, up to so many: a list of numbers may be long, and is none of audits.
const STRAYS_KEPT: usize = 100_000;

#[derive(Debug, Default)]
pub(super) struct Collector {
    saved: Option<Mapping>,
    lists: Vec<List>,
    audits: Option<Audits>,
    events: Vec<Event>,
    source: Source,
    problems: ProblemLog,
    /// What was no record in lists that may yet turn out to hold the audits.
    strays: Vec<(String, Place)>,
}

/// A list of records that is not (or not yet) the list of audits.
#[derive(Debug)]
struct List {
    path: String,
    records: u64,
    kept: Vec<(Place, Vec<u8>)>,
    columns: Vec<String>,
    lacks: Option<Field>,
}

/// The list of audits.
#[derive(Debug)]
struct Audits {
    path: String,
    records: u64,
    columns: Columns,
    row: Row,
    table: AuditTable,
    /// For each row, its place, the two numbers and year of a slashed date, and whether it is to be dropped.
    rows: Vec<RowState>,
    row_of_id: HashMap<u64, (usize, u64)>,
    exact_repeats: u64,
    day_first: Option<Place>,
    month_first: Option<Place>,
    any_slashed: bool,
}

#[derive(Debug)]
struct RowState {
    place: Place,
    slashed: Option<(u8, u8, i32)>,
    dropped: bool,
}

impl Sink for Collector {
    fn record(&mut self, path: &str, place: Place, record: &[u8]) -> Result<(), ImportError> {
        if let Some(audits) = self.audits.as_mut().filter(|audits| audits.path == path) {
            audits.add(place, record, &mut self.problems);
            return Ok(());
        }
        let wanted = self.saved.as_ref().and_then(|saved| saved.records.as_deref());
        match path {
            "events" if wanted != Some("events") => {
                if let Some(event) = read_event(record) {
                    self.events.push(event);
                }
                return Ok(());
            }
            "context" | "targets" if wanted != Some(path) => return Ok(()),
            _ => {}
        }
        let may_hold_audits = self.audits.is_none() && wanted.is_none_or(|wanted| wanted == path);
        let at = self.lists.iter().position(|list| list.path == path).unwrap_or_else(|| {
            let path = path.to_owned();
            self.lists.push(List { path, records: 0, kept: Vec::new(), columns: Vec::new(), lacks: None });
            self.lists.len() - 1
        });
        let Some(list) = self.lists.get_mut(at) else { return Ok(()) };
        list.records += 1;
        if may_hold_audits && list.lacks.is_none() {
            list.note_columns(record);
            list.kept.push((place, record.to_vec()));
            if list.kept.len() >= RECORDS_KEPT {
                self.decide(at);
            }
        }
        Ok(())
    }

    fn stray(&mut self, path: &str, place: Place) {
        match &mut self.audits {
            Some(audits) if audits.path == path => audits.note_stray(place, &mut self.problems),
            None if self.strays.len() < STRAYS_KEPT => self.strays.push((path.to_owned(), place)),
            _ => {}
        }
    }

    fn value(&mut self, name: &str, json: &[u8]) {
        match name {
            "authority" => self.source.authority = serde_json::from_slice(json).ok(),
            "exported_on" => self.source.exported_on = serde_json::from_slice(json).ok(),
            "invented" => self.source.invented = serde_json::from_slice(json).unwrap_or(false),
            _ => {}
        }
    }
}

impl Collector {
    pub(super) fn new(saved: Option<Mapping>) -> Collector {
        Collector { saved, ..Collector::default() }
    }

    pub(super) fn records(&self) -> u64 {
        self.audits.as_ref().map_or_else(|| self.lists.iter().map(|list| list.records).sum(), |audits| audits.records)
    }

    /// Takes the list as the list of audits if it has the columns for it.
    fn decide(&mut self, at: usize) {
        let Some(list) = self.lists.get_mut(at) else { return };
        match Columns::decide(self.saved.as_ref(), &list.columns) {
            Err(field) => {
                list.lacks = Some(field);
                list.kept.clear();
            }
            Ok(columns) => {
                let list = self.lists.remove(at);
                let mut audits = Audits::new(list.path, columns);
                for (place, record) in list.kept {
                    audits.add(place, &record, &mut self.problems);
                }
                for (path, place) in std::mem::take(&mut self.strays) {
                    if path == audits.path {
                        audits.note_stray(place, &mut self.problems);
                    }
                }
                self.audits = Some(audits);
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<Import, ImportError> {
        // Short lists are still undecided: `audits` and `value` come first, then the file's own order.
        for preferred in [true, false] {
            let mut at = 0;
            while self.audits.is_none() && at < self.lists.len() {
                let waits = self.lists.get(at).is_some_and(|list| {
                    !list.kept.is_empty() && matches!(list.path.as_str(), "audits" | "value") == preferred
                });
                if waits {
                    self.decide(at);
                }
                at += 1;
            }
        }
        let Some(audits) = self.audits else { return Err(no_audits(self.saved, self.lists)) };
        let mut source = self.source;
        source.lists_unread = self
            .lists
            .into_iter()
            .map(|list| UnreadList {
                path: if list.path.is_empty() { "the file itself".into() } else { list.path },
                records: list.records,
            })
            .collect();
        audits.finish(source, self.events, self.problems)
    }
}

fn no_audits(saved: Option<Mapping>, lists: Vec<List>) -> ImportError {
    // The longest list is the one that was meant to hold the audits.
    let Some((list, field)) =
        lists.into_iter().filter_map(|list| list.lacks.map(|field| (list, field))).max_by_key(|(list, _)| list.records)
    else {
        return ImportError::NoAudits;
    };
    match saved.and_then(|saved| saved.fields.get(&field).cloned()) {
        Some(column) => ImportError::MappingColumnNotFound { field, column, columns: list.columns },
        None => ImportError::FieldNotFound { field, columns: list.columns },
    }
}

impl List {
    /// Adds the columns of a record that were not met before; a broken record has none.
    fn note_columns(&mut self, record: &[u8]) {
        // Values are not looked at: one that is broken in a way that only reading it shows must not hide the columns.
        let Ok(record) = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(record) else { return };
        for name in record.keys() {
            if self.columns.len() < 1000 && !self.columns.contains(name) {
                self.columns.push(name.clone());
            }
        }
    }
}

impl Audits {
    fn new(path: String, columns: Columns) -> Audits {
        Audits {
            path,
            records: 0,
            columns,
            row: Row::default(),
            table: AuditTable::default(),
            rows: Vec::new(),
            row_of_id: HashMap::new(),
            exact_repeats: 0,
            day_first: None,
            month_first: None,
            any_slashed: false,
        }
    }

    /// Notes something in the list that is no record at all.
    fn note_stray(&mut self, place: Place, problems: &mut ProblemLog) {
        self.records += 1;
        problems.note(Reason::NotARecord, None, place);
    }

    /// Adds one record, or notes why it cannot be.
    fn add(&mut self, place: Place, record: &[u8], problems: &mut ProblemLog) {
        self.records += 1;
        if self.row.read(record, &mut self.columns).is_err() {
            problems.note(Reason::NotARecord, None, place);
            return;
        }
        let row = &self.row;
        if let Some(field) = Field::ALL.into_iter().find(|field| row.cell(*field).content == Content::Many) {
            problems.note(Reason::NotOneValue, Some(field), place);
            return;
        }

        let slashed = match read_date(row.text(Field::AuditDate)) {
            DateCell::Missing => {
                problems.note(Reason::DateMissing, Some(Field::AuditDate), place);
                return;
            }
            DateCell::Unreadable => {
                problems.note(Reason::DateUnreadable, Some(Field::AuditDate), place);
                return;
            }
            DateCell::Day(day) => Err(day),
            DateCell::Slashed { first, second, year } => Ok((first, second, year)),
        };
        let Some(grade) = read_grade(row.text(Field::OverallGrade)) else {
            problems.note(Reason::GradeUnknown, Some(Field::OverallGrade), place);
            return;
        };
        let Some(moderated_grade) = read_grade(row.text(Field::ModeratedGrade)) else {
            problems.note(Reason::GradeUnknown, Some(Field::ModeratedGrade), place);
            return;
        };
        if self.is_repeat(place, problems) {
            return;
        }

        let row = &self.row;
        let kind = match AuditKind::recognise(row.text(Field::AuditType)) {
            _ if names_an_audit(row.text(Field::ReauditOf)) => AuditKind::ReAudit,
            AuditKind::Unrecognised => {
                problems.note(Reason::KindUnknown, Some(Field::AuditType), place);
                AuditKind::Unrecognised
            }
            kind => kind,
        };
        let office = row.text(Field::Office);
        if office.is_empty() && self.columns.mapped.iter().any(|mapped| mapped.field == Field::Office) {
            problems.note(Reason::OfficeMissing, Some(Field::Office), place);
        }
        if let Ok((first, second, year)) = slashed {
            self.any_slashed = true;
            // Only a day that the calendar has in one way alone proves that way: 02/30/2024 is in neither, and proves nothing.
            let day_first = slashed_day(first, second, year, false).is_some();
            let month_first = slashed_day(first, second, year, true).is_some();
            match (day_first, month_first) {
                (true, false) => self.day_first = self.day_first.or(Some(place)),
                (false, true) => self.month_first = self.month_first.or(Some(place)),
                _ => {}
            }
        }
        // A slashed date is filled in at the end, when its rule is known.
        let Some(date) = slashed.err().or_else(|| Day::new(1970, 1, 1)) else { return };
        self.table.push(AuditRow {
            date,
            office,
            service: row.text(Field::Service),
            team: row.text(Field::Team),
            kind,
            grade,
            moderated_grade,
        });
        self.rows.push(RowState { place, slashed: slashed.ok(), dropped: false });
    }

    /// Whether the audit's id was met before: an exact repeat is dropped; of conflicting ones, none is used.
    fn is_repeat(&mut self, place: Place, problems: &mut ProblemLog) -> bool {
        if !self.columns.mapped.iter().any(|mapped| mapped.field == Field::AuditId) {
            return false;
        }
        let id = self.row.text(Field::AuditId);
        if id.is_empty() {
            problems.note(Reason::IdMissing, Some(Field::AuditId), place);
            return false;
        }
        let hash_of = |parts: &mut dyn Iterator<Item = &str>| {
            let mut hasher = DefaultHasher::new();
            parts.for_each(|part| part.hash(&mut hasher));
            hasher.finish()
        };
        let content = hash_of(&mut Field::ALL.into_iter().map(|field| self.row.text(field)));
        let Some((at, first_content)) = self.row_of_id.get(&hash_of(&mut [id].into_iter())).copied() else {
            self.row_of_id.insert(hash_of(&mut [id].into_iter()), (self.rows.len(), content));
            return false;
        };
        if content == first_content {
            self.exact_repeats += 1;
            return true;
        }
        problems.note(Reason::ConflictingRepeat, Some(Field::AuditId), place);
        if let Some(first) = self.rows.get_mut(at).filter(|first| !first.dropped) {
            first.dropped = true;
            problems.note(Reason::ConflictingRepeat, Some(Field::AuditId), first.place);
        }
        true
    }

    fn finish(
        mut self,
        mut source: Source,
        events: Vec<Event>,
        mut problems: ProblemLog,
    ) -> Result<Import, ImportError> {
        if let (Some(day_first), Some(month_first)) = (self.day_first, self.month_first) {
            return Err(ImportError::MixedDates { day_first, month_first });
        }
        for (row, date) in self.rows.iter_mut().zip(&mut self.table.date) {
            let Some((first, second, year)) = row.slashed else { continue };
            match slashed_day(first, second, year, self.month_first.is_some()) {
                Some(day) => *date = day,
                None => {
                    if !row.dropped {
                        problems.note(Reason::DateUnreadable, Some(Field::AuditDate), row.place);
                    }
                    row.dropped = true;
                }
            }
        }
        let dropped: Vec<bool> = self.rows.iter().map(|row| row.dropped).collect();
        let table = if dropped.contains(&true) { self.table.without(&dropped) } else { self.table };

        source.list = (!self.path.is_empty()).then_some(self.path);
        source.records = self.records;
        source.rows_used = u64::try_from(table.len()).unwrap_or(u64::MAX);
        source.exact_repeats = self.exact_repeats;
        source.date_rule = self.any_slashed.then_some(match self.month_first {
            Some(proof) => DateRule::MonthFirst(proof),
            None => DateRule::DayFirst(self.day_first),
        });
        source.missing_fields = Field::ALL
            .into_iter()
            .filter(|field| !self.columns.mapped.iter().any(|mapped| mapped.field == *field))
            .collect();
        let mapping = self.columns.as_mapping();
        source.mapped = self.columns.mapped;
        source.mapped.sort_by_key(|mapped| mapped.field);
        source.columns_unread = self.columns.unread;

        let problems = problems.finish();
        if table.is_empty() {
            let commonest = problems.groups.iter().filter(|group| !group.row_used).max_by_key(|group| group.count);
            let Some(commonest) = commonest else { return Err(ImportError::NoAudits) };
            return Err(ImportError::NothingUsable {
                records: self.records,
                what: commonest.reason.what().to_owned(),
                what_to_do: commonest.reason.what_to_do().to_owned(),
            });
        }
        Ok(Import { table, events, problems, mapping, source })
    }
}

/// Whether the cell for "first audit of a re-audit" names one, rather than saying in some way that there is none.
fn names_an_audit(cell: &str) -> bool {
    !Grade::says_ungraded(cell) && !matches!(cell.to_ascii_lowercase().as_str(), "no" | "n" | "false" | "0")
}

/// The grade of a cell: `Some(None)` if it says that there is none, `None` if it cannot be read.
fn read_grade(cell: &str) -> Option<Option<Grade>> {
    if Grade::says_ungraded(cell) {
        return Some(None);
    }
    Grade::recognise(cell).map(Some)
}

/// An event, if it has a date and a name.
fn read_event(record: &[u8]) -> Option<Event> {
    #[derive(serde::Deserialize)]
    struct Written {
        date: String,
        office: Option<String>,
        #[serde(default)]
        kind: String,
        label: String,
    }
    let written: Written = serde_json::from_slice(record).ok()?;
    let DateCell::Day(date) = read_date(&written.date) else { return None };
    let office = written.office.filter(|office| !office.trim().is_empty() && !office.eq_ignore_ascii_case("all"));
    Some(Event { date, office, kind: written.kind, label: written.label })
}
