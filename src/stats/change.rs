//! Has a rate changed, and since when?

use super::normal_score::normal_score;
use crate::tally::Tally;

/// A change needs so many periods before it: half a year of months. Of fewer, the season and how a new audit programme begins are no less likely.
pub const LEAST_BEFORE: usize = 6;

/// And so many from it on.
pub const LEAST_AFTER: usize = 3;

/// Periods that a change is sought in on equal terms: a year of months. One that is dated further back must be clearer by
/// [`OLD_CHANGE_COSTS`] standard deviations. In simulations that finds changes of the last year more often (by up to a third), and older
/// ones hardly less.
const RECENT_PERIODS: usize = 12;
const OLD_CHANGE_COSTS: f64 = 0.35;

/// The clearest change of one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The period, from 0, that the change is dated to: the first after it.
    pub from: usize,
    /// How clear it is: about standard normal at each `from` if nothing changes, and so larger as the greatest of many.
    pub score: f64,
}

/// The clearest change upwards (worse) and downwards (improved) of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Changes {
    /// Towards more inadequate work; `None` where no change could be seen.
    pub worse: Option<Change>,
    /// Towards less.
    pub improved: Option<Change>,
}

impl Changes {
    /// The score of the clearer of the two; minus infinity if there is neither.
    pub fn greatest_score(&self) -> f64 {
        let score = |change: Option<Change>| change.map_or(f64::NEG_INFINITY, |change| change.score);
        score(self.worse).max(score(self.improved))
    }
}

/// The clearest changes of the rate of one or several groups over the same periods.
///
/// Every period with at least [`LEAST_BEFORE`] periods that hold audits before it, and [`LEAST_AFTER`] from it on, is tried as the first after a change that
/// lasts. The inadequate audits after it are compared with what they would be had those of each group been dealt out over its periods by lot
/// (Mantel & Haenszel 1959, J. Natl. Cancer Inst. 22, 719-748: the groups are strata, so that a shift of audits from one group to another is no
/// change), and the standardised difference is made normal by its skewness. The greatest over all of them is the score test's form of the
/// likelihood ratio for a change at an unknown point (Worsley 1983, Biometrika 70, 455-464).
///
/// Each series has one tally a period; shorter ones are taken to end in periods without audits. A group of which nothing or everything is inadequate
/// says nothing of change.
///
/// ```
/// use plumbline::{stats::changes, tally::Tally};
/// let months = [6, 7, 5, 6, 7, 6, 7, 2, 1, 2].map(|inadequate| Tally { n: 20, inadequate });
/// let improved = changes(&[&months]).improved.unwrap();
/// assert_eq!(improved.from, 7);
/// assert!((improved.score - 4.0).abs() < 0.5);
/// assert_eq!(changes(&[&months[..8]]).improved, None);
/// ```
pub fn changes(groups: &[&[Tally]]) -> Changes {
    changes_from(groups, LEAST_BEFORE)
}

/// The same with another least number of periods before a change: three are enough to see that one has been undone.
pub fn changes_from(groups: &[&[Tally]], least_before: usize) -> Changes {
    let periods = groups.iter().map(|group| group.len()).max().unwrap_or(0);
    let mut splits = Splits { least_before, ..Splits::new(periods) };
    for group in groups {
        let n: Vec<u32> = (0..periods).map(|at| group.get(at).map_or(0, |tally| tally.n)).collect();
        let inadequate: Vec<u32> = group.iter().map(|tally| tally.inadequate.min(tally.n)).collect();
        splits.mark(&n);
        Plan::of(&n).add(&inadequate, [&mut splits]);
    }
    splits.clearest()
}

/// What the number of a group's audits in each period says before it is known how many are inadequate.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    total: f64,
    /// For each split: the share of the audits that comes after it, and the factors of variance and skewness.
    splits: Vec<[f64; 3]>,
}

impl Plan {
    pub(super) fn of(n: &[u32]) -> Plan {
        let total: f64 = n.iter().copied().map(f64::from).sum();
        let mut after = total;
        let splits = n
            .iter()
            .map(|n| {
                let share = if total > 0.0 { after / total } else { 0.0 };
                let (variance, skewness) = moments(total, after);
                after -= f64::from(*n);
                [share, variance, skewness]
            })
            .collect();
        Plan { total, splits }
    }

