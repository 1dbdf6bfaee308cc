//! Shared figures as their reader opens them: a link, what mail makes of it, a passphrase, a board file, and a page that holds them.

#![allow(clippy::string_slice, reason = "a link is plain letters")]

use super::*;
use plumbline::disclosure::{Grain, Shared};
use plumbline::report::{Report, Sheet, wording};
use plumbline::share::{Sealed, board_file, fingerprint, for_page, link, payload};

const MONTHLY: Grain = Grain { months: 1, merge_offices: false };
pub(super) const HALF_YEARS: Grain = Grain { months: 6, merge_offices: true };

fn overall(shared: &Shared) -> String {
    Report::from_shared(shared).findings[0].sentence.clone()
}

/// The cells of a table, as they stand on the page.
pub(super) async fn cells(browser: &Browser, rows: &str) -> Vec<Vec<String>> {
    let take = "return [...document.querySelectorAll(arguments[0])].map(row => [...row.children].map(cell => cell.textContent))";
    let found = browser.client.execute(take, vec![json!(rows)]).await.unwrap();
    serde_json::from_value(found).unwrap()
}

fn shown(sheet: &Sheet) -> Vec<Vec<String>> {
    sheet.rows.iter().map(|row| row.iter().map(plumbline::report::Cell::shown).collect()).collect()
}

/// The page says these figures, and how they came.
pub(super) async fn shows(browser: &Browser, shared: &Shared) {
    browser.find("heading", &overall(shared)).await;
    browser
        .says("Figures prepared by A. Manager, Quality Assurance on 2 September 2019 for the Board of 12 September")
        .await;
    browser.says(&fingerprint(shared)).await;
}

#[tokio::test]
async fn a_link_shows_the_shared_figures_in_every_view_and_asks_for_nothing() {
    let browser = Browser::start("link").await;
    let shared = board::demonstration(MONTHLY);
    let (link, report) = (link(&shared).unwrap(), Report::from_shared(&shared));
    browser.open(&format!("/#{link}")).await;
    shows(&browser, &shared).await;
    browser.requests().await;
    browser.says("Invented figures").await;
    browser.says("Data to 31 July 2019. Public version; fingerprint").await;
    browser.screenshot("board-summary").await;

    browser.click("link", "Over time").await;
    browser.find("heading", "Over time").await;
    browser.says("Shared by months, and only those that were complete.").await;
    address_is(&browser, "the link and its view", |address| address == format!("{link}/over-time")).await;
    browser.click("button", "Show the table").await;
    assert_eq!(cells(&browser, "#rate-over-time-table tbody tr").await, shown(&Sheet::of_periods(&report)));
    browser.says(wording::WHAT_C_MEANS).await;
    let hidden = report.periods.iter().find(|period| period.grades.contains(&None)).unwrap();
    browser.find("img", &wording::grades_label(hidden, &report.scale)).await;
    let csv = String::from_utf8(browser.download("Download CSV", "rate-over-time.csv").await).unwrap();
    assert_eq!(csv, Sheet::of_periods(&report).to_csv());

    browser.click("link", "Offices").await;
    browser.find("heading", "The offices side by side").await;
    browser.click("disclosure", "Every office in one table").await;
    assert_eq!(cells(&browser, "section > details .scroll tbody tr").await, shown(&Sheet::of_offices(&report)));
    let office = report.offices.iter().find(|office| office.shows_a_period()).unwrap();
    let at = office.by_period.iter().position(|counted| counted.shown().is_none()).unwrap();
    browser
        .find("img", &wording::office_in_period(&office.office, &report.periods[at].name, office.by_period[at]))
        .await;
    browser.says("Each of its periods is hidden (c).").await;
    let heat = cells(&browser, ".heat tbody tr").await;
    for (row, office) in heat.iter().zip(&report.offices) {
        let counts = office.by_period.iter().map(|counted| match (counted.audits(), counted.shown()) {
            (Some(0), _) => "–".to_owned(),
            (_, Some(tally)) => format!("{} of {}", tally.inadequate, tally.n),
            (Some(n), None) => format!("c of {n}"),
            (None, None) => "c".to_owned(),
        });
        assert_eq!(row[1..], counts.collect::<Vec<_>>(), "{}", row[0]);
    }

    browser.click("link", "One office").await;
    browser.pick("Office that is looked at", &report.offices[0].office).await;
    browser.find("heading", &wording::counted_inadequate(&report.offices[0].rate)).await;
    // Each address is whole: it opens the same place, here and elsewhere.
    let address = browser.client.current_url().await.unwrap();
    assert!(address.as_str().contains(&link));
    browser.client.refresh().await.unwrap();
    browser.find("heading", &wording::counted_inadequate(&report.offices[0].rate)).await;
    browser.client.back().await.unwrap();
    browser.client.back().await.unwrap();
    browser.find("heading", "The offices side by side").await;

    browser.click("link", "About these figures").await;
    browser.says("so that anybody may read it").await;
    browser.says(&wording::how_much_is_hidden(report.shared.unwrap())).await;
    browser.says("Six more practitioners").await;
    browser.screenshot("board-about").await;
    let file = browser.download("Save these figures as a board file", "board.json").await;
    assert_eq!(String::from_utf8(file).unwrap(), board_file(&shared));
    browser.click("link", "Methods").await;
    // Only the page itself, once more when it was loaded again.
    let asked = browser.requests().await;
    assert_eq!(asked.len(), usize::from(browser.from == From::Host), "{asked:?}");
    browser.was_asked_of_the_host(2);

    // Left, the page is as it was for anybody.
    browser.click("link", "Close these figures").await;
    browser.find("button", "Choose a file").await;
    browser.client.back().await.unwrap();
    browser.says(&fingerprint(&shared)).await;
    browser.end().await;
}

