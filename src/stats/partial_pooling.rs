//! Rates of groups, each drawn towards the mean of all by as much as its few audits deserve.

use crate::{
    stats::{Interval, beta_quantile, proportion, wilson},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// The greatest a + b that is told from no spread at all.
const MOST_AUDITS_WORTH: f64 = 1e5;

/// A gain of log likelihood this small is none.
const NO_GAIN: f64 = 1e-6;

/// The confidence of the groups' intervals.
const CONFIDENCE: f64 = 0.95;

/// The groups' rates, partially pooled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartialPooling {
    /// The mean of the groups' true rates, in [0, 1].
    pub mean: f64,
    /// The distribution of true rates. `None` where nothing speaks for a spread: all are pooled.
    pub prior: Option<BetaPrior>,
    /// The log likelihood of the counts.
    pub log_likelihood: f64,
    /// One entry a group, in the order given; `None` where nothing was audited.
    pub groups: Vec<Option<PooledRate>>,
}

/// The beta distribution of the groups' true rates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BetaPrior {
    /// As if so many inadequate audits had been seen of every group before.
    pub alpha: f64,
    /// And so many others.
    pub beta: f64,
}

impl BetaPrior {
    /// The correlation of two audits of one group, in (0, 1): 1/(a + b + 1).
    pub fn correlation(&self) -> f64 {
        1.0 / (self.alpha + self.beta + 1.0)
    }
}

/// What is thought of one group's true rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PooledRate {
    /// Its expected value, in [0, 1].
    pub rate: f64,
    /// The middle 95% of what it may be.
    pub interval: Interval,
}

/// Partial pooling by a beta-binomial model, the beta distribution by maximum likelihood (empirical Bayes).
///
/// Skellam (1948), J. R. Stat. Soc. B 10, 257-261; the likelihood in mean and θ = 1/(a + b) as Smith (1983), Algorithm AS 189,
/// Applied Statistics 32, 196-204, has it; empirical Bayes: Casella (1985), Am. Stat. 39, 83-87. A group's true rate is
/// then beta with x + a and n − x + b: its mean is the group's rate, its 2.5% and 97.5% points the interval.
///
/// Where the likelihood does not grow with θ (a gain below 1e-6, or a + b above 100,000) every group has the rate of all, with
/// its Wilson interval. The intervals take a and b as known, so with fewer than ten groups they are too narrow. Groups
/// that are all 0 of n or n of n leave θ without bound: it stops at 1,000, and the rates are nearly the raw ones.
///
/// `None` where no group has an audit. A single group is wholly pooled, being all.
///
/// ```
/// use plumbline::{stats::partial_pooling, tally::Tally};
/// let offices = [(2, 10), (0, 6), (5, 12), (9, 20), (1, 9), (20, 30), (3, 14)];
/// let pooled = partial_pooling(&offices.map(|(inadequate, n)| Tally { n, inadequate })).unwrap();
/// let none_of_six = pooled.groups[1].unwrap();
/// assert!((none_of_six.rate - 0.1695).abs() < 1e-4);
/// assert!(none_of_six.interval.upper > 0.4);
/// ```
pub fn partial_pooling(tallies: &[Tally]) -> Option<PartialPooling> {
    let usable: Vec<_> = tallies.iter().copied().filter(|&tally| proportion(tally).is_some()).collect();
    let all = pool(&usable)?;
    let overall = proportion(all)?;
    let likelihood = Likelihood::new(&usable);
    let choices: f64 = usable.iter().map(|tally| log_ways(*tally)).sum();
    let fit = if all.inadequate == 0 || all.inadequate == all.n { None } else { likelihood.spread_fit(overall) };
    let Some((mean, theta)) = fit else {
        let interval = wilson(all, CONFIDENCE)?;
        let pooled = |&tally: &Tally| proportion(tally).map(|_| PooledRate { rate: overall, interval });
        return Some(PartialPooling {
            mean: overall,
            prior: None,
            log_likelihood: choices + likelihood.at(overall, 0.0),
            groups: tallies.iter().map(pooled).collect(),
        });
    };
    let prior = BetaPrior { alpha: mean / theta, beta: (1.0 - mean) / theta };
    Some(PartialPooling {
        mean,
        prior: Some(prior),
        log_likelihood: choices + likelihood.at(mean, theta),
        groups: tallies.iter().map(|&tally| proportion(tally).map(|_| posterior(tally, prior))).collect(),
    })
}

