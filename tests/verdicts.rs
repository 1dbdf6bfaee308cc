//! What the page says of whole files: the story that it was made for, and the figures that it must not be fooled by.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::{AuditKind, Day, Grade, Granularity};
use plumbline::import::{self, Problems, Source};
use plumbline::report::{About, ChangeVerdict, File, Finding, Report, TargetVerdict, Verdict, wording};
use plumbline::settings::Settings;
use plumbline::table::{AuditRow, AuditTable};
use plumbline::tally::tally;
use std::io::Read as _;

fn demonstration() -> import::Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    import::read(&bytes, None).unwrap()
}

fn finding(report: &Report, about: About) -> &Finding {
    report.findings.iter().find(|finding| finding.about == about).unwrap()
}

/// Months of one office, from January 2023: audits, and how many of them are inadequate.
fn report_of(months: &[(u32, u32)], settings: &Settings) -> Report {
    let mut table = AuditTable::default();
    for (at, (n, inadequate)) in months.iter().enumerate() {
        let (year, month) = (2023 + i32::try_from(at / 12).unwrap(), u8::try_from(at % 12 + 1).unwrap());
        for audit in 0..*n {
            table.push(AuditRow {
                date: Day::new(year, month, 15).unwrap(),
                office: "Alder",
                service: "",
                team: "",
                kind: AuditKind::Random,
                grade: Some(if audit < *inadequate { Grade::INADEQUATE } else { Grade::GOOD }),
                moderated_grade: None,
            });
        }
    }
    let file = File { source: Source::default(), problems: Problems::default() };
    let (mut report, judging) = Report::from_tallies(&tally(&table, settings), settings, file, Vec::new());
    judging.judge(&mut report);
    report
}

fn all_complete() -> Settings {
    Settings { still_open: Some(0), ..Settings::default() }
}

#[test]
fn the_founding_story() {
    let import = demonstration();
    // May 2018, the ninth month: the rate has fallen two months running (and the month before as well), and the Board asks.
    let to_may = Settings { to: Day::new(2018, 5, 31), ..all_complete() };
    let report = Report::of(&import, &to_may);
    let judged = report.judged.as_ref().unwrap();
    assert!(matches!(judged.change.verdict, ChangeVerdict::NoChange | ChangeVerdict::TooFew));
    let said = finding(&report, About::OverTime);
    insta::assert_snapshot!("month-nine", format!("{}\n{}\n{}", said.verdict, said.sentence, said.because));
    let steps = judged.steps.as_ref().unwrap();
    assert!(!steps.rising && steps.months == ["March 2018", "April 2018", "May 2018"]);
    // One in 24, less the ties.
    assert!((0.03..0.042).contains(&steps.chance), "{}", steps.chance);
    // And what would tell.
    let ahead = judged.ahead.as_ref().unwrap();
    assert!(ahead.worse_from.is_some() && ahead.name.contains("June 2018"), "{ahead:?}");
    insta::assert_snapshot!("month-nine-ahead", finding(&report, About::Ahead).sentence);

    // At the end the fall from January 2019 on is true of the file, and seen.
    let report = Report::of(&import, &all_complete());
    let judged = report.judged.as_ref().unwrap();
    assert_eq!(judged.change.verdict, ChangeVerdict::Improved);
    let said = finding(&report, About::OverTime);
    insta::assert_snapshot!("month-twenty-four", format!("{}\n{}\n{}", said.verdict, said.sentence, said.because));
    // Coldharbour is truly worse than the others, and Eastmere improves by its mix alone.
    let office = |name: &str| report.offices.iter().find(|office| office.office == name).unwrap();
    assert_eq!(office("Coldharbour").verdict, Verdict::DiffersAbove);
    assert_ne!(office("Eastmere").change.as_ref().unwrap().verdict, ChangeVerdict::Improved);
    assert!(report.offices.iter().filter(|office| office.verdict == Verdict::DiffersAbove).count() == 1);
}

