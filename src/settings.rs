//! What the reader chose: which audits, counted in which periods.

use crate::audit::{Day, Granularity};
use serde::{Deserialize, Serialize};

/// The reader's choices. The default counts every audit of the file that may enter the rate, by month.
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
    /// Months or quarters.
    pub period: Granularity,
    /// The first day to count; `None` for the file's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The last day to count; `None` for the file's last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// The services to count, by name; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// The offices to count, by name; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<String>,
    /// How many of the newest periods are still being filled: they are drawn and not judged. `None` to let the counts tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still_open: Option<u8>,
    /// The days whose periods give the centre line; `None` for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
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
