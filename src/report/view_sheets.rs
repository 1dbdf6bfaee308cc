//! The tables of the charts of grades and of single offices.

use super::sheet::{cells_of, count_cell};
use super::{CauseCount, Cell, ChangeVerdict, HeldApart, NamedRate, OfficeRate, Rate, Report, Sheet, wording};

impl Sheet {
    /// The grades of each period, one row a grade.
    pub fn of_grades(report: &Report) -> Sheet {
        let rows = report.periods.iter().flat_map(|period| {
            report.scale.iter().zip(&period.grades).map(|(level, count)| {
                let n = period.rate.n;
                let share = count.filter(|_| n > 0).map(|count| f64::from(count) / f64::from(n));
                vec![
                    Cell::Words(period.name.clone()),
                    Cell::Words(level.name.clone()),
                    count_cell(*count),
                    count_cell(period.rate.audits()),
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

    /// The context of an office, or of the whole authority, in each period; empty where the file has none.
    pub fn of_context(report: &Report, office: Option<&str>) -> Sheet {
        let count = |count: Option<u32>| Cell::Plain(count.map(f64::from), 0);
        let rows = report.context_of(office).unwrap_or_default().into_iter().map(|period| {
            // Shares of posts and workers are told in whole per cents, whatever their number, which the file does not have.
            let share = |share: Option<f64>| Cell::Share(share, 5);
            vec![
                Cell::Words(period.name),
                Cell::Plain(period.caseload, 1),
                share(period.vacancy_rate),
                share(period.agency_rate),
                count(period.audits.map(|audits| audits.done)),
                count(period.audits.map(|audits| audits.expected)),
                Cell::Words(period.changes.join("; ")),
            ]
        });
        Sheet {
            columns: vec![
                "Period",
                "Cases a worker",
                "Posts vacant",
                "Agency workers",
                "Audits done",
                "Audits expected",
                "Changes of managers and staff",
            ],
            rows: rows.collect(),
        }
    }

    /// Every office in every period, one row each.
    pub fn of_offices_over_time(report: &Report) -> Sheet {
        let rows = report.offices.iter().flat_map(|office| {
            report.periods.iter().zip(&office.by_period).map(|(period, tally)| {
                let [inadequate, audits, share, ..] = cells_of(&Rate::from(*tally));
                vec![Cell::Words(office.office.clone()), Cell::Words(period.name.clone()), inadequate, audits, share]
            })
        });
        Sheet { columns: vec!["Office", "Period", "Inadequate", "Audits", "Rate"], rows: rows.collect() }
    }

    /// The teams of one office with their rates, and what can be said of the change of each where an office has several.
    pub fn of_teams(report: &Report, office: &str, teams: &[NamedRate]) -> Sheet {
        let said = |team: &str| -> String {
            let Some(judged) = &report.judged else { return "being worked out".into() };
            let found = judged.teams.iter().find(|judged| judged.office == office && judged.team == team);
            match (found, judged.held_apart) {
                (Some(team), _) => wording::change_in_words(&team.change),
                // A team that is the whole office is judged as the office.
                (None, HeldApart::OfficeTeamAndService | HeldApart::OfficeAndTeam) => "As the office".into(),
                (None, HeldApart::OfficeAndService | HeldApart::Office) => {
                    wording::change_verdict(ChangeVerdict::TooFew).into()
                }
            }
        };
        let rows = teams.iter().map(|team| {
            let [inadequate, audits, rate, ..] = cells_of(&team.rate);
            vec![Cell::Words(team.name.clone()), inadequate, audits, rate, Cell::Words(said(&team.name))]
        });
        Sheet { columns: vec!["Team", "Inadequate", "Audits", "Rate", "Over time"], rows: rows.collect() }
    }

    /// Causes of failure: the audits that have each, and the inadequate ones among them.
    pub fn of_causes(causes: &[CauseCount]) -> Sheet {
        let row = |cause: &CauseCount| {
            vec![Cell::Words(cause.cause.clone()), count_cell(cause.audits), count_cell(cause.inadequate)]
        };
        Sheet { columns: vec!["Cause", "Audits", "Of them inadequate"], rows: causes.iter().map(row).collect() }
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
