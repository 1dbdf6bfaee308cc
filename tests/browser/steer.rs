//! A browser for each test: the page found as a screen reader finds it, by role and name, and a watch over what it asks of any network.

use super::engine::{DevTools, Engine, Running};
use super::host::Host;
use super::left_out::{LEFT_OUT, LeftOut};
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long the page may take to show what is looked for.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Where the page comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A static host.
    Host,
    /// A folder, by `file://`.
    Folder,
}

impl From {
    /// What `PLUMBLINE_FROM` says; a host, where it is not set.
    fn chosen() -> From {
        match std::env::var("PLUMBLINE_FROM").as_deref() {
            Err(_) | Ok("host") => From::Host,
            Ok("folder") => From::Folder,
            Ok(other) => panic!("PLUMBLINE_FROM is {other:?}: it may be host or folder"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            From::Host => "host",
            From::Folder => "folder",
        }
    }
}

/// A browser of its own for each test, and a folder for what it downloads.
pub(super) struct Browser {
    pub(super) client: Client,
    pub(super) host: Host,
    pub(super) folder: PathBuf,
    pub(super) engine: Engine,
    pub(super) from: From,
    /// All that Firefox and WebKit ask of any network but this machine's own; Chromium keeps a log of it.
    elsewhere: Host,
    /// Whether the page stands in a frame, which can be narrower than any window.
    framed: AtomicBool,
    left_out: Mutex<Vec<&'static LeftOut>>,
    running: Running,
}

/// The built page.
pub(super) fn dist() -> PathBuf {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    assert!(dist.join("index.html").exists(), "dist/index.html is missing: type `trunk build --release`");
    dist
}

/// What of the elements of a selector may have this name comes first, and all the others after it: asking the driver about each takes long.
const LIKELY_FIRST: &str = "
    const [selector, name] = arguments, even = text => (text || '').replace(/\\s+/g, ' ');
    const wanted = even(name), likely = [], others = [];
    for (const element of document.querySelectorAll(selector)) {
        const by = (element.getAttribute('aria-labelledby') || '').split(/\\s+/).filter(Boolean)
            .map(id => document.getElementById(id)?.textContent);
        const labels = [...(element.labels || [])].map(label => label.textContent);
        const texts = [element.textContent, element.getAttribute('aria-label'), element.getAttribute('placeholder'), ...by, ...labels];
        (texts.some(text => even(text).includes(wanted)) ? likely : others).push(element);
    }
    return [likely, others];";

impl Browser {
    pub(super) async fn start(test: &str) -> Browser {
        let host = Host::start(dist(), 0).unwrap();
        let elsewhere = Host::start(PathBuf::new(), 0).unwrap();
        let running = Running::start(Engine::chosen(), test, Some(elsewhere.port)).await.unwrap();
        let browser = Browser {
            client: running.client.clone(),
            host,
            folder: running.folder.clone(),
            engine: running.engine,
            from: From::chosen(),
            elsewhere,
            framed: AtomicBool::new(false),
            left_out: Mutex::new(Vec::new()),
            running,
        };
        if browser.engine != Engine::Chromium {
            browser.client.set_window_size(1280, 1000).await.unwrap();
        }
        browser
    }

    /// The address of a place of the page: its path, query and fragment on the host. From a folder the page has no path.
    pub(super) fn address(&self, path: &str) -> String {
        match self.from {
            From::Host => format!("http://127.0.0.1:{}{path}", self.host.port),
            From::Folder => {
                let copy = self.folder.join("Plumbline.html");
                if !copy.exists() {
                    std::fs::copy(dist().join("index.html"), &copy).unwrap();
                }
                let place = path.find(['?', '#']).and_then(|at| path.get(at..)).unwrap_or_default();
                format!("file://{}{place}", copy.display())
            }
        }
    }

    pub(super) async fn open(&self, path: &str) {
        self.client.goto(&self.address(path)).await.unwrap();
    }

    /// Opens the page so that `width` can make it as narrow as a phone. Only Chromium's window can be: elsewhere the page stands in a frame.
    pub(super) async fn open_of_any_width(&self, path: &str) {
        self.goto_of_any_width(&self.address(path)).await;
    }

