//! More spread between groups than counting makes: how much, and a funnel widened by it.

use crate::{
    stats::{FunnelLimits, gamma::gamma_at_least, moving_range::mean, normal_quantile, proportion},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// The scale on which shares are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelScale {
    /// The shares themselves, each with the standard error √(θ(1 − θ)/n) that it has at the target.
    Pearson,
    /// arcsin √p, with the standard error 1/(2√n) whatever the rate.
    Arcsine,
}

/// How much more the groups vary than counting makes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overdispersion {
    /// Each group's z score at the target, in the order given; `None` where nothing was audited.
    pub z: Vec<Option<f64>>,
    /// The same drawn in to the 10th and 90th percentile.
    pub z_winsorised: Vec<Option<f64>>,
    /// The mean squared z score: about 1 where counting alone is at work.
    pub phi_raw: f64,
    /// The mean squared winsorised z score.
    pub phi: f64,
    /// The variance between groups, on the scale chosen; 0 where there is no reason to widen.
    pub tau2: f64,
    /// Whether φ is large enough to widen by: I φ >= I − 1.
    pub adjusts: bool,
    /// P of so great a sum of squared z scores by chance: chi-squared with I − 1 degrees of freedom.
    pub p_value: f64,
}

/// The overdispersion of groups about a target `theta` in (0, 1), their extremes winsorised.
///
/// Spiegelhalter (2005), Stat. Med. 24, 1185-1202, section 5; Spiegelhalter et al. (2012), J. R. Stat. Soc. A 175, 1-47: φ = Σ z_w²/I with z
/// winsorised at its 10% and 90% points (interpolated), and by DerSimonian & Laird's (1986) moments
/// τ² = max(0, (Iφ − (I − 1)) / (Σw − Σw²/Σw)), w = 1/s².
///
/// An option, off unless asked for: a funnel widened so hides the very variability that is asked about. Below ten groups the
/// winsorising touches the extreme pair alone, and φ is little but noise. 0 of n and n of n are fine. `None` for fewer than
/// two groups with audits, or a target that is not strictly between 0 and 1.
///
/// ```
/// use plumbline::{stats::{FunnelScale, overdispersion}, tally::Tally};
/// let offices = [(2, 10), (0, 6), (5, 12), (9, 20), (1, 9), (20, 30), (3, 14)];
/// let offices = offices.map(|(inadequate, n)| Tally { n, inadequate });
/// let found = overdispersion(&offices, 40.0 / 101.0, FunnelScale::Pearson).unwrap();
/// assert!((found.phi - 1.7897).abs() < 1e-4);
/// assert!((found.tau2.sqrt() - 0.1375).abs() < 1e-4);
/// ```
pub fn overdispersion(tallies: &[Tally], theta: f64, scale: FunnelScale) -> Option<Overdispersion> {
    if !(theta > 0.0 && theta < 1.0) {
        return None;
    }
    let z: Vec<_> = tallies.iter().map(|&tally| scale.z_score(tally, theta)).collect();
    let known: Vec<f64> = z.iter().copied().flatten().collect();
    if known.len() < 2 {
        return None;
    }
    let (low, high) = (quantile(&known, 0.1)?, quantile(&known, 0.9)?);
    let z_winsorised: Vec<_> = z.iter().map(|z| z.map(|z| z.clamp(low, high))).collect();
    let square = |z: f64| z * z;
    let phi_raw = mean(&known.iter().copied().map(square).collect::<Vec<_>>())?;
    let phi = mean(&z_winsorised.iter().copied().flatten().map(square).collect::<Vec<_>>())?;
    let groups = known.len() as f64;
    let excess = groups * phi - (groups - 1.0);
    let weights = || tallies.iter().filter(|&&t| proportion(t).is_some()).map(|t| 1.0 / scale.variance(t.n, theta));
    let (sum, squares) = weights().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    Some(Overdispersion {
        z,
        z_winsorised,
        phi_raw,
        phi,
        tau2: (excess / (sum - squares / sum)).max(0.0),
        adjusts: excess >= 0.0,
        p_value: gamma_at_least(groups * phi_raw / 2.0, (groups - 1.0) / 2.0),
    })
}

