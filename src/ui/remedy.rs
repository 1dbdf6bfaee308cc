//! Remedial work: whether what was to be done was done, how long it took, and what was found when cases were looked at again.

use super::download;
use super::figure::{Chart, Figure, table, tone_class};
use crate::audit::Level;
use crate::report::{Actions, AfterVerdict, Generalises, Reaudits, Remedy, Report, Sheet, Tone, Verdict, wording};
use std::rc::Rc;
use yew::prelude::*;

/// So many offices have a row each in the chart; more are a table.
const MOST_ROWS: usize = 24;

#[derive(Properties, PartialEq)]
pub(super) struct RemedyProps {
    pub(super) report: Rc<Report>,
}

#[component]
pub(super) fn RemedialWork(props: &RemedyProps) -> Html {
    let report = &props.report;
    let Some(remedy) = &report.remedy else { return Html::default() };
    html! {
        <>
            <h1>{ "Remedial work" }</h1>
            if remedy.actions.is_some() || remedy.reaudits.is_some() { <p class="because">{ wording::remedy_window(remedy) }</p> }
            if let Some(actions) = &remedy.actions {
                { in_short(remedy, actions) }
                { closing(report, remedy, actions) }
                { overdue(report, remedy, actions) }
                { open_ones(report, actions) }
            } else {
                <section class="aside"><h2>{ "No actions to follow" }</h2><p>{ wording::no_actions(remedy) }{ "." }</p></section>
            }
            { cases(report, remedy) }
            { reaudits(report, remedy) }
            { generalises(report, remedy) }
        </>
    }
}

/// A finding in the grid at the head of a view.
pub(super) fn finding(tone: Tone, verdict: String, say: String, why: String) -> Html {
    html! {
        <li>
            <p class={classes!("verdict", tone_class(tone))}><span class="mark" aria-hidden="true"></span>{ verdict }</p>
            <p class="say">{ say }</p>
            if !why.is_empty() { <p class="why">{ why }</p> }
        </li>
    }
}

/// What there is to say, for who has a minute.
fn in_short(remedy: &Remedy, actions: &Actions) -> Html {
    let offices = |wanted: Verdict| actions.offices.iter().any(|of| of.verdict == wanted);
    let (tone, verdict) = match () {
        () if offices(Verdict::DiffersAbove) => (Tone::Concern, wording::verdict(Verdict::DiffersAbove)),
        () if offices(Verdict::DiffersBelow) => (Tone::Improvement, wording::verdict(Verdict::DiffersBelow)),
        () if offices(Verdict::NoMoreThanChance) => (Tone::Common, wording::verdict(Verdict::NoMoreThanChance)),
        () => (Tone::Few, "Too few actions to say"),
    };
    let pace = actions.cohorts.as_ref();
    html! {
        <ul class="findings">
            { finding(Tone::Common, "Counted".into(), wording::actions_headline(actions), wording::in_time(actions)) }
            { finding(tone, verdict.into(), wording::overdue_by_office(&actions.offices), String::new()) }
            if let Some(cohorts) = pace {
                { finding(wording::pace_tone(cohorts.verdict), wording::pace_verdict(cohorts.verdict).into(), wording::pace(cohorts).into(), wording::pace_because(cohorts)) }
            }
            { finding(Tone::Common, "Counted".into(), wording::cases_headline(&remedy.cases), wording::put_right_by(&remedy.cases)) }
        </ul>
    }
}

