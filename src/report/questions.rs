//! The Board's seven questions: what the audits say to each, how far that assures, and what is missing.
//!
//! The rules of the verdicts are closed and few, and `docs/methods.md` writes them down. None of them assures where the evidence is indirect.

use super::wording::questions as say;
use super::{ChangeVerdict, OfficeRate, Report, TargetVerdict, Verdict};
use crate::disclosure::{Basis, Part};
use crate::stats;
use crate::tally::Tally;

/// Of fewer, nothing is said.
const LEAST: u32 = 10;
/// Under this share of the expected audits, what was audited may be what was easy to audit.
const MOST_DONE: f64 = 0.9;
/// Under this share of actions done in time, work is not put right quickly.
const HALF: f64 = 0.5;
/// From this share of actions done in time on, it is.
const NEARLY_ALL: f64 = 0.9;
/// More than this share of inadequate cases with an overdue action is more than a few that slipped.
const FEW_OVERDUE: f64 = 0.1;
/// Partners' parts fail in more than this share of inadequate work, beyond chance, before it is said that they do.
const PARTNERS_FAIL: f64 = 0.1;

/// One question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Which question.
    pub question: Question,
    /// How far the evidence assures.
    pub verdict: Assurance,
    /// Why that is the verdict, in a sentence.
    pub because: String,
    /// What the audits say, a sentence each, and where more of it stands.
    pub evidence: Vec<Evidence>,
    /// What is missing to answer it better, and which field would supply it.
    pub missing: Vec<&'static str>,
}

/// One sentence of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it says.
    pub sentence: String,
    /// Where more of it stands.
    pub stands_in: StandsIn,
}

/// The parts of the page that evidence stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandsIn {
    /// The rate over time.
    OverTime,
    /// The offices.
    Offices,
    /// The causes, practice areas and partners.
    Causes,
    /// The remedial work.
    Remedy,
    /// Moderation.
    Trust,
    /// Demand and capacity.
    Capacity,
}

/// How far the evidence assures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The audits bear it out.
    Assured,
    /// In part.
    Partly,
    /// They do not, or speak against it.
    NotAssured,
    /// They cannot answer.
    CannotAnswer,
}

/// The questions, in the Board's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// How confident can the service be in the improvement that the audits suggest?
    Improvement,
    /// Is the trajectory strong enough in each office and team?
    Offices,
    /// Are managers focused on quality, not deflected by demand?
    Managers,
    /// Are things in place to adjust now?
    Adjusting,
    /// Is there a clear plan for the extra capacity?
    Capacity,
    /// Long-term plan against short-term imperative?
    LongAndShort,
    /// Are partners clear and able to deliver?
    Partners,
}

impl Question {
    /// All of them, in the Board's order.
    pub const ALL: [Question; 7] = [
        Question::Improvement,
        Question::Offices,
        Question::Managers,
        Question::Adjusting,
        Question::Capacity,
        Question::LongAndShort,
        Question::Partners,
    ];
}

/// An answer while it is put together.
struct Draft {
    verdict: Assurance,
    because: String,
    evidence: Vec<Evidence>,
    missing: Vec<&'static str>,
}

impl Draft {
    fn new(verdict: Assurance, because: impl Into<String>) -> Draft {
        Draft { verdict, because: because.into(), evidence: Vec::new(), missing: Vec::new() }
    }

    fn says(&mut self, stands_in: StandsIn, sentence: impl Into<Option<String>>) {
        self.evidence.extend(sentence.into().map(|sentence| Evidence { sentence, stands_in }));
    }

    fn lacks(&mut self, lacking: bool, what: &'static str) {
        if lacking {
            self.missing.push(what);
        }
    }

