import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { patterns } from "../../src/diagnose/patterns.gen.ts";
import { diagnoseText } from "./log-cases.ts";
import { readRealLogs, realLogsFolder, rebuiltLogsFolder } from "./real-logs.ts";

const folders = [
  ["logs that machines printed", realLogsFolder],
  ["logs written after real threads", rebuiltLogsFolder],
] as const;

for (const [title, folder] of folders) {
  const logs = readRealLogs(folder);
  const tuned = logs.filter(({ set, pattern }) => set === "tune" && pattern !== undefined);
  const unrelated = logs.filter(({ set, pattern }) => set === "tune" && pattern === undefined);

  describe(title, () => {
    test("are all in the index, with patterns that exist", () => {
      const files = readdirSync(folder).filter((name) => name !== "index.tsv");
      expect(logs.map(({ file }) => file).sort()).toEqual(files.sort());
      const known = new Set(patterns.map(({ id }) => id));
      expect(logs.filter(({ pattern }) => pattern !== undefined && !known.has(pattern))).toEqual([]);
    });

    test.each(tuned.map((log) => [log.file, log] as const))("%s has its first cause", async (_, log) => {
      const { diagnosis } = await diagnoseText(log.text);
      expect(diagnosis.causes[0]?.pattern.id).toBe(log.says ?? log.pattern ?? "");
    });

    test.each(
      unrelated.map((log) => [log.file, log] as const),
    )("%s has no cause above 0.3", async (_, log) => {
      const { diagnosis } = await diagnoseText(log.text);
      const loud = diagnosis.causes.filter(({ confidence }) => confidence > 0.3);
      expect(loud.map(({ pattern }) => pattern.id)).toEqual([]);
    });
  });
}
