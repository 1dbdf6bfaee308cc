//! First and second grades, and the graders: counts, without judgement. No grader's code leaves this module.

use super::calendar::Calendar;
use super::rows::Rows;
use super::{Tally, by_name, inadequate_levels};
use crate::audit::{AuditKind, Day, Grade, Granularity, Period};
use crate::order::InOrder as _;
use crate::settings::Settings;
use crate::table::{AuditTable, NameColumn};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Audits with an auditor's grade, and what became of it when it was moderated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moderated {
    /// Those with an auditor's grade.
    pub graded: u32,
    /// Those of them that have a moderator's grade as well.
    pub moderated: u32,
    /// Those of them whose moderator's grade is the worse.
    pub lowered: u32,
    /// Those whose moderator's grade is the better.
    pub raised: u32,
}

impl AddAssign for Moderated {
    fn add_assign(&mut self, other: Moderated) {
        self.graded += other.graded;
        self.moderated += other.moderated;
        self.lowered += other.lowered;
        self.raised += other.raised;
    }
}

/// The audits in the rate that an auditor gave one grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstGrade {
    /// How many there are.
    pub all: u32,
    /// Those that were moderated, and how many of them are inadequate by the moderator's grade.
    pub again: Tally,
}

/// The audits in the rate by who graded them: tallies without any name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graders {
    /// The tally of each grader, the fewest audits first; whose is whose is not kept.
    pub tallies: Vec<Tally>,
    /// Audits of which it is not said who graded them.
    pub unsaid: u32,
    /// The graders' tallies by office, service and half-year, each with the grader's number.
    pub strata: Vec<Vec<(usize, Tally)>>,
}

/// Every count of what the grades can be trusted with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust {
    /// Whether any audit of the file was moderated.
    pub in_file: bool,
    /// All audits that are counted here.
    pub all: Moderated,
    /// By the auditor's grade, the best first, and then by the moderator's.
    pub pairs: Vec<Vec<u32>>,
    /// By the auditor's grade, the best first.
    pub by_grade: Vec<Moderated>,
    /// Each office by name; without a name last.
    pub offices: Vec<(String, Moderated)>,
    /// Each month from the first to the last, without gaps.
    pub months: Vec<(Period, Moderated)>,
    /// Audits with a moderator's grade and none of the auditor's.
    pub second_alone: u32,
    /// The audits in the rate by the auditor's grade, the best first, whatever grade the reader counts by.
    pub in_rate: Vec<FirstGrade>,
    /// The moderated audits of the types in the rate by the moderators' grades, each month of the file that has any.
    pub again: Vec<(Period, Tally)>,
    /// Who graded the audits in the rate.
    pub graders: Graders,
    /// Likewise by the role of who graded them.
    pub roles: Graders,
}

