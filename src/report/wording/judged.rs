//! What was judged, in sentences. None says more than its test.

use super::{count_of, good_target, in_words, k_of_n, listed, number, per_cent, points, sentence, target};
use crate::report::{
    Ahead, ChangeOf, ChangeVerdict, GoodShare, GoodTargetOf, GoodVerdict, HowSoon, Judged, OfficeRate, Rate, Steps,
    TargetOf, TargetVerdict,
};
use crate::tally::{Lateness, Tally};

/// A change in the page's closed vocabulary.
pub fn change_verdict(verdict: ChangeVerdict) -> &'static str {
    match verdict {
        ChangeVerdict::Improved => "Improved",
        ChangeVerdict::Worse => "Worse",
        ChangeVerdict::NoChange => "No change that can be told from chance",
        ChangeVerdict::TooFew => "Too few audits to say",
    }
}

/// What is said of change where months are lacking, and not audits.
pub const TOO_FEW_MONTHS: &str = "Too few months to say";

/// Whether nothing can be said of a change because too few months have audits. Of an office in shared figures nobody knows: neither month nor rates of it travel.
pub fn lacks_months(change: &ChangeOf) -> bool {
    change.verdict == ChangeVerdict::TooFew && change.since.is_none() && change.before.shown().is_some()
}

/// The change of the whole in the page's closed vocabulary. Its month travels, so that it is known of shared figures too whether months are lacking.
pub fn whole_change_verdict(change: &ChangeOf) -> &'static str {
    match (change.verdict, &change.since) {
        (ChangeVerdict::TooFew, None) => TOO_FEW_MONTHS,
        (verdict, _) => change_verdict(verdict),
    }
}

/// Whether no audit is inadequate, or all are: then nothing can differ.
pub fn all_alike(rate: &Rate) -> bool {
    rate.shown().is_some_and(|tally| tally.n > 0 && (tally.inadequate == 0 || tally.inadequate == tally.n))
}

/// A rate against the target in the page's closed vocabulary.
pub fn target_verdict(verdict: TargetVerdict) -> &'static str {
    match verdict {
        TargetVerdict::BelowTarget => "Below target",
        TargetVerdict::AboveTarget => "Above target",
        TargetVerdict::CannotTell => "Cannot yet tell",
    }
}

/// A share of authorities: `fewer than 1 in 1,000`, `about 37 in 100`.
///
/// ```
/// use plumbline::report::wording::share_of;
/// assert_eq!(share_of(0.0002), "fewer than 1 in 1,000");
/// assert_eq!(share_of(0.004), "fewer than 1 in 100");
/// assert_eq!(share_of(0.031), "about 3 in 100");
/// assert_eq!(share_of(0.8), "more than half");
/// ```
pub fn share_of(chance: f64) -> String {
    match chance {
        small if small < 0.001 => "fewer than 1 in 1,000".into(),
        small if small < 0.01 => "fewer than 1 in 100".into(),
        some if some <= 0.5 => format!("about {:.0} in 100", some * 100.0),
        _ => "more than half".into(),
    }
}

/// A chance as one time in so many: `about 1 time in 8`.
///
/// ```
/// use plumbline::report::wording::one_time_in;
/// assert_eq!(one_time_in(0.128), "about 1 time in 8");
/// assert_eq!(one_time_in(0.0), "hardly ever");
/// ```
pub fn one_time_in(chance: f64) -> String {
    if chance < 0.001 { "hardly ever".into() } else { format!("about 1 time in {:.0}", 1.0 / chance) }
}

/// How late audits arrive, in a sentence.
pub fn how_late(late: Lateness) -> String {
    format!(
        "Up to {} passed until audits were recorded or published, and the last that the file knows of is of {}.",
        count_of(late.days.unsigned_abs(), "day", "days"),
        late.as_of.in_words()
    )
}

/// How often chance shows something as strong, in a sentence.
pub fn as_strong(chance: f64) -> String {
    format!(
        "Of authorities in which nothing changes and no office differs, {} would show something as strong somewhere on such a page.",
        share_of(chance)
    )
}

/// `34 of 400 (8%) since January 2019, 150 of 1,100 (14%) before`; nothing where no month was found to look at, or the counts are hidden.
pub fn before_and_after(change: &ChangeOf) -> Option<String> {
    let since = change.since.as_ref()?;
    (change.before.shown().is_some() && change.after.shown().is_some()).then_some(())?;
    Some(format!("{} since {since}, {} before", k_of_n(&change.after), k_of_n(&change.before)))
}

