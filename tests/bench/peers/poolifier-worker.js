import "./window.js";
import { ThreadWorker } from "poolifier-web-worker";
import { task } from "./kernel.js";

export default new ThreadWorker(task);
