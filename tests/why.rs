//! Why work fails, from file to sentence: the demonstration's planted truths are found, its planted small office is not accused, and files of which
//! nothing is true are rarely told anything.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::chart::{self, Scene};
use plumbline::import::{self, Import};
use plumbline::report::wording::{self, Naming};
use plumbline::report::{MovedVerdict, Named, PlacesVerdict, Report, Sheet, Why};
use plumbline::settings::{Baseline, Compare, Settings};
use plumbline::stats::Random;
use serde_json::{Value, json};
use std::io::Read;

fn demonstration() -> Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    import::read(&bytes, None).unwrap()
}

fn report(import: &Import, settings: &Settings) -> Report {
    Report::of(import, settings)
}

fn why(import: &Import) -> Why {
    report(import, &Settings::default()).why.unwrap()
}

fn accused(named: &Named) -> Vec<(&str, &str, bool)> {
    let of = |name: &'_ plumbline::report::NamedCause| name.places.as_ref().map_or(0, |places| places.differing.len());
    let mut all = Vec::new();
    for name in named.names.iter().filter(|name| of(name) > 0) {
        for office in &name.places.as_ref().unwrap().differing {
            all.push((name.name.as_str(), office.office.as_str(), office.more));
        }
    }
    all
}

#[test]
fn which_causes_are_local_is_worked_out_after_the_first_figures() {
    let (mut report, judging) = Report::begin(&demonstration(), &Settings::default());
    let local = |report: &Report| {
        let why = report.why.clone().unwrap();
        let causes = why.causes.unwrap();
        (wording::places_headline(&causes, Naming::Causes), causes.names.iter().all(|name| name.places.is_some()))
    };
    let pending = "Whether any cause is found more in one office than in another is being worked out";
    assert_eq!(local(&report), (pending.to_owned(), false));
    assert!(report.now_and_later().later.iter().any(|sentence| sentence == pending));
    judging.judge(&mut report);
    let (headline, worked_out) = local(&report);
    assert!(worked_out && headline.starts_with("Weak management oversight and "), "{headline}");
    assert!(report.now_and_later().later.contains(&headline));
}

#[test]
fn what_is_planted_in_the_demonstration_is_found_and_its_small_office_is_not_accused() {
    let why = why(&demonstration());
    let causes = why.causes.as_ref().unwrap();
    assert_eq!(accused(causes), [("Weak management oversight", "Coldharbour", true)]);
    assert_eq!(
        wording::why_in_short(&why),
        "Weak management oversight is named in 121 of 291 inadequate audits (42%); it is named in Coldharbour more often than elsewhere: \
         37 of 53 (70%), against 84 of 238 (35%) in the others"
    );
    assert_eq!(wording::silent(causes, Naming::Causes), "Every inadequate audit names a cause.");
    // Nothing was made to move; and of the police of Fallow Green there are too few audits to say.
    let moved = causes.names.iter().chain(&why.partners.as_ref().unwrap().names).filter_map(|name| name.moved.as_ref());
    assert!(moved.clone().count() == 12);
    assert!(moved.into_iter().all(|moved| matches!(moved.verdict, MovedVerdict::NoChange | MovedVerdict::TooFew)));
    let partners = why.partners.as_ref().unwrap();
    let police = partners.names.iter().find(|name| name.name == "Police").unwrap();
    assert_eq!(police.places.as_ref().unwrap().verdict, PlacesVerdict::TooFew);
    assert!(accused(partners).is_empty());
    assert_eq!(
        wording::partners_headline(partners),
        "79 of 291 inadequate audits (27%) name a partner whose part failed; most often Health, in 29"
    );
    assert_eq!(why.areas.iter().filter(|area| area.with_partners).count(), 1);
    assert_eq!(
        wording::areas_headline(&why.areas),
        "Management oversight is graded inadequate most often: in 472 of 1,671 audits that grade it (28.2%)"
    );
}

