//! Every sentence that the page says about figures, and the only place where a per cent sign is written.

mod beside;
mod capacity;
mod judged;
mod mix;
pub(super) mod questions;
mod remedy;
mod shared;
mod spread;
mod trust;
mod why;

pub(super) use beside::since_event;
pub use beside::{
    cases, change_of_staff, context_in_all, context_label, done_of_expected, good_target_of_file, halving_since,
    no_cause, offices_without_audits, target_of_file,
};
pub use capacity::{
    capacity_event, causes_named, excess, excess_in_all, fewer, no_context, place, place_verdict, when_seen,
};
pub use judged::{
    TOO_FEW_MONTHS, against_good_target, against_target, ahead, all_alike, as_strong, at_most, before_and_after,
    change_in_words, change_verdict, good_target_because, good_verdict, how_late, how_soon, lacks_months,
    office_changes, office_changes_because, one_time_in, share_of, shared_change_because, target_verdict, whole_change,
    whole_change_because, whole_change_verdict,
};

pub use mix::{mix_headline, mix_of, mix_verdict};
pub use questions::{assurance, beside_the_rate, question, rounded};
pub use remedy::{
    GENERALISES_CAUTION, actions_headline, actions_left_out, after_verdict, ages, ages_headline, around_reaudit, as_at,
    cases_because, cases_headline, closed_by, generalises_because, generalises_headline, in_time, no_actions,
    no_reaudits, overdue_by_office, overdue_label, overdue_verdict, pace, pace_because, pace_tone, pace_verdict, part,
    put_right_by, reaudits_because, reaudits_headline, remedy_window, same_quarters, time_because, time_headline,
    time_label,
};
pub use shared::{
    cannot_say, how_much_is_hidden, only_complete, pack_title, prepared, profile_means, profile_name, shared_by,
    thresholds,
};
pub use spread::{
    estimate, fixed_mix, points_between, points_tick, pooled_label, pooling, raw_label, spread_because,
    spread_headline, spread_label, spread_verdict, window_length,
};
pub use why::{
    Naming, area_label, area_moves, areas_headline, earlier_label, later_label, most_named, moved_verdict,
    named_in_all_label, named_label, named_moves, named_of, no_areas, no_windows, nothing_named, partner_area,
    partners_by_office, partners_headline, place_of, places_headline, places_verdict, shares_of, silent, why_in_short,
    why_windows,
};

pub use trust::{
    agreement_because, agreement_headline, chosen_for_moderation, coefficient, coefficients, completion_headline,
    corrected_because, corrected_headline, coverage_headline, direction_verdict, drift_because, drift_headline,
    drift_tone, drift_verdict, graders_because, graders_headline, landis_and_koch, moderation_label, no_moderation,
    roles_sentence, severity_verdict, trust_window,
};

use super::{Choice, Counted, Hidden, OfficeRate, PeriodRate, PhaseLine, Rate, Verdict, Window};
use crate::audit::{AuditKind, Granularity, Level};
use crate::settings::{GradeBasis, Settings};
use crate::stats::{Interval, Marks, Side};

/// A proportion as a per cent: whole numbers when `n` is below 1,000, else one decimal.
///
/// ```
/// use plumbline::report::wording::per_cent;
/// assert_eq!(per_cent(0.2258, 62), "23%");
/// assert_eq!(per_cent(0.04029, 3946), "4.0%");
/// assert_eq!(per_cent(0.003, 62), "under 1%");
/// ```
pub fn per_cent(proportion: f64, n: u32) -> String {
    let hundredths = proportion * 100.0;
    if n >= 1000 {
        return format!("{hundredths:.1}%");
    }
    match hundredths {
        small if small > 0.0 && small < 0.5 => "under 1%".into(),
        large if large < 100.0 && large > 99.5 => "over 99%".into(),
        rounded => format!("{rounded:.0}%"),
    }
}

