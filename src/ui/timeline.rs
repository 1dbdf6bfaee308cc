//! The audits of each month as a strip, on which a stretch of time is chosen: by dragging, or by a handle's arrow keys.

use super::figure::use_width;
use crate::audit::{Day, Granularity, Period};
use crate::report::{Choice, wording};
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

const HEIGHT_PX: f64 = 64.0;
const HANDLE_PX: f64 = 24.0;
/// A handle that was moved by keys rests when none was pressed for so long.
const REST_MS: u32 = 600;

#[derive(Properties, PartialEq)]
pub(super) struct TimelineProps {
    /// Each month of the file, with the audits that it would leave.
    pub(super) months: Rc<Vec<Choice<String>>>,
    /// The first and the last month chosen, as places in `months`.
    pub(super) chosen: (usize, usize),
    /// What the handles are called: the first and the last month of what.
    pub(super) handles: (&'static str, &'static str),
    /// What the strip is called.
    pub(super) label: AttrValue,
    pub(super) on_change: Callback<(usize, usize)>,
}

/// A month of a timeline in words.
pub(super) fn month_name(key: &str) -> String {
    month_of(key).map(Period::in_words).unwrap_or_default()
}

/// The month with this key.
pub(super) fn month_of(key: &str) -> Option<Period> {
    format!("{key}-01").parse::<Day>().ok().map(|day| Period::of(day, Granularity::Month))
}

