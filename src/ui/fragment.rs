//! What stands after the `#` of the page's address. The reader and the page both write there: back, forward, links and bookmarks lead to what they name, and
//! what is shown is named there.

use crate::session::Address;
use gloo::events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Location;
use yew::Callback;

pub(super) struct Fragment {
    /// What stood there when the page last heard of it or wrote it. Whatever else stands there the reader has set, and the browser is about to tell of it:
    /// then nothing is known until it does.
    known: RefCell<Option<String>>,
}

impl Fragment {
    pub(super) fn new() -> Fragment {
        Fragment { known: RefCell::new(Some(written())) }
    }

    /// What the address names.
    pub(super) fn address() -> Address {
        Address::read(&written())
    }

    /// Names what is shown, unless the reader has meanwhile set another place: then the page goes there.
    pub(super) fn follow(&self, shown: &Address) {
        let mut known = self.known.borrow_mut();
        if known.as_ref() != Some(&written()) {
            *known = None;
        } else if Self::address() != *shown
            && let Some(location) = location()
        {
            let _ = location.set_hash(&shown.written());
            *known = Some(written());
        }
    }

    /// Tells of every place that the reader sets; what the page writes is none.
    pub(super) fn listen(self: Rc<Self>, tell: Callback<Address>) -> Option<EventListener> {
        let window = web_sys::window()?;
        Some(EventListener::new(&window, "hashchange", move |_| {
            let now = Some(written());
            if self.known.replace(now.clone()) != now {
                tell.emit(Self::address());
            }
        }))
    }
}

fn location() -> Option<Location> {
    web_sys::window().map(|window| window.location())
}

fn written() -> String {
    location().and_then(|location| location.hash().ok()).unwrap_or_default()
}
