//! The page, as a test talks to it: through its public contract and the signals that it gives.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::FutureExt;
use interleave::report::{ModeReport, Report};
use interleave::spec::Mode;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::sync::Mutex;
use xtask::headers::Isolation;
use xtask::serve::{self, Running};

use super::browser::{Driver, dist};

/// Tests measure times, so only one of them runs at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// The longest that a test waits for a signal.
const PATIENCE: Duration = Duration::from_secs(150);

/// What drivers say of a script whose page was left.
const LEFT: [&str; 4] = ["unloaded", "navigation", "execution context", "detached"];

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
            `${event}: ${what.message ?? what.reason ?? what.violatedDirective + ' ' + what.blockedURI}`), true);
    }";

/// How a page is served and prepared.
pub struct Setting {
    /// With or without the headers that isolate.
    pub isolation: Isolation,
    /// What to serve.
    pub dist: PathBuf,
    /// The folder of it in which the page is, with a slash at its end.
    pub below: &'static str,
    /// JavaScript to run before any of the page's.
    pub before: &'static str,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            isolation: Isolation::Full,
            dist: dist(),
            below: "",
            before: "",
        }
    }
}

/// A page in a browser of its own.
pub struct Page {
    /// The browser.
    pub browser: WebDriver,
    driver: Driver,
    server: RefCell<Option<Running>>,
    isolation: Isolation,
    url: String,
}

/// Serves the page, opens it, runs a test on it, and closes everything.
pub async fn with_page(setting: Setting, test: impl AsyncFnOnce(&Page)) {
    let _turn = TURN.lock().await;
    let server = serve::start(&setting.dist, setting.isolation, 0).expect("the page is served");
    let driver = Driver::start();
    let browser = driver.session().await;
    let source = format!("{LISTEN} {}", setting.before);
    browser
        .cdp()
        .send_raw(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": source}),
        )
        .await
        .expect("Chromium takes the script");
    let page = Page {
        browser,
        driver,
        url: server.url() + setting.below,
        isolation: setting.isolation,
        server: RefCell::new(Some(server)),
    };
    // The browser is closed whatever the test finds; a dropped one would be waited for in vain.
    let found = AssertUnwindSafe(test(&page)).catch_unwind().await;
    let closed = page.browser.quit().await;
    if let Err(panic) = found {
        resume_unwind(panic);
    }
    closed.expect("the browser closes");
}

impl Page {
    /// Opens the page with a query, and waits until it is settled what it can do.
    pub async fn open(&self, query: &str) {
        self.load(query).await;
        self.until("root.dataset.phase === 'idle' && root.dataset.engine !== 'starting'")
            .await;
    }

    /// Opens the page with a query, and does not wait.
    pub async fn load(&self, query: &str) {
        let url = format!("{}?lang=en&{query}", self.url);
        self.browser.goto(url).await.expect("the page loads");
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
    /// is looked at in every frame and whenever the root's attributes change, and in the next page
    /// if this one is left meanwhile.
    pub async fn until(&self, condition: &str) {
        let script = format!(
            "const root = document.documentElement;
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
             frame();"
        );
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        let found = async {
            while let Err(error) = self.browser.execute_async(&script, vec![]).await {
                let error = error.to_string();
                let left = LEFT.iter().any(|reason| error.contains(reason));
                assert!(left, "{condition}: {error}");
            }
        };
        let found = tokio::time::timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| panic!("not in time: {condition}"));
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

    /// How many workers the browser has.
    pub fn workers(&self) -> usize {
        self.driver.workers()
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
