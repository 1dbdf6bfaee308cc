//! How long charts take to be drawn anew, at twelve offices over thirty-six months: each scene natively, and in Chromium from the choice of a
//! filter to the new marks. It prints, and judges nothing: a time depends on the machine.
//!
//!     cargo run --release --example redraw
//!
//! The second part needs the page (`trunk build --release`) and chromedriver.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool of the command line, which measures time")]

#[path = "../tests/engine/mod.rs"]
mod engine;
#[path = "../tests/host/mod.rs"]
mod host;

use engine::{DevTools, Engine, Running};
use fantoccini::Locator;
use plumbline::audit::Granularity;
use plumbline::chart;
use plumbline::import;
use plumbline::report::Report;
use plumbline::settings::Settings;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

const OFFICES: u32 = 12;
const MONTHS: u32 = 36;
const A_MONTH: u32 = 15;
const ROUNDS: u32 = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let file = file().to_string();
    natively(&file)?;
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    if page.join("index.html").exists() {
        in_chromium(&file, page).await?;
    } else {
        println!("dist/index.html is missing: type `trunk build --release` to measure the page as well");
    }
    Ok(())
}

fn file() -> Value {
    let (mut audits, mut context) = (Vec::new(), Vec::new());
    for month in 0..MONTHS {
        let key = format!("{}-{:02}", 2022 + month / 12, month % 12 + 1);
        for office in 0..OFFICES {
            let name = format!("Office {:02}", office + 1);
            for at in 0..A_MONTH {
                audits.push(json!({
                    "audit_id": format!("{key}-{office}-{at}"),
                    "audit_date": format!("{key}-{:02}", at + 1),
                    "office": name,
                    "service": if at % 2 == 0 { "Assessment" } else { "Family Support" },
                    "team": format!("{name} team {}", at % 3),
                    "overall_grade": if (at * 7 + month * 5 + office * 3) % 9 == 0 { "Inadequate" } else { "Good" },
                }));
            }
            context.push(
                json!({ "month": key, "office": name, "caseload": 16.0 + f64::from(month % 5), "vacancy_rate": 0.12,
                "agency_rate": 0.1, "audits_expected": A_MONTH }),
            );
        }
    }
    let visit = json!({ "date": "2023-06-14", "kind": "visit", "label": "Visit" });
    json!({ "audits": audits, "context": context, "events": [visit], "exported_on": "2025-03-31" })
}

fn natively(file: &str) -> Result<(), Box<dyn Error>> {
    let import = import::read(file.as_bytes(), None)?;
    let months = Settings { period: Some(Granularity::Month), ..Settings::default() };
    timed("counts of a report, without verdicts (least, middle, most)", || Report::begin(&import, &months));
    let (report, _) = Report::begin(&import, &months);
    let office = report.offices.first().ok_or("no office was read")?;
    let highest = chart::shared_highest(&report);
    for width_px in [358, 1072] {
        timed(&format!("rate over time, {width_px} px"), || chart::rate_over_time(&report, width_px));
        timed(&format!("grades, {width_px} px"), || chart::grades_over_time(&report, width_px));
        timed(&format!("funnel, {width_px} px"), || chart::funnel(&report, width_px));
        timed(&format!("one office, {width_px} px"), || chart::office_over_time(&report, office, width_px));
        timed(&format!("context, {width_px} px"), || chart::context_over_time(&report, Some(&office.office), width_px));
    }
    timed("twelve small charts", || {
        report.offices.iter().map(|office| chart::office_panel(&report, office, 330, highest)).collect::<Vec<_>>()
    });
    Ok(())
}

/// Prints the least, the middle and the longest of several rounds: where other work goes on beside it, the least tells most.
fn timed<T>(what: &str, work: impl Fn() -> T) {
    let mut taken: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            std::hint::black_box(work());
            begun.elapsed()
        })
        .collect();
    taken.sort_unstable();
    print_times(what, &taken.iter().map(|time| time.as_secs_f64() * 1000.0).collect::<Vec<_>>());
}

fn print_times(what: &str, sorted_ms: &[f64]) {
    let at = |place: usize| sorted_ms.get(place).copied().unwrap_or_default();
    let (least, middle, most) = (at(0), at(sorted_ms.len() / 2), at(sorted_ms.len().saturating_sub(1)));
    println!("{what}: {least:.1} ms, {middle:.1} ms, at most {most:.1} ms");
}

