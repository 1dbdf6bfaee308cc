//! Serves `dist/` on this computer alone, as any static host would: `host PORT`. `./serve` runs it.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it says where the page is, or why it is nowhere")]

#[path = "../tests/host/mod.rs"]
mod host;

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(port) = std::env::args().nth(1).and_then(|port| port.parse().ok()) else {
        eprintln!("Give a port: cargo run --example host -- 8080");
        return ExitCode::FAILURE;
    };
    match host::Host::start("dist".into(), port) {
        Ok(host) => {
            println!("\nPlumbline is on http://127.0.0.1:{}/ (Ctrl-C stops it).", host.port);
            println!("The page itself is the one file dist/index.html.");
            host.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("Port {port} cannot be used: {error}. Type: ./serve --port {}", port.saturating_add(1));
            ExitCode::FAILURE
        }
    }
}
