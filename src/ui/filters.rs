//! What is counted: above every view, and in the address.

use super::here::{Here, use_here};
use super::timeline::{Timeline, month_name, month_of};
use crate::audit::Granularity;
use crate::report::{Choice, Report, wording};
use crate::session::View;
use crate::settings::{GradeBasis, Settings};
use gloo::events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, Node};
use yew::prelude::*;

/// More names than this come with a box to search them.
const MOST_WITHOUT_SEARCH: usize = 12;

#[derive(Properties, PartialEq)]
pub(super) struct FiltersProps {
    pub(super) report: Rc<Report>,
    /// Whether no other figures can come.
    #[prop_or_default]
    pub(super) lost: bool,
}

#[component]
pub(super) fn Filters(props: &FiltersProps) -> Html {
    let report = &props.report;
    let here = use_here();
    let settings = here.settings();
    let open = use_state(|| false);
    let bar = use_node_ref();
    {
        // A list that is open closes when the reader goes on elsewhere.
        let bar = bar.clone();
        use_effect_with((), move |()| {
            let document = web_sys::window().and_then(|window| window.document());
            let listeners = document.map(|document| {
                let on_key = {
                    let bar = bar.clone();
                    EventListener::new(&document, "keydown", move |event| {
                        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                            close_lists(&bar, None);
                        }
                    })
                };
                let on_pointer = EventListener::new(&document, "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    close_lists(&bar, target.as_ref());
                });
                (on_key, on_pointer)
            });
            move || drop(listeners)
        });
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let on_period = here.changing(|settings, event: Event| {
        settings.period = match chosen_value(&event).as_str() {
            "month" => Some(Granularity::Month),
            "quarter" => Some(Granularity::Quarter),
            "rolling" => Some(Granularity::Rolling),
            _ => None,
        };
    });
    let on_basis = here.changing(|settings, event: Event| {
        settings.grade_basis = match chosen_value(&event).as_str() {
            "moderated" => GradeBasis::Moderated,
            "final" => GradeBasis::Final,
            _ => GradeBasis::Auditor,
        };
    });
    let clear = here.changing(|settings, _: MouseEvent| *settings = settings.unfiltered());
    let period_option = |value: &'static str, period: Option<Granularity>, words: String| {
        html! { <option {value} selected={settings.period == period}>{ words }</option> }
    };
    let period = |period| wording::sentence(wording::period_choice(period));
    let choices = &report.choices;
    let moderated = choices.grade_bases.iter().any(|choice| choice.value == GradeBasis::Moderated && choice.audits > 0);
    let set = how_many(settings);
    let is_set = *settings != settings.unfiltered();
    let unusual = !settings.types.is_empty() || settings.grade_basis != GradeBasis::Auditor;
    html! {
        <div ref={bar} class="filters" role="region" aria-label="What is counted"><div class="wrap">
            <button type="button" class="fold" aria-expanded={open.to_string()} aria-controls="filter-controls" onclick={toggle}>
                { if set == 0 { "Filters".to_owned() } else { format!("Filters ({set} set)") } }
            </button>
            <div id="filter-controls" class={classes!("controls", (*open).then_some("open"))}>
                <Dates report={report.clone()} />
                <Names what="Service" all="All services" choices={Rc::new(choices.services.clone())} chosen={settings.services.clone()}
                    on_change={here.changing(|settings, names| settings.services = names)} />
                <Names what="Team" all="All teams" choices={Rc::new(choices.teams.clone())} chosen={settings.teams.clone()}
                    on_change={here.changing(|settings, names| settings.teams = names)} />
                <Names what="Office" all="All offices" choices={Rc::new(choices.offices.clone())} chosen={settings.offices.clone()}
                    on_change={here.changing(|settings, names| settings.offices = names)} />
                { types(report, &here) }
                if moderated || settings.grade_basis != GradeBasis::Auditor {
                    <select aria-label="Whose grade counts" onchange={on_basis}>
                        { for choices.grade_bases.iter().map(|choice| {
                            let value = match choice.value { GradeBasis::Auditor => "auditor", GradeBasis::Moderated => "moderated", GradeBasis::Final => "final" };
                            html! { <option {value} selected={settings.grade_basis == choice.value}>
                                { wording::choice_of(&wording::sentence(wording::grade_basis(choice.value)), choice) }
                            </option> }
                        }) }
                    </select>
                }
                <select aria-label="Period" onchange={on_period}>
                    { period_option("", None, if settings.period.is_none() { period(report.period) } else { "As the number of audits suggests".into() }) }
                    { for [("month", Granularity::Month), ("quarter", Granularity::Quarter), ("rolling", Granularity::Rolling)].into_iter()
                        .filter(|(_, known)| settings.period.is_some() || *known != report.period)
                        .map(|(value, known)| period_option(value, Some(known), period(known))) }
                </select>
                if is_set {
                    <button type="button" onclick={clear}>{ "Clear the filters" }</button>
                }
            </div>
            <span class="left" role="status">
                { format!("{} of {} audits counted · ", wording::number(report.audits.in_rate), wording::number(report.audits.read)) }
                <a href={here.to(View::Data)}>{ "why not all?" }</a>
            </span>
            if report.settings != *settings {
                <p class="awaited" role="status">
                    { if props.lost { "These choices cannot be counted until the file is chosen again: the work on it broke off." } else { "The figures of these choices are being worked out." } }
                    { " Those shown are of the choices before." }
                </p>
            }
            { not_in_this_file(report, &here) }
            if unusual {
                <p class="unusual">{ wording::counted(settings) }</p>
            }
        </div></div>
    }
}

