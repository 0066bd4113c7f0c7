import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canKeepTimelines, createFileTimelineStore } from "./sum-log-files.ts";

const log = "log.test/sums";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const make = (): string => mkdtempSync(join(tmpdir(), "timeline-"));

/** What is remembered, as text. */
async function remembered(folder: string, name = log): Promise<string> {
  const stored = await createFileTimelineStore(folder).read(name);
  if (stored.kind === "head") return new TextDecoder().decode(stored.note);
  return stored.kind === "broken" ? `broken: ${stored.reason}` : stored.kind;
}

describe("a timeline in files", () => {
  test("is empty at first, and remembers what was put there last", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    expect(await store.read(log)).toEqual({ kind: "none" });
    expect(readdirSync(folder)).toEqual([]);
    expect(await store.replace(log, undefined, bytes("one"))).toEqual({ kind: "replaced" });
    expect(await remembered(folder)).toBe("one");
    for (let n = 0; n < 12; n++) {
      const before = n === 0 ? "one" : `head ${n - 1}`;
      expect(await store.replace(log, bytes(before), bytes(`head ${n}`))).toEqual({ kind: "replaced" });
    }
    expect(await remembered(folder)).toBe("head 11");
    expect(readdirSync(join(folder, log, "timeline"))).toEqual(["00000013"]);
  });

  test("is changed only by who knows what is there", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    await store.replace(log, undefined, bytes("one"));
    for (const expected of [undefined, bytes("other"), bytes("")]) {
      expect(await store.replace(log, expected, bytes("two"))).toEqual({ kind: "conflict" });
    }
    expect(await createFileTimelineStore(make()).replace(log, bytes("one"), bytes("two"))).toEqual({
      kind: "conflict",
    });
    expect(await remembered(folder)).toBe("one");
  });

  test("keeps logs apart, whatever their names", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    const names = ["log.test", "log.test/sums", "localhost:8080", "LOG.test", "a/../b", "..", "a//b"];
    for (const name of names) await store.replace(name, undefined, bytes(name));
    for (const name of names) expect(await remembered(folder, name)).toBe(name);
    expect(readdirSync(join(folder, "..")).filter((name) => name === "timeline")).toEqual([]);
    expect(existsSync(join(folder, "localhost%3A8080", "timeline"))).toBe(true);
  });

  test("that is empty or cannot be read is one clear statement, and is not begun anew", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    await store.replace(log, undefined, bytes("one"));
    const place = join(folder, log, "timeline", "00000001");
    writeFileSync(place, "");
    expect(await remembered(folder)).toBe(`broken: "${place}" is empty; remove it to trust the log anew`);
    expect(await store.replace(log, undefined, bytes("two"))).toMatchObject({ kind: "failed" });
    expect(readFileSync(place, "utf8")).toBe("");

    const other = make();
    mkdirSync(join(other, "log.test"), { recursive: true });
    writeFileSync(join(other, "log.test", "timeline"), "a file");
    expect(await remembered(other, "log.test")).toStartWith(
      `broken: Cannot read "${join(other, "log.test", "timeline")}"`,
    );
    mkdirSync(join(other, "x.test", "timeline", "00000001"), { recursive: true });
    expect(await remembered(other, "x.test")).toStartWith("broken: Cannot read");
  });

  test("that cannot be written says where", async () => {
    const folder = join(make(), "file");
    writeFileSync(folder, "");
    const result = await createFileTimelineStore(folder).replace(log, undefined, bytes("one"));
    expect(result).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining(join(folder, log, "timeline")),
    });
  });

  test("is not asked for where nothing can be written, unless it is there", () => {
    const folder = make();
    expect(canKeepTimelines(join(folder, "new"))).toBe(true);
    writeFileSync(join(folder, "file"), "");
    expect([join(folder, "file"), join(folder, "file", "below")].map(canKeepTimelines)).toEqual([
      false,
      false,
    ]);
  });

  test.skipIf(process.getuid?.() === 0)("that may only be read is asked all the same", async () => {
    const folder = make();
    await createFileTimelineStore(folder).replace(log, undefined, bytes("one"));
    chmodSync(folder, 0o500);
    expect(canKeepTimelines(folder)).toBe(true);
    chmodSync(folder, 0o700);
    const empty = make();
    chmodSync(empty, 0o500);
    expect(canKeepTimelines(empty)).toBe(false);
  });

  test("removes what killed processes left, but not what others are writing", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    await store.replace(log, undefined, bytes("one"));
    const timeline = join(folder, log, "timeline");
    for (const name of [".new-old", ".new-young"]) writeFileSync(join(timeline, name), "half");
    utimesSync(join(timeline, ".new-old"), 1, 1);
    await store.replace(log, bytes("one"), bytes("two"));
    expect(readdirSync(timeline).sort()).toEqual([".new-young", "00000002"]);
  });

  // A process that slept for long may find its number free again, since old heads are removed.
  test("does not take a head under a number that was used and removed", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    await store.replace(log, undefined, bytes("one"));
    const timeline = join(folder, log, "timeline");
    writeFileSync(join(timeline, "00000007"), "newest");
    expect(await store.replace(log, bytes("one"), bytes("late"))).toEqual({ kind: "conflict" });
    expect(await remembered(folder)).toBe("newest");
  });
});

