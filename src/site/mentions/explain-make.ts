/** Why a `go …` text in a Makefile outside of recipes is no command of a site. */

import { isInside, type Span } from "../../text/span.ts";
import type { Makefile } from "../../workspace/make/model.ts";

/** What make itself runs or prints while it expands a line, recipes included; undefined for other text. */
export function explainExpansion(before: string): string | undefined {
  const open = /\$\((shell|info|warning|error)\s(?:[^()]|\([^()]*\))*$/.exec(before)?.[1];
  if (open === undefined) return undefined;
  return open === "shell"
    ? "make runs it with $(shell …) while it expands the line"
    : "text that make prints";
}

/** The reason; undefined when the text is neither in a comment nor in a variable. */
export function explainMake(
  makefiles: readonly Makefile[],
  file: string,
  hit: Span,
  line: string,
  column: number,
): string | undefined {
  for (const makefile of makefiles) {
    const comment = makefile.comments.find((each) => each.file === file && isInside(hit, each.span));
    if (comment) return "in a comment";
    const problem = makefile.problems.find((each) => each.file === file && isInside(hit, each.span));
    if (problem) return `in a part of the Makefile that cannot be read: ${problem.reason}`;
  }
  const before = line.slice(0, column);
  if (/^\s*#/.test(line)) return "in a comment";
  const printer = /^\s*[@+-]*\s*(echo|printf)\s/.exec(line)?.[1];
  if (printer) return `text that ${printer} prints`;
  const expansion = explainExpansion(before);
  if (expansion !== undefined) return expansion;
  if (/\$\((?:foreach|call|eval|if)\s[^\n]*$/.test(before)) {
    return "make expands it over values that files do not show";
  }
  for (const makefile of makefiles) {
    for (const { name, at, value } of makefile.variables) {
      if (at.file !== file) continue;
      if (isInside(hit, at.span)) return `text in the value of ${name}`;
      const start = value.fileOffset(0);
      if (start <= hit.start && hit.end <= value.fileOffset(value.text.length))
        return `text in the value of ${name}`;
    }
  }
  const isInRule = makefiles.some(({ targets }) =>
    targets.some((target) => target.file === file && target.recipe.some(({ span }) => isInside(hit, span))),
  );
  return line.startsWith("\t") && !isInRule ? "in a rule whose targets make computes" : undefined;
}
