//! What a whole page of statements would show of an authority in which nothing changes and no group differs.
//!
//! A page that looks for change in the whole, in every group and in every part, and for groups that differ, finds something somewhere far more
//! often than any one of its tests says. So the page is judged as one: given how many audits each group has in each period, and how many are
//! inadequate in all, every way of dealing these out is equally likely if nothing changes and nobody differs, whatever the rate is. [`WholePage`]
//! deals them out some thousands of times, notes the strongest thing that each page would show, and so knows how strong a statement must be to be
//! made on at most a given share of such pages (Westfall & Young 1993, Resampling-Based Multiple Testing, algorithm 2.8: the
//! distribution of the maximum, by permutation). No rate, no normal distribution and no independence of the statements is assumed.

use super::at_mode::AtMode;
use super::change::{Changes, Plan, Splits, moments};
use super::ln_factorial::LnFactorials;
use super::normal_score::normal_score;
use super::random::Random;
use crate::tally::Tally;

/// The audits of an authority by group and period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// How many groups there are.
    pub groups: usize,
    /// How many parts of groups are looked at by themselves.
    pub parts: usize,
    /// Every audit stands in one row.
    pub rows: Vec<Row>,
}

/// Audits of one kind, by period. Rows are held apart when change is looked for, so that a shift of audits from one row to another is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The group, from 0; `None` for audits that belong to none and count in the whole alone.
    pub group: Option<usize>,
    /// The part of it, from 0.
    pub part: Option<usize>,
    /// The tally in each period; a shorter series ends in periods without audits.
    pub tallies: Vec<Tally>,
}

/// The families of statements of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The whole has changed.
    Whole,
    /// A group has changed.
    GroupChange,
    /// A group differs from the others.
    GroupDifference,
    /// A part of a group has changed.
    PartChange,
}

impl Family {
    const ALL: [Family; 4] = [Family::Whole, Family::GroupChange, Family::GroupDifference, Family::PartChange];

    /// The family's share of the false alarms, before those that a page does not have are shared out among the others.
    fn share(self) -> f64 {
        match self {
            Family::Whole => 0.4,
            Family::GroupChange => 0.2,
            Family::GroupDifference => 0.3,
            Family::PartChange => 0.1,
        }
    }
}

/// The scores of every statement that a page could make.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scores {
    /// The change of the whole.
    pub whole: Changes,
    /// The change of each group; none where a page has one group only, which is the whole.
    pub group_changes: Vec<Changes>,
    /// How far each group lies from the others, period by period; above 0 it has more inadequate audits. `None` where that cannot be said.
    pub differences: Vec<Option<f64>>,
    /// The change of each part.
    pub part_changes: Vec<Changes>,
}

impl Scores {
    /// The scores of these audits.
    pub fn of(grid: &Grid) -> Scores {
        let (mut design, inadequate) = Design::of(grid);
        design.scores(&inadequate)
    }

    /// The greatest score of each family, in the order of [`Family::ALL`].
    fn greatest(&self) -> [f64; 4] {
        let most = |scores: &mut dyn Iterator<Item = f64>| scores.fold(f64::NEG_INFINITY, f64::max);
        [
            self.whole.greatest_score(),
            most(&mut self.group_changes.iter().map(Changes::greatest_score)),
            most(&mut self.differences.iter().flatten().map(|score| score.abs())),
            most(&mut self.part_changes.iter().map(Changes::greatest_score)),
        ]
    }
}

/// The scores of a page, and what pages of the same audits would show if nothing changed and no group differed.
///
/// ```
/// use plumbline::{stats::{Family, Grid, Row, WholePage}, tally::Tally};
/// let office = |group, inadequate: [u32; 12]| Row {
///     group: Some(group),
///     tallies: inadequate.map(|inadequate| Tally { n: 20, inadequate }).to_vec(),
///     ..Row::default()
/// };
/// let rows = vec![office(0, [6, 7, 5, 6, 7, 6, 2, 1, 2, 1, 2, 1]), office(1, [5, 6, 4, 6, 5, 6, 5, 4, 6, 5, 6, 5])];
/// let grid = Grid { groups: 2, rows, ..Grid::default() };
/// let page = WholePage::of(&grid, 1999, 1);
/// let change = page.scores.group_changes[0].improved.unwrap();
/// assert_eq!(change.from, 6);
/// assert!(page.chance_of(Family::GroupChange, change.score) < 0.01);
/// let other = page.scores.group_changes[1].improved.unwrap();
/// assert!(page.chance_of(Family::GroupChange, other.score) > 0.5);
/// ```
#[derive(Debug, Clone)]
pub struct WholePage {
    /// The scores of the audits as they are.
    pub scores: Scores,
    numbers: Numbers,
    families: Vec<FamilyNull>,
    /// For each simulated page the smallest weighted p value on it, in order.
    smallest: Vec<f64>,
}

