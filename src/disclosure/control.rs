//! Primary and secondary suppression, with a witness for every count that is promised to stay hidden.
//!
//! The counts are thought of as audits, each with an office, a month, a grade and a service. What is shown are sums of them. For each small count the search looks for steps that
//! turn the audits into others, one at a time, until that count is as small and then as large as the rule promises; each step is the one that changes
//! the least of what is still shown, and what it changes is hidden. So at the end no step changes anything shown: to whoever knows
//! only that, these other audits are as likely as the true ones. What is hidden stays hidden, so one pass is enough. The idea is the hypercube
//! method's (Repsilber 1994; Giessing and Repsilber 2002), with chains of steps in place of one cube.

use super::{Count, Counts, Grain, OTHER_OFFICES, Office, Period, Profile, Service, Shared, Told, shared::Cause};
use crate::order::InOrder as _;
use crate::settings::Settings;
use crate::tally::Tally;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// So many steps are looked at before the best of them is taken.
const MOST_LOOKED_AT: u32 = 30_000;
/// So often other steps are tried where the first ones led nowhere.
const MOST_TRIES: usize = 24;
/// After so many tries the steps are preferred that take from where most is left.
const TRIES_BY_COST: usize = 6;

/// What is fit to be shared, and what that cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Controlled {
    /// The counts, with the words of the sender and of the verdicts still blank.
    pub shared: Shared,
    /// How much is hidden.
    pub lost: Lost,
    /// What the previous share together with this one would reveal, whatever this one hides; empty, or it must not be made.
    pub revealed: Vec<String>,
    /// Why each count is hidden. It is for the sender alone: to whoever reads the figures any hidden count may be small.
    pub reasons: Reasons,
}

/// Why a count is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It, or what it leaves of a total, is small.
    Small,
    /// It would give a small one away.
    ForOthers,
}

/// Why the audits of a count are hidden, and the inadequate ones; `None` where they are shown.
pub type WhyCount = [Option<Why>; 2];

/// Why each count is hidden, in the order of the shared ones; `None` where it is shown. Causes are hidden for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reasons {
    /// All audits together.
    pub total: WhyCount,
    /// Each grade of all audits.
    pub total_grades: Vec<Option<Why>>,
    /// Each period.
    pub periods: Vec<WhyCount>,
    /// Each grade of each period.
    pub period_grades: Vec<Vec<Option<Why>>>,
    /// Each office.
    pub offices: Vec<WhyCount>,
    /// Each office in each period.
    pub by_period: Vec<Vec<WhyCount>>,
    /// Each service.
    pub services: Vec<WhyCount>,
}

/// How much is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lost {
    /// Counts in all: of audits, of inadequate ones and of each grade. Causes stand apart.
    pub counts: u32,
    /// Those of them that are nought: they are shown, and tell of nobody.
    pub noughts: u32,
    /// Hidden because they, or their complement, are small.
    pub small: u32,
    /// Hidden because they would give a small one away.
    pub for_others: u32,
}

/// Why nothing can be shared beside the previous share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There are no complete periods.
    #[error(
        "No period of this length is complete yet, so there is nothing that could be shared. Choose shorter periods, or wait until this one is complete."
    )]
    Nothing,
    /// It was of other grades.
    #[error(
        "The figures shared last were counted by another scale of grades, so the page cannot tell what the two together would reveal. Share by the same scale."
    )]
    OtherScale,
    /// It was of other months, or counted other audits.
    #[error(
        "The figures shared last were counted with other filters or from other months, so the page cannot tell what the two together would reveal. Choose the same filters and first month as then."
    )]
    OtherAudits,
    /// Figures that were shown have changed since.
    #[error(
        "{0} of the figures shared last have changed since, because audits came in late or were corrected. Shared again, the difference would tell about those few. Keep to the figures shared last until a longer period is complete."
    )]
    Revised(u32),
}

impl Lost {
    /// All that is hidden.
    pub fn hidden(self) -> u32 {
        self.small + self.for_others
    }

    /// Counts that are not nought: what there is to be hidden or shown.
    pub fn that_tell(self) -> u32 {
        self.counts.saturating_sub(self.noughts)
    }
}

/// Hides in these counts what must not travel: by itself, and beside the previous share of the same figures.
///
/// # Errors
/// If there is nothing to share, or if the previous share cannot be compared with it.
///
/// ```
/// use plumbline::disclosure::{Count, Counts, Grain, Profile, control};
/// use plumbline::tally::Tally;
/// let month = |n, inadequate| Tally { n, inadequate };
/// let counts = Counts {
///     scale: plumbline::audit::Scale::default().levels,
///     first_month: 2024 * 12,
///     months: vec![vec![0, 20, 20, 3], vec![0, 30, 22, 8], vec![0, 30, 20, 10]],
///     offices: vec![("North".into(), vec![month(43, 3), month(60, 8), month(60, 10)])],
///     ..Counts::default()
/// };
/// let grain = Grain { months: 1, merge_offices: false };
/// let shared = control(&counts, Profile::PUBLIC, grain, None).unwrap().shared;
/// // Three is small. It could be had from the total, so another month is hidden as well.
/// assert_eq!(shared.periods[0].count, Count { n: Some(43), inadequate: None });
/// assert_eq!(shared.periods.iter().filter(|period| period.count.inadequate.is_none()).count(), 2);
/// assert_eq!(shared.total.count, Count { n: Some(163), inadequate: Some(21) });
/// ```
pub fn control(
    counts: &Counts,
    profile: Profile,
    grain: Grain,
    previous: Option<&Shared>,
) -> Result<Controlled, Refused> {
    Ok(Controlling::begin(counts, profile, grain, previous)?.finish())
}

/// The work of [`control`], a piece at a time, so that whoever does it can answer others meanwhile.
pub struct Controlling<'a> {
    counts: &'a Counts,
    profile: Profile,
    grain: Grain,
    previous: Option<&'a Shared>,
    view: View,
    model: Model,
    cells: ViewCells,
    targets: std::vec::IntoIter<Target>,
    /// Of each cell: whether it was hidden because it is small.
    small: Vec<bool>,
    revealed: Vec<String>,
}

