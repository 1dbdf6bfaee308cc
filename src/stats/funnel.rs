//! The funnel: how far n audits may stray from a target by chance.

use crate::{
    stats::{Binomial, proportion},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// The one-sided tails of the 95% and the 99.8% limits.
const TAIL_95: f64 = 0.025;
const TAIL_998: f64 = 0.001;

/// The limits of the funnel at one number of audits: proportions in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FunnelLimits {
    /// The lower 95% limit.
    pub lower95: f64,
    /// The upper 95% limit.
    pub upper95: f64,
    /// The lower 99.8% limit.
    pub lower998: f64,
    /// The upper 99.8% limit.
    pub upper998: f64,
}

/// The curve of the funnel at `n` audits for a target rate `theta` in [0, 1], to draw and never to judge by.
///
/// Spiegelhalter (2005), Stat. Med. 24, 1185-1202, appendix A.1.1: with F and f of Binomial(n, θ) and r the smallest
/// integer with F(r) >= p, the limit is (r − α)/n where α = (F(r) − p)/f(r), clipped to [0, 1]. The interpolation makes a
/// smooth curve, but puts a limit below r/n: a group of r lies beyond it although P(X >= r) is more than the tail. So
/// judge by [`funnel_tail`].
///
/// Where P(X = 0) is 0.975 or more, the formula puts the upper 95% limit at 0, below the target.
/// A target of 0 or 1 has all its limits there; n = 0 has them at 0 and 1, since nothing is ruled out.
///
/// ```
/// use plumbline::stats::funnel_limits;
/// let limits = funnel_limits(20, 0.3);
/// assert!((limits.lower95 - 0.0812).abs() < 1e-4);
/// assert!((limits.upper998 - 0.6137).abs() < 1e-4);
/// ```
pub fn funnel_limits(n: u32, theta: f64) -> FunnelLimits {
    if n == 0 {
        return FunnelLimits { lower95: 0.0, upper95: 1.0, lower998: 0.0, upper998: 1.0 };
    }
    let limit = |probability| interpolated_limit(n, theta, probability);
    FunnelLimits {
        lower95: limit(TAIL_95),
        upper95: limit(1.0 - TAIL_95),
        lower998: limit(TAIL_998),
        upper998: limit(1.0 - TAIL_998),
    }
}

fn interpolated_limit(n: u32, theta: f64, probability: f64) -> f64 {
    // A point mass has no neighbour to interpolate towards.
    if theta <= 0.0 || theta >= 1.0 {
        return theta.clamp(0.0, 1.0);
    }
    let under_target = Binomial::new(n, theta);
    let r = under_target.quantile(probability);
    let alpha = (under_target.at_most(r) - probability) / under_target.exactly(r);
    ((f64::from(r) - alpha) / f64::from(n)).clamp(0.0, 1.0)
}

/// For each group the rate of all the others together: the target that its own audits do not draw towards it.
///
/// Spiegelhalter (2005), Stat. Med. 24, 1185-1202, takes a target from outside; where there is none, this is the nearest to it. `None`
/// where no other group has an audit. A group without audits has a target too.
///
/// ```
/// use plumbline::{stats::leave_one_out, tally::Tally};
/// let offices = [(9, 10), (2, 20), (4, 40)].map(|(inadequate, n)| Tally { n, inadequate });
/// assert_eq!(leave_one_out(&offices)[0], Some(0.1));
/// assert_eq!(leave_one_out(&offices[..1]), [None]);
/// ```
pub fn leave_one_out(tallies: &[Tally]) -> Vec<Option<f64>> {
    let usable =
        |tally: &Tally| proportion(*tally).map_or((0, 0), |_| (u64::from(tally.n), u64::from(tally.inadequate)));
    let (n, x) = tallies.iter().map(usable).fold((0, 0), |(n, x), tally| (n + tally.0, x + tally.1));
    let of_the_others = |tally: &Tally| {
        let own = usable(tally);
        let (n, x) = (n - own.0, x - own.1);
        (n > 0).then(|| x as f64 / n as f64)
    };
    tallies.iter().map(of_the_others).collect()
}

