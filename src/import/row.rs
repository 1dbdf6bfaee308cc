//! One record as the cells of its mapped fields; everything else of it is skipped.

use super::Field;
use super::mapping::WRAPPERS;
use super::scan::{ActionTexts, FIELDS, Scanned, Scanner, Text, What};
use serde::de::{Deserialize as _, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// What stands in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Content {
    /// The record has no such key, or null.
    #[default]
    Absent,
    /// One value.
    One,
    /// A list or an object.
    Many,
}

/// No audit has more actions: those beyond are given as one that cannot be read.
const MOST_ACTIONS: usize = 1000;

/// One cell. Its memory serves every record.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) content: Content,
    pub(super) text: String,
}

/// The cells of one audit.
#[derive(Debug, Default)]
struct Cells {
    /// By field, but for those of actions, which are the last ones.
    fields: [Cell; FIELDS],
    /// The grades of practice areas, by the number of the area.
    areas: Vec<Cell>,
    actions: Vec<ActionCells>,
    actions_used: usize,
}

/// The cells of one action, in the order of [`Field::OF_ACTION`].
type ActionCells = [Cell; Field::OF_ACTION.len()];

/// Which cells of a record are wanted: a tree of keys.
#[derive(Debug, Default)]
struct Wanted {
    keys: Vec<(String, Wanted)>,
    items: Option<Box<Wanted>>,
    cells: Vec<Slot>,
    /// The path to here, if further practice areas may be met here.
    areas: Option<String>,
    /// The path to here, if keys that were not met before are told.
    group: Option<String>,
}

/// Where a wanted cell goes: which of the audits of a record, and which field.
#[derive(Debug, Clone, Copy)]
struct Slot {
    audit: usize,
    field: Field,
    /// Which action, where a row has columns for several; or which practice area.
    action: usize,
}

/// The cells of one record, by field; a record may hold several audits.
#[derive(Debug, Default)]
pub(super) struct Row {
    wanted: Wanted,
    /// For a grid of cells, what its columns are.
    by_position: Vec<Vec<Slot>>,
    audits: Vec<Audit>,
    /// Keys of the record itself, and paths to those of its groups, that were met and are not wanted.
    known: HashSet<String>,
    /// How many of them stand in the items of a list, where keys may be anything.
    known_in_lists: usize,
    /// Those that are wanted, or hold what is wanted, and are to be told as long as they are here.
    awaited: HashSet<String>,
    /// Those that were not met before.
    pub(super) new_keys: Vec<String>,
    /// Paths to grades of practice areas that were not met before.
    pub(super) new_areas: Vec<String>,
    scanner: Scanner,
    /// Memory for the path to a key.
    path: String,
}

/// One audit of a record, or one for each item of a list in it.
#[derive(Debug, Default)]
struct Audit {
    base: Cells,
    items: Vec<Cells>,
    used: usize,
    /// The fields that are taken from the items of a list.
    from_items: Vec<Field>,
    /// Whether it stands beside a first one, and so may be missing.
    further: bool,
    /// Actions that have columns of their own; those of a list come after them.
    flat_actions: usize,
    actions_from_items: bool,
}

/// One audit of a record that was read.
#[derive(Debug)]
pub(super) struct AuditCells<'a> {
    /// By field, without the spaces around them.
    texts: [&'a str; FIELDS],
    /// A bit for each field of which several values stand where one is usual.
    many: u32,
    /// A bit for each field whose text is the inside of a list of texts, which stand between its quotation marks.
    lists: u32,
    areas: &'a [Cell],
    read: &'a [ActionCells],
    scanned: &'a [ActionTexts<'a>],
    damaged: usize,
    /// Which item of the list in the record it is, from 1.
    pub(super) number: Option<u64>,
}

/// The bit of a field.
pub(super) const fn bit(field: Field) -> u32 {
    1 << field as u32
}