impl<'a> Controlling<'a> {
    /// The counts with those hidden that are small; what would give them away is still shown.
    ///
    /// # Errors
    /// As [`control`].
    pub fn begin(
        counts: &'a Counts,
        profile: Profile,
        grain: Grain,
        previous: Option<&'a Shared>,
    ) -> Result<Controlling<'a>, Refused> {
        let view = View::of(counts, profile, grain);
        if view.periods.is_empty() {
            return Err(Refused::Nothing);
        }
        let old = previous.map(|previous| View::of_shared(counts, previous)).transpose()?;
        let mut model = Model::of(counts, &view, old.as_ref());
        let cells = model.add_view(&view, 2);
        if let (Some(old), Some(previous)) = (&old, previous) {
            model.pin(old, previous)?;
        }
        for count in cells.counts() {
            model.hide_small_count(count, profile);
        }
        for cell in cells.grades() {
            let value = model.cell_value(cell);
            if is_small(value, profile.small_count) {
                model.hide(cell);
            }
        }
        let small = model.cells.iter().map(|cell| cell.hidden).collect();
        let targets = targets(&model, &view, old.as_ref(), profile).into_iter();
        let revealed = Vec::new();
        Ok(Controlling { counts, profile, grain, previous, view, model, cells, targets, small, revealed })
    }

    /// Protects one more small count; false when there is none left.
    pub fn step(&mut self) -> bool {
        let Some(target) = self.targets.next() else { return false };
        if !self.model.protect(&target) {
            self.revealed.push(target.name(self.counts));
        }
        true
    }

    /// Whether any offices are put together.
    pub fn merges_offices(&self) -> bool {
        self.view.offices.iter().any(|offices| offices.len() > 1)
    }

    /// How much is hidden so far.
    pub fn lost(&self) -> Lost {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let with_reason = |why: Why| count(self.cells.all().filter(|cell| self.why(*cell) == Some(why)).count());
        Lost {
            counts: count(self.cells.all().count()),
            noughts: count(self.cells.all().filter(|cell| self.model.is_shown_nought(*cell)).count()),
            small: with_reason(Why::Small),
            for_others: with_reason(Why::ForOthers),
        }
    }

    /// What is left of the work, done, and its result.
    pub fn finish(mut self) -> Controlled {
        while self.step() {}
        // Where the audits of a period are hidden, its grades are not shown either, for the same reason.
        let of_periods = self.cells.periods.iter().zip(&self.cells.period_grades);
        for ([n, _], grades) in std::iter::once((&self.cells.total, &self.cells.total_grades)).chain(of_periods) {
            if !self.model.is_hidden(*n) {
                continue;
            }
            let small = self.small.get(*n).copied().unwrap_or_default();
            for grade in grades.iter().filter(|grade| !self.model.is_hidden(**grade)).copied().collect::<Vec<_>>() {
                self.model.set_hidden(grade);
                if let Some(of_grade) = self.small.get_mut(grade) {
                    *of_grade = small;
                }
            }
        }
        let (lost, reasons) = (self.lost(), self.reasons());
        let shared = self.model.shared(self.counts, &self.view, &self.cells, self.profile, self.grain, self.previous);
        Controlled { shared, lost, revealed: self.revealed, reasons }
    }

    fn why(&self, cell: usize) -> Option<Why> {
        let small = self.small.get(cell).copied().unwrap_or_default();
        self.model.is_hidden(cell).then_some(if small { Why::Small } else { Why::ForOthers })
    }

    fn reasons(&self) -> Reasons {
        let count = |[n, inadequate]: &CountCells| [self.why(*n), self.why(*inadequate)];
        let counts = |cells: &[CountCells]| cells.iter().map(count).collect::<Vec<_>>();
        let grades = |cells: &[usize]| cells.iter().map(|cell| self.why(*cell)).collect::<Vec<_>>();
        Reasons {
            total: count(&self.cells.total),
            total_grades: grades(&self.cells.total_grades),
            periods: counts(&self.cells.periods),
            period_grades: self.cells.period_grades.iter().map(|cells| grades(cells)).collect(),
            offices: counts(&self.cells.offices),
            by_period: self.cells.inside.iter().map(|cells| counts(cells)).collect(),
            services: counts(&self.cells.services),
        }
    }
}

fn is_small(value: i64, most: u32) -> bool {
    value >= 1 && value <= i64::from(most)
}

/// Which months and offices are put together in a share.
struct View {
    names: Vec<String>,
    offices: Vec<Vec<usize>>,
    periods: Vec<Vec<usize>>,
    first_month: i32,
}

impl View {
    fn of(counts: &Counts, profile: Profile, grain: Grain) -> View {
        let each = i32::from(grain.months.max(1));
        let first_month = counts.first_month.div_euclid(each) * each;
        let months = counts.months.len();
        let mut periods: Vec<Vec<usize>> = Vec::new();
        for month in 0..months {
            let at = (counts.first_month - first_month + i32::try_from(month).unwrap_or(0)) / each;
            let at = usize::try_from(at).unwrap_or(0);
            if periods.len() <= at {
                periods.resize(at + 1, Vec::new());
            }
            if let Some(period) = periods.get_mut(at) {
                period.push(month);
            }
        }
        // A period is shared once its last month is complete.
        let end = counts.first_month + i32::try_from(months).unwrap_or(0);
        if end.rem_euclid(each) != 0 {
            periods.pop();
        }
        let inside = periods.iter().map(Vec::len).sum::<usize>();
        let total = |(_, by_month): &(String, Vec<Tally>)| {
            by_month.iter().take(inside).fold(Tally::default(), |mut sum, tally| {
                sum += *tally;
                sum
            })
        };
        let all: Vec<(usize, &String, Tally)> =
            counts.offices.iter().enumerate().map(|(at, office)| (at, &office.0, total(office))).collect();
        let mut merged: BTreeSet<usize> = BTreeSet::new();
        if grain.merge_offices {
            let is_hidden = |tally: Tally| {
                is_small(tally.n.into(), profile.least_audits.saturating_sub(1))
                    || is_small(tally.inadequate.into(), profile.small_count)
                    || is_small(i64::from(tally.n) - i64::from(tally.inadequate), profile.small_count)
            };
            let mut by_size: Vec<_> = all.iter().filter(|(_, name, _)| !name.is_empty()).collect();
            by_size.order_by_key(|(at, _, tally)| (tally.n, *at));
            merged.extend(by_size.iter().filter(|(_, _, tally)| is_hidden(*tally)).map(|(at, ..)| *at));
            for (at, _, _) in &by_size {
                let together = all.iter().filter(|(at, ..)| merged.contains(at)).fold(
                    Tally::default(),
                    |mut sum, (_, _, tally)| {
                        sum += *tally;
                        sum
                    },
                );
                if merged.is_empty() || (!is_hidden(together) && merged.len() > 1) {
                    break;
                }
                merged.insert(*at);
            }
        }
        let mut names = Vec::new();
        let mut offices = Vec::new();
        for (at, name, _) in &all {
            if !merged.contains(at) {
                names.push((*name).clone());
                offices.push(vec![*at]);
            }
        }
        if !merged.is_empty() {
            names.push(OTHER_OFFICES.to_owned());
            offices.push(merged.into_iter().collect());
        }
        View { names, offices, periods, first_month }
    }

    /// The view that was shared before, found again in these counts.
    fn of_shared(counts: &Counts, shared: &Shared) -> Result<View, Refused> {
        if shared.scale != counts.scale {
            return Err(Refused::OtherScale);
        }
        let each = usize::from(shared.grain.months.max(1));
        let months = counts.months.len();
        let mut periods = Vec::new();
        for at in 0..shared.periods.len() {
            let first = shared.first_month + i32::try_from(at * each).unwrap_or(i32::MAX);
            let period: Vec<usize> = (0..each)
                .filter_map(|month| usize::try_from(first + i32::try_from(month).ok()? - counts.first_month).ok())
                .collect();
            if period.iter().any(|month| *month >= months) {
                return Err(Refused::OtherAudits);
            }
            periods.push(period);
        }
        let named: Vec<&str> = shared.offices.iter().map(|office| office.name.as_str()).collect();
        let is_named = |name: &str| named.contains(&name);
        let mut offices = Vec::new();
        for name in &named {
            let office: Vec<usize> = if *name == OTHER_OFFICES {
                counts.offices.iter().enumerate().filter(|(_, (name, _))| !is_named(name)).map(|(at, _)| at).collect()
            } else {
                counts.offices.iter().enumerate().filter(|(_, (known, _))| known == name).map(|(at, _)| at).collect()
            };
            offices.push(office);
        }
        Ok(View {
            names: named.into_iter().map(str::to_owned).collect(),
            offices,
            periods,
            first_month: shared.first_month,
        })
    }

