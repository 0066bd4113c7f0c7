import { type Constraint, formatConstraint, tagsOfConstraint } from "../../go/constraint.ts";
import { fileNameConstraint } from "../../go/file-name.ts";
import { isSatisfiable } from "../../go/truth-table.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/never-true",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-never-true"],
  summary: "No build can ever select the file: its constraint cannot be true.",
  why:
    'The constraint, the system and architecture in the file\'s name, and cgo for a file that imports "C" must hold ' +
    "together. A file for which they cannot is left out without a word. Only a system named in -tags could switch it on, " +
    "and with it every other file of that system.",
  remedy: "Make the constraint say when the file is wanted, rename the file, or delete it.",
  reads: "constrained-gofile",

  *check(file, { workspace }) {
    const { constraint } = file;
    const line = file.constraintLines.find(({ isHonoured }) => isHonoured);
    if (!constraint || !line || isSwitchedOffOnPurpose(constraint)) return;
    const demands = demandsOf(file);
    const all = [...demands, ...neverTags(constraint)];
    const joined = all.reduce<Constraint>((left, { right }) => ({ kind: "and", left, right }), constraint);
    if (canBeTrue(joined, workspace)) return;
    const whole = all.map(({ says }) => says);
    const text = formatConstraint(constraint);
    yield {
      at: { file: file.path, span: line.span },
      message: `No build selects this file: "${text}" ${whole.length > 0 ? `cannot hold, because ${whole.join(" and ")}` : "contradicts itself"}`,
    };
  },
});

const answersOf = new WeakMap<Workspace, Map<string, boolean>>();

/** A repository has thousands of files and few constraints. */
function canBeTrue(constraint: Constraint, workspace: Workspace): boolean {
  const answers = answersOf.get(workspace) ?? new Map<string, boolean>();
  answersOf.set(workspace, answers);
  const text = formatConstraint(constraint);
  const known = answers.get(text);
  if (known !== undefined) return known;
  const answer = isSatisfiable(constraint);
  answers.set(text, answer);
  return answer;
}

interface Demand {
  readonly right: Constraint;
  readonly says: string;
}

/** What go asks for beside the constraint. */
function demandsOf(file: GoFile): readonly Demand[] {
  const { goos, goarch } = fileNameConstraint(file.path.slice(file.path.lastIndexOf("/") + 1));
  const tag = (name: string, says: string): Demand => ({ right: { kind: "tag", tag: name }, says });
  return [
    ...(goos ? [tag(goos, `the file's name asks for ${goos}`)] : []),
    ...(goarch ? [tag(goarch, `the file's name asks for ${goarch}`)] : []),
    ...(file.usesCgo && !file.isTest ? [tag("cgo", 'a file that imports "C" needs cgo')] : []),
  ];
}

/** go1 and point releases look like release tags and are none: releases set go1.1, go1.2 … */
function neverTags(constraint: Constraint): readonly Demand[] {
  return tagsOfConstraint(constraint)
    .filter((tag) => /^go1(?:\.\d+(?:\.|rc|beta)\d+)?$/.test(tag))
    .map((tag) => ({
      right: { kind: "not", operand: { kind: "tag", tag } },
      says: `no Go sets the tag ${tag}, only go1.N`,
    }));
}

/** `x && !x` says in the shortest way that nobody wants the file. */
function isSwitchedOffOnPurpose(constraint: Constraint): boolean {
  if (constraint.kind !== "and") return false;
  const { left, right } = constraint;
  const [plain, negated] = left.kind === "not" ? [right, left] : [left, right];
  return negated.kind === "not" && formatConstraint(negated.operand) === formatConstraint(plain);
}
