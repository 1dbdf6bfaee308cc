//! What a sender shares, step by step: who may read it, what was shared before, how finely, with which words, what exactly travels, and how it is sent.

mod before;
mod preview;
mod send;

use super::field::Field;
use super::here::use_here;
use crate::audit::{Day, Event};
use crate::disclosure::{Grain, Profile, Refused, Shared};
use crate::report::{Report, wording};
use crate::session::sharing::{Change, Choices, Outcome, Ready, Sharing, events_to_offer};
use crate::session::{Notes, View};
use crate::settings::Settings;
use before::Earlier;
use preview::PreviewTables;
use send::Send;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ShareProps {
    pub(super) report: Rc<Report>,
    pub(super) sharing: Sharing,
    pub(super) settings: Settings,
    pub(super) on_sharing: Callback<Change>,
    pub(super) on_preview: Callback<Rc<Shared>>,
    /// What the chair has noted to the seven questions.
    pub(super) notes: Rc<Notes>,
}

#[component]
pub(super) fn Share(props: &ShareProps) -> Html {
    let ShareProps { report, sharing, settings, on_sharing, on_preview, notes } = props;
    let here = use_here();
    let change = Changing { choices: sharing.choices.clone(), on_sharing: on_sharing.clone() };
    {
        // The day of preparing is today, until its sender says otherwise.
        let change = change.clone();
        use_effect_with(sharing.choices.words.prepared_on.is_none(), move |missing| {
            if *missing {
                change.make(|choices| choices.words.prepared_on = today());
            }
        });
    }
    let current = sharing.is_current(settings) && report.settings == *settings;
    let grain = sharing.grain().filter(|_| current);
    let prepared = grain.and_then(|grain| sharing.of(grain)).cloned();
    let finished =
        use_memo((prepared.clone(), report.clone(), sharing.choices.clone()), |(prepared, report, choices)| {
            prepared
                .as_ref()
                .and_then(|prepared| prepared.ready())
                .map(|ready| Rc::new(ready.finished(report, choices)))
        });
    let ready = prepared.as_ref().and_then(|prepared| prepared.ready());
    html! {
        <div class="share">
            <h1>{ "Share with the Board" }</h1>
            <p class="lead">{ "Only counts are shared, never an audit; small ones are hidden first. You see exactly what will travel before it does." }</p>
            <section class="counted" aria-label="What is counted">
                <p><b>{ "These figures: " }</b>{ wording::counted(settings) }{ " Only complete months are shared." }</p>
                if settings.filter() {
                    <p>{ "Filters are set, so this is a part of the picture. " }<a href={here.to(View::Summary)}>{ "Change the filters" }</a></p>
                }
            </section>
            { who(&change) }
            <Earlier choices={sharing.choices.clone()} on_sharing={on_sharing.clone()} />
            <section aria-labelledby="share-finely">
                <h2 id="share-finely">{ "3. How finely" }</h2>
                { how_finely(report, sharing, current, &change) }
            </section>
            if let (Some(ready), Some(finished)) = (ready, &*finished) {
                { words(report, ready, &change) }
                { beside(ready, notes, &change) }
                <section aria-labelledby="share-preview">
                    <h2 id="share-preview">{ "5. What exactly travels" }</h2>
                    <PreviewTables shared={finished.clone()} prepared={prepared.clone()} />
                    { judged(report, ready) }
                    if report.judged.is_some() && ready.revealed.is_empty() {
                        <p><button type="button" onclick={seen_by_readers(on_preview, finished)}>{ "See and print it as its readers will" }</button></p>
                    }
                </section>
                <section aria-labelledby="share-send">
                    <h2 id="share-send">{ "6. Send it" }</h2>
                    if !ready.revealed.is_empty() {
                        { revealed(&ready.revealed) }
                    } else if report.judged.is_none() {
                        <p role="status">{ "The verdicts are being worked out. The link can be made when they are there." }</p>
                    } else {
                        <Send shared={finished.clone()} sharing={sharing.clone()} report={report.clone()} on_sharing={on_sharing.clone()} />
                    }
                </section>
            }
        </div>
    }
}

fn seen_by_readers(on_preview: &Callback<Rc<Shared>>, shared: &Rc<Shared>) -> Callback<MouseEvent> {
    let shared = shared.clone();
    on_preview.reform(move |_: MouseEvent| shared.clone())
}

