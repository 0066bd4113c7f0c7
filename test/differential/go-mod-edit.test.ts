/** Real go.mod files and odd changes of them, read by the real go and by us: a fresh sample each time. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { reportSuite } from "../conformance/report-suite.ts";
import { seededRandom } from "./file-lists.ts";
import { readByGo, readByUs } from "./go-mod-edit.ts";
import { corpusModules, oddFiles, readModFiles } from "./mod-file-corpus.ts";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
const pick = (count: number): number => Math.floor(random() * count);
let files: Uint8Array[] = [];
let cases = 0;
beforeAll(async () => {
  const modules = corpusModules();
  const sample = Array.from({ length: 12 }, () => modules[pick(modules.length)] ?? "");
  files = await readModFiles([...new Set(sample)]);
}, 120_000);
afterAll(() => reportSuite(`go mod edit (seed ${seed})`, cases));

test("we read published go.mod files as go does", async () => {
  for (const bytes of files) {
    cases++;
    expect(readByUs("mod", bytes)).toEqual(await readByGo("mod", bytes));
  }
}, 60_000);

test("we read odd go.mod and go.work files as go does, or refuse them in its words", async () => {
  for (const { kind, bytes, text } of oddFiles(files, { count: 200, pick })) {
    cases++;
    expect([text, readByUs(kind, bytes)]).toEqual([text, await readByGo(kind, bytes)]);
  }
}, 60_000);
