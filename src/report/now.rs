//! What needs action now, and the long run: side by side, and never averaged.

use super::wording::questions as say;
use super::{Report, wording};

/// Two panes, each a few sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NowAndLater {
    /// As at which day the first pane is, and of which audits where the filters differ, in words; `None` where nothing says.
    pub as_at: Option<String>,
    /// What needs action now; empty where nothing of it is known.
    pub now: Vec<String>,
    /// That it is not known what is open, where no action is.
    pub open_not_known: Option<&'static str>,
    /// The last twelve complete months and what is behind them; empty where there are none.
    pub later: Vec<String>,
}

impl Report {
    /// What needs action now, and the long run.
    pub fn now_and_later(&self) -> NowAndLater {
        let basis = self.basis.clone().unwrap_or_default();
        let rounded = self.shared.is_some();
        let now = [
            match &basis.risk {
                Some(of) => Some(say::risk(of, &basis, rounded)),
                None => (rounded && basis.tells_of_actions()).then(|| say::RISK_NOT_SHARED.into()),
            },
            match &basis.cases {
                Some(of) => Some(say::open_now(of, rounded)),
                None => basis.reaudits.and_then(|part| say::inadequate_again(part, rounded)),
            },
            basis.actions.as_ref().map(|of| say::overdue_now(of, rounded)),
            say::offices_late(self, &basis),
        ];
        let later = [say::long_run(self), say::good_in_the_long_run(self), say::local_and_everywhere(self)];
        let as_at: Vec<String> =
            self.remedy.as_ref().map(wording::as_at).into_iter().chain(say::of_every_type(&self.settings)).collect();
        NowAndLater {
            as_at: (!as_at.is_empty()).then(|| wording::sentence(&as_at.join("; "))),
            now: now.into_iter().flatten().collect(),
            open_not_known: say::open_not_known(&basis, rounded),
            later: later.into_iter().flatten().collect(),
        }
    }
}
