//! Marks of time in the browser's own record, for whoever measures the page: `bench:ready` when the figures of a file are on screen, and
//! `bench:filtered` when those of other choices are. They hold a name and a time, and nothing of the file.

use super::turns;
use crate::report::Report;
use crate::settings::Settings;
use gloo::timers::future::TimeoutFuture;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element};
use yew::prelude::*;

/// Marks the moment at which a report is on screen, if it is of another file or of other choices than the one before.
#[hook]
pub(super) fn use_marks(shown: Option<(&str, &Rc<Report>)>) {
    let marked = use_mut_ref(|| None::<(String, Settings)>);
    let now = shown.map(|(file, report)| (file.to_owned(), report.settings.clone()));
    let newest = shown.map(|(_, report)| report.clone());
    use_effect_with(newest, move |_| {
        let mut marked = marked.borrow_mut();
        let name = match (&*marked, &now) {
            (_, None) => None,
            (Some((file, settings)), Some((new_file, chosen))) if file == new_file => {
                (settings != chosen).then_some("bench:filtered")
            }
            (_, Some(_)) => Some("bench:ready"),
        };
        *marked = now;
        if let Some(name) = name {
            spawn_local(mark_when_drawn(name));
        }
    });
}

async fn mark_when_drawn(name: &str) {
    let Some(window) = web_sys::window() else { return };
    loop {
        // What was rendered asks for its turn to draw before this goes on.
        TimeoutFuture::new(0).await;
        let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY);
        let drawn = window.document().is_some_and(|document| charts_are_drawn(&document, height));
        if drawn && !turns::seen_are_waiting() {
            break;
        }
    }
    if let Some(clock) = window.performance() {
        let _ = clock.mark(name);
    }
}

/// Whether each chart in the window is on the page, and the window is filled. To ask for its place makes the browser lay the page out.
fn charts_are_drawn(document: &Document, height: f64) -> bool {
    let end = document.query_selector("main").ok().flatten().map(|main| main.get_bounding_client_rect().bottom());
    if turns::below_is_waiting() && end.is_some_and(|end| end < height) {
        return false;
    }
    let Ok(places) = document.query_selector_all("main .place") else { return true };
    (0..places.length()).filter_map(|at| places.item(at)?.dyn_into::<Element>().ok()).all(|place| {
        let bounds = place.get_bounding_client_rect();
        let in_window = bounds.top() < height && bounds.bottom() > 0.0 && bounds.width() > 0.0;
        !in_window || place.child_element_count() > 0
    })
}
