//! The lesson: what each step shows at each stage.

use std::rc::Rc;

use interleave::lesson::{STEPS, Step, class_code};
use interleave::model::mode::Mode;
use interleave::model::view::{Lang, StepId};
use interleave::report::environment::Reason;

use super::scene::{at, raced, render, seen, state};
use crate::i18n::{Label, fill, texts};
use crate::state::{Answers, Guess, State};

/// A page with a step, opened by its number.
fn opened(step: &Step, lang: Lang) -> State {
    state(&format!("lesson={}", step.id.number()), lang, None)
}

/// The answers of a reader who has guessed 300 ms of everything and has run everything: 500 ms, in turn 5 s.
pub(super) fn answered(step: &Step) -> Answers {
    let mut answers = Answers::default();
    for experiment in step.experiments {
        for mode in experiment.guesses {
            answers.set_guess(experiment.name, *mode, Some(Guess::Number(300.0)));
        }
        for mode in experiment.spec().modes {
            let ms = match mode {
                Mode::Sequential => 5_000.0,
                _ => 500.0,
            };
            answers.set_took(experiment.name, mode, Some(ms));
        }
    }
    answers.set_foretold(step.id, Some(Guess::Unknown));
    answers.set_shows(step.id, 10);
    answers
}

#[test]
fn a_step_begins_with_its_question_and_asks_for_each_guess() {
    for lang in Lang::ALL {
        let texts = texts(lang);
        for step in STEPS {
            let html = render(opened(step, lang));
            let name = format!("data-step=\"{}\" data-stage=\"guess\"", step.id.name());
            assert!(html.contains(&name), "{html}");
            let text = seen(&html).replace("&quot;", "\"");
            for shown in [step.title, step.question] {
                assert!(text.contains(shown.of(lang)), "{text}");
            }
            let guesses = step.experiments.iter().map(|one| one.guesses.len());
            let guesses: usize = guesses.sum();
            // A step without times asks for the number that its question is about.
            let guesses = guesses.max(1);
            assert_eq!(html.matches("data-slider=\"guess-").count(), guesses);
            assert_eq!(html.matches("name=\"unknown\"").count(), guesses);
            assert_eq!(
                at(&html, "data-status=\"not-guessed\""),
                texts.lesson.not_guessed
            );
            assert!(at(&html, "data-action=\"run\"").starts_with(texts.lesson.lock_in));
            for later in ["data-question", "data-found", "class=\"preset\""] {
                assert!(!html.contains(later), "{later}");
            }
        }
    }
}

#[test]
fn a_step_ends_with_its_explanation_and_the_readers_own_numbers() {
    for lang in Lang::ALL {
        let texts = texts(lang);
        for step in STEPS {
            let mut state = opened(step, lang);
            let mut answers = answered(step);
            state.answers = Rc::new(answers.clone());
            let html = render(state.clone());
            assert!(html.contains("data-stage=\"read\""));
            assert!(html.contains("id=\"reading\"") && !html.contains("data-reason="));
            for (read, graded) in [(10, "right"), (3, "wrong")] {
                answers.set_read(step.id, read);
                state.answers = Rc::new(answers.clone());
                let html = render(state.clone());
                assert!(html.contains("data-stage=\"reason\""));
                let said = at(&html, &format!("data-graded=\"{graded}\""));
                assert!(said.contains("10"), "{said}");
                assert_eq!(html.matches("data-reason=").count(), 3);
                assert!(!html.contains("data-question=\"explanation\""));
            }
            answers.set_reason(step.id, step.right);
            state.answers = Rc::new(answers);
            let html = render(state);
            assert!(html.contains("data-stage=\"done\""));
            let why = at(&html, "data-question=\"explanation\"");
            assert!(!why.contains(['{', '}', '—']), "{why}");
            assert!(why.contains(step.sentence.of(lang)), "{why}");
            let guessed = fill(texts.lesson.guessed, &["0.300 s"]);
            let took = fill(texts.lesson.took, &["0.500 s"]);
            if step.asks_times() {
                let found = at(&html, "data-found");
                assert!(found.contains(&guessed), "{found}");
                assert!(seen(&html).contains(&took), "{html}");
            } else {
                assert_eq!(at(&html, "data-foretold"), texts.lesson.not_known);
            }
        }
    }
}

