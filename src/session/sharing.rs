//! What a sender chooses of what is shared, and what becomes of it: from the audits under these choices to the shares that can be made of them.
//!
//! The worker hides what must not travel ([`Composing`]); words, events and verdicts are put in afterwards ([`Ready::finished`]), since they
//! change nothing of what is hidden.

mod composing;
mod preview;

pub use composing::{Composing, Outcome, Prepared, Ready};
pub use preview::{Cell, Preview, Table};

use super::Notes;
use crate::audit::{Day, Event};
use crate::disclosure::{Grain, Profile, Shared};
use crate::report::Report;
use crate::settings::Settings;
use crate::share::{self, Opened, ShareError};
use std::rc::Rc;

/// Everything that the sender chooses.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// Whether it is for named recipients rather than for anybody.
    pub restricted: bool,
    /// For named recipients: counts are hidden up to this.
    pub small_count: u32,
    /// The authority's own rule: nobody is shown counts from 1 up to this.
    pub authority_least: u32,
    /// What was shared of these figures before.
    pub before: Before,
    /// How finely; `None` for what the page suggests.
    pub grain: Option<Grain>,
    /// What the sender typed.
    pub words: Words,
    /// The events that travel.
    pub events: Vec<Event>,
    /// Whether the counts beside the rate travel, on which the seven questions rest.
    pub basis: bool,
    /// Whether the chair's notes travel, and what they are.
    pub notes: Option<Rc<Notes>>,
}

impl Default for Choices {
    fn default() -> Choices {
        Choices {
            restricted: false,
            small_count: Profile::PUBLIC.small_count,
            authority_least: Profile::PUBLIC.small_count,
            before: Before::default(),
            grain: None,
            words: Words::default(),
            // A label is the file's own text, and may say more than its sender thinks of: each has to be chosen.
            events: Vec::new(),
            basis: true,
            // Notes are the chair's own words: whether they travel is for the sender to say.
            notes: None,
        }
    }
}

impl Choices {
    /// Who may read, and what is hidden from them.
    pub fn profile(&self) -> Profile {
        if self.restricted { Profile::restricted(self.small_count, self.authority_least) } else { Profile::PUBLIC }
    }
}

/// What was shared of these figures before.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Before {
    /// The sender has not said.
    #[default]
    Unsaid,
    /// Nothing.
    Nothing,
    /// Something that the page has not seen yet.
    Something,
    /// This.
    Shared(Rc<Shared>),
}

/// What the sender typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// The authority; `None` for the one that the file names.
    pub authority: Option<String>,
    /// Who prepared it.
    pub prepared_by: String,
    /// For what.
    pub purpose: String,
    /// When.
    pub prepared_on: Option<Day>,
}

/// What the worker is asked to make fit to be shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What is counted.
    pub settings: Settings,
    /// Who may read it.
    pub profile: Profile,
    /// What was shared last.
    pub previous: Option<Rc<Shared>>,
}

/// The sender's side of sharing, as it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sharing {
    /// What the sender chose.
    pub choices: Rc<Choices>,
    /// What the worker was asked last.
    pub asked: Option<Rc<Asked>>,
    /// How often it was asked: answers to earlier questions are dropped.
    pub number: u32,
    /// Its answers so far, one for each grain.
    pub prepared: Vec<Rc<Prepared>>,
}

/// Something that changes it.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The sender chose.
    Chosen(Choices),
    /// The sender said what was shared before.
    Compared(Before),
    /// The worker was asked, for the so manieth time.
    Asked(u32, Rc<Asked>),
    /// It answered.
    Answered(Box<Prepared>),
    /// This was saved, or its link was copied.
    Sent(Rc<Shared>),
    /// Another file is shown, or the same one read again: what was chosen stays in the second case.
    Read {
        /// Whether it is the same file.
        again: bool,
    },
}

impl Sharing {
    /// The state after that.
    #[must_use]
    pub fn next(&self, change: Change) -> Sharing {
        let mut next = self.clone();
        match change {
            Change::Chosen(choices) => next.choices = Rc::new(choices),
            Change::Compared(before) => next.choices = Rc::new(Choices { before, ..(*self.choices).clone() }),
            Change::Asked(number, asked) => {
                (next.number, next.asked) = (number, Some(asked));
                next.prepared.clear();
            }
            Change::Answered(prepared) if prepared.number == self.number && self.asked.is_some() => {
                next.prepared.push(Rc::new(*prepared));
            }
            Change::Answered(_) | Change::Sent(_) => {}
            Change::Read { again } => {
                let choices = if again { self.choices.clone() } else { Rc::default() };
                next = Sharing { choices, number: self.number, ..Sharing::default() };
            }
        }
        next
    }

