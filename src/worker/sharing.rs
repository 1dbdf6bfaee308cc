//! The worker's side of sharing: each grain is made fit to be shared, the coarsest first, which takes least. The page may ask for
//! something else at any time.

use super::{Stretch, answer};
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
                        let mut stretch = Stretch::begin();
                        while work.step() {
                            stretch.pause_if_due().await;
                            if NUMBER.get() != number {
                                return;
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
