// The bare pool: workers, messages, and nothing else.

export class RawPool {
  constructor(size) {
    this.workers = Array.from({ length: size }, () => new Worker("raw-worker.js"));
  }

  // Has the workers carry out so many tasks, each at most one at a time.
  all(tasks, argument) {
    return new Promise((done, failed) => {
      let sent = 0;
      let back = 0;
      const next = (worker) => {
        if (sent < tasks) {
          sent += 1;
          worker.postMessage(argument);
        }
      };
      for (const worker of this.workers) {
        worker.onerror = ({ message }) => failed(new Error(message));
        worker.onmessage = () => {
          back += 1;
          if (back === tasks) done();
          else next(worker);
        };
        next(worker);
      }
    });
  }
}

export const milliseconds = async (work) => {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
};
