//! The foot of every view: what the page does not do, where that is proved, and the page itself to keep.

use super::here::Here;
use super::{download, methods};
use crate::session::View;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::prelude::*;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// This page as it was delivered (`assets/boot.js`).
    #[wasm_bindgen(js_namespace = plumbline, js_name = copy)]
    fn copy() -> String;
}

/// The foot with this promise. A page that holds figures is itself a saved copy, and offers none; one that shows none has no methods to lead to.
pub(super) fn foot(promise: &'static str, here: &Here, may_be_saved: bool, has_methods: bool) -> Html {
    let save = Callback::from(|_: MouseEvent| download::save("plumbline.html", "text/html", &copy()));
    html! {
        <footer class="wrap foot">
            <p>
                { promise }{ " " }<a href={here.to(View::ForIt)}>{ "For your IT colleagues" }</a>
                if has_methods { { " · " }<a href={here.to_method(methods::ON_ACCESSIBILITY)}>{ "Accessibility" }</a> }
            </p>
            if may_be_saved {
                <p><button type="button" onclick={save}>{ "Save this page" }</button>{ " to have it without a network. No figures are in the copy." }</p>
            }
        </footer>
    }
}

/// The browser asks before it closes the page or loads it anew, as long as this is kept. The words are the browser's own.
pub(super) fn ask_before_closing() -> Option<EventListener> {
    let window = web_sys::window()?;
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&window, "beforeunload", options, |event| {
        event.prevent_default();
        // Browsers of before 2023 ask only if this is set.
        let _ = js_sys::Reflect::set(event, &"returnValue".into(), &JsValue::TRUE);
    }))
}
