//! What was read, what was taken for what, and what was left out and why.

use super::download;
use super::mapping::MappingForm;
use super::memory;
use crate::import::{Field, Mapping, Survey};
use crate::report::{Report, wording};
use crate::settings::GradeBasis;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct DataProps {
    pub(super) report: Rc<Report>,
    pub(super) mapping: Rc<Mapping>,
    pub(super) survey: Rc<Survey>,
    pub(super) name: String,
    pub(super) on_mapping: Callback<Mapping>,
    pub(super) on_save_problems: Callback<()>,
}

#[component]
pub(super) fn Data(props: &DataProps) -> Html {
    let DataProps { report, mapping, name, .. } = props;
    let source = &report.file.source;
    let save_figures = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            if let Ok(figures) = report.figures() {
                download::save("figures.json", "application/json", &figures);
            }
        })
    };
    let save_mapping = {
        let mapping = mapping.clone();
        Callback::from(move |_: MouseEvent| download::save("mapping.json", "application/json", &mapping.to_json()))
    };
    html! {
        <>
            <h1>{ "What was read, and what was left out" }</h1>
            <section>
                <h2>{ "From record to rate" }</h2>
                <p class="kicker">{ place(name, source.list.as_deref(), source.sheet.as_deref()) }</p>
                { steps(report) }
                <div class="tools">
                    <button type="button" onclick={save_figures}>{ "Download the figures (JSON)" }</button>
                    <button type="button" onclick={save_mapping}>{ "Save this mapping" }</button>
                </div>
                <Remembering mapping={mapping.clone()} />
            </section>
            <MappingForm survey={props.survey.clone()} mapping={mapping.clone()} mapped={source.mapped.clone()} merges={source.merges.clone()}
                offers={source.merge_offers.clone()} date_rule={source.date_rule} on_mapping={props.on_mapping.clone()} />
            { notes(report) }
            { problems(report, &props.on_save_problems) }
        </>
    }
}

fn place(name: &str, list: Option<&str>, sheet: Option<&str>) -> String {
    match (list, sheet) {
        (Some(list), _) => format!("{name}, the list called \"{list}\""),
        (None, Some(sheet)) => format!("{name}, the sheet called \"{sheet}\""),
        (None, None) => name.to_owned(),
    }
}

