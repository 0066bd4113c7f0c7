/** Tools' own images: of Dockerfile stages, of jobs' containers. */
import type { Place } from "../../text/span.ts";
import type { Dockerfile } from "../../workspace/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Found } from "../found.ts";
import { imageTool } from "./image-tool.ts";

/** Every image of a tool that Dockerfiles and jobs name. */
export function placesOfImages(workspace: Workspace): readonly Found[] {
  const named: { text: string; at: Place }[] = [];
  for (const dockerfile of workspace.dockerfiles) named.push(...imagesOfDockerfile(dockerfile));
  for (const { file, jobs } of workspace.workflows) {
    for (const { container } of jobs) {
      if (container) named.push({ text: container.image.text, at: { file, span: container.image.span } });
    }
  }
  for (const { jobs } of workspace.gitlab) {
    for (const { image } of jobs) {
      if (image) named.push({ text: image.scalar.text, at: { file: image.file, span: image.scalar.span } });
    }
  }
  for (const { file, jobs } of workspace.circleci) {
    for (const { image } of jobs) if (image) named.push({ text: image.text, at: { file, span: image.span } });
  }
  return named.flatMap(({ text, at }) => imageTool(text, at, workspace) ?? []);
}

function imagesOfDockerfile({ file, stages, globalArgs }: Dockerfile): { text: string; at: Place }[] {
  const fill = (text: string): string =>
    text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (whole, braced, otherwise, bare) => {
      const found = globalArgs.find(({ name }) => name === (braced ?? bare));
      return found?.defaultValue?.text.replace(/^["']|["']$/g, "") ?? otherwise ?? whole;
    });
  return stages.flatMap(({ image, instructions }) => {
    const copied = instructions.flatMap((each) => (each.kind === "copy" && each.from ? [each.from] : []));
    const mounted = instructions.flatMap((each) =>
      each.kind === "run"
        ? each.mounts.flatMap(({ options, span }) => {
            const from = options.get("from");
            return from === undefined ? [] : [{ text: from, span }];
          })
        : [],
    );
    return [image, ...copied, ...mounted].map(({ text, span }) => ({ text: fill(text), at: { file, span } }));
  });
}
