//! Causes, partners and practice areas, in sentences.

use super::{count_of, in_words, k_of_n, listed, number, points, sentence};
use crate::report::{
    Area, Counted, Moved, MovedVerdict, Named, NamedCause, NamedShare, Places, PlacesVerdict, Rate, SharesOf, Why,
    WhyWindows,
};
use crate::stats::Interval;
use crate::tally::Tally;

/// What is named: causes, or partner agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Causes of failure.
    Causes,
    /// Partner agencies whose part failed.
    Partners,
}

impl Naming {
    fn one(self) -> &'static str {
        match self {
            Naming::Causes => "cause",
            Naming::Partners => "partner",
        }
    }

    fn several(self) -> &'static str {
        match self {
            Naming::Causes => "causes",
            Naming::Partners => "partners",
        }
    }
}

/// `14 of 62 (23%)`, of audits that name something.
pub fn named_of(share: NamedShare) -> String {
    k_of_n(&Rate::from(Tally { n: share.of, inadequate: share.named }))
}

/// What shares are of: `inadequate audits`, or those that name a cause.
pub fn shares_of(named: &Named, naming: Naming) -> String {
    if named.of == SharesOf::Inadequate || !named.leaves_out_silent() {
        return "inadequate audits".into();
    }
    format!("inadequate audits that name a {}", naming.one())
}

/// What is named most often, as a headline.
pub fn most_named(named: &Named, naming: Naming) -> String {
    let Some(first) = named.in_inadequate().next() else { return none_named(named, naming) };
    let as_often: Vec<&str> = named
        .in_inadequate()
        .take_while(|name| name.inadequate.named == first.inadequate.named)
        .map(|name| name.name.as_str())
        .collect();
    let counts = of_inadequate(first.inadequate);
    match as_often.as_slice() {
        [_] => format!("{} is named most often: in {counts}", first.name),
        several => format!("{} are named most often: each in {counts}", listed(several, 3)),
    }
}

/// That no inadequate audit names any.
fn none_named(named: &Named, naming: Naming) -> String {
    let one = naming.one();
    match named.any.of {
        0 => format!("No audit in the rate is inadequate, so there is no {one} to name"),
        1 => format!("The only inadequate audit names no {one}"),
        several => format!("None of the {} inadequate audits names a {one}", number(several)),
    }
}

/// `121 of 291 inadequate audits (42%)`.
fn of_inadequate(share: NamedShare) -> String {
    of_those(&named_of(share), "inadequate audits")
}

/// Counts with what they are of: the words stand before the share.
fn of_those(counts: &str, audits: &str) -> String {
    match counts.split_once(" (") {
        Some((counts, share)) => format!("{counts} {audits} ({share}"),
        None => format!("{counts} {audits}"),
    }
}

/// The view in one sentence: what is named most often, and where more often than elsewhere.
///
/// ```
/// use plumbline::{import::read, report::{Report, wording::why_in_short}, settings::Settings};
/// let file = "Date,Grade,Cause\n2024-04-02,Inadequate,Drift\n2024-04-02,Inadequate,Drift; Plan\n2024-04-03,Good,\n";
/// let report = Report::of(&read(file.as_bytes(), None).unwrap(), &Settings::default());
/// assert_eq!(why_in_short(report.why.as_ref().unwrap()), "Drift is named in 2 of 2 inadequate audits");
/// ```
pub fn why_in_short(why: &Why) -> String {
    let Some(named) = &why.causes else { return nothing_named(why, Naming::Causes) };
    let Some(first) = named.in_inadequate().next() else { return most_named(named, Naming::Causes) };
    let most = most_named(named, Naming::Causes);
    let most = if most.contains("is named most often: in") {
        most.replace("is named most often: in", "is named in")
    } else {
        most
    };
    let local = named.in_inadequate().find_map(|name| {
        let office = name.places.as_ref()?.differing.iter().find(|office| office.more)?;
        let counts = format!("{}, against {} in the others", named_of(office.here), named_of(office.others));
        Some(if name.name == first.name {
            format!("; it is named in {} more often than elsewhere: {counts}", office.office)
        } else {
            format!("; {} is named in {} more often than elsewhere: {counts}", name.name, office.office)
        })
    });
    most + &local.unwrap_or_default()
}

