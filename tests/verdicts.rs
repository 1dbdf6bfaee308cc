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
use plumbline::report::{About, ChangeVerdict, File, Finding, Report, TargetVerdict, Verdict};
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
