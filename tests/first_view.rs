//! The first view is what readers see until the page can do something.

use serde_json::json;

use crate::support::{Setting, with_page};

/// Notes which of the page's parts are there when the first view goes, and whether anything was promised
/// before.
const WATCH: &str = "addEventListener('DOMContentLoaded', () => {
        const root = document.documentElement;
        const shell = document.getElementById('shell');
        const parts = ['.masthead', '.preset select', '#settings input.num', '.modes', '.program',
            '.board .row', '.code', '.machine', '#help'];
        const app = document.getElementById('app');
        let began = false;
        new MutationObserver(() => {
            if (shell.isConnected) {
                began ||= app.childElementCount > 0;
                globalThis.early ||= began && (!app.hidden || root.dataset.phase !== 'loading');
            } else if (!globalThis.swapped) {
                const missing = parts.filter((part) => !app.querySelector(part));
                globalThis.swapped = { missing, hidden: app.hidden, began };
            }
        }).observe(document, { childList: true, subtree: true, attributes: true });
    });";

#[tokio::test]
async fn it_stays_until_every_part_of_the_page_is_there() {
    let setting = Setting {
        before: WATCH,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        for query in ["lang=zh", "lang=en&preset=pi&embed=1"] {
            page.open(query).await;
            let seen = "return [globalThis.early ?? false, globalThis.swapped]";
            let whole = json!({ "missing": [], "hidden": false, "began": true });
            assert_eq!(page.script(seen).await, json!([false, whole]), "{query}");
        }
    })
    .await;
}
