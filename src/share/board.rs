//! The board file: the same figures as JSON, to load by hand, to place beside a hosted page, or inside a copy of the page.

use super::wire::{VERSION, version_of};
use super::{ShareError, fingerprint};
use crate::audit::{AuditKind, Day, Event, Granularity, Level};
use crate::disclosure::{
    Basis, Cause, Count, Grain, JudgedOffice, JudgedWhole, Office, Period, Profile, ProfileKind, Service, Shared, Told,
};
use crate::settings::{Baseline, Compare, GradeBasis, Phase, Settings};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "plumbline-board";
/// No board file is larger, in bytes.
pub const LARGEST_BOARD_FILE: usize = 1 << 22;

/// The figures as a board file.
pub fn board_file(shared: &Shared) -> String {
    // Every value has a form in JSON.
    serde_json::to_string(&Board::from(shared)).unwrap_or_default() + "\n"
}

/// The board file as the content of an element of a page: nothing in it can end the element.
pub fn for_page(shared: &Shared) -> String {
    board_file(shared).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Whether a file that begins so is a board file: its first key is its format.
///
/// ```
/// use plumbline::share::is_board_file;
/// assert!(is_board_file(b"\xEF\xBB\xBF{ \"format\": \"plumbline-board\", \"version\": 1"));
/// assert!(!is_board_file(b"[{\"format\":\"plumbline-board\"}]"));
/// ```
pub fn is_board_file(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut rest = head.iter().filter(|byte| !byte.is_ascii_whitespace());
    b"{\"format\":\"plumbline-board\"".iter().all(|byte| rest.next() == Some(byte))
}

/// The figures of a board file.
///
/// # Errors
/// What is wrong with it, and what to ask the sender for.
pub fn open_board_file(text: &str) -> Result<Shared, ShareError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    if text.len() > LARGEST_BOARD_FILE {
        return Err(ShareError::Damaged);
    }
    let text = text.trim_start_matches('\u{feff}');
    let head: Head = serde_json::from_str(text).map_err(|_| ShareError::Damaged)?;
    match head {
        Head { format, .. } if format != FORMAT => Err(ShareError::NotShared),
        Head { version, .. } if version > VERSION => Err(ShareError::Newer(version)),
        _ => {
            let board: Board = serde_json::from_str(text).map_err(|_| ShareError::Damaged)?;
            let printed = board.fingerprint.clone();
            let version = board.version;
            let shared = board.shared().ok_or(ShareError::Damaged)?;
            if fingerprint(&shared) == printed && version_of(&shared) == version {
                Ok(shared)
            } else {
                Err(ShareError::Damaged)
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Board {
    format: String,
    version: u32,
    fingerprint: String,
    authority: String,
    prepared_by: String,
    purpose: String,
    prepared_on: Option<String>,
    data_until: Option<String>,
    invented: bool,
    public: bool,
    least_audits: u32,
    small_count: u32,
    months_in_a_period: u8,
    offices_merged: bool,
    settings: WireSettings,
    scale: Vec<(String, bool)>,
    /// `2024-04`.
    first_month: String,
    /// Audits and inadequate ones, each `null` where it is hidden.
    total: Pair,
    total_grades: Vec<Option<u32>>,
    periods: Vec<(Pair, Vec<Option<u32>>)>,
    offices: Vec<WireOffice>,
    services: Vec<(String, Pair)>,
    causes: Vec<(String, Pair)>,
    events: Vec<(String, Option<String>, String, String)>,
    judged: Option<WireJudged>,
    /// To the nearest five. Version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<Basis>,
    /// Version 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// The numbers of the questions, from 1 to 7, in order. Version 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unanswered: Option<Vec<u8>>,
}

type Pair = (Option<u32>, Option<u32>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireOffice {
    name: String,
    total: Pair,
    by_period: Vec<Pair>,
    differs: Option<u8>,
    judged: Option<WireJudged>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireJudged {
    change: u8,
    since: Option<String>,
    chance_hundredths: Option<u8>,
    target: Option<u8>,
}

/// The first version of the choices, apart from those of the page, which may change.
#[derive(Serialize, Deserialize, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WireSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    services: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    teams: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offices: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    types: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    phases: Vec<(String, String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_per_mille: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    good_target_per_mille: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compare: Option<[(String, String); 2]>,
}

const PERIODS: [Granularity; 3] = [Granularity::Month, Granularity::Quarter, Granularity::Rolling];
const TYPES: [AuditKind; 7] = [
    AuditKind::Random,
    AuditKind::Unstated,
    AuditKind::Thematic,
    AuditKind::Targeted,
    AuditKind::ReAudit,
    AuditKind::Moderation,
    AuditKind::Unrecognised,
];

fn place<T: PartialEq>(of: &[T], value: &T) -> Option<u8> {
    of.iter().position(|known| known == value).and_then(|at| u8::try_from(at).ok())
}

fn window(window: Baseline) -> (String, String) {
    (window.from.to_string(), window.to.to_string())
}

fn read_window((from, to): &(String, String)) -> Option<Baseline> {
    Some(Baseline { from: from.parse().ok()?, to: to.parse().ok()? })
}

/// What may be missing, but not wrong.
fn maybe<T, U>(value: Option<T>, read: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    match value {
        None => Some(None),
        Some(value) => read(value).map(Some),
    }
}

fn read_day(text: String) -> Option<Day> {
    text.parse().ok()
}

impl From<&Settings> for WireSettings {
    fn from(settings: &Settings) -> WireSettings {
        WireSettings {
            period: settings.period.and_then(|period| place(&PERIODS, &period)),
            from: settings.from.map(String::from),
            to: settings.to.map(String::from),
            services: settings.services.clone(),
            teams: settings.teams.clone(),
            offices: settings.offices.clone(),
            types: settings.types.iter().filter_map(|kind| place(&TYPES, kind)).collect(),
            grade: place(&GradeBasis::ALL, &settings.grade_basis).filter(|grade| *grade > 0),
            open: settings.still_open,
            baseline: settings.baseline.map(window),
            phases: settings
                .phases
                .iter()
                .map(|phase| (phase.from.to_string(), phase.name.clone(), phase.reason.clone()))
                .collect(),
            target_per_mille: settings.target_per_mille,
            good_target_per_mille: settings.good_target_per_mille,
            compare: settings.compare.map(|compare| [window(compare.earlier), window(compare.later)]),
        }
    }
}

impl WireSettings {
    pub(super) fn are_default(&self) -> bool {
        *self == WireSettings::default()
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn of_json(text: &str) -> Option<Settings> {
        serde_json::from_str::<WireSettings>(text).ok()?.settings()
    }

    fn settings(self) -> Option<Settings> {
        let at = usize::from;
        let phase =
            |(from, name, reason): (String, String, String)| Some(Phase { from: from.parse().ok()?, name, reason });
        Some(Settings {
            period: maybe(self.period, |period| PERIODS.get(at(period)).copied())?,
            from: maybe(self.from, read_day)?,
            to: maybe(self.to, read_day)?,
            services: self.services,
            teams: self.teams,
            offices: self.offices,
            types: self.types.into_iter().map(|kind| TYPES.get(at(kind)).copied()).collect::<Option<_>>()?,
            grade_basis: GradeBasis::ALL.get(at(self.grade.unwrap_or(0))).copied()?,
            still_open: self.open,
            baseline: maybe(self.baseline.as_ref(), read_window)?,
            phases: self.phases.into_iter().map(phase).collect::<Option<_>>()?,
            target_per_mille: self.target_per_mille,
            good_target_per_mille: self.good_target_per_mille,
            compare: maybe(self.compare.as_ref(), |[earlier, later]| {
                Some(Compare { earlier: read_window(earlier)?, later: read_window(later)? })
            })?,
        })
    }
}

fn pair(count: Count) -> Pair {
    (count.n, count.inadequate)
}

fn read_pair((n, inadequate): Pair) -> Option<Count> {
    Some(Count { n, inadequate }).filter(|count| count.inadequate <= count.n)
}

fn month(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

fn read_month(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
    ((0..2200).contains(&year) && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
}

fn judged(said: &JudgedWhole) -> WireJudged {
    WireJudged {
        change: said.change,
        since: said.since_month.map(month),
        chance_hundredths: said.chance_hundredths,
        target: said.target,
    }
}

fn read_judged(said: WireJudged) -> Option<JudgedWhole> {
    let fits = said.change < 4
        && said.target.is_none_or(|target| target < 3)
        && said.chance_hundredths.is_none_or(|chance| chance <= 100);
    let since_month = maybe(said.since, |since| read_month(&since))?;
    fits.then_some(JudgedWhole {
        change: said.change,
        since_month,
        chance_hundredths: said.chance_hundredths,
        target: said.target,
    })
}

impl From<&Shared> for Board {
    fn from(shared: &Shared) -> Board {
        let told = &shared.told;
        Board {
            format: FORMAT.into(),
            version: version_of(shared),
            fingerprint: fingerprint(shared),
            authority: told.authority.clone(),
            prepared_by: told.prepared_by.clone(),
            purpose: told.purpose.clone(),
            prepared_on: told.prepared_on.map(String::from),
            data_until: told.data_until.map(String::from),
            invented: told.invented,
            public: shared.profile.kind == ProfileKind::Public,
            least_audits: shared.profile.least_audits,
            small_count: shared.profile.small_count,
            months_in_a_period: shared.grain.months,
            offices_merged: shared.grain.merge_offices,
            settings: WireSettings::from(&shared.settings),
            scale: shared.scale.iter().map(|level| (level.name.clone(), level.inadequate)).collect(),
            first_month: month(shared.first_month),
            total: pair(shared.total.count),
            total_grades: shared.total.grades.clone(),
            periods: shared.periods.iter().map(|period| (pair(period.count), period.grades.clone())).collect(),
            offices: shared
                .offices
                .iter()
                .map(|office| WireOffice {
                    name: office.name.clone(),
                    total: pair(office.total),
                    by_period: office.by_period.iter().map(|count| pair(*count)).collect(),
                    differs: office.judged.as_ref().map(|said| said.differs),
                    judged: office.judged.as_ref().map(|said| judged(&said.change)),
                })
                .collect(),
            services: shared.services.iter().map(|service| (service.name.clone(), pair(service.total))).collect(),
            causes: shared.causes.iter().map(|cause| (cause.name.clone(), pair(cause.total))).collect(),
            events: shared
                .events
                .iter()
                .map(|event| (event.date.to_string(), event.office.clone(), event.kind.clone(), event.label.clone()))
                .collect(),
            judged: shared.judged.as_ref().map(judged),
            basis: shared.basis.clone(),
            notes: shared.notes.clone(),
            unanswered: shared.unanswered.map(|bits| (1..=7).filter(|number| bits >> (number - 1) & 1 > 0).collect()),
        }
    }
}

impl Board {
    fn shared(self) -> Option<Shared> {
        let levels = self.scale.len();
        let periods = self.periods.len();
        let grades = |grades: Vec<Option<u32>>| Some(grades).filter(|grades| grades.len() == levels);
        let office = |office: WireOffice| {
            let judged = match (office.differs, office.judged) {
                (None, None) => None,
                (Some(differs), Some(change)) if differs < 4 => {
                    Some(JudgedOffice { differs, change: read_judged(change)? })
                }
                _ => return None,
            };
            Some(Office {
                name: office.name,
                total: read_pair(office.total)?,
                by_period: Some(office.by_period.into_iter().map(read_pair).collect::<Option<Vec<_>>>()?)
                    .filter(|counts| counts.len() == periods)?,
                judged,
            })
        };
        let event = |(date, office, kind, label): (String, Option<String>, String, String)| {
            Some(Event { date: date.parse().ok()?, office, kind, label, expected: None })
        };
        Some(Shared {
            told: Told {
                authority: self.authority,
                prepared_by: self.prepared_by,
                purpose: self.purpose,
                prepared_on: maybe(self.prepared_on, read_day)?,
                data_until: maybe(self.data_until, read_day)?,
                invented: self.invented,
            },
            profile: Profile {
                kind: if self.public { ProfileKind::Public } else { ProfileKind::Restricted },
                least_audits: self.least_audits,
                small_count: self.small_count,
            },
            grain: Grain {
                months: Some(self.months_in_a_period).filter(|months| matches!(months, 1 | 3 | 6 | 12))?,
                merge_offices: self.offices_merged,
            },
            settings: self.settings.settings()?,
            scale: self.scale.into_iter().map(|(name, inadequate)| Level { name, inadequate }).collect(),
            first_month: read_month(&self.first_month)?,
            periods: self
                .periods
                .into_iter()
                .map(|(count, of)| Some(Period { count: read_pair(count)?, grades: grades(of)? }))
                .collect::<Option<_>>()?,
            total: Period { count: read_pair(self.total)?, grades: grades(self.total_grades)? },
            offices: self.offices.into_iter().map(office).collect::<Option<_>>()?,
            services: self
                .services
                .into_iter()
                .map(|(name, total)| Some(Service { name, total: read_pair(total)? }))
                .collect::<Option<_>>()?,
            causes: self
                .causes
                .into_iter()
                .map(|(name, total)| Some(Cause { name, total: read_pair(total)? }))
                .collect::<Option<_>>()?,
            events: self.events.into_iter().map(event).collect::<Option<_>>()?,
            judged: maybe(self.judged, read_judged)?,
            basis: maybe(self.basis, |basis| Some(basis).filter(Basis::is_rounded))?,
            notes: Some(self.notes).filter(|notes| matches!(notes.len(), 0 | 7))?,
            unanswered: maybe(self.unanswered, |numbers| {
                let fit = numbers.iter().all(|number| (1..=7).contains(number)) && numbers.is_sorted_by(|a, b| a < b);
                fit.then(|| numbers.iter().fold(0, |bits, number| bits | 1 << (number - 1)))
            })?,
        })
    }
}
