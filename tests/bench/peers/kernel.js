// The wasm kernel in a pool's worker, and the form of its messages: four bytes there, as many back as a
// process of Interleave's sends for an empty task.

const BACK = 21;

const request = new XMLHttpRequest();
// Before any message is handled. Only workers may wait for an answer.
request.open("GET", "kernel.wasm", false);
request.responseType = "arraybuffer";
request.send();
const { compute } = new WebAssembly.Instance(new WebAssembly.Module(request.response)).exports;

// Computes so many units; what it returns holds the answer.
export function task(argument) {
  const [units, times = 1] = new Uint32Array(argument);
  let answer = 0;
  for (let time = 0; time < times; time += 1) answer = compute(units);
  const result = new ArrayBuffer(BACK);
  new DataView(result).setFloat64(0, answer);
  return result;
}
