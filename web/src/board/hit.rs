//! What lies under the pointer, or is next for the keyboard. Pure; see [`super::pointing`].

use interleave::model::mode::Mode;
use interleave::time::Nanos;
use interleave::trace::timeline::{Lane, Miss, Slice, Timeline};

use super::layout::Rows;
use crate::chart::scale::Scale;

/// How far off a slice may be to be meant, in CSS pixels.
const SLACK: f64 = 4.0;

/// A slice, and where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hit {
    /// Whose plot.
    pub(crate) mode: Mode,
    /// On which lane.
    pub(crate) lane: usize,
    /// What.
    pub(crate) slice: Slice,
    /// Whether it goes on.
    pub(crate) open: bool,
    /// How its task ended with it, if it was not done.
    pub(crate) miss: Option<Miss>,
    /// Where it is pointed at, in CSS pixels within the plot.
    pub(crate) at: (f64, f64),
}

impl Hit {
    fn new(mode: Mode, lane: usize, from: &Lane, slice: Slice, at: (f64, f64)) -> Self {
        let known = from.slices.last().is_some_and(|last| last.end >= slice.end);
        Self {
            mode,
            lane,
            slice,
            open: !known,
            miss: from.miss(&slice).filter(|_| known),
            at,
        }
    }
}

/// A step of the keyboard's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the slice before.
    Back,
    /// To the slice after.
    On,
    /// To the lane above.
    Up,
    /// To the lane below.
    Down,
}

/// A plot, as far as pointing at it goes.
pub(crate) struct RowView<'v> {
    /// Whose it is.
    pub(crate) mode: Mode,
    /// What happened on it.
    pub(crate) timeline: &'v Timeline,
    /// Its rows.
    pub(crate) rows: Rows,
    /// In CSS pixels.
    pub(crate) scale: Scale,
    /// Its height, likewise.
    pub(crate) height: f64,
    /// The time that is shown as now.
    pub(crate) now: Nanos,
}

/// The slice at a place of a plot, in CSS pixels.
pub(crate) fn hit_at(view: &RowView, (x, y): (f64, f64)) -> Option<Hit> {
    let lane = lane_at(view.rows, view.height, y)?;
    let from = view.timeline.lanes().get(lane)?;
    let slice = from.near(view.scale.time(x), view.scale.lasts(SLACK), view.now)?;
    Some(Hit::new(view.mode, lane, from, slice, (x, y)))
}

/// The slice beside another one, or the first one to begin with.
pub(crate) fn neighbour(view: &RowView, from: Option<&Hit>, step: Step) -> Option<Hit> {
    let (lane, slice) = match from.filter(|hit| hit.mode == view.mode) {
        Some(hit) => moved(view.timeline, hit.lane, hit.slice, step, view.now)?,
        None => first(view.timeline, view.now)?,
    };
    let x = view.scale.x(slice.start).min(view.scale.width);
    let y = lane_middle(view.rows, view.height, lane);
    let from = &view.timeline.lanes()[lane];
    Some(Hit::new(view.mode, lane, from, slice, (x, y)))
}

/// The most slices of a task that are lit, of all modes; and the most that are looked through.
const MOST_LIT: usize = 400;
const MOST_SEARCHED: usize = 200_000;

/// Where the slices of a task lie in a plot: left, top, width and height in CSS pixels.
pub(crate) fn task_boxes(view: &RowView, task: u32) -> Vec<[f64; 4]> {
    let lanes = view.timeline.lanes();
    if lanes.iter().map(|lane| lane.slices.len()).sum::<usize>() > MOST_SEARCHED {
        return Vec::new();
    }
    let high = (view.rows.pitch - view.rows.gap()).max(2) as f64;
    let place = |(index, lane): (usize, &Lane)| {
        let top = lane_middle(view.rows, view.height, index) - high / 2.0;
        let own = |slice: &&Slice| slice.task == task && slice.start <= view.now;
        let slices = lane.slices.iter().chain(&lane.open).filter(own);
        let places = slices.filter_map(|slice| {
            let end = if slice.end > slice.start {
                slice.end.min(view.now)
            } else {
                view.now
            };
            let left = view.scale.x(slice.start).max(0.0);
            let right = view.scale.x(end).min(view.scale.width);
            (right >= left).then_some([left, top, right - left, high])
        });
        places.collect::<Vec<_>>()
    };
    let all = lanes.iter().enumerate().flat_map(place);
    all.take(MOST_LIT).collect()
}

/// The lane at a height of a plot; rows lie in its middle.
fn lane_at(rows: Rows, height: f64, y: f64) -> Option<usize> {
    let inner = rows.height() as f64;
    rows.lane_at((y - (height - inner) / 2.0) / inner)
}

fn lane_middle(rows: Rows, height: f64, lane: usize) -> f64 {
    let inner = rows.height() as f64;
    (height - inner) / 2.0 + rows.middle_of(lane) * inner
}

/// The first slice of all.
fn first(timeline: &Timeline, now: Nanos) -> Option<(usize, Slice)> {
    let lanes = timeline.lanes().iter().enumerate();
    lanes
        .filter_map(|(index, lane)| Some((index, lane.near(0, Nanos::MAX, now)?)))
        .next()
}

