//! The link, the saved page and the board file, all with the same figures and the same fingerprint.

use super::super::field::Field;
use super::{Changing, Event_, grain_in_words};
use crate::disclosure::Shared;
use crate::report::{Report, wording};
use crate::session::sharing::{Change, Sharing};
use crate::share::{MOST_CHARS, ShareError, USUAL_CHARS, board_file, fingerprint, for_page, link};
use crate::ui::{download, vault};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// This page as a file with shared figures inside (`assets/boot.js`).
    #[wasm_bindgen(js_namespace = plumbline, js_name = copyWith)]
    fn copy_with(shared: &str) -> String;
}

#[derive(Properties, PartialEq)]
pub(super) struct SendProps {
    pub(super) shared: Rc<Shared>,
    pub(super) sharing: Sharing,
    pub(super) report: Rc<Report>,
    pub(super) on_sharing: Callback<Change>,
}

/// Shorter passphrases are guessed too soon.
const LEAST_PASSPHRASE_CHARS: usize = 12;

/// A link behind a passphrase, while it is made and afterwards.
#[derive(Clone, PartialEq, Default)]
enum Locked {
    #[default]
    No,
    Working,
    Link(LockedLink),
    Failed(String),
}

/// A locked link, and what it was made of: it is shown only while that is still what is chosen.
#[derive(Clone, PartialEq)]
struct LockedLink {
    shared: Rc<Shared>,
    passphrase: String,
    link: Rc<str>,
}

