// The engine's worker: loads a build of the engine and pipes bytes between it and the page.
//
// In:   {build: "threaded" | "plain", threads: number}   once, first
//       ArrayBuffer                                      a command, for the engine
// Out:  ArrayBuffer                                      a message, from the engine
//       {fault: "load" | "pool" | "crash", text: string} the engine cannot be used (any more)
//
// The same file is a process of the engine's, a worker of this worker:
//
// In:   {build: "plain", order: ArrayBuffer, module}     once, first
//       ArrayBuffer                                      an order
// Out:  ArrayBuffer                                      a report
//
// It cannot be Rust: somebody has to load the Rust. It holds no state but the engine's exports.

const fault = (fault, text) => self.postMessage({ fault, text: String(text) });
// wasm-bindgen-rayon gives each worker of its pool 2 MiB of stack; an eighth of that is plenty.
const STACK_BYTES = 256 * 1024;
// In pages of 64 KiB: 64 MiB, a little more than the largest race takes.
const SMALLEST_MEMORY = 1024;
let starting = true;

// wasm-bindgen-rayon starts the pool's workers itself and tells nobody when one of them fails.
const Process = self.Worker;
self.Worker = class extends Process {
  constructor(...args) {
    super(...args);
    this.addEventListener("error", (event) => {
      fault(starting ? "pool" : "crash", event.message ?? "a worker of the pool could not start");
    });
  }

  postMessage(message, ...rest) {
    if (message?.type === "wasm_bindgen_worker_init") {
      // A copy: all workers are sent the same object.
      const { module, memory } = message;
      const init = { module_or_path: module, memory, thread_stack_size: STACK_BYTES };
      message = { ...message, module: init };
    }
    super.postMessage(message, ...rest);
  }
};

// Some phones have no room for as much shared memory as the engine may ever ask for.
const { Memory } = WebAssembly;
WebAssembly.Memory = function (description) {
  for (let { maximum } = description; ; maximum >>= 1) {
    try {
      return new Memory({ ...description, maximum });
    } catch (error) {
      if (!(error instanceof RangeError) || maximum >> 1 < SMALLEST_MEMORY) throw error;
    }
  }
};

// What processes run, compiled once for all of them; one that starts before that is done compiles
// it for itself.
let plain;
self.startProcess = (order) => {
  const process = new Process(self.location.href, { type: "module" });
  process.postMessage({ build: "plain", order, module: plain });
  return process;
};

async function load({ build, threads, order, module }) {
  const engine = await import(`./${build}/engine.js`);
  await engine.default(module && { module_or_path: module });
  if (order) {
    self.onmessage = ({ data }) => engine.serve(new Uint8Array(data));
    return engine.serve(new Uint8Array(order));
  }
  engine.reserve();
  const before = performance.now();
  if (threads > 0) {
    await engine.initThreadPool(threads).catch((error) => {
      fault("pool", error);
      throw error;
    });
  }
  starting = false;
  self.onmessage = ({ data }) => engine.receive(new Uint8Array(data));
  engine.start(performance.now() - before);
  const wasm = fetch(new URL("plain/engine_bg.wasm", self.location));
  plain = await WebAssembly.compileStreaming(wasm).catch(() => undefined);
}

self.onmessage = ({ data }) => load(data).catch((error) => fault("load", error));
