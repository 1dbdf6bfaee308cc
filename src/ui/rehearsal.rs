//! The dashboard of invented figures, drawn where nobody sees it: the browser compiles what it runs for the first time, and looks up the fonts, and the reader's
//! own figures need not wait for that.
//!
//! Each part comes and goes within one task of the page's thread. So it is never painted, and nobody meets it: no reader, no screen reader, no click.

use super::filters::Filters;
use super::here::Here;
use super::offices::OfficesFigure;
use super::summary::Summary;
use super::{navigation, turns};
use crate::report::Report;
use gloo::timers::future::TimeoutFuture;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;
use yew::prelude::*;

/// So often Yew goes on when what runs has returned, before charts are drawn at the width that was measured.
const PASSES: usize = 4;

/// Draws the parts one after another, and lets the browser in between them.
pub(super) fn rehearse(report: Report) {
    let report = Rc::new(report);
    spawn_local(async move {
        for part in [Part::Choices, Part::Summary, Part::Offices] {
            TimeoutFuture::new(0).await;
            let Some(place) = place() else { return };
            let props = RehearsalProps { report: report.clone(), part };
            let shown = yew::Renderer::<Rehearsal>::with_root_and_props(place.clone(), props).render();
            for _ in 0..PASSES {
                let _ = JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await;
            }
            // Makes the browser lay it out.
            std::hint::black_box(place.client_height());
            shown.destroy();
            place.remove();
            turns::begin_anew();
        }
    });
}

/// As wide as the page, and hidden: its style says so.
fn place() -> Option<Element> {
    let document = web_sys::window()?.document()?;
    let place = document.create_element("div").ok()?;
    place.set_class_name("rehearsal");
    place.set_attribute("aria-hidden", "true").ok()?;
    document.body()?.append_child(&place).ok()?;
    Some(place)
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Choices,
    Summary,
    Offices,
}

#[derive(Properties, PartialEq)]
struct RehearsalProps {
    report: Rc<Report>,
    part: Part,
}

#[component]
fn Rehearsal(props: &RehearsalProps) -> Html {
    let here = Here::default();
    let report = props.report.clone();
    let shown = match props.part {
        Part::Choices => html! { <>{ navigation(&here) }<Filters {report} /></> },
        Part::Summary => html! { <Summary {report} /> },
        Part::Offices => html! { <OfficesFigure {report} /> },
    };
    html! {
        <ContextProvider<Here> context={here}>
            <div class="page"><div class="wrap">{ shown }</div></div>
        </ContextProvider<Here>>
    }
}