    /// Without its answer, where it reassures a reader of shared figures who may lack what speaks against it. What is known to be wrong is said all the same.
    fn held_back(self, report: &Report, question: Question, rules: &Basis) -> Draft {
        let reassures = matches!(self.verdict, Assurance::Assured | Assurance::Partly);
        let Some(shared) = report.shared.filter(|_| reassures) else { return self };
        let rests_on_risk = matches!(question, Question::Adjusting | Question::LongAndShort);
        let bit = Question::ALL.iter().position(|other| *other == question).map_or(0, |at| 1 << at);
        let because = match (shared.unanswered, question) {
            (Some(unanswered), _) if unanswered & bit > 0 => say::ANSWERED_BY_MORE,
            (Some(_), _) => return self,
            (None, Question::Offices) => say::TEAMS_NOT_SHARED,
            (None, _) if rests_on_risk && rules.risk.is_none() => say::RISK_NOT_TOLD,
            (None, Question::LongAndShort) if report.judged.is_none() => say::NOT_WORKED_OUT,
            (None, _) => return self,
        };
        Draft { verdict: Assurance::CannotAnswer, because: because.into(), ..self }
    }

    fn answers(self, question: Question) -> Answer {
        let Draft { verdict, because, evidence, missing } = self;
        Answer { question, verdict, because, evidence, missing }
    }
}

impl Report {
    /// The seven questions, each with what these figures say to it.
    pub fn questions(&self) -> Vec<Answer> {
        let basis = self.basis.clone().unwrap_or_default();
        // Rules see what a reader of shared figures sees, so that both get the same answers; sentences have the counts that are there.
        let rules = basis.rounded();
        Question::ALL
            .into_iter()
            .map(|question| {
                match question {
                    Question::Improvement => improvement(self, &basis, &rules),
                    Question::Offices => offices(self),
                    Question::Managers => managers(self, &basis, &rules),
                    Question::Adjusting => adjusting(self, &basis, &rules),
                    Question::Capacity => capacity(self),
                    Question::LongAndShort => long_and_short(self, &basis, &rules),
                    Question::Partners => partners(self, &basis, &rules),
                }
                .held_back(self, question, &rules)
                .answers(question)
            })
            .collect()
    }

    /// Which questions a reader of these shared figures has to be left without an answer to, a bit for each: those that they would answer more mildly than this
    /// report does. And, whatever the counts and verdicts are, lest that tell what they are: those that rest on counts of immediate risk, if there are any and they
    /// did not travel; the one on offices, if an office was judged of which no verdict travels; and those that rest on verdicts, while there are none.
    pub fn to_leave_unanswered(&self, reader: &Report) -> u8 {
        let risk = |report: &Report| report.basis.as_ref().is_some_and(|basis| basis.risk.is_some());
        let risk_withheld = risk(self) && !risk(reader);
        let travels = |office: &&OfficeRate| {
            let theirs = reader.offices.iter().find(|theirs| theirs.office == office.office);
            theirs.is_some_and(|theirs| theirs.change.is_some())
        };
        let office_withheld =
            self.offices.iter().filter(|office| office.change.is_some()).any(|office| !travels(&office));
        let answers = self.questions().into_iter().zip(reader.questions());
        answers.enumerate().fold(0, |bits, (at, (own, theirs))| {
            let withheld = match own.question {
                Question::Adjusting => risk_withheld,
                Question::LongAndShort => risk_withheld || self.judged.is_none(),
                Question::Offices => office_withheld || self.judged.is_none(),
                Question::Improvement => self.judged.is_none(),
                Question::Managers | Question::Capacity | Question::Partners => false,
            };
            bits | u8::from(withheld || theirs.verdict.is_milder_than(own.verdict)) << at
        })
    }
}

impl Assurance {
    /// Whether it says something, and that reassures more than the other does.
    fn is_milder_than(self, other: Assurance) -> bool {
        let reassures = |assurance| match assurance {
            Assurance::Assured => 3,
            Assurance::Partly => 2,
            Assurance::CannotAnswer => 1,
            Assurance::NotAssured => 0,
        };
        self != Assurance::CannotAnswer && reassures(self) > reassures(other)
    }
}

