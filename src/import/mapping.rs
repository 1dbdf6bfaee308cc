//! Which column is which field: recognised by name, or as a saved mapping says.

use crate::audit::{Scale, letters_and_digits_of};
use crate::layout::laid_out;
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
    /// Why the work failed: one or several causes. Where each finding has a row of its own, the rows of an audit are one audit.
    FailureCause,
    /// Which partner agencies' part failed: one or several.
    PartnerCause,
    /// Whether a child was found at immediate risk: yes or no.
    ImmediateRisk,
    /// The grade of a practice area. There is a column for each area: see [`Mapping::domain_grades`].
    DomainGrade,
    /// The day on which the audit was recorded or published: it tells how late audits arrive, and so which of the newest months are complete.
    RecordedOn,
    /// The role of whoever audited; never a name.
    AuditorRole,
    /// An opaque code for whoever audited; never a name. It is used for spreads alone, and no code is shown or shared.
    AuditorCode,
    /// The day on which an action was raised: one action a row, or one for each item of a list in a record.
    ActionRaised,
    /// The day by which it is to be done.
    ActionDue,
    /// The day on which it was done.
    ActionCompleted,
    /// The role of whoever is to do it; never a name.
    ActionOwnerRole,
}

impl Field {
    /// Every field, in the order of the record.
    pub const ALL: [Field; 20] = [
        Field::AuditId,
        Field::AuditDate,
        Field::Office,
        Field::OverallGrade,
        Field::Service,
        Field::Team,
        Field::AuditType,
        Field::ModeratedGrade,
        Field::ReauditOf,
        Field::FailureCause,
        Field::PartnerCause,
        Field::ImmediateRisk,
        Field::DomainGrade,
        Field::RecordedOn,
        Field::AuditorRole,
        Field::AuditorCode,
        Field::ActionRaised,
        Field::ActionDue,
        Field::ActionCompleted,
        Field::ActionOwnerRole,
    ];

    /// The fields of an action, of which an audit may have none or several.
    pub(super) const OF_ACTION: [Field; 4] =
        [Field::ActionRaised, Field::ActionDue, Field::ActionCompleted, Field::ActionOwnerRole];

    /// Which field of an action it is, if it is one.
    pub(super) fn of_action(self) -> Option<usize> {
        Field::OF_ACTION.into_iter().position(|field| field == self)
    }

    /// Whether its cells are shown on a screen as the names of groups.
    pub fn names_groups(self) -> bool {
        matches!(
            self,
            Field::Office
                | Field::Service
                | Field::Team
                | Field::FailureCause
                | Field::PartnerCause
                | Field::AuditorRole
                | Field::ActionOwnerRole
        )
    }

