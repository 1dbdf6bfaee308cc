//! Whether the grades can be trusted, from file to sentence: small files worked out by hand, the reference cases, and what is planted in the
//! demonstration file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::Granularity;
use plumbline::chart;
use plumbline::import::{self, Import, Mapping};
use plumbline::report::{Direction, Part, Report, ShiftVerdict, SpreadVerdict, Trust, wording};
use plumbline::settings::{GradeBasis, Settings};
use serde_json::{Value, json};
use std::io::Read;

fn demonstration() -> Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    import::read(&bytes, None).unwrap()
}

fn trust_of(document: &Value) -> Trust {
    let import = import::read(document.to_string().as_bytes(), None).unwrap();
    Report::begin(&import, &Settings::default()).0.trust.unwrap()
}

const GRADES: [&str; 4] = ["Outstanding", "Good", "Requires improvement", "Inadequate"];

/// An audit for each pair of grades, and those that were not moderated.
fn pairs(table: &[Vec<u32>], grades: &[&str], not_moderated: &[u32]) -> Vec<Value> {
    let mut audits = Vec::new();
    for (first, row) in table.iter().enumerate() {
        for (second, count) in row.iter().enumerate() {
            for _ in 0..*count {
                audits.push(json!({ "date": "2024-01-10", "grade": grades[first], "moderated_grade": grades[second] }));
            }
        }
        for _ in 0..not_moderated.get(first).copied().unwrap_or_default() {
            audits.push(json!({ "date": "2024-01-10", "grade": grades[first] }));
        }
    }
    audits
}

#[test]
fn a_small_file_is_counted_as_by_hand() {
    // Of 12 moderated: 2 Good stay, 1 Good falls; 4 RI stay, 2 RI become inadequate, 1 RI rises; 2 inadequate stay. Not moderated: 9 Good, 7 RI, 4 inadequate.
    let table = vec![vec![0; 4], vec![0, 2, 1, 0], vec![0, 1, 4, 2], vec![0, 0, 0, 2]];
    let trust = trust_of(&json!(pairs(&table, &GRADES, &[0, 9, 7, 4])));
    assert_eq!((trust.moderated, trust.second_alone), (Part::of(12, 32), 0));
    let agree = trust.agreement.as_ref().unwrap();
    assert_eq!(agree.table, table);
    assert_eq!([agree.exact, agree.within_one, agree.lowered, agree.raised], [8, 12, 3, 1].map(|k| Part::of(k, 12)));
    assert_eq!((agree.to_inadequate, agree.from_inadequate, agree.direction), (2, 0, Direction::TooFew));
    assert!((agree.direction_p.unwrap() - 0.625).abs() < 1e-12, "1 or fewer of 4, twice");
    assert_eq!(
        wording::agreement_headline(agree),
        "The second grader changed 4 of 12 grades: too few to say which way"
    );
    // Good: 12 audits, 0 of 3 inadequate; RI: 14, 2 of 7; inadequate: 6, 2 of 2.
    let rate = trust.rate.as_ref().unwrap();
    assert_eq!((rate.raw.inadequate, rate.raw.n), (6, 32));
    assert_eq!(
        (rate.moderated_first.inadequate, rate.moderated_second.inadequate, rate.moderated_second.n),
        (2, 4, 12)
    );
    assert!((rate.corrected.rate - 10.0 / 32.0).abs() < 1e-12 && rate.taken_as_graded == 0);
    let chosen = trust.chosen.as_ref().unwrap();
    assert_eq!((chosen.inadequate, chosen.others), (Part::of(2, 6), Part::of(10, 26)));
    // One month cannot drift, and nobody is said to have graded.
    assert!(trust.drift.is_none() && trust.graders.is_none() && trust.completion.is_empty());
}

#[test]
fn a_minimum_file_says_which_fields_it_lacks() {
    let trust = trust_of(&json!([{ "audit_date": "2024-01-10", "office": "North", "overall_grade": "Good" }]));
    assert!(trust.agreement.is_none() && trust.rate.is_none() && !trust.in_file);
    assert!(wording::no_moderation(&trust).contains("field moderated_grade"));
}

#[test]
fn whose_grade_the_reader_counts_by_changes_nothing_here() {
    let import = demonstration();
    let of = |grade_basis| Report::begin(&import, &Settings { grade_basis, ..Settings::default() }).0.trust;
    assert_eq!(of(GradeBasis::Moderated), of(GradeBasis::Auditor));
}

fn cases() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    file["cases"].as_array().unwrap().iter().filter(|case| case["method"] == "agreement").cloned().collect()
}

