//! Plays a race that has ended: on one clock for all modes, event by event if the reader likes, with what
//! every lane does at the moment and why it does not compute.
//!
//! It draws nothing itself: it sets the viewport, and the board paints the recording until the moment.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use interleave::model::spec::Spec;
use interleave::time::{Nanos, from_ms, to_ms};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, KeyboardEvent};
use yew::prelude::*;

use super::keys::{dialog_is_open, is_character};
use super::lane_states::LaneStates;
use super::lost_update::LostUpdates;
use super::playback::{At, Clock, Press};
use crate::board::{ViewChange, Viewport};
use crate::i18n::{Texts, fill};
use crate::recording::Recording;
use crate::url::window;
use interleave::wording::format;

/// How fast a race can be played, as its own time to the reader's.
const SPEEDS: [&str; 7] = ["0.05", "0.1", "0.25", "0.5", "1", "2", "4"];
/// That of the race itself.
const USUAL: usize = 4;
/// The steps of the slider.
const STEPS: f64 = 1_000.0;
/// How much closer one step zooms.
const CLOSER: f64 = 0.5;
/// How much of the axis an arrow key pans.
const PANNED: f64 = 0.25;

/// What [`Player`] plays.
#[derive(Properties, PartialEq)]
pub(crate) struct PlayerProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The experiment.
    pub spec: Rc<Spec>,
    /// What happened.
    pub recording: Recording,
    /// What the board shows.
    pub viewport: Viewport,
    /// Whether signs are shortcuts.
    pub shortcuts: bool,
    /// What else can be done with the race.
    pub children: Children,
}

/// The player.
#[component]
pub(crate) fn Player(props: &PlayerProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.player);
    let extent = props.recording.latest();
    let Viewport {
        view, change_view, ..
    } = &props.viewport;
    let at = use_state_eq(|| At {
        playhead: view.playhead,
        ..At::default()
    });
    let speed = use_state_eq(|| USUAL);
    let open = use_state_eq(|| false);

    // The newest state, for callbacks that run after this rendering.
    let newest = use_mut_ref(At::default);
    *newest.borrow_mut() = *at;
    let press = use_callback((props.recording.clone(), extent), {
        let setter = at.setter();
        move |press: Press, (recording, extent)| {
            let next = newest.borrow().press(press, recording, *extent);
            *newest.borrow_mut() = next;
            setter.set(next);
        }
    });
    use_effect_with(
        (at.playhead, change_view.clone()),
        |(playhead, change_view)| {
            change_view.emit(ViewChange::Until(*playhead));
        },
    );
    use_effect_with((at.playing, *speed, press.clone()), {
        |(playing, speed, press)| {
            let rate: f64 = SPEEDS[*speed].parse().unwrap_or(1.0);
            let press = press.clone();
            let clock = playing
                .then(|| Clock::new(move |ms| press.emit(Press::Passed(from_ms(ms * rate)))));
            move || drop(clock)
        }
    });
    let shortcuts = props.shortcuts;
    use_keys(press.clone(), change_view.clone(), shortcuts);

    let button = |action: &'static str, label: &'static str, drawn, keys: &'static str, what| {
        let onclick = press.reform(move |_: MouseEvent| what);
        let keys = (shortcuts || !is_character(keys)).then_some(keys);
        html! {
            <button
                type="button" class="quiet" data-action={action} aria-label={label} title={label}
                aria-keyshortcuts={keys} {onclick}
            >
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d={drawn} /></svg>
            </button>
        }
    };
    let zoom = |action: &'static str, label: &'static str, change: ViewChange| {
        let onclick = change_view.reform(move |_: MouseEvent| change);
        html! {
            <button type="button" class="quiet" data-action={action} {onclick}>{label}</button>
        }
    };
    let mark = |action: &'static str, label: &'static str, what: Press| {
        let onclick = press.reform(move |_: MouseEvent| what);
        html! {
            <button type="button" class="quiet" data-action={action} {onclick}>{label}</button>
        }
    };
    let on_speed = {
        let speed = speed.clone();
        move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            speed.set(select.selected_index().max(0) as usize);
        }
    };
    let speeds = SPEEDS.iter().enumerate().map(|(index, label)| {
        html! { <option selected={index == *speed}>{format!("{label}×")}</option> }
    });
    let on_scrub = press.reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let share = input.value_as_number() / STEPS;
        Press::To((share * extent as f64) as Nanos)
    });
    let shown = at.playhead.unwrap_or(extent);
    let place = (shown as f64 / extent.max(1) as f64 * STEPS).round();
    let time = |at: Nanos| format::time(to_ms(at), None);
    let moment = [&time(shown), " / ", &time(extent)].concat();
    let on_toggle = {
        let open = open.clone();
        move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        }
    };
    let (name, drawn) = match at.playing {
        true => (say.pause, PAUSE),
        false => (say.play, PLAY),
    };
    html! {
        <section
            class="card player" aria-labelledby={HEADING} data-playing={at.playing.to_string()}
            data-until={at.playhead.map(|at| at.to_string())}
        >
            <h3 id={HEADING}>{say.heading}</h3>
            <div class="transport">
                {button("first", say.first, FIRST, "Home", Press::First)}
                {button("back", say.back, BACK, ",", Press::Back)}
                {button("play", name, drawn, "Space", Press::Play)}
                {button("on", say.on, ON, ".", Press::On)}
                {button("last", say.last, LAST, "End", Press::Last)}
                <input
                    type="range" min="0" max={STEPS.to_string()} value={place.to_string()}
                    aria-label={say.moment} aria-valuetext={time(shown)} oninput={on_scrub}
                />
                // Not announced by screen readers: it changes with every frame.
                <output aria-live="off">{moment}</output>
                <label>{say.speed}<select onchange={on_speed}>{for speeds}</select></label>
                {zoom("closer", say.closer, ViewChange::Zoom(CLOSER, None))}
                {zoom("farther", say.farther, ViewChange::Zoom(1.0 / CLOSER, None))}
                {zoom("whole", say.whole, ViewChange::Whole)}
                {mark("begin", say.begin, Press::Begin)}
                {mark("end", say.end, Press::End)}
            </div>
            if let Some((begin, end)) = at.again {
                <p class="again">
                    {fill(say.again, &[&time(begin), &time(end)])}
                    {mark("once", say.once, Press::Once)}
                </p>
            }
            if props.spec.counts() {
                <LostUpdates
                    {texts} spec={&props.spec} recording={props.recording.clone()}
                    seek={press.reform(Press::To)}
                />
            }
            <details class="why-now" ontoggle={on_toggle}>
                <summary>{fill(say.why, &[&time(shown)])}</summary>
                if *open {
                    <LaneStates
                        {texts} recording={props.recording.clone()} at={shown} {extent}
                        spec={&props.spec} selected={view.lane}
                    />
                }
            </details>
            {props.children.clone()}
        </section>
    }
}

