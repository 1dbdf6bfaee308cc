//! The counts against those of a slow way that follows the definitions word by word, on generated tables.

use super::*;
use crate::table::AuditRow;
use proptest::prelude::*;

const NAMES: [&str; 4] = ["", "north", "North", "Ynys Môn"];

/// Day, office, team, service, kind, grade, moderator's grade and causes.
type Row = (i32, usize, usize, usize, usize, u8, u8, Vec<usize>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let causes = proptest::collection::vec(1..4_usize, 0..3);
    proptest::collection::vec((0..420, 0..4_usize, 0..4_usize, 0..4_usize, 0..7_usize, 0..5_u8, 0..7_u8, causes), 0..60)
}

fn settings() -> impl Strategy<Value = Settings> {
    let day = || proptest::option::weighted(0.3, (0..420).prop_map(day));
    let names = || {
        let some = proptest::sample::subsequence(vec!["north", "North", "Ynys Môn", "nowhere"], 1..3);
        proptest::option::weighted(0.3, some)
            .prop_map(|names| names.unwrap_or_default().into_iter().map(str::to_owned).collect())
    };
    let types = proptest::option::weighted(0.3, proptest::sample::subsequence(AuditKind::ALL.to_vec(), 1..4));
    let basis = proptest::sample::select(GradeBasis::ALL.to_vec());
    (day(), day(), names(), names(), names(), types, basis).prop_map(
        |(from, to, services, teams, offices, types, grade_basis)| Settings {
            from,
            to,
            services,
            teams,
            offices,
            types: types.unwrap_or_default(),
            grade_basis,
            ..Settings::default()
        },
    )
}

fn day(after: i32) -> Day {
    Day::new(2023, 11, 20).unwrap().plus(after).unwrap()
}

fn grade(level: u8) -> Option<Grade> {
    [Grade::OUTSTANDING, Grade::GOOD, Grade::REQUIRES_IMPROVEMENT, Grade::INADEQUATE].get(usize::from(level)).copied()
}

fn table(rows: &[Row]) -> AuditTable {
    let mut table = AuditTable::default();
    for (at, (after, office, team, service, kind, first, second, causes)) in rows.iter().enumerate() {
        table.push(AuditRow {
            date: day(*after),
            office: NAMES[*office],
            service: NAMES[*service],
            team: NAMES[*team],
            kind: AuditKind::ALL[*kind],
            grade: grade(*first),
            moderated_grade: grade(*second),
        });
        for cause in causes {
            table.causes.push(at, NAMES[*cause]);
        }
    }
    table
}

