/** What build constraints do beyond selecting files, shown by the local go command. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { languageOfFile } from "../../src/go/file-language.ts";
import { scanGoHeader } from "../../src/go/go-header.ts";
import { vetRefusesPlusBuild } from "../../src/go/vet-build-tags.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { writeFiles } from "../write-files.ts";
import { localToolchain } from "./file-lists.ts";
import { runGo } from "./go-command.ts";

const { minor } = await localToolchain();
const encoder = new TextEncoder();
const folders: string[] = [];
let cases = 0;
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  reportSuite("build-tags", cases);
});

function writeModule(goLine: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "build-tags-"));
  folders.push(folder);
  writeFileSync(join(folder, "go.mod"), `module m\n\ngo ${goLine}\n`);
  writeFiles(folder, files);
  return folder;
}

/** The first message about each package's file x.go. */
function byPackage(stderr: string): Map<string, string> {
  const messages = new Map<string, string>();
  for (const [, name = "", message = ""] of stderr.matchAll(/^(?:\.\/)?(p\d+)\/x\.go:\d+:\d+: (.*)$/gm)) {
    if (!messages.has(name)) messages.set(name, message);
  }
  return messages;
}

describe("the language version of a file", () => {
  const heads = [
    "",
    "//go:build go1.18",
    "//go:build go1.21",
    "//go:build go1.22",
    "//go:build go1.24",
    "//go:build go1.16 || linux",
    "//go:build go1.16 && go1.23",
    "//go:build !go1.99",
    "// +build go1.16",
  ];
  for (const goLineMinor of [18, 20, 21, 22, 24]) {
    test(`a module at go 1.${goLineMinor} ranges over numbers where we say 1.22 or later`, async () => {
      const files = heads.map((head, index) => [
        `p${index}/x.go`,
        `${head}\n\npackage p\n\nfunc F() {\n\tfor range 3 {\n\t}\n}\n`,
      ]);
      const folder = writeModule(`1.${goLineMinor}`, Object.fromEntries(files));
      const { stderr } = await runGo(["build", "./..."], { folder, environment: { GOPROXY: "off" } });
      const failed = byPackage(stderr);
      for (const [index, head] of heads.entries()) {
        cases++;
        const line = scanGoHeader(encoder.encode(`${head}\n\npackage p\n`)).constraintLines[0];
        const goBuild = line?.kind === "go:build" && line.result.ok ? line.result.constraint : undefined;
        const language = languageOfFile({ goBuild, goLineMinor, toolchainMinor: minor });
        expect({ head, compiles: !failed.has(`p${index}`) }).toEqual({
          head,
          compiles: language.minor >= 22,
        });
      }
    }, 30_000);
  }
});

describe("vet's check of +build lines", () => {
  const headers: [goBuild: string, ...plusBuild: string[]][] = [
    ["linux", "linux"],
    ["linux", "darwin"],
    ["linux || darwin", "linux darwin"],
    ["linux || darwin", "darwin linux"],
    ["linux && (amd64 || arm64)", "linux", "amd64 arm64"],
    ["linux && (amd64 || arm64)", "amd64 arm64", "linux"],
    ["linux && !cgo", "linux,!cgo"],
    ["linux && !cgo", "linux", "!cgo"],
    ["!(linux && cgo)", "!linux !cgo"],
    ["x || (linux && (y || (z && w)))", "x"],
    ["linux"],
  ];

  test("refuses exactly what we say", async () => {
    const texts = headers.map(([goBuild, ...plusBuild]) =>
      [`//go:build ${goBuild}`, ...plusBuild.map((text) => `// +build ${text}`), "", "package p", ""].join(
        "\n",
      ),
    );
    const files = texts.flatMap((text, index) => [
      [`p${index}/x.go`, text],
      // Vet looks at files that are not built as well, as long as the package has one that is.
      [`p${index}/y.go`, "package p\n"],
    ]);
    const folder = writeModule("1.21", Object.fromEntries(files));
    const { stderr } = await runGo(["vet", "./..."], { folder, environment: { GOPROXY: "off" } });
    const messages = byPackage(stderr);
    for (const [index, text] of texts.entries()) {
      cases++;
      const lines = scanGoHeader(encoder.encode(text)).constraintLines;
      const of = (kind: string) =>
        lines.flatMap((line) => (line.kind === kind && line.result.ok ? [line.result.constraint] : []));
      const [goBuild] = of("go:build");
      const message = goBuild && vetRefusesPlusBuild(goBuild, of("+build"));
      const theirs = messages.get(`p${index}`);
      expect({ text, isRefused: theirs !== undefined }).toEqual({ text, isRefused: message !== undefined });
      if (message !== undefined) expect(theirs).toContain(message);
    }
  }, 30_000);
});
