/** A few random images, the same in each run; random-starts.long.ts starts two hundred fresh ones. */
import { randomStartsSuite } from "./_random-starts-suite.ts";

randomStartsSuite({
  count: Number(process.env.BREAKWATER_STARTS ?? 20),
  seed: Number(process.env.BREAKWATER_SEED ?? 1),
});
