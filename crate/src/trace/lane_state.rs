//! Why a lane is not computing: what each lane of a run does at a moment, and how much happens at once.
//!
//! Folds over a [`Timeline`]. A moment belongs to the slice that begins there, not to the one that
//! ends.

use crate::model::mode::Mode;
use crate::time::Nanos;
use crate::trace::event::{Event, State, Wanted};
use crate::trace::timeline::{Lane, Slice, Timeline};

/// What a lane does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneActivity {
    /// It is being made ready.
    Starting,
    /// It computes.
    Computing,
    /// It waits for something outside.
    Waiting,
    /// It waits for the GIL; which lane holds it, and since when, if one does.
    WantsGil(Option<(usize, Nanos)>),
    /// It waits for a lock of the program, if it is known which, and which lane held it when the wait began.
    WantsLock(Option<Wanted>),
    /// Arguments or results cross to or from it.
    Crossing,
    /// Nothing; its next task begins then.
    Between(Nanos),
    /// Nothing; no task is left for it.
    Finished,
}

/// What a lane does at a moment, and during what stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// What.
    pub activity: LaneActivity,
    /// Which task, if any.
    pub task: Option<u32>,
    /// Since when, in nanoseconds since the run's release.
    pub since: Nanos,
    /// Until when, likewise; none if that is not known.
    pub until: Option<Nanos>,
}

/// What a lane of a run does at a moment.
pub fn snapshot(timeline: &Timeline, lane: usize, at: Nanos) -> Option<Snapshot> {
    let own = timeline.lanes().get(lane)?;
    let next = own.slices.partition_point(|slice| slice.end <= at);
    let open = own.open.filter(|open| open.start <= at);
    let closed = own.slices.get(next).filter(|slice| slice.start <= at);
    let Some(slice) = closed.or(open.as_ref()) else {
        let before = next
            .checked_sub(1)
            .map_or(0, |before| own.slices[before].end);
        let begins = own.slices.get(next).or(own.open.as_ref());
        return Some(Snapshot {
            activity: begins.map_or(LaneActivity::Finished, |begins| {
                LaneActivity::Between(begins.start)
            }),
            task: None,
            since: before,
            until: begins.map(|begins| begins.start),
        });
    };
    Some(Snapshot {
        activity: match slice.state {
            State::Start => LaneActivity::Starting,
            State::Run => LaneActivity::Computing,
            State::Wait => LaneActivity::Waiting,
            State::Blocked => LaneActivity::WantsGil(holder(timeline, at)),
            State::Lock => LaneActivity::WantsLock(own.wanted(slice)),
            State::Message => LaneActivity::Crossing,
            State::Idle => LaneActivity::Finished,
        },
        task: Some(slice.task).filter(|task| *task != Event::NO_TASK),
        since: slice.start,
        until: closed.map(|slice| slice.end),
    })
}

/// The lane that computes at a moment, and since when: at most one under a GIL.
fn holder(timeline: &Timeline, at: Nanos) -> Option<(usize, Nanos)> {
    let computes = |(index, lane): (usize, &Lane)| {
        let slice = during(lane, at).filter(|slice| slice.state == State::Run)?;
        Some((index, slice.start))
    };
    timeline.lanes().iter().enumerate().find_map(computes)
}

fn during(lane: &Lane, at: Nanos) -> Option<&Slice> {
    let next = lane.slices.partition_point(|slice| slice.end <= at);
    let slice = lane.slices.get(next).or(lane.open.as_ref());
    slice.filter(|slice| slice.start <= at)
}

/// The time of the next event after a moment, or of the last one before it, on any lane.
pub fn step(timeline: &Timeline, at: Nanos, on: bool) -> Option<Nanos> {
    let lane = |lane: &Lane| {
        let open = lane.open.map(|open| open.start);
        let around = |times: [Option<Nanos>; 4]| {
            let times = times.into_iter().flatten();
            match on {
                true => times.filter(|time| *time > at).min(),
                false => times.filter(|time| *time < at).max(),
            }
        };
        let (slices, missed) = (&lane.slices, &lane.missed);
        let pick = |after: usize, before: usize| match on {
            true => Some(after),
            false => before.checked_sub(1),
        };
        let start = pick(
            slices.partition_point(|slice| slice.start <= at),
            slices.partition_point(|slice| slice.start < at),
        );
        let end = pick(
            slices.partition_point(|slice| slice.end <= at),
            slices.partition_point(|slice| slice.end < at),
        );
        let miss = pick(
            missed.partition_point(|miss| miss.at <= at),
            missed.partition_point(|miss| miss.at < at),
        );
        around([
            start
                .and_then(|index| slices.get(index))
                .map(|slice| slice.start),
            end.and_then(|index| slices.get(index))
                .map(|slice| slice.end),
            miss.and_then(|index| missed.get(index)).map(|miss| miss.at),
            open,
        ])
    };
    let times = timeline.lanes().iter().filter_map(lane);
    match on {
        true => times.min(),
        false => times.max(),
    }
}

