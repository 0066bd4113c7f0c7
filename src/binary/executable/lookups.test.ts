import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainGo } from "../../../scripts/plain-go.ts";
import { openFileBlob } from "../../cli/file-blob.ts";
import { dnsLookup, userLookup } from "./lookups.ts";
import type { ProgramParts } from "./program-parts.ts";
import { findProgramParts } from "./program-parts.ts";
import { type GoBuild, readProgram } from "./read-program.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-lookups-"));
const canBuild = Bun.which("go") !== null && Bun.which("gcc") !== null && process.platform === "linux";

beforeAll(() => {
  writeFileSync(join(work, "go.mod"), "module x.test/lookups\n\ngo 1.21\n");
  const main =
    'package main\n\nimport (\n\t"net"\n\t"os/user"\n)\n\nfunc main() {\n\tnet.LookupHost("localhost")\n\tuser.Lookup("nobody")\n}\n';
  writeFileSync(join(work, "main.go"), main);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function verdictsOf(file: string): { dns: string; users: string } {
  const blob = openFileBlob(file);
  try {
    const program = readProgram(blob);
    if (!program.go || !program.executable) throw new Error(`${file}: ${program.reason}`);
    const question = {
      go: program.go,
      parts: findProgramParts(program.part, program.executable),
      os: "linux",
    };
    return { dns: dnsLookup(question).uses, users: userLookup(question).uses };
  } finally {
    blob.close();
  }
}

describe.skipIf(!canBuild)("the resolver that a program itself says it uses", () => {
  test.each([
    ["cgo off", "0", [], "go", "go"],
    ["cgo on", "1", [], "either", "system"],
    ["cgo on, stripped", "1", ["-ldflags=-s -w"], "either", "system"],
    ["netgo", "1", ["-tags=netgo"], "go", "system"],
    ["netgo and osusergo", "1", ["-tags=netgo,osusergo"], "go", "go"],
    ["netcgo", "1", ["-tags=netcgo"], "system", "system"],
  ] as const)("%s", (name, CGO_ENABLED, words, dns, users) => {
    const file = join(work, name.replaceAll(" ", "-"));
    const done = Bun.spawnSync(["go", "build", ...words, "-o", file, "."], {
      cwd: work,
      env: plainGo({ CGO_ENABLED }),
    });
    expect(done.stderr.toString()).toBe("");
    expect(verdictsOf(file)).toEqual({ dns, users });
    const said = Bun.spawnSync([file], { env: { GODEBUG: "netdns=1" } }).stderr.toString();
    const spoken = said.includes("dynamic selection")
      ? "either"
      : said.includes("using the cgo DNS")
        ? "system"
        : said.includes("using the Go DNS")
          ? "go"
          : said;
    expect(spoken).toBe(dns);
  });
});

describe("what decides", () => {
  const parts: ProgramParts = {
    hasResolver: true,
    hasSystemResolver: true,
    hasUsers: true,
    hasSystemUsers: true,
    hasCgo: true,
    hasPlugins: false,
    hasSystemRoots: false,
    hasOwnRoots: false,
    hasZones: false,
    hasOwnZones: false,
    os: undefined,
  };
  const go = (settings: Readonly<Record<string, string>>, version = "go1.26.0"): GoBuild => ({
    version,
    info: {
      path: "x",
      main: undefined,
      deps: [],
      settings: Object.entries(settings).map(([key, value]) => ({ key, value })),
    },
  });

  test.each([
    ["the program's own GODEBUG", go({ DefaultGODEBUG: "panicnil=1,netdns=go+2" }), "linux", "go"],
    ["the other way round", go({ DefaultGODEBUG: "netdns=cgo" }), "linux", "system"],
    ["darwin", go({ CGO_ENABLED: "0" }), "darwin", "system"],
    ["darwin with netgo", go({ "-tags": "netgo" }), "darwin", "go"],
    ["windows", go({}), "windows", "system"],
    ["windows with netgo", go({ "-tags": "netgo" }), "windows", "go"],
    ["windows with netgo before 1.19", go({ "-tags": "netgo" }, "go1.18.10"), "windows", "system"],
    ["android", go({ CGO_ENABLED: "1" }), "android", "system"],
  ] as const)("DNS: %s", (_, build, os, uses) => {
    expect(dnsLookup({ go: build, parts, os }).uses).toBe(uses);
  });

  test("a program without net or os/user looks nothing up", () => {
    const none = { ...parts, hasResolver: false, hasUsers: false };
    expect(
      [dnsLookup, userLookup].map((look) => look({ go: go({}), parts: none, os: "linux" }).uses),
    ).toEqual(["none", "none"]);
  });
});
