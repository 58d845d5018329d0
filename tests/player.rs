//! A race that has ended is played again: step by step, by keys, and with fingers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Page, Setting, with_page};

/// A page with a race that has ended, and its player.
pub(crate) async fn played(page: &Page, query: &str) {
    page.open(query).await;
    page.run().await;
    page.until("document.querySelector('.player')").await;
}

/// Presses a key where no field has the focus.
async fn key(page: &Page, key: &str) {
    page.script(&format!(
        "document.activeElement?.blur();
         document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
    ))
    .await;
}

/// Until when the race is shown, in nanoseconds; none: all of it. Then the pixels of all bands, once
/// they have been painted.
async fn picture(page: &Page) -> (Option<u64>, String) {
    let shown = page
        .script(
            "const painted = () => [
                document.querySelector('.player').dataset.until ?? null,
                [...document.querySelectorAll('.race canvas')].map((c) => c.toDataURL()).join(),
            ];
            // The player draws, then the board, then its painter: each in its own time.
            return new Promise((done) => {
                const wait = (frames) => frames ? requestAnimationFrame(() => wait(frames - 1)) : done(painted());
                wait(4);
            });",
        )
        .await;
    let until = shown[0]
        .as_str()
        .map(|until| until.parse().expect("it is a number"));
    (
        until,
        shown[1].as_str().expect("there are pixels").to_owned(),
    )
}

