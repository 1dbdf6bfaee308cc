//! How often the page is wrong, and how often it sees what is there: simulates authorities and writes `docs/calibration.md`.
//!
//! `cargo run --release --example calibration` prints the document (about ten minutes on two cores); `-- docs/calibration.md` writes it. The same seeds give the same
//! figures on every machine. Each authority goes the way of a real one, from its table of audits to the verdicts of its report.

use plumbline::audit::{AuditKind, Day, Grade};
use plumbline::import::{Problems, Source};
use plumbline::report::{ChangeVerdict, File, Judging, LEVEL, Report, Verdict};
use plumbline::settings::Settings;
use plumbline::stats::{
    Family, Grid, Random, Row, TwoInThree, WholePage, changes, logistic_slope, p_chart, run_rules, wilson,
};
use plumbline::table::{AuditRow, AuditTable};
use plumbline::tally::{Tally, tally};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Authorities of each shape in which nothing changes and no office differs; and of each in which something does.
const UNCHANGED: u32 = 3_000;
const CHANGED: u32 = 500;

/// An authority: its offices, how long it has audited, how much, and what happens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// What it is called in the table.
    pub(crate) name: &'static str,
    /// Offices.
    pub(crate) offices: u32,
    /// Audits a month in each.
    pub(crate) a_month: u32,
    /// The rate of inadequate work, between 0 and 1.
    pub(crate) rate: f64,
    /// Months.
    pub(crate) months: u32,
    /// How the numbers of audits vary.
    pub(crate) numbers: Numbers,
}

/// How the numbers of audits vary over offices and months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// As many in each office and month.
    Even,
    /// Offices of very different sizes, months that vary, and some without audits.
    Uneven,
    /// The newest month a quarter full, the one before it by six tenths.
    LateEntry,
}

const fn shape(name: &'static str, offices: u32, a_month: u32, rate: f64, months: u32, numbers: Numbers) -> Shape {
    Shape { name, offices, a_month, rate, months, numbers }
}

/// The shapes: each of one, six and twelve offices; 2, 5, 13 and 40 audits a month in each; 5%, 15% and 30%; 12, 24 and 48 months is met several times.
pub(crate) const SHAPES: [Shape; 20] = [
    shape("1 office, 13 a month", 1, 13, 0.15, 24, Numbers::Even),
    shape("1 office, 40 a month", 1, 40, 0.30, 24, Numbers::Even),
    shape("1 office, 40 a month", 1, 40, 0.05, 48, Numbers::Even),
    shape("1 office, 5 a month", 1, 5, 0.30, 48, Numbers::Even),
    shape("1 office, 40 a month", 1, 40, 0.15, 12, Numbers::Even),
    shape("6 offices, 2 a month", 6, 2, 0.30, 24, Numbers::Even),
    shape("6 offices, 5 a month", 6, 5, 0.15, 12, Numbers::Even),
    shape("6 offices, 5 a month", 6, 5, 0.30, 24, Numbers::Even),
    shape("6 offices, 13 a month", 6, 13, 0.15, 24, Numbers::Even),
    shape("6 offices, 13 a month", 6, 13, 0.05, 48, Numbers::Even),
    shape("6 offices, 40 a month", 6, 40, 0.15, 24, Numbers::Even),
    shape("12 offices, 2 a month", 12, 2, 0.05, 24, Numbers::Even),
    shape("12 offices, 2 a month", 12, 2, 0.15, 12, Numbers::Even),
    shape("12 offices, 5 a month", 12, 5, 0.15, 24, Numbers::Even),
    shape("12 offices, 5 a month", 12, 5, 0.30, 48, Numbers::Even),
    shape("12 offices, 13 a month", 12, 13, 0.30, 12, Numbers::Even),
    shape("12 offices, 40 a month", 12, 40, 0.15, 24, Numbers::Even),
    shape("6 offices, uneven", 6, 10, 0.20, 24, Numbers::Uneven),
    shape("12 offices, uneven", 12, 6, 0.15, 36, Numbers::Uneven),
    shape("6 offices, late entry", 6, 10, 0.20, 24, Numbers::LateEntry),
];

