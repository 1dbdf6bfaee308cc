//! From a file to what is shared of it: only complete months, only what was chosen, and beside the previous share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::AuditKind;
use plumbline::disclosure::{Grain, OTHER_OFFICES, Profile, Shared, rounded};
use plumbline::import::{Import, Mapping, read};
use plumbline::report::{Answer, Assurance, Question, Report, wording};
use plumbline::session::Notes;
use plumbline::session::sharing::{
    Asked, Before, Cell, Change, Choices, Composing, IN_A_PAGE, Outcome, Prepared, Preview, Ready, Sharing, Words,
    events_to_offer, previous_of,
};
use plumbline::settings::Settings;
use plumbline::share::{Opened, board_file, fingerprint, for_page, link, open};
use std::io::Read as _;
use std::rc::Rc;
use std::sync::LazyLock;

const MONTHS: Grain = Grain { months: 1, merge_offices: false };
const QUARTERS: Grain = Grain { months: 3, merge_offices: false };

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    text
}

/// The demonstration file and its report with verdicts.
static DEMONSTRATION: LazyLock<(Import, Report)> = LazyLock::new(|| {
    let import = read(&inflated(include_bytes!("../assets/demonstration.json.gz")), None).unwrap();
    let report = Report::of(&import, &Settings::default());
    (import, report)
});

fn compose(import: &Import, settings: &Settings, previous: Option<Shared>) -> Composing {
    Composing::of(import, settings, Profile::PUBLIC, previous).unwrap()
}

fn ready(outcome: Outcome) -> Ready {
    match outcome {
        Outcome::Ready(ready) => *ready,
        other => panic!("{other:?}"),
    }
}

fn opened(opened: Opened) -> Shared {
    match opened {
        Opened::Clear(shared) => *shared,
        Opened::Sealed(_) => panic!("sealed"),
    }
}

#[test]
fn readers_get_the_sender_s_answers_or_none() {
    let (import, report) = &*DEMONSTRATION;
    let ready = ready(compose(import, &Settings::default(), None).prepare(MONTHS));
    let notes = Notes::default().with(Question::Partners, "Ask the\n police.".into());
    let choices = Choices { notes: Some(Rc::new(notes)), ..Choices::default() };
    let sent = opened(open(&link(&ready.finished(report, &choices)).unwrap()).unwrap());
    let basis = sent.basis.as_ref().unwrap();
    assert!(basis.is_rounded() && basis.moderation.is_some() && basis.actions.is_some() && basis.cases.is_some());
    assert_eq!(sent.notes.last().map(String::as_str), Some("Ask the police."));
    let (sender, reader) = (report.questions(), Report::from_shared(&sent).questions());
    let answered =
        |answers: &[Answer]| answers.iter().filter(|answer| answer.verdict != Assurance::CannotAnswer).count();
    for (sender, reader) in sender.iter().zip(&reader) {
        assert!(
            reader.verdict == sender.verdict || reader.verdict == Assurance::CannotAnswer,
            "{:?} {:?}\n{:?}",
            sender.question,
            sender.verdict,
            reader
        );
    }
    assert!(answered(&reader) >= 5, "{reader:?}");
    insta::assert_snapshot!(
        "reader-s-questions",
        reader
            .iter()
            .map(|answer| {
                let evidence: Vec<&str> = answer.evidence.iter().map(|evidence| evidence.sentence.as_str()).collect();
                format!("{:?}: {:?}. {}\n  {}", answer.question, answer.verdict, answer.because, evidence.join("\n  "))
            })
            .collect::<Vec<_>>()
            .join("\n")
    );
    // It is of the same months as the exact counts beside it: their difference would be an open month.
    let partners = basis.partners.as_ref().unwrap();
    assert_eq!(partners.named.n, rounded(sent.total.count.inadequate.unwrap()));
    let all = rounded(sent.total.count.n.unwrap());
    assert!(basis.areas.iter().all(|(_, area)| area.n == all), "{:?}", basis.areas);
    // Where fewer months leave counts of actions out, they are not said to be few.
    let quarters = self::ready(compose(import, &Settings::default(), None).prepare(QUARTERS));
    let quarters = quarters.finished(report, &Choices::default());
    assert!(quarters.basis.as_ref().unwrap().actions.is_none());
    let of_quarters = Report::from_shared(&quarters).questions();
    assert!(of_quarters.iter().all(|answer| !answer.because.contains("too few dated actions")), "{of_quarters:?}");
    for (sender, reader) in sender.iter().zip(&of_quarters) {
        assert!([sender.verdict, Assurance::CannotAnswer].contains(&reader.verdict), "{sender:?}\n{reader:?}");
    }
    // An event of capacity that travels is not denied.
    let capacity: Vec<_> = report.events.iter().filter(|event| event.kind == "capacity").cloned().collect();
    let dated = ready.finished(report, &Choices { events: capacity, ..choices.clone() });
    let of_capacity = |sent: &Shared| {
        Report::from_shared(sent)
            .questions()
            .into_iter()
            .find(|answer| answer.question == Question::Capacity)
            .unwrap()
            .because
    };
    assert_eq!(of_capacity(&sent), "The figures date no extra capacity");
    assert!(of_capacity(&dated).starts_with("Extra capacity is dated"));
    // What is not ticked does not travel.
    let less = ready.finished(report, &Choices { basis: false, ..Choices::default() });
    assert!(less.basis.is_none() && less.notes.is_empty());
    // The preview has every number of it.
    let preview = Preview::of(&sent, &ready);
    let table =
        preview.tables.iter().find(|table| table.title.starts_with("What the seven questions rest on")).unwrap();
    assert!(table.rows.len() >= 10, "{table:?}");
}

