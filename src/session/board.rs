//! Shared figures on the page: where they came from, and how far they are open.

use super::{Action, State, View};
use crate::disclosure::Shared;
use crate::report::Report;
use crate::share::{self, Opened, Sealed, fingerprint};
use std::rc::Rc;

/// Shared figures, as far as they are open. While there are any, the page shows nothing else.
#[derive(Debug, Clone, PartialEq)]
pub enum Board {
    /// They are shown.
    Open(Rc<OpenBoard>),
    /// A passphrase is waited for.
    Sealed {
        /// What it opens.
        sealed: Rc<Sealed>,
        /// Whether one is being tried.
        trying: bool,
        /// Why the last one did not open it.
        trouble: Option<String>,
    },
    /// They cannot be opened: what is wrong, and what to ask the sender for.
    Failed(String),
}

/// Shared figures that are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenBoard {
    /// Everything that came.
    pub shared: Rc<Shared>,
    /// What the views show of it.
    pub report: Rc<Report>,
    /// By which a reader sees that two have the same figures.
    pub fingerprint: String,
    /// Where they came from.
    pub from: CameFrom,
}

/// Where shared figures came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameFrom {
    /// The address of the page.
    Link,
    /// A board file.
    File,
    /// The page itself, which shows nothing else.
    Page,
}

impl Board {
    fn of(shared: Shared, from: CameFrom) -> Board {
        Board::Open(Rc::new(OpenBoard {
            report: Rc::new(Report::from_shared(&shared)),
            fingerprint: fingerprint(&shared),
            shared: Rc::new(shared),
            from,
        }))
    }

    fn of_link(link: &str) -> Board {
        match share::open(link) {
            Ok(Opened::Clear(shared)) => Board::of(*shared, CameFrom::Link),
            Ok(Opened::Sealed(sealed)) => Board::Sealed { sealed: Rc::new(sealed), trying: false, trouble: None },
            Err(error) => Board::Failed(error.to_string()),
        }
    }
}

impl State {
    /// The page as it opens: at an address, and with the figures that it holds in itself, if it does. A page that holds figures shows them and nothing else, even
    /// if they cannot be opened.
    pub fn of_page(inlined: Option<&str>, address: super::Address) -> State {
        let Some(inlined) = inlined else { return State::default().next(Action::Opened(address)) };
        let board = match share::open_board_file(inlined) {
            Ok(shared) => Board::of(shared, CameFrom::Page),
            Err(error) => Board::Failed(error.to_string()),
        };
        State { board: Some(board), holds_figures: true, ..State::default() }.next(Action::Opened(address))
    }

    /// The shared figures that are shown.
    pub fn open_board(&self) -> Option<&Rc<OpenBoard>> {
        match &self.board {
            Some(Board::Open(board)) => Some(board),
            _ => None,
        }
    }

    /// Goes to a place while shared figures are there or come with it; false where it is a place of the reader's own file.
    pub(super) fn board_at(&mut self, address: &super::Address) -> bool {
        if self.holds_figures {
            self.view = if address.view == View::Start { View::Summary } else { address.view };
            (self.office, self.about) = (address.office.clone(), address.about.clone());
            return true;
        }
        match &address.share {
            Some(link) => {
                if self.board_link.as_deref() != Some(link) {
                    self.board = Some(Board::of_link(link));
                    self.board_link = Some(link.as_str().into());
                    self.trouble = None;
                }
            }
            // The figures of a board file are in no address: they stay until the reader goes to the start.
            None if self.board_link.is_none() && self.board.is_some() && address.view != View::Start => {}
            None => {
                self.close_board();
                return false;
            }
        }
        (self.view, self.office, self.about) = (address.view, address.office.clone(), address.about.clone());
        true
    }

    /// What happens to shared figures; `None` where the action is of something else.
    pub(super) fn board_after(&self, action: &Action) -> Option<State> {
        let mut next = self.clone();
        match action {
            // A page that holds figures is closed to all else: no file, no mapping, no link, no answer of a worker.
            Action::Opened(_) | Action::OfficeChosen(_) | Action::Dismissed => return None,
            _ if self.holds_figures => {}
            Action::LinkPasted(text) => match share::repair(text).map(|link| (share::open(&link), link)) {
                Some((Ok(_), link)) => {
                    next.pasted = None;
                    next.board_at(&super::Address { share: Some(link), view: View::Summary, ..Default::default() });
                }
                Some((Err(error), _)) => next.pasted = Some(error.to_string()),
                None => next.pasted = Some(share::ShareError::NotShared.to_string()),
            },
            Action::BoardFileChosen(text) => match share::open_board_file(text) {
                Ok(shared) => {
                    next.board = Some(Board::of(shared, CameFrom::File));
                    (next.board_link, next.view, next.office, next.trouble) = (None, View::Summary, None, None);
                }
                Err(error) => next.trouble = Some(error.to_string()),
            },
            Action::PassphraseTried(tried) => {
                if let Some(Board::Sealed { sealed, trying, trouble }) = &mut next.board
                    && sealed == tried
                {
                    (*trying, *trouble) = (true, None);
                }
            }
            Action::Unsealed { sealed: opened, figures } => {
                if let Some(Board::Sealed { sealed, trying, trouble }) = &mut next.board
                    && sealed == opened
                {
                    match figures {
                        Ok(shared) => next.board = Some(Board::of((**shared).clone(), CameFrom::Link)),
                        Err(message) => (*trying, *trouble) = (false, Some(message.clone())),
                    }
                }
            }
            _ => return None,
        }
        Some(next)
    }

    /// Leaves shared figures.
    pub(super) fn close_board(&mut self) {
        (self.board, self.board_link) = (None, None);
    }
}
