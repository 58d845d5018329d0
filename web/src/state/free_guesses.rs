//! What the reader guesses in free play, where that is switched on.

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;

use super::lesson::Guess;

/// Guesses of how long the modes of one experiment take; another one is guessed anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FreeGuesses {
    spec: Spec,
    guesses: Vec<(Mode, Guess)>,
}

impl FreeGuesses {
    /// The guess for a mode of an experiment, once there is one.
    pub fn of(&self, spec: &Spec, mode: Mode) -> Option<Guess> {
        let mut guesses = self.guesses.iter().filter(|_| self.spec == *spec);
        guesses.find(|(of, _)| *of == mode).map(|(_, guess)| *guess)
    }

    /// Guesses; none takes a guess back.
    pub fn set(&mut self, spec: &Spec, mode: Mode, guess: Option<Guess>) {
        if self.spec != *spec {
            self.spec = spec.clone();
            self.guesses.clear();
        }
        self.guesses.retain(|(of, _)| *of != mode);
        self.guesses.extend(guess.map(|guess| (mode, guess)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_of_one_experiment() {
        let (first, mut second) = (Spec::default(), Spec::default());
        second.n += 1;
        let mut guesses = FreeGuesses::default();
        guesses.set(&first, Mode::Gil, Some(Guess::Unknown));
        guesses.set(&first, Mode::Async, Some(Guess::Number(5.0)));
        assert_eq!(guesses.of(&first, Mode::Gil), Some(Guess::Unknown));
        assert_eq!(guesses.of(&second, Mode::Gil), None);
        guesses.set(&first, Mode::Gil, None);
        assert_eq!(guesses.of(&first, Mode::Gil), None);
        guesses.set(&second, Mode::Gil, Some(Guess::Unknown));
        assert_eq!(guesses.of(&first, Mode::Async), None);
    }
}
