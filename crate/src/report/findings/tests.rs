//! What is found in a race, and what is claimed of it.

use std::collections::BTreeMap;

use super::speedup::{is_unsteady, too_few_rounds, winner};
use super::*;
use crate::model::api::Api;
use crate::model::blocking::Blocking;
use crate::model::preset::Preset;
use crate::model::query::decode;
use crate::model::spec::{Override, Spec};
use crate::report::baseline::Baseline;
use crate::report::environment::{Environment, Reason, Rung};
use crate::report::finding::{Claim, Direction, Timing};
use crate::report::round::{Hung, MainThread, MainThreadEnd, Outcomes, Round};
use crate::scheduler::observation::Error;
use crate::scheduler::observation::Hang;
use crate::time::MILLI;
use Mode::{Async, Gil, Processes, Sequential, Threads};

fn round(ms: f64) -> Round {
    Round {
        elapsed_ms: Some(ms),
        answers_correct: Some(true),
        ..Round::default()
    }
}

fn report(mut spec: Spec, times: &[(Mode, &[f64])]) -> Report {
    spec.modes
        .retain(|mode| times.iter().any(|(ran, _)| ran == mode));
    let environment = Environment {
        isolated: true,
        rung: Rung::Headers,
        cores_reported: Some(8),
        cores_effective: Some(2.0),
        timer_step_us: Some(5.0),
        ..Environment::default()
    };
    let rounds = times.iter().map(|(mode, ms)| {
        let rounds = ms.iter().map(|ms| {
            let mut round = round(*ms);
            round.outcomes.done = spec.n;
            round
        });
        (*mode, rounds.collect())
    });
    Report::new(
        &spec,
        environment,
        &Baseline::default(),
        rounds.collect(),
        &BTreeMap::new(),
    )
}

fn claims(report: &Report) -> Vec<(Mode, Claim)> {
    let claim = |finding: &Finding| match &finding.fact {
        Fact::Took(timing) => Some((finding.modes[0], timing.speedup?.claim)),
        _ => None,
    };
    report.findings.iter().filter_map(claim).collect()
}

fn timing(report: &Report, mode: Mode) -> Timing {
    let timing = |finding: &Finding| match &finding.fact {
        Fact::Took(timing) if finding.modes == [mode] => Some(timing.clone()),
        _ => None,
    };
    let mut findings = report.findings.iter();
    findings.find_map(timing).expect("it has a time")
}

/// What is found of a mode whose main thread ended so.
fn fact(query: &str, mode: Mode, change: impl Fn(&mut Round, &mut MainThread)) -> Option<Fact> {
    let mut report = report(decode(query).spec, &[(mode, &[100.0])]);
    let mut line = MainThread {
        ended: MainThreadEnd::Returned,
        raised: None,
        at_ms: 100.0,
        swallowed: 0,
        still_running: 0,
        went_on_ms: None,
        cleaned: 0,
        respawned: 0,
        first_read_ms: None,
        last_read_ms: None,
        hung: None,
    };
    let round = &mut report.runs[0].rounds[0];
    change(round, &mut line);
    round.main_line = Some(line);
    let found = findings(&report, &[]).swap_remove(0);
    (!matches!(found.fact, Fact::Took(_))).then_some(found.fact)
}

#[test]
fn tasks_are_told_apart_by_what_takes_their_time() {
    let of = |wait, work, cost_ms: Option<u64>, blocking| {
        let spec = Spec {
            wait,
            work,
            blocking: match blocking {
                true => Blocking::EventLoop,
                false => Blocking::None,
            },
            ..Spec::default()
        };
        let costs: Vec<_> = cost_ms.map(|ms| (work, ms * MILLI)).into_iter().collect();
        Workload::of(&spec, &costs)
    };
    assert_eq!(of(500, 0, None, false), Workload::Waiting);
    assert_eq!(of(500, 9, Some(10), false), Workload::Waiting);
    assert_eq!(of(500, 9, Some(400), false), Workload::Mixed);
    assert_eq!(of(500, 9, None, false), Workload::Mixed);
    assert_eq!(of(10, 9, Some(900), false), Workload::Computing);
    assert_eq!(of(0, 9, None, false), Workload::Computing);
    assert_eq!(of(0, 0, None, false), Workload::Empty);
    assert_eq!(of(500, 0, None, true), Workload::Blocking);
    assert_eq!(of(0, 9, None, true), Workload::Computing);
    let none = Spec {
        n: 0,
        ..Spec::default()
    };
    assert_eq!(Workload::of(&none, &[]), Workload::Nothing);
}

