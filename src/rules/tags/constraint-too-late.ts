import type { Fix } from "../../finding/fix.ts";
import { formatConstraint } from "../../go/constraint.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { buildsByName, nameDemands } from "../../go/name-constraint.ts";
import { isPlusBuildProse } from "../../go/plus-build-prose.ts";
import type { Place } from "../../text/span.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { deleteLine } from "../edit-text.ts";
import { defineRule } from "../rule.ts";
import { standsAlone } from "../stands-alone.ts";

export default defineRule({
  id: "tags/constraint-too-late",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-constraint-too-late"],
  summary:
    "A build constraint stands where go does not read it: builds stop there, or take a file that should stay out.",
  why:
    "go reads //go:build lines only above the package clause, and // +build lines only above it and followed by a " +
    "blank line. From Go 1.16 on the compiler refuses a //go:build line further down; a // +build line is a comment " +
    "there, of which only go vet complains.",
  remedy: "Move it to the top of the file, as a //go:build line followed by a blank line.",
  reads: "constrained-gofile",

  *check(file, { workspace }) {
    const isDecided = file.constraintLines.some(({ isHonoured }) => isHonoured);
    const source = workspace.source(file.path);
    // One slip that many files have is told once.
    const cause = file.constraintLines.map(({ text }) => text).join("\n");
    for (const { kind, text, span, constraint, deadBecause } of file.constraintLines) {
      if (deadBecause !== "after-code" && deadBecause !== "no-blank-line") continue;
      const at = { file: file.path, span };
      if (kind === "go:build") {
        const lineText = source?.lines.lineText(source.lines.positionAt(span.start).line) ?? "";
        const isBehindCode = !/^\s*\/\//.test(lineText);
        const builds = isDecided
          ? "Every build that takes this file"
          : `${capitalized(buildsByName(file.path))} of this package`;
        yield {
          at,
          harm: "S2",
          // Go 1.15 knows the directive only behind code.
          message: `${builds} stops${isBehindCode ? "" : " from Go 1.16 on"}: misplaced compiler directive, because "${text}" stands ${isBehindCode ? "behind code" : "below the package clause"}`,
          // Every build stops as it is: nothing is taken away.
          ...moved(file, at, workspace),
          cause,
        };
        continue;
      }
      // x_linux.go needs no line that says linux.
      if (!constraint || isDecided || nameDemands(file.path, constraint) || isPlusBuildProse(text)) continue;
      if (deadBecause === "after-code" && standsInSentences(source?.text ?? "", span.start)) continue;
      const reason =
        deadBecause === "after-code"
          ? "it stands below the package clause"
          : "no blank line separates it from the package clause";
      yield {
        at,
        message: `go does not read "${text}", because ${reason}: ${buildsByName(file.path)} takes this file`,
        outcome: "ineffective",
        ...moved(file, at, workspace),
        cause,
      };
    }
  },
});

/** To the top of the file, in the form that the module's Go reads; one line only, as several are ANDed. */
function moved(file: GoFile, at: Place, workspace: Workspace): { readonly fix: Fix } | undefined {
  const [line, ...others] = file.constraintLines;
  const old = deleteLine(workspace, { at, shape: /^\s*\/\/\s*(?:go:|\+)build\s/ });
  if (!line?.constraint || others.length > 0 || !old) return undefined;
  const text = workspace.source(file.path)?.text ?? "";
  const language = moduleOfFolder(workspace.modules, file.folder)?.mod.go?.version;
  const isKept = line.kind === "+build" && (minorOfGoVersion(language ?? "") ?? 0) < 17;
  const written =
    isKept || line.kind === "go:build" ? line.text : `//go:build ${formatConstraint(line.constraint)}`;
  // The blank line below the old place goes with it.
  const blank = /^\r?\n/.exec(text.slice(old.at.span.end))?.[0] ?? "";
  const isOnTop = old.at.span.start === 0;
  const start = { start: 0, end: 0 };
  const gone = { start: old.at.span.start, end: old.at.span.end + blank.length };
  return {
    fix: {
      title: "Move the constraint to the top of the file",
      isSafe: line.kind === "go:build" || standsAlone(file, workspace),
      edits: isOnTop
        ? [{ at: { file: file.path, span: gone }, text: `${written}\n\n` }]
        : [
            { at: { file: file.path, span: start }, text: `${written}\n\n` },
            { at: { file: file.path, span: gone }, text: "" },
          ],
    },
  };
}

/** Whether the comment line above or below is none that begins with `+build`: an example in documentation. */
function standsInSentences(text: string, start: number): boolean {
  const lineEnd = text.indexOf("\n", start);
  const above =
    text
      .slice(0, start)
      .replace(/\n[ \t]*$/, "")
      .split("\n")
      .at(-1) ?? "";
  const below = lineEnd === -1 ? "" : (text.slice(lineEnd + 1).split("\n", 1)[0] ?? "");
  return [above, below].some(
    (line) => /^\s*\/\//.test(line) && !/^\s*\/\/(?:go:build|\s*\+build)\s/.test(line),
  );
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
