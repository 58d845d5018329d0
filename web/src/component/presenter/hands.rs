//! A show of hands: how many of a class chose each reason.
//!
//! The numbers last as long as the step is shown; they are nobody's answers.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::i18n::{Texts, fill};

/// The choices: the three reasons, and none of them.
pub(super) const CHOICES: [&str; 4] = ["A", "B", "C", "?"];

/// How many hands each choice had.
pub(super) type Counts = [u32; CHOICES.len()];

/// The most hands of a choice.
const MOST: u32 = 999;

/// What [`Hands`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct HandsProps {
    /// The texts.
    pub texts: &'static Texts,
    /// How many there were.
    pub counts: Counts,
    /// Told the numbers when one was typed.
    pub on_change: Callback<Counts>,
}

/// A field for each choice.
#[component]
pub(super) fn Hands(props: &HandsProps) -> Html {
    let (texts, counts) = (props.texts, props.counts);
    let words = &texts.presenter;
    let oninput = |index: usize| {
        props.on_change.reform(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let mut counts = counts;
            counts[index] = input.value().trim().parse().unwrap_or(0).min(MOST);
            counts
        })
    };
    html! {
        <fieldset class="hands">
            <legend>{words.hands}</legend>
            for (index, choice) in CHOICES.iter().enumerate() {
                <label>
                    {*choice}
                    <input
                        type="text" inputmode="numeric" autocomplete="off" maxlength="3" data-hands={*choice}
                        aria-label={fill(words.hands_for, &[match *choice {
                            "?" => texts.lesson.unknown,
                            choice => choice,
                        }])}
                        value={typed(counts[index])}
                        oninput={oninput(index)}
                    />
                </label>
            }
        </fieldset>
    }
}

/// A number as it stands in its field: none is left out.
fn typed(count: u32) -> String {
    match count {
        0 => String::new(),
        count => count.to_string(),
    }
}

/// What [`HandsChart`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct HandsChartProps {
    /// The texts.
    pub texts: &'static Texts,
    /// How many there were.
    pub counts: Counts,
    /// Which reason is right, by index.
    pub right: usize,
}

/// A bar for each choice; nothing without hands.
#[component]
pub(super) fn HandsChart(props: &HandsChartProps) -> Html {
    let HandsChartProps {
        texts,
        counts,
        right,
    } = *props;
    let most = counts.into_iter().max().unwrap_or(0);
    if most == 0 {
        return Html::default();
    }
    html! {
        <ul class="hands-chart" aria-label={texts.presenter.hands}>
            for (index, choice) in CHOICES.iter().enumerate() {
                <li class={(index == right).then_some("right")}>
                    <span>{*choice}</span>
                    <svg class="bar" aria-hidden="true">
                        <rect height="100%" rx="3" width={format!("{}%", 100 * counts[index] / most)} />
                    </svg>
                    <b>{counts[index]}</b>
                </li>
            }
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;
    use futures_executor::block_on;
    use interleave::model::view::Lang;

    fn chart(counts: Counts) -> String {
        let props = HandsChartProps {
            texts: texts(Lang::En),
            counts,
            right: 1,
        };
        let chart = yew::LocalServerRenderer::<HandsChart>::with_props(props);
        block_on(chart.hydratable(false).render())
    }

    #[test]
    fn the_bars_of_forty_hands_are_as_long_as_there_were_hands() {
        let html = chart([10, 20, 5, 5]);
        for width in ["50%", "100%", "25%"] {
            assert!(html.contains(&format!("width=\"{width}\"")), "{html}");
        }
        assert_eq!(html.matches("class=\"right\"").count(), 1);
        assert_eq!(chart([0; 4]), "");
    }
}
