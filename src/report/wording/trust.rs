//! The sentences on how far the grades can be trusted.

use super::{count_of, k_of_n, number, part, per_cent, points, span};
use crate::report::{
    AgreementCoefficient, ChosenForModeration, CorrectedRate, Direction, Drift, GraderSpread, GradesAgree,
    OfficeCompletion, PeriodModeration, Shift, ShiftVerdict, SpreadVerdict, Tone, Trust,
};
use crate::settings::Settings;

/// What is counted: the window of the figures of moderation.
pub fn trust_window(settings: &Settings) -> String {
    let types = if settings.types.is_empty() {
        "Audits with an auditor's grade inside the filters, whatever their type."
    } else {
        "Audits with an auditor's grade inside the filters, of the chosen types."
    };
    format!("{types} By whose grade the rate is counted does not change this view.")
}

/// What a file without moderated grades cannot answer.
pub fn no_moderation(trust: &Trust) -> &'static str {
    if trust.in_file {
        "No audit inside the filters was moderated"
    } else {
        "This file cannot say whether a second grader agrees: it records no moderated grades (field moderated_grade)"
    }
}

/// Whether second graders agree, and which way they lean: the first finding.
///
/// A lean is named only where the exact test of it finds one.
pub fn agreement_headline(agree: &GradesAgree) -> String {
    let changed = agree.lowered.k + agree.raised.k;
    match agree.direction {
        Direction::Harsher => {
            format!("The second grader is harsher: {} lowered, {} raised", part(agree.lowered), number(agree.raised.k))
        }
        Direction::Kinder => {
            format!("The second grader is kinder: {} raised, {} lowered", part(agree.raised), number(agree.lowered.k))
        }
        Direction::NeitherWay => format!(
            "The second grader changes grades both ways: {} lowered, {} raised, of {}",
            number(agree.lowered.k),
            number(agree.raised.k),
            number(agree.exact.n)
        ),
        Direction::TooFew if changed == 0 => {
            format!("The second grader gave the same grade in all {}", count_of(agree.exact.n, "pair", "pairs"))
        }
        Direction::TooFew => format!(
            "The second grader changed {} of {} grades: too few to say which way",
            number(changed),
            number(agree.exact.n)
        ),
    }
}

/// What stands behind it.
pub fn agreement_because(agree: &GradesAgree) -> String {
    let crossing = match (agree.to_inadequate, agree.from_inadequate) {
        (0, 0) => "No grade was moved into or out of inadequate.".to_owned(),
        (to, from) => format!("{} became inadequate by moderation, {} no longer are.", number(to), number(from)),
    };
    format!(
        "The same grade in {} pairs; at most one grade apart in {}. Lowered by the second grader: {}; raised: {}. {crossing}",
        part(agree.exact),
        part(agree.within_one),
        part(agree.lowered),
        part(agree.raised),
    )
}

/// The words of Landis and Koch for a coefficient.
///
/// ```
/// use plumbline::report::wording::landis_and_koch;
/// assert_eq!((landis_and_koch(0.83), landis_and_koch(0.6), landis_and_koch(-0.1)), ("almost perfect", "moderate", "poor"));
/// ```
pub fn landis_and_koch(value: f64) -> &'static str {
    match value {
        below if below < 0.0 => "poor",
        low if low <= 0.2 => "slight",
        low if low <= 0.4 => "fair",
        middle if middle <= 0.6 => "moderate",
        high if high <= 0.8 => "substantial",
        _ => "almost perfect",
    }
}

/// A coefficient with its interval and words: `0.83 (0.79 to 0.87): substantial to almost perfect`.
pub fn coefficient(of: &AgreementCoefficient) -> String {
    match of.interval95 {
        None => format!("{:.2} (no interval can be worked out where all grades agree)", of.value),
        Some(interval) => {
            let (low, high) = (landis_and_koch(interval.lower), landis_and_koch(interval.upper));
            let words = if low == high { low.to_owned() } else { format!("{low} to {high}") };
            format!("{:.2} ({:.2} to {:.2}): {words}", of.value, interval.lower, interval.upper)
        }
    }
}

/// Both coefficients in a sentence.
pub fn coefficients(agree: &GradesAgree) -> String {
    if agree.exact.n < 10 {
        return "With under ten pairs of grades no coefficient of agreement is worked out.".into();
    }
    let kappa = agree.weighted_kappa.map_or_else(
        || "cannot be worked out where both graders use one grade alone".to_owned(),
        |kappa| coefficient(&kappa),
    );
    let ac2 = agree.ac2.map_or_else(String::new, |ac2| format!(" AC2 {}.", coefficient(&ac2)));
    format!("Agreement beyond chance, where 1 is perfect: weighted kappa {kappa}.{ac2}")
}

