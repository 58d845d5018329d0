//! No barriers: axe finds none, in any view, language, theme and size.
//!
//! Axe knows what a program can know of WCAG 2.2 A and AA, and good practice beside it. What it leaves
//! to people, as whether the words are any good, is not in here.

use std::env;
use std::fs;

use serde_json::{Value, json};

use crate::support::{Page, Setting, with_page};

/// How large a screen is, in CSS pixels, and whether it is a phone's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Desktop,
    Phone,
    SmallPhone,
    PhoneOnItsSide,
}

impl Screen {
    /// As Chromium's developer tools are told.
    fn metrics(self) -> Value {
        let (width, height, mobile) = match self {
            Self::Desktop => (1360, 1000, false),
            Self::Phone => (390, 844, true),
            Self::SmallPhone => (320, 568, true),
            Self::PhoneOnItsSide => (844, 390, true),
        };
        json!({"width": width, "height": height, "mobile": mobile, "deviceScaleFactor": 1})
    }

    /// Has the page shown on it, and touched rather than clicked if it is a phone's.
    pub(crate) async fn show(self, page: &Page) {
        let devtools = page.browser.cdp();
        let touch = json!({"enabled": self != Self::Desktop});
        for (command, parameters) in [
            ("Emulation.setDeviceMetricsOverride", self.metrics()),
            ("Emulation.setTouchEmulationEnabled", touch),
        ] {
            let set = devtools.send_raw(command, parameters).await;
            set.expect("Chromium can be any size");
        }
    }
}

/// Shows a view in each language, theme and size, and has axe look at it. `show` makes a page that
/// was opened with the query into the view.
async fn assert_no_barriers(query: &str, screens: &[Screen], show: impl AsyncFn(&Page)) {
    with_page(Setting::default(), async |page| {
        let mut all = String::new();
        for screen in screens {
            screen.show(page).await;
            for lang in ["zh", "en"] {
                for theme in ["light", "dark", "contrast"] {
                    page.open(&format!("lang={lang}&theme={theme}&{query}"))
                        .await;
                    show(page).await;
                    for barrier in barriers(page).await {
                        all += &format!("\n{screen:?}, {lang}, {theme}: {barrier}");
                    }
                    assert_eq!(page.complaints().await, Vec::<String>::new());
                }
            }
        }
        assert!(all.is_empty(), "{all}");
    })
    .await;
}

/// What axe finds.
pub(crate) async fn barriers(page: &Page) -> Vec<String> {
    let axe = env::var_os("AXE").expect("AXE is not set; run `cargo xtask test --only browser`");
    page.script(&fs::read_to_string(axe).expect("it is there"))
        .await;
    let found = page
        .script_async(
            "const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
             axe.run({runOnly: {type: 'tag', values}, resultTypes: ['violations']}).then(
                 ({violations, passes}) => done([passes.length, violations.flatMap(({id, nodes}) =>
                     nodes.map(({target, failureSummary}) => [id, target, failureSummary].join(' | ')))]),
                 (error) => done([0, [`axe: ${error}`]]))",
        )
        .await;
    let passed = found[0].as_u64().expect("it is a number");
    assert!(passed > 10, "it has looked: {found}");
    serde_json::from_value(found[1].clone()).expect("they are texts")
}

/// Every size.
const ALL: &[Screen] = &[Screen::Desktop, Screen::Phone];

#[tokio::test]
async fn the_first_view_has_no_barriers() {
    assert_no_barriers("", ALL, async |_| {}).await;
}