/// All that the simulated pages depend on: how many audits there are where, and how many are inadequate in all.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbers {
    rows: Vec<(Option<usize>, Option<usize>, Vec<u32>)>,
    groups: usize,
    inadequate: u32,
}

impl Numbers {
    fn of(grid: &Grid) -> Numbers {
        let n = |row: &Row| row.tallies.iter().map(|tally| tally.n).collect();
        Numbers {
            rows: grid.rows.iter().map(|row| (row.group, row.part, n(row))).collect(),
            groups: grid.groups,
            inadequate: grid.rows.iter().flat_map(|row| &row.tallies).map(|tally| tally.inadequate.min(tally.n)).sum(),
        }
    }
}

#[derive(Debug, Clone)]
struct FamilyNull {
    family: Family,
    share: f64,
    /// The family's greatest score on each simulated page, in order.
    greatest: Vec<f64>,
}

impl WholePage {
    /// The page of these audits, and `replicates` pages of the same audits dealt out by lot from this seed.
    pub fn of(grid: &Grid, replicates: usize, seed: u64) -> WholePage {
        let mut page = Simulation::of(grid, seed);
        page.run(replicates);
        page.finish()
    }

    /// The same simulated pages for other audits of the same numbers, as many of them inadequate in all: what chance makes depends on nothing else. `None` if
    /// they are not.
    pub fn for_audits(&self, grid: &Grid) -> Option<WholePage> {
        (self.numbers == Numbers::of(grid)).then(|| WholePage { scores: Scores::of(grid), ..self.clone() })
    }

    /// The chance, in (0, 1], that a page of an authority in which nothing changes and no group differs shows anything, anywhere, as strong as
    /// this score is in its family. One where the page has no such family.
    pub fn chance_of(&self, family: Family, score: f64) -> f64 {
        let Some(null) = self.families.iter().find(|null| null.family == family) else { return 1.0 };
        let weighted = share_from(&null.greatest, score) / null.share;
        let as_small = self.smallest.partition_point(|smallest| *smallest <= weighted);
        share(as_small, self.smallest.len())
    }

    /// The least score of a family whose [chance](Self::chance_of) is at most `level`; `None` if too few pages were simulated to tell, or there is no
    /// such family.
    pub fn critical_score(&self, family: Family, level: f64) -> Option<f64> {
        let null = self.families.iter().find(|null| null.family == family)?;
        let at = null.greatest.partition_point(|score| self.chance_of(family, *score) > level);
        null.greatest.get(at).copied().filter(|score| score.is_finite())
    }
}

fn share(count: usize, of: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (1.0 + number(count)) / (1.0 + number(of))
}

/// The share of the (ordered) simulated scores that reach `score`, counting the seen one as one more of them.
fn share_from(ordered: &[f64], score: f64) -> f64 {
    // Scores that are equal but for rounding are equal.
    let below = ordered.partition_point(|other| *other < score - 1e-9);
    share(ordered.len() - below, ordered.len())
}

/// Pages of one authority being simulated, some at a time.
#[derive(Debug)]
pub struct Simulation {
    numbers: Numbers,
    design: Design,
    scores: Scores,
    random: Random,
    ln: LnFactorials,
    at_mode: AtMode,
    greatest: Vec<[f64; 4]>,
}

impl Simulation {
    /// The page of these audits; nothing is simulated yet.
    pub fn of(grid: &Grid, seed: u64) -> Simulation {
        let (mut design, inadequate) = Design::of(grid);
        let scores = design.scores(&inadequate);
        let numbers = Numbers::of(grid);
        let ln = LnFactorials::up_to(design.audits);
        let at_mode = AtMode::of(&design.n, numbers.inadequate);
        Simulation { numbers, design, scores, random: Random::seeded(seed), ln, at_mode, greatest: Vec::new() }
    }

