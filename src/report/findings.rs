//! What there is to say, in sentences, most important first.

use super::wording::{between, count_of, in_words, k_of_n, listed, number, per_cent, sentence};
use super::{OfficeRate, PeriodRate, Report, Verdict};
use crate::audit::Granularity;
use serde::{Deserialize, Serialize};

/// One finding: what it is about, the sentence, and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is about.
    pub about: About,
    /// How it is to be taken.
    pub tone: Tone,
    /// The verdict in a few words of the closed vocabulary.
    pub verdict: String,
    /// The finding in one sentence: the headline of its figure.
    pub sentence: String,
    /// What stands behind it: counts, window and method.
    pub because: String,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The rate as a whole.
    Overall,
    /// The rate over time.
    OverTime,
    /// The differences between offices.
    Offices,
}

/// How a finding is to be taken; shown as a shape and a colour beside the words, never instead of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Less inadequate work than chance explains.
    Improvement,
    /// More.
    Concern,
    /// Nothing beyond chance.
    Common,
    /// Too little to say.
    Few,
}

pub(super) fn findings(report: &Report) -> Vec<Finding> {
    if report.overall.n == 0 {
        return vec![Finding {
            about: About::Overall,
            tone: Tone::Few,
            verdict: "Too few audits to say".into(),
            sentence: "No audit of this file is in the rate with these choices".into(),
            because: format!(
                "{} read; {} left out of the rate.",
                count_of(report.audits.read, "audit was", "audits were"),
                number(report.audits.left_out.total()),
            ),
        }];
    }
    vec![overall(report), over_time(report), offices(report)]
}

/// `between April 2024 and March 2025`, or `in April 2024`.
fn window(report: &Report) -> String {
    match (&report.audits.first_period, &report.audits.last_period) {
        (Some(first), Some(last)) if first != last => format!("between {first} and {last}"),
        (Some(first), _) => format!("in {first}"),
        _ => String::new(),
    }
}

fn overall(report: &Report) -> Finding {
    let few = report.overall.n < 5;
    Finding {
        about: About::Overall,
        tone: if few { Tone::Few } else { Tone::Common },
        verdict: if few { "Too few audits to say" } else { "The rate" }.into(),
        sentence: format!(
            "{} {} inadequate {}",
            k_of_n(&report.overall),
            if report.overall.n == 1 { "audit was" } else { "audits were" },
            window(report)
        ),
        because: format!(
            "As far as chance goes, the rate behind these audits lies {} (95% interval, Wilson).",
            between(&report.overall)
        ),
    }
}

fn over_time(report: &Report) -> Finding {
    let (one, many) = match report.period {
        Granularity::Month => ("month", "months"),
        Granularity::Quarter => ("quarter", "quarters"),
        Granularity::Rolling => ("three months", "windows of three months"),
    };
    let with_audits: Vec<&PeriodRate> = report.periods.iter().filter(|period| period.rate.n > 0).collect();
    let overall = report.overall.rate.unwrap_or_default();
    let is_high = |period: &PeriodRate| period.rate.rate.is_some_and(|rate| rate > overall);
    let (high, low): (Vec<&PeriodRate>, Vec<&PeriodRate>) =
        with_audits.iter().filter(|period| period.differs).partition(|period| is_high(period));
    let judged: Vec<&PeriodRate> = with_audits.iter().copied().filter(|period| !period.provisional).collect();
    let outside: Vec<&PeriodRate> = judged.iter().copied().filter(|period| period.outside.is_some()).collect();
    let newest = match report.periods.iter().filter(|period| period.provisional).count() {
        0 => String::new(),
        1 => format!(" The newest {one} is not judged: its audits may still be arriving."),
        several => {
            format!(" The newest {} {many} are not judged: their audits may still be arriving.", in_words(several))
        }
    };
    let because = format!(
        "{} of the {} {} outside the chart's limits. Allowing for looking at every {one}, at most 1 in 40 authorities in which \
         nothing changes would see one called unusual.{newest}",
        if outside.is_empty() { "None".into() } else { sentence(&in_words(outside.len())) },
        count_of(u64::try_from(judged.len()).unwrap_or(u64::MAX), one, many),
        if outside.len() <= 1 { "lies" } else { "lie" },
    );
    let about = About::OverTime;
    if with_audits.len() < 2 {
        return Finding {
            about,
            tone: Tone::Few,
            verdict: "Too few audits to say".into(),
            sentence: format!("All the audits fall in one {one}, so nothing can be said about change"),
            because: format!("A change needs at least two {many} of audits."),
        };
    }
    if report.period == Granularity::Rolling {
        return Finding {
            about,
            tone: Tone::Few,
            verdict: "Not judged".into(),
            sentence: "Three months at a time, the rate is smoothed: it shows a slow change, and judges none".into(),
            because: "Neighbouring points share two months of audits, so that one unusual month moves three of them. Choose months or quarters \
                      for what can be told from chance."
                .into(),
        };
    }
    if judged.len() < 2 {
        return Finding {
            about,
            tone: Tone::Few,
            verdict: "Too few audits to say".into(),
            sentence: format!("Too few {many} are complete for anything to be said about change"),
            because: format!("A change needs at least two complete {many} of audits.{newest}"),
        };
    }
    if high.is_empty() && low.is_empty() {
        return Finding {
            about,
            tone: Tone::Common,
            verdict: format!("No unusual {one}"),
            // The chart draws these as triangles: the headline must not speak as if they were not there.
            sentence: if outside.is_empty() {
                format!("No single {one} stands out by more than chance explains")
            } else {
                format!(
                    "{} {} outside the limits, but among {} chance alone can do that",
                    listed(&named(&outside), 3),
                    if outside.len() == 1 { "lies" } else { "lie" },
                    count_of(u64::try_from(judged.len()).unwrap_or(u64::MAX), one, many),
                )
            },
            because,
        };
    }
    Finding {
        about,
        tone: if high.is_empty() { Tone::Improvement } else { Tone::Concern },
        verdict: format!("Some {many} differ by more than chance"),
        sentence: format!("Inadequate work {} than chance explains", both_sides(&named(&high), &named(&low), "was")),
        because,
    }
}

