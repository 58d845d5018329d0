//! The texts of races that have ended: played again, exported, compared.

interleave::catalogue! {
    /// The texts of a race that is played again.
    Player {
        /// Its head.
        heading,
        /// Goes to the beginning.
        first,
        /// Goes one event back.
        back,
        /// Plays.
        play,
        /// Stops playing.
        pause,
        /// Goes one event on.
        on,
        /// Shows all of it.
        last,
        /// How fast it is played.
        speed,
        /// The moment up to which it is shown.
        moment,
        /// Shows a shorter time.
        closer,
        /// Shows a longer time.
        farther,
        /// Shows the whole axis.
        whole,
        /// The loop begins at the moment.
        begin,
        /// It ends there.
        end,
        /// The loop: from when to when.
        again,
        /// Ends that.
        once,
        /// The list of what each lane does at a moment, `$0`.
        why,
        /// How many tasks are in flight, and how many of them compute.
        at_once,
        /// The number of context switches, $0, and their time, $1.
        switches,
        /// The same, with a time too short to measure.
        quick_switches,
        /// No context switch.
        no_switches,
        /// What the two curves are.
        curves,
        /// Beside a curve over time: how many tasks were in the queue at most.
        queue,
        /// A lane, by its number.
        lane,
        /// A task, by its number.
        task,
        /// What a lane does: it is being made ready.
        starting,
        /// It computes.
        computing,
        /// It waits until a time.
        waiting,
        /// It waits; until when is not known.
        waiting_still,
        /// It waits for the GIL, which a lane has held since a time.
        wants_gil,
        /// It waits for a lock: the lane that had it when the wait began, when that was, and which of two it is.
        wants_lock,
        /// It waits for the GIL, which no lane holds at that moment.
        wants_free,
        /// Arguments or results cross.
        crossing,
        /// It has no task until a time.
        between,
        /// It has no task any more.
        finished,
        /// Selects a lane no more.
        deselect,
        /// Only some lanes are listed: how many, of how many.
        more,
        /// A lost update, step by step.
        lost_update,
        /// Which one it is.
        lost_first,
        /// Updates were lost, but none was caught.
        lost_unseen,
        /// One step back.
        step_back,
        /// One step on.
        step_on,
        /// The column of what the counter shows.
        counter,
        /// After a lane: it reads a value.
        reads,
        /// After a lane: it writes a value.
        writes,
        /// So many updates come in between; what the counter shows then.
        more_updates,
        /// What comes in between is not recorded.
        unrecorded_updates,
        /// Two lanes wrote this value.
        lost_one,
        /// A lane wrote a value over another one: how many updates that are.
        lost_many,
        /// Exporting a recorded race.
        take,
        /// As a document with its events.
        json,
        /// For spreadsheets.
        csv,
        /// For trace viewers.
        trace,
        /// A picture as vectors.
        svg,
        /// A picture as pixels.
        png,
        /// A link with the race in it.
        link,
        /// What of it the link opens.
        link_moment,
        /// It is too long: $0 characters of $1.
        long_link,
        /// It cannot be made here.
        no_link,
        /// The race in the page's own address cannot be read.
        bad_link,
        /// A race is under way, which would be lost.
        busy,
        /// A file could not be saved.
        not_exported,
        /// A document could not be read for want of a worker or of memory.
        no_worker,
        /// A document is written.
        saving,
        /// A document is read and checked.
        reading,
        /// Its events are folded: the share that is done.
        taking_in,
        /// A sample could not be loaded.
        no_sample,
        /// Opens a document.
        bring,
        /// The document is too long.
        too_long,
        /// It is no document of this program.
        foreign,
        /// It is of a later version.
        version,
        /// It has no events.
        no_events,
        /// It cannot be read.
        broken,
    }
}

interleave::catalogue! {
    /// The texts of the last races, and of one beside another.
    Earlier {
        /// The list: how many.
        heading,
        /// Puts one on the board.
        open,
        /// Compares the race on the board with it.
        pin,
        /// Ends that.
        unpin,
        /// Empties the list.
        forget,
        /// The head of the comparison.
        comparison,
        /// The race that was chosen.
        pinned,
        /// The race on the board.
        now,
        /// What is different.
        difference,
        /// How many times as fast.
        faster,
        /// How many times as long.
        slower,
        /// The intervals do not overlap.
        certain,
        /// They do.
        overlap,
        /// There are too few rounds for intervals.
        few,
        /// A difference, and how certain it is.
        qualified,
        /// One of the two races, and what it was asked.
        titled,
    }
}