/// What truly happens in an authority.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Truth {
    /// Nothing changes and no office differs.
    Nothing,
    /// The rate of every office is multiplied by this in the last third of the months.
    EveryOfficeChanges(f64),
    /// The rate of the first office is multiplied by this in the last third of the months.
    OneOfficeChanges(f64),
    /// The rate of the first office is this many times that of the others.
    OneOfficeDiffers(f64),
    /// Offices differ, the last having twice the rate of the first, and which is audited most shifts over time; nothing changes in any of them.
    MixShifts,
}

/// The simulated authorities of one shape.
pub(crate) struct Authorities {
    shape: Shape,
    n: Vec<Vec<u32>>,
    random: Random,
    /// What was simulated for a number of inadequate audits: pages of as many are the same.
    judged: BTreeMap<u32, Judging>,
}

/// What the page says of one authority.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// The verdict on the whole.
    pub(crate) whole: Option<ChangeVerdict>,
    /// The verdict on each office's change.
    pub(crate) changes: Vec<ChangeVerdict>,
    /// Whether each office is said to differ, and above.
    pub(crate) differs: Vec<Option<bool>>,
    /// Whether any of the four rules marks the whole's chart, or an office's.
    pub(crate) rules: bool,
    /// Whether they mark the whole's chart below its centre in the last third of the months, which is how a fall would show.
    pub(crate) rules_see_a_fall: bool,
}

impl Said {
    /// Whether anything is said to have changed or to differ.
    pub(crate) fn anything(&self) -> bool {
        let changed = |verdict: &ChangeVerdict| matches!(verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
        self.whole.iter().chain(&self.changes).any(changed) || self.differs.iter().any(Option::is_some)
    }
}

impl Authorities {
    /// Authorities of this shape, from this seed.
    pub(crate) fn of(shape: Shape, seed: u64) -> Authorities {
        let mut random = Random::seeded(seed);
        let n = (0..shape.offices)
            .map(|office| {
                (0..shape.months)
                    .map(|month| match shape.numbers {
                        Numbers::Even => shape.a_month,
                        Numbers::Uneven => {
                            let size = shape.a_month * (office + 1) * 2 / (shape.offices + 1);
                            if random.below(8) == 0 { 0 } else { size / 2 + random.below(size + 1) }
                        }
                        Numbers::LateEntry => match shape.months - month {
                            1 => shape.a_month / 4,
                            2 => shape.a_month * 6 / 10,
                            _ => shape.a_month,
                        },
                    })
                    .collect()
            })
            .collect();
        Authorities { shape, n, random, judged: BTreeMap::new() }
    }