impl<'a> AuditCells<'a> {
    fn of(audit: &'a Audit, item: Option<&'a Cells>, number: Option<u64>) -> AuditCells<'a> {
        // Those that the record has for all its audits are counted with the first.
        let first = number.is_none_or(|number| number == 1);
        let of_actions = match item {
            Some(item) if audit.actions_from_items => Some(item),
            _ => Some(&audit.base).filter(|_| first),
        };
        let areas = match item {
            Some(item) if audit.from_items.contains(&Field::DomainGrade) => &item.areas,
            _ if first => audit.base.areas.as_slice(),
            _ => &[],
        };
        let read = of_actions.and_then(|cells| cells.actions.get(..cells.actions_used)).unwrap_or_default();
        let mut cells =
            AuditCells { texts: [""; FIELDS], many: 0, lists: 0, areas, read, scanned: &[], damaged: 0, number };
        for field in Field::ALL.into_iter().filter(|field| field.of_action().is_none()) {
            // `Field` numbers its variants from nought, and there is a cell for each but those of actions.
            let at = field as usize;
            let from = item.filter(|_| audit.from_items.contains(&field)).unwrap_or(&audit.base);
            let (Some(cell), Some(text)) = (from.fields.get(at), cells.texts.get_mut(at)) else { continue };
            *text = cell.trimmed();
            cells.many |= if cell.content == Content::Many { bit(field) } else { 0 };
            cells.damaged += damaged_letters(text);
        }
        let others = areas.iter().map(Cell::trimmed).chain(read.iter().flatten().map(Cell::trimmed));
        cells.damaged += others.map(damaged_letters).sum::<usize>();
        cells
    }

    /// What was scanned.
    pub(super) fn of_scanned(scanned: &'a Scanned<'a>) -> AuditCells<'a> {
        let Scanned { texts, lists, actions, ascii, .. } = scanned;
        let of_actions = actions.iter().flatten().map(|cell| cell.text);
        let damaged =
            if *ascii { 0 } else { texts.iter().copied().chain(of_actions).map(damaged_letters).sum::<usize>() };
        AuditCells {
            texts: *texts,
            many: 0,
            lists: *lists,
            areas: &[],
            read: &[],
            scanned: actions,
            damaged,
            number: None,
        }
    }

    /// Whether several values stand where one is usual.
    pub(super) fn is_many(&self, field: Field) -> bool {
        self.many & bit(field) != 0
    }

    /// A bit for each field of which several values stand where one is usual.
    pub(super) fn many(&self) -> u32 {
        self.many
    }

    /// The text of a field without the spaces around it; "" if it has none. Of a field that may be several, see [`several`](Self::several).
    #[inline]
    pub(super) fn text(&self, field: Field) -> &'a str {
        self.texts.get(field as usize).copied().unwrap_or_default()
    }

    /// The texts of a field that may be several.
    pub(super) fn several(&self, field: Field) -> impl Iterator<Item = &'a str> {
        let text = self.text(field);
        // Between the texts of a list stand their quotation marks and a comma.
        let (mark, step) = if self.lists & bit(field) != 0 { ('"', 2) } else { ('\n', 1) };
        text.split(mark).step_by(step).flat_map(|text| text.split([';', '|', '\n']))
    }

    /// Its actions; some may be blank. Those that the record has for all its audits are counted with the first.
    pub(super) fn actions(&self) -> impl Iterator<Item = ActionTexts<'a>> {
        let read = self.read.iter().map(|action| {
            action.each_ref().map(|cell| Text { many: cell.content == Content::Many, text: cell.trimmed() })
        });
        read.chain(self.scanned.iter().copied())
    }

    /// Its grades of practice areas, by the number of the area. Those that the record has for all its audits are counted with the first.
    pub(super) fn areas(&self) -> &'a [Cell] {
        self.areas
    }

    /// How many letters of its cells were damaged before they were read.
    pub(super) fn damaged_letters(&self) -> usize {
        self.damaged
    }
}

