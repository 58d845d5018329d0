//! The charts' documents, rendered to text in both languages.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::i18n::Label;
use interleave::model::mode::Mode;
use interleave::model::moment::Moment;
use interleave::model::preset::Preset;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::model::view::{Lang, Theme};
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Environment, Reason, Rung};
use interleave::report::expectations::{Expectations, Expected};
use interleave::report::round::{Outcomes, Round};
use interleave::report::{ModeReport, Provenance, Report};
use interleave::trace::timeline::Timeline;
use yew::prelude::*;

use super::{Comparison, RaceTable, source};
use crate::board::{Board, use_viewport};
use crate::i18n::{Texts, texts};

/// Anything that is to be rendered.
#[derive(Properties, PartialEq)]
struct ShownProps {
    html: Html,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    props.html.clone()
}

/// The board of an experiment, before any race.
#[derive(Properties, PartialEq)]
struct PreviewProps {
    texts: &'static Texts,
    spec: Rc<Spec>,
}

#[component]
fn Preview(props: &PreviewProps) -> Html {
    let PreviewProps { texts, spec } = props;
    let viewport = use_viewport(None, Moment::default());
    html! {
        <Board texts={*texts} race={None} spec={Rc::clone(spec)} theme={Theme::Light} foretells=true projected=false queues=false {viewport} />
    }
}

fn render(html: Html) -> String {
    let shown = yew::LocalServerRenderer::<Shown>::with_props(ShownProps { html });
    futures_executor::block_on(shown.hydratable(false).render())
}

fn environment() -> Environment {
    Environment {
        isolated: true,
        rung: Rung::Headers,
        cores_reported: Some(8),
        cores_effective: Some(7.6),
        timer_step_us: Some(5.0),
        user_agent: "test".to_owned(),
        ..Environment::default()
    }
}

fn round(ms: f64, failed: u32) -> Round {
    Round {
        elapsed_ms: Some(ms),
        start_ms: 0.0,
        warmup: false,
        drifted: false,
        disturbed: false,
        outcomes: Outcomes {
            done: 10 - failed,
            failed,
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
    }
}

/// A race of six rounds in which threads could not run.
fn report() -> Report {
    let mut rounds = BTreeMap::default();
    let times = |low: f64| (0..6).map(|k| round(low + f64::from(k) * 0.4, 1)).collect();
    rounds.insert(Mode::Sequential, times(5_003.0));
    rounds.insert(Mode::Async, times(502.0));
    let mut unavailable = BTreeMap::default();
    unavailable.insert(Mode::Threads, Reason::NotIsolated);
    // One task fails, as was chosen.
    let spec = decode("rounds=6&tasks=3:fail").spec;
    Report::new(
        &spec,
        environment(),
        &Baseline::default(),
        rounds,
        &unavailable,
    )
    .with_expectations(&expected())
}

/// What the model expects of sequential and of coroutines.
fn expected() -> Expectations {
    let expected = [(Mode::Sequential, 5_000.0), (Mode::Async, 500.0)];
    let of = |ms| Expected {
        ms,
        total_ms: Some(ms),
        timeline: Timeline::default(),
    };
    expected.map(|(mode, ms)| (mode, of(ms))).into()
}

#[test]
fn the_table_says_all_that_the_charts_show() {
    for lang in Lang::ALL {
        let html = render(html! { <RaceTable texts={texts(lang)} report={Rc::new(report())} /> });
        for number in [
            "5.004 s",
            "0.503 s",
            "5.00 s",
            "0.500 s",
            "9.9× (9.9–10.0)",
            "54",
            "0.502–0.504 s",
        ] {
            assert!(html.contains(&format!(">{number}<")), "{number} in {html}");
        }
        let reason = texts(lang).label(Label::Reason(Reason::NotIsolated));
        assert!(html.contains(reason), "{html}");
        assert_eq!(html.matches("scope=\"row\"").count(), 5, "a row a mode");
    }
}

#[test]
fn bars_show_what_was_measured_and_nothing_else() {
    for lang in Lang::ALL {
        let html = render(html! { <Comparison texts={texts(lang)} report={Rc::new(report())} /> });
        assert_eq!(html.matches("class=\"measured\"").count(), 2, "{html}");
        assert_eq!(html.matches("class=\"interval\"").count(), 2);
        assert!(
            html.contains("x2=\"100.000%\"") && html.contains(">9.9×<"),
            "{html}"
        );
        assert!(!html.contains("data-mode=\"threads\""), "it has no bar");
        assert!(
            !html.contains("style="),
            "the page's policy forbids inline styles"
        );
    }
    let nothing = Report {
        runs: Vec::<ModeReport>::new(),
        ..report()
    };
    let nothing = html! { <Comparison texts={texts(Lang::En)} report={Rc::new(nothing)} /> };
    assert_eq!(render(nothing), "");
}

#[test]
fn before_a_race_the_board_shows_what_is_expected_and_says_so() {
    for lang in Lang::ALL {
        let words = texts(lang);
        let board = |query: &str| {
            let spec = Rc::new(decode(query).spec);
            render(html! { <Preview texts={words} {spec} /> })
        };
        let html = board("");
        let modelled = words.label(Label::Provenance(interleave::report::Provenance::Modelled));
        assert_eq!(
            html.matches(&format!(">{modelled}<")).count(),
            6,
            "a row each, and the legend"
        );
        assert!(
            html.contains(">5.00 s<") && html.contains(">0.500 s<"),
            "{html}"
        );
        assert!(html.contains(">5 s<"), "an axis");
        assert!(
            !html.contains("style="),
            "the page's policy forbids inline styles"
        );
        // It takes arrow keys, and so is no picture; how is said once for all plots.
        let plots = html.matches("role=\"application\"").count();
        let described = html.matches("aria-describedby=\"board-keys\"").count();
        assert_eq!((plots, described), (5, 5));
        assert_eq!(html.matches("id=\"board-keys\"").count(), 1);
        // What computing costs is not known before it was tried.
        let html = board("work=1000&wait=0");
        assert!(!html.contains("class=\"time"), "{html}");
        assert!(!html.contains("<text"), "no axis without any time");
        assert_eq!(html.matches("<canvas").count(), 5);
    }
}

#[test]
fn what_stands_for_an_interpreter_is_said_where_its_number_comes_from() {
    let spec = Preset::Interpreters.spec();
    let of = |spec: &Spec| source(Mode::Processes, spec, Provenance::Measured);
    assert_eq!(of(&spec), Label::InterpretersSource);
    assert_eq!(of(&Spec::default()), Label::Source(Mode::Processes));
}
