// The pools that others have, on the same wasm kernel, with the same messages, one task outstanding a
// worker. `measure` is called by the program that measures; nobody looks at this page.

import { wrap } from "comlink";
import { FixedThreadPool } from "poolifier-web-worker";
import { Pool, spawn, Worker as ThreadsWorker } from "threads";
import workerpool from "workerpool";
import { RawPool, milliseconds } from "./raw.js";

// Has as many promises under way as there are workers.
const lanes = (size, run) => (tasks, argument) => {
  let next = 0;
  const lane = async () => {
    while (next < tasks) {
      next += 1;
      await run(argument);
    }
  };
  return Promise.all(Array.from({ length: size }, lane));
};

const start = {
  raw(size) {
    const pool = new RawPool(size);
    return (tasks, argument) => milliseconds(() => pool.all(tasks, argument));
  },
  // All tasks of a worker in one message: what the work takes by itself.
  batch(size) {
    const pool = new RawPool(size);
    return (tasks, argument) => {
      const [units] = new Uint32Array(argument);
      const batch = Uint32Array.of(units, tasks / size).buffer;
      return milliseconds(() => pool.all(size, batch));
    };
  },
  coordinator(size) {
    const worker = new Worker("coordinator.js");
    return (tasks, argument) =>
      new Promise((done) => {
        worker.onmessage = ({ data }) => done(data);
        worker.postMessage({ size, tasks, argument });
      });
  },
  comlink(size) {
    const idle = Array.from({ length: size }, () => wrap(new Worker("comlink-worker.js")));
    return timed(size, async (argument) => {
      const worker = idle.pop();
      await worker.task(argument);
      idle.push(worker);
    });
  },
  workerpool(size) {
    const workers = { minWorkers: size, maxWorkers: size, workerType: "web" };
    const pool = workerpool.pool("workerpool-worker.js", workers);
    return timed(size, (argument) => pool.exec("task", [argument]));
  },
  poolifier(size) {
    const pool = new FixedThreadPool(size, new URL("poolifier-worker.js", location));
    return timed(size, (argument) => pool.execute(argument));
  },
  threads(size) {
    const pool = Pool(() => spawn(new ThreadsWorker("threads-worker.js")), { size, concurrency: 1 });
    return timed(size, (argument) => pool.queue((worker) => worker.task(argument)));
  },
};

const timed = (size, run) => {
  const all = lanes(size, run);
  return (tasks, argument) => milliseconds(() => all(tasks, argument));
};

const started = {};

// How long so many tasks take, so many times, in milliseconds. The pool is started and warm before.
globalThis.measure = async (name, size, tasks, units, times) => {
  const argument = Uint32Array.of(units).buffer;
  if (!started[name]) {
    started[name] = start[name](size);
    await started[name](100 * size, Uint32Array.of(0).buffer);
  }
  const found = [];
  for (let time = 0; time < times; time += 1) found.push(await started[name](tasks, argument));
  return found;
};
globalThis.pools = Object.keys(start);
