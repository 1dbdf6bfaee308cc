//! Can the grades be trusted? Moderation, its direction and drift; the rate by the second graders' measure; audits done against expected; how far graders lie apart.

use super::figure::{Chart, Figure, table, tone_class};
use super::here::use_here;
use super::remedy::{TableTools, finding, grades_against};
use crate::report::{
    Direction, GraderSpread, GradesAgree, MixVerdict, OfficeMix, Report, Sheet, SpreadVerdict, Tone, Trust, wording,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct TrustProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn TrustInGrades(props: &TrustProps) -> Html {
    let report = &props.report;
    let here = use_here();
    let Some(trust) = &report.trust else { return Html::default() };
    html! {
        <>
            <h1>{ "Can the grades be trusted?" }</h1>
            <p class="because">{ wording::trust_window(&report.settings) }</p>
            { in_short(report, trust) }
            if let Some(agree) = &trust.agreement {
                { agreement(report, agree, here.to_method("agreement")) }
                { rates(trust, here.to_method("corrected")) }
                { coverage(report, trust) }
            } else {
                <section class="aside"><h2>{ "No second grades to look at" }</h2><p>{ wording::no_moderation(trust) }{ "." }</p></section>
            }
            { done_of_expected(report, trust) }
            { severity(trust, here.to_method("graders")) }
            { same_work(report, here.to_method("same-work")) }
        </>
    }
}

/// What there is to say, for who has a minute.
fn in_short(report: &Report, trust: &Trust) -> Html {
    if trust.agreement.is_none() && trust.rate.is_none() && trust.drift.is_none() && trust.graders.is_none() {
        return Html::default();
    }
    html! {
        <ul class="findings">
            if let Some(agree) = &trust.agreement {
                { finding(direction_tone(agree.direction), wording::direction_verdict(agree.direction).into(), wording::agreement_headline(agree), String::new()) }
            }
            if let Some(rate) = &trust.rate {
                { finding(Tone::Common, "Counted and corrected".into(), wording::corrected_headline(rate), "If moderated audits are drawn at random.".into()) }
            }
            if let Some(drift) = &trust.drift {
                { finding(wording::drift_tone(drift), wording::drift_verdict(drift).into(), wording::drift_headline(drift), String::new()) }
            }
            if let Some(graders) = &trust.graders {
                { finding(spread_tone(graders.verdict), wording::severity_verdict(graders).into(), wording::graders_headline(graders), String::new()) }
            }
            if report.mixes.iter().any(|mix| mix.verdict == MixVerdict::Changed) {
                { finding(Tone::Concern, "Other services than before".into(), wording::mix_headline(&report.mixes), String::new()) }
            }
        </ul>
    }
}

fn direction_tone(direction: Direction) -> Tone {
    match direction {
        Direction::Harsher | Direction::Kinder => Tone::Concern,
        Direction::NeitherWay => Tone::Common,
        Direction::TooFew => Tone::Few,
    }
}

fn spread_tone(verdict: SpreadVerdict) -> Tone {
    match verdict {
        SpreadVerdict::MoreThanChance => Tone::Concern,
        SpreadVerdict::NoMoreThanChance => Tone::Common,
        SpreadVerdict::TooFew => Tone::Few,
    }
}

/// Whether second graders agree.
fn agreement(report: &Report, agree: &GradesAgree, method: String) -> Html {
    html! {
        <section aria-labelledby="agreement">
            <h2 id="agreement">{ wording::agreement_headline(agree) }</h2>
            <p class="kicker">{ wording::agreement_because(agree) }</p>
            { grades_against(&report.scale, &agree.table, "Auditor's grade", "Moderator's grade", "First and second grades of moderated audits") }
            <p class="kicker">{ wording::coefficients(agree) }</p>
            <TableTools id="agreement" sheet={Sheet::of_agreement(report)}
                sentence={format!("{}. {} {}", wording::agreement_headline(agree), wording::agreement_because(agree), wording::coefficients(agree))} />
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "On the diagonal both graders gave the same grade; to the right of it the second grade is the worse (lowered), to the left the better (raised). Which way changes go matters more than how many there are: \
                    harsher or kinder is said if chance alone would lean so far in fewer than one file in twenty (exact sign test)." }</p>
                <p>{ "Weighted kappa and AC2 tell how much more often the two agree than chance would make them, with half marks for near misses. The words (slight, fair, moderate, substantial, almost perfect) are those of Landis and Koch (1977), who \
                    chose them freely: they are no standard, and a word at each end of the interval is honester than one." }</p>
                <p>{ "Kappa can be low although nearly all grades are the same: where nearly everything is one grade, chance alone would agree so often that little is left to credit. AC2 does not collapse then. Where the two part, look at the table." }</p>
                <p><a href={method}>{ "The method in full" }</a></p>
            </details>
        </section>
    }
}

