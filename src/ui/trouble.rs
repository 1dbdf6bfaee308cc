//! What went wrong, above the view that stays.

use crate::session::{State, Trouble};
use yew::prelude::*;

const BROKEN_OFF: &str = "The browser may have run out of memory: close other tabs, or export fewer months, and choose the file again. If it \
                          breaks off each time, it is a fault in Plumbline.";

/// What is left of a file whose worker has ended.
const STAYS: &str = "The figures that were worked out stay; to count by other choices, choose the file again.";

/// What went wrong last, if anything did and was not dismissed.
pub(super) fn last_trouble(state: &State, on_dismiss: Callback<MouseEvent>) -> Html {
    let (heading, message) = match &state.trouble {
        None => return Html::default(),
        Some(Trouble::Refused(message)) => ("That file could not be used", message.as_str()),
        Some(Trouble::BrokenOff) => ("The work on this file broke off", BROKEN_OFF),
    };
    html! {
        <section class="trouble" role="alert">
            <h2>{ heading }</h2>
            <p>{ message.to_owned() }</p>
            if let Some(shown) = &state.shown {
                <p class="soft">{ if shown.lost { STAYS.to_owned() } else { format!("{} is still loaded.", shown.name) } }</p>
            }
            <button type="button" onclick={on_dismiss}>{ "Close this message" }</button>
        </section>
    }
}