/// The names that are chosen, by an address that was kept, and are not in this file: with them alone, nothing can be counted.
fn not_in_this_file(report: &Report, here: &Here) -> Html {
    let (settings, choices) = (here.settings(), &report.choices);
    let lists = [
        ("service", &settings.services, &choices.services),
        ("team", &settings.teams, &choices.teams),
        ("office", &settings.offices, &choices.offices),
    ];
    let missing: Vec<(&str, String)> = lists
        .into_iter()
        .flat_map(|(what, chosen, known)| {
            let is_missing = move |name: &&String| known.iter().all(|choice| choice.value != **name);
            chosen.iter().filter(is_missing).map(move |name| (what, name.clone()))
        })
        .collect();
    if missing.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="unusual" aria-label="Names that are not in this file">
            { for missing.into_iter().map(|(what, name)| {
                let gone = name.clone();
                let remove = here.changing(move |settings: &mut Settings, _: MouseEvent| {
                    let list = match what { "service" => &mut settings.services, "team" => &mut settings.teams, _ => &mut settings.offices };
                    list.retain(|chosen| *chosen != gone);
                });
                html! {
                    <li>{ format!("{name}: this file has no {what} of that name. ") }
                        <button type="button" onclick={remove}>{ format!("Leave out {name}") }</button></li>
                }
            }) }
        </ul>
    }
}

/// How many filters are set; the period is one on the page.
fn how_many(settings: &Settings) -> usize {
    let Settings { period, from, to, services, teams, offices, types, grade_basis, .. } = settings;
    let names = [services, teams, offices].into_iter().filter(|names| !names.is_empty()).count();
    names
        + usize::from(from.is_some() || to.is_some())
        + usize::from(!types.is_empty())
        + usize::from(*grade_basis != GradeBasis::Auditor)
        + usize::from(period.is_some())
}

/// Closes every list of the filters except one that holds `inside`; the keyboard goes back to the button of the one that closed.
fn close_lists(bar: &NodeRef, inside: Option<&Node>) {
    let Some(lists) = bar.cast::<Element>().and_then(|bar| bar.query_selector_all("details[open]").ok()) else {
        return;
    };
    for at in 0..lists.length() {
        let Some(list) = lists.item(at).and_then(|list| list.dyn_into::<Element>().ok()) else { continue };
        if inside.is_some() && list.contains(inside) {
            continue;
        }
        let _ = list.remove_attribute("open");
        if inside.is_none()
            && let Some(summary) = list.query_selector("summary").ok().flatten()
            && let Ok(summary) = summary.dyn_into::<HtmlElement>()
        {
            let _ = summary.focus();
        }
    }
}

