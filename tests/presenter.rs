//! The presenter view on a projector: a step by one key, on one screen; the speaker's window follows and leads.

use interleave::lesson::class_code::{ClassCode, Compared, quantities};
use interleave::lesson::step;
use interleave::model::view::StepId;
use serde_json::json;
use thirtyfour::Key;

use crate::accessibility::barriers;
use crate::support::{Page, Setting, with_page};

/// Keeps which workers a page starts, and what it complains of.
const COUNT_WORKERS: &str = "globalThis.workers = [];
    globalThis.complaints ??= [];
    addEventListener('error', ({message}) => complaints.push(message));
    globalThis.Worker = class extends Worker {
        constructor(address, options) { super(address, options); workers.push(String(address)); }
    };";

/// How many engines this page has started.
async fn engines(page: &Page) -> u64 {
    let script = "return workers.filter((address) => /\\/worker\\.js/.test(address)).length";
    page.script(script).await.as_u64().expect("it is a number")
}

/// Presses a key, wherever the focus is.
async fn press(page: &Page, key: impl Into<thirtyfour::TypingData>) {
    let element = page.browser.active_element().await;
    let element = element.expect("something has the focus");
    element.send_keys(key).await.expect("it takes keys");
}

async fn until_stage(page: &Page, view: &str, stage: &str) {
    let there = format!("document.querySelector('.{view}[data-stage={stage}]:not([data-busy])')");
    page.until(&there).await;
}

/// Everything is on the screen, and can be read from the back row.
async fn assert_seen(page: &Page, when: &str) {
    assert_eq!(wrong(page).await, json!([]), "{when}");
}

/// What is not on the screen, or too small.
pub(crate) async fn wrong(page: &Page) -> serde_json::Value {
    page.script(
            "const wrong = [];
             const root = document.documentElement;
             if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth)
                 wrong.push(['scrolls', root.scrollHeight, root.scrollWidth]);
             for (const part of document.querySelectorAll('.presenter > *, .presenter .race > *, .presenter .view > *')) {
                 const {bottom, right, width} = part.getBoundingClientRect();
                 const within = part.closest('.view')?.getBoundingClientRect().bottom ?? innerHeight;
                 if (width > 1 && (bottom > within + 1 || right > innerWidth + 1)) wrong.push([part.className, bottom, within]);
             }
             const view = document.querySelector('.presenter .view')?.getBoundingClientRect();
             for (const part of document.querySelectorAll('.ask :is(p, li), .join :is(svg, figcaption, p)')) {
                 const {top, bottom} = part.getBoundingClientRect();
                 if (top < view.top - 1 || bottom > view.bottom + 1) wrong.push([part.outerHTML.slice(0, 80), top, bottom, view.top, view.bottom]);
             }
             const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
             while (texts.nextNode()) {
                 const element = texts.currentNode.parentElement;
                 const size = parseFloat(getComputedStyle(element).fontSize);
                 const {width} = element.getBoundingClientRect();
                 const seen = texts.currentNode.data.trim() && width > 1
                     && getComputedStyle(element).visibility === 'visible' && element.tagName !== 'SCRIPT';
                 if (seen && size < 20) wrong.push([texts.currentNode.data, size]);
             }
             return wrong",
    )
    .await
}

#[tokio::test]
async fn a_step_is_presented_by_one_key_and_the_speakers_window_follows_and_leads() {
    let setting = Setting {
        before: COUNT_WORKERS,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        let screen = json!({"width": 1024, "height": 768, "mobile": false, "deviceScaleFactor": 1});
        let devtools = page.browser.cdp();
        let set = devtools.send_raw("Emulation.setDeviceMetricsOverride", screen);
        set.await.expect("Chromium can be any size");
        page.open("lesson=1&present=1").await;
        until_stage(page, "presenter", "guess").await;
        page.until("document.querySelector('.join path')").await;
        assert_seen(page, "guess").await;
        assert_eq!(barriers(page).await, Vec::<String>::new());

        let presenter = page.browser.window().await.expect("it has a window");
        press(page, "s").await;
        let speaker = loop {
            let windows = page.browser.windows().await.expect("there are windows");
            match windows.into_iter().find(|window| *window != presenter) {
                Some(window) => break window,
                None => page.until("true").await,
            }
        };
        let go_to = async |window: &thirtyfour::WindowHandle| {
            let gone = page.browser.switch_to_window(window.clone()).await;
            gone.expect("it is open");
        };
        go_to(&speaker).await;
        // From now on this window's workers are counted, too.
        let devtools = page.browser.cdp();
        let first = devtools.send_raw(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": COUNT_WORKERS}),
        );
        first.await.expect("Chromium takes the script");
        page.browser
            .refresh()
            .await
            .expect("it can be loaded again");
        until_stage(page, "speaker", "guess").await;
        let notes = page.text(".notes").await;
        assert!(notes.contains("Point at 250 ms"), "{notes}");
        assert_eq!(barriers(page).await, Vec::<String>::new());
        press(page, Key::PageDown).await;
        until_stage(page, "speaker", "run").await;

        go_to(&presenter).await;
        until_stage(page, "presenter", "run").await;
        assert_seen(page, "run").await;
        press(page, Key::PageDown).await;
        page.until(
            "document.querySelector('.presenter[data-busy]') && root.dataset.phase === 'running'",
        )
        .await;
        assert_seen(page, "running").await;
        until_stage(page, "presenter", "read").await;
        assert_seen(page, "read").await;
        press(page, Key::PageDown).await;
        until_stage(page, "presenter", "reason").await;
        assert_seen(page, "reason").await;
        assert!(
            page.text(".earlier-results")
                .await
                .ends_with("computing? 0")
        );
        press(page, Key::PageDown).await;
        until_stage(page, "presenter", "done").await;
        assert_seen(page, "done").await;
        assert_eq!(barriers(page).await, Vec::<String>::new());
        assert_eq!(engines(page).await, 1);
        assert_eq!(page.complaints().await, Vec::<String>::new());

        go_to(&speaker).await;
        until_stage(page, "speaker", "done").await;
        let results = page.text(".earlier-results").await;
        assert!(results.contains("Sequential 5.0"), "{results}");
        assert_eq!(engines(page).await, 0, "a demonstration runs once");
        press(page, Key::PageUp).await;
        until_stage(page, "speaker", "reason").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());

        // What the reader has answered elsewhere is none of the class's.
        go_to(&presenter).await;
        let kept = "return localStorage.getItem('interleave-lesson')";
        assert_eq!(page.script(kept).await, json!(null));
        page.press("leave").await;
        page.until("document.querySelector('.lesson[data-stage=guess]')")
            .await;
        go_to(&speaker).await;
        page.until("document.querySelector('[data-alone]')").await;
    })
    .await;
}

