//! The rate over time.

use super::context::Context;
use super::figure::{Chart, Figure};
use super::here::{Here, use_here};
use super::series::{Series, Windows};
use super::summary::{findings, sentence};
use crate::audit::Granularity;
use crate::chart;
use crate::report::{About, Report, wording};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OverTimeProps {
    pub(super) report: Rc<Report>,
}

/// Which of the newest periods are still being filled, and the reader's say in it.
fn late_entry(report: &Report, here: &Here) -> Html {
    let settings = here.settings();
    let open: Vec<&str> =
        report.periods.iter().filter(|period| period.provisional).map(|period| period.name.as_str()).collect();
    let onchange = here.changing(|settings, event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            settings.still_open = select.value().parse().ok();
        }
    });
    let option = |value: Option<u8>, words: &'static str| {
        let text = value.map(|value| value.to_string()).unwrap_or_default();
        html! { <option value={text} selected={settings.still_open == value}>{ words }</option> }
    };
    html! {
        <p class="late">
            { match open.as_slice() {
                [] => "Every period is taken as complete, and judged. ".to_owned(),
                several => format!("Audits of {} may still be arriving: {}, and {}. ", wording::listed(several, 6),
                    if several.len() == 1 { "the point is drawn hollow" } else { "their points are drawn hollow" },
                    if report.period == Granularity::Month { "not judged" } else { "judged only as far as months are complete" }),
            } }
            if let Some(late) = report.lateness.filter(|_| settings.still_open.is_none()) {
                { wording::how_late(late) }{ " " }
            }
            <select aria-label="Newest periods that are not complete" {onchange}>
                { option(None, if report.lateness.is_some() { "Let the dates of recording tell" } else { "Let the counts tell" }) }
                { option(Some(0), "All are complete") }
                { option(Some(1), "The newest is not complete") }
                { option(Some(2), "The newest 2 are not complete") }
                { option(Some(3), "The newest 3 are not complete") }
                { option(Some(6), "The newest 6 are not complete") }
            </select>
        </p>
    }
}

#[component]
pub(super) fn OverTime(props: &OverTimeProps) -> Html {
    let report = &props.report;
    let here = use_here();
    if let Some(shared) = report.shared {
        return html! {
            <>
                <h1>{ "Over time" }</h1>
                <p class="late">{ wording::only_complete(shared.months) }</p>
                <RateFigure report={report.clone()} />
                { findings(report, |finding| finding.about == About::Target) }
                if !report.periods.is_empty() { <GradesFigure report={report.clone()} /> }
                <p class="cannot">{ wording::cannot_say(&["what would count as a change next", "how soon a fall could be confirmed", "how two stretches of time compare"]) }</p>
                { what_it_cannot_tell() }
            </>
        };
    }
    html! {
        <>
            <h1>{ "Over time" }</h1>
            { late_entry(report, &here) }
            <RateFigure report={report.clone()} />
            if !report.periods.is_empty() {
                <Series report={report.clone()} />
                { findings(report, |finding| matches!(finding.about, About::Target | About::GoodTarget | About::Ahead | About::HowSoon)) }
                <GradesFigure report={report.clone()} />
                <Context report={report.clone()} office={None::<String>} />
                <Windows report={report.clone()} />
            }
            { what_it_cannot_tell() }
        </>
    }
}

fn what_it_cannot_tell() -> Html {
    html! {
        <aside class="aside">
            <h2>{ "What a chart like this cannot tell" }</h2>
            <p>{ "Audits are chosen, not drawn from all cases. If the choice changes, the rate can change with no change in the work." }</p>
            <p>{ "Grades are judgements. A change in how they are made looks the same as a change in the work." }</p>
            <p>{ "Several audits of one child or one worker are not independent; the limits are then drawn too narrow." }</p>
        </aside>
    }
}

/// Whose target it is that is drawn.
pub(super) fn whose(report: &Report) -> &'static str {
    if report.shared.is_some() { "the sender's" } else { "your" }
}

/// What a hidden count looks like, in the key of a chart that has one.
pub(super) fn key_of_hidden(hides: bool) -> Html {
    if hides {
        html! { <span>{ wording::WHAT_C_MEANS }</span> }
    } else {
        Html::default()
    }
}

/// The mix of grades, on the axis of the rate.
#[component]
fn GradesFigure(props: &OverTimeProps) -> Html {
    let report = &props.report;
    let passing = report.scale.iter().filter(|level| !level.inadequate).count();
    html! {
        <Figure report={report.clone()} chart={Chart::Grades} headline={wording::grades_in_all(&report.scale, &report.grades, &report.overall)}
            window={wording::counted(&report.settings)} method="grades"
            how_to_read={html! {
                <p>{ "Each column is all graded audits of a period, whatever their number: the worst grade stands at the foot, the best at the top. A rate of \
                    inadequate work can stay where it is while the grades above it move. Look at the numbers beneath the rate before reading a column: of \
                    few audits one is a large part." }</p>
            }}>
            { for report.scale.iter().enumerate().map(|(at, level)| html! {
                <span><span class={classes!("swatch", grade_class(at, level.inadequate, passing))} aria-hidden="true"></span>{ level.name.clone() }</span>
            }) }
            { key_of_hidden(report.periods.iter().any(|period| period.grades.iter().any(Option::is_none))) }
        </Figure>
    }
}

