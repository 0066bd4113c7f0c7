import { andConstraints } from "../../go/constraint.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { findDifference, type TagAssignment } from "../../go/truth-table.ts";
import { vetRefusesPlusBuild } from "../../go/vet-build-tags.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import type { Site } from "../../site/site.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import { deleteLine } from "../edit-text.ts";
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
  reads: "constrained-gofile",

  *check(file, { workspace, sites }) {
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
    const edits = dead.flatMap(({ span, text }) => {
      const edit = deleteLine(workspace, { at: { file: file.path, span }, shape: /^\s*\/\/\s*\+build\s/ });
      return edit && text !== "" ? [edit] : [];
    });
    const module = moduleOfFolder(workspace.modules, file.folder);
    yield {
      at: { file: file.path, span: first.span },
      message: `The +build lines do not say what ${decides.text} says: with ${listed(difference.tags)} it ${side}${stops ? `; "go test" of this package stops: ${refusal}` : ""}`,
      evidence: [{ at: { file: file.path, span: decides.span }, shows: "this line alone decides" }],
      harm: stops ? "S2" : "S3",
      ...(edits.length === dead.length
        ? { fix: { title: "Delete the +build lines", isSafe: isUnread(module, sites), edits } }
        : undefined),
    };
  },
});

/** Whether no Go reads +build lines beside //go:build there: only 1.16 and older ones do. */
function isUnread(module: GoModule | undefined, sites: readonly Site[]): boolean {
  const line = minorOfGoVersion(module?.mod.go?.version ?? "");
  if (line === undefined || line < 18) return false;
  return sites.every(({ commands }) =>
    commands.every((command) => command.module !== module || (minorOfGo(command.go) ?? line) > 16),
  );
}

function listed(tags: TagAssignment): string {
  return [...tags].map(([tag, isOn]) => `${tag} ${isOn ? "on" : "off"}`).join(", ");
}