/// Which way moderation leans, in a few words.
pub fn direction_verdict(direction: Direction) -> &'static str {
    match direction {
        Direction::Harsher => "Harsher, by more than chance",
        Direction::Kinder => "Kinder, by more than chance",
        Direction::NeitherWay => "No lean that can be told from chance",
        Direction::TooFew => "Too few changed grades to say",
    }
}

/// Whether moderation has moved, in a few words.
pub fn drift_verdict(drift: &Drift) -> &'static str {
    match drift_tone(drift) {
        Tone::Concern => "Moderation has changed",
        _ => "No change that can be told from chance",
    }
}

/// How it is to be taken: a change of grading looks like a change of work.
pub fn drift_tone(drift: &Drift) -> Tone {
    let moved = |shift: &Shift| matches!(shift.verdict, ShiftVerdict::Larger | ShiftVerdict::Smaller);
    if [drift.moderated, drift.lowered, drift.raised].iter().any(moved) { Tone::Concern } else { Tone::Common }
}

/// How far graders lie apart, in a few words.
pub fn severity_verdict(of: &GraderSpread) -> &'static str {
    match of.verdict {
        SpreadVerdict::MoreThanChance => "More spread than chance",
        SpreadVerdict::NoMoreThanChance => "No more spread than chance",
        SpreadVerdict::TooFew => "Too few audits to say",
    }
}

/// The same of the roles of graders, in a sentence.
pub fn roles_sentence(of: &GraderSpread) -> String {
    format!("{} of graders: {}.", count_of(of.graders, "role", "roles"), severity_verdict(of).to_lowercase())
}

/// How many audits were moderated.
pub fn coverage_headline(trust: &Trust) -> String {
    format!("{} graded audits were moderated", part(trust.moderated))
}

/// Whether those that were moderated were chosen by their grade.
pub fn chosen_for_moderation(chosen: &ChosenForModeration) -> String {
    let differs = chosen.p_value.is_some_and(|p| p <= 0.05);
    let said = match (differs, chosen.inadequate.share > chosen.others.share) {
        (true, true) => {
            "Inadequate audits are moderated more often than the others, so the rate of moderated audits is not that of all"
        }
        (true, false) => {
            "Inadequate audits are moderated less often than the others, so the rate of moderated audits is not that of all"
        }
        (false, _) => "That moderators look at inadequate audits more often, or less, cannot be told from chance",
    };
    format!(
        "{said}: {} of those that the auditor graded inadequate were moderated, {} of the others.",
        part(chosen.inadequate),
        part(chosen.others)
    )
}

/// The rate by the second graders' measure, beside the raw one.
pub fn corrected_headline(rate: &CorrectedRate) -> String {
    let n = rate.raw.n;
    let Some(raw) = rate.raw.rate else { return "No audit is in the rate".into() };
    if rate.moderated_second.n < 5 {
        return "Too few audits in the rate were moderated to say what it would be by the second graders' measure"
            .into();
    }
    let of = rate.corrected;
    let side = match () {
        () if of.interval95.lower > raw => "higher than the auditors' ",
        () if of.interval95.upper < raw => "lower than the auditors' ",
        () => "and cannot be told from the auditors' ",
    };
    format!(
        "By the second graders' measure the rate would be {} ({} to {}), {side}{}",
        per_cent(of.rate, n),
        per_cent(of.interval95.lower, n),
        per_cent(of.interval95.upper, n),
        per_cent(raw, n)
    )
}

/// What stands behind it.
pub fn corrected_because(rate: &CorrectedRate) -> String {
    let taken = match rate.taken_as_graded {
        0 => String::new(),
        audits => format!(
            " {} had a grade of which none was moderated, and are taken as they were graded.",
            count_of(audits, "audit", "audits")
        ),
    };
    format!(
        "As the auditors graded: {}. Moderated audits alone: {} by the auditors' grades, {} by the moderators'. The corrected rate takes each audit that \
         was not moderated as those of the same auditor's grade came out that were. It holds if moderated audits are drawn at random among those of the \
         same grade.{taken}",
        k_of_n(&rate.raw),
        k_of_n(&rate.moderated_first),
        k_of_n(&rate.moderated_second),
    )
}

