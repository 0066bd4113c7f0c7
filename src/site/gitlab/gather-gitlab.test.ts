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

test("a dotenv report of a job before stands above the variables of the job", async () => {
  const { sites } = await pipeline(
    `stages: [one, two]\nmade:\n  stage: one\n  script: [./make-env.sh]\n  artifacts: {reports: {dotenv: build.env}}\n` +
      ["", "  needs: [made]\n", "  needs: [{job: made, artifacts: false}]\n", "  dependencies: []\n"]
        .map(
          (line, index) =>
            `${start.replace("build", `b${index}`)}  stage: two\n${line}  variables: {GOFLAGS: -mod=mod}\n`,
        )
        .join(""),
  );
  const modes = sites.filter(({ id }) => /b\d$/.test(id)).map(({ mode }) => mode.value);
  expect(modes).toEqual(["unknown", "unknown", "mod", "mod"]);
});

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

describe("variables of a job", () => {
  const sitesOf = async (head: string, job: string) => (await pipeline(`${head}build:\n${job}`)).sites;
  const script = "  image: golang:1.26.1\n  script: [go build ./...]\n";
  const modeOf = async (head: string, job = "") => (await sitesOf(head, script + job))[0]?.mode.value;

  test("of workflow rules lie over those of the pipeline and under those of the job", async () => {
    const rules =
      "variables: {GOFLAGS: -mod=readonly}\nworkflow:\n  rules:\n    - if: $A\n      variables: {GOFLAGS: -mod=vendor}\n";
    expect(await modeOf(rules)).toBe("vendor");
    expect(await modeOf(rules, "  variables: {GOFLAGS: -mod=mod}\n")).toBe("mod");
    expect(await modeOf(rules, "  inherit: {variables: false}\n")).toBe("readonly");
    expect(await modeOf(rules, "  rules: [{if: $B, variables: {GOFLAGS: -mod=mod}}]\n")).toBe("mod");
    expect(await modeOf(`${rules}    - when: always\n`)).toBe("unknown");
  });

  test("are filled in whatever their order, from the values that hold in the end", async () => {
    const head = 'variables: {GOFLAGS: "-mod=$MODE", MODE: readonly}\n';
    expect(await modeOf(head)).toBe("readonly");
    expect(await modeOf(head, "  variables: {MODE: vendor}\n")).toBe("vendor");
    expect(await modeOf(head, "  rules: [{if: $B, variables: {MODE: mod}}]\n")).toBe("mod");
    const cells = await sitesOf(head, `${script}  parallel: {matrix: [{MODE: [mod, vendor]}]}\n`);
    expect(cells.map(({ mode }) => mode.value)).toEqual(["mod", "vendor"]);
  });

  test("stay open where they refer to themselves or to something outside", async () => {
    expect(await modeOf('variables: {GOFLAGS: "$GOFLAGS -mod=mod"}\n')).toBe("unknown");
    expect(await modeOf('variables: {GOFLAGS: "-mod=$A", A: $B, B: $A}\n')).toBe("unknown");
    expect(await modeOf('variables: {GOFLAGS: "-mod=$CI_MODE"}\n')).toBe("unknown");
  });

  test("keep their dollars with expand: false and behind a second dollar", async () => {
    const textOfA = async (head: string) => {
      const [site] = await sitesOf(head, script);
      const value = site?.commands[0]?.environment.get("A")?.value;
      return value?.kind === "known" ? value.text : undefined;
    };
    expect(await textOfA("variables: {A: {value: x$B, expand: false}, B: b}\n")).toBe("x$B");
    expect(await textOfA("variables: {A: x$$B, B: b}\n")).toBe("x$B");
    expect(await textOfA("variables: {A: 'x${B}', B: b}\n")).toBe("xb");
  });

  test("decide the image, also when a rule sets them", async () => {
    const head = "variables: {IMAGE: 'golang:$GO', GO: 1.25.1}\n";
    const job = "  image: $IMAGE\n  script: [go build ./...]\n";
    expect((await sitesOf(head, job))[0]?.go.installed?.version).toBe("1.25.1");
    const rule = "  rules: [{if: $A, variables: {GO: 1.26.1}}]\n";
    expect((await sitesOf(head, job + rule))[0]?.go.installed?.version).toBe("1.26.1");
    const some = "  rules: [{if: $A, variables: {GO: 1.26.1}}, {when: manual}]\n";
    expect((await sitesOf(head, job + some))[0]?.go.installed).toBeUndefined();
  });

  test("a job that no rule can create is no place where go runs", async () => {
    expect(await sitesOf("", `${script}  rules: [{if: $A, when: never}, {when: never}]\n`)).toEqual([]);
    expect(await sitesOf("", `${script}  rules: [{if: $A, when: never}, {when: manual}]\n`)).toHaveLength(1);
  });
});