fn posterior(tally: Tally, prior: BetaPrior) -> PooledRate {
    let a = f64::from(tally.inadequate) + prior.alpha;
    let b = f64::from(tally.n - tally.inadequate) + prior.beta;
    let quantile = |probability| beta_quantile(probability, a, b);
    PooledRate {
        rate: a / (a + b),
        interval: Interval { lower: quantile((1.0 - CONFIDENCE) / 2.0), upper: quantile((1.0 + CONFIDENCE) / 2.0) },
    }
}

/// All together; `None` beyond the width of a count.
fn pool(tallies: &[Tally]) -> Option<Tally> {
    tallies.iter().try_fold(Tally::default(), |sum, tally| {
        Some(Tally { n: sum.n.checked_add(tally.n)?, inadequate: sum.inadequate + tally.inadequate })
    })
}

/// ln C(n, x).
fn log_ways(tally: Tally) -> f64 {
    let log_factorial = |n: u32| libm::lgamma(f64::from(n) + 1.0);
    log_factorial(tally.n) - log_factorial(tally.inadequate) - log_factorial(tally.n - tally.inadequate)
}

/// ln B(x + a, n − x + b) − ln B(a, b), summed, is Σ ln(μ + jθ) over j < x, and the like for n − x and n: no gamma function,
/// so nothing cancels however near θ is to 0. For each j, how many groups have a term of it.
struct Likelihood {
    inadequate: Vec<f64>,
    others: Vec<f64>,
    audits: Vec<f64>,
}

impl Likelihood {
    fn new(tallies: &[Tally]) -> Self {
        Self {
            inadequate: groups_beyond(tallies.iter().map(|tally| tally.inadequate)),
            others: groups_beyond(tallies.iter().map(|tally| tally.n - tally.inadequate)),
            audits: groups_beyond(tallies.iter().map(|tally| tally.n)),
        }
    }

    /// The log likelihood, but for the binomial coefficients.
    fn at(&self, mean: f64, theta: f64) -> f64 {
        let sum = |groups: &[f64], from: f64| terms(groups, |j| libm::log(from + j * theta));
        sum(&self.inadequate, mean) + sum(&self.others, 1.0 - mean) - sum(&self.audits, 1.0)
    }

    /// Its slope in θ.
    fn slope(&self, mean: f64, theta: f64) -> f64 {
        let sum = |groups: &[f64], from: f64| terms(groups, |j| j / (from + j * theta));
        sum(&self.inadequate, mean) + sum(&self.others, 1.0 - mean) - sum(&self.audits, 1.0)
    }

    /// The likeliest mean at this θ: the likelihood is concave in it.
    fn mean_at(&self, theta: f64) -> f64 {
        let slope = |mean: f64| {
            terms(&self.inadequate, |j| 1.0 / (mean + j * theta))
                - terms(&self.others, |j| 1.0 / (1.0 - mean + j * theta))
        };
        bisect(0.0, 1.0, |mean| slope(mean) > 0.0)
    }

    /// The likeliest mean and θ, unless no θ above 0 is likelier than `overall` alone.
    fn spread_fit(&self, overall: f64) -> Option<(f64, f64)> {
        // In ln θ, coarsely first: the profile may have more than one top.
        const COARSE: [f64; 2] = [-11.5, 6.9];
        const STEPS: u32 = 46;
        let [least, most] = COARSE;
        let width = (most - least) / f64::from(STEPS);
        let profile = |log_theta: f64| {
            let theta = libm::exp(log_theta);
            self.at(self.mean_at(theta), theta)
        };
        let start = (0..=STEPS)
            .map(|step| least + width * f64::from(step))
            .map(|log_theta| (log_theta, profile(log_theta)))
            .max_by(|a, b| a.1.total_cmp(&b.1))?
            .0;
        let rises = |log_theta: f64| {
            let theta = libm::exp(log_theta);
            self.slope(self.mean_at(theta), theta) > 0.0
        };
        let theta = libm::exp(bisect((start - width).max(least), (start + width).min(most), rises));
        let mean = self.mean_at(theta);
        let gain = self.at(mean, theta) - self.at(overall, 0.0);
        (gain >= NO_GAIN && 1.0 / theta <= MOST_AUDITS_WORTH).then_some((mean, theta))
    }
}