#[test]
fn how_it_is_drawn_does_not_change_what_is_judged() {
    let import = demonstration();
    let judged = |period| Report::of(&import, &Settings { period: Some(period), ..all_complete() }).judged.unwrap();
    let (month, quarter) = (judged(Granularity::Month), judged(Granularity::Quarter));
    assert_eq!(month.change, quarter.change);
    assert_eq!(month.change, judged(Granularity::Rolling).change);
    assert_eq!(month.teams, quarter.teams);
    // "The next period" is the reader's own.
    assert_eq!((month.ahead.unwrap().months, quarter.ahead.unwrap().months), (1, 3));
}

#[test]
fn a_fall_that_has_been_undone_is_no_improvement() {
    let mut months = vec![(60, 20); 10];
    months.extend([(60, 6); 8]);
    let improved = report_of(&months, &all_complete());
    assert_eq!(improved.judged.unwrap().change.verdict, ChangeVerdict::Improved);
    months.extend([(60, 20); 4]);
    let undone = report_of(&months, &all_complete());
    let change = &undone.judged.as_ref().unwrap().change;
    assert_eq!(change.verdict, ChangeVerdict::NoChange);
    assert_eq!(change.turned.as_deref(), Some("July 2024"));
    assert_eq!(
        finding(&undone, About::OverTime).sentence,
        "The rate moved in November 2023, but has moved back since July 2024, so no change can be claimed"
    );
}

#[test]
fn what_is_stated_in_advance_holds() {
    for months in [vec![(40, 8); 18], [vec![(40, 8); 9], vec![(40, 10); 9]].concat(), vec![(150, 30); 12]] {
        let ahead = report_of(&months, &all_complete()).judged.unwrap().ahead.unwrap();
        assert_eq!(ahead.months, 1);
        let verdict = |inadequate| {
            let months = [months.clone(), vec![(ahead.audits, inadequate)]].concat();
            report_of(&months, &all_complete()).judged.unwrap().change.verdict
        };
        let from = ahead.worse_from.unwrap();
        assert_eq!(verdict(from), ChangeVerdict::Worse, "{ahead:?}");
        assert_ne!(verdict(from - 1), ChangeVerdict::Worse, "{ahead:?}");
        if let Some(to) = ahead.improved_to {
            assert_eq!(verdict(to), ChangeVerdict::Improved, "{ahead:?}");
            assert_ne!(verdict(to + 1), ChangeVerdict::Improved, "{ahead:?}");
        }
    }
}

#[test]
fn even_where_nothing_or_everything_is_inadequate_something_would_count_as_a_change() {
    for (inadequate, wanted) in [(0, ChangeVerdict::Worse), (30, ChangeVerdict::Improved)] {
        let months = vec![(30, inadequate); 12];
        let ahead = report_of(&months, &all_complete()).judged.unwrap().ahead.unwrap();
        let verdict = |count: u32| {
            let each = u32::from(ahead.months);
            let part = |count: u32, at: u32| count * (at + 1) / each - count * at / each;
            let more: Vec<(u32, u32)> = (0..each).map(|at| (part(ahead.audits, at), part(count, at))).collect();
            report_of(&[months.clone(), more].concat(), &all_complete()).judged.unwrap().change.verdict
        };
        let (counts, nearer) = match wanted {
            ChangeVerdict::Worse => (ahead.worse_from, -1),
            _ => (ahead.improved_to, 1),
        };
        let counts = counts.unwrap_or_else(|| panic!("{ahead:?}"));
        assert_eq!(verdict(counts), wanted, "{ahead:?}");
        assert_ne!(verdict(counts.saturating_add_signed(nearer)), wanted, "{ahead:?}");
    }
}

#[test]
fn the_target_is_its_own_statement() {
    let against = |inadequate| {
        let settings = Settings { target_per_mille: Some(100), ..all_complete() };
        report_of(&[(50, inadequate); 12], &settings).judged.unwrap().target.unwrap().verdict
    };
    assert_eq!(against(1), TargetVerdict::BelowTarget);
    assert_eq!(against(5), TargetVerdict::CannotTell);
    assert_eq!(against(10), TargetVerdict::AboveTarget);
    let without = report_of(&[(50, 5); 12], &all_complete());
    assert!(without.judged.unwrap().target.is_none());
}

