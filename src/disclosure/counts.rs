//! The counts that could be shared, by month, before anything is hidden.

use crate::audit::Level;
use crate::tally::{Tallies, Tally};

/// Every count that could be shared, as it is. It holds no rows: what is hidden is decided on counts alone.
///
/// ```
/// use plumbline::disclosure::Counts;
/// use plumbline::tally::Tallies;
/// assert!(Counts::of(&Tallies::default()).months.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// The scale of the grades, best first.
    pub scale: Vec<Level>,
    /// The first month, in months since January of year nought.
    pub first_month: i32,
    /// For each month, how many audits were given each grade.
    pub months: Vec<Vec<u32>>,
    /// Each office and its tally in each month; those without an office have the name "".
    pub offices: Vec<(String, Vec<Tally>)>,
    /// Each service and its tally in each month; those without a service have the name "".
    pub services: Vec<(String, Vec<Tally>)>,
    /// Each cause of failure and its audits, of which an audit may have several: of the periods that are shared, since they cannot be told apart by month here.
    pub causes: Vec<(String, Tally)>,
}

impl Counts {
    /// The counts of these tallies, all of whose months must be complete.
    pub fn of(tallies: &Tallies) -> Counts {
        let months: Vec<Vec<u32>> = tallies.months.iter().map(|month| month.grades.by_level(&tallies.scale)).collect();
        let whole: Vec<Tally> = tallies.months.iter().map(|month| month.grades.tally()).collect();
        let first_month = tallies.months.first().map_or(0, |month| {
            let (year, month) = month.period.year_month();
            year * 12 + i32::from(month) - 1
        });
        let named = |groups: &[crate::tally::GroupTally]| {
            let mut named: Vec<(String, Vec<Tally>)> =
                groups.iter().map(|group| (group.name.clone(), group.by_month.clone())).collect();
            let rest: Vec<Tally> = whole
                .iter()
                .enumerate()
                .map(|(at, tally)| {
                    named
                        .iter()
                        .fold(*tally, |rest, (_, months)| rest.without(months.get(at).copied().unwrap_or_default()))
                })
                .collect();
            // The rest can be had by subtraction: it is a group like the others, and protected like them.
            if rest.iter().any(|tally| tally.n > 0) {
                named.push((String::new(), rest));
            }
            named
        };
        Counts {
            scale: tallies.scale.levels.clone(),
            first_month,
            months,
            offices: named(&tallies.offices),
            services: if tallies.services.is_empty() { Vec::new() } else { named(&tallies.services) },
            causes: tallies.causes.clone(),
        }
    }

    /// These counts with months added up to this one, in months since January of year nought: months that are complete and in which nothing was audited.
    #[must_use]
    pub fn until(mut self, last_month: i32) -> Counts {
        let months = usize::try_from(last_month + 1 - self.first_month).unwrap_or_default();
        if months > self.months.len() && !self.months.is_empty() {
            self.months.resize(months, vec![0; self.scale.len()]);
            let groups = self.offices.iter_mut().chain(&mut self.services);
            groups.for_each(|(_, by_month)| by_month.resize(months, Tally::default()));
        }
        self
    }
}
