//! What the desk hears of the page, and how it says what it wants: by way of `www/boot.js`.

use std::rc::Rc;

use gloo_events::EventListener;
use interleave::protocol::{self, RaceId, Sample};
use interleave::query::{View, encode};
use interleave::record::Document;
use interleave::spec::{Field, Spec};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
#[cfg(target_arch = "wasm32")]
use web_sys::Element;
use web_sys::{CustomEvent, CustomEventInit};
use yew::prelude::*;

use super::code::CodePane;
use super::known::Known;
use super::player::Player;
use super::take::Kind;
use super::{samples, script};
use crate::i18n::texts;
use crate::url::window;

#[wasm_bindgen]
extern "C" {
    type Said;
    // Of `www/boot.js`.
    #[wasm_bindgen(thread_local_v2, js_name = interleaveSaid)]
    static SAID: Said;
    #[wasm_bindgen(method, getter)]
    fn query(this: &Said) -> String;
    #[wasm_bindgen(method, getter)]
    fn lang(this: &Said) -> String;
    #[wasm_bindgen(method, getter)]
    fn race(this: &Said) -> RaceId;
    #[wasm_bindgen(method, getter)]
    fn asked(this: &Said) -> String;
    #[wasm_bindgen(method, getter)]
    fn missing(this: &Said) -> String;
    #[wasm_bindgen(method, getter)]
    fn busy(this: &Said) -> bool;
    #[wasm_bindgen(method, getter)]
    fn tape(this: &Said) -> Array;
}

/// Shows the desk within an element, from now on.
#[cfg(target_arch = "wasm32")]
pub fn mount(root: Element) {
    yew::platform::spawn_local(async move {
        // The page has them already, or could not have begun.
        crate::i18n::fetch().await;
        let opened = root.query_selector("details[open]");
        let mut known = Known::default();
        hear(&mut known);
        let props = DeskProps {
            known,
            open: opened.is_ok_and(|opened| opened.is_some()),
        };
        root.set_text_content(None);
        yew::Renderer::<Desk>::with_root_and_props(root, props).render();
    });
}

/// Takes in what the page has said.
fn hear(known: &mut Known) {
    SAID.with(|said| {
        known.look(&said.lang(), &said.query(), said.busy());
        known.turn_to(said.race(), &said.asked(), &said.missing());
        let tape = said.tape();
        while known.heard < tape.length() {
            known.take(&Uint8Array::new(&tape.get(known.heard)).to_vec());
        }
    });
}

/// What the desk begins with.
#[derive(Properties, PartialEq)]
pub(crate) struct DeskProps {
    /// What it knows.
    pub(crate) known: Known,
    /// Whether somebody has opened it already.
    pub(crate) open: bool,
}

/// All that the desk shows.
#[component]
pub(crate) fn Desk(props: &DeskProps) -> Html {
    let known = use_mut_ref(|| props.known.clone());
    let update = use_force_update();
    use_effect_with((), {
        let known = Rc::clone(&known);
        move |()| {
            let listener = EventListener::new(&window(), "interleave:said", move |_| {
                let before = known.borrow().clone();
                hear(&mut known.borrow_mut());
                // What is only recorded, nobody needs to draw anew.
                let now = Known {
                    heard: before.heard,
                    ..known.borrow().clone()
                };
                if now != before {
                    update.force_update();
                }
            });
            move || drop(listener)
        }
    });
    let known = known.borrow();
    use_effect_with(known.race, {
        let (race, asked) = (known.race, Rc::clone(&known.asked));
        let missing = known.missing.clone();
        move |_| {
            if let (Some(name), false) = (samples::name(&asked), missing.is_empty()) {
                yew::platform::spawn_local(async move {
                    let document = script::call("sample", &[name.into()]).await;
                    let document = document.ok().and_then(|text| text.as_string());
                    let found = document.map(|text| samples::of(&text, race, &missing));
                    found.unwrap_or_default().iter().for_each(show);
                });
            }
        }
    });
    let set = {
        let spec = Rc::clone(&known.spec);
        Callback::from(move |(field, value): (Field, u64)| {
            let mut spec = (*spec).clone();
            field.set(&mut spec, value);
            ask(&spec);
        })
    };
    let followed = known.live.filter(|_| known.asked == known.spec);
    let texts = texts(known.lang);
    let over = !known.busy && known.recording.read().iter().next().is_some();
    html! {
        <>
            if over {
                <Player
                    key={known.race.to_string()} {texts} recording={known.recording.clone()}
                    take={take(&known)}
                />
            }
            <CodePane
                key="code" {texts} query={encode(&known.spec, &View::default())}
                modes={known.spec.modes.clone()} {set} open={props.open}
                live={followed.map(|mode| (mode, known.recording.clone()))}
            />
        </>
    }
}

/// Offers the race as a file.
fn take(known: &Known) -> Callback<Kind> {
    let recorder = Rc::clone(&known.recorder);
    let query = encode(&known.asked, &View::default());
    Callback::from(move |kind: Kind| {
        let document = window().document();
        let document =
            document.and_then(|document| document.get_element_by_id("interleave-result"));
        let json = document.and_then(|document| document.text_content());
        let runs = recorder.borrow().runs.clone();
        let race = Document::new(&json.unwrap_or_default(), query.clone(), runs);
        let Ok(race) = race else { return };
        let name = ["interleave.", kind.extension()].concat();
        let values = [name.into(), kind.write(&race).into()];
        yew::platform::spawn_local(async move {
            // It is there: it has begun the desk.
            let _ = script::call("save", &values).await;
        });
    })
}

/// Has the page put another experiment into its form.
fn ask(spec: &Spec) {
    tell("interleave:ask", &encode(spec, &View::default()).into());
}

/// Has the page show a run from elsewhere.
fn show(sample: &Sample) {
    let bytes = Uint8Array::from(protocol::encode(sample).as_slice());
    tell("interleave:sample", &bytes);
}

pub(super) fn tell(name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // Listeners' own troubles are theirs.
        let _ = window().dispatch_event(&event);
    }
}
