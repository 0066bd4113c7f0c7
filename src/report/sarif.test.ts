import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonValidator } from "../../scripts/json-schema.ts";
import { sampleReport } from "./_sample-report.ts";
import { formatSarif } from "./sarif.ts";

const empty = { findings: [], suppressed: [], hidden: [], unknowns: [], verdicts: [] };

describe("the SARIF report", () => {
  const schema = JSON.parse(
    readFileSync(
      join(import.meta.dir, "../../node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json"),
      "utf8",
    ),
  );
  const errorsOf = jsonValidator(schema);

  test.each([
    ["with findings", sampleReport()],
    ["without any", sampleReport(empty)],
  ])("%s is valid by the schema of SARIF 2.1.0", (_, report) => {
    expect(errorsOf(JSON.parse(formatSarif(report)))).toEqual([]);
  });

  test("the schema refuses a log without runs, so the test above can fail", () => {
    expect(errorsOf({ version: "2.1.0" })).not.toEqual([]);
  });

  test("holds each fix as replaced regions", () => {
    const [run] = JSON.parse(formatSarif(sampleReport())).runs;
    const [, first] = run.results;
    expect(first.fixes).toEqual([
      {
        description: { text: "Raise Go to 1.25" },
        artifactChanges: [
          {
            artifactLocation: { uri: "Dockerfile", uriBaseId: "REPOSITORY" },
            replacements: [
              {
                deletedRegion: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 24 },
                insertedContent: { text: "golang:1.25-alpine" },
              },
            ],
          },
        ],
      },
    ]);
  });

  test("names every rule, relates the other side, and carries fingerprints and suppressions", () => {
    const [run] = JSON.parse(formatSarif(sampleReport())).runs;
    expect(run.tool.driver.rules).toHaveLength(3);
    const found = run.results.find(
      (result: { ruleId: string }) => result.ruleId === "toolchain/go-older-than-module",
    );
    expect(run.tool.driver.rules[found.ruleIndex].id).toBe(found.ruleId);
    expect(found.relatedLocations[0].physicalLocation.artifactLocation.uri).toBe("go.mod");
    expect(found.partialFingerprints["breakwater/v1"]).toMatch(/^[0-9a-f]{32}$/);
    const suppressed = run.results.find((result: { suppressions?: unknown }) => result.suppressions);
    expect(suppressed.suppressions).toEqual([
      { kind: "inSource", status: "accepted", justification: "known, BW-7" },
    ]);
    expect(JSON.stringify(run.results)).toContain("deploy%20dir/Dockerfile");
  });
});
