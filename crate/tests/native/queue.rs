//! Processes that hand over their results by a queue: on a virtual clock, and for real.

use super::support::{race, simulate};
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::protocol::Message;
use interleave::scheduler::observation::Hang;
use interleave::time::MILLI;
use interleave::trace::timeline::Timeline;

fn spec(query: &str) -> Spec {
    let query = format!("modes=processes&api=process_queue&rounds=1&{query}");
    let decoded = decode(&query);
    assert_eq!(decoded.notices, [], "{query}");
    decoded.spec
}

fn outcomes(timeline: &Timeline, spec: &Spec) -> String {
    let outcome = |task| match timeline.outcome_of(task) {
        Some(Outcome::Done) => 'D',
        Some(Outcome::Failed) => 'F',
        Some(Outcome::TimedOut) => 'T',
        _ => '?',
    };
    (0..spec.n).map(outcome).collect()
}

#[test]
fn who_joins_first_hangs_as_soon_as_the_pipe_is_full() {
    for (query, expected, hung) in [
        ("payload=65510", "DTTT", Some((Hang::Queue, 1))),
        ("payload=65511", "TTTT", Some((Hang::Queue, 0))),
        ("payload=30000", "DDTT", Some((Hang::Queue, 2))),
        ("payload=10000", "DDDD", None),
        ("payload=65511&order=read", "DDDD", None),
        ("payload=67108864&order=read", "DDDD", None),
        ("payload=10000&tasks=1:fail", "DFDD", Some((Hang::Lost, 1))),
        (
            "payload=70000&order=read&tasks=1:fail",
            "DFDD",
            Some((Hang::Lost, 1)),
        ),
    ] {
        let spec = spec(&format!("n=4&wait=20&{query}"));
        let timeline = simulate(Mode::Processes, &spec);
        assert_eq!(outcomes(&timeline, &spec), expected, "{query}");
        let found = timeline.hung();
        let why = found.map(|hung| (hung.why, hung.task));
        assert_eq!(why, hung, "{query}");
        // A start, a message there, the wait, and a message back.
        assert!(found.is_none_or(|hung| hung.at == 32 * MILLI), "{query}");
    }
}

#[test]
fn a_pipe_that_is_read_slowly_holds_its_processes_back() {
    let spec = spec("n=3&wait=20&order=read&read=100&payload=40000");
    let timeline = simulate(Mode::Processes, &spec);
    let ends: Vec<_> = (0..3)
        .map(|lane| timeline.lanes()[lane].slices.last().map(|slice| slice.end))
        .collect();
    // The first result is read at once, the second fits into the pipe, the third when that is read.
    assert_eq!(ends, [32, 32, 132].map(|at| Some(at * MILLI)));
    let reads: Vec<_> = timeline.reads().iter().map(|(at, _)| at / MILLI).collect();
    assert_eq!(reads, [32, 132, 232]);
}

/// How many bytes crossed between real processes, and whether the program hung.
fn run(query: &str) -> (u64, bool) {
    let said = race(&spec(query), false);
    let hung = said.iter().any(|message| {
        matches!(
            message,
            Message::Hung {
                why: Hang::Queue,
                ..
            }
        )
    });
    let bytes = said.iter().find_map(|message| match message {
        Message::RunEnded { message_bytes, .. } => Some(*message_bytes),
        _ => None,
    });
    (bytes.expect("a run has ended"), hung)
}

#[test]
fn results_really_cross_and_reading_first_mends_the_hang() {
    let (bytes, hung) = run("n=2&wait=5&payload=300000&order=read");
    assert!((600_000..610_000).contains(&bytes), "{bytes}");
    assert!(!hung);
    // A pipe that nobody reads takes no more than it holds.
    let (bytes, hung) = run("n=2&wait=5&payload=300000");
    assert!((131_072..140_000).contains(&bytes), "{bytes}");
    assert!(hung);
}
