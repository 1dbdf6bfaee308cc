//! Does this group differ from the others?

use crate::{
    stats::{Hypergeometric, proportion},
    tally::Tally,
};

/// The p value of "this group has the same rate as the rest": exact and two-sided, in [0, 1].
///
/// Fisher (1935), J. R. Stat. Soc. 98, 39-82. Given both totals, the group's inadequate audits are hypergeometric; the p
/// value is twice the smaller tail, at most 1 (the doubling rule: Yates 1984, J. R. Stat. Soc. A 147, 426-463), so that
/// each side is tested at half the level and a finding has a direction. It never finds more often than its level says,
/// and often less: counts are discrete.
///
/// `rest` must not hold the group itself. 0 of n and n of n are fine; where nobody or everybody is inadequate it is 1.
/// `None` where either has no audits, or where together they pass the width of a count.
///
/// ```
/// use plumbline::{stats::against_the_rest, tally::Tally};
/// let group = Tally { n: 30, inadequate: 12 };
/// let rest = Tally { n: 200, inadequate: 40 };
/// assert!((against_the_rest(group, rest).unwrap() - 0.033_930_544_677).abs() < 1e-11);
/// assert_eq!(against_the_rest(Tally::default(), rest), None);
/// ```
pub fn against_the_rest(tally: Tally, rest: Tally) -> Option<f64> {
    let chance = chance_given_totals(tally, rest)?;
    let smaller = chance.at_most(tally.inadequate).min(chance.at_least(tally.inadequate));
    Some((2.0 * smaller).min(1.0))
}

/// The group's inadequate audits, had all been dealt out by lot.
pub(super) fn chance_given_totals(tally: Tally, rest: Tally) -> Option<Hypergeometric> {
    proportion(tally)?;
    proportion(rest)?;
    let population = tally.n.checked_add(rest.n)?;
    Hypergeometric::new(population, tally.inadequate.checked_add(rest.inadequate)?, tally.n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::holm;
    use proptest::prelude::*;

    #[test]
    fn a_famous_table() {
        // 2 (C(10,0) C(10,7) + C(10,1) C(10,6)) / C(20,7): the margins are symmetric, so R's rule agrees.
        let p = against_the_rest(Tally { n: 10, inadequate: 1 }, Tally { n: 10, inadequate: 6 }).unwrap();
        assert!((p - 2.0 * 2_220.0 / 77_520.0).abs() < 1e-13);
    }

    #[test]
    fn nothing_to_compare() {
        let some = Tally { n: 9, inadequate: 2 };
        assert_eq!(against_the_rest(some, Tally::default()), None);
        assert_eq!(against_the_rest(Tally { n: 3, inadequate: 4 }, some), None);
        assert_eq!(against_the_rest(Tally { n: u32::MAX, inadequate: 2 }, some), None);
        for all in [0, 1] {
            let (group, rest) = (Tally { n: 9, inadequate: all * 9 }, Tally { n: 50, inadequate: all * 50 });
            assert_eq!(against_the_rest(group, rest), Some(1.0));
        }
    }

    #[test]
    fn a_million_audits() {
        let rest = Tally { n: 1_000_000, inadequate: 250_000 };
        assert!(against_the_rest(rest, rest).unwrap() > 0.999);
        let p = against_the_rest(Tally { n: 1_000_000, inadequate: 251_500 }, rest).unwrap();
        // z is 1500 / sqrt(2e6 * .25075 * .74925), nearly 2.447.
        assert!((p - 0.0144).abs() < 0.0002, "{p}");
        assert_eq!(against_the_rest(Tally { n: 1_000_000, inadequate: 900_000 }, rest), Some(0.0));
    }

    proptest! {
        #[test]
        fn is_the_same_from_either_side(n1 in 1..400_u32, n2 in 1..400_u32, x1 in 0..400_u32, x2 in 0..400_u32) {
            let (a, b) = (Tally { n: n1, inadequate: x1.min(n1) }, Tally { n: n2, inadequate: x2.min(n2) });
            let (there, back) = (against_the_rest(a, b).unwrap(), against_the_rest(b, a).unwrap());
            prop_assert!((there - back).abs() <= 1e-11 && (0.0..=1.0).contains(&there));
        }
    }

    /// Steele, Lea & Flood (2014): small, and the same on every machine.
    struct SplitMix(u64);

    impl SplitMix {
        fn unit(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
        }

        fn tally(&mut self, n: u32, rate: f64) -> Tally {
            Tally { n, inadequate: (0..n).map(|_| u32::from(self.unit() < rate)).sum() }
        }
    }

    /// The promise of the page: where no group differs, at most 5% of authorities are told that one does.
    #[test]
    fn equal_groups_are_rarely_told_apart() {
        const AUTHORITIES: u32 = 2_000;
        let mut random = SplitMix(20_240_501);
        for groups in [2_u32, 6, 12] {
            for (n, rate) in [(10, 0.3), (60, 0.25)] {
                let mut alarms = 0_u32;
                for _ in 0..AUTHORITIES {
                    let tallies: Vec<_> = (0..groups).map(|_| random.tally(n, rate)).collect();
                    let inadequate: u32 = tallies.iter().map(|t| t.inadequate).sum();
                    let p_values: Vec<_> = tallies
                        .iter()
                        .map(|&t| {
                            let rest = Tally { n: n * (groups - 1), inadequate: inadequate - t.inadequate };
                            against_the_rest(t, rest).unwrap()
                        })
                        .collect();
                    alarms += u32::from(holm(&p_values).iter().any(|&p| p <= 0.05));
                }
                let seen = f64::from(alarms) / f64::from(AUTHORITIES);
                let simulation_error = 3.0 * (0.05 * 0.95 / f64::from(AUTHORITIES)).sqrt();
                assert!(seen <= 0.05 + simulation_error, "{groups} groups of {n}: {seen}");
            }
        }
    }
}
