/** Whether a small file can be what was asked for, before the log is asked about its bytes. */
import { parseModFile } from "../go/modfile/parse-mod-file.ts";
import { decodeSource } from "../text/source-file.ts";
import { parseInfo } from "./parse-info.ts";
import type { Attempt } from "./upstream/attempt.ts";

/** The file, or why it is none. */
export function judgeSmallFile(
  read: Attempt<Uint8Array> & { kind: "found" },
  { file, version, now }: { file: "info" | "mod"; version: string; now: number },
): Attempt<Uint8Array> {
  if (file === "mod") {
    const source = decodeSource("go.mod", read.value);
    const isModFile = /^module[ \t]/m.test(source.text) || parseModFile(source).module !== undefined;
    return isModFile ? read : { kind: "failed", reason: "its .mod has no module line", isContent: true };
  }
  const info = parseInfo(read.value, now);
  if (info.kind === "bad")
    return { kind: "failed", reason: `its .info is none: ${info.reason}`, isContent: true };
  if (info.version !== version)
    return {
      kind: "failed",
      reason: `its .info of ${version} speaks of ${info.version.slice(0, 100)}`,
      isContent: true,
    };
  return read;
}

/** The time that an .info says. */
export function timeOf(bytes: Uint8Array, now: number): string | undefined {
  const info = parseInfo(bytes, now);
  return info.kind === "info" ? info.time : undefined;
}
