//! The report of shared figures: what is hidden in them is hidden in it, what is shown is equal, and no number is one that a hidden count would change.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test that fails should stop where it does"
)]

mod board;

use plumbline::audit::{Event, Granularity, Level, Period, Scale};
use plumbline::chart;
use plumbline::disclosure::{
    self, Cause, Count, Counts, Grain, JudgedOffice, JudgedWhole, Office, Profile, Service, Shared, Told, control,
};
use plumbline::report::{About, NO_OFFICE, Rate, Report, Sheet, wording};
use plumbline::settings::{Baseline, Phase, Settings};
use plumbline::share::{payload, shared_of_payload, version_of};
use plumbline::tally::{Tally, tally};
use serde_json::{Value, json};

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn count(&mut self, most: u64) -> Count {
        let n = if self.one_in(6) { 0 } else { self.below(most) as u32 };
        match self.below(4) {
            0 => Count::default(),
            1 => Count { n: Some(n), inadequate: None },
            _ => Count { n: Some(n), inadequate: Some(self.below(u64::from(n) + 1) as u32) },
        }
    }

    fn judged(&mut self) -> JudgedWhole {
        JudgedWhole {
            change: self.below(4) as u8,
            since_month: (!self.one_in(3)).then(|| 2020 * 12 + self.below(60) as i32),
            chance_hundredths: (!self.one_in(3)).then(|| self.below(101) as u8),
            target: (!self.one_in(3)).then(|| self.below(3) as u8),
        }
    }

    /// Anything that a link can hold, consistent or not: whoever makes links by hand makes such ones.
    fn shared(&mut self, offices: usize, periods: usize) -> Shared {
        let most = [3, 20, 400, 1 << 32][self.below(4) as usize];
        let levels = 1 + self.below(12) as usize;
        let scale: Vec<Level> = if self.one_in(2) {
            Scale::default().levels
        } else {
            (0..levels).map(|at| Level { name: format!("Level {at}"), inadequate: at + 1 == levels }).collect()
        };
        let period = |dice: &mut Dice| {
            let count = dice.count(most);
            let grade = |dice: &mut Dice| (!dice.one_in(3)).then(|| dice.below(most) as u32);
            let grades = scale.iter().map(|_| if count.n.is_some() { grade(dice) } else { None }).collect();
            disclosure::Period { count, grades }
        };
        let day = |dice: &mut Dice| format!("{}-0{}-11", 2019 + dice.below(5), 1 + dice.below(9)).parse().unwrap();
        let phases = (0..self.below(3))
            .map(|at| Phase { from: day(self), name: format!("Phase {at}"), reason: String::new() })
            .collect();
        let settings = Settings {
            target_per_mille: self.one_in(2).then_some(100),
            baseline: self.one_in(2).then(|| {
                let (a, b) = (day(self), day(self));
                Baseline { from: a.min(b), to: a.max(b) }
            }),
            phases,
            ..Settings::default()
        };
        Shared {
            told: Told::default(),
            profile: Profile::PUBLIC,
            grain: Grain { months: [1, 3, 6, 12][self.below(4) as usize], merge_offices: self.one_in(2) },
            settings,
            first_month: [0, 7, 2020 * 12, 2021 * 12 + 5, 12 * 2200 - 1][self.below(5) as usize],
            periods: (0..periods).map(|_| period(self)).collect(),
            total: period(self),
            offices: (0..offices)
                .map(|at| Office {
                    name: if at == 0 && self.one_in(3) { String::new() } else { format!("Office {}", at / 2 * 2) },
                    total: self.count(most),
                    by_period: (0..periods).map(|_| self.count(most)).collect(),
                    judged: self
                        .one_in(2)
                        .then(|| JudgedOffice { differs: self.below(4) as u8, change: self.judged() }),
                })
                .collect(),
            services: (0..self.below(3)).map(|at| Service { name: format!("{at}"), total: self.count(most) }).collect(),
            causes: (0..self.below(3)).map(|at| Cause { name: format!("{at}"), total: self.count(most) }).collect(),
            basis: None,
            notes: Vec::new(),
            unanswered: None,
            events: (0..self.below(3))
                .map(|at| Event {
                    date: day(self),
                    office: self.one_in(2).then(|| "Office 0".to_owned()),
                    kind: "visit".into(),
                    label: format!("Event {at}"),
                    expected: None,
                })
                .collect(),
            judged: self.one_in(2).then(|| self.judged()),
            scale,
        }
    }
}

