//! Which column is which field, what the grades mean, and which names are one: as they were taken, to be changed at will.
//! Every change reads the file again at once, so that its effect on the counts is seen.

use super::scale::ScaleForm;
use crate::audit::legible;
use crate::import::{
    DateOrder, DateRule, Field, How, Looks, MappedColumn, Mapping, Merge, MergeOffer, Private, Survey, SurveyedColumn,
};
use crate::order::InOrder as _;
use crate::report::wording;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct MappingFormProps {
    pub(super) survey: Rc<Survey>,
    pub(super) mapping: Rc<Mapping>,
    /// What was taken for what, and why; none if the file could not be read yet.
    #[prop_or_default]
    pub(super) mapped: Vec<MappedColumn>,
    #[prop_or_default]
    pub(super) merges: Vec<Merge>,
    #[prop_or_default]
    pub(super) offers: Vec<MergeOffer>,
    #[prop_or_default]
    pub(super) date_rule: Option<DateRule>,
    pub(super) on_mapping: Callback<Mapping>,
}

/// A column of names that are shown on a screen, chosen though it looks private.
#[derive(Clone, PartialEq)]
struct Doubt {
    field: Field,
    column: String,
    private: Private,
}

#[component]
pub(super) fn MappingForm(props: &MappingFormProps) -> Html {
    let MappingFormProps { survey, mapping, mapped, on_mapping, .. } = props;
    let draft = use_state(|| (**mapping).clone());
    let doubt = use_state(|| None::<Doubt>);
    {
        let (draft, doubt) = (draft.clone(), doubt.clone());
        use_effect_with(mapping.clone(), move |mapping| {
            draft.set((**mapping).clone());
            doubt.set(None);
        });
    }
    let settle = {
        let (draft, doubt, on_mapping) = (draft.clone(), doubt.clone(), on_mapping.clone());
        Callback::from(move |(field, column): (Field, String)| {
            let mut next = (*draft).clone();
            next.fields.remove(&field);
            if column.is_empty() && field == Field::RecordedOn {
                // Without a word of it, a column with a known name would be taken.
                next.fields.insert(field, column);
            } else if !column.is_empty() {
                // One column is one field.
                next.fields.retain(|_, other| *other != column);
                next.domain_grades.retain(|_, other| *other != column);
                next.fields.insert(field, column);
            }
            doubt.set(None);
            if REQUIRED.iter().all(|field| next.fields.contains_key(field)) {
                on_mapping.emit(next.clone());
            }
            draft.set(next);
        })
    };
    let choose = |field: Field| {
        let (survey, settle, doubt) = (survey.clone(), settle.clone(), doubt.clone());
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let column = select.value();
            let chosen = survey.columns.iter().find(|other| other.path == column);
            match chosen.and_then(|chosen| chosen.doubt_as(field)) {
                Some(private) => doubt.set(Some(Doubt { field, column, private })),
                None => settle.emit((field, column)),
            }
        })
    };
    let row = |field: Field| {
        let taken = draft.fields.get(&field).cloned().unwrap_or_default();
        let in_doubt = doubt.as_ref().filter(|doubt| doubt.field == field);
        let selected = in_doubt.map_or(&taken, |doubt| &doubt.column);
        let how = mapped.iter().find(|mapped| mapped.field == field && mapped.column == taken).map(|mapped| mapped.how);
        let column = survey.column(&taken);
        let samples = column.map(|column| column.samples.join(" · ")).unwrap_or_default();
        html! {
            <tr>
                <th scope="row">{ wording::sentence(field.in_words()) }
                    if REQUIRED.contains(&field) { <span class="soft">{ " (needed)" }</span> }
                </th>
                <td>
                    <select aria-label={format!("Column for the {}", field.in_words())} onchange={choose(field)}>
                        <option value="" selected={selected.is_empty()}>{ if REQUIRED.contains(&field) { "choose a column" } else { "none" } }</option>
                        // A path that a mapping names need not be written as the columns that were met.
                        if !taken.is_empty() && !survey.columns.iter().any(|column| column.path == taken) {
                            <option value={taken.clone()} selected={*selected == taken}>{ legible(&taken).into_owned() }</option>
                        }
                        { options(survey, field, selected) }
                    </select>
                    if let Some(doubt) = in_doubt {
                        { warning(doubt, &settle, &taken) }
                    } else if let Some(private) = column.and_then(|column| column.doubt_as(field)) {
                        // A saved mapping may have said so, or the reader a moment ago.
                        <p class="soft">{ format!("Looks like {}: every different cell of it is shown on the screen.", private.in_words()) }</p>
                    }
                </td>
                <td class="soft">{ why(how, taken.is_empty()) }</td>
                <td class="soft samples">{ samples }</td>
            </tr>
        }
    };
    html! {
        <>
            <section>
                <h2>{ "What was taken for what" }</h2>
                <p class="kicker">{ "Plumbline reads these columns and no others. If one is wrong, choose another: the file is read again at once." }</p>
                <table class="mapping">
                    <thead><tr><th scope="col">{ "Field" }</th><th scope="col">{ "Column of the file" }</th><th scope="col">{ "Why" }</th><th scope="col">{ "For example" }</th></tr></thead>
                    <tbody>
                        { for REQUIRED.into_iter().chain(Field::ALL.into_iter().filter(|field| !REQUIRED.contains(field) && *field != Field::DomainGrade)).map(row) }
                        { areas(props, &draft) }
                    </tbody>
                </table>
                { sheets(props) }
                { dates(props) }
                { left_unread(survey, &draft) }
            </section>
            <ScaleForm survey={survey.clone()} mapping={mapping.clone()} on_mapping={on_mapping.clone()} />
            { names(props) }
        </>
    }
}

