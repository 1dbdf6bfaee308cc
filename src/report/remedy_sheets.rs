//! The tables of remedial work and of moderation.

use super::{Cell, CorrectedRate, Part, Rate, Report, Sheet, wording};
use crate::audit::Level;

fn part_cells(part: Part) -> [Cell; 4] {
    let end = |of: Option<f64>| Cell::Share(of, part.n);
    [
        Cell::Count(part.k),
        Cell::Share(part.share, part.n),
        end(part.interval95.map(|of| of.lower)),
        end(part.interval95.map(|of| of.upper)),
    ]
}

fn name(name: &str, nameless: &str) -> Cell {
    Cell::Words(if name.is_empty() { nameless.to_owned() } else { name.to_owned() })
}

impl Sheet {
    /// The staircase of the time to remedy: a row for each day on which an action was closed.
    pub fn of_closing(report: &Report) -> Sheet {
        let time = report.remedy.as_ref().and_then(|of| of.actions.as_ref()?.time.as_ref());
        let rows = time.into_iter().flat_map(|time| {
            time.steps.iter().map(|step| {
                let share = |of: Option<f64>| Cell::Share(of, time.followed);
                vec![
                    Cell::Count(step.days),
                    Cell::Count(step.at_risk),
                    Cell::Count(step.closed),
                    share(Some(1.0 - step.open)),
                    share(step.interval95.map(|of| 1.0 - of.upper)),
                    share(step.interval95.map(|of| 1.0 - of.lower)),
                ]
            })
        });
        Sheet {
            columns: vec![
                "Days since it was raised",
                "Open until then",
                "Closed on it",
                "Closed by it",
                "95% from",
                "95% to",
            ],
            rows: rows.collect(),
        }
    }

    /// Actions by office, by name.
    pub fn of_overdue(report: &Report) -> Sheet {
        let actions = report.remedy.as_ref().and_then(|of| of.actions.as_ref());
        let rows = actions.into_iter().flat_map(|actions| actions.offices.iter()).map(|of| {
            let mut row = vec![
                name(&of.office, "no office named"),
                Cell::Count(of.raised),
                Cell::Count(of.closed),
                Cell::Count(of.open),
            ];
            row.push(Cell::Count(of.overdue.n));
            row.extend(part_cells(of.overdue));
            row.push(Cell::Count(of.in_time.k));
            row.extend([Cell::Count(of.audits_overdue.k), Cell::Count(of.audits_overdue.n)]);
            row.push(Cell::Plain(of.adjusted_p, 3));
            row.push(Cell::Words(if of.office.is_empty() {
                String::new()
            } else {
                wording::overdue_verdict(of.verdict)
            }));
            row
        });
        Sheet {
            columns: vec![
                "Office",
                "Raised",
                "Closed",
                "Open",
                "Fallen due",
                "Overdue",
                "Overdue, of those fallen due",
                "95% from",
                "95% to",
                "Closed in time",
                "Audits with an overdue action",
                "Audits with an action fallen due",
                "p, adjusted",
                "Verdict",
            ],
            rows: rows.collect(),
        }
    }

    /// Actions by the role of their owner, by name.
    pub fn of_roles(report: &Report) -> Sheet {
        let actions = report.remedy.as_ref().and_then(|of| of.actions.as_ref());
        let rows = actions.into_iter().flat_map(|actions| actions.roles.iter()).map(|of| {
            vec![
                name(&of.role, "no role named"),
                Cell::Count(of.raised),
                Cell::Count(of.closed),
                Cell::Count(of.open),
                Cell::Count(of.overdue.n),
                Cell::Count(of.overdue.k),
            ]
        });
        Sheet {
            columns: vec!["Role of the owner", "Raised", "Closed", "Open", "Fallen due", "Overdue"],
            rows: rows.collect(),
        }
    }

