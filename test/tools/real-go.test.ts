/** What `tools pin` writes and `tools verify --installed` says, held against the real go. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeFileProxy } from "../../lab/write-file-proxy.ts";
import { goEnvironment } from "../go-home.ts";

const main = join(import.meta.dir, "../../src/cli/main.ts");
const tool = "example.com/gen";
const kit = "example.com/kit";
let root = "";

// What go compiles takes its time on a busy machine.
setDefaultTimeout(120_000);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "breakwater-tools-"));
  const program = (version: string): string =>
    `package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("gen ${version}") }\n`;
  writeFileProxy(join(root, "proxy"), [
    { name: `proxy/${kit}@v0.2.0/go.mod`, text: `module ${kit}\n\ngo 1.24\n` },
    { name: `proxy/${kit}@v0.2.0/cmd/gen/main.go`, text: program("v0.2.0") },
    ...["v0.1.0", "v0.2.0"].flatMap((version) => [
      { name: `proxy/${tool}@${version}/go.mod`, text: `module ${tool}\n\ngo 1.24\n` },
      { name: `proxy/${tool}@${version}/main.go`, text: program(version) },
    ]),
  ]);
});

afterAll(() => {
  spawnSync("chmod", ["-R", "u+w", root]);
  rmSync(root, { recursive: true, force: true });
});

function environment(folder: string): Record<string, string> {
  return {
    ...goEnvironment(join(root, "home")),
    GOPROXY: `file://${join(root, "proxy")}`,
    GOSUMDB: "off",
    GOMODCACHE: join(root, "modules"),
    // The standard library is not what is tested here.
    GOCACHE: join(homedir(), ".cache/go-build"),
    GOBIN: join(folder, "bin"),
  };
}

function run(
  folder: string,
  words: readonly string[],
): { readonly exit: number | null; readonly out: string } {
  const [command = "", ...rest] = words;
  const done = spawnSync(command, rest, { cwd: folder, env: environment(folder), encoding: "utf8" });
  return { exit: done.status, out: `${done.stdout}${done.stderr}` };
}

function breakwater(
  folder: string,
  words: readonly string[],
): { readonly exit: number | null; readonly out: string } {
  return run(folder, [process.execPath, "--no-install", main, ...words]);
}

function write(folder: string, files: Readonly<Record<string, string>>): string {
  const path = join(root, folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

describe("pins that point to go.mod", () => {
  test("go run takes the release of go.mod after the tool line is used", () => {
    const folder = write("directive", {
      "go.mod": `module example.com/ledger\n\ngo 1.24\n\nrequire ${tool} v0.2.0 // indirect\n\ntool ${tool}\n`,
      "run.sh": `#!/bin/sh -e\ngo run ${tool}@v0.1.0\n`,
    });
    expect(run(folder, ["go", "mod", "tidy"]).exit).toBe(0);
    expect(run(folder, ["sh", "run.sh"]).out).toContain("gen v0.1.0");
    const pinned = breakwater(folder, ["tools", "pin", "--write"]);
    expect(pinned.out).toContain("Wrote 1 file.");
    expect(readFileSync(join(folder, "run.sh"), "utf8")).toBe("#!/bin/sh -e\ngo tool gen\n");
    expect(run(folder, ["sh", "run.sh"]).out).toBe("gen v0.2.0\n");
  });

  test("go install without a version installs the release of go.mod", () => {
    const folder = write("install", {
      "go.mod": `module example.com/ledger\n\ngo 1.24\n\nrequire ${tool} v0.2.0 // indirect\n\ntool ${tool}\n`,
      "install.sh": `#!/bin/sh -e\ngo install ${tool}@v0.1.0\n`,
    });
    expect(run(folder, ["go", "mod", "tidy"]).exit).toBe(0);
    breakwater(folder, ["tools", "pin", "--write"]);
    expect(readFileSync(join(folder, "install.sh"), "utf8")).toBe(`#!/bin/sh -e\ngo install ${tool}\n`);
    expect(run(folder, ["sh", "install.sh"]).exit).toBe(0);
    expect(run(folder, [join(folder, "bin/gen")]).out).toBe("gen v0.2.0\n");
  });

  test("a tool of tools.go gets its tool line without fetching anything", () => {
    const folder = write("tools-go", {
      "go.mod": `module example.com/ledger\n\ngo 1.24\n\nrequire ${kit} v0.2.0\n`,
      "tools.go": `//go:build tools\n\npackage tools\n\nimport _ "${kit}/cmd/gen"\n`,
      "run.sh": `#!/bin/sh -e\ngo run ${kit}/cmd/gen@v0.2.0\n`,
    });
    const go = (words: readonly string[], more: Record<string, string> = {}): string => {
      const done = spawnSync("go", [...words], {
        cwd: folder,
        env: { ...environment(folder), ...more },
        encoding: "utf8",
      });
      return `${done.stdout}${done.stderr}`;
    };
    go(["mod", "tidy"]);
    breakwater(folder, ["tools", "pin", "--write"]);
    expect(readFileSync(join(folder, "run.sh"), "utf8")).toBe("#!/bin/sh -e\ngo tool gen\n");
    expect(readFileSync(join(folder, "go.mod"), "utf8")).toEndWith(`\ntool ${kit}/cmd/gen\n`);
    expect(go(["tool", "gen"], { GOPROXY: "off" })).toBe("gen v0.2.0\n");
  });
});

describe("--installed", () => {
  test("reads release and Go of an executable and says that another release is declared", () => {
    const folder = write("installed", {
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      Makefile: `tools:\n\tgo install ${tool}@v0.2.0\n`,
    });
    const own = environment(folder);
    const installed = spawnSync("go", ["install", `${tool}@v0.1.0`], {
      cwd: folder,
      env: own,
      encoding: "utf8",
    });
    expect(installed.status).toBe(0);
    const version = run(folder, ["go", "env", "GOVERSION"]).out.trim();
    const { tools, findings } = JSON.parse(
      breakwater(folder, ["tools", "verify", "--installed", "--format", "json"]).out,
    );
    expect(tools[0].installed).toEqual({
      path: join(folder, "bin/gen"),
      version: "v0.1.0",
      go: version,
    });
    expect(findings.map(({ kind }: { kind: string }) => kind)).toEqual(["installed-differs"]);
  });

  test("leaves alone what is no program of Go, and another program of the name", () => {
    const folder = write("foreign", {
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      Makefile: "tools:\n\tgo install example.com/other/gen@v0.2.0\n",
      "bin/gen": "#!/bin/sh\n",
    });
    chmodSync(join(folder, "bin/gen"), 0o755);
    const { tools } = JSON.parse(
      breakwater(folder, ["tools", "verify", "--installed", "--format", "json"]).out,
    );
    expect(tools[0].installed).toBeUndefined();
  });
});
