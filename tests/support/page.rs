//! The page, as a test talks to it: through its public contract and the signals that it gives.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use interleave::model::mode::Mode;
use interleave::report::{ModeReport, Report};
use serde_json::Value;
use thirtyfour::prelude::*;
use tokio::sync::Mutex;
use xtask::headers::Isolation;
use xtask::serve::{self, Running};

use super::browser::{Driver, Engine, dist};
use super::folder::Folder;
use super::site::{Embedding, OtherSite};

/// Tests measure times, so only one of them runs at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// The longest that a test waits for a signal.
const PATIENCE: Duration = Duration::from_secs(150);

/// How long a page has in which a test failed, to say what it shows.
const LAST_WORD: Duration = Duration::from_secs(10);

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
            `${event}: ${what.error?.stack ?? what.message ?? what.reason ?? what.violatedDirective + ' ' + what.blockedURI}`), true);
    }";

/// Where the page is opened.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In a tab of its own, from localhost, which is secure.
    Tab,
    /// In a tab of its own, from an address that is not secure.
    InsecureTab,
    /// In a frame of another site's page.
    Frame(Embedding),
}

impl Place {
    /// Whether the browser lets the page load nothing.
    pub fn is_sealed(self) -> bool {
        matches!(self, Self::Frame(embedding) if embedding.is_sealed())
    }
}

/// An address that is neither https nor localhost. Nobody has it: the page's server is the proxy of
/// a browser that asks for it.
const INSECURE: &str = "http://lan.test/";

/// A browser that has no shared memory to give, isolated or not.
const NO_SHARED_MEMORY: &str = "
    delete globalThis.SharedArrayBuffer;
    WebAssembly.Memory = class extends WebAssembly.Memory {
        constructor(what) {
            if (what.shared) throw new TypeError('no shared memory');
            super(what);
        }
    };";

/// How a page is served, prepared and opened.
pub struct Setting {
    /// The browser's engine.
    pub engine: Engine,
    /// With or without the headers that isolate.
    pub isolation: Isolation,
    /// What to serve.
    pub dist: PathBuf,
    /// The folder of it in which the page is, with a slash at its end.
    pub below: &'static str,
    /// JavaScript to run before any of the page's.
    pub before: &'static str,
    /// Where the page is opened.
    pub place: Place,
    /// Whether the browser has shared memory to give.
    pub shared_memory: bool,
    /// What else Chromium is started with.
    pub flags: Vec<String>,
}

impl Default for Setting {
    fn default() -> Self {
        Self::of(Engine::Chromium)
    }
}

impl Setting {
    /// As the page is meant to be served, in some engine.
    pub fn of(engine: Engine) -> Self {
        Self {
            engine,
            isolation: Isolation::Full,
            dist: dist(),
            below: "",
            before: "",
            place: Place::Tab,
            shared_memory: true,
            flags: Vec::new(),
        }
    }
}

/// Runs a test in one engine after the other.
pub async fn in_each_engine(test: impl AsyncFn(&Page)) {
    for engine in Engine::ALL {
        println!("{}:", engine.name());
        with_page(Setting::of(engine), &test).await;
    }
}

/// A page in a browser of its own.
pub struct Page {
    /// The browser.
    pub browser: WebDriver,
    /// The browser's engine.
    pub engine: Engine,
    driver: Driver,
    server: RefCell<Option<Running>>,
    isolation: Isolation,
    url: String,
    around: Option<OtherSite>,
    place: Place,
    flags: Vec<String>,
    /// What is run before any of the page's own scripts, if the browser has to be told.
    first: Option<String>,
    _copy: Folder,
}

