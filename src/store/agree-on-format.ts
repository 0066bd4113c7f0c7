import type { Bucket } from "./bucket.ts";

const key = "format";
const format = "breakwater-store 1\n";

/** Writes into a new place how it is laid out; rejects when the place says something else. */
export async function agreeOnFormat(bucket: Bucket): Promise<void> {
  const written = await bucket.read(key);
  if (written === undefined && (await bucket.create(key, Buffer.from(format)))) return;
  const text = Buffer.from(written ?? (await bucket.read(key)) ?? []).toString();
  if (text === format) return;
  const shown = JSON.stringify(text.slice(0, 60).trim());
  throw new Error(`Cannot use "${bucket.place}": its format is ${shown}, not "${format.trim()}"`);
}
