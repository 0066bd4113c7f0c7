import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { CircleciConfig } from "./model.ts";
import { parseCircleci } from "./parse-circleci.ts";

/** `.circleci/config.yml`, and beside it the configurations that a setup workflow goes on with. */
export function readCircleci(sources: Sources): readonly CircleciConfig[] {
  const files: CircleciConfig[] = [];
  for (const path of sources.ownPaths) {
    if (!/^\.circleci\/.*\.ya?ml$/.test(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (!source || (!/^\.circleci\/config\.ya?ml$/.test(path) && !/^["']?jobs["']?\s*:/m.test(source.text)))
      continue;
    files.push(parseCircleci(source));
  }
  return files;
}
