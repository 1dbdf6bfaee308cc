//! Mappings that the reader asked this browser to remember. Nothing else is ever stored, and nothing without being asked for.

use crate::import::Mapping;
use web_sys::Storage;

const KEY: &str = "plumbline.mappings";
/// The oldest are forgotten beyond this.
const MOST: usize = 20;

fn storage() -> Option<Storage> {
    // Some settings of a browser forbid it: then nothing is remembered.
    web_sys::window()?.local_storage().ok()?
}

/// The mappings, the newest first.
pub(super) fn remembered() -> Vec<Mapping> {
    let stored = storage().and_then(|storage| storage.get_item(KEY).ok()?).unwrap_or_default();
    // What another version stored, or somebody changed, is read as far as it can be.
    let texts: Vec<serde_json::Value> = serde_json::from_str(&stored).unwrap_or_default();
    texts.into_iter().filter_map(|mapping| Mapping::parse(&mapping.to_string()).ok()).collect()
}

/// Remembers a mapping; false if the browser does not allow it.
pub(super) fn remember(mapping: &Mapping) -> bool {
    let mut mappings = remembered();
    mappings.retain(|other| other.fields != mapping.fields);
    mappings.insert(0, mapping.clone());
    mappings.truncate(MOST);
    let stored = serde_json::to_string(&mappings).ok();
    storage().zip(stored).is_some_and(|(storage, stored)| storage.set_item(KEY, &stored).is_ok())
}

/// Forgets them all.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        // There is nothing to be done about a browser that will not forget.
        let _ = storage.remove_item(KEY);
    }
}
