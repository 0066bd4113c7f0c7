/** What the tests of all back ends share: a place to open stores in, bytes and records to put there. */
import { afterAll, beforeAll, describe } from "bun:test";
import { hashGoMod } from "../go/dirhash.ts";
import type { BlobRef, ModuleStore, ModuleVersion, VersionRecord } from "./module-store.ts";

/** A place in which stores are opened: a folder, a bucket. */
export interface StorePlace {
  /** Each call is another process to the store. */
  open(now?: () => number): Promise<ModuleStore>;
  /** Cuts the newest state of a cell, or leaves nothing in it. */
  cut(key: string, how: "half" | "empty" | "bit"): Promise<void>;
  damageBlob(sha256: string, how: "half" | "empty" | "bit" | "gone"): Promise<void>;
  /** Puts an object in the place of another. */
  write(key: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** A time for tests that need one. */
export const noon = 1_700_000_000_000;
/** An hour. */
export const hourMs = 3_600_000;

/** Writes bytes into a store. */
export async function put(store: ModuleStore, text: string | Uint8Array): Promise<BlobRef> {
  const writer = await store.newBlob();
  try {
    await writer.write(typeof text === "string" ? Buffer.from(text) : text);
    return await writer.finish();
  } finally {
    await writer.abandon();
  }
}

/** A record of bytes that are in the store by then; their sums are as good as real ones. */
export async function recordOf(
  store: ModuleStore,
  version: ModuleVersion,
  parts: { info?: string; mod?: string; zip?: string },
): Promise<VersionRecord> {
  const { info, mod, zip } = parts;
  return {
    ...version,
    ...(info !== undefined && { info: await put(store, info) }),
    ...(mod !== undefined && { mod: await put(store, mod) }),
    ...(zip !== undefined && { zip: await put(store, zip) }),
    sums: {
      ...(mod !== undefined && { mod: hashGoMod(Buffer.from(mod)) }),
      ...(zip !== undefined && { zip: `h1:${zip.split(" ")[0]}` }),
    },
    proof: "log",
    logId: 7,
    treeSize: 249,
    upstream: "https://proxy.example.com",
    storedAt: noon,
  };
}

/** All values of an iteration. */
export async function gather<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const gathered: Value[] = [];
  for await (const value of values) gathered.push(value);
  return gathered;
}

/** A version for tests that need one. */
export const ledger: ModuleVersion = { path: "example.com/Ledger", version: "v1.0.0" };
/** All parts of a version. */
export const full = {
  info: '{"Version":"v1.0.0"}',
  mod: "module example.com/Ledger\n",
  zip: "zip one",
};

/** A store that is open while a group of tests runs, and its place. */
export interface Here {
  readonly place: StorePlace;
  readonly store: ModuleStore;
}

/** Begins a group of tests on a place of its own. */
export type Group = (title: string, tests: (here: Here) => void) => void;

/** Makes groups whose titles begin with the back end's name. */
export function createGroup(name: string, create: () => Promise<StorePlace>): Group {
  return (title, tests) =>
    describe(`${name}: ${title}`, () => {
      const here = {} as { place: StorePlace; store: ModuleStore };
      beforeAll(async () => {
        here.place = await create();
        here.store = await here.place.open();
      });
      afterAll(async () => {
        await here.store.close();
        await here.place.remove();
      });
      tests(here);
    });
}
