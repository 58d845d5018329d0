//! The pointer and the keyboard on the board, and the tip beside what they point at.
//!
//! Past the virtual DOM, as the slices are. What lies where is worked out in [`super::hover`].

use interleave::model::mode::Mode;
use interleave::time::to_ms;
use interleave::trace::event::Event as LaneEvent;
use js_sys::Math;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, WheelEvent};

use super::hover::{Spot, Step, beside, places, spot};
use super::painter::Painter;
use super::view::Look;
use crate::format;
use crate::i18n::{Shelved, Texts};

/// The events that [`hear`] wants to hear.
pub(crate) const EVENTS: [&str; 7] = [
    "wheel",
    "dblclick",
    "pointermove",
    "pointerdown",
    "pointerleave",
    "focusout",
    "keydown",
];

/// The mode whose band an event is about, and the band.
fn band(event: &Event) -> Option<(Mode, Element)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let plot = target.closest(".band .plot").ok()??;
    let row = plot.closest("[data-mode]").ok()??;
    Some((Mode::from_name(&row.get_attribute("data-mode")?)?, plot))
}

/// How far a turn of the wheel zooms: by 2 in so many pixels.
pub(crate) const OCTAVE: f64 = 300.0;

/// Turns the wheel: with Ctrl, as browsers report two fingers too, it zooms; with Shift, or sideways,
/// it pans. Otherwise the page scrolls, as it should.
fn turn(painter: &Painter, plot: &Element, wheel: &WheelEvent) {
    // Firefox counts in lines where it can.
    let unit = if wheel.delta_mode() == WheelEvent::DOM_DELTA_PIXEL {
        1.0
    } else {
        20.0
    };
    let (across, along) = (wheel.delta_x() * unit, wheel.delta_y() * unit);
    let place = plot.get_bounding_client_rect();
    let sideways = if wheel.shift_key() {
        across + along
    } else {
        across
    };
    let look = if wheel.ctrl_key() || wheel.meta_key() {
        wheel.prevent_default();
        return zoom(painter, f64::from(wheel.client_x()) - place.left(), along);
    } else if sideways != 0.0 {
        Look::Pan(sideways / place.width().max(1.0))
    } else {
        return;
    };
    wheel.prevent_default();
    painter.look(look);
}

/// Zooms around a place of a band, by so many pixels of the wheel.
pub(crate) fn zoom(painter: &Painter, x: f64, along: f64) {
    let surfaces = painter.surfaces.borrow();
    // All bands have one axis.
    let around = surfaces.first().map(|surface| surface.css().0.time(x));
    drop(surfaces);
    painter.look(Look::Zoom(Math::pow(2.0, along / OCTAVE), around));
}

/// The reader points somewhere, or no more.
pub(crate) fn hear(painter: &Painter, root: &Element, event: &Event) {
    let band = band(event);
    if let Some(wheel) = event.dyn_ref::<WheelEvent>() {
        return band.map_or((), |(_, plot)| turn(painter, &plot, wheel));
    }
    if event.type_() == "dblclick" {
        return painter.look(Look::Whole);
    }
    let found = match (
        band,
        event.dyn_ref::<KeyboardEvent>(),
        event.dyn_ref::<MouseEvent>(),
    ) {
        (Some((mode, _)), Some(key), _) => {
            let step = match key.key().as_str() {
                "ArrowLeft" => Step::Back,
                "ArrowRight" => Step::On,
                "ArrowUp" => Step::Up,
                "ArrowDown" => Step::Down,
                "Escape" => return point_at(painter, root, None),
                _ => return,
            };
            event.prevent_default();
            let from = *painter.spot.borrow();
            look(painter, mode, |view| beside(view, from.as_ref(), step))
        }
        (Some((mode, plot)), None, Some(mouse)) if event.type_() != "pointerleave" => {
            let place = plot.get_bounding_client_rect();
            let x = f64::from(mouse.client_x()) - place.left();
            let y = f64::from(mouse.client_y()) - place.top();
            look(painter, mode, |view| spot(view, (x, y)))
        }
        (_, Some(_), _) => return,
        _ => None,
    };
    point_at(painter, root, found);
}

/// A band, as [`super::hover`] looks at it.
fn look<T>(
    painter: &Painter,
    mode: Mode,
    see: impl FnOnce(&super::hover::View) -> Option<T>,
) -> Option<T> {
    let subject = painter.subject.borrow();
    let surfaces = painter.surfaces.borrow();
    let surface = surfaces.iter().find(|surface| surface.mode == mode)?;
    let recorded = subject.as_ref()?.recording.read();
    let (scale, height) = surface.css();
    see(&super::hover::View {
        mode,
        timeline: recorded.get(&mode)?,
        rows: surface.rows,
        scale,
        height,
        now: surface.now,
    })
}

