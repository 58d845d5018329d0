//! How full the queue of tasks was, mode by mode, where the experiment has one.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::Provenance;
use interleave::time::Nanos;
use interleave::trace::queue;
use interleave::trace::timeline::Timeline;
use interleave::wording::format;
use yew::prelude::*;

use crate::chart::{ProvenanceTag, source};
use crate::i18n::{Texts, fill};
use crate::recording::Recording;

/// How wide a curve is drawn, before it is stretched.
const WIDTH: f64 = 1_000.0;
/// How high it is.
const HEIGHT: f64 = 24.0;

/// What [`QueueCurves`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct QueueCurvesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What happened.
    pub recording: Recording,
    /// The experiment.
    pub spec: Rc<Spec>,
}

/// A curve for each mode with a queue, over the same time.
#[component]
pub(super) fn QueueCurves(props: &QueueCurvesProps) -> Html {
    let QueueCurvesProps {
        texts,
        recording,
        spec,
    } = props;
    let recorded = recording.read();
    let extent = recorded.values().map(|run| run.latest()).max().unwrap_or(0);
    let curve = |(mode, run): (&Mode, &Timeline)| {
        let steps = queue::fill(run, spec.queue_capacity());
        let most = steps.iter().map(|(_, held)| *held).max()?;
        let name = texts.mode(*mode, spec);
        let about = fill(texts.player.queue, &[name, &format::count(most as u64)]);
        let provenance = Provenance::of(*mode, spec);
        Some(html! {
            <figure class="queue" data-mode={mode.name()}>
                <figcaption>
                    {about}
                    {" "}
                    <ProvenanceTag
                        texts={*texts} source={source(*mode, spec, provenance)} {provenance}
                    />
                </figcaption>
                <svg
                    class="curves" viewBox={format!("0 0 {WIDTH} {HEIGHT}")}
                    preserveAspectRatio="none" aria-hidden="true"
                >
                    <path class="in-flight" d={outline(&steps, most, extent)} />
                </svg>
            </figure>
        })
    };
    let curves: Vec<Html> = recorded.iter().filter_map(curve).collect();
    html! {
        if !curves.is_empty() {
            <section class="queues">{for curves}</section>
        }
    }
}

/// The outline of the area below the curve.
fn outline(steps: &[(Nanos, usize)], most: usize, extent: Nanos) -> String {
    let mut path = format!("M0,{HEIGHT}");
    for (at, held) in steps {
        let x = *at as f64 / extent.max(1) as f64 * WIDTH;
        let y = HEIGHT - *held as f64 / most.max(1) as f64 * HEIGHT;
        path += &format!("H{}V{}", format::fixed(x, 1), format::fixed(y, 1));
    }
    path + &format!("V{HEIGHT}z")
}
