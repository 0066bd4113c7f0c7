import type { Dockerfile, DockerStage } from "../../workspace/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { GoCommand, Site } from "../site.ts";
import { fittingContexts } from "./build-context.ts";
import { type StageFiles, stageFilesAt } from "./stage-files.ts";

/** The files that lie in the image when a stage runs a go command; undefined outside Dockerfiles. */
export function filesOfCommand(
  site: Pick<Site, "kind" | "at">,
  command: Pick<GoCommand, "at" | "via">,
  workspace: Workspace,
): StageFiles | undefined {
  if (site.kind !== "dockerfile-stage") return undefined;
  const { dockerfile, stages, contexts } = fileOf(site.at.file, workspace);
  const stage = stages.get(site.at.span.start);
  // A command in a script or Makefile runs where the Dockerfile calls it.
  const places = [command.at, ...command.via.map((reason) => reason.at)];
  const place = places.find((at) => at?.file === site.at.file);
  if (!dockerfile || !stage || !place) return undefined;
  const { wholeSpan } = stage;
  if (place.span.start < wholeSpan.start || place.span.start > wholeSpan.end) return undefined;
  const offset = place.span.start;
  const possible = contexts.map((context) => stageFilesAt({ dockerfile, stage, offset, workspace, context }));
  return agreed(possible);
}

interface DockerfileView {
  readonly dockerfile: Dockerfile | undefined;
  readonly stages: ReadonlyMap<number, DockerStage>;
  readonly contexts: readonly string[];
}

const views = new WeakMap<Workspace, Map<string, DockerfileView>>();

/** A Dockerfile by its path, its stages by their start: looked up for every command of every rule. */
function fileOf(file: string, workspace: Workspace): DockerfileView {
  const known = views.get(workspace) ?? new Map<string, DockerfileView>();
  views.set(workspace, known);
  const existing = known.get(file);
  if (existing) return existing;
  const dockerfile = workspace.dockerfiles.find((each) => each.file === file);
  const view: DockerfileView = {
    dockerfile,
    stages: new Map(dockerfile?.stages.map((stage) => [stage.span.start, stage])),
    contexts: dockerfile ? fittingContexts(dockerfile, workspace) : [],
  };
  known.set(file, view);
  return view;
}

/** What holds whichever folder `docker build` is given. */
function agreed(possible: readonly StageFiles[]): StageFiles | undefined {
  const [first, ...others] = possible;
  if (!first || others.length === 0) return first;
  return {
    folder: first.folder,
    has(path) {
      const answer = first.has(path);
      return others.every((files) => files.has(path) === answer) ? answer : "unknown";
    },
    locate(treePath) {
      const place = first.locate(treePath);
      return others.every((files) => files.locate(treePath) === place) ? place : undefined;
    },
    isLeftOut: (treePath) => possible.every((files) => files.isLeftOut(treePath)),
  };
}
