//! The page's sentences with numbers in them, put together once for all languages.

use interleave::lesson::Experiment;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::model::view::StepId;
use interleave::race::rounds::planned;
use interleave::report::Report;
use interleave::report::environment::Painter;
use interleave::report::round::Outcomes;

use super::{Label, Texts, fill};
use crate::state::{Answers, Phase, Place, Stage, Trouble};
use interleave::wording::format;

/// Whether an experiment still equals its preset, on a machine with this many cores.
pub(crate) fn is_preset(spec: &Spec, cores: u32) -> bool {
    *spec == spec.preset.spec() || *spec == spec.preset.spec_for(cores)
}

impl Texts {
    /// The phase of an experiment, in place of the headline; `report` is what has been measured so far.
    pub(crate) fn busy(&self, phase: Phase, spec: &Spec, report: Option<&Report>) -> String {
        let run = &self.run;
        match phase {
            Phase::Starting | Phase::Loading | Phase::Idle => run.ready.to_owned(),
            Phase::Measuring => run.measuring.to_owned(),
            Phase::Preparing { share } => fill(run.preparing_answer, &[&format::percent(share)]),
            Phase::Running { mode, round } => {
                let texts = [
                    run.running_mode,
                    run.running_mode_round,
                    run.running_mode_more,
                ];
                let seen = report.map(|report| self.so_far(report, round));
                self.running(texts, mode, round, spec) + &seen.unwrap_or_default()
            }
            Phase::Stopping => run.stopping.to_owned(),
        }
    }

    /// The same in a few words.
    pub(crate) fn phase(&self, phase: Phase, spec: &Spec) -> String {
        let run = &self.run;
        match phase {
            Phase::Loading => run.loading.to_owned(),
            Phase::Idle => String::new(),
            Phase::Starting => run.starting.to_owned(),
            Phase::Measuring => run.measuring.to_owned(),
            Phase::Preparing { share } => fill(run.preparing, &[&format::percent(share)]),
            Phase::Running { mode, round } => {
                let texts = [run.running, run.running_round, run.running_more];
                self.running(texts, mode, round, spec)
            }
            Phase::Stopping => run.stopping.to_owned(),
        }
    }

    /// One of three texts: of a single round, of one of those that are planned, of one beyond them.
    fn running(&self, texts: [&str; 3], mode: Mode, round: u32, spec: &Spec) -> String {
        let planned = planned(spec);
        let text = match planned {
            1 if round == 0 => texts[0],
            _ if round < planned => texts[1],
            _ => texts[2],
        };
        let [round, rounds] = [round + 1, planned].map(|number| number.to_string());
        fill(text, &[self.mode(mode, spec), &round, &rounds])
    }

    /// What the rounds before this one have shown, and about how long those that are planned still take;
    /// nothing where there are none.
    fn so_far(&self, report: &Report, round: u32) -> String {
        let run = &self.run;
        let compared = report
            .runs
            .iter()
            .filter(|run| run.mode != Mode::Sequential);
        let ratios = compared.filter_map(|run| {
            let name = self.mode(run.mode, &report.spec);
            Some([name, " ", &format::times(run.speedup?)].concat())
        });
        let ratios: Vec<_> = ratios.collect();
        let mut text = String::new();
        if round > 0 && !ratios.is_empty() {
            text += &fill(run.seen_so_far, &[&ratios.join(self.results.and_modes)]);
        }
        let left = planned(&report.spec).saturating_sub(round);
        let times = report.runs.iter().filter_map(|run| run.median_ms);
        let left_ms = times.sum::<f64>() * f64::from(left);
        if round > 0 && left_ms >= 1_000.0 {
            let seconds = (left_ms / 1_000.0).round() as u64;
            text += &fill(run.time_left, &[&format::count(seconds)]);
        }
        text
    }

