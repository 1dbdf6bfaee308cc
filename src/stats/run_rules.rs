//! The rules by which a series of points is said to have moved off its centre line.

use crate::stats::{PChart, Side};
use serde::{Deserialize, Serialize};

/// A shift, and a trend, is this many points.
const RUN: usize = 7;

/// One point of a series with the centre line and the limits that hold at it, in any one unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RulePoint {
    /// What was measured.
    pub value: f64,
    /// The centre line.
    pub centre: f64,
    /// Two sigma below the centre.
    pub lower2: f64,
    /// Two sigma above the centre.
    pub upper2: f64,
    /// Three sigma below the centre.
    pub lower3: f64,
    /// Three sigma above the centre.
    pub upper3: f64,
}

/// The two published wordings of the two-in-three rule; the other three rules have not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwoInThree {
    /// Making Data Count since November 2023: every point beyond two sigma counts, also one beyond three.
    #[default]
    From2023,
    /// Making Data Count from 2018: a point counts between two and three sigma only.
    From2018,
}

/// Which rules mark a point, and on which side. A trend is `Above` where it rises and `Below` where it falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Marks {
    /// It lies strictly beyond a three-sigma limit.
    pub astronomical: Option<Side>,
    /// It is one of seven or more points in a row on one side of the centre.
    pub shift: Option<Side>,
    /// It is one of seven or more points in a row that each rise, or each fall.
    pub trend: Option<Side>,
    /// It lies beyond two sigma, and so does another of three points in a row that are all on its side.
    pub two_in_three: Option<Side>,
}

impl Marks {
    /// The sides of the rules that mark the point: astronomical, shift, trend, two in three.
    pub fn sides(&self) -> impl Iterator<Item = Side> {
        [self.astronomical, self.shift, self.trend, self.two_in_three].into_iter().flatten()
    }

    /// Whether any rule marks the point.
    pub fn any(&self) -> bool {
        self.sides().next().is_some()
    }
}

/// The marks of every point of one phase, in the order given.
///
/// NHS England, Making Data Count (2018; two-in-three restated November 2023), after Shewhart (1931), Western Electric
/// (1956) and Nelson (1984), J. Qual. Technol. 16, 237-239. The four rules are those of [`Marks`].
///
/// A gap (`None`) is no point: it is not marked, and does not end a run. A point on the centre is on neither side, and
/// ends a shift; a tie ends a trend; a point on a limit is not beyond it. All but the tie hold to a rounding of 1e-12. A
/// point whose limits have no width, as where the centre of a p chart is 0 or 1, cannot be judged: it is never marked and
/// ends every run. Give one phase at a time: points with different centres make no run.
///
/// ```
/// use plumbline::stats::{RulePoint, Side, TwoInThree, run_rules};
/// let series: Vec<_> = [10.0, 13.5, 12.4, 10.5]
///     .map(|value| Some(RulePoint { value, centre: 10.0, lower2: 8.0, upper2: 12.0, lower3: 7.0, upper3: 13.0 }))
///     .into();
/// let marks = run_rules(&series, TwoInThree::From2023);
/// assert_eq!(marks[1].astronomical, Some(Side::Above));
/// assert_eq!((marks[1].two_in_three, marks[2].two_in_three), (Some(Side::Above), Some(Side::Above)));
/// assert!(!run_rules(&series, TwoInThree::From2018)[2].any(), "the definition before it");
/// ```
pub fn run_rules(series: &[Option<RulePoint>], definition: TwoInThree) -> Vec<Marks> {
    let places: Vec<usize> = (0..).zip(series).filter(|(_, point)| point.is_some()).map(|(place, _)| place).collect();
    let points: Vec<RulePoint> = series.iter().copied().flatten().collect();
    let marked = points
        .iter()
        .map(RulePoint::beyond3)
        .zip(shifts(&points))
        .zip(trends(&points))
        .zip(twos_in_three(&points, definition))
        .map(|(((astronomical, shift), trend), two_in_three)| Marks { astronomical, shift, trend, two_in_three });
    let mut marks = vec![Marks::default(); series.len()];
    for (place, found) in places.into_iter().zip(marked) {
        if let Some(mark) = marks.get_mut(place) {
            *mark = found;
        }
    }
    marks
}

impl RulePoint {
    /// The side of the centre; none for a point on it, or one that cannot be judged.
    fn side(&self) -> Option<Side> {
        self.strictly_outside(self.centre, self.centre)
    }

    fn beyond2(&self) -> Option<Side> {
        self.strictly_outside(self.lower2, self.upper2)
    }

    fn beyond3(&self) -> Option<Side> {
        self.strictly_outside(self.lower3, self.upper3)
    }

    fn can_be_judged(&self) -> bool {
        self.upper3 > self.lower3
    }

    fn strictly_outside(&self, lower: f64, upper: f64) -> Option<Side> {
        let rounding = 1e-12 * self.centre.abs().max(1.0);
        if !self.can_be_judged() {
            None
        } else if self.value > upper + rounding {
            Some(Side::Above)
        } else if self.value < lower - rounding {
            Some(Side::Below)
        } else {
            None
        }
    }
}

/// Points of a run of at least [`RUN`] on one side.
fn shifts(points: &[RulePoint]) -> Vec<Option<Side>> {
    let sides: Vec<_> = points.iter().map(RulePoint::side).collect();
    sides.chunk_by(|a, b| a == b).flat_map(|run| run.iter().map(|side| side.filter(|_| run.len() >= RUN))).collect()
}