/// How probable a tally as extreme as this is, if its true rate were the target: probabilities in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// P(X <= x).
    pub at_most: f64,
    /// P(X >= x).
    pub at_least: f64,
    /// The two-sided mid-p value: twice the smaller tail with half the probability of x itself, at most 1.
    pub mid_p: f64,
}

/// Where a group lies in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Within what chance explains.
    Inside,
    /// Beyond the upper 95% limit, within the 99.8% one.
    Above95,
    /// Beyond the upper 99.8% limit.
    Above998,
    /// Beyond the lower 95% limit, within the 99.8% one.
    Below95,
    /// Beyond the lower 99.8% limit.
    Below998,
}

/// The exact binomial tails of `tally` for a target rate `theta` in [0, 1].
///
/// The mid-p value is Lancaster's (1961), J. Am. Stat. Assoc. 56, 223-234: min(1, 2 min(P(X < x) + ½P(X = x),
/// P(X > x) + ½P(X = x))).
///
/// n = 0 has every tail 1 and lies inside. Under a target of 0 one inadequate audit is impossible, and so beyond all
/// limits. Give a stated target, or the rate of the *other* groups: a rate that includes this one is drawn towards it.
///
/// ```
/// use plumbline::{stats::{Band, funnel_tail}, tally::Tally};
/// // One inadequate file out of one lies above the drawn curve, and means nothing: it has probability 0.3.
/// assert_eq!(funnel_tail(Tally { n: 1, inadequate: 1 }, 0.3).band(), Band::Inside);
/// let tail = funnel_tail(Tally { n: 50, inadequate: 9 }, 0.3);
/// assert!((tail.mid_p - 0.0585).abs() < 1e-4);
/// assert_eq!(funnel_tail(Tally { n: 64, inadequate: 33 }, 0.3).band(), Band::Above998);
/// ```
pub fn funnel_tail(tally: Tally, theta: f64) -> Tail {
    let under_target = Binomial::new(tally.n, theta);
    let x = tally.inadequate;
    let half = under_target.exactly(x) / 2.0;
    // Not `at_most - half`: where the tail is nearly all x itself, that would lose the rest of it.
    let below = x.checked_sub(1).map_or(0.0, |fewer| under_target.at_most(fewer)) + half;
    let above = x.checked_add(1).map_or(0.0, |more| under_target.at_least(more)) + half;
    Tail {
        at_most: under_target.at_most(x),
        at_least: under_target.at_least(x),
        mid_p: (2.0 * below.min(above)).min(1.0),
    }
}

