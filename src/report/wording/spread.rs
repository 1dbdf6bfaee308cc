//! The spread between offices, pooled rates and a fixed mix, in sentences.

use super::{count_of, in_words, k_of_n, listed, number, per_cent, points, share_of};
use crate::report::{
    Estimate, OfficeRate, OfficeSpread, Pooling, SpreadChange, SpreadChangeVerdict, SpreadVerdict, SpreadWindow,
};
use crate::stats::Interval;

/// What can be said of the spread, in a few words.
pub fn spread_verdict(spread: &OfficeSpread) -> String {
    let now = match spread.verdict {
        SpreadVerdict::MoreThanChance => "More spread than chance",
        SpreadVerdict::NoMoreThanChance => "No more spread than chance",
        SpreadVerdict::TooFew => "Too few audits to say",
    };
    match spread.change.as_ref().map(|change| change.verdict) {
        Some(SpreadChangeVerdict::Narrower) => format!("{now}; narrower"),
        Some(SpreadChangeVerdict::Wider) => format!("{now}; wider"),
        _ => now.into(),
    }
}

/// A distance between rates on its axis, in points of a hundred: `0`, `7.5`.
pub fn points_tick(difference: f64) -> String {
    super::trimmed(difference * 100.0)
}

/// The distances that an interval holds: `2 to 11 points`, `0 to 9 points`.
///
/// ```
/// use plumbline::{report::wording::points_between, stats::Interval};
/// assert_eq!(points_between(Interval { lower: 0.0, upper: 0.087 }), "0 to 9 points");
/// assert_eq!(points_between(Interval { lower: 0.0, upper: 0.0 }), "0 points");
/// assert_eq!(points_between(Interval { lower: 0.002, upper: 0.004 }), "under 1 point");
/// assert_eq!(points_between(Interval { lower: 0.002, upper: 0.04 }), "under 1 to 4 points");
/// ```
pub fn points_between(interval: Interval) -> String {
    if interval.upper <= 0.0 {
        return "0 points".into();
    }
    let upper = points(interval.upper);
    let lower = match interval.lower {
        none if none <= 0.0 => "0".into(),
        some => points(some).replace(" points", "").replace(" point", ""),
    };
    if points(interval.lower) == upper && interval.lower > 0.0 { upper } else { format!("{lower} to {upper}") }
}

/// The spread as a headline: whether there is more than chance makes, and whether it is narrowing.
pub fn spread_headline(spread: &OfficeSpread) -> String {
    if spread.whole.is_all_alike() {
        let (all, n) = (spread.whole.rate.inadequate > 0, spread.whole.rate.n);
        let which = if all { "All" } else { "None" };
        return format!(
            "{which} of the {} inadequate, so there is no spread between offices to see",
            count_of(n, "audit was", "audits were")
        );
    }
    if spread.is_of_two_and_says_nothing() {
        return "With two offices and so few audits it cannot be said whether they lie further apart than chance puts them, nor whether they are drawing nearer".into();
    }
    let typically = spread.whole.deviation.map(points).unwrap_or_default();
    let few_now = spread.verdict == SpreadVerdict::TooFew;
    let now = match spread.verdict {
        SpreadVerdict::MoreThanChance => {
            format!(
                "There is more spread between offices than chance makes, typically {typically} either side of the average"
            )
        }
        SpreadVerdict::NoMoreThanChance => {
            "The offices lie no further apart than chance alone could have put them".to_owned()
        }
        SpreadVerdict::TooFew => {
            "There are too few audits to say whether offices lie further apart than chance puts them".to_owned()
        }
    };
    let few_at_all = format!("{now}, or are drawing nearer");
    let Some(change) = &spread.change else {
        return if few_now {
            few_at_all
        } else {
            now + "; too few months are complete to say whether the spread is narrowing"
        };
    };
    let rates = format!(
        "typically {} either side of the average in {}, {} in {}",
        change.later.deviation.map(points).unwrap_or_default(),
        change.later.name,
        change.earlier.deviation.map(points).unwrap_or_default(),
        change.earlier.name
    );
    let more = if spread.verdict == SpreadVerdict::MoreThanChance { "more than chance makes, and " } else { "" };
    match change.verdict {
        SpreadChangeVerdict::Narrower => format!("The spread between offices is {more}narrower than it was: {rates}"),
        SpreadChangeVerdict::Wider => format!("The spread between offices is {more}wider than it was: {rates}"),
        SpreadChangeVerdict::TooFew if few_now => few_at_all,
        SpreadChangeVerdict::CannotTell => format!("{now}; whether the spread is narrowing cannot be told"),
        SpreadChangeVerdict::TooFew => {
            format!("{now}; there are too few audits to say whether the spread is narrowing")
        }
    }
}

