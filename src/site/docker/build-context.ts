import { folderOf } from "../../text/path-parts.ts";
import type { Dockerfile } from "../../workspace/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { normalizePath } from "../shell/join-folder.ts";

/**
 * The folder that `docker build` was most likely given: the Dockerfile's own folder or one above it, the
 * nearest in which every literal COPY source exists. undefined when no folder has them all.
 */
export function contextOf(dockerfile: Dockerfile, workspace: Workspace): string | undefined {
  const fits = fittingContexts(dockerfile, workspace);
  if (copySources(dockerfile).length === 0) return fits[0];
  // `COPY . .` fits everywhere: then the folder that has a go.mod is the one that can build.
  const withModule = fits.find((folder) => exists(`${folder}/go.mod`, workspace));
  return withModule ?? fits[0];
}

/** Every folder that can be the context: the Dockerfile's own and those above it in which all literal sources exist. */
export function fittingContexts(dockerfile: Dockerfile, workspace: Workspace): readonly string[] {
  const sources = copySources(dockerfile);
  const own = folderOf(dockerfile.file);
  return [own, ...ancestorsOf(own)].filter((folder) =>
    sources.every((source) => exists(`${folder}/${source}`, workspace)),
  );
}

function copySources(dockerfile: Dockerfile): readonly string[] {
  const sources: string[] = [];
  for (const stage of dockerfile.stages) {
    for (const instruction of stage.instructions) {
      if ((instruction.kind !== "copy" && instruction.kind !== "add") || instruction.from) continue;
      for (const { text } of instruction.sources) {
        if (!/[$*?[\]{}]|:\/\/|^git@|^<</.test(text)) sources.push(text);
      }
    }
  }
  return sources;
}

function exists(path: string, workspace: Workspace): boolean {
  const normal = normalizePath(path, false);
  return normal === "" || workspace.tree.entry(normal) !== undefined || workspace.tree.hasFolder(normal);
}

function ancestorsOf(folder: string): readonly string[] {
  const parents: string[] = [];
  for (let current = folder; current !== ""; ) {
    current = folderOf(current);
    parents.push(current);
  }
  return parents;
}
