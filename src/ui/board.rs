//! Shared figures on the page: opened by a link, a board file or the page itself, and shown in the views of a file. Who prepared them stands above every view.

use super::here::{Here, use_here};
use super::trouble::last_trouble;
use super::{
    download, figure, foot, methods, navigation_of, office, offices, over_time, pack, questions, skip_to_main, summary,
};
use crate::disclosure::Told;
use crate::report::{Report, Sheet, wording};
use crate::session::{Board, CameFrom, OpenBoard, State, View};
use crate::share::{Sealed, board_file};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What the views of shared figures can cause.
pub(super) struct Causes {
    pub(super) on_link: Callback<String>,
    pub(super) on_passphrase: Callback<(Rc<Sealed>, String)>,
    pub(super) on_dismiss: Callback<MouseEvent>,
    /// The sender has seen enough.
    pub(super) on_back: Callback<MouseEvent>,
}

/// The page while there are shared figures.
pub(super) fn page(state: &State, board: &Board, here: &Here, causes: Causes) -> Html {
    let open = state.open_board();
    let start = if state.holds_figures { here.to(View::Summary) } else { "#".to_owned() };
    let authority = open.map(|board| board.shared.told.authority.clone()).filter(|name| !name.is_empty());
    html! {
        <>
            <a class="skip" href="#main" onclick={skip_to_main()}>{ "Skip to the content" }</a>
            if open.is_some_and(|board| board.shared.told.invented) {
                <aside class="invented" aria-label="About these figures">{ "Invented figures: these are of no real authority." }</aside>
            }
            <header class="bar"><div class="wrap">
                { brand(start) }
                <span class="file">
                    if let Some(authority) = authority { <b>{ authority }</b>{ " · " } }
                    { if open.is_some_and(|board| board.from == CameFrom::Sender) { "As the readers will see it: nothing was sent yet" } else { "Shared figures" } }
                </span>
                if open.is_some_and(|board| board.from == CameFrom::Sender) {
                    <button type="button" onclick={causes.on_back.clone()}>{ "Back to sharing" }</button>
                } else if open.is_some() && !state.holds_figures {
                    <a class="leave" href="#">{ "Close these figures" }</a>
                }
            </div></header>
            if let Some(board) = open {
                { band(board) }
                { navigation_of(here, &views_of(board), "About these figures") }
            }
            <main id="main" tabindex="-1" class="wrap">
                { last_trouble(state, causes.on_dismiss.clone()) }
                { match board {
                    Board::Open(board) => view(state, board),
                    Board::Sealed { sealed, trying, trouble } => html! {
                        <Passphrase sealed={sealed.clone()} trying={*trying} trouble={trouble.clone()} on_passphrase={causes.on_passphrase.clone()} />
                    },
                    Board::Failed(message) => failed(state, message, &causes),
                } }
            </main>
            { foot::foot("This page makes no connection and stores nothing. Whoever has the link or the file can read these figures, and mail systems may read links.", here, !state.holds_figures, open.is_some()) }
        </>
    }
}

/// The views of these figures.
fn views_of(board: &OpenBoard) -> Vec<View> {
    View::OF_A_BOARD.into_iter().filter(|view| *view != View::Questions || board.has_questions()).collect()
}

fn brand(to: String) -> Html {
    html! {
        <a class="brand" href={to} aria-label="Plumbline, start">
            <svg viewBox="0 0 14 30" aria-hidden="true"><path d="M7 0v18" stroke="currentColor" stroke-width="1.6"/><path d="M7 30 1.5 20.5 7 17l5.5 3.5z" fill="currentColor"/></svg>
            { "Plumbline" }
        </a>
    }
}

/// Who prepared the figures, and by what they are known: above every view.
fn band(board: &OpenBoard) -> Html {
    let told = &board.shared.told;
    html! {
        <aside class="prepared" aria-label="Where these figures come from"><div class="wrap">
            // A phone has room for less; all of it stands in "About these figures".
            <span class="wide">{ format!("{}. ", wording::prepared(told)) }</span>
            <span class="narrow">{ format!("{}. ", wording::prepared(&Told { purpose: String::new(), ..told.clone() })) }</span>
            if let Some(until) = told.data_until {
                <span class="wide">{ format!("Data to {}. ", until.in_words()) }</span>
            }
            <span>{ format!("{}; fingerprint ", wording::profile_name(board.shared.profile)) }<span class="fingerprint">{ board.fingerprint.clone() }</span></span>
        </div></aside>
    }
}

fn view(state: &State, board: &Rc<OpenBoard>) -> Html {
    let report = board.report.clone();
    match state.view {
        View::OverTime => html! { <over_time::OverTime {report} /> },
        View::Offices => html! { <offices::Offices {report} /> },
        View::Office => html! { <office::Office {report} /> },
        View::Data => html! { <About board={board.clone()} /> },
        View::Questions if board.has_questions() => {
            html! { <questions::Questions {report} notes={board.notes.clone()} /> }
        }
        View::Print => html! { <pack::Pack board={board.clone()} /> },
        View::Methods => html! { <methods::Methods about={state.about.clone()} /> },
        View::ForIt => methods::for_it(),
        _ => html! { <summary::Summary {report} /> },
    }
}

