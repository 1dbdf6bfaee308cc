//! From the audits to each share that could be made of them, and from what is fit to be shared to what is sent.

use super::{Choices, events_to_offer};
use crate::audit::{Day, Granularity};
use crate::disclosure::{
    Basis, Controlled, Controlling, Counts, Grain, JudgedOffice, JudgedWhole, Lost, Profile, Reasons, Refused, Shared,
    Told,
};
use crate::import::Import;
use crate::order::InOrder as _;
use crate::report::{self, ChangeOf, ChangeVerdict, Rate, Report, TargetOf, TargetVerdict, Verdict};
use crate::settings::Settings;
use crate::share;
use crate::tally;
use serde::{Deserialize, Serialize};

/// The counts that one sender could share, of which each grain is made.
pub struct Composing {
    /// For each length of periods.
    lengths: Vec<Length>,
    profile: Profile,
    previous: Option<Shared>,
    settings: Settings,
    told: Told,
}

/// The counts of which shares with periods of one length are made.
struct Length {
    months: u8,
    /// Of all complete months, since the previous share may hold those that do not yet fill a period; its causes, which are not told by month, are of the periods
    /// alone that are complete.
    counts: Counts,
    /// What the seven questions rest on, fit to be shared: of the audits of the periods that are complete, so that no count of an open month can be told by it and by what
    /// stands exactly beside it.
    basis: Option<Basis>,
    /// The last day that is shared.
    until: Day,
}

/// What became of one grain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// The question that it answers.
    pub number: u32,
    /// How finely it is shared.
    pub grain: Grain,
    /// What came of it.
    pub outcome: Outcome,
}

impl Prepared {
    /// What can be shared, if anything can.
    pub fn ready(&self) -> Option<&Ready> {
        match &self.outcome {
            Outcome::Ready(ready) => Some(ready),
            Outcome::NothingToMerge | Outcome::NearlyAllHidden(_) | Outcome::Refused(_) => None,
        }
    }
}

/// What came of making one grain fit to be shared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is.
    Ready(Box<Ready>),
    /// No two offices had to be put together: it is the same as without.
    NothingToMerge,
    /// More than nine in ten of its counts that are not nought are small.
    NearlyAllHidden(Lost),
    /// It cannot be shared; why, in plain words.
    Refused(String),
}

/// Figures that are fit to be shared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// The figures, without words, events and verdicts.
    #[serde(with = "as_board_file")]
    pub shared: Shared,
    /// What the seven questions rest on, fit to be shared; `None` where nothing of it is.
    pub basis: Option<Basis>,
    /// How much is hidden.
    pub lost: Lost,
    /// What it would reveal together with the previous share: if anything, it must not be sent.
    pub revealed: Vec<String>,
    /// Why each count is hidden, for the sender's eyes alone.
    pub reasons: Reasons,
    /// How long its link is with what the questions rest on, before the sender's words, events and verdicts are in it; `None` if no link can hold it.
    pub chars: Option<usize>,
}

/// What the sender's words, some events and the verdicts usually add to a link, in characters.
const WORDS_CHARS: usize = 100;

impl Composing {
    /// The counts of the complete months under these choices.
    ///
    /// # Errors
    /// Why nothing can be shared, in plain words.
    pub fn of(
        import: &Import,
        settings: &Settings,
        profile: Profile,
        previous: Option<Shared>,
    ) -> Result<Composing, String> {
        if previous.as_ref().is_some_and(|previous| !count_the_same(&previous.settings, settings)) {
            return Err(Refused::OtherAudits.to_string());
        }
        let exported_on = import.source.exported_on;
        let all = tally::tally(&import.table, settings);
        let complete = report::complete_months(&all, settings, exported_on);
        let last = complete.and_then(|(_, last)| Some((last, last.last_day()?)));
        let (last_month, last_day) = last.ok_or("No month is complete yet, so there is nothing that could be shared: audits of a month may still be arriving until 30 days after its end.")?;
        let closed = |until: Day| {
            let until = settings.to.map_or(until, |to| to.min(until));
            (until, Counts::of(&tally::tally(&import.table, &Settings { to: Some(until), ..settings.clone() })))
        };
        let (year, month) = last_month.year_month();
        let (until, counts) = closed(last_day);
        let counts = counts.until(year * 12 + i32::from(month) - 1);
        let mut lengths: Vec<Length> = Vec::new();
        for months in Grain::ALL.map(|grain| grain.months) {
            if lengths.iter().any(|length| length.months == months) {
                continue;
            }
            // The month after the last period of this length that is complete.
            let end = (year * 12 + i32::from(month)).div_euclid(months.into()) * i32::from(months);
            let of_year = u8::try_from(end.rem_euclid(12) + 1).unwrap_or(1);
            let ends =
                Day::new(end.div_euclid(12), of_year, 1).and_then(|day| day.plus(-1)).filter(|ends| *ends < until);
            let (until, causes) = match ends.map(closed) {
                Some((until, counts)) => (until, counts.causes),
                None => (until, counts.causes.clone()),
            };
            let basis = basis_until(import, settings, until);
            lengths.push(Length { months, counts: Counts { causes, ..counts.clone() }, basis, until });
        }
        let told = Told { invented: import.source.invented, ..Told::default() };
        Ok(Composing { lengths, profile, previous, settings: settings.clone(), told })
    }