/// Two years of audits of two offices, one in four inadequate, most of them with an action that is done in time; an action of those that `late` names is overdue.
/// `risk` tells what an audit records of it.
fn with_actions(late: impl Fn(u32) -> bool, risk: impl Fn(u32) -> &'static str) -> Import {
    let head = "audit_id,audit_date,office,overall_grade,action_raised,action_due,action_completed,immediate_risk,audit_type\n";
    let rows: String = (0..960).fold(head.to_owned(), |rows, at| {
        let (month, day) = (at / 40, at % 28 + 1);
        let date = |months: u32| {
            let month = month + months;
            format!("{}-{:02}-{day:02}", 2023 + month / 12, month % 12 + 1)
        };
        let (from, soon, later) = (date(0), date(1), date(2));
        let (grade, action) = match (at % 4, at / 4) {
            _ if late(at) => ("Inadequate", format!("{from},{from},")),
            (0, case) if case % 7 == 3 => ("Inadequate", ",,".into()),
            (0, case) if case % 11 == 1 => ("Inadequate", format!("{from},2030-01-01,")),
            (0, case) if case % 5 == 0 && month < 20 => ("Inadequate", format!("{from},{soon},{later}")),
            (0, _) => ("Inadequate", format!("{from},{soon},{from}")),
            _ => ("Good", ",,".into()),
        };
        let office = ["North", "South"][(at / 4 % 2) as usize];
        let kind = if at / 4 % 6 == 4 { "Thematic" } else { "Random" };
        rows + &format!("A{at},{from},{office},{grade},{action},{},{kind}\n", risk(at))
    });
    read(rows.as_bytes(), None).unwrap()
}

/// What travels through the link, how it is shown to its sender, and the questions as sender and reader have them.
fn both_answer(import: &Import) -> (Shared, String, Vec<Answer>, Vec<Answer>) {
    let report = Report::of(import, &Settings::default());
    let ready = ready(compose(import, &Settings::default(), None).prepare(MONTHS));
    let sent = opened(open(&link(&ready.finished(&report, &Choices::default())).unwrap()).unwrap());
    let of_reader = Report::from_shared(&sent).questions();
    let preview = text_of(&Preview::of(&sent, &ready));
    (sent, preview, report.questions(), of_reader)
}

fn of(answers: &[Answer], question: Question) -> (Assurance, &str) {
    let answer = answers.iter().find(|answer| answer.question == question).unwrap();
    (answer.verdict, answer.because.as_str())
}

const RESTS_ON_RISK: [Question; 2] = [Question::Adjusting, Question::LongAndShort];

#[test]
fn a_reader_is_not_reassured_where_counts_of_immediate_risk_were_withheld() {
    let few = |at: u32| {
        if at == 400 {
            "yes"
        } else if at < 5 {
            "no"
        } else {
            ""
        }
    };
    for late in [true, false] {
        let (sent, preview, sender, reader) = both_answer(&with_actions(|at| late && at == 400, few));
        let basis = sent.basis.as_ref().unwrap();
        assert!(basis.actions.is_some() && basis.cases.is_some() && basis.risk.is_none(), "{basis:?}");
        let not_told = Report::from_shared(&Shared { unanswered: Some(0), ..sent }).questions();
        for question in RESTS_ON_RISK {
            assert_eq!(of(&not_told, question).0, Assurance::Partly, "what the counts alone would say");
            let of_sender = if late { Assurance::NotAssured } else { Assurance::Partly };
            assert_eq!(of(&sender, question).0, of_sender);
            assert!(preview.contains("Answers held back: Questions 4 and 6: this page has more"), "{preview}");
            // Whether it is overdue or not: which of the two it is was withheld.
            assert_eq!(
                of(&reader, question),
                (Assurance::CannotAnswer, "The sender\u{2019}s page answers this by more than these figures hold")
            );
        }
    }
}

#[test]
fn a_reader_of_figures_that_record_no_immediate_risk_gets_the_sender_s_answer() {
    let (sent, preview, sender, reader) = both_answer(&with_actions(|_| false, |_| ""));
    assert!(sent.basis.as_ref().unwrap().risk.is_none());
    assert!(preview.contains("Answers held back: None"), "{preview}");
    let now = Report::from_shared(&sent).now_and_later().now;
    assert_eq!(now[0], "Whether a child was found at immediate risk is not in these figures");
    for question in RESTS_ON_RISK {
        assert_eq!((of(&sender, question).0, of(&reader, question).0), (Assurance::Partly, Assurance::Partly));
    }
    // Of figures that were shared before this could be told, it is said that it cannot.
    let before = Shared { unanswered: None, ..sent };
    for question in RESTS_ON_RISK {
        assert_eq!(
            of(&Report::from_shared(&before).questions(), question),
            (
                Assurance::CannotAnswer,
                "These figures do not say whether an action for a child at immediate risk is overdue"
            )
        );
    }
}

