//! The race board: one time axis, and a band of lanes for each mode.
//!
//! Names, numbers and the axis are document; the slices are canvas, and never pass through the
//! virtual DOM: see [`super::painter`]. Before a race it shows what the formulas expect, and
//! nothing that looks measured.

use std::rc::Rc;

use interleave::model::api::Api;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::model::view::Theme;
use interleave::protocol::RaceId;
use interleave::report::Report;
use interleave::time::Nanos;
use web_sys::Element;
use yew::prelude::*;

use super::band::{BandView, Mark, Sample, band_view};
use super::lanes::lane_table;
use super::layout::Layout;
use super::legend::board_legend;
use super::painter::{Painter, Subject};
use super::scale;
use super::view::{View, Viewport};
use crate::i18n::Texts;
use crate::recording::Recording;
use crate::state::Race;
use crate::ui::element;

/// How many ticks there are, by the class that shows them.
const TICKS: [(&str, usize); 2] = [("few", 5), ("many", 10)];

/// What [`Board`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct BoardProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The last race, under way or ended.
    pub race: Option<Race>,
    /// The experiment in the form, for as long as there is no race.
    pub spec: Rc<Spec>,
    /// The theme: when it changes, the colours are read again.
    pub theme: Theme,
    /// What part of the race is shown.
    pub viewport: Viewport,
}

/// What the board keeps from one drawing to the next.
#[derive(Default)]
struct Kept {
    painter: Option<Rc<Painter>>,
    /// How far the axis of a race reached.
    axis: (Option<RaceId>, Nanos),
    /// The last preview, and of what.
    preview: Option<(Rc<Spec>, Layout)>,
    /// Whether the table of lanes is open.
    listed: bool,
    /// What is painted before there is a race.
    nothing: Recording,
}

impl Kept {
    /// What there is to show.
    fn layout(&mut self, race: Option<&Race>, spec: &Rc<Spec>) -> Layout {
        if let Some(race) = race {
            return Layout::of(race);
        }
        match &self.preview {
            Some((known, layout)) if known == spec => layout.clone(),
            _ => {
                let layout = Layout::preview(spec);
                self.preview = Some((Rc::clone(spec), layout.clone()));
                layout
            }
        }
    }

    /// How far the axis reaches, from one picture of a race to the next.
    fn extent(&mut self, race: Option<&Race>, needed: Nanos) -> Nanos {
        let id = race.map(|race| race.id);
        if self.axis.0 != id {
            self.axis = (id, 0);
        }
        let live = race.is_some_and(|race| race.ended.is_none());
        self.axis.1 = scale::reach(self.axis.1, needed, live);
        self.axis.1
    }
}

