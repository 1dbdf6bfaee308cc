//! What there is to say, in sentences, most important first.

use super::wording::{self, between, count_of, in_words, k_of_n, listed, number, per_cent, sentence};
use super::{
    Ahead, ChangeVerdict, GoodVerdict, HowSoon, Judged, OfficeRate, OfficeSpread, Report, SpreadChangeVerdict,
    SpreadVerdict, TargetVerdict, Verdict,
};
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
    /// The spread between offices, and whether it is narrowing.
    Spread,
    /// The differences between offices.
    Offices,
    /// Whether offices have changed.
    OfficeChanges,
    /// The rate against the authority's target.
    Target,
    /// The share of good or better work against the authority's target for it.
    GoodTarget,
    /// What would count as a change in the next months.
    Ahead,
    /// How many audits a fall would need to be confirmed.
    HowSoon,
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
            verdict: "No audits in the rate".into(),
            sentence: "No audit of this file is in the rate with these choices".into(),
            because: format!(
                "{} read; {} left out of the rate.",
                count_of(report.audits.read, "audit was", "audits were"),
                number(report.audits.left_out.total()),
            ),
        }];
    }
    let mut findings = vec![overall(report), over_time(report)];
    findings.extend(report.spread.as_ref().map(spread));
    findings.push(offices(report));
    if let Some(judged) = &report.judged {
        findings.extend(office_changes(report));
        findings.extend(target(report, judged));
        findings.extend(good_target(report, judged));
        findings.extend(judged.ahead.as_ref().map(|ahead| what_would_count(ahead, judged.change.verdict)));
        findings.extend(judged.how_soon.as_ref().map(how_soon));
    }
    findings
}

fn spread(spread: &OfficeSpread) -> Finding {
    let changed = spread.change.as_ref().map(|change| change.verdict);
    Finding {
        about: About::Spread,
        tone: match (changed, spread.verdict) {
            // Good offices that become worse narrow the spread as well: that is no improvement.
            (Some(SpreadChangeVerdict::Narrower), _) => Tone::Common,
            (Some(SpreadChangeVerdict::Wider), _) | (_, SpreadVerdict::MoreThanChance) => Tone::Concern,
            (_, SpreadVerdict::NoMoreThanChance) => Tone::Common,
            (_, SpreadVerdict::TooFew) => Tone::Few,
        },
        verdict: wording::spread_verdict(spread),
        sentence: wording::spread_headline(spread),
        because: wording::spread_because(spread),
    }
}

pub(super) fn office_changes(report: &Report) -> Option<Finding> {
    let changes: Vec<ChangeVerdict> =
        report.offices.iter().filter_map(|office| office.change.as_ref()).map(|change| change.verdict).collect();
    let any = |verdict| changes.contains(&verdict);
    let few_months = report.offices.iter().filter_map(|office| office.change.as_ref()).all(wording::lacks_months);
    let (tone, verdict) = match () {
        () if changes.is_empty() => return None,
        () if any(ChangeVerdict::Worse) => (Tone::Concern, "Some offices have changed".into()),
        () if any(ChangeVerdict::Improved) => (Tone::Improvement, "Some offices have changed".into()),
        () if any(ChangeVerdict::NoChange) => (Tone::Common, wording::change_verdict(ChangeVerdict::NoChange).into()),
        () if few_months => (Tone::Few, wording::TOO_FEW_MONTHS.into()),
        () => (Tone::Few, wording::change_verdict(ChangeVerdict::TooFew).into()),
    };
    Some(Finding {
        about: About::OfficeChanges,
        tone,
        verdict,
        sentence: wording::office_changes(&report.offices),
        because: wording::office_changes_because(&report.offices),
    })
}

pub(super) fn target(report: &Report, judged: &Judged) -> Option<Finding> {
    let (target, is) = (judged.target.as_ref()?, report.settings.target()?);
    Some(Finding {
        about: About::Target,
        tone: match target.verdict {
            TargetVerdict::BelowTarget => Tone::Improvement,
            TargetVerdict::AboveTarget => Tone::Concern,
            TargetVerdict::CannotTell => Tone::Common,
        },
        verdict: wording::target_verdict(target.verdict).into(),
        sentence: wording::against_target(target, is),
        because: target.rate.interval95.map_or_else(String::new, |_| {
            format!(
                "As far as chance goes, the rate behind these audits lies {} (95% interval, Wilson). ",
                between(&target.rate)
            )
        }) + "The verdict is an exact binomial test of the last year of complete months.",
    })
}

