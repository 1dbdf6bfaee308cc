//! From records to rows: decides which list holds the audits, reads each record's fields, and keeps account of every one.

use super::action::{Bounds, Proof, WrittenActions};
use super::beside::Beside;
use super::date::{DateCell, read_date, slashed_day};
use super::frame::{Scan, Sink};
use super::grid::GridSink;
use super::legible;
use super::mapping::{MOST_AREAS, area_of, areas_key, is_areas_key};
use super::problem::ProblemLog;
use super::repeats::Ids;
use super::row::{self, AuditCells, Content, Row, bit};
use super::scan::Scanned;
use super::survey::{self, LONGEST_GRADE, MOST_COLUMNS, Profile, Survey, stands_for, yes_or_no};
use super::{
    DateRule, Field, How, Import, ImportError, MappedColumn, Mapping, Merge, Place, Reason, Source, UnreadList, names,
};
use crate::audit::{AuditKind, Day, GradeCell, Scale, legible as legible_name, letters_and_digits_of, says_nothing};
use crate::order::InOrder as _;
use crate::table::{AuditRow, AuditTable, Causes, Expected, NameColumn, Recent, number_of, room_for};
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// The longest name of a column that can be chosen.
const LONGEST_COLUMN_BYTES: usize = 1000;
/// Records kept until it is decided what their columns are.
const RECORDS_KEPT: usize = 64;
/// What is no record is kept until then as well, up to so many: a list of numbers may be long, and is none of audits.
const STRAYS_KEPT: usize = 100_000;
/// Different words that are kept of the column of grades.
const GRADES_KEPT: usize = 60;

#[derive(Debug, Default)]
pub(super) struct Collector {
    /// The mapping that the reader chose for this file.
    saved: Option<Mapping>,
    /// Mappings of other files, one of which may fit.
    remembered: Vec<Mapping>,
    lists: Vec<List>,
    audits: Option<Audits>,
    beside: Beside,
    source: Source,
    problems: ProblemLog,
    /// What was no record in lists that may yet turn out to hold the audits.
    strays: Vec<(String, Place)>,
    /// The whole file, where it is one short object.
    document: Option<Vec<u8>>,
    /// The day on which the file is read, if it is known: no audit is done after it.
    pub(super) today: Option<Day>,
    /// The names of the columns, where the file is a grid of cells.
    grid: Option<Vec<String>>,
}

/// A list of records that is not (or not yet) the list of audits.
#[derive(Debug)]
struct List {
    path: String,
    records: u64,
    kept: Vec<(Place, Kept)>,
    profiles: Vec<Profile>,
    lacks: Option<Field>,
}

/// A record that is kept until it is known what its columns are.
#[derive(Debug)]
enum Kept {
    Json(Vec<u8>),
    Cells(Vec<String>),
}

/// The list of audits.
#[derive(Debug)]
struct Audits {
    path: String,
    records: u64,
    /// Audits that the records hold, where one may hold several; otherwise the same.
    audits: u64,
    mapping: Mapping,
    /// Whether the columns were recognised here, so that one met later may be too.
    recognising: bool,
    mapped: Vec<MappedColumn>,
    /// Columns that a saved mapping names and no record has had yet.
    awaited: Vec<MappedColumn>,
    unread: Vec<String>,
    profiles: Vec<Profile>,
    row: Row,
    table: AuditTable,
    rows: Vec<RowState>,
    ids: Ids,
    /// The number of each practice area in the table, by its number in the row.
    areas: Vec<usize>,
    /// Grades of practice areas that rows of one audit contradict each other about: the row of the audit, and the area.
    contradicted: HashSet<(usize, usize)>,
    /// When each audit was recorded, where the file says.
    recorded: Vec<DateCell>,
    /// For each re-audit that names one, where it stands, its row and its first audit.
    follows: Vec<(Place, usize, u64)>,
    exact_repeats: u64,
    /// Rows that told of one more finding of an audit.
    further_findings: u64,
    actions: WrittenActions,
    letters_damaged: u64,
    proof: Proof,
    /// The words in the column of the grade, and how often each was met.
    grades: Vec<(String, u64)>,
    long_grades: u64,
    /// A bit for each field that has a column.
    has: u32,
    recent: Words,
}

/// What was read of words, kept for the next time that they come.
#[derive(Debug, Default)]
struct Words {
    grades: Recent<(GradeCell, NotedGrade)>,
    moderated: Recent<GradeCell>,
    kinds: Recent<AuditKind>,
    nothing: Recent<bool>,
}

/// Where a word in the column of the grade is counted.
#[derive(Debug, Clone, Copy)]
enum NotedGrade {
    /// At this place of those that are kept.
    At(usize),
    /// Among those that are too long.
    Long,
    /// Nowhere.
    Not,
}

/// What was read of an audit that is to be added.
struct One<'a> {
    row: AuditRow<'a>,
    /// The two numbers and the year of a slashed date.
    slashed: Option<(u8, u8, i32)>,
    /// The number of the id of the audit that it follows up.
    follows: Option<u64>,
}

/// For each row, its place, the two numbers and year of a slashed date, and whether it is to be dropped.
#[derive(Debug)]
struct RowState {
    place: ShortPlace,
    slashed: Option<(u8, u8, i32)>,
    dropped: bool,
}

/// A place in less memory, for there is one of each row.
#[derive(Debug, Clone, Copy)]
struct ShortPlace {
    record: u32,
    line: u32,
    /// 0 where the record is the audit.
    item: u32,
}

impl From<Place> for ShortPlace {
    fn from(place: Place) -> ShortPlace {
        // A file of more lines than this cannot be read in a browser.
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        ShortPlace { record: short(place.record), line: short(place.line), item: place.item.map_or(0, short) }
    }
}

impl From<ShortPlace> for Place {
    fn from(place: ShortPlace) -> Place {
        let item = (place.item > 0).then(|| place.item.into());
        Place { record: place.record.into(), line: place.line.into(), item }
    }
}

