//! How each figure is worked out, how accessible the page is, and what an IT officer asks: `docs/methods.md`, `docs/accessibility.md` and
//! `docs/trust.md`, which the page carries in itself, for it may be one file in a folder.

use super::here::use_here;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

const METHODS: &str = include_str!("../../docs/methods.md");
const FOR_IT: &str = include_str!("../../docs/trust.md");
const ACCESSIBILITY: &str = include_str!("../../docs/accessibility.md");

/// The anchor of the accessibility statement.
pub(super) const ON_ACCESSIBILITY: &str = "accessibility";

#[derive(Properties, PartialEq)]
pub(super) struct MethodsProps {
    /// The anchor of the method that is asked about.
    pub(super) about: Option<String>,
}

#[component]
pub(super) fn Methods(props: &MethodsProps) -> Html {
    use_effect_with(props.about.clone(), |about| {
        let Some(about) = about.clone() else { return };
        // After the page's own scrolling to the top of what is new.
        gloo::timers::callback::Timeout::new(0, move || {
            let place =
                web_sys::window().and_then(|window| window.document()?.get_element_by_id(&format!("method-{about}")));
            if let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) {
                place.scroll_into_view();
                let _ = place.focus();
            }
        })
        .forget();
    });
    let here = use_here();
    let sections = METHODS.split("\n## ").skip(1).filter_map(|part| part.split_once('}')?.0.split_once(" {#"));
    html! {
        <div class="methods">
            { for METHODS.split("\n\n").take(1).map(block) }
            <details class="contents"><summary>{ "Contents" }</summary>
                <ul>{ for sections.chain([("Accessibility statement", ON_ACCESSIBILITY)]).map(|(words, anchor)| html! {
                    <li><a href={here.to_method(anchor)}>{ words }</a></li>
                }) }</ul>
            </details>
            { for METHODS.split("\n\n").skip(1).map(block) }
            { for ACCESSIBILITY.split("\n\n").map(block_of_a_part) }
            if let Some(contact) = contact() { <p>{ format!("Contact for this copy: {contact}") }</p> }
        </div>
    }
}

/// Whom to tell, as whoever looks after this copy has written into it.
fn contact() -> Option<String> {
    let meta = web_sys::window()?.document()?.query_selector("meta[name=contact]").ok()??;
    meta.get_attribute("content").filter(|contact| !contact.is_empty())
}

/// One block of a text that is a part of the view, its headings a level lower.
fn block_of_a_part(text: &str) -> Html {
    let text = text.trim();
    if let Some(heading) = text.strip_prefix("## ") {
        html! { <h3>{ heading }</h3> }
    } else if let Some(heading) = text.strip_prefix("# ") {
        html! { <h2 id={format!("method-{ON_ACCESSIBILITY}")} tabindex="-1">{ heading }</h2> }
    } else {
        block(text)
    }
}

/// What an IT officer asks before the page may be used, and the answers.
pub(super) fn for_it() -> Html {
    html! { <div class="methods">{ for FOR_IT.split("\n\n").map(block) }</div> }
}

/// The sections with these anchors, for paper: a heading each, a level lower than on their own page.
pub(super) fn sections(anchors: &[&str]) -> Html {
    let wanted = anchors.iter().filter_map(|anchor| {
        let (before, rest) = METHODS.split_once(&format!(" {{#{anchor}}}"))?;
        let heading = before.rsplit("## ").next()?;
        let text = rest.split("\n## ").next()?;
        Some(html! { <><h3>{ heading }</h3>{ for text.split("\n\n").map(block) }</> })
    });
    html! { <>{ for wanted }</> }
}

/// One block of the text: a heading with or without an anchor, a list, or a paragraph.
fn block(text: &str) -> Html {
    let text = text.trim();
    if text.is_empty() || text.starts_with("<!--") {
        return Html::default();
    }
    if let Some(heading) = text.strip_prefix("## ") {
        let (words, anchor) = heading
            .split_once(" {#")
            .map_or((heading, None), |(words, rest)| (words, Some(rest.trim_end_matches('}'))));
        return html! { <h2 id={anchor.map(|anchor| format!("method-{anchor}"))} tabindex="-1">{ words }</h2> };
    }
    if let Some(heading) = text.strip_prefix("# ") {
        return html! { <h1>{ heading }</h1> };
    }
    if text.starts_with("- ") {
        let items: Vec<String> = text.split("\n- ").map(|item| joined(item.trim_start_matches("- "))).collect();
        return html! { <ul>{ for items.into_iter().map(|item| html! { <li>{ item }</li> }) }</ul> };
    }
    html! { <p>{ joined(text) }</p> }
}

fn joined(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
