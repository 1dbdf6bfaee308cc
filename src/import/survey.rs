//! What the columns of a file look like: from the first records, before it is decided which column is which field. Of their
//! cells only dates, grades and the names of offices are ever told, three of a column; no other text leaves this module.

use super::date::{DateCell, read_date};
use super::mapping::{MOST_AREAS, WRAPPERS, area_of, areas_key};
use super::{Field, How, MappedColumn, Mapping};
use crate::audit::{GradeCell, Scale};
use crate::order::InOrder as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Samples told of a column.
const SAMPLES: usize = 3;
/// Distinct cells that are told apart in a column.
const DISTINCT: usize = 40;
/// Columns that are kept account of; a file whose keys are data has columns without end.
pub(super) const MOST_COLUMNS: usize = 1000;
/// A longer cell of a grade is not told, for it may be a sentence about a child.
pub(super) const LONGEST_GRADE: usize = 32;

/// What a reader needs to say which column is which field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Survey {
    /// The list that holds the records; "" where the file itself is the list.
    pub list: String,
    /// Every column, in the order of the file.
    pub columns: Vec<SurveyedColumn>,
    /// The words met in the column of the overall grade and how often, as far as they are short; in order of the alphabet.
    pub grades: Vec<(String, u64)>,
    /// Cells of that column which are too long to be a grade.
    pub long_grades: u64,
    /// The sheets of the workbook that can be read instead of this one, by name; none if the file is no workbook.
    pub sheets: Vec<String>,
    /// The sheet that was read.
    pub sheet: Option<String>,
}

impl Survey {
    /// The column that a mapping means by this name.
    pub fn column(&self, named: &str) -> Option<&SurveyedColumn> {
        self.columns.iter().find(|column| stands_for(&column.path, named))
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyedColumn {
    /// Its name, or the path to it.
    pub path: String,
    /// What most of its cells are.
    pub looks: Looks,
    /// Why it should not be shown on a screen, if it should not.
    pub private: Option<Private>,
    /// Up to three different cells, if it was taken for dates, grades or offices; a date that is a number with the day that it means.
    pub samples: Vec<String>,
}

impl SurveyedColumn {
    /// Why it should not be taken for this field without a second word: its cells would be shown on a screen as names of groups.
    pub fn doubt_as(&self, field: Field) -> Option<Private> {
        // Dates are the names of no groups, and those of a child's birth may be called anything.
        let dates = (self.looks == Looks::Date).then_some(Private::BirthDate);
        self.private.or(dates).filter(|_| field.names_groups())
    }
}

/// What most of the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// Dates.
    Date,
    /// Grades of the field's own scale.
    Grade,
    /// Numbers.
    Number,
    /// Few different short texts, as names of offices are.
    Name,
    /// Other texts.
    Text,
    /// Nothing.
    Blank,
}

/// Why a column should not be shown on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Private {
    /// It looks like the names of people.
    PersonName,
    /// Like dates of birth.
    BirthDate,
    /// Like addresses, postcodes, telephone numbers or e-mail.
    Address,
    /// Like case numbers or other identifiers of a person.
    CaseNumber,
    /// Like text that somebody wrote.
    FreeText,
}

impl Private {
    /// What it looks like, as words that follow "looks like".
    pub fn in_words(self) -> &'static str {
        match self {
            Private::PersonName => "names of people",
            Private::BirthDate => "dates of birth",
            Private::Address => "addresses, telephone numbers or e-mail",
            Private::CaseNumber => "case numbers",
            Private::FreeText => "text that somebody wrote",
        }
    }

    fn by_name(column: &str) -> Option<Private> {
        let words = words_of(column);
        // "D.O.B." and "Date_of_Birth" are one word as well.
        let joined = words.concat();
        let is = |word: &str, wanted: &[&str]| wanted.contains(&word);
        let has = |wanted: &[&str]| words.iter().any(|word| is(word, wanted)) || is(&joined, wanted);
        if has(BIRTH) {
            Some(Private::BirthDate)
        } else if has(PERSON_NAMES)
            || has(&["name", "names"]) && (has(PEOPLE) || words.len() == 1 || has(&["first", "last", "full", "your"]))
            || names_somebody(&words)
        {
            Some(Private::PersonName)
        } else if has(ADDRESSES) {
            Some(Private::Address)
        } else if has(CASE_NUMBERS)
            || has(&["case", "child", "childs", "person", "client", "pupil", "family"])
                && has(&["id", "ids", "number", "no", "ref", "reference", "identifier"])
        {
            Some(Private::CaseNumber)
        } else if has(FREE_TEXT) {
            Some(Private::FreeText)
        } else {
            None
        }
    }
}

