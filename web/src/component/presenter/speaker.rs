//! What the speaker's window shows: the teacher's notes, and where the presenter view is.

use std::rc::Rc;

use interleave::lesson::step;
use interleave::model::view::StepId;
use interleave::wording::format;
use yew::prelude::*;

use super::timer::Timer;
use super::{PageKey, Turns};
use crate::i18n::{Texts, fill};
use crate::state::Mirror;

/// What [`SpeakerView`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct SpeakerViewProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What the presenter view shows; none if there is none.
    pub mirror: Option<Rc<Mirror>>,
    /// The step whose notes are shown as long as there is none.
    pub step: StepId,
    /// When the step was opened, in milliseconds of this page's time.
    pub since_ms: f64,
    /// Told what is pressed.
    pub press: Callback<PageKey>,
}

/// What the speaker's window shows.
#[component]
pub(crate) fn SpeakerView(props: &SpeakerViewProps) -> Html {
    let SpeakerViewProps {
        texts,
        mirror,
        press,
        ..
    } = props;
    let (words, lang) = (&texts.presenter, texts.lang);
    let id = mirror
        .as_ref()
        .map_or(props.step, |mirror| mirror.place.step);
    let step = step(id);
    let next = StepId::ALL
        .get(id as usize + 1)
        .map(|next| self::step(*next));
    let counts = [id.number(), StepId::ALL.len()].map(|count| count.to_string());
    let answer = mirror.as_ref().and_then(|mirror| mirror.shows);
    html! {
        <main class="speaker" aria-label={words.window} data-step={id.name()}
            data-stage={mirror.as_ref().map(|mirror| mirror.place.stage.name())}
        >
            <header class="top-bar">
                <h1>
                    <span class="place">{fill(words.place, &[&counts[0], &counts[1]])}</span>
                    {" "}
                    {step.title.of(lang)}
                </h1>
                if mirror.is_some() {
                    <Timer key={id.name()} label={words.elapsed} since_ms={props.since_ms} />
                }
            </header>
            if let Some(mirror) = mirror {
                <p class="sentence" role="status">{&mirror.headline}</p>
                if !mirror.results.is_empty() {
                    <ul class="earlier-results" aria-label={texts.results.heading}>
                        for line in &mirror.results {
                            <li>{line}</li>
                        }
                    </ul>
                }
            } else {
                <p class="message" role="status" data-alone="">{words.alone}</p>
            }
            <section class="notes">
                <h2>{words.notes}</h2>
                <p class="gist">{step.teacher.of(lang)}</p>
                <dl>
                    <div>
                        <dt>{texts.lesson.reading}</dt>
                        <dd>
                            {step.reading.question.of(lang)}
                            if let Some(number) = answer {
                                {" "}
                                <b>{format::count(number)}</b>
                            }
                        </dd>
                    </div>
                    <div>
                        <dt>{texts.lesson.why}</dt>
                        <dd>{step.reasons[step.right].of(lang)}</dd>
                    </div>
                    if let Some(next) = next {
                        <div>
                            <dt>{texts.lesson.next}</dt>
                            <dd>{next.question.of(lang)}</dd>
                        </div>
                    }
                </dl>
            </section>
            if let Some(mirror) = mirror {
                <Turns {texts} place={mirror.place} press={press.clone()} />
            }
        </main>
    }
}