/// Changes what the sender chose.
#[derive(Clone)]
struct Changing {
    choices: Rc<Choices>,
    on_sharing: Callback<Change>,
}

impl Changing {
    fn make(&self, change: impl Fn(&mut Choices)) {
        let mut choices = (*self.choices).clone();
        change(&mut choices);
        self.on_sharing.emit(Change::Chosen(choices));
    }

    /// A callback that makes a change when something happens.
    fn on(&self, change: impl Fn(&mut Choices) + 'static) -> Callback<Event_> {
        let changing = self.clone();
        Callback::from(move |_: Event_| changing.make(&change))
    }

    /// A callback that makes a change of what was typed.
    fn typed(&self, change: impl Fn(&mut Choices, String) + 'static) -> Callback<Event_> {
        let changing = self.clone();
        Callback::from(move |event: Event_| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                changing.make(|choices| change(choices, input.value()));
            }
        })
    }
}

/// The browser's event; `Event` is what the file calls one.
type Event_ = web_sys::Event;

/// The day by the sender's own clock.
fn today() -> Option<Day> {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).ok()?;
    Day::new(year, u8::try_from(now.get_month() + 1).ok()?, u8::try_from(now.get_date()).ok()?)
}

/// One of several answers, with what it means.
fn option(group: &'static str, label: Html, checked: bool, disabled: bool, onchange: Callback<Event_>) -> Html {
    html! {
        <label class="option"><input type="radio" name={group} {checked} {disabled} {onchange} /><span>{ label }</span></label>
    }
}

fn who(change: &Changing) -> Html {
    let choices = &change.choices;
    let number = |set: fn(&mut Choices, u32)| {
        change.typed(move |choices, text| {
            if let Ok(number) = text.trim().parse::<u32>() {
                set(choices, number.clamp(1, 1000));
            }
        })
    };
    let profile = choices.profile();
    html! {
        <section aria-labelledby="share-who">
            <h2 id="share-who">{ "1. Who may read it" }</h2>
            <fieldset>
                <legend class="soft">{ "Whoever gets a link can pass it on. Choose the second only for people who are allowed to see small numbers." }</legend>
                { option("share-who", html! {
                    <><b>{ "Anybody" }</b>{ ": counts from 1 to 5, and numbers of audits from 1 to 9, are hidden. Fit for a public paper." }</>
                }, !choices.restricted, false, change.on(|choices| choices.restricted = false)) }
                { option("share-who", html! {
                    <><b>{ "Only people whom I name" }</b>{ ": counts are hidden up to a number that you choose, never below your authority's own rule." }</>
                }, choices.restricted, false, change.on(|choices| choices.restricted = true)) }
            </fieldset>
            if choices.restricted {
                <div class="fields">
                    <label>{ "Your authority's own rule: counts up to this are shown to nobody" }
                        <Field kind="number" range={("1", "1000")} value={choices.authority_least.to_string()} onchange={number(|choices, number| choices.authority_least = number)} /></label>
                    <label>{ "For these people: counts up to this are hidden" }
                        <Field kind="number" range={("1", "1000")} value={choices.small_count.to_string()} onchange={number(|choices, number| choices.small_count = number)} /></label>
                </div>
                <p role="status">{ restricted_in_words(choices, profile) }</p>
            }
        </section>
    }
}

fn restricted_in_words(choices: &Choices, profile: Profile) -> String {
    let hidden = format!("Counts from 1 to {} are hidden, of audits as well.", profile.small_count);
    if choices.small_count < choices.authority_least {
        format!("{hidden} That is your authority's own rule: it cannot be gone below.")
    } else {
        hidden
    }
}

fn grain_in_words(grain: Grain) -> &'static str {
    match (grain.months, grain.merge_offices) {
        (1, false) => "Months",
        (1, true) => "Months, small offices put together",
        (3, false) => "Quarters",
        (3, true) => "Quarters, small offices put together",
        (6, false) => "Half-years",
        (6, true) => "Half-years, small offices put together",
        (_, false) => "Years",
        (_, true) => "Years, small offices put together",
    }
}