/// A tick on an axis of rates: `0`, `10%`.
pub fn tick(proportion: f64) -> String {
    let hundredths = proportion * 100.0;
    if hundredths == 0.0 { "0".into() } else { format!("{}%", trimmed(hundredths)) }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// What stands for a count that is hidden.
pub const HIDDEN: &str = "c";

/// What that means, to stand near it.
pub const WHAT_C_MEANS: &str = "c: hidden, because it is small or would give a small one away";

/// A count that may be hidden: `1,204`, or `c`.
pub fn count_or_c(count: Option<u32>) -> String {
    count.map_or_else(|| HIDDEN.to_owned(), number)
}

/// What was counted, with its word: `14 of 62 (23%) inadequate`; `c of 62 inadequate`; `hidden (c)`; `no audits`.
///
/// ```
/// use plumbline::{disclosure::Count, report::wording::counted_inadequate};
/// assert_eq!(counted_inadequate(&Count { n: Some(62), inadequate: None }.into()), "c of 62 inadequate");
/// assert_eq!(counted_inadequate(&Count::default().into()), "hidden (c)");
/// ```
pub fn counted_inadequate(rate: &Rate) -> String {
    match rate.hidden {
        Hidden::Audits => "hidden (c)".into(),
        Hidden::Nothing if rate.n == 0 => k_of_n(rate),
        Hidden::Nothing | Hidden::Inadequate => format!("{} inadequate", k_of_n(rate)),
    }
}

/// `14 of 62 (23%)`. Below five audits a per cent would say more than they can: `1 of 3`.
///
/// ```
/// use plumbline::{report::wording::k_of_n, tally::Tally};
/// assert_eq!(k_of_n(&Tally { n: 62, inadequate: 14 }.into()), "14 of 62 (23%)");
/// assert_eq!(k_of_n(&Tally { n: 3, inadequate: 1 }.into()), "1 of 3");
/// assert_eq!(k_of_n(&Tally { n: 0, inadequate: 0 }.into()), "no audits");
/// // Of shared figures, a hidden count is `c`.
/// use plumbline::disclosure::Count;
/// assert_eq!(k_of_n(&Count { n: Some(62), inadequate: None }.into()), "c of 62");
/// assert_eq!(k_of_n(&Count { n: None, inadequate: None }.into()), "c");
/// ```
pub fn k_of_n(rate: &Rate) -> String {
    match rate.hidden {
        Hidden::Nothing => {}
        Hidden::Inadequate => return format!("{HIDDEN} of {}", number(rate.n)),
        Hidden::Audits => return HIDDEN.into(),
    }
    match rate.rate {
        None => "no audits".into(),
        Some(_) if rate.n < 5 => format!("{} of {}", number(rate.inadequate), number(rate.n)),
        Some(share) => format!("{} of {} ({})", number(rate.inadequate), number(rate.n), per_cent(share, rate.n)),
    }
}

/// A count with thousands marked: `3,946`.
pub fn number(count: impl Into<u64>) -> String {
    let digits = count.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 audit`, `3,946 audits`.
pub fn count_of(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// `A`, `A and B`, `A, B and C`; beyond `most`, `A, B and 4 more`. One more is named: its name says more than "1 more", and is hardly longer.
///
/// ```
/// use plumbline::report::wording::listed;
/// assert_eq!(listed(&["A", "B", "C"], 3), "A, B and C");
/// assert_eq!(listed(&["A", "B", "C", "D"], 3), "A, B, C and D");
/// assert_eq!(listed(&["A", "B", "C", "D"], 2), "A, B and 2 more");
/// ```
pub fn listed(names: &[&str], most: usize) -> String {
    let most = if names.len() == most + 1 { names.len() } else { most };
    let shown: Vec<&str> = names.iter().take(most).copied().collect();
    let more = names.len().saturating_sub(shown.len());
    match (shown.split_last(), more) {
        (None, _) => String::new(),
        (Some((last, [])), 0) => (*last).to_owned(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        (Some(_), more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A number of things in words up to ten, to begin or sit in a sentence: `two`, `12`.
pub fn in_words(count: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The words with their first letter in lower case, to go on within a sentence.
pub fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Why there is no office though a column is called so.
pub fn office_left_unread(column: &str) -> String {
    format!(
        "The column {column} was left unread, because its cells look like something private rather than names of offices. If they are offices, say so on \
         the Data page."
    )
}

/// The sentence with its first letter in upper case.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A verdict in the page's closed vocabulary.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::DiffersAbove | Verdict::DiffersBelow => "Differs from the others",
        Verdict::NoMoreThanChance => "No more different than chance",
        Verdict::TooFew => "Too few audits to say",
        Verdict::NotYetJudged => "Being worked out",
        Verdict::NotShared => "No verdict in these figures",
    }
}

/// The full label of one period's point: what a screen reader says and the status line shows.
pub fn period_label(period: &PeriodRate) -> String {
    let n = period.rate.n;
    let Some(limits) = period.limits else {
        return format!("{}: {}", period.name, counted_inadequate(&period.rate));
    };
    let place = match period.outside {
        _ if period.rate.hidden != Hidden::Nothing => "hidden; the limits are",
        // Where it lies among the limits would be read as a judgement.
        _ if period.provisional => "audits may still be arriving, so it is not judged; the limits are",
        Some(Side::Above) => "above the upper limit:",
        Some(Side::Below) => "below the lower limit:",
        None => "within the limits,",
    };
    format!(
        "{}: {} inadequate; {place} {} to {}",
        period.name,
        k_of_n(&period.rate),
        per_cent(limits.lower, n),
        per_cent(limits.upper, n),
    )
}

/// The full label of one office's point.
pub fn office_label(office: &OfficeRate) -> String {
    format!("{}: {}; {}", office.office, counted_inadequate(&office.rate), verdict(office.verdict).to_lowercase())
}

/// The interval in words: `between 9% and 19%`.
pub fn between(rate: &Rate) -> String {
    let Some(interval) = rate.interval95 else { return String::new() };
    let [lower, upper] = [interval.lower, interval.upper].map(|end| per_cent(end, rate.n));
    if upper.starts_with("under") { upper } else { format!("between {lower} and {upper}") }
}

/// An office's verdict with its side: `Differs from the others: more`.
pub fn verdict_of(office: &OfficeRate) -> String {
    let side = match office.verdict {
        Verdict::DiffersAbove => ": more inadequate work",
        Verdict::DiffersBelow => ": less inadequate work",
        Verdict::NoMoreThanChance | Verdict::TooFew | Verdict::NotYetJudged | Verdict::NotShared => "",
    };
    format!("{}{side}", verdict(office.verdict))
}

/// A type of audit, as it stands after "audits": `drawn at random`.
pub fn audit_type(kind: AuditKind) -> &'static str {
    match kind {
        AuditKind::Random => "drawn at random",
        AuditKind::Unstated => "of no stated type",
        AuditKind::Thematic => "of a theme",
        AuditKind::Targeted => "of targeted cases",
        AuditKind::ReAudit => "done again (re-audits)",
        AuditKind::Moderation => "of moderation",
        AuditKind::Unrecognised => "of a type that is not known",
    }
}

/// Whose grade counts.
pub fn grade_basis(basis: GradeBasis) -> &'static str {
    match basis {
        GradeBasis::Auditor => "the auditor's grade",
        GradeBasis::Moderated => "the moderator's grade",
        GradeBasis::Final => "the final grade",
    }
}

/// How long periods are, as a choice.
pub fn period_choice(period: Granularity) -> &'static str {
    match period {
        Granularity::Month => "by month",
        Granularity::Quarter => "by quarter",
        Granularity::Rolling => "by rolling three months",
        Granularity::HalfYear => "by half-year",
        Granularity::Year => "by year",
    }
}

/// What is counted, in a sentence or several: the types of audit, whose grade where it is not the auditor's, and what the filters leave.
pub fn counted(settings: &Settings) -> String {
    let mut said = if settings.types.is_empty() {
        "Graded audits drawn at random, or whose type is not stated.".to_owned()
    } else {
        let kinds: Vec<&str> = settings.types.iter().map(|kind| audit_type(*kind)).collect();
        let all_usual = settings.types.iter().all(|kind| kind.enters_the_rate());
        let not_usual =
            " Some were chosen for a reason that is itself related to the grade, so this is not the headline rate.";
        format!("Only graded audits {}.{}", either(&kinds), if all_usual { "" } else { not_usual })
    };
    match settings.grade_basis {
        GradeBasis::Auditor => {}
        GradeBasis::Moderated => {
            said += " Counted by the moderator's grade: an audit that was not moderated is not in the rate. If moderators look at doubtful \
                     audits first, it is not the rate of all.";
        }
        GradeBasis::Final => said += " Counted by the moderator's grade where there is one, else the auditor's.",
    }
    let only = only(settings);
    if only.is_empty() { said } else { format!("{said} {only}") }
}

/// What the filters of dates and names leave, in a sentence; nothing without such filters.
///
/// ```
/// use plumbline::{report::wording::only, settings::Settings};
/// let settings = Settings { offices: vec!["North".into()], ..Settings::default() };
/// assert_eq!(only(&settings), "Only the office North.");
/// ```
pub fn only(settings: &Settings) -> String {
    let named = |names: &[String], one: &str| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let kind = if names.len() == 1 { one.to_owned() } else { format!("{one}s") };
        (!names.is_empty()).then(|| format!("the {kind} {}", listed(&names, 6)))
    };
    let dates = match (settings.from, settings.to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {} on", from.in_words())),
        (None, Some(to)) => Some(format!("until {}", to.in_words())),
        (Some(from), Some(to)) => Some(format!("{} to {}", from.in_words(), to.in_words())),
    };
    let names = [(&settings.offices, "office"), (&settings.teams, "team"), (&settings.services, "service")];
    let parts: Vec<String> = names.into_iter().filter_map(|(names, one)| named(names, one)).chain(dates).collect();
    if parts.is_empty() { String::new() } else { format!("Only {}.", parts.join("; ")) }
}

/// What is counted as a whole under the filters of names.
pub fn whole(settings: &Settings) -> &'static str {
    match (settings.offices.is_empty(), settings.services.is_empty() && settings.teams.is_empty()) {
        (true, true) => "the whole authority",
        (false, true) => "the chosen offices",
        (_, false) => "the chosen part of the authority",
    }
}