/// The code of a student who has measured the same as all others.
fn code(id: StepId, student: u32) -> String {
    let result = Compared {
        guess: Some(f64::from(student + 1) * 100.0),
        found: Some(500.0),
    };
    let code = ClassCode {
        step: id,
        student,
        cores: 2 + (student % 8) as u8,
        read: Some(student.is_multiple_of(2)),
        reason: Some((student % 3) as u8),
        results: vec![result; quantities(step(id)).len()],
    };
    code.write()
}

#[tokio::test]
async fn every_step_asks_on_one_screen_and_its_code_is_whole() {
    with_page(Setting::default(), async |page| {
        let screen = json!({"width": 1024, "height": 768, "mobile": false, "deviceScaleFactor": 1});
        let devtools = page.browser.cdp();
        let set = devtools.send_raw("Emulation.setDeviceMetricsOverride", screen);
        set.await.expect("Chromium can be any size");
        for (index, id) in StepId::ALL.into_iter().enumerate() {
            let lang = if index % 2 == 0 { "zh" } else { "en" };
            let name = id.name();
            page.open(&format!("lesson={name}&present=1&lang={lang}"))
                .await;
            page.until("document.querySelector('.join path')").await;
            assert_seen(page, name).await;
        }
    })
    .await;
}

/// A browser that reads codes: always this one.
const READER: &str = "globalThis.BarcodeDetector = class {
        async detect(video) { return video.videoWidth ? [{rawValue: globalThis.inSight}] : []; }
    };";

#[tokio::test]
async fn a_code_is_scanned_once_where_the_browser_can_and_the_camera_is_switched_off() {
    let flags = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
    ];
    let setting = Setting {
        before: READER,
        flags: flags.map(str::to_owned).to_vec(),
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("lesson=1&present=1").await;
        until_stage(page, "presenter", "guess").await;
        page.press("class").await;
        let code = json!(code(StepId::Release, 1));
        page.script(&format!("globalThis.inSight = {code}")).await;
        page.press("scan").await;
        page.until("document.querySelector('[data-codes=\"1\"]')")
            .await;
        assert_eq!(page.text(".taken").await, "Added: 1");
        page.script("globalThis.camera = document.querySelector('.camera').srcObject")
            .await;
        page.press("scan").await;
        page.until("camera.getTracks().every((track) => track.readyState === 'ended')")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn forty_codes_give_the_picture_of_the_class_and_what_is_wrong_with_some_is_said() {
    with_page(Setting::default(), async |page| {
        let screen = json!({"width": 1024, "height": 768, "mobile": false, "deviceScaleFactor": 1});
        let devtools = page.browser.cdp();
        let set = devtools.send_raw("Emulation.setDeviceMetricsOverride", screen);
        set.await.expect("Chromium can be any size");
        // The step with the most rows.
        page.open("lesson=4&present=1").await;
        until_stage(page, "presenter", "guess").await;
        press(page, "c").await;
        page.until("document.querySelector('[data-codes=\"0\"]')")
            .await;
        assert_seen(page, "no codes").await;
        assert_eq!(barriers(page).await, Vec::<String>::new());

        let mut lines: Vec<String> = (0..38)
            .map(|student| code(StepId::MoreThreads, student))
            .collect();
        lines.extend([lines[20].clone(), lines[30].clone()]);
        for damaged in &mut lines[1..4] {
            let last = damaged.pop();
            damaged.push(if last == Some('0') { '8' } else { '0' });
        }
        lines.push(code(StepId::Release, 1));
        let give = async |text: &str| {
            page.script("document.querySelector('#class-codes').focus()")
                .await;
            let script = format!("document.execCommand('insertText', false, {})", json!(text));
            page.script(&script).await;
            press(page, Key::Control + Key::Enter).await;
        };
        give(&lines.join("\n")).await;
        page.until("document.querySelector('[data-codes=\"35\"]')")
            .await;
        let told = page.text(".taken").await;
        for part in [
            "Added: 36",
            "for other steps: 1",
            "counted once: 2",
            "damaged, copy it again",
        ] {
            assert!(told.contains(part), "{told}");
        }
        assert_eq!(told.matches("damaged").count(), 3, "{told}");
        assert_seen(page, "codes").await;
        assert_eq!(barriers(page).await, Vec::<String>::new());
        // Everything at once, and again: nothing is counted twice.
        let thousand: Vec<String> = (0..1_000)
            .map(|student| code(StepId::MoreThreads, student))
            .collect();
        give(&thousand.join(" ")).await;
        page.until("document.querySelector('[data-codes=\"1000\"]')")
            .await;
        assert_seen(page, "a thousand").await;
        page.press("forget-codes").await;
        page.until("document.querySelector('[data-codes=\"0\"]')")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
