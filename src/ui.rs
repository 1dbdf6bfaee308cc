//! The Yew page. It holds reports, never a row: the audits live in the worker.

mod board;
mod capacity;
mod causes;
mod context;
mod data;
mod download;
mod field;
mod figure;
mod filters;
mod foot;
mod fragment;
mod here;
mod mapping;
mod marks;
mod memory;
mod methods;
mod office;
mod offices;
mod over_time;
mod pack;
mod panels;
mod questions;
mod reader;
mod rehearsal;
mod remedy;
mod scale;
mod series;
mod share;
mod start;
mod summary;
mod timeline;
mod trouble;
mod trust;
mod turns;
mod vault;

use crate::report::{Report, wording};
use crate::session::sharing::Change;
use crate::session::{Action, Reading, Request, State, View};
use crate::settings::Settings;
use crate::share::Sealed;
use filters::Filters;
use fragment::Fragment;
use gloo::timers::future::TimeoutFuture;
use here::{Here, Looked};
use mapping::MappingForm;
use reader::FileReader;
use std::rc::Rc;
use trouble::last_trouble;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;

/// Mounts the page, if there is a window to mount it in.
pub fn mount() {
    console_error_panic_hook::set_once();
    let Some(place) = web_sys::window().and_then(|window| window.document()?.get_element_by_id("app")) else { return };
    place.set_text_content(None);
    yew::Renderer::<Page>::with_root(place).render();
}

impl Reducible for State {
    type Action = Action;
    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let next = self.next(action);
        if next == *self { self } else { Rc::new(next) }
    }
}

/// The figures that this copy of the page was made for, if it was: the content of its element `shared`.
fn inlined_figures() -> Option<String> {
    web_sys::window()?.document()?.get_element_by_id("shared")?.text_content()
}