impl Sink for Collector {
    fn record(&mut self, path: &str, place: Place, record: &[u8]) -> Result<(), ImportError> {
        if let Some(audits) = self.audits.as_mut().filter(|audits| audits.path == path) {
            audits.add_record(place, record, &mut self.problems);
            return Ok(());
        }
        if self.is_beside(path) {
            let repaired = with_damaged_letters(record);
            let record = repaired.as_deref().unwrap_or(record);
            match path {
                "events" => self.beside.event(place, record, &mut self.problems),
                _ => self.beside.context(place, record, &mut self.problems),
            }
            return Ok(());
        }
        let wanted = self.saved.as_ref().and_then(|saved| saved.records.as_deref());
        let may_hold_audits = self.audits.is_none() && wanted.is_none_or(|wanted| wanted == path);
        let scale = self.scale();
        let at = self.list_at(path);
        let Some(list) = self.lists.get_mut(at) else { return Ok(()) };
        list.records += 1;
        if may_hold_audits && list.lacks.is_none() {
            list.note_record(record, &scale);
            list.kept.push((place, Kept::Json(record.to_vec())));
            if list.kept.len() >= RECORDS_KEPT {
                self.decide(at);
            }
        }
        Ok(())
    }

    fn scan(&mut self, path: &str, place: Place, bytes: &[u8]) -> Option<Scan> {
        // Most often the file itself is the list. To compare two texts of no length takes longer than it should.
        let is_it = |audits: &&mut Audits| audits.path.len() == path.len() && (path.is_empty() || audits.path == path);
        let audits = self.audits.as_mut().filter(is_it)?;
        audits.scan_record(place, bytes, &mut self.problems)
    }

    fn stray(&mut self, path: &str, place: Place) {
        let is_beside = self.is_beside(path);
        match &mut self.audits {
            Some(audits) if audits.path == path => audits.note_stray(place, &mut self.problems),
            _ if is_beside => Beside::stray(path, place, &mut self.problems),
            None if self.strays.len() < STRAYS_KEPT => self.strays.push((path.to_owned(), place)),
            _ => {}
        }
    }

    fn value(&mut self, name: &str, line: u64, json: &[u8]) {
        if let Some(key) = name.strip_prefix("targets.") {
            self.beside.target(key, line, json, &mut self.problems);
        }
        match name {
            "authority" => self.source.authority = serde_json::from_slice(json).ok(),
            "exported_on" => self.source.exported_on = serde_json::from_slice(json).ok(),
            "invented" => self.source.invented = serde_json::from_slice(json).unwrap_or(false),
            _ => {}
        }
    }

    fn document(&mut self, object: &[u8]) {
        self.document = Some(object.to_vec());
    }
}

/// The rows of a grid: a CSV file, or the sheet of a workbook.
impl GridSink for Collector {
    fn called(&self) -> Vec<String> {
        let mappings = self.saved.iter().chain(&self.remembered);
        mappings.flat_map(Mapping::columns).cloned().collect()
    }

    fn header(&mut self, names: &[String]) -> Result<(), ImportError> {
        self.grid = Some(names.to_vec());
        let profiles = names.iter().map(|name| Profile::new(name.clone())).collect();
        self.lists.push(List { path: String::new(), records: 0, kept: Vec::new(), profiles, lacks: None });
        Ok(())
    }

    fn cells(&mut self, place: Place, cells: &[&str]) -> Result<(), ImportError> {
        if let Some(audits) = &mut self.audits {
            audits.add_cells(place, cells, &mut self.problems);
            return Ok(());
        }
        let scale = self.scale();
        let Some(list) = self.lists.first_mut() else { return Ok(()) };
        list.records += 1;
        if list.lacks.is_none() {
            for (profile, cell) in list.profiles.iter_mut().zip(cells) {
                profile.meet(cell, &scale);
            }
            list.kept.push((place, Kept::Cells(cells.iter().map(|cell| (*cell).to_owned()).collect())));
            if list.kept.len() >= RECORDS_KEPT {
                self.decide(0);
            }
        }
        Ok(())
    }
}

impl Collector {
    pub(super) fn new(saved: Option<Mapping>, remembered: Vec<Mapping>) -> Collector {
        Collector { saved, remembered, ..Collector::default() }
    }

    pub(super) fn records(&self) -> u64 {
        self.audits.as_ref().map_or_else(|| self.lists.iter().map(|list| list.records).sum(), |audits| audits.records)
    }

    /// Makes room for the audits of the rest of the file.
    pub(super) fn make_room(&mut self, of: Expected) {
        let Some(audits) = &mut self.audits else { return };
        audits.table.make_room(of);
        room_for(&mut audits.rows, of);
        room_for(&mut audits.recorded, of);
        audits.ids.make_room(of);
        audits.actions.make_room(of);
    }

    /// Whether a list holds what stands beside the audits, unless the mapping says that they are in it.
    fn is_beside(&self, path: &str) -> bool {
        let wanted = self.saved.as_ref().and_then(|saved| saved.records.as_deref());
        matches!(path, "events" | "context") && wanted != Some(path)
    }

    fn scale(&self) -> Scale {
        self.saved.as_ref().map(Mapping::scale).unwrap_or_default()
    }

    fn list_at(&mut self, path: &str) -> usize {
        self.lists.iter().position(|list| list.path == path).unwrap_or_else(|| {
            let path = path.to_owned();
            self.lists.push(List { path, records: 0, kept: Vec::new(), profiles: Vec::new(), lacks: None });
            self.lists.len() - 1
        })
    }

