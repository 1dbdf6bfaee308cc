//! The seven questions and their evidence, in words.

use super::super::questions::{Assurance, Question};
use super::super::{
    About, Capacity, CapacityEvent, ChangeVerdict, Estimate, HeldApart, Judged, MixVerdict, OnModerated, PeriodRate,
    Report,
};
use super::{Naming, count_of, in_words, k_of_n, listed, number, per_cent, sentence};
use crate::audit::{Granularity, Level};
use crate::disclosure::{Actions, Basis, Cases, Done, Moderation, Part, Partners, Risk};
use crate::order::InOrder as _;
use crate::settings::{GradeBasis, Settings};
use crate::tally::Tally;

pub(in super::super) const NOT_WORKED_OUT: &str = "Whether the rate has changed is not known here";
pub(in super::super) const ANSWERED_BY_MORE: &str =
    "The sender\u{2019}s page answers this by more than these figures hold";
pub(in super::super) const RISK_NOT_TOLD: &str =
    "These figures do not say whether an action for a child at immediate risk is overdue";
pub(in super::super) const TEAMS_NOT_SHARED: &str =
    "No office that these figures judge stands out as worse; of teams they say nothing";
pub(in super::super) const TOO_FEW_FOR_CHANGE: &str =
    "There are too few audits to say whether the rate has changed at all";
pub(in super::super) const TOO_FEW_MONTHS: &str =
    "Too few complete months hold audits to say whether the rate has changed at all";
pub(in super::super) const NO_IMPROVEMENT: &str = "There is no improvement that can be told from chance";
pub(in super::super) const WORSE: &str = "The rate has risen, by more than chance explains";
pub(in super::super) const IMPROVED: &str = "The rate has fallen by more than chance explains, with the mix of offices and services held as it was; second gradings do not make it out to be too kind, and the audits that were expected were done";
pub(in super::super) const NOT_MODERATED: &str = "hardly any grade was checked by a second grader";
pub(in super::super) const MODERATION_NOT_SHARED: &str =
    "these figures do not tell whether grades were checked by a second grader";
pub(in super::super) const EXPECTED_NOT_SHARED: &str = "these figures do not tell how many audits were expected";
pub(in super::super) const LOWERED: &str = "second graders lower grades more often than they raise them";
pub(in super::super) const MODERATED_ROSE: &str =
    "by the second grades of the audits that were graded a second time it has risen";
pub(in super::super) const EXPECTED_UNKNOWN: &str = "it is not known how many audits were expected";
pub(in super::super) const FEWER_THAN_EXPECTED: &str =
    "fewer than nine in ten of the audits that were expected were done";
pub(in super::super) const NO_OFFICES: &str = "The figures name fewer than two offices";
pub(in super::super) const OFFICES_NOT_JUDGED: &str = "No verdict on single offices is known here";
pub(in super::super) const SOME_WORSE: &str = "In some office or team the rate has risen, by more than chance explains";
pub(in super::super) const SOME_APART: &str =
    "An office has more inadequate work than the others, by more than chance explains";
pub(in super::super) const SOME_ABOVE_TARGET: &str =
    "An office lies above the authority\u{2019}s target, by more than chance explains";
pub(in super::super) const EVERY_OFFICE: &str =
    "Every office has improved, or lies below the authority\u{2019}s target, by more than chance explains";
pub(in super::super) const EVERY_OFFICE_TOO_FEW: &str = "No office has enough audits to say whether it has changed";
pub(in super::super) const EVERY_OFFICE_TOO_FEW_MONTHS: &str =
    "No office has enough months of audits to say whether it has changed";
pub(in super::super) const NONE_STANDS_OUT: &str =
    "No office stands out as worse; but that every office gets better is not shown either";
pub(in super::super) const NO_SIGNS: &str =
    "The figures hold nothing that managers\u{2019} attention could be read from";
pub(in super::super) const FEWER_IN_TIME: &str = "fewer than half of the actions that were due were done in time";
pub(in super::super) const AN_OFFICE_LATE: &str =
    "an office has more overdue actions than the others, by more than chance explains";