    /// Whether one audit may have several of it.
    pub(super) fn may_be_several(self) -> bool {
        matches!(self, Field::FailureCause | Field::PartnerCause)
    }

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
            Field::FailureCause => "failure_cause",
            Field::PartnerCause => "partner_cause",
            Field::ImmediateRisk => "immediate_risk",
            Field::DomainGrade => "domain_grade",
            Field::RecordedOn => "recorded_on",
            Field::AuditorRole => "auditor_role",
            Field::AuditorCode => "auditor_code",
            Field::ActionRaised => "action_raised",
            Field::ActionDue => "action_due",
            Field::ActionCompleted => "action_completed",
            Field::ActionOwnerRole => "action_owner_role",
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
            Field::FailureCause => "cause of failure",
            Field::PartnerCause => "partner whose part failed",
            Field::ImmediateRisk => "immediate risk",
            Field::DomainGrade => "grade of a practice area",
            Field::RecordedOn => "date it was recorded or published",
            Field::AuditorRole => "role of the auditor",
            Field::AuditorCode => "code of the auditor",
            Field::ActionRaised => "action: date raised",
            Field::ActionDue => "action: date due",
            Field::ActionCompleted => "action: date completed",
            Field::ActionOwnerRole => "action: role of its owner",
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
            Field::FailureCause => &[
                "failurecause",
                "failurecauses",
                "causeoffailure",
                "causesoffailure",
                "causeofinadequacy",
                "causes",
                "cause",
                "findingtheme",
                "findingcategory",
            ],
            Field::PartnerCause => &[
                "partnercause",
                "partnercauses",
                "causepartner",
                "partneragencycause",
                "partneragencycauses",
                "partnerfailure",
                "partnerfailures",
                "partneragency",
                "partneragencies",
                "failingpartner",
            ],
            Field::ImmediateRisk => &[
                "immediaterisk",
                "immediateriskflag",
                "immediaterisktochild",
                "childatimmediaterisk",
                "atimmediaterisk",
                "immediateconcern",
                "immediatesafeguardingconcern",
                "immediatesafeguardingrisk",
            ],
            // Each area has a name of its own: `area_of` reads it.
            Field::DomainGrade => &[],
            Field::RecordedOn => &[
                "recordedon",
                "daterecorded",
                "recordeddate",
                "enteredon",
                "dateentered",
                "publicationdate",
                "inspectionpublicationdate",
                "reportpublicationdate",
                "datepublished",
                "publishedon",
                "submittedon",
                "datesubmitted",
                "submissiondate",
                "completiontime",
            ],
            // An "auditor" is a person by name, and is not taken.
            Field::AuditorRole => &["auditorrole", "roleofauditor", "auditorjobrole"],
            Field::AuditorCode => &["auditorcode", "auditorpseudonym"],
            Field::ActionRaised => &[
                "actionraised",
                "actionsraised",
                "actionraisedon",
                "actionraiseddate",
                "actionsraiseddate",
                "actionsraisedon",
                "actiondateraised",
                "actionsdateraised",
                "dateactionraised",
                "actioncreated",
                "actionset",
                "actionagreed",
            ],
            Field::ActionDue => &[
                "actiondue",
                "actionsdue",
                "actiondueon",
                "actiondueby",
                "actionduedate",
                "actionsduedate",
                "actionsdueon",
                "dateactiondue",
                "actiontargetdate",
                "actionstargetdate",
                "actiondeadline",
                "actionsdeadline",
            ],
            Field::ActionCompleted => &[
                "actioncompleted",
                "actionscompleted",
                "actioncompletedon",
                "actioncompleteddate",
                "actionscompleteddate",
                "actionscompletedon",
                "actioncompletiondate",
                "actionscompletiondate",
                "actiondatecompleted",
                "actionsdatecompleted",
                "dateactioncompleted",
                "actionclosed",
                "actionsclosed",
                "actioncloseddate",
                "dateactionclosed",
            ],
            // An "action owner" may be a person by name, and is not taken by itself.
            Field::ActionOwnerRole => &["actionownerrole", "actionsownerrole", "roleofactionowner", "actionrole"],
        }
    }

    /// The field of an action that a column is by its name, and which action of the row: `Action 2 raised`, `Action raised (2)`.
    pub(super) fn of_numbered_action(column: &str) -> Option<(Field, usize)> {
        let name = letters_and_digits_of(column);
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        let letters: String = name.chars().filter(|c| !c.is_ascii_digit()).collect();
        let number =
            if digits.is_empty() { 1 } else { digits.parse().ok().filter(|number| (1..=99).contains(number))? };
        // The digits must be one number, not two.
        if !name.contains(&digits) {
            return None;
        }
        let field = Field::OF_ACTION.into_iter().find(|field| field.synonyms().contains(&letters.as_str()))?;
        Some((field, number))
    }

    /// The field that a column is by its name, with how sure that is (0 is surest). Of a path it is the last key that counts,
    /// alone at the top of a record, and together with the key above it further down.
    pub(super) fn recognise(column: &str) -> Option<(Field, usize)> {
        let by_name = |name: &str| {
            Field::ALL.into_iter().find_map(|field| {
                field.synonyms().iter().position(|synonym| *synonym == name).map(|rank| (field, rank))
            })
        };
        let whole = by_name(&letters_and_digits_of(column));
        if whole.is_some() || !column.contains('.') {
            return whole;
        }
        let mut keys: Vec<&str> = column.split('.').collect();
        while keys.len() > 1 && keys.last().is_some_and(|key| WRAPPERS.contains(key)) {
            keys.pop();
        }
        let [above @ .., last] = keys.as_slice() else { return None };
        let last = letters_and_digits_of(last);
        let deeper = 100 * above.len();
        match above.last() {
            None => by_name(&last),
            Some(key) => by_name(&(letters_and_digits_of(key) + &last)).or_else(|| {
                let carries_a_record =
                    key.ends_with("[]") || RECORD_KEYS.contains(&letters_and_digits_of(key).as_str());
                by_name(&last).filter(|_| carries_a_record)
            }),
        }
        .map(|(field, rank)| (field, rank + deeper))
    }

    /// The field that the words of a long name suggest, as where a question stands at the head of a column. Its content must agree.
    pub(super) fn suggested(column: &str) -> Option<Field> {
        let lower = column.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
        if has(&["action", "actions"]) {
            return match () {
                () if has(&["owner", "owners", "responsible"]) && has(&["role", "roles"]) => {
                    Some(Field::ActionOwnerRole)
                }
                () if has(&["completed", "complete", "completion", "closed", "done", "finished"]) => {
                    Some(Field::ActionCompleted)
                }
                () if has(&["due", "deadline", "target"]) => Some(Field::ActionDue),
                () if has(&["raised", "set", "agreed", "created", "opened", "issued"]) => Some(Field::ActionRaised),
                // What else is said of an action is no date of the audit, nor the name of a team.
                () => None,
            };
        }
        let grade =
            has(&["grade", "grades", "graded", "grading", "judgement", "judgment", "rating", "rated", "outcome"]);
        let audit = has(&["audit", "audited", "auditing", "auditor"]);
        if has(&["moderated", "moderation", "moderator"]) {
            return grade.then_some(Field::ModeratedGrade);
        }
        if has(&["original", "first", "previous", "earlier"])
            && has(&["reaudit", "audit"])
            && has(&["id", "reference", "number"])
        {
            return Some(Field::ReauditOf);
        }
        if has(&["partner", "partners"]) && has(&["cause", "causes", "failure", "failures"]) {
            return Some(Field::PartnerCause);
        }
        if has(&["immediate"]) && has(&["risk", "harm", "danger", "concern", "safeguarding"]) {
            return Some(Field::ImmediateRisk);
        }
        if has(&["date", "day", "when"]) && audit && !has(&["birth", "due", "reaudit"]) {
            return Some(Field::AuditDate);
        }
        if grade && (audit || has(&["overall", "final"])) {
            return Some(Field::OverallGrade);
        }
        if has(&["type", "kind", "reason"]) && audit {
            return Some(Field::AuditType);
        }
        if has(&["id", "reference", "ref", "number"]) && audit && words.len() <= 4 {
            return Some(Field::AuditId);
        }
        if has(&["office", "locality", "district"]) {
            return Some(Field::Office);
        }
        if has(&["team"]) {
            return Some(Field::Team);
        }
        has(&["service"]).then_some(Field::Service)
    }
}

