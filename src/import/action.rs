//! The actions of the audits while the file is read: as columns of what their dates may mean, until the rule of its dates is known.

use super::date::{DateCell, read_date, slashed_day};
use super::mapping::DateOrder;
use super::problem::ProblemLog;
use super::scan::ActionTexts;
use super::{Field, Place, Reason};
use crate::audit::{Day, says_nothing};
use crate::table::{Action, Actions, Expected, NameColumn, room_for};
use std::collections::HashMap;

/// One action as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    /// Raised, due and completed.
    dates: [DateCell; 3],
    /// The code of its owner's role.
    owner_role: Option<u32>,
}

/// Where the rule of the dates that are two numbers and a year shows.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Proof {
    pub(super) any_slashed: bool,
    pub(super) day_first: Option<Place>,
    pub(super) month_first: Option<Place>,
}

impl Proof {
    /// Takes account of one date. Only a day that the calendar has in one way alone proves that way: 02/30/2024 is in neither.
    pub(super) fn meet(&mut self, date: DateCell, place: Place) {
        let DateCell::Slashed { first, second, year } = date else { return };
        self.any_slashed = true;
        let day_first = slashed_day(first, second, year, false).is_some();
        let month_first = slashed_day(first, second, year, true).is_some();
        match (day_first, month_first) {
            (true, false) => self.day_first = self.day_first.or(Some(place)),
            (false, true) => self.month_first = self.month_first.or(Some(place)),
            _ => {}
        }
    }

    /// This, and where it shows nothing, the other.
    pub(super) fn or(self, other: Proof) -> Proof {
        Proof {
            any_slashed: self.any_slashed || other.any_slashed,
            day_first: self.day_first.or(other.day_first),
            month_first: self.month_first.or(other.month_first),
        }
    }

    /// Whether both ways show, so that there is no rule.
    pub(super) fn is_both_ways(self) -> bool {
        self.day_first.is_some() && self.month_first.is_some()
    }

    /// Whether the month stands first; where nothing shows, by what a mapping says of it.
    pub(super) fn is_month_first(self, said: Option<DateOrder>) -> bool {
        match (self.day_first, self.month_first) {
            (None, None) => said == Some(DateOrder::MonthFirst),
            (_, month_first) => month_first.is_some(),
        }
    }
}

/// The days between which a date can be meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) earliest: Option<Day>,
    pub(super) latest: Option<Day>,
}

/// The actions that were met.
#[derive(Debug, Default)]
pub(super) struct WrittenActions {
    /// In the order of their audits.
    in_order: Columns,
    /// Those that came when a later audit had been met, and which they are for each audit.
    late: Columns,
    late_of: HashMap<u32, Vec<usize>>,
    owner_roles: NameColumn,
    /// What the dates of actions prove; those of the audits go before.
    pub(super) proof: Proof,
}

#[derive(Debug, Default)]
struct Columns {
    rows: Vec<u32>,
    written: Vec<Written>,
    /// The record and line of each.
    places: Vec<(u32, u32)>,
}

impl Columns {
    fn push(&mut self, row: u32, written: Written, place: Place) {
        self.rows.push(row);
        self.written.push(written);
        // A file of more lines than this cannot be read in a browser.
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        self.places.push((short(place.record), short(place.line)));
    }
}

impl WrittenActions {
    /// Makes room for those of the rest of the file.
    pub(super) fn make_room(&mut self, of: Expected) {
        room_for(&mut self.in_order.rows, of);
        room_for(&mut self.in_order.written, of);
        room_for(&mut self.in_order.places, of);
    }

