//! The race board: one time axis, and a row of lanes for each mode.
//!
//! Names, numbers and the axis are document; the slices are canvas, and never pass through the
//! virtual DOM: see [`painter`]. Before a race it shows what the model expects, and nothing that
//! looks measured.
//!
//! Pure, and tested natively: `layout` (rows of pixels), `levels` (rows over time), `shares` (columns
//! of them), `pattern` (how states look), `ghost` (what is expected of lanes), `pixels` and `raster`, `hit` (what lies where), `run_clock`
//! (what time it is in a run), `frame_stats` (what painting costs), `zoom` (what part is shown).
//! They become pictures through `painter`, `canvas`, `pointing` and `gestures`. `lanes` says the same as a table.

mod canvas;
mod frame_stats;
mod gestures;
mod ghost;
mod hit;
mod lanes;
mod layout;
mod levels;
mod mode_row;
mod painter;
mod pattern;
mod pixels;
mod pointing;
mod queue_row;
mod raster;
mod run_clock;
mod shares;
mod zoom;

pub(crate) use frame_stats::Frames;
pub(crate) use layout::Rows;
pub(crate) use pattern::{BLOCKED, Colour, Hatching, LOCK, Palette, Patterns, Tile, WAIT};
pub(crate) use zoom::{ViewChange, Viewport, use_viewport};

use std::rc::Rc;

use interleave::model::api::Family;
use interleave::model::mode::Mode;
use interleave::model::spec::{Override, Spec};
use interleave::model::task::Outcome;
use interleave::model::view::Theme;
use interleave::protocol::RaceId;
use interleave::report::Report;
use interleave::report::round::Counter;
use interleave::time::Nanos;
use web_sys::Element;
use yew::prelude::*;

use self::lanes::lane_table;
use self::layout::Layout;
use self::mode_row::{KEYS, ModeRow, Sample};
use self::painter::{Painter, Subject};
use self::queue_row::QueueRow;
use self::zoom::View;
use crate::chart::{BoardLegend, TimeAxis, axis_ticks, scale};
use crate::i18n::Texts;
use crate::recording::Recording;
use crate::state::Race;

/// What [`Board`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct BoardProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The last race, under way or ended.
    pub race: Option<Race>,
    /// The experiment in the form, for as long as there is no race.
    pub spec: Rc<Spec>,
    /// Whether it says what to expect before there is a race.
    pub foretells: bool,
    /// Whether it shares one screen with other things, and must not be high.
    pub projected: bool,
    /// Whether it shows how full the queues were.
    pub queues: bool,
    /// The theme: when it changes, the colours are read again.
    pub theme: Theme,
    /// What part of the race is shown.
    pub viewport: Viewport,
    /// What is said below the lanes.
    #[prop_or_default]
    pub children: Html,
}

/// How many modes of the usual height find room on a projector's screen beside other things.
const MOST_HIGH: usize = 3;

/// What the board keeps from one drawing to the next.
#[derive(Default)]
struct Kept {
    painter: Option<Rc<Painter>>,
    /// How far the axis of a race reached.
    axis: (Option<RaceId>, Nanos),
    /// The last preview, and of what.
    preview: Option<(Rc<Spec>, bool, Layout)>,
    /// Whether the table of lanes is open.
    listed: bool,
    /// What is painted before there is a race.
    nothing: Recording,
}

