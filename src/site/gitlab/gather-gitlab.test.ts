import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function pipeline(text: string) {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.26.0\n",
    ".gitlab-ci.yml": text,
  });
  const workspace = await readWorkspace(tree);
  const { sites } = resolveSites(workspace);
  return { sites, unknowns: workspace.unknowns };
}

const start = "build:\n  image: golang:1.26.1\n  script: [go build ./...]\n";

describe("variables of rules", () => {
  const modeOf = async (rules: string): Promise<string> => {
    const { sites } = await pipeline(`${start}  variables: {GOFLAGS: -mod=mod}\n  rules:\n${rules}`);
    return `${sites[0]?.mode.value}`;
  };
  const vendor = "variables: {GOFLAGS: -mod=vendor}";

  test("hold when every rule that can create the job sets them", async () => {
    expect(await modeOf(`    - if: $A\n      ${vendor}\n    - if: $B\n      ${vendor}\n`)).toBe("vendor");
    expect(await modeOf(`    - if: $A\n      when: never\n    - ${vendor}\n    - if: $B\n`)).toBe("vendor");
  });

  test("are one of several when only some do", async () => {
    expect(await modeOf(`    - if: $A\n      ${vendor}\n    - when: on_success\n`)).toBe("unknown");
  });

  test("of a rule that never creates the job count for nothing", async () => {
    expect(await modeOf(`    - if: $A\n      when: never\n      ${vendor}\n    - when: manual\n`)).toBe(
      "mod",
    );
  });
});

test("a job that starts another pipeline runs neither image nor script", async () => {
  const { sites } = await pipeline(
    "default:\n  image: golang:1.24.1\n  before_script: [go version]\ndeploy:\n  trigger: group/project\n",
  );
  expect(sites).toEqual([]);
});

test("behind an exit that no condition guards no line of the job runs, after_script does", async () => {
  const { sites } = await pipeline(
    "build:\n  image: golang:1.26.1\n  script:\n    - go vet ./...\n    - exit 0\n    - go build ./...\n  after_script: [go version]\n",
  );
  expect(sites[0]?.commands.map(({ text }) => text)).toEqual(["go vet ./...", "go version"]);
  const guarded = await pipeline(
    "build:\n  image: golang:1.26.1\n  script: ['test -f x || exit 0', go build ./...]\n",
  );
  expect(guarded.sites[0]?.commands.map(({ text }) => text)).toEqual(["go build ./..."]);
});

test("a variable that is null is not set", async () => {
  const { sites } = await pipeline(
    `variables: {GOFLAGS: -mod=mod}\n${start}  variables: {GOFLAGS: null, GOTOOLCHAIN: ~}\n`,
  );
  expect(sites[0]?.mode.value).toBe("readonly");
  expect(sites[0]?.go.gotoolchain).toMatchObject({ kind: "known", text: "local" });
});

test("a template that is not there is an unknown", async () => {
  const { unknowns } = await pipeline(`${start}  extends: .missing\n`);
  expect(unknowns.map(({ code }) => code)).toContain("extends-missing");
});

test("what a template of an included file sets points into that file", async () => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.26.0\n",
    ".gitlab-ci.yml": "include: ci.yml\njob: {extends: .t, image: golang:1.26.1, script: [go build]}\n",
    "ci.yml":
      "# A long comment, so that places of this file do not exist in the other one, which is short.\n" +
      "# It goes on.\n.t:\n  parallel: {matrix: [{CGO_ENABLED: ['0']}]}\n  rules:\n    - variables: {GOFLAGS: -mod=mod}\n",
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  const environment = sites[0]?.commands[0]?.environment;
  expect(environment?.get("CGO_ENABLED")?.at?.file).toBe("ci.yml");
  expect(environment?.get("GOFLAGS")?.value.at?.file).toBe("ci.yml");
});

test("a job whose lines are PowerShell is read as such", async () => {
  const { sites } = await pipeline(
    "build:\n  tags: [windows]\n  script:\n    - $env:CGO_ENABLED = '0'\n    - $env:GOOS = 'linux'; go build -tags \"a,b\" `\n      ./...\n",
  );
  expect(sites[0]?.cgo.value).toBe("off");
  expect(sites[0]?.goos).toMatchObject({ text: "linux" });
  expect(sites[0]?.tags.value).toEqual(["a", "b"]);
});
