//! The presenter view and the speaker's window: what each step shows at each stage.

use std::rc::Rc;

use interleave::lesson::{STEPS, Step};
use interleave::model::view::{Lang, StepId};
use interleave::report::environment::Reason;
use yew::{AttrValue, Callback};

use super::lesson::answered;
use super::scene::{at, render, seen, state};
use crate::component::presenter::{SpeakerView, SpeakerViewProps};
use crate::i18n::texts;
use crate::state::{Answers, State};

/// A page that presents a step.
fn presenting(step: &Step, lang: Lang) -> State {
    let mut state = state(&format!("lesson={}&present=1", step.id.name()), lang, None);
    state.answers = Rc::default();
    state
}

/// The visible text; a browser shows quotes as they are.
fn text_of(html: &str) -> String {
    seen(html)
        .replace("&quot;", "\"")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
}

#[test]
fn a_step_begins_with_its_question_what_is_to_be_guessed_and_the_way_there() {
    for lang in Lang::ALL {
        let words = &texts(lang).presenter;
        for step in STEPS {
            let html = render(presenting(step, lang));
            let name = format!("data-step=\"{}\" data-stage=\"guess\"", step.id.name());
            assert!(html.contains(&name), "{html}");
            let text = text_of(&html);
            for shown in [step.title, step.question] {
                assert!(text.contains(shown.of(lang)), "{text}");
            }
            let guesses = step.experiments.iter().map(|one| one.guesses.len());
            let guesses: usize = guesses.sum();
            assert_eq!(html.matches("<li data-mode").count(), guesses);
            if !step.asks_times() {
                assert!(text.contains(step.reading.question.of(lang)), "{text}");
            }
            assert!(at(&html, "data-action=\"present-next\"").starts_with(words.lock));
            assert!(html.contains("<figure>") && text.contains(words.join));
            // Neither the form nor anything else of the whole page.
            for absent in [
                "data-field",
                "class=\"masthead\"",
                "data-action=\"run\"",
                "class=\"race\"",
            ] {
                assert!(!html.contains(absent), "{absent}");
            }
            for later in step.reasons {
                assert!(!text.contains(later.of(lang)), "{text}");
            }
        }
    }
}

#[test]
fn the_question_the_reasons_and_the_explanation_come_one_after_the_other() {
    for lang in Lang::ALL {
        let words = &texts(lang).presenter;
        for step in STEPS {
            let mut state = presenting(step, lang);
            let mut answers = answered(step);
            let mut show = |answers: &Answers| {
                state.answers = Rc::new(answers.clone());
                let html = render(state.clone());
                (text_of(&html), at(&html, "data-action=\"present-next\""))
            };
            let (text, next) = show(&answers);
            assert!(text.contains(step.reading.question.of(lang)), "{text}");
            assert!(next.starts_with(words.show_answer), "{next}");

            answers.set_read(step.id, 10);
            let (text, next) = show(&answers);
            let answer = [step.reading.question.of(lang), " 10"].concat();
            assert!(text.contains(&answer), "the answer stays: {text}");
            assert!(
                step.reasons.iter().all(|one| text.contains(one.of(lang))),
                "{text}"
            );
            assert!(next.starts_with(words.show_reason), "{next}");
            // All but the last experiment's result, which is on the board.
            for experiment in step.experiments.split_last().expect("there is one").1 {
                assert!(
                    text.contains(&texts(lang).took(experiment, &answers)),
                    "{text}"
                );
            }

            answers.set_reason(step.id, step.right);
            let (text, next) = show(&answers);
            for shown in [step.reasons[step.right], step.sentence] {
                assert!(text.contains(shown.of(lang)), "{text}");
            }
            assert!(!text.contains(['{', '}']), "{text}");
            let last = step.id == *StepId::ALL.last().expect("there are some");
            let goes_on = if last {
                texts(lang).lesson.last
            } else {
                texts(lang).lesson.next
            };
            assert!(next.starts_with(goes_on), "{next}");
        }
    }
}

#[test]
fn a_step_keeps_what_the_one_before_has_shown() {
    for lang in Lang::ALL {
        let mut state = presenting(STEPS[1], lang);
        state.answers = Rc::new(answered(STEPS[0]));
        let text = text_of(&render(state.clone()));
        assert!(text.contains(&texts(lang).took(&STEPS[0].experiments[0], &state.answers)));
    }
}

#[test]
fn a_step_that_cannot_be_presented_here_says_why() {
    for lang in Lang::ALL {
        let state = state("lesson=release&present=1", lang, Some(Reason::Insecure));
        let html = render(state);
        assert!(!at(&html, "data-unshown").is_empty());
        let next = at(&html, "data-action=\"present-next\"");
        assert!(next.starts_with(texts(lang).lesson.next), "{next}");
        assert!(
            !html.contains("<figure>"),
            "students could not do it either"
        );
    }
}

#[test]
fn a_class_that_cannot_reach_the_address_is_told() {
    let state = presenting(STEPS[0], Lang::En);
    let props = crate::app::AppProps {
        state,
        address: AttrValue::from("http://localhost:8000/"),
    };
    let page = yew::LocalServerRenderer::<crate::app::App>::with_props(props);
    let html = futures_executor::block_on(page.hydratable(false).render());
    assert_eq!(
        at(&html, "data-warning"),
        texts(Lang::En).header.share_this_machine
    );
}

fn speaker(lang: Lang, state: Option<&State>, step: StepId) -> String {
    let mirror = state.map(|state| Rc::new(state.mirror().expect("it presents")));
    let props = SpeakerViewProps {
        texts: texts(lang),
        mirror,
        step,
        since_ms: 0.0,
        press: Callback::noop(),
    };
    let page = yew::LocalServerRenderer::<SpeakerView>::with_props(props);
    text_of(&futures_executor::block_on(page.hydratable(false).render()))
}

#[test]
fn the_speakers_window_has_the_notes_the_next_question_and_the_results() {
    for lang in Lang::ALL {
        let words = &texts(lang).presenter;
        for (index, step) in STEPS.into_iter().enumerate() {
            let mut state = presenting(step, lang);
            let text = speaker(lang, Some(&state), step.id);
            for shown in [
                step.teacher,
                step.title,
                step.question,
                step.reasons[step.right],
            ] {
                assert!(text.contains(shown.of(lang)), "{text}");
            }
            if let Some(next) = STEPS.get(index + 1) {
                assert!(text.contains(next.question.of(lang)), "{text}");
            }
            assert!(text.contains(words.lock) && !text.contains(words.alone));
            state.answers = Rc::new(answered(step));
            let text = speaker(lang, Some(&state), step.id);
            for experiment in step.experiments {
                assert!(text.contains(&texts(lang).took(experiment, &state.answers)));
            }
            let answer = [step.reading.question.of(lang), " 10"].concat();
            assert!(text.contains(&answer), "{text}");
        }
    }
}

#[test]
fn a_speakers_window_without_a_presenter_view_says_so_and_offers_nothing_to_press() {
    for lang in Lang::ALL {
        let words = &texts(lang).presenter;
        let text = speaker(lang, None, StepId::Cores);
        assert!(text.contains(words.alone) && !text.contains(words.lock));
        assert!(text.contains(interleave::lesson::step(StepId::Cores).teacher.of(lang)));
    }
}

#[test]
fn the_lesson_leads_to_the_presenter_view() {
    for lang in Lang::ALL {
        let html = render(state("lesson=cores", lang, None));
        assert_eq!(
            at(&html, "data-action=\"present\""),
            texts(lang).presenter.open
        );
        assert!(html.contains("?present=1&amp;lesson=cores"), "{html}");
    }
}
