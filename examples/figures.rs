//! Prints the figures of a file as JSON, the same bytes that the page's "Download the figures" gives:
//! `cargo run --release --example figures -- FILE [--mapping M.json] [--settings S.json]`. `docs/figures.md` describes the keys.

use plumbline::import::{Mapping, Reader};
use plumbline::report::Report;
use plumbline::settings::Settings;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: figures FILE [--mapping M.json] [--settings S.json]";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing more can be done if the error stream itself is closed.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut file, mut mapping, mut settings) = (None, None, Settings::default());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--mapping" => {
                let path = arguments.next().ok_or(USAGE)?;
                mapping = Some(Mapping::parse(&text_of(&path)?)?);
            }
            "--settings" => {
                let path = arguments.next().ok_or(USAGE)?;
                settings = serde_json::from_str(&text_of(&path)?).map_err(|error| format!("{path}: {error}"))?;
            }
            _ if file.is_none() && !argument.starts_with("--") => file = Some(argument),
            _ => return Err(USAGE.into()),
        }
    }
    let path = file.ok_or(USAGE)?;
    let mut file = File::open(&path).map_err(|error| format!("{path} cannot be opened: {error}"))?;
    let mut reader = Reader::new(mapping);
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut chunk).map_err(|error| format!("{path} cannot be read: {error}"))?;
        match chunk.get(..read) {
            Some([]) | None => break,
            Some(bytes) => reader.push(bytes)?,
        }
    }
    let report = Report::of(&reader.finish()?, &settings);
    io::stdout().lock().write_all(report.figures()?.as_bytes())?;
    Ok(())
}

fn text_of(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))
}