fn terms(groups: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    groups.iter().enumerate().map(|(j, groups)| groups * term(j as f64)).sum()
}

/// For each j from 0, how many of `counts` are above it.
fn groups_beyond(counts: impl Iterator<Item = u32>) -> Vec<f64> {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_unstable();
    let mut beyond = Vec::new();
    let mut from = 0;
    for (below, count) in counts.iter().enumerate() {
        beyond.extend((from..*count).map(|_| (counts.len() - below) as f64));
        from = from.max(*count);
    }
    beyond
}

/// Where in [low, high] `rises` turns from true to false.
fn bisect(mut low: f64, mut high: f64, rises: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..52 {
        let middle = low + (high - low) / 2.0;
        if rises(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn groups(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    #[test]
    fn nothing_and_one_group() {
        assert_eq!(partial_pooling(&[]), None);
        assert_eq!(partial_pooling(&groups(&[(0, 0)])), None);
        let one = partial_pooling(&groups(&[(3, 12), (0, 0)])).unwrap();
        assert_eq!((one.mean, one.prior, one.groups[1]), (0.25, None, None));
    }

    #[test]
    fn none_or_all_inadequate() {
        for counts in [[(0, 9), (0, 20)], [(9, 9), (20, 20)]] {
            let pooled = partial_pooling(&groups(&counts)).unwrap();
            assert!(pooled.prior.is_none() && pooled.log_likelihood.abs() < 1e-9, "{pooled:?}");
            let interval = pooled.groups[0].unwrap().interval;
            assert!(interval.upper - interval.lower > 0.1);
        }
    }

    #[test]
    fn one_audit_a_group_tells_nothing_of_a_spread() {
        let pooled = partial_pooling(&groups(&[(1, 1), (0, 1), (0, 1), (1, 1), (0, 1)])).unwrap();
        assert_eq!(pooled.prior, None);
        assert!((pooled.mean - 0.4).abs() < 1e-12);
    }

    #[test]
    fn all_or_nothing_is_hardly_pooled() {
        let pooled = partial_pooling(&groups(&[(9, 9), (0, 8), (0, 9), (7, 7)])).unwrap();
        assert!(pooled.prior.unwrap().correlation() > 0.99);
        assert!(pooled.groups[1].unwrap().rate < 0.01);
    }

    #[test]
    fn a_hundred_and_forty_nine_small_groups() {
        let counts: Vec<_> = (0..149).map(|i| (if i % 3 == 0 { i % 7 } else { 0 }, 3 + i % 11)).collect();
        let counts: Vec<_> = counts.into_iter().map(|(x, n)| (x.min(n), n)).collect();
        let pooled = partial_pooling(&groups(&counts)).unwrap();
        assert_eq!(pooled.groups.iter().flatten().count(), 149);
    }

    proptest! {
        #[test]
        fn rates_lie_between_the_raw_one_and_the_mean(
            counts in proptest::collection::vec((0..30_u32, 0..30_u32), 1..15),
        ) {
            let tallies = groups(&counts.iter().map(|&(x, n)| (x.min(n), n)).collect::<Vec<_>>());
            if let Some(pooled) = partial_pooling(&tallies) {
                for (tally, group) in tallies.iter().zip(&pooled.groups) {
                    let (Some(raw), Some(group)) = (proportion(*tally), group) else { continue };
                    let (low, high) = (raw.min(pooled.mean) - 1e-12, raw.max(pooled.mean) + 1e-12);
                    prop_assert!(low <= group.rate && group.rate <= high);
                    prop_assert!(0.0 <= group.interval.lower && group.interval.lower <= group.interval.upper);
                    prop_assert!(group.interval.upper <= 1.0);
                }
            }
        }
    }
}
