//! The presenter view: a step of the lesson on one screen, for a class. One key leads through it.
//!
//! It shows what the lesson's own page shows, larger and one thing at a time. Guesses are made by hand or on the
//! students' own screens, so it asks for none.

mod class;
mod class_chart;
mod hands;
mod pager;
mod panel;
mod scanner;
#[cfg(any(target_arch = "wasm32", test))]
mod speaker;
mod timer;

pub(crate) use pager::{PageKey, use_pager};
#[cfg(any(target_arch = "wasm32", test))]
pub(crate) use speaker::SpeakerView;
#[cfg(test)]
pub(crate) use speaker::SpeakerViewProps;

use std::rc::Rc;

use interleave::lesson::step;
use interleave::model::view::StepId;
use yew::prelude::*;

use self::class::ClassView;
use self::panel::Panel;
use self::timer::Timer;
use super::share::{LinkCode, QrFigure, warning};
use super::{QuietButton, Rich};
use crate::action::{Action, LessonAction};
use crate::i18n::{Texts, fill};
use crate::state::{Answers, Class, Place, Stage};

/// What [`Presenter`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct PresenterProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Where the class is.
    pub place: Place,
    /// What stands above the board.
    pub headline: AttrValue,
    /// What the class has done.
    pub answers: Rc<Answers>,
    /// What the class has sent.
    pub class: Rc<Class>,
    /// Why the step cannot be shown on this machine, if it cannot.
    pub unshown: Option<String>,
    /// What went wrong, if anything did.
    pub trouble: Html,
    /// The board.
    pub board: Html,
    /// The page's own address, without query and fragment.
    pub address: AttrValue,
    /// The link to the step, for the students.
    pub link: AttrValue,
    /// The QR code that was made last.
    pub code: LinkCode,
    /// Asks for the QR code of a link.
    pub want_code: Callback<String>,
    /// When the step was opened, in milliseconds of the page's time.
    pub since_ms: f64,
    /// Whether letters are shortcuts.
    pub shortcuts: bool,
    /// Told what the teacher does.
    pub act: Callback<Action>,
}

/// The presenter view.
#[component]
pub(crate) fn Presenter(props: &PresenterProps) -> Html {
    let PresenterProps {
        texts, place, act, ..
    } = props;
    let (words, place) = (&texts.presenter, *place);
    let step = step(place.step);
    let code_wanted = use_state_eq(|| false);
    let class_wanted = use_state_eq(|| false);
    let press = {
        let (act, wanted, class) = (act.clone(), code_wanted.clone(), class_wanted.clone());
        Callback::from(move |key| match key {
            PageKey::Next => act.emit(Action::Lesson(LessonAction::Next)),
            PageKey::Back => act.emit(Action::Lesson(LessonAction::Back)),
            PageKey::Speaker => act.emit(Action::OpenSpeaker),
            PageKey::Code => wanted.set(!*wanted),
            PageKey::Class => class.set(!*class),
        })
    };
    use_pager(props.shortcuts, press.clone());
    use_effect_with(
        (props.link.to_string(), props.want_code.clone()),
        |(link, want)| want.emit(link.clone()),
    );
    let asks = place.stage == Stage::Guess && !place.unshown;
    let on = |key: PageKey| press.reform(move |_: MouseEvent| key);
    let code = html! {
        <div class="join">
            <QrFigure {texts} code={props.code.clone()} link={props.link.clone()} caption={words.join} />
            if let Some(warning) = warning(&props.address, &texts.header) {
                <p class="warning" data-warning="reach">{warning}</p>
            }
        </div>
    };
    let leave = ["?lesson=", place.step.name()].concat();
    let counts = [place.step.number(), StepId::ALL.len()].map(|count| count.to_string());
    html! {
        <main
            class="presenter" data-step={place.step.name()} data-stage={place.stage.name()}
            data-busy={place.busy.then_some("")} aria-label={words.heading}
        >
            <header class="top-bar">
                <h1>
                    <span class="place">{fill(words.place, &[&counts[0], &counts[1]])}</span>
                    {" "}
                    {step.title.of(texts.lang)}
                </h1>
                <Timer label={words.elapsed} since_ms={props.since_ms} />
                <button
                    type="button" class="quiet" data-action="code" aria-pressed={code_wanted.to_string()}
                    aria-keyshortcuts={props.shortcuts.then_some("Q")} onclick={on(PageKey::Code)}
                >
                    {words.code}
                </button>
                <button
                    type="button" class="quiet" data-action="class" aria-pressed={class_wanted.to_string()}
                    aria-keyshortcuts={props.shortcuts.then_some("C")} onclick={on(PageKey::Class)}
                >
                    {words.class}
                </button>
                <button
                    type="button" class="quiet" data-action="speaker"
                    aria-keyshortcuts={props.shortcuts.then_some("S")} onclick={on(PageKey::Speaker)}
                >
                    {words.window}
                </button>
                <a class="quiet" data-action="leave" href={leave}>{words.leave}</a>
            </header>
            {props.trouble.clone()}
            <p class="sentence" role="status"><Rich text={&props.headline} /></p>
            <section class="view">
                if *class_wanted {
                    <ClassView {texts} step={place.step} class={props.class.clone()} {act} />
                } else if let Some(unshown) = &props.unshown {
                    <p class="message" data-unshown="">{unshown}</p>
                } else if asks {
                    <Asked {texts} step={place.step} />
                    {code}
                } else {
                    {props.board.clone()}
                    if *code_wanted {
                        {code}
                    }
                }
            </section>
            <Panel
                key={place.step.name()} {texts} {place} answers={props.answers.clone()} class={props.class.clone()}
            />
            <Turns {texts} {place} {press} />
        </main>
    }
}

