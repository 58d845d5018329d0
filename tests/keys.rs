//! Every key of the list that `?` opens does something; what the player's do, [`crate::player`] tests,
//! what Run's and Stop's do, [`crate::stop`].

use crate::support::{Setting, with_page};

#[tokio::test]
async fn every_key_is_in_the_list_and_those_of_the_page_do_what_it_says() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        let key = async |key: &str| {
            page.script(&format!(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
            ))
            .await;
        };
        key("?").await;
        page.until("document.querySelector('.help:popover-open')").await;
        let listed = page
            .script("return [...document.querySelectorAll('.help kbd')].map((key) => key.textContent).join('  ')")
            .await;
        assert_eq!(
            listed,
            "R  Esc  L  T  Space  , .  + − 0  ← →  Home End  [ ] \\  ?"
        );
        page.press("close-help").await;
        page.until("!document.querySelector('.help:popover-open')").await;
        for (pressed, attribute, shows) in [
            ("l", "lang", "zh"),
            ("l", "lang", "en"),
            ("t", "data-theme", "light"),
            ("t", "data-theme", "dark"),
            ("t", "data-theme", "contrast"),
            ("t", "data-theme", "system"),
        ] {
            key(pressed).await;
            page.until(&format!("root.getAttribute('{attribute}') === '{shows}'"))
                .await;
        }
        // While somebody types, they rest.
        page.script(
            "const field = document.querySelector('input[data-field=n]');
             field.focus();
             field.dispatchEvent(new KeyboardEvent('keydown', { key: 'l', bubbles: true }))",
        )
        .await;
        let lang = page.script("return document.documentElement.lang").await;
        assert_eq!(lang, "en");
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
