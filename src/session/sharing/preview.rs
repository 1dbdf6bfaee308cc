//! Exactly what travels, as tables: made from the share itself, so that nothing of it can be missing.

use super::Ready;
use super::composing::month_in_words;
use crate::disclosure::{Count, JudgedWhole, ProfileKind, Shared, Why, WhyCount};
use crate::report::{ChangeVerdict, Question, TargetVerdict, Verdict, wording};
use crate::settings::{Baseline, GradeBasis, Settings};

/// What travels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    /// What is told beside the counts: each with its name.
    pub facts: Vec<(String, String)>,
    /// The counts and what was said of them.
    pub tables: Vec<Table>,
    /// How much is hidden, in a sentence.
    pub hidden: String,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is of.
    pub title: String,
    /// The heads of its columns; the first is that of the rows' names.
    pub columns: Vec<String>,
    /// Each row: its name and its cells.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, or a number that is shown.
    Shown(String),
    /// A number that is hidden, and why where that is known.
    Hidden(Option<Why>),
    /// So many of so many, either hidden.
    Of(Count, WhyCount),
}

impl Preview {
    /// What these figures are, as they are about to be sent; `of` is what they were made from.
    pub fn of(shared: &Shared, of: &Ready) -> Preview {
        let reasons = &of.reasons;
        let periods = period_names(shared);
        let mut tables = Vec::new();
        // The column of inadequate work may have the same name as one of the grades.
        let grades = || {
            shared.scale.iter().map(|level| match level.name.as_str() {
                "Inadequate" => "Graded Inadequate".to_owned(),
                name => name.to_owned(),
            })
        };
        let heads = |first: &str| [first, "Audits", "Inadequate"].map(str::to_owned);
        let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
        for (at, (period, name)) in shared.periods.iter().zip(&periods).enumerate() {
            let why = reasons.periods.get(at).copied().unwrap_or_default();
            let grade_reasons = reasons.period_grades.get(at).map(Vec::as_slice).unwrap_or_default();
            rows.push((name.clone(), [count(period.count, why), numbers(&period.grades, grade_reasons)].concat()));
        }
        let total = [count(shared.total.count, reasons.total), numbers(&shared.total.grades, &reasons.total_grades)];
        rows.push(("All together".into(), total.concat()));
        tables.push(Table {
            title: format!("{}, by period", wording::sentence(wording::whole(&shared.settings))),
            columns: heads("Period").into_iter().chain(grades()).collect(),
            rows,
        });
        if !shared.offices.is_empty() {
            tables.push(offices(shared, &reasons.offices));
            let row = |(at, office): (usize, &crate::disclosure::Office)| {
                let why = reasons.by_period.get(at).map(Vec::as_slice).unwrap_or_default();
                let cells = office.by_period.iter().enumerate();
                let cells = cells.map(|(at, count)| Cell::Of(*count, why.get(at).copied().unwrap_or_default()));
                (named(&office.name, "office"), cells.collect())
            };
            tables.push(Table {
                title: "Each office in each period: inadequate of audits".into(),
                columns: std::iter::once("Office".to_owned()).chain(periods.iter().cloned()).collect(),
                rows: shared.offices.iter().enumerate().map(row).collect(),
            });
        }
        let services = shared.services.iter().enumerate().map(|(at, service)| {
            let why = reasons.services.get(at).copied().unwrap_or_default();
            (named(&service.name, "service"), count(service.total, why))
        });
        let causes = shared.causes.iter().map(|cause| (cause.name.clone(), count(cause.total, [None; 2])));
        let events = shared.events.iter().map(|event| {
            let words = [event.office.clone().unwrap_or_else(|| "All".into()), event.kind.clone(), event.label.clone()];
            (event.date.in_words(), words.map(Cell::Shown).to_vec())
        });
        let event_heads = ["Day", "Office", "Kind", "Label"].map(str::to_owned).to_vec();
        for (title, columns, rows) in [
            ("Services", heads("Service").to_vec(), services.collect::<Vec<_>>()),
            ("Causes of failure", heads("Cause").to_vec(), causes.collect()),
            ("Events", event_heads, events.collect()),
        ] {
            if !rows.is_empty() {
                tables.push(Table { title: title.into(), columns, rows });
            }
        }
        tables.extend(beside(shared));
        Preview { facts: facts(shared), tables, hidden: hidden(shared, of) }
    }
}

/// What the seven questions rest on, and what the chair noted to them.
fn beside(shared: &Shared) -> Vec<Table> {
    let rows = shared.basis.iter().flat_map(wording::beside_the_rate);
    let late = shared.basis.iter().flat_map(|basis| &basis.late);
    let late = late
        .map(|office| (format!("{office}: more overdue actions than the others"), vec![Cell::Shown("said".into())]));
    let rows: Vec<(String, Vec<Cell>)> = rows
        .map(|(name, counts)| {
            let counts: Vec<String> = counts.into_iter().map(wording::number).collect();
            (name, vec![Cell::Shown(counts.join(", "))])
        })
        .chain(late)
        .collect();
    let notes = Question::ALL.into_iter().zip(&shared.notes).filter(|(_, note)| !note.is_empty());
    let notes: Vec<(String, Vec<Cell>)> = notes
        .map(|(question, note)| (wording::question(question).to_owned(), vec![Cell::Shown(note.clone())]))
        .collect();
    let counts = format!("Counts of {}", wording::whole(&shared.settings));
    [
        ("What the seven questions rest on, to the nearest five", counts.as_str(), "Number", rows),
        ("The chair\u{2019}s own views", "Question", "Note", notes),
    ]
    .into_iter()
    .filter(|(.., rows)| !rows.is_empty())
    .map(|(title, first, second, rows)| Table {
        title: title.into(),
        columns: [first, second].map(str::to_owned).to_vec(),
        rows,
    })
    .collect()
}

