//! The pointer and the keyboard on the board, and the tip beside what they point at.
//!
//! Past the virtual DOM, as the slices are. What lies where is worked out in [`super::hit`].

use interleave::model::mode::Mode;
use interleave::time::to_ms;
use interleave::trace::event::Event as LaneEvent;
use js_sys::Math;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, WheelEvent};

use super::hit::{Hit, Step, hit_at, neighbour, task_boxes};
use super::painter::Painter;
use super::zoom::ViewChange;
use crate::component::dialog_is_open;
use crate::i18n::{Label, Texts, fill};
use interleave::wording::format;

/// The events that [`handle`] handles.
pub(crate) const EVENTS: [&str; 8] = [
    "wheel",
    "dblclick",
    "pointermove",
    "pointerdown",
    "click",
    "pointerleave",
    "focusout",
    "keydown",
];

/// The element within which an event happens that matches a selector.
fn within(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok()?
}

/// The mode whose plot an event is about, and the plot.
fn plot(event: &Event) -> Option<(Mode, Element)> {
    let plot = within(event, ".band .plot")?;
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
    let change = if wheel.ctrl_key() || wheel.meta_key() {
        wheel.prevent_default();
        return zoom(painter, f64::from(wheel.client_x()) - place.left(), along);
    } else if sideways != 0.0 {
        ViewChange::Pan(sideways / place.width().max(1.0))
    } else {
        return;
    };
    wheel.prevent_default();
    painter.change_view(change);
}

/// Zooms around a place of a plot, by so many pixels of the wheel.
pub(crate) fn zoom(painter: &Painter, x: f64, along: f64) {
    let canvases = painter.canvases.borrow();
    // All rows have one axis.
    let around = canvases.first().map(|canvas| canvas.css().0.time(x));
    drop(canvases);
    painter.change_view(ViewChange::Zoom(Math::pow(2.0, along / OCTAVE), around));
}

/// The reader points somewhere, or no more.
pub(crate) fn handle(painter: &Painter, root: &Element, event: &Event) {
    if let Some(wheel) = event.dyn_ref::<WheelEvent>() {
        // The axis has a plot of its own, as wide as those of the modes.
        return within(event, ".plot").map_or((), |plot| turn(painter, &plot, wheel));
    }
    let plot = plot(event);
    if event.type_() == "dblclick" {
        return painter.change_view(ViewChange::Whole);
    }
    let found = match (
        plot,
        event.dyn_ref::<KeyboardEvent>(),
        event.dyn_ref::<MouseEvent>(),
    ) {
        (Some((mode, _)), Some(key), _) => {
            let step = match key.key().as_str() {
                "ArrowLeft" => Step::Back,
                "ArrowRight" => Step::On,
                "ArrowUp" => Step::Up,
                "ArrowDown" => Step::Down,
                "Enter" => return select(painter),
                _ => return,
            };
            event.prevent_default();
            let from = *painter.hit.borrow();
            in_row(painter, mode, |view| neighbour(view, from.as_ref(), step))
        }
        (Some((mode, plot)), None, Some(mouse)) if event.type_() != "pointerleave" => {
            let place = plot.get_bounding_client_rect();
            let x = f64::from(mouse.client_x()) - place.left();
            let y = f64::from(mouse.client_y()) - place.top();
            in_row(painter, mode, |view| hit_at(view, (x, y)))
        }
        (_, Some(_), _) => return,
        _ => None,
    };
    show_tip(painter, root, found);
    if event.type_() == "click" {
        select(painter);
    }
}

/// Selects the lane that is pointed at.
fn select(painter: &Painter) {
    let hit = *painter.hit.borrow();
    if let Some(hit) = hit {
        painter.change_view(ViewChange::Select(hit.mode, hit.lane as u32));
    }
}

/// Esc closes the tip, wherever the keyboard is, and does nothing else then. What is open over the page
/// comes first.
pub(crate) fn dismiss(painter: &Painter, root: &Element, event: &Event) {
    let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
    let shown = painter.hit.borrow().is_some();
    if key.as_deref() == Some("Escape") && shown && !dialog_is_open() {
        event.prevent_default();
        show_tip(painter, root, None);
    }
}

/// A plot, as [`super::hit`] looks at it.
fn in_row<T>(
    painter: &Painter,
    mode: Mode,
    see: impl FnOnce(&super::hit::RowView) -> Option<T>,
) -> Option<T> {
    let subject = painter.subject.borrow();
    let canvases = painter.canvases.borrow();
    let canvas = canvases.iter().find(|canvas| canvas.mode == mode)?;
    let recorded = subject.as_ref()?.recording.read();
    let (scale, height) = canvas.css();
    see(&super::hit::RowView {
        mode,
        timeline: recorded.get(&mode)?,
        rows: canvas.rows,
        scale,
        height,
        now: canvas.now,
    })
}

