import { expect, test } from "bun:test";
import { decrementDecimal } from "../../src/go/decimal.ts";
import {
  compareGoVersions,
  isGoVersion,
  isLanguageVersion,
  languageVersion,
  parseGoVersion,
  previousLanguageVersion,
} from "../../src/go/go-version.ts";
import { compareModules, compareModuleVersions } from "../../src/go/module-order.ts";
import { isValidSemver } from "../../src/go/semver.ts";
import { goVersionOfToolchain } from "../../src/go/toolchain-name.ts";
import { flagOf, numberOf, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const gover = "cmd/go/internal/gover";

/** Runs every row of a table and returns how many there were. */
function each(file: string, table: string, check: (row: ReturnType<typeof rowsOf>[number]) => void): number {
  // The struct types of the tables of one package stand in gover_test.go.
  const types = file.startsWith(gover) ? readGoSource(`${gover}/gover_test.go`) : "";
  const rows = rowsOf(readGoVariable(readGoSource(file) + types, table));
  for (const row of rows) check(row);
  return rows.length;
}

function checkText(row: ReturnType<typeof rowsOf>[number], actual: string): void {
  expect([row.in, actual]).toEqual([row.in ?? "", textOf(row.out)]);
}

function checkFlag(row: ReturnType<typeof rowsOf>[number], actual: boolean): void {
  expect([row.in, actual]).toEqual([row.in ?? "", flagOf(row.out)]);
}

test("Go versions behave as in cmd/go/internal/gover and internal/gover", () => {
  let count = 0;
  for (const file of [`${gover}/gover_test.go`, "internal/gover/gover_test.go"]) {
    count += each(file, "compareTests", (row) => {
      const [a, b] = [textOf(row.in1), textOf(row.in2)];
      expect([a, b, Math.sign(compareGoVersions(a, b))]).toEqual([a, b, numberOf(row.out)]);
      expect([b, a, Math.sign(compareGoVersions(b, a))]).toEqual([b, a, 0 - numberOf(row.out)]);
    });
    count += each(file, "langTests", (row) => checkText(row, languageVersion(textOf(row.in))));
    count += each(file, "isLangTests", (row) => checkFlag(row, isLanguageVersion(textOf(row.in))));
    count += each(file, "isValidTests", (row) => checkFlag(row, isGoVersion(textOf(row.in))));
  }
  count += each(`${gover}/gover_test.go`, "prevTests", (row) => {
    checkText(row, previousLanguageVersion(textOf(row.in)));
  });
  const parts = ["major", "minor", "patch", "kind", "pre"] as const;
  count += each("internal/gover/gover_test.go", "parseTests", (row) => {
    const parsed = parseGoVersion(textOf(row.in));
    expect([row.in, parts.map((part) => parsed?.[part])]).toEqual([row.in ?? "", row.out ?? ""]);
  });
  reportSuite("gover", count);
});

test("module versions, go and toolchain included, are ordered as in cmd/go/internal/gover", () => {
  let count = each(`${gover}/mod_test.go`, "modCompareTests", (row) => {
    const [path, a, b] = [textOf(row.in1), textOf(row.in2), textOf(row.in3)];
    expect([path, a, b, Math.sign(compareModuleVersions(path, a, b))]).toEqual([
      path,
      a,
      b,
      numberOf(row.out),
    ]);
  });
  count += each(`${gover}/mod_test.go`, "modIsValidTests", (row) => {
    const [path, version] = [textOf(row.in1), textOf(row.in2)];
    const isValid =
      path === "go"
        ? isGoVersion(version)
        : path === "toolchain"
          ? goVersionOfToolchain(version) !== undefined
          : isValidSemver(version);
    expect([path, version, isValid]).toEqual([path, version, flagOf(row.out)]);
  });
  count += each(`${gover}/mod_test.go`, "modSortTests", (row) => {
    const list = [row.in, row.out].map((value) => {
      const call = value as { args: string[] };
      return (call.args[0] ?? "").split(";").map((item) => {
        const [path = "", version = ""] = item.trim().split(" ");
        return { path, version };
      });
    });
    expect([...(list[0] ?? [])].sort(compareModules)).toEqual(list[1] ?? []);
  });
  reportSuite("gover modules", count);
});

test("names of toolchains give Go versions as in cmd/go/internal/gover", () => {
  const count = each(`${gover}/toolchain_test.go`, "fromToolchainTests", (row) => {
    checkText(row, goVersionOfToolchain(textOf(row.in)) ?? "");
  });
  reportSuite("gover toolchains", count);
});

test("names behave as in go/version, which cuts a suffix only at a dash", () => {
  const file = "go/version/version_test.go";
  const strip = (name: string): string => goVersionOfToolchain(name) ?? "";
  let count = each(file, "compareTests", (row) => {
    const [a, b] = [textOf(row.in1), textOf(row.in2)];
    expect([a, b, Math.sign(compareGoVersions(strip(a), strip(b)))]).toEqual([a, b, numberOf(row.out)]);
  });
  count += each(file, "langTests", (row) => {
    const language = languageVersion(strip(textOf(row.in)));
    checkText(row, language && `go${language}`);
  });
  count += each(file, "isValidTests", (row) => checkFlag(row, isGoVersion(strip(textOf(row.in)))));
  reportSuite("go/version", count);
});

test("decimals of any length count down as in internal/gover", () => {
  expect(decrementDecimal("40000000000000000")).toBe("39999999999999999");
});
