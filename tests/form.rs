//! The form: what does not fit is said at its place, in the page's language, and nothing breaks.

use crate::support::{Setting, with_page};

#[tokio::test]
async fn a_bad_query_gives_the_valid_part_and_names_each_bad_key() {
    with_page(Setting::default(), async |page| {
        page.open("n=20000&wait=soon&colour=%3Cimg%20src=x%20onerror=alert(1)%3E&workers=3")
            .await;
        let notices = page.texts("[data-notice]").await;
        for key in ["n", "wait", "colour"] {
            assert!(notices.contains(key), "{key}: {notices}");
        }
        assert!(notices.contains("10,000"), "{notices}");
        assert_eq!(page.value("n").await, "10000");
        assert_eq!(page.value("wait").await, "500");
        assert_eq!(page.value("workers").await, "3");
        assert_eq!(page.script("return document.images.length").await, 0);
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_the_field() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        page.set("n", "123456").await;
        assert_eq!(page.value("n").await, "10000");
        assert!(page.text("[data-problem=n]").await.contains("10,000"));
        page.set("n", "many").await;
        assert_eq!(page.value("n").await, "10000", "the last value holds");
        assert!(page.text("[data-problem=n]").await.contains("number"));
        page.set("n", "１２").await;
        assert_eq!(page.value("n").await, "12");
        assert_eq!(page.text("[data-problem=n]").await, "");
        page.until("location.search.includes('n=12')").await;
    })
    .await;
}

#[tokio::test]
async fn without_a_mode_run_says_what_is_missing() {
    with_page(Setting::default(), async |page| {
        page.open("modes=async").await;
        page.click("input[data-mode=async], [data-mode=async] input")
            .await;
        page.press("run").await;
        let said = page.texts("[data-status]").await;
        assert!(said.contains("mode") || said.contains("way"), "{said}");
        assert_eq!(
            page.script("return document.documentElement.dataset.phase")
                .await,
            "idle"
        );
    })
    .await;
}

#[tokio::test]
async fn a_guess_before_running_stays_beside_the_result() {
    with_page(Setting::default(), async |page| {
        page.open("n=2&wait=5&modes=sequential,async&rounds=1")
            .await;
        page.click("[name=guess-first]").await;
        page.until("document.querySelector('[data-status=not-guessed]')")
            .await;
        page.script(
            "const field = document.querySelector('#guess-sequential');
             field.value = '20';
             field.dispatchEvent(new Event('input', {bubbles: true}))",
        )
        .await;
        page.click(".guess[data-mode=async] [name=unknown]").await;
        page.until("!document.querySelector('[data-status=not-guessed]')")
            .await;
        page.run().await;
        let marks = "return document.querySelectorAll('.compare .guessed').length";
        assert_eq!(page.script(marks).await, 1);
        // Another experiment is guessed anew.
        page.set("n", "3").await;
        page.until("document.querySelector('[data-status=not-guessed]')")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
