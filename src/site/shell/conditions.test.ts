import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { GoCommand } from "../site.ts";

async function commandsOf(files: Readonly<Record<string, string>>): Promise<readonly GoCommand[]> {
  const all = { "go.mod": "module example.com/ledger\n\ngo 1.22.0\n", ...files };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(all, { executable: ["run.sh"] })));
  return sites.flatMap(({ commands }) => commands);
}

/** Each go command of a script with what decides whether it runs. */
async function decided(script: string): Promise<readonly string[]> {
  const text = `#!/bin/bash\n${script}\n`;
  const commands = await commandsOf({ "run.sh": text });
  return commands.map(({ text: command, conditions = [] }) =>
    [command, ...conditions.map((each) => `${each.never ? "never: " : ""}${each.text}`)].join(" | "),
  );
}

test("a command names the branches around it, the outermost first", async () => {
  expect(await decided('if [ -n "$X" ]; then\n  [ -f a ] && go vet ./a\nelse\n  go vet ./b\nfi')).toEqual([
    'go vet ./a | if [ -n "$X" ] | [ -f a ] && …',
    'go vet ./b | else of if [ -n "$X" ]',
  ]);
  expect(await decided('case "$1" in\n  a | b) go vet ./a ;;\nesac')).toEqual([
    'go vet ./a | case "$1" in a | b)',
  ]);
  expect(await decided("for f in $LIST; do go vet ./a; done\nwhile pick; do go vet ./b; done")).toEqual([
    "go vet ./a | for f in $LIST",
    "go vet ./b | while pick",
  ]);
});

test("what files show to be false is said never to run", async () => {
  expect(await decided("true || go vet ./a\nfalse && go vet ./b\nfalse || go vet ./c")).toEqual([
    "go vet ./a | never: true || …",
    "go vet ./b | never: false && …",
    "go vet ./c",
  ]);
  const branches = "if false; then go vet ./a; elif true; then go vet ./b; else go vet ./c; fi";
  expect(await decided(branches)).toEqual([
    "go vet ./a | never: if false",
    "go vet ./b | elif true",
    "go vet ./c | never: else of if false",
  ]);
  expect(await decided('f() { for each; do go vet "$each"; done; }; f')).toEqual([
    'go vet "$each" | never: for each has no passes',
  ]);
});

test("a condition of several lines is one line, and a long one is cut", async () => {
  const [command] = await decided(
    `if [ -n "$X" ] &&\n  [ "$${"LONG".repeat(20)}" = y ]; then go vet ./a; fi`,
  );
  expect(command).toMatch(/^go vet \.\/a \| if \[ -n "\$X" \] && \[ "\$LONG.*…$/);
});

const workflow = (steps: string): string =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - uses: actions/setup-go@v6\n        with: { go-version: 1.23.4 }\n${steps}`;

async function decidedSteps(steps: string): Promise<readonly string[]> {
  const commands = await commandsOf({ ".github/workflows/ci.yml": workflow(steps) });
  return commands.map(({ text, conditions = [] }) =>
    [text, ...conditions.map((each) => `${each.never ? "never: " : ""}${each.text}`)].join(" | "),
  );
}

test("steps behind one that fails for sure do not run, unless they ask for it", async () => {
  expect(
    await decidedSteps(
      "      - run: go vet ./a\n      - run: exit 1\n      - run: go vet ./b\n      - if: always()\n        run: go vet ./c\n",
    ),
  ).toEqual(["go vet ./a", "go vet ./b | never: a step before it ends with a failure", "go vet ./c"]);
  expect(
    await decidedSteps("      - run: exit 1\n        continue-on-error: true\n      - run: go vet ./b\n"),
  ).toEqual(["go vet ./b"]);
});

test("a step names its own condition", async () => {
  expect(await decidedSteps("      - if: inputs.all\n        run: go vet ./a\n")).toEqual([
    "go vet ./a | if: inputs.all",
  ]);
});

test("a PATH that no Go is known to lie on leaves the Go open", async () => {
  const goOf = async (run: string): Promise<readonly (string | undefined)[]> => {
    const commands = await commandsOf({ ".github/workflows/ci.yml": workflow(`      - run: ${run}\n`) });
    return commands.map(({ go }) => go.version);
  };
  expect(await goOf("PATH=/nonexistent go vet ./a")).toEqual([undefined]);
  expect(await goOf("env -i go vet ./a")).toEqual([undefined]);
  expect(await goOf('PATH="$PWD/bin:$PATH" go vet ./a')).toEqual(["1.23.4"]);
  expect(await goOf('env -i PATH="$PATH" go vet ./a')).toEqual(["1.23.4"]);
});
