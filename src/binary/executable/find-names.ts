import type { BlobReader } from "../blob-reader.ts";
import type { Executable } from "./model.ts";

const CHUNK_BYTES = 256 * 1024;
const encoder = new TextEncoder();

/**
 * Which of these names stand in Go's table of functions and source files, which `-s -w` does not strip.
 * A name with a `*` at its end counts as a prefix; names in the table end with a NUL and follow one.
 */
export function findNames(
  blob: BlobReader,
  executable: Executable,
  names: readonly string[],
): ReadonlySet<string> {
  const wanted = new Map(names.map((name) => [name, needleOf(name)]));
  const overlap = Math.max(...names.map((name) => name.length + 2));
  const found = new Set<string>();
  for (const { start, end } of mergedRanges(executable, blob.sizeBytes)) {
    for (let at = start; at < end && wanted.size > 0; at += CHUNK_BYTES) {
      const bytes = blob.read(at, Math.min(CHUNK_BYTES + overlap, end - at));
      const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const [name, needle] of wanted) {
        if (!chunk.includes(needle)) continue;
        found.add(name);
        wanted.delete(name);
      }
    }
  }
  return found;
}

/** Hostile tables name the same bytes thousands of times; each is read once. */
function mergedRanges(
  { nameRanges }: Executable,
  sizeBytes: number,
): readonly { start: number; end: number }[] {
  const merged: { start: number; end: number }[] = [];
  for (const range of nameRanges.toSorted((a, b) => a.offset - b.offset)) {
    const end = Math.min(range.offset + range.sizeBytes, sizeBytes);
    const last = merged.at(-1);
    if (last && range.offset <= last.end) last.end = Math.max(last.end, end);
    else if (range.offset < end) merged.push({ start: range.offset, end });
  }
  return merged;
}

function needleOf(name: string): Uint8Array {
  if (name.startsWith("*")) return encoder.encode(`${name.slice(1)}\0`);
  return encoder.encode(name.endsWith("*") ? `\0${name.slice(0, -1)}` : `\0${name}\0`);
}
