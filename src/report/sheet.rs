//! The figures of a chart as a table: on the page, and as a CSV file that opens in a spreadsheet without doing anything.

use super::wording::{number, per_cent};
use super::{Estimate, FixedMix, Hidden, OfficeSpread, Rate, Report, wording};
use crate::import::Problems;
use crate::stats::Side;

/// A table of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The head of each column.
    pub columns: Vec<&'static str>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell of a table of figures.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words. They may be uploaded text.
    Words(String),
    /// A number of audits.
    Count(u32),
    /// A proportion, and the number of audits that decides how finely it is written.
    Share(Option<f64>, u32),
    /// A difference of proportions, in points of a hundred.
    Points(Option<f64>),
    /// A count that shared figures hide.
    Hidden,
    /// A number of no unit, shown with so many decimals.
    Plain(Option<f64>, usize),
}

impl Cell {
    /// The cell as the page shows it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Words(words) => words.clone(),
            Cell::Count(count) => number(*count),
            Cell::Hidden => wording::HIDDEN.into(),
            // Below five audits a per cent would say more than they can.
            Cell::Share(Some(_), n) if *n < 5 => "–".into(),
            Cell::Share(share, n) => share.map_or_else(|| "–".into(), |share| per_cent(share, *n)),
            Cell::Points(points) => points.map_or_else(|| "–".into(), wording::points_tick),
            Cell::Plain(number, decimals) => number.map_or_else(|| "–".into(), |number| format!("{number:.decimals$}")),
        }
    }

    fn says_something(&self) -> bool {
        match self {
            Cell::Words(words) => !words.is_empty(),
            Cell::Count(_) | Cell::Hidden => true,
            Cell::Share(value, _) | Cell::Points(value) | Cell::Plain(value, _) => value.is_some(),
        }
    }

    fn in_csv(&self) -> String {
        match self {
            // A spreadsheet runs a cell that begins so as a formula; an apostrophe makes it text.
            // Some trim it first, so what stands behind blanks counts as its beginning too.
            Cell::Words(words)
                if words.starts_with(['\t', '\r']) || words.trim_start().starts_with(['=', '+', '-', '@']) =>
            {
                format!("'{words}")
            }
            Cell::Words(words) => words.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Hidden => wording::HIDDEN.into(),
            Cell::Share(share, _) | Cell::Points(share) | Cell::Plain(share, _) => {
                share.map(|share| share.to_string()).unwrap_or_default()
            }
        }
    }
}

impl Sheet {
    /// The table of nothing.
    pub fn empty() -> Sheet {
        Sheet { columns: Vec::new(), rows: Vec::new() }
    }

    /// The table without the columns in which no row says anything.
    ///
    /// ```
    /// use plumbline::report::{Cell, Sheet};
    /// let row = |name: &str| vec![Cell::Words(name.into()), Cell::Share(None, 20), Cell::Count(0)];
    /// let sheet = Sheet { columns: vec!["Office", "Pooled", "Audits"], rows: vec![row("North"), row("South")] };
    /// assert_eq!(sheet.without_empty_columns().columns, ["Office", "Audits"]);
    /// ```
    #[must_use]
    pub fn without_empty_columns(&self) -> Sheet {
        let says: Vec<bool> = (0..self.columns.len())
            .map(|at| self.rows.iter().any(|row| row.get(at).is_some_and(Cell::says_something)))
            .collect();
        fn kept<T: Clone>(of: &[T], says: &[bool]) -> Vec<T> {
            of.iter().zip(says).filter(|(_, says)| **says).map(|(one, _)| one.clone()).collect()
        }
        Sheet { columns: kept(&self.columns, &says), rows: self.rows.iter().map(|row| kept(row, &says)).collect() }
    }

