import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules } from "../rules/index.gen.ts";
import { runRules } from "../rules/run-rules.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createFolderTree } from "../workspace/tree/folder-tree.ts";
import { defaultContract } from "./contract.ts";
import { resolveSites } from "./resolve-sites.ts";

const about = /^modules\/workspace-(?:use-missing|go-line-too-old)$/;

/** The rules about a go.work that speak, and whether the real go builds. */
async function look(workLine: string, target: string) {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-"));
  try {
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "go.work"), `go ${workLine}\n\nuse ./link\n`);
    writeFileSync(join(folder, "real/go.mod"), "module m\n\ngo 1.23\n");
    writeFileSync(join(folder, "real/main.go"), "package main\n\nfunc main() {}\n");
    symlinkSync(target, join(folder, "link"));
    const workspace = await readWorkspace(createFolderTree(folder));
    const { sites } = resolveSites(workspace);
    const own = rules.filter(({ id }) => about.test(id));
    const { problems } = runRules({ workspace, sites, contract: defaultContract, rules: own });
    const { PATH = "", HOME = "" } = process.env;
    const env = { PATH, HOME, GOENV: "off", GOFLAGS: "", GOTOOLCHAIN: "local", GOPROXY: "off" };
    const { exitCode } = Bun.spawnSync(["go", "build", "-o", "/dev/null", "./link"], { cwd: folder, env });
    return { found: problems.map(({ rule }) => rule.id.replace(/^.*\//, "")), builds: exitCode === 0 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a module that go.work uses through a symbolic link is there, as it is for the real go", async () => {
  expect(await look("1.23", "real")).toEqual({ found: [], builds: true });
  expect(await look("1.22", "real")).toEqual({ found: ["workspace-go-line-too-old"], builds: false });
  expect(await look("1.23", "gone")).toEqual({ found: ["workspace-use-missing"], builds: false });
});
