//! What an engine's driver cannot be asked for, and so is left out of a test there: told by the run, and listed in docs/engines.md.

use super::engine::Engine::{self, Firefox, WebKit};
use super::steer::From::{self, Folder, Host};

/// One thing that is left out.
pub(super) struct LeftOut {
    /// What, as a test asks for it.
    pub(super) what: &'static str,
    /// Where.
    pub(super) of: &'static [(Engine, From)],
    /// Why.
    #[allow(dead_code, reason = "the example `engines` writes it down")]
    pub(super) why: &'static str,
}

const NOT_CHROMIUM: &[(Engine, From)] = &[(Firefox, Host), (Firefox, Folder), (WebKit, Host), (WebKit, Folder)];

/// All of it.
pub(super) const LEFT_OUT: &[LeftOut] = &[
    LeftOut {
        what: "a folder that is dropped",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can drag from outside the window; elsewhere the events of a drag are sent, and a script can make \
              them carry a file but no folder.",
    },
    LeftOut {
        what: "contrast themes and less movement",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can ask for a contrast theme or less movement. The page has no animation or transition to lessen, which is tested \
              in all of them.",
    },
    LeftOut {
        what: "states in the tree of assistive technology",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver shows the whole tree with its states. Roles and names are asked of each driver, for each thing that a test looks for.",
    },
    LeftOut {
        what: "the pack as a tagged PDF file",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver makes a tagged file; the pack itself is read on the screen in all of them.",
    },
    LeftOut {
        what: "a network that is switched off",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can switch the network off; the saved copy is opened and used in all of them, and asks nothing of any network.",
    },
    LeftOut {
        what: "a worker that runs out of memory",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can put a script before the page's own, and so give its module little memory.",
    },
    LeftOut {
        what: "what the page rehearses",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can put a script before the page's own, and so watch what comes and goes as the page opens.",
    },
    LeftOut {
        what: "another clock, time zone and language",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can change them.",
    },
    LeftOut {
        what: "a browser that fails as the page opens",
        of: NOT_CHROMIUM,
        why: "Only Chromium's driver can put a script before the page's own, and so make what unpacks it fail.",
    },
];