/// Counted again from the file, by other code.
#[test]
fn the_counts_are_those_of_the_file() {
    let mut text = String::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_string(&mut text).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let random = |audit: &&Value| audit["audit_type"] == "random" && audit["overall_grade"] != "Not yet graded";
    let audits: Vec<&Value> = file["audits"].as_array().unwrap().iter().filter(random).collect();
    let names = |audit: &Value, key: &str, name: &str| {
        audit[key].as_array().is_some_and(|names| names.iter().any(|other| other == name))
    };
    let why = why(&demonstration());
    for (key, named) in [("failure_causes", &why.causes), ("partner_causes", &why.partners)] {
        let named = named.as_ref().unwrap();
        for name in &named.names {
            let count = |test: &dyn Fn(&Value) -> bool| {
                u32::try_from(audits.iter().filter(|audit| names(audit, key, &name.name) && test(audit)).count())
                    .unwrap()
            };
            let inadequate = |audit: &Value| audit["overall_grade"] == "Inadequate";
            assert_eq!(
                (name.all.named, name.inadequate.named),
                (count(&|_| true), count(&inadequate)),
                "{}",
                name.name
            );
            for (office, counted) in named.offices.iter().zip(&name.by_office) {
                assert_eq!(*counted, count(&|audit| inadequate(audit) && audit["office"] == office.name.as_str()));
            }
            for (service, counted) in named.services.iter().zip(&name.by_service) {
                assert_eq!(*counted, count(&|audit| inadequate(audit) && audit["service"] == service.name.as_str()));
            }
            let later = ("2018-09-01", "2019-08-01");
            let in_later = |audit: &Value| {
                let date = audit["audit_date"].as_str().unwrap();
                inadequate(audit) && (later.0..later.1).contains(&date)
            };
            assert_eq!(name.moved.as_ref().unwrap().later.named, count(&in_later));
        }
    }
    for area in &why.areas {
        let graded = |audit: &&&Value| audit["domain_grades"].get(area.area.as_str()).is_some();
        let n = audits.iter().filter(graded).count();
        let inadequate =
            audits.iter().filter(|audit| audit["domain_grades"][area.area.as_str()] == "Inadequate").count();
        assert_eq!((area.rate.n as usize, area.rate.inadequate as usize), (n, inadequate));
        assert_eq!(area.by_period.iter().map(|counted| counted.n).sum::<u32>(), area.rate.n);
    }
}

/// An authority of offices over months; what each inadequate audit names is drawn by `names`, each area by `area`.
fn authority(
    random: &mut Random,
    offices: &[(&str, u32)],
    months: u32,
    names: impl Fn(&str, u32, usize) -> f64,
    rate: impl Fn(&str, u32) -> f64,
) -> Import {
    let causes = ["Drift", "Plan", "Oversight", "Risk", "Recording"];
    let partners = ["Health", "Police", "Schools"];
    let mut audits = Vec::new();
    for month in 0..months {
        for (office, n) in offices {
            for at in 0..*n {
                let inadequate = random.unit() < rate(office, month);
                let mut drawn = |list: &[&str], share: f64| -> Vec<String> {
                    let some =
                        list.iter().enumerate().filter(|(at, _)| random.unit() < share * names(office, month, *at));
                    some.map(|(_, name)| (*name).to_owned()).collect()
                };
                let (causes, partners) =
                    if inadequate { (drawn(&causes, 1.0), drawn(&partners, 0.6)) } else { Default::default() };
                let mut grade = |share: f64| if random.unit() < share { "Inadequate" } else { "Good" };
                audits.push(json!({
                    "audit_date": format!("{}-{:02}-{:02}", 2022 + month / 12, month % 12 + 1, at % 28 + 1),
                    "office": office,
                    "service": if at % 3 == 0 { "MASH" } else { "Family" },
                    "overall_grade": if inadequate { "Inadequate" } else { "Good" },
                    "failure_causes": causes,
                    "partner_causes": partners,
                    "domain_grades": { "Planning": grade(rate(office, month)), "Risk": grade(rate(office, month) * 1.2), "Visits": grade(0.1) },
                }));
            }
        }
    }
    import::read(json!({ "audits": audits, "exported_on": "2026-01-31" }).to_string().as_bytes(), None).unwrap()
}

