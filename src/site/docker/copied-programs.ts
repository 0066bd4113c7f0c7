/** Where the programs that a stage builds go: COPY --from into a stage that is run. */
import type { Dockerfile, DockerInstruction, DockerStage } from "../../workspace/dockerfile/model.ts";
import type { BuildOutput } from "../build-output.ts";
import { type ImageFacts, imageFacts } from "../knowledge/images.ts";
import { normalizePath } from "../shell/join-folder.ts";
import { foldStages, imageOfStage, stageNamed } from "./stage-image.ts";

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
  let known = copies.get(dockerfile);
  if (!known) {
    known = copiesOfStages(dockerfile);
    copies.set(dockerfile, known);
  }
  return (known.get(from) ?? []).filter(({ copy }) =>
    copy.sources.some(({ text }) => isOutput(text, output)),
  );
}

/** What is copied out of each stage: a stage may build thousands of programs, and each asks. */
const copies = new WeakMap<Dockerfile, ReadonlyMap<DockerStage, readonly CopiedProgram[]>>();

function copiesOfStages(dockerfile: Dockerfile): ReadonlyMap<DockerStage, readonly CopiedProgram[]> {
  const found = new Map<DockerStage, CopiedProgram[]>();
  const loaders = foldStages<boolean>(
    dockerfile,
    (stage, base) => base === true || stage.instructions.some(mayBringLoader),
  );
  for (const stage of dockerfile.stages) {
    const image = imageOfStage(dockerfile, stage);
    if (image === undefined || !isRun(dockerfile, stage)) continue;
    const { libc } = imageFacts(image);
    const bringsLoader = loaders.get(stage) ?? false;
    for (const copy of stage.instructions) {
      if (copy.kind !== "copy" || copy.from === undefined) continue;
      const from = stageNamed(dockerfile, copy.from.text);
      if (!from) continue;
      const list = found.get(from) ?? [];
      if (list.length === 0) found.set(from, list);
      list.push({ copy, image, libc, bringsLoader });
    }
  }
  return found;
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
