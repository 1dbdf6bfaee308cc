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
use plumbline::report::{Completion, Report, wording};
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
    let report = Report::begin(&import, &Settings::default()).0;
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
