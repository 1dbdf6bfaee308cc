//! Makes one self-contained `index.html` of what trunk has built: wasm, script, style and the demonstration file inlined,
//! under a policy that admits exactly these and no connection. trunk runs it as a hook (`Trunk.toml`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use lzma_rust2::{LzipOptions, LzipWriter, LzmaOptions};
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = |name: &str| {
        std::env::var(name).map(PathBuf::from).map_err(|_| format!("{name} is not set: run `trunk build`"))
    };
    let (staging, source) = (folder("TRUNK_STAGING_DIR")?, folder("TRUNK_SOURCE_DIR")?);
    let live_reload = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug");

    let glue = text(&staging.join("plumbline.js"))?;
    let wasm = fs::read(staging.join("plumbline_bg.wasm"))?;
    // The module that reads workbooks has glue of its own, with the same name inside: the worker alone runs it, in a scope of its own.
    let workbook_glue = text(&staging.join("workbook.js"))?;
    let workbook = fs::read(staging.join("workbook_bg.wasm"))?;
    let unpack_glue =
        format!("const unpack_bindgen = (() => {{{}\nreturn wasm_bindgen; }})();", text(&staging.join("unpack.js"))?);
    let unpack = fs::read(staging.join("unpack_bg.wasm"))?;
    let gzipped = fs::File::open(source.join("assets/demonstration.json.gz")).map_err(|_| {
        "assets/demonstration.json.gz is missing: run `cargo run --example demonstration -- assets/demonstration.json.gz`"
    })?;
    let mut demonstration = Vec::new();
    GzDecoder::new(gzipped).read_to_end(&mut demonstration)?;
    let style = text(&source.join("assets/style.css"))?;
    let boot = text(&source.join("assets/boot.js"))?;
    let reload = if live_reload { reload_script(&text(&staging.join("index.html"))?) } else { String::new() };

    let mut scripts = Vec::from([glue.as_str(), unpack_glue.as_str(), boot.as_str()]);
    if live_reload {
        scripts.push(&reload);
    }
    for text in scripts.iter().chain([&style.as_str(), &workbook_glue.as_str()]) {
        let lower = text.to_ascii_lowercase();
        if let Some(end) = ["</script", "</style", "<!--"].into_iter().find(|end| lower.contains(end)) {
            return Err(
                format!("a script or the style holds `{end}`, which would end its element: write it apart").into()
            );
        }
    }

    // A debug build is some ten times larger and waited for at each change.
    let mut options = LzipOptions::with_preset(if live_reload { 0 } else { 9 });
    if !live_reload {
        (options.lzma_options.nice_len, options.lzma_options.depth_limit) = (LzmaOptions::NICE_LEN_MAX, 512);
    }
    let packed = |id: &str, bytes: &[u8]| -> std::io::Result<String> {
        let mut lzip = LzipWriter::new(Vec::new(), options.clone());
        lzip.write_all(bytes)?;
        let (size, packed) = (bytes.len(), BASE64.encode(lzip.finish()?));
        Ok(format!("<script type=\"text/plain\" id=\"{id}\" data-size=\"{size}\">{packed}</script>"))
    };
    // The browser itself unpacks what unpacks the others.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&unpack)?;
    let unpack = BASE64.encode(gzip.finish()?);
    // The scripts come first: should the file be cut short on its way, they can still say so.
    let mut parts = vec![
        format!("<script id=\"glue\">{glue}</script>"),
        format!("<script id=\"unpack-glue\">{unpack_glue}</script>"),
        format!("<script id=\"boot\">{boot}</script>"),
        if live_reload { format!("<script>{reload}</script>") } else { String::new() },
        format!("<script type=\"text/plain\" id=\"unpack\">{unpack}</script>"),
        packed("wasm", &wasm)?,
        packed("demonstration", &demonstration)?,
        format!("<script type=\"text/plain\" id=\"workbook-glue\">{workbook_glue}</script>"),
        packed("workbook", &workbook)?,
    ];
    // The page writes copies of itself, without blank lines.
    parts.retain(|part| !part.is_empty());
    let connect = if live_reload { "'self' ws:" } else { "'none'" };
    let loads = format!("img-src data: blob:; worker-src blob:; connect-src {connect}; ");
    let page = text(&source.join("index.html"))?;
    let page: String =
        page.lines().filter(|line| !line.contains("data-trunk")).fold(String::new(), |page, line| page + line + "\n");
    let page = filled(&page, "<!-- policy -->", &policy(&scripts, " 'wasm-unsafe-eval'", &style, &loads))?;
    let page = filled(&page, "<!-- style -->", &format!("<style id=\"style\">{style}</style>"))?;
    let page = filled(&page, "<!-- scripts -->", &parts.join("\n"))?;

    let missing = text(&source.join("assets/404.html"))?;
    let (script, missing_style) =
        (inside(&missing, "<script>", "</script>")?, inside(&missing, "<style>", "</style>")?);
    let missing = filled(&missing, "<!-- policy -->", &policy(&[script], "", missing_style, ""))?;

    empty(&staging)?;
    fs::write(staging.join("index.html"), page)?;
    fs::write(staging.join("404.html"), missing)?;
    Ok(())
}

/// A file's text with the line ends that a browser makes of it, so that the hashes are those of what it sees.
fn text(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}

/// `page` with `mark` replaced: a page that lost its mark would be built without its policy, and nobody would notice.
fn filled(page: &str, mark: &str, with: &str) -> Result<String, String> {
    if page.matches(mark).count() != 1 {
        return Err(format!("the page must hold `{mark}` once"));
    }
    Ok(page.replacen(mark, with, 1))
}

/// The content security policy that admits exactly these scripts and this style, and the sources and loads that are named.
fn policy(scripts: &[&str], sources: &str, style: &str, loads: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text.as_bytes())));
    let scripts: Vec<String> = scripts.iter().map(|script| hash(script)).collect();
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}{sources}; style-src {}; \
         {loads}base-uri 'none'; form-action 'none'\">",
        scripts.join(" "),
        hash(style),
    )
}

fn inside<'a>(page: &'a str, begin: &str, end: &str) -> Result<&'a str, String> {
    let rest = page.split_once(begin).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split_once(end))
        .map(|(text, _)| text)
        .ok_or_else(|| format!("no {begin} in assets/404.html"))
}

/// The script that trunk adds in `./serve --dev` to load the page anew. trunk fills its blanks each time it serves the page,
/// which would change the script after it was hashed, so they are filled here.
fn reload_script(staged: &str) -> String {
    let scripts = staged.split("<script").skip(1).filter_map(|rest| rest.split_once('>')?.1.split_once("</script>"));
    let script = scripts.map(|(text, _)| text).find(|text| text.contains("WebSocket")).unwrap_or_default();
    script.replace("'{{__TRUNK_ADDRESS__}}'", "window.location.host").replace("{{__TRUNK_WS_BASE__}}", "/")
}

fn empty(folder: &Path) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}