#[test]
fn a_reader_is_not_reassured_where_the_risk_is_in_a_month_that_is_not_shared() {
    let (sent, _, sender, reader) = both_answer(&with_actions(
        |at| at == 921,
        |at| if at == 921 || at % 6 == 1 && at < 200 { "yes" } else { "no" },
    ));
    let risk = sent.basis.as_ref().unwrap().risk.unwrap();
    assert!(risk.at_risk > 0 && risk.overdue == 0);
    for question in RESTS_ON_RISK {
        assert_eq!(of(&sender, question).0, Assurance::NotAssured);
        assert_eq!(of(&reader, question).0, Assurance::CannotAnswer);
    }
}

/// The page lets its reader share before the verdicts are there.
#[test]
fn a_reader_is_not_reassured_by_what_was_shared_before_the_verdicts() {
    let import = with_actions(|at| at == 921, |at| if at == 921 || at % 6 == 1 && at < 200 { "yes" } else { "no" });
    let (report, _) = Report::begin(&import, &Settings::default());
    let ready = ready(compose(&import, &Settings::default(), None).prepare(MONTHS));
    let sent = opened(open(&link(&ready.finished(&report, &Choices::default())).unwrap()).unwrap());
    assert_eq!(sent.unanswered.unwrap() & 0b10_1011, 0b10_1011, "the first, second, fourth and sixth");
    let reader = Report::from_shared(&sent).questions();
    for question in [Question::Improvement, Question::Offices, Question::Adjusting, Question::LongAndShort] {
        assert_eq!(of(&reader, question).0, Assurance::CannotAnswer, "{question:?}");
    }
}

/// A verdict can be worked out again from the counts: whether one of two hidden offices has it would tell how the sum of theirs falls apart.
#[test]
fn what_is_held_back_does_not_tell_of_an_office_whose_total_is_hidden() {
    let held_back = |inadequate: [u32; 2]| {
        let mut rows = String::from("audit_date,office,overall_grade,action_raised,action_due,action_completed\n");
        for (office, audits, inadequate) in
            [("A", 20, inadequate[0]), ("B", 20, inadequate[1]), ("C", 480, 60), ("D", 480, 60)]
        {
            for at in 0..audits {
                let (month, day) = (at * 15 / audits, at % 28 + 1);
                let month = format!("{}-{:02}", 2024 + month / 12, month % 12 + 1);
                let is_inadequate = (at + 1) * inadequate / audits > at * inadequate / audits;
                let (grade, action) = if is_inadequate {
                    ("Inadequate", format!("{month}-{day:02},2026-12-31,{month}-{day:02}"))
                } else {
                    ("Good", ",,".into())
                };
                rows += &format!("{month}-{day:02},{office},{grade},{action}\n");
            }
        }
        let import = read(rows.as_bytes(), None).unwrap();
        let settings = Settings { target_per_mille: Some(20), ..Settings::default() };
        let report = Report::of(&import, &settings);
        let year = Grain { months: 12, merge_offices: false };
        let ready = ready(compose(&import, &settings, None).prepare(year));
        let notes = Notes::default().with(Question::Offices, "Ask both.".into());
        let sent = ready.finished(&report, &Choices { notes: Some(Rc::new(notes)), ..Choices::default() });
        let reader = Report::from_shared(&sent);
        let is_hidden = |name: &str| {
            let theirs = reader.offices.iter().find(|office| office.office == name);
            theirs.is_none_or(|office| office.change.is_none())
        };
        (sent.unanswered.map(|bits| bits & 0b10), ["A", "B"].map(is_hidden))
    };
    let all: Vec<_> = [[3, 3], [2, 4], [1, 5], [0, 6]].map(held_back).to_vec();
    assert!(all.iter().any(|(_, hidden)| hidden.contains(&true)), "{all:?}");
    for (bits, hidden) in all {
        assert!(bits == Some(0b10) || !hidden.contains(&true), "{bits:?} {hidden:?}");
    }
}