/// The columns of the grades of practice areas, and one to choose for a further area.
fn areas(props: &MappingFormProps, draft: &Mapping) -> Html {
    let MappingFormProps { survey, mapped, on_mapping, .. } = props;
    let choose = |area: Option<&String>| {
        let (draft, on_mapping, area) = (draft.clone(), on_mapping.clone(), area.cloned());
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            on_mapping.emit(draft.with_area(area.as_deref(), &select.value()));
        })
    };
    let row = |area: Option<(&String, &String)>| {
        let column = area.map(|(_, column)| column.as_str()).unwrap_or_default();
        let how = mapped
            .iter()
            .find(|mapped| mapped.field == Field::DomainGrade && mapped.column == column)
            .map(|mapped| mapped.how);
        let label = match area {
            Some((area, _)) => format!("Grade of a practice area: {}", legible(area)),
            None if draft.domain_grades.is_empty() => "Grade of a practice area".to_owned(),
            None => "Grade of a further practice area".to_owned(),
        };
        html! {
            <tr>
                <th scope="row">{ label.clone() }</th>
                <td>
                    <select aria-label={format!("Column for: {label}")} onchange={choose(area.map(|(area, _)| area))}>
                        <option value="" selected={column.is_empty()}>{ "none" }</option>
                        if !column.is_empty() && !survey.columns.iter().any(|other| other.path == column) {
                            <option value={column.to_owned()} selected={true}>{ legible(column).into_owned() }</option>
                        }
                        { options(survey, Field::DomainGrade, column) }
                    </select>
                </td>
                <td class="soft">{ if area.is_none() && !draft.domain_grades.is_empty() { "" } else { why(how, area.is_none()) } }</td>
                <td></td>
            </tr>
        }
    };
    html! { <>{ for draft.domain_grades.iter().map(|area| row(Some(area))) }{ row(None) }</> }
}

const REQUIRED: [Field; 2] = [Field::AuditDate, Field::OverallGrade];

