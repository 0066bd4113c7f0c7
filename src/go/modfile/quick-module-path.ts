import { trimGoSpace } from "../white-space.ts";
import { unquoteGoString } from "./go-string.ts";

/**
 * The path in the first module line of a go.mod, found without reading the rest, as go does where a broken
 * file shall still have a name; the empty text when there is none.
 */
export function quickModulePath(text: string): string {
  for (const line of text.split("\n")) {
    const code = trimGoSpace(line.split("//", 1)[0] ?? "");
    if (!code.startsWith("module")) continue;
    const rest = code.slice("module".length);
    const path = trimGoSpace(rest);
    if (path === "" || path === rest) continue;
    if (path.startsWith('"')) return unquoteGoString(path) ?? "";
    if (path.startsWith("`")) return /^`([^`]*)`$/.exec(path)?.[1] ?? "";
    return path;
  }
  return "";
}
