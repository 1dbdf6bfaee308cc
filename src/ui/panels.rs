//! The offices side by side: small charts on one scale, and every office in every period as a table. By name, never ranked.

use super::download;
use super::figure::{Chart, Plot, Tools, tone_class, use_scene, use_width};
use super::here::{OfficeLink, use_here, use_looked};
use super::offices::{change_and_target, tone};
use super::turns::use_in_turn;
use crate::chart;
use crate::report::{Counted, OfficeRate, Rate, Report, Sheet, Verdict, wording};
use crate::tally::Tally;
use std::rc::Rc;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// So many offices are shown at once; of more, those that differ until the reader searches.
const MOST_PANELS: usize = 24;

#[derive(Properties, PartialEq)]
pub(super) struct PanelsProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn Panels(props: &PanelsProps) -> Html {
    let report = &props.report;
    let here = use_here();
    let looked = use_looked();
    let many = report.offices.len() > MOST_PANELS;
    let only_differing = use_state(|| many);
    let sought = use_state(String::new);
    let differs = |office: &OfficeRate| matches!(office.verdict, Verdict::DiffersAbove | Verdict::DiffersBelow);
    let needle = sought.trim().to_lowercase();
    let chosen = |office: &OfficeRate| looked.at(&office.office);
    let found: Vec<&OfficeRate> = report
        .offices
        .iter()
        .filter(|office| {
            // What is searched for is wanted whether it differs or not; so is the office that is looked at.
            if needle.is_empty() {
                !*only_differing || differs(office) || chosen(office)
            } else {
                office.office.to_lowercase().contains(&needle)
            }
        })
        .collect();
    let shown: Vec<&OfficeRate> = found.iter().take(MOST_PANELS).copied().collect();
    let highest = use_memo(report.clone(), |report| chart::shared_highest(report));
    let on_search = {
        let sought = sought.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                sought.set(input.value());
            }
        })
    };
    let on_only = {
        let only_differing = only_differing.clone();
        Callback::from(move |_: Event| only_differing.set(!*only_differing))
    };
    html! {
        <section aria-labelledby="side-by-side">
            <h2 id="side-by-side">{ "The offices side by side" }</h2>
            <p class="kicker">{ "In order of name, not a ranking. All on one scale, each with its own average and limits; a point at the \
                upper edge may lie above it. What stands under each name is measured \
                against all the others together." }
                if report.hides() { { format!(" {}.", wording::WHAT_C_MEANS) } }</p>
            <div class="seek">
                if report.offices.len() > 8 {
                    <label>{ "Search by name" }<input type="search" value={(*sought).clone()} oninput={on_search} /></label>
                }
                <label class="check"><input type="checkbox" checked={*only_differing} onchange={on_only} /><span>{ "Only those that differ from the others" }</span></label>
            </div>
            <p class="soft" role="status">{ summary(report, &found, &shown, !needle.is_empty()) }</p>
            <div class="panels">
                { for shown.iter().map(|office| html! {
                    <Panel key={office.office.clone()} report={report.clone()} office={Rc::new((*office).clone())} highest={*highest} />
                }) }
            </div>
            <details class="how"><summary>{ "How to read these" }</summary>
                <p>{ "Each small chart is one office's rate over time around its own average, within the limits that chance alone would make of so many audits. It shows \
                    whether an office is steady, and whether its ups and downs are more than its numbers allow. To compare offices, read the words under the \
                    names: each office is tested against all the others together, allowing for looking at every one. Two offices whose lines look \
                    different may well be no more different than chance." }</p>
                <p><a href={here.to_method("funnel")}>{ "The method in full" }</a></p>
            </details>
            if !shown.is_empty() && !report.periods.is_empty() {
                <Heat report={report.clone()} offices={shown.iter().map(|office| office.office.clone()).collect::<Vec<_>>()} />
            }
        </section>
    }
}