impl FunnelScale {
    fn of(self, p: f64) -> f64 {
        match self {
            FunnelScale::Pearson => p,
            FunnelScale::Arcsine => libm::asin(p.sqrt()),
        }
    }

    fn back(self, value: f64) -> f64 {
        match self {
            FunnelScale::Pearson => value.clamp(0.0, 1.0),
            FunnelScale::Arcsine => {
                let sine = libm::sin(value.clamp(0.0, std::f64::consts::FRAC_PI_2));
                sine * sine
            }
        }
    }

    fn variance(self, n: u32, theta: f64) -> f64 {
        match self {
            FunnelScale::Pearson => theta * (1.0 - theta) / f64::from(n),
            FunnelScale::Arcsine => 1.0 / (4.0 * f64::from(n)),
        }
    }

    fn z_score(self, tally: Tally, theta: f64) -> Option<f64> {
        Some((self.of(proportion(tally)?) - self.of(theta)) / self.variance(tally.n, theta).sqrt())
    }
}

/// The curve of the funnel by a normal approximation, at `n` audits for a target `theta` in [0, 1], its variance greater by
/// `tau2` (0 for none) on that scale.
///
/// Spiegelhalter (2005), Stat. Med. 24, 1185-1202, appendix A.1: θ ± z √(θ(1 − θ)/n + τ²) on the shares, sin²(arcsin √θ ± z √(1/4n + τ²))
/// on the arcsine scale, clipped. With τ² = 0 the former are the shares whose Wilson interval just touches the target, which
/// is how Public Health England's Fingertips draws them. To draw, and never to judge by: the exact tail is
/// [`funnel_tail`](super::funnel_tail). n = 0 has its limits at 0 and 1.
///
/// ```
/// use plumbline::stats::{FunnelScale, approximate_funnel_limits};
/// let limits = approximate_funnel_limits(100, 0.3, FunnelScale::Pearson, 0.0);
/// assert!((limits.upper95 - 0.3898).abs() < 1e-4);
/// let limits = approximate_funnel_limits(100, 0.3, FunnelScale::Arcsine, 0.0);
/// assert!((limits.upper95 - 0.3931).abs() < 1e-4);
/// ```
pub fn approximate_funnel_limits(n: u32, theta: f64, scale: FunnelScale, tau2: f64) -> FunnelLimits {
    limits(n, theta, scale, |variance| variance + tau2)
}

/// The curve of the funnel on the shares with every standard error widened by √φ (at least 1 is taken); otherwise as
/// [`approximate_funnel_limits`].
///
/// Spiegelhalter (2005), Stat. Med. 24, 1185-1202, section 5: θ ± z √(φ θ(1 − θ)/n). Give [`Overdispersion::phi`] where it
/// `adjusts`, and 1 where it does not.
///
/// ```
/// use plumbline::stats::multiplied_funnel_limits;
/// assert!((multiplied_funnel_limits(100, 0.3, 4.0).upper95 - 0.4796).abs() < 1e-4);
/// ```
pub fn multiplied_funnel_limits(n: u32, theta: f64, phi: f64) -> FunnelLimits {
    limits(n, theta, FunnelScale::Pearson, |variance| variance * phi.max(1.0))
}

fn limits(n: u32, theta: f64, scale: FunnelScale, widened: impl Fn(f64) -> f64) -> FunnelLimits {
    if n == 0 {
        return FunnelLimits { lower95: 0.0, upper95: 1.0, lower998: 0.0, upper998: 1.0 };
    }
    let error = widened(scale.variance(n, theta)).sqrt();
    let limit = |probability: f64| scale.back(scale.of(theta) + normal_quantile(probability) * error);
    FunnelLimits { lower95: limit(0.025), upper95: limit(0.975), lower998: limit(0.001), upper998: limit(0.999) }
}

