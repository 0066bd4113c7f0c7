import { expect, test } from "bun:test";
import { createFilePlace } from "./_file-place.ts";
import { gather, storeSuite } from "./_store-suite.ts";
import { upkeepSuite } from "./_upkeep-suite.ts";

storeSuite("folder", async () => createFilePlace());
upkeepSuite("folder", async () => createFilePlace());

test("a log whose last line was cut off goes on behind it", async () => {
  const place = createFilePlace();
  const store = await place.open();
  await store.audit({ action: "one", subject: "a", why: "b" });
  await Bun.write(
    `${place.folder}/audit.log`,
    `${await Bun.file(`${place.folder}/audit.log`).text()}\nabc {"ac`,
  );
  await store.audit({ action: "two", subject: "a", why: "b" });
  expect((await gather(store.auditLog())).map(({ action }) => action)).toEqual(["one", "two"]);
  await store.close();
});