    /// Takes the list as the list of audits if it has the columns for it.
    fn decide(&mut self, at: usize) {
        let Some(list) = self.lists.get_mut(at) else { return };
        let decided = match &self.saved {
            Some(saved) => by_mapping(saved, &list.profiles),
            None => {
                // A remembered mapping fits if the file has every column that it names.
                let fitting = self
                    .remembered
                    .iter()
                    .find(|mapping| mapping.columns_of_fields().all(|column| has_column(&list.profiles, column)));
                match fitting {
                    Some(mapping) => by_mapping(mapping, &list.profiles),
                    None => recognised(&list.profiles).and_then(|(mapping, mapped)| {
                        // Deep inside a file a list is rarely that of the audits: only names that are known will do there.
                        let guessed = mapped.iter().find(|column| column.how == How::Content);
                        guessed
                            .filter(|_| list.path.matches('.').count() >= 2)
                            .map_or(Ok((mapping, mapped.clone())), |guess| Err(guess.field))
                    }),
                }
            }
        };
        match decided {
            Err(field) => {
                list.lacks = Some(field);
                list.kept.clear();
            }
            Ok((mapping, mapped)) => {
                let recognising = mapped.iter().all(|column| column.how != How::SavedMapping);
                let list = self.lists.remove(at);
                let mut audits = Audits::new(list.path, mapping, mapped, list.profiles, recognising);
                if let Some(names) = &self.grid {
                    audits.row.columns_are(names);
                }
                for (place, kept) in list.kept {
                    match kept {
                        Kept::Json(record) => audits.add_record(place, &record, &mut self.problems),
                        Kept::Cells(cells) => {
                            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                            audits.add_cells(place, &cells, &mut self.problems);
                        }
                    }
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
        self.try_document()?;
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
        audits.finish(source, self.beside, self.problems, self.today)
    }

    /// A file that is one object and holds no list of audits may itself be the record of one case, with its audits inside.
    fn try_document(&mut self) -> Result<(), ImportError> {
        let Some(document) = self.document.take().filter(|_| self.audits.is_none()) else { return Ok(()) };
        let lists = std::mem::take(&mut self.lists);
        self.record("", Place { record: 1, line: 1, item: None }, &document)?;
        self.decide(0);
        // If it is not, it is the lists that the reader is told about.
        if self.audits.is_none() {
            self.lists = lists;
        }
        Ok(())
    }
}

/// The columns that a mapping names and the file has; the error is the required field that is not among them.
///
/// When an audit was recorded is read also where the mapping does not speak of it: that only ever keeps months from being judged too early.
fn by_mapping(mapping: &Mapping, profiles: &[Profile]) -> Result<(Mapping, Vec<MappedColumn>), Field> {
    let mut mapped = columns_of(mapping);
    mapped.retain(|column| has_column(profiles, &column.column));
    required(&mapped)?;
    let mut mapping = mapping.clone();
    if mapping.also.is_empty() && !mapping.fields.contains_key(&Field::RecordedOn) {
        let recorded = survey::recorded_on(profiles.iter(), &mapped);
        mapping.fields.extend(recorded.iter().map(|column| (column.field, column.column.clone())));
        mapped.extend(recorded);
    }
    Ok((mapping, mapped))
}

/// The columns that a mapping names, with their fields.
fn columns_of(mapping: &Mapping) -> Vec<MappedColumn> {
    let areas = mapping.domain_grades.values().map(|column| (&Field::DomainGrade, column));
    let fields = mapping.fields.iter().chain(mapping.actions.iter().flatten()).chain(areas);
    let column = |(field, column): (&Field, &String)| MappedColumn {
        field: *field,
        column: column.clone(),
        how: How::SavedMapping,
    };
    fields.map(column).collect()
}

/// The columns as they are recognised; the error is the required field that is not among them.
fn recognised(profiles: &[Profile]) -> Result<(Mapping, Vec<MappedColumn>), Field> {
    let (mapping, mapped) = survey::recognise(profiles);
    required(&mapped)?;
    Ok((mapping, mapped))
}

fn required(mapped: &[MappedColumn]) -> Result<(), Field> {
    let lacking = [Field::AuditDate, Field::OverallGrade]
        .into_iter()
        .find(|field| !mapped.iter().any(|column| column.field == *field));
    lacking.map_or(Ok(()), Err)
}

fn has_column(profiles: &[Profile], column: &str) -> bool {
    profiles.iter().any(|profile| stands_for(&profile.path, column))
}

fn no_audits(saved: Option<Mapping>, lists: Vec<List>) -> ImportError {
    // The longest list is the one that was meant to hold the audits.
    let Some((list, field)) =
        lists.into_iter().filter_map(|list| list.lacks.map(|field| (list, field))).max_by_key(|(list, _)| list.records)
    else {
        return ImportError::NoAudits;
    };
    let columns: Vec<String> = list.profiles.iter().map(|profile| profile.path.clone()).collect();
    let (recognised, mapped) = survey::recognise(&list.profiles);
    let survey = Survey { list: list.path, columns: survey::tell(&list.profiles, &mapped), ..Survey::default() };
    let guess = saved.clone().unwrap_or(recognised);
    match saved.and_then(|saved| saved.fields.get(&field).cloned()) {
        Some(column) => ImportError::MappingColumnNotFound { field, column, columns, ask: Box::new((survey, guess)) },
        None => ImportError::FieldNotFound { field, columns, ask: Box::new((survey, guess)) },
    }
}

impl List {
    /// Takes account of the columns of a record and what they hold; a broken record has none.
    fn note_record(&mut self, record: &[u8], scale: &Scale) {
        let mut met: Vec<(String, String)> = Vec::new();
        let mut read = row::flatten(record, &mut |path, cell| met.push((path.to_owned(), cell.to_owned())));
        if read.is_err()
            && let Some(mended) = with_damaged_letters(record)
        {
            met.clear();
            read = row::flatten(&mended, &mut |path, cell| met.push((path.to_owned(), cell.to_owned())));
        }
        if read.is_err() {
            // Values are not looked at: one that is broken in a way that only reading it shows must not hide the columns.
            let Ok(record) = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(record) else { return };
            met = record.into_keys().map(|name| (name, String::new())).collect();
        }
        for (path, cell) in met {
            let at = self.profiles.iter().position(|profile| profile.path == path);
            if at.is_none() && self.profiles.len() < MOST_COLUMNS {
                self.profiles.push(Profile::new(path));
            }
            let Some(profile) =
                at.map_or(self.profiles.len().checked_sub(1), Some).and_then(|at| self.profiles.get_mut(at))
            else {
                continue;
            };
            profile.meet(&cell, scale);
        }
    }
}

impl Audits {
    fn new(
        path: String,
        mapping: Mapping,
        mapped: Vec<MappedColumn>,
        profiles: Vec<Profile>,
        recognising: bool,
    ) -> Audits {
        let mut row = Row::new(&mapping.audits_of_a_record(), &mapping.actions);
        let mut table = AuditTable { scale: mapping.scale(), ..AuditTable::default() };
        let mut areas = Vec::new();
        for (area, column) in &mapping.domain_grades {
            row.want_area(column, areas.len());
            areas.push(table.areas.area(area));
            if let Some(key) = areas_key(column).filter(|_| recognising) {
                row.watch_areas(key);
            }
        }
        let unread = profiles
            .iter()
            .map(|profile| &profile.path)
            .filter(|path| {
                // A list that is empty in one record, or one object in another, is the list all the same.
                let same = |column: &str| {
                    let is_list_of = column.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with("[]"));
                    is_list_of || column.contains("[]") && column.replace("[]", "") == path.replace("[]", "")
                };
                !mapping.columns().any(|column| stands_for(path, column) || same(column))
            })
            .cloned()
            .collect();
        for column in mapping.columns() {
            row.watch_groups_of(column);
        }
        let is_mapped = |column: &MappedColumn| {
            mapped.iter().any(|other| (other.field, &other.column) == (column.field, &column.column))
        };
        let mut awaited = columns_of(&mapping);
        awaited.retain(|column| !column.column.is_empty() && !is_mapped(column));
        for column in &awaited {
            row.await_column(&column.column);
        }
        // Of a group that was met, each column is awaited by itself.
        for profile in &profiles {
            let groups = profile.path.match_indices(['.', '[']).filter_map(|(at, _)| profile.path.get(..at));
            groups.for_each(|group| row.has_met(group));
        }
        let has = mapped.iter().fold(0, |has, column| has | bit(column.field));
        Audits {
            recorded: Vec::new(),
            path,
            records: 0,
            audits: 0,
            table,
            areas,
            contradicted: HashSet::new(),
            mapping,
            recognising,
            mapped,
            awaited,
            unread,
            profiles,
            row,
            rows: Vec::new(),
            ids: Ids::default(),
            has,
            recent: Words::default(),
            follows: Vec::new(),
            exact_repeats: 0,
            further_findings: 0,
            actions: WrittenActions::default(),
            letters_damaged: 0,
            proof: Proof::default(),
            grades: Vec::new(),
            long_grades: 0,
        }
    }

    /// Notes something in the list that is no record at all.
    fn note_stray(&mut self, place: Place, problems: &mut ProblemLog) {
        self.records += 1;
        self.audits += 1;
        problems.note(Reason::NotARecord, None, place);
    }

    /// Adds the audit that begins at the first of these bytes, if its record is of a usual shape.
    #[inline]
    fn scan_record(&mut self, place: Place, bytes: &[u8], problems: &mut ProblemLog) -> Option<Scan> {
        let scanned = self.row.scan(bytes)?;
        let Scanned { bytes, line_ends, .. } = scanned;
        self.add_scanned(place, scanned, problems);
        Some(Scan { bytes, line_ends })
    }

    fn add_scanned(&mut self, place: Place, scanned: Scanned<'_>, problems: &mut ProblemLog) {
        self.records += 1;
        self.audits += 1;
        self.add(place, &AuditCells::of_scanned(&scanned), problems);
        self.row.take_back(scanned);
    }

    /// Adds the audits of one record of JSON, or notes why it cannot be.
    fn add_record(&mut self, place: Place, record: &[u8], problems: &mut ProblemLog) {
        let is_whole =
            |scan: &Scanned<'_>| record.get(scan.bytes..).is_some_and(|rest| rest.iter().all(is_space_of_json));
        if let Some(scanned) = self.row.scan(record) {
            if is_whole(&scanned) {
                self.add_scanned(place, scanned, problems);
                return;
            }
            self.row.take_back(scanned);
        }
        self.records += 1;
        let mut record = Cow::Borrowed(record);
        let mut read = self.read(&mut record);
        if read && !self.row.new_keys.is_empty() && self.meet_new_keys(&record) {
            read = self.read(&mut record);
        }
        if read && !self.row.new_areas.is_empty() {
            let met = std::mem::take(&mut self.row.new_areas);
            if self.meet_areas(met) {
                read = self.read(&mut record);
            }
        }
        if !read {
            self.audits += 1;
            problems.note(Reason::NotARecord, None, place);
            return;
        }
        self.add_audits(place, problems);
    }

    /// Reads a record, with its damaged letters shown as such if it cannot be read as it is; whether it could be read.
    fn read(&mut self, record: &mut Cow<'_, [u8]>) -> bool {
        if self.row.read(record).is_ok() {
            return true;
        }
        let Some(mended) = with_damaged_letters(record) else { return false };
        *record = Cow::Owned(mended);
        self.row.read(record).is_ok()
    }

    /// Adds one row of a grid.
    fn add_cells(&mut self, place: Place, cells: &[&str], problems: &mut ProblemLog) {
        self.records += 1;
        self.row.take(cells);
        self.add_audits(place, problems);
    }

    /// Decides on columns that no record before had; true if one of them is a field.
    fn meet_new_keys(&mut self, record: &[u8]) -> bool {
        let mut taken = false;
        for name in std::mem::take(&mut self.row.new_keys) {
            if self.row.awaits(&name) {
                self.meet_awaited(&name, record);
                continue;
            }
            if self.recognising && matches!(letters_and_digits_of(&name).as_str(), "actions" | "action") {
                taken |= self.meet_actions(&name, record);
                continue;
            }
            if self.recognising && is_areas_key(&name) {
                let mut met = Vec::new();
                // The record was read before, so it can be flattened; if not, nothing is found in it.
                let _ = row::flatten(record, &mut |path, _| {
                    if areas_key(path) == Some(name.as_str()) {
                        met.push(path.to_owned());
                    }
                });
                if met.is_empty() {
                    // Null, or a record without any area, tells nothing of what another will hold.
                    self.row.forget(&name);
                } else if self.meet_areas(met) {
                    taken = true;
                } else {
                    self.unread.push(name);
                }
                continue;
            }
            if self.profiles.iter().any(|profile| is_in(&profile.path, &name)) || self.unread.len() >= MOST_COLUMNS {
                continue;
            }
            let found = match name.contains("[].") {
                _ if !self.recognising => None,
                true => match self.recognise_in_list(&name, record) {
                    Some(found) => found,
                    None => {
                        // A blank cell tells nothing of what another will hold.
                        self.row.forget(&name);
                        if !self.unread.contains(&name) {
                            self.unread.push(name);
                        }
                        continue;
                    }
                },
                false => Field::recognise(&name)
                    .map(|(field, _)| (field, if field.name() == name { How::ExactName } else { How::Synonym })),
            };
            match found.filter(|(field, _)| !self.has(*field) && self.may_stand_in(&name, *field)) {
                Some((field, how)) => {
                    self.unread.retain(|unread| *unread != name);
                    self.row.want_also(&name, field);
                    self.mapping.fields.insert(field, name.clone());
                    self.map(MappedColumn { field, column: name, how });
                    taken = true;
                }
                None if self.unread.contains(&name) => {}
                None => self.unread.push(name),
            }
        }
        taken
    }

    /// Takes the columns of a saved mapping that no record before had, and that are this key or stand in it.
    fn meet_awaited(&mut self, key: &str, record: &[u8]) {
        let (mut met, mut is_blank) = (Vec::new(), true);
        // The record was read before, so it can be flattened; if not, nothing is found in it.
        let _ = row::flatten(record, &mut |path, cell| {
            if is_in(path, key) {
                is_blank &= cell.trim().is_empty();
                met.push(path.to_owned());
            }
        });
        let is_there = |column: &str| column == key || met.iter().any(|path| stands_for(path, column));
        let (found, awaited): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.awaited).into_iter().partition(|column| is_there(&column.column));
        self.awaited = awaited;
        // An empty list tells nothing of what another will hold.
        if !is_blank || !found.is_empty() {
            self.row.has_met(key);
        }
        self.unread.retain(|unread| found.is_empty() || unread != key);
        found.into_iter().for_each(|column| self.map(column));
    }

    /// Takes practice areas that no record before had; true if there are any.
    fn meet_areas(&mut self, paths: Vec<String>) -> bool {
        let mut taken = false;
        for path in paths {
            let profile = Profile::new(path);
            let free = self.mapping.domain_grades.len() < MOST_AREAS && profile.can_be(Field::DomainGrade);
            let area = area_of(&profile.path).filter(|area| free && !self.mapping.domain_grades.contains_key(area));
            let Some(area) = area else {
                self.row.leave(profile.path.clone());
                if self.unread.len() < MOST_COLUMNS {
                    self.unread.push(profile.path);
                }
                continue;
            };
            self.row.want_area(&profile.path, self.areas.len());
            self.areas.push(self.table.areas.area(&area));
            if let Some(key) = areas_key(&profile.path) {
                self.row.watch_areas(key);
                self.unread.retain(|unread| unread != key);
            }
            self.map(MappedColumn { field: Field::DomainGrade, column: profile.path.clone(), how: How::Synonym });
            self.mapping.domain_grades.insert(area, profile.path);
            taken = true;
        }
        taken
    }

    /// Takes the fields of the actions under a key that no record before had filled; true if there are any.
    fn meet_actions(&mut self, key: &str, record: &[u8]) -> bool {
        if Field::OF_ACTION.into_iter().any(|field| self.has(field)) {
            return false;
        }
        let (mut found, mut is_blank): (Vec<MappedColumn>, bool) = (Vec::new(), true);
        // The record was read before, so it can be flattened; if not, nothing is found in it.
        let _ = row::flatten(record, &mut |path, cell| {
            let inside = is_in(path, key);
            is_blank &= !inside || cell.trim().is_empty();
            let field = Field::recognise(path).map(|(field, _)| field);
            if let Some(field) = field.filter(|field| inside && field.of_action().is_some())
                && !found.iter().any(|other| other.field == field)
            {
                found.push(MappedColumn { field, column: path.to_owned(), how: How::Synonym });
            }
        });
        if is_blank {
            // An empty list tells nothing of what another will hold.
            self.row.forget(key);
        } else if !self.unread.iter().any(|unread| unread == key) && found.is_empty() {
            self.unread.push(key.to_owned());
        }
        for column in &found {
            self.row.want_also(&column.column, column.field);
            self.mapping.fields.insert(column.field, column.column.clone());
        }
        self.unread.retain(|unread| found.is_empty() || unread != key);
        found.iter().for_each(|column| self.map(column.clone()));
        !found.is_empty()
    }

    /// The field of a key of the items of a list, by its name or by words in it and what stands there in this record; `None` where that is blank.
    fn recognise_in_list(&self, name: &str, record: &[u8]) -> Option<Option<(Field, How)>> {
        let (mut profile, mut is_cell) = (Profile::new(name.to_owned()), false);
        // One object where a list is usual is one item.
        let plain = name.replace("[]", "");
        // The record was read before, so it can be flattened; if not, nothing is found in it.
        let _ = row::flatten(record, &mut |path, cell| {
            if stands_for(path, name) || path.replace("[]", "") == plain {
                is_cell = true;
                profile.meet(cell, &self.table.scale);
            }
        });
        let by_name = Field::recognise(name).map(|(field, _)| field);
        let may_be = by_name.or(Field::suggested(name)).is_some_and(|field| !self.has(field));
        if may_be && is_cell && profile.is_blank() {
            return None;
        }
        let by_name = by_name.filter(|field| *field != Field::RecordedOn || profile.can_be(*field));
        let suggested = || Field::suggested(name).filter(|field| field.of_action().is_some() && profile.can_be(*field));
        let found = match by_name {
            Some(field) => Some((field, How::Synonym)),
            None => suggested().map(|field| (field, How::NameAndContent)),
        };
        // What is no single value is no field, and what looks like people's names is left to the reader.
        Some(found.filter(|(field, _)| is_cell && !profile.is_private_for(*field)))
    }

    /// Whether a column may be of this field: in the items of a list only those fields are looked for that others there are of, and those of an action nowhere
    /// else if there is a list of them.
    fn may_stand_in(&self, column: &str, field: Field) -> bool {
        let list_of = |column: &str| column.rsplit_once("[].").map(|(list, _)| list.to_owned());
        let list = list_of(column);
        let is_of_action = field.of_action().is_some();
        let mut alike = self.mapped.iter().filter(|other| other.field.of_action().is_some() == is_of_action);
        match (&list, is_of_action) {
            (None, false) => true,
            (None, true) => alike.all(|other| list_of(&other.column).is_none()),
            (Some(_), _) => alike.any(|other| list_of(&other.column) == list),
        }
    }

    fn has(&self, field: Field) -> bool {
        self.has & bit(field) != 0
    }

    /// Takes a column as one of a field.
    fn map(&mut self, column: MappedColumn) {
        self.has |= bit(column.field);
        self.mapped.push(column);
    }

    fn add_audits(&mut self, place: Place, problems: &mut ProblemLog) {
        let row = std::mem::take(&mut self.row);
        let mut any = false;
        for cells in row.audits() {
            any = true;
            self.audits += 1;
            self.add(Place { item: cells.number, ..place }, &cells, problems);
        }
        if !any {
            self.audits += 1;
            problems.note(Reason::NoAuditInRecord, None, place);
        }
        self.row = row;
    }

    /// Adds one audit, or notes why it cannot be.
    fn add(&mut self, place: Place, cells: &AuditCells<'_>, problems: &mut ProblemLog) {
        let damaged = cells.damaged_letters();
        self.letters_damaged += u64::try_from(damaged).unwrap_or_default();
        if cells.many() & ONE_VALUE != 0 {
            let field = Field::ALL.into_iter().find(|field| cells.many() & ONE_VALUE & bit(*field) != 0);
            problems.note(Reason::NotOneValue, field, place);
            return;
        }
        let grade = self.note_grade(cells.text(Field::OverallGrade));

        let written = read_date(cells.text(Field::AuditDate));
        let slashed = match written {
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
        let AuditTable { scale, .. } = &self.table;
        let second = cells.text(Field::ModeratedGrade);
        let second = self.recent.moderated.get_or(second, || scale.read(second));
        let mut grades = [None, None];
        for ((field, cell), read) in
            [(Field::OverallGrade, grade), (Field::ModeratedGrade, second)].into_iter().zip(&mut grades)
        {
            *read = match cell {
                GradeCell::Grade(grade) => Some(grade),
                GradeCell::NotGraded => None,
                GradeCell::Unknown => {
                    problems.note(Reason::GradeUnknown, Some(field), place);
                    return;
                }
            };
        }
        let [grade, moderated_grade] = grades;
        let follows = Some(cells.text(Field::ReauditOf)).filter(|cell| names_an_audit(cell));
        let follows = follows.map(|first| number_of(first.as_bytes()));
        let kind = self.said(cells.text(Field::AuditType));
        let kind = match follows {
            Some(_) => AuditKind::ReAudit,
            None => self.recent.kinds.get_or(kind, || AuditKind::recognise(kind)),
        };
        let [office, service, team] =
            [Field::Office, Field::Service, Field::Team].map(|field| self.said(cells.text(field)));
        // A slashed date is filled in at the end, when its rule is known.
        let Some(date) = slashed.err().or_else(|| Day::new(1970, 1, 1)) else { return };
        let row = AuditRow { date, office, service, team, kind, grade, moderated_grade };
        if self.is_repeat(place, cells, &One { row, slashed: slashed.ok(), follows }, problems) {
            return;
        }

        if kind == AuditKind::Unrecognised {
            problems.note(Reason::KindUnknown, Some(Field::AuditType), place);
        }
        if let Some(first) = follows.filter(|_| self.has(Field::AuditId)) {
            self.follows.push((place, self.rows.len(), first));
        }
        if office.is_empty() && self.has(Field::Office) {
            problems.note(Reason::OfficeMissing, Some(Field::Office), place);
        }
        if damaged > 0 {
            problems.note(Reason::LettersDamaged, None, place);
        }
        self.proof.meet(written, place);
        self.table.push(row);
        if self.has(Field::RecordedOn) {
            let recorded = read_date(cells.text(Field::RecordedOn));
            if recorded == DateCell::Unreadable {
                problems.note(Reason::RecordedUnreadable, Some(Field::RecordedOn), place);
            }
            self.recorded.resize(self.rows.len(), DateCell::Missing);
            self.recorded.push(recorded);
        }
        for (field, column) in
            [(Field::AuditorRole, &mut self.table.auditor_role), (Field::AuditorCode, &mut self.table.auditor_code)]
        {
            let cell = cells.text(field);
            if !self.recent.nothing.get_or(cell, || says_nothing(cell)) {
                column.pad(self.rows.len());
                column.push(cell);
            }
        }
        let row = self.rows.len();
        add_causes(&mut self.table.causes, row, cells, Field::FailureCause, &mut self.recent.nothing);
        add_causes(&mut self.table.partner_causes, row, cells, Field::PartnerCause, &mut self.recent.nothing);
        self.add_areas(self.rows.len(), cells, place, problems);
        self.add_risk(self.rows.len(), cells, place, problems);
        self.actions.add(self.rows.len(), cells.actions(), place);
        self.rows.push(RowState { place: place.into(), slashed: slashed.ok(), dropped: false });
    }

    /// What a cell says; "" where it is a placeholder for nothing: a word for that, or a dash or two. Other signs may be a name.
    #[inline]
    fn said<'a>(&mut self, cell: &'a str) -> &'a str {
        let nothing = cell.is_empty() || self.recent.nothing.get_or(cell, || says_nothing(cell));
        if nothing && (cell.len() <= 3 || cell.contains(char::is_alphanumeric)) { "" } else { cell }
    }

