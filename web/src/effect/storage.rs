//! The browser's storage: the reader's choices, and the last races, a line each.
//!
//! A browser may refuse storage or have no room; then everything lasts only as long as the page.

use web_sys::Storage;

use crate::url::window;

/// The most races that are kept.
const MOST: usize = 6;
/// The most bytes of all their lines: a browser stores five million characters for a site.
const MOST_BYTES: usize = 2_400_000;
/// Where they are kept.
pub(super) const RACES: &str = "interleave-races";

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Stores a choice; `www/boot.js` reads those that the first paint needs.
pub(super) fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&format!("interleave-{key}"), value);
    }
}

/// A stored choice.
#[cfg(target_arch = "wasm32")]
pub(crate) fn recall(key: &str) -> Option<String> {
    storage()?.get_item(&format!("interleave-{key}")).ok()?
}

/// The lines of the races that are kept.
pub(super) fn lines() -> String {
    let kept = storage().and_then(|storage| storage.get_item(RACES).ok()?);
    kept.unwrap_or_default()
}

/// Stores one more race. Keeps those that another tab has stored meanwhile.
pub(super) fn keep(line: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(RACES, &with(&lines(), line));
    }
}

/// Forgets all races.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(RACES);
    }
}

/// The lines with a new first one, within their bounds.
fn with(lines: &str, newest: &str) -> String {
    let mut left = MOST_BYTES;
    let others = lines.lines().filter(|line| *line != newest);
    let bounded = std::iter::once(newest)
        .chain(others)
        .take(MOST)
        .take_while(|line| {
            let fits = line.len() <= left;
            left = left.saturating_sub(line.len());
            fits
        });
    bounded.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_races_are_kept_within_bounds() {
        assert_eq!(with("", "a"), "a");
        assert_eq!(with("b\nc", "a"), "a\nb\nc");
        assert_eq!(with("1\n2\n3\n4\n5\n6\n7", "0"), "0\n1\n2\n3\n4\n5");
        assert_eq!(with("b\na", "a"), "a\nb", "a race is kept once");
        let long = "x".repeat(MOST_BYTES);
        assert_eq!(with(&format!("{long}\nb"), "a"), "a", "no gap is left");
    }
}
