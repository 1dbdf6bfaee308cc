//! How many audits would it take?

use crate::{
    stats::{normal_quantile, power_against_the_rest, proportion},
    tally::Tally,
};

/// The most audits that are thought of: a million, as a power of two.
const MOST: u32 = 1 << 20;

/// How many audits each of two periods or groups needs, for a rate of `p0` in one and `p1` in the other to be told apart at the
/// two-sided `level` with this `power`; all four are probabilities in (0, 1).
///
/// Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, equations 4.14 and 4.15, with the
/// continuity correction of Casagrande, Pike & Smith (1978), Biometrics 34, 483-486: n' = (z₁₋ₐ/₂ √(2p̄q̄) + z_power √(p₀q₀ + p₁q₁))²
/// / (p₁ − p₀)², and n = n'/4 (1 + √(1 + 4/(n' |p₁ − p₀|)))², rounded up. With the correction it is close to what
/// the exact test needs.
///
/// `None` for equal rates, which nothing tells apart, for any value out of its range, and for more than a million.
///
/// ```
/// use plumbline::stats::audits_in_each;
/// assert_eq!(audits_in_each(0.33, 0.18, 0.05, 0.8), Some(145));
/// assert_eq!(audits_in_each(0.3, 0.3, 0.05, 0.8), None);
/// ```
pub fn audits_in_each(p0: f64, p1: f64, level: f64, power: f64) -> Option<u32> {
    let is_probability = |p: f64| p > 0.0 && p < 1.0;
    let n = with_correction(without_correction(p0, p1, level, power), (p1 - p0).abs()).ceil();
    let is_usable = [p0, p1, level, power].into_iter().all(is_probability) && n <= f64::from(MOST);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of at most a million")]
    is_usable.then_some(n as u32)
}

fn without_correction(p0: f64, p1: f64, level: f64, power: f64) -> f64 {
    let (mean, variance) = ((p0 + p1) / 2.0, p0 * (1.0 - p0) + p1 * (1.0 - p1));
    let by_chance = normal_quantile(1.0 - level / 2.0) * (2.0 * mean * (1.0 - mean)).sqrt();
    let distance = (by_chance + normal_quantile(power) * variance.sqrt()) / (p1 - p0);
    distance * distance
}

fn with_correction(n: f64, distance: f64) -> f64 {
    let root = 1.0 + (1.0 + 4.0 / (n * distance)).sqrt();
    n / 4.0 * root * root
}

/// How many new audits it takes until a true rate of `rate` is told from the `baseline` that is already there, at the
/// two-sided `level`, with this `power`; all three in (0, 1).
///
/// By the exact power of Fisher's test, [`power_against_the_rest`], the baseline's counts taken as they are. Counts are discrete
/// and so the power rises in teeth: the answer is the number from which it no longer falls short, as far as the next
/// 200 audits show.
///
/// `None` where it cannot be: a `rate` at the baseline's own, a baseline so small that no number of new audits is enough (a
/// million is tried), one without an inadequate audit, a `rate` above 0.95, or a value out of its range.
///
/// ```
/// use plumbline::{stats::audits_until_told, tally::Tally};
/// let baseline = Tally { n: 360, inadequate: 120 };
/// assert_eq!(audits_until_told(baseline, 0.18, 0.05, 0.8), Some(83));
/// assert_eq!(audits_until_told(Tally { n: 12, inadequate: 4 }, 0.25, 0.05, 0.8), None, "the baseline is too small");
/// ```
pub fn audits_until_told(baseline: Tally, rate: f64, level: f64, power: f64) -> Option<u32> {
    const TOOTH: u32 = 200;
    if !(rate > 0.0 && rate <= 0.95 && power > 0.0 && power < 1.0) || baseline.inadequate == 0 {
        return None;
    }
    let ratio = rate / proportion(baseline)?;
    let is_enough = |n: u32| power_against_the_rest(n, baseline, level, ratio).is_some_and(|found| found >= power);
    let mut high = 1;
    while !is_enough(high) {
        high = (high * 2 <= MOST).then_some(high * 2)?;
    }
    let mut low = high / 2;
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if is_enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    let last_short = (high..high.saturating_add(TOOTH)).rev().find(|&n| !is_enough(n));
    Some(last_short.map_or(high, |n| n + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_other_software() {
        // R's own documented example: power.prop.test(p1 = .50, p2 = .75, power = .90), n = 76.7.
        assert!((without_correction(0.5, 0.75, 0.05, 0.9) - 76.7).abs() < 0.05);
        // The formula anew in Python with SciPy's normal quantiles.
        for (p0, p1, level, power, plain, corrected) in [
            (0.5, 0.75, 0.05, 0.9, 76.706_928_451_777_47, 84.517_618_811_669_7),
            (0.2, 0.12, 0.01, 0.9, 622.457_603_114_587_6, 647.216_184_553_480_7),
            (0.05, 0.15, 0.05, 0.8, 140.095_089_861_426_46, 159.468_004_822_573_33),
        ] {
            let n = without_correction(p0, p1, level, power);
            assert!((n - plain).abs() < 1e-8 && (with_correction(n, (p1 - p0).abs()) - corrected).abs() < 1e-8);
        }
    }

    #[test]
    fn values_out_of_range() {
        for bad in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!(audits_in_each(bad, 0.5, 0.05, 0.8), None);
            assert_eq!(audits_in_each(0.3, 0.5, bad, 0.8), None);
            assert_eq!(audits_in_each(0.3, 0.5, 0.05, bad), None);
            let baseline = Tally { n: 100, inadequate: 30 };
            assert_eq!(audits_until_told(baseline, bad, 0.05, 0.8), None);
            assert_eq!(audits_until_told(baseline, 0.1, bad, 0.8), None);
            assert_eq!(audits_until_told(baseline, 0.1, 0.05, bad), None);
        }
        assert_eq!(audits_in_each(0.3, 0.300_1, 0.05, 0.8), None, "millions");
    }

    #[test]
    fn never() {
        assert_eq!(audits_until_told(Tally::default(), 0.1, 0.05, 0.8), None);
        assert_eq!(audits_until_told(Tally { n: 50, inadequate: 0 }, 0.1, 0.05, 0.8), None);
        assert_eq!(audits_until_told(Tally { n: 100, inadequate: 30 }, 0.3, 0.05, 0.8), None);
    }

    /// Every outcome tried in turn with SciPy's hypergeometric and binomial distributions.
    #[test]
    fn agrees_with_every_outcome_tried() {
        for (n, inadequate, rate, needed) in [(360, 120, 0.18, 83), (100, 30, 0.1, 50), (200, 40, 0.4, 54)] {
            assert_eq!(audits_until_told(Tally { n, inadequate }, rate, 0.05, 0.8), Some(needed));
        }
    }

    proptest! {
        #[test]
        fn more_power_takes_no_fewer(p0 in 0.05..0.9_f64, p1 in 0.05..0.9_f64, power in 0.3..0.9_f64) {
            if let (Some(n), Some(more)) = (audits_in_each(p0, p1, 0.05, power), audits_in_each(p0, p1, 0.05, power + 0.05)) {
                prop_assert!(n <= more);
            }
        }
    }
}
