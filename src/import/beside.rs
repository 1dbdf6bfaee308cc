//! What stands beside the audits in a file of records: dated events, what is known of the offices in each month, and the authority's targets.
//!
//! None of it can cost an audit: what cannot be read is listed, and the rest is used.

use super::action::Proof;
use super::date::{DateCell, read_date, read_month, slashed_day};
use super::problem::ProblemLog;
use super::{Place, Reason, Targets};
use crate::audit::{Context, Day, Event, Granularity, Period, legible, says_nothing};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What was met of it: with its dates as they are written, until the rule of the file's dates is known.
#[derive(Debug, Default)]
pub(super) struct Beside {
    events: Vec<(Place, DateCell, Undated)>,
    context: Vec<(Place, DateCell, Context)>,
    targets: Targets,
    /// What its own dates prove; those of the audits and of their actions go before.
    pub(super) proof: Proof,
}

/// An event without its date.
#[derive(Debug)]
struct Undated {
    office: Option<String>,
    kind: String,
    label: String,
    expected: Option<String>,
}

impl Beside {
    /// Takes an entry of the list of events; without a date or a name it says nothing.
    pub(super) fn event(&mut self, place: Place, record: &[u8], problems: &mut ProblemLog) {
        let event = serde_json::from_slice::<Map<String, Value>>(record).ok().and_then(|entry| {
            let date = Some(read_date(&text(entry.get("date")))).filter(|date| date.may_be_one())?;
            let label = Some(text(entry.get("label"))).filter(|label| !label.is_empty())?;
            let expected = Some(text(entry.get("expected"))).filter(|expected| !says_nothing(expected));
            Some((date, Undated { office: office_of(&entry), kind: text(entry.get("kind")), label, expected }))
        });
        match event {
            Some((date, event)) => {
                self.proof.meet(date, place);
                self.events.push((place, date, event));
            }
            None => problems.note(Reason::EventUnreadable, None, place),
        }
    }

    /// Takes an entry of the list of context. A value that cannot be meant is left out of it.
    pub(super) fn context(&mut self, place: Place, record: &[u8], problems: &mut ProblemLog) {
        let entry = serde_json::from_slice::<Map<String, Value>>(record).ok();
        let Some((entry, month)) = entry.and_then(|entry| month_of(entry.get("month")).map(|month| (entry, month)))
        else {
            problems.note(Reason::ContextMonthUnreadable, None, place);
            return;
        };
        let mut value = |key: &str, can_be: fn(f64) -> bool| match number(entry.get(key)) {
            Ok(found) if found.is_none_or(can_be) => found,
            _ => {
                problems.note_once(Reason::ContextValueImpossible, None, place);
                None
            }
        };
        let is_part = |value: f64| (0.0..=1.0).contains(&value);
        self.proof.meet(month, place);
        let context = Context {
            caseload: value("caseload", |cases| (0.0..1000.0).contains(&cases)),
            vacancy_rate: value("vacancy_rate", is_part),
            agency_rate: value("agency_rate", is_part),
            audits_expected: value("audits_expected", |audits| whole(audits).is_some()).and_then(whole),
            office: office_of(&entry),
            month: String::new(),
        };
        self.context.push((place, month, context));
    }

    /// Notes what is no record in either list.
    pub(super) fn stray(list: &str, place: Place, problems: &mut ProblemLog) {
        let reason = if list == "events" { Reason::EventUnreadable } else { Reason::ContextMonthUnreadable };
        problems.note(reason, None, place);
    }

    /// Takes a value of the group of targets.
    pub(super) fn target(&mut self, key: &str, line: u64, json: &[u8], problems: &mut ProblemLog) {
        let target = match key {
            "inadequate_at_most" => &mut self.targets.inadequate_at_most,
            "good_or_better_at_least" => &mut self.targets.good_or_better_at_least,
            _ => return,
        };
        match number(serde_json::from_slice::<Value>(json).ok().as_ref()) {
            Ok(found) if found.is_none_or(|share| (0.0..=1.0).contains(&share)) => *target = found,
            _ => problems.note(Reason::TargetImpossible, None, Place { record: 1, line, item: None }),
        }
    }

