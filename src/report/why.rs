//! Why the work failed: causes, partners and practice areas, how they have moved, and whether they are local or everywhere. The values,
//! without words.

use super::{CONFIDENCE, Counted, File, Rate};
use crate::audit::Period;
use crate::import::Field;
use crate::settings::{Baseline, Settings};
use crate::stats::{
    self, DealtOut, Difference, Interval, NamingAudit, cause_changes, change_held_apart, differ_when_dealt, holm,
    power_against_the_rest,
};
use crate::tally::{AreaTally, GroupTally, NamedTally, Tallies, Tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// At most this share of files in which nothing moves may be told that something does.
const LEVEL: f64 = 0.05;
/// Of offices that do not differ, some office is said to at most so often, and the offices together likewise: one in twenty in all.
const LEVEL_OF_PLACES: f64 = 0.025;
/// Twice as much as before, or as elsewhere, ought to be found more likely than not, or there are too few audits to say.
const NOTABLE_RATIO: f64 = 2.0;
/// So many audits without a single one of a kind say something of how rare it is.
const MANY: u32 = 50;
/// Windows have at most so many months.
const MOST_MONTHS: usize = 12;
/// What is dealt out by lot is dealt within stretches that hold so many audits on average.
const LEAST_IN_STRETCH: usize = 10;
/// So many agencies are told apart where offices are compared, beside whether any is named.
const MOST_AGENCIES: usize = stats::MOST_NAMES - 1;

/// Why the work failed, as far as the audits say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Whether a column was read for causes, for partners, and for practice areas.
    pub read: WhyRead,
    /// The two windows in which what moved is sought; `null` where there are too few complete months, or the reader's windows share months.
    pub windows: Option<WhyWindows>,
    /// The causes of failure; `null` where no audit in the rate names any.
    pub causes: Option<Named>,
    /// The partner agencies whose part failed; likewise.
    pub partners: Option<Named>,
    /// The practice areas that audits in the rate grade, by name.
    pub areas: Vec<Area>,
}

/// For what there was a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyRead {
    /// Causes of failure.
    pub causes: bool,
    /// Partners whose part failed.
    pub partners: bool,
    /// Practice areas.
    pub areas: bool,
}

/// Two windows of whole months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyWindows {
    /// The months of the earlier one, in words.
    pub earlier: String,
    /// Those of the later one.
    pub later: String,
    /// Whether the reader chose them; if not, they are the halves of the complete months, of at most twelve each.
    pub chosen: bool,
}

/// What inadequate audits name, of which each may name several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The inadequate audits that name anything, of all inadequate audits.
    pub any: NamedShare,
    /// The audits that name anything, of all audits in the rate.
    pub any_of_all: NamedShare,
    /// Each name, the most frequent first; names that no inadequate audit has last.
    pub names: Vec<NamedCause>,
    /// Names beyond the first two hundred, each as rare as the last of these or rarer.
    pub further: u32,
    /// What the shares of windows, offices and services are of.
    pub of: SharesOf,
    /// Each office, with the audits that its shares are of.
    pub offices: Vec<NamedGroup>,
    /// Each service, likewise.
    pub services: Vec<NamedGroup>,
    /// Whether offices differ in how often any is named; `null` with fewer than two offices, where shares are of audits that name any, and while it is being
    /// worked out.
    pub any_by_office: Option<Places>,
}

/// What shares are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharesOf {
    /// All inadequate audits.
    Inadequate,
    /// Those that name any: some name none, and that may be how they are recorded.
    InadequateThatNameAny,
}

/// How many of so many audits name something.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct NamedShare {
    /// Those that do.
    pub named: u32,
    /// The audits.
    pub of: u32,
    /// `named / of`, between 0 and 1; `null` of none.
    pub share: Option<f64>,
    /// Wilson's 95% interval for it.
    pub interval95: Option<Interval>,
}

/// One cause, or one partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedCause {
    /// Its name, as in the file.
    pub name: String,
    /// Of all inadequate audits, those that name it.
    pub inadequate: NamedShare,
    /// Of all audits in the rate.
    pub all: NamedShare,
    /// Whether it is named more or less often than before; `null` without windows.
    pub moved: Option<Moved>,
    /// Whether offices differ in how often they have it; `null` with fewer than two offices, and while it is being worked out.
    pub places: Option<Places>,
    /// Inadequate audits that name it, in the order of `offices`.
    pub by_office: Vec<u32>,
    /// In the order of `services`.
    pub by_service: Vec<u32>,
}