/// The race board.
#[component]
pub(crate) fn Board(props: &BoardProps) -> Html {
    let (texts, race) = (props.texts, props.race.as_ref());
    let kept = use_mut_ref(Kept::default);
    let update = use_force_update();
    let root = use_node_ref();
    let mut now = kept.borrow_mut();
    let painter = now.painter.get_or_insert_with(|| {
        let grow = update.clone();
        Painter::new(texts, move || grow.force_update())
    });
    let painter = Rc::clone(painter);
    painter.look_by(match race.is_some_and(|race| race.ended.is_some()) {
        true => props.viewport.look.clone(),
        // A run that is under way is seen whole.
        false => Callback::noop(),
    });
    let layout = now.layout(race, &props.spec);
    let reached = race.map_or(0, |race| painter.reached(&race.recording));
    let needed = layout.needed.max(reached);
    let extent = now.extent(race, needed);
    let live = race.and_then(live);
    // A run that is under way is seen whole.
    let view = match race.is_some_and(|race| race.ended.is_some()) {
        true => props.viewport.view,
        false => View::default(),
    };
    props.viewport.extent.set(extent);
    let window = view.window(extent);

    let subject = Subject {
        recording: race.map_or(&now.nothing, |race| &race.recording).clone(),
        live,
        window,
        playhead: view.playhead,
        cores: race
            .and_then(|race| race.environment.cores_reported)
            .unwrap_or(1),
        bands: layout
            .bands
            .iter()
            .map(|band| (band.mode, band.rows))
            .collect(),
        theme: props.theme,
    };
    use_effect({
        let root = root.clone();
        move || {
            if let Some(root) = root.cast::<Element>() {
                painter.show(&root, subject, texts);
            }
        }
    });
    let on_toggle = Callback::from({
        let (kept, update) = (kept.clone(), update.clone());
        move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            let open = details.is_some_and(|details| details.has_attribute("open"));
            if std::mem::replace(&mut kept.borrow_mut().listed, open) != open {
                update.force_update();
            }
        }
    });

    // Two sets, of which the stylesheet shows the one that finds room.
    let sets = if needed > 0 { &TICKS[..] } else { &[] };
    let mut labels = Vec::new();
    let mut marks: Vec<Mark> = Vec::new();
    for (class, count) in sets {
        for (at, text) in scale::ticks(window, *count) {
            let x = AttrValue::from(window.percent(at).unwrap_or_default());
            let share = (at - window.from) as f64 / window.length().max(1) as f64;
            labels.push(label(class, share, x.clone(), text));
            marks.push((class, x));
        }
    }
    let modes: Vec<Mode> = layout.bands.iter().map(|band| band.mode).collect();
    let asked = race.map_or(&props.spec, |race| &race.spec);
    let mut explained = modes.clone();
    if modes.contains(&Mode::Async) && asked.api(Mode::Async) == Api::ToThread {
        // Its threads want the GIL.
        explained.push(Mode::Gil);
    }
    let outcomes = race.map(|race| missed(&race.report)).unwrap_or_default();
    html! {
        <section class="board" aria-label={texts.chart.board}>
            <div class="race" ref={root}>
                <div key="axis" class="axis" aria-hidden="true">
                    <div class="corner">{texts.chart.mode}</div>
                    <div class="ticks"><svg class="plot">{for labels}</svg></div>
                </div>
                {for layout.bands.iter().map(|band| band_view(&BandView {
                    texts,
                    band: *band,
                    window,
                    playhead: view.playhead,
                    marks: &marks,
                    run: race.and_then(|race| race.report.run(band.mode)),
                    live: live == Some(band.mode),
                    over: race.is_some_and(|race| race.ended.is_some()),
                    sample: race.and_then(|race| sample(race, band.mode)),
                }))}
                // Always there, so that those who do not see it hear it change.
                <div key="tip" class="tip" role="status"></div>
            </div>
            {board_legend(texts, &explained, &outcomes)}
            // An `if` keeps its place among its siblings: without it, they would be made anew.
            if let Some(race) = race {
                {lane_table(texts, race, now.listed, on_toggle)}
            }
        </section>
    }
}

/// The label of a tick, kept within the board.
fn label(class: &'static str, share: f64, x: AttrValue, text: String) -> Html {
    let class = match (share, class) {
        (0.0, "few") => "few first",
        (0.0, _) => "many first",
        (0.94.., "few") => "few last",
        (0.94.., _) => "many last",
        _ => class,
    };
    let values = vec![class.into(), x, "15".into()];
    element("text", &["class", "x", "y"], values, vec![Html::from(text)])
}

/// The run from elsewhere that is shown for a mode.
fn sample(race: &Race, mode: Mode) -> Option<Sample<'_>> {
    let (asked, cores) = race.samples.get(&mode)?;
    let lasted = race.recording.read().get(&mode)?.elapsed();
    Some(Sample {
        asked,
        cores: *cores,
        lasted,
    })
}

/// The mode that runs.
fn live(race: &Race) -> Option<Mode> {
    let running = race.current.map(|(mode, _)| mode);
    running.filter(|_| race.ended.is_none())
}

/// How tasks ended that were not done.
fn missed(report: &Report) -> Vec<Outcome> {
    let mut counts = [0; Outcome::ALL.len()];
    for run in &report.runs {
        counts[Outcome::Failed as usize] += run.outcomes.failed;
        counts[Outcome::Cancelled as usize] += run.outcomes.cancelled;
        counts[Outcome::TimedOut as usize] += run.outcomes.timed_out;
    }
    let occurs = |outcome: &Outcome| counts[*outcome as usize] > 0;
    Outcome::ALL.into_iter().filter(occurs).collect()
}
