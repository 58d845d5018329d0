//! The picture of a class: guesses and measurements of each mode over one logarithmic axis, and how much faster
//! machines with so many cores were.
//!
//! A dot stands for all whose values lie close together: its area says how many.

use std::rc::Rc;

use interleave::lesson::class_code::{ClassCode, Compared, Quantity, quantities};
use interleave::lesson::{Step, step};
use interleave::model::mode::Mode;
use interleave::model::view::StepId;
use interleave::report::Provenance;
use interleave::wording::format;
use yew::prelude::*;

use crate::chart::scale::share;
use crate::chart::{ProvenanceTag, edge};
use crate::i18n::{Label, Texts, fill};
use crate::state::Class;

/// So many places there are for dots along an axis.
const PLACES: usize = 60;
/// The radius of a dot that stands for the most, and the least radius, in pixels.
const RADIUS: f64 = 9.0;
const LEAST_RADIUS: f64 = 2.5;

/// What [`ClassChart`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ClassChartProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// What the class has sent.
    pub class: Rc<Class>,
}

/// The picture, or that nobody has sent anything yet.
#[component]
pub(super) fn ClassChart(props: &ClassChartProps) -> Html {
    let (texts, step) = (props.texts, step(props.step));
    let words = &texts.presenter;
    let codes: Vec<&ClassCode> = props.class.of(props.step).collect();
    if codes.is_empty() {
        return html! { <p class="about" data-codes="0">{words.no_codes}</p> };
    }
    let rows: Vec<Row> = rows(step, &codes);
    let values = || {
        rows.iter()
            .flat_map(|row| row.guesses.iter().chain(&row.found))
    };
    let axis = Axis::over(values().copied());
    let count = |count: usize| format::count(count as u64);
    // On the students' own machines.
    let recorded = Provenance::Recorded;
    let read = codes.iter().filter_map(|code| code.read);
    let [asked, right] = [read.clone().count(), read.filter(|right| *right).count()];
    html! {
        <div class="class-chart" data-codes={codes.len().to_string()}>
            <p>
                {fill(words.students, &[&count(codes.len())])}
                if asked > 0 {
                    {" · "}
                    {fill(words.read_right, &[&count(right), &count(asked)])}
                }
                {" · "}
                {words.medians}
                {" "}
                <ProvenanceTag {texts} source={Label::Provenance(recorded)} provenance={recorded} />
            </p>
            <div class="plots">
                <div class="rows">
                    <div class="row heads">
                        <span></span>
                        <span></span>
                        <span>
                            <svg class="key" aria-hidden="true"><circle class="guessed" cx="8" cy="8" r="6" /></svg>
                            {words.guessed}
                        </span>
                        <span>
                            <svg class="key" aria-hidden="true"><circle class="found" cx="8" cy="8" r="7" /></svg>
                            {words.found}
                        </span>
                    </div>
                    for row in &rows {
                        <RowPlot {texts} row={row.clone()} {axis} />
                    }
                    <div class="row">
                        <span></span>
                        <svg class="scale" aria-hidden="true">
                            for (share, label) in axis.ticks(step.asks_times()) {
                                <text x={share_of_axis(share)} y="20" class={edge(share)}>{label}</text>
                            }
                        </svg>
                    </div>
                </div>
                <Speedups {texts} step={props.step} class={props.class.clone()} />
            </div>
        </div>
    }
}

/// Values of a mode of an experiment, or of the number that is asked for.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    /// The experiment, if there are several, by index; and the mode.
    of: Option<(usize, Mode)>,
    step: StepId,
    guesses: Vec<f64>,
    found: Vec<f64>,
}

/// What was guessed and found, a row for each thing that is guessed.
fn rows(step: &'static Step, codes: &[&ClassCode]) -> Vec<Row> {
    let row = |(index, quantity): (usize, Quantity)| {
        let of = match quantity {
            Quantity::Time { guessed: false, .. } => return None,
            Quantity::Time {
                experiment, mode, ..
            } => {
                let mut experiments = step.experiments.iter();
                experiments
                    .position(|one| one.name == experiment.name)
                    .map(|index| (index, mode))
            }
            Quantity::Number => None,
        };
        let all = |part: fn(&Compared) -> Option<f64>| {
            let results = codes.iter().filter_map(|code| code.results.get(index));
            results.filter_map(part).collect()
        };
        Some(Row {
            of,
            step: step.id,
            guesses: all(|result| result.guess),
            found: all(|result| result.found),
        })
    };
    let all = quantities(step).into_iter().enumerate();
    all.filter_map(row).collect()
}

/// What [`RowPlot`] shows.
#[derive(Properties, PartialEq)]
struct RowPlotProps {
    texts: &'static Texts,
    row: Row,
    axis: Axis,
}

