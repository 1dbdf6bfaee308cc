//! Remedial work from file to sentence: small files worked out by hand, the reference cases, and what is planted in the demonstration file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::Day;
use plumbline::chart;
use plumbline::import::{self, Import};
use plumbline::report::{PaceVerdict, Part, Remedy, Report, Verdict, wording};
use plumbline::settings::Settings;
use serde_json::{Value, json};
use std::io::Read;

fn demonstration() -> Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    import::read(&bytes, None).unwrap()
}

fn remedy_of(document: &Value, settings: &Settings) -> Remedy {
    let import = import::read(document.to_string().as_bytes(), None).unwrap();
    Report::begin(&import, settings).0.remedy.unwrap()
}

fn audit(id: &str, date: &str, office: &str, grade: &str, first: &str, actions: &[[&str; 3]]) -> Value {
    let actions: Vec<Value> = actions
        .iter()
        .map(|[raised, due, completed]| {
            json!({ "raised": raised, "due": due, "completed": completed, "owner_role": if due.is_empty() { "" } else { "Team manager" } })
        })
        .collect();
    let mut audit =
        json!({ "audit_id": id, "audit_date": date, "office": office, "overall_grade": grade, "actions": actions });
    if !first.is_empty() {
        audit["reaudit_of"] = first.into();
    }
    audit
}

/// Worked out by hand in the comments of the test below.
fn small() -> Value {
    json!({ "exported_on": "2024-06-30", "audits": [
        audit("1", "2024-01-10", "North", "Inadequate", "",
            &[["2024-01-10", "2024-02-07", "2024-02-05"], ["2024-01-10", "2024-02-21", "2024-03-01"]]),
        audit("2", "2024-02-01", "North", "Inadequate", "", &[["2024-02-01", "2024-02-29", ""]]),
        audit("3", "2024-03-01", "South", "Inadequate", "", &[]),
        audit("4", "2024-03-05", "South", "Inadequate", "", &[["2024-03-05", "2024-04-02", "2024-03-25"]]),
        audit("5", "2024-06-20", "South", "Requires improvement", "",
            &[["2024-06-20", "2024-07-18", ""], ["2024-06-20", "2024-06-25", "2024-06-10"]]),
        audit("6", "2024-05-01", "South", "Good", "3", &[]),
        audit("7", "2024-05-06", "South", "Inadequate", "4", &[]),
        audit("8", "2024-06-01", "North", "Inadequate", "", &[]),
        audit("9", "2024-04-01", "South", "Inadequate", "", &[["2024-04-01", "2024-04-29", "soon"]]),
    ] })
}

