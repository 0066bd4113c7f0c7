import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findShellGo } from "./shell-go.ts";

test("the go on PATH is known by the VERSION file of its root, through links", () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-shell-"));
  mkdirSync(join(folder, "go/bin"), { recursive: true });
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "go/bin/go"), "");
  writeFileSync(join(folder, "go/VERSION"), "go1.27.1\ntime 2026-01-01T00:00:00Z\n");
  symlinkSync(join(folder, "go/bin/go"), join(folder, "bin/go"));
  const PATH = `${join(folder, "missing")}:${join(folder, "bin")}`;
  expect(findShellGo({ PATH })?.version).toBe("1.27.1");
  rmSync(join(folder, "go/VERSION"));
  expect(findShellGo({ PATH })).toMatchObject({ binary: join(folder, "bin/go"), version: undefined });
  rmSync(folder, { recursive: true });
});

test("without a go on PATH there is no such row", () => {
  expect(findShellGo({ PATH: "/nonexistent" })).toBeUndefined();
  expect(findShellGo({})).toBeUndefined();
});
