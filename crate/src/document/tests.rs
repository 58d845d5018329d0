//! Documents survive export and import; other tools can read their formats.

use std::collections::BTreeMap;

use serde_json::Value;
use typescript_tsbuildinfo::{TraceEventType, TraceJson};

use super::recording::Recorder;
use super::*;
use crate::model::spec::Spec;
use crate::protocol::Message;
use crate::report::baseline::Baseline;
use crate::report::environment::{Environment, Rung};
use crate::report::round::{MainThreadEnd, Round};
use crate::trace::timeline::Timeline;

fn event(at: u64, lane: u16, task: u32, what: EventKind) -> Event {
    Event {
        at,
        task,
        lane,
        what,
    }
}

/// A race with every kind of event.
fn race() -> (Report, Document) {
    let mut events = vec![];
    let mut at = 0;
    let ends = Outcome::ALL
        .into_iter()
        .flat_map(|outcome| [true, false].map(|correct| EventKind::End { outcome, correct }));
    for (task, end) in (0..).zip(ends) {
        // The state in which it ends is one that has a slice.
        for state in State::ALL.into_iter().rev() {
            events.push(event(at, 0, task, EventKind::Enter(state)));
            at += 1_234_567;
        }
        events.push(event(at, 0, task, end));
    }
    events.push(event(
        at,
        Event::MAIN_THREAD,
        3,
        EventKind::End {
            outcome: Outcome::Cancelled,
            correct: true,
        },
    ));
    for seen in Observation::ALL {
        events.push(event(
            at,
            Event::MAIN_THREAD,
            Event::NO_TASK,
            EventKind::Observed(seen),
        ));
    }
    let counted = EventKind::Counted(Tally::Counted, 1 << 40);
    events.push(event(at, Event::MAIN_THREAD, Event::NO_TASK, counted));
    for access in MemoryAccess::ALL {
        let accessed = EventKind::Accessed(access, 1 << 44);
        events.push(event(at, 2, Event::NO_TASK, accessed));
    }
    let run = Run {
        round: 2,
        lanes: 3,
        events,
    };
    let round = Round::new(&run.timeline(), &Spec::default(), 0, 12, false, 5.0);
    let mut rounds = BTreeMap::new();
    rounds.insert(Mode::Threads, vec![round.clone(), round]);
    let mut runs = Runs::new();
    runs.insert(Mode::Threads, run);
    let environment = Environment {
        isolated: true,
        rung: Rung::Headers,
        cores_reported: Some(8),
        cores_effective: Some(7.654_321),
        cores_taken: Some(0.25),
        timer_step_us: Some(5.0),
        disturbed: false,
        user_agent: "a \"browser\" \\ of {braces}}".to_owned(),
        pool_start_ms: None,
        painter: None,
    };
    let mut unavailable = BTreeMap::new();
    unavailable.insert(Mode::Gil, crate::report::environment::Reason::NotIsolated);
    let report = Report::new(
        &Spec::default(),
        environment,
        &Baseline::default(),
        rounds,
        &unavailable,
    );
    let document = Document::new(&report.to_json(), "n=\"3\"".to_owned(), runs).unwrap();
    (report, document)
}

#[test]
fn an_exported_race_is_imported_byte_by_byte() {
    let (report, document) = race();
    let json = document.to_json();
    let back = Document::from_json(&json).unwrap();
    assert_eq!(back.recording, document.recording);
    assert_eq!(back.to_json(), json);
    // The rest of the document is the public one, as it was.
    let mut rest: Value = serde_json::from_str(&json).unwrap();
    for key in ["recording", "query"] {
        rest.as_object_mut().unwrap().remove(key).unwrap();
    }
    assert_eq!(
        rest,
        serde_json::from_str::<Value>(&report.to_json()).unwrap()
    );
    assert_eq!((back.cores(), back.query.as_str()), (Some(8), "n=\"3\""));
}

#[test]
fn a_document_that_another_tool_reformatted_is_read() {
    let (_, document) = race();
    let value: Value = serde_json::from_str(&document.to_json()).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let back = Document::from_json(&pretty).unwrap();
    assert_eq!(back.recording, document.recording);
}

