//! What the audits in the rate name as causes, whose part failed among the partners, and how practice areas were graded.

use super::calendar::Calendar;
use super::rows::Rated;
use super::{Tallies, Tally, by_name, inadequate_levels};
use crate::audit::Scale;
use crate::order::InOrder as _;
use crate::table::{AuditTable, Causes, NameColumn};

/// More names than this are counted together only: they are texts rather than names.
pub const MOST_NAMED: usize = 200;

/// Counts that are kept of names in groups, and parts that are told apart.
const MOST_CELLS: usize = 1_000_000;

/// The counts of causes, partners and practice areas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhyTally {
    /// The causes of failure.
    pub causes: NamedTally,
    /// The partner agencies whose part failed.
    pub partners: NamedTally,
    /// The practice areas that audits in the rate grade, by name.
    pub areas: Vec<AreaTally>,
}

/// What audits name, of which each may name several.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedTally {
    /// What inadequate audits name, the most frequent first, and those of one frequency by name; at most [`MOST_NAMED`].
    pub names: Vec<NameTally>,
    /// How many further names there are, each of which no more audits name than the last of `names`.
    pub further: u32,
    /// Audits in the rate that name anything, and the inadequate ones among them.
    pub any: Tally,
    /// The inadequate audits that name anything, by month, in the order of [`Tallies::months`].
    pub any_by_month: Vec<u32>,
    /// The same by office, in the order of [`Tallies::offices`].
    pub any_by_office: Vec<u32>,
    /// By service, in the order of [`Tallies::services`].
    pub any_by_service: Vec<u32>,
    /// Each inadequate audit: what it names of the first 64 of `names`.
    pub audits: Vec<NamedAudit>,
}

/// How often one thing is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameTally {
    /// Its name, as in the file.
    pub name: String,
    /// Audits in the rate that name it, and the inadequate ones among them.
    pub tally: Tally,
    /// The inadequate ones by month.
    pub by_month: Vec<u32>,
    /// By office.
    pub by_office: Vec<u32>,
    /// By service.
    pub by_service: Vec<u32>,
}

/// What one inadequate audit names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedAudit {
    /// Its month, as its place in [`Tallies::months`].
    pub month: u32,
    /// Its office, as its place in [`Tallies::offices`]; `u32::MAX` if it names none.
    pub office: u32,
    /// Its service, as its place in [`Tallies::services`]; likewise.
    pub service: u32,
    /// A bit for each of the first 64 names, the first being the lowest.
    pub names: u64,
    /// Whether it names anything.
    pub any: bool,
}

/// How a practice area was graded in the audits in the rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaTally {
    /// Its name.
    pub name: String,
    /// Audits that grade it, and those that grade it inadequate.
    pub tally: Tally,
    /// The same by month.
    pub by_month: Vec<Tally>,
    /// By office.
    pub by_office: Vec<Tally>,
    /// By office and service together, each by month: parts that have none of the audits are left out. Of offices and services without end by office
    /// alone.
    pub by_part: Vec<Vec<Tally>>,
}

/// Counts why the audits in the rate failed. Months, offices and services are counted already.
pub(super) fn why(table: &AuditTable, rated: &Rated, tallies: &Tallies, calendar: &Calendar) -> WhyTally {
    let places = Places::of(table, rated, tallies, calendar);
    WhyTally {
        causes: named(&table.causes, &places),
        partners: named(&table.partner_causes, &places),
        areas: areas(table, &places),
    }
}

/// Where each audit in the rate stands.
struct Places<'a> {
    rated: &'a Rated,
    table: &'a AuditTable,
    is_inadequate: [bool; Scale::MOST_LEVELS],
    calendar: &'a Calendar,
    /// The first month, in months since January of year 0.
    first_month: i32,
    months: usize,
    offices: Vec<Option<usize>>,
    services: Vec<Option<usize>>,
    office_count: usize,
    service_count: usize,
}

impl Places<'_> {
    fn of<'a>(table: &'a AuditTable, rated: &'a Rated, tallies: &Tallies, calendar: &'a Calendar) -> Places<'a> {
        fn by_code<'t>(column: &NameColumn, groups: impl Iterator<Item = &'t str>) -> Vec<Option<usize>> {
            let mut places: Vec<(&str, usize)> = groups.zip(0..).collect();
            places.order_by(Ord::cmp);
            let place_of = |name: &String| {
                let at = places.binary_search_by(|(known, _)| (*known).cmp(name.as_str())).ok()?;
                places.get(at).map(|(_, place)| *place)
            };
            column.names().iter().map(place_of).collect()
        }
        Places {
            rated,
            table,
            is_inadequate: inadequate_levels(&table.scale),
            calendar,
            first_month: tallies.days.map_or(0, |(first, _)| calendar.month(first)),
            months: tallies.months.len(),
            offices: by_code(&table.office, tallies.offices.iter().map(|group| group.name.as_str())),
            services: by_code(&table.service, tallies.services.iter().map(|group| group.name.as_str())),
            office_count: tallies.offices.len(),
            service_count: tallies.services.len(),
        }
    }

    /// Whether an audit in the rate is inadequate; `None` if it is not in the rate.
    fn inadequate(&self, row: usize) -> Option<bool> {
        self.is_inadequate.get(self.rated.grade(row)?.level()).copied()
    }

    fn month(&self, row: usize) -> Option<usize> {
        usize::try_from(self.calendar.month(*self.table.date.get(row)?) - self.first_month).ok()
    }

    fn office(&self, row: usize) -> Option<usize> {
        place(&self.offices, &self.table.office, row)
    }

    fn service(&self, row: usize) -> Option<usize> {
        place(&self.services, &self.table.service, row)
    }
}