/// Whether moderation lowers grades more often than it raises them, by more than chance (a sign test at 5%).
fn lowers_more(basis: &Basis) -> bool {
    basis.moderation.is_some_and(|of| {
        let changed = of.lowered + of.raised;
        of.lowered > of.raised && 2.0 * stats::Binomial::new(changed, 0.5).at_least(of.lowered) <= 0.05
    })
}

fn share(part: Part) -> Option<f64> {
    (part.n >= LEAST).then(|| f64::from(part.k) / f64::from(part.n))
}

/// The share of expected audits that were done, if the file says how many were.
fn done_of_expected(basis: &Basis) -> Option<f64> {
    let of = basis.expected.filter(|of| of.expected >= LEAST)?;
    Some(f64::from(of.done) / f64::from(of.expected))
}

/// The share of due actions that were done in time.
fn in_time(basis: &Basis) -> Option<f64> {
    basis.actions.and_then(|of| share(Part { n: of.due, k: of.in_time }))
}

fn improvement(report: &Report, basis: &Basis, rules: &Basis) -> Draft {
    let change = report.judged.as_ref().map(|judged| judged.change.verdict);
    let few_months = report.judged.as_ref().is_some_and(|judged| judged.change.since.is_none());
    let moderated = rules.moderation.is_some_and(|of| of.moderated >= LEAST);
    let rounded = report.shared.is_some();
    let (unmoderated, unknown) = (
        if rounded && rules.moderation.is_none() { say::MODERATION_NOT_SHARED } else { say::NOT_MODERATED },
        if rounded { say::EXPECTED_NOT_SHARED } else { say::EXPECTED_UNKNOWN },
    );
    let moderated_alone = report.judged.as_ref().and_then(|judged| judged.moderated.as_ref()?.difference());
    let doubts: Vec<&str> = [
        (!moderated, unmoderated),
        (lowers_more(rules), say::LOWERED),
        (moderated_alone.is_some_and(|interval| interval.lower > 0.0), say::MODERATED_ROSE),
        (done_of_expected(rules).is_none(), unknown),
        (done_of_expected(rules).is_some_and(|share| share < MOST_DONE), say::FEWER_THAN_EXPECTED),
    ]
    .into_iter()
    .filter_map(|(holds, doubt)| holds.then_some(doubt))
    .collect();
    let mut draft = match change {
        None => Draft::new(Assurance::CannotAnswer, say::NOT_WORKED_OUT),
        Some(ChangeVerdict::TooFew) if few_months => Draft::new(Assurance::CannotAnswer, say::TOO_FEW_MONTHS),
        Some(ChangeVerdict::TooFew) => Draft::new(Assurance::CannotAnswer, say::TOO_FEW_FOR_CHANGE),
        Some(ChangeVerdict::NoChange) => Draft::new(Assurance::NotAssured, say::NO_IMPROVEMENT),
        Some(ChangeVerdict::Worse) => Draft::new(Assurance::NotAssured, say::WORSE),
        Some(ChangeVerdict::Improved) if doubts.is_empty() => Draft::new(Assurance::Assured, say::IMPROVED),
        Some(ChangeVerdict::Improved) => Draft::new(Assurance::Partly, say::improved_but(&doubts)),
    };
    draft.says(StandsIn::OverTime, say::whole_change(report));
    draft.says(StandsIn::Trust, say::on_moderated(report));
    draft.says(StandsIn::OverTime, say::with_the_mix_held(report));
    draft.says(StandsIn::Trust, basis.moderation.as_ref().map(|of| say::moderation(of, rounded)));
    draft.says(StandsIn::Trust, say::corrected(report));
    draft.says(StandsIn::Capacity, basis.expected.as_ref().map(|of| say::expected(of, report)));
    draft.lacks(!moderated, say::FIELD_MODERATED);
    draft.lacks(basis.expected.is_none(), say::FIELD_EXPECTED);
    draft.lacks(report.services.is_empty(), say::FIELD_SERVICE);
    draft
}

