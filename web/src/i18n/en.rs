//! English.

mod results;

use super::{
    Answer, Chart, Corpus, Form, Header, Machine, Messages, Overrides, Results, Run, Texts,
};
use crate::format;
use crate::state::{Phase, Trouble};
use interleave::event::State;
use interleave::kernel::CorpusError;
use interleave::query::{Lang, Notice, Theme};
use interleave::report::{Provenance, Reason};
use interleave::spec::{Field, KernelKind, Mode, Preset, Problem};
use interleave::task::Outcome;

pub(super) static TEXTS: Texts = Texts {
    lang: Lang::En,
    title: "Interleave: a concurrency lab",
    mode,
    mode_about: |mode| match mode {
        Mode::Sequential => "one after the other",
        Mode::Threads => "a thread pool over one shared memory",
        Mode::Async => "an event loop on one thread",
    },
    state: |state| match state {
        State::Start => "starting",
        State::Run => "computing",
        State::Wait => "waiting for I/O",
        State::Blocked => "wants the GIL",
        State::Message => "message",
        State::Idle => "idle",
    },
    provenance: |provenance| match provenance {
        Provenance::Measured => "measured",
        Provenance::Emulated => "emulated",
        Provenance::Modelled => "modelled",
        Provenance::Recorded => "recorded",
    },
    reason: |reason| match reason {
        Reason::NotIsolated => {
            "Threads need shared memory, which the browser gives only to an isolated page. Open \
             the page in a tab of its own, from a server that sends COOP and COEP headers."
        }
        Reason::Insecure => {
            "Threads need a secure origin. Open the page over https, or from localhost."
        }
        Reason::NoSharedMemory => {
            "This browser cannot share memory with workers. A current Chrome, Edge or Firefox can."
        }
        Reason::PoolFailed => "The threads did not start. Run again, or use fewer workers.",
        Reason::NotReached => "The race ended before its turn.",
    },
    preset: |preset| match preset {
        Preset::Sleeps => "Ten sleeps of half a second",
        Preset::Pool4 => "The same sleeps on a pool of 4",
        Preset::Pool8 => "The same sleeps on a pool of 8",
        Preset::Pi => "π on all cores",
        Preset::Patterns => "The pattern search",
        Preset::Mixed => "Waiting and computing mixed",
        Preset::Blocking => "The coroutine that blocks",
    },
    preset_about: |preset| match preset {
        Preset::Sleeps => {
            "The article’s first example: a worker for every task, so that all waits can overlap."
        }
        Preset::Pool4 => "Fewer workers than tasks: they come in batches.",
        Preset::Pool8 => "8 workers for 10 tasks: still two batches.",
        Preset::Pi => {
            "Pure computing. How many cores do threads use, and why do coroutines not help?"
        }
        Preset::Patterns => {
            "The article’s own project, pure computing again: counting recurring patterns."
        }
        Preset::Mixed => "Each task computes a while and waits a while, four times over.",
        Preset::Blocking => "The coroutines block in their waits, and the event loop stands still.",
    },
    header: Header {
        skip: "Skip to the results",
        tagline: "A concurrency lab · the same tasks, run three ways, really timed",
        languages: "Language",
        theme: |theme| match theme {
            Theme::System => "as the system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        },
        theme_label: |name| format!("Theme: {name}"),
        share: "Share",
        copied: "Link copied.",
        not_copied: "The browser does not allow copying. Copy the link by hand.",
        corpus_left_out: "Your own corpus is not in the link; whoever opens it gets the built-in one.",
        help: "Keyboard shortcuts",
        keys: "Keyboard shortcuts",
        key: [
            ("R", "Run"),
            ("Esc", "Stop"),
            ("L", "Change the language"),
            ("T", "Change the theme"),
            ("?", "Show this list"),
        ],
        keys_rest: "The keys rest while you type in a field.",
        close: "Close",
    },
    form: Form {
        heading: "Experiment",
        preset: "Choose an experiment",
        changed: "changed",
        restore: "Restore",
        adjust: "Adjust",
        hide: "Hide settings",
        field: |field| match field {
            Field::N => "Tasks",
            Field::Wait => "Wait per task",
            Field::Work => "Work per task",
            Field::Bursts => "Bursts",
            Field::Jitter => "Jitter of waits",
            Field::Workers => "Workers",
            Field::Rounds => "Rounds",
            Field::Length => "Pattern length",
            Field::Distance => "Edit distance",
            Field::Threshold => "Threshold",
            Field::Seed => "Seed",
        },
        about: |field| match field {
            Field::Bursts => Some("Each burst computes, then waits"),
            Field::Jitter => Some("How much longer or shorter a wait may be"),
            Field::Rounds => Some("Every mode runs once a round; 95% intervals from 5 on"),
            Field::Distance => Some("Symbols that may be added, dropped or changed"),
            Field::Threshold => Some("Kept if it recurs in so many other functions"),
            Field::Seed => {
                Some("Sets the jitter and the order of modes; the same seed repeats both")
            }
            _ => None,
        },
        unit: |field, kernel| match (field, kernel) {
            (Field::Wait, _) => "ms",
            (Field::Work, KernelKind::Pi) => "π terms",
            (Field::Work, KernelKind::Patterns) => "patterns",
            (Field::Jitter, _) => "%",
            (Field::Length, _) => "symbols",
            (Field::Threshold, _) => "functions",
            _ => "",
        },
        limits: |low, high| format!("From {} to {}", format::count(low), format::count(high)),
        out_of_range: |low, high, held| {
            let [low, high, held] = [low, high, held].map(format::count);
            format!("Must be from {low} to {high}; set to {held}.")
        },
        not_a_number: |text, kept| format!("“{text}” is not a number; still {kept}."),
        empty: |kept| format!("There is no number here; still {kept}."),
        big: format::millions,
        cost: |time| format!("about {time} here"),
        modes: "Modes",
        refused: "not available here",
        more: "More settings",
        kernel: "What is computed",
        kernel_name: |kernel| match kernel {
            KernelKind::Pi => "Series for π",
            KernelKind::Patterns => "Pattern search",
        },
        kernel_about: |kernel| match kernel {
            KernelKind::Pi => "The Leibniz series, added up term by term.",
            KernelKind::Patterns => {
                "In how many other functions does each short pattern recur, give or take a few symbols?"
            }
        },
        blocking: "Block inside coroutines",
        blocking_about: "The classic mistake: time.sleep() in a coroutine, instead of await asyncio.sleep().",
    },
    overrides: Overrides {
        heading: "Single tasks",
        about: "Tasks are counted from 0. An empty cell is as for all others.",
        task: "Task",
        wait: "Wait, ms",
        work: "Work",
        fail: "Fails",
        same: "as the others",
        remove: |task| format!("Task {task} is like the others again"),
        cell: |column, task| format!("{column} of task {task}"),
        number: "Task number",
        add: "Add",
        no_such_task: |n| match n {
            0 => "There are no tasks now: this row has no effect.".to_owned(),
            n => format!("The last task is {}: this row has no effect.", n - 1),
        },
        full: |most| format!("At most {most} tasks can be set one by one."),
    },
    corpus: Corpus {
        heading: "Corpus",
        built_in: "In use: the built-in corpus, 120 made-up functions.",
        own: |name, size, functions| {
            let name = name.unwrap_or("pasted text");
            format!("In use: your corpus, {name}, {size}, {functions} functions.")
        },
        paste: "Paste your own: a function a line, symbols separated by spaces or commas",
        file: "Choose a file",
        drop: "or drop a file here",
        back: "Back to the built-in corpus",
        problem: |error, length| match error {
            CorpusError::TooLong => "The text is longer than 1 MB and was not taken.".to_owned(),
            CorpusError::NoPatterns => format!(
                "There is nothing to search for: at least two lines must have {length} symbols or \
                 more. Use another corpus, or a shorter pattern length."
            ),
        },
        unreadable: "The file cannot be read and was not taken.",
    },
    run: Run {
        run: "Run",
        stop: "Stop",
        no_mode: "Choose at least one mode to run.",
        none_available: "None of the chosen modes can run here; choose another one.",
        phase,
        ended: |verdict| format!("The race has ended. {verdict}"),
    },
    messages: Messages {
        notices: "Some of the link could not be taken as it stands:",
        notice,
        dismiss: "Got it",
        trouble: |trouble, length| match trouble {
            Trouble::EngineMissing => {
                "The engine’s files did not load. Check the connection, then run again.".to_owned()
            }
            Trouble::StartTimeout => {
                "The engine was not ready within 5 seconds and was given up. Run again; if the \
                 machine is busy, close other programs first."
                    .to_owned()
            }
            Trouble::PoolFailed => {
                "The engine’s threads did not start. Run again, or use fewer workers.".to_owned()
            }
            Trouble::Crashed => {
                "The engine broke down and has been replaced. What it showed until then is still \
                 on the board. Run again."
                    .to_owned()
            }
            Trouble::Silent => {
                "The engine fell silent and has been replaced. What it showed until then is still \
                 on the board. Run again."
                    .to_owned()
            }
            Trouble::Version => {
                "There is a new release, and this page does not fit its engine any more. Reload; \
                 the experiment stays in the link."
                    .to_owned()
            }
            Trouble::Corpus(error) => (TEXTS.corpus.problem)(error, length),
        },
        again: "Run again",
        reload: "Reload",
    },
    results: Results {
        heading: "Results",
        question: results::question,
        busy: results::busy,
        verdict: results::verdict,
        stopped: "Stopped before a single run was complete.",
        broken: "The race broke off before anything was measured.",
        asked: results::asked,
        stale: "The form has changed since; this is still the last race.",
        remark: results::remark,
        next: "Try next",
    },
    chart: Chart {
        board: "Race board",
        bars: "Measured and expected",
        table: "Table",
        mode: "Mode",
        provenance: "Source",
        median: "Median",
        interval: "95% interval",
        expected: "Expected by formula",
        speedup: "Against sequential",
        times: |ratio| format!("{ratio}×"),
        rounds: "Rounds",
        outcome_counts: |counts| outcomes(counts, ["done", "failed", "cancelled", "timed out"]),
        lane: "Lane",
        task: "Task",
        start: "Start",
        dropped: "Lost events",
        speed: |ratio| format!("{ratio}× the speed"),
        band: |mode, lanes| {
            format!("{mode}: {lanes} lanes. The arrow keys go from slice to slice.")
        },
        uncounted: "not counted",
        so_far: "so far",
        outcome: |outcome| match outcome {
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::Cancelled => "cancelled",
            Outcome::TimedOut => "timed out",
        },
        answers: "Answers",
        correct: |correct| if correct { "correct" } else { "wrong" },
        start_up: "Start-up",
        lanes: "Lane by lane",
        slices: "Slices",
        busy: "In use",
        more_lanes: |shown, all| format!("The first {shown} of {all} lanes."),
    },
    answer: Answer {
        pi: "The value of π",
        pi_value: |terms, value, error| format!("Sum of {terms} terms: {value}, off by {error}"),
        patterns: "Patterns found",
        search: |[candidates, searched, kept], threshold| {
            format!(
                "{searched} of {candidates} distinct patterns were searched for; {kept} of them \
                 recur in at least {threshold} other functions."
            )
        },
        pattern: "Pattern",
        count: "In other functions",
    },
    machine: Machine {
        heading: "This machine",
        cores_reported: "Cores, as reported",
        cores_effective: "Cores, as measured",
        timer_step: "Step of the engine’s clock",
        pool_start: "Start of the thread pool",
        isolation: "Isolation",
        isolated: "by response headers: shared memory works, threads are real",
        painter: "Cost of drawing",
        painter_numbers: |painter| {
            format!(
                "{} frames; 95% took at most {} of script and came within {}",
                painter.frames,
                format::time(painter.script_p95_ms, None),
                format::time(painter.frame_p95_ms, None)
            )
        },
        browser: "Browser",
        disturbance: "Disturbance",
        disturbed: |environment| match environment.disturbed {
            true => "the page was hidden during the race; the run it hit does not count",
            false => "none noticed",
        },
        unknown: "unknown",
        not_yet: "measured when a race computes on threads",
        provenances: "“Measured” really ran on this machine just now. “Modelled” is what the \
                      formula expects of these tasks, workers and cores, without start-up.",
        copy: "Copy the result (JSON)",
        copied: "Copied.",
        not_copied: "It could not be copied.",
    },
};

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Sequential => "Sequential",
        Mode::Threads => "Threads (no GIL)",
        Mode::Async => "Coroutines",
    }
}