/// Why nothing can be said of causes or partners.
pub fn nothing_named(why: &Why, naming: Naming) -> String {
    let (read, question, field) = match naming {
        Naming::Causes => (why.read.causes, "why work fails", "failure_causes"),
        Naming::Partners => (why.read.partners, "what part partners have in it", "partner_causes"),
    };
    if read {
        return format!("No audit in the rate names a {}", naming.one());
    }
    format!(
        "These audits do not record {question}: no column of the file was taken for {} (field {field})",
        match naming {
            Naming::Causes => "causes of failure",
            Naming::Partners => "partners whose part failed",
        }
    )
}

/// Why nothing can be said of practice areas.
pub fn no_areas(why: &Why) -> String {
    if why.read.areas {
        return "No audit in the rate grades a practice area".into();
    }
    "These audits do not record how practice areas were graded: no column of the file was taken for one (field domain_grades)"
        .into()
}

/// How many audits name nothing, in a sentence.
pub fn silent(named: &Named, naming: Naming) -> String {
    let one = naming.one();
    let silent = NamedShare { named: named.silent(), of: named.any.of, ..named.any };
    match (silent.named, naming) {
        (0, _) => format!("Every inadequate audit names a {one}."),
        (_, Naming::Causes) => {
            format!(
                "{} name no cause; they are counted among the {}.",
                sentence(&of_inadequate(silent)),
                number(silent.of)
            )
        }
        (_, Naming::Partners) => "An audit that names no partner is counted as having none to name.".into(),
    }
}

/// The full label of one bar.
pub fn named_label(name: &NamedCause) -> String {
    let interval = name.inadequate.interval95.filter(|_| name.inadequate.of >= 5).map(|interval| {
        format!(
            ", 95% interval {} to {}",
            super::per_cent(interval.lower, name.inadequate.of),
            super::per_cent(interval.upper, name.inadequate.of)
        )
    });
    format!("{}: named in {}{}", name.name, of_inadequate(name.inadequate), interval.unwrap_or_default())
}

/// The same of all audits.
pub fn named_in_all_label(name: &NamedCause) -> String {
    format!("{}: named in {} of all audits in the rate", name.name, named_of(name.all))
}

/// What can be said of a move, in the closed vocabulary.
pub fn moved_verdict(verdict: MovedVerdict) -> &'static str {
    match verdict {
        MovedVerdict::MoreOften => "More often",
        MovedVerdict::LessOften => "Less often",
        MovedVerdict::NoChange => "No change that can be told from chance",
        MovedVerdict::TooFew => "Too few audits to say",
    }
}

/// Which of these moved, as a headline; each by its name. `what` is done to them: "named", "inadequate".
fn moves(moves: &[(&str, &Moved)], what: &str, one: &str, several: &str) -> String {
    let of = |verdict| moves.iter().filter(move |(_, moved)| moved.verdict == verdict);
    let told: Vec<String> = [(MovedVerdict::MoreOften, "more often"), (MovedVerdict::LessOften, "less often")]
        .into_iter()
        .filter_map(|(verdict, how)| {
            let names: Vec<&str> = of(verdict).map(|(name, _)| *name).collect();
            match (names.as_slice(), of(verdict).next()) {
                ([name], Some((_, moved))) => Some(format!(
                    "{name} is {what} {how} than before: {} against {}",
                    named_of(moved.later),
                    named_of(moved.earlier)
                )),
                ([_, ..], _) => Some(format!("{} are {what} {how} than before", listed(&names, 4))),
                _ => None,
            }
        })
        .collect();
    if !told.is_empty() {
        return sentence(&told.join("; "));
    }
    let too_few = of(MovedVerdict::TooFew).count();
    if too_few == moves.len() {
        return format!("There are too few audits to say whether any {one} has become more or less frequent");
    }
    if let [(name, moved)] = moves {
        return format!(
            "{name} is {what} neither more nor less often than before, as far as can be told from chance: {} against {}",
            named_of(moved.later),
            named_of(moved.earlier)
        );
    }
    let rest =
        if too_few > 0 { format!("; of {} there are too few audits to say", in_words(too_few)) } else { String::new() };
    format!(
        "None of the {} {several} is {what} more or less often than before, as far as can be told from chance{rest}",
        in_words(moves.len())
    )
}

/// Which causes or partners moved.
pub fn named_moves(named: &Named, naming: Naming) -> String {
    let moved: Vec<(&str, &Moved)> =
        named.in_inadequate().filter_map(|name| Some((name.name.as_str(), name.moved.as_ref()?))).collect();
    moves(&moved, "named", naming.one(), naming.several())
}

