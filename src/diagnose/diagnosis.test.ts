import { describe, expect, test } from "bun:test";
import { Diagnoser } from "./diagnosis.ts";
import { patterns } from "./patterns.gen.ts";

const words = Buffer.from("go: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)\n");

describe("a diagnoser", () => {
  test("opens 10,000 logs in seconds: what it looks for is prepared once", () => {
    const diagnoser = new Diagnoser(patterns);
    const startedAt = performance.now();
    for (let index = 0; index < 10_000; index++) {
      const log = diagnoser.open(`${index}.txt`);
      log.push(words);
      log.end();
    }
    expect(diagnoser.finish().lineCount).toBe(10_000);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });

  test("names no rule without a repository unless it would have seen just this", () => {
    const ruleOf = (text: string): string | undefined => {
      const diagnoser = new Diagnoser(patterns);
      const log = diagnoser.open();
      log.push(Buffer.from(`${text}\n`));
      log.end();
      return diagnoser.finish().causes[0]?.rule;
    };
    expect(ruleOf("go: download go1.99.0 for linux/amd64: toolchain not available")).toBeUndefined();
    expect(
      ruleOf(
        "main.go:3:8: no required module provides package example.com/x; to add it:\n\tgo get example.com/x",
      ),
    ).toBeUndefined();
    expect(ruleOf("go: download go1.25 for linux/amd64: toolchain not available")).toBe(
      "toolchain/language-version-as-toolchain",
    );
    expect(ruleOf("go: go.mod requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)")).toBe(
      "toolchain/go-older-than-module",
    );
    expect(ruleOf("go: -race requires cgo; enable cgo by setting CGO_ENABLED=1")).toBe(
      "cgo/race-without-cgo",
    );
  });
});