    fn months(&self) -> Vec<usize> {
        self.periods.iter().flatten().copied().collect()
    }
}

/// The two cells of a count: its audits, and the inadequate ones.
type CountCells = [usize; 2];

/// The cells of one view.
struct ViewCells {
    total: CountCells,
    total_grades: Vec<usize>,
    periods: Vec<CountCells>,
    period_grades: Vec<Vec<usize>>,
    offices: Vec<CountCells>,
    inside: Vec<Vec<CountCells>>,
    services: Vec<CountCells>,
}

impl ViewCells {
    fn counts(&self) -> impl Iterator<Item = CountCells> {
        std::iter::once(self.total)
            .chain(self.periods.iter().copied())
            .chain(self.offices.iter().copied())
            .chain(self.services.iter().copied())
            .chain(self.inside.iter().flatten().copied())
    }

    fn grades(&self) -> impl Iterator<Item = usize> {
        self.total_grades.iter().chain(self.period_grades.iter().flatten()).copied()
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        self.counts().flatten().chain(self.grades())
    }
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    hidden: bool,
    /// Shown in the previous share: it cannot be hidden any more.
    pinned: bool,
    weight: u32,
    /// What is hidden with it.
    hides: Option<usize>,
    /// Whether it is of one office in one period.
    inside: bool,
}

/// A count that is promised to look as small as 1 and as large as `most`.
struct Target {
    of: Of,
    most: u32,
}

enum Of {
    /// Offices in months: layers 0 (not inadequate), 1 (inadequate), or both.
    Audits { offices: Vec<usize>, months: Vec<usize>, layer: Option<usize> },
    /// A grade in months.
    Grade { months: Vec<usize>, grade: usize },
    /// A service in classes of months.
    Service { service: usize, classes: Vec<usize>, layer: Option<usize> },
}

impl Target {
    /// In words, for the sender alone.
    fn name(&self, counts: &Counts) -> String {
        let month = |at: Option<&usize>| {
            let at = counts.first_month + at.and_then(|at| i32::try_from(*at).ok()).unwrap_or(0);
            let month = u8::try_from(at.rem_euclid(12) + 1).unwrap_or(1);
            format!("{} {}", crate::audit::month_name(month), at.div_euclid(12))
        };
        let span = |months: &Vec<usize>| match (months.first(), months.last()) {
            (first, last) if first == last => month(first),
            (first, last) => format!("{} to {}", month(first), month(last)),
        };
        match &self.of {
            Of::Audits { offices, months, .. } => {
                let name = match offices.as_slice() {
                    [only] => counts.offices.get(*only).map(|(name, _)| name.as_str()).unwrap_or_default(),
                    _ => "several offices together",
                };
                format!("{}, {}", if name.is_empty() { "audits without an office" } else { name }, span(months))
            }
            Of::Grade { months, grade } => {
                format!(
                    "{}, {}",
                    counts.scale.get(*grade).map(|level| level.name.as_str()).unwrap_or_default(),
                    span(months)
                )
            }
            Of::Service { service, .. } => {
                counts.services.get(*service).map(|(name, _)| name.clone()).unwrap_or_default()
            }
        }
    }
}

/// Every small count that is shared, or that is left when one share is subtracted from another.
fn targets(model: &Model, view: &View, old: Option<&View>, profile: Profile) -> Vec<Target> {
    let all_offices: Vec<usize> = (0..model.offices).collect();
    let mut office_sets: BTreeSet<Vec<usize>> = view.offices.iter().cloned().collect();
    office_sets.insert(all_offices.clone());
    let mut month_sets: BTreeSet<Vec<usize>> = view.periods.iter().cloned().collect();
    month_sets.insert(view.months());
    if let Some(old) = old {
        office_sets.extend(old.offices.iter().cloned());
        month_sets.extend(old.periods.iter().cloned());
        let before = old.months();
        month_sets.extend(view.periods.iter().map(|period| without(period, &before)));
        month_sets.insert(without(&view.months(), &before));
        month_sets.insert(before);
        // Offices that are put together in one share and not, or with others, in the other.
        for (one, other) in [(view, old), (old, view)] {
            for group in one.offices.iter().filter(|group| group.len() > 1) {
                office_sets.extend(other.offices.iter().map(|taken| without(group, taken)));
            }
        }
    }
    office_sets.remove(&Vec::new());
    month_sets.remove(&Vec::new());
    let mut targets = Vec::new();
    let fewest = profile.least_audits.saturating_sub(1);
    let limit = |layer: Option<usize>| if layer.is_some() { profile.small_count } else { fewest };
    // The whole first, then the margins, then the inside: what a margin hides is free for the inside.
    let mut pairs: Vec<(&Vec<usize>, &Vec<usize>)> =
        office_sets.iter().flat_map(|offices| month_sets.iter().map(move |months| (offices, months))).collect();
    pairs.order_by_key(|(offices, months)| {
        (
            usize::from(offices.len() < all_offices.len()) + usize::from(months.len() < view.months().len()),
            offices.len(),
        )
    });
    for (offices, months) in pairs {
        for layer in [Some(1), Some(0), None] {
            let of = Of::Audits { offices: offices.clone(), months: months.clone(), layer };
            targets.push(Target { of, most: limit(layer) });
        }
    }
    for months in &month_sets {
        for grade in 0..model.grades {
            targets.push(Target { of: Of::Grade { months: months.clone(), grade }, most: profile.small_count });
        }
    }
    for service in 0..model.services {
        for classes in [vec![2, 3], vec![1, 3], vec![2], vec![3], vec![1]] {
            for layer in [Some(1), Some(0), None] {
                let of = Of::Service { service, classes: classes.clone(), layer };
                targets.push(Target { of, most: limit(layer) });
            }
        }
    }
    targets.retain(|target| is_small(model.sum(&model.entries_of(&target.of)), target.most));
    targets
}

fn without(of: &[usize], taken: &[usize]) -> Vec<usize> {
    of.iter().filter(|one| !taken.contains(one)).copied().collect()
}

/// A change of one audit: office, month, layer, and one more or one fewer.
type Change = (usize, usize, usize, i64);

/// The audits as sums of which the shared cells are sums again.
struct Model {
    offices: usize,
    months: usize,
    grades: usize,
    services: usize,
    names_of_services: Vec<String>,
    layer_of_grade: Vec<usize>,
    /// For each month: 1 if it is in the previous share, 2 if it is in the new one, 3 if in both.
    class: Vec<usize>,
    values: Vec<i64>,
    cells_of: Vec<Vec<usize>>,
    cells: Vec<Cell>,
    entries: Vec<Vec<usize>>,
    /// The sum of a cell's changes while a step is looked at.
    scratch: Vec<i64>,
    /// Where the search for partners begins.
    begin_at: usize,
    /// How often that was.
    attempt: usize,
}

