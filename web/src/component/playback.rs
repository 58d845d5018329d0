//! Where the playback of a race is, and what each of its controls does. Pure, but for the clock.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_render::{AnimationFrame, request_animation_frame};
use interleave::time::Nanos;
use interleave::trace::lane_state;

use crate::clock::now;
use crate::recording::Recording;

/// Where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct At {
    /// Until when the race is shown; none for all of it.
    pub(super) playhead: Option<Nanos>,
    /// Whether it is being played.
    pub(super) playing: bool,
    /// The loop: from when to when.
    pub(super) again: Option<(Nanos, Nanos)>,
}

/// What can be done with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Press {
    /// Goes to the beginning.
    First,
    /// Goes one event back.
    Back,
    /// Plays, or pauses.
    Play,
    /// Goes one event on.
    On,
    /// Shows the whole race.
    Last,
    /// Goes to a moment.
    To(Nanos),
    /// This much time has passed during playback.
    Passed(Nanos),
    /// The loop begins here.
    Begin,
    /// It ends here.
    End,
    /// Removes the loop.
    Once,
}

impl At {
    /// The playback after a control, on an axis of this extent.
    pub(super) fn press(self, press: Press, recording: &Recording, extent: Nanos) -> Self {
        let step = |from: Option<Nanos>, on| {
            let recorded = recording.read();
            let times = recorded.iter();
            let times =
                times.filter_map(|(_, run)| lane_state::step(run, from.unwrap_or(extent + 1), on));
            match on {
                true => times.min(),
                false => times.max(),
            }
        };
        let still = |playhead| Self {
            playhead,
            playing: false,
            ..self
        };
        let here = self.playhead.unwrap_or(extent);
        match press {
            Press::First => still(Some(0)),
            Press::Last => still(None),
            Press::To(at) => still(Some(at).filter(|at| *at < extent)),
            Press::Back => still(step(self.playhead, false).or(Some(0))),
            Press::On => match self.playhead {
                None => still(None),
                // After the last event comes the whole race.
                playhead => still(step(playhead, true).filter(|at| *at < extent)),
            },
            Press::Play => Self {
                // At the end, playing starts from the beginning.
                playhead: Some(self.playhead.unwrap_or(0)),
                playing: !self.playing,
                ..self
            },
            Press::Begin => {
                let end = self.again.map_or(extent, |(_, end)| end);
                let end = if end > here { end } else { extent };
                Self {
                    again: (here < end).then_some((here, end)),
                    ..self
                }
            }
            Press::End => {
                let begin = self.again.map_or(0, |(begin, _)| begin);
                let begin = if begin < here { begin } else { 0 };
                Self {
                    again: (begin < here).then_some((begin, here)),
                    ..self
                }
            }
            Press::Once => Self {
                again: None,
                ..self
            },
            Press::Passed(time) => match self.playhead.map(|at| at + time) {
                Some(at) if self.again.is_some_and(|(_, end)| at >= end) => Self {
                    playhead: self.again.map(|(begin, _)| begin),
                    ..self
                },
                Some(at) if at < extent => Self {
                    playhead: Some(at),
                    ..self
                },
                _ => still(None),
            },
        }
    }
}

/// Calls back once a frame, with the milliseconds since the last call.
pub(super) struct Clock(Rc<RefCell<Option<AnimationFrame>>>);

impl Clock {
    pub(super) fn new(tick: impl Fn(f64) + 'static) -> Self {
        let frame = Rc::default();
        ask(&frame, Rc::new(tick), now());
        Self(frame)
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.0.take();
    }
}

fn ask(frame: &Rc<RefCell<Option<AnimationFrame>>>, tick: Rc<dyn Fn(f64)>, last: f64) {
    let again = Rc::downgrade(frame);
    let next = request_animation_frame(move |_| {
        let Some(frame) = again.upgrade() else { return };
        let at = now();
        // Request the next frame first, so that a callback that stops the clock cancels it.
        ask(&frame, Rc::clone(&tick), at);
        tick(at - last);
    });
    frame.replace(Some(next));
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::mode::Mode;
    use interleave::trace::event::{Event, EventKind, State};

    fn recording() -> Recording {
        let recording = Recording::default();
        recording.begin(Mode::Threads, 0, 1);
        recording.begin(Mode::Gil, 0, 1);
        for (mode, at, state) in [
            (Mode::Threads, 10, State::Run),
            (Mode::Threads, 40, State::Idle),
            (Mode::Gil, 20, State::Run),
            (Mode::Gil, 90, State::Idle),
        ] {
            let event = Event {
                at,
                task: 0,
                lane: 0,
                what: EventKind::Enter(state),
            };
            let mut bytes = Vec::new();
            event.write(&mut bytes);
            recording.append(mode, bytes);
        }
        recording
    }

    #[test]
    fn steps_go_through_the_events_of_all_modes_and_back() {
        let recording = recording();
        let extent = 90;
        let mut at = At::default().press(Press::First, &recording, extent);
        let mut there = vec![at.playhead];
        while at.playhead.is_some() {
            at = at.press(Press::On, &recording, extent);
            there.push(at.playhead);
        }
        assert_eq!(there, [Some(0), Some(10), Some(20), Some(40), None]);
        let mut back = vec![None];
        while at.playhead != Some(0) {
            at = at.press(Press::Back, &recording, extent);
            back.push(at.playhead);
        }
        back.reverse();
        // The end itself is a step of its own on the way back.
        assert_eq!(
            back,
            [Some(0), Some(10), Some(20), Some(40), Some(90), None]
        );
    }

    #[test]
    fn a_stretch_is_played_over_and_over() {
        let recording = recording();
        let press = |at: At, press| at.press(press, &recording, 90);
        let begin = press(press(At::default(), Press::To(20)), Press::Begin);
        assert_eq!(begin.again, Some((20, 90)));
        let both = press(press(begin, Press::To(60)), Press::End);
        assert_eq!(both.again, Some((20, 60)));
        let playing = press(both, Press::Play);
        assert_eq!(
            press(playing, Press::Passed(5)).playhead,
            Some(20),
            "from its end on again"
        );
        let on = press(press(playing, Press::Passed(5)), Press::Passed(30));
        assert_eq!((on.playhead, on.playing), (Some(50), true));
        assert_eq!(press(on, Press::Once).again, None);
        // An end before the beginning starts a new loop; no loop has length 0.
        let other = press(press(both, Press::To(10)), Press::End);
        assert_eq!(other.again, Some((0, 10)));
        assert_eq!(
            press(press(At::default(), Press::First), Press::End).again,
            None
        );
    }

    #[test]
    fn playing_ends_at_the_end_and_begins_anew() {
        let recording = recording();
        let play = At::default().press(Press::Play, &recording, 90);
        assert_eq!((play.playhead, play.playing), (Some(0), true));
        let on = play.press(Press::Passed(50), &recording, 90);
        assert_eq!((on.playhead, on.playing), (Some(50), true));
        assert_eq!(on.press(Press::Passed(50), &recording, 90), At::default());
        let paused = on.press(Press::Play, &recording, 90);
        assert_eq!((paused.playhead, paused.playing), (Some(50), false));
    }
}