#[test]
fn each_kind_of_bad_document_has_its_own_error() {
    let (report, document) = race();
    let json = document.to_json();
    let changed = |from: &str, to: &str| {
        assert!(json.contains(from), "{from}");
        Document::from_json(&json.replacen(from, to, 1)).unwrap_err()
    };
    let fails = |json: &str| Document::from_json(json).unwrap_err();
    assert_eq!(fails("[1]"), RecordError::Foreign);
    assert_eq!(fails(""), RecordError::Foreign);
    assert_eq!(changed("interleave/result", "else"), RecordError::Foreign);
    assert_eq!(
        changed("\"version\":1", "\"version\":2"),
        RecordError::Version
    );
    assert_eq!(changed("\"lanes\":3", "\"lanes\":0"), RecordError::Broken);
    assert_eq!(
        changed("\"lanes\":3", "\"lanes\":60000"),
        RecordError::Broken
    );
    assert_eq!(changed("\"at_ns\":[0,", "\"at_ns\":["), RecordError::Broken);
    assert_eq!(changed("\"blocked\"", "\"stuck\""), RecordError::Broken);
    assert_eq!(fails(&report.to_json()), RecordError::NoEvents);
}

#[test]
fn a_trace_has_every_slice_and_all_of_its_time() {
    let (_, document) = race();
    let trace: Value = serde_json::from_str(&chrome_trace::to_json(&document)).unwrap();
    // As another tool reads it: known phases, whole numbers for processes and threads.
    let events: TraceJson = serde_json::from_value(trace["traceEvents"].clone()).unwrap();
    let of = |phase: TraceEventType| events.iter().filter(move |event| event.ph == phase);
    let slices = || of(TraceEventType::Complete);
    let timeline = document.recording.get(&Mode::Threads).unwrap().timeline();
    let known = || timeline.lanes().iter().flat_map(|lane| &lane.slices);
    assert_eq!(slices().count(), known().count());
    let total: f64 = slices().map(|slice| slice.dur.unwrap()).sum();
    let lasted: u64 = known().map(|slice| slice.end - slice.start).sum();
    assert!((total * 1_000.0 - lasted as f64).abs() < 1.0);
    let failed = slices().find(|slice| slice.args.get("outcome") == Some(&"failed".into()));
    assert_eq!(failed.unwrap().args["task"], 2);
    let names = of(TraceEventType::Metadata).map(|event| event.args["name"].as_str().unwrap());
    let names: Vec<&str> = names.collect();
    assert_eq!(names, ["threads (measured)", "lane 1", "lane 2", "lane 3"]);
}

#[test]
fn a_spreadsheet_gets_a_line_a_slice() {
    let (_, document) = race();
    let text = csv::to_csv(&document.recording);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], "threads,2,0,0,message,1.234567,2.469134,");
    assert!(lines.iter().any(|line| line.ends_with(",timed_out")));
    assert!(lines.iter().all(|line| line.matches(',').count() == 7));
}

#[test]
fn messages_after_a_run_is_cut_off_enter_neither_its_report_nor_its_recording() {
    let started = |mode| Message::RunStarted {
        race: 1,
        round: 0,
        mode,
        lanes: 2,
    };
    let events = |events: &[Event]| {
        let mut bytes = Vec::new();
        events.iter().for_each(|event| event.write(&mut bytes));
        Message::Events { race: 1, bytes }
    };
    let done = EventKind::End {
        outcome: Outcome::Done,
        correct: true,
    };
    let told = [
        event(5, 0, 0, EventKind::Enter(State::Run)),
        event(7, 1, 1, EventKind::Enter(State::Wait)),
        event(8, 1, 1, done),
        event(9, 0, 0, EventKind::Enter(State::Wait)),
    ];
    let mut recorder = Recorder::new(4);
    recorder.record(&started(Mode::Threads));
    recorder.record(&events(&told));
    recorder.cut_off();
    let cut_off = recorder.clone();
    for late in [
        events(&[event(20, 0, 0, done), event(20, 1, 2, done)]),
        Message::RunEnded {
            race: 1,
            dropped: 0,
            message_bytes: 0,
            halted: Some(Outcome::Cancelled),
        },
        started(Mode::Async),
    ] {
        recorder.record(&late);
    }
    assert_eq!(recorder, cut_off);

    // The page folds the same events as they arrive, and cuts them off the same way.
    let mut live = Timeline::new(2);
    told.into_iter().for_each(|event| live.push(event));
    for event in live.cut_off(4) {
        live.push(event);
    }
    let recorded = recorder.runs.get(&Mode::Threads).unwrap().timeline();
    assert_eq!(recorded, live);
    let round = Round::new(&live, &Spec::default(), 0, 0, true, 0.0);
    let all = round.outcomes;
    let counts = [all.done, all.failed, all.cancelled, all.timed_out];
    assert_eq!(counts, [1, 0, 3, 0], "every task has its outcome");
    assert_eq!(round.main_line.unwrap().ended, MainThreadEnd::Halted);
    assert!(live.lanes().iter().all(|lane| lane.open.is_none()));
}
