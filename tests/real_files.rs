//! Real public files, read natively, against truth figures that were computed apart from this project (see data/README.md).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::{Granularity, says_nothing};
use plumbline::chart;
use plumbline::import::{self, Mapping, Reader};
use plumbline::report::{ChangeVerdict, Report, Verdict};
use plumbline::settings::Settings;
use serde_json::Value;
use std::io::Read;

fn ofsted() -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("data/ofsted_csc_in_year_2024_25.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    bytes
}

fn demonstration() -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    bytes
}

fn mapping() -> Mapping {
    Mapping::parse(include_str!("data/ofsted_mapping.json")).unwrap()
}

#[test]
fn every_month_and_office_equals_the_truth() {
    let truth: Value = serde_json::from_str(include_str!("data/ofsted_truth.json")).unwrap();
    for mapping in [Some(mapping()), None] {
        let report = Report::of(&import::read(&ofsted(), mapping).unwrap(), &Settings::default());
        assert_eq!((report.overall.n, report.overall.inadequate), (3946, 159));
        assert_eq!(report.audits.left_out.ungraded, 975);
        assert_eq!(report.audits.left_out.total(), 975);
        assert!(report.file.problems.groups.is_empty());
        assert_eq!((report.periods.len(), report.offices.len()), (12, 149));
        for period in &report.periods {
            let truth = &truth["per_month"][&period.period];
            assert_eq!(
                (Some(period.rate.n.into()), Some(period.rate.inadequate.into())),
                (truth["n"].as_u64(), truth["inadequate"].as_u64())
            );
            let interval = period.rate.interval95.unwrap();
            assert!((interval.lower - truth["wilson95"][0].as_f64().unwrap()).abs() < 1e-6);
            assert!((interval.upper - truth["wilson95"][1].as_f64().unwrap()).abs() < 1e-6);
        }
        for office in &report.offices {
            let truth = &truth["per_office"][&office.office];
            assert_eq!(
                (Some(office.rate.n.into()), Some(office.rate.inadequate.into())),
                (truth["n"].as_u64(), truth["inadequate"].as_u64())
            );
        }
        // Publication lag: the newest months' low rates must not be read as news.
        assert!(report.periods.last().is_some_and(|newest| newest.provisional));
        assert_ne!(report.judged.unwrap().change.verdict, ChangeVerdict::Improved);
    }
}

#[test]
fn chunks_of_any_size_give_the_same_figures() {
    let whole = Report::of(&import::read(&ofsted(), Some(mapping())).unwrap(), &Settings::default()).figures().unwrap();
    for size in [1, 977, 65_536] {
        let mut reader = Reader::new(Some(mapping()));
        ofsted().chunks(size).for_each(|chunk| reader.push(chunk).unwrap());
        assert_eq!(Report::of(&reader.finish().unwrap(), &Settings::default()).figures().unwrap(), whole);
    }
}

#[test]
fn a_report_survives_the_way_to_the_page() {
    let report = Report::of(&import::read(&demonstration(), None).unwrap(), &Settings::default());
    let returned: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    assert_eq!(returned.figures().unwrap(), report.figures().unwrap());
}

#[test]
fn the_demonstration_tells_its_story() {
    let report = Report::of(&import::read(&demonstration(), None).unwrap(), &Settings::default());
    assert!(report.file.source.invented && report.file.problems.groups.is_empty());
    assert_eq!((report.periods.len(), report.offices.len(), report.services.len()), (24, 6, 5));
    let sentences: Vec<&str> = report.findings.iter().map(|finding| finding.sentence.as_str()).collect();
    let says = |begins: &str| sentences.iter().any(|sentence| sentence.starts_with(begins));
    assert!(says("Coldharbour has more inadequate work than the other offices"), "{sentences:?}");
    assert!(says("There is more spread between offices than chance makes"), "{sentences:?}");
    assert!(report.audits.left_out.re_audits > 0 && report.audits.left_out.targeted > 0);
}

