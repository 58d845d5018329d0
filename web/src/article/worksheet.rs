//! The worksheet and its answers, from the lesson's steps: predictions stand left of results.

use std::collections::BTreeMap;

use interleave::lesson::rehearsal::Rehearsal;
use interleave::lesson::{Experiment, Part, STEPS, Step, Text, placeholder};
use interleave::model::mode::Mode;
use interleave::model::task::Outcome;
use interleave::model::view::Lang;
use interleave::report::round::Counter;
use interleave::wording::format;

use super::{escape, link, time};
use crate::i18n::{Label, texts};

const EXPERIMENT: Text = Text {
    zh: "实验",
    en: "Experiment",
};
const MODE: Text = Text {
    zh: "执行方式",
    en: "Mode",
};
const PREDICTION: Text = Text {
    zh: "我的预测",
    en: "My prediction",
};
const RESULT: Text = Text {
    zh: "结果",
    en: "Result",
};
const ON_THE_BOARD: Text = Text {
    zh: "看时间线：",
    en: "On the timeline: ",
};
const WHY: Text = Text {
    zh: "为什么？",
    en: "Why?",
};
const OWN_WORDS: Text = Text {
    zh: "用自己的话说：",
    en: "In my own words: ",
};
const HANGS: Text = Text {
    zh: "卡死",
    en: "hangs",
};
const LOST: Text = Text {
    zh: "更新丢失",
    en: "updates lost",
};
const FOR_TEACHERS: Text = Text {
    zh: "给教师：",
    en: "For the teacher: ",
};
const ONLY_THIS: Text = Text {
    zh: "只打印这一部分",
    en: "Print only this part",
};

/// The worksheet: what is filled in by hand is empty.
pub(super) fn sheet(lang: Lang, rehearsals: &BTreeMap<&'static str, Rehearsal>) -> String {
    Writer {
        lang,
        rehearsals,
        solved: false,
    }
    .parts()
}

/// The same with what an idle machine shows, and why.
pub(super) fn answers(lang: Lang, rehearsals: &BTreeMap<&'static str, Rehearsal>) -> String {
    Writer {
        lang,
        rehearsals,
        solved: true,
    }
    .parts()
}

struct Writer<'r> {
    lang: Lang,
    rehearsals: &'r BTreeMap<&'static str, Rehearsal>,
    solved: bool,
}

