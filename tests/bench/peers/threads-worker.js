import { expose } from "threads/worker";
import { task } from "./kernel.js";

expose({ task });