/// Which statements of a kind are made of a file.
fn says(why: &Why) -> [bool; 4] {
    let named = || [&why.causes, &why.partners].into_iter().flatten();
    let told = |moved: Option<&plumbline::report::Moved>| {
        moved.is_some_and(|moved| matches!(moved.verdict, MovedVerdict::MoreOften | MovedVerdict::LessOften))
    };
    let differ = |of: &Named| {
        let places = of.names.iter().filter_map(|name| name.places.as_ref()).chain(&of.any_by_office);
        places.into_iter().any(|places| places.verdict == PlacesVerdict::Differ)
    };
    [
        named().any(|of| of.names.iter().any(|name| told(name.moved.as_ref()))),
        why.causes.as_ref().is_some_and(differ),
        why.partners.as_ref().is_some_and(differ),
        why.areas.iter().any(|area| told(area.moved.as_ref())),
    ]
}

/// Where nothing moves and no office differs, each family of statements is wrong of at most one file in twenty.
#[test]
fn files_of_which_nothing_is_true_are_rarely_told_anything() {
    const FILES: u32 = 60;
    let shapes: [(&[(&str, u32)], u32); 3] = [
        (&[("North", 9), ("South", 5), ("East", 3), ("West", 2)], 18),
        (&[("North", 20), ("South", 6)], 12),
        (&[("A", 3), ("B", 3), ("C", 3), ("D", 3), ("E", 3), ("F", 3), ("G", 3), ("H", 3)], 24),
    ];
    for (offices, months) in shapes {
        let mut random = Random::seeded(20_191_015);
        let mut alarms = [0_u32; 4];
        for _ in 0..FILES {
            let file = authority(&mut random, offices, months, |_, _, at| [0.4, 0.3, 0.3, 0.2, 0.1][at], |_, _| 0.3);
            for (alarm, said) in alarms.iter_mut().zip(says(&why(&file))) {
                *alarm += u32::from(said);
            }
        }
        // Causes and partners that moved are two families of their own: 6 and 3 of 60 are expected at most; 10 and 8 would be seen in one of a hundred runs.
        assert!(alarms[0] < 10 && alarms[1..].iter().all(|alarms| *alarms < 8), "{offices:?}: {alarms:?}");
    }
}

/// Offices that differ in how much is inadequate, or that come to be audited more, are no move and no difference of causes.
#[test]
fn a_change_of_what_is_audited_is_no_move() {
    let mut random = Random::seeded(3);
    let mut said = 0_u32;
    for _ in 0..20 {
        // Planning is bad in North and good in South; North is audited before, South after.
        let offices = [("North", 20), ("South", 20)];
        let whole =
            authority(&mut random, &offices, 12, |_, _, _| 0.3, |office, _| if office == "North" { 0.5 } else { 0.1 });
        // Four in five audits of North in the second half are left out, and of South in the first.
        let dropped: Vec<bool> = (0..whole.table.len())
            .map(|row| {
                let (_, month, _) = whole.table.date[row].year_month_day();
                (whole.table.office.name_at(row) == "North") == (month > 6) && row % 5 != 0
            })
            .collect();
        let mixed = Import { table: whole.table.without(&dropped), ..whole };
        said += u32::from(says(&why(&mixed))[3]);
    }
    assert!(said <= 3, "{said} of 20");
}