pub(in super::super) const SIGNS_NOT_SHARED: &str =
    "Not all counts were shared that managers\u{2019} attention could be read from";
pub(in super::super) const NO_ACTIONS: &str = "The figures hold too few dated actions to see whether work is put right";
pub(in super::super) const ACTIONS_NOT_SHARED: &str =
    "Counts of actions were not shared, so that these figures cannot show whether work is put right";
pub(in super::super) const RISK_OVERDUE: &str =
    "A child was found at immediate risk, and an action of that audit is overdue";
pub(in super::super) const SLOW: &str = "Fewer than half of the actions that were due were done in time";
pub(in super::super) const OVERDUE_CASES: &str = "More than one in ten inadequate cases has an action that is overdue";
pub(in super::super) const NOT_REAUDITED: &str =
    "Actions are closed, but there are too few re-audits to say that the work is better for it";
pub(in super::super) const REAUDITS_NOT_SHARED: &str =
    "Actions are closed; whether the work is better for it, these figures do not tell";
pub(in super::super) const RISK_NOT_SHARED: &str =
    "Whether a child was found at immediate risk is not in these figures";
pub(in super::super) const PUT_RIGHT: &str = "At least nine in ten actions are done in time, at most one in ten inadequate cases has an overdue one, and cases are audited again";
pub(in super::super) const MOSTLY_PUT_RIGHT: &str =
    "Between half and nine in ten of the actions that were due were done in time";
pub(in super::super) const CAPACITY_ONLY_DATED: &str =
    "Extra capacity is dated; what was expected of it, and what followed, is not in these figures";
pub(in super::super) const NO_CAPACITY_EVENTS: &str = "The figures date no extra capacity";
pub(in super::super) const NOTHING_EXPECTED_OF_CAPACITY: &str =
    "Extra capacity is dated, but not what is expected of it; audits show where it is needed, not that there is a plan";
pub(in super::super) const EXPECTED_OF_CAPACITY: &str = "What is expected of the extra capacity is written down beforehand, so that it can be checked; whether the plan is clear is not for audits to say";
pub(in super::super) const NEITHER_NOW_NOR_LATER: &str =
    "The figures hold neither what is open now nor a year to look back on";
pub(in super::super) const NOT_NOW: &str = "The figures hold the long run, but not what is open now";
pub(in super::super) const BOTH: &str =
    "What is open now and the long run can both be seen, side by side; audits cannot say how the two are weighed";
pub(in super::super) const NO_PARTNERS: &str = "These audits do not record it";
pub(in super::super) const PARTNERS_NOT_SHARED: &str = "These figures do not hold it";
pub(in super::super) const PARTNERS_FAIL: &str =
    "A partner\u{2019}s part is named in more than one in ten inadequate audits, beyond chance";
pub(in super::super) const PARTNERS_RARELY_FAIL: &str = "A partner\u{2019}s part is not shown to be named in more than one in ten inadequate audits; that is not to say that partners are clear about theirs";

pub(in super::super) const FIELD_MODERATED: &str =
    "A second grader\u{2019}s grade of a sample of audits drawn at random (field moderated_grade)";
pub(in super::super) const FIELD_EXPECTED: &str =
    "How many audits were expected of each office and month (field audits_expected of the list context)";
pub(in super::super) const FIELD_SERVICE: &str =
    "The service of each audit, so that a change of what is audited can be held apart (field service)";
pub(in super::super) const FIELD_OFFICE: &str = "The office of each audit (field office)";
pub(in super::super) const SETTING_TARGET: &str = "The authority\u{2019}s own target (set it under Over time)";
pub(in super::super) const FIELD_ACTIONS: &str =
    "What was to be done after each audit, with the days on which it was raised, due and done (field actions)";
pub(in super::super) const FIELD_AREAS: &str = "A grade for management oversight (field domain_grades)";
pub(in super::super) const FIELD_REAUDITS: &str =
    "Audits of the same cases after they were put right (fields audit_type and reaudit_of)";
