//! A race that has ended, played again: on one clock for all modes, event by event if the reader wants
//! that, with what every lane does at the moment and why it does not compute.
//!
//! It draws nothing itself but curves: what is to be seen it asks of the board, which paints the
//! recording until the moment. What it knows is folded from the same events.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_render::{AnimationFrame, request_animation_frame};
use interleave::document::Document;
use interleave::model::mode::Mode;
use interleave::time::{Nanos, from_ms, to_ms};
use interleave::trace::lane_state::{self, Doing, Moment, Switches, switches};
use interleave::trace::timeline::Timeline;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, KeyboardEvent};
use yew::prelude::*;

use super::fingers;
use super::link::Link;
use super::take::take;
use crate::clock::now;
use crate::format;
use crate::i18n::{Shelved, Texts, fill};
use crate::state::Recording;
use crate::ui::{element, group, leaf, quiet, words};
use crate::url::window;

/// How fast a race can be played, as its own time to the reader's.
const SPEEDS: [&str; 7] = ["0.05", "0.1", "0.25", "0.5", "1", "2", "4"];
/// That of the race itself.
const USUAL: usize = 4;
/// The steps of the slider.
const STEPS: f64 = 1_000.0;
/// How much closer one step zooms.
const CLOSER: f64 = 0.5;
/// The most lanes of a mode that are listed.
const MOST_LISTED: usize = 16;
/// How many columns the curves have.
const COLUMNS: usize = 160;
/// How high they are drawn.
const HEIGHT: f64 = 24.0;

/// What [`Player`] plays.
#[derive(Properties, PartialEq)]
pub(super) struct PlayerProps {
    /// The texts.
    pub(super) texts: &'static Texts,
    /// What happened.
    pub(super) recording: Recording,
    /// What can be taken away.
    pub(super) take: Callback<super::take::Kind>,
    /// All of it, as a document.
    pub(super) race: Callback<(), Option<Rc<Document>>>,
}

/// Where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct At {
    /// Until when the race is shown; none: all of it.
    playhead: Option<Nanos>,
    /// Whether it is being played.
    playing: bool,
    /// What is played over and over: from when to when.
    again: Option<(Nanos, Nanos)>,
}

/// What can be done with it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Press {
    First,
    Back,
    Play,
    On,
    Last,
    To(Nanos),
    /// So much time has passed while it was played.
    Passed(Nanos),
    /// What is played over and over begins here.
    Begin,
    /// It ends here.
    End,
    /// Nothing is, any more.
    Once,
}

