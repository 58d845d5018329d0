//! A browser that runs no JavaScript: the first view can be read, and does not look as if it worked.

use serde_json::json;

use crate::support::{Setting, with_page};

#[tokio::test]
async fn without_scripts_the_page_can_be_read_and_says_what_it_needs() {
    with_page(Setting::default(), async |page| {
        let devtools = page.browser.cdp();
        let off = devtools.send_raw(
            "Emulation.setScriptExecutionDisabled",
            json!({"value": true}),
        );
        off.await.expect("they can be switched off");
        // Its address chooses no language: that takes a script.
        page.load("n=3").await;
        assert_eq!(
            page.script("return [document.documentElement.lang, globalThis.interleaveSeen ?? null]")
                .await,
            json!(["zh", null])
        );
        // What is said, in the page's own language alone.
        let seen = page
            .script(
                "const seen = (selector) => [...document.querySelectorAll(selector)]
                     .filter((element) => element.checkVisibility())
                     .map((element) => element.textContent);
                 return ['noscript p', 'h1', '.sentence', '.asked', '.preset .about'].map(seen);",
            )
            .await;
        for texts in seen.as_array().expect("a list of lists") {
            assert_eq!(texts.as_array().map(Vec::len), Some(1), "{seen}");
        }
        let said = seen[0][0].as_str().expect("it is text");
        for language in ["JavaScript 和 WebAssembly", "JavaScript and WebAssembly"] {
            assert!(said.contains(language), "{said}");
        }
        assert_eq!(seen[1][0], "Interleave");
        // What can be chosen is there to be read, and nothing of it answers to a click.
        let dead = page
            .script(
                "const shown = [...document.querySelectorAll('button, input, select')]
                     .filter((element) => element.checkVisibility());
                 const answers = (element) =>
                     element.ariaDisabled !== 'true' && getComputedStyle(element).pointerEvents !== 'none';
                 return [shown.length > 5, shown.filter(answers).map((element) => element.outerHTML)];",
            )
            .await;
        assert_eq!(dead, json!([true, []]));
        // Nor is anything said to be on its way.
        let waiting = "return [...document.querySelectorAll('[data-status]')]
            .some((element) => element.checkVisibility())";
        assert_eq!(page.script(waiting).await, false);
    })
    .await;
}
