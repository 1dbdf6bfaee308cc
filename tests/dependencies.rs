//! What the page is made of: only crates whose licences allow it, from one registry, and none that could be used to send anything.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

mod components;

use spdx::{Expression, LicenseReq, ParseMode};

/// Licences that ask for no more than to be named. The same as in `deny.toml`.
const ALLOWED: [&str; 5] = ["MIT", "Apache-2.0", "BSD-3-Clause", "Unicode-3.0", "Zlib"];

fn is_allowed(licence: &str) -> bool {
    let mode = ParseMode { allow_slash_as_or_operator: true, ..ParseMode::STRICT };
    let expression = Expression::parse_mode(licence, mode).unwrap_or_else(|error| panic!("{licence}: {error}"));
    expression.evaluate(|wanted: &LicenseReq| ALLOWED.contains(&wanted.license.to_string().as_str()))
}

#[test]
fn every_crate_in_the_page_has_a_licence_that_allows_it() {
    assert!(!is_allowed("GPL-3.0-only") && !is_allowed("MIT AND LGPL-2.1-only") && is_allowed("MIT OR GPL-2.0-only"));
    let (_, components) = components::of_the_page().unwrap();
    assert!(components.len() > 60, "{}", components.len());
    for component in components.values() {
        assert!(is_allowed(&component.licence), "{} {}: {:?}", component.name, component.version, component.licence);
    }
}

#[test]
fn every_locked_crate_comes_from_the_registry_with_its_checksum() {
    let locked = components::locked().unwrap();
    assert!(locked.len() > 150);
    let mut sources = std::collections::BTreeSet::new();
    for (name, version, source, checksum) in locked {
        if name == env!("CARGO_PKG_NAME") {
            continue;
        }
        let source = source.unwrap_or_else(|| panic!("{name} {version} is no crate of a registry"));
        assert!(source.starts_with("registry+"), "{name} {version}: {source}");
        assert!(checksum.is_some_and(|checksum| checksum.len() == 64), "{name} {version}");
        sources.insert(source);
    }
    assert_eq!(sources.len(), 1, "{sources:?}");
}

#[test]
fn no_crate_in_the_page_is_an_http_client() {
    let (_, components) = components::of_the_page().unwrap();
    for banned in ["reqwest", "hyper", "ureq", "curl", "isahc", "surf", "tonic", "openssl", "native-tls", "rustls"] {
        assert!(components.values().all(|component| component.name != banned), "{banned}");
    }
}
