import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { commandBelowFloor, commandThatIgnoresFloor } from "./floor-breach.ts";
import { resolveSites } from "./resolve-sites.ts";

const goMod = "module m\n\ngo 1.99\n";
const modules = { "go.mod": goMod, "tools.mod": "module m\n\ngo 1.23\n", "newer.mod": goMod };

const others = {
  Makefile: "prep:\n\tsed -i s/1.25.0/1.24/ go.mod\n",
  "ci/go.mod": "module m\n\ngo 1.23\n",
  "docs/read.md": "text\n",
  "main.go": "package main\n\nfunc main() {}\n",
};

async function look(lines: string, from = "golang:1.24") {
  const Dockerfile = `FROM ${from} AS build\nWORKDIR /s\nCOPY . .\n${lines}\n`;
  const tree = createMemoryTree({ ...modules, ...others, Dockerfile });
  const { sites } = resolveSites(await readWorkspace(tree));
  const site = sites.at(-1);
  if (!site) throw new TypeError("no site");
  return { site, outcomes: site.commands.map(({ go }) => go.outcome) };
}

/** Whether the real go accepts a command in a module of a go line that no release has. */
function runsReally(command: readonly string[], environment: Record<string, string> = {}): boolean {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-"));
  try {
    const files = { ...modules, "main.go": "package main\n\nfunc main() {}\n" };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { PATH = "", HOME = "" } = process.env;
    const env = {
      PATH,
      HOME,
      GOENV: "off",
      GOFLAGS: "",
      GOTOOLCHAIN: "local",
      GOPROXY: "off",
      ...environment,
    };
    const { exitCode, stderr } = Bun.spawnSync(["go", ...command], { cwd: folder, env });
    // go doc and go mod init may stop for reasons of their own.
    return exitCode === 0 || !stderr.toString().includes("requires go >=");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a go line stops the commands that load the module, and no others, as the real go does", async () => {
  const commands = [
    "version",
    "env GOMOD",
    "mod edit -json",
    "mod init",
    "work init",
    "mod verify",
    "list .",
    "build .",
  ];
  for (const words of commands) {
    const [outcome] = (await look(`RUN go ${words}`)).outcomes;
    expect([words, outcome === "runs"]).toEqual([words, runsReally(words.split(" "))]);
  }
});

test("-modfile names the lines that count, and GO111MODULE=off leaves none", async () => {
  const cases: readonly (readonly [string, Record<string, string>])[] = [
    ["build .", {}],
    ["build -modfile=tools.mod .", {}],
    ["build -modfile=newer.mod .", {}],
    ["build .", { GOFLAGS: "-modfile=tools.mod" }],
    ["build .", { GO111MODULE: "off" }],
  ];
  for (const [words, variables] of cases) {
    const env = Object.entries(variables).map(([name, value]) => `ENV ${name}=${value}\n`);
    const { outcomes, site } = await look(`${env.join("")}RUN go ${words}`);
    expect([words, outcomes[0] === "runs"]).toEqual([words, runsReally(words.split(" "), variables)]);
    expect(commandBelowFloor(site) !== undefined).toBe(outcomes[0] === "refuses");
    expect(commandThatIgnoresFloor(site)).toBeUndefined();
  }
});

test("after an edit of go.mod files cannot tell what it asks for", async () => {
  const edits = [
    "sed -i 's/^go .*/go 1.24/' go.mod",
    "go mod edit -go=1.24",
    "rm go.mod && go mod init m",
    "cp tools.mod go.mod",
    "printf 'module m\\n' > go.mod",
    "F=go.mod && printf 'module m\\n' > $F",
    "cp ci/go.mod .",
    "cp -r ci/. .",
    "cp ci/* .",
    "cp $FROM/* .",
    "ln -sf ci/go.mod go.mod",
    "git checkout v1.0.0",
    "git checkout origin/old -- go.mod",
    "git apply x.patch",
    "git pull",
    "git stash pop",
    "patch -p1 < x.patch",
    "sed -i s/1.25.0/1.24/ go.mod",
    "sed -i s/1.25.0/1.24/ $FILE",
    "perl -pi -e 's/1.25.0/1.24/' *.mod",
    "find . -name go.mod -exec sed -i 's/1.25.0/1.24/' {} +",
    "find . -name go.mod | xargs sed -i 's/1.25.0/1.24/'",
    "for f in $(git ls-files '*go.mod'); do sed -i 's/1.25.0/1.24/' $f; done",
    "rm -f go.* && go mod init m",
    "python3 lower.py go.mod",
    "tar -xzf x.tgz",
    "unzip -qo x.zip",
    "make prep",
  ];
  for (const edit of edits) {
    const { site, outcomes } = await look(`RUN ${edit}\nRUN go build .`);
    expect([edit, outcomes.at(-1)]).toEqual([edit, "unknown"]);
    expect(commandBelowFloor(site)).toBeUndefined();
  }
  expect((await look("RUN sed -i 's/^go .*/go 1.24/' go.mod\nFROM build\nRUN go build .")).outcomes).toEqual([
    "unknown",
  ]);
});

test("what leaves the lines alone, or edits another go.mod, changes nothing", async () => {
  const others = [
    "sed -i 's/pay/bay/' go.mod",
    "find . -name '*.go' -exec sed -i 's/1.25/1.24/' {} +",
    "find . -name go.mod -exec cat {} +",
    "sed -i 's/@VERSION@/1.24/' $FILE",
    "git fetch origin && git diff && git config user.name x",
    "git checkout -b topic && git checkout -- go.mod && git reset --hard",
    "git checkout v1 -- main.go",
    "git apply --check x.patch",
    "cp $TOOL bin/ && cp main.go docs/go.mod",
    "cp -r docs/. .",
    "tar -xzf x.tgz -C /usr/local",
    "tar -xzf x.tgz tool",
    "rm -rf *.txt",
    "patch main.go < x.patch",
    "go mod edit -replace=a=b",
    "cp go.mod /tmp/go.bak",
    "unzip tool.zip",
    "unzip -q tool.zip -d .",
    "unzip -ol tool.zip",
    "cd /opt && sed -i 's/^go .*/go 1.24/' tools/go.mod",
    "grep '^go ' go.mod",
  ];
  for (const other of others) {
    const { outcomes } = await look(`RUN ${other}\nWORKDIR /s\nRUN go build .`);
    expect([other, outcomes.at(-1)]).toEqual([other, "refuses"]);
  }
});

test("a step of somebody else's that is handed the name of go.mod may change it", async () => {
  const outcomesAfter = async (step: string) => {
    const setup = "      - uses: actions/setup-go@v6\n        with: {go-version: '1.24'}\n";
    const steps = `${setup}${step}      - run: go build ./...\n`;
    const workflow = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
    const files = { "go.mod": goMod, ".github/workflows/ci.yml": workflow };
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    return sites.flatMap(({ commands }) => commands.map(({ go }) => go.outcome));
  };
  const replace = "      - uses: some/replace@v1\n        with: {files: go.mod}\n";
  const cache = "      - uses: actions/cache@v4\n        with: {path: go.mod}\n";
  expect(await outcomesAfter(replace)).toEqual(["unknown"]);
  expect(await outcomesAfter(cache)).toEqual(["refuses"]);
});
