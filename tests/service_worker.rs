//! The service worker: isolation on hosts without headers, a page without a network, and new
//! releases.

use interleave::model::mode::Mode;
use interleave::report::Report;
use interleave::report::environment::Rung;
use xtask::files;
use xtask::headers::{Isolation, content_security_policy};

use crate::support::{Engine, Folder, Page, Setting, dist, median, with_page, with_page_and_later};

/// The page on a host without headers.
fn plain() -> Setting {
    Setting {
        isolation: Isolation::None,
        ..Setting::default()
    }
}

/// Waits until the service worker keeps the whole release.
async fn kept(page: &Page) {
    page.script_async("navigator.serviceWorker.ready.then(() => done(true))")
        .await;
}

/// All modes really ran, on shared memory where they need it.
async fn assert_threads(page: &Page, report: &Report, rung: Rung) {
    assert_eq!(
        (report.environment.isolated, report.environment.rung),
        (true, rung)
    );
    assert!((100.0..300.0).contains(&median(report, Mode::Threads)));
    for mode in Mode::ALL {
        assert!(median(report, mode) >= 100.0, "{mode:?}");
    }
    assert_eq!(page.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn without_headers_the_page_isolates_itself_and_has_threads() {
    with_page(plain(), async |page| {
        // Started by the link: it waits until it is settled whether there are threads.
        page.load("wait=100&n=5&run=1").await;
        page.until("racesEnded === 1").await;
        let report = page.result().await;
        assert_threads(page, &report, Rung::ServiceWorker).await;
        assert_eq!(page.loads().await, 2, "once again, by itself");
        let told = page.text("[data-machine=isolation]").await;
        assert!(told.contains("service worker"), "{told}");
        // From now on it comes isolated at once.
        page.open("wait=100&n=5").await;
        assert_eq!(page.loads().await, 3);
        assert_threads(page, &page.run().await, Rung::ServiceWorker).await;
    })
    .await;
}

#[tokio::test]
async fn it_works_below_any_folder_and_touches_nothing_beside_it() {
    let site = Folder::new("below");
    site.write("index.html", "<title>A blog</title>");
    site.write("blog/index.html", "<title>Its articles</title>");
    let below = "blog/lab/";
    files::copy_folder(&dist(), &site.path().join(below)).expect("room");
    let setting = Setting {
        dist: site.path().to_path_buf(),
        below,
        ..plain()
    };
    with_page(setting, async |page| {
        page.open("wait=100&n=5").await;
        assert_threads(page, &page.run().await, Rung::ServiceWorker).await;
        assert_eq!(page.loads().await, 2);
        let blog = page.url().replace("lab/", "");
        page.browser.goto(&blog).await.expect("it loads");
        let beside = page
            .script("return [navigator.serviceWorker.controller, crossOriginIsolated]")
            .await;
        assert_eq!(beside, serde_json::json!([null, false]));
    })
    .await;
}

/// What isolates a page that comes from the service worker: what the server would have sent, or
/// what the worker has put in its place.
fn rung_without_network(isolation: Isolation) -> Rung {
    match isolation {
        Isolation::None => Rung::ServiceWorker,
        Isolation::Full => Rung::Headers,
    }
}

/// Every mode was really run.
fn assert_all_ran(report: &Report, rung: Rung, at_least: f64) {
    assert_eq!(report.environment.rung, rung);
    for mode in Mode::ALL {
        let took = median(report, mode);
        assert!(took >= at_least, "{mode:?}: {took} ms");
    }
}

#[tokio::test]
async fn a_page_that_was_visited_once_works_without_a_network() {
    for engine in Engine::ALL {
        for isolation in [Isolation::None, Isolation::Full] {
            println!("{}, {isolation:?}", engine.name());
            let setting = Setting {
                isolation,
                ..Setting::of(engine)
            };
            with_page(setting, async |page| {
                page.open("").await;
                kept(page).await;
                page.stop_server();
                page.load("wait=100&n=5&run=1").await;
                let report = page.ended().await;
                let least = 100.0 / engine.slack();
                assert_all_ran(&report, rung_without_network(isolation), least);
            })
            .await;
        }
    }
}

#[tokio::test]
async fn a_browser_that_is_started_without_a_network_still_has_the_page() {
    for isolation in [Isolation::None, Isolation::Full] {
        let setting = Setting {
            isolation,
            ..Setting::default()
        };
        with_page_and_later(
            setting,
            async |page| {
                page.open("").await;
                kept(page).await;
            },
            async |page| {
                page.open("").await;
                let report = page.run().await;
                assert_all_ran(&report, rung_without_network(isolation), 500.0);
                assert_eq!(page.complaints().await, Vec::<String>::new());
            },
        )
        .await;
    }
}

#[tokio::test]
async fn headers_need_no_second_load() {
    with_page(Setting::default(), async |page| {
        page.open("wait=100&n=5").await;
        kept(page).await;
        assert_threads(page, &page.run().await, Rung::Headers).await;
        assert_eq!(page.loads().await, 1);
    })
    .await;
}

/// The page's next release: another page, another engine, another service worker.
fn next_release(name: &str) -> Folder {
    let next = Folder::with_page(name);
    let engine = next.name("engine-");
    next.rename("engine-", "engine-000000000000");
    let script = next
        .name("interleave-web-")
        .replace("_bg.wasm", "")
        .replace(".js", "");
    for end in [".js", "_bg.wasm"] {
        next.rename(
            &format!("{script}{end}"),
            &format!("interleave-web-0000000000000000{end}"),
        );
    }
    let policy = || {
        let page = files::read_text(&next.path().join("index.html"));
        content_security_policy(&[page.expect("it is there")])
    };
    let old_policy = policy();
    next.change("index.html", &script, "interleave-web-0000000000000000");
    next.change("index.html", &engine, "engine-000000000000");
    next.change("index.html", "<html", "<html data-next-release");
    let policy = policy();
    for file in ["index.html", "sw.js"] {
        next.change(file, &old_policy, &policy);
    }
    next.change("sw.js", &script, "interleave-web-0000000000000000");
    next.change("sw.js", &engine, "engine-000000000000");
    next.change("sw.js", "name:\"", "name:\"next-");
    next
}

#[tokio::test]
async fn a_new_release_is_offered_and_not_forced() {
    let next = next_release("next");
    with_page(plain(), async |page| {
        page.open("wait=100").await;
        page.serve(next.path());
        page.open("wait=100&n=5").await;
        page.until("document.querySelector('[data-trouble=version]')")
            .await;
        assert_eq!(
            page.script("return 'nextRelease' in document.documentElement.dataset")
                .await,
            false
        );
        page.set("n", "3").await;
        // It still is the whole old release.
        let report = page.run().await;
        assert_threads(page, &report, Rung::ServiceWorker).await;
        page.press("reload").await;
        page.until("'nextRelease' in root.dataset && root.dataset.phase === 'idle'")
            .await;
        assert_eq!(page.value("n").await, "3");
        assert_eq!(page.text("[data-trouble]").await, "");
        assert_threads(page, &page.run().await, Rung::ServiceWorker).await;
    })
    .await;
}

#[tokio::test]
async fn a_page_whose_engine_is_gone_from_the_server_says_that_there_is_a_new_release() {
    let next = next_release("gone");
    let setting = Setting {
        before: "delete Navigator.prototype.serviceWorker;",
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("wait=10&n=4").await;
        page.serve(next.path());
        page.browser
            .cdp()
            .send_raw("Network.clearBrowserCache", serde_json::json!({}))
            .await
            .expect("it can be cleared");
        // More threads than there are make a new engine.
        page.set("workers", "40").await;
        page.press("run").await;
        page.until("document.querySelector('[data-trouble=version]')")
            .await;
        page.press("reload").await;
        page.until("'nextRelease' in root.dataset && root.dataset.phase === 'idle'")
            .await;
        assert_eq!(page.value("workers").await, "40");
        assert!(median(&page.run().await, Mode::Threads) >= 10.0);
    })
    .await;
}

#[tokio::test]
async fn where_it_cannot_isolate_the_page_loads_only_as_often_as_may_help() {
    let gone = Folder::with_page("gone-worker");
    gone.write(
        "sw.js",
        "onactivate = (event) => event.waitUntil(registration.unregister());",
    );
    let idle = Folder::with_page("idle-worker");
    idle.write("sw.js", "onfetch = () => {};");
    let broken = Folder::with_page("broken-worker");
    broken.write("sw.js", "not a script");
    let whole = dist();
    const BLOCKED: &str = "for (const storage of ['sessionStorage', 'localStorage'])
        Object.defineProperty(window, storage, {get() { throw new DOMException('', 'SecurityError'); }});";
    const DENIED: &str = "navigator.serviceWorker.register = () =>
        Promise.reject(new DOMException('', 'SecurityError'));";
    for (dist, before, most) in [
        (gone.path(), "", 3),
        (idle.path(), "", 2),
        (broken.path(), "", 1),
        (&whole, BLOCKED, 1),
        (&whole, DENIED, 1),
    ] {
        let setting = Setting {
            dist: dist.to_path_buf(),
            before,
            ..plain()
        };
        with_page(setting, async |page| {
            page.open("wait=100&n=5").await;
            let report = page.run().await;
            assert_eq!(report.environment.rung, Rung::None);
            for mode in [Mode::Sequential, Mode::Processes, Mode::Async] {
                assert!(median(&report, mode) >= 100.0, "{mode:?}");
            }
            let loads = page.loads().await;
            assert!(loads <= most, "{loads} of {most}");
            assert_eq!(page.complaints().await, Vec::<String>::new());
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_kept_badly_comes_from_the_server_and_all_of_it_can_be_taken_away() {
    with_page(plain(), async |page| {
        page.open("").await;
        page.script_async(
            "(async () => {
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) {
                        await cache.put(request, new Response('not what it was'));
                    }
                }
            })().then(() => done(true))",
        )
        .await;
        page.open("wait=100&n=5").await;
        assert_threads(page, &page.run().await, Rung::ServiceWorker).await;
        page.open("sw=0&n=5").await;
        page.script_async(
            "(async () => {
                while ((await caches.keys()).length > 0
                    || (await navigator.serviceWorker.getRegistrations()).length > 0);
            })().then(() => done(true))",
        )
        .await;
        assert_eq!(page.value("n").await, "5");
        assert_eq!(page.text("[data-notice]").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_file_whose_type_the_host_does_not_name_is_kept_without_one() {
    let untyped = Folder::with_page("untyped");
    // Stands for a host that does not know what an icon is.
    let host = "{
        const { fetch } = globalThis;
        globalThis.fetch = async (what, how) => {
            const answer = await fetch(what, how);
            const isUntyped = new URL(what.url ?? what, registration.scope).pathname === '/icon.svg';
            return isUntyped ? new Response(await answer.arrayBuffer()) : answer;
        };
    }";
    let script = files::read_text(&untyped.path().join("sw.js")).expect("it was copied");
    untyped.write("sw.js", &format!("{host}\n{script}"));
    let setting = Setting {
        dist: untyped.path().to_path_buf(),
        ..plain()
    };
    with_page(setting, async |page| {
        page.open("wait=100&n=5").await;
        kept(page).await;
        let types = page
            .script_async(
                "Promise.all(['icon.svg', 'manifest.json'].map((file) => caches.match(file)))
                     .then((found) => done(found.map(({headers}) => headers.get('content-type'))))",
            )
            .await;
        assert_eq!(types, serde_json::json!([null, "application/json"]));
        assert_threads(page, &page.run().await, Rung::ServiceWorker).await;
    })
    .await;
}
