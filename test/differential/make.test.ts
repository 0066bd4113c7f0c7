/** Makefiles as GNU Make runs them and as the walk tells them: what is told is what happens, in its order. */
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { loadShellGrammar } from "../../src/workspace/shell/grammar.ts";
import { isCall, parseMakeCases, realCalls, walkedCalls } from "./make-calls.ts";

beforeAll(loadShellGrammar);

const known = parseMakeCases(await Bun.file(join(import.meta.dir, "make-known.txt")).text());
const open = parseMakeCases(await Bun.file(join(import.meta.dir, "make-open.txt")).text());

test("there are cases to compare", () => {
  expect(known.length).toBeGreaterThan(20);
  expect(open.length).toBeGreaterThan(5);
});

describe("every call of go is known", () => {
  for (const given of known) {
    test(given.title, async () => {
      const { calls } = await walkedCalls(given);
      const texts = calls.map(({ text }) => text.replace(/ +/g, " "));
      const real = realCalls(given).map((text) => text.replace(/ +/g, " "));
      expect({ texts, maybe: calls.filter(({ isConditional }) => isConditional) }).toEqual({
        texts: real,
        maybe: [],
      });
    });
  }
});

describe("what is told is true, and what is not told has a reason", () => {
  for (const given of open) {
    test(given.title, async () => {
      const real = realCalls(given);
      const { calls, unknowns } = await walkedCalls(given);
      const sure = calls.filter(({ isConditional }) => !isConditional);
      expect(sure.filter(({ text }) => !real.some((each) => isCall(text, each)))).toEqual([]);
      const missing = real.filter((each) => !calls.some(({ text }) => isCall(text, each)));
      expect(unknowns.length > 0 ? [] : missing).toEqual([]);
    });
  }
});
