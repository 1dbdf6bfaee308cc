//! Tallies of three codes together, each of which may be missing: in a block where it is small, in a map where not.

use super::{Tally, place_of};
use std::collections::BTreeMap;

/// A block of more cells takes more memory than the audits do.
const MOST_IN_A_BLOCK: usize = 1 << 20;

/// The tallies.
#[derive(Debug)]
pub(super) struct Cells {
    sizes: [usize; 3],
    block: Vec<Tally>,
    map: BTreeMap<[Option<u32>; 3], Tally>,
}

impl Cells {
    /// Still empty, for codes under these.
    pub(super) fn of(codes: [usize; 3]) -> Cells {
        let sizes = codes.map(|codes| codes + 1);
        let all = sizes.iter().try_fold(1_usize, |all, size| all.checked_mul(*size));
        let block = all.filter(|all| *all <= MOST_IN_A_BLOCK).map(|all| vec![Tally::default(); all]);
        Cells { sizes, block: block.unwrap_or_default(), map: BTreeMap::new() }
    }

    /// Adds to the tally of three codes.
    #[inline]
    pub(super) fn add(&mut self, codes: [Option<u32>; 3], one: Tally) {
        if self.block.is_empty() {
            *self.map.entry(codes).or_default() += one;
            return;
        }
        let [_, second, third] = self.sizes;
        // A missing code stands before all others, as it does in a map.
        let [a, b, c] = codes.map(place_of);
        if let Some(tally) = self.block.get_mut((a * second + b) * third + c) {
            *tally += one;
        }
    }

    /// Those that are not empty, in the order of their codes.
    pub(super) fn into_sorted(self) -> impl Iterator<Item = ([Option<u32>; 3], Tally)> {
        let [_, second, third] = self.sizes;
        let of_block = self.block.into_iter().enumerate().filter(|(_, tally)| tally.n > 0).map(move |(at, tally)| {
            let codes = [at / (second * third), at / third % second, at % third];
            (codes.map(|code| code.checked_sub(1).and_then(|code| u32::try_from(code).ok())), tally)
        });
        of_block.chain(self.map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_block_and_a_map_hold_the_same(codes in proptest::collection::vec([0..4_u32, 0..3_u32, 0..5_u32], 0..40)) {
            let (mut block, mut map) = (Cells::of([3, 2, 4]), Cells::of([3, 2, usize::MAX - 1]));
            let mut plain: BTreeMap<[Option<u32>; 3], Tally> = BTreeMap::new();
            for codes in codes {
                let codes = codes.map(|code| code.checked_sub(1));
                let one = Tally { n: 1, inadequate: codes[0].unwrap_or(0) % 2 };
                block.add(codes, one);
                map.add(codes, one);
                *plain.entry(codes).or_default() += one;
            }
            prop_assert!(map.block.is_empty() && block.map.is_empty());
            let plain: Vec<_> = plain.into_iter().collect();
            prop_assert_eq!(block.into_sorted().collect::<Vec<_>>(), plain.clone());
            prop_assert_eq!(map.into_sorted().collect::<Vec<_>>(), plain);
        }
    }
}