/// The change of the whole as a headline.
pub fn whole_change(judged: &Judged, outside: Option<&str>) -> String {
    let change = &judged.change;
    let with = |moved: &str| match (before_and_after(change), &change.since) {
        (Some(rates), _) => format!("Inadequate work has {moved}: {rates}"),
        (None, Some(since)) => format!("Inadequate work has {moved} since {since}"),
        (None, None) => format!("Inadequate work has {moved}"),
    };
    match (change.verdict, &change.since) {
        (ChangeVerdict::Improved, _) => with("fallen"),
        (ChangeVerdict::Worse, _) => with("risen"),
        (ChangeVerdict::TooFew, None) => {
            "Too few complete months hold audits for anything to be said about change".into()
        }
        (ChangeVerdict::NoChange, None) if judged.rate.shown().is_some() => {
            let all = if judged.rate.inadequate == 0 { "None" } else { "All" };
            format!(
                "{all} of the {} inadequate, so there is no change to see",
                count_of(judged.rate.n, "audit was", "audits were")
            )
        }
        (ChangeVerdict::TooFew, Some(_)) => "There are too few audits to say whether the rate has changed".into(),
        _ => match (&change.turned, &judged.steps, outside) {
            (Some(turned), _, _) => format!(
                "The rate moved in {}, but has moved back since {turned}, so no change can be claimed",
                change.since.as_deref().unwrap_or_default()
            ),
            (None, Some(steps), _) => {
                format!(
                    "The rate {} in {}, but that cannot be told from chance",
                    if steps.rising { "rose" } else { "fell" },
                    in_months(&steps.months)
                )
            }
            (None, None, Some(outside)) => {
                format!("{outside} outside the limits, but no change can be told from chance")
            }
            (None, None, None) => "The rate shows no change that can be told from chance".into(),
        },
    }
}

/// `July and August 2018`, `December 2018 and January 2019`; of many months the first and the last.
fn in_months(months: &[String]) -> String {
    match months {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => match (first.rsplit_once(' '), second.rsplit_once(' ')) {
            (Some((month, year)), Some((_, same))) if year == same => format!("{month} and again in {second}"),
            _ => format!("{first} and again in {second}"),
        },
        [first, .., last] => format!("every month from {first} to {last}"),
    }
}

const NEEDS_MONTHS: &str = "A change needs at least six complete months of audits before it and three from it on.";

/// What stands behind the change of the whole in shared figures: the verdict is their sender's, of complete months, which need not be those that are shared.
pub fn shared_change_because(judged: &Judged) -> String {
    let change = &judged.change;
    let mut said = vec!["The verdict is that of the sender's page, of all months that were complete.".to_owned()];
    match change.verdict {
        ChangeVerdict::Improved | ChangeVerdict::Worse => said.extend(difference_in_words(change)),
        ChangeVerdict::NoChange => {
            said.extend(before_and_after(change).map(|rates| format!("The clearest movement there is: {rates}.")));
        }
        ChangeVerdict::TooFew if change.since.is_none() => {
            said.push(NEEDS_MONTHS.into());
        }
        ChangeVerdict::TooFew => {
            said.push(
                "Even if inadequate work had been halved half-way through, it would more likely be missed than seen."
                    .into(),
            );
        }
    }
    if change.verdict != ChangeVerdict::TooFew {
        said.extend(change.chance.map(|chance| {
            format!(
                "Of authorities in which nothing changes and no office differs, {} would show something as strong somewhere on such a page.",
                at_most(chance)
            )
        }));
    }
    said.join(" ")
}

/// A share of authorities that was rounded up to hundredths on its way: `at most 3 in 100`.
///
/// ```
/// use plumbline::report::wording::at_most;
/// assert_eq!(at_most(0.03), "at most 3 in 100");
/// assert_eq!(at_most(0.8), "more than half");
/// ```
pub fn at_most(chance: f64) -> String {
    if chance > 0.5 { share_of(chance) } else { format!("at most {:.0} in 100", (chance * 100.0).max(1.0)) }
}

/// What stands behind the change of the whole.
pub fn whole_change_because(judged: &Judged) -> String {
    let change = &judged.change;
    let mut said: Vec<String> = Vec::new();
    match change.verdict {
        ChangeVerdict::Improved | ChangeVerdict::Worse => {
            said.extend(difference_in_words(change));
            said.extend(change.chance.map(as_strong));
        }
        ChangeVerdict::NoChange => {
            said.extend(judged.steps.as_ref().filter(|_| change.turned.is_none()).map(steps_in_words));
            said.extend(before_and_after(change).map(|rates| format!("The clearest movement there is: {rates}.")));
            said.extend(change.chance.map(as_strong));
        }
        ChangeVerdict::TooFew if change.since.is_none() => {
            said.push(NEEDS_MONTHS.into());
        }
        ChangeVerdict::TooFew => {
            said.push(format!(
                "Even if inadequate work had been halved half-way through these {}, it would more likely be missed than seen.",
                count_of(judged.rate.n, "audit", "audits")
            ));
        }
    }
    if let (Some(from), Some(to)) = (&judged.from, &judged.to) {
        said.push(if from == to {
            format!("Judged on {from}.")
        } else {
            format!("Judged on the months {from} to {to}.")
        });
    }
    said.join(" ")
}

