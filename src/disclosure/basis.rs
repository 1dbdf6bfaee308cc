//! What the seven questions rest on beside the rate: counts of the whole authority. Shared, they are rounded to the nearest five.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Counts of the whole authority beside its rate. What the file does not record is `None`, or missing from its list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Second gradings.
    pub moderation: Option<Moderation>,
    /// Remedial actions.
    pub actions: Option<Actions>,
    /// The cases that were graded inadequate.
    pub cases: Option<Cases>,
    /// Re-audits of inadequate work, and those of them that are no longer inadequate.
    pub reaudits: Option<Part>,
    /// Practice areas by name: audits graded in each, and the inadequate ones.
    pub areas: Vec<(String, Part)>,
    /// Inadequate audits, and why partners are named in them.
    pub partners: Option<Partners>,
    /// Audits that say whether a child was at immediate risk.
    pub risk: Option<Risk>,
    /// Audits expected, and those that were done.
    pub expected: Option<Done>,
    /// The offices that have more overdue actions than the others, by more than chance explains: what was said of them, and no count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<String>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// All of them.
    pub n: u32,
    /// Those that are meant, at most `n`.
    pub k: u32,
}

/// Audits done of those expected. More may be done than were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Done {
    /// Audits that were expected.
    pub expected: u32,
    /// Audits that were done.
    pub done: u32,
}

/// Second gradings. Those that are neither lowered nor raised are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moderation {
    /// Audits that have a grade.
    pub graded: u32,
    /// Those that were graded a second time.
    pub moderated: u32,
    /// Those of them that were given a worse grade.
    pub lowered: u32,
    /// Those that were given a better one.
    pub raised: u32,
}

/// Remedial actions. Those that are not closed are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Actions {
    /// All of them.
    pub raised: u32,
    /// Those that are done.
    pub closed: u32,
    /// Those that are open and past their date.
    pub overdue: u32,
    /// Those that were due by the day on which they are looked at.
    pub due: u32,
    /// Those of them that were done by their date.
    pub in_time: u32,
    /// The days after which half are done, the unfinished counted; `None` where fewer than half are.
    pub median_days: Option<u32>,
}

/// Cases that were graded inadequate. Of those that are neither put right, nor still inadequate, nor open, it is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cases {
    /// All of them.
    pub inadequate: u32,
    /// Those of which every action is done, or a re-audit is no longer inadequate.
    pub put_right: u32,
    /// Those that a re-audit found inadequate again.
    pub still_inadequate: u32,
    /// Those of which an action is open.
    pub open: u32,
    /// Those of them of which an action is overdue.
    pub overdue: u32,
}

/// Inadequate audits and the partners that they name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Partners {
    /// Inadequate audits, and those that name a partner.
    pub named: Part,
    /// How many of them name each agency. One may name several.
    pub agencies: Vec<(String, u32)>,
}

/// Audits that say whether a child was at immediate risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Risk {
    /// Those that say so, either way.
    pub asked: u32,
    /// Those in which a child was.
    pub at_risk: u32,
    /// Those of them of which an action is open.
    pub open: u32,
    /// Those of them of which an action is overdue.
    pub overdue: u32,
}

/// Counts are shared to the nearest so many.
const TO: u32 = 5;
/// Of fewer nothing is shared.
const LEAST: u32 = 10;
/// So many values at least must stay possible of each count, whatever is known of the others.
const LEAST_VALUES: usize = 4;

/// A count to the nearest five; from 1 to 7 it is five, so that a nought is none, as everywhere in what is shared.
///
/// ```
/// use plumbline::disclosure::rounded;
/// assert_eq!([0, 1, 7, 8, 12].map(rounded), [0, 5, 5, 10, 10]);
/// ```
pub fn rounded(count: u32) -> u32 {
    if count == 0 { 0 } else { (count.saturating_add(TO / 2) / TO * TO).max(TO) }
}

/// The counts that are rounded to the same as this one.
fn alike(count: u32) -> impl Iterator<Item = u32> + Clone {
    match rounded(count) {
        0 => 0..=0,
        TO => 1..=TO + TO / 2,
        shown => shown - TO / 2..=shown + TO / 2,
    }
}

