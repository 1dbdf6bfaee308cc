//! The whole way in a real browser, the page found as a screen reader finds it: by role and name. `./check` runs it, with the page built
//! into `dist/`. `PLUMBLINE_ENGINE` chooses the engine (chromium, firefox or webkit), `PLUMBLINE_FROM` where the page comes from (host or
//! folder).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::wrong_self_convention,
    clippy::disallowed_methods,
    reason = "a test that fails should stop where it does, and waiting for a browser takes a clock"
)]

#[path = "browser/access.rs"]
mod access;
mod board;
#[path = "browser/causes.rs"]
mod causes;
mod engine;
mod host;
#[path = "browser/hosted.rs"]
mod hosted;
#[path = "browser/hostile.rs"]
mod hostile;
#[path = "browser/left_out.rs"]
mod left_out;
#[path = "browser/opening.rs"]
mod opening;
#[path = "browser/pack.rs"]
mod pack;
#[path = "browser/questions.rs"]
mod questions;
#[path = "reference/answers.rs"]
mod reference_answers;
#[path = "browser/remedy.rs"]
mod remedy;
#[path = "browser/steady.rs"]
mod steady;
#[path = "browser/steer.rs"]
mod steer;

use base64::Engine as _;
use fantoccini::Locator;
use fantoccini::key::Key;
use flate2::read::GzDecoder;
use plumbline::disclosure::{Grain, Shared, Why};
use plumbline::report::{Report, Sheet};
use plumbline::session::sharing::{Cell, Choices, Composing, IN_A_PAGE, Outcome, Preview, Words};
use plumbline::share::{Opened, Sealed, fingerprint, for_page, open, open_board_file};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use steer::{Browser, From, PATIENCE};

const OFSTED: &[u8] = include_bytes!("data/ofsted_csc_in_year_2024_25.json.gz");
const OFSTED_MAPPING: &str = include_str!("data/ofsted_mapping.json");
const DEMONSTRATION: &[u8] = include_bytes!("../assets/demonstration.json.gz");

fn inflated(gzip: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(gzip).read_to_end(&mut bytes).unwrap();
    bytes
}

fn native_figures(file: &[u8], mapping: Option<&str>) -> Vec<u8> {
    let mapping = mapping.map(|mapping| plumbline::import::Mapping::parse(mapping).unwrap());
    let import = plumbline::import::read(file, mapping).unwrap();
    plumbline::report::Report::of(&import, &Default::default()).figures().unwrap().into_bytes()
}

#[tokio::test]
async fn the_demonstration_is_charted_and_nothing_is_asked_of_any_network() {
    let browser = Browser::start("demonstration").await;
    browser.open("/some/path/").await;
    browser.find("heading", "Is inadequate work really falling").await;
    browser.screenshot("start").await;
    browser.requests().await;
    let asked_of_the_host = browser.host.requests.load(Ordering::SeqCst);

    browser.click("button", "Try the demonstration file").await;
    browser.says("Invented figures").await;
    browser.find("heading", "audits were inadequate between September 2017 and August 2019").await;
    browser.find("heading", "Coldharbour has more inadequate work than the other offices").await;
    browser.screenshot("summary").await;

    browser.click("link", "Over time").await;
    browser.find("heading", "Over time").await;
    assert!(browser.client.current_url().await.unwrap().as_str().ends_with("#over-time"));
    browser.find("img", "April 2018: ").await;
    browser.screenshot("over-time").await;
    browser.click("button", "Show the table").await;
    browser.find("rowheader", "May 2018").await;
    let csv = String::from_utf8(browser.download("Download CSV", "rate-over-time.csv").await).unwrap();
    assert_eq!(csv.lines().count(), 25);
    let svg = String::from_utf8(browser.download("Download SVG", "rate-over-time.svg").await).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("April 2018: "));

    browser.click("link", "Offices").await;
    browser.find("button", "Denholm: ").await;
    browser.screenshot("offices").await;
    browser.click("link", "Data").await;
    browser.find("heading", "What was read, and what was left out").await;
    browser.screenshot("data").await;
    browser.says("Re-audits").await;
    let figures = browser.download("Download the figures (JSON)", "figures.json").await;
    assert!(figures == native_figures(&inflated(DEMONSTRATION), None), "the figures differ from the native ones");

    browser.client.back().await.unwrap();
    browser.find("heading", "The offices side by side").await;
    assert_eq!(browser.requests().await, [] as [String; 0]);
    assert_eq!(browser.host.requests.load(Ordering::SeqCst), asked_of_the_host);
    browser.end().await;
}

#[tokio::test]
async fn a_real_file_with_a_mapping_gives_the_true_figures() {
    let browser = Browser::start("real").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    browser.choose("mapping.json", OFSTED_MAPPING.as_bytes()).await;
    browser.says("The mapping is ready").await;
    let file = inflated(OFSTED);
    browser.choose("ofsted.json", &file).await;
    browser.find("heading", "159 of 3,946 (4.0%) audits were inadequate between April 2024 and March 2025").await;
    browser.screenshot("ofsted-summary").await;
    browser.click("link", "Offices").await;
    browser.find("heading", "The offices side by side").await;
    browser.says("One of 149 shown. The other 148").await;
    browser.screenshot("ofsted-offices").await;
    browser.click("link", "Data").await;
    browser.says("Not graded").await;
    browser.says("− 975").await;
    browser.screenshot("ofsted-data").await;
    let figures = browser.download("Download the figures (JSON)", "figures.json").await;
    assert!(figures == native_figures(&file, Some(OFSTED_MAPPING)), "the figures differ from the native ones");

    let truth: Value = serde_json::from_str(include_str!("data/ofsted_truth.json")).unwrap();
    let figures: Value = serde_json::from_slice(&figures).unwrap();
    assert_eq!(figures["audits"]["left_out"]["ungraded"], 975);
    for (list, key, truth) in [("periods", "period", &truth["per_month"]), ("offices", "office", &truth["per_office"])]
    {
        let shown = figures[list].as_array().unwrap();
        assert_eq!(shown.len(), truth.as_object().unwrap().len(), "{list}");
        for group in shown {
            let true_group = &truth[group[key].as_str().unwrap()];
            assert_eq!((&group["n"], &group["inadequate"]), (&true_group["n"], &true_group["inadequate"]), "{group}");
        }
    }
    browser.end().await;
}

#[tokio::test]
async fn bad_files_are_refused_in_words_and_the_last_good_one_stays() {
    let browser = Browser::start("bad").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    browser.choose("empty.json", b"").await;
    browser.says("This file is empty").await;
    let good = br#"[{"date":"2024-04-02","office":"North","grade":"Good"},{"date":"2024-05-02","office":"South","grade":"Inadequate"}]"#;
    browser.choose("good.json", good).await;
    browser.find("heading", "1 of 2 audits were inadequate").await;
    for (name, content, words) in [
        ("report.pdf", &b"%PDF-1.7 secret"[..], "This is a PDF"),
        ("cut.json", &good[..70], "stops in the middle"),
        ("none.json", b"{\"audits\":[]}", "holds no list of audits"),
        ("cut.csv", b"Date,Grade\n2024-04-02,\"Good\n2024-04-03,Good\n", "never closed"),
        ("one.txt", b"Some words that are no table at all.\n", "not a file that Plumbline can read"),
        ("cut.gz", &[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 75], "could not be unpacked"),
    ] {
        browser.choose(name, content).await;
        browser.says(words).await;
        browser.says("good.json is still loaded").await;
        browser.click("button", "Close this message").await;
    }
    assert!(!browser.text().await.contains("secret"));
    browser.find("heading", "1 of 2 audits were inadequate").await;
    browser.end().await;
}