/// The words of a column's name in lower case; `socialWorkerName` has three.
fn words_of(column: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(column.len() + 8);
    let mut before = ' ';
    for c in column.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    let lower = spaced.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a column is called after somebody and nothing of theirs, as "Social worker", "Allocated to" and "Completed by" are: it
/// holds who that is. "Auditor role" does not.
fn names_somebody(words: &[String]) -> bool {
    let is = |word: &String, wanted: &[&str]| wanted.contains(&word.as_str());
    let who = words.iter().any(|word| is(word, PEOPLE) && word != "children");
    let by = matches!(words, [_, .., last] if is(last, &["by", "to"])) && words.len() <= 4;
    let done = words.iter().any(|word| {
        is(
            word,
            &[
                "completed",
                "audited",
                "created",
                "modified",
                "moderated",
                "allocated",
                "assigned",
                "signed",
                "reviewed",
                "undertaken",
            ],
        )
    });
    let owner = words.iter().any(|word| is(word, &["owner", "owners", "assignee", "responsible"]));
    let other = words.iter().any(|word| {
        is(
            word,
            &[
                "role",
                "roles",
                "team",
                "teams",
                "service",
                "services",
                "office",
                "offices",
                "title",
                "post",
                "authority",
                "local",
            ],
        )
    });
    let filler = |word: &String| {
        is(word, PEOPLE)
            || is(word, &["social", "key", "case", "team", "lead", "the", "of", "young", "allocated", "s", "1", "2"])
    };
    // "Date completed by" is a date, and "Team allocated to" a team.
    let dated = words.iter().any(|word| is(word, &["date", "dates", "when", "day", "deadline"]));
    who && words.iter().all(filler) || !other && !dated && (by && done || owner)
}

const BIRTH: &[&str] =
    &["dob", "dobs", "childdob", "childsdob", "born", "birth", "birthday", "birthdate", "dateofbirth"];
const PEOPLE: &[&str] = &[
    "child",
    "childs",
    "children",
    "person",
    "worker",
    "workers",
    "client",
    "parent",
    "parents",
    "carer",
    "carers",
    "auditor",
    "auditors",
    "manager",
    "managers",
    "moderator",
    "practitioner",
    "respondent",
    "author",
    "editor",
    "yp",
    "mother",
    "father",
    "sibling",
    "reviewer",
];
const PERSON_NAMES: &[&str] = &[
    "forename",
    "forenames",
    "surname",
    "surnames",
    "firstname",
    "lastname",
    "fullname",
    "childname",
    "childsname",
    "workername",
    "auditorname",
    "socialworkername",
    "initials",
];
const ADDRESSES: &[&str] = &[
    "address",
    "addresses",
    "postcode",
    "postcodes",
    "postalcode",
    "zip",
    "street",
    "phone",
    "telephone",
    "tel",
    "mobile",
    "email",
    "emails",
    "mail",
    "uprn",
];
const CASE_NUMBERS: &[&str] = &[
    "nhs",
    "nhsnumber",
    "nhsno",
    "upn",
    "uprnumber",
    "mosaic",
    "mosaicid",
    "liquidlogic",
    "carefirst",
    "lcs",
    "lcsid",
    "ics",
    "icsid",
    "caseid",
    "casenumber",
    "caseno",
    "caseref",
    "casereference",
    "childid",
    "childref",
    "personid",
    "personno",
    "clientid",
    "ninumber",
    "nino",
];
const FREE_TEXT: &[&str] = &[
    "comment",
    "comments",
    "note",
    "notes",
    "narrative",
    "narratives",
    "summary",
    "summaries",
    "description",
    "descriptions",
    "detail",
    "details",
    "feedback",
    "rationale",
    "evidence",
    "strengths",
    "explain",
    "commentary",
    "observations",
    "remarks",
    "text",
];

/// A column while the first records are looked at.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) path: String,
    filled: u32,
    dates: u32,
    grades: u32,
    ungraded: u32,
    numbers: u32,
    flags: u32,
    long: u32,
    distinct: Vec<String>,
}

