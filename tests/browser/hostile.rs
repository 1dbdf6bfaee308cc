//! Files and links made to do harm, in every view, download and copy: shown as text, and run nowhere.

use super::engine::{DevTools, Engine};
use super::*;
use plumbline::disclosure::{Counts, Grain, Profile, control};
use plumbline::report::Cell;
use plumbline::session::View;
use plumbline::settings::Settings;
use plumbline::share::link;
use plumbline::tally::tally;

#[path = "../hostile/files.rs"]
mod files;

/// Before anything of the page runs: what its policy refuses is written down.
const WATCH: &str = "window.plumbline_violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        window.plumbline_violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));";

/// What text of a file may have made of the page; nothing, if all is well.
const HARM: &str = r"
    const harm = [];
    // By `window`, since Firefox gives the scripts of a test a `globalThis` of their own.
    if ('plumbline_ran' in window) harm.push('a script ran');
    harm.push(...window.plumbline_violations);
    for (const made of document.querySelectorAll('body img, body iframe, body object, body embed, body link, body base, body meta, #app script, #app style, #app title:not(svg title)'))
        harm.push(made.outerHTML.slice(0, 200));
    for (const element of document.querySelectorAll('body *')) for (const attribute of element.attributes)
        if (/^on/i.test(attribute.name) || (/^(href|src|action|formaction|xlink:href)$/i.test(attribute.name) && /^\s*(javascript|data|vbscript):/i.test(attribute.value)))
            harm.push(`${attribute.name}=${attribute.value.slice(0, 100)}`);
    const text = document.body.innerText;
    const turning = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/.exec(text);
    if (turning) harm.push(`a sign that cannot be seen in ${JSON.stringify(text.slice(Math.max(0, turning.index - 60), turning.index + 30))}`);
    const words = document.createTreeWalker(document.getElementById('app'), NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode())
        if (node.length > 3000) harm.push(`a text of ${node.length} characters: ${node.data.slice(0, 80)}`);
    const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wider > 0) {
        const out = [...document.querySelectorAll('#app *')].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth);
        harm.push(`${wider} px wider than the window: ${out.map((element) => `${element.localName}.${element.className?.baseVal ?? element.className}`).slice(0, 12).join(', ')}`);
    }
    return harm;";

async fn watched(test: &str) -> Browser {
    let browser = Browser::start(test).await;
    if browser.engine == Engine::Chromium {
        let script = json!({ "source": WATCH });
        browser.client.issue_cmd(DevTools("Page.addScriptToEvaluateOnNewDocument", script)).await.unwrap();
    }
    browser
}

/// Watches a page that was opened, where that cannot be done before: what is refused earlier is in the log that the test ends with.
async fn watch(browser: &Browser) {
    if browser.engine != Engine::Chromium {
        browser.client.execute(WATCH, Vec::new()).await.unwrap();
    }
}

async fn is_harmless(browser: &Browser, place: &str) {
    for width in [1280, 390] {
        browser.width(width).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let harm = browser.client.execute(HARM, Vec::new()).await.unwrap();
        assert_eq!(harm, json!([]), "{place} at {width} px");
    }
    browser.width(1280).await;
}

