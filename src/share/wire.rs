//! The first version of the shared figures as bytes: what a link holds, and what the fingerprint is taken of. `docs/sharing.md` writes it down.

use super::ShareError;
use super::board::WireSettings;
use super::bytes::{Kind, Reader, Writer};
use crate::audit::{Day, Event, Level, Scale};
use crate::disclosure::{
    Cause, Count, Grain, JudgedOffice, JudgedWhole, Office, Period, Profile, ProfileKind, Service, Shared, Told,
};
use crate::settings::Settings;
use sha2::{Digest, Sha256};

/// The figures as compressed bytes: what a link carries, and what is encrypted.
pub fn payload(shared: &Shared) -> Vec<u8> {
    written(shared).packed()
}

/// The figures of such bytes.
///
/// # Errors
/// [`ShareError::Damaged`] if they are not such bytes.
pub fn shared_of_payload(bytes: &[u8]) -> Result<Shared, ShareError> {
    let shared = read(&mut Reader::new(bytes)).ok_or(ShareError::Damaged)?;
    // Bytes that this page would write otherwise were not written by any.
    if payload(&shared) == bytes { Ok(shared) } else { Err(ShareError::Damaged) }
}

/// Sixteen letters and digits that are the same wherever the same figures are shown: `4QTB-9XK2-0M7D-HZ3A`.
///
/// The letters are those that are not taken for others when read aloud (Crockford's base 32).
pub fn fingerprint(shared: &Shared) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digest = Sha256::digest(written(shared).plain());
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

fn written(shared: &Shared) -> Writer {
    let mut w = Writer::default();
    let Shared { told, profile, grain, settings, scale, first_month, periods, total, offices, .. } = shared;
    for text in [&told.authority, &told.prepared_by, &told.purpose] {
        w.text(text);
    }
    w.maybe(Kind::Other, told.prepared_on.map(day_number));
    w.maybe(Kind::Other, told.data_until.map(day_number));
    let flags = [told.invented, profile.kind == ProfileKind::Restricted, grain.merge_offices];
    w.number(Kind::Other, flags.into_iter().rev().fold(0, |flags, flag| flags << 1 | u32::from(flag)));
    w.number(Kind::Other, profile.least_audits);
    w.number(Kind::Other, profile.small_count);
    w.number(Kind::Other, grain.months.into());
    // What this version does not carry is as if it were not chosen: written again, the same choices give the same bytes.
    let choices = WireSettings::from(settings);
    w.text(&if choices.are_default() { String::new() } else { choices.json() });
    if *scale == Scale::default().levels {
        w.number(Kind::Other, 0);
    } else {
        w.size(scale.len());
        for level in scale {
            w.text(&level.name);
            w.number(Kind::Other, level.inadequate.into());
        }
    }
    w.number(Kind::Other, u32::try_from(*first_month).unwrap_or(0));
    // Like stands beside like, which compresses best.
    column(&mut w, ALL, vec![total.count]);
    grades(&mut w, total);
    w.size(periods.len());
    column(&mut w, ALL, periods.iter().map(|period| period.count).collect());
    periods.iter().for_each(|period| grades(&mut w, period));
    w.size(offices.len());
    offices.iter().for_each(|office| w.text(&office.name));
    column(&mut w, ALL, offices.iter().map(|office| office.total).collect());
    column(&mut w, INSIDE, offices.iter().flat_map(|office| office.by_period.iter().copied()).collect());
    for office in offices {
        match &office.judged {
            None => w.number(Kind::Other, 0),
            Some(said) => {
                w.number(Kind::Other, u32::from(said.differs) + 1);
                judged(&mut w, &said.change);
            }
        }
    }
    w.size(shared.services.len());
    shared.services.iter().for_each(|service| w.text(&service.name));
    column(&mut w, ALL, shared.services.iter().map(|service| service.total).collect());
    w.size(shared.causes.len());
    shared.causes.iter().for_each(|cause| w.text(&cause.name));
    column(&mut w, ALL, shared.causes.iter().map(|cause| cause.total).collect());
    w.size(shared.events.len());
    for event in &shared.events {
        w.number(Kind::Other, day_number(event.date));
        w.text(event.office.as_deref().unwrap_or_default());
        w.text(&event.kind);
        w.text(&event.label);
    }
    w.number(Kind::Other, shared.judged.is_some().into());
    if let Some(said) = &shared.judged {
        judged(&mut w, said);
    }
    w
}