/// Everything that a view works out of a report.
fn show(report: &Report) {
    for width_px in [288, 1072] {
        chart::rate_over_time(report, width_px).unwrap();
        chart::grades_over_time(report, width_px).unwrap();
        chart::funnel(report, width_px).unwrap();
        for office in report.offices.iter().take(2) {
            chart::office_over_time(report, office, width_px).unwrap();
            chart::office_panel(report, office, width_px, chart::shared_highest(report)).unwrap();
        }
    }
    for sheet in [
        Sheet::of_periods(report),
        Sheet::of_offices(report),
        Sheet::of_grades(report),
        Sheet::of_offices_over_time(report),
        Sheet::of_named("Service", &report.services),
        Sheet::of_causes(&report.causes),
    ] {
        sheet.to_csv();
    }
    report.offices.iter().for_each(|office| drop(wording::office_label(office)));
    wording::grades_in_all(&report.scale, &report.grades, &report.overall);
}

/// A count in a report says what the shared one says.
fn assert_same(of: &Value, count: Count) {
    assert_eq!(of["n"], json!(count.n), "{of}");
    assert_eq!(of["inadequate"], json!(count.inadequate), "{of}");
    if of.get("rate").is_some() {
        let known = count.inadequate.is_some() && count.n.is_some_and(|n| n > 0);
        assert_eq!(of["rate"].is_null(), !known, "{of}");
        assert_eq!(of["interval95"].is_null(), !known, "{of}");
    }
}

fn assert_shows_the_same(shared: &Shared, report: &Value) {
    assert_same(&report["overall"], shared.total.count);
    assert_eq!(report["grades"], json!(shared.total.grades));
    assert_eq!(report["periods"].as_array().unwrap().len(), shared.periods.len());
    for (at, period) in shared.periods.iter().enumerate() {
        assert_same(&report["periods"][at], period.count);
        assert_eq!(report["periods"][at]["grades"], json!(period.grades));
        if period.count.n.is_none() {
            assert!(report["periods"][at]["limits"].is_null());
        }
        if period.count.inadequate.is_none() {
            assert!(report["periods"][at]["outside"].is_null());
        }
    }
    for (at, office) in shared.offices.iter().enumerate() {
        assert_same(&report["offices"][at], office.total);
        for (period, count) in office.by_period.iter().enumerate() {
            assert_same(&report["offices"][at]["by_period"][period], *count);
        }
        if office.total.n.is_none() {
            assert_eq!(report["offices"][at]["verdict"], "not_shared");
        }
    }
    for (at, service) in shared.services.iter().enumerate() {
        assert_same(&report["services"][at], service.total);
    }
    for (at, cause) in shared.causes.iter().enumerate() {
        assert_eq!(report["causes"][at]["audits"], json!(cause.total.n));
        assert_eq!(report["causes"][at]["inadequate"], json!(cause.total.inadequate));
    }
}

#[test]
fn whatever_a_link_can_hold_has_a_report_that_shows_the_same_and_hides_the_same() {
    let mut dice = Dice(7);
    for at in 0..400 {
        let (offices, periods) = match at {
            0 => (0, 0),
            1 => (0, 1),
            2 => (20, 36),
            _ => (dice.below(6) as usize, dice.below(9) as usize),
        };
        let shared = dice.shared(offices, periods);
        let shared = shared_of_payload(version_of(&shared), &payload(&shared)).unwrap();
        let report = Report::from_shared(&shared);
        let written = report.figures().unwrap();
        assert_shows_the_same(&shared, &serde_json::from_str(&written).unwrap());
        assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), report);
        show(&report);
    }
}

#[test]
fn figures_of_which_all_is_hidden_say_so() {
    let mut shared = Dice(1).shared(3, 4);
    shared.total = disclosure::Period { count: Count::default(), grades: vec![None; shared.scale.len()] };
    for period in &mut shared.periods {
        *period = shared.total.clone();
    }
    for office in &mut shared.offices {
        office.total = Count::default();
        office.by_period.fill(Count::default());
    }
    let report = Report::from_shared(&shared);
    assert!(report.centre.is_none() && report.funnel.is_none());
    assert!(report.findings[0].sentence.starts_with("How many audits there were "), "{:?}", report.findings[0]);
    for finding in report.findings.iter().filter(|finding| finding.about != About::Target) {
        assert!(!finding.sentence.contains("no audits") && !finding.sentence.contains('%'), "{finding:?}");
    }
    show(&report);
}