impl Profile {
    pub(super) fn new(path: String) -> Profile {
        Profile { path, ..Profile::default() }
    }

    /// Takes account of one cell.
    pub(super) fn meet(&mut self, cell: &str, scale: &Scale) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.dates +=
            u32::from(matches!(read_date(cell), DateCell::Day(_) | DateCell::Slashed { .. } | DateCell::Missing));
        match scale.read(cell) {
            GradeCell::Grade(_) => self.grades += 1,
            GradeCell::NotGraded => self.ungraded += 1,
            GradeCell::Unknown => {}
        }
        self.numbers += u32::from(cell.parse::<f64>().is_ok());
        self.flags += u32::from(yes_or_no(cell).is_some());
        // A name may be broken over two lines; a text of several lines is longer.
        let letters = cell.chars().count();
        self.long += u32::from(letters > 60 || letters > 32 && cell.contains('\n'));
        if self.distinct.len() <= DISTINCT && !self.distinct.iter().any(|known| known == cell) {
            self.distinct.push(cell.to_owned());
        }
    }

    pub(super) fn looks(&self) -> Looks {
        // Four in five: a few cells of another kind are usual in a column kept by hand.
        let most = |count: u32| count * 5 >= self.filled * 4;
        if self.filled == 0 {
            Looks::Blank
        } else if most(self.grades) {
            Looks::Grade
        } else if most(self.dates) && !most(self.numbers) {
            Looks::Date
        } else if most(self.numbers) {
            Looks::Number
        } else if self.long * 10 >= self.filled {
            Looks::Text
        } else if self.repeats() || self.distinct.len() <= DISTINCT && self.filled < 8 {
            Looks::Name
        } else {
            Looks::Text
        }
    }

    /// Whether the same few cells come again and again, as names of groups do.
    fn repeats(&self) -> bool {
        self.distinct.len() <= DISTINCT && self.distinct.len() * 2 <= usize::try_from(self.filled).unwrap_or(usize::MAX)
    }

    /// Whether no cell held anything.
    pub(super) fn is_blank(&self) -> bool {
        self.filled == 0
    }

    pub(super) fn private(&self) -> Option<Private> {
        Private::by_name(&self.path).or_else(|| {
            let most = |is: fn(&str) -> bool| {
                self.distinct.iter().filter(|cell| is(cell)).count() * 2 > self.distinct.len().max(1)
            };
            if most(is_e_mail) || most(holds_a_postcode) {
                return Some(Private::Address);
            }
            if self.long * 10 >= self.filled.max(1) {
                return Some(Private::FreeText);
            }
            // References that are all different are those of cases; the audits' own are known by name.
            let all_differ = self.distinct.len() >= 8
                && (self.distinct.len() > DISTINCT
                    || u32::try_from(self.distinct.len()).is_ok_and(|distinct| distinct == self.filled));
            let is_audit_id = matches!(Field::recognise(&self.path), Some((Field::AuditId | Field::ReauditOf, _)))
                || matches!(Field::suggested(&self.path), Some(Field::AuditId | Field::ReauditOf));
            (all_differ && !is_audit_id && self.dates == 0 && most(is_reference)).then_some(Private::CaseNumber)
        })
    }

    /// Whether it looks too private to be taken for this field without the reader's word, whatever its name.
    pub(super) fn is_private_for(&self, field: Field) -> bool {
        // Causes are written as sentences by many, one after another in a cell. And a name may be long: what somebody writes of a case is
        // rarely written again, and never of half of the cases.
        let tolerable = |private| {
            private == Private::FreeText
                && (field == Field::FailureCause || Private::by_name(&self.path).is_none() && self.repeats())
        };
        // Whether there is a risk may be told in a sentence, which is no yes or no.
        if field == Field::ImmediateRisk && self.long * 10 >= self.filled.max(1) {
            return true;
        }
        field.names_groups() && self.private().is_some_and(|private| !tolerable(private))
    }

    /// Whether what it holds can be the field, as far as the first records show.
    pub(super) fn can_be(&self, field: Field) -> bool {
        match field {
            Field::AuditDate | Field::RecordedOn | Field::ActionRaised | Field::ActionDue | Field::ActionCompleted => {
                self.dates * 5 >= self.filled * 4 && self.filled > 0
            }
            Field::OverallGrade | Field::ModeratedGrade => self.looks() == Looks::Grade,
            Field::AuditId | Field::ReauditOf | Field::AuditorCode => self.long == 0,
            Field::ImmediateRisk => self.flags * 5 >= self.filled * 4 && self.filled > 0,
            Field::DomainGrade => self.may_grade_an_area(),
            Field::Office
            | Field::Service
            | Field::Team
            | Field::AuditType
            | Field::FailureCause
            | Field::PartnerCause
            | Field::AuditorRole
            | Field::ActionOwnerRole => self.looks() == Looks::Name && self.private().is_none(),
        }
    }

    /// Whether it may hold the grades of a practice area. Under a key of such, grades of another scale may stand; elsewhere the cells
    /// must be grades.
    fn may_grade_an_area(&self) -> bool {
        let looks = self.looks();
        // Of many audits an area is none: `N/A` is no sign of another column.
        let graded = self.grades > 0 && self.grades * 5 >= (self.filled - self.ungraded) * 4;
        let named = areas_key(&self.path).is_some();
        let others = matches!(looks, Looks::Name | Looks::Number | Looks::Blank);
        graded || named && others && Private::by_name(&self.path).is_none()
    }

    fn samples(&self) -> Vec<String> {
        self.distinct.iter().filter(|cell| cell.chars().count() <= 60).take(SAMPLES).cloned().collect()
    }
}