#[component]
fn Page() -> Html {
    // The address may name a view and choices that wait for their file.
    let state = use_reducer(|| State::of_page(inlined_figures().as_deref(), Fragment::address()));
    let reader = {
        let dispatcher = state.dispatcher();
        use_memo((), move |()| FileReader::new(Callback::from(move |action| dispatcher.dispatch(action))))
    };

    {
        // Whoever opens shared figures has no file to read.
        let (reader, waits) = (reader.clone(), state.board.is_none() && !state.holds_figures);
        use_effect_with((), move |()| {
            if waits {
                spawn_local(async move {
                    // When the page itself is on screen.
                    TimeoutFuture::new(0).await;
                    reader.get_ready(rehearsal::rehearse);
                });
            }
        });
    }
    let fragment = use_memo((), |()| Fragment::new());
    {
        let (dispatcher, fragment) = (state.dispatcher(), fragment.clone());
        use_effect_with((), move |()| {
            let listener = fragment.listen(Callback::from(move |to| dispatcher.dispatch(Action::Opened(to))));
            move || drop(listener)
        });
    }
    // Back, forward and bookmarks work.
    use_effect_with(state.address(), move |shown| fragment.follow(shown));
    {
        let (reader, state) = (reader.clone(), state.clone());
        use_effect_with(state.settings.clone(), move |settings| {
            // Whoever changed the choices (the reader, the back button): the figures follow.
            // Verdicts that are still missing were given up when something else was asked for.
            let lacks = |report: &Report| report.settings != *settings || report.judged.is_none();
            if state.shown.as_ref().is_some_and(|shown| lacks(&shown.report)) {
                reader.ask(Request::Report { settings: settings.clone() });
            }
        });
    }

    {
        let (reader, state) = (reader.clone(), state.clone());
        let asks = state.view == View::Share && state.shown.is_some() && state.reading.is_none();
        let wanted = if asks { state.sharing.to_ask(&state.settings) } else { None };
        use_effect_with(wanted, move |wanted| {
            if let Some(wanted) = wanted {
                let number = state.sharing.number.wrapping_add(1);
                reader.ask(Request::Share {
                    number,
                    settings: wanted.settings.clone(),
                    profile: wanted.profile,
                    previous: wanted.previous.as_deref().map(crate::share::board_file),
                });
                state.dispatch(Action::Sharing(Change::Asked(number, Rc::new(wanted.clone()))));
            }
        });
    }

    use_effect_with(state.has_unsaved_notes(), |unsaved| {
        let asking = if *unsaved { foot::ask_before_closing() } else { None };
        move || drop(asking)
    });

    // The pack has a title of its own.
    use_effect_with((state.view, state.asking.is_some()), |(view, asking)| {
        let title = match (asking, view) {
            (true, _) => "What the page needs to know · Plumbline".to_owned(),
            (false, View::Start) => "Plumbline: what your audits can honestly tell you".to_owned(),
            (false, View::Print) => return,
            (false, view) => format!("{} · Plumbline", view.name()),
        };
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&title);
        }
    });

    marks::use_marks(state.shown.as_ref().map(|shown| (shown.name.as_str(), &shown.report)));

    // What is new begins at its top, whatever was scrolled to before.
    use_effect_with((state.view, state.asking.is_some(), state.board.is_some()), |_| {
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
        // On a phone the views stand in a line that is longer than the window.
        show_open_view();
    });

    let choose = {
        let (reader, state) = (reader.clone(), state.clone());
        Callback::from(move |file: web_sys::File| {
            reader.choose(file, state.mapping.as_deref().cloned(), state.shown.is_some(), state.settings_for_next())
        })
    };
    let try_demonstration = {
        let (reader, state) = (reader.clone(), state.clone());
        Callback::from(move |()| reader.demonstration(state.settings_for_next()))
    };
    let cancel = {
        let (reader, state) = (reader.clone(), state.clone());
        Callback::from(move |_: MouseEvent| {
            reader.cancel();
            state.dispatch(Action::Cancelled);
        })
    };
    let give_up = {
        let (reader, state) = (reader.clone(), state.clone());
        Callback::from(move |_: MouseEvent| {
            reader.give_up_asking();
            state.dispatch(Action::GivenUp);
        })
    };
    // The same callbacks each time, so that only what has changed is drawn anew.
    let (on_settings, on_office) = {
        let dispatcher = state.dispatcher();
        let callbacks = use_memo((), move |()| {
            let for_office = dispatcher.clone();
            let on_settings =
                Callback::from(move |settings: Settings| dispatcher.dispatch(Action::SettingsChosen(settings)));
            let on_office =
                Callback::from(move |office: Option<String>| for_office.dispatch(Action::OfficeChosen(office)));
            (on_settings, on_office)
        });
        (*callbacks).clone()
    };
    let looked = Looked {
        office: state.office.as_deref().map(Rc::from),
        alone: state.view == View::Office,
        on_office: on_office.clone(),
    };
    let here = Here { address: Rc::new(state.address()), on_settings, on_office };
    let with_mapping = {
        let settings = if state.asking.is_some() { state.settings_for_next() } else { state.settings.clone() };
        reader::with_mapping(&reader, settings)
    };
    let save_problems = {
        let reader = reader.clone();
        Callback::from(move |()| reader.ask(Request::Problems))
    };
    let on_sharing = {
        let state = state.clone();
        Callback::from(move |change| state.dispatch(Action::Sharing(change)))
    };
    let on_note = {
        let dispatcher = state.dispatcher();
        Callback::from(move |(question, note)| dispatcher.dispatch(Action::Noted(question, note)))
    };
    let on_preview = {
        let state = state.clone();
        Callback::from(move |shared| state.dispatch(Action::Previewed(shared)))
    };
    let dismiss = {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| state.dispatch(Action::Dismissed))
    };

    // A file may be dropped anywhere on the page, not only where it says so: a browser would otherwise open it.
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    let ondrop = {
        let (choose, state) = (choose.clone(), state.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            if state.holds_figures {
                return;
            }
            match reader::dropped(&event) {
                Ok(file) => choose.emit(file),
                Err(message) => state.dispatch(Action::Refused(message)),
            }
        })
    };

    let on_link = {
        let state = state.clone();
        Callback::from(move |text: String| state.dispatch(Action::LinkPasted(text)))
    };
    if let Some(board) = &state.board {
        let on_passphrase = try_passphrase(state.dispatcher());
        let on_back = {
            let state = state.clone();
            Callback::from(move |_: MouseEvent| state.dispatch(Action::PreviewLeft))
        };
        let causes = board::Causes { on_link, on_passphrase, on_dismiss: dismiss, on_back };
        return html! {
            <ContextProvider<Here> context={here.clone()}>
                <div class="page" {ondragover} {ondrop}>{ board::page(&state, board, &here, causes) }</div>
            </ContextProvider<Here>>
        };
    }

    let report = state.shown.as_ref().map(|shown| shown.report.clone());
    let invented = report.as_ref().is_some_and(|report| report.file.source.invented);
    html! {
        <ContextProvider<Here> context={here.clone()}>
        <ContextProvider<Looked> context={looked}>
        <div class="page" {ondragover} {ondrop}>
            <a class="skip" href="#main" onclick={skip_to_main()}>{ "Skip to the content" }</a>
            if invented {
                <aside class="invented" aria-label="About this file">{ "Invented figures: this is the demonstration file, of no real authority." }</aside>
            }
            { header(&state, &choose) }
            if let Some(report) = &report {
                { navigation(&here) }
                if state.view.is_filtered() && state.asking.is_none() {
                    <Filters report={report.clone()} lost={state.shown.as_ref().is_some_and(|shown| shown.lost)} />
                }
            }
            <main id="main" tabindex="-1" class="wrap">
                if let Some(reading) = &state.reading {
                    <section class="reading" aria-label="Reading the file">
                        <p role="status">{ format!("Reading {}: {} so far", reading.name, wording::count_of(reading.records, "record", "records")) }</p>
                        { progress(reading) }
                        <button type="button" onclick={cancel}>{ "Cancel" }</button>
                    </section>
                }
                { last_trouble(&state, dismiss) }
                if let Some(asking) = &state.asking {
                    <section class="asking" aria-label="What the page needs to know">
                        <h1>{ "Plumbline needs to know more about this file" }</h1>
                        <p class="lead">{ asking.message.clone() }</p>
                        <p class="kicker">{ asking.name.clone() }</p>
                        <MappingForm survey={asking.survey.clone()} mapping={asking.mapping.clone()} on_mapping={with_mapping.clone()} />
                        <p><button type="button" onclick={give_up}>{ "Choose another file instead" }</button></p>
                    </section>
                } else {
                { match (state.view, &state.shown) {
                    (view, Some(shown)) if view.is_filtered() && shown.report.overall.n == 0 => nothing(&here),
                    (View::Summary, Some(shown)) => html! { <summary::Summary report={shown.report.clone()} /> },
                    (View::OverTime, Some(shown)) => html! { <over_time::OverTime report={shown.report.clone()} /> },
                    (View::Offices, Some(shown)) => html! { <offices::Offices report={shown.report.clone()} /> },
                    (View::Causes, Some(shown)) => html! { <causes::Causes report={shown.report.clone()} /> },
                    (View::Office, Some(shown)) => html! { <office::Office report={shown.report.clone()} /> },
                    (View::Remedy, Some(shown)) => html! { <remedy::RemedialWork report={shown.report.clone()} /> },
                    (View::Trust, Some(shown)) => html! { <trust::TrustInGrades report={shown.report.clone()} /> },
                    (View::Questions, Some(shown)) => html! { <questions::Questions report={shown.report.clone()} notes={state.notes.clone()} on_note={Some(on_note)} /> },
                    (View::Capacity, Some(shown)) => html! { <capacity::CapacityView report={shown.report.clone()} /> },
                    (View::Share, Some(shown)) => html! {
                        <share::Share report={shown.report.clone()} sharing={state.sharing.clone()} settings={state.settings.clone()} {on_sharing} {on_preview} notes={state.notes.clone()} />
                    },
                    (View::Methods, _) => html! { <methods::Methods about={state.about.clone()} /> },
                    (View::ForIt, _) => methods::for_it(),
                    (View::Data, Some(shown)) => html! {
                        <data::Data report={shown.report.clone()} mapping={shown.mapping.clone()} survey={shown.survey.clone()} name={shown.name.clone()}
                            on_mapping={with_mapping.clone()} on_save_problems={save_problems} />
                    },
                    _ => html! { <start::Start on_file={choose} on_demonstration={try_demonstration} waiting={state.mapping.is_some()} pasted={state.pasted.clone()} {on_link} /> },
                } }
                }
            </main>
            { foot::foot("Nothing leaves this computer: this page makes no connection, and stores nothing unless you ask it to remember a mapping. Switch the network off and it works the same.", &here, true, true) }
        </div>
        </ContextProvider<Looked>>
        </ContextProvider<Here>>
    }
}

