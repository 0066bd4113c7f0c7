import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** Outcome and GOTOOLCHAIN of `go build` under go 1.26.0 after setup-go with Go 1.25.1. */
async function after(parts: { ref?: string; jobEnv?: string; topEnv?: string; stepEnv?: string }) {
  const { ref = "v6", jobEnv, topEnv, stepEnv } = parts;
  const env = (text: string | undefined, indent: string): string =>
    text === undefined ? "" : `${indent}env: {GOTOOLCHAIN: ${text}}\n`;
  const workflow = `on: push
${env(topEnv, "")}jobs:
  build:
    runs-on: ubuntu-24.04
${env(jobEnv, "    ")}    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-go@${ref}
        with: {go-version: 1.25.1}
      - run: go build ./...
${env(stepEnv, "        ")}`;
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.26.0\n",
    ".github/workflows/ci.yml": workflow,
  });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  const value = site?.go.gotoolchain;
  return `${site?.go.outcome} ${value?.kind === "known" ? value.text : "?"}`;
}

test("setup-go from v6 on sets GOTOOLCHAIN=local over the env of job and workflow", async () => {
  expect(await after({})).toBe("refuses local");
  expect(await after({ jobEnv: "auto" })).toBe("refuses local");
  expect(await after({ topEnv: "auto" })).toBe("refuses local");
});

test("the env of a step is nearer than what setup-go wrote", async () => {
  expect(await after({ jobEnv: "local", stepEnv: "auto" })).toBe("switches auto");
});

test("setup-go before v6 leaves GOTOOLCHAIN alone", async () => {
  expect(await after({ ref: "v5", jobEnv: "auto" })).toBe("switches auto");
});

test("setup-go of an unknown version leaves GOTOOLCHAIN open unless it is local anyway", async () => {
  expect(await after({ ref: "main", jobEnv: "auto" })).toBe("unknown ?");
  expect(await after({ ref: "main", jobEnv: "local" })).toBe("refuses local");
});

/** The site of one job with these steps, where go.mod wants `go 1.25.1` and `toolchain go1.26.2`. */
async function siteOfSteps(steps: string, env = "") {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.1\n\ntoolchain go1.26.2\n",
    ".github/workflows/ci.yml": `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n${env}    steps:\n${steps}`,
  });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  const { installed, gotoolchain } = site?.go ?? {};
  return `${installed?.version} ${gotoolchain?.kind === "known" ? gotoolchain.text : "?"}`;
}

const fromFile = (ref: string): string =>
  `      - uses: actions/setup-go@${ref}\n        with: {go-version-file: go.mod}\n`;
const build = "      - run: go build ./...\n";

test("setup-go from v6 on sets GOTOOLCHAIN=local without any input too", async () => {
  expect(await siteOfSteps(`      - uses: actions/setup-go@v6\n${build}`)).toBe("undefined local");
  expect(await siteOfSteps(`      - uses: actions/setup-go@v5\n${build}`)).toBe("undefined auto");
});

test("setup-go from v6 on reads the toolchain line, unless GOTOOLCHAIN is local when it starts", async () => {
  expect(await siteOfSteps(fromFile("v6") + build)).toBe("1.26.2 local");
  expect(await siteOfSteps(fromFile("v5") + build)).toBe("1.25.1 auto");
  expect(await siteOfSteps(fromFile("v6") + fromFile("v6") + build)).toBe("1.25.1 local");
  expect(await siteOfSteps(fromFile("v6") + build, "    env: {GOTOOLCHAIN: local}\n")).toBe("1.25.1 local");
});

test("setup-go v1 installs Go 1.10 when nothing asks for another", async () => {
  expect(await siteOfSteps(`      - uses: actions/setup-go@v1\n${build}`)).toBe("1.10 auto");
});

test("another owner's setup-go has versions of its own", async () => {
  const step = `      - uses: acme/setup-go@v6\n        with: {go-version: 1.25.1}\n`;
  expect(await siteOfSteps(step + build)).toBe("1.25.1 ?");
});

test("go-version-file is read where the checkout put the repository", async () => {
  const checkout = "      - uses: actions/checkout@v5\n        with: {path: src}\n";
  const step = "      - uses: actions/setup-go@v5\n        with: {go-version-file: src/go.mod}\n";
  const inside = "      - run: go build ./...\n        working-directory: src\n";
  expect(await siteOfSteps(checkout + step + inside)).toBe("1.25.1 auto");
  expect(await siteOfSteps(checkout + fromFile("v5") + inside)).toBe("undefined auto");
});

test("setup-go reads golang of .tool-versions from v6 on, and no other list of tools", async () => {
  const versionOf = async (ref: string, file: string, text: string) => {
    const tree = createMemoryTree({
      [file]: text,
      ".github/workflows/ci.yml": `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/setup-go@${ref}\n        with: {go-version-file: ${file}}\n      - run: go env\n`,
    });
    return resolveSites(await readWorkspace(tree)).sites[0]?.commands[0]?.go.installed?.version;
  };
  expect(await versionOf("v6", ".tool-versions", "nodejs 24.1.0\ngolang 1.25.1\n")).toBe("1.25.1");
  expect(await versionOf("v5", ".tool-versions", "golang 1.25.1\n")).toBeUndefined();
  expect(await versionOf("v6", ".tool-versions", "go 1.25.1\n")).toBeUndefined();
  expect(await versionOf("v6", "mise.toml", '[tools]\ngo = "1.25.1"\n')).toBeUndefined();
  expect(await versionOf("v5", ".go-version", "1.25.1\n")).toBe("1.25.1");
});

test("the Go for another architecture builds for that one", async () => {
  const archOf = async (inputs: string, env = "") => {
    const tree = createMemoryTree({
      ".github/workflows/ci.yml": `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/setup-go@v6\n        with: {go-version: 1.25.1${inputs}}\n      - run: ${env}go build .\n`,
    });
    const value = resolveSites(await readWorkspace(tree)).sites[0]?.commands[0]?.goarch;
    return value?.kind === "known" ? value.text : undefined;
  };
  expect(await archOf("")).toBe("amd64");
  expect(await archOf(", architecture: x86")).toBe("386");
  expect(await archOf(", architecture: x86", "GOARCH=arm64 ")).toBe("arm64");
  expect(await archOf(", architecture: ppc64")).toBeUndefined();
});