/// Whether moderation has moved.
pub fn drift_headline(drift: &Drift) -> String {
    let shifts = [
        (drift.lowered, "lowers grades more often", "lowers grades less often"),
        (drift.raised, "raises grades more often", "raises grades less often"),
        (drift.moderated, "covers more of the audits", "covers fewer of the audits"),
    ];
    let said: Vec<&str> = shifts
        .into_iter()
        .filter_map(|(shift, more, less)| match shift.verdict {
            ShiftVerdict::Larger => Some(more),
            ShiftVerdict::Smaller => Some(less),
            ShiftVerdict::CannotTell | ShiftVerdict::TooFew => None,
        })
        .collect();
    if said.is_empty() {
        return format!(
            "Moderation is what it was, as far as can be told: {} lowered in the earlier half, {} in the later",
            part(drift.earlier.lowered),
            part(drift.later.lowered)
        );
    }
    format!("Moderation {} than it did", super::listed(&said, said.len()))
}

/// What stands behind it.
pub fn drift_because(drift: &Drift) -> String {
    let moved = |shift: Shift| shift.interval95.map_or_else(String::new, |interval| format!(" ({})", span(interval)));
    let sets = [
        ("Moderated", drift.earlier.moderated, drift.later.moderated, drift.moderated),
        ("Lowered", drift.earlier.lowered, drift.later.lowered, drift.lowered),
        ("Raised", drift.earlier.raised, drift.later.raised, drift.raised),
    ];
    let said: Vec<String> = sets
        .into_iter()
        .map(|(what, earlier, later, shift)| format!("{what}: {}, then {}{}", part(earlier), part(later), moved(shift)))
        .collect();
    format!("{}, then {}. {}.", drift.earlier_name, drift.later_name, said.join(". "))
}

/// How far graders lie apart.
pub fn graders_headline(of: &GraderSpread) -> String {
    match of.verdict {
        SpreadVerdict::MoreThanChance => "Graders differ in severity by more than chance".into(),
        SpreadVerdict::NoMoreThanChance => "Graders differ no more in severity than chance makes them".into(),
        SpreadVerdict::TooFew if of.graders < 2 => "There is one grader, and nobody to compare with".into(),
        SpreadVerdict::TooFew => "Too few audits a grader to say whether they differ in severity".into(),
    }
}

/// What stands behind it; no grader is named.
pub fn graders_because(of: &GraderSpread) -> String {
    let spread = match (of.deviation, of.deviation95) {
        (Some(deviation), Some(interval)) => format!(
            " Their own rates typically lie {} either side of the average (95% interval {} to {}).",
            points(deviation),
            points(interval.lower),
            points(interval.upper)
        ),
        _ => String::new(),
    };
    let few = match of.few {
        0 => String::new(),
        few => format!(" {} of them graded fewer than five audits.", number(few)),
    };
    let unsaid = match of.unsaid {
        0 => String::new(),
        unsaid => format!(" Of {} it is not said who graded them.", count_of(unsaid, "audit", "audits")),
    };
    format!(
        "{} graded {} in the rate, the middle one {}.{spread}{few}{unsaid}",
        count_of(of.graders, "grader", "graders"),
        count_of(of.rate.n, "audit", "audits"),
        number(of.median_audits),
    )
}

/// Audits done against expected.
pub fn completion_headline(offices: &[OfficeCompletion]) -> String {
    let whole = offices.iter().find(|of| of.office.is_empty());
    let (done, expected) = whole.map_or_else(
        || {
            let add = |of: fn(&OfficeCompletion) -> u32| offices.iter().map(of).fold(0_u32, u32::saturating_add);
            (add(|of| of.done), add(|of| of.expected))
        },
        |of| (of.done, of.expected),
    );
    let parts: Vec<&OfficeCompletion> = offices.iter().filter(|of| !of.office.is_empty()).collect();
    let (short, months) = match (parts.as_slice(), whole) {
        ([], Some(whole)) => (whole.months_short, whole.months),
        (parts, _) => (parts.iter().map(|of| of.months_short).sum(), parts.iter().map(|of| of.months).sum()),
    };
    format!(
        "{} done where {} were expected; in {} of {} fewer than expected",
        count_of(done, "audit was", "audits were"),
        number(expected),
        number(short),
        if parts.is_empty() {
            count_of(months, "month", "months")
        } else {
            count_of(months, "month of an office", "months of an office")
        },
    )
}

/// The full label of one period's share of moderated audits.
pub fn moderation_label(period: &PeriodModeration) -> String {
    let changed = match period.of.lowered.n {
        0 => String::new(),
        _ => format!("; {} lowered, {} raised", number(period.of.lowered.k), number(period.of.raised.k)),
    };
    if period.of.moderated.n == 0 {
        return format!("{}: no graded audits", period.name);
    }
    format!("{}: {} moderated{changed}", period.name, part(period.of.moderated))
}
