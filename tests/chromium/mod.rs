//! A headless Chromium and the driver that it is steered by.

#![allow(dead_code, unreachable_pub, reason = "the browser tests and the example `contact_sheet` each use a part")]

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A browser of its own, with a profile and downloads in a folder that goes with it.
pub struct Chromium {
    pub client: Client,
    pub folder: PathBuf,
    driver: Child,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // What failed has not closed its session, and ending the driver does not end its browser; the driver has told which it is.
        if let Some(browser) = self.client.capabilities().and_then(|told| told.get("goog:processID")?.as_u64()) {
            let _ = Command::new("kill").arg(browser.to_string()).stderr(Stdio::null()).status();
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Chromium {
    /// Starts one; `name` tells its folder from others'.
    pub async fn start(name: &str) -> Result<Chromium, Box<dyn std::error::Error>> {
        let folder = std::env::temp_dir().join(format!("plumbline-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| "chromedriver is missing: type `./check`, which installs it or says how")?;
        let capabilities = capabilities(&folder);
        for _ in 0..100 {
            let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => return Ok(Chromium { client, folder, driver }),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Err("Chromium did not start".into())
    }
}

fn capabilities(folder: &Path) -> serde_json::Map<String, Value> {
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
    let capabilities = json!({
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": { "download.default_directory": folder, "download.prompt_for_download": false },
            "perfLoggingPrefs": { "enableNetwork": true },
        },
        "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
    });
    capabilities.as_object().cloned().unwrap_or_default()
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