/// What [`Asked`] shows.
#[derive(Properties, PartialEq)]
struct AskedProps {
    texts: &'static Texts,
    step: StepId,
}

/// What the class is to guess.
#[component]
fn Asked(props: &AskedProps) -> Html {
    let (texts, step) = (props.texts, step(props.step));
    html! {
        <div class="ask">
            for experiment in step.experiments {
                <div class="experiment">
                    <p>{experiment.label.of(texts.lang)}</p>
                    if !experiment.guesses.is_empty() {
                        <ul>
                            for mode in experiment.guesses {
                                <li data-mode={mode.name()}>
                                    <i class="chip"></i>
                                    {texts.mode(*mode, &experiment.spec())}
                                    {" ?"}
                                </li>
                            }
                        </ul>
                    }
                </div>
            }
            if !step.asks_times() {
                <p class="asks-for">{step.reading.question.of(texts.lang)}</p>
            }
        </div>
    }
}

/// What [`Turns`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct TurnsProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Where the class is.
    pub place: Place,
    /// Told what is pressed.
    pub press: Callback<PageKey>,
}

/// What comes next, and the way back.
#[component]
pub(super) fn Turns(props: &TurnsProps) -> Html {
    let TurnsProps {
        texts,
        place,
        press,
    } = props;
    let words = &texts.presenter;
    let on = |key: PageKey| press.reform(move |_: MouseEvent| key);
    let resting = place.busy.then_some("true");
    let first = place.step == StepId::ALL[0] && place.stage == Stage::Guess;
    html! {
        <nav class="turns">
            <QuietButton action="present-back" onclick={on(PageKey::Back)}>
                {words.back}
                if !first {
                    <kbd aria-hidden="true">{"PgUp"}</kbd>
                }
            </QuietButton>
            <button
                type="button" class="run" data-action="present-next" aria-disabled={resting}
                aria-keyshortcuts="PageDown" onclick={on(PageKey::Next)}
            >
                {texts.next_in(*place)}
                if resting.is_none() {
                    <kbd aria-hidden="true">{"PgDn"}</kbd>
                }
            </button>
        </nav>
    }
}
