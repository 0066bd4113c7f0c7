/** The log's client against a log that is made by golang.org/x/mod, and against one that lies. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { parseHash } from "../../src/sumdb/hash.ts";
import { checkForkEvidence } from "../../src/sumdb/head-evidence.ts";
import type { LogReader } from "../../src/sumdb/log-reader.ts";
import { checkGrowth } from "../../src/sumdb/proof.ts";
import { createSumLog, type SumLog } from "../../src/sumdb/sum-log.ts";
import { createMemoryTimelineStore, type TimelineStore } from "../../src/sumdb/timeline-store.ts";
import { parseTreeHead } from "../../src/sumdb/tree-head.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "./go-log.ts";
import {
  alter,
  askedOf,
  count,
  createMemoryCache,
  flip,
  hashOf,
  lookupPath,
  recordOf,
  recordsOf,
  rewrite,
  silentReader,
  wordsOf,
} from "./log-world.ts";

const wait = 300_000;
let server: GoLogServer;
/** 700 records: nobody adds to it. */
let log: GoLog;
beforeAll(async () => {
  server = await startGoLogServer();
  log = await server.make();
  await log.add(...recordsOf(0, 700));
}, wait);
afterAll(() => server.stop());

function clientOf(
  of: GoLog,
  more: Partial<Parameters<typeof createSumLog>[0]> = {},
): SumLog & { readonly store: TimelineStore } {
  const store = more.timeline ?? createMemoryTimelineStore();
  return { ...createSumLog({ key: of.key, reader: of.reader, ...more, timeline: store }), store };
}

async function storedSize(store: TimelineStore, of: GoLog = log): Promise<number | undefined> {
  const stored = await store.read(of.key.name);
  if (stored.kind !== "head") return undefined;
  const [text = ""] = new TextDecoder().decode(stored.note).split("\n\n", 1);
  return parseTreeHead(`${text}\n`)?.size;
}

async function logOf(
  size: number,
  options: { like?: GoLog; salt?: string; from?: number } = {},
): Promise<GoLog> {
  const made = await server.make(options.like ? { like: options.like } : {});
  const { from = size } = options;
  await made.add(...recordsOf(0, from), ...recordsOf(from, size, options.salt));
  return made;
}

