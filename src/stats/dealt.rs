//! Do groups differ in what their audits name, if all audits of a period are dealt out by lot?

use super::{Random, chi_squared_at_least, normal_quantile, normal_two_sided};
use crate::order::InOrder as _;

/// One audit: when, in which group, and what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamingAudit {
    /// Its period, within which audits are dealt.
    pub period: u32,
    /// Its group, from 0.
    pub group: u32,
    /// What it names: a bit for each name, the first being the lowest.
    pub names: u64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct DealtOut {
    /// For each name and each group in it, what can be said of the group.
    pub cells: Vec<Vec<DealtCell>>,
    /// For each name, the adjusted probability of so much difference between groups; `None` where nothing could be told of it.
    pub differ: Vec<Option<f64>>,
}

/// How often one group names one thing, against what the lot would give it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DealtCell {
    /// How many of its audits name it.
    pub seen: u32,
    /// Its audits.
    pub n: u32,
    /// How many would be expected.
    pub expected: f64,
    /// The adjusted two-sided probability of so great a distance from it anywhere; `None` where too little is expected to say.
    pub adjusted_p: Option<f64>,
    /// Whether twice as many as expected would be found.
    pub would_see_double: bool,
}

/// The most names that can be told apart.
pub const MOST_NAMES: usize = 64;

/// Less than this is expected of a group, or of its audits that do not name it: it is too little to say.
const LEAST_EXPECTED: f64 = 3.0;
/// With more audits than this the normal distribution is close enough, and dealing takes too long.
const MOST_DEALT: usize = 20_000;
/// And then so many must be expected.
const LEAST_EXPECTED_NORMAL: f64 = 20.0;
const SEED: u64 = 20_191_015;

/// Whether groups differ in how often their audits name each of `names` things, and which do, at a family-wise `level` for what would be seen.
///
/// For each group and name the count less its expectation, over its standard deviation, if in each period the audits were dealt to the groups by
/// lot (Mantel & Haenszel 1959, J. Natl. Cancer Inst. 22, 719-748): neither a change of all groups nor when a group was audited is a difference. Audits
/// are dealt whole, so that names which go together stay so, some hundreds of times from a fixed seed; the greatest of all scores in each deal adjusts
/// the scores, and the least of all p values that of the sum of squared scores of each name (Westfall & Young 1993, Resampling-Based Multiple
/// Testing, 2.5 and 2.6). Either family is wrong of groups that do not differ at most as often as it says, whatever hangs together.
///
/// Of more than 20,000 audits the distributions are taken as normal and chi-squared, and adjusted by the number of tests (Bonferroni).
///
/// ```
/// use plumbline::stats::{NamingAudit, differ_when_dealt};
/// // Two groups of 40 in each of two periods; the second names the only thing in 30 of 40, the first in 10 of 40.
/// let audits: Vec<_> = (0..160_u32)
///     .map(|at| {
///         let (period, group, within) = (at / 80, at / 40 % 2, at % 40);
///         NamingAudit { period, group, names: u64::from(within < if group == 1 { 30 } else { 10 }) }
///     })
///     .collect();
/// let found = differ_when_dealt(&audits, 2, 1, 0.05);
/// assert!(found.differ[0].is_some_and(|p| p < 0.01));
/// assert!(found.cells[0][1].adjusted_p.is_some_and(|p| p < 0.01) && found.cells[0][1].seen == 60);
/// assert!((found.cells[0][1].expected - 40.0).abs() < 1e-9);
/// ```
pub fn differ_when_dealt(audits: &[NamingAudit], groups: usize, names: usize, level: f64) -> DealtOut {
    let names = names.min(MOST_NAMES);
    let mut audits: Vec<NamingAudit> =
        audits.iter().copied().filter(|audit| usize::try_from(audit.group).is_ok_and(|at| at < groups)).collect();
    audits.order_by_key(|audit| audit.period);
    let table = Table::of(&audits, groups, names);
    let by_lot = audits.len() <= MOST_DEALT;
    let least = if by_lot { LEAST_EXPECTED } else { LEAST_EXPECTED_NORMAL };
    let deviations = table.deviations(least);
    let scores = table.scores(&deviations);
    let tests = deviations.iter().flatten().count();
    let squares =
        |scores: &[Option<f64>]| -> Vec<Option<f64>> { scores.chunks(groups.max(1)).map(sum_of_squares).collect() };
    let seen_squares = squares(&scores);
    let (greatest, dealt_squares) = if by_lot && tests > 0 {
        deal(&mut audits, &mut table.clone(), &deviations, squares)
    } else {
        (Vec::new(), Vec::new())
    };
    let adjusted = |score: f64| match (by_lot, greatest.len()) {
        (true, deals) => {
            let beyond = greatest.iter().filter(|greatest| **greatest >= score.abs() - 1e-9).count();
            share(beyond + 1, deals + 1)
        }
        (false, _) => (normal_two_sided(score) * share(tests, 1)).min(1.0),
    };
    let needed =
        if by_lot { quantile(&greatest, level) } else { normal_quantile(1.0 - level / 2.0 / share(tests.max(1), 1)) };
    let cells = (0..names).map(|name| {
        (0..groups)
            .map(|group| {
                let at = name * groups + group;
                let expected = table.expected.get(at).copied().unwrap_or_default();
                let n = table.sizes.get(group).copied().unwrap_or_default();
                let deviation = deviations.get(at).copied().flatten();
                // No more than nearly all can name it.
                let doubled = (2.0 * expected).min(0.95 * f64::from(n)) - expected;
                DealtCell {
                    seen: table.counts.get(at).copied().unwrap_or_default(),
                    n,
                    expected,
                    adjusted_p: scores.get(at).copied().flatten().map(adjusted),
                    would_see_double: deviation.is_some_and(|deviation| doubled / deviation >= needed),
                }
            })
            .collect()
    });
    let differ = if by_lot {
        adjusted_by_least(&seen_squares, &dealt_squares)
    } else {
        let tested = deviations.chunks(groups.max(1)).map(|cells| cells.iter().flatten().count());
        let several = share(seen_squares.iter().flatten().count(), 1);
        seen_squares
            .iter()
            .zip(tested)
            .map(|(sum, tested)| {
                let degrees = f64::from(u32::try_from(tested.max(2) - 1).unwrap_or(u32::MAX));
                let whole = f64::from(u32::try_from(tested.max(1)).unwrap_or(u32::MAX));
                sum.map(|sum| (chi_squared_at_least(sum * degrees / whole, degrees) * several).min(1.0))
            })
            .collect()
    };
    DealtOut { cells: cells.collect(), differ }
}

