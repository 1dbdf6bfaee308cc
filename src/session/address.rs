//! What the address says after its `#`: the view and every choice of its reader, so that back, forward, reload and bookmarks work.
//!
//! A browser never sends this part of an address to the host. It has no version: a key that is not known is passed over, and a value
//! that cannot be read is as if it were not there.

use super::View;
use crate::audit::{AuditKind, Day, Granularity};
use crate::settings::{Baseline, Compare, GradeBasis, Phase, Settings};
use crate::share;
use std::fmt::Write as _;

/// A place in the page.
///
/// ```
/// use plumbline::session::{Address, View};
/// let address = Address::read("#over-time?period=quarter&office=North%20%26%20East&colour=red");
/// assert_eq!((address.view, address.settings.offices.as_slice()), (View::OverTime, &["North & East".to_owned()][..]));
/// assert_eq!(address.written(), "over-time?period=quarter&office=North%20%26%20East");
/// // Shared figures stand before the view, so that each address of theirs is whole.
/// let address = Address::read("#s1.AbC/offices?name=North");
/// assert_eq!((address.share.as_deref(), address.view), (Some("s1.AbC"), View::Offices));
/// assert_eq!(Address::read("#s1.AbC").view, View::Summary);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Address {
    /// The shared figures that the view is of: what a link holds. Choices are not theirs.
    pub share: Option<String>,
    /// The view.
    pub view: View,
    /// What its reader chose.
    pub settings: Settings,
    /// The office that is looked at, in every view.
    pub office: Option<String>,
    /// The method that is asked about, in the view of methods.
    pub about: Option<String>,
}

const PERIODS: [(&str, Granularity); 3] =
    [("month", Granularity::Month), ("quarter", Granularity::Quarter), ("rolling", Granularity::Rolling)];
const BASES: [(&str, GradeBasis); 2] = [("moderated", GradeBasis::Moderated), ("final", GradeBasis::Final)];
const TYPES: [(&str, AuditKind); 7] = [
    ("random", AuditKind::Random),
    ("unstated", AuditKind::Unstated),
    ("thematic", AuditKind::Thematic),
    ("targeted", AuditKind::Targeted),
    ("re-audit", AuditKind::ReAudit),
    ("moderation", AuditKind::Moderation),
    ("unrecognised", AuditKind::Unrecognised),
];

impl Address {
    /// The same choices in another view.
    #[must_use]
    pub fn in_view(&self, view: View) -> Address {
        Address { view, about: None, ..self.clone() }
    }

    /// What an address says, with or without its `#`.
    pub fn read(fragment: &str) -> Address {
        let fragment = fragment.trim_start_matches('#');
        let (share, place) = share_in(fragment).map_or((None, fragment), |(share, place)| (Some(share), place));
        let (view, choices) = place.split_once('?').unwrap_or((place, ""));
        let mut address = Address { share, view: View::at(view), ..Address::default() };
        if address.share.is_some() && address.view == View::Start {
            address.view = View::Summary;
        }
        for choice in choices.split('&') {
            let (key, raw) = choice.split_once('=').unwrap_or((choice, ""));
            let Some(value) = decoded(raw).filter(|value| !value.is_empty()) else { continue };
            let settings = &mut address.settings;
            match key {
                "period" => settings.period = named(&PERIODS, &value),
                "from" => settings.from = value.parse().ok(),
                "to" => settings.to = value.parse().ok(),
                "service" => settings.services.push(value),
                "team" => settings.teams.push(value),
                "office" => settings.offices.push(value),
                "type" => settings.types.extend(named(&TYPES, &value)),
                "grade" => settings.grade_basis = named(&BASES, &value).unwrap_or_default(),
                "open" => settings.still_open = value.parse().ok(),
                "baseline" => settings.baseline = window(&value),
                // Its parts are encoded one by one, so that a name may hold what stands between them.
                "phase" => settings.phases.extend(phase(raw)),
                "target" => settings.target_per_mille = per_mille(&value),
                "good" => settings.good_target_per_mille = per_mille(&value),
                "compare" => settings.compare = compare(&value),
                "name" => address.office = Some(value),
                "about" => address.about = Some(value),
                _ => {}
            }
        }
        address
    }

