import { createFileReader } from "./folder-files.ts";

/** go writes a hundred bytes, and some more of where a version comes from. */
const readSmall = createFileReader({ isLinkFollowed: true, mostBytes: 64 * 1024 });

/** The text of a small file in the module cache, or why it has none. */
export function readSmallFile(file: string): string | { readonly reason: string } {
  const bytes = readSmall(file);
  return "reason" in bytes ? bytes : new TextDecoder().decode(bytes);
}

/** The hash in a `.ziphash`: one that cannot be read says as little as an empty one. */
export function readZipHashFile(file: string): string {
  const text = readSmallFile(file);
  return typeof text === "string" ? text.trim() : "";
}
