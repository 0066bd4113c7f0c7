/**
 * Versions in the trees that others write:
 *
 *   proxy        FOLDER/github.com/!azure/x/@v/v1.0.0.{info,mod,zip}; what goproxy writes, and `file://` proxies are
 *   module-cache FOLDER/cache/download/…, the same below GOMODCACHE, or below GOPATH and goproxyio's folder
 *   athens       FOLDER/github.com/Azure/x/v1.0.0/{go.mod,source.zip,v1.0.0.info}
 *
 * Links are not followed: they may lead out of the folder.
 */
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { unescapePath, unescapeVersion } from "../go/escape.ts";
import { moduleVersionProblem } from "../go/module-path.ts";
import { canonicalModuleVersion } from "../go/semver.ts";
import type { ModuleVersion } from "./module-store.ts";
import { codeOf } from "./reason.ts";

/** How a tree is laid out. */
export type TreeLayout = "proxy" | "module-cache" | "athens";

/** The files of a version. */
export interface FoundVersion extends ModuleVersion {
  readonly info?: string;
  readonly mod?: string;
  readonly zip?: string;
}

/** Something that looks like a version and is none. */
export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

/** How a tree is laid out; undefined when there is no version in it. */
export async function detectLayout(folder: string): Promise<TreeLayout | undefined> {
  if ((await downloadFolder(folder)) !== undefined) return "module-cache";
  for await (const { names, at } of walk(folder)) {
    if (basename(at) === "@v") return "proxy";
    if (names.includes("source.zip") && names.includes("go.mod")) return "athens";
  }
  return undefined;
}

/** All versions of a tree, each with the files that are there. */
export async function* findInTree(
  folder: string,
  layout: TreeLayout,
): AsyncIterable<FoundVersion | SkippedFile> {
  const root = layout === "module-cache" ? await downloadFolder(folder) : folder;
  if (root === undefined) return;
  for await (const { at, names } of walk(root)) {
    if (layout === "athens") yield* inAthensFolder(root, at, names);
    else if (basename(at) === "@v") yield* inVersionFolder(root, at, names);
  }
}

async function downloadFolder(folder: string): Promise<string | undefined> {
  for (const above of ["", join("pkg", "mod")]) {
    const download = join(folder, above, "cache", "download");
    if ((await entriesOf(download)).length > 0) return download;
  }
  return undefined;
}

function* inVersionFolder(
  root: string,
  at: string,
  names: readonly string[],
): Iterable<FoundVersion | SkippedFile> {
  const path = unescapePath(relativeTo(root, dirname(at)));
  if (path === undefined) {
    yield { file: at, reason: "its folder is no escaped module path" };
    return;
  }
  const found = new Map<string, { info?: string; mod?: string; zip?: string }>();
  for (const name of names) {
    const [, stem = "", part] = /^(.+)\.(info|mod|zip)$/.exec(name) ?? [];
    if (part !== "info" && part !== "mod" && part !== "zip") continue;
    const files = found.get(stem) ?? {};
    files[part] = join(at, name);
    found.set(stem, files);
  }
  for (const [stem, files] of found) {
    const version = unescapeVersion(stem) ?? "";
    const problem = versionProblem({ path, version });
    if (problem === undefined) yield { path, version, ...files };
    // A branch's or a commit's `.info` is an answer of its hour, no version.
    else yield { file: join(at, stem), reason: problem };
  }
}

function* inAthensFolder(
  root: string,
  at: string,
  names: readonly string[],
): Iterable<FoundVersion | SkippedFile> {
  const version = basename(at);
  const [info, mod, zip] = [`${version}.info`, "go.mod", "source.zip"].map((name) =>
    names.includes(name) ? join(at, name) : undefined,
  );
  if (info === undefined && (mod === undefined || zip === undefined)) return;
  const path = relativeTo(root, dirname(at));
  const problem = versionProblem({ path, version });
  if (problem === undefined)
    yield { path, version, ...(info && { info }), ...(mod && { mod }), ...(zip && { zip }) };
  else yield { file: at, reason: problem };
}

function versionProblem({ path, version }: ModuleVersion): string | undefined {
  const problem = moduleVersionProblem(path, version);
  if (problem !== undefined) return problem;
  return canonicalModuleVersion(version) === version ? undefined : `${version} is not canonical`;
}

async function* walk(folder: string): AsyncIterable<{ at: string; names: readonly string[] }> {
  const entries = await entriesOf(folder);
  yield { at: folder, names: entries.filter((entry) => entry.isFile()).map(({ name }) => name) };
  for (const entry of entries) if (entry.isDirectory()) yield* walk(join(folder, entry.name));
}

async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

function relativeTo(root: string, path: string): string {
  return path.slice(root.length).replaceAll("\\", "/").replace(/^\/+/, "");
}