/// `A rate that does not change falls two months running about 1 time in 8.`
fn steps_in_words(steps: &Steps) -> String {
    format!(
        "A rate that does not change {} {} months running {}.",
        if steps.rising { "rises" } else { "falls" },
        in_words(steps.months.len()),
        one_time_in(steps.chance)
    )
}

/// `As far as chance goes the rate is lower by between 3 and 12 points (95% interval).`
fn difference_in_words(change: &ChangeOf) -> Option<String> {
    let interval = change.interval95?;
    let (near, far) = if interval.upper.abs() < interval.lower.abs() {
        (interval.upper, interval.lower)
    } else {
        (interval.lower, interval.upper)
    };
    let direction = if change.difference? < 0.0 { "lower" } else { "higher" };
    let span = if near * far < 0.0 {
        format!("by up to {}", points(far))
    } else {
        format!("by between {} and {}", points(near), points(far))
    };
    Some(format!(
        "The rate is {direction} {span} (95% interval, Newcombe); the month is the one where the change is clearest, so it may look larger than it is."
    ))
}

/// The change of an office or a team in a few words, with its rates.
pub fn change_in_words(change: &ChangeOf) -> String {
    let verdict = if lacks_months(change) { TOO_FEW_MONTHS } else { change_verdict(change.verdict) };
    match (change.verdict, before_and_after(change)) {
        (ChangeVerdict::Improved | ChangeVerdict::Worse, Some(rates)) => format!("{verdict}: {rates}"),
        (ChangeVerdict::Improved | ChangeVerdict::Worse, None) => {
            change.since.as_ref().map_or_else(|| verdict.into(), |since| format!("{verdict} since {since}"))
        }
        _ => match &change.turned {
            Some(turned) => format!("{verdict}: it moved, and has moved back since {turned}"),
            None => verdict.into(),
        },
    }
}

/// What the offices' own changes come to, as a headline.
pub fn office_changes(offices: &[OfficeRate]) -> String {
    let of = |verdict: ChangeVerdict| -> Vec<&str> {
        let has = |office: &&OfficeRate| office.change.as_ref().is_some_and(|change| change.verdict == verdict);
        offices.iter().filter(has).map(|office| office.office.as_str()).collect()
    };
    let (improved, worse) = (of(ChangeVerdict::Improved), of(ChangeVerdict::Worse));
    let has = |names: &[&str], word: &str| {
        let verb = if names.len() == 1 { "has" } else { "have" };
        (!names.is_empty()).then(|| format!("{} {verb} {word}", listed(names, 3)))
    };
    let said: Vec<String> = [has(&worse, "become worse"), has(&improved, "improved")].into_iter().flatten().collect();
    if said.is_empty() {
        // Of shared figures, an office whose total is hidden has no verdict.
        let which = if offices.iter().any(|office| office.change.is_none()) { " that is judged here" } else { "" };
        if of(ChangeVerdict::NoChange).is_empty() {
            let lack = offices.iter().filter_map(|office| office.change.as_ref()).all(lacks_months);
            let what = if lack { "months of audits" } else { "audits" };
            format!("No office{which} has enough {what} to say whether it has changed")
        } else {
            format!("No office{which} has changed by more than chance explains")
        }
    } else {
        said.join("; ")
    }
}

