//! The sentences on remedial work.

use super::{count_of, k_of_n, listed, number, per_cent, points, span, verdict};
use crate::report::{
    Actions, AfterVerdict, AroundReaudit, Cases, ClosedBy, Cohort, Cohorts, Generalises, OfficeActions, PaceVerdict,
    Part, Reaudits, Remedy, Time, TimeStep, Tone, Verdict,
};

/// `14 of 62 (23%)`. Below five a per cent would say more than they can: `1 of 3`.
///
/// ```
/// use plumbline::report::{Part, wording::part};
/// assert_eq!(part(Part::of(14, 62)), "14 of 62 (23%)");
/// assert_eq!((part(Part::of(1, 3)).as_str(), part(Part::of(0, 0)).as_str()), ("1 of 3", "none"));
/// ```
pub fn part(part: Part) -> String {
    match part.share {
        None => "none".into(),
        Some(_) if part.n < 5 => format!("{} of {}", number(part.k), number(part.n)),
        Some(share) => format!("{} of {} ({})", number(part.k), number(part.n), per_cent(share, part.n)),
    }
}

/// The day as at which is counted: `As at 24 September 2019, the day of the export`.
pub fn as_at(remedy: &Remedy) -> String {
    match remedy.as_at {
        None => String::new(),
        Some(day) if remedy.as_at_export => format!("As at {}, the day of the export", day.in_words()),
        Some(day) => {
            format!("As at {}, the newest day in the file, which does not say when it was exported", day.in_words())
        }
    }
}

/// What is counted of actions: the window of their figures.
pub fn remedy_window(remedy: &Remedy) -> String {
    format!(
        "The actions of {} inside the filters, whatever their type. {}.",
        count_of(remedy.audits, "audit", "audits"),
        as_at(remedy)
    )
}

/// What a file without actions cannot answer.
pub fn no_actions(remedy: &Remedy) -> &'static str {
    if remedy.actions_in_file == 0 {
        "This file cannot say whether what was to be done after the audits was done: it records no actions (fields action_raised, action_due, action_completed, \
         or a list actions)"
    } else {
        "No audit inside the filters has an action"
    }
}

/// How many actions were raised, closed and are open: the first finding.
pub fn actions_headline(actions: &Actions) -> String {
    let all = count_of(actions.raised, "action", "actions");
    let Actions { closed, open, overdue_of_open, .. } = actions;
    if *open == 0 && actions.unclear == 0 {
        return if actions.raised == 1 { "The only action is closed".into() } else { format!("All {all} are closed") };
    }
    let overdue = match (*open, overdue_of_open.k) {
        (0, _) => String::new(),
        (_, 0) => ", none of these overdue".to_owned(),
        (open, overdue) if open == overdue => ", all of these overdue".to_owned(),
        (_, overdue) => format!(", {} of these overdue", number(overdue)),
    };
    format!("Of {all}, {} are closed and {} still open{overdue}", number(*closed), number(*open))
}

/// What had fallen due, and how much of it was closed in time.
pub fn in_time(actions: &Actions) -> String {
    if actions.in_time.n == 0 {
        return "No action had fallen due by then.".into();
    }
    let late = actions.in_time.n.saturating_sub(actions.in_time.k + actions.overdue.k);
    format!(
        "{} that had fallen due were closed in time, {} late; {} still to be done.",
        part(actions.in_time),
        number(late),
        number(actions.overdue.k),
    )
}

/// Actions that could not be counted wholly, each kind in a clause; "" if there are none.
pub fn actions_left_out(actions: &Actions) -> String {
    let kinds = [
        (actions.unclear, "Neither closed nor open here, since it cannot be read when they were done"),
        (
            actions.open_without_due,
            "Open, and never overdue, since there is no day by which they are due that can be used",
        ),
        (actions.no_raised, "Without a time, since there is no day on which they were raised that can be used"),
        (actions.before_raised, "Closed, but without a time, since they are said to be done before they were raised"),
    ];
    let said: Vec<String> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}: {}.", count_of(count, "action", "actions")))
        .collect();
    said.join(" ")
}

