//! States of the page to render, and helpers to find texts in them.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::view::{Lang, Theme};
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Reason, Rung};
use interleave::report::round::{Outcomes, Round};

use crate::action::Action;
use crate::app::{App, AppProps};
use crate::capability::Capability;
use crate::state::{Ending, Phase, State};
use crate::update::update;

pub(super) fn capability(no_threads: Option<Reason>) -> Capability {
    Capability {
        rung: if no_threads.is_none() {
            Rung::Headers
        } else {
            Rung::None
        },
        no_threads,
        framed: true,
        cores: Some(8),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36".to_owned(),
        wide: false,
    }
}

pub(super) fn state(query: &str, lang: Lang, no_threads: Option<Reason>) -> State {
    let state = State::new(decode(query), lang, Theme::Light);
    update(state, Action::Settled(capability(no_threads))).0
}

pub(super) fn begun(query: &str, lang: Lang) -> State {
    let state = state(query, lang, None);
    update(state, Action::Run).0
}

/// The times of a mode's rounds, in milliseconds.
pub(super) type Times<'t> = (Mode, &'t [f64]);

/// A race that has ended, with these times.
pub(super) fn raced(query: &str, lang: Lang, times: &[Times]) -> State {
    let mut state = begun(query, lang);
    state.phase = Phase::Idle;
    let race = state.race.as_mut().expect("it has begun");
    let round = |ms: &f64| Round {
        elapsed_ms: Some(*ms),
        start_ms: 0.0,
        warmup: false,
        drifted: false,
        disturbed: false,
        outcomes: Outcomes {
            done: race.spec.n,
            ..Outcomes::default()
        },
        answers_correct: Some(true),
        counter: None,
        events_dropped: 0,
        message_bytes: None,
        interrupted: 0,
        gil: None,
        semaphore_waits: 0,
        queue: None,
        deadlock: None,
        steps: Vec::new(),
        main_line: None,
    };
    race.rounds = times
        .iter()
        .map(|(mode, ms)| (*mode, ms.iter().map(round).collect()))
        .collect();
    race.environment.timer_step_us = Some(5.0);
    race.environment.pool_start_ms = Some(84.2);
    race.ended = Some(Ending::Complete);
    let baseline = Baseline {
        costs: vec![(race.spec.work, 612_000_000)]
            .into_iter()
            .filter(|(u, _)| *u > 0)
            .collect(),
        ..Baseline::default()
    };
    finish(&mut state, baseline);
    state
}

pub(super) fn finish(state: &mut State, baseline: Baseline) {
    let race = state.race.as_mut().expect("it has begun");
    race.baseline = Some(Rc::new(baseline));
    race.sum_up();
}

pub(super) fn render(state: State) -> String {
    let props = AppProps {
        state,
        address: "https://example.org/lab/".into(),
    };
    let page = yew::LocalServerRenderer::<App>::with_props(props).hydratable(false);
    futures_executor::block_on(page.render())
}

/// The visible text, without tags.
pub(super) fn seen(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (_, after) = part.split_once('>').unwrap_or_default();
        text.push_str(after);
    }
    text
}

/// The text of the element that has this attribute.
pub(super) fn at(html: &str, attribute: &str) -> String {
    let place = html
        .find(attribute)
        .unwrap_or_else(|| panic!("no {attribute} in {html}"));
    let begin = html[..place]
        .rfind('<')
        .expect("an attribute stands in a tag");
    let tag: String = html[begin + 1..]
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let end = html[begin..]
        .find(&format!("</{tag}>"))
        .expect("the tag is closed");
    seen(&html[begin..begin + end])
}
