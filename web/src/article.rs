//! What the article and the worksheets are filled with: the lesson's experiments as labs, programs and
//! numbers, and a race that has ended as a picture. Printed natively while the page is built, a line each:
//! language, placeholder, HTML. `cargo xtask build` puts them into the templates in `www/article/`.
//!
//! Deliberately contains no sentences of the article: those are in the templates.

mod highlight;
mod worksheet;

use std::collections::BTreeMap;

use interleave::codegen;
use interleave::lesson::rehearsal::{CORES, Rehearsal};
use interleave::lesson::{Experiment, STEPS, Text, experiments};
use interleave::model::view::Lang;
use interleave::wording::format;

use crate::documents::race_of;
use crate::figure::still;

/// Ten sleeps, recorded by `interleave --record 'rounds=1'`.
const RACE: &str = include_str!("../../www/article/sleeps.json");

/// The widths of the picture, in pixels: on a phone, and where there is more room.
const WIDTHS: [(&str, f64); 2] = [("narrow", 340.0), ("wide", 700.0)];

/// Every placeholder of every language, a line each.
pub(crate) fn placeholders() -> String {
    let rehearsals: BTreeMap<&'static str, Rehearsal> = experiments()
        .map(|experiment| (experiment.name, Rehearsal::of(experiment)))
        .collect();
    let mut lines = String::new();
    for lang in Lang::ALL {
        let mut put = |key: &str, html: &str| {
            let html = html.replace('\\', "\\\\").replace('\n', "\\n");
            lines += &format!("{}\t{key}\t{html}\n", lang.name());
        };
        put("still", &picture(lang));
        put("cores", &CORES.to_string());
        for experiment in experiments() {
            let Experiment { name, .. } = experiment;
            put(&format!("lab {name}"), &lab(experiment, lang, false));
            put(&format!("opening {name}"), &lab(experiment, lang, true));
            put(&format!("link {name}"), &escape(&link(experiment, lang)));
            let shown = &rehearsals[name];
            for mode in &shown.spec.modes {
                let of = format!("{name} {}", mode.name());
                let code = codegen::python(&shown.spec, *mode).text();
                put(&format!("code {of}"), &highlight::listing(&code));
                if let Some(ms) = shown.ms(*mode) {
                    put(&format!("time {of}"), &time(ms));
                }
                if let Some(speedup) = shown.speedup(*mode) {
                    put(&format!("speedup {of}"), &format::times(speedup));
                }
            }
        }
        for step in STEPS {
            put(
                &format!("sentence {}", step.id.name()),
                &escape(step.sentence.of(lang)),
            );
            put(
                &format!("question {}", step.id.name()),
                &escape(step.question.of(lang)),
            );
        }
        put("worksheet", &worksheet::sheet(lang, &rehearsals));
        put("answers", &worksheet::answers(lang, &rehearsals));
    }
    lines
}

/// The race of ten sleeps, once for phones and once for larger screens.
fn picture(lang: Lang) -> String {
    const TITLE: Text = Text {
        zh: "10 个任务各睡眠 0.5 s：顺序执行 5 s；线程、GIL 下的线程、进程、协程各约 0.5 s。",
        en: "10 tasks sleep for 0.5 s each: 5 s one after the other, about 0.5 s on threads, on threads under a GIL, in processes and as coroutines.",
    };
    let race = race_of(RACE);
    WIDTHS
        .map(|(name, width)| {
            let svg = still(&race, lang, TITLE.of(lang), width, name);
            format!("<div class=\"{name}\">{svg}</div>")
        })
        .concat()
}

/// An experiment that runs in place; the opening one only when it is touched, around its picture.
fn lab(experiment: &Experiment, lang: Lang, is_opening: bool) -> String {
    const RUN: Text = Text {
        zh: "在这里运行",
        en: "Run it here",
    };
    const OPEN: Text = Text {
        zh: "在实验台中打开",
        en: "Open in the lab",
    };
    const GUESS: Text = Text {
        zh: "先预测，再运行",
        en: "Guess first, then run it",
    };
    const YOURS: Text = Text {
        zh: "你的结果：",
        en: "Your result: ",
    };
    let Experiment {
        name, label, query, ..
    } = experiment;
    let picture = match is_opening {
        true => picture(lang),
        false => String::new(),
    };
    let mut steps = STEPS.into_iter();
    let step = steps.find(|step| step.experiments.iter().any(|one| one.name == *name));
    let guess = step.map_or_else(String::new, |step| {
        let to = format!("../?lesson={}&lang={}", step.id.name(), lang.name());
        format!(" <a href=\"{}\">{}</a>", escape(&to), GUESS.of(lang))
    });
    let touched = if is_opening { " data-opening" } else { "" };
    format!(
        "<figure class=\"lab\" id=\"lab-{name}\" data-query=\"{}\"{touched}>\n\
         <div class=\"stage\">{picture}<button type=\"button\">{}</button></div>\n\
         <p class=\"result\" hidden>{}<span></span></p>\n\
         <figcaption>{} <a href=\"{}\">{}</a>{guess}</figcaption>\n</figure>",
        escape(query),
        RUN.of(lang),
        YOURS.of(lang),
        escape(label.of(lang)),
        escape(&link(experiment, lang)),
        OPEN.of(lang),
    )
}

/// The address of an experiment, seen from the article's folder.
fn link(experiment: &Experiment, lang: Lang) -> String {
    format!("../?{}&lang={}", experiment.query, lang.name())
}

/// A time with two digits: what the model says is no more exact.
fn time(ms: f64) -> String {
    let mut step = 1.0;
    while ms / step >= 99.5 {
        step *= 10.0;
    }
    // Number and unit stay on one line.
    format::whole_time(((ms / step).round() * step) as u64).replace(' ', "\u{a0}")
}

/// A text within HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_two_digits() {
        for (ms, expected) in [
            (540.2, "540 ms"),
            (1_040.4, "1 s"),
            (1_546.0, "1.5 s"),
            (5.6, "6 ms"),
        ] {
            assert_eq!(time(ms), expected.replace(' ', "\u{a0}"));
        }
    }

    #[test]
    fn every_placeholder_is_there_once_in_each_language() {
        let lines = placeholders();
        let keys = |lang: Lang| -> Vec<&str> {
            let of = lines.lines().filter_map(|line| {
                let mut fields = line.split('\t');
                (fields.next() == Some(lang.name())).then(|| fields.next())?
            });
            of.collect()
        };
        let [zh, en] = Lang::ALL.map(keys);
        assert_eq!(zh, en);
        let mut once = zh.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), zh.len());
    }

    #[test]
    fn the_picture_has_every_mode_and_nothing_beyond_its_edge() {
        for lang in Lang::ALL {
            let html = picture(lang);
            assert_eq!(html.matches("<svg").count(), WIDTHS.len());
            let texts = crate::i18n::texts(lang);
            let race = race_of(RACE);
            for mode in race.recording.modes() {
                let name = texts.mode(mode, &race.spec());
                assert_eq!(
                    html.matches(&format!(">{name} ·")).count(),
                    WIDTHS.len(),
                    "{name}"
                );
            }
            assert_eq!(html.matches("id=\"wide-wait-gil\"").count(), 1);
            assert!(html.contains("url(#narrow-wait-gil)") && !html.contains("url(#wait"));
        }
    }
}
