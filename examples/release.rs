//! What belongs beside a published page: `release FOLDER` writes a software bill of materials (CycloneDX 1.5) and the licences of everything in the page
//! into it. `tools/release` runs it. The same source gives the same bytes: neither holds a time or a number by chance.

#[path = "../tests/components/mod.rs"]
mod components;

use components::Component;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the page has of the compiler's own library: code of it is in every program.
const STANDARD_LIBRARY: &str = "MIT OR Apache-2.0";

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::args().nth(1).map(PathBuf::from).ok_or("give a folder: cargo run --example release -- release")?;
    let (root, components) = components::of_the_page()?;
    let rustc = rustc_version()?;
    let bom = bill_of_materials(&root, &components, &rustc)?;
    std::fs::write(folder.join("plumbline.cdx.json"), serde_json::to_string_pretty(&bom)? + "\n")?;
    std::fs::write(folder.join("THIRD-PARTY-LICENCES.txt"), licences(&root, &components, &rustc)?)?;
    Ok(())
}

/// The release of the compiler, as `1.95.0`.
fn rustc_version() -> Result<String, Box<dyn Error>> {
    let told = Command::new("rustc").arg("--version").output()?;
    let told = String::from_utf8(told.stdout)?;
    Ok(told.split_whitespace().nth(1).ok_or("rustc does not say its version")?.to_owned())
}

fn bill_of_materials(
    root: &str,
    components: &BTreeMap<String, Component>,
    rustc: &str,
) -> Result<Value, Box<dyn Error>> {
    let own = components.get(root).ok_or("the project is missing from its own dependencies")?;
    let standard = format!("pkg:generic/rust-std@{rustc}");
    let mut listed: Vec<Value> =
        components.iter().filter(|(id, _)| *id != root).map(|(_, component)| told(component)).collect();
    listed.push(json!({
        "type": "library",
        "bom-ref": standard,
        "name": "rust-std",
        "version": rustc,
        "description": "The standard library of Rust for wasm32-unknown-unknown",
        "licenses": [{ "expression": STANDARD_LIBRARY }],
        "purl": standard,
    }));
    let dependencies: Vec<Value> = components
        .values()
        .map(|component| {
            let uses: BTreeSet<String> =
                component.uses.iter().filter_map(|used| components.get(used)).map(Component::purl).collect();
            let uses: Vec<String> = uses.into_iter().chain([standard.clone()]).collect();
            json!({ "ref": component.purl(), "dependsOn": uses })
        })
        .collect();
    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own.purl(),
                "name": own.name,
                "version": own.version,
                "description": own.description,
                "licenses": [{ "expression": own.spdx() }],
            },
            "properties": [{ "name": "built with", "value": format!("rustc {rustc}") }],
        },
        "components": listed,
        "dependencies": dependencies,
    }))
}

fn told(component: &Component) -> Value {
    let mut told = json!({
        "type": "library",
        "bom-ref": component.purl(),
        "name": component.name,
        "version": component.version,
        "scope": "required",
        "licenses": [{ "expression": component.spdx() }],
        "purl": component.purl(),
    });
    if let Some(fields) = told.as_object_mut() {
        if let Some(description) = &component.description {
            fields.insert("description".into(), json!(description.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        if let Some(checksum) = &component.checksum {
            fields.insert("hashes".into(), json!([{ "alg": "SHA-256", "content": checksum }]));
        }
        if let Some(repository) = &component.repository {
            fields.insert("externalReferences".into(), json!([{ "type": "vcs", "url": repository }]));
        }
    }
    told
}

/// Each licence text once, after the crates that came with it; where a crate came with none, that of the licences that it names.
fn licences(root: &str, components: &BTreeMap<String, Component>, rustc: &str) -> Result<String, Box<dyn Error>> {
    let mut texts: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
    let mut add = |text: String, of: String| {
        let same = text.split_whitespace().collect::<Vec<_>>().join(" ");
        texts.entry(same).or_insert_with(|| (text, BTreeSet::new())).1.insert(of);
    };
    let mut listed = String::new();
    let standard = format!("rust-std {rustc}");
    let mut with_standard_texts = vec![(standard.clone(), STANDARD_LIBRARY.to_owned())];
    for component in components.iter().filter(|(id, _)| *id != root).map(|(_, component)| component) {
        let name = format!("{} {}", component.name, component.version);
        let by =
            if component.authors.is_empty() { String::new() } else { format!(", by {}", component.authors.join(", ")) };
        writeln!(listed, "{name}: {}{by}", component.spdx())?;
        let found = licence_files(&component.folder)?;
        if found.is_empty() {
            with_standard_texts.push((name, component.spdx()));
        } else {
            found.into_iter().for_each(|text| add(text, name.clone()));
        }
    }
    writeln!(listed, "{standard}: {STANDARD_LIBRARY}, by the developers of Rust")?;
    for (name, expression) in with_standard_texts {
        for requirement in spdx::Expression::parse(&expression)?.requirements() {
            let id = requirement
                .req
                .license
                .id()
                .ok_or_else(|| format!("{name}: {expression} is no licence that is known"))?;
            add(id.text().to_owned(), name.clone());
        }
    }
    let mut all = format!(
        "Plumbline is made of the following, each under the licence that stands beside it. Its own licence is MIT or Apache-2.0, as you choose.\n\n{listed}"
    );
    for (text, of) in texts.into_values() {
        let rule = "-".repeat(80);
        let of: Vec<String> = of.into_iter().collect();
        write!(all, "\n{rule}\n{}\n{rule}\n\n{}\n", of.join(", "), text.trim_end())?;
    }
    Ok(all)
}

/// The licence texts that a crate comes with, by the names of their files.
fn licence_files(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let is_licence = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_uppercase()).unwrap_or_default();
        path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "UNLICENSE", "NOTICE"]
                .iter()
                .any(|begin| name.starts_with(begin))
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_licence(path))
        .collect();
    paths.sort();
    Ok(paths
        .into_iter()
        .map(std::fs::read)
        .map(|read| read.map(|bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n")))
        .collect::<Result<_, _>>()?)
}