#[tokio::test]
async fn a_link_that_cannot_be_opened_says_what_to_ask_for() {
    let browser = Browser::start("cannot").await;
    let link = link(&board::demonstration(HALF_YEARS)).unwrap();
    let other = if &link[60..61] == "A" { "B" } else { "A" };
    for (damaged, says) in [
        (link[..link.len() - 20].to_owned(), "cut short on its way: 20 of"),
        (format!("{}{other}{}", &link[..60], &link[61..]), "changed on its way"),
        (link.replacen("s1.", "s4.", 1), "newer Plumbline"),
    ] {
        browser.open(&format!("/#{damaged}")).await;
        browser.find("heading", "These figures could not be opened").await;
        browser.says(says).await;
        browser.says("Ask the sender").await;
        assert!(!browser.text().await.contains("fingerprint"));
    }
    browser.end().await;
}

/// The same cryptography, written apart from the page's own.
const SEAL: &str = "
    const [plain, passphrase, context, iterations, done] = arguments;
    (async () => {
        const bytes = letters => Uint8Array.from(letters, letter => letter.charCodeAt(0));
        const salt = crypto.getRandomValues(new Uint8Array(16)), iv = crypto.getRandomValues(new Uint8Array(12));
        const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase), 'PBKDF2', false, ['deriveBits']);
        const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, secret, 256);
        const key = await crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt']);
        const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(context) }, key, new Uint8Array(plain));
        return [salt, iv, new Uint8Array(sealed)].map(part => [...part]);
    })().then(done, error => done(String(error)));
";

#[tokio::test]
async fn sealed_figures_open_by_their_passphrase_alone() {
    let browser = Browser::start("sealed").await;
    let shared = board::demonstration(HALF_YEARS);
    browser.open("/").await;
    let context = String::from_utf8(Sealed::context_of(plumbline::share::version_of(&shared))).unwrap();
    let passphrase = "Ynys Môn, 12 apples";
    let arguments = vec![json!(payload(&shared)), json!(passphrase), json!(context), json!(Sealed::ITERATIONS)];
    let made = browser.client.execute_async(SEAL, arguments).await.unwrap();
    let part = |at: usize| -> Vec<u8> { serde_json::from_value(made[at].clone()).unwrap() };
    let sealed = Sealed {
        version: plumbline::share::version_of(&shared),
        salt: part(0).try_into().unwrap(),
        nonce: part(1).try_into().unwrap(),
        iterations: Sealed::ITERATIONS,
        ciphertext: part(2),
    };
    let link = sealed.link().unwrap();
    browser.open(&format!("/?again#{link}/over-time")).await;
    browser.find("heading", "These figures are behind a passphrase").await;
    assert!(!browser.text().await.contains("prepared by"));
    browser.screenshot("board-sealed").await;
    let asked_of_the_host = browser.host.requests.load(Ordering::SeqCst);
    let field = browser.client.find(Locator::Id("passphrase")).await.unwrap();
    field.send_keys("ynys môn, 12 apples").await.unwrap();
    browser.click("button", "Open the figures").await;
    browser.says("The passphrase does not open this link").await;
    assert!(!browser.text().await.contains("prepared by"));
    let field = browser.client.find(Locator::Id("passphrase")).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(passphrase).await.unwrap();
    field.send_keys(&String::from(char::from(Key::Enter))).await.unwrap();
    browser.find("heading", "Over time").await;
    browser.says(&fingerprint(&shared)).await;
    address_is(&browser, "the link and its view", |address| address == format!("{link}/over-time")).await;
    assert_eq!(browser.host.requests.load(Ordering::SeqCst), asked_of_the_host);
    // Loaded again, it asks again: nothing of the passphrase was kept.
    browser.client.refresh().await.unwrap();
    browser.find("heading", "These figures are behind a passphrase").await;
    browser.end().await;
}

