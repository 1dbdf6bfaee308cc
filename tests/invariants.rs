//! The invariants of ARCHITECTURE.md that are held by reading the source.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The modules in the order of `lib.rs`.
fn modules() -> Vec<String> {
    let lib = std::fs::read_to_string(source().join("lib.rs")).unwrap();
    let own = |line: &str| line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).map(str::to_owned);
    let module = |line: String| Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned());
    let modules: Vec<String> = lib.lines().filter_map(own).filter_map(module).collect();
    assert!(modules.len() >= 10, "{modules:?}");
    modules
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(source()).unwrap();
    inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// Every file with its module and its text without comments.
fn code() -> Vec<(String, PathBuf, String)> {
    let file = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        (module_of(&path), path, code)
    };
    files_under(&source()).into_iter().map(file).collect()
}

#[test]
fn a_module_uses_only_those_above_it() {
    let modules = modules();
    let rank = |module: &str| modules.iter().position(|known| known == module);
    let mut uses = 0;
    for (module, path, code) in code() {
        let Some(own) = rank(&module) else { continue };
        for used in code.split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = rank(&name) {
                uses += 1;
                assert!(other <= own, "{}: {module} uses {name}, which stands below it", path.display());
            }
        }
    }
    assert!(uses > 20, "the test no longer sees the uses");
}

#[test]
fn only_the_page_and_the_worker_know_of_a_browser() {
    for (module, path, code) in code() {
        // `bin` holds the entrances of the wasm modules.
        if !matches!(module.as_str(), "ui" | "worker" | "bin") {
            for name in ["web_sys", "js_sys", "wasm_bindgen", "gloo", "yew"] {
                assert!(!code.contains(&format!("{name}::")), "{} names {name}", path.display());
            }
        }
    }
}

#[test]
fn only_wording_writes_a_per_cent_sign() {
    for (module, path, code) in code() {
        // The page's explanations of the method name fixed levels (95%), never a figure.
        if module == "ui" || path.ends_with("report/wording.rs") || path.ends_with("tests.rs") {
            continue;
        }
        let code = code.split("#[cfg(test)]").next().unwrap().replace(" % ", "").replace("95%", "").replace("b'%'", "");
        assert!(!code.contains('%'), "{} writes a per cent sign", path.display());
    }
}

#[test]
fn uploaded_text_reaches_no_raw_html() {
    let excused: Vec<PathBuf> = code()
        .into_iter()
        .filter(|(_, _, code)| code.contains("from_html_unchecked") || code.contains("set_inner_html"))
        .map(|(_, path, _)| path)
        .collect();
    assert_eq!(excused, [source().join("ui/figure.rs")]);
}

#[test]
fn the_page_names_no_address_to_ask() {
    for file in ["index.html", "assets/boot.js", "assets/404.html", "assets/style.css"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let text = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("//cdn"), "{file}");
    }
}

/// What is shared comes from counts that were controlled: the code that writes it has never seen a row (invariant 5).
#[test]
fn what_is_shared_has_never_seen_a_row() {
    let mut files = 0;
    for (module, path, code) in code() {
        let forbidden: &[&str] = match module.as_str() {
            "share" => &["table", "import", "tally", "report"],
            "disclosure" => &["table", "import", "report"],
            _ => continue,
        };
        files += 1;
        for name in forbidden {
            assert!(!code.contains(&format!("crate::{name}")), "{} names {name}", path.display());
        }
    }
    assert!(files >= 8);
}
