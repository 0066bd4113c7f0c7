/** Several processes at once over one timeline and one cache, while the log grows, and while some of them are killed. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileTimelineStore } from "../../src/cli/sum-log-files.ts";
import { openHead } from "../../src/sumdb/signed-head.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "./go-log.ts";
import { recordsOf } from "./log-world.ts";

const wait = 300_000;
let server: GoLogServer;
beforeAll(async () => {
  server = await startGoLogServer();
}, wait);
afterAll(() => server.stop());

function start(folder: string, log: GoLog, rounds: number): Bun.Subprocess<"ignore", "pipe", "inherit"> {
  const words = [
    process.execPath,
    join(import.meta.dir, "ask-log.ts"),
    folder,
    log.key.text,
    log.url,
    String(rounds),
  ];
  return Bun.spawn(words, { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
}

async function rememberedSize(folder: string, log: GoLog): Promise<number> {
  const stored = await createFileTimelineStore(folder).read(log.key.name);
  if (stored.kind === "none") return 0;
  if (stored.kind === "broken") throw new Error(stored.reason);
  const opened = openHead(stored.note, log.key);
  if (opened.kind !== "head") throw new Error(opened.reason);
  return opened.signed.head.size;
}

test(
  "they agree on the newest head and believe nothing else",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "processes-"));
    const log = await server.make();
    await log.add(...recordsOf(0, 10));
    const askers = Array.from({ length: 4 }, () => start(folder, log, 40));
    const texts = Promise.all(askers.map(({ stdout }) => new Response(stdout).text()));
    let [size, last] = [10, 0];
    let isDone = false;
    void texts.then(() => {
      isDone = true;
    });
    while (!isDone) {
      await log.add(...recordsOf(size, size + 3));
      size += 3;
      const now = await rememberedSize(folder, log);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    const lines = (await texts).join("").trimEnd().split("\n");
    expect(lines).toHaveLength(160);
    // A head that another process has overtaken meanwhile is behind, and no harm.
    expect(lines.filter((line) => !/^(verified|behind) verified$/.test(line))).toEqual([]);
    expect(last).toBeGreaterThan(10);
  },
  wait,
);

test(
  "that are killed at any moment leave a timeline and a cache that serve the next one",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "killed-"));
    const log = await server.make();
    await log.add(...recordsOf(0, 300));
    let [size, last] = [300, 0];
    for (let round = 0; round < 8; round++) {
      const asker = start(folder, log, 1_000_000);
      const wanted = last + 1;
      while ((await rememberedSize(folder, log)) < wanted) {
        await log.add(...recordsOf(size, size + 1));
        size++;
      }
      asker.kill(9);
      await asker.exited;
      const now = await rememberedSize(folder, log);
      expect(now).toBeGreaterThanOrEqual(wanted);
      last = now;
    }
    const text = await new Response(start(folder, log, 10).stdout).text();
    expect(text).toBe("verified verified\n".repeat(10));
    expect(await rememberedSize(folder, log)).toBe(size);
  },
  wait,
);