/// More practice areas than this are not read: a file whose keys are data has such without end.
pub(super) const MOST_AREAS: usize = 40;

/// Keys that hold the grades of practice areas, in lower case without spaces and punctuation.
const AREA_KEYS: [&str; 10] = [
    "domaingrades",
    "domaingrade",
    "domainjudgements",
    "domainratings",
    "practiceareas",
    "practiceareagrades",
    "areagrades",
    "areajudgements",
    "gradesbyarea",
    "gradesbydomain",
];

/// Words that say that a column holds a grade.
const GRADE_WORDS: [&str; 9] =
    ["grade", "grades", "graded", "grading", "judgement", "judgment", "rating", "rated", "score"];

/// Words of areas that are graded by themselves in most audits, by which a column is known even if it is not called a grade.
const AREA_WORDS: [&str; 22] = [
    "oversight",
    "supervision",
    "risk",
    "risks",
    "voice",
    "views",
    "lived",
    "planning",
    "plan",
    "plans",
    "assessment",
    "assessments",
    "visits",
    "visiting",
    "permanence",
    "recording",
    "multiagency",
    "partnership",
    "drift",
    "chronology",
    "participation",
    "engagement",
];

/// Words that make a grade another opinion of the whole audit, or something else than a practice area.
const NO_AREA_WORDS: [&str; 48] = [
    "audit",
    "audits",
    "audited",
    "auditor",
    "auditors",
    "auditing",
    "overall",
    "final",
    "moderated",
    "moderation",
    "moderator",
    "previous",
    "last",
    "earlier",
    "first",
    "second",
    "original",
    "initial",
    "draft",
    "provisional",
    "agreed",
    "revised",
    "self",
    "peer",
    "manager",
    "managers",
    "worker",
    "workers",
    "practitioner",
    "ofsted",
    "inspection",
    "inspector",
    "sample",
    "current",
    "new",
    "old",
    "target",
    "expected",
    "before",
    "after",
    "change",
    "changed",
    "confidence",
    "qa",
    "reviewer",
    "reaudit",
    "action",
    "date",
];