fn offices(report: &Report) -> Draft {
    let with = |is: &dyn Fn(&super::OfficeRate) -> bool| -> Vec<&str> {
        report.offices.iter().filter(|office| is(office)).map(|office| office.office.as_str()).collect()
    };
    let change =
        |office: &super::OfficeRate, wanted| office.change.as_ref().is_some_and(|change| change.verdict == wanted);
    let target =
        |office: &super::OfficeRate, wanted| office.target.as_ref().is_some_and(|target| target.verdict == wanted);
    let worse = with(&|office| change(office, ChangeVerdict::Worse));
    let apart = with(&|office| office.verdict == Verdict::DiffersAbove);
    let above = with(&|office| target(office, TargetVerdict::AboveTarget));
    let improved = with(&|office| change(office, ChangeVerdict::Improved));
    let below = with(&|office| target(office, TargetVerdict::BelowTarget));
    let few = with(&|office| change(office, ChangeVerdict::TooFew));
    let lack = with(&|office| office.change.as_ref().is_some_and(super::wording::lacks_months));
    let all = report.offices.len();
    let judged = report.offices.iter().any(|office| office.change.is_some());
    let worse_teams = report
        .judged
        .as_ref()
        .map_or(0, |judged| judged.teams.iter().filter(|team| team.change.verdict == ChangeVerdict::Worse).count());
    let mut draft = match () {
        () if !worse.is_empty() || worse_teams > 0 => Draft::new(Assurance::NotAssured, say::SOME_WORSE),
        () if !apart.is_empty() => Draft::new(Assurance::NotAssured, say::SOME_APART),
        () if !above.is_empty() => Draft::new(Assurance::NotAssured, say::SOME_ABOVE_TARGET),
        () if all < 2 => Draft::new(Assurance::CannotAnswer, say::NO_OFFICES),
        () if !judged => Draft::new(Assurance::CannotAnswer, say::OFFICES_NOT_JUDGED),
        () if below.len() == all || improved.len() == all => Draft::new(Assurance::Assured, say::EVERY_OFFICE),
        () if few.len() == all && lack.len() == all => {
            Draft::new(Assurance::CannotAnswer, say::EVERY_OFFICE_TOO_FEW_MONTHS)
        }
        () if few.len() == all => Draft::new(Assurance::CannotAnswer, say::EVERY_OFFICE_TOO_FEW),
        () => Draft::new(Assurance::Partly, say::NONE_STANDS_OUT),
    };
    if all >= 2 {
        draft.says(StandsIn::Offices, say::of_finding(report, super::About::Offices));
        draft.says(
            StandsIn::Offices,
            say::office_changes(all, [&improved, &worse, &few], lack.len(), worse_teams).filter(|_| judged),
        );
        draft.says(StandsIn::Offices, say::of_finding(report, super::About::Spread));
        draft.says(StandsIn::Offices, say::against_target(report, &above, &below));
        draft.says(StandsIn::Trust, say::other_work(report));
    }
    draft.lacks(all < 2, say::FIELD_OFFICE);
    draft.lacks(report.settings.target_per_mille.is_none(), say::SETTING_TARGET);
    draft
}