/// Serves the page, opens it, runs a test on it, and closes everything. Says so, and does nothing,
/// where the engine is not there.
pub async fn with_page(setting: Setting, test: impl AsyncFnOnce(&Page)) {
    let _turn = TURN.lock().await;
    if setting.engine.is_here() {
        start(setting).await.test(test).await;
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
    page.test(test).await;
    page.stop_server();
    let browser = session(&page.driver, None, &page.flags, page.first.as_deref()).await;
    Page { browser, ..page }.test(later).await;
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

impl Page {
    /// Runs a test, and closes the browser whatever that finds: a dropped one would be waited for in
    /// vain.
    async fn test(&self, test: impl AsyncFnOnce(&Page)) {
        let found = AssertUnwindSafe(test(self)).catch_unwind().await;
        if found.is_err() {
            println!("the page: {}", self.shows().await);
            println!("the browser: {}", self.driver.troubles());
        }
        let closed = self.browser.clone().quit().await;
        if let Err(panic) = found {
            resume_unwind(panic);
        }
        closed.expect("the browser closes");
    }

    /// Opens the page with a query, and waits until it is settled what it can do.
    pub async fn open(&self, query: &str) {
        self.load(query).await;
        self.until("root.dataset.phase === 'idle' && root.dataset.engine !== 'starting'")
            .await;
    }

    /// Opens the page with a query, in English if that names no language, and does not wait. From
    /// then on everything is about the page itself, in a frame too.
    pub async fn load(&self, query: &str) {
        let query = match query.contains("lang=") {
            true => query.to_owned(),
            false => format!("lang=en&{query}"),
        };
        let url = match (&self.around, self.place) {
            (Some(around), _) => around.url(&query),
            (None, Place::InsecureTab) => format!("{INSECURE}?{query}"),
            (None, _) => format!("{}?{query}", self.url),
        };
        self.browser.goto(url).await.expect("the page loads");
        if self.around.is_some() {
            let frame = self.browser.find(By::Tag("iframe")).await;
            let frame = frame.expect("there is one");
            frame.enter_frame().await.expect("it can be entered");
        }
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Stops the server.
    pub fn stop_server(&self) {
        self.server.take();
    }

    /// Serves something else under the same address.
    pub fn serve(&self, dist: &Path) {
        let server = self.server.take().expect("it was not stopped");
        let port = server.address().port();
        drop(server);
        let server = serve::start(dist, self.isolation, port).expect("the page is served");
        assert_eq!(server.address().port(), port);
        self.server.replace(Some(server));
    }

    /// How often the page has been loaded in this tab.
    pub async fn loads(&self) -> u64 {
        let loads = self.script("return loads").await;
        loads.as_u64().expect("it is a number")
    }

    /// Runs JavaScript in the page; what it returns.
    pub async fn script(&self, script: &str) -> Value {
        let result = self.browser.execute(script, Vec::new()).await;
        let result = result.unwrap_or_else(|error| panic!("{script}: {error}"));
        result.json().clone()
    }

    /// Runs JavaScript that calls `done` when it is done; what it is called with.
    pub async fn script_async(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let result = tokio::time::timeout(PATIENCE, self.browser.execute_async(&script, vec![]));
        let result = result.await.expect("a script is done in time");
        let result = result.unwrap_or_else(|error| panic!("{script}: {error}"));
        result.json().clone()
    }

    /// Waits until a condition holds, on `root`, the document's root element, or anything else. It
    /// is looked at in every frame and whenever the root's attributes change. Of a page that
    /// loads itself again it is the next document that is looked at.
    pub async fn until(&self, condition: &str) {
        let script = format!(
            "globalThis.isWaitedFor = true;
             const done = arguments[arguments.length - 1];
             const root = document.documentElement;
             let found = false;
             const look = () => {{
                 if (found || !({condition})) return;
                 found = true;
                 watch.disconnect();
                 done(true);
             }};
             const watch = new MutationObserver(look);
             watch.observe(root, {{attributes: true}});
             const frame = () => {{ look(); if (!found) requestAnimationFrame(frame); }};
             frame();
             // Some drivers would wait for a document that is gone.
             addEventListener('pagehide', () => done(false));"
        );
        let waiting = async {
            loop {
                match self.browser.execute_async(&script, vec![]).await {
                    Ok(found) if found.json() == true => return,
                    Ok(_) => {}
                    Err(error) => {
                        let is_same = self.script("return globalThis.isWaitedFor === true").await;
                        assert_eq!(is_same, false, "{condition}: {error}");
                    }
                }
            }
        };
        if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
            panic!("in vain: {condition}");
        }
    }

    /// What the page shows, for a test that failed.
    async fn shows(&self) -> String {
        let script = "const root = document.documentElement;
             const text = (what) => document.querySelector(what)?.textContent;
             return [root.outerHTML.match(/<html.*?>/)[0], text('[data-verdict]'), text('[data-trouble]'), globalThis.complaints]";
        let shown = self.browser.execute(script, Vec::new());
        match tokio::time::timeout(LAST_WORD, shown).await {
            Ok(Ok(shown)) => shown.json().to_string(),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not answer".to_owned(),
        }
    }

    /// Presses a button: an element with this `data-action`.
    pub async fn press(&self, action: &str) {
        self.click(&format!("[data-action='{action}']")).await;
    }

    /// Clicks an element.
    pub async fn click(&self, selector: &str) {
        let element = self.browser.find(By::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
        element.scroll_into_view().await.expect("it can be shown");
        let clicked = element.click().await;
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses Run, waits until the race has ended, and reads its result.
    pub async fn run(&self) -> Report {
        let before = self.script("return racesEnded").await;
        self.press("run").await;
        // Not by the phase: a short race may be over before anyone has looked.
        self.until(&format!("racesEnded > {before}")).await;
        self.ended().await
    }

    /// Presses Stop; how long it takes until the page is idle, in milliseconds, measured by the
    /// page itself.
    pub async fn stop(&self) -> f64 {
        let took = self
            .script_async(
                "const begin = performance.now();
                 const root = document.documentElement;
                 new MutationObserver((_, watch) => {
                     if (root.dataset.phase === 'idle') { watch.disconnect(); done(performance.now() - begin); }
                 }).observe(root, {attributeFilter: ['data-phase']});
                 document.querySelector('[data-action=stop]').click();",
            )
            .await;
        took.as_f64().expect("it is a time")
    }

    /// Waits until the race has ended, and reads its result.
    pub async fn ended(&self) -> Report {
        self.until("root.dataset.phase === 'idle' && document.getElementById('interleave-result')?.textContent")
            .await;
        self.result().await
    }

    /// The result of the last race, as the public contract gives it.
    pub async fn result(&self) -> Report {
        let text = self
            .script("return document.getElementById('interleave-result').textContent")
            .await;
        let text = text.as_str().expect("it is text");
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The text of the first element that matches.
    pub async fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({selector:?})?.textContent ?? ''");
        let text = self.script(&script).await;
        text.as_str().expect("it is text").to_owned()
    }

    /// Sets a numeric field's value, as if it had been typed.
    pub async fn set(&self, field: &str, value: &str) {
        let script = format!(
            "const field = document.querySelector('input[data-field={field}]');
             field.focus();
             field.value = {value:?};
             field.dispatchEvent(new Event('input', {{bubbles: true}}));
             field.dispatchEvent(new Event('change', {{bubbles: true}}));
             field.blur();"
        );
        self.script(&script).await;
    }

    /// The same with any input that matches.
    pub async fn set_at(&self, selector: &str, value: &str) {
        let script = format!(
            "const field = document.querySelector({selector:?});
             field.value = {value:?};
             field.dispatchEvent(new Event('change', {{bubbles: true}}));"
        );
        self.script(&script).await;
    }

    /// Opens a `details` element, if it is not open yet.
    pub async fn unfold(&self, selector: &str) {
        self.script(&format!("document.querySelector({selector:?}).open = true"))
            .await;
    }

    /// A numeric field's value, as it stands there.
    pub async fn value(&self, field: &str) -> String {
        let script = format!("return document.querySelector('input[data-field={field}]').value");
        let value = self.script(&script).await;
        value.as_str().expect("it is text").to_owned()
    }

    /// All the text of the elements that match.
    pub async fn texts(&self, selector: &str) -> String {
        let script = format!(
            "return [...document.querySelectorAll({selector:?})].map((e) => e.textContent).join('\\n')"
        );
        let text = self.script(&script).await;
        text.as_str().expect("it is text").to_owned()
    }

    /// What has gone wrong in the page, or what it has warned of, since it was loaded.
    pub async fn complaints(&self) -> Vec<String> {
        let complaints = self.script("return complaints").await;
        serde_json::from_value(complaints).expect("they are texts")
    }

    /// Waits until the browser has so many workers: those that are told to end do so a little later.
    pub async fn until_workers(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let workers = self.driver.workers();
            if workers == count {
                return;
            }
            assert!(Instant::now() < deadline, "{workers} workers, not {count}");
            self.script_async("requestAnimationFrame(done)").await;
        }
    }
}

/// What a mode showed.
#[track_caller]
pub fn of(report: &Report, mode: Mode) -> &ModeReport {
    report.run(mode).expect("the mode was asked for")
}

/// A mode's median, in milliseconds.
#[track_caller]
pub fn median(report: &Report, mode: Mode) -> f64 {
    let run = of(report, mode);
    run.median_ms
        .unwrap_or_else(|| panic!("{mode:?} was not measured: {run:?}"))
}
