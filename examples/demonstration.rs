//! Writes the demonstration file: two years of invented audits of an authority that does not exist.
//!
//! `cargo run --example demonstration -- assets/demonstration.json.gz` writes the file that the page offers on its first
//! screen; without an argument the JSON goes to the standard output. The same seed gives the same bytes everywhere: the
//! generator uses whole numbers only, and `tests/demonstration.rs` holds the asset to it.
//!
//! What is made true of the figures, so that every view has something to find: the rate of inadequate work stays at
//! about 20% for sixteen months (with a dip in months eight and nine that is undone in month ten, though the work itself
//! is the same throughout), then at about 12% for eight; Coldharbour is truly worse than the others; Denholm is too small
//! to judge by the month; Eastmere improves only because it comes to audit other work; Brackley Green does not finish its
//! actions in time; and the second grader is harsher than the first, the more so in the second year.

use flate2::{Compression, GzBuilder};
use plumbline::audit::{Day, Granularity, Period};
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write as _;

/// The first seed, from 0, of which every fact in `tests/demonstration.rs` holds: about 1 in 100 does (9 of the first
/// 800), each fact by itself in a fifth of draws or more. The monthly counts are those of `MONTHS` whatever the seed; the
/// rest is one tidy draw of the chances written below, and not evidence of how often a real file would be so clear.
const SEED: u64 = 128;

/// Random graded audits of each month from September 2017, and how many of them are inadequate.
///
/// Months 1, 8, 9 and 10 are chosen (23%, 15%, 12%, 18%). The others are binomial, of 21% and from month 17 of 12%: the
/// first of 93 draws with the averages wanted, no month lower than the dip before month 17 or over 19% after it, and a spread
/// that is ordinary for chance. That last is the point: a smoother series, however tidy, would deny what the page tells
/// its reader, that a move of five points from one month to the next is nothing unusual.
const MONTHS: [(usize, usize); 24] = [
    (70, 16),
    (71, 17),
    (68, 17),
    (66, 11),
    (72, 13),
    (69, 19),
    (73, 16),
    (72, 11),
    (68, 8),
    (71, 13),
    (69, 11),
    (70, 16),
    (74, 11),
    (68, 16),
    (71, 16),
    (66, 12),
    (72, 11),
    (70, 11),
    (73, 6),
    (69, 6),
    (71, 13),
    (68, 6),
    (70, 8),
    (60, 7),
];

/// The month (counted from 0) in which Eastmere's work changes from mostly Assessment to mostly Early Help.
const EASTMERE_CHANGES: usize = 12;
/// The month (counted from 0) from which work is better, after the extra senior capacity of the month before.
const BETTER_FROM: usize = 16;

const ASHFORD: &str = "Ashford Vale";
const BRACKLEY: &str = "Brackley Green";
const COLDHARBOUR: &str = "Coldharbour";
const DENHOLM: &str = "Denholm";
const EASTMERE: &str = "Eastmere";
const FALLOW: &str = "Fallow Green";

const ASSESSMENT: &str = "Assessment";
const FAMILY: &str = "Family Support";
const IN_CARE: &str = "Children in Care";
const LEAVERS: &str = "Care Leavers";
const EARLY: &str = "Early Help";

