import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replaceFile } from "./replace-file.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-replace-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a file that is replaced", () => {
  test("keeps its mode, and leaves nothing beside it", () => {
    const file = join(folder, "a.sh");
    writeFileSync(file, "old", { mode: 0o750 });
    replaceFile(file, "new");
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o777).toBe(0o750);
    expect(readdirSync(folder)).toEqual(["a.sh"]);
  });

  test("is the one that a link leads to", () => {
    writeFileSync(join(folder, "real"), "old");
    symlinkSync("real", join(folder, "link"));
    replaceFile(join(folder, "link"), "new");
    expect(readFileSync(join(folder, "real"), "utf8")).toBe("new");
  });

  test("keeps its content when there is no room for the new one", () => {
    const file = join(folder, "baseline.json");
    writeFileSync(file, "precious");
    const script = `require(${JSON.stringify(join(import.meta.dir, "replace-file.ts"))}).replaceFile(${JSON.stringify(file)}, "x".repeat(100000))`;
    const done = spawnSync(
      "sh",
      ["-c", 'ulimit -f 0; trap "" XFSZ; exec "$@"', "sh", process.execPath, "-e", script],
      {
        encoding: "utf8",
      },
    );
    expect(done.stderr).toContain("Cannot write");
    expect(readFileSync(file, "utf8")).toBe("precious");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