fn damaged_letters(text: &str) -> usize {
    if text.is_ascii() { 0 } else { text.matches(char::REPLACEMENT_CHARACTER).count() }
}

impl Row {
    /// A row of the fields whose columns are given, for each audit that a record holds, and of further actions of the first.
    pub(super) fn new(audits: &[BTreeMap<Field, String>], actions: &[BTreeMap<Field, String>]) -> Row {
        let mut row = Row::default();
        let list_of = |column: &str| column.split_once("[]").map(|(list, _)| list.to_owned());
        for (at, fields) in audits.iter().enumerate() {
            let mut audit = Audit { further: at > 0, flat_actions: 1 + actions.len(), ..Audit::default() };
            let own = fields.iter().filter(|(field, _)| field.of_action().is_none());
            let lists: Vec<String> = own.filter_map(|(_, column)| list_of(column)).collect();
            for (field, column) in fields {
                if field.of_action().is_some() {
                    // The actions of a record are counted once, with the first of its audits.
                    if at > 0 && audits.first().and_then(|first| first.get(field)) == Some(column) {
                        continue;
                    }
                    audit.actions_from_items |= list_of(column).is_some_and(|list| lists.contains(&list));
                } else if column.contains("[]") {
                    audit.from_items.push(*field);
                }
                row.want(column, Slot { audit: at, field: *field, action: 0 });
            }
            row.audits.push(audit);
        }
        for (fields, action) in actions.iter().zip(1..) {
            for (field, column) in fields.iter().filter(|(field, _)| field.of_action().is_some()) {
                row.want(column, Slot { audit: 0, field: *field, action });
            }
        }
        row
    }

    /// Wants one more column of the record itself.
    pub(super) fn want_also(&mut self, column: &str, field: Field) {
        self.watch_groups_of(column);
        if field.of_action().is_none() && column.contains("[]") {
            self.audits.first_mut().into_iter().for_each(|audit| audit.from_items.push(field));
        }
        let audits = if field.of_action().is_some() { 1 } else { self.audits.len() };
        for audit in 0..audits {
            self.want(column, Slot { audit, field, action: 0 });
        }
        self.known.remove(column);
        self.scanner.forget();
    }

    /// Wants the grade of a practice area, which has this number, of the first audit of a record or of each in a list.
    pub(super) fn want_area(&mut self, column: &str, area: usize) {
        if let Some(audit) = self.audits.first_mut().filter(|_| column.contains("[]"))
            && !audit.from_items.contains(&Field::DomainGrade)
        {
            audit.from_items.push(Field::DomainGrade);
        }
        self.want(column, Slot { audit: 0, field: Field::DomainGrade, action: area });
        if let Some(key) = column.split('.').next() {
            self.known.remove(key);
        }
        self.scanner.forget();
    }

    /// Tells of practice areas under this key that were not met before.
    pub(super) fn watch_areas(&mut self, key: &str) {
        self.at(key).areas = Some(key.to_owned());
        self.scanner.forget();
    }

    /// Says that what stands at a path is not to be told of again.
    pub(super) fn leave(&mut self, path: String) {
        self.known.insert(path);
    }

    /// Tells of new keys in the groups that this column stands in, and in the items of its list.
    pub(super) fn watch_groups_of(&mut self, column: &str) {
        if let Some((list, _)) = column.rsplit_once("[].") {
            let items = format!("{list}[]");
            self.at(&items).group = Some(items.clone());
        }
        for (at, _) in column.match_indices('.') {
            let Some(path) = column.get(..at).filter(|path| !path.contains("[]")) else { return };
            self.at(path).group = Some(path.to_owned());
        }
    }

    /// Tells of this wanted column, and of the keys that it stands in, whenever they come.
    pub(super) fn await_column(&mut self, column: &str) {
        let within = column.match_indices(['.', '[']).filter_map(|(at, _)| column.get(..at));
        self.awaited.extend(within.chain([column]).map(str::to_owned));
    }

