//! What is on a sheet, and where.

use interleave::model::mode::Mode;
use interleave::model::view::Lang;
use interleave::report::Provenance;
use interleave::trace::event::State;

use super::svg::patterns;
use super::*;
use crate::board::{BLOCKED, WAIT};
use crate::documents::race_of as race;
use crate::i18n::Label;

const RACE: &str = include_str!("../../../www/samples/mixed.json");

fn drawn(lang: Lang, headline: &str) -> (Sheet, String) {
    let race = race(RACE);
    let said = SheetTexts {
        lang,
        headline: headline.to_owned(),
        asked: texts(lang).asked(&race.spec()),
        machine: "Chrome 156 · Linux".to_owned(),
    };
    let sheet = sheet(&race, &said);
    let svg = to_svg(&sheet, &Colours::default());
    (sheet, svg)
}

#[test]
fn a_sheet_says_what_it_was_where_it_ran_and_where_its_numbers_come_from() {
    for lang in Lang::ALL {
        let texts = texts(lang);
        let (sheet, svg) = drawn(lang, "a < b & \"c\"");
        assert!(svg.contains("a &lt; b &amp; &quot;c&quot;"));
        assert!(svg.contains("Chrome 156 · Linux"));
        for mode in [Mode::Threads, Mode::Gil] {
            assert!(svg.contains(texts.label(Label::Mode(mode))));
        }
        for from in [
            Provenance::Measured,
            Provenance::Emulated,
            Provenance::Modelled,
        ] {
            assert!(
                svg.contains(texts.label(Label::Provenance(from))),
                "{from:?}"
            );
        }
        assert!((300.0..900.0).contains(&sheet.height), "{}", sheet.height);
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }
}

#[test]
fn nothing_is_drawn_beside_the_board_and_nothing_over_itself() {
    let race = race(RACE);
    let (_, svg) = drawn(Lang::En, "");
    let number = |element: &str, key: &str| -> Option<f64> {
        let rest = element.split(&format!(" {key}=\"")).nth(1)?;
        rest.split('"').next()?.parse().ok()
    };
    let slices = svg
        .lines()
        .filter(|line| line.contains("url(#wait-") && !line.contains("pattern"));
    let mut count = 0;
    for slice in slices {
        let [x, width] = ["x", "width"].map(|key| number(slice, key).expect("it is there"));
        assert!(x >= MARGIN && x + width <= WIDTH - MARGIN + 0.1, "{slice}");
        count += 1;
    }
    let recorded = race.recording.read();
    let waits = recorded.values().map(|run| {
        let slices = run.lanes().iter().flat_map(|lane| lane.slices.clone());
        slices.filter(|slice| slice.state == State::Wait).count()
    });
    // One of them is the legend's.
    assert_eq!(count, waits.sum::<usize>() + 1);
}

#[test]
fn waits_are_hatched_as_on_the_board() {
    let colours = Colours(Colours::NAMES.map(|name| format!("#{name}")).into());
    let both = patterns(&colours, Mode::Async);
    let (waits, blocked) = both.split_once("</pattern>").expect("there are two");
    for (pattern, colour, how, degrees) in [
        (waits, "#async", WAIT, "rotate(45)"),
        (blocked, "#blocked", BLOCKED, "rotate(-45)"),
    ] {
        assert!(pattern.contains(degrees), "{pattern}");
        let ground = format!("fill=\"{colour}\" fill-opacity=\"{}\"/>", how.ground);
        let line = format!(
            "<rect width=\"{}\" height=\"6\" fill=\"{colour}\"/>",
            how.line
        );
        assert!(
            pattern.contains(&ground) && pattern.contains(&line),
            "{pattern}"
        );
    }
    // An edge surrounds it, in the colour of its mode.
    let (_, svg) = drawn(Lang::En, "");
    let edged = svg
        .lines()
        .filter(|line| line.starts_with("<rect") && line.contains(" stroke=\"#000000\"/>"));
    assert!(edged.clone().count() > 0 && edged.clone().all(|line| line.contains("#wait-")));
}

#[test]
fn two_races_lie_under_each_other_on_one_axis() {
    let (race, slow) = (
        race(RACE),
        race(include_str!("../../../www/samples/computing.json")),
    );
    let (texts, colours) = (texts(Lang::En), Colours::default());
    let svg = beside(texts, &colours, [&race, &slow]);
    // Both have the ticks of the longer one.
    assert!(extent(&slow) > extent(&race));
    assert_eq!(svg.matches(">200 ms</text>").count(), 2, "{svg}");
    let titles = [texts.earlier.pinned, texts.earlier.now].map(|title| svg.find(title));
    assert!(titles[0].is_some() && titles[0] < titles[1]);
}
