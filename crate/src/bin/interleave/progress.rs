//! A progress bar on a terminal; nothing in a pipe.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use interleave::model::spec::Spec;
use interleave::protocol::Message;
use interleave::race::rounds::planned;
use interleave::wording::{fill, wording};

use super::texts::Texts;

/// A bar with a step for each run of a race.
pub(crate) struct Progress<'t> {
    bar: ProgressBar,
    texts: &'t Texts,
    spec: &'t Spec,
}

impl<'t> Progress<'t> {
    /// Shows the bar, if standard error is a terminal.
    pub(crate) fn new(texts: &'t Texts, spec: &'t Spec) -> Self {
        let runs = u64::from(planned(spec)) * spec.modes.len() as u64;
        let bar = ProgressBar::with_draw_target(Some(runs), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, texts, spec }
    }

    /// Updates the bar with a message of the race.
    pub(crate) fn receive(&self, message: &Message) {
        match message {
            Message::Preparing { .. } => self.bar.set_message(self.texts.messages.preparing),
            Message::RunStarted { mode, round, .. } => {
                let name = wording(self.texts.lang).mode(*mode, self.spec);
                // More rounds may follow than are planned.
                let rounds = planned(self.spec).max(round + 1);
                self.bar
                    .set_length(u64::from(rounds) * self.spec.modes.len() as u64);
                let [round, rounds] = [round + 1, rounds].map(|n| n.to_string());
                let text = fill(self.texts.messages.running, &[name, &round, &rounds]);
                self.bar.set_message(text);
            }
            Message::RunEnded { .. } => self.bar.inc(1),
            Message::RaceEnded { .. } => self.bar.finish_and_clear(),
            _ => {}
        }
    }
}
