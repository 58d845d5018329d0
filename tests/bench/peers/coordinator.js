// The bare pool, started from a worker as Interleave's processes are.

import { RawPool, milliseconds } from "./raw.js";

let pool;
self.onmessage = async ({ data: { size, tasks, argument } }) => {
  pool ??= new RawPool(size);
  self.postMessage(await milliseconds(() => pool.all(tasks, argument)));
};
