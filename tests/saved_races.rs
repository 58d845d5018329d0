//! A race that has ended is exported, opened again, sent as a link, and compared.

use interleave::document::Document;
use interleave::model::mode::Mode;
use interleave::trace::event::State;
use serde_json::Value;

use crate::player::played;
use crate::support::{Engine, Page, Setting, in_each_engine, with_page};

/// Catches what would be saved: the file's name, then its text.
pub(crate) const CATCH: &str = "URL.createObjectURL = (blob) => {
        blob.text().then((text) => { globalThis.saved.push(text); });
        return '#';
    };
    HTMLAnchorElement.prototype.click = function () { globalThis.saved = [this.download]; };";

/// Presses a button that saves a file; its name and its text.
pub(crate) async fn saved(page: &Page, action: &str) -> (String, String) {
    page.script("globalThis.saved = undefined").await;
    page.press(action).await;
    page.until("globalThis.saved?.length === 2").await;
    let saved = page.script("return saved").await;
    let text = |index: usize| saved[index].as_str().expect("it is a text").to_owned();
    (text(0), text(1))
}

/// Chooses a file with this text.
pub(crate) async fn open_file(page: &Page, text: &str) {
    page.script(&format!(
        "const data = new DataTransfer();
         data.items.add(new File([{text:?}], 'race.json', {{ type: 'application/json' }}));
         const field = document.querySelector('[data-action=bring]');
         field.files = data.files;
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ))
    .await;
}

/// How long each slice of computing took, from the shortest to the longest, in nanoseconds.
fn computing(document: &Document, mode: Mode) -> Vec<u64> {
    let timeline = document.recording[&mode].timeline();
    let slices = timeline.lanes().iter().flat_map(|lane| &lane.slices);
    let computing = slices.filter(|slice| slice.state == State::Run);
    let mut lasted: Vec<u64> = computing.map(|slice| slice.end - slice.start).collect();
    lasted.sort();
    lasted
}

/// How many times as long the middle one of these takes as the quarter of them that is shortest.
fn spread(lasted: &[u64]) -> f64 {
    lasted[lasted.len() / 2] as f64 / lasted[lasted.len() / 4] as f64
}

