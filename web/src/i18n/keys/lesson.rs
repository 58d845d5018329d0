//! The texts around the lesson's steps; the steps' own are in [`interleave::lesson`].

interleave::catalogue! {
    /// The texts of the lesson.
    Lesson {
        /// The button that opens it.
        open,
        /// Where the reader is: the step's number, how many there are, the part.
        place,
        /// What is asked for first.
        guess,
        /// It is all there.
        ready,
        /// The guesses, as long as they are made.
        guesses,
        /// The experiments, and what came of the guesses.
        experiments,
        /// What stands in the field of a guess that has not been made.
        empty,
        /// The field of a guess: the experiment, the mode.
        guess_of,
        /// The unit of a guess.
        unit,
        /// The reader makes no guess.
        unknown,
        /// Run, as long as guesses can be changed.
        lock_in,
        /// What is run next, of several: the experiment, its number, how many there are.
        to_run,
        /// Guesses are missing.
        not_guessed,
        /// What was guessed.
        guessed,
        /// Nothing was guessed.
        not_known,
        /// What it took.
        took,
        /// It never came to that.
        never,
        /// The mark of a guess in charts.
        mark,
        /// The settings of a step.
        settings,
        /// They are not the step's any more.
        changed,
        /// Makes them the step's again.
        reset,
        /// The question about the board.
        reading,
        /// Leads to the board, where that is elsewhere on the screen.
        to_board,
        /// The field of its answer.
        number,
        /// Answers it.
        answer,
        /// The answer is right: the number.
        right,
        /// It is wrong: the right number, what was answered.
        wrong,
        /// The reasons.
        why,
        /// The chosen reason is right.
        right_reason,
        /// It is wrong.
        wrong_reason,
        /// The explanation.
        explanation,
        /// Opens the reader's code for the class.
        class_code,
        /// What the code is.
        class_code_about,
        /// Below it as a QR code.
        class_code_scan,
        /// Goes on to the next step.
        next,
        /// Goes back to the step before.
        previous,
        /// Plays freely with the step's experiment.
        break_it,
        /// What that means.
        break_about,
        /// Goes back to the step: its number.
        back,
        /// Forgets the answers to the step.
        again,
        /// Leaves the lesson.
        leave,
        /// All steps: how many are done, how many there are.
        all,
        /// A step is done.
        done,
        /// There is no next step.
        last,
        /// The step cannot be shown here: the mode, why.
        not_here,
        /// It needs more than one core.
        one_core,
    }
}