/// A row: its name, the dots, and the middle of each kind.
#[component]
fn RowPlot(props: &RowPlotProps) -> Html {
    let RowPlotProps { texts, row, axis } = props;
    let step = step(row.step);
    let is_time = row.of.is_some();
    let said = |value: f64| match is_time {
        true => format::time(value, None),
        false => format::count(value as u64),
    };
    let name = match row.of {
        None => step.reading.question.of(texts.lang).to_owned(),
        Some((index, mode)) => {
            let experiment = &step.experiments[index];
            let mode = texts.mode(mode, &experiment.spec());
            let label = experiment.label.of(texts.lang);
            match (step.experiments, experiment.guesses) {
                ([_], _) => mode.to_owned(),
                (_, [_]) => label.to_owned(),
                _ => [label, " · ", mode].concat(),
            }
        }
    };
    let most = [&row.guesses, &row.found].map(|values| axis.places(values));
    let most = most
        .iter()
        .flatten()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(1);
    let dots = |values: &[f64], class: &'static str, y: &'static str| -> Html {
        let dot = |(place, count): (usize, usize)| {
            let radius = RADIUS * (count as f64 / most as f64).sqrt();
            html! {
                <circle
                    {class} cx={share_of_axis((place as f64 + 0.5) / PLACES as f64)} cy={y}
                    r={format::fixed(radius.max(LEAST_RADIUS), 1)}
                />
            }
        };
        axis.places(values).into_iter().map(dot).collect()
    };
    let middle = |values: &[f64]| median(values).map(&said);
    html! {
        <div class="row" data-mode={row.of.map(|(_, mode)| mode.name())}>
            <span class="row-name" title={name.clone()}>
                if is_time {
                    <i class="chip"></i>
                }
                {name}
            </span>
            <svg aria-hidden="true">
                {dots(&row.guesses, "guessed", "28%")}
                {dots(&row.found, "found", "72%")}
            </svg>
            <span>{middle(&row.guesses)}</span>
            <b>{middle(&row.found)}</b>
        </div>
    }
}

/// What [`Speedups`] shows.
#[derive(Properties, PartialEq)]
struct SpeedupsProps {
    texts: &'static Texts,
    step: StepId,
    class: Rc<Class>,
}

/// The greatest speed-up of each machine over its cores; nothing if no experiment of the step runs sequentially.
#[component]
fn Speedups(props: &SpeedupsProps) -> Html {
    let words = &props.texts.presenter;
    let points: Vec<(u8, f64)> = props.class.of(props.step).filter_map(speedup).collect();
    let (Some(cores), Some(times)) = (
        points.iter().map(|(cores, _)| *cores).max(),
        points.iter().map(|(_, times)| *times).reduce(f64::max),
    ) else {
        return Html::default();
    };
    let (cores, times) = (f64::from(cores) + 1.0, (times * 1.15).max(2.0));
    let x = |cores_here: f64| share_of_axis(cores_here / cores);
    let y = |value: f64| share_of_axis(1.0 - value / times);
    let mut ticks: Vec<u8> = points.iter().map(|(cores, _)| *cores).collect();
    ticks.sort_unstable();
    ticks.dedup();
    // As many as find room.
    let every = ticks.len().div_ceil(6);
    let ideal = cores.min(times);
    html! {
        <figure class="speedups">
            <figcaption>{words.speedups}</figcaption>
            <svg role="img" aria-label={words.speedups}>
                <line class="ideal" x1="0%" y1="100%" x2={x(ideal)} y2={y(ideal)} />
                for value in [1.0, (times / 1.15 * 10.0).round() / 10.0] {
                    <text class="last" x="-8" y={y(value)} dy="7">{format::times(value)}</text>
                }
                for (cores, times) in &points {
                    <circle class="found" cx={x((*cores).into())} cy={y(*times)} r="6" />
                }
                for tick in ticks.iter().step_by(every) {
                    <text x={x((*tick).into())} y="100%" dy="22">{*tick}</text>
                }
            </svg>
        </figure>
    }
}

/// The greatest speed-up over sequential in any experiment of a code, with its machine's cores.
fn speedup(code: &ClassCode) -> Option<(u8, f64)> {
    let all = quantities(step(code.step));
    let mut best: Option<f64> = None;
    let mut sequential = None;
    for (quantity, result) in all.into_iter().zip(&code.results) {
        let Quantity::Time {
            experiment, mode, ..
        } = quantity
        else {
            continue;
        };
        if mode == Mode::Sequential {
            sequential = result.found.map(|ms| (experiment.name, ms));
        } else if let (Some((name, base)), Some(ms)) = (sequential, result.found)
            && name == experiment.name
        {
            best = Some(best.map_or(base / ms, |best| best.max(base / ms)));
        }
    }
    best.map(|best| (code.cores, best))
}

/// A logarithmic axis.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis {
    /// The powers of ten at its ends.
    from: i32,
    to: i32,
}

