//! What each office's audits are made of.

use super::{CauseCount, NamedRate};
use crate::tally::{Tallies, Tally};
use serde::{Deserialize, Serialize};

/// The teams, services and causes of one office's audits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeParts {
    /// Its name, as in the file.
    pub office: String,
    /// Its teams by name.
    pub teams: Vec<NamedRate>,
    /// Its services by name.
    pub services: Vec<NamedRate>,
    /// The causes of failure found in it, by name.
    pub causes: Vec<CauseCount>,
}

pub(super) fn office_parts(tallies: &Tallies) -> Vec<OfficeParts> {
    fn named(parts: &[(String, Tally)]) -> Vec<NamedRate> {
        parts.iter().map(|(name, tally)| NamedRate { name: name.clone(), rate: (*tally).into() }).collect()
    }
    let cause = |(cause, tally): &(String, Tally)| CauseCount {
        cause: cause.clone(),
        audits: Some(tally.n),
        inadequate: Some(tally.inadequate),
    };
    tallies
        .offices
        .iter()
        .zip(&tallies.office_parts)
        .map(|(office, parts)| OfficeParts {
            office: office.name.clone(),
            teams: named(&parts.teams),
            services: named(&parts.services),
            causes: parts.causes.iter().map(cause).collect(),
        })
        .collect()
}