/// The rate by the second graders' measure.
fn rates(trust: &Trust, method: String) -> Html {
    let Some(rate) = &trust.rate else {
        return html! { <section class="aside"><h2>{ "No audit in the rate was moderated" }</h2><p>{ "So the rate cannot be seen by the second graders' measure." }</p></section> };
    };
    html! {
        <section aria-labelledby="corrected">
            <h2 id="corrected">{ wording::corrected_headline(rate) }</h2>
            <p class="kicker">{ wording::corrected_because(rate) }</p>
            if let Some(chosen) = &trust.chosen { <p class="kicker">{ wording::chosen_for_moderation(chosen) }</p> }
            <div class="numbers">{ table(&Sheet::of_corrected(rate), "The rate of inadequate work by one and the other grade") }</div>
            <TableTools id="rate-corrected" sheet={Sheet::of_corrected(rate)}
                sentence={format!("{}. {}", wording::corrected_headline(rate), wording::corrected_because(rate))} />
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "Moderated audits are not all audits, so their rate alone may be another for that reason. The corrected rate asks what the second graders would have said of all: of the audits that an auditor called good, say, it takes the share that was found inadequate among those good ones \
                    which were moderated. The interval counts in how few were moderated of each grade." }</p>
                <p>{ "It is right only if those that were moderated were drawn at random among those of the same grade. If doubtful audits are sent to moderation, it is too high. It is the second graders' measure, not the truth: which of the two is right no figure can say." }</p>
                <p><a href={method}>{ "The method in full" }</a></p>
            </details>
        </section>
    }
}

/// How much was moderated, where and when.
fn coverage(report: &Rc<Report>, trust: &Trust) -> Html {
    let by_office = html! {
        <details><summary>{ "Moderation by office" }</summary>
            <div class="numbers">{ table(&Sheet::of_moderation_by_office(report), "Moderation by office, in order of name; not a ranking") }</div>
            <TableTools id="moderation-by-office" sheet={Sheet::of_moderation_by_office(report)} sentence={format!("{}. {}", wording::coverage_headline(trust), wording::trust_window(&report.settings))} />
        </details>
    };
    let drift = html! { if let Some(drift) = &trust.drift { <p class="because">{ wording::drift_headline(drift) }{ ". " }{ wording::drift_because(drift) }</p> } };
    if trust.periods.len() < 2 {
        return html! {
            <section><h2>{ wording::coverage_headline(trust) }</h2>{ drift }{ by_office }</section>
        };
    }
    html! {
        <section class="spread">
        <Figure report={report.clone()} chart={Chart::Moderation} headline={wording::coverage_headline(trust)}
            window={wording::trust_window(&report.settings)} method="moderation"
            how_to_read={html! {
                <>
                    <p>{ "Each point is the share of a period's graded audits that a second grader looked at, the line its 95% interval. The bars and numbers beneath are the audits that an auditor graded. A hollow point is of fewer than five." }</p>
                    <p>{ "Whether moderation has moved is asked of the earlier half of the months against the later half, for three shares: moderated, lowered and raised. A change is named if chance would show as much in any of the three in fewer than \
                        one file in twenty (Fisher's exact test, adjusted by Holm). The range in brackets is the 95% interval of one share by itself." }</p>
                </>
            }}>
            <span><span class="swatch dot" aria-hidden="true"></span>{ "moderated, with its 95% interval" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ format!("all: {}", wording::part(trust.moderated)) }</span>
            <span><span class="swatch bar" aria-hidden="true"></span>{ "graded audits" }</span>
        </Figure>
        { drift }
        { by_office }
        </section>
    }
}

