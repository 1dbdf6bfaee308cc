//! The worker that owns the audits. It reads a file as a stream and answers each choice of settings with a report; no row
//! ever leaves it. There is one worker a file: to stop reading, or to free the audits' memory, the page ends the worker.

use crate::import::{Import, Reader};
use crate::report::Report;
use crate::session::{Reply, Request};
use js_sys::{Reflect, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, ReadableStreamDefaultReader};

thread_local! {
    static IMPORT: RefCell<Option<Import>> = const { RefCell::new(None) };
}

/// Progress is told each time this many more bytes were read.
const PROGRESS_BYTES: f64 = 1_000_000.0;

/// Serves one message of the page: `{ request: string, file?: Blob }`, the request as JSON. Answers are JSON as well.
#[wasm_bindgen]
pub fn work(message: JsValue) {
    let part = |name: &str| Reflect::get(&message, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
    let Some(request) = part("request").as_string().and_then(|json| serde_json::from_str::<Request>(&json).ok()) else {
        return;
    };
    match request {
        Request::Read { mapping, settings } => {
            let Ok(file) = part("file").dyn_into::<Blob>() else { return };
            spawn_local(async move {
                match read(&file, Reader::new(mapping)).await {
                    Ok(import) => {
                        let report = Report::of(&import, &settings);
                        answer(&Reply::Report { report: Box::new(report), mapping: import.mapping.clone() });
                        IMPORT.with_borrow_mut(|kept| *kept = Some(import));
                    }
                    Err(message) => answer(&Reply::Failed(message)),
                }
            });
        }
        Request::Report { settings } => IMPORT.with_borrow(|import| {
            if let Some(import) = import {
                let report = Report::of(import, &settings);
                answer(&Reply::Report { report: Box::new(report), mapping: import.mapping.clone() });
            }
        }),
    }
}

async fn read(file: &Blob, mut reader: Reader) -> Result<Import, String> {
    const UNREADABLE: &str = "The browser could not read this file: it may have been moved, be open elsewhere, or be a folder. \
                              Choose it again, or copy it to another place first.";
    let unreadable = |_| UNREADABLE.to_owned();
    let stream: ReadableStreamDefaultReader =
        file.stream().get_reader().dyn_into().map_err(|_| UNREADABLE.to_owned())?;
    let (mut bytes, mut told) = (0.0, 0.0);
    loop {
        let step = JsFuture::from(stream.read()).await.map_err(unreadable)?;
        if Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            break;
        }
        let chunk: Uint8Array =
            Reflect::get(&step, &"value".into()).map_err(unreadable)?.dyn_into().map_err(unreadable)?;
        reader.push(&chunk.to_vec()).map_err(|error| error.to_string())?;
        bytes += f64::from(chunk.length());
        if bytes - told >= PROGRESS_BYTES {
            told = bytes;
            answer(&Reply::Progress { bytes, records: reader.records() });
        }
    }
    reader.finish().map_err(|error| error.to_string())
}

fn answer(reply: &Reply) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Ok(json) = serde_json::to_string(reply) {
        // A page that is gone needs no answer.
        let _ = scope.post_message(&JsValue::from_str(&json));
    }
}
