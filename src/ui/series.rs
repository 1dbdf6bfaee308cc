//! What the reader knows of the series: its baseline, its phases and the target; and any two windows against each other.

use super::field::Field;
use super::here::use_here;
use super::timeline::{Timeline, month_name, month_of};
use crate::audit::{Day, Granularity, Level, Period};
use crate::order::InOrder as _;
use crate::report::{ChangeVerdict, Choice, Report, wording};
use crate::settings::{Baseline, Compare, Phase, Settings};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct SeriesProps {
    pub(super) report: Rc<Report>,
}

fn value_of(event: &Event) -> String {
    event
        .target_dyn_into::<HtmlSelectElement>()
        .map(|select| select.value())
        .or_else(|| event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()))
        .unwrap_or_default()
}

/// What was typed of a hundred, as so many of a thousand; `None` of what is no share.
fn typed_share(event: &Event) -> Option<u16> {
    let typed = value_of(event).trim().parse::<f64>().ok().filter(|share| (0.0..=100.0).contains(share))?;
    Some(per_mille_of(typed / 100.0))
}

/// A share as so many of a thousand.
fn per_mille_of(share: f64) -> u16 {
    (0..=1000_u16).find(|mille| f64::from(*mille) >= share * 1000.0 - 0.5).unwrap_or(1000)
}

/// The months of a report that have a place in its charts, with their audits.
fn months_shown(report: &Report) -> Vec<Choice<String>> {
    let settings = &report.settings;
    let inside = |key: &str| {
        month_of(key).is_some_and(|month| {
            settings.from.is_none_or(|from| month.last_day().is_some_and(|last| from <= last))
                && settings.to.is_none_or(|to| month.first_day().is_some_and(|first| first <= to))
        })
    };
    report.choices.months.iter().filter(|month| inside(&month.value)).cloned().collect()
}

fn key_of(day: Day) -> String {
    Period::of(day, Granularity::Month).key()
}

fn month_options(months: &[Choice<String>], current: Option<&str>) -> Html {
    html! {
        { for months.iter().map(|month| html! {
            <option value={month.value.clone()} selected={current == Some(month.value.as_str())}>{ month_name(&month.value) }</option>
        }) }
    }
}