/// Whether counts may be shared rounded: whoever knows all of what is shared must still find several values possible for each of them, and for what follows from them.
/// `told` gives these counts and then what follows from them, for counts that are possible; and nothing for counts that are not.
///
/// Rounded to the nearest five, a count can be one of five or more, but sums may leave fewer: four parts of three in twelve are rounded to four parts of five in
/// ten. So every set of counts that is rounded to the same is tried. What can only be nought may be known: noughts are shown everywhere.
///
/// The first count is the whole of its group. It may stand exactly beside these counts (all audits, all inadequate ones), so what is not vague once it is known is
/// not shared either.
fn stays_vague<const N: usize, const M: usize>(counts: [u32; N], told: impl Fn(&[u32; N]) -> Option<[u32; M]>) -> bool {
    [false, true].into_iter().all(|whole_is_known| {
        let mut values: [BTreeSet<u32>; M] = std::array::from_fn(|_| BTreeSet::new());
        let mut trial = counts;
        try_all(&counts, usize::from(whole_is_known), &mut trial, &mut |trial| {
            if let Some(told) = told(trial) {
                values.iter_mut().zip(told).for_each(|(values, value)| {
                    values.insert(value);
                });
            }
        });
        let nought = BTreeSet::from([0]);
        // What is left where nothing was taken away is the whole, which is known then. It follows from the counts, and so stands behind them.
        let whole: BTreeSet<u32> = counts.first().copied().filter(|_| whole_is_known).into_iter().collect();
        let vague = |(at, values): (usize, &BTreeSet<u32>)| {
            values.len() >= LEAST_VALUES || *values == nought || at >= N && *values == whole
        };
        values.iter().enumerate().skip(usize::from(whole_is_known)).all(vague)
    })
}

/// Meets every set of counts that is rounded to the same as this one; those before `place` are known.
fn try_all<const N: usize>(counts: &[u32; N], place: usize, trial: &mut [u32; N], meet: &mut impl FnMut(&[u32; N])) {
    let Some(count) = counts.get(place) else { return meet(trial) };
    for value in alike(*count) {
        if let Some(cell) = trial.get_mut(place) {
            *cell = value;
        }
        try_all(counts, place + 1, trial, meet);
    }
}

impl Part {
    fn rounded(self) -> Part {
        Part { n: rounded(self.n), k: rounded(self.k) }
    }

    fn to_share(self) -> Option<Part> {
        let Part { n, k } = self;
        let vague = n >= LEAST && stays_vague([n, k], |[n, k]| Some([*n, *k, n.checked_sub(*k)?]));
        vague.then(|| self.rounded())
    }
}

impl Moderation {
    fn rounded(self) -> Moderation {
        Moderation {
            graded: rounded(self.graded),
            moderated: rounded(self.moderated),
            lowered: rounded(self.lowered),
            raised: rounded(self.raised),
        }
    }

    fn to_share(self) -> Option<Moderation> {
        let Moderation { graded, moderated, lowered, raised } = self;
        let vague = moderated >= LEAST
            && stays_vague([graded, moderated, lowered, raised], |[graded, moderated, lowered, raised]| {
                let same = moderated.checked_sub(lowered + raised)?;
                Some([*graded, *moderated, *lowered, *raised, same, graded.checked_sub(*moderated)?])
            });
        vague.then(|| self.rounded())
    }
}

impl Actions {
    fn rounded(self) -> Actions {
        Actions {
            raised: rounded(self.raised),
            closed: rounded(self.closed),
            overdue: rounded(self.overdue),
            due: rounded(self.due),
            in_time: rounded(self.in_time),
            median_days: self.median_days,
        }
    }

    fn to_share(self) -> Option<Actions> {
        let Actions { raised, closed, overdue, due, in_time, .. } = self;
        let vague = due >= LEAST
            && stays_vague([raised, closed, overdue, due, in_time], |[raised, closed, overdue, due, in_time]| {
                let open = raised.checked_sub(*closed)?;
                let not_yet_due = open.checked_sub(*overdue)?;
                let late = due.checked_sub(in_time + overdue)?;
                let possible = due <= raised && in_time + late <= *closed;
                possible.then_some([*raised, *closed, *overdue, *due, *in_time, open, not_yet_due, late])
            });
        vague.then(|| self.rounded())
    }
}