#[component]
pub(super) fn Timeline(props: &TimelineProps) -> Html {
    let place = use_node_ref();
    let svg = use_node_ref();
    let width_px = f64::from(*use_width(&place));
    // While a drag lasts: where it began, and where it is. Only its end is a choice, and an entry in the browser's history.
    let drag = use_state(|| None::<(usize, usize)>);
    let last = props.months.len().saturating_sub(1);
    // While keys move a handle, likewise: each press would else be an entry, and have the figures worked out anew.
    let moved = use_state(|| None::<(usize, usize)>);
    let waiting = use_mut_ref(|| None::<(usize, usize)>);
    let rest = use_mut_ref(|| None::<Timeout>);
    let (first_chosen, last_chosen) = drag.map(|(a, b)| (a.min(b), a.max(b))).or(*moved).unwrap_or(props.chosen);
    let settle = {
        let (moved, waiting, on_change) = (moved.clone(), waiting.clone(), props.on_change.clone());
        move || {
            let to = waiting.borrow_mut().take();
            if let Some(to) = to {
                moved.set(None);
                on_change.emit(to);
            }
        }
    };
    let onfocusout = {
        let settle = settle.clone();
        Callback::from(move |_: FocusEvent| settle())
    };
    let step_px = width_px / whole(last + 1).max(1.0);
    let most = props.months.iter().map(|month| month.audits).max().unwrap_or(0).max(1);

    let month_at = {
        let svg = svg.clone();
        move |event: &PointerEvent| {
            let left = svg.cast::<Element>().map_or(0.0, |svg| svg.get_bounding_client_rect().left());
            let along = (f64::from(event.client_x()) - left) / step_px.max(0.1);
            (0..=last).find(|at| along < whole(at + 1)).unwrap_or(last)
        }
    };
    let onpointerdown = {
        let (drag, month_at, svg, chosen) = (drag.clone(), month_at.clone(), svg.clone(), props.chosen);
        Callback::from(move |event: PointerEvent| {
            let at = month_at(&event);
            if let Some(svg) = svg.cast::<Element>() {
                let _ = svg.set_pointer_capture(event.pointer_id());
            }
            // Near an end of what is chosen, that end is moved; anywhere else a new stretch begins.
            let (from, to) = chosen;
            let near = |end: usize| whole(at.abs_diff(end)) * step_px <= HANDLE_PX / 2.0;
            drag.set(Some(match (near(from), near(to), from == to) {
                (true, _, false) => (to, at),
                (_, true, false) => (from, at),
                _ => (at, at),
            }));
        })
    };
    let onpointermove = {
        let (drag, month_at) = (drag.clone(), month_at.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((begin, _)) = *drag {
                drag.set(Some((begin, month_at(&event))));
            }
        })
    };
    let onpointerup = {
        let (drag, on_change) = (drag.clone(), props.on_change.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some((a, b)) = *drag {
                drag.set(None);
                on_change.emit((a.min(b), a.max(b)));
            }
        })
    };
    let onpointercancel = {
        let drag = drag.clone();
        Callback::from(move |_: PointerEvent| drag.set(None))
    };
    let handle = |is_first: bool| {
        let at = if is_first { first_chosen } else { last_chosen };
        let (least, greatest) = if is_first { (0, last_chosen) } else { (first_chosen, last) };
        let onkeydown = {
            let (moved, waiting, rest, settle) = (moved.clone(), waiting.clone(), rest.clone(), settle.clone());
            Callback::from(move |event: KeyboardEvent| {
                // Keys may come faster than they are drawn: where the handle is now counts, not where it is shown.
                let (first_chosen, last_chosen) = waiting.borrow().unwrap_or((first_chosen, last_chosen));
                let at = if is_first { first_chosen } else { last_chosen };
                let (least, greatest) = if is_first { (0, last_chosen) } else { (first_chosen, last) };
                let to = match event.key().as_str() {
                    "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
                    "ArrowRight" | "ArrowUp" => at + 1,
                    "PageDown" => at.saturating_sub(12),
                    "PageUp" => at + 12,
                    "Home" => least,
                    "End" => greatest,
                    _ => return,
                };
                event.prevent_default();
                let to = to.clamp(least, greatest);
                let to = if is_first { (to, last_chosen) } else { (first_chosen, to) };
                moved.set(Some(to));
                *waiting.borrow_mut() = Some(to);
                // The timer that ran till now ends with this.
                *rest.borrow_mut() = Some(Timeout::new(REST_MS, settle.clone()));
            })
        };
        let month = props.months.get(at);
        let words = month.map(|month| month_name(&month.value)).unwrap_or_default();
        let x = step_px * whole(if is_first { at } else { at + 1 });
        let grip = if is_first { x } else { x - 6.0 };
        html! {
            <g class="handle" role="slider" tabindex="0" aria-label={if is_first { props.handles.0 } else { props.handles.1 }}
                aria-valuemin={least.to_string()} aria-valuemax={greatest.to_string()} aria-valuenow={at.to_string()} aria-valuetext={words} {onkeydown}>
                <rect class="target" x={px(x - HANDLE_PX / 2.0)} y="0" width={px(HANDLE_PX)} height={px(HEIGHT_PX)} />
                <rect class="grip" x={px(grip)} y="8" width="6" height={px(HEIGHT_PX - 16.0)} rx="3" />
            </g>
        }
    };
    let words = |at: usize| props.months.get(at).map(|month| month_name(&month.value)).unwrap_or_default();
    html! {
        <div class="timeline" ref={place}>
            <svg ref={svg} viewBox={format!("0 0 {width_px:.0} {HEIGHT_PX:.0}")} width={px(width_px)} height={px(HEIGHT_PX)} role="group"
                aria-label={props.label.clone()} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onfocusout}>
                { for props.months.iter().enumerate().map(|(at, month)| {
                    let height = (HEIGHT_PX - 4.0) * f64::from(month.audits) / f64::from(most);
                    let inside = (first_chosen..=last_chosen).contains(&at);
                    html! {
                        <rect key={at} class={if inside { "in" } else { "out" }} x={px(step_px * whole(at) + 0.5)} y={px(HEIGHT_PX - height)}
                            width={px((step_px - 1.0).max(0.5))} height={px(height)} aria-hidden="true" />
                    }
                }) }
                { handle(true) }
                { handle(false) }
            </svg>
            <p class="ends" aria-hidden="true"><span>{ words(0) }</span><span>{ words(last) }</span></p>
            <p class="soft" role="status">
                { if first_chosen == last_chosen { words(first_chosen) } else { format!("{} to {}", words(first_chosen), words(last_chosen)) } }
                { ": " }
                { wording::count_of(props.months.iter().take(last_chosen + 1).skip(first_chosen).map(|month| u64::from(month.audits)).sum::<u64>(), "audit", "audits") }
            </p>
        </div>
    }
}

fn whole(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

fn px(length: f64) -> String {
    format!("{length:.1}")
}