/// The key of a record under which the grades of practice areas stand, if this path leads into one: `domain_grades` of
/// `domain_grades.Risk` and of `domain_grades.Risk.grade`.
pub(super) fn areas_key(path: &str) -> Option<&str> {
    let (mut key, mut last) = path.rsplit_once('.')?;
    if GRADE_WORDS.contains(&letters_and_digits_of(last).as_str())
        && let Some((outer, area)) = key.rsplit_once('.')
    {
        (key, last) = (outer, area);
    }
    let name = key.rsplit_once('.').map_or(key, |(_, name)| name);
    (is_areas_key(name) && !last.is_empty()).then_some(key)
}

/// Whether a key of a record is one under which grades of practice areas stand.
pub(super) fn is_areas_key(key: &str) -> bool {
    AREA_KEYS.contains(&letters_and_digits_of(key).as_str())
}

/// The practice area that a column grades, by its name: "Risk" of `domain_grades.risk`, `Risk grade` and `Grade: risk`; of `Risk` alone
/// as well, so that what it holds must bear it out. `None` if it grades the whole audit, or something else.
pub(super) fn area_of(column: &str) -> Option<String> {
    let inside = areas_key(column).and_then(|key| column.get(key.len() + 1..));
    // Of any other path it is the last key that counts; a full stop in a sentence is none.
    let last = || column.rsplit_once('.').map(|(_, last)| last).filter(|last| !last.starts_with(' '));
    let name = inside.or_else(last).unwrap_or(column);
    if is_areas_key(name) {
        return None;
    }
    let spaced = name.replace(['_', '.', '\n', '\t'], " ");
    let bare = |word: &str| letters_and_digits_of(word);
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    let is_grade = |word: &str| GRADE_WORDS.contains(&bare(word).as_str());
    let graded = words.iter().any(|word| is_grade(word));
    if inside.is_none() {
        let parts = || words.iter().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
        if parts().any(|word| NO_AREA_WORDS.contains(&word.to_lowercase().as_str())) {
            return None;
        }
        let known = parts().any(|word| AREA_WORDS.contains(&word.to_lowercase().as_str()))
            || words.iter().any(|word| AREA_WORDS.contains(&bare(word).as_str()));
        if !graded && !known {
            return None;
        }
    }
    // What only says that it is a grade is no part of the area's name.
    words.retain(|word| !is_grade(word) && word.contains(char::is_alphanumeric));
    let small = |word: &&str| ["of", "for", "the", "on", "in"].contains(&bare(word).as_str());
    while words.first().is_some_and(small) {
        words.remove(0);
    }
    while words.last().is_some_and(small) {
        words.pop();
    }
    let area = words.join(" ");
    let area = area.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'));
    let letters = area.chars().filter(|c| c.is_alphabetic()).count();
    // Other words for the whole audit.
    let whole = ["case", "file", "total", "combined", "average", "outcome", "result"];
    if letters < 3
        || inside.is_none() && whole.contains(&area.to_lowercase().as_str())
        || area.chars().count() > LONGEST_AREA
    {
        return None;
    }
    let mut letters = area.chars();
    Some(letters.next()?.to_uppercase().chain(letters).collect())
}

