//! What is known of the slice that is pointed at, beside it.

use interleave::clock::to_ms;
use interleave::event::Event;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::hover::Spot;
use crate::format;
use crate::i18n::Texts;

/// What [`Tip`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct TipProps {
    /// The texts.
    pub(crate) texts: &'static Texts,
    /// What is pointed at.
    pub(crate) spot: Option<Spot>,
    /// The element that the tip lies in.
    pub(crate) root: NodeRef,
}

/// The tip; always there, so that those who do not see it hear it change.
#[component]
pub(crate) fn Tip(props: &TipProps) -> Html {
    let tip = use_node_ref();
    use_effect_with(props.spot, {
        let (tip, root) = (tip.clone(), props.root.clone());
        move |spot| {
            if let Some(spot) = spot {
                // A tip in the wrong place is still a tip.
                let _ = place(&tip, &root, spot);
            }
        }
    });
    let texts = props.texts;
    html! {
        <div class="tip" ref={tip} role="status">
            {for props.spot.map(|spot| content(texts, &spot))}
        </div>
    }
}

fn content(texts: &Texts, spot: &Spot) -> Html {
    let chart = &texts.chart;
    let slice = spot.slice;
    let length = format::time(to_ms(slice.end - slice.start), None);
    let from_one = |index: u64| format::count(index + 1);
    html! {
        <>
            <p>
                <b>{(texts.state)(slice.state)}</b>
                {" "}{length}
                if spot.open {
                    {" "}{chart.so_far}
                }
            </p>
            <p>
                if slice.task != Event::NO_TASK {
                    {chart.task}{" "}{from_one(slice.task.into())}{" · "}
                }
                {chart.lane}{" "}{from_one(spot.lane as u64)}
                {" · "}{chart.start}{" "}{format::fixed(to_ms(slice.start), 1)}{" ms"}
            </p>
            if let Some(miss) = spot.miss {
                <p class="warn">{(chart.outcome)(miss.outcome)}</p>
            }
        </>
    }
}

/// Moves the tip beside its spot, within the board.
fn place(tip: &NodeRef, root: &NodeRef, spot: &Spot) -> Option<()> {
    let tip: HtmlElement = tip.cast()?;
    let root: Element = root.cast()?;
    let selector = format!("[data-mode={}] .plot", spot.mode.name());
    let plot = root.query_selector(&selector).ok()??.get_bounding_client_rect();
    let board = root.get_bounding_client_rect();
    let (width, height) = (f64::from(tip.offset_width()), f64::from(tip.offset_height()));
    let x = plot.left() - board.left() + spot.at.0 + 12.0;
    let y = plot.top() - board.top() + spot.at.1 - height - 10.0;
    let left = x.min(board.width() - width - 8.0).max(8.0);
    // Below, where there is no room above.
    let top = if y < 4.0 { y + height + 28.0 } else { y };
    let style = tip.style();
    for (name, length) in [("left", left), ("top", top)] {
        style.set_property(name, &format!("{}px", length.round())).ok()?;
    }
    Some(())
}
