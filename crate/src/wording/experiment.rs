//! An experiment in words, and what of it could not be read.

use super::{Label, Lang, Wording, fill, format};
use crate::kernel::CorpusError;
use crate::model::field::{Field, SpecError};
use crate::model::limits::RUN_LIMIT;
use crate::model::mode::{KernelKind, Mode};
use crate::model::moment::write;
use crate::model::query::Notice;
use crate::model::spec::Spec;
use crate::report::findings::Workload;
use crate::report::statistics::MIN_SAMPLES;
use crate::time::MILLI;

impl Wording {
    /// What an experiment asks.
    pub fn question(&self, spec: &Spec, kind: Workload) -> String {
        let question = &self.question;
        let one_by_one = u64::from(spec.n) * u64::from(spec.wait);
        let tasks = u64::from(spec.n);
        let text = match kind {
            Workload::Nothing => question.nothing,
            Workload::Empty => question.empty,
            Workload::Waiting => {
                let equal = spec.overrides.is_empty() && spec.jitter == 0 && spec.n > 1;
                match equal {
                    true if one_by_one > RUN_LIMIT / MILLI => question.waiting_long,
                    true => question.waiting,
                    false => question.waits,
                }
            }
            Workload::Computing if spec.counts() => question.counting,
            Workload::Computing if spec.modes.contains(&Mode::Async) => question.computing,
            Workload::Computing => question.computing_threads,
            Workload::Mixed => question.mixed,
            Workload::Blocking => question.blocking,
        };
        let subject = match kind {
            Workload::Blocking => self.counted.coroutines,
            _ => self.counted.tasks,
        };
        let times = [u64::from(spec.wait), one_by_one].map(format::whole_time);
        fill(text, &[&subject.of(tasks), &times[0], &times[1]])
    }

    /// What was asked, in short.
    pub fn asked(&self, spec: &Spec) -> String {
        let rounds = match spec.rounds.max(spec.rounds_asked.number()) {
            0 => self.asked.rounds_auto.to_owned(),
            1 => self.counted.rounds.of(1),
            few if (few as usize) < MIN_SAMPLES => fill(
                self.asked.few_rounds,
                &[&few.to_string(), &MIN_SAMPLES.to_string()],
            ),
            many => fill(self.asked.rounds, &[&many.to_string()]),
        };
        let mut parts = self.experiment(spec);
        parts.push(rounds);
        parts.join(" · ")
    }

    /// The tasks and their workers.
    pub fn experiment(&self, spec: &Spec) -> Vec<String> {
        let asked = &self.asked;
        let mut steps = Vec::new();
        if spec.wait > 0 {
            steps.push(fill(asked.wait, &[&format::whole_time(spec.wait.into())]));
        }
        if spec.work > 0 {
            let text = match spec.kernel {
                KernelKind::Pi => asked.terms,
                KernelKind::Patterns => asked.patterns,
                KernelKind::Counter => asked.increments,
            };
            let mut work = self
                .big(spec.work)
                .unwrap_or_else(|| format::count(spec.work));
            // “2 亿”后面直接跟量词，纯数字后面空一格。
            if self.lang == Lang::Zh && work.ends_with(|last: char| last.is_ascii()) {
                work.push(' ');
            }
            steps.push(fill(text.text(spec.work), &[&work]));
        }
        let is_empty = steps.is_empty();
        let each = match is_empty {
            true => asked.nothing.to_owned(),
            false => steps.join(" + "),
        };
        let tasks = self.counted.tasks.of(spec.n.into());
        // If each task has its own settings, there is nothing that all of them do.
        let own = spec.overrides_in_use().count() as u64;
        let mut parts = vec![match is_empty && own > 0 && own == u64::from(spec.n) {
            true => tasks,
            false => format!("{tasks} × {each}"),
        }];
        if spec.bursts > 1 {
            parts.push(asked.cycles.of(spec.bursts.into()));
        }
        if spec.jitter > 0 {
            parts.push(fill(asked.jitter, &[&spec.jitter.to_string()]));
        }
        if !spec.overrides.is_empty() {
            let count = spec.overrides.len().to_string();
            parts.push(fill(asked.overrides, &[&count]));
        }
        // If every API has a worker for each task, there is no pool size.
        let mut apis = spec.modes.iter().map(|mode| spec.api(*mode));
        if spec.modes.is_empty() || apis.any(|api| spec.workers_by(api).is_pool()) {
            parts.push(self.counted.workers.of(spec.workers.into()));
        }
        parts
    }

    /// A big number in words, if it is one.
    pub fn big(&self, number: u64) -> Option<String> {
        match self.lang {
            Lang::Zh => format::myriads(number),
            Lang::En => format::millions(number),
        }
    }