fn chosen_value(event: &Event) -> String {
    event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
}

#[component]
fn Dates(props: &FiltersProps) -> Html {
    let here = use_here();
    let settings = here.settings();
    let months = &props.report.choices.months;
    let last = months.len().saturating_sub(1);
    // The first month that ends on or after the first day, and the last that begins on or before the last day.
    let first_chosen = settings
        .from
        .and_then(|from| {
            months.iter().position(|m| month_of(&m.value).and_then(|m| m.last_day()).is_some_and(|end| from <= end))
        })
        .unwrap_or(0);
    let last_chosen = settings
        .to
        .and_then(|to| {
            months.iter().rposition(|m| month_of(&m.value).and_then(|m| m.first_day()).is_some_and(|begin| begin <= to))
        })
        .unwrap_or(last)
        .max(first_chosen);
    let choose = {
        let months = months.clone();
        here.changing(move |settings, (first, end): (usize, usize)| {
            let month = |at: usize| months.get(at).and_then(|month| month_of(&month.value));
            settings.from = if first == 0 { None } else { month(first).and_then(|month| month.first_day()) };
            settings.to = if end == last { None } else { month(end).and_then(|month| month.last_day()) };
        })
    };
    if months.len() < 2 {
        return Html::default();
    }
    let name = |at: usize| months.get(at).map(|month| month_name(&month.value)).unwrap_or_default();
    let said = match (settings.from.or(settings.to), first_chosen == last_chosen) {
        (None, _) => "All dates".to_owned(),
        (_, true) => name(first_chosen),
        (_, false) => format!("{} to {}", name(first_chosen), name(last_chosen)),
    };
    let month_select = |label: &'static str, current: usize, range: std::ops::RangeInclusive<usize>, is_first: bool| {
        let choose = choose.clone();
        let onchange = Callback::from(move |event: Event| {
            if let Ok(at) = chosen_value(&event).parse::<usize>() {
                choose.emit(if is_first { (at, last_chosen) } else { (first_chosen, at) });
            }
        });
        html! {
            <label>{ label }
                <select aria-label={label} {onchange}>
                    { for months.iter().enumerate().filter(|(at, _)| range.contains(at)).map(|(at, month)| html! {
                        <option value={at.to_string()} selected={at == current}>{ wording::choice_of(&month_name(&month.value), month) }</option>
                    }) }
                </select>
            </label>
        }
    };
    html! {
        <details class="list" name="filter">
            <summary>{ said }</summary>
            <div class="sheet wide">
                <Timeline months={Rc::new(months.clone())} chosen={(first_chosen, last_chosen)} on_change={choose.clone()}
                    handles={("First month counted", "Last month counted")} label="Audits in each month; the handles choose the months that are counted" />
                <div class="months">
                    { month_select("From", first_chosen, 0..=last_chosen, true) }
                    { month_select("To", last_chosen, first_chosen..=last, false) }
                </div>
            </div>
        </details>
    }
}

