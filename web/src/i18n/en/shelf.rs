//! The texts that belong to a value.

use interleave::model::api::{Family, Fault, ProgramEnd};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::{Preset, Topic};
use interleave::model::task::Outcome;
use interleave::model::view::Theme;
use interleave::report::Provenance;
use interleave::report::environment::{Reason, Rung};
use interleave::trace::event::State;

use crate::i18n::Shelved;

pub(in crate::i18n) fn shelved(text: Shelved) -> &'static str {
    match text {
        Shelved::Preset(preset) => match preset {
            Preset::Sleeps => "Ten sleeps of half a second",
            Preset::Pool4 => "The same sleeps on a pool of 4",
            Preset::Pool8 => "The same sleeps on a pool of 8",
            Preset::Pi => "π on all cores",
            Preset::Patterns => "The pattern search",
            Preset::Mixed => "Waiting and computing mixed",
            Preset::Blocking => "The coroutine that blocks",
            Preset::GilCompute => "Computing under the GIL",
            Preset::GilIo => "Waiting under the GIL",
            Preset::Convoy => "The convoy: short sleeps get long",
            Preset::SwitchInterval => "A switch interval of 50 ms",
            Preset::NoGil => "Python without a GIL",
            Preset::Unread => "Results that nobody reads",
            Preset::MissingFile => "A file missing inside a worker",
            Preset::Unclosed => "A pool that nobody closes",
            Preset::Guard => "A module without its main guard",
            Preset::JoinTimeout => "join(timeout) runs out",
            Preset::Shutdown => "shutdown(cancel_futures=True)",
            Preset::Terminate => "try / finally: terminate()",
            Preset::BrokenPool => "A worker process is killed",
            Preset::TaskGroup => "TaskGroup: one raises",
            Preset::WaitFor => "wait_for runs out",
        },
        Shelved::PresetAbout(preset) => match preset {
            Preset::Sleeps => {
                "The article’s first example: a worker for every task, so that all waits can overlap."
            }
            Preset::Pool4 => "Fewer workers than tasks: they come in batches.",
            Preset::Pool8 => "8 workers for 10 tasks: still two batches.",
            Preset::Pi => {
                "Pure computing. How many cores do threads use, and why do coroutines not help?"
            }
            Preset::Patterns => {
                "The article’s own project, pure computing again: counting recurring patterns."
            }
            Preset::Mixed => "Each task computes a while and waits a while, four times over.",
            Preset::Blocking => {
                "The coroutines block in their waits, and the event loop stands still."
            }
            Preset::GilCompute => "Threads that compute gain nothing under a GIL. Processes do.",
            Preset::GilIo => "A thread lets go of the GIL to wait, so waits overlap all the same.",
            Preset::Convoy => {
                "Task 1 only wants to sleep 1 ms again and again; beside a computing thread, each \
             time it waits up to one switch interval for the GIL."
            }
            Preset::SwitchInterval => {
                "How long a thread keeps the GIL while another wants it: sys.setswitchinterval."
            }
            Preset::NoGil => "Free-threaded Python (3.13t and later): the lock is gone.",
            Preset::Unread => {
                "Tasks 2 and 5 raise, but no result is ever read: the errors vanish without a word."
            }
            Preset::MissingFile => {
                "The pattern search opens a file that is not there, inside the worker; with apply_async \
             and no get(), the program flashes past as if done."
            }
            Preset::Unclosed => {
                "No close(), no join(): the main line ends at once and takes the workers with it."
            }
            Preset::Guard => {
                "Where workers are spawned (macOS, Windows), each one imports the main module again: \
             without if __name__ == \"__main__\" it would start processes of its own, and Python \
             stops it with a RuntimeError. With the guard it runs as here."
            }
            Preset::JoinTimeout => {
                "join(0.2) gives up waiting, not the worker: that lives on, and the exit waits for it."
            }
            Preset::Shutdown => {
                "After 0.8 s: what runs finishes, what is queued is cancelled. Or press the button \
             during the run."
            }
            Preset::Terminate => {
                "After 0.8 s a finally kills the pool: what runs is lost, nothing is left behind."
            }
            Preset::BrokenPool => {
                "Task 3 kills its process, and every unfinished future raises BrokenProcessPool."
            }
            Preset::TaskGroup => "Task 2 raises after 200 ms; its siblings are cancelled.",
            Preset::WaitFor => {
                "Task 4 needs longer than it may: TimeoutError, and it is cancelled."
            }
        },
        Shelved::ModeAbout(mode) => match mode {
            Mode::Sequential => "one after the other",
            Mode::Threads => "threads over one shared memory, all computing at once",
            Mode::Gil => "the same threads under CPython’s lock: only one computes at a time",
            Mode::Processes => "isolated workers, each with its own memory; messages in between",
            Mode::Async => "an event loop on one thread",
        },
        Shelved::Reason(reason) => match reason {
            Reason::NotIsolated => {
                "Threads need shared memory, which the browser gives only to an isolated page. \
             Reload; if that changes nothing, open the page in a tab of its own, from a server that \
             sends COOP and COEP headers."
            }
            Reason::Insecure => {
                "Threads need a secure origin. Open the page over https, or from localhost."
            }
            Reason::NoSharedMemory => {
                "This browser cannot share memory with workers. A current Chrome, Edge or Firefox can."
            }
            Reason::PoolFailed => "The threads did not start. Run again, or use fewer workers.",
            Reason::NotReached => "The race ended before its turn.",
            Reason::NoWorkers => {
                "Every mode needs a worker, and the browser, or the frame that the page is in, \
                 allows none. Open the page in a tab of its own, in a current browser."
            }
        },
        Shelved::Rung(rung) => match rung {
            Rung::Headers => "by response headers: shared memory works, threads are real",
            Rung::DocumentIsolationPolicy => {
                "by Document-Isolation-Policy, inside another page: shared memory works, threads are \
                 real"
            }
            Rung::ServiceWorker => {
                "by the page’s service worker, as its server sends no headers: shared memory works, \
                 threads are real"
            }
            Rung::None | Rung::Native => "",
        },
        Shelved::FieldAbout(field) => match field {
            Field::Bursts => "Each burst computes, then waits",
            Field::Jitter => "How much longer or shorter a wait may be",
            Field::Rounds => "Every mode runs once a round; 95% intervals from 5 on",
            Field::Distance => "Symbols that may be added, dropped or changed",
            Field::Threshold => "Kept if it recurs in so many other functions",
            Field::Chunk => "Tasks that go to a worker at once; 0 leaves it to the API",
            Field::Interval => "A lane that waits so long for the GIL asks for it",
            Field::Seed => "Sets the jitter and the order of modes; the same seed repeats both",
            _ => "",
        },
        Shelved::KernelAbout(kernel) => match kernel {
            KernelKind::Pi => "The Leibniz series, added up term by term.",
            KernelKind::Patterns => {
                "In how many other functions does each short pattern recur, give or take a few symbols?"
            }
        },
        Shelved::BlockingAbout => {
            "The classic mistake: time.sleep() in a coroutine, instead of await asyncio.sleep()."
        }
        Shelved::GilAbout => "Off, it is free-threaded Python.",
        Shelved::FaultsAbout => "Which tasks fail is chosen under “Single tasks”.",
        Shelved::Source(mode) => match mode {
            Mode::Sequential => "Measured: it ran here just now, one task after the other.",
            Mode::Threads => "Measured: real threads over one shared memory ran here just now.",
            Mode::Gil => {
                "Emulated: our lock stands in for CPython’s, with its algorithm; the threads and who contends are real."
            }
            Mode::Processes => {
                "Measured: isolated Web Workers, each with its own memory, stand for an operating system’s processes."
            }
            Mode::Async => "Measured: one event loop with real timers ran here just now.",
        },
        Shelved::Provenances => {
            "“Measured” really ran on this machine just now; for processes, an isolated \
                      Web Worker stands for an operating system’s process. “Emulated”: our lock \
                      stands in for CPython’s, with its algorithm; who contends for it is real. \
                      “Modelled” is what the formula expects of these tasks, workers and cores, \
                      without start-up."
        }
        Shelved::CorpusLeftOut => {
            "Your own corpus is not in the link; whoever opens it gets the built-in one."
        }
        Shelved::End(end) => match end {
            ProgramEnd::Join => "wait for everything, read every result",
            ProgramEnd::Timeout => "wait with a time limit",
            ProgramEnd::Shutdown => "shutdown(cancel_futures=True)",
            ProgramEnd::Terminate => "terminate()",
            ProgramEnd::Unread => "never read the results",
            ProgramEnd::Unclosed => "neither close nor wait",
        },
        Shelved::Fault(fault) => match fault {
            Fault::Raise => "raise a ValueError",
            Fault::Hang => "never end",
            Fault::Kill => "kill their worker (os._exit)",
            Fault::Unpicklable => "cannot be pickled",
            Fault::Missing => "open a file that is not there",
        },
        Shelved::State(state) => match state {
            State::Start => "starting",
            State::Run => "computing",
            State::Wait => "waiting for I/O",
            State::Blocked => "wants the GIL",
            State::Message => "message",
            State::Idle => "idle",
        },
        Shelved::Provenance(provenance) => match provenance {
            Provenance::Measured => "measured",
            Provenance::Emulated => "emulated",
            Provenance::Modelled => "modelled",
            Provenance::Recorded => "recorded",
        },
        Shelved::Theme(theme) => match theme {
            Theme::System => "as the system",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "high contrast, for projectors",
        },
        Shelved::Field(field) => match field {
            Field::N => "Tasks",
            Field::Wait => "Wait per task",
            Field::Work => "Work per task",
            Field::Bursts => "Bursts",
            Field::Jitter => "Jitter of waits",
            Field::Workers => "Workers",
            Field::Rounds => "Rounds",
            Field::Length => "Pattern length",
            Field::Distance => "Edit distance",
            Field::Threshold => "Threshold",
            Field::Chunk => "Chunk",
            Field::Timeout => "Moment or time limit",
            Field::Interval => "Switch interval",
            Field::Seed => "Seed",
        },
        Shelved::KernelName(kernel) => match kernel {
            KernelKind::Pi => "Series for π",
            KernelKind::Patterns => "Pattern search",
        },
        Shelved::Outcome(outcome) => match outcome {
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::Cancelled => "cancelled",
            Outcome::TimedOut => "timed out",
        },
        Shelved::Topic(topic) => match topic {
            Topic::Article => "From the article",
            Topic::Gil => "The GIL",
            Topic::Pitfalls => "Pitfalls",
            Topic::Ending => "Errors, time limits, ends",
        },
        Shelved::Family(family) => match family {
            Family::MainThread => "Sequential",
            Family::Threads => "Threads by",
            Family::Processes => "Processes by",
            Family::Coroutines => "Coroutines by",
        },
        Shelved::Mode(mode) => match mode {
            Mode::Sequential => "Sequential",
            Mode::Threads => "Threads (no GIL)",
            Mode::Gil => "Threads (GIL)",
            Mode::Processes => "Processes",
            Mode::Async => "Coroutines",
        },
    }
}
