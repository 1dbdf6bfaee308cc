//! A p chart in phases, each with a centre of its own.

use crate::order::InOrder as _;
use crate::{
    stats::{Marks, PPoint, TwoInThree, p_chart, run_rules},
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// What a subgroup does in the chart of its phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// In the centre of its phase, and judged.
    Baseline,
    /// Judged against a centre that was frozen without it.
    Judged,
    /// Drawn only: in no centre, in no run and never a signal.
    Excluded,
}

/// Neighbouring subgroups that share a centre.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// The place of its first subgroup.
    pub start: usize,
    /// The place after its last.
    pub end: usize,
    /// The pooled rate of its baseline, in [0, 1]; none where that holds no audit.
    pub centre: Option<f64>,
}

/// A p chart of which each phase has its own centre, limits and runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhasedPChart {
    /// The phases in order; together they hold every subgroup once.
    pub phases: Vec<Phase>,
    /// One entry a subgroup, in the order given; `None` for a gap, and in a phase without a centre.
    pub points: Vec<Option<PPoint>>,
    /// What the rules say of each subgroup; nothing of gaps and excluded ones.
    pub marks: Vec<Marks>,
}

/// The p chart of subgroups in time order, with a new phase from each place of `starts`; `role` says of each place
/// whether it is in the centre of its phase.
///
/// Limits as [`p_chart`], rules as [`run_rules`] within each phase, since a centre that moves makes no run (Provost &
/// Murray 2011, The Health Care Data Guide, on freezing and rephasing). A step is seen against a baseline frozen before
/// it; a phase says that the process is known to have changed.
///
/// Starts may come in any order and twice; the first phase begins at 0 in any case, and starts beyond the end are none.
/// No subgroups give no phases. A phase whose baseline holds no audit has no centre and no points.
///
/// ```
/// use plumbline::{stats::{Role, TwoInThree, p_chart_in_phases}, tally::Tally};
/// let months = [(6, 20), (5, 20), (0, 0), (7, 20), (2, 20), (1, 20)].map(|(inadequate, n)| Tally { n, inadequate });
/// let chart = p_chart_in_phases(&months, &[4], |_| Role::Baseline, TwoInThree::From2023);
/// assert_eq!(chart.phases[0].centre, Some(0.3));
/// assert_eq!(chart.phases[1].centre, Some(0.075));
/// assert_eq!(chart.points[2], None);
/// ```
pub fn p_chart_in_phases(
    tallies: &[Tally],
    starts: &[usize],
    role: impl Fn(usize) -> Role,
    definition: TwoInThree,
) -> PhasedPChart {
    let mut starts: Vec<usize> = starts.iter().copied().chain([0]).filter(|&start| start < tallies.len()).collect();
    starts.order_by(Ord::cmp);
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([tallies.len()]);
    let mut chart = PhasedPChart { phases: Vec::new(), points: Vec::new(), marks: Vec::new() };
    for (&start, end) in starts.iter().zip(ends) {
        let members = tallies.get(start..end).unwrap_or_default();
        let phase = p_chart(members, |place| role(start + place) == Role::Baseline);
        chart.phases.push(Phase { start, end, centre: phase.as_ref().map(|phase| phase.centre) });
        let Some(mut phase) = phase else {
            chart.points.extend(members.iter().map(|_| None));
            chart.marks.extend(members.iter().map(|_| Marks::default()));
            continue;
        };
        let is_excluded = |place: usize| role(start + place) == Role::Excluded;
        let judged = phase.rule_points().into_iter().enumerate().map(|(at, p)| p.filter(|_| !is_excluded(at)));
        chart.marks.extend(run_rules(&judged.collect::<Vec<_>>(), definition));
        for (_, point) in phase.points.iter_mut().enumerate().filter(|&(place, _)| is_excluded(place)) {
            *point = point.map(|point| PPoint { signal: None, ..point });
        }
        chart.points.extend(phase.points);
    }
    chart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Side;
    use proptest::prelude::*;

    fn months(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    #[test]
    fn nothing_has_no_phase() {
        let chart = p_chart_in_phases(&[], &[0, 3], |_| Role::Baseline, TwoInThree::From2023);
        assert!(chart.phases.is_empty() && chart.points.is_empty() && chart.marks.is_empty());
    }

    #[test]
    fn a_frozen_baseline_sees_the_step_that_a_phase_would_hide() {
        let counts: Vec<_> = std::iter::repeat_n((12, 40), 9).chain(std::iter::repeat_n((4, 40), 9)).collect();
        let frozen = |place| if place < 9 { Role::Baseline } else { Role::Judged };
        let chart = p_chart_in_phases(&months(&counts), &[], frozen, TwoInThree::From2023);
        assert!(chart.marks[9..].iter().all(|m| m.shift == Some(Side::Below)));
        let rephased = p_chart_in_phases(&months(&counts), &[9], |_| Role::Baseline, TwoInThree::From2023);
        assert!(rephased.marks.iter().all(|m| !m.any()));
        assert_eq!(rephased.phases[1].centre, Some(0.1));
    }

    #[test]
    fn the_excluded_are_drawn_and_neither_count_nor_signal() {
        let counts = months(&[(10, 40), (11, 40), (39, 40), (9, 40)]);
        let role = |place| if place == 2 { Role::Excluded } else { Role::Baseline };
        let chart = p_chart_in_phases(&counts, &[], role, TwoInThree::From2023);
        assert_eq!(chart.phases[0].centre, Some(0.25));
        assert!(chart.points[2].is_some_and(|p| p.signal.is_none() && p.proportion > p.upper3));
        assert!(!chart.marks[2].any());
    }

    #[test]
    fn a_phase_without_a_baseline_has_no_points() {
        let counts = months(&[(1, 4), (0, 0), (2, 4)]);
        let chart = p_chart_in_phases(
            &counts,
            &[1, 1, 9],
            |at| if at == 2 { Role::Judged } else { Role::Baseline },
            TwoInThree::From2023,
        );
        assert_eq!(chart.phases.len(), 2);
        assert_eq!((chart.phases[1].centre, chart.points[2]), (None, None));
    }

    proptest! {
        #[test]
        fn phases_hold_every_subgroup_once(
            counts in proptest::collection::vec((0..9_u32, 0..9_u32), 0..40), starts in proptest::collection::vec(0..50_usize, 0..6),
        ) {
            let tallies = months(&counts.iter().map(|&(x, n)| (x.min(n), n)).collect::<Vec<_>>());
            let chart = p_chart_in_phases(&tallies, &starts, |_| Role::Baseline, TwoInThree::From2023);
            prop_assert_eq!((chart.points.len(), chart.marks.len()), (tallies.len(), tallies.len()));
            let mut at = 0;
            for phase in &chart.phases {
                prop_assert_eq!(phase.start, at);
                at = phase.end;
            }
            prop_assert_eq!(at, tallies.len());
        }
    }
}