/// Which practice areas moved.
pub fn area_moves(areas: &[Area]) -> String {
    let moved: Vec<(&str, &Moved)> =
        areas.iter().filter_map(|area| Some((area.area.as_str(), area.moved.as_ref()?))).collect();
    moves(&moved, "graded inadequate", "practice area", "practice areas")
}

/// Which windows are compared, in a sentence.
pub fn why_windows(windows: &WhyWindows) -> String {
    let chosen = if windows.chosen { ", as you chose" } else { "" };
    format!("{} against {}{chosen}.", windows.later, windows.earlier)
}

/// Why no windows are compared.
pub fn no_windows(chosen: bool) -> &'static str {
    if chosen {
        "The two windows that you chose share months, or one has none, so nothing is compared"
    } else {
        "Too few months are complete to compare them with those before"
    }
}

/// The full label of the earlier share.
pub fn earlier_label(name: &str, moved: &Moved, windows: &WhyWindows) -> String {
    format!("{name}, {}: {}", windows.earlier, named_of(moved.earlier))
}

/// The full label of the later share, with what can be said.
pub fn later_label(name: &str, moved: &Moved, windows: &WhyWindows) -> String {
    let span = moved.interval95.filter(|_| moved.verdict != MovedVerdict::TooFew).map(difference);
    format!(
        "{name}, {}: {}; {}{}",
        windows.later,
        named_of(moved.later),
        moved_verdict(moved.verdict).to_lowercase(),
        span.map(|span| format!(" ({span})")).unwrap_or_default()
    )
}

/// `95% interval of the difference: 12 points lower to 3 points higher`.
fn difference(interval: Interval) -> String {
    let side = |end: f64| format!("{} {}", points(end), if end < 0.0 { "lower" } else { "higher" });
    format!("95% interval of the difference: {} to {}", side(interval.lower), side(interval.upper))
}

/// What can be said of offices, in the closed vocabulary.
pub fn places_verdict(verdict: PlacesVerdict) -> &'static str {
    match verdict {
        PlacesVerdict::Differ => "Offices differ",
        PlacesVerdict::NoMoreThanChance => "No more different than chance",
        PlacesVerdict::TooFew => "Too few audits to say",
    }
}

/// Whether one cause or partner is local or everywhere, in a sentence.
pub fn place_of(places: &Places) -> String {
    let found = format!("found in {} of {}", number(places.found_in), count_of(places.offices, "office", "offices"));
    match places.verdict {
        PlacesVerdict::NoMoreThanChance => format!("{}; {found}", places_verdict(places.verdict)),
        PlacesVerdict::TooFew => format!("{} ({found})", places_verdict(places.verdict)),
        PlacesVerdict::Differ if places.differing.is_empty() => {
            format!("Offices differ by more than chance, but no single one can be named; {found}")
        }
        PlacesVerdict::Differ => {
            let each: Vec<String> = places
                .differing
                .iter()
                .map(|office| {
                    format!(
                        "{} often in {}, {}, than in the others, {}",
                        if office.more { "more" } else { "less" },
                        office.office,
                        named_of(office.here),
                        named_of(office.others)
                    )
                })
                .collect();
            format!("Offices differ: {}", each.join("; "))
        }
    }
}

/// Which causes are local and which are everywhere, as a headline.
pub fn places_headline(named: &Named, naming: Naming) -> String {
    let (one, several) = (naming.one(), naming.several());
    let all: Vec<(&NamedCause, &Places)> =
        named.in_inadequate().filter_map(|name| Some((name, name.places.as_ref()?))).collect();
    let with = |verdict| all.iter().filter(move |(_, places)| places.verdict == verdict);
    let local: Vec<&str> = with(PlacesVerdict::Differ).map(|(name, _)| name.name.as_str()).collect();
    let alike = with(PlacesVerdict::NoMoreThanChance).count();
    let few = with(PlacesVerdict::TooFew).count();
    if all.is_empty() && named.has_several_offices() {
        return format!("Whether any {one} is found more in one office than in another is being worked out");
    }
    if all.is_empty() {
        return format!(
            "Fewer than two offices have inadequate audits to compare, so no {one} can be told to be local"
        );
    }
    if few == all.len() {
        return format!(
            "There are too few audits to say whether any {one} is found more in one office than in another"
        );
    }
    let mut said = match local.as_slice() {
        [] => format!("No {one} can be told to be local"),
        [only] => format!("{only} is found more in some offices than in others"),
        names => format!("{} are found more in some offices than in others", listed(names, 3)),
    };
    if alike > 0 {
        let which = if local.is_empty() { "" } else { "other " };
        said += &match (alike, alike == 1) {
            (_, true) => format!("; one {which}{one} differs no more than chance"),
            (alike, _) => format!("; {} {which}{several} differ no more than chance", in_words(alike)),
        };
    }
    if few > 0 {
        said += &format!("; of {} there are too few audits to say", in_words(few));
    }
    said
}