/// How many tasks are in flight at a moment, and how many compute: the concurrency and the parallelism
/// of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Concurrency {
    /// Tasks that have begun and not ended: they compute, wait, or wait for the GIL.
    pub in_flight: f64,
    /// Those that compute.
    pub computing: f64,
}

/// The concurrency, averaged over each of `columns` equal stretches of the time until `extent`.
pub fn concurrency(timeline: &Timeline, extent: Nanos, columns: usize) -> Vec<Concurrency> {
    let mut shares = vec![Concurrency::default(); columns];
    let length = extent as f64 / columns.max(1) as f64;
    if length <= 0.0 {
        return shares;
    }
    let now = timeline.latest();
    for lane in timeline.lanes() {
        let open = lane.open.map(|open| Slice {
            end: open.start.max(now),
            ..open
        });
        for slice in lane.slices.iter().copied().chain(open) {
            if matches!(slice.state, State::Start | State::Idle) {
                continue;
            }
            let (start, end) = (slice.start as f64 / length, slice.end as f64 / length);
            let last = (end.ceil() as usize).min(columns);
            for (column, share) in shares
                .iter_mut()
                .enumerate()
                .take(last)
                .skip(start as usize)
            {
                let column = column as f64;
                let part = end.min(column + 1.0) - start.max(column);
                share.in_flight += part.max(0.0);
                if slice.state == State::Run {
                    share.computing += part.max(0.0);
                }
            }
        }
    }
    shares
}

/// How often a run went from one task to another, and what that took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// How often.
    pub count: u64,
    /// In nanoseconds, all together: time in which no task computed although one could have.
    pub time: Nanos,
}

impl Switches {
    fn add(&mut self, time: Nanos) {
        self.count += 1;
        self.time += time;
    }
}

