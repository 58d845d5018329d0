//! English.

mod results;
#[cfg(not(target_arch = "wasm32"))]
pub(super) mod shelf;

use super::shelf::{Shelved, read};
use super::{
    Answer, Chart, Corpus, Form, Header, Machine, Messages, Overrides, Results, Run, Texts,
};
use crate::format;
use crate::state::{Phase, Trouble};
use interleave::kernel::CorpusError;
use interleave::query::{Lang, Notice};
use interleave::spec::{Field, KernelKind, Mode, Problem};

pub(super) fn build(next: &mut dyn FnMut(&'static str) -> &'static str) -> Texts {
    Texts {
        lang: Lang::En,
        title: label!(next, "Interleave: a concurrency lab"),
        header: Header {
            skip: label!(next, "Skip to the results"),
            tagline: label!(
                next,
                "A concurrency lab · the same tasks, run five ways, really timed"
            ),
            languages: label!(next, "Language"),
            theme_label: |name| format!("Theme: {name}"),
            share: label!(next, "Share"),
            copied: label!(next, "Link copied."),
            not_copied: label!(
                next,
                "The browser does not allow copying. Copy the link by hand."
            ),
            help: label!(next, "Keyboard shortcuts"),
            keys: label!(next, "Keyboard shortcuts"),
            key: [
                ("R", label!(next, "Run")),
                ("Esc", label!(next, "Stop")),
                ("L", label!(next, "Change the language")),
                ("T", label!(next, "Change the theme")),
                ("?", label!(next, "Show this list")),
            ],
            keys_rest: label!(next, "The keys rest while you type in a field."),
            close: label!(next, "Close"),
        },
        form: Form {
            heading: label!(next, "Experiment"),
            preset: label!(next, "Choose an experiment"),
            changed: label!(next, "changed"),
            restore: label!(next, "Restore"),
            adjust: label!(next, "Adjust"),
            hide: label!(next, "Hide settings"),
            unit: |field, kernel| match (field, kernel) {
                (Field::Wait | Field::Timeout | Field::Interval, _) => "ms",
                (Field::Work, KernelKind::Pi) => "π terms",
                (Field::Work, KernelKind::Patterns) => "patterns",
                (Field::Jitter, _) => "%",
                (Field::Length, _) => "symbols",
                (Field::Threshold, _) => "functions",
                _ => "",
            },
            limits: |low, high| format!("From {low} to {high}"),
            out_of_range: |low, high, held| format!("Must be from {low} to {high}; set to {held}."),
            not_a_number: |text, kept| format!("“{text}” is not a number; still {kept}."),
            empty: |kept| format!("There is no number here; still {kept}."),
            big: format::millions,
            cost: |time| format!("about {time} here"),
            modes: label!(next, "Modes"),
            refused: label!(next, "not available here"),
            own_tab: label!(next, "Open in a tab of its own"),
            program: label!(next, "Python’s way"),
            ends: label!(next, "How it ends"),
            faults: label!(next, "Tasks that fail"),
            gil: label!(next, "GIL on"),
            more: label!(next, "More settings"),
            kernel: label!(next, "What is computed"),
            blocking: label!(next, "Block inside coroutines"),
        },
        overrides: Overrides {
            heading: label!(next, "Single tasks"),
            about: label!(
                next,
                "Tasks are counted from 0. An empty cell is as for all others."
            ),
            task: label!(next, "Task"),
            wait: label!(next, "Wait, ms"),
            work: label!(next, "Work"),
            fail: label!(next, "Fails"),
            same: label!(next, "as the others"),
            remove: |task| format!("Task {task} is like the others again"),
            cell: |column, task| format!("{column} of task {task}"),
            number: label!(next, "Task number"),
            add: label!(next, "Add"),
            no_such_task: |n| match n {
                0 => "There are no tasks now: this row has no effect.".to_owned(),
                n => format!("The last task is {}: this row has no effect.", n - 1),
            },
            full: |most| format!("At most {most} tasks can be set one by one."),
        },
        corpus: Corpus {
            heading: label!(next, "Corpus"),
            built_in: label!(next, "In use: the built-in corpus, 120 made-up functions."),
            own: |name, size, functions| {
                let name = name.unwrap_or("pasted text");
                format!("In use: your corpus, {name}, {size}, {functions} functions.")
            },
            paste: label!(
                next,
                "Paste your own: a function a line, symbols separated by spaces or commas"
            ),
            file: label!(next, "Choose a file"),
            drop: label!(next, "or drop a file here"),
            back: label!(next, "Back to the built-in corpus"),
            problem,
            unreadable: label!(next, "The file cannot be read and was not taken."),
        },
        run: Run {
            run: label!(next, "Run"),
            stop: label!(next, "Stop"),
            no_mode: label!(next, "Choose at least one mode to run."),
            none_available: label!(
                next,
                "None of the chosen modes can run here; choose another one."
            ),
            phase,
            ended: |verdict| format!("The race has ended. {verdict}"),
        },
        messages: Messages {
            notices: label!(next, "Some of the link could not be taken as it stands:"),
            notice,
            dismiss: label!(next, "Got it"),
            trouble: |trouble, length| {
                match trouble {
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
                "A new version is ready. Reload to use it; the experiment stays in the link."
                    .to_owned()
            }
            Trouble::Corpus(error) => problem(error, length),
        }
            },
            again: label!(next, "Run again"),
            reload: label!(next, "Reload"),
        },
        results: Results {
            heading: label!(next, "Results"),
            question: results::question,
            busy: results::busy,
            verdict: results::verdict,
            stopped: label!(next, "Stopped before a single run was complete."),
            broken: label!(next, "The race broke off before anything was measured."),
            asked: results::asked,
            stale: label!(
                next,
                "The form has changed since; this is still the last race."
            ),
            remark: results::remark,
            next: label!(next, "Try next"),
        },
        chart: Chart {
            board: label!(next, "Race board"),
            bars: label!(next, "Measured and expected"),
            table: label!(next, "Table"),
            mode: label!(next, "Mode"),
            provenance: label!(next, "Source"),
            median: label!(next, "Median"),
            interval: label!(next, "95% interval"),
            expected: label!(next, "Expected by formula"),
            speedup: label!(next, "Against sequential"),
            times: |ratio| format!("{ratio}×"),
            rounds: label!(next, "Rounds"),
            outcome_counts: |counts| outcomes(counts, ["done", "failed", "cancelled", "timed out"]),
            lane: label!(next, "Lane"),
            task: label!(next, "Task"),
            start: label!(next, "Start"),
            dropped: label!(next, "Lost events"),
            speed: |ratio| format!("{ratio}× the speed"),
            band: |mode, lanes| {
                format!("{mode}: {lanes} lanes. The arrow keys go from slice to slice.")
            },
            uncounted: label!(next, "not counted"),
            so_far: label!(next, "so far"),
            answers: label!(next, "Answers"),
            correct: |correct| if correct { "correct" } else { "wrong" },
            start_up: label!(next, "Start-up"),
            lanes: label!(next, "Lane by lane"),
            slices: label!(next, "Slices"),
            busy: label!(next, "In use"),
            more_lanes: |shown, all| format!("The first {shown} of {all} lanes."),
        },
        answer: Answer {
            pi: label!(next, "The value of π"),
            pi_value: |terms, value, error| {
                format!("Sum of {terms} terms: {value}, off by {error}")
            },
            patterns: label!(next, "Patterns found"),
            search: |[candidates, searched, kept], threshold| {
                format!(
                    "{searched} of {candidates} distinct patterns were searched for; {kept} of them \
                 recur in at least {threshold} other functions."
                )
            },
            pattern: label!(next, "Pattern"),
            count: label!(next, "In other functions"),
        },
        machine: Machine {
            heading: label!(next, "This machine"),
            cores_reported: label!(next, "Cores, as reported"),
            cores_effective: label!(next, "Cores, as measured"),
            timer_step: label!(next, "Step of the engine’s clock"),
            pool_start: label!(next, "Start of the thread pool"),
            isolation: label!(next, "Isolation"),
            painter: label!(next, "Cost of drawing"),
            painter_numbers: |painter| {
                format!(
                    "{} frames; 95% took at most {} of script and came within {}",
                    painter.frames,
                    format::time(painter.script_p95_ms, None),
                    format::time(painter.frame_p95_ms, None)
                )
            },
            browser: label!(next, "Browser"),
            disturbance: label!(next, "Disturbance"),
            disturbed: |environment| match environment.disturbed {
                true => "the page was hidden during the race; the run it hit does not count",
                false => "none noticed",
            },
            unknown: label!(next, "unknown"),
            not_yet: label!(next, "measured when a race computes on threads"),
            copy: label!(next, "Copy the result (JSON)"),
            copied: label!(next, "Copied."),
            not_copied: label!(next, "It could not be copied."),
        },
    }
}

fn name(mode: Mode) -> &'static str {
    read(Lang::En, Shelved::Mode(mode))
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
            1 => format!("Running: {}…", name(now)),
            _ => format!("Running: {}, round {}/{rounds}…", name(now), round + 1),
        },
        Phase::Stopping => "Stopping…".to_owned(),
    }
}

fn problem(error: CorpusError, length: u32) -> String {
    match error {
        CorpusError::TooLong => "The text is longer than 1 MB and was not taken.".to_owned(),
        CorpusError::NoPatterns => format!(
            "There is nothing to search for: at least two lines must have {length} symbols or \
                 more. Use another corpus, or a shorter pattern length."
        ),
    }
}

fn notice(Notice { key, problem }: &Notice) -> String {
    match problem {
        Problem::OutOfRange { held_to } => {
            let held = format::amount_of(key, *held_to);
            format!("{key} is out of range; {held} was taken.")
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