/// What stands behind it.
pub fn spread_because(spread: &OfficeSpread) -> String {
    let whole = &spread.whole;
    let mut said = vec![format!(
        "{} inadequate in {}, {}.",
        k_of_n(&whole.rate),
        count_of(whole.offices, "office", "offices"),
        whole.name
    )];
    if spread.is_of_two_and_says_nothing() {
        said.push(MISSED.into());
        said.push(
            "How far apart two offices lie is their one difference, which the comparison of the offices judges.".into(),
        );
        return said.join(" ");
    }
    if let Some(p) = whole.p_value {
        said.push(format!("Of authorities whose offices all share one rate, {} show as much spread.", share_of(p)));
    }
    said.extend(whole.deviation95.map(compatible));
    if spread.verdict == SpreadVerdict::NoMoreThanChance
        && whole.deviation95.is_some_and(|interval| interval.lower > 0.0)
    {
        said.push("But when each month is held apart chance could have made it, so it may come from when offices were audited.".into());
    }
    if spread.verdict == SpreadVerdict::TooFew {
        said.push(MISSED.into());
    }
    if let Some(change) = spread.change.as_ref().filter(|_| !whole.is_all_alike()) {
        said.push(change_in_points(change));
    }
    said.join(" ")
}

const MISSED: &str =
    "Even a spread of half of the average rate either side of it would more likely be missed than seen.";

/// `As far as chance goes, the offices' own rates typically lie 2 to 11 points from their average (95% interval).`
fn compatible(interval: Interval) -> String {
    if interval.upper <= 0.0 {
        return "The offices lie nearer to each other than chance usually puts even equal ones: that is chance's doing, and no proof that they are equal."
            .into();
    }
    format!(
        "As far as chance goes, the offices' own rates typically lie {} from their average (95% interval of the standard deviation).",
        points_between(interval)
    )
}

fn change_in_points(change: &SpreadChange) -> String {
    let compared = format!("{} against {}", change.later.name, change.earlier.name);
    let nearer = |window: &SpreadWindow| window.deviation95.is_some_and(|interval| interval.upper <= 0.0);
    if nearer(&change.later) || nearer(&change.earlier) {
        return format!(
            "{compared}: in one of them the offices lie nearer to each other than chance usually puts even equal ones. That measures nothing, so nothing is said of narrowing."
        );
    }
    let Some(interval) = change.interval95 else {
        return format!("{compared}: in one of them no office could lie apart, so they cannot be compared.");
    };
    let span = match (interval.lower, interval.upper) {
        (lower, upper) if upper <= 0.0 => format!("{} to {} narrower", points(upper), points(lower)),
        (lower, upper) if lower >= 0.0 => format!("{} to {} wider", points(lower), points(upper)),
        (lower, upper) => format!("anything from {} narrower to {} wider", points(lower), points(upper)),
    };
    format!("{compared}: {span} (95% interval).")
}

/// The full label of a window's point.
pub fn spread_label(window: &SpreadWindow) -> String {
    let counts = format!("{} inadequate in {}", k_of_n(&window.rate), count_of(window.offices, "office", "offices"));
    match (window.deviation, window.deviation95) {
        (Some(deviation), Some(interval)) => {
            let few = if window.too_few { "; too few audits to see even a large spread" } else { "" };
            format!(
                "{}: typically {} from the average, 95% interval {}; {counts}{few}",
                window.name,
                if deviation > 0.0 { points(deviation) } else { "0 points".into() },
                points_between(interval)
            )
        }
        _ => format!("{}: no office could lie apart; {counts}", window.name),
    }
}

/// How long the windows are: `quarters of a year`.
pub fn window_length(months: u32) -> String {
    match months {
        3 => "three months".into(),
        12 => "twelve months".into(),
        months => format!("{} months", in_words(usize::try_from(months).unwrap_or_default())),
    }
}

