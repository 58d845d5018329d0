//! Counts starts of the page in WebKitGTK, where one now and then ends with its wasm stopped.
//!
//! Most likely a fault of WebKit (see the README), so no test can demand that it never happens: this
//! one is run by hand, to count. It opens a fresh browser for each start.

use std::env;

use crate::support::{Engine, Setting, with_page};

/// How many starts to count.
const STARTS: &str = "INTERLEAVE_STARTS";

#[tokio::test]
#[ignore = "seconds a start; set INTERLEAVE_STARTS and run it by its name"]
async fn no_start_in_webkit_stops_the_wasm() {
    let starts: usize = env::var(STARTS)
        .ok()
        .and_then(|starts| starts.parse().ok())
        .unwrap_or_else(|| panic!("set {STARTS} to how many starts to count"));
    let mut stopped = Vec::new();
    for start in 0..starts {
        with_page(Setting::of(Engine::WebKit), async |page| {
            page.load("n=3").await;
            // On a busy machine an engine that is late is given up until somebody runs something.
            page.until(
                "root.dataset.broken === '' || ['ready', 'none'].includes(root.dataset.engine)",
            )
            .await;
            let said = page.complaints().await;
            if !said.is_empty() {
                stopped.push(format!("start {start}: {}", said.join("\n")));
            }
        })
        .await;
        if (start + 1) % 50 == 0 {
            println!("{} starts, {} stopped", start + 1, stopped.len());
        }
    }
    assert!(
        stopped.is_empty(),
        "{} of {starts} starts: {}",
        stopped.len(),
        stopped.join("\n\n")
    );
}
