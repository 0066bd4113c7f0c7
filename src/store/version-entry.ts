/** All that is written of a version, as the text of its cell. */
import type { BlobRef, DatedChange, ModuleVersion, VersionRecord } from "./module-store.ts";

/** What is known of a version; its record may name bytes that are gone by now. */
export interface VersionEntry extends ModuleVersion {
  readonly record?: VersionRecord;
  readonly pin?: DatedChange;
  readonly removed?: DatedChange;
  readonly recalled?: DatedChange;
}

/** The text of an entry: one line of JSON. */
export function formatEntry(entry: VersionEntry): Buffer {
  return Buffer.from(`${JSON.stringify(entry)}\n`);
}

/** The entry of a version; undefined when the text is of something else. */
export function parseEntry(bytes: Uint8Array): VersionEntry | undefined {
  const value = parseObject(Buffer.from(bytes).toString());
  if (value === undefined || typeof value.path !== "string" || typeof value.version !== "string") return;
  const { path, version } = value;
  const record = parseRecord(value.record, { path, version });
  if (value.record !== undefined && record === undefined) return undefined;
  const pin = parseChange(value.pin);
  const removed = parseChange(value.removed);
  const recalled = parseChange(value.recalled);
  return {
    path,
    version,
    ...(record && { record }),
    ...(pin && { pin }),
    ...(removed && { removed }),
    ...(recalled && { recalled }),
  };
}

function parseRecord(value: unknown, { path, version }: ModuleVersion): VersionRecord | undefined {
  if (!isObject(value) || value.path !== path || value.version !== version) return undefined;
  const { sums, proof, upstream, storedAt, logId, treeSize, time } = value;
  if (!isObject(sums) || typeof upstream !== "string" || typeof storedAt !== "number") return undefined;
  if (proof !== "log" && proof !== "private" && proof !== "unchecked") return undefined;
  const info = parseBlobRef(value.info);
  const mod = parseBlobRef(value.mod);
  const zip = parseBlobRef(value.zip);
  return {
    path,
    version,
    ...(info && { info }),
    ...(mod && { mod }),
    ...(zip && { zip }),
    sums: {
      ...(typeof sums.mod === "string" && { mod: sums.mod }),
      ...(typeof sums.zip === "string" && { zip: sums.zip }),
    },
    proof,
    ...(typeof logId === "number" && { logId }),
    ...(typeof treeSize === "number" && { treeSize }),
    upstream,
    storedAt,
    ...(typeof time === "string" && { time }),
  };
}

/** A reference to bytes; undefined when it is none. */
export function parseBlobRef(value: unknown): BlobRef | undefined {
  if (!isObject(value) || typeof value.sha256 !== "string" || typeof value.size !== "number") return;
  return /^[0-9a-f]{64}$/.test(value.sha256) ? { sha256: value.sha256, size: value.size } : undefined;
}

function parseChange(value: unknown): DatedChange | undefined {
  if (!isObject(value) || typeof value.at !== "number" || typeof value.why !== "string") return undefined;
  return {
    at: value.at,
    why: value.why,
    ...(typeof value.by === "string" && { by: value.by }),
  };
}

/** The object a JSON text stands for; undefined when it stands for something else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