    /// For how long the open actions have been open.
    pub fn of_ages(report: &Report) -> Sheet {
        let ages = report.remedy.as_ref().and_then(|of| Some(&of.actions.as_ref()?.ages));
        let row = |words: &str, count: u32| vec![Cell::Words(words.into()), Cell::Count(count)];
        let rows = ages.into_iter().flat_map(|ages| {
            let unknown = (ages.unknown > 0).then(|| row("not known", ages.unknown));
            [
                row("up to 28 days", ages.to_28),
                row("29 to 56 days", ages.to_56),
                row("57 to 84 days", ages.to_84),
                row("more than 84 days", ages.over_84),
            ]
            .into_iter()
            .chain(unknown)
        });
        Sheet { columns: vec!["Open for", "Actions"], rows: rows.collect() }
    }

    /// The teams around their first re-audit, by name.
    pub fn of_around_reaudits(report: &Report) -> Sheet {
        let found = report.remedy.as_ref().and_then(|of| of.generalises.as_ref());
        let rows = found.into_iter().flat_map(|of| of.teams.iter()).map(|team| {
            vec![
                Cell::Words(team.name.clone()),
                Cell::Words(team.first.map(|day| day.in_words()).unwrap_or_default()),
                Cell::Words(wording::k_of_n(&team.before)),
                Cell::Words(wording::k_of_n(&team.after)),
            ]
        });
        Sheet {
            columns: vec!["Team, or office", "First re-audit", "Inadequate before", "Inadequate from then on"],
            rows: rows.collect(),
        }
    }

    /// Moderation in each period.
    pub fn of_moderation(report: &Report) -> Sheet {
        let rows = report.trust.iter().flat_map(|trust| trust.periods.iter()).map(|period| {
            let mut row = vec![Cell::Words(period.name.clone()), Cell::Count(period.of.moderated.n)];
            row.extend(part_cells(period.of.moderated));
            row.extend([Cell::Count(period.of.lowered.k), Cell::Count(period.of.raised.k)]);
            row
        });
        Sheet {
            columns: MODERATION.iter().map(|of| if *of == "Office" { "Period" } else { *of }).collect(),
            rows: rows.collect(),
        }
    }

    /// Moderation in each office, by name.
    pub fn of_moderation_by_office(report: &Report) -> Sheet {
        let rows = report.trust.iter().flat_map(|trust| trust.offices.iter()).map(|office| {
            let mut row = vec![name(&office.office, "no office named"), Cell::Count(office.of.moderated.n)];
            row.extend(part_cells(office.of.moderated));
            row.extend([Cell::Count(office.of.lowered.k), Cell::Count(office.of.raised.k)]);
            row
        });
        Sheet { columns: MODERATION.to_vec(), rows: rows.collect() }
    }

    /// Audits done and expected by office.
    pub fn of_completion(report: &Report) -> Sheet {
        let rows = report.trust.iter().flat_map(|trust| trust.completion.iter()).map(|of| {
            vec![
                name(&of.office, "the whole authority"),
                Cell::Count(of.done),
                Cell::Count(of.expected),
                Cell::Count(of.months_short),
                Cell::Count(of.months),
            ]
        });
        Sheet {
            columns: vec!["Office", "Audits done", "Audits expected", "Months with fewer than expected", "Months"],
            rows: rows.collect(),
        }
    }

    /// Audits done and expected by office and month: what [`Sheet::of_completion`] sums up.
    pub fn of_completion_by_month(report: &Report) -> Sheet {
        let rows = report.context.iter().filter_map(|month| {
            let (done, expected) = super::trust::done_and_expected(month, &report.settings)?;
            Some(vec![
                Cell::Words(month.context.month.clone()),
                name(month.context.office.as_deref().unwrap_or_default(), "the whole authority"),
                Cell::Count(done),
                Cell::Count(expected),
            ])
        });
        Sheet { columns: vec!["Month", "Office", "Audits done", "Audits expected"], rows: rows.collect() }
    }