/// Whether something is more frequent in the later window than in the earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// What can be said.
    pub verdict: MovedVerdict,
    /// Before.
    pub earlier: NamedShare,
    /// After.
    pub later: NamedShare,
    /// The later share less the earlier one.
    pub difference: Option<f64>,
    /// Newcombe's 95% interval for it.
    pub interval95: Option<Interval>,
    /// The exact p value, adjusted for everything that is compared beside it (Benjamini and Hochberg).
    pub adjusted_p: f64,
    /// That with offices and services held apart (Mantel and Haenszel; Holm); `null` where that cannot be said. Both must be small for a verdict.
    pub held_apart_p: Option<f64>,
}

/// What can be said of a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedVerdict {
    /// More often than before.
    MoreOften,
    /// Less often.
    LessOften,
    /// Chance could have made the difference.
    NoChange,
    /// Even twice as often would more likely be missed than found.
    TooFew,
}

/// Whether something is local or everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// What can be said.
    pub verdict: PlacesVerdict,
    /// Offices in which it is found.
    pub found_in: u32,
    /// Offices that have such audits.
    pub offices: u32,
    /// The probability of so much difference between offices if they do not differ, adjusted for the other names; `null` where nothing could be told.
    pub adjusted_p: Option<f64>,
    /// The offices that differ from the others, by name.
    pub differing: Vec<DifferingOffice>,
}

/// What can be said of offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacesVerdict {
    /// They differ by more than chance.
    Differ,
    /// They differ by no more than chance.
    NoMoreThanChance,
    /// In most of them even twice as often as elsewhere would be missed.
    TooFew,
}

/// An office in which something is found more, or less, often than in the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferingOffice {
    /// Its name.
    pub office: String,
    /// Whether it is more often.
    pub more: bool,
    /// Here.
    pub here: NamedShare,
    /// In all other offices together.
    pub others: NamedShare,
    /// Adjusted for all offices and names.
    pub adjusted_p: f64,
}

/// An office or a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedGroup {
    /// Its name.
    pub name: String,
    /// Its inadequate audits.
    pub inadequate: u32,
    /// Those of them that name anything.
    pub any: u32,
}

/// One practice area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its name.
    pub area: String,
    /// Of the audits in the rate that grade it, those that grade it inadequate.
    #[serde(flatten)]
    pub rate: Rate,
    /// The same in each period.
    pub by_period: Vec<Counted>,
    /// In each office.
    pub by_office: Vec<Counted>,
    /// Whether it is inadequate more or less often than before.
    pub moved: Option<Moved>,
    /// Whether it is about work with other agencies, as far as its name tells.
    pub with_partners: bool,
}

impl NamedShare {
    /// The share of a tally, of which `inadequate` are those that count.
    pub(super) fn of(named: u32, of: u32) -> NamedShare {
        let rate = Rate::from(Tally { n: of, inadequate: named.min(of) });
        NamedShare { named: rate.inadequate, of, share: rate.rate, interval95: rate.interval95 }
    }

    fn tally(self) -> Tally {
        Tally { n: self.of, inadequate: self.named }
    }
}

impl From<(u32, u32)> for NamedShare {
    fn from((named, of): (u32, u32)) -> NamedShare {
        NamedShare::of(named, of)
    }
}

impl NamedGroup {
    /// The audits that its shares are of.
    pub fn audits(&self, of: SharesOf) -> u32 {
        match of {
            SharesOf::Inadequate => self.inadequate,
            SharesOf::InadequateThatNameAny => self.any,
        }
    }
}

impl Named {
    /// The names that any inadequate audit has.
    pub fn in_inadequate(&self) -> impl Iterator<Item = &NamedCause> {
        self.names.iter().filter(|name| name.inadequate.named > 0)
    }

    /// Inadequate audits that name nothing.
    pub fn silent(&self) -> u32 {
        self.any.of - self.any.named
    }

    /// Whether offices can be held against each other: two or more have audits that shares are of.
    pub fn has_several_offices(&self) -> bool {
        self.offices.iter().filter(|office| office.audits(self.of) > 0).count() > 1
    }

    /// Whether shares are of fewer than all inadequate audits.
    pub fn leaves_out_silent(&self) -> bool {
        self.of == SharesOf::InadequateThatNameAny && self.silent() > 0
    }
}

/// Months, by their places.
struct Months {
    earlier: Vec<usize>,
    later: Vec<usize>,
}