const HEADING: &str = "player-heading";
const FIRST: &str = "M3 3h2v10H3zM13 3v10L6 8z";
const BACK: &str = "M11 3v10L4 8z";
const PLAY: &str = "M4 2.5v11L13 8z";
const PAUSE: &str = "M4 3h3v10H4zM9 3h3v10H9z";
const ON: &str = "M5 3v10l7-5z";
const LAST: &str = "M11 3h2v10h-2zM3 3v10l7-5z";

/// Listens to the player's keys.
#[hook]
fn use_keys(press: Callback<Press>, change_view: Callback<ViewChange>, shortcuts: bool) {
    use_effect_with(
        (press, change_view, shortcuts),
        |(press, change_view, shortcuts)| {
            let (press, change_view, shortcuts) = (press.clone(), change_view.clone(), *shortcuts);
            let listener = EventListener::new_with_options(
                &window(),
                "keydown",
                EventListenerOptions::enable_prevent_default(),
                move |event| {
                    let pressed: &KeyboardEvent = event.unchecked_ref();
                    let key = pressed.key();
                    let other = pressed.ctrl_key() || pressed.meta_key() || pressed.alt_key();
                    let rests = !shortcuts && is_character(&key);
                    if other || rests || dialog_is_open() || is_taken(event, &key) {
                        return;
                    }
                    match Key::named(&key) {
                        Some(Key::Press(what)) => press.emit(what),
                        Some(Key::View(what)) => change_view.emit(what),
                        None => return,
                    }
                    event.prevent_default();
                },
            );
            move || drop(listener)
        },
    );
}

/// What a key does.
enum Key {
    Press(Press),
    View(ViewChange),
}

impl Key {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            " " => Self::Press(Press::Play),
            "." => Self::Press(Press::On),
            "," => Self::Press(Press::Back),
            "[" => Self::Press(Press::Begin),
            "]" => Self::Press(Press::End),
            "\\" => Self::Press(Press::Once),
            "Home" => Self::Press(Press::First),
            "End" => Self::Press(Press::Last),
            "+" | "=" => Self::View(ViewChange::Zoom(CLOSER, None)),
            "-" => Self::View(ViewChange::Zoom(1.0 / CLOSER, None)),
            "0" => Self::View(ViewChange::Whole),
            "ArrowLeft" => Self::View(ViewChange::Pan(-PANNED)),
            "ArrowRight" => Self::View(ViewChange::Pan(PANNED)),
            _ => return None,
        })
    }
}

/// Whether a key belongs to the focused element.
fn is_taken(event: &web_sys::Event, key: &str) -> bool {
    let by = match key {
        " " => "input, select, textarea, button, summary, a",
        "Home" | "End" | "ArrowLeft" | "ArrowRight" => {
            "input, select, textarea, .plot, .steps, [role=region]"
        }
        _ => "input:not([type=range], [type=checkbox]), select, textarea",
    };
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(by).ok().flatten().is_some())
}
