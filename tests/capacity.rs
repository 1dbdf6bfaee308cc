//! Where the excess of inadequate work lies, from a file to its sentences.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::import::read;
use plumbline::report::{Capacity, MixVerdict, PlaceVerdict, Report, Sheet, wording};
use plumbline::settings::Settings;
use std::fmt::Write as _;
use std::io::Read as _;

fn report_of(document: &str) -> Report {
    Report::of(&read(document.as_bytes(), None).unwrap(), &Settings::default())
}

fn capacity_of(document: &str) -> Capacity {
    let (report, _) = Report::begin(&read(document.as_bytes(), None).unwrap(), &Settings::default());
    report.capacity.unwrap()
}

/// Audits of an office and a service, of which the first so many are inadequate, one a day through the months of 2024.
fn audits(office: &str, service: &str, n: u32, inadequate: u32) -> String {
    (0..n).fold(String::new(), |mut rows, at| {
        let (grade, cause) =
            if at < inadequate { ("Inadequate", ["Drift", "Risk"][at as usize % 2]) } else { ("Good", "") };
        let _ = writeln!(rows, "2024-{:02}-{:02},{office},{service},{grade},{cause}", at % 12 + 1, at % 28 + 1);
        rows
    })
}

const HEADER: &str = "Date,Office,Service,Grade,Failure cause\n";

#[test]
fn the_excess_is_what_each_place_has_over_the_rate_of_all() {
    // 12 of 40 are inadequate, 30%: of 20 audits 6 would be.
    let capacity =
        capacity_of(&format!("{HEADER}{}{}", audits("North", "Duty", 20, 10), audits("South", "Duty", 20, 2)));
    assert_eq!(capacity.all.tally().inadequate, 12);
    let fewer: Vec<(&str, f64)> = capacity.places.iter().map(|place| (place.office.as_str(), place.fewer)).collect();
    assert_eq!(fewer.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["North", "South"]);
    assert!((fewer[0].1 - 4.0).abs() < 1e-12 && (fewer[1].1 + 4.0).abs() < 1e-12);
    assert!((capacity.fewer_in_all - 4.0).abs() < 1e-12);
    // Wilson's interval of 10 of 20 is 29.9% to 70.1%.
    assert!((capacity.places[0].fewer_from - 20.0 * (0.299_298 - 0.3)).abs() < 1e-3, "{:?}", capacity.places[0]);
    assert!((capacity.places[0].fewer_to - 20.0 * (0.700_702 - 0.3)).abs() < 1e-3);
    assert_eq!(wording::fewer(&capacity.places[0]), "about 4 (between 0 and 8)");
    assert_eq!(wording::causes_named(&capacity.places[0].causes), "Drift 5; Risk 5");
    assert_eq!(
        wording::excess_in_all(&capacity),
        "12 of 40 (30%) audits were inadequate. If the one place that lies above that rate were at it, there would be about 4 fewer. Part of that is chance: \
         among places that do not differ some always lie above."
    );
    assert_eq!(Sheet::of_places(&capacity, true).rows.len(), 1);
    assert_eq!(Sheet::of_places(&capacity, false).rows.len(), 2);
}

#[test]
fn a_place_that_differs_is_named_and_one_of_few_audits_is_not() {
    let rows = [
        audits("North", "Duty", 120, 60),
        audits("North", "Long term", 120, 18),
        audits("South", "Duty", 120, 20),
        audits("South", "Long term", 6, 3),
    ];
    let capacity = capacity_of(&format!("{HEADER}{}", rows.concat()));
    let said: Vec<(String, PlaceVerdict)> =
        capacity.places.iter().map(|place| (wording::place(place), place.verdict)).collect();
    assert_eq!(
        said,
        [
            ("Duty in North".into(), PlaceVerdict::More),
            ("Long term in North".into(), PlaceVerdict::NoMoreThanChance),
            ("Duty in South".into(), PlaceVerdict::NoMoreThanChance),
            ("Long term in South".into(), PlaceVerdict::TooFew),
        ]
    );
    assert_eq!(
        wording::excess(&capacity),
        "There is more inadequate work than elsewhere, by more than chance explains, in Duty in North"
    );
}

#[test]
fn a_place_that_was_audited_when_all_were_worse_is_not_accused() {
    // All offices fell from 60% to 10%; East was audited only before.
    let mut rows = String::from(HEADER);
    for office in ["North", "South", "East"] {
        for month in 1..=12 {
            let n = if office != "East" {
                10
            } else if month <= 6 {
                20
            } else {
                0
            };
            for at in 0..n {
                let bad = at < if month <= 6 { n * 6 / 10 } else { n / 10 };
                let grade = if bad { "Inadequate" } else { "Good" };
                let _ = writeln!(rows, "2024-{month:02}-{:02},{office},Duty,{grade},", at + 1);
            }
        }
    }
    let capacity = capacity_of(&rows);
    assert!(capacity.places[0].fewer > 19.0, "it has more in all: {:?}", capacity.places[0]);
    assert_eq!(capacity.more().count(), 0);
}

