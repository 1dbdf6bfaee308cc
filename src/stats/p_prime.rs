//! Laney's p-prime chart.

use crate::{
    stats::{
        PChart,
        moving_range::mean_moving_range,
        p_chart::{point, pooled_rate},
        proportion,
    },
    tally::Tally,
};
use serde::{Deserialize, Serialize};

/// A p chart whose limits are scaled by the spread that the subgroups themselves show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PPrimeChart {
    /// The factor σ_z by which the p chart's limits are scaled; about 1 where chance alone is at work.
    pub sigma_z: f64,
    /// One z score a subgroup, in the order given; `None` for a gap.
    pub z: Vec<Option<f64>>,
    /// The chart with those limits.
    pub chart: PChart,
}

/// The p-prime chart of subgroups in time order; centre and σ_z are from those for whose place `in_baseline` answers true.
///
/// Laney (2002), Qual. Eng. 14, 531-537: zᵢ = (pᵢ − p̄)/√(p̄(1 − p̄)/nᵢ), σ_z = mean |zᵢ − zᵢ₋₁| / 1.128, limits p̄ ± 3 σ_z √(p̄(1 − p̄)/nᵢ).
/// `screened` leaves out the greatest moving ranges once (Nelson 1982).
///
/// Meant for subgroups of hundreds, where the p chart's limits become too narrow for what nobody controls. With fewer
/// than 50 each, σ_z is 1 but for noise; a steady drift makes it small and a zigzag large. A gap has no z, and no moving
/// range reaches over it. `None` where no two neighbours of the baseline have audits, where the centre is 0 or 1, and
/// where all z are equal: then σ_z is 0, and the p chart is the one to use.
///
/// ```
/// use plumbline::{stats::p_prime, tally::Tally};
/// let months = [(60, 220), (120, 305), (38, 180), (92, 260)].map(|(inadequate, n)| Tally { n, inadequate });
/// let laney = p_prime(&months, |_| true, false).unwrap();
/// assert!((laney.sigma_z - 4.2541).abs() < 1e-4, "a zigzag of large numbers");
/// assert!(laney.chart.points.iter().flatten().all(|point| point.signal.is_none()));
/// ```
pub fn p_prime(tallies: &[Tally], in_baseline: impl Fn(usize) -> bool, screened: bool) -> Option<PPrimeChart> {
    let centre = pooled_rate(tallies, &in_baseline)?;
    let spread_of_one = (centre * (1.0 - centre)).sqrt();
    let z_score = |&tally: &Tally| Some((proportion(tally)? - centre) / spread_of_one * f64::from(tally.n).sqrt());
    let z: Vec<_> = tallies.iter().map(z_score).collect();
    let sigma_z = mean_moving_range(&z, in_baseline, screened)? / 1.128;
    (sigma_z > 0.0 && spread_of_one > 0.0).then(|| PPrimeChart {
        sigma_z,
        z,
        chart: PChart { centre, points: tallies.iter().map(|&tally| point(tally, centre, sigma_z)).collect() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(counts: &[(u32, u32)]) -> Vec<Tally> {
        counts.iter().map(|&(inadequate, n)| Tally { n, inadequate }).collect()
    }

    #[test]
    fn no_moving_range_no_chart() {
        for counts in [
            &[][..],
            &[(1, 4)],
            &[(1, 4), (0, 0), (3, 4)],
            &[(0, 4), (0, 9)],
            &[(4, 4), (9, 9)],
            &[(1, 4), (1, 4), (1, 4)],
        ] {
            assert_eq!(p_prime(&months(counts), |_| true, true), None, "{counts:?}");
        }
    }

    #[test]
    fn screening_leaves_out_one_leap() {
        let mut counts: Vec<_> = (0..20).map(|i| (100 + i % 3, 400)).collect();
        counts[10] = (300, 400);
        let plain = p_prime(&months(&counts), |_| true, false).unwrap().sigma_z;
        let screened = p_prime(&months(&counts), |_| true, true).unwrap().sigma_z;
        assert!(screened < plain / 3.0, "{screened} {plain}");
    }
}
