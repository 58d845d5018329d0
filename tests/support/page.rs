//! The page, as a test talks to it: through its public contract and the signals that it gives.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt;
use interleave::model::mode::Mode;
use interleave::report::{ModeReport, Report};
use serde_json::Value;
use thirtyfour::prelude::*;
use xtask::headers::Isolation;
use xtask::serve::{self, Running};

use super::browser::{Driver, Engine};
use super::folder::Folder;
use super::setting::Place;
use super::site::OtherSite;

/// The longest that a test waits for a signal.
const PATIENCE: Duration = Duration::from_secs(150);

/// How long a page has in which a test failed, to say what it shows.
const LAST_WORD: Duration = Duration::from_secs(10);

/// An address that is neither https nor localhost. Nobody has it: the page's server is the proxy of
/// a browser that asks for it.
const INSECURE: &str = "http://lan.test/";

/// A test that failed.
pub(super) struct Failure {
    panic: Box<dyn Any + Send>,
    /// Whether the browser fell over a known fault of its own, so that nothing is known of the page.
    pub(super) fault_of_the_browser: bool,
}

impl Failure {
    /// Fails the test.
    pub(super) fn panic(self) {
        resume_unwind(self.panic)
    }
}

/// A page in a browser of its own.
pub struct Page {
    /// The browser.
    pub browser: WebDriver,
    /// The browser's engine.
    pub engine: Engine,
    pub(super) driver: Driver,
    pub(super) server: RefCell<Option<Running>>,
    pub(super) isolation: Isolation,
    pub(super) url: String,
    pub(super) around: Option<OtherSite>,
    pub(super) place: Place,
    pub(super) flags: Vec<String>,
    /// What is run before any of the page's own scripts, if the browser has to be told.
    pub(super) first: Option<String>,
    pub(super) _copy: Folder,
}

impl Page {
    /// Runs a test, and closes the browser whatever that finds: a dropped one would be waited for in
    /// vain.
    pub(super) async fn test(&self, test: impl AsyncFnOnce(&Page)) -> Result<(), Failure> {
        let found = AssertUnwindSafe(test(self)).catch_unwind().await;
        let mut shown = String::new();
        if found.is_err() {
            shown = self.shows().await;
            println!("the page: {shown}");
            println!("the browser: {}", self.driver.troubles());
        }
        let closed = self.browser.clone().quit().await;
        if let Err(panic) = found {
            let fault_of_the_browser =
                self.driver.fell_by_its_own_fault() || self.engine.stops_wasm(&shown);
            return Err(Failure {
                panic,
                fault_of_the_browser,
            });
        }
        closed.expect("the browser closes");
        Ok(())
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

    /// Clicks an element, once it stands still: what has just been rendered may still move it, and a click
    /// goes where it was.
    pub async fn click(&self, selector: &str) {
        let element = self.browser.find(By::Css(selector)).await;
        let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
        element.scroll_into_view().await.expect("it can be shown");
        self.script_async(&format!(
            "let last = '';
             const look = () => {{
                 const element = document.querySelector({});
                 const now = JSON.stringify(element?.getBoundingClientRect());
                 if (now === last) return done();
                 last = now;
                 requestAnimationFrame(look);
             }};
             look();",
            serde_json::Value::from(selector)
        ))
        .await;
        let clicked = element.click().await;
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses Run, waits until the race has ended, and reads its result. Run is pressed as Stop is, by the
    /// page itself: a click of WebKit's driver goes nowhere now and then. Other tests press it by pointer and
    /// by key.
    pub async fn run(&self) -> Report {
        let before = self.script("return racesEnded").await;
        self.script("document.querySelector('[data-action=run]').click()")
            .await;
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

    /// Waits until the browser has this many workers: workers end a little after they are told to.
    pub async fn until_workers(&self, count: usize) {
        let waiting = async {
            while self.driver.workers() != count {
                self.script_async("requestAnimationFrame(done)").await;
            }
        };
        if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
            panic!("{} workers, not {count}", self.driver.workers());
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
