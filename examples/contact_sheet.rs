//! Pictures of every view at every width, with files that are hard to draw, on one page: `tools/contact-sheet` runs it.
//!
//!     tools/contact-sheet [files=demonstration,empty] [views=summary,offices] [widths=390,1280] [themes=light,dark,forced,print] [page=dist] [axe=axe.min.js]
//!
//! With a copy of axe-core (its npm package holds `axe.min.js`) it also tells each violation of accessibility that axe finds.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool of the command line")]

#[path = "../tests/board/mod.rs"]
mod board;
#[path = "../tests/engine/mod.rs"]
mod engine;
#[path = "../tests/host/mod.rs"]
mod host;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use engine::{DevTools, Engine, Running};
use fantoccini::Locator;
use flate2::read::GzDecoder;
use plumbline::disclosure::Grain;
use plumbline::share::{self, Sealed};
use serde_json::json;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

const FILES: &str = "demonstration,ofsted,ten,many,empty,one,month,zero,inadequate,long,board,board-half,sealed,cut";
const VIEWS: &str =
    "start,summary,filters,over-time,series,rolling,offices,office,causes,capacity,questions,share,data,methods";
const WIDTHS: &str = "320,390,768,1280,1920";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut chosen: BTreeMap<String, String> = BTreeMap::new();
    for argument in std::env::args().skip(1) {
        let (key, value) =
            argument.split_once('=').ok_or("each argument is key=value; see examples/contact_sheet.rs")?;
        chosen.insert(key.to_owned(), value.to_owned());
    }
    let list = |key: &str, usual: &str| -> Vec<String> {
        chosen.get(key).map_or(usual, String::as_str).split(',').map(str::to_owned).collect()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = root.join("target/contact-sheet");
    std::fs::create_dir_all(&out)?;
    let page = root.join(chosen.get("page").map_or("dist", String::as_str));
    if !page.join("index.html").exists() {
        return Err(format!("{} has no index.html: type `trunk build --release`", page.display()).into());
    }
    let host = host::Host::start(page, 0).map_err(|error| error.to_string())?;
    let browser = Running::start(Engine::chosen(), "contact-sheet", None).await?;

    let shares = Shares::made();
    let axe = chosen.get("axe").map(std::fs::read_to_string).transpose()?;
    let mut pictures = Vec::new();
    for file in list("files", FILES) {
        browser.client.goto(&format!("http://127.0.0.1:{}/", host.port)).await?;
        if shares.link(&file).is_none() {
            load(&browser, &file).await?;
        }
        for theme in list("themes", "light") {
            let media = match theme.as_str() {
                "print" => json!({ "media": "print" }),
                "forced" => json!({ "media": "", "features": [{ "name": "forced-colors", "value": "active" }] }),
                _ => json!({ "media": "", "features": [{ "name": "prefers-color-scheme", "value": theme }] }),
            };
            browser.client.issue_cmd(DevTools("Emulation.setEmulatedMedia", media)).await?;
            for view in list("views", VIEWS) {
                for width in list("widths", WIDTHS) {
                    let name = format!("{file}-{view}-{width}-{theme}.png");
                    let picture = picture(&browser, &shares.address(&file, &view), width.parse()?).await?;
                    std::fs::write(out.join(&name), picture)?;
                    if let Some(axe) = &axe {
                        for violation in violations(&browser, axe).await? {
                            println!("{name}: {violation}");
                        }
                    }
                    pictures.push((file.clone(), view.clone(), name));
                }
            }
        }
    }
    let index = out.join("index.html");
    std::fs::write(&index, sheet(&pictures))?;
    println!("{} pictures: {}", pictures.len(), index.display());
    let _ = browser.client.clone().close().await;
    Ok(())
}

/// Links to shared figures: of the demonstration by months and by half-years, one behind a passphrase, and one that was cut short.
struct Shares {
    links: BTreeMap<&'static str, String>,
}

impl Shares {
    fn made() -> Shares {
        let link = |months, merge_offices| {
            share::link(&board::with_questions(Grain { months, merge_offices })).unwrap_or_default()
        };
        let monthly = link(1, false);
        let sealed = Sealed {
            version: 1,
            salt: [1; 16],
            nonce: [2; 12],
            iterations: Sealed::ITERATIONS,
            ciphertext: monthly.clone().into_bytes(),
        };
        let cut = monthly.get(..monthly.len() / 2).unwrap_or_default().to_owned();
        let links = [
            ("board-half", link(6, true)),
            ("sealed", sealed.link().unwrap_or_default()),
            ("cut", cut),
            ("board", monthly),
        ];
        Shares { links: BTreeMap::from(links) }
    }

    fn link(&self, file: &str) -> Option<&String> {
        self.links.get(file)
    }