/// The slice one step on; the same where there is none.
fn moved(
    timeline: &Timeline,
    index: usize,
    slice: Slice,
    step: Step,
    now: Nanos,
) -> Option<(usize, Slice)> {
    let lanes = timeline.lanes();
    let lane = lanes.get(index)?;
    let place = lane
        .slices
        .partition_point(|other| other.start < slice.start);
    let open = lane.open.map(|open| Slice {
        end: open.start.max(now),
        ..open
    });
    let nearest = |lane: &Lane| lane.near(slice.start, Nanos::MAX, now);
    Some(match step {
        Step::Back => (
            index,
            lane.slices[place.saturating_sub(1)..]
                .first()
                .copied()
                .or(open)?,
        ),
        Step::On => {
            let next = lane.slices.get(place + 1).copied().or(open);
            (index, next.or(lane.slices.last().copied())?)
        }
        Step::Up => {
            let above = lanes[..index].iter().enumerate().rev();
            let found = above
                .filter_map(|(index, lane)| Some((index, nearest(lane)?)))
                .next();
            found.unwrap_or((index, slice))
        }
        Step::Down => {
            let below = lanes.iter().enumerate().skip(index + 1);
            let found = below
                .filter_map(|(index, lane)| Some((index, nearest(lane)?)))
                .next();
            found.unwrap_or((index, slice))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::Window;
    use interleave::model::task::Outcome;
    use interleave::trace::event::{Event, EventKind, State};

    fn timeline() -> Timeline {
        let mut timeline = Timeline::new(3);
        let enter = EventKind::Enter;
        let end = |outcome| EventKind::End {
            outcome,
            correct: true,
        };
        for (at, lane, task, what) in [
            (0, 0, 0, enter(State::Run)),
            (100, 0, 0, enter(State::Wait)),
            (300, 0, 0, end(Outcome::Failed)),
            (350, 0, 2, enter(State::Run)),
            (50, 2, 1, enter(State::Wait)),
        ] {
            timeline.push(Event {
                at,
                task,
                lane,
                what,
            });
        }
        timeline
    }

    #[test]
    fn the_keyboard_reaches_every_slice() {
        let timeline = timeline();
        let now = 400;
        let mut at = first(&timeline, now).unwrap();
        let mut walk = |step| {
            at = moved(&timeline, at.0, at.1, step, now).unwrap();
            (at.0, at.1.start, at.1.end)
        };
        assert_eq!(walk(Step::Back), (0, 0, 100));
        assert_eq!(walk(Step::On), (0, 100, 300));
        assert_eq!(walk(Step::On), (0, 350, 400), "it goes on");
        assert_eq!(walk(Step::On), (0, 350, 400));
        assert_eq!(
            walk(Step::Down),
            (2, 50, 400),
            "over a lane where nothing happened"
        );
        assert_eq!(walk(Step::Down), (2, 50, 400));
        assert_eq!(walk(Step::Up), (0, 0, 100), "what went on meanwhile");
        assert_eq!(walk(Step::Up), (0, 0, 100));
    }

    #[test]
    fn a_spot_says_how_its_task_ended() {
        let timeline = timeline();
        let lane = &timeline.lanes()[0];
        let hit = |at| {
            Hit::new(
                Mode::Async,
                0,
                lane,
                lane.near(at, 0, 400).unwrap(),
                (0.0, 0.0),
            )
        };
        assert_eq!(hit(50).miss, None);
        assert_eq!(
            hit(200).miss.map(|miss| miss.outcome),
            Some(Outcome::Failed)
        );
        assert!(hit(380).open && !hit(200).open);
    }

    #[test]
    fn all_that_was_done_of_a_task_is_found() {
        let timeline = timeline();
        let view = RowView {
            mode: Mode::Async,
            timeline: &timeline,
            rows: Rows::new(3),
            scale: Scale::new(Window::whole(400), 400.0),
            height: 48.0,
            now: 380,
        };
        let lit = |task| {
            task_boxes(&view, task)
                .iter()
                .map(|place| [place[0], place[2]])
                .collect()
        };
        let (first, second, third): (Vec<_>, Vec<_>, Vec<_>) = (lit(0), lit(1), lit(2));
        assert_eq!(first, [[0.0, 100.0], [100.0, 200.0]]);
        assert_eq!(second, [[50.0, 330.0]], "it goes on until now");
        assert_eq!(third, [[350.0, 30.0]]);
        assert_eq!(task_boxes(&view, 9), Vec::<[f64; 4]>::new());
        // Before it began there is nothing of it.
        assert_eq!(
            task_boxes(&RowView { now: 20, ..view }, 1),
            Vec::<[f64; 4]>::new()
        );
    }

    #[test]
    fn a_lane_is_found_in_the_middle_of_its_band() {
        let rows = Rows::new(4);
        assert_eq!(lane_at(rows, 100.0, 17.0), None);
        assert_eq!(lane_at(rows, 100.0, 19.0), Some(0));
        assert_eq!(lane_at(rows, 100.0, 81.0), Some(3));
        assert_eq!(lane_at(rows, 100.0, lane_middle(rows, 100.0, 2)), Some(2));
    }
}
