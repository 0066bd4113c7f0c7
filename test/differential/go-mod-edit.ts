/** `go mod edit -json` and `go work edit -json` beside our reading of the same text, in one form. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collapseBlocks } from "../../src/go/modfile/edit-syntax.ts";
import { formatModFile } from "../../src/go/modfile/format-mod-file.ts";
import type { ModFile, Replace } from "../../src/go/modfile/model.ts";
import { parseModFile } from "../../src/go/modfile/parse-mod-file.ts";
import { parseSyntax } from "../../src/go/modfile/parse-syntax.ts";
import { parseWorkFile } from "../../src/go/modfile/parse-work-file.ts";
import { sortBlocks } from "../../src/go/modfile/sort-blocks.ts";
import { type ModProblem, type ModSyntax, noComments } from "../../src/go/modfile/syntax.ts";
import type { WorkFile } from "../../src/go/modfile/work-model.ts";
import { decodeSource, type SourceFile } from "../../src/text/source-file.ts";
import { runGo } from "./go-command.ts";

export type FileKind = "mod" | "work";
/** What a reader understood: values and printed text, or the complaints, each with its line. */
export type Reading =
  | { readonly json: unknown; readonly printed: string }
  | { readonly errors: readonly string[] };

/** What the real go reads. */
export async function readByGo(kind: FileKind, bytes: Uint8Array): Promise<Reading> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-edit-"));
  try {
    const name = `go.${kind}`;
    writeFileSync(join(folder, name), bytes);
    const run = (flag: string) => runGo([kind, "edit", flag, name], { folder });
    const read = await run("-json");
    if (read.exitCode !== 0) return { errors: errorsOf(read.stderr) };
    return { json: JSON.parse(read.stdout), printed: await printByGo(kind, bytes, folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `-fmt` rewrites the file; `-print` shows what it would be. */
async function printByGo(kind: FileKind, bytes: Uint8Array, folder: string): Promise<string> {
  writeFileSync(join(folder, `go.${kind}`), bytes);
  const { stdout } = await runGo([kind, "edit", "-fmt", "-print", `go.${kind}`], { folder });
  return stdout;
}

/** The complaints without file name and column: `3: unknown directive: x`. */
function errorsOf(stderr: string): string[] {
  return stderr
    .replace(/^(?:go: )?(?:errors parsing [^\n]*:\n)*/, "")
    .split(/\n(?=go\.(?:mod|work):)/)
    .map((error) => error.trimEnd().replace(/^go\.(?:mod|work):(\d+)(?::\d+)?: /, "$1: "));
}

/** What we read. */
export function readByUs(kind: FileKind, bytes: Uint8Array): Reading {
  const source = decodeSource(`go.${kind}`, bytes);
  const read = kind === "mod" ? parseModFile(source) : parseWorkFile(source);
  if (read.problems.length === 0) {
    const json = kind === "mod" ? modJson(parseModFile(source)) : workJson(parseWorkFile(source));
    return { json, printed: printTidied(read.syntax) };
  }
  // Go stops at the first fault of the syntax, and names every directive that it refuses.
  const [first] = parseSyntax(source).problems;
  return { errors: (first ? [first] : read.problems).map((problem) => errorOf(source, problem)) };
}

function errorOf(source: SourceFile, { span, reason }: ModProblem): string {
  // Go sees that a block does not end where the file ends; we point to its start.
  const offset = reason.includes("unterminated block") ? source.text.length : span.start;
  return `${source.lines.positionAt(offset).line}: ${reason}`;
}

/** The text that go writes after it has sorted and tidied up the tree. */
export function printTidied(syntax: ModSyntax): string {
  return formatModFile(collapseBlocks(losingComments(sortBlocks(syntax))));
}

/** Go loses the comments behind the parentheses of a block that it turns into a line; we keep such a block. */
function losingComments(syntax: ModSyntax): ModSyntax {
  const statements = syntax.statements.map((statement) => {
    if (statement.kind !== "block") return statement;
    const bare = { suffix: noComments };
    const isLost = statement.lines.length === 1 && statement.close.before.length === 0;
    if (!isLost) return statement;
    return { ...statement, open: { ...statement.open, ...bare }, close: { ...statement.close, ...bare } };
  });
  return { ...syntax, statements };
}

function modJson(mod: ModFile): unknown {
  return {
    Module: withText({ Path: mod.module?.path ?? "" }, { Deprecated: mod.module?.deprecated }),
    ...withText({}, { Go: mod.go?.version, Toolchain: mod.toolchain?.name }),
    ...listUnlessEmpty(
      "GoDebug",
      mod.godebugs.map(({ key, value }) => ({ Key: key, Value: value })),
    ),
    Require: orNull(
      mod.requires.map(({ path, version, indirect }) => ({
        Path: path,
        Version: version,
        ...(indirect ? { Indirect: true } : {}),
      })),
    ),
    Exclude: orNull(firstOfEach(mod.excludes).map(({ path, version }) => ({ Path: path, Version: version }))),
    Replace: orNull(lastOfEach(mod.replaces).map(replaceJson)),
    Retract: orNull(
      mod.retracts.map(({ low, high, rationale }) =>
        withText({}, { Low: low, High: high, Rationale: rationale }),
      ),
    ),
    Tool: orNull(firstOfEach(mod.tools).map(({ path }) => ({ Path: path }))),
    Ignore: orNull(firstOfEach(mod.ignores).map(({ path }) => ({ Path: path }))),
  };
}

/** `go work edit -json` leaves out the toolchain and godebug lines. */
function workJson(work: WorkFile): unknown {
  return {
    ...withText({}, { Go: work.go?.version }),
    Use: orNull(work.uses.map(({ path }) => ({ DiskPath: path }))),
    Replace: orNull(lastOfEach(work.replaces).map(replaceJson)),
  };
}

/** Go drops repetitions before it shows the file; of replacements the last stays. */
function lastOfEach(replaces: readonly Replace[]): readonly Replace[] {
  const key = ({ oldPath, oldVersion = "" }: Replace): string => `${oldPath} ${oldVersion}`;
  const last = new Map(replaces.map((replace) => [key(replace), replace]));
  return replaces.filter((replace) => last.get(key(replace)) === replace);
}

function firstOfEach<T extends { readonly path: string; readonly version?: string }>(
  list: readonly T[],
): readonly T[] {
  const key = ({ path, version = "" }: T): string => `${path} ${version}`;
  return list.filter((each) => list.find((other) => key(other) === key(each)) === each);
}

function replaceJson({ oldPath, oldVersion, newPath, newVersion }: Replace): unknown {
  return {
    Old: withText({ Path: oldPath }, { Version: oldVersion }),
    New: withText({ Path: newPath }, { Version: newVersion }),
  };
}

/** The record with those texts that are not empty, as Go leaves out empty ones. */
function withText(
  record: Record<string, string>,
  texts: Record<string, string | undefined>,
): Record<string, string> {
  const present = Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return { ...record, ...Object.fromEntries(present) };
}

function listUnlessEmpty(name: string, list: readonly unknown[]): Record<string, unknown> {
  return list.length > 0 ? { [name]: list } : {};
}

function orNull(list: readonly unknown[]): readonly unknown[] | null {
  return list.length > 0 ? list : null;
}
