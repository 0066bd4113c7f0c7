import { describe, expect, test } from "bun:test";
import type { ExaminedModule } from "./examine-module.ts";
import { type FaultKind, textsOf } from "./faults.ts";
import { judgeLog } from "./judge-log.ts";
import { type Found, judgeModule, type LogAnswer, type ModuleEvidence } from "./judge-module.ts";
import type { ModuleCheck, VendoredUse } from "./plan-checks.ts";

const module = { path: "m.test/a", version: "v1.0.0" };
const unknownLog: LogAnswer = { kind: "unknown", reason: "offline" };
const absent = { isFound: false, reason: "not in the module cache" } as const;
const proven = (zip: string, mod = "h1:mod"): LogAnswer => ({ kind: "proven", zip, mod });
const found = <Value>(value: Value): Found<Value> => ({
  isFound: true,
  value,
  from: "the module cache",
  isCache: true,
});
const zipOf = (
  h1: string,
  more: Partial<Extract<ExaminedModule, { ok: true }>> = {},
): Found<ExaminedModule> =>
  found({ ok: true, h1, files: 1, sizeBytes: 1, goMod: "h1:mod", tree: [], vendored: [], ...more });

const use: VendoredUse = {
  vendorFolder: "vendor",
  modulePath: "m.test/a",
  packageFolders: [""],
  goLine: "1.22",
  hasSum: true,
  file: "vendor/modules.txt",
  line: 1,
};

function judge(
  lines: readonly string[],
  evidence: Partial<ModuleEvidence>,
  vendored: readonly VendoredUse[] = [],
) {
  const sums = lines.map((hash, index) => ({
    file: "go.sum",
    line: index + 1,
    hash,
    isGoMod: hash === "h1:mod",
  }));
  const check: ModuleCheck = { ...module, sums, vendored };
  const verdict = judgeModule(check, { zip: absent, mod: absent, log: unknownLog, ...evidence });
  return {
    isVerified: verdict.isVerified,
    faults: verdict.faults.map(({ kind, harm, line }) =>
      [kind, harm, line].filter((part) => part !== undefined).join(" "),
    ),
    unknowns: verdict.unknowns.map(({ reason }) => reason),
  };
}

const nothing = { faults: [], unknowns: [] };

