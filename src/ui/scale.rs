//! What the words in the column of grades mean: which are grades, in which order, which count as inadequate.

use crate::audit::{GradeCell, Scale, legible, same_word};
use crate::import::{DeclaredScale, Mapping, Survey};
use crate::order::InOrder as _;
use crate::report::wording;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ScaleFormProps {
    pub(super) survey: Rc<Survey>,
    pub(super) mapping: Rc<Mapping>,
    pub(super) on_mapping: Callback<Mapping>,
}

/// A word of the column of grades.
#[derive(Clone, PartialEq)]
struct Word {
    text: String,
    count: u64,
    is: Is,
    inadequate: bool,
}

/// What a word is.
#[derive(Clone, Copy, PartialEq)]
enum Is {
    Grade,
    NotGraded,
    /// Neither: audits with it are listed as not usable.
    Neither,
}

/// The words, and whether it is settled in which order they stand: of numbers only the reader knows which end is bad.
#[derive(Clone, PartialEq)]
struct Words {
    words: Vec<Word>,
    ordered: bool,
}

impl Words {
    fn of(survey: &Survey, mapping: &Mapping) -> Words {
        let mut words: Vec<Word> = Vec::new();
        let declared = mapping.scale.clone().unwrap_or_default();
        let word = |text: &str, is, inadequate| Word { text: text.to_owned(), count: 0, is, inadequate };
        words.extend(declared.levels.iter().map(|level| word(level, Is::Grade, declared.inadequate.contains(level))));
        words.extend(declared.not_graded.iter().map(|text| word(text, Is::NotGraded, false)));
        let mut others: Vec<Word> = Vec::new();
        for (text, count) in &survey.grades {
            match words.iter_mut().chain(&mut others).find(|word| same_word(&word.text, text)) {
                Some(known) => known.count += count,
                None => {
                    let is = match Scale::default().read(text) {
                        GradeCell::NotGraded => Is::NotGraded,
                        _ if mapping.scale.is_some() => Is::Neither,
                        _ => Is::Grade,
                    };
                    others.push(Word { text: text.clone(), count: *count, is, inadequate: false });
                }
            }
        }
        // The field's own grades are in order already; other words follow them.
        let own = |word: &Word| match Scale::default().read(&word.text) {
            GradeCell::Grade(grade) => (word.is == Is::NotGraded, grade.level()),
            _ => (word.is == Is::NotGraded, usize::MAX),
        };
        others.order_by_key(own);
        for word in &mut others {
            word.inadequate = matches!(Scale::default().read(&word.text), GradeCell::Grade(grade) if Scale::default().is_inadequate(grade));
        }
        words.extend(others);
        // Words among numbers ("Exempt", "Awaiting") are no levels of their scale, until the reader says so.
        let numbers = words.iter().filter(|word| number(word).is_some()).count();
        let of_numbers = mapping.scale.is_none() && numbers >= 2 && numbers * 2 >= words.len();
        if of_numbers {
            for word in words.iter_mut().filter(|word| word.is == Is::Grade && number(word).is_none()) {
                word.is = Is::Neither;
            }
        }
        Words { words, ordered: !of_numbers }
    }

    fn declared(&self) -> DeclaredScale {
        let texts =
            |keep: &dyn Fn(&&Word) -> bool| self.words.iter().filter(keep).map(|word| word.text.clone()).collect();
        DeclaredScale {
            levels: texts(&|word| word.is == Is::Grade),
            inadequate: texts(&|word| word.is == Is::Grade && word.inadequate),
            not_graded: texts(&|word| word.is == Is::NotGraded),
        }
    }

    /// Puts numbers in order, best first.
    fn order_numbers(&mut self, low_is_bad: bool) {
        self.words.order_by(|a, b| {
            let order = match (number(a), number(b)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            };
            if low_is_bad && number(a).is_some() && number(b).is_some() { order.reverse() } else { order }
        });
        self.ordered = true;
    }

    /// Moves the word at one place to another.
    fn move_to(&mut self, from: usize, to: usize) {
        if from < self.words.len() && to < self.words.len() {
            let word = self.words.remove(from);
            self.words.insert(to, word);
        }
    }
}

fn number(word: &Word) -> Option<f64> {
    word.text.trim().parse().ok()
}

