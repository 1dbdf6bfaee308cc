//! What is shared: counts, some of them hidden, and what was said of them. It is also what a reader's page opens.

use super::{Basis, Grain};
use crate::audit::{Day, Event, Level};
use crate::settings::Settings;
use serde::{Deserialize, Serialize};

/// Who may read, and from which number on a count is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Whether anybody may read it.
    pub kind: ProfileKind,
    /// Numbers of audits from 1 to one under this are hidden.
    pub least_audits: u32,
    /// Counts of inadequate audits, of the others, and of each grade are hidden from 1 up to this.
    pub small_count: u32,
}

/// Who may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileKind {
    /// Anybody.
    Public,
    /// Named recipients.
    Restricted,
}

impl Profile {
    /// Fit for anybody: under 10 audits and counts from 1 to 5 are hidden.
    pub const PUBLIC: Profile = Profile { kind: ProfileKind::Public, least_audits: 10, small_count: 5 };

    /// For named recipients, with a threshold of their own. One lower than the authority's own is raised to it.
    ///
    /// ```
    /// use plumbline::disclosure::Profile;
    /// assert_eq!(Profile::restricted(2, 3).small_count, 3);
    /// assert_eq!(Profile::restricted(2, 3).least_audits, 4);
    /// ```
    pub fn restricted(small_count: u32, authority_least: u32) -> Profile {
        let small_count = small_count.max(authority_least).max(1);
        Profile { kind: ProfileKind::Restricted, least_audits: small_count + 1, small_count }
    }
}

/// A number of audits and the inadequate ones among them, each hidden where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Graded audits.
    pub n: Option<u32>,
    /// Those graded inadequate; hidden wherever `n` is.
    pub inadequate: Option<u32>,
}

/// One period of the whole authority.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Period {
    /// Its audits.
    pub count: Count,
    /// How many were given each grade, in the order of the scale.
    pub grades: Vec<Option<u32>>,
}

/// One office.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Office {
    /// Its name; "" for the audits that name none.
    pub name: String,
    /// All of its audits.
    pub total: Count,
    /// Its audits in each period.
    pub by_period: Vec<Count>,
    /// What was said of it; `None` where its total is hidden.
    pub judged: Option<JudgedOffice>,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Its name; "" for the audits that name none.
    pub name: String,
    /// All of its audits.
    pub total: Count,
}

/// One cause of failure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cause {
    /// Its name.
    pub name: String,
    /// Audits that have it, and the inadequate ones among them.
    pub total: Count,
}

/// What the sender's page said of the whole. It adds no count: rates before and after are worked out of shown periods.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgedWhole {
    /// Whether it has changed: 0 improved, 1 worse, 2 no change, 3 too few.
    pub change: u8,
    /// The month from which the change is clearest, in months since January of year nought.
    pub since_month: Option<i32>,
    /// The chance that an authority in which nothing changes shows as much, in hundredths, rounded up.
    pub chance_hundredths: Option<u8>,
    /// Against the target: 0 below, 1 above, 2 cannot tell.
    pub target: Option<u8>,
}

/// What the sender's page said of one office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JudgedOffice {
    /// Against the others: 0 more, 1 less, 2 no more than chance, 3 too few.
    pub differs: u8,
    /// The change of its rate.
    pub change: JudgedWhole,
}

/// What the sender typed, and what the figures are of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The authority.
    pub authority: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// For what.
    pub purpose: String,
    /// When it was prepared, as the sender says.
    pub prepared_on: Option<Day>,
    /// The last day whose audits are counted.
    pub data_until: Option<Day>,
    /// Whether the figures are invented.
    pub invented: bool,
}

/// The scale of the grades, best first.
pub type SharedScale = Vec<Level>;

/// Everything that travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// What the sender typed.
    pub told: Told,
    /// Who may read it.
    pub profile: Profile,
    /// How finely it is shared.
    pub grain: Grain,
    /// What was counted, the target, the baseline and the phases.
    pub settings: Settings,
    /// The scale of the grades.
    pub scale: SharedScale,
    /// The first month of the first period, in months since January of year nought.
    pub first_month: i32,
    /// Each period in order.
    pub periods: Vec<Period>,
    /// All audits together.
    pub total: Period,
    /// Each office.
    pub offices: Vec<Office>,
    /// Each service.
    pub services: Vec<Service>,
    /// Each cause of failure.
    pub causes: Vec<Cause>,
    /// Dated events that the sender chose to tell.
    pub events: Vec<Event>,
    /// What was said of the whole.
    pub judged: Option<JudgedWhole>,
    /// Counts beside the rate, to the nearest five ([`Basis::to_share`]). Version 2.
    pub basis: Option<Basis>,
    /// What the chair has noted to each of the seven questions; none, or seven of which some are "". Version 2.
    pub notes: Vec<String>,
    /// Which of the seven questions these figures leave unanswered, since they would answer more mildly than their sender's page: a bit for each question, the
    /// first is the lowest. `None` where nobody has said. Version 3.
    pub unanswered: Option<u8>,
}
