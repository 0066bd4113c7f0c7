/** Which toolchain lines stop a readonly build, against what the installed go command does. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolchainLineProblem } from "../../src/go/toolchain-line.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { goEnvironment } from "../go-home.ts";

const goLines = [
  undefined,
  "1.16",
  "1.20",
  "1.20.3",
  "1.21",
  "1.21.0",
  "1.21.5",
  "1.21rc1",
  "1.24",
  "1.25.0",
];
const toolchainLines = [
  ...["default", "go1.16", "go1.20", "go1.20.3", "go1.21", "go1.21.0", "go1.21.3", "go1.21.5", "go1.21.6"],
  ...[
    "go1.21rc1",
    "go1.24",
    "go1.24.0",
    "go1.25",
    "go1.25.0",
    "go1.25.0-custom",
    "go1.99.0",
    "go1.21.5/x",
    "go1.x",
  ],
];
let cases = 0;
afterAll(() => reportSuite("toolchain line", cases));

test("go wants to rewrite go.mod exactly where we name a problem", () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-toolchain-"));
  writeFileSync(join(folder, "m.go"), "package m\n");
  for (const goLine of goLines) {
    for (const toolchainLine of toolchainLines) {
      cases++;
      const lines = `${goLine ? `go ${goLine}\n\n` : ""}toolchain ${toolchainLine}\n`;
      writeFileSync(join(folder, "go.mod"), `module example.com/m\n\n${lines}`);
      const { stderr } = Bun.spawnSync(["go", "list", "."], {
        cwd: folder,
        env: goEnvironment(folder),
      });
      const isStopped = stderr.toString().includes("updates to go.mod needed");
      const isProblem = toolchainLineProblem({ goLine, toolchainLine }) !== undefined;
      expect([lines, isProblem, stderr.toString()]).toEqual([lines, isStopped, stderr.toString()]);
    }
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
