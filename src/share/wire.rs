//! The shared figures as bytes: what a link holds, and what the fingerprint is taken of. `docs/sharing.md` writes it down. What holds nothing that only a later
//! version has is written as an earlier one.

use super::ShareError;
use super::board::WireSettings;
use super::expect::Table;
use super::link::MOST_CHARS;
use super::pass::{Outlook, Packed, Pass, Plain};
use crate::audit::{Day, Event, Level, Scale};
use crate::disclosure::{
    Actions, Basis, Cases, Cause, Count, Done, Grain, JudgedOffice, JudgedWhole, Moderation, Office, Part, Partners,
    Period, Profile, ProfileKind, Risk, Service, Shared, Told,
};
use crate::settings::Settings;
use sha2::{Digest, Sha256};

/// The figures as compressed bytes: what a link carries, and what is encrypted. More bytes than a link holds, if they cannot be packed.
pub fn payload(shared: &Shared) -> Vec<u8> {
    let mut packer = Packed::packer();
    match walk(&mut packer, shared, version_of(shared)) {
        Some(_) => packer.finish(),
        None => vec![0; MOST_CHARS],
    }
}

/// The figures of such bytes of a version.
///
/// # Errors
/// [`ShareError::Damaged`] if they are not such bytes.
pub fn shared_of_payload(version: u32, bytes: &[u8]) -> Result<Shared, ShareError> {
    let shared = walk(&mut Packed::unpacker(bytes), &nothing(), version).ok_or(ShareError::Damaged)?;
    // Bytes that this page would write otherwise were not written by any.
    if version_of(&shared) == version && payload(&shared) == bytes { Ok(shared) } else { Err(ShareError::Damaged) }
}

/// The newest version.
pub(super) const VERSION: u32 = 3;

/// The version that these figures are written as: the first that holds all of them.
pub fn version_of(shared: &Shared) -> u32 {
    match shared.unanswered {
        Some(_) => VERSION,
        None if shared.basis.is_none() && shared.notes.is_empty() => 1,
        None => 2,
    }
}

/// Sixteen letters and digits that are the same wherever the same figures are shown: `4QTB-9XK2-0M7D-HZ3A`.
///
/// The letters are those that are not taken for others when read aloud (Crockford's base 32).
pub fn fingerprint(shared: &Shared) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut plain = Plain::default();
    walk(&mut plain, shared, version_of(shared));
    let digest = Sha256::digest(plain.0);
    let bits = digest.iter().take(10).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let mut text = String::with_capacity(19);
    for at in 0..16_u32 {
        if at > 0 && at.is_multiple_of(4) {
            text.push('-');
        }
        let letter = usize::try_from(bits >> (75 - 5 * at) & 31).ok().and_then(|letter| LETTERS.get(letter));
        text.extend(letter.map(|letter| char::from(*letter)));
    }
    text
}

pub(super) fn checksum(bytes: &[u8]) -> [u8; 4] {
    Sha256::digest(bytes).first_chunk().copied().unwrap_or_default()
}

/// Kinds of numbers, which resemble each other.
mod number {
    pub(super) const SIZE: u8 = 1;
    pub(super) const FLAGS: u8 = 2;
    pub(super) const RULE: u8 = 3;
    pub(super) const DAY: u8 = 4;
    pub(super) const MONTH: u8 = 5;
    pub(super) const DIFFERS: u8 = 6;
    pub(super) const CHANGE: u8 = 7;
    pub(super) const CHANCE: u8 = 8;
    pub(super) const TARGET: u8 = 9;
    pub(super) const EVENT: u8 = 10;
    pub(super) const SINCE: u8 = 11;
    pub(super) const NAME: u8 = 12;
    pub(super) const FIVES: u8 = 13;
    pub(super) const DAYS: u8 = 14;
}

/// The day near which the first shares were prepared.
const LATELY: u32 = 46_200;

