//! The texts around everything: the header, Run, notices, and the experiment as a program.

interleave::catalogue! {
    /// The header's texts.
    Header {
        /// The document's title.
        title,
        /// Where the first link of the page leads, for the keyboard.
        skip,
        /// What the page is, beside its name.
        tagline,
        /// The group of languages.
        languages,
        /// The theme's button: the theme's name.
        theme_label,
        /// The button that copies a link.
        share,
        /// The link was copied.
        copied,
        /// The link could not be copied.
        not_copied,
        /// The button with the keys.
        help,
        /// The head of the keys.
        keys,
        /// What R does.
        key_run,
        /// What Esc does.
        key_stop,
        /// What L does.
        key_language,
        /// What T does.
        key_theme,
        /// What ? does.
        key_help,
        /// What Space does with a race that has ended.
        key_play,
        /// What comma and full stop do.
        key_step,
        /// What plus, minus and nought do.
        key_zoom,
        /// What the arrows do, outside the board.
        key_pan,
        /// What Home and End do.
        key_ends,
        /// What the brackets and the backslash do.
        key_again,
        /// When the keys do nothing.
        keys_rest,
        /// Whether letters and signs are shortcuts.
        key_switch,
        /// Closes what is open.
        close,
        /// The button that opens the dialog for sharing.
        elsewhere,
        /// The dialog's head.
        share_heading,
        /// The name that the experiment has elsewhere.
        share_name,
        /// The link.
        share_link,
        /// The element for an article.
        share_element,
        /// The frame, for where scripts are not allowed.
        share_frame,
        /// The link in Markdown.
        share_markdown,
        /// The code for a camera.
        share_code,
        /// It could not be made.
        share_no_code,
        /// Copies one of them.
        share_copy,
        /// It was copied.
        share_copied,
        /// Embedded code names the language and the theme.
        share_look,
        /// The link is to an address by which only this machine knows itself.
        share_this_machine,
        /// The link is to a file.
        share_file,
        /// Opens the whole page, outside of the one that it is embedded in.
        open_full,
    }
}

interleave::catalogue! {
    /// The texts of Run and Stop.
    Run {
        /// The button.
        run,
        /// The button while a race is under way.
        stop,
        /// No mode is chosen.
        no_mode,
        /// None of the chosen modes can run here.
        none_available,
        /// The page loads.
        loading,
        /// The engine starts.
        starting,
        /// The machine's effective cores are measured.
        measuring,
        /// The expected answer is computed: the share that is done.
        preparing,
        /// A run is under way: the mode.
        running,
        /// A run is under way: the mode, the round, the rounds.
        running_round,
        /// A run of a round beyond those that were planned: the mode, the round.
        running_more,
        /// The same as a sentence: nothing runs yet.
        ready,
        /// The expected answer is computed, as a sentence: the share that is done.
        preparing_answer,
        /// A run is under way, as a sentence: the mode.
        running_mode,
        /// The same: the mode, the round, the rounds.
        running_mode_round,
        /// A run of a round beyond those that were planned, as a sentence: the mode, the round.
        running_mode_more,
        /// After that: what the rounds before have shown.
        seen_so_far,
        /// After that: how many seconds the planned rounds still take.
        time_left,
        /// The race is being stopped.
        stopping,
        /// Another page of ours runs a race.
        turn,
        /// A race has ended: the headline, for screen readers.
        ended,
    }
}

interleave::catalogue! {
    /// The texts of notices and errors.
    Messages {
        /// The head of the notices.
        notices,
        /// The notices were read.
        dismiss,
        /// An error, and what to do: the engine's files are missing.
        engine_missing,
        /// The engine was not ready in time.
        start_timeout,
        /// Its threads did not start.
        pool_failed,
        /// It crashed.
        crashed,
        /// It fell silent.
        silent,
        /// It is another release's.
        version,
        /// Runs again.
        again,
        /// Loads the page again.
        reload,
    }
}

interleave::catalogue! {
    /// The texts of the experiment as a program.
    Code {
        /// Its head.
        heading,
        /// What can be done with it.
        about,
        /// The group of languages.
        languages,
        /// The group of modes.
        modes,
        /// Copies the program.
        copy,
        /// It was copied.
        copied,
        /// It could not be copied.
        not_copied,
        /// Saves it in a file.
        save,
        /// Its colours cannot be loaded.
        failed,
        /// Loads them again.
        again,
    }
}
