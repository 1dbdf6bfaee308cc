//! What there is to say of shared figures: the verdicts are those of the sender's page, and a sentence names no count that is hidden.

use super::findings::{About, Finding, Tone, both_sides, office_changes, office_names, target, tone_of_change, window};
use super::wording::{self, between, in_words, k_of_n, listed, number, sentence};
use super::{Hidden, NO_OFFICE, OfficeRate, Report, Verdict};

pub(super) fn findings(report: &Report) -> Vec<Finding> {
    let mut findings = vec![overall(report)];
    if report.overall.is_of_none() {
        return findings;
    }
    findings.push(over_time(report));
    findings.push(offices(report));
    findings.extend(office_changes(report));
    findings.extend(report.judged.as_ref().and_then(|judged| target(report, judged)));
    findings
}

fn overall(report: &Report) -> Finding {
    let overall = &report.overall;
    let when = window(report);
    let (sentence, because) = match overall.hidden {
        _ if overall.is_of_none() => ("No audit is in these figures".to_owned(), String::new()),
        Hidden::Nothing => (
            format!(
                "{} {} inadequate {when}",
                k_of_n(overall),
                if overall.n == 1 { "audit was" } else { "audits were" }
            ),
            format!(
                "As far as chance goes, the rate behind these audits lies {} (95% interval, Wilson).",
                between(overall)
            ),
        ),
        Hidden::Inadequate => (
            format!("How many of the {} audits {when} were inadequate is hidden in these figures", number(overall.n)),
            sentence(wording::WHAT_C_MEANS) + ".",
        ),
        Hidden::Audits => (
            format!("How many audits there were {when} is hidden in these figures"),
            sentence(wording::WHAT_C_MEANS) + ".",
        ),
    };
    let few = overall.rate.is_none() || overall.n < 5;
    Finding {
        about: About::Overall,
        tone: if few { Tone::Few } else { Tone::Common },
        verdict: match overall.hidden {
            Hidden::Nothing if few => "Too few audits to say",
            Hidden::Nothing => "The rate",
            Hidden::Inadequate | Hidden::Audits => "Hidden",
        }
        .into(),
        sentence,
        because,
    }
}

/// Why no verdict came at all.
const NO_VERDICT: &str = "Verdicts are worked out on all complete months. They are shared only where the last of these fills a period of the shared figures.";

fn over_time(report: &Report) -> Finding {
    let about = About::OverTime;
    let outside: Vec<&str> =
        report.periods.iter().filter(|period| period.outside.is_some()).map(|period| period.name.as_str()).collect();
    let verb = if outside.len() == 1 { "lies" } else { "lie" };
    let outside = (!outside.is_empty()).then(|| format!("{} {verb}", listed(&outside, 3)));
    let Some(judged) = &report.judged else {
        return Finding {
            about,
            tone: Tone::Few,
            verdict: wording::verdict(Verdict::NotShared).into(),
            sentence: "These shared figures do not say whether the rate has changed".into(),
            because: NO_VERDICT.into(),
        };
    };
    Finding {
        about,
        tone: tone_of_change(judged.change.verdict),
        verdict: wording::whole_change_verdict(&judged.change).into(),
        sentence: wording::whole_change(judged, outside.as_deref()),
        because: wording::shared_change_because(judged),
    }
}

fn offices(report: &Report) -> Finding {
    let about = About::Offices;
    let named: Vec<&OfficeRate> = report.offices.iter().filter(|office| office.office != NO_OFFICE).collect();
    let of = |verdict: Verdict| -> Vec<&OfficeRate> {
        named.iter().filter(|office| office.verdict == verdict).copied().collect()
    };
    let (high, low, few, common, silent) = (
        of(Verdict::DiffersAbove),
        of(Verdict::DiffersBelow),
        of(Verdict::TooFew),
        of(Verdict::NoMoreThanChance),
        of(Verdict::NotShared),
    );
    let judged = named.len() - silent.len();
    let none = |sentence: String, because: &str| Finding {
        about,
        tone: Tone::Few,
        verdict: wording::verdict(Verdict::NotShared).into(),
        sentence,
        because: because.into(),
    };
    if named.is_empty() {
        return none("These figures name no office".into(), "A comparison needs at least two offices.");
    }
    if judged == 0 {
        return none(
            "These shared figures do not say whether offices differ".into(),
            if report.judged.is_none() {
                NO_VERDICT
            } else {
                "A verdict on an office is shared only where its total is shown."
            },
        );
    }
    let sentence_of = |only: &OfficeRate, word: &str| {
        let counts = only.rate.shown().map(|_| format!(", {},", k_of_n(&only.rate))).unwrap_or_default();
        format!(
            "{} has {word} inadequate work than the other offices{counts} by more than chance explains",
            only.office
        )
    };
    let (tone, verdict, said) = match (high.as_slice(), low.as_slice()) {
        ([], []) if common.is_empty() => (
            Tone::Few,
            Verdict::TooFew,
            "No office that is judged here has enough audits to be told apart from the others".to_owned(),
        ),
        ([], []) if silent.is_empty() => (
            Tone::Common,
            Verdict::NoMoreThanChance,
            format!("The {} offices are no more different than chance would make them", in_words(named.len())),
        ),
        ([], []) => (
            Tone::Common,
            Verdict::NoMoreThanChance,
            format!(
                "None of the {} offices that are judged here differs by more than chance explains",
                in_words(judged)
            ),
        ),
        ([only], []) => (Tone::Concern, Verdict::DiffersAbove, sentence_of(only, "more")),
        ([], [only]) => (Tone::Improvement, Verdict::DiffersBelow, sentence_of(only, "less")),
        _ => (
            if high.is_empty() { Tone::Improvement } else { Tone::Concern },
            Verdict::DiffersAbove,
            format!(
                "Inadequate work {} than chance explains",
                both_sides(&office_names(&high), &office_names(&low), "is")
            ),
        ),
    };
    let mut because =
        vec!["The sender's page compared each office with all the others together, month by month.".to_owned()];
    let have = |count: usize| if count == 1 { "has" } else { "have" };
    let all_few = few.len() == named.len();
    if !few.is_empty() && !all_few {
        because.push(format!(
            "{} {} too few audits to notice even a rate twice that of the others.",
            sentence(&in_words(few.len())),
            have(few.len())
        ));
    }
    if !silent.is_empty() {
        because.push(format!("{} {} no verdict here.", listed(&office_names(&silent), 3), have(silent.len())));
    }
    Finding { about, tone, verdict: wording::verdict(verdict).into(), sentence: said, because: because.join(" ") }
}
