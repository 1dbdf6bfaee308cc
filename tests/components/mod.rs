//! What is compiled into the page: its crates, as cargo resolves them for wasm32.

#![allow(dead_code, unreachable_pub, reason = "the test of the dependencies and the example `release` each use a part")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

/// A crate.
#[derive(Debug, Clone)]
pub struct Component {
    pub name: String,
    pub version: String,
    /// An SPDX expression, as its authors wrote it; older ones write "/" for "OR".
    pub licence: String,
    pub authors: Vec<String>,
    pub description: Option<String>,
    pub repository: Option<String>,
    /// Where it was fetched from; `None` for the project's own.
    pub source: Option<String>,
    /// SHA-256 of the crate as it was fetched, in hex.
    pub checksum: Option<String>,
    /// Its folder.
    pub folder: PathBuf,
    /// The identifiers of the crates that it uses.
    pub uses: Vec<String>,
}

impl Component {
    /// As package URLs name it.
    pub fn purl(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }

    /// The licence as SPDX writes it today.
    pub fn spdx(&self) -> String {
        self.licence.replace(" / ", " OR ").replace('/', " OR ")
    }
}

/// The project itself, and every crate of which code is compiled into the page, by its identifier. What only makes code while it is compiled
/// (procedural macros, build scripts) is no part of it.
pub fn of_the_page() -> Result<(String, BTreeMap<String, Component>), Box<dyn Error>> {
    let metadata = metadata(&["--filter-platform", "wasm32-unknown-unknown"])?;
    let root = text(at(&metadata, "/resolve/root"))?;
    let packages: BTreeMap<&str, &Value> =
        list(at(&metadata, "/packages")).filter_map(|package| Some((at(package, "/id").as_str()?, package))).collect();
    let nodes: BTreeMap<&str, &Value> =
        list(at(&metadata, "/resolve/nodes")).filter_map(|node| Some((at(node, "/id").as_str()?, node))).collect();
    let makes_code = |id: &str| {
        packages.get(id).is_some_and(|package| {
            list(at(package, "/targets")).any(|target| list(at(target, "/kind")).any(|kind| kind == "proc-macro"))
        })
    };
    let checksums = checksums()?;
    let mut components = BTreeMap::new();
    let mut waiting = vec![root.clone()];
    while let Some(id) = waiting.pop() {
        if components.contains_key(&id) {
            continue;
        }
        let (package, node) = packages
            .get(id.as_str())
            .zip(nodes.get(id.as_str()))
            .ok_or("cargo metadata names a crate that it does not tell of")?;
        let is_normal =
            |dependency: &&Value| list(at(dependency, "/dep_kinds")).any(|kind| at(kind, "/kind").is_null());
        let uses: Vec<String> = list(at(node, "/deps"))
            .filter(is_normal)
            .filter_map(|dependency| at(dependency, "/pkg").as_str())
            .filter(|used| !makes_code(used))
            .map(str::to_owned)
            .collect();
        waiting.extend(uses.iter().cloned());
        components.insert(id.clone(), component(package, uses, &checksums)?);
    }
    Ok((root, components))
}

/// A crate of the lock file: name, version, source and checksum.
pub type Locked = (String, String, Option<String>, Option<String>);

/// Every crate of the lock file with its source and checksum: those of tests, tools and other platforms as well.
pub fn locked() -> Result<Vec<Locked>, Box<dyn Error>> {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"))?;
    let value = |entry: &str, key: &str| {
        entry
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
            .map(str::to_owned)
    };
    let entries = lock.split("[[package]]").skip(1);
    Ok(entries
        .filter_map(|entry| {
            Some((value(entry, "name")?, value(entry, "version")?, value(entry, "source"), value(entry, "checksum")))
        })
        .collect())
}

fn checksums() -> Result<BTreeMap<(String, String), String>, Box<dyn Error>> {
    Ok(locked()?.into_iter().filter_map(|(name, version, _, checksum)| Some(((name, version), checksum?))).collect())
}

fn component(
    package: &Value,
    uses: Vec<String>,
    checksums: &BTreeMap<(String, String), String>,
) -> Result<Component, Box<dyn Error>> {
    let (name, version) = (text(at(package, "/name"))?, text(at(package, "/version"))?);
    let manifest = PathBuf::from(text(at(package, "/manifest_path"))?);
    let optional = |key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
    Ok(Component {
        checksum: checksums.get(&(name.clone(), version.clone())).cloned(),
        licence: optional("license").unwrap_or_default(),
        authors: list(at(package, "/authors"))
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        description: optional("description"),
        repository: optional("repository"),
        source: optional("source"),
        folder: manifest.parent().ok_or("a crate without a folder")?.to_owned(),
        uses,
        name,
        version,
    })
}

fn metadata(options: &[&str]) -> Result<Value, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(options)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&told.stdout)?)
}

fn at<'a>(value: &'a Value, place: &str) -> &'a Value {
    value.pointer(place).unwrap_or(&Value::Null)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> Result<String, Box<dyn Error>> {
    Ok(value.as_str().ok_or("cargo metadata tells something else than it used to")?.to_owned())
}
