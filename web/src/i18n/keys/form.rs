//! The form's texts.

interleave::catalogue! {
    /// The form's texts.
    Form {
        /// The form as a whole, and its first part.
        heading,
        /// Asks for guesses before Run.
        guess_first,
        /// What comes of them.
        guess_first_about,
        /// The menu of presets.
        preset,
        /// The experiment is not the preset's any more.
        changed,
        /// A unit behind the name of a field.
        unit,
        /// What is wrong with the number of a field: the field, what.
        of_field,
        /// Makes it the preset's again.
        restore,
        /// The experiment is the reader's own.
        custom,
        /// The same, with the name of the preset that it began with.
        custom_from,
        /// Shows the settings, where there is no room for them at first.
        adjust,
        /// Hides them again.
        hide,
        /// The values that a field can take: the lowest, the highest.
        limits,
        /// A value was beyond the limits: the lowest, the highest, the one taken.
        out_of_range,
        /// A text was no number: the text, and the value instead.
        not_a_number,
        /// There was no text: the value instead.
        empty,
        /// What the work costs here: the time.
        cost,
        /// The modes.
        modes,
        /// A mode cannot run here.
        refused,
        /// Opens the page outside of the frame that it is in.
        own_tab,
        /// How Python runs the tasks.
        program,
        /// How the program ends.
        ends,
        /// How the faulty tasks go wrong.
        faults,
        /// How processes start.
        start,
        /// The GIL's switch.
        gil,
        /// The settings that few need.
        more,
        /// What is computed.
        kernel,
        /// What keeps the updates of a shared counter.
        lock,
        /// The switch for what comes between reading and writing it.
        between,
        /// The switch for processes that count on one value.
        shared,
        /// The switch for a queue that is read before its processes are joined.
        read_first,
        /// The switch for coroutines that block.
        blocking,
        /// The same, left to threads.
        blocking_thread,
    }
}

interleave::catalogue! {
    /// The texts of the table of single tasks.
    Overrides {
        /// Its head.
        heading,
        /// How it is read.
        about,
        /// The column of tasks.
        task,
        /// The column of waits.
        wait,
        /// The column of work.
        work,
        /// The column of tasks that fail.
        fail,
        /// A value that equals the other tasks'.
        same,
        /// Takes a task out of the table: the task.
        remove,
        /// The cell of a task: its column and its number.
        cell,
        /// The number of the task to add.
        number,
        /// Adds it.
        add,
        /// There is no task at all.
        no_task,
        /// There is no such task: the last one.
        no_such_task,
        /// The table is full: how many it holds.
        full,
    }
}

interleave::catalogue! {
    /// The texts of the reader's own corpus.
    Corpus {
        /// Its head.
        heading,
        /// The built-in one is in use.
        built_in,
        /// An own one is in use: its name, its size, how many functions it holds.
        own,
        /// The name of a pasted corpus.
        pasted,
        /// The field to paste it into.
        paste,
        /// The file picker.
        file,
        /// Files can be dropped here.
        drop,
        /// Goes back to the built-in one.
        back,
        /// The file could not be read.
        unreadable,
    }
}
