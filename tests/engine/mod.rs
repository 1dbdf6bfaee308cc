//! A browser of one of three engines, and the driver that it is steered by.

#![allow(dead_code, unreachable_pub, reason = "the browser tests and the example `contact_sheet` each use a part")]
#![allow(clippy::panic, clippy::indexing_slicing, reason = "a tool of tests, which should stop where it fails")]

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What draws the page and runs its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chrome's and Edge's, by Debian's Chromium.
    Chromium,
    /// Firefox's own.
    Firefox,
    /// Safari's, by WebKitGTK's MiniBrowser, in an X server without a screen.
    WebKit,
}

impl Engine {
    pub const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

    /// The one that `PLUMBLINE_ENGINE` names; Chromium, where it is not set.
    pub fn chosen() -> Engine {
        match std::env::var("PLUMBLINE_ENGINE") {
            Err(_) => Engine::Chromium,
            Ok(name) => Engine::ALL.into_iter().find(|engine| engine.name() == name).unwrap_or_else(|| {
                panic!("PLUMBLINE_ENGINE is {name:?}: it may be chromium, firefox or webkit");
            }),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::WebKit => "webkit",
        }
    }

    fn driver(self) -> &'static str {
        match self {
            Engine::Chromium => "chromedriver",
            Engine::Firefox => "geckodriver",
            Engine::WebKit => "WebKitWebDriver",
        }
    }
}

/// A program, and all that it has started: ended with it.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// A browser of its own, with a profile and downloads in a folder that goes with it.
pub struct Running {
    pub client: Client,
    pub engine: Engine,
    pub folder: PathBuf,
    /// What the browser calls itself.
    pub version: String,
    // Dropped in this order: the display goes after what is drawn on it.
    _driver: Group,
    _display: Option<Group>,
}