impl Axis {
    /// An axis over all values; what is below a power of ten further down lies at its beginning.
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let powers = values.filter(|value| *value > 0.0).map(f64::log10);
        let (low, high) = powers.fold((f64::MAX, f64::MIN), |(low, high), power| {
            (low.min(power), high.max(power))
        });
        if low > high {
            return Self { from: 0, to: 1 };
        }
        let from = low.floor() as i32;
        Self {
            from,
            to: (high.ceil() as i32).max(from + 1),
        }
    }

    fn share(self, value: f64) -> f64 {
        let power = value.log10();
        ((power - f64::from(self.from)) / f64::from(self.to - self.from)).clamp(0.0, 1.0)
    }

    /// How many values lie at each place.
    fn places(self, values: &[f64]) -> Vec<(usize, usize)> {
        let mut counts = [0; PLACES];
        for value in values {
            let place = self.share(*value) * PLACES as f64;
            counts[(place as usize).min(PLACES - 1)] += 1;
        }
        let counts = counts.into_iter().enumerate();
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Powers of ten: as many as find room.
    fn ticks(self, is_time: bool) -> Vec<(f64, String)> {
        let tick = |power: i32| {
            let value = 10_f64.powi(power);
            let label = match is_time {
                true => format::time(value, None),
                false => format::count(value as u64),
            };
            (self.share(value), label)
        };
        let every = (self.to - self.from).unsigned_abs().div_ceil(2);
        let powers = (self.from..=self.to).step_by(every as usize);
        powers.map(tick).collect()
    }
}

/// A share as an SVG length.
fn share_of_axis(part: f64) -> String {
    share(part, 1.0)
}

/// The middle of some values.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;
    use futures_executor::block_on;
    use interleave::model::view::Lang;

    fn code(student: u32) -> String {
        let all = quantities(step(StepId::Release));
        let result = |quantity: &Quantity| match quantity {
            Quantity::Time {
                mode: Mode::Sequential,
                ..
            } => Compared {
                guess: Some(5_000.0),
                found: Some(5_010.0),
            },
            _ => Compared {
                guess: Some(if student < 10 { 500.0 } else { 5_000.0 }),
                found: Some(501.0),
            },
        };
        let code = ClassCode {
            step: StepId::Release,
            student,
            cores: 4,
            read: Some(student < 30),
            reason: Some(0),
            results: all.iter().map(result).collect(),
        };
        code.write()
    }

    fn chart(codes: u32, lang: Lang) -> String {
        let mut class = Class::default();
        let lines: Vec<String> = (0..codes).map(code).collect();
        class.take(&lines.join("\n"), StepId::Release);
        let chart = yew::LocalServerRenderer::<ClassChart>::with_props(ClassChartProps {
            texts: texts(lang),
            step: StepId::Release,
            class: class.into(),
        });
        block_on(chart.hydratable(false).render())
    }

    #[test]
    fn guesses_and_measurements_of_forty_are_dots_whose_area_says_how_many() {
        let html = chart(40, Lang::En);
        assert!(html.contains("data-codes=\"40\""), "{html}");
        assert!(html.contains("30 of 40"), "{html}");
        assert_eq!(html.matches("class=\"row-name\"").count(), 3, "{html}");
        // Ten guessed 500 ms, and thirty 5 s: radii as the roots of 10 and 30 to 40 that measured the same.
        for radius in ["r=\"4.5\"", "r=\"7.8\"", "r=\"9.0\""] {
            assert!(html.contains(radius), "{radius}: {html}");
        }
        assert!(html.contains("<b>0.501 s</b>"), "{html}");
        assert!(chart(0, Lang::Zh).contains("data-codes=\"0\""));
    }

    #[test]
    fn every_machine_has_its_speedup_over_its_cores() {
        let mut class = Class::default();
        class.take(&code(1), StepId::Release);
        let code = class.of(StepId::Release).next().expect("it was taken");
        let (cores, times) = speedup(code).expect("it ran sequentially, too");
        assert_eq!(cores, 4);
        assert!((times - 10.0).abs() < 0.02, "{times}");
    }

    #[test]
    fn an_axis_begins_and_ends_at_powers_of_ten() {
        let axis = Axis::over([503.0, 5_010.0, 0.0].into_iter());
        assert_eq!((axis.from, axis.to), (2, 4));
        assert_eq!((axis.share(1_000.0), axis.share(0.0)), (0.5, 0.0));
        let labels: Vec<_> = axis
            .ticks(true)
            .into_iter()
            .map(|(_, label)| label)
            .collect();
        assert_eq!(labels, ["0.100 s", "1.00 s", "10.0 s"]);
        let wide = Axis { from: -1, to: 4 };
        assert_eq!(wide.ticks(true).len(), 2);
        let nothing = Axis::over(std::iter::empty());
        assert_eq!((nothing.from, nothing.to), (0, 1));
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    }
}
