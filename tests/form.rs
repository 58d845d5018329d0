//! The form: what does not fit is said at its place, in the page's language, and nothing breaks.

use crate::support::{Setting, with_page};

#[tokio::test]
async fn a_bad_query_gives_the_valid_part_and_names_each_bad_key() {
    with_page(Setting::default(), async |page| {
        page.open("n=20000&wait=soon&colour=%3Cimg%20src=x%20onerror=alert(1)%3E&workers=3")
            .await;
        let notices = page.text("[data-notices]").await;
        for key in ["n", "wait", "colour"] {
            assert!(notices.contains(key), "{key}: {notices}");
        }
        assert!(notices.contains("10,000"), "{notices}");
        let value = async |field: &str| {
            let script = format!(
                "return document.querySelector('[data-field={field}] input[type=text]').value"
            );
            page.script(&script).await
        };
        assert_eq!(value("n").await, "10000");
        assert_eq!(value("wait").await, "500");
        assert_eq!(value("workers").await, "3");
        assert_eq!(page.script("return document.images.length").await, 0);
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_the_field() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        let field = "[data-field=n]";
        let input = "[data-field=n] input[type=text]";
        let value = format!("return document.querySelector('{input}').value");
        page.enter(input, "123456").await;
        assert_eq!(page.script(&value).await, "10000");
        assert!(page.text(field).await.contains("10,000"));
        page.enter(input, "many").await;
        assert_eq!(page.script(&value).await, "10000", "the last value holds");
        assert!(page.text(field).await.contains("number"));
        page.enter(input, "１２").await;
        assert_eq!(page.script(&value).await, "12");
        page.until("location.search.includes('n=12')").await;
    })
    .await;
}

#[tokio::test]
async fn without_a_mode_run_says_what_is_missing() {
    with_page(Setting::default(), async |page| {
        page.open("modes=async").await;
        page.click("[data-mode=async] input").await;
        let before = page.text("[data-status]").await;
        page.press("run").await;
        assert_eq!(
            page.script("return document.documentElement.dataset.phase")
                .await,
            "idle"
        );
        assert!(before.contains("mode"), "{before}");
    })
    .await;
}