#[test]
fn a_small_file_is_counted_as_by_hand() {
    let remedy = remedy_of(&small(), &Settings::default());
    assert_eq!(wording::as_at(&remedy), "As at 30 June 2024, the day of the export");
    let actions = remedy.actions.as_ref().unwrap();
    assert_eq!((actions.raised, actions.closed, actions.open, actions.unclear), (7, 4, 2, 1));
    // Due before 30 June and not unclear: both of audit 1, those of 2 and 4, the second of 5.
    assert_eq!(
        (actions.in_time.k, actions.in_time.n, actions.overdue.k, actions.overdue_of_open),
        (3, 5, 1, Part::of(1, 2))
    );
    assert_eq!((actions.no_raised, actions.before_raised), (0, 1));
    let ages = &actions.ages;
    assert_eq!((ages.to_28, ages.to_56, ages.to_84, ages.over_84, ages.unknown), (1, 0, 0, 1, 0));
    assert_eq!((ages.oldest, ages.median), (Some(150), Some(10)));
    // 26, 51, 20 days, and 150 and 10 so far: at 20 a quarter of four, at 26 a half, level until 51.
    let time = actions.time.as_ref().unwrap();
    assert_eq!((time.followed, time.closed, time.median, time.longest), (5, 3, Some(38.5), 150));
    assert_eq!(time.closed_by.iter().map(|by| by.share).collect::<Vec<_>>(), [0.5, 0.5]);
    assert_eq!(wording::time_headline(time), "Half of actions are closed within 38.5 days");
    assert_eq!(wording::actions_headline(actions), "Of 7 actions, 4 are closed and 2 still open, 1 of these overdue");
    assert_eq!(
        wording::in_time(actions),
        "3 of 5 (60%) that had fallen due were closed in time, 1 late; 1 still to be done."
    );
    assert_eq!(
        wording::actions_left_out(actions),
        "Neither closed nor open here, since it cannot be read when they were done: 1 action. Closed, but without a time, since they are said to be \
         done before they were raised: 1 action."
    );
    let north = &actions.offices[0];
    assert_eq!(
        (north.office.as_str(), north.raised, north.closed, north.open, north.overdue),
        ("North", 3, 2, 1, Part::of(1, 3))
    );
    assert_eq!((north.audits_overdue, north.verdict), (Part::of(1, 2), Verdict::TooFew));
    assert_eq!(
        (actions.roles[0].role.as_str(), actions.roles[0].raised, actions.roles[0].overdue.k),
        ("Team manager", 7, 1)
    );

    let cases = remedy.cases;
    assert_eq!(
        [
            cases.inadequate,
            cases.better_at_reaudit,
            cases.still_inadequate,
            cases.all_closed,
            cases.open,
            cases.overdue,
            cases.unclear,
            cases.no_action
        ],
        [6, 1, 1, 1, 1, 1, 1, 1]
    );
    assert_eq!(
        wording::cases_headline(&cases),
        "2 of 6 inadequate cases (33%) put right, as far as the file shows; 2 not; of 2 it is not recorded"
    );
    let again = remedy.reaudits.as_ref().unwrap();
    assert_eq!((again.pairs, again.no_longer, again.median_days), (2, Part::of(1, 2), Some(61)));
    assert_eq!(again.before_after[3], [0, 1, 0, 1]);
    assert_eq!(
        wording::reaudits_headline(again),
        "1 of 2 that were inadequate no longer were when they were audited again"
    );
    // No team is named, so the offices are parted: South has 3, 4 and 9 before 1 May, and 5 from then on.
    let after = remedy.generalises.as_ref().unwrap();
    assert_eq!(
        (after.compared, after.before.n, after.before.inadequate, after.after.n, after.after.inadequate),
        (1, 3, 3, 1, 0)
    );
}

#[test]
fn filters_leave_the_actions_of_their_audits() {
    let settings = Settings { offices: vec!["North".into()], ..Settings::default() };
    let remedy = remedy_of(&small(), &settings);
    assert_eq!((remedy.audits, remedy.actions.as_ref().unwrap().raised, remedy.cases.inadequate), (3, 3, 3));
    assert!(remedy.reaudits.is_none() && remedy.reaudits_in_file == 2);
    assert_eq!(wording::no_reaudits(&remedy), "No re-audit is inside the filters");
    // The audits inside the dates, with whatever became of them since.
    let settings = Settings { to: "2024-03-31".parse().ok(), ..Settings::default() };
    let remedy = remedy_of(&small(), &settings);
    assert_eq!((remedy.cases.inadequate, remedy.cases.better_at_reaudit, remedy.cases.still_inadequate), (4, 1, 1));
}

#[test]
fn without_a_day_of_export_the_newest_day_counts() {
    let mut document = small();
    document.as_object_mut().unwrap().remove("exported_on");
    let remedy = remedy_of(&document, &Settings::default());
    assert_eq!(
        wording::as_at(&remedy),
        "As at 20 June 2024, the newest day in the file, which does not say when it was exported"
    );
    // Due on 25 June is not overdue on the 20th.
    assert_eq!(remedy.actions.unwrap().in_time.n, 4);
}

#[test]
fn a_minimum_file_says_which_fields_it_lacks() {
    let document =
        json!([{ "audit_id": "1", "audit_date": "2024-01-10", "office": "North", "overall_grade": "Inadequate" }]);
    let remedy = remedy_of(&document, &Settings::default());
    assert!(remedy.actions.is_none() && remedy.reaudits.is_none() && remedy.generalises.is_none());
    assert!(wording::no_actions(&remedy).contains("it records no actions"));
    assert!(wording::no_reaudits(&remedy).contains("field reaudit_of"));
    assert_eq!((remedy.cases.inadequate, remedy.cases.no_action), (1, 1));
    assert_eq!(wording::cases_headline(&remedy.cases), "What became of 1 inadequate case is not recorded");
}

