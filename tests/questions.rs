//! The seven questions, from a file to verdict and evidence; and what becomes of them when they are shared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::{AuditKind, Granularity};
use plumbline::disclosure::{Actions, Basis, Cases, Counts, Done, Grain, Part, Profile, Risk, Shared, control};
use plumbline::import::read;
use plumbline::report::{Answer, Assurance, Question, Report, Sheet, wording};
use plumbline::settings::{GradeBasis, Settings};
use plumbline::tally::Tally;
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

/// An improvement is looked at once more on moderated audits alone, and with the mix of what is audited held as it was.
#[test]
fn the_first_question_has_the_change_on_moderated_audits_and_with_the_mix_held() {
    let said = |moderated: &dyn Fn(usize) -> bool, service: &dyn Fn(usize, usize) -> &'static str| {
        let head = String::from("audit_id,audit_date,office,service,overall_grade,moderated_grade\n");
        let rows: String = (0..1920).fold(head, |rows, at| {
            let (month, of_month) = (at / 80, at % 80);
            let grade = if of_month % 20 < if month < 14 { 8 } else { 3 } { "Inadequate" } else { "Good" };
            let second = if moderated(at) { grade } else { "" };
            let (office, service) = (["North", "South"][of_month % 2], service(month, of_month));
            let (year, month) = (2023 + month / 12, month % 12 + 1);
            rows + &format!("{at},{year}-{month:02}-{:02},{office},{service},{grade},{second}\n", of_month % 28 + 1)
        });
        let report = Report::of(&read(rows.as_bytes(), None).unwrap(), &Settings::default());
        let answer = report.questions().swap_remove(0);
        assert_ne!(answer.verdict, Assurance::NotAssured, "{answer:?}");
        answer.evidence.into_iter().map(|evidence| evidence.sentence).collect::<Vec<_>>()
    };
    let two = |_: usize, at: usize| ["Assessment", "Family Support"][at / 20 % 2];
    let all = said(&|at| at % 3 == 0, &two);
    assert!(all[1].starts_with("Of the audits that were graded a second time, by the second grade, "), "{all:?}");
    assert!(all[1].ends_with(" points lower (95% interval)"), "{all:?}");
    assert_eq!(
        all[2],
        "With the mix of offices and services held as it was in all these months, the rate would be 15.0% (12.8% to 17.9%) since March 2024 and 40.0% (37.2% to 42.9%) before"
    );
    // Nobody looked at later work a second time.
    let few = said(&|at| at < 800 && at % 3 == 0, &two);
    assert_eq!(
        few[1],
        "Too few audits were graded a second time to look at these alone: none since March 2024, 267 before"
    );
    // One service in five is audited on one side alone, and nothing a second time.
    let other =
        said(&|_| false, &|month, at| if at % 5 > 0 { "Assessment" } else { ["A", "B"][usize::from(month < 14)] });
    assert!(other.iter().all(|sentence| !sentence.contains("second time")), "{other:?}");
    assert_eq!(
        other[1],
        "Too little was audited both before and since March 2024 to work out the rate with the mix of offices and services held as it was"
    );
}

