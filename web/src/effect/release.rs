//! Checks whether the server has another release than this page.
//!
//! A release is identified by its engine's folder, which is named by its content and written in the page's
//! head. An engine that cannot be loaded may belong to an older release.

use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast;
use web_sys::{RequestCache, RequestInit, Response};

use crate::url::{engine_folder, window};

/// The text in the page's head before the folder's name: xtask writes it.
const ENGINE: &str = "<meta name=\"engine\" content=\"";

/// Whether there is another release; false if that cannot be found out.
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