/// Counts the grades of the audits that are `inside` the filters: all types but second gradings for the moderation, unless the reader chose types, and for rates
/// the types that enter the rate.
pub(super) fn trust(table: &AuditTable, settings: &Settings, inside: &Rows, calendar: &Calendar) -> Trust {
    let levels = table.scale.levels.len();
    let mut trust = Trust {
        in_file: table.moderated_grade.iter().any(Option::is_some),
        pairs: vec![vec![0; levels]; levels],
        by_grade: vec![Moderated::default(); levels],
        in_rate: vec![FirstGrade::default(); levels],
        ..Trust::default()
    };
    let looked_at = AuditKind::ALL.map(|kind| {
        if settings.types.is_empty() { kind != AuditKind::Moderation } else { settings.types.contains(&kind) }
    });
    let counts = AuditKind::ALL.map(|kind| settings.counts(kind));
    let is = |of: &[bool; AuditKind::ALL.len()], kind: AuditKind| of.get(kind as usize) == Some(&true);
    let is_inadequate = inadequate_levels(&table.scale);
    let rows = || {
        inside.iter().filter_map(|row| {
            let kind = table.kind.get(row).filter(|kind| is(&looked_at, **kind))?;
            Some((row, *kind, *table.grade.get(row)?, *table.moderated_grade.get(row)?, *table.date.get(row)?))
        })
    };
    let days = rows().filter(|(_, _, first, ..)| first.is_some()).map(|(.., day)| day);
    let ends = days.fold(None, |ends: Option<(Day, Day)>, day| {
        Some(ends.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
    });
    if let Some((first, last)) = ends {
        let end = Period::of(last, Granularity::Month);
        let months = std::iter::successors(Some(Period::of(first, Granularity::Month)), |month| Some(month.next()));
        trust.months = months.take_while(|month| *month <= end).map(|month| (month, Moderated::default())).collect();
    }
    let first_month = ends.map_or(0, |(first, _)| calendar.month(first));
    let mut offices = vec![Moderated::default(); table.office.names().len() + 1];
    let file_months = calendar.days().map_or(0..0, |(first, last)| calendar.month(first)..calendar.month(last) + 1);
    let mut again = vec![Tally::default(); file_months.len()];
    let mut graders = Counting::of(&table.auditor_code);
    let mut roles = Counting::of(&table.auditor_role);
    let is_inadequate = |grade: Grade| is_inadequate.get(grade.level()) == Some(&true);
    for (row, kind, first, second, day) in rows() {
        if let Some(second) = second.filter(|_| is(&counts, kind)) {
            let month = usize::try_from(calendar.month(day) - file_months.start).ok();
            let month = month.and_then(|month| again.get_mut(month));
            month.into_iter().for_each(|of| *of += Tally { n: 1, inadequate: is_inadequate(second).into() });
        }
        let Some(first) = first else {
            trust.second_alone += u32::from(second.is_some());
            continue;
        };
        let one = Moderated {
            graded: 1,
            moderated: second.is_some().into(),
            lowered: second.is_some_and(|second| second > first).into(),
            raised: second.is_some_and(|second| second < first).into(),
        };
        trust.all += one;
        let level = first.level();
        trust.by_grade.get_mut(level).into_iter().for_each(|of| *of += one);
        let pair = second.and_then(|second| trust.pairs.get_mut(level)?.get_mut(second.level()));
        pair.into_iter().for_each(|cell| *cell += 1);
        let code = table.office.code_of(row);
        let office = code.map_or(Some(table.office.names().len()), |code| usize::try_from(code).ok());
        office.and_then(|office| offices.get_mut(office)).into_iter().for_each(|of| *of += one);
        let month = calendar.month(day);
        let half = month - month.rem_euclid(6);
        let month = usize::try_from(month - first_month).ok().and_then(|at| trust.months.get_mut(at));
        month.into_iter().for_each(|(_, of)| *of += one);
        if !is(&counts, kind) {
            continue;
        }
        if let Some(of) = trust.in_rate.get_mut(level) {
            of.all += 1;
            if let Some(second) = second {
                of.again += Tally { n: 1, inadequate: is_inadequate(second).into() };
            }
        }
        let service = table.service.code_of(row);
        graders.count(row, [code, service], half, is_inadequate(first));
        roles.count(row, [code, service], half, is_inadequate(first));
    }
    let names = table.office.names().iter().cloned().chain([String::new()]);
    trust.offices = names.zip(offices).filter(|(_, of)| of.graded > 0).collect();
    trust.offices.order_by(|(a, _), (b, _)| a.is_empty().cmp(&b.is_empty()).then_with(|| by_name(a, b)));
    let months = calendar.days().map(|(first, _)| Period::of(first, Granularity::Month));
    let months = std::iter::successors(months, |month| Some(month.next()));
    trust.again = months.zip(again).filter(|(_, of)| of.n > 0).collect();
    trust.graders = graders.finish();
    trust.roles = roles.finish();
    trust
}

/// Where an audit was done, and in which half-year, counted from the first month: what is held apart.
type Stratum = ([Option<u32>; 2], i32);

/// A block of more cells takes more memory than the audits do.
const MOST_IN_A_BLOCK: usize = 1 << 20;

/// The audits of graders while they are being counted.
struct Counting<'a> {
    column: &'a NameColumn,
    strata: BTreeMap<Stratum, u32>,
    /// The stratum that the last audit was in, for many follow each other in one.
    last: Option<(Stratum, u32)>,
    /// For each stratum, in the order in which they were met, the tally of each grader's code; in a block while that is small, in maps when not.
    block: Vec<Tally>,
    maps: Vec<BTreeMap<u32, Tally>>,
    unsaid: u32,
}

