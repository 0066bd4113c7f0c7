import { andConstraints } from "../../go/constraint.ts";
import { findDifference, type TagAssignment } from "../../go/truth-table.ts";
import { vetRefusesPlusBuild } from "../../go/vet-build-tags.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/disagreeing-constraints",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["tags-disagreeing-constraints"],
  summary: "The // +build lines of a file mean something else than its //go:build line, which alone counts.",
  why:
    "Since Go 1.17 a //go:build line decides alone, so the +build lines are dead text that misleads. go vet refuses " +
    "the pair, and go test runs that check: a package with tests fails to build them.",
  remedy: "Delete the // +build lines.",
  reads: "gofile",
  prefilter: /^\/\/[ \t]*\+build/m,
  needle: "build",

  *check(file, { workspace }) {
    const decides = file.constraintLines.find(({ kind, isHonoured }) => kind === "go:build" && isHonoured);
    const dead = file.constraintLines.filter(({ deadBecause }) => deadBecause === "go-build-line");
    const parts = dead.flatMap(({ constraint }) => constraint ?? []);
    const plus = andConstraints(parts);
    const [first] = dead;
    if (!decides?.constraint || !plus || !first || parts.length < dead.length) return;
    const difference = findDifference(decides.constraint, plus);
    if (!difference) return;
    const refusal = vetRefusesPlusBuild(decides.constraint, parts);
    const hasTests = workspace.goFiles.some(({ folder, isTest }) => isTest && folder === file.folder);
    const stops = hasTests && refusal !== undefined;
    const side =
      difference.trueSide === "left"
        ? "takes the file and the +build lines do not"
        : "leaves the file out and the +build lines do not";
    yield {
      at: { file: file.path, span: first.span },
      message: `The +build lines do not say what ${decides.text} says: with ${listed(difference.tags)} it ${side}${stops ? `; "go test" of this package stops: ${refusal}` : ""}`,
      evidence: [{ at: { file: file.path, span: decides.span }, shows: "this line alone decides" }],
      harm: stops ? "S2" : "S3",
      cause: file.path,
    };
  },
});

function listed(tags: TagAssignment): string {
  return [...tags].map(([tag, isOn]) => `${tag} ${isOn ? "on" : "off"}`).join(", ");
}
