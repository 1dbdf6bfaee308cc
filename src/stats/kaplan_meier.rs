//! How long does it take, when some have not ended yet?

use crate::order::InOrder as _;
use crate::stats::{Interval, normal_quantile};
use serde::{Deserialize, Serialize};

/// A survival of just a half is told from rounding by this much.
const TOLERANCE: f64 = 1e-9;

/// One thing that was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// For how many units of time (days, say), 0 or more.
    pub time: u32,
    /// Whether it ended then; otherwise it had not ended when it was last seen.
    pub ended: bool,
}

/// The share that has not ended, as a falling staircase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Survival {
    /// One step for each time at which something ended or was last seen, in order.
    pub steps: Vec<SurvivalStep>,
    /// The time at which half have ended. `None` where that is not reached.
    pub median: Option<f64>,
    /// The least median that is compatible with the data. `None` where the interval has no such end.
    pub median_lower: Option<f64>,
    /// The greatest. `None` where the interval has no such end.
    pub median_upper: Option<f64>,
}

/// The staircase from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SurvivalStep {
    /// From this time on.
    pub time: u32,
    /// How many were still followed and had not ended just before it.
    pub at_risk: u32,
    /// How many ended at it.
    pub ended: u32,
    /// The share that has not ended after it, in [0, 1].
    pub survival: f64,
    /// Its interval. `None` while none has ended, and once all have.
    pub interval: Option<Interval>,
}

/// On which scale the interval of a survival is symmetrical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurvivalScale {
    /// The logarithm of −ln S: within [0, 1] by itself, and sound for few. The page's.
    LogLog,
    /// ln S, cut off at 1: the default of R's package survival, to compare with what was made by it.
    Log,
}

/// The share that has not ended by each time, with log-log intervals at `confidence` in (0, 1).
///
/// Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457-481, with Greenwood's variance; intervals on the log-log scale (Kalbfleisch & Prentice
/// 1980), which stay within [0, 1]; the median's by inverting them (Brookmeyer & Crowley 1982, Biometrics 38, 29-41). As R's package survival has it:
/// what was last seen at a time counts as followed through the endings of that time, and where the staircase is flat at just
/// a half the median is the middle of the flat.
///
/// The mean of those that have ended is too short, since the slow ones have not: never show it alone. Times of 0 are fine; a
/// negative time is an error of the data and cannot be given. `None` for nothing followed or a `confidence` out of range.
///
/// ```
/// use plumbline::stats::{Followed, kaplan_meier};
/// let actions = [(3, true), (5, true), (5, true), (8, false), (12, true), (20, false)];
/// let closing = kaplan_meier(&actions.map(|(time, ended)| Followed { time, ended }), 0.95).unwrap();
/// assert_eq!(closing.median, Some(8.5), "flat at a half from 5 to 12");
/// assert!((closing.at(5).0 - 0.5).abs() < 1e-12);
/// ```
pub fn kaplan_meier(followed: &[Followed], confidence: f64) -> Option<Survival> {
    kaplan_meier_on(SurvivalScale::LogLog, followed, confidence)
}

/// The same as [`kaplan_meier`] with intervals on the scale that is asked for; the median's interval is theirs inverted.
///
/// ```
/// use plumbline::stats::{Followed, SurvivalScale, kaplan_meier_on};
/// let times = [4, 9, 9, 16, 25, 36, 49, 64];
/// let all_ended = times.map(|time| Followed { time, ended: true });
/// let lower = |scale| kaplan_meier_on(scale, &all_ended, 0.95).unwrap().median_lower;
/// assert_eq!((lower(SurvivalScale::LogLog), lower(SurvivalScale::Log)), (Some(4.0), Some(9.0)));
/// ```
pub fn kaplan_meier_on(scale: SurvivalScale, followed: &[Followed], confidence: f64) -> Option<Survival> {
    if followed.is_empty() || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let z = normal_quantile(0.5 + confidence / 2.0);
    let mut at_risk = u32::try_from(followed.len()).ok()?;
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    for (time, [ended, gone]) in by_time(followed) {
        let (risk, ends) = (f64::from(at_risk), f64::from(ended));
        survival *= (risk - ends) / risk;
        greenwood += ends / (risk * (risk - ends));
        steps.push(SurvivalStep {
            time,
            at_risk,
            ended,
            survival,
            interval: scale.interval(survival, greenwood.sqrt(), z),
        });
        at_risk = at_risk.checked_sub(ended + gone)?;
    }
    let crossing = |height: fn(&SurvivalStep) -> Option<f64>| {
        first_at_half(&steps.iter().filter_map(|step| Some((step.time, height(step)?))).collect::<Vec<_>>())
    };
    Some(Survival {
        median: crossing(|step| Some(step.survival)),
        median_lower: crossing(|step| step.interval.map(|interval| interval.lower)),
        median_upper: crossing(|step| step.interval.map(|interval| interval.upper)),
        steps,
    })
}

/// Up to this time, some decades of days, each has a place of its own: to count into places is several times as quick as to sort.
const MOST_PLACES: u32 = 1 << 14;