    /// Simulates so many more pages.
    pub fn run(&mut self, replicates: usize) {
        let mut dealt = vec![0; self.design.n.len()];
        for _ in 0..replicates {
            let (mut audits, mut inadequate) = (self.design.audits, self.numbers.inadequate);
            for (draw, (n, cell)) in self.design.n.iter().zip(&mut dealt).enumerate() {
                *cell = self.random.dealt(audits, inadequate, *n, &self.ln, draw, &mut self.at_mode);
                audits -= n;
                inadequate -= *cell;
            }
            self.greatest.push(self.design.scores(&dealt).greatest());
        }
    }

    /// What was simulated so far.
    pub fn finish(self) -> WholePage {
        // A family without a score on any page is none: its share goes to the others.
        let present = |at: usize| self.greatest.iter().any(|greatest| greatest.get(at).is_some_and(|s| s.is_finite()));
        let shares: f64 =
            Family::ALL.iter().enumerate().filter(|(at, _)| present(*at)).map(|(_, family)| family.share()).sum();
        let families: Vec<FamilyNull> = Family::ALL
            .into_iter()
            .enumerate()
            .filter(|(at, _)| present(*at))
            .map(|(at, family)| {
                let mut greatest: Vec<f64> =
                    self.greatest.iter().filter_map(|greatest| greatest.get(at)).copied().collect();
                greatest.sort_by(f64::total_cmp);
                FamilyNull { family, share: family.share() / shares, greatest }
            })
            .collect();
        let mut smallest: Vec<f64> = self
            .greatest
            .iter()
            .map(|greatest| {
                families
                    .iter()
                    .map(|null| {
                        let score = greatest.get(null.family as usize).copied().unwrap_or(f64::NEG_INFINITY);
                        share_from(&null.greatest, score) / null.share
                    })
                    .fold(f64::INFINITY, f64::min)
            })
            .collect();
        smallest.sort_by(f64::total_cmp);
        WholePage { scores: self.scores, numbers: self.numbers, families, smallest }
    }
}

/// What the numbers of audits say before it is known which are inadequate.
#[derive(Debug)]
struct Design {
    periods: usize,
    /// The number of audits of each row in each period, row by row.
    n: Vec<u32>,
    audits: u32,
    rows: Vec<RowPlan>,
    /// For each period the audits of all groups, and for each group its share of them and the factors of variance and skewness.
    differences: Vec<(f64, Vec<[f64; 3]>)>,
    whole: Splits,
    groups: Vec<Splits>,
    parts: Vec<Splits>,
    /// What each group has inadequate in each period, group by group.
    by_group: Vec<u32>,
}

#[derive(Debug)]
struct RowPlan {
    group: Option<usize>,
    part: Option<usize>,
    plan: Plan,
}

impl Design {
    /// The design, and what is inadequate, row by row.
    fn of(grid: &Grid) -> (Design, Vec<u32>) {
        let periods = grid.rows.iter().map(|row| row.tallies.len()).max().unwrap_or(0);
        let mut design = Design {
            periods,
            n: Vec::new(),
            audits: 0,
            rows: Vec::new(),
            differences: Vec::new(),
            whole: Splits::new(periods),
            groups: vec![Splits::new(periods); grid.groups],
            parts: vec![Splits::new(periods); grid.parts],
            by_group: vec![0; grid.groups * periods],
        };
        let mut inadequate = Vec::new();
        for row in &grid.rows {
            let tallies = || (0..periods).map(|at| row.tallies.get(at).copied().unwrap_or_default());
            let n: Vec<u32> = tallies().map(|tally| tally.n).collect();
            design.whole.mark(&n);
            let of_groups = row.group.and_then(|group| design.groups.get_mut(group));
            let of_parts = row.part.and_then(|part| design.parts.get_mut(part));
            of_groups.into_iter().chain(of_parts).for_each(|splits| splits.mark(&n));
            inadequate.extend(tallies().map(|tally| tally.inadequate.min(tally.n)));
            design.rows.push(RowPlan { group: row.group, part: row.part, plan: Plan::of(&n) });
            design.n.extend(n);
        }
        design.audits = design.n.iter().sum();
        let n = std::mem::take(&mut design.n);
        design.sum_by_group(&n);
        design.differences = (0..periods).map(|period| design.shares_in(period)).collect();
        design.n = n;
        (design, inadequate)
    }