    /// Whether a key is told because it is awaited.
    pub(super) fn awaits(&self, key: &str) -> bool {
        self.awaited.contains(key)
    }

    /// Awaits a key no longer.
    pub(super) fn has_met(&mut self, key: &str) {
        self.awaited.remove(key);
    }

    /// Lets a key be told again as one that was not met before.
    pub(super) fn forget(&mut self, key: &str) {
        self.known.remove(key);
        self.scanner.forget();
    }

    /// What is wanted at a path.
    fn at(&mut self, path: &str) -> &mut Wanted {
        let mut at = &mut self.wanted;
        for key in path.split('.') {
            let (name, lists) = (key.trim_end_matches("[]"), key.matches("[]").count());
            at = at.key(name);
            for _ in 0..lists {
                at = at.items.get_or_insert_default();
            }
        }
        at
    }

    fn want(&mut self, column: &str, slot: Slot) {
        self.at(column).cells.push(slot);
        // A key may itself hold a full stop.
        if column.contains('.') || column.contains("[]") {
            self.wanted.key(column).cells.push(slot);
        }
    }

    /// Says which column of a grid is which.
    pub(super) fn columns_are(&mut self, names: &[String]) {
        self.by_position = names
            .iter()
            .map(|name| find(&self.wanted, name).map(|wanted| wanted.cells.clone()).unwrap_or_default())
            .collect();
    }

    fn clear(&mut self) {
        for audit in &mut self.audits {
            audit.base.clear();
            audit.used = 0;
        }
    }

    /// Takes a row of a grid.
    pub(super) fn take(&mut self, cells: &[&str]) {
        self.clear();
        let by_position = std::mem::take(&mut self.by_position);
        for (slots, text) in by_position.iter().zip(cells) {
            for slot in slots {
                if let Some(cell) = self.cell(*slot, None, None) {
                    cell.content = Content::One;
                    cell.text.push_str(text);
                }
            }
        }
        self.by_position = by_position;
    }

    /// Reads a record of JSON.
    pub(super) fn read(&mut self, record: &[u8]) -> Result<(), serde_json::Error> {
        self.clear();
        self.new_keys.clear();
        self.new_areas.clear();
        let wanted = std::mem::take(&mut self.wanted);
        let mut json = serde_json::Deserializer::from_slice(record);
        let read = json.deserialize_map(Top { row: self, wanted: &wanted }).and_then(|()| json.end());
        self.wanted = wanted;
        if read.is_err() {
            // Nobody was told of these, so that they are new in the record where they come next.
            for key in self.new_keys.drain(..) {
                self.known.remove(&key);
            }
        }
        read
    }

    /// Tells of a key of the record, or of the path to one of its groups, if it is new or awaited.
    fn tell(&mut self, key: &str, wanted: bool) {
        let in_list = key.contains("[]");
        let is_told = match wanted {
            true => self.awaited.contains(key) && !self.new_keys.iter().any(|told| told == key),
            false => {
                let others = self.known.len().saturating_sub(self.known_in_lists);
                let met = if in_list { self.known_in_lists } else { others };
                !self.known.contains(key) && met < super::survey::MOST_COLUMNS
            }
        };
        if is_told {
            if !wanted {
                self.known.insert(key.to_owned());
                self.known_in_lists += usize::from(in_list);
            }
            self.new_keys.push(key.to_owned());
        }
    }

