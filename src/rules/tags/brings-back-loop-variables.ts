import { findEscapingLoopVariable } from "../../go/escaping-loop-variable.ts";
import { languageOfFile } from "../../go/file-language.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import { defineRule } from "../rule.ts";

/** From 1.23 on the constraint lowers the file's version whatever the go line says. */
const toolchainMinor = 23;

export default defineRule({
  id: "tags/brings-back-loop-variables",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["tags-brings-back-loop-variables"],
  summary:
    "A //go:build line with an old go1.K brings back one loop variable for all passes, in that file only.",
  why:
    "A //go:build line that implies go1.K sets the language version of its file. Below 1.22 a loop has one variable " +
    "for all its passes, so what outlives a pass sees the last value, though go.mod asks for the new meaning.",
  remedy: "Drop the go1.K term: every Go that can build the module fulfils it.",
  reads: "constrained-gofile",

  *check(file, { workspace }) {
    const line = file.constraintLines.find(({ kind, isHonoured }) => kind === "go:build" && isHonoured);
    const module = moduleOfFolder(workspace.modules, file.folder);
    const goLine = module?.mod.go;
    const goLineMinor = goLine && minorOfGoVersion(goLine.version);
    if (!line?.constraint || !goLine || !module || goLineMinor === undefined) return;
    const language = languageOfFile({ goBuild: line.constraint, goLineMinor, toolchainMinor });
    if (!language.hasOldLoopVariables) return;
    const loop = findEscapingLoopVariable(workspace.source(file.path)?.text ?? "");
    if (!loop) return;
    yield {
      at: { file: file.path, span: line.span },
      message: `This line gives the file language version go1.${language.minor}, ${module.file} says ${goLine.version}: all passes of the loop share one "${loop.name}" here, and what keeps it sees its last value`,
      evidence: [
        {
          at: { file: file.path, span: { start: loop.start, end: loop.start + 3 } },
          shows: `the loop whose "${loop.name}" is kept`,
        },
        { at: { file: module.file, span: goLine.span }, shows: `the module is at go ${goLine.version}` },
      ],
      cause: file.path,
    };
  },
});