    /// What stands after the `#`.
    fn address(&self, file: &str, view: &str) -> String {
        match self.link(file) {
            None => address(file, view),
            Some(link) if view == "summary" || view == "start" => link.clone(),
            Some(link) if view == "office" => format!("{link}/office?name=Denholm"),
            Some(link) => format!("{link}/{view}"),
        }
    }
}

/// What stands after the `#` for a view; two of them are views with something chosen.
fn address(file: &str, view: &str) -> String {
    let chosen = match (view, file) {
        ("series", "demonstration") => {
            "over-time?target=10&phase=2019-01-01~Extra%20capacity~Six%20more%20senior%20practitioners&compare=2017-09-01..2018-08-31~2018-12-01..2019-07-31"
        }
        ("series", _) => "over-time?target=10",
        ("filters", _) => "summary?period=quarter&type=random&type=re-audit",
        ("rolling", _) => "over-time?period=rolling",
        ("offices", "demonstration") => "offices?name=Denholm",
        ("office", "demonstration") => "office?name=Coldharbour",
        ("office", "ten") => "office?name=North",
        ("office", "one" | "month" | "zero" | "inadequate") => "office?name=North",
        ("office", "long") => "office?name=North%2C%20safeguarding%20hub%20for%20disabled%20children%20and%20teenagers",
        ("office", "many") => "office?name=Office%20007",
        ("office", "ofsted") => "office?name=Kent",
        ("start", _) => "",
        (plain, _) => plain,
    };
    match (file, chosen.contains('?')) {
        ("empty", true) => format!("{chosen}&office=Nowhere"),
        ("empty", false) => format!("{chosen}?office=Nowhere"),
        _ => chosen.to_owned(),
    }
}

async fn load(browser: &Running, file: &str) -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let folder = &browser.folder;
    let mut paths: Vec<PathBuf> = Vec::new();
    match file {
        "ofsted" => {
            let mut bytes = Vec::new();
            GzDecoder::new(std::fs::File::open(data.join("ofsted_csc_in_year_2024_25.json.gz"))?)
                .read_to_end(&mut bytes)?;
            std::fs::write(folder.join("ofsted.json"), bytes)?;
            paths.extend([data.join("ofsted_mapping.json"), folder.join("ofsted.json")]);
        }
        "ten" => {
            let row = |at: u32| {
                format!("2024-{:02}-11,North,{}\n", at + 1, if at.is_multiple_of(4) { "Inadequate" } else { "Good" })
            };
            let rows: String = (0..10).map(row).collect();
            std::fs::write(folder.join("ten.csv"), format!("Date,Office,Grade\n{rows}"))?;
            paths.push(folder.join("ten.csv"));
        }
        "one" | "month" | "zero" | "inadequate" | "long" => {
            std::fs::write(folder.join("hard.csv"), hard(file))?;
            paths.push(folder.join("hard.csv"));
        }
        "many" => {
            std::fs::write(folder.join("many.csv"), many_offices())?;
            paths.push(folder.join("many.csv"));
        }
        _ => {
            let button = Locator::XPath("//button[contains(., 'Try the demonstration')]");
            browser.client.wait().for_element(button).await?.click().await?;
        }
    }
    for path in paths {
        let input = browser.client.wait().for_element(Locator::Css("input[type=file]")).await?;
        browser.client.execute("arguments[0].hidden = false", vec![serde_json::to_value(&input)?]).await?;
        input.send_keys(&path.display().to_string()).await?;
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    browser.client.wait().for_element(Locator::Css("nav[aria-label=Views]")).await?;
    Ok(())
}

/// Four offices over two years, or one office; one month; no audit inadequate, or every one; or names that need two lines.
fn hard(file: &str) -> String {
    let mut csv = "Date,Office,Team,Service,Grade,Causes,Partner cause,Planning grade,Risk grade\n".to_owned();
    let causes = ["Drift", "Plan", "Weak oversight"].map(|cause| match file {
        "long" => format!("{cause} by managers, that is neither written down nor followed up with anybody"),
        _ => cause.to_owned(),
    });
    let offices = ["North", "East", "South", "West"];
    let long = ", safeguarding hub for disabled children and teenagers";
    for (at, office) in (0_u32..).zip(offices).take(if file == "one" { 1 } else { 4 }) {
        for month in 0..if file == "month" { 1 } else { 24_u32 } {
            for audit in 0..8_u32 {
                let bad = match file {
                    "zero" => false,
                    "inadequate" => true,
                    _ => (audit * 7 + month * 5 + at * 3) % 9 < 2,
                };
                let (year, of_year) = (2023 + month / 12, month % 12 + 1);
                let _ = writeln!(
                    csv,
                    "{year}-{of_year:02}-{:02},\"{office}{}\",\"{office} team {}\",Assessment,{},\"{}\",{},{},Good",
                    audit + 1,
                    if file == "long" { long } else { "" },
                    audit % 2 + 1,
                    if bad { "Inadequate" } else { "Good" },
                    causes
                        .iter()
                        .cycle()
                        .skip((audit % 3) as usize)
                        .take((month % 3) as usize)
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(";"),
                    if audit % 4 == 0 { "Police" } else { "" },
                    if (audit + month) % 5 == 0 { "Inadequate" } else { "Good" },
                );
            }
        }
    }
    csv
}

