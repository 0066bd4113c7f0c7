import { readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Terminal } from "./terminal.ts";

export interface ShellGo {
  /** The binary as PATH names it. */
  readonly binary: string;
  /** The folder it belongs to, links followed. */
  readonly goroot: string;
  /** By the VERSION file there; undefined when there is none. */
  readonly version: string | undefined;
}

/** The `go` on PATH; nothing is run. */
export function findShellGo(environment: Terminal["environment"]): ShellGo | undefined {
  const binary = findProgram("go", environment);
  if (binary === undefined) return undefined;
  const goroot = dirname(dirname(realpathSync(binary)));
  return { binary, goroot, version: readVersion(join(goroot, "VERSION")) };
}

/** Path of a program in the folders of PATH. */
export function findProgram(name: string, environment: Terminal["environment"]): string | undefined {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return (environment.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, file))
    .find(isFile);
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
