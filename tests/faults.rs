//! Faults: each is told, nothing hangs, and the next race works without a reload.

use std::path::Path;

use interleave::model::mode::Mode;

use crate::support::{Engine, Folder, Setting, median, with_page};

/// Lets a test get at the page's workers.
const KEEP_WORKERS: &str = "
    globalThis.workers = [];
    globalThis.Worker = class extends Worker {
        constructor(...args) { super(...args); workers.push(this); }
    };";

#[tokio::test]
async fn a_worker_that_disappears_is_noticed_and_replaced() {
    let setting = Setting {
        before: KEEP_WORKERS,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        for mode in Mode::ALL {
            // Under the GIL, a lane that computes holds it when it is lost.
            let what = match mode {
                Mode::Gil => "wait=0&work=1200000000&n=24&workers=2&rounds=1",
                _ => "wait=9000&n=2",
            };
            page.open(&format!("{what}&modes={}", mode.name())).await;
            page.press("run").await;
            page.until("root.dataset.phase === 'running'").await;
            let took = page
                .script_async(
                    "const begin = performance.now();
                     const root = document.documentElement;
                     new MutationObserver((_, watch) => {
                         if (root.dataset.phase === 'idle') { watch.disconnect(); done(performance.now() - begin); }
                     }).observe(root, {attributeFilter: ['data-phase']});
                     workers.at(-1).terminate();",
                )
                .await;
            let took = took.as_f64().expect("it is a time");
            assert!(took < 4_500.0, "{mode:?} {took}");
            let report = page.ended().await;
            assert_eq!(report.run(mode).and_then(|run| run.median_ms), None);
            assert!(!page.text("[data-trouble]").await.is_empty());
            page.set("work", "0").await;
            page.set("wait", "10").await;
            assert!(median(&page.run().await, mode) >= 10.0);
            assert!(page.text("[data-trouble]").await.is_empty(), "that is over");
        }
    })
    .await;
}

/// A copy of the page whose engine is another one.
fn changed(change: impl FnOnce(&Path)) -> Folder {
    let copy = Folder::with_page("changed");
    let mut entries = copy.path().read_dir().expect("it was copied").flatten();
    let engine = entries.find(|entry| entry.file_name().to_string_lossy().starts_with("engine-"));
    change(&engine.expect("there is an engine").path());
    copy
}

/// Counts how often the page has compared its release with the one that is served, which it does when
/// its engine cannot be loaded. What comes of a comparison is shown before it counts.
const COUNT_COMPARISONS: &str = "
    globalThis.compared = 0;
    const { fetch } = globalThis;
    globalThis.fetch = async (what, how) => {
        const answer = await fetch(what, how);
        if (what !== './') return answer;
        const read = answer.text.bind(answer);
        answer.text = async () => {
            const text = await read();
            setTimeout(() => compared++);
            return text;
        };
        return answer;
    };";

/// A page whose engine cannot start says why when it is asked to run, goes on saying so, and stays
/// alive.
async fn cannot_start(trouble: &str, change: impl FnOnce(&Path)) {
    let copy = changed(change);
    let setting = Setting {
        dist: copy.path().to_owned(),
        before: COUNT_COMPARISONS,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("wait=10").await;
        // The first engine is started without being asked for.
        page.until("compared >= 1").await;
        for comparisons in [2, 3] {
            page.press("run").await;
            page.until(&format!(
                "root.dataset.phase === 'idle' && compared >= {comparisons}"
            ))
            .await;
            let told = "return document.querySelector('[data-trouble]')?.dataset.trouble";
            assert_eq!(page.script(told).await, trouble);
            let report = page.result().await;
            assert!(report.runs.iter().all(|run| run.median_ms.is_none()));
        }
        page.set("n", "7").await;
        assert!(
            page.script("return location.search")
                .await
                .to_string()
                .contains("n=7")
        );
    })
    .await;
}

