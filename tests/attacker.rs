//! An attacker who knows the rule and everything that is shared tries to work out what is hidden, by linear programming: for each small count the least and
//! the most that it can be. See docs/disclosure.md.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};
use plumbline::audit::{Day, Scale};
use plumbline::disclosure::{Count, Counts, Grain, OTHER_OFFICES, Profile, Refused, Shared, control};
use plumbline::import::{self, Mapping};
use plumbline::settings::Settings;
use plumbline::tally::{Tally, tally};
use std::io::Read as _;

const MONTHLY: Grain = Grain { months: 1, merge_offices: false };

/// A generator of test tables (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.below(1 << 30) as f64 / f64::from(1 << 30))
    }

    /// About Poisson for what a table needs.
    fn around(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = (libm::exp(-mean), 1.0, 0);
        loop {
            product *= self.between(0.0, 1.0);
            if product <= limit || count > 400 {
                return count;
            }
            count += 1;
        }
    }

    fn table(&mut self, offices: usize, months: usize) -> Counts {
        let mean = [0.4, 2.0, 8.0, 20.0, 45.0][self.below(5) as usize];
        let rate = [0.02, 0.1, 0.2, 0.5, 0.9][self.below(5) as usize];
        let services = [0, 1, 2, 4][self.below(4) as usize];
        let gap = self.below(3) == 0;
        let mut counts = Counts {
            scale: Scale::default().levels,
            first_month: 2020 * 12 + self.below(12) as i32,
            months: vec![vec![0; 4]; months],
            ..Counts::default()
        };
        let mut by_service = vec![vec![Tally::default(); months]; services];
        for office in 0..offices {
            let (size, own) = (mean * self.between(0.1, 2.0), (rate * self.between(0.3, 1.7)).min(1.0));
            let mut row = vec![Tally::default(); months];
            for (month, tally) in row.iter_mut().enumerate() {
                let n = if gap && self.below(4) == 0 { 0 } else { self.around(size) };
                for _ in 0..n {
                    let inadequate = self.between(0.0, 1.0) < own;
                    let one = Tally { n: 1, inadequate: u32::from(inadequate) };
                    *tally += one;
                    let grade = if inadequate { 3 } else { [0, 1, 1, 1, 2, 2][self.below(6) as usize] };
                    counts.months[month][grade] += 1;
                    if services > 0 {
                        by_service[(self.below(9) as usize).min(services - 1)][month] += one;
                    }
                }
            }
            counts.offices.push((format!("Office {office}"), row));
        }
        counts.services = by_service.into_iter().enumerate().map(|(at, row)| (format!("Service {at}"), row)).collect();
        counts
    }
}

/// The same figures with fewer months.
fn until(counts: &Counts, months: usize) -> Counts {
    let cut =
        |rows: &[(String, Vec<Tally>)]| rows.iter().map(|(name, row)| (name.clone(), row[..months].to_vec())).collect();
    Counts {
        months: counts.months[..months].to_vec(),
        offices: cut(&counts.offices),
        services: cut(&counts.services),
        ..counts.clone()
    }
}

/// What a share adds up: for each of its counts the audits that it is the sum of.
struct Reading<'a> {
    shared: &'a Shared,
    offices: Vec<Vec<usize>>,
    periods: Vec<Vec<usize>>,
}

impl<'a> Reading<'a> {
    fn of(shared: &'a Shared, names: &[String], first_month: i32, months: usize) -> Reading<'a> {
        let each = i32::from(shared.grain.months);
        let periods = (0..shared.periods.len() as i32)
            .map(|at| {
                let first = shared.first_month + at * each - first_month;
                (first.max(0) as usize..((first + each).max(0) as usize).min(months)).collect()
            })
            .collect();
        let named: Vec<&str> = shared.offices.iter().map(|office| office.name.as_str()).collect();
        let offices = named
            .iter()
            .map(|name| {
                let is = |known: &String| {
                    if *name == OTHER_OFFICES { !named.contains(&known.as_str()) } else { known == name }
                };
                names.iter().enumerate().filter(|(_, known)| is(known)).map(|(at, _)| at).collect()
            })
            .collect();
        Reading { shared, offices, periods }
    }

    fn months(&self) -> Vec<usize> {
        self.periods.concat()
    }
}

/// The audits that the attacker imagines.
struct Attacker<'a> {
    offices: usize,
    months: usize,
    services: usize,
    /// For each grade, whether it is inadequate.
    scale: Vec<bool>,
    readings: Vec<Reading<'a>>,
    whole_numbers: bool,
}