/// How many offices are shown, and what is to be said of the rest.
fn summary(report: &Report, found: &[&OfficeRate], shown: &[&OfficeRate], searched: bool) -> String {
    let all = report.offices.len();
    if shown.len() == all {
        return format!("{} shown.", all_of(all));
    }
    if searched && found.len() > shown.len() {
        return format!(
            "{} of {} with that in their names are shown: search for more of the name.",
            shown.len(),
            found.len()
        );
    }
    let rest: Vec<&OfficeRate> =
        report.offices.iter().filter(|office| !shown.iter().any(|known| known.office == office.office)).collect();
    let count = |verdict: Verdict| rest.iter().filter(|office| office.verdict == verdict).count();
    let parts: Vec<String> = [
        (count(Verdict::DiffersAbove) + count(Verdict::DiffersBelow), "differing from the others"),
        (count(Verdict::NoMoreThanChance), "no more different than chance"),
        (count(Verdict::TooFew), "with too few audits to say"),
        (count(Verdict::NotShared), "without a verdict in these figures"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{} {words}", wording::number(u64::try_from(count).unwrap_or(u64::MAX))))
    .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let total = together(&rest).map_or_else(String::new, |all| format!("ogether {} inadequate", wording::k_of_n(&all)));
    let parts = wording::listed(&parts, 4);
    if report.offices.iter().any(|office| office.verdict == Verdict::NotYetJudged) {
        return format!("Which of the {all} offices differ is being worked out.");
    }
    match (shown.len(), searched) {
        (0, true) => "No office has that in its name.".into(),
        (0, false) => format!(
            "None of the {all} offices differs from the others: {parts}. {}Search to see any of them.",
            if total.is_empty() { String::new() } else { format!("T{total}. ") }
        ),
        (count, _) => format!(
            "{} of {all} shown. The other {}{}: {parts}.",
            wording::sentence(&wording::in_words(count)),
            rest.len(),
            if total.is_empty() { String::new() } else { format!(", t{total}") },
        ),
    }
}

/// The rate of several offices together, if none of theirs is hidden.
fn together(offices: &[&OfficeRate]) -> Option<Rate> {
    let mut sum = Tally::default();
    for office in offices {
        sum += office.rate.shown()?;
    }
    Some(sum.into())
}

fn all_of(all: usize) -> String {
    match all {
        1 => "The one office is".into(),
        2 => "Both offices are".into(),
        several => format!("All {} offices are", wording::in_words(several)),
    }
}

#[derive(Clone, Properties, PartialEq)]
struct PanelProps {
    report: Rc<Report>,
    office: Rc<OfficeRate>,
    highest: f64,
}

#[component]
fn Panel(props: &PanelProps) -> Html {
    let looked = use_looked();
    let place = use_node_ref();
    let width_px = use_width(&place);
    let drawn = use_in_turn(&place, props.clone());
    let scene = use_scene(drawn.clone(), *width_px, |PanelProps { report, office, highest }, width_px| {
        office.shows_a_period().then(|| chart::office_panel(report, office, width_px, *highest).ok()).flatten()
    });
    let more = use_state_eq(|| false);
    let PanelProps { report, office, .. } = &drawn;
    let is_chosen = looked.at(&office.office);
    let id = report.offices.iter().position(|known| known.office == office.office).unwrap_or_default();
    let toggle = {
        let (on_office, name) = (looked.on_office.clone(), office.office.clone());
        Callback::from(move |_: MouseEvent| on_office.emit(if is_chosen { None } else { Some(name.clone()) }))
    };
    let unfold = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more.set(!*more))
    };
    let verdict = wording::verdict_of(office);
    let counts =
        format!("{}; the others {}", wording::counted_inadequate(&office.rate), wording::k_of_n(&office.others));
    html! {
        <article class={classes!("panel", is_chosen.then_some("chosen"))} aria-labelledby={format!("office-{id}")}>
            <h3 id={format!("office-{id}")}><OfficeLink office={office.office.clone()} /></h3>
            <p class={classes!("verdict", tone_class(tone(office.verdict)))}><span class="mark" aria-hidden="true"></span>{ verdict.clone() }</p>
            { change_and_target(office) }
            <p id={format!("office-{id}-counts")} class="kofn">{ counts.clone() }
                if let Some(pooled) = office.pooled.as_ref().filter(|_| report.offices.len() > MOST_PANELS) {
                    { format!("; partially pooled {}", wording::estimate(pooled, office.rate.n)) }
                }</p>
            <div class="place" ref={place}>
                if !office.shows_a_period() {
                    <p class="cannot">{ "Each of its periods is hidden (c)." }</p>
                }
                if let Some(scene) = &scene {
                    <Plot scene={scene.clone()} name={AttrValue::from(format!("office-{id} office-{id}-counts"))} readout=false />
                }
            </div>
            <div class="acts">
                <button type="button" class="link" aria-pressed={is_chosen.to_string()} onclick={toggle}>
                    { if is_chosen { "Marked everywhere: let go" } else { "Mark everywhere" } }
                </button>
                <button type="button" class="link" aria-expanded={more.to_string()} aria-describedby={format!("office-{id}")} onclick={unfold}>{ "Table and downloads" }</button>
            </div>
            if *more {
                <Tools id={AttrValue::from(file_name(&office.office, id))} {scene} report={report.clone()} chart={Chart::Office(office.office.clone())}
                    headline={AttrValue::from(format!("{}: {verdict}", office.office))}
                    window={AttrValue::from(format!("{counts}. {}", wording::counted(&report.settings)))} />
            }
        </article>
    }
}