/// A hundred and fifty offices over three years, a few of them apart from the others and some with long names.
fn many_offices() -> String {
    let mut csv = "Date,Office,Service,Grade\n".to_owned();
    let mut chance = 12_345_u32;
    for office in 0..150_u32 {
        let long = ", disabled children, north-western district";
        let name = format!("Office {office:03}{}", if office.is_multiple_of(25) { long } else { "" });
        let worse = if office.is_multiple_of(50) { 40 } else { 12 };
        for month in 0..36_u32 {
            for at in 0..3 + office % 4 {
                // A linear congruence is chance enough for a picture.
                chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let draw = chance / 65_536 % 100;
                let grade = match draw {
                    bad if bad < worse => "Inadequate",
                    weak if weak < worse + 30 => "Requires improvement",
                    good if good < 95 => "Good",
                    _ => "Outstanding",
                };
                let _ = writeln!(
                    csv,
                    "{}-{:02}-{:02},\"{name}\",Assessment,{grade}",
                    2022 + month / 12,
                    month % 12 + 1,
                    at + 1
                );
            }
        }
    }
    csv
}

async fn picture(browser: &Running, address: &str, width: u32) -> Result<Vec<u8>, Box<dyn Error>> {
    // A bar for scrolling would take from the page's width, and its part of the page would be missing from the picture.
    browser.client.issue_cmd(DevTools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))).await?;
    let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.client.issue_cmd(DevTools("Emulation.setDeviceMetricsOverride", metrics)).await?;
    browser.client.execute("location.hash = arguments[0]", vec![json!(address)]).await?;
    browser
        .client
        .execute("document.querySelectorAll('.filters details').forEach(list => list.open = false)", Vec::new())
        .await?;
    // Lists of filters are opened and folds unfolded as their reader would.
    if address.starts_with("summary?period") {
        let open = "document.querySelectorAll('.fold').forEach(fold => fold.offsetParent && fold.getAttribute('aria-expanded') === 'false' && fold.click());
            document.querySelector('.filters details').open = true;";
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.client.execute(open, Vec::new()).await?;
    }
    if address.starts_with("share") {
        // What was shared before has to be said before anything else is shown.
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.client.execute("document.querySelector('input[name=share-before]').click()", Vec::new()).await?;
    }
    // Figures are drawn once the worker has answered and the width is known.
    tokio::time::sleep(Duration::from_millis(900)).await;
    // Verdicts come later than figures; a picture of a page that is still judging would be another each time.
    for _ in 0..40 {
        let waits = "return document.body.textContent.includes('being worked out')";
        if browser.client.execute(waits, Vec::new()).await? != json!(true) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let overflow = browser
        .client
        .execute("return document.documentElement.scrollWidth - document.documentElement.clientWidth", Vec::new())
        .await?;
    if overflow.as_i64().is_some_and(|overflow| overflow > 0) {
        println!("wider than the window by {overflow} px: #{address} at {width}");
    }
    let taken = browser
        .client
        .issue_cmd(DevTools("Page.captureScreenshot", json!({ "captureBeyondViewport": true, "format": "png" })))
        .await?;
    Ok(BASE64.decode(taken.get("data").and_then(|data| data.as_str()).unwrap_or_default())?)
}

/// What axe finds wrong with the page as it stands.
async fn violations(browser: &Running, axe: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let run = format!(
        "{axe};const done = arguments[0]; axe.run({{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }})
            .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))), error => done([String(error)]))"
    );
    let found = browser.client.execute_async(&run, Vec::new()).await?;
    Ok(found.as_array().into_iter().flatten().filter_map(|one| one.as_str()).map(str::to_owned).collect())
}

/// One page with every picture.
fn sheet(pictures: &[(String, String, String)]) -> String {
    let mut html = "<!doctype html><meta charset=utf-8><title>Contact sheet</title><style>body{font:15px system-ui;margin:20px}\
         div{display:flex;gap:12px;align-items:start;overflow-x:auto}img{height:420px;width:auto;border:1px solid #999}</style>\n"
        .to_owned();
    let mut heading = String::new();
    for (file, view, name) in pictures {
        let next = format!("{file}: {view}");
        if next != heading {
            let end = if heading.is_empty() { "" } else { "</div>" };
            let _ = writeln!(html, "{end}<h2>{next}</h2><div>");
            heading = next;
        }
        let _ = writeln!(html, "<a href=\"{name}\"><img src=\"{name}\" alt=\"{name}\"></a>");
    }
    html + "</div>\n"
}
