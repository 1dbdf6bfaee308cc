//! Whether offices' audits are of the same services as before, in words.

use super::super::{MixVerdict, OfficeMix, Report};
use super::{k_of_n, listed, per_cent};
use crate::tally::Tally;

/// Whether the same work is audited as before, as a headline.
pub fn mix_headline(mixes: &[OfficeMix]) -> String {
    let changed: Vec<&str> =
        mixes.iter().filter(|mix| mix.verdict == MixVerdict::Changed).map(|mix| mix.office.as_str()).collect();
    match (changed.is_empty(), mixes.iter().all(|mix| mix.verdict == MixVerdict::TooFew)) {
        (false, _) => format!(
            "In {} other services are audited than before, so that a change of the rate there may be only that",
            listed(&changed, 4)
        ),
        (true, true) if mixes.iter().all(|mix| mix.services.len() < 2) => {
            "Each office\u{2019}s audits are of one service alone, so there is nothing to compare".into()
        }
        (true, true) => "There are too few audits to say whether the same services are audited as before".into(),
        (true, false) => "No office's audits are of other services than before by more than chance explains".into(),
    }
}

/// How one office's mix has changed, in a sentence.
pub fn mix_of(mix: &OfficeMix, report: &Report) -> String {
    let Some(most) = mix.most_moved() else { return String::new() };
    let (earlier, later) = mix.totals();
    let part = |k: u32, n: u32| k_of_n(&Tally { n, inadequate: k }.into());
    let fixed = report.offices.iter().find(|office| office.office == mix.office).and_then(|office| {
        let own = office.rate.rate?;
        let fixed = office.fixed_mix.as_ref()?.estimate?;
        let (fixed, own) = (per_cent(fixed.rate, office.rate.n), per_cent(own, office.rate.n));
        (fixed != own).then(|| {
            format!(" With the authority\u{2019}s mix of services its rate would be {fixed} instead of {own}.")
        })
    });
    format!(
        "{}: {} of its audits were of {} in {}, and {} in {}.{}",
        mix.office,
        part(most.earlier, earlier),
        most.service,
        mix.earlier_name,
        part(most.later, later),
        mix.later_name,
        fixed.unwrap_or_default()
    )
}

/// What can be said of a mix.
pub fn mix_verdict(mix: &OfficeMix) -> &'static str {
    match mix.verdict {
        MixVerdict::TooFew if mix.services.len() == 1 => "of one service alone",
        MixVerdict::TooFew if mix.services.is_empty() => "no service is named",
        MixVerdict::Changed => "other services than before",
        MixVerdict::NoChange => "no more different than chance",
        MixVerdict::TooFew => "too few audits to say",
    }
}