/// Figures of which nothing is known yet.
fn nothing() -> Shared {
    Shared {
        told: Told::default(),
        profile: Profile::PUBLIC,
        grain: Grain { months: 1, merge_offices: false },
        settings: Settings::default(),
        scale: Vec::new(),
        first_month: 0,
        periods: Vec::new(),
        total: Period::default(),
        offices: Vec::new(),
        services: Vec::new(),
        causes: Vec::new(),
        events: Vec::new(),
        judged: None,
        basis: None,
        notes: Vec::new(),
        unanswered: None,
    }
}

/// Everything, part by part; `None` where a part cannot be.
fn walk(p: &mut dyn Pass, given: &Shared, version: u32) -> Option<Shared> {
    let told = &given.told;
    let (authority, prepared_by, purpose) =
        (p.text(b'a', &told.authority)?, p.text(b'b', &told.prepared_by)?, p.text(b'p', &told.purpose)?);
    let prepared_on = maybe(p.maybe(number::DAY, LATELY, told.prepared_on.map(day_number))?, day)?;
    let near = prepared_on.map_or(LATELY, day_number).saturating_sub(30);
    let data_until = maybe(p.maybe(number::DAY, near, told.data_until.map(day_number))?, day)?;
    let flags = [told.invented, given.profile.kind == ProfileKind::Restricted, given.grain.merge_offices];
    let flags = flags.into_iter().rev().fold(0, |flags, flag| flags << 1 | u32::from(flag));
    let flags = p.number(number::FLAGS, 0, flags).filter(|flags| *flags < 8)?;
    let told = Told { authority, prepared_by, purpose, prepared_on, data_until, invented: flags & 1 > 0 };
    let profile = Profile {
        kind: if flags & 2 > 0 { ProfileKind::Restricted } else { ProfileKind::Public },
        least_audits: p.number(number::RULE, Profile::PUBLIC.least_audits, given.profile.least_audits)?,
        small_count: p.number(number::RULE, Profile::PUBLIC.small_count, given.profile.small_count)?,
    };
    let months = u8::try_from(p.number(number::RULE, 1, given.grain.months.into())?).ok()?;
    let grain = Grain { months, merge_offices: flags & 4 > 0 };
    if !matches!(grain.months, 1 | 3 | 6 | 12) {
        return None;
    }
    let choices = WireSettings::from(&given.settings);
    let settings = if choices.are_default() { String::new() } else { choices.json() };
    let settings = p.text(b'j', &settings)?;
    let settings = if settings.is_empty() { Settings::default() } else { WireSettings::of_json(&settings)? };
    let own = if given.scale == Scale::default().levels { &[] } else { given.scale.as_slice() };
    let mut scale = list(p, own, &Level { name: String::new(), inadequate: false }, |p, level| {
        let name = p.text(b'g', &level.name)?;
        let inadequate = p.number(number::FLAGS, 0, level.inadequate.into()).filter(|flag| *flag < 2)?;
        Some(Level { name, inadequate: inadequate == 1 })
    })?;
    if scale.is_empty() {
        scale = Scale::default().levels;
    }
    if scale.len() > Scale::MOST_LEVELS {
        return None;
    }
    let near = told.data_until.map_or(LATELY, day_number) / 30 + 1900 * 12 - 24;
    let first_month = p.number(number::MONTH, near, u32::try_from(given.first_month).unwrap_or(0))?;
    let first_month = i32::try_from(first_month).ok().filter(|month| *month < 12 * 2200)?;

    let mut counts = Counts::new(p, profile, given)?;
    let total = counts.list(place::TOTAL, &[Count::default()], &[Count::default()], &[given.total.count])?.pop()?;
    let whole = [total];
    let total = counts
        .grades(place::TOTAL_GRADES, &scale, &whole, &vec![None; scale.len()], std::slice::from_ref(&given.total))?
        .pop()?;
    let given_counts: Vec<Count> = given.periods.iter().map(|period| period.count).collect();
    let size = counts.size(given.periods.len())?;
    let periods = counts.list(place::PERIODS, &whole, &vec![Count::default(); size], &given_counts)?;
    let periods = counts.grades(place::GRADES, &scale, &periods, &total.grades, &given.periods)?;
    let names = list(counts.p, &given.offices, &Office::default(), |p, office| p.text(b'o', &office.name))?;
    let given_counts: Vec<Count> = given.offices.iter().map(|office| office.total).collect();
    let totals = counts.list(place::OFFICES, &whole, &vec![Count::default(); names.len()], &given_counts)?;
    let by_period: Vec<Count> = periods.iter().map(|period| period.count).collect();
    let given_counts: Vec<Count> = given.offices.iter().flat_map(|office| office.by_period.iter().copied()).collect();
    let mut inside = counts.list(place::INSIDE, &totals, &by_period, &given_counts)?.into_iter();
    let mut offices: Vec<Office> = names
        .into_iter()
        .zip(totals)
        .map(|(name, total)| Office { name, total, by_period: inside.by_ref().take(size).collect(), judged: None })
        .collect();
    let since = u32::try_from(first_month)
        .ok()?
        .saturating_add(u32::try_from(size / 2).ok()?.saturating_mul(grain.months.into()));
    for (at, office) in offices.iter_mut().enumerate() {
        let said = given.offices.get(at).and_then(|office| office.judged.clone());
        let differs = counts.p.maybe(number::DIFFERS, 2, said.as_ref().map(|said| said.differs.into()))?;
        if let Some(differs) = differs {
            let differs = u8::try_from(differs).ok().filter(|differs| *differs < 4)?;
            office.judged =
                Some(JudgedOffice { differs, change: judged(counts.p, since, &said.unwrap_or_default().change)? });
        }
    }
    let names = list(counts.p, &given.services, &Service::default(), |p, service| p.text(b's', &service.name))?;
    let given_counts: Vec<Count> = given.services.iter().map(|service| service.total).collect();
    let totals = counts.list(place::SERVICES, &whole, &vec![Count::default(); names.len()], &given_counts)?;
    let services = names.into_iter().zip(totals).map(|(name, total)| Service { name, total }).collect();
    let names = list(counts.p, &given.causes, &Cause::default(), |p, cause| p.text(b'c', &cause.name))?;
    let given_counts: Vec<Count> = given.causes.iter().map(|cause| cause.total).collect();
    let totals =
        counts.list(place::CAUSES, &[Count::default()], &vec![Count::default(); names.len()], &given_counts)?;
    let causes = names.into_iter().zip(totals).map(|(name, total)| Cause { name, total }).collect();
    let mut near = first_day(first_month);
    let names: Vec<String> =
        std::iter::once(String::new()).chain(offices.iter().map(|office| office.name.clone())).collect();
    let none = Event { date: day(0)?, office: None, kind: String::new(), label: String::new(), expected: None };
    let events = list(counts.p, &given.events, &none, |p, event| {
        near = p.number(number::EVENT, near, day_number(event.date))?;
        let office = p.one_of(number::NAME, &names, event.office.as_deref().unwrap_or_default())?;
        let (kind, label) = (p.text(b'k', &event.kind)?, p.text(b'e', &event.label)?);
        Some(Event {
            date: day(near)?,
            office: Some(office).filter(|name| !name.is_empty()),
            kind,
            label,
            expected: None,
        })
    })?;
    let said = counts.p.number(number::FLAGS, 0, given.judged.is_some().into()).filter(|flag| *flag < 2)?;
    let said = match said {
        0 => None,
        _ => Some(judged(counts.p, since, &given.judged.clone().unwrap_or_default())?),
    };
    let (basis, notes) = if version < 2 { (None, Vec::new()) } else { second_version(p, given)? };
    let unanswered = if version < 3 { None } else { Some(third_version(p, given)?) };
    Some(Shared {
        told,
        profile,
        grain,
        settings,
        scale,
        first_month,
        periods,
        total,
        offices,
        services,
        causes,
        events,
        judged: said,
        basis,
        notes,
        unanswered,
    })
}

