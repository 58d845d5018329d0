import workerpool from "workerpool";
import { task } from "./kernel.js";

workerpool.worker({ task });
