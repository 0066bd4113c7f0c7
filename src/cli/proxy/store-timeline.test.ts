import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileStore } from "../../store/open-file-store.ts";
import { createStoreTimeline } from "./store-timeline.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const folder = (): string => mkdtempSync(join(tmpdir(), "timeline-"));

test("a timeline in a store moves on only for who knows what is there, also from another process", async () => {
  const place = folder();
  const [one, two] = [
    await openFileStore({ folder: place, now: Date.now }),
    await openFileStore({ folder: place, now: Date.now }),
  ];
  const [first, second] = [createStoreTimeline(one), createStoreTimeline(two)];
  expect(await first.read("log.test")).toEqual({ kind: "none" });
  expect(await first.replace("log.test", undefined, bytes("one"))).toEqual({ kind: "replaced" });
  expect(await second.replace("log.test", undefined, bytes("two"))).toEqual({ kind: "conflict" });
  expect(await second.replace("log.test", bytes("one"), bytes("two"))).toEqual({ kind: "replaced" });
  const stored = await first.read("log.test");
  expect(stored.kind === "head" && new TextDecoder().decode(stored.note)).toBe("two");
  expect(await first.read("other.test/sums")).toEqual({ kind: "none" });
  const kept = await first.keepEvidence("log.test", { kind: "fork", text: "two histories" });
  expect(kept).toBeDefined();
  const [evidence] = await Array.fromAsync(two.evidence());
  expect([evidence?.kind, evidence?.text]).toEqual(["log-fork", "log.test\n\ntwo histories"]);
  expect((await second.readForks("log.test")).map(({ text }) => text)).toEqual(["two histories"]);
  expect(await second.readForks("other.test")).toEqual([]);
  await Promise.all([one.close(), two.close()]);
});

test("of several that move it at once one does", async () => {
  const store = await openFileStore({ folder: folder(), now: Date.now });
  const timeline = createStoreTimeline(store);
  const results = await Promise.all(
    Array.from({ length: 8 }, (_, n) => timeline.replace("log.test", undefined, bytes(`head ${n}`))),
  );
  expect(results.filter(({ kind }) => kind === "replaced")).toHaveLength(1);
  await store.close();
});

test("a store that cannot be read is no beginning", async () => {
  const broken = createStoreTimeline({
    place: "here",
    readDocument: () => Promise.reject(new Error("I/O error")),
    replaceDocument: () => Promise.reject(new Error("I/O error")),
    keepEvidence: () => Promise.reject(new Error("I/O error")),
    evidence: () => {
      throw new Error("I/O error");
    },
  });
  expect(await broken.readForks("log.test")).toEqual([]);
  expect(await broken.read("log.test")).toEqual({
    kind: "broken",
    reason: "Cannot read the tree head in here: I/O error",
  });
  expect((await broken.replace("log.test", undefined, bytes("x"))).kind).toBe("failed");
  expect(await broken.keepEvidence("log.test", { kind: "fork", text: "x" })).toBeUndefined();
});
