//! What part of a recorded race the board shows: from when to when, up to which moment, and which lane is
//! selected.
//!
//! Live, all of it is shown. What the reader wants to see comes from the pointer and the keyboard, see
//! [`super::pointing`], and from the player, which shares a [`Viewport`] with the board.

use std::cell::Cell;
use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::moment::Moment;
use interleave::protocol::RaceId;
use interleave::time::Nanos;
use yew::prelude::*;

use crate::chart::scale::Window;

/// What the reader wants to see.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ViewChange {
    /// So many times as long a time, with this moment where it is; without one, around the middle.
    Zoom(f64, Option<Nanos>),
    /// What lies beside it, by a share of the length that is shown.
    Pan(f64),
    /// All of it.
    Whole,
    /// What had happened until then; none: everything.
    Until(Option<Nanos>),
    /// This lane, or no more if it is the one: its mode and its index.
    Select(Mode, u32),
}

/// What the board shows of a race, and how to show something else.
#[derive(Clone, PartialEq)]
pub(crate) struct Viewport {
    /// What is shown.
    pub(crate) view: View,
    /// Shows something else.
    pub(crate) change_view: Callback<ViewChange>,
    /// How far the axis reaches, which the board knows.
    pub(crate) extent: Rc<Cell<Nanos>>,
}

/// The viewport of a race, which begins with a moment of it.
#[hook]
pub(crate) fn use_viewport(race: Option<RaceId>, moment: Moment) -> Viewport {
    let shown = use_state_eq(|| None);
    let extent = (*use_memo((), |()| Rc::new(Cell::new(0)))).clone();
    let view = match *shown {
        Some((of, view)) if of == race => view,
        _ => View::of(moment),
    };
    // The newest of it, for what comes before it is drawn.
    let newest = use_mut_ref(View::default);
    *newest.borrow_mut() = view;
    let change_view = use_callback((race, shown.setter()), {
        let extent = Rc::clone(&extent);
        move |change, (race, setter)| {
            let mut view = newest.borrow_mut();
            view.change(change, extent.get());
            setter.set(Some((*race, *view)));
        }
    });
    Viewport {
        view,
        change_view,
        extent,
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct View {
    /// The part of the axis; none: all of it.
    window: Option<Window>,
    /// Until when.
    pub(crate) playhead: Option<Nanos>,
    /// The lane that is selected.
    pub(crate) lane: Option<(Mode, u32)>,
}

impl View {
    /// What shows a moment.
    fn of(moment: Moment) -> Self {
        Self {
            window: moment.zoom.map(|(from, to)| Window { from, to }),
            playhead: moment.at,
            lane: moment.lane,
        }
    }

    /// The moment that is shown, of a race that ends then.
    pub(crate) fn moment(&self, end: Nanos) -> Moment {
        let moment = Moment {
            at: self.playhead,
            zoom: self.window.map(|window| (window.from, window.to)),
            lane: self.lane,
        };
        moment.fit(end, |_| u32::MAX).0
    }

    /// Looks at something else, on an axis that reaches so far.
    pub(crate) fn change(&mut self, change: ViewChange, extent: Nanos) {
        let now = self.window(extent);
        let window = match change {
            // A link may have a window that its playhead is not in.
            ViewChange::Until(playhead) if playhead == self.playhead => return,
            ViewChange::Until(playhead) => {
                self.playhead = playhead;
                return self.follow(extent);
            }
            ViewChange::Select(mode, lane) => {
                let lane = Some((mode, lane));
                self.lane = lane.filter(|lane| self.lane != Some(*lane));
                return;
            }
            ViewChange::Whole => None,
            ViewChange::Zoom(factor, around) => {
                let middle = now.from + now.length() / 2;
                Some(now.zoom(factor, around.unwrap_or(middle), extent))
            }
            ViewChange::Pan(share) => Some(now.pan(share, extent)),
        };
        self.window = window.filter(|window| *window != Window::whole(extent));
    }

    /// The part of an axis that is shown.
    pub(crate) fn window(&self, extent: Nanos) -> Window {
        match self.window {
            // Neither shorter than can be seen nor beyond the axis.
            Some(window) => window.zoom(1.0, window.from, extent),
            None => Window::whole(extent),
        }
    }

    /// The playhead does not leave the window: that goes with it.
    fn follow(&mut self, extent: Nanos) {
        let (Some(window), Some(playhead)) = (self.window, self.playhead) else {
            return;
        };
        if !(window.from..=window.to).contains(&playhead) {
            let off = playhead as f64 - window.from as f64;
            self.window = Some(window.pan(off / window.length().max(1) as f64, extent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_with_the_playhead() {
        let mut view = View::default();
        view.change(ViewChange::Zoom(0.1, Some(0)), 1_000_000);
        assert_eq!(view.window(1_000_000).to, 100_000);
        view.change(ViewChange::Until(Some(50_000)), 1_000_000);
        assert_eq!(view.window(1_000_000).from, 0);
        view.change(ViewChange::Until(Some(500_000)), 1_000_000);
        assert_eq!(view.window(1_000_000).from, 500_000);
        view.change(ViewChange::Until(None), 1_000_000);
        assert_eq!(view.window(1_000_000).from, 500_000);
        view.change(ViewChange::Whole, 1_000_000);
        assert_eq!(view, View::default());
    }

    #[test]
    fn zooming_out_far_enough_shows_all_of_it() {
        let mut view = View::default();
        view.change(ViewChange::Zoom(0.5, None), 1_000_000);
        assert_eq!(view.window(1_000_000).from, 250_000);
        view.change(ViewChange::Zoom(9.0, None), 1_000_000);
        assert_eq!(view, View::default());
    }

    #[test]
    fn a_moment_is_shown_as_it_is_and_told_again() {
        let moment = Moment {
            at: Some(900_000),
            zoom: Some((200_000, 300_000)),
            lane: Some((Mode::Gil, 2)),
        };
        let mut view = View::of(moment);
        // As the player says when it comes.
        view.change(ViewChange::Until(Some(900_000)), 1_000_000);
        let window = view.window(1_000_000);
        assert_eq!((window.from, window.to), (200_000, 300_000));
        assert_eq!(view.moment(990_000), moment);
        // What the axis has beyond the end is nothing to link to.
        view.change(ViewChange::Pan(9.0), 1_000_000);
        assert_eq!(view.moment(990_000).zoom, Some((900_000, 990_000)));
        view.change(ViewChange::Select(Mode::Gil, 2), 1_000_000);
        assert_eq!(view.lane, None, "the same lane again");
        // A window of no length can be shown, too.
        let short = Moment {
            zoom: Some((500_000, 501_000)),
            ..Moment::default()
        };
        assert_eq!(View::of(short).window(1_000_000).length(), 10_000);
    }
}
