//! Where the excess of inadequate work lies, and what followed the events by which capacity was added.

use super::super::{Capacity, CapacityEvent, CauseCount, PlaceExcess, PlaceVerdict};
use super::{count_of, halving_since, in_words, k_of_n, listed, number, sentence};

/// So many places are named in a sentence.
const MOST_NAMED: usize = 4;

/// The office and service of a place, as they stand in a sentence: `Assessment in Coldharbour`.
pub fn place(place: &PlaceExcess) -> String {
    if place.service.is_empty() { place.office.clone() } else { format!("{} in {}", place.service, place.office) }
}

/// Where the excess lies, as a headline.
pub fn excess(capacity: &Capacity) -> String {
    let more: Vec<String> = capacity.more().map(place).collect();
    let names: Vec<&str> = more.iter().map(String::as_str).collect();
    match (names.is_empty(), capacity.places.iter().all(|place| place.verdict == PlaceVerdict::TooFew)) {
        (false, _) => format!(
            "There is more inadequate work than elsewhere, by more than chance explains, in {}",
            listed(&names, MOST_NAMED)
        ),
        (true, true) => "No place has enough audits to be told apart from the others".into(),
        (true, false) => "In no place is there more inadequate work than elsewhere by more than chance explains".into(),
    }
}

/// How much excess there is, and what it must not be taken for.
///
/// It holds a number that is easily misread: of places that do not differ, some lie above the rate of all by chance, and nothing done there would undo that.
pub fn excess_in_all(capacity: &Capacity) -> String {
    let above = capacity.places.iter().filter(|place| place.fewer > 0.0).count();
    let all = format!("{} audits were inadequate", k_of_n(&capacity.all));
    if above == 0 {
        return format!("{all}, in each place alike.");
    }
    let places = if above == 1 { "the one place".to_owned() } else { format!("the {} places", in_words(above)) };
    let lie = if above == 1 { "lies" } else { "lie" };
    format!(
        "{all}. If {places} that {lie} above that rate were at it, there would be about {} fewer. Part of that is chance: among places that do not differ some always lie above.",
        whole(capacity.fewer_in_all)
    )
}

/// A number of audits that need not be whole, as one.
fn whole(audits: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of audits is a count")]
    number(audits.round().max(0.0) as u32)
}

/// How many fewer inadequate audits a place would have at the rate of all: `about 9 fewer (between 3 and 15)`.
pub fn fewer(place: &PlaceExcess) -> String {
    if place.fewer < 0.5 {
        return "none".into();
    }
    format!("about {} (between {} and {})", whole(place.fewer), whole(place.fewer_from), whole(place.fewer_to))
}

/// What can be said of a place.
pub fn place_verdict(verdict: PlaceVerdict) -> &'static str {
    match verdict {
        PlaceVerdict::More => "more than elsewhere",
        PlaceVerdict::NoMoreThanChance => "no more than chance would make it",
        PlaceVerdict::TooFew => "too few audits to say",
    }
}

/// The causes that are named most, each with how often.
pub fn causes_named(causes: &[CauseCount]) -> String {
    let named = causes.iter().map(|cause| match cause.inadequate {
        Some(count) => format!("{} {}", cause.cause, number(count)),
        None => cause.cause.clone(),
    });
    named.collect::<Vec<_>>().join("; ")
}

/// An event by which capacity was added, with its day and what was expected of it.
pub fn capacity_event(event: &CapacityEvent) -> String {
    let visit = &event.since.visit;
    let of = if event.since.office.is_empty() { String::new() } else { format!(" in {}", event.since.office) };
    let expected = match visit.expected.as_deref().map(str::trim).filter(|expected| !expected.is_empty()) {
        Some(expected) => format!(" What was expected of it: {expected}."),
        None => {
            " The file does not say what was expected of it (the field \u{201c}expected\u{201d} of an event).".into()
        }
    };
    format!("{}{of}, {}.{expected}", visit.label, visit.date.in_words())
}

/// When a fall to half would show after an event, at the pace of its audits.
pub fn when_seen(event: &CapacityEvent) -> String {
    let said = halving_since(&event.since);
    let counted = event.since.after.as_ref().map_or(0, |after| after.rate.n);
    let left =
        event.since.audits_to_tell_a_halving.map(|audits| audits.saturating_sub(counted)).filter(|left| *left > 0);
    match left.and_then(|left| left.checked_div(event.audits_a_month).map(|months| months + 1)) {
        Some(months) => format!(
            "{said}. At {} a month that is about {} more",
            count_of(event.audits_a_month, "audit", "audits"),
            count_of(months, "month", "months")
        ),
        None => said,
    }
}

/// What the view has nothing to say of, as a sentence.
pub fn no_context() -> String {
    sentence(
        "this file holds no caseloads, vacancies, agency shares or numbers of audits expected (its list \u{201c}context\u{201d}), so that nothing can be shown beside the rate.",
    )
}