fn place(places: &[Option<usize>], column: &NameColumn, row: usize) -> Option<usize> {
    let code = column.code_of(row)?;
    places.get(usize::try_from(code).ok()?).copied().flatten()
}

fn named(causes: &Causes, places: &Places<'_>) -> NamedTally {
    if causes.names().is_empty() {
        return NamedTally::default();
    }
    let mut tallies = vec![Tally::default(); causes.names().len()];
    let each = || causes.iter().filter_map(|(row, code)| Some((row, usize::try_from(code).ok()?)));
    let mut any = vec![false; places.rated.of_rows()];
    for (row, code) in each() {
        let Some(inadequate) = places.inadequate(row) else { continue };
        if let Some(tally) = tallies.get_mut(code) {
            *tally += Tally { n: 1, inadequate: inadequate.into() };
        }
        if let Some(any) = any.get_mut(row) {
            *any = true;
        }
    }
    let mut order: Vec<(usize, &String, Tally)> = causes
        .names()
        .iter()
        .zip(&tallies)
        .enumerate()
        .filter(|(_, (_, tally))| tally.n > 0)
        .map(|(code, (name, tally))| (code, name, *tally))
        .collect();
    order.order_by(|(_, a_name, a), (_, b_name, b)| {
        b.inadequate.cmp(&a.inadequate).then(b.n.cmp(&a.n)).then_with(|| by_name(a_name, b_name))
    });
    // Where the offices are without end as well, fewer are kept: the two together must fit into memory.
    let groups = places.months + places.office_count + places.service_count;
    let most = MOST_NAMED.min((MOST_CELLS / groups.max(1)).max(16));
    let mut place_of: Vec<Option<usize>> = vec![None; causes.names().len()];
    for ((code, _, _), at) in order.iter().zip(0..most) {
        if let Some(place) = place_of.get_mut(*code) {
            *place = Some(at);
        }
    }
    let name = |(_, name, tally): &(usize, &String, Tally)| NameTally {
        name: (*name).clone(),
        tally: *tally,
        by_month: vec![0; places.months],
        by_office: vec![0; places.office_count],
        by_service: vec![0; places.service_count],
    };
    let mut of = NamedTally {
        names: order.iter().take(most).map(name).collect(),
        further: u32::try_from(order.len().saturating_sub(most)).unwrap_or(u32::MAX),
        any: Tally::default(),
        any_by_month: vec![0; places.months],
        any_by_office: vec![0; places.office_count],
        any_by_service: vec![0; places.service_count],
        audits: Vec::new(),
    };
    fn add(counts: &mut [u32], at: Option<usize>) {
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let mut bits = vec![0_u64; places.rated.of_rows()];
    for (row, code) in each().filter(|(row, _)| places.inadequate(*row) == Some(true)) {
        let Some(at) = place_of.get(code).copied().flatten() else { continue };
        if let Some(name) = of.names.get_mut(at) {
            add(&mut name.by_month, places.month(row));
            add(&mut name.by_office, places.office(row));
            add(&mut name.by_service, places.service(row));
        }
        if let Some(bits) = bits.get_mut(row).filter(|_| at < 64) {
            *bits |= 1 << at;
        }
    }
    for (row, _) in places.rated.iter() {
        let (Some(inadequate), Some(any), Some(names)) = (places.inadequate(row), any.get(row), bits.get(row)) else {
            continue;
        };
        if *any {
            of.any += Tally { n: 1, inadequate: inadequate.into() };
        }
        if !inadequate {
            continue;
        }
        if *any {
            add(&mut of.any_by_month, places.month(row));
            add(&mut of.any_by_office, places.office(row));
            add(&mut of.any_by_service, places.service(row));
        }
        let at = |place: Option<usize>| place.and_then(|place| u32::try_from(place).ok()).unwrap_or(u32::MAX);
        of.audits.push(NamedAudit {
            month: at(places.month(row)),
            office: at(places.office(row)),
            service: at(places.service(row)),
            names: *names,
            any: *any,
        });
    }
    of
}

fn areas(table: &AuditTable, places: &Places<'_>) -> Vec<AreaTally> {
    let parts = (places.office_count + 1).saturating_mul(places.service_count + 1);
    let services = if parts <= MOST_CELLS / 10 { places.service_count } else { 0 };
    let mut areas: Vec<AreaTally> = table
        .areas
        .names()
        .iter()
        .enumerate()
        .map(|(area, name)| {
            let mut of = AreaTally {
                name: name.clone(),
                tally: Tally::default(),
                by_month: vec![Tally::default(); places.months],
                by_office: vec![Tally::default(); places.office_count],
                by_part: vec![Vec::new(); (places.office_count + 1) * (services + 1)],
            };
            for (row, grade) in table.areas.of(area).iter().enumerate() {
                let (Some(grade), Some(_)) = (grade, places.inadequate(row)) else { continue };
                let one = Tally { n: 1, inadequate: table.scale.is_inadequate(*grade).into() };
                of.tally += one;
                let (office, service) = (places.office(row), places.service(row));
                let part =
                    office.unwrap_or(places.office_count) * (services + 1) + service.unwrap_or(services).min(services);
                if let (Some(part), Some(month)) = (of.by_part.get_mut(part), places.month(row)) {
                    part.resize(places.months, Tally::default());
                    if let Some(month) = part.get_mut(month) {
                        *month += one;
                    }
                }
                if let Some(month) = places.month(row).and_then(|at| of.by_month.get_mut(at)) {
                    *month += one;
                }
                if let Some(office) = office.and_then(|at| of.by_office.get_mut(at)) {
                    *office += one;
                }
            }
            of.by_part.retain(|months| !months.is_empty());
            of
        })
        .filter(|area| area.tally.n > 0)
        .collect();
    areas.order_by(|a, b| by_name(&a.name, &b.name));
    areas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::settings::Settings;
    use crate::tally::tally;

    const FILE: &str = "Audit id,Date,Office,Service,Grade,Causes,Partner causes,Risk grade,Audit type\n\
        1,2024-01-02,North,MASH,Inadequate,Drift; Plan,Police,Inadequate,\n\
        2,2024-01-03,North,,Inadequate,Plan,,Good,\n\
        3,2024-02-02,South,MASH,Inadequate,,,,\n\
        4,2024-02-03,South,MASH,Good,Plan,Health,Inadequate,\n\
        5,2024-02-03,,MASH,Inadequate,Drift,Police,Good,\n\
        6,2024-02-04,South,MASH,Inadequate,Plan,Police,Inadequate,re-audit\n";

    #[test]
    fn by_hand() {
        let import = read(FILE.as_bytes(), None).unwrap();
        let of = tally(&import.table, &Settings::default()).why;
        // Four inadequate audits in the rate; the re-audit is in none of it.
        let t = |n, inadequate| Tally { n, inadequate };
        let causes: Vec<_> =
            of.causes.names.iter().map(|name| (name.name.as_str(), name.tally, name.by_office.as_slice())).collect();
        assert_eq!(causes, [("Plan", t(3, 2), &[2, 0][..]), ("Drift", t(2, 2), &[1, 0])]);
        assert_eq!((of.causes.any, of.causes.any_by_month.as_slice()), (t(4, 3), &[2, 1][..]));
        assert_eq!((of.causes.any_by_office.as_slice(), of.causes.any_by_service.as_slice()), (&[2, 0][..], &[2][..]));
        assert_eq!(
            (of.causes.names[1].by_month.as_slice(), of.causes.names[1].by_service.as_slice()),
            (&[1, 1][..], &[2][..])
        );
        let audits: Vec<_> =
            of.causes.audits.iter().map(|audit| (audit.month, audit.office, audit.names, audit.any)).collect();
        let none = u32::MAX;
        assert_eq!(audits, [(0, 0, 0b11, true), (0, 0, 0b01, true), (1, 1, 0, false), (1, none, 0b10, true)]);
        assert_eq!(of.areas[0].by_part.len(), 4, "North MASH, North, South MASH, and MASH of no office");
        let partners: Vec<_> = of.partners.names.iter().map(|name| (name.name.as_str(), name.tally)).collect();
        assert_eq!(partners, [("Police", t(2, 2)), ("Health", t(1, 0))]);
        let [risk] = of.areas.as_slice() else { panic!("{:?}", of.areas) };
        assert_eq!(
            (risk.tally, risk.by_month.as_slice(), risk.by_office.as_slice()),
            (t(4, 2), &[t(2, 1), t(2, 1)][..], &[t(2, 1), t(1, 1)][..])
        );
    }

    #[test]
    fn texts_without_end_are_counted_together() {
        let rows: String = (0..300).map(|at| format!("2024-01-02,Inadequate,cause {at}\n")).collect();
        let import =
            read(format!("Date,Grade,Cause\n{rows}2024-01-02,Inadequate,cause 299\n").as_bytes(), None).unwrap();
        let causes = tally(&import.table, &Settings::default()).why.causes;
        assert_eq!((causes.names.len(), causes.further, causes.any.inadequate), (200, 100, 301));
        assert_eq!((causes.names[0].name.as_str(), causes.names[0].tally.inadequate), ("cause 299", 2));
    }
}