#[tokio::test]
async fn a_file_of_unknown_columns_and_numbered_grades_is_read_by_answering_the_page() {
    let browser = Browser::start("asked").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    let compressed = include_bytes!("data/real/fhrs_london_93.json.gz");
    browser.choose("ratings.json.gz", compressed).await;
    browser.find("heading", "needs to know more about this file").await;
    browser.says("could be recognised as the date of the audit").await;
    browser.screenshot("asked").await;
    browser.pick("Column for the date of the audit", "RatingDate").await;
    browser.pick("Column for the office", "LocalAuthorityName").await;
    browser.pick("Column for the overall grade", "RatingValue").await;
    browser.says("none of the four usual ones").await;
    browser.says("does not guess which end is bad").await;
    browser.click("button", "Low numbers are bad").await;
    for worst in ["2", "1", "0"] {
        let path = format!("//li[.//b[normalize-space()='{worst}']]//input");
        browser.client.find(Locator::XPath(&path)).await.unwrap().click().await.unwrap();
    }
    browser.pick("What AwaitingPublication means", "not graded").await;
    browser.pick("What AwaitingInspection means", "not graded").await;
    browser.screenshot("scale").await;
    browser.click("button", "Read the grades this way").await;
    browser.find("heading", "What was read, and what was left out").await;
    browser.find("rowheader", "Audits in the rate").await;
    assert!(browser.text().await.contains("3,066"), "{}", browser.text().await);
    browser.screenshot("mapped").await;

    // Next month: remembered, the same columns are read at once.
    browser.click("button", "Remember this mapping").await;
    browser.says("Remembered in this browser").await;
    browser.client.refresh().await.unwrap();
    browser.find("button", "Choose a file").await;
    browser.choose("next.json.gz", compressed).await;
    // The address is still that of the Data page.
    browser.find("rowheader", "Audits in the rate").await;
    browser.click("link", "Summary").await;
    browser.find("heading", "271 of 3,066 (8.8%) audits were inadequate").await;
    browser.click("link", "Data").await;
    browser.click("button", "Forget every remembered mapping").await;
    browser.says("this browser holds no mapping any more").await;
    browser.end().await;
}

#[tokio::test]
async fn a_workbook_of_a_forms_survey_is_read_without_help() {
    let browser = Browser::start("workbook").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    browser.requests().await;
    for (name, content, words) in [
        ("letter.docx", &include_bytes!("data/workbooks/letter.docx")[..], "no Excel or OpenDocument workbook"),
        ("cut.xlsx", include_bytes!("data/workbooks/cut.xlsx"), "damaged or was cut short"),
        ("password.xlsx", include_bytes!("data/workbooks/password.xlsx"), "with a password"),
    ] {
        browser.choose(name, content).await;
        browser.says(words).await;
    }
    let mut compressed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    compressed.write_all(include_bytes!("data/workbooks/forms.xlsx")).unwrap();
    browser.choose("forms.xlsx.gz", &compressed.finish().unwrap()).await;
    browser.find("heading", "10 of 50 (20%) audits were inadequate between January 2024 and November 2024").await;
    browser.choose("audits.ods", include_bytes!("data/workbooks/audits.ods")).await;
    browser.find("heading", "2 of 10 (20%) audits were inadequate").await;
    browser.choose("forms.xlsx", include_bytes!("data/workbooks/forms.xlsx")).await;
    browser.find("heading", "10 of 50 (20%) audits were inadequate between January 2024 and November 2024").await;
    browser.click("link", "Data").await;
    browser.says("the sheet called \"Form responses\"").await;
    browser.screenshot("workbook").await;
    browser.pick("Sheet of the workbook", "Read me").await;
    browser.says("(1 looked at) names its columns").await;
    browser.says("forms.xlsx is still loaded").await;
    assert_eq!(browser.requests().await, [] as [String; 0]);
    browser.end().await;
}

#[tokio::test]
async fn names_are_merged_only_on_request_and_a_private_column_only_after_a_warning() {
    let browser = Browser::start("merge").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    let mut csv =
        "Audits of the county\r\n\r\nDate of audit;Office;Child's name;Overall grade;Action raised\r\n".to_owned();
    for day in 1..=28 {
        let office = if day % 2 == 0 { "Stroud" } else { "STROUD" };
        csv += &format!(
            "{day:02}/02/2024;{office};Child {day};{};{}\r\n",
            if day % 4 == 0 { "Inad" } else { "R.I." },
            if day == 5 { "06/02/2024" } else { "" }
        );
    }
    browser.choose("export.csv", csv.as_bytes()).await;
    browser.find("heading", "7 of 28 (25%) audits were inadequate in February 2024").await;
    browser.click("link", "Data").await;
    browser.says("record 13 (line 16) proves it").await;
    browser.click("button", "Count all under \u{201c}Stroud\u{201d}").await;
    browser.says("\u{201c}STROUD\u{201d} (14 audits) is counted under \u{201c}Stroud\u{201d}").await;
    browser.pick("Column for the office", "Child's name (looks like names of people)").await;
    browser.says("every different cell of it would be shown on the screen").await;
    assert!(!browser.text().await.contains("Child 1"));
    browser.screenshot("doubt").await;
    browser.click("button", "Leave it unread").await;
    browser.says("1 action was read with the audits").await;
    for field in ["service", "team", "cause of failure", "action: role of its owner"] {
        browser.pick(&format!("Column for the {field}"), "Child's name (looks like names of people)").await;
        browser.says(&format!("As the {field}, every different cell of it would be shown on the screen")).await;
        browser.click("button", "Leave it unread").await;
    }
    assert!(!browser.text().await.contains("Child 1"));
    browser.click("button", "Undo the merge of STROUD").await;
    browser.find("button", "Count all under \u{201c}Stroud\u{201d}").await;
    browser.end().await;
}

#[tokio::test]
async fn tab_separated_text_and_json_lines_are_read_and_every_unusable_row_is_listed() {
    let browser = Browser::start("lines").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    let mut tsv = "Audit date\tOffice\tOverall grade\r\n".to_owned();
    for row in 0..2_600 {
        let date = if row < 100 { format!("{:02}/03/2024", row % 28 + 1) } else { "soon".to_owned() };
        tsv += &format!("{date}\tNorth\t{}\r\n", if row % 4 == 0 { "Inadequate" } else { "Good" });
    }
    browser.choose("audits.txt", tsv.as_bytes()).await;
    browser.find("heading", "25 of 100 (25%) audits were inadequate in March 2024").await;
    browser.click("link", "Data").await;
    browser.says("2,500 records").await;
    let list = String::from_utf8(browser.download("Download this list", "problems.csv").await).unwrap();
    assert_eq!(list.lines().count(), 2_501);
    assert!(list.contains("\r\n2600,2601,") && !list.contains("soon"));

    let lines = "{\"date\":\"2024-04-02\",\"grade\":\"Good\"}\n{\"date\":\"2024-05-02\",\"grade\":\"Inadequate\"}\n";
    browser.choose("audits.jsonl", lines.as_bytes()).await;
    browser.find("heading", "1 of 2 audits were inadequate").await;
    browser.end().await;
}

