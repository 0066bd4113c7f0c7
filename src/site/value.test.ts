import { expect, test } from "bun:test";
import { oneOf } from "./value.ts";

test("a value that is one of several texts names each once", () => {
  expect(oneOf(["a", "b", "a"], "it depends")).toMatchObject({ kind: "unknown", candidates: ["a", "b"] });
});

test("a value that is one of very many texts may be any", () => {
  const texts = Array.from({ length: 1000 }, (_, index) => `v${index}`);
  expect(oneOf(texts, "it depends")).toEqual({ kind: "unknown", reason: "it depends", at: undefined });
});
