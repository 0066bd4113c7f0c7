/** Our choice of mode against older and newer go commands, which the installed one gets and runs in turn. */
import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { selectMode } from "../../src/go/mode.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { modeQuestions } from "./mode-questions.ts";
import { observeMode } from "./observe-mode.ts";

const versions = [
  "1.12.17",
  "1.13.15",
  "1.14.15",
  "1.16.15",
  "1.17.13",
  "1.18.10",
  "1.21.13",
  "1.22.0",
  "1.26.8",
  "1.27.1",
];
let cases = 0;
afterAll(() => reportSuite("mode of other versions", cases));

function goOf(version: string): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["go", "env", "GOROOT"], {
    env: {
      ...process.env,
      GOENV: "off",
      GOFLAGS: "",
      GOTOOLCHAIN: `go${version}`,
      GOMODCACHE: join(import.meta.dir, "../../.cache/gomod"),
    },
  });
  if (exitCode !== 0) throw new Error(`Cannot get go ${version}: ${stderr.toString()}`);
  return join(stdout.toString().trim(), "bin/go");
}

describe("the mode of go", () => {
  for (const version of versions) {
    test(version, () => {
      const go = goOf(version);
      for (const question of modeQuestions(version)) {
        cases++;
        const { mode, error = "" } = selectMode(question);
        const observed = observeMode(go, question);
        expect([question, observed.mode]).toEqual([question, mode]);
        expect(observed.output).toContain(error);
      }
    }, 300_000);
  }
});
