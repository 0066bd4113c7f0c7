import { expect, test } from "bun:test";
import { formatVerifyHuman } from "./verify-human.ts";
import type { VerifyFinding, VerifyReport } from "./verify-report.ts";

const hostile = "a\n::error::owned\r\u001b[2J\u2028\n1 module, 1 verified, nothing found.md";

test("names from outside make no line, no colour and no command of their own", () => {
  const finding: VerifyFinding = {
    kind: "vendor-file-added",
    harm: "S0",
    title: "a vendored file is in no module",
    remedy: "Learn who added it.",
    module: `m.test/${hostile}`,
    version: hostile,
    file: `vendor/${hostile}`,
    message: hostile,
  };
  const report: VerifyReport = {
    modules: 1,
    verified: 0,
    vendoredFiles: 1,
    findings: [finding],
    unknowns: [{ module: hostile, version: hostile, reason: hostile }],
    purged: { removed: [hostile], kept: [{ name: hostile, reason: hostile }] },
    elapsedMs: 1,
  };
  const text = formatVerifyHuman(report, { hasColor: false, width: 500 });
  expect(text).not.toContain("\u001b");
  const lines = text.split("\n").filter((line) => line !== "");
  expect(lines.filter((line) => line.startsWith("::") || line.startsWith("1 module"))).toEqual([
    "1 module, 0 verified, 1 vendored file, 1 finding, 1 unknown (0.0 s).",
  ]);
  expect(lines).toHaveLength(10);
  expect(text).toContain("    vendor/a\ufffd::error::owned\ufffd\ufffd[2J\ufffd\ufffd1 module");
});
