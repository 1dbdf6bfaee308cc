//! One screen that a chair can read in a minute.

use super::figure::tone_class;
use super::turns::Later;
use super::{offices::OfficesFigure, over_time::RateFigure};
use crate::report::{About, Finding, OfficeSpread, Report, Tone, wording};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct SummaryProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn Summary(props: &SummaryProps) -> Html {
    let report = &props.report;
    let only = wording::only(&report.settings);
    let overall = report.findings.iter().find(|finding| finding.about == About::Overall);
    html! {
        <>
            <p class="kicker">{ "What the audits say" }{ if only.is_empty() { String::new() } else { format!(". {only}") } }</p>
            <h1>{ overall.map(|finding| finding.sentence.clone()).unwrap_or_default() }</h1>
            <p class="because">{ overall.map(|finding| finding.because.clone()).unwrap_or_default() }</p>
            { findings(report, |finding| belongs_here(report, finding)) }
            { now_and_later(report) }
            <RateFigure report={report.clone()} />
            <Later><OfficesFigure report={report.clone()} /></Later>
        </>
    }
}

/// What needs action now, and the long run, side by side.
fn now_and_later(report: &Report) -> Html {
    let both = report.now_and_later();
    if both.now.is_empty() && report.shared.is_some() {
        return Html::default();
    }
    let list = |sentences: &[String]| html! { <ul>{ for sentences.iter().map(|sentence| html! { <li>{ format!("{sentence}.") }</li> }) }</ul> };
    html! {
        <section class="panes" aria-label="Now, and in the long run">
            <div>
                <h2>{ "What needs action now" }</h2>
                if let Some(not_known) = both.open_not_known { <p>{ format!("{not_known}.") }</p> }
                if !both.now.is_empty() {
                    if let Some(as_at) = &both.as_at { <p class="soft">{ as_at.clone() }</p> }
                    { list(&both.now) }
                }
            </div>
            <div>
                <h2>{ "The long run" }</h2>
                if both.later.is_empty() {
                    <p>{ "There is not yet a year of complete months to look back on." }</p>
                } else {
                    { list(&both.later) }
                }
            </div>
        </section>
    }
}

/// Four or five findings are a summary: whatever says nothing stands in the views alone.
fn belongs_here(report: &Report, finding: &Finding) -> bool {
    let spread_found = report.spread.as_ref().is_some_and(OfficeSpread::says_something);
    match finding.about {
        About::Overall => false,
        About::OverTime | About::Offices | About::Target | About::GoodTarget | About::Ahead => true,
        About::OfficeChanges => matches!(finding.tone, Tone::Concern | Tone::Improvement),
        About::Spread => spread_found,
        About::HowSoon => report.settings.target().is_some() && !spread_found,
    }
}

/// The findings that are wanted, side by side.
pub(super) fn findings(report: &Report, wanted: impl Fn(&Finding) -> bool) -> Html {
    let found: Vec<&Finding> = report.findings.iter().filter(|finding| wanted(finding)).collect();
    if found.is_empty() {
        return Html::default();
    }
    html! { <ul class="findings">{ for found.into_iter().map(|finding| html! { <li>{ said(finding) }</li> }) }</ul> }
}

fn said(finding: &Finding) -> Html {
    html! {
        <>
            <p class={classes!("verdict", tone_class(finding.tone))}><span class="mark" aria-hidden="true"></span>{ finding.verdict.clone() }</p>
            <p class="say">{ finding.sentence.clone() }</p>
            <p class="why">{ finding.because.clone() }</p>
        </>
    }
}

/// The sentence of a finding, or nothing.
pub(super) fn sentence(report: &Report, about: About) -> AttrValue {
    let finding = report.findings.iter().find(|finding| finding.about == about);
    finding.map(|finding| AttrValue::from(finding.sentence.clone())).unwrap_or_default()
}