fn failed(state: &State, message: &str, causes: &Causes) -> Html {
    html! {
        <section class="sealed">
            <h1>{ "These figures could not be opened" }</h1>
            <p class="lead" role="alert">{ message.to_owned() }</p>
            if !state.holds_figures {
                <PasteLink pasted={state.pasted.clone()} on_link={causes.on_link.clone()} />
                <p><a href="#">{ "Open Plumbline without them" }</a></p>
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct PasteLinkProps {
    /// What is wrong with what was pasted last.
    pub(super) pasted: Option<String>,
    pub(super) on_link: Callback<String>,
}

/// Opens a link out of a mail, whatever the mail has done to it.
#[component]
pub(super) fn PasteLink(props: &PasteLinkProps) -> Html {
    let field = use_node_ref();
    let onsubmit = {
        let (field, on_link) = (field.clone(), props.on_link.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                on_link.emit(field.value());
            }
        })
    };
    html! {
        <form class="paste" {onsubmit}>
            <label for="pasted-link">{ "A link does not open? Paste it here, or the whole mail that it came in." }</label>
            <textarea id="pasted-link" ref={field} rows="2" spellcheck="false" autocomplete="off" aria-describedby={props.pasted.is_some().then_some("pasted-trouble")} />
            <button type="submit">{ "Open the link" }</button>
            if let Some(trouble) = &props.pasted {
                <p id="pasted-trouble" class="wrong" role="alert">{ trouble.clone() }</p>
            }
        </form>
    }
}

#[derive(Properties, PartialEq)]
struct PassphraseProps {
    sealed: Rc<Sealed>,
    trying: bool,
    trouble: Option<String>,
    on_passphrase: Callback<(Rc<Sealed>, String)>,
}

/// Asks for the passphrase of a link.
#[component]
fn Passphrase(props: &PassphraseProps) -> Html {
    let field = use_node_ref();
    {
        // After a passphrase that did not open it, the next is typed at once.
        let (field, trying) = (field.clone(), props.trying);
        use_effect_with((trying, props.trouble.is_some()), move |(trying, _)| {
            if let Some(field) = field.cast::<HtmlInputElement>().filter(|_| !trying) {
                let _ = field.focus();
            }
        });
    }
    let onsubmit = {
        let (field, sealed, on_passphrase, trying) =
            (field.clone(), props.sealed.clone(), props.on_passphrase.clone(), props.trying);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlInputElement>().filter(|_| !trying) {
                on_passphrase.emit((sealed.clone(), field.value()));
            }
        })
    };
    let trouble = props.trouble.clone();
    html! {
        <section class="sealed">
            <h1>{ "These figures are behind a passphrase" }</h1>
            <p class="lead">{ "Whoever sent you the link has it, and should have told you by another way than the link came." }</p>
            <form class="paste" {onsubmit}>
                <label for="passphrase">{ "Passphrase" }</label>
                <input id="passphrase" ref={field} type="password" autocomplete="off" required=true
                    aria-invalid={trouble.is_some().then_some("true")} aria-describedby={trouble.is_some().then_some("passphrase-trouble")} />
                <button type="submit" class="primary">{ if props.trying { "Opening…" } else { "Open the figures" } }</button>
                if let Some(trouble) = trouble {
                    <p id="passphrase-trouble" class="wrong" role="alert">{ trouble }</p>
                }
                if props.trying {
                    <p class="soft" role="status">{ "Trying the passphrase. That takes a few seconds on purpose: it slows down whoever guesses." }</p>
                }
            </form>
            <p class="soft">{ "Nothing that you type here leaves this computer or is kept." }</p>
            <p><a href="#">{ "Open Plumbline without them" }</a></p>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct AboutProps {
    board: Rc<OpenBoard>,
}

/// Who prepared the figures, what they are of, and what is hidden.
#[component]
fn About(props: &AboutProps) -> Html {
    let here = use_here();
    let board = &props.board;
    let (shared, report) = (&board.shared, &board.report);
    let save = {
        let shared = shared.clone();
        Callback::from(move |_: MouseEvent| download::save("board.json", "application/json", &board_file(&shared)))
    };
    html! {
        <>
            <h1>{ "About these figures" }</h1>
            <section>
                <h2>{ "Who prepared them" }</h2>
                { facts(board) }
                <p class="soft">{ format!("Opened from {}. ", match board.from {
                    CameFrom::Link => "a link",
                    CameFrom::File => "a board file",
                    CameFrom::Page => "this page, which shows nothing else",
                    CameFrom::Sender => "the view of sharing, before they travel",
                }) }{ "The fingerprint is made of the figures themselves. Two links, files or papers that show the same one carry the same figures." }</p>
                <div class="tools"><button type="button" onclick={save}>{ "Save these figures as a board file" }</button></div>
            </section>
            <section>
                <h2>{ "What is hidden" }</h2>
                { hidden(board) }
            </section>
            <section>
                <h2>{ "What was counted" }</h2>
                { for chosen(report).into_iter().map(|said| html! { <p>{ said }</p> }) }
            </section>
            if !report.events.is_empty() {
                <section>
                    <h2>{ "Events that the sender tells" }</h2>
                    { events(report) }
                </section>
            }
            { groups(report) }
            <section>
                <h2>{ "What shared figures cannot say" }</h2>
                <p>{ CANNOT_SAY }{ " " }<a href={here.to_method("shared")}>{ "How shared figures are worked out" }</a></p>
            </section>
        </>
    }
}

/// What the audits themselves would be needed for.
pub(super) const CANNOT_SAY: &str = "Whether offices lie apart by more than chance and are drawing nearer, rates that allow for few audits or another mix of services, teams, what was \
    counted since a visit, and what would count as a change next: these need the audits themselves, which are not shared.";

/// Who prepared the figures, as a table.
pub(super) fn facts(board: &OpenBoard) -> Html {
    let told = &board.shared.told;
    let not_said = "not said".to_owned();
    let typed = |text: &str| if text.is_empty() { not_said.clone() } else { text.to_owned() };
    let day = |day: Option<crate::audit::Day>| day.map_or_else(|| not_said.clone(), |day| day.in_words());
    let facts: Vec<(&str, String)> = vec![
        ("Authority", typed(&told.authority)),
        ("Prepared by", typed(&told.prepared_by)),
        ("Prepared on", day(told.prepared_on)),
        ("Prepared for", typed(&told.purpose)),
        ("Data to", day(told.data_until)),
        ("Periods", wording::shared_by(board.shared.grain.months)),
        ("Fingerprint", board.fingerprint.clone()),
    ];
    html! {
        <table class="facts"><caption>{ "As the sender typed it" }</caption><tbody>
            { for facts.into_iter().map(|(what, value)| html! { <tr><th scope="row">{ what }</th><td>{ value }</td></tr> }) }
        </tbody></table>
    }
}

/// What is hidden, and why.
pub(super) fn hidden(board: &OpenBoard) -> Html {
    let shared = &board.shared;
    html! {
        <>
            <p>{ wording::profile_means(shared.profile) }</p>
            if let Some(from) = board.report.shared {
                <p>{ wording::how_much_is_hidden(from) }{ " A hidden count stands as c." }</p>
            }
            <p>{ wording::thresholds(shared.profile) }</p>
            if shared.grain.merge_offices {
                <p>{ format!("Offices too small to be shown by themselves are put together as \u{201c}{}\u{201d}.", crate::disclosure::OTHER_OFFICES) }</p>
            }
            <p>{ "Only counts were shared, and only of periods that were complete. No record of any audit is in this page, link or file." }</p>
        </>
    }
}

/// What the sender chose to count, in sentences.
pub(super) fn chosen(report: &Report) -> Vec<String> {
    let settings = &report.settings;
    let mut chosen = vec![wording::counted(settings)];
    chosen.extend(
        settings.target().map(|target| format!("The target that the sender set: {}.", wording::target(target))),
    );
    chosen.extend(
        report
            .centre
            .as_ref()
            .filter(|centre| !centre.whole_series)
            .map(|centre| format!("The average in the chart over time is of {} to {}.", centre.from, centre.to)),
    );
    chosen.extend(settings.phases.iter().map(|phase| {
        let reason = if phase.reason.is_empty() { String::new() } else { format!(": {}", phase.reason) };
        format!("From {} on the average starts anew, \u{201c}{}\u{201d}{reason}.", phase.from.in_words(), phase.name)
    }));
    chosen
}

/// The dated events that travelled.
pub(super) fn events(report: &Report) -> Html {
    html! {
        <ol class="events">{ for report.events.iter().map(|event| html! {
            <li><b>{ event.label.clone() }</b>{ format!(", {}{}", event.date.in_words(), event.office.as_ref().map(|office| format!(" ({office})")).unwrap_or_default()) }</li>
        }) }</ol>
    }
}

/// Services and causes, which no other view shows.
fn groups(report: &Report) -> Html {
    let hides = report.services.iter().any(|service| service.rate.shown().is_none())
        || report.causes.iter().any(|cause| cause.inadequate.is_none());
    html! {
        <>
            if !report.services.is_empty() {
                <section><h2>{ "Services" }</h2>{ figure::table(&Sheet::of_named("Service", &report.services), "Services by name") }</section>
            }
            if !report.causes.is_empty() {
                <section><h2>{ "Causes that were found" }</h2>{ figure::table(&Sheet::of_causes(&report.causes), "Causes by name; an audit may have several") }</section>
            }
            if hides {
                <p class="soft">{ wording::WHAT_C_MEANS }</p>
            }
        </>
    }
}