/// Office, service, name, and the team's share of its office's audits.
struct Team(&'static str, &'static str, &'static str, u64);

const TEAMS: [Team; 21] = [
    Team(ASHFORD, ASSESSMENT, "Ashford Vale Assessment", 25),
    Team(ASHFORD, FAMILY, "Ashford Vale Family Support North", 22),
    Team(ASHFORD, FAMILY, "Ashford Vale Family Support South", 21),
    Team(ASHFORD, IN_CARE, "Ashford Vale Children in Care", 20),
    Team(ASHFORD, EARLY, "Ashford Vale Early Help", 12),
    Team(BRACKLEY, ASSESSMENT, "Brackley Green Assessment", 30),
    Team(BRACKLEY, FAMILY, "Brackley Green Family Support", 35),
    Team(BRACKLEY, IN_CARE, "Brackley Green Children in Care", 20),
    Team(BRACKLEY, LEAVERS, "Brackley Green Care Leavers", 15),
    Team(COLDHARBOUR, ASSESSMENT, "Coldharbour Assessment", 40),
    Team(COLDHARBOUR, FAMILY, "Coldharbour Family Support", 40),
    Team(COLDHARBOUR, IN_CARE, "Coldharbour Children in Care", 20),
    Team(DENHOLM, FAMILY, "Denholm Family Support", 60),
    Team(DENHOLM, EARLY, "Denholm Early Help", 40),
    Team(EASTMERE, ASSESSMENT, "Eastmere Assessment", 80),
    Team(EASTMERE, FAMILY, "Eastmere Family Support", 10),
    Team(EASTMERE, EARLY, "Eastmere Early Help", 10),
    Team(FALLOW, ASSESSMENT, "Fallow Green Assessment", 30),
    Team(FALLOW, FAMILY, "Fallow Green Family Support", 35),
    Team(FALLOW, LEAVERS, "Fallow Green Care Leavers", 20),
    Team(FALLOW, EARLY, "Fallow Green Early Help", 15),
];

/// Office, share of the larger offices' audits (0: its number is fixed), caseload in tenths, vacancy and agency rates
/// in hundredths, audits expected a month.
struct Office(&'static str, u64, u64, u64, u64, u64);

const OFFICES: [Office; 6] = [
    Office(ASHFORD, 40, 172, 12, 10, 21),
    Office(BRACKLEY, 34, 181, 15, 14, 18),
    Office(COLDHARBOUR, 0, 214, 27, 29, 10),
    Office(DENHOLM, 0, 158, 9, 8, 4),
    Office(EASTMERE, 0, 176, 13, 12, 13),
    Office(FALLOW, 26, 169, 11, 9, 14),
];

const AUDITORS: [(&str, &str); 18] = [
    ("Team manager", "T01"),
    ("Team manager", "T02"),
    ("Team manager", "T03"),
    ("Team manager", "T04"),
    ("Team manager", "T05"),
    ("Team manager", "T06"),
    ("Team manager", "T07"),
    ("Team manager", "T08"),
    ("Service manager", "S01"),
    ("Service manager", "S02"),
    ("Service manager", "S03"),
    ("Service manager", "S04"),
    ("Independent reviewing officer", "R01"),
    ("Independent reviewing officer", "R02"),
    ("Independent reviewing officer", "R03"),
    ("Quality assurance officer", "Q01"),
    ("Quality assurance officer", "Q02"),
    ("Quality assurance officer", "Q03"),
];

const AREAS: [&str; 5] = ["Child's voice", "Management oversight", "Multi-agency work", "Planning", "Risk"];

/// What failed, and how often: in Coldharbour, and elsewhere.
const CAUSES: [(&str, u64, u64); 7] = [
    ("Weak management oversight", 40, 22),
    ("Plan out of date or not specific", 14, 20),
    ("Drift and delay", 18, 16),
    ("Risk not recognised or not acted on", 12, 14),
    ("Child not seen, or views not recorded", 8, 14),
    ("Assessment late or incomplete", 5, 8),
    ("Recording incomplete", 3, 6),
];

/// Which partner's part failed, and how often: in Fallow Green, and elsewhere.
const PARTNERS: [(&str, u64, u64); 5] =
    [("Health", 20, 34), ("Police", 50, 22), ("Schools", 14, 22), ("Adult mental health", 10, 14), ("Housing", 6, 8)];

/// Date, office (empty for the whole authority), kind and label.
const EVENTS: [(&str, &str, &str, &str); 20] = [
    ("2017-11-13", "", "inspection", "Inspection of children's services"),
    ("2018-01-18", ASHFORD, "visit", "Chair's visit"),
    ("2018-02-15", COLDHARBOUR, "visit", "Chair's visit"),
    ("2018-03-15", BRACKLEY, "visit", "Chair's visit"),
    ("2018-04-09", "", "leadership", "New director"),
    ("2018-05-17", EASTMERE, "visit", "Chair's visit"),
    ("2018-06-14", FALLOW, "visit", "Chair's visit"),
    ("2018-07-12", DENHOLM, "visit", "Chair's visit"),
    ("2018-09-03", EASTMERE, "staffing", "Early Help hub moves to Eastmere"),
    ("2018-09-20", COLDHARBOUR, "visit", "Chair's visit"),
    ("2018-10-08", COLDHARBOUR, "leadership", "New service manager"),
    ("2018-11-20", "", "review", "Monitoring visit"),
    ("2018-12-03", "", "capacity", "Extra senior capacity"),
    ("2019-01-17", ASHFORD, "visit", "Chair's visit"),
    ("2019-02-14", BRACKLEY, "visit", "Chair's visit"),
    ("2019-03-04", BRACKLEY, "staffing", "Two team manager posts vacant"),
    ("2019-03-14", EASTMERE, "visit", "Chair's visit"),
    ("2019-04-11", COLDHARBOUR, "visit", "Chair's visit"),
    ("2019-05-16", FALLOW, "visit", "Chair's visit"),
    ("2019-06-13", DENHOLM, "visit", "Chair's visit"),
];

/// What was written down when capacity was added.
const EXPECTED_OF_CAPACITY: &str = "At most 12 in 100 audits inadequate within six months";

/// Bank holidays of England and Wales in the months of the file (gov.uk/bank-holidays).
const BANK_HOLIDAYS: [&str; 16] = [
    "2017-12-25",
    "2017-12-26",
    "2018-01-01",
    "2018-03-30",
    "2018-04-02",
    "2018-05-07",
    "2018-05-28",
    "2018-08-27",
    "2018-12-25",
    "2018-12-26",
    "2019-01-01",
    "2019-04-19",
    "2019-04-22",
    "2019-05-06",
    "2019-05-27",
    "2019-08-26",
];

const RANDOM: &str = "random";
const TARGETED: &str = "targeted";
const THEMATIC: &str = "thematic";
const REAUDIT: &str = "re-audit";

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, as in Vigna's public-domain
/// `splitmix64.c`: any seed will do, and it is whole-number arithmetic from end to end.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.0;
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from 0 up to `limit`, which is left out. The bias is under `limit` in 2^32.
    fn below(&mut self, limit: u64) -> u64 {
        ((self.next() >> 32) * limit) >> 32
    }

    /// A whole number of days from `least` to `most`, both included.
    fn days(&mut self, least: i32, most: i32) -> i32 {
        let span = u64::try_from(most - least + 1).unwrap_or(1);
        least + i32::try_from(self.below(span)).unwrap_or(0)
    }

    /// True `per_mille` times in a thousand.
    fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the items, each as likely as its weight; `None` if there is none with a weight.
    fn weighted<'a, T>(&mut self, items: &'a [T], weight: impl Fn(&T) -> u64) -> Option<&'a T> {
        let mut left = self.below(items.iter().map(&weight).sum());
        items.iter().find(|item| {
            let weight = weight(item);
            let found = left < weight;
            left = left.saturating_sub(weight);
            found
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
enum Mark {
    Outstanding,
    Good,
    #[serde(rename = "Requires improvement")]
    RequiresImprovement,
    Inadequate,
    #[serde(rename = "Not yet graded")]
    NotYetGraded,
}

impl Mark {
    fn better(self) -> Mark {
        match self {
            Mark::Outstanding | Mark::Good => Mark::Outstanding,
            Mark::RequiresImprovement => Mark::Good,
            Mark::Inadequate => Mark::RequiresImprovement,
            Mark::NotYetGraded => Mark::NotYetGraded,
        }
    }

    fn worse(self) -> Mark {
        match self {
            Mark::Outstanding => Mark::Good,
            Mark::Good => Mark::RequiresImprovement,
            Mark::RequiresImprovement | Mark::Inadequate => Mark::Inadequate,
            Mark::NotYetGraded => Mark::NotYetGraded,
        }
    }
}

#[derive(Serialize)]
struct Action {
    raised: Day,
    due: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed: Option<Day>,
    owner_role: &'static str,
}

#[derive(Serialize)]
struct Audit {
    audit_id: String,
    audit_date: Day,
    office: &'static str,
    service: &'static str,
    team: &'static str,
    audit_type: &'static str,
    auditor_role: &'static str,
    auditor_code: &'static str,
    overall_grade: Mark,
    #[serde(skip_serializing_if = "Option::is_none")]
    moderated_grade: Option<Mark>,
    immediate_risk: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    domain_grades: BTreeMap<&'static str, Mark>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failure_causes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    partner_causes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actions: Vec<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reaudit_of: Option<String>,
    /// Which audit this is in the order of making; the numbers that are written follow the dates.
    #[serde(skip)]
    made: usize,
    /// For a re-audit, the `made` of the first audit.
    #[serde(skip)]
    follows: Option<usize>,
}

#[derive(Serialize)]
struct Event {
    date: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    office: &'static str,
    kind: &'static str,
    label: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    expected: &'static str,
}

/// The makers' state: the random numbers, the audits so far, and the days that bound them.
struct Maker {
    random: Random,
    audits: Vec<Audit>,
    last_audit: Day,
    exported: Day,
}

/// The demonstration file as JSON, one audit, event or month of context a line.
pub(crate) fn document() -> Result<String, Box<dyn Error>> {
    document_from(SEED)
}

/// The same for another seed: other audits, with the same monthly counts.
pub(crate) fn document_from(seed: u64) -> Result<String, Box<dyn Error>> {
    let first: Day = "2017-09-01".parse()?;
    let exported: Day = "2019-09-24".parse()?;
    let mut maker = Maker { random: Random(seed), audits: Vec::new(), last_audit: "2019-08-30".parse()?, exported };
    let mut context = Vec::new();
    let mut period = Period::of(first, Granularity::Month);
    for (month, (graded, inadequate)) in MONTHS.into_iter().enumerate() {
        let days = working_days(period);
        maker.random_audits(month, &days, graded, inadequate);
        maker.other_audits(month, &days);
        context.extend(OFFICES.iter().map(|office| maker.context(month, &period.key(), office)));
        period = period.next();
    }
    maker.reaudits();
    let audits = maker.audits_in_order();

    let audits = audits.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let events = EVENTS.iter().map(|&(date, office, kind, label)| {
        let expected = if kind == "capacity" { EXPECTED_OF_CAPACITY } else { "" };
        Event { date, office, kind, label, expected }
    });
    let events = events.map(|event| serde_json::to_string(&event)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!(
        concat!(
            "{{\"plumbline\":\"audits\",\"version\":1,\"invented\":true,\"authority\":\"Exampleshire\",\n",
            "\"note\":\"Invented figures. Exampleshire is not a real authority.\",\n",
            "\"exported_on\":\"{}\",\n\"targets\":{{\"inadequate_at_most\":0.1,\"good_or_better_at_least\":0.4}},\n\"audits\":[\n{}\n],\n\"events\":[\n{}\n],\n\"context\":[\n{}\n]}}\n"
        ),
        exported,
        audits.join(",\n"),
        events.join(",\n"),
        context.join(",\n"),
    ))
}

/// The days of a month on which offices are open.
fn working_days(period: Period) -> Vec<Day> {
    let days = (0..31).filter_map(|n| period.first_day()?.plus(n));
    days.filter(|&day| Period::of(day, Granularity::Month) == period && is_working_day(day)).collect()
}

/// Neither a weekend nor a bank holiday: a reader who knows the work would not believe an audit of Christmas Day.
fn is_working_day(day: Day) -> bool {
    // 1 January 1900 was a Monday.
    let weekday = Day::new(1900, 1, 1).map_or(0, |monday| day.days_since(monday).rem_euclid(7));
    weekday < 5 && !BANK_HOLIDAYS.contains(&day.to_string().as_str())
}

/// The day itself, or the first working day after it. No run of closed days is longer than the four of Easter and of
/// Christmas.
fn working_day_from(day: Day) -> Day {
    (0..5).filter_map(|n| day.plus(n)).find(|&day| is_working_day(day)).unwrap_or(day)
}

/// How likely a random audit of this team is to be inadequate in this month, per thousand, before the month's own count
/// is imposed.
fn risk(team: &Team, month: usize) -> u64 {
    let Team(office, service, ..) = *team;
    let better = month >= BETTER_FROM;
    let percent = match service {
        ASSESSMENT => 120,
        FAMILY => 110,
        IN_CARE => 85,
        LEAVERS => 80,
        _ => 70,
    };
    match (office, service) {
        // The same from first month to last: whatever changes in Eastmere is the mix.
        (EASTMERE, ASSESSMENT) => 280,
        (EASTMERE, EARLY) => 80,
        (EASTMERE, _) => 180,
        (COLDHARBOUR, _) => percent * if better { 240 } else { 310 } / 100,
        _ => percent * if better { 105 } else { 175 } / 100,
    }
}

impl Maker {
    /// A month's random audits: exactly `graded` with a grade, exactly `inadequate` of them inadequate, and now and then
    /// one that nobody has graded yet.
    fn random_audits(&mut self, month: usize, days: &[Day], graded: usize, inadequate: usize) {
        let teams = self.teams_of_month(month, graded);
        let expected: u64 = teams.iter().map(|team| risk(team, month)).sum();
        let wanted = u64::try_from(inadequate).unwrap_or(0) * 1000;
        let risks: Vec<u64> = teams.iter().map(|team| risk(team, month) * wanted / expected.max(1)).collect();
        // Independent draws, taken again until the count is the month's: so the offices scatter as chance would have it.
        let fails = loop {
            let fails: Vec<bool> = risks.iter().map(|&risk| self.random.chance(risk)).collect();
            if fails.iter().filter(|&&fails| fails).count() == inadequate {
                break fails;
            }
        };
        for (team, fails) in teams.into_iter().zip(fails) {
            let mark = if fails { Mark::Inadequate } else { self.mark_that_passes(month) };
            self.audit(team, days, RANDOM, mark);
        }
        let ungraded = if month + 2 >= MONTHS.len() { 4 } else { usize::from(self.random.chance(450)) };
        for team in self.teams_of_month(month, 40).into_iter().step_by(7).take(ungraded) {
            self.audit(team, days, RANDOM, Mark::NotYetGraded);
        }
    }

    /// Audits that are no part of the random sample: a few targeted ones every month, and three thematic rounds.
    fn other_audits(&mut self, month: usize, days: &[Day]) {
        for _ in 0..self.random.below(4) + 1 {
            if let Some(team) = self.random.weighted(&TEAMS, |_| 1) {
                let mark = if self.random.chance(380) { Mark::Inadequate } else { self.mark_that_passes(month) };
                self.audit(team, days, TARGETED, mark);
            }
        }
        let theme = match month {
            5 => IN_CARE,
            14 => FAMILY,
            20 => LEAVERS,
            _ => return,
        };
        for _ in 0..15 {
            if let Some(team) = self.random.weighted(&TEAMS, |team| u64::from(team.1 == theme)) {
                let mark = if self.random.chance(200) { Mark::Inadequate } else { self.mark_that_passes(month) };
                self.audit(team, days, THEMATIC, mark);
            }
        }
    }

    /// The team of each of a month's random audits: the three smaller offices have about their own number each, and the
    /// larger ones share the rest.
    fn teams_of_month(&mut self, month: usize, audits: usize) -> Vec<&'static Team> {
        let mut offices = Vec::with_capacity(audits);
        for (office, usual) in [(DENHOLM, 4), (COLDHARBOUR, 8), (EASTMERE, 12)] {
            let number = usual - 1 + self.random.below(3);
            offices.extend((0..number).map(|_| office));
        }
        while offices.len() < audits {
            offices.extend(self.random.weighted(&OFFICES, |office| office.1).map(|office| office.0));
        }
        let team_of = |office| {
            self.random.weighted(&TEAMS, |team| match (team.0 == office, team.1) {
                (false, _) => 0,
                (true, ASSESSMENT) if office == EASTMERE && month >= EASTMERE_CHANGES => 20,
                (true, EARLY) if office == EASTMERE && month >= EASTMERE_CHANGES => 70,
                (true, _) => team.3,
            })
        };
        offices.into_iter().filter_map(team_of).collect()
    }

    /// A grade other than inadequate.
    fn mark_that_passes(&mut self, month: usize) -> Mark {
        let good = if month >= BETTER_FROM { 420 } else { 370 };
        match self.random.below(1000) {
            draw if draw < 25 => Mark::Outstanding,
            draw if draw < 25 + good => Mark::Good,
            _ => Mark::RequiresImprovement,
        }
    }

    /// Adds an audit on one of these days.
    fn audit(&mut self, team: &Team, days: &[Day], audit_type: &'static str, mark: Mark) {
        let date = self.random.weighted(days, |_| 1).copied().unwrap_or(self.last_audit);
        let Team(office, service, name, _) = *team;
        self.audit_on(date, (office, service, name), audit_type, mark, None);
    }

    fn audit_on(
        &mut self,
        audit_date: Day,
        (office, service, team): (&'static str, &'static str, &'static str),
        audit_type: &'static str,
        mark: Mark,
        follows: Option<usize>,
    ) {
        let (auditor_role, auditor_code) = self.random.weighted(&AUDITORS, |_| 1).copied().unwrap_or_default();
        let moderated_grade = self.moderated(mark, audit_date);
        let immediate_risk = mark == Mark::Inadequate && self.random.chance(120);
        let domain_grades = self.domain_grades(mark);
        let (failure_causes, partner_causes) = self.causes(office, mark);
        let actions = self.actions(office, audit_date, mark);
        self.audits.push(Audit {
            audit_id: String::new(),
            audit_date,
            office,
            service,
            team,
            audit_type,
            auditor_role,
            auditor_code,
            overall_grade: mark,
            moderated_grade,
            immediate_risk,
            domain_grades,
            failure_causes,
            partner_causes,
            actions,
            reaudit_of: None,
            made: self.audits.len(),
            follows,
        });
    }

    /// The second grader's mark, for a quarter of the graded audits: more often harsher than kinder, and harsher from the second year on.
    fn moderated(&mut self, mark: Mark, audit_date: Day) -> Option<Mark> {
        if mark == Mark::NotYetGraded || !self.random.chance(250) {
            return None;
        }
        let second_year = Day::new(2018, 9, 1).is_some_and(|begins| audit_date >= begins);
        let harsher = if second_year { 230 } else { 85 };
        Some(match self.random.below(1000) {
            draw if (150..175).contains(&draw) => mark.better(),
            draw if draw < harsher => mark.worse(),
            _ => mark,
        })
    }

    /// A grade for each practice area, the overall one or one beside it.
    fn domain_grades(&mut self, mark: Mark) -> BTreeMap<&'static str, Mark> {
        let areas = AREAS.into_iter().filter(|_| mark != Mark::NotYetGraded);
        let grade = |area| match (area, self.random.below(100)) {
            // Oversight is the first thing to fail, and partners' work the last.
            ("Management oversight", draw) if draw < 28 => (area, mark.worse()),
            ("Multi-agency work", draw) if draw < 34 => (area, mark.better()),
            (_, draw) if draw < 12 => (area, mark.worse()),
            (_, draw) if draw > 84 => (area, mark.better()),
            _ => (area, mark),
        };
        areas.map(grade).collect()
    }

    /// What failed, and which partners had a part in it.
    fn causes(&mut self, office: &str, mark: Mark) -> (Vec<&'static str>, Vec<&'static str>) {
        let (most, partner) = match mark {
            Mark::Inadequate => (1 + self.random.below(3), 280),
            Mark::RequiresImprovement => (self.random.below(2), 70),
            _ => return (Vec::new(), Vec::new()),
        };
        let mut causes = Vec::new();
        for _ in 0..most {
            let weight = |cause: &(&str, u64, u64)| if office == COLDHARBOUR { cause.1 } else { cause.2 };
            if let Some(&(cause, ..)) = self.random.weighted(&CAUSES, weight).filter(|cause| !causes.contains(&cause.0))
            {
                causes.push(cause);
            }
        }
        let mut partners = Vec::new();
        if self.random.chance(partner) {
            let weight = |partner: &(&str, u64, u64)| if office == FALLOW { partner.1 } else { partner.2 };
            partners.extend(self.random.weighted(&PARTNERS, weight).map(|partner| partner.0));
        }
        (causes, partners)
    }

    /// The actions that an audit raised, due in four or six weeks.
    fn actions(&mut self, office: &str, raised: Day, mark: Mark) -> Vec<Action> {
        let wanted: &[(i32, &str)] = match mark {
            Mark::Inadequate => &[(28, "Team manager"), (42, "Social worker")],
            Mark::RequiresImprovement if self.random.chance(500) => &[(42, "Social worker")],
            _ => &[],
        };
        let mut actions = Vec::new();
        for &(days, owner_role) in wanted {
            let recent = self.exported.days_since(raised) < 365;
            let never_done = match (office, recent) {
                (BRACKLEY, true) => 430,
                (BRACKLEY, false) => 190,
                (_, true) => 132,
                (_, false) => 48,
            };
            let late = if self.random.chance(60) { self.random.days(1, 21) } else { 0 };
            let taken = if late > 0 { days + late } else { self.random.days(7, days) };
            let completed = raised.plus(taken).map(working_day_from).filter(|&day| day <= self.exported);
            let completed = completed.filter(|_| !self.random.chance(never_done));
            let due = raised.plus(days).unwrap_or(raised);
            actions.push(Action { raised, due, completed, owner_role });
        }
        actions
    }

    /// A second look, about eight weeks on, at not quite half of the inadequate cases.
    fn reaudits(&mut self) {
        let first: Vec<_> = self.audits.iter().filter(|audit| audit.overall_grade == Mark::Inadequate).collect();
        let first: Vec<_> = first.iter().map(|a| (a.audit_date, (a.office, a.service, a.team), a.made)).collect();
        for (day, place, made) in first {
            let date = day.plus(self.random.days(50, 62)).map(working_day_from);
            let (Some(date), true) = (date.filter(|&date| date <= self.last_audit), self.random.chance(450)) else {
                continue;
            };
            let mark = match self.random.below(100) {
                draw if draw < 16 => Mark::Inadequate,
                draw if draw < 74 => Mark::RequiresImprovement,
                _ => Mark::Good,
            };
            self.audit_on(date, place, REAUDIT, mark, Some(made));
        }
    }

    /// The audits by date, numbered in that order, each re-audit linked to the first by its number.
    fn audits_in_order(self) -> Vec<Audit> {
        let mut audits = self.audits;
        audits.sort_by_key(|audit| (audit.audit_date, audit.made));
        let mut ids = BTreeMap::new();
        for (number, audit) in (1..).zip(&mut audits) {
            audit.audit_id = format!("EX-{number:04}");
            ids.insert(audit.made, audit.audit_id.clone());
        }
        for audit in &mut audits {
            audit.reaudit_of = audit.follows.and_then(|made| ids.get(&made).cloned());
        }
        audits
    }

    /// A line of context: an office's caseload, vacancies, agency staff and expected audits in a month.
    fn context(&mut self, month: usize, key: &str, office: &Office) -> String {
        let Office(name, _, caseload, vacancy, agency, expected) = *office;
        let eased = if month >= BETTER_FROM { 6 } else { 0 };
        let caseload = caseload - eased + self.random.below(13);
        let vacancy = vacancy + self.random.below(4);
        let agency = agency + self.random.below(4);
        format!(
            concat!(
                "{{\"month\":\"{}\",\"office\":\"{}\",\"caseload\":{}.{},",
                "\"vacancy_rate\":0.{:02},\"agency_rate\":0.{:02},\"audits_expected\":{}}}"
            ),
            key,
            name,
            caseload / 10,
            caseload % 10,
            vacancy,
            agency,
            expected
        )
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let json = document()?;
    match std::env::args_os().nth(1) {
        Some(path) => {
            let file = std::fs::File::create(path)?;
            // No name and no time of writing, so that the same figures are the same file.
            let mut gzip = GzBuilder::new().mtime(0).write(file, Compression::best());
            gzip.write_all(json.as_bytes())?;
            gzip.finish()?;
        }
        None => std::io::stdout().write_all(json.as_bytes())?,
    }
    Ok(())
}
