//! Events → lanes of slices, and the outcomes that follow from them.
//!
//! A timeline is a fold: built in batches during a run, it is the same as if built from all the events
//! at once. It is also drawn as text, for tests:
//!
//! ```text
//! 0 ##..##..
//! 1 ..##
//! ```
//!
//! `#` runs, `.` waits, `!` is blocked, `?` waits for a lock, `s` starts, `m` is a message, a blank is nothing to do.
//! Nothing here knows pixels or colours.

use crate::model::task::Outcome;
use crate::scheduler::observation::{Hang, Observation};
use crate::time::Nanos;
use crate::trace::event::{Event, EventKind, MemoryAccess, State, Tally};

pub use crate::trace::lane::{Lane, Miss, Slice, letter};

/// That a program hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hung {
    /// Since when nothing could happen any more, in nanoseconds since the run's release.
    pub at: Nanos,
    /// The index of the task that is waited for.
    pub task: u32,
    /// Why.
    pub why: Hang,
}

/// A lane's read or write of the shared counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accessed {
    /// When, in nanoseconds since the run's release.
    pub at: Nanos,
    /// The lane's index.
    pub lane: u16,
    /// Which of the two.
    pub access: MemoryAccess,
    /// What it reads or writes.
    pub value: u64,
}

/// How many tasks ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    counts: [u32; Outcome::ALL.len()],
}

impl Outcomes {
    /// How many tasks ended so.
    pub fn count(&self, outcome: Outcome) -> u32 {
        self.counts[outcome as usize]
    }

    /// How many tasks ended.
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// One run, from its events so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    lanes: Vec<Lane>,
    outcomes: Outcomes,
    /// How each task ended, by index, if it has.
    ended: Vec<Option<Outcome>>,
    /// What the main thread saw, and when.
    seen: Vec<(Nanos, Observation)>,
    /// When it read which task's result.
    reads: Vec<(Nanos, u32)>,
    /// When it put which task on a queue.
    puts: Vec<(Nanos, u32)>,
    hung: Option<Hung>,
    /// What was counted in it.
    tallies: [Option<u64>; Tally::ALL.len()],
    /// How one update was lost.
    accesses: Vec<Accessed>,
    wrong: u32,
    last_end: Option<Nanos>,
    latest: Nanos,
}

impl Timeline {
    /// An empty timeline with this many lanes.
    pub fn new(lanes: usize) -> Self {
        Self {
            lanes: vec![Lane::default(); lanes],
            ..Self::default()
        }
    }

    /// Adds the next event of its lane.
    ///
    /// Lanes may come in any order. A time before the lane's last event is moved to it: so no slice
    /// is negative, and no two of a lane overlap.
    pub fn push(&mut self, event: Event) {
        self.note_program(event);
        // What a lane does with memory is told later, and perhaps by another lane.
        if event.lane == Event::MAIN_THREAD || matches!(event.what, EventKind::Accessed(..)) {
            return;
        }
        let index = usize::from(event.lane);
        if index >= self.lanes.len() {
            self.lanes.resize_with(index + 1, Lane::default);
        }
        let lane = &mut self.lanes[index];
        let at = event.at.max(lane.last);
        lane.last = at;
        self.latest = self.latest.max(at);
        if let Some(open) = lane.open.take()
            && at > open.start
        {
            lane.slices.push(Slice { end: at, ..open });
        }
        let slice = |state| Slice {
            start: at,
            end: at,
            task: event.task,
            state,
        };
        match event.what {
            EventKind::Enter(State::Idle) => {}
            EventKind::Enter(state) => lane.open = Some(slice(state)),
            EventKind::Locked(wanted) => {
                lane.open = Some(slice(State::Lock));
                lane.wanted.push((at, wanted));
            }
            EventKind::Observed(_) | EventKind::Counted(..) | EventKind::Accessed(..) => {}
            EventKind::End { outcome, .. } => {
                if outcome != Outcome::Done {
                    lane.missed.push(Miss {
                        at,
                        task: event.task,
                        outcome,
                    });
                }
            }
        }
    }

