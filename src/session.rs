//! The whole app without a browser: what the page shows, and how each thing that happens changes it.

mod address;
mod board;
mod legible;
mod notes;
pub mod sharing;

pub use address::Address;
pub use board::{Board, CameFrom, OpenBoard};
pub use notes::Notes;

use crate::disclosure::{Profile, Shared};
use crate::import::{Mapping, Survey};
use crate::report::{Question, Report};
use crate::settings::Settings;
use crate::share::Sealed;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What the page asks of the worker that owns the audits. The file itself travels beside it, as the browser's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Read the file that comes with this.
    Read {
        /// A saved mapping to read it by, instead of recognising its columns.
        mapping: Option<Box<Mapping>>,
        /// Without one: mappings of other files, the first of which is used that fits this file's columns.
        remembered: Vec<Mapping>,
        /// The choices to report on.
        settings: Settings,
    },
    /// Report on the same audits under other choices.
    Report {
        /// The choices.
        settings: Settings,
    },
    /// List everything that could not be used.
    Problems,
    /// Get ready for the first file. There is no answer.
    Rehearse,
    /// Make the complete months fit to be shared, in every grain, one answer each.
    Share {
        /// The so manieth question of this kind: the answers bear it.
        number: u32,
        /// The choices.
        settings: Settings,
        /// Who may read.
        profile: Profile,
        /// What was shared last, as a board file.
        previous: Option<String>,
    },
}

/// What the worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The file is being read.
    Progress {
        /// Bytes read so far; not known of a compressed file.
        bytes: Option<f64>,
        /// Records met so far.
        records: u64,
        /// Seconds until the end at the pace so far.
        seconds_left: Option<f64>,
    },
    /// The figures under the choices last asked for, and the mapping that the file was read by.
    Report {
        /// The figures.
        report: Box<Report>,
        /// What was taken for what, in the form in which it can be saved.
        mapping: Mapping,
        /// What the columns look like.
        survey: Survey,
    },
    /// The file can be read once its reader has said what its columns or its grades are.
    Asked {
        /// What is not known, in plain words.
        message: String,
        /// What there is to choose from.
        survey: Survey,
        /// The mapping as far as it is known.
        mapping: Mapping,
    },
    /// Everything that could not be used, as CSV. It goes straight to a download: the page keeps nothing of it.
    Problems(String),
    /// What became of one grain of what is to be shared.
    Share(Box<sharing::Prepared>),
    /// The file could not be read; in plain words, with what to do next.
    Failed(String),
    /// Invented figures, to be drawn where nobody sees them ([`Request::Rehearse`]). A kind of its own, so that they are never taken for those of a file.
    Rehearsed(Box<Report>),
}

/// A view of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Choose a file.
    #[default]
    Start,
    /// What there is to say, on one screen.
    Summary,
    /// The rate over time.
    OverTime,
    /// The offices against each other.
    Offices,
    /// Why work fails.
    Causes,
    /// Everything about one office.
    Office,
    /// Whether what was to be done was done.
    Remedy,
    /// How far the grades can be trusted.
    Trust,
    /// Where the excess of inadequate work lies, beside caseloads and vacancies.
    Capacity,
    /// The Board's seven questions and what the audits say to each.
    Questions,
    /// What is to be shared with others.
    Share,
    /// What was read, and what was left out.
    Data,
    /// How each figure is worked out.
    Methods,
    /// Shared figures, set for paper.
    Print,
    /// What an IT officer asks before the page may be used.
    ForIt,
}

impl View {
    /// The views of a file, in the order of the navigation.
    pub const OF_A_FILE: [View; 12] = [
        View::Summary,
        View::OverTime,
        View::Offices,
        View::Office,
        View::Causes,
        View::Remedy,
        View::Trust,
        View::Capacity,
        View::Questions,
        View::Share,
        View::Data,
        View::Methods,
    ];

    /// The views of shared figures, in the order of the navigation.
    pub const OF_A_BOARD: [View; 8] = [
        View::Summary,
        View::OverTime,
        View::Offices,
        View::Office,
        View::Questions,
        View::Data,
        View::Print,
        View::Methods,
    ];

    /// Whether the filters stand above it.
    pub fn is_filtered(self) -> bool {
        !matches!(self, View::Start | View::Share | View::Data | View::Methods | View::Print | View::ForIt)
    }