#[test]
fn what_moves_and_what_is_local_is_found() {
    let mut random = Random::seeded(9);
    let offices = [("North", 12), ("South", 12), ("East", 12)];
    let names = |office: &str, month: u32, at: usize| match (at, office) {
        (0, _) => {
            if month < 12 {
                0.6
            } else {
                0.2
            }
        }
        (2, "East") => 0.7,
        _ => 0.25,
    };
    let file = authority(&mut random, &offices, 24, names, |_, month| if month < 12 { 0.4 } else { 0.2 });
    let why = why(&file);
    let causes = why.causes.as_ref().unwrap();
    let moved: Vec<_> =
        causes.names.iter().map(|name| (name.name.as_str(), name.moved.as_ref().unwrap().verdict)).collect();
    assert!(moved.contains(&("Drift", MovedVerdict::LessOften)), "{moved:?}");
    assert!(wording::named_moves(causes, Naming::Causes).starts_with("Drift is named less often than before: "));
    assert!(accused(causes).contains(&("Oversight", "East", true)), "{:?}", accused(causes));
    let areas = wording::area_moves(&why.areas);
    assert!(["Planning", "Risk", "less often than before"].iter().all(|part| areas.contains(part)), "{areas}");
    let row = Sheet::of_named_moves(causes, Naming::Causes).to_csv();
    assert!(row.contains("Less often"), "{row}");
    let by_office = Sheet::of_named_by_office(causes, Naming::Causes).to_csv();
    assert!(by_office.contains("Oversight,East,") && by_office.contains("More often than the others"), "{by_office}");

    // The reader's own windows are compared where they are chosen; those that share months are not.
    let window = |from: &str, to: &str| Baseline { from: from.parse().unwrap(), to: to.parse().unwrap() };
    let chosen = |later| Settings {
        compare: Some(Compare { earlier: window("2022-01-01", "2022-06-30"), later }),
        ..Settings::default()
    };
    let of = report(&file, &chosen(window("2022-07-01", "2022-12-31"))).why.unwrap();
    assert_eq!(
        wording::why_windows(&of.windows.clone().unwrap()),
        "July to December 2022 against January to June 2022, as you chose."
    );
    assert!(!says(&of)[0], "nothing moves within the first year");
    assert_eq!(report(&file, &chosen(window("2022-06-01", "2022-12-31"))).why.unwrap().windows, None);
}

/// An office that records no causes is not said to have fewer of each.
#[test]
fn silence_is_no_difference() {
    let mut random = Random::seeded(1);
    let offices = [("North", 20), ("South", 20)];
    let file =
        authority(&mut random, &offices, 12, |office, _, _| if office == "South" { 0.02 } else { 0.5 }, |_, _| 0.4);
    let why = why(&file);
    let causes = why.causes.as_ref().unwrap();
    assert!(causes.leaves_out_silent());
    let [north, south] = causes.offices.as_slice() else { panic!() };
    assert!(south.any * 5 < south.inadequate && north.any * 10 > north.inadequate * 9);
    assert!(accused(causes).is_empty(), "{:?}", accused(causes));
    assert!(wording::shares_of(causes, Naming::Causes).contains("that name a cause"));
}

#[test]
fn a_minimum_file_gives_statements_and_no_charts() {
    let file =
        import::read(b"id,date,office,grade\n1,2024-04-02,North,Inadequate\n2,2024-04-03,South,Good\n", None).unwrap();
    let report = report(&file, &Settings::default());
    let why = report.why.as_ref().unwrap();
    for said in [wording::why_in_short(why), wording::nothing_named(why, Naming::Partners), wording::no_areas(why)] {
        assert!(said.starts_with("These audits do not record "), "{said}");
    }
    assert!(chart::named_moves(&report, Naming::Causes, 400).unwrap().is_none());
    assert!(chart::areas_over_time(&report, 400).unwrap().is_none());
}

fn scenes(report: &Report, width_px: u32) -> Vec<(&'static str, Scene)> {
    let why = report.why.as_ref().unwrap();
    let mut scenes = Vec::new();
    let mut add = |name, scene: Option<Scene>| scenes.extend(scene.map(|scene| (name, scene)));
    add("causes", why.causes.as_ref().and_then(|named| chart::named_in_order(named, width_px).unwrap()));
    add("partners", why.partners.as_ref().and_then(|named| chart::named_in_order(named, width_px).unwrap()));
    add("moved", chart::named_moves(report, Naming::Causes, width_px).unwrap());
    add("areas", chart::areas_over_time(report, width_px).unwrap());
    add(
        "areas-moved",
        why.windows.as_ref().and_then(|windows| chart::area_moves(&why.areas, windows, width_px).unwrap()),
    );
    scenes
}

#[test]
fn the_charts_are_drawn_as_they_were() {
    let demonstration = report(&demonstration(), &Settings::default());
    for (name, scene) in scenes(&demonstration, 1072) {
        insta::assert_snapshot!(format!("demonstration-{name}"), scene.to_svg(name));
    }
    let mut random = Random::seeded(4);
    let few = report(&authority(&mut random, &[("North", 3)], 3, |_, _, _| 0.5, |_, _| 0.5), &Settings::default());
    for (name, scene) in scenes(&few, 358) {
        insta::assert_snapshot!(format!("few-{name}"), scene.to_svg(name));
    }
}