/// How often each group names each thing, and what the lot would make of it. Cells by name and group.
#[derive(Debug, Clone)]
struct Table {
    groups: usize,
    counts: Vec<u32>,
    expected: Vec<f64>,
    variances: Vec<f64>,
    sizes: Vec<u32>,
}

impl Table {
    /// Of audits in the order of their periods.
    fn of(audits: &[NamingAudit], groups: usize, names: usize) -> Table {
        let cells = groups * names;
        let mut table = Table {
            groups,
            counts: vec![0; cells],
            expected: vec![0.0; cells],
            variances: vec![0.0; cells],
            sizes: vec![0; groups],
        };
        table.count(audits);
        for period in audits.chunk_by(|a, b| a.period == b.period) {
            let mut sizes = vec![0_u32; groups];
            let mut named = vec![0_u32; names];
            for audit in period {
                if let Some(size) = usize::try_from(audit.group).ok().and_then(|at| sizes.get_mut(at)) {
                    *size += 1;
                }
                for (at, count) in named.iter_mut().enumerate() {
                    *count += u32::from(audit.names >> at & 1 == 1);
                }
            }
            let all = share(period.len(), 1);
            for (group, size) in sizes.iter().enumerate() {
                if let Some(sum) = table.sizes.get_mut(group) {
                    *sum += size;
                }
                for (name, count) in named.iter().enumerate() {
                    let (n, k) = (f64::from(*size), f64::from(*count));
                    let at = name * groups + group;
                    if let (Some(expected), Some(variance)) = (table.expected.get_mut(at), table.variances.get_mut(at))
                    {
                        *expected += n * k / all;
                        if all > 1.0 {
                            *variance += n * (all - n) * k * (all - k) / (all * all * (all - 1.0));
                        }
                    }
                }
            }
        }
        table
    }

    fn count(&mut self, audits: &[NamingAudit]) {
        self.counts.iter_mut().for_each(|count| *count = 0);
        for audit in audits {
            let Ok(group) = usize::try_from(audit.group) else { continue };
            let mut names = audit.names;
            while names != 0 {
                let name = usize::try_from(names.trailing_zeros()).unwrap_or(MOST_NAMES);
                names &= names - 1;
                if let Some(count) = self.counts.get_mut(name * self.groups + group) {
                    *count += 1;
                }
            }
        }
    }