#[tokio::test]
async fn the_same_work_takes_as_long_in_every_task() {
    let setting = Setting {
        before: CATCH,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        // A millisecond each: short enough for most to pass between two that something else interrupts.
        for work in ["kernel=patterns&work=300", "work=1500000"] {
            let query = format!("n=400&wait=0&{work}&rounds=1&modes=sequential,async");
            // The machine may change its speed in the middle of a run. A second speed of the kernel is in
            // every run, so the most even of five runs tells the two apart.
            let mut most_even = [f64::INFINITY; 2];
            for _ in 0..5 {
                played(page, &query).await;
                let (_, json) = saved(page, "take-json").await;
                let document = Document::from_json(&json).expect("it is a document of ours");
                for (best, mode) in most_even.iter_mut().zip([Mode::Sequential, Mode::Async]) {
                    let lasted = computing(&document, mode);
                    assert_eq!(lasted.len(), 400);
                    *best = best.min(spread(&lasted));
                }
                if most_even.iter().all(|spread| *spread < 1.3) {
                    break;
                }
            }
            assert!(
                most_even.iter().all(|spread| *spread < 1.3),
                "{work} {most_even:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_race_is_taken_away_with_all_of_its_events() {
    let setting = Setting {
        before: CATCH,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        played(page, "n=4&wait=50&workers=2&modes=threads,processes").await;
        let (name, json) = saved(page, "take-json").await;
        assert_eq!(name, "interleave.json");
        let document = Document::from_json(&json).expect("it is a document of ours");
        assert_eq!(document.to_json(), json, "there and back, byte by byte");
        let mut slices = 0;
        for mode in [Mode::Threads, Mode::Processes] {
            let run = document.recording.get(&mode).expect("it ran");
            let timeline = run.timeline();
            assert_eq!(timeline.outcomes().total(), 4);
            slices += timeline
                .lanes()
                .iter()
                .map(|lane| lane.slices.len())
                .sum::<usize>();
        }
        let (name, csv) = saved(page, "take-csv").await;
        assert_eq!(
            (name.as_str(), csv.lines().count()),
            ("interleave.csv", slices + 1)
        );
        let (name, trace) = saved(page, "take-trace").await;
        assert_eq!(name, "interleave.trace.json");
        let trace: Value = serde_json::from_str(&trace).expect("it is JSON");
        let events = trace["traceEvents"].as_array().expect("there are events");
        let complete = events.iter().filter(|event| event["ph"] == "X");
        assert_eq!(complete.count(), slices);

        // Opened again it is what it was, and no result of this page.
        open_file(page, &json).await;
        page.until("document.querySelectorAll('.row[data-state=recorded] .sampled').length === 2")
            .await;
        let published = page
            .script("return document.getElementById('interleave-result').textContent")
            .await;
        assert_eq!(published, "");
        let said = page.text("[data-verdict]").await;
        let document: Value = serde_json::from_str(&json).expect("it is JSON");
        let headline = document["headline"]["en"].as_str().expect("it is a text");
        assert!(said.contains("recorded race"), "{said}");
        assert!(said.ends_with(&headline.replace('*', "")), "{said}");
        page.until("document.querySelector('.player [data-action=take-json]')")
            .await;
        assert_eq!(saved(page, "take-json").await.1, json);
        assert_eq!(page.value("n").await, "4", "the form has its experiment");

        open_file(page, "{}").await;
        page.until("document.querySelector('.bring .problem').textContent.includes('not an Interleave race')")
            .await;
        // And a race can be run as ever.
        let report = page.run().await;
        assert_eq!(
            report.run(Mode::Threads).map(|run| run.outcomes.done),
            Some(4)
        );
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

/// Keeps the files that the page offers.
const KEEP_FILES: &str = "
    globalThis.taken = {};
    const make = URL.createObjectURL;
    let last;
    URL.createObjectURL = (file) => { last = file; return make.call(URL, file); };
    HTMLAnchorElement.prototype.click = function () { taken[this.download] = last; };";

/// The sizes of two pictures, how much the second one differs from its upper left corner, and how much
/// from the first one: means over squares of ten pixels a side.
const COMPARE_PICTURES: &str = "
    const side = 10;
    const mean = (values, of) => values.reduce((sum, value, i) => sum + of(value, i), 0) / values.length;
    const look = async (file) => {
        const image = new Image();
        image.src = await new Promise((read) => {
            const reader = new FileReader();
            reader.onload = () => read(reader.result);
            reader.readAsDataURL(file);
        });
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [1200, Math.round(1200 * image.height / image.width)];
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
        const means = [];
        for (let y = 0; y + side <= canvas.height; y += side)
            for (let x = 0; x + side <= canvas.width; x += side) {
                const { data } = context.getImageData(x, y, side, side);
                for (let part = 0; part < 3; part += 1)
                    means.push(mean(data.filter((_, i) => i % 4 === part), (value) => value));
            }
        return { means, size: [image.width, image.height] };
    };
    Promise.all([taken['interleave.svg'], taken['interleave.png']].map(look)).then(([vectors, pixels]) => {
        const difference = (from) => mean(pixels.means, (value, i) => Math.abs(value - from(i)));
        done([vectors.size, pixels.size, difference((i) => pixels.means[i % 3]),
            difference((i) => vectors.means[i])]);
    });";

#[tokio::test]
async fn a_race_is_taken_away_as_a_picture_that_looks_alike_in_vectors_and_in_pixels() {
    for engine in Engine::ALL {
        let setting = Setting {
            before: KEEP_FILES,
            ..Setting::of(engine)
        };
        with_page(setting, looks_alike).await;
    }
}

async fn looks_alike(page: &Page) {
    played(page, "n=4&wait=50&workers=2&modes=threads,async").await;
    for (action, name, kind) in [
        ("take-svg", "interleave.svg", "image/svg+xml"),
        ("take-png", "interleave.png", "image/png"),
    ] {
        page.press(action).await;
        page.until(&format!("taken['{name}']")).await;
        let found = format!("return taken['{name}'].type");
        assert_eq!(page.script(&found).await, kind);
    }
    let compared = page.script_async(COMPARE_PICTURES).await;
    let (vectors, pixels, drawn, apart): ([f64; 2], [f64; 2], f64, f64) =
        serde_json::from_value(compared).expect("two sizes and two means");
    // The height is no whole number.
    let is_double = |side: usize| (pixels[side] - 2.0 * vectors[side]).abs() <= 2.0;
    assert!(is_double(0) && is_double(1), "{pixels:?} {vectors:?}");
    assert!(drawn > 5.0 && apart < drawn / 4.0, "{drawn} {apart}");
    assert_eq!(page.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_earlier_race_lies_beside_the_new_one_and_survives_a_reload() {
    with_page(Setting::default(), async |page| {
        played(page, "n=3&wait=40&workers=3&modes=sequential,threads").await;
        let count = "document.querySelectorAll('.earlier li').length";
        page.until(&format!("{count} === 1")).await;
        page.set("wait", "120").await;
        page.run().await;
        page.until(&format!("{count} === 2")).await;
        page.unfold(".earlier").await;
        page.click(".earlier li:nth-child(2) [data-action=pin]")
            .await;
        page.until("document.querySelector('.comparison svg')")
            .await;
        let told = page.text(".comparison table").await;
        assert_eq!(told.matches("as long").count(), 2, "{told}");
        assert!(told.contains("not certain"), "single rounds: {told}");
        let drawn = page.text(".comparison svg").await;
        assert!(
            drawn.contains("40 ms") && drawn.contains("120 ms"),
            "{drawn}"
        );
        // Its colours are the theme's, whichever that is.
        let paper = "const sheet = document.querySelector('.comparison svg rect[width=\"100%\"]');
            return [getComputedStyle(sheet).fill, getComputedStyle(document.body).backgroundColor]";
        for theme in ["dark", "contrast", "system"] {
            while page
                .script("return document.documentElement.dataset.theme")
                .await
                != theme
            {
                page.press("theme").await;
            }
            let [fill, background]: [String; 2] =
                serde_json::from_value(page.script(paper).await).expect("two colours");
            assert_eq!(fill, background, "{theme}");
        }

        page.open("").await;
        page.until(&format!("{count} === 2")).await;
        page.unfold(".earlier").await;
        page.click(".earlier li:nth-child(2) [data-action=open-race]")
            .await;
        page.until("document.querySelectorAll('.row[data-state=recorded]').length === 2")
            .await;
        assert_eq!(page.value("wait").await, "40");
        page.click(".earlier [data-action=forget]").await;
        page.until("!document.querySelector('.earlier')").await;
        page.open("").await;
        page.until("document.querySelector('[data-action=bring]')")
            .await;
        assert_eq!(page.script(&format!("return {count}")).await, 0);
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_link_with_the_race_in_it_shows_it_in_every_engine() {
    in_each_engine(async |page| {
        played(page, "n=3&wait=30&workers=2&modes=sequential,async").await;
        page.press("take-link").await;
        page.until("document.querySelector('.made input')").await;
        let link = async || {
            let link = page
                .script("return document.querySelector('.made input').value")
                .await;
            link.as_str().expect("it is a text").to_owned()
        };
        let first = link().await;
        let (address, query) = first.split_once('?').expect("there is a query");
        assert_eq!(address, page.url());

        // As if it had been sent to somebody.
        page.load("lang=en").await;
        page.load(query).await;
        // While the first view is shown, the rows may be there already, hidden.
        let opened = "root.dataset.phase === 'idle'
            && document.querySelectorAll('.row[data-state=recorded] .sampled').length === 2";
        page.until(opened).await;
        assert!(page.text("[data-verdict]").await.contains("recorded race"));
        assert_eq!(page.value("n").await, "3", "the form has its experiment");
        let published = page
            .script("return document.getElementById('interleave-result').textContent")
            .await;
        assert_eq!(published, "", "it is no result of this page");
        page.press("take-link").await;
        page.until("document.querySelector('.made input')").await;
        assert_eq!(link().await, first, "the very same race");

        // A part of it is no race, and says so, on the same page too.
        let race = query.split_once('#').expect("there is a race").1;
        let part = &race[..race.len() / 2];
        page.script(&format!("location.hash = {part:?}")).await;
        page.until("document.querySelector('.bring .problem')?.textContent.includes('incomplete')")
            .await;
        page.script(&format!("location.hash = {race:?}")).await;
        page.until("!document.querySelector('.bring .problem')?.textContent")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_link_opens_what_was_on_the_board() {
    with_page(Setting::default(), async |page| {
        played(page, "n=4&wait=100&workers=2&modes=threads&lang=en").await;
        // The second lane, the first half of the axis, and the middle of that.
        page.script(
            "const plot = document.querySelector('.band .plot');
             const press = (key) => plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
             ['ArrowRight', 'ArrowDown', 'Enter'].forEach(press);
             document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '+', bubbles: true }));
             const slider = document.querySelector('.player input[type=range]');
             slider.value = 250;
             slider.dispatchEvent(new Event('input', { bubbles: true }));",
        )
        .await;
        page.press("take-link").await;
        let link = "document.querySelector('.made input')?.value";
        page.until(&format!("{link}?.includes('lane=threads:2')"))
            .await;
        let link = page.script(&format!("return {link}")).await;
        let link = link.as_str().expect("it is a text");
        let shown = async || {
            let shown = page.script(
                "return [document.querySelector('.player').dataset.until.slice(0, -3),
                    document.querySelector('.axis .ticks').textContent,
                    document.querySelector('.selected-lane p').textContent]",
            );
            serde_json::from_value::<[String; 3]>(shown.await).expect("three texts")
        };
        let before = shown().await;
        assert!(before[2].contains("Lane 2waiting for I/O until"), "{before:?}");

        // As if it had been sent to somebody.
        let (_, query) = link.split_once('?').expect("there is a query");
        page.load("lang=en").await;
        page.load(query).await;
        page.until("document.querySelector('.selected-lane p')").await;
        let after = shown().await;
        // Links round up to the next microsecond.
        let micros = |shown: &[String; 3]| shown[0].parse::<u64>().expect("it is a number");
        assert!((0..=1).contains(&(micros(&after) - micros(&before))), "{after:?}");
        assert_eq!(after[1..], before[1..]);
        assert_eq!(page.script("return document.querySelector('.notices')").await, Value::Null);

        // Of a moment that the race does not have, it says so.
        let (keys, race) = query.split_once('#').expect("there is a race");
        let (keys, _) = keys.split_once("&at=").expect("there is a moment");
        page.load("lang=en").await;
        page.load(&format!("{keys}&at=5000&lane=gil:1#{race}"))
            .await;
        page.until("document.querySelectorAll('.notices li').length === 2")
            .await;
        let told = page.text(".notices").await;
        assert!(told.contains("past the end") && told.contains("does not have"), "{told}");
        page.until("document.querySelector('.player:not([data-until])')")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
