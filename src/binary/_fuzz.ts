/** Damages real files in seeded ways and reads them: a reader may refuse, it may not throw or linger. */
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { type BlobReader, memoryBlob } from "./blob-reader.ts";
import { readElfSymbols } from "./executable/elf-symbols.ts";
import { findProgramParts } from "./executable/program-parts.ts";
import { readProgram } from "./executable/read-program.ts";
import { ImageProblem } from "./image/image-problem.ts";
import { readImageRoot } from "./image/image-root.ts";
import { readImage } from "./image/read-image.ts";
import type { RootEntry, RootView } from "./root/root-view.ts";
import { checkStart } from "./start/check-start.ts";
import { parseLoaderCache } from "./start/loader-cache.ts";

/** Nothing real takes a tenth of it. */
const MAX_MS = 5000;

export interface FuzzResult {
  inputs: number;
  refused: number;
  slowestMs: number;
}

/** A source of numbers that a seed repeats. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const evil = [0, 1, 0x7f, 0x80, 0xff, 0xfffe, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** A blob with some bytes in other bytes' places, cut off now and then; the original stays as it is. */
export function damaged(
  bytes: Uint8Array,
  places: readonly number[],
  random: (below: number) => number,
): BlobReader {
  const patches = new Map<number, number>();
  for (let count = 1 + random(3); count > 0; count--) {
    // Headers and the places that they point to are where readers can be led astray.
    const place = places[random(places.length)] ?? 0;
    const at = random(4) === 0 ? random(bytes.length) : Math.min(bytes.length - 1, place + random(512));
    const value = random(2) === 0 ? random(256) : (evil[random(evil.length)] ?? 0);
    for (let byte = 0; byte < (value > 255 ? 4 : 1); byte++)
      patches.set(at + byte, (value >>> (8 * byte)) & 0xff);
  }
  const sizeBytes = random(12) === 0 ? random(bytes.length) : bytes.length;
  return {
    sizeBytes,
    read: (offset, length) => {
      if (offset < 0 || offset >= sizeBytes || length <= 0) return new Uint8Array();
      const end = Math.min(sizeBytes, offset + length);
      const touched = [...patches].filter(([at]) => at >= offset && at < end);
      const piece = bytes.subarray(offset, end);
      if (touched.length === 0) return piece;
      // `slice` of a Buffer would be the same memory.
      const copy = new Uint8Array(piece);
      for (const [at, value] of touched) copy[at - offset] = value;
      return copy;
    },
  };
}

/** Every place of a file that a header may point to: its start, its tables, its build info. */
export function placesOf(bytes: Uint8Array): readonly number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marks = [" Go buildinf:", "GLIBC_", "glibc-ld.so.cache", ".gopclntab", "ustar"].map((mark) =>
    buffer.indexOf(mark),
  );
  const ends = [bytes.length - 4096, bytes.length - 512];
  return [0, 0, 0, 512, 1024, ...marks, ...ends].filter((at) => at >= 0).map((at) => Math.max(0, at - 64));
}

/** Reads damaged programs, alone and as a program and its libraries in a root. */
export async function fuzzPrograms(
  files: readonly string[],
  { count, random }: { count: number; random: (below: number) => number },
): Promise<FuzzResult> {
  const sources = files.map((file) => {
    const bytes = readFileSync(file);
    return { bytes, places: placesOf(bytes) };
  });
  const result: FuzzResult = { inputs: 0, refused: 0, slowestMs: 0 };
  for (; result.inputs < count; result.inputs++) {
    const source = sources[random(sources.length)];
    if (!source) break;
    const blob = damaged(source.bytes, source.places, random);
    const startedAt = performance.now();
    const program = readProgram(blob);
    if (program.executable) findProgramParts(program.part, program.executable);
    else result.refused++;
    readElfSymbols(blob);
    if (random(8) === 0)
      await startDamaged(
        sources.map(({ bytes }) => bytes),
        random,
      );
    note(result, startedAt);
  }
  return result;
}

function note(result: FuzzResult, startedAt: number): void {
  result.slowestMs = Math.max(result.slowestMs, performance.now() - startedAt);
  if (result.slowestMs > MAX_MS) throw new Error(`input ${result.inputs} took ${result.slowestMs} ms`);
}

