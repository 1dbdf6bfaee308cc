//! The offices against each other.

use super::figure::{Chart, Figure, table, tone_class};
use super::here::{OfficeLink, use_here};
use super::panels::Panels;
use super::summary::{findings, sentence};
use crate::report::{
    About, ChangeVerdict, NO_OFFICE, OfficeRate, Rate, Report, Sheet, TargetVerdict, Tone, Verdict, wording,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OfficesProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn Offices(props: &OfficesProps) -> Html {
    let report = &props.report;
    // One office has nothing to stand beside.
    let alone = report.offices.first().filter(|office| report.offices.len() == 1 && office.office != NO_OFFICE);
    html! {
        <>
            <h1>{ "Offices" }</h1>
            <SpreadFigure report={report.clone()} />
            <OfficesFigure report={report.clone()} />
            { findings(report, |finding| finding.about == About::OfficeChanges) }
            if !report.offices.is_empty() {
                if let Some(office) = alone {
                    <p><OfficeLink office={office.office.clone()} words="Its own page" /></p>
                } else {
                    <Panels report={report.clone()} />
                }
                <PooledFigure report={report.clone()} />
                { without_audits(report) }
                if report.shared.is_some() {
                    <p class="cannot">{ wording::cannot_say(&["whether the offices as a whole lie apart by more than chance", "whether they are drawing nearer"]) }</p>
                }
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

/// The offices that the file tells of and of which nothing is counted.
fn without_audits(report: &Report) -> Html {
    let names = report.offices_without_audits();
    if names.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-labelledby="without-audits">
            <h2 id="without-audits">{ "Offices without audits" }</h2>
            <p>{ format!("{}.", wording::offices_without_audits(&names)) }</p>
            <details><summary>{ "What the file knows of them" }</summary>
                <ul>{ for names.iter().map(|name| html! {
                    <li><OfficeLink office={(*name).to_owned()} />{
                        report.context_of(Some(name)).map(|periods| wording::context_in_all("", &periods)).unwrap_or_else(|| ": nothing in the months that are counted".to_owned())
                    }</li>
                }) }</ul>
            </details>
        </section>
    }
}

/// Whether there is more spread between offices than chance makes, and whether it is narrowing.
#[component]
fn SpreadFigure(props: &OfficesProps) -> Html {
    let report = &props.report;
    let Some(spread) = &report.spread else { return Html::default() };
    let finding = report.findings.iter().find(|finding| finding.about == About::Spread);
    let said = finding.map(|finding| {
        html! {
            <>
                <p class={classes!("verdict", tone_class(finding.tone))}><span class="mark" aria-hidden="true"></span>{ finding.verdict.clone() }</p>
                <p class="because">{ finding.because.clone() }</p>
            </>
        }
    });
    if !spread.can_be_drawn() {
        return html! {
            <section class="aside"><h2>{ sentence(report, About::Spread) }</h2>{ said }
                if !spread.whole.is_all_alike() { { table(&Sheet::of_spread(spread), "The spread between offices in the complete months") } }
            </section>
        };
    }
    html! {
        <section class="spread">
        <Figure report={report.clone()} chart={Chart::Spread} headline={sentence(report, About::Spread)}
            window={format!("How far the offices' own rates typically lie from the average, in each stretch of {}. {}", wording::window_length(spread.window_months), wording::counted(&report.settings))} method="spread"
            how_to_read={html! {
                <>
                    <p>{ "Even if every office worked equally well, their rates would lie apart by chance, the more so the fewer audits there are. The chart takes chance's part \
                        away. What is left is the spread of the offices' own rates: at 5 points around an average of 20, about two offices in three would lie between 15 and 25." }</p>
                    <p>{ "The point is the likeliest spread (a standard deviation), the line its 95% interval. A line that reaches down to 0 says that chance alone may have made \
                        the spread, and no more: it is no proof that the offices are equal. A hollow point is a stretch with so few audits that even a spread of half of the average \
                        rate would more likely be missed than seen. The bars and numbers beneath are audits." }</p>
                    <p>{ "The windows hold whole months and are counted back from the newest complete one; what is left over before the first counts in the whole only. \
                        Narrower or wider is said of the earlier half of the complete months against the later half (the level lines), and only if the 95% interval of the difference leaves out \
                        0. A spread in points narrows by itself when the rate falls for everyone, and it also narrows if good offices become worse: look at the rates as well." }</p>
                    <p>{ "How often this is wrong: where no office lies apart, more spread than chance is said of fewer than one authority in twenty; where the spread stays what it was, \
                        narrower or wider is said of about one in twenty at most. These two stand beside the page's verdicts, which have their own one in twenty." }</p>
                </>
            }}>
            <span><span class="swatch dot" aria-hidden="true"></span>{ "likeliest spread and its 95% interval" }</span>
                <span><span class="swatch centre" aria-hidden="true"></span>{ "the earlier and the later half of the months" }</span>
        </Figure>
        { said }
        </section>
    }
}

/// So many offices have a row each in the chart; more are a table.
const MOST_ROWS: usize = 24;

/// Each office's rate as counted beside its pooled one.
#[component]
fn PooledFigure(props: &OfficesProps) -> Html {
    let report = &props.report;
    if report.offices.len() < 2 || report.shared.is_some() {
        return Html::default();
    }
    let pooled = report.pooling.as_ref();
    let words = match (pooled, &report.judged) {
        (None, Some(_)) => {
            "With so many audits an office pooling would change nothing that could be seen, so it is left out."
                .to_owned()
        }
        _ => wording::pooling(pooled, report.overall.n),
    };
    if pooled.is_none() || report.offices.len() > MOST_ROWS {
        return html! {
            <section aria-labelledby="pooled">
                <h2 id="pooled">{ HEADLINE }</h2>
                <p class="kicker">{ words }</p>
                if pooled.is_some() {
                    <p class="soft">{ "So many offices are a table here, in order of name. Search for one above to see it in a chart." }</p>
                    <details><summary>{ "Every office as counted and pooled" }</summary>
                        { table(&Sheet::of_pooled(report), "Rates as counted and partially pooled, in order of name; not a ranking") }
                    </details>
                }
            </section>
        };
    }
    html! {
        <Figure report={report.clone()} chart={Chart::Pooled} headline={HEADLINE} window={words} method="pooling"
            how_to_read={html! {
                <>
                    <p>{ "The circle is an office's rate as it was counted, the line its 95% interval (Wilson). The diamond is the partially pooled rate: the best guess at the rate \
                        behind it, if one thinks of the offices as being of one kind. An office with few audits may show any rate by chance, so its diamond lies near the average; \
                        with many audits diamond and circle meet." }</p>
                    <p>{ "In order of name, not a ranking. Neither mark is a verdict: whether an office differs from the others stands under its name above. With fewer than ten \
                        offices the average and the strength of the pull are themselves uncertain, more than the pooled intervals in the table tell." }</p>
                </>
            }}>
            <span><span class="swatch dot" aria-hidden="true"></span>{ "as counted, with its 95% interval" }</span>
            <span><span class="swatch diamond" aria-hidden="true"></span>{ "partially pooled" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ "average of the offices" }</span>
        </Figure>
    }
}

const HEADLINE: &str = "Each office as counted, and as far as its audits can be trusted";

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
                    format!("Over time: {}", wording::lower_first(&wording::change_in_words(change))),
                ) }
            }
            if let Some(target) = &office.target {
                { line(
                    match target.verdict {
                        TargetVerdict::BelowTarget => Tone::Improvement,
                        TargetVerdict::AboveTarget => Tone::Concern,
                        TargetVerdict::CannotTell => Tone::Few,
                    },
                    format!("Last year against the target: {}{}", wording::lower_first(wording::target_verdict(target.verdict)), counts_of(&target.rate)),
                ) }
            }
        </>
    }
}

