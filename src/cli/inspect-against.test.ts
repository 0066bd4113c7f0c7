import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainGo } from "../../scripts/plain-go.ts";
import type { InspectedContract } from "../report/inspect-report.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-inspect-against-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const program = join(import.meta.dir, "main.ts");
const clean = join(work, "clean");
const files = {
  "go.mod": "module x.test/ledger\n\ngo 1.21\n\nrequire rsc.io/quote v1.5.2\n",
  "main.go": 'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n',
  Makefile: "release:\n\tCGO_ENABLED=0 go build -trimpath -tags netgo,prod -o bin/ledger .\n",
};
let isBuilt = false;

function go(words: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  return Bun.spawnSync(["go", ...words], { cwd: clean, env: plainGo(env) }).exitCode === 0;
}

beforeAll(() => {
  mkdirSync(clean);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(clean, name), text);
  const build = ["build", "-trimpath", "-tags", "netgo,prod", "-o", join(work, "ledger"), "."];
  isBuilt = Bun.which("go") !== null && go(["mod", "tidy"]) && go(build, { CGO_ENABLED: "0" });
  if (!isBuilt) console.log("SKIPPED: a program with modules needs go and the module proxy");
}, 120_000);

function against(change: (text: string, name: string) => string): {
  exit: number;
  contract: InspectedContract;
} {
  const folder = mkdtempSync(join(work, "repository-"));
  cpSync(clean, folder, { recursive: true });
  for (const name of ["go.mod", "go.sum", "Makefile"])
    writeFileSync(join(folder, name), change(readFileSync(join(clean, name), "utf8"), name));
  const words = ["inspect", join(work, "ledger"), "--against", folder, "--format", "json"];
  const done = Bun.spawnSync([process.execPath, program, ...words], {
    cwd: work,
    env: { PATH: process.env.PATH ?? "", HOME: work, NO_COLOR: "1" },
  });
  expect(done.stderr.toString()).toBe("");
  const { programs } = JSON.parse(done.stdout.toString()) as { programs: { contract: InspectedContract }[] };
  const contract = programs[0]?.contract;
  if (!contract) throw new Error("no contract");
  return { exit: done.exitCode, contract };
}

function kinds({ findings }: InspectedContract): readonly string[] {
  return findings.map(({ kind, subject, file, line }) => `${kind} ${subject} ${file}:${line}`);
}

describe("a program is held against the repository", () => {
  test("and keeps all that it promises when it was built from it", () => {
    if (!isBuilt) return;
    const { exit, contract } = against((text) => text);
    expect(kinds(contract)).toEqual([]);
    expect(contract.unknown).toEqual([]);
    // Three modules and one site.
    expect(contract.verified).toBe(4);
    expect(exit).toBe(0);
  });

  test("and what differs is named with its line", () => {
    if (!isBuilt) return;
    const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);
    const cases: readonly (readonly [(text: string, name: string) => string, readonly string[]])[] = [
      [swap("go 1.21\n", "go 1.99\n"), ["go-version go go.mod:3"]],
      [swap("quote v1.5.2\n", "quote v1.5.1\n"), ["module-version rsc.io/quote go.mod:5"]],
      [swap(/(rsc\.io\/quote v1\.5\.2 h1:)....../, "$1AAAAAA"), ["sum rsc.io/quote go.sum:3"]],
      [swap(/^rsc\.io\/sampler v1\.3\.0 h1:.*\n/m, ""), ["sum-missing rsc.io/sampler go.sum:null"]],
      [swap("netgo,prod", "netgo"), ["setting -tags Makefile:2"]],
      [swap(" -trimpath", ""), ["setting -trimpath Makefile:2"]],
      [swap("CGO_ENABLED=0", "CGO_ENABLED=1"), ["setting CGO_ENABLED Makefile:2"]],
      [swap("go build", "go build -race"), ["setting -race Makefile:2"]],
      [swap("module x.test/ledger", "module x.test/other"), []],
    ];
    for (const [change, wanted] of cases) {
      const { exit, contract } = against(change);
      expect(kinds(contract)).toEqual([...wanted]);
      // Of another repository's program nothing can be compared.
      expect(exit).toBe(wanted.length > 0 ? 1 : contract.module === null ? 2 : 0);
      if (wanted.length === 0)
        expect(contract.unknown).toEqual(["x.test/ledger is no module of this repository"]);
    }
  });
});

describe.skipIf(Bun.which("gcc") === null || Bun.which("go") === null)(
  "with an image and a repository",
  () => {
    test("the line that made it depend on the system is named", () => {
      const folder = join(work, "users");
      mkdirSync(folder);
      mkdirSync(join(work, "scratch"));
      writeFileSync(join(folder, "go.mod"), "module x.test/users\n\ngo 1.21\n");
      writeFileSync(
        join(folder, "main.go"),
        'package main\n\nimport "os/user"\n\nfunc main() { println(user.Current()) }\n',
      );
      writeFileSync(
        join(folder, "Makefile"),
        "release:\n\tCGO_ENABLED=1 go build -ldflags '-s -w' -o bin/users .\n",
      );
      const built = Bun.spawnSync(["go", "build", "-ldflags=-s -w", "-o", join(work, "bin-users"), "."], {
        cwd: folder,
        env: plainGo({ CGO_ENABLED: "1" }),
      });
      expect(built.stderr.toString()).toBe("");
      const words = ["inspect", "bin-users", "--image", "scratch", "--against", "users"];
      const done = Bun.spawnSync([process.execPath, program, ...words], {
        cwd: work,
        env: { PATH: process.env.PATH ?? "", HOME: work, NO_COLOR: "1" },
      });
      expect(done.exitCode).toBe(1);
      const text = done.stdout.toString();
      expect(text).toStartWith(
        "bin-users does not start in scratch\n    wants       /lib64/ld-linux-x86-64.so.2\n",
      );
      expect(text).toContain("because     os/user uses cgo (CGO_ENABLED=1 at Makefile:2)");
      expect(text).toContain("Fix         CGO_ENABLED=0 at Makefile:2, or -tags netgo,osusergo");
      expect(text).toContain("bin-users keeps what users promises");

      writeFileSync(
        join(folder, "Makefile"),
        "release:\n\tCGO_ENABLED=1 go build -ldflags '-s' -o bin/users .\n",
      );
      const other = Bun.spawnSync([process.execPath, program, "inspect", "bin-users", "--against", "users"], {
        cwd: work,
        env: { PATH: process.env.PATH ?? "", HOME: work, NO_COLOR: "1" },
      });
      expect(other.exitCode).toBe(1);
      expect(other.stdout.toString()).toMatch(
        /-ldflags: .*\n +built +-s -w\n +promised +-s at Makefile › release +Makefile:2/,
      );
    });
  },
);
