/**
 * Edits of go.mod: each takes a tree and gives another, in which every comment of a kept line survives.
 * `formatModFile` prints the result. Words that Go would refuse are a RangeError with Go's reason.
 */
import { isValidGoLine } from "../go-version.ts";
import { checkPathMajor, splitPathMajor } from "../module-path.ts";
import { canonicalModuleVersion, majorOf } from "../semver.ts";
import { isValidToolchainLine } from "../toolchain-name.ts";
import { addLine, dropEntries, entriesOf, mapEntries, withWords } from "./edit-syntax.ts";
import { quoteGoString } from "./go-string.ts";
import { quoteIfNeeded } from "./plain-tokens.ts";
import { sortBlocks } from "./sort-blocks.ts";
import type { Comment, Line, ModSyntax } from "./syntax.ts";

/** Gives the module another path; adds the line when there is none. */
export function setModulePath(syntax: ModSyntax, path: string): ModSyntax {
  return setOrAdd(syntax, ["module", quoteIfNeeded(path)], () => true);
}

/** Sets the go line; a new one goes below the module line. */
export function setGoLine(syntax: ModSyntax, version: string): ModSyntax {
  checkGoLine(version);
  return setOrAdd(syntax, ["go", version], () => true, entriesOf(syntax, "module")[0]?.line);
}

/** Refuses a version that no go line may carry. */
export function checkGoLine(version: string): void {
  if (!isValidGoLine(version)) throw new RangeError(`invalid language version ${quoteGoString(version)}`);
}

/** Drops the go line. */
export function dropGoLine(syntax: ModSyntax): ModSyntax {
  return dropEntries(syntax, "go", () => true);
}

/** Sets the toolchain line; a new one goes below the go line, or else the module line. */
export function setToolchain(syntax: ModSyntax, name: string): ModSyntax {
  checkToolchain(name);
  const near = entriesOf(syntax, "go")[0] ?? entriesOf(syntax, "module")[0];
  return setOrAdd(syntax, ["toolchain", name], () => true, near?.line);
}

/** Refuses a name that no toolchain line may carry. */
export function checkToolchain(name: string): void {
  if (!isValidToolchainLine(name)) throw new RangeError(`invalid toolchain name ${quoteGoString(name)}`);
}

/** Drops the toolchain line. */
export function dropToolchain(syntax: ModSyntax): ModSyntax {
  return dropEntries(syntax, "toolchain", () => true);
}

/** Sets a GODEBUG setting, once; a new line joins the last godebug lines. */
export function setGodebug(syntax: ModSyntax, key: string, value: string): ModSyntax {
  return setOrAdd(syntax, ["godebug", `${key}=${value}`], ([setting]) => keyOf(setting) === key);
}

/** Drops every line that sets the key. */
export function dropGodebug(syntax: ModSyntax, key: string): ModSyntax {
  return dropEntries(syntax, "godebug", ([setting]) => keyOf(setting) === key);
}

function keyOf(setting: string | undefined): string | undefined {
  return setting?.split("=", 1)[0];
}

/** Sets the version of a requirement that is there, and drops its repetitions; adds nothing. */
export function setRequireVersion(syntax: ModSyntax, path: string, version: string): ModSyntax {
  return setFirst(syntax, ["require", quoteIfNeeded(path), version], ([each]) => each === path).syntax;
}

/** Requires a module at a version; a new line joins the last require lines. */
export function addRequire(syntax: ModSyntax, path: string, version: string): ModSyntax {
  return setOrAdd(syntax, ["require", quoteIfNeeded(path), version], ([each]) => each === path);
}

/** Drops every requirement of the module. */
export function dropRequire(syntax: ModSyntax, path: string): ModSyntax {
  return dropEntries(syntax, "require", ([each]) => each === path);
}

/** Excludes a version; a new line goes below the last exclude of the same module, else to the end of the file. */
export function addExclude(syntax: ModSyntax, path: string, version: string): ModSyntax {
  checkVersion(path, version);
  const same = entriesOf(syntax, "exclude").filter(({ args }) => args[0] === path);
  if (same.some(({ args }) => args[1] === version)) return syntax;
  return addLine(syntax, ["exclude", quoteIfNeeded(path), version], same.at(-1)?.line ?? "end");
}

/** Drops the exclude of one version. */
export function dropExclude(syntax: ModSyntax, path: string, version: string): ModSyntax {
  return dropEntries(syntax, "exclude", (args) => args[0] === path && args[1] === version);
}

/** The two sides of a replacement; without `oldVersion` every version is replaced, without `newVersion` by a folder. */
export interface Replacement {
  readonly oldPath: string;
  readonly oldVersion?: string | undefined;
  readonly newPath: string;
  readonly newVersion?: string | undefined;
}

/**
 * Replaces a module; a new line goes below the last replacement of the same module, else to the end of the
 * file. Without `oldVersion` it takes the place of all replacements of that module.
 */