fn good_target(report: &Report, judged: &Judged) -> Option<Finding> {
    let (target, is) = (judged.good_target.as_ref()?, report.settings.good_target()?);
    Some(Finding {
        about: About::GoodTarget,
        tone: match target.verdict {
            GoodVerdict::AboveTarget => Tone::Improvement,
            GoodVerdict::BelowTarget => Tone::Concern,
            GoodVerdict::CannotTell => Tone::Common,
        },
        verdict: wording::good_verdict(target.verdict).into(),
        sentence: wording::against_good_target(target, is),
        because: wording::good_target_because(target),
    })
}

fn what_would_count(ahead: &Ahead, now: ChangeVerdict) -> Finding {
    Finding {
        about: About::Ahead,
        tone: Tone::Common,
        verdict: "What would count as a change".into(),
        sentence: wording::ahead(ahead, now),
        because: "Said in advance, so that nobody has to decide afterwards what to call a change. It supposes that audits are spread over the offices as they \
                  were in the last year."
            .into(),
    }
}

fn how_soon(soon: &HowSoon) -> Finding {
    Finding {
        about: About::HowSoon,
        tone: Tone::Common,
        verdict: "How soon a fall could be confirmed".into(),
        sentence: wording::how_soon(soon),
        because: "That is with a chance of four in five, if the rate fell at once and stayed there.".into(),
    }
}

/// `between April 2024 and March 2025`, or `in April 2024`.
///
/// Of shared figures by longer periods than months it is not known in which month of the first one audits begin: `in the eight quarters to June 2019`.
pub(super) fn window(report: &Report) -> String {
    let (one, many) = match report.period {
        Granularity::Quarter => ("quarter", "quarters"),
        Granularity::HalfYear => ("half-year", "half-years"),
        Granularity::Year => ("year", "years"),
        Granularity::Month | Granularity::Rolling => ("", ""),
    };
    let periods = report.periods.len();
    if let (Some(_), false, Some(last)) = (report.shared, one.is_empty(), &report.audits.last_period) {
        return match periods {
            1 => format!("in the {one} to {last}"),
            _ => format!("in the {} {many} to {last}", in_words(periods)),
        };
    }
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
    let about = About::OverTime;
    let Some(judged) = &report.judged else {
        return Finding {
            about,
            tone: Tone::Common,
            verdict: "Being worked out".into(),
            sentence: "Whether the rate has changed is being worked out".into(),
            because: "The page is finding out what chance alone would make of these audits.".into(),
        };
    };
    let few_periods = report.periods.iter().filter(|period| period.rate.n > 0).count() < 2;
    let outside: Vec<&str> =
        report.periods.iter().filter(|period| period.outside.is_some()).map(|period| period.name.as_str()).collect();
    let verb = if outside.len() == 1 { "lies" } else { "lie" };
    // The chart draws these as triangles: the headline must not speak as if they were not there.
    let outside = (!outside.is_empty()).then(|| format!("{} {verb}", listed(&outside, 3)));
    let newest: Vec<&str> =
        report.periods.iter().filter(|period| period.provisional).map(|period| period.name.as_str()).collect();
    let newest = match newest.as_slice() {
        [] => String::new(),
        newest if report.period == Granularity::Month => {
            format!(" Audits of {} may still be arriving, so they are not judged.", listed(newest, 3))
        }
        newest => {
            format!(" Audits of {} may still be arriving: only the complete months are judged.", listed(newest, 3))
        }
    };
    Finding {
        about,
        tone: tone_of_change(judged.change.verdict),
        verdict: wording::whole_change_verdict(&judged.change).into(),
        sentence: if few_periods {
            "All the audits fall in one period, so nothing can be said about change".into()
        } else {
            wording::whole_change(judged, outside.as_deref())
        },
        because: wording::whole_change_because(judged) + &newest,
    }
}

