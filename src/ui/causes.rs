//! Why work fails: what is named most, what has moved, what is local, practice areas and partners.

use super::download;
use super::figure::{Chart, Figure, table, tone_class};
use super::here::{OfficeLink, use_here};
use super::panels::{cell, depth};
use crate::report::wording::{self, Naming};
use crate::report::{Counted, Named, NamedCause, PlacesVerdict, Report, Sheet, Tone, Why};
use crate::stats::proportion;
use crate::tally::Tally;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct CausesProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn Causes(props: &CausesProps) -> Html {
    let report = &props.report;
    let Some(why) = &report.why else { return Html::default() };
    html! {
        <>
            <h1>{ "Causes" }</h1>
            <p class="lead">{ format!("{}.", wording::why_in_short(why)) }</p>
            if let Some(causes) = why.causes.as_ref().filter(|causes| causes.in_inadequate().next().is_some()) {
                <MostNamed report={report.clone()} naming={Naming::Causes} />
                <Moves report={report.clone()} naming={Naming::Causes} />
                { places(report, causes, Naming::Causes) }
                <ByService report={report.clone()} />
            } else if why.read.causes {
                <p class="cannot">{ "What moved, and what is local, can be said once inadequate audits name their causes." }</p>
            } else {
                <p class="cannot">{ "If a column of the file holds causes, choose it on the Data page. Several causes of one audit may be a list, stand in one cell with a semicolon between \
                    them, or have a row each." }</p>
            }
            { areas(report, why) }
            { partners(report, why) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct NamingProps {
    report: Rc<Report>,
    naming: Naming,
}

fn named_in(report: &Report, naming: Naming) -> Option<&Named> {
    let why = report.why.as_ref()?;
    match naming {
        Naming::Causes => why.causes.as_ref(),
        Naming::Partners => why.partners.as_ref(),
    }
}

/// How often each is named.
#[component]
fn MostNamed(props: &NamingProps) -> Html {
    let NamingProps { report, naming } = props;
    let Some(named) = named_in(report, *naming) else { return Html::default() };
    let headline = match naming {
        Naming::Causes => wording::most_named(named, *naming),
        Naming::Partners => wording::partners_headline(named),
    };
    if named.in_inadequate().next().is_none() {
        return html! { <section class="aside"><h2>{ headline }</h2></section> };
    }
    let beyond = named.in_inadequate().count().saturating_sub(MOST_DRAWN);
    html! {
        <Figure report={report.clone()} chart={Chart::Named(*naming)} {headline}
            window={format!("{} {}", wording::silent(named, *naming), wording::counted(&report.settings))} method="causes"
            how_to_read={html! {
                <>
                    <p>{ match naming {
                        Naming::Causes => "An audit may name several causes, so the shares add up to more than the whole. The bar is the share of the inadequate audits that name a cause, and the line its \
                            95% interval (Wilson): how far chance alone could have moved it. The diamond is its share of all audits in the rate.",
                        Naming::Partners => "The bar is the share of the inadequate audits that name this partner, and the line its 95% interval (Wilson): how far chance alone could have moved it. The \
                            diamond is its share of all audits in the rate. An audit may name several partners, or none.",
                    } }</p>
                    <p>{ "The order is that of the counts. Where lines overlap widely, another year might well have another order." }</p>
                    <p>{ "What is named is what auditors wrote, and not what was shown to have caused anything. An office or auditor who names more of everything seems to have more of everything." }</p>
                </>
            }}>
            <span><span class="swatch bar" aria-hidden="true"></span>{ "of inadequate audits" }</span>
            <span><span class="swatch diamond" aria-hidden="true"></span>{ "of all audits" }</span>
            if beyond > 0 {
                <span>{ format!("{} more in the table", beyond) }</span>
            }
        </Figure>
    }
}

/// So many rows have a place in the chart.
const MOST_DRAWN: usize = 15;

/// What is named more or less often than before.
#[component]
fn Moves(props: &NamingProps) -> Html {
    let NamingProps { report, naming } = props;
    let (Some(named), Some(why)) = (named_in(report, *naming), &report.why) else { return Html::default() };
    let Some(windows) = &why.windows else {
        return html! { <section class="aside"><h2>{ wording::no_windows(report.settings.compare.is_some()) }</h2></section> };
    };
    if named.in_inadequate().next().is_none() {
        return Html::default();
    }
    html! {
        <Figure report={report.clone()} chart={Chart::Moved(*naming)} headline={wording::named_moves(named, *naming)}
            window={format!("{} Shares are of {}.", wording::why_windows(windows), wording::shares_of(named, *naming))} method="causes-moved"
            how_to_read={html! {
                <>
                    <p>{ "The upper mark is the later window, the diamond beneath it the earlier one, each with its 95% interval. A triangle up is more often than before, a triangle down less often; a filled \
                        circle is a difference that chance alone could have made; a hollow one says that even twice as often would more likely be missed than found." }</p>
                    <p>{ "The windows are the later and the earlier half of the complete months, of at most twelve months each, unless you choose two windows under the chart of the rate over time. Windows \
                        that are chosen because they look different will differ." }</p>
                    <p>{ "More or less often is said only if an exact test says so after adjusting for every cause that is compared (Benjamini and Hochberg): of files in which nothing moves, at \
                        most one in twenty is told that something did. It must also hold with offices and services held apart, so that auditing other work than before is no move. A share among inadequate audits may rise because other causes fell: it is no rate of bad work." }</p>
                </>
            }}>
            { moved_key() }
        </Figure>
    }
}

fn moved_key() -> Html {
    html! {
        <>
            <span><span class="swatch dot" aria-hidden="true"></span>{ "later" }</span>
            <span><span class="swatch diamond" aria-hidden="true"></span>{ "earlier" }</span>
            <span>{ "hollow: too few audits to say" }</span>
        </>
    }
}

/// More offices than this are no columns of a table.
const MOST_COLUMNS: usize = 16;

/// Whether each is local or everywhere: in words, and as a table of offices.
fn places(report: &Rc<Report>, named: &Named, naming: Naming) -> Html {
    if named.offices.len() < 2 || named.in_inadequate().next().is_none() {
        return Html::default();
    }
    let (id, label) = match naming {
        Naming::Causes => ("causes-by-office", "Table of causes and offices"),
        Naming::Partners => ("partners-by-office", "Table of partners and offices"),
    };
    let save = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(named) = named_in(&report, naming) {
                download::save(&format!("{id}.csv"), "text/csv", &Sheet::of_named_by_office(named, naming).to_csv());
            }
        })
    };
    html! {
        <figure aria-labelledby={format!("{id}-finding")}>
            <figcaption>
                <h2 id={format!("{id}-finding")}>{ wording::places_headline(named, naming) }</h2>
                <p>{ format!("How often each is named in each office: so many of its {}. {}", wording::shares_of(named, naming), wording::counted(&report.settings)) }</p>
            </figcaption>
            // Where nothing can be said of any, the headline has said so.
            if named.in_inadequate().filter_map(|name| name.places.as_ref()).any(|places| places.verdict != PlacesVerdict::TooFew) {
                <ul class="places">{ for named.in_inadequate().take(MOST_DRAWN).filter_map(place) }</ul>
            }
            if named.offices.len() <= MOST_COLUMNS {
                { by_group(named, &named.offices, |name| &name.by_office, true, label) }
            } else {
                <p class="soft">{ "So many offices are a list here: each cause with each office." }</p>
                <details><summary>{ "Every cause in every office" }</summary>
                    { table(&Sheet::of_named_by_office(named, naming), "Causes by office; not a ranking") }
                </details>
            }
            <div class="tools"><button type="button" onclick={save}>{ "Download every office (CSV)" }</button></div>
            <HowPlaces />
        </figure>
    }
}