/// Shows the tip of a slice, or hides it.
pub(crate) fn show_tip(painter: &Painter, root: &Element, hit: Option<Hit>) {
    if painter.hit.replace(hit) == hit {
        return;
    }
    highlight(painter, root, hit);
    let tip = root.query_selector(".tip").ok().flatten();
    let Some(tip) = tip.and_then(|tip| tip.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let said = hit.map(|hit| describe(painter.texts.get(), &hit));
    tip.set_text_content(said.as_deref());
    if let Some(hit) = hit {
        // A tip in the wrong place is still a tip.
        let _ = place(&tip, root, &hit);
    }
}

/// Lights up all slices of the task that is pointed at, in every mode.
fn highlight(painter: &Painter, root: &Element, hit: Option<Hit>) {
    painter.lit.take().iter().for_each(Element::remove);
    let task = hit.map(|hit| hit.slice.task);
    let Some(task) = task.filter(|task| *task != LaneEvent::NO_TASK) else {
        return;
    };
    let modes: Vec<Mode> = painter
        .canvases
        .borrow()
        .iter()
        .map(|canvas| canvas.mode)
        .collect();
    for mode in modes {
        let places = in_row(painter, mode, |view| Some(task_boxes(view, task)));
        for place in places.unwrap_or_default() {
            let lit = frame(root, mode, place);
            painter.lit.borrow_mut().extend(lit);
        }
    }
}

/// A frame around a place in a plot.
fn frame(root: &Element, mode: Mode, place: [f64; 4]) -> Option<Element> {
    let selector = ["[data-mode=", mode.name(), "] .plot"].concat();
    let plot = root.query_selector(&selector).ok()??;
    let frame = root.owner_document()?.create_element("i").ok()?;
    frame.set_attribute("class", "lit").ok()?;
    let style = frame.dyn_ref::<HtmlElement>()?.style();
    for (name, length) in ["left", "top", "width", "height"].into_iter().zip(place) {
        let length = format::fixed(length, 1) + "px";
        style.set_property(name, &length).ok()?;
    }
    plot.append_child(&frame).ok()?;
    Some(frame)
}

/// What is said about a slice, in lines.
fn describe(texts: &Texts, hit: &Hit) -> String {
    let chart = &texts.chart;
    let slice = hit.slice;
    let lasted = format::time(to_ms(slice.end - slice.start), None);
    let state = texts.label(Label::State(slice.state));
    let first = match hit.open {
        true => chart.so_far,
        false => chart.lasted,
    };
    let mut text = fill(first, &[state, &lasted]) + "\n";
    if slice.task != LaneEvent::NO_TASK {
        text += &fill(chart.of_task, &[&format::count(slice.task.into())]);
    }
    let lane = format::count(hit.lane as u64 + 1);
    let start = format::fixed(to_ms(slice.start), 1) + " ms";
    text += &fill(chart.of_lane, &[&lane, &start]);
    if let Some(miss) = hit.miss {
        text.push('\n');
        text += texts.label(Label::Outcome(miss.outcome));
    }
    text
}

/// Moves the tip beside what it is about, within the board.
fn place(tip: &HtmlElement, root: &Element, hit: &Hit) -> Option<()> {
    let selector = ["[data-mode=", hit.mode.name(), "] .plot"].concat();
    let plot = root
        .query_selector(&selector)
        .ok()??
        .get_bounding_client_rect();
    let board = root.get_bounding_client_rect();
    let (width, height) = (
        f64::from(tip.offset_width()),
        f64::from(tip.offset_height()),
    );
    let x = plot.left() - board.left() + hit.at.0 + 12.0;
    let y = plot.top() - board.top() + hit.at.1 - height - 10.0;
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
        let mut hit = Hit {
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
            describe(texts(Lang::En), &hit),
            "waiting for I/O 0.500 s so far\nTask 1,233 · Lane 1,234 · Start 12.3 ms"
        );
        hit.open = false;
        hit.miss = Some(Miss {
            at: 512 * MILLI,
            task: 1_233,
            outcome: Outcome::Failed,
        });
        let told = describe(texts(Lang::Zh), &hit);
        assert!(
            told.starts_with("等待 I/O 0.500 s\n") && told.ends_with("\n出错"),
            "{told}"
        );
    }
}