/// How many ended, and how many were last seen, at each time at which any did, in order.
pub(super) fn by_time(followed: &[Followed]) -> Vec<(u32, [u32; 2])> {
    let last = followed.iter().map(|one| one.time).max().unwrap_or(0);
    if last < MOST_PLACES {
        let mut places = vec![[0_u32; 2]; usize::try_from(last).map_or(0, |last| last + 1)];
        for one in followed {
            let place = usize::try_from(one.time).ok().and_then(|time| places.get_mut(time));
            if let Some([ended, gone]) = place {
                *(if one.ended { ended } else { gone }) += 1;
            }
        }
        return (0..).zip(places).filter(|(_, counts)| *counts != [0, 0]).collect();
    }
    let mut sorted: Vec<&Followed> = followed.iter().collect();
    sorted.order_by_key(|one| one.time);
    let together = sorted.chunk_by(|a, b| a.time == b.time);
    together
        .filter_map(|together| {
            let all = u32::try_from(together.len()).ok()?;
            let ended = u32::try_from(together.iter().filter(|one| one.ended).count()).ok()?;
            Some((together.first()?.time, [ended, all - ended]))
        })
        .collect()
}

impl Survival {
    /// The share that has not ended by `time`, in [0, 1], and its interval. Before the first step it is 1 by definition, with
    /// the interval [1, 1]; after the last it stays as it was.
    ///
    /// ```
    /// use plumbline::stats::{Followed, kaplan_meier};
    /// let closing = kaplan_meier(&[Followed { time: 7, ended: true }, Followed { time: 9, ended: false }], 0.95).unwrap();
    /// assert_eq!((closing.at(6).0, closing.at(7).0, closing.at(90).0), (1.0, 0.5, 0.5));
    /// ```
    pub fn at(&self, time: u32) -> (f64, Option<Interval>) {
        let reached = self.steps.iter().take_while(|step| step.time <= time).last();
        reached.map_or((1.0, Some(Interval { lower: 1.0, upper: 1.0 })), |step| (step.survival, step.interval))
    }
}

impl SurvivalScale {
    /// S^exp(±z e / ln S), or S exp(±z e) cut off at 1; e the standard error of ln S.
    fn interval(self, survival: f64, error: f64, z: f64) -> Option<Interval> {
        if survival <= 0.0 || survival >= 1.0 {
            return None;
        }
        match self {
            SurvivalScale::LogLog => {
                let height = libm::log(survival);
                let half = z * error / height;
                let end = |shift: f64| libm::exp(-libm::exp(libm::log(-height) + shift));
                // The height is below 0, and so is the half.
                Some(Interval { lower: end(-half), upper: end(half) })
            }
            SurvivalScale::Log => {
                let end = |shift: f64| (survival * libm::exp(shift)).min(1.0);
                Some(Interval { lower: end(-z * error), upper: end(z * error) })
            }
        }
    }
}

/// The first time at which a falling staircase is at a half or below; the middle of the flat where it is just at a half.
fn first_at_half(heights: &[(u32, f64)]) -> Option<f64> {
    let mut below = heights.iter().skip_while(|(_, height)| *height > 0.5 + TOLERANCE);
    let &(time, height) = below.next()?;
    let time = f64::from(time);
    let flat_until = below.find(|(_, next)| *next < height - TOLERANCE).map(|(next, _)| f64::from(*next));
    match flat_until {
        Some(next) if (height - 0.5).abs() <= TOLERANCE => Some(f64::midpoint(time, next)),
        _ => Some(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn followed(times: &[(u32, bool)]) -> Vec<Followed> {
        times.iter().map(|&(time, ended)| Followed { time, ended }).collect()
    }

    proptest! {
        #[test]
        fn times_too_long_for_places_of_their_own_are_counted_alike(of in prop::collection::vec((0..40_u32, any::<bool>()), 0..60)) {
            let later: Vec<(u32, bool)> = of.iter().map(|(time, ended)| (time + MOST_PLACES, *ended)).collect();
            let back: Vec<_> =
                by_time(&followed(&later)).into_iter().map(|(time, counts)| (time - MOST_PLACES, counts)).collect();
            prop_assert_eq!(by_time(&followed(&of)), back);
        }
    }

    #[test]
    fn nothing_followed() {
        assert_eq!(kaplan_meier(&[], 0.95), None);
        assert_eq!(kaplan_meier(&followed(&[(3, true)]), 1.0), None);
    }

    #[test]
    fn one_that_ended_and_one_that_did_not() {
        let ended = kaplan_meier(&followed(&[(3, true)]), 0.95).unwrap();
        assert_eq!((ended.median, ended.median_upper, ended.at(3)), (Some(3.0), None, (0.0, None)));
        let open = kaplan_meier(&followed(&[(3, false)]), 0.95).unwrap();
        assert_eq!((open.median, open.at(2).0, open.at(9)), (None, 1.0, (1.0, None)));
    }

    #[test]
    fn without_the_unended_it_is_the_share_left() {
        let times: Vec<_> = (1..=10).map(|time| (time, true)).collect();
        let survival = kaplan_meier(&followed(&times), 0.95).unwrap();
        for time in 1..=10 {
            assert!((survival.at(time).0 - (1.0 - f64::from(time) / 10.0)).abs() < 1e-12);
        }
        assert_eq!(survival.median, Some(5.5));
    }

    proptest! {
        #[test]
        fn falls_within_its_interval(times in proptest::collection::vec((0..40_u32, proptest::bool::ANY), 1..60)) {
            let survival = kaplan_meier(&followed(&times), 0.95).unwrap();
            let mut before = 1.0;
            for step in &survival.steps {
                prop_assert!((0.0..=before).contains(&step.survival));
                before = step.survival;
                if let Some(i) = step.interval {
                    prop_assert!(0.0 <= i.lower && i.lower <= step.survival && step.survival <= i.upper && i.upper <= 1.0);
                }
            }
            if let (Some(lower), Some(median)) = (survival.median_lower, survival.median) {
                prop_assert!(lower <= median);
            }
        }
    }
}
