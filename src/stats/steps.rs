//! A rate that moves the same way several times in a row.

use super::{ln_factorial::LnFactorials, proportion, random::Random};
use crate::tally::Tally;

const DEALS: u32 = 20_000;
const SEED: u64 = 8;

/// The chance, in [0, 1], that a rate which does not change falls (or, with `rising`, rises) at every step of these periods.
///
/// By dealing their inadequate audits out over them by lot 20,000 times from a fixed seed: good to about 0.003. A tie is no step. `None` with fewer than
/// two periods, or if one has no audits.
///
/// ```
/// use plumbline::{stats::chance_of_steps, tally::Tally};
/// let months = [16, 12, 8].map(|inadequate| Tally { n: 70, inadequate });
/// // One in six, less the ties.
/// assert!((chance_of_steps(&months, false).unwrap() - 0.145).abs() < 0.015);
/// ```
pub fn chance_of_steps(periods: &[Tally], rising: bool) -> Option<f64> {
    if periods.len() < 2 || periods.iter().any(|tally| proportion(*tally).is_none()) {
        return None;
    }
    let audits = periods.iter().try_fold(0_u32, |sum, tally| sum.checked_add(tally.n))?;
    let inadequate: u32 = periods.iter().map(|tally| tally.inadequate).sum();
    let (ln, mut random) = (LnFactorials::up_to(audits), Random::seeded(SEED));
    let mut seen = 0;
    for _ in 0..DEALS {
        let (mut audits_left, mut left) = (audits, inadequate);
        let mut before: Option<(u32, u32)> = None;
        let mut all = true;
        for tally in periods {
            let dealt = random.hypergeometric(audits_left, left, tally.n, &ln);
            (audits_left, left) = (audits_left - tally.n, left - dealt);
            if let Some((x, n)) = before {
                let (earlier, later) = (u64::from(x) * u64::from(tally.n), u64::from(dealt) * u64::from(n));
                all &= if rising { later > earlier } else { later < earlier };
            }
            before = Some((dealt, tally.n));
        }
        seen += u32::from(all);
    }
    Some(f64::from(seen) / f64::from(DEALS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_steps() {
        let month = Tally { n: 20, inadequate: 4 };
        assert_eq!(chance_of_steps(&[month], false), None);
        assert_eq!(chance_of_steps(&[month, Tally::default()], false), None);
        assert_eq!(chance_of_steps(&[Tally { n: 9, inadequate: 0 }; 3], false), Some(0.0));
    }

    #[test]
    fn two_equal_months_fall_in_half_of_the_deals_that_are_no_tie() {
        // 2 of 4: hypergeometric 1, 4, 1 of 6, so a fall in 1 of 6.
        let chance = chance_of_steps(&[Tally { n: 2, inadequate: 1 }; 2], false).unwrap();
        assert!((chance - 1.0 / 6.0).abs() < 0.01);
        let rising = chance_of_steps(&[Tally { n: 2, inadequate: 1 }; 2], true).unwrap();
        assert!((rising - 1.0 / 6.0).abs() < 0.01);
    }
}
