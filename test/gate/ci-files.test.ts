/** What init writes for two small repositories, and our own CI files, held against the schemas of the forges. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTool } from "../../scripts/check-tools.ts";
import { precommitItem } from "../../src/cli/init/add-precommit-hook.ts";
import { decodeSource } from "../../src/text/source-file.ts";
import { itemsOf, valueAt } from "../../src/workspace/yaml/node.ts";
import { parseYaml } from "../../src/workspace/yaml/parse-yaml.ts";
import { writeFiles } from "../write-files.ts";
import { commit, git, gitEnvironment } from "./git-world.ts";

setDefaultTimeout(180_000);

const root = join(import.meta.dir, "../..");
const schemas = checkTool("check-jsonschema");
const linter = checkTool("actionlint");
const noSchemas = "missing" in schemas ? `: SKIPPED, ${schemas.missing}` : "";
const shell = checkTool("shellcheck");
const noShell = "missing" in shell ? `: SKIPPED, ${shell.missing}` : "";
const noLinter = "missing" in linter ? `: SKIPPED, ${linter.missing}` : "";

let work = "";
let count = 0;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "breakwater-ci-files-"));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

const go = {
  "go.mod": "module example.com/a\n\ngo 1.25.0\n",
  "main.go": "package main\n\nfunc main() {}\n",
  Dockerfile: "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n",
};

/** A repository after `init --write`, in which a second run must find nothing to do. */
function initialised(files: Readonly<Record<string, string>>): string {
  const folder = join(work, `repository-${++count}`);
  mkdirSync(folder);
  git(folder, "init", "-q", "-b", "main");
  commit(folder, { ...go, ...files });
  const first = breakwater(folder, "init", "--write", "--release", "acme/breakwater@v0.1.0");
  expect(first.stderr).toBe("");
  expect(first.status).toBe(0);
  const before = git(folder, "status", "--porcelain");
  const second = breakwater(folder, "init", "--write", "--release", "acme/breakwater@v0.1.0");
  expect(second.stdout).toEndWith("\nNothing to do.\n");
  expect(git(folder, "status", "--porcelain")).toBe(before);
  expect(breakwater(folder, "check", "--fail-on", "warn").status).toBe(0);
  return folder;
}

function breakwater(folder: string, ...words: readonly string[]) {
  const program = join(root, "src/cli/main.ts");
  const environment = { ...gitEnvironment, BREAKWATER_PROGRAM: "breakwater" };
  return spawnSync(process.execPath, ["--no-install", program, ...words], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
  });
}

/** What the schema has against a file; empty when nothing. */
function schemaProblems(schema: string, file: string, ...more: readonly string[]): string {
  if ("missing" in schemas) throw new Error(schemas.missing);
  const done = spawnSync(schemas.path, ["--builtin-schema", schema, ...more, file], { encoding: "utf8" });
  return done.status === 0 ? "" : done.stdout + done.stderr;
}

function lintProblems(folder: string, file: string): string {
  if ("missing" in linter) throw new Error(linter.missing);
  const done = spawnSync(linter.path, ["-shellcheck=", "-pyflakes=", file], {
    cwd: folder,
    encoding: "utf8",
  });
  return done.status === 0 ? "" : done.stdout + done.stderr;
}

const workflow = `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
      - uses: github/codeql-action/upload-sarif@v3
        with: { sarif_file: a.sarif }
`;

