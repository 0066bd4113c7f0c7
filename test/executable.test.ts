/** The one-file executable in a repository that would like to decide what it says. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileWords } from "../scripts/compile-words.ts";

setDefaultTimeout(120_000);

let folder = "";
let executable = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-executable-"));
  executable = join(folder, "breakwater");
  const [program = "", ...words] = compileWords(executable);
  const built = spawnSync(program, words, { cwd: join(import.meta.dir, ".."), encoding: "utf8" });
  if (built.status !== 0) throw new Error(`Cannot compile: ${built.stderr}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(executable, words, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: "/nonexistent", HOME: "/nonexistent", NO_COLOR: "1" },
  });
}

test("runs no code of the folder it stands in and takes no settings from it", () => {
  writeFileSync(join(folder, "go.mod"), "module example.com/a\n\ngo 1.25.0\n");
  const quiet = run(["check"]);
  expect(quiet.status).toBe(0);
  expect(quiet.stdout).toContain("1 module");

  writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./evil.ts"]\n');
  writeFileSync(
    join(folder, "evil.ts"),
    'require("node:fs").writeFileSync("PWNED", "x"); process.exit(0);\n',
  );
  writeFileSync(join(folder, "package.json"), '{ "imports": { "#x": "./evil.ts" }, "type": "commonjs" }\n');
  writeFileSync(join(folder, "tsconfig.json"), '{ "extends": "./nowhere.json" }\n');
  writeFileSync(join(folder, ".env"), "COLUMNS=1\nGOFLAGS=-tags=fromdotenv\nCGO_ENABLED=0\n");
  const watched = run(["check"]);
  expect(existsSync(join(folder, "PWNED"))).toBe(false);
  expect(watched.stdout.replace(/\d+ files?|[\d.]+ s/g, "")).toBe(
    quiet.stdout.replace(/\d+ files?|[\d.]+ s/g, ""),
  );
  expect(run(["env"]).stdout).not.toContain("fromdotenv");

  writeFileSync(join(folder, "bunfig.toml"), "broken [[[");
  expect(run(["check"]).status).toBe(0);
});
