//! The last races of this browser, which survive a reload; and one of them beside the race on the
//! board: what is different, in numbers, words and a picture on one axis.

use std::rc::Rc;

use interleave::document::{Document, Figure};
use interleave::model::query::understand;
use web_sys::Storage;
use yew::prelude::*;

use super::picture::{Colours, beside};
use crate::format;
use crate::i18n::{Shelved, Texts, fill};
use crate::ui::{element, group, leaf, quiet};
use crate::url::window;

/// The most races that are kept.
const MOST: usize = 6;
/// The longest document that is kept, in bytes: a browser keeps five million for a site.
const LONGEST: usize = 400_000;
/// Where they are kept, a line each.
const KEY: &str = "interleave-races";

/// A race that can be handed around, and found again where it is kept.
#[derive(Clone, Debug)]
pub(super) struct Shared(pub(super) Rc<Document>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0.is(&other.0)
    }
}

/// What [`Earlier`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct EarlierProps {
    /// The texts.
    pub(super) texts: &'static Texts,
    /// The race on the board, once it has ended; and whether it was run here just now.
    pub(super) shown: Option<(Shared, bool)>,
    /// Puts a race on the board.
    pub(super) open: Callback<Shared>,
    /// Reads the colours of the page.
    pub(super) colours: Callback<(), Colours>,
}

/// The last races, and the comparison.
#[component]
pub(super) fn Earlier(props: &EarlierProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.earlier);
    let kept = use_state(Vec::new);
    use_effect_with((), {
        let kept = kept.clone();
        move |()| kept.set(read().unwrap_or_default())
    });
    let pinned = use_state_eq(|| None::<Shared>);
    use_effect_with(props.shown.clone(), {
        let kept = kept.clone();
        move |shown| {
            if let Some((race, true)) = shown {
                let mut races = vec![race.clone()];
                // Another tab may have kept some, too.
                races.extend(read().unwrap_or_else(|| kept.to_vec()));
                races.truncate(MOST);
                write(&races);
                kept.set(races);
            }
        }
    });
    let forget = {
        let (kept, pinned) = (kept.clone(), pinned.clone());
        Callback::from(move |_: MouseEvent| {
            write(&[]);
            kept.set(Vec::new());
            pinned.set(None);
        })
    };
    let shown = props.shown.as_ref().map(|(race, _)| race);
    let rows = kept.iter().map(|race| {
        let mut parts = vec![told(texts, &race.0)];
        if Some(race) != shown {
            let (open, this) = (props.open.clone(), race.clone());
            let show = Callback::from(move |_: MouseEvent| open.emit(this.clone()));
            parts.push(quiet("open-race", say.open, show));
        }
        let chosen = pinned.as_ref() == Some(race);
        let next = (!chosen).then(|| race.clone());
        let pinned = pinned.clone();
        let pin = Callback::from(move |_: MouseEvent| pinned.set(next.clone()));
        parts.push(match chosen {
            true => quiet("unpin", say.unpin, pin),
            false => quiet("pin", say.pin, pin),
        });
        group("li", if chosen { "pinned" } else { "" }, parts)
    });
    let rows: Vec<Html> = rows.collect();
    let compared = shown
        .zip(pinned.as_ref())
        .filter(|(now, before)| now != before);
    html! {
        <>
            if let Some((now, before)) = compared {
                <section class="card comparison" aria-labelledby={HEADING}>
                    <h3 id={HEADING}>{say.comparison}</h3>
                    {comparison(texts, &before.0, &now.0)}
                    {picture(texts, &props.colours.emit(()), &before.0, &now.0)}
                </section>
            }
            if !rows.is_empty() {
                <details class="card earlier">
                    <summary>{fill(say.heading, &[&rows.len().to_string()])}</summary>
                    {group("ul", "", rows)}
                    {quiet("forget", say.forget, forget)}
                </details>
            }
        </>
    }
}

const HEADING: &str = "comparison-heading";

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// The races that are kept; none if the browser keeps nothing.
fn read() -> Option<Vec<Shared>> {
    let kept = storage()?.get_item(KEY).ok()?.unwrap_or_default();
    // What an older release has kept may be of no use to this one.
    let races = kept
        .lines()
        .filter_map(|line| Document::from_json(line).ok());
    Some(races.map(|race| Shared(Rc::new(race))).collect())
}

fn write(races: &[Shared]) {
    let lines = races.iter().map(|race| race.0.to_json());
    let short = lines.filter(|line| line.len() <= LONGEST);
    let text = short.collect::<Vec<_>>().join("\n");
    if let Some(storage) = storage() {
        // A browser may have no room, or refuse: the races last as long as the page then.
        let _ = storage.set_item(KEY, &text);
    }
}