    /// Its name in the address, after the `#`.
    pub fn address(self) -> &'static str {
        match self {
            View::Start => "",
            View::Summary => "summary",
            View::OverTime => "over-time",
            View::Offices => "offices",
            View::Office => "office",
            View::Causes => "causes",
            View::Remedy => "remedial-work",
            View::Trust => "trust",
            View::Capacity => "capacity",
            View::Questions => "questions",
            View::Share => "share",
            View::Data => "data",
            View::Methods => "methods",
            View::Print => "print",
            View::ForIt => "for-it",
        }
    }

    /// The view that an address names; an unknown one is the start.
    ///
    /// ```
    /// use plumbline::session::View;
    /// assert_eq!(View::at("#offices"), View::Offices);
    /// assert_eq!(View::at("#elsewhere"), View::Start);
    /// ```
    pub fn at(fragment: &str) -> View {
        let name = fragment.trim_start_matches('#');
        let mut views = View::OF_A_FILE.into_iter().chain(View::OF_A_BOARD).chain([View::ForIt]);
        views.find(|view| view.address() == name).unwrap_or_default()
    }

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            View::Start => "Start",
            View::Summary => "Summary",
            View::OverTime => "Over time",
            View::Offices => "Offices",
            View::Office => "One office",
            View::Causes => "Causes",
            View::Remedy => "Remedial work",
            View::Trust => "Trust in grades",
            View::Capacity => "Capacity",
            View::Questions => "Questions",
            View::Share => "Share",
            View::Data => "Data",
            View::Methods => "Methods",
            View::Print => "Print",
            View::ForIt => "For IT colleagues",
        }
    }
}

/// A file that is being read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: f64,
    /// Bytes read so far; not known of a compressed file.
    pub bytes: Option<f64>,
    /// Records met so far.
    pub records: u64,
    /// Seconds until the end at the pace so far.
    pub seconds_left: Option<f64>,
    /// Whether it is the file on the page, read again by another mapping: the view then stays.
    pub again: bool,
}

/// A file whose figures are on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its name.
    pub name: String,
    /// Its figures.
    pub report: Rc<Report>,
    /// What was taken for what.
    pub mapping: Rc<Mapping>,
    /// What its columns look like.
    pub survey: Rc<Survey>,
    /// Whether its audits are gone: its figures stay, and no others can be counted.
    pub lost: bool,
}

/// A file about which the page has to ask before it can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    /// Its name.
    pub name: String,
    /// What is not known, in plain words.
    pub message: String,
    /// What there is to choose from.
    pub survey: Rc<Survey>,
    /// The mapping as far as it is known.
    pub mapping: Rc<Mapping>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A file could not be used, for this reason in plain words.
    Refused(String),
    /// The work on a file ended without a word.
    BrokenOff,
}

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The view that is open.
    pub view: View,
    /// The file that is being read, if one is.
    pub reading: Option<Reading>,
    /// The file whose figures are shown, if one is: it stays while another is read, and if that one fails.
    pub shown: Option<Shown>,
    /// The file about which the page asks, if it does: it stands before every view.
    pub asking: Option<Asking>,
    /// What went wrong last.
    pub trouble: Option<Trouble>,
    /// A mapping that waits for its file.
    pub mapping: Option<Rc<Mapping>>,
    /// The choices last asked for.
    pub settings: Settings,
    /// The office that is looked at: chosen in one chart, it is marked in every one.
    pub office: Option<String>,
    /// The method that is asked about.
    pub about: Option<String>,
    /// Shared figures, as far as they are open: the page then shows these, and a file that was read waits behind them.
    pub board: Option<Board>,
    /// The link that they came by, as it stands in the address.
    pub board_link: Option<Rc<str>>,
    /// Whether the page holds figures in itself: then it shows nothing else.
    pub holds_figures: bool,
    /// What is wrong with the link that was pasted.
    pub pasted: Option<String>,
    /// What is to be shared.
    pub sharing: sharing::Sharing,
    /// What the chair has noted to the seven questions.
    pub notes: Rc<Notes>,
    /// The notes as they last came or went with a share.
    pub kept_notes: Rc<Notes>,
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The address names a view and choices. Before a file is shown they wait for it.
    Opened(Address),
    /// An office was chosen, to be marked everywhere; or none any more.
    OfficeChosen(Option<String>),
    /// A file was chosen and is about to be read.
    Chosen {
        /// Its name.
        name: String,
        /// Its size in bytes.
        size: f64,
        /// Whether it is the file that is shown or asked about, by another mapping.
        again: bool,
    },
    /// A mapping was chosen, to read the next file by.
    MappingChosen(Mapping),
    /// The worker answered.
    Answered(Reply),
    /// The verdicts on the file that is shown were worked out while another file is being read.
    Judged(Box<Report>),
    /// The worker that was reading a file has ended by itself.
    BrokenOff,
    /// The worker of the file that is shown has ended by itself, and no other stands in for it.
    Lost,
    /// Another worker has read the file that is shown, in place of one that had ended by itself.
    Restored,
    /// The reader stopped the reading.
    Cancelled,
    /// The reader will not say what the page asks about a file.
    GivenUp,
    /// The reader changed what is counted.
    SettingsChosen(Settings),
    /// The chair noted something to a question.
    Noted(Question, String),
    /// Something changed of what is to be shared.
    Sharing(sharing::Change),
    /// Something went wrong before the worker was asked.
    Refused(String),
    /// The reader has read what went wrong.
    Dismissed,
    /// A text with a link to shared figures in it was pasted.
    LinkPasted(String),
    /// A board file was chosen: its text.
    BoardFileChosen(String),
    /// The sender wants to see what is to be shared as its readers will.
    Previewed(Rc<Shared>),
    /// The sender has seen it.
    PreviewLeft,
    /// A passphrase is being tried.
    PassphraseTried(Rc<Sealed>),
    /// A passphrase was tried.
    Unsealed {
        /// On what.
        sealed: Rc<Sealed>,
        /// The figures, or why it did not open them.
        figures: Result<Box<Shared>, String>,
    },
}

