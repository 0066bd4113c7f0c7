import { expect, test } from "bun:test";
import { full, type Group, gather, ledger, recordOf } from "./_store-place.ts";

/** What people change: remove, recall, pin, and the audit log. */
export function changeSuite(group: Group): void {
  group("changes by hand", (here) => {
    const why = { why: "GO-2024-0001", by: "ann" };

    test("remove takes a version away, and it may come again", async () => {
      const record = await recordOf(here.store, ledger, full);
      await here.store.commit(record);
      expect(await here.store.remove(ledger, why)).toBe(true);
      expect(await here.store.read(ledger)).toBeUndefined();
      expect((await here.store.readState(ledger)).removed).toMatchObject({ ...why, at: expect.any(Number) });
      expect(await here.store.remove(ledger, why)).toBe(false);
      const other = await recordOf(here.store, ledger, { zip: "other bytes" });
      expect(await here.store.commit(other)).toBe("committed");
      expect(await here.store.read(ledger)).toEqual(other);
    });

    test("recall keeps a version away until it is released", async () => {
      const version = { ...ledger, version: "v1.1.0" };
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      await here.store.recall(version, why);
      expect(await here.store.read(version)).toBeUndefined();
      expect(await here.store.commit(record)).toBe("recalled");
      expect((await here.store.readState(version)).recalled).toMatchObject(why);
      expect(await gather(here.store.versionsOf(ledger.path))).not.toContainEqual(record);
      expect(await here.store.release(version, why)).toBe(true);
      expect(await here.store.release(version, why)).toBe(false);
      expect(await here.store.commit(record)).toBe("committed");
    });

    test("a version can be recalled and pinned before it is there", async () => {
      const version = { ...ledger, version: "v1.2.0" };
      await here.store.pin(version, why);
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      expect(await here.store.readState(version)).toMatchObject({ pin: why, record: { version: "v1.2.0" } });
      expect(await here.store.unpin(version, why)).toBe(true);
      expect(await here.store.unpin(version, why)).toBe(false);
      await here.store.recall({ ...ledger, version: "v9.9.9" }, why);
      const later = await recordOf(here.store, { ...ledger, version: "v9.9.9" }, full);
      expect(await here.store.commit(later)).toBe("recalled");
    });

    test("leave lines in the audit log, in order", async () => {
      const actions = (await gather(here.store.auditLog())).map(
        ({ action, subject }) => `${action} ${subject}`,
      );
      const name = "example.com/Ledger@v1";
      expect(actions).toEqual([
        `remove ${name}.0.0`,
        `recall ${name}.1.0`,
        `release ${name}.1.0`,
        `pin ${name}.2.0`,
        `unpin ${name}.2.0`,
        "recall example.com/Ledger@v9.9.9",
      ]);
      await here.store.audit({ action: "test", subject: "two\nlines", why: "\u2028 “odd” {}" });
      expect((await gather(here.store.auditLog())).at(-1)).toMatchObject({
        action: "test",
        subject: "two\nlines",
        why: "\u2028 “odd” {}",
      });
    });
  });
}