#[tokio::test]
async fn a_board_file_is_known_by_its_head_and_opened_without_a_worker() {
    let browser = Browser::start("board-file").await;
    let shared = board::demonstration(MONTHLY);
    let file = board_file(&shared);
    browser.open("/").await;
    browser.find("button", "Choose a file").await;
    browser
        .client
        .execute("plumbline.worker = () => { throw new Error('a worker was started') }", Vec::new())
        .await
        .unwrap();
    browser.choose("board.json", file.replacen("Manager", "Damager", 1).as_bytes()).await;
    browser.says("changed on its way").await;
    browser.choose("board.json", file.as_bytes()).await;
    shows(&browser, &shared).await;
    browser.click("link", "Over time").await;
    browser.find("heading", "Over time").await;
    browser.click("link", "Close these figures").await;
    browser.find("button", "Choose a file").await;
    browser.end().await;
}

#[tokio::test]
async fn a_page_that_holds_figures_shows_them_and_nothing_else() {
    let browser = Browser::start("holds").await;
    let (shared, other) = (board::demonstration(MONTHLY), board::demonstration(HALF_YEARS));
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/index.html")).unwrap();
    let element = format!("<script type=\"application/json\" id=\"shared\">{}</script>\n", for_page(&shared));
    let with = page.replacen("<div id=\"app\"", &format!("{element}<div id=\"app\""), 1);
    assert_ne!(page, with);
    let path = browser.folder.join("Figures for the Board.html");
    std::fs::write(&path, with).unwrap();
    let address = url::Url::from_file_path(&path).unwrap();
    browser.client.goto(&format!("{address}#{}", link(&other).unwrap())).await.unwrap();
    shows(&browser, &shared).await;
    browser.screenshot("board-page").await;
    browser.client.execute("location.hash = arguments[0]", vec![json!(link(&other).unwrap())]).await.unwrap();
    let audits = browser.folder.join("audits.csv");
    std::fs::write(&audits, "Date,Grade\n2024-01-02,Good\n2024-02-02,Inadequate\n").unwrap();
    browser.drop_onto_the_page(&audits).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    shows(&browser, &shared).await;
    assert!(!browser.text().await.contains(&fingerprint(&other)));
    assert!(browser.client.find(Locator::Css("input[type=file], textarea")).await.is_err());
    browser.click("link", "Offices").await;
    browser.find("heading", "The offices side by side").await;
    browser.click("link", "Plumbline, start").await;
    shows(&browser, &shared).await;
    assert_eq!(browser.host.requests.load(Ordering::SeqCst), 0);
    // A copy whose figures were changed shows none.
    let broken = std::fs::read_to_string(&path).unwrap().replacen("A. Manager", "B. Manager", 1);
    std::fs::write(&path, broken).unwrap();
    browser.client.goto(&format!("{address}?again")).await.unwrap();
    browser.find("heading", "These figures could not be opened").await;
    assert!(browser.client.find(Locator::Css("input[type=file], textarea")).await.is_err());
    browser.end().await;
}

#[tokio::test]
async fn on_a_phone_shared_figures_fit_the_window() {
    let browser = Browser::start("board-phone").await;
    let monthly = link(&board::demonstration(MONTHLY)).unwrap();
    browser.open_of_any_width(&format!("/#{monthly}")).await;
    browser.says("Figures prepared by").await;
    for width in [320, 390, 768, 1280] {
        browser.width(width).await;
        let places = ["", "/over-time", "/offices", "/office?name=Denholm", "/data", "/methods"]
            .map(|place| format!("{monthly}{place}"));
        for place in places.iter().map(String::as_str).chain([&monthly[..100], ""]) {
            browser.client.execute("location.hash = arguments[0]", vec![json!(place)]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(400)).await;
            let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.client.execute(wider, Vec::new()).await.unwrap(), json!(0), "{place} at {width}");
        }
    }
    browser.end().await;
}

/// Whoever turns a phone or draws a window wider sees charts that are laid out for it.
#[tokio::test]
async fn charts_are_drawn_anew_when_the_window_is_made_wider_or_narrower() {
    let browser = Browser::start("board-turned").await;
    let monthly = link(&board::demonstration(MONTHLY)).unwrap();
    browser.open_of_any_width(&format!("/#{monthly}/over-time")).await;
    browser.says("Figures prepared by").await;
    // Every chart in the window is laid out as wide as its place, and none for a window that is gone.
    let fit = "return (() => {
        const charts = [...document.querySelectorAll('svg.chart')].filter(chart => chart.getBoundingClientRect().top < innerHeight);
        return charts.length > 0 && charts.every(chart => {
            const drawn = chart.viewBox.baseVal.width, there = chart.getBoundingClientRect().width;
            return Math.abs(drawn - there) < 2 && there > 0.6 * Math.min(innerWidth, 900);
        });
    })()";
    for width in [1280, 390, 1280, 600, 320] {
        browser.width(width).await;
        let deadline = Instant::now() + PATIENCE;
        while browser.client.execute(fit, Vec::new()).await.unwrap() != json!(true) {
            assert!(Instant::now() < deadline, "the charts are not laid out for {width} pixels");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    browser.end().await;
}
