//! What could not be used, with its place and the reason, and never with its text.

use super::Field;
use crate::order::InOrder as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Which record of its list, from 1.
    pub record: u64,
    /// The line of the file on which it begins, or the row of the sheet, from 1.
    pub line: u64,
    /// Which audit of that record, from 1, where a record holds a list of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} (line {})", self.record, self.line)?;
        self.item.map_or(Ok(()), |item| write!(f, ", audit {item} of it"))
    }
}

/// Why a record, or a cell of it, could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The record itself is broken.
    NotARecord,
    /// There is no date, or a placeholder.
    DateMissing,
    /// There is a date that cannot be read, or that the calendar does not have.
    DateUnreadable,
    /// The date is before 2000, when no such audit was kept.
    DateTooOld,
    /// The date is after the day on which the file says that it was exported; if it does not say, on which it is read.
    DateAfterExport,
    /// There is a grade that is not on the scale.
    GradeUnknown,
    /// A list or an object stands where one value should, or the field is given twice.
    NotOneValue,
    /// The same audit id again, with other content.
    ConflictingRepeat,
    /// No office is given; the audit is in the rate, in no office's figures.
    OfficeMissing,
    /// The kind of audit is not one that is known; the audit is kept out of the rate.
    KindUnknown,
    /// No audit id; the audit is used.
    IdMissing,
    /// A re-audit names a first audit that is not in the file; it is used, as a re-audit.
    FirstAuditMissing,
    /// The record's list of audits is empty.
    NoAuditInRecord,
    /// A date of an action cannot be read; the audit is used.
    ActionDateUnreadable,
    /// Dates of actions are written both ways, or another way than those of the audits: none of them is used.
    ActionDatesBothWays,
    /// A date of an action is before 2000, or says that it was raised or done after the file was exported.
    ActionDateImpossible,
    /// An action is done before it was raised.
    ActionCompletedBeforeRaised,
    /// Letters were damaged before the file came here; the audit is used.
    LettersDamaged,
    /// The day on which the audit was recorded cannot be read; the audit is used.
    RecordedUnreadable,
    /// A grade of a practice area is not on the scale; the audit is used.
    AreaGradeUnknown,
    /// Rows of one audit give a practice area different grades; neither is used, and the audit is.
    AreaGradeContradicted,
    /// Whether there is an immediate risk is told otherwise than by yes or no; the audit is used.
    RiskUnknown,
    /// An entry of the list of events has no date or no name that can be read.
    EventUnreadable,
    /// An entry of the list of context has no month that can be read.
    ContextMonthUnreadable,
    /// A value of an entry of the list of context is not one that it can have; the other values are used.
    ContextValueImpossible,
    /// An entry of the list of context contradicts another of the same month and office: neither of the two values is used.
    ContextContradicted,
    /// A target of the file is no proportion; it is not offered.
    TargetImpossible,
}

impl Reason {
    /// Whether a record with this problem is used all the same.
    pub fn row_used(self) -> bool {
        match self {
            Reason::OfficeMissing
            | Reason::KindUnknown
            | Reason::IdMissing
            | Reason::FirstAuditMissing
            | Reason::ActionDateUnreadable
            | Reason::ActionDatesBothWays
            | Reason::ActionDateImpossible
            | Reason::ActionCompletedBeforeRaised
            | Reason::LettersDamaged
            | Reason::RecordedUnreadable
            | Reason::AreaGradeUnknown
            | Reason::AreaGradeContradicted
            | Reason::RiskUnknown
            | Reason::EventUnreadable
            | Reason::ContextMonthUnreadable
            | Reason::ContextValueImpossible
            | Reason::ContextContradicted
            | Reason::TargetImpossible => true,
            Reason::NotARecord
            | Reason::DateMissing
            | Reason::DateUnreadable
            | Reason::DateTooOld
            | Reason::DateAfterExport
            | Reason::GradeUnknown
            | Reason::NotOneValue
            | Reason::ConflictingRepeat
            | Reason::NoAuditInRecord => false,
        }
    }

