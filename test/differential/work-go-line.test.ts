/** Which go lines of members stop a workspace, against what the installed go command does. */
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workGoLineProblem } from "../../src/go/work-go-line.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { runGo } from "./go-command.ts";

const goLines = [
  undefined,
  "1.17",
  "1.18",
  "1.20",
  "1.20.3",
  "1.21rc1",
  "1.21",
  "1.21.0",
  "1.21.5",
  "1.24",
  "1.25.0",
];
let cases = 0;
afterAll(() => reportSuite("go line of go.work", cases));

test("go refuses a workspace exactly where we name a problem, in these words", async () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-work-"));
  mkdirSync(join(folder, "m"));
  writeFileSync(join(folder, "m/m.go"), "package m\n");
  const goText = (line: string | undefined): string => (line === undefined ? "" : `go ${line}\n`);
  for (const workGoLine of goLines) {
    for (const memberGoLine of goLines) {
      cases++;
      writeFileSync(join(folder, "go.work"), `${goText(workGoLine)}use ./m\n`);
      writeFileSync(join(folder, "m/go.mod"), `module example.com/m\n${goText(memberGoLine)}`);
      const { stderr } = await runGo(["list", "./m"], {
        folder,
        environment: { GOWORK: "", GOPROXY: "off" },
      });
      const problem = workGoLineProblem({ workGoLine, member: "m", memberGoLine });
      const lines = [workGoLine, memberGoLine];
      expect([...lines, stderr.includes("listed in go.work file")]).toEqual([
        ...lines,
        problem !== undefined,
      ]);
      expect(stderr).toContain(problem?.reason ?? "");
    }
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
