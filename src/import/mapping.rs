//! Which column is which field: recognised by name, or as a saved mapping says.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field of the audit record that this version reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What tells one audit from another.
    AuditId,
    /// The day of the audit. Required.
    AuditDate,
    /// The office audited.
    Office,
    /// The auditor's overall grade. Required.
    OverallGrade,
    /// The service audited.
    Service,
    /// The team audited.
    Team,
    /// Why the case was audited.
    AuditType,
    /// The moderator's grade.
    ModeratedGrade,
    /// The id of the first audit that this one follows up.
    ReauditOf,
}

impl Field {
    /// Every field, in the order of the record.
    pub const ALL: [Field; 9] = [
        Field::AuditId,
        Field::AuditDate,
        Field::Office,
        Field::OverallGrade,
        Field::Service,
        Field::Team,
        Field::AuditType,
        Field::ModeratedGrade,
        Field::ReauditOf,
    ];

    /// Its name in a file and in a mapping.
    pub fn name(self) -> &'static str {
        match self {
            Field::AuditId => "audit_id",
            Field::AuditDate => "audit_date",
            Field::Office => "office",
            Field::OverallGrade => "overall_grade",
            Field::Service => "service",
            Field::Team => "team",
            Field::AuditType => "audit_type",
            Field::ModeratedGrade => "moderated_grade",
            Field::ReauditOf => "reaudit_of",
        }
    }

    /// Its name on the page.
    pub fn in_words(self) -> &'static str {
        match self {
            Field::AuditId => "audit id",
            Field::AuditDate => "date of the audit",
            Field::Office => "office",
            Field::OverallGrade => "overall grade",
            Field::Service => "service",
            Field::Team => "team",
            Field::AuditType => "type of audit",
            Field::ModeratedGrade => "moderated grade",
            Field::ReauditOf => "first audit of a re-audit",
        }
    }

    /// Other names of the column, in lower case without spaces and punctuation, the surest first.
    fn synonyms(self) -> &'static [&'static str] {
        match self {
            Field::AuditId => &["auditid", "auditreference", "auditref", "auditnumber", "auditno"],
            Field::AuditDate => &[
                "auditdate",
                "dateofaudit",
                "dateaudited",
                "auditedon",
                "auditcompleted",
                "auditcompleteddate",
                "dateauditcompleted",
                "inspectiondate",
                "dateofinspection",
                "completiondate",
                "datecompleted",
                "date",
            ],
            Field::Office => &[
                "office",
                "officename",
                "areaoffice",
                "locality",
                "localityoffice",
                "area",
                "district",
                "localauthority",
                "site",
                "location",
            ],
            Field::OverallGrade => &[
                "overallgrade",
                "overallauditgrade",
                "overalljudgement",
                "overalljudgment",
                "overallrating",
                "overalleffectiveness",
                "overallexperiencesandprogressofchildrenandyoungpeople",
                "auditgrade",
                "auditjudgement",
                "auditrating",
                "finalgrade",
                "grade",
                "judgement",
                "judgment",
                "rating",
            ],
            Field::Service => &["service", "servicearea", "servicename", "servicetype", "provisiontype"],
            Field::Team => &["team", "teamname"],
            Field::AuditType => &["audittype", "typeofaudit", "auditkind", "auditcategory"],
            Field::ModeratedGrade => {
                &["moderatedgrade", "moderationgrade", "moderatorgrade", "moderatedjudgement", "gradeaftermoderation"]
            }
            Field::ReauditOf => &["reauditof", "reauditofid", "originalauditid", "firstauditid"],
        }
    }

    /// The field that a column is by its name, with how sure that is (0 is surest).
    fn recognise(column: &str) -> Option<(Field, usize)> {
        let name: String = column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Field::ALL
            .into_iter()
            .find_map(|field| field.synonyms().iter().position(|synonym| *synonym == name).map(|rank| (field, rank)))
    }
}

/// Why a column was taken for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It has the field's own name.
    ExactName,
    /// It has another name for the same thing.
    Synonym,
    /// A saved mapping says so.
    SavedMapping,
}

/// A column and the field that it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedColumn {
    /// The field.
    pub field: Field,
    /// The column's name in the file.
    pub column: String,
    /// Why.
    pub how: How,
}

/// Which column is which field. Saved, it reads next month's export the same way; it then decides alone, so that a field it
/// does not name is not read.
///
/// ```
/// use plumbline::import::{Field, Mapping};
/// let mapping = Mapping::parse(r#"{ "plumbline": "mapping", "version": 1,
///     "fields": { "audit_date": "Inspection date", "overall_grade": "Outcome" } }"#).unwrap();
/// assert_eq!(mapping.fields[&Field::AuditDate], "Inspection date");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    plumbline: MappingMark,
    version: u32,
    /// Where the list of audits stands (`audits`, `data.rows`); absent to let it be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<String>,
    /// The column of each field.
    pub fields: BTreeMap<Field, String>,
}

/// The word by which a mapping is told from any other JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MappingMark {
    Mapping,
}

impl Mapping {
    /// The version of the format that this program writes, and the newest that it reads.
    pub const VERSION: u32 = 1;