/// `A, B or C`.
fn either(names: &[&str]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// A choice of a filter with the audits that it leaves: `North (214)`.
pub fn choice_of<T>(name: &str, choice: &Choice<T>) -> String {
    format!("{name} ({})", number(choice.audits))
}

/// A difference of rates in points of a hundred, without its sign: `7 points`, `under 1 point`.
pub fn points(difference: f64) -> String {
    let hundredths = (difference * 100.0).abs();
    if hundredths < 0.5 {
        return "under 1 point".into();
    }
    let rounded = format!("{hundredths:.0}");
    if rounded == "1" { "1 point".into() } else { format!("{rounded} points") }
}

/// The differences that an interval holds: `3 to 11 points lower`, or `anything from 5 points lower to 2 points higher`.
fn span(interval: Interval) -> String {
    let side = |difference: f64| if difference < 0.0 { "lower" } else { "higher" };
    let (least, most) =
        if interval.upper <= 0.0 { (interval.upper, interval.lower) } else { (interval.lower, interval.upper) };
    if interval.lower < 0.0 && interval.upper > 0.0 {
        return format!("anything from {} lower to {} higher", points(least), points(most));
    }
    let least = points(least);
    let least = least.strip_suffix(" points").or(least.strip_suffix(" point")).unwrap_or(&least);
    format!("{least} to {} {}", points(most), side(most))
}

/// The difference between two windows in a sentence.
pub fn difference_of(earlier: &Window, later: &Window, interval: Interval) -> String {
    format!(
        "Allowing for chance, the rate was {} in {}, {}, than in {}, {}",
        span(interval),
        later.name,
        k_of_n(&later.rate),
        earlier.name,
        k_of_n(&earlier.rate),
    )
}

/// The full label of a period's grades: `April 2024: 2 Outstanding, 20 Good … of 62 audits`.
pub fn grades_label(period: &PeriodRate, scale: &[Level]) -> String {
    if period.rate.audits().is_none() || period.rate.is_of_none() {
        return format!("{}: {}", period.name, counted_inadequate(&period.rate));
    }
    let parts: Vec<String> = scale
        .iter()
        .zip(&period.grades)
        .map(|(level, count)| match count_and_share(*count, period.rate.n).split_once(' ') {
            Some((count, share)) => format!("{count} {} {share}", level.name),
            None => format!("{} {}", count_or_c(*count), level.name),
        })
        .collect();
    format!("{}: {} of {}", period.name, parts.join(", "), count_of(period.rate.n, "audit", "audits"))
}

/// So many audits of a grade among so many: `20 (32%)`; below five audits the number alone; `c` where it is hidden.
pub fn count_and_share(count: Option<u32>, n: u32) -> String {
    let Some(count) = count else { return HIDDEN.into() };
    if n < 5 {
        return number(count);
    }
    format!("{} ({})", number(count), per_cent(f64::from(count) / f64::from(n), n))
}

/// The full label of one office in one period.
pub fn office_in_period(office: &str, period: &str, counted: Counted) -> String {
    format!("{office}, {period}: {}", counted_inadequate(&counted.into()))
}

/// What a phase's line is: `From April 2024, after the review: 20 of 100 (20%)`.
pub fn phase_of(phase: &PhaseLine, from: &str) -> String {
    let name = if phase.name.is_empty() { String::new() } else { format!(" \u{201c}{}\u{201d}", phase.name) };
    format!("From {from}{name}: average {}", k_of_n(&phase.baseline))
}

/// The target in words: `at most 10%`; it is written as finely as it was set.
pub fn target(target: f64) -> String {
    format!("at most {}%", trimmed(target * 100.0))
}

/// The authority's target for good or better work: `at least 40%`.
///
/// ```
/// assert_eq!(plumbline::report::wording::good_target(0.4), "at least 40%");
/// ```
pub fn good_target(target: f64) -> String {
    format!("at least {}%", trimmed(target * 100.0))
}

/// The mix of grades in a sentence: `The grades of 3,946 audits: 12 Outstanding, 2,000 Good …`.
pub fn grades_in_all(scale: &[Level], grades: &[Option<u32>], all: &Rate) -> String {
    let Some(n) = all.audits() else { return "The grades over time".into() };
    let parts: Vec<String> =
        scale.iter().zip(grades).map(|(level, count)| format!("{} {}", count_or_c(*count), level.name)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("The grades of {}: {}", count_of(n, "audit", "audits"), listed(&parts, parts.len()))
}

/// The rules of runs that mark a point, to stand at the end of its label; what lies outside its limits is said there already.
pub fn rules_that_mark(marks: &Marks) -> String {
    let side = |side: Side, above: &'static str, below: &'static str| match side {
        Side::Above => above,
        Side::Below => below,
    };
    let rules = [
        marks.shift.map(|at| {
            side(
                at,
                "one of seven or more in a row above the average",
                "one of seven or more in a row below the average",
            )
        }),
        marks.trend.map(|at| side(at, "one of seven or more that each rise", "one of seven or more that each fall")),
        marks.two_in_three.map(|at| {
            side(at, "one of two in three close to the upper limit", "one of two in three close to the lower limit")
        }),
    ];
    rules.into_iter().flatten().map(|rule| format!("; {rule}")).collect()
}