/// Verdicts on teams, and on an office of which the total is hidden, do not travel.
#[test]
fn a_reader_is_not_told_that_none_is_worse_where_a_team_is() {
    let rows: String = (0..1920).fold(String::from("audit_date,office,team,overall_grade\n"), |rows, at| {
        let (month, of_month) = (at / 80, at % 80);
        let (office, team) = (["North", "South"][of_month % 2], ["A", "B"][of_month / 2 % 2]);
        let of_team = of_month / 4;
        let worse = office == "North" && team == "A" && month >= 12;
        let inadequate = if worse { of_team % 10 < 9 } else { of_team % 5 < 2 };
        let grade = if inadequate { "Inadequate" } else { "Good" };
        rows + &format!(
            "{}-{:02}-{:02},{office},{team},{grade}\n",
            2023 + month / 12,
            month % 12 + 1,
            of_month % 28 + 1
        )
    });
    let import = read(rows.as_bytes(), None).unwrap();
    let report = Report::of(&import, &Settings::default());
    let ready = ready(compose(&import, &Settings::default(), None).prepare(MONTHS));
    let sent = ready.finished(&report, &Choices::default());
    let teams = &report.judged.as_ref().unwrap().teams;
    assert!(teams.iter().any(|team| team.change.verdict == plumbline::report::ChangeVerdict::Worse), "{teams:?}");
    assert_eq!(of(&report.questions(), Question::Offices).0, Assurance::NotAssured);
    // No verdict on an office tells of it.
    let mut mild = sent.clone();
    mild.offices
        .iter_mut()
        .filter_map(|office| office.judged.as_mut())
        .for_each(|said| (said.differs, said.change.change) = (2, 2));
    let of_reader = |shared: &Shared| of(&Report::from_shared(shared).questions(), Question::Offices).0;
    assert_eq!(of_reader(&Shared { unanswered: Some(0), ..mild.clone() }), Assurance::Partly);
    assert_eq!(of_reader(&Shared { unanswered: None, ..mild }), Assurance::CannotAnswer);
    assert_ne!(of_reader(&sent), Assurance::Partly);
}

/// Every answer for a file without a previous share, as the page has it.
fn all_answers(import: &Import) -> Sharing {
    let settings = Settings::default();
    let composing = compose(import, &settings, None);
    let choices = Choices { before: Before::Nothing, ..Choices::default() };
    let asked = Asked { settings, profile: choices.profile(), previous: None };
    let sharing = Sharing::default().next(Change::Chosen(choices)).next(Change::Asked(1, Rc::new(asked)));
    Grain::ALL.into_iter().fold(sharing, |sharing, grain| {
        sharing.next(Change::Answered(Box::new(Prepared { number: 1, grain, outcome: composing.prepare(grain) })))
    })
}

#[test]
fn what_is_suggested_of_twelve_offices_and_three_years_has_a_link_of_at_most_900_characters() {
    for (least, most) in [(1, 4), (5, 8), (10, 30), (30, 130)] {
        let mut dice = 20_190_911_u32;
        let mut roll = |sides: u32| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 16) % sides
        };
        let mut rows = String::from("Date,Office,Service,Grade,Failure cause\n");
        for (month, office) in (0..36).flat_map(|month| (0..12).map(move |office| (month, office))) {
            for audit in 0..least + roll(most - least + 1) {
                let grade = ["Inadequate", "Requires improvement", "Good", "Good", "Outstanding"][roll(5) as usize];
                let (year, month, day) = (2021 + month / 12, month % 12 + 1, audit % 28 + 1);
                let (service, cause) = (roll(8), roll(12));
                rows += &format!(
                    "{year}-{month:02}-{day:02},Office of district {office},Service number {service},{grade},Cause of failure {cause}\n"
                );
            }
        }
        let import = read(rows.as_bytes(), None).unwrap();
        let (report, _) = Report::begin(&import, &Settings::default());
        let mut sharing = all_answers(&import);
        sharing.choices = Rc::new(Choices {
            words: Words {
                prepared_by: "Head of quality assurance".into(),
                purpose: "Improvement Board, January 2024".into(),
                ..Words::default()
            },
            ..(*sharing.choices).clone()
        });
        let suggested = sharing.suggested().unwrap();
        let chars = |grain| {
            let ready = sharing.of(grain).unwrap().ready().unwrap();
            link(&ready.finished(&report, &sharing.choices)).unwrap().len()
        };
        println!("{least} to {most} a month: {suggested:?}, {}; by month {}", chars(suggested), chars(MONTHS));
        assert!(chars(suggested) <= plumbline::share::USUAL_CHARS);
        assert!(most != 130 || suggested.months > 1 && chars(MONTHS) > 800, "months are still to be had");
    }
}

/// So many audits of an office in a month of 2024, `worst` of them inadequate.
fn csv(rows: &[(u32, &str, u32, u32)]) -> Import {
    let mut csv = "Date,Office,Grade\n".to_owned();
    for (month, office, audits, worst) in rows {
        for at in 0..*audits {
            let grade = if at < *worst { "Inadequate" } else { "Good" };
            csv += &format!("2024-{month:02}-{:02},{office},{grade}\n", at % 28 + 1);
        }
    }
    read(csv.as_bytes(), None).unwrap()
}

