/** init at a real terminal: it asks, takes one line, and ends. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../write-files.ts";
import { gitEnvironment } from "./git-world.ts";

setDefaultTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "breakwater-terminal-"));
const script = Bun.which("script");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function initWith(answer: string): string {
  const main = join(import.meta.dir, "../../src/cli/main.ts");
  const command = `'${process.execPath}' --no-install '${main}' init`;
  const done = spawnSync(script ?? "", ["-qec", command, "/dev/null"], {
    cwd: folder,
    env: { ...gitEnvironment, TERM: "xterm" },
    input: answer,
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(done.status).toBe(0);
  return done.stdout;
}

test.skipIf(script === null)(
  `a person is asked${script === null ? ": SKIPPED, there is no script(1)" : ""}`,
  () => {
    writeFiles(folder, {
      "go.mod": "module example.com/a\n\ngo 1.25.0\n",
      Dockerfile: "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n",
    });
    expect(initWith("n\n")).toContain("Write these 2 files? [y/N] ");
    expect(existsSync(join(folder, ".breakwater.yaml"))).toBe(false);
    expect(initWith("y\n")).toContain("Wrote .breakwater.yaml, breakwater-baseline.json.");
    expect(existsSync(join(folder, ".breakwater.yaml"))).toBe(true);
    expect(initWith("")).toContain("Nothing else to do.");
  },
);