    /// The audits of all groups in a period, while `by_group` holds their numbers, and what each group's share of them says.
    fn shares_in(&self, period: usize) -> (f64, Vec<[f64; 3]>) {
        let counts =
            || self.by_group.chunks(self.periods).filter_map(|group| group.get(period)).copied().map(f64::from);
        let total: f64 = counts().sum();
        let shares = counts().map(|n| {
            let (variance, skewness) = moments(total, n);
            [if total > 0.0 { n / total } else { 0.0 }, variance, skewness]
        });
        (total, shares.collect())
    }

    /// The scores of audits of which so many are inadequate, row by row.
    fn scores(&mut self, inadequate: &[u32]) -> Scores {
        self.whole.clear();
        self.groups.iter_mut().chain(&mut self.parts).for_each(Splits::clear);
        for (row, counts) in self.rows.iter().zip(inadequate.chunks(self.periods.max(1))) {
            let group = row.group.and_then(|group| self.groups.get_mut(group));
            let part = row.part.and_then(|part| self.parts.get_mut(part));
            let splits = [Some(&mut self.whole), group, part];
            row.plan.add(counts, splits.into_iter().flatten());
        }
        self.sum_by_group(inadequate);
        let several = self.groups.len() > 1;
        Scores {
            whole: self.whole.clearest(),
            group_changes: if several { self.groups.iter().map(Splits::clearest).collect() } else { Vec::new() },
            differences: if several { self.differences() } else { Vec::new() },
            part_changes: self.parts.iter().map(Splits::clearest).collect(),
        }
    }

    /// Adds up the counts of the rows of each group.
    fn sum_by_group(&mut self, rows: &[u32]) {
        let periods = self.periods.max(1);
        self.by_group.fill(0);
        for (counts, row) in rows.chunks(periods).zip(&self.rows) {
            let Some(sums) = row.group.and_then(|group| self.by_group.chunks_mut(periods).nth(group)) else { continue };
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }

    /// How far each group lies from the others: Mantel & Haenszel's score with the periods as strata, so that neither a change of them all nor when a
    /// group was audited makes it differ.
    fn differences(&self) -> Vec<Option<f64>> {
        let mut sums = vec![[0.0; 3]; self.groups.len()];
        for (period, (total, shares)) in self.differences.iter().enumerate() {
            let counts =
                || self.by_group.chunks(self.periods).filter_map(|group| group.get(period)).copied().map(f64::from);
            let inadequate: f64 = counts().sum();
            if inadequate <= 0.0 || inadequate >= *total {
                continue;
            }
            let (spread, tilt) = (inadequate * (total - inadequate), total - 2.0 * inadequate);
            for ((sum, count), [share, variance, skewness]) in sums.iter_mut().zip(counts()).zip(shares) {
                let variance = spread * variance;
                let [difference, variances, thirds] = sum;
                *difference += count - inadequate * share;
                *variances += variance;
                *thirds += variance * tilt * skewness;
            }
        }
        sums.into_iter()
            .map(|[difference, variance, third]| {
                let deviation = variance.sqrt();
                (variance > 0.0).then(|| normal_score(difference / deviation, third / (variance * deviation)))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mantel_haenszel;

    #[test]
    fn a_group_lies_from_the_others_as_its_score_by_itself_says() {
        let tally = |(inadequate, n)| Tally { n, inadequate };
        let groups = [
            [(3, 20), (5, 24), (0, 0), (6, 21)],
            [(1, 30), (2, 28), (1, 33), (0, 25)],
            [(2, 12), (0, 9), (3, 14), (1, 8)],
        ];
        let rows = groups.iter().enumerate().map(|(group, of)| Row {
            group: Some(group),
            part: None,
            tallies: of.iter().copied().map(tally).collect(),
        });
        let found = Simulation::of(&Grid { groups: 3, parts: 0, rows: rows.collect() }, 1).scores.differences;
        assert_eq!(found.len(), groups.len());
        for (of, score) in groups.iter().zip(found) {
            let strata = of.iter().enumerate().map(|(period, own)| {
                let all = groups.iter().filter_map(|of| of.get(period)).fold((0, 0), |(a, b), (x, n)| (a + x, b + n));
                (tally(*own), tally(all))
            });
            let alone = mantel_haenszel(strata).unwrap();
            assert!((score.unwrap() - alone).abs() < 1e-12, "{score:?} {alone}");
        }
    }

    #[test]
    fn what_is_seen_counts_as_one_more() {
        assert_eq!((share(0, 999), share(999, 999), share(49, 999)), (0.001, 1.0, 0.05));
    }
}
