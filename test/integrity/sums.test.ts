/** Lines that go.sum lacks or has too many of, held against what the real go does. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineProxy, runGo } from "../differential/go-command.ts";
import { makeWorld, removeWorld, type VerifyWorld, verifyWorld } from "./verify-world.ts";

setDefaultTimeout(300_000);

let world: VerifyWorld;
let goSum = "";

beforeAll(async () => {
  world = await makeWorld({
    "go.mod":
      "module example.com/m\n\ngo 1.22\n\nrequire (\n\tgithub.com/pkg/errors v0.8.1\n\trsc.io/quote v1.5.1\n)\n",
    "main.go":
      'package main\n\nimport (\n\t_ "github.com/pkg/errors"\n\t_ "rsc.io/quote"\n)\n\nfunc main() {}\n',
  });
  goSum = readFileSync(join(world.repository, "go.sum"), "utf8");
});
afterAll(() => removeWorld(world));

async function go(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return await runGo(args, {
    folder: world.repository,
    environment: { GOMODCACHE: world.cache, GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" },
  });
}

async function findings(kind: string): Promise<readonly string[]> {
  const { faults } = await verifyWorld(world);
  return faults.flatMap((fault) => (fault.kind === kind ? [`${fault.module} ${fault.version}`] : [])).sort();
}

describe("go.sum", () => {
  test("that tidy wrote has every line that is needed, and no stale one", async () => {
    expect((await verifyWorld(world)).faults).toEqual([]);
  });

  test("without the hash of an imported module stops go, and we say which", async () => {
    const lines = goSum.split("\n").filter((line) => !line.startsWith("github.com/pkg/errors v0.8.1 h1:"));
    writeFileSync(join(world.repository, "go.sum"), lines.join("\n"));
    expect(await findings("sum-missing")).toEqual(["github.com/pkg/errors v0.8.1"]);
    const { exitCode, stderr } = await go("build", "-o", "/dev/null", ".");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("missing go.sum entry for module providing package github.com/pkg/errors");
    writeFileSync(join(world.repository, "go.sum"), goSum);
  });

  test("after an update keeps the zips of old versions, which tidy removes: the same that we name", async () => {
    const updated = await go("get", "github.com/pkg/errors@v0.9.1", "rsc.io/quote@v1.5.2");
    expect(updated.exitCode).toBe(0);
    const { stdout } = await go("mod", "tidy", "-diff");
    const removed = [...stdout.matchAll(/^-(\S+ v\S+) h1:/gm)].map(([, line = ""]) => line);
    const zips = removed.filter((line) => !line.endsWith("/go.mod")).sort();
    expect(zips.length).toBeGreaterThan(0);
    expect(await findings("sum-stale")).toEqual(zips);
    expect((await verifyWorld(world)).faults.every(({ harm, kind }) => kind === "sum-stale" && !harm)).toBe(
      true,
    );
  });
});
