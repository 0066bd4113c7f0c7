/** Tools' own images: of Dockerfile stages, of jobs' containers. */
import type { Place } from "../../text/span.ts";
import type { ArgInstruction, Dockerfile } from "../../workspace/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { toolOfRepository } from "../find-tool.ts";
import type { Found } from "../found.ts";
import { precisionOf } from "../precision.ts";
import { imageTool } from "./image-tool.ts";
import { locateVersion } from "./locate-version.ts";

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
    return [image, ...copied, ...mounted].map(({ text, span }) => ({
      text: filled(text, globalArgs),
      at: { file, span },
    }));
  });
}

/** `ADD https://github.com/OWNER/NAME.git#v1.2.3`: the sources of a release, compiled in the image. */
export function placesOfSources(workspace: Workspace): readonly Found[] {
  return workspace.dockerfiles.flatMap(({ file, stages, globalArgs }) =>
    stages.flatMap(({ instructions }) => {
      const own = instructions.flatMap((each) => (each.kind === "arg" && each.defaultValue ? [each] : []));
      return instructions
        .flatMap((each) => (each.kind === "add" ? each.sources : []))
        .flatMap(({ text, span }) => {
          const url = filled(text, [...own, ...globalArgs]);
          const [, name = "", declared = ""] =
            /github\.com\/([\w.-]+\/[\w.-]+?)\.git(?:#|\?(?:[^#]*&)?ref=)([^&#\s"']+)/.exec(url) ?? [];
          const tool = toolOfRepository(name);
          if (!tool || declared === "" || declared.includes("$")) return [];
          const at = locateVersion(declared, { at: { file, span } }, workspace);
          return [
            {
              tool,
              place: {
                kind: "download" as const,
                at: at ?? { file, span },
                ...(at ? { usedAt: { file, span } } : {}),
                declared,
                precision: precisionOf(declared),
                sites: [],
                reach: "pipeline" as const,
              },
            },
          ];
        });
    }),
  );
}

/** A text with the defaults of its arguments; what has none stays as written. */
function filled(text: string, args: readonly ArgInstruction[]): string {
  return text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (whole, braced, otherwise, bare) => {
    const found = args.find(({ name, defaultValue }) => name === (braced ?? bare) && defaultValue);
    return found?.defaultValue?.text.replace(/^["']|["']$/g, "") ?? otherwise ?? whole;
  });
}