/// Points of at least [`RUN`] that each lie on the same side of the one before.
fn trends(points: &[RulePoint]) -> Vec<Option<Side>> {
    let step = |a: &RulePoint, b: &RulePoint| match b.value.partial_cmp(&a.value)? {
        _ if !(a.can_be_judged() && b.can_be_judged()) => None,
        std::cmp::Ordering::Greater => Some(Side::Above),
        std::cmp::Ordering::Less => Some(Side::Below),
        std::cmp::Ordering::Equal => None,
    };
    let steps: Vec<_> = points.iter().zip(points.iter().skip(1)).map(|(a, b)| step(a, b)).collect();
    let mut marks = vec![None; points.len()];
    let mut from = 0;
    for run in steps.chunk_by(|a, b| a == b) {
        if let Some(&direction @ Some(_)) = run.first().filter(|_| run.len() + 1 >= RUN) {
            // So many steps join one point more.
            marks.iter_mut().skip(from).take(run.len() + 1).for_each(|mark| *mark = direction);
        }
        from += run.len();
    }
    marks
}

fn twos_in_three(points: &[RulePoint], definition: TwoInThree) -> Vec<Option<Side>> {
    let counts = |point: &RulePoint| match definition {
        TwoInThree::From2023 => point.beyond2(),
        TwoInThree::From2018 => point.beyond2().filter(|_| point.beyond3().is_none()),
    };
    let mut marks = vec![None; points.len()];
    for (from, three) in points.windows(3).enumerate() {
        let side = three.first().and_then(RulePoint::side);
        let all_there = side.is_some() && three.iter().all(|point| point.side() == side);
        if all_there && three.iter().filter(|point| counts(point).is_some()).count() >= 2 {
            for (mark, point) in marks.iter_mut().skip(from).zip(three) {
                *mark = counts(point).or(*mark);
            }
        }
    }
    marks
}

impl PChart {
    /// Its points as [`run_rules`] takes them.
    pub fn rule_points(&self) -> Vec<Option<RulePoint>> {
        let rule_point = |point: crate::stats::PPoint| RulePoint {
            value: point.proportion,
            centre: self.centre,
            lower2: point.lower2,
            upper2: point.upper2,
            lower3: point.lower3,
            upper3: point.upper3,
        };
        self.points.iter().map(|point| point.map(rule_point)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{stats::p_chart, tally::Tally};

    /// Centre 10, sigma 1.
    fn series(values: &[f64]) -> Vec<Option<RulePoint>> {
        let point = |value| RulePoint { value, centre: 10.0, lower2: 8.0, upper2: 12.0, lower3: 7.0, upper3: 13.0 };
        values.iter().map(|&value| (!value.is_nan()).then(|| point(value))).collect()
    }

    fn rules(values: &[f64]) -> Vec<Marks> {
        run_rules(&series(values), TwoInThree::From2023)
    }

    #[test]
    fn nothing_marks_nothing() {
        assert!(rules(&[]).is_empty());
        assert!(!rules(&[10.5])[0].any());
        assert_eq!(rules(&[f64::NAN, f64::NAN]), [Marks::default(); 2]);
    }

    #[test]
    fn a_gap_is_not_marked_and_ends_no_run() {
        let marks = rules(&[9.0, 9.1, 9.0, f64::NAN, 9.1, 9.0, 9.1, 9.0]);
        assert_eq!(marks[3], Marks::default());
        assert!(marks.iter().enumerate().all(|(i, m)| (m.shift == Some(Side::Below)) == (i != 3)));
        let falling = rules(&[10.6, 10.5, 10.4, f64::NAN, 10.3, 10.2, 10.1, 9.9]);
        assert_eq!(falling.iter().filter(|m| m.trend == Some(Side::Below)).count(), 7);
    }

    #[test]
    fn one_trend_turns_into_the_other_at_a_point_of_both() {
        let marks = rules(&[9.1, 9.2, 9.3, 9.4, 9.5, 9.6, 9.7, 9.6, 9.5, 9.4, 9.3, 9.2, 9.1]);
        assert!(marks.iter().all(|m| m.trend.is_some()));
        assert_eq!((marks[0].trend, marks[12].trend), (Some(Side::Above), Some(Side::Below)));
    }

    #[test]
    fn two_in_three_needs_its_own_side() {
        assert!(rules(&[12.5, 12.5, 7.5]).iter().all(|m| m.two_in_three.is_none()));
        assert_eq!(rules(&[12.5, 10.1, 12.5]).map_in(), [true, false, true]);
    }

    trait MapIn {
        fn map_in(&self) -> Vec<bool>;
    }
    impl MapIn for Vec<Marks> {
        fn map_in(&self) -> Vec<bool> {
            self.iter().map(|m| m.two_in_three.is_some()).collect()
        }
    }

    #[test]
    fn a_centre_without_width_is_never_marked() {
        let mut months = vec![Tally { n: 10, inadequate: 0 }];
        months.extend((1..=9).map(|inadequate| Tally { n: 10, inadequate }));
        let chart = p_chart(&months, |month| month == 0).unwrap();
        assert!(run_rules(&chart.rule_points(), TwoInThree::From2023).iter().all(|m| !m.any()));
    }

    #[test]
    fn astronomical_points_are_those_of_the_chart() {
        let months = [(6, 20), (5, 20), (0, 0), (7, 20), (15, 20)].map(|(inadequate, n)| Tally { n, inadequate });
        let chart = p_chart(&months, |month| month < 4).unwrap();
        let marks = run_rules(&chart.rule_points(), TwoInThree::From2023);
        let signals = chart.points.iter().map(|p| p.and_then(|p| p.signal));
        assert!(marks.iter().map(|m| m.astronomical).eq(signals));
    }
}