/// The columns to choose from: those first that hold what the field needs.
fn options(survey: &Survey, field: Field, selected: &str) -> Html {
    let fits = |column: &&SurveyedColumn| {
        column.private.is_none()
            && match field {
                Field::AuditDate
                | Field::RecordedOn
                | Field::ActionRaised
                | Field::ActionDue
                | Field::ActionCompleted => column.looks == Looks::Date,
                Field::OverallGrade | Field::ModeratedGrade | Field::DomainGrade => {
                    matches!(column.looks, Looks::Grade | Looks::Name)
                }
                Field::Office
                | Field::Service
                | Field::Team
                | Field::AuditType
                | Field::FailureCause
                | Field::PartnerCause
                | Field::AuditorRole
                | Field::ActionOwnerRole => column.looks == Looks::Name,
                Field::ImmediateRisk => matches!(column.looks, Looks::Name | Looks::Number),
                Field::AuditId | Field::ReauditOf | Field::AuditorCode => false,
            }
    };
    let option = |column: &SurveyedColumn| {
        html! { <option value={column.path.clone()} selected={column.path == selected}>{ option_text(column) }</option> }
    };
    let (fitting, others): (Vec<&SurveyedColumn>, Vec<&SurveyedColumn>) = survey.columns.iter().partition(fits);
    if fitting.is_empty() {
        return html! { { for others.into_iter().map(option) } };
    }
    let label = match field {
        Field::AuditDate | Field::RecordedOn | Field::ActionRaised | Field::ActionDue | Field::ActionCompleted => {
            "Columns that hold dates"
        }
        Field::OverallGrade | Field::ModeratedGrade | Field::DomainGrade => "Columns that may hold grades",
        Field::ImmediateRisk => "Columns with few different values",
        _ => "Columns with few different names",
    };
    html! {
        <>
            <optgroup {label}>{ for fitting.into_iter().map(option) }</optgroup>
            <optgroup label="Other columns">{ for others.into_iter().map(option) }</optgroup>
        </>
    }
}

fn option_text(column: &SurveyedColumn) -> String {
    match column.private {
        Some(private) => format!("{} (looks like {})", legible(&column.path), private.in_words()),
        None => legible(&column.path).into_owned(),
    }
}

fn warning(doubt: &Doubt, settle: &Callback<(Field, String)>, taken: &str) -> Html {
    let answer = |column: &str| {
        let (settle, answer) = (settle.clone(), (doubt.field, column.to_owned()));
        Callback::from(move |_: MouseEvent| settle.emit(answer.clone()))
    };
    html! {
        <div class="doubt" role="alert">
            <p>{ format!("This column looks like {}. As the {}, every different cell of it would be shown on the screen, and could be shared.",
                doubt.private.in_words(), doubt.field.in_words()) }</p>
            <button type="button" onclick={answer(taken)}>{ "Leave it unread" }</button>
            <button type="button" onclick={answer(&doubt.column)}>{ "Use it all the same" }</button>
        </div>
    }
}

fn why(how: Option<How>, none: bool) -> &'static str {
    match how {
        _ if none => "not in this file, or not read",
        Some(How::ExactName) => "it has the field's own name",
        Some(How::Synonym) => "it has a usual name for it",
        Some(How::NameAndContent) => "its name suggests it, and what it holds agrees",
        Some(How::Content) => "no other column holds such values",
        Some(How::SavedMapping) => "you or a saved mapping chose it",
        None => "recognised, or chosen here",
    }
}

/// Which sheet of a workbook was read, and the others.
fn sheets(props: &MappingFormProps) -> Html {
    let survey = &props.survey;
    if survey.sheets.len() < 2 {
        return Html::default();
    }
    let onchange = {
        let (mapping, on_mapping) = (props.mapping.clone(), props.on_mapping.clone());
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_mapping.emit(mapping.with_sheet(select.value()));
            }
        })
    };
    html! {
        <p class="dates">
            { "Sheet of the workbook: " }
                <select aria-label="Sheet of the workbook" {onchange}>
                    { for survey.sheets.iter().map(|sheet| html! {
                        <option value={sheet.clone()} selected={survey.sheet.as_ref() == Some(sheet)}>{ sheet.clone() }</option>
                    }) }
                </select>
        </p>
    }
}

/// How dates of two numbers and a year are read, the proof, and the choice where there is none.
fn dates(props: &MappingFormProps) -> Html {
    let (text, other) = match props.date_rule {
        None => return Html::default(),
        Some(DateRule::DayFirst(Some(proof))) => {
            (format!("Dates are day first, as in 31/1/2024: {proof} proves it."), None)
        }
        Some(DateRule::MonthFirst(Some(proof))) => {
            (format!("Dates are month first, as in 1/31/2024: {proof} proves it."), None)
        }
        Some(DateRule::DayFirst(None)) => (
            "Dates are read day first, as is usual here; no date in the file proves it.".to_owned(),
            Some(("Read them month first", DateOrder::MonthFirst)),
        ),
        Some(DateRule::MonthFirst(None)) => (
            "Dates are read month first, because you said so; no date in the file proves it.".to_owned(),
            Some(("Read them day first", DateOrder::DayFirst)),
        ),
    };
    let button = other.map(|(label, order)| {
        let (mapping, on_mapping) = (props.mapping.clone(), props.on_mapping.clone());
        let onclick = Callback::from(move |_: MouseEvent| on_mapping.emit(mapping.with_dates(order)));
        html! { <button type="button" {onclick}>{ label }</button> }
    });
    html! { <p class="dates">{ text }{ " " }{ button }</p> }
}

