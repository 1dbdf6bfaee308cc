//! What was shared of these figures before: two shares must not be subtractable.

use super::{Changing, Event_, option};
use crate::disclosure::Shared;
use crate::session::sharing::{Before, Change, Choices, previous_of};
use crate::share::{Opened, Sealed, fingerprint};
use crate::ui::vault;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct EarlierProps {
    pub(super) choices: Rc<Choices>,
    pub(super) on_sharing: Callback<Change>,
}

#[component]
pub(super) fn Earlier(props: &EarlierProps) -> Html {
    let change = Changing { choices: props.choices.clone(), on_sharing: props.on_sharing.clone() };
    let trouble = use_state(|| None::<String>);
    let sealed = use_state(|| None::<Sealed>);
    let passphrase = use_node_ref();
    let before = &props.choices.before;
    let take = {
        let (on_sharing, trouble, sealed) = (props.on_sharing.clone(), trouble.clone(), sealed.clone());
        Callback::from(move |text: String| {
            sealed.set(None);
            match previous_of(&text) {
                Ok(Opened::Clear(shared)) => {
                    trouble.set(None);
                    on_sharing.emit(Change::Compared(Before::Shared(Rc::new(*shared))));
                }
                Ok(Opened::Sealed(it)) => {
                    trouble.set(None);
                    sealed.set(Some(it));
                    on_sharing.emit(Change::Compared(Before::Something));
                }
                Err(error) => {
                    trouble.set(Some(error.to_string()));
                    on_sharing.emit(Change::Compared(Before::Something));
                }
            }
        })
    };
    let on_paste = {
        let take = take.clone();
        Callback::from(move |event: InputEvent| {
            let area = event.target_dyn_into::<HtmlTextAreaElement>();
            if let Some(text) = area.map(|area| area.value()).filter(|text| !text.trim().is_empty()) {
                take.emit(text);
            }
        })
    };
    let on_file = {
        let (take, trouble) = (take.clone(), trouble.clone());
        Callback::from(move |event: Event_| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let Some(file) = input.and_then(|input| input.files()?.get(0)) else { return };
            let (take, trouble) = (take.clone(), trouble.clone());
            spawn_local(async move {
                match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
                    Some(text) => take.emit(text),
                    None => trouble.set(Some("The browser could not read this file. Choose it again.".into())),
                }
            });
        })
    };
    let unseal = {
        let (on_sharing, trouble, sealed, passphrase) =
            (props.on_sharing.clone(), trouble.clone(), sealed.clone(), passphrase.clone());
        Callback::from(move |_: MouseEvent| {
            let words = passphrase.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let Some(it) = (*sealed).clone() else { return };
            let (on_sharing, trouble, sealed) = (on_sharing.clone(), trouble.clone(), sealed.clone());
            spawn_local(async move {
                match vault::unseal(&it, &words).await {
                    Ok(shared) => {
                        trouble.set(None);
                        sealed.set(None);
                        on_sharing.emit(Change::Compared(Before::Shared(Rc::new(shared))));
                    }
                    Err(message) => trouble.set(Some(message)),
                }
            });
        })
    };
    let something = matches!(before, Before::Something | Before::Shared(_));
    html! {
        <section aria-labelledby="share-before">
            <h2 id="share-before">{ "2. What was shared before" }</h2>
            <fieldset>
                <legend class="soft">{ "Two sets of figures can be subtracted from each other: what is left may tell about a few children. So the page compares with what you shared last." }</legend>
                { option("share-before", html! { <b>{ "Nothing of these figures was shared before" }</b> }, *before == Before::Nothing, false,
                    change.on(|choices| choices.before = Before::Nothing)) }
                { option("share-before", html! { <><b>{ "Something was" }</b>{ ": compare with the last link, board file or saved page" }</> }, something, false,
                    change.on(|choices| choices.before = Before::Something)) }
            </fieldset>
            if something {
                <div class="fields words">
                    <label class="wide">{ "Paste the last link" }<textarea rows="3" spellcheck="false" oninput={on_paste} /></label>
                    <label>{ "Or choose the last board file or saved page" }<input type="file" accept=".json,.html,.htm" onchange={on_file} /></label>
                </div>
                if sealed.is_some() {
                    <div class="fields"><label>{ "It has a passphrase. Which?" }<input ref={passphrase} type="password" autocomplete="off" /></label>
                        <button type="button" onclick={unseal}>{ "Open the last link" }</button></div>
                }
            }
            if let Some(trouble) = &*trouble {
                if *before == Before::Something { <p class="fault" role="alert">{ trouble.clone() }</p> }
            }
            <p role="status">{ match before {
                Before::Shared(shared) => compared(shared),
                Before::Unsaid | Before::Nothing | Before::Something => String::new(),
            } }</p>
        </section>
    }
}

fn compared(shared: &Shared) -> String {
    let told = &shared.told;
    let by = if told.prepared_by.is_empty() { String::new() } else { format!(" by {}", told.prepared_by) };
    let on = told.prepared_on.map(|day| format!(" on {}", day.in_words())).unwrap_or_default();
    let until = told.data_until.map(|day| format!(", audits up to {}", day.in_words())).unwrap_or_default();
    format!("Compared with the figures prepared{by}{on}{until}. Their fingerprint: {}.", fingerprint(shared))
}
