//! Shared figures on the page: where they came from, and how far they are open.

use super::{Action, Notes, State, Trouble, View, legible};
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
    /// What the chair noted to the seven questions, if it came with them.
    pub notes: Rc<Notes>,
}

impl OpenBoard {
    /// Whether there is anything to the seven questions beyond the rate.
    pub fn has_questions(&self) -> bool {
        self.shared.basis.is_some() || !self.shared.notes.is_empty()
    }
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
    /// The view of sharing: its sender looks at them before they travel.
    Sender,
}

/// Of such figures nobody could tell which are whose.
const LOOK_THE_SAME: &str = "Two names in these figures differ only in what cannot be seen, so they were not opened: nobody could tell which figures are \
                             whose. Ask whoever sent them to make them anew.";

impl Board {
    fn of(shared: Shared, from: CameFrom) -> Board {
        // The fingerprint is of what travelled.
        let fingerprint = fingerprint(&shared);
        let Some(shared) = legible::shown(&shared) else { return Board::Failed(LOOK_THE_SAME.to_owned()) };
        Board::Open(Rc::new(OpenBoard {
            report: Rc::new(Report::from_shared(&shared)),
            fingerprint,
            notes: Rc::new(Notes::of_lines(&shared.notes)),
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
        self.pasted = None;
        if self.holds_figures {
            self.go_in_board(address);
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
            None if self.board_link.is_none()
                && self.board.is_some()
                && !matches!(address.view, View::Start | View::Share) => {}
            None => {
                self.close_board();
                return false;
            }
        }
        self.go_in_board(address);
        true
    }

    /// To a view of shared figures; what is none of theirs is their summary.
    fn go_in_board(&mut self, address: &super::Address) {
        let view = View::OF_A_BOARD.into_iter().chain([View::ForIt]).find(|view| *view == address.view);
        self.view = view.unwrap_or(View::Summary);
        (self.office, self.about) = (address.office.clone(), address.about.clone());
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
                Err(error) => next.trouble = Some(Trouble::Refused(error.to_string())),
            },
            Action::Previewed(shared) => {
                next.board = Some(Board::of((**shared).clone(), CameFrom::Sender));
                (next.board_link, next.view, next.office) = (None, View::Summary, None);
            }
            Action::PreviewLeft => {
                next.close_board();
                (next.view, next.office) = (View::Share, None);
            }
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

#[cfg(test)]
mod tests {
    use super::super::{Address, Reply};
    use super::*;
    use crate::disclosure::{Counts, Grain, Profile, control};
    use crate::import::Mapping;
    use crate::share::{ShareError, board_file, for_page, link};
    use crate::tally::Tally;

    fn shared(inadequate: u32) -> Shared {
        let counts = Counts {
            scale: crate::audit::Scale::default().levels,
            first_month: 2024 * 12,
            months: vec![vec![0, 20, 20, inadequate]],
            offices: vec![("North".into(), vec![Tally { n: 40 + inadequate, inadequate }])],
            ..Counts::default()
        };
        control(&counts, Profile::PUBLIC, Grain { months: 1, merge_offices: false }, None).unwrap().shared
    }

    fn at(fragment: &str) -> Action {
        Action::Opened(Address::read(fragment))
    }

    fn sealed() -> (String, Rc<Sealed>) {
        let sealed = Sealed {
            version: 1,
            salt: [1; 16],
            nonce: [2; 12],
            iterations: Sealed::ITERATIONS,
            ciphertext: vec![3; 40],
        };
        (sealed.link().unwrap(), Rc::new(sealed))
    }

    fn failed(state: &State) -> &str {
        match &state.board {
            Some(Board::Failed(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_link_opens_in_its_view_and_every_address_of_it_is_whole() {
        let link = link(&shared(9)).unwrap();
        let open = State::of_page(None, Address::read(&format!("#{link}")));
        assert_eq!(open.open_board().unwrap().from, CameFrom::Link);
        assert_eq!((open.view, open.address().written()), (View::Summary, link.clone()));
        let later = open.next(at(&format!("#{link}/over-time")));
        assert_eq!((later.view, later.address().written()), (View::OverTime, format!("{link}/over-time")));
        assert!(Rc::ptr_eq(later.open_board().unwrap(), open.open_board().unwrap()));
        // Another link, and a place without one, leave it.
        let other = super::share::link(&shared(8)).unwrap();
        assert_ne!(later.next(at(&other)).open_board().unwrap().fingerprint, later.open_board().unwrap().fingerprint);
        assert_eq!(later.next(at("#summary")).board, None);
        // Choices of a file are none of shared figures.
        let chosen = State::default().next(at("#summary?period=quarter")).next(at(&link));
        assert_eq!(chosen.address().written(), link);
        assert_eq!(chosen.settings.period, Some(crate::audit::Granularity::Quarter));
    }

    #[test]
    fn what_cannot_be_opened_says_why_and_shows_nothing() {
        let link = link(&shared(9)).unwrap();
        let cut = State::default().next(at(link.get(..link.len() - 3).unwrap()));
        assert!(failed(&cut).contains("3 of"), "{}", failed(&cut));
        assert!(failed(&State::default().next(at(&link.replacen("s1", "s9", 1)))).contains("newer Plumbline"));
        assert!(cut.open_board().is_none());
        assert!(cut.next(at(&link)).open_board().is_some());
    }

    #[test]
    fn a_pasted_link_opens_or_says_what_is_wrong() {
        let link = link(&shared(9)).unwrap();
        let (a, b) = link.split_at(link.len() / 2);
        let pasted = |text: String| State::default().next(Action::LinkPasted(text));
        let open = pasted(format!("Dear all,\n> https://example.org/#{a}\n> {b}\n> Kind regards"));
        assert!(open.open_board().is_some() && open.pasted.is_none());
        assert_eq!(open.address().written(), link);
        for text in [String::new(), "hello".into(), a.to_owned()] {
            let wrong = pasted(text);
            assert!(wrong.pasted.is_some() && wrong.board.is_none());
        }
    }

    #[test]
    fn a_passphrase_opens_only_what_it_was_tried_on() {
        let (link, sealed) = sealed();
        let waiting = State::default().next(at(&format!("#{link}/offices")));
        let tried = waiting.next(Action::PassphraseTried(sealed.clone()));
        assert!(matches!(&tried.board, Some(Board::Sealed { trying: true, .. })));
        let answer = |sealed: &Rc<Sealed>, figures| Action::Unsealed { sealed: sealed.clone(), figures };
        let wrong = tried.next(answer(&sealed, Err(ShareError::WrongPassphrase.to_string())));
        assert!(matches!(&wrong.board, Some(Board::Sealed { trying: false, trouble: Some(_), .. })));
        let open = tried.next(answer(&sealed, Ok(Box::new(shared(9)))));
        assert_eq!((open.view, open.open_board().is_some()), (View::Offices, true));
        assert_eq!(open.address().written(), format!("{link}/offices"));
        // The reader has gone elsewhere meanwhile.
        let elsewhere = tried.next(at("#")).next(answer(&sealed, Ok(Box::new(shared(9)))));
        assert_eq!(elsewhere.board, None);
    }

    #[test]
    fn a_board_file_stays_until_its_reader_goes_to_the_start() {
        let open = State::default().next(Action::BoardFileChosen(board_file(&shared(9))));
        assert_eq!((open.view, open.address().written().as_str()), (View::Summary, "summary"));
        assert_eq!(open.open_board().unwrap().from, CameFrom::File);
        assert!(open.next(at("#over-time")).open_board().is_some());
        assert!(open.next(at("#")).board.is_none());
        let wrong = State::default().next(Action::BoardFileChosen("{\"format\":\"plumbline-board\"".into()));
        assert!(wrong.board.is_none() && wrong.trouble.is_some());
        // A file of audits takes its place.
        let chosen = open.next(Action::Chosen { name: "a".into(), size: 1.0, again: false });
        assert!(chosen.board.is_none() && chosen.reading.is_some());
    }

    #[test]
    fn a_sender_sees_what_is_to_be_shared_and_comes_back_to_the_same_choices() {
        let sharing = State::default().next(at("#share?period=quarter&office=North"));
        let seen = sharing.next(Action::Previewed(Rc::new(shared(9))));
        assert_eq!((seen.view, seen.open_board().unwrap().from), (View::Summary, CameFrom::Sender));
        assert!(seen.next(at("#print")).open_board().is_some());
        let back = seen.next(at("#print")).next(Action::PreviewLeft);
        assert_eq!((back.board.as_ref(), &back.settings, back.view), (None, &sharing.settings, View::Share));
        // The browser's own way back does the same.
        assert_eq!(seen.next(at("#share?period=quarter&office=North")), sharing);
    }

    #[test]
    fn a_page_that_holds_figures_shows_nothing_else() {
        let (own, other) = (for_page(&shared(9)), shared(8));
        let page = State::of_page(Some(&own), Address::read(&format!("#{}", link(&other).unwrap())));
        let print = page.open_board().unwrap().fingerprint.clone();
        assert_eq!(print, fingerprint(&shared(9)));
        assert_eq!(page.view, View::Summary);
        let reply = Reply::Failed(String::new());
        let mapping = Mapping::parse("{\"format\":\"plumbline-mapping\",\"version\":2,\"columns\":{}}");
        let mut actions = vec![
            at(&link(&other).unwrap()),
            at(&sealed().0),
            at("#"),
            Action::LinkPasted(link(&other).unwrap()),
            Action::BoardFileChosen(board_file(&other)),
            Action::Chosen { name: "audits.json".into(), size: 1.0, again: false },
            Action::Answered(reply),
            Action::Refused("no".into()),
            Action::Unsealed { sealed: sealed().1, figures: Ok(Box::new(other.clone())) },
            Action::SettingsChosen(Default::default()),
        ];
        actions.extend(mapping.map(Action::MappingChosen));
        for action in actions {
            let after = page.next(action.clone());
            assert_eq!(after.open_board().unwrap().fingerprint, print, "{action:?}");
            assert!(after.reading.is_none() && after.shown.is_none() && after.trouble.is_none(), "{action:?}");
            assert!(after.address().share.is_none() && after.mapping.is_none(), "{action:?}");
        }
        assert_eq!(page.next(at("#over-time")).view, View::OverTime);
        // Not even if its own cannot be opened.
        let broken = State::of_page(Some("{}"), Address::default());
        assert!(broken.open_board().is_none());
        assert!(broken.next(at(&link(&other).unwrap())).open_board().is_none());
    }
}