/// For how long the open ones have been open.
pub fn ages(actions: &Actions) -> String {
    match actions.ages.oldest.zip(actions.ages.median) {
        None => String::new(),
        Some((oldest, median)) => format!(
            "Half of the open actions have been open for {} or longer, the oldest for {}.",
            count_of(median, "day", "days"),
            count_of(oldest, "day", "days"),
        ),
    }
}

fn bare_days(days: f64) -> String {
    let text = format!("{days:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn days(days: f64) -> String {
    let text = bare_days(days);
    let word = if text == "1" { "day" } else { "days" };
    format!("{text} {word}")
}

/// How long it takes, with those that are not done counted: `Half of actions are closed within 26 days`.
///
/// A median that is not reached is said so.
pub fn time_headline(time: &Time) -> String {
    match time.median {
        Some(median) => format!("Half of actions are closed within {}", days(median)),
        None => "Fewer than half of actions were closed in the time for which they were followed".into(),
    }
}

/// What stands behind it.
pub fn time_because(time: &Time) -> String {
    let median = match (time.median, time.median_from, time.median_to) {
        (None, Some(from), _) => format!("The median is not reached; it is {} at least (95% interval).", days(from)),
        (None, None, _) => "The median is not reached.".to_owned(),
        (Some(_), Some(from), Some(to)) => {
            format!("The median may lie anywhere from {} to {} (95% interval).", bare_days(from), days(to))
        }
        (Some(_), Some(from), None) => {
            format!("The median may be as short as {} (95% interval); its upper end is not reached.", days(from))
        }
        (Some(_), None, _) => "There are too few to give the median an interval.".to_owned(),
    };
    let by: Vec<String> = time.closed_by.iter().map(|by| closed_by(by, time.followed)).collect();
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    format!(
        "{} followed, {} of them closed. {median} {}.",
        count_of(time.followed, "action", "actions"),
        number(time.closed),
        super::sentence(&listed(&by, by.len())),
    )
}

/// `60% closed by 28 days (57% to 63%)`. Below five actions a per cent would say more than they can.
pub fn closed_by(by: &ClosedBy, followed: u32) -> String {
    if followed < 5 {
        return format!("too few to say what share is closed by {} days", by.days);
    }
    let interval = by.interval95.map_or_else(String::new, |of| {
        format!(" ({} to {})", per_cent(of.lower, followed), per_cent(of.upper, followed))
    });
    format!("{} closed by {} days{interval}", per_cent(by.share, followed), by.days)
}

/// The full label of one step of the staircase.
pub fn time_label(step: &TimeStep, followed: u32) -> String {
    let closed = 1.0 - step.open;
    let interval = step.interval95.map_or_else(String::new, |of| {
        format!(", between {} and {}", per_cent(1.0 - of.upper, followed), per_cent(1.0 - of.lower, followed))
    });
    let shown = if followed < 5 { String::new() } else { format!("{} closed{interval}; ", per_cent(closed, followed)) };
    format!(
        "After {}: {shown}{} closed on this day, of {} then open",
        count_of(step.days, "day", "days"),
        number(step.closed),
        number(step.at_risk),
    )
}

/// What can be said of the pace, in a few words.
pub fn pace_verdict(verdict: PaceVerdict) -> &'static str {
    match verdict {
        PaceVerdict::Quicker => "Quicker than before",
        PaceVerdict::Slower => "Slower than before",
        PaceVerdict::CannotTell => "No change that can be told from chance",
        PaceVerdict::TooFew => "Too few audits to say",
    }
}

/// How it is to be taken.
pub fn pace_tone(verdict: PaceVerdict) -> Tone {
    match verdict {
        PaceVerdict::Quicker => Tone::Improvement,
        PaceVerdict::Slower => Tone::Concern,
        PaceVerdict::CannotTell => Tone::Common,
        PaceVerdict::TooFew => Tone::Few,
    }
}