    /// Whether it concerns an audit, rather than what stands beside the audits.
    pub fn is_of_an_audit(self) -> bool {
        !matches!(
            self,
            Reason::EventUnreadable
                | Reason::ContextMonthUnreadable
                | Reason::ContextValueImpossible
                | Reason::ContextContradicted
                | Reason::TargetImpossible
        )
    }

    /// What is wrong.
    pub fn what(self) -> &'static str {
        match self {
            Reason::NotARecord => "This is not a record, or not a valid one.",
            Reason::DateMissing => "There is no date, or a placeholder such as 1900-01-01.",
            Reason::DateUnreadable => "The date cannot be read, or is not in the calendar.",
            Reason::DateTooOld => "The date is before the year 2000.",
            Reason::DateAfterExport => "The date is after the day on which the file was exported, or read.",
            Reason::GradeUnknown => "The grade is not on the scale, nor a way of saying \"not graded\".",
            Reason::NotOneValue => {
                "There is a list or a group where one value should stand, or the field is given twice."
            }
            Reason::ConflictingRepeat => "The same audit id appears again with other content, so neither was used.",
            Reason::OfficeMissing => "No office is given: the audit is in the rate, but in no office's figures.",
            Reason::KindUnknown => "The type of audit is not one that is known: the audit is kept out of the rate.",
            Reason::IdMissing => "There is no audit id: a repeat of it could not be seen.",
            Reason::FirstAuditMissing => {
                "The first audit of this re-audit is not in the file, or was not used; it is counted as a re-audit all the same."
            }
            Reason::NoAuditInRecord => "The record holds no audit: its list of them is empty.",
            Reason::ActionDateUnreadable => {
                "A date of an action cannot be read, or is not in the calendar: that date is not used."
            }
            Reason::ActionDatesBothWays => {
                "Dates of actions are written both day first and month first, or another way than those of the audits, so that \
                 nothing tells how this one is meant: it is not used."
            }
            Reason::ActionDateImpossible => {
                "An action is dated before the year 2000, or was raised or completed after the day on which the file was exported, \
                 or read: that date is not used."
            }
            Reason::ActionCompletedBeforeRaised => {
                "An action was completed before it was raised: how long it took is not used."
            }
            Reason::LettersDamaged => {
                "Letters were damaged before the file came here, and are shown as \u{fffd}: names that hold one may be counted apart."
            }
            Reason::RecordedUnreadable => {
                "The day on which the audit was recorded or published cannot be read: it does not help to tell which months are complete."
            }
            Reason::AreaGradeUnknown => {
                "The grade of a practice area is not on the scale, nor a way of saying \"not graded\": that grade is not used."
            }
            Reason::AreaGradeContradicted => {
                "Rows of one audit give a practice area different grades: neither of them is used."
            }
            Reason::RiskUnknown => {
                "Whether a child was at immediate risk is told otherwise than by yes or no: it is not used."
            }
            Reason::EventUnreadable => {
                "An entry of the list of events has no date or no label that can be read: it is not shown. No audit is lost by it."
            }
            Reason::ContextMonthUnreadable => {
                "An entry of the list of context has no month that can be read: it is not shown. No audit is lost by it."
            }
            Reason::ContextValueImpossible => {
                "A value of an entry of the list of context is no number, or not one that can be meant: that value is not shown."
            }
            Reason::ContextContradicted => {
                "An entry of the list of context contradicts another one of the same month and office: neither of the two values is shown."
            }
            Reason::TargetImpossible => "A target in the file is no number between 0 and 1: it is not offered.",
        }
    }

    /// What to do about it.
    pub fn what_to_do(self) -> &'static str {
        match self {
            Reason::NotARecord => "Export the file again; if it was edited by hand, look at the line given.",
            Reason::DateMissing => "Fill in the date of the audit in your system and export again.",
            Reason::DateTooOld | Reason::DateAfterExport => "Correct the date in your system and export again.",
            Reason::DateUnreadable => "Write dates as year-month-day or day/month/year.",
            Reason::GradeUnknown => {
                "Use the words of the scale, or leave the cell empty; or say below the mapping what your grades mean."
            }
            Reason::NotOneValue => "Choose another column for this field in the mapping.",
            Reason::ConflictingRepeat => "Decide which of them is right, remove the other, and export again.",
            Reason::OfficeMissing => "Fill in the office and export again.",
            Reason::KindUnknown => "Use random, thematic, targeted, re-audit or moderation, or leave the cell empty.",
            Reason::IdMissing => "Give each audit an id of its own.",
            Reason::FirstAuditMissing => "Export a longer time, so that the first audits are in the file too.",
            Reason::NoAuditInRecord => "Nothing, if nothing was audited.",
            Reason::ActionDateUnreadable | Reason::ActionDatesBothWays => {
                "Write the dates of actions as year-month-day, or as those of the audits are written."
            }
            Reason::ActionDateImpossible => "Correct the date of the action in your system and export again.",
            Reason::ActionCompletedBeforeRaised => {
                "Correct whichever of the two dates is wrong in your system and export again."
            }
            Reason::RecordedUnreadable => "Write dates as year-month-day, or choose another column for it.",
            Reason::AreaGradeUnknown => {
                "Use the words of the scale, or leave the cell empty; or choose another column for this area in the mapping."
            }
            Reason::AreaGradeContradicted => "Give each practice area one grade in an audit.",
            Reason::RiskUnknown => "Write yes or no, true or false, or 1 or 0.",
            Reason::EventUnreadable => {
                "Give each event a label and a date, as year-month-day or as those of the audits are written."
            }
            Reason::ContextMonthUnreadable => {
                "Write months as year-month, such as 2024-04, or give a day of them as those of the audits are written."
            }
            Reason::ContextValueImpossible => {
                "Write rates as parts of one (0.12 for twelve in a hundred), the caseload as the cases that a worker holds, and audits as a whole number."
            }
            Reason::ContextContradicted => "Keep one entry for each month and office.",
            Reason::TargetImpossible => "Write targets as parts of one, such as 0.1 for ten in a hundred.",
            Reason::LettersDamaged => {
                "Export the file again as UTF-8 (in Excel: CSV UTF-8), from the system that it came from."
            }
        }
    }
}

