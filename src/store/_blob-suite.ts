import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { type Group, gather, put } from "./_store-place.ts";

/** Bytes by their content. */
export function blobSuite(group: Group): void {
  group("blobs", (here) => {
    test("have the name of their content", async () => {
      const ref = await put(here.store, "bytes");
      expect(ref).toEqual({ sha256: createHash("sha256").update("bytes").digest("hex"), size: 5 });
      expect(await here.store.readBlob(ref)).toEqual(Buffer.from("bytes"));
    });

    test("may be empty, come in many pieces, and be written twice", async () => {
      const empty = await put(here.store, "");
      expect(await here.store.readBlob(empty)).toEqual(Buffer.alloc(0));
      const piece = Buffer.alloc(100_001, "abc");
      const writer = await here.store.newBlob();
      for (let count = 0; count < 20; count++) await writer.write(piece);
      const ref = await writer.finish();
      expect(ref.size).toBe(2_000_020);
      expect(await writer.finish()).toEqual(ref);
      expect(await put(here.store, Buffer.concat(Array(20).fill(piece)))).toEqual(ref);
    });

    test("are read from anywhere to anywhere", async () => {
      const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 7919) % 256));
      const blob = await here.store.openBlob(await put(here.store, bytes));
      if (!blob) throw new Error("no blob");
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [5, 700_000],
        [262_143, 262_145],
        [699_999, 700_000],
        [700_000, 700_000],
      ] as const) {
        const pieces = await gather(blob.read(start, end));
        expect(Buffer.concat(pieces).equals(bytes.subarray(start, end))).toBe(true);
      }
      expect(Buffer.concat(await gather(blob.read())).equals(bytes)).toBe(true);
    });

    test("are not there before they are finished", async () => {
      const writer = await here.store.newBlob();
      await writer.write(Buffer.from("not yet"));
      const sealed = await writer.seal();
      expect(Buffer.concat(await gather(sealed.read())).toString()).toBe("not yet");
      expect(await here.store.openBlob(sealed)).toBeUndefined();
      const other = await here.place.open();
      expect(await other.openBlob(sealed)).toBeUndefined();
      await writer.finish();
      expect(await other.readBlob(sealed)).toEqual(Buffer.from("not yet"));
      await other.close();
    });

    test("that are abandoned are never there", async () => {
      const writer = await here.store.newBlob();
      await writer.write(Buffer.from("given up"));
      const sealed = await writer.seal();
      await writer.abandon();
      expect(await here.store.openBlob(sealed)).toBeUndefined();
      await expect(writer.write(Buffer.from("more"))).rejects.toThrow();
    });

    test("stay when their writer is abandoned after its end", async () => {
      const writer = await here.store.newBlob();
      await writer.write(Buffer.from("done"));
      const ref = await writer.finish();
      await writer.abandon();
      expect(await here.store.readBlob(ref)).toEqual(Buffer.from("done"));
    });

    test("of another size are not there", async () => {
      const ref = await put(here.store, "sized");
      expect(await here.store.openBlob({ ...ref, size: 4 })).toBeUndefined();
    });

    test("are listed in the order of their names, from any name on", async () => {
      const listed = await gather(here.store.blobs());
      const names = listed.map(({ sha256 }) => sha256);
      expect(names.length).toBeGreaterThan(5);
      expect(names).toEqual([...names].sort());
      const after = names[2] ?? "";
      expect((await gather(here.store.blobs(after))).map(({ sha256 }) => sha256)).toEqual(names.slice(3));
    });

    test("are dropped, unless they were written again since", async () => {
      const ref = await put(here.store, "old");
      const [listed] = (await gather(here.store.blobs())).filter(({ sha256 }) => sha256 === ref.sha256);
      const changedAt = listed?.changedAt ?? 0;
      expect(await here.store.dropBlob(ref.sha256, changedAt - 5000)).toBe(false);
      expect(await here.store.readBlob(ref)).toEqual(Buffer.from("old"));
      expect(await here.store.dropBlob(ref.sha256, changedAt)).toBe(true);
      expect(await here.store.openBlob(ref)).toBeUndefined();
      expect(await here.store.dropBlob(ref.sha256, changedAt)).toBe(false);
    });
  });
}
