/** Which paths name modules, packages and files, and which versions fit a module path (https://go.dev/ref/mod#module-path). */
import { buildOf, isValidSemver, majorOf } from "./semver.ts";

type PathKind = "module" | "import" | "file";

const windowsNames = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i;
const allowed: Record<PathKind, RegExp> = {
  module: /[A-Za-z0-9\-._~]/,
  import: /[A-Za-z0-9\-._~+]/,
  file: /[A-Za-z0-9!#$%&()+,\-.=@[\]^_{}~ ]|(?![\0-\x7f])\p{L}/u,
};

/** Why a text is no module path; undefined when it is one. */
export function checkModulePath(path: string): string | undefined {
  const reason = checkPath(path, "module") ?? checkFirstElement(path) ?? checkSuffix(path);
  return reason && `malformed module path ${JSON.stringify(path)}: ${reason}`;
}

/** Why a text is no import path; undefined when it is one. */
export function checkImportPath(path: string): string | undefined {
  const reason = checkPath(path, "import");
  return reason && `malformed import path ${JSON.stringify(path)}: ${reason}`;
}

/** Why a text is no file path in a module; undefined when it is one. */
export function checkFilePath(path: string): string | undefined {
  const reason = checkPath(path, "file");
  return reason && `malformed file path ${JSON.stringify(path)}: ${reason}`;
}

/** Why a text cannot be one element of a file path; undefined when it can. Versions in URLs must pass this too. */
export function checkFileElement(element: string): string | undefined {
  return checkElement(element, "file");
}

/** A module path cut before its major version suffix (`/v2`, `.v3`); the suffix is empty for majors 0 and 1. */
export interface SplitPath {
  readonly prefix: string;
  readonly pathMajor: string;
}

/** Splits `example.com/m/v2` into `example.com/m` and `/v2`; undefined when the suffix is not allowed (`/v1`, `/v02`). */
export function splitPathMajor(path: string): SplitPath | undefined {
  if (path.startsWith("gopkg.in/")) {
    const match = /^(.*)(\.v(?:0|[1-9][0-9]*)(?:-unstable)?)$/s.exec(path);
    return match ? { prefix: match[1] ?? "", pathMajor: match[2] ?? "" } : undefined;
  }
  const match = /^(.*)(\/v([0-9.]+))$/s.exec(path);
  if (!match || match[1] === undefined || match[2] === undefined || match[3] === undefined) {
    return { prefix: path, pathMajor: "" };
  }
  if (match[3].includes(".") || match[3].startsWith("0") || match[3] === "1") return undefined;
  return { prefix: match[1], pathMajor: match[2] };
}

/** Why a version does not fit a path's major version suffix; undefined when it does. */
export function checkPathMajor(version: string, pathMajor: string): string | undefined {
  const suffix = pathMajor.startsWith(".v") ? pathMajor.replace(/-unstable$/, "") : pathMajor;
  // Early versions of go wrote v0 pseudo-versions for gopkg.in's .v1, and published go.mod files still carry them.
  if (suffix === ".v1" && version.startsWith("v0.0.0-")) return undefined;
  const major = majorOf(version);
  const wanted = suffix === "" ? "v0 or v1" : suffix.slice(1);
  const fits =
    suffix === ""
      ? major === "v0" || major === "v1" || buildOf(version) === "+incompatible"
      : major === wanted;
  return fits ? undefined : `version ${JSON.stringify(version)} invalid: should be ${wanted}, not ${major}`;
}

/** Why path and version cannot name a module together; undefined when they can. */
export function moduleVersionProblem(path: string, version: string): string | undefined {
  const pathProblem = checkModulePath(path);
  if (pathProblem !== undefined) return pathProblem;
  if (!isValidSemver(version)) {
    return `${path}@${version}: invalid version: not a semantic version`;
  }
  const majorProblem = checkPathMajor(version, splitPathMajor(path)?.pathMajor ?? "");
  return majorProblem && `${path}@${version}: invalid version: ${majorProblem.replace(/^.* invalid: /s, "")}`;
}

function checkPath(path: string, kind: PathKind): string | undefined {
  if (/[\p{Surrogate}\ufffd]/u.test(path)) return "invalid UTF-8";
  if (path === "") return "empty string";
  if (path.startsWith("-") && kind !== "file") return "leading dash";
  if (path.includes("//")) return "double slash";
  if (path.endsWith("/")) return "trailing slash";
  for (const element of path.split("/")) {
    const reason = checkElement(element, kind);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function checkElement(element: string, kind: PathKind): string | undefined {
  if (element === "") return "empty path element";
  if (/^\.+$/.test(element)) return `invalid path element ${JSON.stringify(element)}`;
  if (element.startsWith(".") && kind === "module") return "leading dot in path element";
  if (element.endsWith(".")) return "trailing dot in path element";
  for (const char of element) {
    if (!allowed[kind].test(char)) return `invalid char '${char}'`;
  }
  const short = element.split(".", 1)[0] ?? "";
  if (windowsNames.test(short)) {
    return `${JSON.stringify(short)} disallowed as path element component on Windows`;
  }
  if (kind !== "file" && /~[0-9]+$/.test(short)) return "trailing tilde and digits in path element";
  return undefined;
}

function checkFirstElement(path: string): string | undefined {
  const first = path.split("/", 1)[0] ?? "";
  if (!first.includes(".")) return "missing dot in first path element";
  const bad = /[^a-z0-9.-]/.exec(first);
  return bad ? `invalid char '${bad[0]}' in first path element` : undefined;
}

function checkSuffix(path: string): string | undefined {
  return splitPathMajor(path) === undefined ? "invalid version" : undefined;
}
