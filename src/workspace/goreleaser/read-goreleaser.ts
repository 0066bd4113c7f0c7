import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { GoreleaserConfig } from "./model.ts";
import { parseGoreleaser } from "./parse-goreleaser.ts";

const goreleaserName = /(^|\/)(\.?goreleaser([-_.][^/]*)?|\.config\/goreleaser)\.ya?ml$/;

/** Every goreleaser configuration; names such as `.goreleaser-nightly.yml` are given to it by `--config`. */
export function readGoreleaser(sources: Sources): readonly GoreleaserConfig[] {
  const files: GoreleaserConfig[] = [];
  for (const path of sources.ownPaths) {
    if (!goreleaserName.test(path) || path.startsWith(".github/")) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseGoreleaser(source));
  }
  return files;
}