/// How long actions take.
fn closing(report: &Rc<Report>, remedy: &Remedy, actions: &Actions) -> Html {
    let Some(time) = &actions.time else {
        return html! {
            <section class="aside"><h2>{ "How long actions take cannot be said" }</h2>
                <p>{ "No action has the day on which it was raised (field action_raised)." }</p></section>
        };
    };
    let left_out = wording::actions_left_out(actions);
    html! {
        <section class="spread">
        <Figure report={report.clone()} chart={Chart::Closing} headline={wording::time_headline(time)}
            window={format!("{} {}.", wording::time_because(time), wording::as_at(remedy))} method="time-to-remedy"
            how_to_read={html! {
                <>
                    <p>{ "The staircase rises each time an action is closed: where it stands at half (the level line), half of all actions are closed. Actions that are \
                        still open are counted for as long as they have been open; leaving them out, as an average of closed actions does, would make the work look quicker than it is. \
                        Where fewer than half were closed in the time for which they were followed, the median is not reached, and that is the answer." }</p>
                    <p>{ "The shaded band holds the staircase with 95% confidence at each day. The dashed uprights, and the diamonds on them, are 28 and 42 days. Actions of \
                        one audit are often done together, so the band is somewhat too narrow." }</p>
                    <p>{ "Earlier and later are the two halves of the months in which actions were raised. They are compared by audits, from the first action raised to the last closed, \
                        among audits with as many actions and of the same finding (inadequate or not): and said to differ if chance would show as much in fewer than one file in twenty in which nothing changed." }</p>
                </>
            }}>
            <span><span class="swatch expected" aria-hidden="true"></span>{ "closed by that day" }</span>
            <span><span class="swatch band" aria-hidden="true"></span>{ "95% interval" }</span>
            <span><span class="swatch diamond" aria-hidden="true"></span>{ "28 and 42 days" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ "half" }</span>
        </Figure>
        if !left_out.is_empty() { <p class="because">{ left_out }</p> }
        </section>
    }
}

/// Overdue actions by office, and by whose they are.
fn overdue(report: &Rc<Report>, remedy: &Remedy, actions: &Actions) -> Html {
    let headline = wording::overdue_by_office(&actions.offices);
    let caption = "Actions by office, in order of name; not a ranking";
    let drawn = actions.offices.iter().filter(|of| of.overdue.n > 0 && !of.office.is_empty()).count();
    let by_role = html! {
        if actions.roles.iter().any(|of| !of.role.is_empty()) {
            <details><summary>{ "By the role of whoever is to do them" }</summary>
                <div class="numbers">{ table(&Sheet::of_roles(report), "Actions by the role of their owner") }</div>
            </details>
        }
    };
    if !(2..=MOST_ROWS).contains(&drawn) {
        return html! {
            <section>
                <h2>{ headline }</h2>
                <p class="kicker">{ wording::in_time(actions) }</p>
                <details><summary>{ "Every office in one table" }</summary>{ table(&Sheet::of_overdue(report).without_empty_columns(), caption) }</details>
                { by_role }
            </section>
        };
    }
    html! {
        <section class="spread">
        <Figure report={report.clone()} chart={Chart::Overdue} {headline}
            window={format!("Overdue actions, of those that had fallen due. {}.", wording::as_at(remedy))} method="overdue"
            how_to_read={html! {
                <>
                    <p>{ "Each office's share of actions that are overdue, of those that had fallen due, with its 95% interval; in order of name, not a ranking. A triangle is an office that \
                        differs from the others, a filled circle one that differs no more than chance, a hollow one an office with so few that even twice the others' share would more likely be missed than found." }</p>
                    <p>{ "The verdict is made on audits, since the actions of one audit are often done or left together: on those with an overdue action, among audits of the same month with as many actions that \
                        had fallen due. The clearest office is compared with all others first; if it differs, it is no longer one of the others for the rest. However many offices there are, \
                        at most one file in twenty in which none differs tells of any." }</p>
                </>
            }}>
            <span><span class="swatch dot" aria-hidden="true"></span>{ "overdue, with its 95% interval" }</span>
            <span><span class="swatch centre" aria-hidden="true"></span>{ format!("all offices: {}", wording::part(actions.overdue)) }</span>
        </Figure>
        { by_role }
        </section>
    }
}

