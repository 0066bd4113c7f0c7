import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { shellSite } from "./shell-site.ts";

const top = mkdtempSync(join(tmpdir(), "breakwater-shell-site-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
for (const folder of ["go/bin", "cc", "home/.config/go"]) mkdirSync(join(top, folder), { recursive: true });
writeFileSync(join(top, "go/bin/go"), "");
writeFileSync(join(top, "go/VERSION"), "go1.26.8\ntime 2026-01-01T00:00:00Z\n");
writeFileSync(join(top, "go/go.env"), "GOTOOLCHAIN=auto\nGOPROXY=https://proxy.corp.example,direct\n");
writeFileSync(join(top, "cc", process.platform === "darwin" ? "clang" : "gcc"), "");
const PATH = join(top, "go/bin");

async function resolve(environment: Record<string, string>, goLine = "1.27.0") {
  const workspace = await readWorkspace(
    createMemoryTree({ "go.mod": `module example.com/a\n\ngo ${goLine}\n`, "cmd/main.go": "package main\n" }),
  );
  const site = shellSite(workspace, "/repo", { environment, folder: "/repo/cmd" });
  if (!site) throw new Error("no go on PATH");
  return site;
}

test("the go.env of the root decides where nothing else does", async () => {
  const site = await resolve({ PATH, GOENV: "off" });
  expect(site.go).toMatchObject({ outcome: "switches", version: "1.27.0" });
  expect(site.commands[0]?.environment.goSetting("GOPROXY")?.by).toBe(join(top, "go/go.env"));
});

test("GOTOOLCHAIN=local of the environment makes go refuse, as its file does where the environment is silent", async () => {
  expect((await resolve({ PATH, GOTOOLCHAIN: "local" })).go.outcome).toBe("refuses");
  writeFileSync(join(top, "home/.config/go/env"), "GOTOOLCHAIN=local\nGOFLAGS=-mod=mod -tags=netgo\n");
  const written = await resolve({ PATH, GOENV: join(top, "home/.config/go/env") });
  expect(written.go.outcome).toBe("refuses");
  expect(written.mode.value).toBe("mod");
  expect(written.tags.value).toEqual(["netgo"]);
  const off = await resolve({ PATH, GOENV: "off" });
  expect(off.go.outcome).toBe("switches");
});

test("cgo is on where a compiler lies in a folder of PATH", async () => {
  const base = { GOENV: "off", GOTOOLCHAIN: "local" };
  expect((await resolve({ ...base, PATH }, "1.25.0")).cgo.value).toBe("off");
  expect((await resolve({ ...base, PATH: `${PATH}:${join(top, "cc")}` }, "1.25.0")).cgo.value).toBe("on");
  expect((await resolve({ ...base, PATH, CGO_ENABLED: "1" }, "1.25.0")).cgo.value).toBe("on");
});

test("the module is that of the current folder, without which go has no go line to obey", async () => {
  expect((await resolve({ PATH, GOENV: "off" }, "1.25.0")).go).toMatchObject({
    outcome: "runs",
    version: "1.26.8",
  });
});
