// The documents worker: starts the page's own wasm a second time, in this worker, where it finds no window
// and serves the page with documents. See web/src/documents.rs.
//
// In:   {script: string, module: WebAssembly.Module}   once, first: the page's script and its wasm
// Out:  {fault: string}                                it cannot be started
//
// From then on the wasm takes the messages itself. This cannot be Rust: somebody has to load the Rust. It
// holds no state.

addEventListener(
  "message",
  async ({ data: { script, module } }) => {
    try {
      const page = await import(script);
      await page.default({ module_or_path: module });
    } catch (error) {
      postMessage({ fault: String(error) });
    }
  },
  { once: true },
);