    /// What stands after the `#`. [`read`](Self::read) gives the same address again.
    pub fn written(&self) -> String {
        let settings = &self.settings;
        let mut choices: Vec<(&str, String)> = Vec::new();
        let mut add = |key: &'static str, value: Option<String>| choices.extend(value.map(|value| (key, value)));
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        add("name", self.office.as_deref().map(encoded));
        add("about", self.about.as_deref().map(encoded));
        add("period", settings.period.and_then(|period| name_of(&PERIODS, period)));
        add("from", day(settings.from));
        add("to", day(settings.to));
        for (key, names) in [("service", &settings.services), ("team", &settings.teams), ("office", &settings.offices)]
        {
            names.iter().for_each(|name| add(key, Some(encoded(name))));
        }
        settings.types.iter().for_each(|kind| add("type", name_of(&TYPES, *kind)));
        add("grade", name_of(&BASES, settings.grade_basis));
        add("open", settings.still_open.map(|open| open.to_string()));
        add("baseline", settings.baseline.map(days));
        for Phase { from, name, reason } in &settings.phases {
            add("phase", Some(format!("{from}~{}~{}", encoded(name), encoded(reason))));
        }
        let tenths = |per_mille: u16| format!("{}.{}", per_mille / 10, per_mille - per_mille / 10 * 10);
        let of_a_hundred = |target: u16| tenths(target).trim_end_matches(".0").to_owned();
        add("target", settings.target_per_mille.map(of_a_hundred));
        add("good", settings.good_target_per_mille.map(of_a_hundred));
        add("compare", settings.compare.map(|compare| format!("{}~{}", days(compare.earlier), days(compare.later))));

        let choices: Vec<String> = choices.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        let view = match (&self.share, self.view) {
            (None, view) => view.address().to_owned(),
            (Some(share), View::Summary) if choices.is_empty() => share.clone(),
            (Some(share), view) => format!("{share}/{}", view.address()),
        };
        if choices.is_empty() { view } else { format!("{view}?{}", choices.join("&")) }
    }
}

/// The shared figures that stand in an address, without what mail did to them, and the place that follows; `None` if there are none.
fn share_in(fragment: &str) -> Option<(String, &str)> {
    let (view, _) = fragment.split_once('?').unwrap_or((fragment, ""));
    let is_place = fragment.is_empty() || View::at(view) != View::Start;
    if is_place {
        return None;
    }
    match share::repair(fragment) {
        Some(link) => {
            let rest = fragment.strip_prefix(link.as_str()).and_then(|rest| rest.strip_prefix('/'));
            Some((link, rest.unwrap_or_default()))
        }
        // It begins like one: what is wrong with it will be told.
        None => share::is_share(fragment).then(|| (fragment.to_owned(), "")),
    }
}

fn named<T: Copy>(names: &[(&str, T)], value: &str) -> Option<T> {
    names.iter().find(|(name, _)| *name == value).map(|(_, meant)| *meant)
}

fn name_of<T: Copy + PartialEq>(names: &[(&str, T)], meant: T) -> Option<String> {
    names.iter().find(|(_, known)| *known == meant).map(|(name, _)| (*name).to_owned())
}

fn days(window: Baseline) -> String {
    format!("{}..{}", window.from, window.to)
}

fn window(value: &str) -> Option<Baseline> {
    let (from, to) = value.split_once("..")?;
    Some(Baseline { from: from.parse().ok()?, to: to.parse().ok()? })
}

fn compare(value: &str) -> Option<Compare> {
    let (earlier, later) = value.split_once('~')?;
    Some(Compare { earlier: window(earlier)?, later: window(later)? })
}

