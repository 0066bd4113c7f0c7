/** Loaded before every test: properties of fast-check are tried on the same values in each run. */
import { configureGlobal } from "fast-check";
import { seedOfRun } from "./seed-of-run.ts";

configureGlobal({ seed: seedOfRun() });
