//! Every text of the page, in every language. What is said of experiments and races is worded in
//! [`interleave::wording`], which the terminal and exported files use too.
//!
//! A language is a constant of type [`Texts`]: a text that is missing in one does not compile, nor
//! does one whose placeholders differ between the languages. Where a text has `$0`, `$1` and so on,
//! [`fill`] puts values there, which come from [`interleave::wording::format`]; which text says what
//! is decided once for all languages, in [`sentences`]. Text between `*stars*` is emphasised; see
//! [`crate::component`].

mod en;
mod sentences;
mod zh;

pub(crate) use interleave::wording::{Label, fill};
pub(crate) use sentences::is_preset;

use std::ops::Deref;

use interleave::model::view::Lang;
use interleave::wording::{Wording, wording};

interleave::catalogue! {
    /// The texts of a language.
    Texts {
        /// The header's texts.
        header: Header {
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
            /// When the keys rest.
            keys_rest,
            /// Whether letters and signs are shortcuts.
            key_switch,
            /// Closes what is open.
            close,
            /// The button that opens the dialog for putting the experiment elsewhere.
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

        /// The form's texts.
        form: Form {
            /// The form as a whole, and its first part.
            heading,
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
            /// A text was no number: the text, and what holds instead.
            not_a_number,
            /// There was no text: what holds instead.
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
            /// How tasks go wrong that are chosen to.
            faults,
            /// The GIL's switch.
            gil,
            /// The settings that few need.
            more,
            /// What is computed.
            kernel,
            /// The switch for coroutines that block.
            blocking,
        }

        /// The texts of the table of single tasks.
        overrides: Overrides {
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
            /// A value that is the others' too.
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

        /// The texts of the reader's own corpus.
        corpus: Corpus {
            /// Its head.
            heading,
            /// The built-in one is in use.
            built_in,
            /// An own one is in use: its name, its size, how many functions it holds.
            own,
            /// What stands for the name of a corpus that was pasted.
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

        /// The texts of Run and Stop.
        run: Run {
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
            /// A race has ended: the verdict, for those who hear it.
            ended,
        }

        /// The texts of notices and troubles.
        messages: Messages {
            /// The head of the notices.
            notices,
            /// The notices were read.
            dismiss,
            /// What went wrong, and what to do: the engine's files are missing.
            engine_missing,
            /// The engine was not ready in time.
            start_timeout,
            /// Its threads did not start.
            pool_failed,
            /// It broke down.
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

        /// The texts of what a race showed.
        results: Results {
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

        /// The texts of charts and their tables.
        chart: Chart {
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
            /// The column of expected times, and the mark in the legend.
            expected,
            /// What is expected, with its provenance: a name, a provenance.
            with_provenance,
            /// The mark of what lanes are expected to do.
            expected_lanes,
            /// Nothing is expected of it, as it is too much to model.
            too_big,
            /// What the words for provenance mean, seen elsewhere and later.
            provenances_elsewhere,
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
            /// A mode's band, for those who do not see it: its name, how many lanes.
            band,
            /// What a mode's plot is.
            timeline,
            /// How the keyboard moves in it.
            keys,
            /// A time that is in no statistics: its run was stopped or disturbed.
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

        /// The texts of what the kernel found.
        answer: Answer {
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

        /// The texts of the machine.
        machine: Machine {
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
            /// It is measured when a race needs it.
            not_yet,
            /// Copies the result document.
            copy,
            /// It was copied.
            copied,
            /// It could not be copied.
            not_copied,
        }

        /// The texts of a race that is played again.
        player: Player {
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

        /// The texts of the last races, and of one beside another.
        earlier: Earlier {
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

        /// The texts of the experiment as a program.
        code: Code {
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
}

const _: () = Texts::check(&zh::TEXTS, &en::TEXTS);

/// The words about experiments and races are the core's.
impl Deref for Texts {
    type Target = Wording;

    fn deref(&self) -> &Wording {
        wording(self.lang)
    }
}

/// There is one of each language.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.lang == other.lang
    }
}

/// The texts of a language.
pub fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Zh => &zh::TEXTS,
        Lang::En => &en::TEXTS,
    }
}
