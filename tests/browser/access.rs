//! The page for whoever reads it by keys, by ear, enlarged or narrow: WCAG 2.2 at level AA, as far as programs can tell.

use super::engine::{DevTools, Engine};
use super::*;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use plumbline::share::{Sealed, link};
use std::collections::{BTreeMap, BTreeSet};

const AXE: &[u8] = include_bytes!("../axe/axe.min.js.gz");
const FAULTS: &str = include_str!("access.js");
const FOCUS: &str = include_str!("focus.js");

/// Every view of a file, where the demonstration has most to show.
const VIEWS: [&str; 15] = [
    "summary",
    "summary?period=quarter&type=random&type=re-audit",
    "over-time?target=10&phase=2019-01-01~Extra%20capacity~Six%20more&compare=2017-09-01..2018-08-31~2018-12-01..2019-07-31",
    "offices?name=Denholm",
    "office?name=Coldharbour",
    "causes",
    "remedial-work",
    "trust",
    "capacity",
    "questions",
    "share",
    "data",
    "methods",
    "summary?office=Nowhere",
    "",
];

/// Every view of shared figures.
const OF_A_BOARD: [&str; 8] =
    ["", "/over-time", "/offices", "/office?name=Denholm", "/questions", "/data", "/print", "/methods"];

/// Goes to a place of the page and waits until it is drawn and judged.
async fn go(browser: &Browser, place: &str) {
    browser.client.execute("location.hash = arguments[0]", vec![json!(place)]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(250)).await;
    is_judged(browser, place).await;
    if place == "share" {
        browser.client.execute("document.querySelector('input[name=share-before]').click()", Vec::new()).await.unwrap();
        browser.find("textbox", "The link").await;
    }
}

