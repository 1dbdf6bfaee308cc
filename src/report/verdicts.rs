//! What can be said of change, of the target and of what comes next: the values, without words.

use super::{MixHeld, OnModerated, Rate};
use crate::stats::Interval;
use serde::{Deserialize, Serialize};

/// Whether a rate has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeVerdict {
    /// There is less inadequate work than before, by more than chance explains.
    Improved,
    /// There is more.
    Worse,
    /// Chance alone could have made whatever movement there is.
    NoChange,
    /// Even if inadequate work had been halved half-way through, it would more likely be missed than found.
    TooFew,
}

/// The clearest change of a rate in the months that are complete, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeOf {
    /// What can be said.
    pub verdict: ChangeVerdict,
    /// The month from which the change is clearest, in words; `null` where there are too few months to look for one.
    pub since: Option<String>,
    /// The rate before that month.
    pub before: Rate,
    /// The rate from that month on.
    pub after: Rate,
    /// The rate after less the rate before, between -1 and 1; `null` if either is of no audits.
    pub difference: Option<f64>,
    /// Newcombe's 95% interval for it. The month is where the change is clearest, so that the difference looks larger than it is.
    pub interval95: Option<Interval>,
    /// The chance that the page of an authority in which nothing changes and no office differs shows anything, anywhere, as strong as this.
    pub chance: Option<f64>,
    /// The month from which the rate has moved back again, in words, if it has: then nothing is claimed.
    pub turned: Option<String>,
}

/// Where a rate lies against the authority's own target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetVerdict {
    /// There is less inadequate work than the target allows, by more than chance explains.
    BelowTarget,
    /// There is more.
    AboveTarget,
    /// It cannot yet be told.
    CannotTell,
}

/// A rate against the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetOf {
    /// What can be said.
    pub verdict: TargetVerdict,
    /// The rate of the last year of complete months, or of as many as there are.
    pub rate: Rate,
    /// The chance of a rate at least so far from the target if it were met exactly, on the smaller side, adjusted (Holm) over the offices.
    pub adjusted_p: Option<f64>,
}

/// Where the share of good or better work lies against the authority's own target for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodVerdict {
    /// There is more good or better work than the target asks for, by more than chance explains.
    AboveTarget,
    /// There is less.
    BelowTarget,
    /// It cannot yet be told.
    CannotTell,
}

/// Good or better work in a stretch of complete months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoodShare {
    /// Which months, in words.
    pub name: String,
    /// Audits that were graded.
    pub n: u32,
    /// Those that were graded good or better.
    pub good: u32,
    /// Wilson's 95% interval for the share; `null` without audits.
    pub interval95: Option<Interval>,
}

/// The share of good or better work against the target for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoodTargetOf {
    /// What can be said.
    pub verdict: GoodVerdict,
    /// The last year of complete months, or as many as there are.
    pub year: GoodShare,
    /// The year before it, as far as the file has complete months of it; `null` without any.
    pub before: Option<GoodShare>,
    /// The chance of a share at least so far from the target if it were met exactly, on the smaller side, counted for both; `null` without audits.
    pub p: Option<f64>,
}

/// The change of one team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TeamChange {
    /// The office.
    pub office: String,
    /// The team, as in the file.
    pub team: String,
    /// Its rate in the months that are complete.
    #[serde(flatten)]
    pub rate: Rate,
    /// What can be said of it.
    pub change: ChangeOf,
}

/// What the page would say of the next months, stated in advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// So many months together: 1 or 3.
    pub months: u8,
    /// Which, in words.
    pub name: String,
    /// As many audits as are expected in them: the middle month of the last six, for each.
    pub audits: u32,
    /// From so many inadequate ones on the page would say `worse`; `null` if not even all of them would do.
    pub worse_from: Option<u32>,
    /// Up to so many it would say `improved`; `null` if not even none would do.
    pub improved_to: Option<u32>,
}

/// How many audits it takes until a fall could be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HowSoon {
    /// The rate to which the fall is supposed, between 0 and 1.
    pub to: f64,
    /// Whether that is the authority's target; if not, it is half of the rate now.
    pub is_target: bool,
    /// The audits after the fall that it takes to find it with a chance of 80%; `null` where no number would.
    pub audits: Option<u32>,
    /// The months that so many audits take at the pace of the last six.
    pub months: Option<u32>,
}

/// The rate moved the same way several months in a row, up to the last that is complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// Whether it rose.
    pub rising: bool,
    /// The months in which it did, in words.
    pub months: Vec<String>,
    /// The chance that it does so if nothing changes.
    pub chance: f64,
}

/// Everything that was judged, and on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// How many months were judged: those that are complete.
    pub months: u32,
    /// The first of them, in words.
    pub from: Option<String>,
    /// The last.
    pub to: Option<String>,
    /// All audits in them.
    pub rate: Rate,
    /// At most this share (as a proportion) of authorities in which nothing changes and no office differs are told that something does.
    pub level: f64,
    /// Pages of such authorities that were simulated to know it.
    pub simulated: u32,
    /// Audits that are held apart so that a shift between them is no change: of each `office`, of each `office_and_service` and so on.
    pub held_apart: HeldApart,
    /// The change of the whole.
    pub change: ChangeOf,
    /// The rates on both sides of it with the mix of what is audited held as it was; `null` where there is no month to look at, only one row, or too little that was
    /// audited on both sides.
    #[serde(default)]
    pub mix_held: Option<MixHeld>,
    /// The same of moderated audits alone, by the moderators' grades; `null` where none is, or where all of the page is of these.
    #[serde(default)]
    pub moderated: Option<OnModerated>,
    /// Movements the same way up to the last complete month, two or more.
    pub steps: Option<Steps>,
    /// The whole against the target, if the authority has set one.
    pub target: Option<TargetOf>,
    /// Good or better work of the whole against the target for it, if the authority has set one and the scale has a grade called good.
    #[serde(default)]
    pub good_target: Option<GoodTargetOf>,
    /// The change of each team of an office with several, by office and name.
    pub teams: Vec<TeamChange>,
    /// What would count as a change in the next months.
    pub ahead: Option<Ahead>,
    /// How many audits a fall would need to be confirmed.
    pub how_soon: Option<HowSoon>,
}

/// What is held apart when change is looked for: the finest that leaves enough audits in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldApart {
    /// The audits of each office, team and service.
    OfficeTeamAndService,
    /// The audits of each office and team.
    OfficeAndTeam,
    /// The audits of each office and service.
    OfficeAndService,
    /// The audits of each office.
    Office,
}