    /// The rate by the auditors' grades, by both grades of moderated audits, and corrected.
    pub fn of_corrected(rate: &CorrectedRate) -> Sheet {
        let row = |what: &str, of: &Rate| {
            let mut row = vec![Cell::Words(what.into())];
            row.extend(super::sheet::cells_of(of));
            row
        };
        let n = rate.raw.n;
        let corrected = vec![
            Cell::Words("All, corrected for moderation".into()),
            Cell::Plain(None, 0),
            Cell::Count(n),
            Cell::Share(Some(rate.corrected.rate), n),
            Cell::Share(Some(rate.corrected.interval95.lower), n),
            Cell::Share(Some(rate.corrected.interval95.upper), n),
        ];
        Sheet {
            columns: vec!["Audits in the rate", "Inadequate", "Audits", "Rate", "95% from", "95% to"],
            rows: vec![
                row("All, as the auditors graded", &rate.raw),
                row("Moderated ones, as the auditors graded", &rate.moderated_first),
                row("Moderated ones, as the moderators graded", &rate.moderated_second),
                corrected,
            ],
        }
    }

    /// What became of the inadequate cases.
    pub fn of_cases(report: &Report) -> Sheet {
        let cases = report.remedy.as_ref().map(|of| of.cases);
        let rows = cases.into_iter().flat_map(|of| {
            [
                ("all inadequate cases", of.inadequate),
                ("no longer inadequate when audited again", of.better_at_reaudit),
                ("still inadequate when audited again", of.still_inadequate),
                ("not audited again, every action closed", of.all_closed),
                ("not audited again, an action still open", of.open),
                ("of these, with an overdue action", of.overdue),
                ("not audited again, unclear whether every action was done", of.unclear),
                ("neither an action nor a re-audit recorded", of.no_action),
            ]
            .map(|(what, count)| vec![Cell::Words(what.into()), Cell::Count(count)])
        });
        Sheet { columns: vec!["What became of them", "Cases"], rows: rows.collect() }
    }

    /// Re-audits beside their first audits: a row for each two grades.
    pub fn of_reaudits(report: &Report) -> Sheet {
        let again = report.remedy.as_ref().and_then(|of| of.reaudits.as_ref());
        let table = again.map(|again| again.before_after.as_slice()).unwrap_or_default();
        grades_in_rows(table, &report.scale, vec!["First audit", "Re-audit", "Pairs"])
    }

    /// First and second grades: a row for each two.
    pub fn of_agreement(report: &Report) -> Sheet {
        let agree = report.trust.as_ref().and_then(|of| of.agreement.as_ref());
        let table = agree.map(|agree| agree.table.as_slice()).unwrap_or_default();
        grades_in_rows(table, &report.scale, vec!["Auditor's grade", "Moderator's grade", "Audits"])
    }

    /// How many pairs there are of each two grades: rows are first grades, and columns second ones.
    pub fn of_pairs(table: &[Vec<u32>], scale: &[Level]) -> (Vec<String>, Vec<Vec<String>>) {
        let columns = scale.iter().map(|level| level.name.clone()).collect();
        let row = |(level, counts): (&Level, &Vec<u32>)| {
            let mut row = vec![level.name.clone()];
            row.extend(counts.iter().map(|count| wording::number(*count)));
            row.push(wording::number(counts.iter().sum::<u32>()));
            row
        };
        (columns, scale.iter().zip(table).map(row).collect())
    }
}

fn grades_in_rows(table: &[Vec<u32>], scale: &[Level], columns: Vec<&'static str>) -> Sheet {
    let rows = scale.iter().zip(table).flat_map(|(first, counts)| {
        scale.iter().zip(counts).map(|(second, count)| {
            vec![Cell::Words(first.name.clone()), Cell::Words(second.name.clone()), Cell::Count(*count)]
        })
    });
    Sheet { columns, rows: rows.collect() }
}

const MODERATION: [&str; 8] =
    ["Office", "Graded audits", "Moderated", "Share", "95% from", "95% to", "Lowered", "Raised"];
