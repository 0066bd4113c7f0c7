/** What decides whether a command runs: the branches and loops around it, each with its place. */
import type { Place } from "../../text/span.ts";
import type { ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { Condition } from "../site.ts";
import type { Frame } from "./frame.ts";
import type { ShellHost } from "./walk-shell.ts";

/** More around one command than a person wants to read. */
const mostConditions = 4;
const longestText = 60;

/** The frame of what stands in a branch or loop. */
export function inBranch(frame: Frame, condition: Condition): Frame {
  const conditions = [...(frame.conditions ?? []).slice(-mostConditions + 1), condition];
  return { ...frame, isConditional: true, conditions };
}

/** A condition as it is written, at the place where it stands. */
export function writtenCondition(
  { before = "", nodes, behind = "" }: { before?: string; nodes: readonly ShellNode[]; behind?: string },
  { frame, host }: { readonly frame: Frame; readonly host: ShellHost },
  never = false,
): Condition {
  const [first] = nodes;
  const span = { start: first?.span.start ?? 0, end: nodes.at(-1)?.span.end ?? 0 };
  const at: Place = { file: frame.file, span };
  const text = `${before}${shortened(host.textAt?.(at) ?? "…")}${behind}`;
  return { text, at, ...(never ? { never } : {}) };
}

function shortened(text: string): string {
  const line = text.replace(/\s*\\?\n\s*|\s+/g, " ").trim();
  return line.length > longestText ? `${line.slice(0, longestText - 1)}…` : line;
}

/** What decides whether a command runs, where anything that was read does. */
export function conditionsOf(
  { stopped }: Machine,
  { conditions = [] }: Frame,
): { readonly conditions?: readonly Condition[] } {
  const all = stopped ? [...conditions, stopped] : conditions;
  return all.length > 0 ? { conditions: all } : {};
}