/// What a cell says that holds yes or no.
pub(super) fn yes_or_no(cell: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| cell.trim().eq_ignore_ascii_case(word));
    match () {
        () if is(["yes", "y", "true", "1"]) => Some(true),
        () if is(["no", "n", "false", "0"]) => Some(false),
        () => None,
    }
}

fn is_e_mail(cell: &str) -> bool {
    let holds = |word: &str| {
        word.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.len() > 3 && host.contains('.'))
    };
    cell.split_whitespace().any(holds)
}

/// Whether a cell ends in a British postcode, or is one.
fn holds_a_postcode(cell: &str) -> bool {
    let mut parts = cell.rsplit([' ', ',']).filter(|part| !part.is_empty());
    let (Some(inward), Some(outward)) = (parts.next(), parts.next()) else { return false };
    let is_inward = matches!(inward.as_bytes(), [a, b, c]
        if a.is_ascii_digit() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic());
    let is_outward = (2..=4).contains(&outward.len())
        && outward.starts_with(|c: char| c.is_ascii_alphabetic())
        && outward.contains(|c: char| c.is_ascii_digit())
        && outward.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_inward && is_outward
}

/// Whether a cell is a number or reference of somebody: one word with four digits or more.
fn is_reference(cell: &str) -> bool {
    cell.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_'))
        && cell.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// What is told of the columns: of those that were taken for dates, grades and offices, three cells as well.
pub(super) fn tell(profiles: &[Profile], mapped: &[MappedColumn]) -> Vec<SurveyedColumn> {
    let is_day = |field| matches!(field, Field::AuditDate | Field::RecordedOn);
    let may_be_told = |path: &str| {
        mapped.iter().any(|column| {
            let told = is_day(column.field)
                || matches!(column.field, Field::OverallGrade | Field::ModeratedGrade | Field::Office);
            told && stands_for(path, &column.column)
        })
    };
    let is_date = |path: &str| mapped.iter().any(|column| is_day(column.field) && stands_for(path, &column.column));
    let told = profiles.iter().map(|profile| SurveyedColumn {
        path: profile.path.clone(),
        looks: profile.looks(),
        private: profile.private(),
        samples: match () {
            () if is_date(&profile.path) => profile.samples().iter().map(|cell| with_day(cell)).collect(),
            () if may_be_told(&profile.path) => profile.samples(),
            () => Vec::new(),
        },
    });
    told.collect()
}

/// A date that is written as a number, with the day that it was read as.
fn with_day(cell: &str) -> String {
    let is_number = !cell.contains(['-', '/']) && cell.bytes().filter(|byte| *byte == b'.').count() < 2
        || cell.starts_with("/Date(");
    match read_date(cell) {
        DateCell::Day(day) if is_number && !cell.contains(char::is_whitespace) => {
            format!("{cell} ({})", day.in_words())
        }
        _ => cell.to_owned(),
    }
}

/// Whether a path of the file is the column that a mapping names. A mapping may name the wrapper of a value as well.
pub(super) fn stands_for(path: &str, column: &str) -> bool {
    let mut column = column;
    while path != column
        && let Some((outer, _)) = column.rsplit_once('.').filter(|(_, last)| WRAPPERS.contains(last))
    {
        column = outer;
    }
    path.strip_prefix(column).is_some_and(|rest| rest.is_empty() || rest == "[]")
}

/// The fields that these columns are: by name, by words of the name with content that agrees, or by content alone where only one
/// column has it.
pub(super) fn recognise(profiles: &[Profile]) -> (Mapping, Vec<MappedColumn>) {
    let mut mapped = recognise_audits(profiles);
    let mut mapping = Mapping::new(mapped.iter().map(|column| (column.field, column.column.clone())).collect());
    for (at, action) in recognise_actions(profiles, &mapped).into_iter().enumerate() {
        let fields = action.iter().map(|column| (column.field, column.column.clone()));
        if at == 0 {
            mapping.fields.extend(fields)
        } else {
            mapping.actions.push(fields.collect())
        }
        mapped.extend(action);
    }
    for (area, column) in recognise_areas(profiles, &mapped) {
        mapped.push(column.clone());
        mapping.domain_grades.insert(area, column.column);
    }
    mapped.order_by_key(|column| column.field);
    (mapping, mapped)
}

/// The practice areas that have a column of grades: in the record, or in each of its audits.
fn recognise_areas(profiles: &[Profile], mapped: &[MappedColumn]) -> BTreeMap<String, MappedColumn> {
    let list_of = |path: &str| path.rfind("[]").map(|at| path.get(..at).unwrap_or_default().to_owned());
    let date = mapped.iter().find(|column| column.field == Field::AuditDate);
    let list_of_audits = date.and_then(|date| list_of(&date.column));
    let mut areas: BTreeMap<String, MappedColumn> = BTreeMap::new();
    let free = profiles.iter().filter(|profile| {
        let list = list_of(&profile.path);
        (list.is_none() || list == list_of_audits)
            && !mapped.iter().any(|column| stands_for(&profile.path, &column.column))
    });
    for profile in free.filter(|profile| profile.can_be(Field::DomainGrade)) {
        let Some(area) = area_of(&profile.path) else { continue };
        let how = if areas_key(&profile.path).is_some() { How::Synonym } else { How::NameAndContent };
        // Two columns of one area: the first is read.
        areas.entry(area).or_insert(MappedColumn { field: Field::DomainGrade, column: profile.path.clone(), how });
    }
    // So many are no practice areas, but a file whose keys are data.
    if areas.len() > MOST_AREAS { BTreeMap::new() } else { areas }
}

/// The fields of actions: of one list in the record or in each of its audits, or of columns, which may be those of several actions.
fn recognise_actions(profiles: &[Profile], audits: &[MappedColumn]) -> Vec<Vec<MappedColumn>> {
    let list_of = |path: &str| path.rfind("[]").map(|at| path.get(..at).unwrap_or_default().to_owned());
    let list_of_audits =
        audits.iter().find(|column| column.field == Field::AuditDate).and_then(|date| list_of(&date.column));
    let mut best: Vec<Vec<MappedColumn>> = Vec::new();
    let mut lists: Vec<Option<String>> = Vec::new();
    for profile in profiles {
        let list = list_of(&profile.path);
        // A list in a list that is not that of the audits belongs to neither.
        let outer = list.as_deref().and_then(list_of);
        if !lists.contains(&list) && (outer.is_none() || outer == list_of_audits) {
            lists.push(list);
        }
    }
    for list in lists {
        let mut actions: BTreeMap<usize, Vec<MappedColumn>> = BTreeMap::new();
        let free = profiles.iter().filter(|profile| {
            list_of(&profile.path) == list && !audits.iter().any(|column| column.column == profile.path)
        });
        for profile in free {
            let by_name = Field::recognise(&profile.path).filter(|(field, _)| field.of_action().is_some());
            let sure = match by_name {
                Some((field, _)) => Some((field, 1)),
                None => Field::of_numbered_action(&profile.path).filter(|_| list.is_none()),
            };
            let suggested = || Field::suggested(&profile.path).filter(|field| field.of_action().is_some());
            let found = match sure {
                // An owner's role that looks like the names of people is left to the reader.
                Some((field, number)) if field.names_groups() => {
                    profile.private().is_none().then_some((field, number, How::Synonym))
                }
                Some((field, number)) => Some((field, number, How::Synonym)),
                None => suggested().filter(|field| profile.can_be(*field)).map(|field| (field, 1, How::NameAndContent)),
            };
            let Some((field, number, how)) = found else { continue };
            let action = actions.entry(number).or_default();
            if let Some(other) = action.iter_mut().find(|other| other.field == field) {
                // A name that is known goes before words that suggest.
                if other.how == How::NameAndContent && how != How::NameAndContent {
                    *other = MappedColumn { field, column: profile.path.clone(), how };
                }
                continue;
            }
            let how = if field.name() == profile.path { How::ExactName } else { how };
            action.push(MappedColumn { field, column: profile.path.clone(), how });
        }
        let found = |actions: &mut dyn Iterator<Item = &Vec<MappedColumn>>| actions.map(Vec::len).sum::<usize>();
        if found(&mut actions.values()) > found(&mut best.iter()) {
            best = actions.into_values().collect();
        }
    }
    best
}

fn recognise_audits(profiles: &[Profile]) -> Vec<MappedColumn> {
    let list_of = |path: &str| path.rfind("[]").map(|at| path.get(..at).unwrap_or_default().to_owned());
    let mut lists: Vec<Option<String>> = vec![None];
    for profile in profiles {
        let list = list_of(&profile.path);
        if !lists.contains(&list) {
            lists.push(list);
        }
    }
    // A record is one audit if that can be; if its date and grade are found in a list inside it, it is one for each item.
    let mut best: Vec<MappedColumn> = Vec::new();
    for list in lists {
        let within: Vec<&Profile> =
            profiles.iter().filter(|profile| list_of(&profile.path).is_none_or(|of| Some(of) == list)).collect();
        let found = recognise_among(&within);
        // Grades of practice areas stand in a list of a record too: only items that are dated are audits of their own.
        let dated = |field| found.iter().any(|mapped| mapped.field == field && mapped.column.contains("[]"));
        if list.is_some() && !(dated(Field::AuditDate) && dated(Field::OverallGrade)) {
            continue;
        }
        let has = |found: &[MappedColumn], field| found.iter().any(|mapped| mapped.field == field);
        let complete =
            |found: &[MappedColumn]| u8::from(has(found, Field::AuditDate)) + u8::from(has(found, Field::OverallGrade));
        if best.is_empty() || complete(&found) > complete(&best) {
            best = found;
        }
    }
    best
}

fn recognise_among(profiles: &[&Profile]) -> Vec<MappedColumn> {
    let mut mapped: Vec<MappedColumn> = Vec::new();
    let free = |mapped: &[MappedColumn], path: &str| !mapped.iter().any(|column| column.column == path);
    // Those of actions are recognised together, when the audits are known.
    let of_audits =
        || Field::ALL.into_iter().filter(|field| field.of_action().is_none() && *field != Field::RecordedOn);
    for field in of_audits() {
        let sure = profiles
            .iter()
            .filter_map(|profile| Some((Field::recognise(&profile.path).filter(|(f, _)| *f == field)?.1, profile)))
            .filter(|(_, profile)| !profile.is_private_for(field))
            .min_by_key(|(rank, _)| *rank);
        if let Some((_, profile)) = sure {
            let how = if field.name() == profile.path { How::ExactName } else { How::Synonym };
            mapped.push(MappedColumn { field, column: profile.path.clone(), how });
        }
    }
    let lacks = |mapped: &[MappedColumn], field| !mapped.iter().any(|column: &MappedColumn| column.field == field);
    for field in of_audits().filter(|field| lacks(&mapped, *field)).collect::<Vec<_>>() {
        let suggested = profiles.iter().find(|profile| {
            Field::suggested(&profile.path) == Some(field) && profile.can_be(field) && free(&mapped, &profile.path)
        });
        if let Some(profile) = suggested {
            mapped.push(MappedColumn { field, column: profile.path.clone(), how: How::NameAndContent });
        }
    }
    // By content alone, and only where there is no choice: two columns of dates are the reader's to tell apart.
    for (field, looks) in [(Field::AuditDate, Looks::Date), (Field::OverallGrade, Looks::Grade)] {
        if !lacks(&mapped, field) {
            continue;
        }
        let mut candidates = profiles
            .iter()
            .filter(|profile| profile.looks() == looks && profile.private().is_none() && free(&mapped, &profile.path));
        if let (Some(only), None) = (candidates.next(), candidates.next()) {
            mapped.push(MappedColumn { field, column: only.path.clone(), how: How::Content });
        }
    }
    mapped.extend(recorded_on(profiles.iter().copied(), &mapped));
    mapped.order_by_key(|column| column.field);
    mapped
}

/// The column of the day on which audits were recorded, by a known name, where another column is the day of the audit.
pub(super) fn recorded_on<'a>(
    profiles: impl Iterator<Item = &'a Profile>,
    mapped: &[MappedColumn],
) -> Option<MappedColumn> {
    let dated = mapped.iter().any(|column| column.field == Field::AuditDate);
    let mut named = profiles.filter_map(|profile| {
        let (_, rank) = Field::recognise(&profile.path).filter(|(field, _)| *field == Field::RecordedOn)?;
        let free = !mapped.iter().any(|column| stands_for(&profile.path, &column.column));
        (free && !profile.path.contains("[]") && profile.can_be(Field::RecordedOn)).then_some((rank, profile))
    });
    let first = named.next()?;
    let (_, profile) = named.fold(first, |best, next| if next.0 < best.0 { next } else { best });
    let how = if Field::RecordedOn.name() == profile.path { How::ExactName } else { How::Synonym };
    dated.then(|| MappedColumn { field: Field::RecordedOn, column: profile.path.clone(), how })
}