describe("a module is", () => {
  test("verified when its bytes equal go.sum or the log, and nothing else", () => {
    expect(judge(["h1:zip"], { zip: zipOf("h1:zip") })).toEqual({ isVerified: true, ...nothing });
    expect(judge(["h1:mod"], { mod: found("h1:mod") })).toEqual({ isVerified: true, ...nothing });
    expect(judge([], { zip: zipOf("h1:zip"), log: proven("h1:zip") })).toEqual({
      isVerified: true,
      ...nothing,
    });
    expect(judge([], { zip: zipOf("h1:zip") })).toEqual({ isVerified: false, ...nothing });
    // All that was asked for has to be seen: one of two is not enough.
    expect(judge(["h1:zip", "h1:mod"], { mod: found("h1:mod") }).isVerified).toBe(false);
    expect(judge(["h1:zip", "h1:mod"], { zip: zipOf("h1:zip") }).isVerified).toBe(false);
    expect(judge(["h1:mod"], { mod: found("h1:mod") }, [use]).isVerified).toBe(false);
    // The log alone has seen no bytes.
    expect(judge(["h1:zip"], { log: proven("h1:zip") })).toEqual({
      isVerified: false,
      faults: [],
      unknowns: ["not in the module cache"],
    });
  });

  test("not verified by a log that lies", () => {
    const log: LogAnswer = { kind: "refused", reason: "two trees" };
    expect(judge(["h1:zip"], { zip: zipOf("h1:zip"), log })).toEqual({ isVerified: false, ...nothing });
  });

  test("contradicted by the side that stands alone", () => {
    // Two sides: nobody can say which is wrong.
    expect(judge(["h1:other"], { zip: zipOf("h1:zip") }).faults).toEqual(["sum-differs 1"]);
    // Three sides: the one that differs is wrong.
    expect(judge(["h1:zip"], { zip: zipOf("h1:bad"), log: proven("h1:zip") }).faults).toEqual([
      "zip-poisoned",
    ]);
    expect(judge(["h1:bad"], { zip: zipOf("h1:zip"), log: proven("h1:zip") }).faults).toEqual([
      "sum-wrong 1",
    ]);
    expect(judge(["h1:bad"], { zip: zipOf("h1:bad"), log: proven("h1:zip") }).faults).toEqual([
      "sum-wrong 1",
      "zip-poisoned",
    ]);
    expect(judge([], { zip: zipOf("h1:bad"), log: proven("h1:zip") }).faults).toEqual(["zip-poisoned"]);
    expect(judge(["h1:mod"], { mod: found("h1:bad"), log: proven("h1:zip") }).faults).toEqual([
      "mod-poisoned",
    ]);
    expect(judge(["h1:mod"], { mod: found("h1:bad") }).faults).toEqual(["sum-differs S1 1"]);
  });

  test("damaged when go refuses its zip", () => {
    const zip = found<ExaminedModule>({ ok: false, reason: "it is cut off" });
    expect(judge(["h1:zip"], { zip })).toEqual({
      isVerified: false,
      faults: ["zip-damaged"],
      unknowns: ["it is cut off"],
    });
  });

  test("poisoned at the file that is wrong, once for all lines, and at the line where a proxy gave it", () => {
    const placesOf = (isCache: boolean, lines: readonly string[]): readonly unknown[] => {
      const sums = lines.map((hash, index) => ({ file: "go.sum", line: index + 1, hash, isGoMod: false }));
      const bad = { ...zipOf("h1:bad"), isCache };
      return judgeModule({ ...module, sums, vendored: [] }, { zip: bad, mod: absent, log: proven("h1:zip") })
        .faults.filter(({ kind }) => kind === "zip-poisoned")
        .map(({ file, line }) => [file, line]);
    };
    const zip = `GOMODCACHE/cache/download/${module.path}/@v/${module.version}.zip`;
    expect(placesOf(true, ["h1:zip", "h1:zip"])).toEqual([[zip, undefined]]);
    expect(placesOf(true, ["h1:forged"])).toEqual([[zip, undefined]]);
    expect(placesOf(false, ["h1:forged", "h1:zip"])).toEqual([["go.sum", 2]]);
    expect(placesOf(false, ["h1:forged"])).toEqual([[undefined, undefined]]);
  });

  test("told of in the words of its file: nothing tidies a go.work.sum", () => {
    const text = (kind: FaultKind, file: string): string => {
      const { title, remedy } = textsOf({ kind, module: "", version: "", file, message: "" });
      return `${title}: ${remedy}`;
    };
    expect(text("sum-wrong", "go.sum")).toContain("go mod tidy");
    for (const kind of ["sum-wrong", "sum-malformed", "sum-differs", "sum-conflict"] as const) {
      expect(text(kind, "a/go.work.sum")).not.toContain("go mod tidy");
      expect(text(kind, "a/go.work.sum")).toContain("go.work.sum");
      expect(text(kind, "a/go.work.sum")).not.toContain("go.sum");
    }
  });

  test("damaged at a proxy, from where no purge removes it", () => {
    const bad: ExaminedModule = { ok: false, reason: "it is cut off" };
    const remedyOf = (zip: Found<ExaminedModule>): string | undefined =>
      judgeModule({ ...module, sums: [], vendored: [] }, { zip, mod: absent, log: unknownLog }).faults[0]
        ?.remedy;
    expect(remedyOf(found(bad))).toBeUndefined();
    expect(remedyOf({ isFound: true, value: bad, from: "proxy.test", isCache: false })).toContain(
      "It came from proxy.test",
    );
  });

  test("verified by its extracted folder where there is no zip, and only then", () => {
    const folder = { hash: "h1:zip" };
    expect(judge(["h1:zip"], { folder })).toEqual({ isVerified: true, ...nothing });
    expect(judge(["h1:zip"], { folder: { hash: "h1:evil" } })).toEqual({
      isVerified: false,
      faults: ["tree-differs"],
      unknowns: ["not in the module cache"],
    });
    expect(judge(["h1:zip"], { folder: { reason: "no permission" } }).faults).toEqual(["tree-differs"]);
    // No file of vendor/ was compared with it.
    expect(judge(["h1:zip"], { folder }, [use]).isVerified).toBe(false);
  });

  test("verified with remarks that harm nothing", () => {
    const difference = { line: 1, quote: "", isLineEndings: true };
    const vendored = [[{ kind: "changed", name: "a.go", difference }]] as const;
    const verdict = judge(["h1:zip"], { zip: zipOf("h1:zip", { vendored }) }, [use]);
    expect(verdict).toEqual({ isVerified: true, faults: ["vendor-line-endings 1"], unknowns: [] });
  });

  test("not verified while its extracted copy differs", () => {
    const zip = zipOf("h1:zip", { tree: [{ kind: "changed", name: "a.go" }] });
    expect(judge(["h1:zip"], { zip })).toEqual({
      isVerified: false,
      faults: ["tree-file-changed"],
      unknowns: [],
    });
  });
});

describe("a vendored copy", () => {
  const vendored = [[{ kind: "changed", name: "a.go", expected: "1", actual: "2" }]] as const;
  test("is compared with a zip that go.sum or the log confirms", () => {
    expect(judge(["h1:zip"], { zip: zipOf("h1:zip", { vendored }) }, [use]).faults).toEqual([
      "vendor-file-changed",
    ]);
  });

  test("has no measure in a zip that is contradicted", () => {
    const { faults, unknowns } = judge(["h1:other"], { zip: zipOf("h1:zip", { vendored }) }, [use]);
    expect(faults).toEqual(["sum-differs 1"]);
    expect(unknowns.join()).toContain("have nothing to be compared with");
  });

  test("of a version that no go.sum has a hash of is a fault", () => {
    const { faults, unknowns } = judge([], { zip: zipOf("h1:zip", { vendored: [[]] }) }, [use]);
    expect(faults).toEqual(["sum-missing 1"]);
    expect(unknowns.join()).toContain("is confirmed by no line of go.sum");
  });
});

describe("the log's answers", () => {
  const asked = (count: number, answer: LogAnswer) =>
    Array.from({ length: count }, (_, index) => ({
      module: { path: `m.test/m${index}`, version: "v1.0.0" },
      answer,
    }));

  test("make one entry of one outage and of one lie, however many asked", () => {
    const { faults, unknowns } = judgeLog([
      ...asked(200, unknownLog),
      ...asked(30, { kind: "refused", reason: "two trees" }),
      ...asked(5, { kind: "private" }),
      ...asked(5, proven("h1:zip")),
    ]);
    expect(unknowns).toEqual([{ reason: "the log's hashes of 200 modules: offline" }]);
    expect(faults.map(({ kind, message }) => [kind, message])).toEqual([
      ["log-refused", "The checksum log cannot be believed, here and for 29 modules more: two trees"],
    ]);
  });

  test("name the module where only one is meant", () => {
    expect(judgeLog(asked(1, unknownLog)).unknowns).toEqual([
      { module: "m.test/m0", version: "v1.0.0", reason: "the log's hash of it: offline" },
    ]);
  });
});