    /// The standard deviation of each cell of which enough is expected.
    fn deviations(&self, least: f64) -> Vec<Option<f64>> {
        let cells = self.expected.iter().zip(&self.variances).enumerate();
        cells
            .map(|(at, (expected, variance))| {
                let n = self.sizes.get(at % self.groups.max(1)).copied().map_or(0.0, f64::from);
                (*expected >= least && n - expected >= least && *variance >= 1.0).then(|| variance.sqrt())
            })
            .collect()
    }

    fn scores(&self, deviations: &[Option<f64>]) -> Vec<Option<f64>> {
        let cells = self.counts.iter().zip(&self.expected).zip(deviations);
        cells.map(|((count, expected), deviation)| Some((f64::from(*count) - expected) / (*deviation)?)).collect()
    }
}

/// The greatest score, and the sum of squares of each name, in each of many deals.
fn deal(
    audits: &mut [NamingAudit],
    table: &mut Table,
    deviations: &[Option<f64>],
    squares: impl Fn(&[Option<f64>]) -> Vec<Option<f64>>,
) -> (Vec<f64>, Vec<Vec<Option<f64>>>) {
    let deals = if audits.len() <= MOST_DEALT / 4 { 999 } else { 499 };
    let mut random = Random::seeded(SEED);
    let mut greatest = Vec::with_capacity(deals);
    let mut all_squares = Vec::with_capacity(deals);
    for _ in 0..deals {
        for period in audits.chunk_by_mut(|a, b| a.period == b.period) {
            let mut left = period.len();
            while left > 1 {
                let drawn = random.below(u32::try_from(left).unwrap_or(u32::MAX));
                left -= 1;
                let drawn = usize::try_from(drawn).unwrap_or(left);
                // What is named goes to another group's audit.
                if let Ok([one, other]) = period.get_disjoint_mut([drawn, left]) {
                    std::mem::swap(&mut one.names, &mut other.names);
                }
            }
        }
        table.count(audits);
        let scores = table.scores(deviations);
        greatest.push(scores.iter().flatten().fold(0.0, |most: f64, score| most.max(score.abs())));
        all_squares.push(squares(&scores));
    }
    (greatest, all_squares)
}

fn sum_of_squares(scores: &[Option<f64>]) -> Option<f64> {
    // One group that can be told from none is no difference between groups.
    (scores.iter().flatten().count() > 1).then(|| scores.iter().flatten().map(|score| score * score).sum())
}

/// For each name the p value of its sum of squares, adjusted by the least of all names' in each deal.
fn adjusted_by_least(seen: &[Option<f64>], dealt: &[Vec<Option<f64>>]) -> Vec<Option<f64>> {
    let all = dealt.len() + 1;
    // The sums of each name in order, the seen one among them, so that a p value is a place.
    let sorted: Vec<Vec<f64>> = seen
        .iter()
        .enumerate()
        .map(|(name, seen)| {
            let of_deals = dealt.iter().filter_map(|deal| deal.get(name).copied().flatten());
            let mut sums: Vec<f64> = of_deals.chain(*seen).collect();
            sums.sort_by(f64::total_cmp);
            sums
        })
        .collect();
    let p_of = |name: usize, sum: f64| {
        let below = sorted.get(name).map_or(0, |sums| sums.partition_point(|other| *other < sum - 1e-9));
        share(all.saturating_sub(below), all)
    };
    let least: Vec<f64> = dealt
        .iter()
        .map(|deal| {
            let p_values = deal.iter().enumerate().filter_map(|(name, sum)| Some(p_of(name, (*sum)?)));
            p_values.fold(1.0, f64::min)
        })
        .collect();
    seen.iter()
        .enumerate()
        .map(|(name, sum)| {
            let p = p_of(name, (*sum)?);
            Some(share(least.iter().filter(|least| **least <= p + 1e-12).count() + 1, all))
        })
        .collect()
}

/// The value that at most this share of deals exceed.
fn quantile(greatest: &[f64], level: f64) -> f64 {
    let mut sorted = greatest.to_vec();
    sorted.sort_by(f64::total_cmp);
    let beyond = sorted.iter().rev().zip(1_usize..).find(|(_, at)| share(at + 1, sorted.len() + 1) > level);
    beyond.map_or(f64::INFINITY, |(value, _)| *value)
}

