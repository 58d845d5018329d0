//! The texts of the presenter view and the speaker's window.

interleave::catalogue! {
    /// The texts of the presenter view and the speaker's window.
    Presenter {
        /// What it is called.
        heading,
        /// Opens it at a step.
        open,
        /// The step's number, and how many there are.
        place,
        /// The timer.
        elapsed,
        /// Shows the QR code.
        code,
        /// Below the QR code.
        join,
        /// The speaker's window, and what opens it.
        window,
        /// Leaves the view.
        leave,
        /// How a class guesses.
        guess_first,
        /// What was seen before.
        earlier,
        /// What an experiment has taken: the experiment, its modes with their times.
        took,
        /// It did not end by itself.
        no_end,
        /// Locks the guesses.
        lock,
        /// An experiment runs.
        running,
        /// Shows the answer to the question about the board.
        show_answer,
        /// Shows which reason is right.
        show_reason,
        /// How many of the class chose each reason.
        hands,
        /// The field for one of them: which.
        hands_for,
        /// Goes back.
        back,
        /// The notes for the teacher.
        notes,
        /// There is no presenter view.
        alone,
    }
}
