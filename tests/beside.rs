//! What stands beside the audits of the demonstration file, and what the report makes of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::Granularity;
use plumbline::import::{self, Import};
use plumbline::report::{About, Completion, GoodVerdict, Report, wording};
use plumbline::settings::Settings;
use std::io::Read;

fn import() -> Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    import::read(&bytes, None).unwrap()
}

#[test]
fn context_is_told_by_office_and_month_with_the_audits_that_were_done() {
    let import = import();
    let months = Settings { period: Some(Granularity::Month), ..Settings::default() };
    let report = Report::begin(&import, &months).0;
    assert_eq!(report.context.len(), 144);
    let first = report.context.iter().find(|month| month.context.office.as_deref() == Some("Ashford Vale")).unwrap();
    assert_eq!((first.context.audits_expected, first.audits_done), (Some(21), Some(19)));
    // What was done does not hang on what is counted.
    let filtered = Settings { services: vec!["Assessment".into()], ..months.clone() };
    assert_eq!(Report::begin(&import, &filtered).0.context, report.context);
    let denholm = report.context_of(Some("Denholm")).unwrap();
    assert_eq!(
        wording::context_label(&denholm[0]),
        "September 2017: 16.9 cases a worker; 12% of posts vacant; 9% agency workers; 6 audits done of 4 expected"
    );
    // Of the whole authority the middle of the six offices is told, and all of their audits.
    let all = report.context_of(None).unwrap();
    assert!(report.middle_office_stands_for_all());
    assert_eq!(
        wording::context_label(&all[0]),
        "September 2017: 17.9 cases a worker; 12% of posts vacant; 12% agency workers; 73 audits done of 80 expected"
    );
    let coldharbour = report.context_of(Some("Coldharbour")).unwrap();
    assert_eq!(coldharbour[13].changes, ["New service manager, 8 October 2018"]);
    // A quarter adds audits up, and has the mean of what is known of its months.
    let quarters = Report::begin(&import, &Settings { period: Some(Granularity::Quarter), ..Settings::default() }).0;
    let quarter = quarters.context_of(Some("Denholm")).unwrap().swap_remove(1);
    assert_eq!(quarter.audits, Some(Completion { done: 18, expected: 12 }));
    assert!((quarter.caseload.unwrap() - 16.5).abs() < 1e-9);
    let rolling = Report::begin(&import, &Settings { period: Some(Granularity::Rolling), ..Settings::default() }).0;
    let windows = rolling.context_of(Some("Denholm")).unwrap();
    let window = windows.iter().find(|window| window.name == "October to December 2017").unwrap();
    assert_eq!(window.audits, Some(Completion { done: 18, expected: 12 }));
}

#[test]
fn since_the_last_visit_complete_months_of_the_same_length_are_counted() {
    let import = import();
    // How many audits would tell a halving is worked out beside the verdicts.
    assert!(
        Report::begin(&import, &Settings::default())
            .0
            .since_visits
            .iter()
            .all(|since| since.audits_to_tell_a_halving.is_none())
    );
    let report = Report::of(&import, &Settings::default());
    let names: Vec<(&str, String)> = report
        .since_visits
        .iter()
        .map(|since| (since.office.as_str(), format!("{}: {}", since.visit.date, since.sentence)))
        .collect();
    insta::assert_debug_snapshot!("since-visits", names);
    let halvings: Vec<String> = report.since_visits.iter().map(wording::halving_since).collect();
    insta::assert_debug_snapshot!("halvings", halvings);
    // Without a visit of its own, an office has that of the authority; what is filtered is filtered here as well.
    let mut import = import;
    import.events.retain(|event| event.office.is_none());
    let report = Report::begin(&import, &Settings { offices: vec!["Denholm".into()], ..Settings::default() }).0;
    let [since] = report.since_visits.as_slice() else { panic!("{:?}", report.since_visits) };
    assert_eq!(since.visit.label, "Inspection of children's services");
    assert_eq!(since.before.as_ref().unwrap().name, "September 2017 to October 2017");
    import.events.clear();
    assert!(Report::begin(&import, &Settings::default()).0.since_visits.is_empty());
}

#[test]
fn the_target_of_the_file_is_offered_and_not_used() {
    let report = Report::begin(&import(), &Settings::default()).0;
    assert_eq!(report.targets_of_file.inadequate_at_most, Some(0.1));
    assert_eq!(report.settings.target(), None);
}

#[test]
fn slashed_dates_beside_the_audits_follow_the_rule_of_the_file() {
    let read = |audited: [&str; 2], visited: &str, month: &str| {
        let document = serde_json::json!({
            "audits": audited.map(|date| serde_json::json!({ "audit_date": date, "office": "North", "overall_grade": "Good" })),
            "events": [{ "date": visited, "kind": "visit", "label": "Visit" }],
            "context": [{ "month": month, "office": "North", "caseload": 17 }],
        });
        let import = import::read(document.to_string().as_bytes(), None).unwrap();
        let date = import.events.first().map(|event| event.date.to_string());
        (date, import.context.first().map(|context| context.month.clone()))
    };
    let both = |date: &str, month: &str| (Some(date.to_owned()), Some(month.to_owned()));
    // The audits prove the rule, either way.
    assert_eq!(read(["05/14/2023", "06/20/2023"], "07/03/2023", "06/01/2023"), both("2023-07-03", "2023-06"));
    assert_eq!(read(["14/05/2023", "20/06/2023"], "07/03/2023", "01/06/2023"), both("2023-03-07", "2023-06"));
    // Where they do not, what stands beside them may; and where nothing does, the day stands first, as it does for the audits.
    assert_eq!(read(["2023-05-14", "2023-06-20"], "06/14/2023", "06/01/2023"), both("2023-06-14", "2023-06"));
    assert_eq!(read(["03/05/2023", "04/05/2023"], "07/03/2023", "01/06/2023"), both("2023-03-07", "2023-06"));
    // What goes another way than the audits is listed and not used, and nothing else that could be meant either way.
    assert_eq!(read(["14/05/2023", "20/06/2023"], "06/14/2023", "01/06/2023"), (None, None));
    assert_eq!(read(["14/05/2023", "20/06/2023"], "06/14/2023", "2023-06"), (None, Some("2023-06".into())));
    assert_eq!(read(["14/05/2023", "20/06/2023"], "31/31/2023", "01/06/2023"), (None, Some("2023-06".into())));
}

