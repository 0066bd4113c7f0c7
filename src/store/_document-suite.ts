import { expect, test } from "bun:test";
import { type Group, gather, hourMs, ledger, noon, put } from "./_store-place.ts";
import { documentKey } from "./object-key.ts";

/** Documents, uses, evidence, and the format of a place. */
export function documentSuite(group: Group): void {
  group("documents", (here) => {
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const textOf = async (document: string): Promise<string | undefined> => {
      const found = await here.store.readDocument(document);
      return found && Buffer.from(found.bytes).toString();
    };

    test("are replaced by whoever knows their state", async () => {
      expect(await textOf("list/x")).toBeUndefined();
      expect(await here.store.replaceDocument("list/x", undefined, bytes("one"))).toBe(true);
      expect(await here.store.replaceDocument("list/x", undefined, bytes("two"))).toBe(false);
      const first = await here.store.readDocument("list/x");
      expect(await here.store.replaceDocument("list/x", first?.tag, bytes("two"))).toBe(true);
      expect(await here.store.replaceDocument("list/x", first?.tag, bytes("three"))).toBe(false);
      expect(await textOf("list/x")).toBe("two");
      expect(await here.store.replaceDocument("list/x", "invented", bytes("four"))).toBe(false);
    });

    test("have any name", async () => {
      const names = [
        "list/github.com/Azure/x",
        "list/github.com/azure/x",
        "list/github.com/!azure/x",
        "a",
        "a/b",
        "a.00000001",
        "a.00000001/b",
        "..",
        "../up",
        "",
        "/",
        "//",
        "%2e",
        "%2E",
        "nul\0byte",
        "ü",
        "u\u0308",
        "con",
        "tile/8/0/x001/234",
        `long/${"x".repeat(300)}`,
        `long/${"x".repeat(301)}`,
        Array(200).fill("deep").join("/"),
      ];
      for (const document of names)
        expect(await here.store.replaceDocument(document, undefined, bytes(document))).toBe(true);
      for (const document of names) expect(await textOf(document)).toBe(document);
    });

    test("hold any bytes", async () => {
      const odd = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 256));
      for (const content of [Buffer.alloc(0), Buffer.from("\n\n"), odd]) {
        const document = `bytes/${content.length}`;
        await here.store.replaceDocument(document, undefined, content);
        expect((await here.store.readDocument(document))?.bytes).toEqual(new Uint8Array(content));
      }
    });

    test.each(["half", "empty", "bit"] as const)("that are torn (%s) are as before", async (how) => {
      const document = `torn/${how}`;
      await here.store.replaceDocument(document, undefined, bytes("before"));
      const before = await here.store.readDocument(document);
      await here.store.replaceDocument(document, before?.tag, bytes("after"));
      await here.place.cut(documentKey(document), how);
      expect(await textOf(document)).toBe("before");
      const tag = (await here.store.readDocument(document))?.tag;
      expect(await here.store.replaceDocument(document, tag, bytes("again"))).toBe(true);
      expect(await textOf(document)).toBe("again");
    });

    test("leave old states only for an hour", async () => {
      let time = Date.now();
      const store = await here.place.open(() => time);
      const replace = async (text: string): Promise<boolean> => {
        const tag = (await store.readDocument("aging"))?.tag;
        return store.replaceDocument("aging", tag, bytes(text));
      };
      for (let count = 0; count < 5; count++) expect(await replace(`state ${count}`)).toBe(true);
      time += 2 * hourMs;
      expect(await replace("last")).toBe(true);
      expect(Buffer.from((await store.readDocument("aging"))?.bytes ?? []).toString()).toBe("last");
      // Torn now, there is nothing to fall back to.
      await here.place.cut(documentKey("aging"), "half");
      expect(await store.readDocument("aging")).toBeUndefined();
      expect(await store.replaceDocument("aging", undefined, bytes("new"))).toBe(true);
      await store.close();
    });
  });

  group("uses", (here) => {
    test("are remembered to the hour, by whichever process saw the latest", async () => {
      let time = noon;
      const store = await here.place.open(() => time);
      const other = await here.place.open(() => time + 5 * hourMs);
      expect(await store.lastUse(ledger)).toBeUndefined();
      store.noteUse(ledger);
      expect(await store.lastUse(ledger)).toBe(Math.floor(noon / hourMs) * hourMs);
      other.noteUse(ledger);
      await other.close();
      time += hourMs;
      store.noteUse(ledger);
      await store.flushUses();
      expect(await here.store.lastUse(ledger)).toBe(Math.floor(noon / hourMs) * hourMs + 5 * hourMs);
      expect((await here.store.lastUses()).get("example.com/Ledger@v1.0.0")).toBe(
        Math.floor(noon / hourMs) * hourMs + 5 * hourMs,
      );
      await store.close();
    });

    test("are written when there are many, and forgotten after years", async () => {
      const path = "example.com/many";
      const store = await here.place.open(() => noon + 10 * hourMs);
      for (let number = 0; number < 2500; number++) store.noteUse({ path, version: `v1.${number}.0` });
      await store.flushUses();
      expect([...(await here.store.lastUses()).keys()].filter((name) => name.startsWith(path))).toHaveLength(
        2500,
      );
      await store.close();
      const later = await here.place.open(() => noon + 3 * 365 * 24 * hourMs);
      for (let number = 0; number < 500; number++) later.noteUse({ path, version: `v2.${number}.0` });
      await later.close();
      const names = [...(await here.store.lastUses()).keys()].filter((name) => name.startsWith(path));
      expect(names.filter((name) => name.includes("@v1"))).toEqual([]);
      expect(names).toHaveLength(500);
    });
  });

  group("a place", (here) => {
    test("is laid out as it says, and refused when it says something else", async () => {
      const other = await here.place.open();
      await other.close();
      await here.place.write("format", "breakwater-store 2\n");
      await expect(here.place.open()).rejects.toThrow(
        'its format is "breakwater-store 2", not "breakwater-store 1"',
      );
    });
  });

  group("evidence", (here) => {
    test("stays with its bytes, once", async () => {
      const blob = await put(here.store, "poison");
      const evidence = { kind: "poison", text: "h1:a is not h1:b\n", blob };
      const place = await here.store.keepEvidence(evidence);
      expect(place).toContain("poison");
      expect(await here.store.keepEvidence(evidence)).toBe(place);
      expect(await gather(here.store.evidence())).toEqual([
        { ...evidence, place: place ?? "", at: expect.any(Number) as unknown as number },
      ]);
    });

    test("keeps no more refused bytes than a gibibyte", async () => {
      const large = { kind: "large", text: "one", blob: { sha256: "1".repeat(64), size: 1 << 30 } };
      await here.store.keepEvidence(large);
      await here.store.keepEvidence({ ...large, text: "two", blob: { sha256: "2".repeat(64), size: 10 } });
      const kept = (await gather(here.store.evidence())).filter(({ kind }) => kind === "large");
      // The bytes of the test before this one are there already.
      expect(kept.map(({ text, blob }) => `${text} ${blob?.size}`).sort()).toEqual([
        "one undefined",
        "two 10",
      ]);
    });

    test("of one kind ends at 200, and keeps out no other kind", async () => {
      for (let count = 0; count < 199; count++)
        expect(await here.store.keepEvidence({ kind: "poison", text: `lie ${count}` })).toBeDefined();
      expect(await here.store.keepEvidence({ kind: "poison", text: "one too many" })).toBeUndefined();
      expect(await here.store.keepEvidence({ kind: "Fork/..", text: "fork" })).toBeDefined();
      expect(await gather(here.store.evidence())).toHaveLength(203);
    });
  });
}
