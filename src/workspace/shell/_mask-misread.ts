/** What the grammar misreads shows in its own tree: the same text masked so that a second reading gets it right. */
import type { SyntaxNode } from "../syntax/syntax-node.ts";

/** The text for the next reading; the same where nothing is misread. */
export function maskMisread(masked: string, root: SyntaxNode): string {
  const places = new Map<number, string>();
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isOverlongTest(node) && masked[node.start] === "[" && masked[node.start + 1] !== "[")
      places.set(node.start, "T");
    for (const blank of blanksBetween(node, masked)) places.set(blank, "%");
    const end = endOfAssignments(node, masked);
    if (end !== undefined) places.set(end, ";");
    pending.push(...node.children);
  }
  return [...places].reduce((text, [at, by]) => `${text.slice(0, at)}${by}${text.slice(at + 1)}`, masked);
}

/** All from a `[` to the bracket of a later test as one test: to a shell `[` is the name of a command as any other. */
function isOverlongTest({ kind, children }: SyntaxNode): boolean {
  return kind === "test_command" && children.some((child) => child.kind === "redirected_statement");
}

/** The blanks between two substitutions in backquotes, which are taken for one; what reads words ends one there. */
function blanksBetween({ kind, start, end }: SyntaxNode, masked: string): readonly number[] {
  if (kind !== "command_substitution" || masked[start] !== "`") return [];
  const between = /`([ \t]+)`/.exec(masked.slice(start + 1, end - 1));
  if (!between?.[1] || masked[start + between.index] === "\\") return [];
  const first = start + 1 + between.index + 1;
  return Array.from({ length: between[1].length }, (_, index) => first + index);
}

const keyword =
  /^(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|select|function|time|!|[{}]|\[\[)$/;

/** `A=1 B=2` and a line end in a body: a keyword on the next line is taken for the name of a command. */
function endOfAssignments({ kind, children }: SyntaxNode, masked: string): number | undefined {
  const index = kind === "command" ? children.findIndex((child) => child.kind === "command_name") : -1;
  const name = children[index];
  const previous = children.slice(0, Math.max(index, 0)).findLast((child) => child.kind !== "comment");
  if (!previous || !name || !keyword.test(masked.slice(name.start, name.end))) return undefined;
  const between = masked.slice(previous.end, name.start);
  return /^[ \t]*(?:#[^\n]*)?\n/.test(between) ? previous.end : undefined;
}
