import { expect, test } from "bun:test";
import { UserError } from "../finding/user-error.ts";
import type { InspectedProgram } from "../report/inspect-report.ts";
import { formatSbom } from "./inspect-sbom.ts";

const choice = { uses: "go", because: "CGO_ENABLED=0" };
const program: InspectedProgram = {
  file: "bin/ledger",
  sizeBytes: 1,
  sha256: "8f3c".repeat(16),
  format: "elf",
  platform: null,
  unknown: null,
  linkage: null,
  go: {
    version: "go1.25.3",
    path: "example.com/ledger",
    main: { path: "example.com/ledger", version: "v1.4.2", sum: "" },
    deps: [],
    settings: [],
    race: false,
    trimpath: true,
    tags: [],
    vcs: null,
    godebug: {},
    cgo: false,
    dns: choice,
    users: choice,
    certificates: "none",
    zones: "none",
  },
};

const timeOf = (epoch: string): string | undefined => {
  const now = (): Date => new Date("2026-11-22T00:00:00Z");
  const text = formatSbom("cyclonedx", [program], { now, environment: { SOURCE_DATE_EPOCH: epoch } });
  return /"timestamp": "([^"]+)"/.exec(text)?.[1];
};

test("a bill of materials has the time of SOURCE_DATE_EPOCH, and none where that is no time", () => {
  expect(timeOf("0")).toBe("1970-01-01T00:00:00Z");
  expect(timeOf("1700000000")).toBe("2023-11-14T22:13:20Z");
  expect(timeOf("")).toBe("2026-11-22T00:00:00Z");
  for (const epoch of ["abc", "-1", "1.5", "1e9", " 1", "253402300800", "9".repeat(300)])
    expect(() => timeOf(epoch)).toThrow(UserError);
});