/// What stands behind it.
pub fn office_changes_because(offices: &[OfficeRate]) -> String {
    let mut said: Vec<String> = offices
        .iter()
        .filter_map(|office| {
            let change = office.change.as_ref()?;
            let told = matches!(change.verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
            told.then(|| before_and_after(change)).flatten().map(|rates| format!("{}: {rates}.", office.office))
        })
        .collect();
    let is_few = |change: &&ChangeOf| change.verdict == ChangeVerdict::TooFew;
    let judged = || offices.iter().filter_map(|office| office.change.as_ref());
    let lack = judged().filter(|change| lacks_months(change)).count();
    let few = judged().filter(is_few).count() - lack;
    match lack {
        0 => {}
        lack if lack == judged().count() => said.push(NEEDS_MONTHS.into()),
        lack => said.push(format!(
            "{} {} too few months of audits. {NEEDS_MONTHS}",
            sentence(&in_words(lack)),
            if lack == 1 { "has" } else { "have" }
        )),
    }
    match few {
        0 => {}
        few if few == judged().count() => said.push(
            "In each of them a halving of inadequate work half-way through would more likely be missed than seen.".into(),
        ),
        1 => said.push(
            "One has too few audits: even a halving of its inadequate work half-way through would more likely be missed than seen.".into(),
        ),
        few => said.push(format!(
            "{} have too few audits: even a halving of inadequate work half-way through would more likely be missed than seen.",
            sentence(&in_words(few))
        )),
    }
    said.join(" ")
}

/// The whole against the target, as a headline.
pub fn against_target(of: &TargetOf, is: f64) -> String {
    if of.rate.shown().is_none() {
        return match of.verdict {
            TargetVerdict::BelowTarget => {
                format!("In the last year there was less inadequate work than the target, {}", target(is))
            }
            TargetVerdict::AboveTarget => {
                format!("In the last year there was more inadequate work than the target, {}", target(is))
            }
            TargetVerdict::CannotTell => format!("It cannot yet be told whether the target, {}, is met", target(is)),
        };
    }
    let rate = k_of_n(&of.rate);
    match of.verdict {
        TargetVerdict::BelowTarget => {
            format!("{rate} inadequate in the last year: fewer than the target, {}", target(is))
        }
        TargetVerdict::AboveTarget => {
            format!("{rate} inadequate in the last year: more than the target, {}", target(is))
        }
        TargetVerdict::CannotTell => {
            format!(
                "It cannot yet be told whether the target, {}, is met: {rate} inadequate in the last year",
                target(is)
            )
        }
    }
}

/// A verdict on good or better work in words.
pub fn good_verdict(verdict: GoodVerdict) -> &'static str {
    match verdict {
        GoodVerdict::AboveTarget => "Good work above target",
        GoodVerdict::BelowTarget => "Good work below target",
        GoodVerdict::CannotTell => "Good work: cannot yet tell",
    }
}

fn good_of_n(share: &GoodShare) -> String {
    k_of_n(&Rate::from(Tally { n: share.n, inadequate: share.good }))
}

/// Good or better work against the target for it, as a headline.
pub fn against_good_target(of: &GoodTargetOf, is: f64) -> String {
    let (good, target) = (good_of_n(&of.year), good_target(is));
    match of.verdict {
        GoodVerdict::AboveTarget => format!("{good} good or better in the last year: more than the target, {target}"),
        GoodVerdict::BelowTarget => format!("{good} good or better in the last year: fewer than the target, {target}"),
        GoodVerdict::CannotTell => {
            format!(
                "It cannot yet be told whether the target, {target} good or better, is met: {good} in the last year"
            )
        }
    }
}

/// What stands behind that: the window, the year before it, the interval and the method.
pub fn good_target_because(of: &GoodTargetOf) -> String {
    let before = of.before.as_ref().map(|before| {
        format!(" Before it, in {}: {}. Whether the two differ is not judged.", before.name, good_of_n(before))
    });
    let likely = of.year.interval95.map(|interval| {
        let share = |share: f64| per_cent(share, of.year.n);
        format!(
            " As far as chance goes, the share behind these audits lies between {} and {} (95% interval, Wilson).",
            share(interval.lower),
            share(interval.upper)
        )
    });
    format!(
        "The last year is {}.{}{} The verdict is an exact binomial test of complete months.",
        of.year.name,
        before.unwrap_or_default(),
        likely.unwrap_or_default()
    )
}

/// What would count as a change, or as the end of one, in the next months, as a headline.
pub fn ahead(ahead: &Ahead, now: ChangeVerdict) -> String {
    let of = format!("Of about {} in {}", count_of(ahead.audits, "audit", "audits"), ahead.name);
    let worse = ahead.worse_from.map(|from| match ahead.audits.saturating_sub(from) {
        0 => format!("all {} inadequate", number(from)),
        _ => format!("{} or more inadequate", number(from)),
    });
    let improved = ahead.improved_to.map(|to| match to {
        0 => "none inadequate".to_owned(),
        to => format!("{} or fewer inadequate", number(to)),
    });
    let said = match now {
        ChangeVerdict::Improved => [
            ahead.improved_to.map(|to| {
                format!("{} or more inadequate would end the verdict \u{201c}improved\u{201d}", number(to + 1))
            }),
            worse.map(|worse| format!("{worse} would count as worse")),
        ],
        ChangeVerdict::Worse => [
            ahead.worse_from.map(|from| {
                format!(
                    "{} or fewer inadequate would end the verdict \u{201c}worse\u{201d}",
                    number(from.saturating_sub(1))
                )
            }),
            improved.map(|improved| format!("{improved} would count as improved")),
        ],
        ChangeVerdict::NoChange | ChangeVerdict::TooFew => [
            worse.map(|worse| format!("{worse} would count as worse")),
            improved.map(|improved| format!("{improved} would count as improved")),
        ],
    };
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() {
        format!("{of}, no result could by itself be told from chance")
    } else {
        format!("{of}, {}", said.join(", and "))
    }
}

