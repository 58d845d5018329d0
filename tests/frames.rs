//! The page inside another site's page, which is not prepared for it: two names of this machine
//! are two sites.

use interleave::model::mode::Mode;
use interleave::report::Report;
use interleave::report::environment::{Reason, Rung};
use xtask::headers::Isolation;
use xtask::serve;

use crate::support::{Folder, Page, Setting, median, of, with_page};

/// Opens an article with the page in a frame, and waits for the frame's first result; how often
/// the frame was loaded, too.
async fn in_article(page: &Page, name: &str, sandbox: &str, query: &str) -> (Report, u64) {
    let article = Folder::new(name);
    let lab = page.url().replace("localhost", "a.localhost");
    article.write(
        "index.html",
        &format!(
            "<!doctype html><title>An article</title>
             <script>
                 let loads = 0, result;
                 onmessage = ({{data}}) => {{ if (data.type === 'interleave/result') result ??= data; }};
             </script>
             <iframe {sandbox} width=900 height=900 onload=\"loads++\"
                 src=\"{lab}?embed=1&run=1&lang=en&wait=100&n=5&{query}\"></iframe>"
        ),
    );
    let server = serve::start(article.path(), Isolation::None, 0).expect("it is served");
    page.browser.goto(server.url()).await.expect("it loads");
    page.until("result").await;
    let found = page.script("return [result, loads]").await;
    let result = match &found[0] {
        serde_json::Value::String(text) => serde_json::from_str(text),
        document => serde_json::from_value(document.clone()),
    };
    let loads = found[1].as_u64().expect("it is a number");
    (result.expect("it is a result"), loads)
}

fn assert_threads(report: &Report, rung: Rung) {
    assert_eq!(
        (report.environment.isolated, report.environment.rung),
        (true, rung)
    );
    assert!((100.0..300.0).contains(&median(report, Mode::Threads)));
}

#[tokio::test]
async fn a_frame_has_threads_by_its_own_headers() {
    with_page(Setting::default(), async |page| {
        for sandbox in ["", "sandbox=\"allow-scripts allow-same-origin\""] {
            let (report, loads) = in_article(page, "headers", sandbox, "").await;
            assert_threads(&report, Rung::DocumentIsolationPolicy);
            assert_eq!(loads, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_frame_has_threads_by_its_service_worker() {
    let setting = Setting {
        isolation: Isolation::None,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        let (report, loads) = in_article(page, "worker", "", "").await;
        assert_threads(&report, Rung::ServiceWorker);
        assert_eq!(loads, 2, "once again, by itself");
        let (report, loads) = in_article(page, "worker-again", "", "").await;
        assert_threads(&report, Rung::ServiceWorker);
        assert!(loads <= 2, "another article is another partition: {loads}");
    })
    .await;
}

#[tokio::test]
async fn a_frame_that_cannot_be_isolated_leads_out_of_it_and_is_not_loaded_again() {
    let old = Folder::with_page("no-policy");
    // As in a browser without Document-Isolation-Policy.
    old.change(&old.name("boot-"), "userAgentData", "noSuchData");
    let setting = Setting {
        isolation: Isolation::None,
        dist: old.path().to_path_buf(),
        ..Setting::default()
    };
    with_page(setting, async |page| {
        let (report, loads) = in_article(page, "way-out", "", "workers=3").await;
        assert_eq!(loads, 1);
        assert_eq!(report.environment.rung, Rung::None);
        assert_eq!(of(&report, Mode::Threads).reason, Some(Reason::NotIsolated));
        assert!(median(&report, Mode::Processes) >= 100.0);
        page.browser.enter_frame(0).await.expect("it is there");
        let link =
            "return document.querySelector('[data-mode=threads] [data-action=own-tab]').href";
        let link = page.script(link).await;
        let link = link.as_str().expect("it is an address");
        assert!(
            link.contains("workers=3") && link.contains("lang=en"),
            "{link}"
        );
        assert!(!link.contains("embed") && !link.contains("run="), "{link}");
    })
    .await;
}