#[test]
fn charts_are_drawn_as_they_were() {
    let import = import::read(&demonstration(), None).unwrap();
    let report = Report::of(&import, &Settings::default());
    let quarters = Report::of(&import, &Settings { period: Some(Granularity::Quarter), ..Settings::default() });
    insta::assert_snapshot!("rate-wide", chart::rate_over_time(&report, 1072).unwrap().to_svg("Rate"));
    insta::assert_snapshot!("rate-narrow", chart::rate_over_time(&report, 340).unwrap().to_svg("Rate"));
    insta::assert_snapshot!("rate-quarters", chart::rate_over_time(&quarters, 1072).unwrap().to_svg("Rate"));
    insta::assert_snapshot!("funnel-wide", chart::funnel(&report, 1072).unwrap().unwrap().to_svg("Offices"));
    insta::assert_snapshot!("funnel-narrow", chart::funnel(&report, 340).unwrap().unwrap().to_svg("Offices"));
}

/// Every other real file, by the mapping beside it, against the figures beside it.
#[test]
fn every_real_file_gives_the_figures_that_were_computed_apart() {
    let mut read = 0;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/real");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(name) = name.strip_suffix(".gz").and_then(|name| name.rsplit_once('.')).map(|(name, _)| name) else {
            continue;
        };
        let beside = |kind: &str| std::fs::read_to_string(format!("{folder}/{name}.{kind}.json")).unwrap();
        let mut bytes = Vec::new();
        GzDecoder::new(std::fs::File::open(&path).unwrap()).read_to_end(&mut bytes).unwrap();
        let truth: Value = serde_json::from_str(&beside("truth")).unwrap();
        for chunk in [997, bytes.len()] {
            let mut reader = Reader::new(Some(Mapping::parse(&beside("mapping")).unwrap()));
            bytes.chunks(chunk).for_each(|chunk| reader.push(chunk).unwrap());
            let import = reader.finish().unwrap();
            let source = &import.source;
            assert_eq!(
                source.rows_used + source.exact_repeats + source.further_findings + import.problems.rows_not_used(),
                source.records,
                "{name}"
            );
            // The figures that were computed apart are by month, however few audits a month has.
            let by_month = Settings { period: Some(Granularity::Month), ..Settings::default() };
            let report = Report::of(&import, &by_month);
            assert_eq!(Some(u64::from(report.overall.n)), truth["overall"]["n"].as_u64(), "{name}");
            assert_eq!(Some(u64::from(report.overall.inadequate)), truth["overall"]["inadequate"].as_u64(), "{name}");
            let figure = |truth: &Value, key: &str| truth[key].as_u64().unwrap_or(0);
            let mut found = 0;
            for period in &report.periods {
                let truth = &truth["per_month"][&period.period];
                let rate = period.rate;
                assert_eq!(
                    (figure(truth, "n"), figure(truth, "inadequate")),
                    (rate.n.into(), rate.inadequate.into()),
                    "{name} {}",
                    period.period
                );
                found += usize::from(rate.n > 0);
            }
            assert_eq!(found, truth["per_month"].as_object().unwrap().len(), "{name}");
            for office in &report.offices {
                let truth = &truth["per_office"][&office.office];
                let rate = office.rate;
                assert_eq!(
                    (figure(truth, "n"), figure(truth, "inadequate")),
                    (rate.n.into(), rate.inadequate.into()),
                    "{name} {}",
                    office.office
                );
            }
            // A placeholder is no office here; those figures have one called "NA".
            let offices = truth["per_office"].as_object().unwrap().keys().filter(|office| !says_nothing(office));
            assert_eq!(report.offices.len(), offices.count(), "{name}");
        }
        read += 1;
    }
    assert_eq!(read, 8);
}

#[test]
fn without_a_mapping_a_real_file_is_read_rightly_or_asked_about() {
    let file = |name: &str| {
        let mut bytes = Vec::new();
        let path = format!("{}/tests/data/real/{name}.gz", env!("CARGO_MANIFEST_DIR"));
        GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
        bytes
    };
    let hmi = import::read(&file("hmi_youth_justice_ratings.csv"), None).unwrap();
    assert_eq!(Report::of(&hmi, &Settings::default()).overall.tally().n, 82);
    for (name, lacks) in [
        ("ofsted_csc_providers_2025.csv", "date of the audit"),
        ("ofsted_csc_providers_2022.csv", "date of the audit"),
        ("fhrs_london_93.json", "date of the audit"),
        ("chicago_food_inspections_sample.csv", "overall grade"),
        ("nyc_restaurants.json", "not on the scale"),
    ] {
        let error = import::read(&file(name), None).unwrap_err();
        assert!(error.ask().is_some() && error.to_string().contains(lacks), "{name}: {error}");
    }
}