describe("an honest log", () => {
  test("proves what it says, in the same words as to the client of x/mod", async () => {
    const client = clientOf(log);
    for (const n of [0, 1, 255, 256, 511, 512, 698, 699]) {
      const { path, version } = recordOf(n);
      const [zip, mod] = [
        await client.lookup(askedOf(n)),
        await client.lookup({ ...askedOf(n), isGoMod: true }),
      ];
      expect(zip).toMatchObject({ kind: "verified", hash: hashOf(n, "zip"), id: n, treeSize: 700 });
      expect(mod).toMatchObject({ kind: "verified", hash: hashOf(n, "mod"), id: n });
      const theirs = await server.lookup(log, { path, version });
      expect(theirs.lines).toEqual([`${path} ${version} ${hashOf(n, "zip")}`]);
    }
    expect(await storedSize(client.store)).toBe(700);
  });

  test("is asked once for what many want at the same time, and never for data tiles", async () => {
    const { reader, asked } = count(log.reader);
    const client = clientOf(log, { reader });
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, at) =>
        client.lookup({ ...askedOf((at * 2) % 600), isGoMod: at % 2 === 0 }),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === "verified")).toHaveLength(300);
    expect(asked.length).toBe(new Set(asked).size);
    expect(asked.filter((path) => path.startsWith("tile/")).sort()).toEqual([
      "tile/8/0/000",
      "tile/8/0/001",
      "tile/8/0/002.p/188",
      "tile/8/1/000.p/2",
    ]);
    expect(asked.filter((path) => path.includes("data"))).toEqual([]);
  });

  test("that grows is followed forward, from run to run", async () => {
    const growing = await server.make();
    const store = createMemoryTimelineStore();
    const cache = createMemoryCache();
    let size = 0;
    for (const next of [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 600]) {
      await growing.add(...recordsOf(size, next));
      size = next;
      const client = clientOf(growing, { timeline: store, cache });
      for (const n of [0, Math.floor(next / 2), next - 1]) {
        expect([next, n, await client.lookup(askedOf(n))]).toMatchObject([
          next,
          n,
          { kind: "verified", id: n },
        ]);
      }
      expect(await storedSize(store, growing)).toBe(next);
    }
    // A tile lies in the cache once, as wide as it was seen.
    const tiles = [...cache.files.keys()].filter((name) => name.includes("/tile/")).sort();
    expect(tiles).toEqual(
      ["000", "001", "002"].map((n) => `log.test/tile/8/0/${n}`).concat("log.test/tile/8/1/000"),
    );
  });

  test("needs no network for what was proven before", async () => {
    const [store, cache] = [createMemoryTimelineStore(), createMemoryCache()];
    const asked = [3, 300, 650].map(askedOf);
    const first = clientOf(log, { timeline: store, cache });
    for (const one of asked) expect(await first.lookup(one)).toMatchObject({ kind: "verified" });
    const second = clientOf(log, { timeline: store, cache, reader: silentReader });
    for (const one of asked) expect(await second.lookup(one)).toMatchObject({ kind: "verified" });
    expect(wordsOf(await second.lookup(askedOf(4)))).toBe("unknown: unreachable");
  });

  test("may answer with an older head: the record is looked for in the newest tree", async () => {
    const growing = await logOf(40);
    const old = await growing.reader(lookupPath(3));
    await growing.add(...recordsOf(40, 300));
    const client = clientOf(growing, {
      reader: async (path) => (path === lookupPath(3) ? old : growing.reader(path)),
    });
    expect(await client.lookup(askedOf(3))).toMatchObject({ kind: "verified", treeSize: 300 });
    expect(await storedSize(client.store, growing)).toBe(300);
  });

  test("that has only the full tile where a partial one is asked for is read all the same", async () => {
    const growing = await logOf(300);
    const old = new Map<string, Awaited<ReturnType<LogReader>>>();
    for (const path of ["latest", lookupPath(290), lookupPath(5)]) old.set(path, await growing.reader(path));
    await growing.add(...recordsOf(300, 600));
    const { reader, asked } = count(async (path) => {
      if (path === "tile/8/0/001.p/44") return { kind: "answered", status: 404, bytes: new Uint8Array() };
      return old.get(path) ?? growing.reader(path);
    });
    const client = clientOf(growing, { reader });
    expect(await client.lookup(askedOf(290))).toMatchObject({ kind: "verified", id: 290, treeSize: 300 });
    expect(asked).toContain("tile/8/0/001");
  });
});