/// For how long the open ones have been open.
fn open_ones(report: &Report, actions: &Actions) -> Html {
    if actions.open == 0 {
        return Html::default();
    }
    html! {
        <section aria-labelledby="open-actions">
            <h2 id="open-actions">{ wording::ages_headline(actions) }</h2>
            <p class="kicker">{ wording::ages(actions) }</p>
            <div class="numbers">{ table(&Sheet::of_ages(report), "How long the open actions have been open") }</div>
            <TableTools id="open-actions" sheet={Sheet::of_ages(report)} sentence={format!("{}. {}", wording::ages_headline(actions), wording::ages(actions))} />
        </section>
    }
}

/// What became of inadequate cases.
fn cases(report: &Report, remedy: &Remedy) -> Html {
    html! {
        <section aria-labelledby="cases">
            <h2 id="cases">{ wording::cases_headline(&remedy.cases) }</h2>
            if remedy.cases.inadequate > 0 {
                <p class="kicker">{ wording::cases_because(&remedy.cases) }</p>
                <TableTools id="cases" sheet={Sheet::of_cases(report)} sentence={format!("{}. {}", wording::cases_headline(&remedy.cases), wording::cases_because(&remedy.cases))} />
                <details class="how"><summary>{ "How to read this" }</summary>
                    <p>{ "A case is an audit that the auditor graded inadequate, of whatever type but a re-audit. It is put right if the last re-audit of it is not inadequate; or, where it was not audited again, if every action was \
                        closed. That an action was closed shows that somebody said so, not that the child's case is better: only a re-audit shows that. A re-audit counts whenever it was done." }</p>
                </details>
            }
        </section>
    }
}

/// Re-audits beside their first audits.
fn reaudits(report: &Report, remedy: &Remedy) -> Html {
    let Some(again) = &remedy.reaudits else {
        return html! { <section class="aside"><h2>{ "No re-audits to look at" }</h2><p>{ wording::no_reaudits(remedy) }{ "." }</p></section> };
    };
    html! {
        <section aria-labelledby="reaudits">
            <h2 id="reaudits">{ wording::reaudits_headline(again) }</h2>
            <p class="kicker">{ wording::reaudits_because(again) }</p>
            if again.pairs > 0 { { before_after(&report.scale, again) } }
            <TableTools id="re-audits" sheet={Sheet::of_reaudits(report)} sentence={format!("{}. {}", wording::reaudits_headline(again), wording::reaudits_because(again))} />
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "Each row is a grade of the first audit, each column that of the re-audit of the same case, both by the auditor. Cases are audited again because they were graded badly, and a bad grade is \
                    partly chance: some come out better the second time without anything having been done. So this shows how cases stand now, and not by itself what the remedial work has achieved." }</p>
            </details>
        </section>
    }
}

fn before_after(scale: &[Level], again: &Reaudits) -> Html {
    grades_against(
        scale,
        &again.before_after,
        "First audit",
        "Grade when audited again",
        "Grades of first audits and of their re-audits",
    )
}

/// A square table of grades against grades; rows that hold nothing are left out.
pub(super) fn grades_against(
    scale: &[Level],
    counts: &[Vec<u32>],
    rows: &'static str,
    columns: &'static str,
    caption: &'static str,
) -> Html {
    let (names, found) = Sheet::of_pairs(counts, scale);
    let span = names.len().to_string();
    let shown = found.into_iter().zip(counts).filter(|(_, counts)| counts.iter().any(|count| *count > 0));
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Table: {caption}")}>
        <table class="numbers">
            <caption>{ caption }</caption>
            <thead>
                <tr><th scope="col" rowspan="2">{ rows }</th><th scope="colgroup" colspan={span}>{ columns }</th><th scope="col" rowspan="2">{ "All" }</th></tr>
                <tr>{ for names.into_iter().map(|name| html! { <th scope="col">{ name }</th> }) }</tr>
            </thead>
            <tbody>{ for shown.map(|(row, _)| html! {
                <tr>{ for row.into_iter().enumerate().map(|(at, cell)| match at {
                    0 => html! { <th scope="row">{ cell }</th> },
                    _ => html! { <td>{ cell }</td> },
                }) }</tr>
            }) }</tbody>
        </table>
        </div>
    }
}