/// What can be said of first-time audits after re-audits began, in a few words.
pub fn after_verdict(verdict: AfterVerdict) -> &'static str {
    match verdict {
        AfterVerdict::Lower => "Lower than before, for whatever reason",
        AfterVerdict::Higher => "Higher than before, for whatever reason",
        AfterVerdict::CannotTell => "No change that can be told from chance",
        AfterVerdict::TooFew => "Too few audits to say",
        AfterVerdict::TooMany => "Not judged: there are too many audits to work it out",
    }
}

/// For how long the open ones have been open: the headline.
pub fn ages_headline(actions: &Actions) -> String {
    let ages = &actions.ages;
    let known = actions.open.saturating_sub(ages.unknown);
    format!(
        "{} have been open for more than 84 days",
        match known {
            0 => "None of the open actions can be said to".to_owned(),
            known => format!("{} open actions", part(Part::of(ages.over_84, known))),
        }
    )
}

/// Whether what was raised later is closed as soon.
pub fn pace(cohorts: &Cohorts) -> &'static str {
    match cohorts.verdict {
        PaceVerdict::Quicker => "Actions raised later are closed sooner than those raised earlier",
        PaceVerdict::Slower => "Actions raised later take longer than those raised earlier",
        PaceVerdict::CannotTell => "That actions raised later take longer, or less long, cannot be told from chance",
        PaceVerdict::TooFew => "Too few actions to compare those raised later with those raised earlier",
    }
}

/// What stands behind it.
pub fn pace_because(cohorts: &Cohorts) -> String {
    let median = |median: Option<f64>| {
        median.map_or_else(|| "median not reached".to_owned(), |at| format!("median {}", days(at)))
    };
    let cohort = |of: &Cohort| {
        format!("Raised {}: {} of {} closed, {}", of.name, number(of.closed), number(of.followed), median(of.median))
    };
    format!("{}. {}.", cohort(&cohorts.earlier), cohort(&cohorts.later))
}

/// An office's verdict on overdue actions, with its side.
pub fn overdue_verdict(of: Verdict) -> String {
    match of {
        Verdict::DiffersAbove => format!("{}: more overdue", verdict(of)),
        Verdict::DiffersBelow => format!("{}: fewer overdue", verdict(of)),
        Verdict::TooFew => "Too few actions to say".into(),
        _ => verdict(of).into(),
    }
}

/// The full label of an office's share of overdue actions.
pub fn overdue_label(office: &OfficeActions) -> String {
    format!(
        "{}: {} that had fallen due are overdue; {}",
        office.office,
        part(office.overdue),
        overdue_verdict(office.verdict).to_lowercase()
    )
}

/// Which offices differ in overdue actions.
pub fn overdue_by_office(offices: &[OfficeActions]) -> String {
    let named = |verdict: Verdict| -> Vec<&str> {
        offices.iter().filter(|of| of.verdict == verdict).map(|of| of.office.as_str()).collect()
    };
    let (above, below) = (named(Verdict::DiffersAbove), named(Verdict::DiffersBelow));
    let have = |names: &[&str]| if names.len() == 1 { "has" } else { "have" };
    let counts = match offices.iter().find(|of| of.verdict == Verdict::DiffersAbove) {
        Some(of) if above.len() == 1 => format!(": {} that had fallen due", part(of.overdue)),
        _ => String::new(),
    };
    match () {
        () if !above.is_empty() && !below.is_empty() => format!(
            "{} {} more overdue actions than the others, {} fewer",
            listed(&above, 3),
            have(&above),
            listed(&below, 3)
        ),
        () if !above.is_empty() => {
            format!("{} {} more overdue actions than the others{counts}", listed(&above, 3), have(&above))
        }
        () if !below.is_empty() => {
            format!("{} {} fewer overdue actions than the others", listed(&below, 3), have(&below))
        }
        () if offices.iter().filter(|of| !of.office.is_empty()).count() < 2 => {
            "There is no other office to compare overdue actions with".into()
        }
        () if !named(Verdict::NoMoreThanChance).is_empty() => {
            "No office differs from the others in overdue actions by more than chance".into()
        }
        () => "Too few actions to say whether offices differ in overdue ones".into(),
    }
}