fn share(part: usize, whole: usize) -> f64 {
    let count = |of: usize| f64::from(u32::try_from(of).unwrap_or(u32::MAX));
    count(part) / count(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Audits of groups of these sizes in each period, each naming thing `i` with the probability of the group and period.
    fn audits(
        random: &mut Random,
        sizes: &[u32],
        periods: u32,
        rate: impl Fn(u32, u32, u32) -> f64,
    ) -> Vec<NamingAudit> {
        let mut all = Vec::new();
        for period in 0..periods {
            for (group, size) in (0..).zip(sizes) {
                for _ in 0..*size {
                    let names = (0..6).map(|name| u64::from(random.unit() < rate(name, group, period)) << name).sum();
                    all.push(NamingAudit { period, group, names });
                }
            }
        }
        all
    }

    fn says(found: &DealtOut, level: f64) -> bool {
        let cells = found.cells.iter().flatten().filter_map(|cell| cell.adjusted_p);
        cells.chain(found.differ.iter().copied().flatten()).any(|p| p <= level)
    }

    /// Where no group differs, at most one file in twenty is told that one does, though all change over time.
    #[test]
    fn equal_groups_are_rarely_told_apart() {
        let mut random = Random::seeded(7);
        for (sizes, periods) in [(&[3_u32, 2, 4, 1][..], 8), (&[12, 5], 4), (&[2; 12], 12)] {
            let rate = |name: u32, _, period: u32| f64::from(name + 1) / 12.0 + f64::from(period % 2) / 4.0;
            let files = 100_u32;
            let alarms: u32 = (0..files)
                .map(|_| {
                    u32::from(says(
                        &differ_when_dealt(&audits(&mut random, sizes, periods, rate), sizes.len(), 6, 0.05),
                        0.025,
                    ))
                })
                .sum();
            // 5 of 100 are expected at most; 12 would be seen in one of three hundred runs.
            assert!(alarms < 12, "{sizes:?}: {alarms}");
        }
    }

    #[test]
    fn a_group_that_differs_is_found_and_named() {
        let mut random = Random::seeded(11);
        let rate = |name: u32, group: u32, _| if (name, group) == (2, 1) { 0.7 } else { 0.35 };
        let found = differ_when_dealt(&audits(&mut random, &[4, 4, 4, 1], 12, rate), 4, 6, 0.05);
        assert!(found.cells[2][1].adjusted_p.is_some_and(|p| p <= 0.01), "{:?}", found.cells[2]);
        assert!(found.differ[2].is_some_and(|p| p <= 0.01));
        let others =
            found.cells.iter().enumerate().flat_map(|(name, cells)| cells.iter().map(move |cell| (name, cell)));
        assert!(others.filter(|(name, _)| *name != 2).all(|(_, cell)| cell.adjusted_p.is_none_or(|p| p > 0.05)));
    }

    #[test]
    fn what_is_too_little_is_not_tested() {
        let one = |group, names| NamingAudit { period: 0, group, names };
        let few: Vec<_> = (0..8).map(|at| one(at % 2, u64::from(at < 4))).collect();
        let found = differ_when_dealt(&few, 2, 1, 0.05);
        assert_eq!(
            (found.differ[0], found.cells[0][0].adjusted_p, found.cells[0][0].would_see_double),
            (None, None, false)
        );
        for nothing in [
            differ_when_dealt(&[], 0, 0, 0.05),
            differ_when_dealt(&[], 3, 2, 0.05),
            differ_when_dealt(&few, 0, 1, 0.05),
        ] {
            assert!(nothing.differ.iter().all(Option::is_none));
        }
    }

    #[test]
    fn very_many_audits_are_judged_by_the_normal_distribution() {
        let audit = |at: u32, differs: bool| {
            let group = at % 3;
            let one_in = if differs && group == 2 { 4 } else { 5 };
            NamingAudit { period: at / 6_000, group, names: u64::from((at / 3).is_multiple_of(one_in)) }
        };
        let alike: Vec<_> = (0..30_000).map(|at| audit(at, false)).collect();
        let apart: Vec<_> = (0..30_000).map(|at| audit(at, true)).collect();
        assert!(!says(&differ_when_dealt(&alike, 3, 1, 0.05), 0.05));
        let found = differ_when_dealt(&apart, 3, 1, 0.05);
        assert!(found.cells[0][2].adjusted_p.is_some_and(|p| p < 1e-6) && found.differ[0].is_some_and(|p| p < 1e-6));
        assert!(found.cells[0][0].would_see_double);
    }
}
