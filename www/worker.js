// The engine's worker: loads a build of the engine and pipes bytes between it and the page.
//
// In:   {build: "threaded" | "plain", threads: number}   once, first
//       ArrayBuffer                                      a command, for the engine
// Out:  ArrayBuffer                                      a message, from the engine
//       {fault: "load" | "pool" | "crash", text: string} the engine cannot be used (any more)
//
// It cannot be Rust: somebody has to load the Rust. It holds no state but the engine's exports.

// wasm-bindgen-rayon starts the pool's workers itself and tells nobody when one of them fails.
const fault = (fault, text) => self.postMessage({ fault, text: String(text) });
// It also gives each of them 2 MiB of stack; an eighth of that is plenty.
const STACK_BYTES = 256 * 1024;
let starting = true;

self.Worker = class extends Worker {
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

async function load({ build, threads }) {
  const engine = await import(`./${build}/engine.js`);
  await engine.default();
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
}

self.onmessage = ({ data }) => load(data).catch((error) => fault("load", error));
