import { describe, expect, test } from "bun:test";
import { rules } from "../rules/index.gen.ts";
import { runRules } from "../rules/run-rules.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { type Contract, defaultContract } from "./contract.ts";
import { contractStates } from "./contract-state.ts";
import { resolveSites } from "./resolve-sites.ts";

const at = { file: ".breakwater.yaml", span: { start: 0, end: 1 } };
const lockstep: Contract = { ...defaultContract, policy: "lockstep" };

function stage(image: string, ...lines: readonly string[]): string {
  return [`FROM ${image} AS build`, ...lines, "WORKDIR /src", "COPY . .", "RUN go build ./...", ""].join(
    "\n",
  );
}

async function look(dockerfiles: readonly string[], contract: Contract, goMod = "go 1.25.2") {
  const files: Record<string, string> = { "go.mod": `module example.com/ledger\n\n${goMod}\n` };
  dockerfiles.forEach((text, index) => {
    files[`d${index}/Dockerfile`] = text;
  });
  const workspace = await readWorkspace(createMemoryTree(files));
  const { sites } = resolveSites(workspace);
  return { workspace, sites, states: contractStates(sites, contract) };
}

async function statesOf(dockerfiles: readonly string[], contract = defaultContract, goMod?: string) {
  return [...(await look(dockerfiles, contract, goMod)).states.values()];
}

describe("the policy floor", () => {
  test("a site that refuses breaks it, one that switches or is new enough keeps it", async () => {
    const refuses = stage("golang:1.24");
    const switches = stage("golang:1.24", "ENV GOTOOLCHAIN=auto");
    expect(await statesOf([refuses, switches, stage("golang:1.25.2"), stage("golang:1.26")])).toEqual([
      "breaks",
      "keeps",
      "keeps",
      "keeps",
    ]);
  });

  test("what floats, or is decided by a patch that no file names, is unknown", async () => {
    expect(await statesOf([stage("golang:alpine"), stage("golang:1.25"), stage("${BASE}")])).toEqual([
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  test("which patch is there does not matter where go may switch", async () => {
    const auto = "ENV GOTOOLCHAIN=auto";
    expect(
      await statesOf([stage("golang:1.25", auto), stage("golang:alpine", auto), stage("golang:1.20", auto)]),
    ).toEqual(["keeps", "keeps", "breaks"]);
  });

  test("a go that knows no minimum breaks it by running", async () => {
    expect(await statesOf([stage("golang:1.19")], defaultContract, "go 1.21")).toEqual(["breaks"]);
  });

  test("a go below the go line breaks it, whether it runs, refuses, or reads no go.mod at all", async () => {
    const old = ["golang:1.2", "golang:1.10", "golang:1.19", "golang:1.20.14"].map((image) => stage(image));
    expect(await statesOf(old, defaultContract, "go 1.22")).toEqual(["breaks", "breaks", "breaks", "breaks"]);
    const gopath = stage("golang:1.19", "ENV GO111MODULE=off");
    expect(await statesOf([gopath, stage("golang:1.19")], defaultContract, "go 1.19")).toEqual([
      "keeps",
      "keeps",
    ]);
  });

  test("a go that no file shows keeps it only where it may switch", async () => {
    const job = (env: string) =>
      `on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    env:\n      ${env}\n    steps:\n` +
      "      - uses: actions/checkout@v4\n      - uses: actions/setup-go@v5\n        with:\n" +
      "          go-version: ${{ vars.GO }}\n      - run: go build ./...\n";
    const stateWith = async (env: string, goMod: string) => {
      const files = { "go.mod": `module m\n\n${goMod}\n`, ".github/workflows/ci.yml": job(env) };
      const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
      const why = sites[0]?.go.why.map(({ text }) => text).join("; ") ?? "";
      return [[...contractStates(sites, defaultContract).values()][0], /older than \S+ (\w+)/.exec(why)?.[1]];
    };
    expect(await stateWith("GOTOOLCHAIN: local", "go 1.25.0")).toEqual(["unknown", "refuses"]);
    expect(await stateWith("A: b", "go 1.25.0")).toEqual(["unknown", "switches"]);
  });

  test("a workspace below one of its modules breaks it with any go", async () => {
    const files = {
      "go.mod": "module m\n\ngo 1.25.0\n",
      "go.work": "go 1.22\n\nuse .\n",
      Makefile: "build:\n\tgo build ./...\n",
    };
    const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
    expect(sites[0]?.go.outcome).toBe("refuses");
    expect([...contractStates(sites, defaultContract).values()]).toEqual(["breaks"]);
  });

  test("a newer toolchain line that is not applied does not break it", async () => {
    expect(
      await statesOf([stage("golang:1.26")], defaultContract, "go 1.25.2\n\ntoolchain go1.27.1"),
    ).toEqual(["keeps"]);
  });
});

test("under lockstep another version breaks the contract, with an exception it does not", async () => {
  const dockerfiles = [stage("golang:1.26"), stage("golang:1.26"), stage("golang:1.25.2")];
  expect(await statesOf(dockerfiles)).toEqual(["keeps", "keeps", "keeps"]);
  expect(await statesOf(dockerfiles, lockstep)).toEqual(["keeps", "keeps", "breaks"]);
  const exceptions = [{ site: "d2/*", reason: "the old image", at }];
  expect(await statesOf(dockerfiles, { ...lockstep, exceptions })).toEqual(["keeps", "keeps", "keeps"]);
});

test("under lockstep any patch of a minor, and the go of whoever calls, are open beside an exact version", async () => {
  const files = {
    "go.mod": "module m\n\ngo 1.22\n",
    "a/Dockerfile": stage("golang:1.25.3"),
    "b/Dockerfile": stage("golang:1.25"),
    Makefile: "build:\n\tgo build ./...\n",
  };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  expect([...contractStates(sites, lockstep).values()]).toEqual(["keeps", "unknown", "unknown"]);
});

test("every site in which a rule finds the contract broken is marked, and an excepted one is neither", async () => {
  const dockerfiles = [
    stage("golang:1.24"),
    stage("golang:1.25.2"),
    stage("golang:1.26"),
    stage("golang:1.26"),
    stage("golang:1.23"),
  ];
  const about = /^toolchain\/(?:go-older-than-module|go-line-ignored|sites-disagree)$/;
  for (const policy of ["floor", "lockstep"] as const) {
    const exceptions = [{ site: "d4/*", reason: "the old image", at }];
    const contract: Contract = { ...defaultContract, policy, exceptions };
    const { workspace, sites, states } = await look(dockerfiles, contract);
    const own = rules.filter(({ id }) => about.test(id));
    const { problems } = runRules({ workspace, sites, contract, rules: own });
    const found = new Set(problems.map(({ problem }) => problem.site));
    const marked = [...states].filter(([, state]) => state === "breaks").map(([id]) => id);
    expect(own).toHaveLength(3);
    expect([...found].sort()).toEqual(marked.sort());
    expect(marked).toHaveLength(policy === "floor" ? 1 : 2);
  }
});
