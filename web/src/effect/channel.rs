//! How a presenter view and its speaker's windows reach each other: the browser's own channel between pages of one
//! site.
//!
//! A presenter view has a number of its own, so that a speaker's window follows one of several.

use gloo_events::EventListener;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::clock::now;
use crate::state::{Mirror, Request};

/// The channel's name.
const NAME: &str = "interleave-presenter";

/// What is sent, as JSON. What cannot be read is of another release, and ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Message {
    /// A presenter view says what it shows, at a time of its own clock.
    Shows(u32, f64, Mirror),
    /// A speaker's window asks something: of one presenter view, or of all.
    Asks(Option<u32>, Request),
}

/// A channel. Dropping it closes it.
pub(crate) struct Channel {
    channel: BroadcastChannel,
    /// This page's number.
    id: u32,
    _listener: EventListener,
}

impl Channel {
    /// Joins as a speaker's window; none in a browser that has no such channel.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn follow(received: impl Fn(Message) + 'static) -> Option<Self> {
        Self::join(0, received)
    }

    fn join(id: u32, received: impl Fn(Message) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(NAME).ok()?;
        let listener = EventListener::new(&channel, "message", move |event| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            let text = data.and_then(|data| data.as_string()).unwrap_or_default();
            if let Ok(message) = serde_json::from_str(&text) {
                received(message);
            }
        });
        Some(Self {
            channel,
            id,
            _listener: listener,
        })
    }

    /// Joins as a presenter view, which is told what is asked of it.
    pub(crate) fn present(asked: impl Fn(Request) + 'static) -> Option<Self> {
        let id = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        Self::join(id, move |message| {
            if let Message::Asks(of, request) = message
                && of.is_none_or(|of| of == id)
            {
                asked(request);
            }
        })
    }

    /// Says what a presenter view shows.
    pub(crate) fn show(&self, mirror: Mirror) {
        self.send(&Message::Shows(self.id, now(), mirror));
    }

    /// Asks something of a presenter view, or of all.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn ask(&self, presenter: Option<u32>, request: Request) {
        self.send(&Message::Asks(presenter, request));
    }

    fn send(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            // A text can always be sent.
            let _ = self.channel.post_message(&text.into());
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