#[test]
fn one_round_of_waits_is_enough_and_one_of_computing_is_not() {
    use Direction::{Alike, Faster, Slower};
    let times: &[(Mode, &[f64])] = &[
        (Sequential, &[5_000.0]),
        (Threads, &[1_510.0]),
        (Processes, &[6_000.0]),
        (Async, &[4_900.0]),
    ];
    let waits = report(Preset::Pool4.spec(), times);
    let expected = [
        (Threads, Claim::FollowsFromWaits(Faster)),
        (Processes, Claim::SoFar(Slower)),
        (Async, Claim::FollowsFromWaits(Alike)),
    ];
    assert_eq!(claims(&waits), expected);
    let threads = timing(&waits, Threads);
    assert_eq!((threads.workers, threads.batches), (4, Some(3)));
    assert_eq!(timing(&waits, Sequential).speedup, None);
    assert_eq!(too_few_rounds(&waits), None);

    let computes = report(Preset::Pi.spec(), times);
    let expected = [Faster, Slower, Alike].map(Claim::SoFar);
    let found = claims(&computes);
    assert!(
        found.iter().map(|(_, claim)| *claim).eq(expected),
        "{found:?}"
    );
    assert_eq!(too_few_rounds(&computes), Some(1));
}

#[test]
fn six_rounds_are_faster_only_where_the_interval_excludes_one() {
    let sequential = [100.0, 101.0, 99.0, 100.0, 102.0, 100.0];
    for (times, expected) in [
        ([92.0, 93.0, 92.0, 91.0, 92.5, 92.0], Claim::Faster),
        ([110.0, 111.0, 109.0, 110.0, 112.0, 110.0], Claim::Slower),
        ([98.0, 99.0, 98.0, 98.5, 98.0, 98.0], Claim::NoDifference),
        ([20.0, 180.0, 90.0, 150.0, 60.0, 100.0], Claim::TooNoisy),
        // Sure, and too small to matter.
        ([96.0, 97.0, 95.0, 96.0, 98.0, 96.0], Claim::NoDifference),
    ] {
        let report = report(
            Preset::Pi.spec(),
            &[(Sequential, &sequential), (Async, &times)],
        );
        assert_eq!(claims(&report), [(Async, expected)], "{times:?}");
        assert_eq!(too_few_rounds(&report), None);
    }
}

#[test]
fn what_the_clock_cannot_tell_apart_is_not_compared() {
    let mut report = report(
        Preset::Pi.spec(),
        &[(Sequential, &[12.0; 6]), (Async, &[6.0; 6])],
    );
    assert_eq!(claims(&report), [(Async, Claim::Faster)]);
    report.environment.timer_step_us = Some(1_000.0);
    report.findings = findings(&report, &[]);
    assert_eq!(claims(&report), [(Async, Claim::TooShort)]);
}

#[test]
fn what_was_not_measured_is_not_compared() {
    let alone = report(Preset::Sleeps.spec(), &[(Async, &[503.0])]);
    assert_eq!(claims(&alone), []);
    let of = |fact| {
        vec![Finding {
            modes: Vec::new(),
            fact,
        }]
    };
    let none = report(Preset::Sleeps.spec(), &[]);
    assert_eq!(none.findings, of(Fact::Unmeasured));
    let nothing = Spec {
        n: 0,
        ..Spec::default()
    };
    assert_eq!(report(nothing, &[]).findings, of(Fact::Nothing));
    // The coroutines that would have blocked did not run.
    let threads = report(Preset::Blocking.spec(), &[(Threads, &[501.0])]);
    assert_eq!(workload(&threads, &[]), Workload::Waiting);
}