/// A file of so many audits a month from January 2023 on, every fourth of them inadequate.
fn monthly(counts: &[u32], exported_on: Option<&str>) -> import::Import {
    let mut audits = Vec::new();
    for (month, count) in counts.iter().enumerate() {
        for at in 0..*count {
            audits.push(serde_json::json!({
                "audit_date": format!("{}-{:02}-{:02}", 2023 + month / 12, month % 12 + 1, at % 28 + 1),
                "overall_grade": if at % 4 == 0 { "Inadequate" } else { "Good" },
            }));
        }
    }
    let mut file = serde_json::json!({ "audits": audits });
    if let Some(day) = exported_on {
        file["exported_on"] = day.into();
    }
    import::read(file.to_string().as_bytes(), None).unwrap()
}

#[test]
fn newest_months_with_far_fewer_audits_are_not_judged_until_the_reader_says_that_they_are_complete() {
    let open = |counts: &[u32], exported_on, still_open| {
        let settings = Settings { still_open, ..Settings::default() };
        let report = Report::of(&monthly(counts, exported_on), &settings);
        let provisional = report.periods.iter().filter(|period| period.provisional).count();
        assert!(
            report
                .periods
                .iter()
                .all(|period| !period.provisional || (period.outside.is_none() && !period.marks.any()))
        );
        assert!(report.periods.iter().rev().take(provisional).all(|period| period.provisional));
        let judged: u32 = report.periods.iter().filter(|period| !period.provisional).map(|period| period.rate.n).sum();
        assert_eq!(report.centre.unwrap().baseline.n, if judged == 0 { counts.iter().sum() } else { judged });
        provisional
    };
    let steady = [40; 14];
    assert_eq!(open(&steady, None, None), 1);
    assert_eq!(open(&steady, Some("2024-04-30"), None), 0);
    let mut late = steady;
    (late[12], late[13]) = (12, 4);
    assert_eq!(open(&late, None, None), 2);
    assert_eq!(open(&late, Some("2024-03-05"), None), 1);
    assert_eq!(open(&late, None, Some(0)), 0);
    assert_eq!(open(&late, None, Some(3)), 3);
    assert_eq!(open(&late, None, Some(200)), 14);
    // One month of few audits long ago is no late entry.
    let mut dip = steady;
    dip[5] = 4;
    assert_eq!(open(&dip, None, None), 1);
    assert_eq!(open(&[3, 2], None, None), 1);
}

#[test]
fn an_office_does_not_differ_by_a_month_that_is_still_being_filled() {
    let mut audits = Vec::new();
    for month in 1..=12 {
        for office in ["North", "South", "East"] {
            for at in 0..10 {
                // All offices are alike, but for North's newest month, of which only the worst has arrived.
                let inadequate = if (month, office) == (12, "North") { at != 0 } else { at % 5 == 0 };
                audits.push(serde_json::json!({
                    "audit_date": format!("2023-{month:02}-{:02}", at + 1), "office": office,
                    "overall_grade": if inadequate { "Inadequate" } else { "Good" },
                }));
            }
        }
    }
    // Enough to make North differ, if it counted.
    for at in 0..20 {
        audits.push(serde_json::json!({ "audit_date": format!("2023-12-{:02}", at + 1), "office": "North", "overall_grade": "Inadequate" }));
        for office in ["South", "East"] {
            audits.push(serde_json::json!({ "audit_date": format!("2023-12-{:02}", at + 1), "office": office, "overall_grade": "Good" }));
        }
    }
    let import = import::read(serde_json::json!(audits).to_string().as_bytes(), None).unwrap();
    let differs = |still_open| {
        let report = Report::of(&import, &Settings { still_open, ..Settings::default() });
        report.offices.iter().any(|office| matches!(office.verdict, Verdict::DiffersAbove | Verdict::DiffersBelow))
    };
    assert!(differs(Some(0)) && !differs(None));
}
