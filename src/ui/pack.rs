//! The board pack: shared figures set for A4, to be printed or kept as a PDF file.

use super::board::{CANNOT_SAY, chosen, events, facts, hidden};
use super::figure::{backdrop, tone_class, unnamed};
use super::methods;
use super::panels::{cell, short_name};
use crate::chart::{self, Scene};
use crate::report::{About, Cell, Report, Sheet, wording};
use crate::session::OpenBoard;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::CssStyleSheet;
use yew::prelude::*;

/// The width of a chart on paper: A4 between its margins, in CSS pixels.
const WIDTH_PX: u32 = 660;

/// So many periods stand side by side in a table on paper.
const PERIODS_A_TABLE: usize = 12;

#[derive(Properties, PartialEq)]
pub(super) struct PackProps {
    pub(super) board: Rc<OpenBoard>,
}

#[component]
pub(super) fn Pack(props: &PackProps) -> Html {
    let OpenBoard { shared, report, fingerprint, .. } = &*props.board;
    let told = &shared.told;
    let title = wording::pack_title(told);
    use_effect_with((title.clone(), fingerprint.clone()), |(title, fingerprint)| {
        let before = begin_paper(title, fingerprint);
        move || end_paper(before)
    });
    let print = Callback::from(|_: MouseEvent| {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    });
    let overall = report.findings.iter().find(|finding| finding.about == About::Overall);
    html! {
        <>
        <div class="print-now">
            <button type="button" class="primary" onclick={print}>{ "Print, or save as PDF" }</button>
            <span class="soft">{ "In the print window, \"Save as PDF\" makes the file. Leave its own headers and footers out: the pages have theirs." }</span>
        </div>
        <article class="pack">
            <header>
                if told.invented { <p class="invented">{ "Invented figures, of no real authority." }</p> }
                if !told.authority.is_empty() { <p class="kicker">{ told.authority.clone() }</p> }
                <h1>{ title.clone() }</h1>
                { facts(&props.board) }
            </header>
            <section>
                <h2>{ "What the audits say" }</h2>
                if let Some(overall) = overall {
                    <p class="lead">{ overall.sentence.clone() }</p>
                    <p class="because">{ overall.because.clone() }</p>
                }
                <ul class="findings">
                    { for report.findings.iter().filter(|finding| finding.about != About::Overall).map(|finding| html! {
                        <li>
                            <p class={classes!("verdict", tone_class(finding.tone))}><span class="mark" aria-hidden="true"></span>{ finding.verdict.clone() }</p>
                            <p class="say">{ finding.sentence.clone() }</p>
                            <p class="why">{ finding.because.clone() }</p>
                        </li>
                    }) }
                </ul>
            </section>
            { over_time(report) }
            { offices(report) }
            { others(report) }
            if props.board.has_questions() { { questions(&props.board) } }
            <section>
                <h2>{ "What is hidden and left out" }</h2>
                { hidden(&props.board) }
                { for chosen(report).into_iter().map(|said| html! { <p>{ said }</p> }) }
                <p>{ CANNOT_SAY }</p>
            </section>
            <section class="method">
                <h2>{ "How the figures are worked out" }</h2>
                { methods::sections(&["counted", "interval", "p-chart", "grades", "funnel", "verdicts"]) }
            </section>
        </article>
        </>
    }
}

fn over_time(report: &Report) -> Html {
    if report.periods.is_empty() {
        return Html::default();
    }
    let headline = finding(report, About::OverTime, "The rate of inadequate work over time");
    let reading =
        format!("{} inadequate in all. {}", wording::k_of_n(&report.overall), wording::counted(&report.settings));
    let grades = wording::grades_in_all(&report.scale, &report.grades, &report.overall);
    html! {
        <section class="new-page">
            <h2>{ headline.clone() }</h2>
            { still(chart::rate_over_time(report, WIDTH_PX).ok(), &headline, &reading,
                "Each point is a period's rate, with its number of audits beneath; the band is where points fall when only chance moves them.") }
            { printed(&Sheet::of_periods(report), "The rate in each period") }
            <h2>{ "The grades over time" }</h2>
            { still(chart::grades_over_time(report, WIDTH_PX).ok(), &grades, "", "Each column is all graded audits of a period, the worst grade at its foot.") }
            { grades_table(report) }
        </section>
    }
}