fn managers(report: &Report, basis: &Basis, rules: &Basis) -> Draft {
    let rounded = report.shared.is_some();
    let oversight = say::oversight(basis);
    let late = say::offices_late(report, basis);
    let signs: Vec<&str> = [
        (done_of_expected(rules).is_some_and(|share| share < MOST_DONE), say::FEWER_THAN_EXPECTED),
        (in_time(rules).is_some_and(|share| share < HALF), say::FEWER_IN_TIME),
        (late.is_some(), say::AN_OFFICE_LATE),
    ]
    .into_iter()
    .filter_map(|(holds, sign)| holds.then_some(sign))
    .collect();
    let (audits, actions) = (done_of_expected(rules).is_some(), in_time(rules).is_some());
    let nothing = !audits && !actions && oversight.is_none();
    let mut draft = match () {
        () if !signs.is_empty() => Draft::new(Assurance::NotAssured, say::signs_of_strain(&signs)),
        () if nothing => Draft::new(Assurance::CannotAnswer, say::NO_SIGNS),
        () if rounded && !(audits && actions) => Draft::new(Assurance::CannotAnswer, say::SIGNS_NOT_SHARED),
        () => Draft::new(Assurance::Partly, say::no_sign_of_strain(audits, actions)),
    };
    draft.says(StandsIn::Capacity, basis.expected.as_ref().map(|of| say::expected(of, report)));
    draft.says(StandsIn::Remedy, basis.actions.as_ref().map(|of| say::in_time(of, rounded)));
    draft.says(StandsIn::Remedy, late);
    draft.says(StandsIn::Causes, oversight.map(|(name, part)| say::area(&name, part, report, rounded)));
    draft.says(StandsIn::Capacity, say::context(report));
    draft.lacks(basis.expected.is_none(), say::FIELD_EXPECTED);
    draft.lacks(basis.actions.is_none(), say::FIELD_ACTIONS);
    draft.lacks(say::oversight(basis).is_none(), say::FIELD_AREAS);
    draft
}

fn adjusting(report: &Report, basis: &Basis, rules: &Basis) -> Draft {
    let rounded = report.shared.is_some();
    let risk_overdue = rules.risk.is_some_and(|of| of.overdue > 0);
    let overdue = rules
        .cases
        .is_some_and(|of| share(Part { n: of.inadequate, k: of.overdue }).is_some_and(|share| share > FEW_OVERDUE));
    let reaudited = rules.reaudits.is_some_and(|part| part.n >= LEAST);
    // What is known to be wrong is said, whatever else is not known.
    let mut draft = match in_time(rules) {
        _ if risk_overdue => Draft::new(Assurance::NotAssured, say::RISK_OVERDUE),
        Some(share) if share < HALF => Draft::new(Assurance::NotAssured, say::SLOW),
        _ if overdue => Draft::new(Assurance::NotAssured, say::OVERDUE_CASES),
        _ if rounded && (basis.actions.is_none() || basis.cases.is_none()) => {
            Draft::new(Assurance::CannotAnswer, say::ACTIONS_NOT_SHARED)
        }
        None => Draft::new(Assurance::CannotAnswer, say::NO_ACTIONS),
        Some(_) if rounded && rules.reaudits.is_none() => Draft::new(Assurance::Partly, say::REAUDITS_NOT_SHARED),
        Some(_) if !reaudited => Draft::new(Assurance::Partly, say::NOT_REAUDITED),
        Some(share) if share >= NEARLY_ALL => Draft::new(Assurance::Assured, say::PUT_RIGHT),
        Some(_) => Draft::new(Assurance::Partly, say::MOSTLY_PUT_RIGHT),
    };
    draft.says(StandsIn::Remedy, basis.actions.as_ref().map(|of| say::in_time(of, rounded)));
    draft.says(StandsIn::Remedy, basis.cases.as_ref().map(|of| say::cases(of, rounded)));
    draft.says(StandsIn::Remedy, basis.reaudits.map(|part| say::reaudits(part, rounded)));
    draft.says(StandsIn::OverTime, say::of_finding(report, super::About::Ahead));
    draft.says(StandsIn::OverTime, say::of_finding(report, super::About::HowSoon));
    draft.lacks(basis.actions.is_none(), say::FIELD_ACTIONS);
    draft.lacks(!reaudited, say::FIELD_REAUDITS);
    draft.lacks(basis.risk.is_none(), say::FIELD_RISK);
    draft
}