impl Kept {
    /// What there is to show.
    fn layout(&mut self, race: Option<&Race>, spec: &Rc<Spec>, foretells: bool) -> Layout {
        if let Some(race) = race {
            return Layout::of(race);
        }
        match &self.preview {
            Some((known, told, layout)) if known == spec && *told == foretells => layout.clone(),
            _ => {
                let layout = Layout::preview(spec, foretells);
                self.preview = Some((Rc::clone(spec), foretells, layout.clone()));
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
    painter.change_view_by(match race.is_some_and(|race| race.ended.is_some()) {
        true => props.viewport.change_view.clone(),
        // A run that is under way is seen whole.
        false => Callback::noop(),
    });
    let mut layout = now.layout(race, &props.spec, props.foretells);
    if props.projected {
        let modes = layout.modes.len();
        for mode in &mut layout.modes {
            mode.rows = match modes {
                1 => mode.rows.tall(),
                2..=MOST_HIGH => mode.rows,
                _ => mode.rows.dense(),
            };
        }
    }
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
        computing: race.zip(live).map_or(0, |(race, mode)| busy(race, mode)),
        expected: race.map(|race| race.expected.clone()).unwrap_or_default(),
        cores: race
            .and_then(|race| race.environment.cores_reported)
            .unwrap_or(1),
        modes: layout
            .modes
            .iter()
            .map(|layout| (layout.mode, layout.rows))
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

    let ticks = if needed > 0 {
        axis_ticks(window)
    } else {
        Vec::new()
    };
    let modes: Vec<Mode> = layout.modes.iter().map(|layout| layout.mode).collect();
    let asked = race.map_or(&props.spec, |race| &race.spec);
    let mut explained = modes.clone();
    if modes.contains(&Mode::Async) && asked.awaits_threads(Mode::Async) {
        // Its threads want the GIL.
        explained.push(Mode::Gil);
    }
    let outcomes = race.map(|race| missed(&race.report)).unwrap_or_default();
    let told = race.is_some() || props.foretells;
    let foreseeable = told && !modes.iter().all(|mode| asked.contends(*mode));
    let expected_lanes = race.is_some_and(|race| {
        let mut modes = layout.modes.iter();
        modes.any(|layout| {
            race.expected.contains_key(&layout.mode) && ghost::strip(layout.rows).is_some()
        })
    });
    let reads =
        race.is_some_and(|race| modes.iter().any(|mode| !read_times(race, *mode).is_empty()));
    let queues = race.filter(|_| props.queues).map(|race| &race.recording);
    html! {
        <section class="board" aria-label={texts.chart.board}>
            <div class="race" ref={root}>
                <TimeAxis key="axis" corner={texts.chart.mode} ticks={ticks.clone()} />
                for layout in layout.modes {
                    <ModeRow
                        key={layout.mode.name()} {texts} {layout} {window} playhead={view.playhead}
                        selected={view.lane.and_then(|(mode, lane)| (mode == layout.mode).then_some(lane))}
                        spec={race.map_or(&props.spec, |race| &race.spec)}
                        hung={race.and_then(|race| hung(race, layout.mode))}
                        reads={race.map(|race| read_times(race, layout.mode)).unwrap_or_default()}
                        ticks={ticks.clone()}
                        run={race.and_then(|race| race.report.run(layout.mode)).cloned()}
                        live={live == Some(layout.mode)}
                        over={race.is_some_and(|race| race.ended.is_some())}
                        sample={race.and_then(|race| sample(race, layout.mode))}
                    />
                    <QueueRow
                        key={["queue of ", layout.mode.name()].concat()} {texts} mode={layout.mode}
                        spec={race.map_or(&props.spec, |race| &race.spec)}
                        recording={queues.cloned()} {window} playhead={view.playhead}
                        ticks={ticks.clone()}
                    />
                }
                <p key="keys" class="spoken" id={KEYS}>{texts.chart.keys}</p>
                // Always there, so that those who do not see it hear it change.
                <div key="tip" class="tip" role="status"></div>
            </div>
            {props.children.clone()}
            <BoardLegend
                {texts} modes={explained} locks={asked.locks() || modes.iter().any(|mode| asked.limit_of(*mode).is_some())} {outcomes} {foreseeable} {expected_lanes}
                {reads}
            />
            if let Some(race) = race {
                {lane_table(texts, race, now.listed, on_toggle)}
            }
        </section>
    }
}

/// Since when the newest run of a mode hangs, if it does.
fn hung(race: &Race, mode: Mode) -> Option<Nanos> {
    let recorded = race.recording.read();
    recorded.get(&mode)?.hung().map(|hung| hung.at)
}

/// When the newest run's main thread read each result, where it reads one by one beside its workers, and
/// they can be told apart.
fn read_times(race: &Race, mode: Mode) -> Vec<Nanos> {
    if race.spec.api(mode).family() == Family::MainThread {
        return Vec::new();
    }
    let recorded = race.recording.read();
    let reads = recorded.get(&mode).map(|run| run.reads());
    let reads = reads.filter(|reads| reads.len() <= MOST_READS);
    let mut reads: Vec<_> = reads.into_iter().flatten().map(|(at, _)| *at).collect();
    reads.dedup();
    reads
}

/// The most marks of results that are read.
const MOST_READS: usize = 100;

/// The run from elsewhere that is shown for a mode.
fn sample(race: &Race, mode: Mode) -> Option<Sample> {
    let (asked, cores) = race.samples.get(&mode)?;
    let recorded = race.recording.read();
    let timeline = recorded.get(&mode)?;
    Some(Sample {
        asked: Rc::clone(asked),
        cores: *cores,
        lasted: timeline.elapsed(),
        counter: Counter::of(timeline, asked),
    })
}

/// The mode that runs.
fn live(race: &Race) -> Option<Mode> {
    let running = race.current.map(|(mode, _)| mode);
    running.filter(|_| race.ended.is_none())
}

/// How many cores the lanes of the mode that runs take, if their tasks never wait.
fn busy(race: &Race, mode: Mode) -> usize {
    let spec = &race.spec;
    let waits = |change: &Override| change.wait.is_some_and(|wait| wait > 0);
    if spec.wait > 0 || spec.overrides_in_use().any(waits) {
        return 0;
    }
    let lanes = match mode {
        Mode::Sequential | Mode::Async => 1,
        // Under the GIL one computes at a time, but on another core each time: painting there would hold up
        // each of them.
        Mode::Threads | Mode::Gil | Mode::Processes => spec.workers_of(mode),
    };
    lanes as usize
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