/// Baseline, phases and target.
#[component]
pub(super) fn Series(props: &SeriesProps) -> Html {
    let report = &props.report;
    let here = use_here();
    let settings = here.settings();
    let months = Rc::new(months_shown(report));
    let first_day = |key: &str| month_of(key).and_then(Period::first_day);
    let last_day = |key: &str| month_of(key).and_then(Period::last_day);

    let (begin, end) = (months.first().map(|m| m.value.clone()), months.last().map(|m| m.value.clone()));
    let change_baseline = |is_first: bool| {
        let (begin, end) = (begin.clone(), end.clone());
        here.changing(move |settings: &mut Settings, event: Event| {
            let chosen = value_of(&event);
            let whole = begin.as_deref().and_then(first_day).zip(end.as_deref().and_then(last_day));
            let Some((from, to)) = settings.baseline.map(|baseline| (baseline.from, baseline.to)).or(whole) else {
                return;
            };
            let (from, to) = match (is_first, first_day(&chosen), last_day(&chosen)) {
                (true, Some(day), Some(last)) => (day, to.max(last)),
                (false, Some(first), Some(day)) => (from.min(first), day),
                _ => {
                    settings.baseline = None;
                    return;
                }
            };
            settings.baseline = Some(Baseline { from, to });
        })
    };
    let (baseline_from, baseline_to) = (
        settings.baseline.map(|baseline| key_of(baseline.from)),
        settings.baseline.map(|baseline| key_of(baseline.to)),
    );
    let add_phase = {
        // In the middle of what has no phase yet; the reader moves it.
        let start = settings.phases.last().and_then(|phase| months.iter().position(|m| m.value == key_of(phase.from)));
        let from = start.unwrap_or(0);
        let middle = from + (months.len().saturating_sub(from)).div_ceil(2);
        let month = months.get(middle.min(months.len().saturating_sub(1))).and_then(|month| first_day(&month.value));
        here.changing(move |settings: &mut Settings, _: MouseEvent| {
            if let Some(from) = month {
                let name = format!("Phase {}", settings.phases.len() + 2);
                settings.phases.push(Phase { from, name, reason: String::new() });
            }
        })
    };
    // Offered, and never done unasked: the month is found in the figures, and a phase wants a reason from outside them.
    let suggested = report
        .judged
        .as_ref()
        .filter(|judged| matches!(judged.change.verdict, ChangeVerdict::Improved | ChangeVerdict::Worse))
        .and_then(|judged| judged.change.since.clone())
        .and_then(|since| months.iter().find(|month| month_name(&month.value) == since))
        .and_then(|month| first_day(&month.value))
        .filter(|day| settings.phases.iter().all(|phase| phase.from != *day));
    let follow = here.changing(move |settings: &mut Settings, _: MouseEvent| {
        if let Some(from) = suggested {
            let name = format!("Phase {}", settings.phases.len() + 2);
            settings.phases.push(Phase { from, name, reason: String::new() });
            settings.phases.order_by_key(|phase| phase.from);
        }
    });
    let change_phase = |at: usize, change: fn(&mut Phase, String)| {
        here.changing(move |settings: &mut Settings, event: Event| {
            if let Some(phase) = settings.phases.get_mut(at) {
                change(phase, value_of(&event));
            }
        })
    };
    let on_target = here.changing(|settings, event: Event| settings.target_per_mille = typed_share(&event));
    let on_good_target = here.changing(|settings, event: Event| settings.good_target_per_mille = typed_share(&event));
    let of_a_hundred = |per_mille: Option<u16>| per_mille.map(|mille| (f64::from(mille) / 10.0).to_string());
    let target = of_a_hundred(settings.target_per_mille).unwrap_or_default();
    let good_target = of_a_hundred(settings.good_target_per_mille).unwrap_or_default();
    let has_good = Level::good_or_better(&report.scale).is_some();
    // Offered, and never used unasked: what the reader typed stays until they say otherwise.
    let offer = |share: Option<f64>, own: Option<u16>| {
        let share = share?;
        let per_mille = per_mille_of(share);
        (own != Some(per_mille)).then_some((share, per_mille))
    };
    let offered = offer(report.targets_of_file.inadequate_at_most, settings.target_per_mille);
    let good_of_file = report.targets_of_file.good_or_better_at_least;
    let good_offered = offer(good_of_file, settings.good_target_per_mille);
    let take_good_offer = here.changing(move |settings: &mut Settings, _: MouseEvent| {
        if let Some((_, per_mille)) = good_offered {
            settings.good_target_per_mille = Some(per_mille);
        }
    });
    let take_offer = here.changing(move |settings: &mut Settings, _: MouseEvent| {
        if let Some((_, per_mille)) = offered {
            settings.target_per_mille = Some(per_mille);
        }
    });
    let any_target = settings.target_per_mille.or(settings.good_target_per_mille).is_some();
    let is_set = settings.baseline.is_some() || !settings.phases.is_empty() || any_target;
    html! {
        <>
        if let Some((share, _)) = offered {
            <p class="offer">{ format!("{}{}. ", wording::target_of_file(share), settings.target().map(|own| format!("; yours is {}", wording::target(own))).unwrap_or_default()) }
                <button type="button" onclick={take_offer}>{ "Use the file's target" }</button></p>
        }
        if let Some((share, _)) = good_offered {
            <p class="offer">{ format!("{}{}. ", wording::good_target_of_file(share), settings.good_target().map(|own| format!("; yours is {}", wording::good_target(own))).unwrap_or_default()) }
                if has_good {
                    <button type="button" onclick={take_good_offer}>{ "Use the file's target for good work" }</button>
                } else {
                    <span class="soft">{ "None of the grades of these audits is called Good, so they cannot be held against it." }</span>
                }</p>
        }
        <details class="series" open={is_set}>
            <summary>{ "Target, baseline and phases" }</summary>
            <div class="fields">
                <label>{ "Your authority's target: at most so many in a hundred inadequate" }
                    <Field kind="number" range={("0", "100")} step="0.1" value={target} onchange={on_target} />
                </label>
                if has_good {
                    <label>{ "And at least so many in a hundred good or better" }
                        <Field kind="number" range={("0", "100")} step="0.1" value={good_target} onchange={on_good_target} />
                    </label>
                }
                <label>{ "The average is taken from" }
                    <select aria-label="First month of the baseline" onchange={change_baseline(true)}>
                        <option value="" selected={settings.baseline.is_none()}>{ "all months" }</option>
                        { month_options(&months, baseline_from.as_deref()) }
                    </select>
                </label>
                if settings.baseline.is_some() {
                    <label>{ "to" }
                        <select aria-label="Last month of the baseline" onchange={change_baseline(false)}>{ month_options(&months, baseline_to.as_deref()) }</select>
                    </label>
                }
            </div>
            <p class="soft">{ "A phase is a stretch of time from which on the work is known to be another: a new process, a restructure. The average and its limits \
                start anew there. Begin one for a reason that you knew before you looked at the chart; a line that starts anew wherever the points moved \
                explains everything and tells nothing." }</p>
            <ol class="phases">
                { for settings.phases.iter().enumerate().map(|(at, phase)| {
                    let remove = here.changing(move |settings: &mut Settings, _: MouseEvent| {
                        if at < settings.phases.len() {
                            settings.phases.remove(at);
                        }
                    });
                    let from = key_of(phase.from);
                    html! {
                        <li key={at}>
                            <label>{ "Begins with" }<select aria-label={format!("First month of phase {}", at + 2)} onchange={change_phase(at, |phase, value| {
                                if let Some(day) = month_of(&value).and_then(Period::first_day) { phase.from = day; }
                            })}>{ month_options(&months, Some(&from)) }</select></label>
                            <label>{ "Name" }<Field kind="text" maxlength="60" value={phase.name.clone()} onchange={change_phase(at, |phase, value| phase.name = value)} /></label>
                            <label class="wide">{ "Reason" }<Field kind="text" maxlength="200" value={phase.reason.clone()} onchange={change_phase(at, |phase, value| phase.reason = value)} /></label>
                            <button type="button" onclick={remove}>{ format!("Remove phase {}", at + 2) }</button>
                        </li>
                    }
                }) }
            </ol>
            if let Some(from) = suggested {
                <p class="soft">{ format!("The figures moved most clearly in {}. If you know of something that changed then, the line can start anew there. ", month_name(&key_of(from))) }
                    <button type="button" onclick={follow}>{ "Begin a phase there" }</button></p>
            }
            <p><button type="button" onclick={add_phase}>{ "Add a phase" }</button></p>
        </details>
        if report.phases.len() > 1 {
                <ul>{ for report.phases.iter().map(|phase| {
                    let from = report.periods.iter().find(|period| period.period == phase.first).map(|period| period.name.clone()).unwrap_or_default();
                    html! { <li>{ wording::phase_of(phase, &from) }{ if phase.reason.is_empty() { String::new() } else { format!(". {}", phase.reason) } }</li> }
                }) }</ul>
            }
        </>
    }
}

