//! The Board's seven questions: evidence, verdict, what is missing, and the chair's own note beside each.

use super::figure::{Chart, SmallChart, tone_class};
use super::here::use_here;
use crate::report::wording::{self, Naming};
use crate::report::{Answer, Assurance, Question, Report, StandsIn, Tone};
use crate::session::{Notes, View};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct QuestionsProps {
    pub(super) report: Rc<Report>,
    pub(super) notes: Rc<Notes>,
    /// What to do with a note that is typed; nothing where notes can only be read.
    #[prop_or_default]
    pub(super) on_note: Option<Callback<(Question, String)>>,
}

#[component]
pub(super) fn Questions(props: &QuestionsProps) -> Html {
    let QuestionsProps { report, notes, on_note } = props;
    let answers = use_memo(report.clone(), |report| report.questions());
    html! {
        <>
            <h1>{ "Seven questions" }</h1>
            <p class="lead">{ "What an improvement board asked of a service like this one, and how far these audits answer. A verdict follows from fixed rules; none assures where the evidence is indirect." }</p>
            <Overview answers={answers.clone()} shared={report.shared.is_some()} />
            if report.shared.is_some() { <p class="soft">{ wording::rounded(&report.settings) }</p> }
            { for answers.iter().enumerate().map(|(at, answer)| html! {
                <One key={at} report={report.clone()} answer={answer.clone()} number={at + 1} note={notes.of(answer.question).to_owned()} on_note={on_note.clone()} />
            }) }
            { since_visits(report) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct OverviewProps {
    shared: bool,
    answers: Rc<Vec<Answer>>,
}

/// All seven on one screen.
#[component]
fn Overview(props: &OverviewProps) -> Html {
    let shared = props.shared;
    html! {
        <ol class="seven">{ for props.answers.iter().enumerate().map(|(at, answer)| {
            let number = at + 1;
            let jump = Callback::from(move |event: MouseEvent| {
                // A plain link would change the address, which names the view.
                event.prevent_default();
                show(&format!("question-{number}"));
            });
            html! {
                <li><a href={format!("#question-{number}")} onclick={jump}>{ wording::question(answer.question) }</a>{ verdict(answer.verdict, shared) }</li>
            }
        }) }</ol>
    }
}

fn show(id: &str) {
    use wasm_bindgen::JsCast;
    let place = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) {
        place.scroll_into_view();
        let _ = place.focus();
    }
}

pub(super) fn tone(verdict: Assurance) -> Tone {
    match verdict {
        Assurance::Assured => Tone::Improvement,
        Assurance::NotAssured => Tone::Concern,
        Assurance::Partly => Tone::Common,
        Assurance::CannotAnswer => Tone::Few,
    }
}

fn verdict(verdict: Assurance, shared: bool) -> Html {
    html! { <p class={classes!("verdict", tone_class(tone(verdict)))}><span class="mark" aria-hidden="true"></span>{ wording::assurance(verdict, shared) }</p> }
}

#[derive(Properties, PartialEq)]
struct OneProps {
    report: Rc<Report>,
    answer: Answer,
    number: usize,
    note: String,
    on_note: Option<Callback<(Question, String)>>,
}

#[component]
fn One(props: &OneProps) -> Html {
    let OneProps { report, answer, number, note, on_note } = props;
    let here = use_here();
    let id = format!("question-{number}");
    let oninput = on_note.as_ref().map(|on_note| {
        let (on_note, question) = (on_note.clone(), answer.question);
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                on_note.emit((question, field.value()));
            }
        })
    });
    let chart = chart_of(answer.question, report);
    html! {
        <section class="question" aria-labelledby={id.clone()}>
            <h2 id={id.clone()} tabindex="-1"><span class="soft">{ format!("{number}. ") }</span>{ wording::question(answer.question) }</h2>
            { verdict(answer.verdict, report.shared.is_some()) }
            <p id={format!("{id}-because")} class="because">{ format!("{}.", answer.because) }</p>
            <div class="beside">
                if !answer.evidence.is_empty() {
                    <ul class="evidence">{ for answer.evidence.iter().map(|evidence| {
                        let view = view_of(evidence.stands_in);
                        html! { <li>{ format!("{}. ", evidence.sentence.trim_end_matches('.')) }
                            if report.shared.is_none() { <a href={here.to(view)}>{ view.name() }</a> }</li> }
                    }) }</ul>
                }
                if let Some((chart, title)) = chart { <SmallChart report={report.clone()} {chart} {title} name={format!("{id}-chart")} said={format!("{id}-because")} /> }
            </div>
            if !answer.missing.is_empty() && report.shared.is_none() {
                <details><summary>{ "What would answer it better" }</summary><ul>{ for answer.missing.iter().map(|missing| html! { <li>{ *missing }</li> }) }</ul></details>
            }
            if let Some(oninput) = oninput {
                <label class="note-field">{ "Your own view" }<textarea rows="2" value={note.clone()} {oninput} /></label>
            } else if !note.is_empty() {
                <p class="note-read"><b>{ "The chair\u{2019}s own view: " }</b>{ note.clone() }</p>
            }
        </section>
    }
}

/// The view in which a sentence of evidence stands.
fn view_of(place: StandsIn) -> View {
    match place {
        StandsIn::OverTime => View::OverTime,
        StandsIn::Offices => View::Offices,
        StandsIn::Causes => View::Causes,
        StandsIn::Remedy => View::Remedy,
        StandsIn::Trust => View::Trust,
        StandsIn::Capacity => View::Capacity,
    }
}

/// The chart that shows most of what a question asks, and what it shows.
fn chart_of(question: Question, report: &Report) -> Option<(Chart, &'static str)> {
    match question {
        Question::Improvement => Some((Chart::Rate, "The rate over time")),
        Question::Offices => report.funnel.as_ref().map(|_| (Chart::Funnel, "Each office: its audits and its rate")),
        Question::Managers => {
            report.context_of(None).map(|_| (Chart::Context(None), "Caseload, vacancies and audits done"))
        }
        Question::Adjusting => {
            let time = report.remedy.as_ref().and_then(|remedy| remedy.actions.as_ref()?.time.as_ref());
            time.map(|_| (Chart::Closing, "How long actions take to be closed"))
        }
        Question::Partners => {
            let named = report.why.as_ref().and_then(|why| why.partners.as_ref());
            named.map(|_| (Chart::Named(Naming::Partners), "Partners named in inadequate audits"))
        }
        // Events are marked in it.
        Question::Capacity => report.dates_capacity().then_some((Chart::Rate, "The rate over time, with dated events")),
        Question::LongAndShort => {
            let named = report.why.as_ref().and_then(|why| why.causes.as_ref());
            named.map(|_| (Chart::Named(Naming::Causes), "Causes named in inadequate audits"))
        }
    }
}

/// What was counted since the last visit to each office.
fn since_visits(report: &Report) -> Html {
    if report.since_visits.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-labelledby="visits">
            <h2 id="visits">{ "Since the last visit to each office" }</h2>
            <p class="kicker">{ "Complete months, without that of the visit. No verdict: a visit is often made when figures are at their worst, and they then tend to go back by chance alone." }</p>
            <ul>{ for report.since_visits.iter().map(|since| html! {
                <li><b>{ since.office.clone() }</b>{ format!(", {}, {}: {}. ", since.visit.label, since.visit.date.in_words(), since.sentence) }
                    { match &since.visit.expected {
                        Some(expected) => format!("What was expected: {expected}."),
                        None => String::new(),
                    } }</li>
            }) }</ul>
        </section>
    }
}