#[component]
fn HowPlaces() -> Html {
    let here = use_here();
    html! {
        <details class="how"><summary>{ "How to read this" }</summary>
            <p>{ "A cause that is found in every office alike is a matter for the whole authority; one that is found more in some offices is a matter for those. Under five audits a cell has no colour, for \
                its share says little. A triangle marks an office that differs from the others by more than chance." }</p>
            <p>{ "That is judged by dealing the audits out to the offices by lot, some hundreds of times, within each stretch of time, and counting how often the lot makes any office and any cause differ as \
                much. Of files whose offices do not differ, at most one in twenty is told that they do, however many causes and offices there are. " }
                { "\u{201c}No more different than chance\u{201d} is said where in most offices twice as often as elsewhere would have been found; where it would not, there are too few audits to say." }</p>
            <p>{ "No difference is no proof of sameness, and offices may differ because they name causes differently." }</p>
            <p><a href={here.to_method("causes-local")}>{ "The method in full" }</a></p>
        </details>
    }
}

/// One cause or partner: whether it is local.
fn place(name: &NamedCause) -> Option<Html> {
    let places = name.places.as_ref()?;
    let tone = match places.verdict {
        PlacesVerdict::Differ => Tone::Concern,
        PlacesVerdict::NoMoreThanChance => Tone::Common,
        PlacesVerdict::TooFew => Tone::Few,
    };
    Some(html! {
        <li>
            <b>{ name.name.clone() }</b>
            <p class={classes!("verdict", tone_class(tone))}><span class="mark" aria-hidden="true"></span><span>{ wording::place_of(places) }</span></p>
        </li>
    })
}