#[test]
fn of_the_demonstration_the_complete_months_travel_with_their_verdicts_and_no_event() {
    let (import, report) = &*DEMONSTRATION;
    let ready = ready(compose(import, &Settings::default(), None).prepare(MONTHS));
    // August 2019 may still be arriving: the file was exported in September.
    assert_eq!((ready.shared.first_month, ready.shared.periods.len()), (2017 * 12 + 8, 23));
    assert_eq!(ready.shared.told.data_until, "2019-07-31".parse().ok());
    assert!(ready.shared.told.invented && ready.revealed.is_empty());
    let judged = report.judged.as_ref().unwrap();
    assert_eq!(ready.shared.total.count.n, Some(judged.rate.n));
    assert_eq!(ready.shared.total.count.inadequate, Some(judged.rate.inadequate));

    let words = Words {
        authority: None,
        prepared_by: "  Quality\tAssurance ".into(),
        purpose: "Board of September".into(),
        prepared_on: "2019-09-24".parse().ok(),
    };
    let choices = Choices { words, ..Choices::default() };
    let shared = ready.finished(report, &choices);
    assert_eq!(
        (shared.told.authority.as_str(), shared.told.prepared_by.as_str()),
        ("Exampleshire", "Quality Assurance")
    );
    let whole = shared.judged.as_ref().unwrap();
    assert_eq!(whole.change, 0, "the whole has improved");
    assert_eq!(judged.change.since.as_deref(), Some("March 2019"));
    assert_eq!(whole.since_month, Some(2019 * 12 + 2));
    assert!(whole.chance_hundredths.is_some_and(|chance| chance <= 4));
    let of = |name: &str| shared.offices.iter().find(|office| office.name == name).unwrap().judged.clone();
    assert_eq!(of("Coldharbour").map(|said| said.differs), Some(0));
    for office in &shared.offices {
        let shown = office.total.n.is_some() && office.total.inadequate.is_some();
        assert!(office.judged.is_none() || shown, "{}", office.name);
    }
    // No word of any event, and no word of what was expected of one.
    let sent = board_file(&shared);
    assert!(report.events.len() > 5 && shared.events.is_empty());
    for event in &report.events {
        assert!(!sent.contains(&event.label), "{}", event.label);
    }
    assert!(!sent.contains("team"), "{sent}");
    assert!(link(&shared).unwrap().len() < 900);
}

#[test]
fn an_event_travels_only_if_it_is_ticked_and_within_the_time_that_is_shared() {
    let (import, report) = &*DEMONSTRATION;
    let ready = ready(compose(import, &Settings::default(), None).prepare(MONTHS));
    let offered = events_to_offer(report, &ready.shared);
    assert!(offered.iter().all(|event| event.date <= "2019-07-31".parse().unwrap()));
    let ticked = offered[0].clone();
    let later = plumbline::audit::Event { date: "2020-01-01".parse().unwrap(), ..ticked.clone() };
    let choices = Choices { events: vec![ticked.clone(), later], ..Choices::default() };
    let shared = ready.finished(report, &choices);
    assert_eq!(shared.events.len(), 1);
    assert_eq!((&shared.events[0].label, &shared.events[0].expected), (&ticked.label, &None));
}

#[test]
fn coarser_grains_carry_no_verdict_of_other_months() {
    let (import, report) = &*DEMONSTRATION;
    let composing = compose(import, &Settings::default(), None);
    // July does not fill a quarter: what was said of the months up to it is not said of those up to June.
    let quarters = ready(composing.prepare(QUARTERS));
    assert!(!quarters.is_judged_by(report));
    let shared = quarters.finished(report, &Choices::default());
    assert!(shared.judged.is_none() && shared.offices.iter().all(|office| office.judged.is_none()));
    assert_eq!(shared.periods.len(), 8);
    // The first quarter begins in July, the first audit is of September.
    let overall = &Report::from_shared(&shared).findings[0].sentence;
    assert!(overall.ends_with(" inadequate in the eight quarters to June 2019"), "{overall}");
    // What is not told by month is of the shared months as well.
    assert_eq!(shared.told.data_until, "2019-06-30".parse().ok());
    let to_june = Settings { to: "2019-06-30".parse().ok(), ..Settings::default() };
    let tallies = plumbline::tally::tally(&import.table, &to_june);
    assert!(shared.causes.iter().any(|cause| cause.total.n.is_some()));
    for (cause, (name, tally)) in shared.causes.iter().zip(&tallies.causes) {
        assert_eq!(&cause.name, name);
        assert!(cause.total.n.is_none_or(|n| n == tally.n), "{name}");
    }
    for service in &shared.services {
        let of_june = tallies.services.iter().find(|known| known.name == service.name).unwrap();
        assert!(service.total.n.is_none_or(|n| n == of_june.grades.tally().n), "{}", service.name);
    }
    assert_eq!(shared.total.count.n, Some(tallies.overall.tally().n));
    // Nor are verdicts taken that were worked out under other choices.
    let months = ready(composing.prepare(MONTHS));
    let other = Report { settings: Settings { target_per_mille: Some(100), ..Settings::default() }, ..report.clone() };
    assert!(months.is_judged_by(report) && !months.is_judged_by(&other));
}