#[test]
fn everything_is_drawn_inside_its_chart() {
    let mut random = Random::seeded(4);
    let long = "Assessment of need and of risk that was neither written down nor talked over with anybody at all";
    let mut one = authority(&mut random, &[("North", 4)], 1, |_, _, _| 0.5, |_, _| 1.0);
    for row in 0..4 {
        one.table.causes.push(row, long);
        one.table.partner_causes.push(row, long);
    }
    let area = one.table.areas.area(long);
    one.table.areas.set(area, 0, plumbline::audit::Grade::GOOD);
    for import in [demonstration(), one] {
        for width_px in [220, 288, 358, 700, 1072] {
            for (name, scene) in scenes(&report(&import, &Settings::default()), width_px) {
                let (width, height) = (f64::from(scene.width_px), f64::from(scene.height_px));
                for mark in &scene.marks {
                    assert!(
                        (0.0..=width).contains(&mark.x_px) && (0.0..=height).contains(&mark.y_px),
                        "{name} {mark:?}"
                    );
                    assert!(!mark.label.is_empty());
                }
                let mut places: Vec<(f64, f64, f64)> = Vec::new();
                for note in &scene.notes {
                    let wide = note.text.chars().count() as f64 * 13.0 * 0.55;
                    let left = match note.anchor {
                        chart::Anchor::Start => note.x_px,
                        chart::Anchor::Middle => note.x_px - wide / 2.0,
                        chart::Anchor::End => note.x_px - wide,
                    };
                    assert!(left >= -1.0 && left + wide <= width + 1.0, "{name} at {width_px}: {note:?}");
                    let covers = |(other_left, other_right, y): &(f64, f64, f64)| {
                        (y - note.y_px).abs() < 11.0 && left < *other_right && *other_left < left + wide
                    };
                    assert!(!places.iter().any(covers), "{name} at {width_px}: {note:?} covers another");
                    places.push((left, left + wide, note.y_px));
                }
            }
        }
    }
}

/// Newcombe's intervals of the reference, each as a cause that so many inadequate audits name in two windows that the reader chose.
#[test]
fn the_reference_cases_of_a_difference_go_from_file_to_sentence() {
    let reference: Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    let cases = reference["cases"].as_array().unwrap().iter().filter(|case| case["method"] == "newcombe_diff");
    let mut tried = 0;
    for case in cases {
        let of = |key: &str| usize::try_from(case["input"][key].as_u64().unwrap()).unwrap();
        let (later, earlier) = ((of("x1"), of("n1")), (of("x2"), of("n2")));
        if later.0 + earlier.0 == 0 {
            continue;
        }
        let mut rows = String::from("Date,Grade,Failure cause\n");
        for (month, (named, all)) in [(1, earlier), (2, later)] {
            for at in 0..all {
                let cause = if at < named { "Drift" } else { "Something else" };
                rows += &format!("2024-{month:02}-{:02},Inadequate,{cause}\n", at % 28 + 1);
            }
        }
        let window = |from: &str, to: &str| Baseline { from: from.parse().unwrap(), to: to.parse().unwrap() };
        let compare =
            Compare { earlier: window("2024-01-01", "2024-01-31"), later: window("2024-02-01", "2024-02-29") };
        let settings = Settings { compare: Some(compare), still_open: Some(0), ..Settings::default() };
        let report = report(&import::read(rows.as_bytes(), None).unwrap(), &settings);
        let why = report.why.unwrap();
        let drift = why.causes.unwrap().names.into_iter().find(|name| name.name == "Drift").unwrap();
        let moved = drift.moved.unwrap();
        let expected = |key: &str| case["expected"][key].as_f64().unwrap();
        let interval = moved.interval95.unwrap();
        for (found, key) in [(moved.difference.unwrap(), "diff"), (interval.lower, "lower"), (interval.upper, "upper")]
        {
            assert!((found - expected(key)).abs() < 1e-9, "{} {key}: {found}", case["id"]);
        }
        let said = wording::later_label("Drift", &moved, why.windows.as_ref().unwrap());
        assert!(said.contains(&format!("{} of {}", later.0, later.1)), "{said}");
        tried += 1;
    }
    assert!(tried >= 10, "{tried}");
}
