//! Do two graders agree, and which is the harsher?

use serde::{Deserialize, Serialize};

/// How far the second grader's grades are those of the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Pairs of grades.
    pub pairs: u32,
    /// Those that are the same.
    pub exact: u32,
    /// Those at most one grade apart.
    pub within_one: u32,
    /// Those in which the second grade is the worse.
    pub harsher: u32,
    /// Those in which it is the better.
    pub softer: u32,
    /// Cohen's kappa. `None` where both use one grade alone, since chance would then explain everything.
    pub kappa: Option<Coefficient>,
    /// Kappa with weights that fall evenly with the distance.
    pub kappa_linear: Option<Coefficient>,
    /// Kappa with weights that fall with its square.
    pub kappa_quadratic: Option<Coefficient>,
    /// Gwet's AC1, which does not collapse where nearly everything is one grade.
    pub ac1: Coefficient,
    /// AC2 with the weights of `kappa_linear`.
    pub ac2_linear: Coefficient,
    /// AC2 with the weights of `kappa_quadratic`.
    pub ac2_quadratic: Coefficient,
    /// AC2 with ordinal weights: the pairs of grades that lie within the distance.
    pub ac2_ordinal: Coefficient,
}

/// A coefficient of agreement: 1 for all the same, 0 for what chance makes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The coefficient, at most 1.
    pub value: f64,
    /// Its large-sample standard error.
    pub standard_error: f64,
}

#[derive(Clone, Copy)]
enum Weights {
    Identity,
    Linear,
    Quadratic,
    Ordinal,
}

/// The agreement in a square table: the row is the first grade, the column the second, both from the best to the worst.
///
/// Kappa: Cohen (1960), Educ. Psychol. Meas. 20, 37-46, and weighted (1968), Psychol. Bull. 70, 213-220, with the standard error
/// of Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72, 323-327. AC1: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48, chance
/// agreement Σ πₖ(1 − πₖ)/(q − 1) with π the mean of the margins; AC2 and ordinal weights: Gwet (2014), Handbook of Inter-Rater Reliability,
/// chapters 3 and 5.
///
/// `None` for a table that is not square, has fewer than two grades or no pair.
///
/// ```
/// use plumbline::stats::agreement;
/// let second_grades = agreement(&[[20, 5], [3, 12]]).unwrap();
/// assert_eq!((second_grades.exact, second_grades.harsher, second_grades.softer), (32, 5, 3));
/// assert!((second_grades.kappa.unwrap().value - 0.5844).abs() < 1e-4);
/// assert!((second_grades.ac1.value - 0.6154).abs() < 1e-4);
/// ```
pub fn agreement<Row: AsRef<[u32]>>(table: &[Row]) -> Option<Agreement> {
    let grades = table.len();
    if grades < 2 || table.iter().any(|row| row.as_ref().len() != grades) {
        return None;
    }
    let counts =
        || table.iter().enumerate().flat_map(|(i, row)| row.as_ref().iter().enumerate().map(move |(j, &n)| (i, j, n)));
    let pairs = counts().try_fold(0_u32, |sum, (_, _, n)| sum.checked_add(n)).filter(|&pairs| pairs > 0)?;
    let sum = |is_in: fn(usize, usize) -> bool| counts().filter(|&(i, j, _)| is_in(i, j)).map(|(_, _, n)| n).sum();
    let shares = Shares {
        grades,
        pairs: f64::from(pairs),
        cells: counts().map(|(i, j, n)| (i, j, f64::from(n) / f64::from(pairs))).collect(),
    };
    Some(Agreement {
        pairs,
        exact: sum(|i, j| i == j),
        within_one: sum(|i, j| i.abs_diff(j) <= 1),
        harsher: sum(|i, j| j > i),
        softer: sum(|i, j| j < i),
        kappa: shares.kappa(Weights::Identity),
        kappa_linear: shares.kappa(Weights::Linear),
        kappa_quadratic: shares.kappa(Weights::Quadratic),
        ac1: shares.gwet(Weights::Identity),
        ac2_linear: shares.gwet(Weights::Linear),
        ac2_quadratic: shares.gwet(Weights::Quadratic),
        ac2_ordinal: shares.gwet(Weights::Ordinal),
    })
}

impl Weights {
    /// 1 for the same grade, 0 for the two ends of the scale.
    fn of(self, i: usize, j: usize, grades: usize) -> f64 {
        let (distance, most) = (i.abs_diff(j) as f64, (grades - 1) as f64);
        match self {
            Weights::Identity => f64::from(u8::from(i == j)),
            Weights::Linear => 1.0 - distance / most,
            Weights::Quadratic => 1.0 - distance * distance / (most * most),
            Weights::Ordinal => 1.0 - distance * (distance + 1.0) / (most * (most + 1.0)),
        }
    }
}

/// The table as shares of all pairs.
struct Shares {
    grades: usize,
    pairs: f64,
    cells: Vec<(usize, usize, f64)>,
}