    /// All of it, with the offices by the names under which their audits are counted. Whether the month stands first in dates of two numbers and a
    /// year is `None` where they go both ways, or another way than the audits': then nothing tells how one of them is meant.
    pub(super) fn finish(
        self,
        month_first: Option<bool>,
        renamed: impl Fn(&str) -> String,
        problems: &mut ProblemLog,
    ) -> (Vec<Event>, Vec<Context>, Targets) {
        let rename = |office: Option<String>| office.map(|office| renamed(&office));
        let mut events = Vec::new();
        for (place, date, Undated { office, kind, label, expected }) in self.events {
            match date.day(month_first) {
                Some(date) => {
                    let shown = |text: String| legible(&text).into_owned();
                    let (kind, label) = (shown(kind), shown(label));
                    events.push(Event { date, office: rename(office), kind, label, expected: expected.map(shown) });
                }
                None => problems.note(Reason::EventUnreadable, None, place),
            }
        }
        // Several entries of one month and office may each hold a part; where they contradict each other, nobody can tell which is right.
        let mut entries: BTreeMap<(String, Option<String>), Merged> = BTreeMap::new();
        for (place, month, context) in self.context {
            let Some(day) = month.day(month_first) else {
                problems.note(Reason::ContextMonthUnreadable, None, place);
                continue;
            };
            let month = Period::of(day, Granularity::Month).key();
            let merged = entries.entry((month, rename(context.office.clone()))).or_default();
            if !merged.take(&context) {
                problems.note(Reason::ContextContradicted, None, place);
            }
        }
        let context = entries.into_iter().map(|((month, office), merged)| Context {
            month,
            office,
            caseload: merged.caseload.known(),
            vacancy_rate: merged.vacancy_rate.known(),
            agency_rate: merged.agency_rate.known(),
            audits_expected: merged.audits_expected.known(),
        });
        (events, context.filter(|context| !context.is_empty()).collect(), self.targets)
    }
}

/// A value of which nothing, one thing or contradictory things are told.
#[derive(Debug, Default)]
enum Told<T> {
    #[default]
    Nothing,
    One(T),
    Contradictory,
}

impl<T: Copy + PartialEq> Told<T> {
    /// Whether it agrees with what was told before.
    fn take(&mut self, value: Option<T>) -> bool {
        let Some(value) = value else { return true };
        match self {
            Told::Nothing => *self = Told::One(value),
            Told::One(known) if *known == value => {}
            _ => {
                *self = Told::Contradictory;
                return false;
            }
        }
        true
    }

    fn known(&self) -> Option<T> {
        match self {
            Told::One(value) => Some(*value),
            Told::Nothing | Told::Contradictory => None,
        }
    }
}

#[derive(Debug, Default)]
struct Merged {
    caseload: Told<f64>,
    vacancy_rate: Told<f64>,
    agency_rate: Told<f64>,
    audits_expected: Told<u32>,
}

impl Merged {
    fn take(&mut self, context: &Context) -> bool {
        let agree = [
            self.caseload.take(context.caseload),
            self.vacancy_rate.take(context.vacancy_rate),
            self.agency_rate.take(context.agency_rate),
            self.audits_expected.take(context.audits_expected),
        ];
        !agree.contains(&false)
    }
}

/// The text of a value; nothing of a list or a group.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The office of an entry; `None` for the whole authority.
fn office_of(entry: &Map<String, Value>) -> Option<String> {
    Some(text(entry.get("office"))).filter(|office| !office.is_empty() && !office.eq_ignore_ascii_case("all"))
}

/// A day of the month, from `2024-04` or `Apr-24`, or from any day in it.
fn month_of(value: Option<&Value>) -> Option<DateCell> {
    let written = text(value);
    let read = match read_date(&written) {
        DateCell::Unreadable => read_month(&written),
        read => read,
    };
    Some(read).filter(|date| date.may_be_one())
}

impl DateCell {
    /// Whether it is a date, or one by some rule.
    fn may_be_one(self) -> bool {
        match self {
            DateCell::Day(_) => true,
            DateCell::Slashed { first, second, year } => {
                [true, false].iter().any(|month_first| slashed_day(first, second, year, *month_first).is_some())
            }
            DateCell::Missing | DateCell::Unreadable => false,
        }
    }

    /// The day by the rule of the file's dates, if there is one.
    fn day(self, month_first: Option<bool>) -> Option<Day> {
        match self {
            DateCell::Day(day) => Some(day),
            DateCell::Slashed { first, second, year } => slashed_day(first, second, year, month_first?),
            DateCell::Missing | DateCell::Unreadable => None,
        }
    }
}

/// The number that is written; `None` where nothing is. The error is something else than a number.
fn number(value: Option<&Value>) -> Result<Option<f64>, ()> {
    let number = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) if says_nothing(text) => return Ok(None),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    number.filter(|number| number.is_finite()).map(Some).ok_or(())
}

/// A whole number of audits; no office is asked for more in a month.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between its bounds")]
fn whole(audits: f64) -> Option<u32> {
    ((0.0..=100_000.0).contains(&audits) && audits.fract() == 0.0).then_some(audits as u32)
}