#[test]
fn runs_that_did_not_finish_their_tasks_are_not_compared() {
    let spec = decode("preset=missing_file").spec;
    let mut report = report(spec, &[(Sequential, &[100.0]), (Processes, &[230.0])]);
    report.runs[0].rounds[0].outcomes.done = 1;
    report.findings = findings(&report, &[]);
    assert_eq!(claims(&report), []);
}

#[test]
fn a_wrong_answer_comes_before_any_time() {
    let mut report = report(
        Preset::Pi.spec(),
        &[(Sequential, &[9.0]), (Threads, &[5.0])],
    );
    report.runs[1].answers_correct = Some(false);
    let expected = [Finding {
        modes: vec![Threads],
        fact: Fact::WrongAnswers,
    }];
    assert_eq!(findings(&report, &[]), expected);
}

#[test]
fn the_winner_is_named_only_where_there_is_one() {
    let race = |times: &[(Mode, &[f64])]| {
        let race = report(Preset::Sleeps.spec(), times);
        winner(&race.findings)
    };
    let sequential = (Sequential, &[5_000.0][..]);
    let ahead = race(&[sequential, (Threads, &[1_500.0]), (Async, &[500.0])]);
    assert_eq!(ahead, Some(Async));
    let level = race(&[sequential, (Threads, &[505.0]), (Async, &[500.0])]);
    assert_eq!(level, None);
    let alone = race(&[sequential, (Async, &[500.0])]);
    assert_eq!(alone, None, "there is nobody to win against");
    let all_slower = race(&[sequential, (Threads, &[6_000.0]), (Async, &[7_000.0])]);
    assert_eq!(all_slower, None);
}

#[test]
fn what_became_of_tasks_is_found_with_its_numbers() {
    let raised = |error| {
        move |_: &mut Round, line: &mut MainThread| {
            line.ended = MainThreadEnd::Raised;
            line.raised = Some(error);
        }
    };
    let outcomes = |done, failed, cancelled, timed_out| Outcomes {
        done,
        failed,
        cancelled,
        timed_out,
    };
    let found = fact("preset=broken_pool", Processes, |round, line| {
        raised(Error::BrokenProcessPool)(round, line);
        round.outcomes = outcomes(3, 7, 0, 0);
    });
    let (task, done, failed) = (3, 3, 7);
    assert_eq!(found, Some(Fact::PoolBroke { task, done, failed }));

    let found = fact("preset=unread", Gil, |_, line| line.swallowed = 2);
    assert_eq!(found, Some(Fact::ErrorsLost { errors: 2 }));

    let found = fact("preset=terminate", Processes, |round, _| {
        round.outcomes = outcomes(4, 0, 6, 0);
        round.interrupted = 4;
    });
    let expected = Fact::Terminated {
        done: 4,
        killed: 4,
        never_started: 2,
    };
    assert_eq!(found, Some(expected));

    let found = fact("preset=shutdown", Processes, |round, _| {
        round.outcomes = outcomes(7, 0, 3, 0);
    });
    let (done, cancelled) = (7, 3);
    assert_eq!(found, Some(Fact::ShutDown { done, cancelled }));

    let found = fact("preset=unclosed", Processes, |round, _| {
        round.outcomes = outcomes(0, 0, 10, 0);
    });
    assert_eq!(found, Some(Fact::Unfinished { done: 0 }));

    let found = fact("preset=join_timeout", Processes, |_, line| {
        line.still_running = 2
    });
    assert_eq!(found, Some(Fact::StillRunning { tasks: 2, done: 4 }));

    let found = fact("preset=task_group", Async, |round, line| {
        raised(Error::ExceptionGroup)(round, line);
        round.outcomes = outcomes(0, 1, 9, 0);
    });
    let (failed, cancelled) = (1, 9);
    assert_eq!(found, Some(Fact::GroupCancelled { failed, cancelled }));

    let found = fact("preset=wait_for", Async, |round, line| {
        raised(Error::TimeoutError)(round, line);
        round.outcomes = outcomes(9, 0, 0, 1);
    });
    let (done, stopped) = (9, 1);
    assert_eq!(found, Some(Fact::TimedOut { done, stopped }));

    let found = fact("", Gil, |round, line| {
        raised(Error::ValueError)(round, line);
        round.outcomes = outcomes(3, 1, 6, 0);
    });
    let error = Error::ValueError;
    assert_eq!(found, Some(Fact::Raised { error, done: 3 }));

    let hung = Hung {
        why: Hang::Lost,
        task: 2,
        at_ms: 500.0,
    };
    let found = fact("modes=processes&api=pool_map", Processes, |round, line| {
        line.ended = MainThreadEnd::Hung;
        line.hung = Some(hung);
        round.disturbed = true;
    });
    let expected = Fact::Hung {
        api: Api::PoolMap,
        why: Hang::Lost,
        task: 2,
    };
    assert_eq!(found, Some(expected));
    // What was stopped by the reader shows nothing.
    let found = fact("preset=terminate", Processes, |round, line| {
        round.outcomes = outcomes(4, 0, 6, 0);
        round.disturbed = true;
        line.ended = MainThreadEnd::Halted;
    });
    assert_eq!(found, None);
}

