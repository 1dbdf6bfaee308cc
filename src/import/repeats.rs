//! Which audits were met before, by their ids.

use crate::table::{Expected, number_of, room_for};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::num::NonZeroU64;

/// The ids of the audits that were met. Of each a number is kept, and not the id.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// By row the number of its id; `None` of a row without one.
    rows: Vec<Option<NonZeroU64>>,
    /// The id that is behind all others, and its row: most files have their audits in the order of their ids, and one that is behind all others was not
    /// met before.
    last: Option<(String, usize)>,
    /// By the number of an id, its row; made when the first id comes that is not behind all others.
    row_of: Option<HashMap<u64, usize, BuildHasherDefault<AsItIs>>>,
}

impl Ids {
    /// Makes room for those of the rest of the file.
    pub(super) fn make_room(&mut self, of: Expected) {
        room_for(&mut self.rows, of);
    }

    /// The row of the audit with this id, if it was met; otherwise it is the id of `row` from now on.
    pub(super) fn meet(&mut self, id: &str, row: usize) -> Option<usize> {
        let number = number_of(id.as_bytes());
        match &mut self.last {
            Some((last, at)) if last == id => return Some(*at),
            Some((last, at)) if is_behind(id, last) => {
                last.clear();
                last.push_str(id);
                *at = row;
            }
            Some(_) => {
                let first = self.row_of(number);
                if first.is_some() {
                    return first;
                }
            }
            None => self.last = Some((id.to_owned(), row)),
        }
        self.rows.resize(row, None);
        self.rows.push(NonZeroU64::new(number));
        if let Some(row_of) = &mut self.row_of {
            row_of.insert(number, row);
        }
        None
    }

    /// The row of the audit with the id of this [number](number_of), if it was met.
    pub(super) fn row_of(&mut self, number: u64) -> Option<usize> {
        let rows = &self.rows;
        let row_of = self.row_of.get_or_insert_with(|| {
            rows.iter().enumerate().filter_map(|(row, number)| Some((number.as_ref()?.get(), row))).collect()
        });
        row_of.get(&number).copied()
    }
}

/// Whether an id is behind another: by length, and then by letters.
fn is_behind(id: &str, other: &str) -> bool {
    (id.len(), id.as_bytes()) > (other.len(), other.as_bytes())
}

/// Takes a number that is mixed already as it is.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// As a plain map has it, in whatever order ids come.
        #[test]
        fn an_id_is_met_once(ids in proptest::collection::vec("[a-c]{0,2}[0-9]{1,2}", 0..60), rising in any::<bool>()) {
            let mut ids = ids;
            if rising {
                ids.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
            }
            let (mut met, mut plain) = (Ids::default(), HashMap::new());
            let mut row = 0;
            for (at, id) in ids.iter().enumerate() {
                // Every fifth audit has no id.
                if at % 5 == 4 {
                    row += 1;
                    continue;
                }
                let before = plain.get(id).copied();
                prop_assert_eq!(met.meet(id, row), before);
                if before.is_none() {
                    plain.insert(id.clone(), row);
                    row += 1;
                }
            }
            for (id, row) in plain {
                prop_assert_eq!(met.row_of(number_of(id.as_bytes())), Some(row));
            }
        }
    }
}