#[test]
fn extremes_are_said_in_words() {
    for (name, months) in [
        ("nothing-inadequate", vec![(30, 0); 12]),
        ("all-inadequate", vec![(30, 30); 12]),
        ("one-month", vec![(30, 3)]),
        ("ten-audits", vec![(1, 0), (2, 1), (1, 0), (2, 0), (2, 1), (1, 0), (1, 1)]),
        ("gaps", vec![(20, 4), (0, 0), (20, 5), (0, 0), (0, 0), (20, 3), (20, 4), (0, 0), (20, 4), (20, 6)]),
    ] {
        let report = report_of(&months, &all_complete());
        let said: Vec<String> = report
            .findings
            .iter()
            .map(|finding| format!("{}: {}\n  {}", finding.verdict, finding.sentence, finding.because))
            .collect();
        insta::assert_snapshot!(name, said.join("\n"));
    }
}

#[test]
fn longer_periods_do_not_stretch_what_is_said() {
    let quarters = Settings { period: Some(Granularity::Quarter), ..Settings::default() };
    let report = Report::of(&demonstration(), &quarters);
    // July and August 2019 are in the open quarter, and July is complete.
    let because = &finding(&report, About::OverTime).because;
    assert!(because.contains("Judged on the months September 2017 to July 2019."), "{because}");
    assert!(
        because.contains("July to September 2019 may still be arriving: only the complete months are"),
        "{because}"
    );
    // The first quarter has one month of audits: the four before the last four are no year.
    let later = report.now_and_later().later;
    let long = "In the year to June 2019, 135 of 841 (16%) were inadequate; in the time before, 141 of 700 (20%)";
    assert_eq!(later[0], long);
}

#[test]
fn of_offices_that_differ_the_counts_and_the_window_are_told() {
    let of = |text: &str| Report::of(&import::read(text.as_bytes(), None).unwrap(), &Settings::default());
    let mut text = String::from("Date,Office,Grade\n");
    for month in 1..=12 {
        for audit in 0..24 {
            let office = if audit % 2 == 0 { "North" } else { "South" };
            let grade = if audit % 2 == 0 && audit < 14 { "Inadequate" } else { "Good" };
            text += &format!("2024-{month:02}-11,{office},{grade}\n");
        }
    }
    let report = of(&text);
    let Finding { sentence, because, .. } = finding(&report, About::Offices);
    assert!(sentence.contains("higher in North, and lower in South"), "{sentence}");
    assert!(because.contains("North 84 of 144 (58%); South 0 of 144 (0%)."), "{because}");
    assert!(because.ends_with("Judged on complete months alone, up to November 2024."), "{because}");
    let one = Settings { offices: vec!["North".into()], ..Settings::default() };
    let report = Report::of(&import::read(text.as_bytes(), None).unwrap(), &one);
    assert!(finding(&report, About::Offices).sentence.starts_with("Only one office is chosen, North"));
}

/// Of more offices than are counted beside the sentence it is said how many more there are.
#[test]
fn offices_that_differ_beyond_those_that_are_counted_are_said_to_be_more() {
    let because = |offices: usize| {
        let mut text = String::from("Date,Office,Grade\n");
        for month in 1..=12 {
            for (office, audit) in (0..offices).flat_map(|office| (0..40).map(move |audit| (office, audit))) {
                let inadequate = if office % 2 == 0 { audit < 30 } else { audit < 5 };
                let grade = if inadequate { "Inadequate" } else { "Good" };
                text += &format!("2024-{month:02}-11,Office {office},{grade}\n");
            }
        }
        let report = Report::of(&import::read(text.as_bytes(), None).unwrap(), &Settings::default());
        assert!(report.offices.iter().all(|office| office.verdict != Verdict::NoMoreThanChance));
        finding(&report, About::Offices).because.clone()
    };
    let ten = because(10);
    assert!(ten.contains("; Office 1 60 of 480 (12%); and four more: see the table."), "{ten}");
    let seven = because(7);
    assert!(seven.matches(" of 480 ").count() == 7 && !seven.contains("more: see"), "{seven}");
}

