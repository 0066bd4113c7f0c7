import type { Place } from "../../text/span.ts";
import { known, unknown, type Value } from "../value.ts";

/**
 * The folder after `cd target`, relative to the tree's root. Absolute paths stay absolute: a gatherer that
 * knows where the repository lies (a Dockerfile's WORKDIR, a runner's workspace) maps them.
 */
export function joinFolder(folder: Value, target: string, at: Place): Value {
  if (target.startsWith("/")) return known(normalizePath(target), at);
  if (target.startsWith("~") || target === "-") return unknown(`cd goes to ${target}`, at);
  if (folder.kind === "unknown") return folder;
  return known(normalizePath(`${folder.text}/${target}`, folder.text.startsWith("/")), at);
}

/** A part that has to go: nothing, `.` or `..`. */
const oddPart = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Resolves `.` and `..`; a relative path that climbs above the root starts with `..`. */
export function normalizePath(path: string, isAbsolute = path.startsWith("/")): string {
  const below = path.startsWith("/") ? path.slice(1) : path;
  // Nearly every path is one already.
  if (!oddPart.test(below)) return isAbsolute ? `/${below}` : below;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !isAbsolute) parts.push(part);
  }
  return (isAbsolute ? "/" : "") + parts.join("/");
}
