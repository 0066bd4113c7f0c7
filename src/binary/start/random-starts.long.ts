/** Two hundred random images, each of which is started. */
import { randomStartsSuite } from "./_random-starts-suite.ts";

randomStartsSuite({
  count: Number(process.env.BREAKWATER_STARTS ?? 200),
  seed: Number(process.env.BREAKWATER_SEED ?? Date.now() % 2 ** 31),
});