#[test]
fn a_second_share_is_compared_with_the_link_the_board_file_or_the_saved_page_of_the_first() {
    let (import, report) = &*DEMONSTRATION;
    let until = Settings { still_open: Some(2), ..Settings::default() };
    let first = ready(compose(import, &until, None).prepare(MONTHS)).finished(report, &Choices::default());
    assert_eq!(first.told.data_until, "2019-06-30".parse().ok());
    let damaged = format!("See https://example.org/x/%23{}\r\n sent from my telephone", link(&first).unwrap());
    let page = format!(
        "<!doctype html>\n<div id=\"app\"></div>\n{IN_A_PAGE}{}</script>\n<script id=\"glue\"></script>",
        for_page(&first)
    );
    for text in [damaged, board_file(&first), page] {
        assert_eq!(opened(previous_of(&text).unwrap()), first);
    }
    assert!(previous_of("").is_err() && previous_of("{}").is_err() && previous_of("<html></html>").is_err());

    // Alone the new month would be shown; beside the first share it is controlled, whatever it then hides.
    let alone = ready(compose(import, &Settings::default(), None).prepare(MONTHS));
    let beside = compose(import, &Settings::default(), Some(first.clone())).prepare(MONTHS);
    assert_ne!(ready(beside).shared, alone.shared);

    // Other audits are refused in words; another target or another drawing counts the same.
    let filters = [
        Settings { offices: vec!["Denholm".into()], ..Settings::default() },
        Settings { types: vec![AuditKind::Targeted], ..Settings::default() },
        Settings { grade_basis: plumbline::settings::GradeBasis::Final, ..Settings::default() },
        Settings { from: "2018-01-01".parse().ok(), ..Settings::default() },
        Settings { to: "2019-07-15".parse().ok(), ..Settings::default() },
    ];
    for settings in filters {
        let refused = Composing::of(import, &settings, Profile::PUBLIC, Some(first.clone())).err().unwrap();
        assert!(refused.contains("other filters"), "{refused}");
    }
    let target = Settings { target_per_mille: Some(100), to: "2019-07-31".parse().ok(), ..Settings::default() };
    assert!(Composing::of(import, &target, Profile::PUBLIC, Some(first)).is_ok());
}

#[test]
fn what_the_two_shares_would_reveal_is_told_and_not_sent() {
    // The office's quarter was shown; its first two months are shown now, of which the third is left: 3 of 12.
    let rows = |month: u32, worst: u32| [(month, "North", 40, worst), (month, "South", 40, 10)];
    let rows: Vec<_> = (1..=7).flat_map(|month| rows(month, if month == 3 { 3 } else { 12 })).collect();
    let import = csv(&rows);
    let first = ready(compose(&import, &Settings::default(), None).prepare(QUARTERS)).shared;
    let composing = compose(&import, &Settings::default(), Some(first.clone()));
    let second = ready(composing.prepare(MONTHS));
    // What was shown stays shown in the new share's total, so the small month has to be protected by another.
    let north = second.shared.offices.iter().find(|office| office.name == "North").unwrap();
    assert_eq!(north.by_period[2].inadequate, None);
    assert!(
        !second.revealed.is_empty() || north.by_period.iter().filter(|count| count.inadequate.is_none()).count() > 1
    );
    // A late audit: figures that were shown have changed.
    let mut late = rows;
    late.push((1, "North", 1, 0));
    let refused = compose(&csv(&late), &Settings::default(), Some(first)).prepare(MONTHS);
    assert!(matches!(&refused, Outcome::Refused(why) if why.contains("have changed since")), "{refused:?}");
}

#[test]
fn one_office_one_month_and_months_that_are_all_open() {
    let one = csv(&(1..=6).map(|month| (month, "North", 30, 8)).collect::<Vec<_>>());
    let shared = ready(compose(&one, &Settings::default(), None).prepare(MONTHS)).shared;
    assert_eq!((shared.offices.len(), shared.periods.len()), (1, 5));

    // The only month may still be filled: nothing is complete.
    let month = csv(&[(1, "North", 30, 8)]);
    let refused = Composing::of(&month, &Settings::default(), Profile::PUBLIC, None).err().unwrap();
    assert!(refused.starts_with("No month is complete yet"), "{refused}");
    let said = Settings { still_open: Some(0), ..Settings::default() };
    let composing = compose(&month, &said, None);
    assert_eq!(ready(composing.prepare(MONTHS)).shared.periods.len(), 1);
    let years = composing.prepare(Grain { months: 12, merge_offices: false });
    assert!(matches!(&years, Outcome::Refused(why) if why.contains("No period of this length")), "{years:?}");

    // Everything is small: hardly anything would be left.
    let few = csv(&[(1, "North", 4, 1), (2, "South", 4, 1), (3, "North", 4, 1)]);
    let said = Settings { still_open: Some(0), ..Settings::default() };
    assert!(matches!(compose(&few, &said, None).prepare(MONTHS), Outcome::NearlyAllHidden(_)));
    let all = read(b"Date,Office,Grade\n", None).ok();
    assert!(all.is_none_or(|import| Composing::of(&import, &said, Profile::PUBLIC, None).is_err()));
}

#[test]
fn complete_months_without_audits_are_shared_as_noughts() {
    // March is complete and empty; April is open.
    let import = csv(&[(1, "North", 30, 8), (2, "North", 30, 8), (4, "North", 30, 8)]);
    let report = Report::of(&import, &Settings::default());
    let ready = ready(compose(&import, &Settings::default(), None).prepare(MONTHS));
    let counts: Vec<_> = ready.shared.periods.iter().map(|period| period.count.n).collect();
    assert_eq!(counts, [Some(30), Some(30), Some(0)]);
    assert_eq!(ready.shared.told.data_until, "2024-03-31".parse().ok());
    assert!(ready.is_judged_by(&report));
}

