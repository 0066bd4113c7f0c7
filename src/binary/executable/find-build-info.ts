/**
 * Finds and decodes the build info of a Go executable. Since 1.18 its two texts follow a header of 32 bytes;
 * before, the header points to two Go strings (https://pkg.go.dev/debug/buildinfo).
 */
import type { BlobReader } from "../blob-reader.ts";
import { fieldsOf } from "./fields.ts";
import type { Executable } from "./model.ts";

/** The texts as they lie in the file; `modules` is empty for a program built without modules. */
export interface RawBuildInfo {
  readonly goVersion: string;
  readonly modules: string;
}

const magic = new TextEncoder().encode("\u00ff Go buildinf:").slice(1);
magic[0] = 0xff;

const ALIGNMENT = 16;
const HEADER_BYTES = 32;
const CHUNK_BYTES = 256 * 1024;
const MAX_VARINT_BYTES = 10;
const FRAME_BYTES = 16;
/** Real module lists take some kilobytes. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const decoder = new TextDecoder();

/** The build info of an executable; undefined when it is not one of Go. */
export function findBuildInfo(blob: BlobReader, executable: Executable): RawBuildInfo | undefined {
  const memory = createMemory(blob, executable);
  const address = searchMagic(memory, executable.dataStart, blob.sizeBytes);
  if (address === undefined) return undefined;
  const header = memory(address, HEADER_BYTES);
  if (!header || header.length < HEADER_BYTES) return undefined;
  const isInline = ((header[15] ?? 0) & 2) !== 0;
  const texts = isInline ? inlineTexts(memory, address + HEADER_BYTES) : pointedTexts(memory, header);
  if (!texts || texts.goVersion === "") return undefined;
  return { goVersion: texts.goVersion, modules: texts.modules };
}

/** Reads memory from an address to the end of its range at most; undefined where nothing is mapped. */
type Memory = (address: number, length: number) => Uint8Array | undefined;

function createMemory(blob: BlobReader, { ranges }: Executable): Memory {
  return (address, length) => {
    const range = ranges.find((one) => one.address <= address && address <= one.address + one.sizeBytes - 1);
    if (!range) return undefined;
    const inside = address - range.address;
    return blob.read(range.offset + inside, Math.min(length, range.sizeBytes - inside));
  };
}

function searchMagic(memory: Memory, place: Executable["dataStart"], sizeBytes: number): number | undefined {
  if (!place) return undefined;
  // Hostile tables map the same bytes to many addresses: no more is searched than the file has.
  const end = place.address + Math.min(place.sizeBytes, sizeBytes + CHUNK_BYTES);
  let start = Math.ceil(place.address / ALIGNMENT) * ALIGNMENT;
  while (start < end) {
    const data = memory(start, Math.min(CHUNK_BYTES, end - start));
    if (!data || data.length === 0) return undefined;
    const found = alignedIndexOf(data);
    if (found !== -1) return end - start - found < HEADER_BYTES ? undefined : start + found;
    start += CHUNK_BYTES;
  }
  return undefined;
}

function alignedIndexOf(data: Uint8Array): number {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let at = bytes.indexOf(magic);
  while (at !== -1 && at % ALIGNMENT !== 0) {
    at = bytes.indexOf(magic, Math.ceil(at / ALIGNMENT) * ALIGNMENT);
  }
  return at;
}

interface Texts {
  readonly goVersion: string;
  readonly modules: string;
}

function inlineTexts(memory: Memory, address: number): Texts | undefined {
  const version = inlineText(memory, address);
  const modules = version && inlineText(memory, version.end);
  if (!version || !modules) return undefined;
  return { goVersion: decoder.decode(version.bytes), modules: unframed(modules.bytes) };
}

function inlineText(
  memory: Memory,
  address: number,
): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const head = memory(address, MAX_VARINT_BYTES);
  if (!head) return undefined;
  let length = 0;
  let scale = 1;
  for (const [index, byte] of head.entries()) {
    length += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    const start = address + index + 1;
    if (length > MAX_TEXT_BYTES) return undefined;
    if (length === 0) return { bytes: new Uint8Array(), end: start };
    const bytes = memory(start, length);
    return bytes && bytes.length === length ? { bytes, end: start + length } : undefined;
  }
  return undefined;
}

function pointedTexts(memory: Memory, header: Uint8Array): Texts | undefined {
  const pointerBytes = header[14];
  if (pointerBytes !== 4 && pointerBytes !== 8) return undefined;
  const isBigEndian = ((header[15] ?? 0) & 1) !== 0;
  const pointerAt = (bytes: Uint8Array, offset: number): number => {
    const fields = fieldsOf(bytes, isBigEndian);
    return pointerBytes === 4 ? fields.u32(offset) : fields.u64(offset);
  };
  const stringAt = (address: number): Uint8Array => {
    const head = memory(address, 2 * pointerBytes);
    if (!head || head.length < 2 * pointerBytes) return new Uint8Array();
    const length = pointerAt(head, pointerBytes);
    if (length > MAX_TEXT_BYTES) return new Uint8Array();
    const data = memory(pointerAt(head, 0), length);
    return data && data.length === length ? data : new Uint8Array();
  };
  return {
    goVersion: decoder.decode(stringAt(pointerAt(header, 16))),
    modules: unframed(stringAt(pointerAt(header, 16 + pointerBytes))),
  };
}

/** Takes the 16 bytes off both ends; texts without the newline before the last are none. */
function unframed(bytes: Uint8Array): string {
  if (bytes.length < 2 * FRAME_BYTES + 1 || bytes[bytes.length - FRAME_BYTES - 1] !== 0x0a) return "";
  return decoder.decode(bytes.subarray(FRAME_BYTES, bytes.length - FRAME_BYTES));
}
