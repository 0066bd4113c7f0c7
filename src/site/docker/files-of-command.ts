import type { Workspace } from "../../workspace/workspace.ts";
import type { GoCommand, Site } from "../site.ts";
import { fittingContexts } from "./build-context.ts";
import { type StageFiles, stageFilesAt } from "./stage-files.ts";

/** The files that lie in the image when a stage runs a go command; undefined outside Dockerfiles. */
export function filesOfCommand(site: Site, command: GoCommand, workspace: Workspace): StageFiles | undefined {
  if (site.kind !== "dockerfile-stage") return undefined;
  const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
  const stage = dockerfile?.stages.find(({ span }) => span.start === site.at.span.start);
  // A command in a script or Makefile runs where the Dockerfile calls it.
  const places = [command.at, ...command.via.map((reason) => reason.at)];
  const place = places.find((at) => at?.file === site.at.file);
  if (!dockerfile || !stage || !place) return undefined;
  const { wholeSpan } = stage;
  if (place.span.start < wholeSpan.start || place.span.start > wholeSpan.end) return undefined;
  const offset = place.span.start;
  const possible = fittingContexts(dockerfile, workspace).map((context) =>
    stageFilesAt({ dockerfile, stage, offset, workspace, context }),
  );
  return agreed(possible);
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