/// Shows the tip of a slice, or hides it.
pub(crate) fn point_at(painter: &Painter, root: &Element, spot: Option<Spot>) {
    if painter.spot.replace(spot) == spot {
        return;
    }
    light(painter, root, spot);
    let tip = root.query_selector(".tip").ok().flatten();
    let Some(tip) = tip.and_then(|tip| tip.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let said = spot.map(|spot| tell(painter.texts.get(), &spot));
    tip.set_text_content(said.as_deref());
    if let Some(spot) = spot {
        // A tip in the wrong place is still a tip.
        let _ = place(&tip, root, &spot);
    }
}

/// Lights up all slices of the task that is pointed at, in every mode.
fn light(painter: &Painter, root: &Element, spot: Option<Spot>) {
    painter.lit.take().iter().for_each(Element::remove);
    let task = spot.map(|spot| spot.slice.task);
    let Some(task) = task.filter(|task| *task != LaneEvent::NO_TASK) else {
        return;
    };
    let modes: Vec<Mode> = painter
        .surfaces
        .borrow()
        .iter()
        .map(|surface| surface.mode)
        .collect();
    for mode in modes {
        let places = look(painter, mode, |view| Some(places(view, task)));
        for place in places.unwrap_or_default() {
            let lit = lamp(root, mode, place);
            painter.lit.borrow_mut().extend(lit);
        }
    }
}

/// A frame around a place in a band.
fn lamp(root: &Element, mode: Mode, place: [f64; 4]) -> Option<Element> {
    let selector = ["[data-mode=", mode.name(), "] .plot"].concat();
    let plot = root.query_selector(&selector).ok()??;
    let lamp = root.owner_document()?.create_element("i").ok()?;
    lamp.set_attribute("class", "lit").ok()?;
    let style = lamp.dyn_ref::<HtmlElement>()?.style();
    for (name, length) in ["left", "top", "width", "height"].into_iter().zip(place) {
        let length = format::fixed(length, 1) + "px";
        style.set_property(name, &length).ok()?;
    }
    plot.append_child(&lamp).ok()?;
    Some(lamp)
}

/// What is said about a slice, in lines.
fn tell(texts: &Texts, spot: &Spot) -> String {
    let chart = &texts.chart;
    let slice = spot.slice;
    let mut text = String::from(texts.long(Shelved::State(slice.state)));
    let mut add = |parts: &[&str]| parts.iter().for_each(|part| text.push_str(part));
    add(&[" ", &format::time(to_ms(slice.end - slice.start), None)]);
    if spot.open {
        add(&[" ", chart.so_far]);
    }
    add(&["\n"]);
    if slice.task != LaneEvent::NO_TASK {
        add(&[
            chart.task,
            " ",
            &format::count(u64::from(slice.task) + 1),
            " · ",
        ]);
    }
    add(&[chart.lane, " ", &format::count(spot.lane as u64 + 1), " · "]);
    add(&[
        chart.start,
        " ",
        &format::fixed(to_ms(slice.start), 1),
        " ms",
    ]);
    if let Some(miss) = spot.miss {
        add(&["\n", texts.long(Shelved::Outcome(miss.outcome))]);
    }
    text
}

/// Moves the tip beside its spot, within the board.
fn place(tip: &HtmlElement, root: &Element, spot: &Spot) -> Option<()> {
    let selector = ["[data-mode=", spot.mode.name(), "] .plot"].concat();
    let plot = root
        .query_selector(&selector)
        .ok()??
        .get_bounding_client_rect();
    let board = root.get_bounding_client_rect();
    let (width, height) = (
        f64::from(tip.offset_width()),
        f64::from(tip.offset_height()),
    );
    let x = plot.left() - board.left() + spot.at.0 + 12.0;
    let y = plot.top() - board.top() + spot.at.1 - height - 10.0;
    let left = x.min(board.width() - width - 8.0).max(8.0);
    // Below, where there is no room above.
    let top = if y < 4.0 { y + height + 28.0 } else { y };
    let style = tip.style();
    for (name, length) in [("left", left), ("top", top)] {
        style
            .set_property(name, &format!("{}px", length as i64))
            .ok()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;
    use interleave::model::task::Outcome;
    use interleave::model::view::Lang;
    use interleave::time::MILLI;
    use interleave::trace::event::State;
    use interleave::trace::timeline::{Miss, Slice};

    #[test]
    fn what_is_pointed_at_is_told_in_both_languages() {
        let mut spot = Spot {
            mode: Mode::Async,
            lane: 1_233,
            slice: Slice {
                start: 12_340_000,
                end: 512_340_000,
                task: 1_233,
                state: State::Wait,
            },
            open: true,
            miss: None,
            at: (0.0, 0.0),
        };
        assert_eq!(
            tell(texts(Lang::En), &spot),
            "waiting for I/O 0.500 s so far\nTask 1,234 · Lane 1,234 · Start 12.3 ms"
        );
        spot.open = false;
        spot.miss = Some(Miss {
            at: 512 * MILLI,
            task: 1_233,
            outcome: Outcome::Failed,
        });
        let told = tell(texts(Lang::Zh), &spot);
        assert!(
            told.starts_with("等待 I/O 0.500 s\n") && told.ends_with("\n出错"),
            "{told}"
        );
    }
}
