/**
 * Run as a process of its own by the tests that kill it: stores versions in a folder and says on standard output what
 * has been promised. Arguments: a folder, or the options of a bucket as JSON; first number, last number; `upkeep` to
 * collect bytes that nobody names as well.
 */
import { writeSync } from "node:fs";
import { put } from "./_store-place.ts";
import { contentOf, infoOf, openWritten, recordParts, versionOf } from "./_written.ts";
import { collectBlobs } from "./collect-blobs.ts";
import type { ModuleStore } from "./module-store.ts";

const [place = "", first = "0", last = "0", more = ""] = process.argv.slice(2);
/** At once: what is said later may be a lie by then. */
const say = (line: string): void => void writeSync(1, `${line}\n`);

const store = await openWritten(place);
say("opened");
for (let number = Number(first); number < Number(last); number++) {
  try {
    await storeOne(store, number);
  } catch (error) {
    say(`failed ${number} ${error instanceof Error ? error.message : error}`);
  }
}
await store.close().catch((error: unknown) => say(`failed close ${error}`));
say("closed");

async function storeOne(store: ModuleStore, number: number): Promise<void> {
  const version = versionOf(number);
  const writer = await store.newBlob();
  try {
    const zip = contentOf(number, "zip");
    for (let at = 0; at < zip.length; at += 20_000) await writer.write(zip.subarray(at, at + 20_000));
    const parts = recordParts(number);
    const mod = await put(store, contentOf(number, "mod"));
    await store.commit({ ...version, ...parts, mod, sums: { mod: parts.sums.mod } });
    say(`mod ${number}`);
    const { sums } = parts;
    const record = {
      ...version,
      ...parts,
      zip: await writer.finish(),
      info: await put(store, infoOf(number)),
      sums,
    };
    await store.commit(record);
    say(`whole ${number}`);
    const list = await store.readDocument("list");
    const text = `${Buffer.from(list?.bytes ?? []).toString()}${number}\n`;
    if (await store.replaceDocument("list", list?.tag, Buffer.from(text))) say(`list ${number}`);
    if (number % 3 === 2 && (await store.remove(versionOf(number - 1), { why: "test" })))
      say(`removed ${number - 1}`);
    if (more === "upkeep" && number % 4 === 3) await keepUp(store, number);
  } finally {
    await writer.abandon();
  }
}

/** No other process writes meanwhile: bytes without a record are left by one that was killed. */
async function keepUp(store: ModuleStore, number: number): Promise<void> {
  store.noteUse(versionOf(number));
  await store.flushUses();
  await store.keepEvidence({ kind: "poison", text: `evidence ${number % 8}` });
  await collectBlobs(store, { olderThan: Date.now() + 60_000 });
}