    /// Adds the group, of which so many audits are inadequate in each period, to these sums.
    pub(super) fn add<'a>(&self, inadequate: &[u32], to: impl IntoIterator<Item = &'a mut Splits>) {
        let total_inadequate: f64 = inadequate.iter().copied().map(f64::from).sum();
        if total_inadequate <= 0.0 || total_inadequate >= self.total {
            return;
        }
        let spread = total_inadequate * (self.total - total_inadequate);
        let tilt = self.total - 2.0 * total_inadequate;
        for splits in to {
            let mut after = total_inadequate;
            let mut counts = inadequate.iter().copied().map(f64::from);
            for (sum, [share, variance, skewness]) in splits.sums.iter_mut().zip(&self.splits) {
                let variance = spread * variance;
                let [difference, variances, thirds] = sum;
                *difference += after - total_inadequate * share;
                *variances += variance;
                *thirds += variance * tilt * skewness;
                after -= counts.next().unwrap_or(0.0);
            }
        }
    }
}

/// The factors of the variance and the skewness of a hypergeometric count in the number `drawn` of `total`: the variance is the first times
/// x (total - x), the third central moment the variance times the second times (total - 2x), of x inadequate ones (Johnson, Kemp & Kotz 2005,
/// Univariate Discrete Distributions, 6.3).
pub(super) fn moments(total: f64, drawn: f64) -> (f64, f64) {
    if total <= 1.0 {
        return (0.0, 0.0);
    }
    let variance = drawn * (total - drawn) / (total * total * (total - 1.0));
    let skewness = if total > 2.0 { (total - 2.0 * drawn) / (total * (total - 2.0)) } else { 0.0 };
    (variance, skewness)
}

/// The splits, from 0, with enough periods that hold audits on either side.
fn splits_of(holds: &[bool], least_before: usize) -> std::ops::Range<usize> {
    let places = || holds.iter().enumerate().filter(|(_, holds)| **holds).map(|(at, _)| at);
    let last_before = places().nth(least_before.saturating_sub(1));
    let first_after = places().rev().nth(LEAST_AFTER - 1);
    match (last_before, first_after) {
        (Some(first), Some(last)) if first < last => first + 1..last + 1,
        _ => 0..0,
    }
}

/// The difference, its variance and its third moment at each split, summed over groups.
#[derive(Debug, Clone)]
pub(super) struct Splits {
    sums: Vec<[f64; 3]>,
    holds: Vec<bool>,
    range: std::ops::Range<usize>,
    least_before: usize,
}

impl Splits {
    pub(super) fn new(periods: usize) -> Splits {
        Splits { sums: vec![[0.0; 3]; periods], holds: vec![false; periods], range: 0..0, least_before: LEAST_BEFORE }
    }

    pub(super) fn clear(&mut self) {
        self.sums.fill([0.0; 3]);
    }

    /// Notes the periods in which a group has audits, and with them where a change can be looked for.
    pub(super) fn mark(&mut self, n: &[u32]) {
        self.holds.iter_mut().zip(n).for_each(|(holds, n)| *holds |= *n > 0);
        self.range = splits_of(&self.holds, self.least_before);
    }