fn how_finely(report: &Report, sharing: &Sharing, current: bool, change: &Changing) -> Html {
    if !current {
        let waits = if sharing.choices.before == crate::session::sharing::Before::Unsaid {
            "First answer step 2: what may be shown depends on what has been shown already."
        } else if matches!(sharing.choices.before, crate::session::sharing::Before::Something) {
            "Waits for what was shared last: give it in step 2."
        } else {
            "Being worked out."
        };
        return html! { <p role="status" class="soft">{ waits }</p> };
    }
    let refused: Vec<&String> = sharing
        .prepared
        .iter()
        .filter_map(|prepared| match &prepared.outcome {
            Outcome::Refused(why) => Some(why),
            _ => None,
        })
        .collect();
    if let (true, Some(why)) = (refused.len() == Grain::ALL.len(), refused.first()) {
        return html! { <div class="trouble" role="alert"><p><b>{ "Nothing can be shared. " }</b>{ (*why).clone() }</p></div> };
    }
    let suggested = sharing.suggested();
    let chosen = sharing.grain();
    let nothing_ready = sharing.is_complete() && suggested.is_none();
    let row = |grain: Grain| {
        let (said, disabled) = match sharing.of(grain).map(|prepared| &prepared.outcome) {
            Some(Outcome::NothingToMerge) => return Html::default(),
            Some(Outcome::Refused(_)) if grain.merge_offices => return Html::default(),
            Some(Outcome::Refused(why)) if *why == Refused::Nothing.to_string() => {
                ("none is complete yet".to_owned(), true)
            }
            None => ("being worked out".to_owned(), true),
            Some(Outcome::NearlyAllHidden(lost)) => (
                format!(
                    "would hide more than nine in ten of {}",
                    wording::count_of(lost.that_tell(), "count", "counts")
                ),
                true,
            ),
            Some(Outcome::Refused(why)) => (why.clone(), true),
            Some(Outcome::Ready(ready)) => (hides(report, ready), false),
        };
        html! {
            <>
                { option("share-finely", html! {
                    <><b>{ grain_in_words(grain) }</b>{ format!(": {said}") }
                        if suggested == Some(grain) { <span class="badge">{ "suggested" }</span> }</>
                }, chosen == Some(grain), disabled, change.on(move |choices| choices.grain = Some(grain))) }
            </>
        }
    };
    html! {
        <>
            <fieldset>
                <legend class="soft">{ "Where most counts would be hidden, longer periods show more. Noughts are always shown, and not counted here." }</legend>
                { for Grain::ALL.into_iter().map(row) }
            </fieldset>
            if nothing_ready {
                <div class="trouble" role="alert"><p><b>{ "There is too little to share. " }</b>
                    { "Nearly every count is small, whatever the period, so that hardly anything would be left. Wait for more audits, take filters away, or share with named people only." }</p></div>
            }
            <p role="status" class="soft">{ if sharing.is_complete() { "" } else { "The finest are worked out last. Choose any that is ready already, or wait for the suggestion." } }</p>
        </>
    }
}

fn hides(report: &Report, ready: &Ready) -> String {
    let lost = ready.lost;
    let counts = lost.that_tell();
    let judged = report.judged.is_none() || ready.is_judged_by(report);
    let hides = match lost.hidden() {
        0 => format!("hides none of {}", wording::count_of(counts, "count", "counts")),
        some => format!(
            "hides {} of {} ({})",
            wording::number(some),
            wording::count_of(counts, "count", "counts"),
            wording::per_cent(f64::from(some) / f64::from(counts.max(1)), counts.min(999))
        ),
    };
    let hides = if judged { hides } else { format!("{hides}; no verdict travels") };
    match ready.revealed.len() {
        0 if !ready.is_short() => {
            format!("{hides}; its link is longer than 900 characters, or nearly, which some mail programs break")
        }
        0 => hides,
        _ => "cannot be sent: with the last share it would reveal small counts".to_owned(),
    }
}