/// A longer name of an area is not taken by itself: it does not fit beside a chart, and may be a sentence.
const LONGEST_AREA: usize = 60;

/// Keys that stand between a field's name and its value, as databases and lists of choices write them.
pub(super) const WRAPPERS: [&str; 7] =
    ["$date", "$numberLong", "$oid", "Value", "value", "LookupValue", "DisplayValue"];

/// Keys that hold the fields of a record rather than one field.
const RECORD_KEYS: [&str; 7] = ["audit", "record", "fields", "properties", "data", "item", "answers"];

/// Why a column was taken for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It has the field's own name.
    ExactName,
    /// It has another name for the same thing.
    Synonym,
    /// Words of its name suggest it, and what it holds agrees.
    NameAndContent,
    /// It alone holds such values.
    Content,
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
    /// The sheet of a workbook; absent to let it be found. From version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The column of each field, or the path to it: `grades[].date.$date` is one audit for each of the `grades` of a record.
    pub fields: BTreeMap<Field, String>,
    /// Further audits in the same record: fields that are taken from elsewhere, the others being as above. From version 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<BTreeMap<Field, String>>,
    /// Further actions in the same row, as their columns: `Action 2 raised`, `Action 2 due`. From version 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<BTreeMap<Field, String>>,
    /// The column of the grade of each practice area, by the area's name. From version 2.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub domain_grades: BTreeMap<String, String>,
    /// How dates of two numbers and a year are meant, where the file itself does not prove it. From version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// The scale of the grades, if it is not the field's own. From version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<DeclaredScale>,
    /// For an office, team or service: names that are other spellings, each with the name that they are to be counted under.
    /// From version 2.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub merge: BTreeMap<Field, BTreeMap<String, String>>,
}

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The first.
    DayFirst,
    /// The second.
    MonthFirst,
}

/// A scale of grades as a mapping declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredScale {
    /// The levels, best first.
    pub levels: Vec<String>,
    /// Those that count as inadequate: the last ones.
    pub inadequate: Vec<String>,
    /// Words that mean "not graded", beside the usual ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_graded: Vec<String>,
}

impl DeclaredScale {
    /// The scale that is declared.
    ///
    /// # Errors
    /// As [`Scale::declared`].
    pub fn scale(&self) -> Result<Scale, String> {
        fn words(words: &[String]) -> Vec<&str> {
            words.iter().map(String::as_str).collect()
        }
        Scale::declared(&words(&self.levels), &words(&self.inadequate), &words(&self.not_graded))
    }
}

/// The word by which a mapping is told from any other JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MappingMark {
    Mapping,
}

impl Mapping {
    /// The version of the format that this program writes, and the newest that it reads.
    pub const VERSION: u32 = 2;

    /// A mapping of these columns.
    pub fn new(fields: BTreeMap<Field, String>) -> Mapping {
        Mapping {
            plumbline: MappingMark::Mapping,
            version: Mapping::VERSION,
            records: None,
            sheet: None,
            fields,
            also: Vec::new(),
            actions: Vec::new(),
            domain_grades: BTreeMap::new(),
            dates: None,
            scale: None,
            merge: BTreeMap::new(),
        }
    }

