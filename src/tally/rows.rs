//! Which audits are counted. Whether it is one of them is asked of each audit of the file once; what counts them goes through them alone.

use crate::audit::Grade;

/// Some rows of a table, in their order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    is_one: Vec<bool>,
    rows: Vec<u32>,
}

impl Rows {
    /// The rows of which this is true.
    pub(super) fn of(is_one: Vec<bool>) -> Rows {
        // Each is written, and kept if the next one does not take its place: of a choice by chance no processor guesses which way it goes.
        let mut rows = vec![0; is_one.len()];
        let mut number = 0;
        for (row, is_one) in (0..).zip(&is_one) {
            rows.get_mut(number).into_iter().for_each(|slot| *slot = row);
            number += usize::from(*is_one);
        }
        rows.truncate(number);
        Rows { is_one, rows }
    }

    #[inline]
    pub(super) fn has(&self, row: usize) -> bool {
        self.is_one.get(row) == Some(&true)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + Clone {
        self.rows.iter().filter_map(|row| usize::try_from(*row).ok())
    }
}

/// The audits in the rate, with their grades.
#[derive(Debug, Default)]
pub(super) struct Rated {
    grades: Vec<Option<Grade>>,
    rows: Vec<u32>,
}

impl Rated {
    /// None yet, of a table with so many rows.
    pub(super) fn none_of(rows: usize) -> Rated {
        Rated { grades: vec![None; rows], rows: Vec::new() }
    }

    /// Takes one up; in the order of the table.
    #[inline]
    pub(super) fn push(&mut self, row: usize, grade: Grade) {
        if let Some((slot, row)) = self.grades.get_mut(row).zip(u32::try_from(row).ok()) {
            *slot = Some(grade);
            self.rows.push(row);
        }
    }

    /// The grade of an audit; `None` if it is not in the rate.
    #[inline]
    pub(super) fn grade(&self, row: usize) -> Option<Grade> {
        self.grades.get(row).copied().flatten()
    }

    /// How many rows the table has.
    pub(super) fn of_rows(&self) -> usize {
        self.grades.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Grade)> + Clone {
        self.rows.iter().filter_map(|row| {
            let row = usize::try_from(*row).ok()?;
            Some((row, self.grade(row)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_that_are_said_to_be() {
        for said in [&[][..], &[false], &[true], &[true, false, false, true, true], &[false, true, true, false]] {
            let rows = Rows::of(said.to_vec());
            let expected: Vec<usize> = said.iter().enumerate().filter(|(_, is)| **is).map(|(row, _)| row).collect();
            assert_eq!((rows.iter().collect::<Vec<_>>(), rows.len()), (expected.clone(), expected.len()));
            assert!((0..said.len() + 2).all(|row| rows.has(row) == expected.contains(&row)));
        }
    }

    #[test]
    fn what_is_in_the_rate_is_gone_through_with_its_grades() {
        let mut rated = Rated::none_of(4);
        for (row, grade) in [(1, Grade::GOOD), (3, Grade::INADEQUATE), (4, Grade::GOOD)] {
            rated.push(row, grade);
        }
        assert_eq!(rated.iter().collect::<Vec<_>>(), [(1, Grade::GOOD), (3, Grade::INADEQUATE)]);
        assert_eq!([0, 1, 4].map(|row| rated.grade(row)), [None, Some(Grade::GOOD), None]);
        assert_eq!(rated.of_rows(), 4);
    }
}