pub(in super::super) const FIELD_RISK: &str = "Whether a child was found at immediate risk (field immediate_risk)";
pub(in super::super) const FIELD_CAPACITY: &str = "When capacity was added (an event of the kind capacity)";
pub(in super::super) const FIELD_EXPECTED_OF_EVENT: &str =
    "What is expected of it, and by when (field expected of the event)";
pub(in super::super) const FIELD_PARTNERS: &str = "Which partner\u{2019}s part failed (field partner_causes)";
pub(in super::super) const FIELD_MULTI_AGENCY: &str = "A grade for multi-agency work (field domain_grades)";

/// What is true of every count beside the rate that is shared.
pub fn rounded(settings: &Settings) -> String {
    format!(
        "Counts beside the rate are rounded to the nearest five, and from 1 to 7 to five, so that nobody can be told by them; they are of {}, of the audits up to the last day of the data, and their actions as at the day of the file.",
        super::whole(settings)
    )
}

/// A question as the Board asked it.
pub fn question(question: Question) -> &'static str {
    match question {
        Question::Improvement => "How confident can the service be in the improvement that the audits suggest?",
        Question::Offices => "Is the trajectory strong enough in each office and team?",
        Question::Managers => "Are managers focused on quality, not deflected by demand?",
        Question::Adjusting => "Are things in place to adjust now?",
        Question::Capacity => "Is there a clear plan for the extra capacity?",
        Question::LongAndShort => "Is the long-term plan held against what is needed now?",
        Question::Partners => "Are partners clear and able to deliver?",
    }
}

/// A verdict on a question.
///
/// What cannot be answered is another thing of shared figures: the audits might.
pub fn assurance(verdict: Assurance, shared: bool) -> &'static str {
    match verdict {
        Assurance::CannotAnswer if shared => "These figures cannot answer",
        Assurance::Assured => "Assured",
        Assurance::Partly => "Partly assured",
        Assurance::NotAssured => "Not assured",
        Assurance::CannotAnswer => "These audits cannot answer",
    }
}

/// `12 of 40 (30%)`; of shared counts, which are rounded, `about 10 of 40`.
fn part_of(part: Part, rounded: bool) -> String {
    match (rounded, part.k) {
        (false, _) => k_of_n(&Tally { n: part.n, inadequate: part.k }.into()),
        (true, 0) => format!("none of about {}", number(part.n)),
        (true, _) => format!("about {} of {}", number(part.k), number(part.n)),
    }
}

pub(in super::super) fn signs_of_strain(signs: &[&str]) -> String {
    format!(
        "{}. That is indirect: it says that something gave way, not that managers are not focused",
        sentence(&listed(signs, signs.len()))
    )
}

/// What is done, of audits and actions of which that is known.
pub(in super::super) fn no_sign_of_strain(audits: bool, actions: bool) -> String {
    let done = match (audits, actions) {
        (true, true) => "Audits and actions are mostly done",
        (true, false) => "Audits are mostly done",
        (false, true) => "Actions are mostly done",
        (false, false) => "Whether audits and actions are done is not known",
    };
    format!("{done}. That is indirect evidence, and cannot assure by itself")
}

pub(in super::super) fn improved_but(doubts: &[&str]) -> String {
    format!("The rate has fallen by more than chance explains; but {}", listed(doubts, doubts.len()))
}

/// The sentence of a finding with its reason, without a full stop.
pub(in super::super) fn of_finding(report: &Report, about: About) -> Option<String> {
    report.findings.iter().find(|finding| finding.about == about).map(|finding| finding.sentence.clone())
}

/// Whether the rate has changed, and how much.
pub(in super::super) fn whole_change(report: &Report) -> Option<String> {
    let finding = report.findings.iter().find(|finding| finding.about == About::OverTime)?;
    // The rest of the reason stands with the chart.
    let first = finding.because.split([';', '.']).next().unwrap_or_default();
    let first = first.replace(" (95% interval, Newcombe)", "");
    Some(if first.starts_with("The rate") {
        format!("{}. {first}", finding.sentence)
    } else {
        finding.sentence.clone()
    })
}