impl Shares {
    fn first(&self, grade: usize) -> f64 {
        self.cells.iter().filter(|cell| cell.0 == grade).map(|cell| cell.2).sum()
    }

    fn second(&self, grade: usize) -> f64 {
        self.cells.iter().filter(|cell| cell.1 == grade).map(|cell| cell.2).sum()
    }

    fn agreed(&self, weights: Weights) -> f64 {
        self.cells.iter().map(|&(i, j, share)| weights.of(i, j, self.grades) * share).sum()
    }

    fn kappa(&self, weights: Weights) -> Option<Coefficient> {
        let grades = || 0..self.grades;
        let by_chance: f64 = grades()
            .flat_map(|i| grades().map(move |j| (i, j)))
            .map(|(i, j)| weights.of(i, j, self.grades) * self.first(i) * self.second(j))
            .sum();
        let chance_fails = 1.0 - by_chance;
        if chance_fails < 1e-12 {
            return None;
        }
        let value = (self.agreed(weights) - by_chance) / chance_fails;
        // The mean weight of a grade against the other grader's grades.
        let mean_of_row = |i: usize| grades().map(|j| weights.of(i, j, self.grades) * self.second(j)).sum::<f64>();
        let mean_of_column = |j: usize| grades().map(|i| weights.of(i, j, self.grades) * self.first(i)).sum::<f64>();
        let squares: f64 = self
            .cells
            .iter()
            .map(|&(i, j, share)| {
                let own = weights.of(i, j, self.grades) - (mean_of_row(i) + mean_of_column(j)) * (1.0 - value);
                share * own * own
            })
            .sum();
        let centre = value - by_chance * (1.0 - value);
        let variance = (squares - centre * centre).max(0.0) / self.pairs;
        Some(Coefficient { value, standard_error: variance.sqrt() / chance_fails })
    }

    fn gwet(&self, weights: Weights) -> Coefficient {
        let grades = || 0..self.grades;
        let q = self.grades as f64;
        let use_of = |grade: usize| f64::midpoint(self.first(grade), self.second(grade));
        let all_weights: f64 =
            grades().flat_map(|i| grades().map(move |j| (i, j))).map(|(i, j)| weights.of(i, j, self.grades)).sum();
        let factor = all_weights / (q * (q - 1.0));
        // At most 1/2 for two grades and less for more, so that the division is safe.
        let by_chance = factor * grades().map(|k| use_of(k) * (1.0 - use_of(k))).sum::<f64>();
        let agreed = self.agreed(weights);
        let value = (agreed - by_chance) / (1.0 - by_chance);
        let squares: f64 = self
            .cells
            .iter()
            .map(|&(i, j, share)| {
                let chance = factor * (1.0 - f64::midpoint(use_of(i), use_of(j)));
                let own = weights.of(i, j, self.grades) - 2.0 * (1.0 - value) * chance;
                share * own * own
            })
            .sum();
        let centre = agreed - 2.0 * (1.0 - value) * by_chance;
        let variance = (squares - centre * centre).max(0.0) / self.pairs;
        Coefficient { value, standard_error: variance.sqrt() / (1.0 - by_chance) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_table() {
        assert_eq!(agreement::<Vec<u32>>(&[]), None);
        assert_eq!(agreement(&[[3]]), None);
        assert_eq!(agreement(&[vec![3, 1], vec![2]]), None);
        assert_eq!(agreement(&[[0, 0], [0, 0]]), None);
        assert_eq!(agreement(&[[u32::MAX, 1], [0, 0]]), None);
    }

    #[test]
    fn one_grade_alone_has_no_kappa() {
        let a = agreement(&[[0, 0, 0], [0, 9, 0], [0, 0, 0]]).unwrap();
        assert_eq!((a.kappa, a.kappa_linear, a.exact), (None, None, 9));
        assert_eq!(a.ac1.value, 1.0);
    }

    proptest! {
        #[test]
        fn turns_round_with_the_graders(cells in proptest::array::uniform9(0..30_u32)) {
            let table = [[cells[0], cells[1], cells[2]], [cells[3], cells[4], cells[5]], [cells[6], cells[7], cells[8]]];
            let turned = [[cells[0], cells[3], cells[6]], [cells[1], cells[4], cells[7]], [cells[2], cells[5], cells[8]]];
            let (Some(a), Some(b)) = (agreement(&table), agreement(&turned)) else { return Ok(()) };
            prop_assert_eq!((a.harsher, a.softer, a.exact), (b.softer, b.harsher, b.exact));
            prop_assert_eq!(a.exact + a.harsher + a.softer, a.pairs);
            prop_assert!((a.ac1.value - b.ac1.value).abs() < 1e-12 && a.ac2_ordinal.value <= 1.0 + 1e-12);
            if let (Some(k), Some(l)) = (a.kappa_linear, b.kappa_linear) {
                prop_assert!((k.value - l.value).abs() < 1e-9 && k.value <= 1.0 + 1e-12);
            }
        }
    }
}
