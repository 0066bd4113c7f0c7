import { environmentNames } from "../../go/environment-names.ts";
import { isMentioned } from "../../site/is-mentioned.ts";
import { withComputedExports } from "../../site/make/with-computed-exports.ts";
import type { Place } from "../../text/span.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { exporting, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/make-variable-not-exported",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-make-variable-not-exported"],
  summary: "A Makefile sets one of go's variables without exporting or using it: go does not see it.",
  why: "Variables of a Makefile are make's own. Recipes get them in the environment only after `export`, or when the caller had set them.",
  remedy: "Write `export NAME := value`, or `target: export NAME = value` for one target.",
  reads: "makefile",

  *check(written, { workspace }) {
    const makefile = withComputedExports(written, workspace);
    if (makefile.exportsAll || readsMore(makefile, workspace.source(makefile.file)?.text ?? "")) return;
    for (const variable of makefile.variables) {
      const { name, value, at } = variable;
      if (environmentNames.get(name)?.readBy !== "go" || !/^[^$]+$/.test(value.text.trim())) continue;
      // `NAME != command` holds what the command prints.
      const isOutput = variable.operator === "!=";
      // What is the default anyway is missed by nobody.
      if (name === "GO111MODULE" && value.text.trim() === "on") continue;
      if (/^(?:AR|CC|CXX|FC|PKG_CONFIG|GCCGO)$/.test(name) || mayBeExported(makefile, name)) continue;
      if (isMentioned(name, workspace)) continue;
      const line = goLine(makefile, variable.target);
      if (!line) continue;
      // cgo is on in a native build anyway.
      if (name === "CGO_ENABLED" && value.text.trim() === "1" && !namesPlatform(makefile, line, workspace))
        continue;
      const prefix = variable.target === undefined ? "" : `${variable.target}: `;
      const operator = variable.target === undefined ? ":=" : "=";
      const text = value.text.trim();
      yield {
        at,
        outcome: "ineffective",
        message: `${name} is a variable of make only: it is neither exported nor used, so go in the recipes does not see ${isOutput ? `what "${text}" prints` : `"${text}"`}`,
        remedy: isOutput
          ? `Write ${prefix}export ${name} != ${text}.`
          : `Write ${prefix}export ${name} ${operator} ${text}.`,
        evidence: [{ at: line, shows: "go runs without it" }],
        ...fixOf(exporting(at, name, workspace), { title: `Export ${name}`, isSafe: false }),
        cause: `${name} is not exported`,
      };
    }
  },
});

/** An included file that is not in the tree may use or export anything. */
function readsMore(makefile: Makefile, text: string): boolean {
  const names = [...text.matchAll(/^[ \t]*[-s]?include[ \t]+(.+)$/gm)].flatMap(([, list = ""]) =>
    list.trim().split(/\s+/),
  );
  return names.length > makefile.includes.length;
}

function mayBeExported(makefile: Makefile, name: string): boolean {
  return makefile.variables.some(
    (variable) => variable.name === name && (variable.isExported || variable.mayBeExported),
  );
}

/** The first recipe line that starts go; for a variable of one target, a line of that target. */
function goLine(makefile: Makefile, target: string | undefined): Place | undefined {
  for (const { name, recipe, file } of makefile.targets) {
    if (target !== undefined && name !== target) continue;
    const line = recipe.find(({ text }) =>
      /(?:^|[\s;&|@(])(?:go|\$[({]GO[)}])\s+(?:build|test|install|run|vet)\b/.test(text.text),
    );
    if (line) return { file, span: line.span };
  }
  return undefined;
}

/** Whether the build may be for another platform, where cgo is off unless it is switched on. */
function namesPlatform(makefile: Makefile, { file, span }: Place, workspace: Workspace): boolean {
  const line = workspace.source(file)?.text.slice(span.start, span.end) ?? "";
  const isPlatform = (text: string): boolean => /\bGO(?:OS|ARCH)\b/.test(text);
  return (
    isPlatform(line) || makefile.variables.some(({ name, isExported }) => isExported && isPlatform(name))
  );
}
