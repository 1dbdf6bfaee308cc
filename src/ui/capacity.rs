//! Demand and capacity: where the excess of inadequate work lies, what is known of the work and the workers there, and what followed when capacity was added.

use super::context::Context;
use super::download;
use super::figure::{table, tone_class};
use super::here::{OfficeLink, use_here};
use crate::report::{Capacity, PlaceVerdict, Report, Sheet, Tone, wording};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct CapacityProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn CapacityView(props: &CapacityProps) -> Html {
    let report = &props.report;
    html! {
        <>
            <h1>{ "Demand and capacity" }</h1>
            { excess(report) }
            <Events report={report.clone()} />
            { beside(report) }
            <Context report={report.clone()} office={None::<String>} />
        </>
    }
}

/// More rows than this are folded away, but for those that differ.
const MOST_ROWS: usize = 24;

const ABOVE: &str = "Where inadequate work lies above the rate of all; in order of name, not a ranking";

/// Where the excess lies, as a table.
fn excess(report: &Rc<Report>) -> Html {
    let Some(capacity) = report.capacity.as_ref().filter(|capacity| !capacity.places.is_empty()) else {
        return html! { <section class="aside"><h2>{ "These audits name no office, so it cannot be said where the excess lies" }</h2></section> };
    };
    let more = capacity.more().next().is_some();
    let tone = match () {
        () if more => Tone::Concern,
        () if capacity.places.iter().all(|place| place.verdict == PlaceVerdict::TooFew) => Tone::Few,
        () => Tone::Common,
    };
    let save = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(capacity) = &report.capacity {
                download::save("where-the-excess-lies.csv", "text/csv", &Sheet::of_places(capacity, false).to_csv());
            }
        })
    };
    let above = Sheet::of_places(capacity, true);
    let only = Capacity { places: capacity.more().cloned().collect(), ..capacity.clone() };
    let differing = Sheet::of_places(&only, true);
    html! {
        <section aria-labelledby="excess">
            <h2 id="excess">{ wording::excess(capacity) }</h2>
            <p class={classes!("verdict", tone_class(tone))}><span class="mark" aria-hidden="true"></span>{ match tone {
                Tone::Concern => "More inadequate work than elsewhere",
                Tone::Few => "Too few audits to say",
                _ => "No more different than chance",
            } }</p>
            <p class="kicker">{ wording::excess_in_all(capacity) }</p>
            <p class="soft">{ wording::counted(&report.settings) }</p>
            if above.rows.len() > MOST_ROWS {
                if !differing.rows.is_empty() {
                    { table(&differing, "Where there is more inadequate work than elsewhere; in order of name, not a ranking") }
                }
                <details><summary>{ format!("All {} in which about one inadequate audit or more would be fewer", above.rows.len()) }</summary>{ table(&above, ABOVE) }</details>
            } else if !above.rows.is_empty() {
                { table(&above, ABOVE) }
            }
            <div class="tools"><button type="button" onclick={save}>{ "Download every office and service (CSV)" }</button></div>
            <HowToRead most={has_services(capacity)} />
        </section>
    }
}

fn has_services(capacity: &Capacity) -> bool {
    capacity.places.iter().any(|place| !place.service.is_empty())
}

#[derive(Properties, PartialEq)]
struct HowToReadProps {
    most: bool,
}

#[component]
fn HowToRead(props: &HowToReadProps) -> Html {
    let here = use_here();
    html! {
        <details class="how"><summary>{ "How to read this" }</summary>
            <p>{ "A place is an office" }{ if props.most { " and a service" } else { "" } }{ ". The table has those above the rate of all audits in which about one inadequate audit or more would be fewer at that rate. \u{201c}Fewer\u{201d} is how many inadequate audits \
                it would have less if it were at that rate: a large place a little above it counts as much as a small one far above. Between brackets: the same at the ends of the 95% interval of its rate." }</p>
            <p>{ "\u{201c}More than elsewhere\u{201d} is said only where chance alone would make such a place among so many in at most one authority in twenty (Holm), beside the verdicts on offices, which have a one in twenty of their own, in all months together and with each \
                month held apart. The causes are those that its inadequate audits name most; an audit may name several." }</p>
            <p>{ "It says where most is to be gained if the rate of all can be reached there. It does not say why, nor that more people would do it." }</p>
            <p><a href={here.to_method("capacity")}>{ "The method in full" }</a></p>
        </details>
    }
}

/// What followed each event by which capacity was added.
#[component]
fn Events(props: &CapacityProps) -> Html {
    let report = &props.report;
    let events = report.capacity.as_ref().map(|capacity| capacity.events.as_slice()).unwrap_or_default();
    if events.is_empty() {
        return html! {
            <section aria-labelledby="added"><h2 id="added">{ "The file dates no extra capacity" }</h2>
                <p>{ "An event of the kind \u{201c}capacity\u{201d}, with its date and what is expected of it, would let this page say from when on its effect could be seen, and what was seen." }</p>
            </section>
        };
    }
    html! {
        <section aria-labelledby="added">
            <h2 id="added">{ "When capacity was added, and what was counted since" }</h2>
            { for events.iter().map(|event| html! {
                <>
                    <h3>{ wording::capacity_event(event) }</h3>
                    <p>{ format!("{}.", event.since.sentence) }</p>
                    <p>{ if report.judged.is_none() {
                        "When a fall to half would show is being worked out.".to_owned()
                    } else {
                        format!("{}.", wording::when_seen(event))
                    } }</p>
                </>
            }) }
            <p class="soft">{ "No verdict, and no claim of cause: whatever else happened at that time is in these figures too. Whether the rate has changed at all is said under Over time." }</p>
        </section>
    }
}

/// Each office's rate beside its caseload, vacancies and audits done.
fn beside(report: &Rc<Report>) -> Html {
    if report.context.is_empty() {
        return html! {
            <section class="aside"><h2>{ "Nothing is known of caseloads and vacancies" }</h2><p>{ wording::no_context() }</p></section>
        };
    }
    let save = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            let csv = Sheet::of_offices_in_context_over_time(&report).to_csv();
            download::save("offices-beside-their-context.csv", "text/csv", &csv);
        })
    };
    html! {
        <section aria-labelledby="beside">
            <h2 id="beside">{ "What each office works with" }</h2>
            <p class="kicker">{ "Means of the complete periods, as the file tells them; audits are added up. In order of name. That two columns go together is a reason to ask, not an answer." }</p>
            { table(&Sheet::of_offices_in_context(report), "The rate of each office beside its caseload, vacancies, agency workers and audits done") }
            <div class="tools"><button type="button" onclick={save}>{ "Download by office and period (CSV)" }</button></div>
            <p class="soft">{ "By month, drawn beneath its rate: " }
                { for report.offices.iter().take(24).enumerate().map(|(at, office)| html! {
                    <>{ if at > 0 { ", " } else { "" } }<OfficeLink office={office.office.clone()} /></>
                }) }{ "." }</p>
        </section>
    }
}
