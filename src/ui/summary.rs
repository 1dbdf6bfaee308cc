//! One screen that a chair can read in a minute.

use super::figure::tone_class;
use super::{offices::OfficesFigure, over_time::RateFigure};
use crate::report::{About, Finding, Report, wording};
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
            <ul class="findings">
                { for report.findings.iter().filter(|finding| finding.about != About::Overall).map(|finding| html! { <li>{ said(finding) }</li> }) }
                <li>
                    <p class="verdict few"><span class="mark" aria-hidden="true"></span>{ "What this page does not say" }</p>
                    <p class="say">{ "Whether work has improved or become worse" }</p>
                    <p class="why">{ "A fall of a month or two is usually chance. Until this page has a test that is wrong at most once in twenty, it names \
                        unusual months and offices, and no trend." }</p>
                </li>
            </ul>
            <RateFigure report={report.clone()} />
            <OfficesFigure report={report.clone()} />
        </>
    }
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