#[component]
pub(super) fn ScaleForm(props: &ScaleFormProps) -> Html {
    let ScaleFormProps { survey, mapping, on_mapping } = props;
    let words = use_state(|| Words::of(survey, mapping));
    let dragged = use_state(|| None::<usize>);
    {
        let words = words.clone();
        use_effect_with((survey.clone(), mapping.clone()), move |(survey, mapping)| {
            words.set(Words::of(survey, mapping))
        });
    }
    if survey.grades.is_empty() {
        return Html::default();
    }
    let own = Scale::default();
    let unknown = mapping.scale.is_none() && survey.grades.iter().any(|(word, _)| own.read(word) == GradeCell::Unknown);
    let change = {
        let words = words.clone();
        move |apply: Rc<dyn Fn(&mut Words)>| {
            let words = words.clone();
            move || {
                let mut next = (*words).clone();
                apply(&mut next);
                words.set(next);
            }
        }
    };
    let on_click = |apply: Rc<dyn Fn(&mut Words)>| {
        let change = change(apply);
        Callback::from(move |_: MouseEvent| change())
    };
    let declared = words.declared();
    let fault = declared.scale().err();
    let apply = {
        let (mapping, on_mapping, declared) = (mapping.clone(), on_mapping.clone(), declared.clone());
        Callback::from(move |_: MouseEvent| on_mapping.emit(mapping.with_scale(Some(declared.clone()))))
    };
    let back = {
        let (mapping, on_mapping) = (mapping.clone(), on_mapping.clone());
        Callback::from(move |_: MouseEvent| on_mapping.emit(mapping.with_scale(None)))
    };
    let row = |(at, word): (usize, &Word)| {
        let text = legible(&word.text).into_owned();
        let on_is = {
            let words = words.clone();
            Callback::from(move |event: Event| {
                let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
                let mut next = (*words).clone();
                if let Some(word) = next.words.get_mut(at) {
                    word.is = match select.value().as_str() {
                        "grade" => Is::Grade,
                        "not" => Is::NotGraded,
                        _ => Is::Neither,
                    };
                }
                words.set(next);
            })
        };
        let on_inadequate = {
            let words = words.clone();
            Callback::from(move |event: Event| {
                let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
                let mut next = (*words).clone();
                if let Some(word) = next.words.get_mut(at) {
                    word.inadequate = input.checked();
                }
                words.set(next);
            })
        };
        let ondragstart = {
            let dragged = dragged.clone();
            Callback::from(move |_: DragEvent| dragged.set(Some(at)))
        };
        let ondrop = {
            let (words, dragged) = (words.clone(), dragged.clone());
            Callback::from(move |event: DragEvent| {
                // Only a word of this list; a file that is dropped here belongs to the page.
                if let Some(from) = *dragged {
                    event.prevent_default();
                    event.stop_propagation();
                    let mut next = (*words).clone();
                    next.move_to(from, at);
                    words.set(next);
                    dragged.set(None);
                }
            })
        };
        let place = match word.is {
            Is::Grade => format!("{} of the scale", position(&words.words, at)),
            Is::NotGraded => "not in the rate".into(),
            Is::Neither => "listed as not usable".into(),
        };
        html! {
            <li key={text.clone()} draggable="true" {ondragstart} {ondrop}>
                <span class="word"><b>{ text.clone() }</b> <span class="soft">{ format!("{} · {place}", wording::count_of(word.count, "audit", "audits")) }</span></span>
                <select aria-label={format!("What {text} means")} onchange={on_is}>
                    <option value="grade" selected={word.is == Is::Grade}>{ "a grade" }</option>
                    <option value="not" selected={word.is == Is::NotGraded}>{ "not graded" }</option>
                    <option value="neither" selected={word.is == Is::Neither}>{ "neither: leave out" }</option>
                </select>
                if word.is == Is::Grade && words.ordered {
                    <label><input type="checkbox" checked={word.inadequate} onchange={on_inadequate} />{ "inadequate" }</label>
                    <button type="button" aria-label={format!("Move {text} towards the best")} disabled={at == 0}
                        onclick={on_click(Rc::new(move |words: &mut Words| if let Some(to) = at.checked_sub(1) { words.move_to(at, to) }))}>{ "▲" }</button>
                    <button type="button" aria-label={format!("Move {text} towards the worst")} disabled={at + 1 >= words.words.len()}
                        onclick={on_click(Rc::new(move |words: &mut Words| words.move_to(at, at + 1)))}>{ "▼" }</button>
                }
            </li>
        }
    };
    let form = html! {
        <>
            if !words.ordered {
                <div class="doubt">
                    <p>{ "These grades are numbers. Plumbline does not guess which end is bad. Which is it?" }</p>
                    <button type="button" onclick={on_click(Rc::new(|words: &mut Words| words.order_numbers(true)))}>{ "Low numbers are bad" }</button>
                    <button type="button" onclick={on_click(Rc::new(|words: &mut Words| words.order_numbers(false)))}>{ "High numbers are bad" }</button>
                </div>
            }
            <ol class="scale">{ for words.words.iter().enumerate().map(row) }</ol>
            if survey.long_grades > 0 {
                <p class="soft">{ format!("{} too long for a grade, and not shown: {} listed as not usable.",
                    wording::count_of(survey.long_grades, "cell is", "cells are"), if survey.long_grades == 1 { "it is" } else { "they are" }) }</p>
            }
            if words.ordered {
                if let Some(fault) = &fault {
                    <p class="soft" role="status">{ fault.clone() }</p>
                }
                <p class="choices-left">
                    <button type="button" class="primary" disabled={fault.is_some()} onclick={apply}>{ "Read the grades this way" }</button>
                    if mapping.scale.is_some() {
                        <button type="button" onclick={back}>{ "Back to the four usual grades" }</button>
                    }
                </p>
            }
        </>
    };
    html! {
        <section>
            <h2>{ "What the grades mean" }</h2>
            if unknown || mapping.scale.is_some() {
                <p class="kicker">{ "Put the grades in order, the best first (drag them, or use the arrows), and tick those that count as inadequate: they come last." }</p>
                { form }
            } else {
                <p class="kicker">{ "Outstanding, Good, Requires improvement and Inadequate, in any of their usual spellings; the rate counts Inadequate." }</p>
                <details><summary>{ "Read them another way" }</summary>{ form }</details>
            }
        </section>
    }
}

/// `Best`, `2nd`, … `Worst`.
fn position(words: &[Word], at: usize) -> String {
    let grades = words.iter().filter(|word| word.is == Is::Grade).count();
    let before = words.iter().take(at).filter(|word| word.is == Is::Grade).count();
    match before {
        0 => "best".into(),
        _ if before + 1 == grades => "worst".into(),
        1 => "2nd".into(),
        2 => "3rd".into(),
        _ => format!("{}th", before + 1),
    }
}