    /// Reads a grade, and keeps account of the words in its column, so that the reader can say what they mean.
    fn note_grade(&mut self, cell: &str) -> GradeCell {
        let Audits { grades, recent, table, .. } = self;
        let (read, noted) = recent.grades.get_or(cell, || {
            let read = table.scale.read(cell);
            if cell.is_empty() {
                return (read, NotedGrade::Not);
            }
            if cell.chars().count() > LONGEST_GRADE {
                return (read, NotedGrade::Long);
            }
            let at = grades.iter().position(|(known, _)| known == cell);
            if at.is_none() && grades.len() < GRADES_KEPT {
                grades.push((cell.to_owned(), 0));
            }
            let place = at.or_else(|| grades.iter().position(|(known, _)| known == cell));
            (read, place.map_or(NotedGrade::Not, NotedGrade::At))
        });
        match noted {
            NotedGrade::At(at) => grades.get_mut(at).into_iter().for_each(|(_, count)| *count += 1),
            NotedGrade::Long => self.long_grades += 1,
            NotedGrade::Not => {}
        }
        read
    }

    /// Whether the audit's id was met before: an exact repeat is dropped; of conflicting ones, none is used.
    fn is_repeat(&mut self, place: Place, cells: &AuditCells<'_>, one: &One<'_>, problems: &mut ProblemLog) -> bool {
        if !self.has(Field::AuditId) {
            return false;
        }
        let id = cells.text(Field::AuditId);
        // Most ids end with a digit, as no placeholder does.
        if !id.ends_with(|c: char| c.is_ascii_digit()) && says_nothing(id) {
            problems.note(Reason::IdMissing, Some(Field::AuditId), place);
            return false;
        }
        let Some(at) = self.ids.meet(id, self.rows.len()) else { return false };
        if self.is_the_same(at, one) {
            // Another row of the same audit may be another finding of it, or another action.
            let nothing = &mut self.recent.nothing;
            let more_causes = add_causes(&mut self.table.causes, at, cells, Field::FailureCause, nothing);
            let more_partners = add_causes(&mut self.table.partner_causes, at, cells, Field::PartnerCause, nothing);
            let more_areas = self.add_areas(at, cells, place, problems);
            let more_risk = self.add_risk(at, cells, place, problems);
            let more_actions = self.actions.add(at, cells.actions(), place);
            if more_causes || more_partners || more_areas || more_risk || more_actions {
                self.further_findings += 1;
            } else {
                self.exact_repeats += 1;
            }
            return true;
        }
        problems.note(Reason::ConflictingRepeat, Some(Field::AuditId), place);
        if let Some(first) = self.rows.get_mut(at).filter(|first| !first.dropped) {
            first.dropped = true;
            problems.note(Reason::ConflictingRepeat, Some(Field::AuditId), first.place.into());
        }
        true
    }

