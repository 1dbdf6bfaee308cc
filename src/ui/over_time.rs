//! The rate over time.

use super::figure::{Chart, Figure};
use super::summary::sentence;
use crate::report::{About, Report, wording};
use crate::settings::Settings;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OverTimeProps {
    pub(super) report: Rc<Report>,
}

/// Which of the newest periods are still being filled, and the reader's say in it.
fn late_entry(props: &OverTimeViewProps) -> Html {
    let OverTimeViewProps { report, settings, on_change } = props;
    let open: Vec<&str> =
        report.periods.iter().filter(|period| period.provisional).map(|period| period.name.as_str()).collect();
    let onchange = {
        let (settings, on_change) = (settings.clone(), on_change.clone());
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_change.emit(Settings { still_open: select.value().parse().ok(), ..settings.clone() });
            }
        })
    };
    let option = |value: Option<u8>, words: &'static str| {
        let text = value.map(|value| value.to_string()).unwrap_or_default();
        html! { <option value={text} selected={settings.still_open == value}>{ words }</option> }
    };
    html! {
        <p class="late">
            { match open.as_slice() {
                [] => "Every period is taken as complete, and judged. ".to_owned(),
                [one] => format!("Audits of {one} may still be arriving: it is drawn hollow, and not judged. "),
                several => format!("Audits of {} may still be arriving: they are drawn hollow, and not judged. ", wording::listed(several, 6)),
            } }
            <select aria-label="Newest periods that are not complete" {onchange}>
                { option(None, "Let the counts tell") }
                { option(Some(0), "All are complete") }
                { option(Some(1), "The newest is not complete") }
                { option(Some(2), "The newest 2 are not complete") }
                { option(Some(3), "The newest 3 are not complete") }
                { option(Some(6), "The newest 6 are not complete") }
            </select>
        </p>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct OverTimeViewProps {
    pub(super) report: Rc<Report>,
    pub(super) settings: Settings,
    pub(super) on_change: Callback<Settings>,
}

#[component]
pub(super) fn OverTime(props: &OverTimeViewProps) -> Html {
    html! {
        <>
            <h1>{ "Over time" }</h1>
            { late_entry(props) }
            <RateFigure report={props.report.clone()} />
            <aside class="aside">
                <h2>{ "What a chart like this cannot tell" }</h2>
                <p>{ "Audits are chosen, not drawn from all cases. If the choice changes, the rate can change with no change in the work." }</p>
                <p>{ "Grades are judgements. A change in how they are made looks the same as a change in the work." }</p>
                <p>{ "Several audits of one child or one worker are not independent; the limits are then drawn too narrow." }</p>
            </aside>
        </>
    }
}

/// The figure of the rate over time, as the summary shows it as well.
#[component]
pub(super) fn RateFigure(props: &OverTimeProps) -> Html {
    let report = &props.report;
    if report.periods.is_empty() {
        return html! { <p>{ "There is nothing to draw: no audit is in the rate with these choices." }</p> };
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
    let floor = report.periods.iter().filter_map(|period| period.limits).all(|limits| limits.lower == 0.0);
    html! {
        <Figure report={report.clone()} chart={Chart::Rate} headline={sentence(report, About::OverTime)}
            window={format!("{} inadequate in all. Graded audits drawn at random, or whose type is not stated.", wording::k_of_n(&report.overall))}
            how_to_read={html! {
                <>
                    <p>{ "Each point is the share of a period's audits that were graded inadequate. The shaded band is where points fall when only \
                        chance moves them (three standard errors either side of the average, wider where there are fewer audits). A point outside it is drawn as a \
                        triangle: worth asking about, not yet a trend. A point within it is no news, however far from its neighbour." }</p>
                    <p>{ "The bars beneath are the number of audits. A period without audits has no point and breaks the line. A hollow point is a \
                        period for which audits may still be arriving: it is drawn, not judged, and not in the average." }</p>
                    if floor {
                        <p>{ "With these numbers of audits the band reaches down to nought: even no inadequate audit at all would not be an unusual point." }</p>
                    }
                    <p>{ "Method: p chart (Shewhart). The headline names a period only if an exact test against all other periods, adjusted by Holm for looking at \
                        every one, would be wrong at most once in forty." }</p>
                </>
            }}>
            <span><span class="swatch band" aria-hidden="true"></span>{ "what chance alone would make" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ centre.unwrap_or_default() }</span>
        </Figure>
    }
}
