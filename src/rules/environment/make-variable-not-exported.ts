import { environmentNames } from "../../go/environment-names.ts";
import { isMentioned } from "../../site/is-mentioned.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/make-variable-not-exported",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["environment-make-variable-not-exported"],
  summary: "A Makefile sets one of go's variables without exporting or using it: go does not see it.",
  why: "Variables of a Makefile are make's own. Recipes get them in the environment only after `export`, or when the caller had set them.",
  remedy: "Write `export NAME := value`.",
  reads: "makefile",

  *check(makefile, { workspace }) {
    if (makefile.exportsAll || readsMore(makefile, workspace.source(makefile.file)?.text ?? "")) return;
    const line = goLine(makefile);
    if (!line) return;
    for (const variable of makefile.variables) {
      const { name, value, at } = variable;
      if (environmentNames.get(name)?.readBy !== "go" || !/^[^$]+$/.test(value.text.trim())) continue;
      // What is the default anyway is missed by nobody.
      if (name === "GO111MODULE" && value.text.trim() === "on") continue;
      if (/^(?:AR|CC|CXX|FC|PKG_CONFIG|GCCGO)$/.test(name) || isExported(makefile, name)) continue;
      if (isMentioned(name, workspace)) continue;
      yield {
        at,
        outcome: "ineffective",
        message: `${name} is a variable of make only: it is neither exported nor used, so go in the recipes does not see "${value.text.trim()}"`,
        remedy: `Write export ${name} := ${value.text.trim()}.`,
        evidence: [{ at: line, shows: "go runs without it" }],
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

function isExported(makefile: Makefile, name: string): boolean {
  return makefile.variables.some((variable) => variable.name === name && variable.isExported);
}

/** The first recipe line that starts go. */
function goLine(makefile: Makefile): Makefile["variables"][number]["at"] | undefined {
  for (const { recipe, file } of makefile.targets) {
    const line = recipe.find(({ text }) =>
      /(?:^|[\s;&|@(])(?:go|\$[({]GO[)}])\s+(?:build|test|install|run|vet)\b/.test(text.text),
    );
    if (line) return { file, span: line.span };
  }
  return undefined;
}
