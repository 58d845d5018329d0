//! Compares a race of the history with the one on the board, in numbers, in words, and in a figure on one
//! axis.

use std::rc::Rc;

use interleave::document::Figure;
use yew::prelude::*;

use crate::i18n::{Texts, fill};
use crate::saved::SavedRace;
use interleave::wording::format;

/// What [`RaceComparison`] compares.
#[derive(Properties, PartialEq)]
pub(crate) struct ComparisonProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The race of the history.
    pub before: Rc<SavedRace>,
    /// The race on the board.
    pub now: Rc<SavedRace>,
    /// The two of them on one axis, as an SVG document, once it is drawn.
    pub figure: Option<Rc<str>>,
}

/// The comparison.
#[component]
pub(crate) fn RaceComparison(props: &ComparisonProps) -> Html {
    let ComparisonProps {
        texts, before, now, ..
    } = props;
    let say = &texts.earlier;
    // Safe: our own SVG, with all foreign text escaped.
    let figure = props
        .figure
        .as_ref()
        .map(|svg| Html::from_html_unchecked(svg.to_string().into()));
    let spec = now.spec();
    let rows = now.figures.iter().filter_map(|figure| {
        let other = before.figure(figure.mode)?;
        Some(html! {
            <tr>
                <td>{texts.mode(figure.mode, &spec)}</td>
                <td class="number">{time(other)}</td>
                <td class="number">{time(figure)}</td>
                <td>{difference(texts, other, figure)}</td>
            </tr>
        })
    });
    html! {
        <section class="card comparison" aria-labelledby={HEADING}>
            <h3 id={HEADING}>{say.comparison}</h3>
            <div class="scroll" tabindex="0" role="region" aria-label={say.difference}>
                <table>
                    <thead>
                        <tr>
                            <th>{texts.chart.mode}</th>
                            <th>{say.pinned}</th>
                            <th>{say.now}</th>
                            <th>{say.difference}</th>
                        </tr>
                    </thead>
                    <tbody>{for rows}</tbody>
                </table>
            </div>
            <div class="beside">{figure}</div>
        </section>
    }
}

const HEADING: &str = "comparison-heading";

fn time(figure: &Figure) -> String {
    let time = figure.median_ms.map(|ms| format::time(ms, figure.ci95_ms));
    time.unwrap_or_else(|| format::NOTHING.to_owned())
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
        // Then neither is called faster.
        (Some(_), Some(_)) => return say.overlap.to_owned(),
        _ => say.few,
    };
    fill(say.qualified, &[&told, certain])
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
            expected_total_ms: None,
            counter: None,
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