/// The whole curve of the funnel on the arcsine scale as the R package FunnelPlotR draws it (version 0.6.0, `calculate_limits`), at `sizes` in growing order: to compare
/// with charts that were made by it. The page draws and judges otherwise.
///
/// It does not clip the angle: where arcsin √θ − z √(1/4n + τ²) is below 0, its squared sine comes up again. What stands before the lowest point of the lower curve is put to 0, and
/// what stands before the highest of the upper one to 1, so that the curve is a funnel. Just at the turn a limit is therefore a little above 0 where
/// [`approximate_funnel_limits`] has 0.
///
/// ```
/// use plumbline::stats::{FunnelScale, approximate_funnel_limits, funnel_curve_of_funnelplotr};
/// let curve = funnel_curve_of_funnelplotr(&[5, 10, 20], 0.08, 0.0);
/// assert_eq!(curve[0].lower95, 0.0);
/// assert!(curve[1].lower95 > 0.0 && approximate_funnel_limits(10, 0.08, FunnelScale::Arcsine, 0.0).lower95 == 0.0);
/// assert_eq!(curve[2].lower95, approximate_funnel_limits(20, 0.08, FunnelScale::Arcsine, 0.0).lower95);
/// ```
pub fn funnel_curve_of_funnelplotr(sizes: &[u32], theta: f64, tau2: f64) -> Vec<FunnelLimits> {
    let curve = |probability: f64, edge: f64| {
        let limits = sizes.iter().map(|n| {
            let error = (FunnelScale::Arcsine.variance(*n, theta) + tau2).sqrt();
            let sine = libm::sin(FunnelScale::Arcsine.of(theta) + normal_quantile(probability) * error);
            sine * sine
        });
        let mut limits: Vec<f64> = limits.collect();
        let from_edge = |limit: &f64| (limit - edge).abs();
        let turn = limits.iter().enumerate().min_by(|(_, a), (_, b)| from_edge(a).total_cmp(&from_edge(b)));
        let turn = turn.map_or(0, |(at, _)| at);
        limits.iter_mut().take(turn).for_each(|limit| *limit = edge);
        limits
    };
    let (lower95, upper95) = (curve(0.025, 0.0), curve(0.975, 1.0));
    let (lower998, upper998) = (curve(0.001, 0.0), curve(0.999, 1.0));
    let pairs95 = lower95.into_iter().zip(upper95);
    let pairs998 = lower998.into_iter().zip(upper998);
    pairs95
        .zip(pairs998)
        .map(|((lower95, upper95), (lower998, upper998))| FunnelLimits { lower95, upper95, lower998, upper998 })
        .collect()
}

/// The interpolated quantile of Hyndman & Fan's (1996) type 7, R's own.
fn quantile(values: &[f64], probability: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = probability * (sorted.len().checked_sub(1)? as f64);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let below = place as usize;
    let low = *sorted.get(below)?;
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    Some(low + (place - below as f64) * (high - low))
}

/// Groups' shares as in a meta-analysis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MetaAnalysis {
    /// The variance between groups on the arcsine scale.
    pub tau2: f64,
    /// The weighted squared distances from the fixed-effect mean.
    pub q: f64,
    /// The share of the variation that chance does not explain, in [0, 1].
    pub i2: f64,
    /// The random-effects mean on the arcsine scale, in [0, π/2].
    pub mean: f64,
}