    /// Whether an audit is the same as that in a row in all that rows of one audit may not differ in; in the rest they may tell of several findings.
    fn is_the_same(&self, at: usize, one: &One<'_>) -> bool {
        let AuditTable { date, kind, grade, moderated_grade, office, service, team, .. } = &self.table;
        let One { row, slashed, follows } = one;
        let first = self.follows.binary_search_by_key(&at, |(_, row, _)| *row).ok();
        let first = first.and_then(|first| self.follows.get(first)).map(|(_, _, first)| *first);
        let named = |column: &NameColumn, name: &str| column.name_at(at) == name.trim();
        date.get(at) == Some(&row.date)
            && self.rows.get(at).is_some_and(|state| state.slashed == *slashed)
            && kind.get(at) == Some(&row.kind)
            && grade.get(at) == Some(&row.grade)
            && moderated_grade.get(at) == Some(&row.moderated_grade)
            && named(office, row.office)
            && named(service, row.service)
            && named(team, row.team)
            && first == *follows
    }

    /// Adds the grades of practice areas to the audit in a row; false if they tell nothing new of it. Where rows of one audit contradict each
    /// other, neither grade is used.
    fn add_areas(&mut self, row: usize, cells: &AuditCells<'_>, place: Place, problems: &mut ProblemLog) -> bool {
        let mut any = false;
        for (cell, area) in cells.areas().iter().zip(&self.areas) {
            let grade = match (cell.content, self.table.scale.read(cell.trimmed())) {
                (Content::Absent, _) | (Content::One, GradeCell::NotGraded) => continue,
                (Content::One, GradeCell::Grade(grade)) => grade,
                (Content::One, GradeCell::Unknown) | (Content::Many, _) => {
                    problems.note_once(Reason::AreaGradeUnknown, Some(Field::DomainGrade), place);
                    continue;
                }
            };
            if self.contradicted.contains(&(row, *area)) {
                continue;
            }
            match self.table.areas.grade(*area, row) {
                Some(known) if known == grade => {}
                Some(_) => {
                    problems.note_once(Reason::AreaGradeContradicted, Some(Field::DomainGrade), place);
                    self.contradicted.insert((row, *area));
                    self.table.areas.set(*area, row, None);
                    any = true;
                }
                None => {
                    self.table.areas.set(*area, row, grade);
                    any = true;
                }
            }
        }
        any
    }

