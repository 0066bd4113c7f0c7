import { type Constraint, formatConstraint, tagsOfConstraint } from "../../go/constraint.ts";
import { knownArch, knownOs } from "../../go/platforms.ts";
import { isSatisfiable } from "../../go/truth-table.ts";
import { filesOfFolder } from "../../site/package-closure.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/registration-behind-tag",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary:
    "A file behind a tag registers something in init, and nothing stands in for it when the tag is off.",
  why:
    "What init registers is looked up when the program runs. Without the tag the file is gone, everything compiles, and " +
    "the look-up fails or panics at start.",
  remedy:
    "Add a file with the negated constraint that registers a substitute, or fail with words that name the tag.",
  reads: "constrained-gofile",

  *check(file, { workspace }) {
    const { constraint } = file;
    const line = file.constraintLines.find(({ isHonoured }) => isHonoured);
    if (!constraint || !line || file.isTest || file.packageName === "main") return;
    const own = tagsOfConstraint(constraint).filter(isOwn);
    const [tag] = own;
    if (tag === undefined || own.length > 1 || !demands(constraint, tag)) return;
    const text = workspace.source(file.path)?.text ?? "";
    const call = /^func init\(\)\s*\{\s*([\w.]*(?:[Rr]egister|Provide)\w*)\(/m.exec(text);
    if (!call) return;
    const beside = filesOfFolder(file.folder, workspace).filter(
      ({ path, isTest }) => path !== file.path && !isTest,
    );
    if (beside.length === 0 || beside.some((other) => standsIn(other, tag))) return;
    yield {
      at: { file: file.path, span: line.span },
      message: `Without the tag ${tag} nothing calls ${call[1]} here: no file beside it has a constraint that holds when ${formatConstraint(constraint)} does not`,
      cause: file.path,
    };
  },
});

function isOwn(tag: string): boolean {
  return !knownOs.has(tag) && !knownArch.has(tag) && !/^(?:cgo|unix|gc|ignore|go1.*|.*\..*)$/.test(tag);
}

/** The constraint cannot hold while the tag is off. */
function demands(constraint: Constraint, tag: string): boolean {
  return !isSatisfiable({
    kind: "and",
    left: constraint,
    right: { kind: "not", operand: { kind: "tag", tag } },
  });
}

function standsIn({ constraint }: GoFile, tag: string): boolean {
  if (!constraint || !tagsOfConstraint(constraint).includes(tag)) return false;
  return !isSatisfiable({ kind: "and", left: constraint, right: { kind: "tag", tag } });
}