/// Opens sealed figures by the passphrase that is typed.
fn try_passphrase(dispatcher: UseReducerDispatcher<State>) -> Callback<(Rc<Sealed>, String)> {
    Callback::from(move |(sealed, passphrase): (Rc<Sealed>, String)| {
        let dispatcher = dispatcher.clone();
        dispatcher.dispatch(Action::PassphraseTried(sealed.clone()));
        wasm_bindgen_futures::spawn_local(async move {
            let figures = vault::unseal(&sealed, &passphrase).await.map(Box::new);
            dispatcher.dispatch(Action::Unsealed { sealed, figures });
        });
    })
}

/// How far the reading is; of a compressed file nobody knows.
fn progress(reading: &Reading) -> Html {
    let Some(bytes) = reading.bytes else {
        return html! { <progress aria-label="Part of the file that was read" /> };
    };
    let part = (bytes / reading.size.max(1.0)).min(1.0);
    let left = reading.seconds_left.map(|seconds| match seconds {
        seconds if seconds < 5.0 => ", a few seconds left".to_owned(),
        seconds if seconds < 90.0 => format!(", about {:.0} seconds left", (seconds / 5.0).ceil() * 5.0),
        seconds => format!(", about {:.0} minutes left", (seconds / 60.0).ceil()),
    });
    html! {
        <>
            <progress max="1" value={part.to_string()} aria-label="Part of the file that was read">{ wording::per_cent(part, 1) }</progress>
            <span class="soft">{ wording::per_cent(part, 1) }{ left }</span>
        </>
    }
}