/// The verdicts on a file that has changed, which alone have a month to look at once more.
fn changed(report: &Report) -> Option<(&Judged, &str)> {
    let judged = report.judged.as_ref().filter(|_| report.shared.is_none())?;
    let told = matches!(judged.change.verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
    Some((judged, judged.change.since.as_deref().filter(|_| told)?))
}

/// The change on moderated audits alone, in a sentence.
pub(in super::super) fn on_moderated(report: &Report) -> Option<String> {
    let (judged, since) = changed(report)?;
    let OnModerated { before, after } = judged.moderated.as_ref()?;
    let none_or = |n: u32| if n == 0 { "none".into() } else { number(n) };
    let Some(interval) = judged.moderated.as_ref()?.difference() else {
        return Some(format!(
            "Too few audits were graded a second time to look at these alone: {} since {since}, {} before",
            none_or(after.n),
            none_or(before.n)
        ));
    };
    let told = if interval.lower <= 0.0 && interval.upper >= 0.0 {
        ", so that these alone tell no change from chance"
    } else {
        ""
    };
    Some(format!(
        "Of the audits that were graded a second time, by the second grade, {} were inadequate since {since} and {} before: {} (95% interval){told}",
        k_of_n(after),
        k_of_n(before),
        super::span(interval)
    ))
}

/// The change with the mix of what is audited held as it was, in a sentence.
pub(in super::super) fn with_the_mix_held(report: &Report) -> Option<String> {
    let (judged, since) = changed(report)?;
    let parts = match judged.held_apart {
        HeldApart::OfficeTeamAndService => "offices, teams and services",
        HeldApart::OfficeAndTeam => "offices and teams",
        HeldApart::OfficeAndService => "offices and services",
        HeldApart::Office => "offices",
    };
    let Some(of) = &judged.mix_held else {
        return (report.offices.len() > 1 || report.services.len() > 1)
            .then(|| format!("Too little was audited both before and since {since} to work out the rate with the mix of {parts} held as it was"));
    };
    let rate = |of_side: &Estimate| {
        let shown = |rate| per_cent(rate, of.audits);
        format!("{} ({} to {})", shown(of_side.rate), shown(of_side.interval95.lower), shown(of_side.interval95.upper))
    };
    let left_out = match of.left_out {
        0 => String::new(),
        audits => {
            format!("; {} of what was audited on one side alone are left out", count_of(audits, "audit", "audits"))
        }
    };
    Some(format!(
        "With the mix of {parts} held as it was in all these months, the rate would be {} since {since} and {} before{left_out}",
        rate(&of.after),
        rate(&of.before)
    ))
}

pub(in super::super) fn moderation(of: &Moderation, rounded: bool) -> String {
    let part = |k, n| part_of(Part { n, k }, rounded);
    format!(
        "{} grades were checked by a second grader, who lowered {} and raised {}",
        sentence(&part(of.moderated, of.graded)),
        part(of.lowered, of.moderated),
        part(of.raised, of.moderated)
    )
}

/// Audits done of those expected, which are of every service and team.
pub(in super::super) fn expected(of: &Done, report: &Report) -> String {
    let (rounded, settings) = (report.shared.is_some(), &report.settings);
    let all =
        if settings.services.is_empty() && settings.teams.is_empty() { "" } else { ", of every service and team" };
    let about = if rounded { "about " } else { "" };
    let share = if of.expected >= 10 {
        format!(" ({})", per_cent(f64::from(of.done) / f64::from(of.expected), 1))
    } else {
        String::new()
    };
    let share = if rounded { String::new() } else { share };
    format!(
        "{} of {about}{} that were expected{share}{all}",
        sentence(&format!("{about}{} done", count_of(of.done, "audit was", "audits were"))),
        number(of.expected)
    )
}

pub(in super::super) fn office_changes(
    all: usize,
    [improved, worse, few]: [&[&str]; 3],
    lack_months: usize,
    worse_teams: usize,
) -> Option<String> {
    let mut parts = Vec::new();
    let number = |of: usize| match of {
        2 if of == all => "both".into(),
        _ if of == all => format!("all {}", in_words(of)),
        _ => in_words(of),
    };
    if !worse.is_empty() {
        parts.push(format!("worse: {}", listed(worse, 4)));
    }
    if !improved.is_empty() {
        parts.push(format!("improved: {}", listed(improved, 4)));
    }
    if worse_teams > 0 {
        parts.push(format!(
            "{} within offices worse",
            in_words(worse_teams) + if worse_teams == 1 { " team" } else { " teams" }
        ));
    }
    let unsaid = all.saturating_sub(improved.len() + worse.len() + few.len());
    if unsaid > 0 {
        parts.push(format!("no change that can be told from chance in {}", number(unsaid)));
    }
    if few.len() > lack_months {
        parts.push(format!("too few audits to say in {}", number(few.len() - lack_months)));
    }
    if lack_months > 0 {
        parts.push(format!("too few months to say in {}", number(lack_months)));
    }
    (!parts.is_empty()).then(|| format!("Of the {} offices, each over time: {}", in_words(all), parts.join("; ")))
}

pub(in super::super) fn against_target(report: &Report, above: &[&str], below: &[&str]) -> Option<String> {
    report.settings.target_per_mille?;
    let told = report.offices.iter().filter(|office| office.target.is_some()).count();
    (told > 0).then(|| {
        let of = |names: &[&str]| if names.is_empty() { "none".to_owned() } else { listed(names, 4) };
        format!(
            "Against the target in the last year, above it: {}; below it: {}; of the others it cannot yet be told",
            of(above),
            of(below)
        )
    })
}

/// Actions that were done in time, in a sentence.
pub(in super::super) fn in_time(of: &Actions, rounded: bool) -> String {
    let part = |k, n| part_of(Part { n, k }, rounded);
    let median = match of.median_days {
        Some(days) => format!("; counting the unfinished, half are done within {}", count_of(days, "day", "days")),
        None => "; fewer than half are done so far".into(),
    };
    format!(
        "{} actions that were due were done in time; {} raised are open and overdue{median}",
        sentence(&part(of.in_time, of.due)),
        part(of.overdue, of.raised)
    )
}

pub(in super::super) fn cases(of: &Cases, rounded: bool) -> String {
    let part = |k| part_of(Part { n: of.inadequate, k }, rounded);
    let about = if rounded { "about " } else { "" };
    let of_open = match (of.open, of.overdue) {
        (0, _) => String::new(),
        (_, 0) => ", none of them overdue".into(),
        (_, overdue) => format!(", overdue in {about}{} of them", number(overdue)),
    };
    let still = if of.still_inadequate > 0 {
        format!("; {about}{} were inadequate again when they were audited again", number(of.still_inadequate))
    } else {
        String::new()
    };
    format!(
        "{} inadequate cases have every action closed, or were no longer inadequate when they were audited again; {} have an action open{of_open}{still}{}",
        sentence(&part(of.put_right)),
        part(of.open),
        not_recorded(of, rounded)
    )
}

/// How many cases neither an action nor a re-audit tells of. Rounded counts may leave ten by rounding alone.
fn not_recorded(of: &Cases, rounded: bool) -> String {
    match of.inadequate.saturating_sub(of.put_right + of.still_inadequate + of.open) {
        0 => String::new(),
        ..=10 if rounded => String::new(),
        left => format!("; of {}{} it is not recorded", if rounded { "about " } else { "" }, number(left)),
    }
}

/// The inadequate cases that are not put right, in a sentence.
pub(in super::super) fn open_now(of: &Cases, rounded: bool) -> String {
    let part = |k| part_of(Part { n: of.inadequate, k }, rounded);
    let about = if rounded { "about " } else { "" };
    let again = if of.still_inadequate > 0 {
        format!("; {about}{} more were inadequate again when they were audited again", number(of.still_inadequate))
    } else {
        String::new()
    };
    format!("{} inadequate cases have an action open{again}{}", sentence(&part(of.open)), not_recorded(of, rounded))
}

/// Of which audits actions and cases are counted, where the rate is of others.
pub(in super::super) fn of_every_type(settings: &Settings) -> Option<String> {
    let same = settings.types.is_empty() && settings.grade_basis == GradeBasis::Auditor;
    (!same).then(|| "of audits of every type, by the auditor\u{2019}s grade".into())
}

/// That it is not known what is open, where no action is.
pub(in super::super) fn open_not_known(basis: &Basis, shared: bool) -> Option<&'static str> {
    match (basis.tells_of_actions(), shared) {
        (true, _) => None,
        (_, true) => Some("These figures cannot say what is open now: counts of actions were not shared"),
        (_, false) => Some("This file cannot say what is open now: it records no actions of these audits"),
    }
}