/// What only the third version has: the questions that are left unanswered. A number that is always large takes a few letters more, so that what was written as the
/// second version cannot be taken for figures that answer all of them.
fn third_version(p: &mut dyn Pass, given: &Shared) -> Option<u8> {
    const ALWAYS: u32 = 1 << 7;
    let written = p.number(number::FLAGS, 0, ALWAYS | u32::from(given.unanswered.unwrap_or(0)))?;
    u8::try_from(written.checked_sub(ALWAYS)?).ok().filter(|unanswered| *unanswered < 1 << 7)
}

/// What only the second version has.
fn second_version(p: &mut dyn Pass, given: &Shared) -> Option<(Option<Basis>, Vec<String>)> {
    let basis = part(p, given.basis.as_ref(), |p, of: &Basis| {
        Some(Basis {
            moderation: part(p, of.moderation.as_ref(), |p, of: &Moderation| {
                let graded = fives(p, 0, of.graded)?;
                let moderated = fives(p, graded, of.moderated)?;
                Some(Moderation {
                    graded,
                    moderated,
                    lowered: fives(p, moderated / 4, of.lowered)?,
                    raised: fives(p, moderated / 8, of.raised)?,
                })
            })?,
            actions: part(p, of.actions.as_ref(), |p, of: &Actions| {
                let raised = fives(p, 0, of.raised)?;
                let closed = fives(p, raised, of.closed)?;
                let overdue = fives(p, raised.saturating_sub(closed), of.overdue)?;
                let due = fives(p, raised, of.due)?;
                let in_time = fives(p, due / 2, of.in_time)?;
                let median_days = p.maybe(number::DAYS, 28, of.median_days)?;
                Some(Actions { raised, closed, overdue, due, in_time, median_days })
            })?,
            cases: part(p, of.cases.as_ref(), |p, of: &Cases| {
                let inadequate = fives(p, 0, of.inadequate)?;
                let put_right = fives(p, inadequate, of.put_right)?;
                let still_inadequate = fives(p, 0, of.still_inadequate)?;
                let open = fives(p, inadequate.saturating_sub(put_right), of.open)?;
                Some(Cases { inadequate, put_right, still_inadequate, open, overdue: fives(p, open / 2, of.overdue)? })
            })?,
            reaudits: part(p, of.reaudits.as_ref(), |p, of: &Part| share_of(p, 0, *of))?,
            areas: list(p, &of.areas, &<(String, Part)>::default(), |p, (name, of)| {
                Some((p.text(b'c', name)?, share_of(p, 0, *of)?))
            })?,
            partners: part(p, of.partners.as_ref(), |p, of: &Partners| {
                let named = share_of(p, 0, of.named)?;
                let agencies = list(p, &of.agencies, &<(String, u32)>::default(), |p, (name, count)| {
                    Some((p.text(b'c', name)?, fives(p, named.k / 2, *count)?))
                })?;
                Some(Partners { named, agencies })
            })?,
            risk: part(p, of.risk.as_ref(), |p, of: &Risk| {
                let asked = fives(p, 0, of.asked)?;
                let at_risk = fives(p, 0, of.at_risk)?;
                let open = fives(p, at_risk / 4, of.open)?;
                Some(Risk { asked, at_risk, open, overdue: fives(p, open / 2, of.overdue)? })
            })?,
            expected: part(p, of.expected.as_ref(), |p, of: &Done| {
                let expected = fives(p, 0, of.expected)?;
                Some(Done { expected, done: fives(p, expected, of.done)? })
            })?,
            late: list(p, &of.late, &String::new(), |p, office| p.text(b'o', office))?,
        })
    })?;
    let notes = list(p, &given.notes, &String::new(), |p, note| p.text(b'n', note))?;
    // Seven or none, and not both parts missing.
    Some((basis, notes)).filter(|(_, notes)| matches!(notes.len(), 0 | 7))
}