/// The columns that were not read, those first that look private.
fn left_unread(survey: &Survey, mapping: &Mapping) -> Html {
    let further = || mapping.also.iter().chain(&mapping.actions).flat_map(|fields| fields.values());
    let named = || mapping.fields.values().chain(further()).chain(mapping.domain_grades.values());
    let read: Vec<&SurveyedColumn> = named().filter_map(|named| survey.column(named)).collect();
    let mut unread: Vec<&SurveyedColumn> = survey.columns.iter().filter(|column| !read.contains(column)).collect();
    unread.order_by_key(|column| column.private.is_none());
    if unread.is_empty() {
        return Html::default();
    }
    let count = u64::try_from(unread.len()).unwrap_or_default();
    html! {
        <details>
            <summary>{ format!("{} left unread", wording::count_of(count, "column", "columns")) }</summary>
            <p class="soft">{ "What stands in these is skipped as the file is read, and kept nowhere." }</p>
            <ul>{ for unread.into_iter().map(|column| html! { <li>{ option_text(column) }</li> }) }</ul>
        </details>
    }
}

/// Names that may be spellings of one, and those that were merged.
fn names(props: &MappingFormProps) -> Html {
    let MappingFormProps { mapping, merges, offers, on_mapping, .. } = props;
    if merges.is_empty() && offers.is_empty() {
        return Html::default();
    }
    let undo = |merge: &Merge| {
        let (mapping, on_mapping, merge) = (mapping.clone(), on_mapping.clone(), merge.clone());
        Callback::from(move |_: MouseEvent| {
            let mut next = (*mapping).clone();
            if let Some(names) = next.merge.get_mut(&merge.field) {
                names.remove(&merge.from);
            }
            next.merge.retain(|_, names| !names.is_empty());
            on_mapping.emit(next);
        })
    };
    let audits = |count: u64| wording::count_of(count, "audit", "audits");
    html! {
        <section>
            <h2>{ "Names that may be one" }</h2>
            <p class="kicker">{ "Nothing is merged unless you say so, and each merge stays listed here and in the figures." }</p>
            <ul class="problems">
                { for merges.iter().map(|merge| html! {
                    <li><p>{ format!("{}: \u{201c}{}\u{201d} ({}) is counted under \u{201c}{}\u{201d}. ", wording::sentence(merge.field.in_words()), merge.from, audits(merge.audits), merge.to) }
                        <button type="button" aria-label={format!("Undo the merge of {}", merge.from)} onclick={undo(merge)}>{ "Undo" }</button></p></li>
                }) }
                { for offers.iter().map(|offer| {
                    let names: Vec<String> = offer.names.iter().map(|name| format!("\u{201c}{}\u{201d} ({})", name.name, audits(name.audits))).collect();
                    html! {
                        <li>
                            <p>{ format!("{}: {}", wording::sentence(offer.field.in_words()), names.join(", ")) }</p>
                            <p class="choices-left">{ for offer.names.iter().map(|kept| {
                                let (mapping, on_mapping, offer, kept) = (mapping.clone(), on_mapping.clone(), offer.clone(), kept.name.clone());
                                let label = format!("Count all under \u{201c}{kept}\u{201d}");
                                let onclick = Callback::from(move |_: MouseEvent| on_mapping.emit(merged(&mapping, &offer, &kept)));
                                html! { <button type="button" {onclick}>{ label }</button> }
                            }) }</p>
                        </li>
                    }
                }) }
            </ul>
        </section>
    }
}

/// The mapping with every name of the offer counted under the one that is kept.
fn merged(mapping: &Mapping, offer: &MergeOffer, kept: &str) -> Mapping {
    let mut next = mapping.clone();
    let names = next.merge.entry(offer.field).or_default();
    for name in offer.names.iter().map(|name| &name.name).filter(|name| *name != kept) {
        // Names that were merged into this one before follow it.
        names.values_mut().filter(|to| *to == name).for_each(|to| *to = kept.to_owned());
        names.insert(name.clone(), kept.to_owned());
    }
    names.remove(kept);
    next
}
