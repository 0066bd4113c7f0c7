import { chainOfStage } from "../../site/docker/stage-image.ts";
import type { Dockerfile, DockerStage } from "../../workspace/dockerfile/model.ts";
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
    for (const stage of stages) {
      if (!runsOnBuildPlatform(dockerfile, stage)) continue;
      const chain = chainOfStage(dockerfile, stage);
      const use = stage.instructions.find(
        ({ kind, span }) =>
          (kind === "run" || kind === "env") && usesTarget.test(text.slice(span.start, span.end)),
      );
      if (!use || isSetElsewhere(chain, text)) continue;
      const declared = chain
        .flatMap(({ instructions }) => instructions)
        .findLast(
          (each) => each.kind === "arg" && each.name === "TARGETARCH" && each.span.start < use.span.start,
        );
      if (declared?.kind === "arg" && !declared.defaultValue) continue;
      if (dockerfile.globalArgs.some(({ name }) => name === "TARGETARCH")) continue;
      const place = { file, span: use.span };
      yield declared?.kind === "arg"
        ? {
            at: { file, span: declared.span },
            message: `The default "${declared.defaultValue?.text}" wins over what BuildKit gives: GOARCH is ${declared.defaultValue?.text} in the image of every platform, unless the build passes --build-arg TARGETARCH`,
            evidence: [{ at: place, shows: "GOARCH takes it from here" }],
            cause: file,
          }
        : {
            at: place,
            message: `$TARGETARCH is empty here, because the stage has no ARG TARGETARCH: an empty GOARCH is the builder's own, in the image of every platform`,
            evidence: [{ at: { file, span: stage.span }, shows: "the stage runs on the builder's platform" }],
            cause: file,
          };
    }
  },
});

function runsOnBuildPlatform(dockerfile: Dockerfile, stage: DockerStage): boolean {
  const [root] = chainOfStage(dockerfile, stage);
  return /\$\{?BUILDPLATFORM\b/.test(root?.platform?.text ?? "");
}

/** ENV, export or a shell assignment may fill it in. */
function isSetElsewhere(chain: readonly DockerStage[], text: string): boolean {
  return chain.some(({ instructions }) =>
    instructions.some(
      ({ kind, span }) => kind !== "arg" && /(?<![A-Z_])TARGETARCH=/.test(text.slice(span.start, span.end)),
    ),
  );
}
