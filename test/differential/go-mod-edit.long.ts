/** Every go.mod of the corpus and many odd changes of them, read by the real go and by us. */
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
  files = await readModFiles(corpusModules());
}, 600_000);
afterAll(() => reportSuite(`go mod edit, whole (seed ${seed})`, cases));

test("we read every go.mod of the corpus as go does", async () => {
  for (const bytes of files) {
    cases++;
    expect(readByUs("mod", bytes)).toEqual(await readByGo("mod", bytes));
  }
}, 600_000);

test("we read thousands of odd files as go does, or refuse them in its words", async () => {
  for (const { kind, bytes, text } of oddFiles(files, { count: 10_000, pick })) {
    cases++;
    expect([text, readByUs(kind, bytes)]).toEqual([text, await readByGo(kind, bytes)]);
  }
}, 1_800_000);