    /// The same for a whole address.
    pub(super) async fn goto_of_any_width(&self, address: &str) {
        if self.engine == Engine::Chromium {
            return self.client.goto(address).await.unwrap();
        }
        let around = self.folder.join("around.html");
        let frame = "<!doctype html><title>Around</title><body><script>function show(address) { const frame = document.createElement('iframe');
            frame.style = 'border:0;width:1280px;height:800px'; document.body.style.margin = 0; document.body.append(frame);
            return new Promise(done => { frame.onload = done; frame.src = address; }); }</script>";
        std::fs::write(&around, frame).unwrap();
        self.client.goto(&format!("file://{}", around.display())).await.unwrap();
        let show = "const done = arguments[1]; show(arguments[0]).then(() => done(null))";
        self.client.execute_async(show, vec![json!(address)]).await.unwrap();
        self.client.enter_frame(0).await.unwrap();
        self.framed.store(true, Ordering::SeqCst);
    }

    /// Makes the page so many CSS pixels wide, and 800 high.
    pub(super) async fn width(&self, px: u32) {
        if self.engine == Engine::Chromium {
            let metrics = json!({ "width": px, "height": 800, "deviceScaleFactor": 1, "mobile": false });
            self.client.issue_cmd(DevTools("Emulation.setDeviceMetricsOverride", metrics)).await.unwrap();
            return;
        }
        assert!(self.framed.load(Ordering::SeqCst), "the page was not opened by `open_of_any_width`");
        self.client.enter_parent_frame().await.unwrap();
        let set = "document.querySelector('iframe').style.width = `${arguments[0]}px`";
        self.client.execute(set, vec![json!(px)]).await.unwrap();
        self.client.enter_frame(0).await.unwrap();
    }

    /// Whether this engine can be asked for what is named; if not, that is told, here and in what was left out.
    pub(super) fn can(&self, what: &str) -> bool {
        let entry =
            LEFT_OUT.iter().find(|entry| entry.what == what).unwrap_or_else(|| panic!("{what:?} is not listed"));
        let left = entry.of.contains(&(self.engine, self.from));
        if left {
            println!("Left out in {} from a {}: {}", self.engine.name(), self.from.name(), entry.what);
            self.left_out.lock().unwrap().push(entry);
        }
        !left
    }

    /// The role and the name that assistive technology is told.
    async fn told(&self, element: &Element, expected: &str) -> Option<(String, String)> {
        let told = |what: &'static str| Told { element: element.element_id().to_string(), what };
        let role = self.client.issue_cmd(told("computedrole")).await.ok()?.as_str()?.to_owned();
        let mut name = self.client.issue_cmd(told("computedlabel")).await.ok()?.as_str().unwrap_or_default().to_owned();
        // WebKit's driver gives the heads of a table no name: it is their content.
        if self.engine == Engine::WebKit && name.is_empty() && matches!(expected, "rowheader" | "columnheader") {
            name = element.text().await.ok()?;
        }
        Some((role, name))
    }