impl At {
    /// What comes of it, on an axis that reaches so far.
    fn press(self, press: Press, recording: &Recording, extent: Nanos) -> Self {
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
                // Behind the last event is all of it.
                playhead => still(step(playhead, true).filter(|at| *at < extent)),
            },
            Press::Play => Self {
                // From the end it begins anew.
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

/// The player.
#[component]
pub(super) fn Player(props: &PlayerProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.player);
    let extent = {
        let recorded = props.recording.read();
        recorded
            .iter()
            .map(|(_, run)| run.latest())
            .max()
            .unwrap_or(0)
    };
    let at = use_state_eq(At::default);
    let speed = use_state_eq(|| USUAL);
    let open = use_state_eq(|| false);

    // The newest of it, for what comes later than it was drawn.
    let newest = use_mut_ref(At::default);
    *newest.borrow_mut() = *at;
    let press = {
        let (newest, at, recording) = (Rc::clone(&newest), at.clone(), props.recording.clone());
        Callback::from(move |press: Press| {
            let next = newest.borrow().press(press, &recording, extent);
            *newest.borrow_mut() = next;
            at.set(next);
        })
    };
    use_effect_with((at.playhead, props.recording.clone()), |(playhead, _)| {
        look("until", playhead.map(|at| at as f64));
    });
    use_effect_with((at.playing, *speed), {
        let press = press.clone();
        move |(playing, speed)| {
            let rate: f64 = SPEEDS[*speed].parse().unwrap_or(1.0);
            let clock = playing
                .then(|| Clock::new(move |ms| press.emit(Press::Passed(from_ms(ms * rate)))));
            move || drop(clock)
        }
    });
    use_effect_with((), |()| {
        let fingers = fingers::feel();
        move || drop(fingers)
    });
    use_effect_with((), {
        let press = press.clone();
        move |()| {
            let listener = EventListener::new_with_options(
                &window(),
                "keydown",
                gloo_events::EventListenerOptions::enable_prevent_default(),
                move |event| {
                    let key: &KeyboardEvent = event.unchecked_ref();
                    if !takes(event, &key.key())
                        && !key.ctrl_key()
                        && !key.meta_key()
                        && !key.alt_key()
                        && hear(&key.key(), &press)
                    {
                        event.prevent_default();
                    }
                },
            );
            move || drop(listener)
        }
    });

    let button = |action: &'static str,
                  label: &'static str,
                  drawn: &'static str,
                  keys: &'static str,
                  what: Press| {
        let press = press.clone();
        let onclick = move |_: MouseEvent| press.emit(what);
        html! {
            <button
                type="button" class="quiet" data-action={action} aria-label={label} title={label}
                aria-keyshortcuts={keys} {onclick}
            >
                <svg viewBox="0 0 16 16" aria-hidden="true"><path d={drawn} /></svg>
            </button>
        }
    };
    let zoom = |action, label, factor: Option<f64>| {
        let onclick = Callback::from(move |_: MouseEvent| match factor {
            Some(factor) => look("zoom", Some(factor)),
            None => look("whole", None),
        });
        quiet(action, label, onclick)
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
    let on_scrub = {
        let press = press.clone();
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let share = input.value_as_number() / STEPS;
            press.emit(Press::To((share * extent as f64) as Nanos));
        }
    };
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
    let again = at.again.map(|(begin, end)| {
        let onclick = press.reform(|_: MouseEvent| Press::Once);
        let told = fill(say.again, &[&time(begin), &time(end)]);
        html! { <p class="again">{told}{quiet("once", say.once, onclick)}</p> }
    });
    let mark =
        |action, label, what: Press| quiet(action, label, press.reform(move |_: MouseEvent| what));
    let (name, drawn) = match at.playing {
        true => (say.pause, PAUSE),
        false => (say.play, PLAY),
    };
    html! {
        <section class="card player" aria-labelledby={HEADING} data-playing={at.playing.to_string()} data-until={at.playhead.map(|at| at.to_string())}>
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
                <output>{moment}</output>
                <label>{say.speed}<select onchange={on_speed}>{for speeds}</select></label>
                {zoom("closer", say.closer, Some(CLOSER))}
                {zoom("farther", say.farther, Some(1.0 / CLOSER))}
                {zoom("whole", say.whole, None)}
                {mark("begin", say.begin, Press::Begin)}
                {mark("end", say.end, Press::End)}
            </div>
            {for again}
            <details class="why-now" ontoggle={on_toggle}>
                <summary>{fill(say.why, &[&time(shown)])}</summary>
                if *open {
                    {reasons(texts, &props.recording, shown, extent)}
                }
            </details>
            {take(texts, &props.take, html! { <Link {texts} race={props.race.clone()} /> })}
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

/// Has the board show something.
fn look(what: &str, number: Option<f64>) {
    let detail = Array::new();
    detail.push(&what.into());
    detail.push(&number.map_or(JsValue::NULL, JsValue::from));
    super::page::tell("interleave:look", &detail);
}

/// Whether a key goes to what has the focus.
fn takes(event: &web_sys::Event, key: &str) -> bool {
    let of = match key {
        " " => "input, select, textarea, button, summary, a, [popover], dialog",
        "Home" | "End" | "ArrowLeft" | "ArrowRight" => {
            "input, select, textarea, [popover], dialog, .plot, [role=region]"
        }
        _ => "input:not([type=range], [type=checkbox]), select, textarea, [popover], dialog",
    };
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(of).ok().flatten().is_some())
}

/// Hears a key; whether it is one of the player's.
fn hear(key: &str, press: &Callback<Press>) -> bool {
    let what = match key {
        " " => Press::Play,
        "." => Press::On,
        "," => Press::Back,
        "[" => Press::Begin,
        "]" => Press::End,
        "\\" => Press::Once,
        "Home" => Press::First,
        "End" => Press::Last,
        _ => {
            match key {
                "+" | "=" => look("zoom", Some(CLOSER)),
                "-" => look("zoom", Some(1.0 / CLOSER)),
                "0" => look("whole", None),
                "ArrowLeft" => look("pan", Some(-0.25)),
                "ArrowRight" => look("pan", Some(0.25)),
                _ => return false,
            }
            return true;
        }
    };
    press.emit(what);
    true
}

/// Calls back with the milliseconds since it did so last, once a frame.
struct Clock(Rc<RefCell<Option<AnimationFrame>>>);

impl Clock {
    fn new(tick: impl Fn(f64) + 'static) -> Self {
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
        // Asked for before it is told: whoever stops the clock then stops this one.
        ask(&frame, Rc::clone(&tick), at);
        tick(at - last);
    });
    frame.replace(Some(next));
}

/// What every lane does, mode by mode.
fn reasons(texts: &'static Texts, recording: &Recording, at: Nanos, extent: Nanos) -> Html {
    let recorded = recording.read();
    let modes = recorded
        .iter()
        .map(|(mode, run)| reasons_of(texts, recording, (*mode, run), at, extent));
    modes.collect()
}

fn reasons_of(
    texts: &'static Texts,
    recording: &Recording,
    (mode, run): (Mode, &Timeline),
    at: Nanos,
    extent: Nanos,
) -> Html {
    let say = &texts.player;
    // At the very end, what the run did last is of more use than that it is over.
    let at = match at < extent {
        true => at,
        false => run.latest().saturating_sub(1),
    };
    let lanes = run.lanes().len();
    let mut counts = [0_u64; 2];
    let mut rows = Vec::new();
    for lane in 0..lanes {
        let Some(moment) = lane_state::at(run, lane, at) else {
            continue;
        };
        counts[0] += u64::from(moment.task.is_some());
        counts[1] += u64::from(moment.doing == Doing::Computing);
        if lane < MOST_LISTED {
            rows.push(row(texts, lane, &moment));
        }
    }
    let [in_flight, computing] = counts.map(format::count);
    let name = texts.long(Shelved::Mode(mode));
    let mut parts = vec![
        group(
            "h4",
            "",
            vec![group("span", "chip", Vec::new()), words(name)],
        ),
        leaf("p", "about", fill(say.at_once, &[&in_flight, &computing])),
        html! { <Whole {texts} recording={recording.clone()} {mode} {extent} /> },
        group("ul", "", rows),
    ];
    if lanes > MOST_LISTED {
        let [listed, all] = [MOST_LISTED, lanes].map(|lanes| format::count(lanes as u64));
        parts.push(leaf("p", "about", fill(say.more, &[&listed, &all])));
    }
    element("div", &["data-mode"], vec![mode.name().into()], parts)
}

fn row(texts: &Texts, lane: usize, moment: &Moment) -> Html {
    let say = &texts.player;
    let time = |at: Nanos| format::time(to_ms(at), None);
    let number = |lane: usize| format::count(lane as u64 + 1);
    let (state, doing) = match moment.doing {
        Doing::Starting => ("start", say.starting.to_owned()),
        Doing::Computing => ("run", say.computing.to_owned()),
        Doing::Waiting => (
            "wait",
            match moment.until {
                Some(until) => fill(say.waiting, &[&time(until)]),
                None => say.waiting_still.to_owned(),
            },
        ),
        Doing::WantsGil(Some((holder, since))) => (
            "blocked",
            fill(say.wants_gil, &[&number(holder), &time(since)]),
        ),
        Doing::WantsGil(None) => ("blocked", say.wants_free.to_owned()),
        Doing::Crossing => ("message", say.crossing.to_owned()),
        Doing::Between(next) => ("idle", fill(say.between, &[&time(next)])),
        Doing::Finished => ("idle", say.finished.to_owned()),
    };
    let task = moment
        .task
        .map(|task| fill(say.task, &[&number(task as usize)]));
    let parts = vec![
        leaf("span", "lane", fill(say.lane, &[&number(lane)])),
        leaf("span", "doing", doing),
        leaf("span", "task", task.unwrap_or_default()),
    ];
    element("li", &["data-doing"], vec![state.into()], parts)
}

/// What [`Whole`] shows.
#[derive(Properties, PartialEq)]
struct WholeProps {
    texts: &'static Texts,
    recording: Recording,
    mode: Mode,
    extent: Nanos,
}

/// What does not depend on the moment, and so is not worked out again for each.
#[component]
fn Whole(props: &WholeProps) -> Html {
    let recorded = props.recording.read();
    let Some(run) = recorded.get(&props.mode) else {
        return Html::default();
    };
    html! {
        <>
            {curves(props.texts, run, props.extent)}
            {leaf("p", "about switches", told(props.texts, switches(run, props.mode)))}
        </>
    }
}

/// What switching took. The clocks of some browsers know no less than this.
const LEAST: Nanos = interleave::time::MILLI / 10;

fn told(texts: &Texts, switches: Switches) -> String {
    let say = &texts.player;
    let count = format::count(switches.count);
    match (switches.count, switches.time) {
        (0, _) => say.no_switches.to_owned(),
        (_, time) if time < LEAST => fill(say.quick_switches, &[&count]),
        (_, time) => fill(say.switches, &[&count, &format::time(to_ms(time), None)]),
    }
}

/// How many tasks are in flight and how many compute, over time.
fn curves(texts: &Texts, run: &Timeline, extent: Nanos) -> Html {
    let shares = lane_state::at_once(run, extent, COLUMNS);
    let most = shares.iter().map(|now| now.in_flight).fold(1.0, f64::max);
    let area = |height: fn(&lane_state::AtOnce) -> f64| {
        let mut path = format!("M0,{HEIGHT}");
        for (column, share) in shares.iter().enumerate() {
            let y = format::fixed(HEIGHT - height(share) / most * HEIGHT, 1);
            path += &format!("V{y}H{}", column + 1);
        }
        path + &format!("V{HEIGHT}z")
    };
    let shape = |class: &'static str, path: String| {
        element(
            "path",
            &["class", "d"],
            vec![class.into(), path.into()],
            Vec::new(),
        )
    };
    let shapes = vec![
        shape("in-flight", area(|now| now.in_flight)),
        shape("computing", area(|now| now.computing)),
    ];
    element(
        "svg",
        &[
            "class",
            "viewBox",
            "preserveAspectRatio",
            "role",
            "aria-label",
        ],
        vec![
            "curves".into(),
            format!("0 0 {COLUMNS} {HEIGHT}").into(),
            "none".into(),
            "img".into(),
            texts.player.curves.into(),
        ],
        shapes,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::trace::event::{Event, Happening, State};

    fn recording() -> Recording {
        let recording = Recording::default();
        recording.begin(Mode::Threads, 1);
        recording.begin(Mode::Gil, 1);
        for (mode, at, state) in [
            (Mode::Threads, 10, State::Run),
            (Mode::Threads, 40, State::Idle),
            (Mode::Gil, 20, State::Run),
            (Mode::Gil, 90, State::Idle),
        ] {
            let mut write = recording.write();
            write.get_mut(&mode).expect("it has begun").push(Event {
                at,
                task: 0,
                lane: 0,
                what: Happening::Enter(state),
            });
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
        // An end before the beginning begins anew; nothing has no length.
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