impl Model {
    fn of(counts: &Counts, view: &View, old: Option<&View>) -> Model {
        let (offices, months, grades) = (counts.offices.len(), counts.months.len(), counts.scale.len());
        let services = counts.services.len();
        let mut class = vec![0; months];
        for (bit, view) in [(2, Some(view)), (1, old)] {
            for month in view.map(View::months).unwrap_or_default() {
                if let Some(class) = class.get_mut(month) {
                    *class |= bit;
                }
            }
        }
        let mut model = Model {
            offices,
            months,
            grades,
            services,
            names_of_services: counts.services.iter().map(|(name, _)| name.clone()).collect(),
            layer_of_grade: counts.scale.iter().map(|level| usize::from(level.inadequate)).collect(),
            class,
            values: vec![0; offices * months * 2 + months * grades + services * 8],
            cells_of: vec![Vec::new(); offices * months * 2 + months * grades + services * 8],
            cells: Vec::new(),
            entries: Vec::new(),
            scratch: Vec::new(),
            begin_at: 0,
            attempt: 0,
        };
        let layers = |tally: &Tally| [i64::from(tally.n) - i64::from(tally.inadequate), i64::from(tally.inadequate)];
        for (office, (_, by_month)) in counts.offices.iter().enumerate() {
            for (month, tally) in by_month.iter().enumerate() {
                for (layer, value) in layers(tally).into_iter().enumerate() {
                    let entry = model.audits(office, month, layer);
                    model.add(entry, value);
                }
            }
        }
        for (month, by_grade) in counts.months.iter().enumerate() {
            for (grade, value) in by_grade.iter().enumerate() {
                let entry = model.grade(month, grade);
                model.add(entry, i64::from(*value));
            }
        }
        for (service, (_, by_month)) in counts.services.iter().enumerate() {
            for (month, tally) in by_month.iter().enumerate() {
                for (layer, value) in layers(tally).into_iter().enumerate() {
                    let entry = model.service(service, model.class_of(month), layer);
                    model.add(entry, value);
                }
            }
        }
        model
    }

    fn audits(&self, office: usize, month: usize, layer: usize) -> usize {
        (office * self.months + month) * 2 + layer
    }

    fn grade(&self, month: usize, grade: usize) -> usize {
        self.offices * self.months * 2 + month * self.grades + grade
    }

    fn service(&self, service: usize, class: usize, layer: usize) -> usize {
        self.offices * self.months * 2 + self.months * self.grades + (service * 4 + class) * 2 + layer
    }

    fn class_of(&self, month: usize) -> usize {
        self.class.get(month).copied().unwrap_or_default()
    }

    fn add(&mut self, entry: usize, value: i64) {
        if let Some(sum) = self.values.get_mut(entry) {
            *sum += value;
        }
    }

    fn value(&self, entry: usize) -> i64 {
        self.values.get(entry).copied().unwrap_or_default()
    }

    fn sum(&self, entries: &[usize]) -> i64 {
        entries.iter().map(|entry| self.value(*entry)).sum()
    }

    fn entries_of(&self, of: &Of) -> Vec<usize> {
        let layers = |layer: &Option<usize>| layer.map_or(vec![0, 1], |layer| vec![layer]);
        match of {
            Of::Audits { offices, months, layer } => offices
                .iter()
                .flat_map(|office| months.iter().map(move |month| (*office, *month)))
                .flat_map(|(office, month)| {
                    layers(layer).into_iter().map(move |layer| self.audits(office, month, layer))
                })
                .collect(),
            Of::Grade { months, grade } => months.iter().map(|month| self.grade(*month, *grade)).collect(),
            Of::Service { service, classes, layer } => classes
                .iter()
                .flat_map(|class| layers(layer).into_iter().map(|layer| self.service(*service, *class, layer)))
                .collect(),
        }
    }

    fn add_cell(&mut self, of: &Of, weight: u32, hides: Option<usize>) -> usize {
        let (cell, entries) = (self.cells.len(), self.entries_of(of));
        for entry in &entries {
            if let Some(cells) = self.cells_of.get_mut(*entry) {
                cells.push(cell);
            }
        }
        self.entries.push(entries);
        self.scratch.push(0);
        self.cells.push(Cell { hidden: false, pinned: false, weight, hides, inside: matches!(weight, 8 | 12) });
        cell
    }

    /// The cells of a view, whose months have `bit` in their class. The inadequate ones come first, since hidden audits hide them.
    fn add_view(&mut self, view: &View, bit: usize) -> ViewCells {
        let everyone: Vec<usize> = (0..self.offices).collect();
        let months = view.months();
        let classes = vec![bit, 3];
        let count = |model: &mut Model, offices: &[usize], months: &[usize], weight: u32| -> CountCells {
            let of = |layer| Of::Audits { offices: offices.to_vec(), months: months.to_vec(), layer };
            let inadequate = model.add_cell(&of(Some(1)), weight, None);
            [model.add_cell(&of(None), weight + weight / 2, Some(inadequate)), inadequate]
        };
        let grades = |model: &mut Model, months: &[usize], weight: u32| -> Vec<usize> {
            let of = |grade| Of::Grade { months: months.to_vec(), grade };
            (0..model.grades).map(|grade| model.add_cell(&of(grade), weight, None)).collect()
        };
        ViewCells {
            total: count(self, &everyone, &months, 2000),
            total_grades: grades(self, &months, 40),
            periods: view.periods.iter().map(|months| count(self, &everyone, months, 60)).collect(),
            period_grades: view.periods.iter().map(|months| grades(self, months, 6)).collect(),
            offices: view.offices.iter().map(|offices| count(self, offices, &months, 60)).collect(),
            inside: view
                .offices
                .iter()
                .map(|offices| view.periods.iter().map(|months| count(self, offices, months, 8)).collect())
                .collect(),
            services: (0..self.services)
                .map(|service| {
                    let of = |layer| Of::Service { service, classes: classes.clone(), layer };
                    let inadequate = self.add_cell(&of(Some(1)), 40, None);
                    [self.add_cell(&of(None), 60, Some(inadequate)), inadequate]
                })
                .collect(),
        }
    }

