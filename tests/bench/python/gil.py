"""What a hand-over of the GIL takes, in microseconds, so many times."""

import json
import statistics
import sys
import threading
import time

STEPS = 10_000
# One operation of some 20 µs: a switch is nearly always asked for meanwhile, and made after it.
BASE, EXPONENT = 3, 4_000


def measure():
    owner, last = None, 0.0
    same, other = [], []

    def work(name):
        nonlocal owner, last
        for _ in range(STEPS):
            now = time.perf_counter()
            (same if owner == name else other).append(now - last)
            owner, last = name, time.perf_counter()
            BASE**EXPONENT

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The first one comes after nobody.
    return (statistics.median(other[1:]) - statistics.median(same)) * 1e6


sys.setswitchinterval(1e-4)
print(json.dumps([measure() for _ in range(int(sys.argv[1]))]))
