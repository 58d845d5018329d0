//! Documents: races that are opened, exported, linked, compared and kept in the history.

use std::rc::Rc;

use interleave::document::RecordError;
use interleave::model::field::{Field, SpecError};
use interleave::model::mode::Mode;
use interleave::model::moment::Moment;
use interleave::model::view::Lang;
use interleave::time::MILLI;

use super::{DONE, Page, saved};
use crate::action::Action;
use crate::component::ExportKind;
use crate::documents::QrCode;
use crate::effect::Effect;
use crate::state::{Ending, Exporting, Link, OpenError, Opening, Phase};

#[test]
fn while_a_race_runs_no_other_one_takes_its_place() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    let running = page.state.race.clone();
    assert!(page.act(Action::Show(saved("n=4"))).is_empty());
    assert_eq!(page.state.opening, Opening::Failed(OpenError::Busy));
    assert!(
        page.act(Action::FragmentChanged("#race=abc".to_owned()))
            .is_empty()
    );
    assert_eq!((&page.state.race, page.state.last_race), (&running, 1));

    // It ends as usual, enters the history, and can be exported.
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end();
    let race = page.state.race.clone().expect("it is shown");
    assert_eq!(race.ended, Some(Ending::Complete));
    let own = race.saved.expect("it can be exported");
    assert_eq!(page.state.history, [Rc::clone(&own)]);
    let effects = page.act(Action::MakeLink);
    assert!(matches!(&effects[..], [Effect::MakeLink(1, linked)] if Rc::ptr_eq(linked, &own)));
}

#[test]
fn a_file_that_was_read_after_run_was_pressed_does_not_take_its_place() {
    let mut page = Page::open("n=2&modes=async", "#race=abc");
    let opening = page.state.last_opening;
    assert!(
        page.effects
            .iter()
            .any(|effect| matches!(effect, Effect::ReadLink(1, packed) if packed == "abc"))
    );
    page.act(Action::Run);
    page.act(Action::Opened(opening, Ok(saved("n=4"))));
    assert_eq!((page.state.phase, page.race()), (Phase::Starting, 1));
    assert_eq!(page.state.spec.n, 2, "the form stays, too");
}

#[test]
fn a_link_that_has_a_race_within_it_shows_it_and_runs_none() {
    let mut page = Page::open("run=1&n=2", "#race=abc");
    assert_eq!(page.state.opening, Opening::Reading(1));
    assert_eq!((page.state.phase, page.race()), (Phase::Idle, 0));
    page.act(Action::Opened(1, Ok(saved("n=4&modes=threads,gil"))));
    let race = page.state.race.clone().expect("it is shown");
    assert_eq!((race.id, race.ended), (1, Some(Ending::Recorded)));
    assert_eq!(page.state.spec.n, 4);
    assert!(page.state.history.is_empty(), "it was not run here");
    // The next race has its own number, and is the one that is exported then.
    page.act(Action::Run);
    assert_eq!(page.race(), 2);
    // Without a race in the link, it runs.
    assert_eq!(Page::open("run=1&n=2", "").state.phase, Phase::Starting);
}

#[test]
fn a_link_that_cannot_be_read_says_so() {
    let mut page = Page::open("", "#race=abc");
    page.act(Action::Opened(1, Err(OpenError::Link)));
    assert_eq!(page.state.opening, Opening::Failed(OpenError::Link));
    // The earlier opening comes too late.
    page.act(Action::FragmentChanged("#race=def".to_owned()));
    page.act(Action::Opened(1, Ok(saved(""))));
    assert_eq!(page.state.opening, Opening::Reading(2));
    assert_eq!(page.race(), 0);
    page.act(Action::Opened(2, Err(RecordError::Broken.into())));
    let long = format!("#race={}", "x".repeat(20_000));
    page.act(Action::FragmentChanged(long));
    assert_eq!(page.state.opening, Opening::Failed(OpenError::Link));
}

#[test]
fn a_document_whose_query_names_no_mode_is_shown_with_those_that_were_recorded() {
    let mut page = Page::open("", "");
    page.act(Action::Show(saved("n=4&modes=")));
    let race = page.state.race.as_ref().expect("it is shown");
    assert_eq!(race.spec.modes, race.recording.modes());
    assert_eq!(race.samples.len(), race.recording.modes().len());
    let saved = race.saved.as_ref().expect("it can be exported");
    assert_eq!(saved.query, "n=4&modes=", "word for word");
}

