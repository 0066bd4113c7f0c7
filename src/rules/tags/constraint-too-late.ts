import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tags/constraint-too-late",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-constraint-too-late"],
  summary: "A build constraint stands where go does not read it: every build takes the file.",
  why:
    "go reads //go:build lines only above the package clause, and // +build lines only above it and followed by a " +
    "blank line. Anywhere else they are comments.",
  remedy: "Move it to the top of the file, as a //go:build line followed by a blank line.",
  reads: "gofile",
  prefilter: /^[ \t]*\/\/(?:go:build|[ \t]*\+build)[ \t]/m,
  needle: "build",

  *check(file) {
    if (file.constraintLines.some(({ isHonoured }) => isHonoured)) return;
    for (const { kind, text, span, constraint, deadBecause } of file.constraintLines) {
      if (!constraint || (deadBecause !== "after-code" && deadBecause !== "no-blank-line")) continue;
      const reason =
        deadBecause === "after-code"
          ? "it stands below the package clause"
          : `no blank line separates it from the ${kind === "+build" ? "package clause" : "code"}`;
      yield {
        at: { file: file.path, span },
        message: `go does not read "${text}", because ${reason}: every build takes this file`,
        outcome: "ineffective",
        cause: file.path,
      };
    }
  },
});
