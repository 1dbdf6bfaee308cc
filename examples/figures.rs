//! Prints the figures of a file as JSON, the same bytes that the page's "Download the figures" gives:
//! `cargo run --release --example figures -- FILE [--mapping M.json] [--settings S.json] [--today 2026-11-24]`. `docs/figures.md` describes the keys.

use plumbline::audit::Day;
use plumbline::import::{self, Import, Mapping, Reader};
use plumbline::report::Report;
use plumbline::settings::Settings;
use plumbline::workbook;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: figures FILE [--mapping M.json] [--settings S.json] [--today 2026-11-24]";

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
    let (mut file, mut mapping, mut settings, mut today) = (None, None, Settings::default(), None);
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
            "--today" => today = Some(arguments.next().ok_or(USAGE)?.parse::<Day>()?),
            _ if file.is_none() && !argument.starts_with("--") => file = Some(argument),
            _ => return Err(USAGE.into()),
        }
    }
    let path = file.ok_or(USAGE)?;
    let import = read(&path, mapping, today)?;
    let report = Report::of(&import, &settings);
    io::stdout().lock().write_all(report.figures()?.as_bytes())?;
    Ok(())
}

/// Reads a file by its content, as the page does: a workbook, compressed text, or text.
fn read(path: &str, mapping: Option<Mapping>, today: Option<Day>) -> Result<Import, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{path} cannot be opened: {error}"))?;
    let (head, whole) = begun(file).map_err(|error| format!("{path} cannot be read: {error}"))?;
    let text: Box<dyn Read> = if head.starts_with(&[0x1F, 0x8B]) {
        Box::new(flate2::read::MultiGzDecoder::new(whole))
    } else {
        Box::new(whole)
    };
    let (head, mut text) = begun(text).map_err(|error| format!("{path} cannot be read: {error}"))?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let mut bytes = Vec::new();
        text.read_to_end(&mut bytes)?;
        let sheets = workbook::sheets(&bytes)?;
        return import::read_sheets(&sheets, mapping, &[], today, |sheet, row| Ok(workbook::rows(&bytes, sheet, row)?));
    }
    let mut reader = Reader::new(mapping).on(today);
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = text.read(&mut chunk).map_err(|error| format!("{path} cannot be read: {error}"))?;
        match chunk.get(..read) {
            Some([]) | None => return Ok(reader.finish()?),
            Some(bytes) => reader.push(bytes)?,
        }
    }
}

/// The first bytes, and everything from the first on.
fn begun<R: Read>(mut from: R) -> io::Result<(Vec<u8>, impl Read)> {
    let mut head = Vec::new();
    from.by_ref().take(4).read_to_end(&mut head)?;
    Ok((head.clone(), io::Cursor::new(head).chain(from)))
}

fn text_of(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))
}
