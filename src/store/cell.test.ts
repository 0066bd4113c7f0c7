import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createMemoryBucket, type MemoryObjects } from "./_memory-bucket.ts";
import { type Cells, createCells } from "./cell.ts";
import { formatEnvelope, parseEnvelope } from "./envelope.ts";

const key = "documents/count";

function cellsOf(options: Parameters<typeof createMemoryBucket>[0]): Cells {
  const { now, turn: wait } = options;
  return createCells({ bucket: createMemoryBucket(options), now, fallBack: false, wait });
}

function numberIn(bytes: Uint8Array | undefined): number {
  return Number(Buffer.from(bytes ?? []).toString());
}

/** Three processes count, their steps in the order that fast-check chooses; between steps, time may jump. */
function countTogether(hasLinks: boolean, jumpMs: number): fc.IAsyncPropertyWithHooks<[fc.Scheduler]> {
  return fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const objects: MemoryObjects = { contents: new Map() };
    let time = 1_700_000_000_000;
    const now = (): number => time;
    const added: number[] = [];
    const processes = [1, 2, 3].map(async (id) => {
      const turn = async (): Promise<void> => {
        await scheduler.schedule(Promise.resolve(), `process ${id}`);
        time += jumpMs;
      };
      const cells = cellsOf({ objects, now, turn, hasLinks });
      for (let attempts = 0, done = 0; done < 3 && attempts < 12; attempts++) {
        const cell = await cells.read(key);
        const next = Buffer.from(String(numberIn(cell.state?.bytes) + 10 ** id));
        if (!(await cells.replace(cell, next))) continue;
        added.push(10 ** id);
        done++;
      }
    });
    await scheduler.waitFor(Promise.all(processes));
    const cells = cellsOf({ objects, now, turn: async () => undefined, hasLinks });
    const counted = numberIn((await cells.read(key)).state?.bytes);
    // Nothing that was reported as done is lost, and nothing is there twice or unreported.
    expect(counted).toBe(added.reduce((total, each) => total + each, 0));
    expect(added.length).toBeGreaterThanOrEqual(3);
  });
}

describe("three processes that count lose nothing, in any order of their steps", () => {
  test("with links", async () => {
    await fc.assert(countTogether(true, 0), { numRuns: 300 });
  });

  test("without links", async () => {
    await fc.assert(countTogether(false, 0), { numRuns: 300 });
  });

  test("while old states are removed", async () => {
    await fc.assert(countTogether(true, 120_000), { numRuns: 300 });
  });
});

test("a process that slept while its number was used and removed does not believe that it has written", async () => {
  const objects: MemoryObjects = { contents: new Map() };
  let time = 1_700_000_000_000;
  const turn = async (): Promise<void> => undefined;
  const cells = cellsOf({ objects, now: () => time, turn, hasLinks: true });
  const slept = await cells.read(key);
  for (let count = 0; count < 5; count++) {
    time += 7_200_000;
    expect(await cells.replace(await cells.read(key), Buffer.from(`state ${count}`))).toBe(true);
  }
  expect(objects.contents.has(`${key}.00000001`)).toBe(false);
  expect(await cells.replace(slept, Buffer.from("from long ago"))).toBe(false);
  expect(Buffer.from((await cells.read(key)).state?.bytes ?? []).toString()).toBe("state 4");
});

describe("an envelope", () => {
  test("says what is in it, and refuses every change, every cut and every other key", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, flip) => {
          const envelope = formatEnvelope(key, bytes, { mark: "a-b", after: "c" });
          expect(parseEnvelope(key, envelope)).toEqual({ bytes, mark: "a-b", after: "c" });
          expect(parseEnvelope(`${key}2`, envelope)).toBe("wrong");
          const changed = new Uint8Array(envelope);
          const place = at % changed.length;
          changed[place] = (changed[place] ?? 0) ^ flip;
          expect(typeof parseEnvelope(key, changed)).toBe("string");
          expect(parseEnvelope(key, envelope.subarray(0, place))).toBe("cut");
          expect(parseEnvelope(key, new Uint8Array([...envelope, 0]))).toBe("wrong");
        },
      ),
      { numRuns: 2000 },
    );
  });
});