#[test]
fn a_link_to_an_audit_that_was_not_used_is_listed_and_kept_nowhere() {
    let document = json!([
        audit("1", "2024-01-01", "North", "Good", "", &[]),
        audit("2", "2024-01-10", "North", "Inadequate", "", &[["2024-01-10", "2024-02-10", ""]]),
        audit("3", "2024-01-11", "North", "Inadequate", "", &[]),
        audit("3", "2024-01-11", "North", "Good", "", &[]),
        audit("4", "2024-03-10", "North", "Good", "2", &[]),
        audit("5", "2024-03-10", "North", "Good", "3", &[]),
        audit("6", "2024-03-10", "North", "Good", "6", &[]),
    ]);
    let import = import::read(document.to_string().as_bytes(), None).unwrap();
    assert_eq!(import.table.len(), 5);
    // Audits 3 are gone, so that the re-audit stands a row higher than it was read.
    assert_eq!(import.table.reaudits.iter().collect::<Vec<_>>(), [(2, 1)]);
    let missing = import
        .problems
        .groups
        .iter()
        .find(|group| group.reason.what().contains("first audit of this re-audit"))
        .unwrap();
    assert_eq!((missing.count, missing.places[0].record), (1, 6));
}

#[test]
fn auditors_are_kept_by_code_and_role_alone() {
    let rows = [("1", "A7", "Reviewing officer"), ("2", "", ""), ("3", "A7", "Team manager")];
    let mut document: Vec<Value> = rows
        .iter()
        .map(|(id, code, role)| {
            json!({ "audit_id": id, "audit_date": "2024-01-10", "overall_grade": "Good", "auditor": "Jo Brown", "auditor_name": "Jo Brown",
                "auditor_code": code, "auditor_role": role })
        })
        .collect();
    document[1].as_object_mut().unwrap().remove("auditor_code");
    let import = import::read(json!(document).to_string().as_bytes(), None).unwrap();
    assert_eq!(import.table.auditor_code.codes(), [Some(0), None, Some(0)]);
    assert_eq!(import.table.auditor_role.codes(), [Some(0), None, Some(1)]);
    assert_eq!(import.source.columns_unread, ["auditor", "auditor_name"]);
    // No code leaves: the whole report has none.
    let figures = Report::of(&import, &Settings::default()).figures().unwrap();
    assert!(!figures.contains("A7") && !figures.contains("Jo Brown") && !figures.contains("Reviewing officer"));
}

fn cases(method: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    file["cases"].as_array().unwrap().iter().filter(|case| case["method"] == method).cloned().collect()
}

fn near(found: Option<f64>, expected: &Value) -> bool {
    match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found.is_none() && expected.is_none(),
    }
}

/// Each case as a file of actions: what had not ended was raised so many days before the export, the others long before.
#[test]
fn the_reference_cases_of_kaplan_and_meier_go_from_file_to_sentence() {
    let exported: Day = "2024-06-30".parse().unwrap();
    let reference = cases("kaplan_meier");
    assert_eq!(reference.len(), 6);
    for case in reference {
        let pairs = case["input"]["time"].as_array().unwrap().iter().zip(case["input"]["event"].as_array().unwrap());
        let audits: Vec<Value> = pairs
            .enumerate()
            .map(|(at, (time, event))| {
                let days = i32::try_from(time.as_i64().unwrap()).unwrap();
                let ended = event == 1;
                let raised = exported.plus(if ended { -200 } else { -days }).unwrap();
                let completed = if ended { raised.plus(days).unwrap().to_string() } else { String::new() };
                audit(
                    &at.to_string(),
                    "2023-12-01",
                    "North",
                    "Inadequate",
                    "",
                    &[[&raised.to_string(), "", &completed]],
                )
            })
            .collect();
        let remedy = remedy_of(&json!({ "exported_on": "2024-06-30", "audits": audits }), &Settings::default());
        let time = remedy.actions.as_ref().unwrap().time.as_ref().unwrap();
        let expected = &case["expected"];
        assert_eq!(
            (u64::from(time.followed), u64::from(time.closed)),
            (expected["n"].as_u64().unwrap(), expected["events"].as_u64().unwrap())
        );
        assert!(near(time.median, &expected["median"]), "{}", case["id"]);
        assert!(
            near(time.median_from, &expected["median_l95_loglog"])
                && near(time.median_to, &expected["median_u95_loglog"]),
            "{}",
            case["id"]
        );
        for (by, at) in time.closed_by.iter().zip([3, 4]) {
            assert!((1.0 - by.share - expected["surv_at"][at].as_f64().unwrap()).abs() < 1e-9);
            if by.share > 0.0 {
                let interval = by.interval95;
                assert!(near(interval.map(|of| 1.0 - of.upper), &expected["surv_l95_loglog"][at]), "{}", case["id"]);
                assert!(near(interval.map(|of| 1.0 - of.lower), &expected["surv_u95_loglog"][at]), "{}", case["id"]);
            }
        }
        let said = format!("{}. {}", wording::time_headline(time), wording::time_because(time));
        match expected["median"].as_f64() {
            None => {
                assert!(said.starts_with("Fewer than half") && said.contains("The median is not reached"), "{said}")
            }
            Some(median) => {
                assert!(said.starts_with(&format!("Half of actions are closed within {median} days")), "{said}")
            }
        }
        assert!(said.contains(&format!("{} of them closed", expected["events"])), "{said}");
    }
}

