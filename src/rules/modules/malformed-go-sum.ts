import type { Fix } from "../../finding/fix.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import type { ReadSum } from "../../workspace/gomod/model.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { deleteLine } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/malformed-go-sum",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-malformed-go-sum"],
  summary: "A go.sum holds lines that go cannot read, such as the marks of a merge conflict: builds stop.",
  why:
    "Every line that is not blank must have three fields. Go 1.22 and newer stop at others, older ones pass over them and miss " +
    "what they held. go mod tidy may leave such lines in the file, so the next build stops all the same; a vendored build " +
    "never reads the file and hides the damage.",
  remedy: "Keep the lines of both sides, delete the rest, and run go mod tidy.",
  reads: "repository",

  *check(_, { workspace }) {
    const { modules, workspaces } = workspace;
    const files: readonly { readonly sum: ReadSum | undefined; readonly isVendored: boolean }[] = [
      ...modules.map((module) => ({ sum: module.sum, isVendored: isVendored(module) })),
      ...workspaces.map(({ sum }) => ({ sum, isVendored: false })),
    ];
    for (const { sum, isVendored: isHidden } of files) {
      const fatal = sum?.parsed.problems.filter(({ isFatal }) => isFatal) ?? [];
      const [first, ...others] = fatal;
      if (!sum || !first || isFixturePath(sum.file)) continue;
      const file = sum.file;
      const subject =
        first.kind === "conflict-marker"
          ? "A merge conflict is left in the file"
          : `Line ${first.lineNumber} does not have three fields`;
      yield {
        at: { file, span: first.span },
        message: `${subject}, so commands of Go 1.22 and newer that read it stop: malformed go.sum: wrong number of fields`,
        evidence: others.slice(0, 5).map(({ span, reason }) => ({ at: { file, span }, shows: reason })),
        // Vendored builds do not read the file: only commands about modules stop.
        ...(isHidden ? { harm: "S3" as const } : {}),
        ...fixOfUnion(sum, workspace),
        cause: file,
      };
    }
  },
});

/** The lines of both sides, without the marks between them: only where they do not contradict each other. */
function fixOfUnion({ file, parsed }: ReadSum, workspace: Workspace): { readonly fix: Fix } | undefined {
  const isOnlyMarks = parsed.problems.every(({ kind, isFatal }) => kind === "conflict-marker" || !isFatal);
  const hasTwoHashes = parsed.problems.some(({ kind }) => kind === "duplicate-hash" || kind === "bad-hash");
  if (!isOnlyMarks || hasTwoHashes) return undefined;
  const marks = parsed.problems.filter(({ kind }) => kind === "conflict-marker");
  const edits = marks.flatMap(
    ({ span }) =>
      deleteLine(workspace, { at: { file, span }, shape: /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/ }) ?? [],
  );
  if (edits.length !== marks.length) return undefined;
  return { fix: { title: "Keep the lines of both sides", isSafe: true, edits } };
}
