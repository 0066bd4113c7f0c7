import { expect, test } from "bun:test";
import { sampleReport } from "./_sample-report.ts";
import { formatGithub } from "./github.ts";
import { formatSarif } from "./sarif.ts";
import { underPrefix } from "./under-prefix.ts";

test("every path that a forge reads begins at the root of the repository, and lines stay", () => {
  const plain = sampleReport();
  const moved = underPrefix(plain, "services/api/");
  const placesOf = (text: string): string[] =>
    [...text.matchAll(/::\w+ file=(.*?),line=(\d+)/g)].map(([place]) => place);
  expect(placesOf(formatGithub(moved))).toEqual(
    placesOf(formatGithub(plain)).map((place) => place.replace("file=", "file=services/api/")),
  );
  const uris = [...formatSarif(moved).matchAll(/"uri": "(.*?)"/g)].map(([, uri = ""]) => uri);
  expect(uris.length).toBeGreaterThan(0);
  expect(uris.filter((uri) => !uri.startsWith("services/api/"))).toEqual([]);
});

test("without a prefix the report is the same", () => {
  const report = sampleReport();
  expect(underPrefix(report, "")).toBe(report);
  expect(underPrefix(report, undefined)).toBe(report);
});