/// Audits done against expected.
fn done_of_expected(report: &Report, trust: &Trust) -> Html {
    if trust.completion.is_empty() {
        return html! {
            <section class="aside"><h2>{ "Audits done against expected" }</h2>
                <p>{ "This file does not say how many audits were expected (context: field audits_expected)." }</p></section>
        };
    }
    html! {
        <section aria-labelledby="completion">
            <h2 id="completion">{ wording::completion_headline(&trust.completion) }</h2>
            <p class="kicker">{ "All audits of the file in those months but second gradings, of whatever type. An office that leaves out audits may leave out the bad ones." }
                if report.periods.iter().any(|period| period.provisional) {
                    { " The newest months, whose audits may still be arriving, are among them; Capacity and Questions leave these out." }
                }</p>
            <div class="numbers">{ table(&Sheet::of_completion(report), "Audits done and expected by office") }</div>
            <TableTools id="audits-done" sheet={Sheet::of_completion_by_month(report)} sentence={wording::completion_headline(&trust.completion)} />
            <details><summary>{ "By office and month" }</summary>
                <div class="numbers">{ table(&Sheet::of_completion_by_month(report), "Audits done and expected by office and month") }</div>
            </details>
        </section>
    }
}

/// Whether the same services are audited as before, office by office.
fn same_work(report: &Report, method: String) -> Html {
    if report.mixes.iter().all(|mix| mix.services.is_empty()) {
        return html! {
            <section class="aside"><h2>{ "Whether the same work is audited as before" }</h2>
                <p>{ "This file cannot say: it does not record the service and the office of its audits, or holds fewer than two complete months." }</p></section>
        };
    }
    let changed: Vec<&OfficeMix> = report.mixes.iter().filter(|mix| mix.verdict == MixVerdict::Changed).collect();
    let headline = wording::mix_headline(&report.mixes);
    let few = report.mixes.iter().all(|mix| mix.verdict == MixVerdict::TooFew);
    let (tone, verdict) = match () {
        () if !changed.is_empty() => (Tone::Concern, "Other services than before"),
        () if report.mixes.iter().all(|mix| mix.services.len() < 2) => (Tone::Few, "Nothing to compare"),
        () if few => (Tone::Few, "Too few audits to say"),
        () => (Tone::Common, "No more different than chance"),
    };
    html! {
        <section aria-labelledby="same-work">
            <h2 id="same-work">{ headline.clone() }</h2>
            <p class={classes!("verdict", tone_class(tone))}><span class="mark" aria-hidden="true"></span>{ verdict }</p>
            { for changed.iter().map(|mix| html! { <p class="kicker">{ wording::mix_of(mix, report) }</p> }) }
            <TableTools id="services-audited" sheet={Sheet::of_mixes(&report.mixes)} sentence={headline} />
            <details><summary>{ "Every office and service" }</summary>
                <div class="numbers">{ table(&Sheet::of_mixes(&report.mixes), "The services audited in each office in the earlier and the later half of the complete months") }</div>
            </details>
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "A service whose work is harder has more inadequate audits everywhere. An office that comes to audit less of it looks better, and has not become so. The verdicts of this page hold services apart; \
                    a plain rate does not." }</p>
                <p>{ "Other services are claimed of at most one authority in twenty in which every office audits the same work throughout." }</p>
                <p><a href={method}>{ "The method in full" }</a></p>
            </details>
        </section>
    }
}

/// How far graders lie apart; nobody is named.
fn severity(trust: &Trust, method: String) -> Html {
    let Some(graders) = &trust.graders else {
        return html! {
            <section class="aside"><h2>{ "How far graders differ in severity" }</h2>
                <p>{ "This file cannot say: it does not record who graded (field auditor_code, which should be a code that means nothing to others)." }</p></section>
        };
    };
    let roles = |roles: &GraderSpread| {
        html! { if roles.graders > 1 { <p class="kicker">{ wording::roles_sentence(roles) }</p> } }
    };
    html! {
        <section aria-labelledby="graders">
            <h2 id="graders">{ wording::graders_headline(graders) }</h2>
            <p class={classes!("verdict", tone_class(spread_tone(graders.verdict)))}><span class="mark" aria-hidden="true"></span>{ wording::severity_verdict(graders) }</p>
            <p class="kicker">{ wording::graders_because(graders) }</p>
            { trust.roles.as_ref().map(roles).unwrap_or_default() }
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "Graders who graded alike would still have different rates, by chance and because they look at different work. What chance makes is taken away; and more than chance is said only if the same shows among audits of the same office, service and half-year. \
                    It is wrongly said of fewer than one file in twenty in which all grade alike." }</p>
                <p>{ "There is no list of graders and no rate of any, here or in what can be shared: the question is whether grades depend on who gives them, and not on whom." }</p>
                <p><a href={method}>{ "The method in full" }</a></p>
            </details>
        </section>
    }
}