    /// The work of making one grain fit to be shared, or what came of it without any.
    ///
    /// # Errors
    /// The outcome that is no share.
    pub fn begin(&self, grain: Grain) -> Result<Controlling<'_>, Outcome> {
        let length = self.length(grain).ok_or_else(|| Outcome::Refused(Refused::Nothing.to_string()))?;
        let work = Controlling::begin(&length.counts, self.profile, grain, self.previous.as_ref())
            .map_err(|refused| Outcome::Refused(refused.to_string()))?;
        let lost = work.lost();
        if grain.merge_offices && !work.merges_offices() {
            return Err(Outcome::NothingToMerge);
        }
        if u64::from(lost.small) * 10 > u64::from(lost.that_tell()) * 9 {
            return Err(Outcome::NearlyAllHidden(lost));
        }
        Ok(work)
    }

    /// What came of the work.
    pub fn end(&self, work: Controlling<'_>) -> Outcome {
        let Controlled { mut shared, lost, revealed, reasons } = work.finish();
        (shared.settings, shared.told) = (self.settings.clone(), self.told.clone());
        shared.told.data_until = self.length(shared.grain).map(|length| length.until);
        let basis = self.length(shared.grain).and_then(|length| length.basis.clone());
        let with_basis = Shared { basis: basis.clone(), ..shared.clone() };
        let chars = share::link(&with_basis).ok().map(|link| link.len());
        Outcome::Ready(Box::new(Ready { shared, basis, lost, revealed, reasons, chars }))
    }

    fn length(&self, grain: Grain) -> Option<&Length> {
        self.lengths.iter().find(|length| length.months == grain.months)
    }

    /// All of it at once.
    pub fn prepare(&self, grain: Grain) -> Outcome {
        self.begin(grain).map_or_else(|outcome| outcome, |work| self.end(work))
    }
}

/// What the seven questions rest on, of the audits up to this day alone; what became of their actions is as at the day of the file.
fn basis_until(import: &Import, settings: &Settings, until: Day) -> Option<Basis> {
    let closed = Settings { to: Some(until), still_open: Some(0), ..settings.clone() };
    let (report, _) = Report::begin(import, &closed);
    let Rate { n, inadequate, .. } = report.overall;
    report.basis.map(|basis| basis.to_share_beside(n, inadequate)).filter(|basis| !basis.is_empty())
}

/// Whether two choices count the same audits in the same way; where the time ends is no difference if a month ends there.
fn count_the_same(a: &Settings, b: &Settings) -> bool {
    let names = |settings: &Settings| {
        let mut lists = [settings.services.clone(), settings.teams.clone(), settings.offices.clone()];
        lists.iter_mut().for_each(|list| list.order_by(Ord::cmp));
        lists
    };
    let types = |settings: &Settings| {
        let mut types = settings.types.clone();
        types.order_by_key(|kind| format!("{kind:?}"));
        types
    };
    let inside_a_month = |settings: &Settings| {
        settings.to.filter(|to| crate::audit::Period::of(*to, Granularity::Month).last_day() != Some(*to))
    };
    a.from == b.from
        && inside_a_month(a) == inside_a_month(b)
        && names(a) == names(b)
        && types(a) == types(b)
        && a.grade_basis == b.grade_basis
}

impl Ready {
    /// Whether its link will be no longer than is usual.
    pub fn is_short(&self) -> bool {
        self.chars.is_some_and(|chars| chars + WORDS_CHARS <= share::USUAL_CHARS)
    }

