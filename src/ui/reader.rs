//! The page's side of the worker: one worker a file, ended when its file is given up.

use super::{download, memory};
use crate::import::Mapping;
use crate::report::Report;
use crate::session::{Action, Reply, Request};
use crate::settings::Settings;
use crate::share;
use gloo::timers::future::TimeoutFuture;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, ErrorEvent, File, MessageEvent, Worker};
use yew::Callback;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = plumbline, js_name = worker)]
    fn start_worker() -> JsValue;
    #[wasm_bindgen(js_namespace = plumbline, js_name = demonstration)]
    fn demonstration_file() -> js_sys::Promise;

    #[wasm_bindgen(extends = Worker)]
    type AskedWorker;
    #[wasm_bindgen(method)]
    fn ask(this: &AskedWorker, message: &JsValue);
    #[wasm_bindgen(method)]
    fn stop(this: &AskedWorker);
}

/// Mappings are small; a larger file is not one, and need not be looked at.
const LARGEST_MAPPING_BYTES: f64 = 65_536.0;

/// No board file is larger.
const LARGEST_BOARD_BYTES: f64 = share::LARGEST_BOARD_FILE as f64;

/// So many bytes tell a board file.
const HEAD_BYTES: i32 = 256;

/// Reads files in workers.
pub(super) struct FileReader {
    tell: Callback<Action>,
    workers: Rc<RefCell<Workers>>,
}

#[derive(Default)]
struct Workers {
    /// The worker whose audits are on the page.
    shown: Option<Running>,
    /// The worker that is reading a file.
    reading: Option<Running>,
    /// The file about which the page asks.
    asked: Option<File>,
    /// A worker that waits for the first file.
    spare: Option<Spare>,
    /// How many workers were started: each has its number.
    started: u32,
}

/// A worker that was started before anybody asked for one; dropped, it is ended.
struct Spare {
    worker: Option<AskedWorker>,
    _hear: Closure<dyn FnMut(MessageEvent)>,
    _break_off: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Spare {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.stop();
        }
    }
}

/// A file, and what tells its columns.
#[derive(Clone)]
struct Task {
    file: File,
    mapping: Option<Mapping>,
    remembered: Vec<Mapping>,
}

/// How a file is to be read.
struct ReadBy {
    mapping: Option<Mapping>,
    /// Whether it is read already, and only its mapping is another.
    again: bool,
    /// What is to be counted.
    settings: Settings,
}

/// A worker and what hears it; dropped, it is ended.
struct Running {
    worker: AskedWorker,
    number: u32,
    task: Task,
    /// The choices that it was last asked about.
    settings: Settings,
    /// What waits until the file has been read, where this worker reads what one before it had read already.
    later: Option<Vec<Request>>,
    /// Whether it stands in for one that broke off.
    second: bool,
    _hear: Closure<dyn FnMut(MessageEvent)>,
    _break_off: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.stop();
    }
}

impl FileReader {
    pub(super) fn new(tell: Callback<Action>) -> FileReader {
        FileReader { tell, workers: Rc::default() }
    }