/// What the files of an office are called: its name in small letters, as far as every system has them, or else its place among the offices.
fn file_name(office: &str, at: usize) -> String {
    let words = office.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() { format!("office-{}-over-time", at + 1) } else { format!("office-{name}-over-time") }
}

#[derive(Clone, Properties, PartialEq)]
struct HeatProps {
    report: Rc<Report>,
    offices: Vec<String>,
}

/// Every office in every period, as counts; the deeper the colour, the higher the rate.
#[component]
fn Heat(props: &HeatProps) -> Html {
    let looked = use_looked();
    let place = use_node_ref();
    let HeatProps { report, offices } = use_in_turn(&place, props.clone());
    let save = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            download::save("offices-over-time.csv", "text/csv", &Sheet::of_offices_over_time(&report).to_csv());
        })
    };
    let highest = chart::shared_highest(&report).max(0.01);
    {
        // Where the periods have no room the newest are what is asked about; the names stay beside them.
        let place = place.clone();
        use_effect_with(report.periods.len(), move |_| {
            let table = place.cast::<Element>().and_then(|figure| figure.query_selector(".heat").ok().flatten());
            if let Some(table) = table {
                table.set_scroll_left(table.scroll_width());
            }
        });
    }
    html! {
        <figure ref={place} aria-labelledby="heat-finding">
            <figcaption>
                <h2 id="heat-finding">{ "Every office in every period" }</h2>
                <p>{ "Inadequate of all audits in the rate. The deeper the colour, the higher the rate; under five audits a cell has no colour, for the rate says little." }
                    if report.hides() { { format!(" {}.", wording::WHAT_C_MEANS) } }</p>
            </figcaption>
            <div class="scroll heat" tabindex="0" role="region" aria-label="Table of offices and periods">
                <table>
                    <thead><tr><th scope="col">{ "Office" }</th>{ for report.periods.iter().map(|period| html! { <th scope="col"><abbr title={period.name.clone()}>{ short_name(&period.period) }</abbr></th> }) }</tr></thead>
                    <tbody>
                        { for report.offices.iter().filter(|office| offices.contains(&office.office)).map(|office| html! {
                            <HeatRow key={office.office.clone()} office={office.office.clone()} chosen={looked.at(&office.office)} by_period={office.by_period.clone()} {highest} />
                        }) }
                    </tbody>
                </table>
            </div>
            <div class="tools"><button type="button" onclick={save}>{ "Download every office and period (CSV)" }</button></div>
        </figure>
    }
}

#[derive(Properties, PartialEq)]
struct HeatRowProps {
    office: AttrValue,
    chosen: bool,
    by_period: Vec<Counted>,
    highest: f64,
}

/// One office in every period; a component of its own, so that a row of which nothing has changed is left as it is.
#[component]
fn HeatRow(props: &HeatRowProps) -> Html {
    html! {
        <tr class={classes!(props.chosen.then_some("chosen"))}>
            <th scope="row"><OfficeLink office={props.office.clone()} /></th>
            { for props.by_period.iter().map(|tally| html! { <td class={depth(*tally, props.highest)}>{ cell(*tally) }</td> }) }
        </tr>
    }
}

pub(super) fn cell(counted: Counted) -> Html {
    let Some(tally) = counted.shown() else {
        return match counted.audits() {
            Some(n) => html! { <>{ wording::HIDDEN }<span class="of">{ " of " }</span>{ wording::number(n) }</> },
            None => html! { wording::HIDDEN },
        };
    };
    if tally.n == 0 {
        return html! { <span aria-label="no audits">{ "–" }</span> };
    }
    html! { <>{ wording::number(tally.inadequate) }<span class="of">{ " of " }</span>{ wording::number(tally.n) }</> }
}

/// One of five depths of colour.
pub(super) fn depth(counted: Counted, highest: f64) -> Option<&'static str> {
    let tally = counted.shown().unwrap_or_default();
    if tally.n < 5 {
        return Some("few");
    }
    let share = f64::from(tally.inadequate) / f64::from(tally.n) / highest;
    [(0.05, "d0"), (0.25, "d1"), (0.5, "d2"), (0.75, "d3")]
        .into_iter()
        .find(|(under, _)| share < *under)
        .map_or(Some("d4"), |(_, class)| Some(class))
}

/// `Apr 24`, `Q2 24`.
pub(super) fn short_name(key: &str) -> String {
    let key = key.rsplit('/').next().unwrap_or_default();
    let (year, part) = key.split_once('-').unwrap_or((key, ""));
    let month = part.parse::<u8>().ok().and_then(|month| crate::audit::month_name(month).get(..3));
    format!("{} {}", month.unwrap_or(part), year.get(2..).unwrap_or(year))
}
