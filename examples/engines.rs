//! Writes the table of docs/engines.md from what the browser tests have just run (`./check --all-engines`):
//!
//!     cargo run --example engines              writes it
//!     cargo run --example engines -- --check   fails where it says another thing than what ran
//!
//! The tests write what they ran to target/engines: a folder for each engine and each place that the page comes from.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool of the command line")]

#[path = "../tests/engine/mod.rs"]
mod engine;
#[path = "../tests/browser/left_out.rs"]
mod left_out;
mod steer {
    /// Where the page comes from, as in the tests.
    #[derive(PartialEq, Eq)]
    pub(crate) enum From {
        Host,
        Folder,
    }
}

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const RUNS: [(&str, &str); 6] = [
    ("chromium", "host"),
    ("firefox", "host"),
    ("webkit", "host"),
    ("chromium", "folder"),
    ("firefox", "folder"),
    ("webkit", "folder"),
];
const BEGIN: &str = "<!-- table -->\n";
const END: &str = "<!-- end of the table -->\n";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests: BTreeMap<String, [Option<Vec<String>>; 6]> = BTreeMap::new();
    let mut versions = BTreeSet::new();
    for (at, (engine, from)) in RUNS.iter().enumerate() {
        let folder = root.join(format!("target/engines/{engine}-{from}"));
        let entries = fs::read_dir(&folder)
            .map_err(|_| format!("{} is missing: type `./check --all-engines`", folder.display()))?;
        versions.insert(format!("{engine} {}", fs::read_to_string(folder.join("version"))?));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|end| end == "test") {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().replace('_', " ");
                let left = fs::read_to_string(&path)?.lines().map(str::to_owned).collect();
                if let Some(run) = tests.entry(name).or_default().get_mut(at) {
                    *run = Some(left);
                }
            }
        }
    }
    let mut table = "| Test | Chromium | Firefox | WebKit | Chromium, folder | Firefox, folder | WebKit, folder |\n\
                     |---|---|---|---|---|---|---|\n"
        .to_owned();
    let number = |what: &str| left_out::LEFT_OUT.iter().position(|entry| entry.what == what).map_or(0, |at| at + 1);
    for (name, runs) in &tests {
        write!(table, "| {name} |")?;
        for run in runs {
            match run {
                None => table.push_str(" not run |"),
                Some(left) if left.is_empty() => table.push_str(" yes |"),
                Some(left) => {
                    let numbers: Vec<String> = left.iter().map(|what| number(what).to_string()).collect();
                    write!(table, " but for {} |", numbers.join(", "))?;
                }
            }
        }
        table.push('\n');
    }
    table.push_str("\nWhat is left out:\n\n");
    for (at, entry) in left_out::LEFT_OUT.iter().enumerate() {
        let where_left: Vec<String> = entry
            .of
            .iter()
            .map(|(engine, from)| {
                format!("{}{}", engine.name(), if *from == steer::From::Folder { " (folder)" } else { "" })
            })
            .collect();
        writeln!(table, "{}. {}, in {}. {}", at + 1, sentence(entry.what), where_left.join(", "), entry.why)?;
    }
    let path = root.join("docs/engines.md");
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("docs/engines.md has lost the mark before its table")?;
    let (old, after) = rest.split_once(END).ok_or("docs/engines.md has lost the mark after its table")?;
    println!("Ran in: {}", versions.into_iter().collect::<Vec<_>>().join(", "));
    if std::env::args().any(|argument| argument == "--check") {
        if old != table {
            return Err("docs/engines.md says another thing than what ran: type `cargo run --example engines`".into());
        }
        return Ok(());
    }
    fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}"))?;
    Ok(())
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
