import { expose } from "comlink";
import { task } from "./kernel.js";

expose({ task });