    /// What the page says of the next authority.
    pub(crate) fn next(&mut self, truth: Truth) -> Said {
        let Shape { offices, months, rate, .. } = self.shape;
        let late = months - months / 3;
        let mut table = AuditTable::default();
        let mut by_office: Vec<Vec<Tally>> = Vec::new();
        for office in 0..offices {
            let mut series = Vec::new();
            for month in 0..months {
                let place = |of: u32| usize::try_from(of).unwrap_or(0);
                let mut n = self.n.get(place(office)).and_then(|n| n.get(place(month))).copied().unwrap_or(0);
                let rate = rate
                    * match truth {
                        Truth::EveryOfficeChanges(times) if month >= late => times,
                        Truth::OneOfficeChanges(times) if month >= late && office == 0 => times,
                        Truth::OneOfficeDiffers(times) if office == 0 => times,
                        Truth::MixShifts => {
                            // The first half of the offices are audited more and more, the others less and less.
                            let share = if office * 2 < offices { month + 1 } else { months - month };
                            n = (2 * n * share).div_ceil(months + 1);
                            2.0 * f64::from(office + 1) / f64::from(offices + 1)
                        }
                        _ => 1.0,
                    };
                let inadequate = self.random.binomial(n, rate.min(1.0));
                series.push(Tally { n, inadequate });
                let year = 2020 + i32::try_from(month / 12).unwrap_or(0);
                let Some(date) = Day::new(year, u8::try_from(month % 12 + 1).unwrap_or(1), 15) else { continue };
                for at in 0..n {
                    let grade = if at < inadequate { Grade::INADEQUATE } else { Grade::GOOD };
                    table.push(AuditRow {
                        date,
                        office: OFFICES.get(place(office)).copied().unwrap_or(""),
                        service: "",
                        team: "",
                        kind: AuditKind::Random,
                        grade: Some(grade),
                        moderated_grade: None,
                    });
                }
            }
            by_office.push(series);
        }
        let settings = Settings::default();
        let tallies = tally(&table, &settings);
        let file = File { source: Source::default(), problems: Problems::default() };
        let (mut report, judging) = Report::from_tallies(&tallies, &settings, file, Vec::new());
        let inadequate = judging.tally().inadequate;
        let mut judging = judging.reusing(self.judged.get(&inadequate));
        while judging.part_done() < 1.0 {
            judging.step();
        }
        judging.put_into(&mut report);
        self.judged.insert(inadequate, judging);
        let mut whole = vec![Tally::default(); by_office.first().map_or(0, Vec::len)];
        for series in &by_office {
            whole.iter_mut().zip(series).for_each(|(sum, tally)| *sum += *tally);
        }
        Said {
            whole: report.judged.as_ref().map(|judged| judged.change.verdict),
            changes: report
                .offices
                .iter()
                .filter_map(|office| office.change.as_ref())
                .map(|change| change.verdict)
                .collect(),
            differs: report
                .offices
                .iter()
                .map(|office| match office.verdict {
                    Verdict::DiffersAbove => Some(true),
                    Verdict::DiffersBelow => Some(false),
                    Verdict::NoMoreThanChance | Verdict::TooFew | Verdict::NotYetJudged | Verdict::NotShared => None,
                })
                .collect(),
            rules: marked(&whole) || offices > 1 && by_office.iter().any(|series| marked(series)),
            rules_see_a_fall: marks_of(&whole)
                .iter()
                .skip(usize::try_from(late).unwrap_or(0))
                .any(|marks| marks.sides().any(|side| side == plumbline::stats::Side::Below)),
        }
    }
}

const OFFICES: [&str; 12] =
    ["Alder", "Beech", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple"];

fn marks_of(series: &[Tally]) -> Vec<plumbline::stats::Marks> {
    p_chart(series, |_| true).map(|chart| run_rules(&chart.rule_points(), TwoInThree::From2023)).unwrap_or_default()
}

fn marked(series: &[Tally]) -> bool {
    marks_of(series).iter().any(plumbline::stats::Marks::any)
}

/// How many of so many more authorities satisfy each of some conditions.
fn count<const N: usize>(
    authorities: &mut Authorities,
    truth: Truth,
    how_many: u32,
    conditions: [&dyn Fn(&Said) -> bool; N],
) -> [u32; N] {
    let mut counts = [0; N];
    for _ in 0..how_many {
        let said = authorities.next(truth);
        counts.iter_mut().zip(conditions).for_each(|(count, holds)| *count += u32::from(holds(&said)));
    }
    counts
}

fn per_cent(count: u32, of: u32) -> String {
    format!("{:.1}%", 100.0 * f64::from(count) / f64::from(of))
}

/// The upper end of Wilson's 95% interval.
fn at_most(count: u32, of: u32) -> f64 {
    wilson(Tally { n: of, inadequate: count }, 0.95).map_or(1.0, |interval| interval.upper)
}

/// Four ways of asking one series whether it has changed, each set to be wrong in one series of forty.
mod contest {
    use super::{Family, Grid, Random, Row, Tally, WholePage, changes, logistic_slope, p_chart};

    pub(super) const TESTS: [&str; 4] =
        ["change at an unknown month", "last six months against before", "slope", "four rules, stretched"];

    /// The strength of each test's evidence of a change in either direction, and of an improvement.
    fn strengths(series: &[Tally]) -> [(f64, f64); 4] {
        let both = |up: f64, down: f64| (up.max(down), down);
        let none = f64::NEG_INFINITY;
        let found = changes(&[series]);
        let score = |change: Option<plumbline::stats::Change>| change.map_or(none, |change| change.score);
        let split = series.len().saturating_sub(6);
        let sum = |part: &[Tally]| {
            let mut sum = Tally::default();
            part.iter().for_each(|tally| sum += *tally);
            sum
        };
        let (before, after) =
            (sum(series.get(..split).unwrap_or_default()), sum(series.get(split..).unwrap_or_default()));
        let recent = plumbline::stats::against_the_rest(after, before).map_or(none, |p| -p);
        let falls =
            u64::from(after.inadequate) * u64::from(before.n) < u64::from(before.inadequate) * u64::from(after.n);
        let points: Vec<(f64, Tally)> = (0_u32..).map(f64::from).zip(series.iter().copied()).collect();
        let slope = logistic_slope(&points).map_or(0.0, |slope| slope.slope / slope.standard_error);
        let (up, down) = stretch(series);
        [
            both(score(found.worse), score(found.improved)),
            if falls { (recent, recent) } else { (recent, none) },
            both(slope, -slope),
            both(up, down),
        ]
    }

    /// By how much the four rules could be stretched (limits and lengths of runs alike) until nothing is marked any more, upwards and downwards. The centre is
    /// frozen on the first half.
    fn stretch(series: &[Tally]) -> (f64, f64) {
        let half = series.len() / 2;
        let Some(chart) = p_chart(series, |at| at < half) else { return (0.0, 0.0) };
        let z: Vec<f64> = chart
            .points
            .iter()
            .flatten()
            .map(|point| (point.proportion - chart.centre) / ((point.upper3 - chart.centre).max(1e-9) / 3.0))
            .collect();
        let side = |sign: f64| {
            let z: Vec<f64> = z.iter().map(|z| z * sign).collect();
            let mut most = z.iter().fold(0.0_f64, |most, z| most.max(z / 3.0));
            let (mut shift, mut trend, mut earlier) = (0.0, 0.0, f64::INFINITY);
            for z in &z {
                shift = if *z > 0.0 { shift + 1.0 } else { 0.0 };
                trend = if *z > earlier { trend + 1.0 } else { 1.0 };
                earlier = *z;
                most = most.max(shift / 7.0).max(trend / 7.0);
            }
            for three in z.windows(3) {
                let mut three = three.to_vec();
                three.sort_by(f64::total_cmp);
                if let [least, middle, _] = three.as_slice()
                    && *least > 0.0
                {
                    most = most.max(middle / 2.0);
                }
            }
            most
        };
        (side(1.0), side(-1.0))
    }

    /// How often each test finds a fall, of 1,000 series.
    pub(super) fn powers(a_month: u32, months: u32, rate: impl Fn(u32) -> f64, seed: u64) -> [u32; 4] {
        const NULLS: u32 = 4_000;
        let mut random = Random::seeded(seed);
        let pooled = (0..months).map(&rate).sum::<f64>() / f64::from(months);
        let mut series = |rate: &dyn Fn(u32) -> f64| -> Vec<Tally> {
            (0..months).map(|month| Tally { n: a_month, inadequate: random.binomial(a_month, rate(month)) }).collect()
        };
        let mut nulls: [Vec<f64>; 4] = Default::default();
        for _ in 0..NULLS {
            let strengths = strengths(&series(&|_| pooled));
            nulls.iter_mut().zip(strengths).for_each(|(null, (either, _))| null.push(either));
        }
        nulls.iter_mut().for_each(|null| null.sort_by(f64::total_cmp));
        let critical = nulls.map(|null| null.get(null.len() * 39 / 40).copied().unwrap_or(f64::INFINITY));
        let mut found = [0; 4];
        for _ in 0..1_000 {
            let strengths = strengths(&series(&rate));
            for ((found, (_, fall)), critical) in found.iter_mut().zip(strengths).zip(critical) {
                *found += u32::from(fall > critical);
            }
        }
        found
    }

    /// The score from which the whole of an authority of one office is said to have changed.
    pub(super) fn critical(a_month: u32, months: u32) -> Option<f64> {
        let tallies = (0..months).map(|_| Tally { n: a_month, inadequate: a_month / 5 }).collect();
        let grid = Grid { groups: 1, rows: vec![Row { group: Some(0), part: None, tallies }], ..Grid::default() };
        WholePage::of(&grid, 4_999, 1).critical_score(Family::Whole, super::LEVEL)
    }
}

/// What is found of every shape, in their order: as many at once as the machine has cores.
fn of_every_shape<T: Send>(find: impl Fn(Shape, u64) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let found: Mutex<BTreeMap<usize, T>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(shape) = SHAPES.get(at) else { return };
                    let of_shape = find(*shape, u64::try_from(at).unwrap_or_default());
                    if let Ok(mut found) = found.lock() {
                        found.insert(at, of_shape);
                    }
                }
            });
        }
    });
    found.into_inner().map(|found| found.into_values().collect()).unwrap_or_default()
}