    /// Adds to the audit in a row whether there was an immediate risk; false if that tells nothing new of it. A risk that one of its rows
    /// tells of is one.
    fn add_risk(&mut self, row: usize, cells: &AuditCells<'_>, place: Place, problems: &mut ProblemLog) -> bool {
        if !self.has(Field::ImmediateRisk) {
            return false;
        }
        let cell = cells.text(Field::ImmediateRisk);
        let said = yes_or_no(cell);
        let is_many = cells.is_many(Field::ImmediateRisk);
        if is_many || said.is_none() && !says_nothing(cell) {
            problems.note_once(Reason::RiskUnknown, Some(Field::ImmediateRisk), place);
        }
        if self.table.immediate_risk.len() <= row {
            self.table.immediate_risk.resize(row + 1, None);
        }
        let Some(known) = self.table.immediate_risk.get_mut(row) else { return false };
        let all = known.iter().copied().chain(said.filter(|_| !is_many)).reduce(|a, b| a || b);
        let is_news = *known != all;
        *known = all;
        is_news
    }

    fn finish(
        mut self,
        mut source: Source,
        beside: Beside,
        mut problems: ProblemLog,
        today: Option<Day>,
    ) -> Result<Import, ImportError> {
        if let (Some(day_first), Some(month_first)) = (self.proof.day_first, self.proof.month_first) {
            return Err(ImportError::MixedDates { day_first, month_first });
        }
        // The dates of actions prove the rule where those of the audits do not; if they go both ways, they are not used.
        let with_actions = self.proof.or(self.actions.proof);
        let both_ways = with_actions.is_both_ways();
        let proof = if both_ways { self.proof } else { with_actions };
        // What the file proves goes before what a mapping says of it.
        let month_first = proof.is_month_first(self.mapping.dates);
        // So with what stands beside the audits.
        let with_beside = proof.or(beside.proof);
        let beside_month_first = (!with_beside.is_both_ways()).then(|| with_beside.is_month_first(self.mapping.dates));
        let earliest = Day::new(2000, 1, 1);
        let latest = source.exported_on.or(today);
        for (row, date) in self.rows.iter_mut().zip(&mut self.table.date) {
            let mut fault = None;
            if let Some((first, second, year)) = row.slashed {
                match slashed_day(first, second, year, month_first) {
                    Some(day) => *date = day,
                    None => fault = Some(Reason::DateUnreadable),
                }
            }
            if fault.is_none() && earliest.is_some_and(|earliest| *date < earliest) {
                fault = Some(Reason::DateTooOld);
            }
            if fault.is_none() && latest.is_some_and(|latest| *date > latest) {
                fault = Some(Reason::DateAfterExport);
            }
            if let Some(fault) = fault {
                if !row.dropped {
                    problems.note(fault, Some(Field::AuditDate), row.place.into());
                }
                row.dropped = true;
            }
        }
        let is_dropped = |row: usize| self.rows.get(row).is_none_or(|row| row.dropped);
        for (place, row, first) in &self.follows {
            match self.ids.row_of(*first) {
                Some(first) if !is_dropped(first) => self.table.reaudits.push(*row, first),
                // A re-audit that is itself not used has its own reason.
                _ if is_dropped(*row) => {}
                _ => problems.note(Reason::FirstAuditMissing, Some(Field::ReauditOf), *place),
            }
        }
        self.table.exported_on = source.exported_on;
        self.table.recorded = self
            .recorded
            .iter()
            .zip(&self.table.date)
            .map(|(cell, audited)| {
                let day = match *cell {
                    DateCell::Day(day) => Some(day),
                    DateCell::Slashed { first, second, year } => slashed_day(first, second, year, month_first),
                    DateCell::Missing | DateCell::Unreadable => None,
                };
                day.filter(|day| audited <= day && latest.is_none_or(|latest| *day <= latest))
            })
            .collect();
        let actions = std::mem::take(&mut self.actions);
        let stays = |row: usize| self.rows.get(row).filter(|row| !row.dropped).map(|row| row.place.into());
        self.table.actions = actions.finish(month_first, both_ways, Bounds { earliest, latest }, stays, &mut problems);
        for column in [&mut self.table.auditor_role, &mut self.table.auditor_code] {
            if !column.names().is_empty() {
                column.pad(self.rows.len());
            }
        }
        let dropped: Vec<bool> = self.rows.iter().map(|row| row.dropped).collect();
        let mut table = if dropped.contains(&true) { self.table.without(&dropped) } else { self.table };

        let cleaned = legible::clean(&mut table);
        source.names_cleaned = cleaned.names;
        source.authority = source.authority.map(|name| legible_name(&name).into_owned());
        for (field, column) in
            [(Field::Office, &mut table.office), (Field::Service, &mut table.service), (Field::Team, &mut table.team)]
        {
            if let Some(merge) = self.mapping.merge.get(&field) {
                source.merges.extend(merged(field, column, merge));
                *column = column.renamed(|name| merge.get(name).map_or(name, String::as_str).to_owned());
            }
            source.merge_offers.extend(names::offers(field, column));
        }

        source.list = (!self.path.is_empty()).then_some(self.path.clone());
        source.records = self.audits;
        source.objects = (self.audits != self.records).then_some(self.records);
        source.rows_used = u64::try_from(table.len()).unwrap_or(u64::MAX);
        source.exact_repeats = self.exact_repeats;
        source.further_findings = self.further_findings;
        source.actions = u64::try_from(table.actions.len()).unwrap_or(u64::MAX);
        source.letters_damaged = self.letters_damaged;
        source.date_rule = proof.any_slashed.then_some(match (proof.day_first, proof.month_first) {
            (_, Some(proof)) => DateRule::MonthFirst(Some(proof)),
            (Some(proof), _) => DateRule::DayFirst(Some(proof)),
            _ if month_first => DateRule::MonthFirst(None),
            _ => DateRule::DayFirst(None),
        });
        source.missing_fields =
            Field::ALL.into_iter().filter(|field| !self.mapped.iter().any(|mapped| mapped.field == *field)).collect();
        self.mapped.order_by_key(|mapped| mapped.field);
        self.grades.order_by(Ord::cmp);
        let mut columns = survey::tell(&self.profiles, &self.mapped);
        // A mapping has to find a column by its whole name; what is longer names none, and would stand in the page once for each field.
        columns.retain(|column| column.path.len() <= LONGEST_COLUMN_BYTES);
        let survey = Survey {
            list: self.path,
            columns,
            grades: self.grades,
            long_grades: self.long_grades,
            ..Survey::default()
        };
        source.mapped = self.mapped;
        source.columns_unread = self.unread.iter().map(|column| legible_name(column).into_owned()).collect();

        let merge = self.mapping.merge.get(&Field::Office);
        let renamed = |office: &str| {
            let office = cleaned.office(office);
            merge.and_then(|merge| merge.get(&office)).cloned().unwrap_or(office)
        };
        let (events, context, targets) = beside.finish(beside_month_first, renamed, &mut problems);
        let problems = problems.finish();
        // Words of which none is on the scale are another scale, which the reader has to explain.
        let another_scale = problems.groups.iter().any(|group| group.reason == Reason::GradeUnknown)
            && table.grade.iter().all(Option::is_none);
        if table.is_empty() || another_scale {
            let commonest = problems.groups.iter().filter(|group| !group.row_used).max_by_key(|group| group.count);
            let Some(commonest) = commonest else { return Err(ImportError::NoAudits) };
            return Err(ImportError::NothingUsable {
                records: self.audits,
                what: commonest.reason.what().to_owned(),
                what_to_do: commonest.reason.what_to_do().to_owned(),
                ask: Box::new((survey, self.mapping)),
            });
        }
        Ok(Import { table, events, context, targets, problems, mapping: self.mapping, source, survey })
    }
}

