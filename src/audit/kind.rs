//! Why a case was audited: what decides whether the audit may enter the headline rate.

use super::grade::letters_and_digits_of;
use serde::{Deserialize, Serialize};

/// How the case came to be audited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// The file does not say.
    Unstated,
    /// Drawn at random, or a routine monthly audit.
    Random,
    /// Chosen to look at one theme.
    Thematic,
    /// Chosen because something was thought to be wrong (or right).
    Targeted,
    /// A second audit of a case, after remedial work.
    ReAudit,
    /// A second grading of the same audit.
    Moderation,
    /// The file gives a kind that is none of these.
    Unrecognised,
}

impl AuditKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [AuditKind; 7] = [
        AuditKind::Unstated,
        AuditKind::Random,
        AuditKind::Thematic,
        AuditKind::Targeted,
        AuditKind::ReAudit,
        AuditKind::Moderation,
        AuditKind::Unrecognised,
    ];

    /// The kind that a cell holds. A blank cell is `Unstated`; a word that is not known is `Unrecognised`, never a guess.
    ///
    /// ```
    /// use plumbline::audit::AuditKind;
    /// assert_eq!(AuditKind::recognise("Re-audit"), AuditKind::ReAudit);
    /// assert_eq!(AuditKind::recognise(""), AuditKind::Unstated);
    /// assert_eq!(AuditKind::recognise("blue"), AuditKind::Unrecognised);
    /// ```
    pub fn recognise(cell: &str) -> AuditKind {
        match letters_and_digits_of(cell).as_str() {
            "" => AuditKind::Unstated,
            "random" | "randomsample" | "routine" | "routineaudit" | "monthly" | "monthlyaudit" | "core"
            | "coreaudit" => AuditKind::Random,
            "thematic" | "thematicaudit" | "theme" | "themed" => AuditKind::Thematic,
            "targeted" | "targetedaudit" | "targetedsample" | "dipsample" => AuditKind::Targeted,
            "reaudit" | "followup" | "followupaudit" | "repeat" | "repeataudit" => AuditKind::ReAudit,
            "moderation" | "moderated" | "moderationaudit" => AuditKind::Moderation,
            _ => AuditKind::Unrecognised,
        }
    }

    /// Whether such an audit may enter the headline rate: only those drawn at random, or whose kind is not stated. The
    /// others were chosen for a reason that is itself related to the grade.
    pub fn enters_the_rate(self) -> bool {
        matches!(self, AuditKind::Unstated | AuditKind::Random)
    }
}
