/** A package of the module itself that an image build does not find: its folder was not copied. */
import { errorReader } from "./error-reader.ts";
import { isImageStep } from "./is-image-step.ts";
import type { LogContext } from "./pattern.ts";

const forms = [
  /(?<file>[\w./-]+\.go):\d+(?::\d+)?: (?:no required module provides package (?<path>[^\s;:]+)(?:;.*)?|package (?<std>\S+) is not in (?:std|GOROOT)(?: \(.*\))?)$/,
  /cannot find module providing package (?<older>[^\s:]+)$/,
].map(errorReader);
const folder =
  /^stat (?:\/\S+\/)?(?<folder>(?:cmd|internal|pkg|app|api|server|services?)(?:\/\S+)?): directory not found$/;

/** The texts of which one stands on each such line. */
export const missingOwnPackageNeedles: readonly string[] = [
  "no required module provides package ",
  " is not in std",
  " is not in GOROOT",
  "cannot find module providing package ",
  ": directory not found",
];

/** The import path or folder that is missing in an image; undefined where it may be a package of another module. */
export function readMissingOwnPackage({ line, at }: LogContext): string | undefined {
  if (
    !isImageStep(line.step) &&
    ![-1, -2, -3].some((offset) => /^\s*> \[.*\] RUN /.test(at(offset)?.text ?? ""))
  )
    return undefined;
  const named = folder.exec(line.text)?.groups?.folder;
  if (named !== undefined) return named;
  const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
  const path = words?.path ?? words?.std ?? words?.older;
  if (path === undefined) return undefined;
  // Nobody but the module itself may import what lies below internal.
  if (/\/internal(?:\/|$)/.test(path)) return path;
  const own = (words?.file ?? "").replace(/^\.\//, "").split("/").slice(0, -1);
  // pkg/coin/a.go imports MODULE/pkg/coin/gen: the module is the part before the folder that both name.
  return own.length > 0 &&
    path.includes(`/${own.join("/")}/`) &&
    !own.includes("vendor") &&
    !own.includes("..")
    ? path
    : undefined;
}
