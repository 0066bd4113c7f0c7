import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

const jobs: Record<string, readonly [string, string]> = {
  "github-job": [
    ".github/workflows/ci.yml",
    "on: push\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: make all\n",
  ],
  "gitlab-job": [".gitlab-ci.yml", "b: { image: golang, script: [make all] }\n"],
  "circleci-job": [
    ".circleci/config.yml",
    "version: 2.1\njobs: { b: { docker: [{ image: golang }], steps: [checkout, { run: make all }] } }\nworkflows: { w: { jobs: [b] } }\n",
  ],
};

/** Tags, or "?", and the mode of the commands of a Makefile, by the kind of site. */
async function seen(kind: string, makefile: string): Promise<readonly string[]> {
  const [file, text] = jobs[kind] ?? ["README", ""];
  const tree = createMemoryTree({ "go.mod": "module m\n\ngo 1.24.0\n", Makefile: makefile, [file]: text });
  const { sites } = resolveSites(await readWorkspace(tree));
  const site = sites.find((each) => each.kind === (file === "README" ? "make-target" : kind));
  return (
    site?.commands.map(({ mode, tags }) => `${tags.value ? `[${tags.value}]` : "?"} ${mode.value}`) ?? []
  );
}

const build = (tags: string): string => `all:\n\tgo build -tags "${tags}" .\n`;

for (const kind of Object.keys(jobs)) {
  test(`CI is true in a ${kind}`, async () => {
    expect(await seen(kind, build("$(if $(CI),ci,local)"))).toEqual(["[ci] readonly"]);
    expect(await seen(kind, build("$(or $(CI),local)"))).toEqual(["[true] readonly"]);
    expect(await seen(kind, `CI ?= none\n${build("$(CI)")}`)).toEqual(["[true] readonly"]);
  });
}

test("what a condition on CI exports is not known to be missing", async () => {
  const makefile = "ifneq ($(CI),)\nexport GOFLAGS=-mod=mod\nendif\nall: ; go build .\n";
  for (const kind of Object.keys(jobs)) expect(await seen(kind, makefile)).not.toEqual(["[] readonly"]);
});

test("what only a run knows is open, never empty", async () => {
  for (const tags of ["x$(RUNNER_OS)", "$(or $(GITHUB_REF_NAME),local)", "$(if $(RUNNER_OS),a,b)"])
    expect(await seen("github-job", build(tags))).toEqual(["? readonly"]);
  expect(await seen("gitlab-job", build("$(or $(CI_COMMIT_REF_NAME),local)"))).toEqual(["? readonly"]);
});

test("make's own variables and those of every environment are never empty", async () => {
  for (const tags of [
    "$(if $(HOME),home,nohome)",
    "$(notdir $(CURDIR))",
    "$(filter-out 3.%,$(MAKE_VERSION))",
  ])
    for (const kind of ["github-job", "make-target"])
      expect([tags, kind, ...(await seen(kind, build(tags)))]).toEqual([tags, kind, "? readonly"]);
});