/// A part that may be missing.
fn part<T: Default>(
    p: &mut dyn Pass,
    given: Option<&T>,
    each: impl FnOnce(&mut dyn Pass, &T) -> Option<T>,
) -> Option<Option<T>> {
    match p.number(number::FLAGS, 0, given.is_some().into())? {
        0 => Some(None),
        1 => each(p, given.unwrap_or(&T::default())).map(Some),
        _ => None,
    }
}

/// A count to the nearest five, likely near another one. One that is not rounded is not written.
fn fives(p: &mut dyn Pass, near: u32, count: u32) -> Option<u32> {
    let fives = p.number(number::FIVES, near / 5, count / 5)?;
    let read = fives.checked_mul(5)?;
    // A reader is given nothing and reads all; a writer must read what it was given.
    (count == 0 || read == count).then_some(read)
}

fn share_of(p: &mut dyn Pass, near: u32, of: Part) -> Option<Part> {
    let n = fives(p, near, of.n)?;
    Some(Part { n, k: fives(p, n / 4, of.k)? })
}

fn size(p: &mut dyn Pass, size: usize) -> Option<usize> {
    let size = p.number(number::SIZE, 0, u32::try_from(size).unwrap_or(u32::MAX))?;
    usize::try_from(size).ok().filter(|size| p.has_room(*size))
}