/// The practice areas as a headline: which is inadequate most often.
pub fn areas_headline(areas: &[Area]) -> String {
    let most = areas.iter().filter(|area| area.rate.n >= 5).max_by(|a, b| {
        let rate = |area: &Area| area.rate.rate.unwrap_or_default();
        // Of two alike the first by name.
        rate(a).total_cmp(&rate(b)).then_with(|| b.area.cmp(&a.area))
    });
    match most {
        Some(area) if area.rate.inadequate > 0 => format!(
            "{} is graded inadequate most often: in {}",
            area.area,
            of_those(&k_of_n(&area.rate), "audits that grade it")
        ),
        Some(_) => "No practice area was graded inadequate".into(),
        None => "Too few audits grade a practice area to say more than the counts".into(),
    }
}

/// The full label of a period of a practice area.
pub fn area_label(area: &str, period: &str, counted: Counted) -> String {
    let rate = Rate::from(counted);
    format!("{area}, {period}: {}", super::counted_inadequate(&rate))
}

/// Partners as a headline.
pub fn partners_headline(named: &Named) -> String {
    if named.any.named == 0 {
        return none_named(named, Naming::Partners);
    }
    let any = of_inadequate(named.any);
    let most = named.in_inadequate().next().map(|name| {
        let as_often: Vec<&str> = named
            .in_inadequate()
            .take_while(|other| other.inadequate.named == name.inadequate.named)
            .map(|other| other.name.as_str())
            .collect();
        format!("; most often {}, in {}", listed(&as_often, 2), number(name.inadequate.named))
    });
    format!("{any} name a partner whose part failed{}", most.unwrap_or_default())
}

/// Whether offices differ in how often any partner is named.
pub fn partners_by_office(places: &Places) -> String {
    let which = match places.verdict {
        PlacesVerdict::NoMoreThanChance => {
            "Offices differ no more than chance in how often any partner is named".to_owned()
        }
        PlacesVerdict::TooFew => {
            "Too few audits to say whether offices differ in how often any partner is named".to_owned()
        }
        PlacesVerdict::Differ => format!("Any partner at all: {}", super::lower_first(&place_of(places))),
    };
    format!("{which}.")
}

