/** What `_writer.ts` writes, and whether a folder holds what it has promised. */
import { expect } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gather, noon } from "./_store-place.ts";
import type { ModuleStore, ModuleVersion, VersionRecord } from "./module-store.ts";
import { openFileStore } from "./open-file-store.ts";
import { openS3Store } from "./open-s3-store.ts";

/** The version of a number; numbers share five modules. */
export function versionOf(number: number): ModuleVersion {
  return { path: `example.com/Written/m${number % 5}`, version: `v1.${number}.0` };
}

/** The `.info` of a number. */
export function infoOf(number: number): string {
  return JSON.stringify({ Version: `v1.${number}.0` });
}

/** Each version has bytes of its own, of up to 80 KB. */
export function contentOf(number: number, part: "mod" | "zip"): Buffer {
  return part === "mod"
    ? Buffer.from(`module example.com/Written/m${number % 5}\n\n// ${number}\n`)
    : Buffer.alloc(1000 + ((number * 7919) % 80_000), `zip ${number} `);
}

/** What a number's record says besides its bytes. */
export function recordParts(number: number): Omit<VersionRecord, "path" | "version"> & {
  readonly sums: { readonly mod: string; readonly zip: string };
} {
  const sums = { mod: sumOf(contentOf(number, "mod")), zip: sumOf(contentOf(number, "zip")) };
  return { sums, proof: "log", upstream: "writer", storedAt: noon };
}

function sumOf(bytes: Uint8Array): string {
  return `h1:${createHash("sha256").update(bytes).digest("base64")}`;
}

/** Opens a folder, or a bucket whose options are given as JSON. */
export function openWritten(place: string): Promise<ModuleStore> {
  const now = Date.now;
  return place.startsWith("{")
    ? openS3Store({ ...JSON.parse(place), now })
    : openFileStore({ folder: place, now });
}

/** What a writer said; a line that was cut off is no promise. */
export function promisesOf(output: string): ReadonlySet<string> {
  return new Set(output.slice(0, output.lastIndexOf("\n") + 1).split("\n"));
}

/**
 * Opens the place as the next process does and looks at everything that is served: right, whole, and at least what was
 * promised. Returns the count of versions.
 */
export async function expectHealed(place: string, promises: ReadonlySet<string>): Promise<number> {
  const store = await openWritten(place);
  try {
    const temporaries = readdirSync(place.startsWith("{") ? JSON.parse(place).spool : join(place, "tmp"));
    expect(temporaries.filter((name) => !name.includes(`.${process.pid}.`))).toEqual([]);
    const records = await gather(store.all());
    for (const record of records) await expectRight(store, record);
    const numbers = new Map(records.map((record) => [numberOf(record), record]));
    for (const promise of promises) {
      const [what, text = ""] = promise.split(" ");
      const number = Number(text);
      const record = numbers.get(number);
      if (what === "removed") expect(record).toBeUndefined();
      const isRemoved = number % 3 === 1 && record === undefined;
      if (what === "mod" && !isRemoved) expect(record?.mod).toBeDefined();
      if (what === "whole" && !isRemoved) expect(record?.zip && record.info).toBeDefined();
    }
    const list = Buffer.from((await store.readDocument("list"))?.bytes ?? []).toString();
    expect(list).toMatch(/^(\d+\n)*$/);
    for (const promise of promises)
      if (promise.startsWith("list ")) expect(`\n${list}`).toContain(`\n${promise.slice(5)}\n`);
    return records.length;
  } finally {
    await store.close();
  }
}

function numberOf({ version }: ModuleVersion): number {
  return Number(version.split(".")[1]);
}

async function expectRight(store: ModuleStore, record: VersionRecord): Promise<void> {
  const number = numberOf(record);
  const expected = {
    info: Buffer.from(infoOf(number)),
    mod: contentOf(number, "mod"),
    zip: contentOf(number, "zip"),
  };
  for (const part of ["info", "mod", "zip"] as const) {
    const ref = record[part];
    if (ref) expect(expected[part].equals((await store.readBlob(ref)) ?? new Uint8Array(0))).toBe(true);
  }
  const { sums } = recordParts(number);
  if (record.mod) expect(record.sums.mod).toBe(sums.mod);
  if (record.zip) expect(record.sums.zip).toBe(sums.zip);
}
