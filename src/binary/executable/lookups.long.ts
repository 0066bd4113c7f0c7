/** Resolver, users and cgo of programs by every Go from 1.13, with and without cgo, held against what they say themselves. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainGo } from "../../../scripts/plain-go.ts";
import { openFileBlob } from "../../cli/file-blob.ts";
import { dnsLookup, userLookup } from "./lookups.ts";
import { findProgramParts } from "./program-parts.ts";
import { readProgram } from "./read-program.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-lookups-long-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const releases =
  "1.13.15 1.14.15 1.15.15 1.16.15 1.17.13 1.19 1.20.14 1.21.13 1.23.4 1.24.1 1.25.1 1.26.0 1.27.1";

writeFileSync(join(work, "go.mod"), "module x.test/lookups\n\ngo 1.13\n");
writeFileSync(
  join(work, "main.go"),
  'package main\n\nimport (\n\t"net"\n\t"os/user"\n)\n\nfunc main() {\n\tnet.LookupHost("localhost")\n\tuser.Lookup("nobody")\n}\n',
);

test.each(releases.split(" "))("of Go %s", (release) => {
  for (const CGO_ENABLED of ["0", "1"]) {
    const file = join(work, `${release}-${CGO_ENABLED}`);
    const done = Bun.spawnSync(["go", "build", "-ldflags=-s -w", "-o", file, "."], {
      cwd: work,
      env: plainGo({ CGO_ENABLED, GOTOOLCHAIN: `go${release}`, GO111MODULE: "on" }),
    });
    expect(done.stderr.toString()).not.toContain("main.go");
    expect(done.exitCode).toBe(0);
    const blob = openFileBlob(file);
    const program = readProgram(blob);
    if (!program.go || !program.executable) throw new Error(`${file}: ${program.reason}`);
    const parts = findProgramParts(program.part, program.executable);
    const question = { go: program.go, parts, os: parts.os };
    const said = Bun.spawnSync([file], { env: { GODEBUG: "netdns=1" } }).stderr.toString();
    const spoken = said.includes("dynamic selection")
      ? "either"
      : /sing (?:the )?Go(?:'s)? DNS/.test(said)
        ? "go"
        : said;
    expect({
      os: parts.os,
      cgo: parts.hasCgo,
      dns: dnsLookup(question).uses,
      users: userLookup(question).uses,
    }).toEqual({
      os: "linux",
      cgo: CGO_ENABLED === "1",
      dns: spoken as "go",
      users: CGO_ENABLED === "1" ? "system" : "go",
    });
    blob.close();
  }
});