#[tokio::test]
async fn grades_are_put_in_order_by_dragging() {
    let browser = Browser::start("drag").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    let csv: String = ["Red", "Amber", "Green"].iter().map(|grade| format!("2024-04-02,North,{grade}\n")).collect();
    browser.choose("colours.csv", format!("Date,Office,Grade\n{csv}").as_bytes()).await;
    browser.find("heading", "needs to know more about this file").await;
    browser.says("Put the grades in order").await;
    // The drivers do not begin a drag inside the page by themselves: the events of one are sent to it.
    let drag = "const item = word => [...document.querySelectorAll('.scale li')].find(li => li.textContent.startsWith(word));
        const send = (word, kind) => item(word).dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() }));
        send(arguments[0], 'dragstart'); setTimeout(() => { send(arguments[1], 'dragover'); send(arguments[1], 'drop'); }, 50);";
    for (from, to) in [("Red", "Green"), ("Green", "Amber")] {
        browser.client.execute(drag, vec![json!(from), json!(to)]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    let order = browser.client.find_all(Locator::Css(".scale li b")).await.unwrap();
    let mut words = Vec::new();
    for word in order {
        words.push(word.text().await.unwrap());
    }
    assert_eq!(words, ["Green", "Amber", "Red"]);
    let worst = browser.client.find(Locator::XPath("//li[.//b[normalize-space()='Red']]//input")).await.unwrap();
    worst.click().await.unwrap();
    browser.click("button", "Read the grades this way").await;
    browser.find("rowheader", "Audits in the rate").await;
    browser.click("link", "Summary").await;
    browser.find("heading", "1 of 3 audits were inadequate").await;
    browser.end().await;
}

#[tokio::test]
async fn a_file_can_be_dropped_anywhere_and_a_folder_is_refused() {
    let browser = Browser::start("drop").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    let file = browser.folder.join("dropped.json");
    std::fs::write(&file, br#"[{"date":"2024-04-02","grade":"Good"},{"date":"2024-05-02","grade":"Inadequate"}]"#)
        .unwrap();
    browser.drop_onto_the_page(&file).await;
    browser.find("heading", "1 of 2 audits were inadequate").await;
    if !browser.can("a folder that is dropped") {
        return browser.end().await;
    }
    let folder = browser.folder.join("a folder");
    std::fs::create_dir(&folder).unwrap();
    browser.drop_onto_the_page(&folder).await;
    browser.says("That is a folder").await;
    browser.says("dropped.json is still loaded").await;
    browser.end().await;
}

#[tokio::test]
async fn reading_a_large_file_can_be_cancelled_and_the_last_one_stays() {
    let browser = Browser::start("cancel").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    browser
        .choose("small.json", br#"[{"date":"2024-04-02","grade":"Good"},{"date":"2024-05-02","grade":"Inadequate"}]"#)
        .await;
    browser.find("heading", "1 of 2 audits were inadequate").await;
    let record = format!("{{\"date\":\"2024-04-02\",\"grade\":\"Good\",\"notes\":\"{}\"}}\n", "x".repeat(940));
    browser.choose("large.json", record.repeat(400_000).as_bytes()).await;
    browser.says("Reading large.json").await;
    browser.find("progressbar", "Part of the file that was read").await;
    browser.click("button", "Cancel").await;
    let text = browser.text().await;
    assert!(!text.contains("Reading large.json") && text.contains("1 of 2 audits were inadequate"), "{text}");
    // Nothing comes after: the worker that was reading has ended.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(browser.text().await.contains("1 of 2 audits were inadequate"));
    browser.end().await;
}

#[tokio::test]
async fn the_same_file_opens_from_a_folder() {
    let browser = Browser::start("folder").await;
    let page = browser.folder.join("Plumbline, saved.html");
    std::fs::copy(steer::dist().join("index.html"), &page).unwrap();
    browser.client.goto(url::Url::from_file_path(&page).unwrap().as_str()).await.unwrap();
    browser.click("button", "Try the demonstration file").await;
    browser.find("heading", "audits were inadequate between").await;
    browser.end().await;
}

#[tokio::test]
async fn the_chart_is_one_tab_stop_and_arrow_keys_go_from_point_to_point() {
    let browser = Browser::start("keys").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("link", "Over time").await;
    let last = browser.find("img", "August 2019: ").await;
    let stops =
        browser.client.find_all(Locator::Css("figure[aria-labelledby=rate-over-time-finding] svg [tabindex='0']"));
    assert_eq!(stops.await.unwrap().len(), 1);
    last.send_keys(&String::from(char::from(Key::Left))).await.unwrap();
    browser.says("July 2019: ").await;
    let focused = browser.client.active_element().await.unwrap();
    assert!(focused.attr("aria-label").await.unwrap().unwrap().starts_with("July 2019: "));
    browser.end().await;
}

/// What stands after the `#`.
async fn fragment(browser: &Browser) -> String {
    browser.client.current_url().await.unwrap().fragment().unwrap_or_default().to_owned()
}

/// Waits until the address says this.
async fn address_says(browser: &Browser, words: &str) {
    address_is(browser, &format!("with {words}"), |address| address.contains(words)).await;
}

/// Waits until the address does not say this.
async fn address_lacks(browser: &Browser, words: &str) {
    address_is(browser, &format!("without {words}"), |address| !address.contains(words)).await;
}

/// Waits until the address is as it is to be: it follows what is shown a little later.
async fn address_is(browser: &Browser, how: &str, right: impl Fn(&str) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !right(&fragment(browser).await) {
        assert!(Instant::now() < deadline, "the address is not {how} but {}", fragment(browser).await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn the_choices_live_in_the_address_through_back_forward_reload_and_a_bookmark() {
    let browser = Browser::start("address").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("1,671 of 1,938 audits counted").await;
    browser.pick("Period", "By quarter").await;
    browser.find("img", "July to September 2019: ").await;
    browser.click("disclosure", "All offices").await;
    let denholm = Locator::XPath("//label[contains(., 'Denholm (96)')]//input");
    browser.client.find(denholm).await.unwrap().click().await.unwrap();
    browser.says("96 of 1,938 audits counted").await;
    address_says(&browser, "summary?period=quarter&office=Denholm").await;
    browser.client.back().await.unwrap();
    browser.says("1,671 of 1,938 audits counted").await;
    browser.client.forward().await.unwrap();
    browser.says("96 of 1,938 audits counted").await;
    // The choices go along into every view, and into a bookmark of it.
    browser.click("link", "Over time").await;
    address_says(&browser, "over-time?period=quarter&office=Denholm").await;
    browser.client.refresh().await.unwrap();
    browser.find("heading", "Is inadequate work really falling").await;
    address_says(&browser, "over-time?period=quarter&office=Denholm").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("96 of 1,938 audits counted").await;
    browser.find("heading", "Over time").await;
    browser.click("button", "Clear the filters").await;
    browser.says("1,671 of 1,938 audits counted").await;
    address_is(&browser, "over-time", |address| address == "over-time").await;

    // What is not the headline rate is said in words.
    browser.click("disclosure", "Random audits").await;
    let targeted = Locator::XPath("//label[contains(., 'targeted cases')]//input");
    browser.client.find(targeted).await.unwrap().click().await.unwrap();
    browser.says("so this is not the headline rate").await;
    browser.end().await;
}

#[tokio::test]
async fn a_stretch_of_time_is_chosen_by_dragging_or_by_keys() {
    let browser = Browser::start("brush").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("disclosure", "All dates").await;
    let first = browser.find("slider", "First month counted").await;
    first.send_keys(&String::from(char::from(Key::Right))).await.unwrap();
    address_says(&browser, "from=2017-10-01").await;
    let last = browser.find("slider", "Last month counted").await;
    last.send_keys(&String::from(char::from(Key::PageDown))).await.unwrap();
    address_says(&browser, "to=2018-08-31").await;
    browser.says("October 2017 to August 2018").await;
    // From the middle of the strip to its right end.
    let place = "const box = document.querySelector('.filters .timeline svg').getBoundingClientRect();
        return [box.left, box.top, box.width];";
    let strip = browser.client.execute(place, Vec::new()).await.unwrap();
    let [left, top, width] = [0, 1, 2].map(|at| strip[at].as_f64().unwrap());
    browser.drag(&[0.6, 0.8, 0.99].map(|share| (left + width * share, top + 20.0))).await;
    address_says(&browser, "from=2018-11-01").await;
    address_lacks(&browser, "to=").await;
    browser.screenshot("brush").await;
    // Escape closes the list.
    browser.client.active_element().await.unwrap().send_keys(&String::from(char::from(Key::Escape))).await.unwrap();
    assert!(browser.client.find(Locator::Css(".filters details[open]")).await.is_err());
    browser.end().await;
}

/// Puts a value into a field, as typing it and leaving would.
async fn type_into(browser: &Browser, label: &str, text: &str) {
    let path = format!("//label[contains(., '{label}')]//input");
    let field = browser.client.find(Locator::XPath(&path)).await.unwrap();
    browser.into_view(&field).await;
    field.clear().await.unwrap();
    let field = browser.client.find(Locator::XPath(&path)).await.unwrap();
    field.send_keys(&format!("{text}{}", char::from(Key::Tab))).await.unwrap();
}

#[tokio::test]
async fn a_handle_moved_by_keys_is_one_entry_of_the_history_when_it_rests() {
    let browser = Browser::start("handle").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("disclosure", "All dates").await;
    let entries = async || browser.client.execute("return history.length", Vec::new()).await.unwrap().as_u64().unwrap();
    let before = entries().await;
    let first = browser.find("slider", "First month counted").await;
    first.send_keys(&String::from(char::from(Key::Right)).repeat(5)).await.unwrap();
    // Where the handle stands is told before it rests.
    let told = "return [...document.querySelectorAll('.handle')].map(handle => handle.getAttribute('aria-valuetext'))";
    let deadline = Instant::now() + PATIENCE;
    while browser.client.execute(told, Vec::new()).await.unwrap()[0] != "February 2018" {
        assert!(Instant::now() < deadline, "{:?}", first.attr("aria-valuetext").await);
    }
    address_says(&browser, "from=2018-02-01").await;
    assert_eq!(entries().await, before + 1);
    browser.client.back().await.unwrap();
    browser.says("1,671 of 1,938 audits counted").await;
    // Whoever goes on elsewhere has made the choice.
    let first = browser.find("slider", "First month counted").await;
    first.send_keys(&String::from(char::from(Key::Right))).await.unwrap();
    first.send_keys(&String::from(char::from(Key::Tab))).await.unwrap();
    address_says(&browser, "from=2017-10-01").await;
    browser.end().await;
}

#[tokio::test]
async fn a_name_that_the_file_does_not_have_is_told_and_can_be_left_out() {
    let browser = Browser::start("bookmark").await;
    browser.open("/#over-time?office=Nowhere&team=No%20team&office=Denholm").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("Nowhere: this file has no office of that name").await;
    browser.says("No team: this file has no team of that name").await;
    browser.click("button", "Leave out No team").await;
    browser.says("96 of 1,938 audits counted").await;
    browser.click("disclosure", "2 of 6 offices").await;
    browser.says("Nowhere (not in this file)").await;
    browser.client.active_element().await.unwrap().send_keys(&String::from(char::from(Key::Escape))).await.unwrap();
    browser.click("button", "Leave out Nowhere").await;
    address_says(&browser, "office=Denholm").await;
    address_lacks(&browser, "Nowhere").await;
    browser.client.execute("location.hash = 'office?name=Elsewhere'", Vec::new()).await.unwrap();
    browser.find("heading", "This file has no office called Elsewhere").await;
    browser.click("button", "Leave out Elsewhere").await;
    browser.find("heading", "One office at a time").await;
    browser.end().await;
}

#[tokio::test]
async fn what_stands_beside_the_audits_is_drawn_beneath_them_and_judged_by_nobody() {
    let browser = Browser::start("beside").await;
    browser.open("/#office?name=Coldharbour").await;
    browser.click("button", "Try the demonstration file").await;
    browser.find("heading", "Beside the rate in Coldharbour: caseloads lay between").await;
    browser.says("it does not show what caused what").await;
    browser.find("img", "audits done of").await;
    browser.find("heading", "Since the last visit").await;
    browser.says("Chair's visit, 11 April 2019. The file does not say what was expected of it.").await;
    browser.says("This is no verdict").await;
    let section =
        browser.client.find(Locator::Css("section[aria-labelledby=since]")).await.unwrap().text().await.unwrap();
    for verdict in ["mproved", "orse", "iffers"] {
        assert!(!section.contains(verdict), "{section}");
    }
    browser.screenshot("beside").await;
    // The file's target is offered, and the reader's own stays until they take it.
    browser.click("link", "Over time").await;
    browser.find("heading", "Beside the rate, in the middle office of each month").await;
    browser.says("The file says at most 10% inadequate.").await;
    address_lacks(&browser, "target=").await;
    browser.click("disclosure", "Target, baseline and phases").await;
    type_into(&browser, "at most so many in a hundred", "12.5").await;
    browser.says("The file says at most 10% inadequate; yours is at most 12.5%.").await;
    browser.click("button", "Use the file's target").await;
    address_says(&browser, "target=10").await;
    browser.says("your target: at most 10%").await;
    // So is its target for good work, which is judged in words.
    browser.says("The file says at least 40% good or better.").await;
    browser.click("button", "Use the file's target for good work").await;
    address_says(&browser, "good=40").await;
    browser.says("target, at least 40%").await;
    browser.says("The verdict is an exact binomial test of complete months.").await;
    // The table of grades has a column for each of the file's own words.
    let tables = browser.client.find_all(Locator::XPath("//button[. = 'Show the table']")).await.unwrap();
    tables[1].click().await.unwrap();
    browser.find("columnheader", "Requires improvement").await;
    browser.end().await;
}

#[tokio::test]
async fn phases_a_target_and_two_windows_are_set_and_stay_in_the_address() {
    let browser = Browser::start("phases").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("link", "Over time").await;
    browser.click("disclosure", "Target, baseline and phases").await;
    type_into(&browser, "at most so many in a hundred", "12.5").await;
    address_says(&browser, "target=12.5").await;
    browser.says("your target: at most 12.5%").await;
    browser.click("button", "Add a phase").await;
    browser.says("From September 2017: average").await;
    browser.pick("First month of phase 2", "January 2019").await;
    browser.says("From September 2017: average 223 of 1,118 (19.9%)").await;
    type_into(&browser, "Name", "Extra capacity").await;
    browser.says("From January 2019 \u{201c}Extra capacity\u{201d}: average 61 of 493 (12%)").await;
    type_into(&browser, "Reason", "Six more & better").await;
    address_says(&browser, "phase=2019-01-01~Extra%20capacity~Six%20more%20%26%20better").await;
    browser.click("button", "Choose two windows").await;
    browser.find("heading", "Allowing for chance, the rate was").await;
    browser.pick("Later window: first month", "December 2018").await;
    browser.find("heading", "in December 2018 to August 2019").await;
    browser.screenshot("phases").await;
    browser.click("button", "Remove phase 2").await;
    // What is clicked next moves when the figures without phases are drawn.
    browser.says("(all closed periods)").await;
    browser.click("button", "Compare nothing").await;
    browser.find("heading", "Compare any two windows of time").await;
    browser.end().await;
}

#[tokio::test]
async fn what_is_half_typed_stays_when_figures_come() {
    let browser = Browser::start("half-typed").await;
    browser.open("/#over-time").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("disclosure", "Target, baseline and phases").await;
    browser.click("button", "Add a phase").await;
    browser.says("From September 2017: average").await;
    let path = "//label[contains(., 'Name')]//input";
    let field = browser.client.wait().for_element(Locator::XPath(path)).await.unwrap();
    browser.into_view(&field).await;
    field.send_keys(" ag").await.unwrap();
    // Something else is chosen meanwhile, or the verdicts come.
    browser.client.execute("location.hash += '&period=quarter'", Vec::new()).await.unwrap();
    browser.says("July to September 2019").await;
    let typed = browser.client.execute("return arguments[0].value", vec![serde_json::to_value(&field).unwrap()]);
    assert_eq!(typed.await.unwrap(), json!("Phase 2 ag"));
    field.send_keys(&format!("ain{}", char::from(Key::Tab))).await.unwrap();
    browser.says("\u{201c}Phase 2 again\u{201d}: average").await;
    address_says(&browser, "~Phase%202%20again").await;
    browser.end().await;
}

#[tokio::test]
async fn an_office_chosen_in_one_chart_is_marked_in_all_and_has_a_page_of_its_own() {
    let browser = Browser::start("office").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("link", "Offices").await;
    let denholm = browser.find("button", "Denholm: ").await;
    denholm.send_keys(&String::from(char::from(Key::Enter))).await.unwrap();
    address_says(&browser, "name=Denholm").await;
    browser.find("button", "Marked everywhere").await;
    assert!(browser.client.find(Locator::Css(".heat tr.chosen")).await.is_ok());
    browser.click("link", "its page").await;
    address_says(&browser, "office?name=Denholm").await;
    browser.find("heading", "Denholm: 15 of 96 (16%) inadequate").await;
    browser.find("heading", "Its teams").await;
    browser.find("heading", "Events and visits").await;
    browser.screenshot("office").await;
    browser.client.back().await.unwrap();
    let csv = browser.download("Download every office and period", "offices-over-time.csv").await;
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 1 + 6 * 24);
    let png = browser.download_of("offices", "Download PNG", "offices.png").await;
    assert!(png.starts_with(b"\x89PNG"));
    // The first figure of the view is that of the spread between offices; the pooled rates stand at its end.
    let csv = browser.download_of("pooled-rates", "Download CSV", "pooled-rates.csv").await;
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 1 + 6);
    browser.click("disclosure", "How to read this").await;
    browser.click("link", "The method in full").await;
    browser.find("heading", "The spread between offices").await;
    browser.end().await;
}

/// What the page says of the offices under a heading of this level.
async fn headline_of_offices(browser: &Browser) -> String {
    let headline = browser.client.wait().for_element(Locator::Css("#offices-finding")).await.unwrap();
    headline.text().await.unwrap()
}

#[tokio::test]
async fn which_offices_differ_is_read_after_one_click_and_charted_after_two() {
    let import = plumbline::import::read(&inflated(DEMONSTRATION), None).unwrap();
    let report = plumbline::report::Report::of(&import, &plumbline::settings::Settings::default());
    let finding = report.findings.iter().find(|finding| finding.about == plumbline::report::About::Offices).unwrap();
    let browser = Browser::start("clicks").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says(&finding.sentence).await;
    browser.says(&finding.verdict).await;
    browser.click("link", "Offices").await;
    browser.find("heading", &finding.sentence).await;
    assert_eq!(headline_of_offices(&browser).await, finding.sentence);
    // Each office has its verdict in words beside its name.
    let coldharbour = report.offices.iter().find(|office| office.office == "Coldharbour").unwrap();
    browser.says(&plumbline::report::wording::verdict_of(coldharbour)).await;
    browser.end().await;
}

#[tokio::test]
async fn each_office_has_its_table_and_its_downloads_folded_under_its_chart() {
    let browser = Browser::start("panels").await;
    browser.open("/#offices").await;
    browser.click("button", "Try the demonstration file").await;
    let path = "//article[.//h3[. = 'Coldharbour']]";
    let panel = browser.client.wait().for_element(Locator::XPath(path)).await.unwrap();
    assert!(panel.find(Locator::XPath(".//button[. = 'Download CSV']")).await.is_err(), "folded, the panel is quiet");
    let press = async |button: &str| {
        let within = format!("{path}//button[. = '{button}']");
        let button = browser.client.wait().for_element(Locator::XPath(&within)).await.unwrap();
        browser.press(&button).await;
    };
    press("Table and downloads").await;
    press("Show the table").await;
    let table = browser.client.wait().for_element(Locator::XPath(&format!("{path}//table"))).await.unwrap();
    assert!(table.text().await.unwrap().contains("September 2017"));
    press("Download CSV").await;
    let csv = String::from_utf8(browser.downloaded("office-coldharbour-over-time.csv").await).unwrap();
    assert_eq!(csv.lines().count(), 1 + 24, "{csv}");
    press("Download SVG").await;
    let svg = String::from_utf8(browser.downloaded("office-coldharbour-over-time.svg").await).unwrap();
    assert!(svg.contains("Coldharbour: "), "{svg}");
    press("Download PNG").await;
    assert!(browser.downloaded("office-coldharbour-over-time.png").await.starts_with(b"\x89PNG"));
    press("Table and downloads").await;
    assert!(panel.find(Locator::XPath(".//button[. = 'Download CSV']")).await.is_err());
    browser.end().await;
}

#[tokio::test]
async fn after_a_filter_every_chart_shows_the_new_figures_and_an_office_without_audits_is_told() {
    let browser = Browser::start("turns").await;
    browser.open("/#offices?period=month").await;
    browser.find("button", "Choose a file").await;
    let (mut audits, mut context) = (Vec::new(), Vec::new());
    for office in 0..12 {
        for month in 1..=12 {
            for at in 1..=10 {
                audits.push(json!({
                    "audit_date": format!("2024-{month:02}-{at:02}"),
                    "office": format!("Office {office:02}"),
                    "service": if at <= 4 { "Assessment" } else { "Family Support" },
                    "overall_grade": if at <= 1 { "Inadequate" } else { "Good" },
                }));
            }
        }
    }
    context.push(json!({ "month": "2024-03", "office": "East", "caseload": 17, "audits_expected": 4 }));
    let file = json!({ "audits": audits, "context": context, "exported_on": "2025-06-30" });
    browser.choose("twelve.json", file.to_string().as_bytes()).await;
    let labels = "return [...document.querySelectorAll('.panel svg.chart [data-at]')].map(mark => mark.getAttribute('aria-label'))";
    let all_say = async |words: &str| {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = browser.client.execute(labels, Vec::new()).await.unwrap();
            let found: Vec<&str> = found.as_array().unwrap().iter().map(|label| label.as_str().unwrap()).collect();
            if found.len() == 12 * 12 && found.iter().all(|label| label.contains(words)) {
                return;
            }
            assert!(Instant::now() < deadline, "{found:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    all_say("1 of 10").await;
    // Whether they are in the window or far below it.
    browser.client.execute("location.hash = 'offices?period=month&service=Assessment'", Vec::new()).await.unwrap();
    all_say("1 of 4").await;
    browser.says("1 of 4").await;
    let cells = "return [...document.querySelectorAll('.heat td')].map(cell => cell.textContent)";
    let cells = browser.client.execute(cells, Vec::new()).await.unwrap();
    assert!(cells.as_array().unwrap().iter().all(|cell| cell == "1 of 4"), "{cells}");
    browser.says("One office is in the file's context but has no audits in the rate: East.").await;
    browser.click("disclosure", "What the file knows of them").await;
    browser.click("link", "East").await;
    browser.find("heading", "No audit of East is in the rate").await;
    browser.find("heading", "Beside the rate in East: caseloads lay at 17").await;
    browser.end().await;
}

#[tokio::test]
async fn of_a_hundred_and_fifty_offices_those_that_differ_are_shown_and_any_is_found() {
    let browser = Browser::start("many").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    let mut csv = "Date,Office,Grade\n".to_owned();
    for office in 0..150 {
        for at in 0..40 {
            let inadequate = at % 10 == 0 || (office == 7 && at % 2 == 0);
            let grade = if inadequate { "Inadequate" } else { "Good" };
            csv += &format!("2024-{:02}-{:02},=Office {office:03},{grade}\n", at % 12 + 1, at % 28 + 1);
        }
    }
    browser.choose("many.csv", csv.as_bytes()).await;
    browser.click("link", "Offices").await;
    browser.says("One of 150 shown. The other 149").await;
    browser.find("heading", "=Office 007").await;
    let search = browser.client.find(Locator::Css(".seek input[type=search]")).await.unwrap();
    search.send_keys("office 14").await.unwrap();
    browser.says("Ten of 150 shown").await;
    browser.find("heading", "=Office 143").await;
    let csv = String::from_utf8(browser.download_of("offices", "Download CSV", "offices.csv").await).unwrap();
    assert!(csv.contains("\r\n'=Office 007,") && !csv.contains("\r\n=Office"));
    browser.end().await;
}

#[tokio::test]
async fn on_a_phone_the_filters_fold_and_nothing_is_wider_than_the_window() {
    let browser = Browser::start("phone").await;
    browser.open_of_any_width("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("audits counted").await;
    for width in [320, 390, 768, 1280] {
        browser.width(width).await;
        for view in
            ["summary", "over-time?target=10", "offices", "causes", "office?name=Denholm", "share", "data", "methods"]
        {
            browser.client.execute("location.hash = arguments[0]", vec![json!(view)]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(500)).await;
            let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.client.execute(wider, Vec::new()).await.unwrap(), json!(0), "{view} at {width}");
            // Each list of the filters as well, when it is open.
            let lists =
                "document.querySelectorAll('.filters details').forEach((list, at) => list.open = at === arguments[0])";
            for at in 0..5 {
                browser.client.execute(lists, vec![json!(at)]).await.unwrap();
                let wider = browser.client.execute(wider, Vec::new()).await.unwrap();
                assert_eq!(wider, json!(0), "list {at} of {view} at {width}");
            }
            browser.client.execute(lists, vec![json!(-1)]).await.unwrap();
        }
    }
    browser.width(390).await;
    browser.client.execute("location.hash = 'summary'", Vec::new()).await.unwrap();
    let controls = browser.client.find(Locator::Id("filter-controls")).await.unwrap();
    assert!(!controls.is_displayed().await.unwrap());
    browser.click("button", "Filters").await;
    assert!(controls.is_displayed().await.unwrap());
    browser.end().await;
}

/// Gives a file to a field of its own, found by its label.
async fn give(browser: &Browser, label: &str, path: &Path) {
    let field = format!("//label[contains(., '{label}')]//input[@type='file']");
    let field = browser.client.find(Locator::XPath(&field)).await.unwrap();
    field.send_keys(&path.display().to_string()).await.unwrap();
}

/// The link that the page shows.
async fn shown_link(browser: &Browser) -> String {
    browser.find("textbox", "The link").await.prop("value").await.unwrap().unwrap()
}

/// The cells of a table of the page, row by row, with the heads of its rows.
async fn cells_of(browser: &Browser, table: &str) -> Vec<Vec<String>> {
    let rows = "const region = [...document.querySelectorAll('[role=region]')].find(region => region.ariaLabel.startsWith(arguments[0]));
        return [...region.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell => cell.textContent));";
    let rows = browser.client.execute(rows, vec![json!(format!("Table: {table}"))]).await.unwrap();
    serde_json::from_value(rows).unwrap()
}

/// What the page should make of this file when everything is left as it is suggested.
fn composed(file: &[u8], choices: &plumbline::session::sharing::Choices, grain: Grain) -> (Shared, Preview) {
    let import = plumbline::import::read(file, None).unwrap();
    let report = plumbline::report::Report::of(&import, &Default::default());
    let composing = Composing::of(&import, &Default::default(), choices.profile(), None).unwrap();
    let Outcome::Ready(ready) = composing.prepare(grain) else { panic!("nothing to share") };
    let shared = ready.finished(&report, choices);
    let preview = Preview::of(&shared, &ready);
    (shared, preview)
}

#[tokio::test]
async fn figures_are_shared_by_link_passphrase_page_and_file_and_compared_with_the_last_share() {
    let browser = Browser::start("share").await;
    browser.open("/some/path/#summary?name=Nobody%20there").await;
    browser.find("button", "Choose a file").await;
    let file = inflated(DEMONSTRATION);
    browser.choose("export-of-a-sender.json", &file).await;
    browser.find("heading", "audits were inadequate between").await;
    browser.requests().await;
    browser.click("link", "Share").await;
    browser.find("heading", "Share with the Board").await;
    browser.says("First answer step 2").await;
    browser.click("radio", "Nothing of these figures was shared before").await;
    browser.find("radio", "Months: hides 205 of").await;
    browser.says("suggested").await;
    type_into(&browser, "Prepared by", "Quality assurance").await;
    type_into(&browser, "Purpose", "Board of 24 September").await;
    let date = "const field = document.querySelector('input[type=date]'); field.value = '2019-09-24';
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.client.execute(date, Vec::new()).await.unwrap();
    browser.says("24 September 2019").await;
    browser.says("Whoever has this link can read these figures; your mail system may read links.").await;
    browser.find("button", "Copy the link").await;
    browser.screenshot("share").await;

    // The link opens to the very figures of the preview.
    let whole = shown_link(&browser).await;
    // A page in a folder has no address for others: its link is what they put behind that of their own copy.
    let base = if browser.from == From::Host { browser.address("/some/path/") } else { String::new() };
    assert!(whole.starts_with(&format!("{base}#s3.")), "{whole}");
    let Ok(Opened::Clear(shared)) = open(&whole) else { panic!("{whole}") };
    let choices = Choices {
        words: Words {
            authority: None,
            prepared_by: "Quality assurance".into(),
            purpose: "Board of 24 September".into(),
            prepared_on: "2019-09-24".parse().ok(),
        },
        ..Choices::default()
    };
    let (native, preview) = composed(&file, &choices, shared.grain);
    assert_eq!(*shared, native);
    browser.says(&fingerprint(&shared)).await;
    browser.says(&format!("{} characters after the #", whole.split_once('#').unwrap().1.len())).await;
    for table in &preview.tables {
        let shown = cells_of(&browser, &table.title).await;
        let expected: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|(name, cells)| std::iter::once(name.clone()).chain(cells.iter().map(cell_text)).collect())
            .collect();
        assert_eq!(shown, expected, "{}", table.title);
    }
    browser.click("button", "Copy the link").await;
    browser.says("opy").await;

    // Its sender sees it, and prints it, as its readers will, and comes back.
    browser.click("button", "See and print it as its readers will").await;
    browser.says("As the readers will see it: nothing was sent yet").await;
    browser.says("Figures prepared by Quality assurance on 24 September 2019 for Board of 24 September").await;
    browser.click("link", "Print").await;
    browser.find("button", "Print, or save as PDF").await;
    browser.find("heading", "Every office in every period").await;
    browser.click("button", "Back to sharing").await;
    browser.find("heading", "Share with the Board").await;
    assert_eq!(shown_link(&browser).await, whole);

    // An event travels when it is ticked, with its words as they stand.
    browser.click("checkbox", "Inspection of children's services").await;
    browser.find("rowheader", "13 November 2017").await;
    let Ok(Opened::Clear(with_event)) = open(&shown_link(&browser).await) else { panic!() };
    assert_eq!(with_event.events.len(), 1);
    browser.click("checkbox", "Inspection of children's services").await;
    browser.says(&fingerprint(&shared)).await;

    // Locked in the browser, opened here.
    browser.click("checkbox", "Lock it with a passphrase").await;
    for label in ["Passphrase", "Passphrase again"] {
        let path = format!("//label[normalize-space(.)='{label}']//input");
        let field = browser.client.wait().for_element(Locator::XPath(&path)).await.unwrap();
        field.send_keys("four random words é").await.unwrap();
    }
    browser.says("Tell it to the readers by another way").await;
    browser.click("button", "Make the locked link").await;
    let locked = shown_link(&browser).await;
    let Ok(Opened::Sealed(sealed)) = open(&locked) else { panic!("{locked}") };
    assert_eq!(unsealed(&sealed, "four random words é").as_ref(), Some(&*shared));
    assert_eq!(unsealed(&sealed, "four random words e"), None);
    browser.click("checkbox", "Lock it with a passphrase").await;

    // The page and the file.
    let page =
        String::from_utf8(browser.download("Save for the Board", "figures-until-2019-07-31.html").await).unwrap();
    let element = format!("{IN_A_PAGE}{}</script>", for_page(&shared));
    assert_eq!(page.matches(&element).count(), 1);
    assert_eq!(page.matches(IN_A_PAGE).count(), 1);
    for word in ["export-of-a-sender", "Nobody", "127.0.0.1", "some/path", "file:///", "id=\"demonstration\""] {
        assert!(!page.contains(word), "the saved page holds {word:?}");
    }
    let dist = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/index.html")).unwrap();
    let policy = dist.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
    assert!(page.contains(policy));
    for id in ["style", "glue", "unpack-glue", "boot", "unpack", "wasm", "workbook-glue", "workbook"] {
        let part = dist.split_once(&format!("id=\"{id}\"")).unwrap().1;
        let part = part.split_once(if id == "style" { "</style>" } else { "</script>" }).unwrap().0;
        assert!(page.contains(&format!("id=\"{id}\"{part}</")), "{id}");
    }
    let board =
        String::from_utf8(browser.download("Save the board file", "figures-until-2019-07-31.json").await).unwrap();
    assert_eq!(open_board_file(&board).as_ref(), Ok(&*shared));

    // The second share is compared with the first, whichever of them is given.
    browser.click("radio", "Something was").await;
    browser.says("Waits for what was shared last").await;
    let paste = browser.find("textbox", "Paste the last link").await;
    paste.send_keys(whole.get(..whole.len() - 9).unwrap()).await.unwrap();
    browser.says("This link was cut short").await;
    give(&browser, "Or choose the last board file", &browser.folder.join("figures-until-2019-07-31.html")).await;
    browser.says("Compared with the figures prepared by Quality assurance on 24 September 2019").await;
    browser.find("button", "Copy the link").await;
    assert!(!browser.text().await.contains("This link was cut short"));
    // Counted with other filters the two cannot be compared.
    browser.client.execute("location.hash = 'share?office=Denholm'", Vec::new()).await.unwrap();
    browser.says("Nothing can be shared. The figures shared last were counted with other filters").await;
    assert_eq!(browser.requests().await, [] as [String; 0]);

    // The saved page opens from a folder, with its figures in it, and asks for nothing.
    let saved = browser.folder.join("figures-until-2019-07-31.html");
    browser.client.goto(&format!("file://{}", saved.display())).await.unwrap();
    browser.client.wait().for_element(Locator::Css("#app .page")).await.unwrap();
    let inside = "return document.getElementById('shared').textContent";
    assert_eq!(browser.client.execute(inside, Vec::new()).await.unwrap(), json!(for_page(&shared)));
    assert_eq!(browser.requests().await, [] as [String; 0]);
    let report = Report::from_shared(&shared);
    browser.find("heading", &report.findings[0].sentence).await;
    browser.says(&fingerprint(&shared)).await;

    // In the browser of somebody else the link shows every figure that was shared, and asks for no more than the page.
    let reader = Browser::start("share-reader").await;
    reader.open(&format!("/#{}", whole.split_once('#').unwrap().1)).await;
    reader.find("heading", &report.findings[0].sentence).await;
    reader.says(&fingerprint(&shared)).await;
    let rows = |sheet: Sheet| -> Vec<Vec<String>> {
        sheet.rows.iter().map(|row| row.iter().map(plumbline::report::Cell::shown).collect()).collect()
    };
    reader.click("link", "Over time").await;
    reader.click("button", "Show the table").await;
    assert_eq!(opening::cells(&reader, "#rate-over-time-table tbody tr").await, rows(Sheet::of_periods(&report)));
    reader.click("link", "Offices").await;
    reader.click("disclosure", "Every office in one table").await;
    assert_eq!(opening::cells(&reader, "section > details .scroll tbody tr").await, rows(Sheet::of_offices(&report)));
    reader.click("link", "About these figures").await;
    let services = rows(Sheet::of_named("Service", &report.services));
    let causes = rows(Sheet::of_causes(&report.causes));
    let tables = opening::cells(&reader, "main table tbody tr").await;
    assert!(services.iter().chain(&causes).all(|row| tables.contains(row)), "{tables:?}");
    reader.was_asked_of_the_host(1);
    reader.end().await;
    browser.end().await;
}

/// A cell of the preview as the page writes it.
fn cell_text(cell: &Cell) -> String {
    let hidden = |why: Option<Why>| if why == Some(Why::ForOthers) { "c+" } else { "c" }.to_owned();
    match cell {
        Cell::Shown(text) => text.clone(),
        Cell::Hidden(why) => hidden(*why),
        Cell::Of(count, why) => match (count.n, count.inadequate) {
            (Some(0), _) => "–".into(),
            (Some(n), Some(inadequate)) => format!("{inadequate} of {n}"),
            (Some(n), None) => format!("{} of {n}", hidden(why[1])),
            (None, _) => hidden(why[0]),
        },
    }
}

/// What a passphrase opens, by other code than the page's.
fn unsealed(sealed: &Sealed, passphrase: &str) -> Option<Shared> {
    use aes_gcm::aead::{Aead as _, Payload};
    use aes_gcm::{Aes256Gcm, KeyInit as _};
    assert_eq!(sealed.iterations, 600_000);
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<sha2::Sha256>(passphrase.as_bytes(), &sealed.salt, sealed.iterations, &mut key);
    let message = Payload { msg: &sealed.ciphertext, aad: &sealed.context() };
    let plain = Aes256Gcm::new_from_slice(&key).unwrap().decrypt(&sealed.nonce.into(), message).ok()?;
    plumbline::share::shared_of_payload(sealed.version, &plain).ok()
}

#[tokio::test]
async fn where_nothing_is_complete_or_too_long_for_a_link_the_page_says_so() {
    let browser = Browser::start("share-less").await;
    browser.open("/#share").await;
    browser.find("button", "Choose a file").await;
    browser.choose("one.csv", b"Date,Office,Grade\n2024-01-03,North,Good\n2024-01-04,North,Inadequate\n").await;
    browser.click("radio", "Nothing of these figures was shared before").await;
    browser.says("Nothing can be shared. No month is complete yet").await;

    // Offices enough that months are too long for a link: a coarser choice is offered.
    let mut csv = "Date,Office,Grade\n".to_owned();
    let mut chance = 2_463_534_242_u32;
    let mut draw = |below: u32| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        chance / 65_536 % below
    };
    for office in 0..50 {
        for month in 0..37 {
            for at in 0..18 + draw(30) {
                let grade = if draw(10) < 4 { "Inadequate" } else { "Good" };
                csv += &format!(
                    "{}-{:02}-{:02},Office number {office},{grade}\n",
                    2021 + month / 12,
                    month % 12 + 1,
                    at % 28 + 1
                );
            }
        }
    }
    browser.choose("many.csv", csv.as_bytes()).await;
    browser.find("heading", "audits were inadequate between").await;
    browser.click("link", "Share").await;
    browser.find("heading", "Share with the Board").await;
    // Another file: what was said of the last one is forgotten.
    browser.says("First answer step 2").await;
    browser.click("radio", "Nothing of these figures was shared before").await;
    browser.find("radio", "Months: hides").await;
    browser.click("radio", "Months: hides").await;
    browser.says("mail programs damage links of more than 1,900").await;
    browser.click("button", "Share by this instead").await;
    let link = shown_link(&browser).await;
    let chars = link.split_once('#').unwrap().1.len();
    assert!(chars <= 1900);
    assert_eq!(browser.text().await.contains("some break links of more than 900"), chars > 900);
    assert!(matches!(open(&link), Ok(Opened::Clear(_))));
    browser.end().await;
}

/// `./check` builds the module; it is no part of the page, and so is run beside it. Some answers pass through hundreds of roundings: the same
/// bits in both mean that the page computes what the native tests have proven.
#[tokio::test]
async fn the_reference_cases_have_the_same_answers_in_wasm() {
    const RUN: &str = "
        const [glue, module, cases, done] = arguments;
        const bindings = new Function(glue + '; return wasm_bindgen;')();
        const bytes = Uint8Array.from(atob(module), character => character.charCodeAt(0));
        bindings({ module_or_path: bytes }).then(() => done(bindings.parity(cases))).catch(error => done(`It failed: ${error}`));
    ";
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/parity");
    let glue = std::fs::read_to_string(built.join("parity.js")).expect("target/parity is missing: type `./check`");
    let module = base64::engine::general_purpose::STANDARD.encode(std::fs::read(built.join("parity_bg.wasm")).unwrap());
    let file: Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    let mut cases = file["cases"].as_array().unwrap().clone();
    let (x, n) = ([12, 30, 9, 22, 0, 41, 5, 1], [60, 80, 50, 70, 0, 75, 40, 1]);
    cases.push(json!({ "id": "beyond", "method": "beyond_the_cases", "input": { "x": x, "n": n } }));

    let browser = Browser::start("parity").await;
    browser.client.goto("about:blank").await.unwrap();
    let arguments = vec![json!(glue), json!(module), json!(json!(cases).to_string())];
    let answers = browser.client.execute_async(RUN, arguments).await.unwrap();
    let answers = answers.as_str().unwrap();
    assert!(!answers.starts_with("It failed"), "{answers}");
    let answers: Vec<Value> = serde_json::from_str(answers).unwrap();
    assert_eq!(answers.len(), 145);
    for (case, in_wasm) in cases.iter().zip(answers) {
        let native = reference_answers::answer(case["method"].as_str().unwrap(), &case["input"]);
        assert!(!native.is_null(), "nothing answers {}", case["id"]);
        // As text, so that even the sign of a nought is compared.
        assert_eq!(native.to_string(), in_wasm.to_string(), "{}", case["id"]);
    }
    browser.close().await;
}
