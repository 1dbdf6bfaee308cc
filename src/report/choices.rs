//! What the filters can be set to, and how many audits each choice would leave.

use crate::audit::AuditKind;
use crate::settings::GradeBasis;
use crate::tally::Facets;
use serde::{Deserialize, Serialize};

/// What the filters can be set to: everything in the file, with the audits that each choice alone would leave in the rate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    /// Each month from the file's first audit to its last, `2024-04`.
    pub months: Vec<Choice<String>>,
    /// Services, by name.
    pub services: Vec<Choice<String>>,
    /// Teams, by name.
    pub teams: Vec<Choice<String>>,
    /// Offices, by name.
    pub offices: Vec<Choice<String>>,
    /// Types of audit that the file has.
    pub types: Vec<Choice<AuditKind>>,
    /// Whose grade may count.
    pub grade_bases: Vec<Choice<GradeBasis>>,
}

/// One thing that a filter can be set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<T> {
    /// What it is.
    pub value: T,
    /// How many audits it would leave in the rate, the other filters staying as they are.
    pub audits: u32,
}

impl From<&Facets> for Choices {
    fn from(facets: &Facets) -> Choices {
        fn choices<T: Clone>(counts: &[(T, u32)]) -> Vec<Choice<T>> {
            counts.iter().map(|(value, audits)| Choice { value: value.clone(), audits: *audits }).collect()
        }
        let months =
            facets.months.iter().map(|(month, audits)| Choice { value: month.key(), audits: *audits }).collect();
        Choices {
            months,
            services: choices(&facets.services),
            teams: choices(&facets.teams),
            offices: choices(&facets.offices),
            types: choices(&facets.types),
            grade_bases: choices(&facets.bases),
        }
    }
}
