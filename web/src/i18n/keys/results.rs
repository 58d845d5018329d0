//! The texts of what a race showed.

interleave::catalogue! {
    /// The texts of what a race showed.
    Results {
        /// The part of the page with the results.
        heading,
        /// A race was stopped before it showed anything.
        stopped,
        /// A race broke off before it showed anything.
        broken,
        /// A race was recorded elsewhere.
        recorded,
        /// The form has been changed since.
        stale,
        /// What to try next.
        next,
        /// A run hangs: its mode, why.
        hangs,
        /// What became of the tasks: modes, counts.
        outcomes,
        /// Between modes there.
        and_modes,
    }
}

interleave::catalogue! {
    /// The texts of charts and their tables.
    Chart {
        /// The board.
        board,
        /// The bars.
        bars,
        /// The table that shows what a chart shows.
        table,
        /// The column of modes.
        mode,
        /// The column of provenances.
        provenance,
        /// The column of medians.
        median,
        /// The column of 95 % intervals.
        interval,
        /// A dot of the bars: one round.
        one_round,
        /// A dot of the bars: a round far from the others.
        outlier,
        /// The column of expected times, and the mark in the legend.
        expected,
        /// What is expected, with its provenance: a name, a provenance.
        with_provenance,
        /// The mark of a result that is read.
        read,
        /// When results were read: the mode, the times.
        reads,
        /// Nothing is expected of it, as it is too much to model.
        too_big,
        /// What the words for provenance mean, seen elsewhere and later.
        provenances_elsewhere,
        /// The column of shared counters.
        counter,
        /// The column of ratios to sequential.
        speedup,
        /// The column of rounds.
        rounds,
        /// The column of lanes.
        lane,
        /// The column of tasks.
        task,
        /// A slice under the pointer: its task.
        of_task,
        /// The same: its lane, its beginning.
        of_lane,
        /// The column of beginnings.
        start,
        /// The column of events for which there was no room.
        dropped,
        /// A ratio to sequential, as what a mode's speed is.
        speed,
        /// A mode's lanes, for screen readers: its name, how many lanes.
        band,
        /// What a mode's plot is.
        timeline,
        /// How the keyboard moves in it.
        keys,
        /// A time that does not count: its run was stopped or disturbed.
        uncounted,
        /// A slice under the pointer: its state, how long it has lasted so far.
        so_far,
        /// The same, of a slice that has ended.
        lasted,
        /// The column of answers.
        answers,
        /// All answers were the expected ones.
        correct,
        /// Some were not.
        wrong,
        /// The column of start-up times.
        start_up,
        /// The table of lanes.
        lanes,
        /// The column of slices.
        slices,
        /// The column of shares of the time in which a lane was not idle.
        busy,
        /// There are more lanes than the table shows: how many it shows, how many there are.
        more_lanes,
        /// All lanes together.
        total,
        /// What a run from elsewhere was, and on how many cores.
        sampled,
    }
}

interleave::catalogue! {
    /// The texts of what the kernel found.
    Answer {
        /// The head of the value of π.
        pi,
        /// The value of π: terms, value, error.
        pi_value,
        /// The head of the patterns.
        patterns,
        /// How many there are, were searched for, and are kept: distinct, searched, kept, threshold.
        search,
        /// The column of patterns.
        pattern,
        /// The column of counts.
        count,
    }
}

interleave::catalogue! {
    /// The texts of the machine.
    Machine {
        /// Its head.
        heading,
        /// What the browser says.
        cores_reported,
        /// What was measured.
        cores_effective,
        /// The clock's step.
        timer_step,
        /// The start of the threads.
        pool_start,
        /// How the page is isolated.
        isolation,
        /// What drawing the race cost.
        painter,
        /// The same, in numbers: frames, and 95 % of them: script, distance.
        painter_numbers,
        /// What the browser calls itself.
        browser,
        /// Whether anything disturbed the race.
        disturbance,
        /// Something did.
        disturbed,
        /// Nothing did.
        undisturbed,
        /// It is not known.
        unknown,
        /// It was not measured yet.
        not_yet,
        /// Copies the result document.
        copy,
        /// It was copied.
        copied,
        /// It could not be copied.
        not_copied,
    }
}
