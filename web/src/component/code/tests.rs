//! The pane, with programs that are there, older or missing.

use super::*;
use crate::i18n::texts;
use futures_executor::block_on;
use interleave::model::view::Lang;

fn pane(spec: &Rc<Spec>, programs: &Asked<Rc<Spec>, Rc<Programs>>) -> String {
    let props = CodeProps {
        texts: texts(Lang::En),
        spec: Rc::clone(spec),
        live: None,
        programs: programs.clone(),
        want_programs: Callback::noop(),
        colours: Colours::None,
        colour: Callback::noop(),
        set: Callback::noop(),
        save: Callback::noop(),
        open: true,
    };
    let page = yew::LocalServerRenderer::<CodePane>::with_props(props);
    block_on(page.hydratable(false).render())
}

fn asked(n: u32) -> Rc<Spec> {
    Rc::new(Spec {
        n,
        ..Spec::default()
    })
}

#[test]
fn the_program_before_stays_with_the_form_s_numbers_until_the_next_one_is_there() {
    let mut programs = Asked::default();
    let first = asked(7);
    programs.ask(Rc::clone(&first));
    let html = pane(&first, &programs);
    assert!(html.contains(texts(Lang::En).code.preparing), "{html}");
    assert!(!html.contains("data-number") && !html.contains("copy-code"));

    programs.receive(Rc::clone(&first), Some(Rc::new(Programs::of(&first))));
    let html = pane(&first, &programs);
    assert!(
        html.contains("value=\"7\"") && html.contains("copy-code"),
        "{html}"
    );
    let second = asked(33);
    programs.ask(Rc::clone(&second));
    let html = pane(&second, &programs);
    assert!(html.contains("value=\"33\""), "{html}");
    assert!(!html.contains(texts(Lang::En).code.preparing), "{html}");
}

#[test]
fn programs_that_could_not_be_written_are_told_beside_the_ones_before() {
    let mut programs = Asked::default();
    let (first, second) = (asked(7), asked(33));
    programs.ask(Rc::clone(&first));
    programs.receive(Rc::clone(&first), Some(Rc::new(Programs::of(&first))));
    programs.ask(Rc::clone(&second));
    programs.receive(Rc::clone(&second), None);
    let html = pane(&second, &programs);
    assert!(html.contains(texts(Lang::En).code.not_written), "{html}");
    assert!(html.contains("write-again") && html.contains("data-number"));
}