/// How many records there are, and what became of each.
fn steps(report: &Report) -> Html {
    let (source, left_out) = (&report.file.source, &report.audits.left_out);
    let rows: Vec<(&str, u64)> = [
        ("Not used: see the reasons below", report.file.problems.rows_not_used()),
        ("Exact repeats, dropped", source.exact_repeats),
        ("Further findings of an audit, counted with it", source.further_findings),
        ("Outside what you chose to count", left_out.outside_filters.into()),
        ("Re-audits", left_out.re_audits.into()),
        ("Targeted samples", left_out.targeted.into()),
        ("Thematic samples", left_out.thematic.into()),
        ("Moderations", left_out.moderations.into()),
        ("Of a type that is not known", left_out.unrecognised_kind.into()),
        (
            if report.settings.grade_basis == GradeBasis::Moderated {
                "Without a moderator's grade"
            } else {
                "Not graded"
            },
            left_out.ungraded.into(),
        ),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .collect();
    html! {
        <table class="steps">
            <caption>{ "Every record of the file is in one of these lines" }</caption>
            <tbody>
                <tr class="total"><th scope="row">{ "Records in the file" }</th><td>{ wording::number(source.records) }</td></tr>
                { for rows.into_iter().map(|(what, count)| html! {
                    <tr><th scope="row">{ what }</th><td>{ format!("− {}", wording::number(count)) }</td></tr>
                }) }
                <tr class="total"><th scope="row">{ "Audits in the rate" }</th><td>{ wording::number(report.audits.in_rate) }</td></tr>
            </tbody>
        </table>
    }
}

/// What else there is to know of how the file was read.
fn notes(report: &Report) -> Html {
    let source = &report.file.source;
    let lacks = |field: Field| source.missing_fields.contains(&field);
    let mut notes: Vec<String> = Vec::new();
    if lacks(Field::AuditId) {
        notes.push("No column was taken for the audit id, so repeats of an audit cannot be seen: each record counts as one audit.".into());
    }
    if lacks(Field::AuditType) {
        notes.push("No column was taken for the type of audit, so re-audits and targeted samples, if there are any, are in the rate.".into());
    }
    if lacks(Field::Office) {
        notes.push("No column was taken for the office, so offices cannot be compared.".into());
    }
    if let Some(objects) = source.objects {
        notes.push(format!(
            "{} of the file hold {}: each is counted as an audit of its own.",
            wording::count_of(objects, "record", "records"),
            wording::count_of(source.records, "dated audit", "dated audits")
        ));
    }
    if source.actions > 0 {
        notes
            .push(format!("{} read with the audits.", wording::count_of(source.actions, "action was", "actions were")));
    }
    let areas = source.mapped.iter().filter(|column| column.field == Field::DomainGrade).count();
    if areas > 0 {
        let areas = wording::count_of(u64::try_from(areas).unwrap_or_default(), "practice area", "practice areas");
        notes.push(format!("The grades of {areas} were read with the audits."));
    }
    if source.letters_damaged > 0 {
        notes.push(format!(
            "{} damaged before the file came here, and shown as \u{fffd}: export the file again as UTF-8.",
            wording::count_of(source.letters_damaged, "letter was", "letters were")
        ));
    }
    if source.names_cleaned > 0 {
        notes.push(format!(
            "{} signs that cannot be seen or that turn the direction of the text around, or had more than 200 characters: shown without these, or by the beginning.",
            wording::count_of(source.names_cleaned, "name held", "names held")
        ));
    }
    for list in &source.lists_unread {
        notes.push(format!(
            "The list \"{}\" ({}) was not read.",
            list.path,
            wording::count_of(list.records, "record", "records")
        ));
    }
    if notes.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h2>{ "What to know about this file" }</h2>
            <ul>{ for notes.into_iter().map(|note| html! { <li>{ note }</li> }) }</ul>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RememberingProps {
    mapping: Rc<Mapping>,
}

/// Whether this browser is to know the file's columns again next month.
#[component]
fn Remembering(props: &RememberingProps) -> Html {
    let said = use_state(|| None::<&'static str>);
    let remember = {
        let (said, mapping) = (said.clone(), props.mapping.clone());
        Callback::from(move |_: MouseEvent| {
            said.set(Some(if memory::remember(&mapping) {
                "Remembered in this browser: a file with the same columns is read this way at once."
            } else {
                "This browser does not allow anything to be remembered. Save the mapping instead."
            }));
        })
    };
    let forget = {
        let said = said.clone();
        Callback::from(move |_: MouseEvent| {
            memory::forget();
            said.set(Some("Forgotten: this browser holds no mapping any more."));
        })
    };
    let any = !memory::remembered().is_empty();
    html! {
        <>
            <p class="soft">{ "A mapping holds the names of columns, offices that you merged and the words of your grades; no audit." }</p>
            <div class="tools">
                <button type="button" onclick={remember}>{ "Remember this mapping in this browser" }</button>
                if any {
                    <button type="button" onclick={forget}>{ "Forget every remembered mapping" }</button>
                }
            </div>
            <p role="status" class="soft">{ said.unwrap_or_default() }</p>
        </>
    }
}

fn problems(report: &Report, on_save: &Callback<()>) -> Html {
    let problems = &report.file.problems;
    let save = on_save.reform(|_: MouseEvent| ());
    html! {
        <section>
            <h2>{ "What could not be used, and why" }</h2>
            if problems.groups.is_empty() {
                <p>{ "Nothing: every record could be used." }</p>
            } else {
                <div class="tools"><button type="button" onclick={save}>{ "Download this list (CSV)" }</button></div>
            }
            <ul class="problems">
                { for problems.groups.iter().map(|group| {
                    let places: Vec<String> = group.places.iter().take(20).map(ToString::to_string).collect();
                    html! {
                        <li>
                            <p><b>{ wording::count_of(group.count, "record", "records") }</b>
                                { match (group.reason.is_of_an_audit(), group.row_used) {
                                    (false, _) => " (beside the audits)",
                                    (true, true) => " (used)",
                                    (true, false) => " (not used)",
                                } }
                                { group.field.map(|field| format!(", {}", field.in_words())).unwrap_or_default() }
                                { format!(": {}", group.reason.what()) }</p>
                            <p class="soft">{ group.reason.what_to_do() }</p>
                            <details><summary>{ "Where" }</summary>
                                <p>{ places.join(", ") }{ if group.count > 20 { " and more" } else { "" } }</p>
                            </details>
                        </li>
                    }
                }) }
            </ul>
        </section>
    }
}