impl Cases {
    fn rounded(self) -> Cases {
        Cases {
            inadequate: rounded(self.inadequate),
            put_right: rounded(self.put_right),
            still_inadequate: rounded(self.still_inadequate),
            open: rounded(self.open),
            overdue: rounded(self.overdue),
        }
    }

    fn to_share(self) -> Option<Cases> {
        let Cases { inadequate, put_right, still_inadequate, open, overdue } = self;
        let vague = inadequate >= LEAST
            && stays_vague(
                [inadequate, put_right, still_inadequate, open, overdue],
                |[all, right, still, open, overdue]| {
                    let without = all.checked_sub(right + still + open)?;
                    Some([*all, *right, *still, *open, *overdue, without, open.checked_sub(*overdue)?])
                },
            );
        vague.then(|| self.rounded())
    }
}

impl Done {
    fn rounded(self) -> Done {
        Done { expected: rounded(self.expected), done: rounded(self.done) }
    }
}

impl Risk {
    fn rounded(self) -> Risk {
        Risk {
            asked: rounded(self.asked),
            at_risk: rounded(self.at_risk),
            open: rounded(self.open),
            overdue: rounded(self.overdue),
        }
    }

    fn to_share(self) -> Option<Risk> {
        let Risk { asked, at_risk, open, overdue } = self;
        let vague = asked >= LEAST
            && stays_vague([asked, at_risk, open, overdue], |[asked, at_risk, open, overdue]| {
                let (not, done) = (asked.checked_sub(*at_risk)?, at_risk.checked_sub(*open)?);
                Some([*asked, *at_risk, *open, *overdue, not, done, open.checked_sub(*overdue)?])
            });
        vague.then(|| self.rounded())
    }
}

impl Partners {
    fn to_share(&self) -> Option<Partners> {
        let named = self.named.to_share()?;
        let agency = |(name, count): &(String, u32)| {
            let part = Part { n: self.named.n, k: *count }.to_share()?;
            Some((name.clone(), part.k))
        };
        Some(Partners { named, agencies: self.agencies.iter().filter_map(agency).collect() })
    }
}

impl Basis {
    /// Whether it holds anything.
    pub fn is_empty(&self) -> bool {
        *self == Basis::default()
    }

    /// Whether it tells what is open.
    pub fn tells_of_actions(&self) -> bool {
        self.cases.is_some() || self.actions.is_some()
    }

    /// Whether every count is a multiple of five, and no list is longer than a file has reason for.
    pub fn is_rounded(&self) -> bool {
        let fives = |counts: &[u32]| counts.iter().all(|count| count.is_multiple_of(TO));
        let part = |of: &Part| fives(&[of.n, of.k]);
        let partners = |of: &Partners| part(&of.named) && of.agencies.iter().all(|(_, count)| fives(&[*count]));
        self.moderation.is_none_or(|of| fives(&[of.graded, of.moderated, of.lowered, of.raised]))
            && self.actions.is_none_or(|of| fives(&[of.raised, of.closed, of.overdue, of.due, of.in_time]))
            && self
                .cases
                .is_none_or(|of| fives(&[of.inadequate, of.put_right, of.still_inadequate, of.open, of.overdue]))
            && self.reaudits.as_ref().is_none_or(part)
            && self.areas.iter().all(|(_, of)| part(of))
            && self.partners.as_ref().is_none_or(partners)
            && self.risk.is_none_or(|of| fives(&[of.asked, of.at_risk, of.open, of.overdue]))
            && self.expected.is_none_or(|of| fives(&[of.expected, of.done]))
    }