#[component]
pub(super) fn Send(props: &SendProps) -> Html {
    let SendProps { shared, sharing, report, on_sharing } = props;
    let print = use_memo(shared.clone(), |shared| fingerprint(shared));
    let open = use_memo(shared.clone(), |shared| link(shared));
    let place = use_state(hosted_at);
    let locked = use_state(Locked::default);
    let wants_lock = use_state(|| false);
    let (first, second) = (use_state(String::new), use_state(String::new));
    let visible = use_state(|| false);
    let said = use_state(|| "");
    {
        // A link is of the figures that it was made of: other figures need another.
        let (locked, said) = (locked.clone(), said.clone());
        use_effect_with(shared.clone(), move |_| {
            locked.set(Locked::No);
            said.set("");
        });
    }
    let typed = |into: &UseStateHandle<String>| {
        let (into, locked) = (into.clone(), locked.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                into.set(input.value());
                locked.set(Locked::No);
            }
        })
    };
    let weak = first.chars().count() < LEAST_PASSPHRASE_CHARS;
    let advice = match (first.is_empty(), weak, *first == *second) {
        (true, ..) => {
            "Four random words, or twelve characters or more. It is not in the link and nobody can find it again for you."
        }
        (_, true, _) => {
            "Too short: whoever has the link can try millions. Four random words, or twelve characters or more."
        }
        (_, _, false) if !*visible => "The two are not the same yet.",
        _ => "Long enough. Tell it to the readers by another way than the link: by telephone, or in person.",
    };
    let may_lock = !weak && (*visible || *first == *second);
    let lock = {
        let (locked, shared, first) = (locked.clone(), shared.clone(), first.clone());
        Callback::from(move |_: MouseEvent| {
            locked.set(Locked::Working);
            let (locked, shared, passphrase) = (locked.clone(), shared.clone(), (*first).clone());
            spawn_local(async move {
                let sealed = vault::seal(&shared, &passphrase).await;
                let made = sealed.and_then(|sealed| sealed.link().map_err(|error| error.to_string()));
                locked.set(match made {
                    Ok(link) => Locked::Link(LockedLink { shared, passphrase, link: link.into() }),
                    Err(message) => Locked::Failed(message),
                });
            });
        })
    };
    let until = shared.told.data_until.map(|day| format!("-until-{day}")).unwrap_or_default();
    let save_page = {
        let (shared, said, name) = (shared.clone(), said.clone(), format!("figures{until}.html"));
        let sent = on_sharing.clone();
        Callback::from(move |_: MouseEvent| {
            download::save(&name, "text/html", &copy_with(&for_page(&shared)));
            sent.emit(Change::Sent(shared.clone()));
            said.set("The page was saved. It opens by double click, without a network.");
        })
    };
    let save_file = {
        let (shared, said, name) = (shared.clone(), said.clone(), format!("figures{until}.json"));
        let sent = on_sharing.clone();
        Callback::from(move |_: MouseEvent| {
            download::save(&name, "application/json", &board_file(&shared));
            sent.emit(Change::Sent(shared.clone()));
            said.set("The board file was saved.");
        })
    };
    let on_place = {
        let place = place.clone();
        Callback::from(move |event: Event_| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                place.set(input.value().trim().split('#').next().unwrap_or_default().to_owned());
            }
        })
    };
    let show = {
        let visible = visible.clone();
        Callback::from(move |_: Event_| visible.set(!*visible))
    };
    let want = {
        let (wants_lock, locked) = (wants_lock.clone(), locked.clone());
        Callback::from(move |_: Event_| {
            wants_lock.set(!*wants_lock);
            locked.set(Locked::No);
        })
    };
    let made: Option<Rc<str>> = match (&*wants_lock, &*locked, &*open) {
        (false, _, Ok(link)) => Some(link.as_str().into()),
        (true, Locked::Link(made), _) if made.shared == *shared && made.passphrase == *first => Some(made.link.clone()),
        _ => None,
    };
    let kind = if *visible { "text" } else { "password" };
    html! {
        <>
            <p>{ "Fingerprint of these figures: " }<b class="print">{ (*print).clone() }</b>
                <span class="soft">{ " The same on link, page and file: readers can compare it." }</span></p>
            <h3>{ "As a link" }</h3>
            <p>{ "Whoever has this link can read these figures; your mail system may read links." }</p>
            if let Err(ShareError::TooLong(chars)) = &*open {
                <TooLong chars={*chars} sharing={sharing.clone()} report={report.clone()} on_sharing={on_sharing.clone()} />
            } else {
                <div class="fields words"><label class="wide">{ "Address of the page, as its readers open it" }
                    <Field kind="url" value={(*place).clone()} placeholder="https://" onchange={on_place} /></label></div>
                if place.is_empty() {
                    <p class="soft">{ "You opened this page from a folder: type where your authority hosts it, or send the saved page or the board file instead." }</p>
                }
                <label class="check"><input type="checkbox" checked={*wants_lock} onchange={want} />{ "Lock it with a passphrase" }</label>
                if *wants_lock {
                    <div class="fields">
                        <label>{ "Passphrase" }<input type={kind} autocomplete="off" spellcheck="false" value={(*first).clone()} oninput={typed(&first)} /></label>
                        if !*visible {
                            <label>{ "Passphrase again" }<input type="password" autocomplete="off" value={(*second).clone()} oninput={typed(&second)} /></label>
                        }
                        <label class="check"><input type="checkbox" checked={*visible} onchange={show} />{ "Show it" }</label>
                    </div>
                    <p class="soft" role="status">{ advice }</p>
                    <p><button type="button" disabled={!may_lock || *locked == Locked::Working} onclick={lock}>{ "Make the locked link" }</button></p>
                    if let Locked::Failed(message) = &*locked { <p class="fault" role="alert">{ message.clone() }</p> }
                    if *locked == Locked::Working { <p role="status">{ "The link is being locked." }</p> }
                }
                if let Some(made) = made {
                    { shown_link(&place, &made, &said, on_sharing.reform({ let shared = shared.clone(); move |()| Change::Sent(shared.clone()) })) }
                    if made.len() > USUAL_CHARS {
                        <TooLong chars={made.len()} sharing={sharing.clone()} report={report.clone()} on_sharing={on_sharing.clone()} />
                    }
                }
            }
            <h3>{ "As one page or a file" }</h3>
            <p>{ "A copy of this page with the figures inside: it opens by double click, without a network, and prints. The board file has the same figures, for a hosted page." }</p>
            <p class="choices-left">
                <button type="button" class="primary" onclick={save_page}>{ "Save for the Board" }</button>
                <button type="button" onclick={save_file}>{ "Save the board file (JSON)" }</button>
            </p>
            <p role="status" aria-live="polite">{ *said }</p>
            <p class="soft">{ "Send the same figures to everybody: those of other choices could be subtracted from them. This browser keeps nothing of what you share, so keep the link or one of the files: whatever you share next has to be compared with it in step 2." }</p>
        </>
    }
}