/// A plain link to `#main` would change the address, which names the view.
fn skip_to_main() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        let main = web_sys::window().and_then(|window| window.document()?.get_element_by_id("main"));
        if let Some(main) = main.and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = main.focus();
        }
    })
}

fn header(state: &State, choose: &Callback<web_sys::File>) -> Html {
    html! {
        <header class="bar"><div class="wrap">
            <a class="brand" href="#" aria-label="Plumbline, start">
                <svg viewBox="0 0 14 30" aria-hidden="true"><path d="M7 0v18" stroke="currentColor" stroke-width="1.6"/><path d="M7 30 1.5 20.5 7 17l5.5 3.5z" fill="currentColor"/></svg>
                { "Plumbline" }
            </a>
            if let Some(shown) = &state.shown {
                <span class="file">
                    <b>{ shown.report.file.source.authority.clone().unwrap_or_else(|| shown.name.clone()) }</b>
                    { format!(" · {} read, {} in the rate", wording::count_of(shown.report.audits.read, "audit", "audits"), wording::number(shown.report.audits.in_rate)) }
                </span>
                <FileButton label="Change file" primary=false on_file={choose.clone()} />
            } else {
                <span class="file">{ "What your audits can honestly tell you" }</span>
            }
        </div></header>
    }
}

/// Scrolls the line of views to the one that is open.
fn show_open_view() {
    let document = web_sys::window().and_then(|window| window.document());
    let find = |selector: &str| document.as_ref().and_then(|document| document.query_selector(selector).ok().flatten());
    let line = find("nav .wrap").and_then(|line| line.dyn_into::<web_sys::HtmlElement>().ok());
    let open = find("nav a[aria-current]").and_then(|open| open.dyn_into::<web_sys::HtmlElement>().ok());
    if let (Some(line), Some(open)) = (line, open) {
        let middle = open.offset_left() + open.offset_width() / 2 - line.offset_left();
        line.set_scroll_left(middle - line.client_width() / 2);
    }
}

/// What stands in place of a view when the choices leave no audit.
fn nothing(here: &Here) -> Html {
    let clear = here.changing(|settings, _: MouseEvent| *settings = settings.unfiltered());
    html! {
        <section>
            <h1>{ "No audit is in the rate with these choices" }</h1>
            <p>{ "The Data page says what became of each. " }<a href={here.to(View::Data)}>{ "Why none?" }</a></p>
            if here.settings().filter() {
                <p><button type="button" class="primary" onclick={clear}>{ "Count everything again" }</button></p>
            }
        </section>
    }
}

fn navigation(here: &Here) -> Html {
    navigation_of(here, &View::OF_A_FILE, View::Data.name())
}

/// These views, of which that of the data has this name.
fn navigation_of(here: &Here, views: &[View], data: &'static str) -> Html {
    let open = here.address.view;
    html! {
        <nav aria-label="Views"><div class="wrap">
            { for views.iter().copied().map(|view| html! {
                <a href={here.to(view)} aria-current={(view == open).then_some("page")}>{ if view == View::Data { data } else { view.name() } }</a>
            }) }
        </div></nav>
    }
}

#[derive(Properties, PartialEq)]
struct FileButtonProps {
    label: AttrValue,
    primary: bool,
    on_file: Callback<web_sys::File>,
}

/// A button that opens the browser's own file chooser.
#[component]
fn FileButton(props: &FileButtonProps) -> Html {
    let input = use_node_ref();
    let open = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let onchange = {
        let on_file = props.on_file.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                on_file.emit(file);
            }
            // The same file may be chosen again after it was changed.
            input.set_value("");
        })
    };
    html! {
        <>
            <button type="button" class={classes!(props.primary.then_some("primary"))} onclick={open}>{ props.label.clone() }</button>
            <input ref={input} type="file" hidden=true aria-label={props.label.clone()} {onchange} />
        </>
    }
}
