import { foldStages } from "../../site/docker/stage-image.ts";
import type { Place } from "../../text/span.ts";
import type { DockerInstruction, DockerStage } from "../../workspace/dockerfile/model.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

const usesTarget = /\bGOARCH=["']?\$\{?TARGETARCH\b/;

export default defineRule({
  id: "image/shadowed-target-arch",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["image-shadowed-target-arch"],
  summary:
    "A stage on the builder's platform does not see TARGETARCH: images of other platforms hold the wrong program.",
  why:
    "BuildKit gives TARGETARCH only to a stage that declares it with a bare ARG. Without ARG it is empty, and an empty " +
    "GOARCH means the builder's own; with a default the default wins over what BuildKit would give.",
  remedy: "Declare ARG TARGETARCH in this stage, without a default.",
  reads: "dockerfile",

  *check(dockerfile, { workspace }) {
    const { file, stages } = dockerfile;
    const text = workspace.source(file)?.text ?? "";
    const summaries = foldStages<StageSummary>(dockerfile, (stage, base) => summarize(stage, base, text));
    for (const stage of stages) {
      const summary = summaries.get(stage);
      if (!summary?.isOnBuildPlatform) continue;
      const use = stage.instructions.find(
        ({ kind, span }) =>
          (kind === "run" || kind === "env") && usesTarget.test(text.slice(span.start, span.end)),
      );
      if (!use || summary.isSet) continue;
      const declared =
        stage.instructions.findLast((each) => isTargetArch(each) && each.span.start < use.span.start) ??
        summary.inherited;
      if (declared?.kind === "arg" && !declared.defaultValue) continue;
      if (dockerfile.globalArgs.some(({ name }) => name === "TARGETARCH")) continue;
      const place = { file, span: use.span };
      const fallback = /\bGOARCH=["']?\$\{TARGETARCH:?-([^}$]+)\}/.exec(
        text.slice(use.span.start, use.span.end),
      )?.[1];
      yield declared?.kind === "arg"
        ? {
            at: { file, span: declared.span },
            message: `The default "${declared.defaultValue?.text}" wins over what BuildKit gives: GOARCH is ${declared.defaultValue?.text} in the image of every platform, unless the build passes --build-arg TARGETARCH`,
            evidence: [{ at: place, shows: "GOARCH takes it from here" }],
            ...fixOf(
              replaceText(workspace, {
                at: { file, span: declared.span },
                from: text.slice(declared.span.start, declared.span.end),
                to: "TARGETARCH",
              }),
              {
                title: "Drop the default",
                isSafe: false,
              },
            ),
            cause: file,
          }
        : {
            at: place,
            message: `$TARGETARCH is empty here, because the stage has no ARG TARGETARCH: ${fallback === undefined ? "an empty GOARCH is the builder's own" : `GOARCH is ${fallback}`}, in the image of every platform`,
            evidence: [{ at: { file, span: stage.span }, shows: "the stage runs on the builder's platform" }],
            ...fixOf(
              {
                at: lineAbove({ file, span: use.span }, text),
                text: "ARG TARGETARCH\n",
              },
              { title: "Declare ARG TARGETARCH", isSafe: false },
            ),
            cause: file,
          };
    }
  },
});

/** Where the instruction of a place begins: lines that end in a backslash go on. */
function lineAbove({ file, span }: Place, text: string): Place {
  let start = text.lastIndexOf("\n", span.start - 1) + 1;
  while (/\\[ \t]*\r?\n$/.test(text.slice(Math.max(0, start - 200), start)))
    start = text.lastIndexOf("\n", start - 2) + 1;
  return { file, span: { start, end: start } };
}

interface StageSummary {
  readonly isOnBuildPlatform: boolean;
  /** ENV, export or a shell assignment may fill it in, here or in a stage below. */
  readonly isSet: boolean;
  /** The declaration that the stages below end with. */
  readonly inherited: DockerInstruction | undefined;
  readonly declared: DockerInstruction | undefined;
}

function summarize(stage: DockerStage, base: StageSummary | undefined, text: string): StageSummary {
  const setsIt = ({ kind, span }: DockerInstruction): boolean =>
    kind !== "arg" && /(?<![A-Z_])TARGETARCH=/.test(text.slice(span.start, span.end));
  return {
    isOnBuildPlatform: base
      ? base.isOnBuildPlatform
      : /\$\{?BUILDPLATFORM\b/.test(stage.platform?.text ?? ""),
    isSet: base?.isSet === true || stage.instructions.some(setsIt),
    inherited: base?.declared,
    declared: stage.instructions.findLast(isTargetArch) ?? base?.declared,
  };
}

function isTargetArch(each: DockerInstruction): boolean {
  return each.kind === "arg" && each.name === "TARGETARCH";
}
