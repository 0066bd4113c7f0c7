import { expect, test } from "bun:test";
import { bareLine } from "./bare-line.ts";

test.each([
  ["[   15s] \tgo mod vendor", "\tgo mod vendor"],
  ["0.412 go: errors", "go: errors"],
  ["       > go: errors", "go: errors"],
  ["app-1  | \timports a/b", "\timports a/b"],
  ["    runtime1: \timports a/b", "\timports a/b"],
])("what a program puts before %p is taken off", (text, bare) => {
  expect(bareLine(text)).toBe(bare);
});

test.each([
  "\timports a/b",
  "> go: errors",
  "want: package foo",
  "go: package foo",
])("%p stays as it is", (text) => {
  expect(bareLine(text)).toBe(text);
});
