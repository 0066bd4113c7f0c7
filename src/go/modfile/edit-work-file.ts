/** Edits of go.work; for `replace` and `godebug` lines those of go.mod serve. */
import { checkGoLine, checkToolchain, setOrAdd } from "./edit-mod-file.ts";
import { dropEntries, entriesOf, insertStatement, newLine } from "./edit-syntax.ts";
import { quoteIfNeeded } from "./plain-tokens.ts";
import type { ModSyntax } from "./syntax.ts";

/** Sets the go line; a new one goes to the top, below the comments that stand there. */
export function setWorkGoLine(syntax: ModSyntax, version: string): ModSyntax {
  checkGoLine(version);
  return setOrInsert(syntax, ["go", version], topOf(syntax));
}

/** Sets the toolchain line; a new one goes below the go line, else to the top. */
export function setWorkToolchain(syntax: ModSyntax, name: string): ModSyntax {
  checkToolchain(name);
  const go = syntax.statements.findIndex((each) => each.kind === "line" && each.tokens[0]?.text === "go");
  return setOrInsert(syntax, ["toolchain", name], go === -1 ? topOf(syntax) : go + 1);
}

function setOrInsert(syntax: ModSyntax, words: readonly string[], index: number): ModSyntax {
  const isThere = entriesOf(syntax, words[0] ?? "").length > 0;
  if (isThere) return setOrAdd(syntax, words, () => true);
  return insertStatement(syntax, index, newLine(words));
}

function topOf(syntax: ModSyntax): number {
  const index = syntax.statements.findIndex((each) => each.kind !== "comments");
  return index === -1 ? syntax.statements.length : index;
}

/** Uses the module in a folder; a new line joins the last use lines. */
export function addUse(syntax: ModSyntax, folder: string): ModSyntax {
  return setOrAdd(syntax, ["use", quoteIfNeeded(folder)], ([each]) => each === folder);
}

/** Drops a folder from the workspace. */
export function dropUse(syntax: ModSyntax, folder: string): ModSyntax {
  return dropEntries(syntax, "use", ([each]) => each === folder);
}