#[test]
fn a_race_that_is_shown_again_shares_its_events() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end();
    let own = page.state.history[0].clone();
    page.act(Action::Show(saved("n=4")));
    page.act(Action::Show(Rc::clone(&own)));
    let race = page.state.race.as_ref().expect("it is shown");
    assert_eq!(race.recording, own.recording, "the very same one");
    assert_eq!(race.id, 3);
}

#[test]
fn the_history_is_bounded_and_keeps_what_the_browser_could_not() {
    let mut page = Page::open("", "");
    let race = |n: u32| saved(&format!("n={n}"));
    page.act(Action::HistoryRead((1..9).map(race).collect()));
    assert_eq!(page.state.history.len(), 6);
    let first = page.state.history[0].clone();
    page.act(Action::HistoryRead(vec![race(1), race(20)]));
    assert!(
        Rc::ptr_eq(&page.state.history[0], &first),
        "it is here already"
    );
    assert_eq!(
        page.state.history.len(),
        2,
        "another tab has forgotten the rest"
    );
    page.act(Action::Pin(Some(first)));
    page.act(Action::ForgetHistory);
    assert_eq!((page.state.history.len(), &page.state.pinned), (0, &None));
}

#[test]
fn two_races_are_drawn_beside_each_other_whenever_they_are_others() {
    let mut page = Page::open("", "");
    page.act(Action::Show(saved("n=4")));
    let effects = page.act(Action::Pin(Some(saved("n=5"))));
    assert!(matches!(effects[..], [Effect::Compare(1, Lang::En, ..)]));
    assert!(
        page.act(Action::Set(Field::N, 7)).len() < 2,
        "nothing new to draw"
    );
    page.act(Action::Compared(1, Some("svg".into())));
    assert_eq!(page.state.compared.figure.as_deref(), Some("svg"));
    page.act(Action::SetLang(Lang::Zh));
    assert_eq!(
        page.state.compared.figure, None,
        "it is in another language"
    );
    page.act(Action::Compared(1, Some("late".into())));
    assert_eq!(page.state.compared.figure, None);
    page.act(Action::Pin(None));
    assert_eq!(page.state.compared.races, None);
}

#[test]
fn an_export_shows_its_progress_and_its_result() {
    let mut page = Page::open("", "");
    assert!(
        page.act(Action::Export(ExportKind::Json)).is_empty(),
        "there is nothing yet"
    );
    page.act(Action::Show(saved("n=4")));
    let effects = page.act(Action::Export(ExportKind::Json));
    assert!(matches!(
        effects[..],
        [Effect::Export(ExportKind::Json, ..)]
    ));
    assert_eq!(page.state.exporting, Exporting::Busy);
    page.act(Action::Exported(false));
    assert_eq!(page.state.exporting, Exporting::Failed);
    page.act(Action::Export(ExportKind::Csv));
    page.act(Action::Exported(true));
    assert_eq!(page.state.exporting, Exporting::Done);
}

#[test]
fn a_file_that_is_folded_shows_its_progress() {
    let mut page = Page::open("", "#race=abc");
    page.act(Action::TakenIn(1, 0.5));
    assert_eq!(page.state.opening, Opening::TakingIn(1, 0.5));
    page.act(Action::TakenIn(9, 0.9));
    assert_eq!(page.state.opening, Opening::TakingIn(1, 0.5));
    page.act(Action::Opened(1, Ok(saved("n=4"))));
    assert_eq!((&page.state.opening, page.race()), (&Opening::Nothing, 1));
}

#[test]
fn a_link_is_about_the_race_that_is_shown() {
    let mut page = Page::open("", "");
    page.act(Action::Show(saved("n=4")));
    page.act(Action::MakeLink);
    page.act(Action::Show(saved("n=5")));
    page.act(Action::LinkMade(1, Some(Ok("old".to_owned()))));
    assert_eq!(page.state.link, Link::Unasked);
    page.act(Action::MakeLink);
    page.act(Action::LinkMade(2, Some(Err(99_999))));
    assert_eq!(page.state.link, Link::TooLong(99_999));
}