impl Writer<'_> {
    fn parts(&self) -> String {
        Part::ALL.map(|part| self.part(part)).concat()
    }

    fn part(&self, part: Part) -> String {
        let numbered = STEPS.into_iter().zip(1..);
        let steps: String = numbered
            .filter(|(step, _)| step.part == part)
            .map(|(step, number)| self.step(step, number))
            .collect();
        format!(
            "<section class=\"part\" id=\"{name}\">\n<h2>{title} <a href=\"#{name}\">{only}</a></h2>\n\
             {steps}</section>\n",
            name = part.name(),
            title = part.title().of(self.lang),
            only = ONLY_THIS.of(self.lang),
        )
    }

    fn step(&self, step: &Step, number: u32) -> String {
        let say = |text: Text| escape(text.of(self.lang));
        let rows: String = step.experiments.iter().map(|one| self.rows(one)).collect();
        let heads = [EXPERIMENT, MODE, PREDICTION, RESULT]
            .map(|head| format!("<th scope=\"col\">{}</th>", say(head)));
        let reading = &step.reading;
        let answer = match self.solved {
            true => {
                let run = &self.rehearsals[reading.experiment].runs[&reading.mode];
                let answer = reading.what.read(&run.timeline);
                format!("<b>{}</b>", answer.map_or_else(String::new, format::count))
            }
            false => blank("short"),
        };
        let reasons: String = step
            .reasons
            .iter()
            .enumerate()
            .map(|(index, reason)| {
                let mark = if self.solved && index == step.right {
                    "☑"
                } else {
                    "☐"
                };
                format!("<li>{mark} {}</li>\n", say(*reason))
            })
            .collect();
        let end = match self.solved {
            true => format!(
                "<p>{}</p>\n<p class=\"sentence\">{}</p>\n<p class=\"teacher\">{}{}</p>\n",
                escape(&self.filled(step.explanation)),
                say(step.sentence),
                say(FOR_TEACHERS),
                say(step.teacher),
            ),
            false => format!("<p>{}{}</p>\n", say(OWN_WORDS), blank("long")),
        };
        format!(
            "<article class=\"step\">\n<h3>{number}. {}</h3>\n<p>{}</p>\n\
             <table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
             <p>{}{} {answer}</p>\n<p>{}</p>\n<ul class=\"reasons\">\n{reasons}</ul>\n{end}</article>\n",
            say(step.title),
            say(step.question),
            heads.concat(),
            say(ON_THE_BOARD),
            say(reading.question),
            say(WHY),
        )
    }

    /// An experiment's rows: one for each mode that is guessed, or one in which all is written down.
    fn rows(&self, experiment: &Experiment) -> String {
        let spec = &self.rehearsals[experiment.name].spec;
        let name = |mode: &Mode| texts(self.lang).mode(*mode, spec);
        let label = format!(
            "<a href=\"{}\">{}</a>",
            escape(&link(experiment, self.lang)),
            escape(experiment.label.of(self.lang))
        );
        let modes: Vec<&[Mode]> = match experiment.guesses {
            [] => vec![&spec.modes],
            guesses => guesses.chunks(1).collect(),
        };
        let head = format!(
            "<th scope=\"rowgroup\" rowspan=\"{}\">{label}</th>",
            modes.len()
        );
        let rows = modes.iter().enumerate().map(|(index, modes)| {
            let names: Vec<_> = modes.iter().map(name).collect();
            let results = match self.solved {
                true => modes
                    .iter()
                    .map(|mode| self.result(experiment, *mode))
                    .collect(),
                false => Vec::new(),
            };
            format!(
                "<tr>{}<td>{}</td><td class=\"guess\"></td><td class=\"found\">{}</td></tr>\n",
                if index == 0 { &head } else { "" },
                names.join("<br>"),
                results.join("<br>")
            )
        });
        rows.collect()
    }

    /// What an idle machine shows of a mode.
    fn result(&self, experiment: &Experiment, mode: Mode) -> String {
        let texts = texts(self.lang);
        let shown = &self.rehearsals[experiment.name];
        let timeline = &shown.runs[&mode].timeline;
        if timeline.hung().is_some() {
            return HANGS.of(self.lang).to_owned();
        }
        if let Some(counter) = Counter::of(timeline, &shown.spec) {
            let lost = format::count(counter.lost);
            let of = format::count(counter.expected);
            return format!("{lost} / {of} {}", LOST.of(self.lang));
        }
        let outcomes = timeline.outcomes();
        let all_done = outcomes.count(Outcome::Done) == shown.spec.n;
        let counts = Outcome::ALL.into_iter().filter_map(|outcome| {
            let count = outcomes.count(outcome);
            let name = texts.label(Label::Outcome(outcome));
            (count > 0).then(|| format!("{name} {count}"))
        });
        match shown.ms(mode) {
            Some(ms) if all_done => time(ms),
            _ => counts.collect::<Vec<_>>().join(", "),
        }
    }

    /// A text with the rehearsal's numbers.
    fn filled(&self, text: Text) -> String {
        let filled = placeholder::fill(text.of(self.lang), |placeholder| {
            let shown = self.rehearsals.get(placeholder.experiment)?;
            Some(match placeholder.is_speedup {
                true => format::times(shown.speedup(placeholder.mode)?),
                false => time(shown.ms(placeholder.mode)?),
            })
        });
        filled.expect("the core's tests know every placeholder")
    }
}

/// A line to write on.
fn blank(length: &str) -> String {
    format!("<span class=\"blank {length}\"></span>")
}

#[cfg(test)]
mod tests {
    use super::super::placeholders;

    #[test]
    fn predictions_stand_left_of_results_and_only_answers_are_filled_in() {
        let lines = placeholders();
        let of = |key: &str| {
            let line = lines.lines().find(|line| line.starts_with(key));
            line.expect("it is there").to_owned()
        };
        for lang in ["zh", "en"] {
            let [sheet, answers] =
                ["worksheet", "answers"].map(|what| of(&format!("{lang}\t{what}\t")));
            for html in [&sheet, &answers] {
                assert_eq!(html.matches("<h3>").count(), 16);
                assert_eq!(
                    html.matches("<td class=\"guess\"></td><td class=\"found\">")
                        .count(),
                    html.matches("class=\"guess\"").count()
                );
            }
            assert_eq!(sheet.matches('☑').count(), 0);
            assert_eq!(answers.matches('☑').count(), 16);
            assert!(!answers.contains('{') && !sheet.contains('{'));
            assert_eq!(answers.matches("<td class=\"found\"></td>").count(), 0);
        }
    }
}
