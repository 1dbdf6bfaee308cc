//! The tables of the charts of grades and of single offices.

use super::sheet::{cells_of, count_cell};
use super::{
    Capacity, CauseCount, Cell, Completion, HeldApart, NamedRate, OfficeMix, OfficeRate, PeriodContext, Rate, Report,
    Sheet, wording,
};

fn in_context(first: &'static str, second: Option<&'static str>) -> Vec<&'static str> {
    let of_audits = ["Inadequate", "Audits in the rate", "Rate"];
    let beside = [
        "Cases a worker",
        "Posts vacant",
        "Agency workers",
        "Audits done",
        "Audits expected",
        "Changes of managers and staff",
    ];
    std::iter::once(first).chain(second).chain(of_audits).chain(beside).collect()
}

/// What is known of several periods together: the mean of each that is known, and the audits added up.
fn context_cells(periods: &[&PeriodContext]) -> Vec<Cell> {
    let mean = |value: fn(&PeriodContext) -> Option<f64>| {
        let values: Vec<f64> = periods.iter().filter_map(|period| value(period)).collect();
        let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
        Some(values.iter().sum::<f64>() / f64::from(count))
    };
    let audits = periods.iter().filter_map(|period| period.audits).reduce(|sum, more| Completion {
        done: sum.done.saturating_add(more.done),
        expected: sum.expected.saturating_add(more.expected),
    });
    let changes: Vec<&str> = periods.iter().flat_map(|period| period.changes.iter().map(String::as_str)).collect();
    vec![
        Cell::Plain(mean(|period| period.caseload), 1),
        // Shares of posts and workers are told in whole per cents, whatever their number, which the file does not have.
        Cell::Share(mean(|period| period.vacancy_rate), 5),
        Cell::Share(mean(|period| period.agency_rate), 5),
        Cell::Plain(audits.map(|audits| f64::from(audits.done)), 0),
        Cell::Plain(audits.map(|audits| f64::from(audits.expected)), 0),
        Cell::Words(changes.join("; ")),
    ]
}

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
        let rows = report.context_of(office).unwrap_or_default().into_iter().map(|period| {
            let mut row = vec![Cell::Words(period.name.clone())];
            row.extend(context_cells(&[&period]));
            row
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

    /// Each office and service against the rate of all; those alone that lie above it, or all of them.
    pub fn of_places(capacity: &Capacity, above_only: bool) -> Sheet {
        let rows = capacity.places.iter().filter(|place| !above_only || place.fewer >= 0.5).map(|place| {
            let [inadequate, audits, share, ..] = cells_of(&place.rate);
            vec![
                Cell::Words(place.office.clone()),
                Cell::Words(place.service.clone()),
                inadequate,
                audits,
                share,
                Cell::Words(wording::fewer(place)),
                Cell::Words(wording::place_verdict(place.verdict).into()),
                Cell::Words(wording::causes_named(&place.causes)),
            ]
        });
        let columns = vec![
            "Office",
            "Service",
            "Inadequate",
            "Audits",
            "Rate",
            "Fewer at the rate of all",
            "What can be said",
            "Causes named most",
        ];
        Sheet { columns, rows: rows.collect() }.without_empty_columns()
    }

    /// The services that each office's audits are of, in the earlier and in the later half of the complete months.
    pub fn of_mixes(mixes: &[OfficeMix]) -> Sheet {
        let rows = mixes.iter().flat_map(|mix| {
            let (earlier, later) = mix.totals();
            let share = |k: u32, n: u32| Cell::Share((n > 0).then(|| f64::from(k) / f64::from(n)), n);
            mix.services.iter().map(move |of| {
                vec![
                    Cell::Words(mix.office.clone()),
                    Cell::Words(of.service.clone()),
                    Cell::Count(of.earlier),
                    share(of.earlier, earlier),
                    Cell::Count(of.later),
                    share(of.later, later),
                    Cell::Words(wording::mix_verdict(mix).into()),
                ]
            })
        });
        let columns =
            vec!["Office", "Service", "Earlier half", "Share", "Later half", "Share then", "What can be said"];
        Sheet { columns, rows: rows.collect() }
    }

    /// Each office's rate beside what is known of its work and workers, over the complete periods.
    pub fn of_offices_in_context(report: &Report) -> Sheet {
        let rows = report.offices.iter().map(|office| {
            let periods = report.context_of(Some(&office.office)).unwrap_or_default();
            let complete: Vec<&PeriodContext> = periods.iter().filter(|period| !period.provisional).collect();
            let [inadequate, audits, share, ..] = cells_of(&office.rate);
            let mut row = vec![Cell::Words(office.office.clone()), inadequate, audits, share];
            row.extend(context_cells(&complete));
            row
        });
        Sheet { columns: in_context("Office", None), rows: rows.collect() }.without_empty_columns()
    }

    /// The same for each period.
    pub fn of_offices_in_context_over_time(report: &Report) -> Sheet {
        let rows = report.offices.iter().flat_map(|office| {
            let periods = report.context_of(Some(&office.office)).unwrap_or_default();
            let known = periods.iter().filter(|period| period.has_values()).zip(std::iter::repeat(office));
            let row = |(period, office): (&PeriodContext, &OfficeRate)| {
                let at = report.periods.iter().position(|other| other.name == period.name)?;
                let [inadequate, audits, share, ..] = cells_of(&Rate::from(*office.by_period.get(at)?));
                let names = [&office.office, &period.name].map(|name| Cell::Words(name.clone()));
                Some(names.into_iter().chain([inadequate, audits, share]).chain(context_cells(&[period])).collect())
            };
            known.filter_map(row).collect::<Vec<Vec<Cell>>>()
        });
        Sheet { columns: in_context("Office", Some("Period")), rows: rows.collect() }.without_empty_columns()
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
                // There are too many teams for the audits that there are, or for the time that judging them would take.
                (None, HeldApart::OfficeAndService | HeldApart::Office) => "Not judged apart".into(),
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
