//! What was read, what was taken for what, and what was left out and why.

use super::download;
use crate::import::{DateRule, Field, How, Mapping};
use crate::report::{Report, wording};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct DataProps {
    pub(super) report: Rc<Report>,
    pub(super) mapping: Rc<Mapping>,
    pub(super) name: String,
    pub(super) on_mapping: Callback<Mapping>,
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
                <p class="kicker">{ place(name, source.list.as_deref()) }</p>
                { steps(report) }
                <div class="tools">
                    <button type="button" onclick={save_figures}>{ "Download the figures (JSON)" }</button>
                    <button type="button" onclick={save_mapping}>{ "Save this mapping" }</button>
                </div>
            </section>
            <Columns ..props.clone() />
            { notes(report) }
            { problems(report) }
        </>
    }
}

impl Clone for DataProps {
    fn clone(&self) -> DataProps {
        DataProps {
            report: self.report.clone(),
            mapping: self.mapping.clone(),
            name: self.name.clone(),
            on_mapping: self.on_mapping.clone(),
        }
    }
}

fn place(name: &str, list: Option<&str>) -> String {
    match list {
        Some(list) => format!("{name}, the list called \"{list}\""),
        None => name.to_owned(),
    }
}

/// How many records there are, and what became of each.
fn steps(report: &Report) -> Html {
    let (source, left_out) = (&report.file.source, &report.audits.left_out);
    let rows: Vec<(&str, u64)> = [
        ("Not used: see the reasons below", report.file.problems.rows_not_used()),
        ("Exact repeats, dropped", source.exact_repeats),
        ("Outside what you chose to count", left_out.outside_filters.into()),
        ("Re-audits", left_out.re_audits.into()),
        ("Targeted samples", left_out.targeted.into()),
        ("Thematic samples", left_out.thematic.into()),
        ("Moderations", left_out.moderations.into()),
        ("Of a type that is not known", left_out.unrecognised_kind.into()),
        ("Not graded", left_out.ungraded.into()),
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

/// Which column was taken for which field, with a choice of another.
#[component]
fn Columns(props: &DataProps) -> Html {
    let source = &props.report.file.source;
    let changed = use_state(|| None::<Mapping>);
    let columns: Vec<String> = {
        let mut columns: Vec<String> = source.mapped.iter().map(|mapped| mapped.column.clone()).collect();
        columns.extend(source.columns_unread.iter().cloned());
        columns.sort_by_key(|column| column.to_lowercase());
        columns
    };
    let chosen = changed.as_ref().unwrap_or(&props.mapping);
    let choose = |field: Field| {
        let (changed, mapping) = (changed.clone(), chosen.clone());
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let mut mapping = mapping.clone();
            mapping.fields.remove(&field);
            if !select.value().is_empty() {
                mapping.fields.insert(field, select.value());
            }
            changed.set(Some(mapping));
        })
    };
    let read_again = {
        let (on_mapping, mapping) = (props.on_mapping.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| on_mapping.emit(mapping.clone()))
    };
    html! {
        <section>
            <h2>{ "What was taken for what" }</h2>
            <p class="kicker">{ "Plumbline reads these columns and no others. If one is wrong, choose another and read the file again." }</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Fields and columns">
            <table class="mapping">
                <thead><tr><th scope="col">{ "Field" }</th><th scope="col">{ "Column of the file" }</th><th scope="col">{ "Why" }</th></tr></thead>
                <tbody>
                    { for Field::ALL.into_iter().map(|field| {
                        let taken = chosen.fields.get(&field).cloned().unwrap_or_default();
                        let how = source.mapped.iter().find(|mapped| mapped.field == field && mapped.column == taken).map(|mapped| mapped.how);
                        html! {
                            <tr>
                                <th scope="row">{ wording::sentence(field.in_words()) }</th>
                                <td><select aria-label={format!("Column for the {}", field.in_words())} onchange={choose(field)}>
                                    <option value="" selected={taken.is_empty()}>{ "none" }</option>
                                    { for columns.iter().map(|column| html! {
                                        <option value={column.clone()} selected={*column == taken}>{ column.clone() }</option>
                                    }) }
                                </select></td>
                                <td class="soft">{ why(how, taken.is_empty()) }</td>
                            </tr>
                        }
                    }) }
                </tbody>
            </table>
            </div>
            if changed.is_some() {
                <p><button type="button" class="primary" onclick={read_again}>{ "Read the file again" }</button></p>
            }
            if !source.columns_unread.is_empty() {
                <details><summary>{ format!("{} left unread", wording::count_of(u64::try_from(source.columns_unread.len()).unwrap_or_default(), "column", "columns")) }</summary>
                    <ul>{ for source.columns_unread.iter().map(|column| html! { <li>{ column.clone() }</li> }) }</ul>
                </details>
            }
        </section>
    }
}

fn why(how: Option<How>, none: bool) -> &'static str {
    match how {
        _ if none => "not in this file, or not read",
        Some(How::ExactName) => "it has the field's own name",
        Some(How::Synonym) => "it has a usual name for it",
        Some(How::SavedMapping) => "the mapping says so",
        None => "you chose it; read the file again",
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
    match source.date_rule {
        Some(DateRule::DayFirst(Some(proof))) => notes.push(format!("Dates are day first: {proof} proves it.")),
        Some(DateRule::DayFirst(None)) => {
            notes
                .push("Dates with slashes are read day first, as is usual here; no date in the file proves it.".into());
        }
        Some(DateRule::MonthFirst(proof)) => notes.push(format!("Dates are month first: {proof} proves it.")),
        None => {}
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

fn problems(report: &Report) -> Html {
    let problems = &report.file.problems;
    html! {
        <section>
            <h2>{ "What could not be used, and why" }</h2>
            if problems.groups.is_empty() {
                <p>{ "Nothing: every record could be used." }</p>
            }
            <ul class="problems">
                { for problems.groups.iter().map(|group| {
                    let places: Vec<String> = group.places.iter().take(20).map(ToString::to_string).collect();
                    html! {
                        <li>
                            <p><b>{ wording::count_of(group.count, "record", "records") }</b>
                                { if group.row_used { " (used)" } else { " (not used)" } }
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
