//! The worker that owns the audits. It reads a file as a stream and answers each choice of settings with a report; no row
//! ever leaves it. There is one worker a file: to stop reading, or to free the audits' memory, the page ends the worker.

mod sharing;
mod workbook;

use crate::audit::Day;
use crate::chart;
use crate::import::{Import, ImportError, Mapping, Reader};
use crate::report::{Judging, Report, Sheet};
use crate::session::{Reply, Request};
use crate::settings::Settings;
use gloo::timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, ReadableStream, ReadableStreamDefaultReader};

#[wasm_bindgen]
extern "C" {
    /// The browser's own; web-sys has it only among what may still change.
    type DecompressionStream;
    #[wasm_bindgen(constructor)]
    fn new(format: &str) -> DecompressionStream;

    /// A reader that fills a buffer that it is given, and gives it back.
    type ByteReader;
    #[wasm_bindgen(method)]
    fn read(this: &ByteReader, into: Uint8Array) -> js_sys::Promise;
}

thread_local! {
    static IMPORT: RefCell<Option<Import>> = const { RefCell::new(None) };
    /// The verdicts last worked out: the same audits need no simulating again.
    static JUDGED: RefCell<Option<Judging>> = const { RefCell::new(None) };
    /// The answers that were given, the newest last: who goes back to choices that were made before has their figures at once.
    static ANSWERED: RefCell<VecDeque<Answer>> = const { RefCell::new(VecDeque::new()) };
    /// How many reports were asked for: what is still being worked out for an earlier one is dropped.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// So many answers are kept: some megabytes at most.
const MOST_ANSWERS: usize = 12;

#[derive(Clone)]
struct Answer {
    settings: Settings,
    reply: String,
    with_verdicts: bool,
}

/// Answers with figures, and keeps the answer.
fn answer_and_keep(settings: &Settings, reply: &Reply, with_verdicts: bool) {
    let Ok(reply) = serde_json::to_string(reply) else { return };
    post(&reply);
    ANSWERED.with_borrow_mut(|answered| {
        answered.retain(|answer| answer.settings != *settings);
        answered.push_back(Answer { settings: settings.clone(), reply, with_verdicts });
        if answered.len() > MOST_ANSWERS {
            answered.pop_front();
        }
    });
}

/// Progress is told each time this many more bytes were read, but no oftener than the eye follows: the page draws it.
const PROGRESS_BYTES: f64 = 1_000_000.0;
const PROGRESS_MS: f64 = 100.0;

/// Serves one message of the page: `{ request: string, file?: Blob }`, the request as JSON. Answers are JSON as well.
#[wasm_bindgen]
pub fn work(message: JsValue) {
    let part = |name: &str| Reflect::get(&message, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
    let Some(request) = part("request").as_string().and_then(|json| serde_json::from_str::<Request>(&json).ok()) else {
        return;
    };
    match request {
        Request::Read { mapping, remembered, settings } => {
            // Or what the page lends in its place, which has as much of a file as is asked of it here.
            let file: Blob = part("file").unchecked_into();
            if file.is_undefined() {
                return;
            }
            spawn_local(async move {
                match read(&file, mapping.map(|mapping| *mapping), remembered).await {
                    Ok(import) => {
                        answer_with_report(&import, &settings, false);
                        IMPORT.with_borrow_mut(|kept| *kept = Some(import));
                    }
                    Err(Fault::Import(error)) => {
                        answer(&match error.ask().cloned() {
                            Some((survey, mapping)) => Reply::Asked { message: error.question(), survey, mapping },
                            None => Reply::Failed(error.to_string()),
                        });
                    }
                    Err(Fault::Browser(message)) => answer(&Reply::Failed(message.to_owned())),
                    Err(Fault::Told(message)) => answer(&Reply::Failed(message)),
                }
            });
        }
        Request::Report { settings } => {
            let before =
                ANSWERED.with_borrow(|answered| answered.iter().find(|answer| answer.settings == settings).cloned());
            if let Some(before) = &before {
                post(&before.reply);
                if before.with_verdicts {
                    // What is still being worked out is of other choices.
                    ASKED.set(ASKED.get().wrapping_add(1));
                    return;
                }
            }
            IMPORT.with_borrow(|import| {
                if let Some(import) = import {
                    answer_with_report(import, &settings, before.is_some());
                }
            });
        }
        Request::Share { number, settings, profile, previous } => IMPORT.with_borrow(|import| {
            if let Some(import) = import {
                sharing::prepare(import, number, &settings, profile, previous.as_deref());
            }
        }),
        Request::Rehearse => rehearse(),
        Request::Problems => IMPORT.with_borrow(|import| {
            if let Some(import) = import {
                answer(&Reply::Problems(Sheet::of_problems(&import.problems).to_csv()));
            }
        }),
    }
}

const REHEARSED_WIDTH_PX: u32 = 800;
const REHEARSED_PIECE: usize = 1 << 16;
/// Enough for the browser to take what reads and counts them for something that is worth to be compiled well.
const REHEARSED_AUDITS: usize = 4_000;

/// Reads an invented file and makes its figures, which the page draws where nobody sees them: the browser compiles what it runs for the first time, and the
/// reader's own file need not wait for that.
fn rehearse() {
    const GRADES: [&str; 4] = ["Outstanding", "Good", "Requires improvement", "Inadequate"];
    let audits = (0..REHEARSED_AUDITS).map(|at| {
        let (month, grade) = (at % 12 + 1, GRADES.get(at % 4).copied().unwrap_or_default());
        let (office, service) = (["North", "South"].get(at % 2), ["Assessment", "Care"].get(at / 2 % 2));
        let (office, service) = (office.copied().unwrap_or_default(), service.copied().unwrap_or_default());
        format!(
            r#"{{"audit_id":"{at:03}","audit_date":"{}-{month:02}-02","office":"{office}","service":"{service}","team":"{office} {service}","audit_type":"random","overall_grade":"{grade}","moderated_grade":null,"failure_causes":["Drift"],"actions":[{{"due":"2024-05-01","completed":null}}]}}"#,
            2023 + at / 12 % 3
        )
    });
    let document = format!("[{}]", audits.collect::<Vec<_>>().join(",\n"));
    let mut reader = Reader::new(None);
    // In pieces, as a file comes.
    if document.as_bytes().chunks(REHEARSED_PIECE).all(|piece| reader.push(piece).is_ok())
        && let Ok(import) = reader.finish()
    {
        let (report, _) = Report::begin(&import, &Settings::default());
        // The page runs the same module: what is compiled here is compiled for it too.
        let rate = chart::rate_over_time(&report, REHEARSED_WIDTH_PX).is_ok();
        std::hint::black_box(rate && chart::funnel(&report, REHEARSED_WIDTH_PX).is_ok());
        answer(&Reply::Rehearsed(Box::new(report)));
    }
}

const HEAD_START_MS: u32 = 60;

/// So many milliseconds of work are done before others are heard. Each time costs some four, which browsers make the shortest.
const AT_ONCE_MS: f64 = 20.0;

/// Work that lets others be heard now and then.
struct Stretch {
    begun: f64,
}

impl Stretch {
    fn begin() -> Stretch {
        Stretch { begun: js_sys::Date::now() }
    }

    /// Lets others be heard, if it is time; what they asked for may have made the work superfluous.
    async fn pause_if_due(&mut self) {
        // A clock that was set back must not keep others waiting.
        if !(0.0..=AT_ONCE_MS).contains(&(js_sys::Date::now() - self.begun)) {
            TimeoutFuture::new(0).await;
            *self = Stretch::begin();
        }
    }
}

/// Answers with the figures at once, if the page does not have them already, and again when their verdicts are worked out.
fn answer_with_report(import: &Import, settings: &Settings, has_figures: bool) {
    let (mut report, judging) = Report::begin(import, settings);
    let mut judging = JUDGED.with_borrow(|judged| judging.reusing(judged.as_ref()));
    let (mapping, survey) = (import.mapping.clone(), import.survey.clone());
    if !has_figures {
        let reply =
            Reply::Report { report: Box::new(report.clone()), mapping: mapping.clone(), survey: survey.clone() };
        answer_and_keep(settings, &reply, false);
    }
    let asked = ASKED.get().wrapping_add(1);
    ASKED.set(asked);
    spawn_local(async move {
        // The page draws the figures first: a machine may have no core to spare for both.
        TimeoutFuture::new(HEAD_START_MS).await;
        if ASKED.get() != asked {
            return;
        }
        let (mut told, mut stretch) = (false, Stretch::begin());
        while judging.step() {
            if !told && judging.has_verdicts_early() {
                told = true;
                judging.put_into(&mut report);
                answer(&Reply::Report {
                    report: Box::new(report.clone()),
                    mapping: mapping.clone(),
                    survey: survey.clone(),
                });
            }
            // The page may ask for another report.
            stretch.pause_if_due().await;
            if ASKED.get() != asked {
                return;
            }
        }
        judging.put_into(&mut report);
        JUDGED.set(Some(judging));
        let settings = report.settings.clone();
        answer_and_keep(&settings, &Reply::Report { report: Box::new(report), mapping, survey }, true);
    });
}

/// Why a file could not be read.
enum Fault {
    Import(ImportError),
    Browser(&'static str),
    /// In plain words already.
    Told(String),
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Fault {
        Fault::Import(error)
    }
}

const UNREADABLE: Fault = Fault::Browser(
    "The browser could not read this file: it may have been moved, be open elsewhere, or be a folder. Choose it again, or copy it to \
     another place first.",
);
const BAD_GZIP: Fault = Fault::Browser(
    "This compressed file is damaged or was cut short, so it could not be unpacked. Compress or copy it again; nothing of it was used.",
);

/// What a gzip file begins with (RFC 1952).
const GZIP: [u8; 2] = [0x1F, 0x8B];

async fn read(file: &Blob, mapping: Option<Mapping>, remembered: Vec<Mapping>) -> Result<Import, Fault> {
    let head = bytes_of(&file.slice_with_i32_and_i32(0, 4).map_err(|_| UNREADABLE)?).await?;
    if workbook::SIGNATURES.iter().any(|signature| head.starts_with(signature)) {
        return workbook::read(file, mapping, &remembered).await;
    }
    let mut reader = Reader::remembering(mapping.clone(), remembered.clone()).on(today());
    let compressed = head.starts_with(&GZIP);
    if !compressed {
        reader = reader.of_bytes(whole_bytes(file.size()));
    }
    let stream = file.stream();
    let stream =
        if compressed { stream.pipe_through(DecompressionStream::new("gzip").unchecked_ref()) } else { stream };
    let mut chunks = Chunks::of(&stream, if compressed { || BAD_GZIP } else { || UNREADABLE })?;
    let begun = js_sys::Date::now();
    let (mut bytes, mut told, mut told_at) = (0.0, 0.0, begun - PROGRESS_MS);
    while let Some(chunk) = chunks.next().await? {
        if compressed && bytes == 0.0 && workbook::SIGNATURES.iter().any(|signature| chunk.starts_with(signature)) {
            let first = chunk.to_vec();
            return workbook::read_bytes(&whole(first, &mut chunks).await?, mapping, &remembered).await;
        }
        reader.push(chunk)?;
        bytes += length(chunk);
        if bytes - told >= PROGRESS_BYTES {
            told = bytes;
            let now = js_sys::Date::now();
            if now - told_at < PROGRESS_MS {
                continue;
            }
            told_at = now;
            let seconds = (now - begun) / 1000.0;
            let seconds_left = (!compressed && seconds > 1.0).then(|| seconds * (file.size() - bytes).max(0.0) / bytes);
            answer(&Reply::Progress { bytes: (!compressed).then_some(bytes), records: reader.records(), seconds_left });
        }
    }
    Ok(reader.finish()?)
}

/// The bytes of a stream, a piece at a time.
struct Chunks {
    stream: Stream,
    piece: Vec<u8>,
    fault: fn() -> Fault,
}

/// Where the browser can, one buffer serves the whole file: buffers of their own for each piece of it would wait in memory, hundreds of
/// megabytes of them, for the browser to clear them away.
enum Stream {
    IntoOneBuffer { reader: ByteReader, buffer: Uint8Array },
    Pieces(ReadableStreamDefaultReader),
}

const BUFFER_BYTES: u32 = 1 << 20;

impl Chunks {
    fn of(stream: &ReadableStream, fault: fn() -> Fault) -> Result<Chunks, Fault> {
        let options = js_sys::Object::new();
        let into_one_buffer = Reflect::set(&options, &"mode".into(), &"byob".into())
            .and_then(|_| Reflect::get(stream, &"getReader".into()))
            .and_then(|get_reader| get_reader.unchecked_into::<js_sys::Function>().call1(stream, &options));
        let stream = match into_one_buffer {
            Ok(reader) => Stream::IntoOneBuffer {
                reader: reader.unchecked_into(),
                buffer: Uint8Array::new_with_length(BUFFER_BYTES),
            },
            Err(_) => Stream::Pieces(stream.get_reader().dyn_into().map_err(|_| UNREADABLE)?),
        };
        Ok(Chunks { stream, piece: Vec::new(), fault })
    }

    /// The next bytes; `None` at the end.
    async fn next(&mut self) -> Result<Option<&[u8]>, Fault> {
        let step = match &self.stream {
            Stream::IntoOneBuffer { reader, buffer } => reader.read(buffer.clone()),
            Stream::Pieces(reader) => reader.read(),
        };
        let fault = self.fault;
        let step = JsFuture::from(step).await.map_err(|_| fault())?;
        if Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy()) {
            return Ok(None);
        }
        let value = Reflect::get(&step, &"value".into()).map_err(|_| fault())?;
        let value: Uint8Array = value.dyn_into().map_err(|_| fault())?;
        self.piece.resize(usize::try_from(value.length()).map_err(|_| fault())?, 0);
        value.copy_to(&mut self.piece);
        if let Stream::IntoOneBuffer { buffer, .. } = &mut self.stream {
            *buffer = Uint8Array::new(&value.buffer());
        }
        Ok(Some(&self.piece))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a piece of a file is far shorter than where a double loses whole numbers"
)]
fn length(bytes: &[u8]) -> f64 {
    bytes.len() as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file has a whole number of bytes")]
fn whole_bytes(bytes: f64) -> u64 {
    bytes as u64
}

/// A compressed workbook unpacked: what was read of it, and the rest, as far as a workbook may be large.
async fn whole(mut bytes: Vec<u8>, chunks: &mut Chunks) -> Result<Vec<u8>, Fault> {
    while !workbook::is_too_large(length(&bytes))
        && let Some(chunk) = chunks.next().await?
    {
        bytes.extend_from_slice(chunk);
    }
    Ok(bytes)
}

/// The day by the reader's own clock.
fn today() -> Option<Day> {
    let now = js_sys::Date::new_0();
    let year = i32::try_from(now.get_full_year()).ok()?;
    Day::new(year, u8::try_from(now.get_month() + 1).ok()?, u8::try_from(now.get_date()).ok()?)
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, Fault> {
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| UNREADABLE)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn answer(reply: &Reply) {
    if let Ok(json) = serde_json::to_string(reply) {
        post(&json);
    }
}

fn post(reply: &str) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // A page that is gone needs no answer.
    let _ = scope.post_message(&JsValue::from_str(reply));
}
