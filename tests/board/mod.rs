//! The demonstration file as its sender would share it: with hidden counts, and the verdicts of its own page.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::panic,
    reason = "the browser tests, the tests of reports and the example `contact_sheet` each use a part"
)]

use flate2::read::GzDecoder;
use plumbline::audit::{Event, Granularity, Period};
use plumbline::disclosure::{Counts, Grain, JudgedOffice, JudgedWhole, Profile, Shared, Told, control};
use plumbline::import::{self, Import};
use plumbline::report::{ChangeOf, ChangeVerdict, Report, TargetVerdict, Verdict};
use plumbline::settings::Settings;
use plumbline::tally::tally;
use std::io::Read;

/// Until the last month that is complete.
pub fn settings() -> Settings {
    Settings { to: "2019-07-31".parse().ok(), target_per_mille: Some(125), ..Settings::default() }
}

pub fn import() -> Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../../assets/demonstration.json.gz")[..])
        .read_to_end(&mut bytes)
        .unwrap_or_default();
    import::read(&bytes, None).unwrap_or_else(|error| panic!("{error}"))
}

pub fn counts() -> Counts {
    Counts::of(&tally(&import().table, &settings()))
}

/// The same with what the seven questions rest on, and with the chair's view of the last of them.
pub fn with_questions(grain: Grain) -> Shared {
    let basis = Report::of(&import(), &settings()).basis.map(|basis| basis.to_share());
    let mut notes = vec![String::new(); 7];
    if let Some(last) = notes.last_mut() {
        *last = "Ask the police in March.".into();
    }
    Shared { basis, notes, ..demonstration(grain) }
}

/// Fit for anybody, by periods of so many months.
pub fn demonstration(grain: Grain) -> Shared {
    let import = import();
    let settings = Settings { still_open: Some(0), period: Some(Granularity::Month), ..settings() };
    let report = Report::of(&import, &settings);
    let counts = Counts::of(&tally(&import.table, &settings));
    let mut shared = control(&counts, Profile::PUBLIC, grain, None).unwrap_or_else(|error| panic!("{error}")).shared;
    let months: Vec<Period> =
        std::iter::successors(Some(Period::starting(counts.first_month, Granularity::Month)), |month| {
            Some(month.next())
        })
        .take(counts.months.len())
        .collect();
    let month = |name: &str| {
        let at = months.iter().position(|month| month.in_words() == name)?;
        Some(counts.first_month + i32::try_from(at).ok()?)
    };
    let whole = |change: &ChangeOf, target: Option<TargetVerdict>| JudgedWhole {
        change: match change.verdict {
            ChangeVerdict::Improved => 0,
            ChangeVerdict::Worse => 1,
            ChangeVerdict::NoChange => 2,
            ChangeVerdict::TooFew => 3,
        },
        since_month: change.since.as_deref().and_then(month),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "hundredths of a chance")]
        chance_hundredths: change.chance.map(|chance| (chance * 100.0).ceil() as u8),
        target: target.map(|verdict| match verdict {
            TargetVerdict::BelowTarget => 0,
            TargetVerdict::AboveTarget => 1,
            TargetVerdict::CannotTell => 2,
        }),
    };
    shared.told = Told {
        authority: "Westmarch Children's Services".into(),
        prepared_by: "A. Manager, Quality Assurance".into(),
        purpose: "the Board of 12 September".into(),
        prepared_on: "2019-09-02".parse().ok(),
        data_until: "2019-07-31".parse().ok(),
        invented: true,
    };
    shared.settings = Settings { still_open: None, period: None, ..settings };
    shared.events = vec![Event {
        date: "2019-01-14".parse().unwrap_or_else(|error| panic!("{error}")),
        office: None,
        kind: "capacity".into(),
        label: "Six more practitioners".into(),
        expected: None,
    }];
    let judged = report.judged.as_ref();
    shared.judged = judged.map(|judged| whole(&judged.change, judged.target.as_ref().map(|target| target.verdict)));
    for office in &mut shared.offices {
        let of = report.offices.iter().find(|of| of.office == office.name).filter(|_| office.total.n.is_some());
        office.judged = of.and_then(|of| {
            Some(JudgedOffice {
                differs: match of.verdict {
                    Verdict::DiffersAbove => 0,
                    Verdict::DiffersBelow => 1,
                    Verdict::NoMoreThanChance => 2,
                    Verdict::TooFew | Verdict::NotYetJudged | Verdict::NotShared => 3,
                },
                change: whole(of.change.as_ref()?, of.target.as_ref().map(|target| target.verdict)),
            })
        });
    }
    shared
}
