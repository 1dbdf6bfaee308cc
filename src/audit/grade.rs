//! The ordered scale on which work is graded, and the ways in which people write its levels.

use super::legible;
use serde::{Deserialize, Serialize};

/// A grade: a level of a [`Scale`], the best being nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grade(u8);

impl Grade {
    /// Outstanding, on the field's own scale.
    pub const OUTSTANDING: Grade = Grade(0);
    /// Good, on the field's own scale.
    pub const GOOD: Grade = Grade(1);
    /// Requires improvement (to be good), on the field's own scale; before 2013, "adequate" or "satisfactory".
    pub const REQUIRES_IMPROVEMENT: Grade = Grade(2);
    /// Inadequate, on the field's own scale: the grade whose rate this whole page is about.
    pub const INADEQUATE: Grade = Grade(3);

    /// Its level, counted from the best, which is nought.
    pub fn level(self) -> usize {
        self.0.into()
    }
}

/// One level of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// What it is called.
    pub name: String,
    /// Whether it counts as inadequate.
    pub inadequate: bool,
}

impl Level {
    /// How many levels, from the best, are good or better: those down to the one that is called so. `None` where none is, for then nobody but the reader knows.
    ///
    /// ```
    /// use plumbline::audit::{Level, Scale};
    /// assert_eq!(Level::good_or_better(&Scale::default().levels), Some(2));
    /// assert_eq!(Level::good_or_better(&Scale::declared(&["A", "B", "C"], &["C"], &[]).unwrap().levels), None);
    /// ```
    pub fn good_or_better(scale: &[Level]) -> Option<usize> {
        let is_good = |level: &Level| !level.inadequate && level.name.trim().eq_ignore_ascii_case("good");
        scale.iter().position(is_good).map(|at| at + 1)
    }
}

/// What a cell says of the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GradeCell {
    /// This grade.
    Grade(Grade),
    /// That none was given.
    NotGraded,
    /// Something that is not on the scale.
    Unknown,
}

/// An ordered scale, from best to worst: the field's own four grades, or one that the reader declared.
///
/// ```
/// use plumbline::audit::{Grade, GradeCell, Scale};
/// let scale = Scale::default();
/// assert!(Grade::GOOD < Grade::INADEQUATE);
/// assert_eq!(scale.read("Req. Imp"), GradeCell::Grade(Grade::REQUIRES_IMPROVEMENT));
/// assert_eq!(scale.read("Requires improvement to be good"), GradeCell::Grade(Grade::REQUIRES_IMPROVEMENT));
/// assert_eq!(scale.read("Not yet graded"), GradeCell::NotGraded);
/// assert_eq!(scale.read("goodish"), GradeCell::Unknown);
/// assert_eq!(scale.read("5"), GradeCell::Unknown);
///
/// let declared = Scale::declared(&["A", "B", "C"], &["C"], &["P"]).unwrap();
/// assert_eq!(declared.read(" p "), GradeCell::NotGraded);
/// let GradeCell::Grade(worst) = declared.read("c") else { panic!() };
/// assert!(declared.is_inadequate(worst));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The levels, best first: at most [`Scale::MOST_LEVELS`].
    pub levels: Vec<Level>,
    /// Words that mean "not graded", beside those that always do; only on a declared scale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_graded: Vec<String>,
    /// Whether the reader declared it; if not, the synonyms of the field's own grades are understood.
    #[serde(default)]
    pub declared: bool,
}

impl Default for Scale {
    fn default() -> Scale {
        let level = |name: &str, inadequate| Level { name: name.into(), inadequate };
        Scale {
            levels: vec![
                level("Outstanding", false),
                level("Good", false),
                level("Requires improvement", false),
                level("Inadequate", true),
            ],
            not_graded: Vec::new(),
            declared: false,
        }
    }
}

impl Scale {
    /// The most levels that a scale can have.
    pub const MOST_LEVELS: usize = 12;