/// The row of a shape in the table of false alarms, and the upper end of what the page's share may be.
fn false_alarms(shape: Shape, seed: u64) -> (String, f64) {
    let changed = |verdict: &ChangeVerdict| matches!(verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
    let [page, whole, office, differs, rules] = count(
        &mut Authorities::of(shape, 1 + seed),
        Truth::Nothing,
        UNCHANGED,
        [
            &Said::anything,
            &|said| said.whole.iter().any(changed),
            &|said| said.changes.iter().any(changed),
            &|said| said.differs.iter().any(Option::is_some),
            &|said| said.rules,
        ],
    );
    let share = |count| per_cent(count, UNCHANGED);
    let upper = at_most(page, UNCHANGED);
    let row = format!(
        "| {} | {:.0}% | {} | {} ({:.1}%) | {} | {} | {} | {} |\n",
        shape.name,
        shape.rate * 100.0,
        shape.months,
        share(page),
        100.0 * upper,
        share(whole),
        share(office),
        share(differs),
        share(rules)
    );
    (row, upper)
}

/// The row of a shape in the table of what is seen.
fn what_it_sees(shape: Shape, seed: u64) -> String {
    let truths = [
        Truth::EveryOfficeChanges(0.5),
        Truth::EveryOfficeChanges(1.5),
        Truth::OneOfficeChanges(0.5),
        Truth::OneOfficeDiffers(2.0),
    ];
    let mut authorities = Authorities::of(shape, 101 + seed);
    let [fall, rise, one, differs] = truths.map(|truth| {
        let conditions: [&dyn Fn(&Said) -> bool; 2] = match truth {
            Truth::EveryOfficeChanges(times) if times < 1.0 => {
                [&|said| said.whole == Some(ChangeVerdict::Improved), &|said| said.rules_see_a_fall]
            }
            Truth::EveryOfficeChanges(_) => [&|said| said.whole == Some(ChangeVerdict::Worse), &|_| false],
            Truth::OneOfficeChanges(_) => [&|said| said.changes.first() == Some(&ChangeVerdict::Improved), &|_| false],
            _ => [&|said| said.differs.first() == Some(&Some(true)), &|_| false],
        };
        let has_offices = shape.offices > 1 || matches!(truth, Truth::EveryOfficeChanges(_));
        has_offices.then(|| count(&mut authorities, truth, CHANGED, conditions))
    });
    let cell = |counts: Option<[u32; 2]>, at: usize| {
        let count = counts.and_then(|counts| counts.get(at).copied());
        count.map_or("–".into(), |count| format!("{:.0}%", 100.0 * f64::from(count) / f64::from(CHANGED)))
    };
    format!(
        "| {} | {:.0}% | {} | {} | {} | {} | {} | {} |\n",
        shape.name,
        shape.rate * 100.0,
        shape.months,
        cell(fall, 0),
        cell(fall, 1),
        cell(rise, 0),
        cell(one, 0),
        cell(differs, 0)
    )
}

fn document() -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    writeln!(
        out,
        "# How often the page is wrong, and how often it sees what is there\n\n\
         Made by `cargo run --release --example calibration -- docs/calibration.md`: the same seeds give the same figures. Each authority is simulated audit by audit and \
         goes through the page's own code, from the table of audits to the verdicts. The page's level is {LEVEL} (its promise: at most one authority in twenty).\n\n\
         ## False alarms\n\n\
         {UNCHANGED} authorities of each shape in which nothing changes and no office differs. \"The page\": it says of anything, anywhere, that it improved, is \
         worse or differs; in brackets the upper end of the 95% interval (Wilson) of that share. \"Four rules\": at least one of the \"Making Data Count\" rules (2023) marks the chart \
         of the authority or of an office, each with its own average as the centre.\n\n\
         | shape | rate | months | the page | whole | an office changed | an office differs | four rules |\n|---|---|---|---|---|---|---|---|"
    )?;
    let mut worst: f64 = 0.0;
    for (row, upper) in of_every_shape(false_alarms) {
        worst = worst.max(upper);
        out += &row;
    }
    writeln!(out, "\nThe largest of the upper ends is {:.1}%.", 100.0 * worst)?;
    writeln!(
        out,
        "\n## What it sees\n\n\
         {CHANGED} authorities of each shape and kind. The change is in the last third of the months. \"Four rules\": they mark the fall everywhere on the chart of the authority, at \
         the false alarms above.\n\n\
         | shape | rate | months | fall by half everywhere: improved | the same by the four rules | rise by half everywhere: worse | one office falls by half: it improved | one office at twice the rate: it differs |\n|---|---|---|---|---|---|---|---|"
    )?;
    for row in of_every_shape(what_it_sees) {
        out += &row;
    }
    writeln!(
        out,
        "\n## Where something is true and something else is not\n\n\
         {UNCHANGED} authorities of each. A verdict must not be wrong because another one is right.\n\n\
         | shape | truth | said, and false | share |\n|---|---|---|---|"
    )?;
    let shape = shape("6 offices, 13 a month", 6, 13, 0.15, 24, Numbers::Even);
    let changed = |verdict: &ChangeVerdict| matches!(verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
    for (truth, words, said, holds) in [
        (
            Truth::MixShifts,
            "offices differ and which is audited most shifts; none changes",
            "the whole, or an office, has changed",
            &(|said: &Said| said.whole.iter().chain(&said.changes).any(changed)) as &dyn Fn(&Said) -> bool,
        ),
        (
            Truth::EveryOfficeChanges(0.5),
            "every office falls by half; none differs",
            "an office differs",
            &|said: &Said| said.differs.iter().any(Option::is_some),
        ),
        (
            Truth::OneOfficeDiffers(2.0),
            "one office is at twice the rate of the others; none changes",
            "the whole, or an office, has changed",
            &|said: &Said| said.whole.iter().chain(&said.changes).any(changed),
        ),
    ] {
        let [count] = count(&mut Authorities::of(shape, 301), truth, UNCHANGED, [holds]);
        writeln!(out, "| {}, 15%, 24 months | {words} | {said} | {} |", shape.name, per_cent(count, UNCHANGED))?;
    }
    writeln!(
        out,
        "\n## Why this test\n\n\
         Four tests of one series of 24 months, each set so that one series of forty that does not change is called changed; the share of 1,000 series in which the fall is found. The page \
         uses the first: the month of a change is rarely known, and it loses little to a test that happens to be given the right months, and much less than those lose that are given wrong \
         ones. (A change of more than a year ago must be clearer by 0.35 standard deviations, which finds newer ones more often.) For one office the page as a whole calls a \
         change from a score of {:.2} on at 40 audits a month.\n\n| audits a month | fall | {} |\n|---|---|{}",
        contest::critical(40, 24).unwrap_or_default(),
        contest::TESTS.join(" | "),
        "---|".repeat(contest::TESTS.len())
    )?;
    for (a_month, seed) in [8, 20, 40, 70].into_iter().zip(401..) {
        let falls: [(&str, &dyn Fn(u32) -> f64); 5] = [
            ("33% to 18%, last 8 months", &|month| if month >= 16 { 0.18 } else { 0.33 }),
            ("23% to 12%, last 8", &|month| if month >= 16 { 0.12 } else { 0.23 }),
            ("20% to 12%, last 3", &|month| if month >= 21 { 0.12 } else { 0.20 }),
            ("33% to 18%, last 16", &|month| if month >= 8 { 0.18 } else { 0.33 }),
            ("35% to 20%, steadily over 12", &|month| 0.35 - 0.15 * f64::from(month.saturating_sub(11)) / 12.0),
        ];
        for (name, rate) in falls {
            let found = contest::powers(a_month, 24, rate, seed);
            let cells: Vec<String> = found.iter().map(|found| format!("{:.0}%", f64::from(*found) / 10.0)).collect();
            writeln!(out, "| {a_month} | {name} | {} |", cells.join(" | "))?;
        }
    }
    Ok(out)
}

fn main() -> Result<(), Box<dyn Error>> {
    let document = document()?;
    match std::env::args().nth(1) {
        Some(path) => std::fs::write(path, document)?,
        None => {
            use std::io::Write as _;
            std::io::stdout().lock().write_all(document.as_bytes())?;
        }
    }
    Ok(())
}
