//! A recorded race of a million slices, and a reader who browses it.

use interleave::report::environment::Painter;

use crate::Page;

/// Makes the race in the page, and has it opened as a reader's file: what crosses is only this script.
const TAKE_IN: &str = "
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

/// Zooms in, along, and out again, on a mode's lanes and on the axis, a turn a frame.
const BROWSE: &str = "
    const [axis, plot] = document.querySelectorAll('.axis .plot, .band .plot');
    const { left, width, top } = plot.getBoundingClientRect();
    const turn = (init, on = plot) => on.dispatchEvent(new WheelEvent('wheel', {
        bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + 5, ...init,
    }));
    return new Promise((done) => {
        let frame = 0;
        const next = () => {
            if (frame === 360) return done();
            if (frame % 120 < 40) turn({ ctrlKey: true, deltaY: -70 });
            else if (frame % 120 < 80) turn({ deltaX: width / 25 });
            else turn({ ctrlKey: true, deltaY: 70 }, axis);
            frame += 1;
            requestAnimationFrame(next);
        };
        next();
    });";

/// Opens the race on a page that was just loaded. What frames took until all of it was on the board.
pub async fn open_a_million(page: &Page) -> Painter {
    page.until("document.querySelector('[data-action=bring]')")
        .await;
    page.script(TAKE_IN).await;
    page.until("document.querySelector('.row[data-state=recorded]')")
        .await;
    page.until("root.dataset.browsed").await;
    told(page).await
}

/// Zooms and pans through it for 360 frames. What they took.
pub async fn browse(page: &Page) -> Painter {
    page.script(BROWSE).await;
    // What is told first may be of the frames before; the last one is of these.
    page.until("root.dataset.browsed.split(' ')[0] > 300").await;
    told(page).await
}

/// What the page says about its frames, once its painter rests.
async fn told(page: &Page) -> Painter {
    let told = page
        .script("return document.documentElement.dataset.browsed")
        .await;
    let told = told.as_str().expect("it is told");
    let numbers: Vec<f64> = told
        .split(' ')
        .filter_map(|text| text.parse().ok())
        .collect();
    let [frames, script_p95_ms, frame_p95_ms] = numbers[..] else {
        panic!("three numbers: {told}");
    };
    Painter {
        frames: frames as u32,
        script_p95_ms,
        frame_p95_ms: Some(frame_p95_ms),
    }
}
