//! Drawing a page of charts a few at a time: what is in the window first, and between two parts of the work the browser is let in.

use gloo::timers::future::TimeoutFuture;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

/// So long the page draws before it lets the browser in: half a frame.
const SLICE_MS: f64 = 8.0;

/// One that may wait: whether it is in the window, and whether it is still on the page.
#[derive(Debug, Default)]
struct Seat {
    seen: Cell<bool>,
    gone: Cell<bool>,
}

struct Turn {
    seat: Rc<Seat>,
    act: Box<dyn FnOnce()>,
}

thread_local! {
    static WAITING: RefCell<VecDeque<Turn>> = const { RefCell::new(VecDeque::new()) };
    static TAKEN: Cell<bool> = const { Cell::new(false) };
    /// What waits below the window.
    static BELOW: RefCell<Vec<Rc<Seat>>> = const { RefCell::new(Vec::new()) };
    /// Whether something has waited there.
    static WAITED: Cell<bool> = const { Cell::new(false) };
}

/// The first of those that are in the window, or else the first.
fn next_turn() -> Option<Turn> {
    WAITING.with_borrow_mut(|waiting| {
        waiting.retain(|turn| !turn.seat.gone.get());
        let at = waiting.iter().position(|turn| turn.seat.seen.get()).unwrap_or(0);
        waiting.remove(at)
    })
}

/// Whether something in the window still shows what it showed before.
pub(super) fn seen_are_waiting() -> bool {
    WAITING.with_borrow(|waiting| waiting.iter().any(|turn| turn.seat.seen.get() && !turn.seat.gone.get()))
}

/// Whether what lies below the rest of a view is still to come.
pub(super) fn below_is_waiting() -> bool {
    BELOW.with_borrow(|below| below.iter().any(|seat| !seat.gone.get()))
}

/// From here on what lies below the window waits again, once: what was drawn so far was drawn for nobody.
pub(super) fn begin_anew() {
    BELOW.with_borrow_mut(Vec::clear);
    WAITED.set(false);
}

fn ask(turn: Turn) {
    WAITING.with_borrow_mut(|waiting| waiting.push_back(turn));
    if !TAKEN.replace(true) {
        spawn_local(async {
            while draw_for_a_while().await {
                TimeoutFuture::new(0).await;
            }
            TAKEN.set(false);
        });
    }
}

/// Gives as many turns as have room in a slice; false when nobody waits any more.
async fn draw_for_a_while() -> bool {
    let begun = now();
    while let Some(turn) = next_turn() {
        (turn.act)();
        // Yew draws once what runs now has returned: what was asked for is on the page after that.
        let _ = JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await;
        if now() - begun > SLICE_MS {
            return true;
        }
    }
    false
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

#[derive(Properties, PartialEq)]
pub(super) struct LaterProps {
    pub(super) children: Html,
}

/// What lies below the window when a view is opened: it is not on the page before what is in the window. Once anything has waited so, everything is compiled and
/// soon drawn, and nothing waits again: the browser finds its place in a view that was left.
#[component]
pub(super) fn Later(props: &LaterProps) -> Html {
    let due = use_state(|| WAITED.get());
    let seat = use_memo((), |()| Seat::default());
    {
        let due = due.clone();
        use_effect_with((), move |()| {
            if !*due {
                let act = Box::new(move || {
                    BELOW.with_borrow_mut(Vec::clear);
                    WAITED.set(true);
                    due.set(true);
                });
                BELOW.with_borrow_mut(|below| below.push(seat.clone()));
                ask(Turn { seat: seat.clone(), act });
            }
            move || seat.gone.set(true)
        });
    }
    if *due { props.children.clone() } else { Html::default() }
}

/// What the component at `place` is to show of `value`: what it shows already, until its turn to show what is new has come.
///
/// The first value is shown at once. Whatever a component draws from a report it draws from what this returns, so that no part of it is newer than
/// another.
#[hook]
pub(super) fn use_in_turn<T: Clone + PartialEq + 'static>(place: &NodeRef, value: T) -> T {
    let shown = use_state(|| value.clone());
    let seat = use_memo((), |()| Seat::default());
    let next = use_mut_ref(|| None::<T>);
    {
        let (place, seat) = (place.clone(), seat.clone());
        use_effect_with((), move |()| {
            let hear = {
                let seat = seat.clone();
                Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
                    let newest = entries.pop().dyn_into::<IntersectionObserverEntry>();
                    seat.seen.set(newest.is_ok_and(|entry| entry.is_intersecting()));
                })
            };
            // Without an observer all wait in the order of the page.
            let observer = IntersectionObserver::new(hear.as_ref().unchecked_ref()).ok();
            if let Some((observer, element)) = observer.as_ref().zip(place.cast::<Element>()) {
                observer.observe(&element);
            }
            move || {
                seat.gone.set(true);
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(hear);
            }
        });
    }
    {
        let shown = shown.clone();
        use_effect_with(value, move |value| {
            // One that waits already shows the newest value when its turn comes.
            let waits = next.borrow_mut().replace(value.clone()).is_some();
            if !waits {
                if *shown == *value {
                    next.borrow_mut().take();
                    return;
                }
                let act = Box::new(move || {
                    if let Some(value) = next.borrow_mut().take() {
                        shown.set(value);
                    }
                });
                ask(Turn { seat, act });
            }
        });
    }
    (*shown).clone()
}