/// Any two windows of time against each other.
#[component]
pub(super) fn Windows(props: &SeriesProps) -> Html {
    let report = &props.report;
    let here = use_here();
    let months = Rc::new(months_shown(report));
    if months.len() < 2 {
        return Html::default();
    }
    let place = |day: Day| months.iter().position(|month| month.value == key_of(day));
    let last = months.len() - 1;
    // The first and the second half, until the reader chooses.
    let half = last / 2;
    let usual = [(0, half), (half + 1, last)];
    let chosen = here.settings().compare.map_or(usual, |compare| {
        [compare.earlier, compare.later]
            .map(|window| (place(window.from).unwrap_or(0), place(window.to).unwrap_or(last)))
    });
    let choose = |which: usize| {
        let (months, chosen) = (months.clone(), chosen);
        here.changing(move |settings: &mut Settings, (first, end): (usize, usize)| {
            let mut windows = chosen;
            if let Some(window) = windows.get_mut(which) {
                *window = (first, end);
            }
            let [earlier, later] = windows.map(|(first, end)| {
                let month = |at: usize| months.get(at).and_then(|month| month_of(&month.value));
                let (from, to) = (month(first)?.first_day()?, month(end)?.last_day()?);
                Some(Baseline { from, to })
            });
            settings.compare = earlier.zip(later).map(|(earlier, later)| Compare { earlier, later });
        })
    };
    let begin = choose(1).reform(move |_: MouseEvent| (half + 1, last));
    let end = here.changing(|settings, _: MouseEvent| settings.compare = None);
    let strip = |which: usize, label: &'static str, handles: (&'static str, &'static str)| {
        let on_change = choose(which);
        let window = chosen.get(which).copied().unwrap_or((0, last));
        let select = |label: String, current: usize, is_first: bool| {
            let on_change = on_change.clone();
            let onchange = Callback::from(move |event: Event| {
                if let Ok(at) = value_of(&event).parse::<usize>() {
                    on_change.emit(if is_first { (at, window.1.max(at)) } else { (window.0.min(at), at) });
                }
            });
            html! {
                <select aria-label={label} {onchange}>
                    { for months.iter().enumerate().map(|(at, month)| html! {
                        <option value={at.to_string()} selected={at == current}>{ month_name(&month.value) }</option>
                    }) }
                </select>
            }
        };
        html! {
            <fieldset>
                <legend>{ label }</legend>
                <Timeline months={months.clone()} chosen={window} on_change={on_change.clone()} {handles}
                    label={format!("{label}: audits in each month; the handles choose its months")} />
                <p class="months">{ select(format!("{label}: first month"), window.0, true) }{ " to " }{ select(format!("{label}: last month"), window.1, false) }</p>
            </fieldset>
        }
    };
    html! {
        <section class="windows" aria-labelledby="windows">
            <h2 id="windows">{ report.comparison.as_ref().map_or_else(|| "Compare any two windows of time".to_owned(), |comparison| comparison.sentence.clone()) }</h2>
            if let Some(comparison) = &report.comparison {
                <p class="because">{ "95% interval (Newcombe). It holds for windows that were chosen before the figures were seen: windows that are chosen because they look \
                    different will look different. It is no verdict." }
                    if comparison.difference.is_some_and(|difference| difference != 0.0) { { format!(" The rates themselves lie {} apart.", wording::points(comparison.difference.unwrap_or_default())) } }
                    if comparison.still_open { { " Audits of the newest months in them may still be arriving." } }
                    { " " }<a href={here.to_method("windows")}>{ "The method in full" }</a></p>
                <div class="two">
                    { strip(0, "Earlier window", ("Start of the earlier window", "End of the earlier window")) }
                    { strip(1, "Later window", ("Start of the later window", "End of the later window")) }
                </div>
                <p><button type="button" onclick={end}>{ "Compare nothing" }</button></p>
            } else {
                <p class="soft">{ "Drag over two stretches of months, or choose them from lists, and read how far the rates behind them may lie apart." }</p>
                <p><button type="button" onclick={begin}>{ "Choose two windows" }</button></p>
            }
        </section>
    }
}
