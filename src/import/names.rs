//! Names that may be other spellings of one another. They are offered for merging, and never merged unless a mapping says so.

use super::Field;
use crate::order::InOrder as _;
use crate::table::NameColumn;
use serde::{Deserialize, Serialize};

/// Names that were counted under another because the mapping says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Office, team or service.
    pub field: Field,
    /// The name in the file.
    pub from: String,
    /// The name that it is counted under.
    pub to: String,
    /// How many audits have it.
    pub audits: u64,
}

/// Names that look like spellings of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeOffer {
    /// Office, team or service.
    pub field: Field,
    /// The names, the commonest first.
    pub names: Vec<OfferedName>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedName {
    /// The name in the file.
    pub name: String,
    /// How many audits have it.
    pub audits: u64,
}

/// More names than this are not compared with each other: they are not names of offices.
const MOST_COMPARED: usize = 1000;

/// The names of a column that look like spellings of one another.
pub(super) fn offers(field: Field, column: &NameColumn) -> Vec<MergeOffer> {
    let names = column.names();
    if names.len() > MOST_COMPARED {
        return Vec::new();
    }
    let mut counts = vec![0_u64; names.len()];
    for code in column.codes().iter().flatten() {
        if let Some(count) = usize::try_from(*code).ok().and_then(|code| counts.get_mut(code)) {
            *count += 1;
        }
    }
    let keys: Vec<Vec<String>> = names.iter().map(|name| words_of(name)).collect();
    // Names that are alike, directly or by way of others, are one group.
    let mut group_of: Vec<usize> = (0..names.len()).collect();
    for (first, key) in keys.iter().enumerate() {
        for (second, other) in keys.iter().enumerate().skip(first + 1) {
            if alike(key, other) {
                let (Some(&kept), Some(&gone)) = (group_of.get(first), group_of.get(second)) else { continue };
                group_of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
            }
        }
    }
    let mut offers: Vec<MergeOffer> = Vec::new();
    for wanted in 0..names.len() {
        let mut members: Vec<OfferedName> = names
            .iter()
            .zip(&counts)
            .zip(&group_of)
            .filter(|(_, group)| **group == wanted)
            .map(|((name, audits), _)| OfferedName { name: name.clone(), audits: *audits })
            .collect();
        if members.len() > 1 {
            members.order_by(|a, b| b.audits.cmp(&a.audits).then_with(|| a.name.cmp(&b.name)));
            offers.push(MergeOffer { field, names: members });
        }
    }
    offers.order_by(|a, b| a.names.first().map(|name| &name.name).cmp(&b.names.first().map(|name| &name.name)));
    offers
}

/// The words of a name, without those that say only what kind of thing it is.
fn words_of(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace('&', " and ").replace(['\'', '’'], "");
    let words: Vec<String> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let bare: Vec<String> = words
        .iter()
        .filter(|word| !matches!(word.as_str(), "the" | "office" | "team" | "service" | "area"))
        .cloned()
        .collect();
    if bare.is_empty() { words } else { bare }
}

/// Whether two names are one but for capitals, spaces, punctuation or abbreviated words.
fn alike(a: &[String], b: &[String]) -> bool {
    if a.concat() == b.concat() {
        return true;
    }
    if a.len() == b.len() {
        // Each word is the other's, or an abbreviation of it; numbers are never abbreviations, and one whole word must agree.
        let abbreviates = |short: &str, long: &str| {
            // Derbyshire is no longer way of writing Derby.
            long.strip_prefix(short).is_some_and(|rest| !rest.is_empty() && rest != "shire")
                && !short.chars().any(|c| c.is_ascii_digit())
        };
        let pairs = || a.iter().zip(b);
        let longest = |x: &&String| x.chars().count() >= 4;
        return pairs().all(|(x, y)| x == y || abbreviates(x, y) || abbreviates(y, x))
            && (pairs().any(|(x, y)| x == y && longest(&x))
                || a.len() == 1 && a.iter().zip(b).all(|(x, y)| longest(&x) && longest(&y)));
    }
    // CIN is Children in need.
    let initials = |words: &[String]| words.iter().filter_map(|word| word.chars().next()).collect::<String>();
    match (a, b) {
        ([short], long) | (long, [short]) => long.len() > 2 && *short == initials(long),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: &[&[&str]]) {
        let mut column = NameColumn::default();
        names.iter().for_each(|name| column.push(name));
        let offers = offers(Field::Office, &column);
        let offered: Vec<Vec<&str>> =
            offers.iter().map(|offer| offer.names.iter().map(|name| name.name.as_str()).collect()).collect();
        assert_eq!(offered, expected, "{names:?}");
    }

    #[test]
    fn spellings_of_one_name_are_offered_and_different_names_are_not() {
        check(&["Gloucester", "GLOUCESTER", "Gloucester"], &[&["Gloucester", "GLOUCESTER"]]);
        check(&["Stow-on-the-Wold", "Stow on the Wold"], &[&["Stow on the Wold", "Stow-on-the-Wold"]]);
        check(&["Kent & Medway", "Kent and Medway"], &[&["Kent & Medway", "Kent and Medway"]]);
        check(&["Glouc", "Gloucester"], &[&["Glouc", "Gloucester"]]);
        check(&["N. Gloucester", "North Gloucester"], &[&["N. Gloucester", "North Gloucester"]]);
        check(&["CIN", "Children in Need"], &[&["CIN", "Children in Need"]]);
        check(&["North office", "North"], &[&["North", "North office"]]);
        check(&["Leeds", "South", "North East", "North West", "Derby", "Derbyshire"], &[]);
        check(&["Team 1", "Team 12", "Team 2"], &[]);
        check(&["East", "West", "E", "W"], &[]);
    }
}
