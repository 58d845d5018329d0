//! What the students of a class have sent: their codes, without names. It lasts as long as the page.

use interleave::lesson::class_code::{ClassCode, Refusal, find};
use interleave::model::view::StepId;

/// The most codes that are kept.
pub const MOST_CODES: usize = 2_000;

/// How much of a text that was refused is shown, in characters.
const SHOWN: usize = 40;

/// The codes of a class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Class {
    codes: Vec<ClassCode>,
    /// What became of the text that was given last.
    pub intake: Intake,
}

/// What became of a text with codes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake {
    /// So many codes are new.
    pub added: usize,
    /// So many of those are of other steps than the one that is shown.
    pub elsewhere: usize,
    /// So many were there already.
    pub doubled: usize,
    /// So many found no room.
    pub left_out: usize,
    /// What was refused, and why.
    pub refused: Vec<(String, Refusal)>,
}

impl Class {
    /// Takes the codes in a text, each once. `step` is the one that is shown.
    pub fn take(&mut self, text: &str, step: StepId) {
        let mut intake = Intake::default();
        for (word, code) in find(text) {
            match code {
                Ok(code) if self.codes.contains(&code) => intake.doubled += 1,
                Ok(_) if self.codes.len() == MOST_CODES => intake.left_out += 1,
                Ok(code) => {
                    intake.added += 1;
                    intake.elsewhere += usize::from(code.step != step);
                    self.codes.push(code);
                }
                Err(refusal) => {
                    let shown = word.chars().take(SHOWN).collect();
                    intake.refused.push((shown, refusal));
                }
            }
        }
        self.intake = intake;
    }

    /// The codes of a step.
    pub fn of(&self, step: StepId) -> impl Iterator<Item = &ClassCode> {
        self.codes.iter().filter(move |code| code.step == step)
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::lesson::class_code::{Compared, quantities};
    use interleave::lesson::step;

    fn code(step_id: StepId, student: u32) -> String {
        let results = quantities(step(step_id)).len();
        let code = ClassCode {
            step: step_id,
            student,
            cores: 4,
            read: Some(true),
            reason: Some(0),
            results: vec![Compared::default(); results],
        };
        code.write()
    }

    #[test]
    fn forty_codes_of_which_three_are_damaged_and_two_doubled_are_thirty_five() {
        let mut lines: Vec<String> = (0..38)
            .map(|student| code(StepId::Release, student))
            .collect();
        lines.extend([lines[7].clone(), lines[30].clone()]);
        for damaged in [1, 12, 25] {
            lines[damaged].replace_range(10..11, "");
        }
        let mut class = Class::default();
        class.take(&lines.join("\n"), StepId::Release);
        assert_eq!(class.of(StepId::Release).count(), 35);
        let intake = &class.intake;
        assert_eq!((intake.added, intake.doubled, intake.elsewhere), (35, 2, 0));
        let damaged =
            [1, 12, 25].map(|index: usize| &lines[index][..SHOWN.min(lines[index].len())]);
        let refused: Vec<_> = intake
            .refused
            .iter()
            .map(|(word, why)| (&word[..], *why))
            .collect();
        assert_eq!(refused, damaged.map(|word| (word, Refusal::Damaged)));

        class.take(&lines.join("\n"), StepId::Release);
        assert_eq!((class.intake.added, class.intake.doubled), (0, 37));
        class.take(&code(StepId::Batches, 1), StepId::Release);
        assert_eq!((class.intake.added, class.intake.elsewhere), (1, 1));
        assert_eq!(class.of(StepId::Release).count(), 35);
    }

    #[test]
    fn thousands_of_codes_are_taken_as_far_as_there_is_room() {
        let most = MOST_CODES as u32;
        let all: Vec<String> = (0..most + 5)
            .map(|student| code(StepId::Release, student))
            .collect();
        let mut class = Class::default();
        class.take(&all.join("\n"), StepId::Release);
        assert_eq!((class.intake.added, class.intake.left_out), (MOST_CODES, 5));
    }
}