fn offices(report: &Report) -> Finding {
    let about = About::Offices;
    let of = |verdict: Verdict| -> Vec<&OfficeRate> {
        report.offices.iter().filter(|office| office.verdict == verdict).collect()
    };
    let (high, low, few) = (of(Verdict::DiffersAbove), of(Verdict::DiffersBelow), of(Verdict::TooFew));
    let count = report.offices.len();
    let too_few = match few.len() {
        0 => String::new(),
        few if few == count => {
            " All of them have too few audits to notice even a rate twice that of the others.".into()
        }
        1 => " One has too few audits to notice even a rate twice that of the others.".into(),
        few => {
            format!(" {} have too few audits to notice even a rate twice that of the others.", sentence(&in_words(few)))
        }
    };
    if count < 2 {
        let sentence = match report.offices.first() {
            Some(office) => {
                format!("All audits come from one office, {}, so there is nothing to compare", office.office)
            }
            None => "These audits name no office, so offices cannot be compared".into(),
        };
        return Finding {
            about,
            tone: Tone::Few,
            verdict: "Too few audits to say".into(),
            sentence,
            because: "A comparison needs at least two offices.".into(),
        };
    }
    let because = format!(
        "{} compared, each with all the others together. Allowing for looking at every office, at most 1 in 40 authorities \
         in which no office differs would see one called different.{too_few}",
        sentence(&count_of(u64::try_from(count).unwrap_or(u64::MAX), "office", "offices")),
    );
    if high.is_empty() && low.is_empty() {
        let all_few = few.len() == count;
        return Finding {
            about,
            tone: if all_few { Tone::Few } else { Tone::Common },
            verdict: if all_few { "Too few audits to say" } else { "No more different than chance" }.into(),
            sentence: if all_few {
                "No office has enough audits to be told apart from the others".into()
            } else {
                format!("The {} offices are no more different than chance would make them", in_words(count))
            },
            because,
        };
    }
    let sentence = match (high.as_slice(), low.as_slice()) {
        ([only], []) => format!(
            "{} has more inadequate work than the other offices, {}, by more than chance explains",
            only.office,
            k_of_n(&only.rate)
        ),
        ([], [only]) => format!(
            "{} has less inadequate work than the other offices, {}, by more than chance explains",
            only.office,
            k_of_n(&only.rate)
        ),
        _ => format!(
            "Inadequate work {} than chance explains",
            both_sides(&office_names(&high), &office_names(&low), "is")
        ),
    };
    let others = match high.as_slice() {
        [only] => only.others.rate.map(|rate| format!(" The others together: {}.", per_cent(rate, only.others.n))),
        _ => None,
    };
    Finding {
        about,
        tone: if high.is_empty() { Tone::Improvement } else { Tone::Concern },
        verdict: "Differs from the others".into(),
        sentence,
        because: because + &others.unwrap_or_default(),
    }
}

fn named<'a>(periods: &[&'a PeriodRate]) -> Vec<&'a str> {
    periods.iter().map(|period| period.name.as_str()).collect()
}

fn office_names<'a>(offices: &[&'a OfficeRate]) -> Vec<&'a str> {
    offices.iter().map(|office| office.office.as_str()).collect()
}

/// `was higher in A, and lower in B and C, by more`.
fn both_sides(high: &[&str], low: &[&str], verb: &str) -> String {
    let side = |names: &[&str], word: &str| (!names.is_empty()).then(|| format!("{word} in {}", listed(names, 3)));
    let sides: Vec<String> = [side(high, "higher"), side(low, "lower")].into_iter().flatten().collect();
    format!("{verb} {}, by more", sides.join(", and "))
}