#[tokio::test]
async fn steps_lead_through_the_race_and_back_through_the_same_pictures() {
    with_page(Setting::default(), async |page| {
        played(page, "n=2&wait=60&modes=sequential,async").await;
        let whole = picture(page).await;
        assert_eq!(whole.0, None, "all of it to begin with");
        key(page, "Home").await;
        let mut there = BTreeMap::new();
        loop {
            let (until, pixels) = picture(page).await;
            let Some(until) = until else { break };
            let before = there.last_key_value().map(|(until, _)| *until);
            assert!(before < Some(until), "each step leads on");
            there.insert(until, pixels);
            assert!(there.len() < 100, "there is an end");
            key(page, ".").await;
        }
        assert!(there.len() > 4, "{:?}", there.keys());
        assert!(
            picture(page).await == whole,
            "the end is the whole race again"
        );
        let mut back = 0;
        while there.keys().next() != picture(page).await.0.as_ref() {
            key(page, ",").await;
            let (until, pixels) = picture(page).await;
            let known = until.and_then(|until| there.get(&until));
            // The moment of the end itself was passed on the way there.
            assert!(known.is_none_or(|known| *known == pixels), "{until:?}");
            back += usize::from(known.is_some());
        }
        assert_eq!(back, there.len());
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn it_plays_says_why_and_comes_closer_by_keys_alone() {
    with_page(Setting::default(), async |page| {
        played(page, "n=3&wait=300&workers=3&modes=sequential,threads").await;
        page.unfold(".why-now").await;
        key(page, "Home").await;
        key(page, " ").await;
        page.until("document.querySelector('.player').dataset.playing === 'true'")
            .await;
        // It ends by itself.
        page.until("document.querySelector('.player').dataset.playing === 'false'")
            .await;
        let until = "document.querySelector('.player').dataset.until";
        assert_eq!(page.script(&format!("return {until}")).await, Value::Null);

        page.script(
            "const slider = document.querySelector('.transport input[type=range]');
             slider.value = 150;
             slider.dispatchEvent(new InputEvent('input', { bubbles: true }))",
        )
        .await;
        page.until(&format!("Number({until}) > 0")).await;
        let why = page.text(".why-now [data-mode=threads]").await;
        assert!(why.contains("3 in flight, 0 computing"), "{why}");
        assert_eq!(why.matches("waiting for I/O until 0.3").count(), 3, "{why}");
        assert!(
            why.contains("Context switches: none."),
            "a lane each: {why}"
        );
        let why = page.text(".why-now [data-mode=sequential]").await;
        assert!(why.contains("1 in flight, 0 computing"), "{why}");
        assert!(why.contains("Context switches: 2 ("), "{why}");

        let ticks = async || page.text(".axis .ticks").await;
        let whole = ticks().await;
        key(page, "+").await;
        page.until("document.querySelector('.axis .ticks').textContent.includes('250 ms')")
            .await;
        let near = ticks().await;
        key(page, "ArrowRight").await;
        page.until(&format!(
            "document.querySelector('.axis .ticks').textContent !== {near:?}"
        ))
        .await;
        key(page, "ArrowLeft").await;
        key(page, "-").await;
        page.until(&format!(
            "document.querySelector('.axis .ticks').textContent === {whole:?}"
        ))
        .await;
        key(page, "+").await;
        key(page, "0").await;
        page.until(&format!(
            "document.querySelector('.axis .ticks').textContent === {whole:?}"
        ))
        .await;

        // A stretch is played over and over, until it shall not be.
        key(page, "[").await;
        page.until("document.querySelector('.again')").await;
        key(page, "End").await;
        page.until(&format!("{until} === undefined")).await;
        key(page, "]").await;
        let again = page.text(".again").await;
        assert!(again.starts_with("Loop: 0.1"), "{again}");
        key(page, "\\\\").await;
        page.until("!document.querySelector('.again')").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn all_that_was_done_of_a_task_is_lit_in_every_mode() {
    with_page(Setting::default(), async |page| {
        played(page, "n=3&wait=60&workers=3&modes=sequential,threads,async").await;
        let step = |key: &str| {
            format!(
                "const plot = document.querySelector('[data-mode=sequential] .plot');
                 plot.focus();
                 plot.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
            )
        };
        page.script(&step("ArrowRight")).await;
        page.until("document.querySelectorAll('.lit').length === 3").await;
        let modes = page
            .script("return [...document.querySelectorAll('.lit')].map((lit) => lit.closest('[data-mode]').dataset.mode).join()")
            .await;
        assert_eq!(modes, "sequential,threads,async");
        assert!(page.text(".tip").await.contains("Task 0"));
        // The next slice of the lane is another task's.
        let first = page.script("return document.querySelector('.lit').style.left").await;
        page.script(&step("ArrowRight")).await;
        page.until(&format!("document.querySelector('.lit').style.left !== {first}")).await;
        assert!(page.text(".tip").await.contains("Task 1"));
        page.script(&step("Escape")).await;
        page.until("!document.querySelector('.lit')").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn fingers_take_the_axis_along_and_spread_it() {
    with_page(Setting::default(), async |page| {
        let devtools = page.browser.cdp();
        let emulated = json!({ "enabled": true, "maxTouchPoints": 2 });
        let done = devtools.send_raw("Emulation.setTouchEmulationEnabled", emulated);
        done.await.expect("Chromium emulates a screen for fingers");
        played(page, "n=4&wait=250&modes=sequential").await;
        let place = page
            .script(
                "const plot = document.querySelector('.band .plot');
                 plot.scrollIntoView({ block: 'center' });
                 const { left, top, width, height } = plot.getBoundingClientRect();
                 return [left, width, top + height / 2];",
            )
            .await;
        let number = |index: usize| place[index].as_f64().expect("it is a number");
        let at =
            |share: f64| json!({ "x": number(0) + share * number(1), "y": number(2), "id": 0 });
        let touch = async |kind: &str, shares: &[f64]| {
            let points: Vec<Value> = shares
                .iter()
                .enumerate()
                .map(|(id, share)| {
                    let mut point = at(*share);
                    point["id"] = id.into();
                    point
                })
                .collect();
            let event = json!({ "type": kind, "touchPoints": points });
            let sent = devtools.send_raw("Input.dispatchTouchEvent", event);
            sent.await.expect("Chromium takes fingers");
        };
        let ticks = "document.querySelector('.axis .ticks').textContent";
        let whole = page.text(".axis .ticks").await;
        assert!(
            whole.contains("1000 ms") || whole.contains("1.0 s"),
            "{whole}"
        );

        // Three times as far from each other, around the middle: a third of the axis is left.
        touch("touchStart", &[0.45, 0.55]).await;
        touch("touchMove", &[0.40, 0.60]).await;
        touch("touchMove", &[0.35, 0.65]).await;
        touch("touchEnd", &[]).await;
        page.until(&format!("{ticks} !== {whole:?}")).await;
        let near = page.text(".axis .ticks").await;
        assert!(near.contains("500 ms") || near.contains("0.50 s"), "{near}");
        assert!(
            !near.contains("1000 ms") && !near.contains("1.00 s"),
            "{near}"
        );

        // One of them takes it along, towards its beginning.
        touch("touchStart", &[0.1]).await;
        touch("touchMove", &[0.5]).await;
        touch("touchMove", &[0.9]).await;
        touch("touchEnd", &[]).await;
        page.until(&format!("{ticks} !== {near:?}")).await;
        let before = page.text(".axis .ticks").await;
        assert!(before.starts_with("100 ms"), "{before}");
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