/// How offices are pooled, in one sentence.
pub fn pooling(pooling: Option<&Pooling>, audits: u32) -> String {
    match pooling {
        None => "Partially pooled rates are being worked out.".into(),
        Some(Pooling { mean, worth_audits: None }) => format!(
            "Nothing in these audits speaks for a spread between offices, so every office is given the rate of all, {}.",
            per_cent(*mean, audits)
        ),
        Some(Pooling { mean, worth_audits: Some(worth) }) => format!(
            "Pooling draws each office towards the average, {}, as if {} at that rate were added to its own: much where it has few, hardly where it has many.",
            per_cent(*mean, audits),
            if *worth < 1.5 { "about one audit".to_owned() } else { format!("about {} audits", number(whole(*worth))) }
        ),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of audits, at most 100,000")]
fn whole(count: f64) -> u64 {
    count.round() as u64
}

/// An estimate with its interval: `19% (95% interval 12% to 27%)`.
pub fn estimate(estimate: &Estimate, n: u32) -> String {
    format!(
        "{} (95% interval {} to {})",
        per_cent(estimate.rate, n),
        per_cent(estimate.interval95.lower, n),
        per_cent(estimate.interval95.upper, n)
    )
}

/// The full label of an office's raw rate beside its pooled one.
pub fn raw_label(office: &OfficeRate) -> String {
    let interval = office.rate.interval95.map(|interval| {
        let n = office.rate.n;
        format!(", 95% interval {} to {}", per_cent(interval.lower, n), per_cent(interval.upper, n))
    });
    let interval = interval.filter(|_| office.rate.n >= 5).unwrap_or_default();
    format!("{}, as counted: {} inadequate{interval}", office.office, k_of_n(&office.rate))
}

/// The full label of an office's pooled rate.
pub fn pooled_label(office: &OfficeRate, pooled: &Estimate) -> String {
    format!("{}, partially pooled: {}", office.office, estimate(pooled, office.rate.n))
}

/// An office's rate with the authority's mix of services, in a sentence; nothing where it names too few audits' services to say.
pub fn fixed_mix(office: &OfficeRate) -> Option<String> {
    let mix = office.fixed_mix.as_ref()?;
    let Some(rate) = &mix.estimate else {
        let without: Vec<&str> = mix.without.iter().map(String::as_str).collect();
        return Some(format!(
            "What its rate would be with the authority's mix of services cannot be told: it has no audits of {}.",
            listed(&without, 3)
        ));
    };
    if mix.audits < 5 {
        return None;
    }
    let some = if mix.audits < office.rate.n {
        format!(
            " Of its {}, {} name a service and count here.",
            count_of(office.rate.n, "audit", "audits"),
            number(mix.audits)
        )
    } else {
        String::new()
    };
    Some(format!("With the authority's mix of services its rate would be {}.{some}", estimate(rate, mix.audits)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Tally;

    fn window(name: &str, deviation: f64, lower: f64, upper: f64) -> SpreadWindow {
        SpreadWindow {
            first: "2024-01".into(),
            last: "2024-06".into(),
            name: name.into(),
            offices: 6,
            rate: Tally { n: 300, inadequate: 60 }.into(),
            q: Some(15.2),
            p_value: Some(0.0096),
            deviation: Some(deviation),
            deviation95: Some(Interval { lower, upper }),
            too_few: false,
        }
    }

    fn spread(verdict: SpreadVerdict, change: Option<SpreadChangeVerdict>) -> OfficeSpread {
        OfficeSpread {
            verdict,
            months: 12,
            whole: window("2024", 0.06, 0.02, 0.15),
            p_within_months: Some(0.01),
            window_months: 6,
            windows: Vec::new(),
            change: change.map(|verdict| SpreadChange {
                verdict,
                earlier: window("January to June 2024", 0.09, 0.03, 0.2),
                later: window("July to December 2024", 0.03, 0.0, 0.1),
                months: 6,
                difference: Some(-0.06),
                interval95: Some(Interval { lower: -0.17, upper: 0.03 }),
            }),
        }
    }

    #[test]
    fn headlines() {
        use SpreadChangeVerdict as Change;
        use SpreadVerdict as Now;
        let all: Vec<String> = [
            (Now::MoreThanChance, Some(Change::Narrower)),
            (Now::MoreThanChance, Some(Change::CannotTell)),
            (Now::MoreThanChance, Some(Change::TooFew)),
            (Now::MoreThanChance, None),
            (Now::NoMoreThanChance, Some(Change::Wider)),
            (Now::NoMoreThanChance, Some(Change::CannotTell)),
            (Now::NoMoreThanChance, None),
            (Now::TooFew, Some(Change::TooFew)),
            (Now::TooFew, Some(Change::CannotTell)),
            (Now::TooFew, None),
        ]
        .into_iter()
        .map(|(now, change)| {
            let spread = spread(now, change);
            format!("{}\n  {}\n  {}", spread_verdict(&spread), spread_headline(&spread), spread_because(&spread))
        })
        .collect();
        insta::assert_snapshot!(all.join("\n"));
    }

    #[test]
    fn an_interval_of_nought_is_no_proof() {
        let mut of = spread(SpreadVerdict::NoMoreThanChance, Some(SpreadChangeVerdict::CannotTell));
        of.whole.deviation95 = Some(Interval { lower: 0.0, upper: 0.0 });
        of.change.as_mut().unwrap().later.deviation95 = Some(Interval { lower: 0.0, upper: 0.0 });
        let said = spread_because(&of);
        assert!(
            said.contains("no proof that they are equal") && said.contains("nothing is said of narrowing"),
            "{said}"
        );
    }
}