    /// Reads the record that begins at the first of these bytes, if it is one audit of a shape that is usual; see [`Scanner`].
    #[inline]
    pub(super) fn scan<'a>(&mut self, bytes: &'a [u8]) -> Option<Scanned<'a>> {
        let [audit] = self.audits.as_slice() else { return None };
        if !audit.from_items.is_empty() || audit.actions_from_items {
            return None;
        }
        let Row { wanted, known, awaited, scanner, .. } = self;
        let of_record = |name: &str| match find(wanted, name) {
            Some(_) if awaited.contains(name) => None,
            Some(own) => match own.what() {
                What::Actions if wanted.lists_of_actions() != 1 => Some(What::Else),
                what => Some(what),
            },
            None => known.contains(name).then_some(What::Nothing),
        };
        let of_action = |name: &str| {
            let list = wanted.keys.iter().find(|(_, own)| own.what() == What::Actions);
            let items = list.and_then(|(_, own)| own.items.as_deref())?;
            let path = items.group.as_ref().map(|group| format!("{group}.{name}"));
            let is_in = |keys: &HashSet<String>| path.as_ref().is_some_and(|path| keys.contains(path));
            match find(items, name).map(Wanted::what_of_action) {
                _ if is_in(awaited) => None,
                None if WRAPPERS.contains(&name) => None,
                None => (path.is_none() || is_in(known)).then_some(What::Nothing),
                Some(what) => Some(what),
            }
        };
        scanner.scan(bytes, of_record, of_action)
    }

    /// Gives back the memory of what was scanned.
    pub(super) fn take_back(&mut self, scanned: Scanned<'_>) {
        self.scanner.take_back(scanned.actions);
    }

    /// The audits of the record that was read.
    pub(super) fn audits(&self) -> impl Iterator<Item = AuditCells<'_>> {
        self.audits.iter().flat_map(|audit| {
            let repeats = !audit.from_items.is_empty();
            let items = audit.items.iter().take(audit.used).zip(1..);
            let items = items.map(move |(item, number)| AuditCells::of(audit, Some(item), Some(number)));
            let is_there = |field: Field| {
                audit.base.fields.get(field as usize).is_some_and(|cell| cell.content != Content::Absent)
            };
            let present = !audit.further || [Field::AuditDate, Field::OverallGrade].into_iter().any(is_there);
            let alone = (!repeats && present).then(|| AuditCells::of(audit, None, None));
            items.take(if repeats { usize::MAX } else { 0 }).chain(alone)
        })
    }

    /// Where the cell of a slot is, in this item of the record's list of audits and this one of its list of actions.
    fn cell(&mut self, slot: Slot, item: Option<usize>, action: Option<usize>) -> Option<&mut Cell> {
        let audit = self.audits.get_mut(slot.audit)?;
        let flat_actions = audit.flat_actions;
        let cells = match item.filter(|_| slot.field.of_action().is_none() || audit.actions_from_items) {
            None => &mut audit.base,
            Some(item) => {
                while audit.items.len() <= item {
                    audit.items.push(Cells::default());
                }
                while audit.used <= item {
                    audit.items.get_mut(audit.used)?.clear();
                    audit.used += 1;
                }
                audit.items.get_mut(item)?
            }
        };
        match slot.field.of_action() {
            None if slot.field == Field::DomainGrade => {
                if cells.areas.len() <= slot.action {
                    cells.areas.resize_with(slot.action + 1, Cell::default);
                }
                cells.areas.get_mut(slot.action)
            }
            None => cells.fields.get_mut(slot.field as usize),
            Some(at) => cells.action(action.map_or(slot.action, |action| flat_actions + action))?.get_mut(at),
        }
    }
}

impl Wanted {
    fn key(&mut self, name: &str) -> &mut Wanted {
        let at = self.keys.iter().position(|(key, _)| key == name).unwrap_or_else(|| {
            self.keys.push((name.to_owned(), Wanted::default()));
            self.keys.len() - 1
        });
        // The position was found, or made, just now; the fallback is never taken.
        match self.keys.get_mut(at) {
            Some((_, wanted)) => wanted,
            None => self.items.get_or_insert_default(),
        }
    }