#[test]
fn modes_of_which_the_same_is_to_be_said_share_a_finding() {
    let spec = decode("preset=unread").spec;
    let mut race = report(spec, &[(Gil, &[1_500.0]), (Processes, &[1_510.0])]);
    for run in &mut race.runs {
        run.rounds[0].main_line = Some(MainThread {
            ended: MainThreadEnd::Returned,
            raised: None,
            at_ms: 1_500.0,
            swallowed: 2,
            still_running: 0,
            went_on_ms: None,
            cleaned: 0,
            respawned: 0,
            first_read_ms: None,
            last_read_ms: None,
            hung: None,
        });
    }
    let found = findings(&race, &[]);
    assert_eq!(found[0].modes, [Gil, Processes]);
    assert_eq!(found[0].fact, Fact::ErrorsLost { errors: 2 });
}

#[test]
fn findings_are_documents() {
    let race = report(
        Preset::Sleeps.spec(),
        &[(Sequential, &[5_000.0]), (Async, &[500.0])],
    );
    let json = serde_json::to_string(&race.findings).expect("they have a JSON form");
    assert!(
        json.starts_with(r#"[{"modes":["sequential"],"code":"took","median_ms":5000.0"#),
        "{json}"
    );
    assert!(
        json.contains(r#""claim":{"follows_from_waits":"faster"}"#),
        "{json}"
    );
    let read: Vec<Finding> = serde_json::from_str(&json).expect("it is of ours");
    assert_eq!(read, race.findings);
}

#[test]
fn batches_are_counted_only_of_equal_tasks() {
    for (jitter, wait, expected) in [(0, None, Some(3)), (10, None, None), (0, Some(9), None)] {
        let mut spec = Preset::Pool4.spec();
        spec.jitter = jitter;
        let change = Override {
            wait,
            fail: true,
            ..Override::default()
        };
        spec.overrides.insert(2, change);
        let race = report(spec, &[(Threads, &[9.0])]);
        assert_eq!(timing(&race, Threads).batches, expected);
    }
}

#[test]
fn what_else_is_to_be_known_is_noted() {
    let mut race = report(
        Preset::Pi.spec(),
        &[(Sequential, &[9.0]), (Threads, &[5.0]), (Async, &[9.0])],
    );
    assert_eq!(
        notes(&race, &[]),
        [Note::Crowded {
            workers: 4,
            cores: 2.0
        }]
    );
    race.environment.cores_effective = Some(3.6);
    assert_eq!(notes(&race, &[]), []);
    race.runs[0].rounds[0].outcomes.failed = 2;
    race.runs[0].rounds[0].disturbed = true;
    race.runs[0].rounds[0].outcomes.timed_out = 1;
    race.runs[1].rounds[0].disturbed = true;
    race.runs[1].events_dropped = 7;
    race.runs[2].available = false;
    race.runs[2].reason = Some(Reason::PoolFailed);
    let expected = [
        Note::Unavailable(Async, Reason::PoolFailed),
        Note::TimedOut(Sequential),
        Note::Failed { tasks: 2 },
        Note::Disturbed { runs: 1 },
        Note::Dropped { events: 7 },
    ];
    assert_eq!(notes(&race, &[]), expected);
    race.runs[0].rounds.clear();
    assert!(notes(&race, &[]).contains(&Note::CutShort));
}

#[test]
fn a_program_that_hung_did_not_merely_take_long() {
    let mut race = report(Preset::Sleeps.spec(), &[(Sequential, &[2_700.0])]);
    let hung = Hung {
        why: Hang::Itself,
        task: 2,
        at_ms: 700.0,
    };
    let line = MainThread {
        ended: MainThreadEnd::Hung,
        raised: None,
        at_ms: 700.0,
        swallowed: 0,
        still_running: 0,
        went_on_ms: None,
        cleaned: 0,
        respawned: 0,
        first_read_ms: None,
        last_read_ms: None,
        hung: Some(hung),
    };
    let round = &mut race.runs[0].rounds[0];
    round.disturbed = true;
    round.main_line = Some(line);
    let expected = [Note::MainThread(Sequential, line)];
    assert_eq!(notes(&race, &[]), expected);
    race.runs[0].rounds[0].outcomes.timed_out = 8;
    assert_eq!(notes(&race, &[]), expected);
    // It may be the exit alone that hung.
    let returned = MainThread {
        ended: MainThreadEnd::Returned,
        ..line
    };
    race.runs[0].rounds[0].main_line = Some(returned);
    let expected = [Note::MainThread(Sequential, returned)];
    assert_eq!(notes(&race, &[]), expected);
}

#[test]
fn rounds_in_which_the_machine_changed_its_speed_are_shown_and_claim_nothing() {
    let times: &[(Mode, &[f64])] = &[(Sequential, &[100.0; 7]), (Threads, &[50.0; 7])];
    let mut race = report(Preset::Pi.spec(), times);
    let mut rounds: BTreeMap<Mode, Vec<Round>> = race
        .runs
        .iter()
        .map(|run| (run.mode, run.rounds.clone()))
        .collect();
    let mut again = |drifted: usize| {
        for rounds in rounds.values_mut() {
            let rounds = rounds[..drifted].iter_mut();
            rounds.for_each(|round| round.drifted = true);
        }
        let environment = race.environment.clone();
        race = Report::new(
            &Preset::Pi.spec(),
            environment,
            &Baseline::default(),
            rounds.clone(),
            &BTreeMap::new(),
        );
        race.clone()
    };
    let one = again(1);
    assert_eq!(one.spec.rounds, 6);
    assert_eq!(claims(&one), [(Threads, Claim::Faster)]);
    assert!(notes(&one, &[]).contains(&Note::Drifted { rounds: 1 }));
    assert!(!is_unsteady(&one));
    let all = again(7);
    assert_eq!(timing(&all, Threads).median_ms, 50.0);
    assert_eq!(claims(&all), []);
    assert!(is_unsteady(&all));
}

#[test]
fn a_machine_that_gives_fewer_cores_than_it_reports_is_named() {
    let times: &[(Mode, &[f64])] = &[(Sequential, &[100.0; 6]), (Threads, &[50.0; 6])];
    let mut spec = Preset::Pi.spec();
    spec.workers = 8;
    let mut race = report(spec, times);
    let (cores, reported) = (2.0, 8);
    let fewer = |shared| Note::FewerCores {
        cores,
        reported,
        shared,
    };
    // Slow cores, or two that share one, are what this machine is.
    race.environment.cores_taken = Some(0.1);
    assert!(notes(&race, &[]).contains(&fewer(false)));
    assert_eq!(claims(&race), [(Threads, Claim::Faster)]);
    // What else runs may take more from one thread than from several.
    race.environment.cores_taken = Some(1.0);
    race.findings = findings(&race, &[]);
    assert!(notes(&race, &[]).contains(&fewer(true)));
    assert_eq!(claims(&race), [(Threads, Claim::SoFar(Direction::Faster))]);
}