/// A name, or what audits without one are called.
fn named(name: &str, what: &str) -> String {
    if name.is_empty() {
        format!("Audits without {} {what}", if what == "office" { "an" } else { "a" })
    } else {
        name.into()
    }
}

fn number(value: Option<u32>, why: Option<Why>) -> Cell {
    value.map_or(Cell::Hidden(why), |value| Cell::Shown(wording::number(value)))
}

fn count(count: Count, [n, inadequate]: WhyCount) -> Vec<Cell> {
    vec![number(count.n, n), number(count.inadequate, inadequate)]
}

fn numbers(values: &[Option<u32>], why: &[Option<Why>]) -> Vec<Cell> {
    values.iter().enumerate().map(|(at, value)| number(*value, why.get(at).copied().flatten())).collect()
}

/// Each period in words.
fn period_names(shared: &Shared) -> Vec<String> {
    let each = i32::from(shared.grain.months.max(1));
    let name = |at: usize| {
        let first = shared.first_month + i32::try_from(at).unwrap_or(0) * each;
        let last = first + each - 1;
        if each == 12 && first.rem_euclid(12) == 0 {
            return first.div_euclid(12).to_string();
        }
        let (first_name, last_name) = (month_in_words(first), month_in_words(last));
        match (first_name.split_once(' '), first == last) {
            (_, true) => first_name,
            (Some((month, _)), _) if first.div_euclid(12) == last.div_euclid(12) => format!("{month} to {last_name}"),
            _ => format!("{first_name} to {last_name}"),
        }
    };
    (0..shared.periods.len()).map(name).collect()
}

fn offices(shared: &Shared, reasons: &[WhyCount]) -> Table {
    let judged = shared.offices.iter().any(|office| office.judged.is_some());
    let target =
        shared.offices.iter().any(|office| office.judged.as_ref().is_some_and(|said| said.change.target.is_some()));
    let mut columns: Vec<String> = ["Office", "Audits", "Inadequate"].map(str::to_owned).to_vec();
    if judged {
        columns.extend(["Against the others", "Over time"].map(str::to_owned));
    }
    if target {
        columns.push("Against the target".into());
    }
    let row = |(at, office): (usize, &crate::disclosure::Office)| {
        let mut cells = count(office.total, reasons.get(at).copied().unwrap_or_default());
        let said = office.judged.as_ref();
        let words = |words: Option<String>| Cell::Shown(words.unwrap_or_else(|| "not told".into()));
        if judged {
            cells.push(words(said.map(|said| differs_in_words(said.differs))));
            cells.push(words(said.map(|said| change_in_words(&said.change))));
        }
        if target {
            cells.push(words(said.and_then(|said| target_in_words(&said.change))));
        }
        (named(&office.name, "office"), cells)
    };
    Table {
        title: "Offices, and what was said of them".into(),
        columns,
        rows: shared.offices.iter().enumerate().map(row).collect(),
    }
}

fn differs_in_words(code: u8) -> String {
    let (verdict, side) = match code {
        0 => (Verdict::DiffersAbove, ": more inadequate work"),
        1 => (Verdict::DiffersBelow, ": less inadequate work"),
        2 => (Verdict::NoMoreThanChance, ""),
        _ => (Verdict::TooFew, ""),
    };
    format!("{}{side}", wording::verdict(verdict))
}

fn change_in_words(said: &JudgedWhole) -> String {
    let verdict = match said.change {
        0 => ChangeVerdict::Improved,
        1 => ChangeVerdict::Worse,
        2 => ChangeVerdict::NoChange,
        _ => ChangeVerdict::TooFew,
    };
    let since = said.since_month.map(|month| format!(", clearest from {}", month_in_words(month)));
    let chance = said
        .chance_hundredths
        .map(|chance| format!("; at most {chance} in 100 where nothing changes would show as much"));
    format!("{}{}{}", wording::change_verdict(verdict), since.unwrap_or_default(), chance.unwrap_or_default())
}

fn target_in_words(said: &JudgedWhole) -> Option<String> {
    said.target.map(|code| {
        let verdict = match code {
            0 => TargetVerdict::BelowTarget,
            1 => TargetVerdict::AboveTarget,
            _ => TargetVerdict::CannotTell,
        };
        wording::target_verdict(verdict).to_owned()
    })
}