/// Waits until everything is drawn and judged: verdicts come later than figures, and move what stands beneath them.
async fn is_judged(browser: &Browser, place: &str) {
    let waits = "return document.body.textContent.includes('being worked out') || !document.querySelector('h1')";
    let deadline = Instant::now() + PATIENCE;
    loop {
        // A driver may fail to run a script once: WebKit's did, of a page in a frame. What it says is told if it goes on.
        let said = browser.client.execute(waits, Vec::new()).await;
        if matches!(&said, Ok(waits) if *waits == false) {
            return;
        }
        assert!(Instant::now() < deadline, "{place} is not drawn: {said:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What axe-core finds wrong with the page as it stands, by these rules.
async fn axe(browser: &Browser, axe: &str, rules: &Value) -> Vec<String> {
    let run = format!(
        "{axe};const done = arguments[1]; axe.run(document, arguments[0]).then(
            found => done(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '))),
            error => done([String(error)]))"
    );
    let found = browser.client.execute_async(&run, vec![rules.clone()]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

fn every_rule() -> Value {
    json!({ "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
}

/// What the page's own reading of itself finds wrong, besides axe.
async fn faults(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.client.execute(FAULTS, Vec::new()).await.unwrap()).unwrap()
}

/// What is found at a place, each fault once.
#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    fn add(&mut self, at: &str, faults: Vec<String>) {
        self.0.extend(faults.into_iter().map(|fault| format!("{at}: {fault}")));
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}

async fn theme(browser: &Browser, dark: bool) {
    let features = json!([{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }]);
    let media = json!({ "media": "", "features": features });
    browser.client.issue_cmd(DevTools("Emulation.setEmulatedMedia", media)).await.unwrap();
}

/// A link behind a passphrase; nothing opens it.
fn sealed() -> String {
    let nothing =
        Sealed { version: 1, salt: [1; 16], nonce: [2; 12], iterations: Sealed::ITERATIONS, ciphertext: vec![7; 900] };
    nothing.link().unwrap()
}

/// Looks at a place by axe, in both themes where the engine can be asked for them, and by the page's own script; wide, then narrow.
async fn look(browser: &Browser, script: &str, place: &str, named: &str, found: &mut Found) {
    let in_themes = browser.engine == Engine::Chromium;
    for width in [1280, 320] {
        browser.width(width).await;
        go(browser, place).await;
        let at = format!("{named} at {width}");
        found.add(&at, faults(browser).await);
        if width == 1280 {
            found.add(&at, axe(browser, script, &every_rule()).await);
        }
        if in_themes && width == 1280 {
            theme(browser, true).await;
            found.add(&format!("{at}, dark"), axe(browser, script, &json!({ "runOnly": ["color-contrast"] })).await);
            theme(browser, false).await;
        }
    }
}

fn script() -> String {
    String::from_utf8(inflated(AXE)).unwrap()
}

/// What looks for faults would be worth nothing if it found none where they are.
#[tokio::test]
async fn what_looks_for_faults_finds_them() {
    const BAD: &str = "document.body.innerHTML = `<h1>One</h1><h3>Three</h3><h1>Two</h1><img src='data:,'>
        <div style='overflow-x:auto;width:90px'><p style='width:400px'>Wide</p></div>
        <div style='overflow:hidden;width:40px;white-space:nowrap'>Text that is cut off</div>
        <p style='transition:color 1s'>Slow</p>
        <button style='width:12px;height:12px;padding:0'></button><button style='width:12px;height:12px;padding:0'></button>
        <div style='width:9000px'>Wide</div><button id=quiet style='outline:none'>Quiet</button><button id=covered>Covered</button>
        <div style='position:fixed;inset:0'></div>`";
    let browser = Browser::start("faults").await;
    browser.client.goto("about:blank").await.unwrap();
    browser.client.execute(BAD, Vec::new()).await.unwrap();
    let found = faults(&browser).await.join("\n");
    for fault in [
        "the language is ",
        "2 headings of the first level",
        "a heading leaves a level out: h3",
        "wider than the window",
        "scrolls, but keys do not reach it",
        "cut off: div \"Text that",
        "changes slowly: p",
        "too small (12 by 12 px)",
    ] {
        assert!(found.contains(fault), "{fault:?} is not in {found}");
    }
    assert!(axe(&browser, &script(), &every_rule()).await.iter().any(|fault| fault.starts_with("image-alt")));
    let focused = "document.activeElement.blur(); document.querySelector(arguments[0])?.focus()";
    for (on, fault) in [("#nothing", "the focus is lost"), ("#covered", "what has the focus is covered")] {
        browser.client.execute(focused, vec![json!(on)]).await.unwrap();
        let wrong = browser.client.execute(FOCUS, Vec::new()).await.unwrap();
        assert!(wrong.as_str().is_some_and(|wrong| wrong.starts_with(fault)), "{wrong}");
    }
    let uncovered = "document.querySelector('[style^=position]').remove(); document.querySelector('#quiet').focus()";
    browser.client.execute(uncovered, Vec::new()).await.unwrap();
    let wrong = browser.client.execute(FOCUS, Vec::new()).await.unwrap();
    assert!(wrong.as_str().is_some_and(|wrong| wrong.starts_with("the focus cannot be seen")), "{wrong}");
    browser.end().await;
}

#[tokio::test]
async fn axe_finds_nothing_in_any_view_of_the_demonstration_and_each_view_has_a_title_of_its_own() {
    let browser = Browser::start("axe").await;
    let (script, mut found) = (script(), Found::default());
    browser.open_of_any_width("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("1,671 of 1,938 audits counted").await;
    let mut titles = BTreeSet::new();
    for place in VIEWS {
        look(&browser, &script, place, place, &mut found).await;
        titles.insert(browser.client.execute("return document.title", Vec::new()).await.unwrap().to_string());
    }
    assert_eq!(titles.len(), 13, "{titles:?}");
    // Lists that are open, tables that are shown, a message, and text set wider by its reader (WCAG 1.4.12).
    browser.width(320).await;
    for place in ["summary", "over-time", "offices", "remedial-work"] {
        go(&browser, place).await;
        let open = "document.querySelectorAll('details').forEach(list => { list.open = !list.closest('.filters') || !!list.querySelector('.timeline') });
            document.querySelectorAll('.fold[aria-expanded=false], .tools button[aria-expanded=false]').forEach(button => button.click());
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
            document.adoptedStyleSheets = arguments[0] ? [sheet] : [];";
        for spaced in [false, true] {
            browser.client.execute(open, vec![json!(spaced)]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
            let at = format!("{place}, opened{}", if spaced { " and spaced" } else { "" });
            found.add(&at, faults(&browser).await);
            if !spaced {
                found.add(&at, axe(&browser, &script, &every_rule()).await);
            }
        }
        browser.client.execute("document.adoptedStyleSheets = []", Vec::new()).await.unwrap();
    }
    found.none();
    browser.end().await;
}

#[tokio::test]
async fn axe_finds_nothing_where_there_is_little_to_show_or_something_is_wrong() {
    let browser = Browser::start("axe-little").await;
    let (script, mut found) = (script(), Found::default());
    browser.open_of_any_width("/").await;
    browser.find("button", "Choose a file").await;
    look(&browser, &script, "", "start", &mut found).await;
    let ten: String = (1..=10)
        .map(|at| format!("2024-{at:02}-11,North,{}\n", if at % 4 == 0 { "Inadequate" } else { "Good" }))
        .collect();
    browser.choose("ten.csv", format!("Date,Office,Grade\n{ten}").as_bytes()).await;
    browser.says("10 audits read").await;
    for place in VIEWS.iter().filter(|place| !place.contains("Nowhere") && **place != "share") {
        browser.width(1280).await;
        go(&browser, place).await;
        found.add(&format!("ten audits: {place}"), faults(&browser).await);
        found.add(&format!("ten audits: {place}"), axe(&browser, &script, &every_rule()).await);
    }
    browser.choose("report.pdf", b"%PDF-1.7").await;
    browser.says("This is a PDF").await;
    found.add("a file that was refused", axe(&browser, &script, &every_rule()).await);
    found.add("a file that was refused", faults(&browser).await);
    browser.click("button", "Close this message").await;
    browser.choose("ratings.json.gz", include_bytes!("../data/real/fhrs_london_93.json.gz")).await;
    browser.find("heading", "needs to know more about this file").await;
    for width in [1280, 320] {
        browser.width(width).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        found.add(&format!("a file that is asked about, at {width}"), axe(&browser, &script, &every_rule()).await);
        found.add(&format!("a file that is asked about, at {width}"), faults(&browser).await);
    }
    found.none();
    browser.end().await;
}

#[tokio::test]
async fn axe_finds_nothing_in_shared_figures_and_what_cannot_be_opened() {
    let browser = Browser::start("axe-board").await;
    let (script, mut found) = (script(), Found::default());
    let monthly = link(&board::with_questions(Grain { months: 1, merge_offices: false })).unwrap();
    browser.open_of_any_width(&format!("/#{monthly}")).await;
    browser.says("Figures prepared by").await;
    for place in OF_A_BOARD {
        look(&browser, &script, &format!("{monthly}{place}"), &format!("board{place}"), &mut found).await;
    }
    look(&browser, &script, &sealed(), "sealed", &mut found).await;
    look(&browser, &script, &monthly[..monthly.len() / 2], "cut", &mut found).await;
    found.none();
    browser.end().await;
}

/// Presses a key, once.
async fn key(browser: &Browser, key: char) {
    let pressed =
        KeyActions::new("keys".to_owned()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
    browser.client.perform_actions(pressed).await.unwrap();
}

/// The focus can be seen, wherever it is.
async fn focus_is_seen(browser: &Browser, after: &str) {
    // What was pressed may still be drawn anew.
    let mut wrong = Value::Null;
    for _ in 0..30 {
        wrong = browser.client.execute(FOCUS, Vec::new()).await.unwrap();
        if wrong.is_null() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("after {after}: {wrong}");
}

/// Goes on by Tab to the control with this in its name; each stop on the way is looked at.
async fn tab_to(browser: &Browser, name: &str) {
    const HERE: &str = "const it = document.activeElement; return (it.getAttribute('aria-label') || '') + ' ' +
        (it.labels ? [...it.labels].map(label => label.textContent).join(' ') : '') + ' ' + (/^(SELECT|TEXTAREA)$/.test(it.tagName) ? '' : it.textContent)";
    let mut passed = Vec::new();
    for _ in 0..160 {
        key(browser, char::from(Key::Tab)).await;
        // After the last control of the page the browser's own have their turn. Other drivers pass over them with one more press; from
        // Firefox's there is no way back, and the first control of the page is given the focus.
        let left = if browser.engine == Engine::Firefox {
            "return !document.activeElement.matches(':focus') || document.activeElement.matches('body, .skip')"
        } else {
            "return document.activeElement === document.body"
        };
        if browser.client.execute(left, Vec::new()).await.unwrap() == true {
            assert!(!passed.iter().any(String::is_empty), "Tab leads past {name:?} twice: {passed:?}");
            passed.push(String::new());
            if browser.engine == Engine::Firefox {
                let first = "window.focus(); document.querySelector('.skip').focus()";
                browser.client.execute(first, Vec::new()).await.unwrap();
            } else {
                key(browser, char::from(Key::Tab)).await;
            }
        }
        focus_is_seen(browser, &format!("Tab on the way to {name:?}, after {passed:?}")).await;
        let here = browser.client.execute(HERE, Vec::new()).await.unwrap();
        let here = here.as_str().unwrap_or_default().trim().to_owned();
        if here.contains(name) {
            return;
        }
        passed.push(here.chars().take(40).collect::<String>());
    }
    panic!("Tab does not lead to {name:?}, but to {passed:?}");
}

async fn press(browser: &Browser, name: &str, pressed: Key) {
    tab_to(browser, name).await;
    key(browser, char::from(pressed)).await;
    focus_is_seen(browser, &format!("{pressed:?} on {name:?}")).await;
}

#[tokio::test]
async fn the_whole_job_is_done_by_keys_alone_and_the_focus_is_never_lost() {
    let browser = Browser::start("keys-alone").await;
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    // Load: the button of the file is reached, and the demonstration is chosen.
    tab_to(&browser, "Skip to the content").await;
    tab_to(&browser, "Choose a file").await;
    press(&browser, "Try the demonstration file", Key::Enter).await;
    browser.says("1,671 of 1,938 audits counted").await;
    focus_is_seen(&browser, "a file was read").await;
    is_judged(&browser, "the summary").await;
    // Filter: a list is opened and closed, a period chosen, and all is cleared.
    press(&browser, "All offices", Key::Enter).await;
    tab_to(&browser, "Denholm (96)").await;
    key(&browser, ' ').await;
    browser.says("96 of 1,938 audits counted").await;
    focus_is_seen(&browser, "an office was ticked").await;
    key(&browser, char::from(Key::Escape)).await;
    focus_is_seen(&browser, "Escape closed the list").await;
    tab_to(&browser, "Clear the filters").await;
    key(&browser, char::from(Key::Enter)).await;
    browser.says("1,671 of 1,938 audits counted").await;
    focus_is_seen(&browser, "the filters were cleared").await;
    // Read: every view, by its link, and every stop of two of them.
    for (view, heading) in [
        ("Over time", "Over time"),
        ("Offices", "The offices side by side"),
        ("One office", "One office at a time"),
        ("Causes", "Causes"),
        ("Remedial work", "Remedial work"),
        ("Trust in grades", "Can the grades be trusted?"),
        ("Capacity", "Demand and capacity"),
        ("Questions", "Seven questions"),
        ("Data", "What was read, and what was left out"),
        ("Methods", "How each figure is worked out"),
    ] {
        press(&browser, view, Key::Enter).await;
        browser.find("heading", heading).await;
        focus_is_seen(&browser, &format!("{view} was opened")).await;
        if view == "Over time" {
            tab_to(&browser, "August 2019: ").await;
            key(&browser, char::from(Key::Left)).await;
            browser.says("July 2019: ").await;
            focus_is_seen(&browser, "an arrow key moved along the chart").await;
            press(&browser, "Show the table", Key::Enter).await;
            browser.find("rowheader", "May 2018").await;
            press(&browser, "How to read this", Key::Enter).await;
            tab_to(&browser, "The method in full").await;
        }
    }
    // Share: a link is made, with an answer and words typed.
    press(&browser, "Share", Key::Enter).await;
    browser.find("heading", "Share with the Board").await;
    press(&browser, "Nothing of these figures was shared before", Key::Enter).await;
    key(&browser, ' ').await;
    browser.find("button", "Copy the link").await;
    focus_is_seen(&browser, "an answer was given").await;
    tab_to(&browser, "Prepared by").await;
    browser.client.active_element().await.unwrap().send_keys("Quality assurance").await.unwrap();
    tab_to(&browser, "Purpose").await;
    browser.find("button", "Copy the link").await;
    assert!(matches!(open(&shown_link(&browser).await), Ok(Opened::Clear(_))));
    // Print: as its readers will see it.
    press(&browser, "See and print it as its readers will", Key::Enter).await;
    browser.says("As the readers will see it: nothing was sent yet").await;
    focus_is_seen(&browser, "the figures were opened as their readers see them").await;
    browser.client.execute("window.printed = 0; window.print = () => { window.printed++ }", Vec::new()).await.unwrap();
    press(&browser, "Print", Key::Enter).await;
    press(&browser, "Print, or save as PDF", Key::Enter).await;
    assert_eq!(browser.client.execute("return window.printed", Vec::new()).await.unwrap(), json!(1));
    press(&browser, "Back to sharing", Key::Enter).await;
    browser.find("heading", "Share with the Board").await;
    focus_is_seen(&browser, "sharing was gone back to").await;
    browser.end().await;
}

/// The name and the description of each chart that is drawn.
async fn drawn(browser: &Browser) -> BTreeMap<String, String> {
    const SUMMARIES: &str = "return Object.fromEntries([...document.querySelectorAll('svg.chart')].map(chart => {
        const of = attribute => (chart.getAttribute(attribute) || '').split(' ').filter(Boolean).map(id => document.getElementById(id)?.textContent || '').join(' ');
        return [chart.getAttribute('aria-labelledby'), `${of('aria-labelledby')} ${of('aria-describedby')}`];
    }))";
    serde_json::from_value(browser.client.execute(SUMMARIES, Vec::new()).await.unwrap()).unwrap()
}

#[tokio::test]
async fn each_chart_has_a_summary_of_what_it_shows_that_changes_with_the_filters() {
    let browser = Browser::start("summaries").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("1,671 of 1,938 audits counted").await;
    // Every view with one set of choices before any with the other: so no chart of the choices before still stands when all are read.
    let mut of_all = Vec::new();
    for view in ["over-time", "offices", "office?name=Coldharbour", "causes", "remedial-work", "trust"] {
        go(&browser, view).await;
        of_all.push((view, drawn(&browser).await));
    }
    let (mut charts, mut found) = (0, Found::default());
    for (view, all) in of_all {
        let with = if view.contains('?') { '&' } else { '?' };
        go(&browser, &format!("{view}{with}from=2018-09-01&service=Family%20Support")).await;
        browser.says("298 of 1,938 audits counted").await;
        let deadline = Instant::now() + Duration::from_secs(15);
        let mut some = drawn(&browser).await;
        while all.iter().any(|(chart, summary)| some.get(chart) == Some(summary)) && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(200)).await;
            some = drawn(&browser).await;
        }
        for (chart, summary) in all {
            if summary.split_whitespace().count() < 4 || !summary.contains(|letter: char| letter.is_ascii_digit()) {
                found.add(view, vec![format!("{chart} says {summary:?}")]);
            }
            if some.get(&chart) == Some(&summary) {
                found.add(view, vec![format!("{chart} says the same of other audits: {summary:?}")]);
            }
            charts += usize::from(some.contains_key(&chart));
        }
    }
    found.none();
    assert!(charts >= 12, "{charts}");
    browser.end().await;
}

#[tokio::test]
async fn in_a_contrast_theme_charts_are_drawn_and_without_movement_nothing_moves() {
    let browser = Browser::start("contrast").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("link", "Over time").await;
    browser.find("img", "April 2018: ").await;
    if browser.can("contrast themes and less movement") {
        let features = json!([{ "name": "forced-colors", "value": "active" }, { "name": "prefers-reduced-motion", "value": "reduce" }]);
        let media = json!({ "media": "", "features": features });
        browser.client.issue_cmd(DevTools("Emulation.setEmulatedMedia", media)).await.unwrap();
        let drawn = "const of = (selector, what) => getComputedStyle(document.querySelector(selector))[what];
            return [matchMedia('(forced-colors: active)').matches, of('.mark', 'fill') !== of('body', 'backgroundColor'),
                of('.note', 'fill') !== of('body', 'backgroundColor'), of('nav a[aria-current]', 'borderBottomColor') !== of('nav a:not([aria-current])', 'borderBottomColor')]";
        let drawn = browser.client.execute(drawn, Vec::new()).await.unwrap();
        assert_eq!(drawn, json!([true, true, true, true]));
        browser.screenshot("forced").await;
        assert_eq!(faults(&browser).await, [] as [String; 0]);
    }
    browser.end().await;
}

#[tokio::test]
async fn assistive_technology_is_told_names_roles_and_states() {
    let browser = Browser::start("tree").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("1,671 of 1,938 audits counted").await;
    browser.find("link", "Summary").await;
    browser.find("navigation", "Views").await;
    browser.find("region", "What is counted").await;
    browser.find("complementary", "About this file").await;
    browser.find("status", "").await;
    browser.click("link", "Offices").await;
    browser.find("group", "Coldharbour has more inadequate work than the other offices").await;
    browser.click("button", "Denholm: ").await;
    if browser.can("states in the tree of assistive technology") {
        let tree = browser.client.issue_cmd(DevTools("Accessibility.getFullAXTree", json!({}))).await.unwrap();
        let nodes: Vec<&Value> =
            tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false).collect();
        let told = |role: &str, name: &str, state: &str| -> Vec<Value> {
            let named = |node: &&&Value| {
                node["role"]["value"] == role
                    && node["name"]["value"].as_str().is_some_and(|found| found.starts_with(name))
            };
            let state_of = |node: &&Value| {
                let properties = node["properties"].as_array()?;
                Some(properties.iter().find(|property| property["name"] == state)?["value"]["value"].clone())
            };
            nodes.iter().filter(named).filter_map(state_of).collect()
        };
        // Where one is in the navigation is no property of this tree, but an attribute that every engine tells.
        let folded: Vec<(&Value, &Value)> = nodes
            .iter()
            .filter(|node| {
                node["properties"].as_array().is_some_and(|told| told.iter().any(|one| one["name"] == "expanded"))
            })
            .map(|node| (&node["role"]["value"], &node["name"]["value"]))
            .collect();
        assert_eq!(told("DisclosureTriangleGrouped", "All offices", "expanded"), [json!(false)], "{folded:?}");
        assert_eq!(told("button", "Denholm: ", "pressed").first(), Some(&json!("true")));
        assert_eq!(told("button", "Coldharbour: ", "pressed").first(), Some(&json!("false")));
        assert!(told("button", "Show the table", "expanded").iter().all(|state| *state == false));
        let count = |role: &str| nodes.iter().filter(|node| node["role"]["value"] == role).count();
        assert!(count("main") == 1 && count("banner") == 1 && count("contentinfo") == 1 && count("navigation") == 1);
        assert!(count("table") >= 1 && count("columnheader") > 20 && count("rowheader") >= 6, "{}", count("rowheader"));
        assert!(count("status") >= 3);
    }
    let current = browser.client.find_all(Locator::Css("nav [aria-current=page]")).await.unwrap();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].text().await.unwrap(), "Offices");
    browser.click("disclosure", "All offices").await;
    browser.find("checkbox", "Denholm (96)").await;
    // What changes is said: how many audits count.
    let live = "return [...document.querySelectorAll('[role=status]')].map(live => live.textContent).join(' | ')";
    browser.click("checkbox", "Denholm (96)").await;
    browser.says("96 of 1,938 audits counted").await;
    assert!(
        browser
            .client
            .execute(live, Vec::new())
            .await
            .unwrap()
            .as_str()
            .unwrap()
            .contains("96 of 1,938 audits counted")
    );
    browser.end().await;
}

#[tokio::test]
async fn the_accessibility_statement_is_a_link_away_from_every_view() {
    let browser = Browser::start("statement").await;
    browser.open("/").await;
    browser.click("link", "Accessibility").await;
    browser.find("heading", "Accessibility statement").await;
    browser.says("nobody who uses a screen reader or another aid every day has tested it yet").await;
    let focused = browser.client.active_element().await.unwrap();
    assert_eq!(focused.attr("id").await.unwrap().as_deref(), Some("method-accessibility"));
    let link = link(&board::demonstration(Grain { months: 6, merge_offices: true })).unwrap();
    browser.open(&format!("/#{link}")).await;
    browser.says("Figures prepared by").await;
    browser.click("link", "Accessibility").await;
    browser.find("heading", "Tell us what does not work").await;
    browser.end().await;
}