fn read(r: &mut Reader<'_>) -> Option<Shared> {
    let told = Told {
        authority: r.text()?,
        prepared_by: r.text()?,
        purpose: r.text()?,
        prepared_on: maybe_day(r)?,
        data_until: maybe_day(r)?,
        invented: false,
    };
    let flags = r.small(8)?;
    let told = Told { invented: flags & 1 > 0, ..told };
    let kind = if flags & 2 > 0 { ProfileKind::Restricted } else { ProfileKind::Public };
    let profile = Profile { kind, least_audits: r.number(Kind::Other)?, small_count: r.number(Kind::Other)? };
    let months = u8::try_from(r.number(Kind::Other)?).ok().filter(|months| matches!(months, 1 | 3 | 6 | 12))?;
    let grain = Grain { months, merge_offices: flags & 4 > 0 };
    let settings = r.text()?;
    let settings = if settings.is_empty() { Settings::default() } else { WireSettings::of_json(&settings)? };
    let mut scale = r.list(|r| Some(Level { name: r.text()?, inadequate: r.small(2)? == 1 }))?;
    if scale.is_empty() {
        scale = Scale::default().levels;
    }
    if scale.len() > Scale::MOST_LEVELS {
        return None;
    }
    let first_month = i32::try_from(r.number(Kind::Other)?).ok().filter(|month| *month < 12 * 2200)?;
    let mut total = Period { count: read_column(r, ALL, 1)?.pop()?, grades: Vec::new() };
    read_grades(r, &mut total, scale.len())?;
    let size = r.size()?;
    let mut periods: Vec<Period> =
        read_column(r, ALL, size)?.into_iter().map(|count| Period { count, grades: Vec::new() }).collect();
    periods.iter_mut().try_for_each(|period| read_grades(r, period, scale.len()))?;
    let names = r.list(Reader::text)?;
    let totals = read_column(r, ALL, names.len())?;
    let inside = read_column(r, INSIDE, names.len().checked_mul(size)?)?;
    let mut inside = inside.into_iter();
    let mut offices = Vec::new();
    for (name, total) in names.into_iter().zip(totals) {
        offices.push(Office { name, total, by_period: inside.by_ref().take(size).collect(), judged: None });
    }
    for office in &mut offices {
        if let Some(differs) = r.maybe(Kind::Other)? {
            let differs = u8::try_from(differs).ok().filter(|differs| *differs < 4)?;
            office.judged = Some(JudgedOffice { differs, change: read_judged(r)? });
        }
    }
    let named = |r: &mut Reader<'_>| -> Option<Vec<(String, Count)>> {
        let names = r.list(Reader::text)?;
        let totals = read_column(r, ALL, names.len())?;
        Some(names.into_iter().zip(totals).collect())
    };
    let services = named(r)?.into_iter().map(|(name, total)| Service { name, total }).collect();
    let causes = named(r)?.into_iter().map(|(name, total)| Cause { name, total }).collect();
    let events = r.list(|r| {
        let (date, office) = (day(r.number(Kind::Other)?)?, r.text()?);
        Some(Event {
            date,
            office: Some(office).filter(|name| !name.is_empty()),
            kind: r.text()?,
            label: r.text()?,
            expected: None,
        })
    })?;
    let judged = if r.small(2)? == 1 { Some(read_judged(r)?) } else { None };
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
        judged,
    })
}

/// The kinds of a count's bytes: the audits, and the inadequate ones.
type Kinds = [Kind; 2];

const ALL: Kinds = [Kind::Audits, Kind::Inadequate];
const INSIDE: Kinds = [Kind::OfficeAudits, Kind::OfficeInadequate];

/// All audits, then the inadequate ones where the audits are shown.
fn column(w: &mut Writer, [audits, worst]: Kinds, counts: Vec<Count>) {
    counts.iter().for_each(|count| w.maybe(audits, count.n));
    counts.iter().filter(|count| count.n.is_some()).for_each(|count| w.maybe(worst, count.inadequate));
}

fn read_column(r: &mut Reader<'_>, [audits, worst]: Kinds, size: usize) -> Option<Vec<Count>> {
    let audits: Vec<Option<u32>> = (0..size).map(|_| r.maybe(audits)).collect::<Option<_>>()?;
    let count = |n: Option<u32>| {
        let inadequate = if n.is_some() { r.maybe(worst)? } else { None };
        // More inadequate audits than audits are no count.
        Some(Count { n, inadequate }).filter(|count| count.inadequate <= count.n)
    };
    audits.into_iter().map(count).collect()
}

fn grades(w: &mut Writer, period: &Period) {
    if period.count.n.is_some() {
        period.grades.iter().for_each(|grade| w.maybe(Kind::Grade, *grade));
    }
}

fn read_grades(r: &mut Reader<'_>, period: &mut Period, levels: usize) -> Option<()> {
    period.grades = match period.count.n {
        Some(_) => (0..levels).map(|_| r.maybe(Kind::Grade)).collect::<Option<_>>()?,
        None => vec![None; levels],
    };
    Some(())
}

fn judged(w: &mut Writer, said: &JudgedWhole) {
    w.number(Kind::Other, said.change.into());
    w.maybe(Kind::Other, said.since_month.and_then(|month| u32::try_from(month).ok()));
    w.maybe(Kind::Other, said.chance_hundredths.map(u32::from));
    w.maybe(Kind::Other, said.target.map(u32::from));
}

fn read_judged(r: &mut Reader<'_>) -> Option<JudgedWhole> {
    let small = |number: u32, end: u8| u8::try_from(number).ok().filter(|number| *number < end);
    let maybe = |number: Option<u32>, end: u8| match number {
        None => Some(None),
        Some(number) => small(number, end).map(Some),
    };
    Some(JudgedWhole {
        change: small(r.number(Kind::Other)?, 4)?,
        since_month: match r.maybe(Kind::Other)? {
            None => None,
            Some(month) => Some(i32::try_from(month).ok().filter(|month| *month < 12 * 2200)?),
        },
        chance_hundredths: maybe(r.maybe(Kind::Other)?, 101)?,
        target: maybe(r.maybe(Kind::Other)?, 3)?,
    })
}

/// Days since the first of January 1900.
fn day_number(day: Day) -> u32 {
    Day::new(1900, 1, 1).and_then(|first| u32::try_from(day.days_since(first)).ok()).unwrap_or_default()
}

fn day(number: u32) -> Option<Day> {
    Day::new(1900, 1, 1)?.plus(i32::try_from(number).ok()?)
}

fn maybe_day(r: &mut Reader<'_>) -> Option<Option<Day>> {
    Some(match r.maybe(Kind::Other)? {
        None => None,
        Some(number) => Some(day(number)?),
    })
}
