"""Runs a generated program as it stands, and records what becomes of its tasks.

    python3 harness.py PROGRAM RECORD

Every line of RECORD is a JSON list: what happened, and to which task or future. The program is
not changed but for a decorator on its `task`; futures are asked to say when they are done. Processes
that are not forked import the decorated program, and this module with it; so do interpreters.
"""

import contextvars
import functools
import json
import os
import sys
import types

if __name__ == "__main__":
    os.environ["INTERLEAVE_RECORD"] = os.path.abspath(sys.argv[2])
out = os.open(os.environ["INTERLEAVE_RECORD"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
current = contextvars.ContextVar("current", default=None)


def note(*words):
    os.write(out, (json.dumps(words) + "\n").encode())


class Recorded:
    def __init__(self, i):
        self.i = int(i)

    def __enter__(self):
        self.token = current.set(self.i)
        note("begun", self.i)

    def __exit__(self, kind, *_):
        current.reset(self.token)
        if kind is None:
            note("returned", self.i)
            if "INTERLEAVE_PUTS" in os.environ:
                from multiprocessing.util import Finalize

                # After the queue has joined the thread that writes to its pipe.
                Finalize(None, note, args=("put", self.i), exitpriority=-10)
        elif kind is not KeyboardInterrupt:
            note("raised", self.i, kind.__name__)


def recorded(task):
    # Every interpreter imports this: not `inspect`, which takes long.
    if task.__code__.co_flags & CO_COROUTINE:

        @functools.wraps(task)
        async def wrapper(i):
            with Recorded(i):
                return await task(i)

    else:

        @functools.wraps(task)
        def wrapper(i):
            with Recorded(i):
                return task(i)

    return wrapper


def exit_at_once(code, really=os._exit):
    if current.get() is not None:
        note("killed", current.get())
    really(code)


os._exit = exit_at_once
futures = 0
CO_COROUTINE = 0x80


def watch(executor):
    submit = executor.submit

    @functools.wraps(submit)
    def watched(self, *args, **kwargs):
        global futures
        future = submit(self, *args, **kwargs)
        future.add_done_callback(functools.partial(done, futures))
        futures += 1
        return future

    executor.submit = watched


def done(index, future):
    if future.cancelled():
        note("future", index, "cancelled")
    else:
        error = future.exception()
        note("future", index, type(error).__name__ if error else "returned")


def watch_processes(process):
    really_make, really_join = process.__init__, process.join

    def make(self, *args, **kwargs):
        really_make(self, *args, **kwargs)
        arguments = kwargs.get("args", ())
        # A pool's workers are given other things.
        if len(arguments) == 1 or arguments and "INTERLEAVE_PUTS" in os.environ:
            self.task = int(arguments[-1])

    def join(self, timeout=None):
        really_join(self, timeout)
        if self.exitcode == 1 and hasattr(self, "task"):
            note("died", self.task)

    process.__init__, process.join = make, join


def warm():
    """Runs in a process, so that the server that starts them is there, and has the program."""


def run(program):
    with open(program) as file:
        source = file.read()
    # A coroutine that leaves what blocks to a thread ends before it.
    threads = "\ndef blocking("
    heads = [threads] if threads in source else ["\ndef task(", "\nasync def task("]
    for head in heads:
        source = source.replace(head, "\n@recorded" + head)
    if "queue.put(" in source:
        os.environ["INTERLEAVE_PUTS"] = "1"
    decorated = os.path.abspath("decorated.py")
    with open(decorated, "w") as file:
        file.write("from harness import recorded\n" + source)
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__file__ = decorated
    main.recorded = recorded
    if sys.version_info >= (3, 14) and "__main__" in source and "Interpreter" not in source:
        first = multiprocessing.Process(target=harness.warm)
        first.start()
        first.join()
    try:
        exec(compile(source, program, "exec"), main.__dict__)
    except BaseException as error:
        note("caller", type(error).__name__)
        sys.exit(1)
    note("caller", "returned")


if __name__ == "__main__":
    import concurrent.futures
    import multiprocessing
    import signal

    import harness

    # A program that a shell starts in the background ignores it: then nothing would be interrupted.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    watch_processes(multiprocessing.process.BaseProcess)
    watch(concurrent.futures.ThreadPoolExecutor)
    watch(concurrent.futures.ProcessPoolExecutor)
    run(sys.argv[1])