    /// Starts a worker for the first file, so that it need not wait for one; `rehearse` gets what it has rehearsed with.
    pub(super) fn get_ready(&self, rehearse: impl Fn(Report) + 'static) {
        let worker: AskedWorker = start_worker().unchecked_into();
        let hear = Closure::new(move |event: MessageEvent| {
            let reply = event.data().as_string().and_then(|json| serde_json::from_str::<Reply>(&json).ok());
            if let Some(Reply::Rehearsed(report)) = reply {
                rehearse(*report);
            }
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let workers = self.workers.clone();
        // One that fails is of no use to the first file: that gets one of its own, and what is wrong is told then.
        let break_off = Closure::new(move |_: ErrorEvent| {
            let workers = workers.clone();
            spawn_local(async move { workers.borrow_mut().spare = None });
        });
        worker.set_onerror(Some(break_off.as_ref().unchecked_ref()));
        ask(&worker, &Request::Rehearse, None);
        self.workers.borrow_mut().spare = Some(Spare { worker: Some(worker), _hear: hear, _break_off: break_off });
    }

    /// Reads a file, opens it if it is a board file, or takes it as the mapping for the file that is shown or the next one.
    pub(super) fn choose(&self, file: File, mapping: Option<Mapping>, a_file_is_shown: bool, settings: Settings) {
        if file.size() > LARGEST_BOARD_BYTES {
            read(&self.workers, &self.tell, file, ReadBy { mapping, again: false, settings });
            return;
        }
        let (workers, tell) = (self.workers.clone(), self.tell.clone());
        spawn_local(async move {
            // Before any worker is started: a board file has no audits for one.
            if is_board_file(&file).await {
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
                tell.emit(Action::BoardFileChosen(text));
                return;
            }
            if file.size() > LARGEST_MAPPING_BYTES {
                read(&workers, &tell, file, ReadBy { mapping, again: false, settings });
                return;
            }
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
            if !Mapping::looks_like(text.as_bytes()) {
                read(&workers, &tell, file, ReadBy { mapping, again: false, settings });
                return;
            }
            match Mapping::parse(&text) {
                Err(message) => tell.emit(Action::Refused(message)),
                Ok(mapping) => {
                    let file = workers.borrow().current(a_file_is_shown);
                    match file {
                        Some(file) => {
                            read(&workers, &tell, file, ReadBy { mapping: Some(mapping), again: true, settings })
                        }
                        None => tell.emit(Action::MappingChosen(mapping)),
                    }
                }
            }
        });
    }

    /// Reads the file that is asked about, or else shown, again by another mapping.
    fn read_again(&self, mapping: Mapping, settings: Settings) {
        let file = self.workers.borrow().current(true);
        if let Some(file) = file {
            read(&self.workers, &self.tell, file, ReadBy { mapping: Some(mapping), again: true, settings });
        }
    }

    /// Forgets the file that is asked about.
    pub(super) fn give_up_asking(&self) {
        self.workers.borrow_mut().asked = None;
    }

    /// Reads the demonstration file.
    pub(super) fn demonstration(&self, settings: Settings) {
        let (workers, tell) = (self.workers.clone(), self.tell.clone());
        spawn_local(async move {
            if let Ok(file) = JsFuture::from(demonstration_file()).await {
                read(&workers, &tell, file.unchecked_into(), ReadBy { mapping: None, again: false, settings });
            }
        });
    }

    /// Stops reading; the file that is shown stays.
    pub(super) fn cancel(&self) {
        self.workers.borrow_mut().reading = None;
    }

    /// Asks something about the file that is shown.
    pub(super) fn ask(&self, request: Request) {
        let mut workers = self.workers.borrow_mut();
        let Some(running) = &mut workers.shown else { return };
        if let Request::Report { settings } = &request {
            running.settings = settings.clone();
        }
        match &mut running.later {
            Some(later) => later.push(request),
            None => ask(&running.worker, &request, None),
        }
    }
}

async fn is_board_file(file: &File) -> bool {
    let Ok(head) = file.slice_with_i32_and_i32(0, HEAD_BYTES) else { return false };
    let text = JsFuture::from(head.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
    share::is_board_file(text.as_bytes())
}

/// What a worker is at the moment.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// It reads a file.
    Reads,
    /// Its audits are shown, and another one reads a file.
    ShownWhileAnotherReads,
    /// Its audits are shown, and nothing is being read.
    Shown,
}

impl Workers {
    /// `None` of one that was given up.
    fn role(&self, number: u32) -> Option<Role> {
        let is = |of: &Option<Running>| of.as_ref().is_some_and(|running| running.number == number);
        match () {
            () if is(&self.reading) => Some(Role::Reads),
            () if !is(&self.shown) => None,
            () if self.reading.is_some() => Some(Role::ShownWhileAnotherReads),
            () => Some(Role::Shown),
        }
    }

    /// The file that is asked about, or else shown.
    fn current(&self, a_file_is_shown: bool) -> Option<File> {
        let shown = self.shown.as_ref().map(|running| running.task.file.clone()).filter(|_| a_file_is_shown);
        self.asked.clone().or(shown)
    }

    /// Starts to read, in a worker that waits for a file or else in a new one.
    fn start(
        &mut self,
        workers: &Rc<RefCell<Workers>>,
        tell: &Callback<Action>,
        task: Task,
        settings: Settings,
    ) -> Running {
        let spare = self.spare.take().and_then(|mut spare| spare.worker.take());
        let worker: AskedWorker = spare.unwrap_or_else(|| start_worker().unchecked_into());
        self.started = self.started.wrapping_add(1);
        let number = self.started;
        let hear = {
            let (workers, tell) = (workers.clone(), tell.clone());
            Closure::new(move |event: MessageEvent| {
                let reply = event.data().as_string().and_then(|json| serde_json::from_str::<Reply>(&json).ok());
                let Some(reply) = reply else { return };
                let (workers, tell) = (workers.clone(), tell.clone());
                spawn_local(async move {
                    // To read figures takes some time, and to draw them as well: between the two the browser is let in. Replies stay in order.
                    TimeoutFuture::new(0).await;
                    take(&workers, &tell, number, reply);
                });
            })
        };
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let break_off = {
            let (workers, tell) = (workers.clone(), tell.clone());
            // What the browser says of it is not shown: it is of no use to a reader.
            Closure::new(move |_: ErrorEvent| {
                let (workers, tell) = (workers.clone(), tell.clone());
                // A closure may only be dropped, as it is with its worker, after it has returned.
                spawn_local(async move { broke_off(&workers, &tell, number) });
            })
        };
        worker.set_onerror(Some(break_off.as_ref().unchecked_ref()));
        let Task { file, mapping, remembered } = task.clone();
        let request = Request::Read { mapping: mapping.map(Box::new), remembered, settings: settings.clone() };
        ask(&worker, &request, Some(&file));
        Running { worker, number, task, settings, later: None, second: false, _hear: hear, _break_off: break_off }
    }
}

/// A callback that reads the shown file again by another mapping.
pub(super) fn with_mapping(reader: &Rc<FileReader>, settings: Settings) -> Callback<Mapping> {
    let reader = reader.clone();
    Callback::from(move |mapping| reader.read_again(mapping, settings.clone()))
}

fn ask(worker: &AskedWorker, request: &Request, file: Option<&File>) {
    let Ok(json) = serde_json::to_string(request) else { return };
    let message = js_sys::Object::new();
    // A plain object takes any property.
    let _ = js_sys::Reflect::set(&message, &"request".into(), &json.into());
    if let Some(file) = file {
        let _ = js_sys::Reflect::set(&message, &"file".into(), file);
    }
    worker.ask(&message);
}

fn read(workers: &Rc<RefCell<Workers>>, tell: &Callback<Action>, file: File, by: ReadBy) {
    let ReadBy { mapping, again, settings } = by;
    if !again {
        workers.borrow_mut().asked = None;
        tell.emit(Action::GivenUp);
    }
    tell.emit(Action::Chosen { name: file.name(), size: file.size(), again });
    let remembered = if mapping.is_none() { memory::remembered() } else { Vec::new() };
    let running = workers.borrow_mut().start(workers, tell, Task { file, mapping, remembered }, settings);
    workers.borrow_mut().reading = Some(running);
}

/// The worker of this number has ended by itself. One whose audits are shown had read its file well: another one reads it again, so that all that the
/// page can be asked can still be answered. That is tried once; a browser that has no memory for it would go on for ever.
fn broke_off(workers: &Rc<RefCell<Workers>>, tell: &Callback<Action>, number: u32) {
    let Some(role) = workers.borrow().role(number) else { return };
    if role == Role::Reads {
        tell.emit(Action::BrokenOff);
        workers.borrow_mut().reading = None;
        return;
    }
    let mut held = workers.borrow_mut();
    let task = held
        .shown
        .as_ref()
        .filter(|running| !running.second && role == Role::Shown)
        .map(|running| (running.task.clone(), running.settings.clone()));
    let Some((task, settings)) = task else {
        drop(held);
        lose(workers, tell);
        return;
    };
    let mut again = held.start(workers, tell, task, settings);
    (again.later, again.second) = (Some(Vec::new()), true);
    held.shown = Some(again);
}

/// Gives up the audits that are shown; their file can still be read by another mapping.
fn lose(workers: &Rc<RefCell<Workers>>, tell: &Callback<Action>) {
    if let Some(running) = &workers.borrow().shown {
        running.worker.stop();
    }
    tell.emit(Action::Lost);
}

/// Does what the reply of the worker of this number asks for.
fn take(workers: &Rc<RefCell<Workers>>, tell: &Callback<Action>, number: u32, reply: Reply) {
    let Some(role) = workers.borrow().role(number) else { return };
    match &reply {
        Reply::Report { .. } if role == Role::Reads => {
            let mut workers = workers.borrow_mut();
            // The worker before it ends here, and its audits with it.
            workers.shown = workers.reading.take();
            workers.asked = None;
        }
        Reply::Report { .. } => {
            let later = workers.borrow_mut().shown.as_mut().and_then(|running| {
                let later = running.later.take();
                later.iter().flatten().for_each(|request| ask(&running.worker, request, None));
                later
            });
            if later.is_some() {
                tell.emit(Action::Restored);
            }
        }
        // The file is read once more, of which its reader need not know; unless it cannot be, having been moved or changed.
        Reply::Progress { .. } if role != Role::Reads => return,
        Reply::Failed(_) | Reply::Asked { .. } if role != Role::Reads => {
            lose(workers, tell);
            return;
        }
        Reply::Asked { .. } => {
            let mut workers = workers.borrow_mut();
            workers.asked = workers.reading.as_ref().map(|running| running.task.file.clone());
        }
        Reply::Problems(csv) => {
            download::save("problems.csv", "text/csv", csv);
            return;
        }
        // The file was chosen before the rehearsal was over.
        Reply::Rehearsed(_) => return,
        Reply::Progress { .. } | Reply::Share(_) | Reply::Failed(_) => {}
    }
    let failed = matches!(reply, Reply::Failed(_) | Reply::Asked { .. });
    tell.emit(match reply {
        // Verdicts on what is shown, and no answer to what is being read.
        Reply::Report { report, .. } if role == Role::ShownWhileAnotherReads => Action::Judged(report),
        reply => Action::Answered(reply),
    });
    if failed {
        workers.borrow_mut().reading = None;
    }
}

/// The one file that was dropped.
pub(super) fn dropped(event: &DragEvent) -> Result<File, String> {
    const NOTHING: &str = "What was dropped is not a file. Drop the export itself, or use the button to choose it.";
    let data = event.data_transfer().ok_or(NOTHING)?;
    let files = data.files().ok_or(NOTHING)?;
    if files.length() > 1 {
        return Err("Several files were dropped at once. Drop one: the export of audits, or a saved mapping.".into());
    }
    let item = data.items().get(0).and_then(|item| item.webkit_get_as_entry().ok().flatten());
    if item.is_some_and(|entry| entry.is_directory()) {
        return Err("That is a folder. Open it and drop the export itself.".into());
    }
    files.get(0).ok_or_else(|| NOTHING.into())
}