    /// A scale of these levels, best first; which of them count as inadequate; and which words mean "not graded".
    ///
    /// # Errors
    /// In plain words, if there are fewer than two levels or more than [`MOST_LEVELS`](Scale::MOST_LEVELS), if a word stands for
    /// two things, if none or all levels are inadequate, or if a level is inadequate while a worse one is not.
    pub fn declared(levels: &[&str], inadequate: &[&str], not_graded: &[&str]) -> Result<Scale, String> {
        if levels.len() < 2 || levels.len() > Scale::MOST_LEVELS {
            return Err(format!(
                "A scale of grades has from 2 to {} levels, this one {}.",
                Scale::MOST_LEVELS,
                levels.len()
            ));
        }
        let mut met: Vec<String> = Vec::new();
        for word in levels.iter().chain(not_graded) {
            let word = letters_and_digits_of(word);
            if met.contains(&word) {
                return Err(
                    "The scale gives one grade twice (capitals, spaces and punctuation make no difference).".into()
                );
            }
            met.push(word);
        }
        let is_inadequate =
            |level: &&str| inadequate.iter().any(|name| letters_and_digits_of(name) == letters_and_digits_of(level));
        let levels: Vec<Level> = levels
            .iter()
            .map(|level| Level { name: legible(level.trim()).into_owned(), inadequate: is_inadequate(level) })
            .collect();
        let count = levels.iter().filter(|level| level.inadequate).count();
        if count != inadequate.len() {
            return Err("The scale calls a grade inadequate that is not one of its levels.".into());
        }
        if count == 0 || count == levels.len() {
            return Err("Some of the levels must count as inadequate, and not all of them.".into());
        }
        if levels.iter().skip_while(|level| !level.inadequate).any(|level| !level.inadequate) {
            return Err("The levels stand from best to worst: those that count as inadequate must come last.".into());
        }
        let not_graded = not_graded.iter().map(|word| word.trim().to_owned()).collect();
        Ok(Scale { levels, not_graded, declared: true })
    }

    /// What a cell says, whatever its case, spaces and punctuation.
    pub fn read(&self, cell: &str) -> GradeCell {
        let cell = letters_and_digits_of(cell);
        if !self.declared {
            return match own_grade(&cell) {
                Some(grade) => GradeCell::Grade(grade),
                None if says_none(&cell) => GradeCell::NotGraded,
                None => GradeCell::Unknown,
            };
        }
        // The reader's own words come first: on a declared scale even "none" may be a level.
        if let Some(at) = self.levels.iter().position(|level| letters_and_digits_of(&level.name) == cell) {
            return u8::try_from(at).map_or(GradeCell::Unknown, |at| GradeCell::Grade(Grade(at)));
        }
        if says_none(&cell) || self.not_graded.iter().any(|word| letters_and_digits_of(word) == cell) {
            return GradeCell::NotGraded;
        }
        GradeCell::Unknown
    }

    /// Whether a grade counts as inadequate.
    pub fn is_inadequate(&self, grade: Grade) -> bool {
        self.levels.get(grade.level()).is_some_and(|level| level.inadequate)
    }
}

fn own_grade(cell: &str) -> Option<Grade> {
    Some(match cell {
        "outstanding" | "outst" | "o" => Grade::OUTSTANDING,
        "good" | "g" => Grade::GOOD,
        "requiresimprovement"
        | "requiresimprovementtobegood"
        | "requireimprovement"
        | "requireimprovementtobegood"
        | "requiringimprovement"
        | "needsimprovement"
        | "requiresimp"
        | "reqimp"
        | "reqimprovement"
        | "ri"
        | "adequate"
        | "satisfactory" => Grade::REQUIRES_IMPROVEMENT,
        "inadequate" | "inad" | "inadeq" | "inadequete" | "inadaquate" => Grade::INADEQUATE,
        _ => return None,
    })
}

/// Whether a cell says in words that there is nothing, whatever its column holds.
///
/// ```
/// use plumbline::audit::says_nothing;
/// assert!(says_nothing("N/A") && says_nothing("  "));
/// assert!(!says_nothing("0"));
/// ```
pub fn says_nothing(cell: &str) -> bool {
    if !cell.is_ascii() {
        return says_none(&letters_and_digits_of(cell));
    }
    let mut letters = [0; LONGEST_NONE];
    let mut places = letters.iter_mut();
    for letter in cell.bytes().filter(u8::is_ascii_alphanumeric) {
        let Some(place) = places.next() else { return false };
        *place = letter.to_ascii_lowercase();
    }
    let length = LONGEST_NONE - places.len();
    letters.get(..length).and_then(|letters| std::str::from_utf8(letters).ok()).is_some_and(says_none)
}

/// No word that says that there is nothing has more letters.
const LONGEST_NONE: usize = 13;

fn says_none(cell: &str) -> bool {
    matches!(
        cell,
        "" | "notgraded"
            | "notyetgraded"
            | "ungraded"
            | "nograde"
            | "notapplicable"
            | "na"
            | "none"
            | "null"
            | "notjudged"
            | "notrated"
            | "awaiting"
            | "awaitinggrade"
            | "pending"
            | "tbc"
    )
}

/// Whether two words are one but for capitals, spaces and punctuation.
pub fn same_word(a: &str, b: &str) -> bool {
    letters_and_digits_of(a) == letters_and_digits_of(b)
}

/// A cell in lower case without spaces and punctuation. Digits stay: a cell that holds a number is not blank.
pub(crate) fn letters_and_digits_of(cell: &str) -> String {
    cell.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