/// The link in full, with its length and a button that copies it.
fn shown_link(place: &str, made: &str, said: &UseStateHandle<&'static str>, on_copied: Callback<()>) -> Html {
    let whole = format!("{place}#{made}");
    let copy = {
        let (whole, said) = (whole.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let (said, on_copied) = (said.clone(), on_copied.clone());
            download::copy(&whole, move |done| {
                if done {
                    on_copied.emit(());
                }
                said.set(if done {
                    "The link was copied. Paste it on a line of its own."
                } else {
                    "This browser does not allow copying. Select the link and copy it yourself."
                });
            });
        })
    };
    html! {
        <>
            <label class="link-text">{ "The link" }<textarea readonly=true rows="4" spellcheck="false" value={whole} /></label>
            <p class="soft">{ format!("{} characters after the #. Mail programs may damage those of more than 1,900.", made.len()) }</p>
            <p class="choices-left"><button type="button" class="primary" onclick={copy}>{ "Copy the link" }</button></p>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct TooLongProps {
    chars: usize,
    sharing: Sharing,
    report: Rc<Report>,
    on_sharing: Callback<Change>,
}

/// What to do about figures that are too long for a link, or longer than is usual.
#[component]
fn TooLong(props: &TooLongProps) -> Html {
    let TooLongProps { chars, sharing, report, on_sharing } = props;
    let is_refused = *chars > MOST_CHARS;
    let fits = use_memo((sharing.clone(), report.clone()), move |(sharing, report)| {
        let most = if is_refused { MOST_CHARS } else { USUAL_CHARS };
        sharing.grain().and_then(|grain| sharing.first_that_fits(grain, report, most))
    });
    let change = Changing { choices: sharing.choices.clone(), on_sharing: on_sharing.clone() };
    let length = wording::number(u64::try_from(*chars).unwrap_or(u64::MAX));
    html! {
        <div class="doubt" role="status">
            if is_refused {
                <p>{ format!("As a link these figures would be {length} characters long, and mail programs damage links of more than 1,900.") }</p>
            } else {
                <p>{ format!("The link is {length} characters long. Most mail programs pass it on, some break links of more than 900: try it on yourself before you send it.") }</p>
            }
            if let Some(grain) = *fits {
                <p>{ format!("{} would be short enough. Or save a page for the Board, which has no limit.", grain_in_words(grain)) }</p>
                <button type="button" onclick={Callback::from(move |_: MouseEvent| change.make(|choices| choices.grain = Some(grain)))}>{ format!("Share by this instead: {}", grain_in_words(grain).to_lowercase()) }</button>
            } else {
                <p>{ "No coarser choice is short enough either: save a page for the Board, which has no limit." }</p>
            }
        </div>
    }
}

/// Where this page is hosted, without what stands after its path; "" if it was opened from a folder.
fn hosted_at() -> String {
    let location = web_sys::window().map(|window| window.location());
    let part = |part: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location.as_ref().and_then(|location| part(location).ok()).unwrap_or_default()
    };
    if !part(web_sys::Location::protocol).starts_with("http") {
        return String::new();
    }
    format!("{}{}", part(web_sys::Location::origin), part(web_sys::Location::pathname))
}
