/** Names as keys of objects: safe on file systems that do not tell case apart, that know few signs, or only short names. */
import { createHash } from "node:crypto";
import { escapePath, escapeVersion } from "../go/escape.ts";
import type { ModuleVersion } from "./module-store.ts";

/** File systems end at 255 bytes, S3 at 1024 for a whole key. */
const longestName = 180;
const longestPath = 600;

/** The folder of a module's records. Throws a RangeError when that is no module path. */
export function recordFolder(path: string): string {
  const escaped = escapePath(path);
  if (escaped === undefined) throw new RangeError(`Not a module path: ${JSON.stringify(path)}`);
  return `versions/${shortenPath(escaped.split("/"))}/@v`;
}

/** The key of a version's record. Throws a RangeError when that is no version of a module. */
export function recordKey({ path, version }: ModuleVersion): string {
  const escaped = /^v[0-9A-Za-z.+-]+$/.test(version) ? escapeVersion(version) : undefined;
  if (escaped === undefined) throw new RangeError(`Not a version: ${JSON.stringify(version)}`);
  return `${recordFolder(path)}/${shorten(escaped)}`;
}

/** The key of a document of any name. */
export function documentKey(name: string): string {
  return `documents/${shortenPath(name.split("/").map(safeName))}`;
}

/** One name as a file name on every system; different names stay different. */
export function safeName(name: string): string {
  const safe = name
    .replace(/[^a-z0-9._+@-]/gu, (sign) => (/[A-Z]/.test(sign) ? `!${sign.toLowerCase()}` : encode(sign)))
    // Neither `..` nor an empty name, nor an end that Windows leaves out, nor what looks like a state of another document.
    .replace(/^\.*$/, (dots) => `%${dots.length}`)
    .replace(/\.(?=\d{8}$)|\.$/, "%2e");
  return shorten(safe);
}

function encode(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

function shortenPath(names: readonly string[]): string {
  const path = names.map(shorten).join("/");
  return path.length <= longestPath ? path : `=/${createHash("sha256").update(path).digest("hex")}`;
}

/** `=` is in no module path and in no safe name, so that nobody can choose a name that looks shortened. */
function shorten(name: string): string {
  if (name.length <= longestName) return name;
  const sum = createHash("sha256").update(name).digest("hex");
  return `${name.slice(0, longestName - 42)}=${sum.slice(0, 40)}`;
}