impl Tail {
    /// The band, by the strict rule: beyond a limit only if the whole tail, x included, is at most its nominal 2.5% or
    /// 0.1%. So the false alarms of one group stay below the nominal rate at every n, which those of the curve do not.
    ///
    /// ```
    /// use plumbline::stats::{Band, Tail};
    /// assert_eq!(Tail { at_most: 0.99, at_least: 0.02, mid_p: 0.03 }.band(), Band::Above95);
    /// assert_eq!(Tail { at_most: 0.001, at_least: 1.0, mid_p: 0.001 }.band(), Band::Below998);
    /// ```
    pub fn band(&self) -> Band {
        let within = |tail: f64, nominal: f64| tail <= nominal * (1.0 + 1e-12);
        if within(self.at_least, TAIL_998) {
            Band::Above998
        } else if within(self.at_most, TAIL_998) {
            Band::Below998
        } else if within(self.at_least, TAIL_95) {
            Band::Above95
        } else if within(self.at_most, TAIL_95) {
            Band::Below95
        } else {
            Band::Inside
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn band(inadequate: u32, n: u32, theta: f64) -> Band {
        funnel_tail(Tally { n, inadequate }, theta).band()
    }

    #[test]
    fn no_audits_rule_nothing_out() {
        assert_eq!(funnel_tail(Tally::default(), 0.3), Tail { at_most: 1.0, at_least: 1.0, mid_p: 1.0 });
        assert_eq!(band(0, 0, 0.3), Band::Inside);
        assert_eq!(funnel_limits(0, 0.3), FunnelLimits { lower95: 0.0, upper95: 1.0, lower998: 0.0, upper998: 1.0 });
    }

    #[test]
    fn a_certain_target() {
        assert_eq!((band(0, 9, 0.0), band(1, 9, 0.0)), (Band::Inside, Band::Above998));
        assert_eq!((band(9, 9, 1.0), band(8, 9, 1.0)), (Band::Inside, Band::Below998));
        let collapsed = funnel_limits(9, 1.0);
        assert_eq!((collapsed.lower998, collapsed.upper998), (1.0, 1.0));
    }

    #[test]
    fn a_tail_of_just_the_nominal_rate_is_beyond() {
        // P(X >= 1) is theta itself for one audit.
        assert_eq!((band(1, 1, 0.025), band(1, 1, 0.0251)), (Band::Above95, Band::Inside));
        assert_eq!((band(1, 1, 0.001), band(1, 1, 0.0011)), (Band::Above998, Band::Above95));
        assert_eq!((band(0, 1, 0.975), band(0, 1, 0.974)), (Band::Below95, Band::Inside));
    }

    #[test]
    fn false_alarms_stay_below_the_nominal_rate_where_those_of_the_curve_do_not() {
        let mut worst_curve = 0.0_f64;
        for n in 1..=120 {
            let chance = Binomial::new(n, 0.3);
            let alarm = |wanted: fn(Band) -> bool| -> f64 {
                (0..=n).filter(|&x| wanted(band(x, n, 0.3))).map(|x| chance.exactly(x)).sum()
            };
            assert!(alarm(|b| matches!(b, Band::Above95 | Band::Above998)) <= TAIL_95, "{n}");
            assert!(alarm(|b| matches!(b, Band::Below95 | Band::Below998)) <= TAIL_95, "{n}");
            assert!(alarm(|b| b == Band::Above998) <= TAIL_998, "{n}");
            let upper = funnel_limits(n, 0.3).upper95;
            let beyond_curve = (0..=n).filter(|&x| f64::from(x) / f64::from(n) > upper);
            worst_curve = worst_curve.max(beyond_curve.map(|x| chance.exactly(x)).sum());
        }
        assert!(worst_curve > 0.08, "{worst_curve}");
    }

    #[test]
    fn a_million_audits() {
        let limits = funnel_limits(1_000_000, 0.3);
        assert!((limits.upper95 - 0.300_898).abs() < 2e-6 && (limits.lower998 - 0.298_584).abs() < 2e-6);
        assert_eq!(band(300_000, 1_000_000, 0.3), Band::Inside);
        assert_eq!(band(301_000, 1_000_000, 0.3), Band::Above95);
        assert_eq!(band(298_000, 1_000_000, 0.3), Band::Below998);
    }

    proptest! {
        #[test]
        fn limits_are_nested(n in 1..3_000_u32, theta in 0.0..=1.0_f64) {
            let l = funnel_limits(n, theta);
            prop_assert!(0.0 <= l.lower998 && l.lower998 <= l.lower95 && l.lower95 <= l.upper95);
            prop_assert!(l.upper95 <= l.upper998 && l.upper998 <= 1.0);
        }

        /// Nearer to 0 or 1 the published formula may leave the target outside.
        #[test]
        fn limits_lie_around_the_target(n in 1..3_000_u32, theta in 0.05..0.95_f64) {
            let l = funnel_limits(n, theta);
            prop_assert!(l.lower95 <= theta && theta <= l.upper95);
        }

        #[test]
        fn tails_mirror(n in 0..2_000_u32, x in 0..2_000_u32, theta in 0.01..0.99_f64) {
            let x = x.min(n);
            let here = funnel_tail(Tally { n, inadequate: x }, theta);
            let there = funnel_tail(Tally { n, inadequate: n - x }, 1.0 - theta);
            prop_assert!((here.at_most - there.at_least).abs() < 1e-11 && (here.mid_p - there.mid_p).abs() < 1e-11);
        }
    }
}