/// The figures with nothing hidden.
fn open(counts: &Counts) -> Shared {
    let sum = |tallies: &[Tally]| {
        let mut all = Tally::default();
        tallies.iter().for_each(|tally| all += *tally);
        all
    };
    let count = |tally: Tally| Count { n: Some(tally.n), inadequate: Some(tally.inadequate) };
    let period = |grades: &[u32]| disclosure::Period {
        count: count(Tally {
            n: grades.iter().sum(),
            inadequate: counts.scale.iter().zip(grades).filter(|(level, _)| level.inadequate).map(|(_, n)| n).sum(),
        }),
        grades: grades.iter().copied().map(Some).collect(),
    };
    let all: Vec<u32> =
        (0..counts.scale.len()).map(|grade| counts.months.iter().map(|month| month[grade]).sum()).collect();
    Shared {
        told: Told::default(),
        profile: Profile::PUBLIC,
        grain: Grain { months: 1, merge_offices: false },
        settings: Settings::default(),
        scale: counts.scale.clone(),
        first_month: counts.first_month,
        periods: counts.months.iter().map(|month| period(month)).collect(),
        total: period(&all),
        offices: counts
            .offices
            .iter()
            .map(|(name, months)| Office {
                name: name.clone(),
                total: count(sum(months)),
                by_period: months.iter().copied().map(count).collect(),
                judged: None,
            })
            .collect(),
        services: Vec::new(),
        causes: Vec::new(),
        events: Vec::new(),
        basis: None,
        notes: Vec::new(),
        unanswered: None,
        judged: None,
    }
}

#[test]
fn where_nothing_is_hidden_the_report_is_that_of_the_audits() {
    let import = board::import();
    let base = Settings { still_open: Some(0), period: Some(Granularity::Month), ..board::settings() };
    let phase = Phase { from: "2018-09-01".parse().unwrap(), name: "After".into(), reason: String::new() };
    let baseline = Baseline { from: "2017-09-01".parse().unwrap(), to: "2018-03-31".parse().unwrap() };
    for settings in [
        base.clone(),
        Settings { phases: vec![phase.clone()], ..base.clone() },
        Settings { baseline: Some(baseline), ..base.clone() },
        Settings { baseline: Some(baseline), phases: vec![phase], ..base },
    ] {
        let (mut of_audits, _) = Report::begin(&import, &settings);
        // What the sender tells of events is the sender's choice.
        of_audits.events.clear();
        let mut shared = open(&Counts::of(&tally(&import.table, &settings)));
        shared.settings = settings;
        let of_shared = Report::from_shared(&shared);
        assert_eq!(of_shared.overall, of_audits.overall);
        assert_eq!(of_shared.grades, of_audits.grades);
        assert_eq!(of_shared.centre, of_audits.centre);
        assert_eq!(of_shared.phases, of_audits.phases);
        assert_eq!(of_shared.audits.first_period, of_audits.audits.first_period);
        assert_eq!(of_shared.audits.last_period, of_audits.audits.last_period);
        for (ours, theirs) in of_shared.periods.iter().zip(&of_audits.periods) {
            let theirs = plumbline::report::PeriodRate { fixed_mix: None, ..theirs.clone() };
            assert_eq!(*ours, theirs);
        }
        let named: Vec<_> = of_shared.offices.iter().filter(|office| office.office != NO_OFFICE).collect();
        assert_eq!(named.len(), of_audits.offices.len());
        for (ours, theirs) in named.iter().zip(&of_audits.offices) {
            assert_eq!((&ours.office, ours.rate, ours.others), (&theirs.office, theirs.rate, theirs.others));
            assert_eq!(ours.by_period, theirs.by_period);
            let [a, b] = [(&of_shared, *ours), (&of_audits, theirs)]
                .map(|(report, office)| chart::office_over_time(report, office, 800).unwrap().marks);
            assert_eq!(a, b);
        }
        assert_eq!(of_shared.findings[0].sentence, of_audits.findings[0].sentence);
    }
}

/// The bands of the funnel reach as far as its axis, in whatever grain the figures are shared.
#[test]
fn the_funnel_s_bands_end_where_its_axis_does() {
    for grain in Grain::ALL {
        let report = Report::from_shared(&board::demonstration(grain));
        let Some(scene) = chart::funnel(&report, 1072).unwrap() else { continue };
        let bands: Vec<&str> = scene.backdrop.split("<polygon ").skip(1).collect();
        assert_eq!(bands.len(), 2);
        for band in bands {
            let places = band.split_once("points=\"").unwrap().1.split_once('"').unwrap().0;
            let furthest =
                places.split_whitespace().map(|place| place.split_once(',').unwrap().0.parse::<u32>().unwrap());
            assert_eq!(furthest.max().unwrap(), 10_620, "{grain:?}");
        }
    }
}