    /// Records what an event says about tasks and the main thread.
    fn note_program(&mut self, event: Event) {
        match event.what {
            EventKind::Enter(_) | EventKind::Locked(_) => {}
            EventKind::Counted(tally, value) => {
                self.tallies[tally as usize] = Some(value);
                // It is read when the lanes have ended, however late that is noticed.
                return;
            }
            EventKind::Accessed(access, value) => {
                let Event { at, lane, .. } = event;
                self.accesses.push(Accessed {
                    at,
                    lane,
                    access,
                    value,
                });
                return;
            }
            EventKind::Observed(Observation::Read) => self.reads.push((event.at, event.task)),
            EventKind::Observed(Observation::Put) => self.puts.push((event.at, event.task)),
            EventKind::Observed(seen) => {
                self.seen.push((event.at, seen));
                if let Observation::Hung(why) = seen {
                    let Event { at, task, .. } = event;
                    self.hung = Some(Hung { at, task, why });
                }
            }
            EventKind::End { outcome, correct } => {
                self.outcomes.counts[outcome as usize] += 1;
                self.wrong += u32::from(!correct);
                self.last_end = self.last_end.max(Some(event.at));
                let task = event.task as usize;
                if task >= self.ended.len() {
                    self.ended.resize(task + 1, None);
                }
                self.ended[task] = Some(outcome);
            }
        }
        self.latest = self.latest.max(event.at);
    }

    /// The events that end a run of `tasks` tasks from which no more events will come: open slices end
    /// with the last event, tasks without an outcome are cancelled, and the main thread is halted.
    /// Add them wherever the run's events are kept, so that all folds over them agree.
    pub fn cut_off(&self, tasks: u32) -> Vec<Event> {
        let event = |task, lane, what| Event {
            at: self.latest,
            task,
            lane,
            what,
        };
        let cancelled = EventKind::End {
            outcome: Outcome::Cancelled,
            correct: true,
        };
        let idle = EventKind::Enter(State::Idle);
        let mut events = Vec::new();
        let mut places = vec![Event::MAIN_THREAD; tasks as usize];
        for (lane, index) in self.lanes.iter().zip(0..) {
            let Some(open) = lane.open else { continue };
            match places.get_mut(open.task as usize) {
                Some(place) if self.outcome_of(open.task).is_none() => *place = index,
                // The lane's slice belongs to no task, or to one that has ended.
                _ => events.push(event(Event::NO_TASK, index, idle)),
            }
        }
        let left = (0..tasks).zip(places);
        let left = left.filter(|(task, _)| self.outcome_of(*task).is_none());
        events.extend(left.map(|(task, place)| event(task, place, cancelled)));
        if !self.seen.iter().any(|(_, seen)| seen.is_final()) {
            let halted = EventKind::Observed(Observation::Halted);
            events.push(event(Event::NO_TASK, Event::MAIN_THREAD, halted));
        }
        events
    }

    /// The lanes, in order.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// The outcomes so far.
    pub fn outcomes(&self) -> Outcomes {
        self.outcomes
    }

    /// How a task ended, if it has.
    pub fn outcome_of(&self, task: u32) -> Option<Outcome> {
        self.ended.get(task as usize).copied().flatten()
    }

    /// What the program's main thread saw, and when, in nanoseconds since release.
    pub fn observations(&self) -> &[(Nanos, Observation)] {
        &self.seen
    }

    /// When the main thread read which task's result, or joined its worker: nanoseconds since release, and
    /// the task's index.
    pub fn reads(&self) -> &[(Nanos, u32)] {
        &self.reads
    }

    /// When the main thread put which task on a queue: nanoseconds since release, and the task's index.
    pub fn puts(&self) -> &[(Nanos, u32)] {
        &self.puts
    }

    /// What was counted in it, if it was.
    pub fn tally(&self, tally: Tally) -> Option<u64> {
        self.tallies[tally as usize]
    }

    /// The reads and writes by which one update of the shared counter was lost, in order: a lane reads, another
    /// writes, and the first one writes over that. Updates in between may be left out. Empty if none was caught.
    pub fn accesses(&self) -> &[Accessed] {
        &self.accesses
    }

    /// The program's hang, if it hangs.
    pub fn hung(&self) -> Option<Hung> {
        self.hung
    }

    /// When the last of the first workers had started, in nanoseconds since release.
    pub fn started(&self) -> Nanos {
        let first = self.lanes.iter().filter_map(|lane| lane.slices.first());
        let starts = first.filter(|slice| slice.state == State::Start);
        starts.map(|slice| slice.end).max().unwrap_or(0)
    }

    /// How many tasks were cancelled after a lane had begun them.
    pub fn interrupted(&self) -> u32 {
        let missed = self.lanes.iter().flat_map(|lane| &lane.missed);
        let cancelled = missed.filter(|miss| miss.outcome == Outcome::Cancelled);
        cancelled.count() as u32
    }

    /// Whether every answer so far is the expected one.
    pub fn answers_correct(&self) -> bool {
        self.wrong == 0
    }

    /// From release to the last outcome so far, in nanoseconds; none before the first.
    pub fn elapsed(&self) -> Option<Nanos> {
        self.last_end
    }