/// DerSimonian & Laird's variance between groups on the arcsine scale, about the groups' own mean and without winsorising: the
/// textbook's, for comparison. On the page the spread is [`spread`](super::spread)'s, which small groups do not bias.
///
/// DerSimonian & Laird (1986), Control. Clin. Trials 7, 177-188; I² = (Q − (k − 1))/Q by Higgins & Thompson (2002), Stat.
/// Med. 21, 1539-1558. `None` for fewer than two groups with audits.
///
/// ```
/// use plumbline::{stats::dersimonian_laird, tally::Tally};
/// let offices = [(2, 10), (0, 6), (5, 12), (9, 20), (1, 9), (20, 30), (3, 14)];
/// let found = dersimonian_laird(&offices.map(|(inadequate, n)| Tally { n, inadequate })).unwrap();
/// assert!((found.tau2 - 0.0680).abs() < 1e-4 && (found.q - 28.47).abs() < 1e-2);
/// ```
pub fn dersimonian_laird(tallies: &[Tally]) -> Option<MetaAnalysis> {
    let groups: Vec<(f64, f64)> = tallies
        .iter()
        .filter_map(|&tally| Some((FunnelScale::Arcsine.of(proportion(tally)?), 4.0 * f64::from(tally.n))))
        .collect();
    let degrees = groups.len().checked_sub(1).filter(|&df| df > 0)? as f64;
    let (sum, squares) = groups.iter().fold((0.0, 0.0), |(sum, squares), (_, w)| (sum + w, squares + w * w));
    let fixed = groups.iter().map(|(y, w)| w * y).sum::<f64>() / sum;
    let q: f64 = groups.iter().map(|(y, w)| w * (y - fixed) * (y - fixed)).sum();
    let tau2 = ((q - degrees) / (sum - squares / sum)).max(0.0);
    let (total, weight) = groups.iter().fold((0.0, 0.0), |(total, weight), (y, w)| {
        let w = 1.0 / (1.0 / w + tau2);
        (total + w * y, weight + w)
    });
    let i2 = if q > degrees { (q - degrees) / q } else { 0.0 };
    Some(MetaAnalysis { tau2, q, i2, mean: total / weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    #[test]
    fn the_p_value_is_that_of_the_sum_of_squares() {
        let all = groups(&[(4, 40), (9, 60), (1, 30), (12, 50)]);
        for scale in [FunnelScale::Pearson, FunnelScale::Arcsine] {
            let found = overdispersion(&all, 0.14, scale).unwrap();
            let sum: f64 = found.z.iter().flatten().map(|z| z * z).sum();
            assert!((found.p_value - crate::stats::chi_squared_at_least(sum, 3.0)).abs() < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn no_answer() {
        let (one, two) = (groups(&[(1, 9), (0, 0)]), groups(&[(1, 9), (2, 9)]));
        for scale in [FunnelScale::Pearson, FunnelScale::Arcsine] {
            assert_eq!(overdispersion(&one, 0.3, scale), None);
            for theta in [0.0, 1.0, f64::NAN] {
                assert_eq!(overdispersion(&two, theta, scale), None);
            }
        }
        assert_eq!(dersimonian_laird(&one), None);
    }

    #[test]
    fn nothing_audited_is_passed_over_and_rules_nothing_out() {
        let with_gap = overdispersion(&groups(&[(1, 9), (0, 0), (9, 9)]), 0.3, FunnelScale::Arcsine).unwrap();
        let without = overdispersion(&groups(&[(1, 9), (9, 9)]), 0.3, FunnelScale::Arcsine).unwrap();
        assert_eq!((with_gap.phi, with_gap.z[1]), (without.phi, None));
        let open = FunnelLimits { lower95: 0.0, upper95: 1.0, lower998: 0.0, upper998: 1.0 };
        assert_eq!(approximate_funnel_limits(0, 0.3, FunnelScale::Arcsine, 0.0), open);
        assert_eq!(multiplied_funnel_limits(0, 0.3, 2.0), open);
    }

    #[test]
    fn limits_are_nested_and_meet_the_exact_ones() {
        for scale in [FunnelScale::Pearson, FunnelScale::Arcsine] {
            let l = approximate_funnel_limits(1_000_000, 0.3, scale, 0.0);
            let exact = crate::stats::funnel_limits(1_000_000, 0.3);
            assert!(l.lower998 < l.lower95 && l.lower95 < 0.3 && 0.3 < l.upper95 && l.upper95 < l.upper998);
            assert!((l.upper998 - exact.upper998).abs() < 1e-5 && (l.lower95 - exact.lower95).abs() < 1e-5);
        }
    }
}
