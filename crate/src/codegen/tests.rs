//! Programs of every preset, in both languages, as they are written.

use super::program::{Code, Moment, happening, parse};
use super::template::{FIELDS, Uses, put_number};
use super::*;
use crate::model::api::{Api, Fault, ProgramEnd};
use crate::model::blocking::Blocking;
use crate::model::counter::{Lock, Sharing};
use crate::model::mode::KernelKind;
use crate::model::python::{Python, Start};
use crate::model::queue::QueueOrder;
use crate::model::spec::Override;
use crate::model::task::Step;
use crate::trace::event::State;
use crate::trace::timeline::Timeline;

/// Specs that between them use everything that a program can have.
fn specs() -> Vec<Spec> {
    let mut specs = Vec::new();
    for (round, fault) in (0..).zip(Fault::ALL) {
        for end in ProgramEnd::ALL {
            let mut spec = Spec {
                n: 10,
                wait: [500, 0, 1_250, 20, 60_000, 1][round],
                work: [0, 200_000_000, 2_000, 0, 7, 0][round],
                bursts: [1, 4, 3, 1, 1, 1][round],
                jitter: [0, 0, 30, 0, 100, 0][round],
                chunk: [0, 3, 0, 2, 1, 0][round],
                timeout: 1_500,
                interval: [50, 1, 50, 1_000, 3, 50][round],
                gil: round != 2,
                buffer: [0, 3, 0, 10_000, 2, 0][round],
                recycle: [0, 0, 2, 0, 1, 10_000][round],
                read: [0, 250, 0, 0, 1_000, 0][round],
                payload: [0, 66_000, 1, 0, 30_000, 0][round],
                order: QueueOrder::ALL[round % 2],
                limit: [0, 3, 10_000, 0, 1, 0][round],
                python: Python::ALL[round % 5],
                start: [None, Some(Start::Spawn), Some(Start::Fork)][round % 3],
                guard: round % 2 == 0,
                blocking: Blocking::ALL[round % 3],
                kernel: KernelKind::ALL[round % 3],
                lock: Lock::ALL[round % 4],
                between: round % 2 == 1,
                shared: Sharing::ALL[round / 3],
                fail: fault,
                end,
                ..Spec::default()
            };
            if round > 0 {
                let change = Override {
                    wait: (round > 2).then_some(900),
                    work: (round > 3).then_some(12_345),
                    fail: true,
                };
                spec.overrides = [(2, change), (5, change), (10, change)].into();
            }
            specs.push(spec);
        }
    }
    specs
}

/// Every program of every spec, in both languages.
fn programs() -> impl Iterator<Item = (Spec, Code)> {
    specs().into_iter().flat_map(|spec| {
        Api::ALL.into_iter().flat_map(move |api| {
            let mut spec = spec.clone();
            spec.apis.choose(api);
            let modes = Mode::ALL.into_iter().filter(|mode| spec.api(*mode) == api);
            let codes = modes.flat_map(|mode| [python(&spec, mode), rust(&spec, mode)]);
            codes.map(|code| (spec.clone(), code)).collect::<Vec<_>>()
        })
    })
}

#[test]
fn what_an_experiment_uses_is_what_its_tasks_have() {
    let overridden = [
        (0, 0, 0),
        (0, 20, 0),
        (7, 0, 0),
        (0, 0, 9),
        (7, 0, 9),
        (0, 20, 9),
    ];
    let overridden = overridden.into_iter().flat_map(|(wait, own, work)| {
        let change = Override {
            wait: Some(own),
            work: (work > 0).then_some(0),
            fail: false,
        };
        // One task or two; all of them, one, or none overridden.
        [1, 2, 0].map(|n| Spec {
            n,
            wait,
            work,
            overrides: [(0, change), (9, change)].into(),
            ..Spec::default()
        })
    });
    for spec in specs().into_iter().chain(overridden) {
        let tasks = spec.tasks();
        let steps = || tasks.iter().flat_map(|task| &task.steps);
        let uses = Uses::of(&spec);
        let waits = steps().any(|step| matches!(step, Step::Wait { .. }));
        let computes = steps().any(|step| matches!(step, Step::Compute { .. }));
        assert_eq!((uses.wait, uses.work), (waits, computes), "{spec:?}");
    }
}