    /// What an experiment of the lesson has taken: the modes that were guessed, or else all.
    pub(crate) fn took(&self, experiment: &Experiment, answers: &Answers) -> String {
        let spec = experiment.spec();
        let modes = match experiment.guesses {
            [] => &spec.modes,
            guessed => guessed,
        };
        let times = modes.iter().filter_map(|mode| {
            let time = match answers.took(experiment.name, *mode) {
                Some(ms) => format::time(ms, None),
                None if answers.has_run(experiment) => self.presenter.no_end.to_owned(),
                None => return None,
            };
            // A single mode is what the experiment is about.
            Some(match modes.len() {
                1 => time,
                _ => [self.mode(*mode, &spec), " ", &time].concat(),
            })
        });
        let times = times.collect::<Vec<_>>().join(" · ");
        let label = experiment.label.of(self.lang);
        fill(self.presenter.took, &[label, &times])
    }

    /// What the next press does in the presenter view.
    pub(crate) fn next_in(&self, place: Place) -> &'static str {
        let words = &self.presenter;
        match place.stage {
            _ if place.busy => words.running,
            Stage::Guess if !place.unshown => words.lock,
            Stage::Run(_) if !place.unshown => self.run.run,
            Stage::Read => words.show_answer,
            Stage::Reason => words.show_reason,
            Stage::Guess | Stage::Run(_) | Stage::Done => match StepId::ALL.last() {
                Some(last) if *last == place.step => self.lesson.last,
                _ => self.lesson.next,
            },
        }
    }

    /// The name of an experiment, on a machine with this many cores: its preset's, unless it differs from
    /// that.
    pub(crate) fn experiment_name(&self, spec: &Spec, cores: u32) -> String {
        let name = self.label(Label::Preset(spec.preset));
        match is_preset(spec, cores) {
            true => name.to_owned(),
            false => fill(self.form.custom_from, &[name]),
        }
    }

    /// What became of the tasks in the last round of each mode: modes and counts, where some tasks were
    /// not done; modes in which the same happened share a line.
    pub(crate) fn task_outcomes(&self, report: &Report) -> Vec<String> {
        let mut lines: Vec<(Outcomes, Vec<&str>)> = Vec::new();
        for run in &report.runs {
            let Some(round) = run.rounds.last() else {
                continue;
            };
            let name = self.mode(run.mode, &report.spec);
            let same = |(outcomes, _): &&mut (Outcomes, _)| *outcomes == round.outcomes;
            match lines.iter_mut().find(same) {
                Some((_, names)) => names.push(name),
                None => lines.push((round.outcomes, vec![name])),
            }
        }
        let missed =
            |outcomes: &Outcomes| outcomes.failed + outcomes.cancelled + outcomes.timed_out > 0;
        if !lines.iter().any(|(outcomes, _)| missed(outcomes)) {
            return Vec::new();
        }
        let lines = lines.into_iter().map(|(outcomes, names)| {
            let names = names.join(self.results.and_modes);
            fill(self.results.outcomes, &[&names, &self.outcomes(&outcomes)])
        });
        lines.collect()
    }

    /// What a run from elsewhere was, and where.
    pub(crate) fn sampled(&self, spec: &Spec, cores: Option<u32>) -> String {
        let cores = cores.map_or_else(|| format::NOTHING.to_owned(), |cores| cores.to_string());
        fill(
            self.chart.sampled,
            &[&self.experiment(spec).join(" · "), &cores],
        )
    }

    /// What drawing the race cost.
    pub(crate) fn painter(&self, painter: &Painter) -> String {
        let [script, frame] = [Some(painter.script_p95_ms), painter.frame_p95_ms]
            .map(|ms| ms.map_or_else(|| format::NOTHING.to_owned(), |ms| format::time(ms, None)));
        fill(
            self.machine.painter_numbers,
            &[&painter.frames.to_string(), &script, &frame],
        )
    }

    /// What went wrong, and what to do; with the corpus' pattern length.
    pub(crate) fn trouble(&self, trouble: Trouble, length: u32) -> String {
        let messages = &self.messages;
        match trouble {
            Trouble::EngineMissing => messages.engine_missing,
            Trouble::StartTimeout => messages.start_timeout,
            Trouble::PoolFailed => messages.pool_failed,
            Trouble::Crashed => messages.crashed,
            Trouble::Silent => messages.silent,
            Trouble::Version => messages.version,
            Trouble::Corpus(error) => return self.problem(error, length),
        }
        .to_owned()
    }
}