pub(super) fn why(tallies: &Tallies, settings: &Settings, file: &File, closed: usize) -> Why {
    let lacks = |field: Field| file.source.missing_fields.contains(&field);
    let windows = windows(tallies, settings, closed);
    let months = windows.as_ref().map(|(_, months)| months);
    Why {
        read: WhyRead {
            causes: !lacks(Field::FailureCause),
            partners: !lacks(Field::PartnerCause),
            areas: !lacks(Field::DomainGrade),
        },
        causes: named(tallies, &tallies.why.causes, SharesOf::InadequateThatNameAny, months),
        partners: named(tallies, &tallies.why.partners, SharesOf::Inadequate, months),
        areas: areas(tallies, months),
        windows: windows.map(|(windows, _)| windows),
    }
}

/// The windows that are compared: the reader's, or the later and the earlier half of the complete months.
fn windows(tallies: &Tallies, settings: &Settings, closed: usize) -> Option<(WhyWindows, Months)> {
    let months = match settings.compare {
        Some(chosen) => {
            let inside = |window: Baseline| -> Vec<usize> {
                let first = |month: Period| month.first_day().is_some_and(|first| window.contains(first));
                let all = tallies.months.iter().enumerate();
                all.filter(|(_, month)| first(month.period)).map(|(at, _)| at).collect()
            };
            Months { earlier: inside(chosen.earlier), later: inside(chosen.later) }
        }
        None => {
            let half = (closed / 2).min(MOST_MONTHS);
            Months { earlier: (closed - 2 * half..closed - half).collect(), later: (closed - half..closed).collect() }
        }
    };
    if months.earlier.iter().any(|month| months.later.contains(month)) {
        return None;
    }
    let name = |places: &[usize]| {
        let month = |at: Option<&usize>| Some(tallies.months.get(*at?)?.period);
        Some(month(places.first())?.to_in_words(month(places.last())?))
    };
    let windows =
        WhyWindows { earlier: name(&months.earlier)?, later: name(&months.later)?, chosen: settings.compare.is_some() };
    Some((windows, months))
}

fn named(tallies: &Tallies, of: &NamedTally, shares_of: SharesOf, months: Option<&Months>) -> Option<Named> {
    if of.any.n == 0 {
        return None;
    }
    let overall = tallies.overall.tally();
    let by_name =
        |count: &dyn Fn(usize) -> Option<NamedShare>| (0..of.names.len()).map(count).collect::<Option<Vec<_>>>();
    let inadequate_in = |month: &usize| tallies.months.get(*month).map_or(0, |month| month.grades.tally().inadequate);
    let sum = |counts: &[u32], months: &[usize]| months.iter().filter_map(|month| counts.get(*month)).sum::<u32>();
    let size = |months: &[usize]| match shares_of {
        SharesOf::Inadequate => months.iter().map(inadequate_in).sum(),
        SharesOf::InadequateThatNameAny => sum(&of.any_by_month, months),
    };
    let in_months = |months: &[usize]| {
        let size = size(months);
        by_name(&|at| of.names.get(at).map(|name| NamedShare::of(sum(&name.by_month, months), size)))
    };
    let moves = months.and_then(|months| {
        let held_apart = held_apart(of, shares_of, months);
        Some(moves(in_months(&months.earlier)?, in_months(&months.later)?, &held_apart))
    });
    let mut moves = moves.map(Vec::into_iter);

    let groups = |groups: &[GroupTally], any: &[u32]| -> Vec<NamedGroup> {
        let group = |(group, any): (&GroupTally, &u32)| NamedGroup {
            name: group.name.clone(),
            inadequate: group.grades.tally().inadequate,
            any: *any,
        };
        groups.iter().zip(any).map(group).collect()
    };
    let offices = groups(&tallies.offices, &of.any_by_office);
    let names = of.names.iter().map(|name| NamedCause {
        name: name.name.clone(),
        inadequate: NamedShare::of(name.tally.inadequate, overall.inadequate),
        all: NamedShare::of(name.tally.n, overall.n),
        moved: moves.as_mut().and_then(Iterator::next),
        places: None,
        by_office: name.by_office.clone(),
        by_service: name.by_service.clone(),
    });
    Some(Named {
        any: NamedShare::of(of.any.inadequate, overall.inadequate),
        any_of_all: NamedShare::of(of.any.n, overall.n),
        names: names.collect(),
        further: of.further,
        of: shares_of,
        services: groups(&tallies.services, &of.any_by_service),
        offices,
        any_by_office: None,
    })
}