impl State {
    /// The place in the page, as its address says it.
    pub fn address(&self) -> Address {
        // Choices are of a file: shared figures were counted as their sender chose.
        let settings = if self.board.is_some() { Settings::default() } else { self.settings.clone() };
        Address {
            share: self.board_link.as_deref().map(str::to_owned),
            view: self.view,
            settings,
            office: self.office.clone(),
            about: self.about.clone(),
        }
    }

    /// The choices for the file that is read next: those of the address for the first one; of another file none is known yet.
    pub fn settings_for_next(&self) -> Settings {
        if self.shown.is_some() { Settings::default() } else { self.settings.clone() }
    }

    /// The state after something happened.
    pub fn next(&self, action: Action) -> State {
        if let Some(next) = self.board_after(&action) {
            return next;
        }
        let mut next = self.clone();
        match action {
            Action::Opened(address) if next.board_at(&address) => {}
            Action::Opened(address) => {
                (next.view, next.settings, next.office, next.about) =
                    (address.view, address.settings, address.office, address.about);
            }
            Action::OfficeChosen(office) => next.office = office,
            Action::Chosen { name, size, again } => {
                let name = crate::audit::legible(&name).into_owned();
                next.reading = Some(Reading { name, size, bytes: Some(0.0), records: 0, seconds_left: None, again });
                next.trouble = None;
                next.close_board();
            }
            Action::MappingChosen(mapping) => {
                next.mapping = Some(Rc::new(mapping));
                next.trouble = None;
                next.close_board();
            }
            Action::Answered(Reply::Progress { bytes, records, seconds_left }) => {
                if let Some(reading) = &mut next.reading {
                    (reading.bytes, reading.records, reading.seconds_left) = (bytes, records, seconds_left);
                }
            }
            // Figures of choices that were taken back meanwhile are not those that the page now speaks of.
            Action::Answered(Reply::Report { report, .. })
                if self.reading.is_none() && report.settings != self.settings => {}
            Action::Answered(Reply::Report { report, mapping, survey }) => {
                let read = next.reading.take();
                if let Some(reading) = &read {
                    // After an answer to the page's question, what was read is what its reader wants to see next.
                    if next.asking.take().is_some() {
                        next.view = View::Data;
                    } else if !reading.again && (self.shown.is_some() || self.view == View::Start) {
                        next.view = View::Summary;
                    }
                    if !reading.again && self.shown.is_some() {
                        // What was looked at in another file has no meaning here.
                        next.office = None;
                    }
                    next.mapping = None;
                    next.settings = report.settings.clone();
                    next.sharing = next.sharing.next(sharing::Change::Read { again: reading.again });
                }
                let name =
                    read.map(|reading| reading.name).or_else(|| self.shown.as_ref().map(|shown| shown.name.clone()));
                next.shown = name.map(|name| Shown {
                    name,
                    report: Rc::new(*report),
                    mapping: Rc::new(mapping),
                    survey: Rc::new(survey),
                    lost: false,
                });
            }
            Action::Lost => {
                if let Some(shown) = &mut next.shown {
                    shown.lost = true;
                    // What is being read meanwhile may still succeed.
                    if self.reading.is_none() {
                        next.trouble = Some(Trouble::BrokenOff);
                    }
                }
            }
            Action::BrokenOff => (next.reading, next.trouble) = (None, Some(Trouble::BrokenOff)),
            // What the worker before had yet to answer is asked again.
            Action::Restored if !self.sharing.is_complete() => {
                next.sharing = self.sharing.next(sharing::Change::Read { again: true });
            }
            Action::Restored => {}
            Action::Judged(report) => {
                if let Some(shown) = next.shown.as_mut().filter(|_| report.settings == self.settings) {
                    shown.report = Rc::new(*report);
                }
            }
            Action::Answered(Reply::Asked { message, survey, mapping }) => {
                let name = next.reading.take().map(|reading| reading.name);
                next.asking =
                    name.map(|name| Asking { name, message, survey: Rc::new(survey), mapping: Rc::new(mapping) });
                next.mapping = None;
            }
            Action::Answered(Reply::Failed(message)) | Action::Refused(message) => {
                next.reading = None;
                next.trouble = Some(Trouble::Refused(message));
            }
            Action::Answered(Reply::Problems(_) | Reply::Rehearsed(_)) => {}
            Action::Answered(Reply::Share(prepared)) => {
                next.sharing = next.sharing.next(sharing::Change::Answered(prepared));
            }
            Action::Noted(question, note) => {
                next.notes = Rc::new(next.notes.with(question, note));
                // What travels is what is noted, not what was noted when it was ticked.
                if next.sharing.choices.notes.is_some() {
                    let choices =
                        sharing::Choices { notes: Some(next.notes.clone()), ..(*next.sharing.choices).clone() };
                    next.sharing = next.sharing.next(sharing::Change::Chosen(choices));
                }
            }
            Action::Sharing(change) => {
                // What the chair noted last time is with the share of last time; what is noted already stays.
                if let sharing::Change::Compared(sharing::Before::Shared(shared)) = &change
                    && next.notes.is_empty()
                {
                    next.notes = Rc::new(Notes::of_lines(&shared.notes));
                    next.kept_notes = next.notes.clone();
                }
                if let sharing::Change::Sent(shared) = &change
                    && !shared.notes.is_empty()
                {
                    next.kept_notes = Rc::new(Notes::of_lines(&shared.notes));
                }
                next.sharing = next.sharing.next(change);
            }
            Action::Cancelled => next.reading = None,
            Action::GivenUp => next.asking = None,
            Action::SettingsChosen(settings) => next.settings = settings,
            Action::Dismissed => next.trouble = None,
            Action::LinkPasted(_)
            | Action::BoardFileChosen(_)
            | Action::Previewed(_)
            | Action::PreviewLeft
            | Action::PassphraseTried(_)
            | Action::Unsealed { .. } => {}
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Granularity;
    use crate::import::read;

    #[test]
    fn what_the_chair_noted_comes_back_with_the_last_share_and_what_is_noted_already_stays() {
        let shared = crate::share::open_board_file(include_str!("../tests/data/share/board-2.json")).unwrap();
        let compared = Action::Sharing(sharing::Change::Compared(sharing::Before::Shared(Rc::new(shared))));
        let state = State::default().next(compared.clone());
        assert_eq!(state.notes.of(Question::Capacity), "Ask again in March.");
        let own = State::default().next(Action::Noted(Question::Partners, "Mine.".into())).next(compared);
        assert_eq!((own.notes.of(Question::Capacity), own.notes.of(Question::Partners)), ("", "Mine."));
    }

    #[test]
    fn figures_of_choices_that_were_taken_back_are_not_shown() {
        let import =
            read(br#"[{"date":"2024-04-02","grade":"Good"},{"date":"2024-05-02","grade":"Inad"}]"#, None).unwrap();
        let reply = |settings: &Settings| {
            let report = Box::new(Report::begin(&import, settings).0);
            Action::Answered(Reply::Report { report, mapping: import.mapping.clone(), survey: import.survey.clone() })
        };
        let (usual, quarters) =
            (Settings::default(), Settings { period: Some(Granularity::Quarter), ..Settings::default() });
        let shown = State::default()
            .next(Action::Chosen { name: "audits.json".into(), size: 1.0, again: false })
            .next(reply(&usual));
        assert_eq!(shown.shown.as_ref().unwrap().report.settings, usual);
        // Quarters are chosen, and taken back before their figures have come.
        let back = shown
            .next(Action::SettingsChosen(quarters.clone()))
            .next(Action::SettingsChosen(usual.clone()))
            .next(reply(&quarters));
        assert_eq!(back.shown.unwrap().report.settings, usual);
        let kept = shown.next(Action::SettingsChosen(quarters.clone())).next(reply(&quarters));
        assert_eq!(kept.shown.unwrap().report.settings, quarters);
    }

    #[test]
    fn verdicts_that_come_while_another_file_is_read_are_of_the_file_that_is_shown() {
        let import =
            read(br#"[{"date":"2024-04-02","grade":"Good"},{"date":"2024-05-02","grade":"Inad"}]"#, None).unwrap();
        let chosen = |name: &str| Action::Chosen { name: name.into(), size: 1.0, again: false };
        let (mapping, survey) = (import.mapping.clone(), import.survey.clone());
        let begun = Box::new(Report::begin(&import, &Settings::default()).0);
        let shown = State::default().next(chosen("a.json")).next(Action::Answered(Reply::Report {
            report: begun,
            mapping,
            survey,
        }));
        assert!(shown.shown.as_ref().unwrap().report.judged.is_none());
        let judged = Report::of(&import, &Settings::default());
        let reading = shown.next(chosen("b.json")).next(Action::Judged(Box::new(judged.clone())));
        assert_eq!(reading.reading.as_ref().unwrap().name, "b.json");
        let still = reading.next(Action::Refused("broken off".into())).shown.unwrap();
        assert_eq!((still.name.as_str(), &*still.report), ("a.json", &judged));
        // Of other choices than those of the page it says nothing.
        let quarters = Settings { period: Some(Granularity::Quarter), ..Settings::default() };
        let other = shown.next(Action::SettingsChosen(quarters)).next(Action::Judged(Box::new(judged)));
        assert!(other.shown.unwrap().report.judged.is_none());
    }

    #[test]
    fn a_file_whose_worker_has_ended_is_lost_until_it_is_read_again() {
        let import = read(br#"[{"date":"2024-04-02","grade":"Good"}]"#, None).unwrap();
        let chosen = Action::Chosen { name: "a.json".into(), size: 1.0, again: false };
        let reply = || {
            let report = Box::new(Report::of(&import, &Settings::default()));
            Action::Answered(Reply::Report { report, mapping: import.mapping.clone(), survey: import.survey.clone() })
        };
        assert!(State::default().next(Action::Lost).shown.is_none());
        let shown = State::default().next(chosen.clone()).next(reply());
        let lost = shown.next(Action::Lost);
        assert!(lost.shown.as_ref().unwrap().lost);
        assert_eq!(lost.trouble, Some(Trouble::BrokenOff));
        // Another file that cannot be read has a reason of its own, and one that is being read may still succeed.
        let refused = lost.next(chosen.clone()).next(Action::Refused("a folder".into()));
        assert_eq!((refused.shown.unwrap().lost, refused.trouble), (true, Some(Trouble::Refused("a folder".into()))));
        let reading = shown.next(chosen.clone()).next(Action::Lost);
        assert_eq!((reading.shown.as_ref().unwrap().lost, &reading.trouble), (true, &None));
        let both = reading.next(Action::BrokenOff);
        assert_eq!((both.reading, both.trouble, both.shown.unwrap().lost), (None, Some(Trouble::BrokenOff), true));
        assert!(!shown.next(chosen.clone()).next(Action::BrokenOff).shown.unwrap().lost);
        let again = lost.next(chosen).next(reply());
        assert_eq!((again.shown.unwrap().lost, again.trouble), (false, None));
    }

    #[test]
    fn what_a_worker_that_ended_had_yet_to_answer_is_asked_again() {
        let choices = sharing::Choices { before: sharing::Before::Nothing, ..sharing::Choices::default() };
        let state = State::default().next(Action::Sharing(sharing::Change::Chosen(choices)));
        let wanted = state.sharing.to_ask(&state.settings).unwrap();
        let asked = state.next(Action::Sharing(sharing::Change::Asked(1, Rc::new(wanted.clone()))));
        assert_eq!(asked.sharing.to_ask(&asked.settings), None);
        assert_eq!(asked.next(Action::Restored).sharing.to_ask(&asked.settings), Some(wanted));
        // What was answered whole stands.
        let outcome = |grain| sharing::Prepared { number: 1, grain, outcome: sharing::Outcome::NothingToMerge };
        let answered = crate::disclosure::Grain::ALL
            .into_iter()
            .fold(asked, |state, grain| state.next(Action::Answered(Reply::Share(Box::new(outcome(grain))))));
        assert_eq!(answered.next(Action::Restored), answered);
    }
}