/// How many audits a fall would need, as a headline.
pub fn how_soon(soon: &HowSoon) -> String {
    let to = if soon.is_target {
        format!("to the target ({})", target(soon.to))
    } else {
        "to half of the rate now".to_owned()
    };
    match (soon.audits, soon.months) {
        (Some(audits), Some(months)) => format!(
            "A fall {to} could be confirmed after about {}: {} at the present pace",
            count_of(audits, "more audit", "more audits"),
            count_of(months, "month", "months")
        ),
        (Some(audits), None) => {
            format!("A fall {to} could be confirmed after about {}", count_of(audits, "more audit", "more audits"))
        }
        (None, _) => format!("No number of audits could confirm a fall {to}: too few have been done up to now"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Tally;

    fn change(verdict: ChangeVerdict) -> ChangeOf {
        ChangeOf {
            verdict,
            since: Some("August 2018".into()),
            before: Tally { n: 100, inadequate: 30 }.into(),
            after: Tally { n: 60, inadequate: 0 }.into(),
            difference: Some(-0.3),
            interval95: Some(crate::stats::Interval { lower: -0.4, upper: -0.2 }),
            chance: Some(0.002),
            turned: None,
        }
    }

    #[test]
    fn months_in_words() {
        let months = |names: &[&str]| in_months(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(months(&["July 2018", "August 2018"]), "July and again in August 2018");
        assert_eq!(months(&["December 2018", "January 2019"]), "December 2018 and again in January 2019");
        assert_eq!(months(&["May 2018", "June 2018", "July 2018"]), "every month from May 2018 to July 2018");
    }

    #[test]
    fn a_change_reads_right() {
        assert_eq!(
            change_in_words(&change(ChangeVerdict::Improved)),
            "Improved: 0 of 60 (0%) since August 2018, 30 of 100 (30%) before"
        );
        assert_eq!(change_in_words(&change(ChangeVerdict::TooFew)), "Too few audits to say");
        assert!(
            difference_in_words(&change(ChangeVerdict::Improved))
                .unwrap()
                .starts_with("The rate is lower by between 20 points and 40 points")
        );
    }

    #[test]
    fn how_soon_reads_right() {
        let say = |is_target, audits, months| how_soon(&HowSoon { to: 0.1, is_target, audits, months });
        assert_eq!(
            say(true, Some(220), Some(4)),
            "A fall to the target (at most 10%) could be confirmed after about 220 more audits: 4 months at the present pace"
        );
        assert_eq!(
            say(true, None, None),
            "No number of audits could confirm a fall to the target (at most 10%): too few have been done up to now"
        );
        assert_eq!(
            say(false, Some(1), None),
            "A fall to half of the rate now could be confirmed after about 1 more audit"
        );
    }

    #[test]
    fn what_would_count_reads_right() {
        let say = |worse_from, improved_to, now| {
            ahead(&Ahead { months: 1, name: "May 2019".into(), audits: 20, worse_from, improved_to }, now)
        };
        let none = ChangeVerdict::NoChange;
        for (said, expected) in [
            (
                say(Some(12), Some(1), none),
                "12 or more inadequate would count as worse, and 1 or fewer inadequate would count as improved",
            ),
            (
                say(Some(20), Some(0), none),
                "all 20 inadequate would count as worse, and none inadequate would count as improved",
            ),
            (say(Some(12), None, none), "12 or more inadequate would count as worse"),
            (say(None, Some(2), none), "2 or fewer inadequate would count as improved"),
            (say(None, None, none), "no result could by itself be told from chance"),
            (
                say(Some(12), Some(4), ChangeVerdict::Improved),
                "5 or more inadequate would end the verdict \u{201c}improved\u{201d}, and 12 or more inadequate would count as worse",
            ),
            (
                say(Some(7), None, ChangeVerdict::Worse),
                "6 or fewer inadequate would end the verdict \u{201c}worse\u{201d}",
            ),
        ] {
            assert_eq!(said, format!("Of about 20 audits in May 2019, {expected}"));
        }
    }
}