#[test]
fn the_office_that_does_not_finish_its_actions_is_found_and_no_other() {
    let report = Report::begin(&demonstration(), &Settings::default()).0;
    let remedy = report.remedy.unwrap();
    let actions = remedy.actions.as_ref().unwrap();
    let said: Vec<(&str, Verdict)> = actions.offices.iter().map(|of| (of.office.as_str(), of.verdict)).collect();
    assert_eq!(
        said,
        [
            ("Ashford Vale", Verdict::NoMoreThanChance),
            ("Brackley Green", Verdict::DiffersAbove),
            ("Coldharbour", Verdict::NoMoreThanChance),
            ("Denholm", Verdict::TooFew),
            ("Eastmere", Verdict::NoMoreThanChance),
            ("Fallow Green", Verdict::NoMoreThanChance),
        ]
    );
    assert_eq!(
        wording::overdue_by_office(&actions.offices),
        "Brackley Green has more overdue actions than the others: 76 of 259 (29%) that had fallen due"
    );
    assert_eq!(
        wording::actions_headline(actions),
        "Of 1,171 actions, 1,020 are closed and 151 still open, 148 of these overdue"
    );
    assert_eq!(wording::time_headline(actions.time.as_ref().unwrap()), "Half of actions are closed within 26 days");
    // Of recent actions more are never done (examples/demonstration.rs).
    assert_eq!(actions.cohorts.as_ref().unwrap().verdict, PaceVerdict::Slower);
    let again = remedy.reaudits.as_ref().unwrap();
    assert_eq!((again.pairs, again.no_longer.k, again.unlinked, again.median_days), (144, 116, 0, Some(56)));
    assert_eq!(
        wording::cases_headline(&remedy.cases),
        "252 of 316 inadequate cases (80%) put right, as far as the file shows; 64 not"
    );
    let cases = remedy.cases;
    assert_eq!(
        cases.inadequate,
        cases.put_right() + cases.still_inadequate + cases.open + cases.unclear + cases.no_action
    );
}

/// One office; and a few actions of two offices of which none had fallen due.
#[test]
fn charts_are_drawn_as_they_were() {
    let report = |document: &Value| {
        let import = import::read(document.to_string().as_bytes(), None).unwrap();
        Report::begin(&import, &Settings::default()).0
    };
    let demonstration = Report::begin(&demonstration(), &Settings::default()).0;
    for (name, width_px) in [("wide", 1072), ("narrow", 358)] {
        let closing = chart::closing_of_actions(&demonstration, width_px).unwrap().unwrap();
        insta::assert_snapshot!(format!("closing-{name}"), closing.to_svg("Closing"));
        let overdue = chart::overdue_by_office(&demonstration, width_px).unwrap().unwrap();
        insta::assert_snapshot!(format!("overdue-{name}"), overdue.to_svg("Overdue"));
    }
    let few = report(&small());
    insta::assert_snapshot!("closing-few", chart::closing_of_actions(&few, 358).unwrap().unwrap().to_svg("Closing"));
    let one = report(&json!({ "exported_on": "2024-06-30", "audits": [
        audit("1", "2024-01-10", "North", "Inadequate", "", &[["2024-01-10", "2024-02-07", ""]]) ] }));
    let none_closed = chart::closing_of_actions(&one, 358).unwrap().unwrap();
    assert!(none_closed.marks.iter().all(|mark| mark.y_px > 200.0));
    assert_eq!(chart::overdue_by_office(&one, 358).unwrap(), None);
    let none =
        report(&json!([{ "audit_id": "1", "audit_date": "2024-01-10", "office": "North", "overall_grade": "Good" }]));
    assert_eq!(chart::closing_of_actions(&none, 358).unwrap(), None);
}