/// Does it generalise? First-time audits after the first re-audit of each team against before.
fn generalises(report: &Report, remedy: &Remedy) -> Html {
    let Some(found) = &remedy.generalises else {
        return html! {
            if remedy.reaudits.is_some() {
                <section class="aside"><h2>{ "Does it generalise?" }</h2>
                    <p>{ "This cannot be said: no team, or office, has first-time audits both before and after its first re-audit." }</p></section>
            }
        };
    };
    html! {
        <section aria-labelledby="generalises">
            <h2 id="generalises">{ wording::generalises_headline(found) }</h2>
            <p class={classes!("verdict", tone_class(tone(found)))}><span class="mark" aria-hidden="true"></span>{ wording::after_verdict(found.verdict) }</p>
            <p class="kicker">{ wording::generalises_because(found) }</p>
            <p class="kicker">{ wording::same_quarters(found) }</p>
            <p class="kicker"><strong>{ wording::GENERALISES_CAUTION }</strong></p>
            <TableTools id="around-re-audits" sheet={Sheet::of_around_reaudits(report)}
                sentence={format!("{}. {} {} {}", wording::generalises_headline(found), wording::generalises_because(found), wording::same_quarters(found), wording::GENERALISES_CAUTION)} />
            <details><summary>{ "Every team in one table" }</summary>
                { table(&Sheet::of_around_reaudits(report), "Teams around their first re-audit, in order of name; not a ranking") }
            </details>
            <details class="how"><summary>{ "How to read this" }</summary>
                <p>{ "If remedial work reaches beyond the cases that were audited again, audits of other cases should be better after it. So each team's audits that count in the rate are parted at the day of its first re-audit. \
                    The difference holds teams apart, with a 95% interval." }</p>
                <p>{ "Even where nothing changes the earlier part looks worse, since it takes an inadequate audit to bring a re-audit about. How much that makes is found by dealing each team's grades out anew over its audits, each with the re-audit \
                    that followed it; lower or higher is said only if fewer than one deal in forty lies as far on that side." }</p>
            </details>
        </section>
    }
}

/// Less inadequate work after re-audits is shown as what it is, and not as an improvement: nobody knows what made it.
fn tone(found: &Generalises) -> Tone {
    match found.verdict {
        AfterVerdict::Lower | AfterVerdict::CannotTell => Tone::Common,
        AfterVerdict::Higher => Tone::Concern,
        AfterVerdict::TooFew | AfterVerdict::TooMany => Tone::Few,
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct TableToolsProps {
    /// What the file is called.
    pub(super) id: &'static str,
    pub(super) sheet: Sheet,
    /// The finding, and what stands behind it.
    pub(super) sentence: AttrValue,
}

/// What can be done with a finding that has no chart: its table as a file, and its sentence to be copied.
#[component]
pub(super) fn TableTools(props: &TableToolsProps) -> Html {
    let said = use_state(|| "");
    let save = {
        let (id, csv) = (props.id, props.sheet.to_csv());
        Callback::from(move |_: MouseEvent| download::save(&format!("{id}.csv"), "text/csv", &csv))
    };
    let copy = {
        let (sentence, said) = (props.sentence.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            download::copy(&sentence, move |done| {
                said.set(if done {
                    "Copied."
                } else {
                    "This browser does not allow copying: select the sentence instead."
                });
            });
        })
    };
    html! {
        <div class="tools">
            <button type="button" onclick={save}>{ "Download CSV" }</button>
            <button type="button" onclick={copy}>{ "Copy the sentence" }</button>
            <span class="soft" role="status">{ *said }</span>
        </div>
    }
}