    /// A mapping of these columns.
    pub fn new(fields: BTreeMap<Field, String>) -> Mapping {
        Mapping { plumbline: MappingMark::Mapping, version: Mapping::VERSION, records: None, fields }
    }

    /// Whether these bytes are meant to be a mapping.
    pub fn looks_like(bytes: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Head {
            plumbline: String,
        }
        serde_json::from_slice::<Head>(bytes).is_ok_and(|head| head.plumbline == "mapping")
    }

    /// Reads a saved mapping.
    ///
    /// # Errors
    /// In plain words, if it is no mapping, is newer than this program, or lacks a date or a grade.
    pub fn parse(json: &str) -> Result<Mapping, String> {
        let mapping: Mapping = serde_json::from_str(json).map_err(|error| {
            format!(
                "This mapping cannot be read (line {}, column {}). A mapping is a small JSON file that Plumbline saves on its \
                 Data page: save a new one, or compare this one with the example in the documentation.",
                error.line(),
                error.column()
            )
        })?;
        if mapping.version > Mapping::VERSION {
            return Err(
                "This mapping was saved by a newer Plumbline. Open it with that version, or save it again here.".into(),
            );
        }
        for field in [Field::AuditDate, Field::OverallGrade] {
            if !mapping.fields.contains_key(&field) {
                return Err(format!(
                    "This mapping names no column for the {}, without which there is no rate. Add \"{}\" to its fields.",
                    field.in_words(),
                    field.name()
                ));
            }
        }
        Ok(mapping)
    }

    /// The mapping as the JSON that is saved.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The columns of one list as they are taken, and the others.
#[derive(Debug, Default)]
pub(super) struct Columns {
    saved: Option<Mapping>,
    pub(super) mapped: Vec<MappedColumn>,
    pub(super) unread: Vec<String>,
}

impl Columns {
    /// Decides what each of these columns is; the error is the required field (date or grade) that is not among them.
    pub(super) fn decide(saved: Option<&Mapping>, names: &[String]) -> Result<Columns, Field> {
        let mut columns = Columns { saved: saved.cloned(), ..Columns::default() };
        match saved {
            Some(_) => names.iter().for_each(|name| {
                columns.meet(name);
            }),
            None => {
                // The surest name of each field wins; the file's own order decides between equals.
                let mut best: BTreeMap<Field, (usize, &String)> = BTreeMap::new();
                for name in names {
                    if let Some((field, rank)) = Field::recognise(name)
                        && best.get(&field).is_none_or(|(other, _)| rank < *other)
                    {
                        best.insert(field, (rank, name));
                    }
                }
                for name in names {
                    match Field::recognise(name).filter(|(field, _)| best.get(field).is_some_and(|(_, b)| *b == name)) {
                        Some((field, _)) => columns.take(field, name),
                        None => columns.leave(name),
                    }
                }
            }
        }
        for field in [Field::AuditDate, Field::OverallGrade] {
            if !columns.mapped.iter().any(|mapped| mapped.field == field) {
                return Err(field);
            }
        }
        Ok(columns)
    }

    /// What a column that was not met before is: it is taken if it is for a field that has no column yet.
    pub(super) fn meet(&mut self, name: &str) -> Option<Field> {
        let field = match &self.saved {
            Some(saved) => saved.fields.iter().find(|(_, column)| *column == name).map(|(field, _)| *field),
            None => Field::recognise(name).map(|(field, _)| field),
        };
        match field.filter(|field| !self.mapped.iter().any(|mapped| mapped.field == *field)) {
            Some(field) => {
                self.take(field, name);
                Some(field)
            }
            None => {
                self.leave(name);
                None
            }
        }
    }

    pub(super) fn field_of(&self, name: &str) -> Option<Field> {
        self.mapped.iter().find(|mapped| mapped.column == name).map(|mapped| mapped.field)
    }

    fn take(&mut self, field: Field, name: &str) {
        let how = match &self.saved {
            Some(_) => How::SavedMapping,
            None if field.name() == name => How::ExactName,
            None => How::Synonym,
        };
        self.mapped.push(MappedColumn { field, column: name.to_owned(), how });
    }

    fn leave(&mut self, name: &str) {
        // A file whose keys are data has columns without end; they are not all worth keeping.
        if self.unread.len() < 500 {
            self.unread.push(name.to_owned());
        }
    }
}

impl Columns {
    /// The field of a column, met before or not.
    pub(super) fn field_met(&mut self, name: &str) -> Option<Field> {
        // Keys come in nearly the same order in every record, and there are few of them: looking through is quick.
        if let Some(field) = self.field_of(name) {
            return Some(field);
        }
        if self.unread.iter().any(|unread| unread == name) || self.unread.len() >= 500 {
            return None;
        }
        self.meet(name)
    }

    /// The mapping that these columns amount to.
    pub(super) fn as_mapping(&self) -> Mapping {
        match &self.saved {
            Some(saved) => saved.clone(),
            None => Mapping::new(self.mapped.iter().map(|mapped| (mapped.field, mapped.column.clone())).collect()),
        }
    }
}
