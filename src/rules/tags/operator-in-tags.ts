import { formatConstraint, tagsOfConstraint } from "../../go/constraint.ts";
import { tagSettings } from "../../site/tag-settings.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/operator-in-tags",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-operator-in-tags"],
  summary:
    "A -tags value holds a word that can never be a tag: it switches nothing on, and the build says nothing.",
  why:
    "-tags is a list of tags to switch on and has no operators. A build tag consists of letters, digits, _ and dots; " +
    "go takes `a+b`, `!debug` or `my-tag` as one odd name, which no //go:build line can ask for, and exits 0.",
  remedy:
    "Separate tags by commas and spell them as the //go:build lines do; what must be off is simply left out.",
  reads: "command",

  *check({ command }, { workspace }) {
    const effective = tagSettings(command).at(-1);
    for (const { kind, element } of effective?.parsed?.problems ?? []) {
      if (kind !== "operator" && kind !== "unusable") continue;
      const meant = element.split(/[^\p{L}\p{Nd}_.]+/u).filter(Boolean);
      const missed = workspace.goFiles.find((file) => isMeant(file, meant));
      const reason =
        kind === "operator" ? "-tags has no operators" : "a tag consists of letters, digits, _ and dots";
      const consequence = missed?.constraint
        ? `; ${missed.path} (//go:build ${formatConstraint(missed.constraint)}) does not see it`
        : "";
      yield {
        at: effective?.at ?? command.at,
        message: `"${element}" switches nothing on: ${reason}, and no //go:build line can ask for that name${consequence}`,
        outcome: "ineffective",
        // Not every operator means "both": a||b and !a have no flag that says the same.
        ...(effective && /^[\p{L}\p{Nd}_.]+(?:(?:\+|&&?)[\p{L}\p{Nd}_.]+)+$/u.test(element)
          ? fixOf(replaceText(workspace, { at: effective.at, from: element, to: meant.join(",") }), {
              title: `Write -tags ${meant.join(",")}`,
              isSafe: false,
            })
          : undefined),
        evidence:
          missed?.constraintLines
            .slice(0, 1)
            .map((line) => ({ at: { file: missed.path, span: line.span }, shows: "a tag that stays off" })) ??
          [],
        cause: element,
      };
    }
  },
});

function isMeant(file: GoFile, words: readonly string[]): boolean {
  return (
    file.constraint !== undefined && tagsOfConstraint(file.constraint).some((tag) => words.includes(tag))
  );
}
