//! What there is to say of figures because they were shared: who prepared them, for whom they are fit, and what is hidden.

use super::{count_of, either, in_words, number};
use crate::disclosure::{Profile, ProfileKind, Told};
use crate::report::FromShared;

/// Who prepared the figures, when and for what, as far as that was typed.
///
/// ```
/// use plumbline::{disclosure::Told, report::wording::prepared};
/// let told = Told { prepared_by: "A. Manager".into(), purpose: "the Board of 12 March".into(), prepared_on: "2026-03-01".parse().ok(), ..Told::default() };
/// assert_eq!(prepared(&told), "Figures prepared by A. Manager on 1 March 2026 for the Board of 12 March");
/// assert_eq!(prepared(&Told::default()), "Shared figures; who prepared them is not said");
/// ```
pub fn prepared(told: &Told) -> String {
    let parts: Vec<String> = [
        (!told.prepared_by.is_empty()).then(|| format!("by {}", told.prepared_by)),
        told.prepared_on.map(|day| format!("on {}", day.in_words())),
        (!told.purpose.is_empty()).then(|| format!("for {}", told.purpose)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return "Shared figures; who prepared them is not said".into();
    }
    format!("Figures prepared {}", parts.join(" "))
}

/// The title of figures that are set for paper.
///
/// ```
/// use plumbline::{disclosure::Told, report::wording::pack_title};
/// let told = Told { purpose: "the Board of 12 March".into(), ..Told::default() };
/// assert_eq!(pack_title(&told), "Case-file audits, for the Board of 12 March");
/// assert_eq!(pack_title(&Told::default()), "Case-file audits");
/// ```
pub fn pack_title(told: &Told) -> String {
    if told.purpose.is_empty() { "Case-file audits".into() } else { format!("Case-file audits, for {}", told.purpose) }
}

/// For whom the figures are fit, in two words.
pub fn profile_name(profile: Profile) -> &'static str {
    match profile.kind {
        ProfileKind::Public => "Public version",
        ProfileKind::Restricted => "Restricted version",
    }
}

/// For whom the figures are fit.
pub fn profile_means(profile: Profile) -> &'static str {
    match profile.kind {
        ProfileKind::Public => "Public version: small counts are hidden, so that anybody may read it.",
        ProfileKind::Restricted => {
            "Restricted version: for the people whom the sender named. It shows smaller counts than a public one: do not pass it on."
        }
    }
}

/// Which counts are small enough to be hidden, in plain words.
pub fn thresholds(profile: Profile) -> String {
    let from_one = |most: u32| if most <= 1 { "of 1".to_owned() } else { format!("from 1 to {}", number(most)) };
    format!(
        "A number of audits {} is hidden, and so is a count {} of inadequate audits, of the others, or of a grade. Nought is shown. Where a small count could be worked out \
         from others, some of these are hidden as well; which of the hidden ones are small cannot be seen.",
        from_one(profile.least_audits.saturating_sub(1)),
        from_one(profile.small_count),
    )
}

/// How much is hidden.
pub fn how_much_is_hidden(shared: FromShared) -> String {
    match shared.hidden {
        0 => format!("Nothing is hidden: all {} are shown.", count_of(shared.counts, "count", "counts")),
        1 => format!("One of {} counts is hidden.", number(shared.counts)),
        hidden => format!("{} of {} counts are hidden.", number(hidden), number(shared.counts)),
    }
}

/// How long the periods are that figures are shared by: `months`, `quarters`.
pub fn shared_by(months: u8) -> String {
    match months {
        1 => "months".into(),
        3 => "quarters".into(),
        6 => "half-years".into(),
        12 => "years".into(),
        other => format!("stretches of {} months", in_words(other.into())),
    }
}

/// Which periods are shared. Of longer ones the first is begun at its usual month, whenever the first audit was.
pub fn only_complete(months: u8) -> String {
    let first = if months > 1 { " The first of them may begin before the first audit." } else { "" };
    format!("Shared by {}, and only those that were complete.{first}", shared_by(months))
}

/// What these figures cannot say: `These shared figures cannot say A, B or C.`
pub fn cannot_say(what: &[&str]) -> String {
    format!("These shared figures cannot say {}.", either(what))
}
