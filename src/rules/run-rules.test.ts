import { expect, test } from "bun:test";
import { defaultContract } from "../site/contract.ts";
import { resolveSites } from "../site/resolve-sites.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { defineRule, type Rule } from "./rule.ts";
import { runRules } from "./run-rules.ts";

const words = {
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary: "s",
  why: "w",
  remedy: "r",
} as const;

async function run(rule: Rule) {
  const workspace = await readWorkspace(
    createMemoryTree({
      "go.mod": "module example.com/a\n\ngo 1.25.0\n",
      "a.go": 'package a\n\nimport _ "unsafe"\n',
      "b.go": "package a\n",
      Makefile: "one:\n\tgo build ./...\ntwo:\n\tgo vet ./...\n",
    }),
  );
  const { sites } = resolveSites(workspace);
  return runRules({ workspace, sites, contract: defaultContract, rules: [rule] });
}

test("a rule that reads commands gets each with its site, and its problems happen there", async () => {
  const rule = defineRule({
    ...words,
    id: "a/command",
    reads: "command",
    *check({ command }) {
      yield { at: command.at, message: command.subcommand };
    },
  });
  const { problems } = await run(rule);
  expect(problems.map(({ problem }) => [problem.message, problem.site])).toEqual([
    ["build", "Makefile/one"],
    ["vet", "Makefile/two"],
  ]);
});

test.each([
  {},
  { needle: "unsafe" },
])("a prefilter chooses the Go files that a rule sees, %o", async (cheap) => {
  const rule = defineRule({
    ...cheap,
    ...words,
    id: "a/prefilter",
    reads: "gofile",
    prefilter: /"unsafe"/,
    *check({ path }) {
      yield { at: { file: path, span: { start: 0, end: 1 } }, message: path };
    },
  });
  const { problems } = await run(rule);
  expect(problems.map(({ problem }) => problem.message)).toEqual(["a.go"]);
});

test("a rule that reads the repository runs once, and can say what cannot be known", async () => {
  const rule = defineRule({
    ...words,
    id: "a/repository",
    reads: "repository",
    check(_, context) {
      context.unknown({ file: "go.mod", span: { start: 0, end: 1 } }, "code", "reason");
      return [];
    },
  });
  const { problems, unknowns } = await run(rule);
  expect(problems).toEqual([]);
  expect(unknowns.map(({ code }) => code)).toEqual(["code"]);
});

test("what a rule throws is not caught", async () => {
  const rule = defineRule({
    ...words,
    id: "a/throws",
    reads: "module",
    check() {
      throw new RangeError("a bug in a rule");
    },
  });
  await expect(run(rule)).rejects.toThrow("a bug in a rule");
});
