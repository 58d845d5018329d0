//! What a machine takes for things, as the rounds of a race show it: what the model is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::baseline::Baseline;
use super::environment::Environment;
use super::statistics::summarise;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::model::task::{Outcome, Task};
use crate::time::{MILLI, Nanos};
use crate::trace::event::{Event, State};
use crate::trace::timeline::{Slice, Timeline};

/// What a machine takes for things.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// How long a unit of computing takes, in nanoseconds; none if nothing was computed yet.
    pub unit: Option<f64>,
    /// How much later than asked for a wait ends, in nanoseconds.
    pub lateness: Nanos,
    /// What processes take; none if none were run yet.
    pub processes: Option<Processes>,
    /// How many cores' worth of computing it gives.
    pub cores: f64,
}

/// What processes take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Processes {
    /// How long one takes to start, in nanoseconds.
    pub start: Nanos,
    /// How much longer for each that is starting already, in nanoseconds.
    pub start_beside: Nanos,
    /// How long a message takes, in nanoseconds.
    pub message: Nanos,
}

/// How late a wait ends as long as nobody has measured it.
const USUAL_LATENESS: Nanos = MILLI / 5;

/// What the rounds of a race have shown so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured(BTreeMap<Mode, Vec<Sample>>);

/// What one round has shown; none of what did not occur in it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sample {
    unit: Option<f64>,
    lateness: Option<f64>,
    /// How long a process takes to start, and how much longer beside others.
    start: Option<(f64, f64)>,
    message: Option<f64>,
}

impl Measured {
    /// Takes what a round of a mode shows. It is to be one that counts.
    pub fn take(&mut self, mode: Mode, timeline: &Timeline, spec: &Spec) {
        let sample = Sample::of(timeline, &spec.totals());
        self.0.entry(mode).or_default().push(sample);
    }

    /// What the machine takes for things, as far as it is known.
    pub fn machine(&self, spec: &Spec, baseline: &Baseline, environment: &Environment) -> Machine {
        let known = |mode, part: fn(&Sample) -> Option<f64>| {
            let samples = self.0.get(&mode).into_iter().flatten();
            let values: Vec<f64> = samples.filter_map(part).collect();
            summarise(&values).map(|summary| summary.median)
        };
        let largest = baseline.costs.last();
        let alone = largest.map(|(units, nanos)| *nanos as f64 / *units as f64);
        // A coroutine's wait also lasts until those before it have computed.
        let waits = [
            Some(Mode::Sequential),
            Some(Mode::Async).filter(|_| !spec.computes()),
            Some(Mode::Threads),
            Some(Mode::Gil),
            Some(Mode::Processes),
        ];
        let mut waits = waits.into_iter().flatten();
        let lateness = waits.find_map(|mode| known(mode, |sample| sample.lateness));
        let of_processes = |part| known(Mode::Processes, part);
        let start = of_processes(|sample| sample.start.map(|start| start.0));
        let beside = of_processes(|sample| sample.start.map(|start| start.1));
        let message = of_processes(|sample| sample.message);
        let nanos = |value: Option<f64>| value.map_or(0, |nanos| nanos.round() as Nanos);
        Machine {
            unit: known(Mode::Sequential, |sample| sample.unit).or(alone),
            lateness: lateness.map_or(USUAL_LATENESS, |nanos| nanos.round() as Nanos),
            processes: start.map(|start| Processes {
                start: start.round() as Nanos,
                start_beside: nanos(beside),
                message: nanos(message),
            }),
            cores: environment
                .cores_effective
                .or(environment.cores_reported.map(f64::from))
                .unwrap_or(1.0),
        }
    }
}

/// What a task has done.
#[derive(Clone, Copy, Default)]
struct Spent {
    computing: Nanos,
    waiting: Nanos,
    waits: u32,
    crossing: Nanos,
    messages: u32,
}

impl Sample {
    fn of(timeline: &Timeline, tasks: &[Task]) -> Self {
        let mut spent = vec![Spent::default(); tasks.len()];
        let mut starts = Vec::new();
        for slice in timeline.lanes().iter().flat_map(|lane| &lane.slices) {
            let lasts = slice.end - slice.start;
            let task = (slice.task != Event::NO_TASK).then_some(slice.task as usize);
            match (slice.state, task.and_then(|task| spent.get_mut(task))) {
                (State::Run, Some(spent)) => spent.computing += lasts,
                (State::Wait, Some(spent)) => {
                    spent.waiting += lasts;
                    spent.waits += 1;
                }
                (State::Start, _) => starts.push(*slice),
                (State::Message, Some(spent)) => {
                    spent.crossing += lasts;
                    spent.messages += 1;
                }
                _ => {}
            }
        }
        let (mut computing, mut units) = (0, 0);
        let (mut late, mut waits) = (0, 0);
        let (mut crossing, mut messages) = (0, 0);
        for ((spent, task), index) in spent.iter().zip(tasks).zip(0..) {
            // What was broken off has not done all that it should.
            if timeline.outcome_of(index) == Some(Outcome::Done) {
                computing += spent.computing;
                units += task.units();
                late += spent.waiting.saturating_sub(task.wait());
                waits += spent.waits;
                crossing += spent.crossing;
                messages += spent.messages;
            }
        }
        let mean = |sum: Nanos, count: u64| (count > 0).then(|| sum as f64 / count as f64);
        Self {
            unit: mean(computing, units),
            lateness: mean(late, waits.into()),
            start: start_up(&starts),
            message: mean(crossing, messages.into()),
        }
    }
}

/// How long a process takes to start, and how much longer for each that is starting already: the line that
/// fits best. The model starts processes at once that are here started one after the other, so their time
/// counts from the first one's start.
fn start_up(starts: &[Slice]) -> Option<(f64, f64)> {
    let mut starts: Vec<Slice> = starts.to_vec();
    starts.sort_by_key(|slice| (slice.start, slice.end));
    let (mut begin, mut end) = (0, 0);
    let points: Vec<(f64, f64)> = starts
        .iter()
        .enumerate()
        .map(|(index, slice)| {
            if slice.start >= end {
                begin = slice.start;
            }
            end = end.max(slice.end);
            let before = starts[..index].iter();
            let beside = before.filter(|before| before.end > slice.start).count();
            (beside as f64, (slice.end - begin) as f64)
        })
        .collect();
    let count = points.len() as f64;
    let mean = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).sum::<f64>() / count;
    let (beside, lasts) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|(x, _)| (x - beside).powi(2)).sum();
    let rises = points.iter().map(|(x, y)| (x - beside) * (y - lasts));
    let slope = match spread > 0.0 {
        true => (rises.sum::<f64>() / spread).max(0.0),
        false => 0.0,
    };
    (!points.is_empty()).then(|| ((lasts - slope * beside).max(0.0), slope))
}
