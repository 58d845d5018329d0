//! The texts that every language has.

crate::catalogue! {
    /// The words of a language about experiments and races.
    Wording {
        /// How many there are of something.
        counted: Counted {
            /// How many tasks.
            tasks: plural,
            /// How many coroutines.
            coroutines: plural,
            /// How many threads.
            threads: plural,
            /// How many workers.
            workers: plural,
            /// How many rounds.
            rounds: plural,
            /// How many tasks ended in a way: how many, the way.
            outcome,
            /// Between such counts.
            and,
            /// A shared counter that lost updates: what it shows, of how many, how many are lost, their share.
            updates_lost,
            /// One that lost none: what it shows, of how many.
            updates_kept,
            /// Its lock, after that: how often lanes waited for it, how often it was handed over, the share
            /// of their time in which they waited.
            lock_use,
            /// The same where it is not known how long they waited.
            lock_use_untimed,
        }

        /// What an experiment asks: the tasks, a wait, all waits one after the other.
        question: Question {
            /// There are no tasks.
            nothing,
            /// Empty tasks.
            empty,
            /// Equal waits.
            waiting,
            /// The same, beyond the limit of a run.
            waiting_long,
            /// Unequal waits.
            waits,
            /// Computing.
            computing,
            /// The same, without coroutines.
            computing_threads,
            /// Counting on a shared variable.
            counting,
            /// Both.
            mixed,
            /// Blocking waits in coroutines.
            blocking,
        }

        /// What was asked, in short.
        asked: Asked {
            /// How long each task waits.
            wait,
            /// How many terms of π.
            terms: plural,
            /// How many patterns.
            patterns: plural,
            /// How many increments.
            increments: plural,
            /// Nothing.
            nothing,
            /// How many cycles.
            cycles: plural,
            /// How many per cent.
            jitter,
            /// How many tasks have their own settings.
            overrides,
            /// How many rounds, when too few for an interval: how many are enough.
            few_rounds,
            /// So many rounds.
            rounds,
            /// As many rounds as it takes.
            rounds_auto,
            /// A unit: terms of π.
            unit_terms,
            /// A unit: patterns.
            unit_patterns,
            /// A unit: increments of a shared counter.
            unit_increments,
            /// A unit: symbols of a function.
            unit_symbols,
            /// A unit: functions of a corpus.
            unit_functions,
        }

        /// The sentence above everything else. In clauses: `$0` the ratio to sequential, `$1` the
        /// time, `$2` how many threads, `$3` an addition, `$4` what the clause is about.
        headline: Headline {
            /// There was no task.
            nothing,
            /// There is no time that counts.
            unmeasured,
            /// Answers were wrong: the modes.
            wrong,
            /// Between modes.
            comma,
            /// Between clauses.
            semicolon,
            /// At the end.
            stop,
            /// Before results of too few rounds: how many, how many are needed.
            so_far,
            /// Before times of rounds of which none counts, as the machine's speed changed.
            unsteady,
            /// Before what was seen while something else used the machine.
            busy,
            /// After how the sentence begins.
            colon,
            /// The same, where the fastest mode comes first.
            fastest_first,
            /// How the sentence begins, for each workload.
            of_empty,
            /// See above.
            of_waiting,
            /// The same, where a mode is faster than sequential.
            waits_overlap,
            /// See above.
            of_computing,
            /// See above.
            of_mixed,

            /// What a clause is about.
            sequential,
            /// See above.
            threads,
            /// See above.
            gil_threads,
            /// See above.
            gil_off_threads,
            /// See above.
            processes,
            /// See above.
            interpreters,
            /// See above.
            coroutines,
            /// See above.
            to_thread,

            /// Without anything to compare.
            took,
            /// What was seen in too few rounds.
            seen,
            /// The intervals leave it open.
            unclear,
            /// Faster than sequential.
            faster,
            /// As fast as sequential.
            alike,
            /// Slower than sequential.
            slower,
            /// The clock is too coarse.
            too_short,

            /// Only sequential was run.
            alone,
            /// The same, I/O-bound.
            alone_waiting,
            /// The same, CPU-bound.
            alone_computing,
            /// Coroutines, without anything to compare.
            async_took,
            /// The same, when they block.
            async_blocking_took,
            /// Coroutines that block are as slow as sequential.
            async_blocking_alike,
            /// Or not quite.
            async_blocking,
            /// Each coroutine is awaited before the next one begins, without anything to compare.
            async_each_took,
            /// That is as slow as sequential.
            async_each_alike,
            /// Waits overlap.
            async_waiting_faster,
            /// Waits do, computing does not.
            async_mixed_faster,
            /// Computing does not.
            async_computing_alike,
            /// Threads of `asyncio.to_thread`, without anything to compare.
            to_thread_took,
            /// They are faster.
            to_thread_faster,
            /// Threads, without anything to compare.
            threads_took,
            /// The intervals leave it open.
            threads_unclear,
            /// Blocking waits overlap in threads.
            threads_blocking_faster,
            /// Anything else.
            threads_faster,
            /// One thread is as slow as sequential.
            threads_one_alike,
            /// Anything else.
            threads_alike,
            /// See above.
            threads_slower,
            /// The addition: in how many batches.
            batches,
            /// The addition: how many effective cores.
            cores,
            /// Only one thread computes at a time.
            gil_computing_alike,
            /// Threads release the GIL while they wait.
            gil_waiting_faster,
            /// The same, where nothing is said before.
            gil_waiting_first,
            /// Processes, without anything to compare.
            processes_took,
            /// They are faster.
            processes_faster,
            /// See above.
            processes_alike,
            /// See above.
            processes_slower,
        }

        /// The outcomes of tasks and of the program, and what the GIL did. `of` says how many tasks there are.
        events: Events {
            /// The program hung: the mode, why.
            hung,
            /// Two tasks wait for each other's lock: the modes, the one that holds the first lock, the other.
            deadlock,
            /// Processes imported a main module without a guard: the modes.
            unguarded,
            /// The same, and the main thread raised an error.
            unguarded_raised,
            /// The same, and the server that starts them died.
            unguarded_server,
            /// The same in a pool, which starts others for ever: the modes, the API, how many.
            respawned,
            /// Workers were replaced: the modes, after how many tasks, how many, when the last task ended.
            recycled,
            /// A worker died, and its pool with it: the task, how many are done, of, how many failed.
            pool_broke,
            /// Errors that were never reported: how many, of, the modes.
            errors_lost: plural,
            /// The main thread did not wait: how many are done, of, the modes.
            unfinished,
            /// `terminate()`: how many are done, of, how many were killed, how many never started.
            terminated,
            /// Before all that is said about `shutdown`.
            shut_down_lead,
            /// `shutdown`: the modes, how many are done, how many were cancelled.
            shut_down,
            /// A wait ended while tasks ran: how many, how many are done in the end, of, the modes.
            still_running: plural,
            /// A task of a group raised: how many others were cancelled.
            group_cancelled,
            /// A time limit came and nothing was stopped: the modes, how many are done, of.
            timed_out,
            /// The same, and how many were stopped.
            timed_out_stopped,
            /// The main thread went on at an error: the modes, when, when the last task ended.
            went_on,
            /// The main thread did not wait: the modes, and when the last task ended as `$2`.
            left,
            /// A task called `sys.exit`: the modes, the error, how many are done, of.
            exited,
            /// Errors are among the results: how many, of, the modes.
            errors_kept: plural,
            /// Results were read one by one: the modes, the API, when the first was, when the last was.
            read_one_by_one,
            /// Inputs were taken only as results were read: the modes, how many ahead, when the last result was.
            buffered,
            /// `terminate_workers`: how many are done, of, how many failed, the call, how many were cancelled.
            workers_ended,
            /// `interrupt`: how many are done, of, how many ran their `finally`.
            interrupted,
            /// `TaskGroup.cancel`: how many are done, of, how many were cancelled.
            group_ended,
            /// Sequential stopped at its first error: the mode, the error, how many are done, of.
            stopped,
            /// The main thread raised: likewise.
            raised,
            /// A task ended the whole program: the modes, how many are done, of.
            died,
            /// A semaphore let only so many in: the modes, how many, how many waited, of.
            limited,
            /// The same, in so many batches.
            limited_batches,
            /// A bounded queue was full.
            queue_full,
            /// It never was.
            queue_empty,
            /// It has no bound.
            queue_unbounded,
            /// Updates of a shared counter got lost, as threads wrote at the same time: the modes, how many, of,
            /// their share.
            updates_overwritten,
            /// The same, as the GIL was switched in between.
            updates_switched,
            /// The same, as coroutines awaited in between.
            updates_awaited,
            /// Processes counted on their own copies: the modes, how many updates each made in vain, in all.
            updates_copied,
            /// None was lost, as nothing comes in between: the modes, how many updates.
            updates_exact,
            /// None was lost, as there is a lock.
            updates_locked,
            /// None was lost, as each is one step.
            updates_atomic,
            /// None was lost, as tasks count for themselves.
            updates_local,
            /// None was lost, as each is a message.
            updates_sent,
            /// None was lost, but some could have been: the modes.
            updates_unseen,
            /// A task gets the GIL late: which, how often, how late each time, the interval, in all.
            convoy,
            /// Threads take turns: the mode, how long each holds the GIL, the interval, how many turns.
            turns,
            /// Threads compute at the same time: how much work, how long it took.
            free_threads,
        }

        /// What else there is to know about a race.
        note: Note {
            /// A mode did not run, and why.
            unavailable,
            /// The race was cut short.
            cut_short,
            /// A mode ran into the limit.
            timed_out,
            /// Modes will pass the limit: which.
            beyond_limit,
            /// How many tasks failed.
            failed: plural,
            /// How the main thread ended: the mode, how.
            main_thread,
            /// The same, with errors that were never reported: how many, the mode, how.
            main_thread_swallowed: plural,
            /// It raised an error: when, which.
            raised,
            /// A task ended the whole process: when.
            died,
            /// It ended normally: when.
            returned,
            /// It hangs: since when, and why, as follows.
            hung_since,
            /// Why it hangs: the task, the API. It runs a task itself that never ends.
            hung_itself,
            /// The same: a task that never ends blocks the event loop.
            hung_event_loop,
            /// The same: it waits for a task that never ends.
            hung_task,
            /// The same: it waits for a result that was lost with its worker.
            hung_lost,
            /// The same: the program’s exit waits for a task that never ends.
            hung_exit,
            /// The same: every worker dies, and the pool starts another one.
            hung_respawns,
            /// The same: workers have ended, and the pool starts no others.
            hung_unreplaced,
            /// The same: a process waits until the main thread reads the queue, and that for the process.
            hung_queue,
            /// The queue of tasks is full, and all workers are gone.
            hung_full,
            /// How many runs were disturbed.
            disturbed: plural,
            /// How many rounds do not count, as the machine's speed changed.
            drifted: plural,
            /// How many cores the machine gives, of how many.
            fewer_cores,
            /// The same, where something stood in the way of lanes that were ready to compute.
            shared_cores,
            /// These modes took longer than expected: the model leaves out that lanes share the cores.
            left_out_sharing,
            /// The same: it leaves out that wake-ups are not all equally late.
            left_out_wake_ups,
            /// These modes took other times than expected, and it is not known why.
            left_out_unknown,
            /// How many events were lost.
            dropped,
            /// How many workers share how many cores.
            crowded,
        }

        /// Settings that were not accepted as given: the name, the value instead.
        notice: Notice {
            /// A value was beyond its limits.
            out_of_range,
            /// A value is not a number.
            not_a_number,
            /// A value is not known.
            unknown_value,
            /// A name is not known.
            unknown_key,
            /// A name is repeated.
            repeated,
            /// The version is not known.
            unknown_version,
            /// A value is too long.
            too_long,
            /// A later version of Python has it: which.
            since,
            /// None of the APIs has it.
            not_of_api,
            /// `asyncio.to_thread` is that already.
            in_threads,
            /// No chosen mode or API uses it.
            unused,
            /// Only the shared counter has it.
            only_counter,
            /// It is not two times, the earlier one first.
            not_a_range,
            /// It is not a mode and a lane's number.
            not_a_lane,
            /// It lies past the end of the race: when that is, in milliseconds.
            past_end,
            /// The race has no such lane.
            not_in_race,
            /// The link is too long.
            link_too_long,
            /// A corpus is too long.
            corpus_too_long,
            /// A corpus has nothing to search for: the pattern's length.
            no_patterns,
        }
    }
}