#[test]
fn the_article_s_first_example_is_as_one_would_write_it() {
    let mut spec = Spec::default();
    spec.apis.choose(Api::Process);
    let expected = "\
import time
from multiprocessing import Process


def task(i):
    time.sleep(0.5)
    return i


if __name__ == \"__main__\":
    start = time.perf_counter()
    processes = [Process(target=task, args=(i,)) for i in range(10)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(f\"{time.perf_counter() - start:.3f} s\")
";
    assert_eq!(python(&spec, Mode::Processes).text(), expected);
    let expected = "\
use std::thread;
use std::time::{Duration, Instant};

fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    i
}

fn main() {
    let start = Instant::now();
    let threads: Vec<_> = (0..10).map(|i| thread::spawn(move || task(i))).collect();
    for thread in threads {
        println!(\"{:?}\", thread.join());
    }
    println!(\"{:.3?}\", start.elapsed());
}
";
    spec.apis.choose(Api::Thread);
    assert_eq!(rust(&spec, Mode::Threads).text(), expected);
}

#[test]
fn what_stands_in_a_slot_is_read_back() {
    let mut fields = Vec::new();
    for (spec, code) in programs() {
        for line in &code.lines {
            for slot in &line.slots {
                let text = &line.text[slot.range.clone()];
                assert_eq!(
                    parse(slot.field, slot.seconds, text),
                    Ok(slot.field.get(&spec)),
                    "{line:?}"
                );
                fields.push(slot.field);
            }
            let ends = line.slots.iter().map(|slot| slot.range.end);
            let starts = line.slots.iter().skip(1).map(|slot| slot.range.start);
            assert!(
                ends.zip(starts).all(|(end, start)| end <= start),
                "{line:?}"
            );
        }
    }
    for (_, field, _) in FIELDS {
        assert!(fields.contains(&field), "{field:?} stands nowhere");
    }
}

#[test]
fn no_template_is_left_over() {
    for (_, code) in programs() {
        let text = code.text();
        assert!(!text.contains('$') && !text.contains("\n\n\n\n"), "{text}");
        assert!(
            code.lines
                .iter()
                .all(|line| line.text.trim_end() == line.text),
            "{text}"
        );
        for moment in [Moment::Submit, Moment::Collect, Moment::Start, Moment::End] {
            let marked = code.lines.iter().filter(|line| line.moment == Some(moment));
            assert!(marked.count() < 8, "{text}");
        }
    }
}

#[test]
fn numbers_are_written_as_programmers_do() {
    for (value, decimals, expected) in [
        (0, 0, "0"),
        (2_000, 0, "2000"),
        (10_000, 0, "10_000"),
        (200_000_000, 0, "200_000_000"),
        (500, 3, "0.5"),
        (1_000, 3, "1"),
        (50, 3, "0.05"),
        (0, 3, "0"),
        (60_000, 3, "60"),
        (1, 4, "0.0001"),
        (50, 4, "0.005"),
    ] {
        let mut text = String::new();
        put_number(&mut text, value, decimals);
        assert_eq!(text, expected);
    }
}

#[test]
fn what_happens_now_is_what_lanes_do_and_that_the_main_line_awaits_it() {
    use crate::trace::event::{Event, EventKind};
    let mut timeline = Timeline::new(2);
    assert_eq!(happening(&timeline), []);
    let mut enter = |at, lane, state| {
        timeline.push(Event {
            at,
            task: 0,
            lane,
            what: EventKind::Enter(state),
        });
        happening(&timeline)
    };
    assert_eq!(enter(0, 0, State::Start), [Moment::Start]);
    assert_eq!(enter(1, 0, State::Run), [Moment::Compute, Moment::Collect]);
    assert_eq!(
        enter(2, 1, State::Wait),
        [Moment::Compute, Moment::Wait, Moment::Collect]
    );
    assert_eq!(enter(3, 0, State::Blocked), [Moment::Wait, Moment::Collect]);
    enter(4, 1, State::Idle);
    assert_eq!(enter(5, 0, State::Idle), []);
}

#[test]
fn a_moment_is_serialised_by_its_name() {
    let mut seen = std::collections::HashSet::new();
    for (_, code) in programs() {
        for line in &code.lines {
            assert!(
                line.text.is_ascii(),
                "offsets are the same in bytes and in UTF-16"
            );
            if let Some(moment) = line.moment {
                seen.insert(moment);
                let json = serde_json::to_value(moment).unwrap();
                assert_eq!(json, moment.name());
            }
        }
    }
    assert!(seen.len() > 4, "{seen:?}");
}
