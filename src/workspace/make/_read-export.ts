/** `export` and `unexport` as lines of their own (GNU Make manual 5.7.2). */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import { expandRaw, knownText } from "./_expand.ts";
import { createExpansion, whileReading } from "./_expansion.ts";
import { exportAll, exportName } from "./_exports.ts";
import { inOwnFolder } from "./_own-folder.ts";
import type { FileState, State } from "./_state.ts";
import { words } from "./_text-functions.ts";
import { expandNow } from "./_trouble.ts";
import { type Run, unknownContent, type VariableState } from "./_variables.ts";

/** Reads `export` and `unexport` with names or none; false when the line is something else. */
export function readExport(state: State, file: FileState, text: EmbeddedText): boolean {
  const match = /^[ \t]*(export|unexport)(?:[ \t]+(.*))?$/.exec(text.text);
  if (!match) return false;
  file.rule = [];
  const isExport = match[1] === "export";
  const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
  const runs = expandNow(state, match[2] ?? "", { file, span });
  if (isExport) noteExportCommands(state, { file: file.file, span }, runs);
  const names = words(knownText(runs) ?? "");
  const how = { isExport, isSure: file.conditions.mode === "on" };
  if ((match[2] ?? "").trim() === "") exportAll(state.exports, how);
  for (const name of names) {
    exportName(state.exports, name, how);
    if (how.isSure && !state.table.has(name)) state.table.set(name, declared(name));
  }
  return true;
}

/** Make knows the name from here on, with the environment's value or none. */
function declared(name: string): VariableState {
  const content = [unknownContent(name)];
  const plain = { isSimple: false, isOverride: false, candidates: [], assumes: new Set<string>() };
  return { ...plain, content, isDefault: true, isDeclared: true };
}

/** Which names `export $(shell …)` exports is known to who can run the command. */
function noteExportCommands(state: State, at: Place, runs: readonly Run[]): void {
  for (const { hole } of runs) {
    // A name that nothing sets exports nothing.
    if (hole === undefined || (/^[\w.-]+$/.test(hole) && !state.table.has(hole))) continue;
    const written = /^shell\s+([\s\S]+)$/.exec(hole)?.[1];
    const expansion = createExpansion(state.table, whileReading);
    const command = written && knownText(expandRaw(expansion, written).map((run) => inOwnFolder(run)));
    state.exportCommands.push({ command: command || undefined, at });
  }
}