fn capacity(report: &Report) -> Draft {
    let events = report.capacity.as_ref().map(|capacity| capacity.events.as_slice()).unwrap_or_default();
    let expected = |event: &super::CapacityEvent| {
        event.since.visit.expected.as_deref().is_some_and(|expected| !expected.trim().is_empty())
    };
    let mut draft = match () {
        () if report.shared.is_some() && report.dates_capacity() => {
            Draft::new(Assurance::CannotAnswer, say::CAPACITY_ONLY_DATED)
        }
        () if events.is_empty() => Draft::new(Assurance::CannotAnswer, say::NO_CAPACITY_EVENTS),
        () if events.iter().all(expected) => Draft::new(Assurance::Partly, say::EXPECTED_OF_CAPACITY),
        () => Draft::new(Assurance::CannotAnswer, say::NOTHING_EXPECTED_OF_CAPACITY),
    };
    draft.says(
        StandsIn::Capacity,
        report.capacity.as_ref().filter(|capacity| !capacity.places.is_empty()).map(say::excess),
    );
    for event in events {
        draft.says(StandsIn::Capacity, Some(say::capacity_event(event, report.judged.is_some())));
    }
    draft.lacks(events.is_empty(), say::FIELD_CAPACITY);
    draft.lacks(!events.iter().all(expected), say::FIELD_EXPECTED_OF_EVENT);
    draft
}

fn long_and_short(report: &Report, basis: &Basis, rules: &Basis) -> Draft {
    let rounded = report.shared.is_some();
    let risk_overdue = rules.risk.is_some_and(|of| of.overdue > 0);
    let worse = report.judged.as_ref().is_some_and(|judged| judged.change.verdict == ChangeVerdict::Worse);
    let now = basis.tells_of_actions();
    let long = say::long_run(report);
    let mut draft = match () {
        () if risk_overdue => Draft::new(Assurance::NotAssured, say::RISK_OVERDUE),
        () if worse => Draft::new(Assurance::NotAssured, say::WORSE),
        () if !now && long.is_none() => Draft::new(Assurance::CannotAnswer, say::NEITHER_NOW_NOR_LATER),
        () if !now => Draft::new(Assurance::CannotAnswer, say::NOT_NOW),
        () => Draft::new(Assurance::Partly, say::BOTH),
    };
    draft.says(StandsIn::Remedy, basis.cases.as_ref().map(|of| say::cases(of, rounded)));
    draft.says(StandsIn::Remedy, basis.risk.as_ref().map(|of| say::risk(of, basis, rounded)));
    draft.says(StandsIn::OverTime, long);
    draft.says(StandsIn::Causes, say::local_and_everywhere(report));
    draft.lacks(!now, say::FIELD_ACTIONS);
    draft.lacks(basis.risk.is_none(), say::FIELD_RISK);
    draft
}

fn partners(report: &Report, basis: &Basis, rules: &Basis) -> Draft {
    let named = rules.partners.as_ref().map(|partners| partners.named).filter(|part| part.n >= LEAST);
    let beyond = named.and_then(|part| stats::wilson(Tally { n: part.n, inadequate: part.k }, 0.95));
    let mut draft = match beyond {
        None if report.shared.is_some() => Draft::new(Assurance::CannotAnswer, say::PARTNERS_NOT_SHARED),
        None => Draft::new(Assurance::CannotAnswer, say::NO_PARTNERS),
        Some(interval) if interval.lower > PARTNERS_FAIL => Draft::new(Assurance::NotAssured, say::PARTNERS_FAIL),
        Some(_) => Draft::new(Assurance::Partly, say::PARTNERS_RARELY_FAIL),
    };
    let rounded = report.shared.is_some();
    draft.says(StandsIn::Causes, basis.partners.as_ref().map(|partners| say::partners(partners, rounded)));
    draft.says(StandsIn::Causes, say::partners_apart(report));
    draft.says(StandsIn::Causes, say::multi_agency(basis).map(|(name, part)| say::area(&name, part, report, rounded)));
    draft.lacks(named.is_none(), say::FIELD_PARTNERS);
    draft.lacks(say::multi_agency(basis).is_none(), say::FIELD_MULTI_AGENCY);
    draft
}
