//! The offices against each other.

use super::figure::{Chart, Figure, table, tone_class};
use super::here::use_here;
use super::panels::Panels;
use super::summary::{findings, sentence};
use crate::report::{About, ChangeVerdict, OfficeRate, Report, Sheet, TargetVerdict, Tone, Verdict, wording};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OfficesProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn Offices(props: &OfficesProps) -> Html {
    let report = &props.report;
    html! {
        <>
            <h1>{ "Offices" }</h1>
            <OfficesFigure report={report.clone()} />
            { findings(report, |finding| finding.about == About::OfficeChanges) }
            if !report.offices.is_empty() {
                <Panels report={report.clone()} />
                <section>
                    <details>
                        <summary>{ "Every office in one table" }</summary>
                        { table(&Sheet::of_offices(report), "Offices in order of name; not a ranking") }
                    </details>
                </section>
            }
        </>
    }
}

/// What can be said of one office's change and of the target, each with its shape.
pub(super) fn change_and_target(office: &OfficeRate) -> Html {
    let line = |tone: Tone, words: String| {
        html! { <p class={classes!("verdict", tone_class(tone))}><span class="mark" aria-hidden="true"></span>{ words }</p> }
    };
    html! {
        <>
            if let Some(change) = &office.change {
                { line(
                    match change.verdict {
                        ChangeVerdict::Improved => Tone::Improvement,
                        ChangeVerdict::Worse => Tone::Concern,
                        ChangeVerdict::NoChange => Tone::Common,
                        ChangeVerdict::TooFew => Tone::Few,
                    },
                    format!("Over time: {}", lower_first(&wording::change_in_words(change))),
                ) }
            }
            if let Some(target) = &office.target {
                { line(
                    match target.verdict {
                        TargetVerdict::BelowTarget => Tone::Improvement,
                        TargetVerdict::AboveTarget => Tone::Concern,
                        TargetVerdict::CannotTell => Tone::Few,
                    },
                    format!("Last year against the target: {}, {}", lower_first(wording::target_verdict(target.verdict)), wording::k_of_n(&target.rate)),
                ) }
            }
        </>
    }
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// How an office's verdict is to be taken.
pub(super) fn tone(verdict: Verdict) -> Tone {
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
    let here = use_here();
    if report.funnel.is_none() {
        return html! {
            <section class="aside"><h2>{ sentence(report, About::Offices) }</h2></section>
        };
    }
    let target =
        report.funnel.as_ref().map(|funnel| wording::per_cent(funnel.target, report.overall.n)).unwrap_or_default();
    html! {
        <Figure report={report.clone()} chart={Chart::Funnel} headline={sentence(report, About::Offices)}
            window={format!("Each point is an office: further right, more audits; higher, more inadequate work. {}", wording::counted(&report.settings))} method="funnel"
            how_to_read={html! {
                <>
                    <p>{ "Offices with few audits scatter widely by chance alone, so the shaded funnel is wide on the left and narrow on the right. \
                        Of a hundred offices that do not differ, 95 lie in its darker part and nearly all within the lighter." }</p>
                    <p>{ "A triangle is an office that differs from all the others together by more than chance explains; a filled circle one that does not; a hollow \
                        circle one with so few audits that even twice the others' rate would more likely be missed than found. There is no ranking: ranks of \
                        offices that do not differ are chance." }</p>
                    <p>{ "Choose a point (click it, or go to it with the arrow keys and press Enter) to mark its office in every chart." }</p>
                    <p>{ "Method: exact binomial funnel (Spiegelhalter 2005) for the drawing. For the verdict, a score of each office against the others in the complete \
                        months, and only if at most one in twenty pages of authorities in which nothing changes and no office differs would show anything as strong. " }
                        <a href={here.to_method("verdicts")}>{ "How that is known" }</a></p>
                </>
            }}>
            <span><span class="swatch inner" aria-hidden="true"></span>{ "95%" }</span>
            <span><span class="swatch band" aria-hidden="true"></span>{ "99.8% of offices, if none differed" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ format!("all offices {target}") }</span>
        </Figure>
    }
}