/// Runs before the page: it notes when an answer of the worker comes.
const NOTE_ANSWERS: &str = "
    window.answers = [];
    const { set, get } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
    Object.defineProperty(Worker.prototype, 'onmessage', { configurable: true, get, set(hear) {
        set.call(this, hear && (event => { window.answers.push(performance.now()); hear(event); }));
    } });
";

/// Chooses the first service, or lets it go, and watches the charts until verdicts have come and a second has passed: milliseconds from the answer with
/// the figures until the marks in the window, and all marks, were new; how many charts the answers with verdicts changed; and how long the page's own
/// thread was busy at a stretch.
const CHOOSE: &str = "
    const done = arguments[0];
    const box = [...document.querySelectorAll('.filters input[type=checkbox]')].find(box => box.closest('label').textContent.includes('Assessment'));
    let busy = 0, last = performance.now(), over = false;
    const channel = new MessageChannel();
    // Messages to itself come back at once while the page has nothing to do: the longest gap between two is the longest stretch of work.
    channel.port1.onmessage = () => { const now = performance.now(); busy = Math.max(busy, now - last); last = now; if (!over) channel.port2.postMessage(0); };
    const inside = new Set(), changed = [];
    for (const chart of document.querySelectorAll('main svg.chart')) {
        const place = chart.getBoundingClientRect();
        if (place.top < innerHeight && place.bottom > 0) inside.add(chart);
        new MutationObserver(() => changed.push([performance.now(), chart])).observe(chart, { subtree: true, childList: true, attributeFilter: ['d'] });
    }
    window.answers.length = 0;
    channel.port2.postMessage(0);
    box.click();
    const wait = () => {
        const figures = window.answers[0], verdicts = window.answers[1];
        const waits = document.body.textContent.includes('being worked out');
        if (!verdicts || waits || performance.now() - window.answers.at(-1) < 1000) { setTimeout(wait, 100); return; }
        over = true;
        const first = changed.filter(([time]) => time < verdicts);
        const until = charts => Math.max(0, ...charts.map(([time]) => time)) - figures;
        const later = new Set(changed.filter(([time]) => time >= verdicts).map(([, chart]) => chart));
        done([until(first.filter(([, chart]) => inside.has(chart))), until(first), later.size, busy]);
    };
    setTimeout(wait, 500);
";

async fn in_chromium(file: &str, page: std::path::PathBuf) -> Result<(), Box<dyn Error>> {
    let host = host::Host::start(page, 0).map_err(|error| error.to_string())?;
    let chromium = Running::start(Engine::Chromium, "redraw", None).await?;
    let client = &chromium.client;
    let before = json!({ "source": NOTE_ANSWERS });
    client.issue_cmd(DevTools("Page.addScriptToEvaluateOnNewDocument", before)).await?;
    client.goto(&format!("http://127.0.0.1:{}/", host.port)).await?;
    let path = chromium.folder.join("twelve.json");
    std::fs::write(&path, file)?;
    let input = client.wait().for_element(Locator::Css("input[type=file]")).await?;
    client.execute("arguments[0].hidden = false", vec![serde_json::to_value(&input)?]).await?;
    input.send_keys(&path.display().to_string()).await?;
    client.wait().for_element(Locator::Css(".filters")).await?;
    for view in ["summary", "over-time", "offices", "office?name=Office%2001"] {
        client
            .execute(
                "location.hash = arguments[0] + (arguments[0].includes('?') ? '&' : '?') + 'period=month'",
                vec![json!(view)],
            )
            .await?;
        client.wait().for_element(Locator::Css("main svg.chart path.mark")).await?;
        // Verdicts are worked out beside it, and are over then.
        tokio::time::sleep(Duration::from_secs(8)).await;
        let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..10 {
            let told = client.execute_async(CHOOSE, Vec::new()).await?;
            for (times, at) in times.iter_mut().zip(0..) {
                times.extend(told.get(at).and_then(Value::as_f64));
            }
        }
        let what = [
            "from the figures' arrival until the marks in the window are new",
            "until all marks are new",
            "charts that verdicts drew anew (a count)",
            "longest stretch of the page's thread",
        ];
        for (what, times) in what.into_iter().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            print_times(&format!("{view}: a filter, {what}"), times);
        }
    }
    let _ = client.clone().close().await;
    Ok(())
}