/// Whatever is hidden, a number in the report is the true one of the audits.
#[test]
fn no_number_is_one_that_a_hidden_count_would_change() {
    let counts = board::counts();
    let truth = open(&counts);
    let mut hidden = 0;
    for grain in Grain::ALL {
        let mut shared = control(&counts, Profile::PUBLIC, grain, None).unwrap().shared;
        shared.judged = Some(JudgedWhole { change: 2, since_month: Some(2018 * 12 + 6), ..JudgedWhole::default() });
        for office in shared.offices.iter_mut().filter(|office| office.total.n.is_some()) {
            let change = JudgedWhole { change: 2, since_month: Some(2018 * 12 + 6), ..JudgedWhole::default() };
            office.judged = Some(JudgedOffice { differs: 2, change });
        }
        let report = Report::from_shared(&shared);
        hidden += report.shared.unwrap().hidden;
        let each = usize::from(grain.months);
        let skipped = (counts.first_month - shared.first_month) as usize;
        let months =
            |at: usize| (at * each).saturating_sub(skipped)..((at + 1) * each - skipped).min(truth.periods.len());
        let inside = months(shared.periods.len() - 1).end;
        let add = |counts: &[Count]| {
            let mut sum = Tally::default();
            counts.iter().for_each(|c| sum += Tally { n: c.n.unwrap(), inadequate: c.inadequate.unwrap() });
            Rate::from(sum)
        };
        let whole: Vec<Count> = truth.periods.iter().map(|period| period.count).collect();
        let all = add(&whole[..inside]);
        if let Some(centre) = &report.centre {
            assert_eq!(centre.baseline, all);
        }
        let split = (2018 * 12 + 6 - counts.first_month) as usize;
        let check = |change: &plumbline::report::ChangeOf, months: &[Count]| {
            if change.before.shown().is_some() {
                assert_eq!(change.before, add(&months[..split]));
                assert_eq!(change.after, add(&months[split..inside]));
            }
        };
        check(&report.judged.as_ref().unwrap().change, &whole);
        for office in &report.offices {
            let of = |name: &str| truth.offices.iter().find(|office| office.name == name);
            let own = of(if office.office == NO_OFFICE { "" } else { &office.office });
            let Some(own) = own else { continue };
            if office.rate.shown().is_some() {
                assert_eq!(office.rate, add(&own.by_period[..inside]));
            }
            if office.others.shown().is_some() {
                let mut rest = add(&whole[..inside]).tally().without(add(&own.by_period[..inside]).tally());
                if let Some(nameless) = of("").filter(|nameless| nameless.name != own.name) {
                    rest = rest.without(add(&nameless.by_period[..inside]).tally());
                }
                assert_eq!(office.others, rest.into());
            }
            check(
                office.change.as_ref().unwrap_or(&report.judged.as_ref().unwrap().change),
                match office.change {
                    Some(_) => &own.by_period,
                    None => &whole,
                },
            );
        }
        let first = Period::starting(shared.first_month, report.period);
        assert_eq!(report.periods[0].name, first.in_words());
    }
    assert!(hidden > 100);
}

#[test]
fn the_demonstration_says_what_its_sender_s_page_said() {
    let shared = board::demonstration(Grain { months: 1, merge_offices: false });
    let report = Report::from_shared(&shared);
    let said: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{}: {}\n    {}", finding.verdict, finding.sentence, finding.because))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
    let quarters = Report::from_shared(&board::demonstration(Grain { months: 6, merge_offices: true }));
    // As its sender's page leaves it: the last complete month, July, fills no half-year.
    let mut unjudged = board::demonstration(Grain { months: 6, merge_offices: true });
    unjudged.judged = None;
    unjudged.offices.iter_mut().for_each(|office| office.judged = None);
    let unjudged = Report::from_shared(&unjudged);
    let unjudged: Vec<&str> = unjudged.findings.iter().map(|finding| finding.because.as_str()).collect();
    let why = "They are shared only where the last of these fills a period of the shared figures.";
    assert_eq!(unjudged.iter().filter(|because| because.ends_with(why)).count(), 2, "{unjudged:?}");
    let said: Vec<String> = quarters.periods.iter().map(wording::period_label).collect();
    insta::assert_snapshot!("half-years", said.join("\n"));
    let marks = |office| chart::office_panel(&report, office, 300, 0.5).unwrap().to_svg("Office");
    assert!(report.offices.iter().any(|office| marks(office).contains("mark hidden")));
}