export function addReplace(syntax: ModSyntax, replacement: Replacement): ModSyntax {
  const { oldPath, oldVersion, newPath, newVersion } = replacement;
  const words = ["replace", quoteIfNeeded(oldPath)];
  if (oldVersion) words.push(oldVersion);
  words.push("=>", quoteIfNeeded(newPath));
  if (newVersion) words.push(newVersion);
  const near = entriesOf(syntax, "replace").findLast(({ args }) => args[0] === oldPath);
  const matches = (args: readonly string[]): boolean =>
    args[0] === oldPath && (!oldVersion || replacedVersion(args) === oldVersion);
  return setOrAdd(syntax, words, matches, near?.line ?? "end");
}

/** Drops the replacement of a version, or without a version the one of all versions. */
export function dropReplace(syntax: ModSyntax, path: string, version?: string): ModSyntax {
  return dropEntries(
    syntax,
    "replace",
    (args) => args[0] === path && (replacedVersion(args) ?? "") === (version ?? ""),
  );
}

function replacedVersion(args: readonly string[]): string | undefined {
  return args[1] === "=>" ? undefined : args[1];
}

/** A closed interval of versions; `low` equals `high` for a single version. */
export interface VersionInterval {
  readonly low: string;
  readonly high: string;
}

/** Retracts versions of this module; the rationale becomes comments above the line. */
export function addRetract(syntax: ModSyntax, { low, high }: VersionInterval, rationale = ""): ModSyntax {
  const path = entriesOf(syntax, "module")[0]?.args[0] ?? "";
  checkVersion(path, high);
  checkVersion(path, low);
  const words = low === high ? ["retract", low] : ["retract", "[", low, ",", high, "]"];
  const added = addLine(syntax, words);
  if (rationale === "") return added;
  const comments = rationale
    .split("\n")
    .map((text): Comment => ({ text: `// ${text}`, span: { start: 0, end: 0 } }));
  const last = entriesOf(added, "retract").at(-1)?.line;
  return mapEntries(added, "retract", ({ line }) => (line === last ? { ...line, before: comments } : line));
}

/** Drops the retraction of exactly this interval. */
export function dropRetract(syntax: ModSyntax, { low, high }: VersionInterval): ModSyntax {
  return dropEntries(syntax, "retract", (args) => {
    const [from, to] = args[0] === "[" ? [args[1], args[3]] : [args[0], args[0]];
    return from === low && to === high;
  });
}

/** Adds a tool, in order. */
export function addTool(syntax: ModSyntax, path: string): ModSyntax {
  return addInOrder(syntax, "tool", path);
}

/** Drops a tool. */
export function dropTool(syntax: ModSyntax, path: string): ModSyntax {
  return dropEntries(syntax, "tool", ([each]) => each === path);
}

/** Adds a folder that package patterns pass over, in order. */
export function addIgnore(syntax: ModSyntax, path: string): ModSyntax {
  return addInOrder(syntax, "ignore", path);
}

/** Drops an ignored folder. */
export function dropIgnore(syntax: ModSyntax, path: string): ModSyntax {
  return dropEntries(syntax, "ignore", ([each]) => each === path);
}

function addInOrder(syntax: ModSyntax, keyword: string, path: string): ModSyntax {
  if (entriesOf(syntax, keyword).some(({ args }) => args[0] === path)) return syntax;
  return sortBlocks(addLine(syntax, [keyword, quoteIfNeeded(path)]));
}

/** Sets the first line that matches and drops the others; adds a line when none matches. */
export function setOrAdd(
  syntax: ModSyntax,
  words: readonly string[],
  matches: (args: readonly string[]) => boolean,
  near?: Line | "end",
): ModSyntax {
  const set = setFirst(syntax, words, matches);
  return set.wasThere ? set.syntax : addLine(syntax, words, near);
}

function setFirst(
  syntax: ModSyntax,
  [keyword = "", ...words]: readonly string[],
  matches: (args: readonly string[]) => boolean,
): { syntax: ModSyntax; wasThere: boolean } {
  let wasThere = false;
  const changed = mapEntries(syntax, keyword, ({ line, args }) => {
    if (!matches(args)) return line;
    if (wasThere) return undefined;
    wasThere = true;
    return withWords(line, keyword, words);
  });
  return { syntax: changed, wasThere };
}

/** Refuses a version that is not canonical or does not belong to the path; the path may be empty. */
function checkVersion(path: string, version: string): void {
  const split = splitPathMajor(path);
  const invalid = `version ${quoteGoString(version)} invalid: `;
  if (version === "" || version !== canonicalModuleVersion(version)) {
    const major = split?.pathMajor.replace(/^[/.]|-unstable$/g, "") || "v1";
    throw new RangeError(`${invalid}must be of the form ${major}.2.3`);
  }
  const mismatch = split && checkPathMajor(version, split.pathMajor);
  if (!mismatch) return;
  // Who writes v2.3.4 for a path without /v2 most likely means v2.3.4+incompatible.
  if (split.pathMajor !== "") throw new RangeError(mismatch);
  const advice = `should be ${version}+incompatible (or module ${path}/${majorOf(version)})`;
  throw new RangeError(invalid + advice);
}
