//! The time axis: its ticks, their labels, and the lines at them.

use yew::prelude::*;

use super::scale::{Window, ticks};

/// How many ticks there are, by the class that shows them: two sets, of which the stylesheet shows
/// the one that finds room.
const SETS: [(&str, usize); 2] = [("few", 5), ("many", 10)];
/// A label this far along the axis ends at its tick, so that it stays within the board.
const LAST: f64 = 0.94;

/// A tick of the axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// The class that shows it where there is room.
    pub(crate) set: &'static str,
    /// Where it is, from 0 to 1.
    share: f64,
    /// The same as an SVG length.
    pub(crate) x: AttrValue,
    label: String,
}

/// The ticks of the part of an axis that is shown.
pub(crate) fn axis_ticks(window: Window) -> Vec<Tick> {
    let length = window.length().max(1) as f64;
    let mut all = Vec::new();
    for (set, count) in SETS {
        all.extend(ticks(window, count).into_iter().map(|(at, label)| Tick {
            set,
            share: (at - window.from) as f64 / length,
            x: AttrValue::from(window.percent(at).unwrap_or_default()),
            label,
        }));
    }
    all
}

/// What [`TimeAxis`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct TimeAxisProps {
    /// The head of the column of names beside it.
    pub corner: &'static str,
    /// Its ticks.
    pub ticks: Vec<Tick>,
}

/// The labels of the time axis, beside the head of the column of names.
#[component]
pub(crate) fn TimeAxis(props: &TimeAxisProps) -> Html {
    html! {
        <div class="axis" aria-hidden="true">
            <div class="corner">{props.corner}</div>
            <div class="ticks">
                <svg class="plot">
                    for tick in &props.ticks {
                        <text class={classes!(tick.set, edge(tick.share))} x={&tick.x} y="15">
                            {tick.label.clone()}
                        </text>
                    }
                </svg>
            </div>
        </div>
    }
}

/// The class of a label at one of the axis' ends.
pub(crate) fn edge(share: f64) -> Option<&'static str> {
    match share {
        0.0 => Some("first"),
        LAST.. => Some("last"),
        _ => None,
    }
}

/// What [`VerticalLine`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct VerticalLineProps {
    /// Its class.
    #[prop_or_default]
    pub class: &'static str,
    /// Where it is, as an SVG length.
    pub x: AttrValue,
}

/// A line from the top of a chart to its bottom.
#[component]
pub(crate) fn VerticalLine(props: &VerticalLineProps) -> Html {
    html! { <line class={props.class} x1={&props.x} x2={&props.x} y1="0" y2="100%" /> }
}