/// Where auditors have become kinder, the rate falls by itself: the second grades of the same audits say otherwise.
#[test]
fn an_improvement_that_second_grades_deny_does_not_assure() {
    let answer = |risen: bool| {
        let head = String::from("audit_id,audit_date,office,overall_grade,moderated_grade\n");
        let rows: String = (0..1920).fold(head, |rows, at| {
            let (month, of_month) = (at / 80, at % 80);
            let inadequate = of_month % 20 < if month < 14 { 8 } else { 3 };
            let grade = if inadequate { "Inadequate" } else { "Good" };
            // As many are raised before as are lowered since.
            let turned = risen && of_month % 20 == if month < 14 { 1 } else { 17 } && month >= 4;
            let second = match at % 2 {
                1 if turned => ["Inadequate", "Good"][usize::from(inadequate)],
                1 if !risen || of_month % 20 > 16 || of_month % 20 == 1 => grade,
                _ => "",
            };
            let (year, month) = (2023 + month / 12, month % 12 + 1);
            rows + &format!(
                "{at},{year}-{month:02}-{:02},{},{grade},{second}\n",
                of_month % 28 + 1,
                ["North", "South"][of_month / 2 % 2]
            )
        });
        let report = Report::of(&read(rows.as_bytes(), None).unwrap(), &Settings::default());
        (report.questions().swap_remove(0), report.judged.unwrap().moderated.unwrap())
    };
    let denies = "by the second grades of the audits that were graded a second time it has risen";
    let (answered, moderated) = answer(true);
    assert!(moderated.difference().unwrap().lower > 0.0, "{moderated:?}");
    assert!(answered.because.contains(denies), "{answered:?}");
    let (answered, moderated) = answer(false);
    assert!(moderated.difference().unwrap().upper < 0.0, "{moderated:?}");
    assert!(!answered.because.contains(denies), "{answered:?}");
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
    // However the rate is drawn, the year is the same; windows of three months leave two of the 23 out.
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    let import = read(&bytes, None).unwrap();
    let rolling = Settings { period: Some(Granularity::Rolling), ..Settings::default() };
    let (report, _) = Report::begin(&import, &rolling);
    let later = report.now_and_later().later;
    let before = Settings { from: "2017-11-01".parse().ok(), to: "2018-07-31".parse().ok(), ..Settings::default() };
    let before = wording::k_of_n(&Report::begin(&import, &before).0.overall);
    assert_eq!(
        later[0],
        format!("In the year to July 2019, 132 of 842 (16%) were inadequate; in the nine months before, {before}")
    );
    assert!(later[1].starts_with("Good or better: 305 of 842 (36%); in the nine months before, "), "{later:?}");
    // Under a year there is none.
    let (report, _) = Report::begin(&import, &Settings { from: "2018-10-01".parse().ok(), ..rolling });
    assert!(!report.now_and_later().later.iter().any(|said| said.contains("year")));
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

/// One month of one office, as it is shared.
fn one_period() -> Shared {
    let offices = vec![("North".into(), vec![Tally { n: 60, inadequate: 20 }])];
    let months = vec![vec![0, 20, 20, 20]];
    let scale = plumbline::audit::Scale::default().levels;
    let counts = Counts { scale, first_month: 2024 * 12, months, offices, ..Counts::default() };
    control(&counts, Profile::PUBLIC, Grain { months: 1, merge_offices: false }, None).unwrap().shared
}

/// Counts that were not shared hide nothing that is known to be wrong, and are not said to be few.
#[test]
fn what_is_known_to_be_wrong_is_said_whatever_else_was_not_shared() {
    let answers = |basis: Basis| {
        let shared = Shared { basis: Some(basis), unanswered: Some(0), ..one_period() };
        Report::from_shared(&shared).questions()
    };
    let verdict = |answers: &[Answer], at: usize| (answers[at].verdict, answers[at].because.clone());
    let none = answers(Basis { reaudits: Some(Part { n: 60, k: 35 }), ..Basis::default() });
    assert_eq!(
        verdict(&none, 3),
        (
            Assurance::CannotAnswer,
            "Counts of actions were not shared, so that these figures cannot show whether work is put right".into()
        )
    );
    // A year is not there either, and the risk is told all the same.
    let risk = Risk { asked: 100, at_risk: 20, open: 10, overdue: 5 };
    let at_risk = answers(Basis { risk: Some(risk), ..Basis::default() });
    for at in [3, 5] {
        assert_eq!(
            verdict(&at_risk, at),
            (
                Assurance::NotAssured,
                "A child was found at immediate risk, and an action of that audit is overdue".into()
            )
        );
    }
    let cases = Cases { inadequate: 100, put_right: 40, still_inadequate: 0, open: 40, overdue: 30 };
    let overdue = answers(Basis { cases: Some(cases), ..Basis::default() });
    assert_eq!(
        verdict(&overdue, 3),
        (Assurance::NotAssured, "More than one in ten inadequate cases has an action that is overdue".into())
    );
    // Nor does what was shared beside it assure.
    let expected = Some(Done { expected: 400, done: 400 });
    let audits = answers(Basis { expected, ..Basis::default() });
    assert_eq!(
        verdict(&audits, 2),
        (
            Assurance::CannotAnswer,
            "Not all counts were shared that managers\u{2019} attention could be read from".into()
        )
    );
    let actions = Actions { raised: 100, closed: 100, overdue: 0, due: 100, in_time: 95, median_days: Some(20) };
    let reaudits = Some(Part { n: 60, k: 35 });
    let without_cases = answers(Basis { actions: Some(actions), reaudits, expected, ..Basis::default() });
    assert_eq!((without_cases[2].verdict, without_cases[3].verdict), (Assurance::Partly, Assurance::CannotAnswer));
    let cases = Some(Cases { inadequate: 100, put_right: 100, ..Cases::default() });
    let with_cases = answers(Basis { actions: Some(actions), reaudits, cases, ..Basis::default() });
    assert_eq!((with_cases[2].verdict, with_cases[3].verdict), (Assurance::CannotAnswer, Assurance::Assured));
    let late = answers(Basis { late: vec!["North".into()], ..Basis::default() });
    assert_eq!(late[2].verdict, Assurance::NotAssured, "{:?}", late[2]);
}

/// One office alone can be compared with no other, but can be above the target.
#[test]
fn one_office_that_is_above_the_target_is_said_to_be() {
    let rows: String = (0..240).fold(String::from("audit_id,audit_date,office,overall_grade\n"), |rows, at| {
        let grade = if at % 3 == 0 { "Inadequate" } else { "Good" };
        rows + &format!("{at},2024-{:02}-{:02},North,{grade}\n", at / 20 + 1, at % 20 + 1)
    });
    let settings = Settings { target_per_mille: Some(50), ..Settings::default() };
    let report = Report::of(&read(rows.as_bytes(), None).unwrap(), &settings);
    let answer = &report.questions()[1];
    assert_eq!(
        (answer.verdict, answer.because.as_str()),
        (Assurance::NotAssured, "An office lies above the authority\u{2019}s target, by more than chance explains")
    );
}

/// Audits are done and expected of the offices that are chosen, as the view of moderation has it; of services the file cannot tell.
#[test]
fn audits_done_of_expected_are_of_the_chosen_offices() {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    let import = read(&bytes, None).unwrap();
    let offices: Vec<String> = ["Coldharbour", "Ashford Vale", "Brackley Green"].map(str::to_owned).into();
    let complete = Settings { to: "2019-07-31".parse().ok(), still_open: Some(0), offices, ..Settings::default() };
    let (report, _) = Report::begin(&import, &complete);
    let done = report.basis.as_ref().unwrap().expected.unwrap();
    let offices = &report.trust.as_ref().unwrap().completion;
    let sum = offices.iter().fold((0, 0), |sum, of| (sum.0 + of.done, sum.1 + of.expected));
    assert_eq!((offices.len(), (done.done, done.expected)), (3, sum));
    let said = in_words(&report.questions(), false);
    assert_eq!(said.matches("1,088 audits were done of 1,127 that were expected (97%).").count(), 2, "{said}");
    assert!(Sheet::of_completion_by_month(&report).rows.len() <= 3 * 24);
    let services = vec!["Assessment".into()];
    let (report, _) = Report::begin(&import, &Settings { services, ..Settings::default() });
    let said = in_words(&report.questions(), false);
    assert!(
        said.contains("1,869 audits were done of 1,840 that were expected (102%), of every service and team."),
        "{said}"
    );
}

/// What is open is of every type of audit and by the auditor's grade, and says so where the rate is not.
#[test]
fn what_is_open_under_a_filter_of_types_or_grades_says_of_which_audits() {
    let rows = b"audit_date,office,overall_grade,moderated_grade,audit_type,action_raised,action_due\n2024-04-02,North,Inadequate,Good,Thematic,2024-04-03,2024-05-01\n";
    let import = read(rows, None).unwrap();
    let as_at = |settings: &Settings| Report::begin(&import, settings).0.now_and_later().as_at.unwrap();
    let usual = as_at(&Settings::default());
    assert!(usual.starts_with("As at ") && !usual.contains("type"), "{usual}");
    let said = format!("{usual}; of audits of every type, by the auditor\u{2019}s grade");
    assert_eq!(as_at(&Settings { types: vec![AuditKind::Thematic], ..Settings::default() }), said);
    assert_eq!(as_at(&Settings { grade_basis: GradeBasis::Moderated, ..Settings::default() }), said);
    // Shared figures have no day of their own for it.
    let mut shared = one_period();
    shared.settings.types = vec![AuditKind::Thematic];
    let both = Report::from_shared(&shared).now_and_later();
    assert_eq!(both.as_at.unwrap(), "Of audits of every type, by the auditor\u{2019}s grade");
}
