//! The core in a browser's worker: answers, interleaving and lanes are what they are natively.

#![cfg(target_arch = "wasm32")]

use std::sync::Arc;

use interleave::exec::host::simulated::Costs;
use interleave::exec::host::web::Monotonic;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::spec::Spec;
use interleave::time::{Clock, MILLI};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn answers_have_the_same_bits_as_natively() {
    let answers: [(u64, u64); 2] = include!("data/answers.rs");
    for (preset, (units, answer)) in [Preset::Pi, Preset::Patterns].into_iter().zip(answers) {
        let kernel = preset
            .spec()
            .prepare_kernel(None)
            .expect("the built-in corpus");
        let mut computation = kernel.begin();
        computation.extend(units);
        while !computation.advance() {}
        assert_eq!(computation.answer(), answer, "{preset:?}");
    }
}

#[wasm_bindgen_test]
fn the_clock_goes_on() {
    let clock = Monotonic::start();
    let begin = clock.now();
    while clock.now() < begin + MILLI {}
    assert!(clock.now() < begin + 10_000 * MILLI);
}

#[wasm_bindgen_test]
fn coroutines_interleave_as_natively() {
    let spec = Spec {
        n: 3,
        wait: 4,
        work: 2 * 32_768,
        ..Spec::default()
    };
    let costs = Costs {
        unit: MILLI as f64 / 32_768.0,
        ..Costs::default()
    };
    let run = Simulation::run(Mode::Async, &Arc::new(Job::counted(&spec)), costs, &[]);
    let drawn = run.timeline.draw(MILLI);
    assert_eq!(drawn, "0 ##....\n1   ##....\n2     ##....\n");
}

#[cfg(feature = "threads")]
mod threads {
    use super::*;
    use interleave::exec;
    use interleave::exec::host::Host;
    use interleave::exec::host::thread::Thread;
    use interleave::exec::message::{Order, Received};
    use interleave::exec::run::Run;
    use interleave::exec::stop_signal::StopSignal;
    use interleave::model::limits::RUN_LIMIT;
    use interleave::time::Nanos;
    use interleave::trace::event::State;
    use interleave::trace::timeline::Timeline;
    use js_sys::Promise;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::JsFuture;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = setTimeout)]
        fn set_timeout(handler: &js_sys::Function, ms: i32);
    }

    fn job(spec: &Spec) -> Job {
        let kernel = spec.prepare_kernel(None).expect("the built-in corpus");
        let mut job = Job::new(spec, kernel);
        for task in &job.tasks {
            let mut computation = job.kernel.begin();
            computation.extend(task.units());
            while !computation.advance() {}
            job.expected.insert(task.units(), computation.answer());
        }
        job
    }

    fn prepare(job: Job, mode: Mode, clock: Monotonic) -> (Arc<Run<Monotonic>>, Timeline) {
        let timeline = Timeline::new(job.lanes(mode));
        let log = job.log(mode, RUN_LIMIT);
        let run = Run::new(Arc::new(job), Arc::default(), log, clock);
        (Arc::new(run), timeline)
    }

    /// A worker as a host of lanes.
    struct Lanes(Monotonic);

    impl Host for Lanes {
        type Clock = Monotonic;
        type Worker = Thread;

        fn clock(&self) -> &Monotonic {
            &self.0
        }

        async fn sleep_until(&self, _at: Nanos, _halt: &StopSignal) {
            unreachable!("lanes wait by themselves");
        }

        async fn checkpoint(&self) {}

        async fn wait_for_progress(&self, _until: Nanos) {
            let promise = Promise::new(&mut |resolve, _| set_timeout(&resolve.unchecked_into(), 1));
            JsFuture::from(promise).await.expect("a timer fires");
        }

        fn spawn_lane<F: Future<Output = ()> + 'static>(
            &self,
            lane: impl FnOnce(Thread) -> F + Send + 'static,
        ) {
            rayon::spawn(move || Thread::carry_out(lane));
        }

        fn shared_ms(&self, at: Nanos) -> f64 {
            self.0.shared_ms(at)
        }

        fn start_process(&self, _worker: usize, _order: &Order) -> u64 {
            unreachable!("there are no processes here");
        }

        fn order(&self, _worker: usize, _order: &Order) -> u64 {
            unreachable!("there are no processes here");
        }

        fn kill_process(&self, _worker: usize) {}

        fn receive(&self) -> Option<Received> {
            None
        }
    }

    #[wasm_bindgen_test]
    async fn lanes_wait_at_once_and_share_the_work() {
        let pool = interleave::engine::init_thread_pool(4);
        JsFuture::from(pool).await.expect("the pool starts");
        let spec = Spec {
            n: 8,
            wait: 50,
            work: 200_000,
            workers: 4,
            ..Spec::default()
        };
        let host = Lanes(Monotonic::start());
        let (run, mut timeline) = prepare(job(&spec), Mode::Threads, host.clock().clone());
        exec::run(Mode::Threads, Arc::clone(&run), &host).await;
        run.log.reader().drain(|event| timeline.push(event));
        assert!(timeline.answers_correct());
        let elapsed = timeline.elapsed().expect("tasks have ended");
        assert!((100 * MILLI..350 * MILLI).contains(&elapsed), "{elapsed}");
        assert!(timeline.lanes().iter().all(|lane| !lane.slices.is_empty()));
        under_the_gil(&host, 50, 3..8).await;
        under_the_gil(&host, 500, 40..60).await;
    }

    /// Two lanes compute under the GIL, with a switch interval in tenths of a millisecond: they
    /// share the time, in slices of about the interval.
    async fn under_the_gil(host: &Lanes, interval: u32, expected: std::ops::Range<Nanos>) {
        let spec = Spec {
            n: 2,
            wait: 0,
            work: 300_000_000,
            workers: 2,
            interval,
            ..Spec::default()
        };
        let (run, mut timeline) = prepare(job(&spec), Mode::Gil, host.clock().clone());
        exec::run(Mode::Gil, Arc::clone(&run), host).await;
        run.log.reader().drain(|event| timeline.push(event));
        assert!(timeline.answers_correct());
        let end = timeline.latest();
        let mut slices = Vec::new();
        for lane in timeline.lanes() {
            let runs = lane.slices.iter().filter(|slice| slice.state == State::Run);
            slices.extend(runs.map(|slice| slice.end - slice.start));
            let share = lane.time_in(State::Run, end) * 100 / end;
            assert!((30..70).contains(&share), "{share} %");
        }
        slices.sort();
        let median = slices[slices.len() / 2];
        let range = expected.start * MILLI..expected.end * MILLI;
        assert!(range.contains(&median), "{median} of {}", slices.len());
    }
}
