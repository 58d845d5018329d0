//! A race in a terminal: the same core, the same tasks, a process instead of a browser.
//!
//! ```text
//! cargo run --release -p interleave -- 'n=10&wait=500&workers=4'
//! ```
//!
//! It takes a link's query, prints each mode's last round as a drawing, and with `--json` the
//! public result document, with `--record` that with its events. With `--python` or `--rust` it runs nothing, and prints the experiment
//! as a program, one a mode. There is no live picture here.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::process::ExitCode;

    use interleave::codegen;
    use interleave::codegen::program::Code;
    use interleave::document::Document;
    use interleave::document::recording::Recorder;
    use interleave::exec::host::native::{CHILD, Native};
    use interleave::model::limits::MAX_LANES;
    use interleave::model::mode::Mode;
    use interleave::model::query::{decode, encode};
    use interleave::model::spec::Spec;
    use interleave::model::view::View;
    use interleave::protocol::Message;
    use interleave::race::Race;
    use interleave::report::Report;
    use interleave::report::baseline::Baseline;
    use interleave::report::environment::{Environment, Rung};
    use interleave::report::round::Round;
    use interleave::time::MILLI;
    use interleave::trace::timeline::Timeline;

    /// What writes the program of a mode.
    type Programs = fn(&Spec, Mode) -> Code;

    /// The columns of a drawing.
    const COLUMNS: u64 = 100;

    pub fn main() -> ExitCode {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        if arguments == [CHILD] {
            // The parent is gone: there is nothing more to do.
            let _ = interleave::exec::host::native::child();
            return ExitCode::SUCCESS;
        }
        let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
        let (json, record) = (has("--json"), has("--record"));
        let query = arguments
            .iter()
            .find(|argument| !argument.starts_with("--"));
        let decoded = decode(query.map_or("", String::as_str));
        for notice in &decoded.notices {
            eprintln!("{}: {:?}", notice.key, notice.error);
        }
        let spec = decoded.spec;
        let programs: [(&str, Programs); 2] =
            [("--python", codegen::python), ("--rust", codegen::rust)];
        let program = programs.into_iter().find(|(flag, _)| has(flag));
        if let Some((_, program)) = program {
            for mode in &spec.modes {
                println!("{}", program(&spec, *mode).text());
            }
            return ExitCode::SUCCESS;
        }
        let lanes = spec.workers.max(spec.n.min(MAX_LANES));
        let itself = std::env::current_exe().unwrap_or_default();
        let host = match Native::new(lanes as usize, &itself) {
            Ok(host) => host,
            Err(error) => {
                eprintln!("{lanes} threads cannot be had: {error}");
                return ExitCode::FAILURE;
            }
        };
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
        let heard = RefCell::new(Heard::of(spec.n));
        let race = Race::new(1, |message| heard.borrow_mut().hear(message));
        host.block_on(race.run(&encode(&spec, &View::default()), None, cores, &host));
        let heard = heard.take();
        let recorded = heard.recorder.runs.clone();
        let report = heard.report(&spec, cores, json || record);
        let query = encode(&spec, &View::default());
        match (Document::new(&report.to_json(), query, recorded), json) {
            (Ok(document), _) if record => println!("{}", document.to_json()),
            (_, true) => println!("{}", report.to_json()),
            (_, false) => {}
        }
        ExitCode::SUCCESS
    }

    #[derive(Default)]
    struct Heard {
        baseline: Baseline,
        rounds: BTreeMap<Mode, Vec<Round>>,
        recorder: Recorder,
    }

    impl Heard {
        fn of(tasks: u32) -> Self {
            Self {
                recorder: Recorder::new(tasks),
                ..Self::default()
            }
        }

        fn hear(&mut self, message: Message) {
            let mode = self.recorder.live;
            self.recorder.record(&message);
            match message {
                Message::Prepared { baseline, .. } => self.baseline = baseline,
                Message::RunEnded {
                    dropped,
                    message_bytes,
                    halted,
                    ..
                } => {
                    if let Some(mode) = mode
                        && let Some(run) = self.recorder.runs.get(&mode)
                    {
                        let timeline = run.timeline();
                        let round =
                            Round::new(&timeline, dropped, message_bytes, halted.is_some(), 0.0);
                        self.rounds.entry(mode).or_default().push(round);
                    }
                }
                _ => {}
            }
        }

        fn report(self, spec: &Spec, cores: u32, quiet: bool) -> Report {
            let environment = Environment {
                isolated: true,
                rung: Rung::Native,
                cores_reported: Some(cores),
                cores_effective: self.baseline.cores_effective,
                timer_step_us: None,
                disturbed: false,
                user_agent: concat!("interleave ", env!("CARGO_PKG_VERSION")).to_owned(),
                pool_start_ms: None,
                painter: None,
            };
            let nothing = BTreeMap::new();
            let report = Report::new(spec, environment, &self.baseline, self.rounds, &nothing);
            let runs = self.recorder.runs.iter();
            let timelines: BTreeMap<Mode, Timeline> =
                runs.map(|(mode, run)| (*mode, run.timeline())).collect();
            let longest = timelines.values().filter_map(Timeline::elapsed).max();
            let step = (longest.unwrap_or(MILLI) / COLUMNS).max(1);
            for run in report.runs.iter().filter(|_| !quiet) {
                let median = run
                    .median_ms
                    .map_or("–".to_owned(), |ms| format!("{ms:.1} ms"));
                println!("{} {median}", run.mode.name());
                if let Some(timeline) = timelines.get(&run.mode) {
                    println!("{}", timeline.draw(step));
                }
            }
            report
        }
    }
}