/// The swatch of a level, as the chart draws it.
fn grade_class(at: usize, inadequate: bool, passing: usize) -> &'static str {
    match at {
        _ if inadequate => "inadequate",
        0 => "best",
        last if last + 1 == passing && passing > 2 => "weak",
        _ => "fair",
    }
}

/// The figure of the rate over time, as the summary shows it as well.
#[component]
pub(super) fn RateFigure(props: &OverTimeProps) -> Html {
    let report = &props.report;
    let here = use_here();
    if report.periods.is_empty() {
        return html! { <p>{ if report.shared.is_some() { "There is nothing to draw: these figures have no period." } else { "There is nothing to draw: no audit is in the rate with these choices." } }</p> };
    }
    let centre = report.centre.as_ref().map(|centre| {
        let of = if centre.whole_series {
            if report.periods.iter().any(|period| period.provisional) { "all closed periods" } else { "all periods" }
                .to_owned()
        } else {
            format!("{} to {}", centre.from, centre.to)
        };
        format!("average {} ({of})", wording::per_cent(centre.rate, centre.baseline.n))
    });
    let hides = report.periods.iter().any(|period| period.rate.shown().is_none());
    let has_limits = report.periods.iter().any(|period| period.limits.is_some());
    let has_band = chart::has_limits(report);
    let floor = has_band && report.periods.iter().filter_map(|period| period.limits).all(|limits| limits.lower == 0.0);
    let rolling = report.period == Granularity::Rolling;
    let key_of_centre = if report.phases.len() > 1 { Some("the average of each phase".to_owned()) } else { centre };
    html! {
        <Figure report={report.clone()} chart={Chart::Rate} headline={sentence(report, About::OverTime)}
            window={format!("In all {}. {}", wording::counted_inadequate(&report.overall), wording::counted(&report.settings))} method="p-chart"
            how_to_read={html! {
                <>
                    <p>{ "Each point is the share of a period's audits that were graded inadequate. The shaded band is where points fall when only \
                        chance moves them (three standard errors either side of the average, wider where there are fewer audits). A point outside it is drawn as a \
                        triangle: worth asking about, not yet a trend. A point within it is no news, however far from its neighbour." }</p>
                    if hides {
                        <p>{ "A small c at the foot of the chart is a period whose rate is hidden: it stands at no height, and the line breaks there. A c in the row of numbers is a number \
                            of audits that is hidden." }</p>
                    }
                    <p>{ "The bars beneath are the number of audits. A period without audits has no point and breaks the line. A hollow point is a \
                        period for which audits may still be arriving: it is drawn, not judged, and not in the average." }</p>
                    if rolling {
                        <p>{ "Each point is three months together, and its neighbours share two of them: one unusual month moves three points. So no limits are \
                            drawn, and nothing is judged; choose months or quarters for that." }</p>
                    }
                    if report.periods.iter().any(|period| period.marks.any() && period.outside.is_none()) {
                        <p>{ "A diamond is a point inside the band that a rule of runs marks: seven or more in a row on one side of the average, seven or more that \
                            each rise or each fall, or two of three close to a limit. Health boards know these marks. In a long series some appear by chance, \
                            so they are marks and no verdicts: the headline is the verdict." }</p>
                    }
                    if floor && !rolling {
                        <p>{ "With these numbers of audits the band reaches down to nought: even no inadequate audit at all would not be an unusual point." }</p>
                    }
                    <p>{ "Method: p chart (Shewhart) for the drawing. The headline is judged on complete months, and says that something changed only if at most one in twenty \
                        pages of authorities in which nothing changes would show anything as strong. " }<a href={here.to_method("verdicts")}>{ "How that is known" }</a></p>
                </>
            }}>
            if report.shared.is_some() && !has_limits {
                <span>{ wording::cannot_say(&["where the average lies, so no limits are drawn"]) }</span>
            } else if rolling {
                <span>{ "Neighbouring points share audits: nothing is judged" }</span>
            } else if has_band {
                <span><span class="swatch band" aria-hidden="true"></span>{ "what chance alone would make" }</span>
            }
            if let Some(centre) = key_of_centre {
                <span><span class="swatch centre" aria-hidden="true"></span>{ centre }</span>
            }
            if let Some(target) = report.settings.target() {
                <span><span class="swatch target" aria-hidden="true"></span>{ format!("{} target: {}", whose(report), wording::target(target)) }</span>
            }
            { key_of_hidden(hides) }
            if report.comparison.is_some() {
                <span><span class="swatch window" aria-hidden="true"></span>{ "the two windows" }</span>
            }
        </Figure>
    }
}
