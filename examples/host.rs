//! Serves `dist/` on this computer alone, as any static host would: `host PORT`. `./serve` runs it.

#[path = "../tests/host/mod.rs"]
mod host;

use std::process::ExitCode;

fn main() -> ExitCode {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(8080);
    match host::Host::start("dist".into(), port) {
        Ok(host) => {
            host.wait();
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}
