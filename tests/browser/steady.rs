//! What the page promises to those who have to allow it: it works without a network and under strict headers, stays usable when its worker dies, asks before
//! notes are lost, and gives the same bytes wherever and whenever it runs.

use super::engine::DevTools;
use super::host::Host;
use super::*;
use plumbline::report::{About, Report};
use plumbline::session::{Address, View};
use plumbline::settings::Settings;

async fn before_the_page(browser: &Browser, script: &str) {
    let script = json!({ "source": script });
    browser.client.issue_cmd(DevTools("Page.addScriptToEvaluateOnNewDocument", script)).await.unwrap();
}

fn delivered() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/index.html")).unwrap()
}

/// Files too large to print: where they part is told, and what stands there.
fn the_same(left: &[u8], right: &[u8]) {
    let at = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let there = |bytes: &[u8]| String::from_utf8_lossy(&bytes[at..bytes.len().min(at + 80)]).into_owned();
    let lengths = (left.len(), right.len());
    assert!(left == right, "of {lengths:?} bytes the first {at} agree, then {:?} and {:?}", there(left), there(right));
}

#[tokio::test]
async fn the_page_saves_itself_to_the_last_byte_and_the_copy_works_without_a_network() {
    let browser = Browser::start("saved-page").await;
    browser.open("/some/path/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("Invented figures").await;
    let copy = browser.download("Save this page", "plumbline.html").await;
    the_same(&copy, &delivered());

    let none = json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
    if browser.can("a network that is switched off") {
        browser.client.issue_cmd(DevTools("Network.enable", json!({}))).await.unwrap();
        browser.client.issue_cmd(DevTools("Network.emulateNetworkConditions", none)).await.unwrap();
    }
    let address = format!("file://{}", browser.folder.join("plumbline.html").display());
    browser.client.goto(&address).await.unwrap();
    browser.click("button", "Try the demonstration file").await;
    browser.find("heading", "audits were inadequate between September 2017 and August 2019").await;
    browser.find("heading", "Coldharbour has more inadequate work than the other offices").await;
    browser.click("link", "Data").await;
    let figures = browser.download("Download the figures (JSON)", "figures.json").await;
    assert!(figures == native_figures(&inflated(DEMONSTRATION), None));
    // A copy of the copy is the same, and a link opens in it.
    std::fs::remove_file(browser.folder.join("plumbline.html")).unwrap();
    let again = browser.download("Save this page", "plumbline.html").await;
    the_same(&again, &copy);
    let shared = board::demonstration(Grain { months: 6, merge_offices: true });
    browser.client.goto(&format!("{address}#{}", plumbline::share::link(&shared).unwrap())).await.unwrap();
    browser.says("Figures prepared by").await;
    browser.says(&fingerprint(&shared)).await;
    browser.end().await;
}

#[tokio::test]
async fn what_it_asks_is_answered_in_the_page_and_the_policy_is_the_one_that_is_told() {
    let browser = Browser::start("for-it").await;
    browser.open("/").await;
    browser.click("link", "For your IT colleagues").await;
    browser.find("heading", "For your IT and information-governance colleagues").await;
    let policy = "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content.replace(/('sha256-[^']*' )+/g, \"'sha256-…' \").replace(/'sha256-[^'…]*'/g, \"'sha256-…'\")";
    let policy = browser.client.execute(policy, Vec::new()).await.unwrap();
    browser.says(policy.as_str().unwrap()).await;
    browser.screenshot("for-it").await;
    // Also where nothing but shared figures is open.
    let shared = board::demonstration(Grain { months: 6, merge_offices: true });
    browser.open(&format!("/?board#{}", plumbline::share::link(&shared).unwrap())).await;
    browser.says("Figures prepared by").await;
    browser.click("link", "For your IT colleagues").await;
    browser.find("heading", "For your IT and information-governance colleagues").await;
    browser.says("Figures prepared by").await;
    browser.end().await;
}

#[tokio::test]
async fn the_page_works_under_the_headers_that_hosts_are_told_to_send() {
    let told =
        std::process::Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/headers")).output().unwrap();
    assert!(told.status.success());
    let told = String::from_utf8(told.stdout).unwrap();
    let headers: Vec<String> = told.lines().map(str::to_owned).collect();
    assert!(
        headers.len() >= 8
            && headers[0].contains("frame-ancestors 'none'")
            && headers[0].contains("'wasm-unsafe-eval'")
    );
    let browser = Browser::start("headers").await;
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    let host = Host::with_headers(dist, 0, headers).unwrap();
    browser.client.goto(&format!("http://127.0.0.1:{}/", host.port)).await.unwrap();
    browser.click("button", "Try the demonstration file").await;
    browser.says("Invented figures").await;
    browser.click("link", "Over time").await;
    let png = browser.download_of("rate-over-time", "Download PNG", "rate-over-time.png").await;
    assert!(png.starts_with(b"\x89PNG"));
    browser.choose("audits.csv", b"Date,Grade\n2024-04-02,Good\n2024-04-03,Inadequate\n").await;
    browser.says("2 audits read").await;
    browser.end().await;
}

/// Notes when what is rehearsed is put into the page, and whether it is there when a task, or a frame, begins.
const WATCH: &str = "
    globalThis.rehearsed = { put: 0, met: 0 };
    new MutationObserver((changes) => {
        for (const change of changes) for (const node of change.addedNodes) if (node.className === 'rehearsal') rehearsed.put++;
    }).observe(document, { childList: true, subtree: true });
    const look = () => { if (document.querySelector('.rehearsal')) rehearsed.met++; };
    const frame = () => { look(); requestAnimationFrame(frame); };
    frame();
    setInterval(look, 1);";

#[tokio::test]
async fn what_the_page_rehearses_is_met_by_nobody() {
    let browser = Browser::start("rehearsal").await;
    if !browser.can("what the page rehearses") {
        return browser.end().await;
    }
    before_the_page(&browser, WATCH).await;
    browser.open("/").await;
    let rehearsed = |part: &'static str| {
        let look = format!("return globalThis.rehearsed.{part}");
        let client = browser.client.clone();
        async move { client.execute(&look, Vec::new()).await.unwrap().as_u64().unwrap() }
    };
    let deadline = Instant::now() + PATIENCE;
    while rehearsed("put").await < 3 {
        assert!(Instant::now() < deadline, "nothing was rehearsed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!((rehearsed("put").await, rehearsed("met").await), (3, 0));
    browser.find("heading", "Is inadequate work really falling").await;
    // A file that is chosen before the rehearsal is over has its own figures.
    browser.open("/?at-once").await;
    browser.choose("audits.csv", b"Date,Grade\n2024-04-02,Good\n2024-04-03,Inadequate\n").await;
    browser.says("2 audits read").await;
    browser.find("heading", "1 of 2 audits").await;
    assert_eq!(rehearsed("met").await, 0);
    browser.end().await;
}

#[tokio::test]
async fn a_place_that_the_reader_sets_is_not_written_over() {
    let browser = Browser::start("place").await;
    browser.open("/#over-time?office=Denholm").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("96 of 1,938 audits counted").await;
    browser.find("button", "Clear the filters").await;
    // Within one task: the page is about to name other choices in the address, and has not heard yet of what stands there.
    let set = "location.hash = 'offices?period=quarter';
        [...document.querySelectorAll('button')].find(button => button.textContent === 'Clear the filters').click();";
    browser.client.execute(set, Vec::new()).await.unwrap();
    browser.find("button", "Denholm: ").await;
    browser.says("1,671 of 1,938 audits counted").await;
    address_is(&browser, "that of offices by quarter", |address| address == "offices?period=quarter").await;
    // One after another, faster than their figures come: each is a place to go back to, and the page adds none.
    let entries = async || browser.client.execute("return history.length", Vec::new()).await.unwrap().as_u64().unwrap();
    let before = entries().await;
    let places = ["summary", "summary?office=Eastmere", "over-time", "over-time?office=Denholm"];
    for place in places.iter().cycle().take(12) {
        browser.client.execute("location.hash = arguments[0]", vec![json!(place)]).await.unwrap();
    }
    browser.says("96 of 1,938 audits counted").await;
    browser.find("heading", "Over time").await;
    address_is(&browser, "the last", |address| address == places[3]).await;
    assert_eq!(entries().await, before + 12);
    browser.client.back().await.unwrap();
    browser.says("1,671 of 1,938 audits counted").await;
    address_is(&browser, "the one before the last", |address| address == places[2]).await;
    browser.end().await;
}

/// What the page asks of a worker goes to it only when `send` is called, until `letGo` is; `breakOff` is what a browser does when the first of them ends by itself.
const HOLD: &str = "
    const post = Worker.prototype.postMessage, held = [];
    Worker.prototype.postMessage = function (...what) { held.push([this, what]); };
    window.breakOff = () => held[0][0].dispatchEvent(new ErrorEvent('error'));
    window.send = () => { for (const [worker, what] of held.splice(0)) post.apply(worker, what); };
    window.letGo = () => { Worker.prototype.postMessage = post; window.send(); };";

#[tokio::test]
async fn while_figures_are_awaited_it_is_said_whose_are_shown() {
    let browser = Browser::start("awaited").await;
    browser.open("/#summary?office=Denholm").await;
    browser.click("button", "Try the demonstration file").await;
    browser.says("96 of 1,938 audits counted").await;
    browser.client.execute(HOLD, Vec::new()).await.unwrap();
    browser.click("button", "Clear the filters").await;
    browser.says("Those shown are of the choices before").await;
    browser.says("96 of 1,938 audits counted").await;
    browser.screenshot("awaited").await;
    browser.client.execute("window.send()", Vec::new()).await.unwrap();
    browser.says("1,671 of 1,938 audits counted").await;
    assert!(!browser.text().await.contains("Those shown are of the choices before"));
    // The worker ends while it is waited for: another one stands in for it.
    browser.pick("Period", "By quarter").await;
    browser.says("are being worked out. Those shown are of the choices before").await;
    browser.client.execute("window.breakOff()", Vec::new()).await.unwrap();
    // What is asked meanwhile is asked of it when it has read the file.
    let set = "location.hash = 'summary?period=quarter&office=Denholm'";
    browser.client.execute(set, Vec::new()).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !browser.text().await.contains("96 of 1,938 audits counted") {
        assert!(Instant::now() < deadline, "{}", browser.text().await);
        browser.client.execute("window.send()", Vec::new()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(!browser.text().await.contains("broke off"));
    // It ends as well: the figures never come.
    browser.pick("Period", "By rolling three months").await;
    browser.says("are being worked out. Those shown are of the choices before").await;
    browser.client.execute("window.breakOff()", Vec::new()).await.unwrap();
    browser.find("heading", "The work on this file broke off").await;
    browser.says("The figures that were worked out stay; to count by other choices, choose the file again").await;
    browser.says("the work on it broke off. Those shown are of the choices before").await;
    browser.screenshot("lost").await;
    browser.choose("audits.csv", b"Date,Grade\n2024-04-02,Good\n2024-04-03,Inadequate\n").await;
    browser.client.execute("window.letGo()", Vec::new()).await.unwrap();
    browser.says("2 audits read").await;
    assert!(!browser.text().await.contains("broke off"));
    browser.end().await;
}

#[tokio::test]
async fn who_goes_back_to_earlier_choices_has_their_figures_again() {
    let browser = Browser::start("back").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.find("heading", "Coldharbour has more inadequate work than the other offices").await;
    let import = plumbline::import::read(&inflated(DEMONSTRATION), None).unwrap();
    let service = import.table.service.names()[0].clone();
    let all = Settings::default();
    let one = Settings { services: vec![service], ..Settings::default() };
    let address = |view: View, settings: &Settings| {
        format!("#{}", Address { view, settings: settings.clone(), ..Address::default() }.written())
    };
    let go = async |view: View, settings: &Settings| {
        let script = format!("location.hash = {}", json!(address(view, settings)));
        browser.client.execute(&script, Vec::new()).await.unwrap();
    };
    let headline = |of_it: &Report| {
        let finding = of_it.findings.iter().find(|finding| finding.about == About::Overall);
        finding.map(|finding| finding.sentence.clone()).unwrap_or_default()
    };
    // As soon as the figures are there, whether their verdicts are or not; and then after all are.
    for settings in [&one, &all, &one, &all] {
        go(View::Summary, settings).await;
        browser.find("heading", &headline(&Report::begin(&import, settings).0)).await;
    }
    for settings in [&one, &all, &one, &all] {
        go(View::Summary, settings).await;
        let of_it = Report::of(&import, settings);
        browser.find("heading", &headline(&of_it)).await;
        // It comes with the verdicts.
        for sentence in of_it.now_and_later().later {
            browser.says(&sentence).await;
        }
        go(View::Data, settings).await;
        let figures = browser.download("Download the figures (JSON)", "figures.json").await;
        assert!(figures == of_it.figures().unwrap().into_bytes());
        std::fs::remove_file(browser.folder.join("figures.json")).unwrap();
    }
    browser.end().await;
}

/// Ends the memory of the page's module, and so of its workers, at a number of pages of 64 KiB, by writing that into the module before it is compiled.
const LITTLE_MEMORY: &str = r"
    const compile = WebAssembly.compile;
    const number = (bytes, at) => {
        let value = 0, shift = 0, byte;
        do { byte = bytes[at++]; value |= (byte & 127) << shift; shift += 7; } while (byte & 128);
        return [value, at];
    };
    const written = (value) => {
        const bytes = [];
        do { bytes.push((value & 127) | (value > 127 ? 128 : 0)); value >>>= 7; } while (value);
        return bytes;
    };
    WebAssembly.compile = (source) => {
        const bytes = new Uint8Array(source);
        for (let at = 8; at < bytes.length;) {
            const section = bytes[at];
            const [size, inside] = number(bytes, at + 1);
            if (section === 5 && bytes[inside] === 1 && bytes[inside + 1] === 0) {
                const [least] = number(bytes, inside + 2);
                const limits = [1, 1, ...written(least), ...written(PAGES)];
                const limited = [...written(limits.length), ...limits];
                globalThis.plumbline_limited = true;
                return compile.call(WebAssembly, new Uint8Array([...bytes.slice(0, at + 1), ...limited, ...bytes.slice(inside + size)]));
            }
            at = inside + size;
        }
        return compile.call(WebAssembly, source);
    };";

#[tokio::test]
async fn a_worker_that_runs_out_of_memory_says_so_and_the_last_figures_stay() {
    let browser = Browser::start("memory").await;
    if !browser.can("a worker that runs out of memory") {
        return browser.end().await;
    }
    before_the_page(&browser, &LITTLE_MEMORY.replace("PAGES", "320")).await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.find("heading", "audits were inadequate between September 2017 and August 2019").await;
    assert_eq!(browser.client.execute("return globalThis.plumbline_limited", Vec::new()).await.unwrap(), json!(true));
    // The columns of so many audits take more than 20 MiB.
    let mut large = String::from("Date,Grade,Office\n");
    for row in 0..600_000 {
        large.push_str(&format!("2024-04-{:02},Good,Office {}\n", row % 28 + 1, row % 9));
    }
    browser.choose("large.csv", large.as_bytes()).await;
    browser.says("The browser may have run out of memory").await;
    browser.says("demonstration.json is still loaded").await;
    browser.find("heading", "audits were inadequate between September 2017 and August 2019").await;
    // What was shown still answers, and another file can be read.
    browser.click("button", "Close this message").await;
    browser.pick("Period", "By quarter").await;
    browser.click("link", "Over time").await;
    browser.click("button", "Show the table").await;
    browser.find("rowheader", "April to June 2018").await;
    browser.choose("audits.csv", b"Date,Grade\n2024-04-02,Good\n2024-04-03,Inadequate\n").await;
    browser.says("2 audits read").await;
    // The browser itself tells of the fault; nothing else is amiss.
    let severe: Vec<Value> =
        browser.log("browser").await.into_iter().filter(|entry| entry["level"] == "SEVERE").collect();
    assert!(
        severe.iter().all(|entry| {
            let said = entry["message"].as_str().unwrap_or_default();
            said.contains("unreachable")
                || said.contains("favicon")
                || said.contains("memory")
                || said.contains("panicked")
        }),
        "{severe:?}"
    );
    browser.end().await;
}

/// Fails as often as the address says when what is packed is unpacked.
const UNLUCKY: &str = "
    const Unpacks = DecompressionStream;
    let fails = Number(new URLSearchParams(location.search).get('fails'));
    window.DecompressionStream = function (kind) {
        if (fails-- > 0) throw new Error('out of luck');
        return new Unpacks(kind);
    };";

#[tokio::test]
async fn a_browser_that_fails_once_as_the_page_opens_does_not_make_it_a_damaged_copy() {
    let browser = Browser::start("unlucky").await;
    if !browser.can("a browser that fails as the page opens") {
        return browser.end().await;
    }
    before_the_page(&browser, UNLUCKY).await;
    browser.open("/?fails=1").await;
    browser.find("button", "Choose a file").await;
    browser.open("/?fails=2").await;
    browser.says("This copy of Plumbline is incomplete or was changed on its way").await;
    browser.end().await;
}

#[tokio::test]
async fn closing_the_page_asks_first_while_notes_would_be_lost() {
    let browser = Browser::start("notes").await;
    browser.open("/#questions").await;
    browser.find("button", "Choose a file").await;
    browser.choose("audits.json", &inflated(DEMONSTRATION)).await;
    browser.find("heading", "Seven questions").await;
    let asks = async || {
        let close = "const closing = new Event('beforeunload', { cancelable: true }); dispatchEvent(closing); return closing.defaultPrevented";
        tokio::time::sleep(Duration::from_millis(300)).await;
        browser.client.execute(close, Vec::new()).await.unwrap() == json!(true)
    };
    assert!(!asks().await);
    let note = async |words: &str| {
        let fields = browser.client.find_all(Locator::Css(".note-field textarea")).await.unwrap();
        // The verdicts come meanwhile, and move it.
        browser.into_view(&fields[6]).await;
        fields[6].clear().await.unwrap();
        fields[6].send_keys(words).await.unwrap();
    };
    note("Ask the police in March.").await;
    assert!(asks().await);
    note(" ").await;
    assert!(!asks().await, "nothing is noted any more");
    note("Ask the police in March.").await;
    browser.click("link", "Share").await;
    browser.click("radio", "Nothing of these figures was shared before").await;
    browser.find("button", "Save for the Board").await;
    browser.download("Save the board file", "figures-until-2019-07-31.json").await;
    assert!(asks().await, "the note did not travel");
    browser.click("checkbox", "own views").await;
    browser.find("rowheader", "Are partners clear and able to deliver?").await;
    browser.click("button", "Save the board file").await;
    browser.says("The board file was saved.").await;
    assert!(!asks().await, "the note is in the file");
    browser.click("link", "Questions").await;
    browser.find("heading", "Seven questions").await;
    note("Ask the police in April.").await;
    assert!(asks().await);
    browser.end().await;
}

/// A clock that is off by so many milliseconds, in the page and in its workers.
const CLOCK: &str = r"
    const clock = `{ const Real = Date; const off = OFF;
        globalThis.Date = class extends Real { constructor(...of) { if (of.length) super(...of); else super(Real.now() + off); } static now() { return Real.now() + off; } }; }`;
    (0, eval)(clock);
    const RealBlob = Blob;
    globalThis.Blob = class extends RealBlob {
        constructor(parts, options) { super(options?.type === 'text/javascript' ? [clock, ...parts] : parts, options); }
    };";

#[tokio::test]
async fn time_zone_language_and_clock_change_nothing_of_the_figures_or_of_what_is_shared() {
    let mut made = Vec::new();
    for (zone, language, clock_days) in
        [("Pacific/Auckland", "tr-TR", 0_i64), ("America/Los_Angeles", "ar-EG", 900), ("Pacific/Auckland", "tr-TR", 0)]
    {
        let browser = Browser::start(&format!("zone-{}", made.len())).await;
        if !browser.can("another clock, time zone and language") {
            return browser.end().await;
        }
        let command = |name: &'static str, of: Value| browser.client.issue_cmd(DevTools(name, of));
        command("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await.unwrap();
        command("Emulation.setLocaleOverride", json!({ "locale": language })).await.unwrap();
        before_the_page(&browser, &CLOCK.replace("OFF", &(clock_days * 86_400_000).to_string())).await;
        browser.open("/").await;
        browser.click("button", "Try the demonstration file").await;
        browser.find("heading", "audits were inadequate between September 2017 and August 2019").await;
        browser.find("heading", "Coldharbour has more inadequate work than the other offices").await;
        let here = "return [Intl.DateTimeFormat().resolvedOptions().timeZone, Intl.DateTimeFormat().resolvedOptions().locale, Math.round((Date.now() - arguments[0]) / 86400000)]";
        let now =
            u64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis())
                .unwrap();
        let here = browser.client.execute(here, vec![json!(now)]).await.unwrap();
        assert_eq!((&here[0], &here[2]), (&json!(zone), &json!(clock_days)));
        assert!(here[1].as_str().unwrap().starts_with(language.split_once('-').unwrap().0), "{here}");
        browser.click("link", "Data").await;
        let figures = browser.download("Download the figures (JSON)", "figures.json").await;
        assert!(figures == native_figures(&inflated(DEMONSTRATION), None), "{zone} {language}");
        browser.click("link", "Share").await;
        browser.click("radio", "Nothing of these figures was shared before").await;
        browser.find("button", "Save for the Board").await;
        // The day of preparing is the sender's own, by the sender's clock, until another is typed.
        let type_day = "const field = document.querySelector('input[type=date]'); field.value = '2026-01-02'; field.dispatchEvent(new Event('change', { bubbles: true }))";
        browser.client.execute(type_day, Vec::new()).await.unwrap();
        browser.find("button", "Copy the link").await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let link = shown_link(&browser).await;
        let link = link.split_once('#').unwrap().1.to_owned();
        let page = browser.download("Save for the Board", "figures-until-2019-07-31.html").await;
        made.push((figures, link, page));
        browser.end().await;
    }
    assert!(made[0] == made[1] && made[0] == made[2]);
}
