//! Every key of the list that `?` opens does something; what the player's do, [`crate::player`] tests,
//! what Run's and Stop's do, [`crate::stop`].

use thirtyfour::{By, Key, TypingData};

use crate::support::{Page, Setting, with_page};

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
            // The system is light: each press changes something.
            ("t", "data-theme", "dark"),
            ("t", "data-theme", "contrast"),
            ("t", "data-theme", "system"),
            ("t", "data-theme", "dark"),
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

#[tokio::test]
async fn letters_and_signs_that_are_switched_off_do_nothing_the_next_time_either() {
    with_page(Setting::default(), async |page| {
        page.open("wait=60000&modes=async&n=2").await;
        let switch = async || {
            page.press("help").await;
            page.until("document.querySelector('.help:popover-open')").await;
            page.click(".help [name=shortcuts]").await;
            page.press("close-help").await;
            page.until("!document.querySelector('.help:popover-open')").await;
        };
        let key = async |key: &str| {
            page.script(&format!(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
            ))
            .await;
        };
        let offered = "document.querySelector('[data-action=run][aria-keyshortcuts=R]')";
        page.until(offered).await;
        switch().await;
        page.until(&format!("!{offered}")).await;
        key("t").await;
        // What the key had changed would be remembered.
        page.open("wait=60000&modes=async&n=2").await;
        page.until(&format!("!{offered}")).await;
        let theme = "return document.documentElement.dataset.theme";
        assert_eq!(page.script(theme).await, "system");
        // Esc is no character: it stops as ever.
        page.press("run").await;
        page.until("root.dataset.phase === 'running'").await;
        key("r").await;
        key("Escape").await;
        page.until("root.dataset.phase === 'idle'").await;
        switch().await;
        page.until(offered).await;
        key("l").await;
        page.until("root.lang === 'zh'").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

/// Types on the keyboard, into what has the focus.
async fn press(page: &Page, keys: impl Into<TypingData>) {
    let focused = page.browser.active_element().await;
    let focused = focused.expect("something always has the focus");
    let typed = focused.send_keys(keys).await;
    typed.expect("keys can be pressed");
}

async fn phase(page: &Page) -> serde_json::Value {
    let phase = "return document.documentElement.dataset.phase";
    page.script(phase).await
}

#[tokio::test]
async fn keys_rest_behind_what_is_open_over_the_page() {
    with_page(Setting::default(), async |page| {
        page.open("wait=60000&modes=async").await;
        page.press("help").await;
        page.until("document.querySelector('.help:popover-open')").await;
        press(page, "r").await;
        // Wherever the key is pressed.
        page.script(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true }))",
        )
        .await;
        assert_eq!(phase(page).await, "idle");
        press(page, Key::Escape).await;
        page.until("!document.querySelector('.help:popover-open')").await;
        press(page, "r").await;
        page.until("root.dataset.phase === 'running'").await;
        page.press("help").await;
        page.until("document.querySelector('.help:popover-open')").await;
        press(page, Key::Escape).await;
        page.until("!document.querySelector('.help:popover-open')").await;
        assert_eq!(phase(page).await, "running");
        press(page, Key::Escape).await;
        page.until("root.dataset.phase === 'idle'").await;
    })
    .await;
}

#[tokio::test]
async fn esc_closes_a_tip_and_only_then_stops() {
    with_page(Setting::default(), async |page| {
        page.open("wait=60000&modes=async&n=2").await;
        page.press("run").await;
        page.until("root.dataset.phase === 'running'").await;
        let plot = page.browser.find(By::Css(".band .plot")).await;
        plot.expect("there is one")
            .focus()
            .await
            .expect("it takes keys");
        page.until(
            "document.activeElement.dispatchEvent(
                 new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })),
             document.querySelector('.tip').textContent",
        )
        .await;
        press(page, Key::Escape).await;
        assert_eq!(page.text(".tip").await, "");
        assert_eq!(phase(page).await, "running");
        press(page, Key::Escape).await;
        page.until("root.dataset.phase === 'idle'").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn enter_in_a_number_field_runs_and_letters_do_nothing_there() {
    with_page(Setting::default(), async |page| {
        page.open("wait=1&modes=async").await;
        page.click("input[data-field=n]").await;
        press(page, Key::End).await;
        press(page, "r4R").await;
        assert_eq!(page.value("n").await, "104");
        assert_eq!(phase(page).await, "idle");
        press(page, Key::Enter).await;
        page.until("racesEnded === 1").await;
        assert_eq!(page.ended().await.spec.n, 104);
    })
    .await;
}

#[tokio::test]
async fn run_pressed_before_the_page_is_ready_is_kept() {
    // The page's wasm waits until R was pressed.
    let before = "
        const { instantiateStreaming } = WebAssembly;
        const pressed = new Promise((resolve) => addEventListener('keydown', () => setTimeout(resolve), true));
        WebAssembly.instantiateStreaming = async (...what) => {
            await pressed;
            return instantiateStreaming.apply(WebAssembly, what);
        };";
    let setting = Setting {
        before,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.load("wait=1&modes=async").await;
        assert_eq!(phase(page).await, "loading");
        press(page, "r").await;
        page.until("racesEnded === 1").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
