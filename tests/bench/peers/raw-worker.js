import { task } from "./kernel.js";

self.onmessage = ({ data }) => {
  const result = task(data);
  self.postMessage(result, [result]);
};
