//! Fingers on the board: one moves the axis along, two spread it or press it together.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};

use super::painter::Painter;
use super::pointing::{self, OCTAVE};
use super::zoom::ViewChange;

/// Those that are on the board: which, and where, in pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fingers(Vec<(i32, [f64; 2])>);

/// What their moving means.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Turn {
    /// How far along the axis, in pixels.
    across: f64,
    /// How far it zooms, as in [`OCTAVE`].
    along: f64,
    /// Where.
    at: [f64; 2],
}

impl Fingers {
    /// One comes; a third one changes nothing.
    fn comes(&mut self, finger: i32, at: [f64; 2]) {
        if self.0.len() < 2 {
            self.0.push((finger, at));
        }
    }

    fn goes(&mut self, finger: i32) {
        self.0.retain(|(known, _)| *known != finger);
    }

    /// One moves; what that means, if it is one of these.
    fn moves(&mut self, finger: i32, to: [f64; 2]) -> Option<Turn> {
        let (centre, spread) = self.shape();
        let (_, place) = self.0.iter_mut().find(|(known, _)| *known == finger)?;
        *place = to;
        let (at, spread_now) = self.shape();
        let along = match spread > 0.0 && spread_now > 0.0 {
            true => OCTAVE * (spread / spread_now).log2(),
            // A single finger is no farther from itself.
            false => 0.0,
        };
        let across = centre[0] - at[0];
        Some(Turn { across, along, at })
    }

    /// Their middle, and how far they are from each other.
    fn shape(&self) -> ([f64; 2], f64) {
        match *self.0 {
            [(_, a), (_, b)] => {
                let middle = |axis: usize| f64::midpoint(a[axis], b[axis]);
                ([middle(0), middle(1)], (a[0] - b[0]).hypot(a[1] - b[1]))
            }
            [(_, only), ..] => (only, 0.0),
            [] => ([0.0; 2], 0.0),
        }
    }
}

/// The events that [`handle`] handles, on the window: fingers stay with what they came down on, wherever
/// they go.
pub(crate) const EVENTS: [&str; 4] = ["pointerdown", "pointermove", "pointerup", "pointercancel"];

/// A finger does something; on the board, it moves what is shown of it.
pub(crate) fn handle(painter: &Painter, root: &Element, event: &Event) {
    let _ = follow(painter, root, event);
}

fn follow(painter: &Painter, root: &Element, event: &Event) -> Option<()> {
    let pointer = event.dyn_ref::<PointerEvent>()?;
    if pointer.pointer_type() != "touch" {
        return None;
    }
    let finger = pointer.pointer_id();
    let at = [pointer.client_x(), pointer.client_y()].map(f64::from);
    let plot = || {
        let target: Element = event.target()?.dyn_into().ok()?;
        let plot = target.closest(".band .plot").ok()??;
        root.contains(Some(&plot)).then_some(plot)
    };
    let mut fingers = painter.fingers.borrow_mut();
    match event.type_().as_str() {
        "pointerdown" if plot().is_some() => fingers.comes(finger, at),
        "pointermove" => {
            let turn = fingers.moves(finger, at)?;
            drop(fingers);
            let plot = plot()?.get_bounding_client_rect();
            let x = turn.at[0] - plot.left();
            painter.change_view(ViewChange::Pan(turn.across / plot.width().max(1.0)));
            pointing::zoom(painter, x, turn.along);
        }
        "pointerup" | "pointercancel" => fingers.goes(finger),
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_finger_takes_the_axis_along() {
        let mut fingers = Fingers::default();
        fingers.comes(7, [100.0, 20.0]);
        let turn = fingers.moves(7, [130.0, 25.0]);
        let expected = Turn {
            across: -30.0,
            along: 0.0,
            at: [130.0, 25.0],
        };
        assert_eq!(turn, Some(expected));
        assert_eq!(fingers.moves(8, [0.0, 0.0]), None, "it never came");
        fingers.goes(7);
        assert_eq!(fingers.moves(7, [0.0, 0.0]), None);
    }

    #[test]
    fn two_fingers_spread_it_around_their_middle() {
        let mut fingers = Fingers::default();
        fingers.comes(1, [100.0, 20.0]);
        fingers.comes(2, [200.0, 20.0]);
        fingers.comes(3, [900.0, 20.0]);
        let turn = fingers.moves(2, [300.0, 20.0]).expect("it is there");
        // Twice as far from each other: twice as close, as by one octave of the wheel.
        assert!((turn.along + OCTAVE).abs() < 1e-9, "{turn:?}");
        assert_eq!((turn.across, turn.at), (-50.0, [200.0, 20.0]));
        assert_eq!(fingers.moves(3, [0.0, 0.0]), None, "a third is none");
        // On one point, they say nothing of how close.
        let together = fingers.moves(2, [100.0, 20.0]).expect("it is there");
        assert_eq!(together.along, 0.0);
    }
}
