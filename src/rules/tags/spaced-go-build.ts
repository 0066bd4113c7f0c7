import { parseGoBuild } from "../../go/constraint.ts";
import { buildsByName, nameDemands } from "../../go/name-constraint.ts";
import { fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";
import { standsAlone } from "../stands-alone.ts";

export default defineRule({
  id: "tags/spaced-go-build",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-spaced-go-build"],
  summary:
    "A blank stands between // and go:build: the line is a plain comment, and builds take the file that should leave it out.",
  why: "Directives are comments that start with //go: without a blank. With one, neither go nor go vet sees a constraint.",
  remedy: "Remove the blank: //go:build.",
  reads: "constrained-gofile",

  *check(file, { workspace }) {
    if (file.constraintLines.some(({ isHonoured }) => isHonoured)) return;
    const text = workspace.source(file.path)?.text ?? "";
    // Only the leading run of line comments and blank lines: further down it may be documentation.
    const header = /^(?:[ \t]*(?:\/\/[^\n]*)?\r?\n)*/.exec(text)?.[0] ?? "";
    for (const found of header.matchAll(/^\/\/[ \t]+go:build([ \t]+[^\n]*?)[ \t\r]*$/gm)) {
      const meant = parseGoBuild(`//go:build${found[1]}`);
      // x_linux.go needs no line that says linux.
      if (!meant.ok || nameDemands(file.path, meant.constraint)) continue;
      const start = found.index;
      yield {
        at: { file: file.path, span: { start, end: start + found[0].trimEnd().length } },
        message: `"${found[0].trimEnd()}" is a plain comment because of the blank after //: ${buildsByName(file.path)} takes this file`,
        outcome: "ineffective",
        ...fixOf(
          { at: { file: file.path, span: { start, end: start + found[0].indexOf("go:build") } }, text: "//" },
          { title: "Write //go:build", isSafe: standsAlone(file, workspace) },
        ),
      };
    }
  },
});
