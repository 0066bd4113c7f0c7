/** Our edits against `go mod edit` with its flags, on real go.mod files: a fresh sample each time. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addExclude,
  addIgnore,
  addReplace,
  addRequire,
  addRetract,
  addTool,
  dropExclude,
  dropGodebug,
  dropIgnore,
  dropReplace,
  dropRequire,
  dropRetract,
  dropTool,
  dropToolchain,
  setGodebug,
  setGoLine,
  setModulePath,
  setToolchain,
} from "../../src/go/modfile/edit-mod-file.ts";
import type { ModFile } from "../../src/go/modfile/model.ts";
import { parseModFile } from "../../src/go/modfile/parse-mod-file.ts";
import type { ModSyntax } from "../../src/go/modfile/syntax.ts";
import { decodeSource } from "../../src/text/source-file.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { seededRandom } from "./file-lists.ts";
import { runGo } from "./go-command.ts";
import { printTidied } from "./go-mod-edit.ts";
import { corpusModules, readModFiles } from "./mod-file-corpus.ts";

interface FlagEdit {
  readonly flag: string;
  readonly change: (syntax: ModSyntax) => ModSyntax;
}

const seed = seedOfRun();
const random = seededRandom(seed);
const pick = (count: number): number => Math.floor(random() * count);
let cases = 0;
afterAll(() => reportSuite(`go mod edit flags (seed ${seed})`, cases));

/** Edits that fit the file: half of them meet something that is there. */
function editsFor(mod: ModFile): FlagEdit[] {
  const path = mod.requires[pick(mod.requires.length)]?.path ?? "example.com/none";
  const version = mod.requires[0]?.version ?? "v1.0.0";
  // The flag cuts at the first @, and some files do have one in a path.
  const replaces = mod.replaces.filter((each) => !each.oldPath.includes("@"));
  const replaced = replaces[pick(replaces.length)];
  const oldPath = replaced?.oldPath ?? path;
  const oldVersion = replaced?.oldVersion;
  const at = oldVersion ? `@${oldVersion}` : "";
  const tool = mod.tools[0]?.path ?? "example.com/cmd/none";
  const single = { low: "v1.0.0", high: "v1.0.0" };
  const interval = { low: "v1.1.0", high: "v1.2.0" };
  return [
    { flag: "-module=example.com/renamed", change: (syntax) => setModulePath(syntax, "example.com/renamed") },
    { flag: "-go=1.23.4", change: (syntax) => setGoLine(syntax, "1.23.4") },
    { flag: "-toolchain=go1.24.1", change: (syntax) => setToolchain(syntax, "go1.24.1") },
    { flag: "-toolchain=none", change: dropToolchain },
    { flag: `-require=${path}@v0.9.0`, change: (syntax) => addRequire(syntax, path, "v0.9.0") },
    {
      flag: "-require=example.com/new@v1.2.3",
      change: (syntax) => addRequire(syntax, "example.com/new", "v1.2.3"),
    },
    { flag: `-droprequire=${path}`, change: (syntax) => dropRequire(syntax, path) },
    {
      flag: "-exclude=example.com/a@v1.10.0",
      change: (syntax) => addExclude(syntax, "example.com/a", "v1.10.0"),
    },
    {
      flag: "-exclude=example.com/a@v1.9.0",
      change: (syntax) => addExclude(syntax, "example.com/a", "v1.9.0"),
    },
    {
      flag: "-dropexclude=example.com/a@v1.9.0",
      change: (syntax) => dropExclude(syntax, "example.com/a", "v1.9.0"),
    },
    {
      flag: `-replace=${oldPath}${at}=../folder`,
      change: (syntax) => addReplace(syntax, { oldPath, oldVersion, newPath: "../folder" }),
    },
    {
      flag: `-replace=${oldPath}@${version}=example.com/fork@v1.4.0`,
      change: (syntax) =>
        addReplace(syntax, {
          oldPath,
          oldVersion: version,
          newPath: "example.com/fork",
          newVersion: "v1.4.0",
        }),
    },
    { flag: `-dropreplace=${oldPath}${at}`, change: (syntax) => dropReplace(syntax, oldPath, oldVersion) },
    { flag: "-retract=v1.0.0", change: (syntax) => addRetract(syntax, single) },
    { flag: "-retract=[v1.1.0,v1.2.0]", change: (syntax) => addRetract(syntax, interval) },
    { flag: "-dropretract=v1.0.0", change: (syntax) => dropRetract(syntax, single) },
    { flag: "-godebug=panicnil=1", change: (syntax) => setGodebug(syntax, "panicnil", "1") },
    { flag: "-dropgodebug=default", change: (syntax) => dropGodebug(syntax, "default") },
    { flag: `-tool=${path}/cmd/x`, change: (syntax) => addTool(syntax, `${path}/cmd/x`) },
    { flag: `-droptool=${tool}`, change: (syntax) => dropTool(syntax, tool) },
    { flag: "-ignore=./node_modules", change: (syntax) => addIgnore(syntax, "./node_modules") },
    { flag: "-dropignore=./node_modules", change: (syntax) => dropIgnore(syntax, "./node_modules") },
  ];
}

/** Go sets module, go and toolchain first, and does not find a retraction again that it has just added. */
function inGoOrder(edits: readonly FlagEdit[]): FlagEdit[] {
  const rank = ({ flag }: FlagEdit): number => {
    const index = ["-module", "-go=", "-toolchain", "-dropretract"].findIndex((each) =>
      flag.startsWith(each),
    );
    return index === -1 ? 4 : index;
  };
  // Of the three settings the last one given counts.
  const isSetting = (edit: FlagEdit): boolean => rank(edit) < 3;
  const counted = edits.filter(
    (edit, index) => !isSetting(edit) || !edits.slice(index + 1).some((later) => rank(later) === rank(edit)),
  );
  return counted.toSorted((a, b) => rank(a) - rank(b));
}

test("go writes the same file for the same edits", async () => {
  const modules = corpusModules();
  const sample = new Set(Array.from({ length: 20 }, () => modules[pick(modules.length)] ?? ""));
  const folder = mkdtempSync(join(tmpdir(), "breakwater-flags-"));
  for (const bytes of await readModFiles([...sample])) {
    for (let round = 0; round < 6; round++) {
      const mod = parseModFile(decodeSource("go.mod", bytes));
      const choices = editsFor(mod);
      const edits = inGoOrder(
        Array.from({ length: 1 + pick(4) }, () => choices[pick(choices.length)]).filter((each) => !!each),
      );
      writeFileSync(join(folder, "go.mod"), bytes);
      const { exitCode, stdout, stderr } = await runGo(
        ["mod", "edit", "-print", ...edits.map((each) => each.flag), "go.mod"],
        { folder },
      );
      // A path with a /vN of its own refuses the versions above; go says so and we are asked no more.
      if (exitCode !== 0) continue;
      cases++;
      const edited = edits.reduce((syntax, each) => each.change(syntax), mod.syntax);
      const flags = edits.map((each) => each.flag).join(" ");
      expect([flags, stderr, printTidied(edited)]).toEqual([flags, "", stdout]);
    }
  }
  rmSync(folder, { recursive: true, force: true });
}, 120_000);
