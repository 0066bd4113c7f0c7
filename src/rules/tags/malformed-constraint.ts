import { formatConstraint, parseGoBuild } from "../../go/constraint.ts";
import { buildsByName } from "../../go/name-constraint.ts";
import type { Span } from "../../text/span.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/malformed-constraint",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["tags-malformed-constraint"],
  summary:
    "go cannot read a build constraint: builds of the package stop, or an old +build line drops the file.",
  why:
    "A //go:build line is an expression with &&, || and !; a comma or a hyphen is a syntax error, and one file has one " +
    "line. go reads the lines of test files for every build, and those of x_windows.go for Windows only. In a // +build line a word that is no tag turns into the tag ignore, which nobody switches on.",
  remedy: "Write it as //go:build with &&, ||, ! and tags of letters, digits, _ and dots.",
  reads: "constrained-gofile",

  *check(file, { workspace }) {
    for (const { reason, span } of file.problems) {
      if (!/^(?:parsing \/\/go:build line|multiple \/\/go:build comments)/.test(reason)) continue;
      yield {
        at: { file: file.path, span },
        // A test file that go cannot read stops builds as well.
        message: `${buildsByName(file.path.replace(/_test\.go$/, ".go")).replace("every", "Every")} of this package stops: ${reason}`,
      };
    }
    for (const { kind, text, span, isHonoured } of file.constraintLines) {
      const bad = kind === "+build" && isHonoured ? wordsThatAreNoTags(text) : [];
      if (bad.length === 0) continue;
      yield {
        at: { file: file.path, span },
        message: `"${bad.join(" ")}" in a +build line is no tag, go reads it as "ignore": builds leave this file out without a word`,
        harm: "S1",
        ...asExpression(file, { text, span }, workspace),
      };
    }
  },
});

/** The operators of //go:build in the one +build line of a file: they say what was meant, and no build took it yet. */
function asExpression(
  file: GoFile,
  { text, span }: { readonly text: string; readonly span: Span },
  workspace: Workspace,
): ReturnType<typeof fixOf> {
  const line = text.replace(/^\/\/\s*\+build/, "//go:build");
  const parsed = parseGoBuild(line);
  if (!/&&|\|\|/.test(line) || !parsed.ok || file.constraintLines.length > 1) return undefined;
  const to = `//go:build ${formatConstraint(parsed.constraint)}`;
  const edit = replaceText(workspace, { at: { file: file.path, span }, from: text, to });
  return fixOf(edit, { title: "Write //go:build", isSafe: false });
}

/** Only lines in which every alternative is spoilt: otherwise some build still takes the file. */
function wordsThatAreNoTags(text: string): readonly string[] {
  const fields = text
    .replace(/^\/\/\s*\+build/, "")
    .split(/\s+/)
    .filter(Boolean);
  const bad = fields.map((field) => field.split(",").find((word) => !/^!?[\p{L}\p{Nd}_.]+$/u.test(word)));
  return bad.every((word) => word !== undefined) ? bad : [];
}