const child = `
  import { canKeepTimelines, createFileTimelineStore } from ${JSON.stringify(join(import.meta.dir, "sum-log-files.ts"))};
  const [folder, count] = process.argv.slice(-2);
  const store = createFileTimelineStore(folder);
  for (let done = 0; done < Number(count); ) {
    const stored = await store.read("log.test");
    const note = stored.kind === "head" ? stored.note : undefined;
    const number = note ? Number(new TextDecoder().decode(note).split(" ")[0]) : 0;
    const next = new TextEncoder().encode(String(number + 1) + " " + "x".repeat(5000) + " end");
    const result = await store.replace("log.test", note, next);
    if (result.kind === "failed" || stored.kind === "broken") throw new Error(JSON.stringify([stored, result]));
    if (result.kind === "replaced") done++;
  }
`;

function startWriter(folder: string, changes: number): Bun.Subprocess {
  return Bun.spawn([process.execPath, "-e", child, folder, String(changes)], {
    stdout: "ignore",
    stderr: "inherit",
  });
}

describe("several processes", () => {
  test("lose no change of a timeline", async () => {
    const folder = make();
    const writers = Array.from({ length: 4 }, () => startWriter(folder, 25));
    expect(await Promise.all(writers.map(({ exited }) => exited))).toEqual([0, 0, 0, 0]);
    // A head that the next writer has replaced before its own looked again counts as a conflict: then it is written twice.
    const changes = Number((await remembered(folder, "log.test")).split(" ")[0]);
    expect(changes).toBeWithin(100, 120);
    expect(readdirSync(join(folder, "log.test", "timeline"))).toEqual([String(changes).padStart(8, "0")]);
  }, 60_000);

  test("that are killed leave a whole head, and it never goes back", async () => {
    const folder = make();
    let last = 0;
    for (let round = 0; round < 6; round++) {
      const writer = startWriter(folder, 1_000_000);
      const wanted = last + 3 + round;
      while ((await numberNow(folder)) < wanted) await new Promise((resolve) => setImmediate(resolve));
      writer.kill(9);
      await writer.exited;
      const text = await remembered(folder, "log.test");
      expect(text).toEndWith(`${"x".repeat(5000)} end`);
      expect(Number(text.split(" ")[0])).toBeGreaterThanOrEqual(wanted);
      last = Number(text.split(" ")[0]);
    }
  }, 60_000);

  async function numberNow(folder: string): Promise<number> {
    const text = await remembered(folder, "log.test");
    expect(text).not.toStartWith("broken");
    return text === "none" ? 0 : Number(text.split(" ")[0]);
  }
});

describe("evidence in files", () => {
  test("is kept once, with the place where it lies", async () => {
    const folder = make();
    const store = createFileTimelineStore(folder);
    const place = await store.keepEvidence(log, { kind: "fork", text: "a fork\n" });
    expect(place).toStartWith(join(folder, log, "evidence"));
    expect(readFileSync(place ?? "", "utf8")).toBe("a fork\n");
    expect(await store.keepEvidence(log, { kind: "fork", text: "a fork\n" })).toBe(place);
    await store.keepEvidence(log, { kind: "fork", text: "another\n" });
    expect(readdirSync(join(folder, log, "evidence"))).toHaveLength(2);
  });

  test("has an end, so that a lying proxy does not fill the disk", async () => {
    const folder = make();
    mkdirSync(join(folder, log, "evidence"), { recursive: true });
    for (let n = 0; n < 48; n++) writeFileSync(join(folder, log, "evidence", `bad-tile-${n}.txt`), "a lie");
    const store = createFileTimelineStore(folder);
    const places = [];
    for (let n = 0; n < 5; n++)
      places.push(await store.keepEvidence(log, { kind: "bad-tile", text: `lie ${n}\n` }));
    expect(places.filter((place) => place !== undefined)).toHaveLength(2);
    expect(readdirSync(join(folder, log, "evidence"))).toHaveLength(50);
    expect(await store.keepEvidence(log, { kind: "fork", text: "a fork\n" })).toContain("fork-");
  });

  test("that cannot be kept is no crash", async () => {
    const folder = join(make(), "file");
    writeFileSync(folder, "");
    expect(
      await createFileTimelineStore(folder).keepEvidence(log, { kind: "fork", text: "a fork\n" }),
    ).toBeUndefined();
  });
});
