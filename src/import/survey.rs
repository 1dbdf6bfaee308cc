//! What the columns of a file look like: from the first records, before it is decided which column is which field. Of their
//! cells only dates, grades and the names of offices are ever told, three of a column; no other text leaves this module.

use super::date::{DateCell, read_date};
use super::mapping::WRAPPERS;
use super::{Field, How, MappedColumn};
use crate::audit::{GradeCell, Scale, letters_and_digits_of};
use serde::{Deserialize, Serialize};

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
    /// Up to three different cells, if it was taken for dates, grades or offices.
    pub samples: Vec<String>,
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
        let lower = column.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        // "D.O.B." and "Date_of_Birth" are one word as well.
        let joined = letters_and_digits_of(&lower);
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word)) || wanted.contains(&joined.as_str());
        let person = has(&[
            "child",
            "childs",
            "children",
            "person",
            "worker",
            "client",
            "parent",
            "carer",
            "auditor",
            "manager",
            "respondent",
            "yp",
        ]);
        if has(&["dob", "childdob", "childsdob", "born", "birth", "birthday", "birthdate", "dateofbirth"]) {
            Some(Private::BirthDate)
        } else if has(&[
            "forename",
            "surname",
            "firstname",
            "lastname",
            "fullname",
            "childname",
            "workername",
            "auditorname",
            "initials",
        ]) || (has(&["name", "names"])
            && (person || words.len() == 1 || has(&["first", "last", "full", "your"])))
        {
            Some(Private::PersonName)
        } else if has(&["address", "postcode", "street", "phone", "telephone", "mobile", "email", "mail"]) {
            Some(Private::Address)
        } else if has(&[
            "nhs",
            "upn",
            "mosaic",
            "liquidlogic",
            "carefirst",
            "lcs",
            "caseid",
            "casenumber",
            "caseno",
            "childid",
            "personid",
            "clientid",
        ]) || (has(&["case", "child", "person", "client"])
            && has(&["id", "number", "no", "ref", "reference"]))
        {
            Some(Private::CaseNumber)
        } else if has(&[
            "comment",
            "comments",
            "note",
            "notes",
            "narrative",
            "summary",
            "description",
            "details",
            "feedback",
            "rationale",
            "evidence",
            "strengths",
            "explain",
        ]) {
            Some(Private::FreeText)
        } else {
            None
        }
    }
}

/// A column while the first records are looked at.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) path: String,
    filled: u32,
    dates: u32,
    grades: u32,
    numbers: u32,
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
        self.grades += u32::from(matches!(scale.read(cell), GradeCell::Grade(_)));
        self.numbers += u32::from(cell.parse::<f64>().is_ok());
        self.long += u32::from(cell.chars().count() > 60 || cell.contains('\n'));
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
        } else if self.distinct.len() <= DISTINCT
            && (self.distinct.len() * 2 <= usize::try_from(self.filled).unwrap_or(usize::MAX) || self.filled < 8)
        {
            Looks::Name
        } else {
            Looks::Text
        }
    }

    pub(super) fn private(&self) -> Option<Private> {
        Private::by_name(&self.path).or_else(|| {
            let at_signs = self.distinct.iter().filter(|cell| cell.contains('@') && cell.contains('.')).count();
            if at_signs * 2 > self.distinct.len().max(1) {
                return Some(Private::Address);
            }
            (self.long * 10 >= self.filled.max(1)).then_some(Private::FreeText)
        })
    }

    /// Whether what it holds can be the field, as far as the first records show.
    pub(super) fn can_be(&self, field: Field) -> bool {
        match field {
            Field::AuditDate => self.dates * 5 >= self.filled * 4 && self.filled > 0,
            Field::OverallGrade | Field::ModeratedGrade => self.looks() == Looks::Grade,
            Field::AuditId | Field::ReauditOf => self.long == 0,
            Field::Office | Field::Service | Field::Team | Field::AuditType | Field::FailureCause => {
                self.looks() == Looks::Name && self.private().is_none()
            }
        }
    }

    fn samples(&self) -> Vec<String> {
        self.distinct.iter().filter(|cell| cell.chars().count() <= 60).take(SAMPLES).cloned().collect()
    }
}

/// What is told of the columns: of those that were taken for dates, grades and offices, three cells as well.
pub(super) fn tell(profiles: &[Profile], mapped: &[MappedColumn]) -> Vec<SurveyedColumn> {
    let may_be_told = |path: &str| {
        mapped.iter().any(|column| {
            let told =
                matches!(column.field, Field::AuditDate | Field::OverallGrade | Field::ModeratedGrade | Field::Office);
            told && stands_for(path, &column.column)
        })
    };
    let told = profiles.iter().map(|profile| SurveyedColumn {
        path: profile.path.clone(),
        looks: profile.looks(),
        private: profile.private(),
        samples: if may_be_told(&profile.path) { profile.samples() } else { Vec::new() },
    });
    told.collect()
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
pub(super) fn recognise(profiles: &[Profile]) -> Vec<MappedColumn> {
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
    for field in Field::ALL {
        let sure = profiles
            .iter()
            .filter_map(|profile| Some((Field::recognise(&profile.path).filter(|(f, _)| *f == field)?.1, profile)))
            .min_by_key(|(rank, _)| *rank);
        if let Some((_, profile)) = sure {
            let how = if field.name() == profile.path { How::ExactName } else { How::Synonym };
            mapped.push(MappedColumn { field, column: profile.path.clone(), how });
        }
    }
    let lacks = |mapped: &[MappedColumn], field| !mapped.iter().any(|column: &MappedColumn| column.field == field);
    for field in Field::ALL.into_iter().filter(|field| lacks(&mapped, *field)).collect::<Vec<_>>() {
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
    mapped.sort_by_key(|column| column.field);
    mapped
}