impl<'a> Counting<'a> {
    fn of(column: &'a NameColumn) -> Counting<'a> {
        Counting { column, strata: BTreeMap::new(), last: None, block: Vec::new(), maps: Vec::new(), unsaid: 0 }
    }

    fn count(&mut self, row: usize, place: [Option<u32>; 2], half: i32, inadequate: bool) {
        let Some(code) = self.column.code_of(row) else {
            self.unsaid += 1;
            return;
        };
        let next = u32::try_from(self.strata.len()).unwrap_or(u32::MAX);
        let key = (place, half);
        let stratum = match self.last {
            Some((last, stratum)) if last == key => stratum,
            _ => *self.strata.entry(key).or_insert(next),
        };
        self.last = Some((key, stratum));
        let codes = self.column.names().len();
        let (Ok(stratum), Ok(at)) = (usize::try_from(stratum), usize::try_from(code)) else { return };
        let one = Tally { n: 1, inadequate: inadequate.into() };
        if self.maps.is_empty() && (stratum + 1).saturating_mul(codes) <= MOST_IN_A_BLOCK {
            let end = (stratum + 1) * codes;
            if self.block.len() < end {
                self.block.resize(end, Tally::default());
            }
            if let Some(tally) = self.block.get_mut(stratum * codes + at) {
                *tally += one;
            }
            return;
        }
        if self.maps.is_empty() {
            let of_block = |tallies: &[Tally]| {
                let met = (0_u32..).zip(tallies).filter(|(_, tally)| tally.n > 0);
                met.map(|(code, tally)| (code, *tally)).collect::<BTreeMap<u32, Tally>>()
            };
            self.maps = std::mem::take(&mut self.block).chunks(codes.max(1)).map(of_block).collect();
        }
        if self.maps.len() <= stratum {
            self.maps.resize_with(stratum + 1, BTreeMap::new);
        }
        if let Some(map) = self.maps.get_mut(stratum) {
            *map.entry(code).or_default() += one;
        }
    }

    fn finish(self) -> Graders {
        let codes = self.column.names().len();
        let of_block = self.block.chunks(codes.max(1)).map(|of| {
            let met = (0_u32..).zip(of).filter(|(_, tally)| tally.n > 0);
            met.map(|(code, tally)| (code, *tally)).collect::<Vec<_>>()
        });
        let of_maps = self.maps.into_iter().map(|of| of.into_iter().collect::<Vec<_>>());
        let strata: Vec<Vec<(u32, Tally)>> = of_block.chain(of_maps).collect();
        let mut by_code = vec![Tally::default(); codes];
        for (code, tally) in strata.iter().flatten() {
            if let Some(sum) = usize::try_from(*code).ok().and_then(|code| by_code.get_mut(code)) {
                *sum += *tally;
            }
        }
        let mut order: Vec<usize> = (0..by_code.len()).collect();
        let tally = |code: usize| by_code.get(code).copied().unwrap_or_default();
        order.retain(|code| tally(*code).n > 0);
        order.order_by_key(|code| (tally(*code).n, tally(*code).inadequate));
        let mut number = vec![usize::MAX; by_code.len()];
        for (at, code) in order.iter().enumerate() {
            number.get_mut(*code).into_iter().for_each(|slot| *slot = at);
        }
        let numbered = |of: Vec<(u32, Tally)>| {
            let own = |(code, tally)| Some((number.get(usize::try_from(code).ok()?).copied()?, tally));
            of.into_iter().filter_map(own).collect()
        };
        let strata = strata.into_iter().map(numbered).collect();
        Graders { tallies: order.into_iter().map(tally).collect(), unsaid: self.unsaid, strata }
    }
}
