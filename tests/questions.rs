//! The seven questions, from a file to verdict and evidence; and what becomes of them when they are shared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::import::read;
use plumbline::report::{Answer, Assurance, Question, Report, wording};
use plumbline::settings::Settings;
use std::io::Read as _;

fn demonstration() -> Report {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    Report::of(&read(&bytes, None).unwrap(), &Settings::default())
}

fn in_words(answers: &[Answer], shared: bool) -> String {
    let one = |answer: &Answer| {
        let evidence: Vec<String> = answer
            .evidence
            .iter()
            .map(|evidence| format!("  - {}.", evidence.sentence.trim_end_matches('.')))
            .collect();
        let missing: Vec<String> = answer.missing.iter().map(|missing| format!("  ? {missing}")).collect();
        let head = format!(
            "{}\n{}: {}.",
            wording::question(answer.question),
            wording::assurance(answer.verdict, shared),
            answer.because
        );
        [vec![head], evidence, missing].concat().join("\n")
    };
    answers.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_demonstration_answers_all_seven() {
    let report = demonstration();
    let answers = report.questions();
    insta::assert_snapshot!("demonstration", in_words(&answers, false));
    assert!(answers.iter().all(|answer| answer.evidence.len() >= 2), "each has two sentences of evidence or more");
    // The small office that is like the others is accused nowhere.
    let said = in_words(&answers, false);
    assert!(!said.contains("Denholm"), "{said}");
}

#[test]
fn a_minimum_file_answers_what_it_can_and_names_the_fields_for_the_rest() {
    let rows: String = (0..240).fold(String::from("audit_id,audit_date,office,overall_grade\n"), |rows, at| {
        let grade = if at % 5 == 0 { "Inadequate" } else { "Good" };
        rows + &format!("{at},2024-{:02}-{:02},{},{grade}\n", at / 20 + 1, at % 20 + 1, ["North", "South"][at % 2])
    });
    let report = Report::of(&read(rows.as_bytes(), None).unwrap(), &Settings::default());
    let answers = report.questions();
    insta::assert_snapshot!("minimum", in_words(&answers, false));
    let of = |question| answers.iter().find(|answer| answer.question == question).unwrap();
    for question in [Question::Managers, Question::Adjusting, Question::Capacity, Question::Partners] {
        assert_eq!(of(question).verdict, Assurance::CannotAnswer, "{question:?}");
        assert!(!of(question).missing.is_empty(), "{question:?}");
    }
    assert_eq!(of(Question::Partners).because, "These audits do not record it");
}

#[test]
fn now_and_the_long_run_stand_side_by_side() {
    let both = demonstration().now_and_later();
    insta::assert_snapshot!(
        "now-and-later",
        [vec![both.as_at.unwrap()], both.now, vec![String::new()], both.later].concat().join("\n")
    );
    let rows = b"audit_date,office,overall_grade\n2024-04-02,North,Good\n2024-05-02,South,Inadequate\n";
    let (report, _) = Report::begin(&read(rows, None).unwrap(), &Settings::default());
    let both = report.now_and_later();
    assert!(both.now.is_empty() && both.later.is_empty());
}

#[test]
fn nothing_assures_where_hardly_anything_was_audited() {
    let report = Report::of(
        &read(b"audit_date,office,overall_grade\n2024-04-02,North,Good\n2024-05-02,South,Inadequate\n", None).unwrap(),
        &Settings::default(),
    );
    for answer in report.questions() {
        assert_eq!(answer.verdict, Assurance::CannotAnswer, "{answer:?}");
    }
}

/// Re-audits without a first audit tell nothing of 97 cases, and none of them is known to be open or put right.
#[test]
fn without_a_recorded_action_nothing_is_told_of_open_ones() {
    let said = |columns: &str, again: &dyn Fn(u32) -> &'static str| {
        let rows: String =
            (0..360).fold(format!("audit_id,audit_date,office,overall_grade,{columns}\n"), |rows, at| {
                let grade = if at % 4 == 0 { "Inadequate" } else { "Good" };
                let office = ["North", "South"][(at % 2) as usize];
                rows + &format!("A{at},2024-{:02}-{:02},{office},{grade},{}\n", at / 30 + 1, at % 28 + 1, again(at))
            });
        let report = Report::of(&read(rows.as_bytes(), None).unwrap(), &Settings::default());
        (report.now_and_later(), report.questions())
    };
    let (both, answers) = said("audit_type", &|at| if at % 5 == 0 { "Re-audit" } else { "Random" });
    assert!(both.now.is_empty(), "{:?}", both.now);
    assert_eq!(
        both.open_not_known,
        Some("This file cannot say what is open now: it records no actions of these audits")
    );
    for at in [Question::Adjusting, Question::LongAndShort] {
        let answer = answers.iter().find(|answer| answer.question == at).unwrap();
        assert_eq!(answer.verdict, Assurance::CannotAnswer, "{answer:?}");
    }
    let said_in_all = in_words(&answers, false);
    assert!(!said_in_all.contains("action open") && !said_in_all.contains("action closed"), "{said_in_all}");

    // What linked re-audits tell is said, and no more; nor is it of a child at risk.
    let (both, answers) = said("reaudit_of,immediate_risk", &|at| match at {
        120 => "A0,no",
        121 => "A4,no",
        124 => "A8,yes",
        _ => ",no",
    });
    assert_eq!(
        both.now,
        [
            "A child was found at immediate risk in 1 of 360 (under 1%) audits; whether an action of theirs is open is not known here",
            "2 of 3 cases that were audited again were inadequate again"
        ]
    );
    assert!(both.open_not_known.is_some());
    let said_in_all = in_words(&answers, false);
    assert!(
        said_in_all.contains("  - 1 of 3 cases that were audited again were no longer inadequate."),
        "{said_in_all}"
    );
    assert!(!said_in_all.contains("action open") && !said_in_all.contains("action closed"), "{said_in_all}");
    assert_eq!(answers[5].verdict, Assurance::CannotAnswer);

    // One action more, and it is known of that case alone.
    let (both, _) = said("action_raised,action_due", &|at| if at == 0 { "2024-01-05,2024-02-01" } else { "," });
    assert_eq!(both.now[0], "1 of 90 (1%) inadequate cases have an action open; of 89 it is not recorded");
    assert_eq!(both.open_not_known, None);
}
