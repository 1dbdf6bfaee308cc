//! What the seven questions rest on beside the rate, gathered from the other parts of a report.

use super::{Completion, NamedShare, Report, Verdict};
use crate::disclosure::{Actions, Basis, Cases, Done, Moderation, Part, Partners, Risk};
use crate::tally::Tallies;

pub(super) fn basis(report: &Report, tallies: &Tallies) -> Basis {
    let remedy = report.remedy.as_ref();
    let risk = tallies.risk;
    Basis {
        moderation: moderation(report),
        actions: actions(report),
        cases: cases(report),
        reaudits: remedy.and_then(|remedy| {
            let part = remedy.reaudits.as_ref()?.no_longer;
            (part.n > 0).then_some(Part { n: part.n, k: part.k })
        }),
        areas: areas(report),
        partners: partners(report),
        risk: (risk.asked > 0).then_some(Risk {
            asked: risk.asked,
            at_risk: risk.at_risk,
            open: risk.open,
            overdue: risk.overdue,
        }),
        expected: expected(report),
        late: late(report),
    }
}

fn moderation(report: &Report) -> Option<Moderation> {
    let trust = report.trust.as_ref().filter(|trust| trust.in_file)?;
    let changed = trust.agreement.as_ref().map(|agree| (agree.lowered.k, agree.raised.k));
    let (lowered, raised) = changed.unwrap_or_default();
    Some(Moderation { graded: trust.moderated.n, moderated: trust.moderated.k, lowered, raised })
}

fn actions(report: &Report) -> Option<Actions> {
    let of = report.remedy.as_ref()?.actions.as_ref()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "days are a count; half a day is the next one"
    )]
    let days = |median: f64| median.ceil().max(0.0) as u32;
    Some(Actions {
        raised: of.raised,
        closed: of.closed,
        overdue: of.overdue.k,
        due: of.overdue.n,
        in_time: of.in_time.k,
        median_days: of.time.as_ref().and_then(|time| time.median).map(days),
    })
}

/// What became of the cases. Without an action it is not known what is open, whatever re-audits tell.
fn cases(report: &Report) -> Option<Cases> {
    let remedy = report.remedy.as_ref().filter(|remedy| remedy.actions.is_some())?;
    let of = remedy.cases;
    (of.unclear + of.no_action < of.inadequate).then(|| Cases {
        inadequate: of.inadequate,
        put_right: of.put_right(),
        still_inadequate: of.still_inadequate,
        open: of.open,
        overdue: of.overdue,
    })
}

/// The offices that have more overdue actions than the others.
fn late(report: &Report) -> Vec<String> {
    let actions = report.remedy.as_ref().and_then(|remedy| remedy.actions.as_ref());
    let late =
        actions.iter().flat_map(|actions| &actions.offices).filter(|office| office.verdict == Verdict::DiffersAbove);
    late.map(|office| office.office.clone()).collect()
}

fn areas(report: &Report) -> Vec<(String, Part)> {
    let areas = report.why.iter().flat_map(|why| &why.areas);
    areas.map(|area| (area.area.clone(), Part { n: area.rate.n, k: area.rate.inadequate })).collect()
}

fn partners(report: &Report) -> Option<Partners> {
    let named = report.why.as_ref()?.partners.as_ref()?;
    let part = |share: NamedShare| Part { n: share.of, k: share.named };
    let agencies = named.names.iter().filter(|name| name.inadequate.named > 0);
    Some(Partners {
        named: part(named.any),
        agencies: agencies.map(|name| (name.name.clone(), name.inadequate.named)).collect(),
    })
}

/// The audits that were expected in the complete periods, and those that were done.
fn expected(report: &Report) -> Option<Done> {
    let periods = report.context_of(None)?;
    let complete = periods.iter().filter(|period| !period.provisional).filter_map(|period| period.audits);
    let sum = complete.reduce(|sum, more| Completion {
        done: sum.done.saturating_add(more.done),
        expected: sum.expected.saturating_add(more.expected),
    })?;
    Some(Done { expected: sum.expected, done: sum.done })
}
