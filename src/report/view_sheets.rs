//! The tables of the charts of grades and of single offices.

use super::sheet::cells_of;
use super::{Cell, NamedRate, OfficeRate, Rate, Report, Sheet};

impl Sheet {
    /// The grades of each period, one row a grade.
    pub fn of_grades(report: &Report) -> Sheet {
        let rows = report.periods.iter().flat_map(|period| {
            report.scale.iter().zip(&period.grades).map(|(level, count)| {
                let n = period.rate.n;
                let share = (n > 0).then(|| f64::from(*count) / f64::from(n));
                vec![
                    Cell::Words(period.name.clone()),
                    Cell::Words(level.name.clone()),
                    Cell::Count(*count),
                    Cell::Count(n),
                    Cell::Share(share, n),
                ]
            })
        });
        Sheet { columns: vec!["Period", "Grade", "Audits of this grade", "Audits", "Share"], rows: rows.collect() }
    }

    /// The periods of one office.
    pub fn of_office(report: &Report, office: &OfficeRate) -> Sheet {
        let rows = report.periods.iter().zip(&office.by_period).map(|(period, tally)| {
            let mut row = vec![Cell::Words(period.name.clone())];
            row.extend(cells_of(&Rate::from(*tally)));
            row
        });
        Sheet { columns: vec!["Period", "Inadequate", "Audits", "Rate", "95% from", "95% to"], rows: rows.collect() }
    }

    /// Every office in every period, one row each.
    pub fn of_offices_over_time(report: &Report) -> Sheet {
        let rows = report.offices.iter().flat_map(|office| {
            report.periods.iter().zip(&office.by_period).map(|(period, tally)| {
                let rate = Rate::from(*tally);
                vec![
                    Cell::Words(office.office.clone()),
                    Cell::Words(period.name.clone()),
                    Cell::Count(rate.inadequate),
                    Cell::Count(rate.n),
                    Cell::Share(rate.rate, rate.n),
                ]
            })
        });
        Sheet { columns: vec!["Office", "Period", "Inadequate", "Audits", "Rate"], rows: rows.collect() }
    }

    /// Named groups (teams, services) and their rates.
    pub fn of_named(what: &'static str, groups: &[NamedRate]) -> Sheet {
        let rows = groups.iter().map(|group| {
            let mut row = vec![Cell::Words(group.name.clone())];
            row.extend(cells_of(&group.rate));
            row
        });
        Sheet { columns: vec![what, "Inadequate", "Audits", "Rate", "95% from", "95% to"], rows: rows.collect() }
    }
}
