//! One lost update of each mode, step by step: which lane reads what, which writes what, and what the
//! counter shows then.
//!
//! The steps are those that were recorded while it ran. A column is a lane, so that the order in which lanes
//! come between each other can be seen; the reader goes from row to row, and the board's playhead along.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::Provenance;
use interleave::report::round::Counter;
use interleave::time::Nanos;
use interleave::trace::event::MemoryAccess;
use interleave::trace::timeline::{Accessed, Timeline};
use yew::prelude::*;

use super::Rich;
use crate::chart::{ProvenanceTag, source};
use crate::i18n::{Texts, fill};
use crate::recording::Recording;
use interleave::wording::format;

/// What [`LostUpdates`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct LostUpdatesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The experiment.
    pub spec: Rc<Spec>,
    /// What happened.
    pub recording: Recording,
    /// Shows a moment.
    pub seek: Callback<Nanos>,
}

/// A lost update of each mode that lost any.
#[component]
pub(super) fn LostUpdates(props: &LostUpdatesProps) -> Html {
    let LostUpdatesProps {
        texts,
        spec,
        recording,
        seek,
    } = props;
    let recorded = recording.read();
    let loses = |(mode, run): &(&Mode, &Timeline)| {
        let lost = Counter::of(run, spec).is_some_and(|counter| counter.lost > 0);
        // A process counts on a copy: there no lane writes over another one's update.
        **mode != Mode::Processes && (lost || !run.accesses().is_empty())
    };
    let modes: Vec<_> = recorded
        .iter()
        .filter(loses)
        .map(|(mode, run)| {
            let steps = Steps::of(run.accesses());
            html! {
                <Stepper
                    key={mode.name()} texts={*texts} spec={spec.clone()} mode={*mode} {steps}
                    seek={seek.clone()}
                />
            }
        })
        .collect();
    if modes.is_empty() {
        return Html::default();
    }
    html! {
        <section class="lost-update" aria-labelledby={HEADING}>
            <h4 id={HEADING}>{texts.player.lost_update}</h4>
            {for modes}
        </section>
    }
}

const HEADING: &str = "lost-update-heading";

/// A row.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    at: Nanos,
    what: What,
    /// What the counter shows after it, if that is known.
    counter: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// The lane of a column reads or writes a value.
    Access(usize, MemoryAccess, u64),
    /// So many updates that were not recorded one by one.
    More(u64),
    /// Perhaps updates, and how many is not known.
    Unrecorded,
}

/// The steps of a lost update.
#[derive(Clone, Debug, Default, PartialEq)]
struct Steps {
    /// The lanes, a column each.
    lanes: Vec<u16>,
    rows: Vec<Row>,
    /// What the last write replaces.
    replaced: u64,
}

impl Steps {
    fn of(accesses: &[Accessed]) -> Self {
        let mut lanes: Vec<u16> = accesses.iter().map(|accessed| accessed.lane).collect();
        lanes.sort_unstable();
        lanes.dedup();
        let mut rows = Vec::new();
        let mut counter = accesses.first().map_or(0, |first| first.value);
        let mut replaced = counter;
        for Accessed {
            at,
            lane,
            access,
            value,
        } in accesses.iter().copied()
        {
            let between = match access {
                MemoryAccess::Reads if value > counter => {
                    Some((What::More(value - counter), Some(value)))
                }
                MemoryAccess::Writes if value > counter + 1 => Some((What::Unrecorded, None)),
                _ => None,
            };
            rows.extend(between.map(|(what, counter)| Row { at, what, counter }));
            replaced = counter;
            counter = value;
            let column = lanes.partition_point(|other| *other < lane);
            rows.push(Row {
                at,
                what: What::Access(column, access, value),
                counter: Some(counter),
            });
        }
        Self {
            lanes,
            rows,
            replaced,
        }
    }

    /// What came of it.
    fn conclusion(&self, texts: &Texts) -> String {
        let say = &texts.player;
        let Some(Row {
            what: What::Access(column, _, written),
            ..
        }) = self.rows.last()
        else {
            return String::new();
        };
        let written = *written;
        let lost = (self.replaced + 1).saturating_sub(written);
        let [shown, over, lost_shown] = [written, self.replaced, lost].map(format::count);
        match lost {
            1 => fill(say.lost_one, &[&shown]),
            _ => fill(
                say.lost_many,
                &[&number(self.lanes[*column]), &shown, &over, &lost_shown],
            ),
        }
    }
}

impl Row {
    /// It in a sentence.
    fn text(&self, texts: &Texts, lanes: &[u16]) -> String {
        match self.what {
            What::Access(column, ..) => {
                let lane = fill(texts.player.lane, &[&number(lanes[column])]);
                [&lane, " ", &self.cell(texts)].concat()
            }
            What::More(_) | What::Unrecorded => self.cell(texts),
        }
    }

    /// It in its column.
    fn cell(&self, texts: &Texts) -> String {
        let say = &texts.player;
        match self.what {
            What::Access(_, MemoryAccess::Reads, value) => {
                fill(say.reads, &[&format::count(value)])
            }
            What::Access(_, MemoryAccess::Writes, value) => {
                fill(say.writes, &[&format::count(value)])
            }
            What::More(updates) => fill(
                say.more_updates,
                &[&format::count(updates), &counter_shows(self.counter)],
            ),
            What::Unrecorded => say.unrecorded_updates.to_owned(),
        }
    }
}

