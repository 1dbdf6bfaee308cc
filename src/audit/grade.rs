//! The four-point scale of the field, and the ways in which people write it.

use serde::{Deserialize, Serialize};

/// An overall grade, ordered from best to worst.
///
/// ```
/// use plumbline::audit::Grade;
/// assert!(Grade::Good < Grade::Inadequate);
/// assert_eq!(Grade::recognise("Req. Imp"), Some(Grade::RequiresImprovement));
/// assert_eq!(Grade::recognise("Requires improvement to be good"), Some(Grade::RequiresImprovement));
/// assert_eq!(Grade::recognise("goodish"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Outstanding.
    Outstanding,
    /// Good.
    Good,
    /// Requires improvement (to be good); before 2013, "adequate" or "satisfactory".
    RequiresImprovement,
    /// Inadequate: the grade whose rate this whole page is about.
    Inadequate,
}

impl Grade {
    /// Every grade, from best to worst.
    pub const ALL: [Grade; 4] = [Grade::Outstanding, Grade::Good, Grade::RequiresImprovement, Grade::Inadequate];

    /// The grade that a cell holds, whatever its case, spaces and punctuation; `None` if it is none of the known spellings.
    pub fn recognise(cell: &str) -> Option<Grade> {
        Some(match letters_and_digits_of(cell).as_str() {
            "outstanding" | "outst" | "o" => Grade::Outstanding,
            "good" | "g" => Grade::Good,
            "requiresimprovement"
            | "requiresimprovementtobegood"
            | "requireimprovement"
            | "requiresimp"
            | "reqimp"
            | "reqimprovement"
            | "ri"
            | "adequate"
            | "satisfactory" => Grade::RequiresImprovement,
            "inadequate" | "inad" | "inadeq" => Grade::Inadequate,
            _ => return None,
        })
    }

    /// Whether a cell says that no grade was given, rather than a grade that cannot be read.
    ///
    /// ```
    /// use plumbline::audit::Grade;
    /// assert!(Grade::says_ungraded("Not yet graded"));
    /// assert!(Grade::says_ungraded("  "));
    /// assert!(!Grade::says_ungraded("goodish"));
    /// assert!(!Grade::says_ungraded("5"));
    /// ```
    pub fn says_ungraded(cell: &str) -> bool {
        matches!(
            letters_and_digits_of(cell).as_str(),
            "" | "notgraded"
                | "notyetgraded"
                | "ungraded"
                | "nograde"
                | "notapplicable"
                | "na"
                | "none"
                | "null"
                | "notjudged"
                | "notrated"
                | "awaiting"
                | "awaitinggrade"
                | "pending"
                | "tbc"
        )
    }
}

/// A cell in lower case without spaces and punctuation. Digits stay: a cell that holds a number is not blank.
pub(super) fn letters_and_digits_of(cell: &str) -> String {
    cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
