"""Python's own pools: how long tasks take, in milliseconds, by pool and size of task.

Arguments: workers, a list of [microseconds a task, tasks], how often. The pools are started and warm before
anything is measured. `batch` has all tasks of a worker in one, and `one thread` one after the other: the
work by itself, for those that follow.
"""

import asyncio
import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def compute(steps):
    total = 0.0
    for k in range(steps):
        total += 1.0 / (2 * k + 1)
    return total


def batch(work):
    steps, times = work
    for _ in range(times):
        compute(steps)


async def coroutine(steps):
    return compute(steps)


async def gather(steps, tasks):
    await asyncio.gather(*(coroutine(steps) for _ in range(tasks)))


def step_us():
    start = time.perf_counter()
    compute(1_000_000)
    return time.perf_counter() - start


def main():
    workers, plan, times = int(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])
    step = min(step_us() for _ in range(5))
    with (
        multiprocessing.Pool(workers) as pool,
        ProcessPoolExecutor(workers) as processes,
        ThreadPoolExecutor(workers) as threads,
    ):

        def apply_async(steps, tasks):
            results = [pool.apply_async(compute, (steps,)) for _ in range(tasks)]
            for result in results:
                result.get()

        # The number that a name begins with orders them.
        runs = {
            "0 batch": lambda s, n: pool.map(batch, [(s, n // workers)] * workers, chunksize=1),
            "1 CPython, Pool.map in chunks": lambda s, n: pool.map(compute, [s] * n),
            "2 CPython, Pool.map, one by one": lambda s, n: pool.map(compute, [s] * n, chunksize=1),
            "3 CPython, Pool.apply_async": apply_async,
            "4 CPython, ProcessPoolExecutor.map": lambda s, n: list(processes.map(compute, [s] * n)),
            "5 one thread": lambda s, n: batch((s, n)),
            "6 CPython, ThreadPoolExecutor.map": lambda s, n: list(threads.map(compute, [s] * n)),
            "7 CPython, asyncio.gather": lambda s, n: asyncio.run(gather(s, n)),
        }
        found = {name: [[] for _ in plan] for name in runs}
        for run in runs.values():
            run(0, 100)
        for _ in range(times):
            for place, (us, tasks) in enumerate(plan):
                for name, run in runs.items():
                    start = time.perf_counter()
                    run(round(us / step), tasks)
                    found[name][place].append((time.perf_counter() - start) * 1e3)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
