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
        /// Shows what the class has sent, or hides it.
        class,
        /// The field for codes.
        codes,
        /// Where they come from.
        codes_about,
        /// Takes what is in the field.
        take,
        /// Takes what is in files.
        code_files,
        /// Scans codes with the camera.
        scan,
        /// There is no camera, or it is not allowed.
        no_camera,
        /// Forgets all codes.
        forget,
        /// There are none for the step.
        no_codes,
        /// So many are new.
        codes_added,
        /// So many of those are of other steps.
        codes_elsewhere,
        /// So many were there already.
        codes_doubled,
        /// So many found no room, and how many do.
        codes_left_out,
        /// What was refused, and why.
        code_refused,
        /// So many more were.
        codes_refused_more,
        /// There is no code in it.
        no_code,
        /// Its characters do not fit together.
        code_damaged,
        /// It is of a newer release.
        code_newer,
        /// How many have sent a code.
        students,
        /// How many have answered the question about the board rightly, of how many.
        read_right,
        /// What the numbers beside the picture are.
        medians,
        /// The head of the guesses.
        guessed,
        /// The head of what was measured.
        found,
        /// The picture of speed-ups over cores.
        speedups,
        /// Goes back.
        back,
        /// The notes for the teacher.
        notes,
        /// There is no presenter view.
        alone,
    }
}
