import { expect, test } from "bun:test";
import { moduleVersionProblem } from "../../src/go/module-path.ts";
import { formatSumFile, parseSumFile } from "../../src/go/sumfile.ts";
import { sourceFromText } from "../../src/text/source-file.ts";
import { parseTxtar } from "../../src/text/txtar.ts";
import { readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const zipSums = readGoSource("cmd/go/internal/modfetch/zip_sum_test/testdata/zip_sums.csv")
  .split("\n")
  .map((line) => line.trim().split(","))
  .filter((cells) => cells.length >= 3)
  .map(([path = "", version = "", hash = ""]) => ({ path, version, hash, isGoMod: false }));

test("the published hashes of real modules are a sound go.sum, in Go's order", () => {
  const text = formatSumFile(zipSums.toReversed());
  const { lines, problems } = parseSumFile(sourceFromText({ path: "go.sum", text }));
  expect(problems).toEqual([]);
  expect(lines.length).toBe(new Set(zipSums.map(({ path, version }) => `${path}@${version}`)).size);
  for (const { path, version } of lines) {
    expect([path, version, moduleVersionProblem(path, version)]).toEqual([path, version, undefined]);
  }
  expect(formatSumFile(lines)).toBe(text);
  reportSuite("zip_sums.csv", lines.length);
});

test("ten thousand lines are read", () => {
  const many = Array.from({ length: 5 }, (_, at) =>
    zipSums.map((line) => ({ ...line, path: `${line.path}/x${at}` })),
  );
  const source = sourceFromText({ path: "go.sum", text: formatSumFile(many.flat()) });
  const { lines } = parseSumFile(source);
  expect(lines.length).toBeGreaterThan(10_000);
});

test("a malformed go.sum of Go's scripts is malformed here too", () => {
  const names = ["malformed_gosum_issue62345"];
  for (const name of names) {
    const script = parseTxtar(readGoSource(`cmd/go/testdata/script/${name}.txt`));
    const text = script.files.find((file) => file.name === "go.sum")?.text ?? "";
    const fatal = parseSumFile(sourceFromText({ path: "go.sum", text })).problems.find(
      ({ isFatal }) => isFatal,
    );
    const wanted = /go\.sum:(\d+): (wrong number of fields \d+)/.exec(script.comment.replaceAll("\\", ""));
    expect([name, `${fatal?.lineNumber}`, fatal?.reason]).toEqual([name, wanted?.[1] ?? "", wanted?.[2]]);
  }
  reportSuite("malformed go.sum", names.length);
});
