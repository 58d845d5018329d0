//! What drawing costs: figures are printed, and asserted only as loose bounds.

use interleave::model::mode::Mode;

use crate::support::{Setting, median, with_page};

#[tokio::test]
async fn a_thousand_waiting_coroutines_are_drawn_live() {
    with_page(Setting::default(), async |page| {
        page.open("n=1000&wait=2000&modes=async").await;
        let report = page.run().await;
        assert!((2_000.0..2_500.0).contains(&median(&report, Mode::Async)));
        let painter = report.environment.painter.expect("it was measured");
        println!("1,000 coroutines: {painter:?}");
        assert!(painter.frames > 20, "{painter:?}");
        assert!(painter.script_p95_ms < 50.0, "{painter:?}");
    })
    .await;
}

#[tokio::test]
async fn the_board_makes_way_while_every_core_computes() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pi&work=400000000&workers=2&modes=threads&rounds=1")
            .await;
        let report = page.run().await;
        let painter = report.environment.painter.expect("it was measured");
        let seconds = median(&report, Mode::Threads) / 1_000.0;
        println!("every core computing for {seconds:.2} s: {painter:?}");
        // On two cores 2.5 times a second, and a little for the beginning and the end.
        assert!(
            f64::from(painter.frames) <= 10.0 * seconds + 10.0,
            "{painter:?} {seconds}"
        );
    })
    .await;
}

/// A recorded race of a million slices, made in the page: what crosses to it is this script.
const MILLION: &str = "
    const LANES = 32, SLICES = 31250;
    const race = {
        type: 'interleave/result', version: 1, spec: {}, environment: { cores_reported: 2 },
        runs: [{ mode: 'threads', provenance: 'measured' }],
        query: 'n=32&workers=32&modes=threads',
        recording: [{ mode: 'threads', round: 0, lanes: LANES, at_ns: [], lane: [], task: [], what: [] }],
    };
    const [{ at_ns, lane, task, what }] = race.recording;
    for (let slice = 0; slice <= SLICES; slice += 1)
        for (let row = 0; row < LANES; row += 1) {
            at_ns.push(slice * 100000 + row * 997);
            lane.push(row);
            task.push(row);
            what.push(slice === SLICES ? 'done' : slice % 2 ? 'wait' : 'run');
        }
    const data = new DataTransfer();
    data.items.add(new File([JSON.stringify(race)], 'race.json'));
    const field = document.querySelector('[data-action=bring]');
    field.files = data.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));";

#[tokio::test]
async fn a_million_slices_are_zoomed_and_panned() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        page.until("document.querySelector('[data-action=bring]')").await;
        page.script(MILLION).await;
        page.until("document.querySelector('.row[data-state=recorded]')").await;
        // Until the painter rests: it has taken them all in.
        page.until("root.dataset.browsed").await;
        let begin = page.script("return document.documentElement.dataset.browsed").await;
        println!("taking in a million slices: {begin} (frames, script and interval p95, ms)");
        page.script(
            "const [axis, plot] = document.querySelectorAll('.axis .plot, .band .plot');
             const { left, width, top } = plot.getBoundingClientRect();
             const turn = (init, on = plot) => on.dispatchEvent(new WheelEvent('wheel', {
                 bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + 5, ...init,
             }));
             return new Promise((done) => {
                 let frame = 0;
                 const next = () => {
                     if (frame === 360) return done();
                     // In, along, and out again, on a mode's lanes and on the axis.
                     if (frame % 120 < 40) turn({ ctrlKey: true, deltaY: -70 });
                     else if (frame % 120 < 80) turn({ deltaX: width / 25 });
                     else turn({ ctrlKey: true, deltaY: 70 }, axis);
                     frame += 1;
                     requestAnimationFrame(next);
                 };
                 next();
             });",
        )
        .await;
        // What is told first may be of the frames that took them in; the last one is of these.
        page.until("root.dataset.browsed.split(' ')[0] > 300").await;
        let told = page.script("return document.documentElement.dataset.browsed").await;
        println!("then 360 frames of zooming and panning: {told}");
        let told = told.as_str().expect("it is told");
        let numbers: Vec<f64> = told.split(' ').filter_map(|text| text.parse().ok()).collect();
        let [frames, script, _] = numbers[..] else {
            panic!("three numbers: {told}");
        };
        assert!(frames > 300.0 && script < 50.0, "{told}");
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