/// What became of inadequate cases.
pub fn cases_headline(cases: &Cases) -> String {
    if cases.inadequate == 0 {
        return "No audit inside the filters was graded inadequate".into();
    }
    let unknown = cases.unclear + cases.no_action;
    if unknown == cases.inadequate {
        return format!("What became of {} is not recorded", count_of(unknown, "inadequate case", "inadequate cases"));
    }
    if cases.better_at_reaudit + cases.still_inadequate == 0 {
        return format!(
            "In {} every action is closed, but no case was audited again to see whether the work is better",
            part_of_cases(cases.all_closed, cases.inadequate),
        );
    }
    let unknown = match unknown {
        0 => String::new(),
        unknown => format!("; of {} it is not recorded", number(unknown)),
    };
    format!(
        "{} put right, as far as the file shows; {} not{unknown}",
        part_of_cases(cases.put_right(), cases.inadequate),
        number(cases.open + cases.still_inadequate)
    )
}

fn part_of_cases(k: u32, n: u32) -> String {
    let part = Part::of(k, n);
    let share = part.share.filter(|_| n >= 5).map_or_else(String::new, |share| format!(" ({})", per_cent(share, n)));
    format!("{} of {}{share}", number(k), count_of(n, "inadequate case", "inadequate cases"))
}

/// How those that are put right are known to be.
pub fn put_right_by(cases: &Cases) -> String {
    match cases.put_right() {
        0 => String::new(),
        _ => format!(
            "{} found better by a re-audit; of {} all that is known is that every action was closed.",
            number(cases.better_at_reaudit),
            number(cases.all_closed)
        ),
    }
}

/// What stands behind it: each way in which a case stands.
pub fn cases_because(cases: &Cases) -> String {
    let kinds = [
        (cases.better_at_reaudit, "no longer inadequate when audited again"),
        (cases.all_closed, "with every action closed, and not audited again: closed is not the same as put right"),
        (cases.open, "with an action still open"),
        (cases.still_inadequate, "still inadequate when audited again"),
        (cases.unclear, "of which it cannot be read whether every action was done"),
        (cases.no_action, "with neither an action nor a re-audit recorded"),
    ];
    let said: Vec<String> = kinds
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", number(count)))
        .collect();
    if said.is_empty() { String::new() } else { format!("{}.", said.join("; ")) }
}

/// What re-audits found.
pub fn reaudits_headline(again: &Reaudits) -> String {
    match again.no_longer.n {
        0 if again.pairs == 0 => "No re-audit can be put beside its first audit".into(),
        0 => "None of the first audits that were looked at again was inadequate".into(),
        _ => format!("{} that were inadequate no longer were when they were audited again", part(again.no_longer)),
    }
}

/// What stands behind it.
pub fn reaudits_because(again: &Reaudits) -> String {
    let mut said = Vec::new();
    if again.no_longer.n > 0 {
        said.push(format!("{} remained inadequate", number(again.no_longer.n - again.no_longer.k)));
    }
    if let Some(median) = again.median_days {
        said.push(format!("the middle re-audit came {} after the first audit", count_of(median, "day", "days")));
    }
    let kinds = [
        (again.ungraded, "of which one audit has no grade"),
        (again.before_first, "dated before the first audit, which are not counted"),
        (again.unlinked, "without a first audit in the file"),
    ];
    let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
    said.extend(kinds.map(|(count, what)| format!("{} {what}", count_of(count, "re-audit", "re-audits"))));
    let first = said.join("; ");
    if first.is_empty() { first } else { format!("{}.", super::sentence(&first)) }
}