    /// The element with this role and this accessible name, waited for.
    pub(super) async fn find(&self, role: &str, name: &str) -> Element {
        let selector = match role {
            "button" => "button, [role=button]",
            "link" => "a[href]",
            "heading" => "h1, h2, h3",
            "img" => "[role=img]",
            "rowheader" => "tbody th",
            "columnheader" => "thead th",
            "slider" => "[role=slider]",
            "radio" => "input[type=radio]",
            "checkbox" => "input[type=checkbox]",
            "textbox" => "input, textarea",
            // Each engine has a name of its own for the role of a summary.
            "disclosure" => "summary",
            "progressbar" => "progress",
            _ => "body *",
        };
        let deadline = Instant::now() + PATIENCE;
        for look in 1.. {
            let [likely, others] = self.elements(selector, name).await;
            let mut looked_at = likely;
            // A name can come from elsewhere than where names usually come from.
            if look % 20 == 0 {
                looked_at.extend(others);
            }
            for element in looked_at {
                let Some((found_role, found_name)) = self.told(&element, role).await else { continue };
                let of_the_role =
                    found_role == role || role == "disclosure" || (role, found_role.as_str()) == ("img", "image");
                if of_the_role && found_name.contains(name) {
                    return element;
                }
            }
            if Instant::now() > deadline {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let text = self.text().await;
        panic!("no {role} named {name:?} on the page, which says: {text}");
    }

    async fn elements(&self, selector: &str, name: &str) -> [Vec<Element>; 2] {
        let found = self.client.execute(LIKELY_FIRST, vec![json!(selector), json!(name)]).await.unwrap_or_default();
        let element = |found: &Value| {
            let id = found.as_object()?.values().next()?.as_str()?.to_owned();
            Some(Element::from_element_id(self.client.clone(), ElementRef::from(id)))
        };
        [0, 1].map(|at| found[at].as_array().into_iter().flatten().filter_map(element).collect())
    }

    pub(super) async fn click(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        self.press(&element).await;
    }

    /// Clicks on an element. The driver scrolls only as far as the window's edge, where the navigation stands. What has moved away meanwhile, since
    /// something above it was drawn, is clicked on where it is now, as its reader would.
    pub(super) async fn press(&self, element: &Element) {
        let argument = vec![serde_json::to_value(element).unwrap()];
        // A mark of a chart is clicked on where it takes clicks: the drivers would aim at the middle of whatever belongs to it.
        let middle = "const box = arguments[0].querySelector(':scope > .target')?.getBoundingClientRect();
            return box ? [box.left + box.width / 2, box.top + box.height / 2] : null";
        let listen = "const [element] = arguments;
            window.missed = null;
            document.addEventListener('click', ({ target }) => {
                window.missed = !element.contains(target) && target.closest('label')?.control !== element;
            }, { capture: true, once: true });";
        let mut unheard = 0;
        for _ in 0..10 {
            self.into_view(element).await;
            self.client.execute(listen, argument.clone()).await.unwrap();
            let middle = self.client.execute(middle, argument.clone()).await.unwrap();
            match serde_json::from_value::<(f64, f64)>(middle) {
                Ok(middle) => self.drag(&[middle]).await,
                Err(_) => element.click().await.unwrap(),
            }
            // A page that went elsewhere, or has the element no more, tells nothing.
            match self.client.execute("return window.missed", argument.clone()).await {
                Ok(Value::Bool(true)) => {}
                // It was pressed here and let go there.
                Ok(Value::Null) if unheard < 2 => unheard += 1,
                _ => return,
            }
        }
        panic!("what was to be clicked on moved away each time");
    }

    /// Scrolls to an element, and waits until it stays where it is for three looks: what comes above it may still be drawn.
    pub(super) async fn into_view(&self, element: &Element) {
        let scroll = "arguments[0].scrollIntoView({ block: 'center' }); const { x, y } = arguments[0].getBoundingClientRect(); return [x, y]";
        let argument = vec![serde_json::to_value(element).unwrap()];
        let mut place = self.client.execute(scroll, argument.clone()).await.unwrap();
        let mut same = 0;
        for _ in 0..60 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            let now = self.client.execute(scroll, argument.clone()).await.unwrap();
            same = if now == place { same + 1 } else { 0 };
            if same == 3 {
                return;
            }
            place = now;
        }
    }

    pub(super) async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// Waits until the page says this.
    pub(super) async fn says(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.text().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the page does not say {words:?} but: {}", self.text().await);
    }

    /// Gives the page a file, as choosing it would.
    pub(super) async fn choose(&self, name: &str, content: &[u8]) {
        let path = self.folder.join(name);
        std::fs::write(&path, content).unwrap();
        // A page that was just opened has yet to draw it.
        let input = self.client.wait().at_most(PATIENCE).for_element(Locator::Css("input[type=file]")).await.unwrap();
        self.client.execute("arguments[0].hidden = false", vec![serde_json::to_value(&input).unwrap()]).await.unwrap();
        input.send_keys(&path.display().to_string()).await.unwrap();
    }

    /// Chooses an option of a list, as its reader would.
    pub(super) async fn pick(&self, list: &str, option: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(found) = self.client.find(Locator::Css(&format!("select[aria-label='{list}']"))).await {
                for candidate in found.find_all(Locator::Css("option")).await.unwrap_or_default() {
                    if candidate.text().await.is_ok_and(|text| text == option) && candidate.click().await.is_ok() {
                        return;
                    }
                }
            }
            assert!(Instant::now() < deadline, "no {option:?} in {list:?}; the page says: {}", self.text().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Drags a file or folder from outside onto the page, and drops it there. Only Chromium's driver can: elsewhere the events of a drag are
    /// sent, with a file that was chosen from the disk.
    pub(super) async fn drop_onto_the_page(&self, path: &Path) {
        if self.engine == Engine::Chromium {
            for kind in ["dragEnter", "dragOver", "drop"] {
                let data = json!({ "items": [], "files": [path], "dragOperationsMask": 1 });
                let event = json!({ "type": kind, "x": 640, "y": 300, "data": data });
                self.client.issue_cmd(DevTools("Input.dispatchDragEvent", event)).await.unwrap();
            }
            return;
        }
        let field = "const field = document.createElement('input'); field.type = 'file'; field.id = 'dragged'; document.body.append(field)";
        self.client.execute(field, Vec::new()).await.unwrap();
        let field = self.client.find(Locator::Id("dragged")).await.unwrap();
        field.send_keys(&path.display().to_string()).await.unwrap();
        let drag = "const field = document.getElementById('dragged'), place = document.querySelector('main');
            for (const kind of ['dragenter', 'dragover', 'drop']) {
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(field.files[0]);
                place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
            }
            field.remove();";
        self.client.execute(drag, Vec::new()).await.unwrap();
    }

    /// Presses the main button of the mouse at one point of the window, and lets it go at the last of them.
    pub(super) async fn drag(&self, points: &[(f64, f64)]) {
        let mut mouse = MouseActions::new("mouse".to_owned());
        for (at, (x, y)) in points.iter().enumerate() {
            mouse = mouse.then(PointerAction::MoveTo { duration: Some(Duration::from_millis(30)), x: *x, y: *y });
            if at == 0 {
                mouse = mouse.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
            }
        }
        self.client.perform_actions(mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })).await.unwrap();
    }

    /// What a button of this name downloads under this file name.
    pub(super) async fn download(&self, button: &str, file: &str) -> Vec<u8> {
        self.click("button", button).await;
        self.downloaded(file).await
    }

    /// Downloads from the figure of this id, where there are several with such a button.
    pub(super) async fn download_of(&self, figure: &str, button: &str, file: &str) -> Vec<u8> {
        let path = format!("//figure[@aria-labelledby='{figure}-finding']//button[.='{button}']");
        let element = self.client.wait().for_element(Locator::XPath(&path)).await.unwrap();
        self.press(&element).await;
        self.downloaded(file).await
    }

    pub(super) async fn downloaded(&self, file: &str) -> Vec<u8> {
        let (mut before, mut the_same) = (Vec::new(), 0);
        for _ in 0..150 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            // It may still be written: it is whole when it grows no more, and Firefox's pieces of it, under names of their own, have gone.
            let now = std::fs::read(self.folder.join(file)).unwrap_or_default();
            let in_pieces = self.in_the_folder().iter().any(|name| name.ends_with(".part"));
            the_same = if !now.is_empty() && now == before && !in_pieces { the_same + 1 } else { 0 };
            if the_same == 3 {
                return now;
            }
            before = now;
        }
        panic!("{file} was not downloaded; in the folder are {:?}", self.in_the_folder());
    }

