/** Random operations on a store, by two processes in turn, held against a model that is a few maps. */
import { expect } from "bun:test";
import fc from "fast-check";
import { hashGoMod } from "../go/dirhash.ts";
import { gather, noon, put, type StorePlace } from "./_store-place.ts";
import { collectBlobs } from "./collect-blobs.ts";
import type { BlobRef, ModuleStore, VersionRecord } from "./module-store.ts";

const paths = ["example.com/a", "example.com/A", "example.com/a/v2"] as const;
const versions = ["v1.0.0", "v1.0.0-rc.1", "v2.0.0+incompatible"] as const;
const documentNames = ["list/example.com/a", "list/example.com/A", "latest"] as const;

type Part = "info" | "mod" | "zip";

interface ModelVersion {
  sums: { mod?: string; zip?: string };
  parts: Map<Part, string>;
  isRecalled: boolean;
  isPinned: boolean;
  isThere: boolean;
}

interface Model {
  readonly versions: Map<string, ModelVersion>;
  readonly documents: Map<string, string>;
  readonly blobs: Set<string>;
}

const name = fc.record({ path: fc.constantFrom(...paths), version: fc.constantFrom(...versions) });
const content = fc.constantFrom("one", "two", "three");

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("commit"), name, part: partArbitrary(), content }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("read"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("list"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("recall"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("release"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pin"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unpin"), name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("lose"), name, part: partArbitrary(), content }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("replace"),
      document: fc.constantFrom(...documentNames),
      isInformed: fc.boolean(),
      content,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("collect") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reopen") }) },
);

type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

function partArbitrary(): fc.Arbitrary<Part> {
  return fc.constantFrom("info", "mod", "zip");
}

/** How a run of operations may look: each done by one of two processes. */
export const walk = fc.array(fc.tuple(fc.nat(1), operation), { minLength: 20, maxLength: 60, size: "max" });

/** Does the operations; fails where the store and the model differ. */
export async function walkStore(
  place: StorePlace,
  operations: readonly (readonly [number, Operation])[],
): Promise<number> {
  const now = (): number => Date.now();
  const stores = [await place.open(now), await place.open(now)];
  const model: Model = { versions: new Map(), documents: new Map(), blobs: new Set() };
  for (const [turn, step] of operations) {
    const store = stores[turn];
    if (!store) throw new Error("no store");
    if (step.kind === "reopen") {
      await store.close();
      stores[turn] = await place.open(now);
    } else await doStep({ place, store, model, step });
  }
  for (const store of stores) {
    await expectSame(store, model);
    await store.close();
  }
  return operations.length;
}

async function doStep(here: {
  place: StorePlace;
  store: ModuleStore;
  model: Model;
  step: Operation;
}): Promise<void> {
  const { place, store, model, step } = here;
  switch (step.kind) {
    case "commit":
      return commit(store, model, step as never);
    case "replace":
      return replace(store, model, step as never);
    case "lose": {
      const { part, content: text } = step as { part: Part; content: string };
      const ref = await refOf(bytesOf(part, text));
      if (!model.blobs.delete(bytesOf(part, text))) return;
      return place.damageBlob(ref.sha256, "gone");
    }
    case "collect":
      await collectBlobs(store, { olderThan: Date.now() + 60_000 });
      for (const blob of [...model.blobs]) if (!isNamed(model, blob)) model.blobs.delete(blob);
      return;
    case "list":
      return expectSame(store, model);
  }
  if (!("name" in step)) return;
  const key = `${step.name.path}@${step.name.version}`;
  const version = model.versions.get(key) ?? emptyVersion();
  model.versions.set(key, version);
  const change = { why: "walk" };
  switch (step.kind) {
    case "read":
      return expectVersion(store, model, key);
    case "remove":
      expect(await store.remove(step.name, change)).toBe(version.isThere);
      forget(version);
      return;
    case "recall":
      await store.recall(step.name, change);
      forget(version);
      version.isRecalled = true;
      version.isPinned = false;
      return;
    case "release":
      expect(await store.release(step.name, change)).toBe(version.isRecalled);
      version.isRecalled = false;
      return;
    case "pin":
      await store.pin(step.name, change);
      version.isPinned = true;
      return;
    case "unpin":
      expect(await store.unpin(step.name, change)).toBe(version.isPinned);
      version.isPinned = false;
  }
}

function emptyVersion(): ModelVersion {
  return { sums: {}, parts: new Map(), isRecalled: false, isPinned: false, isThere: false };
}

function forget(version: ModelVersion): void {
  version.sums = {};
  version.parts = new Map();
  version.isThere = false;
}

/** The same text is other bytes as another part. */
function bytesOf(part: Part, text: string): string {
  return `${part} ${text}`;
}

/** `three` is `two` packed another way: other bytes, the same sum. */
function sumOf(part: Part, text: string): string {
  const files = text === "three" && part === "zip" ? "two" : text;
  return hashGoMod(Buffer.from(bytesOf(part, files)));
}

async function commit(
  store: ModuleStore,
  model: Model,
  step: { name: { path: string; version: string }; part: Part; content: string },
): Promise<void> {
  const { name: version, part, content: text } = step;
  const key = `${version.path}@${version.version}`;
  const known = model.versions.get(key) ?? emptyVersion();
  const bytes = bytesOf(part, text);
  const sum = sumOf(part, text);
  const record: VersionRecord = {
    ...version,
    [part]: await put(store, bytes),
    sums: part === "info" ? {} : { [part]: sum },
    proof: "unchecked",
    upstream: "walk",
    storedAt: noon,
  };
  model.blobs.add(bytes);
  const result = await store.commit(record);
  if (known.isRecalled) {
    expect(result).toBe("recalled");
    return;
  }
  const before = part === "info" ? undefined : known.sums[part];
  if (before !== undefined && before !== sum) {
    expect(result).toBe("conflict");
    return;
  }
  expect(result).toBe(known.isThere ? "merged" : "committed");
  const there = known.parts.get(part);
  if (there === undefined || !model.blobs.has(there)) known.parts.set(part, bytes);
  // What was lost and did not come again is no part any more.
  for (const [other, lost] of known.parts) if (!model.blobs.has(lost)) known.parts.delete(other);
  if (part !== "info") known.sums[part] = sum;
  known.isThere = true;
  model.versions.set(key, known);
}

async function replace(
  store: ModuleStore,
  model: Model,
  step: { document: string; isInformed: boolean; content: string },
): Promise<void> {
  const stored = await store.readDocument(step.document);
  expect(stored && Buffer.from(stored.bytes).toString()).toBe(model.documents.get(step.document));
  const tag = step.isInformed ? stored?.tag : "999.invented";
  const done = await store.replaceDocument(step.document, tag, Buffer.from(step.content));
  expect(done).toBe(step.isInformed);
  if (done) model.documents.set(step.document, step.content);
}

function isNamed(model: Model, blob: string): boolean {
  return [...model.versions.values()].some(({ parts }) => [...parts.values()].includes(blob));
}

async function refOf(text: string): Promise<BlobRef> {
  return {
    sha256: new Bun.CryptoHasher("sha256").update(text).digest("hex"),
    size: Buffer.byteLength(text),
  };
}

async function expectVersion(store: ModuleStore, model: Model, key: string): Promise<void> {
  const [path = "", version = ""] = key.split("@");
  const known = model.versions.get(key) ?? emptyVersion();
  const { record, pin, recalled } = await store.readState({ path, version });
  expect(pin !== undefined).toBe(known.isPinned);
  expect(recalled !== undefined).toBe(known.isRecalled);
  for (const part of ["info", "mod", "zip"] as const) {
    const blob = known.parts.get(part);
    const ref = record?.[part];
    if (blob === undefined || !model.blobs.has(blob)) expect(ref).toBeUndefined();
    else {
      expect(ref).toEqual(await refOf(blob));
      expect(Buffer.from((ref && (await store.readBlob(ref))) ?? []).toString()).toBe(blob);
    }
  }
}

async function expectSame(store: ModuleStore, model: Model): Promise<void> {
  for (const key of model.versions.keys()) await expectVersion(store, model, key);
  const expected = [...model.versions]
    .filter(([, { parts }]) => [...parts.values()].some((blob) => model.blobs.has(blob)))
    .map(([key]) => key);
  const listed = (await gather(store.all())).map(({ path, version }) => `${path}@${version}`);
  expect(listed.sort()).toEqual(expected.sort());
}