/// How often each is named in each group: counts, with a colour for the share.
fn by_group(
    named: &Named,
    groups: &[crate::report::NamedGroup],
    counts: fn(&NamedCause) -> &Vec<u32>,
    offices: bool,
    label: &'static str,
) -> Html {
    let tally = |at: usize, count: u32| Tally {
        n: groups.get(at).map_or(0, |group| group.audits(named.of)),
        inadequate: count,
    };
    let rows: Vec<&NamedCause> = named.in_inadequate().take(MOST_DRAWN).collect();
    let highest = rows
        .iter()
        .flat_map(|name| counts(name).iter().enumerate())
        .map(|(at, count)| tally(at, *count))
        .filter(|tally| tally.n >= 5)
        .filter_map(proportion)
        // Where everything is rare, the deepest colour would be chance's.
        .fold(0.25, f64::max);
    let differs = |name: &NamedCause, at: usize| {
        let group = groups.get(at)?;
        let differing = &name.places.as_ref().filter(|_| offices)?.differing;
        differing.iter().find(|office| office.office == group.name).map(|office| office.more)
    };
    html! {
        <div class="scroll heat names" tabindex="0" role="region" aria-label={label}>
            <table>
                <thead><tr><th scope="col"><span class="unseen">{ "Named" }</span></th>{ for groups.iter().map(|group| html! {
                    <th scope="col">if offices { <OfficeLink office={group.name.clone()} /> } else { { group.name.clone() } }</th>
                }) }</tr></thead>
                <tbody>
                    { for rows.iter().map(|name| html! {
                        <tr>
                            <th scope="row">{ name.name.clone() }</th>
                            { for counts(name).iter().enumerate().map(|(at, count)| {
                                let counted = Counted::from(tally(at, *count));
                                html! { <td class={depth(counted, highest)}>
                                    { match differs(name, at) {
                                        Some(true) => html! { <><span aria-hidden="true">{ "▲ " }</span><span class="unseen">{ "more often than the others: " }</span></> },
                                        Some(false) => html! { <><span aria-hidden="true">{ "▼ " }</span><span class="unseen">{ "less often than the others: " }</span></> },
                                        None => Html::default(),
                                    } }
                                    { cell(counted) }
                                </td> }
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ByServiceProps {
    report: Rc<Report>,
}

/// Causes by service, as counts.
#[component]
fn ByService(props: &ByServiceProps) -> Html {
    let here = use_here();
    let report = &props.report;
    let Some(named) = named_in(report, Naming::Causes) else { return Html::default() };
    if named.services.len() < 2 || named.in_inadequate().next().is_none() {
        return Html::default();
    }
    let save = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(named) = named_in(&report, Naming::Causes) {
                let sheet = Sheet::of_named_by_service(named, Naming::Causes);
                download::save("causes-by-service.csv", "text/csv", &sheet.to_csv());
            }
        })
    };
    html! {
        <figure aria-labelledby="causes-by-service-finding">
            <figcaption>
                <h2 id="causes-by-service-finding">{ "Causes in each service" }</h2>
                <p>{ format!("Counts alone: so many of a service's {}. Services do different work, so nothing is said of their differences.", wording::shares_of(named, Naming::Causes)) }</p>
            </figcaption>
            if named.services.len() <= MOST_COLUMNS {
                { by_group(named, &named.services, |name| &name.by_service, false, "Table of causes and services") }
            } else {
                <details><summary>{ "Every cause in every service" }</summary>
                    { table(&Sheet::of_named_by_service(named, Naming::Causes), "Causes by service; not a ranking") }
                </details>
            }
            <div class="tools"><button type="button" onclick={save}>{ "Download every service (CSV)" }</button></div>
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "The deeper the colour, the greater the share; under five audits a cell has no colour. An audit may name several causes, so a column adds up to more than its audits." }</p>
                <p><a href={here.to_method("causes")}>{ "The method in full" }</a></p>
            </details>
        </figure>
    }
}

/// How practice areas were graded, and which moved.
fn areas(report: &Rc<Report>, why: &Why) -> Html {
    if why.areas.is_empty() {
        return html! {
            <section class="aside" aria-labelledby="no-areas"><h2 id="no-areas">{ "Practice areas" }</h2><p class="cannot">{ format!("{}.", wording::no_areas(why)) }</p></section>
        };
    }
    html! {
        <>
            <Figure report={report.clone()} chart={Chart::Areas} headline={wording::areas_headline(&why.areas)}
                window={format!("The share of audits that grade each practice area inadequate, over time, all on one scale. {}", wording::counted(&report.settings))} method="practice-areas"
                how_to_read={html! {
                    <>
                        <p>{ "Each small chart is one practice area: a dot for each period, and a level line for the whole time. All have the same scale, so that heights can be compared. Beside each name stand \
                            the audits that grade the area inadequate, of those in the rate that grade it at all." }</p>
                        <p>{ "In order of name. Dots of few audits lie far up or down by chance, and no single one is judged; whether an area has changed stands in the next chart." }</p>
                    </>
                }}>
                <span><span class="swatch dot" aria-hidden="true"></span>{ "a period" }</span>
                <span><span class="swatch centre" aria-hidden="true"></span>{ "the whole time" }</span>
            </Figure>
            if let Some(windows) = &why.windows {
                <Figure report={report.clone()} chart={Chart::AreaMoves} headline={wording::area_moves(&why.areas)}
                    window={format!("{} Shares are of the audits in the rate that grade the area.", wording::why_windows(windows))} method="practice-areas"
                    how_to_read={html! {
                        <>
                            <p>{ "The upper mark is the later window, the diamond beneath it the earlier one, each with its 95% interval. A triangle up is inadequate more often than before, a triangle down less \
                                often; a filled circle is a difference that chance alone could have made; a hollow one says that even twice as often would more likely be missed than found." }</p>
                            <p>{ "Said only if an exact test says so after adjusting for every area that is compared (Benjamini and Hochberg): of files in which no area changes, at most one in twenty is told \
                                that one did. It must also hold with offices and services held apart, so that auditing other work than before is no change. This stands beside the page's verdict on the rate as a whole, and does not replace it." }</p>
                        </>
                    }}>
                    { moved_key() }
                </Figure>
            }
        </>
    }
}

/// What part partners have in it.
fn partners(report: &Rc<Report>, why: &Why) -> Html {
    let graded: Vec<Html> = why
        .areas
        .iter()
        .filter(|area| area.with_partners)
        .map(|area| html! { <p class="because">{ wording::partner_area(area) }</p> })
        .collect();
    let Some(named) = &why.partners else {
        return html! {
            <section class="aside" aria-labelledby="no-partners"><h2 id="no-partners">{ "Partners" }</h2>
                <p class="cannot">{ format!("{}.", wording::nothing_named(why, Naming::Partners)) }</p>{ for graded }</section>
        };
    };
    html! {
        <>
            <MostNamed report={report.clone()} naming={Naming::Partners} />
            if let Some(places) = &named.any_by_office {
                <p class="because">{ wording::partners_by_office(places) }
                    if why.windows.is_some() {
                        { format!(" {}.", wording::named_moves(named, Naming::Partners)) }
                    }</p>
            }
            { for graded }
            { places(report, named, Naming::Partners) }
        </>
    }
}