    /// The mapping with the dates read in this order where the file proves none.
    pub fn with_dates(&self, dates: DateOrder) -> Mapping {
        Mapping { dates: Some(dates), ..self.clone() }
    }

    /// The mapping for another sheet of the workbook.
    pub fn with_sheet(&self, sheet: String) -> Mapping {
        Mapping { sheet: Some(sheet), ..self.clone() }
    }

    /// The mapping with this scale of grades; with `None`, the field's own.
    pub fn with_scale(&self, scale: Option<DeclaredScale>) -> Mapping {
        Mapping { scale, ..self.clone() }
    }

    /// The mapping with this column for the grades of a practice area, "" for none; for a further area, called after the column, if it names none.
    ///
    /// ```
    /// use plumbline::import::Mapping;
    /// let mapping = Mapping::new([].into()).with_area(None, "Quality of plan grade").with_area(None, "Q7");
    /// assert_eq!(mapping.domain_grades.keys().collect::<Vec<_>>(), ["Q7", "Quality of plan"]);
    /// assert!(mapping.with_area(Some("Q7"), "").domain_grades.len() == 1);
    /// ```
    pub fn with_area(&self, area: Option<&str>, column: &str) -> Mapping {
        let mut next = self.clone();
        if let Some(area) = area {
            next.domain_grades.remove(area);
        }
        if column.is_empty() || area.is_none() && next.domain_grades.len() >= MOST_AREAS {
            return next;
        }
        // One column is one field.
        next.fields.retain(|field, other| matches!(field, Field::AuditDate | Field::OverallGrade) || other != column);
        next.domain_grades.retain(|_, other| other != column);
        let called = area.map(str::to_owned).or_else(|| area_of(column)).unwrap_or_else(|| column.to_owned());
        next.domain_grades.insert(called, column.to_owned());
        next
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
        let each = mapping.also.iter().chain(&mapping.actions).chain([&mapping.fields]);
        if each.into_iter().any(|fields| fields.contains_key(&Field::DomainGrade)) {
            return Err("The grades of practice areas stand under \"domain_grades\" in a mapping, each area with its column, and not \
                        among its fields."
                .into());
        }
        if mapping.domain_grades.len() > MOST_AREAS {
            return Err(format!(
                "This mapping names {} practice areas. At most {MOST_AREAS} are read.",
                mapping.domain_grades.len()
            ));
        }
        if let Some(scale) = &mapping.scale {
            scale.scale().map_err(|fault| format!("The scale of grades in this mapping cannot be used. {fault}"))?;
        }
        Ok(mapping)
    }

    /// The scale of the grades that it declares, or the field's own.
    pub fn scale(&self) -> Scale {
        self.scale.as_ref().and_then(|scale| scale.scale().ok()).unwrap_or_default()
    }

    /// The columns of each audit that a record holds: the first, and the others of [`also`](Mapping::also).
    pub(super) fn audits_of_a_record(&self) -> Vec<BTreeMap<Field, String>> {
        let mut audits = vec![self.fields.clone()];
        audits.extend(self.also.iter().map(|other| {
            let mut fields = self.fields.clone();
            fields.extend(other.clone());
            fields
        }));
        audits
    }

    /// Every column that it names.
    pub(super) fn columns(&self) -> impl Iterator<Item = &String> {
        self.columns_of_fields().chain(self.domain_grades.values())
    }

    /// Those but of practice areas, of which a file may lack some and be of the same kind.
    pub(super) fn columns_of_fields(&self) -> impl Iterator<Item = &String> {
        let fields = self.fields.values().chain(self.also.iter().chain(&self.actions).flat_map(BTreeMap::values));
        // A field without a column is one that is not to be read.
        fields.filter(|column| !column.is_empty())
    }

    /// The mapping as the JSON that is saved.
    pub fn to_json(&self) -> String {
        let current = Mapping { version: Mapping::VERSION, ..self.clone() };
        laid_out(&serde_json::to_string(&current).unwrap_or_default()) + "\n"
    }
}