describe("the GitHub workflow of init", () => {
  test("takes checkout, runner and code scanning from the workflows that are there", () => {
    const folder = initialised({ ".github/workflows/ci.yml": workflow });
    const text = readFileSync(join(folder, ".github/workflows/breakwater.yml"), "utf8");
    expect(text).toContain("runs-on: ubuntu-24.04\n");
    expect(text).toContain("uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2\n");
    expect(text).toContain("uses: github/codeql-action/upload-sarif@v3\n");
    expect(text).toContain("uses: acme/breakwater@v0.1.0\n");
    expect(text).not.toContain("://");
  });

  test.skipIf(noSchemas !== "")(`is valid by the schema of workflows${noSchemas}`, () => {
    for (const files of [
      { ".github/workflows/ci.yml": workflow },
      { ".github/workflows/ci.yml": "on: push\njobs: {}\n" },
    ]) {
      const folder = initialised(files);
      const file = join(folder, ".github/workflows/breakwater.yml");
      expect(schemaProblems("vendor.github-workflows", file)).toBe("");
    }
    writeFiles(work, { "bad.yml": "on: pull_request\njobs:\n  a:\n    runs-on: x\n    steps: 5\n" });
    expect(schemaProblems("vendor.github-workflows", join(work, "bad.yml"))).not.toBe("");
  });

  test.skipIf(noLinter !== "")(`is clean by actionlint${noLinter}`, () => {
    const folder = initialised({ ".github/workflows/ci.yml": workflow });
    expect(lintProblems(folder, ".github/workflows/breakwater.yml")).toBe("");
    writeFiles(folder, { ".github/workflows/bad.yml": "on: pull_request\njobs:\n  a:\n    runs-on: x\n" });
    expect(lintProblems(folder, ".github/workflows/bad.yml")).not.toBe("");
  });
});

describe("our own CI files", () => {
  test.skipIf(noSchemas !== "")(`action.yml is valid by the schema of actions${noSchemas}`, () => {
    expect(schemaProblems("vendor.github-actions", join(root, "action.yml"))).toBe("");
  });

  test.skipIf(noLinter !== "")(`action.yml has the inputs that a workflow may give${noLinter}`, () => {
    const folder = join(work, "uses-action");
    const uses = (input: string): string =>
      `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./breakwater\n        with: { ${input} }\n`;
    writeFiles(folder, {
      ".github/workflows/good.yml": uses(
        "version: 0.1.0, path: ., new-from: none, fail-on: warn, sarif: a.sarif",
      ),
      ".github/workflows/bad.yml": uses("colour: red"),
      "breakwater/checksums.txt": "",
    });
    git(folder, "init", "-q");
    cpSync(join(root, "action.yml"), join(folder, "breakwater/action.yml"));
    expect(lintProblems(folder, ".github/workflows/good.yml")).toBe("");
    expect(lintProblems(folder, ".github/workflows/bad.yml")).toContain("colour");
  });

  test.skipIf(noSchemas !== "")(`the GitLab template is valid by the schema of pipelines${noSchemas}`, () => {
    const template = join(root, "templates/breakwater.gitlab-ci.yml");
    expect(schemaProblems("vendor.gitlab-ci", template, "--data-transform", "gitlab-ci")).toBe("");
  });
});

test.skipIf(noShell !== "")(
  `the shell of the action and of the template is clean by shellcheck${noShell}`,
  () => {
    if ("missing" in shell) throw new Error(shell.missing);
    const template = readFileSync(join(root, "templates/breakwater.gitlab-ci.yml"));
    const job = valueAt(parseYaml(decodeSource("template", template)).root, "breakwater");
    const script = itemsOf(valueAt(job, "script")).map((item) => (item.kind === "scalar" ? item.text : ""));
    writeFiles(work, { "script.sh": `#!/bin/sh\n${script.join("\n")}` });
    const files = [join(root, "action/install.sh"), join(root, "action/check.sh"), join(work, "script.sh")];
    const done = spawnSync(shell.path, files, { encoding: "utf8" });
    expect(done.stdout).toBe("");
    expect(done.status).toBe(0);
  },
);