fn phase(phase: Phase, rounds: u32) -> String {
    match phase {
        Phase::Loading => "Loading…".to_owned(),
        Phase::Idle => String::new(),
        Phase::Starting => "Starting the engine…".to_owned(),
        Phase::Preparing { share } => {
            format!("Computing the expected answer, {}…", format::percent(share))
        }
        Phase::Running { mode: now, round } => match rounds {
            1 => format!("Running: {}…", mode(now)),
            _ => format!("Running: {}, round {}/{rounds}…", mode(now), round + 1),
        },
        Phase::Stopping => "Stopping…".to_owned(),
    }
}

fn notice(Notice { key, problem }: &Notice) -> String {
    match problem {
        Problem::OutOfRange { held_to } => {
            format!(
                "{key} is out of range; {} was taken.",
                format::count(*held_to)
            )
        }
        Problem::NotANumber => format!("{key} is not a number; the default was taken."),
        Problem::UnknownValue => format!("{key} has a value that is not known; it was left out."),
        Problem::UnknownKey => format!("There is no setting called {key}."),
        Problem::Repeated => format!("{key} is given more than once; the first one holds."),
        Problem::UnknownVersion => {
            format!("{key} is no version that this page knows; it was read as version 1.")
        }
        Problem::TooLong => format!("{key} is too long; the rest of it was left out."),
    }
}

fn outcomes(counts: [u32; 4], names: [&str; 4]) -> String {
    let told = counts.iter().zip(names).filter(|(count, _)| **count > 0);
    let told: Vec<_> = told
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    match told.is_empty() {
        true => format::NOTHING.to_owned(),
        false => told.join(", "),
    }
}
