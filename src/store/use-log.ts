/** When versions were last asked for: gathered in memory, written hour by hour, many versions in one document. */
import { createHash } from "node:crypto";
import type { ModuleVersion } from "./module-store.ts";
import { parseObject } from "./version-entry.ts";

const hourMs = 3_600_000;
const shardCount = 64;
const mostNoted = 2000;
/** What nobody asked for so long is not remembered: no quota reaches further, and versions come and go. */
const mostHours = 24 * 800;

/** The documents of a store, as far as uses need them. */
export interface UseDocuments {
  read(name: string): Promise<{ readonly bytes: Uint8Array; readonly tag: string } | undefined>;
  replace(name: string, tag: string | undefined, bytes: Uint8Array): Promise<boolean>;
}

/** Remembers when versions were asked for. */
export interface UseLog {
  note(version: ModuleVersion): void;
  flush(): Promise<void>;
  lastUse(version: ModuleVersion): Promise<number | undefined>;
  lastUses(): Promise<ReadonlyMap<string, number>>;
}

/** Remembers uses to the hour. */
export function createUseLog(options: { documents: UseDocuments; now: () => number }): UseLog {
  const { documents, now } = options;
  /** By document, then by version: the hour. */
  const noted = new Map<string, Map<string, number>>();
  let count = 0;
  let isFlushing = false;

  function note(version: ModuleVersion): void {
    const { document, name } = placeOf(version);
    add(document, name, Math.floor(now() / hourMs));
    // Hints shall neither fill the memory nor wait for an orderly end; a failure leaves them for the next time.
    if (count >= mostNoted && !isFlushing) void flush().catch(() => undefined);
  }

  function add(document: string, name: string, hour: number): void {
    const hours = noted.get(document) ?? new Map<string, number>();
    noted.set(document, hours);
    if (!hours.has(name)) count++;
    hours.set(name, Math.max(hour, hours.get(name) ?? 0));
  }

  async function flush(): Promise<void> {
    isFlushing = true;
    try {
      for (const [document, hours] of [...noted]) {
        noted.delete(document);
        count -= hours.size;
        await merge(document, hours).catch((error: unknown) => {
          for (const [name, hour] of hours) add(document, name, hour);
          throw error;
        });
      }
    } finally {
      isFlushing = false;
    }
  }

  async function merge(document: string, hours: ReadonlyMap<string, number>): Promise<void> {
    for (let attempts = 0; attempts < 20; attempts++) {
      const stored = await documents.read(document);
      const merged = readHours(stored?.bytes);
      let isNew = false;
      for (const [name, hour] of hours) {
        if ((merged.get(name) ?? -1) >= hour) continue;
        merged.set(name, hour);
        isNew = true;
      }
      if (!isNew) return;
      const oldest = now() / hourMs - mostHours;
      for (const [name, hour] of merged) if (hour < oldest) merged.delete(name);
      const text = JSON.stringify(Object.fromEntries(merged));
      if (await documents.replace(document, stored?.tag, Buffer.from(text))) return;
    }
    // Uses are hints: others wrote all the time, and what they wrote is as good.
  }

  async function lastUse(version: ModuleVersion): Promise<number | undefined> {
    const { document, name } = placeOf(version);
    const stored = readHours((await documents.read(document))?.bytes).get(name);
    const hour = Math.max(stored ?? -1, noted.get(document)?.get(name) ?? -1);
    return hour < 0 ? undefined : hour * hourMs;
  }

  async function lastUses(): Promise<ReadonlyMap<string, number>> {
    const uses = new Map<string, number>();
    for (let shard = 0; shard < shardCount; shard++) {
      const document = `uses/${shard}`;
      const stored = readHours((await documents.read(document))?.bytes);
      for (const hours of [stored, noted.get(document) ?? []])
        for (const [name, hour] of hours) uses.set(name, Math.max(uses.get(name) ?? 0, hour * hourMs));
    }
    return uses;
  }

  return { note, flush, lastUse, lastUses };
}

function placeOf({ path, version }: ModuleVersion): { document: string; name: string } {
  const name = `${path}@${version}`;
  const shard = (createHash("sha256").update(name).digest()[0] ?? 0) % shardCount;
  return { document: `uses/${shard}`, name };
}

function readHours(bytes: Uint8Array | undefined): Map<string, number> {
  const value = bytes ? parseObject(Buffer.from(bytes).toString()) : undefined;
  const hours = Object.entries(value ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return new Map(hours);
}