    /// The figures with the sender's words, the chosen events, and the verdicts of the report if they are of exactly these audits.
    pub fn finished(&self, report: &Report, choices: &Choices) -> Shared {
        let mut shared = self.shared.clone();
        let words = &choices.words;
        let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let authority = words.authority.as_ref().or(report.file.source.authority.as_ref());
        shared.told.authority = authority.map(|authority| clean(authority)).unwrap_or_default();
        (shared.told.prepared_by, shared.told.purpose) = (clean(&words.prepared_by), clean(&words.purpose));
        shared.told.prepared_on = words.prepared_on;
        let offered = events_to_offer(report, &shared);
        let chosen = offered.into_iter().filter(|event| choices.events.contains(event)).cloned();
        // What was expected of an event is not shared.
        shared.events = chosen.map(|event| crate::audit::Event { expected: None, ..event }).collect();
        shared.basis = self.basis.clone().filter(|_| choices.basis);
        shared.notes =
            choices.notes.as_ref().filter(|notes| !notes.is_empty()).map(|notes| notes.lines()).unwrap_or_default();
        if self.is_judged_by(report) {
            shared.judged =
                report.judged.as_ref().map(|judged| whole(&judged.change, judged.target.as_ref(), &shared, true));
            let of = |office: &crate::disclosure::Office| {
                let known = report.offices.iter().find(|known| known.office == office.name)?;
                let shown = office.total.n.is_some() && office.total.inadequate.is_some();
                let differs = match known.verdict {
                    Verdict::DiffersAbove => 0,
                    Verdict::DiffersBelow => 1,
                    Verdict::NoMoreThanChance => 2,
                    Verdict::TooFew => 3,
                    Verdict::NotYetJudged | Verdict::NotShared => return None,
                };
                let change = known.change.as_ref().map(|change| whole(change, known.target.as_ref(), &shared, false));
                shown.then_some(JudgedOffice { differs, change: change? })
            };
            let judged: Vec<Option<JudgedOffice>> = shared.offices.iter().map(of).collect();
            shared.offices.iter_mut().zip(judged).for_each(|(office, judged)| office.judged = judged);
        }
        shared.unanswered = self.unanswered(report, &shared);
        shared
    }

    /// Which questions a reader of these figures is left without an answer to; `None` where there are no questions to read, or this report has the answers to them
    /// under other choices.
    fn unanswered(&self, report: &Report, shared: &Shared) -> Option<u8> {
        let are_read = shared.basis.is_some() || !shared.notes.is_empty();
        if !are_read || report.settings != self.shared.settings {
            return None;
        }
        let alone = Report::from_shared(&Shared { unanswered: Some(0), ..shared.clone() });
        Some(report.to_leave_unanswered(&alone))
    }

    /// Whether the report's verdicts were worked out on exactly the months that are shared, counted in the same way.
    pub fn is_judged_by(&self, report: &Report) -> bool {
        let months = self.months();
        let place = |name: &Option<String>| months.clone().position(|month| Some(month_in_words(month)) == *name);
        report.settings == self.shared.settings
            && report.judged.as_ref().is_some_and(|judged| {
                let each = usize::from(self.shared.grain.months.max(1));
                let (first, last) = (place(&judged.from), place(&judged.to));
                // The first period may begin before the first audit.
                first.is_some_and(|first| first < each) && last.map(|last| last + 1) == Some(months.clone().count())
            })
    }

    /// Each month that is shared, in months since January of year nought.
    pub(super) fn months(&self) -> impl Iterator<Item = i32> + Clone + use<> {
        let months = usize::from(self.shared.grain.months.max(1)) * self.shared.periods.len();
        let first = self.shared.first_month;
        first..first + i32::try_from(months).unwrap_or(0)
    }
}

/// `April 2024`.
pub(super) fn month_in_words(month: i32) -> String {
    let of_year = u8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    format!("{} {}", crate::audit::month_name(of_year), month.div_euclid(12))
}

/// The codes of `src/disclosure/shared.rs`. Where nothing is claimed of an office, neither a month nor a chance is told.
fn whole(change: &ChangeOf, target: Option<&TargetOf>, shared: &Shared, always: bool) -> JudgedWhole {
    let code = match change.verdict {
        ChangeVerdict::Improved => 0,
        ChangeVerdict::Worse => 1,
        ChangeVerdict::NoChange => 2,
        ChangeVerdict::TooFew => 3,
    };
    let told = always || code < 2;
    let end =
        shared.first_month + i32::from(shared.grain.months.max(1)) * i32::try_from(shared.periods.len()).unwrap_or(0);
    let since = change
        .since
        .as_ref()
        .and_then(|since| (shared.first_month..end).find(|month| month_in_words(*month) == *since));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a chance in hundredths is at most 100"
    )]
    let hundredths = |chance: f64| (chance * 100.0).ceil().clamp(0.0, 100.0) as u8;
    JudgedWhole {
        change: code,
        since_month: since.filter(|_| told),
        chance_hundredths: change.chance.filter(|_| told).map(hundredths),
        target: target.map(|target| match target.verdict {
            TargetVerdict::BelowTarget => 0,
            TargetVerdict::AboveTarget => 1,
            TargetVerdict::CannotTell => 2,
        }),
    }
}

/// Shared figures pass from the worker to the page in the form in which they are saved.
mod as_board_file {
    use super::{Shared, share};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(shared: &Shared, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&share::board_file(shared))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Shared, D::Error> {
        share::open_board_file(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