/// The grade of each audit in the rate, by the definition.
fn counted(rows: &[Row], settings: &Settings) -> Vec<Option<Grade>> {
    let chosen = |names: &[String], name: &str| names.is_empty() || names.iter().any(|known| known == name);
    rows.iter()
        .map(|(after, office, team, service, kind, first, second, _)| {
            let in_time =
                settings.from.is_none_or(|from| from <= day(*after)) && settings.to.is_none_or(|to| day(*after) <= to);
            let named = chosen(&settings.offices, NAMES[*office])
                && chosen(&settings.teams, NAMES[*team])
                && chosen(&settings.services, NAMES[*service]);
            let grade = grade_by(settings.grade_basis, grade(*first), grade(*second));
            grade.filter(|_| in_time && named && settings.counts(AuditKind::ALL[*kind]))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_counts_are_those_of_the_slow_way(rows in rows(), settings in settings()) {
        let (table, counted) = (table(&rows), counted(&rows, &settings));
        let tallies = tally(&table, &settings);
        let of = |wanted: &dyn Fn(&Row) -> bool| {
            let mut tally = Tally::default();
            for (_, grade) in rows.iter().zip(&counted).filter(|(row, _)| wanted(row)) {
                if let Some(grade) = grade {
                    tally += Tally { n: 1, inadequate: u32::from(*grade == Grade::INADEQUATE) };
                }
            }
            tally
        };
        let levels = |wanted: &dyn Fn(&Row) -> bool| {
            [0, 1, 2, 3].map(|level| {
                let given = rows.iter().zip(&counted).filter(|(row, _)| wanted(row));
                u32::try_from(given.filter(|(_, given)| given.is_some() && **given == grade(level)).count()).unwrap()
            })
        };
        prop_assert_eq!(tallies.overall.tally(), of(&|_| true));
        prop_assert_eq!(tallies.overall.by_level(&tallies.scale), levels(&|_| true));
        prop_assert_eq!(tallies.audits, tallies.overall.tally().n + tallies.left_out.total());
        let month = |row: &Row| Period::of(day(row.0), Granularity::Month);
        for at in &tallies.months {
            prop_assert_eq!(at.grades.tally(), of(&|row| month(row) == at.period));
            prop_assert_eq!(at.grades.by_level(&tallies.scale), levels(&|row| month(row) == at.period));
        }
        let in_months: u32 = tallies.months.iter().map(|month| month.grades.tally().n).sum();
        prop_assert_eq!(in_months, tallies.overall.tally().n);
        let office = |row: &Row| NAMES[row.1];
        let team = |row: &Row| NAMES[row.2];
        let service = |row: &Row| NAMES[row.3];
        prop_assert_eq!(tallies.no_office, of(&|row| office(row).is_empty()));
        prop_assert_eq!(tallies.no_service, of(&|row| service(row).is_empty()));
        for name in &NAMES[1..] {
            let group = tallies.offices.iter().find(|group| group.name == *name);
            let all = of(&|row| office(row) == *name);
            prop_assert_eq!(group.map_or(Tally::default(), |group| group.grades.tally()), all);
            let group = tallies.services.iter().find(|group| group.name == *name);
            let all = of(&|row| service(row) == *name);
            prop_assert_eq!(group.map_or(Tally::default(), |group| group.grades.tally()), all);
        }
        for group in &tallies.offices {
            prop_assert_eq!(group.grades.by_level(&tallies.scale), levels(&|row| office(row) == group.name));
            for (tally, at) in group.by_month.iter().zip(&tallies.months) {
                prop_assert_eq!(*tally, of(&|row| office(row) == group.name && month(row) == at.period));
            }
        }
        for group in &tallies.services {
            for (tally, at) in group.by_month.iter().zip(&tallies.months) {
                prop_assert_eq!(*tally, of(&|row| service(row) == group.name && month(row) == at.period));
            }
        }
        let mut in_kinds = 0;
        for kind in &tallies.kinds {
            let name = kind.office.map_or("", |at| tallies.offices[at].name.as_str());
            for (tally, at) in kind.by_month.iter().zip(&tallies.months) {
                in_kinds += tally.n;
                prop_assert_eq!(*tally, of(&|row| {
                    office(row) == name && team(row) == kind.team && service(row) == kind.service && month(row) == at.period
                }));
            }
        }
        prop_assert_eq!(in_kinds, tallies.overall.tally().n);
        let names = |row: &Row, cause: &str| row.7.iter().any(|named| NAMES[*named] == cause);
        for cause in &NAMES[1..] {
            let found = tallies.causes.iter().find(|(name, _)| name == cause).map_or(Tally::default(), |(_, tally)| *tally);
            prop_assert_eq!(found, of(&|row| names(row, cause)));
            for place in &tallies.places {
                let here = of(&|row| names(row, cause) && office(row) == place.office && service(row) == place.service);
                let told = place.causes.iter().find(|(name, _)| name == cause).map_or(0, |(_, inadequate)| *inadequate);
                prop_assert_eq!(told, here.inadequate);
            }
            for (office_at, parts) in tallies.offices.iter().zip(&tallies.office_parts) {
                let here = of(&|row| names(row, cause) && office(row) == office_at.name);
                let told = parts.causes.iter().find(|(name, _)| name == cause);
                prop_assert_eq!(told.map_or(Tally::default(), |(_, tally)| *tally), here);
            }
        }
    }

    /// What a choice would leave is what it leaves when it is made.
    #[test]
    fn what_a_choice_would_leave_is_what_it_leaves(rows in rows(), settings in settings()) {
        let table = table(&rows);
        let facets = tally(&table, &settings).facets;
        let left = |settings: Settings| {
            u32::try_from(counted(&rows, &settings).iter().flatten().count()).unwrap()
        };
        let names = |name: &String| vec![name.clone()];
        for (name, count) in &facets.services {
            prop_assert_eq!(*count, left(Settings { services: names(name), ..settings.clone() }));
        }
        for (name, count) in &facets.teams {
            prop_assert_eq!(*count, left(Settings { teams: names(name), ..settings.clone() }));
        }
        for (name, count) in &facets.offices {
            prop_assert_eq!(*count, left(Settings { offices: names(name), ..settings.clone() }));
        }
        for (kind, count) in &facets.types {
            prop_assert_eq!(*count, left(Settings { types: vec![*kind], ..settings.clone() }));
        }
        for (basis, count) in &facets.bases {
            prop_assert_eq!(*count, left(Settings { grade_basis: *basis, ..settings.clone() }));
        }
        for (month, count) in &facets.months {
            let (from, to) = (month.first_day(), month.last_day());
            prop_assert_eq!(*count, left(Settings { from, to, ..settings.clone() }));
        }
    }
}