fn offices(report: &Report) -> Html {
    if report.offices.is_empty() {
        return Html::default();
    }
    let headline = finding(report, About::Offices, "The offices");
    html! {
        <section class="new-page">
            <h2>{ headline.clone() }</h2>
            { still(chart::funnel(report, WIDTH_PX).ok().flatten(), &headline, "",
                "Each office by its number of audits; within the funnel offices lie when none differs. In order of name in the table; not a ranking.") }
            { printed(&Sheet::of_offices(report), "Offices in order of name; not a ranking") }
            <h2>{ "Every office in every period" }</h2>
            { for (0..report.periods.len()).step_by(PERIODS_A_TABLE).map(|from| office_periods(report, from)) }
        </section>
    }
}

/// The offices in the periods from this one on, as many as stand side by side.
fn office_periods(report: &Report, from: usize) -> Html {
    let periods: Vec<_> = report.periods.iter().skip(from).take(PERIODS_A_TABLE).collect();
    let name =
        |period: Option<&&crate::report::PeriodRate>| period.map(|period| period.name.clone()).unwrap_or_default();
    let caption = format!("Inadequate of all audits: {} to {}", name(periods.first()), name(periods.last()));
    let parts = html! {
        <>
            <thead><tr><th scope="col">{ "Office" }</th>{ for periods.iter().map(|period| html! { <th scope="col">{ short_name(&period.period) }</th> }) }</tr></thead>
            <tbody>
                { for report.offices.iter().map(|office| html! {
                    <tr><th scope="row">{ office.office.clone() }</th>
                        { for office.by_period.iter().skip(from).take(PERIODS_A_TABLE).map(|tally| html! { <td>{ cell(*tally) }</td> }) }</tr>
                }) }
            </tbody>
        </>
    };
    set(&caption, classes!("dense", "narrow", is_whole(report.offices.len())), parts)
}

fn others(report: &Report) -> Html {
    html! {
        <>
            if !report.services.is_empty() {
                <section><h2>{ "Services" }</h2>{ printed(&Sheet::of_named("Service", &report.services), "Services in order of name; not a ranking") }</section>
            }
            if !report.causes.is_empty() {
                <section>
                    <h2>{ "Causes of failure" }</h2>
                    { printed(&Sheet::of_causes(&report.causes), "Audits in the rate that have each cause; an audit may have several") }
                </section>
            }
            if !report.events.is_empty() {
                <section>
                    <h2>{ "Dated events" }</h2>
                    { events(report) }
                </section>
            }
        </>
    }
}

/// The seven questions, each with what these figures say to it, and the chair's note where it travels.
fn questions(board: &OpenBoard) -> Html {
    html! {
        <section>
            <h2>{ "Seven questions" }</h2>
            <p>{ wording::rounded(&board.report.settings) }</p>
            { for board.report.questions().iter().zip(1..).map(|(answer, number)| {
                let note = board.notes.of(answer.question);
                html! {
                    <div class="whole">
                        <h3>{ format!("{number}. {}", wording::question(answer.question)) }</h3>
                        <p class={classes!("verdict", tone_class(super::questions::tone(answer.verdict)))}><span class="mark" aria-hidden="true"></span>{ wording::assurance(answer.verdict, true) }</p>
                        <p>{ format!("{}.", answer.because) }</p>
                        <ul>{ for answer.evidence.iter().map(|evidence| html! { <li>{ format!("{}.", evidence.sentence.trim_end_matches('.')) }</li> }) }</ul>
                        if !note.is_empty() { <p><b>{ "The chair\u{2019}s own view: " }</b>{ note.to_owned() }</p> }
                    </div>
                }
            }) }
        </section>
    }
}

fn finding(report: &Report, about: About, otherwise: &str) -> String {
    let found = report.findings.iter().find(|finding| finding.about == about);
    found.map_or_else(|| otherwise.to_owned(), |finding| finding.sentence.clone())
}

/// The grades of each period, which are the file's own words and so the heads of columns.
fn grades_table(report: &Report) -> Html {
    let parts = html! {
        <>
            <thead><tr><th scope="col">{ "Period" }</th><th scope="col">{ "Audits" }</th>
                { for report.scale.iter().map(|level| html! { <th scope="col">{ level.name.clone() }</th> }) }</tr></thead>
            <tbody>
                { for report.periods.iter().map(|period| html! {
                    <tr><th scope="row">{ period.name.clone() }</th><td>{ period.rate.audits().map_or_else(|| wording::HIDDEN.into(), wording::number) }</td>
                        { for period.grades.iter().map(|count| html! { <td>{ wording::count_and_share(*count, period.rate.n) }</td> }) }</tr>
                }) }
            </tbody>
        </>
    };
    set("The grades in each period", classes!("dense"), parts)
}

