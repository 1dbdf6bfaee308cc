//! The worker's side of sharing: each grain is made fit to be shared, the coarsest first, which takes least. The page may ask for
//! something else at any time.

use super::answer;
use crate::disclosure::{Grain, Profile};
use crate::import::Import;
use crate::session::Reply;
use crate::session::sharing::{Composing, Outcome, Prepared};
use crate::settings::Settings;
use crate::share;
use gloo::timers::future::TimeoutFuture;
use std::cell::Cell;
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// The question that is being worked on: work on earlier ones is dropped.
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// So many milliseconds of work are done before others are heard.
const AT_ONCE_MS: f64 = 20.0;

pub(super) fn prepare(import: &Import, number: u32, settings: &Settings, profile: Profile, previous: Option<&str>) {
    NUMBER.set(number);
    let tell = move |grain: Grain, outcome: Outcome| {
        answer(&Reply::Share(Box::new(Prepared { number, grain, outcome })));
    };
    let previous = previous.map(share::open_board_file).transpose().map_err(|error| error.to_string());
    let composing = previous.and_then(|previous| Composing::of(import, settings, profile, previous));
    spawn_local(async move {
        for grain in Grain::ALL.into_iter().rev() {
            let outcome = match &composing {
                Err(refused) => Outcome::Refused(refused.clone()),
                Ok(composing) => match composing.begin(grain) {
                    Err(outcome) => outcome,
                    Ok(mut work) => {
                        let mut begun = js_sys::Date::now();
                        while work.step() {
                            if js_sys::Date::now() - begun > AT_ONCE_MS {
                                TimeoutFuture::new(0).await;
                                if NUMBER.get() != number {
                                    return;
                                }
                                begun = js_sys::Date::now();
                            }
                        }
                        composing.end(work)
                    }
                },
            };
            tell(grain, outcome);
            TimeoutFuture::new(0).await;
            if NUMBER.get() != number {
                return;
            }
        }
    });
}