/// What the counter shows, if that is known.
fn counter_shows(counter: Option<u64>) -> String {
    counter.map_or_else(|| "…".to_owned(), format::count)
}

/// A lane's number, as readers see it.
fn number(lane: u16) -> String {
    format::count(u64::from(lane) + 1)
}

/// What [`Stepper`] shows.
#[derive(Properties, PartialEq)]
struct StepperProps {
    texts: &'static Texts,
    spec: Rc<Spec>,
    mode: Mode,
    steps: Steps,
    seek: Callback<Nanos>,
}

/// The steps of one mode, and which of them the reader looks at.
#[component]
fn Stepper(props: &StepperProps) -> Html {
    let StepperProps {
        texts,
        spec,
        mode,
        steps,
        seek,
    } = props;
    let say = &texts.player;
    let shown = use_state_eq(|| 0_usize);
    let now = *shown;
    let provenance = Provenance::of(*mode, spec);
    let head = html! {
        <p class="of">
            <span class="chip"></span>
            <strong>{texts.mode(*mode, spec)}</strong>
            <ProvenanceTag
                texts={*texts} source={source(*mode, spec, provenance)} {provenance}
            />
        </p>
    };
    let Some(row) = steps.rows.get(now) else {
        return html! {
            <div data-mode={mode.name()} data-steps="0">
                {head}
                <p class="about">{say.lost_unseen}</p>
            </div>
        };
    };
    let last = steps.rows.len() - 1;
    let times: Vec<Nanos> = steps.rows.iter().map(|row| row.at).collect();
    let go = Callback::from({
        let (shown, seek) = (shown.clone(), seek.clone());
        move |step: usize| {
            let step = step.min(last);
            shown.set(step);
            seek.emit(times[step]);
        }
    });
    let onkeydown = {
        let go = go.clone();
        move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                _ if event.ctrl_key() || event.meta_key() || event.alt_key() => return,
                "ArrowLeft" | "ArrowUp" => now.saturating_sub(1),
                "ArrowRight" | "ArrowDown" => now + 1,
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            go.emit(step);
        }
    };
    let button = |action: &'static str, label: &'static str, step: usize, over: bool| {
        // It stays where it is, and keeps the focus, when there is no further step.
        html! {
            <button
                type="button" class="quiet" data-action={action} aria-disabled={over.then_some("true")}
                onclick={go.reform(move |_: MouseEvent| step)}
            >
                {label}
            </button>
        }
    };
    let place = [&(now + 1).to_string(), " / ", &(last + 1).to_string()].concat();
    html! {
        <div
            class="steps" data-mode={mode.name()} data-steps={steps.rows.len().to_string()}
            role="group" aria-label={texts.mode(*mode, spec)} {onkeydown}
        >
            {head}
            <p class="about">{say.lost_first}</p>
            <table>
                <thead>
                    <tr>
                        for lane in &steps.lanes {
                            <th scope="col">{fill(say.lane, &[&number(*lane)])}</th>
                        }
                        <th scope="col" class="number">{say.counter}</th>
                    </tr>
                </thead>
                <tbody>
                    for (index, row) in steps.rows.iter().enumerate() {
                        {shown_row(texts, steps, row, index.cmp(&now), index == last)}
                    }
                </tbody>
            </table>
            <p class="now" role="status">
                <span class="place">{place}</span>
                <span>{row.text(texts, &steps.lanes)}</span>
                if now == last {
                    <span class="lost"><Rich text={steps.conclusion(texts)} /></span>
                }
            </p>
            <p class="controls">
                {button("step-back", say.step_back, now.saturating_sub(1), now == 0)}
                {button("step-on", say.step_on, now + 1, now == last)}
            </p>
        </div>
    }
}

/// A row of the table, and whether it comes before or after the one that the reader looks at.
fn shown_row(
    texts: &Texts,
    steps: &Steps,
    row: &Row,
    place: std::cmp::Ordering,
    is_last: bool,
) -> Html {
    let class = match place {
        std::cmp::Ordering::Less => "past",
        std::cmp::Ordering::Equal => "current",
        std::cmp::Ordering::Greater => "later",
    };
    let current = place.is_eq().then_some("step");
    let cell = row.cell(texts);
    let lost = is_last.then_some("warn");
    let cells = match row.what {
        What::More(_) | What::Unrecorded => html! {
            <td class="more" colspan={steps.lanes.len().to_string()}>{cell}</td>
        },
        What::Access(column, access, _) => {
            let own = html! { <td class={access.name()}>{cell}</td> };
            let cells = (0..steps.lanes.len()).map(|index| match index == column {
                true => own.clone(),
                false => html! { <td></td> },
            });
            cells.collect()
        }
    };
    html! {
        <tr {class} aria-current={current}>
            {cells}
            <td class={classes!("number", lost)}>{counter_shows(row.counter)}</td>
        </tr>
    }
}
