/** `define NAME … endef` (GNU Make manual 6.8). */
import { type EmbeddedText, embedPieces } from "../../text/embedded-text.ts";
import { addVariable } from "./_add-variable.ts";
import { readAssignment } from "./_assignment.ts";
import { isContinued, type PhysicalLine, sliceText } from "./_lines.ts";
import { textInFile } from "./_placed-lines.ts";
import type { FileState, State } from "./_state.ts";
import { problem } from "./_trouble.ts";

/** Reads `define` up to its `endef`; returns the index of the line behind. */
export function readDefine(
  state: State,
  file: FileState,
  { text, index, head }: { text: EmbeddedText; index: number; head: RegExpExecArray },
): number {
  const rest = text.text.slice(head[0].length);
  const match = /^(.*?)[ \t]*(::?:?=|[?+!]?=)?[ \t]*$/.exec(rest);
  const pieces: { text: string; fileStart: number }[] = [];
  let depth = 1;
  let at = index;
  let previous: PhysicalLine | undefined;
  for (; at < file.lines.length; at++) {
    const line = file.lines[at];
    if (!line) break;
    if (!previous || !isContinued(previous.text)) {
      if (/^[ ]*define(?:[ \t]|$)/.test(line.text)) depth++;
      else if (/^[ ]*endef[ \t]*(?:#.*)?$/.test(line.text) && --depth === 0) break;
    }
    // Make joins continued lines while it reads the value.
    const isJoined = previous !== undefined && isContinued(previous.text);
    const separator = isJoined ? " " : "\n";
    if (previous) pieces.push({ text: separator, fileStart: previous.start + previous.text.length });
    const indent = isJoined ? (/^[ \t]*/.exec(line.text)?.[0].length ?? 0) : 0;
    const text = line.text.slice(indent);
    const kept = isContinued(line.text) ? text.slice(0, -1).trimEnd() : text;
    if (kept) pieces.push({ text: kept, fileStart: line.start + indent });
    previous = line;
  }
  if (depth > 0) {
    problem(
      state,
      file,
      { start: text.fileOffset(0), end: text.fileOffset(text.text.length) },
      "Missing endef",
    );
  }
  file.rule = [];
  if (file.conditions.mode !== "off") {
    const name = match?.[1] ?? "";
    const written = match?.[2];
    const flags = head[1] ?? "";
    addVariable(state, file, {
      assignment: {
        name: sliceText(text, head[0].length, head[0].length + name.length),
        operator: "=",
        value:
          pieces.length > 0
            ? textInFile(file.computed, embedPieces(pieces))
            : sliceText(text, text.text.length, text.text.length),
        isOverride: flags.includes("override"),
        isExported: flags.includes("export"),
        isPrivate: false,
      },
      kind: "define",
      applied:
        written === undefined || written === "="
          ? "="
          : (readAssignment(embedPieces([{ text: `x${written}`, fileStart: 0 }]))?.operator ?? "="),
      target: undefined,
    });
  }
  return at + 1;
}