#[test]
fn a_guess_lies_beside_what_was_measured() {
    let times: &[(Mode, &[f64])] = &[
        (Mode::Sequential, &[5_000.0]),
        (Mode::Threads, &[500.0]),
        (Mode::Gil, &[500.0]),
    ];
    for lang in Lang::ALL {
        let mut state = raced("preset=gil_io", lang, times);
        assert!(!render(state.clone()).contains("class=\"guessed\""));
        state.view.lesson = Some(StepId::Release);
        state.answers = Rc::new(answered(STEPS[0]));
        let html = render(state);
        // Three in the panel, three in the chart; in the table they have a column.
        assert_eq!(html.matches("class=\"guessed\"").count(), 6);
        let mark = texts(lang).lesson.mark;
        assert_eq!(seen(&html).matches(mark).count(), 2, "legend and table");
    }
}

#[test]
fn a_step_that_cannot_be_shown_here_says_why_and_asks_for_nothing() {
    for lang in Lang::ALL {
        let texts = texts(lang);
        let html = render(state("lesson=release", lang, Some(Reason::Insecure)));
        let said = at(&html, "data-unshown");
        assert!(said.contains(texts.label(Label::Reason(Reason::Insecure))));
        assert!(!html.contains("id=\"guess-") && !html.contains("data-action=\"run\""));
        assert!(html.contains("data-action=\"lesson-next\""));
        // Coroutines need nothing of the browser.
        let mut alone = opened(STEPS[3], lang);
        if let Some(can) = &mut alone.capability {
            can.cores = Some(1);
        }
        let shown = STEPS.map(|step| alone.unshown(step).is_none());
        assert!(shown.contains(&true) && shown.contains(&false), "{shown:?}");
    }
}

#[test]
fn free_play_has_every_setting_and_a_way_back() {
    for lang in Lang::ALL {
        let back = fill(texts(lang).lesson.back, &["3"]);
        let html = render(state("lesson=cores&free=1", lang, None));
        assert_eq!(at(&html, "data-action=\"lesson-back\""), back);
        assert!(html.contains("class=\"preset\""));
        // In another page there is no lesson, nor a way back to it.
        for query in ["lesson=cores&embed=1", "lesson=cores&free=1&embed=1", ""] {
            let html = render(state(query, lang, None));
            for absent in ["data-step", "data-action=\"lesson-back\""] {
                assert!(!html.contains(absent), "{query}: {absent}");
            }
            let offered = html.contains("data-action=\"lesson\"");
            assert_eq!(offered, query.is_empty(), "{query}");
        }
    }
}

#[test]
fn a_step_that_is_done_has_a_code_for_the_class_with_all_that_was_answered() {
    for lang in Lang::ALL {
        for step in STEPS {
            let mut state = state(&format!("lesson={}", step.id.name()), lang, None);
            let mut answers = answered(step);
            answers.set_student(step.id, 7);
            state.answers = answers.clone().into();
            assert!(
                !render(state.clone()).contains("data-class-code"),
                "it is not done"
            );
            answers.set_reason(step.id, step.right);
            state.answers = answers.into();
            let html = render(state);
            let (_, rest) = html
                .split_once("<code data-class-code=\"\">")
                .expect("it is there");
            let code = rest.split('<').next().expect("it is text");
            let found = class_code::find(code);
            let code = found[0].1.as_ref().expect("it is whole");
            assert_eq!((code.step, code.student), (step.id, 7));
            assert_eq!(code.reason.map(usize::from), Some(step.right));
        }
    }
}