/// The re-audits that found no better work, in a sentence; `None` where there are none.
pub(in super::super) fn inadequate_again(of: Part, rounded: bool) -> Option<String> {
    let part = Part { n: of.n, k: of.n.saturating_sub(of.k) };
    (part.k > 0)
        .then(|| format!("{} cases that were audited again were inadequate again", sentence(&part_of(part, rounded))))
}

/// The actions that are overdue, in a sentence.
pub(in super::super) fn overdue_now(of: &Actions, rounded: bool) -> String {
    format!(
        "{} actions that have fallen due are overdue",
        sentence(&part_of(Part { n: of.due, k: of.overdue }, rounded))
    )
}

pub(in super::super) fn reaudits(part: Part, rounded: bool) -> String {
    format!("{} cases that were audited again were no longer inadequate", sentence(&part_of(part, rounded)))
}

pub(in super::super) fn risk(of: &Risk, basis: &Basis, rounded: bool) -> String {
    let found = part_of(Part { n: of.asked, k: of.at_risk }, rounded);
    let about = if rounded { "about " } else { "" };
    let open = match (of.at_risk, of.open, of.overdue) {
        (0, ..) => String::new(),
        (_, 0, _) if !basis.tells_of_actions() => "; whether an action of theirs is open is not known here".into(),
        (_, 0, _) => "; in none of them is an action still open".into(),
        (_, open, 0) => format!("; in {about}{} of them an action is still open, overdue in none", number(open)),
        (_, open, overdue) => format!(
            "; in {about}{} of them an action is still open, overdue in {about}{}",
            number(open),
            number(overdue)
        ),
    };
    format!("A child was found at immediate risk in {found} audits{open}")
}