    /// Each count to the nearest five, whatever it tells: by these the questions are answered, so that sender and reader get the same answers.
    #[must_use]
    pub fn rounded(&self) -> Basis {
        let agencies =
            |of: &Partners| of.agencies.iter().map(|(name, count)| (name.clone(), rounded(*count))).collect();
        Basis {
            moderation: self.moderation.map(Moderation::rounded),
            actions: self.actions.map(Actions::rounded),
            cases: self.cases.map(Cases::rounded),
            reaudits: self.reaudits.map(Part::rounded),
            areas: self.areas.iter().map(|(name, part)| (name.clone(), part.rounded())).collect(),
            partners: self.partners.as_ref().map(|of| Partners { named: of.named.rounded(), agencies: agencies(of) }),
            risk: self.risk.map(Risk::rounded),
            expected: self.expected.map(Done::rounded),
            late: self.late.clone(),
        }
    }

    /// The counts as they may be shared beside the exact numbers of audits and of inadequate ones in the rate: a group is left out as well if its whole, less one of those,
    /// could be only one of three values. That is how many audits are not in the rate, or how many of them are inadequate.
    ///
    /// ```
    /// use plumbline::disclosure::{Basis, Cases};
    /// let of = |inadequate| Basis { cases: Some(Cases { inadequate, put_right: 40, ..Cases::default() }), ..Basis::default() };
    /// // Rounded to 85, the 86 are 83 to 87; and 85 of them are known.
    /// assert!(of(86).to_share_beside(400, 85).cases.is_none() && of(86).to_share_beside(400, 70).cases.is_some());
    /// ```
    #[must_use]
    pub fn to_share_beside(&self, audits: u32, inadequate: u32) -> Basis {
        let vague = |whole: u32, known: u32| {
            let left: BTreeSet<u32> = alike(whole).filter_map(|value| value.checked_sub(known)).collect();
            whole < known || left.len() >= LEAST_VALUES || left == BTreeSet::from([0])
        };
        let mut shared = self.to_share();
        shared.moderation = shared.moderation.filter(|_| self.moderation.is_none_or(|of| vague(of.graded, audits)));
        shared.risk = shared.risk.filter(|_| self.risk.is_none_or(|of| vague(of.asked, audits)));
        shared.expected = shared.expected.filter(|_| self.expected.is_none_or(|of| vague(of.done, audits)));
        shared.cases = shared.cases.filter(|_| self.cases.is_none_or(|of| vague(of.inadequate, inadequate)));
        shared
    }

