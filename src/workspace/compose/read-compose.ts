import { isForeignPath } from "../is-foreign-path.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { ComposeFile } from "./model.ts";
import { parseCompose } from "./parse-compose.ts";

const composeName = /(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;

/** Every Compose file of the tree that builds an image. */
export function readCompose(sources: Sources): readonly ComposeFile[] {
  return sources.ownPaths.flatMap((path) => {
    if (!composeName.test(path) || isForeignPath(path)) return [];
    const source = sources.read(path, settingsLimitBytes);
    return source && /\bbuild:/.test(source.text) ? [parseCompose(source)] : [];
  });
}