fn area_called(basis: &Basis, words: &[&str]) -> Option<(String, Part)> {
    let called = |name: &str| words.iter().all(|word| name.to_lowercase().contains(word));
    basis.areas.iter().find(|(name, part)| called(name) && part.n >= 10).cloned()
}

/// The practice area of management oversight, by its name.
pub(in super::super) fn oversight(basis: &Basis) -> Option<(String, Part)> {
    area_called(basis, &["oversight"])
        .or_else(|| area_called(basis, &["supervision"]))
        .or_else(|| area_called(basis, &["management"]))
}

/// The practice area of work with other agencies, by its name.
pub(in super::super) fn multi_agency(basis: &Basis) -> Option<(String, Part)> {
    area_called(basis, &["agency"])
        .or_else(|| area_called(basis, &["partner"]))
        .or_else(|| area_called(basis, &["multi"]))
}

pub(in super::super) fn area(name: &str, part: Part, report: &Report, rounded: bool) -> String {
    let overall = report.overall.shown().map(|_| format!("; of the audits as a whole, {}", k_of_n(&report.overall)));
    format!("{name} was inadequate in {}{}", part_of(part, rounded), overall.unwrap_or_default())
}

/// What the file knows of caseloads and vacancies, in a sentence.
pub(in super::super) fn context(report: &Report) -> Option<String> {
    let periods = report.context_of(None)?;
    let whose =
        if report.middle_office_stands_for_all() { "In the middle office of each month" } else { "Beside the rate" };
    Some(super::context_in_all(whose, &periods))
}

pub(in super::super) fn excess(capacity: &Capacity) -> String {
    super::excess(capacity)
}

pub(in super::super) fn capacity_event(event: &CapacityEvent, judged: bool) -> String {
    let seen = if judged { format!(". {}", super::when_seen(event)) } else { String::new() };
    format!("{} {}{seen}", super::capacity_event(event), event.since.sentence)
}

