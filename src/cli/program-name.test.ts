import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programName } from "./program-name.ts";
import { processTerminal } from "./terminal.ts";

const top = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-name-")));
afterAll(() => rmSync(top, { recursive: true, force: true }));
mkdirSync(join(top, "dist"));
mkdirSync(join(top, "bin"));
writeFileSync(join(top, "dist/breakwater"), "");
const start = { executable: join(top, "dist/breakwater"), script: undefined };
const at = (folder: string, environment: Record<string, string>) => ({
  ...processTerminal(),
  folder,
  environment,
});

test("a program that is not on PATH is named by its path", () => {
  expect(programName(start, at(top, { PATH: "/usr/bin" }))).toBe("./dist/breakwater");
  expect(programName(start, at(join(top, "bin"), {}))).toBe(join(top, "dist/breakwater"));
});

test("a program on PATH, also through a link, is named by its name", () => {
  symlinkSync(join(top, "dist/breakwater"), join(top, "bin/breakwater"));
  expect(programName(start, at(top, { PATH: `/usr/bin:${join(top, "bin")}` }))).toBe("breakwater");
});

test("a source that bun runs is named with its bun, and a starter may say how it is called", () => {
  const source = { executable: "/opt/bun", script: "/src/my program/main.ts" };
  expect(programName(source, at(top, {}))).toBe("/opt/bun '/src/my program/main.ts'");
  expect(programName(source, at(top, { BREAKWATER_PROGRAM: "npm run try --" }))).toBe("npm run try --");
});