    /// The time of the last event on any lane.
    pub fn latest(&self) -> Nanos {
        self.latest
    }

    /// The timeline as text: a row for each lane, a character for each `step` nanoseconds, showing what
    /// the lane did in its middle.
    pub fn draw(&self, step: Nanos) -> String {
        let mut text = String::new();
        for (index, lane) in self.lanes.iter().enumerate() {
            text.push_str(format!("{index} {}", lane.draw(step)).trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: Nanos, lane: u16, what: EventKind) -> Event {
        Event {
            at,
            task: 0,
            lane,
            what,
        }
    }

    const DONE: EventKind = EventKind::End {
        outcome: Outcome::Done,
        correct: true,
    };

    #[test]
    fn a_timeline_is_drawn() {
        let mut timeline = Timeline::new(2);
        for (at, lane, what) in [
            (0, 0, EventKind::Enter(State::Start)),
            (20, 0, EventKind::Enter(State::Run)),
            (40, 0, EventKind::Enter(State::Blocked)),
            (10, 1, EventKind::Enter(State::Wait)),
            (60, 0, EventKind::Enter(State::Idle)),
            (50, 1, EventKind::Enter(State::Message)),
            (60, 1, DONE),
            (80, 0, EventKind::Enter(State::Run)),
            (100, 0, DONE),
        ] {
            timeline.push(event(at, lane, what));
        }
        assert_eq!(timeline.draw(10), "0 ss##!!  ##\n1  ....m\n");
        assert_eq!(timeline.elapsed(), Some(100));
        assert_eq!(timeline.outcomes().count(Outcome::Done), 2);
    }

    #[test]
    fn what_a_lane_did_is_found_by_time() {
        let mut timeline = Timeline::new(1);
        let failed = EventKind::End {
            outcome: Outcome::Failed,
            correct: true,
        };
        for (at, what) in [
            (100, EventKind::Enter(State::Run)),
            (200, EventKind::Enter(State::Wait)),
            (300, failed),
            (400, EventKind::Enter(State::Run)),
        ] {
            timeline.push(event(at, 0, what));
        }
        let lane = &timeline.lanes()[0];
        let found = |at, slack| lane.near(at, slack, 450).map(|slice| slice.start);
        assert_eq!(found(99, 0), None);
        assert_eq!(found(90, 10), Some(100));
        assert_eq!(
            [100, 199, 200, 300].map(|at| found(at, 0)),
            [100, 100, 200, 200].map(Some)
        );
        assert_eq!(
            [320, 380, 430].map(|at| found(at, 20)),
            [200, 400, 400].map(Some)
        );
        assert_eq!([350, 471].map(|at| found(at, 20)), [None, None]);
        assert_eq!(lane.near(420, 0, 450).map(|slice| slice.end), Some(450));
        let misses: Vec<_> = lane.slices.iter().map(|slice| lane.miss(slice)).collect();
        assert_eq!(misses[0], None);
        assert_eq!(misses[1].map(|miss| miss.outcome), Some(Outcome::Failed));
        let times = [State::Run, State::Wait, State::Start].map(|state| lane.time_in(state, 450));
        assert_eq!(times, [150, 100, 0]);
    }

    #[test]
    fn what_is_cut_off_is_marked_where_it_was() {
        let mut timeline = Timeline::new(2);
        timeline.push(event(0, 0, EventKind::Enter(State::Run)));
        timeline.push(Event {
            task: 1,
            ..event(70, 1, DONE)
        });
        for event in timeline.cut_off(3) {
            timeline.push(event);
        }
        let marked = [0, 1].map(|lane: usize| timeline.lanes()[lane].missed.len());
        assert_eq!(
            (marked, timeline.outcomes().count(Outcome::Cancelled)),
            ([1, 0], 2)
        );
    }

    #[test]
    fn time_that_goes_back_makes_no_negative_and_no_overlapping_slices() {
        let mut random = fastrand::Rng::with_seed(11);
        let mut timeline = Timeline::new(1);
        for _ in 0..1_000 {
            let state = random.choice(State::ALL).expect("there are some");
            let at = random.u64(0..500);
            timeline.push(event(at, random.u16(0..3), EventKind::Enter(state)));
        }
        assert_eq!(timeline.lanes().len(), 3);
        for lane in timeline.lanes() {
            assert!(lane.slices.iter().all(|slice| slice.start < slice.end));
            assert!(
                lane.slices
                    .windows(2)
                    .all(|pair| pair[0].end <= pair[1].start)
            );
        }
    }
}