#[tokio::test]
async fn a_link_that_was_not_taken_as_it_stands_has_no_barriers() {
    assert_no_barriers("n=99999999&workers=many&nonsense=1", ALL, async |page| {
        assert_ne!(page.text("[data-notice]").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_step_of_the_lesson_has_no_barriers() {
    assert_no_barriers("lesson=release", ALL, async |page| {
        page.until("document.querySelector('[data-stage=guess]')")
            .await;
        page.unfold(".lesson .more").await;
        page.unfold(".steps").await;
    })
    .await;
}

/// All answers to a step, the reading wrong, as the browser keeps them.
const ANSWERS: &str = "guess join_timeout gil 200\ntook join_timeout gil 500.2\ntook terminate processes 230\n\
    took wait_for async 700\nshows time_limits - 1\nread time_limits - 0\nreason time_limits - 2";

#[tokio::test]
async fn a_step_that_is_done_has_no_barriers() {
    assert_no_barriers("lesson=time_limits", ALL, async |page| {
        let keep =
            format!("localStorage.setItem('interleave-lesson', {ANSWERS:?}); location.reload()");
        page.script(&keep).await;
        page.until("document.querySelector('[data-stage=done]') && root.dataset.phase === 'idle'")
            .await;
        assert_ne!(page.text("[data-question=explanation]").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_race_under_way_has_no_barriers() {
    assert_no_barriers("wait=60000&modes=gil", ALL, async |page| {
        page.press("run").await;
        page.until("root.dataset.phase === 'running'").await;
    })
    .await;
}

#[tokio::test]
async fn the_results_have_no_barriers_with_all_that_folds_open() {
    assert_no_barriers("preset=pi&n=4&work=1000&rounds=1", ALL, async |page| {
        page.run().await;
        page.until("document.querySelector('.earlier')").await;
        page.script(
            "for (const fold of document.querySelectorAll('details')) fold.open = true;
             document.querySelector('.earlier li:last-child [data-action=pin]')?.click()",
        )
        .await;
        page.until(
            "document.querySelector('.listing span') && document.querySelector('.why-now li')",
        )
        .await;
        // From the second race on there is an earlier one to compare with.
        page.until(
            "document.querySelectorAll('.earlier li').length === 1
                || document.querySelector('.comparison svg')",
        )
        .await;
        page.until("document.getAnimations().length === 0").await;
    })
    .await;
}

#[tokio::test]
async fn the_help_has_no_barriers() {
    assert_no_barriers("", ALL, async |page| {
        page.press("help").await;
        page.until("document.querySelector('.help:popover-open')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_dialog_for_putting_it_elsewhere_has_no_barriers() {
    // A phone has none.
    assert_no_barriers("", &[Screen::Desktop], async |page| {
        page.press("elsewhere").await;
        page.until("document.querySelector('dialog.share[open] svg path')")
            .await;
    })
    .await;
}

#[tokio::test]
async fn the_compact_page_for_articles_has_no_barriers() {
    assert_no_barriers("embed=1&n=4&wait=10", ALL, async |page| {
        page.run().await;
        page.press("adjust").await;
    })
    .await;
}

/// What is too small for a finger, or beyond the screen's edge where nothing can be scrolled to it.
const OUT_OF_REACH: &str = "
    const width = document.documentElement.clientWidth;
    const found = [document.documentElement.scrollWidth > width ? ['the page is too wide'] : []];
    const pressed = 'a, button, input, select, summary, textarea, [tabindex=\"0\"]';
    for (const element of document.querySelectorAll(pressed)) {
        // The link for the keyboard is shown to nobody else.
        if (!element.checkVisibility() || element.matches('.skip')) continue;
        const target = element.closest('label') ?? element;
        const {width: wide, height: high, right} = target.getBoundingClientRect();
        const least = element.matches('.run') ? 44 : 24;
        const beyond = right > width + 1 && !element.closest('.scroll, .listing');
        if (wide < least || high < least || beyond) found.push([wide, high, right, element.outerHTML]);
    }
    return found.filter((what) => what.length).map((what) => what.join(' '))";

#[tokio::test]
async fn a_finger_reaches_everything() {
    with_page(Setting::default(), async |page| {
        for screen in [Screen::Phone, Screen::SmallPhone, Screen::PhoneOnItsSide] {
            screen.show(page).await;
            for lang in ["zh", "en"] {
                page.open(&format!("lang={lang}&n=6&wait=20")).await;
                assert_eq!(
                    page.script("return matchMedia('(pointer: coarse)').matches")
                        .await,
                    true
                );
                let mut found = vec![page.script(OUT_OF_REACH).await];
                page.run().await;
                if screen != Screen::PhoneOnItsSide {
                    page.press("adjust").await;
                }
                page.script(
                    "for (const fold of document.querySelectorAll('details')) fold.open = true",
                )
                .await;
                page.until("document.querySelector('.listing span')").await;
                found.push(page.script(OUT_OF_REACH).await);
                assert_eq!(found, [json!([]), json!([])], "{screen:?}, {lang}");
            }
        }
    })
    .await;
}
