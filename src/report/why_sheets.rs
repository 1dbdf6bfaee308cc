//! The tables of causes, partners and practice areas.

use super::sheet::cells_of;
use super::wording::{self, Naming};
use super::{Area, Cell, Moved, Named, NamedGroup, NamedShare, Rate, Report, Sheet};
use crate::tally::Tally;

impl Sheet {
    /// How often each cause or partner is named.
    pub fn of_how_often_named(named: &Named, naming: Naming) -> Sheet {
        let row = |name: &super::NamedCause| {
            let mut row = vec![Cell::Words(name.name.clone())];
            row.extend(share_cells(name.inadequate));
            row.extend([
                Cell::Share(name.inadequate.interval95.map(|interval| interval.lower), name.inadequate.of),
                Cell::Share(name.inadequate.interval95.map(|interval| interval.upper), name.inadequate.of),
            ]);
            row.extend(share_cells(name.all));
            row
        };
        Sheet {
            columns: vec![
                first_column(naming),
                "Inadequate audits that name it",
                "Inadequate audits",
                "Share",
                "95% from",
                "95% to",
                "All audits that name it",
                "All audits in the rate",
                "Share of all",
            ],
            rows: named.names.iter().map(row).collect(),
        }
    }

    /// How often each cause or partner is named in two windows.
    pub fn of_named_moves(named: &Named, naming: Naming) -> Sheet {
        let moved = named.names.iter().filter_map(|name| Some((name.name.as_str(), name.moved.as_ref()?)));
        of_moves(first_column(naming), ["Earlier: named in", "Earlier: of", "Later: named in", "Later: of"], moved)
    }

    /// How often each practice area is graded inadequate in two windows.
    pub fn of_area_moves(areas: &[Area]) -> Sheet {
        let moved = areas.iter().filter_map(|area| Some((area.area.as_str(), area.moved.as_ref()?)));
        of_moves("Practice area", ["Earlier: inadequate", "Earlier: of", "Later: inadequate", "Later: of"], moved)
    }

    /// How often each office's inadequate audits name each cause or partner, and what can be said of it.
    pub fn of_named_by_office(named: &Named, naming: Naming) -> Sheet {
        let rows = named.names.iter().flat_map(|name| {
            named.offices.iter().zip(&name.by_office).map(move |(office, count)| {
                let mut row = group_row(name, office, *count, named);
                let differs = name
                    .places
                    .as_ref()
                    .and_then(|places| places.differing.iter().find(|differing| differing.office == office.name));
                row.push(Cell::Words(
                    differs
                        .map_or("", |office| {
                            if office.more { "More often than the others" } else { "Less often than the others" }
                        })
                        .into(),
                ));
                row
            })
        });
        Sheet {
            columns: vec![first_column(naming), "Office", "Named in", "Of", "Share", "Verdict"],
            rows: rows.collect(),
        }
    }

    /// The same by service, of which nothing is said.
    pub fn of_named_by_service(named: &Named, naming: Naming) -> Sheet {
        let rows = named.names.iter().flat_map(|name| {
            let services = named.services.iter().zip(&name.by_service);
            services.map(move |(service, count)| group_row(name, service, *count, named))
        });
        Sheet { columns: vec![first_column(naming), "Service", "Named in", "Of", "Share"], rows: rows.collect() }
    }

    /// How each practice area was graded in each period.
    pub fn of_areas(report: &Report) -> Sheet {
        let areas = report.why.iter().flat_map(|why| &why.areas);
        let rows = areas.flat_map(|area| {
            let periods = report
                .periods
                .iter()
                .zip(&area.by_period)
                .map(|(period, counted)| (period.name.clone(), Rate::from(*counted)));
            periods.chain([("All".to_owned(), area.rate)]).map(|(period, rate)| {
                let mut row = vec![Cell::Words(area.area.clone()), Cell::Words(period)];
                row.extend(cells_of(&rate));
                row
            })
        });
        Sheet {
            columns: vec![
                "Practice area",
                "Period",
                "Inadequate",
                "Audits that grade it",
                "Rate",
                "95% from",
                "95% to",
            ],
            rows: rows.collect(),
        }
    }
}

fn first_column(naming: Naming) -> &'static str {
    match naming {
        Naming::Causes => "Cause",
        Naming::Partners => "Partner",
    }
}

fn share_cells(share: NamedShare) -> [Cell; 3] {
    [Cell::Count(share.named), Cell::Count(share.of), Cell::Share(share.share, share.of)]
}

fn group_row(name: &super::NamedCause, group: &NamedGroup, count: u32, named: &Named) -> Vec<Cell> {
    let n = group.audits(named.of);
    let share = Rate::from(Tally { n, inadequate: count });
    vec![
        Cell::Words(name.name.clone()),
        Cell::Words(group.name.clone()),
        Cell::Count(count),
        Cell::Count(n),
        Cell::Share(share.rate, n),
    ]
}

fn of_moves<'a>(
    first: &'static str,
    [earlier, earlier_of, later, later_of]: [&'static str; 4],
    moved: impl Iterator<Item = (&'a str, &'a Moved)>,
) -> Sheet {
    let row = |(name, moved): (&str, &Moved)| {
        let mut row = vec![Cell::Words(name.to_owned())];
        row.extend(share_cells(moved.earlier));
        row.extend(share_cells(moved.later));
        row.extend([
            Cell::Points(moved.difference),
            Cell::Points(moved.interval95.map(|interval| interval.lower)),
            Cell::Points(moved.interval95.map(|interval| interval.upper)),
            Cell::Plain(Some(moved.adjusted_p), 3),
            Cell::Words(wording::moved_verdict(moved.verdict).into()),
        ]);
        row
    };
    Sheet {
        columns: vec![
            first,
            earlier,
            earlier_of,
            "Earlier share",
            later,
            later_of,
            "Later share",
            "Difference in points",
            "95% from",
            "95% to",
            "Adjusted p",
            "Verdict",
        ],
        rows: moved.map(row).collect(),
    }
}