    /// What the scanner can take from here.
    fn what(&self) -> What {
        match (self.cells.as_slice(), &self.items) {
            _ if !self.keys.is_empty() || self.areas.is_some() => What::Else,
            ([Slot { audit: 0, field, action: 0 }], None)
                if field.of_action().is_none() && *field != Field::DomainGrade =>
            {
                What::Cell(*field)
            }
            ([], Some(items)) if items.is_of_actions() && items.cells.is_empty() && items.items.is_none() => {
                What::Actions
            }
            _ => What::Else,
        }
    }

    /// The same inside an action.
    fn what_of_action(&self) -> What {
        match (self.cells.as_slice(), &self.items) {
            ([Slot { audit: 0, field, action: 0 }], None) if self.keys.is_empty() && self.areas.is_none() => {
                field.of_action().map_or(What::Else, What::OfAction)
            }
            _ => What::Else,
        }
    }

    fn lists_of_actions(&self) -> usize {
        self.keys.iter().filter(|(_, own)| own.what() == What::Actions).count()
    }

    /// Everything that is taken from here and from inside.
    fn slots(&self, into: &mut Vec<Slot>) {
        into.extend(&self.cells);
        self.keys.iter().for_each(|(_, wanted)| wanted.slots(into));
        self.items.iter().for_each(|wanted| wanted.slots(into));
    }

    /// Whether nothing is taken from here but fields of actions.
    fn is_of_actions(&self) -> bool {
        let mut slots = Vec::new();
        self.slots(&mut slots);
        !slots.is_empty() && slots.iter().all(|slot| slot.field.of_action().is_some())
    }

    /// What is wanted of each item, if a list that stands here is one of actions.
    fn items_of_actions(&self) -> Option<&Wanted> {
        match &self.items {
            Some(items) => Some(&**items).filter(|items| items.is_of_actions()),
            None => Some(self).filter(|own| own.is_of_actions()),
        }
    }
}

impl Cells {
    fn clear(&mut self) {
        self.fields.iter_mut().chain(&mut self.areas).for_each(Cell::clear);
        self.actions_used = 0;
    }

    fn action(&mut self, at: usize) -> Option<&mut ActionCells> {
        let at = at.min(MOST_ACTIONS);
        while self.actions_used <= at {
            match self.actions.get_mut(self.actions_used) {
                Some(cells) => cells.iter_mut().for_each(Cell::clear),
                None => self.actions.push(ActionCells::default()),
            }
            self.actions_used += 1;
        }
        self.actions.get_mut(at)
    }
}

impl Cell {
    /// The text without the spaces around it; "" if there is none.
    pub(super) fn trimmed(&self) -> &str {
        if self.content == Content::Absent { "" } else { self.text.trim() }
    }

    fn clear(&mut self) {
        self.content = Content::Absent;
        self.text.clear();
    }
}

/// The record itself.
struct Top<'a> {
    row: &'a mut Row,
    wanted: &'a Wanted,
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(wanted) = map.next_key_seed(TopKey { row: self.row, wanted: self.wanted })? {
            match wanted {
                Some(wanted) => map.next_value_seed(Value { row: self.row, wanted, item: None, action: None })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct TopKey<'a, 'w> {
    row: &'a mut Row,
    wanted: &'w Wanted,
}

impl<'de, 'w> DeserializeSeed<'de> for TopKey<'_, 'w> {
    type Value = Option<&'w Wanted>;
    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'w> Visitor<'_> for TopKey<'_, 'w> {
    type Value = Option<&'w Wanted>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let wanted = find(self.wanted, name);
        self.row.tell(name, wanted.is_some());
        Ok(wanted)
    }
}

/// Keys come in nearly the same order in every record, and few are wanted: looking through is quick.
fn find<'w>(wanted: &'w Wanted, name: &str) -> Option<&'w Wanted> {
    wanted.keys.iter().find(|(key, _)| key == name).map(|(_, wanted)| wanted)
}

