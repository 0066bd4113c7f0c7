import { readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Terminal } from "./terminal.ts";

/** The version of the `go` on PATH, by the VERSION file beside it; nothing is run. */
export function findShellGo(environment: Terminal["environment"]): string | undefined {
  const name = process.platform === "win32" ? "go.exe" : "go";
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    const binary = join(folder, name);
    if (!isFile(binary)) continue;
    return readVersion(join(dirname(dirname(realpathSync(binary))), "VERSION")) ?? "?";
  }
  return undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readVersion(file: string): string | undefined {
  try {
    return /^go(\S+)/.exec(readFileSync(file, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
