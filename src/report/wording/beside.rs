//! What stands beside the audits: context, visits and the file's own targets.

use super::super::{Completion, PeriodContext, SinceVisit, Window};
use super::{count_of, difference_of, good_target, in_words, k_of_n, listed, number, per_cent, sentence, target};
use crate::audit::Event;
use crate::settings::Settings;
use crate::stats::Interval;

/// A share of posts or workers is told in whole per cents.
fn share(value: f64) -> String {
    per_cent(value, 1)
}

/// A number of cases that a worker holds: `17.5`.
///
/// ```
/// use plumbline::report::wording::cases;
/// assert_eq!((cases(17.46), cases(18.0)), ("17.5".into(), "18".into()));
/// ```
pub fn cases(caseload: f64) -> String {
    super::trimmed(caseload)
}

/// The full label of the context of a period.
pub fn context_label(period: &PeriodContext) -> String {
    let audits = period.audits.map(|audits| {
        let open = if period.provisional { ", and more may still be arriving" } else { "" };
        format!("{}{open}", done_of_expected(audits))
    });
    let parts = [
        period.caseload.map(|caseload| format!("{} cases a worker", cases(caseload))),
        period.vacancy_rate.map(|rate| format!("{} of posts vacant", share(rate))),
        period.agency_rate.map(|rate| format!("{} agency workers", share(rate))),
        audits,
    ];
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        parts.push("nothing is known".into());
    }
    parts.extend(period.changes.iter().cloned());
    format!("{}: {}", period.name, parts.join("; "))
}

/// `40 audits done of 54 expected`.
pub fn done_of_expected(audits: Completion) -> String {
    format!("{} done of {} expected", count_of(audits.done, "audit", "audits"), number(audits.expected))
}

/// A change of managers or workers, as the file calls it, with its day.
pub fn change_of_staff(event: &Event) -> String {
    format!("{}, {}", event.label, event.date.in_words())
}

/// What stood beside the rate, in a sentence: the least and the greatest of each, and the audits done. `whose` begins it.
pub fn context_in_all(whose: &str, periods: &[PeriodContext]) -> String {
    let span = |value: fn(&PeriodContext) -> Option<f64>, say: fn(f64) -> String| {
        let values: Vec<f64> = periods.iter().filter_map(value).collect();
        let least = values.iter().copied().reduce(f64::min)?;
        let most = values.iter().copied().reduce(f64::max)?;
        let (least, most) = (say(least), say(most));
        Some(if least == most { format!("at {least}") } else { format!("between {least} and {most}") })
    };
    let parts = [
        span(|period| period.caseload, cases).map(|span| format!("caseloads lay {span}")),
        span(|period| period.vacancy_rate, share).map(|span| format!("vacancies {span}")),
        span(|period| period.agency_rate, share).map(|span| format!("agency workers {span}")),
    ];
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    // Audits of the newest periods may still be arriving: what is missing of them is not left undone.
    let complete = periods.iter().filter(|period| !period.provisional).filter_map(|period| period.audits);
    let sum = complete.fold(Completion::default(), |sum, audits| Completion {
        done: sum.done.saturating_add(audits.done),
        expected: sum.expected.saturating_add(audits.expected),
    });
    if sum.expected > 0 {
        let were = if sum.done == 1 { "audit was" } else { "audits were" };
        parts.push(format!("{} {were} done of {} expected", number(sum.done), number(sum.expected)));
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("{whose}: {}", listed(&parts, parts.len()))
}

/// What an event is called in a sentence: a visit, an inspection, or what is neither.
fn called(event: &Event) -> &'static str {
    match event.kind.trim().to_lowercase().as_str() {
        "visit" => "visit",
        "inspection" => "inspection",
        _ => "event",
    }
}

/// What was counted since a visit or another event, in a sentence.
pub(crate) fn since_event(
    event: &Event,
    before: Option<&Window>,
    after: Option<&Window>,
    interval: Option<Interval>,
) -> String {
    let event = called(event);
    match (before, after, interval) {
        (Some(before), Some(after), Some(interval)) => difference_of(before, after, interval),
        (before, Some(after), _) => {
            let before = before.map(|before| format!("; before it {}", k_of_n(&before.rate))).unwrap_or_default();
            format!("Since the {event} {} inadequate in {}{before}", k_of_n(&after.rate), after.name)
        }
        (Some(before), None, _) => format!(
            "No complete month has passed since the {event}; before it {} inadequate in {}",
            k_of_n(&before.rate),
            before.name
        ),
        (None, None, _) => format!("No complete month is counted before or after the {event}"),
    }
}

/// How many audits would tell a halving since a visit, in a sentence.
pub fn halving_since(since: &SinceVisit) -> String {
    let counted = since.after.as_ref().map_or(0, |after| after.rate.n);
    let half = format!("A fall to half of the rate in all months before it, {},", k_of_n(&since.all_before));
    match since.audits_to_tell_a_halving {
        _ if since.all_before.n > 0 && since.all_before.inadequate == 0 => {
            "No audit before it was inadequate, so that nothing could have halved".into()
        }
        Some(audits) if counted >= audits => format!(
            "{half} would by now be told from chance four times in five: it takes about {}, and there are {} since",
            count_of(audits, "audit", "audits"),
            number(counted)
        ),
        Some(audits) => format!(
            "{half} would be told from chance four times in five after about {}; there are {} so far",
            count_of(audits, "audit", "audits"),
            number(counted)
        ),
        None if since.all_before.n == 0 => {
            "Nothing was counted before it, so that it cannot be told when a fall to half would show".into()
        }
        None => format!(
            "{half} could not be told from chance, however many audits follow: too few were done before the {}",
            called(&since.visit)
        ),
    }
}

/// What context must not be taken for; `middle` where the middle office stands for all.
pub fn no_cause(middle: bool, settings: &Settings) -> String {
    let of_whom = match (middle, settings.offices.is_empty()) {
        (false, _) => "",
        (_, true) => {
            " How many workers each office has is not in the file, so the middle office of each month stands for the authority; audits are those of all offices."
        }
        (_, false) => {
            " How many workers each office has is not in the file, so the middle office of each month stands for the chosen ones; audits are those of them all."
        }
    };
    format!(
        "As the file tells it. Drawn beneath the rate so that both can be seen together: it does not show what caused what.{of_whom}"
    )
}

/// The target that the file names.
pub fn target_of_file(share: f64) -> String {
    format!("The file says {} inadequate", target(share))
}

/// The target for good work that the file names.
pub fn good_target_of_file(share: f64) -> String {
    format!("The file says {} good or better", good_target(share))
}

/// The offices of which the file knows something and no audit is counted, in a sentence.
///
/// ```
/// use plumbline::report::wording::offices_without_audits;
/// assert_eq!(offices_without_audits(&["East"]), "One office is in the file's context but has no audits in the rate: East");
/// ```
pub fn offices_without_audits(names: &[&str]) -> String {
    let (be, have) = if names.len() == 1 { ("office is", "has") } else { ("offices are", "have") };
    let count = sentence(&in_words(names.len()));
    format!("{count} {be} in the file's context but {have} no audits in the rate: {}", listed(names, 12))
}