fn list<T, U>(
    p: &mut dyn Pass,
    given: &[T],
    none: &T,
    mut each: impl FnMut(&mut dyn Pass, &T) -> Option<U>,
) -> Option<Vec<U>> {
    (0..size(p, given.len())?).map(|at| each(p, given.get(at).unwrap_or(none))).collect()
}

fn judged(p: &mut dyn Pass, since: u32, said: &JudgedWhole) -> Option<JudgedWhole> {
    let small = |number: u32, end: u8| u8::try_from(number).ok().filter(|number| *number < end);
    Some(JudgedWhole {
        change: small(p.number(number::CHANGE, 2, said.change.into())?, 4)?,
        since_month: {
            let since = p.maybe(number::SINCE, since, said.since_month.and_then(|month| u32::try_from(month).ok()))?;
            maybe(since, |since| i32::try_from(since).ok().filter(|month| *month < 12 * 2200))?
        },
        chance_hundredths: maybe(p.maybe(number::CHANCE, 0, said.chance_hundredths.map(u32::from))?, |chance| {
            small(chance, 101)
        })?,
        target: maybe(p.maybe(number::TARGET, 2, said.target.map(u32::from))?, |target| small(target, 3))?,
    })
}

fn first_day(month: i32) -> u32 {
    let first =
        u8::try_from(month.rem_euclid(12) + 1).ok().and_then(|of_year| Day::new(month.div_euclid(12), of_year, 1));
    first.map_or(0, day_number)
}

/// Where a list of counts stands.
mod place {
    pub(super) const TOTAL: usize = 0;
    pub(super) const PERIODS: usize = 2;
    pub(super) const OFFICES: usize = 4;
    pub(super) const INSIDE: usize = 6;
    pub(super) const SERVICES: usize = 8;
    pub(super) const CAUSES: usize = 10;
    pub(super) const TOTAL_GRADES: usize = 12;
    pub(super) const GRADES: usize = 13;
}

/// Counts, by what was read before them.
struct Counts<'a> {
    p: &'a mut dyn Pass,
    /// The largest small number of audits, and the largest small count, none of which is shown; 0 where some are.
    small: (u32, u32),
}

/// Whether those of the last two rows at hand are hidden.
struct Around {
    columns: usize,
    hidden: Vec<bool>,
}