/// The move of each of these, adjusted for their number. What is in neither window is not one of those that are looked at.
fn moves(earlier: Vec<NamedShare>, later: Vec<NamedShare>, held_apart: &[Option<(f64, f64)>]) -> Vec<Moved> {
    let pairs: Vec<(Tally, Tally)> =
        earlier.iter().zip(&later).map(|(earlier, later)| (earlier.tally(), later.tally())).collect();
    let is_named = |(earlier, later): &&(Tally, Tally)| earlier.inadequate + later.inadequate > 0;
    let looked_at: Vec<(Tally, Tally)> = pairs.iter().filter(is_named).copied().collect();
    let tests = f64::from(u32::try_from(looked_at.len()).unwrap_or(u32::MAX));
    let mut changes = cause_changes(&looked_at, CONFIDENCE).into_iter();
    let p_values: Vec<f64> = held_apart.iter().flatten().map(|(_, p)| *p).collect();
    let mut adjusted = holm(&p_values).into_iter();
    let held_apart: Vec<Option<(f64, f64)>> = (0..pairs.len())
        .map(|at| {
            let (more, _) = held_apart.get(at).copied().flatten()?;
            Some((more, adjusted.next()?))
        })
        .collect();
    earlier
        .into_iter()
        .zip(later)
        .zip(pairs.iter().zip(&held_apart))
        .map(|((earlier, later), (pair, held_apart))| {
            let change = if is_named(&pair) { changes.next() } else { None };
            let difference: Option<Difference> = change.and_then(|change| change.difference);
            let adjusted_p = change.map_or(1.0, |change| change.adjusted_p);
            let could_tell = || {
                power_against_the_rest(later.of, earlier.tally(), LEVEL / tests.max(1.0), NOTABLE_RATIO)
                    .is_some_and(|power| power >= 0.5)
            };
            // What comes of auditing other offices or services than before is no move.
            let also_apart =
                |more: f64| held_apart.is_some_and(|(apart, p)| p <= LEVEL && (apart > 0.0) == (more > 0.0));
            let verdict = match difference.map(|difference| difference.difference) {
                Some(more) if adjusted_p <= LEVEL && also_apart(more) => {
                    if more > 0.0 {
                        MovedVerdict::MoreOften
                    } else {
                        MovedVerdict::LessOften
                    }
                }
                Some(_) if could_tell() => MovedVerdict::NoChange,
                // Of none in many twice as many is none: that is not too few audits.
                _ if is_none_of_many(earlier) && is_none_of_many(later) => MovedVerdict::NoChange,
                _ => MovedVerdict::TooFew,
            };
            Moved {
                verdict,
                earlier,
                later,
                difference: difference.map(|difference| difference.difference),
                interval95: difference.map(|difference| difference.interval),
                adjusted_p,
                held_apart_p: held_apart.map(|(_, p)| p),
            }
        })
        .collect()
}

/// Whether something is in none of many audits.
fn is_none_of_many(share: NamedShare) -> bool {
    share.named == 0 && share.of >= MANY
}

/// The audits of one office and service in the two windows, and those of them that have each name.
type Part = ([u32; 2], Vec<[u32; 2]>);

/// The change of each name with offices and services held apart: how many more, and its p value.
fn held_apart(of: &NamedTally, shares_of: SharesOf, months: &Months) -> Vec<Option<(f64, f64)>> {
    let in_window = |month: u32| {
        let is_in = |months: &[usize]| usize::try_from(month).is_ok_and(|month| months.contains(&month));
        (is_in(&months.earlier), is_in(&months.later))
    };
    let mut parts: BTreeMap<(u32, u32), Part> = BTreeMap::new();
    let told = of.names.len().min(stats::MOST_NAMES);
    for audit in of.audits.iter().filter(|audit| audit.any || shares_of == SharesOf::Inadequate) {
        let (earlier, later) = in_window(audit.month);
        let window = match (earlier, later) {
            (true, _) => 0_usize,
            (_, true) => 1,
            _ => continue,
        };
        let (sizes, counts) =
            parts.entry((audit.office, audit.service)).or_insert_with(|| ([0; 2], vec![[0; 2]; told]));
        if let Some(size) = sizes.get_mut(window) {
            *size += 1;
        }
        for (at, count) in counts.iter_mut().enumerate() {
            if let Some(count) = count.get_mut(window) {
                *count += u32::from(audit.names >> at & 1 == 1);
            }
        }
    }
    let each = (0..told).map(|at| {
        let pairs: Vec<(Tally, Tally)> = parts
            .values()
            .map(|([earlier, later], counts)| {
                let [before, after] = counts.get(at).copied().unwrap_or_default();
                (Tally { n: *earlier, inadequate: before }, Tally { n: *later, inadequate: after })
            })
            .collect();
        change_held_apart(&pairs)
    });
    // Of names beyond those that are told apart nothing is said.
    each.chain(std::iter::repeat(None)).take(of.names.len()).collect()
}