    /// The counts as they may be shared: each to the nearest five; those of fewer than ten left out, and those whose sums would give away more than that.
    ///
    /// ```
    /// use plumbline::disclosure::{Basis, Part};
    /// let of = |k, n| Basis { reaudits: Some(Part { n, k }), ..Basis::default() }.to_share().reaudits;
    /// assert_eq!((of(33, 58), of(3, 8)), (Some(Part { n: 60, k: 35 }), None));
    /// ```
    #[must_use]
    pub fn to_share(&self) -> Basis {
        let actions = self.actions.and_then(Actions::to_share);
        let areas = self.areas.iter().filter_map(|(name, part)| Some((name.clone(), part.to_share()?)));
        Basis {
            moderation: self.moderation.and_then(Moderation::to_share),
            actions,
            cases: self.cases.and_then(Cases::to_share),
            reaudits: self.reaudits.and_then(Part::to_share),
            areas: areas.collect(),
            partners: self.partners.as_ref().and_then(Partners::to_share),
            risk: self.risk.and_then(Risk::to_share),
            expected: self.expected.filter(|of| of.expected >= LEAST && of.done >= LEAST).map(Done::rounded),
            late: if actions.is_some() { self.late.clone() } else { Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_only_few_sets_can_be_rounded_to_are_not_shared() {
        assert!(Part { n: 9, k: 4 }.to_share().is_none());
        assert_eq!(Part { n: 120, k: 43 }.to_share(), Some(Part { n: 120, k: 45 }));
        assert_eq!(Part { n: 57, k: 0 }.to_share(), Some(Part { n: 55, k: 0 }), "noughts are shown everywhere");
        let parts = |n, parts: [u32; 3]| {
            let [a, b, c] = parts;
            stays_vague([n, a, b, c], |[n, a, b, c]| Some([*n, *a, *b, *c, n.checked_sub(a + b + c)?]))
        };
        assert!(!parts(12, [8, 1, 1]) && parts(60, [8, 1, 1]), "two more of twelve leave the eight three values");
        assert!(!parts(12, [8, 8, 8]), "what cannot be is not shared");
        assert!(Part { n: 284, k: 283 }.to_share().is_none(), "whoever knows of 284 would know of one or none");
        assert!(Part { n: 13, k: 13 }.to_share().is_none() && Part { n: 283, k: 250 }.to_share().is_some());
    }

    #[test]
    fn what_is_shared_is_shared_to_the_nearest_five() {
        let moderation = Moderation { graded: 241, moderated: 98, lowered: 17, raised: 8 };
        let shared = Moderation { graded: 240, moderated: 100, lowered: 15, raised: 10 };
        assert_eq!(moderation.to_share(), Some(shared));
        let risk = Risk { asked: 333, at_risk: 42, open: 18, overdue: 9 };
        assert_eq!(risk.to_share(), Some(Risk { asked: 335, at_risk: 40, open: 20, overdue: 10 }));
        let cases = Cases { inadequate: 161, put_right: 88, still_inadequate: 13, open: 29, overdue: 12 };
        let shared = Cases { inadequate: 160, put_right: 90, still_inadequate: 15, open: 30, overdue: 10 };
        assert_eq!(cases.to_share(), Some(shared));
        let actions = Actions { raised: 212, closed: 131, overdue: 33, due: 158, in_time: 88, median_days: Some(21) };
        let shared = Actions { raised: 210, closed: 130, overdue: 35, due: 160, in_time: 90, median_days: Some(21) };
        assert_eq!(actions.to_share(), Some(shared));
    }

    /// A count that is no multiple of five is noticed wherever it stands.
    #[test]
    fn one_count_that_is_not_rounded_is_noticed() {
        let part = Part { n: 20, k: 10 };
        let rounded = Basis {
            moderation: Some(Moderation { graded: 40, moderated: 20, lowered: 5, raised: 5 }),
            actions: Some(Actions { raised: 40, closed: 20, overdue: 5, due: 30, in_time: 15, median_days: None }),
            cases: Some(Cases { inadequate: 30, put_right: 10, still_inadequate: 5, open: 10, overdue: 5 }),
            reaudits: Some(part),
            areas: vec![("Plans".into(), part), ("Visits".into(), part)],
            partners: Some(Partners { named: part, agencies: vec![("Police".into(), 5), ("Health".into(), 10)] }),
            risk: Some(Risk { asked: 40, at_risk: 10, open: 5, overdue: 5 }),
            expected: Some(Done { expected: 60, done: 55 }),
            late: Vec::new(),
        };
        assert!(rounded.is_rounded() && Basis::default().is_rounded());
        let written = serde_json::to_string(&rounded).unwrap();
        let counts: Vec<_> = written.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let ends: Vec<usize> = counts.iter().copied().filter(|at| !counts.contains(&(at + 1))).collect();
        assert_eq!(ends.len(), 30);
        for end in ends {
            let mut written = written.clone();
            written.replace_range(end..=end, "3");
            let other: Basis = serde_json::from_str(&written).unwrap();
            assert!(!other.is_rounded(), "{written}");
        }
    }

    /// What is shared of so many, whatever the part, by trying every pair: an attacker of its own.
    #[test]
    fn whoever_tries_every_pair_finds_several_values_possible() {
        let to_five = |count: u32| if count == 0 { 0 } else { ((count + 2) / 5 * 5).max(5) };
        let mut shared = 0;
        for n in 10..80_u32 {
            for k in 0..=n {
                let Some(shown) = (Part { n, k }).to_share() else { continue };
                shared += 1;
                let pairs = (0..200_u32).flat_map(|n| (0..=n).map(move |k| (n, k)));
                let same: Vec<(u32, u32)> =
                    pairs.filter(|(n, k)| to_five(*n) == shown.n && to_five(*k) == shown.k).collect();
                let count = |of: fn(&(u32, u32)) -> u32| same.iter().map(of).collect::<BTreeSet<_>>();
                let vague = |values: &BTreeSet<u32>| values.len() >= 4 || values.len() == 1 && values.contains(&0);
                for values in [count(|pair| pair.0), count(|pair| pair.1), count(|pair| pair.0 - pair.1)] {
                    assert!(vague(&values), "{n} {k}: {values:?}");
                }
                // As well where the whole stands exactly beside it.
                let parts: BTreeSet<u32> = same.iter().filter(|pair| pair.0 == n).map(|pair| pair.1).collect();
                let rests: BTreeSet<u32> = parts.iter().map(|part| n - part).collect();
                assert!(vague(&parts) && (vague(&rests) || k == 0), "{n} {k}: {parts:?}");
            }
        }
        assert!(shared > 2000, "{shared}");
    }

    /// The attacker knows the exact number of inadequate audits in the rate, which are among the cases, and tries every set of counts.
    #[test]
    fn whoever_tries_every_set_of_cases_beside_the_exact_count_finds_several_values_possible() {
        let to_five = |count: u32| if count == 0 { 0 } else { ((count + 2) / 5 * 5).max(5) };
        let near =
            |count: u32| (0..count + 8).filter(move |other| to_five(*other) == to_five(count)).collect::<Vec<_>>();
        let mut dice = 20_190_911_u32;
        let mut roll = |most: u32| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 8) % (most + 1)
        };
        let mut shared = 0;
        for _ in 0..400 {
            let (put_right, still_inadequate, open, without) = (roll(60), roll(15), roll(30), roll(20));
            let inadequate = put_right + still_inadequate + open + without;
            let known = inadequate - roll(inadequate.min(12));
            let cases = Cases { inadequate, put_right, still_inadequate, open, overdue: roll(open) };
            let basis = Basis { cases: Some(cases), ..Basis::default() };
            if basis.to_share_beside(1000, known).cases.is_none() {
                continue;
            }
            shared += 1;
            let mut told: [BTreeSet<u32>; 8] = Default::default();
            for all in near(inadequate).into_iter().filter(|all| *all >= known) {
                for right in near(put_right) {
                    for still in near(still_inadequate) {
                        for open in near(open).into_iter().filter(|open| right + still + open <= all) {
                            for overdue in near(cases.overdue).into_iter().filter(|overdue| *overdue <= open) {
                                let left = all - right - still - open;
                                let values = [all, right, still, open, overdue, left, open - overdue, all - known];
                                told.iter_mut().zip(values).for_each(|(told, value)| {
                                    told.insert(value);
                                });
                            }
                        }
                    }
                }
            }
            for (at, values) in told.iter().enumerate() {
                let sure = values.len() == 1 && values.contains(&0);
                // How many cases there are may be known: the exact count may be all of them.
                assert!(at == 0 || values.len() >= 4 || sure, "{cases:?} beside {known}: {at} {values:?}");
            }
        }
        assert!(shared > 50, "{shared}");
    }

    /// Every set of counts that is rounded to the same as this one: an attacker of its own.
    fn alike_sets(counts: &[u32]) -> Vec<Vec<u32>> {
        let to_five = |count: u32| if count == 0 { 0 } else { ((count + 2) / 5 * 5).max(5) };
        counts.iter().fold(vec![Vec::new()], |sets, count| {
            let near = (0..count + 8).filter(|other| to_five(*other) == to_five(*count));
            near.flat_map(|value| sets.iter().map(move |set| [set.as_slice(), &[value]].concat())).collect()
        })
    }

    /// Nothing is sure but noughts, and the whole if it is known: neither a count nor what follows from the counts. `follows` is `None` of what cannot be.
    fn assert_nothing_is_sure(counts: &[u32], follows: impl Fn(&[u32]) -> Option<Vec<u32>>) {
        let possible: Vec<Vec<u32>> =
            alike_sets(counts).into_iter().filter_map(|set| Some([&*set, &follows(&set)?].concat())).collect();
        for whole_is_known in [false, true] {
            let sets = possible.iter().filter(|set| !whole_is_known || set[0] == counts[0]);
            let mut values: Vec<BTreeSet<u32>> = Vec::new();
            for set in sets {
                values.resize(set.len(), BTreeSet::new());
                values.iter_mut().zip(set).for_each(|(values, value)| {
                    values.insert(*value);
                });
            }
            for (at, values) in values.iter().enumerate().skip(usize::from(whole_is_known)) {
                let is_whole = whole_is_known && at >= counts.len() && *values == BTreeSet::from([counts[0]]);
                let told = || format!("{counts:?}, the whole known: {whole_is_known}: {at} is one of {values:?}");
                assert!(values.len() >= 4 || *values == BTreeSet::from([0]) || is_whole, "{}", told());
            }
        }
    }

    #[test]
    fn whoever_tries_every_set_of_actions_cases_gradings_and_risks_finds_several_values_possible() {
        let mut dice = 20_190_911_u32;
        let mut roll = |most: u32| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 8) % (most + 1)
        };
        let less = |from: u32, parts: u32| from.checked_sub(parts);
        let (mut actions_shared, mut cases_shared, mut moderation_shared, mut risk_shared) = (0, 0, 0, 0);
        for _ in 0..250 {
            let (in_time, late, early, overdue, not_yet_due) = (roll(30), roll(12), roll(12), roll(15), roll(15));
            let closed = in_time + late + early;
            let (raised, due) = (closed + overdue + not_yet_due, in_time + late + overdue);
            let actions = Actions { raised, closed, overdue, due, in_time, median_days: None };
            assert!(due >= 10 || actions.to_share().is_none());
            if actions.to_share().is_some() {
                actions_shared += 1;
                assert_nothing_is_sure(&[raised, closed, overdue, due, in_time], |of| {
                    let [raised, closed, overdue, due, in_time] = *of else { return None };
                    let (open, late) = (less(raised, closed)?, less(due, in_time + overdue)?);
                    less(closed, in_time + late)?;
                    Some(vec![open, less(open, overdue)?, late])
                });
            }
            let (put_right, still_inadequate, without) = (roll(30), roll(12), roll(12));
            let open = overdue + not_yet_due;
            let inadequate = put_right + still_inadequate + open + without;
            let cases = Cases { inadequate, put_right, still_inadequate, open, overdue };
            assert!(inadequate >= 10 || cases.to_share().is_none());
            if cases.to_share().is_some() {
                cases_shared += 1;
                assert_nothing_is_sure(&[inadequate, put_right, still_inadequate, open, overdue], |of| {
                    let [inadequate, put_right, still_inadequate, open, overdue] = *of else { return None };
                    Some(vec![less(inadequate, put_right + still_inadequate + open)?, less(open, overdue)?])
                });
            }
            let (same, lowered, raised, without) = (roll(30), roll(12), roll(12) * roll(1), roll(40));
            let moderated = same + lowered + raised;
            let moderation = Moderation { graded: moderated + without, moderated, lowered, raised };
            assert!(moderated >= 10 || moderation.to_share().is_none());
            if moderation.to_share().is_some() {
                moderation_shared += 1;
                assert_nothing_is_sure(&[moderation.graded, moderated, lowered, raised], |of| {
                    let [graded, moderated, lowered, raised] = *of else { return None };
                    Some(vec![less(moderated, lowered + raised)?, less(graded, moderated)?])
                });
            }
            let (not_yet_due, overdue, done, not) = (roll(10), roll(10), roll(10), roll(30));
            let open = overdue + not_yet_due;
            let risk = Risk { asked: not + done + open, at_risk: done + open, open, overdue };
            assert!(risk.asked >= 10 || risk.to_share().is_none());
            if risk.to_share().is_some() {
                risk_shared += 1;
                assert_nothing_is_sure(&[risk.asked, risk.at_risk, open, overdue], |of| {
                    let [asked, at_risk, open, overdue] = *of else { return None };
                    Some(vec![less(asked, at_risk)?, less(at_risk, open)?, less(open, overdue)?])
                });
            }
        }
        let shared = [actions_shared, cases_shared, moderation_shared, risk_shared];
        assert!(shared.iter().all(|shared| *shared > 20), "{shared:?}");
    }

    #[test]
    fn two_shares_a_month_apart_tell_no_difference() {
        for before in 10..200_u32 {
            for more in 1..5 {
                let (a, b) = (rounded(before), rounded(before + more));
                // The same, or five more: a difference that may be from none to nine.
                assert!(b == a || b == a + 5, "{before} {more}");
            }
        }
    }
}
