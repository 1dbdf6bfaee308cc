//! Exactly what travels, as tables.

use crate::disclosure::{Count, Shared, Why, WhyCount};
use crate::report::wording;
use crate::session::sharing::{Cell, Prepared, Preview, Table};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct PreviewProps {
    pub(super) shared: Rc<Shared>,
    pub(super) prepared: Option<Rc<Prepared>>,
}

/// A long table is shown so many rows at a time.
const MOST_ROWS: usize = 24;

#[component]
pub(super) fn PreviewTables(props: &PreviewProps) -> Html {
    let preview = use_memo((props.shared.clone(), props.prepared.clone()), |(shared, prepared)| {
        prepared
            .as_ref()
            .and_then(|prepared| prepared.ready())
            .map(|ready| Preview::of(shared, ready))
            .unwrap_or_default()
    });
    html! {
        <>
            <p>{ preview.hidden.clone() }</p>
            <p class="soft">{ "c: hidden because it, or what it leaves, is small. c+: hidden because it would give a small one away. Readers see c for both, and cannot tell which." }</p>
            <table class="facts">
                <caption>{ "Beside the counts" }</caption>
                <tbody>{ for preview.facts.iter().map(|(name, fact)| html! {
                    <tr><th scope="row">{ name.clone() }</th><td>{ fact.clone() }</td></tr>
                }) }</tbody>
            </table>
            { for preview.tables.iter().map(|table| html! { <PreviewTable key={table.title.clone()} table={table.clone()} /> }) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct TableProps {
    table: Table,
}

#[component]
fn PreviewTable(props: &TableProps) -> Html {
    let table = &props.table;
    let shown = use_state(|| MOST_ROWS);
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + MOST_ROWS))
    };
    let left = table.rows.len().saturating_sub(*shown);
    html! {
        <>
            <div class="scroll counts" tabindex="0" role="region" aria-label={format!("Table: {}", table.title)}>
                <table>
                    <caption>{ table.title.clone() }</caption>
                    <thead><tr>{ for table.columns.iter().enumerate().map(|(at, column)| {
                        let class = classes!(holds_words(table, at).then_some("word"));
                        html! { <th scope="col" {class}>{ column.clone() }</th> }
                    }) }</tr></thead>
                    <tbody>
                        { for table.rows.iter().take(*shown).map(|(name, cells)| html! {
                            <tr><th scope="row">{ name.clone() }</th>{ for cells.iter().map(cell) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
            if left > 0 {
                <p><button type="button" class="link" onclick={more}>{ format!("Show {} more rows of {left}", left.min(MOST_ROWS)) }</button></p>
            }
        </>
    }
}

/// Whether the cells under this head are words.
fn holds_words(table: &Table, column: usize) -> bool {
    let cell = column.checked_sub(1).and_then(|at| table.rows.first()?.1.get(at));
    matches!(cell, Some(Cell::Shown(text)) if !is_number(text))
}

fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

fn mark(why: Option<Why>) -> Html {
    let (mark, class) = match why {
        Some(Why::ForOthers) => ("c+", "hidden for"),
        Some(Why::Small) | None => ("c", "hidden"),
    };
    html! { <span {class}>{ mark }</span> }
}

fn cell(cell: &Cell) -> Html {
    match cell {
        Cell::Shown(text) => {
            html! { <td class={classes!((!is_number(text)).then_some("word"))}>{ text.clone() }</td> }
        }
        Cell::Hidden(why) => html! { <td>{ mark(*why) }</td> },
        Cell::Of(Count { n: Some(0), .. }, _) => html! { <td>{ "–" }</td> },
        Cell::Of(Count { n: Some(n), inadequate: Some(inadequate) }, _) => {
            html! { <td>{ format!("{} of {}", wording::number(*inadequate), wording::number(*n)) }</td> }
        }
        Cell::Of(Count { n: Some(n), inadequate: None }, why) => {
            html! { <td>{ mark(inadequate(why)) }{ format!(" of {}", wording::number(*n)) }</td> }
        }
        Cell::Of(Count { n: None, .. }, why) => html! { <td>{ mark(why.first().copied().flatten()) }</td> },
    }
}

fn inadequate(why: &WhyCount) -> Option<Why> {
    why.last().copied().flatten()
}
