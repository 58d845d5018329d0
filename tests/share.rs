//! Putting an experiment elsewhere: what the dialog gives, works.

use interleave::lesson::STEPS;
use interleave::model::preset::Preset;
use serde_json::json;
use xtask::files;
use xtask::share::PICTURE;

use crate::documents::LOSE_THE_FIRST;
use crate::support::{Page, Setting, dist, with_page};

#[tokio::test]
async fn the_dialog_gives_a_link_an_element_a_frame_and_a_code() {
    with_page(Setting::default(), async |page| {
        page.open("n=7&wait=10&modes=async,threads").await;
        page.press("elsewhere").await;
        page.until("document.querySelector('dialog.share[open]')").await;
        let given = "const given = (kind) => document.querySelector(`[data-share=${kind}]`).value;
            return ['link', 'element', 'frame', 'markdown'].map(given);";
        let title = "const title = document.querySelector('.share input');
            title.value = 'A \"lab\" <i>';
            title.dispatchEvent(new Event('input'));";
        page.script(title).await;
        let texts: Vec<String> = serde_json::from_value(page.script(given).await).unwrap();
        let link = &texts[0];
        assert!(link.starts_with(&page.url()), "{link}");
        assert!(link.contains("n=7") && !link.contains("embed"), "{link}");
        assert_eq!(texts[3], format!("[A \"lab\" <i>]({link})"));

        // What is pasted into an article is what it says, whatever the name.
        // (The page's own policy forbids the attribute, even in a document that is only parsed.)
        let frame = texts[2].replace("style=", "data-style=");
        let parsed = page
            .script(&format!(
                "const page = new DOMParser().parseFromString({}, 'text/html');
                 const lab = page.querySelector('interleave-lab');
                 const frame = page.querySelector('iframe');
                 return [page.querySelector('script').src, lab.title, lab.getAttribute('n'),
                         frame.title, new URL(frame.src).searchParams.get('embed')];",
                json!(format!("{}{frame}", texts[1]))
            ))
            .await;
        let script = format!("{}embed.js", page.url());
        let name = "A \"lab\" <i>";
        assert_eq!(parsed, json!([script, name, "7", name, "1"]));

        page.until("document.querySelector('.share svg path')").await;
        let code = page
            .script(
                "const svg = document.querySelector('.share svg');
                 return [svg.viewBox.baseVal.width - 8, svg.querySelector('path').getAttribute('d')];",
            )
            .await;
        let side = code[0].as_u64().unwrap() as usize;
        assert_eq!(&read_code(side, code[1].as_str().unwrap()), link);

        page.until("document.activeElement.closest('dialog.share')").await;
        page.click(".share .end button").await;
        page.until("!document.querySelector('dialog')").await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn on_a_projector_the_code_is_large_and_whole_and_who_can_follow_the_link_is_said() {
    with_page(Setting::default(), async |page| {
        show_on_a_projector(page).await;
        page.open("theme=contrast&n=7&tasks=3:wait=900").await;
        page.press("elsewhere").await;
        page.until("document.querySelector('dialog.share[open] svg path')")
            .await;
        let code = "const {left, top, right, bottom} =
                document.querySelector('.share svg').getBoundingClientRect();
            return [right - left, bottom - top, left >= 0 && top >= 0
                && right <= innerWidth && bottom <= innerHeight];";
        let code = page.script(code).await;
        // The dialog shows it whole, at least two fifths of the screen wide.
        assert_eq!(code[2], true, "{code}");
        assert!(
            code[0].as_f64() >= Some(410.0) && code[0] == code[1],
            "{code}"
        );
        let warning = page.text(".share [data-warning=reach]").await;
        assert!(
            warning.contains("this machine") || warning.contains("This machine"),
            "{warning}"
        );

        // In an article it looks as the article does, unless it is told to look as it does here.
        let embedded = "return ['element', 'frame'].map((kind) =>
            document.querySelector(`[data-share=${kind}]`).value).join()";
        let follows = page.script(embedded).await.to_string();
        assert!(
            follows.contains("tasks=") && !follows.contains("theme"),
            "{follows}"
        );
        assert!(!follows.contains("lang="), "{follows}");
        page.click("[data-action=keep-look]").await;
        page.until("document.querySelector('[data-share=frame]').value.includes('theme')")
            .await;
        let keeps = page.script(embedded).await.to_string();
        assert!(
            keeps.matches("contrast").count() == 2 && keeps.contains("lang=en"),
            "{keeps}"
        );
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_code_that_could_not_be_made_is_told_and_made_when_the_dialog_is_opened_again() {
    let setting = Setting {
        before: LOSE_THE_FIRST,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        // Nothing else asks the worker: no program unfolds on a screen that is so narrow.
        show_on_a_projector(page).await;
        page.open("n=7").await;
        page.press("elsewhere").await;
        page.until("document.querySelector('dialog.share .problem')")
            .await;
        assert_eq!(page.script("return lost").await, 1);
        page.click(".share .end button").await;
        page.until("!document.querySelector('dialog')").await;
        page.press("elsewhere").await;
        page.until("document.querySelector('.share svg path')")
            .await;
        assert_eq!(page.script("return lost").await, 2);
    })
    .await;
}

/// Gives the page a projector's screen.
async fn show_on_a_projector(page: &Page) {
    let screen = json!({"width": 1024, "height": 768, "deviceScaleFactor": 1, "mobile": false});
    let devtools = page.browser.cdp();
    let shown = devtools.send_raw("Emulation.setDeviceMetricsOverride", screen);
    shown.await.expect("it can be set");
}

/// What a camera reads from a code that is drawn as unit squares.
fn read_code(side: usize, path: &str) -> String {
    const SCALE: usize = 4;
    const MARGIN: usize = 4;
    let dark: Vec<(usize, usize)> = path
        .split('M')
        .filter_map(|square| square.strip_suffix("h1v1h-1z")?.split_once(','))
        .map(|(x, y)| (x.parse().expect("a number"), y.parse().expect("a number")))
        .collect();
    let length = (side + 2 * MARGIN) * SCALE;
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(length, length, |x, y| {
        let module = |at: usize| (at / SCALE).wrapping_sub(MARGIN);
        if dark.contains(&(module(x), module(y))) {
            0
        } else {
            255
        }
    });
    let codes = picture.detect_grids();
    let (_, text) = codes[0].decode().expect("it can be read");
    text
}

#[tokio::test]
async fn what_a_link_shows_elsewhere_leads_to_the_experiment() {
    with_page(Setting::default(), async |page| {
        for (lang, preset) in [("zh", "sleeps"), ("en", "gil_io")] {
            let shown = dist().join(format!("share/{preset}.{lang}.html"));
            let shown = files::read_text(&shown).expect("it is there");
            let refresh = shown
                .split_once("content=\"0; url=../")
                .expect("it leads on");
            let (target, _) = refresh.1.split_once('"').expect("to somewhere");
            // Followed here: Chromium's tab crashes now and then when a page is left at once.
            let target = [&page.url(), &*target.replace("&amp;", "&")].concat();
            page.browser.goto(target).await.expect("it is there");
            page.until("root.dataset.phase === 'idle' && root.dataset.engine === 'ready'")
                .await;
            let found = "return [document.documentElement.lang,
                document.querySelector('select[data-field=preset]').value,
                document.querySelectorAll('[data-notice]').length]";
            assert_eq!(page.script(found).await, json!([lang, preset, 0]));
            assert_eq!(page.complaints().await, Vec::<String>::new());
        }
    })
    .await;
}

#[test]
fn every_experiment_and_step_has_a_page_for_links_and_all_show_a_picture_that_is_there() {
    for lang in ["zh", "en"] {
        let presets = Preset::ALL.into_iter();
        let presets = presets.map(|preset| preset.name().to_owned());
        let steps = STEPS.into_iter();
        let steps = steps.map(|step| ["lesson-", step.id.name()].concat());
        for name in presets.chain(steps) {
            let file = dist().join(format!("share/{name}.{lang}.html"));
            let page = files::read_text(&file).expect("it is there");
            assert!(page.contains("og:title") && page.contains("og:description"));
        }
    }
    let picture = std::fs::read(dist().join(PICTURE)).expect("it is there");
    let size = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
    // A PNG begins with its width and height.
    assert_eq!((size(16), size(20)), (1200, 630));
    assert!(picture.len() < 100_000, "{}", picture.len());
}
