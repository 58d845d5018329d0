//! The experiment as a program: its numbers are the form's, and what happens is marked.

use serde_json::json;

use crate::support::{Setting, with_page};

/// The first number of the program that is this field's.
fn number(field: &str) -> String {
    format!(".listing [data-number={field}]")
}

#[tokio::test]
async fn a_number_of_the_program_is_the_form_s_and_the_other_way_round() {
    with_page(Setting::default(), async |page| {
        page.open("modes=sequential,threads").await;
        // There is room for it, so it unfolds by itself.
        page.until("document.querySelector('details.code').open")
            .await;
        let wait = number("wait");
        page.until(&format!(
            "document.querySelector('{wait}')?.value === '0.5'"
        ))
        .await;
        assert!(page.text(".listing").await.contains("ThreadPoolExecutor"));

        page.set_at(&wait, "0.25").await;
        page.until("document.querySelector('input[data-field=wait]').value === '250'")
            .await;
        let query = page.script("return location.search").await;
        assert!(query.as_str().unwrap().contains("wait=250"), "{query}");

        page.set("n", "33").await;
        page.until(&format!(
            "document.querySelector('{}').value === '33'",
            number("n")
        ))
        .await;

        // What cannot be is said, and held to what can.
        page.set_at(&number("n"), "99999999").await;
        page.until(&format!(
            "document.querySelector('{}').value === '10_000'",
            number("n")
        ))
        .await;
        assert!(page.text(".code .problem").await.contains("10,000"));
        page.set_at(&number("n"), "ten").await;
        page.until("document.querySelector('.code .problem').textContent.includes('ten')")
            .await;
        assert_eq!(page.value("n").await, "10000");

        page.click("[data-choice=rust]").await;
        page.until("document.querySelector('.listing').textContent.includes('fn main()')")
            .await;
        page.click(".code [data-choice=sequential]").await;
        page.until("document.querySelector('details.code').dataset.code === 'sequential'")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn while_a_race_runs_the_lines_that_happen_are_marked() {
    with_page(Setting::default(), async |page| {
        page.open("modes=threads,async&n=4&wait=700").await;
        page.unfold("details.code").await;
        page.until("document.querySelector('.listing')?.children.length > 3")
            .await;
        page.press("run").await;
        page.until("document.querySelector('.listing').dataset.now?.includes('wait')")
            .await;
        let marked = page
            .script(
                "const paper = (e) => getComputedStyle(e).backgroundColor;
                 return [...document.querySelectorAll('.listing > span')]
                     .filter((line) => paper(line) !== 'rgba(0, 0, 0, 0)')
                     .map((line) => line.dataset.moment);",
            )
            .await;
        assert!(
            marked.as_array().unwrap().contains(&json!("wait")),
            "{marked}"
        );
        page.ended().await;
        page.until("document.querySelector('.listing').dataset.now === ''")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_program_is_saved_whole() {
    let setting = Setting {
        before: "URL.createObjectURL = (blob) => {
                blob.text().then((text) => { globalThis.saved.push(text); });
                return '#';
            };
            HTMLAnchorElement.prototype.click = function () { globalThis.saved = [this.download]; };",
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("preset=shutdown&modes=processes").await;
        page.unfold("details.code").await;
        page.until("document.querySelector('.listing')?.children.length > 3")
            .await;
        page.press("save-code").await;
        page.until("globalThis.saved?.length === 2").await;
        let saved = page.script("return saved").await;
        assert_eq!(saved[0], "interleave-processes.py");
        let text = saved[1].as_str().unwrap();
        // The numbers that stand in fields are in the text.
        assert!(
            text.contains("pool.shutdown(cancel_futures=True)"),
            "{text}"
        );
        assert!(text.contains("range(10)"), "{text}");
    })
    .await;
}