/// What is known of work with partners from the grades, in a sentence.
pub fn partner_area(area: &Area) -> String {
    let moved = area.moved.as_ref().map(|moved| {
        format!(
            " {}: {} in the later window, {} in the earlier.",
            moved_verdict(moved.verdict),
            named_of(moved.later),
            named_of(moved.earlier)
        )
    });
    format!(
        "{} was graded inadequate in {}.{}",
        area.area,
        of_those(&k_of_n(&area.rate), "audits that grade it"),
        moved.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::report::Report;
    use crate::settings::Settings;

    fn why(file: &str) -> Why {
        Report::of(&read(file.as_bytes(), None).unwrap(), &Settings::default()).why.unwrap()
    }

    #[test]
    fn what_is_missing_is_named() {
        let of = why("Date,Office,Grade\n2024-04-02,North,Inadequate\n");
        assert_eq!(
            why_in_short(&of),
            "These audits do not record why work fails: no column of the file was taken for causes of failure (field failure_causes)"
        );
        assert!(nothing_named(&of, Naming::Partners).contains("do not record what part partners have"));
        assert!(no_areas(&of).contains("domain_grades"));
        let of = why(
            "Date,Grade,Cause,Partner cause,Risk grade\n2024-04-02,Good,,,\n2024-04-02,Good,n/a,,Good\n2023-01-01,Good,,,\n",
        );
        assert_eq!(nothing_named(&of, Naming::Causes), "No audit in the rate names a cause");
        let of = why("Date,Grade,Cause,Partner cause\n2024-04-02,Good,Plan,Police\n2024-04-02,Good,,\n");
        assert_eq!(why_in_short(&of), "No audit in the rate is inadequate, so there is no cause to name");
        assert_eq!(
            partners_headline(of.partners.as_ref().unwrap()),
            "No audit in the rate is inadequate, so there is no partner to name"
        );
    }

    /// From file to sentence, with figures that were worked out by hand.
    #[test]
    fn few_audits_by_hand() {
        let of = why("Date,Office,Grade,Causes,Partner causes,Planning grade\n\
             2024-01-02,North,Inadequate,Drift; Plan,Police,Inadequate\n\
             2024-01-03,North,Inadequate,Plan,,Good\n\
             2024-02-02,South,Inadequate,,Health,Inadequate\n\
             2024-02-03,South,Good,Plan,,Good\n\
             2024-03-03,South,Good,,,Good\n");
        let causes = of.causes.as_ref().unwrap();
        assert_eq!(most_named(causes, Naming::Causes), "Plan is named most often: in 2 of 3 inadequate audits");
        assert_eq!(
            silent(causes, Naming::Causes),
            "1 of 3 inadequate audits name no cause; they are counted among the 3."
        );
        assert_eq!(named_in_all_label(&causes.names[0]), "Plan: named in 3 of 5 (60%) of all audits in the rate");
        assert_eq!(shares_of(causes, Naming::Causes), "inadequate audits that name a cause");
        assert_eq!(
            places_headline(causes, Naming::Causes),
            "Fewer than two offices have inadequate audits to compare, so no cause can be told to be local",
            "South names none"
        );
        let partners = of.partners.as_ref().unwrap();
        assert_eq!(
            partners_headline(partners),
            "2 of 3 inadequate audits name a partner whose part failed; most often Health and Police, in 1"
        );
        assert_eq!(
            places_headline(partners, Naming::Partners),
            "There are too few audits to say whether any partner is found more in one office than in another"
        );
        assert_eq!(
            areas_headline(&of.areas),
            "Planning is graded inadequate most often: in 2 of 5 audits that grade it (40%)"
        );
        assert_eq!(of.windows.as_ref().map(why_windows).unwrap(), "February 2024 against January 2024.");
        assert_eq!(
            named_moves(causes, Naming::Causes),
            "There are too few audits to say whether any cause has become more or less frequent"
        );
    }

    #[test]
    fn verdicts_in_words() {
        let share = |named, of| NamedShare::from((named, of));
        let moved = |verdict| Moved {
            verdict,
            earlier: share(30, 60),
            later: share(9, 50),
            difference: Some(-0.32),
            interval95: Some(Interval { lower: -0.47, upper: -0.14 }),
            adjusted_p: 0.001,
            held_apart_p: Some(0.002),
        };
        let windows = WhyWindows { earlier: "2023".into(), later: "2024".into(), chosen: true };
        let label = later_label("Drift", &moved(MovedVerdict::LessOften), &windows);
        assert_eq!(
            label,
            "Drift, 2024: 9 of 50 (18%); less often (95% interval of the difference: 47 points lower to 14 points lower)"
        );
        let (less, same, few) =
            (moved(MovedVerdict::LessOften), moved(MovedVerdict::NoChange), moved(MovedVerdict::TooFew));
        let all = [("Drift", &less), ("Plan", &same), ("Risk", &few)];
        assert_eq!(
            moves(&all, "named", "cause", "causes"),
            "Drift is named less often than before: 9 of 50 (18%) against 30 of 60 (50%)"
        );
        assert_eq!(
            moves(&all[1..], "named", "cause", "causes"),
            "None of the two causes is named more or less often than before, as far as can be told from chance; of one there are too few audits to say"
        );
        assert_eq!(
            moves(&all[1..2], "named", "cause", "causes"),
            "Plan is named neither more nor less often than before, as far as can be told from chance: 9 of 50 (18%) against 30 of 60 (50%)"
        );
        let places = |verdict, differing| Places { verdict, found_in: 5, offices: 6, adjusted_p: None, differing };
        assert_eq!(
            place_of(&places(PlacesVerdict::NoMoreThanChance, Vec::new())),
            "No more different than chance; found in 5 of 6 offices"
        );
        assert_eq!(
            place_of(&places(PlacesVerdict::Differ, Vec::new())),
            "Offices differ by more than chance, but no single one can be named; found in 5 of 6 offices"
        );
    }
}
