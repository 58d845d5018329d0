//! The experiment in Python.

mod counter;
mod main_thread;

use counter::Counting;

use super::program::Code;
use super::template::{Page, Uses};
use crate::model::api::{Api, Call, Family, Fault, ProgramEnd, Workers};
use crate::model::blocking::Blocking;
use crate::model::mode::{KernelKind, Mode};
use crate::model::python::{Python, Start};
use crate::model::spec::Spec;

const PI: &str = "\
|def compute(terms):
|    total, sign = 0.0, 4.0
|    for k in range(terms):
|        total += sign / (2 * k + 1)
|        sign = -sign
|    return total


";

const CORPUS: &str = "\
|LENGTH, DISTANCE, THRESHOLD = $l, $d, $h
|random.seed($s)
|FUNCTIONS = [\"\".join(random.choices(\"abcdefghijklmnopqrst\", k=40)) for _ in range(120)]
";

const RUNS: &str = "\
|def runs(function):
|    return [function[k:k + LENGTH] for k in range(len(function) - LENGTH + 1)]


";

const EDITS: &str = "\
|def distance(one, other):
|    row = list(range(len(other) + 1))
|    for i, a in enumerate(one, 1):
|        last, row[0] = row[0], i
|        for j, b in enumerate(other, 1):
|            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
|    return row[-1]


";

/// The same where at most one edit is allowed.
const SUBSTITUTIONS: &str = "\
|def distance(one, other):  # of equal length: one edit can only be a substitution
|    return sum(map(operator.ne, one, other))


";

const PATTERNS: &str = "\
|def recurs(pattern, function):
|    return any(distance(pattern, run) <= DISTANCE for run in runs(function))


|def compute(candidates):
|    patterns = [run for function in FUNCTIONS for run in runs(function)]
|    kept = 0
|    for k in range(candidates):
|        pattern = patterns[k % len(patterns)]
|        kept += sum(recurs(pattern, function) for function in FUNCTIONS) > THRESHOLD
|    return kept


";

/// A coroutine that leaves what blocks to a thread.
const TO_THREAD: &str = "\
|async def task(i):
S    return await asyncio.to_thread(blocking, i)


";

/// The threads of `asyncio.to_thread`.
const DEFAULT_EXECUTOR: &str = "\
|    loop = asyncio.get_running_loop()
B    loop.set_default_executor($P)
";

/// Arguments that work until they are pickled.
const SEALED: &str = "\
|class Sealed(int):
|    def __reduce__(self):
|        raise pickle.PicklingError(f\"{self} is sealed\")


|jobs = [Sealed(i) if i in FAULTY else i for i in range($n)]


";

pub(super) fn write(spec: &Spec, mode: Mode) -> Code {
    let api = spec.api(mode);
    let uses = Uses::of(spec);
    let fault = uses.faults.then_some(spec.fail);
    let gil = mode == Mode::Gil && spec.gil;
    let free = matches!(mode, Mode::Threads | Mode::Gil) && !gil;
    let interval = gil && spec.interval != 50;
    let patterns = uses.work && spec.kernel == KernelKind::Patterns;
    let substitutions = patterns && spec.distance < 2;
    let coroutines = api.family() == Family::Coroutines;
    let workers = spec.workers_by(api);
    let leaves = workers != api.workers();
    let counting = Counting::of(spec, api).filter(|_| uses.work);
    let queues = spec.queues(api);
    let takes = api.call() == Call::Put;
    let limited = spec.limit_of(mode).is_some();
    let awaits = workers.are_coroutines();
    // Before, a semaphore belonged to the event loop that ran when it was made.
    let makes_semaphore_in_loop = limited && awaits && spec.python < Python::V311;

    let mut page = Page::new(spec, true);
    let (before, after) = futures(api);
    page.set('X', before);
    page.set('F', after);
    let end = spec.end_of(api);
    if spec.python < Python::V311 && end == ProgramEnd::Timeout && catches_timeout(api) {
        page.set('Y', ", TimeoutError");
    }
    if free && uses.work {
        page.put(match spec.python {
            Python::V39 | Python::V311 | Python::V313 => "|#!/usr/bin/env python3.13t\n",
            Python::V314 => "|#!/usr/bin/env python3.14t\n",
            Python::V315 => "|#!/usr/bin/env python3.15t\n",
        });
    }
    for (wanted, line) in [
        (coroutines, "|import asyncio\n"),
        (substitutions, "|import operator\n"),
        (fault == Some(Fault::Kill), "|import os\n"),
        (fault == Some(Fault::Unpicklable), "|import pickle\n"),
        (takes && !awaits, "|import queue\n"),
        (uses.jitter || patterns, "|import random\n"),
        (interval || fault == Some(Fault::Exit), "|import sys\n"),
        (
            matches!(api, Api::Thread | Api::ThreadQueue)
                || limited && !awaits
                || counting.as_ref().is_some_and(Counting::has_thread_lock),
            "|import threading\n",
        ),
        (true, "|import time\n"),
        (true, executor(workers, spec.start).0),
        (
            workers == Workers::ProcessPool && spec.start.is_some(),
            CONTEXT,
        ),
        (
            counting.as_ref().is_some_and(Counting::imports_value),
            "|from multiprocessing import Value\n",
        ),
        (
            queues && spec.start.is_none(),
            "|from multiprocessing import Queue\n",
        ),
    ] {
        if wanted {
            page.put(line);
        }
    }
    put_constants(&mut page, &uses, patterns);
    if limited && !makes_semaphore_in_loop {
        page.put(match awaits {
            true => "\n|semaphore = asyncio.Semaphore($a)\n",
            false => "\n|semaphore = threading.Semaphore($a)\n",
        });
    }
    if counting.as_ref().is_some_and(Counting::locks_both_ways) {
        page.set(
            'K',
            if uses.own_work {
                "i, WORK.get(i, $k)"
            } else {
                "i, $k"
            },
        );
    }
    page.put("\n\n");
    if uses.work {
        page.set('F', "result = ");
        if let Some(counting) = &counting {
            counting.put_before(&mut page);
        } else if patterns {
            page.put(RUNS);
            page.put(if substitutions { SUBSTITUTIONS } else { EDITS });
            page.put(PATTERNS);
        } else {
            page.put(PI);
        }
    }
    put_task(&mut page, &uses, fault, api, limited);
    page.put("\n\n");
    if leaves {
        page.put(TO_THREAD);
    }
    page.set('N', "task");
    page.set('S', "i,");
    if let Some(counting) = &counting {
        counting.put_target(&mut page);
    }
    if queues {
        put_putting(
            &mut page,
            counting.as_ref().is_some_and(Counting::has_value),
        );
    }

    if takes {
        page.set(
            'Q',
            match spec.buffer_of(api) {
                Some(_) => "maxsize=$u",
                None => "",
            },
        );
        page.put(match awaits {
            true => ASYNC_WORKER,
            false => WORKER,
        });
    }

    let main = main_thread::program(api, end, spec.python, spec.order);
    page.set('P', executor(workers, spec.start).1);
    page.set('H', spec.start().name());
    page.set(
        'T',
        match end {
            ProgramEnd::TerminateWorkers => "terminate_workers",
            ProgramEnd::KillWorkers => "kill_workers",
            ProgramEnd::Interrupt => "interrupt",
            _ => "terminate",
        },
    );
    let thread = matches!(api, Api::Thread | Api::ThreadQueue);
    page.set('L', if thread { "thread" } else { "process" });
    page.set('M', if thread { "threads" } else { "processes" });
    if end == ProgramEnd::Timeout {
        page.set('O', ", timeout=$t");
    }
    let unordered = api == Api::ImapUnordered;
    page.set('V', if unordered { "imap_unordered" } else { "imap" });
    if api == Api::GatherReturn {
        page.set('G', ", return_exceptions=True");
    }
    if spec.buffer_of(api).is_some() && !takes {
        page.set('U', ", buffersize=$u");
    }
    let recycle = match (spec.recycle_of(api), workers) {
        (None, _) => "",
        (Some(_), Workers::Pool) => ", maxtasksperchild=$m",
        (Some(_), _) => ", max_tasks_per_child=$m",
    };
    let initializer = counting
        .as_ref()
        .map(|counting| counting.initializer(recycle));
    page.set('E', initializer.unwrap_or(recycle));
    if spec.read_of(api) > 0 {
        page.set(
            'D',
            match (queues || takes, awaits) {
                (true, true) => "\n|        await asyncio.sleep($r)",
                (true, false) => "\n|    time.sleep($r)",
                (false, _) => "\nR        time.sleep($r)",
            },
        );
    }
    if spec.chunk > 0 && api.has_chunks() {
        page.set('Q', ", chunksize=$c");
    }
    if coroutines {
        page.put("|async def main():\n");
        if workers == Workers::ThreadPool {
            page.put(DEFAULT_EXECUTOR);
        }
        if let Some(counting) = counting.as_ref().filter(|it| it.makes_lock_in_loop()) {
            page.put(counting.lock_in_loop());
        }
        if makes_semaphore_in_loop {
            page.put("|    global semaphore\n|    semaphore = asyncio.Semaphore($a)\n");
        }
        page.put(main);
        page.put("\n\n");
    }
    // Interpreters import the main module, too.
    if workers.are_processes() && spec.guard || workers == Workers::InterpreterPool {
        page.put("|if __name__ == \"__main__\":\n");
        page.indent = "    ";
    }
    if interval {
        page.put("|sys.setswitchinterval($i)\n");
    }
    if let Some(counting) = &counting {
        counting.put_value(&mut page);
    }
    if queues {
        page.put(match spec.start {
            Some(_) => "|queue = get_context(\"$H\").Queue()\n",
            None => "|queue = Queue()\n",
        });
    }
    page.put("|start = time.perf_counter()\n");
    page.put(if coroutines {
        "|asyncio.run(main())\n"
    } else {
        main
    });
    if let Some(counting) = &counting {
        counting.put_after(&mut page);
    }
    page.put("|print(f\"{time.perf_counter() - start:.3f} s\")\n");
    page.code
}

/// A queue of tasks, and what takes them from it until it comes to an end mark.
const WORKER: &str = "\
|tasks = queue.Queue($Q)


|def consumer():
|    while (i := tasks.get()) is not None:
R        print(task(i))


";

/// The same as a coroutine.
const ASYNC_WORKER: &str = "\
|async def consumer(tasks):
|    while (i := await tasks.get()) is not None:
R        print(await task(i))


";

/// What a process runs that puts its result on a queue.
fn put_putting(page: &mut Page, shares_value: bool) {
    page.put(match shares_value {
        true => "|def put(queue, value, i):\n|    share(value)\n",
        false => "|def put(queue, i):\n",
    });
    page.put("S    queue.put((task(i), bytes($q)))\n\n\n");
    page.set('N', "put");
    page.set(
        'S',
        if shares_value {
            "queue, counter, i"
        } else {
            "queue, i"
        },
    );
}

/// What chooses how processes start.
const CONTEXT: &str = "|from multiprocessing import get_context\n";

/// What has to be imported for an API, and how its workers are made; in the way in which they are to start, if that is
/// chosen.
fn executor(workers: Workers, start: Option<Start>) -> (&'static str, &'static str) {
    match workers {
        Workers::Processes if start.is_some() => (CONTEXT, "get_context(\"$H\").Process"),
        Workers::Pool if start.is_some() => (CONTEXT, "get_context(\"$H\").Pool($p$E)"),
        Workers::ProcessPool if start.is_some() => (
            "|from concurrent.futures import $XProcessPoolExecutor$F$Y\n",
            "ProcessPoolExecutor(max_workers=$p, mp_context=get_context(\"$H\")$E)",
        ),
        Workers::ThreadPool => (
            "|from concurrent.futures import $XThreadPoolExecutor$F$Y\n",
            "ThreadPoolExecutor(max_workers=$p)",
        ),
        Workers::ProcessPool => (
            "|from concurrent.futures import $XProcessPoolExecutor$F$Y\n",
            "ProcessPoolExecutor(max_workers=$p$E)",
        ),
        Workers::InterpreterPool => (
            "|from concurrent.futures import InterpreterPoolExecutor\n",
            "InterpreterPoolExecutor(max_workers=$p)",
        ),
        Workers::Processes => ("|from multiprocessing import Process\n", "Process"),
        Workers::Pool => ("|from multiprocessing import Pool\n", "Pool($p$E)"),
        Workers::Threads | Workers::Consumers => ("", "threading.Thread"),
        Workers::MainThread | Workers::Coroutines | Workers::AsyncConsumers => ("", ""),
    }
}

/// Whether a program by this API catches the `TimeoutError` of `concurrent.futures`, which was none of
/// Python's own before 3.11.
fn catches_timeout(api: Api) -> bool {
    api.call() == Call::Submit
}

/// What of `concurrent.futures` an API needs besides its executor, before and after it.
fn futures(api: Api) -> (&'static str, &'static str) {
    match api.call() {
        Call::AsCompleted => ("", ", as_completed"),
        Call::WaitFirst => ("FIRST_EXCEPTION, ", ", wait"),
        _ => ("", ""),
    }
}

fn put_constants(page: &mut Page, uses: &Uses, patterns: bool) {
    page.set('W', "$w");
    page.set('K', "$k");
    if patterns || uses.faults || uses.own_waits || uses.own_work {
        page.put("\n");
    }
    if patterns {
        page.put(CORPUS);
    }
    if uses.faults {
        page.put("|FAULTY = {");
        page.faulty();
        page.put("}\n");
    }
    if uses.own_waits {
        page.put("|WAIT = {");
        page.pairs(": ", ", ", 3, |change| change.wait);
        page.put("}\n");
        page.set('W', "WAIT.get(i, $w)");
    }
    if uses.own_work {
        page.put("|WORK = {");
        page.pairs(": ", ", ", 0, |change| change.work);
        page.put("}\n");
        page.set('K', "WORK.get(i, $k)");
    }
}

fn put_task(page: &mut Page, uses: &Uses, fault: Option<Fault>, api: Api, limited: bool) {
    let spec = page.spec;
    let awaits = spec.workers_by(api).are_coroutines();
    page.set('A', if awaits { "async " } else { "" });
    let sleeps = ["time.sleep", "await asyncio.sleep"];
    page.set(
        'Z',
        sleeps[usize::from(awaits && spec.blocking != Blocking::EventLoop)],
    );
    page.set('J', "range($n)");
    page.set('I', "    ");
    if fault == Some(Fault::Unpicklable) {
        page.put(SEALED);
        page.set('J', "jobs");
    }
    if uses.jitter {
        page.set('R', " * (1 + random.uniform(-1, 1) * $j / 100)");
    }

    let leaves = spec.workers_by(api) != api.workers();
    page.put(match leaves {
        true => "|def blocking(i):\n",
        false => "|$Adef task(i):\n",
    });
    let end = spec.end_of(api);
    let cleans =
        api == Api::Process && matches!(end, ProgramEnd::Terminate | ProgramEnd::Interrupt);
    if cleans {
        page.put("|    try:\n");
        page.indent = "    ";
    }
    if limited {
        page.put("|    $Awith semaphore:\n");
        page.indent = "    ";
    }
    if fault == Some(Fault::Missing) {
        page.put("F    if i in FAULTY:\nF        open(\"missing.txt\")\n");
    }
    if uses.bursts {
        page.put("|    for _ in range($b):\n");
        page.set('I', "        ");
        page.set('B', " // $b");
        page.set('C', " / $b");
    }
    if uses.work {
        page.put("C$I$Fcompute($K$B)\n");
    }
    if uses.wait {
        page.put("W$I$Z($W$C$R)\n");
    }
    page.put(match fault {
        Some(Fault::Raise) => "F    if i in FAULTY:\nF        raise ValueError(i)\n",
        Some(Fault::Kill) => "F    if i in FAULTY:\nF        os._exit(1)\n",
        Some(Fault::Exit) => "F    if i in FAULTY:\nF        sys.exit(1)\n",
        Some(Fault::Hang) => "F    while i in FAULTY:\nF        $Z(1)\n",
        Some(Fault::Missing | Fault::Unpicklable) | None => "",
    });
    page.put(if uses.work && !spec.counts() {
        "|    return result\n"
    } else if spec.queues(api) && fault == Some(Fault::Unpicklable) {
        "|    return int(i)\n"
    } else {
        "|    return i\n"
    });
    page.indent = "";
    if cleans {
        page.put("|    finally:\n|        print(f\"task {i} cleans up\")\n");
    }
}