    /// Takes over what the previous share shows: it can no longer be hidden, and must still be so.
    fn pin(&mut self, old: &View, previous: &Shared) -> Result<(), Refused> {
        let cells = self.add_view(old, 1);
        let mut shown: Vec<(usize, Option<u32>)> = Vec::new();
        let mut count = |[n, inadequate]: CountCells, count: Count| {
            shown.push((n, count.n));
            shown.push((inadequate, count.inadequate));
        };
        count(cells.total, previous.total.count);
        cells.periods.iter().zip(&previous.periods).for_each(|(cells, period)| count(*cells, period.count));
        for ((total, inside), office) in cells.offices.iter().zip(&cells.inside).zip(&previous.offices) {
            count(*total, office.total);
            inside.iter().zip(&office.by_period).for_each(|(cells, period)| count(*cells, *period));
        }
        // A service that has no audits any more, or a new one, is like figures that have changed.
        let services: Vec<(usize, Count)> = previous
            .services
            .iter()
            .map(|service| {
                let known = self.names_of_services.iter().position(|name| *name == service.name);
                known.map(|at| (at, service.total))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(Refused::OtherAudits)?;
        for (at, total) in services {
            cells.services.get(at).into_iter().for_each(|cells| count(*cells, total));
        }
        shown.extend(cells.total_grades.iter().copied().zip(previous.total.grades.iter().copied()));
        for (cells, period) in cells.period_grades.iter().zip(&previous.periods) {
            shown.extend(cells.iter().copied().zip(period.grades.iter().copied()));
        }
        // A cell that was hidden, or not shared at all, binds nobody.
        for cell in cells.all() {
            self.set_hidden(cell);
        }
        let mut revised = 0;
        for (cell, value) in shown {
            let Some(value) = value else { continue };
            revised += u32::from(self.cell_value(cell) != i64::from(value));
            if let Some(cell) = self.cells.get_mut(cell) {
                (cell.hidden, cell.pinned) = (false, true);
            }
        }
        if revised > 0 { Err(Refused::Revised(revised)) } else { Ok(()) }
    }

    fn cell_value(&self, cell: usize) -> i64 {
        self.entries.get(cell).map(|entries| self.sum(entries)).unwrap_or_default()
    }

    fn is_shown_nought(&self, cell: usize) -> bool {
        !self.is_hidden(cell) && self.cell_value(cell) == 0
    }

    fn is_hidden(&self, cell: usize) -> bool {
        self.cells.get(cell).is_some_and(|cell| cell.hidden)
    }

    fn set_hidden(&mut self, cell: usize) {
        if let Some(cell) = self.cells.get_mut(cell) {
            cell.hidden = true;
        }
    }

    fn hide(&mut self, cell: usize) {
        self.set_hidden(cell);
        if let Some(with) = self.cells.get(cell).and_then(|cell| cell.hides) {
            self.set_hidden(with);
        }
    }

    fn hide_small_count(&mut self, [n, inadequate]: CountCells, profile: Profile) {
        let (audits, worst) = (self.cell_value(n), self.cell_value(inadequate));
        if is_small(audits, profile.least_audits.saturating_sub(1)) {
            self.hide(n);
        }
        if is_small(worst, profile.small_count) || is_small(audits - worst, profile.small_count) {
            self.hide(inadequate);
        }
    }

    /// Hides what it takes for this count to look as small as 1 and as large as promised; false if the previous share forbids it.
    fn protect(&mut self, target: &Target) -> bool {
        let truth = self.values.clone();
        let entries = self.entries_of(&target.of);
        let mut inside = vec![false; self.values.len()];
        for entry in &entries {
            if let Some(inside) = inside.get_mut(*entry) {
                *inside = true;
            }
        }
        let value = self.sum(&entries);
        let mut safe = true;
        for (direction, steps) in [(1, i64::from(target.most) - value), (-1, value - 1)] {
            // Steps taken early may stand in the way of later ones: then others are tried first.
            let reached = (0..MOST_TRIES).any(|attempt| {
                (self.attempt, self.begin_at) = (attempt, attempt * 7);
                let reached = (0..steps).all(|_| {
                    let step = self.best_step(&target.of, direction, &inside);
                    step.is_some_and(|step| {
                        self.take(&step);
                        true
                    })
                });
                self.values.clone_from(&truth);
                reached
            });
            safe &= reached;
        }
        safe
    }

    /// Makes a step, and hides what it changes.
    fn take(&mut self, step: &[(usize, i64)]) {
        for cell in self.changed_by(step) {
            self.hide(cell);
        }
        for (entry, change) in step {
            self.add(*entry, *change);
        }
    }

    fn changed_by(&mut self, step: &[(usize, i64)]) -> Vec<usize> {
        let mut met: Vec<usize> = Vec::with_capacity(64);
        for (entry, change) in step {
            for cell in self.cells_of.get(*entry).into_iter().flatten() {
                if let Some(sum) = self.scratch.get_mut(*cell) {
                    *sum += change;
                    met.push(*cell);
                }
            }
        }
        let mut changed = Vec::new();
        for cell in met {
            if let Some(sum) = self.scratch.get_mut(cell) {
                if *sum != 0 {
                    changed.push(cell);
                }
                *sum = 0;
            }
        }
        changed
    }

    /// What a step would hide, weighed; `None` if it cannot be made.
    fn cost(&mut self, step: &[(usize, i64)]) -> Option<u32> {
        if step.iter().any(|(entry, change)| self.value(*entry) + change < 0) {
            return None;
        }
        let mut cost = 0;
        for cell in self.changed_by(step) {
            let cell = self.cells.get(cell)?;
            if cell.pinned {
                return None;
            }
            if !cell.hidden {
                cost += cell.weight;
            }
        }
        Some(cost)
    }

    /// The cheapest step that makes the target one larger, or smaller.
    fn best_step(&mut self, of: &Of, direction: i64, inside: &[bool]) -> Option<Vec<(usize, i64)>> {
        let mut best = Best { step: None, cost: u32::MAX, looked_at: 0 };
        match of {
            Of::Audits { offices, months, layer } => {
                self.steps_of_audits(offices, months, *layer, direction, inside, Prefer::default(), &mut best);
            }
            Of::Grade { months, grade } => self.steps_of_grade(months, *grade, direction, inside, &mut best),
            Of::Service { service, classes, layer } => {
                self.steps_of_service(*service, classes, *layer, direction, inside, &mut best);
            }
        }
        best.step
    }

    fn consider(&mut self, step: Vec<(usize, i64)>, direction: i64, inside: &[bool], best: &mut Best) {
        best.looked_at += 1;
        let is_inside = |entry: usize| inside.get(entry).copied().unwrap_or_default();
        let effect: i64 = step.iter().filter(|(entry, _)| is_inside(*entry)).map(|(_, change)| change).sum();
        if effect != direction {
            return;
        }
        let cost =
            self.cost(&step).map(|cost| cost.saturating_mul(16).saturating_add(self.scarcity(&step, best.looked_at)));
        if let Some(cost) = cost.filter(|cost| *cost < best.cost) {
            (best.cost, best.step) = (cost, Some(step));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one search, called from three places")]
    fn steps_of_audits(
        &mut self,
        offices: &[usize],
        months: &[usize],
        layer: Option<usize>,
        direction: i64,
        inside: &[bool],
        prefer: Prefer,
        best: &mut Best,
    ) {
        // One audit more, or one that is graded otherwise.
        let kinds: Vec<Vec<(usize, i64)>> = match layer {
            Some(layer) => vec![vec![(layer, 1), (1 - layer, -1)], vec![(layer, 1)]],
            None => vec![vec![(0, 1)], vec![(1, 1)]],
        };
        let kinds: Vec<_> = if self.attempt % 2 == 1 { kinds.into_iter().rev().collect() } else { kinds };
        let one = offices.len() * months.len() == 1;
        for kind in &kinds {
            for office in offices {
                for month in months {
                    let alone: Vec<Change> =
                        kind.iter().map(|(layer, change)| (*office, *month, *layer, change * direction)).collect();
                    self.consider_audits(&alone, direction, inside, prefer, best);
                    let at = |office: usize, month: usize, sign: i64| {
                        kind.iter().map(move |(layer, change)| (office, month, *layer, change * direction * sign))
                    };
                    for other in self.turned(self.offices).filter(|other| other != office) {
                        let changes: Vec<Change> = alone.iter().copied().chain(at(other, *month, -1)).collect();
                        self.consider_audits(&changes, direction, inside, prefer, best);
                    }
                    for then in self.turned(self.months).filter(|then| then != month) {
                        let changes: Vec<Change> = alone.iter().copied().chain(at(*office, then, -1)).collect();
                        self.consider_audits(&changes, direction, inside, prefer, best);
                    }
                    if best.cost > 0
                        && let Some(ring) = self.ring(kind, *office, *month, direction)
                    {
                        self.consider_audits(&ring, direction, inside, prefer, best);
                    }
                    for then in self.turned(self.months).filter(|then| then != month) {
                        for other in self.turned(self.offices).filter(|other| other != office) {
                            if best.cost == 0 || best.looked_at > MOST_LOOKED_AT {
                                return;
                            }
                            if one {
                                let changes: Vec<Change> = alone
                                    .iter()
                                    .copied()
                                    .chain(at(*office, then, -1))
                                    .chain(at(other, *month, -1))
                                    .chain(at(other, then, 1))
                                    .collect();
                                self.consider_audits(&changes, direction, inside, prefer, best);
                            }
                            let changes: Vec<Change> = alone.iter().copied().chain(at(other, then, -1)).collect();
                            self.consider_audits(&changes, direction, inside, prefer, best);
                        }
                    }
                }
            }
        }
    }

    /// In later tries: how little a step leaves where it takes from, and then as chance has it.
    fn scarcity(&self, step: &[(usize, i64)], looked_at: u32) -> u32 {
        if self.attempt < TRIES_BY_COST {
            return 0;
        }
        let left =
            step.iter().filter(|(_, change)| *change < 0).map(|(entry, change)| self.value(*entry) + change).min();
        let scarce = u32::try_from(4 - left.unwrap_or(4).clamp(0, 4)).unwrap_or(0);
        let turn = u32::try_from(self.attempt).unwrap_or(0);
        1 + scarce * 2
            + looked_at.wrapping_mul(2_654_435_761).wrapping_add(turn.wrapping_mul(40_503)).rotate_left(turn) % 5
    }

    /// The cheapest ring of changes through one office and month that leaves the totals of every office and month: one more here, one fewer in
    /// another office, one more there in another month, and so on until it is closed (Dijkstra's shortest path between the month and the office).
    fn ring(&self, kind: &[(usize, i64)], office: usize, month: usize, direction: i64) -> Option<Vec<Change>> {
        let nodes = self.offices + self.months;
        let mut cost = vec![u32::MAX; nodes];
        let mut from: Vec<Option<usize>> = vec![None; nodes];
        let mut done = vec![false; nodes];
        *cost.get_mut(self.offices + month)? = 0;
        while let Some((at, reached)) = (0..nodes)
            .filter(|at| done.get(*at) == Some(&false))
            .filter_map(|at| cost.get(at).map(|cost| (at, *cost)))
            .filter(|(_, cost)| *cost < u32::MAX)
            .min_by_key(|(at, cost)| (*cost, *at))
        {
            *done.get_mut(at)? = true;
            if at == office {
                break;
            }
            let is_month = at >= self.offices;
            let others = if is_month { 0..self.offices } else { self.offices..nodes };
            for other in others {
                let (of, then) = if is_month { (other, at - self.offices) } else { (at, other - self.offices) };
                // Within the months that were shared before, or those that were not: their totals stand apart.
                if (of, then) == (office, month) || self.class_of(then) != self.class_of(month) {
                    continue;
                }
                let sign = if is_month { -direction } else { direction };
                let Some(more) = self.cost_inside(kind, of, then, sign) else { continue };
                // Taking the last audit from a place would close it to later steps.
                let scarce = if sign * direction < 0 && self.attempt >= TRIES_BY_COST { 3 } else { 0 };
                let few = kind
                    .iter()
                    .any(|(layer, change)| change * sign < 0 && self.value(self.audits(of, then, *layer)) <= 1);
                let more = more.saturating_mul(16).saturating_add(if few { scarce } else { 0 });
                let total = reached.saturating_add(more).saturating_add(1);
                if cost.get(other).is_some_and(|known| total < *known) {
                    *cost.get_mut(other)? = total;
                    *from.get_mut(other)? = Some(at);
                }
            }
        }
        let change = |office: usize, month: usize, sign: i64| {
            kind.iter().map(move |(layer, change)| (office, month, *layer, change * sign))
        };
        let mut ring: Vec<Change> = change(office, month, direction).collect();
        let mut at = office;
        while let Some(before) = from.get(at).copied().flatten() {
            if at < self.offices {
                ring.extend(change(at, before - self.offices, -direction));
            } else {
                ring.extend(change(before, at - self.offices, direction));
            }
            at = before;
        }
        (at == self.offices + month).then_some(ring)
    }

    /// What one change hides of its own office and month; `None` if it cannot be made.
    fn cost_inside(&self, kind: &[(usize, i64)], office: usize, month: usize, sign: i64) -> Option<u32> {
        let mut net: Vec<(usize, i64)> = Vec::new();
        for (layer, change) in kind {
            let entry = self.audits(office, month, *layer);
            if self.value(entry) + change * sign < 0 {
                return None;
            }
            for cell in self.cells_of.get(entry).into_iter().flatten() {
                match net.iter_mut().find(|(known, _)| known == cell) {
                    Some((_, sum)) => *sum += change,
                    None => net.push((*cell, *change)),
                }
            }
        }
        let mut cost = 0;
        for (cell, sum) in net {
            let cell = self.cells.get(cell)?;
            if sum != 0 && cell.inside {
                if cell.pinned {
                    return None;
                }
                cost += if cell.hidden { 0 } else { cell.weight };
            }
        }
        Some(cost)
    }

    /// Every number under `end`, from another one on each time that the first steps led nowhere.
    fn turned(&self, end: usize) -> impl Iterator<Item = usize> + use<> {
        let begin = self.begin_at;
        (0..end).map(move |at| (at + begin) % end)
    }

    fn consider_audits(
        &mut self,
        changes: &[Change],
        direction: i64,
        inside: &[bool],
        prefer: Prefer,
        best: &mut Best,
    ) {
        let takes_from_none = |(office, month, layer, change): &Change| {
            *change < 0 && self.value(self.audits(*office, *month, *layer)) <= 0
        };
        if best.cost == 0 || changes.iter().any(takes_from_none) {
            return;
        }
        let mut step: Vec<(usize, i64)> = changes
            .iter()
            .map(|(office, month, layer, change)| (self.audits(*office, *month, *layer), *change))
            .collect();
        for layer in [0, 1] {
            let grades: Vec<usize> =
                (0..self.grades).filter(|grade| self.layer_of_grade.get(*grade) == Some(&layer)).collect();
            let by_month = net(changes, layer, |month| month);
            let grade = by_place(&by_month, &grades, prefer.grade, |month, grade| self.value(self.grade(month, grade)));
            let Some(grade) = grade else { return };
            step.extend(grade.into_iter().map(|(month, grade, change)| (self.grade(month, grade), change)));
            if self.services > 0 {
                let services: Vec<usize> = (0..self.services).collect();
                let by_class = net(changes, layer, |month| self.class_of(month));
                let service = by_place(&by_class, &services, prefer.service, |class, service| {
                    self.value(self.service(service, class, layer))
                });
                let Some(service) = service else { return };
                step.extend(
                    service.into_iter().map(|(class, service, change)| (self.service(service, class, layer), change)),
                );
            }
        }
        self.consider(step, direction, inside, best);
    }

    fn steps_of_grade(&mut self, months: &[usize], grade: usize, direction: i64, inside: &[bool], best: &mut Best) {
        let layer = self.layer_of_grade.get(grade).copied().unwrap_or_default();
        let others: Vec<usize> = (0..self.grades)
            .filter(|other| *other != grade && self.layer_of_grade.get(*other) == Some(&layer))
            .collect();
        for month in months {
            for other in &others {
                let here = [(self.grade(*month, grade), direction), (self.grade(*month, *other), -direction)];
                self.consider(here.to_vec(), direction, inside, best);
                for then in self.turned(self.months).filter(|then| then != month) {
                    let there = [(self.grade(then, grade), -direction), (self.grade(then, *other), direction)];
                    self.consider([here, there].concat(), direction, inside, best);
                    if best.cost == 0 {
                        return;
                    }
                }
            }
        }
        let offices: Vec<usize> = (0..self.offices).collect();
        let prefer = Prefer { grade: Some(grade), service: None };
        self.steps_of_audits(&offices, months, Some(layer), direction, inside, prefer, best);
    }

    fn steps_of_service(
        &mut self,
        service: usize,
        classes: &[usize],
        layer: Option<usize>,
        direction: i64,
        inside: &[bool],
        best: &mut Best,
    ) {
        let kinds: Vec<Vec<(usize, i64)>> = match layer {
            Some(layer) => vec![vec![(layer, 1), (1 - layer, -1)], vec![(layer, 1)]],
            None => vec![vec![(0, 1)], vec![(1, 1)]],
        };
        for kind in &kinds {
            for class in classes {
                for other in (0..self.services).filter(|other| *other != service) {
                    let of = |service: usize, sign: i64| {
                        kind.iter()
                            .map(|(layer, change)| (self.service(service, *class, *layer), change * direction * sign))
                            .collect::<Vec<_>>()
                    };
                    let step = [of(service, 1), of(other, -1)].concat();
                    self.consider(step, direction, inside, best);
                }
            }
        }
        let offices: Vec<usize> = (0..self.offices).collect();
        let months: Vec<usize> = (0..self.months).filter(|month| classes.contains(&self.class_of(*month))).collect();
        let prefer = Prefer { grade: None, service: Some(service) };
        self.steps_of_audits(&offices, &months, layer, direction, inside, prefer, best);
    }
}

/// The grade or service that a step is about.
#[derive(Debug, Clone, Copy, Default)]
struct Prefer {
    grade: Option<usize>,
    service: Option<usize>,
}

struct Best {
    step: Option<Vec<(usize, i64)>>,
    cost: u32,
    looked_at: u32,
}

/// The changes of one layer summed by place, without those that come to nothing.
fn net(changes: &[Change], layer: usize, place: impl Fn(usize) -> usize) -> Vec<(usize, i64)> {
    let mut sums: Vec<(usize, i64)> = Vec::new();
    for (_, month, of, change) in changes {
        if *of != layer {
            continue;
        }
        let at = place(*month);
        match sums.iter_mut().find(|(known, _)| *known == at) {
            Some((_, sum)) => *sum += change,
            None => sums.push((at, *change)),
        }
    }
    sums.retain(|(_, sum)| *sum != 0);
    sums
}

/// For each place that gains or loses an audit, which kind of it: the same one everywhere, so that its total stays, if the place that loses one
/// has it. `None` if nothing can be taken away there.
fn by_place(
    changes: &[(usize, i64)],
    kinds: &[usize],
    prefer: Option<usize>,
    value: impl Fn(usize, usize) -> i64,
) -> Option<Vec<(usize, usize, i64)>> {
    let most = |place: usize| kinds.iter().copied().max_by_key(|kind| (value(place, *kind), usize::MAX - kind));
    let prefer = prefer.filter(|kind| kinds.contains(kind));
    let loses = changes.iter().find(|(_, change)| *change < 0);
    let mut chosen = Vec::new();
    for (place, change) in changes {
        let kind = match (loses, prefer) {
            (Some((from, _)), Some(kind)) if value(*from, kind) > 0 => kind,
            (_, Some(kind)) if *change > 0 => kind,
            (Some((from, _)), _) => most(*from)?,
            (None, _) => most(*place)?,
        };
        if *change < 0 && value(*place, kind) <= 0 {
            return None;
        }
        chosen.push((*place, kind, *change));
    }
    Some(chosen)
}

impl Model {
    fn shared(
        &self,
        counts: &Counts,
        view: &View,
        cells: &ViewCells,
        profile: Profile,
        grain: Grain,
        previous: Option<&Shared>,
    ) -> Shared {
        let value = |cell: usize| u32::try_from(self.cell_value(cell)).ok().filter(|_| !self.is_hidden(cell));
        let count = |[n, inadequate]: CountCells| {
            let n = value(n);
            Count { n, inadequate: value(inadequate).filter(|_| n.is_some()) }
        };
        let period = |count_cells: CountCells, grades: &[usize]| {
            let count = count(count_cells);
            let grade = |cell: &usize| value(*cell).filter(|_| count.n.is_some());
            Period { count, grades: grades.iter().map(grade).collect() }
        };
        let offices = view.names.iter().zip(&cells.offices).zip(&cells.inside).map(|((name, total), inside)| Office {
            name: name.clone(),
            total: count(*total),
            by_period: inside.iter().map(|cells| count(*cells)).collect(),
            judged: None,
        });
        let whole = Tally {
            n: u32::try_from(self.cell_value(cells.total.first().copied().unwrap_or_default())).unwrap_or(0),
            inadequate: u32::try_from(self.cell_value(cells.total.last().copied().unwrap_or_default())).unwrap_or(0),
        };
        let nobody_named = counts.offices.iter().all(|(name, _)| name.is_empty());
        Shared {
            told: Told::default(),
            profile,
            grain,
            settings: Settings::default(),
            scale: counts.scale.clone(),
            first_month: view.first_month,
            periods: cells
                .periods
                .iter()
                .zip(&cells.period_grades)
                .map(|(cells, grades)| period(*cells, grades))
                .collect(),
            total: period(cells.total, &cells.total_grades),
            offices: if nobody_named { Vec::new() } else { offices.collect() },
            services: counts
                .services
                .iter()
                .zip(&cells.services)
                .map(|((name, _), cells)| Service { name: name.clone(), total: count(*cells) })
                .collect(),
            causes: causes(counts, whole, profile, previous),
            events: Vec::new(),
            judged: None,
            basis: None,
            notes: Vec::new(),
            unanswered: None,
        }
    }
}

/// The causes stand apart: an audit may have several, so that no total is the sum of them.
fn causes(counts: &Counts, whole: Tally, profile: Profile, previous: Option<&Shared>) -> Vec<Cause> {
    let few = |audits: u32| audits >= 1 && audits < profile.least_audits;
    let small = |count: u32| count >= 1 && count <= profile.small_count;
    let good = |tally: Tally| tally.n.saturating_sub(tally.inadequate);
    let cause = |(name, tally): &(String, Tally)| {
        let rest = whole.without(*tally);
        let before = previous.and_then(|previous| previous.causes.iter().find(|cause| cause.name == *name));
        let before = before.map(|cause| cause.total).unwrap_or_default();
        let tells_of_few = |now: u32, before: Option<u32>| before.is_some_and(|before| few(now.abs_diff(before)));
        let hide_inadequate = [tally.inadequate, good(*tally), rest.inadequate, good(rest)].into_iter().any(small);
        // With the audits known, the inadequate ones among them lie between these.
        let (least, most) = (tally.n.saturating_sub(good(whole)), tally.n.min(whole.inadequate));
        let (least_good, most_good) = (tally.n.saturating_sub(whole.inadequate), tally.n.min(good(whole)));
        let bounded = least > 1 || least_good > 1 || most < profile.small_count || most_good < profile.small_count;
        let hide_audits = few(tally.n)
            || small(rest.n)
            || (hide_inadequate && bounded)
            || tells_of_few(tally.n, before.n)
            || tells_of_few(tally.inadequate, before.inadequate)
            || (before.inadequate.is_some()
                && tells_of_few(good(*tally), before.n.zip(before.inadequate).map(|(n, x)| n - x)));
        Cause {
            name: name.clone(),
            total: Count {
                n: Some(tally.n).filter(|_| !hide_audits),
                inadequate: Some(tally.inadequate).filter(|_| !hide_audits && !hide_inadequate),
            },
        }
    };
    counts.causes.iter().map(cause).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Scale;

    #[test]
    fn small_is_from_one_to_the_limit() {
        assert_eq!([-1, 0, 1, 5, 6].map(|value| is_small(value, 5)), [false, false, true, true, false]);
        assert_eq!(without(&[3, 1, 2], &[1, 4]), [3, 2]);
    }

    /// Whoever knows the whole, and the audits of a cause, finds each small number possible of those of them that are hidden.
    #[test]
    fn what_is_hidden_of_a_cause_may_be_any_small_count() {
        let is_small = |count: u32| (1..=Profile::PUBLIC.small_count).contains(&count);
        let (mut whole_shown, mut part_hidden, mut all_hidden) = (0, 0, 0);
        for all in 0..34 {
            for inadequate in 0..=all {
                let whole = Tally { n: all, inadequate };
                for n in 0..=all {
                    for bad in n.saturating_sub(all - inadequate)..=n.min(inadequate) {
                        let counts = Counts {
                            causes: vec![("Drift".into(), Tally { n, inadequate: bad })],
                            ..Counts::default()
                        };
                        let [cause] = causes(&counts, whole, Profile::PUBLIC, None).try_into().unwrap();
                        let told = format!("{bad} of {n}, {inadequate} of {all}: {:?}", cause.total);
                        let Some(shown) = cause.total.n else {
                            assert_eq!(cause.total.inadequate, None, "{told}");
                            all_hidden += 1;
                            continue;
                        };
                        assert!(shown == n && (n == 0 || n >= 10) && !is_small(all - n), "{told}");
                        if let Some(shown) = cause.total.inadequate {
                            let parts = [bad, n - bad, inadequate - bad, all - n - (inadequate - bad)];
                            assert!(shown == bad && !parts.into_iter().any(is_small), "{told}");
                            whole_shown += 1;
                        } else {
                            let (least, most) = (n.saturating_sub(all - inadequate), n.min(inadequate));
                            assert!(least <= 1 && most >= 5 && n - most <= 1 && n - least >= 5, "{told}");
                            part_hidden += 1;
                        }
                    }
                }
            }
        }
        assert!(whole_shown > 500 && part_hidden > 500 && all_hidden > 500, "{whole_shown} {part_hidden} {all_hidden}");
    }

    #[test]
    fn a_cause_of_which_few_audits_have_come_since_is_hidden() {
        let whole = Tally { n: 200, inadequate: 100 };
        let before = Count { n: Some(50), inadequate: Some(25) };
        let previous =
            Shared { causes: vec![Cause { name: "Drift".into(), total: before }], ..everything(&[[60, 40]; 3]) };
        let shown = |n, inadequate| {
            let counts = Counts { causes: vec![("Drift".into(), Tally { n, inadequate })], ..Counts::default() };
            causes(&counts, whole, Profile::PUBLIC, Some(&previous)).iter().all(|cause| cause.total.n.is_some())
        };
        assert!(shown(50, 25) && shown(60, 25) && shown(70, 35), "nothing has come, or enough");
        assert!(!shown(51, 25) && !shown(59, 34), "from one to nine audits");
        assert!(!shown(70, 26) && !shown(70, 44), "as few inadequate ones, or others");
    }

    /// What is shared of one office that has so many adequate and inadequate audits in each month, by quarter.
    fn everything(months: &[[u32; 2]]) -> Shared {
        control(&counts(months), Profile::PUBLIC, Grain { months: 3, merge_offices: false }, None).unwrap().shared
    }

    fn counts(months: &[[u32; 2]]) -> Counts {
        let by_month: Vec<Tally> = months.iter().map(|[good, bad]| Tally { n: good + bad, inadequate: *bad }).collect();
        Counts {
            scale: Scale::default().levels,
            first_month: 24_000,
            months: months.iter().map(|[good, bad]| vec![0, *good, 0, *bad]).collect(),
            offices: vec![("North".into(), by_month.clone())],
            services: vec![(String::new(), by_month)],
            causes: Vec::new(),
        }
    }

    #[test]
    fn quarters_that_were_shared_are_found_again_month_by_month() {
        let months = [[60, 40]; 8];
        let shared = everything(&months);
        assert_eq!(shared.periods.len(), 2);
        assert_eq!(shared.periods.first().unwrap().count, Count { n: Some(300), inadequate: Some(120) });
        let view = View::of_shared(&counts(&months), &shared).unwrap_or_else(|refused| panic!("{refused:?}"));
        assert_eq!(view.periods, [vec![0, 1, 2], vec![3, 4, 5]]);
        assert!(View::of_shared(&counts(&months[..5]), &shared).is_err(), "a month of it is missing");
    }

    #[test]
    fn offices_that_were_shared_together_are_found_again() {
        let mut counts = counts(&[[66, 46], [60, 40], [60, 40], [60, 40], [60, 40], [60, 40]]);
        // Of three offices there are a few audits in the first month alone.
        let first =
            |good: u32, bad| [vec![Tally { n: good + bad, inadequate: bad }], vec![Tally::default(); 5]].concat();
        counts.offices = vec![
            ("Ash".into(), first(3, 2)),
            ("North".into(), vec![Tally { n: 100, inadequate: 40 }; 6]),
            ("Oak".into(), first(1, 2)),
            ("Yew".into(), first(2, 2)),
        ];
        for (merge_offices, expected) in
            [(false, vec![vec![0], vec![1], vec![2], vec![3]]), (true, vec![vec![1], vec![0, 2, 3]])]
        {
            let grain = Grain { months: 3, merge_offices };
            let shared = control(&counts, Profile::PUBLIC, grain, None).unwrap().shared;
            let view = View::of_shared(&counts, &shared).unwrap_or_else(|refused| panic!("{refused:?}"));
            assert_eq!(view.offices, expected, "{:?}", view.names);
            assert_eq!(view.names.len(), shared.offices.len());
        }
    }

    #[test]
    fn where_an_audit_goes_from_it_is_of_a_kind_that_is_there() {
        // At place 0 there are audits of kind 1, at place 1 more of kind 0.
        let value = |place: usize, kind: usize| [[0, 2], [5, 1]][place][kind];
        let moved = |from: usize, to: usize, prefer| by_place(&[(from, -1), (to, 1)], &[0, 1], prefer, value);
        assert_eq!(moved(0, 1, None), Some(vec![(0, 1, -1), (1, 1, 1)]));
        assert_eq!(moved(1, 0, None), Some(vec![(1, 0, -1), (0, 0, 1)]));
        assert_eq!(
            moved(1, 0, Some(1)),
            Some(vec![(1, 1, -1), (0, 1, 1)]),
            "the kind that is preferred, where it is there"
        );
        assert_eq!(by_place(&[(0, -1)], &[0], None, value), None, "there is none to take away");
        assert_eq!(by_place(&[(1, 1)], &[0, 1], None, value), Some(vec![(1, 0, 1)]));
    }
}
