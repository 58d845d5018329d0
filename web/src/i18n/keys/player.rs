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
        /// What is played over and over begins at the moment.
        begin,
        /// It ends there.
        end,
        /// From when to when it is played over and over.
        again,
        /// Ends that.
        once,
        /// The list of what each lane does at a moment, `$0`.
        why,
        /// How many tasks are in flight, and how many of them compute.
        at_once,
        /// How often it went from one task to another, $0, and what that took, $1.
        switches,
        /// Likewise, where that was too little to be told.
        quick_switches,
        /// It never did.
        no_switches,
        /// What the two curves are.
        curves,
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
        /// It wants the GIL, which a lane has held since a time.
        wants_gil,
        /// It wants the GIL, which nobody holds just then.
        wants_free,
        /// Arguments or results cross.
        crossing,
        /// It has no task until a time.
        between,
        /// It has no task any more.
        finished,
        /// Only so many of so many lanes are listed.
        more,
        /// What can be done with a recorded race.
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
        /// Its events are taken in: the share that is done.
        taking_in,
        /// What was recorded elsewhere could not be loaded.
        no_sample,
        /// Opens a document.
        bring,
        /// The document is too long.
        too_long,
        /// It is none of ours.
        foreign,
        /// It is of a later version.
        version,
        /// It has no events.
        no_events,
        /// It cannot be understood.
        broken,
    }
}

interleave::catalogue! {
    /// The texts of the last races, and of one beside another.
    Earlier {
        /// The list, of so many.
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
        /// So many times as fast.
        faster,
        /// So many times as long.
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
