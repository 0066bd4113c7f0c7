/** Where the programs that a stage builds go: COPY --from into a stage that is run. */
import type { Dockerfile, DockerInstruction, DockerStage } from "../../workspace/dockerfile/model.ts";
import type { BuildOutput } from "../build-output.ts";
import { type ImageFacts, imageFacts } from "../knowledge/images.ts";
import { normalizePath } from "../shell/join-folder.ts";
import { chainOfStage, imageOfStage, stageNamed } from "./stage-image.ts";

export interface CopiedProgram {
  readonly copy: DockerInstruction & { kind: "copy" | "add" };
  /** The image under the stage that gets the program. */
  readonly image: string;
  readonly libc: ImageFacts["libc"];
  /** Something in the stage may put a loader there: a package, a copied library, an archive. */
  readonly bringsLoader: boolean;
}

/** Every stage that runs programs and gets the output of a build. */
export function copiedPrograms(
  dockerfile: Dockerfile,
  from: DockerStage,
  output: BuildOutput,
): readonly CopiedProgram[] {
  return dockerfile.stages.flatMap((stage) => {
    const image = imageOfStage(dockerfile, stage);
    if (image === undefined || !isRun(dockerfile, stage)) return [];
    const copies = stage.instructions.filter(
      (each): each is DockerInstruction & { kind: "copy" } =>
        each.kind === "copy" &&
        each.from !== undefined &&
        stageNamed(dockerfile, each.from.text) === from &&
        each.sources.some(({ text }) => isOutput(text, output)),
    );
    const bringsLoader = chainOfStage(dockerfile, stage).some((each) =>
      each.instructions.some(mayBringLoader),
    );
    const { libc } = imageFacts(image);
    return copies.map((copy) => ({ copy, image, libc, bringsLoader }));
  });
}

/** The last stage, and stages with a command of their own. */
function isRun(dockerfile: Dockerfile, stage: DockerStage): boolean {
  return (
    stage.index === dockerfile.stages.length - 1 ||
    stage.instructions.some(({ kind }) => kind === "entrypoint" || kind === "cmd")
  );
}

/** The path of a COPY against the path that the build writes; a relative one lies below some folder. */
function isOutput(source: string, { path, name }: BuildOutput): boolean {
  if (source.includes("$") || /[*?[]/.test(source)) return false;
  const plain = normalizePath(source, source.startsWith("/"));
  if (path === undefined) return plain.endsWith(`/${name}`);
  const file = /\/$|^\.$/.test(path) ? `${path}/${name}` : path;
  if (file.startsWith("/")) return plain === normalizePath(file);
  const relative = normalizePath(file, false);
  return !relative.startsWith("..") && `/${plain}`.endsWith(`/${relative}`);
}

function mayBringLoader(instruction: DockerInstruction): boolean {
  switch (instruction.kind) {
    case "run":
      return /compat|glibc|musl|libc6|patchelf|ld-linux/.test(textOf(instruction));
    case "copy":
      return [instruction.target, ...instruction.sources].some(({ text }) =>
        /(?:^|\/)lib(?:64|c)?(?:\/|$)|\.so\b|ld-|^\/\*?$|glibc|musl/.test(text),
      );
    case "add":
      return true;
    default:
      return false;
  }
}

function textOf(instruction: DockerInstruction & { kind: "run" }): string {
  return JSON.stringify(instruction.script.body);
}