/** Every path of this root leads to some damaged file. */
async function startDamaged(files: readonly Uint8Array[], random: (below: number) => number): Promise<void> {
  const pick = (): BlobReader => {
    const bytes = files[random(files.length)] ?? new Uint8Array();
    return damaged(bytes, placesOf(bytes.subarray(0, 4096)), random);
  };
  const find = (path: string): RootEntry | undefined =>
    random(5) === 0 ? undefined : { path, kind: "file", mode: 0o755, uid: 0, gid: 0, sizeBytes: 1 };
  const root: RootView = {
    find,
    walk: (path) => ({ entry: find(path), failure: "no such file or directory", searched: [] }),
    list: () => [],
    read: async (paths) => new Map(paths.filter(() => random(6) !== 0).map((path) => [path, pick()])),
  };
  await checkStart(
    {
      blob: pick(),
      path: "/app",
      arch: undefined,
      environment: { LD_LIBRARY_PATH: "/a:/b" },
      workingFolder: "/",
    },
    root,
  );
}

/** Reads damaged images: documents, layers in every packing, tars within. */
export async function fuzzImages(
  files: ReadonlyMap<string, Uint8Array>,
  { count, random }: { count: number; random: (below: number) => number },
): Promise<FuzzResult> {
  const names = [...files.keys()];
  const result: FuzzResult = { inputs: 0, refused: 0, slowestMs: 0 };
  for (; result.inputs < count; result.inputs++) {
    const harmed = names[random(names.length)];
    const open = async (path: string): Promise<BlobReader | undefined> => {
      const bytes = files.get(path);
      if (!bytes) return undefined;
      return path === harmed ? harmedPart(bytes, random) : memoryBlob(bytes);
    };
    const startedAt = performance.now();
    try {
      const image = await readImage({ open }, { platform: undefined, reference: undefined });
      // Without digests damage reaches the tar's own reader.
      const layers = image.layers.map(({ blob }) => ({ digest: undefined, diffId: undefined, blob }));
      const root = await readImageRoot({ ...image, layers });
      await root.read(["/a/b", "/etc/passwd", "/lib/x"], 1 << 20);
    } catch (error) {
      if (!(error instanceof ImageProblem)) throw error;
      result.refused++;
    }
    note(result, startedAt);
  }
  return result;
}

/** Raw damage ends at the first check sum; so most parts are damaged where the reader has already come to trust them. */
function harmedPart(bytes: Uint8Array, random: (below: number) => number): BlobReader {
  if (random(4) === 0) return damaged(bytes, [0, 100, 512, 1024], random);
  if (bytes[0] === 0x7b) return memoryBlob(new TextEncoder().encode(harmedJson(bytes, random)));
  const tar = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes[0] === 0x28 ? zstdDecompressSync(bytes) : bytes;
  const blob = damaged(tar, [0, 100, 512, 1024, 1536, 2048], random);
  const harmed = Buffer.from(blob.read(0, blob.sizeBytes));
  for (let at = 0; at + 512 <= harmed.length; at += 512)
    if (harmed.toString("latin1", at + 257, at + 262) === "ustar") mendSum(harmed, at);
  return memoryBlob(
    bytes[0] === 0x1f
      ? gzipSync(harmed, { level: 1 })
      : bytes[0] === 0x28
        ? zstdCompressSync(harmed)
        : harmed,
  );
}

function mendSum(tar: Buffer, at: number): void {
  tar.fill(0x20, at + 148, at + 156);
  let sum = 0;
  for (let byte = at; byte < at + 512; byte++) sum += tar[byte] ?? 0;
  tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
}

const evilValues = [
  "null",
  "[]",
  "{}",
  "-1",
  "1e99",
  '""',
  '"../../etc/passwd"',
  '"sha256:0"',
  "true",
  '["a"]',
];

/** One value of a document in another's place. */
function harmedJson(bytes: Uint8Array, random: (below: number) => number): string {
  const text = new TextDecoder().decode(bytes);
  const values = [...text.matchAll(/"(?:[^"\\]|\\.)*"|\d+/g)];
  const value = values[random(values.length)];
  if (!value) return text;
  const evilValue = evilValues[random(evilValues.length)] ?? "null";
  return text.slice(0, value.index) + evilValue + text.slice(value.index + value[0].length);
}

/** Reads damaged caches of the loader. */
export function fuzzCaches(
  bytes: Uint8Array,
  { count, random }: { count: number; random: (below: number) => number },
): FuzzResult {
  const result: FuzzResult = { inputs: 0, refused: 0, slowestMs: 0 };
  for (; result.inputs < count; result.inputs++) {
    const startedAt = performance.now();
    const blob = damaged(bytes, [0, 20, 48], random);
    if (parseLoaderCache(blob.read(0, blob.sizeBytes)).size === 0) result.refused++;
    note(result, startedAt);
  }
  return result;
}