/// What stands behind a verdict, if it is shown.
fn counts_of(rate: &Rate) -> String {
    rate.shown().map(|_| format!(", {}", wording::k_of_n(rate))).unwrap_or_default()
}

/// How an office's verdict is to be taken.
pub(super) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::DiffersAbove => Tone::Concern,
        Verdict::DiffersBelow => Tone::Improvement,
        Verdict::NoMoreThanChance | Verdict::NotYetJudged => Tone::Common,
        Verdict::TooFew | Verdict::NotShared => Tone::Few,
    }
}

/// The offices that have no place in the funnel, because their rate is hidden.
fn left_out_of_funnel(report: &Report) -> Html {
    let hidden: Vec<&str> = report
        .offices
        .iter()
        .filter(|office| office.rate.shown().is_none())
        .map(|office| office.office.as_str())
        .collect();
    if hidden.is_empty() {
        return Html::default();
    }
    html! { <span>{ format!("hidden (c), and so not drawn: {}", wording::listed(&hidden, 4)) }</span> }
}

/// The funnel of offices, as the summary shows it as well.
#[component]
pub(super) fn OfficesFigure(props: &OfficesProps) -> Html {
    let report = &props.report;
    let here = use_here();
    if report.funnel.is_none() {
        return html! {
            <section class="aside"><h2>{ sentence(report, About::Offices) }</h2>
                if report.shared.is_some() { <p class="cannot">{ wording::cannot_say(&["where each office lies among the others: fewer than two have a rate that is shown"]) }</p> }
            </section>
        };
    }
    let target = report
        .funnel
        .as_ref()
        .map(|funnel| wording::per_cent(funnel.target, report.overall.n.max(1)))
        .unwrap_or_default();
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
            // Around a rate of nought, or of all, nothing is to either side.
            if report.funnel.as_ref().is_some_and(|funnel| funnel.target > 0.0 && funnel.target < 1.0) {
                <span><span class="swatch inner" aria-hidden="true"></span>{ "where 95% of offices would lie, if none differed" }</span>
                <span><span class="swatch band" aria-hidden="true"></span>{ "where 99.8% would" }</span>
            }
            <span><span class="swatch centre" aria-hidden="true"></span>{ format!("{} {target}", if report.shared.is_some() { "all audits" } else { "all offices" }) }</span>
            { left_out_of_funnel(report) }
        </Figure>
    }
}