/// The complete periods of the last twelve months, and of the twelve before if there are half of them; `None` with under a year.
fn years(report: &Report) -> Option<(Vec<&PeriodRate>, Option<Vec<&PeriodRate>>)> {
    let year = match report.period {
        Granularity::Month => 12,
        Granularity::Quarter => 4,
        Granularity::HalfYear => 2,
        Granularity::Year => 1,
        Granularity::Rolling => 4,
    };
    let mut closed: Vec<&PeriodRate> = report.periods.iter().filter(|period| !period.provisional).collect();
    if report.period == Granularity::Rolling {
        // Each window shares months with the two before it: every third, counted back from the newest, has all months once.
        closed = closed.into_iter().rev().step_by(3).collect();
        closed.reverse();
    }
    let from = closed.len().checked_sub(year)?;
    let last = closed.get(from..)?.to_vec();
    let start = from.saturating_sub(year);
    // Of less than half a year nothing is told.
    let before = closed.get(start..from).filter(|before| before.len() * 2 >= year).map(<[&PeriodRate]>::to_vec);
    Some((last, before))
}

/// What stands before the last year, in words: `in the year before`, or `in the 11 months before`. The first period may begin before the first audit: where it
/// is longer than a month, nobody can say here how many months there were. Rolling windows are whole.
fn when_before(report: &Report) -> String {
    let Some((last, Some(before))) = years(report) else { return String::new() };
    let is_first = |period: &PeriodRate| report.periods.first().is_some_and(|first| first.period == period.period);
    let whole = matches!(report.period, Granularity::Month | Granularity::Rolling);
    if !whole && before.first().is_some_and(|period| is_first(period)) {
        "in the time before".into()
    } else if before.len() == last.len() {
        "in the year before".into()
    } else {
        format!("in the {} months before", in_words(before.len() * 12 / last.len().max(1)))
    }
}

/// The last twelve complete months against the twelve before, in a sentence.
pub(in super::super) fn long_run(report: &Report) -> Option<String> {
    let (last, before) = years(report)?;
    let sum = |periods: &[&PeriodRate]| {
        periods.iter().try_fold(Tally::default(), |mut sum, period| {
            sum += period.rate.shown()?;
            Some(sum)
        })
    };
    let end = last.last().map(|period| period.name.rsplit(" to ").next().unwrap_or_default().to_owned())?;
    let last = sum(&last)?;
    let before = before.and_then(|before| sum(&before));
    let before = before.map(|sum| format!("; {}, {}", when_before(report), k_of_n(&sum.into()))).unwrap_or_default();
    Some(format!("In the year to {end}, {} were inadequate{before}", k_of_n(&last.into())))
}

/// Good or better work in the last year against the year before, in a sentence; `None` where the scale has no such grade or counts are hidden.
pub(in super::super) fn good_in_the_long_run(report: &Report) -> Option<String> {
    let good = Level::good_or_better(&report.scale)?;
    let (last, before) = years(report)?;
    let share = |periods: &[&PeriodRate]| {
        periods.iter().try_fold((0_u32, 0_u32), |(k, n), period| {
            let better = period.grades.iter().take(good).try_fold(0_u32, |sum, count| Some(sum + (*count)?))?;
            Some((k + better, n + period.rate.shown()?.n))
        })
    };
    let words = |(k, n): (u32, u32)| k_of_n(&Tally { n, inadequate: k }.into());
    let before = before.and_then(|before| share(&before));
    let before = before.map(|before| format!("; {}, {}", when_before(report), words(before)));
    Some(format!("Good or better: {}{}", words(share(&last)?), before.unwrap_or_default()))
}

pub(in super::super) fn partners(of: &Partners, rounded: bool) -> String {
    let mut agencies = of.agencies.clone();
    agencies.order_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let named: Vec<String> = agencies
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} in {}{}", if rounded { "about " } else { "" }, number(*count)))
        .collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let agencies = if named.is_empty() { String::new() } else { format!(": {}", listed(&named, 5)) };
    format!("{} inadequate audits name a partner{agencies}", sentence(&part_of(of.named, rounded)))
}

