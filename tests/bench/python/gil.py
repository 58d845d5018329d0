"""What a hand-over of the GIL costs, in microseconds, so many times."""

import json
import sys
import threading
import time

STEPS = 1_000_000
owner, turns = None, 0


def work(name):
    global owner, turns
    for _ in range(STEPS):
        if owner != name:
            owner = name
            turns += 1


def alone():
    start = time.perf_counter()
    work("a")
    work("b")
    return time.perf_counter() - start


def together():
    global turns
    turns = 0
    threads = [threading.Thread(target=work, args=name) for name in "ab"]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


sys.setswitchinterval(1e-4)
costs = []
for _ in range(int(sys.argv[1])):
    base, shared = alone(), together()
    costs.append((shared - base) * 1e6 / turns)
print(json.dumps(costs))
