//! Serves the page, starts a browser for it, and runs a test on it.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;
use thirtyfour::prelude::*;
use tokio::sync::Mutex;
use xtask::serve;

use super::browser::{Driver, Engine};
use super::folder::Folder;
use super::page::{Failure, Page};
use super::setting::{Place, Setting};
use super::site::OtherSite;

/// Tests measure times, so only one of them runs at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// Keeps what the page complains of, and counts loads and the races that have ended.
const LISTEN: &str = "
    globalThis.complaints = [];
    try {
        globalThis.loads = Number(sessionStorage.getItem('loads')) + 1;
        sessionStorage.setItem('loads', loads);
    } catch {}
    globalThis.racesEnded = 0;
    addEventListener('interleave:result', () => racesEnded++);
    for (const level of ['error', 'warn']) {
        const say = console[level];
        console[level] = (...what) => { complaints.push(what.join(' ')); say(...what); };
    }
    for (const event of ['error', 'unhandledrejection', 'securitypolicyviolation']) {
        addEventListener(event, (what) => complaints.push(
            `${event}: ${[what.message, what.error?.stack].filter(Boolean).join(' ') || what.reason || what.violatedDirective + ' ' + what.blockedURI}`), true);
    }";

/// A browser that has no shared memory to give, isolated or not.
const NO_SHARED_MEMORY: &str = "
    delete globalThis.SharedArrayBuffer;
    WebAssembly.Memory = class extends WebAssembly.Memory {
        constructor(what) {
            if (what.shared) throw new TypeError('no shared memory');
            super(what);
        }
    };";

/// Runs a test in one engine after the other.
pub async fn in_each_engine(test: impl AsyncFn(&Page)) {
    for engine in Engine::ALL {
        println!("{}:", engine.name());
        with_page(Setting::of(engine), &test).await;
    }
}

/// Serves the page, opens it, runs a test on it, and closes everything. Says so, and does nothing,
/// where the engine is not there. A browser that falls over a known fault of its own is started anew,
/// once, and that is said.
pub async fn with_page(setting: Setting, mut test: impl AsyncFnMut(&Page)) {
    let _turn = TURN.lock().await;
    if !setting.engine.is_here() {
        return;
    }
    match start(setting.clone()).await.test(&mut test).await {
        Ok(()) => {}
        Err(failure) if failure.fault_of_the_browser => {
            println!(
                "AGAIN: {} fell over a fault of its own",
                setting.engine.name()
            );
            let found = start(setting).await.test(&mut test).await;
            found.unwrap_or_else(Failure::panic);
        }
        Err(failure) => failure.panic(),
    }
}

/// The same; then closes the browser, stops the server, and runs another test in a browser that is
/// started anew with what the first has kept. Only Chromium can be asked for that.
pub async fn with_page_and_later(
    setting: Setting,
    test: impl AsyncFnOnce(&Page),
    later: impl AsyncFnOnce(&Page),
) {
    let _turn = TURN.lock().await;
    let profile = Folder::new("profile");
    let named = format!("--user-data-dir={}", profile.path().display());
    let flags = [vec![named], setting.flags].concat();
    let page = start(Setting { flags, ..setting }).await;
    let found = page.test(test).await;
    found.unwrap_or_else(Failure::panic);
    page.stop_server();
    let browser = session(&page.driver, None, &page.flags, page.first.as_deref()).await;
    let found = Page { browser, ..page }.test(later).await;
    found.unwrap_or_else(Failure::panic);
}

/// Opens several pages side by side, a browser each, and closes them all whatever becomes of the work on
/// them.
pub async fn with_pages(settings: &[Setting], work: impl AsyncFnOnce(&[Page])) {
    let _turn = TURN.lock().await;
    let mut pages = Vec::new();
    for setting in settings {
        pages.push(start(setting.clone()).await);
    }
    let found = AssertUnwindSafe(work(&pages)).catch_unwind().await;
    for page in pages {
        page.browser.quit().await.expect("the browser closes");
    }
    found.unwrap_or_else(|panic| resume_unwind(panic));
}

/// A browser, which runs a script first in all that it opens, if there is one.
async fn session(
    driver: &Driver,
    proxy: Option<u16>,
    flags: &[String],
    first: Option<&str>,
) -> WebDriver {
    let browser = driver.session(proxy, flags).await;
    if let Some(first) = first {
        let source = serde_json::json!({ "source": first });
        let devtools = browser.cdp();
        let taken = devtools.send_raw("Page.addScriptToEvaluateOnNewDocument", source);
        taken.await.expect("Chromium takes the script");
    }
    browser
}

/// Serves the page and starts a browser for it.
async fn start(setting: Setting) -> Page {
    let copy = Folder::copy_of(&setting.dist, "page");
    let without = match (setting.shared_memory, setting.engine) {
        // WebKit has none if its driver says so.
        (true, _) | (false, Engine::WebKit) => "",
        (false, _) => NO_SHARED_MEMORY,
    };
    let first = format!(
        "if (!globalThis.isFirst) {{ globalThis.isFirst = true; {LISTEN} {without} {} }}",
        setting.before
    );
    // Chromium can be told to run a script first in all that it opens, but for frames of other
    // sites; to the others it is served.
    let is_told = setting.engine == Engine::Chromium && !matches!(setting.place, Place::Frame(_));
    if !is_told {
        copy.run_first(setting.below, &first, setting.place.is_sealed());
    }
    let server = serve::start(copy.path(), setting.isolation, 0).expect("the page is served");
    let around = match setting.place {
        Place::Frame(embedding) => Some(OtherSite::start(embedding, server.url())),
        Place::Tab | Place::InsecureTab => None,
    };
    let proxy = match setting.place {
        Place::InsecureTab => Some(server.address().port()),
        Place::Tab | Place::Frame(_) => None,
    };
    let driver = Driver::start(setting.engine, setting.shared_memory);
    let first = is_told.then_some(first);
    let browser = session(&driver, proxy, &setting.flags, first.as_deref()).await;
    Page {
        browser,
        engine: setting.engine,
        driver,
        url: server.url() + setting.below,
        isolation: setting.isolation,
        server: RefCell::new(Some(server)),
        around,
        place: setting.place,
        flags: setting.flags,
        first,
        _copy: copy,
    }
}