/// The offices whose actions are late by more than chance explains, in a sentence.
pub(in super::super) fn offices_late(report: &Report, basis: &Basis) -> Option<String> {
    let late: Vec<&str> = basis.late.iter().map(String::as_str).collect();
    let actions = report.remedy.as_ref().and_then(|remedy| remedy.actions.as_ref());
    (!late.is_empty()).then(|| match actions {
        Some(actions) => super::overdue_by_office(&actions.offices),
        None => format!(
            "More overdue actions than in the other offices, by more than chance explains: {}",
            listed(&late, 4)
        ),
    })
}

/// The offices that audit other work than before, in a sentence; `None` where none does.
pub(in super::super) fn other_work(report: &Report) -> Option<String> {
    let changed = report.mixes.iter().any(|mix| mix.verdict == MixVerdict::Changed);
    changed.then(|| super::mix_headline(&report.mixes))
}

/// The rate corrected for moderation, in a sentence.
pub(in super::super) fn corrected(report: &Report) -> Option<String> {
    let rate = report.trust.as_ref()?.rate.as_ref()?;
    Some(super::corrected_headline(rate))
}

/// Which causes are found everywhere, and which in few places, in a sentence.
pub(in super::super) fn local_and_everywhere(report: &Report) -> Option<String> {
    let causes = report.why.as_ref()?.causes.as_ref()?;
    (report.offices.len() > 1).then(|| super::places_headline(causes, Naming::Causes))
}

/// Where an agency is named by more than chance explains, in a sentence.
pub(in super::super) fn partners_apart(report: &Report) -> Option<String> {
    let partners = report.why.as_ref()?.partners.as_ref()?;
    (report.offices.len() > 1).then(|| super::places_headline(partners, Naming::Partners))
}

/// Every count beside the rate with its name: what a sender is shown before it travels.
///
/// ```
/// use plumbline::disclosure::{Basis, Part};
/// use plumbline::report::wording::beside_the_rate;
/// let basis = Basis { reaudits: Some(Part { n: 60, k: 35 }), ..Basis::default() };
/// assert_eq!(beside_the_rate(&basis), [("Cases audited again, and no longer inadequate".into(), vec![60, 35])]);
/// ```
pub fn beside_the_rate(basis: &Basis) -> Vec<(String, Vec<u32>)> {
    let mut rows: Vec<(String, Vec<u32>)> = Vec::new();
    let mut add = |name: &str, counts: &[u32]| rows.push((name.to_owned(), counts.to_vec()));
    if let Some(of) = &basis.moderation {
        add("Audits graded, graded a second time, lowered, raised", &[of.graded, of.moderated, of.lowered, of.raised]);
    }
    if let Some(of) = &basis.actions {
        add(
            "Actions raised, closed, overdue, due so far, done in time",
            &[of.raised, of.closed, of.overdue, of.due, of.in_time],
        );
        if let Some(days) = of.median_days {
            add("Days after which half of the actions are done", &[days]);
        }
    }
    if let Some(of) = &basis.cases {
        add(
            "Inadequate cases, with every action closed or better when audited again, inadequate again, open, open with an overdue action",
            &[of.inadequate, of.put_right, of.still_inadequate, of.open, of.overdue],
        );
    }
    if let Some(of) = &basis.reaudits {
        add("Cases audited again, and no longer inadequate", &[of.n, of.k]);
    }
    if let Some(of) = &basis.risk {
        add(
            "Audits that say whether a child was at immediate risk, in which one was, of which an action is open, and overdue",
            &[of.asked, of.at_risk, of.open, of.overdue],
        );
    }
    if let Some(of) = &basis.expected {
        add("Audits expected, and done", &[of.expected, of.done]);
    }
    for (name, of) in &basis.areas {
        add(&format!("{name}: audits graded, and inadequate"), &[of.n, of.k]);
    }
    if let Some(of) = &basis.partners {
        add("Inadequate audits, and those that name a partner", &[of.named.n, of.named.k]);
        for (name, count) in &of.agencies {
            add(&format!("{name}: named in"), &[*count]);
        }
    }
    rows
}