/// Who may read, in a sentence.
pub(super) fn profile_in_words(shared: &Shared) -> String {
    let (least, small) = (shared.profile.least_audits, shared.profile.small_count);
    match shared.profile.kind {
        ProfileKind::Public => format!(
            "Anybody. Numbers of audits from 1 to {} are hidden, and other counts from 1 to {small}.",
            least.saturating_sub(1)
        ),
        ProfileKind::Restricted => format!("Only those to whom it is sent. Counts from 1 to {small} are hidden."),
    }
}

fn facts(shared: &Shared) -> Vec<(String, String)> {
    let (told, settings) = (&shared.told, &shared.settings);
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, fact: String| {
        if !fact.is_empty() {
            facts.push((name.to_owned(), fact));
        }
    };
    add("Authority", told.authority.clone());
    add("Prepared by", told.prepared_by.clone());
    add("Purpose", told.purpose.clone());
    add("Prepared on", told.prepared_on.map(|day| day.in_words()).unwrap_or_default());
    add("Audits up to", told.data_until.map(|day| day.in_words()).unwrap_or_default());
    if told.invented {
        add("Invented", "Yes: figures of no real authority.".into());
    }
    add("Who may read", profile_in_words(shared));
    let each = match shared.grain.months {
        1 => "Months",
        3 => "Quarters",
        6 => "Half-years",
        _ => "Years",
    };
    let merged = if shared.grain.merge_offices { "; small offices put together" } else { "" };
    add("Periods", format!("{each}{merged}"));
    add("What is counted", wording::counted(settings));
    for (name, list) in [("services", &settings.services), ("teams", &settings.teams), ("offices", &settings.offices)] {
        add(&format!("Only these {name}"), list.join("; "));
    }
    if settings.grade_basis != GradeBasis::Auditor {
        add("Graded by", wording::sentence(wording::grade_basis(settings.grade_basis)));
    }
    if let Some(said) = &shared.judged {
        let lacks_months = said.change > 2 && said.since_month.is_none();
        let change = if lacks_months { wording::TOO_FEW_MONTHS.into() } else { change_in_words(said) };
        add("The whole over time", change);
        add("The whole against the target", target_in_words(said).unwrap_or_default());
    }
    add("Answers held back", shared.unanswered.map(unanswered_in_words).unwrap_or_default());
    add("Target", settings.target().map(wording::target).unwrap_or_default());
    add_drawn(settings, &mut add);
    facts
}

/// `Questions 4 and 6: this page has more to answer by than is shared, …`.
fn unanswered_in_words(bits: u8) -> String {
    let numbers: Vec<String> =
        (1..=7).filter(|number| bits >> (number - 1) & 1 > 0).map(|number| number.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let which = match numbers.as_slice() {
        [] => return "None".into(),
        [one] => format!("Question {one}"),
        all => format!("Questions {}", wording::listed(all, 7)),
    };
    format!(
        "{which}: this page has more to answer by than is shared, and without it a reader could be told something milder"
    )
}

/// What was chosen of how the figures are drawn.
fn add_drawn(settings: &Settings, add: &mut impl FnMut(&str, String)) {
    let window = |window: Baseline| format!("{} to {}", window.from.in_words(), window.to.in_words());
    add("Drawn", settings.period.map(wording::period_choice).unwrap_or_default().to_owned());
    add("Newest periods still being filled", settings.still_open.map(|open| open.to_string()).unwrap_or_default());
    add("Baseline", settings.baseline.map(window).unwrap_or_default());
    for phase in &settings.phases {
        let name = if phase.name.is_empty() { String::new() } else { format!(" \u{201c}{}\u{201d}", phase.name) };
        let reason = if phase.reason.is_empty() { String::new() } else { format!(": {}", phase.reason) };
        add("Phase", format!("From {}{name}{reason}", phase.from.in_words()));
    }
    let compared =
        settings.compare.map(|compare| format!("{} with {}", window(compare.later), window(compare.earlier)));
    add("Compared", compared.unwrap_or_default());
}

/// `129 of 398 counts that are not nought are hidden: …`.
fn hidden(shared: &Shared, of: &Ready) -> String {
    let lost = of.lost;
    let all = lost.hidden();
    let counts = format!("{} that are not nought", wording::count_of(lost.that_tell(), "count", "counts"));
    let mut said = match (all, lost.for_others) {
        (0, _) => format!("None of {counts} is hidden."),
        (_, 0) => {
            format!("{} of {counts} are hidden, because they or what they leave are small.", wording::number(all))
        }
        _ => format!(
            "{} of {counts} are hidden: {} because they or what they leave are small, {} because they would give small ones away.",
            wording::number(all),
            wording::number(lost.small),
            wording::number(lost.for_others)
        ),
    };
    let of_causes = shared.causes.iter().flat_map(|cause| [cause.total.n, cause.total.inadequate]);
    let hidden_causes = of_causes.filter(Option::is_none).count();
    if hidden_causes > 0 {
        said += &format!(
            " Of the causes, {} of {} counts.",
            wording::number(u32::try_from(hidden_causes).unwrap_or(u32::MAX)),
            wording::number(u32::try_from(shared.causes.len() * 2).unwrap_or(u32::MAX))
        );
    }
    said
}