/// Months of twenty audits in two offices, of which so many are good in each, and what stands beside them.
fn months_of_twenty(good: impl Fn(u32) -> u32, beside: &serde_json::Value) -> Import {
    let audits: Vec<_> = (0..26_u32)
        .flat_map(|month| (0..20_u32).map(move |at| (month, at)))
        .map(|(month, at)| {
            serde_json::json!({
                "audit_date": format!("{}-{:02}-{:02}", 2022 + month / 12, month % 12 + 1, at + 1),
                "office": if at % 2 == 0 { "North" } else { "South" },
                "overall_grade": if at < good(month) { "Good" } else { "Requires improvement" },
            })
        })
        .collect();
    let mut document = serde_json::json!({ "audits": audits, "exported_on": "2026-01-31" });
    let entries = beside.as_object().unwrap().iter().map(|(key, value)| (key.clone(), value.clone()));
    document.as_object_mut().unwrap().extend(entries);
    import::read(document.to_string().as_bytes(), None).unwrap()
}

#[test]
fn good_work_is_held_against_a_target_of_its_own_in_complete_months() {
    let beside = serde_json::json!({ "targets": { "good_or_better_at_least": 0.4 } });
    // Nine of twenty in the first two months and in the year after them, eleven in the last.
    let import = months_of_twenty(|month| if month < 14 { 9 } else { 11 }, &beside);
    let report = |per_mille: Option<u16>, at_most: Option<u16>| {
        let settings = Settings {
            good_target_per_mille: per_mille,
            target_per_mille: at_most,
            still_open: Some(0),
            ..Settings::default()
        };
        Report::of(&import, &settings)
    };
    let none = report(None, None);
    assert_eq!(none.targets_of_file.good_or_better_at_least, Some(0.4));
    assert_eq!(none.judged.as_ref().unwrap().good_target, None, "offered, and not used");
    let said = |report: &Report| {
        let found = report.findings.iter().find(|finding| finding.about == About::GoodTarget).unwrap();
        (found.verdict.clone(), found.sentence.clone(), found.because.clone())
    };
    let met = report(Some(400), None);
    assert_eq!(met.judged.as_ref().unwrap().good_target.as_ref().unwrap().verdict, GoodVerdict::AboveTarget);
    let (verdict, sentence, because) = said(&met);
    assert_eq!(verdict, "Good work above target");
    assert_eq!(sentence, "132 of 240 (55%) good or better in the last year: more than the target, at least 40%");
    assert!(
        because.starts_with(
            "The last year is March 2023 to February 2024. Before it, in March 2022 to February 2023: 108 of 240 (45%). Whether the \
             two differ is not judged."
        ),
        "{because}"
    );
    // Twice the lower tail of the binomial distribution, added up in Python: 0.0315 at 0.62, 0.0207 at 0.625.
    assert_eq!(said(&report(Some(620), None)).0, "Good work: cannot yet tell");
    assert_eq!(said(&report(Some(700), None)).0, "Good work below target");
    // Beside the other target each is judged at half of the level, so that both together are wrong no more often than one.
    let p = |report: &Report| report.judged.as_ref().unwrap().good_target.as_ref().unwrap().p.unwrap();
    let (alone, beside) = (report(Some(625), None), report(Some(625), Some(100)));
    assert!(p(&alone) > 0.0125 && p(&alone) <= 0.025, "{}", p(&alone));
    assert_eq!(p(&alone), p(&beside));
    assert_eq!(said(&alone).0, "Good work below target");
    assert_eq!(said(&beside).0, "Good work: cannot yet tell");
    // Months that are still open are in none of it.
    let settings = Settings { good_target_per_mille: Some(400), still_open: Some(2), ..Settings::default() };
    let open = Report::of(&import, &settings).judged.unwrap().good_target.unwrap();
    assert_eq!((open.year.name.as_str(), open.year.good), ("January 2023 to December 2023", 2 * 9 + 10 * 11));
}

#[test]
fn context_of_offices_without_audits_is_told() {
    let month = |office: &str| serde_json::json!({ "month": "2022-03", "office": office, "caseload": 17, "audits_expected": 4 });
    let context = ["North", "East", "West"].map(month);
    let import = months_of_twenty(|_| 10, &serde_json::json!({ "context": context }));
    let report = |offices: &[&str]| {
        let offices = offices.iter().map(|office| (*office).to_owned()).collect();
        Report::begin(&import, &Settings { offices, ..Settings::default() }).0
    };
    let all = report(&[]);
    assert_eq!(all.offices_without_audits(), ["East", "West"]);
    assert_eq!(
        wording::offices_without_audits(&all.offices_without_audits()),
        "Two offices are in the file's context but have no audits in the rate: East and West"
    );
    let east = all.context_of(Some("East")).unwrap();
    assert_eq!(
        wording::context_in_all("East", &east),
        "East: caseloads lay at 17 and 0 audits were done of 4 expected"
    );
    // What its reader leaves out is not missed.
    assert!(report(&["North"]).offices_without_audits().is_empty());
}
