//! Shared figures as they may be shown: whoever made a link may have put into its words what cannot be seen and changes what is read.

use crate::audit::{legible, visible};
use crate::disclosure::Shared;
use std::collections::BTreeSet;

/// The same figures with every word of theirs as it may be shown; `None` if two names would then look the same.
pub(super) fn shown(shared: &Shared) -> Option<Shared> {
    let mut shown = shared.clone();
    let told = &mut shown.told;
    [&mut told.authority, &mut told.prepared_by, &mut told.purpose].into_iter().for_each(clean);
    for note in &mut shown.notes {
        *note = visible(note).into_owned();
    }
    for event in &mut shown.events {
        [&mut event.kind, &mut event.label]
            .into_iter()
            .chain(&mut event.office)
            .chain(&mut event.expected)
            .for_each(clean);
    }
    for phase in &mut shown.settings.phases {
        [&mut phase.name, &mut phase.reason].into_iter().for_each(clean);
    }
    let settings = &mut shown.settings;
    let chosen = settings.services.iter_mut().chain(&mut settings.teams).chain(&mut settings.offices);
    chosen.for_each(clean);
    let mut apart = cleaned(shown.offices.iter_mut().map(|office| &mut office.name))
        && cleaned(shown.services.iter_mut().map(|service| &mut service.name))
        && cleaned(shown.causes.iter_mut().map(|cause| &mut cause.name))
        && cleaned(shown.scale.iter_mut().map(|level| &mut level.name));
    if let Some(basis) = &mut shown.basis {
        apart &= cleaned(basis.areas.iter_mut().map(|(name, _)| name)) && cleaned(basis.late.iter_mut());
        if let Some(partners) = &mut basis.partners {
            apart &= cleaned(partners.agencies.iter_mut().map(|(name, _)| name));
        }
    }
    apart.then_some(shown)
}

fn clean(name: &mut String) {
    *name = legible(name).into_owned();
}

/// Cleans names; whether those that were different still are.
fn cleaned<'a>(names: impl Iterator<Item = &'a mut String>) -> bool {
    let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
    for name in names {
        before.insert(name.clone());
        clean(name);
        after.insert(name.clone());
    }
    before.len() == after.len()
}