    /// What the worker has to be asked under these choices, if it has not been; `None` as well until the sender has said what was shared before.
    pub fn to_ask(&self, settings: &Settings) -> Option<Asked> {
        let previous = match &self.choices.before {
            Before::Unsaid | Before::Something => return None,
            Before::Nothing => None,
            Before::Shared(shared) => Some(shared.clone()),
        };
        let wanted = Asked { settings: settings.clone(), profile: self.choices.profile(), previous };
        (self.asked.as_deref() != Some(&wanted)).then_some(wanted)
    }

    /// Whether the answers so far are to what is chosen now.
    pub fn is_current(&self, settings: &Settings) -> bool {
        self.asked.is_some()
            && !matches!(self.choices.before, Before::Unsaid | Before::Something)
            && self.to_ask(settings).is_none()
    }

    /// Whether every grain has been answered.
    pub fn is_complete(&self) -> bool {
        self.prepared.len() >= Grain::ALL.len()
    }

    /// The answer for this grain, if it has come.
    pub fn of(&self, grain: Grain) -> Option<&Rc<Prepared>> {
        self.prepared.iter().find(|prepared| prepared.grain == grain)
    }

    /// The grain that is previewed: the sender's, or the one suggested once all are known.
    pub fn grain(&self) -> Option<Grain> {
        self.choices.grain.or_else(|| self.suggested())
    }

    /// The finest grain that can be sent, hides at most half of its counts (noughts aside), and whose link is no longer than is usual; failing that, one
    /// with a longer link; failing that, the one that hides the smallest part.
    pub fn suggested(&self) -> Option<Grain> {
        if !self.is_complete() {
            return None;
        }
        let all = || Grain::ALL.into_iter().filter_map(|grain| Some((grain, self.of(grain)?.ready()?)));
        let fit = || all().filter(|(_, ready)| ready.revealed.is_empty());
        let hidden = |ready: &Ready| u64::from(ready.lost.hidden());
        let counts = |ready: &Ready| u64::from(ready.lost.that_tell());
        let half = |ready: &Ready| hidden(ready) * 2 <= counts(ready);
        let least_hidden = || fit().min_by(|(_, a), (_, b)| (hidden(a) * counts(b)).cmp(&(hidden(b) * counts(a))));
        let good = || fit().filter(|(_, ready)| half(ready));
        good()
            .find(|(_, ready)| ready.is_short())
            .or_else(|| good().next())
            .or_else(least_hidden)
            .or_else(|| all().next())
            .map(|(grain, _)| grain)
    }

    /// The first coarser grain that is fit to be shared and whose link has at most so many characters, under these words.
    pub fn first_that_fits(&self, than: Grain, report: &Report, most_chars: usize) -> Option<Grain> {
        let coarser = Grain::ALL.into_iter().skip_while(|grain| *grain != than).skip(1);
        let link = |grain: &Grain| {
            let ready = self.of(*grain).and_then(|prepared| prepared.ready());
            ready
                .filter(|ready| ready.revealed.is_empty())
                .map(|ready| share::link(&ready.finished(report, &self.choices)))
        };
        coarser
            .into_iter()
            .find(|grain| link(grain).is_some_and(|link| link.is_ok_and(|link| link.len() <= most_chars)))
    }
}

/// What opens the figures in a saved page.
pub const IN_A_PAGE: &str = "<script type=\"application/json\" id=\"shared\">";

/// What was shared last, from whatever its sender has of it: the link, the board file, or the saved page.
///
/// # Errors
/// What is wrong with it.
///
/// ```
/// use plumbline::session::sharing::previous_of;
/// assert!(previous_of("https://example.org/#s1.AAAA").is_err());
/// ```
pub fn previous_of(text: &str) -> Result<Opened, ShareError> {
    let inside = text.rsplit_once(IN_A_PAGE).and_then(|(_, rest)| rest.split_once("</script>"));
    let board = inside.map(|(board, _)| board).or_else(|| Some(text).filter(|text| text.trim_start().starts_with('{')));
    match board {
        Some(board) => share::open_board_file(board).map(|shared| Opened::Clear(Box::new(shared))),
        None => share::open(text),
    }
}

/// The events that could travel with these figures: those of the time that is shared, and of offices that it names.
pub fn events_to_offer<'a>(report: &'a Report, shared: &Shared) -> Vec<&'a Event> {
    let months = i32::from(shared.grain.months.max(1)) * i32::try_from(shared.periods.len()).unwrap_or(0);
    let is_inside = |event: &&Event| {
        let (year, month, _) = event.date.year_month_day();
        (shared.first_month..shared.first_month + months).contains(&(year * 12 + i32::from(month) - 1))
    };
    let known = |event: &&Event| {
        event.office.as_ref().is_none_or(|office| report.offices.iter().any(|known| known.office == *office))
    };
    report.events.iter().filter(is_inside).filter(known).collect()
}