#[test]
fn small_offices_are_put_together_where_there_are_any() {
    let rows: Vec<_> = (1..=6)
        .flat_map(|month| {
            [(month, "North", 30, 8), (month, "South", 30, 9), (month, "East", 1, 0), (month, "West", 2, 1)]
        })
        .collect();
    let merged = Grain { months: 1, merge_offices: true };
    let shared = ready(compose(&csv(&rows), &Settings::default(), None).prepare(merged)).shared;
    assert!(shared.offices.iter().any(|office| office.name == OTHER_OFFICES));
    assert!(!board_file(&shared).contains("East"));
    let large: Vec<_> = rows.into_iter().filter(|row| row.2 == 30).collect();
    assert_eq!(compose(&csv(&large), &Settings::default(), None).prepare(merged), Outcome::NothingToMerge);
}

#[test]
fn the_ofsted_file_is_composed_with_its_hundred_and_forty_nine_offices() {
    let mapping = Mapping::parse(include_str!("data/ofsted_mapping.json")).unwrap();
    let import = read(&inflated(include_bytes!("data/ofsted_csc_in_year_2024_25.json.gz")), Some(mapping)).unwrap();
    let composing = compose(&import, &Settings::default(), None);
    // From April to February no year of the calendar is complete.
    let years = composing.prepare(Grain { months: 12, merge_offices: false });
    assert!(matches!(years, Outcome::Refused(_)), "{years:?}");
    let halves = ready(composing.prepare(Grain { months: 6, merge_offices: false }));
    assert!(halves.lost.small > 0 && halves.revealed.is_empty());
    let (report, _) = Report::begin(&import, &Settings::default());
    let shared = halves.finished(&report, &Choices::default());
    // The verdicts are not there yet: none travels.
    assert!(shared.judged.is_none());
    let preview = Preview::of(&shared, &halves);
    assert_eq!(preview.tables[2].rows.len(), shared.offices.len());
}

/// What is filtered is not called the whole authority.
#[test]
fn what_travels_under_a_filter_is_called_what_it_is() {
    let import = &DEMONSTRATION.0;
    let offices: Vec<String> = ["Coldharbour", "Ashford Vale", "Brackley Green"].map(str::to_owned).into();
    let of_offices = Settings { offices, ..Settings::default() };
    let of_service = Settings { services: vec!["Assessment".into()], ..Settings::default() };
    for (settings, whole) in [
        (Settings::default(), "the whole authority"),
        (of_offices, "the chosen offices"),
        (of_service, "the chosen part of the authority"),
    ] {
        let report = Report::of(import, &settings);
        let ready = ready(compose(import, &settings, None).prepare(QUARTERS));
        let shared = opened(open(&link(&ready.finished(&report, &Choices::default())).unwrap()).unwrap());
        let text = text_of(&Preview::of(&shared, &ready));
        assert!(text.contains(&format!("{}, by period", wording::sentence(whole))), "{text}");
        assert!(text.contains(&format!("Counts of {whole} | Number")), "{text}");
        assert!(whole == "the whole authority" || !text.to_lowercase().contains("whole authority"), "{text}");
        let rounded = wording::rounded(&Report::from_shared(&shared).settings);
        assert!(rounded.contains(&format!("they are of {whole}, of the audits")), "{rounded}");
    }
}

/// The preview shows every count of the share, no other, and hides what is hidden.
#[test]
fn the_preview_is_what_travels() {
    let (import, _) = &*DEMONSTRATION;
    let settings = Settings {
        target_per_mille: Some(100),
        phases: vec![plumbline::settings::Phase {
            from: "2019-01-01".parse().unwrap(),
            name: "Extra capacity".into(),
            reason: "Six more".into(),
        }],
        ..Settings::default()
    };
    let report = Report::of(import, &settings);
    let ready = ready(compose(import, &settings, None).prepare(MONTHS));
    let mut choices = Choices::default();
    choices.words.purpose = "Board".into();
    choices.events = events_to_offer(&report, &ready.shared).into_iter().take(2).cloned().collect();
    let shared = ready.finished(&report, &choices);
    let preview = Preview::of(&shared, &ready);
    let cells = |title: &str| {
        let table = preview.tables.iter().find(|table| table.title.starts_with(title)).unwrap();
        table.rows.iter().flat_map(|(_, cells)| cells.clone()).collect::<Vec<_>>()
    };
    let value = |value: Option<u32>| value.map(|value| value.to_string());
    let told = |cell: &Cell| match cell {
        Cell::Shown(text) => Some(text.replace(',', "")),
        Cell::Hidden(why) => {
            assert!(why.is_some());
            None
        }
        Cell::Of(..) => panic!(),
    };
    let of_periods: Vec<_> = shared
        .periods
        .iter()
        .chain([&shared.total])
        .flat_map(|period| [period.count.n, period.count.inadequate].into_iter().chain(period.grades.clone()))
        .map(value)
        .collect();
    assert_eq!(cells("The whole").iter().map(told).collect::<Vec<_>>(), of_periods);
    let by_office: Vec<_> = shared.offices.iter().flat_map(|office| office.by_period.clone()).collect();
    let shown: Vec<_> = cells("Each office")
        .iter()
        .map(|cell| match cell {
            Cell::Of(count, why) => {
                assert_eq!(count.n.is_none(), why[0].is_some());
                assert_eq!(count.inadequate.is_none(), why[1].is_some());
                *count
            }
            _ => panic!(),
        })
        .collect();
    assert_eq!(shown, by_office);
    let hidden = of_periods.iter().filter(|value| value.is_none()).count()
        + by_office
            .iter()
            .map(|count| usize::from(count.n.is_none()) + usize::from(count.inadequate.is_none()))
            .sum::<usize>()
        + shared
            .offices
            .iter()
            .map(|office| office.total)
            .chain(shared.services.iter().map(|service| service.total))
            .map(|count| usize::from(count.n.is_none()) + usize::from(count.inadequate.is_none()))
            .sum::<usize>();
    assert_eq!(u32::try_from(hidden).unwrap(), ready.lost.hidden());
    let facts = format!("{:?}", preview.facts);
    for word in ["Exampleshire", "Board", "31 July 2019", "Extra capacity", "Six more", "at most 10%", "Anybody"] {
        assert!(facts.contains(word), "{word}: {facts}");
    }
    let events = format!("{:?}", cells("Events"));
    assert!(choices.events.iter().all(|event| events.contains(&event.label)));
    insta::assert_snapshot!("preview", format!("{}\n{}", preview.hidden, text_of(&preview)));
}