struct InnerKey<'a, 'w> {
    row: &'a mut Row,
    wanted: &'w Wanted,
}

/// What a key inside a value leads to: something wanted, or a wrapper of the value itself.
enum Inner<'w> {
    Wanted(&'w Wanted),
    Wrapper,
    /// What may be a practice area that was not met before, by its path.
    Area(String),
    Other,
}

impl<'de, 'w> DeserializeSeed<'de> for InnerKey<'_, 'w> {
    type Value = Inner<'w>;
    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'w> Visitor<'_> for InnerKey<'_, 'w> {
    type Value = Inner<'w>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let InnerKey { row, wanted } = self;
        let inner = match find(wanted, name) {
            Some(wanted) => Inner::Wanted(wanted),
            None if WRAPPERS.contains(&name) => return Ok(Inner::Wrapper),
            None => wanted.areas.as_ref().map_or(Inner::Other, |key| Inner::Area(format!("{key}.{name}"))),
        };
        if let Some(group) = wanted.group.as_ref().filter(|_| wanted.areas.is_none()) {
            let mut path = std::mem::take(&mut row.path);
            path.clear();
            path.extend([group, ".", name]);
            row.tell(&path, matches!(inner, Inner::Wanted(_)));
            row.path = path;
        }
        Ok(inner)
    }
}

/// A value that is wanted, or has something wanted inside.
struct Value<'a, 'w> {
    row: &'a mut Row,
    wanted: &'w Wanted,
    /// Which item of the record's list it stands in.
    item: Option<usize>,
    /// Which item of the list of actions.
    action: Option<usize>,
}

impl Value<'_, '_> {
    fn one(self, text: impl fmt::Display) {
        use fmt::Write as _;
        for slot in &self.wanted.cells {
            let Some(cell) = self.row.cell(*slot, self.item, self.action) else { continue };
            // A field that is given twice has no one value.
            cell.content = if cell.content == Content::Absent { Content::One } else { Content::Many };
            cell.text.clear();
            // Writing to a String does not fail.
            let _ = write!(cell.text, "{text}");
        }
    }