/// A chart on paper: it stands still, and its alternative text says what it shows.
fn still(scene: Option<Scene>, headline: &str, reading: &str, what: &str) -> Html {
    let Some(scene) = scene else { return Html::default() };
    let size = format!("0 0 {} {}", scene.width_px, scene.height_px);
    let label = format!("Chart. {headline} {reading} Its figures are in the table that follows.");
    html! {
        <div class="still">
            <p>{ reading.to_owned() }</p><p>{ what.to_owned() }</p>
            <svg class="chart" role="img" aria-label={label} viewBox={size} width={scene.width_px.to_string()} height={scene.height_px.to_string()}>
                <g transform="scale(0.1)" class="backdrop">{ backdrop(&scene) }</g>
                { for scene.notes.iter().map(|note| html! {
                    <text class={classes!("note", tone_class(note.tone))} x={format!("{:.1}", note.x_px)} y={format!("{:.1}", note.y_px)}
                        text-anchor={note.anchor.svg()}>{ note.text.clone() }</text>
                }) }
                { for scene.marks.iter().map(|mark| html! { <path class={mark.class()} d={mark.path()} /> }) }
            </svg>
            { unnamed(&scene) }
        </div>
    }
}

/// A table on paper; in a narrow window it scrolls by itself.
fn set(caption: &str, classes: Classes, parts: Html) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Table: {caption}")}>
            <table class={classes}><caption>{ caption.to_owned() }</caption>{ parts }</table>
        </div>
    }
}

/// A short table is not parted between two pages.
fn is_whole(rows: usize) -> Option<&'static str> {
    (rows <= 16).then_some("whole")
}

/// A table on paper, without the columns that have nothing to say.
fn printed(sheet: &Sheet, caption: &str) -> Html {
    let sheet = sheet.without_empty_columns();
    let parts = html! {
        <>
            <thead><tr>{ for sheet.columns.iter().enumerate().map(|(at, column)| {
                let first = sheet.rows.first().and_then(|row| row.get(at));
                let words = (at > 0 && matches!(first, Some(Cell::Words(_)))).then_some("words");
                html! { <th scope="col" class={words}>{ *column }</th> }
            }) }</tr></thead>
            <tbody>
                { for sheet.rows.iter().map(|row| html! {
                    <tr>{ for row.iter().enumerate().map(|(at, cell)| match (at, cell) {
                        (0, cell) => html! { <th scope="row">{ cell.shown() }</th> },
                        (_, Cell::Words(words)) => html! { <td class="words">{ words.clone() }</td> },
                        (_, cell) => html! { <td>{ cell.shown() }</td> },
                    }) }</tr>
                }) }
            </tbody>
        </>
    };
    set(caption, classes!("dense", is_whole(sheet.rows.len())), parts)
}

/// The page's footer on paper carries the fingerprint, and the file that is made of it the title. Gives back the title before.
fn begin_paper(title: &str, fingerprint: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let before = document.title();
    document.set_title(title);
    // A fingerprint is letters, digits and hyphens; what is not has no place in a rule.
    let safe: String = fingerprint.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let rule = format!("@page {{ @bottom-left {{ content: \"Fingerprint {safe}\" }} }}");
    let sheet = first_sheet()?;
    let end = sheet.css_rules().map(|rules| rules.length()).unwrap_or(0);
    let _ = sheet.insert_rule_with_index(&rule, end);
    Some(before)
}

fn end_paper(title: Option<String>) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some((document, title)) = document.zip(title) {
        document.set_title(&title);
        if let Some(sheet) = first_sheet() {
            let last = sheet.css_rules().ok().and_then(|rules| rules.length().checked_sub(1));
            let _ = last.map(|last| sheet.delete_rule(last));
        }
    }
}

fn first_sheet() -> Option<CssStyleSheet> {
    let style = web_sys::window()?.document()?.query_selector("style").ok().flatten()?;
    style.dyn_into::<web_sys::HtmlStyleElement>().ok()?.sheet()?.dyn_into().ok()
}
