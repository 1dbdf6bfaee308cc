//! What is expected of the counts of a table whose totals are known: of each place, its share of what is left of its row and of its column, in which the places
//! before it are no more.

use super::spread::Expected;

/// A row or a column: what is left of its total, and of its places' weights.
#[derive(Debug, Clone, Copy, Default)]
struct Side {
    /// In 256ths; `None` where the total is hidden.
    left: Option<u64>,
    /// How far the hidden ones before make that uncertain.
    vague: u64,
    weight: u64,
}

impl Side {
    fn take(&mut self, count: u64, weight: u64, vague: u64) {
        self.left = self.left.map(|left| left.saturating_sub(count));
        self.weight = self.weight.saturating_sub(weight);
        self.vague = self.vague.saturating_add(vague);
    }

    /// What is left of the variance of one that is this much of it, of 65,536: nothing for the last.
    fn narrow(&self, mean: u64) -> u64 {
        self.left.map_or(65_536, |left| {
            part(left.saturating_add(self.vague).saturating_sub(mean), 65_536, left.saturating_add(self.vague))
        })
    }
}

/// A number times another, divided by a third; nought where that is nought.
fn part(of: u64, times: u64, by: u64) -> u64 {
    (u128::from(of) * u128::from(times))
        .checked_div(u128::from(by))
        .map_or(0, |part| u64::try_from(part).unwrap_or(u64::MAX >> 8))
}

/// A table, gone through row by row.
pub(super) struct Table {
    rows: Vec<Side>,
    columns: Vec<Side>,
    /// Of the columns from the present one on, those whose total is known.
    ahead: Side,
    at: usize,
    /// All counts so far, and their weights.
    seen: (u64, u64),
    weights: Vec<u64>,
    is_part: bool,
}

impl Table {
    /// Its totals, and the weight of each place: 256 where they are alike; or of how many it is a part, in 256ths.
    pub(super) fn new(
        rows: &[Option<u32>],
        columns: &[Option<u32>],
        weights: Vec<u64>,
        usual: (u64, u64),
        is_part: bool,
    ) -> Table {
        let side = |total: &Option<u32>| Side { left: total.map(|total| u64::from(total) << 8), vague: 0, weight: 0 };
        let (mut rows, mut columns): (Vec<Side>, Vec<Side>) =
            (rows.iter().map(side).collect(), columns.iter().map(side).collect());
        for (row, weights) in rows.iter_mut().zip(weights.chunks(columns.len().max(1))) {
            for (column, weight) in columns.iter_mut().zip(weights) {
                row.weight += weight;
                column.weight += weight;
            }
        }
        Table { rows, columns, ahead: Side::default(), at: 0, seen: usual, weights, is_part }
    }

    fn place(&self) -> (usize, usize) {
        (self.at / self.columns.len().max(1), self.at % self.columns.len().max(1))
    }

    /// What is expected at the next place.
    pub(super) fn next(&mut self) -> Expected {
        let (row, column) = self.place();
        if column == 0 {
            self.ahead = Side { left: Some(0), ..Side::default() };
            for column in &self.columns {
                if let (Some(left), Some(sum)) = (column.left, &mut self.ahead.left) {
                    *sum += left;
                    self.ahead.weight += column.weight;
                }
            }
        }
        let weight = self.weights.get(self.at).copied().unwrap_or_default();
        let (row, column) =
            (self.rows.get(row).copied().unwrap_or_default(), self.columns.get(column).copied().unwrap_or_default());
        let mean = match (row.left, column.left) {
            (Some(of_row), Some(of_column)) => {
                let usual = part(weight, of_row, row.weight);
                part(part(usual, of_column, column.weight), self.ahead.weight, self.ahead.left.unwrap_or(0))
                    .min(of_row)
                    .min(of_column)
            }
            (Some(left), None) => part(weight, left, row.weight),
            (None, Some(left)) => part(weight, left, column.weight),
            (None, None) => part(weight, self.seen.0, self.seen.1),
        };
        let of_whole = if self.is_part { part(weight.saturating_sub(mean), 65_536, weight) } else { 65_536 };
        let mean = mean.min(1 << 40);
        let narrow = part(part(row.narrow(mean), column.narrow(mean), 65_536), of_whole, 65_536);
        let most =
            if self.is_part { u32::try_from(weight >> 8).unwrap_or(u32::MAX) } else { u32::MAX }.min(u32::MAX - 1);
        Expected { mean, narrow, most, never: [(0, 0); 2] }
    }

    /// The count at that place, or that it is hidden: a small one, if there are any. Gives back what it likely is, in 256ths.
    pub(super) fn took(&mut self, count: Option<u32>, expected: u64, small: u32) -> u64 {
        let (row, column) = self.place();
        let weight = self.weights.get(self.at).copied().unwrap_or_default();
        let small = u64::from(small);
        let hidden = if small > 0 { expected.clamp(256, small << 8) } else { expected };
        let value = count.map_or(hidden, |count| u64::from(count) << 8);
        let vague = match count {
            Some(_) => 0,
            // As far apart as the small ones are.
            None if small > 0 => small.saturating_mul(small).saturating_mul(256 / 12),
            None => hidden.saturating_add(256),
        };
        if let Some(row) = self.rows.get_mut(row) {
            row.take(value, weight, vague);
        }
        if let Some(column) = self.columns.get_mut(column) {
            if let Some(left) = column.left {
                self.ahead.take(left, column.weight, 0);
            }
            column.take(value, weight, vague);
        }
        // Later ones tell more.
        self.seen = ((self.seen.0 / 2).saturating_add(value), (self.seen.1 / 2).saturating_add(weight));
        self.at += 1;
        value
    }
}