/// Everything that could not be used, or not wholly, grouped by reason and field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Problems {
    /// The groups, in a fixed order.
    pub groups: Vec<ProblemGroup>,
}

/// The records with one problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemGroup {
    /// What is wrong.
    pub reason: Reason,
    /// In which field, if it is in one.
    pub field: Option<Field>,
    /// How many records have it.
    pub count: u64,
    /// Whether they are used all the same.
    pub row_used: bool,
    /// Where they stand, in order: all of them, unless they were [cut](Problems::with_first_places).
    pub places: Vec<Place>,
}

impl Problems {
    /// How many records were not used.
    pub fn rows_not_used(&self) -> u64 {
        self.groups.iter().filter(|group| !group.row_used).map(|group| group.count).sum()
    }

    /// The same with no more than the first `most` places of each group; the counts stay whole.
    pub fn with_first_places(&self, most: usize) -> Problems {
        let cut =
            |group: &ProblemGroup| ProblemGroup { places: group.places.iter().take(most).copied().collect(), ..*group };
        Problems { groups: self.groups.iter().map(cut).collect() }
    }
}

/// Problems while they are being collected.
#[derive(Debug, Default)]
pub(super) struct ProblemLog {
    groups: BTreeMap<(Reason, Option<Field>), (u64, Vec<Place>)>,
}

impl ProblemLog {
    pub(super) fn note(&mut self, reason: Reason, field: Option<Field>, place: Place) {
        let (count, places) = self.groups.entry((reason, field)).or_default();
        *count += 1;
        places.push(place);
    }

    /// Notes what a record may have several times once for each record.
    pub(super) fn note_once(&mut self, reason: Reason, field: Option<Field>, place: Place) {
        let noted = self.groups.get(&(reason, field)).and_then(|(_, places)| places.last());
        if noted != Some(&place) {
            self.note(reason, field, place);
        }
    }

    pub(super) fn finish(self) -> Problems {
        let group = |((reason, field), (count, mut places)): ((Reason, _), (u64, Vec<Place>))| {
            places.order_by(Place::cmp);
            ProblemGroup { reason, field, count, row_used: reason.row_used(), places }
        };
        Problems { groups: self.groups.into_iter().map(group).collect() }
    }
}
