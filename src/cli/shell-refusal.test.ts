import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createFolderTree } from "../workspace/tree/folder-tree.ts";
import { shellSite } from "./shell-site.ts";

const settings: readonly (readonly [string, string])[] = [
  ["GOFLAGS", "-v"],
  ["GOFLAGS", "-nope"],
  ["GOFLAGS", "word"],
  ["GOFLAGS", "-mod=foo"],
  ["GOFLAGS", "'-tags=a"],
  ["GOROOT", "/no/such/place"],
  ["GOWORK", "/no/such/place"],
  ["GOWORK", "relative"],
  ["GOWORK", "off"],
  ["GO111MODULE", "maybe"],
  ["GOOS", "amiga"],
  ["GOARCH", "z80"],
  ["GOOS", "windows"],
  ["GOPROXY", "nonsense"],
  ["GOEXPERIMENT", "foo"],
  ["GOEXPERIMENT", "nofoo,none"],
  ["GOEXPERIMENT", "none,nodwarf5"],
  ["GOPATH", "relative"],
  ["GOPATH", "/tmp:~x"],
  ["GOCACHE", "off"],
  ["GOCACHE", "relative"],
  ["GOTMPDIR", "/nope"],
  ["GOTMPDIR", "/tmp"],
];

test.each(
  settings,
)("%s=%s stops this shell's go exactly where it stops the real one", async (name, value) => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-"));
  try {
    writeFileSync(join(folder, "go.mod"), "module m\n\ngo 1.22\n");
    writeFileSync(join(folder, "m.go"), "package m\n");
    const { PATH = "", HOME = "" } = process.env;
    const environment = { PATH, HOME, GOENV: "off", GOTOOLCHAIN: "local", [name]: value };
    const real = Bun.spawnSync(["go", "build", "./..."], { cwd: folder, env: environment });
    const workspace = await readWorkspace(createFolderTree(folder));
    const go = shellSite(workspace, folder, { environment, folder })?.go;
    expect(go?.outcome).toBe(real.exitCode === 0 ? "runs" : "refuses");
    if (real.exitCode !== 0) expect(real.stderr.toString()).toContain(go?.why.at(-1)?.text ?? "none");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