describe("what is not known", () => {
  test("private names are never asked for, and what is no module neither", async () => {
    const { reader, asked } = count(log.reader);
    const client = clientOf(log, {
      reader,
      settings: { gonosumdb: "m.test/M1,*.corp.test", goprivate: "m.test" },
    });
    for (const path of ["m.test/M1", "m.test/M1/sub", "x.corp.test/y"]) {
      expect(wordsOf(await client.lookup({ path, version: "v1.0.0" }))).toBe("unknown: private");
    }
    const off = clientOf(log, { reader, settings: { gosumdb: "off" } });
    expect(wordsOf(await off.lookup(askedOf(1)))).toBe("unknown: private");
    for (const [path, version] of [
      ["nodot", "v1.0.0"],
      ["m.test/../x", "v1.0.0"],
      ["m.test/M1", "v1.0.0/go.mod"],
      ["m.test/M1", "../../latest"],
      ["m.test/é", "v1.0.0"],
      ["m.test/M2", ""],
      ["m.test/M2", "v1"],
      ["m.test/M2", "main"],
      ["m.test/M2", "latest"],
      ["m.test/M2", "v1.0.0+meta"],
      ["m.test/M2", "v1.0.0@x"],
    ] as const) {
      expect([path, wordsOf(await clientOf(log, { reader }).lookup({ path, version }))]).toEqual([
        path,
        "unknown: not-a-module",
      ]);
    }
    expect(asked).toEqual([]);
    expect((await client.lookup(askedOf(2))).kind).toBe("verified");
  });

  test.each([
    ["is not in the log", 404, "unknown: not-found"],
    ["is gone", 410, "unknown: not-found"],
    ["may not be asked", 403, "unknown: refused"],
    ["fails", 500, "unknown: refused"],
    ["is redirected nowhere", 302, "unknown: refused"],
  ])("a lookup that %s", async (_why, status, words) => {
    const reader = alter(log.reader, (path, bytes) =>
      path.startsWith("lookup/") ? { kind: "answered", status, bytes } : undefined,
    );
    expect(wordsOf(await clientOf(log, { reader }).lookup(askedOf(5)))).toBe(words);
  });

  test("a log that does not have a module says so itself", async () => {
    const outcome = await clientOf(log).lookup({ path: "m.test/none", version: "v1.0.0" });
    expect(wordsOf(outcome)).toBe("unknown: not-found");
  });

  test("a tile that cannot be had leaves the lookup open, and the next one may succeed", async () => {
    let isUp = false;
    const reader: LogReader = async (path) =>
      !isUp && path.startsWith("tile/") ? { kind: "unreachable", reason: "down" } : log.reader(path);
    const client = clientOf(log, { reader });
    expect(wordsOf(await client.lookup(askedOf(5)))).toBe("unknown: unreachable");
    expect(await storedSize(client.store)).toBeUndefined();
    isUp = true;
    expect((await client.lookup(askedOf(5))).kind).toBe("verified");
  });

  test("a timeline that cannot be read, trusted or written says so, and nothing is believed", async () => {
    const memory = createMemoryTimelineStore();
    const stores: Record<string, TimelineStore> = {
      "is broken": { ...memory, read: async () => ({ kind: "broken", reason: "is broken" }) },
      "is full": { ...memory, replace: async () => ({ kind: "failed", reason: "is full" }) },
      "all the time": { ...memory, replace: async () => ({ kind: "conflict" }) },
      "remove it to trust log.test anew": {
        ...memory,
        read: async () => ({ kind: "head", note: new TextEncoder().encode("rubbish"), place: "/x/latest" }),
      },
    };
    for (const [reason, timeline] of Object.entries(stores)) {
      const client = clientOf(log, { timeline });
      for (const n of [5, 6]) {
        const outcome = await client.lookup(askedOf(n));
        expect(wordsOf(outcome)).toBe("unknown: timeline");
        expect("reason" in outcome && outcome.reason.text).toContain(reason);
      }
    }
  });
});

/** Each lie that needs no second history: how answers are changed, and what is said to it. */
const lies: readonly [string, (path: string, bytes: Uint8Array) => Uint8Array | undefined, string][] = [
  [
    "a record with another hash",
    (path, bytes) =>
      path.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace("h1:", "h1:X")) : undefined,
    "wrong-record",
  ],
  [
    "a record without its go.mod line",
    (path, bytes) =>
      path.startsWith("lookup/")
        ? rewrite(bytes, (text) => text.replace(/\n[^\n]*\/go\.mod [^\n]*/, ""))
        : undefined,
    "wrong-record",
  ],
  [
    "a line put to the record",
    (path, bytes) =>
      path.startsWith("lookup/")
        ? rewrite(bytes, (text) => text.replace("\n\n", "\nm.test/M5 v1.0.0 h1:forged=\n\n"))
        : undefined,
    "wrong-record",
  ],
  [
    "the number of another record",
    (path, bytes) =>
      path.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace(/^5\n/, "6\n")) : undefined,
    "wrong-record",
  ],
  [
    "a number beyond the tree",
    (path, bytes) =>
      path.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace(/^5\n/, "700\n")) : undefined,
    "outside-tree",
  ],
  [
    "no signature",
    (path, bytes) =>
      path.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace(/\n— .*\n/, "\n")) : undefined,
    "malformed-note",
  ],
  [
    "no tree head",
    (path, bytes) =>
      path.startsWith("lookup/")
        ? rewrite(bytes, (text) => text.slice(0, text.indexOf("\n\n") + 2))
        : undefined,
    "malformed-note",
  ],
  [
    "a changed root",
    (path, bytes) =>
      path.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace(/\n700\n./, "\n700\nA")) : undefined,
    "bad-signature",
  ],
  [
    "a changed size",
    (path, bytes) =>
      path.startsWith("lookup/") ? rewrite(bytes, (text) => text.replace("\n700\n", "\n701\n")) : undefined,
    "bad-signature",
  ],
  [
    "a page of HTML",
    (path) => (path.startsWith("lookup/") ? new TextEncoder().encode("<html>\n<p>Log in</p>\n") : undefined),
    "malformed-answer",
  ],
  ["a tile cut short", (path, bytes) => (path === "tile/8/0/000" ? bytes.slice(32) : undefined), "bad-tile"],
  [
    "a tile that is too long",
    (path, bytes) =>
      path === "tile/8/0/002.p/188" ? new Uint8Array(Buffer.concat([bytes, bytes.slice(0, 32)])) : undefined,
    "bad-tile",
  ],
  ["an empty tile", (path) => (path === "tile/8/1/000.p/2" ? new Uint8Array() : undefined), "bad-tile"],
];

