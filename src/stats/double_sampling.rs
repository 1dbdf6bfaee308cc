//! A rate that is corrected by a second look at a part of the audits.

use crate::{
    stats::{Interval, StandardisedRate, normal_quantile, proportion, wilson},
    tally::Tally,
};

/// The audits of one first grade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwiceGraded {
    /// How many there are.
    pub all: u32,
    /// Those that were graded again, and how many of them are inadequate by the second grade.
    pub again: Tally,
    /// The share that is taken as inadequate where none was graded again.
    pub otherwise: f64,
}

/// The rate by the second grader had he graded all, at `confidence` in (0, 1): each first grade by how those of it that were graded again came out.
///
/// Double sampling (Tenenbein 1970, J. Am. Stat. Assoc. 65, 1350-1361; of several grades 1972, Technometrics 14, 187-202): Σ (Nᵍ/N) pᵍ. It takes those that were
/// graded again as drawn at random among those of the same first grade. The interval joins the Wilson intervals of the pᵍ (Zou, Huang & Zhang
/// 2009, Comput. Stat. Data Anal. 53, 1080-1085) with the sampling of the first grades, Σ (Nᵍ/N)(pᵍ − p)²/N, so that a grade of which 0 of 5 came out
/// inadequate is not taken as sure. `None` without audits, or where none was graded again.
///
/// ```
/// use plumbline::{stats::{TwiceGraded, double_sampling}, tally::Tally};
/// let again = |n, inadequate| Tally { n, inadequate };
/// let grades = [
///     TwiceGraded { all: 160, again: again(40, 4), otherwise: 0.0 },
///     TwiceGraded { all: 40, again: again(10, 9), otherwise: 1.0 },
/// ];
/// let found = double_sampling(&grades, 0.95).unwrap();
/// assert!((found.rate - (0.8 * 0.1 + 0.2 * 0.9)).abs() < 1e-12, "26 of 100, where the first grader has 20");
/// assert!(found.interval.lower > 0.16 && found.interval.upper < 0.38);
/// ```
pub fn double_sampling(grades: &[TwiceGraded], confidence: f64) -> Option<StandardisedRate> {
    let all: f64 = grades.iter().map(|grade| f64::from(grade.all)).sum();
    if all <= 0.0 || grades.iter().all(|grade| grade.again.n == 0) || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let share_of = |grade: &TwiceGraded| proportion(grade.again).unwrap_or(grade.otherwise);
    let rate: f64 = grades.iter().map(|grade| f64::from(grade.all) / all * share_of(grade)).sum();
    let [mut below, mut above, mut variance] = [0.0; 3];
    let z = normal_quantile(0.5 + confidence / 2.0);
    for grade in grades {
        let (weight, p) = (f64::from(grade.all) / all, share_of(grade));
        let first = weight * (p - rate) * (p - rate) / all;
        variance += first;
        below += z * z * first;
        above += z * z * first;
        if let Some(own) = wilson(grade.again, confidence) {
            variance += weight * weight * p * (1.0 - p) / f64::from(grade.again.n);
            below += weight * weight * (p - own.lower) * (p - own.lower);
            above += weight * weight * (own.upper - p) * (own.upper - p);
        }
    }
    let interval = Interval { lower: (rate - below.sqrt()).max(0.0), upper: (rate + above.sqrt()).min(1.0) };
    Some(StandardisedRate { rate, variance, interval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Random;

    #[test]
    fn nothing_to_correct_by() {
        assert_eq!(double_sampling(&[], 0.95), None);
        let alone = TwiceGraded { all: 9, again: Tally::default(), otherwise: 1.0 };
        assert_eq!(double_sampling(&[alone], 0.95), None);
    }

    /// Worked out apart, from the formulas above.
    #[test]
    fn by_hand() {
        let again = |n, inadequate| Tally { n, inadequate };
        let grades = [
            TwiceGraded { all: 160, again: again(40, 4), otherwise: 0.0 },
            TwiceGraded { all: 40, again: again(10, 9), otherwise: 1.0 },
        ];
        let found = double_sampling(&grades, 0.95).unwrap();
        for (ours, theirs) in [
            (found.rate, 0.26),
            (found.variance, 0.002_312),
            (found.interval.lower, 0.170_537_595_522_614_13),
            (found.interval.upper, 0.374_625_150_438_132_7),
        ] {
            assert!((ours - theirs).abs() < 1e-12, "{ours} {theirs}");
        }
    }

    #[test]
    fn the_intervals_hold_the_truth() {
        let mut random = Random::seeded(20_190_911);
        // The share of each first grade, the chance that the second is inadequate, and how many of a hundred are graded again.
        let grades = [(0.05, 0.0), (0.4, 0.02), (0.37, 0.15), (0.18, 0.97)];
        let truth: f64 = grades.iter().map(|(share, p)| share * p).sum();
        for (audits, again) in [(1_600, 0.25), (200, 0.2), (400, 0.05)] {
            const FILES: u32 = 600;
            let mut missed = 0;
            for _ in 0..FILES {
                let mut found = grades.map(|_| TwiceGraded { all: 0, again: Tally::default(), otherwise: 0.0 });
                found[3].otherwise = 1.0;
                for _ in 0..audits {
                    let (mut at, mut draw) = (0, random.unit());
                    while at < 3 && draw >= grades[at].0 {
                        draw -= grades[at].0;
                        at += 1;
                    }
                    found[at].all += 1;
                    if random.unit() < again {
                        found[at].again += Tally { n: 1, inadequate: (random.unit() < grades[at].1).into() };
                    }
                }
                let interval = double_sampling(&found, 0.95).unwrap().interval;
                missed += u32::from(!(interval.lower..=interval.upper).contains(&truth));
            }
            let missed = f64::from(missed) / f64::from(FILES);
            assert!(missed < 0.075, "{audits}, {again} again: {missed}");
        }
    }
}
