import { afterAll, beforeAll, expect, test } from "bun:test";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { seededRandom } from "./file-lists.ts";
import { readByGo, readByUs } from "./go-mod-edit.ts";
import { corpusModules, oddFiles, readModFiles } from "./mod-file-corpus.ts";

/**
 * Compares what go and we read in published go.mod files, and in odd changes of them: in all files of the corpus, or
 * in as many of them as `sampleSize` says.
 */
export function goModEditSuite(suite: {
  readonly name: string;
  readonly sampleSize?: number;
  readonly oddFiles: number;
  readonly timeoutMs: number;
}): void {
  const seed = seedOfRun();
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  let files: Uint8Array[] = [];
  let cases = 0;
  beforeAll(async () => {
    const modules = corpusModules();
    const sample = Array.from({ length: suite.sampleSize ?? 0 }, () => modules[pick(modules.length)] ?? "");
    files = await readModFiles(suite.sampleSize === undefined ? modules : [...new Set(sample)]);
  }, suite.timeoutMs);
  afterAll(() => reportSuite(`${suite.name} (seed ${seed})`, cases));

  test(
    "we read published go.mod files as go does",
    async () => {
      for (const bytes of files) {
        cases++;
        expect(readByUs("mod", bytes)).toEqual(await readByGo("mod", bytes));
      }
    },
    suite.timeoutMs,
  );

  test(
    "we read odd go.mod and go.work files as go does, or refuse them in its words",
    async () => {
      for (const { kind, bytes, text } of oddFiles(files, { count: suite.oddFiles, pick })) {
        cases++;
        expect([text, readByUs(kind, bytes)]).toEqual([text, await readByGo(kind, bytes)]);
      }
    },
    suite.timeoutMs,
  );
}
