//! Does the rate rise or fall steadily?

use crate::{
    stats::{Interval, normal_quantile, normal_two_sided, proportion},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// A straight line through the log odds of the rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LogisticSlope {
    /// The log odds at time 0.
    pub intercept: f64,
    /// The change of the log odds in one unit of time.
    pub slope: f64,
    /// The standard error of the slope.
    pub standard_error: f64,
    /// The slope by its standard error (Wald).
    pub z: f64,
    /// The two-sided p value of "no slope", in [0, 1].
    pub p_value: f64,
    /// The factor by which the odds change in one unit of time.
    pub odds_ratio: f64,
    /// The 95% Wald interval of the odds ratio.
    pub odds_ratio_interval: Interval,
    /// Twice the log likelihood that a rate for each point would add; at least 0.
    pub deviance: f64,
    /// Pearson's dispersion, X² by its degrees of freedom: about 1 where the line leaves chance alone. `None` for two points.
    pub dispersion: Option<f64>,
}

impl LogisticSlope {
    /// The standard error widened by √dispersion (quasi-binomial; McCullagh & Nelder 1989, Generalized Linear Models,
    /// section 4.5). `None` where the dispersion is.
    pub fn quasi_standard_error(&self) -> Option<f64> {
        self.dispersion.map(|dispersion| self.standard_error * dispersion.sqrt())
    }
}

/// The logistic regression of the rate on time, of pairs (time, tally) in any order and any unit of time.
///
/// Cox (1958), J. R. Stat. Soc. B 20, 215-242, by iteratively reweighted least squares (Nelder & Wedderburn 1972, J. R.
/// Stat. Soc. A 135, 370-384); the standard error is from the inverse information.
///
/// A gap (n = 0) is passed over. `None` where no finite slope is likeliest: all or none inadequate, one time only, or
/// separation (Albert & Anderson 1984, Biometrika 71, 1-10): every inadequate audit at or after every other, or at or
/// before. `None` too for a time that is not finite.
///
/// ```
/// use plumbline::{stats::logistic_slope, tally::Tally};
/// let months = [(0.0, 3), (1.0, 2), (2.0, 1)].map(|(t, inadequate)| (t, Tally { n: 10, inadequate }));
/// let trend = logistic_slope(&months).unwrap();
/// assert!((trend.slope - -0.6549).abs() < 1e-4);
/// assert!((trend.p_value - 0.2749).abs() < 1e-4, "three months say little");
/// let step = [(0.0, 0), (1.0, 10)].map(|(t, inadequate)| (t, Tally { n: 10, inadequate }));
/// assert_eq!(logistic_slope(&step), None);
/// ```
pub fn logistic_slope(points: &[(f64, Tally)]) -> Option<LogisticSlope> {
    let points: Vec<_> = points.iter().copied().filter(|&(_, tally)| proportion(tally).is_some()).collect();
    if !overlaps(&points) {
        return None;
    }
    // From the middle of the times the two parameters hardly depend on each other, and a unit of their spread keeps all in scale.
    let total: f64 = points.iter().map(|(_, tally)| f64::from(tally.n)).sum();
    let origin = points.iter().map(|(t, tally)| t * f64::from(tally.n)).sum::<f64>() / total;
    let unit = points.iter().map(|(t, _)| (t - origin).abs()).fold(0.0, f64::max);
    let scaled: Vec<_> = points
        .iter()
        .map(|&(t, tally)| ((t - origin) / unit, f64::from(tally.inadequate), f64::from(tally.n)))
        .collect();
    let (level, slope) = likeliest(&scaled)?;
    let fit = Step::at(&scaled, level, slope);
    let standard_error = (fit.weight / fit.determinant()).sqrt() / unit;
    let (slope, intercept) = (slope / unit, level - slope / unit * origin);
    let z = slope / standard_error;
    let half = normal_quantile(0.975) * standard_error;
    let degrees = points.len().checked_sub(2).filter(|&df| df > 0);
    let finite = [slope, standard_error, intercept].into_iter().all(f64::is_finite);
    finite.then(|| LogisticSlope {
        intercept,
        slope,
        standard_error,
        z,
        p_value: normal_two_sided(z),
        odds_ratio: libm::exp(slope),
        odds_ratio_interval: Interval { lower: libm::exp(slope - half), upper: libm::exp(slope + half) },
        deviance: fit.deviance,
        dispersion: degrees.map(|df| fit.pearson / df as f64),
    })
}

/// Whether the times of the inadequate and of the other audits overlap in more than an end: then, and only then, one finite line
/// is likeliest.
fn overlaps(points: &[(f64, Tally)]) -> bool {
    let range = |is_in: fn(&Tally) -> bool| {
        let times = points.iter().filter(|(_, tally)| is_in(tally)).map(|(t, _)| *t);
        times.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), t| (least.min(t), most.max(t)))
    };
    let (first, last) = range(|tally| tally.inadequate > 0);
    let (other_first, other_last) = range(|tally| tally.inadequate < tally.n);
    points.iter().all(|(t, _)| t.is_finite()) && last > other_first && other_last > first
}

/// The level and slope of the greatest likelihood, of triples (time, inadequate, n). Newton's steps, halved where one would lose
/// likelihood; the likelihood is concave.
fn likeliest(points: &[(f64, f64, f64)]) -> Option<(f64, f64)> {
    const MOST_STEPS: u32 = 100;
    let (x, n) = points.iter().fold((0.0, 0.0), |(x, n), point| (x + point.1, n + point.2));
    let (mut level, mut slope) = (libm::log(x / (n - x)), 0.0);
    let mut here = Step::at(points, level, slope);
    for _ in 0..MOST_STEPS {
        let (up, along) = here.newton()?;
        let mut scale = 1.0;
        let next = loop {
            let next = Step::at(points, level + scale * up, slope + scale * along);
            // Next to the best rounding alone may seem to lose likelihood.
            if next.deviance <= here.deviance + 1e-12 * (1.0 + here.deviance.abs()) || scale < 1e-9 {
                break next;
            }
            scale /= 2.0;
        };
        level += scale * up;
        slope += scale * along;
        here = next;
        if up.abs().max(along.abs()) < 1e-13 * (1.0 + level.abs().max(slope.abs())) || scale < 1e-9 {
            break;
        }
    }
    Some((level, slope))
}