/// How the change of a rate is to be taken.
pub(super) fn tone_of_change(verdict: ChangeVerdict) -> Tone {
    match verdict {
        ChangeVerdict::Improved => Tone::Improvement,
        ChangeVerdict::Worse => Tone::Concern,
        ChangeVerdict::NoChange => Tone::Common,
        ChangeVerdict::TooFew => Tone::Few,
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
            Some(office) if !report.settings.offices.is_empty() => {
                format!("Only one office is chosen, {}, so there is nothing to compare", office.office)
            }
            Some(office) => {
                format!("All audits come from one office, {}, so there is nothing to compare", office.office)
            }
            None => "These audits name no office, so offices cannot be compared".into(),
        };
        return Finding {
            about,
            tone: Tone::Few,
            verdict: "Nothing to compare".into(),
            sentence,
            because: match report.file.source.office_left_unread() {
                Some(column) if report.offices.is_empty() => wording::office_left_unread(column),
                _ => "A comparison needs at least two offices.".into(),
            },
        };
    }
    // The strongest of those that are named, or of all where none is.
    let named =
        |office: &&OfficeRate| high.is_empty() && low.is_empty() || high.contains(office) || low.contains(office);
    let strongest = report.offices.iter().filter(named).filter_map(|office| office.chance).reduce(f64::min);
    let chance = strongest.map(|chance| format!(" {}", wording::as_strong(chance))).unwrap_or_default();
    let because = format!(
        "{} compared, each with all the others together, month by month.{chance}{too_few}",
        sentence(&count_of(u64::try_from(count).unwrap_or(u64::MAX), "office", "offices")),
    );
    if report.judged.is_none() {
        return Finding {
            about,
            tone: Tone::Common,
            verdict: wording::verdict(Verdict::NotYetJudged).into(),
            sentence: "Whether offices differ is being worked out".into(),
            because: "The page is finding out what chance alone would make of these audits.".into(),
        };
    }
    if high.is_empty() && low.is_empty() {
        let all_few = few.len() == count;
        if wording::all_alike(&report.overall) && !all_few {
            return Finding {
                about,
                tone: Tone::Common,
                verdict: "No more different than chance".into(),
                sentence: format!(
                    "{} of the {} inadequate, so there is no difference between offices to see",
                    if report.overall.inadequate == 0 { "None" } else { "All" },
                    count_of(report.overall.n, "audit was", "audits were")
                ),
                because: format!(
                    "{} audited.{too_few}",
                    sentence(&count_of(u64::try_from(count).unwrap_or(u64::MAX), "office was", "offices were"))
                ),
            };
        }
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
    // Where one is named, its counts stand in the sentence.
    let counts = match (high.as_slice(), low.as_slice()) {
        ([only], []) => {
            only.others.rate.map(|rate| format!(" The others together: {}.", per_cent(rate, only.others.n)))
        }
        ([], [_]) => None,
        _ => {
            let all = high.len() + low.len();
            // As in a list of names, one more is told and not counted.
            let most = if all == MOST_COUNTED + 1 { all } else { MOST_COUNTED };
            let told = high.iter().chain(&low).take(most);
            let counts: Vec<String> =
                told.map(|office| format!("{} {}", office.office, k_of_n(&office.rate))).collect();
            let more = match all - counts.len() {
                0 => String::new(),
                more => format!("; and {} more: see the table", in_words(more)),
            };
            Some(format!(" {}{more}.", counts.join("; ")))
        }
    };
    let window = report.judged.as_ref().filter(|_| report.periods.iter().any(|period| period.provisional));
    let window =
        window.and_then(|judged| Some(format!(" Judged on complete months alone, up to {}.", judged.to.as_ref()?)));
    Finding {
        about,
        tone: if high.is_empty() { Tone::Improvement } else { Tone::Concern },
        verdict: "Differs from the others".into(),
        sentence,
        because: because + &counts.unwrap_or_default() + &window.unwrap_or_default(),
    }
}

/// Of so many offices that differ the counts are told beside the sentence; of all they are in the table.
const MOST_COUNTED: usize = 6;

pub(super) fn office_names<'a>(offices: &[&'a OfficeRate]) -> Vec<&'a str> {
    offices.iter().map(|office| office.office.as_str()).collect()
}

/// `was higher in A, and lower in B and C, by more`.
pub(super) fn both_sides(high: &[&str], low: &[&str], verb: &str) -> String {
    let side = |names: &[&str], word: &str| (!names.is_empty()).then(|| format!("{word} in {}", listed(names, 3)));
    let sides: Vec<String> = [side(high, "higher"), side(low, "lower")].into_iter().flatten().collect();
    format!("{verb} {}, by more", sides.join(", and "))
}