#[test]
fn the_reference_cases_of_agreement_go_from_file_to_sentence() {
    let reference = cases();
    assert_eq!(reference.len(), 4);
    for case in reference {
        let table: Vec<Vec<u32>> = serde_json::from_value(case["input"]["table"].clone()).unwrap();
        let two = r#"{"plumbline":"mapping","version":2,"fields":{"audit_date":"date","overall_grade":"grade","moderated_grade":"moderated_grade"},
            "scale":{"levels":["Met","Not met"],"inadequate":["Not met"]}}"#;
        let (mapping, grades) = match table.len() {
            2 => (Some(Mapping::parse(two).unwrap()), vec!["Met", "Not met"]),
            _ => (None, GRADES.to_vec()),
        };
        let import = import::read(json!(pairs(&table, &grades, &[])).to_string().as_bytes(), mapping).unwrap();
        let trust = Report::begin(&import, &Settings::default()).0.trust.unwrap();
        let (agree, expected) = (trust.agreement.unwrap(), &case["expected"]);
        let number = |key: &str| expected[key].as_f64().unwrap();
        assert_eq!(u64::from(agree.exact.n), expected["n"].as_u64().unwrap());
        assert!((agree.exact.share.unwrap() - number("percent_agreement")).abs() < 1e-4);
        let coefficients = [
            (agree.weighted_kappa.unwrap(), number("kappa_linear"), number("kappa_linear_ase")),
            (
                agree.ac2.unwrap(),
                expected["ac2_linear"]["coef"].as_f64().unwrap(),
                expected["ac2_linear"]["se"].as_f64().unwrap(),
            ),
        ];
        let said = wording::coefficients(&agree);
        for (found, value, error) in coefficients {
            assert!((found.value - value).abs() < 1e-4, "{}", case["id"]);
            match found.interval95 {
                None => assert!(error < 1e-9),
                Some(interval) => {
                    assert!((interval.lower - (value - 1.959_964 * error)).abs() < 2e-4, "{}", case["id"])
                }
            }
            assert!(said.contains(&format!("{value:.2} (")), "{said}");
        }
        let because = wording::agreement_because(&agree);
        assert!(
            because.starts_with(&format!("The same grade in {} of {} (", agree.exact.k, expected["n"])),
            "{because}"
        );
    }
}

#[test]
fn the_harsher_second_grader_is_found() {
    let report = Report::begin(&demonstration(), &Settings::default()).0;
    let trust = report.trust.unwrap();
    let agree = trust.agreement.as_ref().unwrap();
    assert_eq!(agree.direction, Direction::Harsher);
    assert_eq!(wording::agreement_headline(agree), "The second grader is harsher: 52 of 460 (11%) lowered, 12 raised");
    assert_eq!(
        wording::coefficients(agree),
        "Agreement beyond chance, where 1 is perfect: weighted kappa 0.83 (0.79 to 0.87): substantial to almost perfect. AC2 0.91 (0.88 to 0.93): \
         almost perfect."
    );
    assert_eq!(
        wording::corrected_headline(trust.rate.as_ref().unwrap()),
        "By the second graders' measure the rate would be 25.0% (22.0% to 28.6%), higher than the auditors' 17.4%"
    );
    // The file is made with a second grader who is harsher in the second year, and looks at as many audits as before.
    let drift = trust.drift.as_ref().unwrap();
    assert_eq!(drift.lowered.verdict, ShiftVerdict::Larger);
    assert!([drift.moderated, drift.raised].iter().all(|shift| shift.verdict == ShiftVerdict::CannotTell));
    // Nor do graders differ: who graded what is drawn by lot.
    let graders = trust.graders.as_ref().unwrap();
    assert_eq!((graders.graders, graders.few, graders.verdict), (18, 0, SpreadVerdict::NoMoreThanChance));
    let ashford = &trust.completion[0];
    assert_eq!(
        (ashford.office.as_str(), ashford.months, ashford.done, ashford.expected),
        ("Ashford Vale", 24, 471, 504)
    );
}

/// The demonstration with moderation that becomes harsher half-way, and with two graders who are much harsher than the others.
#[test]
fn drift_and_severity_that_are_there_are_found() {
    let mut audits = Vec::new();
    for at in 0..960_u32 {
        let (month, grader) = (at % 24, at / 24 % 8);
        let first = if grader < 2 && at % 5 < 3 || at % 10 == 0 { 3 } else { 1 + at as usize % 2 };
        let second = if month >= 12 && at % 3 == 0 { (first + 1).min(3) } else { first };
        let mut audit = json!({
            "audit_date": format!("{}-{:02}-11", 2022 + month / 12, month % 12 + 1),
            "office": if at / 3 % 2 == 0 { "North" } else { "South" },
            "overall_grade": GRADES[first],
            "auditor_code": format!("G{grader}"),
        });
        if at % 2 == 0 {
            audit["moderated_grade"] = GRADES[second].into();
        }
        audits.push(audit);
    }
    let trust = trust_of(&json!(audits));
    let drift = trust.drift.as_ref().unwrap();
    assert_eq!((drift.lowered.verdict, drift.moderated.verdict), (ShiftVerdict::Larger, ShiftVerdict::CannotTell));
    assert_eq!(wording::drift_headline(drift), "Moderation lowers grades more often than it did");
    let graders = trust.graders.as_ref().unwrap();
    assert_eq!((graders.graders, graders.verdict), (8, SpreadVerdict::MoreThanChance));
    assert_eq!(wording::graders_headline(graders), "Graders differ in severity by more than chance");
}

#[test]
fn moderation_over_time_is_drawn_as_it_was() {
    let import = demonstration();
    for (name, width_px, period) in
        [("wide", 1072, None), ("narrow", 358, None), ("quarters", 358, Some(Granularity::Quarter))]
    {
        let report = Report::begin(&import, &Settings { period, ..Settings::default() }).0;
        let scene = chart::moderation_over_time(&report, width_px).unwrap().unwrap();
        insta::assert_snapshot!(format!("moderation-{name}"), scene.to_svg("Moderation"));
    }
    let one = import::read(json!(pairs(&[vec![2, 1], vec![0, 1]], &GRADES, &[])).to_string().as_bytes(), None).unwrap();
    assert_eq!(chart::moderation_over_time(&Report::begin(&one, &Settings::default()).0, 358).unwrap(), None);
}