/// What the sender types, and the events.
fn words(report: &Report, ready: &Ready, change: &Changing) -> Html {
    let choices = &change.choices;
    let words = &choices.words;
    let authority = words.authority.clone().or_else(|| report.file.source.authority.clone()).unwrap_or_default();
    let offered: Vec<Event> = events_to_offer(report, &ready.shared).into_iter().cloned().collect();
    let field = |label: &'static str, value: String, onchange: Callback<Event_>| {
        html! { <label class="wide">{ label }<Field kind="text" maxlength="120" {value} {onchange} /></label> }
    };
    let event = |event: Event| {
        let chosen = choices.events.contains(&event);
        let words = format!(
            "{}, {}: {} ({})",
            event.date.in_words(),
            event.office.clone().unwrap_or_else(|| "whole authority".into()),
            event.label,
            event.kind
        );
        let onchange = change.on(move |choices| {
            if choices.events.contains(&event) {
                choices.events.retain(|other| *other != event);
            } else {
                choices.events.push(event.clone());
            }
        });
        html! { <label class="check"><input type="checkbox" checked={chosen} {onchange} />{ words }</label> }
    };
    html! {
        <section aria-labelledby="share-words">
            <h2 id="share-words">{ "4. Who prepared it, and for what" }</h2>
            <p class="soft">{ "Readers see these words. Name a role rather than a person where that is enough." }</p>
            <div class="fields words">
                { field("Authority", authority, change.typed(|choices, text| choices.words.authority = Some(text))) }
                { field("Prepared by", words.prepared_by.clone(), change.typed(|choices, text| choices.words.prepared_by = text)) }
                { field("Purpose", words.purpose.clone(), change.typed(|choices, text| choices.words.purpose = text)) }
                <label>{ "Date" }<Field kind="date" value={words.prepared_on.map(String::from).unwrap_or_default()}
                    onchange={change.typed(|choices, text| choices.words.prepared_on = text.parse().ok())} /></label>
            </div>
            if !offered.is_empty() {
                <fieldset>
                    <legend>{ "Events that travel" }</legend>
                    <p class="soft">{ "None, unless you tick it: its words come from your file as they stand, and may name somebody. Read each before you tick it." }</p>
                    <div class="checks">{ for offered.into_iter().map(event) }</div>
                </fieldset>
            }
        </section>
    }
}

/// What else travels: what the seven questions rest on, and the chair's notes.
fn beside(ready: &Ready, notes: &Rc<Notes>, change: &Changing) -> Html {
    let choices = &change.choices;
    if ready.basis.is_none() && notes.is_empty() {
        return Html::default();
    }
    let with_notes = {
        let notes = notes.clone();
        change.on(move |choices| choices.notes = if choices.notes.is_some() { None } else { Some(notes.clone()) })
    };
    html! {
        <section aria-label="The seven questions">
            <fieldset>
                <legend>{ "The seven questions" }</legend>
                if ready.basis.is_some() {
                    <label class="check"><input type="checkbox" checked={choices.basis} onchange={change.on(|choices| choices.basis = !choices.basis)} />
                        { format!("What the answers rest on: counts of {}, of moderation, actions, re-audits, practice areas and partners", wording::whole(&ready.shared.settings)) }</label>
                    <p class="soft">{ "Each is rounded to the nearest five (from 1 to 7 to five), and left out where even that would tell of a few. They are of the audits up to the last complete day; what became of their actions is as at the day of the file." }</p>
                }
                if !notes.is_empty() {
                    <label class="check"><input type="checkbox" checked={choices.notes.is_some()} onchange={with_notes} />{ "The chair\u{2019}s own views, as they are typed under Questions" }</label>
                    <p class="soft">{ "Read them once more before you tick this: whoever has the link can read them." }</p>
                }
            </fieldset>
        </section>
    }
}

/// Whether verdicts travel, and if not, why.
fn judged(report: &Report, ready: &Ready) -> Html {
    let said = match &report.judged {
        None => "Verdicts are being worked out, and are added when they are there.",
        Some(_) if ready.is_judged_by(report) => return Html::default(),
        Some(_) => {
            "No verdict travels: they were worked out on all complete months, and the last of these do not yet fill a period of this length."
        }
    };
    html! { <p class="because" role="status">{ said }</p> }
}

fn revealed(names: &[String]) -> Html {
    let count = u64::try_from(names.len()).unwrap_or(u64::MAX);
    let mut names: Vec<String> = names.to_vec();
    names.dedup();
    html! {
        <div class="trouble" role="alert">
            <p><b>{ "No link is made. " }</b>{ format!(
                "Whoever has the last share as well could work out {} from the two: choose longer periods in step 3, or keep to the last share until more months are complete.",
                wording::count_of(count, "small count", "small counts")) }</p>
            <ul>{ for names.iter().take(20).map(|name| html! { <li>{ name.clone() }</li> }) }</ul>
            if names.len() > 20 { <p class="soft">{ format!("and {} more", names.len() - 20) }</p> }
        </div>
    }
}