/// Why there are no re-audits to look at.
pub fn no_reaudits(remedy: &Remedy) -> &'static str {
    if remedy.reaudits_in_file == 0 {
        "This file cannot say what was found when cases were looked at again: it has no re-audits (field reaudit_of, or the type of audit re-audit)"
    } else {
        "No re-audit is inside the filters"
    }
}

/// First-time audits after the first re-audit of each team against before.
pub fn generalises_headline(of: &Generalises) -> String {
    let said = match (of.verdict, of.interval95) {
        (AfterVerdict::Lower, Some(interval)) => format!(
            "After their first re-audit teams' first-time audits were inadequate less often, by {}",
            bare_span(interval.lower, interval.upper)
        ),
        (AfterVerdict::Higher, Some(interval)) => format!(
            "After their first re-audit teams' first-time audits were inadequate more often, by {}",
            bare_span(interval.lower, interval.upper)
        ),
        (AfterVerdict::TooFew, _) | (_, None) => "There are too few first-time audits to say".into(),
        (AfterVerdict::TooMany, _) => "So many audits are counted here, and not judged".into(),
        (AfterVerdict::CannotTell, _) => "That cannot be told from chance".into(),
    };
    format!("Does it generalise? {said}")
}

/// `1 to 12 points`, of two ends on one side of nought.
fn bare_span(lower: f64, upper: f64) -> String {
    let (least, most) = if upper <= 0.0 { (upper, lower) } else { (lower, upper) };
    let least = points(least);
    let least = least.strip_suffix(" points").or(least.strip_suffix(" point")).unwrap_or(&least);
    format!("{least} to {}", points(most))
}

/// What stands behind it, with what it does not show.
pub fn generalises_because(of: &Generalises) -> String {
    let teams = count_of(of.compared, "team", "teams");
    let difference = of.difference.zip(of.interval95).map_or_else(String::new, |(difference, interval)| {
        format!(
            " With teams held apart it is {} after than before (95% interval: {}).",
            side(difference),
            span(interval)
        )
    });
    let by_itself = of.by_itself.zip(of.chance).map_or_else(String::new, |(by_itself, chance)| {
        format!(
            " If nothing had changed it would be {} on average, because it is inadequate audits that are followed by re-audits, and as far from that as here {}.",
            side(by_itself),
            super::one_time_in(chance)
        )
    });
    format!(
        "First-time audits of {teams}: {} inadequate from the first re-audit on, {} before.{difference}{by_itself}",
        k_of_n(&of.after),
        k_of_n(&of.before),
    )
}

/// Teams that had been re-audited beside those that had not, in the same quarters.
pub fn same_quarters(of: &Generalises) -> String {
    of.same_quarters.as_ref().map_or_else(
        || "No quarter has both teams that had been re-audited and teams that had not, so that a change of the whole cannot be told apart.".to_owned(),
        |same| {
            format!(
                "In the same quarters: {} inadequate in teams that had been re-audited, {} in teams that had not; the rate of the first was {} (95% interval).",
                k_of_n(&same.had_been),
                k_of_n(&same.had_not),
                span(same.interval95),
            )
        },
    )
}

/// A difference with its side: `2 points lower`.
fn side(difference: f64) -> String {
    format!("{} {}", points(difference), if difference < 0.0 { "lower" } else { "higher" })
}

/// What has to be kept in mind of it, always beside it.
pub const GENERALISES_CAUTION: &str = "This does not show that remedial work did it. Teams are re-audited because an audit of theirs was bad, so some return to \
     their usual rate is to be expected by itself; and whatever else changed in that time is in the difference too.";

/// One team around its first re-audit.
pub fn around_reaudit(team: &AroundReaudit) -> String {
    format!("{}: {} before, {} after", team.name, k_of_n(&team.before), k_of_n(&team.after))
}