#[test]
fn where_no_place_differs_one_is_named_in_at_most_one_file_in_twenty() {
    let mut dice = 20_190_911_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let files = 200;
    let mut accused = 0;
    for _ in 0..files {
        let mut rows = String::from(HEADER);
        for (office, service, a_month) in
            [("A", "x", 6), ("A", "y", 3), ("B", "x", 8), ("B", "y", 1), ("C", "x", 2), ("C", "y", 5)]
        {
            for month in 1..=12 {
                for at in 0..a_month {
                    let grade = if roll(100) < 25 { "Inadequate" } else { "Good" };
                    let _ = writeln!(rows, "2024-{month:02}-{:02},{office},{service},{grade},", at + 1);
                }
            }
        }
        accused += usize::from(capacity_of(&rows).more().next().is_some());
    }
    println!("{accused} of {files}");
    assert!(accused * 20 <= files, "{accused} of {files}");
}

#[test]
fn the_demonstration_names_coldharbour_and_not_the_smallest_office() {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    let report = report_of(std::str::from_utf8(&bytes).unwrap());
    let capacity = report.capacity.as_ref().unwrap();
    let named: Vec<String> = capacity.more().map(wording::place).collect();
    assert!(!named.is_empty() && named.iter().all(|name| name.ends_with("in Coldharbour")), "{named:?}");
    let [event] = capacity.events.as_slice() else { panic!("{:?}", capacity.events) };
    let said = [
        wording::excess(capacity),
        wording::excess_in_all(capacity),
        wording::capacity_event(event),
        event.since.sentence.clone(),
        wording::when_seen(event),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_file_of_the_least_has_no_excess_and_says_so() {
    let (report, _) = Report::begin(
        &read(b"Date,Grade\n2024-04-02,Good\n2024-04-03,Inadequate\n", None).unwrap(),
        &Settings::default(),
    );
    assert_eq!(report.capacity, None);
    let capacity = capacity_of("Date,Office,Grade\n2024-04-02,North,Good\n2024-04-03,North,Inadequate\n");
    assert_eq!(wording::excess(&capacity), "No place has enough audits to be told apart from the others");
    assert_eq!(wording::excess_in_all(&capacity), "1 of 2 audits were inadequate, in each place alike.");
}

#[test]
fn an_office_that_comes_to_audit_other_work_is_named_and_no_other() {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    let (report, _) = Report::begin(&read(&bytes, None).unwrap(), &Settings::default());
    let changed: Vec<&str> =
        report.mixes.iter().filter(|mix| mix.verdict == MixVerdict::Changed).map(|mix| mix.office.as_str()).collect();
    assert_eq!(changed, ["Eastmere"]);
    let eastmere = report.mixes.iter().find(|mix| mix.office == "Eastmere").unwrap();
    insta::assert_snapshot!(
        "eastmere",
        format!("{}\n{}", wording::mix_headline(&report.mixes), wording::mix_of(eastmere, &report))
    );
}

#[test]
fn where_every_office_audits_the_same_work_one_is_named_in_at_most_one_file_in_twenty() {
    let mut dice = 7_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let files = 200;
    let mut named = 0;
    for _ in 0..files {
        let mut rows = String::from(HEADER);
        for (office, a_month) in [("A", 12), ("B", 6), ("C", 4), ("D", 9)] {
            for month in 1..=12 {
                for at in 0..a_month {
                    let service = ["x", "x", "x", "y", "y", "z"].get(usize::try_from(roll(6)).unwrap()).unwrap();
                    let _ = writeln!(rows, "2024-{month:02}-{:02},{office},{service},Good,", at + 1);
                }
            }
        }
        let (report, _) = Report::begin(&read(rows.as_bytes(), None).unwrap(), &Settings::default());
        assert!(report.mixes.iter().any(|mix| mix.adjusted_p.is_some()));
        named += usize::from(report.mixes.iter().any(|mix| mix.verdict == MixVerdict::Changed));
    }
    println!("{named} of {files}");
    assert!(named * 20 <= files, "{named} of {files}");
}

/// The reference's shift between causes, as the services that one office's audits are of in two halves.
#[test]
fn the_reference_case_of_a_shift_goes_from_file_to_sentence() {
    let reference: serde_json::Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    let case = reference["cases"].as_array().unwrap().iter().find(|case| case["id"] == "cause_shift_chisq-01").unwrap();
    let mut rows = String::from(HEADER);
    for (months, key) in [(1..=6_u64, "before"), (7..=12, "after")] {
        for (service, count) in case["input"][key].as_array().unwrap().iter().enumerate() {
            for at in 0..count.as_u64().unwrap() {
                let month = months.start() + at % 6;
                let _ = writeln!(rows, "2024-{month:02}-{:02},North,Service {service},Good,", at / 6 + 1);
            }
        }
    }
    let settings = Settings { still_open: Some(0), ..Settings::default() };
    let (report, _) = Report::begin(&read(rows.as_bytes(), None).unwrap(), &settings);
    let [north] = report.mixes.as_slice() else { panic!("{:?}", report.mixes) };
    assert!((north.adjusted_p.unwrap() - case["expected"]["p"].as_f64().unwrap()).abs() < 1e-9, "{north:?}");
    assert_eq!(
        wording::mix_of(north, &report),
        "North: 30 of 80 (38%) of its audits were of Service 0 in January 2024 to June 2024, and 12 of 72 (17%) in July 2024 to December 2024."
    );
}
