//! A static host: the files of one folder under any path that ends in their name, its `404.html` for the rest.

#![allow(dead_code, unreachable_pub, reason = "the browser tests and the example `host` each use a part")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tiny_http::{Header, Response, Server};

/// A host that runs until the program ends.
pub struct Host {
    /// Where it answers.
    pub port: u16,
    /// How many requests it has had.
    pub requests: Arc<AtomicUsize>,
    /// What it was asked for since this list was last emptied.
    pub asked: Arc<Mutex<Vec<String>>>,
    thread: JoinHandle<()>,
}

impl Host {
    /// Serves `folder` on 127.0.0.1; port 0 takes a free one.
    pub fn start(folder: PathBuf, port: u16) -> Result<Host, Box<dyn std::error::Error + Send + Sync>> {
        Host::with_headers(folder, port, Vec::new())
    }

    /// The same, sending these headers (`name: value`) with each page.
    pub fn with_headers(
        folder: PathBuf,
        port: u16,
        headers: Vec<String>,
    ) -> Result<Host, Box<dyn std::error::Error + Send + Sync>> {
        let server = Server::http(("127.0.0.1", port))?;
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let requests = Arc::new(AtomicUsize::new(0));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (counted, listed) = (requests.clone(), asked.clone());
        let thread = std::thread::spawn(move || {
            for request in server.incoming_requests() {
                counted.fetch_add(1, Ordering::SeqCst);
                if let Ok(mut listed) = listed.lock() {
                    listed.push(request.url().to_owned());
                }
                let path = request.url().split(['?', '#']).next().unwrap_or_default();
                let found = path.ends_with('/') || path.ends_with("/index.html");
                let (status, name) = if found { (200, "index.html") } else { (404, "404.html") };
                let body = std::fs::read(folder.join(name)).unwrap_or_default();
                let mut response = Response::from_data(body).with_status_code(status);
                let all = headers.iter().map(String::as_str).chain(["Content-Type: text/html; charset=utf-8"]);
                all.filter_map(|header| header.parse::<Header>().ok()).for_each(|header| response.add_header(header));
                // A browser that has gone away needs no answer.
                let _ = request.respond(response);
            }
        });
        Ok(Host { port, requests, asked, thread })
    }

    /// Waits for ever.
    pub fn wait(self) {
        let _ = self.thread.join();
    }
}