impl Around {
    fn at(&self, row: Option<u32>, column: Option<u32>) -> u32 {
        let back = |count: usize| {
            self.hidden.len().checked_sub(count).and_then(|at| self.hidden.get(at)).copied().unwrap_or(false)
        };
        let left = !self.hidden.len().is_multiple_of(self.columns.max(1)) && back(1);
        [left, back(self.columns.max(1)), row.is_none(), column.is_none()]
            .into_iter()
            .fold(0, |bits, bit| bits << 1 | u32::from(bit))
    }
}

impl<'a> Counts<'a> {
    fn new(p: &'a mut dyn Pass, profile: Profile, given: &Shared) -> Option<Counts<'a>> {
        let small = (profile.least_audits.saturating_sub(1), profile.small_count);
        let keeps = p.aside(keeps_to(given, small))?;
        Some(Counts { p, small: if keeps { small } else { (0, 0) } })
    }

    fn size(&mut self, given: usize) -> Option<usize> {
        size(self.p, given)
    }

    /// The counts of a table: all audits, then the inadequate ones where the audits are shown.
    fn list(&mut self, place: usize, rows: &[Count], columns: &[Count], given: &[Count]) -> Option<Vec<Count>> {
        let size = rows.len().checked_mul(columns.len()).filter(|size| self.p.has_room(*size))?;
        let of = |counts: &[Count]| -> Vec<Option<u32>> { counts.iter().map(|count| count.n).collect() };
        let worst_of = |counts: &[Count]| -> Vec<Option<u32>> { counts.iter().map(|count| count.inadequate).collect() };
        let (rows_n, columns_n) = (of(rows), of(columns));
        let mut table = Table::new(&rows_n, &columns_n, vec![256; size], (USUAL << 8, 256), false);
        let mut around = Around { columns: columns.len(), hidden: Vec::new() };
        let mut all = Vec::with_capacity(size);
        let mut weights = Vec::with_capacity(size);
        for at in 0..size {
            let mut expected = table.next();
            expected.never = [(1, self.small.0.saturating_add(1)), (0, 0)];
            let (row, column) = (rows_n.get(at / columns.len()).copied()?, columns_n.get(at % columns.len()).copied()?);
            let outlook = Outlook { kind: place, expected, around: around.at(row, column) };
            let n = self.p.count(&outlook, given.get(at).and_then(|count| count.n))?;
            around.hidden.push(n.is_none());
            weights.push(table.took(n, expected.mean, self.small.0));
            all.push(n);
        }
        let (rows_x, columns_x) = (worst_of(rows), worst_of(columns));
        let mut table = Table::new(&rows_x, &columns_x, weights, (256, 6 * 256), true);
        let mut around = Around { columns: columns.len(), hidden: Vec::new() };
        let mut counts = Vec::with_capacity(size);
        for (at, n) in all.into_iter().enumerate() {
            let mut expected = table.next();
            let Some(n) = n else {
                around.hidden.push(true);
                table.took(None, expected.mean, 0);
                counts.push(Count::default());
                continue;
            };
            expected.never = never(n, self.small.1);
            let (row, column) = (rows_x.get(at / columns.len()).copied()?, columns_x.get(at % columns.len()).copied()?);
            let outlook = Outlook { kind: place + 1, expected, around: around.at(row, column) };
            let inadequate = self.p.count(&outlook, given.get(at).and_then(|count| count.inadequate))?;
            if inadequate.is_some_and(|inadequate| inadequate > n) {
                return None;
            }
            around.hidden.push(inadequate.is_none());
            table.took(inadequate, expected.mean, self.small.1);
            counts.push(Count { n: Some(n), inadequate });
        }
        Some(counts)
    }

    /// The grades of these periods, whose totals are known: of the inadequate ones, and of the others.
    fn grades(
        &mut self,
        kind: usize,
        scale: &[Level],
        counts: &[Count],
        totals: &[Option<u32>],
        given: &[Period],
    ) -> Option<Vec<Period>> {
        let levels = |inadequate: bool| {
            scale
                .iter()
                .zip(totals)
                .filter(move |(level, _)| level.inadequate == inadequate)
                .map(|(_, total)| *total)
                .collect::<Vec<_>>()
        };
        let weights = |levels: usize| {
            counts.iter().flat_map(|count| vec![u64::from(count.n.unwrap_or(1)) << 8; levels]).collect::<Vec<u64>>()
        };
        let table = |inadequate: bool| {
            let columns = levels(inadequate);
            let rows: Vec<Option<u32>> = counts
                .iter()
                .map(|count| {
                    if inadequate {
                        count.inadequate
                    } else {
                        count.n.zip(count.inadequate).map(|(n, inadequate)| n.saturating_sub(inadequate))
                    }
                })
                .collect();
            Table::new(&rows, &columns, weights(columns.len()), (1, 4), false)
        };
        let (mut good, mut bad) = (table(false), table(true));
        let mut around = Around { columns: scale.len(), hidden: Vec::new() };
        let mut periods = Vec::with_capacity(counts.len());
        for (at, count) in counts.iter().enumerate() {
            let mut grades = Vec::with_capacity(scale.len());
            for (level, (of, total)) in scale.iter().zip(totals).enumerate() {
                let table = if of.inadequate { &mut bad } else { &mut good };
                let mut expected = table.next();
                expected.never = [(1, self.small.1.saturating_add(1)), (0, 0)];
                let grade = match count.n {
                    None => None,
                    Some(_) => {
                        let known = given.get(at).and_then(|period| period.grades.get(level).copied()).flatten();
                        let outlook = Outlook {
                            kind: kind + 2 * usize::from(of.inadequate),
                            expected,
                            around: around.at(count.inadequate, *total),
                        };
                        self.p.count(&outlook, known)?
                    }
                };
                around.hidden.push(grade.is_none());
                table.took(grade, expected.mean, self.small.1);
                grades.push(grade);
            }
            periods.push(Period { count: *count, grades });
        }
        Some(periods)
    }
}

/// A usual number of audits where nothing is known.
const USUAL: u64 = 500;

fn never(n: u32, small: u32) -> [(u32, u32); 2] {
    let end = small.saturating_add(1).min(n.saturating_add(1));
    let start = n.saturating_sub(small).max(end);
    [(1.min(end), end), (start, n.max(start))]
}

/// Whether no small count is shown.
fn keeps_to(shared: &Shared, (audits, counts): (u32, u32)) -> bool {
    let is_small = |count: Option<u32>, most: u32| count.is_some_and(|count| count >= 1 && count <= most);
    let keeps = |count: &Count| {
        let good = count.n.zip(count.inadequate).map(|(n, inadequate)| n.saturating_sub(inadequate));
        !is_small(count.n, audits) && !is_small(count.inadequate, counts) && !is_small(good, counts)
    };
    let period = |period: &Period| keeps(&period.count) && !period.grades.iter().any(|grade| is_small(*grade, counts));
    period(&shared.total)
        && shared.periods.iter().all(period)
        && shared.offices.iter().all(|office| keeps(&office.total) && office.by_period.iter().all(keeps))
        && shared.services.iter().all(|service| keeps(&service.total))
        && shared.causes.iter().all(|cause| keeps(&cause.total))
}

/// Days since the first of January 1900.
fn day_number(day: Day) -> u32 {
    Day::new(1900, 1, 1).and_then(|first| u32::try_from(day.days_since(first)).ok()).unwrap_or_default()
}

fn day(number: u32) -> Option<Day> {
    Day::new(1900, 1, 1)?.plus(i32::try_from(number).ok()?)
}

/// What may be missing, but not wrong.
fn maybe<T, U>(value: Option<T>, read: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    match value {
        None => Some(None),
        Some(value) => read(value).map(Some),
    }
}