#[test]
fn a_qr_code_is_made_once_and_belongs_to_its_link() {
    let mut page = Page::open("", "");
    let want = |page: &mut Page, link: &str| page.act(Action::WantQrCode(link.to_owned()));
    let code = |text: &str| QrCode::of(text).map(Rc::new);
    let made = |text: &str| Action::QrCodeMade(text.to_owned(), Some(code(text)));
    let effects = want(&mut page, "a");
    assert!(matches!(&effects[..], [Effect::MakeQrCode(link)] if link == "a"));
    want(&mut page, "b");
    page.act(made("a"));
    let shown = |page: &Page, link: &str| page.state.qr_code.to(&link.to_owned()).cloned();
    assert_eq!(shown(&page, "a"), None, "another link is wanted");
    page.act(made("b"));
    assert_eq!(shown(&page, "b"), Some(code("b")));
    assert!(want(&mut page, "b").is_empty(), "it is there");

    // After the worker was lost, the same link is wanted again.
    want(&mut page, "c");
    page.act(Action::QrCodeMade("c".to_owned(), None));
    assert!(page.state.qr_code.has_failed());
    assert!(matches!(want(&mut page, "c")[..], [Effect::MakeQrCode(_)]));
}

/// The keys that were not accepted of a link.
fn told(page: &Page) -> Vec<&str> {
    let notices = page.state.notices.iter();
    notices.map(|notice| notice.key.as_str()).collect()
}

/// What is on the board of the race that is shown.
fn looked_at(page: &Page) -> Moment {
    page.state.race.as_ref().expect("it is shown").moment
}

#[test]
fn a_link_opens_its_race_at_a_moment_and_says_what_the_race_does_not_have() {
    let asked = Moment {
        at: Some(20 * MILLI),
        zoom: Some((10 * MILLI, 30 * MILLI)),
        lane: Some((Mode::Gil, 3)),
    };
    let query = "preset=mixed&at=20&zoom=10-30&lane=gil:4";
    let mut page = Page::open(query, "#race=abc");
    page.act(Action::Opened(1, Ok(saved("preset=mixed"))));
    assert_eq!((looked_at(&page), told(&page)), (asked, vec![]));
    assert!(page.state.query().ends_with("at=20&zoom=10-30&lane=gil:4"));

    let bad = "preset=mixed&at=99999&zoom=88888-99999&lane=gil:5";
    let mut page = Page::open(bad, "#race=abc");
    assert_eq!(told(&page), [""; 0], "it is not known yet");
    for opening in [1, 2] {
        page.act(Action::FragmentChanged("#race=def".to_owned()));
        page.act(Action::Opened(opening + 1, Ok(saved("preset=mixed"))));
        assert_eq!(looked_at(&page), Moment::default());
        assert_eq!(told(&page), ["at", "zoom", "lane"], "once");
    }
    assert_eq!(page.state.notices[2].error, SpecError::NotInRace);
    // A mode that did not run has no lanes.
    let mut page = Page::open("preset=mixed&modes=gil&lane=async:1&at=x", "#race=abc");
    page.act(Action::Opened(
        1,
        Ok(saved("preset=mixed&modes=threads,gil")),
    ));
    assert_eq!(told(&page), ["at", "lane"]);
}

#[test]
fn a_link_without_a_race_shows_its_moment_of_the_race_that_is_run() {
    let mut page = Page::running("n=2&modes=async&at=5.5&lane=async:2");
    page.started(Mode::Async);
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    assert_eq!(looked_at(&page), Moment::default(), "it is seen whole");
    page.end();
    let asked = Moment {
        at: Some(5_500_000),
        zoom: None,
        lane: Some((Mode::Async, 1)),
    };
    assert_eq!((looked_at(&page), told(&page)), (asked, vec![]));

    // What the reader looks at then is what a link is made of; what is told of another race is not.
    let now = Moment { at: None, ..asked };
    page.act(Action::Look(7, Moment::default()));
    page.act(Action::Look(1, now));
    assert_eq!(looked_at(&page), now);

    // The moment was one of this experiment.
    page.act(Action::Set(Field::N, 3));
    assert_eq!(page.state.view.moment, Moment::default());
    assert!(!page.state.query().contains("lane"));
    page.act(Action::Show(saved("preset=mixed")));
    assert_eq!((looked_at(&page), told(&page)), (Moment::default(), vec![]));
}
