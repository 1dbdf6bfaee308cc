//! The whole app without a browser: what the page shows, and how each thing that happens changes it.

use crate::import::Mapping;
use crate::report::Report;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What the page asks of the worker that owns the audits. The file itself travels beside it, as the browser's own object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Read the file that comes with this.
    Read {
        /// A saved mapping to read it by, instead of recognising its columns.
        mapping: Option<Mapping>,
        /// The choices to report on.
        settings: Settings,
    },
    /// Report on the same audits under other choices.
    Report {
        /// The choices.
        settings: Settings,
    },
}

/// What the worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The file is being read.
    Progress {
        /// Bytes read so far.
        bytes: f64,
        /// Records met so far.
        records: u64,
    },
    /// The figures under the choices last asked for, and the mapping that the file was read by.
    Report {
        /// The figures.
        report: Box<Report>,
        /// What was taken for what, in the form in which it can be saved.
        mapping: Mapping,
    },
    /// The file could not be read; in plain words, with what to do next.
    Failed(String),
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
    /// What was read, and what was left out.
    Data,
}

impl View {
    /// The views of a file, in the order of the navigation.
    pub const OF_A_FILE: [View; 4] = [View::Summary, View::OverTime, View::Offices, View::Data];

    /// Its name in the address, after the `#`.
    pub fn address(self) -> &'static str {
        match self {
            View::Start => "",
            View::Summary => "summary",
            View::OverTime => "over-time",
            View::Offices => "offices",
            View::Data => "data",
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
        View::OF_A_FILE.into_iter().find(|view| view.address() == name).unwrap_or_default()
    }

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            View::Start => "Start",
            View::Summary => "Summary",
            View::OverTime => "Over time",
            View::Offices => "Offices",
            View::Data => "Data",
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
    /// Bytes read so far.
    pub bytes: f64,
    /// Records met so far.
    pub records: u64,
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
    /// What went wrong last, in plain words.
    pub trouble: Option<String>,
    /// A mapping that waits for its file.
    pub mapping: Option<Rc<Mapping>>,
    /// The choices last asked for.
    pub settings: Settings,
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The address names a view.
    Opened(View),
    /// A file was chosen and is about to be read.
    Chosen {
        /// Its name.
        name: String,
        /// Its size in bytes.
        size: f64,
    },
    /// A mapping was chosen, to read the next file by.
    MappingChosen(Mapping),
    /// The worker answered.
    Answered(Reply),
    /// The reader stopped the reading.
    Cancelled,
    /// The reader changed what is counted.
    SettingsChosen(Settings),
    /// Something went wrong before the worker was asked.
    Refused(String),
    /// The reader has read what went wrong.
    Dismissed,
}

impl State {
    /// The state after something happened.
    pub fn next(&self, action: Action) -> State {
        let mut next = self.clone();
        match action {
            Action::Opened(view) => next.view = if self.shown.is_some() { view } else { View::Start },
            Action::Chosen { name, size } => {
                next.reading = Some(Reading { name, size, bytes: 0.0, records: 0 });
                next.trouble = None;
            }
            Action::MappingChosen(mapping) => {
                next.mapping = Some(Rc::new(mapping));
                next.trouble = None;
            }
            Action::Answered(Reply::Progress { bytes, records }) => {
                if let Some(reading) = &mut next.reading {
                    (reading.bytes, reading.records) = (bytes, records);
                }
            }
            Action::Answered(Reply::Report { report, mapping }) => {
                let new_file = next.reading.take().map(|reading| reading.name);
                if new_file.is_some() {
                    next.view = View::Summary;
                    next.mapping = None;
                    next.settings = report.settings.clone();
                }
                let name = new_file.or_else(|| self.shown.as_ref().map(|shown| shown.name.clone()));
                next.shown = name.map(|name| Shown { name, report: Rc::new(*report), mapping: Rc::new(mapping) });
            }
            Action::Answered(Reply::Failed(message)) | Action::Refused(message) => {
                next.reading = None;
                next.trouble = Some(message);
            }
            Action::Cancelled => next.reading = None,
            Action::SettingsChosen(settings) => next.settings = settings,
            Action::Dismissed => next.trouble = None,
        }
        next
    }
}