/// A race in a line: what was asked, and what each mode took.
fn told(texts: &Texts, race: &Document) -> Html {
    let times = race.figures().into_iter().filter_map(|figure| {
        let time = format::time(figure.median_ms?, None);
        Some(format!("{} {time}", texts.long(Shelved::Mode(figure.mode))))
    });
    let times: Vec<String> = times.collect();
    let parts = vec![
        leaf("span", "asked", texts.asked(&understand(&race.query))),
        leaf("span", "times", times.join(" · ")),
    ];
    group("p", "", parts)
}

/// What is different, mode by mode.
fn comparison(texts: &Texts, before: &Document, now: &Document) -> Html {
    let say = &texts.earlier;
    let earlier = before.figures();
    let rows = now.figures().into_iter().filter_map(|figure| {
        let other = earlier.iter().find(|other| other.mode == figure.mode)?;
        let time = |figure: &Figure| {
            let time = figure.median_ms.map(|ms| format::time(ms, figure.ci95_ms));
            time.unwrap_or_else(|| format::NOTHING.to_owned())
        };
        let cells = vec![
            leaf("td", "", texts.long(Shelved::Mode(figure.mode))),
            leaf("td", "number", time(other)),
            leaf("td", "number", time(&figure)),
            leaf("td", "", difference(texts, other, &figure)),
        ];
        Some(group("tr", "", cells))
    });
    let heads = [texts.chart.mode, say.pinned, say.now, say.difference];
    let heads = heads.map(|head| leaf("th", "", head)).to_vec();
    let table = vec![
        group("thead", "", vec![group("tr", "", heads)]),
        group("tbody", "", rows.collect()),
    ];
    element(
        "div",
        &["class", "tabindex", "role", "aria-label"],
        ["scroll", "0", "region", say.difference]
            .map(Into::into)
            .into(),
        vec![group("table", "", table)],
    )
}

/// How two medians differ, and how certain that is.
fn difference(texts: &Texts, before: &Figure, now: &Figure) -> String {
    let say = &texts.earlier;
    let (Some(earlier), Some(later)) = (before.median_ms, now.median_ms) else {
        return format::NOTHING.to_owned();
    };
    if earlier <= 0.0 || later <= 0.0 {
        return format::NOTHING.to_owned();
    }
    let told = match earlier >= later {
        true => fill(say.faster, &[&format::ratio(earlier / later)]),
        false => fill(say.slower, &[&format::ratio(later / earlier)]),
    };
    let certain = match (before.ci95_ms, now.ci95_ms) {
        (Some([low, high]), Some([from, to])) if high < from || to < low => say.certain,
        // Then nothing is said of faster or slower.
        (Some(_), Some(_)) => return say.overlap.to_owned(),
        _ => say.few,
    };
    fill(say.qualified, &[&told, certain])
}

fn picture(texts: &Texts, colours: &Colours, before: &Document, now: &Document) -> Html {
    let title = |what: &str, race: &Document| {
        fill(
            texts.earlier.titled,
            &[what, &texts.asked(&understand(&race.query))],
        )
    };
    let titles = [
        title(texts.earlier.pinned, before),
        title(texts.earlier.now, now),
    ];
    let svg = beside(texts, colours, [(&titles[0], before), (&titles[1], now)]);
    // It is ours, and what is not is escaped.
    let svg = Html::from_html_unchecked(svg.into());
    group("div", "beside", vec![svg])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;
    use interleave::model::mode::Mode;
    use interleave::model::view::Lang;
    use interleave::report::Provenance;

    fn figure(median_ms: Option<f64>, ci95_ms: Option<[f64; 2]>) -> Figure {
        Figure {
            mode: Mode::Threads,
            provenance: Provenance::Measured,
            median_ms,
            ci95_ms,
            expected_ms: None,
        }
    }

    #[test]
    fn a_difference_says_how_certain_it_is() {
        let texts = texts(Lang::En);
        let told = |before, now| difference(texts, &before, &now);
        let sure = |ms: f64| figure(Some(ms), Some([ms - 1.0, ms + 1.0]));
        let (faster, slower) = (
            told(sure(200.0), sure(100.0)),
            told(sure(100.0), sure(200.0)),
        );
        assert!(
            faster.contains("2.0× as fast") && faster.contains(texts.earlier.certain),
            "{faster}"
        );
        assert!(slower.contains("2.0× as long"), "{slower}");
        assert_eq!(told(sure(100.0), sure(101.0)), texts.earlier.overlap);
        assert!(told(figure(Some(5.0), None), sure(101.0)).contains(texts.earlier.few));
        assert_eq!(told(figure(None, None), sure(101.0)), format::NOTHING);
    }
}
