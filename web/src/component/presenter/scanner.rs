//! Scans students' codes from their screens, where the browser can.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::Element;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::effect::scanner::{Camera, is_possible};
use crate::i18n::Texts;

/// What [`Scanner`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ScannerProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Told what was scanned.
    pub give: Callback<String>,
}

/// A button that switches the camera on and off, and what it sees; nothing in a browser that reads no codes.
#[component]
pub(super) fn Scanner(props: &ScannerProps) -> Html {
    let words = &props.texts.presenter;
    let possible = use_state_eq(|| false);
    let on = use_state_eq(|| false);
    let failed = use_state_eq(|| false);
    let video = use_node_ref();
    use_effect_with((), {
        let possible = possible.clone();
        move |()| possible.set(is_possible())
    });
    use_effect_with((*on, props.give.clone()), {
        let (on, failed, video) = (on.clone(), failed.clone(), video.clone());
        move |(is_on, give)| {
            let wanted = Rc::new(Cell::new(*is_on));
            let camera = Rc::new(RefCell::new(None));
            if let Some(video) = video.cast::<Element>().filter(|_| *is_on) {
                let (wanted, camera, give) = (wanted.clone(), camera.clone(), give.clone());
                spawn_local(async move {
                    let last = RefCell::new(String::new());
                    let found = move |text: String| {
                        // A code stays in sight for a while.
                        if last.replace(text.clone()) != text {
                            give.emit(text);
                        }
                    };
                    let started = Camera::start(&video, found).await;
                    failed.set(started.is_none());
                    match started {
                        None => on.set(false),
                        Some(started) if wanted.get() => {
                            camera.replace(Some(started));
                        }
                        Some(_) => {}
                    }
                });
            }
            move || {
                wanted.set(false);
                camera.take();
            }
        }
    });
    if !*possible {
        return Html::default();
    }
    let onclick = {
        let on = on.clone();
        move |_: MouseEvent| on.set(!*on)
    };
    html! {
        <>
            <button
                type="button" class="quiet" data-action="scan" aria-pressed={on.to_string()} {onclick}
            >
                {words.scan}
            </button>
            if *on {
                <video class="camera" ref={video} muted=true playsinline=true aria-label={words.scan}></video>
            }
            if *failed {
                <p class="problem" role="alert">{words.no_camera}</p>
            }
        </>
    }
}