    /// The table as CSV (RFC 4180), proportions as decimals, with a byte-order mark so that spreadsheets read it as UTF-8.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        // Writing to memory does not fail; a row that is not written would be seen as missing at once.
        let _ = writer.write_record(&self.columns);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(Cell::in_csv));
        }
        let bytes = writer.into_inner().unwrap_or_default();
        format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
    }

    /// Where each record stands that was not used, or not wholly, and what to do about it.
    pub fn of_problems(problems: &Problems) -> Sheet {
        let count = |number: u64| Cell::Count(u32::try_from(number).unwrap_or(u32::MAX));
        let rows = problems.groups.iter().flat_map(|group| {
            group.places.iter().map(move |place| {
                vec![
                    count(place.record),
                    count(place.line),
                    place.item.map_or_else(|| Cell::Words(String::new()), count),
                    Cell::Words(group.field.map(|field| field.in_words().to_owned()).unwrap_or_default()),
                    Cell::Words(group.reason.what().into()),
                    Cell::Words(
                        match (group.reason.is_of_an_audit(), group.row_used) {
                            (false, _) => "no audit",
                            (true, true) => "yes",
                            (true, false) => "no",
                        }
                        .into(),
                    ),
                    Cell::Words(group.reason.what_to_do().into()),
                ]
            })
        });
        Sheet {
            columns: vec!["Record", "Line or row", "Audit in the record", "Field", "Reason", "Used", "What to do"],
            rows: rows.collect(),
        }
    }

    /// The periods of a report.
    pub fn of_periods(report: &Report) -> Sheet {
        let has_services = report.periods.iter().any(|period| period.fixed_mix.is_some());
        let rows = report.periods.iter().map(|period| {
            let n = period.rate.n;
            let signal = match period.outside {
                _ if period.provisional => "not judged",
                Some(Side::Above) => "above",
                Some(Side::Below) => "below",
                None if period.rate.hidden != Hidden::Nothing => "hidden",
                None if n == 0 => "no audits",
                None => "within",
            };
            let mut row = vec![Cell::Words(period.name.clone())];
            row.extend(cells_of(&period.rate));
            // Around an average of nought, or of all, they have no width.
            let limits = period.limits.filter(|limits| limits.lower < limits.upper);
            row.push(Cell::Share(limits.map(|limits| limits.lower), n));
            row.push(Cell::Share(limits.map(|limits| limits.upper), n));
            if has_services {
                row.extend(mix_cells(period.fixed_mix.as_ref()));
            }
            row.push(Cell::Words(signal.into()));
            row
        });
        let mut columns =
            vec!["Period", "Inadequate", "Audits", "Rate", "95% from", "95% to", "Lower limit", "Upper limit"];
        if has_services {
            columns.extend(["With the whole time's mix of services", "Mix from (95%)", "Mix to (95%)"]);
        }
        columns.push("Against the limits");
        Sheet { columns, rows: rows.collect() }
    }

    /// The offices of a report, by name.
    pub fn of_offices(report: &Report) -> Sheet {
        let has_services = report.offices.iter().any(|office| office.fixed_mix.is_some());
        // Shared figures have no pooled rates: their columns would be empty.
        let is_shared = report.shared.is_some();
        let rows = report.offices.iter().map(|office| {
            let mut row = vec![Cell::Words(office.office.clone())];
            row.extend(cells_of(&office.rate));
            row.push(match office.others.hidden {
                Hidden::Nothing => Cell::Share(office.others.rate, office.others.n),
                Hidden::Inadequate | Hidden::Audits => Cell::Hidden,
            });
            if !is_shared {
                row.extend(estimate_cells(office.pooled.as_ref(), office.rate.n));
            }
            if has_services {
                row.extend(mix_cells(office.fixed_mix.as_ref()));
            }
            row.push(Cell::Words(wording::verdict_of(office)));
            row
        });
        let mut columns = vec!["Office", "Inadequate", "Audits", "Rate", "95% from", "95% to", "The other offices"];
        if !is_shared {
            columns.extend(["Partially pooled", "Pooled from (95%)", "Pooled to (95%)"]);
        }
        if has_services {
            columns.extend(["With the authority's mix of services", "Mix from (95%)", "Mix to (95%)"]);
        }
        columns.push("Verdict");
        Sheet { columns, rows: rows.collect() }
    }

    /// The spread between offices in each window, in what is compared, and in the whole.
    pub fn of_spread(spread: &OfficeSpread) -> Sheet {
        // Two windows may be the halves that are compared: these are not told twice.
        let first = spread.windows.first().map(|window| &window.name);
        let compared = spread.change.iter().filter(|change| Some(&change.earlier.name) != first);
        let compared = compared.flat_map(|change| [&change.earlier, &change.later]);
        let rows = spread.windows.iter().chain(compared).chain([&spread.whole]).map(|window| {
            let n = window.rate.n;
            vec![
                Cell::Words(window.name.clone()),
                Cell::Count(window.offices),
                Cell::Count(window.rate.inadequate),
                Cell::Count(n),
                Cell::Share(window.rate.rate, n),
                Cell::Points(window.deviation),
                Cell::Points(window.deviation95.map(|interval| interval.lower)),
                Cell::Points(window.deviation95.map(|interval| interval.upper)),
                Cell::Plain(window.q, 1),
                Cell::Plain(window.p_value, 3),
            ]
        });
        Sheet {
            columns: vec![
                "Months",
                "Offices",
                "Inadequate",
                "Audits",
                "Rate",
                "Standard deviation between offices, in points",
                "95% from",
                "95% to",
                "Q",
                "p",
            ],
            rows: rows.collect(),
        }
    }

    /// Each office's raw and pooled rate, by name.
    pub fn of_pooled(report: &Report) -> Sheet {
        let rows = report.offices.iter().map(|office| {
            let mut row = vec![Cell::Words(office.office.clone())];
            row.extend(cells_of(&office.rate));
            row.extend(estimate_cells(office.pooled.as_ref(), office.rate.n));
            row
        });
        Sheet {
            columns: vec![
                "Office",
                "Inadequate",
                "Audits",
                "Rate",
                "95% from",
                "95% to",
                "Partially pooled",
                "Pooled from (95%)",
                "Pooled to (95%)",
            ],
            rows: rows.collect(),
        }
    }
}