/// What is to be dealt out to the offices by lot, to tell which of several names are local; and what came of it.
///
/// It is worked out after the first figures: some hundreds of deals take as long as all of these.
#[derive(Debug, PartialEq)]
struct Dealing {
    naming: Vec<NamingAudit>,
    offices: usize,
    /// So many names are told apart.
    told: usize,
    /// Whether one more tells whether any is named.
    tests_any: bool,
}

impl Dealing {
    /// `None` where fewer than two offices have such audits.
    fn of(tallies: &Tallies, of: &NamedTally, shares_of: SharesOf) -> Option<Dealing> {
        let tests_any = shares_of == SharesOf::Inadequate;
        let sizes = tallies.offices.iter().zip(&of.any_by_office);
        let with_audits = sizes.filter(|(group, any)| match shares_of {
            SharesOf::Inadequate => group.grades.tally().inadequate > 0,
            SharesOf::InadequateThatNameAny => **any > 0,
        });
        if of.any.n == 0 || with_audits.count() < 2 {
            return None;
        }
        // The last bit tells whether any is named, where that is asked.
        let told = of.names.len().min(if tests_any { MOST_AGENCIES } else { stats::MOST_NAMES });
        let mask = u64::MAX.checked_shr(u32::try_from(64 - told).unwrap_or(64)).unwrap_or(0);
        let audits = || of.audits.iter().filter(|audit| (tests_any || audit.any) && audit.office != u32::MAX);
        let stretch = stretch(audits().count(), tallies.months.len());
        let naming = audits()
            .map(|audit| NamingAudit {
                period: audit.month / stretch,
                group: audit.office,
                names: audit.names & mask | if tests_any { u64::from(audit.any) << told } else { 0 },
            })
            .collect();
        Some(Dealing { naming, offices: tallies.offices.len(), told, tests_any })
    }

    fn deal(&self) -> DealtOut {
        differ_when_dealt(&self.naming, self.offices, self.told + usize::from(self.tests_any), LEVEL_OF_PLACES)
    }

    fn put_into(&self, dealt: &DealtOut, named: &mut Named) {
        let of = named.of;
        for (at, name) in named.names.iter_mut().enumerate() {
            name.places = Some(place(at, self.told, dealt, &named.offices, of, &name.by_office));
        }
        if self.tests_any {
            let any: Vec<u32> = named.offices.iter().map(|office| office.any).collect();
            named.any_by_office = Some(place(self.told, self.told + 1, dealt, &named.offices, of, &any));
        }
    }
}

/// Which causes, and which partners, are local: what is to be worked out, and as far as it is.
#[derive(Debug, Default)]
pub(super) struct Dealings([Option<(Dealing, Option<DealtOut>)>; 2]);

impl Dealings {
    pub(super) fn of(tallies: &Tallies) -> Dealings {
        let why = &tallies.why;
        let causes = Dealing::of(tallies, &why.causes, SharesOf::InadequateThatNameAny);
        let partners = Dealing::of(tallies, &why.partners, SharesOf::Inadequate);
        Dealings([causes, partners].map(|dealing| Some((dealing?, None))))
    }

    /// Takes what was worked out of the same audits for another report.
    pub(super) fn reusing(&mut self, other: &Dealings) {
        for (own, other) in self.0.iter_mut().flatten().zip(&other.0) {
            if let Some((dealing, dealt)) = other
                && *dealing == own.0
            {
                own.1.clone_from(dealt);
            }
        }
    }

    /// Deals one of them out; false when there is none left.
    pub(super) fn step(&mut self) -> bool {
        let next = self.0.iter_mut().flatten().find(|(_, dealt)| dealt.is_none());
        let Some((dealing, dealt)) = next else { return false };
        *dealt = Some(dealing.deal());
        true
    }

    pub(super) fn put_into(&self, why: &mut Why) {
        let named = [&mut why.causes, &mut why.partners];
        for (named, own) in named.into_iter().zip(&self.0) {
            if let (Some(named), Some((dealing, Some(dealt)))) = (named, own) {
                dealing.put_into(dealt, named);
            }
        }
    }
}

