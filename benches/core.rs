//! How long the core takes natively: reading a file, counting it, its first figures, and the simulation behind the verdicts. `cargo bench` runs all,
//! `cargo bench -- import` some. `docs/performance.md` says what the figures are; `benches/race` races the page itself.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that fails has nothing to tell, and criterion's macros write their items themselves"
)]

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use plumbline::import::{Import, read};
use plumbline::report::Report;
use plumbline::settings::Settings;
use plumbline::stats::Random;
use plumbline::tally::tally;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];

/// Invented audits as JSON: a dozen offices, three years, causes and actions; the same for the same number.
fn document(records: u32) -> String {
    let mut random = Random::seeded(u64::from(records));
    let mut below = |end: u32| random.below(end);
    let grades = ["Outstanding", "Good", "Good", "Good", "Requires improvement", "Requires improvement", "Inadequate"];
    let mut document = String::from("[\n");
    for at in 0..records {
        let (office, service, grade) = (below(12), below(5), below(7));
        let (year, month, day) = (2022 + below(3), 1 + below(12), 1 + below(28));
        let failed = grade > 3;
        let causes = if failed { r#""Drift","Plan not specific""# } else { "" };
        let actions = if failed { r#"{"raised":"2024-04-02","due":"2024-05-01","completed":null}"# } else { "" };
        // Writing to a String does not fail.
        let _ = write!(
            document,
            r#"{}{{"audit_id":"AUD-{at:08}","case_reference":"P{}","audit_date":"{year}-{month:02}-{day:02}","office":"Office {office}","service":"Service {service}","team":"Team {office} {}","audit_type":"{}","overall_grade":"{}","moderated_grade":null,"failure_causes":[{causes}],"actions":[{actions}],"comments":null}}"#,
            if at > 0 { ",\n" } else { "" },
            below(9_999_999),
            below(6),
            ["random", "thematic"][usize::from(below(4) == 0)],
            grades[usize::try_from(grade).unwrap_or_default()],
        );
    }
    document + "\n]\n"
}

fn imported(records: u32) -> Import {
    read(document(records).as_bytes(), None).expect("a file of audits")
}

fn import(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import");
    for records in SIZES {
        let document = document(records);
        group.throughput(Throughput::Bytes(u64::try_from(document.len()).unwrap_or(u64::MAX)));
        group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
            bencher.iter(|| read(black_box(document.as_bytes()), None).map(|import| import.table.len()));
        });
        // The first letter of each office escaped: the same audits, by the thorough way.
        let escaped = document.replace("\"Office ", "\"\\u004fffice ");
        group.bench_function(BenchmarkId::new("thorough", records), |bencher| {
            bencher.iter(|| read(black_box(escaped.as_bytes()), None).map(|import| import.table.len()));
        });
    }
}

fn counting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tally");
    let chosen = Settings { services: vec!["Service 1".into()], ..Settings::default() };
    for records in SIZES {
        let import = imported(records);
        group.throughput(Throughput::Elements(records.into()));
        for (name, settings) in [("all", Settings::default()), ("one service", chosen.clone())] {
            group.bench_function(BenchmarkId::new(name, records), |bencher| {
                bencher.iter(|| tally(black_box(&import.table), &settings));
            });
            group.bench_function(BenchmarkId::new(format!("figures, {name}"), records), |bencher| {
                bencher.iter(|| Report::begin(black_box(&import), &settings));
            });
        }
    }
}

fn simulation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulation");
    group.sample_size(10);
    for records in SIZES {
        let import = imported(records);
        group.bench_function(BenchmarkId::from_parameter(records), |bencher| {
            let begun = || Report::begin(&import, &Settings::default());
            bencher.iter_batched(
                begun,
                |(mut report, judging)| {
                    judging.judge(&mut report);
                    report
                },
                BatchSize::LargeInput,
            );
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    targets = import, counting, simulation
}
criterion_main!(benches);