fn estimate_cells(estimate: Option<&Estimate>, n: u32) -> [Cell; 3] {
    let share = |value: fn(&Estimate) -> f64| Cell::Share(estimate.map(value), n);
    [share(|of| of.rate), share(|of| of.interval95.lower), share(|of| of.interval95.upper)]
}

fn mix_cells(mix: Option<&FixedMix>) -> [Cell; 3] {
    estimate_cells(mix.and_then(|mix| mix.estimate.as_ref()), mix.map_or(0, |mix| mix.audits))
}

/// A count, or that it is hidden.
pub(super) fn count_cell(count: Option<u32>) -> Cell {
    count.map_or(Cell::Hidden, Cell::Count)
}

pub(super) fn cells_of(rate: &Rate) -> [Cell; 5] {
    [
        count_cell(rate.shown().map(|tally| tally.inadequate)),
        count_cell(rate.audits()),
        if rate.hidden == Hidden::Nothing { Cell::Share(rate.rate, rate.n) } else { Cell::Hidden },
        Cell::Share(rate.interval95.map(|interval| interval.lower), rate.n),
        Cell::Share(rate.interval95.map(|interval| interval.upper), rate.n),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_text_in_the_csv() {
        let sheet = Sheet {
            columns: vec!["Office", "Audits", "Rate"],
            rows: vec![vec![Cell::Words("=1+1, \"x\"".into()), Cell::Count(1234), Cell::Share(Some(0.25), 1234)]],
        };
        assert_eq!(sheet.to_csv(), "\u{feff}Office,Audits,Rate\r\n\"'=1+1, \"\"x\"\"\",1234,0.25\r\n");
        for (name, cell) in [("@x", "'@x"), ("-1", "'-1"), ("\tx", "'\tx"), (" +1", "' +1"), ("A-1", "A-1")] {
            assert_eq!(Cell::Words(name.into()).in_csv(), cell);
        }
    }
}
