/**
 * Throws damaged input at everything that reads trees: git's index, zip and tar files, ignore files,
 * text archives. Nothing may throw what its contract does not name, nothing may take a second. Over 300 lines
 * because every reader has its own damage.
 *
 *   bun test ./test/fuzz/tree.long.ts      BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it
 */
import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { formatTxtar, parseTxtar } from "../../src/text/txtar.ts";
import { ArchiveError } from "../../src/workspace/tree/archive-error.ts";
import { createArchiveTree } from "../../src/workspace/tree/archive-tree.ts";
import { createDockerIgnore } from "../../src/workspace/tree/docker-ignore.ts";
import { createGitAttributes, parseAttributeLines } from "../../src/workspace/tree/git-attributes.ts";
import { parseGitIndex } from "../../src/workspace/tree/git-index.ts";
import { parseIgnoreLines } from "../../src/workspace/tree/ignore-lines.ts";
import { createIgnoreRules } from "../../src/workspace/tree/ignore-rules.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";
import { createRandom, createScratch } from "../../src/workspace/tree/scratch-repository.ts";
import { freshSeed } from "../seed-of-run.ts";
import { cpuMs } from "./damage.ts";

const seed = freshSeed();
const runs = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 20_000);
const slowMs = 1000;
const wait = 600_000;
console.log(`trees: ${runs} inputs per reader, seed ${seed}`);

const scratch = createScratch();
afterAll(() => scratch.remove());
scratch.git(["init", "-q"]);
for (let index = 0; index < 12; index++)
  scratch.write(`d${index % 3}/f${index}.go`, `package f${index}\n`.repeat(index * 9));
scratch.write("run.sh", "#!/bin/sh\n", 0o755);
scratch.write(`long/${"n".repeat(120)}/é.txt`, "x");
Bun.spawnSync(["ln", "-s", "run.sh", join(scratch.folder, "link")]);
scratch.git(["add", "."]);
scratch.git(["commit", "-q", "-m", "one"]);

/** Changes some bytes, cuts, doubles or drops a piece. */
function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let changed = Buffer.from(bytes);
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(changed.length);
    const kind = random(8);
    if (kind < 4) changed[at] = [0, 1, 0x7f, 0x80, 0xff, random(256), random(256)][random(7)] ?? 0;
    else if (kind === 4) changed = changed.subarray(0, at);
    else if (kind === 5)
      changed = Buffer.concat([changed.subarray(0, at), changed.subarray(at + random(40))]);
    else if (kind === 6)
      changed = Buffer.concat([changed.subarray(0, at), changed.subarray(Math.max(0, at - random(80)))]);
    else if (at + 4 <= changed.length)
      changed.writeUInt32LE([0, 0xffffffff, 0x7fffffff, random(70_000)][random(4)] ?? 0, at);
    if (changed.length === 0) return changed;
  }
  return changed;
}

/** Runs one input, and fails when it takes too long. */
function timed(work: () => void, describeInput: () => string): void {
  const started = cpuMs();
  try {
    work();
  } catch (error) {
    throw new Error(`seed ${seed}: ${describeInput()}`, { cause: error });
  }
  const took = cpuMs() - started;
  if (took > slowMs) throw new Error(`seed ${seed}: took ${took.toFixed(0)} ms: ${describeInput()}`);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

describe("damaged git indexes", () => {
  for (const version of [2, 4])
    test(
      `of version ${version} give entries or a reason`,
      () => {
        scratch.git(["update-index", `--index-version=${version}`]);
        const original = readFileSync(join(scratch.folder, ".git/index"));
        const random = createRandom(seed + version);
        let readable = 0;
        for (let run = 0; run < runs; run++) {
          const body = mutate(original.subarray(0, original.length - 20), random);
          const signed = Buffer.concat([body, createHash("sha1").update(body).digest()]);
          timed(
            () => {
              const result = parseGitIndex(signed);
              if (!result.ok) return expect(result.reason.length).toBeGreaterThan(5);
              readable++;
              for (const entry of result.index.entries)
                if (entry.path === "") throw new Error("a path is empty");
            },
            () => base64(signed),
          );
        }
        expect(readable).toBeGreaterThan(runs / 100);
      },
      wait,
    );
});

describe("damaged archives", () => {
  for (const format of ["zip", "tar", "tar.gz"])
    test(
      `of the ${format} kind are refused in one line or read`,
      () => {
        const original = scratch.git([
          "archive",
          `--format=${format}`,
          "--prefix=example.com/a@v1.0.0/",
          "HEAD",
        ]);
        const random = createRandom(seed);
        let readable = 0;
        for (let run = 0; run < runs; run++) {
          const damaged = mutate(original, random);
          if (format === "tar") signTar(damaged);
          timed(
            () => {
              if (readAll(damaged)) readable++;
            },
            () => base64(damaged),
          );
        }
        console.log(`${format}: ${readable} of ${runs} damaged files could still be opened`);
        if (format !== "tar.gz") expect(readable).toBeGreaterThan(runs / 100);
      },
      wait,
    );
});

function readAll(bytes: Uint8Array): boolean {
  try {
    const tree = createArchiveTree(bytes, { name: "damaged" });
    for (const { path } of tree.entries) {
      if (path === "" || path.startsWith("/") || path.split("/").includes(".."))
        throw new Error(`dangerous path ${path}`);
      tree.read(path);
      tree.isIgnored(path);
    }
    return true;
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.message.includes("\n")) throw error;
    return false;
  }
}