    fn many(row: &mut Row, wanted: &Wanted, item: Option<usize>, action: Option<usize>) {
        for slot in &wanted.cells {
            if let Some(cell) = row.cell(*slot, item, action) {
                cell.content = Content::Many;
            }
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.one(text);
        Ok(())
    }
    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        // Only causes may be several; they are kept apart by a line's end.
        if !self.wanted.cells.is_empty() && self.wanted.cells.iter().all(|slot| slot.field.may_be_several()) {
            let mut causes = Vec::new();
            while let Some(cause) = list.next_element::<serde_json::Value>()? {
                causes.extend(cause.as_str().map(str::to_owned));
            }
            self.one(causes.join("\n"));
            return Ok(());
        }
        if let Some(wanted) = self.wanted.items_of_actions() {
            for at in 0_usize.. {
                // A list inside an action has no one value for it.
                let action = self.action.or(Some(at));
                if list.next_element_seed(Value { row: self.row, wanted, item: self.item, action })?.is_none() {
                    break;
                }
            }
            return Ok(());
        }
        Value::many(self.row, self.wanted, self.item, self.action);
        let Some(items) = &self.wanted.items else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let mut slots = Vec::new();
        items.slots(&mut slots);
        for at in 0_usize.. {
            // An item of which nothing is read is an audit without a date: it is listed, not lost.
            let more =
                list.next_element_seed(Item { row: self.row, wanted: items, slots: &slots, outer: self.item, at })?;
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Value { row, mut wanted, item, mut action } = self;
        // One object where a list of actions is usual is one action.
        if wanted.keys.is_empty()
            && let Some(items) = wanted.items.as_deref().filter(|items| items.is_of_actions())
        {
            (wanted, action) = (items, action.or(Some(0)));
        }
        let mut unwrapped = false;
        while let Some(key) = map.next_key_seed(InnerKey { row, wanted })? {
            match key {
                Inner::Wanted(wanted) => map.next_value_seed(Value { row, wanted, item, action })?,
                // `{"$date": 1736812800000}` and `{"Id": 3, "Value": "Good"}` are one value.
                Inner::Wrapper if !wanted.cells.is_empty() && !unwrapped => {
                    unwrapped = true;
                    map.next_value_seed(Value { row, wanted, item, action })?;
                }
                Inner::Area(path) => {
                    if row.new_areas.len() < super::survey::MOST_COLUMNS && !row.known.contains(&path) {
                        row.new_areas.push(path);
                    }
                    map.next_value::<IgnoredAny>()?;
                }
                Inner::Wrapper | Inner::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !unwrapped {
            Value::many(row, wanted, item, action);
        }
        Ok(())
    }
}

/// An item of a list in the record.
struct Item<'a, 'w> {
    row: &'a mut Row,
    wanted: &'w Wanted,
    slots: &'w [Slot],
    outer: Option<usize>,
    at: usize,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let item = match self.outer {
            // A list within a list has no one value for the outer item.
            Some(outer) if self.at > 0 => {
                for slot in self.slots {
                    if let Some(cell) = self.row.cell(*slot, Some(outer), None) {
                        cell.content = Content::Many;
                    }
                }
                IgnoredAny::deserialize(value)?;
                return Ok(());
            }
            Some(outer) => outer,
            None => self.at,
        };
        for slot in self.slots {
            self.row.cell(*slot, Some(item), None);
        }
        value.deserialize_any(Value { row: self.row, wanted: self.wanted, item: Some(item), action: None })
    }
}

/// Every column of a record, by path, with its cell; an empty list is a blank one.
pub(super) fn flatten(record: &[u8], meet: &mut dyn FnMut(&str, &str)) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_slice(record);
    let mut path = String::new();
    json.deserialize_map(Flat { path: &mut path, meet, depth: 0 })
}

struct Flat<'a, 'f> {
    path: &'a mut String,
    meet: &'a mut (dyn FnMut(&str, &str) + 'f),
    depth: usize,
}

/// Deeper than this nothing is a field of an audit.
const DEEPEST_COLUMN: usize = 6;

impl<'de> DeserializeSeed<'de> for Flat<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flat<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.meet)(self.path, text);
        Ok(())
    }
    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        (self.meet)(self.path, if value { "true" } else { "false" });
        Ok(())
    }
    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        (self.meet)(self.path, &value.to_string());
        Ok(())
    }
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        (self.meet)(self.path, &value.to_string());
        Ok(())
    }
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        (self.meet)(self.path, &value.to_string());
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        (self.meet)(self.path, "");
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.depth >= DEEPEST_COLUMN {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let length = self.path.len();
        self.path.push_str("[]");
        let (mut any, own) = (false, self.path.clone());
        // A list of plain values is one column, that of the list.
        let meet = &mut |path: &str, cell: &str| {
            let path = if path == own { path.trim_end_matches("[]") } else { path };
            (self.meet)(path, cell);
        };
        let meet: &mut dyn FnMut(&str, &str) = meet;
        while list.next_element_seed(Flat { path: self.path, meet: &mut *meet, depth: self.depth + 1 })?.is_some() {
            any = true;
        }
        self.path.truncate(length);
        if !any {
            (self.meet)(self.path, "");
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if self.depth >= DEEPEST_COLUMN {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let length = self.path.len();
            // A wrapper is no column of its own: the value in it is that of the key above.
            if length == 0 || !WRAPPERS.contains(&key.as_str()) {
                if length > 0 {
                    self.path.push('.');
                }
                self.path.push_str(&key);
            }
            map.next_value_seed(Flat { path: self.path, meet: self.meet, depth: self.depth + 1 })?;
            self.path.truncate(length);
        }
        Ok(())
    }
}
