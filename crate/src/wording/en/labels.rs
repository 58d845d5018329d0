//! The texts that belong to a value.

use crate::model::api::{Family, Fault, ProgramEnd};
use crate::model::counter::Lock;
use crate::model::field::Field;
use crate::model::mode::{KernelKind, Mode};
use crate::model::preset::{Preset, Topic};
use crate::model::task::Outcome;
use crate::model::view::Theme;
use crate::report::Provenance;
use crate::report::environment::{Reason, Rung};
use crate::trace::event::State;
use crate::wording::Label;

pub(in crate::wording) fn text(label: Label) -> &'static str {
    match label {
        Label::Preset(preset) => match preset {
            Preset::Sleeps => "Ten waits of half a second",
            Preset::Pool4 => "The same waits, 4 workers",
            Preset::Pool8 => "The same waits, 8 workers",
            Preset::Pi => "π on all cores",
            Preset::Patterns => "The pattern search",
            Preset::Mixed => "Waiting and computing mixed",
            Preset::Blocking => "Blocking calls in coroutines",
            Preset::GilCompute => "CPU-bound threads under the GIL",
            Preset::GilIo => "I/O-bound threads under the GIL",
            Preset::Convoy => "Convoy effect: short sleeps become long",
            Preset::SwitchInterval => "A switch interval of 50 ms",
            Preset::NoGil => "Python without the GIL",
            Preset::Unread => "Results that are never read",
            Preset::MissingFile => "A file that the worker cannot find",
            Preset::Unclosed => "A pool that is never closed",
            Preset::Guard => "Why a module needs a main guard",
            Preset::JoinTimeout => "join(timeout) runs out",
            Preset::Shutdown => "shutdown(cancel_futures=True)",
            Preset::Terminate => "terminate() kills the pool",
            Preset::BrokenPool => "A worker process is killed",
            Preset::TaskGroup => "TaskGroup: one task raises",
            Preset::WaitFor => "wait_for runs out",
            Preset::BlockingThread => "The remedy: asyncio.to_thread",
            Preset::AwaitEach => "await in a loop",
            Preset::AsCompleted => "as_completed beside Pool.imap",
            Preset::WaitFirst => "wait(return_when=FIRST_EXCEPTION)",
            Preset::GatherReturn => "gather(return_exceptions=True)",
            Preset::Exit => "sys.exit() in a task",
            Preset::TerminateWorkers => "terminate_workers()",
            Preset::Recycle => "maxtasksperchild=2",
            Preset::Interrupt => "interrupt() and finally",
            Preset::GroupCancel => "TaskGroup.cancel()",
            Preset::Interpreters => "Interpreters, each with its own GIL",
            Preset::Nowait => "shutdown(wait=False)",
            Preset::LostUpdate => "Lost updates: counter += one()",
            Preset::LockUpdate => "The same with a lock",
            Preset::CounterProcesses => "Processes and a global variable",
            Preset::CounterAsync => "await between reading and writing",
            Preset::CounterLocal => "The remedy: count apart, add once",
            Preset::Deadlock => "Deadlock: two locks in opposite orders",
            Preset::Semaphore => "A semaphore: at most ten at a time",
            Preset::BoundedQueue => "A bounded queue of tasks",
            Preset::ProcessQueue => "A queue that is read only after join()",
        },
        Label::PresetAbout(preset) => match preset {
            Preset::Sleeps => {
                "The article’s first example: one worker for each task, so that all waits can \
                 overlap."
            }
            Preset::Pool4 => "4 workers for 10 tasks: the tasks run in 3 batches.",
            Preset::Pool8 => "8 workers for 10 tasks: the tasks run in 2 batches.",
            Preset::Pi => {
                "CPU-bound tasks. How many cores do threads use, and why do coroutines not help?"
            }
            Preset::Patterns => {
                "The article’s own project, CPU-bound too: it counts patterns that recur in \
                 functions."
            }
            Preset::Mixed => "Each task computes, then waits, four times.",
            Preset::Blocking => {
                "Each coroutine uses a blocking wait, which stops the whole event loop."
            }
            Preset::GilCompute => {
                "Under a GIL, CPU-bound threads are no faster than sequential. Processes can be \
                 faster."
            }
            Preset::GilIo => "A thread releases the GIL while it waits, so waits still overlap.",
            Preset::Convoy => {
                "Task 1 sleeps 1 ms, again and again. After each sleep it waits for the GIL, for \
                 up to one switch interval, because task 0 is computing."
            }
            Preset::SwitchInterval => {
                "sys.setswitchinterval: how long a thread waits before it asks the holder to \
                 release the GIL."
            }
            Preset::NoGil => "Free-threaded Python (3.13t and later) runs without the GIL.",
            Preset::Unread => {
                "Tasks 2 and 5 raise, but the program never reads a result, so the errors are not \
                 reported."
            }
            Preset::MissingFile => {
                "Tasks 1, 2 and 3 open a file that does not exist. With apply_async and no get(), \
                 their errors are never shown: the program seems to succeed."
            }
            Preset::Unclosed => {
                "Without close() and join() the main thread ends at once, and the workers are \
                 killed."
            }
            Preset::Guard => {
                "With spawn or forkserver (macOS, Windows; Linux from Python 3.14 on) every worker \
                 imports the main module again. Without if __name__ == \"__main__\" it then starts \
                 processes of its own, and Python raises RuntimeError. With fork the program runs as written."
            }
            Preset::JoinTimeout => {
                "join(0.2) stops waiting after 0.2 s. The worker keeps running, and the program \
                 waits for it at exit."
            }
            Preset::Shutdown => {
                "After 0.8 s the program shuts the pool down. Running tasks finish, queued tasks \
                 are cancelled. A process pool also finishes the tasks that it has already \
                 prefetched. You can also press the button of the same name during the run."
            }
            Preset::Terminate => {
                "After 0.8 s the program kills the pool. Running tasks are lost; no worker process \
                 is left."
            }
            Preset::BrokenPool => {
                "Task 3 ends its worker process with os._exit(). Every unfinished future raises \
                 BrokenProcessPool."
            }
            Preset::TaskGroup => "Task 2 raises after 200 ms. The other tasks are cancelled.",
            Preset::WaitFor => {
                "Task 4 takes longer than its time limit. It is cancelled and TimeoutError is \
                 raised."
            }
            Preset::BlockingThread => {
                "Each coroutine leaves its blocking call to a thread, so the event loop goes on. By \
                 default the pool has min(32, cores + 4) threads; here it has 6, as on two cores."
            }
            Preset::AwaitEach => {
                "Coroutines that are awaited one by one in a for loop: the next one begins only \
                 when the one before has ended, so no waits overlap."
            }
            Preset::AsCompleted => {
                "Task 0 is slow. as_completed gives the results that are ready; imap keeps the \
                 order of the tasks and waits for task 0 first."
            }
            Preset::WaitFirst => {
                "Task 2 raises: wait() returns and the main thread goes on. The other tasks run \
                 on, and the end of the with block waits for them."
            }
            Preset::Exit => {
                "Task 2 calls sys.exit(1). An executor passes SystemExit on to the main thread, \
                 which ends without an error message. A Pool loses the worker and hangs."
            }
            Preset::TerminateWorkers => {
                "Python 3.14: the workers are terminated at 0.8 s. Futures that run or \
                 wait in the call queue raise BrokenProcessPool, the others are cancelled."
            }
            Preset::Recycle => {
                "Each worker process is replaced after two tasks, which takes its start-up time again. \
                 With ProcessPoolExecutor (max_tasks_per_child), Python 3.11.7 and 3.13.0 hang here."
            }
            Preset::Interrupt => {
                "Python 3.14: each process gets a KeyboardInterrupt at 0.3 s, so its finally block \
                 runs. After terminate() it does not."
            }
            Preset::GroupCancel => {
                "Python 3.15: at 0.2 s the group cancels its tasks, and the main thread goes on \
                 without an exception."
            }
            Preset::Interpreters => {
                "Python 3.14: InterpreterPoolExecutor. Each of its threads has an interpreter with its own \
                 memory and its own GIL, so CPU-bound tasks run in parallel in one process."
            }
            Preset::Nowait => {
                "The main thread does not wait for its pool, but Python itself does: the program \
                 ends only with its last task."
            }
            Preset::GatherReturn => {
                "Task 2 raises after 200 ms. gather raises nothing: the error is one of its \
                 results, and the other tasks go on."
            }
            Preset::LostUpdate => {
                "Four threads count on one variable. Whoever has read it and is interrupted writes an \
                 old value afterwards, over all that others have counted."
            }
            Preset::LockUpdate => {
                "with lock: from reading to writing. No update is lost, but each takes longer."
            }
            Preset::CounterProcesses => {
                "Each process has its own copy of a global variable, and the parent’s stays as it was."
            }
            Preset::CounterAsync => {
                "Coroutines need no lock as long as no await stands between reading and writing. Here \
                 one does."
            }
            Preset::Deadlock => {
                "Each update takes two locks, and every second task takes them the other way round. Soon each task \
                 holds what the other waits for."
            }
            Preset::Semaphore => {
                "100 tasks wait for I/O, but a semaphore lets only 10 in at a time. All other coroutines wait for it; of 20 \
                 threads, 10 do, and the remaining tasks wait in the pool’s queue."
            }
            Preset::BoundedQueue => {
                "The main thread makes a task every 50 ms and puts it on a queue.Queue that holds 3. Two consumers take \
                 400 ms for each. While the queue is full, put() waits."
            }
            Preset::ProcessQueue => {
                "All processes put results of 66,000 bytes on one multiprocessing.Queue. The queue’s pipe holds 64 KB (Linux), \
                 and a process ends only when its whole result is in the pipe. But the main thread joins the processes \
                 before it reads."
            }
            Preset::CounterLocal => {
                "Each task counts on a variable of its own and adds its sum at the end: nothing is \
                 shared, so nothing is lost, and nobody waits."
            }
        },
        Label::ModeAbout(mode) => match mode {
            Mode::Sequential => "One task at a time.",
            Mode::Threads => "Threads that share memory and compute at the same time.",
            Mode::Gil => "The same threads under CPython’s GIL: only one computes at a time.",
            Mode::Processes => {
                "Separate processes, each with its own memory. They exchange messages."
            }
            Mode::Async => "An event loop on one thread.",
        },
        Label::GilOffAbout => "Python’s threads without the GIL: they compute at the same time.",
        Label::InterpretersAbout => {
            "Python interpreters in one process, each with its own memory and its own GIL."
        }
        Label::Reason(reason) => match reason {
            Reason::NotIsolated => {
                "Threads need shared memory. The browser allows it only on a cross-origin isolated \
                 page. Reload. If that does not help, open the page in its own tab, from a server \
                 that sends COOP and COEP headers."
            }
            Reason::Insecure => {
                "Threads need a secure context. Open the page over https or from localhost."
            }
            Reason::NoSharedMemory => {
                "This browser cannot share memory with Web Workers. Use a current Chrome, Edge or \
                 Firefox."
            }
            Reason::PoolFailed => "The threads did not start. Run again, or use fewer workers.",
            Reason::NotReached => "The race ended before this mode ran.",
            Reason::NoWorkers => {
                "Every mode needs a Web Worker, but the browser or the surrounding frame allows \
                 none. Open the page in its own tab, in a current browser."
            }
        },
        Label::Rung(rung) => match rung {
            Rung::Headers => "Isolated by response headers. Shared memory works; threads are real.",
            Rung::DocumentIsolationPolicy => {
                "Isolated by Document-Isolation-Policy inside another page. Shared memory works; \
                 threads are real."
            }
            Rung::ServiceWorker => {
                "Isolated by the page’s service worker, because the server sends no headers. \
                 Shared memory works; threads are real."
            }
            Rung::None | Rung::Native => "",
        },
        Label::FieldAbout(field) => match field {
            Field::Bursts => "Each cycle computes, then waits.",
            Field::Jitter => "How much longer or shorter a wait may be.",
            Field::Rounds => {
                "Each round runs every mode once. A conclusion about computing needs 6. Auto: as many as it takes, about 10 s."
            }
            Field::Distance => "Symbols that may be added, dropped or changed.",
            Field::Threshold => {
                "A pattern counts if at least this many other functions contain it."
            }
            Field::Hold => "How much of each update’s work is done while the lock is held.",
            Field::Chunk => "Tasks sent to a worker at a time. 0: the API decides.",
            Field::Buffer => {
                "How many tasks Executor.map hands over ahead (buffersize, since Python 3.14), or a \
                 queue.Queue holds (maxsize); 0: no limit."
            }
            Field::Recycle => {
                "After how many chunks of tasks a pool replaces a worker process (maxtasksperchild; in an \
                 executor max_tasks_per_child); 0: never."
            }
            Field::Read => {
                "How long the main thread takes over each result, where it reads them one by one, or over each task \
                 that it puts on a queue."
            }
            Field::Limit => {
                "How many tasks a semaphore lets in at a time, on threads or as coroutines (not in processes). 0: no semaphore."
            }
            Field::Payload => "How large each task’s result on a multiprocessing.Queue is.",
            Field::Interval => {
                "After waiting this long, a thread asks the holder to release the GIL."
            }
            Field::Seed => {
                "Decides the jitter and the order of modes. The same seed gives the same again."
            }
            _ => "",
        },
        Label::KernelAbout(kernel) => match kernel {
            KernelKind::Pi => "The Leibniz series, added up term by term.",
            KernelKind::Patterns => {
                "Counts in how many other functions each short pattern occurs. A few symbols may \
                 differ."
            }
            KernelKind::Counter => {
                "All tasks count on one variable: each update reads it, adds one, and writes it."
            }
        },
        Label::Lock(lock) => match lock {
            Lock::None => "none",
            Lock::Mutex => "a lock for each update",
            Lock::Atomic => "atomic updates",
            Lock::Local => "count apart, add once",
            Lock::Opposite => "two locks, in opposite orders",
        },
        Label::BetweenAbout => {
            "A call in Python, where the GIL may be switched; an await in a coroutine."
        }
        Label::BlockingAbout => {
            "The classic mistake: time.sleep() in a coroutine instead of await asyncio.sleep()."
        }
        Label::GilAbout => "Turn it off for free-threaded Python.",
        Label::FaultsAbout => "Choose the failing tasks under “Single tasks”.",
        Label::Source(mode) => match mode {
            Mode::Sequential => "Measured: the tasks ran one at a time.",
            Mode::Threads => "Measured: real threads that share memory ran the tasks.",
            Mode::Gil => {
                "Emulated: a lock of ours replaces CPython’s GIL and uses the same algorithm. The \
                 threads and their contention are real."
            }
            Mode::Processes => {
                "Measured: Web Workers, each with its own memory, take the place of \
                 operating-system processes."
            }
            Mode::Async => "Measured: one event loop with real timers ran the tasks.",
        },
        Label::InterpretersSource => {
            "Measured: Web Workers, each with its own memory, take the place of Python’s interpreters. \
             They start like processes here."
        }
        Label::Provenances => {
            "“Measured”: run on this machine. Processes are Web Workers with their own memory. \
             “Emulated”: run here with our copy of CPython’s GIL algorithm. “Modelled”: the \
             same program on a virtual clock, which is told what things take on this machine; start-up included."
        }
        Label::CorpusLeftOut => {
            "Your own corpus is not in the link. The link uses the built-in corpus."
        }
        Label::End(end) => match end {
            ProgramEnd::Join => "wait for all tasks and read all results",
            ProgramEnd::Timeout => "wait with a time limit",
            ProgramEnd::Shutdown => "shutdown(cancel_futures=True)",
            ProgramEnd::Terminate => "terminate()",
            ProgramEnd::Unread => "wait, but do not read the results",
            ProgramEnd::Nowait => "shutdown(wait=False)",
            ProgramEnd::TerminateWorkers => "terminate_workers()",
            ProgramEnd::KillWorkers => "kill_workers()",
            ProgramEnd::Interrupt => "interrupt()",
            ProgramEnd::Cancel => "TaskGroup.cancel()",
            ProgramEnd::Unclosed => "do not close the pool, do not wait",
        },
        Label::Fault(fault) => match fault {
            Fault::Raise => "raise a ValueError",
            Fault::Hang => "never finish",
            Fault::Kill => "end their process with os._exit()",
            Fault::Unpicklable => "have an argument that cannot be pickled",
            Fault::Exit => "call sys.exit(1)",
            Fault::Missing => "open a file that does not exist",
        },
        Label::State(state) => match state {
            State::Start => "starting",
            State::Run => "computing",
            State::Wait => "waiting for I/O",
            State::Blocked => "waiting for the GIL",
            State::Lock => "waiting for a lock or semaphore",
            State::Message => "passing a message",
            State::Idle => "idle",
        },
        Label::Provenance(provenance) => match provenance {
            Provenance::Measured => "measured",
            Provenance::Emulated => "emulated",
            Provenance::Modelled => "modelled",
            Provenance::Recorded => "recorded",
        },
        Label::Theme(theme) => match theme {
            Theme::System => "same as the system",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "high contrast (for projectors)",
        },
        Label::Field(field) => match field {
            Field::N => "Tasks",
            Field::Wait => "Wait per task",
            Field::Work => "Work per task",
            Field::Bursts => "Cycles",
            Field::Jitter => "Jitter of waits",
            Field::Workers => "Workers",
            Field::Rounds => "Rounds",
            Field::Length => "Pattern length",
            Field::Distance => "Edit distance",
            Field::Threshold => "Threshold",
            Field::Hold => "Share inside the lock",
            Field::Chunk => "Chunk size",
            Field::Timeout => "Time limit",
            Field::Interval => "Switch interval",
            Field::Buffer => "Buffer size",
            Field::Recycle => "Chunks per worker process",
            Field::Read => "Time per result or task",
            Field::Payload => "Result size",
            Field::Limit => "Semaphore limit",
            Field::Seed => "Seed",
        },
        Label::CallAfter => "Call after",
        Label::KernelName(kernel) => match kernel {
            KernelKind::Pi => "Series for π",
            KernelKind::Patterns => "Pattern search",
            KernelKind::Counter => "Shared counter",
        },
        Label::Outcome(outcome) => match outcome {
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::Cancelled => "cancelled",
            Outcome::TimedOut => "timed out",
        },
        Label::Topic(topic) => match topic {
            Topic::Article => "From the article",
            Topic::Gil => "The GIL",
            Topic::Pitfalls => "Pitfalls",
            Topic::Ending => "Errors, time limits and endings",
            Topic::SharedState => "Shared state",
            Topic::More => "More",
        },
        Label::Family(family) => match family {
            Family::MainThread => "Sequential",
            Family::Threads => "API for threads",
            Family::Processes => "API for processes",
            Family::Coroutines => "API for coroutines",
        },
        Label::Mode(mode) => match mode {
            Mode::Sequential => "Sequential",
            Mode::Threads => "Threads (no GIL)",
            Mode::Gil => "Threads (GIL)",
            Mode::Processes => "Processes",
            Mode::Async => "Coroutines",
        },
        Label::GilOff => "Threads (GIL off)",
        Label::Interpreters => "Interpreters",
    }
}
