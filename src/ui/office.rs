//! Everything about one office.

use super::context::Context;
use super::figure::{Chart, Figure, table, tone_class};
use super::here::use_here;
use super::offices::{change_and_target, tone};
use super::over_time::{key_of_hidden, whose};
use crate::audit::{Event, Granularity, Period};
use crate::report::{OfficeRate, Report, Sheet, wording};
use crate::session::View;
use crate::tally::Tally;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OfficeProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn Office(props: &OfficeProps) -> Html {
    let report = &props.report;
    let here = use_here();
    let onchange = {
        let on_office = here.on_office.clone();
        Callback::from(move |event: yew::Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_office.emit(Some(select.value()).filter(|name| !name.is_empty()));
            }
        })
    };
    let named = here.office();
    let office = named.and_then(|name| report.offices.iter().find(|office| office.office == name));
    let without = report.offices_without_audits();
    let names: Vec<String> = match report.shared {
        // Shared figures have no choices, and every office stands in them.
        Some(_) => report.offices.iter().map(|office| office.office.clone()).collect(),
        None => report.choices.offices.iter().map(|choice| choice.value.clone()).collect(),
    };
    let known = named.is_some_and(|name| names.iter().any(|choice| choice == name));
    html! {
        <>
            <p class="pick"><label>{ "Office" }
                <select aria-label="Office that is looked at" {onchange}>
                    <option value="" selected={named.is_none()}>{ "Choose an office" }</option>
                    { for names.iter().map(|name| html! {
                        <option value={name.clone()} selected={named == Some(name.as_str())}>{ name.clone() }</option>
                    }) }
                    { for without.iter().filter(|name| report.choices.offices.iter().all(|choice| choice.value != **name)).map(|name| html! {
                        <option value={(*name).to_owned()} selected={named == Some(*name)}>{ format!("{name} (no audits)") }</option>
                    }) }
                </select>
            </label></p>
            { match (named, office) {
                (_, Some(office)) => html! { <OnePage report={report.clone()} office={Rc::new(office.clone())} /> },
                (Some(name), None) if without.contains(&name) => html! {
                    <>
                        <h1>{ format!("No audit of {name} is in the rate{}", if known { " with these choices" } else { "" }) }</h1>
                        <p>{ "What the file knows of it beside audits:" }</p>
                        <Context report={report.clone()} office={Some(name.to_owned())} />
                    </>
                },
                (Some(name), None) if known => html! { <h1>{ format!("No audit of {name} is in the rate with these choices") }</h1> },
                (Some(name), None) => {
                    let forget = here.on_office.reform(|_: MouseEvent| None);
                    html! {
                        <>
                            <h1>{ format!("{} no office called {name}", if report.shared.is_some() { "These figures have" } else { "This file has" }) }</h1>
                            <p>{ "The address of this page names it. Choose another office above, or look at none. " }
                                <button type="button" onclick={forget}>{ format!("Leave out {name}") }</button></p>
                        </>
                    }
                }
                (None, None) if names.is_empty() => html! {
                    <>
                        <h1>{ "These audits name no office" }</h1>
                        if let Some(column) = report.file.source.office_left_unread() {
                            <p>{ wording::office_left_unread(column) }{ " " }<a href={here.to(View::Data)}>{ "Go to the Data page" }</a></p>
                        }
                    </>
                },
                (None, None) => html! { <h1>{ "One office at a time: choose which" }</h1> },
            } }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct OnePageProps {
    report: Rc<Report>,
    office: Rc<OfficeRate>,
}

#[component]
fn OnePage(props: &OnePageProps) -> Html {
    let OnePageProps { report, office } = props;
    let here = use_here();
    let name = &office.office;
    let parts = report.office_parts.iter().find(|parts| parts.office == *name);
    let causes: Vec<(String, String)> = parts
        .map(|parts| {
            parts
                .causes
                .iter()
                .map(|cause| {
                    (
                        cause.cause.clone(),
                        cause_words(cause.audits.unwrap_or_default(), cause.inadequate.unwrap_or_default()),
                    )
                })
                .collect()
        })
        .unwrap_or_default();
    let events: Vec<&Event> =
        report.events.iter().filter(|event| event.office.as_ref().is_none_or(|named| named == name)).collect();
    let alone = office.others.is_of_none();
    let is_shared = report.shared.is_some();
    html! {
        <>
            <h1>{ format!("{name}: {}", wording::counted_inadequate(&office.rate)) }</h1>
            if office.rate.shown().is_none() || office.others.shown().is_none() {
                <p class="soft">{ wording::WHAT_C_MEANS }{ "." }</p>
            }
            if !alone {
                <p class={classes!("verdict", tone_class(tone(office.verdict)))}><span class="mark" aria-hidden="true"></span>{ wording::verdict_of(office) }</p>
                { change_and_target(office) }
                <p class="because">{ format!("The other offices together: {}. ", wording::k_of_n(&office.others)) }
                    if office.rate.n >= 5 && office.rate.interval95.is_some() { { format!("The rate behind this office's audits lies {} (95% interval, Wilson).", wording::between(&office.rate)) } }</p>
                if let Some(pooled) = &office.pooled {
                    <p class="because">{ format!("Partially pooled, that is drawn towards the average by as much as its few audits deserve: {}. ", wording::estimate(pooled, office.rate.n)) }
                        <a href={here.to_method("pooling")}>{ "What pooling is" }</a></p>
                }
                if let Some(mix) = wording::fixed_mix(office) {
                    <p class="because">{ mix }{ " " }<a href={here.to_method("mix")}>{ "How that is worked out" }</a></p>
                }
            }
            if !office.shows_a_period() {
                <p class="cannot">{ wording::cannot_say(&["how it went from one period to the next: each is hidden"]) }</p>
            } else {
            <Figure report={report.clone()} chart={Chart::Office(name.clone())} headline={format!("{name} over time, around its own average")}
                window={format!("{}. {}", wording::counted_inadequate(&office.rate), wording::counted(&report.settings))} method="p-chart"
                how_to_read={html! {
                    <>
                        <p>{ "The average and the shaded band are this office's own, so the chart shows whether the office is steady, not whether it is better or worse than \
                            others. With few audits in a period the band is wide: most ups and downs inside it are chance." }</p>
                        <p>{ "A triangle is a point outside the band: worth asking about. Among many offices and periods some lie outside by chance; what is judged, allowing \
                            for that, stands under the office's name." }</p>
                    </>
                }}>
                if office.rate.rate.is_none_or(|rate| rate > 0.0 && rate < 1.0) {
                    <span><span class="swatch band" aria-hidden="true"></span>{ "what chance alone would make" }</span>
                }
                <span><span class="swatch centre" aria-hidden="true"></span>{ "this office's average" }</span>
                if let Some(target) = report.settings.target() {
                    <span><span class="swatch target" aria-hidden="true"></span>{ format!("{} target: {}", whose(report), wording::target(target)) }</span>
                }
                { key_of_hidden(office.by_period.iter().any(|counted| counted.shown().is_none())) }
            </Figure>
            }
            <Context report={report.clone()} office={Some(name.clone())} />
            if is_shared {
                <p class="cannot">{ wording::cannot_say(&["what its teams and services are", "which causes were found in it", "what was counted since its last visit"]) }</p>
            } else {
                { since_visit(report, name, alone) }
            }
            <div class="two">
                if !is_shared {
                <section>
                    <h2>{ "Its teams" }</h2>
                    { match parts.filter(|parts| !parts.teams.is_empty()) {
                        Some(parts) => table(&Sheet::of_teams(report, name, &parts.teams), "By name; teams of few audits differ widely by chance"),
                        None => html! { <p class="soft">{ "This file names no team for these audits, so teams cannot be compared." }</p> },
                    } }
                </section>
                <section>
                    <h2>{ "Its services" }</h2>
                    { match parts.filter(|parts| !parts.services.is_empty()) {
                        Some(parts) => table(&Sheet::of_named("Service", &parts.services), "By name"),
                        None => html! { <p class="soft">{ "This file names no service for these audits." }</p> },
                    } }
                </section>
                <section>
                    <h2>{ "Causes that were found" }</h2>
                    if causes.is_empty() {
                        <p class="soft">{ "No cause is recorded for these audits." }</p>
                    } else {
                        <ul>{ for causes.into_iter().map(|(cause, words)| html! { <li><b>{ cause }</b>{ format!(": {words}") }</li> }) }</ul>
                    }
                </section>
                }
                <section>
                    <h2>{ "Events and visits" }</h2>
                    if events.is_empty() {
                        <p class="soft">{ if is_shared { "These figures tell no event of this office or the whole authority." } else { "The file holds no dated event for this office or the whole authority." } }</p>
                    } else {
                        <ol class="events">{ for events.into_iter().map(|event| html! {
                            <li>
                                <b>{ event.label.clone() }</b>
                                { format!(", {}{}", event.date.in_words(), if event.office.is_none() { " (whole authority)" } else { "" }) }
                                if let Some(expected) = &event.expected { <br />{ format!("Expected of it: {expected}") } }
                                <br /><span class="soft">{ around(report, office, event) }</span>
                            </li>
                        }) }</ol>
                    }
                </section>
            </div>
        </>
    }
}

/// The last visit: what was expected of it, and what was counted before and after.
fn since_visit(report: &Report, name: &str, alone: bool) -> Html {
    let Some(since) = report.since_visits.iter().find(|since| since.office == name) else {
        return html! {
            <section aria-labelledby="since"><h2 id="since">{ "Since the last visit" }</h2>
                <p class="soft">{ "The file holds no visit or inspection of this office or of the whole authority (an event of the kind visit or inspection)." }</p>
            </section>
        };
    };
    let visit = &since.visit;
    let whole = if visit.office.is_none() { ", of the whole authority" } else { "" };
    html! {
        <section aria-labelledby="since">
            <h2 id="since">{ "Since the last visit" }</h2>
            <p class="kicker">{ format!("{}, {}{whole}. ", visit.label, visit.date.in_words()) }
                { match &visit.expected {
                    Some(expected) => format!("What was expected of it: {expected}"),
                    None => "The file does not say what was expected of it.".to_owned(),
                } }</p>
            <p>{ format!("{}.", since.sentence) }</p>
            <p>{ if report.judged.is_none() {
                "After how many audits a fall to half would be told from chance is being worked out.".to_owned()
            } else {
                format!("{}.", wording::halving_since(since))
            } }</p>
            <p class="soft">{ if since.difference.is_some() { "95% interval (Newcombe), of complete months, without the month of the visit. " } else { "" } }
                { if alone {
                    "This is no verdict. A visit is often made when figures are at their worst, and they then tend to go back by chance alone."
                } else {
                    "This is no verdict: that one stands under the office's name, allows for every office and month that was looked at, and knows nothing of visits. \
                    A visit is often made when figures are at their worst, and they then tend to go back by chance alone."
                } }</p>
        </section>
    }
}

fn cause_words(audits: u32, inadequate: u32) -> String {
    let inadequate = match inadequate {
        0 => "none".to_owned(),
        some => wording::in_words(usize::try_from(some).unwrap_or(usize::MAX)),
    };
    format!("{}, {inadequate} of them inadequate", wording::count_of(audits, "audit", "audits"))
}

/// What was counted before and after an event: complete periods, without the one that it falls in.
fn around(report: &Report, office: &OfficeRate, event: &Event) -> String {
    if report.period == Granularity::Rolling {
        return "Choose months or quarters to see what was counted before and after.".into();
    }
    let key = Period::of(event.date, report.period).key();
    let side = |keep: fn(&str, &str) -> bool| {
        let mut sum = Tally::default();
        let complete = report.periods.iter().zip(&office.by_period).filter(|(period, _)| !period.provisional);
        for (_, counted) in complete.filter(|(period, _)| keep(&period.period, &key)) {
            sum += counted.shown()?;
        }
        Some(wording::k_of_n(&sum.into()))
    };
    // A sum of which a part is hidden is none.
    let sides = side(|period, key| period < key).zip(side(|period, key| period > key));
    let periods = if report.period == Granularity::Month { "months" } else { "periods" };
    sides
        .map(|(before, after)| {
            format!("In the complete {periods} before it {before} inadequate; in those after it {after}.")
        })
        .unwrap_or_default()
}
