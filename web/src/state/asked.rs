//! A question to the documents worker, and the answer that is shown.

/// A question, and the last answer. Answers to older questions are dropped; until the newest one is
/// answered, the previous answer stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked<Q, A> {
    /// The newest question, and its state.
    question: Option<(Q, Progress)>,
    /// The last answer, and its question.
    answer: Option<(Q, A)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// It has not been sent.
    New,
    /// The worker has it.
    Passed,
    /// It was answered.
    Answered,
    /// The worker could not be started, or broke.
    Failed,
}

impl<Q, A> Default for Asked<Q, A> {
    fn default() -> Self {
        Self {
            question: None,
            answer: None,
        }
    }
}

impl<Q: Clone + PartialEq, A> Asked<Q, A> {
    /// Asks a question. The same one is only asked again if it failed.
    pub fn ask(&mut self, question: Q) {
        let is_same = self
            .question
            .as_ref()
            .is_some_and(|(asked, progress)| *asked == question && *progress != Progress::Failed);
        if !is_same {
            self.question = Some((question, Progress::New));
        }
    }

    /// The question, if it is to be sent now; each is returned once.
    pub fn pass_on(&mut self) -> Option<Q> {
        let (question, progress) = self.question.as_mut()?;
        if *progress != Progress::New {
            return None;
        }
        *progress = Progress::Passed;
        Some(question.clone())
    }

    /// Records the answer to a question; none if the worker could not be started, or broke.
    pub fn receive(&mut self, question: Q, answer: Option<A>) {
        let Some((newest, progress)) = &mut self.question else {
            return;
        };
        if *newest != question {
            return;
        }
        *progress = match answer {
            Some(answer) => {
                self.answer = Some((question, answer));
                Progress::Answered
            }
            None => Progress::Failed,
        };
    }

    /// The answer to this question, if it is the last one.
    pub fn to(&self, question: &Q) -> Option<&A> {
        let (answered, answer) = self.answer.as_ref()?;
        (answered == question).then_some(answer)
    }

    /// Whether the newest question was not answered.
    pub fn has_failed(&self) -> bool {
        matches!(self.question, Some((_, Progress::Failed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_question_is_answered_and_older_answers_are_dropped() {
        let mut asked = Asked::default();
        asked.ask(1);
        assert_eq!((asked.pass_on(), asked.pass_on()), (Some(1), None));
        asked.ask(2);
        asked.ask(2);
        assert_eq!((asked.pass_on(), asked.pass_on()), (Some(2), None));
        asked.receive(1, Some("late"));
        assert_eq!((asked.to(&1), asked.to(&2)), (None, None));
        asked.receive(2, Some("two"));
        asked.ask(2);
        assert_eq!(asked.pass_on(), None, "it is answered");
        asked.ask(3);
        assert_eq!((asked.to(&2), asked.to(&3)), (Some(&"two"), None));
    }

    #[test]
    fn a_question_that_failed_can_be_asked_again() {
        let mut asked = Asked::<_, ()>::default();
        asked.ask(1);
        asked.pass_on();
        asked.receive(1, None);
        assert!(asked.has_failed());
        assert_eq!(asked.pass_on(), None);
        asked.ask(1);
        assert!(!asked.has_failed());
        assert_eq!(asked.pass_on(), Some(1));
    }
}