    /// Adds the actions of a row of the file to the audit in `row`, as far as it does not have them; whether it had not.
    ///
    /// Two rows of one audit that tell of the same action tell of one; one record that tells of two such tells of two.
    pub(super) fn add<'a>(&mut self, row: usize, cells: impl Iterator<Item = ActionTexts<'a>>, place: Place) -> bool {
        let Ok(row) = u32::try_from(row) else { return false };
        let mut any = false;
        // Most audits are new, and have none yet.
        let is_new = self.in_order.rows.last().is_none_or(|last| *last < row);
        let mut known = Vec::new();
        let mut looked = is_new;
        for cells in cells {
            let Some(written) = self.read(cells) else { continue };
            if !looked {
                looked = true;
                known = self.of(row);
            }
            if let Some(at) = known.iter().position(|known| *known == written) {
                known.swap_remove(at);
                continue;
            }
            any = true;
            written.dates.iter().for_each(|date| self.proof.meet(*date, place));
            if is_new || self.in_order.rows.last().is_none_or(|last| *last <= row) {
                self.in_order.push(row, written, place);
            } else {
                self.late_of.entry(row).or_default().push(self.late.rows.len());
                self.late.push(row, written, place);
            }
        }
        any
    }

    fn read(&mut self, [raised, due, completed, owner_role]: ActionTexts<'_>) -> Option<Written> {
        let dates =
            [raised, due, completed].map(|cell| if cell.many { DateCell::Unreadable } else { read_date(cell.text) });
        let owner_role = Some(owner_role.text).filter(|role| !says_nothing(role));
        let is_blank = owner_role.is_none() && dates.iter().all(|date| *date == DateCell::Missing);
        (!is_blank).then(|| Written { dates, owner_role: owner_role.and_then(|role| self.owner_roles.code(role)) })
    }

    /// The actions that the audit in a row has so far.
    fn of(&self, row: u32) -> Vec<Written> {
        let from = self.in_order.rows.partition_point(|other| *other < row);
        let in_order = self.in_order.rows.iter().zip(&self.in_order.written).skip(from);
        let late = self.late_of.get(&row).into_iter().flatten().filter_map(|at| self.late.written.get(*at));
        in_order.take_while(|(other, _)| **other == row).map(|(_, written)| written).chain(late).copied().collect()
    }

    /// The actions of the audits that stay, by the rule of the file's dates; what is wrong with them is noted.
    pub(super) fn finish(
        self,
        month_first: bool,
        both_ways: bool,
        bounds: Bounds,
        stays: impl Fn(usize) -> Option<Place>,
        problems: &mut ProblemLog,
    ) -> Actions {
        let mut actions = Actions::default();
        let columns = [self.in_order, self.late].into_iter();
        let all = columns.flat_map(|columns| columns.rows.into_iter().zip(columns.written).zip(columns.places));
        for ((row, written), (record, line)) in all {
            let Ok(row) = usize::try_from(row) else { continue };
            let Some(audit) = stays(row) else { continue };
            let place = Place { record: record.into(), line: line.into(), item: audit.item };
            let mut dates = [None; 3];
            for ((date, field), day) in written.dates.into_iter().zip(Field::OF_ACTION).zip(&mut dates) {
                match day_of(date, field, month_first, both_ways, bounds) {
                    Ok(found) => *day = found,
                    Err(reason) => problems.note_once(reason, Some(field), place),
                }
            }
            let [raised, due, completed] = dates;
            let code = written.owner_role.and_then(|code| usize::try_from(code).ok());
            let owner_role = code.and_then(|code| self.owner_roles.names().get(code)).map_or("", String::as_str);
            if raised.zip(completed).is_some_and(|(raised, completed)| completed < raised) {
                problems.note_once(Reason::ActionCompletedBeforeRaised, Some(Field::ActionCompleted), place);
            }
            let unclear = completed.is_none() && written.dates.last().is_some_and(|date| *date != DateCell::Missing);
            actions.push(Action { row, raised, due, completed, unclear, owner_role });
        }
        actions
    }
}

fn day_of(
    date: DateCell,
    field: Field,
    month_first: bool,
    both_ways: bool,
    bounds: Bounds,
) -> Result<Option<Day>, Reason> {
    let day = match date {
        DateCell::Missing => return Ok(None),
        DateCell::Unreadable => return Err(Reason::ActionDateUnreadable),
        DateCell::Day(day) => day,
        DateCell::Slashed { .. } if both_ways => return Err(Reason::ActionDatesBothWays),
        DateCell::Slashed { first, second, year } => {
            slashed_day(first, second, year, month_first).ok_or(Reason::ActionDateUnreadable)?
        }
    };
    // What is still to be done may well be due after the export.
    let is_late = field != Field::ActionDue && bounds.latest.is_some_and(|latest| day > latest);
    if is_late || bounds.earliest.is_some_and(|earliest| day < earliest) {
        return Err(Reason::ActionDateImpossible);
    }
    Ok(Some(day))
}
