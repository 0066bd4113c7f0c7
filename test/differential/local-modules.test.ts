/** Rules about the modules of one repository, compared with the real go over random repositories. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import behindLocalModule from "../../src/rules/modules/behind-local-module.ts";
import conflictingReplaces from "../../src/rules/modules/conflicting-workspace-replaces.ts";
import ineffectiveReplace from "../../src/rules/modules/ineffective-replace.ts";
import workspaceGoLine from "../../src/rules/modules/workspace-go-line-too-old.ts";
import workspaceUse from "../../src/rules/modules/workspace-use-missing.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { runRules } from "../../src/rules/run-rules.ts";
import { defaultContract } from "../../src/site/contract.ts";
import { readWorkspace } from "../../src/workspace/read-workspace.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";
import { createRandom } from "../../src/workspace/tree/scratch-repository.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { writeFiles } from "../write-files.ts";
import { runGo } from "./go-command.ts";

const seed = seedOfRun();
const random = createRandom(seed);
const repositories = 40;
const folders: string[] = [];
let compared = 0;

console.log(`local-modules seed ${seed}`);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  reportSuite("local-modules", compared);
});

type Files = Readonly<Record<string, string>>;

function pick<Item>(items: readonly [Item, ...Item[]]): Item {
  return items[random(items.length)] ?? items[0];
}

const goLines = ["1.16", "1.17", "1.20", "1.21", "1.21.0", "1.22.3", "1.24", "1.25.0"] as const;
const versions = ["v1.0.0", "v1.1.0", "v1.2.0"] as const;
const sometimes = (text: string): string => (random(2) === 0 ? text : "");

async function askGo(
  files: Files,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), "local-modules-"));
  folders.push(folder);
  writeFiles(folder, files);
  return runGo(args, { folder, environment: { GOPROXY: "off", GOSUMDB: "off", ...environment } });
}

async function askRules(files: Files, rules: readonly Rule[]): Promise<readonly string[]> {
  const workspace = await readWorkspace(createMemoryTree(files));
  const { problems } = runRules({ workspace, sites: [], contract: defaultContract, rules });
  return problems.map(({ problem }) => problem.message);
}

function localModules(): Files {
  const imports = ["a", "b", "x"]
    .filter(() => random(3) > 0)
    .map((name) => `import _ "example.com/${name}"\n`);
  const require = (path: string, version: string): string =>
    sometimes(`require example.com/${path} ${version}\n`);
  return {
    "go.mod": `module example.com/m

go ${pick(goLines)}

require (
	example.com/a v0.0.0
	example.com/b v0.0.0
	example.com/x ${pick(versions)}
	example.com/y ${pick(versions)} // indirect
)

replace (
	example.com/a => ./a
	example.com/b => ./b
	example.com/x => ./x
	example.com/y => ./y
)
`,
    "main.go": `package main\n\n${imports.join("")}\nfunc main() {}\n`,
    "a/go.mod": `module example.com/a\n\ngo ${pick(goLines)}\n\n${require("x", pick(versions))}${require("b", "v0.0.0")}${require("y", pick(versions))}`,
    "a/a.go": "package a\n",
    "b/go.mod": `module example.com/b\n\ngo ${pick(goLines)}\n\n${require("y", pick(versions))}`,
    "b/b.go": "package b\n",
    "x/go.mod": "module example.com/x\n",
    "x/x.go": "package x\n",
    "y/go.mod": "module example.com/y\n",
  };
}

test("a module is behind its local modules exactly where go wants to update its go.mod", async () => {
  for (let count = 0; count < repositories; count++) {
    const files = localModules();
    const go = await askGo(files, ["list", "-deps", "."]);
    const said = await askRules(files, [behindLocalModule]);
    compared++;
    expect({ files, stops: said.length > 0 }).toEqual({
      files,
      stops: go.stderr.includes("updates to go.mod needed"),
    });
  }
}, 120_000);

test("a replacement that is called ineffective is not the one that go applies", async () => {
  let called = 0;
  for (let count = 0; count < repositories; count++) {
    const lines = versions.map((version) =>
      sometimes(`replace example.com/x ${version} => ./fork-${version}\n`),
    );
    const files: Record<string, string> = {
      "go.mod": `module example.com/m\n\ngo ${pick(goLines)}\n\nrequire example.com/x ${pick(versions)}\n\n${lines.join("")}`,
    };
    for (const version of versions) files[`fork-${version}/go.mod`] = "module example.com/x\n";
    const said = await askRules(files, [ineffectiveReplace]);
    const go = await askGo(files, ["list", "-m", "-f", "{{with .Replace}}{{.Path}}{{end}}", "example.com/x"]);
    compared++;
    called += said.length;
    const applied = go.exitCode === 0 ? go.stdout.trim() : "";
    expect({ files, wrong: said.filter((text) => applied !== "" && text.startsWith(`${applied} `)) }).toEqual(
      {
        files,
        wrong: [],
      },
    );
  }
  expect(called).toBeGreaterThan(0);
}, 120_000);

function workspaceFiles(): Files {
  const members = ["a", "b", "c"].filter(() => random(3) > 0);
  const written = members.filter(() => random(8) > 0);
  const right = ["./x", "../x", "../a/../x", "example.com/fork v1.0.0"] as const;
  const files: Record<string, string> = {
    "go.work": `go ${pick(["1.20", "1.21", "1.22.3", "1.25.0"])}\n\n${members.map((name) => `use ./${name}\n`).join("")}${random(4) === 0 ? "\nreplace example.com/x => ./x\n" : ""}`,
    "x/go.mod": "module example.com/x\n",
  };
  for (const name of written) {
    const replace = sometimes(`\nreplace example.com/x${pick(["", " v1.0.0"])} => ${pick(right)}\n`);
    files[`${name}/go.mod`] = `module example.com/${name}\n\ngo ${pick(goLines)}\n${replace}`;
  }
  return files;
}

test("a workspace has a problem exactly where no go command works in it", async () => {
  for (let count = 0; count < repositories; count++) {
    const files = workspaceFiles();
    const go = await askGo(files, ["list", "-m"], { GOWORK: "" });
    const said = await askRules(files, [conflictingReplaces, workspaceGoLine, workspaceUse]);
    compared++;
    const stops = /conflicting replacements|listed in go.work file/.test(go.stderr);
    expect({ files, stops: said.length > 0 }).toEqual({ files, stops });
  }
}, 120_000);