async fn is_harmless_in(browser: &Browser, views: &[View], share: &str) {
    for view in views {
        let place = if share.is_empty() { view.address().to_owned() } else { format!("{share}/{}", view.address()) };
        browser.client.execute("location.hash = arguments[0]", vec![json!(place)]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
        // What is folded away is looked at too.
        browser
            .client
            .execute("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })", Vec::new())
            .await
            .unwrap();
        is_harmless(browser, view.name()).await;
    }
}

/// The drawing is one of its own: it parses, and holds nothing that could run or ask.
async fn is_a_harmless_drawing(browser: &Browser, svg: &[u8]) {
    let look = r"
        // Its own style sheet, the only one, is what the policy of the page would refuse here.
        const drawing = new DOMParser().parseFromString(arguments[0].replace(/<style>[^<]*<\/style>/, ''), 'image/svg+xml');
        const found = [...drawing.querySelectorAll('parsererror, style, script, foreignObject, image, a, use, animate, set')].map((made) => made.outerHTML.slice(0, 200));
        for (const element of drawing.querySelectorAll('*')) for (const attribute of element.attributes)
            if (/^on/i.test(attribute.name) || /href$/i.test(attribute.name)) found.push(attribute.name);
        return found;";
    let svg = String::from_utf8(svg.to_vec()).unwrap();
    assert_eq!(browser.client.execute(look, vec![json!(svg)]).await.unwrap(), json!([]));
    assert!(!svg.contains('\u{202e}') && !svg.contains('\u{0}') && svg.len() < 500_000, "{} bytes", svg.len());
}

#[tokio::test]
async fn a_hostile_file_is_shown_as_text_in_every_view_download_and_copy() {
    let browser = watched("hostile").await;
    browser.open_of_any_width("/").await;
    browser.find("button", "Choose a file").await;
    watch(&browser).await;
    // What the browser asked for itself as it started is not the page's.
    browser.requests().await;
    let file = files::json_file(4);
    browser.choose("hostile\u{202e}.json", &file).await;
    browser.says("audits were inadequate").await;
    is_harmless_in(&browser, &View::OF_A_FILE, "").await;
    browser.says("How each figure is worked out").await;

    browser.click("link", "Data").await;
    browser.says("signs that cannot be seen").await;
    let figures = browser.download("Download the figures (JSON)", "figures.json").await;
    assert!(figures == native_figures(&file, None), "the figures differ from the native ones");

    browser.click("link", "Over time").await;
    let svg = browser.download_of("rate-over-time", "Download SVG", "rate-over-time.svg").await;
    is_a_harmless_drawing(&browser, &svg).await;
    let png = browser.download_of("rate-over-time", "Download PNG", "rate-over-time.png").await;
    assert!(png.starts_with(b"\x89PNG"));
    browser.click("link", "Offices").await;
    let svg = browser.download_of("offices", "Download SVG", "offices.svg").await;
    assert!(String::from_utf8_lossy(&svg).contains("&lt;script&gt;"), "no office of the file is in the drawing");
    is_a_harmless_drawing(&browser, &svg).await;
    let csv = browser.download_of("offices", "Download CSV", "offices.csv").await;
    let csv = String::from_utf8(csv).unwrap();
    for (_, shown) in files::names() {
        let cell = Cell::Words(shown).shown();
        let quoted = cell.replace('"', "\"\"");
        let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        assert!(csv.contains(&format!("{guard}{quoted}")), "{cell:?} is not in {csv}");
    }

    browser.click("link", "Share").await;
    browser.click("radio", "Nothing of these figures was shared before").await;
    browser.click("button", "Save for the Board").await;
    let saved = saved_page(&browser).await;
    is_harmless(&browser, "Share").await;
    browser.goto_of_any_width(&format!("file://{}", saved.display())).await;
    browser.says("Shared figures").await;
    watch(&browser).await;
    is_harmless_in(&browser, &View::OF_A_BOARD, "").await;
    assert_eq!(browser.requests().await, [] as [String; 0]);
    browser.end().await;
}

async fn saved_page(browser: &Browser) -> PathBuf {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let found = std::fs::read_dir(&browser.folder).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
        if let Some(page) = found.into_iter().find(|path| {
            path.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                name.starts_with("figures") && name.ends_with(".html")
            })
        }) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no page was saved");
}

#[tokio::test]
async fn a_hostile_link_is_shown_as_text_in_every_view() {
    let import = plumbline::import::read(&files::json_file(4), None).unwrap();
    let names = files::names();
    let settings =
        Settings { offices: names[..3].iter().map(|(_, shown)| shown.clone()).collect(), ..Settings::default() };
    let counts = Counts::of(&tally(&import.table, &settings));
    let mut shared =
        control(&counts, Profile::PUBLIC, Grain { months: 12, merge_offices: false }, None).unwrap().shared;
    shared.services.clear();
    shared.causes.clear();
    shared.told.authority = names[2].0.clone();
    shared.told.prepared_by = format!("\u{202e}{}", names[1].0);
    shared.told.purpose = "</title><script>globalThis.plumbline_ran=1</script>\u{0}".into();
    shared.notes = vec![format!("{}\u{202e}", names[0].0); 7];
    let link = link(&shared).unwrap();
    let browser = watched("hostile-link").await;
    browser.open_of_any_width(&format!("/#{link}")).await;
    browser.says("Figures prepared by <img src=x").await;
    watch(&browser).await;
    is_harmless_in(&browser, &View::OF_A_BOARD, &link).await;
    browser.says("How each figure is worked out").await;
    browser.end().await;
}