describe("the GitLab files of init", () => {
  const cases = [
    ["a list with a comment", "# ours\ninclude:\n  - local: /a.yml # a\n\nbuild:\n  script: make\n"],
    ["one text", 'include: "/a.yml" # a\nbuild:\n  script: make\n'],
    ["a list on one line", "include: ['/a.yml', '/b.yml']\nbuild:\n  script: make\n"],
    ["nothing to include yet", "stages: [lint, build]\n\nbuild:\n  stage: build\n  script: |\n    make"],
    ["lines that end as on Windows", "include:\r\n  - local: /a.yml\r\nbuild:\r\n  script: make\r\n"],
  ] as const;

  test.each(cases)("are included beside %s", (_, pipeline) => {
    const folder = initialised({ ".gitlab-ci.yml": pipeline, "a.yml": "{}\n", "b.yml": "{}\n" });
    const text = readFileSync(join(folder, ".gitlab-ci.yml"), "utf8");
    expect(existsSync(join(folder, ".gitlab/breakwater.gitlab-ci.yml"))).toBe(true);
    const lost = pipeline
      .split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("include:") && !text.includes(line));
    expect(lost).toEqual([]);
    if (noSchemas !== "") return;
    for (const name of [".gitlab-ci.yml", ".gitlab/breakwater.gitlab-ci.yml"])
      expect(schemaProblems("vendor.gitlab-ci", join(folder, name), "--data-transform", "gitlab-ci")).toBe(
        "",
      );
  });

  test("run in a stage that the pipeline has, also where an included file lists them", () => {
    const folder = initialised({
      ".gitlab-ci.yml": "include:\n  - local: /stages.yml\n",
      "stages.yml": "stages: [build, 'e2e: check']\nbuild:\n  stage: build\n  script: go build ./...\n",
    });
    const text = readFileSync(join(folder, ".gitlab/breakwater.gitlab-ci.yml"), "utf8");
    expect(text).toContain('\n  stage: "e2e: check"\n');
  });

  test("leave a pipeline that cannot be edited surely to its owner", () => {
    const pipeline = "spec:\n  inputs: {}\n---\nbuild:\n  script: make\n";
    const folder = join(work, `repository-${++count}`);
    mkdirSync(folder);
    git(folder, "init", "-q");
    commit(folder, { ...go, ".gitlab-ci.yml": pipeline });
    const done = breakwater(folder, "init", "--write", "--release", "acme/breakwater@v0.1.0");
    expect(done.stdout).toContain("! .gitlab-ci.yml cannot be edited surely: add to its include list");
    expect(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")).toBe(pipeline);
  });
});

test("the hook is one and the same in the hooks file, in what init writes and in the guide", () => {
  const hook = precommitItem.slice(2).map((line) => line.trim().replace(/^- /, ""));
  const lines = (name: string): string[] =>
    readFileSync(join(root, name), "utf8")
      .split("\n")
      .map((line) => line.trim().replace(/^- /, ""));
  for (const name of [".pre-commit-hooks.yaml", "docs/ci.md"])
    expect(hook.filter((line) => !lines(name).includes(line))).toEqual([]);
});

describe("the problem matcher", () => {
  const { regexp, ...groups } = JSON.parse(readFileSync(join(root, "breakwater-matcher.json"), "utf8"))
    .problemMatcher[0].pattern[0];

  test("finds every place of the plain report, and nothing else", () => {
    const folder = join(work, `repository-${++count}`);
    mkdirSync(folder);
    writeFiles(folder, { ...go, "build: it.sh": "#!/bin/sh\ngo install example.com/b@latest\n" });
    const done = breakwater(folder, "check", "--format", "plain");
    const lines = done.stdout.trimEnd().split("\n");
    const matches = lines.map((line) => new RegExp(regexp).exec(line));
    expect(lines.length).toBeGreaterThan(2);
    expect(matches.at(-1)).toBe(null);
    const found = matches
      .slice(0, -1)
      .map((match) => match && [match[groups.file], match[groups.line], match[groups.severity]]);
    expect(found).toContainEqual(["Dockerfile", "1", "error"]);
    expect(found).toContainEqual(["build: it.sh", "2", "notice"]);
    expect(found).not.toContain(null);
  });
});