/// A count that the attacker is after.
#[derive(Debug, Clone)]
enum Wanted {
    Audits(Vec<usize>, Vec<usize>, &'static [usize]),
    Grade(Vec<usize>, usize),
    Service(usize, Vec<usize>, &'static [usize]),
}

const LAYERS: [&[usize]; 3] = [&[1], &[0], &[0, 1]];

impl<'a> Attacker<'a> {
    fn new(counts: &Counts, shares: &[&'a Shared]) -> Attacker<'a> {
        let names: Vec<String> = counts.offices.iter().map(|(name, _)| name.clone()).collect();
        let months = counts.months.len();
        Attacker {
            offices: names.len(),
            months,
            services: counts.services.len(),
            scale: counts.scale.iter().map(|level| level.inadequate).collect(),
            readings: shares.iter().map(|shared| Reading::of(shared, &names, counts.first_month, months)).collect(),
            whole_numbers: false,
        }
    }

    fn class(&self, month: usize) -> usize {
        self.readings.iter().enumerate().map(|(at, r)| usize::from(r.months().contains(&month)) << at).sum()
    }

    /// The least or the most that the wanted count can be; `None` if the solver gives up.
    fn bound(&self, wanted: &Wanted, way: OptimizationDirection) -> Option<f64> {
        // The truth is possible, so a solver that finds nothing possible has lost itself in rounding: it is asked again with
        // other limits, which bound nothing.
        [100_000.0, 77_777.0, 300_000.0].into_iter().find_map(|limit| self.bound_within(wanted, way, limit))
    }

    fn bound_within(&self, wanted: &Wanted, way: OptimizationDirection, limit: f64) -> Option<f64> {
        let mut problem = Problem::new(way);
        let months_wanted = |months: &[usize]| (0..self.months).map(|m| months.contains(&m)).collect::<Vec<_>>();
        let mut var = |coefficient: f64| {
            if self.whole_numbers {
                problem.add_integer_var(coefficient, (0, limit as i32))
            } else {
                problem.add_var(coefficient, (0.0, limit))
            }
        };
        let audits: Vec<Vec<[Variable; 2]>> = (0..self.offices)
            .map(|o| {
                (0..self.months)
                    .map(|m| {
                        [0, 1].map(|l| {
                            let is = matches!(wanted, Wanted::Audits(os, ms, ls) if os.contains(&o) && ms.contains(&m) && ls.contains(&l));
                            var(f64::from(u8::from(is)))
                        })
                    })
                    .collect()
            })
            .collect();
        let grades: Vec<Vec<Variable>> = (0..self.months)
            .map(|m| {
                (0..self.scale.len())
                    .map(|k| {
                        let is = matches!(wanted, Wanted::Grade(ms, grade) if months_wanted(ms)[m] && *grade == k);
                        var(f64::from(u8::from(is)))
                    })
                    .collect()
            })
            .collect();
        let services: Vec<Vec<[Variable; 2]>> = (0..self.services)
            .map(|s| {
                (0..4)
                    .map(|c| {
                        [0, 1].map(|l| {
                            let is = matches!(wanted, Wanted::Service(of, cs, ls) if *of == s && cs.contains(&c) && ls.contains(&l));
                            var(f64::from(u8::from(is)))
                        })
                    })
                    .collect()
            })
            .collect();
        let mut equal = |vars: Vec<(Variable, f64)>, value: f64| {
            if !vars.is_empty() {
                problem.add_constraint(vars.as_slice(), ComparisonOp::Eq, value);
            }
        };
        // Offices, grades and services are of the same audits.
        for (m, by_grade) in grades.iter().enumerate() {
            for l in [0, 1] {
                let mut vars: Vec<(Variable, f64)> = audits.iter().map(|row| (row[m][l], 1.0)).collect();
                vars.extend(
                    by_grade
                        .iter()
                        .enumerate()
                        .filter(|(k, _)| usize::from(self.scale[*k]) == l)
                        .map(|(_, v)| (*v, -1.0)),
                );
                equal(vars, 0.0);
            }
        }
        if self.services > 0 {
            for class in 0..4 {
                for l in [0, 1] {
                    let mut vars: Vec<(Variable, f64)> = services.iter().map(|row| (row[class][l], 1.0)).collect();
                    for m in (0..self.months).filter(|m| self.class(*m) == class) {
                        vars.extend(audits.iter().map(|row| (row[m][l], -1.0)));
                    }
                    equal(vars, 0.0);
                }
            }
        }
        let everyone: Vec<usize> = (0..self.offices).collect();
        for (at, reading) in self.readings.iter().enumerate() {
            let shared = reading.shared;
            let all = reading.months();
            let mut told = |os: &[usize], ms: &[usize], count: Count| {
                for (layers, value) in [(LAYERS[2], count.n), (LAYERS[0], count.inadequate)] {
                    let Some(value) = value else { continue };
                    let mut vars = Vec::new();
                    for o in os {
                        for m in ms {
                            vars.extend(layers.iter().map(|l| (audits[*o][*m][*l], 1.0)));
                        }
                    }
                    equal(vars, f64::from(value));
                }
            };
            told(&everyone, &all, shared.total.count);
            for (months, period) in reading.periods.iter().zip(&shared.periods) {
                told(&everyone, months, period.count);
            }
            for (offices, office) in reading.offices.iter().zip(&shared.offices) {
                told(offices, &all, office.total);
                for (months, count) in reading.periods.iter().zip(&office.by_period) {
                    told(offices, months, *count);
                }
            }
            let groups = reading.periods.iter().zip(&shared.periods).chain([(&all, &shared.total)]);
            for (months, period) in groups {
                for (k, value) in period.grades.iter().enumerate() {
                    if let Some(value) = value {
                        equal(months.iter().map(|m| (grades[*m][k], 1.0)).collect(), f64::from(*value));
                    }
                }
            }
            for (s, service) in shared.services.iter().enumerate() {
                for (layers, value) in [(LAYERS[2], service.total.n), (LAYERS[0], service.total.inadequate)] {
                    let Some(value) = value else { continue };
                    let classes = [1 << at, 3];
                    let vars = classes.iter().flat_map(|c| layers.iter().map(|l| (services[s][*c][*l], 1.0))).collect();
                    equal(vars, f64::from(value));
                }
            }
        }
        match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => Some(solution.objective()),
            Ok(_) | Err(_) => None,
        }
    }
}

/// That what is shared is the truth, or hidden: an attacker who is told falsehoods proves nothing.
fn assert_true(counts: &Counts, reading: &Reading<'_>) {
    let everyone: Vec<usize> = (0..counts.offices.len()).collect();
    let check = |os: &[usize], ms: &[usize], count: Count| {
        let mut sum = Tally::default();
        os.iter().for_each(|o| ms.iter().for_each(|m| sum += counts.offices[*o].1[*m]));
        assert!(count.n.is_none_or(|n| n == sum.n) && count.inadequate.is_none_or(|x| x == sum.inadequate));
    };
    let all = reading.months();
    check(&everyone, &all, reading.shared.total.count);
    for (months, period) in reading.periods.iter().zip(&reading.shared.periods).chain([(&all, &reading.shared.total)]) {
        check(&everyone, months, period.count);
        for (k, shown) in period.grades.iter().enumerate() {
            assert!(shown.is_none_or(|shown| shown == months.iter().map(|m| counts.months[*m][k]).sum::<u32>()));
        }
    }
    for (offices, office) in reading.offices.iter().zip(&reading.shared.offices) {
        check(offices, &all, office.total);
        reading.periods.iter().zip(&office.by_period).for_each(|(months, count)| check(offices, months, *count));
    }
    for (service, (_, row)) in reading.shared.services.iter().zip(&counts.services) {
        let sum: u32 = all.iter().map(|m| row[*m].n).sum();
        assert!(service.total.n.is_none_or(|n| n == sum));
    }
}

/// Every small count of the truth, within what the shares are about, with the most that it has to look like.
fn wanted(counts: &Counts, attacker: &Attacker<'_>, profile: Profile) -> Vec<(Wanted, u32, u32)> {
    let everyone: Vec<usize> = (0..attacker.offices).collect();
    let mut offices: Vec<Vec<usize>> = attacker.readings.iter().flat_map(|r| r.offices.clone()).collect();
    offices.push(everyone);
    let mut months: Vec<Vec<usize>> = attacker.readings.iter().flat_map(|r| r.periods.clone()).collect();
    months.extend(attacker.readings.iter().map(Reading::months));
    if let [new, old] = attacker.readings.as_slice() {
        let rest =
            |of: &[usize], taken: &[usize]| of.iter().filter(|one| !taken.contains(one)).copied().collect::<Vec<_>>();
        for (one, other) in [(new, old), (old, new)] {
            let before = other.months();
            months.extend(one.periods.iter().map(|period| rest(period, &before)));
            months.push(rest(&one.months(), &before));
            // Offices that are put together in one share and not in the other.
            for group in one.offices.iter().filter(|group| group.len() > 1) {
                offices.extend(other.offices.iter().map(|taken| rest(group, taken)));
            }
        }
    }
    for sets in [&mut offices, &mut months] {
        sets.sort();
        sets.dedup();
        sets.retain(|set| !set.is_empty());
    }
    let mut all = Vec::new();
    let layer = |tally: Tally, layers: &[usize]| match layers {
        [1] => tally.inadequate,
        [0] => tally.n - tally.inadequate,
        _ => tally.n,
    };
    let most = |layers: &[usize]| if layers.len() == 2 { profile.least_audits - 1 } else { profile.small_count };
    for os in &offices {
        for ms in &months {
            for layers in LAYERS {
                let sum: u32 = os.iter().flat_map(|o| ms.iter().map(|m| layer(counts.offices[*o].1[*m], layers))).sum();
                all.push((Wanted::Audits(os.clone(), ms.clone(), layers), sum, most(layers)));
            }
        }
    }
    for ms in &months {
        for grade in 0..attacker.scale.len() {
            let sum = ms.iter().map(|m| counts.months[*m][grade]).sum();
            all.push((Wanted::Grade(ms.clone(), grade), sum, profile.small_count));
        }
    }
    for (s, (_, by_month)) in counts.services.iter().enumerate() {
        for classes in [vec![1, 3], vec![2, 3], vec![1], vec![2]] {
            for layers in LAYERS {
                let inside = by_month.iter().enumerate().filter(|(m, _)| classes.contains(&attacker.class(*m)));
                let sum = inside.map(|(_, tally)| layer(*tally, layers)).sum();
                all.push((Wanted::Service(s, classes.clone(), layers), sum, most(layers)));
            }
        }
    }
    all.retain(|(_, truth, most)| *truth >= 1 && truth <= most);
    all
}

/// How many counts were attacked, and those that were bounded more tightly than the rule promises.
fn attack(
    counts: &Counts,
    shares: &[&Shared],
    profile: Profile,
    most_attacks: usize,
    whole: bool,
) -> (usize, Vec<String>) {
    let mut attacker = Attacker::new(counts, shares);
    attacker.whole_numbers = whole;
    attacker.readings.iter().for_each(|reading| assert_true(counts, reading));
    let mut wanted = wanted(counts, &attacker, profile);
    // A sample where there are too many, the same each time.
    let mut dice = Dice(counts.months.len() as u64 * 31 + counts.offices.len() as u64);
    while wanted.len() > most_attacks {
        wanted.swap_remove(dice.below(wanted.len() as u64) as usize);
    }
    let mut broken = Vec::new();
    for (wanted, truth, most) in &wanted {
        let least = attacker.bound(wanted, OptimizationDirection::Minimize);
        let highest = attacker.bound(wanted, OptimizationDirection::Maximize);
        // A solver that gives up is no proof of safety.
        let (Some(least), Some(highest)) = (least, highest) else {
            broken.push(format!("not solved: {wanted:?}"));
            continue;
        };
        if least > 1.0 + 1e-6 || highest < f64::from(*most) - 1e-6 {
            broken.push(format!("{wanted:?}: {truth} lies between {least} and {highest}, not 1 and {most}"));
        }
    }
    (wanted.len(), broken)
}

/// Controls and attacks one table, alone and beside the share of a month before: how many counts were attacked, and whether the page would refuse the second
/// share.
fn check(counts: &Counts, profile: Profile, grain: Grain, most_attacks: usize, name: &str) -> (usize, bool) {
    let mut attacked = 0;
    let Ok(new) = control(counts, profile, grain, None) else { return (0, false) };
    assert!(new.revealed.is_empty(), "{name}: {:?}", new.revealed);
    let small = counts.offices.len() * counts.months.len() <= 12;
    let (tried, broken) = attack(counts, &[&new.shared], profile, most_attacks, small);
    assert!(broken.is_empty(), "{name}: {broken:#?}");
    attacked += tried;
    // Beside the share of the month before, and beside one of fewer months in another grain; the solver takes seconds for each count of a large table.
    let months = counts.months.len();
    let other = Grain::ALL[(Grain::ALL.iter().position(|one| *one == grain).unwrap() + 1 + months % 5) % 6];
    let beside = [(months.saturating_sub(1), grain), (months * 3 / 4, other)];
    let beside = if months * counts.offices.len() > 400 { &beside[..1] } else { &beside[..] };
    for (months, grain_before) in beside.iter().copied() {
        let Ok(old) = control(&until(counts, months), profile, grain_before, None) else { continue };
        let Ok(new) = control(counts, profile, grain, Some(&old.shared)) else { continue };
        if !new.revealed.is_empty() {
            if grain_before == grain {
                return (attacked, true);
            }
            continue;
        }
        let (tried, broken) = attack(counts, &[&new.shared, &old.shared], profile, most_attacks, small);
        assert!(broken.is_empty(), "{name} beside {grain_before:?} of {months} months: {broken:#?}");
        attacked += tried;
    }
    (attacked, false)
}

/// How many counts were attacked, and how many second shares the page would refuse.
fn generated(tables: usize, from: u64, most_attacks: usize) -> (usize, usize) {
    let (mut attacked, mut refused) = (0, 0);
    for table in 0..tables as u64 {
        let mut dice = Dice(from + table);
        let (offices, months) = match table % 5 {
            0 => (1 + dice.below(3), 1 + dice.below(4)),
            4 if table % 20 == 4 => (20, 36),
            _ => (1 + dice.below(20), 1 + dice.below(36)),
        };
        let counts = dice.table(offices as usize, months as usize);
        let grain = Grain::ALL[dice.below(6) as usize];
        let profile = if dice.below(4) == 0 { Profile::restricted(2, 1) } else { Profile::PUBLIC };
        let name = format!("table {table} of {offices} x {months}, {grain:?}");
        let (tried, is_refused) = check(&counts, profile, grain, most_attacks, &name);
        attacked += tried;
        if is_refused {
            println!("refused: {name}");
            refused += 1;
        }
    }
    (attacked, refused)
}

/// 24 tables, or as many as `TABLES` says: docs/disclosure.md tells how long a thousand take.
#[test]
fn nothing_is_worked_out_of_generated_tables() {
    let tables: usize = std::env::var("TABLES").map_or(24, |tables| tables.parse().unwrap());
    let (attacked, refused) = generated(tables, 1, 12);
    println!("{tables} tables, {attacked} counts attacked, {refused} second shares refused");
    assert!(attacked > tables * 4 && refused * 50 <= tables.max(50), "{attacked} {refused}");
}

fn counts_of(packed: &[u8], mapping: Option<Mapping>, until: &str) -> Counts {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    let to: Day = until.parse().unwrap();
    let settings = Settings { to: Some(to), ..Settings::default() };
    Counts::of(&tally(&import::read(&bytes, mapping).unwrap().table, &settings))
}

fn demonstration() -> Counts {
    counts_of(include_bytes!("../assets/demonstration.json.gz"), None, "2019-07-31")
}

#[test]
fn nothing_is_worked_out_of_the_demonstration() {
    let counts = demonstration();
    assert_eq!(counts.months.len(), 23);
    for grain in [MONTHLY, Grain { months: 3, merge_offices: false }, Grain { months: 6, merge_offices: true }] {
        let (attacked, refused) = check(&counts, Profile::PUBLIC, grain, 60, &format!("demonstration, {grain:?}"));
        assert!(attacked > 0 && !refused);
    }
}

#[test]
fn nothing_is_worked_out_of_the_ofsted_file() {
    let mapping = Mapping::parse(include_str!("data/ofsted_mapping.json")).unwrap();
    let counts = counts_of(include_bytes!("data/ofsted_csc_in_year_2024_25.json.gz"), Some(mapping), "2024-12-31");
    for grain in [Grain { months: 3, merge_offices: false }, Grain { months: 3, merge_offices: true }] {
        let (attacked, refused) = check(&counts, Profile::PUBLIC, grain, 16, &format!("Ofsted, {grain:?}"));
        assert!(attacked > 0 && !refused);
    }
}
/// The other public files, alone and beside the share of the month before. The solver takes seconds for each count of a large file, so the newest
/// four years are shared; of files with many offices two years in one way, and fewer counts attacked.
#[test]
fn nothing_is_worked_out_of_the_other_real_files() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/real");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "gz"));
    files.sort();
    assert_eq!(files.len(), 8);
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let mapping = folder.join(format!("{}.mapping.json", name.split('.').next().unwrap()));
        let mapping = Mapping::parse(&std::fs::read_to_string(mapping).unwrap()).unwrap();
        let mut counts = counts_of(&std::fs::read(&path).unwrap(), Some(mapping), "2030-12-31");
        let large = counts.offices.len() * counts.months.len() > 1500;
        let (grains, attacks, months) = if large { (&Grain::ALL[3..4], 2, 24) } else { (&Grain::ALL[..], 6, 48) };
        counts = from(&counts, counts.months.len().saturating_sub(months));
        let attacked: usize = grains
            .iter()
            .map(|grain| check(&counts, Profile::PUBLIC, *grain, attacks, &format!("{name}, {grain:?}")).0)
            .sum();
        assert!(attacked > 0, "{name}");
    }
}

/// The months from the `first` on.
fn from(counts: &Counts, first: usize) -> Counts {
    let rows = |rows: &[(String, Vec<Tally>)]| -> Vec<(String, Vec<Tally>)> {
        rows.iter().map(|(name, months)| (name.clone(), months[first..].to_vec())).collect()
    };
    Counts {
        first_month: counts.first_month + i32::try_from(first).unwrap(),
        months: counts.months[first..].to_vec(),
        offices: rows(&counts.offices),
        services: rows(&counts.services),
        ..counts.clone()
    }
}

/// Hides small counts and nothing else.
fn without_secondary_suppression(counts: &Counts) -> Shared {
    let mut shared = control(counts, Profile::restricted(1, 1), MONTHLY, None).unwrap().shared;
    let hide = |tally: Tally| {
        let small = |count: u32| (1..=5).contains(&count);
        Count {
            n: Some(tally.n).filter(|n| !(1..10).contains(n)),
            inadequate: Some(tally.inadequate).filter(|_| {
                !(1..10).contains(&tally.n) && !small(tally.inadequate) && !small(tally.n - tally.inadequate)
            }),
        }
    };
    let sum = |tallies: &mut dyn Iterator<Item = Tally>| {
        tallies.fold(Tally::default(), |mut sum, tally| {
            sum += tally;
            sum
        })
    };
    for (office, (_, row)) in shared.offices.iter_mut().zip(&counts.offices) {
        office.by_period = row.iter().map(|tally| hide(*tally)).collect();
        office.total = hide(sum(&mut row.iter().copied()));
    }
    for (at, period) in shared.periods.iter_mut().enumerate() {
        period.count = hide(sum(&mut counts.offices.iter().map(|(_, row)| row[at])));
        period.grades =
            counts.months[at].iter().map(|grade| Some(*grade).filter(|grade| !(1..=5).contains(grade))).collect();
    }
    shared.total.count = hide(sum(&mut counts.offices.iter().flat_map(|(_, row)| row.iter().copied())));
    shared.profile = Profile::PUBLIC;
    shared
}

#[test]
fn a_table_without_secondary_suppression_is_broken() {
    let counts = demonstration();
    let shared = without_secondary_suppression(&counts);
    let (tried, broken) = attack(&counts, &[&shared], Profile::PUBLIC, 200, false);
    assert!(broken.len() >= 10, "{} of {tried}", broken.len());
}

#[test]
fn two_shares_that_do_not_know_of_each_other_are_broken() {
    // Each by itself is safe; the month between them is what is left of the totals.
    let month = |n, inadequate| Tally { n, inadequate };
    let counts = Counts {
        scale: Scale::default().levels,
        first_month: 2024 * 12,
        months: vec![vec![0, 20, 20, 20], vec![0, 10, 20, 20], vec![0, 7, 8, 3]],
        offices: vec![
            ("A".into(), vec![month(30, 10), month(25, 10), month(12, 2)]),
            ("B".into(), vec![month(30, 10), month(25, 10), month(6, 1)]),
        ],
        ..Counts::default()
    };
    let before = until(&counts, 2);
    let old = control(&before, Profile::PUBLIC, MONTHLY, None).unwrap().shared;
    let alone = control(&counts, Profile::PUBLIC, MONTHLY, None).unwrap().shared;
    let (_, broken) = attack(&counts, &[&alone, &old], Profile::PUBLIC, 100, true);
    assert!(!broken.is_empty());
    let beside = control(&counts, Profile::PUBLIC, MONTHLY, Some(&old)).unwrap();
    assert!(beside.revealed.is_empty());
    let (_, broken) = attack(&counts, &[&beside.shared, &old], Profile::PUBLIC, 100, true);
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn figures_that_have_changed_since_are_not_shared_again() {
    let mut dice = Dice(3);
    let counts = loop {
        let counts = dice.table(4, 6);
        if counts.offices.iter().all(|(_, row)| row.iter().all(|tally| tally.n > 12)) {
            break counts;
        }
    };
    let old = control(&until(&counts, 5), Profile::PUBLIC, MONTHLY, None).unwrap().shared;
    let mut late = counts.clone();
    late.offices[0].1[0] += Tally { n: 1, inadequate: 0 };
    late.months[0][1] += 1;
    assert!(matches!(control(&late, Profile::PUBLIC, MONTHLY, Some(&old)), Err(Refused::Revised(_))));
    // Another first month, or another scale, cannot be compared.
    let mut other = counts.clone();
    other.scale[0].name = "Excellent".into();
    assert_eq!(control(&other, Profile::PUBLIC, MONTHLY, Some(&old)), Err(Refused::OtherScale));
    let cut = until(&counts, 3);
    assert_eq!(control(&cut, Profile::PUBLIC, MONTHLY, Some(&old)), Err(Refused::OtherAudits));
}

/// The fewest characters that the demonstration takes, monthly with all its offices, as its sender would share it.
#[test]
fn the_demonstration_fits_into_a_usual_link() {
    let counts = demonstration();
    let shared = control(&counts, Profile::PUBLIC, MONTHLY, None).unwrap().shared;
    let chars = plumbline::share::link(&shared).unwrap().len();
    println!("the demonstration, monthly: {chars} characters");
    assert!(chars <= plumbline::share::USUAL_CHARS, "{chars}");
    // Twelve offices and 36 months, of few audits and of many.
    let mut longest = 0;
    for seed in 0..20 {
        let counts = Dice(seed).table(12, 36);
        for profile in [Profile::PUBLIC, Profile::restricted(2, 1)] {
            let shared = control(&counts, profile, MONTHLY, None).unwrap().shared;
            longest = longest.max(plumbline::share::payload(&shared).len() * 4 / 3 + 12);
        }
    }
    println!("12 x 36, the longest of 40: {longest} characters");
    assert!(longest <= plumbline::share::USUAL_CHARS, "{longest}");
}

#[test]
fn what_is_lost_is_said_and_coarser_figures_lose_less() {
    let counts = demonstration();
    for grain in Grain::ALL {
        let lost = control(&counts, Profile::PUBLIC, grain, None).map(|controlled| controlled.lost);
        println!("{grain:?}: {lost:?}");
    }
    let part = |grain| {
        let lost = control(&counts, Profile::PUBLIC, grain, None).unwrap().lost;
        f64::from(lost.small + lost.for_others) / f64::from(lost.counts)
    };
    assert!(part(Grain { months: 6, merge_offices: true }) < part(MONTHLY));
}
