//! The board pack on paper: made into a PDF file by the browser, of which pages, tags, alternative texts and words are looked at.

use super::engine::DevTools;
use super::*;
use lopdf::{Document, Object, ObjectId};
use plumbline::disclosure::Grain;
use plumbline::report::{Report, wording};
use plumbline::share::{fingerprint, link};

/// One element of a tagged file, in reading order.
struct Tag {
    kind: String,
    /// Its alternative text.
    alt: Option<String>,
    /// The page that it is on, where it is told.
    page: Option<ObjectId>,
    /// Whether something is printed of it itself, and not of its parts alone.
    printed: bool,
}

/// The elements under this one, each before its parts.
fn tags(file: &Document, of: &Object, page: Option<ObjectId>, parent: &str, found: &mut Vec<Tag>) {
    let Ok((_, of)) = file.dereference(of) else { return };
    match of {
        Object::Array(parts) => parts.iter().for_each(|part| tags(file, part, page, parent, found)),
        // What is marked on a page belongs to the element that it stands in.
        Object::Integer(_) => found.push(Tag { kind: parent.to_owned(), alt: None, page, printed: true }),
        Object::Dictionary(element) => {
            let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
            match element.get(b"S").and_then(Object::as_name) {
                Ok(kind) => {
                    let kind = String::from_utf8_lossy(kind).into_owned();
                    let alt = element.get(b"Alt").ok().and_then(|alt| lopdf::decode_text_string(alt).ok());
                    // What has no meaning of its own is part of what it stands in.
                    let has_none = kind == "NonStruct" || kind == "Span";
                    let kind = if has_none { parent.to_owned() } else { kind };
                    if !has_none {
                        found.push(Tag { kind: kind.clone(), alt, page, printed: false });
                    }
                    if let Ok(parts) = element.get(b"K") {
                        tags(file, parts, page, &kind, found);
                    }
                }
                Err(_) if element.has(b"MCID") => {
                    found.push(Tag { kind: parent.to_owned(), alt: None, page, printed: true });
                }
                Err(_) => {}
            }
        }
        _ => {}
    }
}

async fn paper(browser: &Browser) -> Vec<u8> {
    let how = json!({ "preferCSSPageSize": true, "generateTaggedPDF": true, "printBackground": true });
    let made = browser.client.issue_cmd(DevTools("Page.printToPDF", how)).await.unwrap();
    base64::engine::general_purpose::STANDARD.decode(made["data"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn the_board_pack_is_a_tagged_file_with_every_chart_and_table_and_its_fingerprint_on_each_page() {
    let browser = Browser::start("paper").await;
    let shared = board::with_questions(Grain { months: 1, merge_offices: false });
    let report = Report::from_shared(&shared);
    browser.open(&format!("/#{}/print", link(&shared).unwrap())).await;
    browser.find("heading", "What the audits say").await;
    browser.find("button", "Print, or save as PDF").await;
    let title = wording::pack_title(&shared.told);
    assert_eq!(browser.client.title().await.unwrap(), title);
    browser.screenshot("pack").await;

    if browser.can("the pack as a tagged PDF file") {
        is_a_tagged_file(&browser, &shared, &report).await;
    }
    // Elsewhere the page has its own title again, and nothing of the pack's foot.
    browser.click("link", "Summary").await;
    browser.find("heading", &report.findings[0].sentence).await;
    assert_ne!(browser.client.title().await.unwrap(), title);
    browser.end().await;
}

async fn is_a_tagged_file(browser: &Browser, shared: &Shared, report: &Report) {
    let bytes = paper(browser).await;
    if let Ok(folder) = std::env::var("PLUMBLINE_SCREENSHOTS") {
        std::fs::write(Path::new(&folder).join("pack.pdf"), &bytes).unwrap();
    }
    let file = Document::load_mem(&bytes).unwrap();
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    assert!((4..=12).contains(&pages.len()), "{} pages", pages.len());
    let numbers: Vec<u32> = file.get_pages().into_keys().collect();
    for (at, number) in numbers.iter().enumerate() {
        let text = file.extract_text(&[*number]).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&format!("Page {} of {}", at + 1, pages.len())), "{text}");
        assert!(text.contains(&fingerprint(shared)), "page {}", at + 1);
    }
    let all = file.extract_text(&numbers).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let all =
        all.replace('\u{fb01}', "fi").replace('\u{fb02}', "fl").replace('\u{fb00}', "ff").replace('\u{fb03}', "ffi");
    for words in
        ["A. Manager, Quality Assurance", "2 September 2019", "31 July 2019", "Six more practitioners", "hidden"]
    {
        assert!(all.contains(words), "{words:?} is not in the pack");
    }
    for answer in report.questions() {
        assert!(all.contains(wording::question(answer.question)) && all.contains(&answer.because), "{answer:?}");
    }
    assert!(all.contains("Ask the police in March."));
    for rate in report.periods.iter().map(|period| &period.rate) {
        let counted = wording::k_of_n(rate);
        let n = rate.audits().map(wording::number).unwrap_or_else(|| wording::HIDDEN.into());
        assert!(all.contains(&n), "{counted}");
    }
    // What is on the page beside the pack is not on paper.
    for words in ["Print, or save as PDF", "Close these figures", "Skip to the content"] {
        assert!(!all.contains(words), "{words:?} is in the pack");
    }

    let root = file.catalog().unwrap();
    assert_eq!(lopdf::decode_text_string(root.get(b"Lang").unwrap()).unwrap(), "en-GB");
    let tree = file.dereference(root.get(b"StructTreeRoot").unwrap()).unwrap().1.as_dict().unwrap();
    let mut found = Vec::new();
    tags(&file, tree.get(b"K").unwrap(), None, "", &mut found);
    let count = |kind: &str| found.iter().filter(|tag| tag.kind == kind && !tag.printed).count();
    assert_eq!(count("H1"), 1);
    assert!(count("H2") >= 6 && count("Table") >= 5 && count("TH") > report.periods.len());
    let figures: Vec<&Tag> = found.iter().filter(|tag| tag.kind == "Figure" && !tag.printed).collect();
    assert_eq!(figures.len(), 3);
    assert!(figures.iter().all(|tag| tag.alt.as_ref().is_some_and(|alt| alt.starts_with("Chart. ") && alt.len() > 40)));

    // No heading is left alone at the foot of a page, and none is cut in two.
    for page in &pages {
        let last = found.iter().rfind(|tag| tag.printed && tag.page == Some(*page)).unwrap();
        assert!(!last.kind.starts_with('H') || last.kind == "H", "a {} ends a page", last.kind);
    }
    // No chart is wider or taller than the paper.
    let sizes =
        "return [...document.querySelectorAll('.pack svg.chart')].map(svg => [svg.clientWidth, svg.clientHeight])";
    let sizes = browser.client.execute(sizes, Vec::new()).await.unwrap();
    for size in sizes.as_array().unwrap() {
        assert!(size[0].as_f64().unwrap() <= 680.0 && size[1].as_f64().unwrap() <= 980.0, "{size}");
    }
}