    /// A field's unit.
    pub fn unit(&self, field: Field, kernel: KernelKind) -> &'static str {
        match (field, kernel) {
            (Field::Wait | Field::Timeout | Field::Interval | Field::Read, _) => "ms",
            (Field::Work, KernelKind::Pi) => self.asked.unit_terms,
            (Field::Work, KernelKind::Patterns) => self.asked.unit_patterns,
            (Field::Work, KernelKind::Counter) => self.asked.unit_increments,
            (Field::Jitter | Field::Hold, _) => "%",
            (Field::Payload, _) => "B",
            (Field::Length, _) => self.asked.unit_symbols,
            (Field::Threshold, _) => self.asked.unit_functions,
            _ => "",
        }
    }

    /// Something in a query that was not accepted as it stands.
    pub fn notice(
        &self,
        Notice {
            key,
            error: problem,
        }: &Notice,
    ) -> String {
        let notice = &self.notice;
        let mut held = String::new();
        let text = match problem {
            SpecError::OutOfRange { held_to } => {
                held = format::amount_of(key, *held_to);
                notice.out_of_range
            }
            SpecError::NotANumber => notice.not_a_number,
            SpecError::UnknownValue => notice.unknown_value,
            SpecError::UnknownKey => notice.unknown_key,
            SpecError::Repeated => notice.repeated,
            SpecError::UnknownVersion => notice.unknown_version,
            // The whole query, which has no key.
            SpecError::TooLong if key == "…" => notice.link_too_long,
            SpecError::TooLong => notice.too_long,
            SpecError::Since(python) => {
                held = python.name().to_owned();
                notice.since
            }
            SpecError::NotOfApi => notice.not_of_api,
            SpecError::Unused => notice.unused,
            SpecError::OnlyCounter => notice.only_counter,
            SpecError::InThreads => notice.in_threads,
            SpecError::NotARange => notice.not_a_range,
            SpecError::NotALane => notice.not_a_lane,
            SpecError::PastEnd { end_us } => {
                held = write(*end_us);
                notice.past_end
            }
            SpecError::NotInRace => notice.not_in_race,
        };
        fill(text, &[key, &held])
    }

    /// Why a corpus cannot be searched for patterns of a length.
    pub fn problem(&self, error: CorpusError, length: u32) -> String {
        match error {
            CorpusError::TooLong => self.notice.corpus_too_long.to_owned(),
            CorpusError::NoPatterns => fill(self.notice.no_patterns, &[&length.to_string()]),
        }
    }

    /// A preset's name.
    pub fn preset(&self, preset: crate::model::preset::Preset) -> &'static str {
        self.label(Label::Preset(preset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::query::decode;
    use crate::wording::wording;

    fn asked(query: &str) -> [String; 2] {
        let spec = decode(query).spec;
        Lang::ALL.map(|lang| {
            let kind = Workload::of(&spec, &[]);
            wording(lang).question(&spec, kind)
        })
    }

    #[test]
    fn questions_are_right_for_one_task_and_for_waits_that_differ() {
        assert_eq!(
            asked("n=1&wait=0"),
            [
                "1 个任务，既不等待也不计算：*调度本身*需要多久？",
                "1 task without any steps: what does *scheduling itself* cost?"
            ]
        );
        let [zh, en] = asked("");
        assert_eq!(
            zh,
            "10 个任务各等待 500 ms，顺序执行需要 5 s。*同时等待*呢？"
        );
        assert_eq!(
            en,
            "10 tasks wait 500 ms each. Sequentially this takes 5 s. How long if the waits *overlap*?"
        );
        for query in ["jitter=20", "n=1", "tasks=1:wait=900"] {
            let [zh, en] = asked(query);
            assert!(zh.contains("全是等待") && !zh.contains("顺序"), "{zh}");
            assert!(
                en.contains("pure waiting") && !en.contains("Sequentially"),
                "{en}"
            );
        }
    }

    #[test]
    fn what_was_asked_is_said_without_a_pool_that_is_not_used() {
        let said = |query: &str| wording(Lang::En).asked(&decode(query).spec);
        assert_eq!(
            said("n=1&wait=0&work=1&bursts=2&jitter=20&rounds=3&tasks=0:fail"),
            "1 task × 1 term of π · 2 cycles · 20% jitter · own settings: 1 · 10 workers · \
             median of 3 rounds (a 95% interval needs 6)"
        );
        assert_eq!(
            said("workers=4&modes=sequential,threads&api=thread"),
            "10 tasks × 500 ms of waiting · rounds: automatic"
        );
    }

    #[test]
    fn notices_say_what_holds_now() {
        let said = |query: &str| {
            let notices = decode(query).notices;
            Lang::ALL.map(|lang| wording(lang).notice(&notices[0]))
        };
        assert_eq!(
            said("workers=65"),
            [
                "workers 的值超出范围，已改为 64。",
                "“workers” is out of range. 64 is used instead."
            ]
        );
        assert_eq!(
            said("v=9"),
            [
                "链接中 v 给出的版本无法识别，已按版本 1 读取。",
                "“v” in the link names an unknown version. The link was read as version 1."
            ]
        );
        let long = "n=1&x=".to_owned() + &"a".repeat(crate::model::query::MAX_QUERY_BYTES);
        assert_eq!(
            said(&long),
            [
                "链接过长，超出部分已忽略。",
                "The link is too long. The end of it was ignored."
            ]
        );
    }
}
