//! What a class sees at 1024×768: names that are whole, letters that can be read, a board that stays.

use serde_json::json;
use thirtyfour::Key;

use crate::support::{Page, Setting, with_page};

/// Shows the page on a projector.
async fn project(page: &Page) {
    let screen = json!({"width": 1024, "height": 768, "mobile": false, "deviceScaleFactor": 1});
    let devtools = page.browser.cdp();
    let set = devtools.send_raw("Emulation.setDeviceMetricsOverride", screen);
    set.await.expect("Chromium can be any size");
}

#[tokio::test]
async fn the_name_of_every_experiment_is_whole_in_the_menu() {
    with_page(Setting::default(), async |page| {
        project(page).await;
        for lang in ["zh", "en"] {
            page.open(&format!("lang={lang}")).await;
            let cut = page
                .script(
                    "const menu = document.querySelector('select[data-field=preset]');
                     const style = getComputedStyle(menu);
                     const pen = document.createElement('canvas').getContext('2d');
                     pen.font = style.font;
                     const ARROW = 24;
                     const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
                     const room = menu.clientWidth - padding - ARROW;
                     return [...menu.querySelectorAll('option')]
                         .map((option) => [option.textContent, pen.measureText(option.textContent).width, room])
                         .filter(([, width, room]) => width > room)",
                )
                .await;
            assert_eq!(cut, json!([]), "{lang}");
        }
    })
    .await;
}

#[tokio::test]
async fn letters_on_the_board_can_be_read_from_the_back_row() {
    with_page(Setting::default(), async |page| {
        project(page).await;
        for theme in ["light", "dark", "contrast"] {
            page.open(&format!("theme={theme}&wait=20")).await;
            page.run().await;
            let small = page
                .script(
                    "const least = { '.provenance': 13, '.ticks text': 14, '.legend li': 14, '.outcomes': 15 };
                     return Object.entries(least).flatMap(([selector, least]) =>
                         [...document.querySelectorAll(selector)]
                             .map((element) => [selector, parseFloat(getComputedStyle(element).fontSize)])
                             .filter(([, size]) => size < least))",
                )
                .await;
            assert_eq!(small, json!([]), "{theme}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_wheel_at_the_end_of_the_form_leaves_the_board_where_it_is() {
    with_page(Setting::default(), async |page| {
        project(page).await;
        page.open("wait=20").await;
        page.run().await;
        let ends = page
            .script(
                "const form = document.querySelector('.form');
                 form.scrollTop = form.scrollHeight;
                 const { scrollHeight, clientHeight } = document.documentElement;
                 return [form.scrollHeight > form.clientHeight, scrollHeight > clientHeight]",
            )
            .await;
        assert_eq!(ends, json!([true, true]), "both could be scrolled");
        // Whoever presses Run may have scrolled to it.
        let scrolled = page.script("return scrollY").await;
        let devtools = page.browser.cdp();
        for delta in [600, 600, -30] {
            let wheel = json!({
                "type": "mouseWheel", "x": 140, "y": 400, "deltaX": 0, "deltaY": delta,
            });
            let turned = devtools.send_raw("Input.dispatchMouseEvent", wheel);
            turned.await.expect("the wheel can be turned");
        }
        // The last turn goes back a little, and says that the others have been dealt with.
        page.until(
            "(({ scrollTop, scrollHeight, clientHeight }) =>
                 scrollTop + clientHeight < scrollHeight - 10)(document.querySelector('.form'))",
        )
        .await;
        assert_eq!(page.script("return scrollY").await, scrolled);
    })
    .await;
}

#[tokio::test]
async fn what_became_of_the_tasks_is_seen_without_scrolling() {
    with_page(Setting::default(), async |page| {
        project(page).await;
        page.open("preset=broken_pool").await;
        // Within the page: whoever presses Run may have scrolled to it.
        let top = "return Math.round(document.querySelector('.board').getBoundingClientRect().top + scrollY)";
        let before = page.script(top).await;
        page.run().await;
        let seen = page
            .script(
                "return [...document.querySelectorAll('.outcomes li')]
                     .every((line) => line.getBoundingClientRect().bottom < innerHeight / 2)
                     && document.querySelectorAll('.outcomes li').length > 0",
            )
            .await;
        assert_eq!(seen, true);
        assert_eq!(
            page.script(top).await,
            before,
            "the board stays where it is"
        );
    })
    .await;
}

#[tokio::test]
async fn a_changed_experiment_has_no_preset_s_name() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        let shown = "const menu = document.querySelector('select[data-field=preset]');
             return [menu.value, menu.selectedOptions[0].textContent]";
        assert_eq!(page.script(shown).await[0], "sleeps");
        page.set("n", "7").await;
        page.until("document.querySelector('select[data-field=preset]').value === 'custom'")
            .await;
        page.press("restore").await;
        page.until("document.querySelector('select[data-field=preset]').value === 'sleeps'")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn who_opens_the_program_by_keyboard_keeps_the_focus() {
    with_page(Setting::default(), async |page| {
        project(page).await;
        page.open("modes=async").await;
        page.script("document.querySelector('details.code > summary').focus()")
            .await;
        // There and back: what is opened is drawn then.
        for (is_open, shown) in [(true, "children.length > 3"), (false, "isConnected")] {
            let focused = page.browser.active_element().await;
            let focused = focused.expect("something always has the focus");
            focused.send_keys(Key::Enter).await.expect("it takes keys");
            page.until(&format!(
                "document.querySelector('details.code').open === {is_open}
                 && document.querySelector('.listing').{shown}"
            ))
            .await;
            let kept = "return document.activeElement.matches('details.code > summary')";
            assert_eq!(page.script(kept).await, true, "open: {is_open}");
        }
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