#[tokio::test]
async fn an_engine_that_is_missing_is_told() {
    cannot_start("engine-missing", |engine| {
        std::fs::remove_dir_all(engine).expect("it is ours");
    })
    .await;
}

#[tokio::test]
async fn an_engine_that_is_cut_short_is_told() {
    cannot_start("engine-missing", |engine| {
        for build in ["plain", "threaded"] {
            let wasm = engine.join(build).join("engine_bg.wasm");
            let bytes = std::fs::read(&wasm).expect("it was copied");
            std::fs::write(&wasm, &bytes[..bytes.len() / 2]).expect("it is ours");
        }
    })
    .await;
}

#[tokio::test]
async fn an_engine_that_was_altered_is_told() {
    cannot_start("engine-missing", |engine| {
        for build in ["plain", "threaded"] {
            let wasm = engine.join(build).join("engine_bg.wasm");
            let mut bytes = std::fs::read(&wasm).expect("it was copied");
            // Sections begin after the magic number and the version.
            bytes[8..].reverse();
            std::fs::write(&wasm, &bytes).expect("it is ours");
        }
    })
    .await;
}

#[tokio::test]
async fn a_pool_whose_workers_cannot_start_is_told() {
    cannot_start("pool-failed", |engine| {
        let script = engine.join("worker.js");
        let text = std::fs::read_to_string(&script).expect("it was copied");
        let broken = text.replace("super(...", "super('no-such-worker.js', ...");
        assert_ne!(text, broken);
        std::fs::write(&script, broken).expect("it is ours");
    })
    .await;
}

#[tokio::test]
async fn an_engine_of_another_release_is_told() {
    cannot_start("version", |engine| {
        let script = engine.join("worker.js");
        let text = std::fs::read_to_string(&script).expect("it was copied");
        // What the engine says first begins with another version.
        let other = "const say = self.postMessage.bind(self);
            self.postMessage = (data, transfer) => {
                if (data instanceof ArrayBuffer) new Uint8Array(data)[0] += 1;
                say(data, transfer);
            };";
        std::fs::write(&script, format!("{other}\n{text}")).expect("it is ours");
    })
    .await;
}

#[tokio::test]
async fn where_there_is_little_shared_memory_less_is_taken() {
    let copy = changed(|engine| {
        let script = engine.join("worker.js");
        let text = std::fs::read_to_string(&script).expect("it was copied");
        let little = "const { Memory } = WebAssembly;
            WebAssembly.Memory = function (description) {
                if (description.maximum > 2048) throw new RangeError('no room');
                return new Memory(description);
            };";
        std::fs::write(&script, format!("{{ {little} }} {text}")).expect("it is ours");
    });
    let setting = Setting {
        dist: copy.path().to_owned(),
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("wait=10&modes=threads,gil").await;
        let report = page.run().await;
        assert!(median(&report, Mode::Threads) >= 10.0);
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

/// Has the page's wasm give back memory that is not there.
const TRAP: &str = "
    addEventListener('trap', async () => (await wasmBindings.default()).__wbindgen_free(-16, 8, 4));";

#[tokio::test]
async fn a_page_whose_wasm_has_trapped_says_so_and_can_be_loaded_again() {
    for engine in Engine::ALL {
        let setting = Setting {
            before: TRAP,
            ..Setting::of(engine)
        };
        with_page(setting, async |page| {
            page.open("n=3").await;
            let is_shown = "return document.querySelector('.broken').checkVisibility()";
            assert_eq!(page.script(is_shown).await, false);
            page.script("dispatchEvent(new Event('trap'))").await;
            page.until("root.dataset.broken === ''").await;
            assert_eq!(page.script(is_shown).await, true);
            page.click(".broken [lang=en] a").await;
            page.until("root.dataset.broken === undefined && root.dataset.engine === 'ready'")
                .await;
            let after = (page.loads().await, page.value("n").await);
            assert_eq!(after, (2, "3".to_owned()));
        })
        .await;
    }
}