/** Puts right sums into the headers, so that damage reaches what lies behind the sum. */
function signTar(bytes: Uint8Array): void {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    if (Buffer.from(bytes.buffer, bytes.byteOffset + at + 257, 5).toString("latin1") !== "ustar") continue;
    bytes.fill(0x20, at + 148, at + 156);
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    bytes.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), at + 148);
  }
}

const glob = fc
  .array(
    fc.constantFrom(
      "a",
      "b",
      "/",
      "*",
      "**",
      "**/",
      "?",
      "[",
      "]",
      "[a-z]",
      "[!a]",
      "[[:alpha:]]",
      "\\",
      "!",
      " ",
      "#",
      "\n",
      "\r\n",
      "é",
      "\0",
      "\ud800",
      ".",
      "..",
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
const text = fc.oneof(glob, fc.string({ unit: "binary", maxLength: 200 }));
const somePath = fc
  .array(fc.constantFrom("a", "b", "ab", "é", "x.go", "a b", "\ud83d\ude00", "[z]", "vendor"), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join("/"));

const check = (property: fc.IProperty<unknown[]>): void => fc.assert(property, { seed, numRuns: runs });

describe("any text", () => {
  test(
    "is a gitignore file, whose lines stand where their spans say",
    () => {
      check(
        fc.property(text, somePath, (patterns, path) => {
          for (const line of parseIgnoreLines(patterns)) {
            const written = patterns.slice(line.span.start, line.span.end);
            expect(written).toBe((line.isNegated ? "!" : "") + line.pattern);
          }
          timed(
            () => {
              const rules = createIgnoreRules(() => patterns);
              expect(rules.isIgnored(path, false)).toBe(
                createIgnoreRules(() => patterns).isIgnored(path, false),
              );
              // What lies in an ignored folder is ignored.
              if (rules.isIgnored(path, true)) expect(rules.isIgnored(`${path}/inside`, false)).toBe(true);
            },
            () => JSON.stringify([patterns, path]),
          );
        }),
      );
    },
    wait,
  );

  test(
    "is a dockerignore and a gitattributes file",
    () => {
      check(
        fc.property(text, somePath, (patterns, path) => {
          timed(
            () => {
              createDockerIgnore(patterns).isIgnored(path);
              createGitAttributes(new Map([["", patterns]])).get(path, "text");
              for (const { span } of parseAttributeLines(patterns))
                expect(span.end).toBeLessThanOrEqual(patterns.length);
            },
            () => JSON.stringify([patterns, path]),
          );
        }),
      );
    },
    wait,
  );

  test(
    "is a text archive, and what is printed reads back",
    () => {
      const archive = fc
        .array(
          fc.constantFrom("-- a --", "-- ", " --", "--", "\n", "\n", "\r\n", "a", "-- b/c.go --\n", "é"),
          { maxLength: 30 },
        )
        .map((parts) => parts.join(""));
      check(
        fc.property(fc.oneof(archive, text), (source) => {
          const parsed = parseTxtar(source);
          const printed = formatTxtar(parsed);
          const again = parseTxtar(printed);
          const plain = (one: typeof parsed): unknown => [
            one.comment,
            one.files.map((file) => [file.name, file.text]),
          ];
          expect(plain(again)).toEqual(plain(parsed));
          expect(formatTxtar(again)).toBe(printed);
          for (const file of parsed.files) {
            const content = source.slice(file.span.start, file.span.end);
            expect([content, `${content}\n`]).toContain(file.text);
            expect(source.slice(file.marker.start, file.marker.end)).toContain(file.name);
          }
        }),
      );
    },
    wait,
  );

  test(
    "may be the targets of links, and following them ends",
    () => {
      const target = fc
        .array(fc.constantFrom("a", "b", "c", "..", ".", "/", "d/e"), { minLength: 1, maxLength: 6 })
        .map((parts) => parts.join("/"));
      check(
        fc.property(
          fc.dictionary(fc.constantFrom("a", "b", "c", "d/e", "d/f"), target),
          somePath,
          (links, path) => {
            const tree = createMemoryTree({ "x.go": "package x" }, { links });
            timed(
              () => {
                for (const entry of tree.entries) tree.read(entry.path);
                tree.read(path);
              },
              () => JSON.stringify(links),
            );
          },
        ),
      );
    },
    wait,
  );
});