/// The score, the information and the fit at one level and slope.
#[derive(Default)]
struct Step {
    score_level: f64,
    score_slope: f64,
    weight: f64,
    weight_t: f64,
    weight_tt: f64,
    deviance: f64,
    pearson: f64,
}

impl Step {
    fn at(points: &[(f64, f64, f64)], level: f64, slope: f64) -> Step {
        let mut sums = Step::default();
        for &(t, x, n) in points {
            let rate = 1.0 / (1.0 + libm::exp(-(level + slope * t)));
            let (expected, weight) = (n * rate, n * rate * (1.0 - rate));
            let residual = x - expected;
            sums.score_level += residual;
            sums.score_slope += residual * t;
            sums.weight += weight;
            sums.weight_t += weight * t;
            sums.weight_tt += weight * t * t;
            sums.deviance += 2.0 * (excess(x, expected) + excess(n - x, n - expected));
            sums.pearson += if weight > 0.0 { residual * residual / weight } else { 0.0 };
        }
        sums.deviance = if sums.deviance.is_nan() { f64::INFINITY } else { sums.deviance.max(0.0) };
        sums
    }

    fn determinant(&self) -> f64 {
        self.weight * self.weight_tt - self.weight_t * self.weight_t
    }

    fn newton(&self) -> Option<(f64, f64)> {
        let determinant = self.determinant();
        (determinant > 0.0).then(|| {
            (
                (self.weight_tt * self.score_level - self.weight_t * self.score_slope) / determinant,
                (self.weight * self.score_slope - self.weight_t * self.score_level) / determinant,
            )
        })
    }
}

/// x ln(x/m), which is 0 for x = 0.
fn excess(x: f64, m: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x * libm::log(x / m) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(counts: &[(f64, u32, u32)]) -> Vec<(f64, Tally)> {
        counts.iter().map(|&(t, inadequate, n)| (t, Tally { n, inadequate })).collect()
    }

    #[test]
    fn no_slope_can_be_told() {
        for counts in [
            &[][..],
            &[(0.0, 1, 4)],
            &[(2.0, 1, 4), (2.0, 3, 4)],
            &[(0.0, 0, 4), (1.0, 0, 4)],
            &[(0.0, 4, 4), (1.0, 4, 4)],
            &[(0.0, 0, 4), (1.0, 2, 4), (2.0, 3, 3)],
            &[(0.0, 5, 5), (1.0, 0, 5)],
            &[(f64::NAN, 2, 5), (1.0, 2, 5), (2.0, 1, 5)],
        ] {
            assert_eq!(logistic_slope(&points(counts)), None, "{counts:?}");
        }
    }

    #[test]
    fn two_points_have_the_slope_of_their_log_odds() {
        let fit = logistic_slope(&points(&[(3.0, 10, 20), (5.0, 5, 20)])).unwrap();
        assert!((fit.slope - libm::log(1.0 / 3.0) / 2.0).abs() < 1e-12);
        // Woolf's variance of a log odds ratio.
        let expected = (0.1_f64 + 0.1 + 0.2 + 1.0 / 15.0).sqrt() / 2.0;
        assert!((fit.standard_error - expected).abs() < 1e-12 && fit.dispersion.is_none());
    }

    #[test]
    fn gaps_and_order_do_not_matter() {
        let there = logistic_slope(&points(&[(0.0, 3, 10), (1.0, 0, 0), (2.0, 2, 9), (3.0, 1, 10)])).unwrap();
        let back = logistic_slope(&points(&[(3.0, 1, 10), (0.0, 3, 10), (2.0, 2, 9)])).unwrap();
        assert!((there.slope - back.slope).abs() < 1e-13);
    }

    #[test]
    fn days_since_long_ago_and_a_million_audits() {
        let days: Vec<_> = (0..24).map(|m| (19_000.0 + 30.0 * f64::from(m), 250_000 - 1_000 * m, 1_000_000)).collect();
        let fit = logistic_slope(&points(&days)).unwrap();
        assert!(fit.slope < 0.0 && fit.p_value < 1e-100 && fit.standard_error > 0.0);
    }

    proptest! {
        #[test]
        fn turns_round_with_time_and_with_the_grade(
            counts in proptest::collection::vec((0..40_u32, 1..40_u32), 3..30),
        ) {
            let make = |sign: f64, other: bool| -> Vec<_> {
                counts.iter().enumerate().map(|(i, &(x, n))| {
                    let x = x.min(n);
                    (sign * i as f64, Tally { n, inadequate: if other { n - x } else { x } })
                }).collect()
            };
            if let Some(fit) = logistic_slope(&make(1.0, false)) {
                let back = logistic_slope(&make(-1.0, false)).unwrap();
                let other = logistic_slope(&make(1.0, true)).unwrap();
                // Where hardly anything overlaps the likelihood is all but flat, and the slope as good as unknown: what counts is its standard error.
                let near = 1e-6 * (1.0 + fit.slope.abs() + fit.standard_error);
                prop_assert!((fit.slope + back.slope).abs() < near && (fit.slope + other.slope).abs() < near);
                prop_assert!((0.0..=1.0).contains(&fit.p_value));
            }
        }
    }
}