/// How many months a stretch has within which audits are dealt: the shortest of one, three, six and twelve that holds enough, or else all.
fn stretch(audits: usize, months: usize) -> u32 {
    let enough = |stretch: &u32| {
        let stretches = months.div_ceil(usize::try_from(*stretch).unwrap_or(1));
        audits >= LEAST_IN_STRETCH * stretches
    };
    [1, 3, 6, 12].into_iter().find(enough).unwrap_or(u32::MAX)
}

fn place(
    at: usize,
    told: usize,
    dealt: &DealtOut,
    offices: &[NamedGroup],
    shares_of: SharesOf,
    by_office: &[u32],
) -> Places {
    let sizes = || offices.iter().map(|office| office.audits(shares_of));
    let all = Tally { n: sizes().sum(), inadequate: by_office.iter().sum() };
    let cells = dealt.cells.get(at).filter(|_| at < told).map_or(&[][..], Vec::as_slice);
    let adjusted_p = dealt.differ.get(at).copied().flatten().filter(|_| at < told);
    let differing: Vec<DifferingOffice> = offices
        .iter()
        .zip(cells)
        .filter_map(|(office, cell)| {
            let adjusted_p = cell.adjusted_p.filter(|p| *p <= LEVEL_OF_PLACES)?;
            let others = all.without(Tally { n: cell.n, inadequate: cell.seen });
            Some(DifferingOffice {
                office: office.name.clone(),
                more: f64::from(cell.seen) > cell.expected,
                here: NamedShare::of(cell.seen, cell.n),
                others: NamedShare::of(others.inadequate, others.n),
                adjusted_p,
            })
        })
        .collect();
    let with_audits = sizes().filter(|size| *size > 0).count();
    let would_see = cells.iter().filter(|cell| cell.would_see_double).count();
    let verdict = match () {
        () if !differing.is_empty() || adjusted_p.is_some_and(|p| p <= LEVEL_OF_PLACES) => PlacesVerdict::Differ,
        () if would_see * 2 >= with_audits && with_audits > 0 => PlacesVerdict::NoMoreThanChance,
        () => PlacesVerdict::TooFew,
    };
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Places {
        verdict,
        found_in: count(by_office.iter().filter(|count| **count > 0).count()),
        offices: count(with_audits),
        adjusted_p,
        differing,
    }
}

fn areas(tallies: &Tallies, months: Option<&Months>) -> Vec<Area> {
    let of = &tallies.why.areas;
    let in_months = |months: &[usize]| -> Vec<NamedShare> {
        let area = |area: &AreaTally| {
            let tally = super::sum(months.iter().filter_map(|month| area.by_month.get(*month)));
            NamedShare::of(tally.inadequate, tally.n)
        };
        of.iter().map(area).collect()
    };
    let mut moves = months.map(|months| {
        let held_apart: Vec<Option<(f64, f64)>> = of
            .iter()
            .map(|area| {
                let in_part =
                    |part: &[Tally], months: &[usize]| super::sum(months.iter().filter_map(|month| part.get(*month)));
                let pair = |part: &Vec<Tally>| (in_part(part, &months.earlier), in_part(part, &months.later));
                change_held_apart(&area.by_part.iter().map(pair).collect::<Vec<_>>())
            })
            .collect();
        moves(in_months(&months.earlier), in_months(&months.later), &held_apart).into_iter()
    });
    let in_period = |area: &AreaTally, period: Period| {
        let inside = tallies
            .months
            .iter()
            .zip(&area.by_month)
            .filter(|(month, _)| month.period.first_day().is_some_and(|day| period.contains(day)));
        Counted::from(super::sum(inside.map(|(_, tally)| tally)))
    };
    of.iter()
        .map(|area| Area {
            area: area.name.clone(),
            rate: area.tally.into(),
            by_period: tallies.periods.iter().map(|period| in_period(area, period.period)).collect(),
            by_office: area.by_office.iter().map(|tally| (*tally).into()).collect(),
            moved: moves.as_mut().and_then(Iterator::next),
            with_partners: is_of_partners(&area.name),
        })
        .collect()
}

/// Whether a practice area is about work with other agencies.
fn is_of_partners(area: &str) -> bool {
    let words: String = area.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    ["multiagency", "interagency", "partner", "otheragenc"].iter().any(|word| words.contains(word))
}