/// The switches of a mode's run; none for coroutines: no event says when a coroutine that has waited
/// could have gone on.
///
/// On threads and processes and in sequence, a lane switches when it takes its next task; a switch
/// takes the time between the two. A GIL switches when another lane acquires it: from its release, or
/// from when the lane began to wait for it, until that lane computes; if no lane ever waits for it,
/// lanes switch as without one. (No browser reports the operating system's own switches.)
pub fn switches(timeline: &Timeline, mode: Mode) -> Option<Switches> {
    let mut switches = Switches::default();
    let mut slices = timeline.lanes().iter().flat_map(|lane| &lane.slices);
    let contended = slices.any(|slice| slice.state == State::Blocked);
    match mode {
        Mode::Async => return None,
        Mode::Gil if contended => {
            let mut holds: Vec<(Nanos, Nanos, Option<Nanos>, usize)> = Vec::new();
            for (index, lane) in timeline.lanes().iter().enumerate() {
                let mut wanted = None;
                for slice in &lane.slices {
                    match slice.state {
                        State::Blocked => wanted = Some(slice.start),
                        State::Run => holds.push((slice.start, slice.end, wanted.take(), index)),
                        _ => wanted = None,
                    }
                }
            }
            holds.sort_unstable();
            for pair in holds.windows(2) {
                let ((_, released, _, from), (taken, _, wanted, to)) = (pair[0], pair[1]);
                if let (Some(wanted), true) = (wanted, from != to && released <= taken) {
                    switches.add(taken - released.max(wanted));
                }
            }
        }
        Mode::Sequential | Mode::Threads | Mode::Gil | Mode::Processes => {
            for lane in timeline.lanes() {
                let of_tasks = lane
                    .slices
                    .iter()
                    .filter(|slice| slice.task != Event::NO_TASK);
                let next = of_tasks.clone().skip(1);
                let pairs = of_tasks.zip(next);
                pairs
                    .filter(|(before, next)| before.task != next.task)
                    .for_each(|(before, next)| switches.add(next.start - before.end));
            }
        }
    }
    Some(switches)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::task::Outcome;
    use crate::trace::event::EventKind;

    /// Two lanes under a GIL: `0 ##..` and `1 !!#`, a character for ten nanoseconds.
    fn timeline() -> Timeline {
        let mut timeline = Timeline::new(3);
        let end = EventKind::End {
            outcome: Outcome::Done,
            correct: true,
        };
        for (at, lane, what) in [
            (0, 0, EventKind::Enter(State::Run)),
            (0, 1, EventKind::Enter(State::Blocked)),
            (20, 0, EventKind::Enter(State::Wait)),
            (20, 1, EventKind::Enter(State::Run)),
            (30, 1, end),
            (40, 0, end),
            (50, 1, EventKind::Enter(State::Run)),
        ] {
            timeline.push(Event {
                at,
                task: u32::from(lane),
                lane,
                what,
            });
        }
        timeline
    }

    #[test]
    fn every_lane_says_what_it_does_and_why_it_does_not_compute() {
        let timeline = timeline();
        let doing = |lane, moment| {
            let moment = snapshot(&timeline, lane, moment).unwrap();
            (moment.activity, moment.since, moment.until)
        };
        assert_eq!(doing(0, 0), (LaneActivity::Computing, 0, Some(20)));
        assert_eq!(
            doing(1, 19),
            (LaneActivity::WantsGil(Some((0, 0))), 0, Some(20))
        );
        assert_eq!(doing(0, 20), (LaneActivity::Waiting, 20, Some(40)));
        assert_eq!(doing(1, 20), (LaneActivity::Computing, 20, Some(30)));
        assert_eq!(doing(1, 30), (LaneActivity::Between(50), 30, Some(50)));
        assert_eq!(
            doing(1, 60),
            (LaneActivity::Computing, 50, None),
            "it goes on"
        );
        assert_eq!(doing(0, 40), (LaneActivity::Finished, 40, None));
        assert_eq!(doing(2, 5), (LaneActivity::Finished, 0, None));
        assert_eq!(snapshot(&timeline, 3, 0), None);
        assert_eq!(snapshot(&timeline, 1, 5).unwrap().task, Some(1));
    }

    #[test]
    fn steps_lead_to_every_event_and_back() {
        let timeline = timeline();
        let mut there = vec![0];
        while let Some(next) = step(&timeline, there[there.len() - 1], true) {
            there.push(next);
        }
        assert_eq!(there, [0, 20, 30, 40, 50]);
        let mut back = vec![50];
        while let Some(before) = step(&timeline, back[back.len() - 1], false) {
            back.push(before);
        }
        back.reverse();
        assert_eq!(back, there);
    }

    #[test]
    fn switches_and_their_time_are_counted_for_each_mode() {
        let run = |events: &[(Nanos, u16, u32, Option<State>)]| {
            let mut timeline = Timeline::new(2);
            for (at, lane, task, state) in events.iter().copied() {
                let end = EventKind::End {
                    outcome: Outcome::Done,
                    correct: true,
                };
                timeline.push(Event {
                    at,
                    task,
                    lane,
                    what: state.map_or(end, EventKind::Enter),
                });
            }
            timeline
        };
        let told = |timeline: &Timeline, mode| {
            let switches = switches(timeline, mode).expect("no coroutines");
            (switches.count, switches.time)
        };
        // A lane takes its next task after 3; changes within a task are no switches.
        let lanes = run(&[
            (0, 0, 0, Some(State::Run)),
            (10, 0, 0, Some(State::Wait)),
            (20, 0, 0, None),
            (23, 0, 1, Some(State::Run)),
            (30, 0, 1, None),
            (0, 1, 2, Some(State::Run)),
            (40, 1, 2, None),
        ]);
        for mode in [Mode::Sequential, Mode::Threads, Mode::Processes] {
            assert_eq!(told(&lanes, mode), (1, 3));
        }
        // The lock is released at 20, at 30 and at 50; acquired by the other lane at 22; by the same
        // one at 35, without another waiting; and at 54 by the other, which waited since 52.
        let gil = run(&[
            (0, 0, 0, Some(State::Run)),
            (5, 1, 1, Some(State::Blocked)),
            (20, 0, 0, Some(State::Wait)),
            (22, 1, 1, Some(State::Run)),
            (30, 1, 1, Some(State::Wait)),
            (35, 1, 1, Some(State::Run)),
            (50, 1, 1, None),
            (52, 0, 0, Some(State::Blocked)),
            (54, 0, 0, Some(State::Run)),
            (60, 0, 0, None),
        ]);
        assert_eq!(told(&gil, Mode::Gil), (2, 2 + 2));
        // With the lock off, or if no lane waits for it, lanes switch as without one.
        assert_eq!(told(&lanes, Mode::Gil), (1, 3));
        assert_eq!(told(&Timeline::default(), Mode::Gil), (0, 0));
        assert_eq!(switches(&lanes, Mode::Async), None);
    }

    #[test]
    fn concurrency_and_parallelism_are_told_apart() {
        let shares = concurrency(&timeline(), 40, 4);
        let pairs: Vec<_> = shares
            .iter()
            .map(|now| (now.in_flight, now.computing))
            .collect();
        assert_eq!(pairs, [(2.0, 1.0), (2.0, 1.0), (2.0, 1.0), (1.0, 0.0)]);
        // The whole time, in one column.
        let [all] = concurrency(&timeline(), 40, 1)[..] else {
            panic!("one column");
        };
        assert_eq!((all.in_flight, all.computing), (1.75, 0.75));
        assert_eq!(
            concurrency(&Timeline::default(), 0, 2),
            [Concurrency::default(); 2]
        );
    }
}