describe("a log that lies", () => {
  test.each(lies)("with %s is refused, and the evidence is kept", async (_lie, change, kind) => {
    const store = createMemoryTimelineStore();
    const cache = createMemoryCache();
    const client = clientOf(log, { reader: alter(log.reader, change), timeline: store, cache });
    const outcome = await client.lookup(askedOf(5));
    expect(wordsOf(outcome)).toBe(`contradicted: ${kind}`);
    expect(store.evidence.length).toBeGreaterThan(0);
    expect(store.evidence.join("\n")).toStartWith(`log.test: ${kind}: `);
    expect([...cache.files.keys()].filter((name) => name.includes("/lookup/"))).toEqual([]);
    // The lie has poisoned nothing.
    const honest = clientOf(log, { timeline: store, cache });
    expect((await honest.lookup(askedOf(5))).kind).toBe("verified");
  });

  test("signed by another key, or by a stranger with its name, is refused", async () => {
    const strangers = [await server.make({ name: "other.test" }), await server.make()];
    for (const stranger of strangers) {
      await stranger.add(...recordsOf(0, 700));
      const store = createMemoryTimelineStore();
      const client = clientOf(log, { reader: stranger.reader, timeline: store });
      expect(wordsOf(await client.lookup(askedOf(5)))).toBe("contradicted: unsigned");
      expect(await storedSize(store)).toBeUndefined();
      expect(store.evidence.join("\n")).toContain("is not signed by log.test+");
    }
  });

  test(
    "no byte of a tile can be changed, and a changed tile is never kept",
    async () => {
      const paths = ["tile/8/0/000", "tile/8/0/002.p/188", "tile/8/1/000.p/2"];
      let changes = 0;
      for (const target of paths) {
        const answer = await log.reader(target);
        const length = answer.kind === "answered" ? answer.bytes.length : 0;
        for (let at = changes % 7; at < length; at += 331) {
          const cache = createMemoryCache();
          const reader = alter(log.reader, (path, bytes) => (path === target ? flip(bytes, at) : undefined));
          const client = clientOf(log, { reader, cache });
          expect([target, at, wordsOf(await client.lookup(askedOf(5)))]).toEqual([
            target,
            at,
            "contradicted: bad-tile",
          ]);
          expect(cache.files.has(`log.test/${target.replace(/\.p.*/, "")}`)).toBe(false);
          changes++;
        }
      }
      expect(changes).toBeGreaterThan(40);
    },
    wait,
  );

  test("what lies changed in the cache is fetched anew", async () => {
    const [store, cache] = [createMemoryTimelineStore(), createMemoryCache()];
    await clientOf(log, { timeline: store, cache }).lookup(askedOf(5));
    const names = [...cache.files.keys()];
    expect(names.length).toBe(4);
    for (const name of names) {
      const good = cache.files.get(name) ?? new Uint8Array();
      const spoilt = [
        flip(good, 20),
        good.slice(0, 40),
        new Uint8Array([1]),
        new TextEncoder().encode("<html>\n\n"),
      ];
      for (const bytes of spoilt) {
        cache.files.set(name, bytes);
        const client = clientOf(log, { timeline: store, cache });
        expect([name, (await client.lookup(askedOf(5))).kind]).toEqual([name, "verified"]);
        expect(Buffer.from(cache.files.get(name) ?? []).equals(good)).toBe(true);
      }
    }
    // A true answer to another question is no answer either.
    await clientOf(log, { timeline: store, cache }).lookup(askedOf(6));
    cache.files.set(
      `log.test/${lookupPath(5)}`,
      cache.files.get(`log.test/${lookupPath(6)}`) ?? new Uint8Array(),
    );
    expect(await clientOf(log, { timeline: store, cache }).lookup(askedOf(5))).toMatchObject({
      kind: "verified",
      id: 5,
    });
  });
});