impl Drop for Running {
    fn drop(&mut self) {
        // What failed has not closed its session, and Chromium leaves the group of its driver; the driver has told which it is.
        if let Some(browser) = self.client.capabilities().and_then(|told| told.get("goog:processID")?.as_u64()) {
            let _ = Command::new("kill").arg(browser.to_string()).stderr(Stdio::null()).status();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Running {
    /// Starts one; `name` tells its folder from others'. All that it asks of a network other than this machine goes to the `proxy` at this port.
    pub async fn start(engine: Engine, name: &str, proxy: Option<u16>) -> Result<Running, Box<dyn std::error::Error>> {
        let folder = std::env::temp_dir().join(format!("plumbline-{name}-{}", std::process::id()));
        for part in [".config", "temporary"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        let port = free_port()?;
        let mut command = match engine {
            // The page's process writes to a file what it has to say only when it ends, if it is not told otherwise.
            Engine::WebKit => Command::new("stdbuf"),
            _ => Command::new(engine.driver()),
        };
        if engine == Engine::WebKit {
            command.args(["-oL", engine.driver()]);
        }
        command.arg(format!("--port={port}"));
        let mut display = None;
        match engine {
            Engine::Chromium => {}
            Engine::Firefox => {
                command.arg(format!("--websocket-port={}", free_port()?)).env("MOZ_HEADLESS_WIDTH", "1280");
                command
                    .env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1")
                    .env("MOZ_HEADLESS_HEIGHT", "1100")
                    .env("HOME", &folder)
                    .env("TMPDIR", folder.join("temporary"));
            }
            Engine::WebKit => {
                let downloads = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", folder.display());
                std::fs::write(folder.join(".config/user-dirs.dirs"), downloads)?;
                let (screen, number) = screen()?;
                display = Some(screen);
                command
                    .env("DISPLAY", format!(":{number}"))
                    .env("HOME", &folder)
                    .env("TMPDIR", folder.join("temporary"));
                command.env("XDG_CONFIG_HOME", folder.join(".config")).env("LIBGL_ALWAYS_SOFTWARE", "1");
            }
        }
        let said = std::fs::File::create(folder.join("driver.log"))?;
        command.stdout(said.try_clone()?).stderr(said).process_group(0);
        let missing = format!(
            "{} is missing: type `./check --all-engines`, which installs it or says how, and put .tools/bin on the PATH",
            engine.driver()
        );
        let driver = Group(command.spawn().map_err(|_| missing.clone())?);
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        builder.capabilities(capabilities(engine, &folder, proxy));
        let mut fault = None;
        for _ in 0..3 {
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => {
                    let told = client.capabilities();
                    let version =
                        told.and_then(|told| told.get("browserVersion")?.as_str()).unwrap_or_default().to_owned();
                    return Ok(Running { client, engine, folder, version, _driver: driver, _display: display });
                }
                Err(error) => fault = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let said = std::fs::read_to_string(folder.join("driver.log")).unwrap_or_default();
        Err(format!(
            "{} did not start: {fault:?}. Its driver says: {said}. If it is not installed: {missing}",
            engine.name()
        )
        .into())
    }

    /// What the browser wrote of faults in the page, where its driver keeps no log to ask for.
    pub fn complaints(&self) -> Vec<String> {
        let said = std::fs::read_to_string(self.folder.join("driver.log")).unwrap_or_default();
        let of_the_page = |line: &&str| match self.engine {
            Engine::Chromium => false,
            Engine::Firefox => {
                let marks = [
                    "JavaScript error: http://127.",
                    "JavaScript error: file:",
                    "JavaScript error: blob:",
                    "console.error:",
                ];
                // What Firefox complains of in its own parts, as that it may fetch no settings from its maker.
                let its_own = ["RSLoader", "resource://", "chrome://"];
                marks.iter().any(|mark| line.contains(mark)) && !its_own.iter().any(|mark| line.contains(mark))
            }
            Engine::WebKit => line.contains("CONSOLE") && line.contains("ERROR"),
        };
        said.lines().filter(of_the_page).map(str::to_owned).collect()
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// An X server that draws into memory, and its number.
fn screen() -> Result<(Group, String), Box<dyn std::error::Error>> {
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1600x1300x24", "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|_| "Xvfb is missing: type `./check --all-engines`, which installs it or says how")?;
    let said = server.stdout.take().ok_or("Xvfb says nothing")?;
    let server = Group(server);
    let mut number = String::new();
    BufReader::new(said).read_line(&mut number)?;
    Ok((server, number.trim().to_owned()))
}

fn capabilities(engine: Engine, folder: &Path, proxy: Option<u16>) -> Map<String, Value> {
    let mut capabilities = match engine {
        Engine::Chromium => of_chromium(folder),
        Engine::Firefox => json!({
            "moz:firefoxOptions": {
                "args": ["-headless"],
                "prefs": {
                    "browser.download.dir": folder,
                    "browser.download.folderList": 2,
                    "browser.download.useDownloadDir": true,
                    "browser.download.always_ask_before_handling_new_types": false,
                    "browser.download.alwaysOpenPanel": false,
                    "browser.helperApps.neverAsk.saveToDisk":
                        "text/csv,text/html,application/json,image/svg+xml,image/png,application/octet-stream",
                    // What the page writes to its console is written where it can be looked at.
                    "devtools.console.stdout.content": true,
                    // Firefox itself asks for nothing.
                    "app.update.enabled": false,
                    "browser.safebrowsing.malware.enabled": false,
                    "browser.safebrowsing.phishing.enabled": false,
                    "extensions.getAddons.cache.enabled": false,
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                    "services.settings.server": "data:,none",
                },
            },
        }),
        Engine::WebKit => json!({
            "webkitgtk:browserOptions": {
                "args": ["--automation", "--enable-write-console-messages-to-stdout=true"],
            },
        }),
    };
    // Chromium tells what it asks for by itself.
    if let Some(port) = proxy.filter(|_| engine != Engine::Chromium) {
        let at = format!("127.0.0.1:{port}");
        let none: &[&str] = if engine == Engine::WebKit { &["127.0.0.1"] } else { &[] };
        capabilities["proxy"] = json!({ "proxyType": "manual", "httpProxy": at, "sslProxy": at, "noProxy": none });
    }
    capabilities.as_object().cloned().unwrap_or_default()
}

fn of_chromium(folder: &Path) -> Value {
    let arguments = vec![
        "--headless".to_owned(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        // Chromium's sandbox refuses to run as root, as it does in a container.
        "--no-sandbox".into(),
        "--window-size=1280,1000".into(),
        format!("--user-data-dir={}", folder.join("profile").display()),
    ];
    json!({
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": { "download.default_directory": folder, "download.prompt_for_download": false },
            "perfLoggingPrefs": { "enableNetwork": true },
        },
        "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
    })
}

/// A command of Chromium's own protocol, for what its driver has no other way to do.
#[derive(Debug)]
pub struct DevTools(pub &'static str, pub Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.0, "params": self.1 }).to_string()))
    }
}
