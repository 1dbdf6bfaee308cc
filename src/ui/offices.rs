//! The offices against each other.

use super::figure::{Chart, Figure, table, tone_class};
use super::summary::sentence;
use crate::report::{About, Report, Sheet, Tone, Verdict, wording};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OfficesProps {
    pub(super) report: Rc<Report>,
}

/// More offices than this are listed in the table alone.
const MOST_PANELS: usize = 24;

#[component]
pub(super) fn Offices(props: &OfficesProps) -> Html {
    let report = &props.report;
    html! {
        <>
            <h1>{ "Offices" }</h1>
            <OfficesFigure report={report.clone()} />
            if report.offices.len() <= MOST_PANELS {
                <section>
                    <h2>{ "Each office in words" }</h2>
                    <p class="kicker">{ "In order of name. Not a ranking." }</p>
                    <div class="panels">
                        { for report.offices.iter().map(|office| html! {
                            <article class="panel">
                                <h3>{ office.office.clone() }</h3>
                                <p class={classes!("verdict", tone_class(tone(office.verdict)))}>
                                    <span class="mark" aria-hidden="true"></span>{ wording::verdict_of(office) }
                                </p>
                                <p class="kofn">{ format!("{} inadequate; the others {}", wording::k_of_n(&office.rate), wording::k_of_n(&office.others)) }</p>
                                if office.rate.n >= 5 {
                                    <p class="soft">{ format!("The rate behind these audits lies {} (95% interval).", wording::between(&office.rate)) }</p>
                                }
                            </article>
                        }) }
                    </div>
                </section>
            } else {
                <section>
                    <h2>{ "Every office, in order of name" }</h2>
                    { table(&Sheet::of_offices(report), "Offices in order of name; not a ranking") }
                </section>
            }
        </>
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::DiffersAbove => Tone::Concern,
        Verdict::DiffersBelow => Tone::Improvement,
        Verdict::NoMoreThanChance | Verdict::NotYetJudged => Tone::Common,
        Verdict::TooFew => Tone::Few,
    }
}

/// The funnel of offices, as the summary shows it as well.
#[component]
pub(super) fn OfficesFigure(props: &OfficesProps) -> Html {
    let report = &props.report;
    if report.funnel.is_none() {
        return html! {
            <section class="aside"><h2>{ sentence(report, About::Offices) }</h2></section>
        };
    }
    let target =
        report.funnel.as_ref().map(|funnel| wording::per_cent(funnel.target, report.overall.n)).unwrap_or_default();
    html! {
        <Figure report={report.clone()} chart={Chart::Funnel} headline={sentence(report, About::Offices)}
            window={"Each point is an office: further right, more audits; higher, more inadequate work."}
            how_to_read={html! {
                <>
                    <p>{ "Offices with few audits scatter widely by chance alone, so the shaded funnel is wide on the left and narrow on the right. \
                        Of a hundred offices that do not differ, 95 lie in its darker part and nearly all within the lighter." }</p>
                    <p>{ "A triangle is an office that differs from all the others together by more than chance explains; a filled circle one that does not; a hollow \
                        circle one with so few audits that even twice the others' rate would more likely be missed than found. There is no ranking: ranks of \
                        offices that do not differ are chance." }</p>
                    <p>{ "Method: exact binomial funnel (Spiegelhalter 2005) for the drawing; an exact test of each office against the others, adjusted by Holm, for \
                        the verdict. Periods that are still being filled can take a difference away, and never make one." }</p>
                </>
            }}>
            <span><span class="swatch inner" aria-hidden="true"></span>{ "95%" }</span>
            <span><span class="swatch band" aria-hidden="true"></span>{ "99.8% of offices, if none differed" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ format!("all offices {target}") }</span>
        </Figure>
    }
}