describe("the flaws of 2026", () => {
  // CVE-2026-42501: an answer without the line that was asked for was taken for consent.
  test("a record that lacks the asked line is refused, however well it is proven", async () => {
    const odd = await server.make();
    const texts: Record<string, string> = {
      "m.test/a": "m.test/b v1.0.0 h1:b=\nm.test/b v1.0.0/go.mod h1:b=\n",
      "m.test/c": "m.test/c v1.0.1 h1:c=\nm.test/c v1.0.1/go.mod h1:c=\n",
      "m.test/d": "m.test/d v1.0.0/go.mod h1:d=\n",
      "m.test/e": "m.test/e v1.0.0 h2:e=\n",
      "m.test/f": "anything at all\n",
      "m.test/g": "m.test/g v1.0.0 h1:g= \n",
    };
    await odd.add(...Object.entries(texts).map(([path, text]) => ({ path, version: "v1.0.0", text })));
    for (const path of Object.keys(texts)) {
      const store = createMemoryTimelineStore();
      const outcome = await clientOf(odd, { timeline: store }).lookup({ path, version: "v1.0.0" });
      expect([path, wordsOf(outcome)]).toEqual([path, "contradicted: absent-line"]);
      expect(store.evidence.join("\n")).toContain(`has no h1 for ${path} v1.0.0`);
    }
    const mod = await clientOf(odd).lookup({ path: "m.test/d", version: "v1.0.0", isGoMod: true });
    expect(mod).toMatchObject({ kind: "verified", hash: "h1:d=" });
  });

  test("a record with two hashes for one thing is refused", async () => {
    const odd = await server.make();
    await odd.add({
      path: "m.test/a",
      version: "v1.0.0",
      text: "m.test/a v1.0.0 h1:a=\nm.test/a v1.0.0 h1:b=\n",
    });
    const outcome = await clientOf(odd).lookup({ path: "m.test/a", version: "v1.0.0" });
    expect(wordsOf(outcome)).toBe("contradicted: two-hashes");
  });

  // CVE-2026-56864: the whole answer was searched for the line, not only the record that is in the log.
  test("lines outside of the record count for nothing, even where the log signed them", async () => {
    const honest = await server.make();
    await honest.add({ path: "m.test/good", version: "v1.0.0", text: "m.test/good v1.0.0 h1:good=\n" });
    const bad = "m.test/bad v1.0.0 h1:evil=\n";
    const good = await honest.reader("lookup/m.test/good@v1.0.0");
    if (good.kind !== "answered") throw new Error(good.reason);
    const [record = "", head = "", ...signatures] = new TextDecoder().decode(good.bytes).split("\n\n");
    const signed = new TextDecoder().decode(await honest.sign(`${head}\n${bad}`));
    const signedBefore = new TextDecoder().decode(await honest.sign(`${bad}\n${head}\n`));
    const answers: Record<string, [string, string]> = {
      "in the signed text, after the tree head": [`${record}\n\n${signed}`, "absent-line"],
      "in the signed text, before the tree head": [`${record}\n\n${signedBefore}`, "malformed-head"],
      "after the signatures": [`${record}\n\n${head}\n\n${signatures.join("\n\n")}${bad}`, "malformed-note"],
      "between record and tree head": [
        `${record}\n\n${bad}\n${head}\n\n${signatures.join("\n\n")}`,
        "bad-signature",
      ],
      "before the record": [`${bad}${record}\n\n${head}\n\n${signatures.join("\n\n")}`, "malformed-answer"],
    };
    for (const [place, [answer, kind]] of Object.entries(answers)) {
      const reader: LogReader = async (path) =>
        path === "lookup/m.test/bad@v1.0.0"
          ? { kind: "answered", status: 200, bytes: new TextEncoder().encode(answer) }
          : honest.reader(path);
      const outcome = await clientOf(honest, { reader }).lookup({ path: "m.test/bad", version: "v1.0.0" });
      expect([place, wordsOf(outcome)]).toEqual([place, `contradicted: ${kind}`]);
    }
  });

  // CVE-2026-56865: the tree of 700 has six subtrees in two tiles, and tiles were checked from the sixth on.
  test("a forged record with a leaf to fit in a tile that is not of the edge is refused", async () => {
    const forged = recordOf(5, " forged");
    const leaf = new Bun.CryptoHasher("sha256")
      .update(Buffer.concat([Buffer.from([0]), Buffer.from(forged.text)]))
      .digest();
    const reader = alter(log.reader, (path, bytes) => {
      if (path === lookupPath(5))
        return rewrite(bytes, (text) => text.replace(recordOf(5).text, forged.text));
      return path === "tile/8/0/000"
        ? new Uint8Array(Buffer.from(bytes).fill(leaf, 5 * 32, 6 * 32))
        : undefined;
    });
    expect(wordsOf(await clientOf(log, { reader }).lookup(askedOf(5)))).toBe("contradicted: bad-tile");
  });
});