    fn in_the_folder(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).unwrap().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    pub(super) async fn log(&self, kind: &'static str) -> Vec<Value> {
        self.client.issue_cmd(Log(kind)).await.unwrap().as_array().unwrap().clone()
    }

    /// Every address that was asked for since the last look, other than those inside the page itself and a page in a folder.
    pub(super) async fn requests(&self) -> Vec<String> {
        let mut asked = Vec::new();
        if self.engine == Engine::Chromium {
            for entry in self.log("performance").await {
                let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
                if event["message"]["method"] == "Network.requestWillBeSent" {
                    asked.push(event["message"]["params"]["request"]["url"].as_str().unwrap().to_owned());
                }
            }
        } else {
            let of_the_host = std::mem::take(&mut *self.host.asked.lock().unwrap());
            asked.extend(of_the_host.iter().map(|path| format!("http://127.0.0.1:{}{path}", self.host.port)));
            asked.extend(self.elsewhere.asked.lock().unwrap().iter().cloned());
        }
        let of_the_page =
            |address: &String| ["blob:", "data:", "file:"].iter().any(|scheme| address.starts_with(scheme));
        asked.retain(|address| !of_the_page(address));
        asked
    }

    /// The host was asked so many times in all; from a folder, never.
    pub(super) fn was_asked_of_the_host(&self, times: usize) {
        let expected = if self.from == From::Host { times } else { 0 };
        assert_eq!(self.host.requests.load(Ordering::SeqCst), expected);
    }

