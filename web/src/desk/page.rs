//! What the desk hears of the page, and how it says what it wants: by way of `www/boot.js`.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use interleave::document::{Document, chrome_trace, csv};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::protocol::{self, RaceId};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, Element};
use yew::prelude::*;

use super::bring::Bring;
use super::code::CodePane;
use super::earlier::{Earlier, Shared};
use super::known::Known;
use super::picture::{self, Colours, Sheet};
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
            embedded: select("[data-embed]").is_some(),
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
    /// Whether the page is part of another one: then there is only the program.
    pub(crate) embedded: bool,
}

/// A race that was opened, and as which one it is shown.
type Brought = Option<(RaceId, Rc<Document>)>;

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
    let brought = use_mut_ref(Brought::default);
    let (take, bring) = (take(&known, &brought), bring(&known, &brought));
    let race = {
        let (known, brought) = (Rc::clone(&known), Rc::clone(&brought));
        Callback::from(move |()| document(&known.borrow(), &brought.borrow()))
    };
    let known = known.borrow();
    use_effect_with(known.race, {
        let (race, asked) = (known.race, Rc::clone(&known.asked));
        let missing = known.missing.clone();
        move |_| {
            if let (Some(name), false) = (samples::name(&asked), missing.is_empty()) {
                yew::platform::spawn_local(async move {
                    let document = script::call("sample", &[name.into()]).await;
                    let document = document.ok().and_then(|text| text.as_string());
                    let document = document.and_then(|text| Document::from_json(&text).ok());
                    if let Some(document) = document {
                        show(&document, race, &missing, false);
                    }
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
    let shown = use_memo((known.race, over), |(race, over)| {
        let brought = brought.borrow();
        let here = brought.as_ref().is_none_or(|(brought, _)| brought != race);
        let race = over.then(|| document(&known, &brought)).flatten();
        race.map(|race| (Shared(race), here))
    });
    let open = bring.reform(|race: Shared| race.0);
    html! {
        <>
            if over && !props.embedded {
                <Player
                    key={known.race.to_string()} {texts} recording={known.recording.clone()}
                    {take} {race}
                />
            }
            if !props.embedded {
                <>
                    <Earlier
                        key="earlier" {texts} shown={(*shown).clone()} {open}
                        colours={Callback::from(|()| colours())}
                    />
                    <Bring key="bring" {texts} bring={bring.reform(Rc::new)} />
                </>
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
fn take(known: &Rc<RefCell<Known>>, brought: &Rc<RefCell<Brought>>) -> Callback<Kind> {
    let (known, brought) = (Rc::clone(known), Rc::clone(brought));
    Callback::from(move |kind: Kind| {
        let Some(race) = document(&known.borrow(), &brought.borrow()) else {
            return;
        };
        let name = ["interleave.", kind.extension()].concat();
        let sheet = || draw(&known.borrow(), &race);
        let (function, mut values) = match kind {
            Kind::Json => ("save", vec![race.to_json().into()]),
            Kind::Csv => ("save", vec![csv::to_csv(&race.recording).into()]),
            Kind::Trace => ("save", vec![chrome_trace::to_json(&race).into()]),
            Kind::Svg => ("save", vec![sheet().0.into()]),
            Kind::Png => {
                let (svg, height) = sheet();
                (
                    "savePicture",
                    vec![svg.into(), picture::WIDTH.into(), height.into()],
                )
            }
        };
        values.insert(0, name.into());
        yew::platform::spawn_local(async move {
            // It is there: it has begun the desk.
            let _ = script::call(function, &values).await;
        });
    })
}

/// The race as a sheet, in the colours of the page; and its height.
fn draw(known: &Known, race: &Document) -> (String, f64) {
    let part = |row: &str, what: &str| text(&format!("[data-machine={row}] {what}"));
    let machine = match race.cores() {
        // Where an opened race ran, the page does not know but for the cores.
        Some(cores) if select("[data-verdict=recorded]").is_some() => {
            format!("{} {cores}", part("cores-reported", "dt"))
        }
        _ => ["browser", "cores-reported", "isolation"]
            .map(|row| format!("{} {}", part(row, "dt"), part(row, "dd")))
            .join(" · "),
    };
    picture::svg(&Sheet {
        texts: texts(known.lang),
        colours: &colours(),
        headline: &text("[data-verdict]"),
        asked: &known.asked,
        machine: &machine,
        race,
    })
}

/// The colours of the page, as its theme has them.
fn colours() -> Colours {
    let root = select(":root");
    let style = root.and_then(|root| window().get_computed_style(&root).ok()?);
    let colour = |name: &'static str| {
        let value = style.as_ref()?.get_property_value(&format!("--{name}"));
        Some((name, value.ok()?.trim().to_owned()))
    };
    Colours(Colours::NAMES.into_iter().filter_map(colour).collect())
}

fn select(selector: &str) -> Option<Element> {
    window().document()?.query_selector(selector).ok()?
}

/// What stands in an element of the page.
fn text(selector: &str) -> String {
    let element = select(selector);
    element
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

/// The last race as a document: the one that was opened, or what the page has published and what was
/// heard.
fn document(known: &Known, brought: &Brought) -> Option<Rc<Document>> {
    if let Some((race, document)) = brought
        && *race == known.race
    {
        return Some(Rc::clone(document));
    }
    let published = window()
        .document()?
        .get_element_by_id("interleave-result")?;
    let query = encode(&known.asked, &View::default());
    let runs = known.recorder.borrow().runs.clone();
    let document = Document::new(&published.text_content()?, query, runs);
    document.ok().map(Rc::new)
}

/// Has the page put another experiment into its form.
fn ask(spec: &Spec) {
    tell("interleave:ask", &encode(spec, &View::default()).into());
}

/// Has the page show these modes of a recorded race: in the last race, or as one of their own.
fn show(document: &Document, race: RaceId, modes: &[Mode], whole: bool) {
    let given = Array::new();
    given.push(&document.query.as_str().into());
    given.push(&document.cores().map_or(JsValue::NULL, JsValue::from));
    given.push(&whole.into());
    for message in samples::told(document, race, modes) {
        given.push(&Uint8Array::from(protocol::encode(&message).as_slice()).buffer());
    }
    tell("interleave:recorded", &given);
}

/// Opens a document that the reader has chosen.
fn bring(known: &Rc<RefCell<Known>>, brought: &Rc<RefCell<Brought>>) -> Callback<Rc<Document>> {
    let (known, brought) = (Rc::clone(known), Rc::clone(brought));
    Callback::from(move |document: Rc<Document>| {
        let race = known.borrow().race + 1;
        let modes: Vec<Mode> = document.recording.iter().map(|(mode, _)| *mode).collect();
        brought.replace(Some((race, Rc::clone(&document))));
        show(&document, race, &modes, true);
    })
}

pub(super) fn tell(name: &str, detail: &JsValue) {
    let init = CustomEventInit::new();
    init.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // Listeners' own troubles are theirs.
        let _ = window().dispatch_event(&event);
    }
}
