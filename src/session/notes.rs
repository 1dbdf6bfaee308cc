//! The chair's own view of each question. It is kept in the page, and travels only if it is ticked.

use super::State;
use crate::report::Question;

/// A note to each of the seven questions; "" where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes([String; 7]);

impl Notes {
    /// The note to a question, as it was typed.
    pub fn of(&self, question: Question) -> &str {
        place(question).and_then(|at| self.0.get(at)).map_or("", String::as_str)
    }

    /// The notes with another one to this question.
    ///
    /// ```
    /// use plumbline::{report::Question, session::Notes};
    /// let notes = Notes::default().with(Question::Partners, "Ask the police.".into());
    /// assert_eq!((notes.of(Question::Partners), notes.of(Question::Offices)), ("Ask the police.", ""));
    /// assert!(!notes.is_empty() && Notes::default().is_empty());
    /// ```
    #[must_use]
    pub fn with(&self, question: Question, note: String) -> Notes {
        let mut notes = self.clone();
        if let Some(known) = place(question).and_then(|at| notes.0.get_mut(at)) {
            *known = note;
        }
        notes
    }

    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|note| note.trim().is_empty())
    }

    /// Each note on one line, in the order of the questions: as it travels.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(|note| note.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The notes that came so.
    pub fn of_lines(lines: &[String]) -> Notes {
        let mut notes = Notes::default();
        notes.0.iter_mut().zip(lines).for_each(|(note, line)| note.clone_from(line));
        notes
    }
}

impl State {
    /// Whether something is noted that neither came nor went with a share: it would be lost with the page.
    ///
    /// ```
    /// use plumbline::{report::Question, session::{Action, State}};
    /// let noted = |words: &str| State::default().next(Action::Noted(Question::Partners, words.into()));
    /// assert!(noted("Ask the police.").has_unsaved_notes());
    /// assert!(!noted(" ").has_unsaved_notes() && !State::default().has_unsaved_notes());
    /// ```
    pub fn has_unsaved_notes(&self) -> bool {
        !self.notes.is_empty() && self.notes.lines() != self.kept_notes.lines()
    }
}

fn place(question: Question) -> Option<usize> {
    Question::ALL.iter().position(|other| *other == question)
}
