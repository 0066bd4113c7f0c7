import type { Bucket } from "./bucket.ts";

/** The objects of a bucket that is a map, shared by as many openers as are made of it. */
export interface MemoryObjects {
  readonly contents: Map<string, { readonly bytes: Uint8Array; readonly at: number }>;
}

/**
 * A bucket for tests of what lies above: each step waits for `turn`, so that a test can choose the order of the steps of
 * several processes. Without links a new object can be seen before its bytes are there.
 */
export function createMemoryBucket(options: {
  readonly objects: MemoryObjects;
  readonly now: () => number;
  readonly turn: () => Promise<void>;
  readonly hasLinks: boolean;
}): Pick<Bucket, "create" | "read" | "namesIn" | "changedAt" | "removeOlder" | "placeOf"> {
  const { objects, now, turn, hasLinks } = options;
  const { contents } = objects;
  return {
    placeOf: (key) => key,
    async create(key, bytes) {
      await turn();
      if (contents.has(key)) return false;
      if (!hasLinks) {
        contents.set(key, { bytes: new Uint8Array(0), at: now() });
        await turn();
        contents.set(key, { bytes: bytes.subarray(0, bytes.length >> 1), at: now() });
        await turn();
      }
      contents.set(key, { bytes, at: now() });
      await turn();
      return true;
    },
    async read(key) {
      await turn();
      return contents.get(key)?.bytes;
    },
    async namesIn(folder, start) {
      await turn();
      return [...contents.keys()]
        .filter((key) => key.startsWith(`${folder}/${start}`))
        .map((key) => key.slice(folder.length + 1));
    },
    async changedAt(key) {
      await turn();
      return contents.get(key)?.at;
    },
    async removeOlder(key, before) {
      await turn();
      const content = contents.get(key);
      if (content && content.at < before) contents.delete(key);
    },
  };
}