describe("a log with two histories", () => {
  test.each([
    ["longer than", 60],
    ["as long as", 50],
    ["shorter than", 45],
  ])("is found out when the second is %s the first, and both heads are kept with a proof that convicts it", async (_how, size) => {
    const first = await logOf(50);
    const second = await logOf(size, { like: first, from: 40, salt: " other" });
    const [store, cache] = [createMemoryTimelineStore(), createMemoryCache()];
    expect((await clientOf(first, { timeline: store, cache }).lookup(askedOf(3))).kind).toBe("verified");

    // A shorter log has no tiles of the longer one: those that were kept prove that it lies.
    const client = clientOf(second, { timeline: store, cache });
    const outcome = await client.lookup(askedOf(41));
    expect(wordsOf(outcome)).toBe("contradicted: fork");
    const fork = "contradiction" in outcome ? outcome.contradiction.fork : undefined;
    if (!fork) throw new Error("No evidence");
    expect(checkForkEvidence(fork, first.key)).toBe(true);
    expect(fork.proof.length > 0).toBe(size !== 50);
    for (const part of [
      fork.older.trimEnd().split("\n").at(-1) ?? "?",
      fork.newer.split("\n")[2] ?? "?",
      ...fork.proof,
    ]) {
      expect(store.evidence.join("\n")).toContain(part);
    }
    // Neither does the timeline move, nor is anything of that log believed any more: even records that both share.
    expect(await storedSize(store, first)).toBe(50);
    for (const n of [3, 4, 5]) expect(wordsOf(await client.lookup(askedOf(n)))).toBe("contradicted: fork");
    expect(store.evidence).toHaveLength(1);
    // Nor in the next run, where the first history is shown again; without the evidence all begins anew.
    const next = clientOf(first, { timeline: store, cache });
    expect(wordsOf(await next.lookup(askedOf(3)))).toBe("contradicted: fork");
    expect(store.evidence).toHaveLength(1);
    const anew = clientOf(first, { timeline: createMemoryTimelineStore(), cache });
    expect((await anew.lookup(askedOf(3))).kind).toBe("verified");
  });

  test("evidence that does not convict is no evidence", async () => {
    const first = await logOf(50);
    const second = await logOf(60, { like: first, from: 40, salt: " other" });
    const store = createMemoryTimelineStore();
    await clientOf(first, { timeline: store }).lookup(askedOf(3));
    const outcome = await clientOf(second, { timeline: store }).lookup(askedOf(41));
    const fork = "contradiction" in outcome ? outcome.contradiction.fork : undefined;
    if (!fork) throw new Error("No evidence");
    expect(checkForkEvidence(fork, log.key)).toBe(false);
    expect(checkForkEvidence({ ...fork, newer: fork.older }, first.key)).toBe(false);
    expect(checkForkEvidence({ ...fork, proof: fork.proof.slice(1) }, first.key)).toBe(false);
    expect(checkForkEvidence({ ...fork, proof: ["AAAA", ...fork.proof.slice(1)] }, first.key)).toBe(false);
    expect(checkForkEvidence({ ...fork, prefixHash: fork.older.split("\n")[2] ?? "" }, first.key)).toBe(
      false,
    );
    const grown = new TextDecoder().decode((await growthOf(first)).note);
    expect(checkForkEvidence({ ...fork, newer: grown }, first.key)).toBe(false);
  });

  async function growthOf(first: GoLog): Promise<{ note: Uint8Array }> {
    await first.add(...recordsOf(50, 60));
    const answer = await first.reader("latest");
    if (answer.kind !== "answered") throw new Error(answer.reason);
    return { note: answer.bytes };
  }

  test("is found out by two clients that began apart and share a timeline", async () => {
    const first = await logOf(50);
    const second = await logOf(60, { like: first, from: 40, salt: " other" });
    const store = createMemoryTimelineStore();
    let isAsked = false;
    // The second client has read an empty timeline when the first one writes to it.
    const slow: TimelineStore = {
      ...store,
      async replace(name, expected, next) {
        if (!isAsked) {
          isAsked = true;
          expect((await clientOf(first, { timeline: store }).lookup(askedOf(3))).kind).toBe("verified");
        }
        return store.replace(name, expected, next);
      },
    };
    expect(wordsOf(await clientOf(second, { timeline: slow }).lookup(askedOf(41)))).toBe(
      "contradicted: fork",
    );
    expect(await storedSize(store, first)).toBe(50);
  });

  test("that grows honestly is followed by two clients at once to the newest head", async () => {
    const growing = await logOf(20);
    const store = createMemoryTimelineStore();
    const clients = Array.from({ length: 4 }, () => clientOf(growing, { timeline: store }));
    for (let size = 20; size <= 100; size += 20) {
      const outcomes = await Promise.all(
        clients.flatMap((client) => [0, size - 1].map((n) => client.lookup(askedOf(n)))),
      );
      expect(outcomes.filter(({ kind }) => kind !== "verified")).toEqual([]);
      expect(await storedSize(store, growing)).toBe(size);
      await growing.add(...recordsOf(size, size + 20));
    }
  });
});

