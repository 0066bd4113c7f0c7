/**
 * What a path asks for (https://go.dev/ref/mod#goproxy-protocol). There is one spelling for each thing, the one that go
 * itself sends: whoever asks with raw capitals, two slashes or a double escape is told so, and learns nothing of others.
 */
import { unescapePath, unescapeVersion } from "../go/escape.ts";
import { moduleVersionProblem } from "../go/module-path.ts";
import { canonicalModuleVersion } from "../go/semver.ts";

/** The three files of a version. */
export type VersionFile = "info" | "mod" | "zip";

/** What is asked for; paths and versions are decoded. */
export type Route =
  | { readonly kind: "list"; readonly path: string }
  | { readonly kind: "latest"; readonly path: string }
  | { readonly kind: "file"; readonly file: VersionFile; readonly path: string; readonly version: string }
  /** A branch, a commit, or a version that is not canonical. */
  | { readonly kind: "query"; readonly path: string; readonly query: string }
  /** A path of a checksum log. */
  | { readonly kind: "log"; readonly name: string; readonly rest: string }
  /** No module, no version or no file can have this name. */
  | { readonly kind: "nothing"; readonly reason: string }
  | { readonly kind: "malformed"; readonly reason: string };

const longestPath = 2048;

/** Reads the path of a URL, percent escapes and all. */
export function parseRoute(pathname: string): Route {
  if (pathname.length > longestPath) return malformed(`a path is at most ${longestPath} bytes long`);
  const path = decodePath(pathname);
  if (path === undefined) return malformed("a percent escape in the path is wrong");
  if (/[\0-\x1f\x7f]/.test(path)) return malformed("the path has a control character");
  if (!path.startsWith("/") || path.includes("//")) return nothing("the path has an empty element");
  return path.startsWith("/sumdb/") ? parseLog(path.slice("/sumdb/".length)) : parseModule(path.slice(1));
}

function parseModule(text: string): Route {
  if (text.endsWith("/@latest")) {
    const path = unescapePath(text.slice(0, -"/@latest".length));
    return path === undefined ? noModule(text) : { kind: "latest", path };
  }
  const at = text.lastIndexOf("/@v/");
  if (at === -1)
    return nothing("paths are MODULE/@v/list, MODULE/@v/VERSION.info, .mod or .zip, MODULE/@latest");
  const path = unescapePath(text.slice(0, at));
  if (path === undefined) return noModule(text);
  const file = text.slice(at + "/@v/".length);
  return file === "list" ? { kind: "list", path } : parseFile(path, file);
}

function parseFile(path: string, name: string): Route {
  const [, escaped = "", file = ""] = /^(.+)\.(info|mod|zip)$/s.exec(name) ?? [];
  const version = escaped === "" ? undefined : unescapeVersion(escaped);
  if (version === undefined) return nothing(`"${shown(name)}" is no version with .info, .mod or .zip`);
  // `v2.0.0` of a path without /v2 is a question, which `v2.0.0+incompatible` may answer.
  const isVersion =
    canonicalModuleVersion(version) === version && moduleVersionProblem(path, version) === undefined;
  if (isVersion && isVersionFile(file)) return { kind: "file", file, path, version };
  if (file === "info") return { kind: "query", path, query: version };
  return nothing(`"${shown(version)}" is no canonical version of it, and only those have .${file} files`);
}

function parseLog(text: string): Route {
  const [, name = "", rest = ""] = /^(.+?)\/(supported|latest|(?:lookup|tile)\/.+)$/s.exec(text) ?? [];
  if (name === "") return nothing("paths of logs are sumdb/NAME/supported, latest, lookup/… or tile/…");
  return { kind: "log", name, rest };
}

function isVersionFile(file: string): file is VersionFile {
  return file === "info" || file === "mod" || file === "zip";
}

/** Decoded once: what is still escaped then is meant so, and no name has a percent sign. */
function decodePath(pathname: string): string | undefined {
  if (!pathname.includes("%")) return pathname;
  try {
    const path = decodeURIComponent(pathname);
    return path.includes("%") ? undefined : path;
  } catch {
    return undefined;
  }
}

function noModule(text: string): Route {
  const hint = /[A-Z]/.test(text) ? "; capitals are written as ! and the small letter" : "";
  return nothing(`"${shown(text)}" begins with no escaped module path${hint}`);
}

function nothing(reason: string): Route {
  return { kind: "nothing", reason };
}

function malformed(reason: string): Route {
  return { kind: "malformed", reason };
}

function shown(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
