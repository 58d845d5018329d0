//! The speaker's window: a page of its own that follows a presenter view.
//!
//! It has neither the app's state nor its driver, and so it can start no engine: a demonstration runs once.

use std::rc::Rc;

use gloo_timers::callback::Interval;
use interleave::model::view::{Lang, StepId};
use yew::prelude::*;

use crate::clock::now;
use crate::component::{PageKey, SpeakerView, show_app, use_pager};
use crate::effect::channel::{Channel, Message};
use crate::i18n::texts;
use crate::state::{Mirror, Request};
use crate::url::{set_attribute, window};

/// How often it asks where the presenter view is, in milliseconds.
const ASK_MS: u32 = 1_000;
/// After so long without an answer there is none.
const SILENCE_MS: f64 = 3_500.0;

/// What [`Speaker`] begins with.
#[derive(Properties, PartialEq)]
pub struct SpeakerProps {
    /// The language.
    pub lang: Lang,
    /// The step that the link names.
    pub step: StepId,
}

/// What was received last.
struct Received {
    presenter: u32,
    mirror: Rc<Mirror>,
    /// When the step was opened, by this page's clock.
    since_ms: f64,
    at_ms: f64,
}

/// The speaker's window.
#[component]
pub fn Speaker(props: &SpeakerProps) -> Html {
    let update = use_force_update();
    let received = use_mut_ref(|| None::<Received>);
    let channel = use_mut_ref(|| None::<Channel>);
    use_effect_with((), {
        let (received, channel) = (received.clone(), channel.clone());
        move |()| {
            show_app();
            set_attribute("data-phase", "idle");
            let listen = {
                let (received, update) = (received.clone(), update.clone());
                move |message| {
                    if let Message::Shows(presenter, sent_ms, mirror) = message
                        && receive(&mut received.borrow_mut(), presenter, sent_ms, mirror)
                    {
                        update.force_update();
                    }
                }
            };
            let joined = Channel::follow(listen);
            if let Some(channel) = &joined {
                channel.ask(None, Request::Tell);
            }
            channel.replace(joined);
            let ask = Interval::new(ASK_MS, {
                let channel = channel.clone();
                move || {
                    let mut last = received.borrow_mut();
                    let silent = |last: &Received| now() - last.at_ms > SILENCE_MS;
                    if last.take_if(|last| silent(last)).is_some() {
                        update.force_update();
                    }
                    if let Some(channel) = &*channel.borrow() {
                        channel.ask(last.as_ref().map(|last| last.presenter), Request::Tell);
                    }
                }
            });
            move || {
                drop(ask);
                channel.take();
            }
        }
    });
    let press = use_callback((), {
        let (received, channel) = (received.clone(), channel.clone());
        move |key: PageKey, ()| {
            let request = match key {
                PageKey::Next => Request::Next,
                PageKey::Back => Request::Back,
                PageKey::Speaker | PageKey::Code | PageKey::Class => return,
            };
            let presenter = received.borrow().as_ref().map(|last| last.presenter);
            if let (Some(channel), Some(presenter)) = (&*channel.borrow(), presenter) {
                channel.ask(Some(presenter), request);
            }
        }
    });
    use_pager(true, press.clone());
    let last = received.borrow();
    let mirror = last.as_ref().map(|last| Rc::clone(&last.mirror));
    let lang = mirror.as_ref().map_or(props.lang, |mirror| mirror.lang);
    let texts = texts(lang);
    use_effect_with(lang, move |lang| {
        set_attribute("lang", lang.name());
        if let Some(document) = window().document() {
            let title = [texts.presenter.window, " · ", texts.header.title].concat();
            document.set_title(&title);
        }
    });
    html! {
        <SpeakerView
            {texts} {mirror} step={props.step} {press}
            since_ms={last.as_ref().map_or(0.0, |last| last.since_ms)}
        />
    }
}

/// Takes what a presenter view says, unless another one is followed; whether anything has changed.
fn receive(last: &mut Option<Received>, presenter: u32, sent_ms: f64, mirror: Mirror) -> bool {
    let at_ms = now();
    match last {
        Some(last) if last.presenter != presenter => false,
        Some(last) if *last.mirror == mirror => {
            last.at_ms = at_ms;
            false
        }
        last => {
            let since_ms = at_ms - (sent_ms - mirror.since_ms);
            *last = Some(Received {
                presenter,
                mirror: Rc::new(mirror),
                since_ms,
                at_ms,
            });
            true
        }
    }
}