fn text_of(preview: &Preview) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Shown(text) => text.clone(),
        Cell::Hidden(why) => format!("{why:?}"),
        Cell::Of(count, _) => format!("{:?}/{:?}", count.inadequate, count.n).replace("Some(", "").replace(')', ""),
    };
    let mut text = String::new();
    preview.facts.iter().for_each(|(name, fact)| text += &format!("{name}: {fact}\n"));
    for table in &preview.tables {
        text += &format!("\n{}\n{}\n", table.title, table.columns.join(" | "));
        for (name, cells) in &table.rows {
            text += &format!("{name} | {}\n", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
        }
    }
    text
}

#[test]
fn the_page_asks_once_for_each_choice_and_drops_answers_to_earlier_ones() {
    let (import, report) = &*DEMONSTRATION;
    let settings = Settings::default();
    let sharing = Sharing::default();
    // Until its sender has said what was shared before, nothing is worked out.
    assert_eq!(sharing.to_ask(&settings), None);
    let choices = Choices { before: Before::Nothing, ..Choices::default() };
    let sharing = sharing.next(Change::Chosen(choices.clone()));
    let asked = sharing.to_ask(&settings).unwrap();
    assert_eq!(asked, Asked { settings: settings.clone(), profile: Profile::PUBLIC, previous: None });
    let sharing = sharing.next(Change::Asked(1, Rc::new(asked)));
    assert!(sharing.to_ask(&settings).is_none() && sharing.is_current(&settings));
    // Words change nothing of what is hidden; another profile does.
    let mut words = choices.clone();
    words.words.purpose = "Board".into();
    assert!(sharing.next(Change::Chosen(words)).is_current(&settings));
    let restricted =
        sharing.next(Change::Chosen(Choices { restricted: true, small_count: 2, authority_least: 3, ..choices }));
    assert_eq!(restricted.to_ask(&settings).unwrap().profile, Profile::restricted(3, 3));
    assert!(!restricted.is_current(&settings));

    let composing = compose(import, &settings, None);
    let mut answered = sharing.clone();
    for grain in Grain::ALL.into_iter().rev() {
        assert_eq!(answered.suggested(), None);
        let prepared = Prepared { number: 1, grain, outcome: composing.prepare(grain) };
        // Through the same JSON as from the worker.
        let prepared: Prepared = serde_json::from_str(&serde_json::to_string(&prepared).unwrap()).unwrap();
        let earlier = Prepared { number: 0, ..prepared.clone() };
        answered = answered.next(Change::Answered(Box::new(earlier))).next(Change::Answered(Box::new(prepared)));
    }
    assert!(answered.is_complete() && answered.prepared.len() == 8);
    let suggested = answered.suggested().unwrap();
    let ready = answered.of(suggested).unwrap().ready().unwrap();
    assert!(ready.lost.hidden() * 2 <= ready.lost.that_tell() && ready.is_short());
    let sent = ready.finished(report, &answered.choices);
    assert_eq!(opened(open(&link(&sent).unwrap()).unwrap()), sent);
    assert_eq!(fingerprint(&sent), fingerprint(&sent.clone()));
    assert!(answered.first_that_fits(MONTHS, report, plumbline::share::MOST_CHARS).is_some());
    // Another file begins anew; the same file, read by another mapping, keeps what was typed.
    assert_eq!(*answered.next(Change::Read { again: false }).choices, Choices::default());
    let again = answered.next(Change::Read { again: true });
    assert_eq!((again.choices.before.clone(), again.prepared.len()), (Before::Nothing, 0));
    assert!(again.to_ask(&settings).is_some());
}
