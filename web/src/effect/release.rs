//! Looks whether the page that is served is of another release than this one.
//!
//! A release is known by its engine's folder, which stands in the page's head and is named by its
//! content. An engine that cannot be loaded may be gone because it is an older release's.

use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast;
use web_sys::{RequestCache, RequestInit, Response};

use crate::url::{engine_folder, window};

/// What stands in the page's head before the folder's name: xtask writes it.
const ENGINE: &str = "<meta name=\"engine\" content=\"";

/// Whether there is another release; no where that cannot be found out.
pub(crate) async fn has_changed() -> bool {
    let served = served_page().await;
    let served = served.as_deref().and_then(engine_of);
    served.is_some_and(|served| served != engine_folder())
}

/// The page as it is served now.
async fn served_page() -> Option<String> {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoCache);
    let answer = JsFuture::from(window().fetch_with_str_and_init("./", &init)).await;
    let answer: Response = answer.ok()?.dyn_into().ok()?;
    let text = answer.ok().then(|| answer.text().ok()).flatten()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// The folder of a page's engine.
fn engine_of(page: &str) -> Option<&str> {
    let (_, after) = page.split_once(ENGINE)?;
    let (folder, _) = after.split_once('"')?;
    Some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_known_by_its_engine() {
        let page = "<head><meta name=\"engine\" content=\"engine-012345678abc/\"></head>";
        assert_eq!(engine_of(page), Some("engine-012345678abc/"));
        assert_eq!(engine_of("<head></head>"), None);
    }
}
