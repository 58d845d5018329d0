"""Times `compute` of a program that the page shows: its text, the units, and how often."""

import json
import sys
import time

text, units, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# What it defines, without what it runs.
program = {"__name__": "program"}
exec(text.split("start = time.perf_counter()")[0], program)
seconds = []
for _ in range(times):
    start = time.perf_counter()
    program["compute"](units)
    seconds.append(time.perf_counter() - start)
print(json.dumps(seconds))
