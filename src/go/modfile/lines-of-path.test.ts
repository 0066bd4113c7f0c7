import { expect, test } from "bun:test";
import { requiresOf } from "./lines-of-path.ts";
import type { Require } from "./model.ts";

const span = { start: 0, end: 0 };

test("a hundred thousand questions read each line once", () => {
  let reads = 0;
  const lines = Array.from({ length: 100_000 }, (_, index): Require => {
    const path = `example.com/m${index % 50_000}`;
    const rest = { version: `v1.0.${index}`, indirect: false, span, pathSpan: span, versionSpan: span };
    return {
      ...rest,
      get path() {
        reads++;
        return path;
      },
    };
  });
  const mod = { requires: lines };
  for (let index = 0; index < 100_000; index++) requiresOf(mod, `example.com/m${index}`);
  expect(reads).toBe(100_000);
  expect(requiresOf(mod, "example.com/m7").map(({ version }) => version)).toEqual(["v1.0.7", "v1.0.50007"]);
  expect(requiresOf(mod, "example.com/none")).toEqual([]);
});