    /// The clearest change in each direction.
    pub(super) fn clearest(&self) -> Changes {
        let mut found = Changes::default();
        let periods = self.sums.len();
        for (at, [difference, variance, third]) in
            self.sums.iter().enumerate().take(self.range.end).skip(self.range.start)
        {
            if *variance <= 0.0 {
                continue;
            }
            let deviation = variance.sqrt();
            let score = normal_score(difference / deviation, third / (variance * deviation));
            let costs = if periods - at > RECENT_PERIODS { OLD_CHANGE_COSTS } else { 0.0 };
            for (best, score) in [(&mut found.worse, score - costs), (&mut found.improved, -score - costs)] {
                // Of equally clear changes the earliest.
                if best.is_none_or(|best| score > best.score) {
                    *best = Some(Change { from: at, score });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Hypergeometric, Random};

    fn series(n: u32, inadequate: &[u32]) -> Vec<Tally> {
        inadequate.iter().map(|&inadequate| Tally { n, inadequate }).collect()
    }

    #[test]
    fn one_split_is_the_hypergeometric_score() {
        // Nine periods leave one split, before the seventh: 3 of 30 after it, 9 of 30 before.
        let months = [5, 5, 5, 5, 5, 5, 10, 10, 10].into_iter().zip([2, 1, 2, 1, 2, 1, 1, 1, 1]);
        let months: Vec<Tally> = months.map(|(n, inadequate)| Tally { n, inadequate }).collect();
        let found = changes(&[&months]);
        let chance = Hypergeometric::new(60, 12, 30).unwrap();
        let tail = chance.at_most(3);
        let mid = tail - 0.5 * chance.exactly(3);
        let improved = found.improved.unwrap();
        assert_eq!(improved.from, 6);
        let expected = crate::stats::normal_quantile(1.0 - mid);
        assert!((improved.score - expected).abs() < 0.06, "{} {expected}", improved.score);
        assert!((found.worse.unwrap().score + improved.score).abs() < 1e-12);
    }

    #[test]
    fn skewed_tails_are_normal_too() {
        // Few events: the score must agree with the exact mid-p on both sides, where the plain z does not.
        for (x, after) in [(8, 0), (8, 6), (20, 3), (20, 13)] {
            let mut inadequate = [0; 12];
            inadequate[0] = x - after;
            inadequate[11] = after;
            let n = [40, 40, 40, 40, 40, 40, 20, 20, 20, 20, 20, 20];
            let plan = Plan::of(&n);
            let mut splits = Splits::new(12);
            plan.add(&inadequate, [&mut splits]);
            let [difference, variance, third] = splits.sums[6];
            let score = normal_score(difference / variance.sqrt(), third / (variance * variance.sqrt()));
            let chance = Hypergeometric::new(360, x, 120).unwrap();
            let mid = chance.at_most(after) - 0.5 * chance.exactly(after);
            let expected = crate::stats::normal_quantile(mid);
            assert!((score - expected).abs() < 0.12, "{after} of {x}: {score}, exactly {expected}");
        }
    }

    #[test]
    fn nothing_to_split() {
        assert_eq!(changes(&[]), Changes::default());
        assert_eq!(changes(&[&series(10, &[1, 2, 3, 1, 2, 1, 2, 1])]), Changes::default());
        assert_eq!(changes(&[&series(10, &[0; 12])]), Changes::default());
        assert_eq!(changes(&[&series(10, &[10; 12])]), Changes::default());
        // Nine periods, but one without audits: only two hold any after the split that would leave three.
        let mut gap = series(10, &[3, 3, 3, 3, 3, 3, 1, 1, 1]);
        assert!(changes(&[&gap]).improved.is_some());
        gap[7] = Tally::default();
        assert_eq!(changes(&[&gap]), Changes::default());
        assert_eq!(changes(&[&series(10, &[0; 12])]).greatest_score(), f64::NEG_INFINITY);
    }

    #[test]
    fn a_shift_between_groups_is_no_change() {
        // One group at 10%, another at 40%; nothing changes but how many of each are audited.
        let many: Vec<Tally> = (0..12)
            .map(|at| if at < 6 { Tally { n: 100, inadequate: 10 } } else { Tally { n: 20, inadequate: 2 } })
            .collect();
        let few: Vec<Tally> = (0..12)
            .map(|at| if at < 6 { Tally { n: 20, inadequate: 8 } } else { Tally { n: 100, inadequate: 40 } })
            .collect();
        assert!(changes(&[&many, &few]).greatest_score() < 0.1);
        let together: Vec<Tally> = many
            .iter()
            .zip(&few)
            .map(|(a, b)| Tally { n: a.n + b.n, inadequate: a.inadequate + b.inadequate })
            .collect();
        assert!(changes(&[&together]).worse.unwrap().score > 5.0);
    }

    #[test]
    fn is_about_standard_normal_at_one_split() {
        let mut random = Random::seeded(5);
        let (mut sum, mut squares, mut beyond) = (0.0, 0.0, 0);
        const SERIES: u32 = 4_000;
        for _ in 0..SERIES {
            let x: Vec<u32> = (0..9).map(|_| random.binomial(12, 0.15)).collect();
            let worse = changes(&[&series(12, &x)]).worse.map_or(0.0, |change| change.score);
            sum += worse;
            squares += worse * worse;
            beyond += u32::from(worse > 1.96);
        }
        let n = f64::from(SERIES);
        assert!((sum / n).abs() < 0.06 && (squares / n - 1.0).abs() < 0.1, "{} {}", sum / n, squares / n);
        assert!((f64::from(beyond) / n - 0.025).abs() < 0.012);
    }
}