    pub(super) async fn screenshot(&self, name: &str) {
        if let Ok(folder) = std::env::var("PLUMBLINE_SCREENSHOTS") {
            // Only Chromium's window can be as narrow as a phone.
            let widths: &[u32] = if self.engine == Engine::Chromium { &[1280, 390] } else { &[1280] };
            for width in widths {
                self.client.set_window_size(*width, 1000).await.unwrap();
                tokio::time::sleep(Duration::from_millis(300)).await;
                let picture = self.client.screenshot().await.unwrap();
                std::fs::write(Path::new(&folder).join(format!("{name}-{}-{width}.png", self.engine.name())), picture)
                    .unwrap();
            }
            self.client.set_window_size(1280, 1000).await.unwrap();
        }
    }

    /// What the browser complained of in the page since the last look.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let all: Vec<String> = if self.engine == Engine::Chromium {
            let log = self.log("browser").await.into_iter().filter(|entry| entry["level"] == "SEVERE");
            log.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
        } else {
            self.running.complaints()
        };
        all.into_iter().filter(|message| !message.contains("favicon")).collect()
    }

    /// The page has complained of nothing, and nothing was asked of any network.
    pub(super) async fn end(self) {
        assert_eq!(self.complaints().await, [] as [String; 0]);
        assert_eq!(*self.elsewhere.asked.lock().unwrap(), [] as [String; 0]);
        self.close().await;
    }

    /// Ends where complaints are to be expected.
    pub(super) async fn close(self) {
        self.record();
        let _ = self.client.clone().close().await;
    }

    /// Writes down that this test has run, and what it left out, for the table in docs/engines.md.
    fn record(&self) {
        let thread = std::thread::current();
        let Some(test) = thread.name().filter(|name| *name != "main") else { return };
        let place = format!("target/engines/{}-{}", self.engine.name(), self.from.name());
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("version"), &self.running.version).unwrap();
        let left: Vec<String> = self.left_out.lock().unwrap().iter().map(|entry| entry.what.to_owned()).collect();
        // A test with two browsers tells of both.
        let path = place.join(format!("{}.test", test.replace("::", ".")));
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        let mut lines: Vec<&str> = before.lines().chain(left.iter().map(String::as_str)).collect();
        lines.sort_unstable();
        lines.dedup();
        std::fs::write(path, lines.join("\n")).unwrap();
    }
}

impl Drop for Browser {
    /// A test that fails tells what the browser had to say: a fault in the page may be why.
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("The browser's complaints: {:#?}", self.running.complaints());
        }
    }
}

/// What the browser tells assistive technology of an element.
#[derive(Debug)]
struct Told {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Told {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/element/{}/{}", session.unwrap_or_default(), self.element, self.what))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// One of Chromium's logs.
#[derive(Debug)]
struct Log(&'static str);

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": self.0 }).to_string()))
    }
}