fn phase(raw: &str) -> Option<Phase> {
    let mut parts = raw.splitn(3, '~');
    let from = parts.next()?.parse().ok()?;
    let mut text = || parts.next().and_then(decoded).unwrap_or_default();
    Some(Phase { from, name: text(), reason: text() })
}

/// `12.5` of a hundred as 125 of a thousand.
fn per_mille(value: &str) -> Option<u16> {
    let (whole, tenth) = value.split_once('.').unwrap_or((value, "0"));
    let tenth: u16 = tenth.parse().ok().filter(|tenth| *tenth < 10)?;
    let whole: u16 = whole.parse().ok()?;
    whole.checked_mul(10)?.checked_add(tenth).filter(|per_mille| *per_mille <= 1000)
}

/// Text with everything but letters, digits, `-`, `.` and `_` as its bytes in hexadecimal (RFC 3986; `~` stands between parts).
fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            safe.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(safe, "{}{byte:02X}", char::from(b'%'));
        }
    }
    safe
}

/// The text that was encoded so; `None` if it is not UTF-8. A sign that is followed by no two digits stands for itself.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn every_choice_survives_the_address() {
        let year = |year: u16| Baseline { from: day(&format!("{year}-01-01")), to: day(&format!("{year}-12-31")) };
        let settings = Settings {
            period: Some(Granularity::Rolling),
            from: Some(day("2024-04-01")),
            to: Some(day("2025-03-31")),
            services: vec!["Children & families".into(), "MASH".into()],
            teams: vec!["50% + 1 = #1?".into()],
            offices: vec!["Ynys Môn".into(), "~A~".into(), "東".into()],
            types: TYPES.map(|(_, kind)| kind).to_vec(),
            grade_basis: GradeBasis::Final,
            still_open: Some(0),
            baseline: Some(year(2023)),
            phases: vec![
                Phase { from: day("2024-04-01"), name: "After ~ review".into(), reason: "a=b&c".into() },
                Phase { from: day("2024-09-01"), name: String::new(), reason: String::new() },
            ],
            target_per_mille: Some(125),
            good_target_per_mille: Some(400),
            compare: Some(Compare { earlier: year(2023), later: year(2024) }),
        };
        let address = Address {
            view: View::Office,
            settings,
            office: Some("A/B".into()),
            about: Some("p-chart".into()),
            share: None,
        };
        assert_eq!(Address::read(&address.written()), address);
        let plain = Address { view: View::Offices, ..Address::default() };
        assert_eq!(plain.written(), "offices");
        assert_eq!(Address::read("#offices"), plain);
    }

    #[test]
    fn what_cannot_be_read_is_as_if_it_were_not_there() {
        for fragment in
            ["#offices?period=week&from=soon&target=7000&phase=x~y&baseline=1..2&compare=&x=1&&=", "offices?office=%FF"]
        {
            assert_eq!(Address::read(fragment), Address { view: View::Offices, ..Address::default() });
        }
        assert_eq!(Address::read("#offices?office=100%").settings.offices, ["100%"]);
        assert_eq!(Address::read("#nowhere?office=A").view, View::Start);
    }

    #[test]
    fn shared_figures_keep_their_place_in_every_view() {
        for view in View::OF_A_FILE {
            let address = Address {
                share: Some("p1.A-_9".into()),
                view,
                office: (view == View::Office).then(|| "A/B".to_owned()),
                ..Address::default()
            };
            assert_eq!(Address::read(&address.written()), address);
        }
        // What mail did to it is undone.
        assert_eq!(Address::read("#s1.AbC&utm_source=mail").written(), "s1.AbC");
        assert_eq!(Address::read("#%23s1.AbC%0D%0AdE").written(), "s1.AbCdE");
        assert_eq!(Address::read("#offices?name=s1.AbC").share, None);
        assert_eq!(Address::read("#offices?name=%23s1.AbC").share, None);
    }
}
