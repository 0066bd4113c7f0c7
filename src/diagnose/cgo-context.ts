/** Whether the words of a C compiler or linker come from a Go build: other builds print the same. */
import type { LogContext } from "./pattern.ts";

const ofGo =
  /^[\s│|]*(?:\d+(?:\.\d+)? )?# (?:\[?pkg-config |[\w.~-]+(?:\/[\w.~-]+)*(?: \[.+\])?$)|^go build [\w./-]+:$|^cgo: |\/link: running \S+ failed|\/pkg\/mod\/|\bgo-(?:link|build)-?\d|_cgo_|\.cgo2\.|\/usr\/local\/go\/|\bgo (?:build|test|install|run|vet|get)\b|\.go:\d+:\d+: /;

/** Whether go ran the compiler whose words a line holds: the line itself or one shortly before says so. */
export function isCgoBuild({ line, at }: LogContext): boolean {
  if (/\bgo\b/.test(line.step?.title ?? "") || ofGo.test(line.text)) return true;
  for (let offset = -1; offset >= -8; offset--) if (ofGo.test(at(offset)?.text ?? "")) return true;
  return false;
}

/** The package whose build printed a line: the `# path` line before it. */
export function packageBefore({ at }: LogContext): string | undefined {
  for (let offset = -1; offset >= -8; offset--) {
    const found = /^[\s│|]*(?:\d+(?:\.\d+)? )?# ([\w.~-]+(?:\/[\w.~-]+)*)(?: \[.+\])?$/.exec(
      at(offset)?.text ?? "",
    )?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