/// What is lacking is named: months, another office, or anything to compare; not audits where these are many.
#[test]
fn where_the_number_of_audits_is_not_the_reason_the_reason_is_said() {
    let few_months = report_of(&[(400, 80); 5], &all_complete());
    let said = finding(&few_months, About::OverTime);
    assert_eq!(said.verdict, "Too few months to say");
    assert_eq!(said.sentence, "Too few complete months hold audits for anything to be said about change");
    assert_eq!(finding(&few_months, About::Offices).verdict, "Nothing to compare");
    let answers = few_months.questions();
    assert_eq!(answers[0].because, "Too few complete months hold audits to say whether the rate has changed at all");
    // Many months of hardly any audits: there the number is the reason.
    let few_audits = report_of(&[(2, 1); 24], &all_complete());
    assert_eq!(finding(&few_audits, About::OverTime).verdict, "Too few audits to say");

    // None inadequate in two offices: no number of audits would tell them apart.
    let rows = |grade: &str| {
        (0..480).fold(String::from("Date,Office,Service,Grade\n"), |rows, at| {
            rows + &format!("2024-{:02}-11,{},Assessment,{grade}\n", at / 40 + 1, ["North", "South"][at % 2])
        })
    };
    let some = rows("Good").replace("2024-01-11,North,Assessment,Good", "2024-01-11,North,Assessment,Inadequate");
    let of_two = Settings { to: Day::new(2024, 5, 31), ..all_complete() };
    let of_two = Report::of(&import::read(some.as_bytes(), None).unwrap(), &of_two);
    let changes = finding(&of_two, About::OfficeChanges);
    assert_eq!(
        (changes.verdict.as_str(), changes.sentence.as_str()),
        ("Too few months to say", "No office has enough months of audits to say whether it has changed")
    );
    assert!(changes.because.starts_with("A change needs at least six complete months"), "{}", changes.because);
    assert!(of_two.questions()[1].evidence[1].sentence.ends_with(": too few months to say in both"));
    for (grade, all) in [("Good", "None"), ("Inadequate", "All")] {
        let report = Report::of(&import::read(rows(grade).as_bytes(), None).unwrap(), &all_complete());
        let said = finding(&report, About::Offices);
        assert_eq!(said.verdict, "No more different than chance");
        assert_eq!(
            said.sentence,
            format!("{all} of the 480 audits were inadequate, so there is no difference between offices to see")
        );
        assert!(report.offices.iter().all(|office| office.verdict == Verdict::NoMoreThanChance));
        assert_eq!(
            wording::mix_headline(&report.mixes),
            "Each office\u{2019}s audits are of one service alone, so there is nothing to compare"
        );
        assert!(report.mixes.iter().all(|mix| wording::mix_verdict(mix) == "of one service alone"));
    }
    let none = Settings { from: Day::new(2030, 1, 1), ..Settings::default() };
    let report = Report::of(&import::read(rows("Good").as_bytes(), None).unwrap(), &none);
    assert_eq!(finding(&report, About::Overall).verdict, "No audits in the rate");
}

/// Distances between two offices of which nothing can be said would read as a description of them.
#[test]
fn the_spread_of_two_offices_that_says_nothing_says_so() {
    let rows: String = (0..240).fold(String::from("Date,Office,Grade\n"), |rows, at| {
        let grade = if at % 5 == 0 { "Inadequate" } else { "Good" };
        rows + &format!("2024-{:02}-11,{},{grade}\n", at / 20 + 1, ["North", "South"][at % 2])
    });
    let report = Report::of(&import::read(rows.as_bytes(), None).unwrap(), &all_complete());
    let spread = report.spread.as_ref().unwrap();
    assert!(spread.windows.len() > 1 && !spread.can_be_drawn());
    let said = finding(&report, About::Spread);
    assert_eq!(said.verdict, "Too few audits to say");
    assert_eq!(
        said.sentence,
        "With two offices and so few audits it cannot be said whether they lie further apart than chance puts them, nor whether they are drawing nearer"
    );
    assert!(!said.because.contains("points") && !said.because.contains("typically"), "{}", said.because);
}
