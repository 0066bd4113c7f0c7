/** Module paths and versions in URLs and cache files: an upper-case letter becomes `!` and its lower case (https://go.dev/ref/mod#goproxy-protocol). */
import { checkFileElement, checkModulePath } from "./module-path.ts";

/** Escapes a module path; undefined when it is no module path. */
export function escapePath(path: string): string | undefined {
  return checkModulePath(path) === undefined ? escapeText(path) : undefined;
}

/** Escapes a version; undefined when it cannot be a file name or contains `!`. */
export function escapeVersion(version: string): string | undefined {
  return checkFileElement(version) === undefined ? escapeText(version) : undefined;
}

/** The module path of its escaped form; undefined when the form or the path is invalid. */
export function unescapePath(escaped: string): string | undefined {
  const path = unescapeText(escaped);
  return path !== undefined && checkModulePath(path) === undefined ? path : undefined;
}

/** The version of its escaped form; undefined when the form or the version is invalid. */
export function unescapeVersion(escaped: string): string | undefined {
  const version = unescapeText(escaped);
  return version !== undefined && checkFileElement(version) === undefined ? version : undefined;
}

function escapeText(text: string): string | undefined {
  if (/[!\u0080-\uffff]/.test(text)) return undefined;
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function unescapeText(escaped: string): string | undefined {
  if (/[A-Z\u0080-\uffff]|!(?![a-z])/.test(escaped)) return undefined;
  return escaped.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