fn types(report: &Report, here: &Here) -> Html {
    let settings = here.settings();
    let kinds = &report.choices.types;
    if kinds.len() < 2 && settings.types.is_empty() {
        return Html::default();
    }
    let said = match settings.types.as_slice() {
        [] => "Random audits".to_owned(),
        [one] => wording::sentence(&format!("audits {}", wording::audit_type(*one))),
        several => format!("{} types of audit", wording::in_words(several.len())),
    };
    html! {
        <details class="list" name="filter">
            <summary>{ wording::sentence(&said) }</summary>
            <div class="sheet">
                <fieldset>
                    <legend>{ "Types of audit that are counted" }</legend>
                    <p class="soft">{ "The headline rate counts audits drawn at random, and those of no stated type. The others were chosen for a reason \
                        that is itself related to the grade." }</p>
                    { for kinds.iter().map(|choice| {
                        let (kind, all) = (choice.value, kinds.clone());
                        let onchange = here.changing(move |settings: &mut Settings, _: Event| {
                            let mut counted: Vec<_> = all.iter().map(|choice| choice.value)
                                .filter(|known| settings.counts(*known) != (*known == kind)).collect();
                            // Back at the usual types, or at none, it is the headline rate again.
                            if all.iter().all(|choice| counted.contains(&choice.value) == choice.value.enters_the_rate()) || counted.is_empty() {
                                counted.clear();
                            }
                            settings.types = counted;
                        });
                        html! {
                            <label class="check"><input type="checkbox" checked={settings.counts(kind)} {onchange} />
                                <span>{ wording::choice_of(&wording::sentence(wording::audit_type(kind)), choice) }</span></label>
                        }
                    }) }
                </fieldset>
            </div>
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct NamesProps {
    /// What is chosen: one word, in the singular.
    what: AttrValue,
    all: AttrValue,
    choices: Rc<Vec<Choice<String>>>,
    chosen: Vec<String>,
    on_change: Callback<Vec<String>>,
}

/// A list of names of which any number may be chosen; none chosen is all.
#[component]
fn Names(props: &NamesProps) -> Html {
    let NamesProps { what, all, choices, chosen, on_change } = props;
    let sought = use_state(String::new);
    if choices.len() < 2 && chosen.is_empty() {
        return Html::default();
    }
    let said = match chosen.as_slice() {
        [] => all.to_string(),
        [one] => one.clone(),
        several => format!("{} of {} {}s", several.len(), choices.len(), what.to_lowercase()),
    };
    let oninput = {
        let sought = sought.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                sought.set(input.value());
            }
        })
    };
    let needle = sought.trim().to_lowercase();
    let found: Vec<&Choice<String>> =
        choices.iter().filter(|choice| choice.value.to_lowercase().contains(&needle)).collect();
    // A name of an address that was kept may not be in this file: it stands here too, so that it can be let go.
    let missing = chosen.iter().filter(|name| choices.iter().all(|choice| choice.value != **name));
    let names: Vec<(String, String)> = missing
        .map(|name| (name.clone(), format!("{name} (not in this file)")))
        .chain(found.iter().map(|choice| (choice.value.clone(), wording::choice_of(&choice.value, choice))))
        .collect();
    let every = {
        let on_change = on_change.clone();
        Callback::from(move |_: MouseEvent| on_change.emit(Vec::new()))
    };
    html! {
        <details class="list" name="filter">
            <summary>{ said }</summary>
            <div class="sheet">
                <fieldset>
                    <legend>{ format!("{what}s that are counted") }</legend>
                    if choices.len() > MOST_WITHOUT_SEARCH {
                        <input type="search" placeholder="Search" aria-label={format!("Search the {}s", what.to_lowercase())} value={(*sought).clone()} {oninput} />
                    }
                    if !chosen.is_empty() {
                        <button type="button" onclick={every}>{ all.clone() }</button>
                    }
                    <div class="checks">
                        { for names.into_iter().map(|(name, words)| {
                            let is_chosen = chosen.contains(&name);
                            let onchange = {
                                let (on_change, chosen, name) = (on_change.clone(), chosen.clone(), name.clone());
                                Callback::from(move |_: Event| {
                                    let mut chosen = chosen.clone();
                                    if is_chosen { chosen.retain(|known| *known != name) } else { chosen.push(name.clone()) }
                                    on_change.emit(chosen);
                                })
                            };
                            html! {
                                <label key={name} class="check"><input type="checkbox" checked={is_chosen} {onchange} />
                                    <span>{ words }</span></label>
                            }
                        }) }
                    </div>
                    if found.is_empty() {
                        <p class="soft" role="status">{ "No name holds that." }</p>
                    }
                </fieldset>
            </div>
        </details>
    }
}
