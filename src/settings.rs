//! What the reader chose: which audits, counted by which grade and in which periods, against which target.

use crate::audit::{AuditKind, Day, Granularity};
use serde::{Deserialize, Serialize};

/// The reader's choices. The default counts every audit of the file that may enter the rate.
///
/// ```
/// use plumbline::settings::Settings;
/// let settings: Settings = serde_json::from_str(r#"{ "period": "quarter", "services": ["Assessment"] }"#).unwrap();
/// assert_eq!(settings.services, ["Assessment"]);
/// // A misspelt setting is an error, not a setting that silently does nothing.
/// assert!(serde_json::from_str::<Settings>(r#"{ "perid": "quarter" }"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Months, quarters or rolling three months; `None` to let the number of audits tell ([`Tallies::period`](crate::tally::Tallies::period)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Granularity>,
    /// The first day to count; `None` for the file's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The last day to count; `None` for the file's last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// The services to count, by name; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// The teams to count, by name; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<String>,
    /// The offices to count, by name; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<String>,
    /// The types of audit to count; empty for the headline rate: those drawn at random and those of no stated type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<AuditKind>,
    /// By whose grade audits are counted.
    #[serde(skip_serializing_if = "GradeBasis::is_default")]
    pub grade_basis: GradeBasis,
    /// How many of the newest periods are still being filled: they are drawn and not judged. `None` to let the counts tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still_open: Option<u8>,
    /// The days whose periods give the centre line; `None` for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Where the centre line starts anew, in order of their first days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Phase>,
    /// The authority's own target: at most so many of a thousand audits inadequate. Never a default of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_per_mille: Option<u16>,
    /// The authority's own target for good work: at least so many of a thousand audits good or better. Never a default of ours either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good_target_per_mille: Option<u16>,
    /// Two stretches of months to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Compare>,
}

impl Settings {
    /// The target as a proportion between 0 and 1.
    pub fn target(&self) -> Option<f64> {
        self.target_per_mille.map(|target| f64::from(target.min(1000)) / 1000.0)
    }

    /// The target for good or better work as a proportion between 0 and 1.
    pub fn good_target(&self) -> Option<f64> {
        self.good_target_per_mille.map(|target| f64::from(target.min(1000)) / 1000.0)
    }

    /// Whether audits of this kind are counted.
    pub fn counts(&self, kind: AuditKind) -> bool {
        if self.types.is_empty() { kind.enters_the_rate() } else { self.types.contains(&kind) }
    }

    /// Whether this office is counted.
    pub fn has_office(&self, office: &str) -> bool {
        self.offices.is_empty() || self.offices.iter().any(|name| name == office)
    }

    /// Whether they leave any audit out, or count any by another grade, than the headline rate does.
    pub fn filter(&self) -> bool {
        let Settings { from, to, services, teams, offices, types, grade_basis, .. } = self;
        let named = [services, teams, offices].into_iter().any(|names| !names.is_empty());
        from.is_some() || to.is_some() || named || !types.is_empty() || !grade_basis.is_default()
    }

    /// These choices without any filter; what was said of the series (baseline, phases, target) stays.
    #[must_use]
    pub fn unfiltered(&self) -> Settings {
        Settings {
            still_open: self.still_open,
            baseline: self.baseline,
            phases: self.phases.clone(),
            target_per_mille: self.target_per_mille,
            good_target_per_mille: self.good_target_per_mille,
            compare: self.compare,
            ..Settings::default()
        }
    }
}

/// By whose grade audits are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeBasis {
    /// The auditor's.
    #[default]
    Auditor,
    /// The moderator's; an audit that was not moderated has none, and is not in the rate.
    Moderated,
    /// The moderator's where there is one, else the auditor's.
    Final,
}

impl GradeBasis {
    /// Every basis, in the order in which the page offers them.
    pub const ALL: [GradeBasis; 3] = [GradeBasis::Auditor, GradeBasis::Moderated, GradeBasis::Final];

    fn is_default(&self) -> bool {
        *self == GradeBasis::default()
    }
}

/// The part of the series that the centre line and its limits are taken from: every period that lies wholly inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
}

impl Baseline {
    /// Whether it holds the day.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A place from which on the work is known to be another, so that the centre line starts anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Its first day: it begins with the period that holds it.
    pub from: Day,
    /// What the reader calls it.
    pub name: String,
    /// Why the line starts anew here: what is known to have changed.
    pub reason: String,
}

/// Two stretches of time whose rates are compared. Audits are counted by whole months: those that begin inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// The one that is the measure.
    pub earlier: Baseline,
    /// The one that is measured.
    pub later: Baseline,
}