/// The names of a column that a mapping counts under others, in the order of the file.
fn merged(field: Field, column: &NameColumn, merge: &BTreeMap<String, String>) -> Vec<Merge> {
    let merges = column.names().iter().zip(0_u32..).filter_map(|(name, code)| {
        let to = merge.get(name).filter(|to| *to != name)?;
        let audits = column.codes().iter().filter(|cell| **cell == Some(code)).count();
        Some(Merge { field, from: name.clone(), to: to.clone(), audits: u64::try_from(audits).unwrap_or(u64::MAX) })
    });
    merges.collect()
}

/// Whether a path is that of a key, or of something inside it.
fn is_in(path: &str, key: &str) -> bool {
    path.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Adds the causes in a cell to the audit in a row; false if it has them all already.
fn add_causes(
    causes: &mut Causes,
    row: usize,
    cells: &AuditCells<'_>,
    field: Field,
    nothing: &mut Recent<bool>,
) -> bool {
    let mut any = false;
    if cells.text(field).is_empty() {
        return any;
    }
    for cause in cells.several(field).map(str::trim) {
        if !nothing.get_or(cause, || says_nothing(cause)) {
            any |= causes.push(row, cause);
        }
    }
    any
}

/// A bit for each field of which an audit has one value.
const ONE_VALUE: u32 = {
    let several = bit(Field::FailureCause) | bit(Field::PartnerCause) | bit(Field::ImmediateRisk);
    bits_of(&Field::ALL) & !several
};

const fn bits_of(fields: &[Field]) -> u32 {
    let mut bits = 0;
    let mut rest = fields;
    while let [field, after @ ..] = rest {
        bits |= bit(*field);
        rest = after;
    }
    bits
}

/// What may stand around a value of JSON.
fn is_space_of_json(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// A record that is not in UTF-8, with each letter that is damaged shown as such; `None` if it is.
fn with_damaged_letters(record: &[u8]) -> Option<Vec<u8>> {
    std::str::from_utf8(record).is_err().then(|| String::from_utf8_lossy(record).into_owned().into_bytes())
}

/// Whether the cell for "first audit of a re-audit" names one, rather than saying in some way that there is none.
fn names_an_audit(cell: &str) -> bool {
    !says_nothing(cell) && !matches!(cell.to_ascii_lowercase().as_str(), "no" | "n" | "false" | "0")
}
