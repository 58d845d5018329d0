//! Below a mode's row: how full its queue of tasks was, over the board's time axis.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::Provenance;
use interleave::time::Nanos;
use interleave::trace::queue;
use interleave::wording::format;
use yew::prelude::*;

use crate::chart::scale::{Scale, Window};
use crate::chart::{ProvenanceTag, Tick, VerticalLine, source};
use crate::i18n::{Texts, fill};
use crate::recording::Recording;

/// How wide a curve is drawn, before it is stretched.
const WIDTH: f64 = 1_000.0;
/// How high it is.
const HEIGHT: f64 = 24.0;

/// What [`QueueRow`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct QueueRowProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The mode.
    pub mode: Mode,
    /// What happened, if that is to be shown.
    pub recording: Option<Recording>,
    /// The experiment.
    pub spec: Rc<Spec>,
    /// The part of the axis that is shown.
    pub window: Window,
    /// Until when the run is shown.
    pub playhead: Option<Nanos>,
    /// The ticks of the axis.
    pub ticks: Vec<Tick>,
}

/// The curve of a mode's queue, if it has one.
#[component]
pub(super) fn QueueRow(props: &QueueRowProps) -> Html {
    let QueueRowProps {
        texts,
        mode,
        recording,
        spec,
        window,
        ..
    } = props;
    let steps = recording.as_ref().and_then(|recording| {
        let recorded = recording.read();
        let run = recorded.get(mode)?;
        Some(queue::fill(run, spec.queue_capacity()))
    });
    let steps = steps.unwrap_or_default();
    let Some(most) = steps.iter().map(|(_, held)| *held).max() else {
        return Html::default();
    };
    let provenance = Provenance::of(*mode, spec);
    let playhead = props.playhead.and_then(|at| window.percent(at));
    html! {
        <figure class="queue" data-mode={mode.name()}>
            <figcaption>
                {fill(texts.player.queue, &[&format::count(most as u64)])}
                <ProvenanceTag
                    texts={*texts} source={source(*mode, spec, provenance)} {provenance}
                />
            </figcaption>
            <div class="held" aria-hidden="true">
                <svg class="grid">
                    for tick in &props.ticks {
                        <VerticalLine class={tick.set} x={&tick.x} />
                    }
                </svg>
                <svg
                    class="curves" viewBox={format!("0 0 {WIDTH} {HEIGHT}")}
                    preserveAspectRatio="none"
                >
                    <path class="in-flight" d={outline(&steps, most, *window)} />
                </svg>
                <svg class="ghost">
                    if let Some(x) = playhead {
                        <VerticalLine class="playhead" {x} />
                    }
                </svg>
            </div>
        </figure>
    }
}

/// The outline of the area below the curve.
fn outline(steps: &[(Nanos, usize)], most: usize, window: Window) -> String {
    let scale = Scale::new(window, WIDTH);
    // What lies outside is moved to the edge.
    let x = |at: Nanos| format::fixed(scale.x(at).clamp(0.0, WIDTH), 1);
    let mut path = format!("M0,{HEIGHT}");
    for (at, held) in steps {
        let y = HEIGHT - *held as f64 / most.max(1) as f64 * HEIGHT;
        path += &format!("H{}V{}", x(*at), format::fixed(y, 1));
    }
    path + &format!("V{HEIGHT}z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_lies_on_the_part_of_the_axis_that_is_shown() {
        let steps = [(0, 0), (100, 2), (300, 1), (400, 0)];
        let whole = outline(&steps, 2, Window::whole(500));
        assert_eq!(whole, "M0,24H0.0V24.0H200.0V0.0H600.0V12.0H800.0V24.0V24z");
        let part = outline(&steps, 2, Window { from: 200, to: 300 });
        assert_eq!(part, "M0,24H0.0V24.0H0.0V0.0H1000.0V12.0H1000.0V24.0V24z");
    }
}
