//! How shared figures travel: as the fragment of a link, as a board file (JSON), or inside a copy of the page. It knows only what the
//! disclosure control has let through: it cannot leak a row, since it has never seen one.
//!
//! A format that was released never changes; it gains a successor, and `tests/data/share` has a fixture of each that must keep opening.
//!
//! ```
//! use plumbline::disclosure::{Counts, Grain, Profile, control};
//! use plumbline::share::{self, Opened};
//! let counts = Counts { scale: plumbline::audit::Scale::default().levels, first_month: 2024 * 12, months: vec![vec![0, 20, 15, 0]], ..Counts::default() };
//! let shared = control(&counts, Profile::PUBLIC, Grain { months: 1, merge_offices: false }, None).unwrap().shared;
//! let link = share::link(&shared).unwrap();
//! // What mail made of it.
//! let damaged = format!("https://example.org/%23{}\r\n {}&utm_source=mail", &link[..20], &link[20..]);
//! assert_eq!(share::open(&damaged), Ok(Opened::Clear(Box::new(shared))));
//! ```

mod base64url;
mod bits;
mod board;
mod expect;
mod guess;
mod link;
mod pass;
mod spread;
mod wire;

pub use board::{LARGEST_BOARD_FILE, board_file, for_page, is_board_file, open_board_file};
pub use link::{MOST_CHARS, Opened, Sealed, USUAL_CHARS, first_that_fits, is_share, link, open, repair};
pub use wire::{fingerprint, payload, shared_of_payload, version_of};

/// Why a link or a board file does not open, and what to ask its sender for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// There is no shared figure in it.
    #[error(
        "This is not a Plumbline link. Ask the sender for the whole link, from \"#s\" or \"#p\" on, or for the saved page instead."
    )]
    NotShared,
    /// Its end is missing.
    #[error(
        "This link was cut short on its way: {missing} of {of} characters are missing. Ask the sender to send it again on a line of its own, or to send the saved page instead."
    )]
    CutShort {
        /// Characters that are missing.
        missing: usize,
        /// Characters that there should be.
        of: usize,
    },
    /// Something in it was changed.
    #[error(
        "This link or file was changed on its way, so that its figures cannot be trusted; nothing of it is shown. Ask the sender to send it again, or to send the saved page instead."
    )]
    Damaged,
    /// It is of a version that this page does not know.
    #[error(
        "These figures were shared by a newer Plumbline (format {0}) than this page. Ask the sender for the address of the newer page, or for the saved page."
    )]
    Newer(u32),
    /// The passphrase is another.
    #[error(
        "The passphrase does not open this link. Ask the sender for it by another way than the link came; capitals and spaces count."
    )]
    WrongPassphrase,
    /// More than a link may be.
    #[error(
        "As a link these figures would be {0} characters long, and mail programs damage links of more than 1,900. Share longer periods, or save a page for the Board instead."
    )]
    TooLong(usize),
}