describe("a log that goes back", () => {
  test("to an older head that it has signed once does not move the timeline, and shows both heads", async () => {
    const growing = await logOf(30);
    const old = await growing.reader("latest");
    await growing.add(...recordsOf(30, 70));
    const store = createMemoryTimelineStore();
    expect(await clientOf(growing, { timeline: store }).readHead()).toMatchObject({
      kind: "verified",
      head: { head: { size: 70 } },
    });
    const rewound: LogReader = async (path) => (path === "latest" ? old : growing.reader(path));
    const outcome = await clientOf(growing, { timeline: store, reader: rewound }).readHead();
    expect(outcome).toMatchObject({
      kind: "behind",
      shown: { head: { size: 30 } },
      newest: { head: { size: 70 } },
    });
    if (outcome.kind !== "behind") throw new Error(outcome.kind);
    const { evidence, shown, newest } = outcome;
    const proof = evidence.proof.flatMap((line) => parseHash(line) ?? []);
    expect(checkGrowth(proof, { head: newest.head, older: shown.head })).toBe(true);
    // It proves that the log had come further, and not that it has two histories.
    expect(checkForkEvidence(evidence, growing.key)).toBe(false);
    expect(store.evidence).toHaveLength(1);
    for (const part of ["behind: 30 records are shown where 70 were shown before", ...evidence.proof]) {
      expect(store.evidence[0]).toContain(part);
    }
    expect(await storedSize(store, growing)).toBe(70);
  });

  test("and forgets records cannot take them back: what was proven stays proven by the remembered head", async () => {
    const growing = await logOf(30);
    await growing.add(...recordsOf(30, 70));
    const [store, cache] = [createMemoryTimelineStore(), createMemoryCache()];
    await clientOf(growing, { timeline: store, cache }).lookup(askedOf(65));
    const rewound = await logOf(30, { like: growing });
    const client = clientOf(rewound, { timeline: store, cache });
    expect((await client.lookup(askedOf(65))).kind).toBe("verified");
    expect(wordsOf(await client.lookup(askedOf(66)))).toBe("unknown: not-found");
    expect(await storedSize(store, growing)).toBe(70);
  });

  test("and then another way is a fork", async () => {
    const growing = await logOf(70);
    const [store, cache] = [createMemoryTimelineStore(), createMemoryCache()];
    await clientOf(growing, { timeline: store, cache }).readHead();
    const rewound = await logOf(31, { like: growing, from: 30, salt: " other" });
    // Without the tiles of the newest tree nothing can be proven, and nothing is believed.
    expect(wordsOf(await clientOf(rewound, { timeline: store }).readHead())).toBe("unknown: refused");
    expect(store.evidence).toEqual([]);
    expect(wordsOf(await clientOf(rewound, { timeline: store, cache }).readHead())).toBe(
      "contradicted: fork",
    );
    expect(store.evidence).toHaveLength(1);
    expect(await storedSize(store, growing)).toBe(70);
  });
});
